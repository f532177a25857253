//! Simpler forms of a step and of a fixture. Every form is smaller by some measure, so that shrinking ends.

mod paths;

use crate::op::{Control, Data, HostChange, Injection, Manner, Op, SystemAnswer};
use crate::script::{Action, Step};
use crate::tree::{Access, Content, Entries, Fixture, Node, Tree};
use crate::wasi::{Datetime, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags};

/// Times that are simpler than all others, the simplest first: 1970, and the last second before it.
const SECONDS: &[i64] = &[0, -1];

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
            simpler.chain(plainer).map(|action| Step { action, ..step.clone() }).collect()
        }
        Action::Control(control) => {
            let with = |control| Step { action: Action::Control(control), ..step.clone() };
            controls(control).into_iter().map(with).collect()
        }
    }
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

fn host_changes(change: &HostChange) -> Vec<HostChange> {
    let path = || change.path().clone();
    match change {
        HostChange::Truncate { size, .. } => {
            numbers(*size).into_iter().map(|size| HostChange::Truncate { path: path(), size }).collect()
        }
        HostChange::Append { bytes, .. } => {
            beginnings(bytes).into_iter().map(|bytes| HostChange::Append { path: path(), bytes }).collect()
        }
        HostChange::Replace { bytes, .. } => {
            beginnings(bytes).into_iter().map(|bytes| HostChange::Replace { path: path(), bytes }).collect()
        }
        HostChange::Write { bytes, offset, .. } => {
            let shorter = beginnings(bytes).into_iter().map(|bytes| HostChange::Write {
                path: path(),
                bytes,
                offset: *offset,
            });
            let nearer = numbers(*offset).into_iter().map(|offset| HostChange::Write {
                path: path(),
                bytes: bytes.clone(),
                offset,
            });
            shorter.chain(nearer).collect()
        }
        HostChange::Remove { .. } => Vec::new(),
    }
}

