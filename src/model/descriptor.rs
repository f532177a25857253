//! Calls on a descriptor: which room answers, and what each does to the world.

use std::sync::Arc;

use super::World;
use super::access::Refusals;
use super::file::denied;
use super::handles::{Descriptor, Handle, Input, Right};
use super::landings::Aftermath;
use super::nodes::{Node, NodeId};
use super::path::{LastName, Resolved, Target, Views, leads_to, resolve};
use super::regular::Change;
use crate::op::{Call, DescriptorOp, Op, OpKind};
use crate::outcome::{Allowed, Answer, Origin, Outcome, Span};
use crate::rule::Rule;
use crate::tree::FilePerms;
use crate::wasi::ErrorCode::{Exist, Loop, NoEntry, NotDirectory};
use crate::wasi::PathFlags;

impl World {
    pub(super) fn descriptor_allowed(
        &self,
        descriptor: &Descriptor,
        second: Option<&Descriptor>,
        op: &DescriptorOp,
    ) -> Allowed {
        if let Some(second) = second {
            return self.two_descriptors_allowed(descriptor, second, op);
        }
        if self.is_special(descriptor.node) && is_about_data(op) {
            // What a FIFO or a socket says to its data being read or written is its own.
            let (most, bound) = if let DescriptorOp::Read { length, .. } = op {
                (*length, Rule::FileReadBound)
            } else if let DescriptorOp::Write { buffer, .. } = op {
                (buffer.len() as u64, Rule::FileWriteCount)
            } else {
                (0, Rule::NoHang)
            };
            return Allowed::only(Answer::Anything { most, bound }, Rule::NoHang);
        }
        match op {
            DescriptorOp::GetFlags => {
                let answer = Answer::Flags { set: descriptor.set, free: descriptor.free };
                Allowed::only(answer, Rule::FileFlags)
            }
            DescriptorOp::GetType => {
                Allowed::only(Answer::Type(self.nodes.descriptor_type(descriptor.node)), Rule::FileType)
            }
            DescriptorOp::Advise { offset, length, .. } => self.advise_allowed(descriptor, *offset, *length),
            DescriptorOp::SyncData | DescriptorOp::Sync => self.sync_allowed(descriptor),
            DescriptorOp::Stat => self.stat_allowed(descriptor),
            DescriptorOp::StatAt { path_flags, path } => self.stat_at_allowed(descriptor, *path_flags, path),
            DescriptorOp::SetTimes { data_access_timestamp, data_modification_timestamp } => {
                self.set_times_allowed(descriptor, [*data_access_timestamp, *data_modification_timestamp])
            }
            DescriptorOp::SetTimesAt {
                path_flags,
                path,
                data_access_timestamp,
                data_modification_timestamp,
            } => {
                let times = [*data_access_timestamp, *data_modification_timestamp];
                self.set_times_at_allowed(descriptor, *path_flags, path, times)
            }
            DescriptorOp::MetadataHash => self.hash_allowed(descriptor),
            DescriptorOp::MetadataHashAt { path_flags, path } => {
                self.hash_at_allowed(descriptor, *path_flags, path)
            }
            DescriptorOp::ReadlinkAt { path } => self.readlink_allowed(descriptor, path),
            DescriptorOp::SymlinkAt { old_path, new_path } => {
                self.symlink_allowed(descriptor, old_path, new_path)
            }
            DescriptorOp::Read { length, offset } => self.read_allowed(descriptor, *length, *offset),
            DescriptorOp::Write { buffer, offset } => self.write_allowed(descriptor, buffer, *offset),
            DescriptorOp::SetSize { size } => self.set_size_allowed(descriptor, *size),
            DescriptorOp::ReadViaStream { .. }
            | DescriptorOp::WriteViaStream { .. }
            | DescriptorOp::AppendViaStream => self.stream_allowed(descriptor, op),
            DescriptorOp::OpenAt { path, path_flags, open_flags, flags } => {
                self.open_allowed(descriptor, path, *path_flags, *open_flags, *flags)
            }
            DescriptorOp::CreateDirectoryAt { path } => self.create_directory_allowed(descriptor, path),
            DescriptorOp::RemoveDirectoryAt { path } => self.remove_directory_allowed(descriptor, path),
            DescriptorOp::UnlinkFileAt { path } => self.unlink_allowed(descriptor, path),
            DescriptorOp::ReadDirectory => self.read_directory_allowed(descriptor),
            DescriptorOp::LinkAt { .. }
            | DescriptorOp::RenameAt { .. }
            | DescriptorOp::IsSameObject { .. } => {
                unreachable!("our fault: {} on one descriptor", op.kind().name())
            }
        }
    }

