//! Streams of wasmtime-wasi. Nothing is decided here: each call is the host function of the same name.

use std::fmt;

use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::filesystem::WasiFilesystemView as _;
use wasmtime_wasi::p2;
use wasmtime_wasi::p2::bindings::filesystem::types::HostDirectoryEntryStream as _;
use wasmtime_wasi::p2::bindings::io::poll::{self, HostPollable};
use wasmtime_wasi::p2::bindings::io::streams::{HostInputStream, HostOutputStream};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable, ReaddirIterator};

use super::WasmtimeDescriptor;
use super::embedder::Owned;
use super::words;
use crate::backend::{DirectoryEntryStream, InputStream, OutputStream, Pollable, SourceOf, Waits};
use crate::wasi::{DirectoryEntry, FsResult, StreamResult};

/// The host function `subscribe` of a kind of stream.
type Subscribe<S> = fn(&mut ResourceTable, Resource<S>) -> wasmtime::Result<Resource<DynPollable>>;

/// A stream, with the pollable that the guest has made of it when it first waited. That goes before the stream does, since
/// the table keeps a stream that has one.
struct Subscribed<S: Send + 'static> {
    pollable: Option<Owned<DynPollable>>,
    stream: Owned<S>,
}

impl<S: Send + 'static> Subscribed<S> {
    fn new(stream: Owned<S>) -> Self {
        Self { pollable: None, stream }
    }

    /// Calls a host function on the stream.
    async fn call<T>(
        &self,
        function: impl AsyncFnOnce(&mut ResourceTable, Resource<S>) -> p2::StreamResult<T>,
    ) -> StreamResult<T> {
        let mut state = self.stream.embedder().state();
        let answer = function(&mut state.table, self.stream.lent()).await;
        answer.map_err(|error| words::stream_error(&mut state, error))
    }

    /// The pollable, lent for one call.
    fn pollable(&mut self, subscribe: Subscribe<S>) -> Resource<DynPollable> {
        let stream = &self.stream;
        let subscribed = || {
            let pollable = subscribe(&mut stream.embedder().state().table, stream.lent());
            stream.embedder().own(pollable.expect("our fault: a table without room for a pollable"))
        };
        self.pollable.get_or_insert_with(subscribed).lent()
    }

    /// A pollable that the guest keeps. While it does the table does not let go of the stream, which the guest is told of then.
    fn subscribe(&mut self, subscribe: Subscribe<S>) -> Box<dyn Pollable> {
        let pollable = subscribe(&mut self.stream.embedder().state().table, self.stream.lent());
        let pollable = pollable.expect("our fault: a table without room for a pollable");
        Box::new(WasmtimePollable(self.stream.embedder().own(pollable)))
    }

    async fn ready(&mut self, subscribe: Subscribe<S>) -> bool {
        let pollable = self.pollable(subscribe);
        let ready = HostPollable::ready(&mut self.stream.embedder().state().table, pollable).await;
        ready.expect("our fault: a pollable that the table does not hold")
    }

    async fn block(&mut self, subscribe: Subscribe<S>) {
        let pollable = self.pollable(subscribe);
        let waited = HostPollable::block(&mut self.stream.embedder().state().table, pollable).await;
        waited.expect("our fault: a pollable that the table does not hold");
    }

    /// The guest drops the stream, which waits for what that has under way.
    async fn cancel(
        &mut self,
        drop: impl AsyncFnOnce(&mut ResourceTable, Resource<S>) -> wasmtime::Result<()>,
    ) {
        self.pollable = None;
        if let Some(stream) = self.stream.take() {
            let dropped = drop(&mut self.stream.embedder().state().table, stream).await;
            self.stream.embedder().dropped(dropped);
        }
    }
}

impl<S: Send + 'static> fmt::Debug for Subscribed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pollable, stream } = self;
        f.debug_struct("Subscribed").field("pollable", pollable).field("stream", stream).finish()
    }
}

/// The readiness of a stream of wasmtime-wasi.
#[derive(Debug)]
pub(super) struct WasmtimePollable(Owned<DynPollable>);

impl WasmtimePollable {
    /// It, lent for one call.
    pub(super) fn lent(&self) -> Resource<DynPollable> {
        self.0.lent()
    }
}

impl Pollable for WasmtimePollable {
    fn ready(&mut self) -> Waits<'_, bool> {
        Box::pin(async {
            let ready = HostPollable::ready(&mut self.0.embedder().state().table, self.lent()).await;
            ready.expect("our fault: a pollable that the table does not hold")
        })
    }
    fn block(&mut self) -> Waits<'_, ()> {
        Box::pin(async {
            let waited = HostPollable::block(&mut self.0.embedder().state().table, self.lent()).await;
            waited.expect("our fault: a pollable that the table does not hold");
        })
    }
}

