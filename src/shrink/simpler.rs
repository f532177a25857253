//! Simpler forms of a step and of a fixture.

mod fixtures;
pub(super) mod paths;

pub(super) use fixtures::{MODES, fixtures};

use crate::op::{
    Amid, Change, Control, Data, DescriptorOp, FreestandingOp, HostChange, Injection, InputOp, Manner,
    Observed, Op, OutputOp, SystemAnswer,
};
use crate::script::{Action, Step};
use crate::wasi::{Datetime, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags, WRITE_AND_FLUSH_MAX};

/// Simpler forms of a step, the boldest first.
pub(super) fn steps(step: &Step) -> Vec<Step> {
    match &step.action {
        Action::Call { bind, on, op, manner } => {
            let call = |op: Op, manner| Action::Call { bind: bind.clone(), on: on.clone(), op, manner };
            let simpler = ops(op).into_iter().map(|simpler| {
                let manner = if fits(*manner, &simpler) { *manner } else { Manner::Once };
                call(simpler, manner)
            });
            let plainer = manners(*manner).into_iter().map(|manner| call(op.clone(), manner));
            let others = simpler.chain(plainer).map(|action| Step { action, ..step.clone() });
            nameless(step).into_iter().chain(seldomer(step)).chain(written_out(step)).chain(others).collect()
        }
        Action::Control(control) => {
            let with = |control| Step { action: Action::Control(control), ..step.clone() };
            controls(control).into_iter().map(with).collect()
        }
    }
}

/// The step without a name for the error of its failure.
fn nameless(step: &Step) -> Option<Step> {
    let Action::Call { bind: Some(_), on, op, manner } = &step.action else { return None };
    let action = Action::Call { bind: None, on: on.clone(), op: op.clone(), manner: *manner };
    op.kind().may_give_error().then(|| Step { action, ..step.clone() })
}

/// The step made once, the first time or the last, and fewer times.
fn seldomer(step: &Step) -> Vec<Step> {
    if step.times == 1 {
        return Vec::new();
    }
    let fewer = numbers(u64::from(step.times)).into_iter().filter_map(|times| u32::try_from(times).ok());
    let fewer = fewer.filter(|times| *times > 1).map(|times| Step { times, ..step.clone() });
    [step.time(1), step.time(step.times)].into_iter().chain(fewer).collect()
}

/// Numbers that take the place of one that is seen when the script is run.
const WRITTEN_OUT: &[u64] = &[0, 1, 8, 64, 4096, 1 << 16, (1 << 16) + 1, 1 << 20];

/// The step with a number in the place of what is seen, or with just that, or nearer to it.
fn written_out(step: &Step) -> Vec<Step> {
    let Action::Call { bind, on, op, manner } = &step.action else { return Vec::new() };
    let mut found = Vec::new();
    for (place, observed) in step.observed.iter().enumerate() {
        let Some(observed) = observed else { continue };
        let (mut alone, mut others) = ([None; 2], step.observed);
        alone[place] = Some(Observed { plus: 0, ..*observed });
        others[place] = None;
        found.extend(WRITTEN_OUT.iter().map(|number| {
            let op = op.clone().observing(alone, |_| *number);
            let action = Action::Call { bind: bind.clone(), on: on.clone(), op, manner: *manner };
            Step { action, observed: others, ..step.clone() }
        }));
        let nearer = [0, observed.plus.signum()].into_iter().filter(|plus| *plus != observed.plus);
        found.extend(nearer.map(|plus| {
            others[place] = Some(Observed { plus, ..*observed });
            Step { observed: others, ..step.clone() }
        }));
    }
    found
}

/// Whether a call can be made in this manner.
fn fits(manner: Manner, op: &Op) -> bool {
    match manner {
        Manner::Once => true,
        Manner::UntilProgress => op.kind().can_loop(),
        Manner::Abandon { .. } => op.kind().can_be_abandoned(),
    }
}

/// Plainer manners: one call, and fewer polls.
fn manners(manner: Manner) -> Vec<Manner> {
    match manner {
        Manner::Once => Vec::new(),
        Manner::UntilProgress => vec![Manner::Once],
        Manner::Abandon { polls } => {
            let fewer = numbers(u64::from(polls)).into_iter().filter(|polls| *polls > 0);
            let fewer = fewer.filter_map(|polls| u32::try_from(polls).ok());
            [Manner::Once].into_iter().chain(fewer.map(|polls| Manner::Abandon { polls })).collect()
        }
    }
}

