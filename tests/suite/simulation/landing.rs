//! Files of the simulated backend, and how what is in flight lands in them.

use std::ops::Range;

use wasi_fs_conformance::op::SystemAnswer;
use wasi_fs_conformance::wasi::ErrorCode;

use super::dice::Choice;
use super::machine::Simulated;
use super::output::{Life, Output};

/// A file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    /// How many names it has.
    pub(super) links: u64,
}

impl File {
    /// Writes over it; a gap before the bytes becomes zeros.
    pub(super) fn write(&mut self, at: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = at + bytes.len();
        self.bytes.resize(self.bytes.len().max(end), 0);
        self.bytes[at..end].copy_from_slice(bytes);
    }

    /// Cuts or extends it.
    pub(super) fn set_size(&mut self, size: usize) {
        self.bytes.resize(size, 0);
    }
}

/// Bytes that a stream has taken and that are not, or only partly, in the file.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where they go; none for the end of the file, until they begin to land.
    pub(super) offset: Option<usize>,
    pub(super) bytes: Vec<u8>,
    /// Which bytes have landed, once the landing has begun.
    pub(super) landed: Option<Vec<bool>>,
    /// How long the file was when it began.
    from: Option<usize>,
}

impl Piece {
    /// How long a beginning of it covers all that has landed.
    fn touched(&self) -> usize {
        let last = |landed: &Vec<bool>| landed.iter().rposition(|landed| *landed);
        self.landed.as_ref().and_then(last).map_or(0, |last| last + 1)
    }

    /// One that was taken.
    pub(super) fn new(offset: Option<usize>, bytes: Vec<u8>) -> Self {
        Self { offset, bytes, landed: None, from: None }
    }

    /// What it may change of a file of a size: what lies before it and behind the end becomes zeros, and the end moves.
    fn reach(&self, size: usize) -> Range<usize> {
        let Some(offset) = self.offset else { return size..usize::MAX };
        let end = offset + self.bytes.len();
        let moves_end = self.from.is_some_and(|from| from < end);
        offset.min(self.from.unwrap_or(size))..if moves_end { usize::MAX } else { end }
    }
}

/// What goes on by itself, by the number of its stream.
#[derive(Clone, Copy, Debug)]
enum Happens {
    /// A write lands, in part or whole.
    GetsOn(usize),
    /// What a stream left that was let go is given up.
    IsLost(usize),
    /// A stream reads a byte ahead, or finds the end.
    ReadsAhead(usize),
}

impl Simulated {
    /// Work in the background gets on, as far as it happens to. Where every choice is made in turn this is a matter of who
    /// makes them, between the calls.
    pub(super) fn time_passes(&mut self) {
        if self.dice.is_exhaustive() {
            return;
        }
        for at in 0..self.outputs.len() {
            if self.outputs[at].queue.is_empty() {
                continue;
            }
            while !self.outputs[at].queue.is_empty() && self.dice.takes(Choice::LandsNow, self.haste) {
                self.get_on(at);
            }
            if self.outputs[at].life == Life::LetGo && self.dice.takes(Choice::DroppedIsLost, 10) {
                self.give_up(at);
            }
        }
        self.read_ahead();
    }

    /// What may happen next by itself.
    fn next(&self) -> Vec<Happens> {
        let queued = |at: &usize| !self.outputs[*at].queue.is_empty();
        let lost = |at: &usize| queued(at) && self.outputs[*at].life == Life::LetGo;
        let of = 0..self.outputs.len();
        let outputs =
            of.clone().filter(queued).map(Happens::GetsOn).chain(of.filter(lost).map(Happens::IsLost));
        let inputs = (0..self.inputs.len()).filter(|at| self.reads_ahead(*at)).map(Happens::ReadsAhead);
        outputs.chain(inputs).collect()
    }

    /// One thing happens by itself; false where nothing can.
    pub(super) fn happens(&mut self) -> bool {
        let next = self.next();
        if next.is_empty() {
            return false;
        }
        match *self.dice.one(&next) {
            Happens::GetsOn(at) => self.get_on(at),
            Happens::IsLost(at) => self.give_up(at),
            Happens::ReadsAhead(at) => self.read_one_ahead(at),
        }
        true
    }

    /// In a moment that every choice is made for, writes of these streams get on as far as can be, in every order.
    fn get_on_in_turn(&mut self, streams: impl Fn(&Self, usize) -> bool) {
        loop {
            let queued = |at: &usize| !self.outputs[*at].queue.is_empty() && streams(self, *at);
            let next: Vec<usize> = (0..self.outputs.len()).filter(queued).collect();
            match self.dice.up_to(next.len()) {
                0 => return,
                chosen => self.get_on(next[chosen - 1]),
            }
        }
    }

