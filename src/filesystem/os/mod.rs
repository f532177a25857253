//! The calls of the operating system that cap-std does not make, or not as the WIT has them: positional and appending
//! I/O, attributes, times, links and moves.

#[cfg(target_os = "linux")]
mod cached;
mod medium;
#[cfg(unix)]
mod paths;
#[cfg(not(unix))]
mod portable;
#[cfg(not(unix))]
mod portable_paths;
#[cfg(unix)]
mod unix;

pub(super) use medium::Medium;
#[cfg(unix)]
pub(super) use paths::{attributes_at, link, read_link, rename, set_times_at, symlink};
#[cfg(not(unix))]
pub(super) use portable::{
    advise, attributes_dir, attributes_file, set_size, set_times, set_times_dir, sync, sync_data, sync_dir,
};
#[cfg(not(unix))]
pub(crate) use portable::{read_into, write_at};
#[cfg(not(unix))]
pub(super) use portable_paths::{attributes_at, link, read_link, rename, set_times_at, symlink};
#[cfg(unix)]
pub(super) use unix::{
    advise, attributes as attributes_dir, attributes as attributes_file, set_size, set_times, set_times_dir,
    sync, sync_data, sync_dir,
};
#[cfg(unix)]
pub(crate) use unix::{read_into, write_at};

use std::io;

use cap_fs_ext::Reopen as _;
#[cfg(not(target_os = "linux"))]
use cap_std::fs::Dir;
use cap_std::fs::{File, OpenOptions};

#[cfg(not(target_os = "linux"))]
use super::{OpenMode, attributes::Attributes};
#[cfg(not(target_os = "linux"))]
use crate::wasi::DescriptorType;

/// The last offset a file can have; the operating systems count in `i64`.
pub(super) const OFFSET_MAX: u64 = i64::MAX as u64;

/// What a call that must not sleep gave.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux has calls that don't sleep"))]
#[derive(Debug)]
pub(super) enum Nowait<T> {
    /// What is at hand, or why it can't be had at all.
    Done(io::Result<T>),
    /// Only a call that may sleep can tell.
    WouldSleep,
}

#[cfg(target_os = "linux")]
impl<T> Nowait<T> {
    /// What the next call gives, if this one gave something.
    fn and_then<U>(self, next: impl FnOnce(T) -> Nowait<U>) -> Nowait<U> {
        match self {
            Self::Done(Ok(value)) => next(value),
            Self::Done(Err(error)) => Nowait::Done(Err(error)),
            Self::WouldSleep => Nowait::WouldSleep,
        }
    }
}

#[cfg(target_os = "linux")]
pub(super) use cached::{attributes_cached, open_cached};

/// Reads what can be had without sleeping; no bytes at the end of the file.
#[cfg(target_os = "linux")]
pub(super) use unix::read_nowait;

/// No such read on this platform.
#[cfg(not(target_os = "linux"))]
pub(super) fn read_nowait(_: &File, _: usize, _: u64) -> Nowait<Vec<u8>> {
    Nowait::WouldSleep
}

/// No such lookup on this platform.
#[cfg(not(target_os = "linux"))]
pub(super) fn attributes_cached(_: &Dir, _: &str, _: bool, _: Medium) -> Nowait<Attributes> {
    Nowait::WouldSleep
}

/// No such lookup on this platform.
#[cfg(not(target_os = "linux"))]
pub(super) fn open_cached(
    _: &Dir,
    _: &str,
    _: bool,
    _: OpenMode,
    _: Medium,
) -> Nowait<(File, DescriptorType)> {
    Nowait::WouldSleep
}

/// One attempt to write at the end of the file as it is then, in one piece with respect to all other appenders.
#[cfg(target_os = "linux")]
pub(crate) use unix::append;

/// As on Linux, by the means every platform has.
#[cfg(not(target_os = "linux"))]
pub(crate) use append_by_reopening as append;

/// Appends through a handle of its own. A duplicate would not do: it shares its flags with the first handle, and all
/// its positional writes would append from then on.
pub(crate) fn append_by_reopening(file: &File, bytes: &[u8]) -> io::Result<usize> {
    let mut appender = file.reopen(OpenOptions::new().append(true))?;
    loop {
        match io::Write::write(&mut appender, bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Room for `len` more bytes, and how many there are with them; memory that can't be had is an error, not an abort.
fn make_room(bytes: &mut Vec<u8>, len: usize) -> io::Result<usize> {
    bytes.try_reserve_exact(len).map_err(|_| io::ErrorKind::OutOfMemory)?;
    Ok(bytes.len() + len)
}

/// Gives memory back when far less was read than was asked for.
pub(super) fn fit(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() < bytes.capacity() / 2 {
        bytes.shrink_to_fit();
    }
    bytes
}
