//! Bytes from a file, without waiting for the disk unless asked to.
//!
//! Read the table as: in this state, this call does that. `n` is more than 0, "take" gives at most `n` bytes and moves
//! the position by what it gave.
//!
//! | state | read 0 | read n | ready, block | blocking-read n | cancel |
//! |---|---|---|---|---|---|
//! | Idle | empty | what can be had at once, else begin a background read: empty, Waiting | begin one, wait for it | read as the file's mode says, then as read n | Closed |
//! | Waiting | empty | as the new state if the read is over, else empty | wait for it | wait, then as read n | end the read, Closed |
//! | Data | empty | take; Idle when all is taken | at once | take | Closed |
//! | Error | the error, Closed | the error, Closed | at once | the error, Closed | Closed |
//! | Closed | closed | closed | at once | closed | - |
//!
//! A file on the current thread is never Waiting, and there `block` has nothing to wait for: it leaves Idle as it is.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use super::{Blocking, File, FsError, FsResult, Job};
use crate::wasi::{StreamError, StreamResult};

/// The most that one read of a stream asks the file for.
const READ_MAX: u64 = 1 << 16;

/// What is read ahead when a guest waits without having said how much it wants.
const READ_AHEAD: u64 = 4096;

/// An input stream on a file. Dropping a future of it loses nothing: the next call goes on where it was.
#[derive(Debug)]
pub struct FileInputStream {
    file: File,
    /// Where the next background read begins: behind all that was taken, while nothing is buffered.
    position: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Idle,
    Waiting(Job<FsResult<Vec<u8>>>),
    /// Bytes, of which the first so many are taken. At least one is not.
    Data(Vec<u8>, usize),
    Error(FsError),
    Closed,
}

impl FileInputStream {
    /// A stream that begins at `offset`. Rights are the caller's to judge; the file's own refusal is the stream's error.
    pub fn new(file: &File, offset: u64) -> Self {
        Self { file: file.clone(), position: offset, state: State::Idle }
    }

    /// `read`: never waits.
    ///
    /// # Errors
    /// The error of a read, once; then, and at the end of the file, closed.
    pub fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if len > 0 {
            match &mut self.state {
                State::Idle => self.begin(len),
                State::Waiting(job) => {
                    if let Some(result) = job.try_result() {
                        self.settle(result);
                    }
                }
                State::Data(..) | State::Error(_) | State::Closed => {}
            }
        }
        self.take(len)
    }

    /// `blocking-read`: waits for a byte, the end, or an error.
    ///
    /// # Errors
    /// As [`FileInputStream::read`].
    pub async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if len > 0 {
            self.block_for(len).await;
        }
        self.read(len)
    }

    /// `skip`: a `read` whose bytes are counted.
    ///
    /// # Errors
    /// As [`FileInputStream::read`].
    pub fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.read(len).map(|bytes| bytes.len() as u64)
    }

    /// `blocking-skip`: a `blocking-read` whose bytes are counted.
    ///
    /// # Errors
    /// As [`FileInputStream::read`].
    pub async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        self.blocking_read(len).await.map(|bytes| bytes.len() as u64)
    }

    /// `subscribe` and `pollable.ready`: never waits. One poll of [`FileInputStream::block`].
    pub fn ready(&mut self) -> bool {
        self.poll_ready(READ_AHEAD, &mut Context::from_waker(Waker::noop())).is_ready()
    }

    /// `subscribe` and `pollable.block`.
    pub async fn block(&mut self) {
        self.block_for(READ_AHEAD).await;
    }

    /// Waits until a read of up to `len` > 0 bytes would not come back empty.
    pub(super) async fn block_for(&mut self, len: u64) {
        poll_fn(|context| self.poll_ready(len, context)).await;
    }

    /// The guest drops the stream: after this no read of it is going on.
    pub async fn cancel(&mut self) {
        if let State::Waiting(job) = &mut self.state
            && !job.abort()
        {
            // Awaited in place, so that a dropped `cancel` leaves it for the next one.
            drop(job.await);
        }
        self.state = State::Closed;
    }

    fn poll_ready(&mut self, len: u64, context: &mut Context<'_>) -> Poll<()> {
        if matches!(self.state, State::Idle) && self.file.blocking() != Blocking::CurrentThread {
            self.begin(len);
        }
        if let State::Waiting(job) = &mut self.state {
            let result = ready!(Pin::new(job).poll(context));
            self.settle(result);
        }
        Poll::Ready(())
    }

    /// Idle: reads at once if that is possible, else in the background.
    fn begin(&mut self, len: u64) {
        let (len, offset) = (usize::try_from(len.min(READ_MAX)).unwrap_or(usize::MAX), self.position);
        if let Some(result) = self.file.read_at_once(len, offset) {
            self.settle(result);
        } else {
            let read = move |file: &_| super::file::read_some(file, len, offset);
            self.state = State::Waiting(self.file.spawn_blocking(read));
        }
    }

    /// A read is over.
    fn settle(&mut self, result: FsResult<Vec<u8>>) {
        self.state = match result {
            Ok(bytes) if bytes.is_empty() => State::Closed,
            Ok(bytes) => State::Data(bytes, 0),
            Err(error) => State::Error(error),
        };
    }

    /// What the state has to give, now.
    fn take(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        match mem::replace(&mut self.state, State::Closed) {
            State::Data(bytes, taken) if len > 0 => Ok(self.take_bytes(bytes, taken, len)),
            open @ (State::Idle | State::Waiting(_) | State::Data(..)) => {
                self.state = open;
                Ok(Vec::new())
            }
            State::Error(error) => Err(error.into()),
            State::Closed => Err(StreamError::Closed),
        }
    }

    fn take_bytes(&mut self, bytes: Vec<u8>, taken: usize, len: u64) -> Vec<u8> {
        let left = &bytes[taken..];
        let now = usize::try_from(len).map_or(left.len(), |len| len.min(left.len()));
        self.position = self.position.saturating_add(now as u64);
        let all = now == left.len();
        self.state = State::Idle;
        if all && taken == 0 {
            return bytes;
        }
        let piece = left[..now].to_vec();
        if !all {
            self.state = State::Data(bytes, taken + now);
        }
        piece
    }
}

#[cfg(shuttle)]
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod tests;