    fn two_descriptors_allowed(
        &self,
        descriptor: &Descriptor,
        second: &Descriptor,
        op: &DescriptorOp,
    ) -> Allowed {
        if let DescriptorOp::LinkAt { old_path_flags, old_path, new_path, .. } = op {
            self.link_allowed(descriptor, *old_path_flags, old_path, second, new_path)
        } else if let DescriptorOp::RenameAt { old_path, new_path, .. } = op {
            self.rename_allowed(descriptor, old_path, second, new_path)
        } else {
            Allowed::only(Answer::Same(descriptor.node == second.node), Rule::LinkSame)
        }
    }

    pub(super) fn descriptor_take(
        &mut self,
        descriptor: &Descriptor,
        second: Option<&Descriptor>,
        call: Call<'_>,
        outcome: &Outcome,
    ) -> Aftermath {
        let node = descriptor.node;
        let Op::Descriptor(op) = call.op else {
            self.unbind(call.on);
            return Aftermath::Nothing;
        };
        match (op, outcome) {
            (DescriptorOp::Write { buffer, offset }, Outcome::Count(count)) => {
                let written = usize::try_from(*count).map_or(buffer.len(), |count| count.min(buffer.len()));
                let bytes = buffer.slice(0..written);
                let (step, origin) = (self.step, Origin::Write);
                let place = *offset..offset.saturating_add(bytes.len() as u64);
                let pieces = vec![(*offset, bytes)];
                let change = Change { step, pieces, origin, stream: None, odd: None, landed: step };
                self.change(node, place, |file, keep| file.write(change, keep));
            }
            (DescriptorOp::SetSize { size }, Outcome::Done) => {
                let step = self.step;
                let resize = Origin::Size(Rule::FileSetSize);
                self.change(node, *size..u64::MAX, |file, keep| file.set_size(*size, resize, step, keep));
            }
            // What failed half-way may have touched the timestamps.
            (DescriptorOp::Write { .. } | DescriptorOp::SetSize { .. }, _) => {
                let now = self.nodes.now;
                self.nodes.touched(node);
                self.nodes.metadata_mut(node).forget(now);
            }
            (
                DescriptorOp::ReadViaStream { .. }
                | DescriptorOp::WriteViaStream { .. }
                | DescriptorOp::AppendViaStream,
                Outcome::Done,
            ) if self.is_special(node) => {
                return Aftermath::Lost("a stream of a special file");
            }
            (DescriptorOp::ReadViaStream { offset }, Outcome::Done) => {
                let denied = denied(descriptor, descriptor.read, FilePerms::READ);
                let now = self.nodes.now.map(Span::open);
                self.nodes.metadata_mut(node).read(now);
                let mut input = Input::new(node, *offset, denied);
                (input.unsure, input.opened) =
                    (denied.is_none() && descriptor.read == Right::Vague, descriptor.opened);
                self.bind(call.bind, Handle::Input(input));
            }
            (DescriptorOp::WriteViaStream { offset }, Outcome::Done) => {
                self.take_output(descriptor, call, Some(*offset));
            }
            (DescriptorOp::AppendViaStream, Outcome::Done) => self.take_output(descriptor, call, None),
            (DescriptorOp::Read { .. }, _) => {
                let now = self.nodes.now;
                self.nodes.metadata_mut(node).read(now);
            }
            (DescriptorOp::OpenAt { .. }, Outcome::Done) => self.open_take(descriptor, call),
            (DescriptorOp::CreateDirectoryAt { path }, Outcome::Done) => {
                self.create_directory_take(descriptor, path);
            }
            (
                DescriptorOp::RemoveDirectoryAt { path } | DescriptorOp::UnlinkFileAt { path },
                Outcome::Done,
            ) => {
                self.unlink_take(descriptor, path);
            }
            (DescriptorOp::ReadDirectory, Outcome::Done) => self.read_directory_take(descriptor, call),
            (DescriptorOp::SymlinkAt { old_path, new_path }, Outcome::Done) => {
                self.symlink_take(descriptor, old_path, new_path);
            }
            (DescriptorOp::LinkAt { .. } | DescriptorOp::RenameAt { .. }, Outcome::Done) => {
                let second = second.expect("our fault: one descriptor where two are needed");
                self.link_or_rename_take(descriptor, second, op);
            }
            _ => self.metadata_take(descriptor, op, outcome),
        }
        Aftermath::Nothing
    }

    pub(super) fn is_special(&self, node: NodeId) -> bool {
        matches!(self.nodes.get(node), Node::Special(_))
    }

