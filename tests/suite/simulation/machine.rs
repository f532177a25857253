//! The simulated backend: files, names, and what a guest holds.

use std::collections::BTreeMap;

use wasi_fs_conformance::op::{
    Call, CallClass, Change, Control, DescriptorOp, HostChange, Injection, Name, Op, OutputOp, StreamOp,
    SystemAnswer,
};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::tree::{Access, Fixture, Node, Tree};
use wasi_fs_conformance::wasi::{DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, OpenFlags};

use super::dice::{Choice, Dice};
use super::input::Input;
use super::landing::File;
use super::output::{Life, Output};
use super::pollables::Pollable;

/// Offsets and lengths beyond this it does not serve, so that a file is a plain vector: a script that has one is given up.
const OFFSET_MAX: u64 = 1 << 18;

/// An offset or a length as the index that it is in a file; none beyond what is served.
pub(super) fn place(offset: u64) -> Option<usize> {
    (offset <= OFFSET_MAX).then(|| usize::try_from(offset).ok()).flatten()
}

/// How many bytes streams keep ahead: few, so that files reach beyond that, and what the model has unless told otherwise.
const AHEAD: &[usize] = &[1, 2, 4, 8, 1 << 20];

/// What a name of the script stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Handle {
    Root,
    File { file: usize, flags: DescriptorFlags },
    Input(usize),
    Output(usize),
    Pollable(usize),
}

impl Handle {
    /// The pollable that it is, if it is one.
    pub(super) fn pollable(self) -> Option<usize> {
        if let Self::Pollable(at) = self { Some(at) } else { None }
    }
}

/// A backend in memory that makes every choice that an implementation may make by its dice.
#[derive(Clone, Debug)]
pub(super) struct Simulated {
    pub(super) dice: Dice,
    /// How many bytes an input stream keeps ahead of its guest at most.
    pub(super) ahead: usize,
    /// In how many of 100 moments what is in flight gets on; some backends hurry, some don't.
    pub(super) haste: usize,
    pub(super) files: Vec<File>,
    names: BTreeMap<String, usize>,
    handles: Vec<(Name, Handle)>,
    pub(super) outputs: Vec<Output>,
    pub(super) inputs: Vec<Input>,
    pub(super) pollables: Vec<Pollable>,
    /// What happened unseen, for a person to read.
    pub(super) trace: Vec<String>,
    /// Whether that is written down.
    pub(super) traces: bool,
}

impl Simulated {
    /// The backend of a fixture with the dice of a seed; none if the fixture has more than files and one preopen.
    pub(super) fn new(fixture: &Fixture, seed: u64, traces: bool) -> Option<Self> {
        let [preopen] = fixture.preopens.as_slice() else { return None };
        let (mut files, mut names) = (Vec::new(), BTreeMap::new());
        for (name, node) in &fixture.tree.entries {
            let Node::File(content) = node else { return None };
            names.insert(name.clone(), files.len());
            place(content.len())?;
            let bytes = content.read(0..OFFSET_MAX);
            files.push(File { bytes, links: 1 });
        }
        let root = (Name::new(&preopen.name)?, Handle::Root);
        let plain = preopen.path.is_empty() && preopen.access == Access::default();
        let mut dice = Dice::new(seed);
        let haste = *dice.one(&[4, 12, 30, 60]);
        let ahead = *dice.one(AHEAD);
        plain.then(|| Self {
            dice,
            haste,
            ahead,
            files,
            names,
            handles: vec![root],
            outputs: Vec::new(),
            inputs: Vec::new(),
            pollables: Vec::new(),
            trace: Vec::new(),
            traces,
        })
    }

    /// What tells two states apart: all but the dice and what was written down.
    pub(super) fn state(&self) -> String {
        format!(
            "{:?}",
            (&self.files, &self.names, &self.handles, &self.outputs, &self.inputs, &self.pollables)
        )
    }

    /// What is held.
    pub(super) fn handles(&self) -> impl Iterator<Item = Handle> {
        self.handles.iter().map(|(_, handle)| *handle)
    }

    pub(super) fn handle(&self, name: &Name) -> Option<Handle> {
        self.handles.iter().find(|(bound, _)| bound == name).map(|(_, handle)| *handle)
    }

    /// The input stream of a name.
    pub(super) fn input_at(&self, name: &Name) -> usize {
        match self.handle(name) {
            Some(Handle::Input(at)) => at,
            _ => unreachable!("our fault: a splice from something else was not skipped"),
        }
    }

