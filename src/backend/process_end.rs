//! How a process has ended, in words that are the same each time.

use std::process::ExitStatus;

/// How to read a row: a signal that ends a process, by its number, which is the same on every Unix; its name; whether a process
/// gets it from others, as a rule: from its terminal, its user, or a system that wants its memory back.
const SIGNALS: &[(i32, &str, bool)] = &[
    (1, "SIGHUP", true),
    (2, "SIGINT", true),
    (3, "SIGQUIT", true),
    (4, "SIGILL", false),
    (5, "SIGTRAP", false),
    (6, "SIGABRT", false),
    (8, "SIGFPE", false),
    (9, "SIGKILL", true),
    (11, "SIGSEGV", false),
    (13, "SIGPIPE", false),
    (15, "SIGTERM", true),
];

/// The row of the signal that has ended a process, if it is in the table.
fn row(status: ExitStatus) -> Option<&'static (i32, &'static str, bool)> {
    let signal = ending_signal(status)?;
    SIGNALS.iter().find(|(number, ..)| *number == signal)
}

/// Whether somebody else may have ended a process.
#[cfg(feature = "cli")]
pub(crate) fn is_from_outside(status: ExitStatus) -> bool {
    row(status).is_some_and(|(.., from_outside)| *from_outside)
}

/// What the system says of the end of a process.
pub(crate) fn end_text(status: ExitStatus) -> String {
    if let Some(code) = status.code() {
        return format!("exit code {code}");
    }
    let Some(signal) = ending_signal(status) else { return "no exit code".into() };
    row(status).map_or_else(|| format!("signal {signal}"), |(_, name, _)| format!("signal {signal} ({name})"))
}

/// The signal that has ended a process.
#[cfg(unix)]
pub(crate) fn ending_signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// The signal that has ended a process; there is none here.
#[cfg(not(unix))]
pub(crate) fn ending_signal(_status: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix, feature = "cli"))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn an_end_has_its_words_and_who_may_have_brought_it_about() {
        // How to read a row: what the system says, the words, whether it may be somebody else.
        for (raw, words, from_outside) in [
            (0, "exit code 0", false),
            (3 << 8, "exit code 3", false),
            // A shell's exit code is none of a signal's.
            (130 << 8, "exit code 130", false),
            (1, "signal 1 (SIGHUP)", true),
            (2, "signal 2 (SIGINT)", true),
            (3, "signal 3 (SIGQUIT)", true),
            (6, "signal 6 (SIGABRT)", false),
            (9, "signal 9 (SIGKILL)", true),
            (11, "signal 11 (SIGSEGV)", false),
            (15, "signal 15 (SIGTERM)", true),
            (33, "signal 33", false),
        ] {
            let status = ExitStatus::from_raw(raw);
            assert_eq!((&*end_text(status), is_from_outside(status)), (words, from_outside), "{raw}");
        }
    }
}
