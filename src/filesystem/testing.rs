//! What the tests of this room share: small runtimes, a pool that can be held, and files of every kind.

use std::future::Future;
use std::io::Write as _;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

#[cfg(target_os = "linux")]
use super::os::Medium;
use super::{
    Access, Blocking, Descriptor, DirPerms, File, FilePerms, FsError, FsResult, OpenMode, open_preopen,
};
use crate::wasi::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// Every mode there is.
pub(super) const MODES: [Blocking; 3] = [Blocking::CurrentThread, Blocking::Pool, Blocking::NowaitThenPool];

/// A runtime with one thread in its pool, so that one closure can hold all others back.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().max_blocking_threads(1).build().unwrap()
}

/// Runs a test in such a runtime.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    runtime().block_on(test)
}

/// Occupies the only thread of the pool until it is dropped.
pub(crate) struct Hold(Option<mpsc::Sender<()>>);

impl Hold {
    pub(crate) fn new() -> Self {
        let (release, released) = mpsc::channel::<()>();
        let (begin, has_begun) = mpsc::channel();
        drop(tokio::task::spawn_blocking(move || {
            begin.send(()).unwrap();
            released.recv().unwrap_err();
        }));
        has_begun.recv().unwrap();
        Self(Some(release))
    }

    /// Lets the pool go on, and waits until all that was queued before is over.
    pub(crate) async fn release(mut self) {
        self.0.take();
        settled().await;
    }
}

/// Waits until all that is queued in the pool now is over.
pub(crate) async fn settled() {
    tokio::task::spawn_blocking(|| ()).await.unwrap();
}

/// One poll: the answer, or nothing if the future waits. It is dropped either way.
pub(crate) fn once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

/// A folder with a file `f` in it, and that file opened.
pub(crate) struct Scratch {
    pub(crate) folder: TempDir,
    pub(crate) file: File,
}

impl Scratch {
    pub(crate) fn new(blocking: Blocking, contents: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("f"), contents).unwrap();
        let mut options = std::fs::OpenOptions::new();
        let handle = options.read(true).write(true).open(folder.path().join("f")).unwrap();
        Self { folder, file: file(handle, OpenMode::all(), blocking) }
    }

    pub(crate) fn contents(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("f")).unwrap()
    }

    /// The same file, through a handle that only reads though its `File` says otherwise.
    pub(super) fn refusing_writes(&self, blocking: Blocking) -> File {
        file(std::fs::File::open(self.folder.path().join("f")).unwrap(), OpenMode::all(), blocking)
    }

    /// The same file, through a handle that only writes though its `File` says otherwise.
    pub(super) fn refusing_reads(&self, blocking: Blocking) -> File {
        let handle = std::fs::OpenOptions::new().write(true).open(self.folder.path().join("f")).unwrap();
        file(handle, OpenMode::all(), blocking)
    }

    /// Another process at work.
    pub(crate) fn append_from_outside(&self, bytes: &[u8]) {
        let mut options = std::fs::OpenOptions::new();
        options.append(true).open(self.folder.path().join("f")).unwrap().write_all(bytes).unwrap();
    }
}

/// A `File` around a handle.
pub(super) fn file(handle: std::fs::File, mode: OpenMode, blocking: Blocking) -> File {
    let handle = cap_std::fs::File::from_std(handle);
    File::new(handle, FilePerms::all(), mode, blocking)
}

/// A file that reads as `Linux\n` and has no reads that don't sleep, so that every mode but the inline one needs the pool.
#[cfg(target_os = "linux")]
pub(super) fn uncached(blocking: Blocking) -> File {
    file(std::fs::File::open("/proc/sys/kernel/ostype").unwrap(), OpenMode::READ, blocking)
}

/// Any file will do where there are no such reads at all.
#[cfg(not(target_os = "linux"))]
pub(super) fn uncached(blocking: Blocking) -> File {
    Scratch::new(blocking, b"Linux\n").file
}

/// A folder and a preopen of it.
pub(super) struct Root {
    pub(super) folder: TempDir,
    pub(super) dir: Descriptor,
}

impl Root {
    pub(super) fn granting(dir: DirPerms, file: FilePerms) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = open_preopen(folder.path(), Access { dir, file }, Blocking::CurrentThread).unwrap();
        Self { folder, dir }
    }

    pub(super) fn new() -> Self {
        Self::granting(DirPerms::all(), FilePerms::all())
    }

    /// Opens without following a final link.
    pub(super) fn open(
        &self,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Descriptor> {
        open(&self.dir, path, open_flags, flags)
    }
}

/// The same object as on a file system of which this is known.
#[cfg(target_os = "linux")]
pub(super) fn on_medium(descriptor: &Descriptor, medium: Medium) -> Descriptor {
    match descriptor.clone() {
        Descriptor::File(file) => Descriptor::File(file.on_medium(medium)),
        Descriptor::Dir(dir) => Descriptor::Dir(dir.on_medium(medium)),
    }
}

/// Opens below a directory of the inline mode, without following a final link.
pub(super) fn open(
    dir: &Descriptor,
    path: &str,
    open_flags: OpenFlags,
    flags: DescriptorFlags,
) -> FsResult<Descriptor> {
    once(dir.open_at(PathFlags::empty(), path, open_flags, flags)).expect("inline calls don't wait")
}

/// The code of a failure.
pub(super) fn code<T>(result: FsResult<T>) -> Option<ErrorCode> {
    result.err().and_then(|error: FsError| error.code())
}
