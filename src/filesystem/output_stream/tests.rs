//! The state table of output streams, every row in every mode.

use super::super::pipe::CAPACITY;
use super::super::testing::{Hold, MODES, Scratch, once, run};
use super::*;

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
