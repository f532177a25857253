//! Calls on a descriptor that are about its own object.

use super::World;
use super::access::{NOT_GRANTED, Refusals};
use super::handles::{Descriptor, Handle, Input, Output, Right};
use super::nodes::Change;
use crate::op::{Call, Data, Op};
use crate::outcome::{Allowed, Answer, EndFlag, ExpectedBytes, ExpectedStat, Origin, Outcome, OutcomeKind};
use crate::rule::Rule;
use crate::tree::FilePerms;
use crate::wasi::ErrorCode::{self, BadDescriptor, IsDirectory, NotDirectory};

/// Offsets and sizes up to here, in bytes, a backend has to serve; beyond, it may refuse (POSIX leaves the limit to the system).
pub(super) const SERVED_MAX: u64 = 1 << 30;

/// Offsets and sizes beyond here, in bytes, no file reaches (POSIX `off_t`).
pub(super) const FILE_MAX: u64 = i64::MAX as u64;

/// What a backend may say of an offset or a size that is too far for it.
pub(super) const TOO_FAR: &[ErrorCode] = &[
    ErrorCode::FileTooLarge,
    ErrorCode::Invalid,
    ErrorCode::Overflow,
    ErrorCode::InsufficientSpace,
    ErrorCode::InsufficientMemory,
    ErrorCode::Quota,
];

/// What a backend may say of a read at an offset that no file reaches.
pub(super) const NO_SUCH_OFFSET: &[ErrorCode] =
    &[ErrorCode::Invalid, ErrorCode::Overflow, ErrorCode::FileTooLarge];

/// Whether a read reaches so far that its offset may be refused. A length alone is never too large: a read gives what
/// there is.
pub(super) fn reads_too_far(offset: u64, length: u64) -> bool {
    offset.saturating_add(length.min(SERVED_MAX)) > FILE_MAX
}

const ON_DIRECTORY: &[ErrorCode] = &[BadDescriptor, IsDirectory];

impl World {
    pub(super) fn descriptor_allowed(&self, descriptor: &Descriptor, op: &Op) -> Allowed {
        match op {
            Op::GetFlags => {
                let answer = Answer::Flags { set: descriptor.set, free: descriptor.free };
                Allowed::only(answer, Rule::FileFlags)
            }
            Op::GetType => {
                Allowed::only(Answer::Type(self.nodes.descriptor_type(descriptor.node)), Rule::FileType)
            }
            Op::Stat => self.stat_allowed(descriptor),
            Op::Read { length, offset } => self.read_allowed(descriptor, *length, *offset),
            Op::Write { buffer, offset } => self.write_allowed(descriptor, buffer, *offset),
            Op::SetSize { size } => self.set_size_allowed(descriptor, *size),
            Op::ReadViaStream { .. } => self.stream_allowed(descriptor, descriptor.read, FilePerms::READ),
            Op::WriteViaStream { .. } | Op::AppendViaStream => {
                self.stream_allowed(descriptor, descriptor.write, FilePerms::WRITE)
            }
            Op::OpenAt { path, path_flags, open_flags, flags } => {
                self.open_allowed(descriptor, path, *path_flags, *open_flags, *flags)
            }
            Op::CreateDirectoryAt { path } => self.create_directory_allowed(descriptor, path),
            Op::RemoveDirectoryAt { path } => self.remove_directory_allowed(descriptor, path),
            Op::UnlinkFileAt { path } => self.unlink_allowed(descriptor, path),
            Op::ReadDirectory => self.read_directory_allowed(descriptor),
            Op::ReadDirectoryEntry
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
            | Op::Drop => unreachable!("our fault: {} on a descriptor", op.kind().name()),
        }
    }

    pub(super) fn descriptor_take(&mut self, descriptor: &Descriptor, call: Call<'_>, outcome: &Outcome) {
        let node = descriptor.node;
        match (call.op, outcome) {
            (Op::Drop, _) => self.unbind(call.on),
            (Op::Write { buffer, offset }, Outcome::Count(count)) => {
                let written = usize::try_from(*count).map_or(buffer.len(), |count| count.min(buffer.len()));
                let bytes = buffer.slice(0..written);
                let change = Change { step: self.step, offset: *offset, bytes, origin: Origin::Write };
                self.change(node, |file, keep| file.write(change, keep));
            }
            (Op::SetSize { size }, Outcome::Done) => {
                let step = self.step;
                let resize = Origin::Size(Rule::FileSetSize);
                self.change(node, |file, keep| file.set_size(*size, resize, step, keep));
            }
            (Op::ReadViaStream { offset }, Outcome::Done) => {
                let denied = !may(descriptor, descriptor.read, FilePerms::READ);
                self.bind(call.bind, Handle::Input(Input::new(node, *offset, denied)));
            }
            (Op::WriteViaStream { offset }, Outcome::Done) => {
                self.take_output(descriptor, call, Some(*offset));
            }
            (Op::AppendViaStream, Outcome::Done) => self.take_output(descriptor, call, None),
            (Op::OpenAt { .. }, Outcome::Done) => self.open_take(descriptor, call),
            (Op::CreateDirectoryAt { path }, Outcome::Done) => self.create_directory_take(descriptor, path),
            (Op::RemoveDirectoryAt { path } | Op::UnlinkFileAt { path }, Outcome::Done) => {
                self.unlink_take(descriptor, path);
            }
            (Op::ReadDirectory, Outcome::Done) => self.read_directory_take(descriptor, call),
            _ => {}
        }
    }

    fn take_output(&mut self, descriptor: &Descriptor, call: Call<'_>, offset: Option<u64>) {
        let denied = !may(descriptor, descriptor.write, FilePerms::WRITE);
        self.bind(call.bind, Handle::Output(Output::new(self.step, descriptor.node, offset, denied)));
    }

