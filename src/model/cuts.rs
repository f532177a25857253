//! Writes that were cut off in their middle: a prefix has landed, and the rest never will.
//!
//! Of a few bytes each prefix is a world. Of more there is one world, in which what is read, or the size, tells by and by how
//! many it were; what comes over a place of them hides it.

use std::sync::Arc;

use super::begun::Seen;
use super::effects::Effect;
use super::handles::Handle;
use super::landings::PREFIXES_MAX;
use super::nodes::NodeId;
use super::{Model, World};
use crate::op::{Call, Data};
use crate::outcome::{ExpectedBytes, Older, Places, Spans};
use crate::rule::Rule;
use crate::tree::Content;

impl Model {
    /// Says of how many bytes that end in their middle every prefix is followed as a world of its own, where that is not
    /// [`PREFIXES_MAX`]. Where there are many worlds, or more bytes, how many it were is left in doubt if it can be.
    #[must_use]
    pub fn with_prefixes_up_to(mut self, bytes: usize) -> Self {
        self.prefixes_max = bytes.min(PREFIXES_MAX);
        self.worlds.iter_mut().for_each(|world| world.prefixes_max = self.prefixes_max);
        self
    }

    /// Of how many bytes every prefix is followed now: the more worlds there are, the fewer.
    pub(super) fn prefixes_now(&self) -> usize {
        prefixes_in(self.worlds.len(), self.prefixes_max)
    }
}

/// Of how many bytes every prefix is followed in so many worlds, where it is `in_one` bytes in one world: so that there are twice
/// `in_one` worlds behind that, at most.
pub(crate) fn prefixes_in(worlds: usize, in_one: usize) -> usize {
    in_one.min((2 * in_one / worlds.max(1)).saturating_sub(1))
}

impl World {
    /// The worlds in which a prefix of what a stream has in flight has landed, and the rest never does: one for each of its
    /// writes that don't follow each other.
    pub(super) fn cut_somewhere(mut self, stream: usize) -> Vec<Self> {
        let mut worlds = Vec::new();
        while let Some(at) = self.first_of(stream, usize::MAX) {
            let mut world = self.clone();
            world.join_followers(at);
            world.cut_off(at);
            worlds.push(world);
            let follows = self.join_followers(at);
            self.land(at, usize::MAX);
            if follows {
                break;
            }
        }
        // The one that a plain implementation is in comes first.
        worlds.reverse();
        worlds
    }

    /// Whether what a stream has in flight can be cut off somewhere: nothing goes to an end of the file that would be in doubt by that.
    pub(super) fn can_be_cut(&self, stream: usize) -> bool {
        let mine = || self.effects.iter().filter(|effect| effect.stream == stream && effect.cut.is_none());
        let Some(file) = mine().next().map(|effect| effect.file) else { return true };
        let size = self.end_of(file);
        let grows = mine().any(|effect| effect.reach(size).end > size);
        let goes_to_end = |effect: &Effect| effect.stream != stream && effect.offset.is_none();
        !grows || !self.in_flight_to(file).any(goes_to_end)
    }

