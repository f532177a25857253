//! Calls that change or list a directory.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::access::Refusals;
use super::handles::{Descriptor, Handle, Listing, ListingError, Right};
use super::nodes::{Directory, Node, NodeId};
use super::path::{Resolved, Target, rule_of_names};
use super::{World, modes};
use crate::op::{Call, OpKind};
use crate::outcome::{Allowed, Answer, Listed, Need, Outcome, OutcomeKind, Span, When};
use crate::rule::{Leeway, Rule};
use crate::tree::is_raw;
use crate::tree::raw::disguises;
use crate::wasi::DescriptorType;
use crate::wasi::ErrorCode::{Exist, IsDirectory, NoEntry, NotDirectory, NotEmpty};
use crate::wasi::PathFlags;

/// What names that are no text are told as by hosts that take something else for them, with the types of all objects; but those
/// that others have in the same directory.
fn disguised<'n>(raw: impl Iterator<Item = &'n str>, entries: &Listed) -> Arc<Listed> {
    let names = raw.flat_map(disguises).filter(|name| !entries.contains_key(name.as_str()));
    Arc::new(names.map(|name| (name.into(), DescriptorType::ALL.to_vec())).collect())
}

/// What a listing may tell, where there are entries in it whose names are no text. "An error for one entry" is told in its place: the
/// WIT has no other word for it, and does not say that a host has to tell it at all.
fn of_raw_names(listing: &Listing, allowed: Allowed) -> Allowed {
    if listing.disguised.is_empty() {
        return allowed;
    }
    let disguised = Answer::Entry(Arc::clone(&listing.disguised));
    let is_due = listing.entries.len() > listing.optional.len();
    let allowed = allowed.but_not(Allowed::only(disguised, Rule::DirRawNames));
    let allowed = if listing.ended || !is_due {
        allowed
    } else {
        allowed.but_not(Allowed::only(Answer::EndOfEntries, Rule::DirRawNames))
    };
    let may_tell = listing.untold > 0 && !listing.ended;
    allowed.or_if(may_tell, Answer::Error(Leeway::RawName.into()), Rule::DirRawNames)
}

impl World {
    /// The reasons against any call that changes a directory through a descriptor.
    pub(super) fn mutation_refusals(&self, descriptor: &Descriptor, op: OpKind, when: When) -> Refusals {
        let mut refusals = Refusals::default();
        if !self.refuse_other_than_directory(descriptor, &mut refusals) {
            refusals.need(op, when, descriptor);
        }
        refusals
    }

    /// Follows the path of a call that makes or removes a name.
    fn resolve_name(&self, base: &Descriptor, op: OpKind, path: &str) -> (Refusals, Option<Resolved>) {
        let mut refusals = self.mutation_refusals(base, op, When::Always);
        if !self.is_directory(base) {
            refusals.may_refuse_name(path);
            return (refusals, None);
        }
        let resolved = if op == OpKind::CreateDirectoryAt {
            self.follow_new_name(base, path, &mut refusals)
        } else {
            self.follow_name(base, path, &mut refusals)
        };
        (refusals, Some(resolved))
    }

