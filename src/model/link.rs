//! `link-at`, `symlink-at` and `readlink-at`.

use super::access::Refusals;
use super::handles::Descriptor;
use super::nodes::{Node, NodeId};
use super::path::{Resolved, Target, rule_of_names};
use super::{World, modes};
use crate::op::OpKind;
use crate::outcome::{Allowed, Answer, When};
use crate::rule::{Leeway, Rule};
use crate::tree::DirPerms;
use crate::wasi::ErrorCode::{
    self, Access, CrossDevice, Exist, Invalid, IsDirectory, NameTooLong, NoEntry, NotDirectory, NotPermitted,
};
use crate::wasi::PathFlags;

/// What a path is refused for that leads nowhere.
const OF_PATHS: &[ErrorCode] =
    &[NoEntry, NotDirectory, ErrorCode::Loop, NotPermitted, Access, IsDirectory, Exist, NameTooLong];

/// The longest target of a symbolic link that every system takes, in bytes.
const TARGET_SAFE: usize = 255;

impl World {
    /// The reasons against a call with two ends that are about its two descriptors.
    pub(super) fn ends_refusals(&self, op: OpKind, from: &Descriptor, to: &Descriptor) -> Refusals {
        let mut refusals = self.mutation_refusals(from, op, When::Source);
        if !self.is_directory(from) {
            return refusals;
        }
        if self.refuse_other_than_directory(to, &mut refusals) {
            return refusals;
        }
        refusals.need(op, When::Destination, to);
        // An embedder may keep preopens that grant different things apart altogether.
        refusals.may_if(from.access != to.access, Leeway::Widens, Rule::AccessWiden);
        let looks = from.access.dir.contains(DirPerms::READ) && to.access.dir.contains(DirPerms::READ);
        refusals.may_if(!looks, Leeway::NotGranted, Rule::AccessGranted);
        // Of whatever the paths lead to: none of them leads from one device to the other.
        let apart = self.nodes.device(from.node) != self.nodes.device(to.node);
        let rule = if op == OpKind::LinkAt { Rule::LinkDevice } else { Rule::DirRenameDevice };
        if apart {
            refusals.must(CrossDevice, rule);
            refusals.other_codes_break(rule);
        }
        refusals
    }

