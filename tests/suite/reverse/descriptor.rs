//! Descriptors by nothing but calls of the kernel, and the few rules that are the WIT's and not the kernel's.

use std::num::NonZeroU64;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, fadvise, fdatasync, fsync, ftruncate, linkat, mkdirat, openat, readlinkat,
    renameat, symlinkat, unlinkat,
};
use rustix::io::{pwrite, retry_on_intr};
use wasi_fs_conformance::backend::Descriptor;
use wasi_fs_conformance::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags,
};

use super::attributes::{Attributes, set_times};
use super::beneath::{find, open, place, unless_followed};
use super::errno::{refuse, told};
use super::streams::{OsDirectoryEntryStream, OsInputStream, OsOutputStream, Sink, read_at};

/// A row reads: a flag of the WIT that is a request, the kernel's.
const SYNC_FLAGS: &[(DescriptorFlags, OFlags)] = &[
    (DescriptorFlags::FILE_INTEGRITY_SYNC, OFlags::SYNC),
    (DescriptorFlags::DATA_INTEGRITY_SYNC, OFlags::DSYNC),
    (DescriptorFlags::REQUESTED_WRITE_SYNC, OFlags::RSYNC),
];

/// A row reads: the WIT's word for how a file is going to be used, the kernel's.
const ADVICE: &[(Advice, rustix::fs::Advice)] = &[
    (Advice::Normal, rustix::fs::Advice::Normal),
    (Advice::Sequential, rustix::fs::Advice::Sequential),
    (Advice::Random, rustix::fs::Advice::Random),
    (Advice::WillNeed, rustix::fs::Advice::WillNeed),
    (Advice::DontNeed, rustix::fs::Advice::DontNeed),
    (Advice::NoReuse, rustix::fs::Advice::NoReuse),
];

/// An open file or directory.
#[derive(Debug)]
pub(super) struct OsDescriptor {
    fd: Arc<OwnedFd>,
    r#type: DescriptorType,
    /// What it was opened for.
    flags: DescriptorFlags,
    /// How much a stream that reads asks the file for, at least.
    least: u64,
}

impl OsDescriptor {
    /// A folder with every right to it, whose streams ask files for so many bytes at least.
    pub(super) fn preopen(folder: &Path, least: u64) -> Self {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = openat(CWD, folder, flags, Mode::empty()).expect("the folder of a preopen opens");
        let flags = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        Self { fd: Arc::new(fd), r#type: DescriptorType::Directory, flags, least }
    }

    fn is_directory(&self) -> bool {
        self.r#type == DescriptorType::Directory
    }

    /// The directory that paths begin at.
    fn directory(&self) -> FsResult<BorrowedFd<'_>> {
        if self.is_directory() { Ok(self.fd.as_fd()) } else { refuse(ErrorCode::NotDirectory) }
    }

    /// The directory, for a call that changes something at or below it.
    fn mutable(&self) -> FsResult<BorrowedFd<'_>> {
        let directory = self.directory()?;
        if self.flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
            Ok(directory)
        } else {
            refuse(ErrorCode::ReadOnly)
        }
    }

    fn output(&self, sink: Sink) -> FsResult<OsOutputStream> {
        // The kernel would say so as well, only later: a directory is never open for writing.
        if self.is_directory() {
            return refuse(ErrorCode::BadDescriptor);
        }
        Ok(OsOutputStream::new(Arc::clone(&self.fd), sink))
    }
}

