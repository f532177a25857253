//! What is known of an object besides its data: attributes, identity, the hash over both; and the times it may be given.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

use super::FsResult;
use crate::wasi::{Datetime, DescriptorStat, ErrorCode, MetadataHashValue, NewTimestamp};

/// The attributes of an object, with what tells it from all others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attributes {
    pub(super) stat: DescriptorStat,
    /// The file system it is on.
    pub(super) device: u64,
    /// Its number there.
    pub(super) inode: u64,
    /// Seconds and nanoseconds of the last change of the data, also before 1970, where `stat` has nothing to say.
    pub(super) modified: (i64, u32),
}

impl Attributes {
    /// Whether both are of one object.
    pub(super) fn is_same_object(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// Changes when identity, size or time of modification does; looking at an object, or linking it, changes nothing.
    pub(super) fn hash(&self) -> MetadataHashValue {
        // With a known key, the few inode numbers there are could be tried one by one.
        static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let half = |which: u8| {
            SECRET.hash_one((which, self.device, self.inode, self.stat.r#type, self.stat.size, self.modified))
        };
        MetadataHashValue { lower: half(0), upper: half(1) }
    }
}

/// The times of a `set-times`: access first, then modification.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewTimes {
    pub(super) access: NewTimestamp,
    pub(super) modification: NewTimestamp,
}

impl NewTimes {
    /// Both times, unless one is no moment at all or beyond what any system counts to.
    pub(super) fn judged(access: NewTimestamp, modification: NewTimestamp) -> FsResult<Self> {
        for time in [access, modification] {
            match time {
                NewTimestamp::Timestamp(time) if time.nanoseconds >= Datetime::SECOND => {
                    return Err(ErrorCode::Invalid.into());
                }
                NewTimestamp::Timestamp(time) if i64::try_from(time.seconds).is_err() => {
                    return Err(ErrorCode::Overflow.into());
                }
                NewTimestamp::NoChange | NewTimestamp::Now | NewTimestamp::Timestamp(_) => {}
            }
        }
        Ok(Self { access, modification })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::DescriptorType;

    fn sample() -> Attributes {
        let stat = DescriptorStat {
            r#type: DescriptorType::RegularFile,
            link_count: 1,
            size: 3,
            data_access_timestamp: None,
            data_modification_timestamp: None,
            status_change_timestamp: None,
        };
        Attributes { stat, device: 1, inode: 2, modified: (3, 4) }
    }

    /// What differs, whether the hash has to, and the change itself.
    type HashRow = (&'static str, bool, fn(&mut Attributes));

    const HASH: &[HashRow] = &[
        ("nothing", false, |_| {}),
        ("links", false, |a| a.stat.link_count = 2),
        ("access", false, |a| a.stat.data_access_timestamp = Some(Datetime { seconds: 1, nanoseconds: 1 })),
        ("status", false, |a| a.stat.status_change_timestamp = Some(Datetime { seconds: 1, nanoseconds: 1 })),
        ("type", true, |a| a.stat.r#type = DescriptorType::Directory),
        ("size", true, |a| a.stat.size = 4),
        ("device", true, |a| a.device = 2),
        ("inode", true, |a| a.inode = 3),
        ("seconds", true, |a| a.modified.0 = -3),
        ("nanoseconds", true, |a| a.modified.1 = 5),
    ];

    #[test]
    fn every_row_of_the_hash_table_changes_both_halves_or_none() {
        let before = sample().hash();
        for (what, changes, change) in HASH {
            let mut other = sample();
            change(&mut other);
            let after = other.hash();
            assert_eq!(after.lower != before.lower, *changes, "{what}");
            assert_eq!(after.upper != before.upper, *changes, "{what}");
        }
    }

    #[test]
    fn the_hash_is_not_what_it_hashes() {
        let hash = sample().hash();
        assert!(hash.lower != hash.upper);
        assert!([1, 2, 3, 4].iter().all(|number| hash.lower != *number && hash.upper != *number));
    }

    #[test]
    fn times_that_are_no_moment_are_refused_in_either_place() {
        let at = |seconds, nanoseconds| NewTimestamp::Timestamp(Datetime { seconds, nanoseconds });
        let rows = [
            (at(0, 0), None),
            (at(i64::MAX as u64, Datetime::SECOND - 1), None),
            (at(0, Datetime::SECOND), Some(ErrorCode::Invalid)),
            (at(0, u32::MAX), Some(ErrorCode::Invalid)),
            (at(u64::MAX, Datetime::SECOND), Some(ErrorCode::Invalid)),
            (at(1 << 63, 0), Some(ErrorCode::Overflow)),
            (at(u64::MAX, 0), Some(ErrorCode::Overflow)),
        ];
        for (time, expected) in rows {
            for judged in
                [NewTimes::judged(time, NewTimestamp::Now), NewTimes::judged(NewTimestamp::NoChange, time)]
            {
                assert_eq!(judged.err().and_then(|error| error.code()), expected, "{time:?}");
            }
        }
    }
}
