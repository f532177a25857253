//! A descriptor with a fault; without one each call is the real one.

use std::rc::Rc;

use super::Fault;
use super::streams::{FaultyInputStream, FaultyOutputStream};
use crate::backend::Descriptor;
use crate::backends::host::{HostDescriptor, HostDirectoryEntryStream};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, FsResult, MetadataHashValue, NewTimestamp,
    OpenFlags, PathFlags,
};

/// An open file or directory with a fault.
#[derive(Debug)]
pub struct FaultyDescriptor {
    real: Rc<HostDescriptor>,
    fault: Option<Fault>,
    /// The same file opened for writing, though nobody asked for it.
    stolen: Option<Rc<HostDescriptor>>,
}

impl FaultyDescriptor {
    pub(super) fn new(real: HostDescriptor, fault: Option<Fault>) -> Self {
        Self { real: Rc::new(real), fault, stolen: None }
    }

    /// What writes go to.
    fn writer(&self) -> &Rc<HostDescriptor> {
        self.stolen.as_ref().unwrap_or(&self.real)
    }

    async fn output(&self, offset: Option<u64>) -> FsResult<FaultyOutputStream> {
        let writer = self.writer();
        let real = match offset {
            Some(offset) => writer.write_via_stream(offset).await?,
            None => writer.append_via_stream().await?,
        };
        Ok(FaultyOutputStream::new(real, self.fault, Rc::clone(writer), offset))
    }
}

impl Descriptor for FaultyDescriptor {
    type InputStream = FaultyInputStream;
    type OutputStream = FaultyOutputStream;
    type DirectoryEntryStream = HostDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<FaultyInputStream> {
        let real = self.real.read_via_stream(offset).await?;
        Ok(FaultyInputStream::new(real, self.fault, Rc::clone(&self.real), offset))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<FaultyOutputStream> {
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
        self.real.advise(offset, length, advice).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.real.sync_data().await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        self.real.get_flags().await
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        self.real.get_type().await
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.writer().set_size(size).await
    }
    async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        self.real.set_times(access, modification).await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.real.read(length, offset).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.writer().write(buffer, offset).await
    }
    async fn read_directory(&self) -> FsResult<HostDirectoryEntryStream> {
        self.real.read_directory().await
    }
    async fn sync(&self) -> FsResult<()> {
        self.real.sync().await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.real.create_directory_at(path).await
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.real.stat().await
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        self.real.stat_at(path_flags, path).await
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        self.real.set_times_at(path_flags, path, access, modification).await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        self.real.link_at(old_path_flags, old_path, &new_descriptor.real, new_path).await
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let opened = self.real.open_at(path_flags, path, open_flags, flags).await?;
        let mut opened = Self::new(opened, self.fault);
        if self.fault == Some(Fault::WriteWithoutRight) && !flags.contains(DescriptorFlags::WRITE) {
            let writable = flags | DescriptorFlags::WRITE;
            opened.stolen =
                self.real.open_at(path_flags, path, OpenFlags::empty(), writable).await.ok().map(Rc::new);
        }
        Ok(opened)
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.real.readlink_at(path).await
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.real.remove_directory_at(path).await
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        self.real.rename_at(old_path, &new_descriptor.real, new_path).await
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        self.real.symlink_at(old_path, new_path).await
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.real.unlink_file_at(path).await
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        self.real.is_same_object(&other.real).await
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.real.metadata_hash().await
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        self.real.metadata_hash_at(path_flags, path).await
    }
}
