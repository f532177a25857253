//! The arguments of calls: such as an aim needs, and any.

use std::sync::Arc;

use super::choice::{Aim, gives_more};
use super::focus::Focus;
use super::write::Writer;
use crate::model::{Handle, Permit};
use crate::op::{
    Data, DescriptorOp, ErrorOp, FreestandingOp, HandleKind, InputOp, ListingOp, Name, Op, OpKind, OutputOp,
    PollableOp, Quantity, StreamOp,
};
use crate::wasi::{Advice, DescriptorFlags, OpenFlags};

/// How many of a hundred calls that take from an input stream leave something; and where such streams are in focus, since
/// each that ends has to be made anew.
const LEAVES: usize = 55;
const LEAVES_IN_FOCUS: usize = 80;

/// How many of a hundred output streams are made where no file reaches, if they are in focus: by chance few fail.
const FAR_IN_FOCUS: usize = 8;

/// And of a hundred others: it takes one that fails for its error to be asked.
const FAR_ELSEWHERE: usize = 12;

const READ_WRITE: DescriptorFlags = DescriptorFlags::READ.union(DescriptorFlags::WRITE);

/// How many polls of a hundred, of those of which anything may come, have no list.
const EMPTY_PERCENT: usize = 25;

/// How many pollables are polled beside one.
const POLLED_BESIDE_MAX: usize = 2;

/// What flags open-at is called with, and how often.
const OPENINGS: &[((OpenFlags, DescriptorFlags), u32)] = &[
    // Both rights: the descriptor that shows the most.
    ((OpenFlags::empty(), READ_WRITE), 30),
    ((OpenFlags::CREATE, READ_WRITE), 14),
    // One right, for what must be refused through it.
    ((OpenFlags::empty(), DescriptorFlags::READ), 10),
    ((OpenFlags::empty(), DescriptorFlags::WRITE), 7),
    ((OpenFlags::empty(), DescriptorFlags::empty()), 3),
    // Directories, with and without the right to change them.
    ((OpenFlags::DIRECTORY, DescriptorFlags::READ), 5),
    ((OpenFlags::DIRECTORY, DescriptorFlags::READ.union(DescriptorFlags::MUTATE_DIRECTORY)), 6),
    // What create and truncate do by themselves.
    ((OpenFlags::CREATE, DescriptorFlags::empty()), 2),
    ((OpenFlags::TRUNCATE, DescriptorFlags::WRITE), 4),
    ((OpenFlags::CREATE.union(OpenFlags::EXCLUSIVE), DescriptorFlags::WRITE), 4),
];