    /// Answers a call; none for a call that it does not know.
    pub(super) fn call(&mut self, call: Call<'_>) -> Option<Outcome> {
        self.time_passes();
        if let Op::Freestanding(op) = call.op {
            return self.poll(op, call.manner);
        }
        let handle = self.handle(call.on)?;
        if matches!(call.op, Op::Stream(StreamOp::Cancel) | Op::Drop) {
            self.let_go(call, handle);
            let traps = self.leave_pollables(call.on);
            return Some(if traps {
                Outcome::Trap("a stream that has a pollable".into())
            } else {
                Outcome::Done
            });
        }
        if let Op::Stream(StreamOp::Subscribe) = call.op {
            return self.subscribe(call.on, call.bind);
        }
        let outcome = match (handle, call.op) {
            (Handle::Output(at), Op::Output(OutputOp::Splice { src, len })) => {
                self.splice(at, src, *len, call.manner, false)
            }
            (Handle::Output(at), Op::Output(OutputOp::BlockingSplice { src, len })) => {
                self.splice(at, src, *len, call.manner, true)
            }
            (Handle::Output(at), op) => self.output_call(at, op, call.manner)?,
            (Handle::Input(at), op) => self.input_call(at, op, call.manner)?,
            (Handle::Pollable(at), op) => self.pollable_call(at, op, call.manner)?,
            (Handle::Root, _) => self.open(call)?,
            (Handle::File { file, flags }, op) => self.file_call(file, flags, op, call.bind)?,
        };
        if matches!(outcome, Outcome::Trap(_)) {
            self.let_go(call, handle);
            _ = self.leave_pollables(call.on);
        }
        Some(outcome)
    }

    fn let_go(&mut self, call: Call<'_>, handle: Handle) {
        self.handles.retain(|(bound, _)| bound != call.on);
        match handle {
            Handle::Output(at) if matches!(call.op, Op::Stream(StreamOp::Cancel)) => self.cancel_output(at),
            Handle::Output(at) => self.outputs[at].life = Life::LetGo,
            Handle::Input(at) => self.inputs[at].closed = true,
            Handle::Root | Handle::File { .. } | Handle::Pollable(_) => {}
        }
    }

    pub(super) fn bind(&mut self, name: Option<&Name>, handle: Handle) -> Option<Outcome> {
        self.handles.push((name?.clone(), handle));
        Some(Outcome::Done)
    }

    fn open(&mut self, call: Call<'_>) -> Option<Outcome> {
        let Op::Descriptor(DescriptorOp::OpenAt { path, open_flags, flags, path_flags: _ }) = call.op else {
            return None;
        };
        let known = OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let plain = !path.is_empty() && !path.contains(['/', '\\', '\0']) && !path.starts_with('.');
        let rights = DescriptorFlags::READ | DescriptorFlags::WRITE;
        if !plain || !known.contains(*open_flags) || !rights.contains(*flags) {
            return None;
        }
        let file = match self.names.get(&**path) {
            Some(file) => *file,
            None if open_flags.contains(OpenFlags::CREATE) => {
                self.files.push(File { links: 1, ..File::default() });
                self.names.insert(path.to_string(), self.files.len() - 1);
                self.files.len() - 1
            }
            None => return Some(Outcome::Error(ErrorCode::NoEntry)),
        };
        if open_flags.contains(OpenFlags::TRUNCATE) {
            if !flags.contains(DescriptorFlags::WRITE) {
                return None;
            }
            if !self.dice.takes(Choice::TruncateFirst, 50) {
                self.time_passes();
            }
            self.change(file, 0..usize::MAX, |file| file.set_size(0));
        }
        let flags = self.rights(*open_flags, *flags);
        self.bind(call.bind, Handle::File { file, flags })
    }

    /// What a file is opened for: what was asked for, and of the rights that are open some.
    fn rights(&mut self, open_flags: OpenFlags, asked: DescriptorFlags) -> DescriptorFlags {
        let (read, write) = (DescriptorFlags::READ, DescriptorFlags::WRITE);
        let open = [(asked.is_empty(), read), (!asked.contains(write) && !open_flags.is_empty(), write)];
        let given = |(is_open, right): (bool, DescriptorFlags)| {
            if is_open && self.dice.takes(Choice::RightGiven, 50) { right } else { DescriptorFlags::empty() }
        };
        open.map(given).into_iter().fold(asked, DescriptorFlags::union)
    }

