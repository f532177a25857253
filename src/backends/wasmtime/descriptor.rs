//! Descriptors of wasmtime-wasi. Nothing is decided here: each call is the host function of the same name.

use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{self, WasiFilesystemCtxView, WasiFilesystemView as _};
use wasmtime_wasi::p2;
use wasmtime_wasi::p2::bindings::filesystem::types::HostDescriptor as _;

use super::embedder::Owned;
use super::words;
use super::{WasmtimeDirectoryEntryStream, WasmtimeInputStream, WasmtimeOutputStream};
use crate::backend::Descriptor;
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, FsError, FsResult, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags,
};

/// An open file or directory of wasmtime-wasi.
#[derive(Debug)]
pub struct WasmtimeDescriptor(Owned<filesystem::Descriptor>);

/// A descriptor as the host functions take it.
type Lent = Resource<filesystem::Descriptor>;

impl WasmtimeDescriptor {
    pub(super) fn new(descriptor: Owned<filesystem::Descriptor>) -> Self {
        Self(descriptor)
    }

    /// Calls a host function on this descriptor.
    async fn call<T>(
        &self,
        function: impl AsyncFnOnce(&mut WasiFilesystemCtxView<'_>, Lent) -> p2::FsResult<T>,
    ) -> FsResult<T> {
        let mut state = self.0.embedder().state();
        function(&mut state.filesystem(), self.0.lent()).await.map_err(words::fs_error)
    }

    /// A handle beside this one for a resource that a call gave.
    fn own<T: Send + 'static>(&self, resource: Resource<T>) -> Owned<T> {
        self.0.embedder().own(resource)
    }
}

impl Descriptor for WasmtimeDescriptor {
    type InputStream = WasmtimeInputStream;
    type OutputStream = WasmtimeOutputStream;
    type DirectoryEntryStream = WasmtimeDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<WasmtimeInputStream> {
        let stream = self.call(async |host, this| host.read_via_stream(this, offset)).await?;
        Ok(WasmtimeInputStream::new(self.own(stream)))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<WasmtimeOutputStream> {
        let stream = self.call(async |host, this| host.write_via_stream(this, offset)).await?;
        Ok(WasmtimeOutputStream::new(self.own(stream)))
    }
    async fn append_via_stream(&self) -> FsResult<WasmtimeOutputStream> {
        let stream = self.call(async |host, this| host.append_via_stream(this)).await?;
        Ok(WasmtimeOutputStream::new(self.own(stream)))
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        self.call(async |host, this| host.advise(this, offset, length, words::advice(advice)).await).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.call(async |host, this| host.sync_data(this).await).await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        self.call(async |host, this| host.get_flags(this).await).await.map(words::flags_of_descriptor)
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        self.call(async |host, this| host.get_type(this).await).await.map(words::descriptor_type)
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.call(async |host, this| host.set_size(this, size).await).await
    }
    async fn set_times(
        &self,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        let [accessed, modified] =
            [data_access_timestamp, data_modification_timestamp].map(words::new_timestamp);
        self.call(async |host, this| host.set_times(this, accessed, modified).await).await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.call(async |host, this| host.read(this, length, offset).await).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.call(async |host, this| host.write(this, buffer.to_vec(), offset).await).await
    }
    async fn read_directory(&self) -> FsResult<WasmtimeDirectoryEntryStream> {
        let listing = self.call(async |host, this| host.read_directory(this).await).await?;
        Ok(WasmtimeDirectoryEntryStream::new(self.own(listing)))
    }
    async fn sync(&self) -> FsResult<()> {
        self.call(async |host, this| host.sync(this).await).await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.call(async |host, this| host.create_directory_at(this, path.into()).await).await
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.call(async |host, this| host.stat(this).await).await.map(words::descriptor_stat)
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        let flags = words::path_flags(path_flags);
        let stat = self.call(async |host, this| host.stat_at(this, flags, path.into()).await).await;
        stat.map(words::descriptor_stat)
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        let flags = words::path_flags(path_flags);
        let [accessed, modified] =
            [data_access_timestamp, data_modification_timestamp].map(words::new_timestamp);
        self.call(async |host, this| host.set_times_at(this, flags, path.into(), accessed, modified).await)
            .await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let (flags, new) = (words::path_flags(old_path_flags), new_descriptor.0.lent());
        self.call(async |host, this| host.link_at(this, flags, old_path.into(), new, new_path.into()).await)
            .await
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let (follow, how) = (words::path_flags(path_flags), words::open_flags(open_flags));
        let flags = words::descriptor_flags(flags);
        let opened =
            self.call(async |host, this| host.open_at(this, follow, path.into(), how, flags).await).await?;
        Ok(Self(self.own(opened)))
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.call(async |host, this| host.readlink_at(this, path.into()).await).await
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.call(async |host, this| host.remove_directory_at(this, path.into()).await).await
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let new = new_descriptor.0.lent();
        self.call(async |host, this| host.rename_at(this, old_path.into(), new, new_path.into()).await).await
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        self.call(async |host, this| host.symlink_at(this, old_path.into(), new_path.into()).await).await
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.call(async |host, this| host.unlink_file_at(this, path.into()).await).await
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        let other = other.0.lent();
        let mut state = self.0.embedder().state();
        let same = state.filesystem().is_same_object(self.0.lent(), other).await;
        same.map_err(|trap| FsError::trap(format!("{trap:#}")))
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.call(async |host, this| host.metadata_hash(this).await).await.map(words::metadata_hash_value)
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        let flags = words::path_flags(path_flags);
        let hash = self.call(async |host, this| host.metadata_hash_at(this, flags, path.into()).await).await;
        hash.map(words::metadata_hash_value)
    }
}
