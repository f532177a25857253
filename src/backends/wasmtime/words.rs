//! Words of the WIT in the types of wasmtime's bindings, and in ours.

use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::WasiFilesystemView as _;
use wasmtime_wasi::p2;
use wasmtime_wasi::p2::bindings::clocks::wall_clock;
use wasmtime_wasi::p2::bindings::filesystem::types::{self, Host as _};

use super::embedder::State;
use crate::wasi::{
    Advice, Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, FsError,
    MetadataHashValue, NewTimestamp, OpenFlags, PathFlags, StreamError,
};

/// A function from the words of one type to those of the other, which have the same names.
macro_rules! same_words {
    ($(#[$meta:meta])* $name:ident: $from:ty => $to:ty { $($word:ident)* }) => {
        $(#[$meta])*
        pub(super) fn $name(word: $from) -> $to {
            match word { $(<$from>::$word => <$to>::$word,)* }
        }
    };
}

same_words! {
    advice: Advice => types::Advice { Normal Sequential Random WillNeed DontNeed NoReuse }
}

same_words! {
    descriptor_type: types::DescriptorType => DescriptorType {
        Unknown BlockDevice CharacterDevice Directory Fifo SymbolicLink RegularFile Socket
    }
}

same_words! {
    error_code: types::ErrorCode => ErrorCode {
        Access WouldBlock Already BadDescriptor Busy Deadlock Quota Exist FileTooLarge IllegalByteSequence InProgress
        Interrupted Invalid Io IsDirectory Loop TooManyLinks MessageSize NameTooLong NoDevice NoEntry NoLock
        InsufficientMemory InsufficientSpace NotDirectory NotEmpty NotRecoverable Unsupported NoTty NoSuchDevice Overflow
        NotPermitted Pipe ReadOnly InvalidSeek TextFileBusy CrossDevice
    }
}

/// Every flag of a descriptor, in both.
const DESCRIPTOR_FLAGS: [(DescriptorFlags, types::DescriptorFlags); 6] = [
    (DescriptorFlags::READ, types::DescriptorFlags::READ),
    (DescriptorFlags::WRITE, types::DescriptorFlags::WRITE),
    (DescriptorFlags::FILE_INTEGRITY_SYNC, types::DescriptorFlags::FILE_INTEGRITY_SYNC),
    (DescriptorFlags::DATA_INTEGRITY_SYNC, types::DescriptorFlags::DATA_INTEGRITY_SYNC),
    (DescriptorFlags::REQUESTED_WRITE_SYNC, types::DescriptorFlags::REQUESTED_WRITE_SYNC),
    (DescriptorFlags::MUTATE_DIRECTORY, types::DescriptorFlags::MUTATE_DIRECTORY),
];

/// Every flag of `open-at`, in both.
const OPEN_FLAGS: [(OpenFlags, types::OpenFlags); 4] = [
    (OpenFlags::CREATE, types::OpenFlags::CREATE),
    (OpenFlags::DIRECTORY, types::OpenFlags::DIRECTORY),
    (OpenFlags::EXCLUSIVE, types::OpenFlags::EXCLUSIVE),
    (OpenFlags::TRUNCATE, types::OpenFlags::TRUNCATE),
];

pub(super) fn descriptor_flags(flags: DescriptorFlags) -> types::DescriptorFlags {
    let given = DESCRIPTOR_FLAGS.into_iter().filter(|(ours, _)| flags.contains(*ours));
    given.fold(types::DescriptorFlags::empty(), |all, (_, theirs)| all | theirs)
}

pub(super) fn flags_of_descriptor(flags: types::DescriptorFlags) -> DescriptorFlags {
    let given = DESCRIPTOR_FLAGS.into_iter().filter(|(_, theirs)| flags.contains(*theirs));
    given.map(|(ours, _)| ours).collect()
}

pub(super) fn open_flags(flags: OpenFlags) -> types::OpenFlags {
    let given = OPEN_FLAGS.into_iter().filter(|(ours, _)| flags.contains(*ours));
    given.fold(types::OpenFlags::empty(), |all, (_, theirs)| all | theirs)
}

pub(super) fn path_flags(flags: PathFlags) -> types::PathFlags {
    if flags.contains(PathFlags::SYMLINK_FOLLOW) {
        types::PathFlags::SYMLINK_FOLLOW
    } else {
        types::PathFlags::empty()
    }
}

pub(super) fn new_timestamp(timestamp: NewTimestamp) -> types::NewTimestamp {
    match timestamp {
        NewTimestamp::NoChange => types::NewTimestamp::NoChange,
        NewTimestamp::Now => types::NewTimestamp::Now,
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }) => {
            types::NewTimestamp::Timestamp(wall_clock::Datetime { seconds, nanoseconds })
        }
    }
}

fn datetime(time: wall_clock::Datetime) -> Datetime {
    let wall_clock::Datetime { seconds, nanoseconds } = time;
    Datetime { seconds, nanoseconds }
}

pub(super) fn descriptor_stat(stat: types::DescriptorStat) -> DescriptorStat {
    DescriptorStat {
        r#type: descriptor_type(stat.type_),
        link_count: stat.link_count,
        size: stat.size,
        data_access_timestamp: stat.data_access_timestamp.map(datetime),
        data_modification_timestamp: stat.data_modification_timestamp.map(datetime),
        status_change_timestamp: stat.status_change_timestamp.map(datetime),
    }
}

pub(super) fn directory_entry(entry: types::DirectoryEntry) -> DirectoryEntry {
    DirectoryEntry { r#type: descriptor_type(entry.type_), name: entry.name }
}

pub(super) fn metadata_hash_value(hash: types::MetadataHashValue) -> MetadataHashValue {
    let types::MetadataHashValue { lower, upper } = hash;
    MetadataHashValue { lower, upper }
}

/// What a guest is told, or why it traps.
pub(super) fn fs_error(error: p2::FsError) -> FsError {
    match error.downcast() {
        Ok(code) => FsError::Code(error_code(code)),
        Err(trap) => FsError::trap(format!("{trap:#}")),
    }
}

/// What a guest is told by a stream; a failed operation with what `filesystem-error-code` makes of its error.
pub(super) fn stream_error(state: &mut State, error: p2::StreamError) -> StreamError {
    let failed = match error {
        p2::StreamError::Closed => return StreamError::Closed,
        p2::StreamError::Trap(trap) => return StreamError::trap(format!("{trap:#}")),
        p2::StreamError::LastOperationFailed(error) => error,
    };
    let code = state.table.push(failed).map_err(Into::into).and_then(|error| {
        let code = state.filesystem().filesystem_error_code(Resource::new_borrow(error.rep()));
        state.table.delete(error)?;
        code
    });
    match code {
        Ok(code) => StreamError::LastOperationFailed(code.map(error_code)),
        Err(trap) => StreamError::trap(format!("{trap:#}")),
    }
}
