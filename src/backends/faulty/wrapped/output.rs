//! An output stream with a fault.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use super::input::{How, WrappedInput};
use super::length;
use crate::backend::{Descriptor, InputStream as _, OutputStream};
use crate::backends::faulty::Fault;
use crate::backends::faulty::not_at_once;
use crate::backends::host::{HostDescriptor, HostOutputStream};
use crate::wasi::{ErrorCode, StreamError, StreamResult};

/// Zeros past any permit that a fault still takes, in bytes; more would only use up memory.
const ZEROES_TAKEN_MAX: u64 = 4 << 20;

/// More than this traps where that is the fault, in bytes.
const HUGE: usize = 1 << 16;

/// What is permitted where nothing is written.
const PERMIT: u64 = 4096;

/// The most that blocking-write-and-flush takes, in bytes.
const WRITE_AND_FLUSH_MAX: usize = 4096;

/// Bytes to a file, with a fault.
#[derive(Debug)]
pub(in super::super) struct WrappedOutput {
    real: HostOutputStream,
    pub(in super::super) fault: Option<Fault>,
    file: Rc<HostDescriptor>,
    /// Where the stream began; none where it appends.
    start: Option<u64>,
    /// Closed by a fault.
    closed: bool,
    /// How many bytes of it were taken.
    taken: u64,
    /// Whether check-write was asked since the last write.
    asked: bool,
    /// Whether it was just waited for, in a way behind which the fault permits nothing.
    waited: bool,
    /// An error that only calls are told that wait; to all others the stream takes everything.
    untold: Option<StreamError>,
    /// Something of the descriptor that made it, which goes with that.
    descriptor: Weak<Cell<u64>>,
}

impl WrappedOutput {
    pub(in super::super) fn new(
        real: HostOutputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        start: Option<u64>,
        descriptor: Weak<Cell<u64>>,
    ) -> Self {
        let (taken, asked, waited) = (0, false, false);
        let untold = None;
        Self { real, fault, file, start, closed: false, taken, asked, waited, untold, descriptor }
    }

    /// Nothing can be written to it, which is told as this.
    pub(in super::super) fn deny(&mut self, told: StreamError) {
        match told {
            StreamError::Closed => self.closed = true,
            StreamError::LastOperationFailed(_) | StreamError::Trap(_) => self.untold = Some(told),
        }
    }

    /// What a call is told that does not wait: where the fault keeps an error back, that all is well.
    fn at_once<T>(&mut self, result: StreamResult<T>, well: T) -> StreamResult<T> {
        match self.told(result) {
            Err(error @ StreamError::LastOperationFailed(_)) if self.fault == Some(Fault::FailuresBlock) => {
                self.untold = Some(error);
                Ok(well)
            }
            result => result,
        }
    }

    /// What a call is told that waits, before it does anything: the error that was kept back.
    fn untold(&mut self) -> StreamResult<()> {
        match self.untold.take() {
            Some(error) => {
                self.closed = true;
                Err(error)
            }
            None => Ok(()),
        }
    }

    /// The code of an error, as the fault has it.
    fn told<T>(&self, result: StreamResult<T>) -> StreamResult<T> {
        let code = match self.fault {
            Some(Fault::FarFailuresHaveNoCode) => None,
            Some(Fault::FarFailuresAreIo) => Some(ErrorCode::Io),
            _ => return result,
        };
        result.map_err(|error| match error {
            StreamError::LastOperationFailed(Some(_)) => StreamError::LastOperationFailed(code),
            other @ (StreamError::LastOperationFailed(None) | StreamError::Closed | StreamError::Trap(_)) => {
                other
            }
        })
    }

    /// What a write comes to: one that has failed is forgotten, where that is the fault.
    async fn forgotten(&mut self, result: StreamResult<()>) -> StreamResult<()> {
        let failed = matches!(result, Err(StreamError::LastOperationFailed(_)));
        match self.fault {
            Some(Fault::FailureForgotten) if failed => Ok(()),
            Some(Fault::FailureIsClosed) if failed => Err(StreamError::Closed),
            Some(Fault::OpenAfterFailure) if failed => {
                if let Ok(fresh) = self.file.write_via_stream(0).await {
                    self.real = fresh;
                }
                result
            }
            _ => result,
        }
    }

    /// Closed with the descriptor that made it, where that is the fault.
    fn open(&self) -> StreamResult<()> {
        let orphan =
            self.fault == Some(Fault::OutputDiesWithDescriptor) && self.descriptor.strong_count() == 0;
        if self.closed || orphan { Err(StreamError::Closed) } else { Ok(()) }
    }

