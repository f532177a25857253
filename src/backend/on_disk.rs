//! The seam for any backend that serves a real folder.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Backend, Descriptor, Folder, Instance, StartError, Surroundings};
use crate::tree::{Access, Capability, Entries, Fixture, Lacks, Node, Preopen, canaries};

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
    OnDisk {
        name: name.into(),
        open,
        lacks: Lacks::of_platform(),
        parent: default_folder(),
        ground: RefCell::new(None),
        started: Cell::new(0),
    }
}

/// What [`on_disk`] gives.
#[derive(Debug)]
pub struct OnDisk<O> {
    name: String,
    open: O,
    lacks: Lacks,
    parent: PathBuf,
    /// The folder around those of all scripts, with canaries in it, made when the first one starts.
    ground: RefCell<Option<(Surroundings, tempfile::TempDir)>>,
    started: Cell<u64>,
}

impl<O> OnDisk<O> {
    /// Chooses the folder in which the throw-away folders are made; by default one in memory, where there is one.
    #[must_use]
    pub fn within(mut self, parent: impl Into<PathBuf>) -> Self {
        self.parent = parent.into();
        self
    }

    /// Declares what the backend does not have, beside what can't be planted on this platform at all.
    #[must_use]
    pub fn lacking(mut self, lacks: &Lacks) -> Self {
        self.lacks = self.lacks.and(lacks);
        self
    }

    /// An empty folder for the next script.
    fn next_folder(&self) -> Result<Folder, StartError> {
        let mut ground = self.ground.borrow_mut();
        let (surroundings, around) = match &mut *ground {
            Some(made) => made,
            none => none.insert(self.new_ground()?),
        };
        let path = around.path().join(self.started.get().to_string());
        self.started.set(self.started.get() + 1);
        fs::create_dir(&path).map_err(|source| StartError::new("make the folder", &path, source))?;
        Ok(Folder::among(path, surroundings))
    }

    /// A folder with canaries for the folders of scripts.
    fn new_ground(&self) -> Result<(Surroundings, tempfile::TempDir), StartError> {
        let made = tempfile::Builder::new().prefix("wasi-fs-conformance-").tempdir_in(&self.parent);
        let ground = made.map_err(|source| StartError::new("make a folder in", &self.parent, source))?;
        let mut tree = canaries();
        if self.lacks.contains(Capability::Symlinks) {
            // Where a backend has no links, its disk may have none either.
            let has_links = |entries: &Entries| entries.values().any(|node| matches!(node, Node::Symlink(_)));
            tree.entries.retain(|_, node| !matches!(node, Node::Directory(entries) if has_links(entries)));
        }
        let planted = Surroundings::plant(ground.path(), tree);
        let surroundings =
            planted.map_err(|source| StartError::new("plant canaries in", ground.path(), source))?;
        Ok((surroundings, ground))
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
        self.lacks.clone()
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<D>, StartError> {
        let folder = self.next_folder()?;
        let wrote = fixture.plant(folder.path());
        wrote.map_err(|source| StartError::new("write the script's tree to", folder.path(), source))?;
        let open = |preopen: &Preopen| (self.open)(&folder.path().join(&preopen.path), preopen.access);
        Ok(Instance { preopens: fixture.preopens.iter().map(open).collect(), folder: Some(folder) })
    }
}

/// The variable of the environment that names the folder in which throw-away folders are made.
pub const FOLDER_VARIABLE: &str = "WASI_FS_CONFORMANCE_FOLDER";

/// Where throw-away folders go unless told otherwise: where the environment says, else in memory where the platform has such a place, since a hunt makes thousands.
pub fn default_folder() -> PathBuf {
    if let Some(named) = std::env::var_os(FOLDER_VARIABLE) {
        return named.into();
    }
    let in_memory = Path::new("/dev/shm");
    let writable = |path: &Path| tempfile::Builder::new().tempfile_in(path).is_ok();
    if cfg!(target_os = "linux") && writable(in_memory) { in_memory.into() } else { std::env::temp_dir() }
}
