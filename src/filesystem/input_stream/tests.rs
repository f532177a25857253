//! The state table of input streams, every row in every mode; and what a table can't say.

use super::super::testing::{Hold, MODES, Scratch, once, run, settled, uncached};
use super::*;
use crate::wasi::ErrorCode;

/// Where a row begins: the states of the table above, told apart by what the pool is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Idle,
    /// Idle, and the pool is held.
    IdleHeld,
    /// Idle, on a file of which all is in the page cache, on a file system that can say so; the pool is held.
    IdleCached,
    /// A background read is queued behind what holds the pool.
    Waiting,
    /// A background read is over, and nobody has looked.
    Finished,
    /// Three bytes are buffered: `Lin`.
    Data,
    Error,
    Closed,
}

use self::Start::{Closed, Data, Error, Finished, Idle, IdleCached, IdleHeld, Waiting};

const STATES: [Start; 8] = [Idle, IdleHeld, IdleCached, Waiting, Finished, Data, Error, Closed];

const CALLS: [&str; 9] = [
    "read 0",
    "read 2",
    "skip 2",
    "ready",
    "block",
    "blocking-read 0",
    "blocking-read 2",
    "blocking-skip 2",
    "cancel",
];

const INLINE: &[Blocking] = &[Blocking::CurrentThread];
const POOLED: &[Blocking] = &[Blocking::Pool, Blocking::NowaitThenPool];
const NOWAIT: &[Blocking] = &[Blocking::NowaitThenPool];
const ONLY_POOL: &[Blocking] = &[Blocking::Pool];
const ALL: &[Blocking] = &MODES;

/// State, call, modes, answer, state after it. "waits" is a future that is pending when it is polled.
type Row = (Start, &'static str, &'static [Blocking], &'static str, &'static str);

