//! Streams without a background: each call does all of its work before it returns, and every stream is always ready.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::{AtFlags, Dir, DirEntry, FileType, statat};
use rustix::io::{Errno, ReadWriteFlags, pread, pwrite, pwritev2, retry_on_intr};
use wasi_fs_conformance::backend::{DirectoryEntryStream, InputStream, OutputStream};
use wasi_fs_conformance::wasi::{DirectoryEntry, ErrorCode, FsResult, StreamError, StreamResult};

use super::attributes::descriptor_type;
use super::errno::{code, refuse, told};

/// The most that one call moves, in bytes.
pub(super) const CHUNK: usize = 64 << 10;

/// At most this much of what the guest asks for.
pub(super) fn within_chunk(len: u64) -> usize {
    usize::try_from(len).map_or(CHUNK, |len| len.min(CHUNK))
}

/// Bytes of a file at an offset; none at the end.
pub(super) fn read_at(fd: BorrowedFd<'_>, len: u64, offset: u64) -> rustix::io::Result<Vec<u8>> {
    let mut bytes = vec![0; within_chunk(len)];
    let count = retry_on_intr(|| pread(fd, &mut bytes[..], offset))?;
    bytes.truncate(count);
    Ok(bytes)
}

/// Bytes from a file.
#[derive(Debug)]
pub(super) struct OsInputStream {
    fd: Arc<OwnedFd>,
    offset: u64,
    /// How much it asks the file for, at least; what the guest did not ask for is kept.
    least: u64,
    kept: VecDeque<u8>,
    closed: bool,
}

impl OsInputStream {
    pub(super) fn new(fd: Arc<OwnedFd>, offset: u64, least: u64) -> Self {
        Self { fd, offset, least, kept: VecDeque::new(), closed: false }
    }
}

impl InputStream for OsInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        if len == 0 {
            return Ok(Vec::new());
        }
        if self.kept.is_empty() {
            let read = read_at(self.fd.as_fd(), len.max(self.least), self.offset);
            // The end and an error are both final.
            self.closed = read.as_ref().map_or(true, Vec::is_empty);
            let bytes = read.map_err(|errno| StreamError::LastOperationFailed(Some(code(errno))))?;
            self.offset += bytes.len() as u64;
            self.kept = bytes.into();
        }
        if self.kept.is_empty() {
            return Err(StreamError::Closed);
        }
        let count = within_chunk(len).min(self.kept.len());
        Ok(self.kept.drain(..count).collect())
    }

    async fn block(&mut self) {}
}

/// Where the next byte of an output stream goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sink {
    At(u64),
    End,
}

/// What became of an output stream so far.
#[derive(Clone, Copy, Debug)]
enum State {
    /// Nothing went wrong.
    Open,
    /// A write failed, and nobody was told yet.
    Failed(ErrorCode),
    /// It was told, and that was the end.
    Closed,
}

/// Bytes to a file.
#[derive(Debug)]
pub(super) struct OsOutputStream {
    fd: Arc<OwnedFd>,
    sink: Sink,
    /// What the next write may be, in bytes; the write takes all of it.
    permit: usize,
    state: State,
}

impl OsOutputStream {
    pub(super) fn new(fd: Arc<OwnedFd>, sink: Sink) -> Self {
        Self { fd, sink, permit: 0, state: State::Open }
    }

    /// Writes some of the bytes where they belong.
    fn write_some(&mut self, bytes: &[u8]) -> rustix::io::Result<usize> {
        match self.sink {
            Sink::At(offset) => {
                let count = pwrite(&self.fd, bytes, offset)?;
                self.sink = Sink::At(offset + count as u64);
                Ok(count)
            }
            Sink::End => pwritev2(&self.fd, &[IoSlice::new(bytes)], 0, ReadWriteFlags::APPEND),
        }
    }

    /// Writes all of the bytes. Of no bytes the kernel is not asked: it would judge the offset.
    fn write_all(&mut self, bytes: &[u8]) -> rustix::io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match retry_on_intr(|| self.write_some(rest))? {
                0 => return Err(Errno::IO),
                count => rest = &rest[count..],
            }
        }
        Ok(())
    }

    /// The failure that is due, once; then that the stream is closed.
    fn tell(&mut self) -> StreamResult<()> {
        match self.state {
            State::Open => Ok(()),
            State::Failed(code) => {
                self.state = State::Closed;
                Err(StreamError::LastOperationFailed(Some(code)))
            }
            State::Closed => Err(StreamError::Closed),
        }
    }
}

impl OutputStream for OsOutputStream {
    type Source = OsInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.tell()?;
        self.permit = CHUNK;
        Ok(CHUNK as u64)
    }

    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        if matches!(self.state, State::Closed) {
            return Err(StreamError::Closed);
        }
        if contents.len() > std::mem::take(&mut self.permit) {
            return Err(StreamError::trap("a write past its permit"));
        }
        if let Err(errno) = self.write_all(contents) {
            self.state = State::Failed(code(errno));
        }
        Ok(())
    }

    async fn flush(&mut self) -> StreamResult<()> {
        self.tell()
    }

    /// Not the default: that one asks for a permit, and the guest would have one that it never got.
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.tell()
    }

    async fn block(&mut self) {}
}

/// A listing as it was when it was asked for.
#[derive(Debug)]
pub(super) struct OsDirectoryEntryStream(VecDeque<FsResult<DirectoryEntry>>);

impl OsDirectoryEntryStream {
    pub(super) fn of(directory: BorrowedFd<'_>) -> FsResult<Self> {
        let entries = told(Dir::read_from(directory))?;
        let is_dots = |entry: &DirEntry| matches!(entry.file_name().to_bytes(), b"." | b"..");
        let listed = entries.filter_map(|entry| match told(entry) {
            Ok(entry) if is_dots(&entry) => None,
            Ok(entry) => Some(listed(directory, &entry)),
            Err(error) => Some(Err(error)),
        });
        Ok(Self(listed.collect()))
    }
}

fn listed(directory: BorrowedFd<'_>, entry: &DirEntry) -> FsResult<DirectoryEntry> {
    let Ok(name) = entry.file_name().to_str() else { return refuse(ErrorCode::IllegalByteSequence) };
    let mut file_type = entry.file_type();
    if file_type == FileType::Unknown {
        // Not every file system keeps it beside the name.
        file_type =
            FileType::from_raw_mode(told(statat(directory, name, AtFlags::SYMLINK_NOFOLLOW))?.st_mode);
    }
    Ok(DirectoryEntry { r#type: descriptor_type(file_type), name: name.to_owned() })
}

impl DirectoryEntryStream for OsDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        self.0.pop_front().transpose()
    }
}
