//! Why a driver can't be had.

use super::protocol::VERSION;

/// Why a driver can't be had: it does not start, or does not get through `hello`.
#[derive(Debug, thiserror::Error)]
#[error("the driver `{command}` {problem}")]
pub struct ProcessError {
    command: String,
    problem: Problem,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(
        "can't be started: {0}; name a program that is on the PATH, or its file, and its arguments behind it"
    )]
    Unstartable(#[from] std::io::Error),
    #[error("is no command: name a program, and its arguments behind it")]
    NoProgram,
    #[error("ended before it had answered hello, with {how}{last_words}; it has to read requests from its standard input, as PROTOCOL.md says", last_words = told(last_words))]
    Ended { how: String, last_words: String },
    #[error("did not answer hello within {seconds} s{last_words}; it has to answer on its standard output, as PROTOCOL.md says", last_words = told(last_words))]
    Silent { seconds: u64, last_words: String },
    #[error("answered hello wrongly: {what}{last_words}; PROTOCOL.md says what is expected", last_words = told(last_words))]
    Garbled { what: String, last_words: String },
    #[error(
        "speaks version {0} of the protocol, and this tool version {VERSION}: use versions of both that belong together"
    )]
    Version(u64),
    #[error("declares what it lacks: {0}")]
    Lacks(#[from] crate::tree::UnknownCapability),
    /// It says that its files are of a platform that nobody knows.
    #[error("says what its files are of: {0}")]
    Platform(#[from] crate::tree::UnknownPlatform),
    #[error(
        "says something else of itself than when it was started first: name, place and what it lacks have to stay the same"
    )]
    Changed,
}

impl ProcessError {
    pub(super) fn new(command: &str, problem: Problem) -> Self {
        Self { command: command.to_owned(), problem }
    }
}

/// What it said, on lines of their own.
fn told(last_words: &str) -> String {
    let words = last_words.trim_end();
    if words.is_empty() { String::new() } else { format!("; it said:\n{words}\n") }
}
