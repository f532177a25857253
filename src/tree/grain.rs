//! How exactly a file system keeps the times of its files, measured on one of them.

use std::fs::{self, File, FileTimes};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::wasi::Datetime;

/// How exactly a file system keeps a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grain {
    /// What it keeps is less than this away from what it was given.
    step: Duration,
    /// It may also be later than what it was given.
    rounds: bool,
}

impl Grain {
    /// What is taken where nothing was measured: the coarsest in use count by two seconds.
    pub const WIDE: Self = Self::of(Duration::from_secs(2));

    /// One that takes off what is finer than a step, as POSIX has it: "the greatest value supported by the file system that is
    /// not greater than the specified time" (futimens).
    pub const fn of(step: Duration) -> Self {
        Self { step, rounds: false }
    }

    /// The grain by which each first moment became the second one.
    fn between(pairs: &[(Datetime, Datetime)]) -> Self {
        let apart = pairs.iter().map(|(set, found)| set.nanos().abs_diff(found.nanos())).max().unwrap_or(0);
        let apart = Duration::from_nanos(u64::try_from(apart).unwrap_or(u64::MAX));
        let rounds = pairs.iter().any(|(set, found)| found > set);
        // What is rounded to the nearest is half a step off at most, and may be more at another moment.
        let step = if rounds { apart * 2 } else { apart };
        Self { step: step.saturating_add(Duration::from_nanos(1)), rounds }
    }

    /// How far what is kept may be before what it was given.
    pub fn step(self) -> Duration {
        self.step
    }

    /// Whether what was set to a moment may be told as another.
    pub fn tells(self, set: Datetime, found: Datetime) -> bool {
        (found <= set || self.rounds) && set.nanos().abs_diff(found.nanos()) < self.step.as_nanos()
    }

    fn coarser(self, other: Self) -> Self {
        Self { step: self.step.max(other.step), rounds: self.rounds || other.rounds }
    }
}

/// The grain of each timestamp that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grains {
    /// That of the access.
    pub access: Grain,
    /// That of the modification.
    pub modification: Grain,
}

impl Grains {
    /// The coarser of each.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            access: self.access.coarser(other.access),
            modification: self.modification.coarser(other.modification),
        }
    }
}

impl Default for Grains {
    /// What is taken where nothing was measured.
    fn default() -> Self {
        Self { access: Grain::WIDE, modification: Grain::WIDE }
    }
}

/// How a file system keeps times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timekeeping {
    /// How exactly.
    pub grains: Grains,
    /// Whether what it stamps by itself has the time of this machine: a server stamps by a clock of its own.
    pub is_ours: bool,
}

/// A day in seconds, the coarsest step that there is.
const DAY: u64 = 86_400;

/// The day on which the moments lie that files are given to see what becomes of them: in 2010, which every file system can tell.
const MEASURED: u64 = 14_700 * DAY;

/// Those moments, by seconds and nanoseconds of the day: how to read a row is what it shows.
const MOMENTS: [(u64, u32); 8] = [
    // The last that there is before every coarser one: what is cut off is a step but for a nanosecond.
    (DAY - 1, 999_999_999),
    // The middles of steps, and a bit behind them, where there is one who rounds.
    (DAY / 2 + 1, 0),
    (3, 1),
    (4, 500_000_001),
    (5, 123_500_001),
    (6, 123_456_501),
    (7, 123_456_750),
    (8, 123_456_789),
];

/// A clock may seem so far from ours and be the same one: a file system may read it by ticks.
const SAME_CLOCK: Duration = Duration::from_millis(150);

impl Timekeeping {
    /// Measures how the file system of a folder keeps the times of a file that is made there, and removed again.
    ///
    /// # Errors
    /// What the operating system says, such as that times can't be set there.
    pub fn of_folder(folder: &Path) -> io::Result<Self> {
        let before = SystemTime::now();
        let mut made = tempfile::NamedTempFile::new_in(folder)?;
        made.write_all(b"times")?;
        let stamped = fs::metadata(made.path())?.modified()?;
        let after = SystemTime::now();
        let (mut accessed, mut modified) = (Vec::new(), Vec::new());
        for (seconds, nanoseconds) in MOMENTS {
            let moment = Datetime { seconds: MEASURED + seconds, nanoseconds };
            let (access, modification) = set(made.as_file(), made.path(), moment)?;
            accessed.push((moment, access));
            modified.push((moment, modification));
        }
        let grains = Grains { access: Grain::between(&accessed), modification: Grain::between(&modified) };
        let slack = SAME_CLOCK + grains.modification.step;
        let is_ours = stamped.checked_add(slack).is_none_or(|latest| latest >= before)
            && after.checked_add(slack).is_none_or(|latest| latest >= stamped);
        Ok(Self { grains, is_ours })
    }

