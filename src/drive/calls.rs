//! Each operation as the call of the same name on the seam.

use super::Resource;
use crate::backend::{Descriptor, InputStream, OutputStream};
use crate::op::Op;
use crate::outcome::Outcome;
use crate::wasi::{FsResult, StreamResult};

/// The outcome of a call, or in its place the handle it gave.
pub(super) type Given<D> = Result<Outcome, Box<Resource<D>>>;

fn give<D: Descriptor, T>(result: FsResult<T>, resource: impl FnOnce(T) -> Resource<D>) -> Given<D> {
    match result {
        Ok(given) => Err(Box::new(resource(given))),
        Err(error) => Ok(error.into()),
    }
}

fn fs<T>(result: FsResult<T>, outcome: impl FnOnce(T) -> Outcome) -> Outcome {
    result.map_or_else(Outcome::from, outcome)
}

fn done((): ()) -> Outcome {
    Outcome::Done
}

/// A call between two descriptors, which may be the same one.
pub(super) async fn on_two<D: Descriptor>(descriptor: &D, second: &D, op: &Op) -> Outcome {
    if let Op::LinkAt { old_path_flags, old_path, new_path, .. } = op {
        fs(descriptor.link_at(*old_path_flags, old_path, second, new_path).await, done)
    } else if let Op::RenameAt { old_path, new_path, .. } = op {
        fs(descriptor.rename_at(old_path, second, new_path).await, done)
    } else {
        fs(descriptor.is_same_object(second).await, Outcome::Same)
    }
}

