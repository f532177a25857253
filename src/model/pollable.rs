//! Pollables: what a guest asks of one, it asks of the stream it was made of.
//!
//! A pollable of an output stream tells of it as it is: "When this pollable is ready, `check-write` will return `ok(n)` with n>0,
//! or an error" (`output-stream.subscribe`). That of an input stream "will resolve once either the specified stream has bytes
//! available to read or the other end of the stream has been closed" (`input-stream.subscribe`), and it "represents a single I/O
//! event" (`pollable`): whether it stays resolved when those bytes were taken is open, so that it is ready means progress only
//! where nothing was taken from the stream since the guest made it, or has seen that it is not ready.

use super::handles::{Handle, Pollable};
use super::{Model, World};
use crate::op::{Call, FreestandingOp, Manner, Name, Op, PollableOp};
use crate::outcome::{Allowed, Answer, Outcome, OutcomeKind};
use crate::rule::Rule;

/// What a call on a pollable may be answered, by what it may be on its stream.
pub(super) fn followed(allowed: Allowed) -> Allowed {
    allowed
        .instead_of(Rule::StreamReady, Rule::PollFollows)
        .instead_of(Rule::LoopProgress, Rule::PollFollows)
        .breach(OutcomeKind::Hang, Rule::PollFollows)
}

/// Whether a pollable is ready: it must be when that is known, or when the guest asks until it is.
pub(super) fn ready_allowed(known: bool, loops: bool) -> Allowed {
    match (known, loops) {
        (true, _) => Allowed::only(Answer::Ready(Some(true)), Rule::StreamReady),
        (false, true) => Allowed::only(Answer::Ready(Some(true)), Rule::LoopProgress),
        (false, false) => Allowed::only(Answer::Ready(None), Rule::StreamReady),
    }
}

impl World {
    /// The pollable with this name, if it is one.
    fn pollable(&self, name: &Name) -> Option<&Pollable> {
        if let Some(Handle::Pollable(pollable)) = self.handle(name) { Some(pollable) } else { None }
    }

    /// The stream that a call on a pollable is about, where it is about that.
    pub(super) fn stream_asked(&self, call: Call<'_>) -> Option<&Name> {
        matches!(call.op, Op::Pollable(_)).then(|| self.pollable(call.on)?.stream.as_ref())?
    }

    /// `subscribe` has given a pollable; a host may begin to read then.
    pub(super) fn subscribed(&mut self, call: Call<'_>) {
        let node = self.handle(call.on).map(Handle::node);
        let node = node.expect("our fault: a stream that is not bound was not skipped");
        self.was_asked(call.on);
        self.bind(call.bind, Handle::Pollable(Pollable::new(call.on.clone(), node)));
    }

    /// Whether the streams of the pollables that a call waits for are there still. Nothing says what comes of the wait for one
    /// whose stream is gone, so nobody waits for it.
    pub(super) fn can_be_waited_for(&self, call: Call<'_>) -> bool {
        let is_orphan = |name: &Name| self.pollable(name).is_some_and(|pollable| pollable.stream.is_none());
        let waits = *call.op == Op::Pollable(PollableOp::Block) || call.loops();
        !(waits && is_orphan(call.on) || call.op.others().any(|(other, _)| is_orphan(other)))
    }

    /// What a call on a pollable without its stream may be answered: "Implementations may trap if the `input-stream` is dropped
    /// before all derived `pollable`s created with this function are dropped" (`subscribe`), whenever they notice.
    pub(super) fn orphan_allowed(op: &Op) -> Allowed {
        let answer = if *op == Op::Drop { Answer::Done } else { Answer::Ready(None) };
        Allowed::only(answer, Rule::NoHang).or(Answer::Trap, Rule::PollFollows)
    }

    /// Lets go of a stream, which may trap while it has pollables, by the same sentence.
    pub(super) fn with_pollables(&self, allowed: Allowed, call: Call<'_>) -> Allowed {
        let has = self.pollables_of(call.on);
        allowed.or_if(has, Answer::Trap, Rule::PollFollows)
    }

    fn pollables_of(&self, stream: &Name) -> bool {
        self.handles.iter().any(|handle| handle.is_pollable_of(stream))
    }

    /// Notes that somebody asked whether a stream is ready, which may fetch bytes.
    pub(super) fn was_asked(&mut self, stream: &Name) {
        let Some(Handle::Input(input)) = self.handle(stream) else { return };
        let now = self.now(input);
        if let Some(Handle::Input(input)) = self.handle_mut(stream) {
            input.asked(now);
        }
    }

    /// Notes that bytes may have been taken from a stream, or that it is gone: its pollables don't tell of it any more.
    pub(super) fn leaves_pollables(&mut self, stream: &Name, is_gone: bool) {
        if !self.pollables_of(stream) {
            return;
        }
        for handle in self.handles_mut() {
            if handle.is_pollable_of(stream)
                && let Handle::Pollable(pollable) = handle
            {
                pollable.is_stale = true;
                if is_gone {
                    pollable.stream = None;
                }
            }
        }
    }

