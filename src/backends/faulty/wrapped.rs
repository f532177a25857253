//! The real streams with a fault; without one each call is the real one.

use std::rc::Rc;

use super::Fault;
use crate::backend::{Descriptor, InputStream, OutputStream};
use crate::backends::host::{HostDescriptor, HostInputStream, HostOutputStream};
use crate::wasi::{StreamError, StreamResult};

/// Zeros past any permit that a fault still takes, in bytes; more would only use up memory.
const ZEROES_TAKEN_MAX: u64 = 4 << 20;

/// What a read keeps beyond what it was asked for, where that is the fault, in bytes.
const SURPLUS: u64 = 16;

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
}

impl WrappedInput {
    pub(super) fn new(
        real: HostInputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        offset: u64,
    ) -> Self {
        Self { real, fault, file, offset, closed: false, kept: Vec::new() }
    }

    /// A read, as the real one or from what the fault keeps.
    async fn read_somehow(&mut self, len: u64, blocking: bool) -> StreamResult<Vec<u8>> {
        let keeps = self.fault == Some(Fault::ReadAheadSurvives) && len > 0;
        if keeps && self.kept.is_empty() {
            let more = len.saturating_add(SURPLUS);
            self.kept =
                if blocking { self.real.blocking_read(more).await } else { self.real.read(more).await }?;
        }
        if keeps {
            let count = usize::try_from(len).unwrap_or(usize::MAX).min(self.kept.len());
            return Ok(self.kept.drain(..count).collect());
        }
        if blocking { self.real.blocking_read(len).await } else { self.real.read(len).await }
    }

    /// Moves on by what was taken; at the end the fault begins anew where it is.
    async fn after<T>(&mut self, result: StreamResult<T>, count: impl FnOnce(&T) -> u64) -> StreamResult<T> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        match &result {
            Ok(taken) => self.offset = self.offset.saturating_add(count(taken)),
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
        let result = self.read_somehow(len, false).await;
        self.after(result, length).await
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.closed |= len == 0 && self.fault == Some(Fault::EmptyReadCloses);
        let result = self.read_somehow(len, true).await;
        self.after(result, length).await
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.read_somehow(len, false).await.map(|bytes| length(&bytes)),
            _ => self.real.skip(len).await,
        };
        self.after(result, |count| *count).await
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        let result = match self.fault {
            Some(Fault::ReadAheadSurvives) => self.read_somehow(len, true).await.map(|bytes| length(&bytes)),
            _ => self.real.blocking_skip(len).await,
        };
        self.after(result, |count| *count).await
    }
    async fn ready(&mut self) -> bool {
        self.real.ready().await || self.closed
    }
    async fn block(&mut self) {
        self.real.block().await;
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
}

impl WrappedOutput {
    pub(super) fn new(
        real: HostOutputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        start: Option<u64>,
    ) -> Self {
        Self { real, fault, file, start }
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
        self.real.check_write().await
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        let result = self.real.write(contents).await;
        if self.takes(&result) {
            return self.take_all_the_same(contents).await;
        }
        self.wrote(if result.is_ok() { contents.len() as u64 } else { 0 }).await;
        result
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.real.blocking_write_and_flush(contents).await?;
        self.wrote(contents.len() as u64).await;
        Ok(())
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.real.flush().await
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.real.blocking_flush().await
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
        let bytes = src.read_somehow(len.min(permit), false).await?;
        self.real.write(&bytes).await?;
        Ok(length(&bytes))
    }

    async fn spliced(&mut self, src: &mut WrappedInput, result: StreamResult<u64>) -> StreamResult<u64> {
        let count = src.after(result, |count| *count).await?;
        self.wrote(count).await;
        Ok(count)
    }
}
