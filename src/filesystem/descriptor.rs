//! A descriptor: an open file or an open directory, asked before it is known which.

use super::attributes::Attributes;
use super::{Dir, File, FileInputStream, FileOutputStream, FsResult, ReaddirIterator};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, MetadataHashValue, NewTimestamp,
    OpenFlags, PathFlags,
};

/// An open file or directory. Each function of the WIT is answered by the one it is meant for; on the other kind it
/// fails before any argument or right is looked at.
#[derive(Clone, Debug)]
pub enum Descriptor {
    /// A file, or another object with data.
    File(File),
    /// A directory.
    Dir(Dir),
}

#[expect(clippy::missing_errors_doc, reason = "every function fails as the WIT function of its name does")]
impl Descriptor {
    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Whether it is a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self, Self::Dir(_))
    }

    /// The file; `bad-descriptor` for a directory.
    pub fn file(&self) -> FsResult<&File> {
        match self {
            Self::File(file) => Ok(file),
            Self::Dir(_) => Err(ErrorCode::BadDescriptor.into()),
        }
    }

    /// The directory; `not-directory` for a file.
    pub fn dir(&self) -> FsResult<&Dir> {
        match self {
            Self::Dir(dir) => Ok(dir),
            Self::File(_) => Err(ErrorCode::NotDirectory.into()),
        }
    }

    /// `read-via-stream`; `is-directory` for a directory.
    pub fn read_via_stream(&self, offset: u64) -> FsResult<FileInputStream> {
        match self {
            Self::File(file) => file.read_via_stream(offset),
            Self::Dir(_) => Err(ErrorCode::IsDirectory.into()),
        }
    }

    /// `write-via-stream`
    pub fn write_via_stream(&self, offset: u64) -> FsResult<FileOutputStream> {
        self.file()?.write_via_stream(offset)
    }

    /// `append-via-stream`
    pub fn append_via_stream(&self) -> FsResult<FileOutputStream> {
        self.file()?.append_via_stream()
    }

    /// `advise`
    pub async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        self.file()?.advise(offset, length, advice).await
    }

    /// `sync-data`
    pub async fn sync_data(&self) -> FsResult<()> {
        match self {
            Self::File(file) => file.sync_data().await,
            Self::Dir(dir) => dir.sync().await,
        }
    }

    /// `get-flags`
    pub fn get_flags(&self) -> DescriptorFlags {
        match self {
            Self::File(file) => file.get_flags(),
            Self::Dir(dir) => dir.get_flags(),
        }
    }

    /// `get-type`
    pub fn get_type(&self) -> DescriptorType {
        match self {
            Self::File(file) => file.get_type(),
            Self::Dir(_) => DescriptorType::Directory,
        }
    }

    /// `set-size`
    pub async fn set_size(&self, size: u64) -> FsResult<()> {
        self.file()?.set_size(size).await
    }

    /// `set-times`: access, then modification.
    pub async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        match self {
            Self::File(file) => file.set_times(access, modification).await,
            Self::Dir(dir) => dir.set_times(access, modification).await,
        }
    }

    /// `read`: the bytes, and whether nothing was left at the offset.
    pub async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.file()?.read(length, offset).await
    }

    /// `write`: how many bytes were written.
    pub async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.file()?.write(buffer, offset).await
    }

    /// `read-directory`
    pub async fn read_directory(&self) -> FsResult<ReaddirIterator> {
        self.dir()?.read_directory().await
    }

    /// `sync`
    pub async fn sync(&self) -> FsResult<()> {
        match self {
            Self::File(file) => file.sync().await,
            Self::Dir(dir) => dir.sync().await,
        }
    }

    /// `create-directory-at`
    pub async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.dir()?.create_directory_at(path).await
    }

    /// `stat`
    pub async fn stat(&self) -> FsResult<DescriptorStat> {
        match self {
            Self::File(file) => file.stat().await,
            Self::Dir(dir) => dir.stat().await,
        }
    }

    /// `stat-at`
    pub async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        self.dir()?.stat_at(path_flags, path).await
    }

    /// `set-times-at`: access, then modification.
    pub async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        self.dir()?.set_times_at(path_flags, path, access, modification).await
    }

    /// `link-at`
    pub async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        self.dir()?.link_at(old_path_flags, old_path, new_descriptor.dir()?, new_path).await
    }

    /// `open-at`
    pub async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        self.dir()?.open_at(path_flags, path, open_flags, flags).await
    }

    /// `readlink-at`
    pub async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.dir()?.readlink_at(path).await
    }

    /// `remove-directory-at`
    pub async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.dir()?.remove_directory_at(path).await
    }

    /// `rename-at`
    pub async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        self.dir()?.rename_at(old_path, new_descriptor.dir()?, new_path).await
    }

    /// `symlink-at`: the target, then the path of the link.
    pub async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        self.dir()?.symlink_at(old_path, new_path).await
    }

    /// `unlink-file-at`
    pub async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.dir()?.unlink_file_at(path).await
    }

    /// `is-same-object`
    pub async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        Ok(self.attributes().await?.is_same_object(&other.attributes().await?))
    }

    /// `metadata-hash`
    pub async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        Ok(self.attributes().await?.hash())
    }

    /// `metadata-hash-at`
    pub async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        self.dir()?.metadata_hash_at(path_flags, path).await
    }

    async fn attributes(&self) -> FsResult<Attributes> {
        match self {
            Self::File(file) => file.attributes().await,
            Self::Dir(dir) => dir.attributes().await,
        }
    }
}
