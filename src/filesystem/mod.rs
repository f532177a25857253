//! The real implementation: descriptors, permissions and streams on cap-std + tokio. It does not know that it is tested.
//!
//! [`open_preopen`] hands out the first [`Descriptor`]; everything else is opened below it and inherits what the
//! embedder granted. Path functions live on [`Dir`], data functions on [`File`], and [`Descriptor`] asks the right
//! one or answers that the kind is wrong. Streams outlive the descriptors they were made from.
//!
//! # A library of its own
//!
//! An embedder of WebAssembly can serve `wasi:filesystem` with this module alone; `examples/serve.rs` does. Keep a
//! [`Descriptor`], [`FileInputStream`], [`FileOutputStream`] or [`ReaddirIterator`] behind each handle of the guest, and make
//! each call of the guest by the method of its name. [`File::new`] and [`Dir::new`] take handles that you have opened yourself.
//!
//! ```
//! use wasi_fs_conformance::filesystem::{Access, Blocking, open_preopen};
//! use wasi_fs_conformance::wasi::{DescriptorFlags, OpenFlags, PathFlags};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("greeting"), "hello")?;
//! let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! let root = open_preopen(folder.path(), Access::default(), Blocking::default())?;
//! let read = runtime.block_on(async {
//!     let (flags, open) = (DescriptorFlags::READ, OpenFlags::empty());
//!     let file = root.open_at(PathFlags::empty(), "greeting", open, flags).await?;
//!     Ok::<_, wasi_fs_conformance::filesystem::FsError>(file.read(64, 0).await?)
//! });
//! assert_eq!(read, Ok((b"hello".to_vec(), false)));
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! # Where it may wait
//!
//! [`Blocking`] says how calls are made. By default none waits for a disk on the thread of its caller: on Linux a call first
//! tries what is in memory (the data of a read, the objects on a path, attributes), without sleeping, and only then goes to
//! the blocking pool of the tokio runtime it is called in. On other systems it goes there at once. An embedder whose thread
//! may wait takes [`Blocking::CurrentThread`], and needs no runtime.

mod attributes;
mod blocking;
mod descriptor;
mod dir;
mod error;
mod file;
mod input_stream;
mod os;
mod output_stream;
mod pipe;
mod readdir;
mod sync;
#[cfg(test)]
pub(crate) mod testing;

/// The version of cap-std whose handles [`File::new`] and [`Dir::new`] take.
pub use cap_std;

pub use crate::tree::{Access, DirPerms, FilePerms};
pub use crate::wasi::{FsError, FsResult};
pub use blocking::{Blocking, Job, run_blocking, spawn_blocking};
pub use descriptor::Descriptor;
pub use dir::Dir;
pub use file::File;
pub use input_stream::FileInputStream;
pub(crate) use os::append;
#[cfg(not(target_os = "linux"))]
pub(crate) use os::{read_into, write_at};
pub use output_stream::FileOutputStream;
pub use readdir::ReaddirIterator;

use std::io;
use std::path::Path;

use bitflags::bitflags;

bitflags! {
    /// What a descriptor was opened for. Kept here because the operating system can't be asked portably; the source
    /// of `get-flags`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct OpenMode: u8 {
        /// Data of a file, or entries of a directory, can be read.
        const READ = 1;
        /// Data of a file, or entries of a directory, can be changed.
        const WRITE = 1 << 1;
    }
}

/// Opens a host directory as a preopen that grants `access` to itself and to all that is opened below it.
///
/// # Errors
/// As the operating system answers, when the directory can't be opened.
pub fn open_preopen(root: &Path, access: Access, blocking: Blocking) -> io::Result<Descriptor> {
    let handle = cap_std::fs::Dir::open_ambient_dir(root, cap_std::ambient_authority())?;
    Ok(Descriptor::Dir(Dir::preopen(handle, access, blocking)))
}
