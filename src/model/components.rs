//! Which of the writes in flight make a difference to each other: those of one file whose ranges overlap, and so on from one to
//! the next. Only those fork over the order in which they land; what lies apart is no matter of order.

use std::ops::Range;

use super::World;
use super::effects::Effect;
use super::nodes::NodeId;

impl World {
    /// The streams whose landings on a file make a difference to what is done to a place of it, or to each other's that do.
    pub(super) fn streams_at(&self, file: NodeId, place: &Range<u64>) -> Vec<usize> {
        let size = self.end_of(file);
        let start = place.start.min(size);
        let place = start..place.end.max(start.saturating_add(1));
        let meets = |effect: &Effect| {
            let reach = effect.reach(size);
            reach.start < place.end && place.start < reach.end
        };
        self.connected(file, meets)
    }

    /// The streams of some effects on a file, and all whose effects meet those, or others that do.
    pub(super) fn connected(&self, file: NodeId, is_one: impl Fn(&Effect) -> bool) -> Vec<usize> {
        let size = self.end_of(file);
        let mut streams: Vec<usize> =
            self.in_flight_to(file).filter(|effect| is_one(effect)).map(|effect| effect.stream).collect();
        streams.sort_unstable();
        streams.dedup();
        let mut at = 0;
        while let Some(stream) = streams.get(at).copied() {
            for other in self.in_flight_to(file).filter(|other| other.stream != stream) {
                let mut mine = self.in_flight_to(file).filter(|effect| effect.stream == stream);
                if !streams.contains(&other.stream) && mine.any(|effect| effect.meets(other, size)) {
                    streams.push(other.stream);
                }
            }
            at += 1;
        }
        streams
    }

    /// How long a file is when nothing in flight has landed.
    pub(super) fn end_of(&self, file: NodeId) -> u64 {
        self.nodes.file(file).map_or(0, |file| file.content.len())
    }
}
