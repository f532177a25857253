//! Where the throw-away folders of scripts are made, with canaries around them.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::device;
use super::{Folder, StartError, Surroundings};
use crate::beside;
#[cfg(unix)]
use crate::privilege::HeldToModes;
use crate::tree::{Capability, Entries, Fixture, Lacks, Node, SCRIPT_FOLDER, Tree, canaries};

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

/// What is found out once about a folder in which others are made: who makes a backend for each script asks no more often.
type Known<T> = Mutex<BTreeMap<PathBuf, T>>;

static MODES: Known<bool> = Known::new(BTreeMap::new());
static RAW_NAMES: Known<bool> = Known::new(BTreeMap::new());
/// The folder on another device in which those can be made that go with it, where there is one.
static BESIDE: Known<Option<PathBuf>> = Known::new(BTreeMap::new());

/// What is known of a folder, or is found out now.
fn known<T: Clone>(of: &Known<T>, parent: &Path, find: impl FnOnce(&Path) -> T) -> T {
    let mut known = of.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(parent.to_owned()).or_insert_with(|| find(parent)).clone()
}

/// Whether a file is opened by who may read it and by nobody else, in a folder that is made for that; by a thread that goes by modes.
#[cfg(unix)]
fn has_modes(parent: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let _held = HeldToModes::new();
    let folder = tempfile::Builder::new().prefix("wasi-fs-conformance-").tempdir_in(parent)?;
    let path = folder.path().join("file");
    fs::write(&path, "")?;
    let opens = |mode: u32| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
        std::io::Result::Ok(fs::File::open(&path).is_ok())
    };
    Ok(opens(0o400)? && !opens(0)?)
}

#[cfg(not(unix))]
fn has_modes(_parent: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// Whether a file can have a name that is no text, in a folder that is made for that.
#[cfg(unix)]
fn has_raw_names(parent: &Path) -> std::io::Result<bool> {
    let folder = tempfile::Builder::new().prefix("wasi-fs-conformance-").tempdir_in(parent)?;
    let name = "a\u{10f7ff}".to_owned();
    let tree = Tree { entries: [(name, Node::file(""))].into() };
    tree.write_to(folder.path())?;
    // Some keep another name for it.
    Ok(Tree::read_from(folder.path())? == tree)
}

#[cfg(not(unix))]
fn has_raw_names(_parent: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// A folder around those of a backend's scripts, made when the first one starts. One after the other has the same name
/// there. Where the one before is still there, or was not left clean, the next one gets another folder around it, so that
/// nothing that still goes on at the old place reaches the new one.
#[derive(Debug)]
pub struct Ground {
    parent: PathBuf,
    has_links: bool,
    made: RefCell<Vec<(Surroundings, tempfile::TempDir)>>,
    /// Likewise on another device; none where the machine has no other that will do.
    apart: OnceCell<Option<Box<Self>>>,
}

impl Default for Ground {
    /// In the [default folder](default_folder).
    fn default() -> Self {
        Self {
            parent: default_folder(),
            has_links: !Lacks::of_platform().contains(Capability::Symlinks),
            made: RefCell::default(),
            apart: OnceCell::new(),
        }
    }
}

impl Ground {
    /// Chooses another folder to make it in.
    #[must_use]
    pub fn within(mut self, parent: impl Into<PathBuf>) -> Self {
        self.parent = parent.into();
        self.apart = OnceCell::new();
        self
    }

    /// Plants no symbolic links: where a backend has none, its disk may have none either.
    #[must_use]
    pub fn without_links(mut self) -> Self {
        self.has_links = false;
        self.apart = OnceCell::new();
        self
    }

    /// What no backend can have on this machine: where there is no second device that will do, the lack of it; where modes bar
    /// nobody, since the file system has none or nobody can do without what lets this process pass over them, that of modes; and
    /// where a file system refuses names that are no text, that of those.
    pub fn lacks(&self) -> Lacks {
        let lacks = match self.apart() {
            Some(_) => Lacks::default(),
            None => Lacks::default().with(Capability::TwoDevices),
        };
        let has_modes = known(&MODES, &self.parent, |parent| has_modes(parent).unwrap_or(false));
        let lacks = if has_modes { lacks } else { lacks.with(Capability::Modes) };
        let mut places = [&self.parent].into_iter().chain(self.apart().map(|apart| &apart.parent));
        let has_raw_names =
            |parent: &PathBuf| known(&RAW_NAMES, parent, |parent| has_raw_names(parent).unwrap_or(false));
        if places.all(has_raw_names) { lacks } else { lacks.with(Capability::RawNames) }
    }

    fn apart(&self) -> Option<&Self> {
        let at = |parent| Self { parent, has_links: self.has_links, ..Self::default() };
        // Whether scripts can have their folders there shows when one is made.
        let will_do = |parent: &PathBuf| at(parent.clone()).make().is_ok();
        let find = || {
            known(&BESIDE, &self.parent, |parent| device::beside(parent).into_iter().find(will_do))
                .map(|parent| Box::new(at(parent)))
        };
        self.apart.get_or_init(find).as_deref()
    }

    /// A folder for the next script, with its tree in it.
    ///
    /// # Errors
    /// When it can't be made or written.
    pub fn plant(&self, fixture: &Fixture) -> Result<Folder, StartError> {
        let folder = self.next_folder()?;
        let folder = match (&fixture.apart, self.apart()) {
            (Some(name), Some(apart)) => folder.and_apart(name, apart.next_folder()?),
            (None, _) | (_, None) => folder,
        };
        let apart = folder.apart().map_or(folder.path(), |(_, apart)| apart.path());
        let places = (folder.path().to_owned(), apart.to_owned());
        let wrote = beside::with(fixture, move |fixture| fixture.plant_apart(&places.0, &places.1));
        wrote.map_err(|source| StartError::new("write the script's tree to", folder.path(), source))?;
        Ok(folder)
    }

    fn next_folder(&self) -> Result<Folder, StartError> {
        let mut made = self.made.borrow_mut();
        let last_is_free = made.last().is_some_and(|(surroundings, _)| surroundings.is_free());
        if !last_is_free {
            // Those that nobody is in any more go.
            made.retain(|(surroundings, _)| surroundings.has_guests());
        }
        let (surroundings, around) = match made.pop_if(|_| last_is_free) {
            Some(free) => made.push_mut(free),
            None => made.push_mut(self.make()?),
        };
        let path = around.path().join(SCRIPT_FOLDER);
        fs::create_dir(&path).map_err(|source| StartError::new("make the folder", &path, source))?;
        Ok(Folder::among(path, surroundings).made_here())
    }

    /// A folder with canaries for the folders of scripts.
    fn make(&self) -> Result<(Surroundings, tempfile::TempDir), StartError> {
        let made = tempfile::Builder::new().prefix("wasi-fs-conformance-").tempdir_in(&self.parent);
        let ground = made.map_err(|source| StartError::new("make a folder in", &self.parent, source))?;
        let mut tree = canaries();
        if !self.has_links {
            let has_links = |entries: &Entries| entries.values().any(|node| matches!(node, Node::Symlink(_)));
            tree.entries.retain(|_, node| !matches!(node, Node::Directory(entries) if has_links(entries)));
        }
        let planted = Surroundings::plant(ground.path(), tree);
        let surroundings =
            planted.map_err(|source| StartError::new("plant canaries in", ground.path(), source))?;
        Ok((surroundings, ground))
    }
}
