//! The table: for each capability what in a script needs it, and what takes its place.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use crate::op::{Change, Control, DescriptorOp, FreestandingOp, Manner, Op, StreamOp};
use crate::script::{Action, Script, Step};
use crate::tree::{Access, Capability, DirPerms, Entries, FilePerms, Fixture, Node, is_raw};
use crate::wasi::PathFlags;

/// From here on a file is far larger than the space that it is expected to take, in bytes.
const SPARSE_FROM: u64 = 1 << 26;

/// From here on no system has such files as a rule, so that it is refused with holes and without.
const SPARSE_BEFORE: u64 = 1 << 40;

/// What becomes of a step.
pub(super) enum Fate {
    /// It needs nothing that is lacking.
    Stays,
    /// It is left out.
    Goes,
    /// Something plainer takes its place.
    Becomes(Box<Action>),
}

/// How one capability shows.
pub(super) struct Row {
    pub(super) capability: Capability,
    /// What becomes of a script's steps without it, one by one.
    pub(super) fates: fn(&Script) -> Vec<Fate>,
    /// How many objects, rights and times of what a script starts from need it.
    pub(super) parts: fn(&Script) -> usize,
    /// Takes those away.
    pub(super) ground: fn(&mut Script),
}

/// Rows in the order of the enum. One reads: the capability; the steps that need it, and what becomes of them; the parts of
/// the fixture that need it, and what is left there.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // Calls that only serve to make such links, or to look at them, go with them.
    row(Capability::HardLinks, links, no_part, untouched),
    row(Capability::Symlinks, symlinks, |script| objects(script, is_symlink), |script| remove(script, is_symlink)),
    // A link at the end of the old path gets another name itself.
    row(Capability::LinkFollow, links_followed, no_part, untouched),
    // Without rights every preopen grants all. With all or nothing but reading, the nearer of the two.
    row(Capability::Permissions, no_step, |script| grants(script, |access| access != Access::default()), free),
    row(Capability::SplitPermissions, no_step, |script| grants(script, is_split), unsplit),
    // A stream that starts at the beginning of the file takes the same calls.
    row(Capability::Append, appends, no_part, untouched),
    row(Capability::SetSize, |script| without(script, |op| matches!(op, Op::Descriptor(DescriptorOp::SetSize { .. }))), no_part, untouched),
    row(Capability::SetTimes, times, no_part, untouched),
    row(Capability::MetadataHash, hashes, no_part, untouched),
    // Of names that are taken for one, one is left: the one in small letters and without marks that combine.
    row(Capability::ExactNames, odd_names, names::odd_parts, names::without_odd_parts),
    // A call that names such an object may be refused; nothing of such a name can be planted.
    row(Capability::FreeNames, no_step, names::refused_parts, names::without_refused_parts),
    row(Capability::SparseFiles, far_out, |script| objects(script, is_sparse), |script| remove(script, is_sparse)),
    row(Capability::SpecialFiles, no_step, |script| objects(script, is_special), |script| remove(script, is_special)),
    row(Capability::RawNames, no_step, |script| named(&script.fixture.tree.entries, is_raw), without_raw_names),
    row(Capability::HostTimes, no_step, |script| script.fixture.modified.len(), undated),
    row(Capability::Modes, |script| undisturbed(script, |control| is_change(control, |change| matches!(change, Change::Chmod { .. }))), |script| script.fixture.modes.len(), |script| script.fixture.modes.clear()),
    // All is asked as before, and nothing is judged by the clock.
    row(Capability::HostClock, no_step, no_part, untouched),
    // All is asked as before, and the model takes the answers of both; those that it takes for that are counted.
    row(Capability::RemoveOpen, no_step, no_part, untouched),
    row(Capability::RenameOpen, no_step, no_part, untouched),
    row(Capability::TruncateOpen, no_step, no_part, untouched),
    row(Capability::ReplaceDirectories, no_step, no_part, untouched),
    row(Capability::NamelessFiles, no_step, no_part, untouched),
    row(Capability::LinkSizes, no_step, no_part, untouched),
    row(Capability::LinkTimes, no_step, no_part, untouched),
    row(Capability::LinkCounts, no_step, no_part, untouched),
    row(Capability::PosixCodes, no_step, no_part, untouched),
    row(Capability::HostChanges, |script| undisturbed(script, |control| matches!(control, Control::Host(_))), no_part, untouched),
    // On one device the same calls are made, and may get on.
    row(Capability::TwoDevices, no_step, |script| usize::from(script.fixture.apart.is_some()), on_one_device),
    // What is asked of a pollable is asked of its stream, which subscribes one for that call alone.
    row(Capability::Pollables, unsubscribed, no_part, untouched),
    // What a call of a stream tells of its failure it tells all the same.
    row(Capability::Errors, unnamed_errors, no_part, untouched),
    // A call that can't be given up is waited for.
    row(Capability::Abandon, patient, no_part, untouched),
    row(Capability::Quiesce, |script| undisturbed(script, |control| *control == Control::Quiesce), no_part, untouched),
    // Where nothing can be held, nothing is in flight: calls are over when they return.
    row(Capability::Background, unheld, no_part, untouched),
    // A fault takes both: calls that can be reached, and something that reaches them.
    row(Capability::Faults, |script| undisturbed(script, Control::needs_calls), no_part, untouched),
    row(Capability::SyscallGate, |script| undisturbed(script, Control::needs_calls), no_part, untouched),
];

