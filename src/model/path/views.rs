//! The trees that a path is followed in: one, or several where others change the tree meanwhile.

use std::slice;

use smallvec::SmallVec;

use super::super::nodes::{NodeId, Nodes};
use super::{LastName, Target};

/// Where `..` leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::model) enum Dots {
    /// To where the way has come from.
    Kept,
    /// To the directory in which the one that the way is at is found by then.
    Found,
}

/// What is acted on at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::model) enum Ends {
    /// What was found there.
    Found,
    /// What has the name by then that was found last.
    Named,
    /// The same, whatever the slash behind it asks for: that was looked at before.
    NamedWithoutSlash,
}

/// The directories above the one that a way is at, up to where it began.
pub(super) type Above = SmallVec<[NodeId; 8]>;

/// The trees that a path is followed in.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Views<'n> {
    /// The first is seen at first.
    trees: &'n [Nodes],
    /// From which name on each other is seen, counted from 0.
    seen: &'n [usize],
    dots: Dots,
    ends: Ends,
}

impl<'n> Views<'n> {
    /// These trees, each but the first from a name on, of which none is smaller than the one before. `trees` has at least one.
    pub(in crate::model) fn new(trees: &'n [Nodes], seen: &'n [usize], dots: Dots, ends: Ends) -> Self {
        Self { trees, seen, dots, ends }
    }

    /// This tree alone.
    pub(in crate::model) fn of(tree: &'n Nodes) -> Self {
        Self::new(slice::from_ref(tree), &[], Dots::Kept, Ends::Found)
    }

    /// The tree that is seen at a name.
    pub(super) fn at(self, lookup: usize) -> &'n Nodes {
        &self.trees[self.seen.partition_point(|from| *from <= lookup)]
    }

    /// The tree that is there in the end.
    pub(super) fn last(self) -> &'n Nodes {
        &self.trees[self.trees.len() - 1]
    }

    /// What is acted on where a way has come to this; none where nothing has the name any more.
    pub(super) fn end<'p>(self, target: Target<LastName<'p>>) -> Option<Target<LastName<'p>>>
    where
        'n: 'p,
    {
        let there = |parent, name: &str| {
            let (name, node) = self.last().directory(parent)?.entries.get_key_value(name)?;
            Some(Target::Named { parent, name: LastName::There(name), node: *node })
        };
        match target {
            Target::Named { parent, name: LastName::There(name), .. } if self.ends != Ends::Found => {
                there(parent, name)
            }
            // Whoever makes something is told what is there by then.
            Target::Vacant { parent, name: LastName::Free(name) } => there(parent, name).or(Some(target)),
            Target::Named { .. } | Target::Vacant { .. } | Target::Dots { .. } => Some(target),
        }
    }

    /// The directory above the one that a way is at; none where the way began there.
    pub(super) fn up(self, nodes: &Nodes, base: NodeId, at: NodeId, above: &mut Above) -> Option<NodeId> {
        let kept = above.pop();
        match self.dots {
            Dots::Kept => kept,
            Dots::Found if at == base => None,
            Dots::Found => nodes.above(at).filter(|found| nodes.is_within(base, *found)),
        }
    }
}
