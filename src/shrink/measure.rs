//! How large a script is. Whatever takes the place of another is smaller by this measure, so that shrinking ends.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::letters;
use super::simpler::{MODES, paths};
use crate::op::{Control, DescriptorOp, HostChange, Manner, Name, Op, OutputOp, SystemAnswer};
use crate::script::{Action, Script, Step};
use crate::tree::{Access, Fixture, Node};
use crate::wasi::NewTimestamp;

/// What is compared first stands first: a script with a step fewer is smaller whatever its steps are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Measure {
    steps: usize,
    /// How far the calls are from the plainest ones.
    manners: u32,
    /// How late the handles are bound that the steps are about, added up.
    handles: usize,
    /// Objects of the tree, preopens, rights that are missing, and times that are given.
    fixture: u32,
    /// Names of objects.
    names: usize,
    /// Flags that are set, and timestamps that are.
    flags: u32,
    /// All lengths, offsets and counts, added up.
    numbers: u128,
    /// Stretches of bytes with other letters than those of their places.
    odd_letters: usize,
    /// How long the text is.
    letters: usize,
    /// The text itself, for names.
    text: String,
}

impl Measure {
    pub(super) fn of(script: &Script) -> Self {
        let text = script.to_string();
        let mut measure = Self { steps: script.steps.len(), letters: text.len(), text, ..Self::default() };
        measure.count_fixture(&script.fixture);
        measure.names = paths::names_count(script);
        measure.odd_letters = letters::others(script);
        measure.count_handles(script);
        for step in &script.steps {
            measure.manners += u32::from(step.times > 1);
            measure.numbers += u128::from(step.times);
            for observed in step.observed.into_iter().flatten() {
                measure.manners += 1;
                measure.numbers += u128::from(observed.plus.unsigned_abs());
            }
            match &step.action {
                Action::Call { op, manner, .. } => measure.count_call(op, *manner),
                Action::Control(control) => measure.count_control(control),
            }
        }
        measure
    }

    /// Whether it is smaller by what is done and what is there, whatever the numbers, bytes and names are.
    pub(super) fn is_plainer(&self, other: &Self) -> bool {
        let parts = |measure: &Self| {
            let Self { steps, manners, handles, fixture, names, flags, .. } = *measure;
            (steps, manners, handles, fixture, names, flags)
        };
        parts(self) < parts(other)
    }

