//! Calls on a descriptor that read or change the data of a file.

mod bystanders;

use super::World;
use super::access::{NOT_OPENED_FOR, Refusals};
use super::handles::{Descriptor, Handle, Output, Right};
use crate::op::{Call, Data, DescriptorOp, OpKind};
use crate::outcome::{Allowed, Answer, ExpectedBytes, OutcomeKind, When};
use crate::rule::{Leeway, Rule};
use crate::tree::FilePerms;
use crate::wasi::ErrorCode;

/// Offsets and sizes up to here, in bytes, a backend has to serve unless it declares less.
pub(super) const SERVED_MAX: u64 = 1 << 30;

/// What a backend may say of an offset or a size that is too far for it.
pub(super) const TOO_FAR: &[ErrorCode] = Leeway::TooFar.codes();

/// What a backend may say of a read at an offset that no file reaches.
pub(super) const NO_SUCH_OFFSET: &[ErrorCode] = Leeway::NoSuchOffset.codes();

impl World {
    /// Makes the handle of an output stream.
    pub(super) fn take_output(&mut self, descriptor: &Descriptor, call: Call<'_>, offset: Option<u64>) {
        let denied = denied(descriptor, descriptor.write, FilePerms::WRITE);
        let mut output = Output::new(self.step, descriptor.node, offset, denied);
        (output.unsure, output.opened) =
            (denied.is_none() && descriptor.write == Right::Vague, descriptor.opened);
        self.bind(call.bind, Handle::Output(output));
    }

    /// The reasons against a call that reads or writes a file.
    fn file_refusals(&self, descriptor: &Descriptor, op: OpKind) -> Refusals {
        let mut refusals = Refusals::default();
        if self.is_directory(descriptor) {
            refusals.must(Leeway::DataOfDirectory, Rule::AccessKind);
            return refusals;
        }
        refusals.need(op, When::Always, descriptor);
        refusals
    }

    pub(super) fn read_allowed(&self, descriptor: &Descriptor, length: u64, offset: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, OpKind::Read);
        let nothing_of_directory = length == 0 && self.is_directory(descriptor);
        if length == 0 && !nothing_of_directory {
            refusals = refusals.softened();
        }
        if self.nodes.host.reads_too_far(offset, length) {
            refusals.may(Leeway::NoSuchOffset, Rule::FileFarOffset);
        }
        if nothing_of_directory {
            // POSIX: a read of nothing may detect errors, or else gives nothing.
            let nothing = ExpectedBytes::nothing(Rule::AccessKind);
            return refusals.refused().or(Answer::Bytes(Box::new(nothing)), Rule::AccessKind);
        }
        refusals.or_else(|| {
            let view = self.view(descriptor.node);
            let (least, most) = view.available(offset);
            let rule = self.or_nameless(descriptor, Rule::FileRead);
            let bytes = ExpectedBytes {
                most: most.min(length),
                least: u64::from(least.min(length) > 0),
                asked: length,
                flagged: true,
                bound: Rule::FileReadBound,
                progress: Rule::FileReadProgress,
                ..view.expected(offset, rule)
            };
            Allowed::only(Answer::Bytes(Box::new(bytes)), rule)
        })
    }

    pub(super) fn write_allowed(&self, descriptor: &Descriptor, buffer: &Data, offset: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, OpKind::Write);
        let length = buffer.len() as u64;
        let nothing_of_directory = length == 0 && self.is_directory(descriptor);
        if length == 0 && !nothing_of_directory {
            refusals = refusals.softened();
        }
        let end = offset.saturating_add(length);
        if end > self.nodes.host.served_max() {
            refusals.may(Leeway::TooFar, Rule::FileFarOffset);
        }
        if nothing_of_directory {
            // POSIX: what comes of a write of nothing to what is no regular file is unspecified.
            let nothing =
                Answer::Count { least: 0, most: 0, progress: Rule::AccessKind, bound: Rule::AccessKind };
            return refusals.refused().or(nothing, Rule::AccessKind);
        }
        let file_max = self.nodes.host.file_max();
        refusals.must_if(length > 0 && offset >= file_max, Leeway::TooFar, Rule::FileFarOffset);
        let most = length.min(file_max.saturating_sub(offset));
        refusals.or_else(|| {
            let least = u64::from(length > 0);
            Allowed::only(
                Answer::Count { least, most, progress: Rule::FileWriteCount, bound: Rule::FileWriteCount },
                Rule::FileWriteCount,
            )
        })
    }

    pub(super) fn set_size_allowed(&self, descriptor: &Descriptor, size: u64) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, OpKind::SetSize);
        refusals.must_if(size > self.nodes.host.file_max(), Leeway::TooFar, Rule::FileFarOffset);
        if size > self.nodes.host.served_max() {
            refusals.may(Leeway::TooFar, Rule::FileFarOffset);
        }
        refusals.may_if(self.is_directory(descriptor), Leeway::FileCallOnDirectory, Rule::AccessKind);
        // POSIX has both EBADF and EINVAL for an ftruncate of what is not open for writing.
        refusals.may_if(descriptor.write != Right::Yes, Leeway::TruncateUnopened, Rule::AccessWrite);
        refusals.or_else(|| Allowed::only(Answer::Done, Rule::FileSetSize))
    }

    /// A stream may be refused when it is made, or be made and fail at its first use. The WIT names no codes for that: any
    /// that describes why will do.
    pub(super) fn stream_allowed(&self, descriptor: &Descriptor, op: &DescriptorOp) -> Allowed {
        let mut refusals = self.file_refusals(descriptor, op.kind());
        refusals.may_if(self.is_directory(descriptor), Leeway::FileCallOnDirectory, Rule::AccessKind);
        if let DescriptorOp::WriteViaStream { offset } = op {
            refusals.may_if(*offset >= self.nodes.host.served_max(), Leeway::TooFar, Rule::FileFarOffset);
        } else if let DescriptorOp::ReadViaStream { offset } = op {
            let far = self.nodes.host.reads_too_far(*offset, 1);
            refusals.may_if(far, Leeway::NoSuchOffset, Rule::FileFarOffset);
        }
        let made = Allowed::only(Answer::Done, Rule::OpenExisting);
        if self.is_directory(descriptor) || !refusals.is_refused() {
            return refusals.or_else(|| made);
        }
        let rule = if op.kind() == OpKind::ReadViaStream { Rule::AccessRead } else { Rule::AccessWrite };
        refusals.refused().or(Answer::Done, rule)
    }
}

/// What is said of calls that need this right on a file where they can't succeed: the codes of the layer in which it is missing.
pub(super) fn denied(
    descriptor: &Descriptor,
    right: Right,
    needed: FilePerms,
) -> Option<&'static [ErrorCode]> {
    match (descriptor.access.file.contains(needed), right) {
        // Those of the descriptor's own layer are among them.
        (false, _) => Some(Leeway::NotGranted.codes()),
        (true, Right::No) => Some(NOT_OPENED_FOR),
        (true, Right::Yes | Right::Vague) => None,
    }
}

/// Kinds of answers that show that a stream has ended too early.
pub(super) const ENDED: [OutcomeKind; 2] = [OutcomeKind::Closed, OutcomeKind::Failed];
