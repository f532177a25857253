//! An embedder that serves the calls of two guests with the built-in implementation alone: `cargo run --example serve`.
//!
//! Each guest is a thread, as a virtual machine would be, and knows only numbers of handles. One thread of the embedder serves
//! both: it keeps their handles in tables and makes their calls on a runtime of tokio's, so that while one guest waits for the
//! disk the other is served.

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;
use wasi_fs_conformance::filesystem::{
    Blocking, Descriptor, Dir, DirPerms, FileInputStream, FileOutputStream, FilePerms, FsResult, OpenMode,
    cap_std,
};
use wasi_fs_conformance::wasi::{
    DescriptorFlags, DirectoryEntry, ErrorCode, OpenFlags, PathFlags, StreamError, StreamResult,
};

/// A guest's name for a handle. Its preopen has the first one.
type Handle = u32;
const ROOT: Handle = 0;

/// Some of the functions of `wasi:filesystem` and `wasi:io`, with the place that the answer goes to.
enum Call {
    OpenAt(Handle, String, OpenFlags, DescriptorFlags, oneshot::Sender<FsResult<Handle>>),
    ReadViaStream(Handle, u64, oneshot::Sender<FsResult<Handle>>),
    AppendViaStream(Handle, oneshot::Sender<FsResult<Handle>>),
    BlockingRead(Handle, u64, oneshot::Sender<StreamResult<Vec<u8>>>),
    BlockingWriteAndFlush(Handle, Vec<u8>, oneshot::Sender<StreamResult<()>>),
    List(Handle, oneshot::Sender<FsResult<Vec<DirectoryEntry>>>),
}

/// What stands behind a handle.
enum Resource {
    Descriptor(Descriptor),
    Input(FileInputStream),
    Output(FileOutputStream),
}

/// The handles of one guest.
struct Table {
    resources: HashMap<Handle, Resource>,
    next: Handle,
}

impl Table {
    fn keep(&mut self, resource: Resource) -> Handle {
        let handle = self.next;
        self.resources.insert(handle, resource);
        self.next += 1;
        handle
    }

    fn descriptor(&self, handle: Handle) -> FsResult<&Descriptor> {
        match self.resources.get(&handle) {
            Some(Resource::Descriptor(descriptor)) => Ok(descriptor),
            Some(Resource::Input(_) | Resource::Output(_)) | None => Err(ErrorCode::BadDescriptor.into()),
        }
    }

    /// Makes one call. A guest that is gone needs no answer.
    async fn make(&mut self, call: Call) {
        match call {
            Call::OpenAt(base, path, open_flags, flags, answer) => {
                let opened = match self.descriptor(base) {
                    Ok(base) => base.open_at(PathFlags::SYMLINK_FOLLOW, &path, open_flags, flags).await,
                    Err(error) => Err(error),
                };
                _ = answer.send(opened.map(|opened| self.keep(Resource::Descriptor(opened))));
            }
            Call::ReadViaStream(file, offset, answer) => {
                let stream = self.descriptor(file).and_then(|file| file.read_via_stream(offset));
                _ = answer.send(stream.map(|stream| self.keep(Resource::Input(stream))));
            }
            Call::AppendViaStream(file, answer) => {
                let stream = self.descriptor(file).and_then(Descriptor::append_via_stream);
                _ = answer.send(stream.map(|stream| self.keep(Resource::Output(stream))));
            }
            Call::BlockingRead(stream, len, answer) => {
                let Some(Resource::Input(stream)) = self.resources.get_mut(&stream) else { return };
                _ = answer.send(stream.blocking_read(len).await);
            }
            Call::BlockingWriteAndFlush(stream, bytes, answer) => {
                let Some(Resource::Output(stream)) = self.resources.get_mut(&stream) else { return };
                _ = answer.send(stream.blocking_write_and_flush(&bytes).await);
            }
            Call::List(directory, answer) => _ = answer.send(self.list(directory).await),
        }
    }

