//! Each fault of the background, and what the same calls come to without it. The operating system is played.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::future::{Future, poll_fn};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use super::calls::{Calls, System};
use super::desk::Piece;
use super::writer::{PAGE, Writer};
use super::{BackgroundInput, BackgroundOutput, Others};
use crate::backends::faulty::Fault;
use crate::filesystem::Blocking;
use crate::filesystem::testing::{Hold, Scratch, once, run, settled};
use crate::wasi::{ErrorCode, StreamError};

/// What a call comes to.
#[derive(Debug)]
enum Answer {
    Interrupted,
    Short(usize),
    Io,
    /// As ever, but not before it is let go.
    Held(mpsc::Sender<()>, mpsc::Receiver<()>),
}

/// An operating system that answers what it was told, then as the real one.
#[derive(Debug, Default)]
struct Played {
    answers: Mutex<VecDeque<Answer>>,
    wrote: Mutex<Vec<(Vec<u8>, Option<u64>)>>,
}

impl Played {
    /// How many bytes the call may take.
    fn answer(&self, length: usize) -> io::Result<usize> {
        let next = self.answers.lock().unwrap().pop_front();
        match next {
            None => Ok(length),
            Some(Answer::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
            Some(Answer::Short(count)) => Ok(count.min(length)),
            Some(Answer::Io) => Err(io::Error::other("the device")),
            Some(Answer::Held(begin, go_on)) => {
                begin.send(()).unwrap();
                go_on.recv().unwrap_err();
                Ok(length)
            }
        }
    }
}

/// Reads are answered as writes are, but for those of a fault that writes as well.
impl Calls for Played {
    fn read(&self, file: &cap_std::fs::File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
        let length = if length == 16 { length } else { self.answer(length)? };
        System.read(file, length, offset)
    }

    fn write(&self, file: &cap_std::fs::File, bytes: &[u8], offset: Option<u64>) -> io::Result<usize> {
        self.wrote.lock().unwrap().push((bytes.to_vec(), offset));
        match self.answer(bytes.len())? {
            0 => Ok(0),
            count => System.write(file, &bytes[..count], offset),
        }
    }
}

/// A call that is held.
struct Held(mpsc::Receiver<()>, mpsc::Sender<()>);

impl Held {
    /// Waits until it is under way.
    fn begun(&self) {
        self.0.recv().unwrap();
    }

    async fn release(self) {
        drop(self.1);
        settled().await;
    }
}

/// A file that holds `base`, and an operating system.
struct Stage {
    scratch: Scratch,
    calls: Arc<Played>,
    fault: Option<Fault>,
}

impl Stage {
    fn output(&self, start: Option<u64>) -> BackgroundOutput {
        let calls = Arc::clone(&self.calls) as Arc<dyn Calls>;
        BackgroundOutput::with_calls(&self.scratch.file, self.fault, start, calls)
    }

    fn inputs(&self) -> [BackgroundInput; 2] {
        let moved = Rc::default();
        [(); 2].map(|()| {
            let calls = Arc::clone(&self.calls) as Arc<dyn Calls>;
            BackgroundInput::with_calls(&self.scratch.file, self.fault, 0, Rc::clone(&moved), calls)
        })
    }

    fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.calls.answers.lock().unwrap().extend(answers);
    }

    fn holds(&self) -> Held {
        let ((begin, has_begun), (release, released)) = (mpsc::channel(), mpsc::channel());
        self.answers([Answer::Held(begin, released)]);
        Held(has_begun, release)
    }

    fn text(&self) -> String {
        String::from_utf8(self.scratch.contents()).unwrap()
    }
}

fn send(output: &mut BackgroundOutput, bytes: &[u8]) {
    output.check_write().unwrap();
    output.write(bytes).unwrap();
}

/// Lets a held call go while something waits for it, if it does; whether it did.
async fn meanwhile(waiting: impl Future<Output = ()>, held: Held) -> bool {
    let mut waiting = pin!(waiting);
    let over = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_ready())).await;
    held.release().await;
    if !over {
        waiting.await;
    }
    settled().await;
    !over
}

/// What a scene comes to without the fault and with it.
fn shows<T: PartialEq + std::fmt::Debug>(fault: Fault, right: T, wrong: T, scene: impl AsyncFn(&Stage) -> T) {
    for (fault, expected) in [(None, right), (Some(fault), wrong)] {
        let seen = run(async {
            let scratch = Scratch::new(Blocking::Pool, b"base");
            scene(&Stage { scratch, calls: Arc::default(), fault }).await
        });
        assert_eq!(seen, expected, "{fault:?}");
    }
}

