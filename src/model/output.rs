//! Calls on an output stream.

use super::World;
use super::access::{ANY_CODE, NOT_OPENED_FOR};
use super::effects::Effect;
use super::file::{ENDED, TOO_FAR};
use super::handles::{Handle, Output, Permit};
use super::landings::Aftermath;
use crate::op::{Call, DATA_MAX, Data, Op, OutputOp, PollableOp, StreamOp};
use crate::outcome::{Allowed, Answer, GoneBy, Origin, Outcome, OutcomeKind, Span, Spans};
use crate::rule::Rule;
use crate::wasi::WRITE_AND_FLUSH_MAX;

impl World {
    pub(super) fn output_allowed(&self, output: &Output, op: &OutputOp, loops: bool) -> Allowed {
        let allowed = match op {
            OutputOp::Splice { src, len } => return self.splice_allowed(output, src, *len, false),
            OutputOp::BlockingSplice { src, len } => return self.splice_allowed(output, src, *len, true),
            OutputOp::StreamWrite { contents } => {
                return self.stream_write_allowed(output, contents.len() as u64);
            }
            OutputOp::WriteZeroes { len } => return self.stream_write_allowed(output, *len),
            OutputOp::BlockingWriteAndFlush { contents } => {
                self.write_and_flush_allowed(output, contents.len() as u64)
            }
            OutputOp::BlockingWriteZeroesAndFlush { len } => self.write_and_flush_allowed(output, *len),
            OutputOp::CheckWrite => check_write_allowed(output, loops),
            OutputOp::Flush | OutputOp::BlockingFlush if output.closed => output.faults.closed(),
            OutputOp::Flush if output.is_due() => output.failure(),
            OutputOp::BlockingFlush if output.fails_since().is_some() => output.failure(),
            OutputOp::Flush | OutputOp::BlockingFlush => {
                Allowed::only(Answer::Done, self.or_outlives(output.node, Rule::StreamOpenForWriting))
            }
        };
        let writes = matches!(op, OutputOp::BlockingWriteAndFlush { contents } if !contents.is_empty())
            || matches!(op, OutputOp::BlockingWriteZeroesAndFlush { len: 1.. });
        self.with_failures(output, writes, allowed)
    }

    /// Adds the failures that a stream may report at any call, and names the rule of those that it may not; `writes` if the call may
    /// write some bytes.
    pub(super) fn with_failures(&self, output: &Output, writes: bool, allowed: Allowed) -> Allowed {
        let allowed = output.with_hang(allowed);
        if output.closed {
            // An error was delivered, or there was none; in both cases there is none any more.
            return allowed;
        }
        if let Some(codes) = output.denied {
            // "The stream is closed: no more input will be accepted", says `closed`: it is no word for what was never accepted.
            // "May fail with an error-code describing why the file cannot be written": it has not, so this is told now.
            let allowed = allowed.or(Answer::Failed(codes.into()), Rule::AccessWrite);
            // Where no file reaches it can't be written for that either, and which of the two is told is open.
            let far = self.writes_too_far(output, 1);
            let allowed = allowed.or_if(far, Answer::Failed(TOO_FAR.into()), Rule::StreamFailure);
            return allowed.breach(OutcomeKind::Closed, Rule::AccessWrite);
        }
        let rule = output.odd().unwrap_or(self.or_outlives(output.node, Rule::StreamOpenForWriting));
        let allowed = allowed.or_if(output.unsure, Answer::Failed(NOT_OPENED_FOR.into()), Rule::AccessWrite);
        let allowed = allowed.or_if(output.may_fail, Answer::Failed(TOO_FAR.into()), Rule::StreamFailure);
        // No write of the system is under way where each was seen to be over, so none is hit.
        let met = writes || output.unproven.is_some() || output.doomed.is_some();
        let codes = if met { output.faults.codes() } else { Vec::new() };
        // A count of zero is no error of the system, so it has no code that could be named.
        let allowed = allowed
            .or_if(met && output.faults.has_zero(), Answer::Failed(ANY_CODE), Rule::FaultZero)
            .or_if(!codes.is_empty(), Answer::Failed(codes.into()), Rule::FaultOnce);
        ENDED.into_iter().fold(allowed, |allowed, kind| allowed.breach(kind, rule))
    }

