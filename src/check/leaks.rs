//! What a process has open and at work, so that what grows with each script is seen.
//!
//! Counts are looked at around every script, which costs next to nothing, but for where other judges run scripts in this process
//! at the same time: then around some. More than before is no leak yet: a backend may
//! keep what it needs again, such as threads of a pool. So the same script is run over and over then, while no other judge
//! of this process runs one, and only what grows each time is a leak.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;
use std::time::Duration;

use super::{Judge, Left, Reach, Trouble};
use crate::backend::Backend;
use crate::beside;
use crate::control::pool_threads;
use crate::script::Script;

/// How often a script is run again that has left more than there was; what is kept on purpose has an end before that.
pub(super) const REPEATS: usize = 16;

/// How many times that is begun anew, at most: whatever else this process does may have ended something meanwhile.
pub(super) const ROUNDS: usize = 3;

/// Behind so many runs it was growing.
pub(super) const BEGUN: usize = 4;

/// How often, and how long each time, work that may still go on is waited for.
const LOOKS_MAX: u32 = 200;
const LOOK: Duration = Duration::from_millis(5);

/// For so many looks nothing may be at work before it is taken for over.
const IDLE_LOOKS: u32 = 3;

/// Held while a script is run: by many who run one, or by one who counts.
static RUNNING: RwLock<()> = RwLock::new(());

/// How many run one now.
static RUNNERS: AtomicUsize = AtomicUsize::new(0);

/// Of so many scripts that are run while others are, counts are looked at around one: what others open is counted as well, and
/// a script behind which there was more is run again while they all wait.
const ONE_OF: u32 = 8;

/// Somebody runs a script.
#[derive(Debug)]
pub(super) struct Running(#[expect(dead_code, reason = "held")] RwLockReadGuard<'static, ()>);

impl Running {
    /// Whether counts are looked at around the `number`th script of a judge that is about to be run.
    pub(super) fn counts(&self, number: u32) -> bool {
        number.is_multiple_of(ONE_OF) || RUNNERS.load(Ordering::Relaxed) == 1
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNERS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// For whoever runs a script.
pub(super) fn running() -> Running {
    let held = RUNNING.read().unwrap_or_else(PoisonError::into_inner);
    RUNNERS.fetch_add(1, Ordering::Relaxed);
    Running(held)
}

/// For whoever has to be alone with a script.
pub(super) fn alone() -> RwLockWriteGuard<'static, ()> {
    RUNNING.write().unwrap_or_else(PoisonError::into_inner)
}

/// How much a process has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Descriptors that are open.
    pub(super) descriptors: u64,
    /// Threads that are there.
    pub(super) threads: u64,
}

impl Held {
    /// What this process and these others have now, as far as the system tells. Threads that hold work are the judge's own:
    /// there is one more of them behind each script that holds something, until they are let go together.
    pub(super) fn now(others: &[u32]) -> Option<Self> {
        let own = pool_threads();
        let mut all = of_process("self")?;
        all.threads = all.threads.saturating_sub(own);
        for other in others {
            // One that has ended has nothing.
            let other = of_process(&other.to_string()).unwrap_or_default();
            all.descriptors += other.descriptors;
            all.threads += other.threads;
        }
        Some(all)
    }

    /// Whether there is more of something.
    pub(super) fn is_more_than(self, before: Self) -> bool {
        self.descriptors > before.descriptors || self.threads > before.threads
    }
}

/// A descriptor: of which process, its number, and what it is of.
type Open = (u32, OsString, PathBuf);

/// What a process has, each descriptor by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Inventory {
    open: BTreeSet<Open>,
    threads: u64,
}

impl Inventory {
    /// As [`Held::now`]. Where a gate looks at what this thread asks the system, that would be asked once for each descriptor.
    fn now(others: &[u32]) -> Option<Self> {
        let others = others.to_vec();
        beside::run(move || Self::now_here(&others))
    }

    fn now_here(others: &[u32]) -> Option<Self> {
        let Held { threads, .. } = Held::now(others)?;
        let mut open = BTreeSet::new();
        for process in [std::process::id()].iter().chain(others) {
            let folder = PathBuf::from(format!("/proc/{process}/fd"));
            let Ok(descriptors) = fs::read_dir(&folder) else { continue };
            open.extend(descriptors.filter_map(Result::ok).filter_map(|descriptor| {
                // One that is closed meanwhile has nothing behind it. That of this listing is ours.
                let of = fs::read_link(descriptor.path()).ok().filter(|of| *of != folder)?;
                Some((*process, descriptor.file_name(), of))
            }));
        }
        Some(Self { open, threads })
    }
}

