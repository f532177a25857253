//! The laws of input streams, in the orders in which a guest and the background reads of its stream can come.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use shuttle::future::block_on;
use shuttle::thread;

use super::super::sync::checked::every_interleaving_within;
use super::super::testing::{file, once};
use super::*;
use crate::filesystem::OpenMode;
use crate::wasi::ErrorCode;

/// How often a thread is stopped that could go on, at most.
const PREEMPTIONS_MAX: usize = 3;

fn of_bytes(bytes: &[u8]) -> File {
    let mut handle = tempfile::tempfile().unwrap();
    handle.write_all(bytes).unwrap();
    file(handle, OpenMode::all(), Blocking::Pool)
}

#[test]
fn bytes_come_in_their_order_and_once_and_the_end_behind_them() {
    let file = of_bytes(b"abcdef");
    every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = FileInputStream::new(&file, 0);
        // A read that does not wait, and a wait that is given up, lose nothing.
        let mut read = stream.read(3).unwrap();
        once(stream.block());
        while let Ok(bytes) = block_on(stream.blocking_read(4)) {
            assert!(!bytes.is_empty(), "behind a wait there is something to read");
            read.extend(bytes);
        }
        assert_eq!((read, stream.read(1)), (b"abcdef".to_vec(), Err(StreamError::Closed)));
    });
}

#[test]
fn whoever_waits_is_woken_when_there_is_something_to_read() {
    let file = of_bytes(b"ab");
    let outcomes = every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = FileInputStream::new(&file, 0);
        let ready = stream.ready();
        block_on(stream.block());
        assert!(stream.ready());
        assert_eq!(stream.read(2), Ok(b"ab".to_vec()));
        ready
    });
    assert_eq!(outcomes, [false, true]);
}

#[test]
fn an_error_is_told_once_and_then_the_stream_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let handle = std::fs::File::create(folder.path().join("f")).unwrap();
    let file = file(handle, OpenMode::all(), Blocking::Pool);
    every_interleaving_within(PREEMPTIONS_MAX, move || {
        let mut stream = FileInputStream::new(&file, 0);
        let answers = [1, 2, 3].map(|len| block_on(stream.blocking_read(len)));
        let failed = StreamError::LastOperationFailed(Some(ErrorCode::BadDescriptor));
        assert_eq!(answers, [Err(failed), Err(StreamError::Closed), Err(StreamError::Closed)]);
    });
}

#[test]
fn no_read_goes_on_behind_a_cancel_even_one_that_was_given_up_before() {
    for gives_up in [false, true] {
        let file = of_bytes(b"ab");
        every_interleaving_within(PREEMPTIONS_MAX, move || {
            let mut stream = FileInputStream::new(&file, 0);
            let reads = Arc::new(AtomicBool::new(false));
            let of_read = Arc::clone(&reads);
            stream.state = State::Waiting(file.spawn_blocking(move |_| {
                of_read.store(true, Ordering::SeqCst);
                thread::yield_now();
                of_read.store(false, Ordering::SeqCst);
                Ok(b"ab".to_vec())
            }));
            if gives_up {
                once(stream.cancel());
            }
            block_on(stream.cancel());
            assert!(!reads.load(Ordering::SeqCst), "a read goes on");
            assert_eq!(stream.read(1), Err(StreamError::Closed));
        });
    }
}