    /// Writes under way get on while something else reads.
    pub(super) fn writes_get_on(&mut self) {
        if self.dice.is_exhaustive() {
            return self.get_on_in_turn(|_, _| true);
        }
        for at in 0..self.outputs.len() {
            if !self.outputs[at].queue.is_empty() && self.dice.takes(Choice::LandsNow, self.haste) {
                self.get_on(at);
            }
        }
    }

    /// The first piece of a stream begins to land, goes on, or lands.
    fn get_on(&mut self, at: usize) {
        if self.fault_hits(at) {
            return;
        }
        self.split_if_short(at);
        let file = self.outputs[at].file;
        self.finish_those_in_its_way(at);
        let appends = self.outputs[at].offset.is_none();
        let Some(piece) = self.outputs[at].queue.front_mut() else { return };
        let torn = match (&piece.landed, piece.offset) {
            (Some(_), _) => self.dice.takes(Choice::TornGoesOn, 50),
            (None, Some(_)) => self.dice.takes(Choice::LandsTorn, 40),
            (None, None) => self.dice.takes(Choice::AppendsTorn, 40),
        };
        let target = &mut self.files[file];
        let length = piece.bytes.len();
        let offset = *piece.offset.get_or_insert(target.bytes.len());
        let touched = piece.touched();
        piece.from.get_or_insert(target.bytes.len());
        // What goes on goes on by a byte at least, and what is whole is over.
        if torn && appends && touched + 1 < length {
            let upto = touched + 1 + self.dice.below(length - touched - 1);
            target.write(offset + touched, &piece.bytes[touched..upto]);
            piece.landed = Some((0..length).map(|index| index < upto).collect());
        } else if torn && !appends && piece.landed.as_ref().is_none_or(|landed| landed.contains(&false)) {
            let mut landed = piece.landed.take().unwrap_or_else(|| vec![false; length]);
            let chosen: Vec<bool> = landed.iter().map(|landed| !landed && self.dice.percent(40)).collect();
            // One at least, the first that has not.
            let first = landed.iter().position(|landed| !landed).filter(|_| !chosen.contains(&true));
            for index in (0..length).filter(|index| chosen[*index] || first == Some(*index)) {
                // Behind the end a file grows byte by byte: it has no zeros where a write goes.
                let grows = offset + index > target.bytes.len() && index > 0;
                if !grows {
                    landed[index] = true;
                    target.write(offset + index, &piece.bytes[index..=index]);
                }
            }
            piece.landed = Some(landed);
        } else {
            self.finish(at);
        }
    }

    /// The first piece of a stream lands to its end.
    fn finish(&mut self, at: usize) {
        let output = &mut self.outputs[at];
        let Some(piece) = output.queue.pop_front() else { return };
        if let Some(covered) = &mut output.flushing {
            *covered = covered.saturating_sub(1);
        }
        let target = &mut self.files[output.file];
        let offset = piece.offset.unwrap_or(target.bytes.len());
        match piece.landed {
            None => target.write(offset, &piece.bytes),
            Some(landed) => {
                for index in (0..piece.bytes.len()).filter(|index| !landed[*index]) {
                    target.write(offset + index, &piece.bytes[index..=index]);
                }
            }
        }
        let text = || format!("{:?} of {at} landed at {offset}", String::from_utf8_lossy(&piece.bytes));
        self.trace.extend(self.traces.then(text));
    }

    /// Writes are atomic towards each other (POSIX): what is half there is finished before the first piece of a stream lands, if
    /// the two meet.
    fn finish_those_in_its_way(&mut self, at: usize) {
        let file = self.outputs[at].file;
        let reach = self.outputs[at].queue.front().map(|piece| piece.reach(self.files[file].bytes.len()));
        if let Some(reach) = reach {
            self.finish_others(file, at, &reach);
        }
    }

    fn finish_others(&mut self, file: usize, but: usize, place: &Range<usize>) {
        for at in 0..self.outputs.len() {
            let size = self.files[file].bytes.len();
            let meets = |piece: &Piece| {
                let reach = piece.reach(size);
                piece.landed.is_some() && reach.start < place.end && place.start < reach.end
            };
            let output = &self.outputs[at];
            if at != but && output.file == file && output.queue.front().is_some_and(meets) {
                self.finish(at);
            }
        }
    }

    /// A place of a file, and what lies between that and the end, is changed by no stream.
    pub(super) fn change(&mut self, file: usize, place: Range<usize>, apply: impl FnOnce(&mut File)) {
        let start = place.start.min(self.files[file].bytes.len());
        self.finish_others(file, usize::MAX, &(start..place.end));
        let before = self.files[file].bytes.clone();
        apply(&mut self.files[file]);
        self.read_beside(file, &before);
    }

