//! How worlds fork over the landings of what is in flight.
//!
//! Before a call whose outcome depends on the order of landings the worlds are closed under whole landings; each
//! stream's effects land in their order. A stream that fails or is let go leaves a prefix of what was in flight.

use std::ops::Range;
use std::sync::Arc;

use super::crowd::Crowd;
use super::effects::Effect;
use super::handles::Handle;
use super::nodes::NodeId;
use super::regular::File;
use super::{Model, World};
use crate::op::{Call, Data, DescriptorOp, Name, Op};
use crate::outcome::{Gone, GoneBy, Span};

/// The most bytes in flight whose every prefix is followed as a world of its own; more linger.
pub const PREFIXES_MAX: usize = 32;

/// Said where nobody knows how long what ends in its middle is, and more depends on that than is followed.
const TOO_LONG: &str = "a longer write may end in its middle than the model follows";

/// Said where a set of worlds grows out of hand.
const TOO_MANY: &str = "more writes overlap than the model follows";

/// What an answer means for what is in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aftermath {
    /// Nothing.
    Nothing,
    /// What a stream made up to a step has landed.
    Settled { stream: usize, upto: usize },
    /// A prefix of what a stream made has landed, and the rest never will.
    Cut(usize, GoneBy),
    /// A write was given up: a prefix of its bytes may have been taken.
    Taken(Data),
    /// A splice was given up: up to so many bytes may have moved.
    Moved(u64),
    /// A splice failed at its write: up to so many bytes were taken from its source, and a prefix of them has landed.
    MovedInVain(u64),
    /// The model can't follow any more, for this reason.
    Lost(&'static str),
}

/// The worlds that come of one; or why they can't be followed.
pub(super) type Worlds = Result<Vec<World>, &'static str>;

impl Model {
    /// What comes of the worlds after an answer.
    pub(super) fn follow(&mut self, call: Call<'_>, aftermaths: Vec<Aftermath>) {
        if aftermaths.iter().all(|aftermath| *aftermath == Aftermath::Nothing) {
            return;
        }
        let worlds = std::mem::take(&mut self.worlds);
        self.gather(worlds.into_iter().zip(aftermaths).map(|(world, aftermath)| match aftermath {
            Aftermath::Nothing => Ok(vec![world]),
            Aftermath::Settled { stream, upto } => world.settled(stream, upto),
            Aftermath::Cut(stream, by) => world.cut(stream, by),
            Aftermath::Taken(bytes) => world.taken_in_part(call, &bytes),
            Aftermath::Moved(most) => world.moved_in_part(call, most),
            Aftermath::MovedInVain(most) => world.moved_in_vain(call, most),
            Aftermath::Lost(reason) => Err(reason),
        }));
    }

    /// Takes in what came of each world, as far as it can be followed.
    fn gather(&mut self, came: impl Iterator<Item = Worlds>) {
        let mut crowd = Crowd::default();
        for worlds in came {
            match worlds {
                Ok(worlds) => worlds.into_iter().for_each(|world| crowd.add(world)),
                Err(reason) => self.inconclusive = Some(reason),
            }
            if crowd.is_too_large() {
                self.inconclusive = Some(TOO_MANY);
                break;
            }
        }
        self.worlds = crowd.into_worlds();
    }

    /// Puts what comes of each world in its place.
    pub(super) fn each(&mut self, next: impl Fn(World) -> Worlds) {
        let worlds = std::mem::take(&mut self.worlds);
        self.gather(worlds.into_iter().map(next));
    }

