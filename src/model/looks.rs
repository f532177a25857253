//! What was told of a directory's size and links. Neither means anything that the WIT says, but nothing moves them while
//! nothing is done: "return the attributes of an open file or directory" (`stat`) and "of a file or directory" (`stat-at`) are the
//! same attributes of the same object.
//!
//! What changes them is the file system's own: the names in the directory, or all that is below it, where sizes are sums.

use super::World;
use super::nodes::{Node, NodeId, Nodes};
use crate::wasi::DescriptorStat;

/// The size and the links that were told last, while nothing has touched the directory or anything below it.
pub(super) type Look = (u64, u64);

impl Nodes {
    /// Something about an object was changed: what was told of it, and of all directories above it, may be past.
    pub(super) fn touched(&mut self, node: NodeId) {
        let mut looks = std::mem::take(&mut self.looks);
        looks.retain(|directory, _| !self.is_within(*directory, node));
        self.looks = looks;
    }
}

impl World {
    /// What stat has to tell of a directory again.
    pub(super) fn look(&self, node: NodeId) -> Option<Look> {
        self.nodes.looks.get(&node).copied().filter(|_| !self.is_in_flux_below(node))
    }

    /// What stat has told of a directory.
    pub(super) fn looked(&mut self, node: NodeId, stat: &DescriptorStat) {
        if self.nodes.directory(node).is_none() {
            return;
        }
        if self.is_in_flux_below(node) {
            self.nodes.looks.remove(&node);
        } else {
            self.nodes.looks.insert(node, (stat.size, stat.link_count));
        }
    }

    /// Whether writes to something below a directory may still land.
    fn is_in_flux_below(&self, node: NodeId) -> bool {
        let is_directory = matches!(self.nodes.get(node), Node::Directory(_));
        is_directory && self.effects.iter().any(|effect| self.nodes.is_within(node, effect.file))
    }
}
