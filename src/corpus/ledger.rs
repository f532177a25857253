//! The ledger of a backend's known deviations: each is tolerated, counted, and missed when it is gone.
//!
//! An entry is a line: the rule, what is tolerated, and the reason, with a link where there is one. What is tolerated is an
//! answer as a report prints it behind `got`, quoted as texts in scripts are where it has spaces or quotes; or the word of a
//! [kind](Kind), such as `wrong-data` or `wrong-tree`, where no two scripts give the same text. `on` and the name of an
//! operation before it tolerate that of this operation alone, as in `quality/no-hang  on open-at  hang`: a rule that every
//! call has to keep is not given up for all of them, and a call that is filed as hanging is waited for only shortly. Lines
//! that begin with `#` are comments.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::check::{self, Coverage, Divergence, Judge, Kind};
use crate::op::OpKind;
use crate::rule::{Rule, did_you_mean};
use crate::tree::quote::{quoted, unquoted};

/// What stands before the operation of an entry that is tolerated of one alone.
const ON: &str = "on";

/// The deviations of one backend that were filed.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Vec<Entry>);

/// One deviation.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule that is broken.
    pub rule: Rule,
    /// The operation whose answer it is, where it is tolerated of one alone.
    pub op: Option<OpKind>,
    /// The answer that breaks it, as a report prints it, or the word of its kind.
    pub answer: String,
    /// Why it is tolerated.
    pub reason: String,
}

/// Why nobody can say whether an entry of a ledger is stale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJudged {
    /// No corpus was run.
    #[error("no corpus was run; name its folder")]
    NoCorpus,
    /// Not every script of a corpus was run.
    #[error("{ran} of {of} scripts of a corpus were run")]
    InPart {
        /// How many were run or skipped.
        ran: u64,
        /// How many there are.
        of: u64,
    },
    /// Scripts of the corpus were skipped for what the machine lacks, not the backend.
    #[error("{0} scripts of the corpus were skipped for what this machine lacks")]
    Machine(u64),
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

/// Which entries of a ledger the whole of a corpus no longer shows.
#[derive(Clone, Debug, Default)]
pub struct Staleness {
    /// Those, as they stand in the ledger.
    pub stale: Vec<String>,
    /// Why that can't be said, if it can't.
    pub not_judged: Option<NotJudged>,
}

impl Staleness {
    /// Of a ledger, if there is one, after so many scripts of a corpus, counted over all backends.
    pub fn of(ledger: Option<&Ledger>, corpus: &Coverage, of: u64) -> Self {
        match ledger.map(|ledger| ledger.stale(corpus, of)) {
            None => Self::default(),
            Some(Ok(stale)) => {
                Self { stale: stale.iter().map(ToString::to_string).collect(), not_judged: None }
            }
            Some(Err(why)) => Self { stale: Vec::new(), not_judged: Some(why) },
        }
    }

    /// Whether there are some.
    pub fn is_stale(&self) -> bool {
        !self.stale.is_empty()
    }
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

    /// The entry under which something wrong of a kind is filed, given the operation that showed it, if one did and it is
    /// known which, and the text of what was seen.
    pub fn find(&self, rule: Rule, op: Option<OpKind>, kind: Kind, got: &str) -> Option<&Entry> {
        let is_of = |entry: &&Entry| entry.rule == rule && (entry.op.is_none() || entry.op == op);
        self.0.iter().filter(is_of).find(|entry| entry.answer == got || entry.answer == kind.name())
    }

