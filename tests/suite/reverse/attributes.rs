//! Attributes of an object: what the kernel tells, and what it is told.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::fd::AsFd;

use rustix::fs::{
    AtFlags, FileType, Statx, StatxFlags, StatxTimestamp, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, statx,
    utimensat,
};
use wasi_fs_conformance::wasi::{
    Datetime, DescriptorStat, DescriptorType, ErrorCode, FsResult, MetadataHashValue, NewTimestamp,
};

use super::errno::{refuse, told};

/// The first number of nanoseconds that is a second. From here on the kernel has meanings of its own for two of them.
const SECOND: u32 = 1_000_000_000;

/// A row reads: the kernel's word for what an object is, the WIT's.
const TYPES: &[(FileType, DescriptorType)] = &[
    (FileType::RegularFile, DescriptorType::RegularFile),
    (FileType::Directory, DescriptorType::Directory),
    (FileType::Symlink, DescriptorType::SymbolicLink),
    (FileType::Fifo, DescriptorType::Fifo),
    (FileType::Socket, DescriptorType::Socket),
    (FileType::CharacterDevice, DescriptorType::CharacterDevice),
    (FileType::BlockDevice, DescriptorType::BlockDevice),
];

/// The WIT's word for what an object is.
pub(super) fn descriptor_type(file_type: FileType) -> DescriptorType {
    let known = TYPES.iter().find(|(known, _)| *known == file_type);
    known.map_or(DescriptorType::Unknown, |(_, word)| *word)
}

/// All that the kernel tells about an open object.
#[derive(Debug)]
pub(super) struct Attributes(Statx);

impl Attributes {
    pub(super) fn of(fd: impl AsFd) -> FsResult<Self> {
        told(statx(fd, "", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS)).map(Self)
    }

    pub(super) fn descriptor_type(&self) -> DescriptorType {
        descriptor_type(FileType::from_raw_mode(u32::from(self.0.stx_mode)))
    }

    /// What tells an object from all others that there are.
    pub(super) fn identity(&self) -> (u32, u32, u64) {
        (self.0.stx_dev_major, self.0.stx_dev_minor, self.0.stx_ino)
    }

    pub(super) fn stat(&self) -> DescriptorStat {
        DescriptorStat {
            r#type: self.descriptor_type(),
            link_count: u64::from(self.0.stx_nlink),
            size: self.0.stx_size,
            data_access_timestamp: datetime(self.0.stx_atime),
            data_modification_timestamp: datetime(self.0.stx_mtime),
            status_change_timestamp: datetime(self.0.stx_ctime),
        }
    }

    /// The WIT wishes for a value that differs between objects and between versions of one, and gives nothing away.
    pub(super) fn hash(&self) -> MetadataHashValue {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            let (seconds, nanoseconds) = (self.0.stx_mtime.tv_sec, self.0.stx_mtime.tv_nsec);
            (salt, self.identity(), self.0.stx_size, seconds, nanoseconds).hash(&mut hasher);
            hasher.finish()
        };
        MetadataHashValue { lower: half(0), upper: half(1) }
    }
}

/// A moment; none before 1970, for which the WIT has no number.
fn datetime(time: StatxTimestamp) -> Option<Datetime> {
    Some(Datetime { seconds: u64::try_from(time.tv_sec).ok()?, nanoseconds: time.tv_nsec })
}

/// Sets the timestamps of an open object, which may be a link.
pub(super) fn set_times(fd: impl AsFd, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
    let times = Timestamps { last_access: timespec(access)?, last_modification: timespec(modification)? };
    told(utimensat(fd, "", &times, AtFlags::EMPTY_PATH))
}

fn timespec(time: NewTimestamp) -> FsResult<Timespec> {
    match time {
        NewTimestamp::NoChange => Ok(Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT }),
        NewTimestamp::Now => Ok(Timespec { tv_sec: 0, tv_nsec: UTIME_NOW }),
        NewTimestamp::Timestamp(Datetime { nanoseconds: SECOND.., .. }) => refuse(ErrorCode::Invalid),
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }) => match seconds.try_into() {
            Ok(tv_sec) => Ok(Timespec { tv_sec, tv_nsec: nanoseconds.into() }),
            Err(_) => refuse(ErrorCode::Overflow),
        },
    }
}
