//! Output streams of the simulated backend.

use std::collections::VecDeque;

use wasi_fs_conformance::op::{Manner, Name, Op, OutputOp, PollableOp, SystemAnswer};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::wasi::ErrorCode;

use super::dice::Choice;
use super::input::Drawn;
use super::landing::Piece;
use super::machine::{Simulated, place};

/// The most that the blocking writes take (the WIT's number), in bytes.
const BLOCKING_WRITE_MAX: usize = 4096;

/// Permits that are given: some that are soon used up, and the usual ones.
const PERMITS: &[u64] = &[1, 6, 64, 64, 4096, 4096, 1 << 20, 1 << 20, u64::MAX];

/// So many zeros are beyond each permit that has an end.
const ZEROS_BEYOND: usize = 1 << 21;

/// Those that are tried where all are: one that is soon used up, and a usual one.
const PERMITS_IN_TURN: &[u64] = &[1, 4096];

/// Who holds a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// The guest.
    Held,
    /// Nobody, but it may still land what it has in flight.
    LetGo,
}

/// An output stream, or what is left of one.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) file: usize,
    /// Where the next byte goes; none for the end of the file.
    pub(super) offset: Option<usize>,
    pub(super) life: Life,
    /// What is in flight, oldest first.
    pub(super) queue: VecDeque<Piece>,
    /// While a flush is asked for and not seen complete: how many of the oldest pieces it still waits for.
    pub(super) flushing: Option<usize>,
    /// An error that was not told yet; nothing lands any more.
    pub(super) error: Option<ErrorCode>,
    closed: bool,
    permit: Option<u64>,
    /// It was said that the next call gets on.
    promised: bool,
    pub(super) fault: Option<SystemAnswer>,
}

impl Output {
    /// A fresh stream.
    pub(super) fn new(file: usize, offset: Option<usize>) -> Self {
        Self {
            file,
            offset,
            life: Life::Held,
            queue: VecDeque::new(),
            flushing: None,
            error: None,
            closed: false,
            permit: None,
            promised: false,
            fault: None,
        }
    }

    fn accept(&mut self, bytes: &[u8]) {
        self.promised = false;
        if self.error.is_some() || bytes.is_empty() {
            return;
        }
        self.queue.push_back(Piece::new(self.offset, bytes.to_vec()));
        self.offset = self.offset.map(|offset| offset + bytes.len());
    }

    /// It was said that the flush that is asked for is over, and it has failed.
    fn is_due(&self) -> bool {
        self.promised && self.flushing.is_some() && self.error.is_some()
    }

    /// Tells the error that waits.
    fn tell(&mut self, code: ErrorCode) -> Outcome {
        (self.closed, self.error) = (true, None);
        Outcome::Failed(Some(code))
    }
}

