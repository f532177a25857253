//! What an input stream may keep ahead of its guest.
//!
//! types.wit says of `read-via-stream`: "similar to `read` in POSIX", and POSIX has a read give what was written before it.
//! So a stream that was asked for nothing has fetched nothing: neither its making nor a read of no bytes begins. Whatever
//! asks for bytes, or whether there are some, does: streams.wit says that a read gives what is "promptly available", and
//! leaves it open what else is fetched for that. It is kept as one stretch of the file from where the stream stands.

use std::ops::Range;
use std::sync::Arc;

use super::handles::{Handle, Input};
use super::nodes::NodeId;
use super::{Model, World};
use crate::outcome::{Fetching, Given, Older, Places};
use crate::rule::Rule;
use crate::tree::Content;

/// How much a stream may keep ahead of its guest unless more or less is declared, in bytes. The WIT names no bound; this is more
/// than what hosts are known to fetch at once.
pub const READ_AHEAD: u64 = 1 << 20;

/// What a stream that was asked for bytes may have fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ahead {
    /// When it was asked first.
    opened: usize,
    /// The moment of the last fetch that what it gave shows.
    shown: usize,
    /// No byte that it has not given was fetched before this moment.
    since: usize,
    /// Where it stood after its calls, oldest first: when, and at which offset. Calls between which nothing happened to the
    /// file have one row.
    stood: Vec<(usize, u64)>,
}

/// The present of a stream's call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// The call.
    pub(super) step: usize,
    /// Whether anything has happened to the file since the stream was last called.
    changed: bool,
    /// How much it may keep.
    most: u64,
    /// The moment of the last fetch that the answer shows, and of the one by which the host can have reached so far.
    shown: Option<(usize, usize)>,
}

impl Model {
    /// Says how many bytes an input stream of the backend keeps ahead of its guest at most, where that is not
    /// [`READ_AHEAD`]. It counts from the first call on.
    #[must_use]
    pub fn with_read_ahead(mut self, bytes: u64) -> Self {
        self.worlds.iter_mut().for_each(|world| world.read_ahead = bytes);
        self
    }
}

impl Ahead {
    fn new(now: Now, offset: u64) -> Self {
        Self { opened: now.step, shown: now.step, since: now.step, stood: vec![(now.step, offset)] }
    }

    /// It stands here now.
    fn stands(&mut self, now: Now, offset: u64) {
        if let Some((shown, since)) = now.shown {
            self.shown = self.shown.max(shown);
            self.since = self.since.max(since);
        }
        match self.stood.last_mut() {
            Some((step, stood)) if !now.changed || *step == now.step => *stood = offset,
            _ => self.stood.push((now.step, offset)),
        }
        let reaches = |(_, stood): &(usize, u64)| stood.saturating_add(now.most) >= offset;
        let first = self.stood.iter().position(reaches).unwrap_or(0);
        self.stood.drain(..first);
        self.since = self.stood.first().map_or(self.since, |(step, _)| self.since.max(*step));
    }

    /// No byte that it has not given was fetched before this moment.
    pub(super) fn since(&self) -> usize {
        self.since
    }

    /// When it may have fetched what it gives at a step.
    pub(super) fn fetching(&self, step: usize, most: u64) -> Fetching {
        let rows = self.stood.iter().map(|(step, stood)| (*step, stood.saturating_add(most)));
        Fetching {
            opened: Some(self.opened),
            shown: self.shown,
            since: self.since,
            // What it gives itself it may fetch for that.
            reach: rows.chain([(step, u64::MAX)]).collect(),
        }
    }
}

impl Input {
    /// Somebody asked for bytes, or whether there are some: from now on some may have been fetched.
    pub(super) fn asked(&mut self, now: Now) {
        if self.closed {
            return;
        }
        match &mut self.ahead {
            Some(ahead) => ahead.stands(now, self.offset),
            None => self.ahead = Some(Ahead::new(now, self.offset)),
        }
    }
}

