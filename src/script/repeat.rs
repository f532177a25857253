//! Lines that stand for calls which are known only when the script is run: a line that repeats, whose names count, and
//! arguments that are what was seen before.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Action, Step};
use crate::op::{COUNTER, Name};
use crate::outcome::{Outcome, Seen};

/// The most often a line repeats.
pub const REPEAT_MAX: u32 = 100_000;

impl Step {
    /// The same call, so many times; other steps as they are.
    #[must_use]
    pub fn repeated(mut self, times: u32) -> Self {
        if self.call().is_some() {
            self.times = times.clamp(1, REPEAT_MAX);
        }
        self
    }

    /// Whether it makes the very call that it shows, and once.
    pub fn is_plain(&self) -> bool {
        self.times == 1 && self.observed == [None; 2]
    }

    /// Whether its names count, so that each time is about another handle or path.
    pub fn counts(&self) -> bool {
        let Action::Call { bind, on, op, .. } = &self.action else { return false };
        let others = op.others().map(|(other, _)| other);
        bind.iter().chain([on]).chain(others).any(Name::counts)
            || op.clone().paths_mut().iter().any(|path| path.contains(COUNTER))
    }

    /// The step as it is made for the `time`th time, counted from 1, by a guest who has seen this.
    pub fn made(&self, time: u32, seen: &Seen) -> Cow<'_, Self> {
        if self.is_plain() {
            return Cow::Borrowed(self);
        }
        let mut step = self.time(time);
        if let Action::Call { on, op, .. } = &mut step.action {
            *op = op.clone().observing(self.observed, |quantity| seen.of(quantity, on));
        }
        step.observed = [None; 2];
        Cow::Owned(step)
    }

    /// One of its times alone, counted from 1; what it observes stays so.
    #[must_use]
    pub fn time(&self, time: u32) -> Self {
        let mut step = Self { times: 1, ..self.clone() };
        if self.times > 1
            && let Action::Call { bind, on, op, .. } = &mut step.action
        {
            for name in bind.iter_mut().chain([on]).chain(op.others_mut()) {
                *name = name.at(time);
            }
            for path in op.paths_mut().into_iter().filter(|path| path.contains(COUNTER)) {
                *path = Arc::from(path.replace(COUNTER, &time.to_string()));
            }
        }
        step
    }

    /// Whether a line that repeats goes on behind this answer. It ends with what says that nothing more will come: a stream
    /// that has ended or failed, a listing that is over; and where its handle is gone, unless the next time is about another.
    pub fn goes_on(&self, outcome: Option<&Outcome>) -> bool {
        match outcome {
            None | Some(Outcome::Closed | Outcome::Failed(_) | Outcome::Entry(None)) => self.counts(),
            Some(
                Outcome::Done
                | Outcome::Bytes { .. }
                | Outcome::Count(_)
                | Outcome::Ready(_)
                | Outcome::Polled(_)
                | Outcome::Code(_)
                | Outcome::Text(_)
                | Outcome::Flags(_)
                | Outcome::Type(_)
                | Outcome::Stat(_)
                | Outcome::Entry(Some(_))
                | Outcome::Target(_)
                | Outcome::Same(_)
                | Outcome::Hash(_)
                | Outcome::Error(_)
                | Outcome::Trap(_)
                | Outcome::Panic(_)
                | Outcome::Hang
                | Outcome::Blocked
                | Outcome::Abandoned,
            ) => true,
        }
    }

    /// The names that it binds, each time one.
    pub fn binds(&self) -> impl Iterator<Item = Name> {
        let counted = |bind: &Name| if bind.counts() { self.times } else { 1 };
        self.bind().into_iter().flat_map(move |bind| (1..=counted(bind)).map(|time| bind.at(time)))
    }
}
