//! The time in which this process has run: it stands still while the process is stopped, while the machine sleeps, and while
//! there is no processor for it. A deadline of a call is counted in it: what nobody could have answered in time is no hang.
//!
//! A thread looks at the system's clocks every few milliseconds. Whatever was between two looks beyond that, the thread did
//! not run, and neither, it seems, did anybody else here. Where the system has one clock that goes on while the machine sleeps
//! and one that does not, what they differ by does not count either: it may be short, or a look may have lasted through it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often the thread looks.
const TICK: Duration = Duration::from_millis(10);

/// How much of the time between two looks counts, at most: a machine with much to do is somewhat late at times.
const COUNTS_MAX: Duration = Duration::from_millis(30);

/// The microseconds that counted so far; none where there is no thread to count them.
static RAN: OnceLock<Option<&'static AtomicU64>> = OnceLock::new();

/// Starts to count, if nobody has.
pub(crate) fn start() {
    ran();
}

fn ran() -> Option<&'static AtomicU64> {
    *RAN.get_or_init(|| {
        let ran: &'static AtomicU64 = Box::leak(Box::default());
        let counts = move || {
            let (mut looked, mut slept) = (Instant::now(), asleep());
            loop {
                thread::sleep(TICK);
                let (now, sleeps) = (Instant::now(), asleep());
                let counted = counted_of(now.duration_since(looked), sleeps.saturating_sub(slept));
                (looked, slept) = (now, sleeps.max(slept));
                ran.fetch_add(u64::try_from(counted.as_micros()).unwrap_or(0), Ordering::Relaxed);
            }
        };
        thread::Builder::new().name("clock".into()).spawn(counts).ok().map(|_| ran)
    })
}

/// What counts of the time between two looks, in which the machine slept so long. The clock that is looked at may stand still
/// meanwhile or not, so no more is taken off than there is.
fn counted_of(passed: Duration, slept: Duration) -> Duration {
    if slept < SLEEP_MIN { passed.min(COUNTS_MAX) } else { passed.saturating_sub(slept).min(COUNTS_MAX) }
}

/// Less than this between two clocks is how far apart they were asked, and no sleep.
const SLEEP_MIN: Duration = Duration::from_millis(5);

/// How long the machine has slept since it was started, as far as two of its clocks tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn asleep() -> Duration {
    use rustix::time::{ClockId, Timespec, clock_gettime};
    let passed = |clock: ClockId| {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(clock);
        let (seconds, nanoseconds) = (u64::try_from(tv_sec), u32::try_from(tv_nsec));
        Duration::new(seconds.unwrap_or_default(), nanoseconds.unwrap_or_default())
    };
    let awake = passed(ClockId::Monotonic);
    passed(ClockId::Boottime).saturating_sub(awake)
}

/// Nobody tells.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn asleep() -> Duration {
    Duration::ZERO
}

/// A stretch of that time. Without a thread that counts, it is that of the system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    began: Instant,
    ran: u64,
}

impl Stretch {
    /// One that begins now.
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), ran: counted().unwrap_or(0) }
    }

    /// How long it is by now.
    pub(crate) fn elapsed(&self) -> Duration {
        let passed = self.began.elapsed();
        // The count is late by a look.
        counted().map_or(passed, |ran| passed.min(Duration::from_micros(ran.saturating_sub(self.ran))))
    }

    /// What is left of a deadline that is counted from its begin.
    pub(crate) fn left(&self, deadline: Duration) -> Option<Duration> {
        deadline.checked_sub(self.elapsed()).filter(|left| !left.is_zero())
    }
}

fn counted() -> Option<u64> {
    ran().map(|ran| ran.load(Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_slept_does_not_count() {
        let ms = Duration::from_millis;
        // How to read a row: what passed, how long the machine slept by the other clock, what counts.
        for (passed, slept, counts) in [
            (10, 0, 10),
            (10, 1, 10),
            (5000, 0, 30),
            (5000, 4990, 10),
            (5000, 5000, 0),
            // A clock that stood still while the machine slept has nothing to be taken off but its own.
            (10, 60_000, 0),
        ] {
            assert_eq!(counted_of(ms(passed), ms(slept)), ms(counts), "{passed} ms, asleep for {slept}");
        }
    }

    #[test]
    fn two_clocks_of_a_machine_that_is_awake_go_alike() {
        let before = asleep();
        thread::sleep(TICK);
        // Whatever it slept before, it does not sleep now, if not for as long as a test takes.
        assert!(asleep().saturating_sub(before) < Duration::from_mins(1));
    }

    #[test]
    fn it_goes_on_while_the_process_runs_and_never_faster_than_time() {
        let stretch = Stretch::begin();
        while stretch.elapsed() < TICK * 3 {
            thread::sleep(Duration::from_millis(1));
        }
        assert!(stretch.elapsed() <= stretch.began.elapsed());
        assert_eq!(stretch.left(Duration::ZERO), None);
        assert!(stretch.left(Duration::MAX).is_some());
    }
}
