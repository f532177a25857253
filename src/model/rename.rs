//! `rename-at`.

use std::sync::Arc;

use super::access::{Refusals, WIDENS};
use super::directory::{ON_DOTS, ON_LINK_OUT, ON_LINK_WITH_SLASH};
use super::handles::Descriptor;
use super::nodes::{Node, NodeId};
use super::path::{Leaves, Resolved, Target, rule_of_names};
use super::{Handle, World};
use crate::op::{Op, OpKind};
use crate::outcome::{Allowed, Answer};
use crate::rule::Rule;
use crate::wasi::ErrorCode::{Busy, Exist, Invalid, IsDirectory, NoEntry, NotDirectory, NotEmpty};
use crate::wasi::PathFlags;

impl World {
    pub(super) fn rename_allowed(
        &self,
        from: &Descriptor,
        old_path: &str,
        to: &Descriptor,
        new_path: &str,
    ) -> Allowed {
        let mut refusals = self.ends_refusals(OpKind::RenameAt, from, to);
        if !self.is_directory(from) {
            return refusals.refused_with_names(&[old_path, new_path]);
        }
        let old = self.follow_name(from, old_path, &mut refusals);
        match old.target {
            Some(Target::Vacant { .. }) => refusals.must(&[NoEntry], old.rule_of_absence()),
            Some(Target::Dots { .. }) => refusals.must(ON_DOTS, Rule::DirRename),
            Some(Target::Named { .. }) | None => {}
        }
        if !self.is_directory(to) {
            return refusals.refused_with_names(&[new_path]);
        }
        let new = self.follow_name(to, new_path, &mut refusals);
        if let Some(Target::Dots { .. }) = new.target {
            refusals.must(ON_DOTS, Rule::DirRename);
        }
        if let Some(Target::Named { node, .. }) = old.target {
            // Where the slash behind a name is dropped, or the way goes nowhere, the rest may be noticed all the same.
            refusals.may_if(self.leads_within(node, to, new_path), &[Invalid], Rule::DirRenameInside);
            let slash = old.needs_directory || new.needs_directory;
            let is_odd = new.target.is_none()
                && new.leaves == Leaves::No
                && slash
                && self.nodes.directory(node).is_none();
            refusals.may_if(is_odd, &[NotDirectory], Rule::PathTrailingSlash);
        }
        let own = match (&old.target, &new.target) {
            (Some(Target::Named { node, .. }), Some(target)) => {
                self.refuse_rename(*node, (&old, target), &new, &mut refusals);
                refusals.must_if(self.widens(*node, to), WIDENS, Rule::AccessWiden);
                rule_of_rename(*node, target)
            }
            _ => Rule::DirRename,
        };
        let rule = rule_of_names([&old, &new], own);
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    /// The reasons against moving an object to where a path leads.
    fn refuse_rename(
        &self,
        node: NodeId,
        (old, target): (&Resolved, &Target),
        new: &Resolved,
        refusals: &mut Refusals,
    ) {
        let directory = self.nodes.directory(node).is_some();
        let slash = old.needs_directory || new.needs_directory;
        refusals.must_if(
            !directory && slash,
            &[NotDirectory, NoEntry, IsDirectory, Invalid],
            Rule::PathTrailingSlash,
        );
        refusals.may_if(directory && self.is_held_within(node), &[Busy], Rule::DirRename);
        match target {
            Target::Dots { .. } => {
                refusals.may_if(!directory, &[NotDirectory], Rule::DirRenameKind);
            }
            Target::Vacant { parent, .. } => {
                let inside = self.nodes.is_within(node, *parent);
                refusals.must_if(inside, &[Invalid], Rule::DirRenameInside);
            }
            Target::Named { node: there, .. } if *there == node => {}
            Target::Named { parent, node: there, .. } => {
                let inside = self.nodes.is_within(node, *parent);
                refusals.must_if(inside, &[Invalid], Rule::DirRenameInside);
                self.refuse_replacing(directory, *there, new, refusals);
            }
        }
    }

    /// Whether a path would name something within a directory if there were no slash at its end.
    fn leads_within(&self, directory: NodeId, base: &Descriptor, path: &str) -> bool {
        let resolved =
            self.follow(base, path.trim_end_matches('/'), PathFlags::empty(), &mut Refusals::default());
        match resolved.target {
            Some(Target::Named { parent, .. } | Target::Vacant { parent, .. }) => {
                self.nodes.is_within(directory, parent)
            }
            Some(Target::Dots { .. }) | None => false,
        }
    }

    /// The reasons against taking the place of an object.
    fn refuse_replacing(&self, directory: bool, there: NodeId, new: &Resolved, refusals: &mut Refusals) {
        let kind = new.rule_of_presence(Rule::DirRenameKind);
        match (directory, self.nodes.directory(there)) {
            (true, Some(found)) => {
                refusals.must_be_empty(found, &[NotEmpty, Exist], Rule::DirRenameNotEmpty);
                refusals.may_if(self.is_held(there), &[Busy], Rule::DirRenameReplaces);
            }
            (false, Some(found)) => {
                refusals.must(&[IsDirectory, Exist], Rule::DirRenameKind);
                // That it is not empty either may be told first.
                refusals.may_if(!found.entries.is_empty(), &[NotEmpty], Rule::DirRenameKind);
            }
            (true, None) => refusals.must(&[NotDirectory, Exist], kind),
            (false, None) => {}
        }
    }

    /// Follows the path of a name that is moved, taken or removed: a link at its end is the name's own.
    pub(super) fn follow_name(&self, base: &Descriptor, path: &str, refusals: &mut Refusals) -> Resolved {
        let resolved = self.follow(base, path, PathFlags::empty(), refusals);
        refusals.may_refuse_dots(path, &resolved);
        if resolved.needs_directory && resolved.has_a_name_here() && self.ends_in_link(base, path) {
            // Whether a slash behind the name of a link stands for what it leads to, systems answer either way.
            let codes = if resolved.leaves == Leaves::No { ON_LINK_WITH_SLASH } else { ON_LINK_OUT };
            refusals.may(codes, Rule::PathTrailingSlash);
        }
        resolved
    }

    /// Whether a path without the slashes at its end names a symbolic link.
    pub(super) fn ends_in_link(&self, base: &Descriptor, path: &str) -> bool {
        let name = path.trim_end_matches("/.").trim_end_matches('/');
        let found = self.follow(base, name, PathFlags::empty(), &mut Refusals::default());
        found.node().is_some_and(|node| matches!(self.nodes.get(node), Node::Symlink(_)))
    }

    /// The link at the end of a path that is to be followed: whoever looks at itself, or stops at it, does not.
    pub(super) fn link_to_follow(&self, base: &Descriptor, flags: PathFlags, path: &str) -> Option<NodeId> {
        if !flags.contains(PathFlags::SYMLINK_FOLLOW) || path.ends_with('/') {
            return None;
        }
        let found = self.follow(base, path, PathFlags::empty(), &mut Refusals::default());
        found.node().filter(|node| matches!(self.nodes.get(*node), Node::Symlink(_)))
    }

    pub(super) fn link_or_rename_take(&mut self, from: &Descriptor, to: &Descriptor, op: &Op) {
        if let Op::LinkAt { old_path_flags, old_path, new_path, .. } = op {
            self.link_take(from, *old_path_flags, old_path, to, new_path);
        } else if let Op::RenameAt { old_path, new_path, .. } = op {
            self.rename_take(from, old_path, to, new_path);
        }
    }

    fn rename_take(&mut self, from: &Descriptor, old_path: &str, to: &Descriptor, new_path: &str) {
        let old = self.follow(from, old_path, PathFlags::empty(), &mut Refusals::default());
        let new = self.follow(to, new_path, PathFlags::empty(), &mut Refusals::default());
        let Some(Target::Named { parent: old_parent, name: old_name, node }) = old.target else { return };
        if let Some(target) = &new.target {
            let rule = rule_of_rename(node, target);
            self.explain(from, old_parent, &old_name, rule);
            let is_other_name = !matches!(target,
                Target::Named { parent, name, .. } if (*parent, name) == (old_parent, &old_name));
            if rule == Rule::DirRenameSame && is_other_name && self.nodes.naming(node).is_none() {
                self.nodes.explain_names_of(node, rule);
            }
            if let Target::Named { parent, name, .. } | Target::Vacant { parent, name } = target {
                self.explain(to, *parent, name, rule);
            }
        }
        let (new_parent, new_name) = match new.target {
            Some(Target::Named { node: there, .. }) if there == node => return,
            Some(Target::Named { parent, name, .. } | Target::Vacant { parent, name }) => (parent, name),
            Some(Target::Dots { .. }) | None => return,
        };
        self.displace(node);
        if self.nodes.links(node) > 1 {
            // It has as many names as before.
            self.nodes.explain_names_of(node, Rule::DirRename);
        }
        self.unlisted(old_parent, &old_name);
        self.unlisted(new_parent, &new_name);
        self.nodes.rename((old_parent, &old_name), (new_parent, new_name.clone()));
        self.listed(new_parent, &new_name, node);
    }

    /// Whether the guest holds something that is a directory or below it.
    fn is_held_within(&self, directory: NodeId) -> bool {
        self.handles.iter().any(|(_, handle)| self.nodes.is_within(directory, handle.node()))
    }

    /// Descriptors of a directory that is moved or removed, and of those below it, refer to it still.
    pub(super) fn displace(&mut self, node: NodeId) {
        let nodes = &self.nodes;
        for (_, handle) in Arc::make_mut(&mut self.handles) {
            if let Handle::Descriptor(descriptor) = handle {
                descriptor.displaced |= nodes.is_within(node, descriptor.node);
            }
        }
    }
}

/// The rule of a rename that works.
fn rule_of_rename(node: NodeId, target: &Target) -> Rule {
    match target {
        Target::Named { node: there, .. } if *there == node => Rule::DirRenameSame,
        Target::Named { .. } => Rule::DirRenameReplaces,
        Target::Vacant { .. } | Target::Dots { .. } => Rule::DirRename,
    }
}
