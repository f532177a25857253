//! Objects that are in use, and files that are gone with their last name.

use std::rc::Rc;

use super::EmulatedDescriptor;
use super::words::Asked;
use crate::backend::Descriptor as _;
use crate::backends::faulty::FaultyDescriptor;
use crate::tree::{Capability, may_be_refused};
use crate::wasi::{
    DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, OpenFlags, PathFlags,
};

/// What is said of a file that is gone with its last name.
pub(super) const STALE: ErrorCode = ErrorCode::Io;

impl EmulatedDescriptor {
    /// Refuses what the host has none of.
    pub(super) fn has_or(&self, capability: Capability, code: ErrorCode) -> FsResult<()> {
        if self.host.lacks(capability) { Err(code.into()) } else { Ok(()) }
    }

    /// Refuses a file that has no name any more.
    pub(super) async fn is_there(&self) -> FsResult<()> {
        if self.host.lacks(Capability::NamelessFiles) && is_nameless(&self.real).await {
            return Err(STALE.into());
        }
        Ok(())
    }

    /// A path in the names that are there; refuses one with names that the host can't have.
    pub(super) async fn path(&self, path: &str) -> FsResult<String> {
        let refuses = self.host.lacks(Capability::FreeNames) && may_be_refused(path);
        if refuses && self.is_directory().await {
            return Err(ErrorCode::Invalid.into());
        }
        Ok(self.spelled_as_there(path).await)
    }

    /// The paths of a call with two ends. What the descriptors are is told first.
    pub(super) async fn paths(
        &self,
        path: &str,
        other: &Self,
        other_path: &str,
    ) -> FsResult<(String, String)> {
        if !self.is_directory().await || !other.is_directory().await {
            return Ok((path.to_owned(), other_path.to_owned()));
        }
        Ok((self.path(path).await?, other.path(other_path).await?))
    }

    /// What a call is told in the words of the host. What the descriptor is is told first.
    pub(super) async fn say<T>(&self, asked: Asked, path: &str, result: FsResult<T>) -> FsResult<T> {
        if self.is_directory().await { self.host.say(asked, path, result) } else { result }
    }

    async fn is_directory(&self) -> bool {
        self.real.get_type().await == Ok(DescriptorType::Directory)
    }

    /// Refuses what is done to the name of an object of this type that is in use.
    pub(super) async fn is_free(
        &self,
        lack: Capability,
        (flags, path): (PathFlags, &str),
        r#type: Option<DescriptorType>,
    ) -> FsResult<()> {
        if !self.host.lacks(lack) {
            return Ok(());
        }
        let Some((found, object)) = self.object(flags, path).await else { return Ok(()) };
        if r#type.is_none_or(|r#type| r#type == found) && self.is_in_use(&object).await {
            return Err(self.host.in_use().into());
        }
        Ok(())
    }

    /// Whether something has the name at the end of a path.
    async fn names_something(&self, path: &str) -> bool {
        !ends_in_dots(path) && self.real.stat_at(PathFlags::empty(), path).await.is_ok()
    }

    /// A file or directory that a path names, with its type, where it can be opened.
    async fn object(&self, flags: PathFlags, path: &str) -> Option<(DescriptorType, FaultyDescriptor)> {
        let DescriptorStat { r#type, .. } = self.real.stat_at(flags, path).await.ok()?;
        if ends_in_dots(path) || !matches!(r#type, DescriptorType::RegularFile | DescriptorType::Directory) {
            return None;
        }
        let opened = self.real.open_at(flags, path, OpenFlags::empty(), DescriptorFlags::READ).await;
        Some((r#type, opened.ok()?))
    }

    async fn is_in_use(&self, object: &FaultyDescriptor) -> bool {
        let open: Vec<Rc<FaultyDescriptor>> = {
            let mut open = self.shared.open.borrow_mut();
            open.retain(|held| held.strong_count() > 0);
            open.iter().filter_map(std::rc::Weak::upgrade).collect()
        };
        for held in open {
            if held.is_same_object(object).await == Ok(true) {
                return true;
            }
        }
        false
    }

    /// Refuses to move what is in use, or to where something is, and to take the place of a directory.
    pub(super) async fn may_move(&self, path: &str, other: &Self, other_path: &str) -> FsResult<()> {
        if !other.is_directory().await {
            return Ok(());
        }
        self.is_free(Capability::RenameOpen, (PathFlags::empty(), path), None).await?;
        if self.names_something(path).await {
            other.is_free(Capability::RenameOpen, (PathFlags::empty(), other_path), None).await?;
        }
        self.takes_no_place(path, other, other_path).await
    }

    /// Refuses that a directory takes the place of another one.
    async fn takes_no_place(&self, path: &str, other: &Self, other_path: &str) -> FsResult<()> {
        if !self.host.lacks(Capability::ReplaceDirectories) {
            return Ok(());
        }
        let (mine, theirs) =
            (self.object(PathFlags::empty(), path).await, other.object(PathFlags::empty(), other_path).await);
        if let (Some((DescriptorType::Directory, mine)), Some((DescriptorType::Directory, theirs))) =
            (mine, theirs)
            && mine.is_same_object(&theirs).await == Ok(false)
        {
            return Err(ErrorCode::Access.into());
        }
        Ok(())
    }
}

fn ends_in_dots(path: &str) -> bool {
    matches!(path.trim_end_matches('/').rsplit('/').next(), Some("." | ".."))
}

/// Whether it is a file without a name.
pub(super) async fn is_nameless(file: &FaultyDescriptor) -> bool {
    let stat = file.stat().await;
    stat.is_ok_and(|stat| stat.r#type == DescriptorType::RegularFile && stat.link_count == 0)
}
