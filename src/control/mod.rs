//! When things happen: work in the background is held and let go, and the operating system answers what a script says.
//!
//! [`Control`] is what the judge asks for; three things give it. `Uncontrolled` holds nothing. The pool gate (everywhere)
//! keeps a runtime's only blocking thread occupied, so that work stays in its queue; what is let go is first in, first
//! out. The syscall gate (Linux) stops calls on the script's files inside the kernel, lets them go in any order, and
//! answers them in place of the system; it reaches what is called for descriptors and listings as well.

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod no_syscall_gate;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod syscall_gate;

mod pool_gate;
mod receipt;

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
use no_syscall_gate as syscall_gate;

pub(crate) use pool_gate::{PoolGate, pool_threads};
pub(crate) use syscall_gate::SyscallGate;

use std::path::{Path, PathBuf};

use crate::op::{CallClass, Happening, Injection, Name};

/// Why calls of the system can't be held and answered here.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unavailable(String);

/// The environment variable that says whether the syscall gate is used: `off` does without it, as where there is none;
/// `require` makes this crate's own tests fail that would else be skipped for want of it. Anything else, and nothing at
/// all, uses it where it can be had.
const SWITCH: &str = "SYSCALL_GATE";

fn switch_is(word: &str) -> bool {
    std::env::var_os(SWITCH).is_some_and(|switch| switch == word)
}

/// Whether calls of the system can be held and answered on this machine. `SYSCALL_GATE=off` in the environment says no.
pub(crate) fn syscall_gate_available() -> Result<(), Unavailable> {
    if switch_is("off") {
        return Err(Unavailable(format!("switched off by {SWITCH}=off")));
    }
    syscall_gate::available()
}

/// For tests: whether there is a syscall gate to test. Where there is none the reason is printed.
///
/// # Panics
/// Where there is none and `SYSCALL_GATE=require` is in the environment.
#[cfg(test)]
pub(crate) fn syscall_gate_to_test() -> bool {
    match syscall_gate_available() {
        Ok(()) => true,
        Err(why) if switch_is("require") => panic!("{SWITCH}=require, but there is none: {why}"),
        Err(why) => {
            eprintln!("skipped, for want of a syscall gate: {why}");
            false
        }
    }
}

/// The handles of the step that is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acting<'n> {
    /// Whose calls that read the files are.
    pub(crate) reads: &'n Name,
    /// Whose all others are.
    pub(crate) writes: &'n Name,
    /// Whether they are streams, whose work may go on in the background, and be held.
    pub(crate) is_of_streams: bool,
}

/// Something that is to be done in the middle of a call of the guest.
pub(crate) struct Intervention {
    /// The next call on this handle.
    pub(crate) on: Name,
    /// Before the call of the system that it makes as its so-manieth, counted from 1.
    pub(crate) before: u64,
    /// The step that asks for it, counted from 0.
    pub(crate) by: usize,
    /// Does it; whether that was possible.
    pub(crate) make: Box<dyn FnMut() -> bool + Send>,
}

/// A call of the system that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Touched {
    /// What it does.
    pub(crate) class: CallClass,
    /// What of it this is.
    pub(crate) what: Touch,
    /// Where: the directory whose names it changes, or the object.
    pub(crate) place: PathBuf,
    /// Whether that is a path in the tree of the script, or one from the folder around that.
    pub(crate) is_within: bool,
}

/// What a call changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    /// The names in a directory.
    Names,
    /// The bytes of a file, or its size.
    Data,
    /// The timestamps of an object.
    Times,
}

/// What a script's control steps ask for. All of it happens on the thread that drives the runtime the gate was made with.
pub(crate) trait Control {
    /// A script begins: nothing is held, nothing is injected, and only calls on files below these folders are looked at.
    fn begin(&mut self, folders: &[&Path]);

    /// A step begins. Work that starts from here on belongs to these handles; without any it is never held and never
    /// answered otherwise. What was to be answered in one call of the guest, and was, is over.
    fn acting(&mut self, acting: Option<Acting<'_>>);

    /// A call was not over at its deadline: what it waits for may never be over.
    fn hangs(&mut self) {}

    /// Whether work of this script has asked the system the same over and over again and would never have ended.
    fn spins(&self) -> bool {
        false
    }

    /// Whether work is being held.
    fn is_holding(&self) -> bool;

    /// From here on the work of streams waits.
    async fn hold(&mut self);

    /// Waits until all background work is over or held.
    async fn settle(&mut self);

    /// Lets go what a stream has waiting, and settles. What it asks for then waits again. A gate that can only let go
    /// in order lets go all that came before as well.
    async fn release(&mut self, stream: &Name);

    /// Lets everything go, holds no more, and settles.
    async fn release_all(&mut self);

    /// Answers calls of a handle's work from here on: for good, or until a call of the guest that has met it is over.
    fn inject(&mut self, injection: &Injection, lasts: bool);

    /// Does something in the middle of the next call on a handle, where its calls can be stopped.
    fn intervene(&mut self, _: Intervention) {}

    /// Whether a handle has written to a file since answers to its calls that synchronise are injected, and none was made.
    fn is_unsynchronised(&self, _name: &Name) -> bool {
        false
    }

    /// Lets everything go, forgets injections, and waits until no background work is left; whether that came about.
    async fn quiesce(&mut self) -> bool;

    /// Whether work of a stream is held now.
    fn waits(&self, _stream: &Name) -> bool {
        false
    }

    /// What came about since this was asked last, in its order.
    fn take_seen(&mut self) -> Vec<(Name, Happening)> {
        Vec::new()
    }

    /// Which calls have changed something since this was asked last, in their order, where that is seen.
    fn take_touched(&mut self) -> Vec<Touched> {
        Vec::new()
    }

    /// Whether the next script needs another gate, since this one can't see any more what it holds.
    fn is_worn(&self) -> bool {
        false
    }

    /// Runs a piece of a call on this thread. When it does not come back while work is held, that is let go, and the
    /// second value is true: it waited for work that can't go on.
    fn watched<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool);
}

/// Holds nothing.
#[derive(Debug)]
pub(crate) struct Uncontrolled;

impl Control for Uncontrolled {
    fn begin(&mut self, _: &[&Path]) {}
    fn acting(&mut self, _: Option<Acting<'_>>) {}
    fn is_holding(&self) -> bool {
        false
    }
    async fn hold(&mut self) {}
    async fn settle(&mut self) {}
    async fn release(&mut self, _: &Name) {}
    async fn release_all(&mut self) {}
    fn inject(&mut self, _: &Injection, _: bool) {}
    async fn quiesce(&mut self) -> bool {
        true
    }
    fn watched<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool) {
        (run(), false)
    }
}
