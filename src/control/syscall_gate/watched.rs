//! What the system tells of a thread: whether it sleeps, in which call, and for how long it has run.
//!
//! A thread of a pool that has no work waits for some at one place, which is the same for all threads of that pool: its *bed*.
//! It is learnt when the runtime is new, from a thread that has done nothing yet and has nothing to do.

use std::fs::File;
use std::io::IoSliceMut;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::io::{ReadWriteFlags, preadv2};

use super::kernel;

/// More than the system tells of a thread in either of its files, in bytes.
const TOLD_MAX: usize = 1024;

/// How a thread rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// It does not.
    None,
    /// It sleeps, and may go on by itself.
    Unsure,
    /// It sleeps as one that has no work.
    Likely,
    /// It has no work: it sleeps where threads of its pool wait for some.
    Sure,
}

/// Where the threads of a pool wait for work; nowhere until that was learnt.
#[derive(Debug, Default)]
pub(super) struct Bed(AtomicU64);

impl Bed {
    /// Learns it from a thread that sleeps as one that has no work; whether it does.
    pub(super) fn learn(&self, thread: &Watched) -> bool {
        let place = thread.asleep_at().flatten().filter(|_| thread.waits_for_something());
        self.0.store(place.unwrap_or(0), Ordering::SeqCst);
        place.is_some()
    }

    /// Where it is, once that is known.
    fn place(&self) -> Option<u64> {
        Some(self.0.load(Ordering::SeqCst)).filter(|place| *place != 0)
    }
}

/// A thread of this process that is looked at often, so the files that tell of it are kept open.
#[derive(Debug)]
pub(super) struct Watched {
    number: u32,
    /// Opened when it is first asked.
    stat: OnceLock<Option<File>>,
    call: Option<File>,
    wait: Option<File>,
    bed: Arc<Bed>,
    /// For how long it had run when it was last found without work, in nanoseconds. It has slept on where it has run no longer.
    idle_since: AtomicU64,
}

impl Watched {
    /// The thread of this number, of a pool whose threads wait for work there.
    pub(super) fn new(number: u32, bed: Arc<Bed>) -> Self {
        let (call, wait) = (told_of(number, "syscall"), told_of(number, "wchan"));
        Self { number, stat: OnceLock::new(), call, wait, bed, idle_since: AtomicU64::new(0) }
    }

    /// Its number.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// For how long it has run; none of one that is gone.
    pub(super) fn ran(&self) -> Option<u64> {
        kernel::ran(self.number)
    }

    /// Whether it sleeps, or is gone. One that waits for a disk does not.
    pub(super) fn is_asleep(&self) -> bool {
        let mut told = [0; TOLD_MAX];
        let stat = self.stat.get_or_init(|| told_of(self.number, "stat"));
        let Some(stat) = now(stat.as_ref(), &mut told) else { return true };
        // The state stands behind the name, which may hold anything.
        let state = stat.rsplit(|byte| *byte == b')').next().and_then(|rest| rest.get(1));
        matches!(state, Some(b'S' | b'Z' | b'X') | None)
    }

    /// Whether it waits for something in the system, and nobody has woken it yet. Not every system tells, and then it never does.
    fn waits_for_something(&self) -> bool {
        let mut told = [0; TOLD_MAX];
        now(self.wait.as_ref(), &mut told).is_some_and(|place| !place.is_empty() && place != b"0")
    }

    /// Where it waits until some time, if that is why it sleeps; none of one that is awake. One that was woken just now may seem
    /// to sleep still.
    fn asleep_at(&self) -> Option<Option<u64>> {
        let mut told = [0; TOLD_MAX];
        let told = now(self.call.as_ref(), &mut told)?;
        // A number, then what the call was made with: `202 0x55d0 0x89 0x16 0x7ff0`. One that is awake is `running`.
        let mut words = told.split(|byte| *byte == b' ').filter_map(|word| str::from_utf8(word).ok());
        let call: i64 = words.next()?.parse().ok()?;
        let mut with = words.filter_map(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok());
        let (place, until) = (with.next()?, with.nth(2)?);
        // A thread of the pool waits for work no longer than it is kept, but for a lock as long as it takes.
        let waits = call == libc::SYS_futex && until != 0;
        Some(waits.then_some(place))
    }

    /// It was without work when it had run for so long.
    pub(super) fn was_idle(&self, ran: u64) {
        self.idle_since.store(ran, Ordering::SeqCst);
    }

    /// How it rests, as a thread of its pool that has run for so long. Where it is sure to have no work, and has run no longer
    /// behind this, it has slept from the first question to the last, which is whether anybody has woken it.
    pub(super) fn rest(&self, ran: Option<u64>) -> Rest {
        if ran == Some(self.idle_since.load(Ordering::SeqCst)) {
            return if self.waits_for_something() { Rest::Sure } else { Rest::None };
        }
        let Some(place) = self.asleep_at() else {
            // Of one that is gone nothing is told.
            return if ran.is_none() { Rest::Unsure } else { Rest::None };
        };
        match (self.bed.place(), place) {
            (Some(_), _) if !self.waits_for_something() => Rest::None,
            (Some(bed), Some(place)) if place == bed => Rest::Sure,
            (Some(_), _) => Rest::Unsure,
            (None, _) if !self.is_asleep() => Rest::None,
            (None, Some(_)) => Rest::Likely,
            (None, None) => Rest::Unsure,
        }
    }
}

/// The file of this name that tells of a thread of this process.
fn told_of(thread: u32, name: &str) -> Option<File> {
    File::open(format!("/proc/self/task/{thread}/{name}")).ok()
}

/// What a file says at this moment; nothing once its thread is gone. The flag is the one by which the filter lets it pass.
fn now<'t>(file: Option<&File>, told: &'t mut [u8; TOLD_MAX]) -> Option<&'t [u8]> {
    let length = preadv2(file?, &mut [IoSliceMut::new(told)], 0, ReadWriteFlags::HIPRI).ok()?;
    Some(&told[..length])
}
