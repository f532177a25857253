//! The real streams with a fault; without one each call is the real one.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use super::Fault;
use crate::backend::{Descriptor, InputStream, OutputStream};
use crate::backends::host::{HostDescriptor, HostInputStream, HostOutputStream};
use crate::wasi::{StreamError, StreamResult};

/// Zeros past any permit that a fault still takes, in bytes; more would only use up memory.
const ZEROES_TAKEN_MAX: u64 = 4 << 20;

/// What a read keeps beyond what it was asked for, where that is the fault, in bytes.
const SURPLUS: u64 = 16;

/// The most that blocking-write-and-flush takes, in bytes.
const WRITE_AND_FLUSH_MAX: usize = 4096;

/// How bytes are taken.
#[derive(Clone, Copy)]
struct How {
    blocking: bool,
    /// Whether they are only counted.
    counted: bool,
}

/// Bytes from a file, with a fault.
#[derive(Debug)]
pub(super) struct WrappedInput {
    real: HostInputStream,
    fault: Option<Fault>,
    file: Rc<HostDescriptor>,
    /// Where the next read starts.
    offset: u64,
    /// Closed by a fault.
    closed: bool,
    /// Kept by a fault: bytes that come before those of the real stream.
    kept: Vec<u8>,
    /// Where the stream began.
    start: u64,
    /// Something of the descriptor that made it, which goes with that.
    descriptor: Weak<Cell<u64>>,
    /// What the fault is about is to come at the next occasion.
    balks: bool,
}

impl WrappedInput {
    pub(super) fn new(
        real: HostInputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        (offset, descriptor): (u64, Weak<Cell<u64>>),
    ) -> Self {
        let balks = fault == Some(Fault::BlockingReadEmpty);
        Self { real, fault, file, offset, closed: false, kept: Vec::new(), start: offset, descriptor, balks }
    }

    /// What a fault makes of a read before it is made: an answer instead, or how much to ask for.
    fn instead(&mut self, len: u64) -> Result<u64, StreamResult<Vec<u8>>> {
        if self.fault == Some(Fault::DiesWithDescriptor) && self.descriptor.strong_count() == 0 {
            self.closed = true;
            return Err(Err(StreamError::Closed));
        }
        Ok(if self.fault == Some(Fault::StreamGivesMore) && len > 0 { len.saturating_add(1) } else { len })
    }

    /// After a read the fault goes back to where the stream began.
    async fn go_back(&mut self, took: bool) {
        if took
            && self.fault == Some(Fault::ReadsStay)
            && let Ok(fresh) = self.file.read_via_stream(self.start).await
        {
            self.real = fresh;
        }
    }

    /// A read or a skip, as the real one or from what the fault keeps. That is only skipped where the file ends by now:
    /// any other bytes that have changed would be those of somebody's write, and break the rule of that.
    async fn read_somehow(&mut self, len: u64, how: How) -> StreamResult<Vec<u8>> {
        let keeps = self.fault == Some(Fault::ReadAheadSurvives) && len > 0;
        if keeps && !self.kept.is_empty() && !(how.counted && self.is_cut_off().await) {
            self.kept.clear();
            self.real = self.file.read_via_stream(self.offset).await.map_err(StreamError::from)?;
        }
        let more = if keeps { len.saturating_add(SURPLUS) } else { len };
        if self.kept.is_empty() || !keeps {
            let bytes =
                if how.blocking { self.real.blocking_read(more).await } else { self.real.read(more).await }?;
            if !keeps {
                return Ok(bytes);
            }
            self.kept = bytes;
        }
        let count = usize::try_from(len).unwrap_or(usize::MAX).min(self.kept.len());
        Ok(self.kept.drain(..count).collect())
    }

    async fn skip_somehow(&mut self, len: u64, blocking: bool) -> StreamResult<u64> {
        self.read_somehow(len, How { blocking, counted: true }).await.map(|bytes| length(&bytes))
    }

    /// Whether the file ends before what comes next.
    async fn is_cut_off(&self) -> bool {
        self.file.stat().await.is_ok_and(|stat| stat.size <= self.offset)
    }

    /// Moves on by what was taken; at the end the fault begins anew where it is.
    async fn after<T>(&mut self, result: StreamResult<T>, count: impl FnOnce(&T) -> u64) -> StreamResult<T> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        let taken = result.as_ref().map_or(0, count);
        self.go_back(taken > 0).await;
        match &result {
            Ok(_) => self.offset = self.offset.saturating_add(taken),
            Err(StreamError::Closed) if self.fault == Some(Fault::EndIsNotSticky) => {
                if let Ok(fresh) = self.file.read_via_stream(self.offset).await {
                    self.real = fresh;
                }
            }
            Err(_) => {}
        }
        result
    }
}

#[expect(clippy::ptr_arg, reason = "it is handed on where a stream gives a vector")]
fn length(bytes: &Vec<u8>) -> u64 {
    bytes.len() as u64
}

