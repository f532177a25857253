//! Short runs of calls that belong together. Some states are left by chance before anybody has looked at them: a stream that
//! has failed is called once more, one that was refused has no handle to be called on, and a file that grows under a stream
//! is read to its old end, or to its new one, but not to between the two.

use super::choice::Aim;
use super::focus::Focus;
use super::write::Writer;
use crate::model::Handle;
use crate::op::{DescriptorOp, ErrorOp, HandleKind, InputOp, ListingOp, Manner, Name, Op, OpKind};
use crate::outcome::Outcome;
use crate::script::Step;

/// Of a hundred steps so many change what is before a stream that has read, where there is such a one,
const BENEATH_PERCENT: usize = 5;

/// and of a hundred calls that end or refuse a stream so many have others behind them.
const BEHIND_PERCENT: usize = 30;

/// From here on no file reaches, by any system.
const FAR: u64 = 1 << 63;

/// How many of a hundred streams that start there are written to at once.
const FAILING_PERCENT: usize = 70;

/// How often an error is asked at most where it came up.
const ERROR_ASKED_MAX: usize = 4;

/// The most that is read at once of bytes that were changed: so that there are several reads of them.
const LOOK_MAX: u64 = 6;

/// What is called on an input stream that has ended, or that should not be there.
const OF_INPUTS: &[&[OpKind]] = &[
    &[OpKind::StreamRead, OpKind::BlockingRead],
    &[OpKind::BlockingRead, OpKind::StreamRead],
    &[OpKind::Block, OpKind::StreamRead],
    &[OpKind::Skip],
    &[OpKind::BlockingSkip, OpKind::BlockingRead],
];

/// The same of an output stream: what waits, and what a guest does that only polls.
const OF_OUTPUTS: &[&[OpKind]] = &[
    &[OpKind::CheckWrite, OpKind::StreamWrite, OpKind::Flush, OpKind::Block, OpKind::CheckWrite],
    &[OpKind::CheckWrite, OpKind::StreamWrite, OpKind::BlockingFlush],
    &[OpKind::BlockingWriteAndFlush, OpKind::CheckWrite],
    &[OpKind::BlockingWriteZeroesAndFlush],
    &[OpKind::CheckWrite, OpKind::Flush],
    &[OpKind::BlockingFlush],
];

impl Writer<'_> {
    /// What comes behind a call that was answered so, if anything does.
    pub(super) fn behind(&mut self, kind: OpKind, on: Name, bind: Option<Name>, answer: &Outcome) {
        if let (Outcome::Failed(_), Some(error)) = (answer, &bind)
            && self.pick.chance(BEHIND_PERCENT)
        {
            self.ask_error(&on, error);
        }
        if let (OpKind::ReadDirectory, Outcome::Error(_), Some(listing), Focus::System) =
            (kind, answer, &bind, self.focus)
        {
            self.list_all_the_same(listing);
        }
        if let (OpKind::WriteViaStream, Outcome::Done, Some(stream)) = (kind, answer, &bind)
            && self.last_is_far()
        {
            self.fail(stream);
        }
        let stream = match (answer, bind, kind.info().gives) {
            // A host may give a stream in place of a refusal, and refuse what is called on it.
            (Outcome::Error(_), Some(bind), Some(gives)) => Some((bind, gives)),
            (Outcome::Closed | Outcome::Failed(_), _, _) => {
                self.handle(&on).map(Handle::kind).map(|kind| (on, kind))
            }
            _ => None,
        };
        let Some((stream, of)) = stream.filter(|_| self.pick.chance(BEHIND_PERCENT)) else { return };
        let runs = match of {
            HandleKind::InputStream => OF_INPUTS,
            HandleKind::OutputStream => OF_OUTPUTS,
            HandleKind::Descriptor
            | HandleKind::DirectoryEntryStream
            | HandleKind::Pollable
            | HandleKind::Error => return,
        };
        for kind in *self.pick.one(runs) {
            if let Some(op) = self.op(*kind, &stream, Aim::Any) {
                self.call(stream.clone(), op, Manner::Once);
            }
        }
    }

    /// Asks for an entry of a listing that is none by the plain answer: a host may tell what its making has met only there.
    fn list_all_the_same(&mut self, listing: &Name) {
        if self.model.inconclusive().is_none() && self.pick.chance(BEHIND_PERCENT) {
            self.model.skip();
            self.script.steps.push(Step::new(listing.clone(), ListingOp::ReadDirectoryEntry));
        }
    }

    /// Whether the last call has made a stream that writes where no file reaches.
    fn last_is_far(&self) -> bool {
        let last = self.script.steps.last().and_then(Step::call);
        last.is_some_and(|last| {
            matches!(last.op, Op::Descriptor(DescriptorOp::WriteViaStream { offset }) if *offset > FAR)
        })
    }

    /// Writes to such a stream, and asks for the error that comes of it.
    fn fail(&mut self, stream: &Name) {
        if !self.pick.chance(FAILING_PERCENT) {
            return;
        }
        let Some(op) = self.op(OpKind::BlockingWriteAndFlush, stream, Aim::Any) else { return };
        if let Some((Some(error), Outcome::Failed(_))) = self.call(stream.clone(), op, Manner::Once) {
            self.ask_error(stream, &error);
        }
    }

    /// Asks an error what it is, mostly more than once, and now and then when its stream is gone.
    fn ask_error(&mut self, stream: &Name, error: &Name) {
        for _ in 0..self.pick.below(ERROR_ASKED_MAX + 1) {
            let op = match self.pick.below(10) {
                0..5 => Op::Error(ErrorOp::FilesystemErrorCode),
                5..9 => Op::Error(ErrorOp::ToDebugString),
                _ => {
                    self.call(stream.clone(), Op::Drop, Manner::Once);
                    continue;
                }
            };
            self.call(error.clone(), op, Manner::Once);
        }
    }

    /// Changes what is before a stream that has read, or makes its file longer, and reads on by several calls; false where
    /// there is no such stream, or it is not its turn.
    pub(super) fn beneath(&mut self) -> bool {
        if !self.pick.chance(BENEATH_PERCENT) {
            return false;
        }
        let writes = |handle: &&Handle| self.model.able(handle).succeeds.has(OpKind::Write);
        let files = self.model.handles().filter(|(_, handle)| writes(handle));
        let pairs: Vec<(Name, Name, u64)> = files
            .flat_map(|(file, handle)| {
                let readers = self.model.readers_of(handle);
                readers.map(|(stream, stands)| (file.clone(), stream.clone(), stands))
            })
            .collect();
        if pairs.is_empty() {
            return false;
        }
        let (file, stream, stands) = self.pick.one(&pairs).clone();
        let size = self.handle(&file).and_then(|handle| self.model.size_behind(handle)).unwrap_or(stands);
        let grows = self.pick.chance(50);
        let len = 2 + self.pick.up_to(2 * LOOK_MAX);
        let buffer = self.pick.data(self.writers, usize::try_from(len).unwrap_or(1));
        self.call(
            file,
            DescriptorOp::Write { buffer, offset: if grows { size } else { stands } },
            Manner::Once,
        );
        // Over the old end, and not to the new one.
        let first = if grows { (size - stands).saturating_add(self.pick.up_to(len - 1)) } else { 1 };
        for len in [first, self.pick.up_to(LOOK_MAX), self.pick.up_to(LOOK_MAX)] {
            let op = if self.pick.chance(50) {
                Op::Input(InputOp::BlockingRead { len })
            } else {
                Op::Input(InputOp::StreamRead { len })
            };
            self.call(stream.clone(), op, Manner::Once);
        }
        true
    }
}
