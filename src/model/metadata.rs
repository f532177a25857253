//! Calls that look at an object's metadata or change its timestamps, and advice and sync.

use super::access::Refusals;
use super::handles::{Descriptor, Handle};
use super::host::Host;
use super::modes::Says;
use super::nodes::{Node, NodeId};
use super::times::Metadata;
use super::{World, modes};
use crate::op::{Call, DescriptorOp, Op, OpKind};
use crate::outcome::{
    Allowed, Answer, ExpectedStat, ExpectedTimes, History, Outcome, OutcomeKind, Sizes, Span, When,
};
use crate::rule::{Leeway, Rule};
use crate::wasi::ErrorCode::Overflow;
use crate::wasi::{Datetime, MetadataHashValue, NewTimestamp, PathFlags};

impl World {
    /// What is known by the judge's clock is not judged any more.
    pub(super) fn lose_clock(&mut self) {
        (self.nodes.now, self.nodes.begun) = (None, None);
        self.effects.iter_mut().for_each(|effect| effect.made = None);
        for node in self.nodes.ids() {
            self.nodes.metadata_mut(node).lose_clock();
        }
    }

    pub(super) fn stat_allowed(&self, descriptor: &Descriptor) -> Allowed {
        self.stat_answer(descriptor.node, self.or_nameless(descriptor, Rule::FileStat))
    }

    pub(super) fn stat_at_allowed(&self, base: &Descriptor, flags: PathFlags, path: &str) -> Allowed {
        self.look_at(base, OpKind::StatAt, flags, path, |node, rule| self.stat_answer(node, rule))
    }

    /// The attributes of an object that was found under a rule.
    fn stat_answer(&self, node: NodeId, rule: Rule) -> Allowed {
        let expected = self.expected_stat(node);
        let early = expected.times.early;
        let others = self.told_otherwise(node, &expected);
        let allowed = Allowed::only(Answer::Stat(Box::new(expected)), rule);
        let other =
            |allowed: Allowed, (lack, told)| allowed.or_without(lack, Answer::Stat(Box::new(told)), rule);
        let allowed = others.into_iter().fold(allowed, other);
        // A moment that does not fit is the one reason to say so.
        if early { allowed.breach(OutcomeKind::Error(Overflow), Rule::TimeEarly) } else { allowed }
    }

    pub(super) fn hash_allowed(&self, descriptor: &Descriptor) -> Allowed {
        self.expected_hash(descriptor.node, Rule::HashStays)
    }

    pub(super) fn hash_at_allowed(&self, base: &Descriptor, flags: PathFlags, path: &str) -> Allowed {
        self.look_at(base, OpKind::MetadataHashAt, flags, path, |node, rule| {
            self.expected_hash(node, if rule == Rule::FileStat { Rule::HashStays } else { rule })
        })
    }

    /// A call that looks at what a path leads to; `found` gets the object and the rule of the way. Whoever drops a slash
    /// behind a link looks at the link, which is no way out, wherever that leads.
    fn look_at(
        &self,
        base: &Descriptor,
        op: OpKind,
        flags: PathFlags,
        path: &str,
        found: impl Fn(NodeId, Rule) -> Allowed,
    ) -> Allowed {
        let mut refusals = Refusals::default();
        if self.refuse_other_than_directory(base, &mut refusals) {
            return refusals.refused_with_paths(&[path]);
        }
        refusals.need(op, When::Always, base);
        let resolved = self.follow(base, path, flags, &mut refusals);
        refusals.must_be_there(&resolved);
        let node = resolved.node();
        refusals.by_mode(node.map_or(Says::Nothing, |node| self.nodes.mode_says(node, 0)));
        let allowed = refusals.or_else(|| {
            let node = node.expect("our fault: a path that leads nowhere was not refused");
            found(node, resolved.rule_or(Rule::FileStat))
        });
        let allowed = match resolved.slashed {
            Some(link) => allowed.but_not(found(link, Rule::PathTrailingSlash)),
            None => allowed,
        };
        match resolved.followed {
            Some(link) => allowed.but_not(found(link, Rule::PathSymlink)),
            None => allowed,
        }
    }

    fn expected_stat(&self, node: NodeId) -> ExpectedStat {
        let (size, history) = match self.nodes.get(node) {
            Node::File(file) => (Some(self.view(node).sizes), file.history.clone()),
            Node::Symlink(target) => (Some(Sizes::exactly(target.len() as u64)), History::default()),
            Node::Directory(_) | Node::Special(_) => (None, History::default()),
        };
        let counted = self.nodes.directory(node).is_none();
        ExpectedStat {
            r#type: self.nodes.descriptor_type(node),
            size,
            link_count: counted.then(|| self.nodes.links(node)),
            times: self.expected_times(node),
            history,
            naming: self.nodes.naming(node),
            told: self.nodes.metadata(node).told(),
            still: self.look(node),
        }
    }

