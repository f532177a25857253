//! A tree from disk.
//!
//! On Unix each object is looked up in its open directory, so that no name is followed through what somebody else puts in
//! its place meanwhile: where a tree is taken away, nothing outside of it ever is.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::own::read_at;
#[cfg(unix)]
use super::raw::name_of;
use super::{Content, Entries, Node, Tree};
use crate::wasi::{Datetime, DescriptorType};

/// Files up to this size are read in one go, holes and all; in bytes.
const READ_WHOLE_MAX: u64 = 1 << 20;

/// How much of a large file's end is read whether or not it is known to be data, in bytes.
const TAIL: u64 = 1 << 16;

impl Tree {
    /// Reads everything below `root`. On Unix names that are no text are read [as such](super::is_raw), elsewhere with replacement
    /// characters.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read_from(root: &Path) -> io::Result<Self> {
        Ok(Self { entries: entries(root, false, &mut Told::default())? })
    }

    /// Reads everything below `root` likewise, and may remove each thing when it was read: whoever needs the tree only once
    /// need not look for it again to remove it. What can't be removed stays.
    ///
    /// # Errors
    /// What the operating system says of reading.
    pub fn take_from(root: &Path) -> io::Result<Self> {
        Ok(Self { entries: entries(root, true, &mut Told::default())? })
    }

    /// The same, with what the system says of each object beside its data; nothing where it can't be asked.
    ///
    /// # Errors
    /// What the operating system says of reading.
    pub fn take_with_attributes(root: &Path) -> io::Result<(Self, Attributes)> {
        Self::with_attributes(root, true)
    }

    /// The same, of a tree that stays.
    ///
    /// # Errors
    /// What the operating system says of reading.
    pub fn read_with_attributes(root: &Path) -> io::Result<(Self, Attributes)> {
        Self::with_attributes(root, false)
    }

    fn with_attributes(root: &Path, takes: bool) -> io::Result<(Self, Attributes)> {
        let mut told = Told { wanted: true, ..Told::default() };
        let entries = entries(root, takes, &mut told)?;
        Ok((Self { entries }, told.attributes))
    }
}

/// What the system says of the objects of a tree, by their paths.
pub type Attributes = BTreeMap<String, Attribute>;

/// What the system says of an object, beside its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Which object of which disk it is.
    pub object: (u64, u64),
    /// When it was accessed last; none before 1970.
    pub access: Option<Datetime>,
    /// When its data was modified last; none before 1970.
    pub modification: Option<Datetime>,
    /// Who may do what with it: the bits of POSIX `mode_t` for that.
    pub mode: u32,
}

/// The bits of a mode that say who may read, write and search. The others a system gives to directories by itself.
#[cfg(unix)]
pub(crate) const MODE: u32 = 0o777;

/// What was told of the objects that were read.
#[derive(Debug, Default)]
struct Told {
    wanted: bool,
    attributes: Attributes,
    /// What each object had when its first name was come upon.
    objects: BTreeMap<(u64, u64), Attribute>,
    /// The path of the directory that is read, with a slash behind it; empty for the root.
    within: String,
}

#[cfg(unix)]
impl Told {
    /// Asks for an object before it is read, or taken away.
    fn ask(&mut self, folder: rustix::fd::BorrowedFd<'_>, name: &std::ffi::CStr) {
        use rustix::fs::{AtFlags, statat};
        if !self.wanted {
            return;
        }
        // What is gone by now is told to be when it is read.
        let Ok(stat) = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) else { return };
        let moment = |seconds: i64, nanoseconds: i64| {
            let (seconds, nanoseconds) = (u64::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?);
            Some(Datetime { seconds, nanoseconds })
        };
        let attribute = Attribute {
            object: (stat.st_dev, stat.st_ino),
            access: moment(stat.st_atime, stat.st_atime_nsec.cast_signed()),
            modification: moment(stat.st_mtime, stat.st_mtime_nsec.cast_signed()),
            mode: rustix::fs::Mode::from_raw_mode(stat.st_mode).bits() & MODE,
        };
        // By another name it may have been read since.
        let first = *self.objects.entry(attribute.object).or_insert(attribute);
        self.attributes.insert(format!("{}{}", self.within, name_of(name.to_bytes())), first);
    }

    /// Reads the directory of this name.
    fn below<T>(&mut self, name: &std::ffi::CStr, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.within.len();
        if self.wanted {
            self.within += &name_of(name.to_bytes());
            self.within.push('/');
        }
        let value = read(self);
        self.within.truncate(before);
        value
    }
}

#[cfg(unix)]
fn entries(root: &Path, takes: bool, told: &mut Told) -> io::Result<Entries> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let open = |how: OFlags| quietly(|quiet| openat(CWD, root, IN_DIRECTORY | how | quiet, Mode::empty()));
    match open(OFlags::NOFOLLOW) {
        Ok(folder) => within(folder, takes, told),
        // What a link leads to is read, and stays.
        Err(_) => within(open(OFlags::empty())?, false, told),
    }
}

