//! Handles of a driver behind the seam. Nothing is decided here: each call is the request of the same name.

use std::rc::Rc;

use super::protocol::{Request, Wire};
use super::session::{Line, Session, Waits};
use crate::backend::{
    Descriptor, DirectoryEntryStream, InputStream, IoError, OutputStream, Pollable, SourceOf,
};
use crate::wasi::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, FsResult,
    MetadataHashValue, NewTimestamp, OpenFlags, PathFlags, StreamResult,
};

/// A handle of the driver.
#[derive(Debug)]
struct Handle {
    session: Rc<Session>,
    number: u64,
    /// The request that lets go of it.
    drop: &'static str,
    is_gone: bool,
}

impl Handle {
    fn new(session: &Rc<Session>, number: u64, drop: &'static str) -> Self {
        Self { session: Rc::clone(session), number, drop, is_gone: false }
    }

    fn request(&self, call: &'static str) -> Request {
        Request::on(self.number, call)
    }

    async fn stream<T: Wire>(&self, request: Request, waits: Waits) -> StreamResult<T> {
        self.session.call_stream(request, waits).await
    }

    /// `ready`: where there is no answer the judge takes no notice of this one.
    async fn ready(&self, call: &'static str) -> bool {
        self.session.call_plain(self.request(call), Waits::Never).await.unwrap_or(true)
    }

    async fn block(&self, call: &'static str) {
        self.session.call_plain::<()>(self.request(call), Waits::Maybe).await;
    }

    /// `subscribe`
    async fn subscribe(&self, call: &'static str) -> Option<Box<dyn Pollable>> {
        let number = self.session.number();
        self.session.call_plain::<()>(self.request(call).with("new", number), Waits::Never).await;
        Some(Box::new(ProcessPollable(Self::new(&self.session, number, "pollable.drop"))))
    }

    /// The error of the call before.
    async fn last_error(&self, call: &'static str) -> Option<Box<dyn IoError>> {
        let number = self.session.number();
        self.session.call_plain::<()>(self.request(call).with("new", number), Waits::Never).await;
        Some(Box::new(ProcessIoError(Self::new(&self.session, number, "error.drop"))))
    }

    async fn cancel(&mut self, call: &'static str) {
        self.is_gone = true;
        self.session.call_plain::<()>(self.request(call), Waits::Maybe).await;
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if !self.is_gone {
            self.session.let_go(self.request(self.drop));
        }
    }
}

/// An open file or directory of a driver.
#[derive(Debug)]
pub struct ProcessDescriptor(Handle);

/// Bytes from a file of a driver.
#[derive(Debug)]
pub struct ProcessInputStream(Handle);

/// Bytes to a file of a driver.
#[derive(Debug)]
pub struct ProcessOutputStream(Handle);

/// The readiness of a stream of a driver.
#[derive(Debug)]
pub(super) struct ProcessPollable(Handle);

/// The error of a stream of a driver.
#[derive(Debug)]
struct ProcessIoError(Handle);

/// The entries of one listing of a driver.
#[derive(Debug)]
pub struct ProcessDirectoryEntryStream(Handle);

impl ProcessDescriptor {
    pub(super) fn new(session: &Rc<Session>, number: u64) -> Self {
        Self(Handle::new(session, number, "descriptor.drop"))
    }

    async fn call<T: Wire>(&self, request: Request) -> FsResult<T> {
        self.0.session.call(request).await
    }

    /// A call that gives a handle; its number.
    async fn open(&self, request: Request) -> FsResult<u64> {
        let number = self.0.session.number();
        self.call::<()>(request.with("new", number)).await.map(|()| number)
    }

    async fn open_output(&self, request: Request) -> FsResult<ProcessOutputStream> {
        let number = self.open(request).await?;
        Ok(ProcessOutputStream(Handle::new(&self.0.session, number, "output-stream.drop")))
    }
}

impl Descriptor for ProcessDescriptor {
    type InputStream = ProcessInputStream;
    type OutputStream = ProcessOutputStream;
    type DirectoryEntryStream = ProcessDirectoryEntryStream;

