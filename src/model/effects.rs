//! Writes in flight, and how worlds fork over their landings.
//!
//! A stream's write opens an effect, which is over when a flush was seen to be complete, when a blocking call returned,
//! or when the stream failed or was cancelled. Until then a read may see each of its bytes or not, byte by byte.
//! Before a call whose outcome depends on the order of landings the worlds are closed under whole landings; each
//! stream's effects land in their order. A stream that fails or is cancelled leaves a prefix of what was in flight.
//! What a dropped stream left lingers: it may land at any time, or never.

use std::sync::Arc;

use super::file::FILE_MAX;
use super::nodes::{Change, File, NodeId, Touch};
use super::{Handle, Model, WORLDS_MAX, World};
use crate::op::{Call, Data, Op};
use crate::outcome::{Origin, Patch};
use crate::tree::Content;

/// The most bytes in flight whose every prefix is followed as a world of its own; more linger.
const PREFIXES_MAX: usize = 32;

/// A write that may not be over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// The stream that made it.
    pub(super) stream: usize,
    /// The file it goes to.
    pub(super) file: NodeId,
    /// Where it goes; none for the end of the file as it is when it lands.
    pub(super) offset: Option<u64>,
    /// What it writes.
    pub(super) bytes: Data,
    /// How it counts when it has landed.
    pub(super) origin: Origin,
    /// The step that made it.
    pub(super) step: usize,
}

/// What a call means for the effects of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aftermath {
    /// Nothing.
    Nothing,
    /// Those that it made up to a step have landed.
    Settled { stream: usize, upto: usize },
    /// A prefix of them has landed, and the rest never will.
    Cut(usize),
    /// The model can't follow any more, for this reason.
    Lost(&'static str),
}

/// A file as a read may find it.
#[derive(Debug)]
pub(super) struct View {
    /// The file as it is when nothing in flight has landed.
    pub(super) current: Arc<Content>,
    /// What it was since the window of the read opened.
    pub(super) versions: Vec<Arc<Content>>,
    /// What is in flight.
    pub(super) patches: Vec<Patch>,
    /// The smallest and the largest size it may have.
    pub(super) sizes: (u64, u64),
}

impl View {
    /// Whether nothing about the file is in doubt.
    pub(super) fn is_certain(&self) -> bool {
        self.versions.is_empty() && self.patches.is_empty()
    }

    /// How many bytes there are from an offset on: at least, and at most.
    pub(super) fn available(&self, offset: u64) -> (u64, u64) {
        (self.sizes.0.saturating_sub(offset), self.sizes.1.saturating_sub(offset))
    }
}

impl World {
    /// A file as a read may find it whose window opened at a step; without a window it opens now.
    pub(super) fn view(&self, node: NodeId, since: Option<usize>) -> View {
        let file = self.nodes.file(node).expect("our fault: a view of something that is no file");
        let in_window = |(step, _): &&(usize, Arc<Content>)| since.is_some_and(|since| *step >= since);
        let versions: Vec<_> =
            file.versions.iter().filter(in_window).map(|(_, content)| Arc::clone(content)).collect();
        let patch = |effect: &Effect| Patch {
            offset: effect.offset.unwrap_or(file.content.len()),
            bytes: effect.bytes.clone(),
            origin: effect.origin,
            step: effect.step,
        };
        let patches: Vec<_> = self.effects.iter().filter(|effect| effect.file == node).map(patch).collect();
        let size = file.content.len();
        let least = versions.iter().map(|version| version.len()).fold(size, u64::min);
        let longest = versions.iter().map(|version| version.len()).fold(size, u64::max);
        let most = patches
            .iter()
            .map(|patch| patch.offset.saturating_add(patch.bytes.len() as u64).min(FILE_MAX))
            .fold(longest, u64::max);
        View { current: Arc::clone(&file.content), versions, patches, sizes: (least, most) }
    }

    /// Whether an old version of the file may still be read by a stream that read ahead.
    pub(super) fn is_read_ahead(&self, node: NodeId) -> bool {
        self.handles.iter().any(|(_, handle)| match handle {
            Handle::Input(input) => input.node == node && input.ahead_since.is_some(),
            Handle::Descriptor(_) | Handle::Output(_) | Handle::Listing(_) => false,
        })
    }

    /// Changes a file now; the closure gets the step under which the version before has to be kept, if it has to.
    pub(super) fn change(&mut self, node: NodeId, apply: impl FnOnce(&mut File, Option<usize>) -> Touch) {
        let keep = self.is_read_ahead(node).then_some(self.step);
        if let Some(file) = self.nodes.file_mut(node) {
            let touch = apply(file, keep);
            let metadata = self.nodes.metadata_mut(node);
            match touch {
                Touch::Changed => metadata.data_changed(),
                Touch::Unclear => metadata.forget(),
                Touch::Nothing => {}
            }
        }
    }

    /// Lands the first effect of a stream, if it was made up to a step.
    fn land_first(&mut self, stream: usize, upto: usize) -> bool {
        let of_stream = |effect: &Effect| effect.stream == stream && effect.step <= upto;
        let Some(at) = self.effects.iter().position(of_stream) else { return false };
        let Effect { file, offset, bytes, origin, step, .. } = self.effects.remove(at);
        self.change(file, |file, keep| {
            let offset = offset.unwrap_or(file.content.len());
            let possible = usize::try_from(FILE_MAX.saturating_sub(offset)).unwrap_or(usize::MAX);
            let bytes = bytes.slice(0..possible.min(bytes.len()));
            file.write(Change { step, offset, bytes, origin }, keep)
        });
        self.nodes.metadata_mut(file).landed(step);
        true
    }

