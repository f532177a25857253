//! Looks first, acts then: what another process puts there between the two.

use super::moves::End;
use super::opening::Flags;
use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::backend::{Descriptor as _, DirectoryEntryStream as _};
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, DescriptorStat, ErrorCode, FsResult, OpenFlags, PathFlags};

impl FaultyDescriptor {
    /// The directory around a preopen, and the way from there to what is at a path.
    pub(super) fn by_path(&self, fault: Fault, path: &str) -> Option<(&HostDescriptor, String)> {
        let (around, name) = self.means.around.as_ref().filter(|_| self.has(fault))?;
        Some((around, format!("{name}/{path}")))
    }

    /// Opens once more, by a path from the directory around, what was opened as it should be.
    pub(super) async fn opened_by_path(
        &self,
        path: &str,
        asked: Flags,
        result: FsResult<HostDescriptor>,
    ) -> FsResult<HostDescriptor> {
        let Some((around, way)) = self.by_path(Fault::OpensByPath, path).filter(|_| result.is_ok()) else {
            return result;
        };
        // What was made the first time is there.
        let open = asked.open - OpenFlags::EXCLUSIVE;
        around.open_at(asked.path, &way, open, asked.descriptor).await
    }

    /// Unlinks by a path from the directory around what was found as it should be; none where that is not the fault.
    pub(super) async fn unlinked_by_path(&self, path: &str) -> Option<FsResult<()>> {
        let (around, way) = self.by_path(Fault::UnlinksByPath, path)?;
        match self.real.stat_at(PathFlags::empty(), path).await {
            Ok(_) if self.may_change_entries().await => Some(around.unlink_file_at(&way).await),
            Ok(_) | Err(_) => None,
        }
    }

    /// Attributes with a size that was looked for once more.
    pub(super) async fn sized_again(
        &self,
        flags: PathFlags,
        path: &str,
        result: FsResult<DescriptorStat>,
    ) -> FsResult<DescriptorStat> {
        let mut stat = result?;
        if self.has(Fault::StatLooksTwice)
            && let Ok(again) = self.real.stat_at(flags, path).await
        {
            stat.size = again.size;
        }
        Ok(stat)
    }

    /// Whether nothing has a name.
    pub(super) async fn is_free(&self, path: &str) -> bool {
        refused(&self.real.stat_at(PathFlags::empty(), path).await, ErrorCode::NoEntry)
    }

    /// Whether nothing has a name, so that a new object need not be made as one that must not be there.
    pub(super) async fn is_seen_free(&self, path: &str) -> bool {
        self.has(Fault::ExclusiveLooksFirst) && self.is_free(path).await
    }

    /// Makes a directory where nothing was seen, whatever is there by then; none where that is not the fault.
    pub(super) async fn made_where_nothing_was(&self, path: &str) -> Option<FsResult<()>> {
        if !self.has(Fault::MakesOrFinds) || !self.is_free(path).await {
            return None;
        }
        let result = self.real.create_directory_at(path).await;
        Some(if refused(&result, ErrorCode::Exist) { Ok(()) } else { result })
    }

    /// Removes a directory that was seen empty, with all that is there by then; none where that is not the fault.
    pub(super) async fn removed_if_seen_empty(&self, path: &str) -> Option<FsResult<()>> {
        if !self.has(Fault::RemovesWhatCameLate) || !self.may_change_entries().await {
            return None;
        }
        let flags = DescriptorFlags::READ;
        let opened = self.real.open_at(PathFlags::empty(), path, OpenFlags::DIRECTORY, flags).await.ok()?;
        let first = opened.read_directory().await.ok()?.read_directory_entry().await;
        if first != Ok(None) || path.ends_with('.') {
            return None;
        }
        let here = End { base: &self.real, path };
        Some(match here.empty().await {
            Ok(()) => self.real.remove_directory_at(path).await,
            Err(error) => Err(error),
        })
    }
}

/// Moves a file by giving it the new name and then taking the old one away.
pub(super) async fn rename_in_two_steps(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let is_free = refused(&new.base.stat_at(PathFlags::empty(), new.path).await, ErrorCode::NoEntry);
    if !is_free || !old.is_file().await {
        return old.rename_to(new).await;
    }
    old.base.link_at(PathFlags::empty(), old.path, new.base, new.path).await?;
    old.base.unlink_file_at(old.path).await
}
