//! What happens in a segment of a race, one thing at a time.

use std::mem;
use std::sync::Arc;

use super::Writer;
use super::weights::{self, Change, Consequence, Fetch, Issue, Meanwhile};
use crate::model::Permit;
use crate::op::{
    CallClass, Change as By, Control, DescriptorOp, ErrorOp, HandleKind, HostChange, Injection, InputOp,
    Manner, Name, Op, OutputOp, PollableOp, StreamOp, SystemAnswer,
};
use crate::script::Step;

/// How many bytes a look at a file asks for: more than any of these files has, and where writes are long.
const LOOK: u64 = 64;
const LONG_LOOK: u64 = 2 << 20;

impl Writer<'_> {
    /// A fault of one of the streams.
    pub(super) fn fault(&mut self) -> Option<Name> {
        let streams = self.live_streams();
        if streams.is_empty() {
            return None;
        }
        let stream = self.pick.one(&streams).clone();
        let reads = self.kind(&stream) == Some(HandleKind::InputStream);
        let calls = if reads { CallClass::Read } else { CallClass::Write };
        let answers = if reads { weights::READ_ANSWERS } else { weights::WRITE_ANSWERS };
        let answer = match self.pick.weighted(answers) {
            SystemAnswer::Short(_) => SystemAnswer::Short(1 + self.pick.below(4) as u64),
            other @ (SystemAnswer::Interrupted | SystemAnswer::Zero | SystemAnswer::Error(_)) => other,
        };
        // A read that is at its end never comes so far, and a file here may be empty.
        let far = if reads { 1 } else { 7 };
        let after = if self.pick.chance(weights::at_once(answer)) { 0 } else { self.pick.below(far) };
        if !self.flight.admits_fault(&stream) {
            return None;
        }
        // It fires in the next call that moves something.
        self.least = after + 1;
        let after = after as u64;
        let on = stream.clone();
        self.control(Control::Fault(Injection { on, calls, answer, after, behind: false }));
        Some(stream)
    }

    /// One call that has an output stream's work go on in the background; whether there is any.
    pub(super) fn write(&mut self, stream: &Name, again: bool) -> bool {
        let meets_fault = self.least > 0;
        let rows = if again { weights::ISSUES_AGAIN } else { weights::ISSUES };
        let issue = self.pick.weighted(&self.profile.column(rows));
        let splices = meets_fault && !again && self.pick.chance(35) && self.source().is_some();
        let (op, manner) = match if splices { Issue::Splice } else { issue } {
            Issue::Write => (Op::Output(OutputOp::StreamWrite { contents: self.data() }), Manner::Once),
            Issue::Zeroes => (Op::Output(OutputOp::WriteZeroes { len: self.length() as u64 }), Manner::Once),
            Issue::Flush => (Op::Output(OutputOp::Flush), Manner::Once),
            Issue::Splice => match self.source() {
                Some(src) => {
                    // One whose source is not ready moves nothing, and so meets nothing.
                    if meets_fault && !self.flight.is_faulty(&src) {
                        self.call(&src, PollableOp::Block, Manner::Once);
                    }
                    (Op::Output(OutputOp::Splice { src, len: self.length() as u64 }), Manner::Once)
                }
                None => (Op::Output(OutputOp::StreamWrite { contents: self.data() }), Manner::Once),
            },
            Issue::WriteAndFlush => self.write_and_flush(),
            Issue::ZeroesAndFlush => {
                let manner = self.abandon();
                (
                    Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len: self.length_for(manner) as u64 }),
                    manner,
                )
            }
            Issue::BlockingFlush => (Op::Output(OutputOp::BlockingFlush), self.abandon()),
            // Of a splice that was given up nobody knows whether it has met an error of the system.
            Issue::BlockingSplice => match self.source() {
                Some(src) => {
                    let is_known = !self.flight.is_faulty(&src) && !self.flight.is_faulty(stream);
                    let manner = if is_known { self.abandon() } else { Manner::Once };
                    (
                        Op::Output(OutputOp::BlockingSplice { src, len: self.length_for(manner) as u64 }),
                        manner,
                    )
                }
                None => self.write_and_flush(),
            },
            Issue::Ready => (Op::Pollable(PollableOp::Ready), self.abandon()),
            // What was ready goes on to be so when a wait was given up.
            Issue::Block if !again && !meets_fault && self.pick.chance(30) => {
                self.call(stream, PollableOp::Block, Manner::Once);
                self.call(stream, PollableOp::Block, Manner::Abandon { polls: 1 });
                (Op::Output(OutputOp::CheckWrite), Manner::Once)
            }
            Issue::Block => (Op::Pollable(PollableOp::Block), self.abandon()),
        };
        let needs_permit = matches!(
            op,
            Op::Output(OutputOp::StreamWrite { .. } | OutputOp::WriteZeroes { .. } | OutputOp::Splice { .. })
        );
        let traps = !meets_fault && !self.pick.chance(97);
        if needs_permit && self.permit(stream) == Some(Permit::None) && !traps {
            self.call(stream, OutputOp::CheckWrite, Manner::Once);
        }
        let moves = !matches!(
            op,
            Op::Output(OutputOp::CheckWrite | OutputOp::Flush | OutputOp::BlockingFlush)
                | Op::Pollable(PollableOp::Ready | PollableOp::Block)
        );
        // Where its source is at an end a splice meets nothing.
        let moves = moves && !(meets_fault && matches!(op, Op::Output(OutputOp::Splice { .. })));
        self.call(stream, op, manner);
        moves
    }

    fn write_and_flush(&mut self) -> (Op, Manner) {
        let manner = self.abandon();
        (Op::Output(OutputOp::BlockingWriteAndFlush { contents: self.data_for(manner) }), manner)
    }

    /// One call that has an input stream fetch bytes in the background.
    pub(super) fn fetch(&mut self, stream: &Name) -> bool {
        self.flight.is_watched();
        let len = self.length() as u64;
        let (op, manner) = match self.pick.weighted(&self.profile.column(weights::FETCHES)) {
            Fetch::Read => (Op::Input(InputOp::StreamRead { len }), Manner::Once),
            Fetch::Skip => (Op::Input(InputOp::Skip { len }), Manner::Once),
            Fetch::Ready => (Op::Pollable(PollableOp::Ready), Manner::Once),
            Fetch::BlockingRead => (Op::Input(InputOp::BlockingRead { len }), self.abandon()),
            Fetch::BlockingSkip => (Op::Input(InputOp::BlockingSkip { len }), self.abandon()),
            Fetch::AbandonedReady => (Op::Pollable(PollableOp::Ready), self.abandon()),
            Fetch::Block if self.least == 0 && self.pick.chance(30) => {
                self.call(stream, PollableOp::Block, Manner::Once);
                self.call(stream, PollableOp::Block, Manner::Abandon { polls: 1 });
                (Op::Input(InputOp::StreamRead { len }), Manner::Once)
            }
            Fetch::Block => (Op::Pollable(PollableOp::Block), self.abandon()),
        };
        self.call(stream, op, manner);
        true
    }

    /// What a fault leaves behind shows in the calls after it: the error once, then an end; what was acknowledged stays.
    pub(super) fn consequences(&mut self, stream: &Name) {
        for _ in 0..2 + self.pick.below(3) {
            let len = self.length() as u64;
            if self.kind(stream) == Some(HandleKind::InputStream) {
                let op = if self.pick.chance(80) {
                    Op::Input(InputOp::BlockingRead { len })
                } else {
                    Op::Input(InputOp::BlockingSkip { len })
                };
                self.call(stream, op, Manner::Once);
                continue;
            }
            match self.pick.weighted(weights::CONSEQUENCES) {
                Consequence::BlockingFlush => {
                    self.call(stream, OutputOp::BlockingFlush, Manner::Once);
                }
                Consequence::FlushReady => self.flush_and_wait(stream),
                Consequence::Write => {
                    self.call(stream, OutputOp::CheckWrite, Manner::UntilProgress);
                    let contents = self.data();
                    self.call(stream, OutputOp::StreamWrite { contents }, Manner::Once);
                }
                Consequence::WriteAndFlush => {
                    let contents = self.data_for(Manner::Once);
                    self.call(stream, OutputOp::BlockingWriteAndFlush { contents }, Manner::Once);
                }
                Consequence::CheckWrite => self.call(stream, OutputOp::CheckWrite, Manner::Once),
                Consequence::Look => self.look(),
            }
        }
    }

    /// Asks the errors that were kept what they are, by names that are bound where a call has failed. The plain answer is none.
    pub(super) fn ask_errors(&mut self) {
        self.keeps_errors = false;
        for error in mem::take(&mut self.errors) {
            for op in [ErrorOp::FilesystemErrorCode, ErrorOp::ToDebugString] {
                if self.pick.chance(60) {
                    self.model.skip();
                    self.push(Step::new(error.clone(), op));
                }
            }
        }
    }

    /// A stream goes on: the next bytes of an input, a whole write to an output.
    pub(super) fn go_on(&mut self) {
        let live = self.live_streams();
        if live.is_empty() {
            return;
        }
        let stream = self.pick.one(&live).clone();
        let len = self.length() as u64;
        let op = match self.kind(&stream) {
            Some(HandleKind::InputStream) if self.pick.chance(70) => Op::Input(InputOp::BlockingRead { len }),
            Some(HandleKind::InputStream) => Op::Input(InputOp::Skip { len }),
            _ => Op::Output(OutputOp::BlockingWriteAndFlush { contents: self.data_for(Manner::Once) }),
        };
        self.call(&stream, op, Manner::Once);
    }

    /// One thing that happens while work is held; a racer that is let go of is taken from the list.
    pub(super) fn meanwhile(&mut self, racers: &mut Vec<Name>) {
        let racer = (!racers.is_empty()).then(|| racers.swap_remove(self.pick.below(racers.len())));
        let Some(stream) = racer.filter(|racer| self.handle(racer).is_some()) else {
            return if self.pick.chance(50) { self.change() } else { self.look() };
        };
        let output = self.kind(&stream) == Some(HandleKind::OutputStream);
        let len = self.length() as u64;
        match self.pick.weighted(&self.profile.column(weights::MEANWHILE)) {
            Meanwhile::Release => self.control(Control::Release(stream)),
            Meanwhile::Cancel => {
                self.call(&stream, StreamOp::Cancel, Manner::Once);
                // What lands later than this look lands late; without it that may have been the cancel's own work.
                if self.pick.chance(40) {
                    self.look_at(0);
                }
            }
            Meanwhile::Drop => self.call(&stream, Op::Drop, Manner::Once),
            Meanwhile::Wait if output => {
                self.call(&stream, OutputOp::BlockingFlush, Manner::Once);
            }
            Meanwhile::Wait => self.call(&stream, InputOp::BlockingRead { len }, Manner::Once),
            Meanwhile::Poll if output => self.flush_and_wait(&stream),
            Meanwhile::Poll => self.call(&stream, InputOp::StreamRead { len }, Manner::Once),
            Meanwhile::PollSeveral => {
                if !self.poll_several() {
                    self.look();
                }
                racers.push(stream);
            }
            Meanwhile::Change => {
                self.change();
                racers.push(stream);
            }
            Meanwhile::Look => {
                self.look();
                racers.push(stream);
            }
        }
    }

    /// A flush as a guest makes it that polls.
    fn flush_and_wait(&mut self, stream: &Name) {
        self.call(stream, OutputOp::Flush, Manner::Once);
        let manner = if self.pick.chance(70) { Manner::UntilProgress } else { Manner::Once };
        self.call(stream, PollableOp::Ready, manner);
    }

    /// Somebody else changes the file under the streams: another process, or the guest through its descriptor.
    pub(super) fn change(&mut self) {
        if !self.flight.has_room() || self.flight.is_doubted() {
            return self.look();
        }
        self.flight.is_hidden();
        let (path, on) = {
            let (path, descriptors) = &self.files[0];
            (Arc::clone(path), self.pick.one(descriptors).clone())
        };
        let size = self.handle(&on).and_then(|handle| self.model.size_behind(handle)).unwrap_or(0);
        let near = self.pick.below(usize::try_from(size).unwrap_or(0) + 3) as u64;
        let change = match self.pick.weighted(&self.profile.column(weights::CHANGES)) {
            Change::Append => By::Append { bytes: self.data() },
            Change::Truncate => By::Truncate { size: near },
            Change::Overwrite => By::Write { bytes: self.data(), offset: near },
            Change::Replace => By::Replace { bytes: self.data() },
            Change::Remove => By::Remove,
            Change::OwnWrite => {
                let op = Op::Descriptor(DescriptorOp::Write { buffer: self.data(), offset: near });
                return self.call(&on, op, Manner::Once);
            }
            Change::OwnResize => {
                return self.call(&on, DescriptorOp::SetSize { size: near }, Manner::Once);
            }
        };
        self.control(Control::Host(HostChange::new(path, change)));
    }

    /// A look at a file, its attributes, or through an input stream.
    pub(super) fn look(&mut self) {
        let inputs = self.live(HandleKind::InputStream);
        match self.pick.below(100) {
            0..20 if !inputs.is_empty() => {
                let stream = self.pick.one(&inputs).clone();
                let len = self.length() as u64;
                self.call(&stream, InputOp::StreamRead { len }, Manner::Once);
            }
            0..35 => {
                let on = self.files[0].1[0].clone();
                self.call(&on, DescriptorOp::Stat, Manner::Once);
            }
            _ => self.look_at(0),
        }
    }

    /// Reads all of a file.
    pub(super) fn look_at(&mut self, file: usize) {
        let on = self.pick.one(&self.files[file].1).clone();
        let length = if self.long { LONG_LOOK } else { LOOK };
        let look = Op::Descriptor(DescriptorOp::Read { length, offset: 0 });
        let last = self.script.steps.last().and_then(Step::call);
        if last.is_none_or(|last| *last.on != on || *last.op != look) {
            self.call(&on, look, Manner::Once);
        }
        if self.quiet {
            self.flight.is_seen();
        }
    }
}