    fn stream_write_allowed(&self, output: &Output, length: u64) -> Allowed {
        // Whether an empty write needs a permit, and whether one permit serves two writes, the WIT leaves open.
        let (taken, trap) = match output.permit {
            Permit::Fresh(permit) => (length <= permit, length > permit),
            Permit::Stale(permit) => (length <= permit, true),
            Permit::None => (length == 0, true),
        };
        let past = Allowed::only(Answer::Trap, Rule::StreamPastPermit);
        if output.closed {
            let closed = output.faults.closed();
            return closed.or_if(trap, Answer::Trap, Rule::StreamPastPermit);
        }
        let allowed = match (taken, trap) {
            (true, trap) if output.is_due() => {
                output.failure().or_if(trap, Answer::Trap, Rule::StreamPastPermit)
            }
            (true, trap) => Allowed::only(Answer::Done, Rule::StreamPermit)
                .or_if(trap, Answer::Trap, Rule::StreamPastPermit)
                .breach(OutcomeKind::Trap, Rule::StreamPermit),
            (false, _) if output.may_fail || output.denied.is_some() => past,
            (false, _) => return past,
        };
        // A write that is made at once may report its own failure.
        let far = self.writes_too_far(output, length);
        let allowed = allowed.or_if(far, Answer::Failed(TOO_FAR.into()), Rule::StreamFailure);
        let allowed = allowed.or_if(output.denied.is_some(), Answer::Trap, Rule::AccessWrite);
        self.with_failures(output, length > 0, allowed)
    }

    fn write_and_flush_allowed(&self, output: &Output, length: u64) -> Allowed {
        let too_much = length > WRITE_AND_FLUSH_MAX;
        if output.closed {
            let closed = output.faults.closed();
            return closed.or_if(too_much, Answer::Trap, Rule::StreamWriteFlushLimit);
        }
        if too_much {
            let trap = Allowed::only(Answer::Trap, Rule::StreamWriteFlushLimit);
            let may_write = output.denied.is_none() && output.fails_since().is_none();
            return trap.or_if(may_write, Answer::Done, Rule::StreamWriteFlushLimit);
        }
        if output.fails_since().is_some() {
            return output.failure();
        }
        if let Some(codes) = output.denied.filter(|_| length > 0) {
            return Allowed::only(Answer::Failed(codes.into()), Rule::AccessWrite);
        }
        let (least, _) = self.write_starts(output);
        let (far, impossible) =
            (self.writes_too_far(output, length), least.saturating_add(length) > self.nodes.host.file_max());
        if impossible && length > 0 {
            return Allowed::only(Answer::Failed(TOO_FAR.into()), Rule::StreamFailure);
        }
        let done = Allowed::only(Answer::Done, Rule::StreamFlushed)
            .breach(OutcomeKind::Trap, Rule::StreamWriteFlushLimit);
        done.or_if(far, Answer::Failed(TOO_FAR.into()), Rule::StreamFailure)
    }

    /// Where the next write of a stream starts: at least, and at most.
    fn write_starts(&self, output: &Output) -> (u64, u64) {
        let Some(offset) = output.offset else {
            let sizes = self.view(output.node).sizes;
            return (sizes.least(), sizes.most());
        };
        (offset, offset)
    }

    /// Whether the next write of a stream, of so many bytes, goes so far that it may fail.
    pub(super) fn writes_too_far(&self, output: &Output, length: u64) -> bool {
        self.write_starts(output).1.saturating_add(length) > self.nodes.host.served_max()
    }

