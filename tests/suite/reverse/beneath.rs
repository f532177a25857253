//! Paths that can't leave a directory, by the kernel's own resolver.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use rustix::io::Errno;
use wasi_fs_conformance::wasi::{ErrorCode, FsResult, PathFlags};

use super::errno::{refuse, told};

/// Tries of one resolution. The kernel gives up on `..` when anything on the machine was renamed meanwhile, which says
/// nothing about this path.
const TRIES_MAX: u32 = 10_000;

/// Opens what a path leads to, which is at or below `base` at every step.
pub(super) fn open(base: impl AsFd, path: &str, flags: OFlags) -> FsResult<OwnedFd> {
    let inside = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    let mode = if flags.contains(OFlags::CREATE) { Mode::from_raw_mode(0o666) } else { Mode::empty() };
    let try_once = |_| openat2(&base, path, flags | OFlags::CLOEXEC, mode, inside);
    let opened = (0..TRIES_MAX).map(try_once).find(|opened| !matches!(opened, Err(Errno::AGAIN)));
    match opened.unwrap_or(Err(Errno::AGAIN)) {
        Err(Errno::XDEV) => refuse(ErrorCode::NotPermitted),
        opened => told(opened),
    }
}

/// The object itself, whatever it is, neither for reading nor for writing.
pub(super) fn find(base: impl AsFd, path: &str, flags: PathFlags) -> FsResult<OwnedFd> {
    open(base, path, OFlags::PATH | unless_followed(flags))
}

/// The kernel's word for a call that is not asked to follow a link at the end of its path.
pub(super) fn unless_followed(flags: PathFlags) -> OFlags {
    if flags.contains(PathFlags::SYMLINK_FOLLOW) { OFlags::empty() } else { OFlags::NOFOLLOW }
}

/// A name in a directory that was reached without leaving the base.
pub(super) struct Place<'p> {
    /// The directory.
    pub(super) parent: OwnedFd,
    /// The name, with the slashes that stood behind it: the kernel judges them.
    pub(super) name: &'p str,
}

/// Where the name at the end of a path stands. The calls that take a name make, move or remove it and never follow it, so with
/// the parent inside all is inside; what the name stands for, if anything, is theirs to judge.
pub(super) fn place(base: impl AsFd, path: &str) -> FsResult<Place<'_>> {
    let start = path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
    let (before, name) = path.split_at(start);
    if matches!(name.trim_end_matches('/'), "" | "." | "..") {
        // Not a name. The path as a whole may lead out or nowhere; dots that stay inside, each call refuses by itself.
        find(&base, path, PathFlags::empty())?;
    }
    let before = if before.is_empty() { "." } else { before };
    let parent = open(base, before, OFlags::PATH | OFlags::DIRECTORY)?;
    Ok(Place { parent, name })
}
