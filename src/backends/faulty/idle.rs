//! Calls that say that they are done, and have done nothing or too much.

use super::moves::End;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{DescriptorType, ErrorCode, FsResult, PathFlags};

impl FaultyDescriptor {
    /// Makes a directory, or does as if.
    pub(super) async fn create_somehow(&self, path: &str) -> FsResult<()> {
        let base = self.base_to_change().await?;
        let result = base.create_directory_at(path).await;
        if self.has(Fault::CreateDoesNothing) && result.is_ok() {
            base.remove_directory_at(path).await?;
        }
        result
    }

    /// Removes a directory, or what the fault takes for one.
    pub(super) async fn remove_somehow(&self, path: &str) -> FsResult<()> {
        let base = self.base_to_change().await?;
        let result = base.remove_directory_at(path).await;
        if self.has(Fault::RemoveDoesNothing) && result.is_ok() {
            base.create_directory_at(path).await?;
        }
        let has_entries = result.as_ref().is_err_and(|error| error.code() == Some(ErrorCode::NotEmpty));
        if self.has(Fault::RefusedRemovalEmpties) && has_entries && !path.ends_with('.') {
            End { base: &base, path }.empty().await?;
        }
        if self.has(Fault::RemoveTakesAll) && has_entries {
            let all = End { base: &base, path };
            if all.empty().await.is_ok() {
                return base.remove_directory_at(path).await;
            }
        }
        result
    }

    /// Takes a name away, or that of a directory; whether that is all there is to do.
    pub(super) async fn unlink_idly(&self, path: &str) -> Option<FsResult<()>> {
        if !self.may_change_entries().await {
            return None;
        }
        if self.has(Fault::UnlinkDoesNothing) && self.leads_to(path, DescriptorType::RegularFile).await {
            return Some(Ok(()));
        }
        let directory = !path.ends_with(['/', '.']) && self.leads_to(path, DescriptorType::Directory).await;
        if self.has(Fault::UnlinkTakesDirectories) && directory {
            let removed = self.real.remove_directory_at(path).await;
            return removed.is_ok().then_some(Ok(()));
        }
        None
    }

    /// Makes a symbolic link, or does as if.
    pub(super) async fn symlink_somehow(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let base = self.base_to_change().await?;
        let result = base.symlink_at(old_path, new_path).await;
        if self.has(Fault::SymlinkFindsTaken) && result.is_ok() {
            base.unlink_file_at(new_path).await?;
            return Err(ErrorCode::Exist.into());
        }
        let refused = result.as_ref().is_err_and(|error| error.code() == Some(ErrorCode::NotPermitted));
        let free = self.real.stat_at(PathFlags::empty(), new_path).await.is_err();
        let absolute = old_path.starts_with('/') && self.may_change_entries().await && free;
        if self.has(Fault::SymlinkTakesAbsolute) && refused && absolute {
            return Ok(());
        }
        result
    }
}
