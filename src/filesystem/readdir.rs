//! The entries of one listing, read in pieces.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::iter::FusedIterator;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker, ready};
use std::thread::{self, Thread};
use std::vec;

use super::{Blocking, Job};
use crate::wasi::{DescriptorType, DirectoryEntry, ErrorCode, FsResult};

/// Entries that are read at a time: the memory that a listing takes, however many there are.
const PIECE: usize = 1024;

type Entry = FsResult<DirectoryEntry>;
type Source = Box<dyn Iterator<Item = Entry> + Send>;

/// The entries of a directory. A bad entry is an error in its own place; after the end there is none, for ever.
///
/// [`next_entry`](Self::next_entry) reads the next piece of a directory where the directory's mode says. As an iterator it
/// reads on the current thread, which waits; that is for those who may let it.
///
/// Up to 1024 entries are as they were when the listing was asked for. Whether those beyond are there when they are made or
/// removed later, POSIX leaves open; every other one is given once.
pub struct ReaddirIterator {
    /// Read, and not given yet.
    piece: vec::IntoIter<Entry>,
    rest: Rest,
    blocking: Blocking,
}

/// What is not read yet.
enum Rest {
    At(Source),
    /// The next piece is on its way, with what comes behind it.
    Reading(Job<(Vec<Entry>, Option<Source>)>),
    Nothing,
}

impl ReaddirIterator {
    /// A listing of these entries and errors, each taken on the current thread when it is asked for.
    ///
    /// ```
    /// use wasi_fs_conformance::filesystem::ReaddirIterator;
    /// use wasi_fs_conformance::wasi::{DescriptorType, DirectoryEntry, ErrorCode};
    ///
    /// let entry = DirectoryEntry { r#type: DescriptorType::RegularFile, name: "a".into() };
    /// let listing = ReaddirIterator::new([Ok(entry.clone()), Err(ErrorCode::Io.into())]);
    /// assert_eq!(listing.collect::<Vec<_>>(), [Ok(entry), Err(ErrorCode::Io.into())]);
    /// ```
    pub fn new<I>(entries: I) -> Self
    where
        I: IntoIterator<Item = FsResult<DirectoryEntry>>,
        I::IntoIter: Send + 'static,
    {
        let rest = Rest::At(Box::new(entries.into_iter()));
        Self { piece: Vec::new().into_iter(), rest, blocking: Blocking::CurrentThread }
    }

    /// Begins to read a directory, with its first piece; what fails later is an entry's own error. It may sleep.
    pub(super) fn begin(directory: &cap_std::fs::Dir, blocking: Blocking) -> io::Result<Self> {
        let entries = directory.entries()?.map(|entry| describe(&entry?));
        let (piece, rest) = next_piece(Box::new(entries));
        let rest = rest.map_or(Rest::Nothing, Rest::At);
        Ok(Self { piece: piece.into_iter(), rest, blocking })
    }

    /// `read-directory-entry`: the next entry, none at the end. A future of it that is dropped loses no entry.
    ///
    /// # Errors
    /// That of an entry, in its place; the next call gives the next one.
    ///
    /// # Panics
    /// Outside of a tokio runtime, when a piece has to be read and the directory's mode does not allow to do that on the
    /// current thread.
    pub async fn next_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        poll_fn(|context| self.poll_entry(context)).await.transpose()
    }

    fn poll_entry(&mut self, context: &mut Context<'_>) -> Poll<Option<Entry>> {
        loop {
            if let Some(entry) = self.piece.next() {
                return Poll::Ready(Some(entry));
            }
            match &mut self.rest {
                Rest::Nothing => return Poll::Ready(None),
                Rest::Reading(job) => {
                    let (piece, rest) = ready!(Pin::new(job).poll(context));
                    self.piece = piece.into_iter();
                    self.rest = rest.map_or(Rest::Nothing, Rest::At);
                }
                Rest::At(_) if self.blocking == Blocking::CurrentThread => {
                    return Poll::Ready(self.next_here());
                }
                rest @ Rest::At(_) => {
                    if let Rest::At(source) = std::mem::replace(rest, Rest::Nothing) {
                        *rest = Rest::Reading(super::spawn_blocking(move || next_piece(source)));
                    }
                }
            }
        }
    }

    /// The next entry of what is not read yet, on this thread.
    fn next_here(&mut self) -> Option<Entry> {
        let Rest::At(source) = &mut self.rest else { return None };
        let entry = source.next();
        if entry.is_none() {
            self.rest = Rest::Nothing;
        }
        entry
    }
}

/// Reads a piece; what comes behind it, unless it was the last.
fn next_piece(mut source: Source) -> (Vec<Entry>, Option<Source>) {
    let piece: Vec<Entry> = source.by_ref().take(PIECE).collect();
    let is_last = piece.len() < PIECE;
    (piece, (!is_last).then_some(source))
}

impl Iterator for ReaddirIterator {
    type Item = FsResult<DirectoryEntry>;

    /// The next entry; waits for a piece that is on its way, or reads on this thread.
    fn next(&mut self) -> Option<Self::Item> {
        if self.piece.len() > 0 {
            return self.piece.next();
        }
        match self.rest {
            Rest::Reading(_) => wait(poll_fn(|context| self.poll_entry(context))),
            Rest::At(_) | Rest::Nothing => self.next_here(),
        }
    }
}

impl FusedIterator for ReaddirIterator {}

impl fmt::Debug for ReaddirIterator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = match self.rest {
            Rest::At(_) => "to be read",
            Rest::Reading(_) => "being read",
            Rest::Nothing => "nothing",
        };
        let read = self.piece.len();
        f.debug_struct("ReaddirIterator").field("read", &read).field("rest", &rest).finish_non_exhaustive()
    }
}

/// Wakes a thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread until another one has brought a future to its end.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

fn describe(entry: &cap_std::fs::DirEntry) -> Entry {
    let r#type = descriptor_type(entry.file_type()?);
    let name = entry.file_name().into_string().map_err(|_| ErrorCode::IllegalByteSequence)?;
    Ok(DirectoryEntry { r#type, name })
}

fn descriptor_type(r#type: cap_std::fs::FileType) -> DescriptorType {
    if r#type.is_file() {
        DescriptorType::RegularFile
    } else if r#type.is_dir() {
        DescriptorType::Directory
    } else if r#type.is_symlink() {
        DescriptorType::SymbolicLink
    } else {
        special(r#type)
    }
}

#[cfg(unix)]
fn special(r#type: cap_std::fs::FileType) -> DescriptorType {
    use cap_std::fs::FileTypeExt as _;
    if r#type.is_fifo() {
        DescriptorType::Fifo
    } else if r#type.is_socket() {
        DescriptorType::Socket
    } else if r#type.is_char_device() {
        DescriptorType::CharacterDevice
    } else if r#type.is_block_device() {
        DescriptorType::BlockDevice
    } else {
        DescriptorType::Unknown
    }
}

#[cfg(not(unix))]
fn special(_: cap_std::fs::FileType) -> DescriptorType {
    DescriptorType::Unknown
}

#[cfg(test)]
mod tests;