impl Judge<'_> {
    /// What grows each time a script is run that conforms, if something does. Nothing of that is counted.
    pub(super) fn grown<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        reach: Reach,
    ) -> Result<Option<String>, Trouble> {
        let _alone = alone();
        let (coverage, listener) = (self.coverage.take(), self.listener.take());
        let mut grown = Ok(None);
        for _ in 0..ROUNDS {
            let mut seen = Vec::new();
            grown = self.grows(script, backend, reach, &mut seen);
            // What has not even begun to grow is not looked at again.
            if seen.len() < BEGUN || !matches!(grown, Ok(None)) {
                break;
            }
        }
        (self.coverage, self.listener) = (coverage, listener);
        grown
    }

    /// Runs it over and over, for as long as there is more behind each run; what grew, if that had no end.
    fn grows<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        reach: Reach,
        seen: &mut Vec<Inventory>,
    ) -> Result<Option<String>, Trouble> {
        let processes = backend.processes();
        let mut run = || {
            let checked = self.drive(script, backend, reach, &mut Left::default(), None)?;
            let now = Inventory::now(&processes).filter(|_| checked.verdict.is_no_finding());
            seen.extend(now);
            Ok::<_, Trouble>(seen.len() == 1 || seen.last().is_some_and(|last| growing(seen, last).is_some()))
        };
        let runs = (0..=REPEATS).map(|_| run()).find(|goes_on| !matches!(goes_on, Ok(true)));
        if let Some(ended) = runs {
            return ended.map(|_| None);
        }
        // Threads that are about to end are no leak.
        let mut grown = None;
        let is_over = settled(|| {
            grown = Inventory::now(&processes).and_then(|now| growing(seen, &now));
            grown.is_none()
        });
        Ok(grown.filter(|_| !is_over))
    }
}

/// Waits until what is asked for holds, as long as a thread of this process may be at something; whether it does.
pub(super) fn settled(mut holds: impl FnMut() -> bool) -> bool {
    let mut idle = 0;
    for _ in 0..LOOKS_MAX {
        if holds() {
            return true;
        }
        idle = if is_busy() { 0 } else { idle + 1 };
        if idle > IDLE_LOOKS {
            break;
        }
        thread::sleep(LOOK);
    }
    false
}

/// What grew behind each of these runs and is there now. Descriptors are told apart, since whatever else this process does
/// opens and closes some as well; threads are counted.
fn growing(seen: &[Inventory], now: &Inventory) -> Option<String> {
    let times = seen.len().checked_sub(1).filter(|times| *times > 0)?;
    let pairs = || seen.windows(2).map(|pair| (&pair[0], &pair[1]));
    let stay = |(before, after): (&Inventory, &Inventory)| {
        let stays = |open: &&Open| now.open.contains(*open) && !before.open.contains(*open);
        after.open.iter().filter(stays).count()
    };
    let descriptors: Vec<usize> = pairs().map(stay).collect();
    let more_threads = now.threads.saturating_sub(seen[0].threads);
    let more = if descriptors.iter().all(|more| *more > 0) {
        format!("{} more descriptors", descriptors.iter().sum::<usize>())
    } else if pairs().all(|(before, after)| before.threads < after.threads) && more_threads >= times as u64 {
        format!("{more_threads} more threads")
    } else {
        return None;
    };
    Some(format!("{more} behind {times} runs"))
}

/// Whether a thread of this process, but this one, runs or waits for a disk.
#[cfg(target_os = "linux")]
fn is_busy() -> bool {
    let this = || rustix::thread::gettid().as_raw_nonzero().to_string();
    let asks = this();
    // Where a gate looks at what this thread asks the system, the gate would be busy with just that.
    beside::run(move || is_any_busy([asks, this()]))
}

/// Whether a thread of this process, but these, runs or waits for a disk.
#[cfg(target_os = "linux")]
fn is_any_busy(but: [String; 2]) -> bool {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return false };
    let others =
        threads.filter_map(Result::ok).filter(|thread| but.iter().all(|one| thread.file_name() != **one));
    others.into_iter().any(|thread| {
        let told = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // Behind the name, which may hold anything.
        let state = told.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        matches!(state, Some('R' | 'D'))
    })
}