const TABLE: &[Row] = &[
    (Idle, "read 0", ALL, "", "Idle"),
    (Idle, "read 2", INLINE, "Li", "Idle"),
    (Idle, "read 2", POOLED, "", "Waiting"),
    (Idle, "skip 2", INLINE, "2", "Idle"),
    (Idle, "skip 2", POOLED, "0", "Waiting"),
    (Idle, "block", INLINE, "done", "Idle"),
    (Idle, "block", POOLED, "done", "Data"),
    (Idle, "blocking-read 0", ALL, "", "Idle"),
    (Idle, "blocking-read 2", ALL, "Li", "Idle"),
    (Idle, "blocking-skip 2", ALL, "2", "Idle"),
    (Idle, "cancel", ALL, "done", "Closed"),
    (IdleHeld, "read 0", ALL, "", "Idle"),
    (IdleHeld, "read 2", INLINE, "Li", "Idle"),
    (IdleHeld, "read 2", POOLED, "", "Waiting"),
    (IdleHeld, "skip 2", INLINE, "2", "Idle"),
    (IdleHeld, "skip 2", POOLED, "0", "Waiting"),
    (IdleHeld, "ready", INLINE, "yes", "Idle"),
    (IdleHeld, "ready", POOLED, "no", "Waiting"),
    (IdleHeld, "block", INLINE, "done", "Idle"),
    (IdleHeld, "block", POOLED, "waits", "Waiting"),
    (IdleHeld, "blocking-read 0", ALL, "", "Idle"),
    (IdleHeld, "blocking-read 2", INLINE, "Li", "Idle"),
    (IdleHeld, "blocking-read 2", POOLED, "waits", "Waiting"),
    (IdleHeld, "blocking-skip 2", INLINE, "2", "Idle"),
    (IdleHeld, "blocking-skip 2", POOLED, "waits", "Waiting"),
    (IdleHeld, "cancel", ALL, "done", "Closed"),
    (IdleCached, "read 0", NOWAIT, "", "Idle"),
    (IdleCached, "read 2", NOWAIT, "Li", "Idle"),
    (IdleCached, "skip 2", NOWAIT, "2", "Idle"),
    (IdleCached, "ready", NOWAIT, "yes", "Data"),
    (IdleCached, "block", NOWAIT, "done", "Data"),
    (IdleCached, "blocking-read 0", NOWAIT, "", "Idle"),
    (IdleCached, "blocking-read 2", NOWAIT, "Li", "Idle"),
    (IdleCached, "blocking-skip 2", NOWAIT, "2", "Idle"),
    (IdleCached, "cancel", NOWAIT, "done", "Closed"),
    (Waiting, "read 0", POOLED, "", "Waiting"),
    (Waiting, "read 2", POOLED, "", "Waiting"),
    (Waiting, "skip 2", POOLED, "0", "Waiting"),
    (Waiting, "ready", POOLED, "no", "Waiting"),
    (Waiting, "block", POOLED, "waits", "Waiting"),
    (Waiting, "blocking-read 0", POOLED, "", "Waiting"),
    (Waiting, "blocking-read 2", POOLED, "waits", "Waiting"),
    (Waiting, "blocking-skip 2", POOLED, "waits", "Waiting"),
    (Waiting, "cancel", POOLED, "done", "Closed"),
    (Finished, "read 0", POOLED, "", "Waiting"),
    (Finished, "read 2", POOLED, "Li", "Data"),
    (Finished, "skip 2", POOLED, "2", "Data"),
    (Finished, "ready", POOLED, "yes", "Data"),
    (Finished, "block", POOLED, "done", "Data"),
    (Finished, "blocking-read 0", POOLED, "", "Waiting"),
    (Finished, "blocking-read 2", POOLED, "Li", "Data"),
    (Finished, "blocking-skip 2", POOLED, "2", "Data"),
    (Finished, "cancel", POOLED, "done", "Closed"),
    (Data, "read 0", POOLED, "", "Data"),
    (Data, "read 2", POOLED, "Li", "Data"),
    (Data, "skip 2", POOLED, "2", "Data"),
    (Data, "ready", POOLED, "yes", "Data"),
    (Data, "block", POOLED, "done", "Data"),
    (Data, "blocking-read 0", POOLED, "", "Data"),
    (Data, "blocking-read 2", POOLED, "Li", "Data"),
    (Data, "blocking-skip 2", POOLED, "2", "Data"),
    (Data, "cancel", POOLED, "done", "Closed"),
    (Error, "read 0", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "read 2", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "skip 2", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "ready", POOLED, "yes", "Error"),
    (Error, "block", POOLED, "done", "Error"),
    (Error, "blocking-read 0", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "blocking-read 2", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "blocking-skip 2", POOLED, "last-operation-failed (bad-descriptor)", "Closed"),
    (Error, "cancel", POOLED, "done", "Closed"),
    (Closed, "read 0", ALL, "closed", "Closed"),
    (Closed, "read 2", ALL, "closed", "Closed"),
    (Closed, "skip 2", ALL, "closed", "Closed"),
    (Closed, "ready", ALL, "yes", "Closed"),
    (Closed, "block", ALL, "done", "Closed"),
    (Closed, "blocking-read 0", ALL, "closed", "Closed"),
    (Closed, "blocking-read 2", ALL, "closed", "Closed"),
    (Closed, "blocking-skip 2", ALL, "closed", "Closed"),
    (Closed, "cancel", ALL, "done", "Closed"),
];

/// Where no stream of these modes ever is, and where the attempt ends instead.
const NEVER: &[(Start, &[Blocking], &str)] = &[
    (IdleCached, INLINE, "Idle"),    // the cache makes no difference: this is Idle
    (IdleCached, ONLY_POOL, "Idle"), // likewise
    (Waiting, INLINE, "Idle"),       // reads are over when they return
    (Finished, INLINE, "Idle"),      // likewise
    (Data, INLINE, "Idle"),          // nothing is read ahead
    (Error, INLINE, "Idle"),         // an error is given out by the call that meets it
];

/// Calls that hang on the speed of a pool that isn't held; their rows are those of `IdleHeld` and `Finished`.
const RACES: &[(Start, &str, &[Blocking])] = &[(Idle, "ready", POOLED)];

/// On the current thread there is no race, so the row stands here.
const NO_RACE: Row = (Idle, "ready", INLINE, "yes", "Idle");

impl FileInputStream {
    fn state(&self) -> &'static str {
        match self.state {
            State::Idle => "Idle",
            State::Waiting(_) => "Waiting",
            State::Data(..) => "Data",
            State::Error(_) => "Error",
            State::Closed => "Closed",
        }
    }
}

