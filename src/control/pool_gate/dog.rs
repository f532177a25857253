//! A dog that lets go what is held when a call does not come back. It has one thread for all calls of its gate.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::LOOK;

/// After so many looks a call that has not come back while work is held counts as waiting for that work. Looks are counted
/// instead of time, which goes on while a whole machine is held.
const LOOKS_MAX: u32 = 60;

/// No call has this number.
const NO_CALL: u64 = 0;

/// What the dog and its master know.
#[derive(Debug, Default)]
struct Known {
    /// The number of the call that is watched.
    watched: AtomicU64,
    /// The number of the last call that work was let go for.
    let_go_for: AtomicU64,
    /// Held by the dog while it lets go.
    letting_go: Mutex<()>,
}

impl Known {
    fn letting_go(&self) -> MutexGuard<'_, ()> {
        self.letting_go.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A dog.
#[derive(Debug)]
pub(super) struct Dog {
    known: Arc<Known>,
    /// How many calls were watched.
    calls: u64,
    /// Dropped to send it home.
    master: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Dog {
    /// A dog that lets go in this way. Without a thread to spare nothing is watched.
    pub(super) fn start(let_go: impl Fn() + Send + 'static) -> Self {
        let (master, gone) = channel();
        let known = Arc::<Known>::default();
        let own = Arc::clone(&known);
        let thread = thread::Builder::new().name("dog".into()).spawn(move || look(&own, &gone, let_go)).ok();
        Self { known, calls: NO_CALL, master: Some(master), thread }
    }

    /// Runs a piece of a call, and says whether it has waited for what was held, which was let go.
    pub(super) fn watched<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool) {
        self.calls += 1;
        self.known.watched.store(self.calls, Ordering::SeqCst);
        let value = run();
        self.known.watched.store(NO_CALL, Ordering::SeqCst);
        // It may be letting go at this very moment.
        drop(self.known.letting_go());
        (value, self.known.let_go_for.load(Ordering::SeqCst) == self.calls)
    }
}

impl Drop for Dog {
    fn drop(&mut self) {
        drop(self.master.take());
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

fn look(known: &Known, gone: &Receiver<()>, let_go: impl Fn()) {
    let (mut seen, mut looks) = (NO_CALL, 0);
    while gone.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let call = known.watched.load(Ordering::SeqCst);
        looks = if call != NO_CALL && call == seen { looks + 1 } else { 0 };
        seen = call;
        if looks == LOOKS_MAX {
            let _letting_go = known.letting_go();
            if known.watched.load(Ordering::SeqCst) == call {
                let_go();
                known.let_go_for.store(call, Ordering::SeqCst);
            }
        }
    }
}