/// How a directory is opened.
#[cfg(unix)]
const IN_DIRECTORY: rustix::fs::OFlags =
    rustix::fs::OFlags::RDONLY.union(rustix::fs::OFlags::DIRECTORY).union(rustix::fs::OFlags::CLOEXEC);

/// Opens something so that reading it is no access of it, where that can be had: who looks from outside leaves no trace.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn quietly<T>(open: impl Fn(rustix::fs::OFlags) -> rustix::io::Result<T>) -> rustix::io::Result<T> {
    use rustix::fs::OFlags;
    // Only whoever owns a file may ask for that.
    open(OFlags::NOATIME).or_else(|_| open(OFlags::empty()))
}

/// The same, where it can't be had.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn quietly<T>(open: impl Fn(rustix::fs::OFlags) -> rustix::io::Result<T>) -> rustix::io::Result<T> {
    open(rustix::fs::OFlags::empty())
}

/// What is in an open directory.
#[cfg(unix)]
fn within(folder: rustix::fd::OwnedFd, takes: bool, told: &mut Told) -> io::Result<Entries> {
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, openat, readlinkat, statat, unlinkat};
    let locked = unlock(&folder);
    let mut listing = Dir::new(folder)?;
    // To its end before anything is taken away: what is left of a listing then is each system's own.
    let listed = listing.by_ref().collect::<Result<Vec<_>, _>>()?;
    let folder = listing.fd()?;
    let mut entries = Entries::new();
    for entry in listed {
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        told.ask(folder, name);
        let open = |how: OFlags| {
            let open =
                || quietly(|quiet| openat(folder, name, how | OFlags::NOFOLLOW | quiet, Mode::empty()));
            open().or_else(|refused| unlocked(folder, name, takes, open).unwrap_or(Err(refused)))
        };
        let mut kind = entry.file_type();
        if kind == FileType::Unknown {
            // Some file systems don't say it in a listing.
            kind = FileType::from_raw_mode(statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode);
        }
        let node = match kind {
            FileType::RegularFile => Node::File(read_file(open(OFlags::RDONLY | OFlags::CLOEXEC)?.into())?),
            FileType::Directory => {
                let inner = open(IN_DIRECTORY)?;
                Node::Directory(told.below(name, |told| within(inner, takes, told))?)
            }
            FileType::Symlink => {
                Node::Symlink(readlinkat(folder, name, Vec::new())?.to_string_lossy().into_owned())
            }
            FileType::Fifo => Node::Other(DescriptorType::Fifo),
            FileType::Socket => Node::Other(DescriptorType::Socket),
            FileType::BlockDevice => Node::Other(DescriptorType::BlockDevice),
            FileType::CharacterDevice => Node::Other(DescriptorType::CharacterDevice),
            FileType::Unknown => Node::Other(DescriptorType::Unknown),
        };
        if takes {
            let how = if kind == FileType::Directory { AtFlags::REMOVEDIR } else { AtFlags::empty() };
            // What stays is for whoever removes the folder to tell.
            _ = unlinkat(folder, name, how);
        }
        entries.insert(name_of(name.to_bytes()), node);
    }
    if let Some(mode) = locked.filter(|_| !takes) {
        rustix::fs::fchmod(folder, mode)?;
    }
    Ok(entries)
}

/// All that whoever owns something may give to itself.
#[cfg(unix)]
const OWNERS: rustix::fs::Mode = rustix::fs::Mode::RWXU;

/// Lets its owner do anything with an open directory; the mode that it had, if that did not.
#[cfg(unix)]
fn unlock(folder: &rustix::fd::OwnedFd) -> Option<rustix::fs::Mode> {
    let mode = rustix::fs::Mode::from_raw_mode(rustix::fs::fstat(folder).ok()?.st_mode);
    // What can't be lifted tells by what is refused then.
    (!mode.contains(OWNERS)).then(|| rustix::fs::fchmod(folder, mode | OWNERS)).map(|_| mode)
}

/// Opens a file or directory whose mode does not allow that, as whoever owns it may; what is not to be taken away has its mode again
/// then. None where that is not what is wrong.
#[cfg(unix)]
fn unlocked<T: rustix::fd::AsFd>(
    folder: rustix::fd::BorrowedFd<'_>,
    name: &std::ffi::CStr,
    takes: bool,
    open: impl FnOnce() -> rustix::io::Result<T>,
) -> Option<rustix::io::Result<T>> {
    use rustix::fs::{AtFlags, Mode, fchmod, statat};
    let mode = Mode::from_raw_mode(statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?.st_mode);
    if mode.contains(OWNERS) {
        return None;
    }
    allow(folder, name, mode | OWNERS).ok()?;
    let opened = open();
    if let (Ok(opened), false) = (&opened, takes) {
        _ = fchmod(opened, mode);
    }
    Some(opened)
}