/// Brings a stream to where a row begins, as far as its mode can.
async fn arrive(start: Start, blocking: Blocking) -> (FileInputStream, Option<Hold>, Scratch) {
    let scratch = Scratch::new(blocking, b"Linux\n");
    let file = match start {
        IdleCached => scratch.file.clone(),
        Error => scratch.refusing_reads(blocking),
        Idle | IdleHeld | Waiting | Finished | Data | Closed => uncached(blocking),
    };
    let mut stream = FileInputStream::new(&file, 0);
    let inline = blocking == Blocking::CurrentThread;
    let mut hold = None;
    match start {
        Idle => {}
        IdleHeld | IdleCached => hold = Some(Hold::new()),
        Waiting => {
            hold = Some(Hold::new());
            assert_eq!(once(stream.block_for(3)).is_some(), inline);
        }
        Finished => {
            let hold = Hold::new();
            assert_eq!(once(stream.block_for(3)).is_some(), inline);
            hold.release().await;
        }
        Data | Error => stream.block_for(3).await,
        Closed => stream.cancel().await,
    }
    (stream, hold, scratch)
}

/// Makes a call; without a hold, one that waits is waited for.
async fn call(stream: &mut FileInputStream, call: &str, held: bool) -> String {
    let bytes = |result: StreamResult<Vec<u8>>| match result {
        Ok(bytes) => String::from_utf8(bytes).unwrap(),
        Err(error) => error.to_string(),
    };
    let count = |result: StreamResult<u64>| result.map_or_else(|error| error.to_string(), |n| n.to_string());
    let answer = async {
        match call {
            "read 0" => bytes(stream.read(0)),
            "read 2" => bytes(stream.read(2)),
            "skip 2" => count(stream.skip(2)),
            "ready" => if stream.ready() { "yes" } else { "no" }.to_owned(),
            "blocking-read 0" => bytes(stream.blocking_read(0).await),
            "blocking-read 2" => bytes(stream.blocking_read(2).await),
            "blocking-skip 2" => count(stream.blocking_skip(2).await),
            "block" => {
                stream.block().await;
                "done".to_owned()
            }
            "cancel" => {
                stream.cancel().await;
                "done".to_owned()
            }
            other => panic!("no such call: {other}"),
        }
    };
    if held { once(answer).unwrap_or_else(|| "waits".to_owned()) } else { answer.await }
}

/// Memory file systems have none, though nothing of theirs is ever on a disk.
fn reads_without_sleep(file: &File) -> bool {
    file.read_at_once(1, 0).is_some()
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().chain([&NO_RACE])
}

#[test]
fn every_row_of_the_state_table_holds() {
    for (start, name, modes, answer, next) in rows() {
        for blocking in *modes {
            run(async {
                let (mut stream, hold, scratch) = arrive(*start, *blocking).await;
                if *start == IdleCached && !reads_without_sleep(&scratch.file) {
                    eprintln!(
                        "not here: {start:?}, {name}: the temporary folder has no reads that don't sleep"
                    );
                    return;
                }
                let got = call(&mut stream, name, hold.is_some()).await;
                let row = format!("{start:?}, {name}, {blocking:?}");
                assert_eq!((got.as_str(), stream.state()), (*answer, *next), "{row}");
            });
        }
    }
}

#[test]
fn a_state_that_a_mode_never_has_is_not_arrived_at() {
    for (start, modes, instead) in NEVER {
        for blocking in *modes {
            let arrived = run(async { arrive(*start, *blocking).await.0.state() });
            assert_eq!(arrived, *instead, "{start:?}, {blocking:?}");
        }
    }
}

#[test]
fn the_table_has_one_row_for_every_state_call_and_mode() {
    for start in STATES {
        for name in CALLS {
            for blocking in MODES {
                let found = rows().filter(|row| row.0 == start && row.1 == name && row.2.contains(&blocking));
                let never = NEVER.iter().filter(|row| row.0 == start && row.1.contains(&blocking));
                let races =
                    RACES.iter().filter(|row| row.0 == start && row.1 == name && row.2.contains(&blocking));
                let count = found.count() + never.count() + races.count();
                assert_eq!(count, 1, "rows for {start:?}, {name}, {blocking:?}");
            }
        }
    }
}

#[test]
fn a_guest_that_only_reads_gets_every_byte() {
    for blocking in MODES {
        // Inside one poll of a task, so that the runtime has no turn in between.
        let read = run(async {
            let mut stream = FileInputStream::new(&uncached(blocking), 0);
            let mut all = Vec::new();
            loop {
                match stream.read(4) {
                    Ok(bytes) => all.extend(bytes),
                    Err(error) => return (all, error),
                }
            }
        });
        assert_eq!(read, (b"Linux\n".to_vec(), StreamError::Closed), "{blocking:?}");
    }
}

