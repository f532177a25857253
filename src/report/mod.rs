//! A finding as data, and its readers. The report decides nothing: what is wrong was said by the judge.

mod finding;
mod summary;
mod text;
#[cfg(feature = "cli")]
mod wire;

pub use finding::{Answer, Finding, Origin, Place, Wrong};
pub use summary::Summary;
pub use text::{Replayed, Text};

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