    /// A call that the file was not opened for; none for one that needs no such right.
    fn refused(&mut self, file: usize, op: &Op, bind: Option<&Name>) -> Option<Outcome> {
        let code = ErrorCode::BadDescriptor;
        let reads = matches!(op, Op::Descriptor(DescriptorOp::ReadViaStream { .. }));
        let writes =
            matches!(op, Op::Descriptor(DescriptorOp::WriteViaStream { .. } | DescriptorOp::AppendViaStream));
        let made = (reads || writes) && self.dice.takes(Choice::DeniedStreamMade, 60);
        match (made, reads) {
            (false, _) => {
                let known = reads || writes;
                let known = known
                    || matches!(
                        op,
                        Op::Descriptor(
                            DescriptorOp::Read { .. }
                                | DescriptorOp::Write { .. }
                                | DescriptorOp::SetSize { .. }
                        )
                    );
                known.then_some(Outcome::Error(code))
            }
            (true, true) => {
                self.inputs.push(Input::failed(file, code));
                self.bind(bind, Handle::Input(self.inputs.len() - 1))
            }
            (true, false) => {
                let mut output = Output::new(file, None);
                output.error = Some(code);
                self.outputs.push(output);
                self.bind(bind, Handle::Output(self.outputs.len() - 1))
            }
        }
    }

    fn file_call(
        &mut self,
        file: usize,
        flags: DescriptorFlags,
        op: &Op,
        bind: Option<&Name>,
    ) -> Option<Outcome> {
        let needed =
            if matches!(op, Op::Descriptor(DescriptorOp::Read { .. } | DescriptorOp::ReadViaStream { .. })) {
                DescriptorFlags::READ
            } else if matches!(op, Op::Descriptor(DescriptorOp::Stat | DescriptorOp::GetFlags)) {
                DescriptorFlags::empty()
            } else {
                DescriptorFlags::WRITE
            };
        if !flags.contains(needed) {
            return self.refused(file, op, bind);
        }
        if let Op::Descriptor(DescriptorOp::GetFlags) = op {
            Some(Outcome::Flags(flags))
        } else if let Op::Descriptor(DescriptorOp::ReadViaStream { offset }) = op {
            self.inputs.push(Input::new(file, place(*offset)?));
            self.bind(bind, Handle::Input(self.inputs.len() - 1))
        } else if let Op::Descriptor(DescriptorOp::WriteViaStream { offset }) = op {
            self.outputs.push(Output::new(file, Some(place(*offset)?)));
            self.bind(bind, Handle::Output(self.outputs.len() - 1))
        } else if let Op::Descriptor(DescriptorOp::AppendViaStream) = op {
            self.outputs.push(Output::new(file, None));
            self.bind(bind, Handle::Output(self.outputs.len() - 1))
        } else if let Op::Descriptor(DescriptorOp::Stat) = op {
            Some(Outcome::Stat(DescriptorStat {
                r#type: DescriptorType::RegularFile,
                link_count: self.files[file].links,
                size: self.files[file].bytes.len() as u64,
                data_access_timestamp: None,
                data_modification_timestamp: None,
                status_change_timestamp: None,
            }))
        } else if let Op::Descriptor(DescriptorOp::SetSize { size }) = op {
            let size = place(*size)?;
            self.change(file, size..usize::MAX, |file| file.set_size(size));
            Some(Outcome::Done)
        } else if let Op::Descriptor(DescriptorOp::Write { buffer, offset }) = op {
            let offset = place(*offset)?;
            let short = buffer.len() > 1 && self.dice.takes(Choice::WriteShort, 15);
            let count = if short { 1 + self.dice.below(buffer.len() - 1) } else { buffer.len() };
            self.change(file, offset..offset + count, |file| file.write(offset, &buffer[..count]));
            Some(Outcome::Count(count as u64))
        } else if let Op::Descriptor(DescriptorOp::Read { length, offset }) = op {
            Some(self.read_at(file, *length, place(*offset)?))
        } else {
            None
        }
    }

