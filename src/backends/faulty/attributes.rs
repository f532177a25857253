//! Attributes that are told wrong, and timestamps that are set wrong.

use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{Datetime, DescriptorStat, ErrorCode, FsResult, NewTimestamp};

/// Whether a file can have this timestamp.
fn is_moment(moment: Datetime) -> bool {
    moment.nanoseconds < Datetime::SECOND && i64::try_from(moment.seconds).is_ok()
}

impl FaultyDescriptor {
    /// Attributes as they are reported.
    pub(super) fn told(&self, mut stat: DescriptorStat) -> FsResult<DescriptorStat> {
        self.size_told(&mut stat);
        self.directory_told(&mut stat);
        self.creep(&mut stat);
        self.times_told(&mut stat);
        let modified = stat.data_modification_timestamp;
        match (self.fault, modified) {
            (Some(Fault::LinkCountIsOne), _) => stat.link_count = 1,
            (Some(Fault::ChangeIsModification), _) => stat.status_change_timestamp = modified,
            (Some(Fault::ChangeIsTheStart), _) => stat.status_change_timestamp = Some(self.means.began),
            (Some(Fault::NanosecondsOverflow), Some(Datetime { seconds: 1.., .. })) => {
                stat.data_modification_timestamp = modified.map(|moment| Datetime {
                    seconds: moment.seconds - 1,
                    nanoseconds: moment.nanoseconds + Datetime::SECOND,
                });
            }
            (Some(Fault::EarlyFails), None) => return Err(ErrorCode::Overflow.into()),
            (Some(Fault::EarlyPanics), None) => panic!("the fault that was asked for: no moment before 1970"),
            _ => {}
        }
        Ok(stat)
    }

    /// Both timestamps that are set for those that were asked for.
    pub(super) fn both_instead(
        &self,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> (NewTimestamp, NewTimestamp) {
        let (access, modification) =
            (self.moment_instead(access), self.moment_instead(self.set_instead(modification)));
        match (self.fault, access) {
            (Some(Fault::TimesSwapped), _) => (modification, access),
            (Some(Fault::AccessForgotten), NewTimestamp::Timestamp(moment)) if is_moment(moment) => {
                (NewTimestamp::NoChange, modification)
            }
            (Some(Fault::AccessNoChangeIsNow), NewTimestamp::NoChange) => (NewTimestamp::Now, modification),
            _ => (access, modification),
        }
    }

    /// The modification timestamp that is set for the one that was asked for. What is refused stays what it is.
    fn set_instead(&self, modification: NewTimestamp) -> NewTimestamp {
        match (self.fault, modification) {
            (Some(Fault::TimesForgotten), NewTimestamp::Timestamp(moment)) if is_moment(moment) => {
                NewTimestamp::NoChange
            }
            (Some(Fault::NoChangeIsNow), NewTimestamp::NoChange) => NewTimestamp::Now,
            _ => modification,
        }
    }

    /// Writes, and puts back the time of the modification before.
    pub(super) async fn write_unnoticed(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        let before = self.real.stat().await?.data_modification_timestamp;
        let count = self.real.write(buffer, offset).await?;
        let after = self.real.stat().await?.data_modification_timestamp;
        // From a moment to come it has not moved on.
        if let (Some(before), 1..) = (before, count)
            && after > Some(before)
        {
            self.real.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(before)).await?;
        }
        Ok(count)
    }

    /// Whether both objects are of one type and size.
    pub(super) async fn looks_like(&self, other: &Self) -> FsResult<bool> {
        let (mine, theirs) = (self.real.stat().await?, other.real.stat().await?);
        Ok((mine.r#type, mine.size) == (theirs.r#type, theirs.size))
    }
}
