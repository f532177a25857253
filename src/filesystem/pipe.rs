//! What an output stream shares with its background work: bytes that are to be written, and where.

mod spares;

use std::mem;
use std::sync::PoisonError;

use super::sync::{Mutex, MutexGuard, os};
use super::{File, OpenMode};
use crate::wasi::ErrorCode;

/// The most that is on its way to the file at a time, and so the largest permit.
pub(super) const CAPACITY: usize = if cfg!(all(test, shuttle)) { 4 } else { 1 << 20 };

/// Where bytes go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// To this offset, which moves by what is written.
    Position(u64),
    /// To the end of the file, wherever it is by then.
    End,
}

impl Target {
    /// One attempt to write some of these bytes > 0, and the account of it.
    fn write_some(&mut self, file: &File, bytes: &[u8]) -> Result<usize, ErrorCode> {
        let result = match self {
            Self::Position(offset) => os::write_at(file.handle(), bytes, *offset),
            Self::End => os::append(file.handle(), bytes),
        };
        match result {
            // Not an error to the operating system, but a loss to the guest if it were taken for success.
            Ok(0) => Err(ErrorCode::Io),
            Ok(count) => {
                if let Self::Position(offset) = self {
                    *offset = offset.saturating_add(count as u64);
                }
                Ok(count)
            }
            Err(error) => Err(super::error::code(&error)),
        }
    }
}

/// The way from an output stream to its file.
#[derive(Debug)]
pub(super) struct Pipe {
    file: File,
    flow: Mutex<Flow>,
}

/// The account of what is on its way.
#[derive(Debug)]
pub(super) struct Flow {
    target: Target,
    /// Accepted from the guest, and not yet taken by the background work.
    buffer: Vec<u8>,
    /// Empty; the memory of the buffer that was written last, while background work goes on.
    spare: Vec<u8>,
    /// Taken by the background work, and not yet written.
    in_flight: usize,
    /// Background work is queued or running; it ends when it finds the buffer empty.
    running: bool,
    /// A flush was asked for, and may not be over.
    flushing: bool,
    /// Nothing may land any more.
    cancelled: bool,
    failed: Option<ErrorCode>,
}

impl Flow {
    /// How much the guest may send now.
    pub(super) fn room(&self) -> usize {
        if self.flushing { 0 } else { CAPACITY.saturating_sub(self.pending()) }
    }

    /// For tests: how much memory is kept for bytes.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.buffer.capacity() + self.spare.capacity()
    }

    fn pending(&self) -> usize {
        self.buffer.len() + self.in_flight
    }

    /// Neither an answer nor room: the guest has to wait.
    pub(super) fn is_waiting(&self) -> bool {
        !self.has_failed() && self.room() == 0
    }

    /// There is an error that nobody was told yet.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// The error, once. What was sent before it was told, and behind what failed, is not to land either.
    pub(super) fn take_error(&mut self) -> Option<ErrorCode> {
        let failed = self.failed.take();
        if failed.is_some() {
            self.cancel();
        }
        failed
    }

    /// Lets no more bytes in until those that are on their way have landed.
    pub(super) fn flush(&mut self) {
        self.flushing = self.pending() > 0;
    }

    /// Forgets what was not taken yet, and lets the background work end at its next step.
    pub(super) fn cancel(&mut self) {
        self.cancelled = true;
        self.buffer = Vec::new();
    }

    fn fail(&mut self, code: ErrorCode) {
        self.failed = Some(code);
        self.buffer = Vec::new();
        self.in_flight = 0;
        self.flushing = false;
    }

    fn landed(&mut self, count: usize) {
        self.in_flight -= count;
        self.flushing &= self.pending() > 0;
    }
}

impl Pipe {
    pub(super) fn new(file: File, target: Target) -> Self {
        let flow = Flow {
            target,
            buffer: Vec::new(),
            spare: Vec::new(),
            in_flight: 0,
            running: false,
            flushing: false,
            cancelled: false,
            failed: None,
        };
        Self { file, flow: Mutex::new(flow) }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Flow> {
        // The account is whole between any two statements under this lock.
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is written, but what would refuse every byte refuses none as well.
    pub(super) fn write_nothing(&self) {
        if !self.file.mode().contains(OpenMode::WRITE) {
            self.lock().fail(ErrorCode::BadDescriptor);
        }
    }

    /// Writes here and now, all of it or up to the first error.
    pub(super) fn write_now(&self, mut bytes: &[u8]) {
        let mut flow = self.lock();
        while !bytes.is_empty() {
            match flow.target.write_some(&self.file, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(code) => return flow.fail(code),
            }
        }
    }

    /// Accepts bytes for the background work; whether there is none to come round to them.
    pub(super) fn accept(&self, bytes: &[u8]) -> bool {
        let mut flow = self.lock();
        if flow.buffer.capacity() == 0 {
            let spare = mem::take(&mut flow.spare);
            flow.buffer = if spare.capacity() > 0 { spare } else { spares::take() };
        }
        flow.buffer.extend_from_slice(bytes);
        !mem::replace(&mut flow.running, true)
    }

    /// The background work: writes what was accepted, in order, until there is no more.
    pub(super) fn drain(&self) {
        while let Some((bytes, target)) = self.next() {
            self.write_taken(&bytes, target);
            let mut flow = self.lock();
            flow.spare = bytes;
            flow.spare.clear();
        }
    }

    /// The bytes to write next, and where; without any the background work is over, and the stream keeps no memory.
    pub(super) fn next(&self) -> Option<(Vec<u8>, Target)> {
        let mut flow = self.lock();
        if flow.cancelled || flow.has_failed() || flow.buffer.is_empty() {
            flow.running = false;
            let unused = [mem::take(&mut flow.buffer), mem::take(&mut flow.spare)];
            drop(flow);
            unused.into_iter().for_each(spares::give);
            return None;
        }
        let spare = mem::take(&mut flow.spare);
        let bytes = mem::replace(&mut flow.buffer, spare);
        flow.in_flight = bytes.len();
        Some((bytes, flow.target))
    }

    /// Writes without the lock, and keeps the account after every step.
    pub(super) fn write_taken(&self, mut bytes: &[u8], mut target: Target) {
        while !bytes.is_empty() && !self.lock().cancelled {
            let result = target.write_some(&self.file, bytes);
            let mut flow = self.lock();
            flow.target = target;
            match result {
                Ok(count) => {
                    flow.landed(count);
                    bytes = &bytes[count..];
                }
                Err(code) => return flow.fail(code),
            }
        }
    }
}

#[cfg(shuttle)]
#[cfg(test)]
mod interleavings;
