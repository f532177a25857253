//! What another process does to the tree of a script, done from the host side.

use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use cap_fs_ext::MetadataExt as _;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions};

use crate::op::{Change, HostChange};

/// The name of an object on its way to its place; no script plants one.
const ON_ITS_WAY: &str = "wasi-fs-conformance-replacement";

/// A name in a directory, both of which are there.
struct Place<'p> {
    above: Dir,
    name: &'p str,
}

/// What has to have the name that a change is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Nothing,
    File,
    FileOrDirectory,
    Anything,
}

impl<'p> Place<'p> {
    /// The place of a plain path, which goes through directories alone: a link on the way leads nowhere.
    fn find(tree: &Dir, path: &'p str) -> io::Result<Self> {
        let (way, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut above = tree.try_clone()?;
        for part in way.split('/').filter(|part| !part.is_empty()) {
            if !above.symlink_metadata(part)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            above = above.open_dir(part)?;
        }
        Ok(Self { above, name })
    }

    /// The same where what is there is as it should be.
    fn with(self, expected: There) -> io::Result<Self> {
        let kind = self.above.symlink_metadata(self.name).map(|found| found.file_type());
        match (kind, expected) {
            (Ok(_), There::Nothing) => Err(io::ErrorKind::AlreadyExists.into()),
            (Ok(kind), There::File) if !kind.is_file() => Err(io::ErrorKind::InvalidInput.into()),
            (Ok(kind), There::FileOrDirectory) if !kind.is_file() && !kind.is_dir() => {
                Err(io::ErrorKind::InvalidInput.into())
            }
            (Err(error), _) if expected != There::Nothing => Err(error),
            _ => Ok(self),
        }
    }

    /// What tells the object there from others.
    fn object(&self) -> io::Result<(u64, u64)> {
        let found = self.above.symlink_metadata(self.name)?;
        Ok((found.dev(), found.ino()))
    }

    fn rename_to(&self, other: &Place<'_>) -> io::Result<()> {
        self.above.rename(self.name, &other.above, other.name)
    }
}

/// Changes what is below a folder, or nothing at all. A backend that put something else in its place, such as a link that leads
/// outside, can make this fail but not stray: nothing outside of the folder is reached.
pub(super) fn change(folder: &Path, HostChange { path, change, .. }: &HostChange) -> io::Result<()> {
    let tree = Dir::open_ambient_dir(folder, ambient_authority())?;
    let place = |expected| Place::find(&tree, path)?.with(expected);
    let mut options = OpenOptions::new();
    match change {
        Change::Truncate { size } => open(&place(There::File)?, options.write(true))?.set_len(*size),
        Change::Append { bytes } => open(&place(There::File)?, options.append(true))?.write_all(bytes),
        Change::Write { bytes, offset } => {
            let mut file = open(&place(There::File)?, options.write(true))?;
            file.seek(SeekFrom::Start(*offset))?;
            file.write_all(bytes)
        }
        Change::Replace { bytes } => {
            // No other directory is touched.
            let place = place(There::File)?;
            let new = Place { above: place.above.try_clone()?, name: ON_ITS_WAY };
            new.above.write(ON_ITS_WAY, &**bytes)?;
            new.rename_to(&place)
        }
        Change::Remove => place(There::File).and_then(|file| file.above.remove_file(file.name)),
        Change::Swap { other } => {
            if is_within(path, other) || is_within(other, path) {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            let (one, other) = (place(There::Anything)?, Place::find(&tree, other)?.with(There::Anything)?);
            // Two names of one object stay where they are, on some systems; then that is said.
            if one.object()? == other.object()? {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            swap(&one, &other)
        }
        Change::Rename { to } => {
            let to = Place::find(&tree, to)?.with(There::Nothing)?;
            place(There::Anything)?.rename_to(&to)
        }
        Change::Symlink { target } => symlink(&place(There::Nothing)?, target),
        Change::MakeDirectory => place(There::Nothing).and_then(|new| new.above.create_dir(new.name)),
        Change::Touch => open(&place(There::Nothing)?, options.write(true).create_new(true)).map(drop),
        Change::Chmod { mode } => chmod(&place(There::FileOrDirectory)?, *mode),
    }
}

/// Whether what a path leads to is that of another one, or within it.
fn is_within(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn open(place: &Place<'_>, options: &OpenOptions) -> io::Result<File> {
    place.above.open_with(place.name, options)
}

/// Has two objects change places, in one step where the system can do that.
fn swap(one: &Place<'_>, other: &Place<'_>) -> io::Result<()> {
    match exchange(one, other) {
        Err(error) if cannot_exchange(&error) => {}
        done => return done,
    }
    let aside = Place { above: one.above.try_clone()?, name: ON_ITS_WAY };
    one.rename_to(&aside)?;
    let done = other.rename_to(one).and_then(|()| aside.rename_to(other));
    if done.is_err() {
        // Nothing is changed by half.
        aside.rename_to(one)?;
    }
    done
}

/// Whether an error says that this system, or this file system, has no such call.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

#[cfg(target_os = "linux")]
fn exchange(one: &Place<'_>, other: &Place<'_>) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    Ok(renameat_with(&one.above, one.name, &other.above, other.name, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Place<'_>, _: &Place<'_>) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn symlink(place: &Place<'_>, target: &str) -> io::Result<()> {
    place.above.symlink_contents(target, place.name)
}

/// What it leads to decides there what kind of link it is.
#[cfg(windows)]
fn symlink(place: &Place<'_>, target: &str) -> io::Result<()> {
    if place.above.is_dir(target) {
        place.above.symlink_dir(target, place.name)
    } else {
        place.above.symlink_file(target, place.name)
    }
}

#[cfg(unix)]
fn chmod(place: &Place<'_>, mode: u16) -> io::Result<()> {
    use cap_std::fs::{Permissions, PermissionsExt as _};
    place.above.set_permissions(place.name, Permissions::from_mode(mode.into()))
}

#[cfg(not(unix))]
fn chmod(_: &Place<'_>, _: u16) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    #[test]
    fn each_change_is_made_and_none_goes_outside() {
        let place = tempfile::tempdir().unwrap();
        let (inside, outside) = (place.path().join("in"), place.path().join("out"));
        for folder in [&inside, &outside] {
            std::fs::create_dir_all(folder.join("d")).unwrap();
            std::fs::write(folder.join("d/f"), "old").unwrap();
        }
        let make = |path: &str, what: Change| change(&inside, &HostChange::new(path, what));
        make("l", Change::Symlink { target: "../out".into() }).unwrap();
        make("e", Change::MakeDirectory).unwrap();
        make("e/t", Change::Touch).unwrap();
        make("d", Change::Swap { other: "e/t".into() }).unwrap();
        make("e/t/f", Change::Rename { to: "g".into() }).unwrap();
        make("g", Change::Chmod { mode: 0o640 }).unwrap();
        let free = "free".into();
        std::fs::hard_link(inside.join("g"), inside.join("h")).unwrap();
        assert!(make("g", Change::Swap { other: "h".into() }).is_err(), "two names of one object");
        std::fs::remove_file(inside.join("h")).unwrap();
        assert!(make("g", Change::Rename { to: "e".into() }).is_err(), "a name that is taken");
        assert!(make("g", Change::Touch).is_err() && make("h", Change::Swap { other: free }).is_err());
        let below = "e/t".into();
        assert!(make("e", Change::Swap { other: below }).is_err(), "one is within the other");
        for stray in [
            Change::Touch,
            Change::MakeDirectory,
            Change::Chmod { mode: 0 },
            Change::Swap { other: "g".into() },
            Change::Rename { to: "h".into() },
            Change::Symlink { target: "x".into() },
        ] {
            assert!(make("l/d", stray.clone()).is_err(), "{stray:?}");
        }
        let read = |folder: &Path| Tree::read_with_attributes(folder).unwrap().0;
        let walked = |tree: &Tree| {
            tree.walk().into_iter().map(|(path, node)| format!("{path} {}", node.descriptor_type())).collect()
        };
        let tree: Vec<String> = walked(&read(&inside));
        assert_eq!(
            tree,
            ["d regular-file", "e directory", "e/t directory", "g regular-file", "l symbolic-link"]
        );
        let tree: Vec<String> = walked(&read(&outside));
        assert_eq!(tree, ["d directory", "d/f regular-file"]);
    }
}
