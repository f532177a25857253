//! Work of the judge's own that is done on a thread beside this one, where this one's calls of the system are looked at by somebody:
//! each of them would cost several times as much here, and one may be taken for the backend's.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

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
    /// Works until nobody is left to work for.
    pub(crate) fn follow(self) {
        self.0.into_iter().for_each(|work| work());
    }
}

/// Gives this thread a helper, for good.
pub(crate) fn lend(helper: Helper) {
    HELPER.set(Some(helper));
}

/// Does some work, by this thread's helper if it has one, and waits for it. A panic goes on here.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // A thread that is ending has none any more.
    let helper = HELPER.try_with(|helper| helper.borrow().clone()).ok().flatten();
    let Some(Helper(helper)) = helper else { return work() };
    let (tell, told) = channel();
    // Nobody but this thread waits for it.
    let work = move || _ = tell.send(catch_unwind(AssertUnwindSafe(work)));
    _ = helper.send(Box::new(work));
    match told.recv() {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => unreachable!("our fault: a helper has ended that somebody waits for"),
    }
}

/// The same with something that is only borrowed here: a helper gets a copy.
pub(crate) fn with<A: Clone + Send + 'static, T: Send + 'static>(
    what: &A,
    work: impl FnOnce(&A) -> T + Send + 'static,
) -> T {
    if HELPER.try_with(|helper| helper.borrow().is_none()).unwrap_or(true) {
        return work(what);
    }
    let what = what.clone();
    run(move || work(&what))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn work_is_done_here_without_a_helper_and_by_the_helper_with_one() {
        let this = || thread::current().id();
        assert_eq!(run(this), this());
        let (one, orders) = helper();
        let helps = thread::spawn(|| orders.follow());
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