    pub(super) fn expected_times(&self, node: NodeId) -> ExpectedTimes {
        let metadata = self.nodes.metadata(node);
        let mut metadata = if self.is_in_flux(node) { self.in_doubt(node) } else { metadata.clone() };
        if self.is_followed(node) {
            metadata.read(self.nodes.begun.map(Span::open));
        }
        metadata.expected(self.nodes.grains)
    }

    /// What is known of an object's metadata where what is in flight to it has landed, or has not.
    fn in_doubt(&self, node: NodeId) -> Metadata {
        let mut landed = self.nodes.metadata(node).clone();
        landed.forget(Span::all_of(self.in_flight_to(node).map(|effect| effect.made)));
        landed
    }

    /// Whether writes to an object may still land.
    fn is_in_flux(&self, node: NodeId) -> bool {
        self.in_flight_to(node).next().is_some()
    }

    /// Whether something reads an object at any time: a stream, also one that was let go, a listing; a link with every path that
    /// leads over it.
    fn is_being_read(&self, node: NodeId) -> bool {
        let reads = |handle: &Handle| match handle {
            Handle::Input(input) => input.node == node,
            Handle::Listing(listing) => listing.node == node,
            Handle::Descriptor(_) | Handle::Output(_) | Handle::Pollable(_) | Handle::Error(_) => false,
        };
        self.is_followed(node) || self.nodes.metadata(node).is_read_behind() || self.handles.iter().any(reads)
    }

    /// Whether it is read by every path that leads over it, or nobody knows by what.
    fn is_followed(&self, node: NodeId) -> bool {
        matches!(self.nodes.get(node), Node::Symlink(_) | Node::Special(_))
    }

    fn expected_hash(&self, node: NodeId, rule: Rule) -> Allowed {
        let others = self.nodes.ids().filter(|other| *other != node && self.exists(*other));
        let others = others.filter_map(|other| self.nodes.metadata(other).hash());
        let expected = if self.is_in_flux(node) {
            self.in_doubt(node).expected_hash(None, others)
        } else {
            self.nodes.metadata(node).expected_hash(self.size_of(node), others)
        };
        Allowed::only(Answer::Hash(Box::new(expected)), rule)
    }

    fn exists(&self, node: NodeId) -> bool {
        self.nodes.links(node) > 0 || self.is_held(node)
    }

    /// The size of a file, as far as it is over.
    fn size_of(&self, node: NodeId) -> Option<u64> {
        self.nodes.file(node).map(|file| file.content.len())
    }

    pub(super) fn set_times_allowed(&self, descriptor: &Descriptor, times: [NewTimestamp; 2]) -> Allowed {
        let mut refusals = Refusals::default();
        let when = if self.is_directory(descriptor) { When::OnDirectory } else { When::OnFile };
        refusals.need(OpKind::SetTimes, when, descriptor);
        // What the descriptor has to be opened for the WIT does not say of its own object.
        if self.is_directory(descriptor) {
            refusals.may_if(!descriptor.mutate, Leeway::OwnDirectory, Rule::AccessMutate);
        } else {
            refusals.may_if(descriptor.write != super::Right::Yes, Leeway::NotOpenedFor, Rule::AccessWrite);
        }
        self.looks_at_itself(descriptor, &mut refusals);
        refuse_moments(times, &self.nodes.host, &mut refusals);
        refusals.or_else(|| Allowed::only(Answer::Done, rule_of_times(times)))
    }

