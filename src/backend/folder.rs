//! The folder of one script, and what stands around it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::beside;
#[cfg(unix)]
use crate::tree::MODE;
use crate::tree::{Canaries, Entries, Timekeeping, Touched, Tree};

/// A throw-away folder, removed with all it holds when dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    surroundings: Option<Surroundings>,
    apart: Option<Apart>,
    modes: Option<Modes>,
}

/// Which modes what is planted in a folder has, before a backend has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modes {
    /// That of directories.
    pub(crate) directory: u32,
    /// That of files.
    pub(crate) file: u32,
}

/// What of a script's tree lies on a device of its own.
#[derive(Debug)]
struct Apart {
    /// The name in the tree's root of what lies there.
    name: String,
    /// The folder on that device.
    folder: Box<Folder>,
}

impl Folder {
    /// Takes over a folder that exists. Nothing is known of what is around it, so nothing there is audited.
    pub fn adopt(path: PathBuf) -> Self {
        Self { path, surroundings: None, apart: None, modes: None }
    }

    /// Takes over a folder that exists right in the folder of these surroundings.
    pub fn among(path: PathBuf, surroundings: &Surroundings) -> Self {
        let mut state = surroundings.state();
        state.guests.extend(path.file_name().map(ToOwned::to_owned));
        state.is_audited = false;
        drop(state);
        Self { path, surroundings: Some(surroundings.clone()), apart: None, modes: None }
    }

    /// The same, and another folder on another device, in which that lies which has this name in the root of the tree.
    #[must_use]
    pub fn and_apart(mut self, name: impl Into<String>, folder: Self) -> Self {
        self.apart = Some(Apart { name: name.into(), folder: Box::new(folder) });
        self
    }

    /// The same, where this program has just made the folder itself, as it makes all that it plants there.
    #[cfg(unix)]
    pub(super) fn made_here(mut self) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let of = |made: fs::Metadata| {
            let directory = made.mode() & MODE;
            // A file is made as a directory is, but for the right to run it, which is that to search.
            Modes { directory, file: directory & 0o666 }
        };
        self.modes = fs::symlink_metadata(&self.path).ok().map(of);
        self
    }

    /// The same: nothing is known of modes.
    #[cfg(not(unix))]
    pub(super) fn made_here(self) -> Self {
        self
    }

    /// The modes of what was planted there, where they are known.
    pub(crate) fn modes(&self) -> Option<Modes> {
        self.modes
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder on another device, and the name in the root of the tree of what lies there, if something does.
    pub fn apart(&self) -> Option<(&str, &Self)> {
        self.apart.as_ref().map(|apart| (apart.name.as_str(), &*apart.folder))
    }

    /// This folder, and the one on another device, if there is one.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        [self].into_iter().chain(self.apart().map(|(_, apart)| apart))
    }

    /// The folder that holds what has this path in the tree.
    pub fn holding(&self, path: &str) -> &Path {
        match self.apart() {
            Some((name, apart)) if path.split('/').next() == Some(name) => apart.path(),
            Some(_) | None => self.path(),
        }
    }

    /// Where on this machine that is which has this path in the tree.
    pub fn place(&self, path: &str) -> PathBuf {
        self.holding(path).join(path)
    }

    /// How times are kept there, and on the device of what lies apart, where that was measured.
    pub fn timekeeping(&self) -> Option<Timekeeping> {
        let mut each = self.all().map(|folder| folder.surroundings.as_ref()?.state().times);
        let first = each.next()??;
        each.try_fold(first, |times, other| Some(times.and(other?)))
    }

    /// What is around it, where that is known.
    pub fn surroundings(&self) -> Option<&Surroundings> {
        self.surroundings.as_ref()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(surroundings) = &self.surroundings {
            // A script that was not audited diverged before its end. What it left outside must not be laid to the next one.
            let mut state = surroundings.state();
            state.is_clean &= state.is_audited;
        }
        // A folder that can't be removed is left to the one around it, which says so when it goes. Until then it is one of
        // the guests there.
        // After an audit it is mostly empty.
        let removed = fs::remove_dir(&self.path).or_else(|_| {
            beside::with(&self.path, |path| {
                fs::remove_dir_all(path).or_else(|error| {
                    // Modes may bar the way to what is in it.
                    Tree::take_from(path).map_or(Err(error), |_| fs::remove_dir(path))
                })
            })
        });
        let is_gone = removed.map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |()| true);
        if let (Some(surroundings), Some(name), true) = (&self.surroundings, self.path.file_name(), is_gone) {
            surroundings.state().guests.remove(name);
        }
    }
}

