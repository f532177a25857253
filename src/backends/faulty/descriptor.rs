//! A descriptor with a fault; without one each call is the real one.

use std::rc::Rc;

use super::codes::Asked;
use super::means::Means;
use super::opening::Flags;
use super::streams::{FaultyInputStream, FaultyOutputStream};
use super::{Fault, FaultyDirectoryEntryStream};
use super::{fatal, leaks};
use crate::backend::Descriptor;
use crate::backends::host::{HostDescriptor, HostInputStream, HostOutputStream};
use crate::filesystem::{Blocking, File};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, FsResult, MetadataHashValue, NewTimestamp,
    OpenFlags, PathFlags,
};

/// An open file or directory with a fault.
#[derive(Debug)]
pub struct FaultyDescriptor {
    pub(super) real: Rc<HostDescriptor>,
    pub(super) fault: Option<Fault>,
    pub(super) means: Means,
}

impl FaultyDescriptor {
    pub(super) fn new(real: HostDescriptor, fault: Option<Fault>, means: Means) -> Self {
        Self { real: Rc::new(real), fault, means }
    }

    /// The file, if its streams work in the background.
    fn file_in_background(&self) -> Option<&File> {
        self.real.file().filter(|file| file.blocking() == Blocking::Pool)
    }

    /// Comes to an end that the process does not survive, if that is this fault.
    fn meet(&self, fault: Fault, end: fn() -> !) {
        if self.fault == Some(fault) {
            end();
        }
    }

    async fn output(&self, offset: Option<u64>) -> FsResult<FaultyOutputStream> {
        // Also where it is not used: it was refused if that is due.
        let result = self.output_anyway(offset).await;
        if let Some(denied) = self.denied_output(offset, &result).await {
            return Ok(denied);
        }
        let real = result?;
        if let Some(file) = self.file_in_background() {
            let others = self.means.others.clone();
            return Ok(FaultyOutputStream::in_background(file, self.fault, offset, others));
        }
        Ok(self.wrapped_output(real, offset))
    }

    pub(super) fn wrapped_output(&self, real: HostOutputStream, offset: Option<u64>) -> FaultyOutputStream {
        let alive = Rc::downgrade(&self.means.told);
        FaultyOutputStream::wrapped(real, self.fault, Rc::clone(&self.real), (offset, alive))
    }

    pub(super) fn wrapped_input(&self, real: HostInputStream, offset: u64) -> FaultyInputStream {
        let alive = Rc::downgrade(&self.means.told);
        FaultyInputStream::wrapped(real, self.fault, Rc::clone(&self.real), (offset, alive))
    }
}