    /// Forks where the call's outcome depends on what has landed before it.
    pub(super) fn fork_before(&mut self, call: Call<'_>) {
        self.lose_what_may_be_two(call);
        if self.worlds.iter().all(|world| world.effects.is_empty()) {
            return;
        }
        let Some(world) = self.worlds.first() else { return };
        if let Some(file) = world.appended_by(call) {
            self.each(|world| world.ends_known(file));
        }
        let Some(world) = self.worlds.first() else { return };
        let changes = if let Op::Descriptor(DescriptorOp::Write { buffer, offset }) = call.op {
            let place = *offset..offset.saturating_add(buffer.len() as u64);
            world.file_of(call).map(|file| (file, place))
        } else if let Op::Descriptor(DescriptorOp::SetSize { size }) = call.op {
            world.file_of(call).map(|file| (file, *size..u64::MAX))
        } else if matches!(call.op, Op::Descriptor(DescriptorOp::OpenAt { .. })) {
            world.truncated_by(call).map(|file| (file, 0..u64::MAX))
        } else {
            None
        };
        // Appends in flight move each other; all else is seen byte by byte without forking.
        let appends = |file: &NodeId| {
            self.worlds
                .iter()
                .any(|world| world.effects.iter().any(|e| e.file == *file && e.offset.is_none()))
        };
        let source = call.op.source().and_then(|src| world.handle(src)).map(Handle::node);
        let observed =
            [world.file_of(call), world.stated_by(call), source].into_iter().flatten().find(appends);
        // What meets them goes beyond the end.
        if let Some((file, place)) = changes.or(observed.map(|file| (file, u64::MAX..u64::MAX))) {
            self.close(file, &place);
        }
    }

    /// Closes the worlds under whole landings on a file that make a difference to what is done to a place of it, or is found there.
    pub(super) fn close(&mut self, file: NodeId, place: &Range<u64>) {
        let worlds = std::mem::take(&mut self.worlds);
        let next = |world: &World| {
            let streams = world.streams_at(file, place);
            world.with_a_landing(&streams)
        };
        match closure(worlds, next) {
            Ok(closed) => self.worlds = closed,
            Err(reason) => self.inconclusive = Some(reason),
        }
    }

    /// Forks over everything that can have landed by now, before the tree is looked at.
    pub(super) fn close_all(&mut self) {
        let mut files: Vec<NodeId> =
            self.worlds.iter().flat_map(|world| world.effects.iter().map(|effect| effect.file)).collect();
        files.sort_unstable();
        files.dedup();
        for file in files {
            // Writes that don't meet are seen byte by byte without forking.
            let apart = |world: &World| {
                let mut effects = world.effects.iter().filter(|effect| effect.file == file);
                effects.clone().count() <= 1
                    || (effects.all(|effect| effect.offset.is_some()) && world.all_land_alone(file))
            };
            if !self.worlds.iter().all(apart) {
                self.close(file, &(0..u64::MAX));
            }
        }
    }
}

/// Goes on from worlds to those that a step leads to, until there are no new ones. What one of them leads to comes before
/// the next one.
fn closure(from: impl IntoIterator<Item = World>, next: impl Fn(&World) -> Worlds) -> Worlds {
    let mut found = Crowd::default();
    let mut at = 0;
    for world in from {
        found.add(world);
        while let Some(world) = found.get(at) {
            next(world)?.into_iter().for_each(|world| found.add(world));
            if found.is_too_large() {
                return Err(TOO_MANY);
            }
            at += 1;
        }
    }
    Ok(found.into_worlds())
}

impl World {
    /// This world with one more landing of some streams: for each of them its first effect, whole, and in pieces where the
    /// operating system may tear it. Effects that were made after a step are not landed for its sake.
    fn with_a_landing(&self, streams: &[usize]) -> Worlds {
        let mut landed = Vec::new();
        for stream in streams {
            landed.extend(self.with_a_landing_of(*stream)?);
        }
        Ok(landed)
    }

    fn with_a_landing_of(&self, stream: usize) -> Worlds {
        let mut landed = Vec::new();
        let Some(at) = self.first_of(stream, usize::MAX).filter(|at| !self.waits(*at)) else {
            return Ok(landed);
        };
        let Effect { tears, ends, offset, step, file, ref bytes, ref begun, .. } = self.effects[at];
        let is_long = bytes.len() > PREFIXES_MAX;
        let pieces = if tears && !is_long { begun.end().max(1)..bytes.len() } else { 0..0 };
        // What was not seen before bytes that were may have come as a piece of its own, over which something else came since.
        let unseen = begun.others(begun.end());
        let is_under = tears && !unseen.is_empty();
        for under in [false].into_iter().chain(is_under.then_some(true)) {
            for most in pieces.clone().chain([usize::MAX]) {
                let mut world = self.clone();
                if under {
                    unseen.ranges().for_each(|range| world.effects[at].hidden.add(range));
                }
                world.land(at, most);
                world.drop_hidden(file);
                landed.push(world);
            }
        }
        // Seen byte by byte while it has not landed as a whole.
        if tears && is_long && !(offset.is_some() && self.lands_alone(stream)) {
            return Err(TOO_LONG);
        }
        let is_gone = self.is_gone(stream);
        if ends || is_gone {
            let by = if is_gone { GoneBy::Cancel } else { GoneBy::Failure };
            let mut noted = self.clone();
            noted.note_gone(stream, by);
            // The whole effect came first, above.
            let cuts = noted.with_a_cut(stream)?.into_iter().skip(1);
            landed.extend(cuts.map(|cut| cut.doomed(stream, step, by)));
        }
        Ok(landed)
    }

