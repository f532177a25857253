//! What happens around a guest's calls: work that is held and let go, answers of the operating system, other processes.

use super::{HostChange, Name};
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
    /// What the operating system answers to calls of a handle's work.
    Fault(Injection),
    /// Another process changes the tree.
    Host(HostChange),
}

impl Control {
    /// Whether it needs the calls of the system that a backend makes to be stopped.
    pub fn needs_calls(&self) -> bool {
        match self {
            Self::Fault(_) => true,
            Self::Host(change) => change.amid.is_some(),
            Self::Hold { .. } | Self::Release(_) | Self::Quiesce => false,
        }
    }

    /// What another process does, if it is that.
    pub fn host(&self) -> Option<&HostChange> {
        if let Self::Host(host) = self { Some(host) } else { None }
    }

    /// The same handle, to be changed.
    pub fn handle_mut(&mut self) -> Option<&mut Name> {
        match self {
            Self::Release(on) | Self::Fault(Injection { on, .. }) => Some(on),
            Self::Host(change) => change.amid.as_mut().map(|amid| &mut amid.on),
            Self::Hold { .. } | Self::Quiesce => None,
        }
    }

    /// The handle that it is about, if it is about one.
    pub fn handle(&self) -> Option<&Name> {
        match self {
            Self::Release(on) | Self::Fault(Injection { on, .. }) => Some(on),
            Self::Host(change) => change.amid.as_ref().map(|amid| &amid.on),
            Self::Hold { .. } | Self::Quiesce => None,
        }
    }
}

/// What the operating system answers to the calls that a handle's work makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    /// Whose work: a stream's, to whose calls this is answered from here on; or a descriptor's or a listing's, where that is over
    /// with the call of the guest in which it has come about.
    pub on: Name,
    /// To which calls of the system.
    pub calls: CallClass,
    /// What.
    pub answer: SystemAnswer,
    /// How many bytes go through before that.
    pub after: u64,
    /// Whether the call is done all the same, and the error told behind it.
    pub behind: bool,
}

/// Which calls of the system, by what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CallClass {
    /// They read a file's bytes (`pread`).
    Read,
    /// They write them (`pwrite`).
    Write,
    /// They move bytes from one file to another (`copy_file_range`, `sendfile`, `splice`).
    Copy,
    /// They wait until a file's bytes are on the device (`fsync`, `fdatasync`).
    Sync,
    /// They open (`openat`).
    Open,
    /// They tell an object's attributes (`fstat`).
    Metadata,
    /// They tell where a symbolic link leads (`readlinkat`).
    Readlink,
    /// They list a directory (`getdents`).
    List,
    /// They set a file's size, or reserve room for it (`ftruncate`, `fallocate`).
    Size,
    /// They set timestamps (`utimensat`).
    Times,
    /// They make a directory, a link or a special file (`mkdirat`, `linkat`, `symlinkat`, `mknodat`).
    Create,
    /// They rename (`renameat`).
    Rename,
    /// They remove a name (`unlinkat`).
    Remove,
    /// They tell how a file will be used (`posix_fadvise`).
    Advise,
}

impl CallClass {
    /// All of them, with their words in scripts.
    pub const TABLE: &'static [(&'static str, Self)] = &[
        ("read", Self::Read),
        ("write", Self::Write),
        ("copy", Self::Copy),
        ("sync", Self::Sync),
        ("open", Self::Open),
        ("metadata", Self::Metadata),
        ("readlink", Self::Readlink),
        ("list", Self::List),
        ("size", Self::Size),
        ("times", Self::Times),
        ("create", Self::Create),
        ("rename", Self::Rename),
        ("remove", Self::Remove),
        ("advise", Self::Advise),
    ];

    /// Its word in scripts.
    pub fn word(self) -> &'static str {
        Self::TABLE[self as usize].0
    }

    /// Whether they change a file or the names in a directory, or may.
    pub fn changes(self) -> bool {
        match self {
            Self::Write
            | Self::Copy
            | Self::Open
            | Self::Size
            | Self::Times
            | Self::Create
            | Self::Rename
            | Self::Remove => true,
            Self::Read | Self::Sync | Self::Metadata | Self::Readlink | Self::List | Self::Advise => false,
        }
    }

    /// Whether they move a file's bytes, so that they can come to fewer.
    pub fn moves_bytes(self) -> bool {
        matches!(self, Self::Read | Self::Write | Self::Copy)
    }
}

/// What the operating system may answer to a call, instead of doing all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemAnswer {
    /// The next call is interrupted by a signal before anything was done (`EINTR`), once.
    Interrupted,
    /// The next call does no more than so many bytes, once.
    Short(u64),
    /// Every call does nothing and says so: for a read the end of the file, for a write a count of zero.
    Zero,
    /// Every call fails, with the error of the system that this code stands for; where that means that one may ask again, once.
    Error(ErrorCode),
}

impl SystemAnswer {
    /// Those that are no errors which a guest is told by their codes, with their words in scripts; `short` is followed by a number.
    const OTHERS: &'static [(&'static str, Self)] =
        &[("interrupted", Self::Interrupted), ("short", Self::Short(1)), ("zero", Self::Zero)];

    /// All of them, with their words in scripts; `short` is followed by a number, and errors bear the names of their codes.
    pub fn table() -> impl Iterator<Item = (&'static str, Self)> {
        let is_other = |code: &ErrorCode| *code == ErrorCode::Interrupted;
        let errors = ErrorCode::ALL.iter().filter(move |code| !is_other(code));
        Self::OTHERS.iter().copied().chain(errors.map(|code| (code.name(), Self::Error(*code))))
    }

    /// Its word in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::Short(_) => "short",
            Self::Zero => "zero",
            Self::Error(code) => code.name(),
        }
    }

    /// Whether it is over after one call.
    pub fn is_once(self) -> bool {
        matches!(self, Self::Interrupted | Self::Short(_) | Self::Error(ErrorCode::WouldBlock))
    }

    /// The error code of the WIT that it stands for, if it is an error that a guest has to be told.
    pub fn code(self) -> Option<ErrorCode> {
        if let Self::Error(code) = self { Some(code) } else { None }
    }
}