/// A write is under way, another is queued behind it, and the stream is cancelled: whether cancel waited, and the file.
async fn cancelled(stage: &Stage, start: Option<u64>) -> (bool, String) {
    let (mut output, held) = (stage.output(start), stage.holds());
    send(&mut output, b"A");
    held.begun();
    send(&mut output, b"B");
    let waited = meanwhile(output.cancel(), held).await;
    (waited, stage.text())
}

/// What a blocking write of `ABCD` comes to when these are the answers, and the file.
async fn written(stage: &Stage, answers: impl IntoIterator<Item = Answer>) -> (bool, String) {
    stage.answers(answers);
    let result = stage.output(Some(0)).blocking_write_and_flush(b"ABCD").await;
    (result.is_ok(), stage.text())
}

#[test]
fn cancel_waits_for_what_is_under_way_and_nothing_else_lands() {
    let (positional, appending) = ((true, "Aase".to_owned()), (true, "baseA".to_owned()));
    let seen = (false, positional.1.clone());
    shows(Fault::CancelTooEarly, positional.clone(), seen, async |stage| cancelled(stage, Some(0)).await);
    let seen = (true, "ABse".to_owned());
    shows(Fault::CancelledLandsLater, positional.clone(), seen, async |stage| {
        cancelled(stage, Some(0)).await
    });
    let seen = (true, "AAse".to_owned());
    shows(Fault::CancelledTwice, positional, seen, async |stage| cancelled(stage, Some(0)).await);
    let seen = (true, "baseAA".to_owned());
    shows(Fault::CancelledTwice, appending, seen, async |stage| cancelled(stage, None).await);
}

#[test]
fn appends_lose_nothing_and_keep_their_order_and_are_whole() {
    shows(Fault::AppendSeeks, "baseXAB".to_owned(), "baseAB".to_owned(), async |stage| {
        let (mut output, held) = (stage.output(None), stage.holds());
        send(&mut output, b"AB");
        held.begun();
        stage.scratch.append_from_outside(b"X");
        held.release().await;
        stage.text()
    });
    shows(Fault::AppendReorders, "baseABC".to_owned(), "baseACB".to_owned(), async |stage| {
        let (mut output, held) = (stage.output(None), stage.holds());
        send(&mut output, b"A");
        held.begun();
        send(&mut output, b"B");
        send(&mut output, b"C");
        held.release().await;
        stage.text()
    });
    let halves = vec![(b"AB".to_vec(), None), (b"CD".to_vec(), None)];
    shows(Fault::AppendTorn, vec![(b"ABCD".to_vec(), None)], halves, async |stage| {
        stage.output(None).blocking_write_and_flush(b"ABCD").await.unwrap();
        stage.calls.wrote.lock().unwrap().clone()
    });
}

#[test]
fn long_writes_are_made_in_pages() {
    let long = [b'A'; 2 * PAGE + 1];
    let lengths = async |stage: &Stage, offset| {
        let mut output = stage.output(offset);
        send(&mut output, &long);
        output.blocking_flush().await.unwrap();
        stage.calls.wrote.lock().unwrap().iter().map(|(bytes, _)| bytes.len()).collect::<Vec<_>>()
    };
    shows(Fault::LongTorn, vec![long.len()], vec![PAGE, PAGE, 1], async |stage| lengths(stage, None).await);
    shows(Fault::LongErrorSkips, vec![long.len()], vec![PAGE + 1, PAGE], async |stage| {
        lengths(stage, Some(0)).await
    });
}

#[test]
fn a_long_write_that_is_cancelled_leaves_no_page() {
    let (right, wrong) = ("Aase".len(), PAGE + 2);
    shows(Fault::LongKeepsTail, right, wrong, async |stage| {
        let (mut output, held) = (stage.output(Some(0)), stage.holds());
        send(&mut output, b"A");
        held.begun();
        send(&mut output, &[b'B'; PAGE + 1]);
        meanwhile(output.cancel(), held).await;
        stage.scratch.contents().len()
    });
}

#[test]
fn interruptions_and_short_counts_are_no_errors_and_zero_is_one() {
    let whole = (true, "ABCD".to_owned());
    let seen = (false, "base".to_owned());
    shows(Fault::InterruptedFails, whole.clone(), seen, async |stage| {
        written(stage, [Answer::Interrupted]).await
    });
    let seen = (true, "Aase".to_owned());
    shows(Fault::ShortIsAll, whole.clone(), seen, async |stage| written(stage, [Answer::Short(1)]).await);
    let seen = (true, "AaseBCD".to_owned());
    shows(Fault::PositionByAsked, whole, seen, async |stage| written(stage, [Answer::Short(1)]).await);
    let (refused, seen) = ((false, "base".to_owned()), (true, "base".to_owned()));
    shows(Fault::ZeroIsDone, refused, seen, async |stage| written(stage, [Answer::Short(0)]).await);
    shows(Fault::InterruptedEnds, Ok(b"base".to_vec()), Err(StreamError::Closed), async |stage| {
        stage.answers([Answer::Interrupted]);
        stage.inputs()[0].blocking_read(9).await
    });
}

