//! The laws of output streams, in the orders in which a guest and the background work of its stream can come.

use std::panic::{AssertUnwindSafe, catch_unwind};

use shuttle::future::block_on;
use shuttle::thread;

use super::super::pipe::CAPACITY;
use super::super::sync::checked::{
    disk, drawn_interleavings, every_interleaving_within, scratch, settle, shut_down,
};
use super::super::testing::once;
use super::*;
use crate::wasi::ErrorCode;

/// How often a thread is stopped that could go on, at most.
const PREEMPTIONS_MAX: usize = 2;

const FULL: StreamError = StreamError::LastOperationFailed(Some(ErrorCode::InsufficientSpace));

fn stream(file: &File) -> FileOutputStream {
    FileOutputStream::write_at(file, 0)
}

/// Writes within a permit that there has to be.
fn write(stream: &mut FileOutputStream, bytes: &[u8]) {
    assert!(stream.check_write().unwrap() >= bytes.len() as u64);
    stream.write(bytes).unwrap();
}

#[test]
fn whoever_waits_with_a_full_stream_is_woken_when_there_is_room() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = stream(&file);
        write(&mut stream, b"abcd");
        // Whoever is polled last is woken, also behind looks that wait for nothing.
        once(stream.block());
        block_on(stream.block());
        let room = stream.check_write().unwrap();
        stream.write(b"e").unwrap();
        block_on(stream.blocking_flush()).unwrap();
        assert_eq!(disk::bytes(), b"abcde");
        room
    });
    assert_eq!(outcomes, [disk::WRITTEN_MAX as u64, CAPACITY as u64]);
}

#[test]
fn whoever_is_ready_behind_a_flush_has_landed_all() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = stream(&file);
        write(&mut stream, b"abc");
        stream.flush().unwrap();
        let at_once = stream.ready();
        block_on(stream.block());
        assert_eq!((disk::bytes(), stream.check_write()), (b"abc".to_vec(), Ok(CAPACITY as u64)));
        at_once
    });
    assert_eq!(outcomes, [false, true]);
}

#[test]
fn what_blocking_calls_write_lands_in_order_and_before_they_return() {
    let file = scratch();
    let law = move || {
        let mut stream = stream(&file);
        write(&mut stream, b"a");
        block_on(stream.blocking_write_and_flush(b"bcd")).unwrap();
        assert_eq!(disk::bytes(), b"abcd");
        write(&mut stream, b"e");
        block_on(stream.blocking_write_zeroes_and_flush(1)).unwrap();
        assert_eq!((disk::bytes(), disk::written()), (b"abcde\0".to_vec(), 6));
    };
    every_interleaving_within(1, law.clone());
    drawn_interleavings(law);
}

#[test]
fn an_error_is_told_once_behind_the_bytes_and_then_the_stream_is_closed() {
    let file = scratch();
    let law = move || {
        let mut stream = stream(&file);
        let answers =
            ["abc", "def", "ghi"].map(|bytes| block_on(stream.blocking_write_and_flush(bytes.as_bytes())));
        assert_eq!(answers, [Ok(()), Ok(()), Err(FULL)]);
        assert_eq!((disk::bytes(), stream.check_write()), (b"abcdef".to_vec(), Err(StreamError::Closed)));
    };
    every_interleaving_within(1, law.clone());
    drawn_interleavings(law);
}

#[test]
fn what_was_sent_behind_a_failure_that_nobody_was_told_of_does_not_land() {
    let file = scratch();
    every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = FileOutputStream::write_at(&file, disk::SIZE as u64 - 1);
        write(&mut stream, b"ab");
        let mut answers = vec![stream.check_write().map(drop)];
        answers.push(stream.write(b"c"));
        answers.push(stream.check_write().map(drop));
        answers.push(block_on(stream.blocking_flush()));
        settle();
        assert_eq!(answers.iter().filter(|answer| **answer == Err(FULL)).count(), 1, "{answers:?}");
        assert_eq!(disk::bytes(), b"\0\0\0\0\0a", "{answers:?}");
    });
}

#[test]
fn no_byte_lands_behind_a_cancel_even_one_that_was_given_up_before() {
    for gives_up in [false, true] {
        let file = scratch();
        let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
            let mut stream = stream(&file);
            write(&mut stream, b"abcd");
            if gives_up {
                once(stream.cancel());
            }
            block_on(stream.cancel());
            assert!(!disk::is_busy());
            let landed = disk::bytes();
            settle();
            assert_eq!((disk::bytes(), stream.check_write()), (landed.clone(), Err(StreamError::Closed)));
            landed
        });
        assert_eq!(outcomes, [&b""[..], b"ab", b"abcd"]);
    }
}

#[test]
fn a_dropped_stream_lands_nothing_or_what_was_begun_and_leaves_nobody_behind() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = stream(&file);
        write(&mut stream, b"abcd");
        let pipe = Arc::downgrade(&stream.pipe);
        drop(stream);
        settle();
        assert_eq!(pipe.strong_count(), 0);
        disk::bytes()
    });
    assert_eq!(outcomes, [&b""[..], b"abcd"]);
}

#[test]
fn whoever_waits_for_a_stream_is_told_that_the_runtime_has_gone() {
    let file = scratch();
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = stream(&file);
        write(&mut stream, b"ab");
        let end = thread::spawn(shut_down);
        let answer = catch_unwind(AssertUnwindSafe(|| block_on(stream.blocking_flush())));
        end.join().unwrap();
        settle();
        let flushed = answer.is_ok();
        assert_eq!(disk::bytes(), if flushed { &b"ab"[..] } else { b"" });
        flushed
    });
    assert_eq!(outcomes, [false, true]);
}
