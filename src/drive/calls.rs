//! Each operation as the call of the same name on the seam.

use super::Resource;
use crate::backend::{Descriptor, InputStream, OutputStream};
use crate::op::{DescriptorOp, InputOp, OutputOp};
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
pub(super) async fn on_two<D: Descriptor>(descriptor: &D, second: &D, op: &DescriptorOp) -> Outcome {
    if let DescriptorOp::LinkAt { old_path_flags, old_path, new_path, .. } = op {
        fs(descriptor.link_at(*old_path_flags, old_path, second, new_path).await, done)
    } else if let DescriptorOp::RenameAt { old_path, new_path, .. } = op {
        fs(descriptor.rename_at(old_path, second, new_path).await, done)
    } else {
        fs(descriptor.is_same_object(second).await, Outcome::Same)
    }
}

pub(super) async fn on_descriptor<D: Descriptor>(descriptor: &D, op: &DescriptorOp) -> Given<D> {
    Ok(match op {
        DescriptorOp::ReadViaStream { offset } => {
            return give(descriptor.read_via_stream(*offset).await, Resource::Input);
        }
        DescriptorOp::WriteViaStream { offset } => {
            return give(descriptor.write_via_stream(*offset).await, Resource::Output);
        }
        DescriptorOp::AppendViaStream => return give(descriptor.append_via_stream().await, Resource::Output),
        DescriptorOp::ReadDirectory => return give(descriptor.read_directory().await, Resource::Listing),
        DescriptorOp::OpenAt { path, path_flags, open_flags, flags } => {
            let opened = descriptor.open_at(*path_flags, path, *open_flags, *flags).await;
            return give(opened, Resource::Descriptor);
        }
        DescriptorOp::Advise { offset, length, advice } => {
            fs(descriptor.advise(*offset, *length, *advice).await, done)
        }
        DescriptorOp::SyncData => fs(descriptor.sync_data().await, done),
        DescriptorOp::Sync => fs(descriptor.sync().await, done),
        DescriptorOp::SetTimes {
            data_access_timestamp: access,
            data_modification_timestamp: modification,
        } => fs(descriptor.set_times(*access, *modification).await, done),
        DescriptorOp::StatAt { path_flags, path } => {
            fs(descriptor.stat_at(*path_flags, path).await, Outcome::Stat)
        }
        DescriptorOp::SetTimesAt {
            path_flags,
            path,
            data_access_timestamp: access,
            data_modification_timestamp: modification,
        } => fs(descriptor.set_times_at(*path_flags, path, *access, *modification).await, done),
        DescriptorOp::ReadlinkAt { path } => fs(descriptor.readlink_at(path).await, Outcome::Target),
        DescriptorOp::SymlinkAt { old_path, new_path } => {
            fs(descriptor.symlink_at(old_path, new_path).await, done)
        }
        DescriptorOp::MetadataHash => fs(descriptor.metadata_hash().await, Outcome::Hash),
        DescriptorOp::MetadataHashAt { path_flags, path } => {
            fs(descriptor.metadata_hash_at(*path_flags, path).await, Outcome::Hash)
        }
        DescriptorOp::GetFlags => fs(descriptor.get_flags().await, Outcome::Flags),
        DescriptorOp::GetType => fs(descriptor.get_type().await, Outcome::Type),
        DescriptorOp::SetSize { size } => fs(descriptor.set_size(*size).await, done),
        DescriptorOp::Read { length, offset } => {
            fs(descriptor.read(*length, *offset).await, |(bytes, end)| Outcome::Bytes {
                bytes,
                end: Some(end),
            })
        }
        DescriptorOp::Write { buffer, offset } => fs(descriptor.write(buffer, *offset).await, Outcome::Count),
        DescriptorOp::Stat => fs(descriptor.stat().await, Outcome::Stat),
        DescriptorOp::CreateDirectoryAt { path } => fs(descriptor.create_directory_at(path).await, done),
        DescriptorOp::RemoveDirectoryAt { path } => fs(descriptor.remove_directory_at(path).await, done),
        DescriptorOp::UnlinkFileAt { path } => fs(descriptor.unlink_file_at(path).await, done),
        DescriptorOp::LinkAt { .. } | DescriptorOp::RenameAt { .. } | DescriptorOp::IsSameObject { .. } => {
            unreachable!("our fault: {} on one descriptor", op.kind().name())
        }
    })
}

fn stream<T>(result: StreamResult<T>, outcome: impl FnOnce(T) -> Outcome) -> Outcome {
    result.map_or_else(Outcome::from, outcome)
}

fn bytes(bytes: Vec<u8>) -> Outcome {
    Outcome::Bytes { bytes, end: None }
}

pub(super) async fn on_input(input: &mut impl InputStream, op: &InputOp) -> Outcome {
    match op {
        InputOp::StreamRead { len } => stream(input.read(*len).await, bytes),
        InputOp::BlockingRead { len } => stream(input.blocking_read(*len).await, bytes),
        InputOp::Skip { len } => stream(input.skip(*len).await, Outcome::Count),
        InputOp::BlockingSkip { len } => stream(input.blocking_skip(*len).await, Outcome::Count),
    }
}

/// A call on an output stream that reads from no other one.
pub(super) async fn on_output(output: &mut impl OutputStream, op: &OutputOp) -> Outcome {
    match op {
        OutputOp::CheckWrite => stream(output.check_write().await, Outcome::Count),
        OutputOp::StreamWrite { contents } => stream(output.write(contents).await, done),
        OutputOp::BlockingWriteAndFlush { contents } => {
            stream(output.blocking_write_and_flush(contents).await, done)
        }
        OutputOp::Flush => stream(output.flush().await, done),
        OutputOp::BlockingFlush => stream(output.blocking_flush().await, done),
        OutputOp::WriteZeroes { len } => stream(output.write_zeroes(*len).await, done),
        OutputOp::BlockingWriteZeroesAndFlush { len } => {
            stream(output.blocking_write_zeroes_and_flush(*len).await, done)
        }
        OutputOp::Splice { .. } | OutputOp::BlockingSplice { .. } => {
            unreachable!("our fault: {} on one stream", op.kind().name())
        }
    }
}
