//! Calls on an input stream.

use super::World;
use super::access::NOT_OPENED_FOR;
use super::ahead::Now;
use super::file::{ENDED, NO_SUCH_OFFSET};
use super::handles::{Handle, Input};
use super::landings::Aftermath;
use super::nodes::NodeId;
use crate::op::{Call, InputOp, Op, PollableOp, StreamOp};
use crate::outcome::{Allowed, Answer, ExpectedBytes, Given, Outcome, OutcomeKind};
use crate::rule::Rule;
use crate::wasi::ErrorCode;

/// How a call takes bytes from a stream.
#[derive(Clone, Copy)]
pub(super) struct Taking {
    /// How many at most.
    pub(super) len: u64,
    /// Whether it waits for the first.
    pub(super) blocking: bool,
    /// Whether they are only counted.
    pub(super) counted: bool,
    /// Whether the guest repeats it until it gets on.
    pub(super) loops: bool,
}

impl Taking {
    fn of(op: &InputOp, loops: bool) -> Self {
        let (len, blocking, counted) = match *op {
            InputOp::StreamRead { len } => (len, false, false),
            InputOp::BlockingRead { len } => (len, true, false),
            InputOp::Skip { len } => (len, false, true),
            InputOp::BlockingSkip { len } => (len, true, true),
        };
        Self { len, blocking, counted, loops }
    }

    /// The rule that demands a byte or an end from it, if one does.
    fn progress(self, input: &Input) -> Option<Rule> {
        match self {
            Self { blocking: true, .. } => Some(Rule::StreamBlockingRead),
            Self { loops: true, .. } => Some(Rule::LoopProgress),
            _ => input.ready.then_some(Rule::StreamReady),
        }
    }

    /// A loop that is told "nothing yet" for ever gets nowhere, whatever it would have come to.
    fn or_gets_nowhere(self, allowed: Allowed) -> Allowed {
        if !self.loops {
            return allowed;
        }
        let nothing = [OutcomeKind::NoBytes, OutcomeKind::Zero];
        nothing.into_iter().fold(allowed, |allowed, kind| allowed.breach(kind, Rule::LoopProgress))
    }
}

impl World {
    pub(super) fn input_allowed(&self, input: &Input, op: &InputOp, loops: bool) -> Allowed {
        let taking = Taking::of(op, loops);
        if input.closed {
            return input.faults.closed();
        }
        if let Some(codes) = input.denied {
            return self.denied_allowed(input, codes, taking);
        }
        let view = self.view_of(input);
        let (available_least, available_most) = view.available(input.offset);
        let may_close = available_least == 0 || input.faults.has_zero();
        if taking.len == 0 {
            let nothing = self.taken(input, taking, 0, 0, Rule::StreamZeroRead);
            let allowed = Allowed::only(nothing, Rule::StreamZeroRead).or_if(
                may_close,
                Answer::Closed,
                Rule::StreamEnd,
            );
            let ended = self.or_outlives(input.node, Rule::StreamZeroRead);
            let allowed = allowed.breach(OutcomeKind::Closed, ended);
            return self.far(input, allowed.untelling(Answer::Closed));
        }
        let progress = taking.progress(input);
        let ended = input.odd().unwrap_or(self.or_outlives(input.node, Rule::StreamEnd));
        let rule = if input.taken { Rule::StreamReadPosition } else { Rule::StreamRead };
        let rule = input.odd().unwrap_or(rule);
        let allowed = if available_most > 0 {
            let least = u64::from(progress.is_some());
            let bytes = self.taken(input, taking, least, available_most.min(taking.len), rule);
            let rule = progress.unwrap_or(self.or_outlives(input.node, rule));
            Allowed::only(bytes, rule).or_if(may_close, Answer::Closed, Rule::StreamEnd)
        } else {
            // One that stands behind the end has not lost its place: it counts what is gone.
            let is_behind = input.offset > view.sizes.most();
            let nothing = self.taken(input, taking, 0, 0, if is_behind { ended } else { rule });
            Allowed::only(Answer::Closed, Rule::StreamEnd).or_if(progress.is_none(), nothing, Rule::StreamEnd)
        };
        let allowed = taking.or_gets_nowhere(allowed);
        let allowed = ENDED.into_iter().fold(allowed, |allowed, kind| allowed.breach(kind, ended));
        self.far(input, allowed)
    }

    /// Beyond any file a read may fail instead of finding the end. How much a stream reads ahead is its own.
    fn far(&self, input: &Input, allowed: Allowed) -> Allowed {
        let codes = input.faults.codes();
        let allowed = allowed.or_if(!codes.is_empty(), Answer::Failed(codes.into()), Rule::FaultOnce).or_if(
            input.unsure,
            Answer::Failed(NOT_OPENED_FOR.into()),
            Rule::AccessRead,
        );
        self.or_no_such_offset(input, allowed)
    }

    fn or_no_such_offset(&self, input: &Input, allowed: Allowed) -> Allowed {
        let far = self.nodes.host.reads_too_far(input.offset, u64::MAX);
        allowed.or_if(far, Answer::Failed(NO_SUCH_OFFSET.into()), Rule::FileFarOffset)
    }