    /// The entries, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Whether nothing is filed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A judge that lets pass what is filed here, and is not kept waiting by what is known to hang.
    pub fn told_to<'t>(&self, judge: Judge<'t>) -> Judge<'t> {
        judge.tolerating(self.tolerance()).waiting_shortly_for(self.hanging())
    }

    /// What [`Judge::tolerating`] takes: each entry goes by its [name](Entry::name).
    pub fn tolerance(&self) -> impl Fn(&Divergence) -> Option<String> + use<> {
        let ledger = self.clone();
        move |divergence| {
            let entry = ledger.find(divergence.rule(), divergence.op, divergence.kind(), &divergence.got);
            entry.map(Entry::name)
        }
    }

    /// The operations that are filed as hanging, or as getting nowhere, each by an entry of its own: what
    /// [`Judge::waiting_shortly_for`] takes.
    fn hanging(&self) -> impl Iterator<Item = OpKind> {
        let hangs = |entry: &&Entry| {
            matches!(entry.rule, Rule::NoHang | Rule::LoopProgress) && entry.answer == Kind::Hang.name()
        };
        self.0.iter().filter(hangs).filter_map(|entry| entry.op)
    }

    /// The entries that did not occur when a whole corpus of so many scripts, counted over all backends, was run.
    ///
    /// # Errors
    /// Why that can't be said: an entry may only be called stale where whatever shows it was run.
    pub fn stale(&self, corpus: &Coverage, of: u64) -> Result<Vec<&Entry>, NotJudged> {
        let ran = corpus.scripts + corpus.skipped.values().sum::<u64>();
        if of == 0 {
            return Err(NotJudged::NoCorpus);
        }
        if ran < of {
            return Err(NotJudged::InPart { ran, of });
        }
        let of_the_machine = corpus.skipped.iter().filter(|(lack, _)| check::is_of_the_machine(**lack));
        let skipped: u64 = of_the_machine.map(|(_, scripts)| scripts).sum();
        if skipped > 0 {
            return Err(NotJudged::Machine(skipped));
        }
        let occurred = |entry: &Entry| corpus.tolerated.contains_key(&(entry.rule, entry.name()));
        Ok(self.0.iter().filter(|entry| !occurred(entry)).collect())
    }
}

/// The longest answer that an entry lists as it is, in characters.
const LISTED_MAX: usize = 40;

/// What an entry for something wrong of a kind has to list: the answer itself where it is a word, such as an error code, that
/// other scripts are answered with as well; else the word of its kind.
pub fn answer_to_file(kind: Kind, got: &str) -> &str {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-()".contains(c);
    let is_listed = kind == Kind::WrongAnswer && got.len() <= LISTED_MAX && got.chars().all(is_word);
    if is_listed { got } else { kind.name() }
}

impl Entry {
    /// What it goes by beside its rule: the answer, behind the operation where it is tolerated of one alone.
    pub fn name(&self) -> String {
        self.op.map_or_else(|| self.answer.clone(), |op| format!("{ON} {}: {}", op.full_name(), self.answer))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  ", self.rule)?;
        if let Some(op) = self.op {
            write!(f, "{ON} {}  ", op.full_name())?;
        }
        write!(f, "{}  {}", quoted(&self.answer), self.reason)
    }
}