    /// What a poll may be answered: some of its pollables.
    pub(super) fn poll_allowed(&self, pollables: &[Name]) -> Allowed {
        let count = u32::try_from(pollables.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return Allowed::only(Answer::Trap, Rule::PollEmpty);
        }
        let allowed = Allowed::only(Answer::Polled { count }, Rule::PollIndices);
        // Where each of them is, there is nobody else to wait for.
        let all = pollables.iter().all(|pollable| self.is_known_ready(pollable));
        let rule = if all { Rule::PollFollows } else { Rule::PollReturns };
        allowed.breach(OutcomeKind::Hang, rule).breach(OutcomeKind::Blocked, rule)
    }

    /// Whether a stream is known to be ready.
    fn is_known_ready(&self, name: &Name) -> bool {
        match self.handle(name) {
            Some(Handle::Input(input)) => input.closed || input.ready,
            Some(Handle::Output(output)) => output.closed || output.ready,
            Some(Handle::Pollable(pollable)) => {
                pollable.stream.as_ref().is_some_and(|stream| self.is_known_ready(stream))
            }
            Some(Handle::Descriptor(_) | Handle::Listing(_) | Handle::Error(_)) | None => false,
        }
    }

    /// Whether that a pollable is ready may be of before: bytes that were there were taken since.
    fn may_be_old(&self, name: &Name) -> bool {
        let Some(Pollable { stream: Some(stream), is_stale, .. }) = self.pollable(name) else { return false };
        *is_stale && matches!(self.handle(stream), Some(Handle::Input(_)))
    }

    /// A pollable was seen not to be ready: when it is, that is of later.
    fn seen_not_ready(&mut self, name: &Name) {
        if let Some(Handle::Pollable(pollable)) = self.handle_mut(name) {
            pollable.is_stale = false;
        }
    }
}

impl Handle {
    fn is_pollable_of(&self, stream: &Name) -> bool {
        matches!(self, Self::Pollable(pollable) if pollable.stream.as_ref() == Some(stream))
    }
}

impl Model {
    /// The stream that a pollable was made of; none for other handles, and for one whose stream is gone.
    pub fn stream_of(&self, name: &Name) -> Option<&Name> {
        self.worlds.first()?.pollable(name)?.stream.as_ref()
    }

    /// Whether a handle is a pollable.
    pub(crate) fn is_pollable(&self, name: &Name) -> bool {
        self.worlds.first().is_some_and(|world| world.pollable(name).is_some())
    }

    /// Whether a call that waits has nothing to wait for, since a pollable is known to be ready: "`block` returns immediately if the
    /// pollable is ready", and `poll` "waits until one or more of the events is ready".
    pub fn returns_at_once(&self, call: Call<'_>) -> bool {
        let knows = |name: &Name| self.worlds.iter().all(|world| world.is_known_ready(name));
        if let Op::Pollable(PollableOp::Block) = call.op {
            knows(call.on)
        } else if let Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) = call.op {
            pollables.iter().any(knows)
        } else {
            false
        }
    }

    /// Takes the answer to a call that was made on a pollable as one to the same call on its stream.
    pub(super) fn take_of_pollable(&mut self, call: Call<'_>, stream: &Name, outcome: &Outcome) {
        let ready = matches!(outcome, Outcome::Ready(true) | Outcome::Done);
        let tells_old = |world: &mut World| ready && world.may_be_old(call.on);
        // The same in every world.
        if self.worlds.iter_mut().any(tells_old) {
            self.asked(stream);
            return;
        }
        if *outcome == Outcome::Ready(false) {
            self.worlds.iter_mut().for_each(|world| world.seen_not_ready(call.on));
        }
        self.take_alone(Call { on: stream, ..call }, outcome, None);
    }

    /// Takes the answer to a poll: those that it names are ready, and the others were asked.
    pub(super) fn take_poll(&mut self, pollables: &[Name], outcome: &Outcome) {
        let op = Op::Pollable(PollableOp::Ready);
        for (place, pollable) in (0_u32..).zip(pollables) {
            let Some(stream) = self.stream_of(pollable).cloned() else { continue };
            if matches!(outcome, Outcome::Polled(ready) if ready.contains(&place)) {
                let call = Call { bind: None, on: pollable, op: &op, manner: Manner::Once };
                self.take_of_pollable(call, &stream, &Outcome::Ready(true));
            } else {
                self.asked(&stream);
            }
        }
    }

    /// Notes that somebody asked whether a stream is ready, and was told nothing that counts.
    fn asked(&mut self, stream: &Name) {
        for world in &mut self.worlds {
            world.was_asked(stream);
        }
    }
}