    /// Everything up to a number of pieces lands; false if a fault came in between.
    pub(super) fn land(&mut self, at: usize, pieces: usize) -> bool {
        let mut left = pieces;
        while left > 0 && !self.outputs[at].queue.is_empty() {
            let before = self.outputs[at].queue.len();
            // Others may come in between, while nothing of this stream is half there.
            self.time_of_others(at);
            if self.fault_hits(at) {
                return false;
            }
            self.split_if_short(at);
            left += self.outputs[at].queue.len() - before;
            self.finish_those_in_its_way(at);
            self.finish(at);
            left -= 1;
        }
        self.outputs[at].error.is_none()
    }

    /// Streams beside this one get on.
    fn time_of_others(&mut self, at: usize) {
        if self.dice.is_exhaustive() {
            // What is half there of this one would be finished by that, which is a landing like any other.
            let begun = |machine: &Self| {
                machine.outputs[at].queue.front().is_some_and(|piece| piece.landed.is_some())
            };
            return self.get_on_in_turn(|machine, other| other != at && !begun(machine));
        }
        for other in 0..self.outputs.len() {
            if other != at
                && !self.outputs[other].queue.is_empty()
                && self.dice.takes(Choice::LandsNow, self.haste / 2)
            {
                // What is half there of this one is finished by that, which is a landing like any other.
                let begun = self.outputs[at].queue.front().is_some_and(|piece| piece.landed.is_some());
                if !begun {
                    self.get_on(other);
                }
            }
        }
    }

    /// Nothing more of a stream lands after this, but perhaps a beginning of what it has in flight.
    pub(super) fn give_up(&mut self, at: usize) {
        let partly = self.dice.takes(Choice::LostInPart, 50);
        self.keep_prefix(at, partly);
    }

    /// Of what a stream has in flight a random beginning lands, or no more than has already.
    pub(super) fn keep_prefix(&mut self, at: usize, partly: bool) {
        let output = &mut self.outputs[at];
        let touched = output.queue.front().map_or(0, Piece::touched);
        let length: usize = output.queue.iter().map(|piece| piece.bytes.len()).sum();
        let kept = if partly { touched + self.dice.up_to(length - touched) } else { touched };
        self.keep(at, kept);
    }

    /// Of what a stream has in flight so many bytes land, and the rest never does.
    fn keep(&mut self, at: usize, mut kept: usize) {
        self.trace.extend(self.traces.then(|| format!("of {at} {kept} bytes land")));
        let mut first = true;
        while let Some(piece) = self.outputs[at].queue.front_mut() {
            let now = kept.min(piece.bytes.len());
            kept -= now;
            piece.bytes.truncate(now);
            if let Some(landed) = &mut piece.landed {
                landed.truncate(now);
            }
            if !std::mem::take(&mut first) {
                self.time_of_others(at);
            }
            self.finish_those_in_its_way(at);
            self.finish(at);
        }
    }

    /// Whether a fault hits the first piece of a stream; then its error waits to be told.
    fn fault_hits(&mut self, at: usize) -> bool {
        let Some(code) = self.outputs[at].fault.and_then(failing) else { return false };
        if !self.dice.takes(Choice::FaultFires, 40) {
            return false;
        }
        let output = &mut self.outputs[at];
        output.queue.truncate(1);
        output.error = Some(code);
        output.fault = None;
        self.trace.extend(self.traces.then(|| format!("a fault hits {at}")));
        let partly = self.dice.percent(60);
        self.keep_prefix(at, partly);
        true
    }

    /// After a short count the rest of a write lands by itself.
    fn split_if_short(&mut self, at: usize) {
        let Output { fault, queue, flushing, .. } = &mut self.outputs[at];
        let Some(piece) = queue.front_mut().filter(|piece| piece.landed.is_none()) else { return };
        if !matches!(fault, Some(SystemAnswer::Short(_))) || piece.bytes.len() < 2 {
            return;
        }
        if self.dice.takes(Choice::ShortSplits, 50) {
            let first = 1 + self.dice.below(piece.bytes.len() - 1);
            let rest = piece.bytes.split_off(first);
            let offset = piece.offset.map(|offset| offset + first);
            queue.insert(1, Piece::new(offset, rest));
            *flushing = flushing.map(|covered| if covered > 0 { covered + 1 } else { 0 });
            *fault = None;
        }
    }
}

/// The code that a stream tells after an answer of the system, if it has to tell one.
pub(super) fn failing(answer: SystemAnswer) -> Option<ErrorCode> {
    match answer {
        SystemAnswer::Zero => Some(ErrorCode::Io),
        SystemAnswer::Error(_) => answer.code(),
        SystemAnswer::Interrupted | SystemAnswer::Short(_) => None,
    }
}