/// The folder around those of scripts, with canaries in it: whoever leaves a script's folder comes upon one of them.
#[derive(Clone, Debug)]
pub struct Surroundings(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    canaries: Canaries,
    /// How times are kept there, where that can be measured.
    times: Option<Timekeeping>,
    /// The names of the scripts' folders that are there.
    guests: BTreeSet<OsString>,
    /// Whether an audit was made since the last script's folder came.
    is_audited: bool,
    /// Whether every script was audited to whom a folder here belonged.
    is_clean: bool,
}

impl Surroundings {
    /// Plants a tree of canaries, such as [`canaries`](crate::tree::canaries), in an empty folder, in which those of
    /// scripts can be made then.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn plant(folder: &Path, tree: Tree) -> io::Result<Self> {
        // Where times can't be set, or not be told, nothing is known of them.
        let times = Timekeeping::of_folder(folder).ok();
        let canaries = Canaries::plant(folder, tree)?;
        Ok(Self(Arc::new(Mutex::new(State {
            canaries,
            times,
            guests: BTreeSet::new(),
            is_audited: true,
            is_clean: true,
        }))))
    }

    /// The first thing outside of the scripts' folders that is not as it was planted. It is repaired, so that the next
    /// script finds all as it should be.
    ///
    /// # Errors
    /// When something can't be looked at or repaired.
    pub fn audit(&self) -> io::Result<Option<Touched>> {
        beside::with(self, Self::audit_here)
    }

    fn audit_here(&self) -> io::Result<Option<Touched>> {
        let State { canaries, guests, is_audited, .. } = &mut *self.state();
        let touched = canaries.touched(guests)?;
        if touched.is_some() {
            canaries.replant(guests)?;
        }
        *is_audited = true;
        Ok(touched)
    }

    /// Takes away all that stands around the scripts' folders, and puts this there, until it is [restored](Self::restore).
    pub(crate) fn exchange(&self, there: &Entries) -> io::Result<()> {
        let State { canaries, guests, .. } = &mut *self.state();
        canaries.exchange(guests, there)
    }

    /// Plants the canaries anew.
    pub(crate) fn restore(&self) -> io::Result<()> {
        let State { canaries, guests, is_audited, .. } = &mut *self.state();
        canaries.replant(guests)?;
        *is_audited = true;
        Ok(())
    }

    /// Whether the next script can have its folder here: the ones before are gone, and all is known to be as it was.
    pub(super) fn is_free(&self) -> bool {
        let state = self.state();
        state.is_clean && state.guests.is_empty()
    }

    /// Whether folders of scripts are there.
    pub(super) fn has_guests(&self) -> bool {
        !self.state().guests.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements, so that a panic elsewhere does it no harm.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::privilege::HeldToModes;
    use crate::tree::{Fixture, Mode, Node};

    #[test]
    fn planted_objects_have_their_modes_and_are_read_and_taken_away_all_the_same() {
        use std::os::unix::fs::MetadataExt;
        let ground = tempfile::tempdir().unwrap();
        let root = ground.path().join("root");
        fs::create_dir(&root).unwrap();
        let sub = Node::Directory([("leaf".to_owned(), Node::file("x"))].into());
        let sample =
            Tree { entries: [("log".to_owned(), Node::file("base")), ("sub".to_owned(), sub)].into() };
        let mut fixture = Fixture::with_tree(sample);
        let modes = [("sub", 0o000), ("sub/leaf", 0o000), ("log", 0o222)];
        fixture.modes = modes.map(|(path, bits)| Mode { path: path.into(), bits }).into();
        fixture.plant(&root).unwrap();
        let _held = HeldToModes::new();
        assert!(fs::File::open(root.join("log")).is_err());
        let mode = |path: &str| fs::symlink_metadata(root.join(path)).unwrap().mode() & 0o777;
        for _ in 0..2 {
            assert_eq!([mode("sub"), mode("log")], [0o000, 0o222]);
            let (read, attributes) = Tree::read_with_attributes(&root).unwrap();
            assert_eq!(read, fixture.tree);
            let told = |path: &str| u16::try_from(attributes[path].mode).unwrap();
            assert_eq!(modes.map(|(path, _)| told(path)), modes.map(|(_, bits)| bits));
        }
        assert_eq!(Tree::take_from(&root).unwrap(), fixture.tree);
        assert_eq!(Tree::take_from(&root).unwrap(), Tree::default());
        fixture.plant(&root).unwrap();
        drop(Folder::adopt(root.clone()));
        assert!(!root.exists());
    }
}
