//! From an op to calls on the seam to an outcome: the only file that knows both sides.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::backend::{Descriptor, DirectoryEntryStream, InputStream, OutputStream};
use crate::op::{Call, Name, Op, Timing};
use crate::outcome::Outcome;
use crate::wasi::{FsResult, StreamResult};

mod quiet;

/// Tries of a looping guest before it lets the host's threads have the processor for a while.
const TRIES_AT_ONCE: u32 = 16;

/// How long a looping guest waits then.
const PAUSE: Duration = Duration::from_micros(50);

/// A guest with its handles.
pub(crate) struct Guest<D: Descriptor> {
    handles: Vec<(Name, Resource<D>)>,
    /// How long a call may take.
    deadline: Duration,
}

enum Resource<D: Descriptor> {
    Descriptor(D),
    Input(D::InputStream),
    Output(D::OutputStream),
    Listing(D::DirectoryEntryStream),
}

impl<D: Descriptor> Guest<D> {
    /// A guest that holds these preopens.
    pub(crate) fn new(preopens: impl IntoIterator<Item = (Name, D)>, deadline: Duration) -> Self {
        let handles =
            preopens.into_iter().map(|(name, descriptor)| (name, Resource::Descriptor(descriptor))).collect();
        Self { handles, deadline }
    }

    /// Makes a call, over and over if it asks for that.
    pub(crate) async fn call(&mut self, call: Call<'_>) -> Outcome {
        if !call.loops() {
            return self.call_once(call).await;
        }
        let (started, mut tries) = (Instant::now(), 0);
        loop {
            let outcome = self.call_once(call).await;
            if !outcome.is_nothing_yet() || started.elapsed() > self.deadline {
                return outcome;
            }
            tries += 1;
            match tries % TRIES_AT_ONCE {
                0 => tokio::time::sleep(PAUSE).await,
                _ => tokio::task::yield_now().await,
            }
        }
    }

    async fn call_once(&mut self, call: Call<'_>) -> Outcome {
        let (timing, deadline) = (call.op.kind().info().timing, self.deadline);
        let judged = supervised(timing, self.dispatch(call));
        tokio::time::timeout(deadline, judged).await.unwrap_or(Outcome::Hang)
    }

    fn position(&self, name: &Name) -> usize {
        let found = self.handles.iter().position(|(bound, _)| bound == name);
        found.expect("our fault: the model knows a handle that the driver does not")
    }

    async fn dispatch(&mut self, call: Call<'_>) -> Outcome {
        let at = self.position(call.on);
        match (call.op, &mut self.handles[at].1) {
            (Op::Drop, _) => {
                drop(self.handles.remove(at));
                Outcome::Done
            }
            (Op::Cancel, Resource::Input(_) | Resource::Output(_)) => {
                // Taken out first: a cancel that panics must not leave a stream behind.
                match self.handles.remove(at).1 {
                    Resource::Input(mut input) => input.cancel().await,
                    Resource::Output(mut output) => output.cancel().await,
                    Resource::Descriptor(_) | Resource::Listing(_) => {}
                }
                Outcome::Done
            }
            (Op::Splice { src, len } | Op::BlockingSplice { src, len }, Resource::Output(_)) => {
                let blocking = matches!(call.op, Op::BlockingSplice { .. });
                self.splice(call.on, src, *len, blocking).await
            }
            (_, Resource::Descriptor(_)) => self.dispatch_descriptor(at, call).await,
            (op, Resource::Input(input)) => on_input(input, op).await,
            (op, Resource::Output(output)) => on_output(output, op).await,
            (_, Resource::Listing(listing)) => {
                listing.read_directory_entry().await.map_or_else(Outcome::from, Outcome::Entry)
            }
        }
    }

    async fn dispatch_descriptor(&mut self, at: usize, call: Call<'_>) -> Outcome {
        let descriptor = |at: usize| match &self.handles[at].1 {
            Resource::Descriptor(descriptor) => descriptor,
            Resource::Input(_) | Resource::Output(_) | Resource::Listing(_) => {
                unreachable!("our fault: a call between other things than descriptors was not skipped")
            }
        };
        let given = match call.op.second() {
            Some((second, _)) => Ok(on_two(descriptor(at), descriptor(self.position(second)), call.op).await),
            None => on_descriptor(descriptor(at), call.op).await,
        };
        match given {
            Ok(outcome) => outcome,
            Err(resource) => {
                let name = call.bind.expect("our fault: a call that gives a handle without a name for it");
                self.handles.push((name.clone(), *resource));
                Outcome::Done
            }
        }
    }

    /// A splice holds two handles at once: the source is taken out for its time.
    async fn splice(&mut self, sink: &Name, src: &Name, len: u64, blocking: bool) -> Outcome {
        let source_at = self.position(src);
        let (name, mut source) = self.handles.remove(source_at);
        let sink_at = self.position(sink);
        let moved = match (&mut self.handles[sink_at].1, &mut source) {
            (Resource::Output(output), Resource::Input(input)) if blocking => {
                output.blocking_splice(input, len).await
            }
            (Resource::Output(output), Resource::Input(input)) => output.splice(input, len).await,
            _ => unreachable!("our fault: a splice between other things than streams was not skipped"),
        };
        self.handles.push((name, source));
        moved.map_or_else(Outcome::from, Outcome::Count)
    }
}