impl Descriptor for OsDescriptor {
    type InputStream = OsInputStream;
    type OutputStream = OsOutputStream;
    type DirectoryEntryStream = OsDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<OsInputStream> {
        if self.is_directory() {
            return refuse(ErrorCode::IsDirectory);
        }
        Ok(OsInputStream::new(Arc::clone(&self.fd), offset, self.least))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<OsOutputStream> {
        self.output(Sink::At(offset))
    }
    async fn append_via_stream(&self) -> FsResult<OsOutputStream> {
        self.output(Sink::End)
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        let (_, advice) = ADVICE.iter().find(|(word, _)| *word == advice).expect("every word has a row");
        told(fadvise(&self.fd, offset, NonZeroU64::new(length), *advice))
    }
    async fn sync_data(&self) -> FsResult<()> {
        told(fdatasync(&self.fd))
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        Ok(self.flags)
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        Ok(self.r#type)
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        // Asked on a descriptor that is not open for writing, the kernel finds fault with the size.
        if !self.flags.contains(DescriptorFlags::WRITE) {
            return refuse(ErrorCode::BadDescriptor);
        }
        told(ftruncate(&self.fd, size))
    }
    async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        if self.is_directory() {
            self.mutable()?;
        }
        set_times(&self.fd, access, modification)
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        let bytes = told(read_at(self.fd.as_fd(), length, offset))?;
        let end = bytes.is_empty() && length > 0;
        Ok((bytes, end))
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        told(retry_on_intr(|| pwrite(&self.fd, buffer, offset))).map(|count| count as u64)
    }
    async fn read_directory(&self) -> FsResult<OsDirectoryEntryStream> {
        OsDirectoryEntryStream::of(self.directory()?)
    }
    async fn sync(&self) -> FsResult<()> {
        told(fsync(&self.fd))
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        let place = place(self.mutable()?, path)?;
        told(mkdirat(place.parent, place.name, Mode::from_raw_mode(0o777)))
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        Ok(Attributes::of(&self.fd)?.stat())
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        Ok(Attributes::of(find(self.directory()?, path, path_flags)?)?.stat())
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        set_times(find(self.mutable()?, path, path_flags)?, access, modification)
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let old = find(self.mutable()?, old_path, old_path_flags)?;
        let new = place(new_descriptor.mutable()?, new_path)?;
        // The way to name an open object that every user may go; it ends there even if the object is a link.
        let name_of_old = format!("/proc/self/fd/{}", old.as_raw_fd());
        told(linkat(CWD, name_of_old, new.parent, new.name, AtFlags::SYMLINK_FOLLOW))
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let base = self.directory()?;
        let makes = OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE;
        if open_flags.contains(OpenFlags::DIRECTORY) && open_flags.intersects(makes) {
            return refuse(ErrorCode::Invalid);
        }
        let needed = Opening::of(open_flags, flags);
        if needed.write || flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
            self.mutable()?;
        }
        let fd = open(base, path, needed.os_flags(open_flags, flags) | unless_followed(path_flags))?;
        let r#type = Attributes::of(&fd)?.descriptor_type();
        let least = self.least;
        Ok(Self { fd: Arc::new(fd), r#type, flags: needed.in_force(r#type, flags), least })
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        let link = find(self.directory()?, path, PathFlags::empty())?;
        if Attributes::of(&link)?.descriptor_type() != DescriptorType::SymbolicLink {
            return refuse(ErrorCode::Invalid);
        }
        match told(readlinkat(link, "", Vec::new()))?.into_string() {
            Ok(target) if target.starts_with('/') => refuse(ErrorCode::NotPermitted),
            Ok(target) => Ok(target),
            Err(_) => refuse(ErrorCode::IllegalByteSequence),
        }
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        let place = place(self.mutable()?, path)?;
        told(unlinkat(place.parent, place.name, AtFlags::REMOVEDIR))
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let old = place(self.mutable()?, old_path)?;
        let new = place(new_descriptor.mutable()?, new_path)?;
        told(renameat(old.parent, old.name, new.parent, new.name))
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let place = place(self.mutable()?, new_path)?;
        if old_path.starts_with('/') {
            return refuse(ErrorCode::NotPermitted);
        }
        told(symlinkat(old_path, place.parent, place.name))
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        let place = place(self.mutable()?, path)?;
        told(unlinkat(place.parent, place.name, AtFlags::empty()))
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        Ok(Attributes::of(&self.fd)?.identity() == Attributes::of(&other.fd)?.identity())
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        Ok(Attributes::of(&self.fd)?.hash())
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        Ok(Attributes::of(find(self.directory()?, path, path_flags)?)?.hash())
    }
}

/// What a file is opened for: what the guest asks for, and what it takes to do that.
struct Opening {
    read: bool,
    write: bool,
}

impl Opening {
    fn of(open_flags: OpenFlags, flags: DescriptorFlags) -> Self {
        let write = flags.contains(DescriptorFlags::WRITE);
        let changes = open_flags.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE);
        Self { read: flags.contains(DescriptorFlags::READ) || !write, write: write || changes }
    }

    fn os_flags(&self, open_flags: OpenFlags, flags: DescriptorFlags) -> OFlags {
        // A pipe that nobody has at its other end must not be waited for.
        let mut os = OFlags::NONBLOCK | OFlags::NOCTTY;
        os |= match (self.read, self.write) {
            (true, true) => OFlags::RDWR,
            (false, true) => OFlags::WRONLY,
            (_, false) => OFlags::RDONLY,
        };
        let creates = open_flags.contains(OpenFlags::CREATE);
        os.set(OFlags::CREATE, creates);
        // By itself it has no meaning to POSIX, and none that the WIT gives it.
        os.set(OFlags::EXCL, creates && open_flags.contains(OpenFlags::EXCLUSIVE));
        os.set(OFlags::TRUNC, open_flags.contains(OpenFlags::TRUNCATE));
        os.set(OFlags::DIRECTORY, open_flags.contains(OpenFlags::DIRECTORY));
        let requested = SYNC_FLAGS.iter().filter(|(flag, _)| flags.contains(*flag));
        requested.fold(os, |os, (_, sync)| os | *sync)
    }

    /// What get-flags says of it.
    fn in_force(&self, r#type: DescriptorType, asked: DescriptorFlags) -> DescriptorFlags {
        let mut flags = asked;
        flags.set(DescriptorFlags::READ, self.read);
        flags.set(DescriptorFlags::WRITE, self.write);
        if r#type != DescriptorType::Directory {
            flags.remove(DescriptorFlags::MUTATE_DIRECTORY);
        }
        flags
    }
}