const fn row(
    capability: Capability,
    fates: fn(&Script) -> Vec<Fate>,
    parts: fn(&Script) -> usize,
    ground: fn(&mut Script),
) -> Row {
    Row { capability, fates, parts, ground }
}

fn no_step(script: &Script) -> Vec<Fate> {
    each(script, |_| Fate::Stays)
}

fn no_part(_: &Script) -> usize {
    0
}

fn untouched(_: &mut Script) {}

fn each(script: &Script, fate: impl Fn(&Step) -> Fate) -> Vec<Fate> {
    script.steps.iter().map(fate).collect()
}

fn gone_if(script: &Script, goes: impl Fn(&Step) -> bool) -> Vec<Fate> {
    each(script, |step| if goes(step) { Fate::Goes } else { Fate::Stays })
}

/// Without these calls.
fn without(script: &Script, needs: fn(&Op) -> bool) -> Vec<Fate> {
    gone_if(script, |step| step.call().is_some_and(|call| needs(call.op)))
}

/// Without what happens around the guest in this way.
fn undisturbed(script: &Script, needs: fn(&Control) -> bool) -> Vec<Fate> {
    gone_if(script, |step| step.control().is_some_and(needs))
}

fn is_change(control: &Control, is: fn(&Change) -> bool) -> bool {
    matches!(control, Control::Host(host) if is(&host.change))
}

fn links(script: &Script) -> Vec<Fate> {
    without(script, |op| matches!(op, Op::Descriptor(DescriptorOp::LinkAt { .. })))
}

fn symlinks(script: &Script) -> Vec<Fate> {
    let makes = |op: &Op| {
        matches!(op, Op::Descriptor(DescriptorOp::SymlinkAt { .. } | DescriptorOp::ReadlinkAt { .. }))
    };
    let is_made = |control: &Control| is_change(control, |change| matches!(change, Change::Symlink { .. }));
    gone_if(script, |step| {
        step.call().is_some_and(|call| makes(call.op)) || step.control().is_some_and(is_made)
    })
}

fn links_followed(script: &Script) -> Vec<Fate> {
    each(script, |step| match &step.action {
        Action::Call {
            bind,
            on,
            op: op @ Op::Descriptor(DescriptorOp::LinkAt { old_path_flags, .. }),
            manner,
        } if !old_path_flags.is_empty() => {
            let mut op = op.clone();
            if let Op::Descriptor(DescriptorOp::LinkAt { old_path_flags, .. }) = &mut op {
                *old_path_flags = PathFlags::empty();
            }
            let (bind, on) = (bind.clone(), on.clone());
            Fate::Becomes(Box::new(Action::Call { bind, on, op, manner: *manner }))
        }
        Action::Call { .. } | Action::Control(_) => Fate::Stays,
    })
}