    pub(super) fn create_directory_allowed(&self, descriptor: &Descriptor, path: &str) -> Allowed {
        let (mut refusals, resolved) = self.resolve_name(descriptor, OpKind::CreateDirectoryAt, path);
        let presence = resolved.as_ref().map(|resolved| resolved.rule_of_presence(Rule::DirCreate));
        let rule = rule_of_names(&resolved, Rule::DirCreate);
        match resolved.and_then(|resolved| resolved.target) {
            Some(Target::Named { .. }) => refusals.must(Exist, presence.unwrap_or(Rule::DirCreate)),
            Some(Target::Dots { .. }) => refusals.must(Exist, Rule::DirCreate),
            Some(Target::Vacant { .. }) | None => {}
        }
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    pub(super) fn create_directory_take(&mut self, descriptor: &Descriptor, path: &str) {
        if let Some(Target::Vacant { parent, name }) = self.name_at(descriptor, path, PathFlags::empty()) {
            self.explain(descriptor, parent, &name, Rule::DirCreate);
            self.make(parent, name, Node::Directory(Directory::default()));
        }
    }

    pub(super) fn remove_directory_allowed(&self, descriptor: &Descriptor, path: &str) -> Allowed {
        let (mut refusals, resolved) = self.resolve_name(descriptor, OpKind::RemoveDirectoryAt, path);
        refusals.may_refuse_dots(path, resolved.as_ref());
        let absence = resolved.as_ref().map_or(Rule::PathMissing, Resolved::rule_of_absence);
        let rule = rule_of_names(&resolved, Rule::DirRemove);
        match resolved.and_then(|resolved| resolved.target) {
            Some(Target::Named { node, .. }) => match self.nodes.directory(node) {
                Some(directory) => {
                    refusals.must_be_empty(directory, NotEmpty, Rule::DirRemove);
                    refusals.may_if(self.is_held(node), Leeway::InUse, Rule::DirRemove);
                    self.may_be_in_use(node, Leeway::OpenRemoved, Rule::DirRemove, &mut refusals);
                }
                None => refusals.must(NotDirectory, Rule::DirRemoveKind),
            },
            Some(Target::Dots { node }) => {
                refusals.must(Leeway::DotsRemoved, Rule::DirRemove);
                self.may_be_in_use(node, Leeway::OpenRemoved, Rule::DirRemove, &mut refusals);
                if self.has_entries(node) {
                    refusals.may_first(NotEmpty, Rule::DirRemove);
                }
            }
            Some(Target::Vacant { .. }) => refusals.must(NoEntry, absence),
            None => {}
        }
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    pub(super) fn unlink_allowed(&self, descriptor: &Descriptor, path: &str) -> Allowed {
        let (mut refusals, resolved) = self.resolve_name(descriptor, OpKind::UnlinkFileAt, path);
        let absence = resolved.as_ref().map_or(Rule::PathMissing, Resolved::rule_of_absence);
        let needs_directory = resolved.as_ref().is_some_and(|resolved| resolved.needs_directory);
        let rule = rule_of_names(&resolved, Rule::DirUnlink);
        match resolved.and_then(|resolved| resolved.target) {
            Some(Target::Named { node, .. }) if self.nodes.directory(node).is_some() => {
                refusals.must(IsDirectory, Rule::DirUnlinkKind);
            }
            Some(Target::Named { node, .. }) => {
                refusals.must_if(needs_directory, NotDirectory, Rule::PathTrailingSlash);
                self.may_be_in_use(node, Leeway::OpenRemoved, Rule::DirUnlink, &mut refusals);
            }
            Some(Target::Dots { .. }) => refusals.must(IsDirectory, Rule::DirUnlinkKind),
            Some(Target::Vacant { .. }) => refusals.must(NoEntry, absence),
            None => {}
        }
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    pub(super) fn unlink_take(&mut self, descriptor: &Descriptor, path: &str) {
        if let Some(Target::Named { parent, name, node }) = self.name_at(descriptor, path, PathFlags::empty())
        {
            self.displace(node);
            let directory = self.nodes.directory(node).is_some();
            let rule = if directory { Rule::DirRemove } else { Rule::DirUnlink };
            self.explain(descriptor, parent, &name, rule);
            self.nodes.unlink(parent, &name);
            self.unlisted(parent, &name);
        }
    }

    /// A name went. Whether a listing that is under way still gives it, POSIX leaves open.
    pub(super) fn unlisted(&mut self, parent: NodeId, name: &str) {
        for listing in self.listings_of(parent) {
            if let Some((name, _)) = listing.entries.get_key_value(name) {
                listing.optional.insert(Arc::clone(name));
            }
        }
    }

    /// Makes an object under a free name.
    pub(super) fn make(&mut self, parent: NodeId, name: Arc<str>, node: Node) -> NodeId {
        let id = self.nodes.add(node);
        self.name(parent, name, id);
        id
    }

    /// Gives an object a free name.
    pub(super) fn name(&mut self, parent: NodeId, name: Arc<str>, node: NodeId) {
        self.nodes.link(parent, Arc::clone(&name), node);
        self.listed(parent, &name, node);
    }

    /// A name was made. Whether a listing that is under way gives it, POSIX leaves open.
    pub(super) fn listed(&mut self, parent: NodeId, name: &Arc<str>, node: NodeId) {
        let r#type = self.nodes.descriptor_type(node);
        for listing in self.listings_of(parent) {
            let types = Arc::make_mut(&mut listing.entries).entry(Arc::clone(name)).or_default();
            if !types.contains(&r#type) {
                types.push(r#type);
            }
            listing.optional.insert(Arc::clone(name));
        }
    }

    fn listings_of(&mut self, directory: NodeId) -> impl Iterator<Item = &mut Listing> {
        self.handles_mut().filter_map(move |handle| match handle {
            Handle::Listing(listing) if listing.node == directory => Some(listing),
            Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_)
            | Handle::Descriptor(_)
            | Handle::Input(_)
            | Handle::Output(_) => None,
        })
    }

    /// Whether it is a directory that is not empty.
    pub(super) fn has_entries(&self, node: NodeId) -> bool {
        self.nodes.directory(node).is_some_and(|directory| !directory.entries.is_empty())
    }

    pub(super) fn is_held(&self, node: NodeId) -> bool {
        self.handles.iter().any(|handle| handle.node() == node)
    }

    pub(super) fn read_directory_allowed(&self, descriptor: &Descriptor) -> Allowed {
        let mut refusals = Refusals::default();
        self.refuse_other_than_directory(descriptor, &mut refusals);
        if let Some(directory) = self.nodes.directory(descriptor.node) {
            refusals.need(OpKind::ReadDirectory, When::Always, descriptor);
            if directory.removed {
                refusals.may(Leeway::RemovedDirectory, Rule::DirRemoved);
            }
            refusals.by_mode(self.nodes.mode_says(descriptor.node, modes::READ));
            self.looks_at_itself(descriptor, &mut refusals);
            // Whether it takes read to list a directory is open, until an answer has decided it.
            let granted = descriptor.has(Need::DirRead) == Right::Yes;
            refusals.must_if(granted && descriptor.read == Right::No, Leeway::NotOpenedFor, Rule::AccessRead);
            refusals.may_if(descriptor.read != Right::Yes, Leeway::NotOpenedFor, Rule::AccessRead);
        }
        refusals.or_else(|| Allowed::only(Answer::Done, Rule::DirLists))
    }

    pub(super) fn read_directory_take(&mut self, descriptor: &Descriptor, call: Call<'_>) {
        let now = self.nodes.now.map(Span::open);
        self.nodes.metadata_mut(descriptor.node).read(now);
        let Some(directory) = self.nodes.directory(descriptor.node) else { return };
        let types = |node: &NodeId| vec![self.nodes.descriptor_type(*node)];
        let (raw, told): (Vec<_>, Vec<_>) = directory.entries.iter().partition(|(name, _)| is_raw(name));
        let entries: Listed = told.into_iter().map(|(name, node)| (Arc::clone(name), types(node))).collect();
        let disguised = disguised(raw.iter().map(|(name, _)| &***name), &entries);
        let (entries, optional, untold) = (Arc::new(entries), BTreeSet::new(), raw.len());
        let error = self.struck_listing();
        let node = descriptor.node;
        let listing = Listing { node, entries, optional, untold, disguised, ended: false, error };
        self.bind(call.bind, Handle::Listing(listing));
    }

    pub(super) fn listing_allowed(&self, listing: &Listing) -> Allowed {
        // Who lists a directory bit by bit, or looks its entries up for their types, may be refused only then.
        let mut refusals = Refusals::default();
        refusals.by_mode_of_some(self.nodes.mode_says(listing.node, modes::READ | modes::SEARCH));
        refusals.or_else(|| of_raw_names(listing, self.entry_allowed(listing)))
    }

    fn entry_allowed(&self, listing: &Listing) -> Allowed {
        let ended =
            Allowed::only(Answer::EndOfEntries, if listing.ended { Rule::DirEnd } else { Rule::DirLists });
        let entry = || Answer::Entry(Arc::clone(&listing.entries));
        match listing.error {
            ListingError::Owed(code) if !listing.ended => {
                return Allowed::error(code, Rule::FaultTold).refusals_break(Some(Rule::FaultCode)).or_if(
                    !listing.entries.is_empty(),
                    entry(),
                    Rule::DirLists,
                );
            }
            ListingError::Owed(code) | ListingError::Told(code) => {
                return ended.or(Answer::Error(code.into()), Rule::FaultTold).or_if(
                    !listing.ended && !listing.entries.is_empty(),
                    entry(),
                    Rule::DirLists,
                );
            }
            ListingError::Possible(_) | ListingError::None => {}
        }
        let told = if let ListingError::Possible(code) = listing.error {
            Some(Answer::Error(code.into()))
        } else {
            None
        };
        let or_told = |usual: Allowed| match &told {
            Some(told) => usual.or(told.clone(), Rule::FaultTold),
            None => usual,
        };
        if listing.ended || listing.entries.is_empty() {
            return or_told(ended);
        }
        let may_end = listing.entries.len() == listing.optional.len();
        let usual = Allowed::only(entry(), Rule::DirLists)
            .or_if(may_end, Answer::EndOfEntries, Rule::DirLists)
            .breach(OutcomeKind::EndOfEntries, Rule::DirLists);
        or_told(usual)
    }

    pub(super) fn listing_take(&mut self, call: Call<'_>, outcome: &Outcome) {
        let Some(Handle::Listing(listing)) = self.handle_mut(call.on) else { return };
        if let Outcome::Error(code) = outcome {
            let is_of_name = listing.untold > 0 && Leeway::RawName.codes().contains(code);
            if is_of_name && listing.error != ListingError::Owed(*code) {
                listing.untold -= 1;
            } else {
                listing.error = ListingError::Told(*code);
            }
        }
        if let Outcome::Entry(entry) = outcome {
            listing.ended |= entry.is_none();
            if let Some(entry) = entry {
                Arc::make_mut(&mut listing.entries).remove(entry.name.as_str());
                listing.optional.remove(entry.name.as_str());
            }
        }
        if matches!(call.op, crate::op::Op::Drop) {
            self.unbind(call.on);
        }
    }
}
