//! Which bytes the work of a stream reaches, as far as the script alone tells. What it does not tell may be anything.

use std::ops::Range;

use crate::op::{Control, DescriptorOp, Name, Op, OutputOp};
use crate::script::{Script, Step};
use crate::tree::{Entries, Node};

/// From here to wherever a file ends.
const ALL: Range<u64> = 0..u64::MAX;

/// What a row of steps reaches. Two that do not meet can come in either order, and nobody can tell which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// The streams whose state it is about.
    streams: Vec<Name>,
    /// The bytes; none where nobody knows.
    bytes: Option<Vec<Bytes>>,
}

/// Bytes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bytes {
    /// The file by its only path, in small letters, since there are file systems that know no others.
    path: String,
    range: Range<u64>,
    writes: bool,
}

impl Bytes {
    fn meets(&self, other: &Self) -> bool {
        let apart = self.range.end <= other.range.start || other.range.end <= self.range.start;
        self.path == other.path && (self.writes || other.writes) && !apart
    }
}

impl Reach {
    pub(super) fn meets(&self, other: &Self) -> bool {
        let share = self.streams.iter().any(|stream| other.streams.contains(stream));
        share
            || match (&self.bytes, &other.bytes) {
                (Some(mine), Some(theirs)) => {
                    mine.iter().any(|mine| theirs.iter().any(|theirs| mine.meets(theirs)))
                }
                // A fault reaches no bytes, whatever its stream does.
                (Some(none), None) | (None, Some(none)) => !none.is_empty(),
                (None, None) => true,
            }
    }
}

/// What a script tells of its streams.
pub(super) struct Reaches<'s> {
    script: &'s Script,
    /// Whether a file has one path only, so that another path is another file.
    has_one_path: bool,
}

impl<'s> Reaches<'s> {
    pub(super) fn of(script: &'s Script) -> Self {
        let has_one_path = !has_links(&script.fixture.tree.entries) && !script.steps.iter().any(gives_path);
        Self { script, has_one_path }
    }

    /// The only step that binds a name.
    fn binding(&self, name: &Name) -> Option<(&'s Name, &'s Op)> {
        let mut binding = self.script.steps.iter().filter(|step| step.bind() == Some(name));
        let step = binding.next()?;
        let call = step.call().filter(|_| step.times == 1 && step.observed == [None; 2])?;
        binding.next().is_none().then_some((call.on, call.op))
    }

    /// Whether a stream is read.
    pub(super) fn is_read(&self, stream: &Name) -> Option<bool> {
        let Op::Descriptor(op) = self.binding(stream)?.1 else { return None };
        let is_read = matches!(op, DescriptorOp::ReadViaStream { .. });
        let is_written = matches!(op, DescriptorOp::WriteViaStream { .. } | DescriptorOp::AppendViaStream);
        (is_read || is_written).then_some(is_read)
    }

    /// What the work of a stream reaches.
    pub(super) fn of_stream(&self, stream: &Name) -> Reach {
        let mut streams = vec![stream.clone()];
        let mut bytes = self.bytes(stream).map(|bytes| vec![bytes]);
        for step in self.on(stream) {
            let Some(source) = step.call().and_then(|call| call.op.source()) else { continue };
            streams.push(source.clone());
            bytes = bytes.zip(self.bytes(source)).map(|(mut bytes, more)| {
                bytes.push(more);
                bytes
            });
        }
        Reach { streams, bytes }
    }

    /// What a fault, or a change by another process, reaches.
    pub(super) fn of_other(&self, step: &Step) -> Reach {
        match step.control() {
            Some(Control::Fault(injection)) => {
                Reach { streams: vec![injection.on.clone()], bytes: Some(Vec::new()) }
            }
            Some(Control::Host(host)) => {
                let is_of_file = host.change.is_of_file() && host.amid.is_none();
                let file = is_of_file.then(|| self.path(&host.path)).flatten();
                let bytes = file.map(|path| vec![Bytes { path, range: ALL, writes: true }]);
                Reach { streams: Vec::new(), bytes }
            }
            Some(Control::Hold { .. } | Control::Release(_) | Control::Quiesce) | None => {
                Reach { streams: Vec::new(), bytes: None }
            }
        }
    }

    /// The steps on a stream.
    fn on(&self, stream: &Name) -> impl Iterator<Item = &'s Step> + use<'s, '_> {
        let stream = stream.clone();
        self.script.steps.iter().filter(move |step| step.call().is_some_and(|call| *call.on == stream))
    }

    /// The bytes that a stream may read or write, all its calls together.
    fn bytes(&self, stream: &Name) -> Option<Bytes> {
        let (file, op) = self.binding(stream)?;
        let path = self.file(file)?;
        let Op::Descriptor(op) = op else { return None };
        if let DescriptorOp::ReadViaStream { offset } = op {
            // It may be far ahead of its guest.
            return Some(Bytes { path, range: *offset..u64::MAX, writes: false });
        }
        if let DescriptorOp::WriteViaStream { offset } = op {
            let length = self.on(stream).try_fold(0_u64, |sum, step| sum.checked_add(length(step)?))?;
            return Some(Bytes { path, range: *offset..offset.checked_add(length)?, writes: true });
        }
        // Wherever the end is, and whoever moves it.
        let appends = matches!(op, DescriptorOp::AppendViaStream);
        appends.then_some(Bytes { path, range: ALL, writes: true })
    }

    /// The file of a descriptor.
    fn file(&self, descriptor: &Name) -> Option<String> {
        let (on, op) = self.binding(descriptor)?;
        let Op::Descriptor(DescriptorOp::OpenAt { path, .. }) = op else { return None };
        let root = self.script.fixture.preopens.first();
        let is_root = root.is_some_and(|root| root.path.is_empty() && *root.name == *on.to_string());
        self.path(path).filter(|_| is_root)
    }

    /// A path from the root, if it is the only one of its file.
    fn path(&self, path: &str) -> Option<String> {
        let is_plain = path.split('/').all(|name| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            !name.is_empty() && name.bytes().all(is_plain)
        });
        (self.has_one_path && is_plain).then(|| path.to_ascii_lowercase())
    }
}

/// Whether there is a symbolic link, which gives a file another path.
fn has_links(entries: &Entries) -> bool {
    entries.values().any(|node| match node {
        Node::Symlink(_) => true,
        Node::Directory(entries) => has_links(entries),
        Node::File(_) | Node::Other(_) => false,
    })
}

/// Whether a step may give a file another path.
fn gives_path(step: &Step) -> bool {
    let gives = |op: &Op| {
        matches!(
            op,
            Op::Descriptor(
                DescriptorOp::LinkAt { .. } | DescriptorOp::RenameAt { .. } | DescriptorOp::SymlinkAt { .. }
            )
        )
    };
    let host = step.control().and_then(Control::host);
    step.call().is_some_and(|call| gives(call.op)) || host.is_some_and(|host| !host.change.is_of_file())
}

/// How many bytes a step may write at most, if it says so.
fn length(step: &Step) -> Option<u64> {
    let call = step.call()?;
    let length = if let Op::Output(
        OutputOp::StreamWrite { contents } | OutputOp::BlockingWriteAndFlush { contents },
    ) = call.op
    {
        contents.len() as u64
    } else if let Op::Output(
        OutputOp::WriteZeroes { len }
        | OutputOp::BlockingWriteZeroesAndFlush { len }
        | OutputOp::Splice { len, .. }
        | OutputOp::BlockingSplice { len, .. },
    ) = call.op
    {
        *len
    } else {
        0
    };
    (step.observed == [None; 2]).then_some(length)?.checked_mul(u64::from(step.times))
}
