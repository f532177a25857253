//! `rename-at`.

use std::sync::Arc;

use super::access::Refusals;
use super::handles::{Descriptor, Former};
use super::nodes::{Node, NodeId};
use super::path::{Leaves, Resolved, Target, rule_of_names};
use super::{Handle, World, modes};
use crate::op::{DescriptorOp, OpKind};
use crate::outcome::{Allowed, Answer};
use crate::rule::{Leeway, Rule};
use crate::tree::Capability;
use crate::wasi::ErrorCode::{Invalid, IsDirectory, NoEntry, NotDirectory};
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
        refusals.may_refuse_dots(old_path, Some(&old));
        match old.target {
            Some(Target::Vacant { .. }) => refusals.must(NoEntry, old.rule_of_absence()),
            Some(Target::Dots { node }) => {
                refusals.must(Leeway::DotsRenamed, Rule::DirRename);
                self.may_be_in_use(node, Leeway::OpenRenamed, Rule::DirRename, &mut refusals);
            }
            Some(Target::Named { .. }) | None => {}
        }
        if !self.is_directory(to) {
            return refusals.refused_with_names(&[new_path]);
        }
        let new = self.follow_name(to, new_path, &mut refusals);
        refusals.may_refuse_dots(new_path, Some(&new));
        if let Some(Target::Dots { node }) = new.target {
            refusals.must(Leeway::DotsRenamed, Rule::DirRename);
            self.may_be_in_use(node, Leeway::OpenRenamed, Rule::DirRename, &mut refusals);
            refusals.may_if(self.has_entries(node), Leeway::DotsNotEmpty, Rule::DirRenameNotEmpty);
        }
        if let Some(Target::Named { node, .. }) = old.target {
            // Where the slash behind a name is dropped, or the way goes nowhere, the rest may be noticed all the same.
            let directory = self.nodes.directory(node).is_some();
            if directory {
                // It may get another entry for what is above it.
                refusals.by_mode_of_some(self.nodes.mode_says(node, modes::WRITE));
            }
            let inside = directory && self.leads_within(node, to, new_path);
            refusals.may_if(inside, Leeway::Inside, Rule::DirRenameInside);
            refusals.may_if(directory && self.is_held_within(node), Leeway::InUse, Rule::DirRename);
            self.may_be_in_use(node, Leeway::OpenRenamed, Rule::DirRename, &mut refusals);
            let slash = old.needs_directory || new.needs_directory;
            let is_odd = new.target.is_none() && new.leaves == Leaves::No && slash && !directory;
            refusals.may_if(is_odd, Leeway::KindWithSlash, Rule::PathTrailingSlash);
        }
        let own = match (&old.target, &new.target) {
            (Some(Target::Named { node, .. }), Some(target)) => {
                self.refuse_rename(*node, (&old, target), &new, &mut refusals);
                refusals.must_if(self.widens(*node, to), Leeway::Widens, Rule::AccessWiden);
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
        refusals.must_if(!directory && slash, Leeway::FreeWithSlash, Rule::PathTrailingSlash);
        match target {
            Target::Dots { .. } => {
                refusals.may_if(!directory, Leeway::DotsOfFile, Rule::DirRenameKind);
            }
            Target::Vacant { parent, .. } => {
                let inside = self.nodes.is_within(node, *parent);
                refusals.must_if(inside, Invalid, Rule::DirRenameInside);
            }
            Target::Named { node: there, .. } if *there == node => {}
            Target::Named { parent, node: there, .. } => {
                let inside = self.nodes.is_within(node, *parent);
                refusals.must_if(inside, Invalid, Rule::DirRenameInside);
                self.refuse_replacing(directory, *there, new, refusals);
            }
        }
    }

    /// Whether a path would name something within a directory if there were no slash at its end.
    fn leads_within(&self, directory: NodeId, base: &Descriptor, path: &str) -> bool {
        match self.leads_to(base, path.trim_end_matches('/'), PathFlags::empty()) {
            Some(Target::Named { parent, .. } | Target::Vacant { parent, .. }) => {
                self.nodes.is_within(directory, parent)
            }
            Some(Target::Dots { .. }) | None => false,
        }
    }

    /// The reasons against taking the place of an object.
    fn refuse_replacing(&self, directory: bool, there: NodeId, new: &Resolved, refusals: &mut Refusals) {
        let kind = new.rule_of_presence(Rule::DirRenameKind);
        self.may_be_in_use(there, Leeway::OpenRenamed, Rule::DirRenameReplaces, refusals);
        match (directory, self.nodes.directory(there)) {
            (true, Some(found)) => {
                refusals.by_mode_of_some(self.nodes.mode_says(there, modes::WRITE));
                refusals.must_be_empty(found, Leeway::NotEmpty, Rule::DirRenameNotEmpty);
                refusals.may_if(self.is_held(there), Leeway::InUse, Rule::DirRenameReplaces);
                let never = self.nodes.host.lacks(Capability::ReplaceDirectories);
                refusals.may_if(never, Leeway::DirectoryReplaced, Rule::DirRenameReplaces);
            }
            (false, Some(found)) => {
                refusals.must(IsDirectory, Rule::DirRenameKind);
                refusals.may_if(!found.entries.is_empty(), Leeway::KindOrNotEmpty, Rule::DirRenameKind);
            }
            (true, None) => refusals.must(NotDirectory, kind),
            (false, None) => {}
        }
    }

    /// Follows the path of a name that is moved, taken or removed: a link at its end is the name's own.
    pub(super) fn follow_name(&self, base: &Descriptor, path: &str, refusals: &mut Refusals) -> Resolved {
        let resolved = self.follow_from(base, path, refusals);
        if resolved.needs_directory && resolved.leaves == Leaves::No && self.ends_in_link(base, path) {
            refusals.may(Leeway::LinkWithSlash, Rule::PathTrailingSlash);
        }
        resolved
    }

    /// Follows the path of a name that is to be made: one that is there is taken, whatever stands behind it.
    pub(super) fn follow_new_name(&self, base: &Descriptor, path: &str, refusals: &mut Refusals) -> Resolved {
        let resolved = self.follow_from(base, path, refusals);
        let is_free = resolved.node().is_none() && resolved.has_a_name_here();
        let is_taken = is_free && self.is_taken_without_slash(base, path);
        refusals.may_if(is_taken, Leeway::TakenWithSlash, Rule::PathTrailingSlash);
        resolved
    }

    /// Follows a path whose last name is meant itself.
    fn follow_from(&self, base: &Descriptor, path: &str, refusals: &mut Refusals) -> Resolved {
        let resolved = self.follow(base, path, PathFlags::empty(), refusals);
        let out = resolved.needs_directory && matches!(resolved.leaves, Leaves::ByItsLastLink { .. });
        refusals.may_if(out, Leeway::LinkOutWithSlash, Rule::PathTrailingSlash);
        if let Some(Target::Named { parent, .. } | Target::Vacant { parent, .. }) = resolved.target {
            refusals.by_mode(self.nodes.mode_says(parent, modes::WRITE));
        } else if let Some(Target::Named { parent, .. } | Target::Vacant { parent, .. }) =
            self.leads_to(base, path.trim_end_matches(['/', '.']), PathFlags::empty())
        {
            // Without the slash behind it there is a name, whose directory comes first.
            refusals.by_mode_of_some(self.nodes.mode_says(parent, modes::WRITE));
        }
        // A name is its directory's, whatever the mode of what has it.
        if let Some(node) = resolved.node() {
            refusals.by_mode(self.nodes.mode_says(node, 0));
        }
        resolved
    }

    /// Whether a path without the slashes at its end names a symbolic link.
    pub(super) fn ends_in_link(&self, base: &Descriptor, path: &str) -> bool {
        let found = self.without_slash(base, path);
        found.is_some_and(|node| matches!(self.nodes.get(node), Node::Symlink(_)))
    }

    /// Whether a path has a slash at its end, and names something without it.
    pub(super) fn is_taken_without_slash(&self, base: &Descriptor, path: &str) -> bool {
        path.ends_with('/') && self.without_slash(base, path).is_some()
    }

    /// What a path names without the slashes at its end.
    fn without_slash(&self, base: &Descriptor, path: &str) -> Option<NodeId> {
        let name = path.trim_end_matches("/.").trim_end_matches('/');
        self.node_at(base, name, PathFlags::empty())
    }

    pub(super) fn link_or_rename_take(&mut self, from: &Descriptor, to: &Descriptor, op: &DescriptorOp) {
        if let DescriptorOp::LinkAt { old_path_flags, old_path, new_path, .. } = op {
            self.link_take(from, *old_path_flags, old_path, to, new_path);
        } else if let DescriptorOp::RenameAt { old_path, new_path, .. } = op {
            self.rename_take(from, old_path, to, new_path);
        }
    }

    fn rename_take(&mut self, from: &Descriptor, old_path: &str, to: &Descriptor, new_path: &str) {
        let old = self.name_at(from, old_path, PathFlags::empty());
        let new = self.name_at(to, new_path, PathFlags::empty());
        let Some(Target::Named { parent: old_parent, name: old_name, node }) = old else { return };
        if let Some(target) = &new {
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
        let (new_parent, new_name) = match new {
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
        self.handles.iter().any(|handle| self.nodes.is_within(directory, handle.node()))
    }

    /// Descriptors of a directory that is moved or removed, and of those below it, refer to it still.
    pub(super) fn displace(&mut self, node: NodeId) {
        let nodes = &self.nodes;
        for handle in Arc::make_mut(&mut self.handles).iter_mut() {
            if let Handle::Descriptor(descriptor) = handle
                && descriptor.displaced.is_none()
                && nodes.is_within(node, descriptor.node)
            {
                let path = |(below, _): &(NodeId, _)| Some((*below, nodes.path_to(*below, descriptor.node)?));
                let (below, path) = self.preopens.iter().find_map(path).unzip();
                descriptor.displaced = Some(Former { below, path: path.unwrap_or_default().into() });
            }
        }
    }
}

/// The rule of a rename that works.
fn rule_of_rename<N>(node: NodeId, target: &Target<N>) -> Rule {
    match target {
        Target::Named { node: there, .. } if *there == node => Rule::DirRenameSame,
        Target::Named { .. } => Rule::DirRenameReplaces,
        Target::Vacant { .. } | Target::Dots { .. } => Rule::DirRename,
    }
}
