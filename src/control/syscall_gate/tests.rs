//! Tests: every body runs on a thread of its own, which is armed for good, and none of them may hang.

mod answers;
mod breaking;
mod holding;
mod landing;
mod reach;
mod receipts;

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSliceMut};
use std::os::unix::fs::FileExt as _;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::io::{IoSlice, ReadWriteFlags, preadv2, pwritev2};
use tempfile::TempDir;
use tokio::task::{JoinHandle, spawn_blocking};

use super::super::syscall_gate_to_test;
use super::*;
use crate::op::{CallClass, SystemAnswer};
use crate::wasi::ErrorCode;

/// After that a test hangs. It is far more than any needs, and is waited out by none that passes.
const DEADLINE: Duration = Duration::from_secs(30);

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// Runs a body on a thread of its own, and fails when it does not come back. Nothing is run where there is no gate.
fn in_time(body: impl FnOnce() + Send + 'static) {
    if !syscall_gate_to_test() {
        return;
    }
    let (over, ends) = channel::<()>();
    let runner = thread::spawn(move || {
        // Nothing is sent: it goes away when the body ends, also by a panic.
        let _over = over;
        body();
    });
    let end = ends.recv_timeout(DEADLINE);
    assert_eq!(end, Err(RecvTimeoutError::Disconnected), "the test hangs");
    if let Err(panic) = runner.join() {
        resume_unwind(panic);
    }
}

/// A gate with a folder that it looks at and a file in it.
struct Lab {
    // Dropped first: nothing is held when the folder and the file go.
    gate: SyscallGate,
    file: Arc<File>,
    path: PathBuf,
    folder: TempDir,
}

/// Runs a body with a gate, on a file with these bytes, in the gate's runtime.
fn gated(bytes: &'static str, body: impl AsyncFnOnce(&mut Lab) + Send + 'static) {
    in_time(move || {
        let gate = SyscallGate::new().unwrap();
        let runtime = gate.runtime("work").unwrap();
        let mut lab = Lab::new(gate, bytes);
        runtime.block_on(body(&mut lab));
        drop(lab);
    });
}

impl Lab {
    fn new(mut gate: SyscallGate, bytes: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, bytes).unwrap();
        let file = Arc::new(OpenOptions::new().read(true).write(true).open(&path).unwrap());
        gate.begin(&[folder.path()]);
        Self { gate, file, path, folder }
    }

    /// Has a stream's work done in the background, as a step of the judge would, up to where it rests.
    async fn step<T: Send + 'static>(
        &mut self,
        stream: &str,
        work: impl FnOnce(&File) -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let (stream, file) = (name(stream), Arc::clone(&self.file));
        self.gate.acting(Some(Acting { reads: &stream, writes: &stream, is_of_streams: true }));
        let job = spawn_blocking(move || work(&file));
        self.gate.settle().await;
        job
    }

    /// As [`Lab::step`], for work that is not held, with what comes of it.
    async fn done<T: Send + 'static>(
        &mut self,
        stream: &str,
        work: impl FnOnce(&File) -> T + Send + 'static,
    ) -> T {
        self.step(stream, work).await.await.unwrap()
    }

    fn inject(&mut self, stream: &str, calls: CallClass, answer: SystemAnswer, after: u64) {
        self.gate.inject(&Injection { on: name(stream), calls, answer, after, behind: false }, true);
    }

    /// What the file holds, past the gate's answers.
    fn contents(&mut self) -> String {
        self.gate.acting(None);
        fs::read_to_string(&self.path).unwrap()
    }
}

/// One call that appends, with what it says.
fn append(file: &File, text: &str) -> rustix::io::Result<usize> {
    pwritev2(file, &[IoSlice::new(text.as_bytes())], 0, ReadWriteFlags::APPEND)
}

/// Appends all of it, in as many calls as it takes.
fn append_all(file: &File, text: &str) {
    let mut left = text;
    while !left.is_empty() {
        left = &left[append(file, left).unwrap()..];
    }
}

/// Reads up to so many bytes from the beginning in one call.
fn read(file: &File, most: usize) -> Result<String, Option<i32>> {
    let mut buffer = vec![0; most];
    let count = file.read_at(&mut buffer, 0).map_err(|error| error.raw_os_error())?;
    Ok(String::from_utf8(buffer[..count].to_vec()).unwrap())
}

/// Writes at the beginning in one call.
fn write(file: &File, text: &str) -> Result<usize, Option<i32>> {
    file.write_at(text.as_bytes(), 0).map_err(|error: io::Error| error.raw_os_error())
}

/// What the kernel says of the calling thread's filter.
fn filtered() -> bool {
    let status = fs::read_to_string(format!("/proc/self/task/{}/status", kernel::this_thread())).unwrap();
    let mode = status.lines().find_map(|line| line.strip_prefix("Seccomp:")).unwrap().trim();
    mode == "2"
}

/// Things that were done, in their order.
type Log = Arc<Mutex<Vec<&'static str>>>;

fn so_far(log: &Log) -> Vec<&'static str> {
    log.lock().unwrap().clone()
}
