//! Times that are kept coarsely, and not from the beginning.

use super::Host;
use crate::tree::Grain;
use crate::wasi::{Datetime, DescriptorStat, NewTimestamp};

/// A moment as it is told by this grain.
fn told(moment: Datetime, grain: Grain) -> Datetime {
    let step = grain.step().as_nanos().max(1);
    let (nanos, second) = (moment.nanos() / step * step, u128::from(Datetime::SECOND));
    let (seconds, nanoseconds) = (u64::try_from(nanos / second), u32::try_from(nanos % second));
    Datetime { seconds: seconds.unwrap_or(u64::MAX), nanoseconds: nanoseconds.unwrap_or_default() }
}

impl Host {
    /// The timestamps of an object as they are told.
    pub(super) fn tell_times(self, stat: &mut DescriptorStat) {
        let Some(grains) = self.traits.grains else { return };
        let by = |stamp: &mut Option<Datetime>, grain| *stamp = stamp.map(|moment| told(moment, grain));
        by(&mut stat.data_access_timestamp, grains.access);
        by(&mut stat.data_modification_timestamp, grains.modification);
        by(&mut stat.status_change_timestamp, grains.modification);
    }

    /// What a timestamp is set to for what was asked for: nothing is older than the oldest moment.
    pub(super) fn moment(self, new: NewTimestamp) -> NewTimestamp {
        match (new, self.traits.oldest) {
            (NewTimestamp::Timestamp(moment), Some(oldest)) if moment.seconds < oldest => {
                NewTimestamp::Timestamp(Datetime { seconds: oldest, ..moment })
            }
            _ => new,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_told_by_the_grain() {
        let moment = Datetime { seconds: 86_400 * 3 + 7, nanoseconds: 123_456_789 };
        for (step, seconds, nanoseconds) in [
            (Duration::from_secs(2), 86_400 * 3 + 6, 0),
            (Duration::from_hours(24), 86_400 * 3, 0),
            (Duration::from_nanos(100), 86_400 * 3 + 7, 123_456_700),
        ] {
            assert_eq!(told(moment, Grain::of(step)), Datetime { seconds, nanoseconds });
        }
    }
}
