//! What a script pins, beside what was answered: a claim that is sharper than the model, or out of step with it.

use std::fmt;

use super::{Checked, Verdict};
use crate::outcome::{Meaning, Outcome, Pin};
use crate::script::Script;

/// A pin that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedPin {
    /// The step, counted from 0; none for the tree at the end.
    pub step: Option<usize>,
    /// What is pinned.
    pub pinned: String,
    /// What the model allows there.
    pub allowed: String,
    /// What came.
    pub got: String,
    /// What that says.
    pub miss: Miss,
}

/// What it says that a pin did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// The model allows the answer, and the pin does not: the script claims more than the model does.
    Sharper,
    /// The model does not allow what is pinned: the script is out of step with it.
    OutOfStep,
    /// What is pinned is what the model allows when the built-in implementation answers; the answers before led elsewhere,
    /// and nothing is wrong with that.
    LedElsewhere,
}

impl Miss {
    /// Its word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sharper => "sharper-than-the-model",
            Self::OutOfStep => "out-of-step-with-the-model",
            Self::LedElsewhere => "led-elsewhere",
        }
    }
}

impl MissedPin {
    /// Whether it is a finding.
    pub fn is_told(&self) -> bool {
        self.miss != Miss::LedElsewhere
    }
}

impl fmt::Display for MissedPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Some(step) => write!(f, "step {}", step + 1)?,
            None => f.write_str("the end")?,
        }
        f.write_str(match self.miss {
            Miss::Sharper => ": the model allows this answer, and the pin does not",
            Miss::OutOfStep => ": the model does not allow what is pinned; `bless` brings the script in step",
            Miss::LedElsewhere => ": the answers before led elsewhere than where this was pinned",
        })
    }
}

impl Script {
    /// The pins of this script that did not hold when an [explaining](super::Judge::explaining) judge ran it. `blessed` is
    /// asked for the script as it would be blessed, once and only where a pin did not hold: who pins what the model itself
    /// says, on the way on which the built-in implementation goes, claims nothing of other ways.
    ///
    /// # Errors
    /// What `blessed` says.
    pub fn missed_pins<E>(
        &self,
        checked: &Checked,
        blessed: impl FnOnce() -> Result<Self, E>,
    ) -> Result<Vec<MissedPin>, E> {
        let answers: Vec<Option<&Outcome>> =
            checked.trace.iter().map(|answered| answered.outcome.as_ref()).collect();
        let mut missed: Vec<MissedPin> = (0..answers.len().min(self.steps.len()))
            .filter_map(|step| self.missed_at(step, checked, &answers))
            .collect();
        if let (Some(pinned), Some(tree)) = (&self.end, &checked.tree)
            && pinned != tree
        {
            let text = |what: &str| what.to_owned();
            missed.push(MissedPin {
                step: None,
                pinned: text("the tree of the script"),
                allowed: text("the tree that its answers leave"),
                got: text("that"),
                miss: Miss::OutOfStep,
            });
        }
        if missed.is_empty() {
            return Ok(missed);
        }
        let blessed = blessed()?;
        for missed in &mut missed {
            let is_the_models = match missed.step {
                None => blessed.end == self.end,
                Some(step) => {
                    let own = blessed.steps.get(step).and_then(|step| step.pinned.as_deref());
                    let own = own.and_then(|own| self.read_pin(step, own));
                    let pin = self.read_pin(step, &missed.pinned).filter(|pin| !pin.only);
                    pin.zip(own).is_some_and(|(pin, own)| pin.meaning(&own) == Meaning::Same)
                }
            };
            let diverged =
                matches!(&checked.verdict, Verdict::Diverged(wrong) if missed.step == Some(wrong.step));
            if is_the_models && !diverged {
                missed.miss = Miss::LedElsewhere;
            }
        }
        Ok(missed)
    }

    /// The pin of a step, if it did not hold.
    fn missed_at(&self, step: usize, checked: &Checked, answers: &[Option<&Outcome>]) -> Option<MissedPin> {
        let pinned = self.steps[step].pinned.as_ref()?;
        let pin = self.read_pin(step, pinned)?;
        // What a line that repeats has told before is its own.
        let seen = if self.steps[step].times > 1 { step + 1 } else { step };
        let (got, before) = (answers[step]?, &answers[..seen]);
        let allowed = checked.trace[step].allowed.as_ref()?;
        let own = self.read_pin(step, allowed)?;
        let diverged = matches!(&checked.verdict, Verdict::Diverged(wrong) if wrong.step == step);
        let miss = match (diverged, pin.takes(got, before), own.takes(got, before)) {
            // The answer is wrong, and the script says that it is right.
            (true, true, _) => Miss::OutOfStep,
            // What is wrong was told, or is known to a ledger.
            (true, false, _) | (false, _, false) | (false, true, true) => return None,
            (false, false, true) if pin.meaning(&own) == Meaning::Apart => Miss::OutOfStep,
            (false, false, true) => Miss::Sharper,
        };
        let (pinned, allowed) = (pinned.clone(), allowed.clone());
        Some(MissedPin { step: Some(step), pinned, allowed, got: got.to_string(), miss })
    }

    /// A pin of a step.
    fn read_pin(&self, step: usize, text: &str) -> Option<Pin> {
        Some(Pin::parse(text).ok()?.of(self.steps.get(step)?.call()?.op.kind()))
    }
}
