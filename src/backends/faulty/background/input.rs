//! An input stream whose every read is made in the background.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use super::calls::{Calls, System};
use super::{is_of_the_device, told};
use crate::backends::faulty::{Fault, not_at_once};
use crate::filesystem::{File, Job};
use crate::wasi::{FsError, FsResult, StreamError, StreamResult};

/// The most that one read asks the file for.
const READ_MAX: u64 = 1 << 16;

/// What a wait asks the file for when nobody said how much is wanted.
const READ_AHEAD: u64 = 512;

/// How many zeros stand for what could not be read, where that is the fault; fewer at the end of the file.
const ZEROS: usize = 4;

/// Bytes from a file.
#[derive(Debug)]
pub(in super::super) struct BackgroundInput {
    file: File,
    calls: Arc<dyn Calls>,
    pub(in super::super) fault: Option<Fault>,
    /// Behind all that was given to the guest.
    position: u64,
    state: State,
    /// How far the streams of this descriptor were moved, where that is the fault.
    moved: Rc<Cell<u64>>,
    /// How much of that this stream has followed.
    followed: u64,
    /// The error was delivered once, and is to come once more.
    told: bool,
    /// It was said to be ready since the last read.
    was_ready: bool,
    /// A wait was given up, and has taken that it was ready with it.
    deaf: bool,
}

#[derive(Debug)]
enum State {
    Idle,
    /// A read of up to so many bytes.
    Reading(Job<FsResult<Vec<u8>>>, u64),
    /// At least one byte.
    Holding(Vec<u8>),
    Failed(FsError),
    Closed,
}

impl BackgroundInput {
    pub(in super::super) fn new(
        file: &File,
        fault: Option<Fault>,
        offset: u64,
        moved: Rc<Cell<u64>>,
    ) -> Self {
        Self::with_calls(file, fault, offset, moved, Arc::new(System))
    }

    pub(super) fn with_calls(
        file: &File,
        fault: Option<Fault>,
        offset: u64,
        moved: Rc<Cell<u64>>,
        calls: Arc<dyn Calls>,
    ) -> Self {
        let followed = moved.get();
        let file = file.clone();
        let (state, told, was_ready, deaf) = (State::Idle, false, false, false);
        Self { file, calls, fault, position: offset, state, moved, followed, told, was_ready, deaf }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(in super::super) fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if self.deaf {
            return Ok(Vec::new());
        }
        self.read_noticing(len, !self.has(Fault::ReadStuck))
    }

    /// A read that sees, or does not see, that one under way is over.
    fn read_noticing(&mut self, len: u64, notices: bool) -> StreamResult<Vec<u8>> {
        if len > 0 {
            self.begin(len);
            if notices
                && let State::Reading(job, _) = &mut self.state
                && let Some(result) = job.try_result()
            {
                self.settle(result);
            }
        }
        self.give(len)
    }

