//! The bytes of a file, with holes: a file of 2^60 zeros costs nothing.

use std::ops::Range;
use std::sync::Arc;

/// How far apart two written regions may be and still share one extent, in bytes.
const JOIN_GAP: u64 = 4096;

/// No extent goes over a multiple of this, in bytes: a change of a long file copies the cells that it meets, and all
/// others stay shared with the contents that had them before.
const CELL: u64 = 1 << 14;

/// How much of the end of two extents is compared before all else, in bytes.
const TAIL: usize = 64;

/// The bytes of a file. Holes read as zeros; two contents are equal when they read equal.
#[derive(Clone, Debug, Default)]
pub struct Content {
    size: u64,
    /// Written regions, in order, none touching the next in its cell, all within `size`; all else is zero.
    extents: Vec<Extent>,
}

#[derive(Clone, Debug)]
struct Extent {
    start: u64,
    /// Shared by all copies of the content until one of them changes it.
    bytes: Arc<Vec<u8>>,
}

impl Extent {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Whether two extents of the same length have the same bytes. Contents that are compared differ by the order of
    /// what was appended, if at all, so the end is looked at first.
    fn has_the_bytes_of(&self, other: &Self) -> bool {
        let tail = self.bytes.len().saturating_sub(TAIL);
        Arc::ptr_eq(&self.bytes, &other.bytes)
            || (self.bytes[tail..] == other.bytes[tail..] && self.bytes[..tail] == other.bytes[..tail])
    }
}

/// A stretch of a content, as [`Content::pieces`] gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'c> {
    /// Stored bytes.
    Bytes(&'c [u8]),
    /// A hole of this many zeros.
    Zeros(u64),
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        let size = bytes.len() as u64;
        let extent = |start: u64, bytes: Vec<u8>| Extent { start, bytes: bytes.into() };
        let extents = match size {
            0 => Vec::new(),
            1..=CELL => vec![extent(0, bytes)],
            _ => {
                let cells = (0..).step_by(as_index(CELL)).zip(bytes.chunks(as_index(CELL)));
                cells.map(|(start, bytes)| extent(start, bytes.to_vec())).collect()
            }
        };
        Self { size, extents }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        let covers = |a: &Self, b: &Self| {
            a.extents.iter().all(|extent| b.mismatch(extent.start, &extent.bytes).is_none())
        };
        // Most contents that are equal have their bytes and holes in the same places. Others may be equal all the same.
        let alike = |a: &Extent, b: &Extent| a.start == b.start && a.bytes.len() == b.bytes.len();
        let mut pairs = self.extents.iter().zip(&other.extents);
        self.size == other.size
            && if self.extents.len() == other.extents.len() && pairs.clone().all(|(a, b)| alike(a, b)) {
                pairs.all(|(a, b)| a.has_the_bytes_of(b))
            } else {
                covers(self, other) && covers(other, self)
            }
    }
}

impl Eq for Content {}

impl Content {
    /// The size of the file, in bytes.
    pub fn len(&self) -> u64 {
        self.size
    }

    /// Whether the file has no bytes.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Cuts or extends the file to `size` bytes; what is new is zero.
    pub fn set_len(&mut self, size: u64) {
        self.size = size;
        self.extents.retain(|extent| extent.start < size);
        if let Some(last) = self.extents.last_mut() {
            let keep = usize::try_from(size - last.start).unwrap_or(usize::MAX);
            if keep < last.bytes.len() {
                Arc::make_mut(&mut last.bytes).truncate(keep);
            }
        }
    }

    /// Writes bytes at an offset; a gap before them becomes zeros. Writing nothing changes nothing.
    ///
    /// # Panics
    /// When the end of the write is beyond `u64::MAX`: no file can hold it, so the caller has a fault.
    pub fn write(&mut self, offset: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = offset.checked_add(bytes.len() as u64).expect("our fault: a write beyond any file");
        self.size = self.size.max(end);
        let (mut at, mut rest) = (offset, bytes);
        while !rest.is_empty() {
            let length = as_index(CELL - at % CELL).min(rest.len());
            let (now, later) = rest.split_at(length);
            self.write_in_cell(at, now);
            (at, rest) = (at.saturating_add(length as u64), later);
        }
    }

    /// Writes some bytes, all of them in one cell.
    fn write_in_cell(&mut self, offset: u64, bytes: &[u8]) {
        // Long zeros on nothing stay nothing.
        if bytes.len() as u64 > JOIN_GAP && self.mismatch(offset, bytes).is_none() {
            return;
        }
        let after = self.extents.partition_point(|extent| extent.start <= offset);
        let joins = |extent: &Extent| {
            extent.start / CELL == offset / CELL && offset - extent.end().min(offset) <= JOIN_GAP
        };
        let at = match after.checked_sub(1) {
            Some(before) if joins(&self.extents[before]) => before,
            _ => {
                self.extents.insert(after, Extent { start: offset, bytes: Arc::default() });
                after
            }
        };
        let target = &mut self.extents[at];
        let from = as_index(offset - target.start);
        let kept = Arc::make_mut(&mut target.bytes);
        if kept.len() < from + bytes.len() {
            kept.resize(from, 0);
            kept.extend_from_slice(bytes);
        } else {
            kept[from..from + bytes.len()].copy_from_slice(bytes);
        }
        self.swallow_following(at);
    }

