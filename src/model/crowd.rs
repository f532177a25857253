//! Worlds none of which does for another one. Those that look alike from afar are compared; of many, most don't.
//!
//! A world does for another one where whatever may come of that may come of it: they are equal, or differ only in how long
//! a stream may have fetched what a file was. So it is of no account in how many moments a write may have landed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter::zip;

use super::World;
use super::regular::File;

/// The most worlds that are followed at once; a script that needs more is inconclusive.
const WORLDS_MAX: usize = 2048;

/// The most bytes that the files of all of them may hold that streams have written to: worlds share few of those.
const BYTES_MAX: usize = 128 << 20;

/// So few worlds are compared each with each.
const FEW: usize = 8;

/// Worlds without those that others do for, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    worlds: Vec<World>,
    bytes: usize,
    /// Where worlds stand that look alike from afar; empty while there are few.
    alike: BTreeMap<u64, Vec<usize>>,
}

impl Crowd {
    /// Those of some worlds that are enough.
    pub(super) fn of(worlds: impl IntoIterator<Item = World>) -> Self {
        let mut crowd = Self::default();
        for world in worlds {
            crowd.add(world);
        }
        crowd
    }

    /// Adds a world, unless one is there that does for it; of those that came before it none is taken out again.
    pub(super) fn add(&mut self, world: World) {
        if self.worlds.len() < FEW {
            if !self.worlds.iter().any(|known| known.does_for(&world)) {
                self.push(world);
            }
            return;
        }
        if self.alike.is_empty() {
            for (at, world) in self.worlds.iter().enumerate() {
                self.alike.entry(world.glance()).or_default().push(at);
            }
        }
        let alike = self.alike.entry(world.glance()).or_default();
        if !alike.iter().any(|at| self.worlds[*at].does_for(&world)) {
            alike.push(self.worlds.len());
            self.push(world);
        }
    }

    fn push(&mut self, world: World) {
        self.bytes = self.bytes.saturating_add(world.written());
        self.worlds.push(world);
    }

    /// Whether there are more than can be followed.
    pub(super) fn is_too_large(&self) -> bool {
        self.worlds.len() > WORLDS_MAX || self.bytes > BYTES_MAX
    }

    pub(super) fn get(&self, at: usize) -> Option<&World> {
        self.worlds.get(at)
    }

    pub(super) fn into_worlds(self) -> Vec<World> {
        self.worlds
    }
}

impl World {
    /// How many bytes its files hold that streams have written to.
    fn written(&self) -> usize {
        let files = self.nodes.ids().filter_map(|node| self.nodes.file(node));
        let landed = files.filter(|file| !file.history.landings.is_empty());
        landed.flat_map(|file| file.content.extents()).map(|(_, bytes)| bytes.len()).sum()
    }

    /// Whether whatever may come of another world may come of this one.
    fn does_for(&self, other: &Self) -> bool {
        let covers = |(mine, others): (&File, &File)| mine.versions.covers(&others.versions);
        self == other && zip(self.nodes.files(), other.nodes.files()).all(covers)
    }

    /// What it looks like from afar: the same for equal worlds, and seldom for others. Worlds of one script differ in what
    /// is in flight, in what files hold, in which object has which name, and in what a call has seen of others' changes.
    fn glance(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(amid) = &self.amid {
            amid.glance(&mut hasher);
        }
        for directory in self.nodes.ids().filter_map(|node| self.nodes.directory(node)) {
            let named = directory.entries.values().zip(1..);
            named.fold(0, |sum: usize, (node, at)| sum.wrapping_add(node.wrapping_mul(at))).hash(&mut hasher);
        }
        for effect in &self.effects {
            (effect.stream, effect.offset, effect.bytes.len(), effect.cut).hash(&mut hasher);
        }
        for file in self.nodes.ids().filter_map(|node| self.nodes.file(node)) {
            (file.sum, file.content.len()).hash(&mut hasher);
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::tree::{Fixture, Node, Tree};

    fn world(text: &str) -> World {
        let entries = [("log".to_owned(), Node::file(text))].into();
        Model::new(&Fixture::with_tree(Tree { entries })).worlds.remove(0)
    }

    #[test]
    fn of_many_worlds_each_is_there_once_in_the_order_of_coming() {
        let texts: Vec<String> = (0..50).map(|number| format!("{}{number}", "z".repeat(300))).collect();
        let twice = texts.iter().flat_map(|text| [world(text), world(text)]);
        let crowd = Crowd::of(twice.chain(texts.iter().map(|text| world(text))));
        assert_eq!(crowd.worlds.len(), 50);
        let expected: Vec<World> = texts.iter().map(|text| world(text)).collect();
        assert!(crowd.into_worlds() == expected);
    }
}
