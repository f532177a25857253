//! The state table of output streams, every row in every mode; and what a table can't say.

use super::super::pipe::CAPACITY;
use super::super::testing::{Hold, MODES, Scratch, once, run};
use super::*;
use crate::wasi::ErrorCode;

/// Where a row begins. What the guest holds of permits is the row's own matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// Nothing was sent.
    Ready,
    /// Some was sent, and there is room for more; the pool is held.
    Room,
    /// So much was sent that there is no more room; the pool is held.
    Full,
    /// A flush was asked for behind what was sent; the pool is held.
    Flushing,
    /// The same, and all has landed, and nobody has looked.
    Landed,
    Error,
    Closed,
}

use self::Start::{Closed, Error, Flushing, Full, Landed, Ready, Room};

const STATES: [Start; 7] = [Ready, Room, Full, Flushing, Landed, Error, Closed];

/// Writes "in" the permit have one for as much; "beyond" one for less; "without" none.
const CALLS: [&str; 16] = [
    "check-write",
    "write in",
    "write beyond",
    "write without",
    "write-zeroes in",
    "write-zeroes beyond",
    "write-zeroes without",
    "flush",
    "blocking-flush",
    "ready",
    "block",
    "blocking-write-and-flush",
    "blocking-write-and-flush too much",
    "blocking-write-zeroes-and-flush",
    "blocking-write-zeroes-and-flush too much",
    "cancel",
];

const INLINE: &[Blocking] = &[Blocking::CurrentThread];
const POOLED: &[Blocking] = &[Blocking::Pool, Blocking::NowaitThenPool];
const ALL: &[Blocking] = &MODES;
const FAILED: &str = "last-operation-failed (bad-descriptor)";

/// State, calls, modes, answer, state after each. "waits" is a future that is pending when it is polled; a permit is
/// "room" or "0"; a trap is "trap".
type Row = (Start, &'static [&'static str], &'static [Blocking], &'static str, &'static str);

const WRITES_IN: &[&str] = &["write in", "write-zeroes in"];
const WRITES_OUT: &[&str] = &["write beyond", "write without", "write-zeroes beyond", "write-zeroes without"];
const BLOCKING: &[&str] = &["blocking-write-and-flush", "blocking-write-zeroes-and-flush"];
const TOO_MUCH: &[&str] = &["blocking-write-and-flush too much", "blocking-write-zeroes-and-flush too much"];

