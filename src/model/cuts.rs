//! Writes that were cut off in their middle: a prefix has landed, and the rest never will.
//!
//! Of a few bytes each prefix is a world. Of more there is one world, in which what is read, or the size, tells by and by how
//! many it were. As long as nothing else happens to the file, that is exact.

use super::World;
use super::handles::Handle;
use super::nodes::NodeId;
use crate::op::{Call, Op};
use crate::outcome::Outcome;
use crate::rule::Rule;

/// What a call has seen of a file as it is now.
enum Seen<'o> {
    /// Bytes from an offset on, and whether they reach the end, where the answer tells that.
    Bytes(u64, &'o [u8], Option<bool>),
    /// Its size.
    Size(u64),
}

impl World {
    /// The worlds in which a prefix of what a stream has in flight has landed, and the rest never does: one for each of its
    /// writes as that which was cut off. Nothing else in flight makes a difference to it.
    pub(super) fn cut_somewhere(mut self, stream: usize) -> Vec<Self> {
        let mut worlds = Vec::new();
        while let Some(at) = self.first_of(stream, usize::MAX) {
            let mut world = self.clone();
            let end = world.nodes.file(world.effects[at].file).map_or(0, |file| file.content.len());
            world.effects[at].offset.get_or_insert(end);
            world.effects[at].cut = true;
            world.effects.retain(|effect| effect.stream != stream || effect.cut);
            worlds.push(world);
            self.land(at, usize::MAX);
        }
        // The one that a plain implementation is in comes first.
        worlds.reverse();
        worlds
    }

    /// Something else happens to a file. What that leaves of a cut is not followed: from then on its bytes may have landed or
    /// not, each by itself.
    pub(super) fn linger(&mut self, file: NodeId) {
        for effect in self.effects.iter_mut().filter(|effect| effect.file == file) {
            effect.cut = false;
        }
    }

    /// A call has looked at a file: what it has seen tells how much has landed of what was cut off.
    pub(super) fn sees_cuts(&mut self, file: NodeId, call: Call<'_>, outcome: &Outcome) {
        if !self.effects.iter().any(|effect| effect.cut && effect.file == file) {
            return;
        }
        let Some(seen) = self.seen_of(call, outcome) else { return };
        let mut at = 0;
        while let Some(effect) = self.effects.get(at) {
            let bounds = if effect.cut && effect.file == file { self.kept_of(at, &seen) } else { None };
            let Some((least, most)) = bounds else {
                at += 1;
                continue;
            };
            self.effects[at].bytes = self.effects[at].bytes.slice(0..most);
            if most == 0 {
                self.effects.remove(at);
            } else {
                // Where that is all of it, the next one stands in its place.
                at += usize::from(least < most);
                self.let_land(at - usize::from(least < most), least);
            }
        }
    }

    /// What an answer shows of the file as it is now. A stream that may have read ahead shows what was.
    fn seen_of<'o>(&self, call: Call<'_>, outcome: &'o Outcome) -> Option<Seen<'o>> {
        if let Outcome::Stat(stat) = outcome {
            return Some(Seen::Size(stat.size));
        }
        let Outcome::Bytes { bytes, end } = outcome else { return None };
        if let Op::Read { offset, length } = call.op {
            return Some(Seen::Bytes(*offset, bytes, end.filter(|_| *length > 0)));
        }
        let Handle::Input(input) = self.handle(call.on)? else { return None };
        input.ahead.is_none().then_some(Seen::Bytes(input.offset, bytes, None))
    }

    /// How many bytes of a write that was cut off have landed, by what was seen: at least, and at most.
    fn kept_of(&self, at: usize, seen: &Seen<'_>) -> Option<(usize, usize)> {
        let effect = &self.effects[at];
        let (file, offset, length) = (effect.file, effect.offset?, effect.bytes.len());
        let view = self.view(file);
        let size_before = view.current.len();
        let (mut least, mut most) = (0, length);
        if let Seen::Bytes(from, bytes, _) = seen {
            let patch = self.effects[..at].iter().filter(|effect| effect.file == file).count();
            let expected = view.expected(*from, Rule::FileRead);
            (least, most) = expected.kept_of(expected.patches.get(patch)?, bytes);
        }
        // Of the size nothing is known where something else may have changed it.
        let alone = self.effects.iter().filter(|effect| effect.file == file).count() == 1;
        if alone && offset.saturating_add(length as u64) > size_before {
            let up_to = |size: u64| usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
            match *seen {
                Seen::Bytes(from, bytes, Some(true)) => {
                    most = most.min(up_to(from.saturating_add(bytes.len() as u64).max(size_before)));
                }
                Seen::Size(size) => {
                    most = most.min(up_to(size));
                    least = if size > size_before { most } else { least };
                }
                Seen::Bytes(..) => {}
            }
        }
        Some((least.min(most), most))
    }
}
