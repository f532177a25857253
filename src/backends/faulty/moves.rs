//! Links and moves that go wrong.

use std::rc::Rc;

use super::races::rename_in_two_steps;
use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::backend::{Descriptor as _, DirectoryEntryStream as _};
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, DescriptorType, ErrorCode, FsResult, OpenFlags, PathFlags};

/// Where an object is for a moment: out of the way, or to find out whether two paths are one name.
const MEANWHILE: &str = "wasi-fs-conformance-meanwhile";

/// How much of a file is copied, in bytes.
const COPIED_MAX: u64 = 1 << 16;

/// One end of a link or a move.
#[derive(Clone, Copy)]
pub(super) struct End<'e> {
    pub(super) base: &'e HostDescriptor,
    pub(super) path: &'e str,
}

impl End<'_> {
    /// What is there; none where nothing is.
    async fn kind(self) -> Option<DescriptorType> {
        self.base.stat_at(PathFlags::empty(), self.path).await.ok().map(|stat| stat.r#type)
    }

    pub(super) async fn is_file(self) -> bool {
        self.kind().await == Some(DescriptorType::RegularFile)
    }

    async fn is_directory(self) -> bool {
        self.kind().await == Some(DescriptorType::Directory)
    }

    /// Whether it is a file with more names than this.
    async fn has_other_names(self) -> bool {
        let stat = self.base.stat_at(PathFlags::empty(), self.path).await;
        stat.is_ok_and(|stat| stat.r#type == DescriptorType::RegularFile && stat.link_count > 1)
    }

    /// Whether it is a name of the same object as the other.
    async fn is_same(self, other: Self) -> bool {
        let mine = self.base.metadata_hash_at(PathFlags::empty(), self.path).await;
        mine.is_ok() && mine == other.base.metadata_hash_at(PathFlags::empty(), other.path).await
    }

    /// Without the slashes at the end, if there are some.
    fn bare(self) -> Option<Self> {
        let path = self.path.trim_end_matches('/');
        (path.len() < self.path.len() && !path.is_empty()).then_some(Self { path, ..self })
    }

    pub(super) async fn rename_to(self, to: Self) -> FsResult<()> {
        self.base.rename_at(self.path, to.base, to.path).await
    }

    /// Makes a new file of the same bytes; nothing else is copied.
    pub(super) async fn copy_to(self, to: Self) -> FsResult<()> {
        let none = OpenFlags::empty();
        let from = self.base.open_at(PathFlags::empty(), self.path, none, DescriptorFlags::READ).await?;
        let (bytes, _) = from.read(COPIED_MAX, 0).await?;
        let new = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
        let copy = to.base.open_at(PathFlags::empty(), to.path, new, DescriptorFlags::WRITE).await?;
        copy.write(&bytes, 0).await.map(drop)
    }

    /// Makes an empty file.
    pub(super) async fn make(self) -> FsResult<()> {
        let new = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
        self.base.open_at(PathFlags::empty(), self.path, new, DescriptorFlags::WRITE).await.map(drop)
    }

    /// Cuts a file to nothing.
    pub(super) async fn cut(self) -> FsResult<()> {
        let none = OpenFlags::empty();
        let file = self.base.open_at(PathFlags::empty(), self.path, none, DescriptorFlags::WRITE).await?;
        file.set_size(0).await
    }

    /// Removes all that is in a directory.
    pub(super) async fn empty(self) -> FsResult<()> {
        let flags = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        let opened = self.base.open_at(PathFlags::empty(), self.path, OpenFlags::DIRECTORY, flags).await?;
        let mut listing = opened.read_directory().await?;
        while let Some(entry) = listing.read_directory_entry().await? {
            if entry.r#type == DescriptorType::Directory {
                Box::pin(End { base: &opened, path: &entry.name }.empty()).await?;
                opened.remove_directory_at(&entry.name).await?;
            } else {
                opened.unlink_file_at(&entry.name).await?;
            }
        }
        Ok(())
    }
}

