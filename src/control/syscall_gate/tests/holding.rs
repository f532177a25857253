//! What waits, what goes, and when.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;

#[test]
fn two_appends_go_in_either_order() {
    gated("", async |lab| {
        for round in 0..20 {
            lab.gate.begin(&[lab.folder.path()]);
            lab.file.set_len(0).unwrap();
            lab.gate.hold().await;
            let first = lab.step("v", |file| append(file, "AA")).await;
            let second = lab.step("w", |file| append(file, "BB")).await;
            assert!(!first.is_finished() && !second.is_finished());
            assert_eq!(lab.contents(), "");
            let (order, expected) = if round % 2 == 0 { (["v", "w"], "AABB") } else { (["w", "v"], "BBAA") };
            for stream in order {
                lab.gate.release(&name(stream)).await;
            }
            assert_eq!(lab.contents(), expected);
            assert_eq!((first.await.unwrap(), second.await.unwrap()), (Ok(2), Ok(2)));
            assert!(lab.gate.quiesce().await);
        }
    });
}

#[test]
fn what_was_there_at_the_release_is_read() {
    gated("before", async |lab| {
        lab.gate.hold().await;
        let job = lab.step("r", |file| read(file, 9)).await;
        lab.gate.acting(None);
        fs::write(&lab.path, "after").unwrap();
        lab.gate.release(&name("r")).await;
        assert_eq!(job.await.unwrap(), Ok("after".into()));
    });
}

#[test]
fn what_comes_after_a_release_is_held_again() {
    gated("", async |lab| {
        let log = Log::default();
        for _ in 0..20 {
            log.lock().unwrap().clear();
            lab.gate.hold().await;
            let done = Arc::clone(&log);
            let work = move |file: &File| {
                for piece in ["a", "b", "c"] {
                    append_all(file, piece);
                    done.lock().unwrap().push(piece);
                }
            };
            let job = lab.step("v", work).await;
            for count in 0..3 {
                assert_eq!(so_far(&log), ["a", "b", "c"][..count]);
                lab.gate.release(&name("v")).await;
            }
            assert_eq!(so_far(&log), ["a", "b", "c"]);
            job.await.unwrap();
            assert!(lab.gate.quiesce().await);
        }
    });
}

#[test]
fn a_held_call_can_be_answered_when_it_goes_and_its_rest_is_held() {
    gated("", async |lab| {
        lab.gate.hold().await;
        let first = lab.step("v", |file| append_all(file, "aaaa")).await;
        let second = lab.step("w", |file| append_all(file, "bb")).await;
        // It is the plan at the time of the release that says.
        for _ in 0..2 {
            lab.inject("v", CallClass::Write, SystemAnswer::Short(1), 0);
            lab.gate.release(&name("v")).await;
        }
        assert_eq!(lab.contents(), "aa");
        lab.gate.release(&name("w")).await;
        assert_eq!(lab.contents(), "aabb");
        assert!(!first.is_finished());
        lab.gate.release(&name("v")).await;
        assert_eq!(lab.contents(), "aabbaa");
        first.await.unwrap();
        second.await.unwrap();
    });
}

#[test]
fn several_calls_of_a_stream_go_in_the_order_in_which_they_came() {
    gated("", async |lab| {
        for _ in 0..10 {
            lab.file.set_len(0).unwrap();
            lab.gate.hold().await;
            for piece in ["a", "b", "c", "d"] {
                drop(lab.step("v", move |file| append_all(file, piece)).await);
            }
            lab.gate.release(&name("v")).await;
            assert_eq!(lab.contents(), "abcd");
            assert!(lab.gate.quiesce().await);
        }
    });
}

#[test]
fn a_release_of_a_stream_that_has_nothing_waiting_does_nothing() {
    gated("", async |lab| {
        lab.gate.release(&name("v")).await;
        lab.gate.hold().await;
        let job = lab.step("v", |file| append(file, "a")).await;
        lab.gate.release(&name("w")).await;
        assert!(!job.is_finished() && lab.gate.is_holding());
    });
}

#[test]
fn everything_is_let_go_with_all_that_follows() {
    gated("", async |lab| {
        lab.gate.hold().await;
        assert!(lab.gate.is_holding());
        let jobs = [
            lab.step("v", |file| (append_all(file, "a"), append_all(file, "b"))).await,
            lab.step("w", |file| (append_all(file, "c"), append_all(file, "d"))).await,
        ];
        lab.gate.release_all().await;
        assert!(!lab.gate.is_holding());
        for job in jobs {
            job.await.unwrap();
        }
        let mut all: Vec<char> = lab.contents().chars().collect();
        all.sort_unstable();
        assert_eq!(all, ['a', 'b', 'c', 'd']);
        // And nothing waits any more.
        lab.done("v", |file| append_all(file, "e")).await;
    });
}

#[test]
fn quiet_means_that_all_is_let_go_and_no_answer_is_left() {
    gated("", async |lab| {
        lab.gate.hold().await;
        lab.inject("w", CallClass::Write, SystemAnswer::Error(ErrorCode::Io), 0);
        let job = lab.step("v", |file| append(file, "a")).await;
        let failing = lab.step("w", |file| append(file, "b")).await;
        assert!(lab.gate.quiesce().await);
        assert!(job.is_finished() && failing.is_finished() && !lab.gate.is_holding());
        assert_eq!(failing.await.unwrap(), Err(rustix::io::Errno::IO));
        assert_eq!(lab.done("w", |file| append(file, "b")).await, Ok(1));
        assert_eq!(lab.contents(), "ab");
    });
}

