//! Where calls that may sleep are run: on the current thread, or on the runtime's blocking pool.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::sync::{Mutex, MutexGuard, queue};

/// How calls that may sleep are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocking {
    /// On the current thread: the embedder lets the executor block.
    CurrentThread,
    /// On the blocking pool, every one.
    Pool,
    /// Reads, lookups, attributes and openings are first tried in a way that never sleeps: on data, names and objects that the
    /// system has in memory. The rest goes to the blocking pool.
    NowaitThenPool,
}

impl Default for Blocking {
    /// [`Blocking::NowaitThenPool`] where the platform has such calls, else [`Blocking::Pool`].
    fn default() -> Self {
        if cfg!(target_os = "linux") { Self::NowaitThenPool } else { Self::Pool }
    }
}

/// Runs a closure on the current thread if the mode allows, else on the blocking pool. Dropping the future aborts what
/// has not started.
pub async fn run_blocking<T, F>(blocking: Blocking, work: F) -> T
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    match blocking {
        Blocking::CurrentThread => work(),
        Blocking::Pool | Blocking::NowaitThenPool => spawn_blocking(work).await,
    }
}

/// Queues a closure on the blocking pool of the tokio runtime this is called in.
///
/// # Panics
/// Outside of a runtime. A panic of the closure itself is raised again in whoever awaits the job.
pub fn spawn_blocking<T, F>(work: F) -> Job<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let shared = Arc::new(Shared { stage: Mutex::new(Stage::Queued(Box::new(work), None)) });
    let ticket = Ticket(Arc::clone(&shared));
    // The job keeps its own account of its end. The runtime's handle could not serve: it resolves an aborted task
    // only once a thread has come round to it, and it hides a finished one from a task that has used up its turn.
    queue(move || ticket.0.run());
    Job { shared }
}

type Work<T> = Box<dyn FnOnce() -> T + Send>;

/// How far a job has come.
enum Stage<T> {
    Queued(Work<T>, Option<Waker>),
    Running(Option<Waker>),
    Over(Result<T, Box<dyn Any + Send>>),
    /// The runtime went away before the job was started.
    Lost,
    /// Aborted, or its result was given out.
    Done,
}

struct Shared<T> {
    stage: Mutex<Stage<T>>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Stage<T>> {
        // No code of others runs under this lock, so a poisoned one is whole.
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let Some(work) = self.begin() else { return };
        let result = catch_unwind(AssertUnwindSafe(work));
        self.finish(Stage::Over(result));
    }

    /// The closure, unless it was aborted.
    fn begin(&self) -> Option<Work<T>> {
        let mut stage = self.lock();
        match mem::replace(&mut *stage, Stage::Done) {
            Stage::Queued(work, waker) => {
                *stage = Stage::Running(waker);
                Some(work)
            }
            other @ (Stage::Running(_) | Stage::Over(_) | Stage::Lost | Stage::Done) => {
                *stage = other;
                None
            }
        }
    }

    fn finish(&self, end: Stage<T>) {
        let before = mem::replace(&mut *self.lock(), end);
        match before {
            Stage::Queued(_, Some(waker)) | Stage::Running(Some(waker)) => waker.wake(),
            Stage::Queued(_, None) | Stage::Running(None) | Stage::Over(_) | Stage::Lost | Stage::Done => {}
        }
    }
}

/// The pool's side of a job. Dropped without having run when the runtime is shut down.
struct Ticket<T>(Arc<Shared<T>>);

impl<T> Drop for Ticket<T> {
    fn drop(&mut self) {
        let queued = matches!(*self.0.lock(), Stage::Queued(..));
        if queued {
            self.0.finish(Stage::Lost);
        }
    }
}

/// Work on the blocking pool. Awaiting it gives the closure's result or raises its panic again; dropping it aborts
/// the work if it has not started.
pub struct Job<T> {
    shared: Arc<Shared<T>>,
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match *self.shared.lock() {
            Stage::Queued(..) => "queued",
            Stage::Running(_) => "running",
            Stage::Over(_) => "over",
            Stage::Lost => "lost",
            Stage::Done => "done",
        };
        f.debug_tuple("Job").field(&stage).finish()
    }
}

impl<T> Job<T> {
    /// The result, if the work is over; never waits, and needs no executor to have noticed the end.
    pub fn try_result(&mut self) -> Option<T> {
        match self.poll_result(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }

    /// Takes the work back if it has not started; whether it is certain now that it neither runs nor will.
    pub(crate) fn abort(&mut self) -> bool {
        let taken_back = {
            let mut stage = self.shared.lock();
            match &*stage {
                Stage::Queued(..) => mem::replace(&mut *stage, Stage::Done),
                Stage::Running(_) => return false,
                Stage::Over(_) | Stage::Lost | Stage::Done => return true,
            }
        };
        // Outside of the lock: what the closure holds may be the last handle on a file.
        drop(taken_back);
        true
    }

    /// Aborts the work at once if it has not started, else waits until it is over. The result, if there is one.
    pub async fn cancel(mut self) -> Option<T> {
        if self.abort() { self.try_over() } else { Some(self.await) }
    }

    /// The result of a job that was over when it was aborted.
    fn try_over(&mut self) -> Option<T> {
        let over = matches!(*self.shared.lock(), Stage::Over(_));
        if over { self.try_result() } else { None }
    }

    fn poll_result(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let mut stage = self.shared.lock();
        match &mut *stage {
            Stage::Queued(_, waker) | Stage::Running(waker) => {
                *waker = Some(context.waker().clone());
                return Poll::Pending;
            }
            Stage::Over(_) => {}
            Stage::Lost => panic!("the tokio runtime was shut down before work on its blocking pool began"),
            Stage::Done => panic!("our fault: a job was asked for its result twice, or after it was aborted"),
        }
        let Stage::Over(result) = mem::replace(&mut *stage, Stage::Done) else { return Poll::Pending };
        drop(stage);
        Poll::Ready(result.unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl<T> Future for Job<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.poll_result(context)
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.abort();
    }
}

#[cfg(shuttle)]
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod tests;
