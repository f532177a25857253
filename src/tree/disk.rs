//! A tree to disk.

use std::fs;
use std::io;
use std::path::Path;

use super::own::write_all_at;
use super::quote::quoted_name;
use super::raw::{self, is_written_right};
use super::{Content, Entries, Fixture, Mode, Modified, Node, PLANTABLE, Tree};
use crate::wasi::DescriptorType;

impl Tree {
    /// Makes every object of the tree below `root`, which must be an empty directory.
    ///
    /// # Errors
    /// What the operating system says; also for a node that can't be made (one that is not [`super::PLANTABLE`]) or a
    /// name that is no single path component, with kind `InvalidInput`.
    pub fn write_to(&self, root: &Path) -> io::Result<()> {
        write_entries(&self.entries, root)
    }
}

/// Why an object can't be made anywhere, if it can't.
fn refused(name: &str, node: &Node) -> Option<String> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        return Some(format!("{name:?} can't be a file's name"));
    }
    if !is_written_right(name) {
        return Some(format!("{} has bytes that are a character together", quoted_name(name)));
    }
    match node {
        Node::Other(other) if !PLANTABLE.contains(other) => {
            Some(format!("a {other} can't be made; only a fifo and a socket can"))
        }
        Node::File(_) | Node::Directory(_) | Node::Symlink(_) | Node::Other(_) => None,
    }
}

fn are_possible(entries: &Entries) -> bool {
    let within = |node: &Node| if let Node::Directory(inner) = node { are_possible(inner) } else { true };
    entries.iter().all(|(name, node)| refused(name, node).is_none() && within(node))
}

impl Fixture {
    /// Whether this is something that a script can start from on some machine: names are names, preopens are directories, and
    /// times are those of objects that are there.
    pub fn is_possible(&self) -> bool {
        !self.preopens.is_empty()
            && self.preopens.iter().all(|preopen| self.is_directory(&preopen.path))
            && self.modified.iter().all(|modified| self.tree.get(&modified.path).is_some())
            && self.has_possible_devices()
            && self.has_possible_modes()
            && are_possible(&self.tree.entries)
    }

    /// Makes every object of the tree below `root`, which must be an empty directory, and gives those their times and modes
    /// that have some.
    ///
    /// # Errors
    /// As [`Tree::write_to`]; what the operating system says of a time or a mode; and where those can't be set, kind `Unsupported`.
    pub fn plant(&self, root: &Path) -> io::Result<()> {
        self.plant_apart(root, root)
    }

    /// Likewise, with what lies on a device of its own below another root, which must be as empty.
    ///
    /// # Errors
    /// As [`plant`](Self::plant).
    pub fn plant_apart(&self, root: &Path, apart: &Path) -> io::Result<()> {
        let root_of = |path: &str| if self.is_apart(path) { apart } else { root };
        for (name, node) in &self.tree.entries {
            write_entry(name, node, root_of(name))?;
        }
        let mut deepest_first: Vec<&Modified> = self.modified.iter().collect();
        // Whatever is done to an entry may be seen on its directory, so that one comes after it.
        deepest_first.sort_by_key(|modified| depth_of(&modified.path));
        deepest_first
            .into_iter()
            .try_for_each(|Modified { path, seconds }| set_times(&root_of(path).join(path), *seconds))?;
        // A mode bars the way to all that is below, so these come last, and the nearest last of all.
        let mut deepest_first: Vec<&Mode> = self.modes.iter().collect();
        deepest_first.sort_by_key(|mode| depth_of(&mode.path));
        deepest_first
            .into_iter()
            .try_for_each(|Mode { path, bits }| set_mode(&root_of(path).join(path), *bits))
    }
}

/// The deepest first.
fn depth_of(path: &str) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(path.split('/').count())
}

/// Sets who may do what with a file or directory.
#[cfg(unix)]
fn set_mode(path: &Path, bits: u16) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(bits.into()))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _bits: u16) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "modes are set on unix only"))
}

/// Sets when an object was modified and accessed last; of a link itself, not of what it leads to.
#[cfg(unix)]
fn set_times(path: &Path, seconds: i64) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
    let time = Timespec { tv_sec: seconds, tv_nsec: 0 };
    let times = Timestamps { last_access: time, last_modification: time };
    Ok(utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)?)
}

#[cfg(not(unix))]
fn set_times(_path: &Path, _seconds: i64) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "times are set on unix only"))
}

fn write_entries(entries: &Entries, folder: &Path) -> io::Result<()> {
    entries.iter().try_for_each(|(name, node)| write_entry(name, node, folder))
}

fn write_entry(name: &str, node: &Node, folder: &Path) -> io::Result<()> {
    if let Some(why) = refused(name, node) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let path = folder.join(system_name(name)?);
    match node {
        Node::File(content) => write_file(content, &path),
        Node::Directory(inner) => {
            fs::create_dir(&path)?;
            write_entries(inner, &path)
        }
        Node::Symlink(target) => make_symlink(target, &path),
        Node::Other(other) => make_special(*other, &path),
    }
}

/// A name as the system has it.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere not every name can be had")]
fn system_name(name: &str) -> io::Result<std::ffi::OsString> {
    Ok(raw::system_name(name))
}

#[cfg(not(unix))]
fn system_name(name: &str) -> io::Result<&str> {
    if raw::is_raw(name) {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "names that are no text are made on unix only",
        ));
    }
    Ok(name)
}

fn write_file(content: &Content, path: &Path) -> io::Result<()> {
    let file = fs::File::create_new(path)?;
    let mut written = 0;
    for (start, bytes) in content.extents() {
        write_all_at(&file, bytes, start)?;
        written = start + bytes.len() as u64;
    }
    if written != content.len() {
        file.set_len(content.len())?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_symlink(target: &str, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn make_symlink(_target: &str, _path: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "symbolic links are made on unix only"))
}

#[cfg(all(unix, not(target_vendor = "apple")))]
fn make_special(kind: DescriptorType, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let kind = if kind == DescriptorType::Socket { FileType::Socket } else { FileType::Fifo };
    Ok(mknodat(CWD, path, kind, Mode::from(0o644), 0)?)
}

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn make_special(kind: DescriptorType, _path: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, format!("a {kind} can't be made on this platform")))
}

/// What the WIT calls this kind of object.
pub(super) fn type_of(kind: fs::FileType) -> DescriptorType {
    match kind {
        kind if kind.is_file() => DescriptorType::RegularFile,
        kind if kind.is_dir() => DescriptorType::Directory,
        kind if kind.is_symlink() => DescriptorType::SymbolicLink,
        other => special_type(other),
    }
}

#[cfg(unix)]
fn special_type(kind: fs::FileType) -> DescriptorType {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        kind if kind.is_fifo() => DescriptorType::Fifo,
        kind if kind.is_socket() => DescriptorType::Socket,
        kind if kind.is_block_device() => DescriptorType::BlockDevice,
        kind if kind.is_char_device() => DescriptorType::CharacterDevice,
        _ => DescriptorType::Unknown,
    }
}

#[cfg(not(unix))]
fn special_type(_kind: fs::FileType) -> DescriptorType {
    DescriptorType::Unknown
}
