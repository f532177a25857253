//! How a step was made of a line that repeats, or whose numbers are seen only when it is made.

use super::{Answered, Verdict};
use crate::outcome::{Outcome, OutcomeKind};
use crate::script::Step;

/// How a step was made that repeats, or that has numbers which are seen only then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Which time it was, counted from 1; as a rule the last.
    pub time: u32,
    /// How often the script has it made, at most.
    pub times: u32,
    /// The step as it was that time, where it is not the one that the line shows.
    pub step: Option<Box<Step>>,
    /// The calls before it, of a line that repeats.
    pub earlier: Vec<Earlier>,
}

/// One time of a line that repeats, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The step as it was that time, where it is not the one that the line shows.
    pub step: Option<Box<Step>>,
    /// What it was answered.
    pub kind: OutcomeKind,
    /// How many bytes were given or counted.
    pub amount: u64,
}

impl Answered {
    /// Whether it never came.
    pub(super) fn hangs(&self) -> bool {
        self.outcome == Some(Outcome::Hang)
    }
}

impl Earlier {
    /// An answer behind those that were earlier than itself.
    pub(super) fn with(answered: Answered) -> Vec<Self> {
        let (Some(outcome), Some(made)) = (answered.outcome, answered.made) else { return Vec::new() };
        let last = Self { step: made.step, kind: outcome.kind(), amount: outcome.amount() };
        let mut earlier = made.earlier;
        earlier.push(last);
        earlier
    }
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { time, times, step, .. } = self;
        match (times, step) {
            (1, None) => Ok(()),
            (1, Some(step)) => write!(f, "as `{step}`"),
            (_, None) => write!(f, "time {time} of {times}"),
            (_, Some(step)) => write!(f, "time {time} of {times}, as `{step}`"),
        }
    }
}

impl Verdict {
    /// The verdict of a step that was made so.
    pub(super) fn made(mut self, made: &Made) -> Self {
        if let Self::Diverged(divergence) = &mut self {
            let note = &mut divergence.breach.note;
            *note = Some(note.take().map_or_else(|| made.to_string(), |note| format!("{note}; {made}")));
        }
        self
    }
}
