//! The real implementation behind the seam. Nothing is decided here: each call is the one of the same name.

use std::path::Path;

use crate::backend::{Descriptor, DirectoryEntryStream, InputStream, OnDisk, OutputStream, on_disk};
use crate::filesystem::{self, Blocking, FileInputStream, FileOutputStream, ReaddirIterator};
use crate::tree::{Access, Capability, Lacks};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, FsResult, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags, StreamResult,
};

/// The real implementation on a folder of this machine. `name` is what reports call it; by custom `host` for
/// [`Blocking::NowaitThenPool`], `host-inline` for [`Blocking::CurrentThread`], `host-pool` for [`Blocking::Pool`].
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// use wasi_fs_conformance::{backends, filesystem::Blocking};
/// assert_eq!(backends::host("host-inline", Blocking::CurrentThread).name(), "host-inline");
/// ```
pub fn host(name: &str, blocking: Blocking) -> OnDisk<impl Fn(&Path, Access) -> HostDescriptor + use<>> {
    // On the current thread calls are over when they return.
    let lacks = match blocking {
        Blocking::CurrentThread => Lacks::default().with(Capability::Background),
        Blocking::NowaitThenPool | Blocking::Pool => Lacks::default(),
    };
    on_disk(name, move |root: &Path, access: Access| preopen(root, access, blocking)).lacking(&lacks)
}

/// A preopen of the real implementation.
///
/// # Panics
/// When the folder can't be opened: whoever made it a moment ago lost it.
pub fn preopen(root: &Path, access: Access, blocking: Blocking) -> HostDescriptor {
    match filesystem::open_preopen(root, access, blocking) {
        Ok(descriptor) => HostDescriptor(descriptor),
        Err(error) => {
            panic!("can't open {} as a preopen: {error}; it must be a directory that exists", root.display())
        }
    }
}

/// An open file or directory of the real implementation.
#[derive(Debug)]
pub struct HostDescriptor(filesystem::Descriptor);

/// Bytes from a file of the real implementation.
#[derive(Debug)]
pub struct HostInputStream(FileInputStream);

/// Bytes to a file of the real implementation.
#[derive(Debug)]
pub struct HostOutputStream(FileOutputStream);

/// The entries of one listing of the real implementation.
#[derive(Debug)]
pub struct HostDirectoryEntryStream(ReaddirIterator);

impl HostDescriptor {
    /// The open file, if it is one.
    pub(super) fn file(&self) -> Option<&filesystem::File> {
        self.0.file().ok()
    }
}

impl Descriptor for HostDescriptor {
    type InputStream = HostInputStream;
    type OutputStream = HostOutputStream;
    type DirectoryEntryStream = HostDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<HostInputStream> {
        self.0.read_via_stream(offset).map(HostInputStream)
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<HostOutputStream> {
        self.0.write_via_stream(offset).map(HostOutputStream)
    }
    async fn append_via_stream(&self) -> FsResult<HostOutputStream> {
        self.0.append_via_stream().map(HostOutputStream)
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        self.0.advise(offset, length, advice).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.0.sync_data().await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        Ok(self.0.get_flags())
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        Ok(self.0.get_type())
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.0.set_size(size).await
    }
    async fn set_times(
        &self,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        self.0.set_times(data_access_timestamp, data_modification_timestamp).await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.0.read(length, offset).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.0.write(buffer, offset).await
    }
    async fn read_directory(&self) -> FsResult<HostDirectoryEntryStream> {
        self.0.read_directory().await.map(HostDirectoryEntryStream)
    }
    async fn sync(&self) -> FsResult<()> {
        self.0.sync().await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.0.create_directory_at(path).await
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.0.stat().await
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        self.0.stat_at(path_flags, path).await
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        self.0.set_times_at(path_flags, path, data_access_timestamp, data_modification_timestamp).await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        self.0.link_at(old_path_flags, old_path, &new_descriptor.0, new_path).await
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        self.0.open_at(path_flags, path, open_flags, flags).await.map(Self)
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.0.readlink_at(path).await
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.0.remove_directory_at(path).await
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        self.0.rename_at(old_path, &new_descriptor.0, new_path).await
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        self.0.symlink_at(old_path, new_path).await
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.0.unlink_file_at(path).await
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        self.0.is_same_object(&other.0).await
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.0.metadata_hash().await
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        self.0.metadata_hash_at(path_flags, path).await
    }
}

impl InputStream for HostInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.0.read(len)
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.0.blocking_read(len).await
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.0.skip(len)
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        self.0.blocking_skip(len).await
    }
    async fn ready(&mut self) -> bool {
        self.0.ready()
    }
    async fn block(&mut self) {
        self.0.block().await;
    }
    async fn cancel(&mut self) {
        self.0.cancel().await;
    }
}

impl OutputStream for HostOutputStream {
    type Source = HostInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.0.check_write()
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.0.write(contents)
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.0.blocking_write_and_flush(contents).await
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.0.flush()
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.0.blocking_flush().await
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.0.write_zeroes(len)
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.0.blocking_write_zeroes_and_flush(len).await
    }
    async fn splice(&mut self, src: &mut HostInputStream, len: u64) -> StreamResult<u64> {
        self.0.splice(&mut src.0, len)
    }
    async fn blocking_splice(&mut self, src: &mut HostInputStream, len: u64) -> StreamResult<u64> {
        self.0.blocking_splice(&mut src.0, len).await
    }
    async fn ready(&mut self) -> bool {
        self.0.ready()
    }
    async fn block(&mut self) {
        self.0.block().await;
    }
    async fn cancel(&mut self) {
        self.0.cancel().await;
    }
}

impl DirectoryEntryStream for HostDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        self.0.next_entry().await
    }
}
