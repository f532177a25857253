//! What streams and jobs share with the threads behind them: the lock, the pool, and the calls that write to a file. In the
//! tests of a build with `--cfg shuttle` a checker stands in for them, and decides at each who goes on.

#[cfg(shuttle)]
#[cfg(test)]
pub(super) mod checked;

#[cfg(all(test, shuttle))]
pub(super) use self::checked::{disk as os, queue};
#[cfg(all(test, shuttle))]
pub(super) use shuttle::sync::{Mutex, MutexGuard};

#[cfg(not(all(test, shuttle)))]
pub(super) use super::os;
#[cfg(not(all(test, shuttle)))]
pub(super) use std::sync::{Mutex, MutexGuard};

/// Queues a closure on the blocking pool of the tokio runtime this is called in; it is dropped if the runtime goes away first.
///
/// # Panics
/// Outside of a runtime.
#[cfg(not(all(test, shuttle)))]
pub(super) fn queue(work: impl FnOnce() + Send + 'static) {
    drop(tokio::task::spawn_blocking(work));
}
