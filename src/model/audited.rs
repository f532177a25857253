//! What whoever looks at the tree has to know, through its preopens or on the disk.

use std::ops::Range;

use super::nodes::{NodeId, ROOT};
use super::{Handle, Model, World};
use crate::op::Name;
use crate::rule::Rule;
use crate::tree::{Attributes, Tree, is_raw};
use crate::wasi::DescriptorType;

/// A directory or file that was there before the guest.
#[derive(Debug)]
pub(crate) struct Planted {
    /// Where it is in the tree.
    pub(crate) path: String,
    /// Whether it is a directory.
    pub(crate) is_directory: bool,
    /// Its mode, where the fixture has one for it.
    pub(crate) mode: Option<u16>,
}

impl World {
    fn planted_below(&self, directory: NodeId, prefix: &str, found: &mut Vec<Planted>) {
        let Some(directory) = self.nodes.directory(directory) else { return };
        for (name, node) in &directory.entries {
            let is_directory = self.nodes.directory(*node).is_some();
            let path = format!("{prefix}{name}");
            if is_directory {
                self.planted_below(*node, &format!("{path}/"), found);
            }
            if *node < self.planted && (is_directory || self.nodes.file(*node).is_some()) {
                found.push(Planted { path, is_directory, mode: self.nodes.mode(*node) });
            }
        }
    }
}

impl Model {
    /// Whether this may be what is on disk now: the tree, and where nothing is in flight what the system says of its objects.
    pub(crate) fn may_be_with(&self, found: &Tree, attributes: &Attributes) -> bool {
        let told = |world: &World| !world.effects.is_empty() || world.judge_attributes(attributes).is_ok();
        self.worlds.iter().any(|world| world.has_tree(found) && told(world))
    }

    /// Whether nothing is in flight.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.worlds.iter().all(|world| world.effects.is_empty())
    }

    /// The object behind a handle, as a number that no other object has.
    pub(crate) fn object_behind(&self, name: &Name) -> Option<usize> {
        Some(self.worlds.first()?.handle(name)?.node())
    }

    /// The directories that were handed to the guest, in the order of the fixture: the number of each, and whether it is
    /// still in the tree.
    pub(crate) fn preopened(&self) -> Vec<(usize, bool)> {
        let Some(world) = self.worlds.first() else { return Vec::new() };
        let is_there = |node| world.nodes.directory(node).is_some_and(|directory| !directory.removed);
        world.preopens.iter().map(|(node, _)| (*node, is_there(*node))).collect()
    }

    /// Those directories and files that were there before the guest, and still are.
    pub(crate) fn planted(&self) -> Vec<Planted> {
        let mut found = Vec::new();
        if let Some(world) = self.worlds.first() {
            world.planted_below(ROOT, "", &mut found);
        }
        found
    }

    /// The path of a directory behind a descriptor from the root of the tree; none of what has none there.
    pub(crate) fn place_of(&self, name: &Name) -> Option<String> {
        let world = self.worlds.first()?;
        match world.handle(name)?.node() {
            ROOT => Some(String::new()),
            node => world.nodes.path_to(ROOT, node),
        }
    }

    /// What has this plain path from the root of the tree.
    pub(crate) fn kind_at(&self, path: &str) -> Option<DescriptorType> {
        let nodes = &self.worlds.first()?.nodes;
        nodes.at_path(path).map(|node| nodes.descriptor_type(node))
    }

    /// What is in the tree, but for what has a name that is no text, or lies below it.
    pub(crate) fn objects(&self) -> Vec<(String, DescriptorType)> {
        let tree = self.tree();
        let named = tree.walk().into_iter().filter(|(path, _)| !path.split('/').any(is_raw));
        named.map(|(path, node)| (path, node.descriptor_type())).collect()
    }

    /// Where the file behind a handle holds bytes: all but its holes.
    pub(crate) fn stored_behind(&self, name: &Name) -> Vec<Range<u64>> {
        let file = self.worlds.first().and_then(|world| world.nodes.file(world.handle(name)?.node()));
        let extents = file.into_iter().flat_map(|file| file.content.extents());
        extents.map(|(offset, bytes)| offset..offset + bytes.len() as u64).collect()
    }

    /// The rule of the call that has made or removed an entry as which a listing gives this name, or one of those that it
    /// should give yet.
    pub(crate) fn reason_of_entry(&self, listing: &Name, given: Option<&str>) -> Option<Rule> {
        let world = self.worlds.first()?;
        let Handle::Listing(listing) = world.handle(listing)? else { return None };
        let directory = world.nodes.directory(listing.node)?;
        match given {
            Some(name) => directory.reasons(name).last(),
            None => listing.entries.keys().find_map(|name| directory.reasons(name).last()),
        }
    }
}