impl FaultyDescriptor {
    pub(super) async fn link_somehow(
        &self,
        flags: PathFlags,
        old_path: &str,
        to: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let bases = self.bases(to).await?;
        let (old, new) = self.ends(&bases, old_path, new_path).await;
        let flags = if self.keeps_link(flags, old).await { PathFlags::empty() } else { flags };
        let flags = if self.leaves_link(old).await { PathFlags::SYMLINK_FOLLOW } else { flags };
        let result = old.base.link_at(flags, old.path, new.base, new.path).await;
        if self.has(Fault::LinkCopies) && refused(&result, ErrorCode::CrossDevice) {
            return old.copy_to(new).await.or(result);
        }
        if self.has(Fault::RefusedLinkReplaces)
            && refused(&result, ErrorCode::Exist)
            && old.is_file().await
            && new.is_file().await
            && !old.is_same(new).await
            && std::ptr::eq(old.base, new.base)
        {
            new.base.unlink_file_at(new.path).await?;
            old.base.link_at(flags, old.path, new.base, new.path).await?;
        }
        match self.twins_to_widen(to, &result).await {
            Some((from, to)) => from.link_at(flags, old.path, to, new.path).await.or(result),
            None => result,
        }
    }

    pub(super) async fn rename_somehow(&self, old_path: &str, to: &Self, new_path: &str) -> FsResult<()> {
        let bases = self.bases(to).await?;
        let (old, new) = self.ends(&bases, old_path, new_path).await;
        match self.fault {
            Some(Fault::RenameOntoEntries) => rename_onto_entries(old, new).await,
            Some(Fault::RenameSameRemoves) => rename_same(old, new).await,
            Some(Fault::RenameLeavesName) => rename_and_leave(old, new).await,
            Some(Fault::RenameCopies) => rename_or_copy(old, new).await,
            Some(Fault::RenameInTwoSteps) => rename_in_two_steps(old, new).await,
            Some(Fault::RenameLoses) => rename_and_lose(old, new).await,
            Some(Fault::RefusedMoveTakes | Fault::RefusedMoveEmpties) => {
                self.rename_and_do_harm(old, new).await
            }
            Some(_) if self.refuses_rename(to, old, new).await => Err(ErrorCode::Exist.into()),
            _ => {
                let result = old.rename_to(new).await;
                match self.twins_to_widen(to, &result).await {
                    Some((from, to)) => from.rename_at(old.path, to, new.path).await.or(result),
                    None => result,
                }
            }
        }
    }

    /// Moves, and where that is refused changes one of the ends all the same.
    async fn rename_and_do_harm(&self, old: End<'_>, new: End<'_>) -> FsResult<()> {
        let result = old.rename_to(new).await;
        if self.has(Fault::RefusedMoveTakes)
            && refused(&result, ErrorCode::IsDirectory)
            && old.is_file().await
        {
            old.base.unlink_file_at(old.path).await?;
        }
        let kept = refused(&result, ErrorCode::NotEmpty) && old.is_directory().await;
        if self.has(Fault::RefusedMoveEmpties) && kept && !new.path.ends_with('.') {
            new.empty().await?;
        }
        result
    }

    /// Whether a move is refused where nothing else stands against it.
    async fn refuses_rename(&self, to: &Self, old: End<'_>, new: End<'_>) -> bool {
        let refuses = match self.fault {
            Some(Fault::RenameNeverReplaces) => {
                old.is_file().await && new.is_file().await && !old.is_same(new).await
            }
            Some(Fault::RenameSameFails) => {
                old.path != new.path && old.has_other_names().await && old.is_same(new).await
            }
            Some(Fault::RenameNeverReplacesDirectories) => {
                // Of a full one that is right. To look into it would change when it was read.
                let two = !old.is_same(new).await && !new.path.starts_with(old.path);
                two && old.is_directory().await && new.is_directory().await
            }
            _ => false,
        };
        let sound = self.may_change_entries().await && to.may_change_entries().await;
        refuses && sound && self.means.access == to.means.access
    }

    /// Whether a move is one of a directory onto a file.
    pub(super) async fn is_onto_file(&self, old_path: &str, to: &Self, new_path: &str) -> bool {
        let (old, new) = (End { base: &self.real, path: old_path }, End { base: &to.real, path: new_path });
        old.is_directory().await && new.is_file().await
    }

