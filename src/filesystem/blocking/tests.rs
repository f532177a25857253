//! The tests of blocking jobs.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use super::super::testing::{Hold, MODES, once, run, runtime, settled};
use super::*;

/// A closure that leaves a mark.
fn mark() -> (Arc<AtomicBool>, impl FnOnce() -> u8 + Send + 'static) {
    let marked = Arc::new(AtomicBool::new(false));
    let mark = Arc::clone(&marked);
    (marked, move || {
        mark.store(true, Ordering::SeqCst);
        7
    })
}

#[test]
fn the_answer_of_a_closure_comes_back_in_every_mode() {
    for blocking in MODES {
        assert_eq!(run(run_blocking(blocking, || 7)), 7);
    }
}

#[test]
fn a_panic_of_a_closure_is_raised_again_in_whoever_waits() {
    for blocking in MODES {
        let wait = AssertUnwindSafe(|| run(run_blocking(blocking, || panic!("from the closure"))));
        let raised = catch_unwind(wait).unwrap_err();
        assert_eq!(raised.downcast_ref::<&str>(), Some(&"from the closure"), "{blocking:?}");
    }
}

#[test]
fn a_dropped_job_that_has_not_started_never_runs() {
    run(async {
        let hold = Hold::new();
        let (marked, work) = mark();
        drop(spawn_blocking(work));
        hold.release().await;
        assert!(!marked.load(Ordering::SeqCst));
    });
}

#[test]
fn a_dropped_job_lets_go_of_what_its_closure_holds_at_once() {
    run(async {
        let _hold = Hold::new();
        let (marked, work) = mark();
        assert_eq!(Arc::strong_count(&marked), 2);
        drop(spawn_blocking(work));
        assert_eq!(Arc::strong_count(&marked), 1);
    });
}

#[test]
fn cancel_takes_back_at_once_what_has_not_started() {
    run(async {
        let hold = Hold::new();
        let (marked, work) = mark();
        assert_eq!(once(spawn_blocking(work).cancel()), Some(None));
        hold.release().await;
        assert!(!marked.load(Ordering::SeqCst));
    });
}

#[test]
fn cancel_waits_for_what_has_started_and_gives_its_result() {
    run(async {
        let (begin, has_begun) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let job = spawn_blocking(move || {
            begin.send(()).unwrap();
            released.recv().unwrap_err();
            7
        });
        has_begun.recv().unwrap();
        let mut cancel = std::pin::pin!(job.cancel());
        assert!(once(cancel.as_mut()).is_none());
        drop(release);
        assert_eq!(cancel.await, Some(7));
    });
}

#[test]
fn cancel_gives_the_result_of_what_is_over() {
    run(async {
        let job = spawn_blocking(|| 7);
        settled().await;
        assert_eq!(job.cancel().await, Some(7));
    });
}

#[test]
fn a_result_can_be_had_without_an_executor_once_there_is_one() {
    run(async {
        let hold = Hold::new();
        let mut job = spawn_blocking(|| 7);
        assert_eq!(job.try_result(), None);
        hold.release().await;
        assert_eq!(job.try_result(), Some(7));
    });
}

#[test]
fn a_runtime_that_went_away_is_named_to_whoever_waits() {
    let here = runtime();
    let mut queued = None;
    here.block_on(async {
        let hold = Hold::new();
        queued = Some(spawn_blocking(|| 7));
        here.handle().spawn(async move { drop(hold) });
    });
    let job = queued.unwrap();
    // The task that would let go of the pool is dropped with the runtime; the job may or may not be reached before.
    here.shutdown_background();
    match catch_unwind(AssertUnwindSafe(|| run(job))) {
        Ok(answer) => assert_eq!(answer, 7),
        Err(panic) => assert!(panic.downcast_ref::<&str>().unwrap().contains("runtime was shut down")),
    }
}
