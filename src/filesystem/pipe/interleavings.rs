//! The laws of pipes, in the orders in which a guest that sends and the background work that writes can come.

use std::iter;
use std::sync::Arc;

use shuttle::thread;

use super::super::File;
use super::super::sync::checked::{
    disk, drawn_interleavings, every_interleaving, every_interleaving_within, scratch, settle,
};
use super::super::sync::queue;
use super::*;

/// How often a thread is stopped that could go on, at most.
const PREEMPTIONS_MAX: usize = 3;

fn pipe(file: &File, target: Target) -> Arc<Pipe> {
    Arc::new(Pipe::new(file.clone(), target))
}

/// Sends bytes, and queues background work if there is none to come round to them.
fn send(pipe: &Arc<Pipe>, bytes: &[u8]) {
    if pipe.accept(bytes) {
        let pipe = Arc::clone(pipe);
        queue(move || pipe.drain());
    }
}

/// What is on its way by the account.
fn pending(pipe: &Pipe) -> usize {
    CAPACITY - pipe.lock().room()
}

#[test]
fn bytes_land_in_their_order_and_once() {
    for target in [Target::Position(0), Target::End] {
        let file = scratch();
        let law = move || {
            let pipe = pipe(&file, target);
            for bytes in ["a", "bcd", "ef"] {
                send(&pipe, bytes.as_bytes());
            }
            settle();
            assert_eq!(disk::bytes(), b"abcdef");
            assert_eq!((disk::written(), pending(&pipe), pipe.lock().memory()), (6, 0, 0));
        };
        every_interleaving_within(PREEMPTIONS_MAX, law.clone());
        drawn_interleavings(law);
    }
}

#[test]
fn what_has_landed_by_the_account_has_landed() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let pipe = pipe(&file, Target::Position(0));
        send(&pipe, b"abc");
        let flow = pipe.lock();
        let (room, written) = (flow.room(), disk::written());
        drop(flow);
        // A call that is under way has written what the account learns next.
        let told = room - (CAPACITY - 3);
        assert!(told <= written && written - told <= disk::WRITTEN_MAX, "{told} of {written}");
        told
    });
    assert_eq!(outcomes, [0, 2, 3]);
}

#[test]
fn an_error_comes_once_and_behind_the_bytes_before_it() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let pipe = pipe(&file, Target::Position(disk::SIZE as u64 - 3));
        send(&pipe, b"abcd");
        let early = pipe.lock().take_error();
        assert!(early.is_none() || disk::written() == 3, "it is told before the bytes have landed");
        settle();
        let late = pipe.lock().take_error();
        assert_eq!(early.or(late), Some(ErrorCode::InsufficientSpace));
        assert_eq!((disk::bytes(), pipe.lock().take_error()), (b"\0\0\0abc".to_vec(), None));
        assert_eq!((pending(&pipe), pipe.lock().memory()), (0, 0));
        (early.is_some(), late.is_some())
    });
    assert_eq!(outcomes, [(false, true), (true, false)]);
}

#[test]
fn what_is_sent_behind_a_failure_does_not_land() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let pipe = pipe(&file, Target::End);
        send(&pipe, b"abcdefgh");
        // Whoever sends may not know yet that it is in vain.
        let failed = pipe.lock().has_failed();
        send(&pipe, b"i");
        let told = pipe.lock().take_error();
        settle();
        assert_eq!(disk::bytes(), b"abcdef");
        // The memory of what was in vain serves others.
        kept();
        (failed, told.is_some())
    });
    assert_eq!(outcomes, [(false, false), (false, true), (true, true)]);
}

#[test]
fn nothing_is_written_behind_a_cancel_but_by_the_call_under_way() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let pipe = pipe(&file, Target::Position(0));
        send(&pipe, b"abcd");
        pipe.lock().cancel();
        let written = disk::written();
        send(&pipe, b"e");
        settle();
        assert!(disk::written() <= written + disk::WRITTEN_MAX, "{written} became {}", disk::written());
        assert_eq!(pipe.lock().memory(), 0);
        disk::bytes()
    });
    assert_eq!(outcomes, [&b""[..], b"ab", b"abcd"]);
}

#[test]
fn streams_that_share_memory_do_not_share_bytes() {
    let file = scratch();
    let law = move || {
        let (one, other) = (pipe(&file, Target::Position(0)), pipe(&file, Target::Position(3)));
        for (at, bytes) in
            [(&one, b"a"), (&other, b"d"), (&one, b"b"), (&other, b"e"), (&one, b"c"), (&other, b"f")]
        {
            send(at, bytes);
        }
        settle();
        assert_eq!((disk::bytes(), disk::written()), (b"abcdef".to_vec(), 6));
        assert_eq!(one.lock().memory() + other.lock().memory(), 0);
        assert!((1..=spares::KEPT).contains(&kept()));
    };
    drawn_interleavings(law);
}

/// Takes all memory that is kept, which has to be empty: how much there was.
fn kept() -> usize {
    let spares = iter::from_fn(|| Some(spares::take()).filter(|spare| spare.capacity() > 0));
    spares.inspect(|spare| assert!(spare.is_empty(), "another stream would write {spare:?}")).count()
}

#[test]
fn memory_is_given_back_by_each_and_kept_within_bounds() {
    // So much is kept before, of the memory that two give at the same time so much is kept, and all of it in the end.
    for before in [0, spares::KEPT - 1, spares::KEPT] {
        let outcomes = every_interleaving(move || {
            for _ in 0..before {
                spares::give(vec![b'x']);
            }
            let gives = || spares::give(vec![b'x']);
            let other = thread::spawn(gives);
            gives();
            other.join().unwrap();
            kept()
        });
        assert_eq!(outcomes, [spares::KEPT.min(before + 2)]);
    }
}