impl InputStream for WrappedInput {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        let len = match self.instead(len) {
            Ok(len) => len,
            Err(answer) => return answer,
        };
        let result = self.read_somehow(len, How { blocking: false, counted: false }).await;
        self.after(result, length).await
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.closed |= len == 0 && self.fault == Some(Fault::EmptyReadCloses);
        let len = match self.instead(len) {
            Ok(len) => len,
            Err(answer) => return answer,
        };
        let result = self.read_somehow(len, How { blocking: true, counted: false }).await;
        let gives = result.as_ref().is_ok_and(|bytes| !bytes.is_empty());
        if gives && self.fault == Some(Fault::BlockingReadEmpty) && std::mem::take(&mut self.balks) {
            // As if it had not been made.
            self.real = self.file.read_via_stream(self.offset).await.map_err(StreamError::from)?;
            return Ok(Vec::new());
        }
        self.after(result, length).await
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.skip_somehow(len, false).await,
            _ => self.real.skip(len).await,
        };
        self.after(result, |count| *count).await
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.skip_somehow(len, true).await,
            _ => self.real.blocking_skip(len).await,
        };
        self.after(result, |count| *count).await
    }
    async fn ready(&mut self) -> bool {
        let ready = self.real.ready().await || self.closed;
        let forgets = self.fault == Some(Fault::NotReadyAfterBlock) && std::mem::take(&mut self.balks);
        ready && !forgets
    }
    async fn block(&mut self) {
        self.real.block().await;
        self.balks |= self.fault == Some(Fault::NotReadyAfterBlock);
    }
    async fn cancel(&mut self) {
        self.real.cancel().await;
    }
}

/// Bytes to a file, with a fault.
#[derive(Debug)]
pub(super) struct WrappedOutput {
    real: HostOutputStream,
    fault: Option<Fault>,
    file: Rc<HostDescriptor>,
    /// Where the stream began; none where it appends.
    start: Option<u64>,
    /// Closed by a fault.
    closed: bool,
}

impl WrappedOutput {
    pub(super) fn new(
        real: HostOutputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        start: Option<u64>,
    ) -> Self {
        Self { real, fault, file, start, closed: false }
    }

    /// What a write comes to: one that has failed is forgotten, where that is the fault.
    fn forgotten(&self, result: StreamResult<()>) -> StreamResult<()> {
        match result {
            Err(StreamError::LastOperationFailed(_)) if self.fault == Some(Fault::FailureForgotten) => Ok(()),
            result => result,
        }
    }

    /// Refuses a write within the contract.
    fn refuse(&self, fault: Fault, too_long: bool) -> StreamResult<()> {
        if self.fault == Some(fault) && too_long {
            return Err(StreamError::trap("the fault that was asked for"));
        }
        Ok(())
    }

    /// After a write the fault goes back to where the stream began.
    async fn wrote(&mut self, length: u64) {
        if let (Some(Fault::PositionStays), Some(start), 1..) = (self.fault, self.start, length)
            && let Ok(fresh) = self.file.write_via_stream(start).await
        {
            self.real = fresh;
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
        self.fault == Some(Fault::PermitIsIgnored) && matches!(result, Err(StreamError::Trap(_)))
    }
}

impl OutputStream for WrappedOutput {
    type Source = WrappedInput;

    async fn check_write(&mut self) -> StreamResult<u64> {
        if self.closed { Err(StreamError::Closed) } else { self.real.check_write().await }
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.refuse(Fault::PermitTraps, contents.len() > 1)?;
        let result = self.real.write(contents).await;
        if self.takes(&result) {
            return self.take_all_the_same(contents).await;
        }
        self.wrote(if result.is_ok() { contents.len() as u64 } else { 0 }).await;
        result
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.refuse(Fault::LimitIsLess, contents.len() == WRITE_AND_FLUSH_MAX)?;
        let result = self.real.blocking_write_and_flush(contents).await;
        self.forgotten(result)?;
        self.wrote(contents.len() as u64).await;
        Ok(())
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.real.flush().await
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        let result = self.real.blocking_flush().await;
        self.closed |= self.fault == Some(Fault::ClosesAfterFlush);
        self.forgotten(result)
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        let result = self.real.write_zeroes(len).await;
        if self.takes(&result) && len <= ZEROES_TAKEN_MAX {
            return self.take_all_the_same(&vec![0; usize::try_from(len).unwrap_or(0)]).await;
        }
        self.wrote(if result.is_ok() { len } else { 0 }).await;
        result
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.real.blocking_write_zeroes_and_flush(len).await?;
        self.wrote(len).await;
        Ok(())
    }
    async fn splice(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        if src.closed {
            return Err(StreamError::Closed);
        }
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.splice_kept(src, len).await,
            _ => self.real.splice(&mut src.real, len).await,
        };
        self.spliced(src, result).await
    }
    async fn blocking_splice(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        if src.closed {
            return Err(StreamError::Closed);
        }
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.splice_kept(src, len).await,
            _ => self.real.blocking_splice(&mut src.real, len).await,
        };
        self.spliced(src, result).await
    }
    async fn ready(&mut self) -> bool {
        self.real.ready().await
    }
    async fn block(&mut self) {
        self.real.block().await;
    }
    async fn cancel(&mut self) {
        self.real.cancel().await;
    }
}

impl WrappedOutput {
    /// A splice that takes from what the source keeps. Nothing waits in the inline mode, so there is but one kind.
    async fn splice_kept(&mut self, src: &mut WrappedInput, len: u64) -> StreamResult<u64> {
        let permit = self.real.check_write().await?;
        let bytes = src.read_somehow(len.min(permit), How { blocking: false, counted: false }).await?;
        self.real.write(&bytes).await?;
        Ok(length(&bytes))
    }

    async fn spliced(&mut self, src: &mut WrappedInput, result: StreamResult<u64>) -> StreamResult<u64> {
        let count = src.after(result, |count| *count).await?;
        self.wrote(count).await;
        Ok(count + u64::from(count > 0 && self.fault == Some(Fault::SpliceCountsMore)))
    }
}