/// The outcome of a call, or in its place the handle it gave.
type Given<D> = Result<Outcome, Box<Resource<D>>>;

fn give<D: Descriptor, T>(result: FsResult<T>, resource: impl FnOnce(T) -> Resource<D>) -> Given<D> {
    match result {
        Ok(given) => Err(Box::new(resource(given))),
        Err(error) => Ok(error.into()),
    }
}

fn fs<T>(result: FsResult<T>, outcome: impl FnOnce(T) -> Outcome) -> Outcome {
    result.map_or_else(Outcome::from, outcome)
}

fn done((): ()) -> Outcome {
    Outcome::Done
}

/// A call between two descriptors, which may be the same one.
async fn on_two<D: Descriptor>(descriptor: &D, second: &D, op: &Op) -> Outcome {
    if let Op::LinkAt { old_path_flags, old_path, new_path, .. } = op {
        fs(descriptor.link_at(*old_path_flags, old_path, second, new_path).await, done)
    } else if let Op::RenameAt { old_path, new_path, .. } = op {
        fs(descriptor.rename_at(old_path, second, new_path).await, done)
    } else {
        fs(descriptor.is_same_object(second).await, Outcome::Same)
    }
}

async fn on_descriptor<D: Descriptor>(descriptor: &D, op: &Op) -> Given<D> {
    Ok(match op {
        Op::ReadViaStream { offset } => {
            return give(descriptor.read_via_stream(*offset).await, Resource::Input);
        }
        Op::WriteViaStream { offset } => {
            return give(descriptor.write_via_stream(*offset).await, Resource::Output);
        }
        Op::AppendViaStream => return give(descriptor.append_via_stream().await, Resource::Output),
        Op::ReadDirectory => return give(descriptor.read_directory().await, Resource::Listing),
        Op::OpenAt { path, path_flags, open_flags, flags } => {
            let opened = descriptor.open_at(*path_flags, path, *open_flags, *flags).await;
            return give(opened, Resource::Descriptor);
        }
        Op::Advise { offset, length, advice } => fs(descriptor.advise(*offset, *length, *advice).await, done),
        Op::SyncData => fs(descriptor.sync_data().await, done),
        Op::Sync => fs(descriptor.sync().await, done),
        Op::SetTimes { data_access_timestamp: access, data_modification_timestamp: modification } => {
            fs(descriptor.set_times(*access, *modification).await, done)
        }
        Op::StatAt { path_flags, path } => fs(descriptor.stat_at(*path_flags, path).await, Outcome::Stat),
        Op::SetTimesAt {
            path_flags,
            path,
            data_access_timestamp: access,
            data_modification_timestamp: modification,
        } => fs(descriptor.set_times_at(*path_flags, path, *access, *modification).await, done),
        Op::ReadlinkAt { path } => fs(descriptor.readlink_at(path).await, Outcome::Target),
        Op::SymlinkAt { old_path, new_path } => fs(descriptor.symlink_at(old_path, new_path).await, done),
        Op::MetadataHash => fs(descriptor.metadata_hash().await, Outcome::Hash),
        Op::MetadataHashAt { path_flags, path } => {
            fs(descriptor.metadata_hash_at(*path_flags, path).await, Outcome::Hash)
        }
        Op::GetFlags => fs(descriptor.get_flags().await, Outcome::Flags),
        Op::GetType => fs(descriptor.get_type().await, Outcome::Type),
        Op::SetSize { size } => fs(descriptor.set_size(*size).await, done),
        Op::Read { length, offset } => fs(descriptor.read(*length, *offset).await, |(bytes, end)| {
            Outcome::Bytes { bytes, end: Some(end) }
        }),
        Op::Write { buffer, offset } => fs(descriptor.write(buffer, *offset).await, Outcome::Count),
        Op::Stat => fs(descriptor.stat().await, Outcome::Stat),
        Op::CreateDirectoryAt { path } => fs(descriptor.create_directory_at(path).await, done),
        Op::RemoveDirectoryAt { path } => fs(descriptor.remove_directory_at(path).await, done),
        Op::UnlinkFileAt { path } => fs(descriptor.unlink_file_at(path).await, done),
        Op::LinkAt { .. }
        | Op::RenameAt { .. }
        | Op::IsSameObject { .. }
        | Op::ReadDirectoryEntry
        | Op::StreamRead { .. }
        | Op::BlockingRead { .. }
        | Op::Skip { .. }
        | Op::BlockingSkip { .. }
        | Op::CheckWrite
        | Op::StreamWrite { .. }
        | Op::BlockingWriteAndFlush { .. }
        | Op::Flush
        | Op::BlockingFlush
        | Op::WriteZeroes { .. }
        | Op::BlockingWriteZeroesAndFlush { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Ready
        | Op::Block
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on one descriptor was not skipped", op.kind().name()),
    })
}

fn stream<T>(result: StreamResult<T>, outcome: impl FnOnce(T) -> Outcome) -> Outcome {
    result.map_or_else(Outcome::from, outcome)
}

fn bytes(bytes: Vec<u8>) -> Outcome {
    Outcome::Bytes { bytes, end: None }
}

async fn on_input(input: &mut impl InputStream, op: &Op) -> Outcome {
    match op {
        Op::StreamRead { len } => stream(input.read(*len).await, bytes),
        Op::BlockingRead { len } => stream(input.blocking_read(*len).await, bytes),
        Op::Skip { len } => stream(input.skip(*len).await, Outcome::Count),
        Op::BlockingSkip { len } => stream(input.blocking_skip(*len).await, Outcome::Count),
        Op::Ready => Outcome::Ready(input.ready().await),
        Op::Block => {
            input.block().await;
            Outcome::Done
        }
        Op::ReadViaStream { .. }
        | Op::WriteViaStream { .. }
        | Op::AppendViaStream
        | Op::Advise { .. }
        | Op::SyncData
        | Op::SetTimes { .. }
        | Op::Sync
        | Op::StatAt { .. }
        | Op::SetTimesAt { .. }
        | Op::LinkAt { .. }
        | Op::ReadlinkAt { .. }
        | Op::RenameAt { .. }
        | Op::SymlinkAt { .. }
        | Op::IsSameObject { .. }
        | Op::MetadataHash
        | Op::MetadataHashAt { .. }
        | Op::GetFlags
        | Op::GetType
        | Op::SetSize { .. }
        | Op::Read { .. }
        | Op::Write { .. }
        | Op::ReadDirectory
        | Op::CreateDirectoryAt { .. }
        | Op::Stat
        | Op::OpenAt { .. }
        | Op::RemoveDirectoryAt { .. }
        | Op::UnlinkFileAt { .. }
        | Op::ReadDirectoryEntry
        | Op::CheckWrite
        | Op::StreamWrite { .. }
        | Op::BlockingWriteAndFlush { .. }
        | Op::Flush
        | Op::BlockingFlush
        | Op::WriteZeroes { .. }
        | Op::BlockingWriteZeroesAndFlush { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on an input stream was not skipped", op.kind().name()),
    }
}

async fn on_output(output: &mut impl OutputStream, op: &Op) -> Outcome {
    match op {
        Op::CheckWrite => stream(output.check_write().await, Outcome::Count),
        Op::StreamWrite { contents } => stream(output.write(contents).await, done),
        Op::BlockingWriteAndFlush { contents } => {
            stream(output.blocking_write_and_flush(contents).await, done)
        }
        Op::Flush => stream(output.flush().await, done),
        Op::BlockingFlush => stream(output.blocking_flush().await, done),
        Op::WriteZeroes { len } => stream(output.write_zeroes(*len).await, done),
        Op::BlockingWriteZeroesAndFlush { len } => {
            stream(output.blocking_write_zeroes_and_flush(*len).await, done)
        }
        Op::Ready => Outcome::Ready(output.ready().await),
        Op::Block => {
            output.block().await;
            Outcome::Done
        }
        Op::ReadViaStream { .. }
        | Op::WriteViaStream { .. }
        | Op::AppendViaStream
        | Op::Advise { .. }
        | Op::SyncData
        | Op::SetTimes { .. }
        | Op::Sync
        | Op::StatAt { .. }
        | Op::SetTimesAt { .. }
        | Op::LinkAt { .. }
        | Op::ReadlinkAt { .. }
        | Op::RenameAt { .. }
        | Op::SymlinkAt { .. }
        | Op::IsSameObject { .. }
        | Op::MetadataHash
        | Op::MetadataHashAt { .. }
        | Op::GetFlags
        | Op::GetType
        | Op::SetSize { .. }
        | Op::Read { .. }
        | Op::Write { .. }
        | Op::ReadDirectory
        | Op::CreateDirectoryAt { .. }
        | Op::Stat
        | Op::OpenAt { .. }
        | Op::RemoveDirectoryAt { .. }
        | Op::UnlinkFileAt { .. }
        | Op::ReadDirectoryEntry
        | Op::StreamRead { .. }
        | Op::BlockingRead { .. }
        | Op::Skip { .. }
        | Op::BlockingSkip { .. }
        | Op::Splice { .. }
        | Op::BlockingSplice { .. }
        | Op::Cancel
        | Op::Drop => unreachable!("our fault: {} on an output stream was not skipped", op.kind().name()),
    }
}

/// Turns a panic into an outcome, and a call that never blocks but is not over into another.
async fn supervised(timing: Timing, call: impl Future<Output = Outcome>) -> Outcome {
    let mut call = pin!(call);
    poll_fn(|context| {
        match quiet::without_noise(|| catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context)))) {
            Ok(Poll::Pending) if timing == Timing::NeverBlocks => Poll::Ready(Outcome::Blocked),
            Ok(polled) => polled,
            Err(payload) => Poll::Ready(Outcome::Panic(panic_text(&*payload))),
        }
    })
    .await
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is no text".into())
}