    pub(super) fn link_allowed(
        &self,
        from: &Descriptor,
        flags: PathFlags,
        old_path: &str,
        to: &Descriptor,
        new_path: &str,
    ) -> Allowed {
        let mut refusals = self.ends_refusals(OpKind::LinkAt, from, to);
        if !self.is_directory(from) {
            return refusals.refused_with_names(&[old_path, new_path]);
        }
        let mut old = self.follow(from, old_path, flags, &mut refusals);
        if old.rule == Some(Rule::PathSymlink) {
            // Whether the link is followed is this call's own matter.
            old.rule = Some(Rule::LinkFollow);
            if old.target.is_none() {
                refusals.blame(Rule::LinkFollow);
            }
        }
        if flags.contains(PathFlags::SYMLINK_FOLLOW) {
            // Who can't follow says so.
            refusals.denies(&[Invalid], Rule::LinkFollow);
        }
        refusals.must_be_there(&old);
        if let Some(node) = old.node() {
            self.refuse_source(node, to, &old, &mut refusals);
        }
        if !self.is_directory(to) {
            return refusals.refused_with_names(&[new_path]);
        }
        let new = self.follow_new_name(to, new_path, &mut refusals);
        refuse_new_name(&new, Rule::LinkTaken, &mut refusals);
        // A link that is to have its own name once more is gone where that was taken from it.
        let is_itself = matches!(new.target, Some(Target::Named { node, .. }) if Some(node) == old.node());
        if old.rule == Some(Rule::LinkFollow) && !is_itself {
            // Who takes the one for the other is told what else a path is refused for.
            refusals.denies(OF_PATHS, Rule::LinkFollow);
            refusals.other_codes_break(Rule::LinkMakes);
        }
        let rule = rule_of_names([&old, &new], Rule::LinkMakes);
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    fn refuse_source(&self, node: NodeId, to: &Descriptor, old: &Resolved, refusals: &mut Refusals) {
        let directory = self.nodes.directory(node).is_some();
        refusals.must_if(directory, NotPermitted, Rule::LinkDirectory);
        let bare = !directory && old.needs_directory;
        refusals.must_if(bare, NotDirectory, Rule::PathTrailingSlash);
        refusals.must_if(self.widens(node, to), Leeway::Widens, Rule::AccessWiden);
        // "The calling process does not have permission to access the existing file and this is required by the implementation."
        refusals.by_mode_of_some(self.nodes.mode_says(node, modes::READ | modes::WRITE));
        let odd = matches!(self.nodes.get(node), Node::Symlink(_) | Node::Special(_));
        refusals.may_if(odd, Leeway::LinkOfNoFile, Rule::LinkFollow);
    }

    pub(super) fn link_take(
        &mut self,
        from: &Descriptor,
        flags: PathFlags,
        old_path: &str,
        to: &Descriptor,
        new_path: &str,
    ) {
        let old = self.node_at(from, old_path, flags);
        let new = self.name_at(to, new_path, PathFlags::empty());
        if let (Some(node), Some(Target::Vacant { parent, name })) = (old, new) {
            let followed = flags.contains(PathFlags::SYMLINK_FOLLOW) && self.ends_in_link(from, old_path);
            let rule = if followed { Rule::LinkFollow } else { Rule::LinkMakes };
            if followed {
                self.nodes.explain_names_of(node, rule);
            } else if matches!(self.nodes.get(node), Node::Symlink(_)) {
                // What is there instead was followed to.
                self.nodes.explain_names_of(node, Rule::LinkFollow);
            }
            self.explain(to, parent, &name, rule);
            self.name(parent, name, node);
        }
    }

    pub(super) fn symlink_allowed(&self, base: &Descriptor, target: &str, path: &str) -> Allowed {
        let mut refusals = self.mutation_refusals(base, OpKind::SymlinkAt, When::Always);
        if !self.is_directory(base) {
            return refusals.refused_with_names(&[path, target]);
        }
        refusals.must_if(target.starts_with('/'), NotPermitted, Rule::LinkAbsolute);
        let nul = target.contains('\0');
        refusals.must_if(nul, Leeway::NulInPath, Rule::PathName);
        // POSIX allows a link to nothing, systems refuse it; where a link leads is judged when it is followed, or before.
        refusals.may_if(target.is_empty(), Leeway::EmptyTarget, Rule::PathName);
        refusals.may_if(target.split('/').any(|part| part == ".."), Leeway::TargetLeaves, Rule::PathInside);
        refusals.may_if(target.len() > TARGET_SAFE, Leeway::LongTarget, Rule::PathName);
        let new = self.follow_new_name(base, path, &mut refusals);
        refuse_new_name(&new, Rule::LinkSymlink, &mut refusals);
        refusals.or_else(|| Allowed::only(Answer::Done, new.rule_or(Rule::LinkSymlink)))
    }

    pub(super) fn symlink_take(&mut self, base: &Descriptor, target: &str, path: &str) {
        if let Some(Target::Vacant { parent, name }) = self.name_at(base, path, PathFlags::empty()) {
            self.explain(base, parent, &name, Rule::LinkSymlink);
            self.make(parent, name, Node::Symlink(target.into()));
        }
    }

    pub(super) fn readlink_allowed(&self, base: &Descriptor, path: &str) -> Allowed {
        let mut refusals = Refusals::default();
        if self.refuse_other_than_directory(base, &mut refusals) {
            return refusals.refused_with_paths(&[path]);
        }
        refusals.need(OpKind::ReadlinkAt, When::Always, base);
        let resolved = self.follow(base, path, PathFlags::empty(), &mut refusals);
        refusals.must_be_there(&resolved);
        let target = resolved.node().and_then(|node| match self.nodes.get(node) {
            Node::Symlink(target) => Some(target.clone()),
            Node::File(_) | Node::Directory(_) | Node::Special(_) => None,
        });
        match &target {
            Some(target) => refusals.must_if(target.starts_with('/'), NotPermitted, Rule::LinkAbsolute),
            None if resolved.node().is_some() => {
                refusals.must(Invalid, Rule::LinkReadKind);
            }
            None => {}
        }
        refusals.or_else(|| {
            let target = target.expect("our fault: no link, and not refused");
            Allowed::only(Answer::Target(target), Rule::LinkRead)
        })
    }
}

/// The reasons against giving something that is no directory a name.
fn refuse_new_name(new: &Resolved, taken: Rule, refusals: &mut Refusals) {
    match &new.target {
        Some(Target::Named { .. }) => {
            refusals.must(Exist, new.rule_of_presence(taken));
            refusals.may_if(new.needs_directory, Leeway::KindWithSlash, Rule::PathTrailingSlash);
        }
        Some(Target::Dots { .. }) => refusals.must(Exist, taken),
        Some(Target::Vacant { .. }) => {
            refusals.must_if(new.needs_directory, Leeway::FreeWithSlash, Rule::PathTrailingSlash);
        }
        None => {}
    }
}
