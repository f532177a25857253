//! An output stream whose every write is made in the background.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use super::calls::{Calls, System};
use super::desk::{Desk, Piece};
use super::input::BackgroundInput;
use super::turns::Others;
use super::writer::{PAGE, Writer};
use super::{is_of_the_device, told};
use crate::backend::WRITE_AND_FLUSH_MAX;
use crate::backends::faulty::{Fault, not_at_once};
use crate::filesystem::{File, Job};
use crate::wasi::{FsError, StreamError, StreamResult};

/// How long a drop holds the thread, where that is the fault; with work that never ends a test has to end all the same.
const DROP_WAITS_MAX: Duration = Duration::from_secs(2);

/// Bytes to a file.
#[derive(Debug)]
pub(in super::super) struct BackgroundOutput {
    file: File,
    calls: Arc<dyn Calls>,
    pub(in super::super) fault: Option<Fault>,
    /// Where the next piece goes; without an offset to the end of the file.
    position: Option<u64>,
    desk: Arc<Desk>,
    /// Stands before the job, so that a drop waits before the job is dropped.
    wait: Option<WaitOnDrop>,
    /// What attends to the desk, until it was seen to be over.
    job: Option<Job<()>>,
    /// A flush was asked for, and was not seen to be over.
    flushing: bool,
    permit: Option<u64>,
    /// The error was delivered once, and is to come once more.
    told: bool,
    closed: bool,
    /// What is written now may fail.
    forgives: bool,
    /// It was said to be ready since the last write.
    was_ready: bool,
    /// A wait was given up, and has taken that it was ready with it.
    denies: bool,
    /// The streams of this descriptor.
    others: Others,
    /// It has told that as well, or is younger.
    spread: bool,
}

/// Holds the thread when it is dropped, until the work that has the other end is over.
#[derive(Debug)]
struct WaitOnDrop(mpsc::Receiver<()>);

impl Drop for WaitOnDrop {
    fn drop(&mut self) {
        // Nothing is ever sent; the end of the work closes the channel.
        let _ = self.0.recv_timeout(DROP_WAITS_MAX);
    }
}

/// What a piece that has a place has behind its first bytes, where there are so many.
fn tail(piece: &Piece, first: usize) -> Option<Piece> {
    let bytes = piece.bytes.get(first..).filter(|rest| !rest.is_empty() && first > 0)?.to_vec();
    let offset = Some(piece.offset?.saturating_add(first as u64));
    Some(Piece { bytes, offset, forgiven: false, turn: None })
}

impl BackgroundOutput {
    pub(in super::super) fn new(file: &File, fault: Option<Fault>, start: Option<u64>) -> Self {
        Self::with_calls(file, fault, start, Arc::new(System))
    }

    pub(super) fn with_calls(
        file: &File,
        fault: Option<Fault>,
        start: Option<u64>,
        calls: Arc<dyn Calls>,
    ) -> Self {
        Self {
            file: file.clone(),
            calls,
            fault,
            position: start,
            desk: Arc::new(Desk::new(fault)),
            wait: None,
            job: None,
            flushing: false,
            permit: None,
            told: false,
            closed: false,
            forgives: false,
            was_ready: false,
            denies: false,
            others: Others::default(),
            spread: false,
        }
    }

    /// One of several streams of a descriptor, which tell each other of what has failed.
    pub(in super::super) fn beside(self, others: Others) -> Self {
        Self { spread: others.failed.get().is_some(), others, ..self }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(in super::super) fn check_write(&mut self) -> StreamResult<u64> {
        if !self.has(Fault::CheckWriteStuck) {
            self.notice();
        }
        self.open_at_once()?;
        let permit = if self.is_waiting() || self.denies { 0 } else { self.desk.room() as u64 };
        self.permit = Some(permit);
        Ok(permit)
    }

    pub(in super::super) fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.use_permit(contents.len() as u64)?;
        self.lay(contents.to_vec());
        Ok(())
    }