    /// Tells scripts apart.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        hasher.finish()
    }

    fn count_fixture(&mut self, fixture: &Fixture) {
        let all = Access::default();
        for preopen in &fixture.preopens {
            let missing = all.dir.difference(preopen.access.dir).bits().count_ones()
                + all.file.difference(preopen.access.file).bits().count_ones();
            self.fixture += 1 + missing;
        }
        self.fixture += u32::from(fixture.apart.is_some());
        for (_, node) in fixture.tree.walk() {
            self.fixture += 1;
            if let Node::File(content) = node {
                self.numbers += u128::from(content.len());
            }
        }
        for mode in &fixture.modes {
            self.fixture += 1;
            let place = MODES.iter().position(|bits| *bits == mode.bits).unwrap_or(MODES.len());
            self.numbers += place as u128;
        }
        for modified in &fixture.modified {
            self.fixture += 1;
            // A time behind 1970 is taken for farther away than the same one before it.
            let seconds = u128::from(modified.seconds.unsigned_abs());
            self.numbers += seconds * 2 + u128::from(modified.seconds > 0);
        }
    }

    fn count_handles(&mut self, script: &Script) {
        let mut bound: Vec<&str> =
            script.fixture.preopens.iter().map(|preopen| preopen.name.as_str()).collect();
        for step in &script.steps {
            // What is not bound is behind all that is.
            let place = |name: &str| bound.iter().position(|known| *known == name).unwrap_or(bound.len());
            self.handles += step.mentions().map(|name| place(name.as_str())).sum::<usize>();
            bound.extend(step.bind().map(Name::as_str));
        }
    }

    fn count_call(&mut self, op: &Op, manner: Manner) {
        // A blocking call does what a permit, a call and a flush do, and a splice what a read and a write do.
        self.manners += u32::from(
            op.source().is_some()
                || matches!(op, Op::Output(OutputOp::StreamWrite { .. } | OutputOp::WriteZeroes { .. })),
        );
        match manner {
            Manner::Once => {}
            Manner::UntilProgress => self.manners += 1,
            Manner::Abandon { polls } => {
                self.manners += 1;
                self.numbers += u128::from(polls);
            }
        }
        self.numbers += op.length().map_or(0, u128::from);
        match op {
            Op::Descriptor(op) => self.count_descriptor_call(op),
            Op::Output(OutputOp::StreamWrite { contents } | OutputOp::BlockingWriteAndFlush { contents }) => {
                self.numbers += contents.len() as u128;
            }
            Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }) => self.numbers += u128::from(*len),
            // What they ask for is counted above.
            Op::Output(_)
            | Op::Input(_)
            | Op::Listing(_)
            | Op::Pollable(_)
            | Op::Error(_)
            | Op::Freestanding(_)
            | Op::Stream(_)
            | Op::Drop => {}
        }
    }

    fn count_descriptor_call(&mut self, op: &DescriptorOp) {
        match op {
            DescriptorOp::ReadViaStream { offset }
            | DescriptorOp::WriteViaStream { offset }
            | DescriptorOp::SetSize { size: offset }
            | DescriptorOp::Read { offset, .. } => self.numbers += u128::from(*offset),
            DescriptorOp::Advise { offset, length, .. } => {
                self.numbers += u128::from(*offset) + u128::from(*length);
            }
            DescriptorOp::Write { buffer, offset } => {
                self.numbers += buffer.len() as u128 + u128::from(*offset);
            }
            DescriptorOp::StatAt { path_flags, .. }
            | DescriptorOp::MetadataHashAt { path_flags, .. }
            | DescriptorOp::LinkAt { old_path_flags: path_flags, .. } => {
                self.flags += path_flags.bits().count_ones();
            }
            DescriptorOp::OpenAt { path_flags, open_flags, flags, .. } => {
                self.flags += path_flags.bits().count_ones()
                    + open_flags.bits().count_ones()
                    + flags.bits().count_ones();
            }
            DescriptorOp::SetTimes { data_access_timestamp, data_modification_timestamp } => {
                self.count_times([data_access_timestamp, data_modification_timestamp]);
            }
            DescriptorOp::SetTimesAt {
                path_flags,
                data_access_timestamp,
                data_modification_timestamp,
                ..
            } => {
                self.flags += path_flags.bits().count_ones();
                self.count_times([data_access_timestamp, data_modification_timestamp]);
            }
            DescriptorOp::AppendViaStream
            | DescriptorOp::SyncData
            | DescriptorOp::Sync
            | DescriptorOp::GetFlags
            | DescriptorOp::GetType
            | DescriptorOp::ReadDirectory
            | DescriptorOp::CreateDirectoryAt { .. }
            | DescriptorOp::Stat
            | DescriptorOp::ReadlinkAt { .. }
            | DescriptorOp::RemoveDirectoryAt { .. }
            | DescriptorOp::RenameAt { .. }
            | DescriptorOp::SymlinkAt { .. }
            | DescriptorOp::UnlinkFileAt { .. }
            | DescriptorOp::IsSameObject { .. }
            | DescriptorOp::MetadataHash => {}
        }
    }

    fn count_times(&mut self, times: [&NewTimestamp; 2]) {
        for time in times {
            match time {
                NewTimestamp::NoChange => {}
                NewTimestamp::Now => self.flags += 1,
                NewTimestamp::Timestamp(moment) => {
                    self.flags += 1;
                    self.numbers += u128::from(moment.seconds) + u128::from(moment.nanoseconds);
                }
            }
        }
    }

    fn count_control(&mut self, control: &Control) {
        match control {
            // Every platform has a queue.
            Control::Hold { queued } => self.manners += u32::from(!queued),
            Control::Release(_) | Control::Quiesce => {}
            Control::Fault(injection) => {
                self.numbers += u128::from(injection.after) + u128::from(injection.behind);
                if let SystemAnswer::Short(count) = injection.answer {
                    self.numbers += u128::from(count);
                }
            }
            Control::Host(change) => {
                let HostChange { change, amid, .. } = change;
                let before = amid.as_ref().map_or(0, |amid| amid.before);
                let length = change.bytes().map_or(0, |bytes| bytes.len() as u128);
                self.numbers += length + u128::from(change.number().unwrap_or(0)) + u128::from(before);
            }
        }
    }
}

impl Step {
    /// The handles that it is about, without the one that it binds.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = &Name> {
        let call = self.call();
        let others = call.into_iter().flat_map(|call| call.op.others()).map(|(other, _)| other);
        let on = call.map(|call| call.on).filter(|on| !on.is_none());
        on.into_iter().chain(others).chain(self.control().and_then(Control::handle))
    }
}
