//! The resources `input-stream` and `output-stream` of `wasi:io/streams` with the `pollable` each subscribes, and
//! `directory-entry-stream` of `wasi:filesystem/types`.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use super::{IoError, Pollable};
pub use crate::wasi::WRITE_AND_FLUSH_MAX;
use crate::wasi::{DirectoryEntry, ErrorCode, FsResult, StreamError, StreamResult};

/// The most that the default `write-zeroes` makes in memory; no permit is larger, so beyond it the call traps.
const ZEROES_MAX: u64 = 1 << 26;

/// Polls a future once, with a waker that does nothing; dropping a future of this seam loses nothing.
fn ready_now<T>(future: impl Future<Output = T>) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// Bytes from a file. Dropping the future of an async call loses no byte: the next call goes on where it was.
#[expect(async_fn_in_trait, reason = "the judge drives a backend on one thread; no future has to be Send")]
pub trait InputStream {
    /// `read`: never blocks.
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>>;

    /// `blocking-read`. By default: `block`, then `read`.
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if len > 0 {
            self.block().await;
        }
        self.read(len).await
    }

    /// `skip`: never blocks. By default a `read` whose bytes are counted.
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        Ok(self.read(len).await?.len() as u64)
    }

    /// `blocking-skip`. By default a `blocking-read` whose bytes are counted.
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        Ok(self.blocking_read(len).await?.len() as u64)
    }

    /// The `error` of the `last-operation-failed` that the last call on it gave, for a backend that keeps something of its own for
    /// one; `told` is the code that the call has told of it. The judge asks for it where the guest keeps the error. By default
    /// nothing is given, so that the error says that code.
    #[expect(unused_variables, reason = "an error that is told says its code by itself")]
    async fn last_error(&mut self, told: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        None
    }

    /// `subscribe`: never blocks. By default nothing of its own is given, so that what is asked of the pollable is asked of the
    /// stream.
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        None
    }

    /// `subscribe` and `pollable.ready`: never blocks. By default one poll of `block`.
    async fn ready(&mut self) -> bool {
        ready_now(self.block())
    }

    /// `subscribe` and `pollable.block`.
    async fn block(&mut self);

    /// The guest drops the stream: waits for what is in flight. By default there is nothing.
    async fn cancel(&mut self) {}
}

/// Bytes to a file.
#[expect(async_fn_in_trait, reason = "the judge drives a backend on one thread; no future has to be Send")]
pub trait OutputStream {
    /// What `splice` reads from.
    type Source: InputStream;

    /// `check-write`: never blocks.
    async fn check_write(&mut self) -> StreamResult<u64>;

    /// `write`: never blocks.
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()>;

    /// `blocking-write-and-flush`. By default as the WIT describes it: permits are waited for until all is written,
    /// then `blocking-flush`. More than [`WRITE_AND_FLUSH_MAX`] bytes trap.
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        if contents.len() as u64 > WRITE_AND_FLUSH_MAX {
            return Err(StreamError::trap("blocking-write-and-flush takes at most 4096 bytes"));
        }
        let mut rest = contents;
        while !rest.is_empty() {
            self.block().await;
            let permit = usize::try_from(self.check_write().await?).unwrap_or(usize::MAX);
            let (now, later) = rest.split_at(permit.min(rest.len()));
            self.write(now).await?;
            rest = later;
        }
        self.blocking_flush().await
    }

    /// `flush`: never blocks.
    async fn flush(&mut self) -> StreamResult<()>;

    /// `blocking-flush`. By default: `flush`, `block`, and the error that `check-write` may have by then.
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.flush().await?;
        self.block().await;
        self.check_write().await.map(drop)
    }

    /// `write-zeroes`: never blocks. By default a `write` of zeros.
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        if len > ZEROES_MAX {
            return Err(StreamError::trap("write-zeroes beyond any permit"));
        }
        self.write(&zeros(len)).await
    }

    /// `blocking-write-zeroes-and-flush`. By default `blocking-write-and-flush` of zeros.
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        if len > WRITE_AND_FLUSH_MAX {
            return Err(StreamError::trap("blocking-write-zeroes-and-flush takes at most 4096 bytes"));
        }
        self.blocking_write_and_flush(&zeros(len)).await
    }

    /// `splice`: never blocks. By default as the WIT defines it: `check-write`, `read` of the smaller, `write`.
    async fn splice(&mut self, src: &mut Self::Source, len: u64) -> StreamResult<u64> {
        let permit = self.check_write().await?;
        let bytes = src.read(len.min(permit)).await?;
        self.write(&bytes).await?;
        Ok(bytes.len() as u64)
    }

    /// `blocking-splice`. By default: both streams `block`, then `splice`.
    async fn blocking_splice(&mut self, src: &mut Self::Source, len: u64) -> StreamResult<u64> {
        self.block().await;
        if len > 0 {
            src.block().await;
        }
        self.splice(src, len).await
    }

    /// The `error` of the `last-operation-failed` that the last call on it gave, for a backend that keeps something of its own for
    /// one; `told` is the code that the call has told of it. The judge asks for it where the guest keeps the error. By default
    /// nothing is given, so that the error says that code.
    #[expect(unused_variables, reason = "an error that is told says its code by itself")]
    async fn last_error(&mut self, told: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        None
    }

    /// `subscribe`: never blocks. By default nothing of its own is given, so that what is asked of the pollable is asked of the
    /// stream.
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        None
    }

    /// `subscribe` and `pollable.ready`: never blocks. By default one poll of `block`.
    async fn ready(&mut self) -> bool {
        ready_now(self.block())
    }

    /// `subscribe` and `pollable.block`.
    async fn block(&mut self);

    /// The guest drops the stream: waits for what is in flight, after which nothing lands. By default there is nothing.
    async fn cancel(&mut self) {}
}

/// The entries of one listing.
#[expect(async_fn_in_trait, reason = "the judge drives a backend on one thread; no future has to be Send")]
pub trait DirectoryEntryStream {
    /// `read-directory-entry`: the next entry; after the last, none, for ever.
    ///
    /// # Errors
    /// As the WIT function; an error for one entry does not end the listing.
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>>;
}

fn zeros(len: u64) -> Vec<u8> {
    vec![0; usize::try_from(len).expect("our fault: callers bound the length")]
}
