//! What a script needs of a backend: what it says itself, and what its fixture and its calls show.

use crate::op::{Call, Control, Manner, Op};
use crate::script::{Script, Step};
use crate::tree::{Access, Capability, Node};

/// Every capability that a script needs, with repetitions.
pub(crate) fn of(script: &Script) -> Vec<Capability> {
    let mut needed = script.needs.clone();
    for access in script.fixture.preopens.iter().map(|preopen| preopen.access) {
        if access != Access::default() {
            needed.push(Capability::Permissions);
        }
        if access != Access::default() && access != Access::READ_ONLY {
            needed.push(Capability::SplitPermissions);
        }
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
    let is_given_up = |call: &Call<'_>| matches!(call.manner, Manner::Abandon { .. });
    needed.extend(calls.clone().filter(is_given_up).map(|_| Capability::Abandon));
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
    for control in script.steps.iter().filter_map(Step::control) {
        match control {
            Control::Fault(_) => needed.extend([Capability::Faults, Capability::SyscallGate]),
            Control::Host(_) => needed.push(Capability::HostChanges),
            Control::Quiesce => needed.push(Capability::Quiesce),
            Control::Hold { .. } | Control::Release(_) => {}
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_needs_shows_in_its_fixture_and_its_steps() {
        let cases: [(&str, &[Capability]); 7] = [
            ("run\n  root.stat\n", &[]),
            ("preopen ro \"\" dir=read file=read\n\nrun\n  ro.stat\n", &[Capability::Permissions]),
            (
                "preopen some \"\" dir=read file=write\n\nrun\n  some.stat\n",
                &[Capability::Permissions, Capability::SplitPermissions],
            ),
            ("run\n  v.block, abandon after 1 poll\n", &[Capability::Abandon]),
            ("run\n  fault v write io\n", &[Capability::Faults, Capability::SyscallGate]),
            ("run\n  quiesce\n", &[Capability::Quiesce]),
            ("run\n  host remove \"f\"\n", &[Capability::HostChanges]),
        ];
        for (text, needed) in cases {
            let script = Script::parse("x", text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(of(&script), needed, "{text}");
        }
    }
}
