//! What an input stream keeps of the file it reads, where that is the fault.

use super::input::{How, WrappedInput};
use super::length;
use crate::backend::{Descriptor, InputStream};
use crate::backends::faulty::Fault;
use crate::wasi::{StreamError, StreamResult};

/// The most that is kept of a file, in bytes; where more is left of one nothing is.
const KEPT_MAX: u64 = 4 << 20;

/// The file as a stream found it once.
#[derive(Debug)]
pub(super) struct Kept {
    /// Where the bytes start in the file.
    start: u64,
    bytes: Vec<u8>,
}

impl Kept {
    /// What it has of a place.
    fn at(&self, offset: u64, len: u64) -> &[u8] {
        let from = usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let rest = self.bytes.get(from..).unwrap_or_default();
        &rest[..usize::try_from(len).unwrap_or(usize::MAX).min(rest.len())]
    }

    /// Where it ends in the file.
    fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes.len() as u64)
    }
}

impl WrappedInput {
    /// The stream was made. What can't be read now is not kept; the first read finds out why.
    pub(in super::super) async fn made(&mut self) {
        if self.fault == Some(Fault::SnapshotWhenMade) {
            _ = self.keep().await;
        }
    }

    /// Keeps the file as it is now, from where the stream stands, unless it has one already.
    async fn keep(&mut self) -> StreamResult<()> {
        if self.kept.is_some() {
            return Ok(());
        }
        let (start, mut bytes) = (self.offset, Vec::new());
        while (bytes.len() as u64) < KEPT_MAX {
            let (more, end) = self.file.read(KEPT_MAX, start.saturating_add(bytes.len() as u64)).await?;
            bytes.extend_from_slice(&more);
            if end || more.is_empty() {
                self.kept = Some(Kept { start, bytes });
                break;
            }
        }
        Ok(())
    }

    /// Whether it gives what it keeps instead of what the real stream has.
    pub(super) fn gives_kept(&self) -> bool {
        matches!(self.fault, Some(Fault::ReadsAheadAll | Fault::SnapshotWhenMade))
    }

    /// A read or a skip, as the real one or of what the fault keeps.
    pub(super) async fn read_somehow(&mut self, len: u64, how: How) -> StreamResult<Vec<u8>> {
        if len > 0 && (self.gives_kept() || self.fault == Some(Fault::OldBesideNew)) {
            self.keep().await?;
        }
        let kept = self.kept.as_ref().filter(|_| len > 0 && self.gives_kept());
        if let Some(kept) = kept {
            let bytes = kept.at(self.offset, len).to_vec();
            self.closed |= bytes.is_empty();
            return if bytes.is_empty() { Err(StreamError::Closed) } else { Ok(bytes) };
        }
        let mut bytes =
            if how.blocking { self.real.blocking_read(len).await } else { self.real.read(len).await }?;
        if let Some(kept) = self.kept.as_ref().filter(|_| self.fault == Some(Fault::OldBesideNew)) {
            // Every other byte is the one that was there first.
            let old = kept.at(self.offset, bytes.len() as u64);
            let both = bytes.iter_mut().zip(old).zip(self.offset..);
            both.filter(|(_, at)| at % 2 == 1).for_each(|((byte, old), _)| *byte = *old);
        }
        Ok(bytes)
    }

    /// Closes the stream where it has gone over the end that the file had when it was first read, if that is the fault.
    pub(super) async fn end_where_it_was(&mut self, len: u64) -> StreamResult<()> {
        if self.fault == Some(Fault::EndStays) && len > 0 {
            self.keep().await?;
            self.closed |= self.kept.as_ref().is_some_and(|kept| self.offset > kept.end());
        }
        Ok(())
    }

    /// A skip that takes from what is kept.
    pub(super) async fn skip_kept(&mut self, len: u64, blocking: bool) -> StreamResult<u64> {
        self.read_somehow(len, How { blocking }).await.map(|bytes| length(&bytes))
    }
}
