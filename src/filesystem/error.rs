//! What the operating system says, in the words of the WIT.

use std::io;

use crate::wasi::{ErrorCode, FsError};

#[cfg(unix)]
use rustix::io::Errno;

/// One row an errno: what it is to a guest. Every errno for which the WIT has a word stands here under that word;
/// the two that name the same refusal (`EOPNOTSUPP`, `ENOSYS`) share one. An errno that is missing is `io`.
#[cfg(unix)]
const ERRNOS: &[(Errno, ErrorCode)] = &[
    (Errno::ACCESS, ErrorCode::Access),
    (Errno::AGAIN, ErrorCode::WouldBlock),
    (Errno::WOULDBLOCK, ErrorCode::WouldBlock),
    (Errno::ALREADY, ErrorCode::Already),
    (Errno::BADF, ErrorCode::BadDescriptor),
    (Errno::BUSY, ErrorCode::Busy),
    (Errno::DEADLK, ErrorCode::Deadlock),
    (Errno::DQUOT, ErrorCode::Quota),
    (Errno::EXIST, ErrorCode::Exist),
    (Errno::FBIG, ErrorCode::FileTooLarge),
    (Errno::ILSEQ, ErrorCode::IllegalByteSequence),
    (Errno::INPROGRESS, ErrorCode::InProgress),
    (Errno::INTR, ErrorCode::Interrupted),
    (Errno::INVAL, ErrorCode::Invalid),
    (Errno::IO, ErrorCode::Io),
    (Errno::ISDIR, ErrorCode::IsDirectory),
    (Errno::LOOP, ErrorCode::Loop),
    (Errno::MLINK, ErrorCode::TooManyLinks),
    (Errno::MSGSIZE, ErrorCode::MessageSize),
    (Errno::NAMETOOLONG, ErrorCode::NameTooLong),
    (Errno::NODEV, ErrorCode::NoDevice),
    (Errno::NOENT, ErrorCode::NoEntry),
    (Errno::NOLCK, ErrorCode::NoLock),
    (Errno::NOMEM, ErrorCode::InsufficientMemory),
    (Errno::NOSPC, ErrorCode::InsufficientSpace),
    (Errno::NOTDIR, ErrorCode::NotDirectory),
    (Errno::NOTEMPTY, ErrorCode::NotEmpty),
    (Errno::NOTRECOVERABLE, ErrorCode::NotRecoverable),
    (Errno::OPNOTSUPP, ErrorCode::Unsupported),
    (Errno::NOTSUP, ErrorCode::Unsupported),
    (Errno::NOSYS, ErrorCode::Unsupported),
    (Errno::NOTTY, ErrorCode::NoTty),
    (Errno::NXIO, ErrorCode::NoSuchDevice),
    (Errno::OVERFLOW, ErrorCode::Overflow),
    (Errno::PERM, ErrorCode::NotPermitted),
    (Errno::PIPE, ErrorCode::Pipe),
    (Errno::ROFS, ErrorCode::ReadOnly),
    (Errno::SPIPE, ErrorCode::InvalidSeek),
    (Errno::TXTBSY, ErrorCode::TextFileBusy),
    (Errno::XDEV, ErrorCode::CrossDevice),
];

