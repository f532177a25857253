//! What is allowed, as it is for how a call is made and on what.

use super::{Allowed, Answer};
use crate::op::{Call, Manner, Timing};
use crate::rule::Rule;

impl Allowed {
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
