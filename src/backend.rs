//! The seam: what a backend offers, in the WIT's own words.
//!
//! A backend author implements [`Descriptor`], [`InputStream`], [`OutputStream`] and [`DirectoryEntryStream`] for
//! handles of their own and hands out preopens, either with [`on_disk`] (any backend that serves a real folder) or
//! by implementing [`Backend`]. Defaults follow the WIT where it defines one call by others; everything else
//! answers `unsupported` until it is written. What is missing on purpose is declared ([`Backend::lacks`]): scripts
//! that need it are skipped and counted. An `unsupported` that was not declared is a divergence.
//!
//! Calls that the WIT says never block are polled once and must be ready then. Dropping a handle is the WIT's
//! `resource.drop`; `cancel` is the same with the wait for what is in flight.

mod breakdown;
mod descriptor;
mod device;
mod folder;
mod ground;
mod io_error;
mod on_disk;
mod poll;
#[cfg(feature = "process")]
mod process_end;
mod streams;

pub use breakdown::Breakdown;
pub use descriptor::Descriptor;
pub use device::DEVICE_VARIABLE;
pub(crate) use device::device_of;
#[cfg(feature = "cli")]
pub(crate) use device::{OFF, beside};
pub(crate) use folder::Modes;
pub use folder::{Folder, Surroundings};
pub use ground::{FOLDER_VARIABLE, Ground, default_folder};
pub use io_error::IoError;
pub use on_disk::{OnDisk, on_disk};
pub use poll::{Pollable, Polling, Source, SourceOf, Waits};
#[cfg(feature = "cli")]
pub(crate) use process_end::ending_signal;
#[cfg(feature = "process")]
pub(crate) use process_end::{end_text, is_from_outside};
pub use streams::{DirectoryEntryStream, InputStream, OutputStream, WRITE_AND_FLUSH_MAX};

use std::path::PathBuf;
use std::time::Duration;

use crate::tree::{Fixture, Lacks, Traits};

/// An implementation of the WASI filesystem under test.
#[expect(async_fn_in_trait, reason = "the judge drives a backend on one thread; no future has to be Send")]
pub trait Backend {
    /// The backend's descriptors.
    type Descriptor: Descriptor;

    /// What reports call it; a version helps.
    fn name(&self) -> &str;

    /// What it declares not to have.
    fn lacks(&self) -> Lacks {
        Lacks::default()
    }

    /// What it is like beside that: limits and grains of its own.
    fn traits(&self) -> Traits {
        Traits::NONE
    }

    /// A fresh instance for one script: the fixture's tree exists, and its preopens are open.
    ///
    /// # Errors
    /// When the place for the script can't be made; this is our or the machine's fault, never a divergence.
    async fn start(&self, fixture: &Fixture) -> Result<Instance<Self::Descriptor>, StartError>;

    /// `poll` of `wasi:io/poll`. The list is `pollables`: each is told by the place of its source among `sources`, where every
    /// stream and every pollable of its own stands once. By default all sources are waited for at once, and the places in the
    /// list of all that are ready then are given.
    ///
    /// # Errors
    /// With the text of a trap: the list is empty.
    async fn poll(
        &self,
        sources: &mut [SourceOf<'_, Self::Descriptor>],
        pollables: &[usize],
    ) -> Result<Vec<u32>, String> {
        poll::poll(sources, pollables).await
    }

    /// Tells, before each script, how long the judge waits for one call. Of use where a backend waits for another process
    /// by itself, in calls that never block.
    #[expect(
        unused_variables,
        reason = "nothing but the calls themselves is waited for, unless a backend says so"
    )]
    fn deadline(&self, deadline: Duration) {}

    /// The processes beside this one in which the backend makes its calls: the judge looks at what they have open, as it does at
    /// this one.
    fn processes(&self) -> Vec<u32> {
        Vec::new()
    }

    /// What has broken down since this was asked last that no answer could tell, if anything. The judge asks after each
    /// call, and once more when all handles are gone.
    fn breakdown(&self) -> Option<Breakdown> {
        None
    }
}

/// A backend ready for one script.
#[derive(Debug)]
pub struct Instance<D> {
    /// The descriptors of the fixture's preopens, in its order.
    pub preopens: Vec<D>,
    /// The host folder the tree is in, if there is one, so that it can be audited at the end. What the fixture has
    /// [apart](Fixture::apart) is in [another one](Folder::and_apart).
    pub folder: Option<Folder>,
}

/// Why an instance could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no place for the script.
    #[error("can't {action} {}: {source}; free some space, or choose another folder with --dir", path.display())]
    Place {
        /// What was tried, as a verb.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The backend can't be had; the text says why and what helps.
    #[error(transparent)]
    Backend(Box<dyn std::error::Error + Send + Sync>),
}

impl StartError {
    /// The error of one action at one place.
    pub fn new(action: &'static str, path: impl Into<PathBuf>, source: impl Into<std::io::Error>) -> Self {
        Self::Place { action, path: path.into(), source: source.into() }
    }
}