    pub(super) fn output_take(&mut self, call: Call<'_>, outcome: &Outcome) -> Aftermath {
        if let Op::Output(OutputOp::Splice { src, len } | OutputOp::BlockingSplice { src, len }) = call.op {
            return self.splice_take(call, src, *len, outcome);
        }
        if *outcome == Outcome::Abandoned {
            return self.output_given_up(call);
        }
        // A write that failed may have landed in part, so it is in flight as well.
        let wrote = match (call.op, outcome) {
            (_, Outcome::Closed | Outcome::Trap(_)) => None,
            (
                Op::Output(OutputOp::StreamWrite { contents } | OutputOp::BlockingWriteAndFlush { contents }),
                _,
            ) => Some(contents.clone()),
            (
                Op::Output(OutputOp::WriteZeroes { len } | OutputOp::BlockingWriteZeroesAndFlush { len }),
                _,
            ) if *len > DATA_MAX => {
                return Aftermath::Lost("more zeros in one write than the model follows");
            }
            (
                Op::Output(OutputOp::WriteZeroes { len } | OutputOp::BlockingWriteZeroesAndFlush { len }),
                _,
            ) => Some(Data::zeros(usize::try_from(*len).unwrap_or(0))),
            _ => None,
        };
        if let Some(bytes) = wrote {
            self.open_effect(call, bytes);
        }
        let step = self.step;
        let Some(Handle::Output(output)) = self.handle_mut(call.on) else { return Aftermath::Nothing };
        let aftermath = output.take(call.op, outcome, step);
        if *call.op == Op::Drop {
            self.let_go(call.on);
        } else if *call.op == Op::Stream(StreamOp::Cancel) {
            self.unbind(call.on);
        }
        aftermath
    }

    /// The guest gave a call up: what it had to write may have been taken, as far as it came.
    fn output_given_up(&mut self, call: Call<'_>) -> Aftermath {
        let Some(Handle::Output(output)) = self.handle_mut(call.on) else { return Aftermath::Nothing };
        if *call.op == Op::Pollable(PollableOp::Block) {
            // It has asked for nothing, so what was ready still is.
            return Aftermath::Nothing;
        }
        output.abandoned = true;
        output.ready = false;
        output.blur_permit();
        if let Op::Output(OutputOp::BlockingWriteAndFlush { contents }) = call.op {
            Aftermath::Taken(contents.clone())
        } else if let Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }) = call.op {
            // More than it takes traps at once.
            Aftermath::Taken(Data::zeros(usize::try_from(*len).unwrap_or(0)))
        } else {
            Aftermath::Nothing
        }
    }

    /// Bytes were taken from the guest: they are in flight.
    pub(super) fn open_effect(&mut self, call: Call<'_>, bytes: Data) {
        let (step, made) = (self.step, self.nodes.now.map(Span::open));
        let Some(Handle::Output(output)) = self.handle(call.on) else { return };
        let (least, most) = self.write_starts(output);
        let (served_max, file_max) = (self.nodes.host.served_max(), self.nodes.host.file_max());
        let Some(Handle::Output(output)) = self.handle_mut(call.on) else { return };
        let length = bytes.len() as u64;
        output.ready = false;
        if output.denied.is_some() && length > 0 {
            output.must_fail.get_or_insert(step);
        }
        if output.denied.is_some() || output.doomed.is_some() {
            return;
        }
        // Also where nothing is written: POSIX leaves open whether that looks at the offset.
        output.may_fail |= most.saturating_add(length) > served_max;
        if bytes.is_empty() {
            return;
        }
        if least.saturating_add(length) > file_max {
            output.must_fail.get_or_insert(step);
        }
        let origin = match (output.offset, output.written) {
            (None, _) => Origin::Append,
            (Some(_), None) => Origin::StreamFirst,
            (Some(_), Some(_)) => Origin::StreamNext,
        };
        output.written.get_or_insert(step);
        output.unproven = Some(step);
        // Of a write beyond any file only what is within can land; what is within for an append shows when it lands.
        let possible = output.offset.map_or(u64::MAX, |offset| file_max.saturating_sub(offset));
        let possible = usize::try_from(possible).map_or(bytes.len(), |most| most.min(bytes.len()));
        let bytes = bytes.slice(0..possible);
        let effect = Effect {
            stream: output.id,
            file: output.node,
            offset: output.offset,
            bytes,
            origin,
            step,
            made,
            odd: output.odd().or(odd_way(call.op)),
            tears: output.tears,
            ends: output.faults.may_end(),
            cut: None,
            begun: Spans::default(),
            from: None,
            hidden: Spans::default(),
            behind: Vec::new(),
        };
        output.offset = output.offset.map(|offset| offset.saturating_add(length));
        if possible > 0 {
            let file = effect.file;
            self.effects.push(effect);
            self.appends_may_fail(file);
        }
    }
}