    pub(super) fn is_directory(&self, descriptor: &Descriptor) -> bool {
        self.nodes.directory(descriptor.node).is_some()
    }

    /// Refuses a call for directories on anything else, and says whether it does.
    pub(super) fn refuse_other_than_directory(
        &self,
        descriptor: &Descriptor,
        refusals: &mut Refusals,
    ) -> bool {
        let refused = !self.is_directory(descriptor);
        refusals.must_if(refused, NotDirectory, Rule::AccessKind);
        refused
    }

    /// Follows a path from a descriptor of a directory. Reasons why it leads nowhere are added to `refusals`.
    pub(super) fn follow(
        &self,
        base: &Descriptor,
        path: &str,
        flags: PathFlags,
        refusals: &mut Refusals,
    ) -> Resolved {
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        let text = self.text(base, path);
        let mut resolved = resolve(self.views(base, path), base.node, text, follow, refusals);
        let removed = self.nodes.directory(base.node).is_some_and(|directory| directory.removed);
        if base.displaced.is_some() {
            resolved.reason = Some(Rule::DirObject);
            refusals.denies(&[NoEntry, NotDirectory], Rule::DirObject);
            // Whoever follows the path by which the directory was opened ends up elsewhere.
            resolved.rule = Some(Rule::DirObject);
            if resolved.target.is_none() && !removed {
                refusals.blame(Rule::DirObject);
            }
        }
        let reason = resolved.reason.filter(|_| resolved.rule.is_none() || base.displaced.is_some());
        if let Some(reason) = resolved.refused.filter(|_| base.displaced.is_none()).or(reason) {
            // That it is not there, or something is, says that the call before has not done what it was to.
            let codes: &[_] = if resolved.node().is_some() { &[NoEntry, Loop] } else { &[Exist] };
            refusals.denies(codes, reason);
        }
        resolved
    }

    /// Where a path leads from a descriptor of a directory, for who does not ask why.
    pub(super) fn leads_to<'p>(
        &'p self,
        base: &Descriptor,
        path: &'p str,
        flags: PathFlags,
    ) -> Option<Target<LastName<'p>>> {
        leads_to(
            self.views(base, path),
            base.node,
            self.text(base, path),
            flags.contains(PathFlags::SYMLINK_FOLLOW),
        )
    }

    /// A path as it is followed.
    fn text<'p>(&self, base: &Descriptor, path: &'p str) -> &'p str {
        self.amid.as_ref().map_or(path, |amid| amid.text(base.node, path))
    }

    /// What is seen of the tree on a way from a descriptor of a directory.
    fn views(&self, base: &Descriptor, path: &str) -> Views<'_> {
        match &self.amid {
            Some(amid) => amid.views(base.node, path),
            None => Views::of(&self.nodes),
        }
    }

    /// The same with the last name, for who is about to change what has it.
    pub(super) fn name_at(
        &self,
        base: &Descriptor,
        path: &str,
        flags: PathFlags,
    ) -> Option<Target<Arc<str>>> {
        self.leads_to(base, path, flags).map(|target| target.map(LastName::kept))
    }

    /// The object at a path from a descriptor of a directory.
    pub(super) fn node_at(&self, base: &Descriptor, path: &str, flags: PathFlags) -> Option<NodeId> {
        self.leads_to(base, path, flags)?.node()
    }

    /// A name was made, taken or left by a call that is made through a descriptor, under this rule.
    pub(super) fn explain(&mut self, base: &Descriptor, parent: NodeId, name: &Arc<str>, rule: Rule) {
        self.nodes.explain(parent, name, if base.displaced.is_some() { Rule::DirObject } else { rule });
    }

    /// The rule of a call that works: that it does so without a name where the object has none.
    pub(super) fn or_nameless(&self, descriptor: &Descriptor, rule: Rule) -> Rule {
        let nameless = self.nodes.file(descriptor.node).is_some() && self.nodes.links(descriptor.node) == 0;
        if nameless { Rule::FileOutlivesName } else { rule }
    }
}

/// Whether a call reads, writes or advises on an object's data.
fn is_about_data(op: &DescriptorOp) -> bool {
    const DATA: &[OpKind] = &[
        OpKind::Read,
        OpKind::Write,
        OpKind::SetSize,
        OpKind::ReadViaStream,
        OpKind::WriteViaStream,
        OpKind::AppendViaStream,
        OpKind::Advise,
        OpKind::Sync,
        OpKind::SyncData,
    ];
    DATA.contains(&op.kind())
}
