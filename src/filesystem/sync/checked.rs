//! The checker's side: a pool and a disk that it sees into, and the ways to go through the interleavings of a test.

mod bounded;
pub(in crate::filesystem) mod disk;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use shuttle::scheduler::{PctScheduler, Scheduler};
use shuttle::{Config, MaxSteps, Runner, lazy_static, thread};

use self::bounded::Bounded;
use crate::filesystem::testing::file;
use crate::filesystem::{Blocking, File, OpenMode};

/// More interleavings than a test may have: one that does is made smaller, and does not end early in silence.
const COUNT_MAX: usize = 100_000;

/// More steps than an interleaving may have: one that does goes round in a circle.
const STEPS_MAX: usize = 2000;

/// How many interleavings are drawn of a test that has too many, at how many of their steps another thread is let go first,
/// and from which seed.
const DRAWN: usize = 2000;
const DEPTH: usize = 3;
const SEED: u64 = 12;

/// Goes through all interleavings of a test, and gives the different outcomes that it had, in their order.
#[track_caller]
pub(in crate::filesystem) fn every_interleaving<T: Ord + Send + 'static>(
    law: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<T> {
    every_interleaving_within(usize::MAX, law)
}

/// The same for those interleavings in which at most so many times a thread is stopped that could have gone on.
#[track_caller]
pub(in crate::filesystem) fn every_interleaving_within<T: Ord + Send + 'static>(
    preemptions_max: usize,
    law: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<T> {
    let (outcomes, count) = go_through(Bounded::new(preemptions_max, COUNT_MAX), law);
    assert!(count > 1, "there is but one interleaving: nothing in it meets");
    assert!(count < COUNT_MAX, "{COUNT_MAX} interleavings or more: make the test smaller");
    outcomes
}

/// The same for interleavings that are drawn, always the same ones.
pub(in crate::filesystem) fn drawn_interleavings<T: Ord + Send + 'static>(
    law: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<T> {
    let (outcomes, count) = go_through(PctScheduler::new_from_seed(SEED, DEPTH, DRAWN), law);
    assert_eq!(count, DRAWN);
    outcomes
}

/// The outcomes, and how many interleavings there were.
fn go_through<T: Ord + Send + 'static>(
    scheduler: impl Scheduler + 'static,
    law: impl Fn() -> T + Send + Sync + 'static,
) -> (Vec<T>, usize) {
    let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&outcomes);
    let count = Runner::new(scheduler, config()).run(move || {
        let outcome = law();
        settle();
        seen.lock().unwrap().insert(outcome);
    });
    println!("{count} interleavings");
    let outcomes = std::mem::take(&mut *outcomes.lock().unwrap());
    (outcomes.into_iter().collect(), count)
}

fn config() -> Config {
    let mut config = Config::new();
    // It warns that its statics end with their interleaving, as these are meant to.
    config.silence_warnings = true;
    config.max_steps = MaxSteps::FailAfter(STEPS_MAX);
    config
}

type Work = Box<dyn FnOnce() + Send>;

/// One closure of the pool, until a thread or the end of the runtime takes it.
type Slot = Arc<Mutex<Option<Work>>>;

/// A blocking pool with as many threads as there is work, so that each piece may begin at any time.
#[derive(Default)]
struct Pool {
    slots: Vec<Slot>,
    threads: Vec<thread::JoinHandle<()>>,
}

lazy_static! {
    /// For each interleaving anew. Its locks are no steps: none is held across one.
    static ref POOL: Mutex<Pool> = Mutex::default();
}

fn locked<T>(run: impl FnOnce(&mut Pool) -> T) -> T {
    run(&mut POOL.lock().unwrap_or_else(PoisonError::into_inner))
}

fn taken(slot: &Slot) -> Option<Work> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Queues a closure on the pool.
pub(in crate::filesystem) fn queue(work: impl FnOnce() + Send + 'static) {
    let slot: Slot = Arc::new(Mutex::new(Some(Box::new(work))));
    let of_thread = Arc::clone(&slot);
    let thread = thread::spawn(move || {
        if let Some(work) = taken(&of_thread) {
            work();
        }
    });
    locked(|pool| {
        pool.slots.push(slot);
        pool.threads.push(thread);
    });
}

/// The runtime goes away: drops what no thread has taken.
pub(in crate::filesystem) fn shut_down() {
    for slot in locked(|pool| pool.slots.clone()) {
        drop(taken(&slot));
    }
}

/// Waits until the pool has nothing to do any more. Every interleaving ends with it.
pub(in crate::filesystem) fn settle() {
    while let Some(thread) = locked(|pool| pool.threads.pop()) {
        thread.join().expect("a thread of the pool does not panic");
    }
}

/// A file for all interleavings of a test. What is written to it goes to the [`disk`] of each.
pub(in crate::filesystem) fn scratch() -> File {
    file(tempfile::tempfile().unwrap(), OpenMode::all(), Blocking::Pool)
}
