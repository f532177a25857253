//! A finding as data, and its readers: text for people, lines of JSON for programs, JUnit files for CI. The report decides
//! nothing: what is wrong, and what differs, was said by the judge.

mod differences;
mod finding;
mod headline;
#[cfg(feature = "cli")]
mod json;
#[cfg(feature = "cli")]
mod junit;
mod lanes;
mod page;
mod summary;
mod text;
mod undecided;
#[cfg(feature = "cli")]
mod wire;

pub use finding::{Answer, Finding, Origin, Place, Wrong};
#[cfg(feature = "cli")]
pub use json::{Hunting, Line, RuleText, SCHEMA, Schedules, VERSION, Verdict};
#[cfg(feature = "cli")]
pub use junit::{Case, CaseVerdict, JUnit};
pub use page::Page;
pub use summary::Summary;
pub use text::{Replayed, Text};
pub use undecided::Undecided;

/// The most characters of an answer that a report shows.
const ANSWER_MAX: usize = 400;

/// An answer on one line, cut where it is too long to read.
fn one_line(text: &str) -> String {
    cut(&text.replace('\n', " "), ANSWER_MAX)
}

/// A text, cut where it is longer than this.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{} ... ({} characters in all)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
