//! What is made of the errors of the system.

use super::moves::End;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{ErrorCode, FsError, FsResult, PathFlags};

/// Errors that no call of a guest brings about on a disk in good order.
const OF_THE_SYSTEM: &[ErrorCode] = &[
    ErrorCode::Io,
    ErrorCode::Busy,
    ErrorCode::InsufficientMemory,
    ErrorCode::InsufficientSpace,
    ErrorCode::Quota,
    ErrorCode::ReadOnly,
];

/// How to read a row: a fault tells the first code as the second.
const CODES: &[(Fault, ErrorCode, ErrorCode)] = &[
    (Fault::ReadOnlyNotPermitted, ErrorCode::ReadOnly, ErrorCode::NotPermitted),
    (Fault::QuotaIsSpace, ErrorCode::Quota, ErrorCode::InsufficientSpace),
    (Fault::BusyIsIo, ErrorCode::Busy, ErrorCode::Io),
    (Fault::MemoryIsSpace, ErrorCode::InsufficientMemory, ErrorCode::InsufficientSpace),
];

/// Whether a call was refused by a system that has failed.
fn has_failed<T>(result: &FsResult<T>) -> bool {
    let code = result.as_ref().err().and_then(FsError::code);
    code.is_some_and(|code| OF_THE_SYSTEM.contains(&code))
}

impl FaultyDescriptor {
    /// What a call answers that the system may have refused, with another code where that is the fault.
    pub(super) fn of_system<T>(&self, result: FsResult<T>) -> FsResult<T> {
        let code = result.as_ref().err().and_then(FsError::code);
        let row = CODES.iter().find(|(fault, right, _)| self.has(*fault) && code == Some(*right));
        row.map_or(result, |(.., wrong)| Err((*wrong).into()))
    }

    /// The same of a call that says no more than that it was done, or says even that where that is the fault.
    pub(super) fn swallowed(&self, fault: Fault, result: FsResult<()>) -> FsResult<()> {
        if self.has(fault) && has_failed(&result) { Ok(()) } else { self.of_system(result) }
    }

    pub(super) async fn sync_somehow(&self) -> FsResult<()> {
        let is_file = self.real.file().is_some();
        if self.has(Fault::SyncIdle) && is_file {
            return Ok(());
        }
        self.swallowed(Fault::SyncSwallows, self.real.sync().await)
    }

    pub(super) async fn sync_data_somehow(&self) -> FsResult<()> {
        if self.has(Fault::SyncFails) {
            return Err(ErrorCode::Io.into());
        }
        if self.has(Fault::SyncDataIdle) && self.real.file().is_some() {
            return Ok(());
        }
        self.of_system(self.real.sync_data().await)
    }

    /// Does in another way what the system has refused, where that is the fault, and says that it was refused.
    pub(super) async fn unlinked(&self, path: &str, result: FsResult<()>) -> FsResult<()> {
        let here = End { base: &self.real, path };
        if self.has(Fault::RefusedUnlinkEmpties) && has_failed(&result) && here.is_file().await {
            _ = here.cut().await;
        }
        self.of_system(result)
    }

    /// Likewise a move.
    pub(super) async fn moved(&self, old: &str, to: &Self, new: &str, result: FsResult<()>) -> FsResult<()> {
        let (from, to) = (End { base: &self.real, path: old }, End { base: &to.real, path: new });
        let copies = self.has(Fault::RefusedMoveCopies) && has_failed(&result) && from.is_file().await;
        if copies && to.base.stat_at(PathFlags::empty(), new).await.is_err() {
            _ = from.copy_to(to).await;
        }
        self.of_system(result)
    }

    /// Likewise a directory.
    pub(super) async fn directory_made(&self, path: &str, result: FsResult<()>) -> FsResult<()> {
        let fails = self.has(Fault::RefusedDirectoryIsFile) && has_failed(&result);
        if fails && self.real.stat_at(PathFlags::empty(), path).await.is_err() {
            _ = End { base: &self.real, path }.make().await;
        }
        self.of_system(result)
    }
}

/// What a listing answers, with its end in place of an error where that is the fault.
pub(super) fn listed<T>(fault: Option<Fault>, result: FsResult<Option<T>>) -> FsResult<Option<T>> {
    if fault == Some(Fault::ListingSwallows) && result.is_err() { Ok(None) } else { result }
}
