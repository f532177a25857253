//! The entries of one listing.

use std::io;
use std::iter::FusedIterator;
use std::vec;

use crate::wasi::{DescriptorType, DirectoryEntry, ErrorCode, FsResult};

/// The entries of a directory as they were when the listing was asked for. A bad entry is an error in its own place;
/// after the end there is none, for ever.
#[derive(Debug)]
pub struct ReaddirIterator {
    entries: vec::IntoIter<FsResult<DirectoryEntry>>,
}

impl ReaddirIterator {
    /// Reads the whole directory; what fails later is an entry's own error.
    pub(super) fn snapshot(directory: &cap_std::fs::Dir) -> io::Result<Self> {
        let entries: Vec<_> = directory.entries()?.map(|entry| describe(&entry?)).collect();
        Ok(Self { entries: entries.into_iter() })
    }
}

impl Iterator for ReaddirIterator {
    type Item = FsResult<DirectoryEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next()
    }
}

impl FusedIterator for ReaddirIterator {}

fn describe(entry: &cap_std::fs::DirEntry) -> FsResult<DirectoryEntry> {
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
