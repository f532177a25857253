//! Whether a call is made on an object of the script, asked without an allocator: see the supervisor.

use std::ffi::CStr;
use std::io::Write as _;
use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use rustix::fs::{CWD, FileType, Mode, OFlags, openat, readlinkat_raw, stat};
use rustix::io::read;

use super::calls::Subject;
use super::kernel::{self, Call};

/// Room for where a descriptor is found, and for where it leads.
const DESCRIPTOR_MAX: usize = 40;
const PATH_MAX: usize = 4096;

/// More than the system tells of an open file, up to how it was opened, in bytes.
const TOLD_MAX: usize = 512;

/// Whether what a call is made on lies below one of these folders.
pub(super) fn is_of_script(call: &Call, folders: &[PathBuf]) -> bool {
    // A process that such a thread has started is filtered as well, and its descriptors and its memory are others.
    let Some(subject) = call.subject().filter(|_| kernel::is_ours(call.thread)) else { return false };
    let mut room = [0; PATH_MAX];
    match subject {
        // A fifo would make the supervisor wait where the caller is to.
        Subject::Descriptor(place) => leads_below(call.descriptor(place), folders, |kind| {
            matches!(kind, FileType::RegularFile | FileType::Directory)
        }),
        Subject::Path(place) => is_absolute_below(call.path(place, &mut room), folders),
        Subject::At { directory, path } => match call.path(path, &mut room) {
            absolute @ [b'/', ..] => is_absolute_below(absolute, folders),
            _ => leads_below(call.descriptor(directory), folders, |_| true),
        },
    }
}

/// Whether a descriptor is one of something below one of these folders, and of such a kind.
fn leads_below(descriptor: RawFd, folders: &[PathBuf], is_kind: impl Fn(FileType) -> bool) -> bool {
    let mut place = [0; DESCRIPTOR_MAX];
    let mut rest = &mut place[..];
    if write!(rest, "/proc/self/fd/{descriptor}\0").is_err() {
        return false;
    }
    let Ok(descriptor) = CStr::from_bytes_until_nul(&place) else { return false };
    let mut room = [MaybeUninit::<u8>::uninit(); PATH_MAX];
    let Ok((file, _)) = readlinkat_raw(CWD, descriptor, &mut room[..]) else { return false };
    is_absolute_below(file, folders)
        && stat(descriptor).is_ok_and(|found| is_kind(FileType::from_raw_mode(found.st_mode)))
}

/// Whether what is written through a call's descriptor is on the device when the call is over.
pub(super) fn is_synchronous(call: &Call) -> bool {
    let mut place = [0; DESCRIPTOR_MAX];
    let mut rest = &mut place[..];
    let mut told = [0; TOLD_MAX];
    let descriptor = call.descriptor(0);
    if write!(rest, "/proc/self/fdinfo/{descriptor}\0").is_err() {
        return false;
    }
    let told = CStr::from_bytes_until_nul(&place).ok().and_then(|place| {
        let file = openat(CWD, place, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok()?;
        let length = read(file, &mut told).ok()?;
        str::from_utf8(&told[..length]).ok()
    });
    let flags = told.and_then(|told| told.lines().find_map(|line| line.strip_prefix("flags:")));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_some_and(|flags| flags & (OFlags::SYNC | OFlags::DSYNC).bits() != 0)
}

fn is_absolute_below(path: &[u8], folders: &[PathBuf]) -> bool {
    folders.iter().any(|folder| is_below(path, folder.as_os_str().as_bytes()))
}

/// Whether a path leads below a folder, or to it. Both are as the system writes them.
fn is_below(path: &[u8], folder: &[u8]) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_begins_like_a_folder_is_not_below_it() {
        assert!(is_below(b"/a/b/c", b"/a/b") && is_below(b"/a/b", b"/a/b"));
        assert!(!is_below(b"/a/bc", b"/a/b") && !is_below(b"/a", b"/a/b"));
    }
}
