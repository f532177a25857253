//! Faults of our own end in errors, not in callers that wait for ever.

use std::sync::atomic::Ordering;

use super::*;

#[test]
fn a_panic_in_a_decision_leaves_nobody_waiting() {
    gated("hello", async |lab| {
        lab.gate.hold().await;
        let job = lab.step("v", |file| append(file, "!")).await;
        lab.gate.armed.shared.sabotage.panics.store(true, Ordering::SeqCst);
        // The call that it was about is made.
        assert_eq!(read(&lab.file, 5), Ok("hello".into()));
        assert!(lab.gate.is_broken());
        // The supervisor goes on, holds no more, and what was held goes.
        assert_eq!(lab.done("w", |file| read(file, 5)).await, Ok("hello".into()));
        assert!(!job.is_finished());
        lab.gate.release_all().await;
        assert_eq!(job.await.unwrap(), Ok(1));
    });
}

#[test]
fn without_a_supervisor_calls_fail_and_nothing_waits() {
    gated("hello", async |lab| {
        lab.gate.hold().await;
        lab.inject("v", CallClass::Write, SystemAnswer::Short(1), 0);
        let held = lab.step("v", |file| write(file, "jj")).await;
        assert!(!held.is_finished() && !lab.gate.is_broken());
        lab.gate.break_at_next_call();
        assert_eq!(read(&lab.file, 5), Err(Some(libc::ENOSYS)));
        assert_eq!(held.await.unwrap(), Err(Some(libc::ENOSYS)));
        assert!(lab.gate.is_broken());
        // Nothing is done in the place of callers that have gone on.
        lab.gate.release(&name("v")).await;
        lab.gate.settle().await;
        lab.gate.release_all().await;
        assert!(lab.gate.quiesce().await);
        assert_eq!(lab.done("v", |file| write(file, "jj")).await, Err(Some(libc::ENOSYS)));
        assert_eq!(lab.gate.watched(|| 1), (1, false));
        let path = lab.path.clone();
        // This thread can't read files any more, but whoever started before it was armed can.
        assert_eq!(fs::read_to_string(&path).unwrap_err().raw_os_error(), Some(libc::ENOSYS));
    });
}

#[test]
fn other_threads_do_not_notice_that_a_gate_broke() {
    gated("hello", async |lab| {
        lab.gate.break_at_next_call();
        assert_eq!(read(&lab.file, 5), Err(Some(libc::ENOSYS)));
    });
    gated("hello", async |lab| {
        assert!(!lab.gate.is_broken());
        assert_eq!(lab.done("v", |file| read(file, 5)).await, Ok("hello".into()));
    });
}

#[test]
fn without_a_hand_held_calls_are_let_go() {
    gated("", async |lab| {
        lab.gate.hold().await;
        // What is answered in place of the system is the hand's to let go.
        lab.inject("v", CallClass::Write, SystemAnswer::Error(ErrorCode::Io), 0);
        let job = lab.step("v", |file| append(file, "a")).await;
        // As after a panic of it.
        let (nobody, _) = beside::helper();
        lab.gate.armed.hand = nobody;
        lab.gate.armed.shared.broken.store(true, Ordering::SeqCst);
        lab.gate.release(&name("v")).await;
        assert!(!job.is_finished());
        lab.gate.quiesce().await;
        assert_eq!(job.await.unwrap(), Ok(1));
    });
}

#[test]
fn a_caller_who_has_what_the_supervisor_waits_for_is_let_go() {
    gated("hello", async |lab| {
        let shared = Arc::clone(&lab.gate.armed.shared);
        {
            // As a thread has the lock of an allocator that asks the system something.
            let _had = shared.sabotage.waits_for.lock().unwrap();
            assert_eq!(read(&lab.file, 5), Ok("hello".into()));
        }
        assert!(lab.gate.is_broken(), "what was to be held may not have been");
        assert_eq!(read(&lab.file, 5), Ok("hello".into()));
    });
}

#[test]
fn what_is_started_beside_an_armed_thread_is_out_of_reach() {
    gated("hello", async |lab| {
        lab.gate.break_at_next_call();
        assert_eq!(read(&lab.file, 5), Err(Some(libc::ENOSYS)));
        let ((told, hears), path) = (channel(), lab.path.clone());
        beside::start("beside", move || _ = told.send(fs::read_to_string(path)));
        assert_eq!(hears.recv().unwrap().unwrap(), "hello");
    });
}
