//! What a call is allowed to be answered, and what comes of an answer, by the handle that it is made on.

use super::World;
use super::handles::{Failure, Handle, Pollable};
use super::landings::Aftermath;
use super::pollable::{followed, ready_allowed};
use crate::op::{Call, ErrorOp, FreestandingOp, ListingOp, Op, PollableOp, StreamOp};
use crate::outcome::{Allowed, Answer, Outcome, OutcomeKind};
use crate::rule::Rule;

/// A call that waits for a stream, and comes to its end.
fn waited_for(stream: Option<&Handle>) -> Allowed {
    let done = Allowed::only(Answer::Done, Rule::NoHang);
    if let Some(Handle::Output(output)) = stream { output.with_hang(done) } else { done }
}

/// An `error` says what its call has said, for as long as the guest holds it; the text beside that is the host's.
fn error_allowed(failure: &Failure, op: &ErrorOp) -> Allowed {
    match op {
        ErrorOp::FilesystemErrorCode => Allowed::only(Answer::Code(failure.code), Rule::ErrorCode),
        ErrorOp::ToDebugString => Allowed::only(Answer::Text, Rule::ErrorOutlives),
    }
    .breach(OutcomeKind::Trap, Rule::ErrorOutlives)
}

impl World {
    /// Which answers to a call conform.
    pub(super) fn allowed(&self, call: Call<'_>) -> Allowed {
        if let Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) = call.op {
            return self.poll_allowed(pollables).or_abandoned(call, Rule::AbandonRead);
        }
        let Some(on) = self.stream_asked(call) else { return self.allowed_of_handle(call) };
        followed(self.allowed_of_handle(Call { on, ..call }))
    }

    fn allowed_of_handle(&self, call: Call<'_>) -> Allowed {
        let allowed = self.with_struck(call, self.allowed_in_full(call));
        let reads = matches!(self.handle(call.on), Some(Handle::Input(_)));
        allowed.or_abandoned(call, if reads { Rule::AbandonRead } else { Rule::AbandonWrite })
    }

    /// Which answers conform when the guest stays for them.
    fn allowed_in_full(&self, call: Call<'_>) -> Allowed {
        match (self.handle(call.on), call.op) {
            (Some(Handle::Pollable(Pollable { stream: None, .. })), op) => Self::orphan_allowed(op),
            (_, Op::Drop) => self.with_pollables(Allowed::only(Answer::Done, Rule::NoHang), call),
            (handle, Op::Stream(StreamOp::Cancel)) => self.with_pollables(waited_for(handle), call),
            (handle, Op::Pollable(PollableOp::Block)) => {
                waited_for(handle).breach(OutcomeKind::Blocked, Rule::PollReturns)
            }
            (_, Op::Stream(StreamOp::Subscribe)) => Allowed::only(Answer::Done, Rule::PollFollows),
            (Some(Handle::Descriptor(descriptor)), Op::Descriptor(op)) => {
                let allowed = self.descriptor_allowed(descriptor, self.second(call.op), op);
                self.declared_of_descriptor(allowed, descriptor.node, call.op)
            }
            (Some(Handle::Listing(listing)), Op::Listing(ListingOp::ReadDirectoryEntry)) => {
                self.listing_allowed(listing)
            }
            (Some(Handle::Input(input)), Op::Input(op)) => {
                let allowed = self.input_allowed(input, op, call.loops());
                self.nameless_stream(allowed, input.node, input.closed)
            }
            (Some(Handle::Output(output)), Op::Output(op)) => {
                self.declared_of_output(self.output_allowed(output, op, call.loops()), output, call.op)
            }
            (Some(Handle::Input(input)), Op::Pollable(PollableOp::Ready)) => {
                ready_allowed(input.closed || input.ready, call.loops())
            }
            (Some(Handle::Output(output)), Op::Pollable(PollableOp::Ready)) => {
                ready_allowed(output.closed || output.ready, call.loops())
            }
            (Some(Handle::Error(failure)), Op::Error(op)) => error_allowed(failure, op),
            (_, op) => unreachable!("our fault: {} on another handle was not skipped", op.kind().name()),
        }
    }

    /// Keeps the `error` of a failure that a call gives a name.
    pub(super) fn keep_error(&mut self, call: Call<'_>, outcome: &Outcome) {
        if let (Outcome::Failed(code), Some(_), Some(stream)) = (outcome, call.bind, self.handle(call.on)) {
            let failure = Failure { node: stream.node(), code: *code };
            self.bind(call.bind, Handle::Error(failure));
        }
    }

    /// Moves on from an answer that conforms.
    pub(super) fn take(&mut self, call: Call<'_>, outcome: &Outcome) -> Aftermath {
        let takes_from = if let Op::Input(_) = call.op { Some(call.on) } else { call.op.source() };
        if let Some(stream) = takes_from {
            self.leaves_pollables(stream, false);
        }
        if self.tells_struck(call, outcome) && !matches!(call.op, Op::Listing(_)) {
            // It says nothing of the rights, nor of the files.
            return Aftermath::Nothing;
        }
        if let Outcome::Trap(_) = outcome {
            // A trap ends the guest; of its handles only this one is in doubt.
            self.in_doubt.extend(self.handle(call.on).map(Handle::node));
            self.unbind(call.on);
            return Aftermath::Nothing;
        }
        if matches!(outcome, Outcome::Bytes { .. } | Outcome::Stat(_))
            && let Some(file) = self.file_of(call)
        {
            let size = if let Outcome::Stat(stat) = outcome { Some(stat.size) } else { None };
            self.looked_at(file, size);
            self.sees(file, call, outcome);
        }
        if *call.op == Op::Stream(StreamOp::Subscribe) {
            self.subscribed(call);
            return Aftermath::Nothing;
        }
        let open = self.handle(call.on).filter(|handle| handle.is_open_about_rights(call.op)).cloned();
        let aftermath = match self.handle(call.on) {
            Some(Handle::Descriptor(descriptor)) => {
                let (descriptor, second) = (descriptor.clone(), self.second(call.op).cloned());
                self.descriptor_take(&descriptor, second.as_ref(), call, outcome)
            }
            Some(Handle::Input(_)) => self.input_take(call, outcome),
            Some(Handle::Output(_)) => self.output_take(call, outcome),
            Some(Handle::Listing(_)) => {
                self.listing_take(call, outcome);
                Aftermath::Nothing
            }
            Some(Handle::Pollable(_) | Handle::Error(_)) => {
                if *call.op == Op::Drop {
                    self.unbind(call.on);
                }
                Aftermath::Nothing
            }
            None => unreachable!("our fault: a call on an unbound name was not skipped"),
        };
        if let Some(before) = open {
            self.decide(call, outcome, &before);
        }
        aftermath
    }
}
