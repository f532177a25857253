//! What a script needs of a backend: what it says itself, and what its fixture and its calls show.

use crate::op::{Control, Op};
use crate::script::{Script, Step};
use crate::tree::{Access, Capability, Node};

/// Every capability that a script needs, with repetitions.
pub(super) fn of(script: &Script) -> Vec<Capability> {
    let mut needed = script.needs.clone();
    if script.fixture.preopens.iter().any(|preopen| preopen.access != Access::default()) {
        needed.push(Capability::Permissions);
    }
    if script.fixture.tree.walk().iter().any(|(_, node)| matches!(node, Node::Symlink(_))) {
        needed.push(Capability::Symlinks);
    }
    if script.fixture.tree.walk().iter().any(|(_, node)| matches!(node, Node::Other(_))) {
        needed.push(Capability::SpecialFiles);
    }
    if !script.fixture.modified.is_empty() {
        needed.push(Capability::HostTimes);
    }
    let calls = script.steps.iter().filter_map(Step::call);
    needed.extend(calls.filter_map(|call| match call.op {
        Op::AppendViaStream => Some(Capability::Append),
        Op::SetSize { .. } => Some(Capability::SetSize),
        Op::SetTimes { .. } | Op::SetTimesAt { .. } => Some(Capability::SetTimes),
        Op::LinkAt { .. } => Some(Capability::HardLinks),
        Op::SymlinkAt { .. } | Op::ReadlinkAt { .. } => Some(Capability::Symlinks),
        Op::MetadataHash | Op::MetadataHashAt { .. } => Some(Capability::MetadataHash),
        Op::ReadViaStream { .. }
        | Op::WriteViaStream { .. }
        | Op::Advise { .. }
        | Op::SyncData
        | Op::Sync
        | Op::StatAt { .. }
        | Op::RenameAt { .. }
        | Op::IsSameObject { .. }
        | Op::GetFlags
        | Op::GetType
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
        | Op::Drop => None,
    }));
    needed.extend(script.steps.iter().filter_map(Step::control).filter_map(|control| match control {
        Control::Fault(_) => Some(Capability::SyscallGate),
        Control::Host(_) => Some(Capability::HostChanges),
        Control::Hold { .. } | Control::Release(_) | Control::Quiesce => None,
    }));
    needed
}
