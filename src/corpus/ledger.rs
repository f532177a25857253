//! The ledger of a backend's known deviations: each is tolerated, counted, and missed when it is gone.
//!
//! An entry is a line: the rule, the answer as a report prints it (in double quotes where it has spaces), and the reason,
//! with a link where there is one. Lines that begin with `#` are comments.

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::outcome::Outcome;
use crate::rule::{Rule, nearest};

/// The deviations of one backend that were filed.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Vec<Entry>);

/// One deviation.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule that is broken.
    pub rule: Rule,
    /// The answer that breaks it, as a report prints it.
    pub answer: String,
    /// Why it is tolerated.
    pub reason: String,
    /// How often it occurred.
    occurred: Cell<u64>,
}

/// Why a ledger can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file can't be read.
    #[error("{}: can't be read: {source}; a ledger without entries is a file with comments only", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A line is no entry.
    #[error("{file}:{line}:{column}: {problem}")]
    Entry {
        /// The file, as it was named.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// What was expected there.
        problem: String,
    },
}

impl Ledger {
    /// Reads a ledger from its file.
    ///
    /// # Errors
    /// When it can't be read, or a line is no entry.
    pub fn load(path: &Path) -> Result<Self, LedgerError> {
        let text =
            fs::read_to_string(path).map_err(|source| LedgerError::Read { path: path.to_owned(), source })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a ledger from its text; `file` is for the errors.
    ///
    /// # Errors
    /// The first line that is no entry, with its place and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, LedgerError> {
        let entry = |(index, line): (usize, &str)| {
            parse_entry(line).map_err(|(at, problem)| {
                let column = line[..at].chars().count() + 1;
                LedgerError::Entry { file: file.to_owned(), line: index + 1, column, problem }
            })
        };
        let holds_entry = |(_, line): &(usize, &str)| !line.trim().is_empty() && !line.starts_with('#');
        text.lines().enumerate().filter(holds_entry).map(entry).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an answer that breaks a rule is filed; if so, it is counted.
    pub fn tolerates(&self, rule: Rule, outcome: &Outcome) -> bool {
        let answer = outcome.to_string();
        let entry = self.0.iter().find(|entry| entry.rule == rule && entry.answer == answer);
        if let Some(entry) = entry {
            entry.occurred.set(entry.occurred.get() + 1);
        }
        entry.is_some()
    }

    /// The entries that did not occur.
    pub fn stale(&self) -> Vec<&Entry> {
        self.0.iter().filter(|entry| entry.occurred.get() == 0).collect()
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {:?}  {}", self.rule, self.answer, self.reason)
    }
}

/// A line as an entry; on a fault its place in bytes, and what was expected there.
fn parse_entry(line: &str) -> Result<Entry, (usize, String)> {
    let (id, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rule = Rule::from_id(id).map_err(|_| {
        let meant = nearest(id, Rule::ALL.iter().map(|rule| rule.id()));
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        (0, format!("expected a rule, found {id:?}{hint}"))
    })?;
    let rest = rest.trim_start();
    let answer_at = line.len() - rest.len();
    let (answer, reason) = match rest.strip_prefix('"') {
        Some(quoted) => {
            quoted.split_once('"').ok_or((answer_at, "this answer has no closing quote".to_owned()))?
        }
        None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
    };
    if answer.is_empty() {
        return Err((answer_at, "expected the answer that is tolerated, as a report prints it".into()));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err((line.len(), "expected the reason, with a link where there is one".into()));
    }
    Ok(Entry { rule, answer: answer.into(), reason: reason.into(), occurred: Cell::new(0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::ErrorCode;

    #[test]
    fn an_entry_is_tolerated_and_counted_and_one_that_never_occurs_is_stale() {
        let text = "# comment\n\npath/missing-is-no-entry  io  their table has a hole\nquality/no-panic  \"panic: oh no\"  filed\n";
        let ledger = Ledger::parse("x", text).unwrap();
        assert!(ledger.tolerates(Rule::PathMissing, &Outcome::Error(ErrorCode::Io)));
        assert!(!ledger.tolerates(Rule::PathMissing, &Outcome::Error(ErrorCode::Access)));
        let stale: Vec<_> = ledger.stale().iter().map(ToString::to_string).collect();
        assert_eq!(stale, ["quality/no-panic  \"panic: oh no\"  filed"]);
        assert!(ledger.tolerates(Rule::NoPanic, &Outcome::Panic("oh no".into())));
        assert_eq!(ledger.stale().len(), 0);
    }

    /// Text, and the error it gives.
    const FAULTS: &[(&str, &str)] = &[
        ("path/missing io why", "l:1:1: expected a rule, found \"path/missing\""),
        (
            "quality/no-panics io why",
            "l:1:1: expected a rule, found \"quality/no-panics\"; did you mean `quality/no-panic`?",
        ),
        ("# x\nquality/no-panic", "l:2:17: expected the answer that is tolerated, as a report prints it"),
        ("quality/no-panic io", "l:1:20: expected the reason, with a link where there is one"),
        ("quality/no-panic \"io why", "l:1:18: this answer has no closing quote"),
    ];

    #[test]
    fn a_line_with_a_fault_is_refused_at_its_place() {
        for (text, expected) in FAULTS {
            let error = Ledger::parse("l", text).unwrap_err().to_string();
            assert_eq!(error, *expected, "{text}");
        }
    }
}