    async fn read_via_stream(&self, offset: u64) -> FsResult<ProcessInputStream> {
        let request = self.0.request("descriptor.read-via-stream").with_number("offset", offset);
        let number = self.open(request).await?;
        Ok(ProcessInputStream(Handle::new(&self.0.session, number, "input-stream.drop")))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<ProcessOutputStream> {
        self.open_output(self.0.request("descriptor.write-via-stream").with_number("offset", offset)).await
    }
    async fn append_via_stream(&self) -> FsResult<ProcessOutputStream> {
        self.open_output(self.0.request("descriptor.append-via-stream")).await
    }
    async fn advise(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        let request = self.0.request("descriptor.advise").with_number("offset", offset);
        self.call(request.with_number("length", length).with("advice", advice.name())).await
    }
    async fn sync_data(&self) -> FsResult<()> {
        self.call(self.0.request("descriptor.sync-data")).await
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        self.call(self.0.request("descriptor.get-flags")).await
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        self.call(self.0.request("descriptor.get-type")).await
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.call(self.0.request("descriptor.set-size").with_number("size", size)).await
    }
    async fn set_times(
        &self,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        let request = self.0.request("descriptor.set-times");
        self.call(with_times(request, data_access_timestamp, data_modification_timestamp)).await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        let request = self.0.request("descriptor.read").with_number("length", length);
        self.call(request.with_number("offset", offset)).await
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        let request = self.0.request("descriptor.write").with_bytes("buffer", buffer);
        self.call(request.with_number("offset", offset)).await
    }
    async fn read_directory(&self) -> FsResult<ProcessDirectoryEntryStream> {
        let number = self.open(self.0.request("descriptor.read-directory")).await?;
        Ok(ProcessDirectoryEntryStream(Handle::new(&self.0.session, number, "directory-entry-stream.drop")))
    }
    async fn sync(&self) -> FsResult<()> {
        self.call(self.0.request("descriptor.sync")).await
    }
    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        self.call(self.0.request("descriptor.create-directory-at").with("path", path)).await
    }
    async fn stat(&self) -> FsResult<DescriptorStat> {
        self.call(self.0.request("descriptor.stat")).await
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        let request = self.0.request("descriptor.stat-at").with_flags("path-flags", path_flags);
        self.call(request.with("path", path)).await
    }
    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        data_access_timestamp: NewTimestamp,
        data_modification_timestamp: NewTimestamp,
    ) -> FsResult<()> {
        let request = self.0.request("descriptor.set-times-at").with_flags("path-flags", path_flags);
        let request = with_times(request, data_access_timestamp, data_modification_timestamp);
        self.call(request.with("path", path)).await
    }
    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let request = self.0.request("descriptor.link-at").with_flags("old-path-flags", old_path_flags);
        let request = request.with("old-path", old_path).with("new-descriptor", new_descriptor.0.number);
        self.call(request.with("new-path", new_path)).await
    }
    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let request = self.0.request("descriptor.open-at").with_flags("path-flags", path_flags);
        let request = request.with("path", path).with_flags("open-flags", open_flags);
        let number = self.open(request.with_flags("flags", flags)).await?;
        Ok(Self::new(&self.0.session, number))
    }
    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        self.call(self.0.request("descriptor.readlink-at").with("path", path)).await
    }
    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        self.call(self.0.request("descriptor.remove-directory-at").with("path", path)).await
    }
    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let request = self.0.request("descriptor.rename-at").with("old-path", old_path);
        let request = request.with("new-descriptor", new_descriptor.0.number);
        self.call(request.with("new-path", new_path)).await
    }
    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let request = self.0.request("descriptor.symlink-at").with("old-path", old_path);
        self.call(request.with("new-path", new_path)).await
    }
    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        self.call(self.0.request("descriptor.unlink-file-at").with("path", path)).await
    }
    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        self.call(self.0.request("descriptor.is-same-object").with("other", other.0.number)).await
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        self.call(self.0.request("descriptor.metadata-hash")).await
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        let request = self.0.request("descriptor.metadata-hash-at").with_flags("path-flags", path_flags);
        self.call(request.with("path", path)).await
    }
}

fn with_times(request: Request, access: NewTimestamp, modification: NewTimestamp) -> Request {
    let request = request.with_timestamp("data-access-timestamp", access);
    request.with_timestamp("data-modification-timestamp", modification)
}

impl Pollable for ProcessPollable {
    fn ready(&mut self) -> crate::backend::Waits<'_, bool> {
        Box::pin(self.0.ready("pollable.ready"))
    }
    fn block(&mut self) -> crate::backend::Waits<'_, ()> {
        Box::pin(self.0.block("pollable.block"))
    }
}

impl IoError for ProcessIoError {
    fn filesystem_error_code(&mut self) -> crate::backend::Waits<'_, Result<Option<ErrorCode>, String>> {
        Box::pin(self.0.session.call_or_trap(self.0.request("error.filesystem-error-code")))
    }
    fn to_debug_string(&mut self) -> crate::backend::Waits<'_, Result<String, String>> {
        Box::pin(self.0.session.call_or_trap(self.0.request("error.to-debug-string")))
    }
}

