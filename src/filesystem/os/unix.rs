//! The calls as unix has them; interrupted ones are made again.

use std::io;
use std::os::fd::AsFd;

use cap_std::fs::{Dir, File, OpenOptions};
use rustix::buffer::spare_capacity;
use rustix::fs::{AtFlags, FileType, Stat, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use rustix::io::{Errno, retry_on_intr};

use super::super::attributes::{Attributes, NewTimes};
use super::make_room;
use crate::wasi::{Advice, Datetime, DescriptorStat, DescriptorType, NewTimestamp};

/// Reads up to `len` > 0 bytes at `offset` behind what the buffer has; none at the end of the file.
pub(crate) fn read_into(file: &File, bytes: &mut Vec<u8>, len: usize, offset: u64) -> io::Result<()> {
    let whole = make_room(bytes, len)?;
    retry_on_intr(|| rustix::io::pread(file, spare_capacity(bytes), offset))?;
    // The allocator may have given more room than was asked for.
    bytes.truncate(whole);
    Ok(())
}

/// One attempt to write at `offset`.
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    Ok(retry_on_intr(|| rustix::io::pwrite(file, bytes, offset))?)
}

/// Changes the size of a file.
pub(in super::super) fn set_size(file: &File, size: u64) -> io::Result<()> {
    Ok(retry_on_intr(|| rustix::fs::ftruncate(file, size))?)
}

/// The attributes of an open object.
pub(in super::super) fn attributes(object: impl AsFd) -> io::Result<Attributes> {
    Ok(attributes_of(&rustix::fs::fstat(object)?))
}

/// What the system says of an object, in the words of the WIT.
pub(super) fn attributes_of(stat: &Stat) -> Attributes {
    let words = DescriptorStat {
        r#type: descriptor_type(FileType::from_raw_mode(stat.st_mode)),
        link_count: number(stat.st_nlink),
        size: number(stat.st_size),
        data_access_timestamp: datetime(stat.st_atime, stat.st_atime_nsec),
        data_modification_timestamp: datetime(stat.st_mtime, stat.st_mtime_nsec),
        status_change_timestamp: datetime(stat.st_ctime, stat.st_ctime_nsec),
    };
    Attributes {
        stat: words,
        device: number(stat.st_dev),
        inode: number(stat.st_ino),
        modified: (number(stat.st_mtime), number(stat.st_mtime_nsec)),
    }
}

/// Sets the times of an open file.
pub(in super::super) fn set_times(file: &File, times: NewTimes) -> io::Result<()> {
    Ok(rustix::fs::futimens(file, &timestamps(times)?)?)
}