/// One row a kind, for errors without an errno: cap-std's refusal of a path that leads outside is a
/// `PermissionDenied`, a NUL in a path an `InvalidInput`. A kind that is missing is `io`.
const KINDS: &[(io::ErrorKind, ErrorCode)] = &[
    (io::ErrorKind::PermissionDenied, ErrorCode::NotPermitted),
    (io::ErrorKind::InvalidInput, ErrorCode::Invalid),
    (io::ErrorKind::InvalidFilename, ErrorCode::Invalid),
    (io::ErrorKind::InvalidData, ErrorCode::IllegalByteSequence),
    (io::ErrorKind::NotFound, ErrorCode::NoEntry),
    (io::ErrorKind::AlreadyExists, ErrorCode::Exist),
    (io::ErrorKind::NotADirectory, ErrorCode::NotDirectory),
    (io::ErrorKind::IsADirectory, ErrorCode::IsDirectory),
    (io::ErrorKind::DirectoryNotEmpty, ErrorCode::NotEmpty),
    (io::ErrorKind::ReadOnlyFilesystem, ErrorCode::ReadOnly),
    (io::ErrorKind::StorageFull, ErrorCode::InsufficientSpace),
    (io::ErrorKind::QuotaExceeded, ErrorCode::Quota),
    (io::ErrorKind::FileTooLarge, ErrorCode::FileTooLarge),
    (io::ErrorKind::NotSeekable, ErrorCode::InvalidSeek),
    (io::ErrorKind::ResourceBusy, ErrorCode::Busy),
    (io::ErrorKind::ExecutableFileBusy, ErrorCode::TextFileBusy),
    (io::ErrorKind::Deadlock, ErrorCode::Deadlock),
    (io::ErrorKind::CrossesDevices, ErrorCode::CrossDevice),
    (io::ErrorKind::TooManyLinks, ErrorCode::TooManyLinks),
    (io::ErrorKind::Interrupted, ErrorCode::Interrupted),
    (io::ErrorKind::WouldBlock, ErrorCode::WouldBlock),
    (io::ErrorKind::BrokenPipe, ErrorCode::Pipe),
    (io::ErrorKind::Unsupported, ErrorCode::Unsupported),
    (io::ErrorKind::OutOfMemory, ErrorCode::InsufficientMemory),
];

/// The code of the WIT for an error of the operating system or of cap-std.
pub(super) fn code(error: &io::Error) -> ErrorCode {
    by_number(error).unwrap_or_else(|| lookup(KINDS, &error.kind()))
}

#[cfg(unix)]
fn by_number(error: &io::Error) -> Option<ErrorCode> {
    Some(lookup(ERRNOS, &Errno::from_io_error(error)?))
}

/// Elsewhere the numbers are another system's; only the one that `KINDS` would take for cap-std's is told apart.
#[cfg(not(unix))]
fn by_number(error: &io::Error) -> Option<ErrorCode> {
    error.raw_os_error()?;
    (error.kind() == io::ErrorKind::PermissionDenied).then_some(ErrorCode::Access)
}

fn lookup<K: PartialEq>(table: &[(K, ErrorCode)], key: &K) -> ErrorCode {
    table.iter().find(|(known, _)| known == key).map_or(ErrorCode::Io, |(_, code)| *code)
}

impl From<io::Error> for FsError {
    fn from(error: io::Error) -> Self {
        Self::Code(code(&error))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_errno_table_is_what_a_guest_gets() {
        for (errno, code) in ERRNOS {
            let error = io::Error::from_raw_os_error(errno.raw_os_error());
            assert_eq!(FsError::from(error), FsError::Code(*code), "{errno:?}");
        }
    }

    #[test]
    fn every_code_of_the_wit_has_a_row() {
        for code in ErrorCode::ALL {
            assert!(ERRNOS.iter().any(|(_, known)| known == code), "no errno gives {code}");
        }
    }

    #[test]
    fn every_row_of_the_kind_table_is_what_a_guest_gets_without_an_errno() {
        for (kind, code) in KINDS {
            assert_eq!(FsError::from(io::Error::new(*kind, "no errno")), FsError::Code(*code), "{kind:?}");
        }
    }

    #[test]
    fn an_error_nobody_knows_is_io() {
        assert_eq!(code(&io::Error::from_raw_os_error(4095)), ErrorCode::Io);
        assert_eq!(code(&io::Error::other("a surprise")), ErrorCode::Io);
    }

    #[test]
    fn permission_denied_is_access_from_the_system_and_not_permitted_from_the_sandbox() {
        let system = io::Error::from_raw_os_error(Errno::ACCESS.raw_os_error());
        assert_eq!(code(&system), ErrorCode::Access);
        let sandbox = io::Error::new(io::ErrorKind::PermissionDenied, "outside");
        assert_eq!(code(&sandbox), ErrorCode::NotPermitted);
    }
}