    /// Merges the extents that the one at `at` has grown over or touches, in its cell.
    fn swallow_following(&mut self, at: usize) {
        let meets =
            |mine: &Extent, next: &Extent| next.start <= mine.end() && next.start / CELL == mine.start / CELL;
        while self.extents.get(at + 1).is_some_and(|next| meets(&self.extents[at], next)) {
            let next = self.extents.remove(at + 1);
            let target = &mut self.extents[at];
            let overlap = as_index(target.end() - next.start);
            if overlap < next.bytes.len() {
                Arc::make_mut(&mut target.bytes).extend_from_slice(&next.bytes[overlap..]);
            }
        }
    }

    /// The bytes of a range, as far as the file has them.
    pub fn read(&self, range: Range<u64>) -> Vec<u8> {
        let end = range.end.min(self.size);
        let mut found = vec![0; as_index(end.saturating_sub(range.start))];
        for extent in &self.extents {
            let (from, to) = (extent.start.max(range.start), extent.end().min(end));
            if from < to {
                found[as_index(from - range.start)..as_index(to - range.start)].copy_from_slice(
                    &extent.bytes[as_index(from - extent.start)..as_index(to - extent.start)],
                );
            }
        }
        found
    }

    /// The byte at an offset, if the file reaches so far.
    pub fn byte(&self, offset: u64) -> Option<u8> {
        let stored = || {
            let extent = self.extents.iter().find(|extent| (extent.start..extent.end()).contains(&offset))?;
            extent.bytes.get(as_index(offset - extent.start)).copied()
        };
        (offset < self.size).then(|| stored().unwrap_or(0))
    }

    /// The index of the first of `bytes` that the file does not have at `offset`: another byte, or beyond its end.
    pub fn mismatch(&self, offset: u64, bytes: &[u8]) -> Option<usize> {
        if let [extent] = self.extents.as_slice()
            && extent.start == 0
            && let Some(mine) =
                usize::try_from(offset).ok().and_then(|from| extent.bytes.get(from..from + bytes.len()))
            && mine == bytes
        {
            return None;
        }
        let mut at = 0;
        for piece in self.pieces(offset..offset.saturating_add(bytes.len() as u64)) {
            let rest = &bytes[at..];
            let (length, wrong) = match piece {
                Piece::Bytes(mine) => (mine.len(), first_difference(mine, rest)),
                Piece::Zeros(count) => {
                    let length = as_index(count);
                    (length, first_nonzero(&rest[..length]))
                }
            };
            if let Some(index) = wrong {
                return Some(at + index);
            }
            at += length;
        }
        (at < bytes.len()).then_some(at)
    }

    /// The stretches of a range in order, as far as the file reaches.
    pub fn pieces(&self, range: Range<u64>) -> Vec<Piece<'_>> {
        let (mut at, end) = (range.start, range.end.min(self.size));
        let mut pieces = Vec::new();
        for extent in &self.extents {
            let (from, to) = (extent.start.max(at), extent.end().min(end));
            if from >= to {
                continue;
            }
            if at < from {
                pieces.push(Piece::Zeros(from - at));
            }
            pieces.push(Piece::Bytes(
                &extent.bytes[as_index(from - extent.start)..as_index(to - extent.start)],
            ));
            at = to;
        }
        if at < end {
            pieces.push(Piece::Zeros(end - at));
        }
        pieces
    }

    /// A sum over the bytes of a range by their places: of ranges beside each other the sums add up, and zeros add nothing.
    pub(crate) fn sum(&self, range: Range<u64>) -> u64 {
        let sum = |piece: &Extent| {
            let (from, to) = (piece.start.max(range.start), piece.end().min(range.end));
            if from >= to {
                return 0;
            }
            sum_of(from, &piece.bytes[as_index(from - piece.start)..as_index(to - piece.start)])
        };
        self.extents.iter().map(sum).fold(0, u64::wrapping_add)
    }

    /// The regions that may hold something else than zeros, with their bytes.
    pub fn extents(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.extents.iter().map(|extent| (extent.start, extent.bytes.as_slice()))
    }
}

/// How much more than the one before it each number counts in the sum of a content: odd, and with bits all over.
const WEIGHT: u64 = 0x9e37_79b9_7f4a_7c15;

