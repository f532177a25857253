//! Bytes that may be in flux.

use std::ops::Range;
use std::sync::Arc;

use super::blame::WrongByte;
use super::fetched::{Fetching, Given, Older};
use super::shown::Source;
use super::{Breach, History, Origin, Outcome, Sizes, Spans, WrongSize};
use crate::op::Data;
use crate::rule::Rule;
use crate::tree::Content;

/// The most that a plain implementation gives in one read, in bytes.
const PLAIN_READ: u64 = 1 << 16;

/// How far apart two ranges of bytes that differ are, at least: a cell of marked bytes.
const JOIN_GAP: u64 = 4;

/// How far a stream is looked for that does not stand where it should, in bytes.
const MOVED_MAX: u64 = 1 << 12;

/// Bytes that may stand at a place instead of those of the current content: a write in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// Where it would start.
    pub offset: u64,
    /// What it would write.
    pub bytes: Data,
    /// How it would count.
    pub origin: Origin,
    /// The step that made it, counted from 0.
    pub step: usize,
    /// The stream that made it.
    pub stream: usize,
    /// The rule that it is there to show, if it came about in an odd way.
    pub odd: Option<Rule>,
    /// Whether it was cut off: its first bytes have landed, and the rest never will.
    pub cut: bool,
    /// What it will write when others of its stream have landed, which it does not come before: until then none of that is there.
    pub waiting: Data,
    /// Which of its bytes something else stands over that came later.
    pub hidden: Spans,
    /// Whether it was seen to have begun.
    pub has_begun: bool,
    /// Whether it lands in one piece: what meets it comes before it or after it.
    pub is_whole: bool,
    /// Whether it goes to the end of the file, wherever that is when it begins.
    pub waits_for_end: bool,
    /// What it may change of the file: what others do there comes before it or after it.
    pub reach: Range<u64>,
    /// Where the file may have ended before it: from there on zeros come before it.
    pub gap: u64,
}

/// Bytes that a read may give: a prefix of what the file has there, or had when a stream may have fetched it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBytes {
    /// Where the read starts.
    pub offset: u64,
    /// The file as it is when all that is known to be over is in it.
    pub current: Arc<Content>,
    /// Earlier versions that a stream may have fetched, oldest first.
    pub versions: Vec<Older>,
    /// When it may have fetched them.
    pub fetching: Fetching,
    /// Writes that may have landed in part.
    pub patches: Vec<Patch>,
    /// How many bytes were asked for; more breaks `bound`.
    pub asked: u64,
    /// How many bytes may be given, since there are no more or no more were asked for.
    pub most: u64,
    /// How many must be given; fewer break `progress`.
    pub least: u64,
    /// The size that the file may have, over all versions.
    pub sizes: Sizes,
    /// Whether the answer tells the end of the file, as that of `descriptor.read` does.
    pub flagged: bool,
    /// The rule of the bytes themselves.
    pub rule: Rule,
    /// The rule of what was asked for.
    pub bound: Rule,
    /// The rule of the least.
    pub progress: Rule,
    /// Who wrote what, to tell whose bytes are wrong.
    pub history: History,
}

impl Patch {
    /// Whether it goes over a place.
    pub(super) fn covers(&self, at: u64) -> bool {
        self.index(at).is_some()
    }

    /// Where it would end, as far as it can be seen.
    pub(crate) fn end(&self) -> u64 {
        let length = self.bytes.len();
        let seen = if self.hidden.end() < length { length } else { self.hidden.others(length).end() };
        self.offset.saturating_add(seen as u64)
    }

    /// Whether it would put a byte at a place: one of its own, or a zero in the gap before it.
    pub(super) fn may_be(&self, at: u64, byte: u8) -> bool {
        let gap = byte == 0 && (self.gap..self.offset).contains(&at);
        gap || self.byte(at) == Some(byte)
    }
}

impl ExpectedBytes {
    /// No bytes, where none were asked for.
    pub fn nothing(rule: Rule) -> Self {
        Self {
            offset: 0,
            current: Arc::default(),
            versions: Vec::new(),
            fetching: Fetching::default(),
            patches: Vec::new(),
            asked: 0,
            most: 0,
            least: 0,
            sizes: Sizes::exactly(0),
            flagged: true,
            rule,
            bound: rule,
            progress: rule,
            history: History::default(),
        }
    }

    /// Whether these bytes conform.
    pub(crate) fn takes(&self, bytes: &[u8], end: Option<bool>) -> bool {
        let given = bytes.len() as u64;
        (self.least..=self.most).contains(&given)
            && self.first_wrong(bytes).is_none()
            && self.breach_of_order(bytes).is_none()
            && self.flag(end).is_none_or(|set| self.end_fits(given, set))
    }

    /// Whether these bytes may come of this file: what is said of its end counts where bytes were asked for.
    pub(super) fn may_give(&self, bytes: &[u8], end: Option<bool>) -> bool {
        self.takes(bytes, end.filter(|_| self.asked > 0))
    }

