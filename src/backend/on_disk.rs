//! The seam for any backend that serves a real folder.

use std::path::{Path, PathBuf};

use super::{Backend, Descriptor, Ground, Instance, Polling, SourceOf, StartError};
use crate::tree::{Access, Capability, Fixture, Lacks, Platform, Preopen, Traits};

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
    let (lacks, traits) = (Lacks::of_platform(), Traits::NONE);
    OnDisk { name: name.into(), open, lacks, traits, ground: Ground::default(), polling: () }
}

/// What [`on_disk`] gives.
#[derive(Debug)]
pub struct OnDisk<O, P = ()> {
    name: String,
    open: O,
    lacks: Lacks,
    traits: Traits,
    ground: Ground,
    polling: P,
}

impl<O, P> OnDisk<O, P> {
    /// Answers `poll` by a function of the backend's own.
    #[must_use]
    pub fn polling<Q>(self, polling: Q) -> OnDisk<O, Q> {
        let Self { name, open, lacks, traits, ground, .. } = self;
        OnDisk { name, open, lacks, traits, ground, polling }
    }

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

    /// Declares what the backend is like: limits and grains of its own.
    #[must_use]
    pub fn being(mut self, traits: Traits) -> Self {
        self.traits = self.traits.and(traits);
        self
    }

    /// Declares what goes with a platform: what such hosts lack, and what they are like.
    #[must_use]
    pub fn on_platform(self, platform: Platform) -> Self {
        self.lacking(&platform.lacks()).being(platform.traits())
    }
}

impl<D, O, P> Backend for OnDisk<O, P>
where
    D: Descriptor,
    O: Fn(&Path, Access) -> D,
    P: Polling<D>,
{
    type Descriptor = D;

    fn name(&self) -> &str {
        &self.name
    }

    fn lacks(&self) -> Lacks {
        self.lacks.and(&self.ground.lacks())
    }

    fn traits(&self) -> Traits {
        self.traits
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<D>, StartError> {
        let folder = self.ground.plant(fixture)?;
        let open = |preopen: &Preopen| (self.open)(&folder.place(&preopen.path), preopen.access);
        Ok(Instance { preopens: fixture.preopens.iter().map(open).collect(), folder: Some(folder) })
    }

    async fn poll(&self, sources: &mut [SourceOf<'_, D>], pollables: &[usize]) -> Result<Vec<u32>, String> {
        self.polling.poll(sources, pollables).await
    }
}