/// The host function `poll` over these pollables.
///
/// # Errors
/// With the text of the trap.
pub(super) async fn poll(
    sources: &[SourceOf<'_, WasmtimeDescriptor>],
    pollables: &[usize],
) -> Result<Vec<u32>, String> {
    let list: Option<Vec<&WasmtimePollable>> =
        pollables.iter().map(|source| sources[*source].own()).collect();
    let list = list.expect("our fault: a pollable of another backend");
    let lent = list.iter().map(|pollable| pollable.lent()).collect();
    // Without a list there is no table to ask in, and none is needed for that.
    let mut nothing = ResourceTable::new();
    let polled = match list.first() {
        Some(first) => poll::Host::poll(&mut first.0.embedder().state().table, lent).await,
        None => poll::Host::poll(&mut nothing, lent).await,
    };
    polled.map_err(|trap| format!("{trap:#}"))
}

/// Bytes from a file of wasmtime-wasi.
#[derive(Debug)]
pub struct WasmtimeInputStream(Subscribed<DynInputStream>);

impl WasmtimeInputStream {
    pub(super) fn new(stream: Owned<DynInputStream>) -> Self {
        Self(Subscribed::new(stream))
    }
}

impl InputStream for WasmtimeInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.0.call(async |table, this| HostInputStream::read(table, this, len)).await
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.0.call(async |table, this| HostInputStream::blocking_read(table, this, len).await).await
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.0.call(async |table, this| HostInputStream::skip(table, this, len)).await
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        self.0.call(async |table, this| HostInputStream::blocking_skip(table, this, len).await).await
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        Some(self.0.subscribe(HostInputStream::subscribe))
    }
    async fn ready(&mut self) -> bool {
        self.0.ready(HostInputStream::subscribe).await
    }
    async fn block(&mut self) {
        self.0.block(HostInputStream::subscribe).await;
    }
    async fn cancel(&mut self) {
        self.0.cancel(async |table, this| HostInputStream::drop(table, this).await).await;
    }
}

/// Bytes to a file of wasmtime-wasi.
#[derive(Debug)]
pub struct WasmtimeOutputStream(Subscribed<DynOutputStream>);

impl WasmtimeOutputStream {
    pub(super) fn new(stream: Owned<DynOutputStream>) -> Self {
        Self(Subscribed::new(stream))
    }
}

impl OutputStream for WasmtimeOutputStream {
    type Source = WasmtimeInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.0.call(async |table, this| HostOutputStream::check_write(table, this)).await
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.0.call(async |table, this| HostOutputStream::write(table, this, contents.to_vec())).await
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        let bytes = contents.to_vec();
        self.0
            .call(async |table, this| HostOutputStream::blocking_write_and_flush(table, this, bytes).await)
            .await
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.0.call(async |table, this| HostOutputStream::flush(table, this)).await
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.0.call(async |table, this| HostOutputStream::blocking_flush(table, this).await).await
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.0.call(async |table, this| HostOutputStream::write_zeroes(table, this, len)).await
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.0
            .call(async |table, this| {
                HostOutputStream::blocking_write_zeroes_and_flush(table, this, len).await
            })
            .await
    }
    async fn splice(&mut self, src: &mut WasmtimeInputStream, len: u64) -> StreamResult<u64> {
        let src = src.0.stream.lent();
        self.0.call(async |table, this| HostOutputStream::splice(table, this, src, len)).await
    }
    async fn blocking_splice(&mut self, src: &mut WasmtimeInputStream, len: u64) -> StreamResult<u64> {
        let src = src.0.stream.lent();
        self.0.call(async |table, this| HostOutputStream::blocking_splice(table, this, src, len).await).await
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        Some(self.0.subscribe(HostOutputStream::subscribe))
    }
    async fn ready(&mut self) -> bool {
        self.0.ready(HostOutputStream::subscribe).await
    }
    async fn block(&mut self) {
        self.0.block(HostOutputStream::subscribe).await;
    }
    async fn cancel(&mut self) {
        self.0.cancel(async |table, this| HostOutputStream::drop(table, this).await).await;
    }
}

/// The entries of one listing of wasmtime-wasi.
#[derive(Debug)]
pub struct WasmtimeDirectoryEntryStream(Owned<ReaddirIterator>);

impl WasmtimeDirectoryEntryStream {
    pub(super) fn new(listing: Owned<ReaddirIterator>) -> Self {
        Self(listing)
    }
}

impl DirectoryEntryStream for WasmtimeDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        let mut state = self.0.embedder().state();
        let entry = state.filesystem().read_directory_entry(self.0.lent()).await;
        entry.map(|entry| entry.map(words::directory_entry)).map_err(words::fs_error)
    }
}
