//! What is known of an object's timestamps and of the hash of its metadata: equalities, orders, and what the judge's clock
//! showed where a call was made. Nobody here looks at a clock.

use super::host::Host;
use super::stamp::Stamp;
use crate::outcome::{ExpectedHash, ExpectedTimes, Span};
use crate::rule::Rule;
use crate::tree::Grains;
use crate::wasi::{Datetime, DescriptorStat, MetadataHashValue, NewTimestamp};

/// Moments before this one, in seconds since 1970, lie before every script that is run (2001-09-09).
pub(super) const LONG_AGO: u64 = 1_000_000_000;

/// Moments after this one, in seconds since 1970, not every file system can tell (2038-01-19).
pub(super) const TELLABLE: u64 = i32::MAX as u64;

/// Two modification timestamps this many seconds apart are told apart by every file system.
const APART: u64 = 3;

/// What is known of an object's metadata beside its type, size and links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    access: Stamp,
    modification: Stamp,
    change: Stamp,
    /// The last change of the data was one of the status as well.
    ordered: bool,
    /// It began with a moment before 1970.
    early: bool,
    /// It was set to a moment that not every file system can tell.
    odd: bool,
    /// Somebody who read it was let go, and may go on until no background work is left.
    read_behind: bool,
    /// The step that set its timestamps last.
    set_by: Option<usize>,
    /// The step that saw its timestamps last.
    seen_by: Option<usize>,
    /// Whether a call has told the modification timestamp to stay while it changed another.
    kept: bool,
    /// For access, modification and status change, where one was told, whether it was there.
    were_there: [Option<bool>; 3],
    /// Which of access and modification were given moments by the call that has set such last.
    adjusted: [bool; 2],
    /// The size that was told last.
    told: Option<u64>,
    /// The hash, while nothing has touched the object since it was seen.
    hash: Option<MetadataHashValue>,
    /// The last hash that was seen, with the size and the modification timestamp it was seen under.
    hashed: Option<(MetadataHashValue, u64, Option<Datetime>)>,
}

impl Metadata {
    /// Of an object that the calls make now, or that the fixture has made.
    pub(super) fn new(now: Option<Span>) -> Self {
        let made = Stamp::default().touched(now);
        Self { access: made, modification: made, change: made, ordered: true, ..Self::default() }
    }

    /// Of an object whose times the fixture has set, in seconds since 1970.
    pub(super) fn planted(seconds: i64) -> Self {
        let set = |seconds: u64| {
            let moment = Datetime { seconds, nanoseconds: 0 };
            Stamp::default().set(NewTimestamp::Timestamp(moment), &Host::default(), None)
        };
        let stamp = u64::try_from(seconds).map_or(Stamp::default(), set);
        let odd = u64::try_from(seconds).is_ok_and(|seconds| seconds >= TELLABLE);
        Self { access: stamp, modification: stamp, early: seconds < 0, odd, ..Self::default() }
    }

    /// It was made, as the fixture has it, within a span of the judge's clock.
    pub(super) fn planted_within(&mut self, span: Span) {
        let made = Stamp::default().touched(Some(span));
        // Those that the fixture has set are as it has set them.
        let is_set = self.early || self.odd || self.modification != Stamp::default();
        if !is_set {
            (self.access, self.modification) = (made, made);
        }
        self.change = made;
    }

    /// Nothing more is judged by the judge's clock.
    pub(super) fn lose_clock(&mut self) {
        for stamp in [&mut self.access, &mut self.modification, &mut self.change] {
            *stamp = stamp.without_clock();
        }
    }

    /// Its data was changed.
    pub(super) fn data_changed(&mut self, now: Option<Span>) {
        self.modification = self.modification.touched(now);
        self.change = self.change.touched(now);
        self.changed();
        self.read(now);
    }

    fn changed(&mut self) {
        (self.ordered, self.kept) = (true, false);
        self.hash = None;
    }

    /// What a step had to write has landed at some time since the begin of a span.
    pub(super) fn landed(&mut self, step: usize, since: Option<Span>) {
        let since = since.map(Span::open);
        let is_behind = |by: Option<usize>| by.is_some_and(|by| by > step);
        if is_behind(self.set_by) || is_behind(self.seen_by) {
            // It may have landed before that.
            self.forget(since);
            return;
        }
        self.modification = self.modification.landed(since);
        self.change = self.change.landed(since);
        self.changed();
        self.read(since);
    }

    /// Its names were changed, which some file systems count as a change of the status.
    pub(super) fn names_changed(&mut self, now: Option<Span>) {
        self.change = self.change.may_be_touched(now);
        self.hash = None;
    }

    /// Somebody who read it was let go.
    pub(super) fn left_by_reader(&mut self) {
        self.read_behind = true;
    }

    /// Whether somebody may read it who was let go.
    pub(super) fn is_read_behind(&self) -> bool {
        self.read_behind
    }

    /// No work is left of those who were let go.
    pub(super) fn is_quiet(&mut self) {
        self.read_behind = false;
    }

    /// Its data was read, or may have been: whether that moves the access is the file system's own.
    pub(super) fn read(&mut self, now: Option<Span>) {
        self.access = self.access.may_be_touched(now);
    }

    /// It may have been changed, or not.
    pub(super) fn forget(&mut self, now: Option<Span>) {
        for stamp in [&mut self.access, &mut self.modification, &mut self.change] {
            *stamp = stamp.may_be_touched(now);
        }
        (self.ordered, self.kept) = (false, false);
        (self.hash, self.hashed) = (None, None);
    }

