//! Attributes and times: of the directory itself, and of objects below it by path.

use super::super::attributes::{Attributes, NewTimes};
use super::super::os::{self, Nowait};
use super::{Dir, judge, judged};
use crate::filesystem::{DirPerms, FsResult};
use crate::wasi::{DescriptorStat, ErrorCode, MetadataHashValue, NewTimestamp, PathFlags};

impl Dir {
    pub(in super::super) async fn attributes(&self) -> FsResult<Attributes> {
        if self.medium.attributes {
            return Ok(os::attributes_dir(&*self.handle)?);
        }
        Ok(self.run_blocking(|dir| os::attributes_dir(dir)).await?)
    }

    async fn attributes_at(&self, path_flags: PathFlags, path: &str) -> FsResult<Attributes> {
        judge(path)?;
        self.may_look_up()?;
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        if self.medium.attributes
            && let Nowait::Done(found) = os::attributes_cached(&self.handle, path, follow, self.medium)
        {
            return Ok(found?);
        }
        let path = path.to_owned();
        Ok(self.run_blocking(move |dir| os::attributes_at(dir, path.as_ref(), follow)).await?)
    }

    /// `stat`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn stat(&self) -> FsResult<DescriptorStat> {
        Ok(self.attributes().await?.stat)
    }

    /// `stat-at`
    ///
    /// # Errors
    /// When looking up is not granted, the path leads outside, or the operating system refuses.
    pub async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        Ok(self.attributes_at(path_flags, path).await?.stat)
    }

    /// `metadata-hash`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        Ok(self.attributes().await?.hash())
    }

    /// `metadata-hash-at`
    ///
    /// # Errors
    /// When looking up is not granted, the path leads outside, or the operating system refuses.
    pub async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        Ok(self.attributes_at(path_flags, path).await?.hash())
    }

    /// `set-times`. It takes the right to change entries, not a directory that was opened for it: the WIT asks for no
    /// more.
    ///
    /// # Errors
    /// When a time is no moment, changes are not granted, or the operating system refuses.
    pub async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        let times = NewTimes::judged(access, modification)?;
        if !self.access.dir.contains(DirPerms::MUTATE) {
            return Err(ErrorCode::NotPermitted.into());
        }
        Ok(self.run_blocking(move |dir| os::set_times_dir(dir, times)).await?)
    }

    /// `set-times-at`
    ///
    /// # Errors
    /// When a time is no moment, changes are not granted, the path leads outside, or the operating system refuses.
    pub async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        let (path, times) = (judged(path)?, NewTimes::judged(access, modification)?);
        self.may_mutate()?;
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        Ok(self.run_blocking(move |dir| os::set_times_at(dir, path.as_ref(), follow, times)).await?)
    }

    /// `sync` and `sync-data`: the entries of a directory are its data.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn sync(&self) -> FsResult<()> {
        Ok(self.run_blocking(os::sync_dir).await?)
    }
}
