//! What is to become of calls, and which of them wait.

use std::path::PathBuf;

use super::super::receipt::Seen;
use super::super::{Intervention, Touched};
use super::kernel::Call;
use super::landing;
use crate::op::{CallClass, Happening, Injection, Name};

/// More calls than these wait only where more than one pool is held as a whole.
const HELD_AT_ONCE: usize = 32;

/// What is to become of calls.
pub(super) struct Plan {
    /// Only calls on files below them are looked at.
    pub(super) folders: Vec<PathBuf>,
    /// The folders around those: whoever changes something there is noted.
    pub(super) around: Vec<PathBuf>,
    /// Calls that have changed something.
    pub(super) touched: Vec<Touched>,
    /// Whose calls come now.
    pub(super) acting: Option<Work>,
    pub(super) holding: bool,
    pub(super) refuse_openat2: bool,
    pub(super) injections: Vec<Planned>,
    /// What is to be done in the middle of the next call on a handle.
    pub(super) interventions: Vec<Intervention>,
    /// How many calls of the system were made for the call of the guest that is made now, as far as they are looked at.
    pub(super) calls: u64,
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

/// Whose work goes on.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Whose calls that read are.
    pub(super) reads: Name,
    /// Whose all others are.
    pub(super) writes: Name,
    /// Whether it is that of streams, which may wait and of which only calls that move bytes are looked at.
    pub(super) is_of_streams: bool,
}

impl Work {
    /// Whose a call of this class is, if anybody's that is looked at.
    pub(super) fn owner(&self, class: CallClass) -> Option<&Name> {
        let is_looked_at = !self.is_of_streams || class.moves_bytes();
        is_looked_at.then_some(if class == CallClass::Read { &self.reads } else { &self.writes })
    }
}

/// An answer that is planned.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// Which.
    pub(super) injection: Injection,
    /// Whether it stays when a call of the guest has met it.
    pub(super) lasts: bool,
    /// Whether it came about.
    pub(super) fired: bool,
    /// Whether its handle's own work has written to a file, so that something is there to be synchronised.
    pub(super) wrote: bool,
}

impl Plan {
    /// Whether any call has to be looked at.
    pub(super) fn is_idle(&self) -> bool {
        let is_of_streams = self.acting.as_ref().map(|work| work.is_of_streams);
        let holds = self.holding && is_of_streams == Some(true);
        let is_planned = !self.injections.is_empty() || !self.interventions.is_empty();
        !self.refuse_openat2 && (is_of_streams.is_none() || (!holds && !is_planned))
    }

    /// A call comes that changes something, if it does. The same again is told once.
    pub(super) fn note_changes(&mut self, call: &Call) {
        if self.acting.is_none() || !call.class().is_some_and(CallClass::changes) {
            return;
        }
        for touched in landing::of(call, &self.folders, &self.around).into_iter().flatten() {
            if self.touched.last() != Some(&touched) {
                self.touched.push(touched);
            }
        }
    }

    /// Other work goes on from here on: what was for one call of the guest and has come about is over.
    pub(super) fn acts(&mut self, work: Option<Work>) {
        self.injections.retain(|planned| planned.lasts || !planned.fired);
        if let Some(done) = &self.acting {
            self.interventions.retain(|planned| planned.on != done.reads && planned.on != done.writes);
        }
        self.calls = 0;
        self.acting = work;
    }

    /// A call comes that is made for a handle: what is to be done before it is done.
    pub(super) fn count(&mut self, owner: &Name) {
        self.calls += 1;
        let calls = self.calls;
        // Those of one handle in the order in which they were asked for.
        let is_due = |planned: &mut Intervention| planned.on == *owner && planned.before <= calls;
        for mut due in self.interventions.extract_if(.., is_due) {
            if (due.make)() {
                self.seen.add(owner, Happening::Changed { by: due.by });
            }
        }
    }

    /// What a handle's calls that synchronise are to be answered, if that is planned.
    pub(super) fn of_sync(&self, owner: &Name) -> Option<&Planned> {
        let is_it = |injection: &Injection| injection.on == *owner && injection.calls == CallClass::Sync;
        self.injections.iter().find(|planned| is_it(&planned.injection))
    }

    /// A call that writes goes on: whoever made it has something to synchronise.
    pub(super) fn note_write(&mut self, owner: &Name) {
        for planned in &mut self.injections {
            planned.wrote |= planned.injection.on == *owner;
        }
    }

    /// Whether a handle has written to a file, and nobody has asked the system to synchronise since it was planned to answer that.
    pub(super) fn is_unsynchronised(&self, name: &Name) -> bool {
        self.of_sync(name).is_some_and(|planned| planned.wrote && !planned.fired)
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
            around: Vec::new(),
            touched: Vec::new(),
            acting: None,
            holding: false,
            refuse_openat2: false,
            injections: Vec::new(),
            interventions: Vec::new(),
            calls: 0,
            zeros: 0,
            spins: false,
            // The supervisor asks no allocator for room.
            held: Vec::with_capacity(2 * HELD_AT_ONCE),
            let_go: false,
            seen: Seen::default(),
        }
    }
}
