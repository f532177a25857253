//! An open file.

use std::sync::Arc;

use super::attributes::{Attributes, NewTimes};
use super::os::{self, Medium, Nowait, OFFSET_MAX};
use super::{Blocking, FileInputStream, FileOutputStream, FilePerms, FsResult, Job, OpenMode};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, MetadataHashValue, NewTimestamp,
};

/// The most that one `read` returns, whatever was asked for.
const READ_MAX: usize = 1 << 20;

/// The first piece of a large `read`: what a file turns out not to have is not reserved.
const READ_FIRST: usize = 1 << 16;

/// An open file, or another object with data. Cheap to clone: streams hold one, and outlive the descriptor.
#[derive(Clone, Debug)]
pub struct File {
    handle: Arc<cap_std::fs::File>,
    perms: FilePerms,
    mode: OpenMode,
    r#type: DescriptorType,
    blocking: Blocking,
    /// What of it is in memory; of use where calls that don't sleep are tried first.
    medium: Medium,
}

impl File {
    /// An open file, with what the embedder grants, what it was opened for, and how its calls are made.
    ///
    /// The system is asked here what kind of object and file system it is, which may wait as opening it may; what it can't
    /// tell is an unknown type. A `mode` that the handle was not opened for is found out by the calls that need it: they
    /// fail as the system says.
    ///
    /// ```
    /// use wasi_fs_conformance::filesystem::{Blocking, File, FilePerms, OpenMode, cap_std};
    ///
    /// let mut handle = tempfile::tempfile()?;
    /// std::io::Write::write_all(&mut handle, b"a guest reads this")?;
    /// let handle = cap_std::fs::File::from_std(handle);
    /// let file = File::new(handle, FilePerms::READ, OpenMode::READ, Blocking::CurrentThread);
    /// assert_eq!(file.perms(), FilePerms::READ);
    /// assert_eq!(file.read_via_stream(8)?.read(64)?, b"reads this");
    /// assert!(file.write_via_stream(0).is_err());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(handle: cap_std::fs::File, perms: FilePerms, mode: OpenMode, blocking: Blocking) -> Self {
        let r#type = os::attributes_file(&handle).map_or(DescriptorType::Unknown, |told| told.stat.r#type);
        let medium = Medium::of(&handle, blocking);
        Self::opened(handle, r#type, perms, mode, blocking, medium)
    }

