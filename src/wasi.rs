//! Words of the WIT as Rust types: error codes, flags, attributes, stream errors. No behaviour.
//!
//! Every type here stands in `wasi:filesystem/types`, `wasi:io/streams` or `wasi:clocks/wall-clock` (0.2) under
//! the same name. Two things are added because a Rust caller needs them: a *trap* is a value of its own
//! ([`FsError::Trap`], [`StreamError::Trap`]), since a guest's error and a broken contract must not look alike.

use std::fmt;

use bitflags::bitflags;

/// The most that `blocking-write-and-flush` and its zeroes twin take in one call, in bytes (the WIT's number).
pub const WRITE_AND_FLUSH_MAX: u64 = 4096;

/// Defines an enum of WIT words: variants, their kebab-case names, the list of all, and the way back from a name.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the WIT.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word of the WIT, in kebab-case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value with this word, if there is one.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

words! {
    /// `error-code`: why a call failed. All 37 of the WIT.
    ErrorCode {
        /// Permission denied (`EACCES`).
        Access = "access",
        /// The resource is unavailable, or the operation would block (`EAGAIN`).
        WouldBlock = "would-block",
        /// A connection is already in progress (`EALREADY`).
        Already = "already",
        /// The descriptor is not of the kind the call needs (`EBADF`).
        BadDescriptor = "bad-descriptor",
        /// A device or resource is in use (`EBUSY`).
        Busy = "busy",
        /// Waiting would never end (`EDEADLK`).
        Deadlock = "deadlock",
        /// The storage quota is used up (`EDQUOT`).
        Quota = "quota",
        /// The file is there already (`EEXIST`).
        Exist = "exist",
        /// The file would grow beyond what it may (`EFBIG`).
        FileTooLarge = "file-too-large",
        /// A byte sequence has no meaning in the encoding (`EILSEQ`).
        IllegalByteSequence = "illegal-byte-sequence",
        /// The operation is in progress (`EINPROGRESS`).
        InProgress = "in-progress",
        /// A signal came in between (`EINTR`).
        Interrupted = "interrupted",
        /// An argument makes no sense (`EINVAL`).
        Invalid = "invalid",
        /// The device failed (`EIO`), or nothing more is known.
        Io = "io",
        /// A directory stands where something else is needed (`EISDIR`).
        IsDirectory = "is-directory",
        /// Too many symbolic links on the way (`ELOOP`).
        Loop = "loop",
        /// The object has too many hard links (`EMLINK`).
        TooManyLinks = "too-many-links",
        /// A message is too large (`EMSGSIZE`).
        MessageSize = "message-size",
        /// A name or path is too long (`ENAMETOOLONG`).
        NameTooLong = "name-too-long",
        /// There is no such device (`ENODEV`).
        NoDevice = "no-device",
        /// There is no such file or directory (`ENOENT`).
        NoEntry = "no-entry",
        /// No lock is to be had (`ENOLCK`).
        NoLock = "no-lock",
        /// Memory is short (`ENOMEM`).
        InsufficientMemory = "insufficient-memory",
        /// The device is full (`ENOSPC`).
        InsufficientSpace = "insufficient-space",
        /// Something else stands where a directory is needed (`ENOTDIR`).
        NotDirectory = "not-directory",
        /// The directory has entries (`ENOTEMPTY`).
        NotEmpty = "not-empty",
        /// The state is lost (`ENOTRECOVERABLE`).
        NotRecoverable = "not-recoverable",
        /// The operation is not offered (`ENOTSUP`, `ENOSYS`).
        Unsupported = "unsupported",
        /// A control operation does not suit the object (`ENOTTY`).
        NoTty = "no-tty",
        /// There is no such device or address (`ENXIO`).
        NoSuchDevice = "no-such-device",
        /// A value does not fit its type (`EOVERFLOW`).
        Overflow = "overflow",
        /// The operation is not permitted (`EPERM`).
        NotPermitted = "not-permitted",
        /// The other end of a pipe is gone (`EPIPE`).
        Pipe = "pipe",
        /// The file system or the descriptor does not allow changes (`EROFS`).
        ReadOnly = "read-only",
        /// The object has no positions (`ESPIPE`).
        InvalidSeek = "invalid-seek",
        /// The file is a running program (`ETXTBSY`).
        TextFileBusy = "text-file-busy",
        /// Two file systems are involved (`EXDEV`).
        CrossDevice = "cross-device",
    }
}