#[test]
fn errors_come_once_and_leave_a_prefix() {
    let failed = StreamError::LastOperationFailed(Some(ErrorCode::Io));
    let closed = StreamError::Closed;
    let (right, wrong) = ([&failed, &closed, &closed], [&failed, &failed, &closed]);
    let (right, wrong) = (right.map(StreamError::clone), wrong.map(StreamError::clone));
    shows(Fault::ErrorTwice, right.clone(), wrong.clone(), async |stage| {
        stage.answers([Answer::Io]);
        let mut output = stage.output(Some(0));
        let first = output.blocking_write_and_flush(b"A").await.unwrap_err();
        [first, output.check_write().unwrap_err(), output.check_write().unwrap_err()]
    });
    shows(Fault::ErrorTwice, right, wrong, async |stage| {
        stage.answers([Answer::Io]);
        let [mut input, _] = stage.inputs();
        let first = input.blocking_read(1).await.unwrap_err();
        [first, input.read(0).unwrap_err(), input.read(0).unwrap_err()]
    });
    let (refused, seen) = ((false, "base".to_owned()), (true, "base".to_owned()));
    shows(Fault::ErrorNever, refused, seen, async |stage| written(stage, [Answer::Io]).await);
    let (prefix, seen) = ((false, "ABse".to_owned()), (false, "baCD".to_owned()));
    shows(Fault::ErrorSkips, prefix, seen, async |stage| {
        written(stage, [Answer::Short(2), Answer::Io]).await
    });
}

#[test]
fn an_error_is_told_by_its_own_stream_and_also_where_a_splice_has_written() {
    shows(Fault::ErrorSpreads, (false, true), (false, false), async |stage| {
        stage.answers([Answer::Io]);
        let others = Others::default();
        let [mut output, mut other] = [(); 2].map(|()| stage.output(Some(0)).beside(others.clone()));
        let first = output.blocking_write_and_flush(b"A").await;
        (first.is_ok(), other.blocking_flush().await.is_ok())
    });
    shows(Fault::SpliceForgets, (false, "base".to_owned()), (true, "base".to_owned()), async |stage| {
        let ([mut input, _], mut output) = (stage.inputs(), stage.output(Some(0)));
        input.block().await;
        stage.answers([Answer::Io]);
        assert_eq!(output.splice(&mut input, 2), Ok(2));
        (output.blocking_flush().await.is_ok(), stage.text())
    });
}

#[test]
fn a_wait_that_is_given_up_leaves_what_is_ready() {
    shows(Fault::GivenUpWaitDeafens, Ok(b"ba".to_vec()), Ok(Vec::new()), async |stage| {
        let [mut input, _] = stage.inputs();
        input.block().await;
        once(input.block());
        input.read(2)
    });
    shows(Fault::GivenUpWaitDenies, (true, false), (false, true), async |stage| {
        let mut output = stage.output(Some(0));
        output.block().await;
        once(output.block());
        (output.ready(), output.check_write() == Ok(0))
    });
}

#[test]
fn a_flush_does_not_wait() {
    shows(Fault::FlushWaits, true, false, async |stage| {
        let (mut output, hold) = (stage.output(Some(0)), Hold::new());
        send(&mut output, b"A");
        let is_over = once(output.wait_before_flush()).is_some();
        hold.release().await;
        is_over
    });
}

#[test]
fn calls_that_are_given_up_are_accounted_for() {
    shows(Fault::AbandonedRewrites, "ABCe".to_owned(), "CBse".to_owned(), async |stage| {
        let (mut output, hold) = (stage.output(Some(0)), Hold::new());
        assert_eq!(once(output.blocking_write_and_flush(b"AB")), None);
        hold.release().await;
        output.blocking_write_and_flush(b"C").await.unwrap();
        stage.text()
    });
    shows(Fault::AbandonedReadLoses, b"ba".to_vec(), b"se".to_vec(), async |stage| {
        let ([mut input, _], hold) = (stage.inputs(), Hold::new());
        assert_eq!(once(input.blocking_read(2)), None);
        hold.release().await;
        input.blocking_read(2).await.unwrap()
    });
}