const TABLE: &[Row] = &[
    (Ready, &["check-write"], ALL, "room", "Ready"),
    (Ready, WRITES_IN, ALL, "ok", "Ready"),
    (Ready, WRITES_OUT, ALL, "trap", "Ready"),
    (Ready, &["flush", "blocking-flush"], ALL, "ok", "Ready"),
    (Ready, &["ready"], ALL, "yes", "Ready"),
    (Ready, &["block"], ALL, "ok", "Ready"),
    (Ready, BLOCKING, ALL, "ok", "Ready"),
    (Ready, TOO_MUCH, ALL, "trap", "Ready"),
    (Ready, &["cancel"], ALL, "ok", "Closed"),
    (Room, &["check-write"], ALL, "room", "Ready"),
    (Room, WRITES_IN, ALL, "ok", "Ready"),
    (Room, WRITES_OUT, ALL, "trap", "Ready"),
    (Room, &["flush"], INLINE, "ok", "Ready"),
    (Room, &["flush"], POOLED, "ok", "Waiting"),
    (Room, &["blocking-flush"], INLINE, "ok", "Ready"),
    (Room, &["blocking-flush"], POOLED, "waits", "Waiting"),
    (Room, &["ready"], ALL, "yes", "Ready"),
    (Room, &["block"], ALL, "ok", "Ready"),
    (Room, BLOCKING, INLINE, "ok", "Ready"),
    (Room, BLOCKING, POOLED, "waits", "Waiting"),
    (Room, TOO_MUCH, ALL, "trap", "Ready"),
    (Room, &["cancel"], ALL, "ok", "Closed"),
    (Full, &["check-write"], POOLED, "0", "Waiting"),
    (Full, WRITES_OUT, POOLED, "trap", "Waiting"),
    (Full, &["flush"], POOLED, "ok", "Waiting"),
    (Full, &["blocking-flush", "block"], POOLED, "waits", "Waiting"),
    (Full, &["ready"], POOLED, "no", "Waiting"),
    (Full, BLOCKING, POOLED, "waits", "Waiting"),
    (Full, TOO_MUCH, POOLED, "trap", "Waiting"),
    (Full, &["cancel"], POOLED, "ok", "Closed"),
    (Flushing, &["check-write"], POOLED, "0", "Waiting"),
    (Flushing, WRITES_IN, POOLED, "ok", "Waiting"),
    (Flushing, WRITES_OUT, POOLED, "trap", "Waiting"),
    (Flushing, &["flush"], POOLED, "ok", "Waiting"),
    (Flushing, &["blocking-flush", "block"], POOLED, "waits", "Waiting"),
    (Flushing, &["ready"], POOLED, "no", "Waiting"),
    (Flushing, BLOCKING, POOLED, "waits", "Waiting"),
    (Flushing, TOO_MUCH, POOLED, "trap", "Waiting"),
    (Flushing, &["cancel"], POOLED, "ok", "Closed"),
    (Landed, &["check-write"], ALL, "room", "Ready"),
    (Landed, WRITES_IN, ALL, "ok", "Ready"),
    (Landed, WRITES_OUT, ALL, "trap", "Ready"),
    (Landed, &["flush", "blocking-flush", "block"], ALL, "ok", "Ready"),
    (Landed, &["ready"], ALL, "yes", "Ready"),
    (Landed, BLOCKING, ALL, "ok", "Ready"),
    (Landed, TOO_MUCH, ALL, "trap", "Ready"),
    (Landed, &["cancel"], ALL, "ok", "Closed"),
    (Error, &["check-write"], ALL, FAILED, "Closed"),
    (Error, WRITES_IN, POOLED, FAILED, "Closed"),
    (Error, WRITES_OUT, POOLED, "trap", "Error"),
    (Error, &["write without", "write-zeroes without"], INLINE, "trap", "Error"),
    (Error, &["flush", "blocking-flush"], ALL, FAILED, "Closed"),
    (Error, &["ready"], ALL, "yes", "Error"),
    (Error, &["block"], ALL, "ok", "Error"),
    (Error, BLOCKING, ALL, FAILED, "Closed"),
    (Error, TOO_MUCH, ALL, "trap", "Error"),
    (Error, &["cancel"], ALL, "ok", "Closed"),
    (Closed, &["check-write"], ALL, "closed", "Closed"),
    (Closed, WRITES_IN, ALL, "closed", "Closed"),
    (Closed, WRITES_OUT, ALL, "closed", "Closed"),
    (Closed, &["flush", "blocking-flush"], ALL, "closed", "Closed"),
    (Closed, &["ready"], ALL, "yes", "Closed"),
    (Closed, &["block"], ALL, "ok", "Closed"),
    (Closed, BLOCKING, ALL, "closed", "Closed"),
    (Closed, TOO_MUCH, ALL, "closed", "Closed"),
    (Closed, &["cancel"], ALL, "ok", "Closed"),
];

/// What can't be: no stream of these modes is ever there with such a call to make. The state that the attempt ends in.
const NEVER: &[Row] = &[
    // A write on the current thread is over when it returns, so nothing fills up and no flush has to wait.
    (Full, &CALLS, INLINE, "", "Ready"),
    (Flushing, &CALLS, INLINE, "", "Ready"),
    // Whoever has a permit still has room for it.
    (Full, WRITES_IN, POOLED, "", "Waiting"),
    // The error is there before another permit can be had.
    (Error, &["write in", "write-zeroes in", "write beyond", "write-zeroes beyond"], INLINE, "", "Error"),
];

impl FileOutputStream {
    fn state(&self) -> &'static str {
        let flow = self.pipe.lock();
        match (self.closed, flow.has_failed(), flow.is_waiting()) {
            (true, _, _) => "Closed",
            (false, true, _) => "Error",
            (false, false, true) => "Waiting",
            (false, false, false) => "Ready",
        }
    }
}

/// Brings a stream to where a row begins, as far as its mode can; with a permit, if the row's call is to have one.
async fn arrive(start: Start, blocking: Blocking, permit: bool) -> (FileOutputStream, Option<Hold>, Scratch) {
    let scratch = Scratch::new(blocking, b"");
    let refusing = scratch.refusing_writes(blocking);
    let mut stream = FileOutputStream::write_at(if start == Error { &refusing } else { &scratch.file }, 0);
    let mut hold = (start != Ready && start != Closed).then(Hold::new);
    if start != Ready {
        stream.check_write().unwrap();
        let sent = if start == Full { CAPACITY } else { 2 };
        stream.write(&vec![b'x'; sent]).unwrap();
    }
    if permit {
        let failed = stream.pipe.lock().has_failed();
        if !failed {
            stream.check_write().unwrap();
        }
    }
    if matches!(start, Flushing | Landed) {
        stream.flush().unwrap();
    }
    if matches!(start, Landed | Error)
        && let Some(hold) = hold.take()
    {
        hold.release().await;
    }
    if start == Closed {
        stream.cancel().await;
    }
    (stream, hold, scratch)
}