/// The rule that an operation's bytes show, where it goes about them in a way of its own.
fn odd_way(op: &Op) -> Option<Rule> {
    let is_long = |contents: &Data| contents.len() as u64 > WRITE_AND_FLUSH_MAX;
    let long = matches!(op, Op::Output(OutputOp::BlockingWriteAndFlush { contents }) if is_long(contents));
    let spliced = matches!(op, Op::Output(OutputOp::Splice { .. } | OutputOp::BlockingSplice { .. }));
    let rows = [(spliced, Rule::StreamSplice), (long, Rule::StreamWriteFlushLimit)];
    rows.into_iter().find(|(is_so, _)| *is_so).map(|(_, rule)| rule)
}

fn check_write_allowed(output: &Output, loops: bool) -> Allowed {
    if output.closed {
        return output.faults.closed();
    }
    let progress = match (output.ready, loops) {
        (true, _) => Some(Rule::StreamReady),
        (false, true) => Some(Rule::LoopProgress),
        (false, false) => None,
    };
    let rule = progress.unwrap_or(Rule::StreamOpenForWriting);
    let permit = |least, most, bound| Answer::Count { least, most, progress: rule, bound };
    match (output.withholds(), progress) {
        (true, Some(_)) => output.failure(),
        (true, None) => Allowed::only(permit(0, 0, output.rule_of_failure()), rule),
        (false, _) => Allowed::only(permit(u64::from(progress.is_some()), u64::MAX, rule), rule),
    }
}

impl Output {
    /// The rule that its writes show, where it goes about them in an odd way.
    pub(super) fn odd(&self) -> Option<Rule> {
        self.faults.rule().or(self.abandoned.then_some(Rule::AbandonWrite))
    }

    /// Whether its next answer may be an error.
    fn may_end(&self) -> bool {
        self.may_fail || self.denied.is_some() || self.unsure || self.faults.may_end()
    }

    /// The step of the first of its writes that can't succeed, if there is one.
    pub(super) fn fails_since(&self) -> Option<usize> {
        [self.must_fail, self.doomed].into_iter().flatten().min()
    }

    /// Whether it was asked to flush what can't be written. "The output-stream will not accept any writes (`check-write` will return
    /// `ok(0)`) until the flush has completed" (`flush`), which this one never does.
    pub(super) fn withholds(&self) -> bool {
        self.fails_since().zip(self.flushing).is_some_and(|(write, flush)| write <= flush)
    }

    /// Whether that is known to be over, so that its error comes now: it was ready since, and "when this pollable is ready,
    /// `check-write` will return `ok(n)` with n>0, or an error" (`subscribe`). The other calls have no other word for it either:
    /// "the last operation (a write or flush) failed before completion" (`stream-error`).
    pub(super) fn is_due(&self) -> bool {
        self.ready && self.withholds()
    }

    /// What a call answers that waits for what can't be written: the error.
    pub(super) fn failure(&self) -> Allowed {
        let rule = self.rule_of_failure();
        let codes = match self.denied {
            Some(codes) => codes.into(),
            None if self.must_fail.is_some() => TOO_FAR.into(),
            None if self.faults.has_zero() => ANY_CODE,
            None => self.faults.codes().into(),
        };
        Allowed::only(Answer::Failed(codes), rule)
    }