    /// Where a write that follows all others goes, in place of the real one.
    async fn goes_to(&mut self, offset: u64) {
        if let Ok(fresh) = self.file.write_via_stream(offset).await {
            self.real = fresh;
        }
    }

    /// Refuses a write within the contract.
    fn refuse(&self, fault: Fault, too_long: bool) -> StreamResult<()> {
        if self.fault == Some(fault) && too_long {
            return Err(StreamError::trap("the fault that was asked for"));
        }
        Ok(())
    }

    /// A flush fails where nothing was written, if that is the fault.
    fn flushes_something(&mut self) -> StreamResult<()> {
        if self.fault == Some(Fault::EmptyFlushFails) && self.taken == 0 {
            self.closed = true;
            return Err(StreamError::LastOperationFailed(Some(ErrorCode::Io)));
        }
        Ok(())
    }

    /// After a write the fault goes back to where the stream began.
    async fn wrote(&mut self, length: u64) {
        self.taken = self.taken.saturating_add(length);
        match (self.fault, self.start, length) {
            (Some(Fault::PositionStays), Some(start), 1..) => self.goes_to(start).await,
            (Some(Fault::WritesLeaveGap), Some(start), 1..) => {
                self.taken = self.taken.saturating_add(1);
                self.goes_to(start.saturating_add(self.taken)).await;
            }
            _ => {}
        }
    }

    /// What the contract refuses, the fault takes, as many permits as it needs.
    async fn take_all_the_same(&mut self, contents: &[u8]) -> StreamResult<()> {
        let mut rest = contents;
        while !rest.is_empty() {
            let permit = usize::try_from(self.real.check_write().await?).unwrap_or(usize::MAX);
            let (now, later) = rest.split_at(permit.min(rest.len()));
            self.real.write(now).await?;
            rest = later;
        }
        Ok(())
    }

    fn takes(&self, result: &StreamResult<()>) -> bool {
        let fault = match self.fault {
            Some(Fault::PermitIsIgnored) => true,
            Some(Fault::WriteWithoutPermit) => !self.asked,
            _ => false,
        };
        fault && matches!(result, Err(StreamError::Trap(_)))
    }
}

impl OutputStream for WrappedOutput {
    type Source = WrappedInput;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.open()?;
        if self.untold.is_some() {
            return Ok(PERMIT);
        }
        let permit = self.real.check_write().await;
        let permit = self.at_once(permit, PERMIT)?;
        self.asked = true;
        let waited = std::mem::take(&mut self.waited);
        Ok(if waited { 0 } else { permit })
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.open()?;
        self.refuse(Fault::PermitTraps, contents.len() > 1)?;
        self.refuse(Fault::HugeWriteTraps, self.asked && contents.len() > HUGE)?;
        self.refuse(Fault::LongWriteTraps, self.asked && contents.len() > WRITE_AND_FLUSH_MAX)?;
        if self.untold.is_some() {
            return Ok(());
        }
        let result = self.real.write(contents).await;
        let result = self.at_once(result, ());
        let takes = self.takes(&result);
        self.asked = false;
        if takes {
            return self.take_all_the_same(contents).await;
        }
        self.wrote(if result.is_ok() { contents.len() as u64 } else { 0 }).await;
        result
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.open()?;
        self.refuse(Fault::LimitIsLess, contents.len() == WRITE_AND_FLUSH_MAX)?;
        let contents = match (self.fault, contents.get(..WRITE_AND_FLUSH_MAX)) {
            (Some(Fault::WriteAndFlushCuts), Some(first)) => first,
            _ => contents,
        };
        self.untold()?;
        let result = self.real.blocking_write_and_flush(contents).await;
        let result = self.told(result);
        self.forgotten(result).await?;
        self.waited = self.fault == Some(Fault::NoPermitAfterWrite);
        self.wrote(contents.len() as u64).await;
        Ok(())
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.open()?;
        self.flushes_something()?;
        if self.untold.is_some() {
            return Ok(());
        }
        let result = self.real.flush().await;
        self.at_once(result, ())
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.open()?;
        self.flushes_something()?;
        self.untold()?;
        let result = self.real.blocking_flush().await;
        let result = self.told(result);
        self.closed |= self.fault == Some(Fault::ClosesAfterFlush);
        self.forgotten(result).await
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.open()?;
        if self.untold.is_some() {
            return Ok(());
        }
        let result = self.real.write_zeroes(len).await;
        let result = self.at_once(result, ());
        let takes = self.takes(&result);
        self.asked = false;
        if takes && len <= ZEROES_TAKEN_MAX {
            return self.take_all_the_same(&vec![0; usize::try_from(len).unwrap_or(0)]).await;
        }
        self.wrote(if result.is_ok() { len } else { 0 }).await;
        result
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.open()?;
        self.untold()?;
        let result = self.real.blocking_write_zeroes_and_flush(len).await;
        self.told(result)?;
        self.waited = self.fault == Some(Fault::NoPermitAfterWrite);
        self.wrote(len).await;
        Ok(())
    }
    async fn splice(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        src.end_where_it_was(len).await?;
        if src.closed {
            return Err(StreamError::Closed);
        }
        let len = self.before_splice(len).await?;
        let result = if src.gives_kept() {
            self.splice_kept(src, len).await
        } else if self.untold.is_some() {
            Ok(0)
        } else {
            self.real.splice(&mut src.real, len).await
        };
        let result = self.at_once(result, 0);
        self.spliced(src, len, result).await
    }
    async fn blocking_splice(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        src.end_where_it_was(len).await?;
        if src.closed {
            return Err(StreamError::Closed);
        }
        let len = self.before_splice(len).await?;
        let result = if src.gives_kept() {
            self.splice_kept(src, len).await
        } else {
            self.untold()?;
            self.real.blocking_splice(&mut src.real, len).await
        };
        let result = self.told(result);
        self.spliced(src, len, result).await
    }
    async fn ready(&mut self) -> bool {
        if self.fault == Some(Fault::ReadyWaits) {
            not_at_once().await;
        }
        self.real.ready().await
    }
    async fn block(&mut self) {
        self.real.block().await;
        self.waited = self.fault == Some(Fault::NoPermitAfterBlock);
    }
    async fn cancel(&mut self) {
        self.real.cancel().await;
    }
}