/// Smaller numbers than this one, the smallest first.
fn numbers(number: u64) -> Vec<u64> {
    let mut smaller: Vec<u64> = [0, 1, 2, 8, number / 2, number.saturating_sub(1)].into();
    smaller.retain(|candidate| *candidate < number);
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
        if let Op::StatAt { path_flags: flags, .. }
        | Op::SetTimesAt { path_flags: flags, .. }
        | Op::MetadataHashAt { path_flags: flags, .. }
        | Op::LinkAt { old_path_flags: flags, .. } = op
        {
            *flags = PathFlags::empty();
        }
    });
    with(|op| {
        if let Op::SetTimes { data_access_timestamp: time, .. }
        | Op::SetTimesAt { data_access_timestamp: time, .. } = op
        {
            *time = NewTimestamp::NoChange;
        }
    });
    with(|op| {
        if let Op::SetTimes { data_modification_timestamp: time, .. }
        | Op::SetTimesAt { data_modification_timestamp: time, .. } = op
        {
            *time = NewTimestamp::NoChange;
        }
    });
    with(|op| {
        if let Op::SetTimes { data_access_timestamp, data_modification_timestamp }
        | Op::SetTimesAt { data_access_timestamp, data_modification_timestamp, .. } = op
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

fn ops(op: &Op) -> Vec<Op> {
    let each =
        |number: u64, make: &dyn Fn(u64) -> Op| numbers(number).into_iter().map(make).collect::<Vec<_>>();
    let shorter =
        |data: &Data, make: &dyn Fn(Data) -> Op| beginnings(data).into_iter().map(make).collect::<Vec<_>>();
    match op {
        Op::ReadViaStream { offset } => each(*offset, &|offset| Op::ReadViaStream { offset }),
        Op::WriteViaStream { offset } => each(*offset, &|offset| Op::WriteViaStream { offset }),
        Op::SetSize { size } => each(*size, &|size| Op::SetSize { size }),
        Op::Read { length, offset } => [
            each(*offset, &|offset| Op::Read { length: *length, offset }),
            each(*length, &|length| Op::Read { length, offset: *offset }),
        ]
        .concat(),
        Op::Write { buffer, offset } => [
            shorter(buffer, &|buffer| Op::Write { buffer, offset: *offset }),
            each(*offset, &|offset| Op::Write { buffer: buffer.clone(), offset }),
        ]
        .concat(),
        Op::OpenAt { path, path_flags, open_flags, flags } => {
            let less = |path_flags, open_flags, flags| Op::OpenAt {
                path: path.clone(),
                path_flags,
                open_flags,
                flags,
            };
            let fewer_path =
                path_flags.iter().map(|flag| less(path_flags.difference(flag), *open_flags, *flags));
            let fewer_open =
                open_flags.iter().map(|flag| less(*path_flags, open_flags.difference(flag), *flags));
            let fewer = flags.iter().map(|flag| less(*path_flags, *open_flags, flags.difference(flag)));
            let plain = less(PathFlags::empty(), OpenFlags::empty(), DescriptorFlags::empty());
            let plain = (plain != *op).then_some(plain);
            paths::nearer(op)
                .into_iter()
                .chain(plain)
                .chain(fewer_path)
                .chain(fewer_open)
                .chain(fewer)
                .collect()
        }
        Op::StreamRead { len } => each(*len, &|len| Op::StreamRead { len }),
        Op::BlockingRead { len } => each(*len, &|len| Op::BlockingRead { len }),
        Op::Skip { len } => each(*len, &|len| Op::Skip { len }),
        Op::BlockingSkip { len } => each(*len, &|len| Op::BlockingSkip { len }),
        // One blocking call does what a permit, a write and a flush do, so it is the simpler one.
        Op::StreamWrite { contents } => [
            vec![Op::BlockingWriteAndFlush { contents: contents.clone() }],
            shorter(contents, &|contents| Op::StreamWrite { contents }),
        ]
        .concat(),
        Op::BlockingWriteAndFlush { contents } => {
            shorter(contents, &|contents| Op::BlockingWriteAndFlush { contents })
        }
        Op::WriteZeroes { len } => {
            [vec![Op::BlockingWriteZeroesAndFlush { len: *len }], each(*len, &|len| Op::WriteZeroes { len })]
                .concat()
        }
        Op::BlockingWriteZeroesAndFlush { len } => each(*len, &|len| Op::BlockingWriteZeroesAndFlush { len }),
        Op::Splice { src, len } => each(*len, &|len| Op::Splice { src: src.clone(), len }),
        Op::BlockingSplice { src, len } => each(*len, &|len| Op::BlockingSplice { src: src.clone(), len }),
        Op::CreateDirectoryAt { .. }
        | Op::RemoveDirectoryAt { .. }
        | Op::UnlinkFileAt { .. }
        | Op::StatAt { .. }
        | Op::SetTimesAt { .. }
        | Op::LinkAt { .. }
        | Op::ReadlinkAt { .. }
        | Op::RenameAt { .. }
        | Op::SymlinkAt { .. }
        | Op::MetadataHashAt { .. } => [plainer(op), paths::nearer(op)].concat(),
        Op::SetTimes { .. } => plainer(op),
        Op::Advise { offset, length, advice } => [
            each(*offset, &|offset| Op::Advise { offset, length: *length, advice: *advice }),
            each(*length, &|length| Op::Advise { offset: *offset, length, advice: *advice }),
        ]
        .concat(),
        Op::AppendViaStream
        | Op::SyncData
        | Op::Sync
        | Op::IsSameObject { .. }
        | Op::MetadataHash
        | Op::GetFlags
        | Op::GetType
        | Op::ReadDirectory
        | Op::Stat
        | Op::ReadDirectoryEntry
        | Op::CheckWrite
        | Op::Flush
        | Op::BlockingFlush
        | Op::Ready
        | Op::Block
        | Op::Cancel
        | Op::Drop => Vec::new(),
    }
}

/// Simpler fixtures: an object fewer, a shorter file, a time fewer or nearer to 1970, a preopen fewer, more rights.
pub(super) fn fixtures(fixture: &Fixture) -> Vec<Fixture> {
    let trees = smaller_entries(&fixture.tree.entries);
    let with_tree = |entries: Entries| {
        let mut smaller = Fixture { tree: Tree { entries }, ..fixture.clone() };
        let tree = &smaller.tree;
        smaller.modified.retain(|modified| tree.get(&modified.path).is_some());
        smaller
    };
    let mut simpler: Vec<Fixture> = trees.into_iter().map(with_tree).collect();
    for (index, modified) in fixture.modified.iter().enumerate() {
        let mut fewer = fixture.clone();
        fewer.modified.remove(index);
        simpler.push(fewer);
        let plainer = SECONDS.iter().take_while(|seconds| **seconds != modified.seconds);
        simpler.extend(plainer.map(|seconds| {
            let mut nearer = fixture.clone();
            nearer.modified[index].seconds = *seconds;
            nearer
        }));
    }
    for index in 0..fixture.preopens.len() {
        let mut fewer = fixture.clone();
        if fixture.preopens.len() > 1 {
            fewer.preopens.remove(index);
            simpler.push(fewer);
        }
        if fixture.preopens[index].access != Access::default() {
            let mut freer = fixture.clone();
            freer.preopens[index].access = Access::default();
            simpler.push(freer);
        }
    }
    simpler.retain(|fixture| fixture.preopens.iter().all(|preopen| fixture.is_directory(&preopen.path)));
    simpler
}

fn smaller_entries(entries: &Entries) -> Vec<Entries> {
    let mut smaller = Vec::new();
    for (name, node) in entries {
        let mut without = entries.clone();
        without.remove(name);
        smaller.push(without);
        let inner: Vec<Node> = match node {
            Node::File(content) => shorter_contents(content).into_iter().map(Node::File).collect(),
            Node::Directory(inner) => smaller_entries(inner).into_iter().map(Node::Directory).collect(),
            Node::Symlink(_) | Node::Other(_) => Vec::new(),
        };
        smaller.extend(inner.into_iter().map(|node| {
            let mut changed = entries.clone();
            changed.insert(name.clone(), node);
            changed
        }));
    }
    smaller
}

fn shorter_contents(content: &Content) -> Vec<Content> {
    let cut = |length: u64| {
        let mut shorter = content.clone();
        shorter.set_len(length);
        shorter
    };
    numbers(content.len()).into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Modified;

    fn dated() -> Fixture {
        let sub = Node::Directory([("log".to_owned(), Node::file("x"))].into());
        let entries = [("a".to_owned(), Node::file("")), ("sub".to_owned(), sub)];
        let mut fixture = Fixture::with_tree(Tree { entries: entries.into() });
        let modified = |(path, seconds): (&str, i64)| Modified { path: path.into(), seconds };
        fixture.modified = [("sub/log", -86_400), ("a", -1)].map(modified).into();
        fixture
    }

    #[test]
    fn no_simpler_fixture_gives_a_time_to_what_is_not_there() {
        let simpler = fixtures(&dated());
        for fixture in &simpler {
            assert!(fixture.modified.iter().all(|modified| fixture.tree.get(&modified.path).is_some()));
        }
        assert!(
            simpler.iter().any(|fixture| fixture.modified.len() == 1 && fixture.tree.get("sub").is_none())
        );
    }

    #[test]
    fn a_time_is_left_out_or_comes_nearer_to_1970() {
        let times = |fixture: &Fixture| fixture.modified.iter().map(|time| time.seconds).collect::<Vec<_>>();
        let dated = dated();
        let simpler = fixtures(&dated).into_iter().filter(|fixture| fixture.tree == dated.tree);
        let found: Vec<Vec<i64>> = simpler.map(|fixture| times(&fixture)).collect();
        let expected: [&[i64]; 5] = [&[-1], &[0, -1], &[-1, -1], &[-86_400], &[-86_400, 0]];
        assert_eq!(found, expected);
    }
}
