//! Legal hosts that are no POSIX systems, emulated on one: what each does otherwise is read off what its platform declares.
//!
//! They test the judge from the other side than the faulty ones: each has to conform where its platform is declared, and to be
//! found where it is not. Each stands in front of a faulty backend, mostly one without a fault; with one it has to be found in
//! either case. Nothing is emulated that needs a file system of its own: what is on disk is what the real one keeps.

mod descriptor;
mod names;
mod objects;
mod streams;
mod times;
mod words;

pub use descriptor::EmulatedDescriptor;
pub use streams::{EmulatedInputStream, EmulatedOutputStream};

use std::cell::RefCell;
use std::path::Path;
use std::rc::{Rc, Weak};

use super::faulty::{Fault, FaultyDescriptor, opener};
use crate::backend::{OnDisk, on_disk};
use crate::filesystem::Blocking;
use crate::tree::{Access, Capability, Lacks, Platform, Traits};

/// What an emulated host is like.
#[derive(Clone, Copy, Debug)]
struct Host {
    lacks: Lacks,
    traits: Traits,
}

/// What all descriptors of a script share.
#[derive(Debug, Default)]
struct Shared {
    /// What is open.
    open: RefCell<Vec<Weak<FaultyDescriptor>>>,
}

impl Host {
    fn of(platform: Platform) -> Self {
        Self { lacks: platform.lacks(), traits: platform.traits() }
    }

    fn lacks(self, capability: Capability) -> bool {
        self.lacks.contains(capability)
    }

    /// The largest file.
    fn file_max(self) -> u64 {
        self.traits.file_max.unwrap_or(u64::MAX)
    }
}

/// A host of this platform, emulated on the real implementation, with a fault or without. It does not declare what it is:
/// who judges it says so, or finds out.
///
/// ```
/// use wasi_fs_conformance::Suite;
/// use wasi_fs_conformance::backends::emulated;
/// use wasi_fs_conformance::tree::Platform;
/// let suite = || Suite::new().areas(&["link"]).cases(8);
/// assert!(!suite().run(emulated(Platform::Fat, None)).conforms());
/// suite().platform("fat").run(emulated(Platform::Fat, None)).assert_conforms();
/// ```
pub fn emulated(
    platform: Platform,
    fault: Option<Fault>,
) -> OnDisk<impl Fn(&Path, Access) -> EmulatedDescriptor + use<>> {
    let host = Host::of(platform);
    let fault_name = fault.map_or_else(String::new, |fault| format!("+{}", fault.name()));
    let open = opener(fault, Blocking::CurrentThread);
    // The preopens of one script share it; with the last of its handles it is gone.
    let shared: RefCell<Weak<Shared>> = RefCell::default();
    on_disk(format!("emulated:{}{fault_name}", platform.name()), move |root: &Path, access: Access| {
        let alive = shared.borrow().upgrade().unwrap_or_default();
        *shared.borrow_mut() = Rc::downgrade(&alive);
        EmulatedDescriptor::new(open(root, access), host, alive)
    })
    .lacking(&Lacks::default().with(Capability::Background))
}

#[cfg(test)]
mod tests;