pub(super) async fn on_descriptor<D: Descriptor>(descriptor: &D, op: &Op) -> Given<D> {
    Ok(match op {
        Op::ReadViaStream { offset } => {
            return give(descriptor.read_via_stream(*offset).await, Resource::Input);
        }
        Op::WriteViaStream { offset } => {
            return give(descriptor.write_via_stream(*offset).await, Resource::Output);
        }
        Op::AppendViaStream => return give(descriptor.append_via_stream().await, Resource::Output),
        Op::ReadDirectory => return give(descriptor.read_directory().await, Resource::Listing),
        Op::OpenAt { path, path_flags, open_flags, flags } => {
            let opened = descriptor.open_at(*path_flags, path, *open_flags, *flags).await;
            return give(opened, Resource::Descriptor);
        }
        Op::Advise { offset, length, advice } => fs(descriptor.advise(*offset, *length, *advice).await, done),
        Op::SyncData => fs(descriptor.sync_data().await, done),
        Op::Sync => fs(descriptor.sync().await, done),
        Op::SetTimes { data_access_timestamp: access, data_modification_timestamp: modification } => {
            fs(descriptor.set_times(*access, *modification).await, done)
        }
        Op::StatAt { path_flags, path } => fs(descriptor.stat_at(*path_flags, path).await, Outcome::Stat),
        Op::SetTimesAt {
            path_flags,
            path,
            data_access_timestamp: access,
            data_modification_timestamp: modification,
        } => fs(descriptor.set_times_at(*path_flags, path, *access, *modification).await, done),
        Op::ReadlinkAt { path } => fs(descriptor.readlink_at(path).await, Outcome::Target),
        Op::SymlinkAt { old_path, new_path } => fs(descriptor.symlink_at(old_path, new_path).await, done),
        Op::MetadataHash => fs(descriptor.metadata_hash().await, Outcome::Hash),
        Op::MetadataHashAt { path_flags, path } => {
            fs(descriptor.metadata_hash_at(*path_flags, path).await, Outcome::Hash)
        }
        Op::GetFlags => fs(descriptor.get_flags().await, Outcome::Flags),
        Op::GetType => fs(descriptor.get_type().await, Outcome::Type),
        Op::SetSize { size } => fs(descriptor.set_size(*size).await, done),
        Op::Read { length, offset } => fs(descriptor.read(*length, *offset).await, |(bytes, end)| {
            Outcome::Bytes { bytes, end: Some(end) }
        }),
        Op::Write { buffer, offset } => fs(descriptor.write(buffer, *offset).await, Outcome::Count),
        Op::Stat => fs(descriptor.stat().await, Outcome::Stat),
        Op::CreateDirectoryAt { path } => fs(descriptor.create_directory_at(path).await, done),
        Op::RemoveDirectoryAt { path } => fs(descriptor.remove_directory_at(path).await, done),
        Op::UnlinkFileAt { path } => fs(descriptor.unlink_file_at(path).await, done),
        Op::LinkAt { .. }
        | Op::RenameAt { .. }
        | Op::IsSameObject { .. }
        | Op::ReadDirectoryEntry
        | Op::StreamRead { .. }
        | Op::BlockingRead { .. }
        | Op::Skip { .. }
        | Op::BlockingSkip { .. }
        | Op::CheckWrite
        | Op::StreamWrite { .. }
        | Op::BlockingWriteAndFlush { .. }
        | Op::Flush
        | Op::BlockingFlush
        | Op::WriteZeroes { .. }
        | Op::BlockingWriteZeroesAndFlush { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Ready
        | Op::Block
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on one descriptor was not skipped", op.kind().name()),
    })
}

fn stream<T>(result: StreamResult<T>, outcome: impl FnOnce(T) -> Outcome) -> Outcome {
    result.map_or_else(Outcome::from, outcome)
}

fn bytes(bytes: Vec<u8>) -> Outcome {
    Outcome::Bytes { bytes, end: None }
}

pub(super) async fn on_input(input: &mut impl InputStream, op: &Op) -> Outcome {
    match op {
        Op::StreamRead { len } => stream(input.read(*len).await, bytes),
        Op::BlockingRead { len } => stream(input.blocking_read(*len).await, bytes),
        Op::Skip { len } => stream(input.skip(*len).await, Outcome::Count),
        Op::BlockingSkip { len } => stream(input.blocking_skip(*len).await, Outcome::Count),
        Op::Ready => Outcome::Ready(input.ready().await),
        Op::Block => {
            input.block().await;
            Outcome::Done
        }
        Op::ReadViaStream { .. }
        | Op::WriteViaStream { .. }
        | Op::AppendViaStream
        | Op::Advise { .. }
        | Op::SyncData
        | Op::SetTimes { .. }
        | Op::Sync
        | Op::StatAt { .. }
        | Op::SetTimesAt { .. }
        | Op::LinkAt { .. }
        | Op::ReadlinkAt { .. }
        | Op::RenameAt { .. }
        | Op::SymlinkAt { .. }
        | Op::IsSameObject { .. }
        | Op::MetadataHash
        | Op::MetadataHashAt { .. }
        | Op::GetFlags
        | Op::GetType
        | Op::SetSize { .. }
        | Op::Read { .. }
        | Op::Write { .. }
        | Op::ReadDirectory
        | Op::CreateDirectoryAt { .. }
        | Op::Stat
        | Op::OpenAt { .. }
        | Op::RemoveDirectoryAt { .. }
        | Op::UnlinkFileAt { .. }
        | Op::ReadDirectoryEntry
        | Op::CheckWrite
        | Op::StreamWrite { .. }
        | Op::BlockingWriteAndFlush { .. }
        | Op::Flush
        | Op::BlockingFlush
        | Op::WriteZeroes { .. }
        | Op::BlockingWriteZeroesAndFlush { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on an input stream was not skipped", op.kind().name()),
    }
}

pub(super) async fn on_output(output: &mut impl OutputStream, op: &Op) -> Outcome {
    match op {
        Op::CheckWrite => stream(output.check_write().await, Outcome::Count),
        Op::StreamWrite { contents } => stream(output.write(contents).await, done),
        Op::BlockingWriteAndFlush { contents } => {
            stream(output.blocking_write_and_flush(contents).await, done)
        }
        Op::Flush => stream(output.flush().await, done),
        Op::BlockingFlush => stream(output.blocking_flush().await, done),
        Op::WriteZeroes { len } => stream(output.write_zeroes(*len).await, done),
        Op::BlockingWriteZeroesAndFlush { len } => {
            stream(output.blocking_write_zeroes_and_flush(*len).await, done)
        }
        Op::Ready => Outcome::Ready(output.ready().await),
        Op::Block => {
            output.block().await;
            Outcome::Done
        }
        Op::ReadViaStream { .. }
        | Op::WriteViaStream { .. }
        | Op::AppendViaStream
        | Op::Advise { .. }
        | Op::SyncData
        | Op::SetTimes { .. }
        | Op::Sync
        | Op::StatAt { .. }
        | Op::SetTimesAt { .. }
        | Op::LinkAt { .. }
        | Op::ReadlinkAt { .. }
        | Op::RenameAt { .. }
        | Op::SymlinkAt { .. }
        | Op::IsSameObject { .. }
        | Op::MetadataHash
        | Op::MetadataHashAt { .. }
        | Op::GetFlags
        | Op::GetType
        | Op::SetSize { .. }
        | Op::Read { .. }
        | Op::Write { .. }
        | Op::ReadDirectory
        | Op::CreateDirectoryAt { .. }
        | Op::Stat
        | Op::OpenAt { .. }
        | Op::RemoveDirectoryAt { .. }
        | Op::UnlinkFileAt { .. }
        | Op::ReadDirectoryEntry
        | Op::StreamRead { .. }
        | Op::BlockingRead { .. }
        | Op::Skip { .. }
        | Op::BlockingSkip { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on an output stream was not skipped", op.kind().name()),
    }
}
