//! What is to become of calls, and which of them wait.

use std::path::PathBuf;

use super::super::receipt::Seen;
use super::kernel::Call;
use crate::op::{Injection, Name};

/// More calls than these wait only where more than one pool is held as a whole.
const HELD_AT_ONCE: usize = 32;

/// What is to become of calls.
pub(super) struct Plan {
    /// Only calls on files below them are looked at.
    pub(super) folders: Vec<PathBuf>,
    /// The streams whose calls come now: those that read and those that write.
    pub(super) acting: Option<(Name, Name)>,
    pub(super) holding: bool,
    pub(super) refuse_openat2: bool,
    pub(super) injections: Vec<Injection>,
    /// How often work was told that none of its bytes were taken.
    pub(super) zeros: u32,
    /// Work was told so too often, and is let go on.
    pub(super) spins: bool,
    /// Calls that wait, in the order in which they came.
    pub(super) held: Vec<(Name, Call)>,
    /// Held work was let go because the judge's thread waited for it.
    pub(super) let_go: bool,
    /// What came about.
    pub(super) seen: Seen,
}

impl Plan {
    /// Whether any call has to be looked at.
    pub(super) fn is_idle(&self) -> bool {
        !self.refuse_openat2 && (self.acting.is_none() || (!self.holding && self.injections.is_empty()))
    }

    /// The threads whose calls wait: the first of them, if there are very many, and zeros.
    pub(super) fn held_threads(&self) -> [u32; HELD_AT_ONCE] {
        let mut threads = [0; HELD_AT_ONCE];
        for (thread, (_, call)) in threads.iter_mut().zip(&self.held) {
            *thread = call.thread;
        }
        threads
    }

    /// How many calls wait.
    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    /// Whether a call of this stream waits.
    pub(super) fn holds(&self, stream: &Name) -> bool {
        self.held.iter().any(|(held, _)| held == stream)
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            folders: Vec::new(),
            acting: None,
            holding: false,
            refuse_openat2: false,
            injections: Vec::new(),
            zeros: 0,
            spins: false,
            // The supervisor asks no allocator for room.
            held: Vec::with_capacity(2 * HELD_AT_ONCE),
            let_go: false,
            seen: Seen::default(),
        }
    }
}
