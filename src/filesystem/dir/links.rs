//! Names: symbolic links, more names for one object, and moves from name to name.

use std::path::{Component, Path};
use std::sync::Arc;

use super::super::os;
use super::{Dir, judged};
use crate::filesystem::{DirPerms, FsResult, OpenMode};
use crate::wasi::{ErrorCode, PathFlags};

impl Dir {
    /// Both layers of both ends, the descriptors' first. An object hands on the rights of the directory it is opened
    /// below; a second name below another directory must not give it others.
    fn may_hand_over(&self, other: &Self) -> FsResult<()> {
        if !(self.mode & other.mode).contains(OpenMode::WRITE) {
            return Err(ErrorCode::ReadOnly.into());
        }
        if !self.access.dir.contains(DirPerms::MUTATE) || self.access != other.access {
            return Err(ErrorCode::NotPermitted.into());
        }
        Ok(())
    }

    /// `link-at`
    ///
    /// # Errors
    /// When changes are not granted on both ends alike, a path leads outside, the object is a directory, or the
    /// operating system refuses.
    pub async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let (old_path, new_path) = (judged(old_path)?, judged(new_path)?);
        self.may_hand_over(new_descriptor)?;
        let follow = old_path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        let new_dir = Arc::clone(&new_descriptor.handle);
        let work = move |old_dir: &cap_std::fs::Dir| {
            os::link(old_dir, old_path.as_ref(), follow, &new_dir, new_path.as_ref())
        };
        Ok(self.run_blocking(work).await?)
    }

    /// `rename-at`
    ///
    /// # Errors
    /// When changes are not granted on both ends alike, a path leads outside, or the operating system refuses.
    pub async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let (old_path, new_path) = (judged(old_path)?, judged(new_path)?);
        self.may_hand_over(new_descriptor)?;
        let new_dir = Arc::clone(&new_descriptor.handle);
        let work = move |old_dir: &cap_std::fs::Dir| {
            os::rename(old_dir, old_path.as_ref(), &new_dir, new_path.as_ref())
        };
        Ok(self.run_blocking(work).await?)
    }

    /// `symlink-at`: the target, then the path of the link.
    ///
    /// # Errors
    /// When changes are not granted, the target is absolute, the path leads outside, or the operating system refuses.
    pub async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let (target, path) = (judged(old_path)?, judged(new_path)?);
        self.may_mutate()?;
        relative(target.as_ref())?;
        Ok(self.run_blocking(move |dir| os::symlink(target.as_ref(), dir, path.as_ref())).await?)
    }

    /// `readlink-at`
    ///
    /// # Errors
    /// When looking up is not granted, the path leads outside or names no link, the target is absolute or no text, or
    /// the operating system refuses.
    pub async fn readlink_at(&self, path: &str) -> FsResult<String> {
        let path = judged(path)?;
        self.may_look_up()?;
        let target = self.run_blocking(move |dir| os::read_link(dir, path.as_ref())).await?;
        relative(&target)?;
        let text = target.into_os_string().into_string();
        Ok(text.map_err(|_| ErrorCode::IllegalByteSequence)?)
    }
}

/// A guest must neither lead others out of the sandbox nor learn where things are on the host.
fn relative(target: &Path) -> FsResult<()> {
    match target.components().next() {
        Some(Component::Prefix(_) | Component::RootDir) => Err(ErrorCode::NotPermitted.into()),
        Some(Component::CurDir | Component::ParentDir | Component::Normal(_)) | None => Ok(()),
    }
}
