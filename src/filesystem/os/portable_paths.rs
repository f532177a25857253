//! Objects by path where there is no unix: by cap-std, with the slashes behind a path looked at before it drops them.

use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt as _, SystemTimeSpec};
use cap_std::fs::{Dir, Metadata};
use cap_std::time::SystemTime;

use super::super::attributes::{Attributes, NewTimes};
use super::portable::{attributes_of, moment};
use crate::wasi::NewTimestamp;

/// Whether a path can only mean a directory: by a slash behind it, or by ending in `.` or `..`.
fn asks_for_directory(path: &Path) -> bool {
    let mut names = path.as_os_str().as_encoded_bytes().rsplit(|byte| matches!(byte, b'/' | b'\\'));
    matches!(names.next(), Some(b"" | b"." | b".."))
}

/// What a path leads to.
fn look(dir: &Dir, path: &Path, follow: bool) -> io::Result<Metadata> {
    let directory = asks_for_directory(path);
    let metadata = if follow || directory { dir.metadata(path)? } else { dir.symlink_metadata(path)? };
    if directory && !metadata.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(metadata)
}

/// Refuses to put what is no directory where the path asks for one.
fn takes_no_directory(dir: &Dir, path: &Path) -> io::Result<()> {
    if asks_for_directory(path) {
        look(dir, path, true)?;
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    Ok(())
}

/// A time as cap-fs-ext takes it.
pub(super) fn specification(time: NewTimestamp) -> io::Result<Option<SystemTimeSpec>> {
    if time == NewTimestamp::Now {
        return Ok(Some(SystemTimeSpec::SymbolicNow));
    }
    Ok(moment(time)?.map(|moment| SystemTimeSpec::Absolute(SystemTime::from_std(moment))))
}

/// The attributes of what a path leads to.
pub(in super::super) fn attributes_at(dir: &Dir, path: &Path, follow: bool) -> io::Result<Attributes> {
    look(dir, path, follow).map(|metadata| attributes_of(&metadata))
}

/// Sets the times of what a path leads to.
pub(in super::super) fn set_times_at(
    dir: &Dir,
    path: &Path,
    follow: bool,
    times: NewTimes,
) -> io::Result<()> {
    let (access, modification) = (specification(times.access)?, specification(times.modification)?);
    if look(dir, path, follow)?.is_symlink() {
        return dir.set_symlink_times(path, access, modification);
    }
    dir.set_times(path, access, modification)
}

/// Gives what a path leads to another name.
pub(in super::super) fn link(
    old_dir: &Dir,
    old_path: &Path,
    follow: bool,
    new_dir: &Dir,
    new_path: &Path,
) -> io::Result<()> {
    if look(old_dir, old_path, follow)?.is_dir() {
        // Without an errno this is `not-permitted`.
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    takes_no_directory(new_dir, new_path)?;
    let old_path = if follow { old_dir.canonicalize(old_path)? } else { old_path.to_owned() };
    old_dir.hard_link(old_path, new_dir, new_path)
}

/// The target of a link.
pub(in super::super) fn read_link(dir: &Dir, path: &Path) -> io::Result<PathBuf> {
    if !look(dir, path, false)?.is_symlink() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    dir.read_link(path)
}

/// Makes a link. The system wants to know what kind of object it is going to lead to; one that leads nowhere yet is
/// made for a file.
pub(in super::super) fn symlink(target: &Path, dir: &Dir, path: &Path) -> io::Result<()> {
    takes_no_directory(dir, path)?;
    let behind = path.parent().unwrap_or(Path::new("")).join(target);
    if dir.metadata(behind).is_ok_and(|metadata| metadata.is_dir()) {
        dir.symlink_dir(target, path)
    } else {
        dir.symlink_file(target, path)
    }
}

/// Moves an object.
pub(in super::super) fn rename(
    old_dir: &Dir,
    old_path: &Path,
    new_dir: &Dir,
    new_path: &Path,
) -> io::Result<()> {
    let is_directory = old_dir.symlink_metadata(old_path)?.is_dir();
    if (asks_for_directory(old_path) || asks_for_directory(new_path)) && !is_directory {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    old_dir.rename(old_path, new_dir, new_path)
}
