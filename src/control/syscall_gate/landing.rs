//! Where a call lands that changes something: what is asked of the system counts, below all that is answered to the guest.
//!
//! A path is followed as the call is about to follow it, while its caller is stopped.

use std::ffi::CString;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, ResolveFlags, openat, openat2, readlinkat, statat};

use super::super::{Touch, Touched};
use super::calls::Subject;
use super::file::is_of_script;
use super::kernel::Call;
use crate::op::CallClass;

/// Room for a path of a call.
const PATH_MAX: usize = 4096;

/// What the system puts behind the path of an object that has none any more.
const DELETED: &[u8] = b" (deleted)";

/// What a call changes, and where, if that is below one of these folders, or of those around them: at most two places, those of a
/// move.
pub(super) fn of(call: &Call, folders: &[PathBuf], around: &[PathBuf]) -> [Option<Touched>; 2] {
    // First asked without an allocator: whoever is at work there has nothing of it.
    let known = call.class().zip(call.subject()).filter(|_| is_of_script(call, around));
    let Some((class, subject)) = known else { return [None, None] };
    let below = |place: &Path, folders: &[PathBuf]| {
        folders.iter().find_map(|folder| place.strip_prefix(folder).ok()).map(Path::to_owned)
    };
    let touched = |what: Touch, place: Option<PathBuf>| {
        let place = place?;
        let within = below(&place, folders);
        let is_within = within.is_some();
        Some(Touched { class, what, place: within.or_else(|| below(&place, around))?, is_within })
    };
    let Some(way) = Way::of(call, subject) else { return [None, None] };
    match class {
        CallClass::Write | CallClass::Copy | CallClass::Size => {
            [touched(Touch::Data, way.object(true)), None]
        }
        CallClass::Times => {
            let follows = call.flags(3) & AtFlags::SYMLINK_NOFOLLOW.bits() == 0;
            [touched(Touch::Times, way.object(follows)), None]
        }
        CallClass::Create => [touched(Touch::Names, way.above(false)), None],
        CallClass::Remove => [touched(Touch::Names, way.above(true)), None],
        CallClass::Rename => match way.above(true) {
            Some(old) => {
                let new = Way::of(call, behind(subject)).and_then(|way| way.directory());
                [touched(Touch::Names, Some(old)), touched(Touch::Names, new)]
            }
            None => [None, None],
        },
        CallClass::Open => {
            [way.opened(call), None].map(|found| found.and_then(|(what, place)| touched(what, Some(place))))
        }
        CallClass::Read
        | CallClass::Sync
        | CallClass::Metadata
        | CallClass::Readlink
        | CallClass::List
        | CallClass::Advise => [None, None],
    }
}

/// The second of two paths.
fn behind(subject: Subject) -> Subject {
    match subject {
        Subject::At { directory, path } => Subject::At { directory: directory + 2, path: path + 2 },
        Subject::Path(place) => Subject::Path(place + 1),
        Subject::Descriptor(place) => Subject::Descriptor(place),
    }
}

/// A path of a call, and where it starts.
struct Way {
    from: OwnedFd,
    /// Empty where it is the object itself.
    path: Vec<u8>,
    resolve: ResolveFlags,
}

impl Way {
    fn of(call: &Call, subject: Subject) -> Option<Self> {
        let mut room = [0; PATH_MAX];
        let (start, path) = match subject {
            Subject::Descriptor(place) => (Some(call.descriptor(place)), &[][..]),
            Subject::Path(place) => (None, call.path(place, &mut room)),
            Subject::At { directory, path } => (Some(call.descriptor(directory)), call.path(path, &mut room)),
        };
        // From where an absolute path starts is all the same.
        let start = start.filter(|_| !path.starts_with(b"/"));
        let start = start.map_or_else(|| "/".into(), |descriptor| format!("/proc/self/fd/{descriptor}"));
        let from = openat(CWD, start, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).ok()?;
        let how = call.is_openat2().then(|| call.how_to_open()).flatten();
        let resolve =
            how.map_or_else(ResolveFlags::empty, |(_, resolve)| ResolveFlags::from_bits_retain(resolve));
        Some(Self { from, path: path.to_owned(), resolve: resolve - ResolveFlags::CACHED })
    }

    /// Where the system says that an object is; none where it has no name any more.
    fn place(object: &OwnedFd) -> Option<PathBuf> {
        let link = format!("/proc/self/fd/{}", object.as_raw_fd());
        let place = readlinkat(CWD, link, Vec::new()).ok()?.into_bytes();
        (!place.ends_with(DELETED)).then(|| std::ffi::OsString::from_vec(place).into())
    }

    fn open(&self, path: &[u8], flags: OFlags) -> Option<OwnedFd> {
        let path = CString::new(path).ok()?;
        let flags = flags | OFlags::PATH | OFlags::CLOEXEC;
        if self.resolve.is_empty() {
            openat(&self.from, path, flags, Mode::empty()).ok()
        } else {
            openat2(&self.from, path, flags, Mode::empty(), self.resolve).ok()
        }
    }

    /// What it leads to.
    fn object(&self, follows: bool) -> Option<PathBuf> {
        if self.path.is_empty() {
            return Self::place(&self.from);
        }
        let flags = if follows { OFlags::empty() } else { OFlags::NOFOLLOW };
        Self::place(&self.open(&self.path, flags)?)
    }

    /// The directory in which its last name is looked for, and that name.
    fn last(&self) -> Option<(OwnedFd, &[u8])> {
        let length = self.path.iter().rposition(|byte| *byte != b'/')? + 1;
        let path = &self.path[..length];
        let (above, name) = path.split_at(path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1));
        let above = if above.is_empty() { b"." } else { above };
        let is_name = name != b"." && name != b"..";
        Some((self.open(above, OFlags::DIRECTORY).filter(|_| is_name)?, name))
    }

    /// That directory.
    fn directory(&self) -> Option<PathBuf> {
        Self::place(&self.last()?.0)
    }

    /// That directory, if something has that name in it, or nothing has.
    fn above(&self, is_there: bool) -> Option<PathBuf> {
        let (above, name) = self.last()?;
        let found = statat(&above, CString::new(name).ok()?, AtFlags::SYMLINK_NOFOLLOW).is_ok();
        (found == is_there).then(|| Self::place(&above)).flatten()
    }

    /// What opening it makes or cuts.
    fn opened(&self, call: &Call) -> Option<(Touch, PathBuf)> {
        let flags = opening(call)?;
        let object = self.object(!flags.contains(OFlags::NOFOLLOW));
        match object {
            Some(object) if flags.contains(OFlags::TRUNC) && !flags.contains(OFlags::EXCL) => {
                Some((Touch::Data, object))
            }
            None if flags.contains(OFlags::CREATE) => Some((Touch::Names, self.above(false)?)),
            Some(_) | None => None,
        }
    }
}

/// How a call opens.
fn opening(call: &Call) -> Option<OFlags> {
    let flags = match call.number() {
        libc::SYS_openat2 => u32::try_from(call.how_to_open()?.0).ok()?,
        libc::SYS_openat => call.flags(2),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_creat => (OFlags::CREATE | OFlags::TRUNC).bits(),
        _ => call.flags(1),
    };
    Some(OFlags::from_bits_retain(flags))
}
