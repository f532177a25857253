//! What is known of an object's timestamps and of the hash of its metadata: equalities and orders, never a clock.

use crate::outcome::{ExpectedHash, ExpectedTime, ExpectedTimes};
use crate::rule::Rule;
use crate::wasi::{Datetime, DescriptorStat, MetadataHashValue, NewTimestamp};

/// Moments before this one, in seconds since 1970, lie before every script that is run (2001-09-09).
const LONG_AGO: u64 = 1_000_000_000;

/// Moments after this one, in seconds since 1970, not every file system can tell (2038-01-19).
pub(super) const TELLABLE: u64 = i32::MAX as u64;

/// Two modification timestamps this many seconds apart are told apart by every file system.
const APART: u64 = 3;

/// What is known of one timestamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stamp {
    /// Nothing.
    #[default]
    Unknown,
    /// It was seen, and nothing has touched it since.
    Seen(Option<Datetime>),
    /// It was set to this moment; whether it was told to stay since then decides the rule.
    Set(Datetime, Rule),
    /// The file system has moved it since it was this moment, which is long ago.
    Moved(Datetime),
}

impl Stamp {
    /// The file system moves it to now.
    fn touched(self) -> Self {
        match self {
            Self::Seen(Some(moment)) | Self::Set(moment, _) | Self::Moved(moment)
                if moment.seconds < LONG_AGO =>
            {
                Self::Moved(moment)
            }
            Self::Unknown | Self::Seen(_) | Self::Set(..) | Self::Moved(_) => Self::Unknown,
        }
    }

    fn set(self, new: NewTimestamp) -> Self {
        match (new, self) {
            (NewTimestamp::Timestamp(moment), _) if moment.seconds < TELLABLE => {
                // More nanoseconds than a second has are refused, or carried.
                let seconds = moment.seconds + u64::from(moment.nanoseconds / Datetime::SECOND);
                let nanoseconds = moment.nanoseconds % Datetime::SECOND;
                Self::Set(Datetime { seconds, nanoseconds }, Rule::TimeSet)
            }
            (NewTimestamp::NoChange, Self::Set(moment, _)) => Self::Set(moment, Rule::TimeKept),
            (NewTimestamp::NoChange, _) => self,
            (NewTimestamp::Now, _) => self.touched(),
            (NewTimestamp::Timestamp(_), _) => Self::Unknown,
        }
    }

    fn expected(self, moved: Rule, still: Rule) -> ExpectedTime {
        match self {
            Self::Unknown => ExpectedTime::Free,
            Self::Seen(seen) => ExpectedTime::Still(seen, still),
            Self::Set(moment, rule) => ExpectedTime::Set(moment, rule),
            Self::Moved(moment) => ExpectedTime::After(moment, moved),
        }
    }

    /// The moment, if it is known.
    fn moment(self) -> Option<Datetime> {
        match self {
            Self::Seen(seen) => seen,
            Self::Set(moment, _) => Some(moment),
            Self::Unknown | Self::Moved(_) => None,
        }
    }
}

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
    /// A stream was made of it, which may read at any time, even when it is gone.
    streamed: bool,
    /// The step that set its timestamps last.
    set_by: Option<usize>,
    /// Whether a call has told the modification timestamp to stay while it changed another.
    kept: bool,
    /// The size that was told last.
    told: Option<u64>,
    /// The hash, while nothing has touched the object since it was seen.
    hash: Option<MetadataHashValue>,
    /// The last hash that was seen, with the size and the modification timestamp it was seen under.
    hashed: Option<(MetadataHashValue, u64, Option<Datetime>)>,
}

impl Metadata {
    /// Of an object that the calls or the fixture made.
    pub(super) fn new() -> Self {
        Self { ordered: true, ..Self::default() }
    }

    /// Of an object whose times the fixture has set, in seconds since 1970.
    pub(super) fn planted(seconds: i64) -> Self {
        let set =
            |seconds: u64| Stamp::Unknown.set(NewTimestamp::Timestamp(Datetime { seconds, nanoseconds: 0 }));
        let stamp = u64::try_from(seconds).map_or(Stamp::Unknown, set);
        Self { access: stamp, modification: stamp, early: seconds < 0, ..Self::default() }
    }

    /// Its data was changed.
    pub(super) fn data_changed(&mut self) {
        self.modification = self.modification.touched();
        self.change = self.change.touched();
        self.access = Stamp::Unknown;
        (self.ordered, self.kept) = (true, false);
        self.hash = None;
    }

    /// Its names were changed, which some file systems count as a change of the status.
    pub(super) fn names_changed(&mut self) {
        self.change = Stamp::Unknown;
        self.hash = None;
    }

    /// A stream of it was made.
    pub(super) fn streamed(&mut self) {
        self.streamed = true;
    }

