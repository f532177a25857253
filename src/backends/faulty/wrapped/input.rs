//! An input stream with a fault.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use super::kept::Kept;
use super::length;
use crate::backend::{Descriptor, InputStream};
use crate::backends::faulty::Fault;
use crate::backends::faulty::large::stream_max;
use crate::backends::faulty::not_at_once;
use crate::backends::host::{HostDescriptor, HostInputStream};
use crate::wasi::{StreamError, StreamResult};

/// How bytes are taken.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub(super) blocking: bool,
}

/// Bytes from a file, with a fault.
#[derive(Debug)]
pub(in super::super) struct WrappedInput {
    pub(super) real: HostInputStream,
    pub(in super::super) fault: Option<Fault>,
    pub(super) file: Rc<HostDescriptor>,
    /// Where the next read starts.
    pub(super) offset: u64,
    /// Closed by a fault.
    pub(in super::super) closed: bool,
    /// Kept by a fault.
    pub(super) kept: Option<Kept>,
    /// Where the stream began.
    start: u64,
    /// Something of the descriptor that made it, which goes with that.
    descriptor: Weak<Cell<u64>>,
    /// What the fault is about is to come at the next occasion.
    balks: bool,
}

impl WrappedInput {
    pub(in super::super) fn new(
        real: HostInputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        (offset, descriptor): (u64, Weak<Cell<u64>>),
    ) -> Self {
        let balks = [Some(Fault::BlockingReadEmpty), Some(Fault::BlockingSkipNothing)].contains(&fault);
        Self { real, fault, file, offset, closed: false, kept: None, start: offset, descriptor, balks }
    }

    /// What a fault makes of a read before it is made: an answer instead, or how much to ask for.
    fn instead(&mut self, len: u64) -> Result<u64, StreamResult<Vec<u8>>> {
        if self.fault == Some(Fault::DiesWithDescriptor) && self.descriptor.strong_count() == 0 {
            self.closed = true;
            return Err(Err(StreamError::Closed));
        }
        if self.is_spent() {
            self.closed = true;
            return Err(Err(StreamError::Closed));
        }
        Ok(match self.fault {
            Some(Fault::StreamGivesMore) if len > 0 => len.saturating_add(1),
            Some(Fault::EmptyReadGives) => len.max(1),
            _ => len.min(self.left()),
        })
    }

    /// How much the stream gives before the fault ends it.
    fn left(&self) -> u64 {
        stream_max(self.fault).saturating_sub(self.offset.saturating_sub(self.start))
    }

    fn is_spent(&self) -> bool {
        self.left() == 0
    }

    /// After a read the fault leaves a byte out.
    async fn go_on(&mut self, took: u64) {
        if took > 1 && self.fault == Some(Fault::ReadsLeaveOut) && self.real.skip(1).await == Ok(1) {
            self.offset = self.offset.saturating_add(1);
        }
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

    /// Moves on by what was taken; at the end the fault begins anew where it is.
    pub(super) async fn after<T>(
        &mut self,
        result: StreamResult<T>,
        count: impl FnOnce(&T) -> u64,
    ) -> StreamResult<T> {
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
        self.go_on(taken).await;
        result
    }

    /// At its end the fault has nothing, for ever.
    fn ended(&self, result: StreamResult<Vec<u8>>) -> StreamResult<Vec<u8>> {
        match result {
            Err(StreamError::Closed) if self.fault == Some(Fault::EndNeverCloses) => Ok(Vec::new()),
            result => result,
        }
    }

    /// A skip of the real stream, or of what the fault makes of it.
    async fn skipped(&mut self, len: u64, blocking: bool) -> StreamResult<u64> {
        if self.is_spent() {
            self.closed = true;
        }
        let len = len.min(self.left());
        self.end_where_it_was(len).await?;
        let result = match (self.fault, blocking) {
            (Some(Fault::ReadsAheadAll | Fault::SnapshotWhenMade), _) => self.skip_kept(len, blocking).await,
            (_, true) => self.real.blocking_skip(len).await,
            (_, false) => self.real.skip(len).await,
        };
        let count = self.after(result, |count| *count).await?;
        let all = count > 0 && count == len;
        Ok(count + u64::from(all && self.fault == Some(Fault::SkipCountsMore)))
    }
}

impl InputStream for WrappedInput {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        let len = match self.instead(len) {
            Ok(len) => len,
            Err(answer) => return answer,
        };
        self.end_where_it_was(len).await?;
        let result = self.read_somehow(len, How { blocking: false }).await;
        let result = self.after(result, length).await;
        self.ended(result)
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.closed |= len == 0 && self.fault == Some(Fault::EmptyReadCloses);
        let len = match self.instead(len) {
            Ok(len) => len,
            Err(answer) => return answer,
        };
        self.end_where_it_was(len).await?;
        let result = self.read_somehow(len, How { blocking: true }).await;
        let gives = result.as_ref().is_ok_and(|bytes| !bytes.is_empty());
        if gives && self.fault == Some(Fault::BlockingReadEmpty) && std::mem::take(&mut self.balks) {
            // As if it had not been made.
            self.real = self.file.read_via_stream(self.offset).await.map_err(StreamError::from)?;
            return Ok(Vec::new());
        }
        let result = self.after(result, length).await;
        self.ended(result)
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.skipped(len, false).await
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        if len > 0 && self.fault == Some(Fault::BlockingSkipNothing) && std::mem::take(&mut self.balks) {
            let there = self.file.stat().await.is_ok_and(|stat| stat.size > self.offset);
            if there && !self.closed {
                return Ok(0);
            }
        }
        self.skipped(len, true).await
    }
    async fn ready(&mut self) -> bool {
        if self.fault == Some(Fault::ReadyWaits) {
            not_at_once().await;
        }
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
