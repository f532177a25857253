//! A panic of a backend is a finding wherever its code runs, and never the end of who judges it.

use std::path::Path;
use std::time::Duration;

use wasi_fs_conformance::backend::{
    Backend, Breakdown, Descriptor, DirectoryEntryStream, InputStream, Instance, OutputStream, StartError,
};
use wasi_fs_conformance::backends::{HostDescriptor, preopen};
use wasi_fs_conformance::check::{Divergence, Judge, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::on_disk;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Access, Fixture};
use wasi_fs_conformance::wasi::{
    DescriptorFlags, DirectoryEntry, FsResult, OpenFlags, PathFlags, StreamResult,
};

/// Where the backend panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    Deadline,
    Open,
    Start,
    Breakdown,
    DropOfPreopen,
    DropOfFile,
    DropOfStream,
    Cancel,
    /// The future of a call that waits for ever, when it is dropped.
    DropOfWaiting,
    /// Once when it is polled, and once more when it is dropped.
    PollAndDrop,
}

/// The file that panics at its drop, or at the drop of what it gives; the preopen has no way behind it.
struct Fragile {
    inner: HostDescriptor,
    place: Place,
    is_preopen: bool,
}

struct Stream {
    place: Place,
}

/// Panics when it is dropped.
struct Mine(Place, Place);

impl Drop for Mine {
    fn drop(&mut self) {
        assert!(self.0 != self.1, "dropped in {:?}", self.0);
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        let wanted = if self.is_preopen { Place::DropOfPreopen } else { Place::DropOfFile };
        drop(Mine(self.place, wanted));
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        drop(Mine(self.place, Place::DropOfStream));
    }
}

impl Descriptor for Fragile {
    type InputStream = Stream;
    type OutputStream = Stream;
    type DirectoryEntryStream = Stream;

    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let inner = self.inner.open_at(path_flags, path, open_flags, flags).await?;
        Ok(Self { inner, place: self.place, is_preopen: false })
    }

    async fn read_via_stream(&self, _: u64) -> FsResult<Stream> {
        Ok(Stream { place: self.place })
    }
}

impl InputStream for Stream {
    async fn read(&mut self, _: u64) -> StreamResult<Vec<u8>> {
        Ok(Vec::new())
    }

    async fn blocking_read(&mut self, _: u64) -> StreamResult<Vec<u8>> {
        let _waiting = Mine(self.place, Place::DropOfWaiting);
        let _polled = Mine(self.place, Place::PollAndDrop);
        if self.place == Place::PollAndDrop {
            std::future::poll_fn(|_| std::task::Poll::<()>::Pending).await;
        }
        std::future::pending().await
    }

    async fn block(&mut self) {}

    async fn cancel(&mut self) {
        assert!(self.place != Place::Cancel, "cancelled");
    }
}

impl OutputStream for Stream {
    type Source = Self;

    async fn check_write(&mut self) -> StreamResult<u64> {
        Ok(0)
    }

    async fn write(&mut self, _: &[u8]) -> StreamResult<()> {
        Ok(())
    }

    async fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    async fn block(&mut self) {}
}

impl DirectoryEntryStream for Stream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        Ok(None)
    }
}

/// A backend that panics in one place.
struct Panics<B>(B, Place);

impl<B: Backend> Backend for Panics<B> {
    type Descriptor = B::Descriptor;

    fn name(&self) -> &'static str {
        "panics"
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<B::Descriptor>, StartError> {
        assert!(self.1 != Place::Start, "started");
        self.0.start(fixture).await
    }

    fn deadline(&self, _: Duration) {
        assert!(self.1 != Place::Deadline, "told the deadline");
    }

    fn breakdown(&self) -> Option<Breakdown> {
        assert!(self.1 != Place::Breakdown, "asked");
        None
    }
}

fn diverged(place: Place, steps: &str) -> Option<Box<Divergence>> {
    let open = move |root: &Path, access: Access| {
        assert!(place != Place::Open, "opened");
        let inner = preopen(root, access, Blocking::CurrentThread);
        Fragile { inner, place, is_preopen: true }
    };
    let backend = Panics(on_disk("fragile", open), place);
    let script = Script::parse("panics", &format!("tree\n  log  \"base\"\n\nrun\n{steps}")).unwrap();
    let mut judge = Judge::new().unwrap().with_deadline(Duration::from_millis(200));
    let verdict = judge.check(&script, &backend).unwrap().verdict;
    if let Verdict::Diverged(divergence) = verdict {
        return Some(divergence);
    }
    assert_eq!(verdict, Verdict::Conforms, "{place:?}");
    None
}

const OPEN: &str = "  f = root.open-at \"log\" read\n";
const STREAM: &str = "  f = root.open-at \"log\" read\n  r = f.read-via-stream 0\n";

/// How to read a row: where it panics, the steps, the step at which that is told (counted from 0, the number of steps for the
/// end), and a part of what is told.
const PANICS: &[(Place, &str, &str, usize, &str)] = &[
    (Place::Deadline, OPEN, "", 0, "told the deadline"),
    (Place::Open, OPEN, "", 0, "opened"),
    (Place::Start, OPEN, "", 0, "started"),
    (Place::Breakdown, OPEN, "", 0, "asked"),
    (Place::DropOfPreopen, OPEN, "", 1, "dropped in DropOfPreopen"),
    (Place::DropOfPreopen, OPEN, "  root.drop\n", 1, "dropped in DropOfPreopen"),
    (Place::DropOfFile, OPEN, "", 1, "dropped in DropOfFile"),
    (Place::DropOfFile, OPEN, "  f.drop\n", 1, "dropped in DropOfFile"),
    (Place::DropOfStream, STREAM, "", 2, "dropped in DropOfStream"),
    (Place::DropOfStream, STREAM, "  r.drop\n", 2, "dropped in DropOfStream"),
    (Place::DropOfStream, STREAM, "  r.cancel\n", 2, "dropped in DropOfStream"),
    (Place::Cancel, STREAM, "  r.cancel\n", 2, "cancelled"),
    (
        Place::DropOfWaiting,
        STREAM,
        "  r.blocking-read 1, abandon after 1 poll\n",
        2,
        "dropped in DropOfWaiting",
    ),
    (Place::DropOfWaiting, STREAM, "  r.blocking-read 1\n", 2, "dropped in DropOfWaiting"),
    (Place::PollAndDrop, STREAM, "  r.blocking-read 1, abandon after 2 polls\n", 2, "dropped in PollAndDrop"),
];

#[test]
fn a_panic_is_told_with_its_text_wherever_it_comes() {
    for (place, before, last, step, text) in PANICS {
        let divergence = diverged(*place, &format!("{before}{last}"));
        let divergence = divergence.unwrap_or_else(|| panic!("{place:?} is not told"));
        assert_eq!(divergence.rule(), Rule::NoPanic, "{place:?} {divergence:?}");
        assert_eq!(divergence.step, *step, "{place:?} {divergence:?}");
        assert!(divergence.got.contains(text), "{place:?} {divergence:?}");
    }
}

#[test]
fn without_a_panic_the_same_scripts_conform() {
    for last in ["", "  r.drop\n", "  r.cancel\n", "  r.blocking-read 1, abandon after 1 poll\n"] {
        assert_eq!(diverged(Place::Nowhere, &format!("{STREAM}{last}")), None, "{last}");
    }
}
