//! What the state table of output streams can't say: which bytes land, where, and which never do.

use super::super::pipe::CAPACITY;
use super::super::testing::{Hold, MODES, Scratch, file, once, run};
use super::super::{OpenMode, spawn_blocking};
use super::*;
use crate::wasi::ErrorCode;

async fn write(stream: &mut FileOutputStream, bytes: &[u8]) {
    stream.block().await;
    assert!(stream.check_write().unwrap() >= bytes.len() as u64);
    stream.write(bytes).unwrap();
}

#[test]
fn the_position_moves_by_what_was_written() {
    for blocking in MODES {
        let contents = run(async {
            let scratch = Scratch::new(blocking, b"..........");
            let mut stream = FileOutputStream::write_at(&scratch.file, 2);
            write(&mut stream, b"ab").await;
            write(&mut stream, b"").await;
            write(&mut stream, b"cd").await;
            stream.blocking_write_and_flush(b"e").await.unwrap();
            stream.check_write().unwrap();
            stream.write_zeroes(2).unwrap();
            stream.blocking_flush().await.unwrap();
            scratch.contents()
        });
        assert_eq!(contents, b"..abcde\0\0.", "{blocking:?}");
    }
}

#[test]
fn two_appending_streams_lose_nothing() {
    for blocking in MODES {
        let contents = run(async {
            let scratch = Scratch::new(blocking, b"base");
            let (mut v, mut w) =
                (FileOutputStream::append(&scratch.file), FileOutputStream::append(&scratch.file));
            for _ in 0..100 {
                write(&mut v, b"v").await;
                write(&mut w, b"w").await;
            }
            scratch.append_from_outside(b"o");
            v.blocking_write_and_flush(b"v").await.unwrap();
            w.blocking_flush().await.unwrap();
            scratch.contents()
        });
        let count = |byte| contents.split(|b| *b == byte).count() - 1;
        assert_eq!(
            (contents.len(), count(b'v'), count(b'w'), count(b'o')),
            (206, 101, 100, 1),
            "{blocking:?}"
        );
    }
}

#[test]
fn the_future_of_a_blocking_write_leaves_a_true_account_when_dropped() {
    for blocking in MODES {
        let contents = run(async {
            let scratch = Scratch::new(blocking, b"");
            let mut stream = FileOutputStream::write_at(&scratch.file, 0);
            let hold = Hold::new();
            once(stream.blocking_write_and_flush(b"first "));
            once(stream.blocking_write_and_flush(b"second? "));
            hold.release().await;
            stream.blocking_write_and_flush(b"last").await.unwrap();
            String::from_utf8(scratch.contents()).unwrap()
        });
        // The second one was still waiting for its turn in the pooled modes, and nobody came back for it.
        let whole = if blocking == Blocking::CurrentThread { "first second? last" } else { "first last" };
        assert_eq!(contents, whole, "{blocking:?}");
    }
}

#[test]
fn a_permit_is_for_one_write_and_gone_after_a_blocking_one() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"");
            let mut stream = FileOutputStream::write_at(&scratch.file, 0);
            stream.check_write().unwrap();
            stream.write(b"a").unwrap();
            assert!(matches!(stream.write(b"b"), Err(StreamError::Trap(_))));
            stream.check_write().unwrap();
            stream.blocking_write_and_flush(b"c").await.unwrap();
            assert!(matches!(stream.write(b"d"), Err(StreamError::Trap(_))));
            stream.check_write().unwrap();
            stream.flush().unwrap();
            stream.write(b"e").unwrap();
            stream.blocking_flush().await.unwrap();
            assert_eq!(scratch.contents(), b"ace", "{blocking:?}");
        });
    }
}

#[test]
fn what_was_not_begun_is_dropped_by_cancel_without_a_wait() {
    run(async {
        let scratch = Scratch::new(Blocking::Pool, b"");
        let mut stream = FileOutputStream::write_at(&scratch.file, 0);
        let hold = Hold::new();
        write(&mut stream, b"never").await;
        assert_eq!(once(stream.cancel()), Some(()));
        hold.release().await;
        assert_eq!(scratch.contents(), b"");
    });
}

#[test]
fn what_was_begun_is_waited_for_by_cancel() {
    run(async {
        let scratch = Scratch::new(Blocking::Pool, b"");
        let mut stream = FileOutputStream::write_at(&scratch.file, 0);
        let (begin, has_begun) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let pipe = Arc::clone(&stream.pipe);
        pipe.accept(b"begun");
        stream.job = Some(spawn_blocking(move || {
            let (bytes, target) = pipe.next().unwrap();
            begin.send(()).unwrap();
            released.recv().unwrap_err();
            pipe.write_taken(&bytes, target);
            pipe.drain();
        }));
        has_begun.recv().unwrap();
        assert_eq!(once(stream.cancel()), None, "work that was begun is waited for");
        drop(release);
        stream.cancel().await;
        assert_eq!(scratch.contents(), b"", "the step that was next is not made any more");
        assert_eq!(stream.check_write(), Err(StreamError::Closed));
    });
}

