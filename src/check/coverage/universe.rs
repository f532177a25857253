//! What can be reached at all, so that nothing is called a gap that nobody can reach.
//!
//! The tables say what the model may allow an operation to answer; a test holds that no answer that conforms is outside of
//! them. An answer that is in them is no debt of a backend: where several codes conform, one that always gives the same
//! is as good.

use crate::model::StreamState;
use crate::op::{HandleKind, OpKind};
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

/// How to read a row: with which codes these calls may be refused. What the others on descriptors tell can be told of every
/// object; calls on other handles fail in another way, or not at all.
const REFUSALS: &[(&[OpKind], &[&[ErrorCode]])] = &[
    (&[OpKind::ReadViaStream, OpKind::AppendViaStream, OpKind::Read], &[RIGHTS, FAR, &[IsDirectory]]),
    (&[OpKind::WriteViaStream, OpKind::Write, OpKind::SetSize], &[RIGHTS, FAR, ROOM, &[IsDirectory]]),
    (&[OpKind::Advise], &[FAR, &[BadDescriptor, InvalidSeek, IsDirectory]]),
    (&[OpKind::Sync, OpKind::SyncData], &[&[BadDescriptor, Invalid, IsDirectory]]),
    (&[OpKind::SetTimes], &[RIGHTS, &[Invalid, Overflow, Unsupported]]),
    (&[OpKind::SetTimesAt], &[RIGHTS, PATHS, &[Overflow, Unsupported]]),
    (&[OpKind::ReadDirectory], &[RIGHTS, &[NoEntry, NotDirectory]]),
    // For a name that is no text.
    (&[OpKind::ReadDirectoryEntry], &[Leeway::RawName.codes()]),
    (&[OpKind::StatAt, OpKind::MetadataHashAt, OpKind::ReadlinkAt], &[RIGHTS, PATHS]),
    (&[OpKind::OpenAt], &[RIGHTS, PATHS, &[Exist, IsDirectory, NoSuchDevice, Unsupported]]),
    (
        &[OpKind::CreateDirectoryAt, OpKind::RemoveDirectoryAt, OpKind::UnlinkFileAt, OpKind::SymlinkAt],
        &[RIGHTS, PATHS, ENTRIES],
    ),
    (&[OpKind::LinkAt], &[RIGHTS, PATHS, ENTRIES, &[CrossDevice, Unsupported]]),
    (&[OpKind::RenameAt], &[RIGHTS, PATHS, ENTRIES, &[CrossDevice]]),
];

/// How to read a row: which codes the calls on such a handle alone may tell of a failure.
const FAILURES: &[(HandleKind, &[&[ErrorCode]])] = &[
    (HandleKind::InputStream, &[DENIED, FAR, DEVICE]),
    (HandleKind::OutputStream, &[DENIED, FAR, ROOM, DEVICE]),
];

/// How to read a row: what these calls answer where they are not refused. All others are just done.
const SUCCESSES: &[(&[OpKind], &[OutcomeKind])] = &[
    (&[OpKind::Read], &[OutcomeKind::Bytes, OutcomeKind::NoBytes]),
    (&[OpKind::Write], &[OutcomeKind::Count, OutcomeKind::Zero]),
    (&[OpKind::GetFlags], &[OutcomeKind::Flags]),
    (&[OpKind::GetType], &[OutcomeKind::Type]),
    (&[OpKind::Stat, OpKind::StatAt], &[OutcomeKind::Stat]),
    (&[OpKind::ReadlinkAt], &[OutcomeKind::Target]),
    (&[OpKind::IsSameObject], &[OutcomeKind::Same, OutcomeKind::NotSame]),
    (&[OpKind::MetadataHash, OpKind::MetadataHashAt], &[OutcomeKind::Hash]),
    (&[OpKind::ReadDirectoryEntry], &[OutcomeKind::Entry, OutcomeKind::EndOfEntries]),
    (
        &[OpKind::StreamRead, OpKind::BlockingRead],
        &[OutcomeKind::Bytes, OutcomeKind::NoBytes, OutcomeKind::Failed, OutcomeKind::Closed],
    ),
    (
        &[OpKind::Skip, OpKind::BlockingSkip, OpKind::CheckWrite, OpKind::Splice, OpKind::BlockingSplice],
        &[OutcomeKind::Count, OutcomeKind::Zero, OutcomeKind::Failed, OutcomeKind::Closed],
    ),
    // A trap conforms where the contract of a write was broken.
    (
        &[
            OpKind::StreamWrite,
            OpKind::WriteZeroes,
            OpKind::BlockingWriteAndFlush,
            OpKind::BlockingWriteZeroesAndFlush,
        ],
        &[OutcomeKind::Done, OutcomeKind::Failed, OutcomeKind::Closed, OutcomeKind::Trap],
    ),
    (&[OpKind::Flush, OpKind::BlockingFlush], &[OutcomeKind::Done, OutcomeKind::Failed, OutcomeKind::Closed]),
    // So does one where a stream goes before its pollable, and of a poll without a list.
    (&[OpKind::Ready], &[OutcomeKind::Ready, OutcomeKind::NotReady, OutcomeKind::Trap]),
    (&[OpKind::Poll], &[OutcomeKind::Polled, OutcomeKind::Trap]),
    (&[OpKind::FilesystemErrorCode], &[OutcomeKind::Code, OutcomeKind::NoCode]),
    (&[OpKind::ToDebugString], &[OutcomeKind::Text]),
    (&[OpKind::Cancel, OpKind::Drop], &[OutcomeKind::Done, OutcomeKind::Trap]),
];

/// What a table has for a call; none where it has nothing.
fn row<T: Copy>(table: &[(&[OpKind], T)], op: OpKind) -> Option<T> {
    table.iter().find(|(ops, _)| ops.contains(&op)).map(|(_, row)| *row)
}

/// The codes with which a call of a descriptor may be refused.
fn refusals(op: OpKind) -> &'static [&'static [ErrorCode]] {
    row(REFUSALS, op).unwrap_or_default()
}

/// The codes that a stream's call may tell of a failure.
fn failures(op: OpKind) -> &'static [&'static [ErrorCode]] {
    let is_of = |(on, _): &&(HandleKind, &'static [&'static [ErrorCode]])| op.info().on == [*on];
    FAILURES.iter().find(is_of).map(|(_, codes)| *codes).unwrap_or_default()
}

/// What an operation answers where it is not refused.
fn successes(op: OpKind) -> &'static [OutcomeKind] {
    row(SUCCESSES, op).unwrap_or(&[OutcomeKind::Done])
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
