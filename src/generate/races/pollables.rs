//! Pollables of the streams of a race, which live across its calls.

use super::Writer;
use crate::op::{Call, FreestandingOp, HandleKind, Manner, Name, Op, OutputOp, PollableOp, StreamOp};
use crate::script::Step;

/// So many streams of a hundred have a pollable from the beginning.
const SUBSCRIBED_PERCENT: usize = 20;

/// And so many pieces of work of a hundred have one made while they are under way.
const SUBSCRIBED_MEANWHILE_PERCENT: usize = 8;

/// So many segments of a hundred have a stream that is known to be ready polled beside one that is at work.
const CALM_PERCENT: usize = 8;

/// So many of a hundred waits for a stream that has a pollable are for that.
const THROUGH_PERCENT: usize = 60;

impl Writer<'_> {
    /// Gives a new stream a pollable, or not.
    pub(super) fn may_subscribe(&mut self, stream: &Name) {
        if self.pick.chance(SUBSCRIBED_PERCENT) {
            self.subscribe(stream);
        }
    }

    /// The same for one that is at work.
    pub(super) fn may_subscribe_meanwhile(&mut self, stream: &Name) {
        if self.pick.chance(SUBSCRIBED_MEANWHILE_PERCENT) && self.handle(stream).is_some() {
            self.subscribe(stream);
        }
    }

    /// A stream that is known to be ready before work is held, and has a pollable; mostly none.
    pub(super) fn calm(&mut self) -> Option<Name> {
        let live = self.live_streams();
        if live.len() < 2 || !self.pick.chance(CALM_PERCENT) {
            return None;
        }
        let stream = self.pick.one(&live).clone();
        self.call(&stream, PollableOp::Block, Manner::Once);
        self.subscribe(&stream);
        Some(stream)
    }

    /// Polls that stream beside one that is at work.
    pub(super) fn poll_beside(&mut self, calm: &Name, racers: &[Name]) {
        let at_work: Vec<&Name> = racers.iter().filter(|racer| *racer != calm).collect();
        if racers.contains(calm) || at_work.is_empty() {
            return;
        }
        let racer = (*self.pick.one(&at_work)).clone();
        if self.kind(&racer) == Some(HandleKind::OutputStream) {
            self.call(&racer, OutputOp::Flush, Manner::Once);
        }
        self.subscribe(&racer);
        let mut pollables: Vec<Name> =
            [&racer, calm].into_iter().flat_map(|stream| self.pollables_of(stream)).collect();
        if self.pick.chance(50) {
            pollables.reverse();
        }
        self.poll(pollables);
    }

    /// A poll, which may be given up where it has to wait.
    fn poll(&mut self, pollables: Vec<Name>) {
        let (on, op) = (Name::none(), FreestandingOp::Poll { r#in: pollables }.into());
        let call = Call { bind: None, on: &on, op: &op, manner: Manner::Once };
        let at_once = self.model.returns_at_once(call);
        let manner = if at_once || self.pick.chance(60) { Manner::Once } else { self.abandon() };
        self.add(Step::new(on, op).in_manner(manner));
    }

    fn subscribe(&mut self, stream: &Name) {
        if self.pollables_of(stream).is_empty() {
            let name = self.name(HandleKind::Pollable);
            self.quiet = false;
            self.add(Step::binding(name, stream.clone(), StreamOp::Subscribe));
        }
    }

    fn pollables_of(&self, stream: &Name) -> Vec<Name> {
        let of = |name: &&Name| self.model.stream_of(name) == Some(stream);
        self.model.handles().map(|(name, _)| name).filter(of).cloned().collect()
    }

    /// What a call is made on that may go through a pollable.
    pub(super) fn through(&mut self, on: &Name, op: &Op) -> Name {
        if !matches!(op, Op::Pollable(PollableOp::Ready | PollableOp::Block)) {
            return on.clone();
        }
        let pollables = self.pollables_of(on);
        if pollables.is_empty() || !self.pick.chance(THROUGH_PERCENT) {
            return on.clone();
        }
        self.pick.one(&pollables).clone()
    }

    /// Asks for one or several pollables at once; whether there are any. What was said to be ready permits something.
    pub(super) fn poll_several(&mut self) -> bool {
        let of = |(name, handle): (&Name, &crate::model::Handle)| {
            let is_waited_for = handle.kind() == HandleKind::Pollable && self.model.stream_of(name).is_some();
            is_waited_for.then(|| name.clone())
        };
        let mut pollables: Vec<Name> = self.model.handles().filter_map(of).collect();
        if pollables.is_empty() {
            return false;
        }
        let first = self.pick.below(pollables.len());
        pollables.rotate_left(first);
        let streams: Vec<Name> =
            pollables.iter().filter_map(|name| self.model.stream_of(name)).cloned().collect();
        self.quiet = false;
        self.poll(pollables);
        for stream in streams {
            if self.kind(&stream) == Some(HandleKind::OutputStream) && self.pick.chance(35) {
                self.call(&stream, OutputOp::CheckWrite, Manner::Once);
            }
        }
        true
    }
}