    /// Whether a link to a file is followed though it should not be.
    async fn leaves_link(&self, old: End<'_>) -> bool {
        let behind = old.base.stat_at(PathFlags::SYMLINK_FOLLOW, old.path).await;
        self.fault == Some(Fault::LinkAlwaysFollows)
            && old.kind().await == Some(DescriptorType::SymbolicLink)
            && behind.is_ok_and(|stat| stat.r#type == DescriptorType::RegularFile)
    }

    /// Where the paths of both ends start. Without the rights to change both, neither is looked for.
    async fn bases(&self, to: &Self) -> FsResult<(Rc<HostDescriptor>, Rc<HostDescriptor>)> {
        if self.may_change_entries().await && to.may_change_entries().await {
            Ok((self.base().await?, to.base().await?))
        } else {
            Ok((Rc::clone(&self.real), Rc::clone(&to.real)))
        }
    }

    /// Both ends, one of them perhaps without its slash.
    async fn ends<'e>(
        &self,
        (from, to): &'e (Rc<HostDescriptor>, Rc<HostDescriptor>),
        old_path: &'e str,
        new_path: &'e str,
    ) -> (End<'e>, End<'e>) {
        let (old, new) = (End { base: from, path: old_path }, End { base: to, path: new_path });
        match (self.fault, old.bare(), new.bare()) {
            (Some(Fault::SlashDroppedAtSource), Some(bare), _) if bare.is_file().await => (bare, new),
            (Some(Fault::SlashDroppedAtDestination), _, Some(bare))
                if old.is_file().await
                    && matches!(bare.kind().await, None | Some(DescriptorType::RegularFile)) =>
            {
                (old, bare)
            }
            _ => (old, new),
        }
    }

    /// Whether a link to a file is not followed though it should be.
    async fn keeps_link(&self, flags: PathFlags, old: End<'_>) -> bool {
        let behind = old.base.stat_at(PathFlags::SYMLINK_FOLLOW, old.path).await;
        self.fault == Some(Fault::LinkFollowIgnored)
            && flags.contains(PathFlags::SYMLINK_FOLLOW)
            && old.kind().await == Some(DescriptorType::SymbolicLink)
            && behind.is_ok_and(|stat| stat.r#type == DescriptorType::RegularFile)
    }
}

async fn rename_onto_entries(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let result = old.rename_to(new).await;
    let kept = refused(&result, ErrorCode::NotEmpty) || refused(&result, ErrorCode::Exist);
    // A path that ends in dots names no directory that could be replaced.
    if !kept || new.path.ends_with('.') || !(old.is_directory().await && new.is_directory().await) {
        return result;
    }
    // Out of the way first: it may be one of the entries.
    let meanwhile = End { path: MEANWHILE, ..new };
    old.rename_to(meanwhile).await?;
    new.empty().await?;
    meanwhile.rename_to(new).await
}

async fn rename_same(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let apart = old.path != new.path || !std::ptr::eq(old.base, new.base);
    let same = apart && old.has_other_names().await && old.is_same(new).await;
    old.rename_to(new).await?;
    let meanwhile = End { path: MEANWHILE, ..old };
    if same && old.rename_to(meanwhile).await.is_ok() {
        if new.is_file().await {
            old.base.unlink_file_at(MEANWHILE).await?;
        } else {
            // Both paths are one name, which stays.
            meanwhile.rename_to(old).await?;
        }
    }
    Ok(())
}

async fn rename_or_copy(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let result = old.rename_to(new).await;
    if !refused(&result, ErrorCode::CrossDevice) || old.copy_to(new).await.is_err() {
        return result;
    }
    old.base.unlink_file_at(old.path).await
}

async fn rename_and_lose(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let loses = old.is_file().await && new.kind().await.is_none();
    old.rename_to(new).await?;
    if loses {
        new.base.unlink_file_at(new.path).await?;
    }
    Ok(())
}

async fn rename_and_leave(old: End<'_>, new: End<'_>) -> FsResult<()> {
    let moves = old.is_file().await && new.kind().await.is_none();
    old.rename_to(new).await?;
    if moves {
        let flags = DescriptorFlags::WRITE;
        old.base.open_at(PathFlags::empty(), old.path, OpenFlags::CREATE, flags).await?;
    }
    Ok(())
}