    pub(super) fn set_times_at_allowed(
        &self,
        base: &Descriptor,
        flags: PathFlags,
        path: &str,
        times: [NewTimestamp; 2],
    ) -> Allowed {
        let mut refusals = self.mutation_refusals(base, OpKind::SetTimesAt, When::Always);
        if !self.is_directory(base) {
            return refusals.refused_with_paths(&[path]);
        }
        refuse_moments(times, &self.nodes.host, &mut refusals);
        let resolved = self.follow(base, path, flags, &mut refusals);
        refusals.must_be_there(&resolved);
        if times == [NewTimestamp::NoChange; 2] {
            // POSIX leaves it open whether a call that sets nothing looks at what it would have set.
            refusals.may_be_missing();
        }
        if let Some(node) = resolved.node() {
            // Who opens it first, to set its times then, is refused that.
            refusals.by_mode_of_some(self.nodes.mode_says(node, modes::READ | modes::WRITE | modes::SEARCH));
            let file = self.nodes.file(node).is_some();
            let unwritable = file && !base.access.file.contains(crate::tree::FilePerms::WRITE);
            refusals.may_if(unwritable, Leeway::NotGranted, Rule::AccessGranted);
            let link = matches!(self.nodes.get(node), Node::Symlink(_));
            refusals.may_if(link, Leeway::TimesOfLink, Rule::PathSymlink);
        }
        let own = rule_of_times(times);
        // What can't be opened is odd about itself, not about the way to it.
        let special = resolved.node().is_some_and(|node| self.is_special(node));
        let rule = if special { own } else { resolved.rule_or(own) };
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    pub(super) fn advise_allowed(&self, descriptor: &Descriptor, offset: u64, length: u64) -> Allowed {
        let mut refusals = Refusals::default();
        refusals.may_if(self.nodes.file(descriptor.node).is_none(), Leeway::Advice, Rule::AccessKind);
        let file_max = self.nodes.host.file_max();
        let far = length > file_max || offset.saturating_add(length) > file_max;
        refusals.may_if(far, Leeway::NoSuchOffset, Rule::FileFarOffset);
        refusals.or_else(|| Allowed::only(Answer::Done, Rule::FileAdvice))
    }

    pub(super) fn sync_allowed(&self, descriptor: &Descriptor) -> Allowed {
        let mut refusals = Refusals::default();
        // "Of a file", says the WIT; what it means on other objects is open.
        let file = self.nodes.file(descriptor.node).is_some();
        refusals.may_if(!file, Leeway::SyncOfNoFile, Rule::AccessKind);
        self.looks_at_itself(descriptor, &mut refusals);
        refusals.or_else(|| Allowed::only(Answer::Done, Rule::FileAdvice))
    }

    /// The file whose attributes a call by path looks at.
    pub(super) fn stated_by(&self, call: Call<'_>) -> Option<NodeId> {
        let (Handle::Descriptor(base), Op::Descriptor(DescriptorOp::StatAt { path_flags, path })) =
            (self.handle(call.on)?, call.op)
        else {
            return None;
        };
        self.nodes.directory(base.node)?;
        let node = self.node_at(base, path, *path_flags)?;
        self.nodes.file(node).map(|_| node)
    }

    /// What the calls of this room leave behind.
    pub(super) fn metadata_take(&mut self, descriptor: &Descriptor, op: &DescriptorOp, outcome: &Outcome) {
        let node = if let DescriptorOp::StatAt { path_flags, path }
        | DescriptorOp::MetadataHashAt { path_flags, path }
        | DescriptorOp::SetTimesAt { path_flags, path, .. } = op
        {
            self.node_at(descriptor, path, *path_flags)
        } else {
            Some(descriptor.node)
        };
        let Some(node) = node.filter(|_| !matches!(outcome, Outcome::Error(_))) else { return };
        if let Outcome::Stat(stat) = outcome {
            let (in_flux, read) = (self.is_in_flux(node), self.is_being_read(node));
            let (now, step) = (self.nodes.now.map(Span::open), self.step);
            let metadata = self.nodes.metadata_mut(node);
            metadata.seen(stat, step);
            if in_flux {
                metadata.forget(now);
            } else if read {
                metadata.read(now);
            }
            self.looked(node, stat);
        } else if let Outcome::Hash(hash) = outcome {
            self.take_hash(node, *hash);
        } else if let DescriptorOp::SetTimes {
            data_access_timestamp: access,
            data_modification_timestamp: modification,
        }
        | DescriptorOp::SetTimesAt {
            data_access_timestamp: access,
            data_modification_timestamp: modification,
            ..
        } = op
        {
            let (in_flux, read) = (self.is_in_flux(node), self.is_being_read(node));
            let (now, step, host) = (self.nodes.now, self.step, self.nodes.host);
            self.nodes.touched(node);
            let metadata = self.nodes.metadata_mut(node);
            metadata.set([*access, *modification], &host, step, now);
            let later = now.map(Span::open);
            if in_flux {
                metadata.forget(later);
            } else if read {
                metadata.read(later);
            }
        }
    }

    fn take_hash(&mut self, node: NodeId, hash: MetadataHashValue) {
        if !self.is_in_flux(node) {
            let size = self.size_of(node).unwrap_or(0);
            self.nodes.metadata_mut(node).seen_hash(hash, size);
        }
    }
}

/// Moments that a file system may not be able to tell.
fn refuse_moments(times: [NewTimestamp; 2], host: &Host, refusals: &mut Refusals) {
    for new in times {
        if let NewTimestamp::Timestamp(moment) = new {
            let odd = !host.can_tell(moment) || moment.nanoseconds >= Datetime::SECOND;
            refusals.may_if(odd, Leeway::NoSuchMoment, Rule::TimeArgument);
        }
    }
}

/// The rule of a call that sets timestamps.
fn rule_of_times(times: [NewTimestamp; 2]) -> Rule {
    let moments = times.iter().any(|new| matches!(new, NewTimestamp::Timestamp(_)));
    if moments { Rule::TimeArgument } else { Rule::TimeSet }
}
