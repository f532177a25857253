//! The kernel's error numbers as codes of the WIT, from the WIT's own comments on its codes.

use rustix::io::Errno;
use wasi_fs_conformance::wasi::{ErrorCode, FsError, FsResult};

/// A row reads: error number, the code whose comment in the WIT names it. What has no row is `io`.
const CODES: &[(Errno, ErrorCode)] = &[
    (Errno::ACCESS, ErrorCode::Access),
    (Errno::AGAIN, ErrorCode::WouldBlock),
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

/// The code of an error number.
pub(super) fn code(errno: Errno) -> ErrorCode {
    CODES.iter().find(|(known, _)| *known == errno).map_or(ErrorCode::Io, |(_, code)| *code)
}

/// What the kernel said, in the words of the WIT.
pub(super) fn told<T>(result: rustix::io::Result<T>) -> FsResult<T> {
    result.map_err(|errno| code(errno).into())
}

/// A refusal that the kernel was not asked for.
pub(super) fn refuse<T>(code: ErrorCode) -> FsResult<T> {
    Err(FsError::Code(code))
}

#[test]
fn every_code_of_the_wit_is_some_error_number() {
    for code in ErrorCode::ALL {
        assert!(CODES.iter().any(|(_, known)| known == code), "{code} has no row");
    }
}
