//! The errors of the system, by the codes of the WIT that they are told under.

use crate::wasi::ErrorCode;

/// The error of the system that a code says it is similar to; of two that are, the one that files meet.
pub(super) fn errno(code: ErrorCode) -> i32 {
    match code {
        ErrorCode::Access => libc::EACCES,
        ErrorCode::WouldBlock => libc::EAGAIN,
        ErrorCode::Already => libc::EALREADY,
        ErrorCode::BadDescriptor => libc::EBADF,
        ErrorCode::Busy => libc::EBUSY,
        ErrorCode::Deadlock => libc::EDEADLK,
        ErrorCode::Quota => libc::EDQUOT,
        ErrorCode::Exist => libc::EEXIST,
        ErrorCode::FileTooLarge => libc::EFBIG,
        ErrorCode::IllegalByteSequence => libc::EILSEQ,
        ErrorCode::InProgress => libc::EINPROGRESS,
        ErrorCode::Interrupted => libc::EINTR,
        ErrorCode::Invalid => libc::EINVAL,
        ErrorCode::Io => libc::EIO,
        ErrorCode::IsDirectory => libc::EISDIR,
        ErrorCode::Loop => libc::ELOOP,
        ErrorCode::TooManyLinks => libc::EMLINK,
        ErrorCode::MessageSize => libc::EMSGSIZE,
        ErrorCode::NameTooLong => libc::ENAMETOOLONG,
        ErrorCode::NoDevice => libc::ENODEV,
        ErrorCode::NoEntry => libc::ENOENT,
        ErrorCode::NoLock => libc::ENOLCK,
        ErrorCode::InsufficientMemory => libc::ENOMEM,
        ErrorCode::InsufficientSpace => libc::ENOSPC,
        ErrorCode::NotDirectory => libc::ENOTDIR,
        ErrorCode::NotEmpty => libc::ENOTEMPTY,
        ErrorCode::NotRecoverable => libc::ENOTRECOVERABLE,
        ErrorCode::Unsupported => libc::ENOTSUP,
        ErrorCode::NoTty => libc::ENOTTY,
        ErrorCode::NoSuchDevice => libc::ENXIO,
        ErrorCode::Overflow => libc::EOVERFLOW,
        ErrorCode::NotPermitted => libc::EPERM,
        ErrorCode::Pipe => libc::EPIPE,
        ErrorCode::ReadOnly => libc::EROFS,
        ErrorCode::InvalidSeek => libc::ESPIPE,
        ErrorCode::TextFileBusy => libc::ETXTBSY,
        ErrorCode::CrossDevice => libc::EXDEV,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_are_one_error() {
        for (at, code) in ErrorCode::ALL.iter().enumerate() {
            assert!(ErrorCode::ALL[..at].iter().all(|other| errno(*other) != errno(*code)), "{code}");
        }
    }
}