    pub(in super::super) fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.use_permit(len)?;
        // A permit is bounded, so this is.
        self.lay(vec![0; usize::try_from(len).unwrap_or(0)]);
        Ok(())
    }

    pub(in super::super) async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.takes_at_once(contents.len() as u64)?;
        self.wait().await;
        self.open()?;
        let before = self.position;
        self.lay(contents.to_vec());
        if self.has(Fault::AbandonedRewrites) {
            let behind = mem::replace(&mut self.position, before);
            let result = self.blocking_flush().await;
            self.position = behind;
            return result;
        }
        if self.has(Fault::WriteAndFlushReturns) {
            return Ok(());
        }
        self.blocking_flush().await
    }

    pub(in super::super) async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.takes_at_once(len)?;
        self.blocking_write_and_flush(&vec![0; usize::try_from(len).unwrap_or(0)]).await
    }

    pub(in super::super) fn flush(&mut self) -> StreamResult<()> {
        self.open_at_once()?;
        self.flushing = self.job.is_some();
        Ok(())
    }

    /// What a flush does not do, unless that is the fault.
    pub(in super::super) async fn wait_before_flush(&mut self) {
        if self.has(Fault::FlushWaits) && !self.closed {
            self.flushing = self.job.is_some();
            self.wait().await;
        }
    }

    pub(in super::super) async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.flush()?;
        self.wait().await;
        self.open()
    }

    pub(in super::super) fn splice(&mut self, src: &mut BackgroundInput, len: u64) -> StreamResult<u64> {
        let permit = self.check_write()?;
        let bytes = src.read(len.min(permit))?;
        self.forgives = self.has(Fault::SpliceForgets);
        let written = self.write(&bytes);
        self.forgives = false;
        written?;
        Ok(bytes.len() as u64)
    }

    pub(in super::super) async fn blocking_splice(
        &mut self,
        src: &mut BackgroundInput,
        len: u64,
    ) -> StreamResult<u64> {
        self.wait().await;
        if len > 0 {
            src.block_for(len).await;
        }
        self.splice(src, len)
    }

    pub(in super::super) fn ready(&mut self) -> bool {
        let ready = self.poll_ready(&mut Context::from_waker(Waker::noop())).is_ready();
        self.was_ready |= ready;
        ready && !self.denies
    }

    pub(in super::super) async fn block(&mut self) {
        if self.has(Fault::GivenUpWaitDenies) && self.was_ready {
            self.denies = true;
            not_at_once().await;
        }
        self.wait().await;
        self.was_ready = true;
    }

    async fn wait(&mut self) {
        self.denies = false;
        poll_fn(|context| self.poll_ready(context)).await;
    }

    /// After this no byte of the stream lands, unless that is the fault.
    pub(in super::super) async fn cancel(&mut self) {
        self.closed = true;
        let cleared = self.desk.clear();
        let Some(job) = &mut self.job else { return };
        if self.fault == Some(Fault::CancelTooEarly) {
            self.job = None;
            return;
        }
        if !job.abort() {
            // Awaited in place, so that a `cancel` that was given up leaves it for the next one.
            job.await;
        }
        self.job = None;
        if self.has(Fault::CancelledKeepsTail) || self.has(Fault::LongKeepsTail) {
            let is_long = self.has(Fault::LongKeepsTail);
            let first = |piece: &Piece| if is_long { PAGE } else { piece.bytes.len() / 2 };
            let tails = cleared.queued.iter().filter_map(|piece| tail(piece, first(piece)));
            self.write_in_background(tails.collect::<Vec<_>>()).await;
        } else if self.has(Fault::CancelledLandsLater) && !cleared.queued.is_empty() {
            // Not kept, and forgotten because a job that is dropped before it began does not begin.
            mem::forget(self.write_in_background(cleared.queued));
        } else if self.has(Fault::CancelledTwice)
            && let Some(piece) = &cleared.under_way
            && !self.desk.has_failed()
        {
            let offset = piece.offset.map(|offset| offset.saturating_add(piece.bytes.len() as u64));
            let piece = Piece { bytes: piece.bytes.clone(), offset, forgiven: false, turn: None };
            self.write_in_background([piece]).await;
        } else if self.has(Fault::CancelLeaks) && (cleared.under_way.is_some() || !cleared.queued.is_empty())
        {
            mem::forget(self.file.clone());
        }
    }

    /// Writes pieces past the desk, which takes none any more.
    fn write_in_background(&self, pieces: impl IntoIterator<Item = Piece> + Send + 'static) -> Job<()> {
        let (calls, fault) = (Arc::clone(&self.calls), self.fault);
        self.file.spawn_blocking(move |file| {
            let writer = Writer { file, calls: &*calls, fault, go_on: &|| true };
            for piece in pieces {
                // There is nobody left to be told of an error.
                drop(writer.write(&piece));
            }
        })
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let has_answer = self.closed || self.desk.has_failed();
        if has_answer || !self.is_waiting() {
            return Poll::Ready(());
        }
        // Whatever there is to wait for, it has come when the job is over.
        if let Some(job) = &mut self.job {
            ready!(Pin::new(job).poll(context));
        }
        self.over();
        Poll::Ready(())
    }

    /// Whether there is no permit, as far as was noticed.
    fn is_waiting(&self) -> bool {
        match self.fault {
            Some(Fault::ReadyEarly) => self.desk.room() == 0,
            Some(Fault::CheckWriteStuck) if self.job.is_some() => true,
            _ => self.flushing || self.desk.room() == 0,
        }
    }

    /// Sees whether the job is over.
    fn notice(&mut self) {
        if self.job.as_mut().is_some_and(|job| job.try_result().is_some()) {
            self.over();
        }
    }

    fn over(&mut self) {
        self.job = None;
        self.flushing = false;
    }

    /// Closed, an error that was not delivered yet, or open.
    fn open(&mut self) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        let spread = || self.others.failed.get().filter(|_| !self.spread && self.has(Fault::ErrorSpreads));
        let error = self.desk.take_error().or_else(|| spread().map(FsError::from));
        let Some(error) = error else { return Ok(()) };
        if self.has(Fault::ErrorSpreads) && is_of_the_device(&error) {
            self.others.failed.set(error.code());
            self.spread = true;
        }
        if self.has(Fault::ErrorTwice) && is_of_the_device(&error) && !mem::replace(&mut self.told, true) {
            self.desk.put_back_error(error.clone());
        } else {
            self.closed = !(self.has(Fault::ErrorReopens) && is_of_the_device(&error));
        }
        Err(told(error, self.fault))
    }

    /// The same as calls tell it that don't wait.
    fn open_at_once(&mut self) -> StreamResult<()> {
        let untold = self.has(Fault::ErrorsBlock) && !self.closed && self.desk.has_failed_by_the_device();
        if untold { Ok(()) } else { self.open() }
    }

    /// What the calls that write and wait begin with.
    fn takes_at_once(&mut self, len: u64) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        if len > WRITE_AND_FLUSH_MAX {
            return Err(StreamError::trap(format!("{len} bytes are more than {WRITE_AND_FLUSH_MAX}")));
        }
        // It would promise room that these bytes take.
        self.permit = None;
        Ok(())
    }

    /// Uses up the permit, if it is for so much.
    fn use_permit(&mut self, len: u64) -> StreamResult<()> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        match self.permit.take() {
            Some(permit) if len <= permit => self.open_at_once(),
            Some(permit) => Err(StreamError::trap(format!("{len} bytes with a permit for {permit}"))),
            None => Err(StreamError::trap("a write without a permit")),
        }
    }

    /// Lays a piece on the desk, and sees to it that a job attends to that.
    fn lay(&mut self, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.was_ready = false;
        let offset = self.position;
        self.position = offset.map(|offset| offset.saturating_add(bytes.len() as u64));
        let turns = self.has(Fault::LateAppendsOverwrite) && offset.is_none();
        let turn = turns.then(|| self.others.turn());
        if !self.desk.lay(Piece { bytes, offset, forgiven: self.forgives, turn }) {
            return;
        }
        let (desk, calls) = (Arc::clone(&self.desk), Arc::clone(&self.calls));
        let (end, over) = mpsc::channel::<()>();
        self.wait = self.has(Fault::DropWaits).then(|| WaitOnDrop(over));
        self.job = Some(self.file.spawn_blocking(move |file| {
            desk.attend(file, &*calls);
            drop(end);
        }));
    }
}
