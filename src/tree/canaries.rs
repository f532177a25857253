//! Canaries: objects that stand beside the folders of scripts, where whoever leaves a script's tree comes upon them.
//!
//! From the root of a script's tree they are `../secret`, `../private/inner` and so on. Nothing a guest does may change
//! one of them, and nothing may be made or removed beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::type_of;
use super::own::read_at;
use super::{Entries, Fixture, Modified, Node, Tree};
use crate::wasi::DescriptorType;

/// When all canaries were modified last, in seconds since 1970: long ago, so that any change shows, be it made in the
/// same tick of the file system's clock as they were.
const PLANTED_SECONDS: i64 = 1_000_000_000;

/// How many bytes of a file are shown.
const SHOWN_MAX: usize = 64;

/// What the folder of a script's tree is called, so that scripts can name what stands beside it: a host that takes the
/// text of a path for the place where it leads takes `root-secret` for a part of `root`.
pub const SCRIPT_FOLDER: &str = "root";

/// The tree of canaries: a file, one in a directory, a directory that could be removed, a farm of links that lead
/// up and in again, to nothing, and to an absolute path, and a directory and a file whose names begin with that of the
/// script's own folder. The absolute link leads to nothing as well: what a backend without any sandbox does to it harms
/// nobody.
pub fn canaries() -> Tree {
    let directory = |entries: Vec<(&str, Node)>| {
        Node::Directory(entries.into_iter().map(|(name, node)| (name.to_owned(), node)).collect())
    };
    let link = |target: &str| Node::Symlink(target.into());
    let farm = vec![
        ("far", link("/no-such-place/canary")),
        ("gone", link("../none")),
        ("inner", link("../private/inner")),
    ];
    let private = vec![("inner", Node::file("a canary in a directory"))];
    let key = vec![("key", Node::file("a canary with a longer name"))];
    let top = [
        ("empty", directory(Vec::new())),
        ("farm", directory(farm)),
        ("private", directory(private)),
        ("root-secret", directory(key)),
        ("root2", Node::file("a canary with a letter more")),
        ("secret", Node::file("a canary")),
    ];
    Tree { entries: top.map(|(name, node)| (name.to_owned(), node)).into() }
}

/// A folder with canaries, as they were planted.
#[derive(Debug)]
pub struct Canaries {
    folder: PathBuf,
    tree: Tree,
    planted: Vec<Canary>,
}

/// One canary, as it was planted.
#[derive(Debug)]
struct Canary {
    path: PathBuf,
    /// From the root of a script's tree.
    shown: String,
    node: Node,
    modified: Option<SystemTime>,
    /// When anything of it was changed last, seconds and nanoseconds; this time nobody can set.
    changed: (i64, i64),
}

