//! The calls as unix has them; interrupted ones are made again.

use std::io;
use std::os::fd::AsFd;

use cap_std::fs::File;
use rustix::buffer::spare_capacity;
use rustix::fs::FileType;
use rustix::io::retry_on_intr;

use super::make_room;
use crate::wasi::{Datetime, DescriptorStat, DescriptorType};

/// Reads up to `len` > 0 bytes at `offset` behind what the buffer has; none at the end of the file.
pub(in super::super) fn read_into(
    file: &File,
    bytes: &mut Vec<u8>,
    len: usize,
    offset: u64,
) -> io::Result<()> {
    let whole = make_room(bytes, len)?;
    retry_on_intr(|| rustix::io::pread(file, spare_capacity(bytes), offset))?;
    // The allocator may have given more room than was asked for.
    bytes.truncate(whole);
    Ok(())
}

/// One attempt to write at `offset`.
pub(in super::super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    Ok(retry_on_intr(|| rustix::io::pwrite(file, bytes, offset))?)
}

/// Changes the size of a file.
pub(in super::super) fn set_size(file: &File, size: u64) -> io::Result<()> {
    Ok(retry_on_intr(|| rustix::fs::ftruncate(file, size))?)
}

/// The attributes of an open object.
pub(in super::super) fn stat(object: impl AsFd) -> io::Result<DescriptorStat> {
    let stat = rustix::fs::fstat(object)?;
    Ok(DescriptorStat {
        r#type: descriptor_type(FileType::from_raw_mode(stat.st_mode)),
        link_count: number(stat.st_nlink),
        size: number(stat.st_size),
        data_access_timestamp: datetime(stat.st_atime, stat.st_atime_nsec),
        data_modification_timestamp: datetime(stat.st_mtime, stat.st_mtime_nsec),
        status_change_timestamp: datetime(stat.st_ctime, stat.st_ctime_nsec),
    })
}

/// The types of these fields differ from one unix to the next.
fn number(value: impl TryInto<u64>) -> u64 {
    value.try_into().unwrap_or(0)
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
pub(in super::super) fn read_nowait(file: &File, len: usize, offset: u64) -> super::Nowait {
    use rustix::io::{Errno, ReadWriteFlags, preadv2};
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
pub(in super::super) fn append(file: &File, bytes: &[u8]) -> io::Result<usize> {
    use rustix::io::{Errno, ReadWriteFlags, pwritev2};
    use std::io::IoSlice;

    let pieces = [IoSlice::new(bytes)];
    match retry_on_intr(|| pwritev2(file, &pieces, 0, ReadWriteFlags::APPEND)) {
        // Devices and old kernels.
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => super::append_by_reopening(file, bytes),
        result => Ok(result?),
    }
}
