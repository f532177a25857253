//! What the syscall gate costs: a read of one byte, a settling, and a read that is held and let go. `cargo bench --bench gate`.
//!
//! The room is taken in by its path, so that the crate need not show it to the world for the sake of a measurement.

#[path = "../src/control/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "a few calls of the room are measured, and its tests are not run here"
)]
mod control;

/// What the room imports.
mod op {
    pub(crate) use wasi_fs_conformance::op::{CallClass, Happening, Injection, Name, SystemAnswer};
}

/// The same.
#[path = "../src/beside.rs"]
#[expect(dead_code, unused_imports, reason = "as above")]
mod beside;

/// The same.
mod wasi {
    pub(crate) use wasi_fs_conformance::wasi::ErrorCode;
}

use std::fs::File;
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::thread;
use std::time::Instant;

use control::{Acting, Control, SyscallGate};
use op::Name;

/// How often the same is measured, and how often it is done each time.
const RUNS: usize = 15;
const REPEATS: u32 = 1_000;

/// The nanoseconds that one repeat takes: the median of several runs.
fn median(mut work: impl FnMut()) -> f64 {
    let mut runs = [0.0; RUNS];
    for run in &mut runs {
        let start = Instant::now();
        (0..REPEATS).for_each(|_| work());
        *run = start.elapsed().as_secs_f64() * 1e9 / f64::from(REPEATS);
    }
    runs.sort_by(f64::total_cmp);
    runs[RUNS / 2]
}

fn read(file: &File) {
    black_box(file.read_at(&mut [0], 0)).expect("a byte of a file that has one");
}

/// Prints one line; the ratio is to the first.
fn line(what: &str, nanoseconds: f64, plain: f64) {
    println!("{what:<44} {nanoseconds:>9.0} ns  x{:.1}", nanoseconds / plain);
}

/// On an armed thread, which is why it is not the main one.
fn gated(file: &File, folder: &std::path::Path, plain: f64) {
    let mut gate = match SyscallGate::new() {
        Ok(gate) => gate,
        Err(unavailable) => return println!("{unavailable}"),
    };
    let runtime = gate.runtime("bench").expect("a runtime");
    let name = Name::new("s").expect("a name");
    line("read, intercepted and continued", median(|| read(file)), plain);
    gate.begin(&[folder]);
    gate.acting(Some(Acting { reads: &name, writes: &name, is_of_streams: true }));
    runtime.block_on(gate.hold());
    line("read, looked at while others are held", median(|| read(file)), plain);
    line("settle with an idle pool", median(|| runtime.block_on(gate.settle())), plain);
    let mut held = || {
        runtime.block_on(async {
            let file = file.try_clone().expect("another handle");
            let work = tokio::task::spawn_blocking(move || read(&file));
            gate.settle().await;
            gate.release(&name).await;
            work.await.expect("no panic");
        });
    };
    line("read in the background, held and let go", median(&mut held), plain);
    drop(gate);
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, b"x").expect("a file");
    let file = File::open(path).expect("the file");
    let plain = median(|| read(&file));
    line("read", plain, plain);
    thread::scope(|scope| scope.spawn(|| gated(&file, folder.path(), plain)).join()).expect("no panic");
}
