//! The time of a hunt: when it is over, and how much longer what has diverged may be confirmed and made smaller.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Hunt;

/// How much longer what has diverged may be confirmed and made smaller when a hunt is over. What is not done then is
/// reported as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lenience {
    /// Of the time that was asked for such a part: one of so many.
    pub part: u32,
    /// But at least so long.
    pub at_least: Duration,
    /// So long when somebody has ended the hunt, and waits.
    pub stopped: Duration,
    /// So long a worker may take to answer when that is over.
    pub grace: Duration,
}

impl Default for Lenience {
    fn default() -> Self {
        Self {
            part: 10,
            at_least: Duration::from_secs(20),
            stopped: Duration::from_secs(5),
            grace: Duration::from_secs(2),
        }
    }
}

impl Lenience {
    /// When shrinking has to be over, counted from the hunt's begin: for a hunt of this time, if it has one, that was stopped
    /// at this moment, if it was.
    pub fn end(&self, time: Option<Duration>, stopped: Option<Duration>) -> Option<Duration> {
        let asked = time.map(|time| time.saturating_add((time / self.part.max(1)).max(self.at_least)));
        let stopped = stopped.map(|moment| moment.saturating_add(self.stopped));
        [asked, stopped].into_iter().flatten().min()
    }
}

/// How a hunt is ended from outside: first with what it has, then at once.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Asked>);

#[derive(Debug, Default)]
struct Asked {
    ends: AtomicBool,
    at_once: AtomicBool,
    since: Mutex<Option<Instant>>,
}

impl Stop {
    /// Asks to come to an end: scripts that are running are finished, and what diverges is confirmed and made smaller for a
    /// short time. Whether nobody has asked before.
    pub fn end(&self) -> bool {
        let first = !self.0.ends.swap(true, Ordering::SeqCst);
        if first {
            *self.0.since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        first
    }

    /// Asks to end at once: what diverged is reported as it was. Whether nobody has asked before.
    pub fn end_at_once(&self) -> bool {
        self.end();
        !self.0.at_once.swap(true, Ordering::SeqCst)
    }

    /// Whether somebody has asked to come to an end.
    pub fn is_asked(&self) -> bool {
        self.0.ends.load(Ordering::SeqCst)
    }

    /// Whether somebody has asked to end at once.
    pub fn is_at_once(&self) -> bool {
        self.0.at_once.load(Ordering::SeqCst)
    }

    /// Since when.
    fn since(&self) -> Option<Instant> {
        *self.0.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The clock of a hunt that is under way.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    started: Instant,
    time: Option<Duration>,
    lenience: Lenience,
    stop: Stop,
}

impl Limits {
    /// Of a hunt that begins now.
    pub(super) fn of(hunt: &Hunt) -> Self {
        let Hunt { time, lenience, stop, .. } = hunt;
        Self { started: Instant::now(), time: *time, lenience: *lenience, stop: stop.clone() }
    }

    /// For how long the hunt goes on.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Whether no new script is to begin: the time is over, or somebody has ended it.
    pub(super) fn is_over(&self) -> bool {
        self.stop.is_asked() || self.time.is_some_and(|time| self.elapsed() >= time)
    }

    /// How much time is left for confirming and making smaller; none where there is no end to it.
    pub(super) fn left(&self) -> Option<Duration> {
        if self.stop.is_at_once() {
            return Some(Duration::ZERO);
        }
        let stopped = self.stop.since().map(|since| since.saturating_duration_since(self.started));
        Some(self.lenience.end(self.time, stopped)?.saturating_sub(self.elapsed()))
    }

    /// Whether nothing more is waited for that has something to report: what was laid down is told as it was.
    #[cfg(feature = "cli")]
    pub(super) fn is_past(&self) -> bool {
        if self.stop.is_at_once() {
            return true;
        }
        let stopped = self.stop.since().map(|since| since.saturating_duration_since(self.started));
        let end = self.lenience.end(self.time, stopped);
        end.is_some_and(|end| self.elapsed() >= end.saturating_add(self.lenience.grace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinking_ends_a_tenth_behind_the_time_but_is_given_a_few_seconds() {
        let lenience = Lenience::default();
        let seconds = |seconds: Option<u64>| seconds.map(Duration::from_secs);
        for (time, stopped, end) in [
            (None, None, None),
            (None, Some(7), Some(12)),
            (Some(0), None, Some(20)),
            (Some(4), None, Some(24)),
            (Some(200), None, Some(220)),
            (Some(3600), None, Some(3960)),
            (Some(3600), Some(7), Some(12)),
            (Some(4), Some(23), Some(24)),
        ] {
            assert_eq!(lenience.end(seconds(time), seconds(stopped)), seconds(end), "{time:?} {stopped:?}");
        }
    }

    #[test]
    fn who_asks_twice_is_heard_at_once() {
        let hunt = Hunt { time: Some(Duration::from_hours(1)), ..Hunt::default() };
        let limits = Limits::of(&hunt);
        assert!(!limits.is_over() && limits.left() > Some(Duration::from_hours(1)));
        assert!(hunt.stop.end() && !hunt.stop.end());
        assert!(limits.is_over() && limits.left() <= Some(Duration::from_secs(5)));
        assert!(hunt.stop.end_at_once() && !hunt.stop.end_at_once());
        assert_eq!(limits.left(), Some(Duration::ZERO));
    }
}
