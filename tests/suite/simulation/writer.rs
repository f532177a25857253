//! Short scripts in which streams of one file get in each other's way.

use wasi_fs_conformance::op::{
    CallClass, Change, Control, Data, DescriptorOp, FreestandingOp, HostChange, Injection, InputOp, Manner,
    Name, Op, OutputOp, PollableOp, StreamOp, SystemAnswer,
};
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::tree::{Fixture, Node, Tree};
use wasi_fs_conformance::wasi::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

use super::dice::Dice;

/// Bytes that a script's writers use up one after the other, so that each tells who wrote it.
const MARKS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz";

/// What the system may answer in them.
const ANSWERS: &[SystemAnswer] = &[
    SystemAnswer::Interrupted,
    SystemAnswer::Short(1),
    SystemAnswer::Zero,
    SystemAnswer::Error(ErrorCode::Io),
    SystemAnswer::Error(ErrorCode::InsufficientSpace),
    SystemAnswer::Error(ErrorCode::Quota),
];

/// Writes one script.
#[derive(Debug)]
pub(super) struct Writer {
    dice: Dice,
    steps: Vec<Step>,
    descriptors: Vec<Name>,
    outputs: Vec<Name>,
    inputs: Vec<Name>,
    /// Pollables, each with its stream.
    pollables: Vec<(Name, Name)>,
    named: usize,
    marks: usize,
}

fn name(text: &str) -> Name {
    Name::new(text).expect("our fault: it is a name")
}

