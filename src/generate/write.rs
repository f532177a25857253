//! A script, step by step, against the model's live handles.

use std::sync::Arc;

use super::flight::Flight;
use super::focus::Focus;
use super::pick::Pick;
use super::weights::WEIGHTS;
use crate::model::{Handle, Model, Permit};
use crate::op::{Data, HandleKind, Manner, Name, Op, OpInfo, OpKind};
use crate::script::{Action, Script, Step};
use crate::tree::{Lacks, Node};
use crate::wasi::{Advice, DescriptorFlags, OpenFlags};

/// More handles than this are not opened: scripts with many are no better and hard to read.
const HANDLES_MAX: usize = 9;

/// How many steps there is room for at the end, to wait for what the model can't leave in flight.
const SPARE: usize = 4;

/// A script ends where so many steps were given up, since the backend lacks what they need.
const GIVEN_UP_MAX: usize = 1000;

/// How much more often a handle is let go of when there are so many.
const FULL_FACTOR: u32 = 4;

/// Writes one script.
pub(super) struct Writer<'r> {
    pick: Pick<'r>,
    /// Each operation with its own weight, and how often it is asked with this focus.
    weights: Vec<((OpKind, u32), u32)>,
    model: Model,
    script: Script,
    /// What may be in flight.
    flight: Flight,
    /// How many writes there were; the next writer's number.
    writers: usize,
    /// How many names were given to handles.
    named: usize,
    /// Paths at which a directory is or was.
    directories: Vec<Arc<str>>,
    /// What the backend lacks.
    lacks: Lacks,
    /// How many steps were given up for what they need.
    given_up: usize,
}

const READ_WRITE: DescriptorFlags = DescriptorFlags::READ.union(DescriptorFlags::WRITE);

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

/// A handle as it is chosen from: what it is, and whether it has ended.
type Live = (HandleKind, bool);

impl<'r> Writer<'r> {
    pub(super) fn new(mut pick: Pick<'r>, focus: Focus, lacks: Lacks) -> Self {
        let whole = Script { fixture: pick.fixture(), ..Script::default() };
        let fixture = if lacks.is_empty() { whole.fixture } else { whole.without(lacks).script.fixture };
        let model = Model::new(&fixture);
        let planted = fixture.tree.walk().into_iter().filter(|(_, node)| matches!(node, Node::Directory(_)));
        let directories = planted.map(|(path, _)| path.into()).collect();
        let script = Script { fixture, ..Script::default() };
        let flight = Flight::default();
        let weights = WEIGHTS.iter().map(|(kind, own)| ((*kind, *own), own * focus.factor(*kind))).collect();
        Self { pick, weights, model, script, flight, writers: 0, named: 0, directories, lacks, given_up: 0 }
    }

    pub(super) fn script(mut self, ops_max: usize) -> Script {
        let ops = 1 + self.pick.below(ops_max.saturating_sub(SPARE).max(1));
        self.script.steps.reserve(ops + SPARE);
        while self.script.steps.len() < ops
            && self.given_up < GIVEN_UP_MAX
            && self.model.inconclusive().is_none()
            && self.model.handles().next().is_some()
        {
            self.step();
        }
        let left = if self.flight.may_be_left() { self.flight.long() } else { self.flight.streams() };
        self.settle(left);
        self.script.steps.truncate(ops_max);
        self.script
    }

    /// Adds one step, or two where the second would be pointless alone.
    fn step(&mut self) {
        let handles = self.model.handles();
        let live: Vec<Live> = handles.map(|(_, handle)| (handle.kind(), handle.is_closed())).collect();
        let kind = self.kind(&live);
        let on = self.choose(kind, &live);
        let writes = matches!(kind, OpKind::StreamWrite | OpKind::WriteZeroes);
        if writes && self.permit(&on) == Some(Permit::None) && self.pick.chance(85) {
            let manner = if self.pick.chance(50) { Manner::UntilProgress } else { Manner::Once };
            self.add(Step::new(on.clone(), Op::CheckWrite).in_manner(manner));
        }
        let Some(op) = self.op(kind, &on) else { return };
        let bind = kind.info().gives.map(|gives| self.name(gives));
        let loops = kind.can_loop() && self.pick.chance(20);
        let manner = if loops { Manner::UntilProgress } else { Manner::Once };
        self.settle_before(&op, &on);
        if !self.flight.admits(&on, &op, manner) {
            self.settle(self.flight.streams());
            if !self.flight.admits(&on, &op, manner) {
                return;
            }
        }
        self.add(Step::of(Action::Call { bind, on, op, manner }));
    }