    /// The rule that says that this error has to be told.
    pub(super) fn rule_of_failure(&self) -> Rule {
        match self.denied {
            Some(_) => Rule::AccessWrite,
            None if self.must_fail.is_some() => Rule::StreamFailure,
            None => Rule::FaultOnce,
        }
    }

    /// Names the rule of a call that never returns, where there is one of its own.
    pub(super) fn with_hang(&self, allowed: Allowed) -> Allowed {
        if self.faults.has_zero() { allowed.breach(OutcomeKind::Hang, Rule::FaultZero) } else { allowed }
    }

    /// Moves on from an answer; bytes that were taken are in flight already.
    fn take(&mut self, op: &Op, outcome: &Outcome, step: usize) -> Aftermath {
        match (op, outcome) {
            (Op::Stream(StreamOp::Cancel), _) => return Aftermath::Cut(self.id, GoneBy::Cancel),
            (_, Outcome::Failed(_)) => {
                self.closed = true;
                self.spend_permit();
                return Aftermath::Cut(self.id, GoneBy::Failure);
            }
            (_, Outcome::Closed) => self.closed = true,
            (Op::Output(OutputOp::CheckWrite), Outcome::Count(permit)) => {
                self.permit = Permit::Fresh(*permit);
                if *permit > 0 {
                    // Beside a write that can't succeed a permit proves nothing: the flush may have come before it.
                    return self.seen_flushed(self.must_fail.is_none());
                }
            }
            (Op::Pollable(PollableOp::Ready), Outcome::Ready(true))
            | (Op::Pollable(PollableOp::Block), Outcome::Done) => {
                self.ready = true;
                return self.seen_flushed(!self.may_end());
            }
            (Op::Output(OutputOp::StreamWrite { .. } | OutputOp::WriteZeroes { .. }), Outcome::Done) => {
                self.spend_permit();
            }
            (Op::Output(OutputOp::Flush), Outcome::Done) => {
                // One that was ready, and has no error to tell, had completed the flush before this one.
                let before = self.seen_flushed(self.ready && self.fails_since().is_none());
                self.flushing = Some(step);
                self.ready = false;
                self.spend_permit();
                return before;
            }
            (
                Op::Output(
                    OutputOp::BlockingFlush
                    | OutputOp::BlockingWriteAndFlush { .. }
                    | OutputOp::BlockingWriteZeroesAndFlush { .. },
                ),
                Outcome::Done,
            ) => {
                // Each of them ends with a wait until the stream is ready, by the text of the writes with a `check-write` behind it
                // which has told no error.
                self.ready = self.denied.is_none() && !(self.unsure && self.written.is_none());
                self.flushing = Some(step);
                self.blur_permit();
                return self.seen_flushed(true);
            }
            _ => {}
        }
        Aftermath::Nothing
    }

    /// The WIT describes the blocking calls by check-write among others, so a permit may be left over from them, or not.
    fn blur_permit(&mut self) {
        self.permit = Permit::Stale(u64::MAX);
    }

    /// If a flush was under way and this proves it complete, all that was written before it has landed.
    fn seen_flushed(&mut self, proves: bool) -> Aftermath {
        match self.flushing.take_if(|_| proves) {
            Some(upto) => {
                // What has landed could be written.
                self.unsure &= self.written.is_none_or(|written| written > upto);
                self.unproven = self.unproven.filter(|written| *written > upto);
                Aftermath::Settled { stream: self.id, upto }
            }
            None => Aftermath::Nothing,
        }
    }

    /// Whether a permit outlives a write or a flush is open.
    fn spend_permit(&mut self) {
        if let Permit::Fresh(permit) = self.permit {
            self.permit = Permit::Stale(permit);
        }
    }
}
