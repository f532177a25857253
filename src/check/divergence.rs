//! What is wrong, as the judge tells it.

use super::differing::Sources;
use super::{Differing, Relaxation};
use crate::op::{Call, OpKind};
use crate::outcome::{Allowed, Breach, Outcome};
use crate::rule::Rule;

/// The first answer that no world of the model allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The step, counted from 0; one past the last for what is on disk at the end.
    pub step: usize,
    /// The operation that was asked for; none for what is on disk at the end, and where nobody knows how far it came.
    pub op: Option<OpKind>,
    /// The rule that was broken, and what more can be said.
    pub breach: Breach,
    /// What would have conformed.
    pub allowed: String,
    /// What was seen.
    pub got: String,
    /// The answer itself; none for what is on disk at the end.
    pub outcome: Option<Outcome>,
    /// What differs in it, in parts; only where asked for.
    pub differing: Differing,
    /// What more is known of it.
    pub why: Why,
}

/// What is known of something wrong beside what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// What explains all that was seen, the least first; empty where it is the answer itself that is wrong.
    pub causes: Vec<&'static Relaxation>,
    /// Whether nothing but a refusal would have conformed.
    pub refusal_is_due: bool,
    /// What is wrong about the answer by its form, as in `stat-at io`, whatever it was about; none where it is bytes, or nothing that
    /// was asked for.
    pub form: Option<String>,
}

/// The parts of attributes, as they are told.
const PARTS: &[&str] = &["size=", "links=", "accessed=", "modified=", "changed="];

/// What is wrong about an answer by its form, where `allowed` is the text of what would have conformed.
fn form(op: OpKind, outcome: &Outcome, allowed: &str) -> Option<String> {
    let name = op.name();
    let failure_is_due = allowed.split(" | ").all(|text| text.starts_with("failed"));
    if failure_is_due && !matches!(outcome, Outcome::Failed(_)) && op.info().on[0].is_stream() {
        // Whichever call does not tell it.
        return Some("a failure that is due is not told".to_owned());
    }
    match outcome {
        Outcome::Bytes { .. } | Outcome::Hash(_) => None,
        Outcome::Stat(_) => {
            let got = outcome.to_string();
            let told = |word: &&str| !allowed.split_whitespace().any(|other| other == *word);
            let word = got.split_whitespace().find(told)?;
            let part = PARTS.iter().find(|part| word.starts_with(**part));
            Some(format!("attributes {}", part.map_or("type", |part| part.trim_end_matches('='))))
        }
        Outcome::Panic(_) | Outcome::Trap(_) => Some(format!("{name} breaks down")),
        Outcome::Count(_) => Some(format!("{name} counts")),
        Outcome::Entry(Some(_)) => Some(format!("{name} gives")),
        Outcome::Target(_) | Outcome::Flags(_) | Outcome::Type(_) => Some(name.to_owned()),
        Outcome::Done
        | Outcome::Ready(_)
        | Outcome::Polled(_)
        | Outcome::Code(_)
        | Outcome::Text(_)
        | Outcome::Entry(None)
        | Outcome::Same(_)
        | Outcome::Error(_)
        | Outcome::Failed(_)
        | Outcome::Closed
        | Outcome::Hang
        | Outcome::Blocked
        | Outcome::Abandoned => Some(format!("{name} {outcome}")),
    }
}

impl Divergence {
    /// Something wrong that is no answer to a call.
    pub(crate) fn new(
        step: usize,
        breach: Breach,
        allowed: impl Into<String>,
        got: impl Into<String>,
    ) -> Self {
        let (allowed, got, differing) = (allowed.into(), got.into(), Differing::default());
        Self { step, op: None, breach, allowed, got, outcome: None, differing, why: Why::default() }
    }

    /// What is wrong with the answer to a call that was made in this step.
    pub(super) fn of_answer(
        (step, call): (usize, Call<'_>),
        breach: Breach,
        allowed: &Allowed,
        outcome: Outcome,
        sources: Option<&Sources<'_>>,
    ) -> Self {
        let differing =
            sources.map(|sources| Differing::of_answer(allowed, &outcome, sources)).unwrap_or_default();
        let (refusal_is_due, allowed, got) =
            (allowed.are_refusals(), allowed.to_string(), outcome.to_string());
        let why = Why { refusal_is_due, form: form(call.op.kind(), &outcome, &allowed), ..Why::default() };
        let op = Some(call.op.kind());
        Self { step, op, breach, allowed, got, outcome: Some(outcome), differing, why }
    }

    /// What is wrong where the process ended in which a script ran: it gave no answer to this step, or to one of all
    /// where the step is as many as there are. `how` says how it ended, as in `signal 9` or `exit code 134`.
    pub fn process_ended(step: usize, rule: Rule, how: &str) -> Self {
        let breach = Breach { rule, note: None };
        Self::new(step, breach, "any answer", format!("the process ended: {how}"))
    }

    /// The rule that was broken.
    pub fn rule(&self) -> Rule {
        self.breach.rule
    }
}