/// Simpler forms of what happens around the guest: fewer bytes, smaller numbers, a hold that every platform has.
fn controls(control: &Control) -> Vec<Control> {
    match control {
        Control::Hold { queued: false } => vec![Control::Hold { queued: true }],
        Control::Hold { queued: true } | Control::Release(_) | Control::Quiesce => Vec::new(),
        Control::Fault(injection) => {
            let after = numbers(injection.after);
            let fewer = after.into_iter().map(|after| Injection { after, ..injection.clone() });
            let before = injection.behind.then(|| Injection { behind: false, ..injection.clone() });
            let fewer = fewer.chain(before);
            let SystemAnswer::Short(count) = injection.answer else {
                return fewer.map(Control::Fault).collect();
            };
            let shorter = numbers(count).into_iter().filter(|count| *count > 0);
            let shorter =
                shorter.map(|count| Injection { answer: SystemAnswer::Short(count), ..injection.clone() });
            fewer.chain(shorter).map(Control::Fault).collect()
        }
        Control::Host(change) => host_changes(change).into_iter().map(Control::Host).collect(),
    }
}

fn host_changes(host: &HostChange) -> Vec<HostChange> {
    let HostChange { change, amid, .. } = host;
    let with = |change: Change| HostChange { change, ..host.clone() };
    let mut simpler = Vec::new();
    for bytes in change.bytes().into_iter().flat_map(beginnings) {
        let mut shorter = change.clone();
        if let Some(of_change) = shorter.bytes_mut() {
            *of_change = bytes;
        }
        simpler.push(with(shorter));
    }
    for number in change.number().into_iter().flat_map(numbers) {
        simpler.push(with(match change.clone() {
            Change::Truncate { .. } => Change::Truncate { size: number },
            Change::Write { bytes, .. } => Change::Write { bytes, offset: number },
            other @ (Change::Append { .. }
            | Change::Replace { .. }
            | Change::Remove
            | Change::Swap { .. }
            | Change::Rename { .. }
            | Change::Symlink { .. }
            | Change::MakeDirectory
            | Change::Touch
            | Change::Chmod { .. }) => other,
        }));
    }
    // Between two calls, then earlier in the middle of one.
    if let Some(Amid { on, before }) = amid {
        simpler.push(HostChange { amid: None, ..host.clone() });
        let earlier = numbers(*before).into_iter().filter(|before| *before > 0);
        simpler.extend(earlier.map(|before| {
            let amid = Some(Amid { on: on.clone(), before });
            HostChange { amid, ..host.clone() }
        }));
    }
    simpler
}

/// Up to here numbers are found to the last one.
const FINE_MAX: u64 = 128;

/// Smaller numbers than this one, the smallest first: few, and yet so that a small one is found where it is needed, and a
/// large one on the edge of a power of two.
fn numbers(number: u64) -> Vec<u64> {
    let bits = number.checked_ilog2().unwrap_or(0);
    let edges = if number > FINE_MAX { [1 << (bits / 2), 1 << bits, (1 << bits) + 1] } else { [0; 3] };
    let parts = if number > FINE_MAX { 1..=2 } else { 1..=7 };
    let nearer = parts.map(|part| number - (number >> part));
    let mut smaller: Vec<u64> = [0, 1, 2, 8].into_iter().chain(edges).chain(nearer).collect();
    smaller.retain(|candidate| *candidate < number);
    smaller.sort_unstable();
    smaller.dedup();
    smaller
}

/// Shorter beginnings of the same bytes.
fn beginnings(data: &Data) -> Vec<Data> {
    let lengths = numbers(data.len() as u64);
    lengths
        .into_iter()
        .filter_map(|length| usize::try_from(length).ok())
        .map(|length| data.slice(0..length))
        .collect()
}