impl WrappedOutput {
    /// A splice that takes from what the source keeps. Nothing waits in the inline mode, so there is but one kind.
    async fn splice_kept(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        let permit = self.real.check_write().await?;
        let bytes = src.read_somehow(len.min(permit), How { blocking: false }).await?;
        self.real.write(&bytes).await?;
        Ok(length(&bytes))
    }

    /// Where a splice goes and how much it is to move, as the fault has it.
    async fn before_splice(&mut self, len: u64) -> StreamResult<u64> {
        self.open()?;
        if let (Some(Fault::SpliceAtStart), Some(start), 1..) = (self.fault, self.start, self.taken) {
            self.goes_to(start).await;
        }
        let more = self.fault == Some(Fault::SpliceTakesMore) && len > 0;
        Ok(len.saturating_add(u64::from(more)))
    }

    /// Sees whether the sink fails, and takes one byte more from the source if it does.
    async fn fails_at_once(
        &mut self,
        src: &mut WrappedInput,
        result: StreamResult<u64>,
    ) -> StreamResult<u64> {
        let (Some(Fault::SpliceTakesOn), Ok(count @ 1..)) = (self.fault, &result) else { return result };
        let behind = src.offset.saturating_add(*count);
        if let Err(error) = self.real.blocking_flush().await {
            // Where the next one is the last it takes none, so that the end is as far away as ever; and what the sink has written to
            // the source itself is not to be told from what was lost.
            let more = src.file.stat().await.is_ok_and(|stat| stat.size > behind.saturating_add(1));
            if more && self.file.is_same_object(&src.file).await == Ok(false) {
                drop(src.real.skip(1).await);
            }
            return Err(error);
        }
        result
    }

    async fn spliced(
        &mut self,
        src: &mut WrappedInput,
        len: u64,
        result: StreamResult<u64>,
    ) -> StreamResult<u64> {
        let before = src.offset;
        let result = self.fails_at_once(src, result).await;
        let count = src.after(result, |count| *count).await?;
        if count > 0 && self.fault == Some(Fault::SourceStays) {
            src.real = src.file.read_via_stream(before).await.map_err(StreamError::from)?;
            src.offset = before;
        }
        self.wrote(count).await;
        if let (Some(Fault::SpliceAtStart), Some(start)) = (self.fault, self.start) {
            self.goes_to(start.saturating_add(self.taken)).await;
        }
        Ok(count + u64::from((1..len).contains(&count) && self.fault == Some(Fault::SpliceCountsMore)))
    }
}
