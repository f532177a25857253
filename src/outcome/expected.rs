//! Bytes that may be in flux.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use super::blame::WrongByte;
use super::{Breach, History, Origin, Outcome};
use crate::op::Data;
use crate::rule::Rule;
use crate::tree::Content;

/// The most that a plain implementation gives in one read, in bytes.
const PLAIN_READ: u64 = 1 << 16;

/// How far apart two ranges of bytes that differ are, at least: a cell of marked bytes.
const JOIN_GAP: u64 = 4;

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
}

/// When the end-of-file flag of `descriptor.read` may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndFlag {
    /// The length that was asked for.
    pub asked: u64,
}

/// Bytes that a read may give: a prefix of what the file has there, byte by byte in any version of its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBytes {
    /// Where the read starts.
    pub offset: u64,
    /// The file as it is when all that is known to be over is in it.
    pub current: Arc<Content>,
    /// Earlier versions that a read-ahead may have seen.
    pub versions: Vec<Arc<Content>>,
    /// Writes that may have landed in part.
    pub patches: Vec<Patch>,
    /// How many bytes may be given; more breaks `bound`.
    pub most: u64,
    /// How many must be given; fewer break `progress`.
    pub least: u64,
    /// The size that the file may have, over all versions.
    pub sizes: RangeInclusive<u64>,
    /// For `descriptor.read`.
    pub end: Option<EndFlag>,
    /// The rule of the bytes themselves.
    pub rule: Rule,
    /// The rule of the most.
    pub bound: Rule,
    /// The rule of the least.
    pub progress: Rule,
    /// Who wrote what, to tell whose bytes are wrong.
    pub history: History,
}

impl ExpectedBytes {
    /// Whether these bytes conform.
    pub(super) fn takes(&self, bytes: &[u8], end: Option<bool>) -> bool {
        let given = bytes.len() as u64;
        (self.least..=self.most).contains(&given)
            && self.first_wrong(bytes).is_none()
            && self.end.zip(end).is_none_or(|(flag, set)| self.end_fits(flag, given, set))
    }

    /// Whether these bytes conform, and what is wrong with them if they don't.
    ///
    /// # Errors
    /// With the first thing that is wrong about them.
    pub fn judge(&self, bytes: &[u8], end: Option<bool>) -> Result<Rule, Breach> {
        let given = bytes.len() as u64;
        if given > self.most {
            let rule = self.rule_when_too_many(given);
            return Err(Breach {
                rule,
                note: Some(format!("{given} bytes where at most {} can be", self.most)),
            });
        }
        if let Some(index) = self.first_wrong(bytes) {
            let wrong = WrongByte {
                read: bytes,
                offset: self.offset,
                index,
                patches: &self.patches,
                size: self.current.len(),
            };
            return Err(self.history.blame(wrong, self.rule));
        }
        if given < self.least {
            // An end that is reached too early is one of a shorter file.
            let shorter = given == 0 && end == Some(true);
            let breach = shorter.then(|| self.history.size_breach(false, self.progress));
            return Err(breach.unwrap_or(Breach { rule: self.progress, note: None }));
        }
        match (self.end, end) {
            (Some(flag), Some(set)) if !self.end_fits(flag, given, set) => {
                let rule = self.history.size_rule().unwrap_or(Rule::FileEnd);
                Err(Breach { rule, note: None })
            }
            _ => Ok(self.rule),
        }
    }

    /// More than was asked breaks the bound; more than the file has breaks the rule of whoever set its size.
    fn rule_when_too_many(&self, given: u64) -> Rule {
        let beyond_file = self.offset.saturating_add(given) > *self.sizes.end();
        let asked_less = self.end.is_some_and(|flag| given > flag.asked);
        if beyond_file && !asked_less { self.history.size_breach(true, self.bound).rule } else { self.bound }
    }

    /// The answer of a plain implementation: everything, from what is known to be over.
    pub(super) fn plain(&self) -> Outcome {
        let most = self.most.min(self.current.len().saturating_sub(self.offset)).min(PLAIN_READ);
        let bytes = self.current.read(self.offset..self.offset.saturating_add(most));
        let at_end = self.offset.saturating_add(most) >= self.current.len();
        Outcome::Bytes { bytes, end: self.end.map(|flag| at_end && flag.asked > 0) }
    }

    /// The rules that bytes kept which they could have broken.
    pub(super) fn rules_kept(&self, given: u64, kept: &mut Vec<Rule>) {
        let read = self.offset..self.offset.saturating_add(given);
        self.history.rules_kept(&read, &self.patches, kept);
        kept.extend([self.rule, self.bound]);
        kept.extend((self.least > 0).then_some(self.progress));
        if self.end.is_some() {
            kept.push(Rule::FileEnd);
            kept.extend(self.history.size_rule());
        }
    }

    /// The index of the first byte that no version of the file has there.
    fn first_wrong(&self, bytes: &[u8]) -> Option<usize> {
        self.wrong_from(0, bytes)
    }

    /// The index of the first such byte from an index on.
    fn wrong_from(&self, from: usize, bytes: &[u8]) -> Option<usize> {
        let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
        let mut from = from + self.current.mismatch(self.offset + from as u64, rest)?;
        if self.versions.is_empty() && self.patches.is_empty() {
            return Some(from);
        }
        while from < bytes.len() {
            if !self.may_be(self.offset + from as u64, bytes[from]) {
                return Some(from);
            }
            from += 1;
        }
        None
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
        ranges
    }

    fn may_be(&self, at: u64, byte: u8) -> bool {
        let patched = self.patches.iter().any(|patch| {
            let inside = at.checked_sub(patch.offset).and_then(|index| usize::try_from(index).ok());
            inside.is_some_and(|index| patch.bytes.get(index) == Some(&byte))
        });
        let gap = byte == 0 && at >= self.current.len() && self.patches.iter().any(|patch| at < patch.offset);
        let version = |content: &Arc<Content>| content.byte(at) == Some(byte);
        patched || gap || version(&self.current) || self.versions.iter().any(version)
    }

    /// The flag may be set when the bytes reach the end in some version, and may be clear unless nothing was left.
    fn end_fits(&self, flag: EndFlag, given: u64, set: bool) -> bool {
        let reached = self.offset.saturating_add(given);
        if set {
            reached >= *self.sizes.start()
        } else {
            given > 0 || flag.asked == 0 || self.offset < *self.sizes.end()
        }
    }
}
