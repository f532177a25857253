//! What a guest can have changed: what lies below the descriptors that it has or had, as far as the embedder lets it.

use std::collections::BTreeSet;

use super::Model;
use super::handles::Handle;
use super::nodes::{NodeId, Nodes, ROOT};
use crate::tree::{DirPerms, FilePerms};

/// What can be changed of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grip {
    /// The names in a directory.
    Names,
    /// The bytes of a file.
    Data,
}

/// The objects of which a guest was given descriptors, by what those let it change there and below.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grasp {
    names: BTreeSet<NodeId>,
    data: BTreeSet<NodeId>,
}

impl Grasp {
    /// Takes in the descriptors that there are now.
    pub(crate) fn grow(&mut self, model: &Model) {
        for world in &model.worlds {
            for (_, handle) in world.handles.named() {
                let Handle::Descriptor(descriptor) = handle else { continue };
                if descriptor.access.dir.contains(DirPerms::MUTATE) {
                    self.names.insert(descriptor.node);
                }
                if descriptor.access.file.contains(FilePerms::WRITE) {
                    self.data.insert(descriptor.node);
                }
            }
        }
    }

    /// Whether what has this path in the tree can be changed in one of these ways: it lies below an object that can be, or did at
    /// some time in the middle of the call that is made.
    pub(crate) fn holds(&self, model: &Model, path: &str, grips: &[Grip]) -> bool {
        let trees: Vec<&Nodes> = model
            .worlds
            .iter()
            .flat_map(|world| world.amid.iter().flat_map(|amid| amid.trees()).chain([&world.nodes]))
            .collect();
        let met: BTreeSet<NodeId> = trees.iter().flat_map(|nodes| way(nodes, path)).collect();
        let mut held = grips.iter().flat_map(|grip| match grip {
            Grip::Names => &self.names,
            Grip::Data => &self.data,
        });
        held.any(|held| {
            met.contains(held) || met.iter().any(|met| trees.iter().any(|nodes| nodes.is_within(*held, *met)))
        })
    }
}

/// What a path comes by that follows no link, as far as it leads.
fn way(nodes: &Nodes, path: &str) -> impl Iterator<Item = NodeId> {
    let names = path.split('/').filter(|name| !name.is_empty());
    let down = names.scan(ROOT, |at, name| {
        *at = *nodes.directory(*at)?.entries.get(name)?;
        Some(*at)
    });
    [ROOT].into_iter().chain(down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Script;

    #[test]
    fn what_lies_below_a_descriptor_is_held_as_it_was_granted() {
        let script = Script::parse(
            "grasp",
            "preopen p \"a\" dir=read,mutate file=read\npreopen q \"b\" dir=read file=read,write\n\ntree\n  a/\n    x/\n  b/\n    f  \"\"\n  c  \"\"\n\nrun\n  p.stat\n",
        )
        .unwrap();
        let model = Model::new(&script.fixture);
        let mut grasp = Grasp::default();
        assert!(!grasp.holds(&model, "a", &[Grip::Names, Grip::Data]));
        grasp.grow(&model);
        let cases = [
            ("", [false, false]),
            ("a", [true, false]),
            ("a/x", [true, false]),
            // What is not there, or not yet, is in its directory.
            ("a/none/f", [true, false]),
            ("b/f", [false, true]),
            ("c", [false, false]),
        ];
        for (path, expected) in cases {
            assert_eq!(
                [Grip::Names, Grip::Data].map(|grip| grasp.holds(&model, path, &[grip])),
                expected,
                "{path}"
            );
        }
    }
}
