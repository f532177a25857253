//! What can be reached at all, so that nothing is called a gap that nobody can reach.
//!
//! The tables say what the model may allow an operation to answer; a test holds that no answer that conforms is outside of
//! them. An answer that is in them is no debt of a backend: where several codes conform, one that always gives the same
//! is as good.

use crate::model::StreamState;
use crate::op::OpKind;
use crate::outcome::OutcomeKind;
use crate::rule::Leeway;
use crate::wasi::ErrorCode::{
    self, Access, BadDescriptor, Busy, CrossDevice, Exist, FileTooLarge, IllegalByteSequence,
    InsufficientMemory, InsufficientSpace, Invalid, InvalidSeek, Io, IsDirectory, Loop, NameTooLong, NoEntry,
    NoSuchDevice, NotDirectory, NotEmpty, NotPermitted, Overflow, Quota, ReadOnly, Unsupported,
};

/// A right is missing, of the descriptor or of the embedder.
const RIGHTS: &[ErrorCode] = &[Access, BadDescriptor, NotPermitted, ReadOnly];

/// A path leads nowhere, or is none.
const PATHS: &[ErrorCode] = &[IllegalByteSequence, Invalid, Loop, NameTooLong, NoEntry, NotDirectory];

/// An entry can't be made, or not be taken away.
const ENTRIES: &[ErrorCode] = &[Busy, Exist, IsDirectory, NotEmpty];

/// What a stream says that was made through a descriptor without the right.
const DENIED: &[ErrorCode] = Leeway::NotGranted.codes();

/// A place that no file reaches.
const FAR: &[ErrorCode] = &[FileTooLarge, Invalid, Overflow];

/// There is no room for so much.
const ROOM: &[ErrorCode] = &[InsufficientSpace, InsufficientMemory, Quota];

/// The device has failed, which only a script brings about.
const DEVICE: &[ErrorCode] = &[Io];

/// The codes with which a call of a descriptor may be refused.
fn refusals(op: OpKind) -> &'static [&'static [ErrorCode]] {
    match op {
        OpKind::ReadViaStream | OpKind::AppendViaStream | OpKind::Read => &[RIGHTS, FAR, &[IsDirectory]],
        OpKind::WriteViaStream | OpKind::Write | OpKind::SetSize => &[RIGHTS, FAR, ROOM, &[IsDirectory]],
        OpKind::Advise => &[FAR, &[BadDescriptor, InvalidSeek, IsDirectory]],
        OpKind::Sync | OpKind::SyncData => &[&[BadDescriptor, Invalid, IsDirectory]],
        OpKind::SetTimes => &[RIGHTS, &[Invalid, Overflow, Unsupported]],
        OpKind::SetTimesAt => &[RIGHTS, PATHS, &[Overflow, Unsupported]],
        OpKind::ReadDirectory => &[RIGHTS, &[NoEntry, NotDirectory]],
        OpKind::StatAt | OpKind::MetadataHashAt | OpKind::ReadlinkAt => &[RIGHTS, PATHS],
        OpKind::OpenAt => &[RIGHTS, PATHS, &[Exist, IsDirectory, NoSuchDevice, Unsupported]],
        OpKind::CreateDirectoryAt | OpKind::RemoveDirectoryAt | OpKind::UnlinkFileAt | OpKind::SymlinkAt => {
            &[RIGHTS, PATHS, ENTRIES]
        }
        OpKind::LinkAt => &[RIGHTS, PATHS, ENTRIES, &[CrossDevice, Unsupported]],
        OpKind::RenameAt => &[RIGHTS, PATHS, ENTRIES, &[CrossDevice]],
        // What the first few tell can be told of every object; calls of other handles fail in another way, or not at all.
        OpKind::GetFlags
        | OpKind::GetType
        | OpKind::Stat
        | OpKind::IsSameObject
        | OpKind::MetadataHash
        | OpKind::ReadDirectoryEntry
        | OpKind::StreamRead
        | OpKind::BlockingRead
        | OpKind::Skip
        | OpKind::BlockingSkip
        | OpKind::CheckWrite
        | OpKind::StreamWrite
        | OpKind::BlockingWriteAndFlush
        | OpKind::Flush
        | OpKind::BlockingFlush
        | OpKind::WriteZeroes
        | OpKind::BlockingWriteZeroesAndFlush
        | OpKind::Splice
        | OpKind::BlockingSplice
        | OpKind::Ready
        | OpKind::Block
        | OpKind::Cancel
        | OpKind::Drop => &[],
    }
}