fn times(script: &Script) -> Vec<Fate> {
    without(script, |op| {
        matches!(op, Op::Descriptor(DescriptorOp::SetTimes { .. } | DescriptorOp::SetTimesAt { .. }))
    })
}

fn hashes(script: &Script) -> Vec<Fate> {
    without(script, |op| {
        matches!(op, Op::Descriptor(DescriptorOp::MetadataHash | DescriptorOp::MetadataHashAt { .. }))
    })
}

fn appends(script: &Script) -> Vec<Fate> {
    each(script, |step| match &step.action {
        Action::Call { bind, on, op: Op::Descriptor(DescriptorOp::AppendViaStream), manner } => {
            let (bind, on, op) =
                (bind.clone(), on.clone(), Op::Descriptor(DescriptorOp::WriteViaStream { offset: 0 }));
            Fate::Becomes(Box::new(Action::Call { bind, on, op, manner: *manner }))
        }
        Action::Call { .. } | Action::Control(_) => Fate::Stays,
    })
}

fn unsubscribed(script: &Script) -> Vec<Fate> {
    let mut streams = BTreeMap::new();
    let fate = |step: &Step| {
        let Action::Call { bind, on, op, manner } = &step.action else { return Fate::Stays };
        if let (Op::Stream(StreamOp::Subscribe), Some(pollable)) = (op, bind) {
            streams.insert(pollable.clone(), on.clone());
            return Fate::Goes;
        }
        match (op, streams.get(on)) {
            (Op::Pollable(_), Some(stream)) => {
                let (on, op) = (stream.clone(), op.clone());
                Fate::Becomes(Box::new(Action::Call { bind: None, on, op, manner: *manner }))
            }
            (Op::Freestanding(FreestandingOp::Poll { .. }), _) | (Op::Drop, Some(_)) => Fate::Goes,
            _ => Fate::Stays,
        }
    };
    script.steps.iter().map(fate).collect()
}

fn unnamed_errors(script: &Script) -> Vec<Fate> {
    let mut errors = BTreeSet::new();
    let fate = |step: &Step| {
        let Action::Call { bind, on, op, manner } = &step.action else { return Fate::Stays };
        if op.kind().may_give_error() && bind.is_some() {
            errors.extend(step.binds());
            let (on, op) = (on.clone(), op.clone());
            return Fate::Becomes(Box::new(Action::Call { bind: None, on, op, manner: *manner }));
        }
        // Of a line that repeats the first name stands for all.
        let lets_go = *op == Op::Drop && errors.contains(&on.at(1));
        if matches!(op, Op::Error(_)) || lets_go { Fate::Goes } else { Fate::Stays }
    };
    script.steps.iter().map(fate).collect()
}

fn patient(script: &Script) -> Vec<Fate> {
    each(script, waited_for)
}

/// A step without giving up its call.
fn waited_for(step: &Step) -> Fate {
    match &step.action {
        Action::Call { bind, on, op, manner: Manner::Abandon { .. } } => {
            let (bind, on, op) = (bind.clone(), on.clone(), op.clone());
            Fate::Becomes(Box::new(Action::Call { bind, on, op, manner: Manner::Once }))
        }
        Action::Call { .. } | Action::Control(_) => Fate::Stays,
    }
}

fn unheld(script: &Script) -> Vec<Fate> {
    each(script, |step| match step.control() {
        Some(Control::Hold { .. } | Control::Release(_)) => Fate::Goes,
        Some(Control::Quiesce | Control::Fault(_) | Control::Host(_)) | None => waited_for(step),
    })
}

fn odd_names(script: &Script) -> Vec<Fate> {
    let odd = names::Odd::of(script);
    gone_if(script, |step| odd.is_in_step(step))
}

fn is_far(place: u64) -> bool {
    (SPARSE_FROM..SPARSE_BEFORE).contains(&place)
}

