//! Who may do what: refusals, and how several of them at once are answered.

use super::handles::Right;
use crate::outcome::{Allowed, Answer};
use crate::rule::Rule;
use crate::wasi::ErrorCode::{self, Access, BadDescriptor, NotPermitted, ReadOnly};

/// What a file's descriptor answers when it was not opened for the call.
pub(super) const NOT_OPENED_FOR: &[ErrorCode] = &[BadDescriptor, NotPermitted, Access];

/// What the embedder's refusal looks like; the WIT does not know of it, so any code of a refusal will do.
pub(super) const NOT_GRANTED: &[ErrorCode] = &[NotPermitted, Access, ReadOnly, BadDescriptor];

/// Reasons for which a call fails. Which of several a backend names is free.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals {
    must: Vec<(Vec<ErrorCode>, Rule)>,
    may: Vec<(Vec<ErrorCode>, Rule)>,
}

impl Refusals {
    /// The call fails, with one of these codes or of another reason's.
    pub(super) fn must(&mut self, codes: &[ErrorCode], rule: Rule) {
        self.must.push((codes.to_vec(), rule));
    }

    /// The call fails, under a condition.
    pub(super) fn must_if(&mut self, condition: bool, codes: &[ErrorCode], rule: Rule) {
        if condition {
            self.must(codes, rule);
        }
    }

    /// The call may fail so, and may as well succeed.
    pub(super) fn may(&mut self, codes: &[ErrorCode], rule: Rule) {
        if !codes.is_empty() {
            self.may.push((codes.to_vec(), rule));
        }
    }

    /// A right of the descriptor's own layer, for calls on a file.
    pub(super) fn right(&mut self, right: Right, rule: Rule) {
        match right {
            Right::Yes => {}
            Right::No => self.must(NOT_OPENED_FOR, rule),
            Right::Vague => self.may(NOT_OPENED_FOR, rule),
        }
    }

    /// Makes every refusal one that may be left out: for calls that ask for nothing.
    #[must_use]
    pub(super) fn softened(mut self) -> Self {
        self.may.append(&mut self.must);
        self
    }

    /// Whether the call has to fail.
    pub(super) fn is_refused(&self) -> bool {
        !self.must.is_empty()
    }

    /// What conforms: a refusal if there must be one, else `success` or a refusal that may be.
    pub(super) fn or_else(self, success: impl FnOnce() -> Allowed) -> Allowed {
        let errors = |allowed: Allowed, reasons: Vec<(Vec<ErrorCode>, Rule)>| {
            reasons.into_iter().fold(allowed, |allowed, (codes, rule)| allowed.or(Answer::Error(codes), rule))
        };
        let mut must = self.must.into_iter();
        let allowed = match must.next() {
            Some((codes, rule)) => errors(Allowed::error(&codes, rule), must.collect()),
            None => success(),
        };
        errors(allowed, self.may)
    }
}
