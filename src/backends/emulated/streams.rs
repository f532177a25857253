//! Streams of a file on an emulated host.

use std::rc::Rc;

use super::objects::{STALE, is_nameless};
use super::{EmulatedDescriptor, Host};
use crate::backend::{Descriptor as _, InputStream, OutputStream, WRITE_AND_FLUSH_MAX};
use crate::backends::faulty::{FaultyDescriptor, FaultyInputStream, FaultyOutputStream};
use crate::tree::Capability;
use crate::wasi::{ErrorCode, StreamError, StreamResult};

/// Bytes from a file on an emulated host.
#[derive(Debug)]
pub struct EmulatedInputStream {
    real: FaultyInputStream,
    file: Rc<FaultyDescriptor>,
    host: Host,
    /// It has failed.
    closed: bool,
}

/// Bytes to a file on an emulated host.
#[derive(Debug)]
pub struct EmulatedOutputStream {
    real: FaultyOutputStream,
    file: Rc<FaultyDescriptor>,
    host: Host,
    /// Where the next write goes; none where it appends.
    position: Option<u64>,
    /// What the last check-write permitted.
    permit: u64,
    /// It has failed.
    closed: bool,
}

impl EmulatedDescriptor {
    pub(super) fn input(&self, real: FaultyInputStream) -> EmulatedInputStream {
        let (file, host) = (Rc::clone(&self.real), self.host);
        EmulatedInputStream { real, file, host, closed: false }
    }

    pub(super) fn output(&self, real: FaultyOutputStream, position: Option<u64>) -> EmulatedOutputStream {
        let (file, host) = (Rc::clone(&self.real), self.host);
        EmulatedOutputStream { real, file, host, position, permit: 0, closed: false }
    }
}

impl EmulatedOutputStream {
    /// Whether so many bytes would go beyond the largest file.
    async fn is_far(&self, length: u64) -> bool {
        let start = match self.position {
            Some(position) => position,
            None => self.file.stat().await.map_or(0, |stat| stat.size),
        };
        length > 0 && start.saturating_add(length) > self.host.file_max()
    }

    /// Fails where so many bytes would go beyond the largest file; the stream is closed then.
    async fn fit(&mut self, length: u64) -> StreamResult<()> {
        if !self.is_far(length).await {
            return Ok(());
        }
        self.closed = true;
        Err(StreamError::LastOperationFailed(Some(ErrorCode::FileTooLarge)))
    }

    /// A splice as the WIT describes it.
    async fn spliced(&mut self, src: &mut EmulatedInputStream, len: u64) -> StreamResult<u64> {
        let permit = self.check_write().await?;
        let bytes = src.read(len.min(permit)).await?;
        self.write(&bytes).await?;
        Ok(bytes.len() as u64)
    }

    async fn open(&mut self) -> StreamResult<()> {
        is_open(&mut self.closed, self.host, &self.file).await
    }

    /// What has failed, or ended, stays so.
    fn ended<T>(&mut self, result: StreamResult<T>) -> StreamResult<T> {
        let ends = |error: &StreamError| !matches!(error, StreamError::Trap(_));
        self.closed |= result.as_ref().is_err_and(ends);
        result
    }

    fn moved<T>(&mut self, result: StreamResult<T>, length: u64) -> StreamResult<T> {
        if result.is_ok() {
            self.position = self.position.map(|position| position.saturating_add(length));
        }
        result
    }
}

/// Fails where the stream has, or its file is gone with its last name; then it has.
async fn is_open(closed: &mut bool, host: Host, file: &FaultyDescriptor) -> StreamResult<()> {
    if *closed {
        return Err(StreamError::Closed);
    }
    if host.lacks(Capability::NamelessFiles) && is_nameless(file).await {
        *closed = true;
        return Err(StreamError::LastOperationFailed(Some(STALE)));
    }
    Ok(())
}

impl EmulatedInputStream {
    /// What has ended stays so.
    fn ended<T>(&mut self, result: StreamResult<T>) -> StreamResult<T> {
        self.closed |= result.as_ref().is_err_and(|error| *error == StreamError::Closed);
        result
    }

    async fn open(&mut self) -> StreamResult<()> {
        // A splice may have found the end.
        if !self.closed && self.real.read(0).await == Err(StreamError::Closed) {
            self.closed = true;
        }
        is_open(&mut self.closed, self.host, &self.file).await
    }
}

impl InputStream for EmulatedInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.open().await?;
        let result = self.real.read(len).await;
        self.ended(result)
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.open().await?;
        let result = self.real.blocking_read(len).await;
        self.ended(result)
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.open().await?;
        let result = self.real.skip(len).await;
        self.ended(result)
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        self.open().await?;
        let result = self.real.blocking_skip(len).await;
        self.ended(result)
    }
    async fn ready(&mut self) -> bool {
        self.closed || self.real.ready().await
    }
    async fn block(&mut self) {
        if !self.closed {
            self.real.block().await;
        }
    }
    async fn cancel(&mut self) {
        self.real.cancel().await;
    }
}

impl OutputStream for EmulatedOutputStream {
    type Source = EmulatedInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.open().await?;
        let permit = self.real.check_write().await;
        self.permit = self.ended(permit)?;
        Ok(self.permit)
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.open().await?;
        let length = contents.len() as u64;
        // What is not permitted traps.
        if length <= self.permit {
            self.fit(length).await?;
        }
        let result = self.real.write(contents).await;
        let result = self.ended(result);
        self.moved(result, length)
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.open().await?;
        let length = contents.len() as u64;
        if length <= WRITE_AND_FLUSH_MAX {
            self.fit(length).await?;
        }
        let result = self.real.blocking_write_and_flush(contents).await;
        let result = self.ended(result);
        self.moved(result, length)
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.open().await?;
        let result = self.real.flush().await;
        self.ended(result)
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.open().await?;
        let result = self.real.blocking_flush().await;
        self.ended(result)
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.open().await?;
        if len <= self.permit {
            self.fit(len).await?;
        }
        let result = self.real.write_zeroes(len).await;
        let result = self.ended(result);
        self.moved(result, len)
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.open().await?;
        if len <= WRITE_AND_FLUSH_MAX {
            self.fit(len).await?;
        }
        let result = self.real.blocking_write_zeroes_and_flush(len).await;
        let result = self.ended(result);
        self.moved(result, len)
    }
    async fn splice(&mut self, src: &mut EmulatedInputStream, len: u64) -> StreamResult<u64> {
        self.open().await?;
        if self.is_far(len).await {
            return self.spliced(src, len).await;
        }
        src.open().await?;
        let result = self.real.splice(&mut src.real, len).await;
        let count = *result.as_ref().unwrap_or(&0);
        self.moved(result, count)
    }
    async fn blocking_splice(&mut self, src: &mut EmulatedInputStream, len: u64) -> StreamResult<u64> {
        self.open().await?;
        if self.is_far(len).await {
            self.block().await;
            src.block().await;
            return self.spliced(src, len).await;
        }
        src.open().await?;
        let result = self.real.blocking_splice(&mut src.real, len).await;
        let count = *result.as_ref().unwrap_or(&0);
        self.moved(result, count)
    }
    async fn ready(&mut self) -> bool {
        self.closed || self.real.ready().await
    }
    async fn block(&mut self) {
        if !self.closed {
            self.real.block().await;
        }
    }
    async fn cancel(&mut self) {
        self.real.cancel().await;
    }
}