#[cfg(not(target_os = "linux"))]
fn is_busy() -> bool {
    true
}

#[cfg(target_os = "linux")]
fn of_process(number: &str) -> Option<Held> {
    use std::os::linux::fs::MetadataExt as _;
    let folder = Path::new("/proc").join(number);
    let descriptors = folder.join("fd");
    // Since Linux 6.2 the size of that folder is their number.
    let told = fs::metadata(&descriptors).ok()?.st_size();
    let descriptors = if told > 0 { told } else { fs::read_dir(&descriptors).ok()?.count() as u64 };
    let threads = fs::metadata(folder.join("task")).ok()?.st_nlink().saturating_sub(2);
    Some(Held { descriptors, threads })
}

#[cfg(not(target_os = "linux"))]
fn of_process(_number: &str) -> Option<Held> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_os = "linux")]
    use crate::{
        control::{Acting, Control as _, PoolGate},
        op::Name,
    };

    /// These descriptors, by their numbers, and so many threads.
    fn has(open: &[u32], threads: u64) -> Inventory {
        let open = open.iter().map(|number| (1, number.to_string().into(), "x".into())).collect();
        Inventory { open, threads }
    }

    #[test]
    fn only_what_grows_each_time_is_a_leak() {
        // How to read a row: what is there behind each run, and in the end; what is told of it.
        let cases: &[(&[Inventory], Inventory, Option<&str>)] = &[
            (
                &[has(&[1], 1), has(&[1, 2], 1), has(&[1, 2, 3], 1)],
                has(&[1, 2, 3], 1),
                Some("2 more descriptors behind 2 runs"),
            ),
            (&[has(&[1], 1), has(&[1], 2), has(&[1], 4)], has(&[1], 4), Some("3 more threads behind 2 runs")),
            // Somebody else closes what is theirs.
            (
                &[has(&[1, 7, 8], 1), has(&[1, 2], 1), has(&[2, 3], 1)],
                has(&[2, 3], 1),
                Some("2 more descriptors behind 2 runs"),
            ),
            // Once, in turn, the last one alone, and what is closed in the end.
            (&[has(&[1], 1), has(&[1, 2], 2), has(&[1, 2], 2)], has(&[1, 2], 2), None),
            (&[has(&[1], 1), has(&[1, 2], 2), has(&[1], 1), has(&[1, 2], 2)], has(&[1, 2], 2), None),
            (&[has(&[1], 1), has(&[2], 1), has(&[3], 1)], has(&[3], 1), None),
            (&[has(&[1], 1), has(&[1, 2], 1), has(&[1, 2, 3], 1)], has(&[1], 1), None),
            (&[has(&[1], 1), has(&[1], 2), has(&[1], 3)], has(&[1], 1), None),
            (&[has(&[1], 1)], has(&[1], 1), None),
            (&[], has(&[1], 1), None),
        ];
        for (seen, now, grown) in cases {
            assert_eq!(growing(seen, now).as_deref(), *grown, "{seen:?} {now:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn threads_that_hold_work_are_not_counted() {
        let _alone = alone();
        let (mut gate, stream) = (PoolGate::new(), Name::new("v").unwrap());
        let runtime = gate.runtime("held").unwrap();
        runtime.block_on(async {
            gate.hold().await;
            for _ in 0..60 {
                gate.acting(Some(Acting { reads: &stream, writes: &stream, is_of_streams: true }));
                drop(tokio::task::spawn_blocking(|| ()));
                gate.settle().await;
            }
        });
        let (counted, all) = (Held::now(&[]).unwrap(), of_process("self").unwrap());
        // Other tests start and end threads meanwhile, and not so many.
        assert!(all.threads >= counted.threads + 30, "{counted:?} of {all:?}");
        drop(gate);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_counted() {
        let _alone = alone();
        let before = Held::now(&[]).unwrap();
        assert!(before.descriptors >= 3 && before.threads >= 1, "{before:?}");
        let files: Vec<_> = (0..64).map(|_| fs::File::open("/").unwrap()).collect();
        let after = Held::now(&[std::process::id()]).unwrap();
        assert!(after.descriptors >= 2 * before.descriptors + 64, "{before:?} {after:?}");
        drop(files);
    }
}
