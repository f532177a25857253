//! A finding as data, and its readers: text for people, lines of JSON for programs, JUnit files for CI. The report decides
//! nothing: what is wrong, and what differs, was said by the judge.

mod causes;
mod commands;
mod cover;
mod differences;
mod exercised;
mod finding;
mod headline;
#[cfg(feature = "cli")]
mod json;
#[cfg(feature = "cli")]
mod junit;
mod lanes;
#[cfg(feature = "cli")]
mod matrix;
mod page;
mod summary;
mod text;
mod undecided;
#[cfg(feature = "cli")]
mod wire;

pub use causes::{Cause, Causes};
pub use commands::{Commands, REPLAY_VARIABLE};
pub use cover::{Broken, Cover, Half, Section, Tested};
pub(crate) use exercised::asked_text;
pub use finding::{Answer, Finding, Origin, Place, Wrong};
#[cfg(feature = "cli")]
pub use json::{
    CauseLine, Hunting, InVain, Line, PinLine, Received, RuleText, SCHEMA, Schedules, VERSION, Verdict,
};
#[cfg(feature = "cli")]
pub use junit::{Case, CaseVerdict, JUnit};
pub use lanes::{Flight, Mark};
#[cfg(feature = "cli")]
pub use matrix::{
    Cell, Column, Deviation, End, Filed, Inconclusive, LeftOut, MATRIX_SCHEMA, Matrix, NotRepeated, Pace,
    Row, Shown, Skipped, Smallest, Tolerated,
};
pub use page::Page;
pub use summary::Summary;
#[cfg(feature = "cli")]
pub(crate) use summary::{grouped, left_out_text};
pub use text::{Replayed, Text};
pub use undecided::Undecided;

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
    cut(&text.replace('\n', " "), ANSWER_MAX)
}

/// A text, cut where it is longer than this.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{} ... ({} characters in all)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