    /// Where a long write is in flight, nothing else may change the file, and its stream may not go, or the model would
    /// have to follow every point in which it may end: so it is waited for.
    fn settle_before(&mut self, op: &Op, on: &Name) {
        if self.flight.is_empty() {
            return;
        }
        let mut streams = self.flight.long();
        let goes = matches!(op, Op::Cancel | Op::Drop);
        streams.retain(|stream| if stream == on { goes } else { changes_files(op) });
        self.settle(streams);
        let mut streams = self.flight.streams();
        streams.retain(|stream| stream == on);
        if !streams.is_empty() && self.may_trap(op, on) && self.pick.chance(60) {
            // The next write joins what is in flight.
            self.add(Step::new(on.clone(), Op::CheckWrite));
        }
        if self.may_trap(op, on) {
            self.settle(streams);
        }
    }

    /// Whether the guest may end of a call, and its stream with it.
    fn may_trap(&self, op: &Op, on: &Name) -> bool {
        let within = |length: u64| matches!(self.permit(on), Some(Permit::Fresh(permit)) if length <= permit);
        if let Op::StreamWrite { contents } = op {
            !within(contents.len() as u64)
        } else if let Op::WriteZeroes { len } = op {
            !within(*len)
        } else {
            false
        }
    }

    /// Waits for the writes of streams.
    fn settle(&mut self, streams: Vec<Name>) {
        for stream in streams {
            self.flight.admits(&stream, &Op::BlockingFlush, Manner::Once);
            if self.handle(&stream).is_some() {
                self.add(Step::new(stream, Op::BlockingFlush));
            }
        }
    }

    /// An operation for which there is a handle, by weight; with many handles, rather one that lets go of some.
    fn kind(&mut self, live: &[Live]) -> OpKind {
        let full = live.len() >= HANDLES_MAX;
        let mut there = [false; HandleKind::COUNT];
        for (on, _) in live {
            there[*on as usize] = true;
        }
        let weighed = self.pick.weighted_by(&self.weights, |(kind, own), weight| {
            let OpInfo { on, gives, .. } = kind.info();
            let is_last = kind == OpKind::Drop && live.len() == 1;
            if is_last || full && gives.is_some() || !on.iter().any(|on| there[*on as usize]) {
                return 0;
            }
            let lets_go = matches!(kind, OpKind::Drop | OpKind::Cancel);
            if full && lets_go { own * FULL_FACTOR } else { weight }
        });
        weighed.0
    }

    /// A handle for an operation: the newest often, one that has ended seldom.
    fn choose(&mut self, kind: OpKind, live: &[Live]) -> Name {
        // The first handle opens all others, so it is let go of seldom.
        let first = usize::from(kind == OpKind::Drop && self.pick.chance(95));
        let fits = |(on, _): &Live| kind.info().on.contains(on);
        let open = live[first..].iter().filter(|handle| fits(handle) && !handle.1).count();
        let any = open == 0 || self.pick.chance(8);
        let mut from = (first..live.len()).filter(|at| fits(&live[*at]) && (any || !live[*at].1));
        let count = from.clone().count();
        let index = if self.pick.chance(40) { count - 1 } else { self.pick.below(count) };
        let chosen = from.nth(index).and_then(|at| self.model.handles().nth(at));
        chosen.expect("our fault: an operation for which there is no handle").0.clone()
    }

    /// Adds a step and lets the model take a plain answer to it.
    fn add(&mut self, step: Step) {
        if !self.lacks.is_empty() && needs_of(&step, self.lacks) {
            self.given_up += 1;
            return;
        }
        if let Some(call) = step.call()
            && let Some(allowed) = self.model.allowed(call)
        {
            self.model.take(call, &allowed.plain());
        }
        // What can't be followed is left out, and ends the script: what came before is judged.
        if self.model.inconclusive().is_none() {
            self.script.steps.push(step);
        }
    }

    fn name(&mut self, kind: HandleKind) -> Name {
        self.named += 1;
        super::handle_name(kind, self.named)
    }

    fn handle(&self, name: &Name) -> Option<&Handle> {
        self.model.handles().find(|(bound, _)| *bound == name).map(|(_, handle)| handle)
    }