    fn streams_in_flight(&self, file: NodeId) -> Vec<usize> {
        let mut streams: Vec<_> =
            self.effects.iter().filter(|effect| effect.file == file).map(|effect| effect.stream).collect();
        streams.sort_unstable();
        streams.dedup();
        streams
    }
}

impl Model {
    /// Forks where the call's outcome depends on what has landed before it.
    pub(super) fn fork_before(&mut self, call: Call<'_>) {
        if self.worlds.iter().all(|world| world.effects.is_empty()) {
            return;
        }
        let Some(world) = self.worlds.first() else { return };
        let changes = match call.op {
            Op::Write { .. } | Op::SetSize { .. } => world.file_of(call),
            Op::OpenAt { .. } => world.truncated_by(call),
            Op::ReadViaStream { .. }
            | Op::WriteViaStream { .. }
            | Op::AppendViaStream
            | Op::Advise { .. }
            | Op::SyncData
            | Op::SetTimes { .. }
            | Op::Sync
            | Op::StatAt { .. }
            | Op::SetTimesAt { .. }
            | Op::LinkAt { .. }
            | Op::ReadlinkAt { .. }
            | Op::RenameAt { .. }
            | Op::SymlinkAt { .. }
            | Op::IsSameObject { .. }
            | Op::MetadataHash
            | Op::MetadataHashAt { .. }
            | Op::GetFlags
            | Op::GetType
            | Op::Read { .. }
            | Op::ReadDirectory
            | Op::CreateDirectoryAt { .. }
            | Op::Stat
            | Op::RemoveDirectoryAt { .. }
            | Op::UnlinkFileAt { .. }
            | Op::ReadDirectoryEntry
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
            | Op::Drop => None,
        };
        // Appends in flight move each other; all else is seen byte by byte without forking.
        let appends = |file: &NodeId| {
            self.worlds
                .iter()
                .any(|world| world.effects.iter().any(|e| e.file == *file && e.offset.is_none()))
        };
        let source = call.op.source().and_then(|src| world.handle(src)).map(Handle::node);
        let observed =
            [world.file_of(call), world.stated_by(call), source].into_iter().flatten().find(appends);
        if let Some(file) = changes.or(observed) {
            self.close(file);
        }
    }

    /// Closes the worlds under whole landings on a file.
    fn close(&mut self, file: NodeId) {
        let mut next = 0;
        while next < self.worlds.len() {
            for stream in self.worlds[next].streams_in_flight(file) {
                let mut landed = self.worlds[next].clone();
                landed.land_first(stream, usize::MAX);
                if !self.worlds.contains(&landed) {
                    self.worlds.push(landed);
                }
            }
            if self.worlds.len() > WORLDS_MAX {
                self.inconclusive = Some("more writes overlap than the model follows");
                return;
            }
            next += 1;
        }
    }

    /// What a stream wrote up to a step has landed.
    pub(super) fn settle(&mut self, stream: usize, upto: usize) {
        let covered = |effect: &Effect| effect.stream == stream && effect.step <= upto;
        let file_of =
            |world: &World| world.effects.iter().find(|effect| covered(effect)).map(|effect| effect.file);
        let Some(file) = self.worlds.iter().find_map(file_of) else { return };
        if self.worlds.iter().any(|world| world.streams_in_flight(file) != [stream]) {
            self.close(file);
            self.worlds.retain(|world| !world.effects.iter().any(covered));
            return;
        }
        for world in &mut self.worlds {
            while world.land_first(stream, upto) {}
        }
    }

    /// Forks over everything that can have landed by now, before the tree is looked at.
    pub(super) fn close_all(&mut self) {
        let mut files: Vec<NodeId> =
            self.worlds.iter().flat_map(|world| world.effects.iter().map(|effect| effect.file)).collect();
        files.sort_unstable();
        files.dedup();
        for file in files {
            self.close(file);
        }
    }

    /// A prefix of what a stream had in flight has landed, and no more will.
    pub(super) fn cut(&mut self, stream: usize) {
        let mine = |world: &World| {
            world.effects.iter().filter(|effect| effect.stream == stream).cloned().collect::<Vec<_>>()
        };
        let alone = self.worlds.iter().all(|world| {
            world
                .effects
                .iter()
                .filter(|effect| effect.stream == stream)
                .all(|effect| world.streams_in_flight(effect.file) == [stream])
        });
        let bytes = |world: &World| mine(world).iter().map(|effect| effect.bytes.len()).sum::<usize>();
        let most = self.worlds.iter().map(bytes).max().unwrap_or(0);
        if most == 0 || !alone || most > PREFIXES_MAX || self.worlds.len() > 1 {
            return;
        }
        let whole = self.worlds.remove(0);
        self.worlds.extend((0..=most).map(|kept| whole.with_prefix(stream, kept)));
    }

    /// Drops worlds that have become equal.
    pub(super) fn merge_equal_worlds(&mut self) {
        let mut at = 1;
        while at < self.worlds.len() {
            if self.worlds[..at].contains(&self.worlds[at]) {
                self.worlds.swap_remove(at);
            } else {
                at += 1;
            }
        }
    }
}

impl World {
    /// This world when the first `kept` bytes of what a stream had in flight have landed, and the rest never does.
    fn with_prefix(&self, stream: usize, mut kept: usize) -> Self {
        let mut world = self.clone();
        for effect in world.effects.iter_mut().filter(|effect| effect.stream == stream) {
            let now = kept.min(effect.bytes.len());
            effect.bytes = effect.bytes.slice(0..now);
            kept -= now;
        }
        while world.land_first(stream, usize::MAX) {}
        world
    }
}
