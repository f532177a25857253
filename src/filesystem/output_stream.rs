//! Bytes to a file, without waiting for the disk unless asked to.
//!
//! Read the table as: in this state, this call does that. A permit is what `check-write` gave last; one write uses it up.
//!
//! | state | check-write | write in the permit | write without or beyond it | flush | ready, block | blocking-write-and-flush | cancel |
//! |---|---|---|---|---|---|---|---|
//! | Ready | a permit > 0 | to the background work; Waiting when there is no more room | trap | Waiting until all has landed | at once | writes all, waits | Closed |
//! | Waiting | 0 | joins what is on its way | trap | ok | until Ready or Error | waits, then as the new state | ends the work, Closed |
//! | Error | the error, Closed | the error, Closed | trap | the error, Closed | at once | the error, Closed | Closed |
//! | Closed | closed | closed | closed | closed | at once | closed | - |
//!
//! A file on the current thread is never Waiting: `write` writes, and an error of it is there for the next call.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use super::pipe::{Flow, Pipe, Target};
use super::{Blocking, File, FileInputStream, Job};
use crate::wasi::{StreamError, StreamResult};

/// The most that `blocking-write-and-flush` and its zeroes twin take, in bytes (the WIT's number).
const WRITE_AND_FLUSH_MAX: usize = 4096;

static ZEROES: [u8; WRITE_AND_FLUSH_MAX] = [0; WRITE_AND_FLUSH_MAX];

/// An output stream on a file. Dropping a future of it leaves a true account of what is on its way; dropping the
/// stream itself may lose what was not flushed.
#[derive(Debug)]
pub struct FileOutputStream {
    pipe: Arc<Pipe>,
    /// The background work, since some was begun last.
    job: Option<Job<()>>,
    permit: Option<u64>,
    closed: bool,
}

impl FileOutputStream {
    /// A stream that writes from `offset` on. Rights are the caller's to judge; the file's own refusal is the stream's error.
    pub fn write_at(file: &File, offset: u64) -> Self {
        Self::new(file, Target::Position(offset))
    }

    /// A stream whose every write goes to the end of the file as it is then.
    pub fn append(file: &File) -> Self {
        Self::new(file, Target::End)
    }

    fn new(file: &File, target: Target) -> Self {
        Self { pipe: Arc::new(Pipe::new(file.clone(), target)), job: None, permit: None, closed: false }
    }

    /// `check-write`: how much the next `write` may have; never waits.
    ///
    /// # Errors
    /// The error of an earlier write, once; then closed.
    pub fn check_write(&mut self) -> StreamResult<u64> {
        let permit = self.open(|flow| flow.room() as u64)?;
        self.permit = Some(permit);
        Ok(permit)
    }