/// Something outside of a script's tree that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Where, from the root of the script's tree.
    pub path: String,
    /// What happened to it, in words.
    pub note: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Canaries {
    /// Plants a tree of canaries in a folder.
    ///
    /// # Errors
    /// As [`Fixture::plant`].
    pub fn plant(folder: &Path, tree: Tree) -> io::Result<Self> {
        let mut canaries = Self { folder: folder.to_owned(), tree, planted: Vec::new() };
        canaries.plant_all()?;
        Ok(canaries)
    }

    fn plant_all(&mut self) -> io::Result<()> {
        let dated = |(path, _)| Modified { path, seconds: PLANTED_SECONDS };
        let modified =
            if cfg!(unix) { self.tree.walk().into_iter().map(dated).collect() } else { Vec::new() };
        Fixture { modified, ..Fixture::with_tree(self.tree.clone()) }.plant(&self.folder)?;
        let remember = |(name, node): (String, &Node)| {
            let path = self.folder.join(&name);
            let metadata = fs::symlink_metadata(&path)?;
            let (modified, changed) = (metadata.modified().ok(), changed(&metadata));
            Ok(Canary { path, shown: format!("../{name}"), node: node.clone(), modified, changed })
        };
        self.planted = self.tree.walk().into_iter().map(remember).collect::<io::Result<_>>()?;
        Ok(())
    }

    /// The first thing in the folder that is not as it was. `guests` are the names of scripts' folders in it.
    ///
    /// # Errors
    /// When something can't be looked at.
    pub fn touched(&self, guests: &BTreeSet<OsString>) -> io::Result<Option<Touched>> {
        let Some(mut listed) = if_there(listing(&self.folder))? else {
            return Ok(Some(touched("..", "it is gone", "a directory", "nothing")));
        };
        for guest in guests {
            let (path, directory) = (format!("../{}", guest.display()), "the script's own directory");
            match listed.remove(guest) {
                Some(kind) if kind.is_dir() => {}
                Some(kind) => return Ok(Some(replaced(&path, directory, type_of(kind)))),
                None => return Ok(Some(touched(path, "it is gone", directory, "nothing"))),
            }
        }
        if let Some(stray) = stray("..", &self.folder, &listed, &self.tree.entries)? {
            return Ok(Some(stray));
        }
        let mut modified = None;
        for canary in &self.planted {
            if let Some(touched) = canary.touched(&mut modified)? {
                return Ok(Some(touched));
            }
        }
        Ok(modified)
    }

    /// Removes all that is in the folder, but for those of `guests`, and plants the canaries anew.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn replant(&mut self, guests: &BTreeSet<OsString>) -> io::Result<()> {
        self.clear(guests)?;
        self.plant_all()
    }

    /// Removes all that is in the folder, but for those of `guests`, and plants these, but for those whose names canaries or
    /// guests have, in their place.
    pub(crate) fn exchange(&self, guests: &BTreeSet<OsString>, there: &Entries) -> io::Result<()> {
        self.clear(guests)?;
        let mut others = there.clone();
        others.retain(|name, _| {
            !self.tree.entries.contains_key(name) && !guests.contains(OsStr::new(name.as_str()))
        });
        Fixture::with_tree(Tree { entries: others }).plant(&self.folder)
    }

    fn clear(&self, guests: &BTreeSet<OsString>) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for (name, kind) in listing(&self.folder)? {
            let path = self.folder.join(&name);
            match kind.is_dir() {
                true if guests.contains(&name) => {}
                true => fs::remove_dir_all(path)?,
                false => fs::remove_file(path)?,
            }
        }
        Ok(())
    }
}

impl Canary {
    /// What is not as it was, but for the time of modification: that a directory has another one says less than what was
    /// done to its entries, so it is kept until all were looked at.
    fn touched(&self, modified: &mut Option<Touched>) -> io::Result<Option<Touched>> {
        let wrong = |note: &str, expected: String, found: String| {
            Ok(Some(Touched { path: self.shown.clone(), note: note.into(), expected, found }))
        };
        let Some(metadata) = if_there(fs::symlink_metadata(&self.path))? else {
            return wrong("it is gone", text_of(&self.node), "nothing".into());
        };
        let found_modified = metadata.modified().ok();
        // The bytes of a file are read in any case: where they are mapped to memory, not every file system keeps times.
        let is_file = matches!(self.node, Node::File(_));
        let is_same = cfg!(unix) && self.changed == changed(&metadata);
        if is_same && self.modified == found_modified && !is_file {
            return Ok(None);
        }
        let kind = type_of(metadata.file_type());
        if kind != self.node.descriptor_type() {
            return Ok(Some(replaced(&self.shown, &text_of(&self.node), kind)));
        }
        match &self.node {
            Node::File(content) => {
                let found = beginning(&self.path, content.len())?;
                if found.len() as u64 != content.len() || content.mismatch(0, &found).is_some() {
                    return wrong("its bytes were changed", text_of(&self.node), shown(&found));
                }
                let names = names(&metadata);
                if names != 1 {
                    return wrong("it was given another name", "1 name".into(), format!("{names} names"));
                }
            }
            Node::Directory(entries) => {
                let stray = stray(&self.shown, &self.path, &listing(&self.path)?, entries)?;
                if stray.is_some() {
                    return Ok(stray);
                }
            }
            Node::Symlink(target) => {
                let found = fs::read_link(&self.path)?;
                if found.as_os_str() != OsStr::new(target) {
                    let found = Node::Symlink(found.to_string_lossy().into_owned());
                    return wrong("it leads elsewhere", text_of(&self.node), text_of(&found));
                }
            }
            Node::Other(_) => {}
        }
        if found_modified != self.modified && modified.is_none() {
            let (expected, found) = (time_text(self.modified), time_text(found_modified));
            *modified = Some(touched(&self.shown, "it was modified", &expected, &found));
        }
        Ok(None)
    }
}

