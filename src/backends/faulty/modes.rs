//! Modes of files and directories that are asked for more than they are for, and what comes of a refusal for one.

use cap_std::fs::{Dir, OpenOptions};

use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::wasi::{ErrorCode, FsResult, OpenFlags};

/// The right of its owner to read a file, or to list a directory.
const READ: u32 = 0o400;

/// The right of its owner to write.
const WRITE: u32 = 0o200;

/// The mode of what has this name, where systems have modes.
#[cfg(unix)]
fn mode_of(bare: &Dir, path: &str) -> Option<u32> {
    use cap_std::fs::MetadataExt as _;
    bare.symlink_metadata(path).ok().map(|found| found.mode())
}

#[cfg(not(unix))]
fn mode_of(_bare: &Dir, _path: &str) -> Option<u32> {
    None
}

/// Gives what has this name a mode, where systems have modes.
#[cfg(unix)]
fn set_mode(bare: &Dir, path: &str, mode: u32) {
    use cap_std::fs::{Permissions, PermissionsExt as _};
    // What the fault can't do it leaves.
    _ = bare.set_permissions(path, Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn set_mode(_bare: &Dir, _path: &str, _mode: u32) {}

impl FaultyDescriptor {
    fn lets(&self, fault: Fault, path: &str, right: u32) -> bool {
        let bare = self.means.bare.as_ref().filter(|_| self.has(fault));
        bare.and_then(|bare| mode_of(bare, path)).is_none_or(|mode| mode & right != 0)
    }

    /// Refuses a path that goes over a directory which can't be listed.
    pub(super) fn refuse_unlisted(&self, path: &str) -> FsResult<()> {
        let names = |rest: &str| rest.split('/').any(|name| !matches!(name, "" | "." | ".."));
        let ways = path.match_indices('/').filter(|(at, _)| names(&path[*at..])).map(|(at, _)| &path[..at]);
        let mut ways = ways.filter(|way| !way.is_empty());
        let listed = ways.all(|way| self.lets(Fault::WayIsListed, way, READ));
        if listed { Ok(()) } else { Err(ErrorCode::Access.into()) }
    }

    /// Refuses to take the name of what can't be written.
    pub(super) fn refuse_unwritable(&self, path: &str) -> FsResult<()> {
        if self.lets(Fault::ReadOnlyKeepsName, path, WRITE) { Ok(()) } else { Err(ErrorCode::Access.into()) }
    }

    /// Cuts a file that was refused to be opened for its mode.
    pub(super) fn cut_all_the_same<T>(&self, path: &str, open_flags: OpenFlags, result: &FsResult<T>) {
        let cuts = open_flags.contains(OpenFlags::TRUNCATE) && refused(result, ErrorCode::Access);
        let bare = self.means.bare.as_ref().filter(|_| self.has(Fault::ModeLifted) && cuts);
        let Some((bare, mode)) = bare.and_then(|bare| Some((bare, mode_of(bare, path)?))) else { return };
        set_mode(bare, path, mode | WRITE);
        drop(bare.open_with(path, OpenOptions::new().write(true).truncate(true)));
        set_mode(bare, path, mode);
    }
}
