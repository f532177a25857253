//! How many pieces of work were queued: a runtime starts a thread for each piece that finds all others busy, and asks for
//! the name of that thread at once. One thread does the work; the others, the *sentries*, only stand for what was queued, and
//! wait at their beginning until the gate is gone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The most threads of a pool. More work than that is queued uncounted.
pub(super) const THREADS_MAX: usize = 64;

/// With so many threads a pool is left to the next script no more.
const WORN_AT: usize = 24;

/// How many threads the pools of all gates of this process have.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// How many threads the pools of all gates of this process have. They are ours, not those of a backend.
pub(crate) fn pool_threads() -> u64 {
    THREADS.load(Ordering::SeqCst) as u64
}

/// What the threads of a pool share.
#[derive(Debug, Default)]
pub(super) struct Post {
    /// How many threads were named, that is how many pieces of work found no idle one.
    named: AtomicUsize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// A thread does the work.
    has_worker: bool,
    /// The gate is gone, and nobody needs to wait.
    is_over: bool,
}

thread_local! {
    /// Whether this thread does the work of its pool.
    static WORKS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl Post {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A thread is about to be started.
    pub(super) fn is_named(&self) {
        self.named.fetch_add(1, Ordering::SeqCst);
        THREADS.fetch_add(1, Ordering::SeqCst);
    }

    /// A thread has started: the first one works, all others wait.
    pub(super) fn started(&self) {
        let waits = |state: &mut State| state.has_worker && !state.is_over;
        let waited = self.changed.wait_while(self.state(), waits);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        WORKS.set(!state.is_over);
        state.has_worker = true;
    }

    /// A thread ends: where it was the one that works, a sentry takes its place.
    pub(super) fn stopped(&self) {
        THREADS.fetch_sub(1, Ordering::SeqCst);
        if WORKS.get() {
            self.state().has_worker = false;
            self.changed.notify_all();
        }
    }

    /// How many pieces of work have found no idle thread.
    pub(super) fn named(&self) -> usize {
        self.named.load(Ordering::SeqCst)
    }

    /// Whether there are so many sentries that they may not suffice for another script.
    pub(super) fn is_worn(&self) -> bool {
        self.named() >= WORN_AT
    }
}

/// Lets the sentries go when the gate goes.
#[derive(Debug, Default)]
pub(super) struct Sentries(pub(super) Arc<Post>);

impl Drop for Sentries {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}
