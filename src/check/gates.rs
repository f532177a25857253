//! The runtimes that scripts are driven on, and what holds the work of their threads.

use tokio::runtime::{Builder, Runtime};

use super::trial::{Trial, Tried};
use super::{Answered, Checked, Trouble};
use crate::backend::Backend;
use crate::control::{Control as Gate, PoolGate, SyscallGate, Uncontrolled, syscall_gate_available};
use crate::drive::Background;
use crate::op::Control;
use crate::privilege::{HeldToModes, hold_this_thread_to_modes, is_above_modes};
use crate::script::Script;
use crate::tree::{Capability, Lacks};

/// Where the work of a script's streams is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nowhere.
    Nothing,
    /// In the queue of a runtime's pool, which every platform has.
    Queue,
    /// Inside its calls of the system.
    Calls,
}

/// A runtime with its gate.
pub(super) struct Place<G> {
    // Dropped first, so that nothing is held when the runtime waits for its threads.
    gate: G,
    background: Background,
    /// There until the place is left.
    runtime: Option<Runtime>,
    /// Whether a script has left something at work that may never be over: the next one needs another place.
    is_spoiled: bool,
}

impl<G> Place<G> {
    fn new(gate: G, runtime: impl FnOnce(&G, &str) -> std::io::Result<Runtime>) -> Result<Self, Trouble> {
        let background = Background::new();
        let runtime = runtime(&gate, background.name()).map_err(Trouble::Runtime)?;
        Ok(Self { gate, background, runtime: Some(runtime), is_spoiled: false })
    }

    /// Drives a script's trial to its end.
    pub(super) fn drive<B: Backend>(&mut self, trial: Trial<'_>, backend: &B) -> Result<Checked, Trouble>
    where
        G: Gate,
    {
        let runtime = self.runtime.as_ref().expect("our fault: a script in a place that was left");
        let Tried { checked, quiet } =
            runtime.block_on(trial.run(backend, &mut self.gate, &self.background))?;
        self.is_spoiled |= !quiet || self.gate.is_worn() || checked.trace.iter().any(Answered::hangs);
        Ok(checked)
    }
}

impl<G> Drop for Place<G> {
    fn drop(&mut self) {
        // Work that is never over would be waited for without an end.
        if let (true, Some(runtime)) = (self.is_spoiled, self.runtime.take()) {
            runtime.shutdown_background();
        }
    }
}

impl Place<SyscallGate> {
    /// Whether the gate has failed; then calls of the backend may have failed with it.
    pub(super) fn is_broken(&self) -> bool {
        self.gate.is_broken()
    }
}

/// The places of one judge; those with a gate are made when a script first needs them.
pub(super) struct Gates {
    plain: Option<Place<Uncontrolled>>,
    /// Whose threads go by the modes of files.
    by_modes: Option<Place<Uncontrolled>>,
    queue: Option<Place<PoolGate>>,
    calls: Option<Place<SyscallGate>>,
    /// Whether the syscall gate is used where it can be had.
    pub(super) syscalls: bool,
    /// Whether the first of cap-std's two ways to resolve a path is refused by the system.
    pub(super) refuse_openat2: bool,
}

impl Gates {
    pub(super) fn new(syscalls: bool, refuse_openat2: bool) -> Result<Self, Trouble> {
        let mut gates =
            Self { plain: None, by_modes: None, queue: None, calls: None, syscalls, refuse_openat2 };
        // Where there is no runtime to be had, that is told at once.
        gates.plain()?;
        Ok(gates)
    }

    /// Drives a script's trial where its work can be held.
    pub(super) fn drive<B: Backend>(
        &mut self,
        reach: Reach,
        trial: Trial<'_>,
        backend: &B,
    ) -> Result<Checked, Trouble> {
        match reach {
            Reach::Nothing if !trial.script.has_modes() => self.plain()?.drive(trial, backend),
            Reach::Nothing => {
                let _held = HeldToModes::new();
                self.by_modes()?.drive(trial, backend)
            }
            Reach::Queue => self.queue()?.drive(trial, backend),
            Reach::Calls => {
                let place = self.calls()?;
                let checked = place.drive(trial, backend);
                if place.is_broken() { Err(Trouble::Gate) } else { checked }
            }
        }
    }

    fn plain(&mut self) -> Result<&mut Place<Uncontrolled>, Trouble> {
        made(&mut self.plain, || Place::new(Uncontrolled, |_, name| pool(name).build()))
    }

    fn by_modes(&mut self) -> Result<&mut Place<Uncontrolled>, Trouble> {
        let runtime =
            |_: &Uncontrolled, name: &str| pool(name).on_thread_start(hold_this_thread_to_modes).build();
        made(&mut self.by_modes, || Place::new(Uncontrolled, runtime))
    }

    /// Whether calls of the system can be held and answered here.
    pub(super) fn has_syscall_gate(&self) -> bool {
        self.syscalls && syscall_gate_available().is_ok()
    }

    /// Where a script's work is held; the calls of a backend without the capability of faults are out of reach.
    pub(super) fn reach(&self, script: &Script, lacks: Lacks) -> Reach {
        let mut controls = script.steps.iter().filter_map(|step| step.control());
        if self.refuse_openat2 {
            return Reach::Calls;
        }
        let is_lacking = [Capability::Faults, Capability::SyscallGate].map(|means| lacks.contains(means));
        let reaches_calls = self.has_syscall_gate() && is_lacking == [false, false];
        let queued = controls.clone().any(|control| *control == Control::Hold { queued: true });
        let stopped = controls.any(Control::needs_calls);
        // The threads of a gate are as privileged as this process is.
        let by_modes = script.has_modes() && script.is_only_changed() && is_above_modes();
        match (script.is_controlled() && !by_modes, queued && !stopped) {
            (false, _) => Reach::Nothing,
            (true, false) if reaches_calls => Reach::Calls,
            (true, _) => Reach::Queue,
        }
    }

    fn queue(&mut self) -> Result<&mut Place<PoolGate>, Trouble> {
        made(&mut self.queue, || Place::new(PoolGate::new(), PoolGate::runtime))
    }

    fn calls(&mut self) -> Result<&mut Place<SyscallGate>, Trouble> {
        let refuse = self.refuse_openat2;
        made(&mut self.calls, || {
            let mut gate =
                SyscallGate::new().map_err(|why| Trouble::Runtime(std::io::Error::other(why.to_string())))?;
            gate.refuse_openat2(refuse);
            Place::new(gate, SyscallGate::runtime)
        })
    }
}

/// A runtime without a gate.
fn pool(name: &str) -> Builder {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().thread_name(name).max_blocking_threads(4);
    builder
}

/// The place that is there, or else one that is made.
fn made<G>(
    place: &mut Option<Place<G>>,
    make: impl FnOnce() -> Result<Place<G>, Trouble>,
) -> Result<&mut Place<G>, Trouble> {
    // Left before another is made: both may answer for this thread.
    place.take_if(|place| place.is_spoiled);
    Ok(match place {
        Some(there) => there,
        none => none.insert(make()?),
    })
}

#[cfg(test)]
mod tests;
