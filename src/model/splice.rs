//! `splice` and `blocking-splice`: `check-write`, `read` of the smaller, `write`.

use super::World;
use super::access::NOT_OPENED_FOR;
use super::faults::Faults;
use super::file::{NO_SUCH_OFFSET, TOO_FAR};
use super::handles::{Handle, Input, Output, Permit};
use super::landings::Aftermath;
use crate::op::{Call, Data, Name, Op, OutputOp};
use crate::outcome::{Allowed, Answer, Given, GoneBy, Outcome, OutcomeKind};
use crate::rule::Rule;
use crate::wasi::ErrorCode;

impl World {
    fn source(&self, src: &Name) -> &Input {
        match self.handle(src) {
            Some(Handle::Input(input)) => input,
            _ => unreachable!("our fault: a splice from an unbound name was not skipped"),
        }
    }

    pub(super) fn splice_allowed(&self, output: &Output, src: &Name, len: u64, blocking: bool) -> Allowed {
        let input = self.source(src);
        if output.closed || input.closed {
            // Closed ends up in the answer whichever side is asked first; a failure of the sink may come before it.
            let faults = if output.closed { &output.faults } else { &input.faults };
            return self.with_failures(output, false, faults.closed());
        }
        let (available_least, available_most) = self.view_of(input).available(input.offset);
        let count = |least, most| Answer::Count {
            least,
            most,
            progress: Rule::StreamSplice,
            bound: if most == len { Rule::StreamReadBound } else { Rule::StreamSplice },
        };
        if output.is_due() || (blocking && output.withholds()) {
            return self.with_failures(output, false, output.failure());
        }
        let nothing_yet = !blocking || len == 0;
        let mut allowed = if let Some(codes) = input.denied {
            Allowed::only(Answer::Failed(codes.into()), Rule::AccessRead).or_if(
                nothing_yet,
                count(0, 0),
                Rule::StreamSplice,
            )
        } else if output.withholds() {
            Allowed::only(count(0, 0), output.rule_of_failure()).or_if(
                available_least == 0,
                Answer::Closed,
                Rule::StreamEnd,
            )
        } else if available_most == 0 {
            Allowed::only(Answer::Closed, Rule::StreamEnd).or_if(nothing_yet, count(0, 0), Rule::StreamSplice)
        } else {
            let least = u64::from(!nothing_yet && available_least > 0);
            let moved = Allowed::only(count(least, available_most.min(len)), Rule::StreamSplice);
            moved.or_if(available_least == 0, Answer::Closed, Rule::StreamEnd)
        };
        if len > 0 {
            allowed = allowed.breach(OutcomeKind::Closed, Rule::StreamEnd);
        }
        // The write that it makes may report its own failure, as one that the guest makes.
        let sinks_too_far = self.writes_too_far(output, available_most.min(len));
        let allowed = allowed.or_if(sinks_too_far, Answer::Failed(TOO_FAR.into()), Rule::StreamFailure);
        let far = self.nodes.host.reads_too_far(input.offset, len);
        let allowed = allowed.or_if(far, Answer::Failed(NO_SUCH_OFFSET.into()), Rule::FileFarOffset).or_if(
            input.unsure,
            Answer::Failed(NOT_OPENED_FOR.into()),
            Rule::AccessRead,
        );
        let codes = input.faults.codes();
        let allowed = allowed.or_if(!codes.is_empty(), Answer::Failed(codes.into()), Rule::FaultOnce).or_if(
            input.faults.has_zero(),
            Answer::Closed,
            Rule::StreamEnd,
        );
        self.with_failures(output, available_most.min(len) > 0, allowed)
    }

    pub(super) fn splice_take(
        &mut self,
        call: Call<'_>,
        src: &Name,
        len: u64,
        outcome: &Outcome,
    ) -> Aftermath {
        if let Some(Handle::Output(output)) = self.handle_mut(call.on) {
            // It asked for a permit of its own, which may or may not be left over.
            output.permit = Permit::Stale(u64::MAX);
        }
        if *outcome == Outcome::Abandoned {
            return self.splice_given_up(call, src, len);
        }
        if let Outcome::Count(count) = outcome {
            return self.splice_moves(call, src, len, *count);
        }
        if matches!(outcome, Outcome::Closed | Outcome::Failed(_)) {
            // Whichever has ended, the source may have been asked for bytes, or waited for, and have found the end.
            let asks = len > 0 || matches!(call.op, Op::Output(OutputOp::BlockingSplice { .. }));
            let now = self.now(self.source(src));
            if let Some(Handle::Input(input)) = self.handle_mut(src).filter(|_| asks) {
                input.asked(now);
            }
            return self.splice_ends(call, src, len, outcome);
        }
        Aftermath::Nothing
    }

