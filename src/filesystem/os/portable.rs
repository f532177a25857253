//! The calls where there is no unix: through std's extensions for Windows.

use std::fs::FileTimes;
use std::io;
use std::time::{Duration, SystemTime};

use cap_fs_ext::{DirExt as _, MetadataExt as _};
use cap_std::fs::{Dir, File, FileExt as _, Metadata};

use super::super::attributes::{Attributes, NewTimes};
use super::portable_paths::specification;
use super::{OFFSET_MAX, make_room};
use crate::wasi::{Advice, Datetime, DescriptorStat, DescriptorType, NewTimestamp};

/// Reads up to `len` > 0 bytes at `offset` behind what the buffer has; none at the end of the file.
pub(crate) fn read_into(file: &File, bytes: &mut Vec<u8>, len: usize, offset: u64) -> io::Result<()> {
    let (start, whole) = (bytes.len(), make_room(bytes, len)?);
    bytes.resize(whole, 0);
    let read = file.seek_read(&mut bytes[start..], offset);
    bytes.truncate(start + *read.as_ref().unwrap_or(&0));
    read.map(drop)
}

/// One attempt to write at `offset`.
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
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
pub(in super::super) fn attributes_file(file: &File) -> io::Result<Attributes> {
    file.metadata().map(|metadata| attributes_of(&metadata))
}

/// The attributes of an open directory.
pub(in super::super) fn attributes_dir(directory: &Dir) -> io::Result<Attributes> {
    directory.dir_metadata().map(|metadata| attributes_of(&metadata))
}

/// What the system says of an object, in the words of the WIT. The metadata must come from a handle: cap-fs-ext has no
/// identity in any other.
pub(super) fn attributes_of(metadata: &Metadata) -> Attributes {
    let r#type = if metadata.is_symlink() {
        DescriptorType::SymbolicLink
    } else if metadata.is_dir() {
        DescriptorType::Directory
    } else if metadata.is_file() {
        DescriptorType::RegularFile
    } else {
        DescriptorType::Unknown
    };
    let modified = metadata.modified().ok().map(cap_std::time::SystemTime::into_std);
    let stat = DescriptorStat {
        r#type,
        link_count: metadata.nlink(),
        size: metadata.len(),
        data_access_timestamp: metadata.accessed().ok().and_then(|time| datetime(time.into_std())),
        data_modification_timestamp: modified.and_then(datetime),
        status_change_timestamp: None,
    };
    let modified = modified.map_or((0, 0), around_1970);
    Attributes { stat, device: metadata.dev(), inode: metadata.ino(), modified }
}

fn datetime(time: SystemTime) -> Option<Datetime> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() })
}

/// Seconds, negative before 1970, and nanoseconds: not to be calculated with, only to differ when the moment does.
fn around_1970(time: SystemTime) -> (i64, u32) {
    let seconds = |since: Duration| i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => (seconds(since), since.subsec_nanos()),
        Err(before) => (-seconds(before.duration()), before.duration().subsec_nanos()),
    }
}

/// Sets the times of an open file.
pub(in super::super) fn set_times(file: &File, times: NewTimes) -> io::Result<()> {
    let mut new = FileTimes::new();
    if let Some(access) = moment(times.access)? {
        new = new.set_accessed(access);
    }
    if let Some(modification) = moment(times.modification)? {
        new = new.set_modified(modification);
    }
    file.try_clone()?.into_std().set_times(new)
}

/// Sets the times of an open directory.
pub(in super::super) fn set_times_dir(directory: &Dir, times: NewTimes) -> io::Result<()> {
    directory.set_times(".", specification(times.access)?, specification(times.modification)?)
}

/// The moment to set, if any; one that the system can't count to is an error.
pub(super) fn moment(time: NewTimestamp) -> io::Result<Option<SystemTime>> {
    Ok(match time {
        NewTimestamp::NoChange => None,
        NewTimestamp::Now => Some(SystemTime::now()),
        NewTimestamp::Timestamp(time) => {
            let since = Duration::from_secs(time.seconds)
                .checked_add(Duration::from_nanos(time.nanoseconds.into()))
                .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
            Some(since.ok_or(io::ErrorKind::InvalidInput)?)
        }
    })
}

/// Brings the data of a file to the device.
pub(in super::super) fn sync_data(file: &File) -> io::Result<()> {
    nothing_to_flush(file.sync_data())
}

/// Brings a file to the device.
pub(in super::super) fn sync(file: &File) -> io::Result<()> {
    nothing_to_flush(file.sync_all())
}

/// The system only flushes what a handle may write; there is nothing of the others to be flushed.
fn nothing_to_flush(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        result => result,
    }
}

/// The entries of a directory are the system's own business; no handle of ours has any to flush.
#[expect(clippy::unnecessary_wraps, reason = "as on the systems where it can fail")]
pub(in super::super) fn sync_dir(_: &Dir) -> io::Result<()> {
    Ok(())
}

/// Advice is free to be ignored, and no call takes it here.
#[expect(clippy::unnecessary_wraps, reason = "as on the systems where it can fail")]
pub(in super::super) fn advise(_: &File, _: u64, _: u64, _: Advice) -> io::Result<()> {
    Ok(())
}
