//! A descriptor: an open file or an open directory, asked before it is known which.

use super::{Dir, File, FileInputStream, FileOutputStream, FsResult, ReaddirIterator};
use crate::wasi::{DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, OpenFlags, PathFlags};

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

    /// `remove-directory-at`
    pub async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.dir()?.remove_directory_at(path).await
    }

    /// `unlink-file-at`
    pub async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.dir()?.unlink_file_at(path).await
    }
}