    /// `closed` is "when the stream is closed" (`read`), at its end; this one has none. That it can't be read is an error; where its
    /// offset is none either, which of the two is told is open.
    fn denied_allowed(&self, input: &Input, codes: &'static [ErrorCode], taking: Taking) -> Allowed {
        let nothing = self.taken(input, taking, 0, 0, Rule::AccessRead);
        let waits = taking.progress(input).is_some() && taking.len > 0;
        let allowed = Allowed::only(Answer::Failed(codes.into()), Rule::AccessRead).or_if(
            !waits,
            nothing,
            Rule::AccessRead,
        );
        taking.or_gets_nowhere(self.or_no_such_offset(input, allowed))
    }

    /// The answer that takes this many bytes.
    fn taken(&self, input: &Input, taking: Taking, least: u64, most: u64, rule: Rule) -> Answer {
        let progress = taking.progress(input).unwrap_or(rule);
        let (bound, expected) = (Rule::StreamReadBound, self.view_of(input).expected(input.offset, rule));
        let asked = taking.len;
        let expected = ExpectedBytes { asked, most, least, bound, progress, ..expected };
        if taking.counted {
            let bound = if most == asked { bound } else { expected.rule_of_count() };
            return Answer::Count { least, most, progress, bound };
        }
        Answer::Bytes(Box::new(expected))
    }

    /// The rule of a stream that has to work: that it does so without its descriptor, where that is gone.
    pub(super) fn or_outlives(&self, node: NodeId, rule: Rule) -> Rule {
        let held = self.handles.iter().any(|handle| match handle {
            Handle::Descriptor(descriptor) => descriptor.node == node,
            Handle::Input(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => false,
        });
        if held { rule } else { Rule::StreamOutlives }
    }

    pub(super) fn input_take(&mut self, call: Call<'_>, outcome: &Outcome) -> Aftermath {
        let node = self.handle(call.on).map(Handle::node);
        if matches!(call.op, Op::Stream(StreamOp::Cancel) | Op::Drop) {
            self.unbind(call.on);
            self.let_go_beside(node);
            if let Some(node) = node {
                self.nodes.metadata_mut(node).left_by_reader();
            }
        } else if let Some(Handle::Input(input)) = self.handle(call.on) {
            let now = self.now_of(input, outcome);
            if let Some(Handle::Input(input)) = self.handle_mut(call.on) {
                input.answered(call, outcome, now);
            }
        }
        if let Some(node) = node {
            self.forget_versions(node);
        }
        Aftermath::Nothing
    }

    /// The present of a call, with what its answer shows.
    fn now_of(&self, input: &Input, outcome: &Outcome) -> Now {
        if let Outcome::Bytes { bytes, .. } = outcome {
            self.now_given(input, Given::Bytes(bytes))
        } else if let Outcome::Count(count) = outcome {
            self.now_given(input, Given::Count(*count))
        } else {
            self.now(input)
        }
    }

    /// An input stream on a file was let go: the others on it have to go on as if nothing had been.
    fn let_go_beside(&mut self, node: Option<NodeId>) {
        for handle in self.handles_mut() {
            if let Handle::Input(input) = handle
                && Some(input.node) == node
            {
                input.beside_cancel = true;
            }
        }
    }
}

impl Input {
    /// The rule that its reads show, where something odd came before them.
    fn odd(&self) -> Option<Rule> {
        let beside = self.beside_cancel.then_some(Rule::CancelBeside);
        self.faults.rule().or(self.abandoned.then_some(Rule::AbandonRead)).or(beside)
    }

    fn answered(&mut self, call: Call<'_>, outcome: &Outcome, now: Now) {
        if *outcome == Outcome::Abandoned && *call.op == Op::Pollable(PollableOp::Block) {
            // Who waits takes nothing, so what was ready still is.
            self.abandoned = true;
            self.asked(now);
        } else if *outcome == Outcome::Abandoned {
            self.given_up(now);
        } else if let Op::Input(op) = call.op {
            self.take(Taking::of(op, call.loops()), outcome, now);
        } else {
            self.seen_ready(matches!(outcome, Outcome::Ready(true) | Outcome::Done), now);
        }
    }

    /// A call was given up, which may have fetched bytes.
    pub(super) fn given_up(&mut self, now: Now) {
        self.abandoned = true;
        self.ready = false;
        self.asked(now);
    }

    fn take(&mut self, taking: Taking, outcome: &Outcome, now: Now) {
        let count = if let Outcome::Bytes { bytes, .. } = outcome {
            bytes.len() as u64
        } else if let Outcome::Count(count) = outcome {
            *count
        } else {
            self.closed |= matches!(outcome, Outcome::Closed | Outcome::Failed(_));
            return;
        };
        self.offset = self.offset.saturating_add(count);
        self.taken |= count > 0;
        // A blocking call waits until a byte can be read, however many it asks for (the WIT), and what was waited for is kept.
        if taking.blocking || taking.len > 0 {
            self.asked(now);
        }
        self.ready &= taking.len == 0;
    }

    /// Somebody asked whether it is ready, which may fetch bytes.
    fn seen_ready(&mut self, ready: bool, now: Now) {
        self.ready |= ready;
        self.asked(now);
    }

    /// A splice took bytes.
    pub(super) fn spliced(&mut self, count: u64, len: u64, blocking: bool, now: Now) {
        self.take(Taking { len, blocking, counted: true, loops: false }, &Outcome::Count(count), now);
    }
}
