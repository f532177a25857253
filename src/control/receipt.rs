//! What a gate has seen: what was really stopped, let go and answered. What a script asks for proves nothing: a backend may
//! never make the call that was to be held, or make it in a way that no gate looks at.

use crate::op::{Happening, Name};

/// What a gate has seen since somebody asked last: which stream, and what.
#[derive(Debug)]
pub(super) struct Seen(Vec<(Name, Happening)>);

/// So much is seen without asking an allocator for room.
const AT_ONCE: usize = 64;

impl Default for Seen {
    fn default() -> Self {
        Self(Vec::with_capacity(AT_ONCE))
    }
}

impl Seen {
    /// Also this. The same that comes over and over, as an answer to a call that is made again and again, is told once.
    pub(super) fn add(&mut self, stream: &Name, happening: Happening) {
        if self.0.last().is_none_or(|last| (&last.0, last.1) != (stream, happening)) {
            self.0.push((stream.clone(), happening));
        }
    }

    /// All of it, after which nothing is left.
    pub(super) fn take(&mut self) -> Vec<(Name, Happening)> {
        // The room stays.
        self.0.drain(..).collect()
    }
}