    fn permit(&self, name: &Name) -> Option<Permit> {
        match self.handle(name)? {
            Handle::Output(output) => Some(output.permit()),
            Handle::Descriptor(_) | Handle::Input(_) | Handle::Listing(_) => None,
        }
    }

    /// An offset that has to do with the file behind a handle.
    fn offset(&mut self, on: &Name) -> u64 {
        let size = self.handle(on).and_then(|handle| self.model.size_behind(handle)).unwrap_or(0);
        self.pick.offset(size)
    }

    fn data(&mut self) -> Data {
        self.writers += 1;
        let length = self.pick.amount();
        self.pick.data(self.writers - 1, length)
    }

    /// How many zeros to write: within the permit, or just past it.
    fn zeros(&mut self, on: &Name) -> u64 {
        match self.permit(on) {
            Some(Permit::Fresh(permit) | Permit::Stale(permit)) if self.pick.chance(20) => {
                permit.saturating_add(1)
            }
            _ if self.pick.chance(5) => u64::MAX,
            _ => self.pick.below(20) as u64,
        }
    }

    fn source(&mut self) -> Option<Name> {
        // What is spliced has to be known: bytes in flux would be in flux in two files.
        let inputs = self.model.handles().filter(|(_, handle)| self.model.is_settled(handle));
        let names: Vec<Name> = inputs.map(|(name, _)| name.clone()).collect();
        (!names.is_empty()).then(|| self.pick.one(&names).clone())
    }

    /// The arguments of an operation on a handle; none where something else is missing for it.
    fn op(&mut self, kind: OpKind, on: &Name) -> Option<Op> {
        Some(match kind {
            OpKind::ReadViaStream | OpKind::WriteViaStream | OpKind::AppendViaStream
                if self.handle(on).is_some_and(|handle| self.model.is_special(handle)) =>
            {
                return None;
            }
            OpKind::ReadViaStream => Op::ReadViaStream { offset: self.offset(on) },
            OpKind::WriteViaStream => Op::WriteViaStream { offset: self.offset(on) },
            OpKind::AppendViaStream => Op::AppendViaStream,
            OpKind::Advise => {
                let advice = *self.pick.one(Advice::ALL);
                Op::Advise { offset: self.offset(on), length: self.pick.length(), advice }
            }
            OpKind::SyncData => Op::SyncData,
            OpKind::Sync => Op::Sync,
            OpKind::SetTimes => Op::SetTimes {
                data_access_timestamp: self.pick.timestamp(),
                data_modification_timestamp: self.pick.timestamp(),
            },
            OpKind::StatAt => Op::StatAt { path: self.path(on), path_flags: self.pick.path_flags() },
            OpKind::SetTimesAt => Op::SetTimesAt {
                path: self.path(on),
                path_flags: self.pick.path_flags(),
                data_access_timestamp: self.pick.timestamp(),
                data_modification_timestamp: self.pick.timestamp(),
            },
            OpKind::LinkAt => {
                let (new_descriptor, new_path) = self.destination(on);
                let old_path_flags = self.pick.path_flags();
                Op::LinkAt { old_path_flags, old_path: self.path(on), new_descriptor, new_path }
            }
            OpKind::ReadlinkAt => Op::ReadlinkAt { path: self.path(on) },
            OpKind::RenameAt => {
                let (new_descriptor, new_path) = self.destination(on);
                // A directory is often one that something below was opened through.
                let old_path = if self.pick.chance(35) { self.directory() } else { self.path(on) };
                Op::RenameAt { old_path, new_descriptor, new_path }
            }
            OpKind::SymlinkAt => Op::SymlinkAt { old_path: self.pick.target(), new_path: self.pick.path() },
            OpKind::IsSameObject => Op::IsSameObject { other: self.descriptor() },
            OpKind::MetadataHash => Op::MetadataHash,
            OpKind::MetadataHashAt => {
                Op::MetadataHashAt { path: self.path(on), path_flags: self.pick.path_flags() }
            }
            OpKind::GetFlags => Op::GetFlags,
            OpKind::GetType => Op::GetType,
            OpKind::SetSize => Op::SetSize { size: self.offset(on) },
            OpKind::Read => Op::Read { length: self.pick.length(), offset: self.offset(on) },
            OpKind::Write => Op::Write { buffer: self.data(), offset: self.offset(on) },
            OpKind::ReadDirectory => Op::ReadDirectory,
            OpKind::CreateDirectoryAt => {
                let path = self.pick.path();
                self.directories.push(Arc::clone(&path));
                Op::CreateDirectoryAt { path }
            }
            OpKind::Stat => Op::Stat,
            OpKind::OpenAt => self.open(on),
            OpKind::RemoveDirectoryAt => Op::RemoveDirectoryAt { path: self.directory() },
            OpKind::UnlinkFileAt => Op::UnlinkFileAt { path: self.path(on) },
            OpKind::ReadDirectoryEntry => Op::ReadDirectoryEntry,
            OpKind::StreamRead => Op::StreamRead { len: self.pick.length() },
            OpKind::BlockingRead => Op::BlockingRead { len: self.pick.length() },
            OpKind::Skip => Op::Skip { len: self.pick.length() },
            OpKind::BlockingSkip => Op::BlockingSkip { len: self.pick.length() },
            OpKind::CheckWrite => Op::CheckWrite,
            OpKind::StreamWrite => Op::StreamWrite { contents: self.data() },
            OpKind::BlockingWriteAndFlush => Op::BlockingWriteAndFlush { contents: self.data() },
            OpKind::Flush => Op::Flush,
            OpKind::BlockingFlush => Op::BlockingFlush,
            OpKind::WriteZeroes => Op::WriteZeroes { len: self.zeros(on) },
            OpKind::BlockingWriteZeroesAndFlush => {
                Op::BlockingWriteZeroesAndFlush { len: self.pick.amount() as u64 }
            }
            OpKind::Splice => Op::Splice { src: self.source()?, len: self.pick.length() },
            OpKind::BlockingSplice => Op::BlockingSplice { src: self.source()?, len: self.pick.length() },
            OpKind::Ready => Op::Ready,
            OpKind::Block => Op::Block,
            OpKind::Cancel => Op::Cancel,
            OpKind::Drop => Op::Drop,
        })
    }

