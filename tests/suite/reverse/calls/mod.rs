//! Each call on each kind of path: which code the kernel's answer becomes, and that nothing outside is ever reached.

mod answers;
mod paths;

use std::fs;
use std::future::Future;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use wasi_fs_conformance::backend::Descriptor;
use wasi_fs_conformance::tree::Tree;
use wasi_fs_conformance::wasi::{DescriptorFlags, ErrorCode, FsResult, NewTimestamp, OpenFlags, PathFlags};

use super::descriptor::OsDescriptor;

const AS_IT_IS: PathFlags = PathFlags::empty();
const FOLLOWED: PathFlags = PathFlags::SYMLINK_FOLLOW;
const PLAIN: DescriptorFlags = DescriptorFlags::empty();
const NOTHING_ELSE: OpenFlags = OpenFlags::empty();

/// A row reads: a path in the sandbox, what is there. The absolute target exists on no machine: should the sandbox ever
/// break, the tests fail, and touch nothing of whoever runs them.
const PLANTED: &[(&str, Planted)] = &[
    ("log", Planted::File("base")),
    ("sub", Planted::Directory),
    ("sub/leaf", Planted::File("x")),
    ("sub/up", Planted::Link("..")),
    ("empty", Planted::Directory),
    ("pipe", Planted::Pipe),
    ("way", Planted::Link("sub/leaf")),
    ("door", Planted::Link("sub")),
    ("nowhere", Planted::Link("missing")),
    ("round", Planted::Link("round")),
    ("abs", Planted::Link("/wasi-fs-conformance-nowhere")),
    ("out", Planted::Link("../vault")),
    ("escape", Planted::Link("../vault/secret")),
];

enum Planted {
    File(&'static str),
    Directory,
    Link(&'static str),
    Pipe,
}

/// A folder with a sandbox, and beside it what must not be reached.
struct Ground {
    around: tempfile::TempDir,
    root: OsDescriptor,
}

impl Ground {
    fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let sandbox = around.path().join("sandbox");
        fs::create_dir_all(around.path().join("vault/deep")).unwrap();
        fs::write(around.path().join("vault/secret"), "hush").unwrap();
        fs::create_dir(&sandbox).unwrap();
        for (name, planted) in PLANTED {
            let path = sandbox.join(name);
            match planted {
                Planted::File(content) => fs::write(path, content).unwrap(),
                Planted::Directory => fs::create_dir(path).unwrap(),
                Planted::Link(target) => symlink(target, path).unwrap(),
                Planted::Pipe => mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap(),
            }
        }
        let root = OsDescriptor::preopen(&sandbox, 0);
        Self { around, root }
    }

    fn tree(&self) -> Tree {
        Tree::read_from(self.around.path()).unwrap()
    }

    /// What is beside the sandbox.
    fn outside(&self) -> Tree {
        Tree::read_from(&self.around.path().join("vault")).unwrap()
    }

    fn host_path(&self, path: &str) -> PathBuf {
        self.around.path().join("sandbox").join(path)
    }

    /// Opens what is there.
    fn open(&self, path: &str, flags: DescriptorFlags) -> OsDescriptor {
        now(self.root.open_at(AS_IT_IS, path, NOTHING_ELSE, flags)).unwrap()
    }
}

/// The answer of a call. This backend never waits for anything.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("a call of the kernel is over when it returns"),
    }
}

/// A call with a path, all else chosen.
type Ask = fn(&OsDescriptor, &str) -> FsResult<()>;

/// A row reads: the call by its name in the tables, whether it needs mutate-directory, the call.
const CALLS: &[(&str, bool, Ask)] = &[
    ("stat-at", false, |root, path| now(root.stat_at(AS_IT_IS, path)).map(drop)),
    ("stat-at follow", false, |root, path| now(root.stat_at(FOLLOWED, path)).map(drop)),
    ("metadata-hash-at", false, |root, path| now(root.metadata_hash_at(AS_IT_IS, path)).map(drop)),
    ("metadata-hash-at follow", false, |root, path| now(root.metadata_hash_at(FOLLOWED, path)).map(drop)),
    ("readlink-at", false, |root, path| now(root.readlink_at(path)).map(drop)),
    ("open-at", false, |root, path| opened(root, AS_IT_IS, path, NOTHING_ELSE)),
    ("open-at follow", false, |root, path| opened(root, FOLLOWED, path, NOTHING_ELSE)),
    ("open-at create", true, |root, path| opened(root, AS_IT_IS, path, OpenFlags::CREATE)),
    ("open-at create follow", true, |root, path| opened(root, FOLLOWED, path, OpenFlags::CREATE)),
    ("open-at create exclusive", true, |root, path| {
        opened(root, FOLLOWED, path, OpenFlags::CREATE | OpenFlags::EXCLUSIVE)
    }),
    ("set-times-at", true, |root, path| {
        now(root.set_times_at(AS_IT_IS, path, NewTimestamp::Now, NewTimestamp::Now))
    }),
    ("set-times-at follow", true, |root, path| {
        now(root.set_times_at(FOLLOWED, path, NewTimestamp::Now, NewTimestamp::Now))
    }),
    ("create-directory-at", true, |root, path| now(root.create_directory_at(path))),
    ("remove-directory-at", true, |root, path| now(root.remove_directory_at(path))),
    ("unlink-file-at", true, |root, path| now(root.unlink_file_at(path))),
    ("symlink-at", true, |root, path| now(root.symlink_at("log", path))),
    ("link-at from", true, |root, path| now(root.link_at(AS_IT_IS, path, root, "fresh"))),
    ("link-at from follow", true, |root, path| now(root.link_at(FOLLOWED, path, root, "fresh"))),
    ("link-at to", true, |root, path| now(root.link_at(AS_IT_IS, "log", root, path))),
    ("rename-at from", true, |root, path| now(root.rename_at(path, root, "fresh"))),
    ("rename-at to", true, |root, path| now(root.rename_at("log", root, path))),
];

fn opened(root: &OsDescriptor, path_flags: PathFlags, path: &str, open_flags: OpenFlags) -> FsResult<()> {
    now(root.open_at(path_flags, path, open_flags, PLAIN)).map(drop)
}

/// The code of an answer; none of a success.
fn code_of<T>(answer: FsResult<T>) -> Option<ErrorCode> {
    answer.err().map(|error| error.code().expect("no call here traps"))
}