/// A line as an entry; on a fault its place in bytes, and what was expected there.
fn parse_entry(line: &str) -> Result<Entry, (usize, String)> {
    let (id, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rule = Rule::from_id(id).map_err(|_| {
        let hint = did_you_mean(id, Rule::ALL.iter().map(|rule| rule.id()));
        (0, format!("expected a rule, found {id:?}{hint}"))
    })?;
    let rest = rest.trim_start();
    let (op, rest) = parse_op(rest).map_err(|(at, problem)| (line.len() - rest.len() + at, problem))?;
    let answer_at = line.len() - rest.len();
    let (answer, reason) = if rest.starts_with('"') {
        let (answer, length) =
            unquoted(rest).map_err(|(at, problem)| (answer_at + at, problem.to_owned()))?;
        (answer, &rest[length..])
    } else {
        let (answer, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        (answer.to_owned(), reason)
    };
    if answer.is_empty() {
        return Err((answer_at, "expected the answer that is tolerated, as a report prints it".into()));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err((line.len(), "expected the reason, with a link where there is one".into()));
    }
    Ok(Entry { rule, op, answer, reason: reason.into() })
}

/// The operation of an entry, if it names one, and what is behind it.
fn parse_op(rest: &str) -> Result<(Option<OpKind>, &str), (usize, String)> {
    let behind = rest.strip_prefix(ON).filter(|behind| behind.starts_with(char::is_whitespace));
    let Some(behind) = behind.map(str::trim_start) else { return Ok((None, rest)) };
    let (name, answer) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
    let op = OpKind::from_full_name(name).ok_or_else(|| {
        let names: Vec<String> = OpKind::ALL.iter().map(|op| op.full_name()).collect();
        let hint = did_you_mean(name, names.iter().map(String::as_str));
        (rest.len() - behind.len(), format!("expected an operation, found {name:?}{hint}"))
    })?;
    Ok((Some(op), answer.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Capability;

    const LEDGER: &str = "# comment\n\npath/missing-is-no-entry  io  their table has a hole\n\
        file/read-returns-what-was-written  \"\\\"ab\\\" eof\"  filed\ndir/tree-is-as-the-calls-left-it wrong-tree filed\n";

    #[test]
    fn an_entry_is_found_by_its_answer_or_by_its_kind() {
        let ledger = Ledger::parse("x", LEDGER).unwrap();
        let found = |rule, kind, got| ledger.find(rule, None, kind, got).map(|entry| entry.answer.as_str());
        assert_eq!(found(Rule::PathMissing, Kind::WrongAnswer, "io"), Some("io"));
        assert_eq!(found(Rule::PathMissing, Kind::WrongAnswer, "access"), None);
        assert_eq!(found(Rule::FileRead, Kind::WrongData, "\"ab\" eof"), Some("\"ab\" eof"));
        assert_eq!(found(Rule::DirTree, Kind::WrongTree, "log  nothing"), Some("wrong-tree"));
        assert_eq!(found(Rule::FileRead, Kind::WrongTree, "log  nothing"), None);
    }

    #[test]
    fn an_entry_of_one_operation_is_found_for_that_alone() {
        let line = "quality/no-hang  on open-at  \"hang\"  a fifo is waited for";
        let ledger = Ledger::parse("x", line).unwrap();
        let found = |op| ledger.find(Rule::NoHang, op, Kind::Hang, "no answer").map(Entry::name);
        assert_eq!(found(Some(OpKind::OpenAt)).as_deref(), Some("on open-at: hang"));
        assert_eq!((found(Some(OpKind::Stat)), found(None)), (None, None));
        assert_eq!(ledger.hanging().collect::<Vec<_>>(), [OpKind::OpenAt]);
        assert_eq!(ledger.0[0].to_string(), line);
    }

    #[test]
    fn an_entry_is_stale_when_a_whole_corpus_does_not_show_it() {
        let ledger = Ledger::parse("x", LEDGER).unwrap();
        let mut corpus = Coverage::default();
        (0..8).for_each(|_| corpus.script());
        corpus.tolerated(Rule::PathMissing, "io".into());
        corpus.tolerated(Rule::DirTree, "wrong-tree".into());
        let stale: Vec<_> = ledger.stale(&corpus, 8).unwrap().into_iter().map(ToString::to_string).collect();
        assert_eq!(stale, ["file/read-returns-what-was-written  \"\\\"ab\\\" eof\"  filed"]);
        assert_eq!(Ledger::parse("x", &stale[0]).unwrap().0[0].answer, "\"ab\" eof");
        let in_part = ledger.stale(&corpus, 9).unwrap_err();
        assert_eq!(in_part.to_string(), "8 of 9 scripts of a corpus were run");
        corpus.skipped.insert(Capability::SyscallGate, 1);
        assert_eq!(ledger.stale(&corpus, 9).unwrap_err(), NotJudged::Machine(1));
    }

    #[test]
    fn what_is_to_be_filed_is_found_again() {
        for (kind, got, listed) in [
            (Kind::WrongAnswer, "io", "io"),
            (Kind::WrongAnswer, "failed(insufficient-space)", "failed(insufficient-space)"),
            (Kind::WrongAnswer, "regular-file size=4 links=1", "wrong-answer"),
            (Kind::WrongData, "io", "wrong-data"),
            (Kind::Abort, "the process ended: signal 6 (SIGABRT)", "abort"),
        ] {
            assert_eq!(answer_to_file(kind, got), listed);
            let ledger = Ledger::parse("x", &format!("quality/no-panic {listed} filed")).unwrap();
            assert!(ledger.find(Rule::NoPanic, None, kind, got).is_some() && !ledger.is_empty(), "{got}");
        }
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
        (
            "quality/no-panic on open-ta hang why",
            "l:1:21: expected an operation, found \"open-ta\"; did you mean `open-at`?",
        ),
        ("quality/no-panic on", "l:1:20: expected the reason, with a link where there is one"),
        ("quality/no-panic \"io why", "l:1:18: this text has no closing quote"),
    ];

    #[test]
    fn a_line_with_a_fault_is_refused_at_its_place() {
        for (text, expected) in FAULTS {
            let error = Ledger::parse("l", text).unwrap_err().to_string();
            assert_eq!(error, *expected, "{text}");
        }
    }
}