    /// A path from a directory: of something that is there, or any.
    fn path(&mut self, on: &Name) -> Arc<str> {
        let there = self.model.paths_from(on);
        let chosen = (there > 0 && !self.pick.chance(45)).then(|| self.pick.below(there));
        match chosen.and_then(|number| self.model.path_from(on, number)) {
            Some(path) => path.into(),
            None => self.pick.path(),
        }
    }

    /// A descriptor; rather one of a directory.
    fn descriptor(&mut self) -> Name {
        let handles = self.model.handles().filter(|(_, handle)| handle.kind() == HandleKind::Descriptor);
        let all: Vec<Name> = handles.map(|(name, _)| name.clone()).collect();
        self.pick.one(&all).clone()
    }

    /// Where a link or a move goes: mostly within one directory.
    fn destination(&mut self, on: &Name) -> (Name, Arc<str>) {
        let to = if self.pick.chance(55) { on.clone() } else { self.descriptor() };
        let path = if self.pick.chance(60) { self.pick.path() } else { self.path(&to) };
        (to, path)
    }

    fn open(&mut self, on: &Name) -> Op {
        let (open_flags, flags) = if self.pick.chance(15) {
            // Any combination at all: what the WIT says of few of them.
            let bits = |number: usize| u8::try_from(number).unwrap_or(0);
            let open = OpenFlags::from_bits_truncate(bits(self.pick.below(16)));
            (open, DescriptorFlags::from_bits_truncate(bits(self.pick.below(64))))
        } else {
            self.pick.weighted(OPENINGS)
        };
        let path_flags = self.pick.path_flags();
        let wants_directory = open_flags.contains(OpenFlags::DIRECTORY);
        let path = if wants_directory { self.directory() } else { self.path(on) };
        Op::OpenAt { path, path_flags, open_flags, flags }
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

/// Whether a step needs something of what is lacking.
fn needs_of(step: &Step, lacks: Lacks) -> bool {
    Script { steps: vec![step.clone()], ..Script::default() }.needs_of(lacks).is_some()
}

/// Whether an operation may change the bytes of a file.
fn changes_files(op: &Op) -> bool {
    matches!(
        op,
        Op::Write { .. }
            | Op::SetSize { .. }
            | Op::OpenAt { .. }
            | Op::StreamWrite { .. }
            | Op::WriteZeroes { .. }
            | Op::Splice { .. }
            | Op::BlockingWriteAndFlush { .. }
            | Op::BlockingWriteZeroesAndFlush { .. }
            | Op::BlockingSplice { .. }
    )
}
