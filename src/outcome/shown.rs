//! What bytes that were read show of the writes in flight: which have begun, and which are not over.
//!
//! A write in flight may be seen in part, in any order of its bytes. But the writes of one stream land one after the other, and
//! POSIX has writes "atomic with respect to each other": of two that meet, one is over before the other begins.

use std::ops::Range;

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

/// Which of the writes in flight a byte can have come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// From none.
    None,
    /// From the one with this number alone.
    Only(usize),
    /// From several.
    Several,
}

impl Source {
    /// Also from this one.
    fn add(&mut self, patch: usize) {
        *self = if *self == Self::None { Self::Only(patch) } else { Self::Several };
    }
}

impl ExpectedBytes {
    /// What bytes show of each write in flight, in their order.
    pub(crate) fn traces(&self, bytes: &[u8]) -> Vec<Traces> {
        let mut traces = vec![Traces::default(); self.patches.len()];
        let places = |patch: &Patch| self.indices(patch.gap.min(patch.offset)..patch.behind(), bytes.len());
        let each = || self.patches.iter().map(places).filter(|places| !places.is_empty());
        let (Some(start), Some(end)) =
            (each().map(|places| places.start).min(), each().map(|places| places.end).max())
        else {
            return traces;
        };
        let sources = self.sources(bytes);
        let at = |index: usize| self.offset + index as u64;
        let current = self.current.read(at(start)..at(end));
        let stood = |index: usize| {
            let byte = Some(bytes[index]);
            current.get(index - start).copied() == byte
                || self.versions.iter().any(|older| older.content.byte(at(index)) == byte)
        };
        // Stretches of one write, told at their end.
        let (mut of, mut stretch) = (0, 0..0);
        for (index, source) in (start..end).zip(&sources[start..end]) {
            let Source::Only(patch) = *source else { continue };
            if stood(index) {
                continue;
            }
            traces[patch].first.get_or_insert(at(index));
            let Some(index) = self.patches[patch].index(at(index)) else {
                traces[patch].gap = true;
                continue;
            };
            if (of, stretch.end) != (patch, index) {
                if let Some(told) = traces.get_mut(of) {
                    told.landed.add(stretch);
                }
                (of, stretch) = (patch, index..index);
            }
            stretch.end = index + 1;
        }
        if let Some(told) = traces.get_mut(of) {
            told.landed.add(stretch);
        }
        for (patch, trace) in self.patches.iter().zip(&mut traces) {
            // What goes to the end has nothing below it.
            let is_bare = |source: Source| match source {
                Source::None => true,
                Source::Only(first) => self.patches[first].waits_for_end,
                Source::Several => false,
            };
            let is_missing = |index: &usize| {
                is_bare(sources[*index]) && patch.byte(at(*index)).is_some_and(|own| own != bytes[*index])
            };
            let own = self.indices(patch.offset..patch.behind(), bytes.len());
            trace.missing = own.rev().find(is_missing).map(at);
        }
        traces
    }

    /// Which of the writes in flight each byte can have come from.
    pub(super) fn sources(&self, bytes: &[u8]) -> Vec<Source> {
        let mut sources = vec![Source::None; bytes.len()];
        for (number, patch) in self.patches.iter().enumerate() {
            for index in self.indices(patch.gap..patch.offset, bytes.len()) {
                if bytes[index] == 0 {
                    sources[index].add(number);
                }
            }
            for visible in patch.hidden.others(patch.bytes.len()).ranges() {
                let places = [visible.start, visible.end].map(|index| patch.offset + index as u64);
                let read = self.indices(places[0]..places[1], bytes.len());
                // Counted from the first byte of the write, wherever that is.
                let Some(place) = patch.index(self.offset.saturating_add(read.start as u64)) else {
                    continue;
                };
                let own = &patch.bytes[place..place + read.len()];
                let both = bytes[read.clone()].iter().zip(own).zip(&mut sources[read]);
                both.filter(|((byte, own), _)| byte == own).for_each(|(_, source)| source.add(number));
            }
        }
        sources
    }

    /// The places of a file that are among so many bytes which were read, counted from the first of those.
    pub(super) fn indices(&self, places: Range<u64>, length: usize) -> Range<usize> {
        let index = |at: u64| {
            usize::try_from(at.saturating_sub(self.offset)).map_or(length, |index| index.min(length))
        };
        index(places.start)..index(places.end).max(index(places.start))
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

    /// Behind its last byte.
    pub(super) fn behind(&self) -> u64 {
        self.offset.saturating_add(self.bytes.len() as u64)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Origin, fetched::Older};
    use super::*;
    use crate::tree::Content;

    /// The same as `traces`, place by place.
    fn by_place(expected: &ExpectedBytes, bytes: &[u8]) -> Vec<Traces> {
        let mut traces = vec![Traces::default(); expected.patches.len()];
        for (at, byte) in (expected.offset..).zip(bytes) {
            let stood = expected.current.byte(at) == Some(*byte)
                || expected.versions.iter().any(|older| older.content.byte(at) == Some(*byte));
            let may_be = |patch: &usize| expected.patches[*patch].may_be(at, *byte);
            let sources: Vec<usize> = (0..expected.patches.len()).filter(may_be).collect();
            if let (false, [patch]) = (stood, &*sources) {
                match expected.patches[*patch].index(at) {
                    Some(index) => traces[*patch].landed.add(index..index + 1),
                    None => traces[*patch].gap = true,
                }
                traces[*patch].first.get_or_insert(at);
            }
            let is_bare = match &*sources {
                [] => true,
                [first] => expected.patches[*first].waits_for_end,
                _ => false,
            };
            for (patch, trace) in expected.patches.iter().zip(&mut traces).filter(|_| is_bare) {
                if patch.byte(at).is_some_and(|own| own != *byte) {
                    trace.missing = Some(at);
                }
            }
        }
        traces
    }

    fn few_bytes() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(prop_oneof![Just(0), Just(b'a'), Just(b'b'), Just(b'c')], 0..12)
    }

    prop_compose! {
        fn patch()(
            offset in 0..12_u64,
            bytes in few_bytes(),
            hidden in (0..12_usize, 0..12_usize),
            before in 0..6_u64,
            waits_for_end in any::<bool>(),
        ) -> Patch {
            Patch {
                offset,
                bytes: Data::new(bytes),
                origin: Origin::Write,
                step: 0,
                stream: 0,
                odd: None,
                cut: false,
                waiting: Data::default(),
                hidden: Spans::of(hidden.0..hidden.1),
                has_begun: false,
                is_whole: false,
                waits_for_end,
                reach: 0..0,
                gap: offset.saturating_sub(before),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_told_of_stretches_is_what_each_place_tells(
            offset in 0..8_u64,
            current in few_bytes(),
            older in few_bytes(),
            patches in proptest::collection::vec(patch(), 0..4),
            read in few_bytes(),
        ) {
            let expected = ExpectedBytes {
                offset,
                current: Content::from(current).into(),
                versions: vec![Older {
                    content: Content::from(older).into(),
                    until: 0,
                    next_from: 0,
                    changed: (0..12).into(),
                }],
                patches,
                ..ExpectedBytes::nothing(Rule::FileRead)
            };
            let (told, each) = (expected.traces(&read), by_place(&expected, &read));
            prop_assert_eq!(format!("{told:?}"), format!("{each:?}"));
            let is_wrong = |index: &usize| !expected.may_be(offset + *index as u64, read[*index]);
            let wrong = |from: usize| (from..read.len()).find(is_wrong);
            prop_assert!((0..12).all(|from| expected.wrong_from(from, &read) == wrong(from)));
        }
    }
}
