//! A descriptor on an emulated host.

use std::rc::Rc;

use super::streams::{EmulatedInputStream, EmulatedOutputStream};
use super::words::Asked;
use super::{Host, Shared};
use crate::backend::Descriptor;
use crate::backends::faulty::{FaultyDescriptor, FaultyDirectoryEntryStream};
use crate::tree::Capability;
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags,
};

/// An open file or directory on an emulated host.
#[derive(Debug)]
pub struct EmulatedDescriptor {
    pub(super) real: Rc<FaultyDescriptor>,
    pub(super) host: Host,
    pub(super) shared: Rc<Shared>,
}

impl EmulatedDescriptor {
    pub(super) fn new(real: FaultyDescriptor, host: Host, shared: Rc<Shared>) -> Self {
        let real = Rc::new(real);
        shared.open.borrow_mut().push(Rc::downgrade(&real));
        Self { real, host, shared }
    }
}

impl Descriptor for EmulatedDescriptor {
    type InputStream = EmulatedInputStream;
    type OutputStream = EmulatedOutputStream;
    type DirectoryEntryStream = FaultyDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<EmulatedInputStream> {
        self.is_there().await?;
        Ok(self.input(self.real.read_via_stream(offset).await?))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<EmulatedOutputStream> {
        self.is_there().await?;
        Ok(self.output(self.real.write_via_stream(offset).await?, Some(offset)))
    }
    async fn append_via_stream(&self) -> FsResult<EmulatedOutputStream> {
        self.is_there().await?;
        Ok(self.output(self.real.append_via_stream().await?, None))
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        self.is_there().await?;
        self.real.advise(offset, length, advice).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.is_there().await?;
        self.real.sync_data().await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        self.real.get_flags().await
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        self.real.get_type().await
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.is_there().await?;
        let size = self.size_within(size).await?;
        self.real.set_size(size).await
    }
    async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        self.is_there().await?;
        self.real.set_times(self.host.moment(access), self.host.moment(modification)).await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.is_there().await?;
        self.real.read(length, offset).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.is_there().await?;
        let length = self.length_within(buffer.len(), offset).await?;
        self.real.write(&buffer[..length], offset).await
    }
    async fn read_directory(&self) -> FsResult<FaultyDirectoryEntryStream> {
        self.real.read_directory().await
    }
    async fn sync(&self) -> FsResult<()> {
        self.is_there().await?;
        self.real.sync().await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.real.create_directory_at(&self.path(path).await?).await
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.is_there().await?;
        self.told(self.real.stat().await)
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        self.told(self.real.stat_at(path_flags, &self.path(path).await?).await)
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        let (access, modification) = (self.host.moment(access), self.host.moment(modification));
        self.real.set_times_at(path_flags, &self.path(path).await?, access, modification).await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        self.has_or(Capability::HardLinks, ErrorCode::Unsupported)?;
        let (old, new) = self.paths(old_path, new_descriptor, new_path).await?;
        self.real.link_at(old_path_flags, &old, &new_descriptor.real, &new).await
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let path = self.path(path).await?;
        if open_flags.contains(OpenFlags::TRUNCATE) && !open_flags.contains(OpenFlags::EXCLUSIVE) {
            let file = Some(DescriptorType::RegularFile);
            self.is_free(Capability::TruncateOpen, (path_flags, &path), file).await?;
        }
        let opened = self.real.open_at(path_flags, &path, open_flags, flags).await?;
        Ok(Self::new(opened, self.host, Rc::clone(&self.shared)))
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.real.readlink_at(&self.path(path).await?).await
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        let (path, directory) = (self.path(path).await?, Some(DescriptorType::Directory));
        self.is_free(Capability::RemoveOpen, (PathFlags::empty(), &path), directory).await?;
        self.say(Asked::RemoveDirectory, &path, self.real.remove_directory_at(&path).await).await
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let (old, new) = self.paths(old_path, new_descriptor, new_path).await?;
        self.may_move(&old, new_descriptor, &new).await?;
        let result = self.real.rename_at(&old, &new_descriptor.real, &new).await;
        self.say(Asked::Rename, &new, result).await
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        self.has_or(Capability::Symlinks, ErrorCode::Unsupported)?;
        let path = self.path(new_path).await?;
        self.say(Asked::Symlink, &path, self.real.symlink_at(old_path, &path).await).await
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        let (path, file) = (self.path(path).await?, Some(DescriptorType::RegularFile));
        self.is_free(Capability::RemoveOpen, (PathFlags::empty(), &path), file).await?;
        self.say(Asked::Unlink, &path, self.real.unlink_file_at(&path).await).await
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        self.real.is_same_object(&other.real).await
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.is_there().await?;
        self.real.metadata_hash().await
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        self.real.metadata_hash_at(path_flags, &self.path(path).await?).await
    }
}

impl EmulatedDescriptor {
    /// Attributes as they are told.
    fn told(&self, stat: FsResult<DescriptorStat>) -> FsResult<DescriptorStat> {
        let mut stat = stat?;
        self.host.tell_times(&mut stat);
        if self.host.lacks(Capability::LinkSizes) && stat.r#type == DescriptorType::SymbolicLink {
            stat.size = 0;
        }
        if self.host.lacks(Capability::LinkCounts) && stat.r#type != DescriptorType::Directory {
            stat.link_count = 1;
        }
        Ok(stat)
    }

    /// Whether it is a file that was opened to be written.
    async fn is_written(&self) -> bool {
        let flags = self.real.get_flags().await.unwrap_or(DescriptorFlags::empty());
        flags.contains(DescriptorFlags::WRITE)
    }

    /// A size that a file can have, or that is refused for something else.
    async fn size_within(&self, size: u64) -> FsResult<u64> {
        if size > self.host.file_max() && self.is_written().await {
            return Err(ErrorCode::FileTooLarge.into());
        }
        Ok(size)
    }

    /// How much of a write the largest file has room for.
    async fn length_within(&self, length: usize, offset: u64) -> FsResult<usize> {
        let room = usize::try_from(self.host.file_max().saturating_sub(offset)).unwrap_or(usize::MAX);
        if length > 0 && room == 0 && self.is_written().await {
            return Err(ErrorCode::FileTooLarge.into());
        }
        Ok(if room == 0 { length } else { length.min(room) })
    }
}