/// The same call with fewer flags of its path, and timestamps that are left alone.
fn plainer(op: &Op) -> Vec<Op> {
    let mut simpler = Vec::new();
    let mut with = |change: fn(&mut Op)| {
        let mut changed = op.clone();
        change(&mut changed);
        simpler.extend((changed != *op).then_some(changed));
    };
    with(|op| {
        if let Op::Descriptor(
            DescriptorOp::StatAt { path_flags: flags, .. }
            | DescriptorOp::SetTimesAt { path_flags: flags, .. }
            | DescriptorOp::MetadataHashAt { path_flags: flags, .. }
            | DescriptorOp::LinkAt { old_path_flags: flags, .. },
        ) = op
        {
            *flags = PathFlags::empty();
        }
    });
    with(|op| {
        if let Op::Descriptor(
            DescriptorOp::SetTimes { data_access_timestamp: time, .. }
            | DescriptorOp::SetTimesAt { data_access_timestamp: time, .. },
        ) = op
        {
            *time = NewTimestamp::NoChange;
        }
    });
    with(|op| {
        if let Op::Descriptor(
            DescriptorOp::SetTimes { data_modification_timestamp: time, .. }
            | DescriptorOp::SetTimesAt { data_modification_timestamp: time, .. },
        ) = op
        {
            *time = NewTimestamp::NoChange;
        }
    });
    with(|op| {
        if let Op::Descriptor(
            DescriptorOp::SetTimes { data_access_timestamp, data_modification_timestamp }
            | DescriptorOp::SetTimesAt { data_access_timestamp, data_modification_timestamp, .. },
        ) = op
        {
            round(data_access_timestamp);
            round(data_modification_timestamp);
        }
    });
    simpler
}

/// Leaves the nanoseconds of a moment away, or halves its seconds.
fn round(time: &mut NewTimestamp) {
    if let NewTimestamp::Timestamp(moment) = time {
        let seconds = if moment.nanoseconds == 0 { moment.seconds / 2 } else { moment.seconds };
        *moment = Datetime { seconds, nanoseconds: 0 };
    }
}

/// What stands for a byte that was spliced.
const SPLICED: u8 = b's';

/// A write of as many bytes as a splice is to move, up to the most that one takes.
fn written_for(len: u64) -> Op {
    let len = len.min(WRITE_AND_FLUSH_MAX);
    let contents = Data::new(vec![SPLICED; usize::try_from(len).unwrap_or(0)]);
    OutputOp::BlockingWriteAndFlush { contents }.into()
}

/// A call for each smaller number.
fn each<T: Into<Op>>(number: u64, make: impl Fn(u64) -> T) -> Vec<Op> {
    numbers(number).into_iter().map(|number| make(number).into()).collect()
}

/// A call for each beginning of some data.
fn shorter<T: Into<Op>>(data: &Data, make: impl Fn(Data) -> T) -> Vec<Op> {
    beginnings(data).into_iter().map(|data| make(data).into()).collect()
}

fn ops(op: &Op) -> Vec<Op> {
    match op {
        Op::Descriptor(on_descriptor) => descriptor_ops(op, on_descriptor),
        Op::Input(op) => input_ops(op),
        Op::Output(op) => output_ops(op),
        Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) => {
            let without = |left_out: usize| {
                let mut left = pollables.clone();
                left.remove(left_out);
                FreestandingOp::Poll { r#in: left }.into()
            };
            // A list that is empty is another matter.
            (0..pollables.len()).filter(|_| pollables.len() > 1).map(without).collect()
        }
        Op::Listing(_) | Op::Pollable(_) | Op::Error(_) | Op::Stream(_) | Op::Drop => Vec::new(),
    }
}

fn input_ops(op: &InputOp) -> Vec<Op> {
    match op {
        InputOp::StreamRead { len } => each(*len, |len| InputOp::StreamRead { len }),
        InputOp::BlockingRead { len } => each(*len, |len| InputOp::BlockingRead { len }),
        InputOp::Skip { len } => each(*len, |len| InputOp::Skip { len }),
        InputOp::BlockingSkip { len } => each(*len, |len| InputOp::BlockingSkip { len }),
    }
}