/// Gives a file or directory a mode; whatever else may stand there by now is left alone.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn allow(
    folder: rustix::fd::BorrowedFd<'_>,
    name: &std::ffi::CStr,
    mode: rustix::fs::Mode,
) -> rustix::io::Result<()> {
    use rustix::fd::AsRawFd as _;
    use rustix::fs::{Mode, OFlags, chmod, openat};
    let found = openat(folder, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
    chmod(format!("/proc/self/fd/{}", found.as_raw_fd()), mode)
}

/// The same.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn allow(
    folder: rustix::fd::BorrowedFd<'_>,
    name: &std::ffi::CStr,
    mode: rustix::fs::Mode,
) -> rustix::io::Result<()> {
    rustix::fs::chmodat(folder, name, mode, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)
}

/// Nothing is taken away here: by its path alone it could be something else by now.
#[cfg(not(unix))]
fn entries(folder: &Path, takes: bool, told: &mut Told) -> io::Result<Entries> {
    let mut found = Entries::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let node = if kind.is_file() {
            Node::File(read_file(fs::File::open(&path)?)?)
        } else if kind.is_dir() {
            Node::Directory(entries(&path, takes, told)?)
        } else if kind.is_symlink() {
            Node::Symlink(fs::read_link(&path)?.to_string_lossy().into_owned())
        } else {
            Node::Other(DescriptorType::Unknown)
        };
        found.insert(entry.file_name().to_string_lossy().into_owned(), node);
    }
    Ok(found)
}

fn read_file(mut file: fs::File) -> io::Result<Content> {
    let size = file.metadata()?.len();
    if size <= READ_WHOLE_MAX {
        return Ok(Content::from(read_whole(file, size)?));
    }
    let mut content = Content::default();
    // The end is read in any case: near the largest offset there is, some file systems do not find their data.
    let tail = (size.saturating_sub(TAIL), size);
    for (start, end) in data_regions(&file, size)?.into_iter().chain([tail]) {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(&mut file).take(end - start).read_to_end(&mut bytes)?;
        content.write(start, &bytes);
    }
    content.set_len(size);
    Ok(content)
}

/// As many bytes as there are in a file that is said to have so many.
fn read_whole(mut file: fs::File, size: u64) -> io::Result<Vec<u8>> {
    let expected = usize::try_from(size).unwrap_or(0);
    let mut bytes = vec![0; expected + 1];
    let first = read_at(&file, &mut bytes, 0);
    // There was room for one byte more: where a file gives what it is said to have, that is all.
    let is_all = matches!(first, Ok(length) if length == expected);
    bytes.truncate(first.unwrap_or(0));
    if !is_all {
        // What was wrong is still wrong then, unless it was nothing but an interruption.
        file.seek(SeekFrom::Start(bytes.len() as u64))?;
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The regions of a file that are not holes.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
fn data_regions(file: &fs::File, size: u64) -> io::Result<Vec<(u64, u64)>> {
    use rustix::fs::{SeekFrom as RustixSeek, seek};
    let (mut regions, mut at) = (Vec::new(), 0);
    while at < size {
        let start = match seek(file, RustixSeek::Data(at)) {
            Ok(start) => start,
            Err(rustix::io::Errno::NXIO) => break,
            Err(errno) => return Err(errno.into()),
        };
        let end = seek(file, RustixSeek::Hole(start))?;
        regions.push((start, end));
        at = end;
    }
    Ok(regions)
}

/// Where holes can't be asked for, the whole file counts as data.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
fn data_regions(_file: &fs::File, size: u64) -> io::Result<Vec<(u64, u64)>> {
    Ok(vec![(0, size)])
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_was_taken_is_gone_and_what_links_lead_to_stays() {
        let ground = tempfile::tempdir().unwrap();
        let (root, beside) = (ground.path().join("root"), ground.path().join("beside"));
        let inner = [("log".to_owned(), Node::file("in")), ("up".to_owned(), Node::Symlink("../..".into()))];
        let entries = [
            ("empty".to_owned(), Node::file("")),
            ("out".to_owned(), Node::Symlink(beside.to_str().unwrap().into())),
            ("sub".to_owned(), Node::Directory(inner.into())),
        ];
        let tree = Tree { entries: entries.into() };
        for folder in [&root, &beside] {
            fs::create_dir(folder).unwrap();
            tree.write_to(folder).unwrap();
        }
        assert_eq!(Tree::take_from(&root).unwrap(), tree);
        assert_eq!(Tree::take_from(&root).unwrap(), Tree::default());
        fs::remove_dir(&root).unwrap();
        symlink(&beside, &root).unwrap();
        assert_eq!(Tree::take_from(&root).unwrap(), tree);
        assert_eq!(Tree::read_from(&beside).unwrap(), tree);
    }
}