impl Writer<'_> {
    /// An offset that has to do with the file behind a handle.
    fn offset(&mut self, on: &Name) -> u64 {
        let size = self.handle(on).and_then(|handle| self.model.size_behind(handle)).unwrap_or(0);
        if self.pick.chance(4) {
            let count = self.seen.of(Quantity::Count, on);
            return self.pick.beside(count);
        }
        self.pick.offset(size)
    }

    /// Where a read starts: mostly where there is something to read.
    fn start(&mut self, on: &Name, aim: Aim) -> u64 {
        let size = self.handle(on).and_then(|handle| self.model.size_behind(handle)).unwrap_or(0);
        let in_focus = self.focus == Focus::InputStreams;
        if aim != Aim::Success {
            self.pick.offset(size)
        } else if in_focus && self.pick.chance(70) {
            // Long before the end, so that there are many calls before it.
            self.pick.up_to(size / 2 + 1) - 1
        } else if self.pick.chance(75) {
            self.pick.within(size)
        } else {
            self.pick.offset(size)
        }
    }

    /// How much is taken from an input stream: often less than there is, so that it is not over at once.
    fn taken(&mut self, on: &Name, aim: Aim) -> u64 {
        let left = self.handle(on).and_then(|handle| self.model.left_of(handle)).unwrap_or(0);
        let leaves = if self.focus == Focus::InputStreams { LEAVES_IN_FOCUS } else { LEAVES };
        match self.pick.below(100) {
            percent if aim == Aim::Success && left > 1 && percent < leaves => self.pick.up_to(left - 1),
            80..87 => self.pick.beside(left),
            87..90 => {
                let count = self.seen.of(Quantity::Count, on);
                self.pick.beside(count)
            }
            _ => self.pick.length(),
        }
    }

    /// Whether there is nothing to read behind a handle.
    fn gives_nothing(&self, on: &Name) -> bool {
        self.handle(on).and_then(|handle| self.model.size_behind(handle)) == Some(0)
    }

    fn data(&mut self) -> Data {
        let length = self.pick.amount();
        self.pick.data(self.writers, length)
    }

    /// How many zeros to write: within the permit, the whole of it, or just past it.
    fn zeros(&mut self, on: &Name, aim: Aim) -> u64 {
        match self.permit(on) {
            Some(Permit::Fresh(permit) | Permit::Stale(permit))
                if aim == Aim::Any && self.pick.chance(20) =>
            {
                permit.saturating_add(1)
            }
            _ if aim == Aim::Any && self.pick.chance(5) => u64::MAX,
            Some(Permit::Fresh(permit)) if self.pick.chance(5) => self.pick.beside(permit),
            _ => self.pick.below(20) as u64,
        }
    }

    fn source(&mut self, aim: Aim) -> Option<Name> {
        // What is spliced has to be known: bytes in flux would be in flux in two files.
        let fits = |handle: &Handle| match aim {
            Aim::Success => gives_more(&self.model, handle),
            Aim::Right | Aim::Refusal | Aim::Any => self.model.is_settled(handle),
        };
        let inputs = self.model.handles().filter(|(_, handle)| fits(handle));
        let names: Vec<Name> = inputs.map(|(name, _)| name.clone()).collect();
        (!names.is_empty()).then(|| self.pick.one(&names).clone())
    }

    /// A list to poll, this pollable among it; seldom an empty one, where anything may come.
    fn pollables(&mut self, on: &Name, aim: Aim) -> Vec<Name> {
        if aim == Aim::Any && self.pick.chance(EMPTY_PERCENT) {
            return Vec::new();
        }
        let all = self.model.handles().filter(|(_, handle)| handle.kind() == HandleKind::Pollable);
        let all: Vec<Name> = all.map(|(name, _)| name.clone()).collect();
        let others = self.pick.below(POLLED_BESIDE_MAX + 1);
        let mut listed: Vec<Name> = (0..others).map(|_| self.pick.one(&all).clone()).collect();
        listed.insert(self.pick.below(listed.len() + 1), on.clone());
        listed
    }

    /// Whether little would come of a stream that is made here.
    fn is_poor(&mut self, kind: OpKind, on: &Name, aim: Aim) -> bool {
        let makes = [OpKind::ReadViaStream, OpKind::WriteViaStream, OpKind::AppendViaStream].contains(&kind);
        let special = makes && self.handle(on).is_some_and(|handle| self.model.is_special(handle));
        special
            || (kind == OpKind::ReadViaStream
                && aim == Aim::Success
                && self.gives_nothing(on)
                && self.pick.chance(75))
    }

    /// The arguments of an operation on a handle; none where something else is missing for it.
    pub(super) fn op(&mut self, kind: OpKind, on: &Name, aim: Aim) -> Option<Op> {
        if self.is_poor(kind, on, aim) {
            return None;
        }
        Some(match kind {
            OpKind::ReadViaStream => DescriptorOp::ReadViaStream { offset: self.start(on, aim) }.into(),
            OpKind::WriteViaStream => {
                // One of whose writes none can succeed.
                let far = if self.focus == Focus::OutputStreams { FAR_IN_FOCUS } else { FAR_ELSEWHERE };
                let fails = self.pick.chance(far);
                let offset = if fails { self.pick.beyond_all() } else { self.offset(on) };
                DescriptorOp::WriteViaStream { offset }.into()
            }
            OpKind::AppendViaStream => DescriptorOp::AppendViaStream.into(),
            OpKind::Advise => {
                let advice = *self.pick.one(Advice::ALL);
                DescriptorOp::Advise { offset: self.offset(on), length: self.pick.length(), advice }.into()
            }
            OpKind::SyncData => DescriptorOp::SyncData.into(),
            OpKind::Sync => DescriptorOp::Sync.into(),
            OpKind::SetTimes => DescriptorOp::SetTimes {
                data_access_timestamp: self.pick.timestamp(),
                data_modification_timestamp: self.pick.timestamp(),
            }
            .into(),
            OpKind::StatAt => {
                DescriptorOp::StatAt { path: self.path(on, aim), path_flags: self.pick.path_flags() }.into()
            }
            OpKind::SetTimesAt => DescriptorOp::SetTimesAt {
                path: self.path(on, aim),
                path_flags: self.pick.path_flags(),
                data_access_timestamp: self.pick.timestamp(),
                data_modification_timestamp: self.pick.timestamp(),
            }
            .into(),
            OpKind::LinkAt => {
                let (new_descriptor, new_path) = self.destination(on, aim);
                let old_path_flags = self.pick.path_flags();
                DescriptorOp::LinkAt {
                    old_path_flags,
                    old_path: self.path(on, aim),
                    new_descriptor,
                    new_path,
                }
                .into()
            }
            OpKind::ReadlinkAt => DescriptorOp::ReadlinkAt { path: self.path(on, aim) }.into(),
            OpKind::RenameAt => {
                let (new_descriptor, new_path) = self.destination(on, aim);
                // A directory is often one that something below was opened through.
                let old_path = if self.pick.chance(35) { self.directory() } else { self.path(on, aim) };
                DescriptorOp::RenameAt { old_path, new_descriptor, new_path }.into()
            }
            OpKind::SymlinkAt => {
                DescriptorOp::SymlinkAt { old_path: self.pick.target(), new_path: self.pick.path() }.into()
            }
            OpKind::IsSameObject => DescriptorOp::IsSameObject { other: self.descriptor_or(on) }.into(),
            OpKind::MetadataHash => DescriptorOp::MetadataHash.into(),
            OpKind::MetadataHashAt => {
                DescriptorOp::MetadataHashAt { path: self.path(on, aim), path_flags: self.pick.path_flags() }
                    .into()
            }
            OpKind::GetFlags => DescriptorOp::GetFlags.into(),
            OpKind::GetType => DescriptorOp::GetType.into(),
            OpKind::SetSize => DescriptorOp::SetSize { size: self.offset(on) }.into(),
            OpKind::Read => {
                DescriptorOp::Read { length: self.pick.length(), offset: self.start(on, aim) }.into()
            }
            OpKind::Write => DescriptorOp::Write { buffer: self.data(), offset: self.offset(on) }.into(),
            OpKind::ReadDirectory => DescriptorOp::ReadDirectory.into(),
            OpKind::CreateDirectoryAt => DescriptorOp::CreateDirectoryAt { path: self.pick.path() }.into(),
            OpKind::Stat => DescriptorOp::Stat.into(),
            OpKind::OpenAt => self.open(on, aim),
            OpKind::RemoveDirectoryAt => DescriptorOp::RemoveDirectoryAt { path: self.directory() }.into(),
            OpKind::UnlinkFileAt => DescriptorOp::UnlinkFileAt { path: self.path(on, aim) }.into(),
            OpKind::ReadDirectoryEntry => ListingOp::ReadDirectoryEntry.into(),
            OpKind::StreamRead => InputOp::StreamRead { len: self.taken(on, aim) }.into(),
            OpKind::BlockingRead => InputOp::BlockingRead { len: self.taken(on, aim) }.into(),
            OpKind::Skip => InputOp::Skip { len: self.taken(on, aim) }.into(),
            OpKind::BlockingSkip => InputOp::BlockingSkip { len: self.taken(on, aim) }.into(),
            OpKind::CheckWrite => OutputOp::CheckWrite.into(),
            OpKind::StreamWrite => OutputOp::StreamWrite { contents: self.data() }.into(),
            OpKind::BlockingWriteAndFlush => OutputOp::BlockingWriteAndFlush { contents: self.data() }.into(),
            OpKind::Flush => OutputOp::Flush.into(),
            OpKind::BlockingFlush => OutputOp::BlockingFlush.into(),
            OpKind::WriteZeroes => OutputOp::WriteZeroes { len: self.zeros(on, aim) }.into(),
            OpKind::BlockingWriteZeroesAndFlush => {
                OutputOp::BlockingWriteZeroesAndFlush { len: self.pick.amount() as u64 }.into()
            }
            OpKind::Splice => OutputOp::Splice { src: self.source(aim)?, len: self.pick.length() }.into(),
            OpKind::BlockingSplice => {
                OutputOp::BlockingSplice { src: self.source(aim)?, len: self.pick.length() }.into()
            }
            OpKind::Ready => PollableOp::Ready.into(),
            OpKind::Block => PollableOp::Block.into(),
            OpKind::FilesystemErrorCode => ErrorOp::FilesystemErrorCode.into(),
            OpKind::ToDebugString => ErrorOp::ToDebugString.into(),
            OpKind::Subscribe => StreamOp::Subscribe.into(),
            OpKind::Poll => FreestandingOp::Poll { r#in: self.pollables(on, aim) }.into(),
            OpKind::Cancel => StreamOp::Cancel.into(),
            OpKind::Drop => Op::Drop,
        })
    }

    /// A path from a directory: of something that is there, by itself or the long way round, or any.
    pub(super) fn path(&mut self, on: &Name, aim: Aim) -> Arc<str> {
        let any = if aim == Aim::Any { 45 } else { 20 };
        let there = self.model.paths_from(on);
        let chosen = (there > 0 && !self.pick.chance(any)).then(|| self.pick.below(there));
        match chosen.and_then(|number| self.model.path_from(on, number)) {
            Some(path) if aim != Aim::Any && self.pick.chance(10) => self.pick.long_way(&path),
            Some(path) => path.into(),
            None => self.pick.path(),
        }
    }

    /// The descriptors that fit.
    pub(super) fn descriptors(&self, fits: impl Fn(&Name, &Handle) -> bool) -> Vec<Name> {
        let handles = self.model.handles().filter(|(_, handle)| handle.kind() == HandleKind::Descriptor);
        handles.filter(|(name, handle)| fits(name, handle)).map(|(name, _)| name.clone()).collect()
    }

    /// A descriptor; where all were dropped the same that the call is made on.
    fn descriptor_or(&mut self, on: &Name) -> Name {
        let all = self.descriptors(|_, _| true);
        if all.is_empty() { on.clone() } else { self.pick.one(&all).clone() }
    }

    /// Where a link or a move goes: rather to another directory, where there is one.
    fn destination(&mut self, on: &Name, aim: Aim) -> (Name, Arc<str>) {
        let others = match aim {
            Aim::Success => {
                self.descriptors(|name, handle| name != on && self.model.can_change_names(handle))
            }
            Aim::Right | Aim::Refusal | Aim::Any => self.descriptors(|_, _| true),
        };
        let stays = others.is_empty() || self.pick.chance(25);
        let to = if stays { on.clone() } else { self.pick.one(&others).clone() };
        let path = if self.pick.chance(70) { self.pick.path() } else { self.path(&to, aim) };
        (to, path)
    }

    fn open(&mut self, on: &Name, aim: Aim) -> Op {
        let (open_flags, flags) = if self.pick.chance(match aim {
            Aim::Success => 8,
            Aim::Right => 40,
            Aim::Refusal | Aim::Any => 15,
        }) {
            // Any combination at all: what the WIT says of few of them.
            let bits = |number: usize| u8::try_from(number).unwrap_or(0);
            let open = OpenFlags::from_bits_truncate(bits(self.pick.below(16)));
            (open, DescriptorFlags::from_bits_truncate(bits(self.pick.below(64))))
        } else {
            self.pick.weighted(OPENINGS)
        };
        // A second directory that can be changed is what links and moves between two need.
        let alone = aim == Aim::Success && self.dwells_on(&[OpKind::RenameAt, OpKind::LinkAt]);
        let (open_flags, flags) = if alone && self.pick.chance(40) && !self.has_two_directories() {
            (OpenFlags::DIRECTORY, DescriptorFlags::READ.union(DescriptorFlags::MUTATE_DIRECTORY))
        } else {
            (open_flags, flags)
        };
        let path_flags = self.pick.path_flags();
        let wants_directory = open_flags.contains(OpenFlags::DIRECTORY);
        let path = if wants_directory { self.directory() } else { self.path(on, aim) };
        Op::Descriptor(DescriptorOp::OpenAt { path, path_flags, open_flags, flags })
    }

    /// Whether one of these is asked more often than by its own weight.
    fn dwells_on(&self, kinds: &[OpKind]) -> bool {
        self.weights.iter().any(|((kind, own), weight)| weight > own && kinds.contains(kind))
    }

    fn has_two_directories(&self) -> bool {
        self.model.handles().filter(|(_, handle)| self.model.can_change_names(handle)).nth(1).is_some()
    }

    /// A path for what needs a directory: mostly of one that is there, or was.
    fn directory(&mut self) -> Arc<str> {
        if self.directories.is_empty() || self.pick.chance(30) {
            self.pick.path()
        } else {
            Arc::clone(self.pick.one(&self.directories))
        }
    }
}