    fn is_directory(&self, descriptor: &Descriptor) -> bool {
        self.nodes.directory(descriptor.node).is_some()
    }

    /// Refuses a call for directories on anything else.
    pub(super) fn refuse_other_than_directory(&self, descriptor: &Descriptor, refusals: &mut Refusals) {
        refusals.must_if(!self.is_directory(descriptor), &[NotDirectory, BadDescriptor], Rule::AccessKind);
    }

    /// The reasons against a call that reads or writes a file.
    fn file_refusals(&self, descriptor: &Descriptor, right: Right, needed: FilePerms) -> Refusals {
        let mut refusals = Refusals::default();
        if self.is_directory(descriptor) {
            refusals.must(ON_DIRECTORY, Rule::AccessKind);
            return refusals;
        }
        let rule = if needed == FilePerms::READ { Rule::AccessRead } else { Rule::AccessWrite };
        refusals.right(right, rule);
        refusals.must_if(!descriptor.access.file.contains(needed), NOT_GRANTED, Rule::AccessGranted);
        refusals
    }

    /// The rule of a call that works: that it does so without a name where the object has none.
    fn or_nameless(&self, descriptor: &Descriptor, rule: Rule) -> Rule {
        let nameless = self.nodes.file(descriptor.node).is_some_and(|file| file.links == 0);
        if nameless { Rule::FileOutlivesName } else { rule }
    }

    fn stat_allowed(&self, descriptor: &Descriptor) -> Allowed {
        let r#type = self.nodes.descriptor_type(descriptor.node);
        let expected = match self.nodes.file(descriptor.node) {
            Some(file) => {
                let (least, most) = self.view(descriptor.node, None).sizes;
                let landings = file.history.0.clone();
                ExpectedStat { r#type, size: Some(least..=most), link_count: Some(file.links), landings }
            }
            None => {
                ExpectedStat { r#type, size: None, link_count: None, landings: std::sync::Arc::default() }
            }
        };
        Allowed::only(Answer::Stat(expected), self.or_nameless(descriptor, Rule::FileStat))
    }

    fn read_allowed(&self, descriptor: &Descriptor, length: u64, offset: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, descriptor.read, FilePerms::READ);
        if length == 0 && !self.is_directory(descriptor) {
            refusals = refusals.softened();
        }
        if reads_too_far(offset, length) {
            refusals.may(NO_SUCH_OFFSET, Rule::FileFarOffset);
        }
        refusals.or_else(|| {
            let view = self.view(descriptor.node, None);
            let (least, most) = view.available(offset);
            let bytes = ExpectedBytes {
                offset,
                current: view.current,
                versions: view.versions,
                patches: view.patches,
                most: most.min(length),
                least: u64::from(least.min(length) > 0),
                sizes: view.sizes.0..=view.sizes.1,
                end: Some(EndFlag { asked: length }),
                rule: self.or_nameless(descriptor, Rule::FileRead),
                bound: Rule::FileReadBound,
                progress: Rule::FileReadProgress,
                landings: self
                    .nodes
                    .file(descriptor.node)
                    .map(|file| file.history.0.clone())
                    .unwrap_or_default(),
            };
            Allowed::only(Answer::Bytes(Box::new(bytes)), self.or_nameless(descriptor, Rule::FileRead))
        })
    }

    fn write_allowed(&self, descriptor: &Descriptor, buffer: &Data, offset: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, descriptor.write, FilePerms::WRITE);
        let length = buffer.len() as u64;
        if length == 0 && !self.is_directory(descriptor) {
            refusals = refusals.softened();
        }
        let end = offset.saturating_add(length);
        if end > SERVED_MAX {
            refusals.may(TOO_FAR, Rule::FileFarOffset);
        }
        refusals.must_if(length > 0 && offset >= FILE_MAX, TOO_FAR, Rule::FileFarOffset);
        let most = length.min(FILE_MAX.saturating_sub(offset));
        refusals.or_else(|| {
            let least = u64::from(length > 0);
            Allowed::only(Answer::Count { least, most, progress: Rule::FileWriteCount }, Rule::FileWriteCount)
        })
    }

    fn set_size_allowed(&self, descriptor: &Descriptor, size: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, descriptor.write, FilePerms::WRITE);
        refusals.must_if(size > FILE_MAX, TOO_FAR, Rule::FileFarOffset);
        if size > SERVED_MAX {
            refusals.may(TOO_FAR, Rule::FileFarOffset);
        }
        if self.is_directory(descriptor) {
            refusals.may(&[ErrorCode::Invalid], Rule::AccessKind);
        }
        refusals.or_else(|| Allowed::only(Answer::Done, Rule::FileSetSize))
    }

    /// A stream may be refused when it is made, or be made and fail at its first use.
    fn stream_allowed(&self, descriptor: &Descriptor, right: Right, needed: FilePerms) -> Allowed {
        let refusals = self.file_refusals(descriptor, right, needed);
        let made = Allowed::only(Answer::Done, Rule::OpenExisting);
        if self.is_directory(descriptor) || !refusals.is_refused() {
            return refusals.or_else(|| made);
        }
        let rule = if needed == FilePerms::READ { Rule::AccessRead } else { Rule::AccessWrite };
        refusals.or_else(|| unreachable!("our fault: refused, and not refused")).or(Answer::Done, rule)
    }
}

/// Whether calls that need this right on a file may succeed.
fn may(descriptor: &Descriptor, right: Right, needed: FilePerms) -> bool {
    right != Right::No && descriptor.access.file.contains(needed)
}

/// Kinds of answers that show that a stream has ended too early.
pub(super) const ENDED: [OutcomeKind; 2] = [OutcomeKind::Closed, OutcomeKind::Failed];
