//! Objects by path, if all that leads to them is in memory: the system's lookups that never sleep (`RESOLVE_CACHED`, Linux
//! 5.12).
//!
//! Three things that the system does here may still wait, though not for what was asked: a program that has asked to permit
//! each opening of a file (fanotify) is waited for; a file system that was never used since it was mounted may write that
//! down; and an object that somebody removes meanwhile goes when its last handle is closed, which may be ours.
//!
//! What is found here is found under the rules that cap-std has the system apply: nothing outside of the start, no magic
//! links; and beside those, nothing on another mount, of whose file system nothing is known. Nothing is refused here but
//! what is not there: every other answer is left to the way that may sleep, so that each refusal is worded in one place.
//! Without such lookups (older kernels, `openat2` that a sandbox refuses) everything is left to it.

use std::os::fd::{AsFd, OwnedFd};

use cap_std::fs::{Dir, File};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, ResolveFlags, StatxAttributes, StatxFlags};
use rustix::io::Errno;

use super::super::OpenMode;
use super::super::attributes::Attributes;
use super::unix::attributes;
use super::{Medium, Nowait};
use crate::wasi::DescriptorType;

/// The rules of a lookup.
const RULES: ResolveFlags =
    ResolveFlags::BENEATH.union(ResolveFlags::NO_MAGICLINKS).union(ResolveFlags::NO_XDEV);

/// Opens what a path leads to. A final link is opened itself unless it is to be followed; only with [`OFlags::PATH`] that can
/// be done.
fn find(start: &Dir, path: &str, follow: bool, how: OFlags, medium: Medium) -> Nowait<OwnedFd> {
    let stay = if follow { OFlags::empty() } else { OFlags::NOFOLLOW };
    let flags = how | stay | OFlags::CLOEXEC;
    let look_up = |rules| rustix::fs::openat2(start, path, flags, Mode::empty(), rules);
    match look_up(RULES | ResolveFlags::CACHED) {
        // Where all names are in memory, one that was never looked for is found, or not, without a disk as well. So is what a
        // link holds, unless it is long and was swapped out.
        Err(Errno::AGAIN) if medium.names && medium.data.is_in_memory() => answer(look_up(RULES)),
        found => answer(found),
    }
}

/// What the answer of a lookup says. That a name is not there is kept in memory too.
fn answer(found: rustix::io::Result<OwnedFd>) -> Nowait<OwnedFd> {
    match found {
        Ok(found) => Nowait::Done(Ok(found)),
        Err(Errno::NOENT) => Nowait::Done(Err(Errno::NOENT.into())),
        Err(_) => Nowait::WouldSleep,
    }
}

/// The attributes of what a path leads to, as [`attributes_at`](super::attributes_at) has them.
pub(in super::super) fn attributes_cached(
    start: &Dir,
    path: &str,
    follow: bool,
    medium: Medium,
) -> Nowait<Attributes> {
    find(start, path, follow, OFlags::PATH, medium).and_then(|object| Nowait::Done(attributes(object)))
}

/// Opens what a path leads to for this mode; neither makes nor truncates anything. On a medium of which something is known.
pub(in super::super) fn open_cached(
    start: &Dir,
    path: &str,
    follow: bool,
    mode: OpenMode,
    medium: Medium,
) -> Nowait<(File, DescriptorType)> {
    if mode.contains(OpenMode::WRITE) && !medium.writing {
        return Nowait::WouldSleep;
    }
    let access = match (mode.contains(OpenMode::READ), mode.contains(OpenMode::WRITE)) {
        (true, true) => OFlags::RDWR,
        (false, true) => OFlags::WRONLY,
        (_, false) => OFlags::RDONLY,
    };
    // The handle that only finds it has opened nothing yet, so that a device does not notice.
    find(start, path, follow, OFlags::PATH, medium).and_then(|found| {
        if !opens_at_once(&found, medium) {
            return Nowait::WouldSleep;
        }
        // Another object may stand there by now. A FIFO would not be waited for.
        find(start, path, follow, access | OFlags::NONBLOCK, medium).and_then(|handle| {
            let told = attributes(&handle);
            Nowait::Done(told.map(|told| (File::from_std(handle.into()), told.stat.r#type)))
        })
    })
}

/// Whether opening an object that was found reads nothing from a disk, and wakes nobody.
///
/// A regular file or a directory does so on a medium that says so, unless it is encrypted (its key is looked up) or sealed
/// with a hash tree (which is read). Who owns an object is let in by its mode; of others the system may have to read a list
/// of who may.
fn opens_at_once(found: impl AsFd, medium: Medium) -> bool {
    let mask = StatxFlags::TYPE | StatxFlags::MODE | StatxFlags::UID;
    let Ok(told) = rustix::fs::statx(found, "", AtFlags::EMPTY_PATH, mask) else { return false };
    let opens = match FileType::from_raw_mode(told.stx_mode.into()) {
        FileType::RegularFile => medium.files,
        FileType::Directory => medium.directories,
        FileType::Symlink
        | FileType::Fifo
        | FileType::Socket
        | FileType::CharacterDevice
        | FileType::BlockDevice
        | FileType::Unknown => false,
    };
    let odd = StatxAttributes::ENCRYPTED | StatxAttributes::VERITY;
    opens && !told.stx_attributes.intersects(odd) && told.stx_uid == rustix::process::geteuid().as_raw()
}

#[cfg(test)]
mod tests;
