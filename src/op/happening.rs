//! What really came about around a handle's work, which a script only asks for.

use std::fmt;

use super::{CallClass, SystemAnswer};

/// What may come about around a handle's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// A piece of work was stopped: inside its call of the system, or in the queue of the pool.
    Held,
    /// Work that was held was let go.
    Released,
    /// A call of the system got this answer in place of its own.
    Answered(CallClass, SystemAnswer),
    /// Another process has changed the tree in the middle of a call on it, as a step asks for, counted from 0.
    Changed {
        /// The step.
        by: usize,
    },
    /// The guest cancelled the stream while work of it was held.
    Cancelled,
    /// The guest let go of the stream while work of it was held.
    Dropped,
    /// The guest cancelled the stream, or let go of it, while nothing of it was held.
    Parted,
    /// A call was given up before it was over.
    GivenUp,
    /// A call told the guest that the stream has failed.
    Failed,
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held => f.write_str("held"),
            Self::Released => f.write_str("released"),
            Self::Answered(calls, answer) => {
                write!(f, "a call of the system ({}) was answered {}", calls.word(), answer.word())
            }
            Self::Changed { .. } => {
                f.write_str("another process has changed the tree in the middle of a call")
            }
            Self::Cancelled => f.write_str("cancelled while its work was held"),
            Self::Dropped => f.write_str("dropped while its work was held"),
            Self::Parted => f.write_str("let go of while nothing was held"),
            Self::GivenUp => f.write_str("a call was given up"),
            Self::Failed => f.write_str("has failed"),
        }
    }
}
