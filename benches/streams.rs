//! Streams of the built-in implementation beside the system's own calls and wasmtime-wasi: `cargo bench --bench streams
//! --features wasmtime`, or some of its cells with a word of their names behind `--`.
//!
//! Beside calls that are timed: the longest gap of a ticker while eight cold files are read on its thread, and the memory of a
//! thousand idle streams.

#[path = "beside/mod.rs"]
mod beside;
#[path = "beside/crowd.rs"]
mod crowd;

use std::fs;
use std::hint::black_box;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use wasi_fs_conformance::backend::{Backend, Descriptor, InputStream, OutputStream};
use wasi_fs_conformance::wasi::{DescriptorFlags, OpenFlags, PathFlags};

use beside::{Contender, Guest, Measured, RAW, contenders, is_asked_for, measure, on, places, runtime};
use crowd::{Gap, Idle};

/// The file that is read and written, from its start to its end and again.
const SIZE: usize = 1 << 20;

/// What the guest does; the file is in the system's cache.
#[derive(Clone, Copy)]
enum Call {
    /// `blocking-read` of so many bytes.
    Read(usize),
    /// `check-write` and `write` of so many bytes; a flush when the file's end is reached.
    Write(usize),
    /// `blocking-write-and-flush` of so many bytes.
    WriteAndFlush(usize),
    /// `check-write`, `write` and `flush` of so many bytes, then `ready` until it is.
    WriteAndPoll(usize),
}

const CELLS: &[(&str, Call)] = &[
    ("blocking-read 4 KiB", Call::Read(4 << 10)),
    ("blocking-read 64 KiB", Call::Read(64 << 10)),
    ("check-write + write 4 KiB", Call::Write(4 << 10)),
    ("blocking-write-and-flush 4 KiB", Call::WriteAndFlush(4 << 10)),
    ("write, flush, poll ready 4 KiB", Call::WriteAndPoll(4 << 10)),
];

fn prepare(folder: &Path) {
    fs::write(folder.join("file"), vec![b'x'; SIZE]).expect("a file");
}

impl Call {
    /// Bytes that one call moves.
    fn len(self) -> usize {
        match self {
            Self::Read(len) | Self::Write(len) | Self::WriteAndFlush(len) | Self::WriteAndPoll(len) => len,
        }
    }

    /// The guest's calls for once, on a stream of its own from the start of the file whenever its end was reached.
    async fn make<D: Descriptor>(self, repeats: u32, file: &D) {
        let per_stream = u32::try_from(SIZE / self.len()).expect("a count");
        let bytes = vec![b'y'; self.len()];
        let mut left = repeats;
        while left > 0 {
            let now = left.min(per_stream);
            left -= now;
            match self {
                Self::Read(len) => {
                    let mut stream = file.read_via_stream(0).await.expect("a stream");
                    for _ in 0..now {
                        black_box(stream.blocking_read(len as u64).await.expect("bytes"));
                    }
                    stream.cancel().await;
                }
                Self::Write(_) | Self::WriteAndFlush(_) | Self::WriteAndPoll(_) => {
                    let mut stream = file.write_via_stream(0).await.expect("a stream");
                    for _ in 0..now {
                        self.write(&mut stream, &bytes).await;
                    }
                    stream.blocking_flush().await.expect("a flush");
                    stream.cancel().await;
                }
            }
        }
    }

    async fn write(self, stream: &mut impl OutputStream, bytes: &[u8]) {
        if matches!(self, Self::WriteAndFlush(_)) {
            return stream.blocking_write_and_flush(bytes).await.expect("a write");
        }
        while stream.check_write().await.expect("a permit") < bytes.len() as u64 {
            stream.block().await;
        }
        stream.write(bytes).await.expect("a write");
        if matches!(self, Self::WriteAndPoll(_)) {
            stream.flush().await.expect("a flush");
            while !stream.ready().await {
                // A runtime hides from a task that never yields what has come to its end.
                tokio::task::yield_now().await;
            }
        }
    }

    /// The same by the system's calls alone.
    fn raw(self, place: &Path) -> Contender {
        let folder = tempfile::tempdir_in(place).expect("a folder");
        prepare(folder.path());
        let file =
            fs::File::options().read(true).write(true).open(folder.path().join("file")).expect("a file");
        let (mut bytes, mut offset) = (vec![b'y'; self.len()], 0);
        Contender::new(RAW, move |repeats| {
            // With the file it goes away.
            let _folder = &folder;
            for _ in 0..repeats {
                let moved = match self {
                    Self::Read(_) => file.read_at(&mut bytes, offset),
                    Self::Write(_) | Self::WriteAndFlush(_) | Self::WriteAndPoll(_) => {
                        file.write_at(&bytes, offset)
                    }
                };
                assert_eq!(moved.expect("a transfer"), bytes.len());
                offset = (offset + bytes.len() as u64) % SIZE as u64;
            }
        })
    }
}

impl Measured for Call {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static,
    {
        let (call, runtime) = (*self, runtime());
        let guest = Guest::new(&backend, &prepare);
        let flags = DescriptorFlags::READ | DescriptorFlags::WRITE;
        let open = guest.root.open_at(PathFlags::empty(), "file", OpenFlags::empty(), flags);
        let file = on(&runtime, open).expect("the file");
        Contender::new(name, move |repeats| {
            // With the backend its folders go away.
            let _kept = (&guest, &backend);
            on(&runtime, call.make(repeats, &file));
        })
    }
}

fn main() {
    // First, before the process has memory that others have given back.
    let (kind, place) = places().remove(0);
    Idle.measure(&kind, &place);
    for (kind, place) in places() {
        for (name, call) in CELLS.iter().filter(|(name, _)| is_asked_for(name)) {
            let mut all = vec![call.raw(&place)];
            all.extend(contenders(call, &place));
            measure(&kind, name, &mut all);
        }
        Gap.measure(&kind, &place);
    }
}
