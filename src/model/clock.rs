//! What time it is, as far as the judge says: the model has no clock.

use super::Model;
use crate::outcome::Span;
use crate::tree::Grains;

impl Model {
    /// Says how exactly the file system keeps times, where that was measured.
    pub fn keep_times(&mut self, grains: Grains) {
        self.worlds.iter_mut().for_each(|world| world.nodes.grains = grains);
    }

    /// Says when the fixture was planted, by the judge's clock.
    pub fn plant_within(&mut self, span: Span) {
        for world in &mut self.worlds {
            world.nodes.begun = Some(span);
            for node in world.nodes.ids() {
                world.nodes.metadata_mut(node).planted_within(span);
            }
        }
    }

    /// Says when that comes about which is taken next, by the judge's clock. The model has none: where nobody says, moments of the
    /// clock are not judged.
    pub fn at(&mut self, span: Span) {
        self.worlds.iter_mut().for_each(|world| world.nodes.now = Some(span));
    }

    /// When that comes about which is taken next, as far as anybody has said.
    pub(crate) fn now(&self) -> Option<Span> {
        self.worlds.first()?.nodes.now
    }

    /// Says that the judge's clock can't be trusted: what is known by it is not judged any more.
    pub fn lose_clock(&mut self) {
        for world in &mut self.worlds {
            world.lose_clock();
        }
    }
}