#[test]
fn a_whole_pool_may_be_held() {
    gated("", async |lab| {
        lab.gate.hold().await;
        for _ in 0..POOL_MAX + 2 {
            drop(lab.step("v", |file| append_all(file, "x")).await);
        }
        assert_eq!(lab.contents(), "");
        assert!(lab.gate.quiesce().await);
        assert_eq!(lab.contents(), "x".repeat(POOL_MAX + 2));
    });
}

#[test]
fn a_gate_that_is_dropped_holds_nothing() {
    in_time(|| {
        let gate = SyscallGate::new().unwrap();
        let runtime = gate.runtime("work").unwrap();
        let mut lab = Lab::new(gate, "");
        let path = lab.path.clone();
        runtime.block_on(lab.gate.hold());
        let job = runtime.block_on(lab.step("v", |file| append_all(file, "a")));
        let Lab { gate, folder, .. } = lab;
        drop(gate);
        runtime.block_on(job).unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "a");
        drop(folder);
    });
}

#[test]
fn calls_of_the_judge_s_own_thread_are_answered_but_never_held() {
    gated("hello", async |lab| {
        lab.gate.hold().await;
        let stream = name("v");
        lab.gate.acting(Some(Acting { reads: &stream, writes: &stream, is_of_streams: true }));
        assert_eq!(read(&lab.file, 9), Ok("hello".into()));
        lab.inject("v", CallClass::Read, SystemAnswer::Short(2), 0);
        lab.inject("v", CallClass::Write, SystemAnswer::Error(ErrorCode::Quota), 0);
        assert_eq!(read(&lab.file, 9), Ok("he".into()));
        assert_eq!(write(&lab.file, "j"), Err(Some(libc::EDQUOT)));
    });
}

#[test]
fn a_judge_that_waits_for_held_work_is_seen_and_the_work_let_go() {
    gated("", async |lab| {
        lab.gate.hold().await;
        let (done, waits) = channel();
        drop(lab.step("v", move |file| done.send(append(file, "a"))).await);
        let (value, waited) = lab.gate.watched(|| waits.recv().unwrap());
        assert_eq!((value, waited), (Ok(1), true));
        assert!(!lab.gate.is_holding());
        // It is said once.
        assert!(!lab.gate.watched(|| ()).1);
    });
}

#[test]
fn a_judge_that_waits_for_nothing_held_is_left_alone() {
    gated("hello", async |lab| {
        // Nothing is held yet.
        lab.gate.hold().await;
        assert_eq!(lab.gate.watched(|| 1), (1, false));
        let job = lab.step("v", |file| append(file, "a")).await;
        for _ in 0..50 {
            let file = Arc::clone(&lab.file);
            assert_eq!(lab.gate.watched(|| read(&file, 5)), (Ok("hello".into()), false));
        }
        assert!(!job.is_finished() && lab.gate.is_holding());
    });
}

#[test]
fn settling_waits_for_work_that_is_under_way() {
    gated("hello", async |lab| {
        for _ in 0..10 {
            let over = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&over);
            let work = move |file: &File| {
                for _ in 0..50 {
                    read(file, 1).unwrap();
                }
                // Work that sleeps for a moment only is not over.
                thread::sleep(Duration::from_millis(1));
                over.store(true, Ordering::SeqCst);
            };
            drop(lab.step("v", work).await);
            assert!(seen.load(Ordering::SeqCst));
            let counted = Arc::new(AtomicUsize::new(0));
            for _ in 0..4 {
                let counted = Arc::clone(&counted);
                drop(spawn_blocking(move || {
                    for round in 0..500_000_u64 {
                        black_box(round);
                    }
                    counted.fetch_add(1, Ordering::SeqCst);
                }));
            }
            lab.gate.settle().await;
            assert_eq!(counted.load(Ordering::SeqCst), 4);
        }
    });
}

#[test]
fn work_that_has_just_been_queued_is_seen_however_often() {
    gated("", async |lab| {
        // By threads that are woken, by new ones, and by those that are held.
        for round in 0..300 {
            lab.gate.hold().await;
            let streams = ["u", "v", "w", "x"];
            for stream in streams {
                drop(lab.step(stream, |file| append(file, "x")).await);
                assert!(lab.gate.waits(&name(stream)), "{stream} in round {round}");
            }
            for stream in streams.into_iter().rev() {
                lab.gate.release(&name(stream)).await;
                assert!(!lab.gate.waits(&name(stream)), "{stream} in round {round}");
            }
            assert!(lab.gate.quiesce().await);
            let over = Arc::new(AtomicUsize::new(0));
            for _ in 0..3 {
                let over = Arc::clone(&over);
                drop(spawn_blocking(move || {
                    let inner = Arc::clone(&over);
                    drop(spawn_blocking(move || inner.fetch_add(1, Ordering::SeqCst)));
                    over.fetch_add(1, Ordering::SeqCst)
                }));
            }
            lab.gate.settle().await;
            assert_eq!(over.load(Ordering::SeqCst), 6, "round {round}");
        }
    });
}
