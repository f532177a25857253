//! The laws of jobs, in every order in which whoever waits, the pool, and the end of the runtime can come.

use std::sync::atomic::{AtomicU8, Ordering};

use shuttle::future::block_on;
use shuttle::thread;

use super::super::sync::checked::{every_interleaving, every_interleaving_within, settle, shut_down};
use super::super::testing::once;
use super::*;

/// Where three threads meet, there are too many orders for all of them.
const PREEMPTIONS_MAX: usize = 3;

/// How far a closure has come.
const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const OVER: u8 = 2;

/// What is kept on a closure. The closure and its result hold it as well.
#[derive(Clone, Debug, Default)]
struct Account(Arc<AtomicU8>);

impl Account {
    /// A closure that takes a step while it runs, and the account of it.
    fn begin() -> (Self, impl FnOnce() -> Self + Send + 'static) {
        let account = Self::default();
        let of_work = account.clone();
        let work = move || {
            of_work.0.store(RUNNING, Ordering::SeqCst);
            thread::yield_now();
            of_work.0.store(OVER, Ordering::SeqCst);
            of_work
        };
        (account, work)
    }

    fn stage(&self) -> u8 {
        self.0.load(Ordering::SeqCst)
    }

    fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }
}

/// What whoever waits gets: the answer, or the text of the panic.
fn waited<T>(job: Job<T>) -> Result<T, &'static str> {
    catch_unwind(AssertUnwindSafe(|| block_on(job)))
        .map_err(|panic| *panic.downcast::<&'static str>().expect("its text is a constant"))
}

const SHUT_DOWN: &str = "the tokio runtime was shut down before work on its blocking pool began";

#[test]
fn whoever_waits_is_woken_when_the_work_is_over() {
    assert_eq!(every_interleaving(|| block_on(spawn_blocking(|| 7))), [7]);
}

#[test]
fn of_those_who_have_looked_the_last_is_woken() {
    let outcomes = every_interleaving(|| {
        let mut job = spawn_blocking(|| 7);
        // With a waker that wakes nobody, as `ready` of a stream does.
        once(&mut job).unwrap_or_else(|| block_on(job))
    });
    assert_eq!(outcomes, [7]);
}

#[test]
fn a_look_finds_the_result_once_it_is_there_and_leaves_it_otherwise() {
    let outcomes = every_interleaving(|| {
        let mut job = spawn_blocking(|| 7);
        let found = job.try_result();
        assert_eq!(found.unwrap_or_else(|| block_on(job)), 7);
        found
    });
    assert_eq!(outcomes, [None, Some(7)]);
}

#[test]
fn a_panic_goes_to_whoever_waits() {
    let outcomes = every_interleaving(|| {
        // Raised without the hook, which would print every interleaving.
        waited(spawn_blocking(|| -> u8 { resume_unwind(Box::new("from the closure")) }))
    });
    assert_eq!(outcomes, [Err("from the closure")]);
}

#[test]
fn a_dropped_job_keeps_nothing_and_its_work_is_begun_never_or_ends() {
    for looks in [false, true] {
        let outcomes = every_interleaving(move || {
            let (account, work) = Account::begin();
            let mut job = spawn_blocking(work);
            if looks {
                drop(once(&mut job));
            }
            drop(job);
            settle();
            assert_eq!(account.holders(), 1, "somebody has the closure or its result");
            account.stage()
        });
        assert_eq!(outcomes, [QUEUED, OVER]);
    }
}

#[test]
fn what_is_certainly_over_neither_runs_nor_will() {
    let outcomes = every_interleaving(|| {
        let (account, work) = Account::begin();
        let mut job = spawn_blocking(work);
        let certain = job.abort();
        let stage = account.stage();
        settle();
        assert!(!certain || stage == account.stage(), "{stage} became {}", account.stage());
        (certain, account.stage())
    });
    assert_eq!(outcomes, [(false, OVER), (true, QUEUED), (true, OVER)]);
}

#[test]
fn what_can_not_be_taken_back_can_be_waited_for() {
    let outcomes = every_interleaving(|| {
        let (account, work) = Account::begin();
        let mut job = spawn_blocking(work);
        if !job.abort() {
            assert_eq!(block_on(&mut job).stage(), OVER);
        }
        account.stage()
    });
    assert_eq!(outcomes, [QUEUED, OVER]);
}

#[test]
fn cancel_gives_the_result_of_what_ran_and_nothing_runs_behind_it() {
    let outcomes = every_interleaving(|| {
        let (account, work) = Account::begin();
        let answer = block_on(spawn_blocking(work).cancel()).is_some();
        let stage = account.stage();
        settle();
        assert_eq!(stage, account.stage());
        (answer, stage)
    });
    assert_eq!(outcomes, [(false, QUEUED), (true, OVER)]);
}

#[test]
fn whoever_waits_is_told_that_the_runtime_has_gone() {
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, || {
        let job = spawn_blocking(|| 7);
        let end = thread::spawn(shut_down);
        let answer = waited(job);
        end.join().unwrap();
        answer
    });
    assert_eq!(outcomes, [Ok(7), Err(SHUT_DOWN)]);
}

#[test]
fn cancel_of_what_the_runtime_has_dropped_gives_nothing() {
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, || {
        let job = spawn_blocking(|| 7);
        let end = thread::spawn(shut_down);
        let answer = block_on(job.cancel());
        end.join().unwrap();
        answer
    });
    assert_eq!(outcomes, [None, Some(7)]);
}
