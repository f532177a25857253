//! Wrong on purpose: the real implementation with exactly one fault each, to test the tester.
//!
//! A fault is a row of the table below and a deviation in one method of the file of its topic. Each has to be found under
//! its own rule. None can reach a place outside of the throw-away folder: whatever a fault does on disk goes through a
//! handle of that folder, which no path leaves.
//!
//! Most faults are about what a call does, and stand in front of the real implementation in its inline mode. Others are
//! about when: what goes on in the background while a stream is let go, a call is given up, or the operating system
//! answers with less than was asked for. Those have streams of their own, which do without a fault what the real ones do.

mod answers;
mod attributes;
mod background;
mod beneath;
mod bytes;
mod cache;
mod codes;
mod descriptor;
mod errors;
mod fatal;
mod hashes;
mod idle;
mod large;
mod leaks;
mod listing;
mod means;
mod modes;
mod moves;
mod names;
mod opening;
mod paths;
mod polls;
mod profiles;
mod races;
mod rights;
mod streams;
mod system;
mod table;
mod text;
mod times;
mod vague;
mod wrapped;

pub use descriptor::FaultyDescriptor;
pub use listing::FaultyDirectoryEntryStream;
pub use streams::{FaultyInputStream, FaultyOutputStream};
pub use table::Fault;

use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::path::Path;
use std::rc::{Rc, Weak};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use super::host::preopen;
use crate::backend::{OnDisk, Polling, device_of, on_disk};
use crate::filesystem::Blocking;
use crate::tree::Access;
use crate::wasi::Datetime;
use hashes::Objects;
use means::Means;
use polls::FaultyPolling;
use table::Section;

impl Fault {
    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// Whether a guest's calls alone don't show it: work has to be held back, the operating system has to fail, or a call has
    /// to be given up.
    pub fn needs_control(self) -> bool {
        self.section() == Section::Controlled
    }

    /// Whether it was made for the scripts of the corpus to find: generated ones may take long to.
    pub fn is_for_the_corpus(self) -> bool {
        self.section() == Section::Plain
    }

    /// Whether it is about what a call does, and nothing else is.
    pub(super) fn is_inline(self) -> bool {
        matches!(self.section(), Section::Inline | Section::Plain)
    }

    /// Whether the process, or the thread, in which it shows does not survive that: no hunt but one in worker processes
    /// may meet it.
    pub fn is_fatal(self) -> bool {
        self.section() == Section::Fatal
    }

    /// How the calls of its backend are made; those of streams go through the pool or not at all.
    fn blocking(self) -> Blocking {
        match self.section() {
            Section::Inline | Section::Plain | Section::Fatal => Blocking::CurrentThread,
            Section::Background | Section::Controlled => Blocking::Pool,
        }
    }
}

/// The real implementation with this fault: inline, or with streams of its own that work in the background.
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// use wasi_fs_conformance::backends::{Fault, faulty};
/// assert_eq!(faulty(Fault::AppendAtOpeningSize).name(), "faulty:append-goes-to-opening-size");
/// ```
pub fn faulty(
    fault: Fault,
) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>, impl Polling<FaultyDescriptor> + use<>> {
    wrapped(&format!("faulty:{}", fault.name()), Some(fault), fault.blocking())
}

/// How far the clock that a file system stamps with may lag behind the one that is asked here.
const CLOCK_LAG: Duration = Duration::from_millis(100);

/// The wrapper, also without a fault, in which case it must conform.
fn wrapped(
    name: &str,
    fault: Option<Fault>,
    blocking: Blocking,
) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>, FaultyPolling> {
    on_disk(name, opener(fault, blocking)).polling(FaultyPolling(fault))
}

/// What opens preopens with a fault, or without.
pub(super) fn opener(
    fault: Option<Fault>,
    blocking: Blocking,
) -> impl Fn(&Path, Access) -> FaultyDescriptor + use<> {
    // Before anything is planted, so that all that a script meets was changed later than this.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let began = Datetime { seconds: now.saturating_sub(CLOCK_LAG).as_secs(), nanoseconds: 0 };
    // The preopens of one script know the same objects, those of each device; with the last of its handles they are forgotten.
    let shared: RefCell<Vec<(u64, Weak<Objects>)>> = RefCell::default();
    move |root: &Path, access: Access| {
        let device = device_of(root).unwrap_or_default();
        let objects = of_device(&mut shared.borrow_mut(), device);
        let real = preopen(root, access, blocking);
        FaultyDescriptor::new(real, fault, Means::of_preopen(fault, root, access, began, objects))
    }
}

/// Is over when it is polled for the second time.
async fn not_at_once() {
    let mut polled = false;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// The objects that are known of a device.
fn of_device(shared: &mut Vec<(u64, Weak<Objects>)>, device: u64) -> Rc<Objects> {
    shared.retain(|(_, objects)| objects.strong_count() > 0);
    let known = shared.iter().find(|(of, _)| *of == device).and_then(|(_, objects)| objects.upgrade());
    known.unwrap_or_else(|| {
        let objects = Rc::<Objects>::default();
        shared.push((device, Rc::downgrade(&objects)));
        objects
    })
}

#[cfg(test)]
mod tests;