/// Makes a call; without a hold, one that waits is waited for.
async fn call(stream: &mut FileOutputStream, call: &str, held: bool) -> String {
    let beyond = CAPACITY + 1;
    let answer = async {
        match call {
            "check-write" => return stream.check_write().map(|n| if n > 0 { "room" } else { "0" }),
            "write in" | "write without" => stream.write(b"ab")?,
            "write beyond" => stream.write(&vec![1; beyond])?,
            "write-zeroes in" | "write-zeroes without" => stream.write_zeroes(2)?,
            "write-zeroes beyond" => stream.write_zeroes(u64::MAX)?,
            "flush" => stream.flush()?,
            "blocking-flush" => stream.blocking_flush().await?,
            "ready" => return Ok(if stream.ready() { "yes" } else { "no" }),
            "block" => stream.block().await,
            "blocking-write-and-flush" => stream.blocking_write_and_flush(&[1; 4096]).await?,
            "blocking-write-and-flush too much" => stream.blocking_write_and_flush(&[1; 4097]).await?,
            "blocking-write-zeroes-and-flush" => stream.blocking_write_zeroes_and_flush(4096).await?,
            "blocking-write-zeroes-and-flush too much" => {
                stream.blocking_write_zeroes_and_flush(u64::MAX).await?;
            }
            "cancel" => stream.cancel().await,
            other => panic!("no such call: {other}"),
        }
        Ok("ok")
    };
    let answer = if held { once(answer) } else { Some(answer.await) };
    match answer {
        None => "waits".to_owned(),
        Some(Ok(text)) => text.to_owned(),
        Some(Err(StreamError::Trap(_))) => "trap".to_owned(),
        Some(Err(error @ (StreamError::Closed | StreamError::LastOperationFailed(_)))) => error.to_string(),
    }
}

fn has_permit(name: &str) -> bool {
    name.ends_with(" in") || name.ends_with(" beyond")
}

#[test]
fn every_row_of_the_state_table_holds() {
    for (start, names, modes, answer, next) in TABLE {
        for (name, blocking) in names.iter().flat_map(|name| modes.iter().map(move |mode| (name, *mode))) {
            run(async {
                let (mut stream, hold, _scratch) = arrive(*start, blocking, has_permit(name)).await;
                let got = call(&mut stream, name, hold.is_some()).await;
                let row = format!("{start:?}, {name}, {blocking:?}");
                assert_eq!((got.as_str(), stream.state()), (*answer, *next), "{row}");
            });
        }
    }
}

#[test]
fn what_a_mode_never_has_is_not_arrived_at() {
    for (start, _, modes, _, instead) in NEVER {
        for blocking in *modes {
            let (state, permit) = run(async {
                let (stream, _hold, _scratch) = arrive(*start, *blocking, true).await;
                (stream.state(), stream.permit)
            });
            assert_eq!(state, *instead, "{start:?}, {blocking:?}");
            assert!(matches!(start, Flushing) || permit.unwrap_or(0) == 0 || *start == Full, "{start:?}");
        }
    }
}

#[test]
fn the_tables_have_one_row_for_every_state_call_and_mode() {
    for start in STATES {
        for name in CALLS {
            for blocking in MODES {
                let here = |row: &&Row| row.0 == start && row.1.contains(&name) && row.2.contains(&blocking);
                let count = TABLE.iter().filter(here).count() + NEVER.iter().filter(here).count();
                assert_eq!(count, 1, "rows for {start:?}, {name}, {blocking:?}");
            }
        }
    }
}

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
        let count = |byte| contents.iter().filter(|b| **b == byte).count();
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
        let (begin, begun) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let pipe = Arc::clone(&stream.pipe);
        pipe.accept(b"begun");
        stream.job = Some(super::super::spawn_blocking(move || {
            let (bytes, target) = pipe.next().unwrap();
            begin.send(()).unwrap();
            released.recv().unwrap_err();
            pipe.write_taken(&bytes, target);
            pipe.drain();
        }));
        begun.recv().unwrap();
        assert_eq!(once(stream.cancel()), None, "a write in the middle is waited for");
        drop(release);
        stream.cancel().await;
        assert_eq!(scratch.contents(), b"begun");
        assert_eq!(stream.check_write(), Err(StreamError::Closed));
    });
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
            run(async {
                let handle = std::fs::OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
                let file = super::super::testing::file(handle, super::super::OpenMode::all(), blocking);
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
            let file = super::super::testing::file(handle, super::super::OpenMode::READ, blocking);
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