    /// Whether these bytes conform, and what is wrong with them if they don't.
    ///
    /// # Errors
    /// With the first thing that is wrong about them.
    pub fn judge(&self, bytes: &[u8], end: Option<bool>) -> Result<Rule, Breach> {
        let given = bytes.len() as u64;
        let bound = usize::try_from(self.most).map_or(bytes.len(), |most| most.min(bytes.len()));
        if given > self.asked {
            return Err(Breach { rule: self.bound, note: Some(self.too_many(given)) });
        }
        if let Some(index) = self.first_wrong(&bytes[..bound]) {
            if self.has_moved(bytes) {
                return Err(Breach {
                    rule: self.rule,
                    note: Some("these stand elsewhere in the file".into()),
                });
            }
            if let Some(rule) = self.breach_of_time(bytes, index) {
                let at = self.offset + index as u64;
                let note = Some(format!("what stands at offset {at} was there, but not when it was fetched"));
                return Err(Breach { rule, note });
            }
            return Err(self.history.blame(self.wrong(bytes, index), self.rule));
        }
        if let Some(breach) = self.breach_of_order(&bytes[..bound]) {
            return Err(breach);
        }
        if given > self.most {
            return Err(Breach { rule: self.rule_when_too_many(bytes), note: Some(self.too_many(given)) });
        }
        // An end that is reached too early is one of a shorter file.
        let shorter = WrongSize { size: self.offset.saturating_add(given), larger: false, seen: true };
        if given < self.least {
            let ended = given == 0 && end == Some(true);
            let breach = ended.then(|| self.history.size_breach(shorter, &self.patches, self.progress));
            return Err(breach.unwrap_or(Breach { rule: self.progress, note: None }));
        }
        match self.flag(end).filter(|set| !self.end_fits(given, *set)) {
            None => Ok(self.rule),
            // A read of nothing tells nothing about the size.
            Some(true) if self.asked == 0 => Err(Breach { rule: Rule::FileEnd, note: None }),
            Some(true) => {
                let Breach { rule, .. } = self.history.size_breach(shorter, &self.patches, Rule::FileEnd);
                Err(Breach { rule, note: None })
            }
            Some(false) => {
                Err(Breach { rule: self.history.size_rule().unwrap_or(Rule::FileEnd), note: None })
            }
        }
    }

    /// Whether it is a stream that something odd may have moved, and gives what stands elsewhere in the file.
    fn has_moved(&self, bytes: &[u8]) -> bool {
        let odd = self.rule == Rule::CancelBeside || self.rule == Rule::AbandonRead;
        odd && self.current.read(0..MOVED_MAX).windows(bytes.len()).any(|window| window == bytes)
    }

    /// The flag of an answer that has to have one.
    fn flag(&self, end: Option<bool>) -> Option<bool> {
        end.filter(|_| self.flagged)
    }

    fn wrong<'r>(&'r self, read: &'r [u8], index: usize) -> WrongByte<'r> {
        WrongByte { read, offset: self.offset, index, patches: &self.patches }
    }

    fn too_many(&self, given: u64) -> String {
        format!("{given} bytes where at most {} can be", self.most)
    }

    /// The rule of bytes behind the end of the file: that of a stream which may stand in the wrong place, else of whoever
    /// made the file too large.
    fn rule_when_too_many(&self, bytes: &[u8]) -> Rule {
        if let Some(rule) = self.breach_of_end() {
            return rule;
        }
        if !self.flagged && self.rule != Rule::StreamRead && self.rule != Rule::DirTree {
            return self.rule;
        }
        let size = self.offset.saturating_add(bytes.len() as u64);
        let larger = WrongSize { size, larger: true, seen: true };
        let appends = self.history.appends_breach(&self.wrong(bytes, 0));
        appends.unwrap_or_else(|| self.history.size_breach(larger, &self.patches, self.rule).rule)
    }

    /// The rule of more bytes than there are, where they are only counted.
    pub(crate) fn rule_of_count(&self) -> Rule {
        self.breach_of_end().unwrap_or(self.rule)
    }

    /// The answer of a plain implementation: everything, from what is known to be over.
    pub(super) fn plain(&self) -> Outcome {
        let most = self.most.min(self.current.len().saturating_sub(self.offset)).min(PLAIN_READ);
        let bytes = self.current.read(self.offset..self.offset.saturating_add(most));
        let at_end = self.offset.saturating_add(most) >= self.current.len();
        Outcome::Bytes { bytes, end: self.flagged.then_some(at_end && self.asked > 0) }
    }

    /// The rules that bytes kept which they could have broken.
    pub(super) fn rules_kept(&self, given: u64, kept: &mut Vec<Rule>) {
        let read = self.offset..self.offset.saturating_add(given);
        self.history.rules_kept(&read, &self.patches, kept);
        kept.extend([self.rule, self.bound]);
        if given > 0 {
            self.rules_of_time_kept(kept);
        }
        kept.extend((self.least > 0).then_some(self.progress));
        if self.flagged {
            kept.push(Rule::FileEnd);
            kept.extend(self.history.size_rule());
        }
    }

