//! What bytes that were read show of the writes in flight: which have begun, and which are not over.
//!
//! A write in flight may be seen in part, in any order of its bytes. But the writes of one stream land one after the other, and
//! POSIX has writes "atomic with respect to each other": of two that meet, one is over before the other begins.

use super::expected::{ExpectedBytes, Patch};
use super::{Breach, Spans};
use crate::op::Data;
use crate::rule::Rule;

/// How many bytes of a file are read at one moment, at least: a page. Who reads more may find its later pages later.
const AT_ONCE: u64 = 1 << 12;

/// What was read shows of one write in flight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traces {
    /// Which of its bytes have landed, since they can have come from nowhere else.
    pub(crate) landed: Spans,
    /// Whether the gap before it is there, and so was its first byte.
    pub(crate) gap: bool,
    /// Where the first of that stands in the file.
    first: Option<u64>,
    /// The last place in the file at which it has not landed.
    pub(crate) missing: Option<u64>,
}

impl Traces {
    /// Whether anything shows that it has begun.
    pub(crate) fn shows(&self) -> bool {
        self.first.is_some()
    }
}

impl ExpectedBytes {
    /// What bytes show of each write in flight, in their order.
    pub(crate) fn traces(&self, bytes: &[u8]) -> Vec<Traces> {
        let mut traces = vec![Traces::default(); self.patches.len()];
        let current = self.current.read(self.offset..self.offset.saturating_add(bytes.len() as u64));
        for (index, byte) in bytes.iter().enumerate() {
            let at = self.offset + index as u64;
            let stood = current.get(index) == Some(byte)
                || self.versions.iter().any(|older| older.content.byte(at) == Some(*byte));
            let mut sources = (0..self.patches.len()).filter(|patch| self.patches[*patch].may_be(at, *byte));
            let (first, more) = (sources.next(), sources.next().is_some());
            if let (false, Some(patch), false) = (stood, first, more) {
                match self.patches[patch].index(at) {
                    Some(index) => traces[patch].landed.add(index..index + 1),
                    None => traces[patch].gap = true,
                }
                traces[patch].first.get_or_insert(at);
            }
            // What goes to the end has nothing below it.
            let is_bare = first.is_none_or(|first| !more && self.patches[first].waits_for_end);
            for (patch, trace) in self.patches.iter().zip(&mut traces).filter(|_| is_bare) {
                if patch.byte(at).is_some_and(|own| own != *byte) {
                    trace.missing = Some(at);
                }
            }
        }
        traces
    }

    /// The breach of bytes that show a write which can't have begun, since another one is not over.
    pub(super) fn breach_of_order(&self, bytes: &[u8]) -> Option<Breach> {
        let running = self.patches.iter().filter(|patch| !patch.cut && !patch.bytes.is_empty());
        if bytes.is_empty() || self.fetching.opened.is_some() || running.count() < 2 {
            return None;
        }
        let traces = self.traces(bytes);
        let of = || self.patches.iter().zip(&traces).filter(|(patch, _)| !patch.cut);
        for (at, (later, shown)) in of().enumerate() {
            let Some(first) = shown.first else { continue };
            for (earlier, other) in of().take(at) {
                let is_wrong = if earlier.stream == later.stream {
                    other.missing.is_some_and(|missing| self.is_not_before(missing, first))
                } else {
                    self.is_at_one_moment(bytes)
                        && earlier.is_whole
                        && later.is_whole
                        && earlier.meets(later)
                        && self.are_both_under_way((earlier, other), (later, shown))
                };
                if is_wrong {
                    let note = Some("a write shows that comes after one which is not there yet".to_owned());
                    return Some(Breach { rule: Rule::StreamOldOrNew, note });
                }
            }
        }
        None
    }

    /// Whether a byte was read after another one, or with it.
    pub(crate) fn is_not_before(&self, at: u64, other: u64) -> bool {
        at > other || (self.flagged && at / AT_ONCE == other / AT_ONCE)
    }

    /// Whether all bytes were read at one moment, as those are of one page that a call of a descriptor reads.
    pub(crate) fn is_at_one_moment(&self, bytes: &[u8]) -> bool {
        let last = self.offset.saturating_add(bytes.len() as u64).saturating_sub(1);
        self.flagged && self.offset / AT_ONCE == last / AT_ONCE
    }

    /// Whether two writes that meet have both begun, and neither is over.
    fn are_both_under_way(&self, one: (&Patch, &Traces), other: (&Patch, &Traces)) -> bool {
        let is_under_way = |(patch, traces): (&Patch, &Traces)| {
            let has_begun = patch.has_begun || traces.first.is_some();
            // That one which appends is over makes a file that is longer.
            has_begun && (traces.missing.is_some() || patch.waits_for_end)
        };
        is_under_way(one) && is_under_way(other)
    }
}

impl Patch {
    /// The place of a byte of the file in it, if it goes over that.
    pub(crate) fn index(&self, at: u64) -> Option<usize> {
        let index = usize::try_from(at.checked_sub(self.offset)?).ok()?;
        (index < self.bytes.len() && !self.hidden.contains(index)).then_some(index)
    }

    /// The byte that it puts at a place.
    pub(crate) fn byte(&self, at: u64) -> Option<u8> {
        self.index(at).map(|index| self.bytes[index])
    }

    /// Whether it makes a difference which of two lands first.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.reach.start < other.reach.end && other.reach.start < self.reach.end
    }
}

/// Bytes of a write, by which of them.
pub(crate) fn pieces(bytes: &Data, spans: &Spans) -> impl Iterator<Item = (usize, Data)> {
    spans.ranges().map(|range| (range.start, bytes.slice(range)))
}
