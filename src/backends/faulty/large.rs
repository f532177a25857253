//! What goes wrong where numbers become large: offsets, counts of entries and of handles.

use super::{Fault, FaultyDescriptor};
use crate::wasi::{ErrorCode, FsResult};

/// Where 32 bits of an offset end.
const WRAPS_AT: u64 = 1 << 32;

/// The last offset of a file.
pub(super) const OFFSET_MAX: u64 = i64::MAX as u64;

/// The byte behind which a read gives one twice.
const PAGE: usize = 4096;

/// How many descriptors may be open.
const HANDLES_MAX: usize = 12;

/// How to read a row: the fault ends a listing that has given so many entries.
const LISTS: &[(Fault, u64)] = &[(Fault::ListingCutAt64, 64), (Fault::ListingCutAt1000, 1000)];

/// How to read a row: the fault closes an input stream that has given so many bytes.
const ENDS: &[(Fault, u64)] = &[(Fault::EndsAt128KiB, 128 << 10), (Fault::EndsAt1MiB, 1 << 20)];

/// After how many bytes an input stream ends.
pub(super) fn stream_max(fault: Option<Fault>) -> u64 {
    of(ENDS, fault)
}

/// After how many entries a listing ends.
pub(super) fn listing_max(fault: Option<Fault>) -> u64 {
    of(LISTS, fault)
}

fn of(rows: &[(Fault, u64)], fault: Option<Fault>) -> u64 {
    rows.iter().find(|(of, _)| Some(*of) == fault).map_or(u64::MAX, |(_, max)| *max)
}

impl FaultyDescriptor {
    /// An offset as the fault takes it. One from which so many bytes would reach farther than any file stays.
    pub(super) fn wrapped_offset(&self, fault: Fault, offset: u64, length: usize) -> u64 {
        let reached = offset.saturating_add(length as u64);
        if self.has(fault) && offset < OFFSET_MAX && reached <= OFFSET_MAX {
            offset % WRAPS_AT
        } else {
            offset
        }
    }

    /// Bytes of which one stands twice.
    pub(super) fn repeated(&self, bytes: &mut [u8]) {
        if self.has(Fault::ReadRepeatsAtPage)
            && let Some([last, next]) = bytes.get_mut(PAGE - 1..=PAGE)
        {
            *next = *last;
        }
    }

    /// Refuses one descriptor too many. What the means hold of this script is held by each of its descriptors once.
    pub(super) fn refuse_many(&self) -> FsResult<()> {
        if self.has(Fault::OpensTwelve) && std::rc::Rc::strong_count(&self.means.handles) >= HANDLES_MAX {
            return Err(ErrorCode::InsufficientMemory.into());
        }
        Ok(())
    }
}