words! {
    /// `descriptor-type`: what an object is.
    DescriptorType {
        /// Not known, or none of the others.
        Unknown = "unknown",
        /// A block device.
        BlockDevice = "block-device",
        /// A character device.
        CharacterDevice = "character-device",
        /// A directory.
        Directory = "directory",
        /// A named pipe.
        Fifo = "fifo",
        /// A symbolic link.
        SymbolicLink = "symbolic-link",
        /// A regular file.
        RegularFile = "regular-file",
        /// A socket.
        Socket = "socket",
    }
}

words! {
    /// `advice`: how a region of a file is going to be used.
    Advice {
        /// Nothing is known.
        Normal = "normal",
        /// From lower offsets to higher ones.
        Sequential = "sequential",
        /// In any order.
        Random = "random",
        /// Soon.
        WillNeed = "will-need",
        /// Not soon.
        DontNeed = "dont-need",
        /// Once.
        NoReuse = "no-reuse",
    }
}

bitflags! {
    /// `descriptor-flags`: what a descriptor is opened for.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct DescriptorFlags: u8 {
        /// Data can be read.
        const READ = 1;
        /// Data can be written.
        const WRITE = 1 << 1;
        /// A request: data and metadata are on the device when a write returns.
        const FILE_INTEGRITY_SYNC = 1 << 2;
        /// A request: data is on the device when a write returns.
        const DATA_INTEGRITY_SYNC = 1 << 3;
        /// A request: reads are as strict as writes.
        const REQUESTED_WRITE_SYNC = 1 << 4;
        /// The entries of a directory can be changed.
        const MUTATE_DIRECTORY = 1 << 5;
    }

    /// `open-flags`: what `open-at` does besides opening.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct OpenFlags: u8 {
        /// Make the file if it is missing (`O_CREAT`).
        const CREATE = 1;
        /// Fail if it is not a directory (`O_DIRECTORY`).
        const DIRECTORY = 1 << 1;
        /// Fail if it is there (`O_EXCL`).
        const EXCLUSIVE = 1 << 2;
        /// Cut it to size 0 (`O_TRUNC`).
        const TRUNCATE = 1 << 3;
    }

    /// `path-flags`: how the end of a path is resolved.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct PathFlags: u8 {
        /// A symbolic link at the end is followed.
        const SYMLINK_FOLLOW = 1;
    }
}

/// The WIT's word for a flag of a set, from its Rust name.
pub(crate) fn flag_words<F: bitflags::Flags>() -> impl Iterator<Item = (String, F)> {
    F::FLAGS
        .iter()
        .map(|flag| (flag.name().to_lowercase().replace('_', "-"), F::from_bits_retain(flag.value().bits())))
}

/// `datetime`: seconds and nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime {
    /// Whole seconds.
    pub seconds: u64,
    /// Nanoseconds within the second; below 10^9 in all that conforms.
    pub nanoseconds: u32,
}

impl Datetime {
    /// The nanoseconds of a second.
    pub const SECOND: u32 = 1_000_000_000;

    /// The moment that a text stands for, as it is displayed.
    pub fn from_text(text: &str) -> Option<Self> {
        let (seconds, nanoseconds) = text.split_once('+').unwrap_or((text, "0ns"));
        let digits = |text: &&str| text.chars().all(|c| c.is_ascii_digit());
        let seconds = seconds.strip_suffix('s').filter(digits)?.parse().ok()?;
        let nanoseconds = nanoseconds.strip_suffix("ns").filter(digits)?.parse().ok()?;
        Some(Self { seconds, nanoseconds })
    }

