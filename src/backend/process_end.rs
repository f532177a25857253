//! How a process has ended, in words that are the same each time.

use std::process::ExitStatus;

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

/// What the system says of the end of a process.
pub(crate) fn end_text(status: ExitStatus) -> String {
    if let Some(code) = status.code() {
        return format!("exit code {code}");
    }
    let Some(signal) = ending_signal(status) else { return "no exit code".into() };
    let name = SIGNALS.iter().find(|(number, _)| *number == signal);
    name.map_or_else(|| format!("signal {signal}"), |(_, name)| format!("signal {signal} ({name})"))
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
