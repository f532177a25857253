//! What happens around a guest's calls: work that is held and let go, answers of the operating system, other processes.

use std::sync::Arc;

use super::{Data, Name};
use crate::wasi::ErrorCode;

/// A step that no guest takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// From here on the work of streams that goes on in the background waits: inside its call of the system where that
    /// can be had, else in the queue of the pool.
    Hold {
        /// In the queue in any case, so that it has not even begun.
        queued: bool,
    },
    /// Lets go what a stream has waiting; what it asks for then waits again.
    Release(Name),
    /// Lets everything go and waits until no background work is left.
    Quiesce,
    /// What the operating system answers to a stream's calls from here on.
    Fault(Injection),
    /// Another process changes a file.
    Host(HostChange),
}

impl Control {
    /// The stream that it is about, if it is about one.
    pub fn stream(&self) -> Option<&Name> {
        match self {
            Self::Release(stream) | Self::Fault(Injection { stream, .. }) => Some(stream),
            Self::Hold { .. } | Self::Quiesce | Self::Host(_) => None,
        }
    }
}

/// What the operating system answers to a stream's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    /// The stream.
    pub stream: Name,
    /// To which of its calls.
    pub direction: Direction,
    /// What.
    pub answer: SystemAnswer,
    /// How many bytes go through before that.
    pub after: u64,
}

/// Which calls of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Those that read a file's bytes.
    Read,
    /// Those that write them.
    Write,
}

impl Direction {
    /// Both, with their words in scripts.
    pub const TABLE: &'static [(&'static str, Self)] = &[("read", Self::Read), ("write", Self::Write)];
}

/// What the operating system may answer to a call on a file's bytes, instead of doing all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemAnswer {
    /// The next call is interrupted by a signal before anything was done (`EINTR`), once.
    Interrupted,
    /// The next call does no more than so many bytes, once.
    Short(u64),
    /// Every call does nothing and says so: for a read the end of the file, for a write a count of zero.
    Zero,
    /// Every call fails: the device (`EIO`).
    Io,
    /// Every call fails: no space is left (`ENOSPC`).
    NoSpace,
    /// Every call fails: the quota is used up (`EDQUOT`).
    Quota,
}

impl SystemAnswer {
    /// Their words in scripts; `short` is followed by a number.
    pub const TABLE: &'static [(&'static str, Self)] = &[
        ("interrupted", Self::Interrupted),
        ("short", Self::Short(1)),
        ("zero", Self::Zero),
        ("io", Self::Io),
        ("no-space", Self::NoSpace),
        ("quota", Self::Quota),
    ];

    /// Its word in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::Short(_) => "short",
            Self::Zero => "zero",
            Self::Io => "io",
            Self::NoSpace => "no-space",
            Self::Quota => "quota",
        }
    }

    /// Whether it is over after one call.
    pub fn is_once(self) -> bool {
        matches!(self, Self::Interrupted | Self::Short(_))
    }

    /// The error code of the WIT that it stands for, if it is an error that a guest has to be told.
    pub fn code(self) -> Option<ErrorCode> {
        match self {
            Self::Io => Some(ErrorCode::Io),
            Self::NoSpace => Some(ErrorCode::InsufficientSpace),
            Self::Quota => Some(ErrorCode::Quota),
            Self::Interrupted | Self::Short(_) | Self::Zero => None,
        }
    }
}

/// What another process does to a file of the tree, which is named by a plain path from its root.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "path, size, offset and bytes are what they are everywhere")]
pub enum HostChange {
    /// Sets its size.
    Truncate { path: Arc<str>, size: u64 },
    /// Writes behind its end.
    Append { path: Arc<str>, bytes: Data },
    /// Writes over it.
    Write { path: Arc<str>, bytes: Data, offset: u64 },
    /// Puts another file in its place (`rename`).
    Replace { path: Arc<str>, bytes: Data },
    /// Takes its name away.
    Remove { path: Arc<str> },
}

impl HostChange {
    /// The file.
    pub fn path(&self) -> &Arc<str> {
        match self {
            Self::Truncate { path, .. }
            | Self::Append { path, .. }
            | Self::Write { path, .. }
            | Self::Replace { path, .. }
            | Self::Remove { path } => path,
        }
    }

    /// Its word in scripts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Truncate { .. } => "truncate",
            Self::Append { .. } => "append",
            Self::Write { .. } => "write",
            Self::Replace { .. } => "replace",
            Self::Remove { .. } => "remove",
        }
    }
}
