//! Paths and metadata of the built-in implementation beside the system's own calls and wasmtime-wasi: `cargo bench --bench
//! metadata --features wasmtime`, or some of its cells with a word of their names behind `--`.
//!
//! The last two, of cold lookups, are only measured with the word `cold`, and by who may tell the system to forget
//! all that it has in its caches, which slows down everything on the machine for a while.

#[path = "beside/mod.rs"]
mod beside;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::rc::Rc;

use rustix::fs::{AtFlags, Mode, OFlags};
use wasi_fs_conformance::backend::{Backend, Descriptor, DirectoryEntryStream};
use wasi_fs_conformance::wasi::{DescriptorFlags, OpenFlags, PathFlags};

use beside::{
    Contender, Guest, Measured, RAW, contenders, is_asked_for, line, longest_gap, measure, on, places,
    runtime,
};

/// Entries of the directory that is listed.
const ENTRIES: usize = 2_000;

/// What is asked; all of it is in the system's cache.
#[derive(Clone, Copy)]
enum Call {
    /// Attributes by a path.
    StatAt(&'static str),
    /// A file is opened to read, and closed again.
    OpenAt(&'static str),
    /// A file is opened to write, and closed again.
    OpenToWrite(&'static str),
    /// Attributes of an open file.
    Stat,
    /// A directory is listed from its first to its last entry.
    List,
}

const CELLS: &[(&str, Call)] = &[
    ("stat-at", Call::StatAt("file")),
    ("stat-at, three names", Call::StatAt("a/b/file")),
    ("stat-at, no entry", Call::StatAt("missing")),
    ("stat", Call::Stat),
    ("open-at", Call::OpenAt("file")),
    ("open-at, three names", Call::OpenAt("a/b/file")),
    ("open-at, directory", Call::OpenAt("a/b")),
    ("open-at, to write", Call::OpenToWrite("file")),
    ("read-directory, 2000 entries", Call::List),
];

/// The tree that is asked about.
fn prepare(folder: &Path) {
    fs::create_dir_all(folder.join("a/b")).expect("directories");
    for name in ["file", "a/b/file"] {
        fs::write(folder.join(name), b"contents").expect("a file");
    }
}

/// The same, with the directory that is listed.
fn prepare_many(folder: &Path) {
    prepare(folder);
    fs::create_dir_all(folder.join("many")).expect("a directory");
    for number in 0..ENTRIES {
        fs::write(folder.join(format!("many/{number}")), b"").expect("a file");
    }
}

impl Measured for Call {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static,
    {
        let (call, runtime) = (*self, runtime());
        let guest = Guest::new(&backend, &|folder| call.prepare(folder));
        let (path, flags) = match call {
            Call::List => ("many", DescriptorFlags::READ),
            Call::Stat | Call::StatAt(_) | Call::OpenAt(_) | Call::OpenToWrite(_) => {
                ("file", DescriptorFlags::READ)
            }
        };
        let open = guest.root.open_at(PathFlags::empty(), path, OpenFlags::empty(), flags);
        let object = on(&runtime, open).expect("an object");
        Contender::new(name, move |repeats| {
            // With the backend its folders go away.
            let (guest, _backend) = (&guest, &backend);
            on(&runtime, async {
                for _ in 0..repeats {
                    call.make(&guest.root, &object).await;
                }
            });
        })
    }
}

impl Call {
    fn prepare(self, folder: &Path) {
        match self {
            Self::List => prepare_many(folder),
            Self::StatAt(_) | Self::OpenAt(_) | Self::OpenToWrite(_) | Self::Stat => prepare(folder),
        }
    }

    /// Makes the call once.
    async fn make<D: Descriptor>(self, root: &D, object: &D) {
        let (none, nothing) = (PathFlags::empty(), OpenFlags::empty());
        match self {
            Self::StatAt(path) => _ = black_box(root.stat_at(none, path).await),
            Self::OpenAt(path) => {
                let opened = root.open_at(none, path, nothing, DescriptorFlags::READ).await;
                drop(black_box(opened.expect("an object to read")));
            }
            Self::OpenToWrite(path) => {
                let opened = root.open_at(none, path, nothing, DescriptorFlags::WRITE).await;
                drop(black_box(opened.expect("an object to write")));
            }
            Self::Stat => _ = black_box(object.stat().await.expect("attributes")),
            Self::List => {
                let mut listing = object.read_directory().await.expect("a listing");
                let mut entries = 0;
                while listing.read_directory_entry().await.expect("an entry").is_some() {
                    entries += 1;
                }
                assert_eq!(entries, ENTRIES);
            }
        }
    }

    /// The same by the system's calls alone.
    fn raw(self, place: &Path) -> Contender {
        let folder = tempfile::tempdir_in(place).expect("a folder");
        self.prepare(folder.path());
        let root = fs::File::open(folder.path()).expect("the folder");
        let file = fs::File::open(folder.path().join("file")).expect("the file");
        let open = move |root: &fs::File, path: &str, flags: OFlags| {
            black_box(
                rustix::fs::openat(root, path, flags | OFlags::CLOEXEC, Mode::empty()).expect("an object"),
            )
        };
        Contender::new(RAW, move |repeats| {
            // With it the tree goes away.
            let folder = &folder;
            for _ in 0..repeats {
                match self {
                    Self::StatAt(path) => {
                        _ = black_box(rustix::fs::statat(&root, path, AtFlags::SYMLINK_NOFOLLOW));
                    }
                    Self::OpenAt(path) => drop(open(&root, path, OFlags::RDONLY)),
                    Self::OpenToWrite(path) => drop(open(&root, path, OFlags::WRONLY)),
                    Self::Stat => _ = black_box(rustix::fs::fstat(&file).expect("attributes")),
                    Self::List => {
                        let entries = fs::read_dir(folder.path().join("many")).expect("a listing");
                        assert_eq!(black_box(entries.count()), ENTRIES);
                    }
                }
            }
        })
    }
}

/// Entries that are looked up one after the other, none of which is in memory.
#[derive(Clone, Copy)]
enum Cold {
    /// Beside a ticker of a millisecond, whose longest gap also has in it what others do on the machine.
    Gap,
    /// What was read from the disk on the thread of the guests, which waits for it.
    Waits,
}

const COLD: [(&str, &str, Cold); 2] = [
    ("longest gap, cold lookups", "us", Cold::Gap),
    ("read by the thread, cold lookups", "KiB", Cold::Waits),
];

/// How often entries are made cold.
const ROUNDS_COLD: usize = 5;

impl Measured for Cold {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static,
    {
        let (cold, runtime) = (*self, runtime());
        let guest = Rc::new(Guest::new(&backend, &prepare_many));
        let figure = Rc::new(std::cell::Cell::new(0.0));
        let found = Rc::clone(&figure);
        let work = move |_| {
            // With the backend its folders go away.
            let _backend = &backend;
            forget(guest.folder.path());
            let guest = Rc::clone(&guest);
            let look_up = async move {
                for number in 0..ENTRIES {
                    let path = format!("many/{number}");
                    guest.root.stat_at(PathFlags::empty(), &path).await.expect("an entry");
                    tokio::task::yield_now().await;
                }
            };
            let before = read_by_this_thread();
            let gap = longest_gap(&runtime, [look_up]);
            figure.set(match cold {
                Self::Gap => gap,
                Self::Waits => read_by_this_thread() - before,
            });
        };
        Contender::new(name, work).figuring(move || found.get())
    }
}

/// What this thread has had read from a disk, in KiB.
fn read_by_this_thread() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/io").unwrap_or_default();
    let bytes = told.lines().find_map(|line| line.strip_prefix("read_bytes: ")?.parse::<f64>().ok());
    bytes.unwrap_or(f64::NAN) / 1024.0
}

/// Lets the system forget what it has in its caches.
fn forget(folder: &Path) {
    let folder = fs::File::open(folder).expect("the folder");
    rustix::fs::syncfs(folder).expect("all of it on its disk");
    fs::write("/proc/sys/vm/drop_caches", "3").expect("the right to tell the system to forget");
}

fn main() {
    for (kind, place) in places() {
        for (name, call) in CELLS.iter().filter(|(name, _)| is_asked_for(name)) {
            let mut all = vec![call.raw(&place)];
            all.extend(contenders(call, &place));
            measure(&kind, name, &mut all);
        }
        let is_cold = std::env::args().skip(1).any(|word| word == "cold");
        for (name, unit, cold) in COLD.iter().filter(|_| is_cold) {
            for mut contender in contenders(cold, &place) {
                let figures = (0..ROUNDS_COLD).map(|_| contender.figure()).collect();
                line(&kind, name, &contender, unit, figures);
            }
            println!();
        }
    }
}