impl Simulated {
    /// A call on an output stream; none for what it does not know.
    pub(super) fn output_call(&mut self, at: usize, op: &Op, manner: Manner) -> Option<Outcome> {
        let loops = manner == Manner::UntilProgress;
        if matches!(manner, Manner::Abandon { .. }) && !self.dice.takes(Choice::AbandonedIsOver, 40) {
            return Some(self.abandon_output(at, op));
        }
        // What is longer than its permit is a trap whatever its length.
        let fits = |len: u64| self.outputs[at].permit.is_some_and(|permit| len <= permit);
        if let Op::Output(OutputOp::WriteZeroes { len }) = op
            && place(*len).is_none()
            && fits(*len)
        {
            return None;
        }
        let zeros = |len: u64| vec![0; place(len).unwrap_or(ZEROS_BEYOND)];
        let outcome = if let Op::Pollable(PollableOp::Ready) = op {
            self.output_ready(at, loops)
        } else if let Op::Pollable(PollableOp::Block) = op {
            self.output_block(at)
        } else if self.outputs[at].closed {
            self.closed_call(at, op)
        } else if let Op::Output(OutputOp::CheckWrite) = op {
            self.check_write(at, loops)
        } else if let Op::Output(OutputOp::StreamWrite { contents }) = op {
            self.stream_write(at, contents)
        } else if let Op::Output(OutputOp::WriteZeroes { len }) = op {
            self.stream_write(at, &zeros(*len))
        } else if let Op::Output(OutputOp::Flush) = op {
            self.flush(at)
        } else if let Op::Output(OutputOp::BlockingFlush) = op {
            self.blocking_flush(at)
        } else if let Op::Output(OutputOp::BlockingWriteAndFlush { contents }) = op {
            self.write_and_flush(at, contents)
        } else if let Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }) = op {
            self.write_and_flush(at, &zeros(*len))
        } else {
            return None;
        };
        Some(outcome)
    }

    /// A call of a closed stream: a write past its permit may be a trap all the same.
    fn closed_call(&mut self, at: usize, op: &Op) -> Outcome {
        let length = if let Op::Output(OutputOp::StreamWrite { contents }) = op {
            contents.len() as u64
        } else if let Op::Output(OutputOp::WriteZeroes { len }) = op {
            *len
        } else {
            return Outcome::Closed;
        };
        let fits = self.outputs[at].permit.is_some_and(|permit| length <= permit);
        if !fits && self.dice.takes(Choice::ClosedTraps, 50) {
            return Outcome::Trap("a write beyond its permit".into());
        }
        Outcome::Closed
    }

    /// The error that waits, if it is told now: it has to be where nothing else can be answered, and behind a flush that was seen
    /// to be over.
    fn told(&mut self, at: usize, must: bool) -> Option<Outcome> {
        let code = self.outputs[at].error?;
        let waits = !must && !self.outputs[at].is_due() && self.dice.takes(Choice::ErrorNotYet, 60);
        (!waits).then(|| self.outputs[at].tell(code))
    }

    /// Whether the flush that is asked for is complete; a call that can say so may wait for it.
    fn is_flushed(&mut self, at: usize, must: bool) -> bool {
        let output = &self.outputs[at];
        match output.flushing {
            None => true,
            Some(_) if output.error.is_some() => false,
            Some(covered) => {
                let waits = must || self.dice.takes(Choice::WaitLands, 40);
                (waits && self.land(at, covered))
                    || (self.outputs[at].error.is_none() && covered == 0 && waits)
            }
        }
    }

    fn check_write(&mut self, at: usize, loops: bool) -> Outcome {
        let must = loops || self.outputs[at].promised;
        if let Some(told) = self.told(at, must) {
            return told;
        }
        let flushed = self.is_flushed(at, must);
        if !flushed {
            // The flush failed, and there is nothing to say but that, or not yet.
            self.outputs[at].permit = Some(0);
            return self.told(at, must).unwrap_or(Outcome::Count(0));
        }
        let output = &mut self.outputs[at];
        let busy = if output.queue.is_empty() { 5 } else { 30 };
        if !must && self.dice.takes(Choice::PermitNothing, busy) {
            output.permit = Some(0);
            return Outcome::Count(0);
        }
        let permit = self.a_permit();
        let output = &mut self.outputs[at];
        (output.flushing, output.permit) = (None, Some(permit));
        Outcome::Count(permit)
    }

    fn stream_write(&mut self, at: usize, bytes: &[u8]) -> Outcome {
        let output = &self.outputs[at];
        let fits = output.permit.is_some_and(|permit| bytes.len() as u64 <= permit);
        let excused = bytes.is_empty() && !self.dice.takes(Choice::EmptyNeedsPermit, 50);
        if !fits && !excused {
            return Outcome::Trap("a write beyond its permit".into());
        }
        if let Some(code) = self.outputs[at].error
            && (self.outputs[at].is_due() || !self.dice.takes(Choice::ErrorTakesWrite, 60))
        {
            return self.outputs[at].tell(code);
        }
        // Beside an error that was not told the bytes are taken, and lost with all the rest.
        self.outputs[at].accept(bytes);
        self.spend(at, bytes.len() as u64);
        self.lands_at_once(at).unwrap_or(Outcome::Done)
    }

    /// What was taken lands before the call is over, if it happens to; the error that is told then, if one is.
    fn lands_at_once(&mut self, at: usize) -> Option<Outcome> {
        let lands = self.dice.takes(Choice::WritesAtOnce, 10);
        if lands && !self.land(at, self.outputs[at].queue.len()) { self.told(at, false) } else { None }
    }

    fn spend(&mut self, at: usize, length: u64) {
        let kept = self.dice.takes(Choice::PermitKept, 30);
        let shrinks = self.dice.takes(Choice::PermitShrinks, 50);
        let left = |permit: u64| if shrinks { permit.saturating_sub(length) } else { permit };
        let output = &mut self.outputs[at];
        output.permit = output.permit.filter(|_| kept).map(left);
    }

    /// How much a stream permits: its own affair.
    fn a_permit(&mut self) -> u64 {
        let permits = if self.dice.is_exhaustive() { PERMITS_IN_TURN } else { PERMITS };
        *self.dice.one(permits)
    }

    /// After a call that asks for permits of its own.
    fn blur_permit(&mut self, at: usize) {
        let left = self.dice.takes(Choice::PermitAfterBlocking, 40);
        self.outputs[at].permit = left.then(|| self.a_permit());
    }

    fn ask_flush(&mut self, at: usize) {
        let output = &mut self.outputs[at];
        output.flushing = Some(output.queue.len());
        output.promised = false;
    }

    fn flush(&mut self, at: usize) -> Outcome {
        if let Some(told) = self.told(at, false) {
            return told;
        }
        self.ask_flush(at);
        self.spend(at, 0);
        Outcome::Done
    }

    /// Waits until everything has landed, or tells why it can't.
    fn wait_for_all(&mut self, at: usize) -> Result<(), Outcome> {
        if self.land(at, self.outputs[at].queue.len()) {
            self.outputs[at].flushing = None;
            return Ok(());
        }
        Err(self.told(at, true).expect("our fault: a landing failed without an error"))
    }

    fn blocking_flush(&mut self, at: usize) -> Outcome {
        if let Err(told) = self.wait_for_all(at) {
            return told;
        }
        self.blur_permit(at);
        self.outputs[at].promised = true;
        Outcome::Done
    }

    fn write_and_flush(&mut self, at: usize, bytes: &[u8]) -> Outcome {
        if bytes.len() > BLOCKING_WRITE_MAX {
            return Outcome::Trap("more than the blocking writes take".into());
        }
        if let Some(told) = self.told(at, true) {
            return told;
        }
        self.outputs[at].accept(bytes);
        self.blocking_flush(at)
    }

    fn output_ready(&mut self, at: usize, loops: bool) -> Outcome {
        let output = &self.outputs[at];
        let known = output.closed || output.promised;
        let must = loops || known;
        if !must && output.error.is_some() {
            let ready = !self.dice.takes(Choice::ErrorNotYet, 60);
            self.outputs[at].promised |= ready;
            return Outcome::Ready(ready);
        }
        let flushed = self.is_flushed(at, must) || self.outputs[at].error.is_some();
        let busy = if self.outputs[at].queue.is_empty() { 5 } else { 40 };
        let busy = !must && self.dice.takes(Choice::NotReadyYet, busy);
        if !flushed || busy {
            return Outcome::Ready(false);
        }
        self.is_ready(at);
        Outcome::Ready(true)
    }

    /// It is said to be ready: because all is well, then a flush is over, or because of an error.
    fn is_ready(&mut self, at: usize) {
        let output = &mut self.outputs[at];
        output.promised = !output.closed;
        if output.error.is_none() {
            output.flushing = None;
        }
    }

    fn output_block(&mut self, at: usize) -> Outcome {
        _ = self.is_flushed(at, true);
        self.is_ready(at);
        Outcome::Done
    }

    /// The guest gives a call up that is not over.
    fn abandon_output(&mut self, at: usize, op: &Op) -> Outcome {
        if let Op::Pollable(PollableOp::Ready) = op {
            // It never waits, so it is over.
            return self.output_ready(at, false);
        }
        if self.outputs[at].closed {
            return if let Op::Pollable(PollableOp::Block) = op { Outcome::Done } else { Outcome::Closed };
        }
        let taken = if let Op::Output(OutputOp::BlockingWriteAndFlush { contents }) = op {
            Some(contents.to_vec())
        } else if let Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }) = op {
            Some(vec![0; usize::try_from(*len).unwrap_or(usize::MAX).min(BLOCKING_WRITE_MAX)])
        } else {
            None
        };
        if let Op::Pollable(PollableOp::Block) = op {
            return Outcome::Abandoned;
        }
        if let Some(bytes) = taken {
            let taken = if self.dice.takes(Choice::AbandonedTakesNothing, 25) {
                0
            } else if self.dice.takes(Choice::AbandonedTakesAll, 50) {
                bytes.len()
            } else {
                self.dice.up_to(bytes.len())
            };
            self.trace.extend(self.traces.then(|| format!("{taken} bytes are taken by {at}")));
            self.outputs[at].accept(&bytes[..taken]);
        }
        if self.dice.takes(Choice::AbandonedAsksFlush, 50) {
            self.ask_flush(at);
        }
        self.outputs[at].promised = false;
        self.blur_permit(at);
        Outcome::Abandoned
    }

    /// The guest drops a stream and waits for it: when it is over nothing lands any more.
    pub(super) fn cancel_output(&mut self, at: usize) {
        if self.dice.takes(Choice::CancelLandsAll, 40) {
            _ = self.land(at, self.outputs[at].queue.len());
        } else if !self.outputs[at].queue.is_empty() {
            let partly = self.dice.takes(Choice::CancelLandsPrefix, 70);
            self.keep_prefix(at, partly);
        }
        self.outputs[at].life = Life::LetGo;
    }

    /// `splice`: a permit, a read of no more than that, a write.
    pub(super) fn splice(
        &mut self,
        at: usize,
        src: &Name,
        len: u64,
        manner: Manner,
        blocking: bool,
    ) -> Outcome {
        let source = self.input_at(src);
        if self.outputs[at].closed || self.inputs[source].closed {
            return Outcome::Closed;
        }
        if blocking {
            self.wait_for(source);
        }
        if matches!(manner, Manner::Abandon { .. }) && !self.dice.takes(Choice::AbandonedIsOver, 40) {
            self.blur_permit(at);
            if self.dice.takes(Choice::AbandonedMoves, 40) && self.outputs[at].error.is_none() {
                self.move_bytes(at, source, len);
            }
            return Outcome::Abandoned;
        }
        if let Some(told) = self.told(at, blocking) {
            return told;
        }
        self.blur_permit(at);
        if !self.is_flushed(at, blocking) {
            return self.told(at, blocking).unwrap_or(Outcome::Count(0));
        }
        self.outputs[at].flushing = None;
        if !blocking && self.dice.takes(Choice::SpliceNotYet, 20) {
            return Outcome::Count(0);
        }
        let most = len.min(self.a_permit());
        match self.draw(source, most, blocking) {
            Drawn::Bytes(bytes) => {
                self.accept_spliced(at, &bytes);
                self.lands_at_once(at).unwrap_or(Outcome::Count(bytes.len() as u64))
            }
            Drawn::End => Outcome::Closed,
            Drawn::Error(code) => Outcome::Failed(Some(code)),
        }
    }

    /// Bytes move, and nobody is told.
    fn move_bytes(&mut self, at: usize, source: usize, len: u64) {
        if let Drawn::Bytes(bytes) = self.draw(source, len, false) {
            self.trace.extend(self.traces.then(|| format!("{} bytes move to {at}", bytes.len())));
            self.accept_spliced(at, &bytes);
        }
    }

    /// Bytes came from a splice; where none came nothing was written, and what was said of the stream still holds.
    fn accept_spliced(&mut self, at: usize, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.outputs[at].accept(bytes);
        }
    }
}
