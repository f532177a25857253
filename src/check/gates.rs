//! The runtimes that scripts are driven on, and what holds the work of their threads.

use tokio::runtime::{Builder, Runtime};

use super::trial::Trial;
use super::{Checked, Trouble};
use crate::backend::Backend;
use crate::control::{Control as Gate, PoolGate, SyscallGate, Uncontrolled, syscall_gate_available};
use crate::drive::Background;
use crate::op::Control;
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
    runtime: Runtime,
}

impl<G> Place<G> {
    fn new(gate: G, runtime: impl FnOnce(&G, &str) -> std::io::Result<Runtime>) -> Result<Self, Trouble> {
        let background = Background::new();
        let runtime = runtime(&gate, background.name()).map_err(Trouble::Runtime)?;
        Ok(Self { gate, background, runtime })
    }

    /// Drives a script's trial to its end.
    pub(super) fn drive<B: Backend>(&mut self, trial: Trial<'_>, backend: &B) -> Result<Checked, Trouble>
    where
        G: Gate,
    {
        self.runtime.block_on(trial.run(backend, &mut self.gate, &self.background))
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
    pub(super) plain: Place<Uncontrolled>,
    queue: Option<Place<PoolGate>>,
    calls: Option<Place<SyscallGate>>,
    /// Whether the syscall gate is used where it can be had.
    pub(super) syscalls: bool,
    /// Whether the first of cap-std's two ways to resolve a path is refused by the system.
    pub(super) refuse_openat2: bool,
}

impl Gates {
    pub(super) fn new(syscalls: bool, refuse_openat2: bool) -> Result<Self, Trouble> {
        let runtime = |_: &_, name: &str| {
            Builder::new_current_thread().enable_time().thread_name(name).max_blocking_threads(4).build()
        };
        let plain = Place::new(Uncontrolled, runtime)?;
        Ok(Self { plain, queue: None, calls: None, syscalls, refuse_openat2 })
    }

    /// Whether calls of the system can be held and answered here.
    pub(super) fn has_syscall_gate(&self) -> bool {
        self.syscalls && syscall_gate_available().is_ok()
    }

    /// Where a script's work is held; the calls of a backend without the capability of faults are out of reach.
    pub(super) fn reach(&self, script: &Script, lacks: &Lacks) -> Reach {
        let mut controls = script.steps.iter().filter_map(|step| step.control());
        if self.refuse_openat2 {
            return Reach::Calls;
        }
        let reaches_calls = self.has_syscall_gate() && !lacks.contains(Capability::Faults);
        let queued = controls.clone().any(|control| *control == Control::Hold { queued: true });
        let faulted = controls.any(|control| matches!(control, Control::Fault(_)));
        match (script.is_controlled(), queued && !faulted) {
            (false, _) => Reach::Nothing,
            (true, false) if reaches_calls => Reach::Calls,
            (true, _) => Reach::Queue,
        }
    }

    pub(super) fn queue(&mut self) -> Result<&mut Place<PoolGate>, Trouble> {
        made(&mut self.queue, || Place::new(PoolGate::new(), PoolGate::runtime))
    }

    pub(super) fn calls(&mut self) -> Result<&mut Place<SyscallGate>, Trouble> {
        let refuse = self.refuse_openat2;
        made(&mut self.calls, || {
            let mut gate =
                SyscallGate::new().map_err(|why| Trouble::Runtime(std::io::Error::other(why.to_string())))?;
            gate.refuse_openat2(refuse);
            Place::new(gate, SyscallGate::runtime)
        })
    }
}

/// What is there, or else is made.
fn made<T>(place: &mut Option<T>, make: impl FnOnce() -> Result<T, Trouble>) -> Result<&mut T, Trouble> {
    Ok(match place {
        Some(there) => there,
        none => none.insert(make()?),
    })
}

#[cfg(test)]
mod tests;
