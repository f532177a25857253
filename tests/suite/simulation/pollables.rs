//! Pollables that live across calls.

use wasi_fs_conformance::op::{FreestandingOp, Manner, Name, Op, PollableOp};
use wasi_fs_conformance::outcome::Outcome;

use super::dice::Choice;
use super::machine::{Handle, Simulated};

/// The readiness of a stream.
#[derive(Clone, Debug)]
pub(super) struct Pollable {
    /// None when the stream is gone.
    stream: Option<Name>,
    /// Whether it has been ready once.
    resolved: bool,
}

impl Simulated {
    /// `subscribe`: a host may begin to read then.
    pub(super) fn subscribe(&mut self, stream: &Name, bind: Option<&Name>) -> Option<Outcome> {
        let mut resolved = false;
        if let Some(Handle::Input(at)) = self.handle(stream) {
            if self.dice.takes(Choice::SubscribeReads, 50) {
                self.wait_for(at);
            }
            resolved = self.inputs[at].has_news() || self.inputs[at].closed;
        }
        self.pollables.push(Pollable { stream: Some(stream.clone()), resolved });
        self.bind(bind, Handle::Pollable(self.pollables.len() - 1))
    }

    /// A stream goes; whether that traps for its pollables.
    pub(super) fn leave_pollables(&mut self, stream: &Name) -> bool {
        let live: Vec<usize> = self.handles().filter_map(Handle::pollable).collect();
        let of = |at: &usize| self.pollables[*at].stream.as_ref() == Some(stream);
        let left: Vec<usize> = live.into_iter().filter(of).collect();
        if left.is_empty() {
            return false;
        }
        for at in left {
            self.pollables[at].stream = None;
        }
        self.dice.takes(Choice::DropTraps, 20)
    }

    /// A call on a pollable; none for what it does not know.
    pub(super) fn pollable_call(&mut self, at: usize, op: &Op, manner: Manner) -> Option<Outcome> {
        let Some(stream) = self.pollables[at].stream.clone() else {
            let traps = self.dice.takes(Choice::OrphanTraps, 20);
            return Some(if traps {
                Outcome::Trap("a pollable without its stream".into())
            } else {
                Outcome::Ready(self.dice.percent(50))
            });
        };
        let outcome = match self.handle(&stream)? {
            Handle::Input(input) if self.is_old(at, input) => {
                if *op == Op::Pollable(PollableOp::Ready) {
                    Outcome::Ready(true)
                } else {
                    Outcome::Done
                }
            }
            Handle::Input(input) => self.input_call(input, op, manner)?,
            Handle::Output(output) => self.output_call(output, op, manner)?,
            Handle::Root | Handle::File { .. } | Handle::Pollable(_) => return None,
        };
        self.pollables[at].resolved |= matches!(outcome, Outcome::Ready(true) | Outcome::Done);
        Some(outcome)
    }

    /// Whether one that was ready once says so again, though what was there was taken since.
    fn is_old(&mut self, at: usize, input: usize) -> bool {
        let is_empty = !self.inputs[input].has_news() && !self.inputs[input].closed;
        self.pollables[at].resolved && is_empty && self.dice.takes(Choice::PollableOld, 40)
    }

    /// `poll`
    pub(super) fn poll(&mut self, op: &FreestandingOp, manner: Manner) -> Option<Outcome> {
        let FreestandingOp::Poll { r#in: list } = op;
        if list.is_empty() {
            return Some(Outcome::Trap("an empty list".into()));
        }
        let given_up =
            matches!(manner, Manner::Abandon { .. }) && !self.dice.takes(Choice::AbandonedIsOver, 40);
        let ask = Op::Pollable(PollableOp::Ready);
        let mut ready = Vec::new();
        for (place, name) in (0_u32..).zip(list) {
            let Some(Handle::Pollable(at)) = self.handle(name) else { return None };
            if self.pollable_call(at, &ask, Manner::Once)? == Outcome::Ready(true) {
                ready.push(place);
            }
        }
        if given_up {
            return Some(Outcome::Abandoned);
        }
        if ready.is_empty() {
            let place = self.dice.below(list.len());
            let Some(Handle::Pollable(at)) = self.handle(&list[place]) else { return None };
            self.pollable_call(at, &ask, Manner::UntilProgress)?;
            ready.push(u32::try_from(place).ok()?);
        } else if ready.len() > 1 && self.dice.takes(Choice::PollNamesSome, 20) {
            let kept = self.dice.below(ready.len());
            ready = vec![ready[kept]];
        }
        Some(Outcome::Polled(ready))
    }
}
