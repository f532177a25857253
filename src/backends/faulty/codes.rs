//! Calls that are refused with another code.

use super::{Fault, FaultyDescriptor};
use crate::wasi::{ErrorCode, FsResult};

/// The calls whose refusals are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    CreateDirectory,
    LinkAt,
    OpenAt,
    ReadDirectory,
    ReadlinkAt,
    RemoveDirectory,
    RenameAt,
    StatAt,
    SymlinkAt,
    UnlinkFile,
}

/// How to read a row: a fault answers this call, where it is due to be refused with the first code, with the second.
const CODES: &[(Fault, Asked, ErrorCode, ErrorCode)] = &[
    (Fault::NotEmptyIsNotPermitted, Asked::RemoveDirectory, ErrorCode::NotEmpty, ErrorCode::NotPermitted),
    (Fault::RemoveFileIsNoEntry, Asked::RemoveDirectory, ErrorCode::NotDirectory, ErrorCode::NoEntry),
    (Fault::UnlinkDirectoryNotPermitted, Asked::UnlinkFile, ErrorCode::IsDirectory, ErrorCode::NotPermitted),
    (Fault::RemovedIsAccess, Asked::CreateDirectory, ErrorCode::NoEntry, ErrorCode::Access),
    (Fault::ListFileIsInvalid, Asked::ReadDirectory, ErrorCode::NotDirectory, ErrorCode::Invalid),
    (Fault::RenameKindIsAccess, Asked::RenameAt, ErrorCode::IsDirectory, ErrorCode::Access),
    (Fault::RenameInsideIsLoop, Asked::RenameAt, ErrorCode::Invalid, ErrorCode::Loop),
    (Fault::LinkDirectoryIsDirectory, Asked::LinkAt, ErrorCode::NotPermitted, ErrorCode::IsDirectory),
    (Fault::RenameKindExists, Asked::RenameAt, ErrorCode::IsDirectory, ErrorCode::Exist),
    (Fault::LinkDirectoryIsNoEntry, Asked::LinkAt, ErrorCode::NotPermitted, ErrorCode::NoEntry),
    (Fault::ReadlinkOfFileIsNoEntry, Asked::ReadlinkAt, ErrorCode::Invalid, ErrorCode::NoEntry),
    (Fault::MissingIsIo, Asked::StatAt, ErrorCode::NoEntry, ErrorCode::Io),
    (Fault::RenameOntoFileIsAccess, Asked::RenameAt, ErrorCode::NotDirectory, ErrorCode::Access),
    (Fault::RenameDeviceIsIo, Asked::RenameAt, ErrorCode::CrossDevice, ErrorCode::Io),
    (Fault::LinkDeviceIsNotPermitted, Asked::LinkAt, ErrorCode::CrossDevice, ErrorCode::NotPermitted),
    (Fault::RemovedLooksIsAccess, Asked::StatAt, ErrorCode::NoEntry, ErrorCode::Access),
    (Fault::ModeIsIo, Asked::OpenAt, ErrorCode::Access, ErrorCode::Io),
    (Fault::ThroughFileIsNoEntry, Asked::StatAt, ErrorCode::NotDirectory, ErrorCode::NoEntry),
];

/// The same where the call's path, the new one of two, has a shape of its own.
type Shape = (Fault, Asked, fn(&str) -> bool, ErrorCode, ErrorCode);

const SHAPES: &[Shape] = &[
    (Fault::EmptyIsInvalid, Asked::StatAt, str::is_empty, ErrorCode::NoEntry, ErrorCode::Invalid),
    (Fault::DotsMadeInvalid, Asked::CreateDirectory, is_dots, ErrorCode::Exist, ErrorCode::Invalid),
    (Fault::DotsUnlinkedInvalid, Asked::UnlinkFile, is_dots, ErrorCode::IsDirectory, ErrorCode::Invalid),
    (Fault::UnlinkSlashIsKind, Asked::UnlinkFile, has_slash, ErrorCode::IsDirectory, ErrorCode::NotDirectory),
    (Fault::FreeSlashExists, Asked::SymlinkAt, has_slash, ErrorCode::NoEntry, ErrorCode::Exist),
    (Fault::CreateSlashInvalid, Asked::OpenAt, has_slash, ErrorCode::IsDirectory, ErrorCode::Invalid),
];

fn is_dots(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("." | ".."))
}

fn has_slash(path: &str) -> bool {
    path.ends_with('/')
}

impl FaultyDescriptor {
    /// What a call answers, with a wrong code where that is the fault.
    pub(super) fn coded<T>(&self, asked: Asked, path: &str, result: FsResult<T>) -> FsResult<T> {
        let of_call = CODES.iter().map(|(fault, of, right, wrong)| (*fault, *of, true, right, wrong));
        let of_path =
            SHAPES.iter().map(|(fault, of, is_so, right, wrong)| (*fault, *of, is_so(path), right, wrong));
        let row =
            of_call.chain(of_path).find(|(fault, of, is_so, ..)| self.has(*fault) && *of == asked && *is_so);
        match (row, result) {
            (Some((.., right, wrong)), Err(error)) if error.code() == Some(*right) => Err((*wrong).into()),
            (_, result) => result,
        }
    }
}
