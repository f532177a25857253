//! In which order the appends of a descriptor's streams were begun, and whether a younger one has landed before.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::wasi::ErrorCode;

/// What the output streams of a descriptor know of each other, where that is the fault.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Others {
    /// What one of them has told of the device.
    pub(super) failed: Rc<Cell<Option<ErrorCode>>>,
    turns: Arc<Turns>,
}

impl Others {
    /// The turn of an append that is begun now.
    pub(super) fn turn(&self) -> Turn {
        let number = 1 + self.turns.begun.fetch_add(1, Ordering::SeqCst);
        Turn { number, turns: Arc::clone(&self.turns) }
    }
}

#[derive(Debug, Default)]
struct Turns {
    begun: AtomicU64,
    /// The youngest that has landed.
    landed: AtomicU64,
}

/// The place of an append among others.
#[derive(Debug)]
pub(super) struct Turn {
    number: u64,
    turns: Arc<Turns>,
}

impl Turn {
    /// It has landed; whether a younger one has before.
    pub(super) fn lands_late(&self) -> bool {
        self.turns.landed.fetch_max(self.number, Ordering::SeqCst) > self.number
    }
}