impl Writer {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            steps: Vec::new(),
            descriptors: Vec::new(),
            outputs: Vec::new(),
            inputs: Vec::new(),
            pollables: Vec::new(),
            named: 0,
            marks: 0,
        }
    }

    /// A script that is short enough for every way through it.
    pub(super) fn short(seed: u64) -> Script {
        let mut writer = Self::new(seed);
        let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
        writer.open("f", "log", OpenFlags::empty(), both);
        let length = 3 + writer.dice.below(5);
        while writer.steps.len() < length {
            writer.step();
        }
        let tree = Tree { entries: [("log".to_owned(), Node::file("base"))].into() };
        Script { fixture: Fixture::with_tree(tree), steps: writer.steps, ..Script::default() }
    }

    /// The script of a seed.
    pub(super) fn script(seed: u64) -> Script {
        let mut writer = Self::new(seed);
        let mut entries = [("log".to_owned(), Node::file("base"))].into();
        let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
        writer.open("f", "log", OpenFlags::empty(), both);
        if writer.dice.percent(15) {
            let create = if writer.dice.percent(60) { OpenFlags::CREATE } else { OpenFlags::empty() };
            let asked = *writer.dice.one(&[DescriptorFlags::empty(), DescriptorFlags::READ]);
            writer.open("v", "log", create, asked);
        }
        let second = writer.dice.below(100);
        if second < 20 {
            entries = [("a".to_owned(), Node::file("")), ("log".to_owned(), Node::file("base"))].into();
            writer.open("g", "a", OpenFlags::empty(), both);
        } else if second < 40 {
            writer.open("g", "log", OpenFlags::empty(), both);
        }
        for _ in 0..=writer.dice.below(2) {
            writer.make_output();
        }
        if writer.dice.percent(60) {
            writer.make_input();
        }
        let length = writer.steps.len() + 2 + writer.dice.below(16);
        while writer.steps.len() < length {
            writer.step();
        }
        Script { fixture: Fixture::with_tree(Tree { entries }), steps: writer.steps, ..Script::default() }
    }

    fn open(&mut self, descriptor: &str, path: &str, open_flags: OpenFlags, flags: DescriptorFlags) {
        let op = Op::Descriptor(DescriptorOp::OpenAt {
            path: path.into(),
            path_flags: PathFlags::empty(),
            open_flags,
            flags,
        });
        self.steps.push(Step::binding(name(descriptor), name("root"), op));
        self.descriptors.push(name(descriptor));
    }

    fn step(&mut self) {
        let most_outputs = if self.dice.percent(10) { 4 } else { 2 };
        match self.dice.below(100) {
            0..8 if self.outputs.len() < most_outputs => self.make_output(),
            8..12 if self.inputs.len() < 2 => self.make_input(),
            12..27 => self.on_descriptor(),
            27 => {
                let again = self.fresh_name('h');
                let cut = OpenFlags::TRUNCATE | OpenFlags::CREATE;
                self.open(again.as_str(), "log", cut, DescriptorFlags::READ | DescriptorFlags::WRITE);
            }
            28..38 => self.around(),
            38..43 => self.subscribe(),
            43..50 if !self.pollables.is_empty() => self.on_pollable(),
            43..58 if !self.inputs.is_empty() => self.on_input(),
            _ if self.outputs.is_empty() => self.make_output(),
            _ => self.on_output(),
        }
    }

    fn push(&mut self, on: &Name, op: impl Into<Op>) {
        let op = op.into();
        let kind = op.kind();
        let mut step = Step::new(on.clone(), op);
        if kind.can_loop() && self.dice.percent(40) {
            step = step.in_manner(Manner::UntilProgress);
        } else if kind.can_be_abandoned() && self.dice.percent(25) {
            step = step.in_manner(Manner::Abandon { polls: 1 });
        }
        self.steps.push(step);
    }

    fn fresh_name(&mut self, letter: char) -> Name {
        self.named += 1;
        name(&format!("{letter}{}", self.named))
    }

    fn make_output(&mut self) {
        let op = if self.dice.percent(50) {
            Op::Descriptor(DescriptorOp::AppendViaStream)
        } else {
            Op::Descriptor(DescriptorOp::WriteViaStream { offset: self.dice.below(8) as u64 })
        };
        let (bind, on) = (self.fresh_name('w'), self.dice.one(&self.descriptors).clone());
        self.steps.push(Step::binding(bind.clone(), on, op));
        self.outputs.push(bind);
    }

    fn make_input(&mut self) {
        let op = Op::Descriptor(DescriptorOp::ReadViaStream { offset: self.dice.below(6) as u64 });
        let (bind, on) = (self.fresh_name('r'), self.dice.one(&self.descriptors).clone());
        self.steps.push(Step::binding(bind.clone(), on, op));
        self.inputs.push(bind);
    }

    /// A few bytes that stand nowhere else.
    fn data(&mut self) -> Data {
        let length = if self.dice.percent(4) { 0 } else { 1 + self.dice.below(5) };
        let bytes: Vec<u8> = (0..length).map(|index| MARKS[(self.marks + index) % MARKS.len()]).collect();
        self.marks += length;
        Data::new(bytes)
    }

    fn on_descriptor(&mut self) {
        let on = self.dice.one(&self.descriptors).clone();
        let op = match self.dice.below(100) {
            0..55 => Op::Descriptor(DescriptorOp::Read {
                length: 64,
                offset: if self.dice.percent(80) { 0 } else { self.dice.below(9) as u64 },
            }),
            55..70 => {
                Op::Descriptor(DescriptorOp::Write { buffer: self.data(), offset: self.dice.below(9) as u64 })
            }
            70..85 => Op::Descriptor(DescriptorOp::SetSize { size: self.dice.below(10) as u64 }),
            85..90 => Op::Descriptor(DescriptorOp::GetFlags),
            _ => Op::Descriptor(DescriptorOp::Stat),
        };
        self.push(&on, op);
    }

    fn on_input(&mut self) {
        let at = self.dice.below(self.inputs.len());
        let on = self.inputs[at].clone();
        let len = if self.dice.percent(5) { 0 } else { 1 + self.dice.below(9) as u64 };
        let op = match self.dice.below(100) {
            0..25 => Op::Input(InputOp::StreamRead { len }),
            25..45 => Op::Input(InputOp::BlockingRead { len }),
            45..55 => Op::Input(InputOp::Skip { len }),
            55..65 => Op::Input(InputOp::BlockingSkip { len }),
            65..80 => Op::Pollable(PollableOp::Ready),
            80..94 => Op::Pollable(PollableOp::Block),
            94..97 => Op::Stream(StreamOp::Cancel),
            _ => Op::Drop,
        };
        if matches!(op, Op::Stream(StreamOp::Cancel) | Op::Drop) {
            self.inputs.swap_remove(at);
        }
        self.push(&on, op);
    }

    fn on_output(&mut self) {
        let at = self.dice.below(self.outputs.len());
        let on = self.outputs[at].clone();
        let len = self.dice.below(5) as u64;
        let op = match self.dice.below(100) {
            0..36 => return self.write(&on),
            36..46 => Op::Output(OutputOp::Flush),
            46..54 => Op::Output(OutputOp::CheckWrite),
            54..60 => Op::Pollable(PollableOp::Ready),
            60..66 => Op::Pollable(PollableOp::Block),
            66..71 => Op::Output(OutputOp::BlockingFlush),
            71..78 => Op::Output(OutputOp::BlockingWriteAndFlush { contents: self.data() }),
            78..80 => Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }),
            80..88 if !self.inputs.is_empty() => {
                let src = self.dice.one(&self.inputs).clone();
                if self.dice.percent(50) {
                    Op::Output(OutputOp::Splice { src, len })
                } else {
                    Op::Output(OutputOp::BlockingSplice { src, len })
                }
            }
            80..94 => Op::Stream(StreamOp::Cancel),
            _ => Op::Drop,
        };
        if matches!(op, Op::Stream(StreamOp::Cancel) | Op::Drop) {
            self.outputs.swap_remove(at);
        }
        self.push(&on, op);
    }

    fn subscribe(&mut self) {
        let Some((stream, _)) = self.a_stream() else { return };
        let bind = self.fresh_name('p');
        self.steps.push(Step::binding(bind.clone(), stream.clone(), StreamOp::Subscribe));
        self.pollables.push((bind, stream));
    }

    fn on_pollable(&mut self) {
        let at = self.dice.below(self.pollables.len());
        let (on, stream) = self.pollables[at].clone();
        let is_there = self.inputs.contains(&stream) || self.outputs.contains(&stream);
        let op = match self.dice.below(100) {
            0..35 => Op::Pollable(PollableOp::Ready),
            35..55 if is_there => Op::Pollable(PollableOp::Block),
            35..92 => {
                let mut listed: Vec<Name> =
                    self.pollables.iter().map(|(pollable, _)| pollable.clone()).collect();
                listed.rotate_left(at);
                listed.truncate(1 + self.dice.below(3));
                if self.dice.percent(4) {
                    listed.clear();
                }
                return self.push(&Name::none(), FreestandingOp::Poll { r#in: listed });
            }
            _ => Op::Drop,
        };
        if op == Op::Drop {
            self.pollables.swap_remove(at);
        }
        self.push(&on, op);
    }

    /// A permit and a write, mostly.
    fn write(&mut self, on: &Name) {
        if self.dice.percent(93) {
            let ask = Step::new(on.clone(), OutputOp::CheckWrite);
            self.steps.push(ask.in_manner(Manner::UntilProgress));
        }
        let op = if self.dice.percent(90) {
            Op::Output(OutputOp::StreamWrite { contents: self.data() })
        } else {
            Op::Output(OutputOp::WriteZeroes { len: self.dice.below(4) as u64 })
        };
        self.push(on, op);
    }

    /// Something happens around the guest.
    fn around(&mut self) {
        let stream = self.a_stream();
        let control = match self.dice.below(100) {
            0..10 => Control::Hold { queued: self.dice.percent(50) },
            10..20 => match stream {
                Some((stream, _)) => Control::Release(stream),
                None => return,
            },
            20..35 => Control::Quiesce,
            35..75 => match stream {
                Some((on, calls)) => {
                    let answer = *self.dice.one(ANSWERS);
                    let after = self.dice.below(4) as u64;
                    Control::Fault(Injection { on, calls, answer, after, behind: false })
                }
                None => return,
            },
            _ => Control::Host(self.host_change()),
        };
        self.steps.push(control.into());
    }

    fn a_stream(&mut self) -> Option<(Name, CallClass)> {
        let of = |names: &[Name], direction| {
            names.iter().map(|name| (name.clone(), direction)).collect::<Vec<_>>()
        };
        let all = [of(&self.outputs, CallClass::Write), of(&self.inputs, CallClass::Read)].concat();
        (!all.is_empty()).then(|| self.dice.one(&all).clone())
    }

    fn host_change(&mut self) -> HostChange {
        let number = self.dice.below(9) as u64;
        let change = match self.dice.below(100) {
            0..30 => Change::Truncate { size: number },
            30..60 => Change::Append { bytes: self.data() },
            60..85 => Change::Write { bytes: self.data(), offset: number },
            85..95 => Change::Replace { bytes: self.data() },
            _ => Change::Remove,
        };
        HostChange::new("log", change)
    }
}
