//! Input streams of the simulated backend.

use wasi_fs_conformance::op::{InputOp, Manner, Op, PollableOp, SystemAnswer};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::wasi::ErrorCode;

use super::dice::Choice;
use super::landing::failing;
use super::machine::Simulated;

/// The most bytes that one call gives.
const GIVEN_MAX: usize = 4096;

/// An input stream.
#[derive(Clone, Debug)]
pub(super) struct Input {
    file: usize,
    /// Where the next byte comes from that the guest gets.
    position: usize,
    /// What was read from there on.
    ahead: Vec<u8>,
    /// The end was found behind that.
    ended: bool,
    /// A failure was found behind that.
    error: Option<ErrorCode>,
    pub(super) closed: bool,
    /// It was asked for bytes: since then it may fetch what nobody has asked for yet.
    opened: bool,
    /// It was said that the next call gets on.
    promised: bool,
    pub(super) fault: Option<SystemAnswer>,
}

/// What a read gives.
#[derive(Clone, Debug)]
pub(super) enum Drawn {
    /// These bytes; none if there is nothing yet.
    Bytes(Vec<u8>),
    /// The end of the file.
    End,
    /// This failure.
    Error(ErrorCode),
}

impl Input {
    /// A fresh stream.
    pub(super) fn new(file: usize, position: usize) -> Self {
        Self {
            file,
            position,
            ahead: Vec::new(),
            ended: false,
            error: None,
            closed: false,
            opened: false,
            promised: false,
            fault: None,
        }
    }

    /// One that can't be read.
    pub(super) fn failed(file: usize, code: ErrorCode) -> Self {
        Self { error: Some(code), ..Self::new(file, 0) }
    }

    pub(super) fn has_news(&self) -> bool {
        !self.ahead.is_empty() || self.ended || self.error.is_some()
    }
}

impl Simulated {
    /// A call on an input stream; none for what it does not know.
    pub(super) fn input_call(&mut self, at: usize, op: &Op, manner: Manner) -> Option<Outcome> {
        let given_up =
            matches!(manner, Manner::Abandon { .. }) && !matches!(op, Op::Pollable(PollableOp::Ready));
        if given_up && !self.inputs[at].closed && !self.dice.takes(Choice::AbandonedIsOver, 40) {
            self.wait_for(at);
            let takes = !matches!(op, Op::Pollable(PollableOp::Block));
            if takes && self.inputs[at].promised && self.dice.takes(Choice::AbandonedUnready, 50) {
                self.inputs[at].promised = false;
            }
            return Some(Outcome::Abandoned);
        }
        let loops = manner == Manner::UntilProgress;
        let outcome = if let Op::Pollable(PollableOp::Ready) = op {
            self.input_ready(at, loops)
        } else if let Op::Pollable(PollableOp::Block) = op {
            self.wait_for(at);
            self.inputs[at].promised = true;
            Outcome::Done
        } else if let Op::Input(InputOp::StreamRead { len }) = op {
            self.read(at, *len, loops, loops)
        } else if let Op::Input(InputOp::BlockingRead { len }) = op {
            self.read(at, *len, true, *len > 0)
        } else if let Op::Input(InputOp::Skip { len }) = op {
            counted(self.read(at, *len, loops, loops))
        } else if let Op::Input(InputOp::BlockingSkip { len }) = op {
            counted(self.read(at, *len, true, *len > 0))
        } else {
            return None;
        };
        Some(outcome)
    }

    fn read(&mut self, at: usize, len: u64, waits: bool, must: bool) -> Outcome {
        if waits && len > 0 {
            self.wait_for(at);
        }
        match self.draw(at, len, must) {
            Drawn::Bytes(bytes) => Outcome::Bytes { bytes, end: None },
            Drawn::End => Outcome::Closed,
            Drawn::Error(code) => Outcome::Failed(Some(code)),
        }
    }

    /// From now on bytes may be read ahead; while the guest waits everything gets on.
    pub(super) fn wait_for(&mut self, at: usize) {
        self.inputs[at].opened = true;
        self.time_passes();
    }

    fn input_ready(&mut self, at: usize, loops: bool) -> Outcome {
        let input = &self.inputs[at];
        if input.closed || input.promised {
            return Outcome::Ready(true);
        }
        self.wait_for(at);
        let ready = loops
            || if self.inputs[at].has_news() {
                !self.dice.takes(Choice::ReadySpurious, 15)
            } else {
                self.dice.takes(Choice::ReadyUnasked, 50)
            };
        self.inputs[at].promised = ready;
        Outcome::Ready(ready)
    }

    /// Takes bytes for the guest: some if there must be some, else perhaps none.
    pub(super) fn draw(&mut self, at: usize, len: u64, must: bool) -> Drawn {
        if self.inputs[at].closed {
            return Drawn::End;
        }
        let must = must || self.inputs[at].promised;
        let len = usize::try_from(len).unwrap_or(GIVEN_MAX).min(GIVEN_MAX);
        if len == 0 {
            return self.draw_nothing(at);
        }
        self.inputs[at].opened = true;
        if self.inputs[at].has_news() {
            if !must && self.dice.takes(Choice::ReadHeldBack, 20) {
                self.wait_for(at);
                return Drawn::Bytes(Vec::new());
            }
        } else if !must && self.dice.takes(Choice::ReadNotYet, 30) {
            self.wait_for(at);
            return Drawn::Bytes(Vec::new());
        }
        let has = self.inputs[at].ahead.len();
        if !self.inputs[at].has_news() || has < len && self.dice.takes(Choice::ReadOn, 50) {
            // What is given counts as no longer kept.
            self.fetch(at, len - has, len);
        }
        let ahead = self.ahead;
        let input = &mut self.inputs[at];
        input.promised = false;
        if let most @ 1.. = input.ahead.len().min(len) {
            let least = input.ahead.len().saturating_sub(ahead).max(1);
            let short = self.dice.takes(Choice::ReadShort, 30);
            let count = if short { least + self.dice.up_to(most - least) } else { most };
            input.position += count;
            return Drawn::Bytes(input.ahead.drain(..count).collect());
        }
        input.closed = true;
        input.error.map_or(Drawn::End, Drawn::Error)
    }

