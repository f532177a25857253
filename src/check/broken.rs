//! What broke down in a backend that no answer could tell, as what it is for the judge.

use super::Divergence;
use super::shortage::{self, Shortage};
use super::trial::Stage;
use crate::backend::{Breakdown, Descriptor};
use crate::control::Control as Gate;
use crate::op::{Call, Timing};
use crate::outcome::{Breach, Outcome};
use crate::rule::Rule;

/// What languages and allocators say when there is no memory left.
const NO_MEMORY: &[&str] = &["memory allocation of", "out of memory", "bad_alloc", "OutOfMemory"];

/// How many of the last lines that a process said are told, and how much of them, in characters.
const LINES_MAX: usize = 12;
const WORDS_MAX: usize = 600;

/// A process that ended where an answer was expected.
pub(super) struct Ended {
    how: String,
    last_words: String,
}

impl Ended {
    /// The divergence of the step that it gave no answer to.
    pub(super) fn diverged(self, step: usize) -> Divergence {
        let rule = rule_of_end(&self.last_words);
        let mut divergence = Divergence::process_ended(step, rule, &self.how);
        divergence.breach.note = last_words(&self.last_words);
        divergence
    }
}

/// The answer of a call in which something broke down, and what can be said of it.
///
/// # Errors
/// When there is none, since the process that it was made in is gone.
pub(super) fn answer(
    breakdown: Breakdown,
    call: Call<'_>,
    answered: Outcome,
) -> Result<(Outcome, Option<String>), Ended> {
    match breakdown {
        Breakdown::Trap(text) => Ok((Outcome::Trap(text), None)),
        Breakdown::Silent { last_words: said } => {
            let outcome = match (answered, call.op.kind().info().timing) {
                (Outcome::Hang, _) | (_, Timing::MayBlock) => Outcome::Hang,
                (_, Timing::NeverBlocks) => Outcome::Blocked,
            };
            Ok((outcome, last_words(&said)))
        }
        Breakdown::Ended { how, last_words } => Err(Ended { how, last_words }),
    }
}

/// The answer of a call as it counts, with what broke down in it or panicked beside it, and what more can be said.
///
/// # Errors
/// When there is none.
pub(super) fn told<D: Descriptor, G: Gate>(
    stage: &mut Stage<'_, D, G>,
    call: Call<'_>,
    outcome: Outcome,
) -> Result<(Outcome, Option<String>), Ended> {
    let (outcome, note) = match (stage.breakdown)() {
        Err(text) => (Outcome::Panic(text), None),
        Ok(None) => (outcome, None),
        Ok(Some(breakdown)) => answer(breakdown, call, outcome)?,
    };
    match stage.background.take_panic() {
        Some(text) if !matches!(outcome, Outcome::Panic(_)) => {
            Ok((Outcome::Panic(format!("{text} (in the background)")), note))
        }
        _ => Ok((outcome, note)),
    }
}

/// What is wrong where something broke down when all handles were gone, after so many steps.
pub(super) fn at_end(breakdown: Breakdown, steps: usize) -> Divergence {
    let (rule, outcome, said) = match breakdown {
        Breakdown::Ended { how, last_words } => return Ended { how, last_words }.diverged(steps),
        Breakdown::Trap(text) => (Rule::NoTrap, Outcome::Trap(text), String::new()),
        Breakdown::Silent { last_words } => (Rule::NoHang, Outcome::Hang, last_words),
    };
    let told = last_words(&said).map_or_else(String::new, |words| format!("; {words}"));
    let note = Some(format!("it came when the guest let go of what it had left{told}"));
    let wrong = Divergence::new(steps, Breach { rule, note }, "an end of the script", outcome.to_string());
    Divergence { outcome: Some(outcome), ..wrong }
}

/// What is wrong where the backend panicked, with this text, before the first step.
///
/// # Errors
/// When the machine was short of what it needed.
pub(super) fn at_start(text: String) -> Result<Divergence, Shortage> {
    let outcome = Outcome::Panic(text);
    if let Some(shortage) = shortage::behind(&outcome, None) {
        return Err(shortage);
    }
    let note = Some("it came before the first step, when the preopens were made".to_owned());
    let breach = Breach { rule: Rule::NoPanic, note };
    let wrong = Divergence::new(0, breach, "preopens", outcome.to_string());
    Ok(Divergence { outcome: Some(outcome), ..wrong })
}

/// The rule that is broken by a process that ended with these last words.
pub(crate) fn rule_of_end(last_words: &str) -> Rule {
    let starved = NO_MEMORY.iter().any(|words| last_words.contains(words));
    if starved { Rule::BoundedMemory } else { Rule::NoAbort }
}

/// What a process said last, for people, if it said anything.
pub(crate) fn last_words(said: &str) -> Option<String> {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(LINES_MAX)..].join(" / ");
    let skipped = last.chars().count().saturating_sub(WORDS_MAX);
    let cut: String = last.chars().skip(skipped).collect();
    let dots = if skipped > 0 { "..." } else { "" };
    (!cut.is_empty()).then(|| format!("its last words were \"{dots}{}\"", cut.escape_debug()))
}
