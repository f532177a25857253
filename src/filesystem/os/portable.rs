//! The calls where there is no unix: through std's extensions for Windows.

use std::io;
use std::os::windows::fs::FileExt;
use std::time::SystemTime;

use cap_std::fs::{Dir, File, Metadata};

use super::{OFFSET_MAX, make_room};
use crate::wasi::{Datetime, DescriptorStat, DescriptorType};

/// Reads up to `len` > 0 bytes at `offset` behind what the buffer has; none at the end of the file.
pub(in super::super) fn read_into(
    file: &File,
    bytes: &mut Vec<u8>,
    len: usize,
    offset: u64,
) -> io::Result<()> {
    let (start, whole) = (bytes.len(), make_room(bytes, len)?);
    bytes.resize(whole, 0);
    let read = file.seek_read(&mut bytes[start..], offset);
    bytes.truncate(start + *read.as_ref().unwrap_or(&0));
    read.map(drop)
}

/// One attempt to write at `offset`.
pub(in super::super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    if offset > OFFSET_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    file.seek_write(bytes, offset)
}

/// Changes the size of a file.
pub(in super::super) fn set_size(file: &File, size: u64) -> io::Result<()> {
    file.set_len(size)
}

/// The attributes of an open file.
pub(in super::super) fn stat_file(file: &File) -> io::Result<DescriptorStat> {
    file.metadata().map(|metadata| describe(&metadata))
}

/// The attributes of an open directory.
pub(in super::super) fn stat_dir(directory: &Dir) -> io::Result<DescriptorStat> {
    directory.dir_metadata().map(|metadata| describe(&metadata))
}

fn describe(metadata: &Metadata) -> DescriptorStat {
    let r#type = if metadata.is_dir() {
        DescriptorType::Directory
    } else if metadata.is_file() {
        DescriptorType::RegularFile
    } else {
        DescriptorType::Unknown
    };
    DescriptorStat {
        r#type,
        // Only asked for by ways that need more than this handle.
        link_count: 1,
        size: metadata.len(),
        data_access_timestamp: metadata.accessed().ok().and_then(|time| datetime(time.into_std())),
        data_modification_timestamp: metadata.modified().ok().and_then(|time| datetime(time.into_std())),
        status_change_timestamp: None,
    }
}

fn datetime(time: SystemTime) -> Option<Datetime> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() })
}
