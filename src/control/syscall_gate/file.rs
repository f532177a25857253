//! Whether a call is made on a file of the script, asked without an allocator: see the supervisor.

use std::ffi::CStr;
use std::io::Write as _;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use rustix::fs::{CWD, FileType, readlinkat_raw, stat};

use super::kernel::{self, Call};

/// Room for where a descriptor is found, and for where it leads.
const DESCRIPTOR_MAX: usize = 40;
const PATH_MAX: usize = 4096;

/// Whether the file that a call is made on lies below one of these folders.
pub(super) fn is_of_script(call: &Call, folders: &[PathBuf]) -> bool {
    let mut place = [0; DESCRIPTOR_MAX];
    let mut rest = &mut place[..];
    if write!(rest, "/proc/self/fd/{}\0", call.descriptor()).is_err() {
        return false;
    }
    let Ok(descriptor) = CStr::from_bytes_until_nul(&place) else { return false };
    let mut room = [MaybeUninit::<u8>::uninit(); PATH_MAX];
    let Ok((file, _)) = readlinkat_raw(CWD, descriptor, &mut room[..]) else { return false };
    let file = &*file;
    // A process that such a thread has started is filtered as well, and its descriptors are others. A fifo would make the
    // supervisor wait where the caller is to.
    folders.iter().any(|folder| is_below(file, folder.as_os_str().as_bytes()))
        && kernel::is_ours(call.thread)
        && stat(descriptor).is_ok_and(|found| FileType::from_raw_mode(found.st_mode) == FileType::RegularFile)
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