    /// `write`: never waits.
    ///
    /// # Errors
    /// A trap without a permit for so much; the error of an earlier write, once; then closed.
    pub fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.use_permit(contents.len() as u64)?;
        self.send(contents);
        Ok(())
    }

    /// `write-zeroes`: never waits.
    ///
    /// # Errors
    /// As [`FileOutputStream::write`].
    pub fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.use_permit(len)?;
        // A permit is bounded, so this is.
        let zeroes = vec![0; usize::try_from(len).unwrap_or(0)];
        self.send(&zeroes);
        Ok(())
    }

    /// `blocking-write-and-flush`: writes all and waits until it has landed.
    ///
    /// # Errors
    /// A trap beyond 4096 bytes; the error of this or an earlier write, once; then closed.
    pub async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        if contents.len() > WRITE_AND_FLUSH_MAX {
            return Err(StreamError::trap("blocking-write-and-flush takes at most 4096 bytes"));
        }
        // It would promise room that these bytes take.
        self.permit = None;
        self.block().await;
        self.open(|_| ())?;
        self.send(contents);
        self.blocking_flush().await
    }

    /// `blocking-write-zeroes-and-flush`: `blocking-write-and-flush` of zeroes.
    ///
    /// # Errors
    /// As [`FileOutputStream::blocking_write_and_flush`].
    pub async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        match usize::try_from(len).ok().and_then(|len| ZEROES.get(..len)) {
            Some(zeroes) => self.blocking_write_and_flush(zeroes).await,
            None => Err(StreamError::trap("blocking-write-zeroes-and-flush takes at most 4096 bytes")),
        }
    }

    /// `flush`: no more is let in until what was sent has landed; never waits.
    ///
    /// # Errors
    /// The error of an earlier write, once; then closed.
    pub fn flush(&mut self) -> StreamResult<()> {
        self.open(Flow::flush)
    }

    /// `blocking-flush`: waits until what was sent has landed.
    ///
    /// # Errors
    /// The error of an earlier write, once; then closed.
    pub async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.flush()?;
        self.block().await;
        self.open(|_| ())
    }

    /// `splice`: moves what can be moved without waiting.
    ///
    /// # Errors
    /// Those of `check-write` on this stream, `read` on the other, and `write` on this one.
    pub fn splice(&mut self, source: &mut FileInputStream, len: u64) -> StreamResult<u64> {
        let permit = self.check_write()?;
        let bytes = source.read(len.min(permit))?;
        self.write(&bytes)?;
        Ok(bytes.len() as u64)
    }

    /// `blocking-splice`: waits for both streams, then as [`FileOutputStream::splice`].
    ///
    /// # Errors
    /// As [`FileOutputStream::splice`].
    pub async fn blocking_splice(&mut self, source: &mut FileInputStream, len: u64) -> StreamResult<u64> {
        self.block().await;
        if len > 0 {
            source.block_for(len).await;
        }
        self.splice(source, len)
    }

    /// `subscribe` and `pollable.ready`: whether `check-write` would give a permit, an error, or closed.
    pub fn ready(&mut self) -> bool {
        self.poll_ready(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    /// `subscribe` and `pollable.block`.
    pub async fn block(&mut self) {
        poll_fn(|context| self.poll_ready(context)).await;
    }

    /// The guest drops the stream: after this no byte of it lands. What has not begun is dropped at once; what has is
    /// waited for.
    pub async fn cancel(&mut self) {
        self.closed = true;
        self.permit = None;
        self.pipe.lock().cancel();
        if let Some(job) = &mut self.job
            && !job.abort()
        {
            // Awaited in place, so that a dropped `cancel` leaves it for the next one.
            job.await;
        }
        self.job = None;
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.closed || !self.pipe.lock().is_waiting() {
            return Poll::Ready(());
        }
        // Whatever there is to wait for, it has come when the background work is over.
        if let Some(job) = &mut self.job {
            ready!(Pin::new(job).poll(context));
            self.job = None;
        }
        Poll::Ready(())
    }

    /// Asks the account, unless it holds an error or there is none any more.
    fn open<T>(&mut self, ask: impl FnOnce(&mut Flow) -> T) -> StreamResult<T> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        let mut flow = self.pipe.lock();
        if let Some(code) = flow.take_error() {
            self.closed = true;
            return Err(StreamError::LastOperationFailed(Some(code)));
        }
        Ok(ask(&mut flow))
    }

    /// Uses up the permit, if it is for so much.
    fn use_permit(&mut self, len: u64) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        match self.permit.take() {
            Some(permit) if len <= permit => self.open(|_| ()),
            Some(permit) => {
                Err(StreamError::trap(format!("write of {len} bytes with a permit for {permit}")))
            }
            None => Err(StreamError::trap("write without a permit from check-write")),
        }
    }

    /// Writes, or lets the background work do it.
    fn send(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            self.pipe.write_nothing();
            return;
        }
        match self.pipe.file().blocking() {
            Blocking::CurrentThread => self.pipe.write_now(bytes),
            Blocking::Pool | Blocking::NowaitThenPool => {
                if self.pipe.accept(bytes) {
                    let pipe = Arc::clone(&self.pipe);
                    self.job = Some(super::spawn_blocking(move || pipe.drain()));
                }
            }
        }
    }
}

#[cfg(shuttle)]
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_bytes;
#[cfg(test)]
mod tests_of_cost;
