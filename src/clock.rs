//! The time in which this process has run: it stands still while the process is stopped, while the machine sleeps, and while
//! there is no processor for it. A deadline of a call is counted in it: what nobody could have answered in time is no hang.
//!
//! A thread looks at the system's clock every few milliseconds. Whatever was between two looks beyond that, the thread did
//! not run, and neither, it seems, did anybody else here.

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
            let mut looked = Instant::now();
            loop {
                thread::sleep(TICK);
                let now = Instant::now();
                let counted = now.duration_since(looked).min(COUNTS_MAX);
                looked = now;
                ran.fetch_add(u64::try_from(counted.as_micros()).unwrap_or(0), Ordering::Relaxed);
            }
        };
        thread::Builder::new().name("clock".into()).spawn(counts).ok().map(|_| ran)
    })
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
