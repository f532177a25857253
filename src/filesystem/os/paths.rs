//! Objects by path, as unix has them. cap-std finds the directory that a path's last name stands in; what is done to
//! the name there never follows a link, so nothing that is swapped in meanwhile leads outside.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use cap_std::fs::Dir;
use rustix::fs::{AtFlags, FileType, Stat};
use rustix::io::Errno;

use super::super::attributes::{Attributes, NewTimes};
use super::unix::{attributes_of, timestamps};

/// As many links as Linux follows before it calls them a loop.
const LINKS_MAX: usize = 40;

/// Where an object stands, or would stand.
struct Place<'d> {
    start: &'d Dir,
    /// The directory that the name stands in, if it is not `start`.
    below: Option<Dir>,
    /// One name, or `.` for the directory itself; never `..`.
    name: &'d [u8],
    /// The path before the name.
    parents: &'d [u8],
    /// The path says that it is a directory: by a slash behind it, or by being `.` or `..`.
    directory: bool,
}

impl<'d> Place<'d> {
    fn find(start: &'d Dir, path: &'d [u8]) -> io::Result<Self> {
        if path.is_empty() {
            return Err(Errno::NOENT.into());
        }
        if path.starts_with(b"/") {
            return Err(outside());
        }
        let bare = path.iter().rposition(|byte| *byte != b'/').map_or(path, |last| &path[..=last]);
        let (parents, name) = match bare.iter().rposition(|byte| *byte == b'/') {
            Some(slash) => bare.split_at(slash + 1),
            None => bare.split_at(0),
        };
        if matches!(name, b"." | b"..") {
            // Only a walk to the end tells which directory this is, and whether it is one of ours.
            let below = Some(start.open_dir(OsStr::from_bytes(bare))?);
            return Ok(Self { start, below, name: b".", parents: bare, directory: true });
        }
        let below = if parents.is_empty() { None } else { Some(start.open_dir(OsStr::from_bytes(parents))?) };
        Ok(Self { start, below, name, parents, directory: bare.len() < path.len() })
    }

    fn parent(&self) -> &Dir {
        self.below.as_ref().unwrap_or(self.start)
    }

    /// What the name stands for, be it a link.
    fn stat(&self) -> io::Result<Stat> {
        Ok(rustix::fs::statat(self.parent(), self.name, AtFlags::SYMLINK_NOFOLLOW)?)
    }

    /// The path that a link in this place stands for, from the same start; none if it is no link any more.
    fn behind(&self) -> io::Result<Option<Vec<u8>>> {
        let target = match rustix::fs::readlinkat(self.parent(), self.name, Vec::new()) {
            Err(Errno::INVAL) => return Ok(None),
            target => target?.into_bytes(),
        };
        if target.starts_with(b"/") {
            return Err(outside());
        }
        let slash: &[u8] = if self.directory { b"/" } else { b"" };
        Ok(Some([self.parents, &target, slash].concat()))
    }

    /// Refuses to put what is no directory where the path asks for one, with what following the path says.
    fn takes_no_directory(&self, path: &[u8]) -> io::Result<()> {
        if !self.directory {
            return Ok(());
        }
        at_object(self.start, path, false, |_, _| Err(Errno::EXIST.into()))
    }
}

/// A refusal as cap-std words its own, so that both give one code.
fn outside() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the path leads outside of the directory")
}

fn is(stat: &Stat, r#type: FileType) -> bool {
    FileType::from_raw_mode(stat.st_mode) == r#type
}

/// Does something to the object that a path leads to. A final link is the object unless it is to be followed, or a
/// slash behind it asks for a directory.
fn at_object<T>(
    start: &Dir,
    path: &[u8],
    follow: bool,
    work: impl FnOnce(&Place<'_>, Stat) -> io::Result<T>,
) -> io::Result<T> {
    let mut path = path.to_vec();
    for _ in 0..=LINKS_MAX {
        let place = Place::find(start, &path)?;
        let found = place.stat()?;
        if is(&found, FileType::Symlink) && (follow || place.directory) {
            path = place.behind()?.unwrap_or(path);
            continue;
        }
        if place.directory && !is(&found, FileType::Directory) {
            return Err(Errno::NOTDIR.into());
        }
        return work(&place, found);
    }
    Err(Errno::LOOP.into())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// The attributes of what a path leads to. Nothing is opened, so neither a FIFO nor a device notices.
pub(in super::super) fn attributes_at(start: &Dir, path: &Path, follow: bool) -> io::Result<Attributes> {
    at_object(start, bytes(path), follow, |_, stat| Ok(attributes_of(&stat)))
}

/// Sets the times of what a path leads to.
pub(in super::super) fn set_times_at(
    start: &Dir,
    path: &Path,
    follow: bool,
    times: NewTimes,
) -> io::Result<()> {
    let times = timestamps(times)?;
    at_object(start, bytes(path), follow, |place, _| {
        Ok(rustix::fs::utimensat(place.parent(), place.name, &times, AtFlags::SYMLINK_NOFOLLOW)?)
    })
}

/// Gives what a path leads to another name.
pub(in super::super) fn link(
    old_start: &Dir,
    old_path: &Path,
    follow: bool,
    new_start: &Dir,
    new_path: &Path,
) -> io::Result<()> {
    at_object(old_start, bytes(old_path), follow, |old, stat| {
        if is(&stat, FileType::Directory) {
            return Err(Errno::PERM.into());
        }
        let new = Place::find(new_start, bytes(new_path))?;
        new.takes_no_directory(bytes(new_path))?;
        Ok(rustix::fs::linkat(old.parent(), old.name, new.parent(), new.name, AtFlags::empty())?)
    })
}

/// The target of a link.
pub(in super::super) fn read_link(start: &Dir, path: &Path) -> io::Result<PathBuf> {
    let place = Place::find(start, bytes(path))?;
    if place.directory {
        // What has to be a directory is no link, if it is there at all.
        return at_object(start, bytes(path), false, |_, _| Err(Errno::INVAL.into()));
    }
    let target = rustix::fs::readlinkat(place.parent(), place.name, Vec::new())?;
    Ok(PathBuf::from(OsStr::from_bytes(target.as_bytes())))
}

/// Makes a link.
pub(in super::super) fn symlink(target: &Path, start: &Dir, path: &Path) -> io::Result<()> {
    let place = Place::find(start, bytes(path))?;
    place.takes_no_directory(bytes(path))?;
    Ok(rustix::fs::symlinkat(target, place.parent(), place.name)?)
}

/// Moves an object. A link is moved itself; with a slash behind it, it is not the directory that was asked for.
pub(in super::super) fn rename(
    old_start: &Dir,
    old_path: &Path,
    new_start: &Dir,
    new_path: &Path,
) -> io::Result<()> {
    let old = Place::find(old_start, bytes(old_path))?;
    let new = Place::find(new_start, bytes(new_path))?;
    let is_directory = is(&old.stat()?, FileType::Directory);
    if (old.directory || new.directory) && !is_directory {
        return Err(Errno::NOTDIR.into());
    }
    // Without the slashes: there are systems that follow a link before a slash, to wherever it leads.
    Ok(rustix::fs::renameat(old.parent(), old.name, new.parent(), new.name)?)
}