fn touched(path: impl Into<String>, note: &str, expected: &str, found: &str) -> Touched {
    Touched { path: path.into(), note: note.into(), expected: expected.into(), found: found.into() }
}

fn replaced(path: &str, expected: &str, found: DescriptorType) -> Touched {
    touched(path, &format!("a {found} is there instead"), expected, &format!("a {found}"))
}

/// The first entry of a directory that was not planted.
fn stray(
    shown: &str,
    folder: &Path,
    listed: &BTreeMap<OsString, FileType>,
    planted: &Entries,
) -> io::Result<Option<Touched>> {
    let is_planted = |name: &OsStr| name.to_str().is_some_and(|name| planted.contains_key(name));
    let Some((name, kind)) = listed.iter().find(|(name, _)| !is_planted(name)) else { return Ok(None) };
    let path = folder.join(name);
    let found = if kind.is_symlink() {
        text_of(&Node::Symlink(fs::read_link(&path)?.to_string_lossy().into_owned()))
    } else {
        // What its maker lets nobody read is told by its type.
        let bytes = kind.is_file().then(|| beginning(&path, 0).ok()).flatten();
        bytes.map_or_else(|| format!("a {}", type_of(*kind)), |bytes| self::shown(&bytes))
    };
    let path = format!("{shown}/{}", name.display());
    Ok(Some(touched(path, "it is there, and was not before", "nothing", &found)))
}

/// What was asked for, unless it is not there.
fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn listing(folder: &Path) -> io::Result<BTreeMap<OsString, FileType>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name(), entry.file_type()?))
    };
    fs::read_dir(folder)?.map(entry).collect()
}

/// The bytes that a file begins with: as many as are expected, and enough of what follows to show.
fn beginning(path: &Path, expected: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(expected).unwrap_or(0) + SHOWN_MAX];
    // So few bytes of a regular file come at once.
    let length = read_at(&fs::File::open(path)?, &mut bytes, 0)?;
    bytes.truncate(length);
    Ok(bytes)
}

fn shown(bytes: &[u8]) -> String {
    let rest = if bytes.len() > SHOWN_MAX { " ..." } else { "" };
    format!("\"{}\"{rest}", bytes[..bytes.len().min(SHOWN_MAX)].escape_ascii())
}

fn text_of(node: &Node) -> String {
    match node {
        Node::File(content) => shown(&content.read(0..content.len())),
        Node::Directory(_) => "a directory".into(),
        Node::Symlink(target) => format!("-> {target:?}"),
        Node::Other(other) => format!("a {other}"),
    }
}

fn time_text(time: Option<SystemTime>) -> String {
    let Some(time) = time else { return "no time of modification".into() };
    let (sign, apart) = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => ("", since),
        Err(error) => ("-", error.duration()),
    };
    format!("modified {sign}{}.{:09}", apart.as_secs(), apart.subsec_nanos())
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec())
}

/// Not known elsewhere; nobody asks there.
#[cfg(not(unix))]
fn changed(_metadata: &Metadata) -> (i64, i64) {
    (0, 0)
}

#[cfg(unix)]
fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

/// Where names are not counted, each file has one.
#[cfg(not(unix))]
fn names(_metadata: &Metadata) -> u64 {
    1
}

#[cfg(test)]
mod tests;