    async fn list(&self, directory: Handle) -> FsResult<Vec<DirectoryEntry>> {
        let mut listing = self.descriptor(directory)?.read_directory().await?;
        let mut entries = Vec::new();
        while let Some(entry) = listing.next_entry().await? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// Serves a guest until it is gone.
async fn serve(root: Descriptor, mut calls: mpsc::Receiver<Call>) {
    let mut table = Table { resources: HashMap::new(), next: ROOT };
    table.keep(Resource::Descriptor(root));
    while let Some(call) = calls.recv().await {
        table.make(call).await;
    }
}

/// The guest's side of a call.
struct Guest(mpsc::Sender<Call>);

impl Guest {
    fn call<T>(&self, call: impl FnOnce(oneshot::Sender<T>) -> Call) -> T {
        let (answer, answered) = oneshot::channel();
        assert!(self.0.blocking_send(call(answer)).is_ok(), "the embedder is gone");
        answered.blocking_recv().expect("an answer")
    }

    /// Appends a line to the log, and gives all of it.
    fn run(&self, line: &str) -> FsResult<String> {
        let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
        let log = self.call(|to| Call::OpenAt(ROOT, "log".into(), OpenFlags::CREATE, both, to))?;
        let output = self.call(|to| Call::AppendViaStream(log, to))?;
        let written = self.call(|to| Call::BlockingWriteAndFlush(output, format!("{line}\n").into(), to));
        written.expect("room on the disk");
        let input = self.call(|to| Call::ReadViaStream(log, 0, to))?;
        let mut all = Vec::new();
        loop {
            match self.call(|to| Call::BlockingRead(input, 1 << 16, to)) {
                Ok(bytes) => all.extend(bytes),
                Err(StreamError::Closed) => return Ok(String::from_utf8_lossy(&all).into_owned()),
                Err(error) => panic!("a disk that can be read: {error:?}"),
            }
        }
    }
}

/// A preopen of a folder, with all rights or only those to look.
fn preopen(folder: &Path, may_change: bool) -> std::io::Result<Descriptor> {
    let handle = cap_std::fs::Dir::open_ambient_dir(folder, cap_std::ambient_authority())?;
    let (perms, file_perms, mode) = if may_change {
        (DirPerms::all(), FilePerms::all(), OpenMode::all())
    } else {
        (DirPerms::READ, FilePerms::READ, OpenMode::READ)
    };
    Ok(Descriptor::Dir(Dir::new(handle, perms, file_perms, mode, Blocking::default())))
}

/// Serves a guest that writes and one that may only look, and gives what both have found.
fn guests(folder: &Path) -> std::io::Result<(String, String)> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let (to_writer, writer_calls) = mpsc::channel(1);
    let (to_reader, reader_calls) = mpsc::channel(1);
    let (whole, only_to_look) = (preopen(folder, true)?, preopen(folder, false)?);
    let writer = thread::spawn(move || {
        let guest = Guest(to_writer);
        let log = guest.run("first").and_then(|_| guest.run("second"));
        log.unwrap_or_else(|error| format!("refused: {error}\n"))
    });
    let reader = thread::spawn(move || {
        let guest = Guest(to_reader);
        let refused = guest.run("never").expect_err("it may only look");
        let names = guest.call(|to| Call::List(ROOT, to)).expect("a listing");
        assert!(names.len() <= 1, "nobody but the other guest makes anything: {names:?}");
        refused.to_string()
    });
    let all = LocalSet::new();
    all.spawn_local(serve(whole, writer_calls));
    all.spawn_local(serve(only_to_look, reader_calls));
    runtime.block_on(all);
    Ok((writer.join().expect("no panic"), reader.join().expect("no panic")))
}

fn main() -> std::io::Result<()> {
    let folder = std::env::temp_dir().join(format!("serve-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let found = guests(&folder);
    std::fs::remove_dir_all(&folder)?;
    let (written, looked) = found?;
    println!("the guest that may write has read:\n{written}the other one was told: {looked}");
    Ok(())
}

#[test]
fn a_guest_reads_what_it_has_written_and_one_that_may_only_look_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (written, looked) = guests(folder.path()).expect("a runtime");
    assert_eq!(written, "first\nsecond\n");
    assert_eq!(looked, "read-only");
}
