//! The seam for any backend that serves a real folder.

use std::path::{Path, PathBuf};

use super::{Backend, Descriptor, Ground, Instance, StartError};
use crate::tree::{Access, Capability, Fixture, Lacks, Preopen};

/// A backend that serves a real folder: `open` gets a directory and what is granted for it, and hands out a preopen.
///
/// ```
/// use wasi_fs_conformance::{backend::Backend, backends, filesystem::Blocking, on_disk};
/// let backend = on_disk("ours again", |root, access| backends::preopen(root, access, Blocking::default()));
/// assert_eq!(backend.name(), "ours again");
/// ```
pub fn on_disk<D, O>(name: impl Into<String>, open: O) -> OnDisk<O>
where
    D: Descriptor,
    O: Fn(&Path, Access) -> D,
{
    OnDisk { name: name.into(), open, lacks: Lacks::of_platform(), ground: Ground::default() }
}

/// What [`on_disk`] gives.
#[derive(Debug)]
pub struct OnDisk<O> {
    name: String,
    open: O,
    lacks: Lacks,
    ground: Ground,
}

impl<O> OnDisk<O> {
    /// Chooses the folder in which the throw-away folders are made; by default one in memory, where there is one.
    #[must_use]
    pub fn within(mut self, parent: impl Into<PathBuf>) -> Self {
        self.ground = self.ground.within(parent);
        self
    }

    /// Declares what the backend does not have, beside what can't be planted on this platform at all.
    #[must_use]
    pub fn lacking(mut self, lacks: &Lacks) -> Self {
        self.lacks = self.lacks.and(lacks);
        if lacks.contains(Capability::Symlinks) {
            self.ground = self.ground.without_links();
        }
        self
    }
}

impl<D, O> Backend for OnDisk<O>
where
    D: Descriptor,
    O: Fn(&Path, Access) -> D,
{
    type Descriptor = D;

    fn name(&self) -> &str {
        &self.name
    }

    fn lacks(&self) -> Lacks {
        self.lacks.and(&self.ground.lacks())
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<D>, StartError> {
        let folder = self.ground.plant(fixture)?;
        let open = |preopen: &Preopen| (self.open)(&folder.place(&preopen.path), preopen.access);
        Ok(Instance { preopens: fixture.preopens.iter().map(open).collect(), folder: Some(folder) })
    }
}