    pub(in super::super) async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if len > 0 {
            self.block_for(len).await;
        }
        self.read(len)
    }

    pub(in super::super) fn ready(&mut self) -> bool {
        self.begin(READ_AHEAD);
        let ready = self.poll_ready(&mut Context::from_waker(Waker::noop())).is_ready();
        self.was_ready |= ready;
        ready && !self.deaf
    }

    pub(in super::super) async fn block(&mut self) {
        let holds = matches!(self.state, State::Holding(_));
        if self.has(Fault::GivenUpWaitDeafens) && self.was_ready && holds {
            self.deaf = true;
            not_at_once().await;
        }
        if self.has(Fault::BlockReadsAnew) && holds {
            let (calls, offset) = (Arc::clone(&self.calls), self.position);
            let anew = self.file.spawn_blocking(move |file| read(file, &*calls, None, (1, offset)));
            _ = anew.await;
        }
        self.block_for(READ_AHEAD).await;
        self.was_ready = true;
    }

    /// Waits until a read of up to `len` > 0 bytes would not come back empty.
    pub(super) async fn block_for(&mut self, len: u64) {
        self.deaf = false;
        self.begin(len);
        if self.has(Fault::AbandonedReadLoses) {
            return self.block_carelessly().await;
        }
        poll_fn(|context| self.poll_ready(context)).await;
    }

    /// As if the bytes were given already. Whoever gives up the wait loses the job, and finds the stream behind them.
    async fn block_carelessly(&mut self) {
        match mem::replace(&mut self.state, State::Idle) {
            State::Reading(job, len) => {
                let before = self.position;
                self.position = before.saturating_add(len);
                let result = job.await;
                self.position = before;
                self.settle(result);
            }
            other @ (State::Idle | State::Holding(_) | State::Failed(_) | State::Closed) => {
                self.state = other;
            }
        }
    }

    /// After this no read of the stream is under way.
    pub(in super::super) async fn cancel(&mut self) {
        if let State::Reading(job, _) = &mut self.state {
            // Awaited in place, so that a `cancel` that was given up leaves it for the next one.
            if !job.abort()
                && let Ok(bytes) = job.await
                && self.has(Fault::CancelMovesOthers)
            {
                self.moved.set(self.moved.get().saturating_add(bytes.len() as u64));
            }
            if self.has(Fault::CancelLeaks) {
                mem::forget(self.file.clone());
            }
        }
        self.state = State::Closed;
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let State::Reading(job, _) = &mut self.state {
            let result = ready!(Pin::new(job).poll(context));
            self.settle(result);
        }
        Poll::Ready(())
    }

    /// Begins a read where none is under way, nothing is held, and the stream has not ended.
    fn begin(&mut self, len: u64) {
        if !matches!(self.state, State::Idle) {
            return;
        }
        if self.has(Fault::CancelMovesOthers) {
            let moved = self.moved.get();
            let on = moved.saturating_sub(mem::replace(&mut self.followed, moved));
            self.position = self.position.saturating_add(on);
        }
        let (len, offset, fault) = (len.min(READ_MAX), self.position, self.fault);
        let calls = Arc::clone(&self.calls);
        let job = self.file.spawn_blocking(move |file| read(file, &*calls, fault, (len, offset)));
        self.state = State::Reading(job, len);
    }

    /// A read is over.
    fn settle(&mut self, result: FsResult<Vec<u8>>) {
        self.state = match result {
            Ok(bytes) if bytes.is_empty() => State::Closed,
            Ok(bytes) => State::Holding(bytes),
            Err(error) if self.has(Fault::ReadErrorIsEnd) && is_of_the_device(&error) => State::Closed,
            Err(error) => State::Failed(error),
        };
    }

    /// What there is to give now.
    fn give(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.was_ready &= len == 0;
        match mem::replace(&mut self.state, State::Closed) {
            State::Holding(mut bytes) => {
                let count = usize::try_from(len).unwrap_or(usize::MAX).min(bytes.len());
                let left = bytes.split_off(count);
                self.position = self.position.saturating_add(count as u64);
                self.state = if left.is_empty() { State::Idle } else { State::Holding(left) };
                Ok(bytes)
            }
            open @ (State::Idle | State::Reading(..)) => {
                self.state = open;
                Ok(Vec::new())
            }
            State::Failed(error) => {
                let again = self.has(Fault::ErrorTwice) && is_of_the_device(&error);
                if again && !mem::replace(&mut self.told, true) {
                    self.state = State::Failed(error.clone());
                }
                if self.has(Fault::ErrorReopens) && is_of_the_device(&error) {
                    self.state = State::Idle;
                }
                Err(told(error, self.fault))
            }
            State::Closed => Err(StreamError::Closed),
        }
    }
}

/// The job: reads up to so many bytes at an offset; none at the end of the file, or where no file reaches.
fn read(
    file: &cap_std::fs::File,
    calls: &dyn Calls,
    fault: Option<Fault>,
    (len, offset): (u64, u64),
) -> FsResult<Vec<u8>> {
    // The operating system counts in `i64`, and calls what is beyond invalid.
    let within = (i64::MAX as u64).saturating_sub(offset).min(len);
    let within = usize::try_from(within).unwrap_or(usize::MAX);
    if within == 0 {
        return Ok(Vec::new());
    }
    loop {
        match calls.read(file, within, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                if fault == Some(Fault::InterruptedEnds) {
                    return Ok(Vec::new());
                }
            }
            result => {
                let result = result.map_err(FsError::from);
                let failed = result.as_ref().err().is_some_and(is_of_the_device);
                if fault == Some(Fault::ReadErrorIsZeros) && failed {
                    let there = file.metadata()?.len().saturating_sub(offset);
                    return Ok(vec![0; usize::try_from(there).unwrap_or(ZEROS).min(ZEROS)]);
                }
                return result;
            }
        }
    }
}
