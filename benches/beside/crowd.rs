//! Many streams at once: how long they keep others on their thread from being served, and what they cost while nobody uses
//! them.

use std::cell::Cell;
use std::fs;
use std::os::fd::AsFd as _;
use std::path::Path;
use std::rc::Rc;

use rustix::fs::{Advice, fadvise};
use wasi_fs_conformance::backend::{Backend, Descriptor, InputStream, OutputStream};
use wasi_fs_conformance::wasi::{DescriptorFlags, OpenFlags, PathFlags, StreamError};

use crate::beside::{
    Contender, Guest, Measured, ROUNDS, contenders, is_asked_for, line, longest_gap, on, runtime,
};

/// Streams that are read at once, each by a guest of its own, and how much each one has.
const STREAMS: usize = 8;
const SIZE: usize = 8 << 20;

/// Streams that are idle at once.
const IDLE: usize = 1_000;

/// Reads eight files that are not in the cache on one thread, beside a ticker of one millisecond.
pub(crate) struct Gap;

impl Gap {
    const NAME: &str = "longest gap, 8 cold streams";

    pub(crate) fn measure(&self, kind: &str, place: &Path) {
        if is_asked_for(Self::NAME) {
            for mut contender in contenders(self, place) {
                let gaps = (0..ROUNDS.div_ceil(2)).map(|_| contender.figure()).collect();
                line(kind, Self::NAME, &contender, "us", gaps);
            }
            println!();
        }
    }
}

/// The files are written and leave the cache.
fn make_cold(file: &Path) {
    let file = fs::File::options().read(true).write(true).open(file).expect("the file");
    file.sync_all().expect("the file on its disk");
    fadvise(file.as_fd(), 0, None, Advice::DontNeed).expect("advice that is taken");
}

async fn read_all<D: Descriptor>(root: &D) {
    let open = root.open_at(PathFlags::empty(), "file", OpenFlags::empty(), DescriptorFlags::READ);
    let mut stream = open.await.expect("the file").read_via_stream(0).await.expect("a stream");
    loop {
        match stream.blocking_read(64 << 10).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(StreamError::Closed) => return,
            Err(error) => panic!("{error:?}"),
        }
    }
}

impl Measured for Gap {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static,
    {
        let runtime = runtime();
        let prepare = |folder: &Path| fs::write(folder.join("file"), vec![b'x'; SIZE]).expect("a file");
        let guests: Vec<_> = (0..STREAMS).map(|_| Rc::new(Guest::new(&backend, &prepare))).collect();
        let longest = Rc::new(Cell::new(0.0));
        let found = Rc::clone(&longest);
        let work = move |_| {
            // With the backend its folders go away.
            let _backend = &backend;
            for guest in &guests {
                make_cold(&guest.folder.path().join("file"));
            }
            let guests = guests.iter().map(Rc::clone);
            longest
                .set(longest_gap(&runtime, guests.map(|guest| async move { read_all(&guest.root).await })));
        };
        Contender::new(name, work).figuring(move || found.get())
    }
}

/// A thousand streams that read and a thousand that write, each of which was used once and then left alone.
pub(crate) struct Idle;

impl Idle {
    const NAME: &str = "1,000 idle streams of each kind";

    pub(crate) fn measure(&self, kind: &str, place: &Path) {
        if is_asked_for(Self::NAME) {
            for mut contender in contenders(self, place) {
                let figure = contender.figure();
                line(kind, Self::NAME, &contender, "KiB", vec![figure]);
            }
            println!();
        }
    }
}

impl Measured for Idle {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static,
    {
        let runtime = runtime();
        let prepare = |folder: &Path| fs::write(folder.join("file"), vec![b'x'; 1 << 16]).expect("a file");
        let guest = Guest::new(&backend, &prepare);
        let grown = Rc::new(Cell::new(0.0));
        let found = Rc::clone(&grown);
        let work = move |_| {
            let flags = DescriptorFlags::READ | DescriptorFlags::WRITE;
            let open = guest.root.open_at(PathFlags::empty(), "file", OpenFlags::empty(), flags);
            let file = on(&runtime, open).expect("the file");
            let _kept = (&guest, &backend);
            // Once for what the process keeps from then on.
            drop(on(&runtime, used(&file, 8)));
            let before = resident();
            let streams = on(&runtime, used(&file, IDLE));
            grown.set(resident() - before);
            drop(streams);
        };
        Contender::new(name, work).figuring(move || found.get())
    }
}

/// Streams that were used once: to read 4 KiB, and to write 64 KiB in pieces.
async fn used<D: Descriptor>(file: &D, count: usize) -> Vec<(D::InputStream, D::OutputStream)> {
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let mut input = file.read_via_stream(0).await.expect("a stream");
        input.blocking_read(4 << 10).await.expect("bytes");
        let mut output = file.write_via_stream(0).await.expect("a stream");
        for _ in 0..16 {
            while output.check_write().await.expect("a permit") < 4 << 10 {
                output.block().await;
            }
            output.write(&[b'y'; 4 << 10]).await.expect("a write");
        }
        output.blocking_flush().await.expect("a flush");
        streams.push((input, output));
    }
    streams
}

/// Memory of this process, in KiB.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(f64::NAN)
}
