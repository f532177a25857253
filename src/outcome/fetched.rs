//! When the bytes that a stream gives can have been fetched.
//!
//! A stream keeps what it has fetched and not given: one stretch of the file, from where it stands on, that grows at its end.
//! So what lies further on was fetched later, and never more than the stream may keep. A byte can have been fetched at the
//! moments at which it stood there: from when on it may have landed until what came over it was known to be over. What a
//! stream gives conforms if there are such moments for its bytes, one after the other, that never go back.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use super::expected::{ExpectedBytes, Patch};
use crate::rule::Rule;
use crate::tree::Content;

/// How many bytes are compared at once, at first; twice as many while they are the same.
const STRIDE: usize = 64;

/// A state of a file that something else has come after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// The bytes.
    pub content: Arc<Content>,
    /// The moment at which what came after it was over.
    pub until: usize,
    /// The moment from which on what came after it may have been seen.
    pub next_from: usize,
    /// Where what came after it has changed the file.
    pub changed: Places,
}

/// Places of a file: ranges in order, none of which meets another. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Arc<[Range<u64>]>);

impl From<Range<u64>> for Places {
    fn from(range: Range<u64>) -> Self {
        iter::once(range).collect()
    }
}

impl FromIterator<Range<u64>> for Places {
    fn from_iter<I: IntoIterator<Item = Range<u64>>>(ranges: I) -> Self {
        Self(ranges.into_iter().collect())
    }
}

impl Places {
    /// The ranges, in order.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.0
    }

    /// Whether one is among them.
    pub fn contains(&self, at: u64) -> bool {
        let next = self.0.partition_point(|range| range.end <= at);
        self.0.get(next).is_some_and(|range| range.start <= at)
    }
}

/// What a stream may have fetched before it gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetching {
    /// The moment at which it was first asked for bytes, if it was: before, it has fetched nothing.
    pub opened: Option<usize>,
    /// The moment of the last fetch that what it gave shows: what it gives next was fetched no earlier.
    pub shown: usize,
    /// No byte that it has not given was fetched before this moment.
    pub since: usize,
    /// How far it may have fetched, from which moments on; the last row is the present.
    pub reach: Vec<(usize, u64)>,
}

/// What a stream has given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given<'b> {
    /// These bytes.
    Bytes(&'b [u8]),
    /// So many.
    Count(u64),
}

impl Given<'_> {
    fn len(self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Count(count) => count,
        }
    }
}

impl Fetching {
    /// The rule that is broken by giving what was over at a moment: what the stream has shown, or how far it was away then,
    /// speaks against that.
    fn rule_against(&self, until: usize) -> Rule {
        if until >= self.shown { Rule::StreamAhead } else { Rule::StreamForward }
    }

    /// Where a fetch at a moment ends at the latest.
    pub(crate) fn limit(&self, moment: usize) -> u64 {
        let rows = self.reach.iter().take_while(|(from, _)| *from <= moment);
        rows.last().map_or(0, |(_, limit)| *limit)
    }
}

/// A file as a fetch finds it at a moment.
struct Found<'e> {
    /// Its states. Where there is one before it, a state counts only where that which made it has changed the file.
    states: Vec<(&'e Content, Option<&'e Older>)>,
    patches: Vec<&'e Patch>,
}

impl<'e> Found<'e> {
    fn at(expected: &'e ExpectedBytes, moment: usize) -> Self {
        let (versions, current) = (&expected.versions, &*expected.current);
        let before = iter::once(None).chain(versions.iter().map(Some));
        let rows = before.zip(versions.iter().map(Some).chain(iter::once(None)));
        let state = |(before, now): (Option<&'e Older>, Option<&'e Older>)| {
            let content = now.map_or(current, |now| &*now.content);
            let is_over = now.is_some_and(|now| now.until < moment);
            let is_whole = before.is_none_or(|before| before.until <= moment);
            let has_begun = before.is_some_and(|before| before.next_from <= moment);
            (!is_over && (is_whole || has_begun)).then_some((content, before.filter(|_| !is_whole)))
        };
        let patches = expected.patches.iter().filter(|patch| patch.step <= moment).collect();
        Self { states: rows.filter_map(state).collect(), patches }
    }

    /// How many bytes from a place on it has.
    fn has(&self, at: u64, given: &Given<'_>, from: u64) -> u64 {
        match given {
            Given::Bytes(bytes) => {
                let bytes = usize::try_from(from).ok().and_then(|from| bytes.get(from..)).unwrap_or_default();
                self.has_bytes(at, bytes)
            }
            Given::Count(_) => self.ends().map(|end| end.saturating_sub(at)).max().unwrap_or(0),
        }
    }

    fn ends(&self) -> impl Iterator<Item = u64> {
        let states = self.states.iter().map(|(content, _)| content.len());
        states.chain(self.patches.iter().map(|patch| patch.end()))
    }