/// The codes that a stream's call may tell of a failure.
fn failures(op: OpKind) -> &'static [&'static [ErrorCode]] {
    match op {
        OpKind::StreamRead | OpKind::BlockingRead | OpKind::Skip | OpKind::BlockingSkip => {
            &[DENIED, FAR, DEVICE]
        }
        OpKind::CheckWrite
        | OpKind::StreamWrite
        | OpKind::BlockingWriteAndFlush
        | OpKind::Flush
        | OpKind::BlockingFlush
        | OpKind::WriteZeroes
        | OpKind::BlockingWriteZeroesAndFlush
        | OpKind::Splice
        | OpKind::BlockingSplice => &[DENIED, FAR, ROOM, DEVICE],
        OpKind::Ready
        | OpKind::Block
        | OpKind::Cancel
        | OpKind::Drop
        | OpKind::ReadDirectoryEntry
        | OpKind::ReadViaStream
        | OpKind::WriteViaStream
        | OpKind::AppendViaStream
        | OpKind::Advise
        | OpKind::SyncData
        | OpKind::GetFlags
        | OpKind::GetType
        | OpKind::SetSize
        | OpKind::SetTimes
        | OpKind::Read
        | OpKind::Write
        | OpKind::ReadDirectory
        | OpKind::Sync
        | OpKind::CreateDirectoryAt
        | OpKind::Stat
        | OpKind::StatAt
        | OpKind::SetTimesAt
        | OpKind::LinkAt
        | OpKind::OpenAt
        | OpKind::ReadlinkAt
        | OpKind::RemoveDirectoryAt
        | OpKind::RenameAt
        | OpKind::SymlinkAt
        | OpKind::UnlinkFileAt
        | OpKind::IsSameObject
        | OpKind::MetadataHash
        | OpKind::MetadataHashAt => &[],
    }
}

/// What an operation answers where it is not refused.
fn successes(op: OpKind) -> &'static [OutcomeKind] {
    use OutcomeKind as K;
    match op {
        OpKind::Read => &[K::Bytes, K::NoBytes],
        OpKind::Write => &[K::Count, K::Zero],
        OpKind::GetFlags => &[K::Flags],
        OpKind::GetType => &[K::Type],
        OpKind::Stat | OpKind::StatAt => &[K::Stat],
        OpKind::ReadlinkAt => &[K::Target],
        OpKind::IsSameObject => &[K::Same, K::NotSame],
        OpKind::MetadataHash | OpKind::MetadataHashAt => &[K::Hash],
        OpKind::ReadDirectoryEntry => &[K::Entry, K::EndOfEntries],
        OpKind::StreamRead | OpKind::BlockingRead => &[K::Bytes, K::NoBytes, K::Failed, K::Closed],
        OpKind::Skip
        | OpKind::BlockingSkip
        | OpKind::CheckWrite
        | OpKind::Splice
        | OpKind::BlockingSplice => &[K::Count, K::Zero, K::Failed, K::Closed],
        // A trap conforms where the contract of a write was broken.
        OpKind::StreamWrite
        | OpKind::WriteZeroes
        | OpKind::BlockingWriteAndFlush
        | OpKind::BlockingWriteZeroesAndFlush => &[K::Done, K::Failed, K::Closed, K::Trap],
        OpKind::Flush | OpKind::BlockingFlush => &[K::Done, K::Failed, K::Closed],
        OpKind::Ready => &[K::Ready, K::NotReady],
        OpKind::ReadViaStream
        | OpKind::WriteViaStream
        | OpKind::AppendViaStream
        | OpKind::Advise
        | OpKind::SyncData
        | OpKind::SetSize
        | OpKind::SetTimes
        | OpKind::ReadDirectory
        | OpKind::Sync
        | OpKind::CreateDirectoryAt
        | OpKind::SetTimesAt
        | OpKind::LinkAt
        | OpKind::OpenAt
        | OpKind::RemoveDirectoryAt
        | OpKind::RenameAt
        | OpKind::SymlinkAt
        | OpKind::UnlinkFileAt
        | OpKind::Block
        | OpKind::Cancel
        | OpKind::Drop => &[K::Done],
    }
}

/// Whether an answer of this kind may conform.
pub fn can_answer((op, kind): (OpKind, OutcomeKind)) -> bool {
    if let OutcomeKind::Error(code) = kind {
        return refusals(op).iter().any(|codes| codes.contains(&code));
    }
    successes(op).contains(&kind) || (kind == OutcomeKind::Abandoned && op.can_be_abandoned())
}

/// Whether a failure may be told by this code.
pub fn can_fail((op, code): (OpKind, ErrorCode)) -> bool {
    failures(op).iter().any(|codes| codes.contains(&code))
}

/// Whether the call can be made on a stream of that kind.
pub fn has_call((state, op): (StreamState, OpKind)) -> bool {
    op.info().on.contains(&state.on())
}

/// Whether any call may be refused, or fail, with this code.
pub fn has_code(code: ErrorCode) -> bool {
    OpKind::ALL.iter().any(|op| can_answer((*op, OutcomeKind::Error(code))) || can_fail((*op, code)))
}
