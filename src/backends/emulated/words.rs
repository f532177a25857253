//! Refusals in the words of another system.

use super::Host;
use crate::tree::{Capability, Dialect};
use crate::wasi::{ErrorCode, FsError, FsResult};

/// A call whose refusals are told in other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Unlink,
    RemoveDirectory,
    Rename,
    Symlink,
}

/// How to read a row: the system, the call, whether its path has a slash at its end, the code of POSIX, the one that is told.
const WORDS: &[(Dialect, Asked, bool, ErrorCode, ErrorCode)] = &[
    (Dialect::Windows, Asked::Unlink, false, ErrorCode::IsDirectory, ErrorCode::Access),
    (Dialect::Windows, Asked::Unlink, true, ErrorCode::IsDirectory, ErrorCode::Access),
    (Dialect::Windows, Asked::Unlink, true, ErrorCode::NotDirectory, ErrorCode::NoEntry),
    (Dialect::Windows, Asked::Rename, false, ErrorCode::IsDirectory, ErrorCode::Access),
    (Dialect::Windows, Asked::Rename, false, ErrorCode::NotEmpty, ErrorCode::Access),
    (Dialect::Windows, Asked::Symlink, true, ErrorCode::Exist, ErrorCode::NoEntry),
    (Dialect::Macos, Asked::Unlink, false, ErrorCode::IsDirectory, ErrorCode::NotPermitted),
    (Dialect::Macos, Asked::Unlink, true, ErrorCode::IsDirectory, ErrorCode::NotPermitted),
];

impl Host {
    /// What is said of an object that is in use.
    pub(super) fn in_use(self) -> ErrorCode {
        if self.traits.dialect == Some(Dialect::Windows) { ErrorCode::Access } else { ErrorCode::Busy }
    }

    /// What a call is told.
    pub(super) fn say<T>(self, asked: Asked, path: &str, result: FsResult<T>) -> FsResult<T> {
        let Some(own) = self.traits.dialect.filter(|_| self.lacks(Capability::PosixCodes)) else {
            return result;
        };
        let slash = path.ends_with('/');
        result.map_err(|error| match error {
            FsError::Code(code) => {
                let row = WORDS.iter().find(|(dialect, of, slashed, said, _)| {
                    (*dialect, *of, *slashed, *said) == (own, asked, slash, code)
                });
                row.map_or(code, |(.., told)| *told).into()
            }
            trap @ FsError::Trap(_) => trap,
        })
    }
}