    /// What was opened below a directory, of which is known what it is.
    pub(super) fn opened(
        handle: cap_std::fs::File,
        r#type: DescriptorType,
        perms: FilePerms,
        mode: OpenMode,
        blocking: Blocking,
        medium: Medium,
    ) -> Self {
        Self { handle: Arc::new(handle), perms, mode, r#type, blocking, medium }
    }

    /// For tests: the same on another medium.
    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn on_medium(self, medium: Medium) -> Self {
        Self { medium, ..self }
    }

    /// What the embedder grants.
    pub fn perms(&self) -> FilePerms {
        self.perms
    }

    /// How its calls are made.
    pub fn blocking(&self) -> Blocking {
        self.blocking
    }

    /// What it was opened for.
    pub fn mode(&self) -> OpenMode {
        self.mode
    }

    pub(super) fn handle(&self) -> &cap_std::fs::File {
        &self.handle
    }

    /// Runs a closure on the file, where the file's mode says.
    pub async fn run_blocking<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(&cap_std::fs::File) -> T + Send + 'static,
    {
        if self.blocking == Blocking::CurrentThread {
            return work(&self.handle);
        }
        self.spawn_blocking(work).await
    }

    /// Queues a closure on the file on the blocking pool, whatever the file's mode.
    pub fn spawn_blocking<T, F>(&self, work: F) -> Job<T>
    where
        T: Send + 'static,
        F: FnOnce(&cap_std::fs::File) -> T + Send + 'static,
    {
        let handle = Arc::clone(&self.handle);
        super::spawn_blocking(move || work(&handle))
    }

    /// First what the embedder granted, then what the descriptor was opened for.
    fn may_read(&self) -> FsResult<()> {
        if !self.perms.contains(FilePerms::READ) {
            return Err(ErrorCode::NotPermitted.into());
        }
        self.opened_for(OpenMode::READ)
    }

    fn may_write(&self) -> FsResult<()> {
        if !self.perms.contains(FilePerms::WRITE) {
            return Err(ErrorCode::NotPermitted.into());
        }
        self.opened_for(OpenMode::WRITE)
    }

    fn opened_for(&self, mode: OpenMode) -> FsResult<()> {
        if self.mode.contains(mode) { Ok(()) } else { Err(ErrorCode::BadDescriptor.into()) }
    }

    /// `read-via-stream`
    ///
    /// # Errors
    /// When reading is not granted, or the file was not opened for it.
    pub fn read_via_stream(&self, offset: u64) -> FsResult<FileInputStream> {
        self.may_read()?;
        Ok(FileInputStream::new(self, offset))
    }

    /// `write-via-stream`
    ///
    /// # Errors
    /// When writing is not granted, or the file was not opened for it.
    pub fn write_via_stream(&self, offset: u64) -> FsResult<FileOutputStream> {
        self.may_write()?;
        Ok(FileOutputStream::write_at(self, offset))
    }

    /// `append-via-stream`
    ///
    /// # Errors
    /// When writing is not granted, or the file was not opened for it.
    pub fn append_via_stream(&self) -> FsResult<FileOutputStream> {
        self.may_write()?;
        Ok(FileOutputStream::append(self))
    }

    /// `get-flags`. The sync flags are requests; none is in force.
    pub fn get_flags(&self) -> DescriptorFlags {
        let mut flags = DescriptorFlags::empty();
        flags.set(DescriptorFlags::READ, self.mode.contains(OpenMode::READ));
        flags.set(DescriptorFlags::WRITE, self.mode.contains(OpenMode::WRITE));
        flags
    }

    /// `get-type`
    pub fn get_type(&self) -> DescriptorType {
        self.r#type
    }

    /// `set-size`
    ///
    /// # Errors
    /// When writing is not granted, the file was not opened for it, or the operating system refuses.
    pub async fn set_size(&self, size: u64) -> FsResult<()> {
        self.may_write()?;
        Ok(self.run_blocking(move |file| os::set_size(file, size)).await?)
    }

    /// `read`: the bytes, and whether nothing was left at the offset. It may give fewer bytes than there are, none
    /// only at the end of the file.
    ///
    /// # Errors
    /// When reading is not granted, the file was not opened for it, or the operating system refuses.
    pub async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.may_read()?;
        if length == 0 {
            return Ok((Vec::new(), false));
        }
        let length = usize::try_from(length).map_or(READ_MAX, |length| length.min(READ_MAX));
        let bytes = if self.blocking == Blocking::CurrentThread {
            read_long(&self.handle, length, offset)?
        } else if let Some(result) = self.read_at_once(length.min(READ_FIRST), offset) {
            result?
        } else {
            self.spawn_blocking(move |file| read_long(file, length, offset)).await?
        };
        let end = bytes.is_empty();
        Ok((bytes, end))
    }

    /// Reads up to `length` > 0 bytes here and now, unless that might sleep and the mode forbids it. No bytes mean the
    /// end of the file.
    pub(super) fn read_at_once(&self, length: usize, offset: u64) -> Option<FsResult<Vec<u8>>> {
        match self.blocking {
            Blocking::CurrentThread => Some(read_some(&self.handle, length, offset)),
            Blocking::Pool => None,
            Blocking::NowaitThenPool => match within_reach(length, offset) {
                0 => Some(Ok(Vec::new())),
                _ if self.medium.data.is_always_in_memory() => Some(read_some(&self.handle, length, offset)),
                length => match os::read_nowait(&self.handle, length, offset) {
                    Nowait::Done(result) => Some(result.map_err(Into::into)),
                    Nowait::WouldSleep => None,
                },
            },
        }
    }

