//! What is wrong, in one sentence for each kind.

use super::{Finding, Wrong};
use crate::check::{Kind, Writer};
use crate::rule::Rule;
use crate::script::Script;

/// The most characters of an answer that a sentence quotes.
const QUOTED_MAX: usize = 60;

/// What is wrong, in one sentence.
pub(super) fn headline(finding: &Finding) -> String {
    let Finding { kind, script, wrong, .. } = finding;
    let note = wrong.note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
    let what = match kind {
        Kind::WrongAnswer => wrong_answer(wrong, script) + &note,
        Kind::WrongData => format!("{} gave bytes that can't be there{note}", subject(wrong, script)),
        Kind::WrongTree => wrong_tree(wrong, script) + &note,
        Kind::Escape => escape(wrong, script),
        Kind::Hang => hang(wrong, script) + &note,
        Kind::Panic => panicked(wrong, script) + &note,
        Kind::Abort => format!("{} ended the process, with {}{note}", ender(wrong, script), end(wrong)),
        Kind::OutOfMemory => {
            let subject = subject(wrong, script);
            format!(
                "{subject} took all the memory that there was, and the process ended with {}{note}",
                end(wrong)
            )
        }
        Kind::Leak => leak(wrong),
        Kind::LateLanding => late_landing(wrong),
    };
    format!("{what}.")
}

/// The call, or whatever it was that showed it.
fn subject(wrong: &Wrong, script: &Script) -> String {
    match script.steps.get(wrong.step) {
        Some(step) => match step.call() {
            Some(call) if call.on.is_none() => format!("`{}`", call.op.kind().name()),
            Some(call) => format!("`{}` on `{}`", call.op.kind().name(), call.on),
            None => format!("`{step}`"),
        },
        None => "A call".to_owned(),
    }
}

/// How a note begins that says that it was no call.
const NO_CALL: &[&str] = &["in the background", "it came before the first step"];

/// Whoever ended the process, as far as it is known.
fn ender(wrong: &Wrong, script: &Script) -> String {
    let note = wrong.note.as_deref().unwrap_or_default();
    let is_no_call = NO_CALL.iter().any(|begins| note.starts_with(begins));
    if is_no_call { "The backend".to_owned() } else { subject(wrong, script) }
}

fn quoted(text: &str) -> String {
    super::cut(text, QUOTED_MAX)
}

/// The place that stands in front of what would have conformed.
fn place(wrong: &Wrong) -> &str {
    wrong.allowed.split_once("  ").map_or("", |(place, _)| place)
}

/// What was seen, without the place where that stands in front of it.
fn seen(wrong: &Wrong) -> String {
    let (_, seen) = wrong.got.split_once("  ").unwrap_or(("", &wrong.got));
    seen.to_owned()
}

/// How a process ended.
fn end(wrong: &Wrong) -> String {
    quoted(wrong.got.strip_prefix("the process ended: ").unwrap_or(&wrong.got))
}

fn wrong_answer(wrong: &Wrong, script: &Script) -> String {
    let subject = subject(wrong, script);
    let allowed = wrong.allowed.replace(" | ", " or ");
    if allowed.chars().count() + wrong.got.chars().count() > QUOTED_MAX {
        return format!("{subject} gave an answer that does not conform");
    }
    format!("{subject} answered {}, where {allowed} conforms", wrong.got)
}

fn wrong_tree(wrong: &Wrong, script: &Script) -> String {
    let path = place(wrong);
    match script.steps.get(wrong.step) {
        Some(step) => format!("`{step}` shows that `{path}` is not what the calls left"),
        None => format!("At `{path}` the tree on disk is not what the calls left"),
    }
}

fn escape(wrong: &Wrong, script: &Script) -> String {
    if wrong.rule == Rule::AccessBeneath {
        let (subject, place, seen) = (subject(wrong, script), place(wrong), seen(wrong));
        return format!("{subject}, below its answer, changed {seen} of `{place}`, as no descriptor lets it");
    }
    if wrong.step < script.steps.len() {
        return format!("{} reached what lies outside of its preopen", subject(wrong, script));
    }
    let path = place(wrong);
    let note = wrong.note.as_deref().unwrap_or_default();
    let note = note.strip_prefix(path).unwrap_or(note);
    format!("Outside of all preopens `{path}` was touched{note}")
}

fn leak(wrong: &Wrong) -> String {
    let note = wrong.note.as_deref().unwrap_or("something of it is left");
    format!("The guest is gone, and {note}: {}", quoted(&seen(wrong)))
}

/// Whose bytes landed, where they could be told.
fn late_landing(wrong: &Wrong) -> String {
    let got = wrong.differing.bytes.iter().filter_map(|stretch| stretch.got.as_ref());
    let step = got.flat_map(|side| &side.writers).find_map(|writer| match writer {
        Writer::Step(step) => Some(step + 1),
        Writer::Tree | Writer::Gap => None,
    });
    let whose = step.map_or_else(|| "a stream".to_owned(), |step| format!("step {step}"));
    format!("Bytes of {whose} landed after their stream had been cancelled")
}

fn hang(wrong: &Wrong, script: &Script) -> String {
    let subject = subject(wrong, script);
    if wrong.rule == Rule::NeverBlocks {
        format!("{subject} has to be over at once, and was not")
    } else if wrong.rule == Rule::LoopProgress {
        format!("A guest that only repeats {subject} gets nowhere")
    } else {
        format!("{subject} gave no answer before its deadline")
    }
}

fn panicked(wrong: &Wrong, script: &Script) -> String {
    match wrong.got.strip_prefix("panic: ") {
        Some(text) => format!("{} panicked ({})", subject(wrong, script), quoted(text)),
        None => format!("Something panicked ({})", quoted(&seen(wrong))),
    }
}