    /// A read of no bytes tells the end at most.
    fn draw_nothing(&mut self, at: usize) -> Drawn {
        let input = &mut self.inputs[at];
        let at_end = input.position >= self.files[input.file].bytes.len();
        // POSIX: such a read "may detect and return errors".
        let met =
            input.fault.filter(|answer| !answer.is_once() && *answer != SystemAnswer::Zero).and_then(failing);
        if let Some(code) = input.error.or(met).filter(|_| input.ahead.is_empty() && !input.ended)
            && self.dice.takes(Choice::EmptyReadFails, 40)
        {
            input.closed = true;
            return Drawn::Error(code);
        }
        let ends = !input.has_news() && at_end || input.ahead.is_empty() && input.ended;
        if ends && input.error.is_none() && self.dice.takes(Choice::EmptyReadEnds, 40) {
            input.closed = true;
            return Drawn::End;
        }
        Drawn::Bytes(Vec::new())
    }

    /// Reads that are under way get on.
    pub(super) fn read_ahead(&mut self) {
        for at in 0..self.inputs.len() {
            let input = &self.inputs[at];
            if input.opened && !input.closed && self.dice.takes(Choice::ReadAhead, 20) {
                let most = 1 + self.dice.below(8);
                self.fetch(at, most, 0);
            }
        }
    }

    /// Whether a stream may read ahead: it was asked for bytes, and has room and has not found an end.
    pub(super) fn reads_ahead(&self, at: usize) -> bool {
        let input = &self.inputs[at];
        let has_room = input.ahead.len() < self.ahead;
        input.opened && !input.closed && !input.ended && input.error.is_none() && has_room
    }

    /// It does, by a byte.
    pub(super) fn read_one_ahead(&mut self, at: usize) {
        self.fetch(at, 1, 0);
    }

    /// Reads that are under way while a file was changed by no stream: of each byte the one before, or the one since.
    pub(super) fn read_beside(&mut self, file: usize, before: &[u8]) {
        for at in 0..self.inputs.len() {
            let input = &self.inputs[at];
            if input.file == file
                && input.opened
                && !input.closed
                && !input.ended
                && input.error.is_none()
                && self.dice.takes(Choice::ReadsBeside, 30)
            {
                self.fetch_beside(at, before);
            }
        }
    }

    fn fetch_beside(&mut self, at: usize, before: &[u8]) {
        let Self { inputs, files, dice, ahead, .. } = self;
        let input = &mut inputs[at];
        let after = &files[input.file].bytes;
        let from = input.position + input.ahead.len();
        let ends_as = if dice.takes(Choice::ReadsOldEnd, 50) { before } else { after };
        if ends_as.len() <= from {
            input.ended = input.position + *ahead >= from;
            return;
        }
        let upto = ends_as.len().min(input.position + *ahead).max(from);
        for (index, byte) in (from..).zip(&ends_as[from..upto]) {
            let old = dice.takes(Choice::ReadsOldByte, 50);
            let other = if old { before.get(index) } else { after.get(index) };
            input.ahead.push(*other.unwrap_or(byte));
        }
    }

    /// Reads behind what was read ahead. Streams that write get on meanwhile: what is under way may be seen or not.
    fn fetch(&mut self, at: usize, len: usize, given: usize) {
        let Self { inputs, files, dice, .. } = self;
        let input = &mut inputs[at];
        if input.ended || input.error.is_some() {
            return;
        }
        if let Some(answer) = input.fault
            && !answer.is_once()
            && dice.takes(Choice::FaultReadFires, 40)
        {
            (input.error, input.fault) = (failing(answer).filter(|_| answer != SystemAnswer::Zero), None);
            input.ended = input.error.is_none();
            return;
        }
        let from = input.position + input.ahead.len();
        if files[input.file].bytes.len() <= from {
            input.ended = true;
            return;
        }
        let len = if dice.takes(Choice::ReadsFar, 40) {
            GIVEN_MAX
        } else if len > 1 && dice.takes(Choice::FetchesLess, 15) {
            1 + dice.below(len - 1)
        } else {
            len
        };
        let most = input.position + given + self.ahead;
        for index in from..from.saturating_add(len).min(most) {
            let Some(byte) = self.files[self.inputs[at].file].bytes.get(index) else { return };
            self.inputs[at].ahead.push(*byte);
            if self.dice.is_exhaustive() || self.dice.percent(20) {
                self.writes_get_on();
            }
        }
    }
}

fn counted(outcome: Outcome) -> Outcome {
    if let Outcome::Bytes { bytes, .. } = outcome { Outcome::Count(bytes.len() as u64) } else { outcome }
}