fn output_ops(op: &OutputOp) -> Vec<Op> {
    match op {
        // One blocking call does what a permit, a write and a flush do, so it is the simpler one.
        OutputOp::StreamWrite { contents } => [
            vec![OutputOp::BlockingWriteAndFlush { contents: contents.clone() }.into()],
            shorter(contents, |contents| OutputOp::StreamWrite { contents }),
        ]
        .concat(),
        OutputOp::BlockingWriteAndFlush { contents } => {
            shorter(contents, |contents| OutputOp::BlockingWriteAndFlush { contents })
        }
        OutputOp::WriteZeroes { len } => [
            vec![OutputOp::BlockingWriteZeroesAndFlush { len: *len }.into()],
            each(*len, |len| OutputOp::WriteZeroes { len }),
        ]
        .concat(),
        OutputOp::BlockingWriteZeroesAndFlush { len } => {
            each(*len, |len| OutputOp::BlockingWriteZeroesAndFlush { len })
        }
        // Where only its bytes matter a write has them as well.
        OutputOp::Splice { src, len } => {
            [vec![written_for(*len)], each(*len, |len| OutputOp::Splice { src: src.clone(), len })].concat()
        }
        OutputOp::BlockingSplice { src, len } => {
            [vec![written_for(*len)], each(*len, |len| OutputOp::BlockingSplice { src: src.clone(), len })]
                .concat()
        }
        OutputOp::CheckWrite | OutputOp::Flush | OutputOp::BlockingFlush => Vec::new(),
    }
}

fn descriptor_ops(call: &Op, op: &DescriptorOp) -> Vec<Op> {
    match op {
        DescriptorOp::ReadViaStream { offset } => {
            each(*offset, |offset| DescriptorOp::ReadViaStream { offset })
        }
        DescriptorOp::WriteViaStream { offset } => {
            each(*offset, |offset| DescriptorOp::WriteViaStream { offset })
        }
        DescriptorOp::SetSize { size } => each(*size, |size| DescriptorOp::SetSize { size }),
        DescriptorOp::Read { length, offset } => [
            each(*offset, |offset| DescriptorOp::Read { length: *length, offset }),
            each(*length, |length| DescriptorOp::Read { length, offset: *offset }),
        ]
        .concat(),
        DescriptorOp::Write { buffer, offset } => [
            shorter(buffer, |buffer| DescriptorOp::Write { buffer, offset: *offset }),
            each(*offset, |offset| DescriptorOp::Write { buffer: buffer.clone(), offset }),
        ]
        .concat(),
        DescriptorOp::OpenAt { path, path_flags, open_flags, flags } => {
            let less = |path_flags, open_flags, flags| -> Op {
                DescriptorOp::OpenAt { path: path.clone(), path_flags, open_flags, flags }.into()
            };
            let fewer_path =
                path_flags.iter().map(|flag| less(path_flags.difference(flag), *open_flags, *flags));
            let fewer_open =
                open_flags.iter().map(|flag| less(*path_flags, open_flags.difference(flag), *flags));
            let fewer = flags.iter().map(|flag| less(*path_flags, *open_flags, flags.difference(flag)));
            let plain = less(PathFlags::empty(), OpenFlags::empty(), DescriptorFlags::empty());
            let plain = (plain != *call).then_some(plain);
            paths::nearer(call)
                .into_iter()
                .chain(plain)
                .chain(fewer_path)
                .chain(fewer_open)
                .chain(fewer)
                .collect()
        }
        DescriptorOp::CreateDirectoryAt { .. }
        | DescriptorOp::RemoveDirectoryAt { .. }
        | DescriptorOp::UnlinkFileAt { .. }
        | DescriptorOp::StatAt { .. }
        | DescriptorOp::SetTimesAt { .. }
        | DescriptorOp::LinkAt { .. }
        | DescriptorOp::ReadlinkAt { .. }
        | DescriptorOp::RenameAt { .. }
        | DescriptorOp::SymlinkAt { .. }
        | DescriptorOp::MetadataHashAt { .. } => [plainer(call), paths::nearer(call)].concat(),
        DescriptorOp::SetTimes { .. } => plainer(call),
        DescriptorOp::Advise { offset, length, advice } => [
            each(*offset, |offset| DescriptorOp::Advise { offset, length: *length, advice: *advice }),
            each(*length, |length| DescriptorOp::Advise { offset: *offset, length, advice: *advice }),
        ]
        .concat(),
        DescriptorOp::AppendViaStream
        | DescriptorOp::SyncData
        | DescriptorOp::Sync
        | DescriptorOp::IsSameObject { .. }
        | DescriptorOp::MetadataHash
        | DescriptorOp::GetFlags
        | DescriptorOp::GetType
        | DescriptorOp::ReadDirectory
        | DescriptorOp::Stat => Vec::new(),
    }
}