/// `poll` of a driver over these pollables of its own.
///
/// # Errors
/// With the text of the trap.
pub(super) async fn poll(
    line: &Line,
    sources: &[SourceOf<'_, ProcessDescriptor>],
    pollables: &[usize],
) -> Result<Vec<u32>, String> {
    let number = |source: &usize| sources[*source].own().map(|ProcessPollable(handle)| handle.number);
    let numbers: Option<Vec<u64>> = pollables.iter().map(number).collect();
    let numbers = numbers.expect("our fault: a pollable of another backend");
    line.poll(Request::new("poll").with("in", numbers)).await
}

impl ProcessInputStream {
    /// A call that takes a length.
    async fn of_length<T: Wire>(&self, call: &'static str, len: u64, waits: Waits) -> StreamResult<T> {
        self.0.stream(self.0.request(call).with_number("len", len), waits).await
    }
}

impl InputStream for ProcessInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.of_length("input-stream.read", len, Waits::Never).await
    }
    async fn blocking_read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        self.of_length("input-stream.blocking-read", len, Waits::Maybe).await
    }
    async fn skip(&mut self, len: u64) -> StreamResult<u64> {
        self.of_length("input-stream.skip", len, Waits::Never).await
    }
    async fn blocking_skip(&mut self, len: u64) -> StreamResult<u64> {
        self.of_length("input-stream.blocking-skip", len, Waits::Maybe).await
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        self.0.subscribe("input-stream.subscribe").await
    }
    async fn last_error(&mut self, _: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        self.0.last_error("input-stream.last-error").await
    }
    async fn ready(&mut self) -> bool {
        self.0.ready("input-stream.ready").await
    }
    async fn block(&mut self) {
        self.0.block("input-stream.block").await;
    }
    async fn cancel(&mut self) {
        self.0.cancel("input-stream.cancel").await;
    }
}

impl ProcessOutputStream {
    async fn plain<T: Wire>(&self, call: &'static str, waits: Waits) -> StreamResult<T> {
        self.0.stream(self.0.request(call), waits).await
    }

    async fn of_contents(&self, call: &'static str, contents: &[u8], waits: Waits) -> StreamResult<()> {
        self.0.stream(self.0.request(call).with_bytes("contents", contents), waits).await
    }

    async fn of_length(&self, call: &'static str, len: u64, waits: Waits) -> StreamResult<()> {
        self.0.stream(self.0.request(call).with_number("len", len), waits).await
    }

    async fn spliced(
        &self,
        call: &'static str,
        src: &ProcessInputStream,
        len: u64,
        waits: Waits,
    ) -> StreamResult<u64> {
        let request = self.0.request(call).with("src", src.0.number).with_number("len", len);
        self.0.stream(request, waits).await
    }
}

impl OutputStream for ProcessOutputStream {
    type Source = ProcessInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.plain("output-stream.check-write", Waits::Never).await
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.of_contents("output-stream.write", contents, Waits::Never).await
    }
    async fn blocking_write_and_flush(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.of_contents("output-stream.blocking-write-and-flush", contents, Waits::Maybe).await
    }
    async fn flush(&mut self) -> StreamResult<()> {
        self.plain("output-stream.flush", Waits::Never).await
    }
    async fn blocking_flush(&mut self) -> StreamResult<()> {
        self.plain("output-stream.blocking-flush", Waits::Maybe).await
    }
    async fn write_zeroes(&mut self, len: u64) -> StreamResult<()> {
        self.of_length("output-stream.write-zeroes", len, Waits::Never).await
    }
    async fn blocking_write_zeroes_and_flush(&mut self, len: u64) -> StreamResult<()> {
        self.of_length("output-stream.blocking-write-zeroes-and-flush", len, Waits::Maybe).await
    }
    async fn splice(&mut self, src: &mut ProcessInputStream, len: u64) -> StreamResult<u64> {
        self.spliced("output-stream.splice", src, len, Waits::Never).await
    }
    async fn blocking_splice(&mut self, src: &mut ProcessInputStream, len: u64) -> StreamResult<u64> {
        self.spliced("output-stream.blocking-splice", src, len, Waits::Maybe).await
    }
    async fn subscribe(&mut self) -> Option<Box<dyn Pollable>> {
        self.0.subscribe("output-stream.subscribe").await
    }
    async fn last_error(&mut self, _: Option<ErrorCode>) -> Option<Box<dyn IoError>> {
        self.0.last_error("output-stream.last-error").await
    }
    async fn ready(&mut self) -> bool {
        self.0.ready("output-stream.ready").await
    }
    async fn block(&mut self) {
        self.0.block("output-stream.block").await;
    }
    async fn cancel(&mut self) {
        self.0.cancel("output-stream.cancel").await;
    }
}

impl DirectoryEntryStream for ProcessDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        self.0.session.call(self.0.request("directory-entry-stream.read-directory-entry")).await
    }
}
