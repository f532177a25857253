//! Calls that are done although a right is missing, on the twin that has it.

use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::{HostDescriptor, HostInputStream, HostOutputStream};
use crate::tree::DirPerms;
use crate::wasi::{DescriptorFlags, ErrorCode, FsError, FsResult, NewTimestamp, OpenFlags, PathFlags};

/// Whether a call was refused with a code.
pub(super) fn refused<T>(result: &FsResult<T>, code: ErrorCode) -> bool {
    result.as_ref().err().and_then(FsError::code) == Some(code)
}

impl FaultyDescriptor {
    /// The twin, if the fault is this one and a call was refused with a code: one of a right that is passed over.
    pub(super) fn twin_for<T>(
        &self,
        fault: Fault,
        result: &FsResult<T>,
        code: ErrorCode,
    ) -> Option<&HostDescriptor> {
        let missing = self.fault == Some(fault) && refused(result, code);
        self.means.twin.as_deref().filter(|_| missing)
    }

    pub(super) async fn write_anyway(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        let result = self.real.write(buffer, offset).await;
        if let Some(twin) = self.twin_for(Fault::RefusedWriteLands, &result, ErrorCode::BadDescriptor) {
            drop(twin.write(buffer, offset).await);
        }
        match self.twin_for(Fault::WriteWithoutRight, &result, ErrorCode::BadDescriptor) {
            Some(twin) => twin.write(buffer, offset).await,
            None => result,
        }
    }

    pub(super) async fn set_size_anyway(&self, size: u64) -> FsResult<()> {
        let result = self.real.set_size(size).await;
        if let Some(twin) = self.twin_for(Fault::RefusedSizeSet, &result, ErrorCode::BadDescriptor) {
            drop(twin.set_size(size).await);
        }
        match self.twin_for(Fault::WriteWithoutRight, &result, ErrorCode::BadDescriptor) {
            Some(twin) => twin.set_size(size).await,
            None => result,
        }
    }

    pub(super) async fn input_anyway(&self, offset: u64) -> FsResult<HostInputStream> {
        let result = self.real.read_via_stream(offset).await;
        match self.twin_for(Fault::ReadWithoutRight, &result, ErrorCode::BadDescriptor) {
            Some(twin) => twin.read_via_stream(offset).await,
            None => result,
        }
    }

    /// A stream from an offset, or for appending.
    pub(super) async fn output_anyway(&self, offset: Option<u64>) -> FsResult<HostOutputStream> {
        let result = output(&self.real, offset).await;
        match self.twin_for(Fault::WriteWithoutRight, &result, ErrorCode::BadDescriptor) {
            Some(twin) => output(twin, offset).await,
            None => result,
        }
    }

    pub(super) async fn set_times_anyway(
        &self,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        let result = self.real.set_times(access, modification).await;
        if let Some(twin) = self.twin_for(Fault::RefusedTimesSet, &result, ErrorCode::NotPermitted) {
            drop(twin.set_times(access, modification).await);
        }
        match self.twin_for(Fault::TimesWithoutGrant, &result, ErrorCode::NotPermitted) {
            Some(twin) => twin.set_times(access, modification).await.or(result),
            None => result,
        }
    }

    pub(super) async fn truncate_anyway(
        &self,
        result: FsResult<HostDescriptor>,
        (path_flags, path): (PathFlags, &str),
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<HostDescriptor> {
        let wanted = open_flags.contains(OpenFlags::TRUNCATE) && !open_flags.contains(OpenFlags::CREATE);
        let makes = self.twin_for(Fault::RefusedOpenMakes, &result, ErrorCode::ReadOnly);
        if let Some(twin) = makes.filter(|_| open_flags.contains(OpenFlags::CREATE)) {
            drop(twin.open_at(path_flags, path, OpenFlags::CREATE, DescriptorFlags::WRITE).await);
        }
        match self.twin_for(Fault::TruncateWithoutMutate, &result, ErrorCode::ReadOnly) {
            Some(twin) if wanted => twin.open_at(path_flags, path, open_flags, flags).await.or(result),
            _ => result,
        }
    }

    pub(super) async fn unlink_anyway(&self, path: &str) -> FsResult<()> {
        let result = self.base_to_change().await?.unlink_file_at(path).await;
        if let Some(twin) = self.twin_for(Fault::RefusedUnlinkTakes, &result, ErrorCode::ReadOnly) {
            drop(twin.unlink_file_at(path).await);
        }
        match self.twin_for(Fault::UnlinkWithoutMutate, &result, ErrorCode::ReadOnly) {
            Some(twin) => twin.unlink_file_at(path).await,
            None => result,
        }
    }

    /// The twins of both ends, where only that the ends grant different things stood against a link or a move.
    pub(super) async fn twins_to_widen<'d>(
        &'d self,
        to: &'d Self,
        result: &FsResult<()>,
    ) -> Option<(&'d HostDescriptor, &'d HostDescriptor)> {
        let from = self.twin_for(Fault::LinksWiden, result, ErrorCode::NotPermitted)?;
        let ours = self.may_change_entries().await && to.may_change_entries().await;
        let apart = self.means.access != to.means.access;
        to.means.twin.as_deref().filter(|_| ours && apart).map(|to| (from, to))
    }

    /// Whether entries can be looked up and changed through it.
    pub(super) async fn may_change_entries(&self) -> bool {
        let opened = self.real.get_flags().await.unwrap_or_default();
        self.means.access.dir == DirPerms::all() && opened.contains(DescriptorFlags::MUTATE_DIRECTORY)
    }
}

pub(super) async fn output(file: &HostDescriptor, offset: Option<u64>) -> FsResult<HostOutputStream> {
    match offset {
        Some(offset) => file.write_via_stream(offset).await,
        None => file.append_via_stream().await,
    }
}