    /// Its timestamps were set by a step.
    pub(super) fn set(
        &mut self,
        [access, modification]: [NewTimestamp; 2],
        host: &Host,
        step: usize,
        now: Option<Span>,
    ) {
        self.set_by = Some(step);
        if (access, modification) == (NewTimestamp::NoChange, NewTimestamp::NoChange) {
            self.access = self.access.set(access, host, now);
            self.modification = self.modification.set(modification, host, now);
            self.kept = true;
            // Whether this is a change of the status is open.
            self.change = self.change.may_be_touched(now);
            self.hash = None;
            return;
        }
        self.kept = modification == NewTimestamp::NoChange;
        self.access = self.access.set(access, host, now);
        self.modification = self.modification.set(modification, host, now);
        self.ordered = match modification {
            NewTimestamp::Now => true,
            NewTimestamp::NoChange => self.ordered,
            NewTimestamp::Timestamp(_) => false,
        };
        let is_odd = |moment: Datetime| !host.can_tell(moment) || moment.nanoseconds >= Datetime::SECOND;
        let adjusted = [access, modification].map(|new| matches!(new, NewTimestamp::Timestamp(_)));
        if [access, modification].iter().any(|new| matches!(new, NewTimestamp::Timestamp(m) if is_odd(*m))) {
            (self.odd, self.were_there, self.adjusted) = (true, [None; 3], [false; 2]);
        } else if adjusted.contains(&true) && !self.odd {
            self.adjusted = adjusted;
        }
        // What was set to long ago was not the clock's time, so the status change is another moment.
        let latest = [access, modification].into_iter().filter_map(|new| match new {
            NewTimestamp::Timestamp(moment)
                if moment.seconds < LONG_AGO && moment.nanoseconds < Datetime::SECOND =>
            {
                Some(moment)
            }
            NewTimestamp::Timestamp(_) | NewTimestamp::Now | NewTimestamp::NoChange => None,
        });
        self.change = match latest.max() {
            Some(latest) => self.change.moved_from(now, Some(latest)),
            None => self.change.touched(now),
        };
        self.hash = None;
    }

    /// The timestamps it may have, where they are kept so exactly.
    pub(super) fn expected(&self, grains: Grains) -> ExpectedTimes {
        let still = if self.kept { Rule::TimeKept } else { Rule::TimeStays };
        ExpectedTimes {
            access: self.access.expected(Rule::TimeStays, Rule::TimeKept),
            modification: self.modification.expected(Rule::TimeModified, still),
            change: self.change.expected(Rule::TimeChanged, Rule::TimeStays),
            ordered: self.ordered,
            early: self.early,
            told: self.were_there,
            adjusted: if self.early { [false; 2] } else { self.adjusted },
            grains,
            now: None,
        }
    }

    /// Its timestamps were seen by a step.
    pub(super) fn seen(&mut self, stat: &DescriptorStat, step: usize) {
        self.seen_by = Some(step);
        self.access = Stamp::seen(stat.data_access_timestamp);
        self.modification = Stamp::seen(stat.data_modification_timestamp);
        self.change = Stamp::seen(stat.status_change_timestamp);
        self.told = Some(stat.size);
        // What can't be told in a datetime is absent, and need not stay so.
        if !self.early && !self.odd {
            let stamps = [self.access, self.modification, self.change];
            self.were_there = stamps.map(|stamp| Some(stamp.moment().is_some()));
        }
        // A hash that nothing has touched since was seen under this moment, whatever was expected then.
        if let Some((_, _, moment)) = self.hashed.as_mut().filter(|_| self.hash.is_some()) {
            *moment = stat.data_modification_timestamp;
        }
    }

    /// The size that was told last.
    pub(super) fn told(&self) -> Option<u64> {
        self.told
    }

    /// The hash it may have at a size; `others` are those of other objects that exist.
    pub(super) fn expected_hash(
        &self,
        size: Option<u64>,
        others: impl Iterator<Item = MetadataHashValue>,
    ) -> ExpectedHash {
        let mut never: Vec<(MetadataHashValue, Rule)> = others.map(|hash| (hash, Rule::HashObject)).collect();
        if let Some((hash, before, modified)) = self.hashed {
            let other_size = size.is_some_and(|size| size != before);
            let other_time = match (modified, self.modification.moment()) {
                (Some(before), Some(now)) => before.seconds.abs_diff(now.seconds) >= APART,
                _ => false,
            };
            never.extend(other_size.then_some((hash, Rule::HashSize)));
            never.extend(other_time.then_some((hash, Rule::HashTime)));
        }
        // Zero is what a half is that says nothing.
        let modified = self.modification.moment().map(|moment| moment.seconds);
        let inputs = size.into_iter().chain(modified).filter(|input| *input > 0).collect();
        ExpectedHash { still: self.hash, never, inputs }
    }

    /// Its hash was seen, at a size.
    pub(super) fn seen_hash(&mut self, hash: MetadataHashValue, size: u64) {
        self.hash = Some(hash);
        self.hashed = Some((hash, size, self.modification.moment()));
    }

    /// The hash that was seen last and has not been left behind.
    pub(super) fn hash(&self) -> Option<MetadataHashValue> {
        self.hash
    }
}

#[cfg(test)]
mod tests;