/// What writes far out makes a hole, or takes all that space.
fn far_out(script: &Script) -> Vec<Fate> {
    gone_if(script, is_far_out)
}

fn is_far_out(step: &Step) -> bool {
    let of_call = step.call().is_some_and(|call| {
        if let Op::Descriptor(
            DescriptorOp::SetSize { size: place }
            | DescriptorOp::Write { offset: place, .. }
            | DescriptorOp::WriteViaStream { offset: place },
        ) = call.op
        {
            is_far(*place)
        } else {
            false
        }
    });
    let of_host = step.control().is_some_and(|control| {
        if let Control::Host(host) = control { host.change.number().is_some_and(is_far) } else { false }
    });
    of_call || of_host
}

fn is_symlink(node: &Node) -> bool {
    matches!(node, Node::Symlink(_))
}

fn is_special(node: &Node) -> bool {
    matches!(node, Node::Other(_))
}

fn is_sparse(node: &Node) -> bool {
    if let Node::File(content) = node { content.len() >= SPARSE_FROM } else { false }
}

/// How many objects of the tree need it.
fn objects(script: &Script, needs: fn(&Node) -> bool) -> usize {
    fn count(entries: &Entries, needs: fn(&Node) -> bool) -> usize {
        let each = entries.values().map(|node| {
            usize::from(needs(node)) + if let Node::Directory(inner) = node { count(inner, needs) } else { 0 }
        });
        each.sum()
    }
    count(&script.fixture.tree.entries, needs)
}

/// How many objects have such a name, as far as none of them is in another one.
fn named(entries: &Entries, needs: fn(&str) -> bool) -> usize {
    let each = entries.iter().map(|(name, node)| match node {
        _ if needs(name) => 1,
        Node::Directory(inner) => named(inner, needs),
        Node::File(_) | Node::Symlink(_) | Node::Other(_) => 0,
    });
    each.sum()
}

fn without_raw_names(script: &mut Script) {
    keep_entries(&mut script.fixture.tree.entries, &|name, _| !is_raw(name));
}

fn remove(script: &mut Script, needs: fn(&Node) -> bool) {
    keep_entries(&mut script.fixture.tree.entries, &|_, node| !needs(node));
}

/// Keeps those objects of a tree alone, with all that is in them.
pub(super) fn keep_entries(entries: &mut Entries, keeps: &impl Fn(&str, &Node) -> bool) {
    entries.retain(|name, node| keeps(name, node));
    for node in entries.values_mut() {
        if let Node::Directory(inner) = node {
            keep_entries(inner, keeps);
        }
    }
}

fn grants(script: &Script, needs: fn(Access) -> bool) -> usize {
    script.fixture.preopens.iter().filter(|preopen| needs(preopen.access)).count()
}

fn is_split(access: Access) -> bool {
    access != Access::default() && access != Access::READ_ONLY
}

fn free(script: &mut Script) {
    script.fixture.preopens.iter_mut().for_each(|preopen| preopen.access = Access::default());
}

fn unsplit(script: &mut Script) {
    for preopen in script.fixture.preopens.iter_mut().filter(|preopen| is_split(preopen.access)) {
        let Access { dir, file } = preopen.access;
        let changes = dir.contains(DirPerms::MUTATE) || file.contains(FilePerms::WRITE);
        preopen.access = if changes { Access::default() } else { Access::READ_ONLY };
    }
}

fn undated(script: &mut Script) {
    script.fixture.modified.clear();
}

fn on_one_device(script: &mut Script) {
    script.fixture.apart = None;
}

/// Takes away what is about objects that are no more.
pub(super) fn mend(fixture: &mut Fixture) {
    let lost: Vec<bool> =
        fixture.preopens.iter().map(|preopen| !fixture.is_directory(&preopen.path)).collect();
    for (preopen, lost) in fixture.preopens.iter_mut().zip(lost) {
        if lost {
            preopen.path.clear();
        }
    }
    fixture.mend();
}
