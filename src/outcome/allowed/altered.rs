//! What is allowed, as it is for how a call is made and on what; and what an answer says of that.

use super::{Allowed, Answer};
use crate::op::{Call, Manner, Timing};
use crate::outcome::Outcome;
use crate::rule::Rule;

impl Allowed {
    /// Whether a hash is what the right object had at another time: then it is of that, and says nothing of the way to it.
    pub(super) fn stays_with_another_time(&self, outcome: &Outcome) -> bool {
        let of_time = |(answer, rule): &(Answer, Rule)| {
            let judged = answer.judge(outcome, *rule);
            judged.is_some_and(|judged| judged.is_err_and(|breach| breach.rule == Rule::HashTime))
        };
        self.answers.iter().any(of_time)
    }

    /// The same answers, those under one rule under another one.
    #[must_use]
    pub fn instead_of(mut self, rule: Rule, other: Rule) -> Self {
        for (_, under) in self.answers.iter_mut().filter(|(_, under)| *under == rule) {
            *under = other;
        }
        self
    }

    /// Also that the guest gives the call up, where it does so: what never blocks is over before anyone can.
    #[must_use]
    pub fn or_abandoned(self, call: Call<'_>, rule: Rule) -> Self {
        let may =
            matches!(call.manner, Manner::Abandon { .. }) && call.op.kind().info().timing == Timing::MayBlock;
        self.or_if(may, Answer::Abandoned, rule)
    }
}