    fn read_at(&mut self, file: usize, length: u64, offset: usize) -> Outcome {
        let bytes = &self.files[file].bytes;
        let rest = bytes.get(offset..).unwrap_or_default();
        let most = rest.len().min(usize::try_from(length).unwrap_or(usize::MAX));
        let short = most > 1 && self.dice.takes(Choice::ReadShort, 15);
        let count = if short { 1 + self.dice.below(most - 1) } else { most };
        let (bytes, at_end) = (rest[..count].to_vec(), count == rest.len());
        if at_end && count == 0 && length > 0 {
            // The end may be another when the flag is made.
            self.writes_get_on();
            let at_end = self.files[file].bytes.len() <= offset;
            return Outcome::Bytes { bytes, end: Some(at_end) };
        }
        let silent = at_end && self.dice.takes(Choice::EndFlagClear, 30);
        Outcome::Bytes { bytes, end: Some(at_end && !silent) }
    }

    /// Lets something happen around the guest; false if what it names is not there.
    pub(super) fn control(&mut self, control: &Control) -> bool {
        self.time_passes();
        match control {
            Control::Hold { .. } => true,
            Control::Release(name) => {
                matches!(self.handle(name), Some(Handle::Input(_) | Handle::Output(_)))
            }
            Control::Quiesce => {
                self.quiesce();
                true
            }
            Control::Fault(injection) => self.inject(injection),
            Control::Host(change) => self.host(change),
        }
    }

    /// What dropped streams left is over, one way or another.
    fn quiesce(&mut self) {
        self.time_passes();
        while let Some(at) = self.a_let_go_stream() {
            if self.dice.takes(Choice::EndLands, 60) {
                _ = self.land(at, 1);
            } else {
                self.give_up(at);
            }
        }
    }

    fn a_let_go_stream(&mut self) -> Option<usize> {
        let left = |output: &Output| output.life == Life::LetGo && !output.queue.is_empty();
        let all: Vec<usize> = (0..self.outputs.len()).filter(|at| left(&self.outputs[*at])).collect();
        (!all.is_empty()).then(|| *self.dice.one(&all))
    }

    fn inject(&mut self, injection: &Injection) -> bool {
        match (self.handle(&injection.on), injection.calls) {
            (Some(Handle::Input(at)), CallClass::Read) => {
                self.inputs[at].fault = Some(self.next_fault(self.inputs[at].fault, injection.answer));
            }
            (Some(Handle::Output(at)), CallClass::Write) => {
                self.outputs[at].fault = Some(self.next_fault(self.outputs[at].fault, injection.answer));
            }
            (Some(Handle::Input(_) | Handle::Output(_)), _) => {}
            (Some(Handle::Root | Handle::File { .. } | Handle::Pollable(_)) | None, _) => return false,
        }
        true
    }

    /// The fault that a stream meets: the new one, or one that it has not met yet.
    fn next_fault(&mut self, before: Option<SystemAnswer>, new: SystemAnswer) -> SystemAnswer {
        before.filter(|_| self.dice.takes(Choice::FaultStays, 40)).unwrap_or(new)
    }

    fn host(&mut self, change: &HostChange) -> bool {
        let Some(&file) = self.names.get(&*change.path) else { return false };
        match &change.change {
            Change::Truncate { size } => {
                let Some(size) = place(*size) else { return false };
                self.change(file, size..usize::MAX, |file| file.set_size(size));
            }
            Change::Append { bytes } => {
                let end = self.files[file].bytes.len();
                self.change(file, end..usize::MAX, |file| file.write(file.bytes.len(), bytes));
            }
            Change::Write { bytes, offset } => {
                let Some(start) = place(*offset) else { return false };
                self.change(file, start..start + bytes.len(), |file| file.write(start, bytes));
            }
            Change::Replace { bytes } => {
                self.files[file].links -= 1;
                self.files.push(File { bytes: bytes.to_vec(), links: 1 });
                self.names.insert(change.path.to_string(), self.files.len() - 1);
            }
            Change::Remove => {
                self.files[file].links -= 1;
                self.names.remove(&*change.path);
            }
            // A machine of files alone: its scripts ask for none of these.
            Change::Swap { .. }
            | Change::Rename { .. }
            | Change::Symlink { .. }
            | Change::MakeDirectory
            | Change::Touch
            | Change::Chmod { .. } => return false,
        }
        true
    }

    /// Everything lands or is lost.
    pub(super) fn end(&mut self) {
        self.time_passes();
        for output in &mut self.outputs {
            output.life = Life::LetGo;
        }
        self.quiesce();
    }

    /// The files by their names.
    pub(super) fn tree(&self) -> Tree {
        let node = |file: &usize| Node::file(self.files[*file].bytes.clone());
        Tree { entries: self.names.iter().map(|(name, file)| (name.clone(), node(file))).collect() }
    }
}