    /// Its data was read, or may have been.
    pub(super) fn read(&mut self) {
        self.access = Stamp::Unknown;
    }

    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        let Self { early, streamed, set_by, told, .. } = *self;
        *self = Self { early, streamed, set_by, told, ..Self::default() };
    }

    /// A write that a step made in the background has landed, before or after its timestamps were set.
    pub(super) fn landed(&mut self, step: usize) {
        if self.set_by.is_some_and(|set_by| set_by > step) {
            self.forget();
        }
    }

    /// Its timestamps were set by a step.
    pub(super) fn set(&mut self, access: NewTimestamp, modification: NewTimestamp, step: usize) {
        self.set_by = Some(step);
        if (access, modification) == (NewTimestamp::NoChange, NewTimestamp::NoChange) {
            (self.access, self.modification) = (self.access.set(access), self.modification.set(modification));
            self.kept = true;
            // Whether this is a change of the status is open.
            self.change = Stamp::Unknown;
            self.hash = None;
            return;
        }
        self.kept = modification == NewTimestamp::NoChange;
        self.access = self.access.set(access);
        self.modification = self.modification.set(modification);
        self.ordered = match modification {
            NewTimestamp::Now => true,
            NewTimestamp::NoChange => self.ordered,
            NewTimestamp::Timestamp(_) => false,
        };
        // What was set to long ago was not the clock's time, so the status change is another moment.
        let latest = [access, modification].into_iter().filter_map(|new| match new {
            NewTimestamp::Timestamp(moment)
                if moment.seconds < LONG_AGO && moment.nanoseconds < Datetime::SECOND =>
            {
                Some(moment)
            }
            NewTimestamp::Timestamp(_) | NewTimestamp::Now | NewTimestamp::NoChange => None,
        });
        self.change = latest.max().map_or(self.change.touched(), Stamp::Moved);
        self.hash = None;
    }

    /// The timestamps it may have.
    pub(super) fn expected(&self) -> ExpectedTimes {
        let still = if self.kept { Rule::TimeKept } else { Rule::TimeStays };
        ExpectedTimes {
            access: if self.streamed {
                ExpectedTime::Free
            } else {
                self.access.expected(Rule::TimeStays, Rule::TimeKept)
            },
            modification: self.modification.expected(Rule::TimeModified, still),
            change: self.change.expected(Rule::TimeChanged, Rule::TimeStays),
            ordered: self.ordered,
            early: self.early,
        }
    }

    /// Its timestamps were seen.
    pub(super) fn seen(&mut self, stat: &DescriptorStat) {
        self.access = Stamp::Seen(stat.data_access_timestamp);
        self.modification = Stamp::Seen(stat.data_modification_timestamp);
        self.change = Stamp::Seen(stat.status_change_timestamp);
        self.told = Some(stat.size);
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
mod tests {
    use super::*;

    fn at(seconds: u64) -> NewTimestamp {
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds: 0 })
    }

    #[test]
    fn a_moment_that_was_set_is_expected_until_the_data_changes() {
        let moment = Datetime { seconds: 5, nanoseconds: 0 };
        let mut metadata = Metadata::new();
        metadata.set(NewTimestamp::Now, at(5), 0);
        assert_eq!(metadata.expected().modification, ExpectedTime::Set(moment, Rule::TimeSet));
        metadata.set(at(7), NewTimestamp::NoChange, 0);
        assert_eq!(metadata.expected().modification, ExpectedTime::Set(moment, Rule::TimeKept));
        metadata.data_changed();
        assert_eq!(metadata.expected().modification, ExpectedTime::After(moment, Rule::TimeModified));
        assert!(metadata.expected().ordered);
    }

    #[test]
    fn a_moment_that_no_file_system_has_to_tell_is_free() {
        let carried = NewTimestamp::Timestamp(Datetime { seconds: 1, nanoseconds: 1_000_000_005 });
        let expected = ExpectedTime::Set(Datetime { seconds: 2, nanoseconds: 5 }, Rule::TimeSet);
        let mut metadata = Metadata::new();
        metadata.set(carried, carried, 0);
        assert_eq!(metadata.expected().modification, expected);
        for moment in [at(u64::MAX), at(1 << 40)] {
            let mut metadata = Metadata::new();
            metadata.set(moment, moment, 0);
            assert_eq!(metadata.expected().modification, ExpectedTime::Free);
        }
    }

    #[test]
    fn a_status_change_is_later_than_what_was_set_long_ago() {
        let mut metadata = Metadata::new();
        metadata.set(at(7), at(5), 0);
        let expected = ExpectedTime::After(Datetime { seconds: 7, nanoseconds: 0 }, Rule::TimeChanged);
        assert_eq!(metadata.expected().change, expected);
        metadata.set(NewTimestamp::NoChange, NewTimestamp::NoChange, 0);
        assert_eq!(metadata.expected().change, ExpectedTime::Free);
    }

    #[test]
    fn a_hash_stays_until_something_happens_and_then_differs_by_size() {
        let (mut metadata, hash) = (Metadata::new(), MetadataHashValue { lower: 1, upper: 2 });
        metadata.seen_hash(hash, 4);
        assert_eq!(metadata.expected_hash(Some(4), [].into_iter()).still, Some(hash));
        metadata.data_changed();
        let expected = metadata.expected_hash(Some(4), [].into_iter());
        assert_eq!((expected.still, expected.never), (None, Vec::new()));
        assert_eq!(metadata.expected_hash(Some(5), [].into_iter()).never, [(hash, Rule::HashSize)]);
    }

    #[test]
    fn a_hash_was_seen_under_the_moment_that_is_told_behind_it() {
        let mut metadata = Metadata::new();
        metadata.set(NewTimestamp::NoChange, at(3), 0);
        let hash = MetadataHashValue { lower: 1, upper: 1 };
        metadata.seen_hash(hash, 0);
        metadata.seen(&stat_at(0));
        let untouched = metadata.expected_hash(Some(0), std::iter::empty());
        assert_eq!((untouched.still, untouched.never), (Some(hash), Vec::new()));
        metadata.set(NewTimestamp::NoChange, at(3), 1);
        let set = metadata.expected_hash(Some(0), std::iter::empty());
        assert_eq!((set.still, set.never), (None, vec![(hash, Rule::HashTime)]));
    }

    fn stat_at(seconds: u64) -> DescriptorStat {
        let moment = Some(Datetime { seconds, nanoseconds: 0 });
        DescriptorStat {
            r#type: crate::wasi::DescriptorType::RegularFile,
            link_count: 1,
            size: 0,
            data_access_timestamp: moment,
            data_modification_timestamp: moment,
            status_change_timestamp: moment,
        }
    }
}
