//! A script that the model could not follow, as text: nothing was wrong until then, and nothing was proved.

use std::path::Path;

use super::text::joined;
use super::{Answer, Page, Replayed};
use crate::script::Script;

/// What helps, by what the reason is about; the last of them is for all others.
const REMEDIES: &[(&str, &str)] = &[
    (
        "meets changes",
        "Let fewer changes come in the middle of this call, or give it a shorter way, along fewer links.",
    ),
    (
        "which of two objects",
        "Let nothing come in the middle of the call that opens it, or do something with it first that tells which it is.",
    ),
    (
        "",
        "Let less be in flight at once: `release`, `quiesce` or flush what is held before this step, or cancel and drop fewer \
         streams with work under way.",
    ),
];

/// What an inconclusive script is.
const COUNTS: &str = "It counts as inconclusive, never as passed.";

/// A script that the model could not follow to its end.
#[derive(Clone, Copy, Debug)]
pub struct Undecided<'u> {
    /// The backend's name.
    pub backend: &'u str,
    /// The script.
    pub script: &'u Script,
    /// The answers to the steps before.
    pub answers: &'u [Answer],
    /// Why.
    pub reason: &'u str,
    /// Where the script stands, if it stands in a file.
    pub file: Option<&'u Path>,
}

impl Undecided<'_> {
    /// The text on a page.
    pub fn on(&self, page: Page) -> String {
        let Self { backend, script, answers, reason, file } = *self;
        let (step, count) = (answers.len(), script.steps.len());
        let place = if step < count {
            format!("at step {} of {count}", step + 1)
        } else {
            format!("after all {count} steps")
        };
        let mut lines = page.parts(&["INCONCLUSIVE".to_owned(), backend.to_owned(), place]);
        lines.push(String::new());
        let sentence =
            format!("From here on nobody can say what conforms: {reason}. Nothing was wrong until then.");
        lines.extend(page.prose("  ", &sentence));
        lines.push(String::new());
        lines.extend(Replayed { script, answers, wrong: None }.lines(page));
        lines.push(String::new());
        let remedy =
            REMEDIES.iter().find(|(about, _)| reason.contains(about)).map_or("", |(_, remedy)| remedy);
        lines.extend(page.prose("remedy  ", &format!("{remedy} {COUNTS}")));
        lines.extend(file.map(|file| format!("file    {}", file.display())));
        joined(&lines)
    }
}