    /// `write`: writes all, and returns how much that was; less only if an error came in between.
    ///
    /// # Errors
    /// When writing is not granted, the file was not opened for it, or nothing could be written.
    pub async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.may_write()?;
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.blocking == Blocking::CurrentThread {
            return write_all(&self.handle, buffer, offset);
        }
        let buffer = buffer.to_vec();
        self.spawn_blocking(move |file| write_all(file, &buffer, offset)).await
    }

    /// `stat`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn stat(&self) -> FsResult<DescriptorStat> {
        Ok(self.attributes().await?.stat)
    }

    /// `metadata-hash`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        Ok(self.attributes().await?.hash())
    }

    pub(super) async fn attributes(&self) -> FsResult<Attributes> {
        if self.medium.attributes {
            return Ok(os::attributes_file(&*self.handle)?);
        }
        Ok(self.run_blocking(|file| os::attributes_file(file)).await?)
    }

    /// `set-times`. It takes the right to write, not a file that was opened for it: the WIT asks for no more.
    ///
    /// # Errors
    /// When a time is no moment, writing is not granted, or the operating system refuses.
    pub async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        let times = NewTimes::judged(access, modification)?;
        if !self.perms.contains(FilePerms::WRITE) {
            return Err(ErrorCode::NotPermitted.into());
        }
        Ok(self.run_blocking(move |file| os::set_times(file, times)).await?)
    }

    /// `advise`. What lies beyond the last offset is left out; a length of 0 goes to the end.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        let within = length.min(OFFSET_MAX.saturating_sub(offset));
        if offset > OFFSET_MAX || (within == 0 && length > 0) {
            return Ok(());
        }
        Ok(self.run_blocking(move |file| os::advise(file, offset, within, advice)).await?)
    }

    /// `sync-data`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn sync_data(&self) -> FsResult<()> {
        Ok(self.run_blocking(os::sync_data).await?)
    }

    /// `sync`
    ///
    /// # Errors
    /// When the operating system refuses.
    pub async fn sync(&self) -> FsResult<()> {
        Ok(self.run_blocking(os::sync).await?)
    }
}

/// Reads up to `length` > 0 bytes in one attempt; none at the end of the file, or where no file reaches.
pub(super) fn read_some(file: &cap_std::fs::File, length: usize, offset: u64) -> FsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let length = within_reach(length, offset);
    if length > 0 {
        os::read_into(file, &mut bytes, length, offset)?;
    }
    Ok(os::fit(bytes))
}

/// How much of a request lies where a file can have bytes. The operating system would call the rest invalid, to a
/// guest it is beyond the end.
fn within_reach(length: usize, offset: u64) -> usize {
    usize::try_from(OFFSET_MAX.saturating_sub(offset)).map_or(length, |reach| length.min(reach))
}

/// As `read_some`; more than the first piece is only made room for once the file turned out to have that.
fn read_long(file: &cap_std::fs::File, length: usize, offset: u64) -> FsResult<Vec<u8>> {
    let mut bytes = read_some(file, length.min(READ_FIRST), offset)?;
    if bytes.len() == READ_FIRST && length > READ_FIRST {
        // Its error comes again when the guest goes on to read there.
        let rest = offset.saturating_add(READ_FIRST as u64);
        drop(os::read_into(file, &mut bytes, length - READ_FIRST, rest));
    }
    Ok(os::fit(bytes))
}

/// Writes all, in as many attempts as it takes. After an error the count of what was written goes before it.
fn write_all(file: &cap_std::fs::File, mut bytes: &[u8], offset: u64) -> FsResult<u64> {
    let mut written = 0;
    while !bytes.is_empty() {
        match os::write_at(file, bytes, offset.saturating_add(written)) {
            Ok(0) if written == 0 => return Err(ErrorCode::Io.into()),
            Err(error) if written == 0 => return Err(error.into()),
            Ok(0) | Err(_) => break,
            Ok(count) => {
                written += count as u64;
                bytes = &bytes[count..];
            }
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests;
