//! A disk for one file, with the calls of `os` that write: it takes its time, a few bytes a call, and fills up.

use std::io;
use std::sync::{Mutex, PoisonError};

use shuttle::{lazy_static, thread};

/// The most that one call writes, in bytes.
pub(in crate::filesystem) const WRITTEN_MAX: usize = 2;

/// The size of the disk, in bytes. The first call that begins behind it fails; then somebody has made room.
pub(in crate::filesystem) const SIZE: usize = 6;

lazy_static! {
    /// What was written, for each interleaving anew. Its lock is no step.
    static ref CONTENTS: Mutex<Contents> = Mutex::default();
}

#[derive(Debug, Default)]
struct Contents {
    bytes: Vec<u8>,
    /// All bytes that calls have written, also where others stood.
    written: usize,
    /// Calls that are under way.
    calls: usize,
    has_failed: bool,
}

fn locked<T>(run: impl FnOnce(&mut Contents) -> T) -> T {
    run(&mut CONTENTS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What the file holds now.
pub(in crate::filesystem) fn bytes() -> Vec<u8> {
    locked(|contents| contents.bytes.clone())
}

/// How many bytes calls have written so far, also where others stood.
pub(in crate::filesystem) fn written() -> usize {
    locked(|contents| contents.written)
}

/// Whether a call is under way.
pub(in crate::filesystem) fn is_busy() -> bool {
    locked(|contents| contents.calls > 0)
}

/// Writes some of these bytes at an offset.
///
/// # Errors
/// When the disk is full there, once.
pub(in crate::filesystem) fn write_at(_: &cap_std::fs::File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    call(bytes, |_| usize::try_from(offset).unwrap_or(usize::MAX))
}

/// Writes some of these bytes to the end.
///
/// # Errors
/// When the disk is full, once.
pub(in crate::filesystem) fn append(_: &cap_std::fs::File, bytes: &[u8]) -> io::Result<usize> {
    call(bytes, |contents| contents.bytes.len())
}

/// A call is a step before what it does, and one behind it.
fn call(bytes: &[u8], offset: impl FnOnce(&Contents) -> usize) -> io::Result<usize> {
    locked(|contents| contents.calls += 1);
    thread::yield_now();
    let result = locked(|contents| {
        let offset = offset(contents);
        let room = if contents.has_failed { usize::MAX } else { SIZE.saturating_sub(offset) };
        let count = bytes.len().min(WRITTEN_MAX).min(room);
        if count == 0 {
            contents.has_failed = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        let end = offset + count;
        let len = contents.bytes.len().max(end);
        contents.bytes.resize(len, 0);
        contents.bytes[offset..end].copy_from_slice(&bytes[..count]);
        contents.written += count;
        Ok(count)
    });
    thread::yield_now();
    locked(|contents| contents.calls -= 1);
    result
}
