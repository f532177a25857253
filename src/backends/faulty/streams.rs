//! The streams of a faulty descriptor: the real ones in a wrapper, or those that work in the background.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use super::Fault;
use super::background::{BackgroundInput, BackgroundOutput, Others};
use super::errors::last_error;
use super::polls::frozen;
use super::wrapped::{WrappedInput, WrappedOutput};
use crate::backend::{InputStream, IoError, OutputStream, Pollable};
use crate::backends::host::{HostDescriptor, HostInputStream, HostOutputStream};
use crate::filesystem::File;
use crate::wasi::{ErrorCode, StreamError, StreamResult};

/// Bytes from a file, with a fault.
#[derive(Debug)]
pub struct FaultyInputStream(Input, Rc<()>);

#[derive(Debug)]
enum Input {
    Wrapped(WrappedInput),
    Background(BackgroundInput),
}

/// Bytes to a file, with a fault.
#[derive(Debug)]
pub struct FaultyOutputStream(Output, Rc<()>);

#[derive(Debug)]
enum Output {
    Wrapped(WrappedOutput),
    Background(BackgroundOutput),
}

/// A splice between a stream of each kind, which no descriptor gives.
fn mixed<T>() -> StreamResult<T> {
    Err(StreamError::trap("our fault: a splice from a stream in the background to one that is not, or back"))
}

impl FaultyInputStream {
    pub(super) fn wrapped(
        real: HostInputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        (offset, descriptor): (u64, Weak<Cell<u64>>),
    ) -> Self {
        Self(Input::Wrapped(WrappedInput::new(real, fault, file, (offset, descriptor))), Rc::default())
    }

    /// One that may not be read, which says no more than that it is closed.
    pub(super) fn denied(mut self) -> Self {
        if let Input::Wrapped(input) = &mut self.0 {
            input.closed = true;
        }
        self
    }

    /// It was made: from here on it may keep what the file is.
    pub(super) async fn made(&mut self) {
        if let Input::Wrapped(input) = &mut self.0 {
            input.made().await;
        }
    }

    pub(super) fn in_background(
        file: &File,
        fault: Option<Fault>,
        offset: u64,
        moved: Rc<Cell<u64>>,
    ) -> Self {
        Self(Input::Background(BackgroundInput::new(file, fault, offset, moved)), Rc::default())
    }
}

impl FaultyInputStream {
    fn fault(&self) -> Option<Fault> {
        match &self.0 {
            Input::Wrapped(input) => input.fault,
            Input::Background(input) => input.fault,
        }
    }
}

impl InputStream for FaultyInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        match &mut self.0 {
            Input::Wrapped(input) => input.read(len).await,
            Input::Background(input) => input.read(len),
        }
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        match &mut self.0 {
            Input::Wrapped(input) => input.blocking_read(len).await,
            Input::Background(input) => input.blocking_read(len).await,
        }
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        match &mut self.0 {
            Input::Wrapped(input) => input.skip(len).await,
            Input::Background(input) => input.read(len).map(|bytes| bytes.len() as u64),
        }
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        match &mut self.0 {
            Input::Wrapped(input) => input.blocking_skip(len).await,
            Input::Background(input) => input.blocking_read(len).await.map(|bytes| bytes.len() as u64),
        }
    }
    async fn last_error(&mut self, told: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        last_error(self.fault(), told, &self.1)
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        // Who asks whether it is ready may have it read ahead, so that nobody else asks.
        let is_fault = self.fault() == Some(Fault::FrozenInput);
        frozen(is_fault, is_fault && self.ready().await)
    }
    async fn ready(&mut self) -> bool {
        match &mut self.0 {
            Input::Wrapped(input) => input.ready().await,
            Input::Background(input) => input.ready(),
        }
    }
    async fn block(&mut self) {
        match &mut self.0 {
            Input::Wrapped(input) => input.block().await,
            Input::Background(input) => input.block().await,
        }
    }
    async fn cancel(&mut self) {
        match &mut self.0 {
            Input::Wrapped(input) => input.cancel().await,
            Input::Background(input) => input.cancel().await,
        }
    }
}

