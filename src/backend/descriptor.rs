//! The resource `descriptor` of `wasi:filesystem/types`.

use super::{DirectoryEntryStream, InputStream, OutputStream};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags,
};

/// The answer of a function that is not written.
fn unsupported<T>() -> FsResult<T> {
    Err(ErrorCode::Unsupported.into())
}

/// An open file or directory. The 27 functions of the WIT resource, in its order; each answers `unsupported` until
/// it is written. Errors are the WIT's: [`FsError::Code`](crate::wasi::FsError::Code) for the guest,
/// [`FsError::Trap`](crate::wasi::FsError::Trap) for a broken contract.
#[expect(async_fn_in_trait, reason = "the judge drives a backend on one thread; no future has to be Send")]
#[expect(unused_variables, reason = "the default bodies refuse without a look at their arguments")]
pub trait Descriptor: Sized {
    /// What `read-via-stream` gives.
    type InputStream: InputStream;
    /// What `write-via-stream` and `append-via-stream` give.
    type OutputStream: OutputStream<Source = Self::InputStream>;
    /// What `read-directory` gives.
    type DirectoryEntryStream: DirectoryEntryStream;

    /// `read-via-stream`
    async fn read_via_stream(&self, offset: u64) -> FsResult<Self::InputStream> {
        unsupported()
    }
    /// `write-via-stream`
    async fn write_via_stream(&self, offset: u64) -> FsResult<Self::OutputStream> {
        unsupported()
    }
    /// `append-via-stream`
    async fn append_via_stream(&self) -> FsResult<Self::OutputStream> {
        unsupported()
    }
    /// `advise`
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        unsupported()
    }
    /// `sync-data`
    async fn sync_data(&self) -> FsResult<()> {
        unsupported()
    }
    /// `get-flags`
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        unsupported()
    }
    /// `get-type`
    async fn get_type(&self) -> FsResult<DescriptorType> {
        unsupported()
    }
    /// `set-size`
    async fn set_size(&self, size: u64) -> FsResult<()> {
        unsupported()
    }
    /// `set-times`
    async fn set_times(
        &self,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        unsupported()
    }
    /// `read`: the bytes, and whether the end of the file was reached
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        unsupported()
    }
    /// `write`: how many bytes were written
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        unsupported()
    }
    /// `read-directory`
    async fn read_directory(&self) -> FsResult<Self::DirectoryEntryStream> {
        unsupported()
    }
    /// `sync`
    async fn sync(&self) -> FsResult<()> {
        unsupported()
    }
    /// `create-directory-at`
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        unsupported()
    }
    /// `stat`
    async fn stat(&self) -> FsResult<DescriptorStat> {
        unsupported()
    }
    /// `stat-at`
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        unsupported()
    }
    /// `set-times-at`
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        unsupported()
    }
    /// `link-at`
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        unsupported()
    }
    /// `open-at`
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        unsupported()
    }
    /// `readlink-at`
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        unsupported()
    }
    /// `remove-directory-at`
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        unsupported()
    }
    /// `rename-at`
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        unsupported()
    }
    /// `symlink-at`
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        unsupported()
    }
    /// `unlink-file-at`
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        unsupported()
    }
    /// `is-same-object`; the WIT gives it no error, so `Err` here is a refusal of the test's question
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        unsupported()
    }
    /// `metadata-hash`
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        unsupported()
    }
    /// `metadata-hash-at`
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        unsupported()
    }
}
