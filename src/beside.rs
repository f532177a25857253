//! Work of the judge's own that is done on a thread beside this one, where this one's calls of the system are looked at by somebody:
//! each of them would cost several times as much here, and one may be taken for the backend's.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Something that is to be done.
type Work = Box<dyn FnOnce() + Send>;

/// The way to a thread that works for others.
#[derive(Clone, Debug)]
pub(crate) struct Helper(Sender<Work>);

/// The other end of it.
#[derive(Debug)]
pub(crate) struct Orders(Receiver<Work>);

thread_local! {
    /// The helper of this thread, if it has one.
    static HELPER: RefCell<Option<Helper>> = const { RefCell::new(None) };
}

/// The way to a helper, and what the helper's thread is to [follow](Orders::follow).
pub(crate) fn helper() -> (Helper, Orders) {
    let (sender, receiver) = channel();
    (Helper(sender), Orders(receiver))
}

impl Orders {
    /// Works until nobody is left to work for; `idle` comes whenever nothing was to be done for so long.
    pub(crate) fn follow(self, pause: Duration, mut idle: impl FnMut()) {
        loop {
            match self.0.recv_timeout(pause) {
                Ok(work) => work(),
                Err(RecvTimeoutError::Timeout) => idle(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

impl Helper {
    /// Has it do some work, and waits for that; none where the helper has ended. A panic goes on here.
    pub(crate) fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (tell, told) = channel();
        // Nobody but this thread waits for it.
        let work = move || _ = tell.send(catch_unwind(AssertUnwindSafe(work)));
        self.0.send(Box::new(work)).ok()?;
        match told.recv().ok()? {
            Ok(done) => Some(done),
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// Gives this thread a helper, for good.
pub(crate) fn lend(helper: Helper) {
    HELPER.set(Some(helper));
}

/// The helper of this thread. One that is ending has none any more.
fn lent() -> Option<Helper> {
    HELPER.try_with(|helper| helper.borrow().clone()).ok().flatten()
}

/// Does some work, by this thread's helper if it has one, and waits for it. A panic goes on here.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match lent() {
        Some(helper) => helper.run(work).expect("our fault: a helper has ended that somebody works with"),
        None => work(),
    }
}

/// The same with something that is only borrowed here: a helper gets a copy.
pub(crate) fn with<A: Clone + Send + 'static, T: Send + 'static>(
    what: &A,
    work: impl FnOnce(&A) -> T + Send + 'static,
) -> T {
    if lent().is_none() {
        return work(what);
    }
    let what = what.clone();
    run(move || work(&what))
}

/// Starts a thread of this name that is looked at by nobody, whoever starts it: it goes on where those stand still that a gate
/// holds. Without a thread to spare nothing is done.
pub(crate) fn start(name: &str, work: impl FnOnce() + Send + 'static) {
    let name = name.to_owned();
    run(move || drop(thread::Builder::new().name(name).spawn(work)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_here_without_a_helper_and_by_the_helper_with_one() {
        let this = || thread::current().id();
        assert_eq!(run(this), this());
        let (one, orders) = helper();
        let helps = thread::spawn(|| orders.follow(Duration::from_millis(1), || ()));
        let asks = thread::spawn(move || {
            lend(one);
            let text = "borrowed".to_owned();
            assert_eq!(with(&text, String::len), 8);
            let panicked = catch_unwind(|| run(|| panic!("on purpose")));
            assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"on purpose"));
            (run(this), this())
        });
        let (helped, asked) = asks.join().unwrap();
        assert_eq!(helped, helps.thread().id());
        assert_ne!(helped, asked);
        // With the one that it works for the helper ends.
        helps.join().unwrap();
    }
}