    /// The worlds in which it is known where a file ends, as far as writes that were cut off make a difference to that.
    pub(super) fn ends_known(self, file: NodeId) -> Result<Vec<Self>, &'static str> {
        let size = self.end_of(file);
        let grows = |effect: &Effect| {
            let seen = effect.hidden.others(effect.bytes.len()).end() as u64;
            effect.file == file
                && effect.cut.is_some()
                && effect.offset.is_some_and(|offset| offset.saturating_add(seen) > size)
        };
        let Some(at) = self.effects.iter().position(grows) else { return Ok(vec![self]) };
        let (offset, length) = (self.effects[at].offset.unwrap_or(size), self.effects[at].bytes.len());
        let within = usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX).min(length);
        if length - within > PREFIXES_MAX {
            return Err(
                "an append goes behind a longer write that ended in its middle than the model follows",
            );
        }
        let mut worlds = Vec::new();
        for kept in (within..=length).rev() {
            let mut world = self.clone();
            world.kept(at, if kept > within { kept } else { 0 }, kept);
            worlds.extend(world.ends_known(file)?);
        }
        Ok(worlds)
    }

    /// The file that a call may append to.
    pub(super) fn appended_by(&self, call: Call<'_>) -> Option<NodeId> {
        if !call.op.is_stream_write() {
            return None;
        }
        match self.handle(call.on)? {
            Handle::Output(output) if output.offset.is_none() && !output.closed => Some(output.node),
            Handle::Output(_)
            | Handle::Descriptor(_)
            | Handle::Input(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        }
    }

    /// Puts all that a stream has in flight into its first effect, where each follows the one before; whether they did.
    fn join_followers(&mut self, at: usize) -> bool {
        let Effect { stream, file, .. } = self.effects[at];
        let end = self.end_of(file);
        let start = self.effects[at].offset.unwrap_or(end);
        let mine = self.effects.iter().filter(|effect| effect.stream == stream && effect.cut.is_none());
        let mut joined = Vec::new();
        for effect in mine {
            let here = start.saturating_add(joined.len() as u64);
            if effect.offset.is_some_and(|offset| offset != here) {
                return false;
            }
            joined.extend_from_slice(&effect.bytes);
        }
        let mut is_first = true;
        self.effects.retain(|effect| {
            let is_mine = effect.stream == stream && effect.cut.is_none();
            !is_mine || std::mem::take(&mut is_first)
        });
        let effect = &mut self.effects[at];
        (effect.offset, effect.bytes) = (Some(start), Data::new(joined));
        true
    }

    /// A prefix of an effect has landed, nobody knows how much of it, and nothing more of its stream ever will.
    pub(super) fn cut_off(&mut self, at: usize) {
        let Effect { stream, file, .. } = self.effects[at];
        let end = self.end_of(file);
        let number = self.effects.iter().filter_map(|effect| effect.cut).max().map_or(0, |last| last + 1);
        // What it waits for is not over, so that it has not come so far.
        let free = self.before_waits(at);
        if free == 0 {
            self.effects.retain(|effect| effect.stream != stream || effect.cut.is_some());
            return;
        }
        let under = self.under(at);
        let effect = &mut self.effects[at];
        effect.offset.get_or_insert(end);
        let seen = effect.begun.end();
        (effect.cut, effect.hidden) = (Some(number), under);
        (effect.begun, effect.from, effect.behind) = (Spans::default(), None, Vec::new());
        self.effects.retain(|effect| effect.stream != stream || effect.cut.is_some());
        self.kept(at, seen, free);
    }

    /// Of a write that was cut off so many bytes have landed: at least, and at most. Whether it is left in doubt.
    fn kept(&mut self, at: usize, least: usize, most: usize) -> bool {
        let effect = &mut self.effects[at];
        let most = most.min(effect.bytes.len());
        effect.bytes = effect.bytes.slice(0..most);
        effect.hidden = effect.hidden.within(&(0..most));
        if least > 0 {
            self.land(at, least.min(most));
        } else if most == 0 {
            self.is_over(at);
        }
        least < most
    }

    /// Something comes after what was cut off, of which a stream may have fetched any prefix that has landed: that is a part of a state
    /// in which all of it had, between two in which nothing had.
    pub(super) fn keep_cuts(&mut self, file: NodeId, until: usize) {
        let cut = self.effects.iter().filter(|effect| effect.file == file && effect.cut.is_some());
        let cut: Vec<Effect> = cut.cloned().collect();
        let Some(file) = self.nodes.file_mut(file) else { return };
        for Effect { offset, bytes, hidden, step: next_from, .. } in cut {
            let Some(offset) = offset else { continue };
            let mut whole = Content::clone(&file.content);
            for seen in hidden.others(bytes.len()).ranges() {
                whole.write(offset.saturating_add(seen.start as u64), &bytes[seen]);
            }
            let changed = Places::from(offset..offset.saturating_add(bytes.len() as u64));
            let states = [Arc::clone(&file.content), Arc::new(whole)];
            let older = |content| Older { content, until, next_from, changed: changed.clone() };
            file.versions.extend(states.map(older));
        }
    }

    /// A call has looked at a file: what it has seen tells how much has landed of what was cut off.
    pub(super) fn sees_cuts(&mut self, file: NodeId, seen: Seen<'_>) {
        let mut at = 0;
        while let Some(effect) = self.effects.get(at) {
            let bounds =
                if effect.cut.is_some() && effect.file == file { self.kept_of(at, seen) } else { None };
            let Some((least, most)) = bounds else {
                at += 1;
                continue;
            };
            // Where that is all of it, the next one stands in its place.
            at += usize::from(self.kept(at, least, most));
        }
    }

    /// How many bytes of a write that was cut off have landed, by what was seen: at least, and at most.
    fn kept_of(&self, at: usize, seen: Seen<'_>) -> Option<(usize, usize)> {
        let effect = &self.effects[at];
        let (file, offset, length) = (effect.file, effect.offset?, effect.bytes.len());
        let view = self.view(file);
        let size_before = view.current.len();
        let (mut least, mut most) = (0, length);
        let patch = self.effects[..at].iter().filter(|effect| effect.file == file).count();
        let expected = view.expected(0, Rule::FileRead);
        let end = expected.patches.get(patch)?.end();
        if let Seen::Bytes { offset, bytes, .. } = seen {
            let expected = ExpectedBytes { offset, ..expected };
            (least, most) = expected.kept_of(expected.patches.get(patch)?, bytes);
        }
        // Of the size nothing is known where something else may have made it longer.
        let longer = |other: &Effect| other.file == file && other.reach(size_before).end > size_before;
        let alone = self.effects.iter().filter(|other| longer(other)).count() == 1;
        if alone && end > size_before {
            let up_to = |size: u64| usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
            match seen {
                Seen::Bytes { offset, bytes, end: Some(true), .. } => {
                    most = most.min(up_to(offset.saturating_add(bytes.len() as u64).max(size_before)));
                }
                Seen::Size(size) => {
                    most = most.min(up_to(size));
                    least = if size > size_before { most } else { least };
                }
                Seen::Bytes { .. } => {}
            }
        }
        Some((least.min(most), most))
    }
}