#[test]
fn dropped_futures_lose_no_byte() {
    for blocking in MODES {
        run(async {
            let mut stream = FileInputStream::new(&uncached(blocking), 0);
            let hold = Hold::new();
            let first = once(stream.blocking_read(2)).transpose().unwrap().unwrap_or_default();
            once(stream.block());
            stream.ready();
            hold.release().await;
            let mut all = first;
            while let Ok(bytes) = stream.blocking_read(3).await {
                all.extend(bytes);
            }
            assert_eq!(all, b"Linux\n", "{blocking:?}");
        });
    }
}

#[test]
fn the_position_moves_by_what_is_taken() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"0123456789");
            let mut stream = FileInputStream::new(&scratch.file, 2);
            stream.block().await;
            assert_eq!(stream.blocking_read(3).await.unwrap(), b"234");
            assert_eq!(stream.read(0).unwrap(), b"");
            assert_eq!(stream.blocking_skip(2).await, Ok(2));
            assert_eq!(stream.blocking_read(u64::MAX).await.unwrap(), b"789", "{blocking:?}");
        });
    }
}

#[test]
fn the_end_of_the_file_is_final_though_the_file_grows() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"x");
            let mut stream = FileInputStream::new(&scratch.file, 0);
            assert_eq!(stream.blocking_read(9).await.unwrap(), b"x");
            assert_eq!(stream.blocking_read(9).await, Err(StreamError::Closed));
            scratch.append_from_outside(b"y");
            assert_eq!(stream.blocking_read(9).await, Err(StreamError::Closed), "{blocking:?}");
        });
    }
}

#[test]
fn a_length_of_any_size_is_bounded_by_what_one_read_gives() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, &vec![7; 100_000]);
            let mut stream = FileInputStream::new(&scratch.file, 0);
            let bytes = stream.blocking_read(u64::MAX).await.unwrap();
            assert_eq!(bytes.len() as u64, READ_MAX, "{blocking:?}");
            let rest = stream.blocking_read(u64::MAX).await.unwrap();
            assert_eq!(bytes.len() + rest.len(), 100_000);
            assert!(rest.capacity() <= 2 * rest.len());
        });
    }
}

#[test]
fn an_offset_that_no_file_reaches_is_the_end() {
    for blocking in MODES {
        for offset in [7, i64::MAX as u64, 1 << 63, u64::MAX] {
            let scratch = Scratch::new(blocking, b"x");
            let answer = run(FileInputStream::new(&scratch.file, offset).blocking_read(1));
            assert_eq!(answer, Err(StreamError::Closed), "{offset}, {blocking:?}");
        }
    }
}

#[test]
fn inline_an_error_is_given_once_by_the_call_that_meets_it() {
    let scratch = Scratch::new(Blocking::CurrentThread, b"x");
    let mut stream = FileInputStream::new(&scratch.refusing_reads(Blocking::CurrentThread), 0);
    let code = Some(ErrorCode::BadDescriptor);
    assert_eq!(stream.read(1), Err(StreamError::LastOperationFailed(code)));
    assert_eq!(stream.read(1), Err(StreamError::Closed));
}

#[test]
fn a_directory_read_as_a_stream_is_an_error_of_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    for blocking in MODES {
        let handle = std::fs::File::open(folder.path()).unwrap();
        let file = super::super::testing::file(handle, super::super::OpenMode::READ, blocking);
        let answer = run(FileInputStream::new(&file, 0).blocking_read(1));
        assert_eq!(answer, Err(StreamError::LastOperationFailed(Some(ErrorCode::IsDirectory))));
    }
}

#[test]
fn a_cancelled_read_that_has_begun_is_waited_for() {
    run(async {
        let file = uncached(Blocking::Pool);
        let mut stream = FileInputStream::new(&file, 0);
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (begin, has_begun) = std::sync::mpsc::channel();
        stream.state = State::Waiting(file.spawn_blocking(move |_| {
            begin.send(()).unwrap();
            released.recv().unwrap_err();
            Ok(Vec::new())
        }));
        has_begun.recv().unwrap();
        assert!(once(stream.cancel()).is_none());
        assert_eq!(stream.state(), "Waiting");
        drop(release);
        stream.cancel().await;
        assert_eq!(stream.state(), "Closed");
        settled().await;
    });
}
