//! Timestamps that are told, set or moved wrong by a clock.

use std::time::{Duration, SystemTime};

use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{Datetime, DescriptorStat, DescriptorType, FsResult, NewTimestamp};

const DAY: u64 = 86_400;

/// How long a machine may have been up, in seconds.
const UPTIME: u64 = 35 * DAY;

/// Seventy years, in seconds.
const LIFETIME: u64 = 70 * 365 * DAY;

fn now() -> Datetime {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Datetime { seconds: now.as_secs(), nanoseconds: now.subsec_nanos() }
}

fn later(moment: Datetime, seconds: u64) -> Datetime {
    Datetime { seconds: moment.seconds + seconds, ..moment }
}

fn earlier(moment: Datetime, seconds: u64) -> Datetime {
    Datetime { seconds: moment.seconds.saturating_sub(seconds), ..moment }
}

/// The timestamps of an object, to be told wrong.
fn each(stat: &mut DescriptorStat) -> [&mut Option<Datetime>; 3] {
    let DescriptorStat {
        data_access_timestamp,
        data_modification_timestamp,
        status_change_timestamp,
        r#type: _,
        link_count: _,
        size: _,
    } = stat;
    [data_access_timestamp, data_modification_timestamp, status_change_timestamp]
}

impl FaultyDescriptor {
    /// Timestamps as they are told.
    pub(super) fn times_told(&self, stat: &mut DescriptorStat) {
        let now = now().seconds;
        // What was set lies elsewhere.
        let is_of_the_clock = |moment: &Datetime| moment.seconds.abs_diff(now) < DAY;
        let mut of_the_clock = |told: fn(Datetime, u64) -> Datetime, by: u64| {
            for stamp in each(stat) {
                *stamp = stamp.map(|moment| if is_of_the_clock(&moment) { told(moment, by) } else { moment });
            }
        };
        match self.fault {
            Some(Fault::ClockBehind) => of_the_clock(earlier, 1),
            Some(Fault::ClockFarAhead) => of_the_clock(later, LIFETIME),
            Some(Fault::LinkReadTomorrow) if stat.r#type == DescriptorType::SymbolicLink => {
                stat.data_access_timestamp = stat.data_access_timestamp.map(|moment| later(moment, DAY));
            }
            Some(Fault::TimesNeverTold) => {
                for stamp in each(stat) {
                    *stamp = None;
                }
            }
            Some(Fault::TimeVanishes | Fault::TimeAppears) => {
                let told = self.means.told.replace(self.means.told.get() + 1);
                if (told == 0) == self.has(Fault::TimeAppears) {
                    stat.data_modification_timestamp = None;
                }
            }
            _ => {}
        }
    }

    /// What a timestamp is set to for what was asked for.
    pub(super) fn moment_instead(&self, new: NewTimestamp) -> NewTimestamp {
        match (self.fault, new) {
            (Some(Fault::NowIsYesterday), NewTimestamp::Now) => NewTimestamp::Timestamp(earlier(now(), DAY)),
            (Some(Fault::NowIsUptime), NewTimestamp::Now) => {
                NewTimestamp::Timestamp(Datetime { seconds: UPTIME, nanoseconds: 0 })
            }
            // What is refused stays what it is.
            (Some(Fault::NanosecondsDropped), NewTimestamp::Timestamp(moment))
                if moment.nanoseconds < Datetime::SECOND =>
            {
                NewTimestamp::Timestamp(Datetime { nanoseconds: 0, ..moment })
            }
            (Some(Fault::SecondsRounded), NewTimestamp::Timestamp(moment)) => {
                NewTimestamp::Timestamp(Datetime { seconds: moment.seconds & !1, ..moment })
            }
            (Some(Fault::MinutesRounded), NewTimestamp::Timestamp(moment)) => {
                NewTimestamp::Timestamp(Datetime { seconds: moment.seconds - moment.seconds % 60, ..moment })
            }
            _ => new,
        }
    }

    /// Behind a write: the modification is tomorrow.
    pub(super) async fn modified_tomorrow(&self, count: FsResult<u64>) -> FsResult<u64> {
        if self.has(Fault::WrittenTomorrow) && count.as_ref().is_ok_and(|count| *count > 0) {
            let tomorrow = NewTimestamp::Timestamp(later(now(), DAY));
            self.real.set_times(NewTimestamp::NoChange, tomorrow).await?;
        }
        count
    }

    /// Behind a sync: the access is now.
    pub(super) async fn accessed_by_sync(&self) {
        if self.has(Fault::SyncIsAccess) {
            // Where that is not granted it is as it was.
            _ = self.real.set_times(NewTimestamp::Now, NewTimestamp::NoChange).await;
        }
    }
}
