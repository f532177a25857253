//! What the host of the backend is like, as far as it says: what it lacks and answers otherwise for that, and its own limits.

use super::access::Refusals;
use super::file::SERVED_MAX;
use super::handles::{Handle, Output};
use super::nodes::{Node, NodeId};
use super::times::TELLABLE;
use super::{Model, World};
use crate::op::{Op, OpKind};
use crate::outcome::{Allowed, Answer, ExpectedStat, ExpectedTime, Refusal, Sizes};
use crate::rule::{Leeway, Rule};
use crate::tree::{Capability, Dialect, Lacks, Traits};
use crate::wasi::{Datetime, ErrorCode};

/// Offsets and sizes beyond here, in bytes, no file reaches (POSIX `off_t`).
const OFFSET_MAX: u64 = i64::MAX as u64;

/// What a host declares. It is the same in every world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Host {
    lacks: Lacks,
    traits: Traits,
}

impl Host {
    /// Whether it does without something.
    pub(super) fn lacks(&self, capability: Capability) -> bool {
        self.lacks.contains(capability)
    }

    /// Whether it may have the words of a system for its refusals.
    fn speaks(&self, dialect: Dialect) -> bool {
        self.lacks(Capability::PosixCodes) && self.traits.dialect.is_none_or(|own| own == dialect)
    }

    /// Offsets and sizes beyond here, in bytes, no file reaches.
    pub(super) fn file_max(&self) -> u64 {
        self.traits.file_max.map_or(OFFSET_MAX, |most| most.min(OFFSET_MAX))
    }

    /// Offsets and sizes up to here, in bytes, it has to serve; beyond, it may refuse (POSIX leaves the limit to the system).
    pub(super) fn served_max(&self) -> u64 {
        self.file_max().min(SERVED_MAX)
    }

    /// Whether a read reaches so far that its offset may be refused. A length alone is never too large: a read gives what
    /// there is.
    pub(super) fn reads_too_far(&self, offset: u64, length: u64) -> bool {
        offset.saturating_add(length.min(SERVED_MAX)) > self.file_max()
    }

    /// Whether a path has a name that is longer than the longest one that it says it has.
    pub(super) fn is_too_long(&self, path: &str) -> bool {
        self.traits.name_max.is_some_and(|most| path.split('/').any(|name| name.len() as u64 > most))
    }

    /// Whether every file system of such a host can tell a moment.
    pub(super) fn can_tell(&self, moment: Datetime) -> bool {
        (self.traits.oldest.unwrap_or(0)..TELLABLE).contains(&moment.seconds)
    }
}

impl Model {
    /// Says what the host of the backend lacks and is like. What it lacks that a script needs is left out of the script before;
    /// of the rest the model takes what such a host answers.
    #[must_use]
    pub fn on_host(mut self, lacks: Lacks, traits: Traits) -> Self {
        for world in &mut self.worlds {
            world.nodes.host = Host { lacks, traits };
            world.read_ahead = traits.read_ahead.unwrap_or(world.read_ahead);
        }
        self
    }
}

/// A row of the table of words.
type Words = (Dialect, Option<OpKind>, &'static [Rule], ErrorCode, Slash, Leeway);

/// How to read a row: in the words of a system, of which call or of any, a refusal under one of these rules that has this code, where a path has a slash
/// at its end or whatever it is, may say instead what the choice has.
#[rustfmt::skip]
const WORDS: &[Words] = &[
    (Dialect::Windows, Some(OpKind::UnlinkFileAt), &[Rule::DirUnlinkKind], ErrorCode::IsDirectory, Slash::Any, Leeway::WindowsDirectory),
    (Dialect::Windows, Some(OpKind::OpenAt), &[Rule::OpenDirectoryWrite], ErrorCode::IsDirectory, Slash::Any, Leeway::WindowsDirectory),
    (Dialect::Windows, Some(OpKind::RenameAt), &[Rule::DirRenameKind], ErrorCode::IsDirectory, Slash::Any, Leeway::WindowsDirectory),
    (Dialect::Windows, Some(OpKind::RenameAt), &[Rule::DirRenameNotEmpty], ErrorCode::NotEmpty, Slash::Any, Leeway::WindowsNotEmpty),
    (Dialect::Windows, Some(OpKind::LinkAt), &[Rule::LinkDirectory], ErrorCode::NotPermitted, Slash::Any, Leeway::WindowsLink),
    (Dialect::Windows, Some(OpKind::UnlinkFileAt), &[Rule::PathTrailingSlash], ErrorCode::NotDirectory, Slash::Needed, Leeway::WindowsSlash),
    (Dialect::Windows, Some(OpKind::RemoveDirectoryAt), &[Rule::DirRemoveKind], ErrorCode::NotDirectory, Slash::Needed, Leeway::WindowsSlash),
    (Dialect::Windows, Some(OpKind::SymlinkAt), &[Rule::LinkSymlink, Rule::DirRenameSame], ErrorCode::Exist, Slash::Needed, Leeway::WindowsSlash),
    (Dialect::Windows, None, &[Rule::PathThroughFile], ErrorCode::NotDirectory, Slash::Any, Leeway::WindowsWay),
    (Dialect::Macos, Some(OpKind::UnlinkFileAt), &[Rule::DirUnlinkKind], ErrorCode::IsDirectory, Slash::Any, Leeway::MacosDirectory),
];

/// Whether a path has to have a slash at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slash {
    Any,
    Needed,
}

