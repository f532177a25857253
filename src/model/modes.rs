//! Who may read, write and search what a fixture has planted: the modes of its files and directories.
//!
//! No call of a guest changes a mode, so what one forbids it forbids from the first step to the last. Whether a host goes by modes
//! at all is its own: one that is privileged, or that keeps its files in memory, does not. So where a mode forbids something a
//! call may be refused for it, and gets on as ever where it is not. What all modes allow is refused to nobody for their sake.

use super::World;
use super::access::Refusals;
use super::handles::Descriptor;
use super::nodes::{NodeId, Nodes};
use crate::rule::{Leeway, Rule};
use crate::tree::Mode;

/// To read, or to list.
pub(super) const READ: u16 = Mode::READ;

/// To write, or to make and remove names.
pub(super) const WRITE: u16 = Mode::WRITE;

/// To look names up.
pub(super) const SEARCH: u16 = Mode::SEARCH;

/// What a mode says to a call that asks for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Says {
    /// There is none that was planted.
    #[default]
    Nothing,
    /// All that was asked for is allowed.
    Yes,
    /// Some of it is not.
    No,
}

impl Says {
    /// What two modes say together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Nothing, Self::Nothing) => Self::Nothing,
        }
    }
}

impl Nodes {
    /// What the mode of an object says to whoever planted it and asks for this.
    pub(super) fn mode_says(&self, node: NodeId, wants: u16) -> Says {
        match self.mode(node) {
            None => Says::Nothing,
            Some(mode) if mode & wants == wants => Says::Yes,
            Some(_) => Says::No,
        }
    }
}

impl Refusals {
    /// The call may be refused for a mode, or may not, as the modes say that it comes upon.
    pub(super) fn by_mode(&mut self, says: Says) {
        match says {
            Says::Nothing => {}
            Says::Yes => self.denies(Leeway::Mode.codes(), Rule::AccessModeFree),
            Says::No => {
                self.may(Leeway::Mode, Rule::AccessMode);
                self.other_codes_break(Rule::AccessMode);
            }
        }
    }

    /// The same, of what only some hosts ask for: where a mode forbids it the call may be refused, and nothing follows where not.
    pub(super) fn by_mode_of_some(&mut self, says: Says) {
        if says == Says::No {
            self.by_mode(says);
        }
    }
}

impl World {
    /// The call does something with the directory of a descriptor by a path to itself, as some hosts do it.
    pub(super) fn looks_at_itself(&self, descriptor: &Descriptor, refusals: &mut Refusals) {
        if self.is_directory(descriptor) {
            refusals.by_mode_of_some(self.nodes.mode_says(descriptor.node, READ | SEARCH));
        }
    }
}
