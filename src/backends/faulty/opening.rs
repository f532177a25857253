//! Flags of open-at that are taken for others.

use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, DescriptorType, ErrorCode, FsResult, OpenFlags, PathFlags};

/// What makes or cuts a file.
const CHANGES: OpenFlags = OpenFlags::CREATE.union(OpenFlags::EXCLUSIVE).union(OpenFlags::TRUNCATE);

/// How to read a row: the fault leaves this flag out, but not beside any of those.
const IGNORED: &[(Fault, OpenFlags, OpenFlags)] = &[
    (Fault::CreateIgnored, OpenFlags::CREATE, OpenFlags::EXCLUSIVE),
    (Fault::ExclusiveIgnored, OpenFlags::EXCLUSIVE, OpenFlags::empty()),
    (Fault::DirectoryIgnored, OpenFlags::DIRECTORY, CHANGES),
];

/// What open-at is asked for beside a path.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub(super) path: PathFlags,
    pub(super) open: OpenFlags,
    pub(super) descriptor: DescriptorFlags,
}

impl FaultyDescriptor {
    /// Opens with some flags taken for others.
    pub(super) async fn open_somehow(
        &self,
        base: &HostDescriptor,
        path: &str,
        flags: Flags,
    ) -> FsResult<HostDescriptor> {
        let Flags { path: follow, mut open, descriptor } = flags;
        let mut ignored = IGNORED.iter().filter(|(fault, ..)| self.has(*fault));
        if let Some((_, flag, _)) = ignored.find(|(_, _, beside)| !open.intersects(*beside)) {
            open -= *flag;
        }
        if self.has(Fault::TruncateIgnored) && descriptor.contains(DescriptorFlags::WRITE) {
            open -= OpenFlags::TRUNCATE;
        }
        if open.contains(OpenFlags::EXCLUSIVE) && self.is_seen_free(path).await {
            open -= OpenFlags::EXCLUSIVE;
        }
        let result = base.open_at(follow, path, open, descriptor).await;
        if self.has(Fault::DirectoryForWriting) && refused(&result, ErrorCode::IsDirectory) {
            let (open, read) = (open - OpenFlags::TRUNCATE, descriptor - DescriptorFlags::WRITE);
            return base.open_at(follow, path, open, read).await.or(result);
        }
        let mixed = OpenFlags::DIRECTORY | OpenFlags::CREATE;
        if self.has(Fault::DirectoryCreates) && refused(&result, ErrorCode::Invalid) && open.contains(mixed) {
            return base.open_at(follow, path, open - OpenFlags::DIRECTORY, descriptor).await.or(result);
        }
        if self.has(Fault::RefusedOpenCuts)
            && refused(&result, ErrorCode::Exist)
            && open.contains(OpenFlags::TRUNCATE)
        {
            let (cut, write) = (OpenFlags::TRUNCATE, DescriptorFlags::WRITE);
            drop(base.open_at(PathFlags::empty(), path, cut, write).await);
        }
        let directory = || self.leads_to(path, DescriptorType::Directory);
        if self.has(Fault::TruncateOpensDirectory)
            && refused(&result, ErrorCode::IsDirectory)
            && !descriptor.contains(DescriptorFlags::WRITE)
            && directory().await
        {
            return base.open_at(follow, path, open - OpenFlags::TRUNCATE, descriptor).await.or(result);
        }
        let file =
            open.contains(OpenFlags::DIRECTORY) && self.leads_to(path, DescriptorType::RegularFile).await;
        if self.has(Fault::DirectoryTruncates) && file && open.contains(OpenFlags::TRUNCATE) {
            let (cut, write) = (OpenFlags::TRUNCATE, descriptor | DescriptorFlags::WRITE);
            drop(base.open_at(follow, path, cut, write).await);
        }
        if self.has(Fault::DirectoryMixGives) && file && open.contains(OpenFlags::CREATE) && result.is_err() {
            return base.open_at(follow, path, OpenFlags::empty(), descriptor).await.or(result);
        }
        let alone = open & mixed.union(OpenFlags::EXCLUSIVE) == OpenFlags::EXCLUSIVE;
        if self.has(Fault::ExclusiveAlone) && result.is_ok() && alone {
            return Err(ErrorCode::Exist.into());
        }
        result
    }
}
