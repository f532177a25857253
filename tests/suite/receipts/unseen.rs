//! A backend that moves bytes by `copy_file_range`, which is no read and no write to a gate: it behaves well, and proves nothing about
//! the faults of those.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::copy_file_range;
use wasi_fs_conformance::backend::{
    Backend, Descriptor, DirectoryEntryStream, InputStream, OutputStream, default_folder,
};
use wasi_fs_conformance::check::{Verdict, needs_receipt, syscall_gate};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::on_disk;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::tree::{Access, Lacks};
use wasi_fs_conformance::wasi::{
    DescriptorFlags, DirectoryEntry, FsResult, OpenFlags, PathFlags, StreamError, StreamResult,
};

use crate::tool;

/// A directory, or a file in it.
struct Unseen {
    path: PathBuf,
    file: Option<Arc<File>>,
}

/// As many bytes as there are, by way of a file that stands elsewhere.
fn read(from: &File, offset: u64, length: u64) -> Vec<u8> {
    let mut elsewhere = tempfile::tempfile_in(default_folder()).unwrap();
    let (mut at, mut left) = (offset, usize::try_from(length.min(1 << 20)).unwrap());
    while left > 0 {
        match copy_file_range(from, Some(&mut at), &elsewhere, None, left).unwrap() {
            0 => break,
            moved => left -= moved,
        }
    }
    elsewhere.seek(SeekFrom::Start(0)).unwrap();
    let mut bytes = Vec::new();
    elsewhere.read_to_end(&mut bytes).unwrap();
    bytes
}

fn write(to: &File, offset: u64, bytes: &[u8]) {
    let mut elsewhere = tempfile::tempfile_in(default_folder()).unwrap();
    elsewhere.write_all(bytes).unwrap();
    let (mut from, mut at) = (0, offset);
    while from < bytes.len() as u64 {
        let left = bytes.len() - usize::try_from(from).unwrap();
        copy_file_range(&elsewhere, Some(&mut from), to, Some(&mut at), left).unwrap();
    }
}

struct Input(Arc<File>, u64);
struct Output(Arc<File>, Option<u64>, u64);
struct NoEntries;

impl InputStream for Input {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        let bytes = read(&self.0, self.1, len);
        self.1 += bytes.len() as u64;
        if bytes.is_empty() && len > 0 { Err(StreamError::Closed) } else { Ok(bytes) }
    }
    async fn block(&mut self) {}
}

impl OutputStream for Output {
    type Source = Input;
    async fn check_write(&mut self) -> StreamResult<u64> {
        self.2 = 1 << 16;
        Ok(self.2)
    }
    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        let offset = self.1.unwrap_or_else(|| self.0.metadata().unwrap().len());
        write(&self.0, offset, contents);
        self.1 = self.1.map(|offset| offset + contents.len() as u64);
        Ok(())
    }
    async fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }
    async fn block(&mut self) {}
}

impl DirectoryEntryStream for NoEntries {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        Ok(None)
    }
}

impl Unseen {
    fn file(&self) -> Arc<File> {
        Arc::clone(self.file.as_ref().unwrap())
    }
}

impl Descriptor for Unseen {
    type InputStream = Input;
    type OutputStream = Output;
    type DirectoryEntryStream = NoEntries;

    async fn read_via_stream(&self, offset: u64) -> FsResult<Input> {
        Ok(Input(self.file(), offset))
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<Output> {
        Ok(Output(self.file(), Some(offset), 0))
    }
    async fn append_via_stream(&self) -> FsResult<Output> {
        Ok(Output(self.file(), None, 0))
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.file().set_len(size).unwrap();
        Ok(())
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        let bytes = read(&self.file(), offset, length);
        let end = offset + bytes.len() as u64 >= self.file().metadata().unwrap().len();
        Ok((bytes, end))
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        write(&self.file(), offset, buffer);
        Ok(buffer.len() as u64)
    }
    async fn open_at(&self, _: PathFlags, path: &str, _: OpenFlags, _: DescriptorFlags) -> FsResult<Self> {
        let path = self.path.join(path);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        Ok(Self { path, file: Some(Arc::new(file.unwrap())) })
    }
}

fn unseen() -> impl Backend {
    on_disk("unseen", |root: &Path, _: Access| Unseen { path: root.to_owned(), file: None })
}

#[test]
fn what_no_gate_looks_at_is_never_said_to_be_kept() {
    if syscall_gate().is_err() {
        return;
    }
    let backend = unseen();
    let mut judge = tool::judge().lacking(&Lacks::of(&["hard-links", "symlinks"]).unwrap());
    let corpus = wasi_fs_conformance::corpus::built_in();
    let mut not_exercised = 0;
    for case in corpus.iter().filter(|case| case.script.rule.is_some_and(needs_receipt)) {
        let verdict = judge.check(&case.script, &backend).unwrap().verdict;
        // It lets go of a stream as any other does, and its answers can be wrong: it does not know all that there is.
        let is_about_parting = case.script.rule == Some(Rule::CancelBeside);
        assert!(verdict != Verdict::Conforms || is_about_parting, "{}: {verdict:?}", case.name);
        not_exercised += usize::from(matches!(verdict, Verdict::NotExercised(_)));
    }
    assert!(not_exercised > 30, "{not_exercised}");
    // Without our help it fails at times, and then says so.
    // It opens files as any other does, and a gate sees that.
    let is_seen = [Rule::CancelBeside, Rule::FaultTold, Rule::FaultCode, Rule::FaultUndone];
    let ours = |rule: &&Rule| needs_receipt(**rule) && !is_seen.contains(rule);
    let kept: Vec<&Rule> =
        Rule::ALL.iter().filter(ours).filter(|rule| judge.coverage.reached(**rule)).collect();
    assert_eq!(kept, [&Rule::CancelBeside; 0]);
}

#[test]
fn of_races_that_no_gate_holds_none_counts_as_exercised() {
    if syscall_gate().is_err() {
        return;
    }
    let backend = unseen();
    let mut judge = tool::judge();
    for seed in 0..60 {
        let script = Scripts { focus: Focus::Faults, ..Scripts::default() }.script(seed);
        let checked = judge.check(&script, &backend).unwrap();
        let asks = !checked.receipts.asked.is_empty();
        assert!(checked.verdict != Verdict::Conforms || !asks, "{script}\n{:?}", checked.receipts);
    }
    assert!(judge.coverage.scripts_not_exercised() > 10, "{:?}", judge.coverage.not_exercised);
}