    /// The index of the first byte that no version of the file has there, or that is one of a write which was cut off before.
    fn first_wrong(&self, bytes: &[u8]) -> Option<usize> {
        let behind_its_end = |cut: &Patch| {
            let (least, most) = self.kept_of(cut, bytes);
            let index = cut.offset.saturating_add(least as u64).checked_sub(self.offset + 1)?;
            (least > most).then_some(usize::try_from(index).ok()?)
        };
        let cut = self.patches.iter().filter(|patch| patch.cut).filter_map(behind_its_end);
        cut.chain(self.out_of_time(bytes)).min()
    }

    /// How many bytes of a write that was cut off have landed, by what was read: at least, and at most. Where it is at least more
    /// than at most, what was read is not the prefix of it.
    pub(crate) fn kept_of(&self, cut: &Patch, bytes: &[u8]) -> (usize, usize) {
        let (mut least, mut most) = (0, cut.bytes.len());
        let read = self.indices(cut.offset..cut.behind(), bytes.len());
        for (at, byte) in (self.offset + read.start as u64..).zip(&bytes[read]) {
            let Some(index) = cut.index(at) else { continue };
            let written = &cut.bytes[index];
            let is_its = |patch: &&Patch| !std::ptr::eq(*patch, cut) && patch.may_be(at, *byte);
            if self.patches.iter().any(|patch| is_its(&patch)) {
                continue;
            }
            if byte != written {
                most = most.min(index);
            } else if self.current.byte(at) != Some(*byte) {
                least = index + 1;
            }
        }
        (least, most)
    }

    /// The index of the first byte that stands in no version of the file at a moment at which it may have been read.
    fn out_of_time(&self, bytes: &[u8]) -> Option<usize> {
        if self.versions.is_empty() {
            return self.wrong_from(0, bytes);
        }
        self.current.mismatch(self.offset, bytes).filter(|_| !bytes.is_empty())?;
        let done = self.fetched_by(Given::Bytes(bytes)).err()?;
        usize::try_from(done).ok()
    }

    /// The index of the first byte that no version of the file has there, from an index on.
    pub(super) fn wrong_from(&self, from: usize, bytes: &[u8]) -> Option<usize> {
        let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
        let from = from + self.current.mismatch(self.offset + from as u64, rest)?;
        if self.versions.is_empty() && self.patches.is_empty() {
            return Some(from);
        }
        let at = |index: usize| self.offset + index as u64;
        let (current, sources) = (self.current.read(at(from)..at(bytes.len())), self.sources(bytes));
        let may_be = |index: usize| {
            let byte = Some(bytes[index]);
            current.get(index - from).copied() == byte
                || sources[index] != Source::None
                || self.versions.iter().any(|older| older.content.byte(at(index)) == byte)
        };
        (from..bytes.len()).find(|index| !may_be(*index))
    }

    /// Where in the file bytes differ from all that can be there, and where too many or too few were given; at most so many
    /// ranges. A few bytes between two that differ count as differing, since any two writers' bytes have some in common.
    pub(crate) fn wrong_ranges(&self, bytes: &[u8], ranges_max: usize) -> Vec<Range<u64>> {
        let given = bytes.len() as u64;
        let known = usize::try_from(self.most).map_or(bytes.len(), |most| most.min(bytes.len()));
        let at = |index: usize| self.offset + index as u64;
        let (mut ranges, mut from) = (Vec::<Range<u64>>::new(), 0);
        while ranges.len() < ranges_max
            && let Some(first) = self.wrong_from(from, &bytes[..known])
        {
            from = (first..known).find(|index| self.may_be(at(*index), bytes[*index])).unwrap_or(known);
            match ranges.last_mut() {
                Some(Range { end, .. }) if *end + JOIN_GAP > at(first) => *end = at(from),
                _ => ranges.push(at(first)..at(from)),
            }
        }
        let beyond = self.offset.saturating_add(self.most)..self.offset.saturating_add(given);
        let missing = self.offset.saturating_add(given)..self.offset.saturating_add(self.least);
        ranges.extend([beyond, missing].into_iter().filter(|range| !range.is_empty()));
        if ranges.is_empty() {
            ranges.extend(self.first_wrong(bytes).map(|index| at(index)..at(index) + 1));
        }
        ranges
    }

    pub(super) fn may_be(&self, at: u64, byte: u8) -> bool {
        let patched = self.patches.iter().any(|patch| patch.may_be(at, byte));
        let version = |content: &Arc<Content>| content.byte(at) == Some(byte);
        patched || version(&self.current) || self.versions.iter().any(|older| version(&older.content))
    }

    /// The flag may be set when the bytes reach the end in some version, and may be clear unless nothing was left.
    fn end_fits(&self, given: u64, set: bool) -> bool {
        let reached = self.offset.saturating_add(given);
        if set {
            if given == 0 { reached >= self.sizes.least() } else { self.sizes.contains(reached) }
        } else {
            given > 0 || self.asked == 0 || self.offset < self.sizes.most()
        }
    }
}
