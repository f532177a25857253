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

/// Where a thread sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sleep {
    /// It does not.
    Awake,
    /// At this place, until some time.
    At(u64),
    /// In some other way.
    Otherwise,
}

/// Where the threads of a pool wait for work; nowhere until that was learnt.
#[derive(Debug, Default)]
pub(super) struct Bed(AtomicU64);

impl Bed {
    /// Learns it from a thread that sleeps as one that has no work; whether it does.
    pub(super) fn learn(&self, thread: &Watched) -> bool {
        let Sleep::At(place) = thread.sleep() else { return false };
        let learns = thread.waits_for_something();
        self.0.store(if learns { place } else { 0 }, Ordering::SeqCst);
        learns
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
        Self { number, stat: OnceLock::new(), call, wait, bed, idle_since: AtomicU64::new(u64::MAX) }
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

    /// Where it sleeps. One that was woken just now may seem to sleep still.
    fn sleep(&self) -> Sleep {
        let mut told = [0; TOLD_MAX];
        // A number, then what the call was made with: `202 0x55d0 0x89 0x16 0x7ff0`. One that is awake is `running`.
        let Some(told) = now(self.call.as_ref(), &mut told) else { return Sleep::Awake };
        let mut words = told.split(|byte| *byte == b' ').filter_map(|word| str::from_utf8(word).ok());
        let Some(call) = words.next().and_then(|word| word.trim().parse::<i64>().ok()) else {
            return Sleep::Awake;
        };
        let mut with = words.filter_map(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok());
        // A thread of the pool waits for work no longer than it is kept, but for a lock as long as it takes.
        match (call == libc::SYS_futex, with.next(), with.nth(2)) {
            (true, Some(place), Some(1..)) => Sleep::At(place),
            _ => Sleep::Otherwise,
        }
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
        match (self.bed.place(), self.sleep()) {
            // Of one that is gone nothing is told.
            (_, Sleep::Awake) if ran.is_none() => Rest::Unsure,
            (_, Sleep::Awake) => Rest::None,
            (Some(_), _) if !self.waits_for_something() => Rest::None,
            (None, _) if !self.is_asleep() => Rest::None,
            (Some(bed), Sleep::At(place)) if place == bed => Rest::Sure,
            (None, Sleep::At(_)) => Rest::Likely,
            (Some(_), Sleep::At(_)) | (_, Sleep::Otherwise) => Rest::Unsure,
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