impl FaultyOutputStream {
    pub(super) fn wrapped(
        real: HostOutputStream,
        fault: Option<Fault>,
        file: Rc<HostDescriptor>,
        (start, descriptor): (Option<u64>, Weak<Cell<u64>>),
    ) -> Self {
        Self(Output::Wrapped(WrappedOutput::new(real, fault, file, start, descriptor)), Rc::default())
    }

    /// One that may not be written, which says no more than this, and that to calls that wait alone unless it is closed.
    pub(super) fn denied(mut self, told: StreamError) -> Self {
        if let Output::Wrapped(output) = &mut self.0 {
            output.deny(told);
        }
        self
    }

    pub(super) fn in_background(
        file: &File,
        fault: Option<Fault>,
        start: Option<u64>,
        others: Others,
    ) -> Self {
        Self(Output::Background(BackgroundOutput::new(file, fault, start).beside(others)), Rc::default())
    }
}

impl FaultyOutputStream {
    fn fault(&self) -> Option<Fault> {
        match &self.0 {
            Output::Wrapped(output) => output.fault,
            Output::Background(output) => output.fault,
        }
    }
}

impl OutputStream for FaultyOutputStream {
    type Source = FaultyInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        match &mut self.0 {
            Output::Wrapped(output) => output.check_write().await,
            Output::Background(output) => output.check_write(),
        }
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.write(contents).await,
            Output::Background(output) => output.write(contents),
        }
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.blocking_write_and_flush(contents).await,
            Output::Background(output) => output.blocking_write_and_flush(contents).await,
        }
    }
    async fn flush(&mut self) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.flush().await,
            Output::Background(output) => {
                output.wait_before_flush().await;
                output.flush()
            }
        }
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.blocking_flush().await,
            Output::Background(output) => output.blocking_flush().await,
        }
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.write_zeroes(len).await,
            Output::Background(output) => output.write_zeroes(len),
        }
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        match &mut self.0 {
            Output::Wrapped(output) => output.blocking_write_zeroes_and_flush(len).await,
            Output::Background(output) => output.blocking_write_zeroes_and_flush(len).await,
        }
    }
    async fn splice(&mut self, src: &mut FaultyInputStream, len: u64) -> StreamResult<u64> {
        match (&mut self.0, &mut src.0) {
            (Output::Wrapped(output), Input::Wrapped(src)) => output.splice(src, len).await,
            (Output::Background(output), Input::Background(src)) => output.splice(src, len),
            (Output::Wrapped(_), Input::Background(_)) | (Output::Background(_), Input::Wrapped(_)) => {
                mixed()
            }
        }
    }
    async fn blocking_splice(&mut self, src: &mut FaultyInputStream, len: u64) -> StreamResult<u64> {
        match (&mut self.0, &mut src.0) {
            (Output::Wrapped(output), Input::Wrapped(src)) => output.blocking_splice(src, len).await,
            (Output::Background(output), Input::Background(src)) => output.blocking_splice(src, len).await,
            (Output::Wrapped(_), Input::Background(_)) | (Output::Background(_), Input::Wrapped(_)) => {
                mixed()
            }
        }
    }
    async fn last_error(&mut self, told: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        last_error(self.fault(), told, &self.1)
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        match self.fault() {
            Some(Fault::ReadyForEver) => frozen(self.ready().await, true),
            Some(Fault::FrozenOutput) => frozen(!self.ready().await, false),
            _ => None,
        }
    }
    async fn ready(&mut self) -> bool {
        match &mut self.0 {
            Output::Wrapped(output) => output.ready().await,
            Output::Background(output) => output.ready(),
        }
    }
    async fn block(&mut self) {
        match &mut self.0 {
            Output::Wrapped(output) => output.block().await,
            Output::Background(output) => output.block().await,
        }
    }
    async fn cancel(&mut self) {
        match &mut self.0 {
            Output::Wrapped(output) => output.cancel().await,
            Output::Background(output) => output.cancel().await,
        }
    }
}
