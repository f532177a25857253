//! What a privileged thread may do to files whatever their modes say, and how it goes by the modes for a while.
//!
//! On Linux that is a matter of each thread, and of two capabilities in its effective set. A thread may put them down and
//! take them up again as long as they stay in its permitted set, so that nothing is lost for good. A thread starts with
//! what the one has that starts it. Elsewhere nothing is put down: who is privileged there stays so.

use std::marker::PhantomData;

/// While it lives this thread goes by the modes of files, and so do threads that it starts meanwhile, for good.
#[derive(Debug)]
pub(crate) struct HeldToModes {
    /// What to take up again.
    before: Option<sets::Sets>,
    /// It is about the thread it was made on.
    _here: PhantomData<*const ()>,
}

impl HeldToModes {
    /// Puts down what lets this thread pass over modes, where there is such a thing and it can be put down.
    pub(crate) fn new() -> Self {
        Self { before: sets::put_down(), _here: PhantomData }
    }
}

impl Drop for HeldToModes {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            sets::take_up(before);
        }
    }
}

/// Has this thread go by modes until it ends.
pub(crate) fn hold_this_thread_to_modes() {
    sets::put_down();
}

/// Whether this thread may pass over modes.
pub(crate) fn is_above_modes() -> bool {
    sets::is_above_modes()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod sets {
    use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};

    /// What a thread has.
    pub(super) type Sets = CapabilitySets;

    /// To read, write and search anything; and to read and search anything.
    const ABOVE_MODES: CapabilitySet = CapabilitySet::DAC_OVERRIDE.union(CapabilitySet::DAC_READ_SEARCH);

    pub(super) fn is_above_modes() -> bool {
        capabilities(None).is_ok_and(|sets| sets.effective.intersects(ABOVE_MODES))
    }

    /// What there was before, where something was put down.
    pub(super) fn put_down() -> Option<Sets> {
        let before = capabilities(None).ok().filter(|sets| sets.effective.intersects(ABOVE_MODES))?;
        let sets = CapabilitySets { effective: before.effective - ABOVE_MODES, ..before };
        set_capabilities(None, sets).ok().map(|()| before)
    }

    pub(super) fn take_up(before: Sets) {
        // It was in the permitted set, and still is. If it is refused all the same this thread has less than it might.
        _ = set_capabilities(None, before);
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod sets {
    /// Nothing is ever put down.
    pub(super) type Sets = std::convert::Infallible;

    #[cfg(unix)]
    pub(super) fn is_above_modes() -> bool {
        rustix::process::geteuid().is_root()
    }

    #[cfg(not(unix))]
    pub(super) fn is_above_modes() -> bool {
        true
    }

    pub(super) fn put_down() -> Option<Sets> {
        None
    }

    pub(super) fn take_up(before: Sets) {
        match before {}
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_thread_goes_by_modes_for_a_while_and_so_do_those_that_it_starts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("locked");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        let (before, opens) = (is_above_modes(), || fs::File::open(&path).is_ok());
        assert_eq!(opens(), before);
        let held = HeldToModes::new();
        assert!(!is_above_modes() && !opens());
        let started = std::thread::scope(|scope| scope.spawn(|| is_above_modes() || opens()).join());
        assert!(!started.unwrap());
        drop(held);
        assert_eq!((is_above_modes(), opens()), (before, before));
    }
}
