//! What the operating system may have answered to a stream's calls.

use crate::op::SystemAnswer;
use crate::outcome::{Allowed, Answer};
use crate::rule::Rule;
use crate::wasi::ErrorCode;

/// Every answer that was injected: whether a call has met it nobody knows, so none wipes out another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults(Vec<SystemAnswer>);

impl Faults {
    /// Also this one.
    pub(super) fn add(&mut self, answer: SystemAnswer) {
        if !self.0.contains(&answer) {
            self.0.push(answer);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a stream answers that is closed: for the error that was delivered, or since it has ended.
    pub(super) fn closed(&self) -> Allowed {
        let rule = if self.is_empty() { Rule::StreamClosedFinal } else { Rule::FaultOnce };
        Allowed::only(Answer::Closed, rule)
    }

    /// Whether a call may come to nothing without an error of the system: a count of zero.
    pub(super) fn has_zero(&self) -> bool {
        self.0.contains(&SystemAnswer::Zero)
    }

    /// Whether the stream may end of it.
    pub(super) fn may_end(&self) -> bool {
        self.0.iter().any(|answer| !answer.is_once())
    }

    /// The codes of which the guest may be told one.
    pub(super) fn codes(&self) -> Vec<ErrorCode> {
        self.0.iter().filter_map(|answer| answer.code()).collect()
    }

    /// The rule that is shown by calls that met the newest of them.
    pub(super) fn rule(&self) -> Option<Rule> {
        self.0.last().map(|answer| rule_of(*answer))
    }
}

fn rule_of(answer: SystemAnswer) -> Rule {
    match answer {
        SystemAnswer::Interrupted => Rule::FaultInterrupted,
        SystemAnswer::Short(_) => Rule::FaultShort,
        SystemAnswer::Zero => Rule::FaultZero,
        SystemAnswer::Error(_) => Rule::FaultOnce,
    }
}