#[test]
fn a_cancelled_read_moves_no_other_stream() {
    shows(Fault::CancelMovesOthers, b"ba".to_vec(), b"se".to_vec(), async |stage| {
        let ([mut input, mut other], held) = (stage.inputs(), stage.holds());
        assert_eq!(input.read(2), Ok(Vec::new()));
        held.begun();
        assert!(meanwhile(input.cancel(), held).await);
        other.blocking_read(2).await.unwrap()
    });
}

#[test]
fn a_flush_is_over_when_its_bytes_have_landed_and_check_write_notices() {
    shows(Fault::ReadyEarly, (false, true), (true, false), async |stage| {
        let (mut output, hold) = (stage.output(Some(0)), Hold::new());
        send(&mut output, b"A");
        output.flush().unwrap();
        let seen = (output.ready(), output.check_write() == Ok(0));
        hold.release().await;
        seen
    });
    shows(Fault::CheckWriteStuck, (false, false), (true, false), async |stage| {
        let mut output = stage.output(Some(0));
        send(&mut output, b"A");
        output.flush().unwrap();
        settled().await;
        let stuck = output.check_write() == Ok(0);
        output.block().await;
        (stuck, output.check_write() == Ok(0))
    });
}

#[test]
fn a_drop_does_not_wait() {
    shows(Fault::DropWaits, "base".to_owned(), "Aase".to_owned(), async |stage| {
        let (mut output, held) = (stage.output(Some(0)), stage.holds());
        send(&mut output, b"A");
        held.begun();
        let later = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            drop(held);
        });
        drop(output);
        let seen = stage.text();
        later.join().unwrap();
        seen
    });
}

#[test]
fn a_write_changes_nothing_around_it_and_nothing_twice() {
    shows(Fault::PageRewritten, "bAsX".to_owned(), "bAse".to_owned(), async |stage| {
        let (mut output, held) = (stage.output(Some(1)), stage.holds());
        send(&mut output, b"A");
        held.begun();
        let mut other = OpenOptions::new().write(true).open(stage.scratch.folder.path().join("f")).unwrap();
        other.seek(SeekFrom::Start(3)).unwrap();
        other.write_all(b"X").unwrap();
        held.release().await;
        stage.text()
    });
    shows(Fault::GapMadeFirst, "base".to_owned(), "base\0\0".to_owned(), async |stage| {
        let (mut output, held) = (stage.output(Some(6)), stage.holds());
        send(&mut output, b"A");
        held.begun();
        let seen = stage.text();
        held.release().await;
        assert_eq!(stage.text(), "base\0\0A");
        seen
    });
    let (once, twice) = ((b"ABCD".to_vec(), Some(2)), (b"\0\0".to_vec(), Some(2)));
    shows(Fault::EmptiesFirst, vec![once.clone()], vec![twice, once], async |stage| {
        stage.output(Some(2)).blocking_write_and_flush(b"ABCD").await.unwrap();
        stage.calls.wrote.lock().unwrap().clone()
    });
}

#[test]
fn a_panic_in_the_background_is_taken_for_success() {
    let scratch = Scratch::new(Blocking::CurrentThread, b"base");
    let fault = Some(Fault::PanicSwallowed);
    let done = once(scratch.file.run_blocking(move |file| {
        let writer = Writer { file, calls: &System, fault, go_on: &|| true };
        let piece = Piece { bytes: b"ABC".to_vec(), offset: Some(1), forgiven: false, turn: None };
        assert_eq!(writer.write(&piece), Ok(()));
        catch_unwind(AssertUnwindSafe(|| writer.write_and_panic(&piece))).unwrap_err();
    }));
    assert!(done.is_some());
    assert_eq!(scratch.contents(), b"bABC");
}

/// How many handles there are on a file.
#[cfg(target_os = "linux")]
fn handles(path: &std::path::Path) -> usize {
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    open.filter(|entry| std::fs::read_link(entry.as_ref().unwrap().path()).is_ok_and(|to| to == path)).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_cancelled_stream_leaves_nothing_open() {
    for (fault, left) in [(None, 0), (Some(Fault::CancelLeaks), 1)] {
        let seen = run(async {
            let scratch = Scratch::new(Blocking::Pool, b"base");
            let stage = Stage { scratch, calls: Arc::default(), fault };
            cancelled(&stage, Some(0)).await;
            let Scratch { folder, file } = stage.scratch;
            drop(file);
            handles(&folder.path().canonicalize().unwrap().join("f"))
        });
        assert_eq!(seen, left, "{fault:?}");
    }
}