    /// Whether nobody is there any more who could say that a stream has failed.
    pub(super) fn is_gone(&self, stream: usize) -> bool {
        let open = |handle: &Handle| match handle {
            Handle::Output(output) => output.id == stream && !output.closed,
            Handle::Descriptor(_)
            | Handle::Input(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => false,
        };
        self.over || !self.handles.iter().any(open)
    }

    /// The worlds in which all that a stream wrote up to a step has landed.
    fn settled(mut self, stream: usize, upto: usize) -> Worlds {
        let Some(first) = self.first_of(stream, upto) else { return Ok(vec![self]) };
        let file = self.effects[first].file;
        if self.lands_alone(stream) {
            while self.land_first(stream, upto) {}
            return Ok(vec![self]);
        }
        let mut worlds = closure([self], |world| {
            // Beyond what is known to be over, landings are only followed as far as they come before it.
            if world.first_of(stream, upto).is_none() {
                return Ok(Vec::new());
            }
            world.with_a_landing(&world.connected(file, |effect| effect.stream == stream))
        })?;
        worlds.retain(|world| world.first_of(stream, upto).is_none());
        Ok(worlds)
    }

    /// Whether nothing else in flight makes a difference to where and over what a stream's effects land.
    fn lands_alone(&self, stream: usize) -> bool {
        let (mine, others): (Vec<&Effect>, Vec<&Effect>) = self
            .effects
            .iter()
            .filter(|effect| effect.cut.is_none())
            .partition(|effect| effect.stream == stream);
        let size = |file: NodeId| self.nodes.file(file).map_or(0, |file| file.content.len());
        let meets = |other: &&Effect| {
            mine.iter().any(|effect| effect.file == other.file && effect.meets(other, size(other.file)))
        };
        !others.iter().any(meets)
    }

    /// Whether no stream's landings on a file make a difference to another's.
    fn all_land_alone(&self, file: NodeId) -> bool {
        self.streams_in_flight(file).into_iter().all(|stream| self.lands_alone(stream))
    }

    /// The worlds in which a prefix of what a stream had in flight has landed, and the rest never does. Of more bytes than
    /// are followed each by itself a prefix is known by what is seen of it.
    pub(super) fn cut(mut self, stream: usize, by: GoneBy) -> Worlds {
        let mine = self.effects.iter().filter(|effect| effect.stream == stream && effect.cut.is_none());
        let (count, file) =
            (mine.clone().map(|effect| effect.bytes.len()).sum::<usize>(), mine.clone().next());
        let Some(file) = file.map(|effect| effect.file) else { return Ok(vec![self]) };
        let alone = self.lands_alone(stream);
        self.note_gone(stream, by);
        let mine = self.effects.iter().filter(|effect| effect.stream == stream && effect.cut.is_none());
        let made = Span::all_of(mine.map(|effect| effect.made));
        self.nodes.metadata_mut(file).forget(made);
        let is_mine = |effect: &Effect| effect.stream == stream;
        if count > self.prefixes_max && self.can_be_cut(stream) {
            if alone {
                return Ok(self.cut_somewhere(stream));
            }
            // Others may have landed before it, or behind some of its writes.
            let before_it = closure([self], |world| {
                let others = world.connected(file, is_mine).into_iter().filter(|other| *other != stream);
                let (mut world, mut next) = (world.clone(), Vec::new());
                let others: Vec<usize> = others.collect();
                loop {
                    next.extend(world.with_a_landing(&others)?);
                    if world.first_of(stream, usize::MAX).is_none_or(|at| world.waits(at)) {
                        return Ok(next);
                    }
                    world.land_first(stream, usize::MAX);
                }
            })?;
            return Ok(before_it.into_iter().flat_map(|world| world.cut_somewhere(stream)).collect());
        }
        if count > PREFIXES_MAX {
            return Err(TOO_LONG);
        }
        let mut worlds = closure([self], |world| {
            let mut next = world.with_each_prefix(stream);
            if !alone && world.first_of(stream, usize::MAX).is_some() {
                next.extend(world.with_a_landing(&world.connected(file, is_mine))?);
            }
            Ok(next)
        })?;
        worlds.retain(|world| world.first_of(stream, usize::MAX).is_none());
        Ok(worlds)
    }

    /// This world when a stream has lost bytes of what a step wrote: if it failed and is still there it has to say so.
    fn doomed(mut self, stream: usize, step: usize, by: GoneBy) -> Self {
        for handle in self.handles_mut() {
            if let Handle::Output(output) = handle
                && output.id == stream
                && by == GoneBy::Failure
            {
                output.doomed.get_or_insert(step);
            }
        }
        self
    }

    /// Whether work of a stream was cut off that was under way, or still is.
    pub(super) fn has_cut_work(&self) -> bool {
        self.nodes.files().any(|file| !file.history.gone.is_empty())
            || self.effects.iter().any(|effect| self.is_gone(effect.stream))
    }

    /// Notes what is under way of a stream as gone, for whoever has to tell what is wrong.
    fn note_gone(&mut self, stream: usize, by: GoneBy) {
        let step = self.step;
        let gone = |effect: &Effect| Gone {
            offset: effect.offset,
            bytes: effect.bytes.clone(),
            by,
            step,
            seen: false,
        };
        let mine = self.effects.iter().filter(|effect| effect.stream == stream && effect.cut.is_none());
        let Some(file) = mine.clone().next().map(|effect| effect.file) else { return };
        let gone: Vec<Gone> = mine.map(gone).collect();
        if let Some(file) = self.nodes.file_mut(file) {
            Arc::make_mut(&mut file.history.gone).extend(gone);
        }
    }

    /// This world when a stream's first effect lands whole, and when a prefix of it is the last that lands of the stream.
    fn with_a_cut(&self, stream: usize) -> Worlds {
        let Some(at) = self.first_of(stream, usize::MAX) else { return Ok(Vec::new()) };
        let length = self.effects[at].bytes.len();
        if length > self.prefixes_max && self.can_be_cut(stream) {
            let (mut whole, mut cut) = (self.clone(), self.clone());
            whole.land(at, usize::MAX);
            cut.cut_off(at);
            return Ok(vec![whole, cut]);
        }
        if length > PREFIXES_MAX { Err(TOO_LONG) } else { Ok(self.with_each_prefix(stream)) }
    }

    /// The same, with a world for each prefix.
    fn with_each_prefix(&self, stream: usize) -> Vec<Self> {
        let Some(at) = self.first_of(stream, usize::MAX) else { return Vec::new() };
        let (whole, begun) = (self.effects[at].bytes.len(), self.effects[at].begun.end());
        let cut = |kept: usize| {
            let mut world = self.clone();
            if kept > 0 {
                world.land(at, kept);
            }
            if kept < whole {
                world.effects.retain(|effect| effect.stream != stream || effect.cut.is_some());
            }
            world
        };
        // The whole first: the world that a plain implementation is in.
        (begun..=self.before_waits(at)).rev().map(cut).collect()
    }

    /// A file's bytes were looked at, or its size alone, which is this: whatever would have been seen, and lands from now on of what
    /// is gone, lands late.
    pub(super) fn looked_at(&mut self, file: NodeId, size: Option<u64>) {
        let unseen = |file: &File| file.history.gone.iter().any(|gone| !gone.seen);
        if self.nodes.file(file).is_some_and(unseen)
            && let Some(file) = self.nodes.file_mut(file)
        {
            for gone in Arc::make_mut(&mut file.history.gone) {
                let ends = |offset: u64| offset.saturating_add(gone.bytes.len() as u64);
                gone.seen |= size.is_none_or(|size| gone.offset.is_none_or(|offset| ends(offset) > size));
            }
        }
    }

    /// A handle of a stream was let go: what it may still do is nobody's any more.
    pub(super) fn let_go(&mut self, name: &Name) {
        if let Some(Handle::Output(output)) = self.handle(name) {
            self.dropped.push(output.id);
        }
        self.unbind(name);
    }
}
