//! A finding as data, and its readers. The report decides nothing: what is wrong was said by the judge.

mod cover;
mod finding;
mod summary;
mod text;
#[cfg(feature = "cli")]
mod wire;

pub use cover::{Cover, Section, Tested};
pub use finding::{Answer, Finding, Origin, Place, Wrong};
pub use summary::Summary;
pub use text::{Replayed, Text};

/// What is said of an entry of a ledger that no longer occurs.
pub(crate) fn stale_text(entry: impl std::fmt::Display) -> String {
    format!("STALE  the ledger's entry `{entry}` no longer occurs over the corpus: take it out")
}

/// What is said where nobody knows which entries of a ledger no longer occur.
pub(crate) fn not_judged_text(why: impl std::fmt::Display) -> String {
    format!("whether the ledger is stale was not judged: {why}")
}

/// The most characters of an answer that a report shows.
const ANSWER_MAX: usize = 400;

/// An answer on one line, cut where it is too long to read.
fn one_line(text: &str) -> String {
    let line = text.replace('\n', " ");
    match line.char_indices().nth(ANSWER_MAX) {
        Some((end, _)) => format!("{} ... ({} characters in all)", &line[..end], line.chars().count()),
        None => line,
    }
}