impl World {
    /// The present of a call of a stream that shows nothing.
    pub(super) fn now(&self, input: &Input) -> Now {
        let stood = input.ahead.as_ref().and_then(|ahead| ahead.stood.last());
        let changed = stood.is_some_and(|(stood, _)| self.has_changed_since(input.node, *stood));
        Now { step: self.step, changed, most: self.read_ahead, shown: None }
    }

    /// The same, of one that has given bytes.
    pub(super) fn now_given(&self, input: &Input, given: Given<'_>) -> Now {
        let view = self.view_of(input);
        let shown = if view.versions.is_empty() {
            None
        } else {
            let expected = view.expected(input.offset, Rule::StreamRead);
            expected.shown_by(given).zip(expected.fetched_by(given).ok())
        };
        Now { shown, ..self.now(input) }
    }

    /// Whether anything may have happened to a file since a moment.
    fn has_changed_since(&self, file: NodeId, moment: usize) -> bool {
        let versions = self.nodes.file(file).and_then(|file| file.versions.last());
        versions.is_some_and(|last| last.until >= moment)
            || self.effects.iter().any(|effect| effect.file == file && effect.step > moment)
    }

    /// The moments since which the streams on a file may have fetched what they give next.
    fn fetching_since(&self, node: NodeId) -> Option<usize> {
        let ahead = self.handles.iter().filter_map(|handle| match handle {
            Handle::Input(input) if input.node == node && !input.closed => input.ahead.as_ref(),
            Handle::Input(_)
            | Handle::Descriptor(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        });
        ahead.map(Ahead::since).min()
    }

    /// Whether an old version of the file may still be read by a stream that read ahead.
    pub(super) fn is_read_ahead(&self, node: NodeId) -> bool {
        self.fetching_since(node).is_some()
    }

    /// The gap before an effect, if it had landed when the file was shorter, which something else has filled since; and until when
    /// it can have been there.
    pub(super) fn filled_gap(&self, at: usize) -> Option<(Range<u64>, usize)> {
        let effect = &self.effects[at];
        let offset = effect.offset.filter(|_| self.is_read_ahead(effect.file))?;
        let file = self.nodes.file(effect.file)?;
        let shorter =
            file.versions.iter().filter(|older| older.until >= effect.step && older.content.len() < offset);
        let least = shorter.clone().map(|older| older.content.len()).min()?;
        let until = shorter.map(|older| older.until).max()?;
        (file.content.len() > least).then_some((least..offset, until))
    }

    /// Who has ahead may have found zeros in such a gap.
    pub(super) fn was_a_gap(&mut self, file: NodeId, gap: Range<u64>, moments: Range<usize>) {
        let Some(file) = self.nodes.file_mut(file) else { return };
        let mut then = Content::clone(&file.content);
        then.set_len(gap.start);
        then.set_len(file.content.len());
        for (start, bytes) in file.content.extents() {
            let before = usize::try_from(gap.end.saturating_sub(start)).unwrap_or(usize::MAX);
            if let Some(behind) = bytes.get(before..).filter(|behind| !behind.is_empty()) {
                then.write(start.max(gap.end), behind);
            }
        }
        let changed = Places::from(gap);
        let older = |content| Older {
            content,
            until: moments.end,
            next_from: moments.start,
            changed: changed.clone(),
        };
        let now = Arc::clone(&file.content);
        file.versions.extend([now, Arc::new(then)].map(older));
    }

    /// Lets go of the versions of a file that no stream can have fetched.
    pub(super) fn forget_versions(&mut self, node: NodeId) {
        if self.nodes.file(node).is_none_or(|file| file.versions.is_empty()) {
            return;
        }
        let since = self.fetching_since(node).unwrap_or(usize::MAX);
        if let Some(file) = self.nodes.file(node)
            && file.versions.first().is_some_and(|first| first.until < since)
            && let Some(file) = self.nodes.file_mut(node)
        {
            file.forget_versions(since);
        }
    }
}