    fn has_bytes(&self, at: u64, bytes: &[u8]) -> u64 {
        let whole = self.states.iter().rev().find(|(_, before)| before.is_none());
        let (mut done, mut stride) = (0, STRIDE);
        while let Some(byte) = bytes.get(done) {
            let next = &bytes[done..bytes.len().min(done.saturating_add(stride))];
            let same = whole
                .map_or(0, |(content, _)| content.mismatch(at + done as u64, next).unwrap_or(next.len()));
            if same > 0 {
                (done, stride) = (done + same, stride.saturating_mul(2));
            } else if self.has_byte(at + done as u64, *byte) {
                (done, stride) = (done + 1, STRIDE);
            } else {
                break;
            }
        }
        done as u64
    }

    fn has_byte(&self, at: u64, byte: u8) -> bool {
        let has = |(content, before): &(&Content, Option<&Older>)| {
            before.is_none_or(|before| before.changed.contains(at)) && content.byte(at) == Some(byte)
        };
        self.states.iter().any(has) || self.patches.iter().any(|patch| patch.may_be(at, byte))
    }
}

impl ExpectedBytes {
    /// The moment at which the last of what a stream gave was fetched, at the earliest; or how many of its bytes can have
    /// been fetched one after the other, where that is not all.
    pub(crate) fn fetched_by(&self, given: Given<'_>) -> Result<usize, u64> {
        self.fetched_within(&self.fetching, given)
    }

    /// The moment of the last fetch that what a stream gave shows by itself, however far its host may fetch.
    pub(crate) fn shown_by(&self, given: Given<'_>) -> Option<usize> {
        let shown = self.fetching.shown;
        let anywhere = Fetching { opened: None, shown, since: shown, reach: vec![(0, u64::MAX)] };
        self.fetched_within(&anywhere, given).ok()
    }

    fn fetched_within(&self, fetching: &Fetching, given: Given<'_>) -> Result<usize, u64> {
        let mut done = 0;
        for moment in self.moments(fetching) {
            let found = Found::at(self, moment);
            let at = self.offset.saturating_add(done);
            let within = fetching.limit(moment).saturating_sub(at);
            let more = (given.len() - done).min(within);
            if more > 0 {
                done += found.has(at, &given, done).min(more);
            }
            if done == given.len() {
                return Ok(moment);
            }
        }
        Err(done)
    }

    /// The moments since which more can be found, or fetched, than before.
    fn moments(&self, fetching: &Fetching) -> Vec<usize> {
        let since = fetching.since;
        let versions = self.versions.iter().flat_map(|older| [older.next_from, older.until]);
        let patches = self.patches.iter().map(|patch| patch.step);
        let reach = fetching.reach.iter().map(|(from, _)| *from);
        let later = versions.chain(patches).chain(reach).filter(|moment| *moment > since);
        let mut moments: Vec<usize> = iter::once(since).chain(later).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// The rule that a stream breaks by a byte that stood there once, but can't have been fetched then: too far ahead of where
    /// the stream was, or before what it has shown already.
    pub(super) fn breach_of_time(&self, bytes: &[u8], index: usize) -> Option<Rule> {
        let opened = self.fetching.opened?;
        let (at, byte) = (self.offset + index as u64, bytes[index]);
        let has = |moment: usize| Found::at(self, moment).has_byte(at, byte);
        let in_order =
            self.moments(&self.fetching).into_iter().filter(|moment| has(*moment)).collect::<Vec<_>>();
        if !in_order.is_empty() {
            let reached = |moment: &usize| self.fetching.limit(*moment) > at;
            return Some(if in_order.iter().any(reached) { Rule::StreamForward } else { Rule::StreamAhead });
        }
        let passed = self.passed(opened).find(|(_, content)| content.byte(at) == Some(byte));
        passed.map(|(until, _)| self.fetching.rule_against(*until))
    }

    /// The rule that a stream breaks by an end behind the one that it may give, if the file has reached further once.
    pub(super) fn breach_of_end(&self) -> Option<Rule> {
        let opened = self.fetching.opened?;
        let end = self.offset.saturating_add(self.most);
        if self.versions.iter().any(|older| older.content.len() > end) {
            return Some(Rule::StreamAhead);
        }
        let passed = self.passed(opened).find(|(_, content)| content.len() > end);
        passed.map(|(until, _)| self.fetching.rule_against(*until))
    }

    /// The rules of fetching that an answer kept which it could have broken.
    pub(super) fn rules_of_time_kept(&self, kept: &mut Vec<Rule>) {
        let Some(opened) = self.fetching.opened else { return };
        kept.extend((!self.versions.is_empty()).then_some(Rule::StreamForward));
        let passed = self.passed(opened).filter(|(_, content)| content.len() > self.offset);
        kept.extend(passed.map(|(until, _)| self.fetching.rule_against(*until)));
    }

    /// What the file was since a moment, and can't be given any more; newest first.
    fn passed(&self, opened: usize) -> impl Iterator<Item = &(usize, Arc<Content>)> {
        self.history.passed.iter().rev().take_while(move |(until, _)| *until >= opened)
    }
}

#[cfg(test)]
mod tests;