    /// The guest gave it up: some bytes may have moved, from the one to the other.
    fn splice_given_up(&mut self, call: Call<'_>, src: &Name, len: u64) -> Aftermath {
        let source = self.source(src);
        let source_ends = source.faults.may_end() || source.denied.is_some() || source.unsure;
        let ends = |sink: &Output| sink.faults.may_end() || sink.denied.is_some() || sink.unsure;
        let sink_ends = matches!(self.handle(call.on), Some(Handle::Output(sink)) if ends(sink));
        if source_ends || sink_ends {
            return Aftermath::Lost("a splice that was given up, whose error may have gone with it");
        }
        let (_, available) = {
            let input = self.source(src);
            self.view_of(input).available(input.offset)
        };
        let now = self.now(self.source(src));
        if let Some(Handle::Input(input)) = self.handle_mut(src) {
            input.given_up(now);
        }
        if let Some(Handle::Output(output)) = self.handle_mut(call.on) {
            output.abandoned = true;
            output.ready = false;
        }
        Aftermath::Moved(available.min(len))
    }

    pub(super) fn splice_moves(&mut self, call: Call<'_>, src: &Name, len: u64, count: u64) -> Aftermath {
        let blocking = matches!(call.op, Op::Output(OutputOp::BlockingSplice { .. }));
        let input = self.source(src);
        let now = self.now_given(input, Given::Count(count));
        let view = self.view_of(input);
        let Some(bytes) = view.certain(input.offset, count) else {
            return Aftermath::Lost("a splice of bytes that were in flux");
        };
        let bytes = Data::new(bytes);
        if let Some(Handle::Input(input)) = self.handle_mut(src) {
            input.spliced(count, len, blocking, now);
        }
        self.open_effect(call, bytes);
        Aftermath::Nothing
    }

    /// Whose end it was can't be told when both could have been; then neither is known to be closed.
    fn splice_ends(&mut self, call: Call<'_>, src: &Name, len: u64, outcome: &Outcome) -> Aftermath {
        let Some(Handle::Output(output)) = self.handle(call.on) else { return Aftermath::Nothing };
        let input = self.source(src);
        let (source_open, sink_open) = (!input.closed, !output.closed);
        let closed = *outcome == Outcome::Closed;
        if closed && !(source_open && sink_open) {
            return Aftermath::Nothing;
        }
        let told = |faults: &Faults| {
            let code = if let Outcome::Failed(code) = outcome { *code } else { None };
            code.map_or(faults.may_end(), |code| faults.codes().contains(&code))
        };
        let refuses = |denied: Option<&[ErrorCode]>, unsure: bool| {
            let codes = denied.or(unsure.then_some(NOT_OPENED_FOR)).unwrap_or_default();
            matches!(outcome, Outcome::Failed(Some(code)) if codes.contains(code))
        };
        let source_fails = self.nodes.host.reads_too_far(input.offset, len)
            || refuses(input.denied, input.unsure)
            || told(&input.faults)
            || self.goes_with_its_name(input.node);
        let (_, available) = self.view_of(input).available(input.offset);
        let most = available.min(len);
        let sinks_too_far = self.writes_too_far(output, most);
        let sink_may_fail = output.may_fail
            || refuses(output.denied, output.unsure)
            || sinks_too_far
            || self.goes_with_its_name(output.node);
        let sink_fails = sink_may_fail || output.faults.has_zero() || told(&output.faults);
        // It asks the sink first, and nothing has moved when that has its error to tell.
        let blocking = matches!(call.op, Op::Output(OutputOp::BlockingSplice { .. }));
        let sink_first = !closed && (output.is_due() || (blocking && output.withholds()));
        let source_may = source_open && !sink_first && (closed || source_fails);
        let sink_may = sink_open && (sink_first || (sink_fails && !closed));
        match (source_may, sink_may) {
            (true, true) => return Aftermath::Lost("a splice whose two streams could both have failed"),
            (true, false) => {
                if let Some(Handle::Input(input)) = self.handle_mut(src) {
                    input.close();
                }
            }
            // A sink that writes at once fails at what it was given.
            (false, true) if !sink_first && most > 0 => return Aftermath::MovedInVain(most),
            (false, true) => {
                if let Some(Handle::Output(output)) = self.handle_mut(call.on) {
                    output.closed = true;
                    return Aftermath::Cut(output.id, GoneBy::Failure);
                }
            }
            (false, false) => {}
        }
        Aftermath::Nothing
    }
}

impl Input {
    fn close(&mut self) {
        self.closed = true;
    }
}
