//! How a worker came to its end, and which rule that breaks.

use std::process::ExitStatus;

use crate::hunt::HuntError;
use crate::rule::Rule;

/// How a worker came to its end in the middle of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The rule that a call has broken.
    pub(super) rule: Rule,
    /// How it came.
    pub(super) how: String,
    /// Whether somebody else may have ended it: another user, or a system that has no memory for all.
    pub(super) from_outside: bool,
    /// What it has said last, if anything.
    pub(super) note: Option<String>,
}

/// What languages and allocators say when there is no memory left.
const NO_MEMORY: &[&str] = &["memory allocation of", "out of memory", "bad_alloc", "OutOfMemory"];

/// Signals that end a process, by their numbers, which are the same on every Unix.
const SIGNALS: &[(i32, &str)] = &[
    (4, "SIGILL"),
    (5, "SIGTRAP"),
    (6, "SIGABRT"),
    (8, "SIGFPE"),
    (9, "SIGKILL"),
    (11, "SIGSEGV"),
    (13, "SIGPIPE"),
    (15, "SIGTERM"),
];

/// Signals that a process gets from others, as a rule.
const OUTSIDERS: &[i32] = &[9, 15];

impl End {
    /// Of a worker that was ended because it did not get on.
    pub(super) fn stuck() -> Self {
        let note = Some("a call held its thread and could not be ended".to_owned());
        Self {
            rule: Rule::NoHang,
            how: "ended from outside, for want of an answer".into(),
            from_outside: false,
            note,
        }
    }

    /// Where no backend can have brought it about.
    pub(super) fn is_ours(&self, when: &str) -> HuntError {
        let note = self.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        HuntError::Worker(format!(
            "a worker ended {when}: {}{note}. Run again with --jobs 1, and please report it if it ends again",
            self.how
        ))
    }

    /// Of one that has ended by itself, with its last words.
    pub(super) fn of(status: ExitStatus, last_words: &str) -> Self {
        let last = last_words.lines().rev().map(str::trim).find(|line| !line.is_empty());
        let starved = NO_MEMORY.iter().any(|words| last_words.contains(words));
        let from_outside = signal(status).is_some_and(|signal| OUTSIDERS.contains(&signal));
        let rule = if starved { Rule::BoundedMemory } else { Rule::NoAbort };
        let note = last.map(|line| format!("its last words were {line:?}"));
        Self { rule, how: told(status), from_outside, note }
    }
}

/// What the system says of an end.
fn told(status: ExitStatus) -> String {
    if let Some(code) = status.code() {
        return format!("exit code {code}");
    }
    let Some(signal) = signal(status) else { return "no exit code".into() };
    let name = SIGNALS.iter().find(|(number, _)| *number == signal);
    name.map_or_else(|| format!("signal {signal}"), |(_, name)| format!("signal {signal} ({name})"))
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn an_end_tells_its_rule() {
        let ended = |raw, words| End::of(ExitStatus::from_raw(raw), words);
        let killed = ended(9, "");
        assert_eq!((killed.rule, &*killed.how), (Rule::NoAbort, "signal 9 (SIGKILL)"));
        assert!(killed.from_outside && !ended(6, "").from_outside);
        let exited = ended(3 << 8, "bye\n\n");
        assert_eq!(exited.how, "exit code 3");
        assert_eq!(exited.note.unwrap(), "its last words were \"bye\"");
        assert_eq!(ended(6, "memory allocation of 16 bytes failed\n").rule, Rule::BoundedMemory);
        assert_eq!(End::stuck().rule, Rule::NoHang);
    }
}