impl World {
    /// Adds what a host may answer to a call on a descriptor for what it lacks.
    pub(super) fn declared_of_descriptor(&self, allowed: Allowed, node: NodeId, op: &Op) -> Allowed {
        self.nameless(self.in_other_words(op, allowed), node, |says| Answer::Error(says.into()))
    }

    /// The same of an output stream; where it splices, the source may be gone as well.
    pub(super) fn declared_of_output(&self, allowed: Allowed, output: &Output, op: &Op) -> Allowed {
        let allowed = self.nameless_stream(allowed, output.node, output.closed);
        match op.source().and_then(|source| self.handle(source)) {
            Some(Handle::Input(source)) => {
                self.nameless_stream(allowed, source.node, output.closed || source.closed)
            }
            Some(
                Handle::Descriptor(_)
                | Handle::Output(_)
                | Handle::Listing(_)
                | Handle::Pollable(_)
                | Handle::Error(_),
            )
            | None => allowed,
        }
    }

    /// Adds what the host says in its own words.
    fn in_other_words(&self, op: &Op, allowed: Allowed) -> Allowed {
        let host = self.nodes.host;
        if !host.lacks(Capability::PosixCodes) {
            return allowed;
        }
        let slashed = || op.clone().paths_mut().iter().any(|path| path.ends_with('/'));
        let rows = WORDS.iter().filter(|(dialect, of, _, _, slash, _)| {
            host.speaks(*dialect)
                && of.is_none_or(|of| of == op.kind())
                && (*slash == Slash::Any || slashed())
        });
        rows.fold(allowed, |allowed, (_, _, rules, code, _, says)| {
            let is_said = |(answer, under): &&(Answer, Rule)| {
                let refusal = if let Answer::Error(refusal) = answer { Some(refusal) } else { None };
                rules.contains(under) && refusal.is_some_and(|refusal| refusal.codes().contains(code))
            };
            match allowed.answers().iter().find(is_said).map(|(_, rule)| *rule) {
                Some(rule) => allowed.or(Answer::Error((*says).into()), rule),
                None => allowed,
            }
        })
    }

    /// What is in use can't be taken away, moved or emptied on every host.
    pub(super) fn may_be_in_use(&self, node: NodeId, says: Leeway, rule: Rule, refusals: &mut Refusals) {
        let lacks = Refusal::from(says).without().is_some_and(|lack| self.nodes.host.lacks(lack));
        refusals.may_if(lacks && self.is_in_use(node), says, rule);
    }

    /// Whether somebody has an object open, or something in it, or may still be at work on it who was let go.
    fn is_in_use(&self, node: NodeId) -> bool {
        let is_within = |other: NodeId| other == node || self.nodes.is_within(node, other);
        self.handles.iter().any(|handle| is_within(handle.node()))
            || self.preopens.iter().any(|(preopen, _)| is_within(*preopen))
            || self.in_doubt.iter().any(|doubted| is_within(*doubted))
            || self.effects.iter().any(|effect| is_within(effect.file))
            || self.nodes.metadata(node).is_read_behind()
    }

    /// Whether a file has no name left, on a host that has no such files.
    pub(super) fn goes_with_its_name(&self, node: NodeId) -> bool {
        self.nodes.host.lacks(Capability::NamelessFiles)
            && self.nodes.file(node).is_some()
            && self.nodes.links(node) == 0
    }

    /// Adds that a file is gone with its last name.
    fn nameless(&self, allowed: Allowed, node: NodeId, says: impl Fn(Leeway) -> Answer) -> Allowed {
        if !self.goes_with_its_name(node) {
            return allowed;
        }
        allowed.or_without(Capability::NamelessFiles, says(Leeway::Nameless), Rule::FileOutlivesName)
    }

    /// The same of a stream; one that has ended says nothing more.
    pub(super) fn nameless_stream(&self, allowed: Allowed, node: NodeId, closed: bool) -> Allowed {
        if closed {
            return allowed;
        }
        self.nameless(allowed, node, |says| Answer::Failed(says.codes().into()))
    }

    /// What a host tells of an object that does not keep all of its attributes.
    pub(super) fn told_otherwise(
        &self,
        node: NodeId,
        expected: &ExpectedStat,
    ) -> Vec<(Capability, ExpectedStat)> {
        let host = self.nodes.host;
        let is_link = matches!(self.nodes.get(node), Node::Symlink(_));
        let mut told: Vec<(Capability, ExpectedStat)> = Vec::new();
        let mut also = |lack: Capability, other: &dyn Fn(&mut ExpectedStat)| {
            let before = told.iter().map(|(_, expected)| expected).chain([expected]);
            let changed = before.map(|before| {
                let mut changed = before.clone();
                other(&mut changed);
                (lack, changed)
            });
            let changed: Vec<_> = changed.collect();
            told.extend(changed);
        };
        if is_link && host.lacks(Capability::LinkSizes) {
            also(Capability::LinkSizes, &|expected| expected.size = Some(Sizes::exactly(0)));
        }
        if is_link && host.lacks(Capability::LinkTimes) {
            also(Capability::LinkTimes, &|expected| {
                let times = &mut expected.times;
                (times.access, times.modification, times.change) =
                    (ExpectedTime::FREE, ExpectedTime::FREE, ExpectedTime::FREE);
                (times.ordered, times.adjusted) = (false, [false; 2]);
            });
        }
        if expected.link_count.is_some_and(|links| links != 1) && host.lacks(Capability::LinkCounts) {
            also(Capability::LinkCounts, &|expected| expected.link_count = Some(1));
        }
        told
    }
}

#[cfg(test)]
mod tests;