impl Descriptor for FaultyDescriptor {
    type InputStream = FaultyInputStream;
    type OutputStream = FaultyOutputStream;
    type DirectoryEntryStream = FaultyDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<FaultyInputStream> {
        let offset = self.wrapped_offset(Fault::StreamWraps, offset, 0);
        let late = self.has(Fault::StreamStartsLate)
            && self.real.stat().await.is_ok_and(|stat| stat.size.saturating_sub(offset) > 1);
        let offset = offset + u64::from(late);
        let result = self.input_anyway(offset).await;
        if let Some(denied) = self.denied_input(offset, &result).await {
            return Ok(denied);
        }
        let real = result?;
        if let Some(file) = self.file_in_background() {
            let moved = Rc::clone(&self.means.moved);
            return Ok(FaultyInputStream::in_background(file, self.fault, offset, moved));
        }
        let mut made = self.wrapped_input(real, offset);
        made.made().await;
        Ok(made)
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<FaultyOutputStream> {
        let offset = self.wrapped_offset(Fault::OutputWraps, offset, 0);
        let offset = offset.saturating_sub(u64::from(self.has(Fault::WriteStartsEarly)));
        self.output(Some(offset)).await
    }
    async fn append_via_stream(&self) -> FsResult<FaultyOutputStream> {
        let real = self.output(None).await?;
        if self.fault != Some(Fault::AppendAtOpeningSize) {
            return Ok(real);
        }
        self.output(Some(self.real.stat().await?.size)).await
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        self.meet(Fault::Aborts, fatal::abort);
        self.advise_somehow(offset, length, advice).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.sync_data_somehow().await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        Ok(self.flags_of_nothing(self.flags_told(self.real.get_flags().await?)))
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        self.type_told(self.real.get_type().await?)
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        if size == 0 {
            self.meet(Fault::Killed, fatal::be_killed);
        }
        let result = self.swallowed(Fault::SizeSwallows, self.set_size_somehow(size).await);
        self.keep_size(result, size)
    }
    async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        self.refuse_late(modification)?;
        let (access, modification) = self.both_instead(access, modification);
        self.keep_time(self.set_times_anyway(access, modification).await, modification)
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        if length > fatal::FILE_MAX {
            self.meet(Fault::AllocatesWithoutEnd, fatal::take_memory);
        }
        self.read_somehow(length, offset).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        if self.fault == Some(Fault::WriteKeepsTime) {
            return self.write_unnoticed(buffer, offset).await;
        }
        let count = self.modified_tomorrow(self.write_somehow(buffer, offset).await).await;
        self.keep_write(count, offset)
    }
    async fn read_directory(&self) -> FsResult<FaultyDirectoryEntryStream> {
        let real = self.coded(Asked::ReadDirectory, "", self.real.read_directory().await)?;
        leaks::leave(self.fault, &self.real).await;
        Ok(FaultyDirectoryEntryStream::new(real, self.fault))
    }
    async fn sync(&self) -> FsResult<()> {
        self.meet(Fault::HoldsTheThread, fatal::hold_the_thread);
        self.accessed_by_sync().await;
        self.sync_somehow().await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        if let Some(made) = self.made_outside(path).await {
            return made;
        }
        if let Some(made) = self.made_where_nothing_was(path).await {
            return made;
        }
        let result = self.create_somehow(path).await;
        self.create_outside(path, &result).await;
        let result = self.taken_outside(path, result).await;
        let result = self.told_outside(Asked::CreateDirectory, path, result).await;
        let result = self.directory_made(path, result).await;
        self.keep_directory(self.made(path, result).await, path)
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.refuse_nameless().await?;
        let mut stat = self.told(self.real.stat().await?)?;
        self.size_kept(&mut stat);
        self.directory_kept(&mut stat);
        Ok(stat)
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        self.refuse_slash(path).await?;
        self.refuse_unlisted(path)?;
        let path = self.way_to(&self.text_of(&self.led(path))).await?;
        let path_flags = self.following(Fault::StatNeverFollows, path_flags);
        let result = self.stat_somewhere(path_flags, &path).await;
        let result = self.sized_again(path_flags, &path, result).await;
        // A path that starts at a file, or ends there with a slash, goes through none.
        let other = self.has(Fault::ThroughFileIsNoEntry)
            && (path.ends_with('/') || self.real.get_type().await != Ok(DescriptorType::Directory))
            || self.has(Fault::RemovedLooksIsAccess) && !self.is_removed().await;
        self.told(if other { result } else { self.coded(Asked::StatAt, &path, result) }?)
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        let (access, modification) = self.both_instead(access, modification);
        self.base_to_change().await?.set_times_at(path_flags, path, access, modification).await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let result = self.link_somehow(old_path_flags, old_path, new_descriptor, new_path).await;
        let result = self.linked((old_path_flags, old_path), (&new_descriptor.real, new_path), result).await;
        let result = new_descriptor.told_outside(Asked::LinkAt, new_path, result).await;
        new_descriptor.keep_link(result, new_path)
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        self.refuse_many()?;
        self.refuse_name(path, open_flags)?;
        self.refuse_slash(path).await?;
        self.refuse_unlisted(path)?;
        let path_flags = self.following(Fault::OpenNeverFollows, path_flags);
        let path = self.led(path);
        let way = (path_flags, &*self.text_of(&path));
        let changes = open_flags.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE)
            || flags.intersects(DescriptorFlags::WRITE | DescriptorFlags::MUTATE_DIRECTORY);
        let base = if changes { self.base_to_change().await? } else { self.base().await? };
        let asked = Flags { path: path_flags, open: open_flags, descriptor: flags };
        let result = self.open_somehow(&base, way.1, asked).await;
        let result = self.opened_by_path(way.1, asked, result).await;
        let result = self.times_put_back(way.1, asked, result).await;
        self.cut_all_the_same(way.1, open_flags, &result);
        let result = self.truncate_anyway(result, way, open_flags, flags).await;
        let result = self.open_beside(way.0, way.1, open_flags, result).await;
        let result = self.follow_anyway(result, way, open_flags, flags).await;
        let result = self.missing_outside(way.1, result).await;
        let creates = open_flags.contains(OpenFlags::CREATE);
        let makes = creates && !open_flags.contains(OpenFlags::EXCLUSIVE);
        let result = if makes { self.slash_first(way, result).await } else { result };
        let result = if creates { self.told_outside(Asked::OpenAt, way.1, result).await } else { result };
        let opened = self.coded(Asked::OpenAt, way.1, result)?;
        self.refuse_deep(&path)?;
        if self.has(Fault::OpenLeaks) && opened.file().is_some() {
            std::mem::forget(opened.file().cloned());
        }
        let mut means = self.means.of_opened(&opened, path_flags, way.1).await;
        if self.has(Fault::LostNameFails) {
            means.told.set(opened.stat().await?.link_count);
        }
        means.for_nothing = !flags.intersects(DescriptorFlags::READ | DescriptorFlags::WRITE);
        Ok(Self::new(opened, self.fault, means))
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.coded(Asked::ReadlinkAt, path, self.target(path).await)
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        if let Some(removed) = self.removed_if_seen_empty(path).await {
            return removed;
        }
        let result = self.remove_somehow(path).await;
        let result = self.told_outside(Asked::RemoveDirectory, path, result).await;
        let other =
            self.has(Fault::RemoveFileIsNoEntry) && !self.leads_to(path, DescriptorType::RegularFile).await;
        if other { result } else { self.coded(Asked::RemoveDirectory, path, result) }
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        self.refuse_unwritable(old_path)?;
        let result = self.rename_somehow(old_path, new_descriptor, new_path).await;
        let result = new_descriptor.told_outside(Asked::RenameAt, new_path, result).await;
        let result = self.moved(old_path, new_descriptor, new_path, result).await;
        let result = self.keep_move(result, old_path, new_descriptor, new_path);
        // An impossible name is invalid as well.
        let inside = new_path.strip_prefix(old_path).is_some_and(|rest| rest.starts_with('/'));
        let other = self.has(Fault::RenameInsideIsLoop) && !inside
            || self.has(Fault::RenameOntoFileIsAccess)
                && !self.is_onto_file(old_path, new_descriptor, new_path).await;
        if other { result } else { self.coded(Asked::RenameAt, new_path, result) }
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let result = self.symlinked(new_path, self.symlink_somehow(old_path, new_path).await);
        let result = self.taken_outside(new_path, result).await;
        let result = self.told_outside(Asked::SymlinkAt, new_path, result).await;
        self.keep_target(result, old_path, new_path)
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.refuse_unwritable(path)?;
        if let Some(unlinked) = self.unlinked_by_path(path).await {
            return unlinked;
        }
        let result = self.unlink_somehow(path).await;
        self.unlink_outside(path, &result).await;
        let result = self.told_outside(Asked::UnlinkFile, path, result).await;
        let result = self.unlinked(path, result).await;
        self.keep_removal(result, path)
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        if self.fault == Some(Fault::SameBySize) {
            return self.looks_like(other).await;
        }
        if self.has(Fault::SameNumber) {
            let mine = self.means.objects.number(&self.real).await?;
            return Ok(mine == other.means.objects.number(&other.real).await?);
        }
        if self.has(Fault::SameNever) && !Rc::ptr_eq(&self.real, &other.real) {
            return Ok(false);
        }
        self.real.is_same_object(&other.real).await
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.hash().await
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        self.hash_at(path_flags, path).await
    }
}
