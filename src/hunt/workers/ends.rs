//! How a worker came to its end, and which rule that breaks.

use std::process::ExitStatus;

use super::process::Standstill;
use crate::backend::{end_text, is_from_outside};
use crate::check::{Shortage, last_words, rule_of_end, wanted};
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
    /// What it wanted and did not get, if that may be what it has ended of.
    pub(super) want: Option<Shortage>,
    /// What it has said last, if anything.
    pub(super) note: Option<String>,
}

impl End {
    /// Of a worker that was ended because it did not get on.
    pub(super) fn stuck() -> Self {
        let note = Some("a call held its thread and could not be ended".to_owned());
        Self {
            rule: Rule::NoHang,
            how: "ended from outside, for want of an answer".into(),
            from_outside: false,
            want: None,
            note,
        }
    }

    /// Of one that stood still.
    pub(super) fn of_standstill(standstill: Standstill) -> Self {
        match standstill {
            Standstill::AtACall => Self::stuck(),
            // What holds a call does not hold the thread that tells that the worker is alive.
            Standstill::Altogether => Self {
                how: "ended for not having run at all".into(),
                from_outside: true,
                note: Some("the process was stopped, or had no processor".to_owned()),
                ..Self::stuck()
            },
        }
    }

    /// Whether another end shows this one again. What somebody else may have brought about shows nothing of a call.
    pub(super) fn is_like(&self, again: &Self) -> bool {
        again.rule == self.rule && (self.from_outside || !again.from_outside)
    }

    /// Where no backend can have brought it about.
    pub(super) fn is_ours(&self, when: &str) -> HuntError {
        let note = self.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        HuntError::Worker(format!(
            "a worker ended {when}: {}{note}. Run again with --jobs 1, and please report it if it ends again",
            self.how
        ))
    }

    /// Where the machine was short of something, so that it says nothing of a backend.
    pub(super) fn is_the_machines(&self, shortage: Shortage) -> HuntError {
        let note = self.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        HuntError::Worker(format!("a worker ended ({}{note}), and {shortage}", self.how))
    }

    /// Of one that has ended by itself, with its last words.
    pub(super) fn of(status: ExitStatus, said: &str) -> Self {
        let from_outside = is_from_outside(status);
        let (rule, want) = (rule_of_end(said), wanted(said));
        Self { rule, how: end_text(status), from_outside, want, note: last_words(said) }
    }
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
        assert_eq!(exited.note.as_deref().unwrap(), "its last words were \"bye\"");
        assert_eq!(ended(6, "memory allocation of 16 bytes failed\n").rule, Rule::BoundedMemory);
        assert_eq!(End::stuck().rule, Rule::NoHang);
        let wants = ended(6, "can't start a thread: Resource temporarily unavailable (os error 11)");
        let told = wants.is_the_machines(wants.want.unwrap()).to_string();
        assert!(
            told.contains("short of threads") && told.contains("ulimit -u") && told.contains("SIGABRT"),
            "{told}"
        );
        assert_eq!(exited.want, None);
    }

    #[test]
    fn what_somebody_else_may_have_done_shows_nothing_of_a_call() {
        let ended = |signal| End::of(ExitStatus::from_raw(signal), "");
        let (stuck, still) = (End::stuck(), End::of_standstill(Standstill::Altogether));
        // How to read a row: an end, the next one, whether that shows the first one again.
        for (end, again, is_like) in [
            (&stuck, &stuck, true),
            (&stuck, &still, false),
            (&still, &still, true),
            (&still, &stuck, true),
            (&ended(6), &ended(11), true),
            (&ended(6), &ended(9), false),
            (&ended(9), &ended(6), true),
            (&ended(6), &stuck, false),
        ] {
            assert_eq!(end.is_like(again), is_like, "{end:?}, {again:?}");
        }
    }
}