/// Sets the times of an open directory; by its own name in itself, since a handle that only finds things takes no times.
pub(in super::super) fn set_times_dir(directory: &Dir, times: NewTimes) -> io::Result<()> {
    Ok(rustix::fs::utimensat(directory, ".", &timestamps(times)?, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// The times as the system takes them.
pub(super) fn timestamps(times: NewTimes) -> io::Result<Timestamps> {
    Ok(Timestamps { last_access: timespec(times.access)?, last_modification: timespec(times.modification)? })
}

fn timespec(time: NewTimestamp) -> io::Result<Timespec> {
    Ok(match time {
        NewTimestamp::NoChange => Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        NewTimestamp::Now => Timespec { tv_sec: 0, tv_nsec: UTIME_NOW },
        NewTimestamp::Timestamp(time) => {
            Timespec { tv_sec: fitting(time.seconds)?, tv_nsec: fitting(time.nanoseconds)? }
        }
    })
}

/// These types differ too.
fn fitting<N>(value: impl TryInto<N>) -> io::Result<N> {
    value.try_into().map_err(|_| Errno::OVERFLOW.into())
}

/// Brings the data of a file to the device.
pub(in super::super) fn sync_data(file: &File) -> io::Result<()> {
    file.sync_data()
}

/// Brings a file to the device.
pub(in super::super) fn sync(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Brings the entries of a directory to the device; through a handle that reads, which the one at hand may not do.
pub(in super::super) fn sync_dir(directory: &Dir) -> io::Result<()> {
    directory.open_with(".", OpenOptions::new().read(true))?.sync_all()
}

/// Tells how a region of a file is going to be used.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub(in super::super) fn advise(file: &File, offset: u64, length: u64, advice: Advice) -> io::Result<()> {
    let advice = match advice {
        Advice::Normal => rustix::fs::Advice::Normal,
        Advice::Sequential => rustix::fs::Advice::Sequential,
        Advice::Random => rustix::fs::Advice::Random,
        Advice::WillNeed => rustix::fs::Advice::WillNeed,
        Advice::DontNeed => rustix::fs::Advice::DontNeed,
        Advice::NoReuse => rustix::fs::Advice::NoReuse,
    };
    Ok(rustix::fs::fadvise(file, offset, std::num::NonZeroU64::new(length), advice)?)
}

/// Advice is free to be ignored, and no call takes it here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
#[expect(clippy::unnecessary_wraps, reason = "as on the systems where it can fail")]
pub(in super::super) fn advise(_: &File, _: u64, _: u64, _: Advice) -> io::Result<()> {
    Ok(())
}

/// The types of these fields differ from one unix to the next.
fn number<N: Default>(value: impl TryInto<N>) -> N {
    value.try_into().unwrap_or_default()
}

/// A moment the WIT can't tell, such as one before 1970, is absent.
fn datetime(seconds: impl TryInto<u64>, nanoseconds: impl TryInto<u32>) -> Option<Datetime> {
    Some(Datetime { seconds: seconds.try_into().ok()?, nanoseconds: nanoseconds.try_into().ok()? })
}

fn descriptor_type(r#type: FileType) -> DescriptorType {
    match r#type {
        FileType::RegularFile => DescriptorType::RegularFile,
        FileType::Directory => DescriptorType::Directory,
        FileType::Symlink => DescriptorType::SymbolicLink,
        FileType::Fifo => DescriptorType::Fifo,
        FileType::Socket => DescriptorType::Socket,
        FileType::CharacterDevice => DescriptorType::CharacterDevice,
        FileType::BlockDevice => DescriptorType::BlockDevice,
        FileType::Unknown => DescriptorType::Unknown,
    }
}

/// Reads up to `len` > 0 bytes at `offset` if they can be had without sleeping.
#[cfg(target_os = "linux")]
pub(in super::super) fn read_nowait(file: &File, len: usize, offset: u64) -> super::Nowait<Vec<u8>> {
    use rustix::io::{ReadWriteFlags, preadv2};
    use std::io::IoSliceMut;

    let mut bytes = vec![0; len];
    let mut pieces = [IoSliceMut::new(&mut bytes)];
    match retry_on_intr(|| preadv2(file, &mut pieces, offset, ReadWriteFlags::NOWAIT)) {
        Ok(read) => {
            bytes.truncate(read);
            super::Nowait::Done(Ok(super::fit(bytes)))
        }
        // Not in the cache; or the file system, the object or the kernel has no such reads.
        Err(Errno::AGAIN | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => super::Nowait::WouldSleep,
        Err(error) => super::Nowait::Done(Err(error.into())),
    }
}

/// One attempt to write at the end of the file as it is then, in one piece with respect to all other appenders.
#[cfg(target_os = "linux")]
pub(crate) fn append(file: &File, bytes: &[u8]) -> io::Result<usize> {
    use rustix::io::{ReadWriteFlags, pwritev2};
    use std::io::IoSlice;

    let pieces = [IoSlice::new(bytes)];
    match retry_on_intr(|| pwritev2(file, &pieces, 0, ReadWriteFlags::APPEND)) {
        // Devices and old kernels.
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => super::append_by_reopening(file, bytes),
        result => Ok(result?),
    }
}
