//! The calls of the operating system on the bytes of a file. Each is one attempt: what is to be made of an
//! interruption, a short count or zero is for the caller to say.

use std::fmt;
use std::io;

use cap_std::fs::File;

/// Whoever makes the calls.
pub(super) trait Calls: fmt::Debug + Send + Sync {
    /// Reads up to `length` > 0 bytes at an offset; none at the end of the file.
    fn read(&self, file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>>;

    /// Writes some of these bytes > 0 at an offset, or without one at the end of the file as it is then.
    fn write(&self, file: &File, bytes: &[u8], offset: Option<u64>) -> io::Result<usize>;
}

/// The operating system itself.
#[derive(Debug)]
pub(super) struct System;

#[cfg(target_os = "linux")]
impl Calls for System {
    fn read(&self, file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        let count = rustix::io::pread(file, &mut bytes[..], offset)?;
        bytes.truncate(count);
        Ok(bytes)
    }

    fn write(&self, file: &File, bytes: &[u8], offset: Option<u64>) -> io::Result<usize> {
        use rustix::io::{Errno, ReadWriteFlags, pwrite, pwritev2};

        let Some(offset) = offset else {
            return match pwritev2(file, &[io::IoSlice::new(bytes)], 0, ReadWriteFlags::APPEND) {
                // Devices and old kernels.
                Err(Errno::OPNOTSUPP | Errno::NOSYS) => crate::filesystem::append(file, bytes),
                result => Ok(result?),
            };
        };
        Ok(pwrite(file, bytes, offset)?)
    }
}

/// As the real streams make them; interruptions are not seen here.
#[cfg(not(target_os = "linux"))]
impl Calls for System {
    fn read(&self, file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::filesystem::read_into(file, &mut bytes, length, offset)?;
        Ok(bytes)
    }

    fn write(&self, file: &File, bytes: &[u8], offset: Option<u64>) -> io::Result<usize> {
        match offset {
            Some(offset) => crate::filesystem::write_at(file, bytes, offset),
            None => crate::filesystem::append(file, bytes),
        }
    }
}
