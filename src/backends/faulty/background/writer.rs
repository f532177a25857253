//! How one piece is written: in as many calls as it takes.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::calls::Calls;
use super::desk::Piece;
use super::is_of_the_device;
use crate::backends::faulty::Fault;
use crate::wasi::{ErrorCode, FsError, FsResult};

/// The blocks that a fault writes, in bytes.
const BLOCK: u64 = 16;

/// What faults of long writes take at a time, in bytes.
pub(super) const PAGE: usize = 2048;

/// The fewest bytes whose write panics, where that is the fault.
const PANICS_FROM: usize = 3;

/// The longest gap that a fault makes, in bytes.
const GAP_MAX: u64 = 4096;

/// Writes pieces to a file.
pub(super) struct Writer<'w> {
    pub(super) file: &'w cap_std::fs::File,
    pub(super) calls: &'w dyn Calls,
    pub(super) fault: Option<Fault>,
    /// Whether the rest of a piece is still wanted.
    pub(super) go_on: &'w dyn Fn() -> bool,
}

impl Writer<'_> {
    /// Writes a piece.
    pub(super) fn write(&self, piece: &Piece) -> FsResult<()> {
        let bytes = &piece.bytes[..];
        let panics = bytes.len() >= PANICS_FROM && piece.offset.is_some_and(|offset| offset > 0);
        if self.fault == Some(Fault::PanicSwallowed) && panics {
            return catch_unwind(AssertUnwindSafe(|| self.write_and_panic(piece))).unwrap_or(Ok(()));
        }
        match piece.offset {
            Some(offset) => self.write_at(bytes, offset),
            None => self.append(piece),
        }
    }

    /// The bytes are in the file by then, so that the panic is all that is wrong.
    pub(super) fn write_and_panic(&self, piece: &Piece) -> FsResult<()> {
        self.all(&piece.bytes, piece.offset)?;
        panic!("the fault that was asked for: a panic in the background")
    }

    fn append(&self, piece: &Piece) -> FsResult<()> {
        let bytes = &piece.bytes[..];
        if let Some(turn) = &piece.turn {
            self.all(bytes, None)?;
            return if turn.lands_late() { self.over_what_is_before(bytes) } else { Ok(()) };
        }
        if self.fault == Some(Fault::AppendSeeks) {
            return self.all(bytes, Some(self.size()?));
        }
        if self.fault == Some(Fault::AppendTorn) {
            let (first, second) = bytes.split_at(bytes.len() / 2);
            self.all(first, None)?;
            return self.all(second, None);
        }
        if self.fault == Some(Fault::LongTorn) {
            return bytes.chunks(PAGE).try_for_each(|page| self.all(page, None));
        }
        self.all(bytes, None)
    }

    /// Puts bytes that were just appended in the place of as many in front of them.
    fn over_what_is_before(&self, bytes: &[u8]) -> FsResult<()> {
        let behind = self.size()?.saturating_sub(bytes.len() as u64);
        self.all(bytes, Some(behind.saturating_sub(bytes.len() as u64)))?;
        Ok(self.file.set_len(behind)?)
    }

    /// Writes in two calls, and takes away what others have put behind the end of the file between them.
    fn in_halves(&self, bytes: &[u8], offset: u64) -> FsResult<()> {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        self.all(first, Some(offset))?;
        let size = self.size()?.max(offset.saturating_add(bytes.len() as u64));
        self.all(second, Some(offset.saturating_add(first.len() as u64)))?;
        if self.size()? > size {
            self.file.set_len(size)?;
        }
        Ok(())
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> FsResult<()> {
        if self.fault == Some(Fault::SizePutBack) {
            return self.in_halves(bytes, offset);
        }
        let skipped = match self.fault {
            Some(Fault::ErrorSkips) => bytes.len() / 2,
            Some(Fault::LongErrorSkips) => PAGE,
            _ => 0,
        };
        if (1..bytes.len()).contains(&skipped) {
            let (first, second) = bytes.split_at(skipped);
            // Both even if the stream is cancelled meanwhile: what fails is to be the only thing that is wrong.
            let whole = Self { go_on: &|| true, ..*self };
            whole.all(second, Some(offset.saturating_add(skipped as u64)))?;
            return whole.all(first, Some(offset));
        }
        if self.fault == Some(Fault::PageRewritten)
            && let Some((block, start)) = self.block_around(bytes, offset)
        {
            return self.all(&block, Some(start));
        }
        if self.fault == Some(Fault::GapMadeFirst) {
            return self.gap_first(bytes, offset);
        }
        if self.fault == Some(Fault::EmptiesFirst) {
            let over = self.size()?.saturating_sub(offset).min(bytes.len() as u64);
            let zeros = vec![0; usize::try_from(over).unwrap_or(0)];
            self.all(&zeros, Some(offset))?;
        }
        self.all(bytes, Some(offset))
    }

    /// Makes the file longer up to where the write begins. It is cut again where nothing was written then: that is not what is wrong.
    fn gap_first(&self, bytes: &[u8], offset: u64) -> FsResult<()> {
        let before = self.size()?;
        let makes = (1..=GAP_MAX).contains(&offset.saturating_sub(before)) && (self.go_on)();
        if makes {
            self.file.set_len(offset)?;
        }
        let result = self.all(bytes, Some(offset));
        if makes && self.size()? == offset {
            self.file.set_len(before)?;
        }
        result
    }

    /// The blocks that a write touches, as they are with its bytes in them, and where they start; as far as the file, or
    /// the write, reaches. None for a file that can't be read, or too far away.
    fn block_around(&self, bytes: &[u8], offset: u64) -> Option<(Vec<u8>, u64)> {
        let start = offset - offset % BLOCK;
        let at = usize::try_from(offset - start).ok()?;
        let end = offset.checked_add(bytes.len() as u64)?.checked_next_multiple_of(BLOCK)?;
        i64::try_from(end).ok()?;
        let mut block = self.calls.read(self.file, usize::try_from(end - start).ok()?, start).ok()?;
        block.resize(block.len().max(at + bytes.len()), 0);
        block[at..at + bytes.len()].copy_from_slice(bytes);
        Some((block, start))
    }

    fn size(&self) -> FsResult<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Writes all, or as much as is still wanted.
    fn all(&self, bytes: &[u8], offset: Option<u64>) -> FsResult<()> {
        let (mut rest, mut offset) = (bytes, offset);
        while !rest.is_empty() && (self.go_on)() {
            let count = match self.calls.write(self.file, rest, offset) {
                Err(error) if self.is_made_again(&error) => continue,
                result => result.map_err(FsError::from),
            };
            let count = match count {
                Err(error) if self.fault == Some(Fault::ErrorNever) && is_of_the_device(&error) => {
                    return Ok(());
                }
                result => result?,
            };
            let short = count < rest.len();
            if count == 0 && self.fault == Some(Fault::ZeroSpins) {
                continue;
            }
            if count == 0 && self.fault == Some(Fault::ZeroIsDone) {
                return Ok(());
            }
            if count == 0 {
                return Err(ErrorCode::Io.into());
            }
            if short && self.fault == Some(Fault::ShortIsAll) {
                return Ok(());
            }
            let moved = if self.fault == Some(Fault::PositionByAsked) { rest.len() } else { count };
            offset = offset.map(|offset| offset.saturating_add(moved as u64));
            rest = &rest[count..];
        }
        Ok(())
    }

    fn is_made_again(&self, error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::Interrupted && self.fault != Some(Fault::InterruptedFails)
    }
}