    /// All its nanoseconds since 1970.
    pub fn nanos(self) -> u128 {
        u128::from(self.seconds) * u128::from(Self::SECOND) + u128::from(self.nanoseconds)
    }
}

impl fmt::Display for Datetime {
    /// As in a script: `5s`, or `5s+3ns`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.seconds)?;
        if self.nanoseconds == 0 { Ok(()) } else { write!(f, "+{}ns", self.nanoseconds) }
    }
}

/// `new-timestamp`: what a timestamp is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NewTimestamp {
    /// Leave it.
    NoChange,
    /// The clock of the file system.
    Now,
    /// This moment.
    Timestamp(Datetime),
}

/// `descriptor-stat`: the attributes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescriptorStat {
    /// What it is.
    pub r#type: DescriptorType,
    /// Hard links to it.
    pub link_count: u64,
    /// Bytes of a file, or of a symbolic link's target.
    pub size: u64,
    /// Last access, where it is kept.
    pub data_access_timestamp: Option<Datetime>,
    /// Last change of the data, where it is kept.
    pub data_modification_timestamp: Option<Datetime>,
    /// Last change of the status, where it is kept.
    pub status_change_timestamp: Option<Datetime>,
}

/// `directory-entry`: one name of a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryEntry {
    /// What the name stands for.
    pub r#type: DescriptorType,
    /// The name.
    pub name: String,
}

/// `metadata-hash-value`: 128 bits that change when an object does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MetadataHashValue {
    /// One half.
    pub lower: u64,
    /// The other half.
    pub upper: u64,
}

/// Why a call of a descriptor did not succeed: a guest's error, or a trap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FsError {
    /// The guest gets this code.
    #[error("{0}")]
    Code(ErrorCode),
    /// The contract is broken: the guest is ended, with this text for whoever runs it.
    #[error("trap: {0}")]
    Trap(String),
}

impl FsError {
    /// A broken contract, with a text that says which.
    pub fn trap(text: impl Into<String>) -> Self {
        Self::Trap(text.into())
    }

    /// The code the guest gets, unless this is a trap.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Code(code) => Some(*code),
            Self::Trap(_) => None,
        }
    }
}

impl From<ErrorCode> for FsError {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

/// What a call of a descriptor gives.
pub type FsResult<T> = Result<T, FsError>;

/// `stream-error`, and the trap beside it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// The last write, flush or read failed. What `filesystem-error-code` makes of the error, if anything.
    #[error("last-operation-failed ({})", .0.map_or("no code", ErrorCode::name))]
    LastOperationFailed(Option<ErrorCode>),
    /// The stream has ended.
    #[error("closed")]
    Closed,
    /// The contract is broken, as for [`FsError::Trap`].
    #[error("trap: {0}")]
    Trap(String),
}

impl StreamError {
    /// A broken contract, with a text that says which.
    pub fn trap(text: impl Into<String>) -> Self {
        Self::Trap(text.into())
    }
}

impl From<FsError> for StreamError {
    fn from(error: FsError) -> Self {
        match error {
            FsError::Code(code) => Self::LastOperationFailed(Some(code)),
            FsError::Trap(text) => Self::Trap(text),
        }
    }
}

/// What a call of a stream gives.
pub type StreamResult<T> = Result<T, StreamError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_code_has_one_name_and_comes_back_from_it() {
        assert_eq!(ErrorCode::ALL.len(), 37);
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_name(code.name()), Some(*code));
        }
        assert_eq!(ErrorCode::from_name("enoent"), None);
    }

    #[test]
    fn flags_are_called_as_in_the_wit() {
        let names: Vec<_> = flag_words::<DescriptorFlags>().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "read",
                "write",
                "file-integrity-sync",
                "data-integrity-sync",
                "requested-write-sync",
                "mutate-directory"
            ]
        );
    }
}