#[test]
fn what_was_sent_behind_a_failure_before_it_was_told_is_not_written() {
    let scratch = Scratch::new(Blocking::Pool, b"");
    let stream = FileOutputStream::append(&scratch.refusing_writes(Blocking::Pool));
    stream.pipe.accept(b"fails");
    let (bytes, target) = stream.pipe.next().unwrap();
    stream.pipe.write_taken(&bytes, target);
    stream.pipe.accept(b"in vain");
    assert_eq!(stream.pipe.lock().take_error(), Some(ErrorCode::BadDescriptor));
    assert!(stream.pipe.next().is_none(), "the background work goes on");
}

#[test]
fn a_stream_dropped_with_work_on_its_way_does_no_harm() {
    run(async {
        let scratch = Scratch::new(Blocking::Pool, b"");
        let hold = Hold::new();
        let mut stream = FileOutputStream::append(&scratch.file);
        write(&mut stream, b"lost").await;
        drop(stream);
        hold.release().await;
        assert_eq!(scratch.contents(), b"");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_once_and_then_closed() {
    for blocking in MODES {
        for append in [false, true] {
            let Ok(handle) = std::fs::OpenOptions::new().read(true).write(true).open("/dev/full") else {
                eprintln!("skipped: no /dev/full here");
                return;
            };
            run(async {
                let file = file(handle, OpenMode::all(), blocking);
                let mut stream = if append {
                    FileOutputStream::append(&file)
                } else {
                    FileOutputStream::write_at(&file, 0)
                };
                let full = StreamError::LastOperationFailed(Some(ErrorCode::InsufficientSpace));
                assert_eq!(stream.blocking_write_and_flush(b"x").await, Err(full), "{append}, {blocking:?}");
                assert_eq!(stream.blocking_write_and_flush(b"x").await, Err(StreamError::Closed));
            });
        }
    }
}

#[test]
fn a_write_that_no_file_can_hold_is_an_error_and_no_panic() {
    for blocking in MODES {
        for offset in [i64::MAX as u64 - 1, i64::MAX as u64, 1 << 63, u64::MAX] {
            let scratch = Scratch::new(blocking, b"");
            let answer =
                run(FileOutputStream::write_at(&scratch.file, offset).blocking_write_and_flush(b"abc"));
            assert!(matches!(answer, Err(StreamError::LastOperationFailed(Some(_)))), "{offset}: {answer:?}");
            assert_eq!(scratch.contents(), b"");
        }
    }
}

#[test]
fn an_empty_write_says_that_the_file_was_not_opened_for_writing() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"");
            let handle = std::fs::File::open(scratch.folder.path().join("f")).unwrap();
            let file = file(handle, OpenMode::READ, blocking);
            let mut stream = FileOutputStream::append(&file);
            let failed = StreamError::LastOperationFailed(Some(ErrorCode::BadDescriptor));
            assert_eq!(stream.blocking_write_and_flush(b"").await, Err(failed));
            let mut stream = FileOutputStream::append(&scratch.file);
            assert_eq!(stream.blocking_write_and_flush(b"").await, Ok(()));
        });
    }
}

#[test]
fn splice_moves_what_there_is_and_then_says_closed() {
    for blocking in MODES {
        run(async {
            let (from, to) = (Scratch::new(blocking, b"0123456789"), Scratch::new(blocking, b""));
            let mut source = FileInputStream::new(&from.file, 1);
            let mut stream = FileOutputStream::write_at(&to.file, 0);
            assert_eq!(stream.blocking_splice(&mut source, 0).await, Ok(0));
            assert_eq!(stream.blocking_splice(&mut source, 3).await, Ok(3));
            let mut moved = 3;
            while moved < 9 {
                moved += stream.splice(&mut source, u64::MAX).unwrap();
            }
            let end = stream.blocking_splice(&mut source, 1).await;
            assert_eq!(end, Err(StreamError::Closed));
            stream.blocking_flush().await.unwrap();
            assert_eq!(to.contents(), b"123456789", "{blocking:?}");
        });
    }
}

#[test]
fn a_full_stream_takes_nothing_from_the_source_of_a_splice() {
    run(async {
        let (from, to) = (Scratch::new(Blocking::Pool, b"abc"), Scratch::new(Blocking::Pool, b""));
        let mut source = FileInputStream::new(&from.file, 0);
        source.block().await;
        let mut stream = FileOutputStream::write_at(&to.file, 0);
        let hold = Hold::new();
        write(&mut stream, &vec![0; CAPACITY]).await;
        assert_eq!(stream.splice(&mut source, 3), Ok(0));
        hold.release().await;
        assert_eq!(stream.splice(&mut source, 3), Ok(3));
    });
}