/// What bytes at an offset add to the sum of a content. Eight bytes at a time make a number, which counts by its place.
fn sum_of(offset: u64, bytes: &[u8]) -> u64 {
    let weight = |word: u64| word.wrapping_mul(WEIGHT) | 1;
    let (first, aside) = (offset / 8, as_index(offset % 8));
    let (head, words) = bytes.split_at(bytes.len().min((8 - aside) % 8));
    let part = |from: usize, bytes: &[u8]| {
        let mut word = [0; 8];
        word[from..from + bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let (words, tail) = words.as_chunks();
    let mut sum = if head.is_empty() { 0 } else { part(aside, head).wrapping_mul(weight(first)) };
    let mut at = (first + u64::from(aside > 0)).wrapping_mul(WEIGHT);
    for word in words {
        sum = sum.wrapping_add(u64::from_le_bytes(*word).wrapping_mul(at | 1));
        at = at.wrapping_add(WEIGHT);
    }
    sum.wrapping_add(part(0, tail).wrapping_mul(at | 1))
}

/// Bytes are compared in blocks of this size first, since most of them are equal.
const BLOCK: usize = 1024;

/// The index of the first byte that is not zero.
fn first_nonzero(bytes: &[u8]) -> Option<usize> {
    let block = bytes.chunks(BLOCK).position(|block| block != &[0; BLOCK][..block.len()])?;
    bytes[block * BLOCK..].iter().position(|byte| *byte != 0).map(|index| block * BLOCK + index)
}

/// The index of the first byte in which the shorter of two stretches differs from the other.
fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let length = a.len().min(b.len());
    let mut blocks = a[..length].chunks(BLOCK).zip(b[..length].chunks(BLOCK));
    let block = blocks.position(|(a, b)| a != b)?;
    let from = block * BLOCK;
    a[from..].iter().zip(&b[from..]).position(|(a, b)| a != b).map(|index| from + index)
}

/// A distance within stored bytes, which are in memory and so fit.
fn as_index(distance: u64) -> usize {
    usize::try_from(distance).expect("our fault: more bytes than memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The plain vector is the reference; offsets are spread so that extents join, overlap and stay apart.
        #[test]
        fn a_content_reads_as_a_plain_vector_does(
            steps in proptest::collection::vec((0usize..50_000, 0usize..20_000, any::<bool>()), 1..12)
        ) {
            let (mut content, mut plain) = (Content::default(), Vec::new());
            for (number, (offset, length, cut)) in (1u8..).zip(steps) {
                if cut {
                    content.set_len(offset as u64);
                    plain.resize(offset, 0);
                } else if length > 0 {
                    let bytes = vec![number % 3; length];
                    let end = offset + length;
                    if plain.len() < end {
                        plain.resize(end, 0);
                    }
                    plain[offset..end].copy_from_slice(&bytes);
                    content.write(offset as u64, &bytes);
                }
                prop_assert_eq!(content.len(), plain.len() as u64);
                prop_assert_eq!(&content.read(0..u64::MAX), &plain);
                prop_assert_eq!(content.mismatch(0, &plain), None);
                prop_assert_eq!(&content, &Content::from(plain.clone()));
                let ends = content.extents.iter().map(|extent| (extent.start, extent.end() - 1));
                prop_assert!(ends.clone().all(|(start, last)| start / CELL == last / CELL));
                prop_assert!(ends.clone().zip(ends.skip(1)).all(|((_, last), (start, _))| last < start));
                let (all, middle) = (content.sum(0..u64::MAX), plain.len() as u64 / 3);
                prop_assert_eq!(all, Content::from(plain.clone()).sum(0..u64::MAX));
                let parts = content.sum(0..middle).wrapping_add(content.sum(middle..u64::MAX));
                prop_assert_eq!(all, parts);
                let listed: u64 = content.pieces(0..u64::MAX).iter().map(|piece| match piece {
                    Piece::Bytes(bytes) => bytes.len() as u64,
                    Piece::Zeros(count) => *count,
                }).sum();
                prop_assert_eq!(listed, content.len());
            }
        }
    }

    #[test]
    fn sums_tell_contents_apart() {
        let of = |bytes: &[u8]| Content::from(bytes.to_vec()).sum(0..u64::MAX);
        let mut sums =
            [b"".as_slice(), b"A", b"AB", b"BA", b"\0A", b"AAAABBBB", b"BBBBAAAA", b"\0\0\0\0\0\0\0\0A"]
                .map(of);
        sums.sort_unstable();
        assert!(sums.windows(2).all(|pair| pair[0] != pair[1]), "{sums:?}");
    }

    #[test]
    fn a_hole_of_any_size_costs_nothing() {
        let mut content = Content::default();
        content.set_len(1 << 62);
        content.write((1 << 62) - 1, b"x");
        assert_eq!(content.byte(1 << 61), Some(0));
        assert_eq!(content.read((1 << 62) - 2..u64::MAX), b"\0x");
        assert_eq!(content.mismatch(1 << 62, b"y"), Some(0));
    }
}