    /// What holds of two file systems.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { grains: self.grains.and(other.grains), is_ours: self.is_ours && other.is_ours }
    }
}

/// Sets both times of a file to a moment, and tells what became of it.
fn set(file: &File, path: &Path, moment: Datetime) -> io::Result<(Datetime, Datetime)> {
    let time = SystemTime::UNIX_EPOCH + Duration::new(moment.seconds, moment.nanoseconds);
    file.set_times(FileTimes::new().set_accessed(time).set_modified(time))?;
    let found = fs::metadata(path)?;
    let early = |_| io::Error::other("a time that was set is told as one before 1970");
    let told = |time: SystemTime| {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).map_err(early)?;
        Ok::<_, io::Error>(Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() })
    };
    Ok((told(found.accessed()?)?, told(found.modified()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(nanos: u128) -> Datetime {
        let second = u128::from(Datetime::SECOND);
        let (seconds, nanoseconds) = (u64::try_from(nanos / second), u32::try_from(nanos % second));
        Datetime { seconds: seconds.unwrap(), nanoseconds: nanoseconds.unwrap() }
    }

    fn measured(keep: impl Fn(u128) -> u128) -> Grain {
        let moments =
            MOMENTS.map(|(seconds, nanoseconds)| Datetime { seconds: MEASURED + seconds, nanoseconds });
        Grain::between(&moments.map(|moment| (moment, at(keep(moment.nanos())))))
    }

    #[test]
    fn what_cuts_off_is_measured_to_its_step() {
        // Nanoseconds, NTFS, microseconds, milliseconds, FAT's hundredths, 128-byte inodes, FAT's times, FAT's days.
        let second = u64::from(Datetime::SECOND);
        for step in [1, 100, 1_000, 1_000_000, 10_000_000, second, 2 * second, DAY * second] {
            let grain = measured(|nanos| nanos / u128::from(step) * u128::from(step));
            assert_eq!(grain, Grain::of(Duration::from_nanos(step)));
        }
    }

    #[test]
    fn what_rounds_is_told_within_a_step_both_ways() {
        for step in [100, 1_000, 1_000_000, 2_000_000_000] {
            let near = |nanos: u128| (nanos + step / 2) / step * step;
            let up = |nanos: u128| nanos.div_ceil(step) * step;
            for keep in [&near as &dyn Fn(u128) -> u128, &up] {
                let grain = measured(keep);
                for nanos in (0..40).map(|at| 1_700_000_000_000_000_000 + at * 51_234_567) {
                    assert!(grain.tells(at(nanos), at(keep(nanos))), "{step} {nanos} {grain:?}");
                }
                assert!(grain.step.as_nanos() <= 2 * step + 1, "{step} {grain:?}");
            }
        }
    }

    #[test]
    fn no_other_moment_is_told_for_one_that_was_set() {
        let (set, exact) = (Datetime { seconds: 5, nanoseconds: 7 }, Grain::of(Duration::from_nanos(1)));
        for (grain, found, fits) in [
            (exact, 5_000_000_007, true),
            (exact, 5_000_000_006, false),
            (exact, 5_000_000_008, false),
            (Grain::of(Duration::from_secs(1)), 5_000_000_000, true),
            (Grain::of(Duration::from_secs(1)), 4_000_000_000, false),
            (Grain::WIDE, 4_000_000_000, true),
            (Grain::WIDE, 3_000_000_000, false),
        ] {
            assert_eq!(grain.tells(set, at(found)), fits, "{grain:?} {found}");
        }
    }

    #[test]
    fn a_folder_of_this_machine_keeps_times_by_its_clock() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Timekeeping::of_folder(folder.path()).unwrap();
        assert!(kept.is_ours, "{kept:?}");
        assert!(kept.grains.modification.step() <= Duration::from_secs(2), "{kept:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
