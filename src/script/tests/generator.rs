//! Any script at all, with every operation and every construct of the text.

use std::collections::BTreeSet;

use bitflags::Flags;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use std::sync::Arc;

use crate::op::{
    Amid, COUNTER, CallClass, Change, Control, Data, DescriptorOp, ErrorOp, FreestandingOp, HostChange,
    Injection, InputOp, ListingOp, Manner, Name, Observed, Op, OpKind, OutputOp, PollableOp, Quantity,
    StreamOp, SystemAnswer,
};
use crate::outcome::pin::tests::any_pin;
use crate::rule::Rule;
use crate::script::{Action, Script, Step};
use crate::tree::raw::name_of;
use crate::tree::{
    Access, Capability, Content, Entries, Fixture, Mode, Modified, Node, PLANTABLE, Pattern, Preopen, Tree,
};
use crate::wasi::{Advice, Datetime, NewTimestamp};

pub(super) fn any_script() -> impl Strategy<Value = Script> {
    let top = (comments(), option::of(select(Rule::ALL)), needs());
    (top, any_fixture(), vec(any_step(), 0..12), option::of(any_tree())).prop_map(
        |((comments, rule, needs), fixture, mut steps, end)| {
            let mut taken: BTreeSet<String> =
                fixture.preopens.iter().map(|preopen| preopen.name.clone()).collect();
            steps.retain(|step| step.binds().all(|bind| taken.insert(bind.as_str().to_owned())));
            Script { comments, rule, needs, fixture, steps, end }
        },
    )
}

fn comments() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof![Just(String::new()), "[ -~äß]{0,20}", "# => \" "], 0..3)
}

fn needs() -> impl Strategy<Value = Vec<Capability>> {
    let all: Vec<Capability> = Capability::TABLE.iter().map(|(capability, _)| *capability).collect();
    let count = all.len();
    subsequence(all, 0..=count).prop_shuffle()
}

fn any_fixture() -> impl Strategy<Value = Fixture> {
    let preopen = (any_name(), any::<Index>(), any_access());
    let times = vec((any::<Index>(), prop_oneof![-100_000i64..100_000, any::<i64>()]), 0..3);
    let modes = vec((any::<Index>(), 0..=Mode::MAX), 0..3);
    (any_tree(), vec(preopen, 0..3), times, modes).prop_map(|(tree, preopens, times, modes)| {
        let mut directories = vec![String::new()];
        let inner = tree.walk().into_iter().filter(|(_, node)| matches!(node, Node::Directory(_)));
        directories.extend(inner.map(|(path, _)| path));
        let objects: Vec<String> = tree.walk().into_iter().map(|(path, _)| path).collect();
        let mut fixture = Fixture::with_tree(tree);
        for (object, seconds) in times.into_iter().filter(|_| !objects.is_empty()) {
            let path = object.get(&objects).clone();
            if fixture.modified.iter().all(|modified| modified.path != path) {
                fixture.modified.push(Modified { path, seconds });
            }
        }
        for (object, bits) in modes.into_iter().filter(|_| !objects.is_empty()) {
            let path = object.get(&objects).clone();
            if fixture.modes.iter().all(|mode| mode.path != path) {
                fixture.modes.push(Mode { path, bits });
            }
        }
        if preopens.is_empty() {
            fixture.mend();
            return fixture;
        }
        let mut taken = BTreeSet::new();
        let preopens = preopens.into_iter().filter(|(name, _, _)| taken.insert(name.clone()));
        fixture.preopens = preopens
            .map(|(name, path, access)| Preopen {
                name: name.to_string(),
                path: path.get(&directories).clone(),
                access,
            })
            .collect();
        let directory = fixture.tree.entries.iter().find(|(_, node)| matches!(node, Node::Directory(_)));
        fixture.apart = directory.map(|(name, _)| name.clone());
        fixture.mend();
        fixture
    })
}

fn any_access() -> impl Strategy<Value = Access> {
    prop_oneof![
        Just(Access::default()),
        (any_flags(), any_flags()).prop_map(|(dir, file)| Access { dir, file })
    ]
}

fn any_flags<F: Flags<Bits = u8> + std::fmt::Debug>() -> impl Strategy<Value = F> {
    any::<u8>().prop_map(F::from_bits_truncate)
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let node = any_leaf().prop_recursive(4, 12, 4, |inner| any_entries(inner).prop_map(Node::Directory));
    any_entries(node).prop_map(|entries| Tree { entries })
}

fn any_leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        3 => any_content().prop_map(Node::File),
        3 => any::<String>().prop_map(Node::Symlink),
        1 => select(PLANTABLE.as_slice()).prop_map(Node::Other),
    ]
}

fn any_entries(node: impl Strategy<Value = Node>) -> impl Strategy<Value = Entries> {
    let name = prop_oneof![
        3 => "[A-Za-z0-9._-]{1,5}",
        1 => select(vec!["nothing".to_owned(), "-".into(), "->".into(), "#".into(), "zeros[3]".into()]),
        1 => any::<String>(),
        // No text, mostly.
        1 => vec(any::<u8>(), 1..5).prop_map(|bytes| name_of(&bytes)),
    ];
    let name = name.prop_filter("not a name", |name| {
        !matches!(name.as_str(), "" | "." | "..") && !name.contains(['/', '\0'])
    });
    let many = (select(vec!["f{}", "{}", "a b{}c", "-0.{}", "many{}"]), 1..40usize, any_leaf());
    (btree_map(name, node, 0..4), option::weighted(0.1, many)).prop_map(|(mut entries, many)| {
        if let Some((text, count, node)) = many {
            let pattern = Pattern::new(text).unwrap();
            entries.extend((0..count).map(|number| (pattern.name(number), node.clone())));
        }
        entries
    })
}

/// Contents as writes in any order leave them, with holes short and long.
fn any_content() -> impl Strategy<Value = Content> {
    let bytes = prop_oneof![any_bytes(), vec(select(vec![0, b'a']), 0..60)];
    let write = (prop_oneof![0u64..200, 0u64..20_000, 0u64..1 << 61], bytes);
    (vec(write, 0..4), option::of(prop_oneof![0u64..100, 0u64..1 << 61])).prop_map(|(writes, size)| {
        let mut content = Content::default();
        for (offset, bytes) in writes {
            content.write(offset, &bytes);
        }
        content.set_len(size.unwrap_or(content.len()));
        content
    })
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..12),
        "[ -~]{0,12}".prop_map(String::into_bytes),
        (b'A'..=b'Z', 0u64..9000, 0u64..200).prop_map(|(writer, from, length)| Data::marked(
            writer,
            from..from + length
        )
        .to_vec()),
    ]
}

fn any_name() -> impl Strategy<Value = Name> {
    prop_oneof![Just("root".to_owned()), "[a-z]", "[a-z][a-z0-9-]{0,6}"]
        .prop_map(|text| Name::new(&text).unwrap())
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any_call(),
        1 => (any_control(), comments()).prop_map(|(control, comments)| Step { comments, ..control.into() }),
    ]
}

fn any_control() -> impl Strategy<Value = Control> {
    let answer =
        (select(SystemAnswer::table().collect::<Vec<_>>()), 1u64..).prop_map(|((_, answer), count)| {
            match answer {
                SystemAnswer::Short(_) => SystemAnswer::Short(count),
                SystemAnswer::Interrupted | SystemAnswer::Zero | SystemAnswer::Error(_) => answer,
            }
        });
    let after = prop_oneof![0u64..3, any::<u64>()];
    let fault = (any_name(), select(CallClass::TABLE), answer, after, any::<bool>()).prop_map(
        |(on, (_, calls), answer, after, behind)| {
            let behind = behind && answer.code().is_some() && calls != CallClass::Open;
            let after = if behind || !calls.moves_bytes() { 0 } else { after };
            Control::Fault(Injection { on, calls, answer, after, behind })
        },
    );
    let path = select(vec!["log", "sub/a", "x y"]).prop_map(Arc::<str>::from);
    let host = (path, any_bytes().prop_map(Data::new), any::<u64>(), 0..11).prop_map(
        |(path, bytes, offset, which)| {
            let other = Arc::<str>::from("sub/b");
            let change = match which {
                0 => Change::Truncate { size: offset },
                1 => Change::Append { bytes },
                2 => Change::Write { bytes, offset },
                3 => Change::Replace { bytes },
                4 => Change::Swap { other },
                5 => Change::Rename { to: other },
                6 => Change::Symlink { target: "../x y".into() },
                7 => Change::MakeDirectory,
                8 => Change::Touch,
                9 => Change::Chmod { mode: (offset % 512) as u16 },
                _ => Change::Remove,
            };
            HostChange::new(path, change)
        },
    );
    let amid = option::of((any_name(), 1u64..5).prop_map(|(on, before)| Amid { on, before }));
    let host = (host, amid).prop_map(|(host, amid)| HostChange { amid, ..host });
    prop_oneof![
        any::<bool>().prop_map(|queued| Control::Hold { queued }),
        any_name().prop_map(Control::Release),
        Just(Control::Quiesce),
        fault,
        host.prop_map(Control::Host),
    ]
}

fn any_manner() -> impl Strategy<Value = Manner> {
    prop_oneof![
        Just(Manner::Once),
        Just(Manner::UntilProgress),
        (1u32..4).prop_map(|polls| Manner::Abandon { polls })
    ]
}

fn any_call() -> impl Strategy<Value = Step> {
    let call = select(OpKind::ALL).prop_flat_map(any_op);
    let pinned = option::of(any_pin().prop_map(|pin| pin.to_string()));
    let times = prop_oneof![3 => Just(1), 1 => 2u32..5, 1 => 2u32..=60];
    let how = (any_manner(), times, any::<bool>(), any_observed(), any_observed());
    (any_name(), any_name(), call, how, pinned, comments()).prop_map(
        |(bind, on, mut op, (manner, times, counts, first, second), pinned, comments)| {
            let kind = op.kind();
            let manner = match manner {
                Manner::UntilProgress if !kind.can_loop() => Manner::Once,
                Manner::Abandon { .. } if !kind.can_be_abandoned() => Manner::Once,
                Manner::Once | Manner::UntilProgress | Manner::Abandon { .. } => manner,
            };
            // What a line binds that repeats has to count.
            let counting = |name: &Name| Name::counting(&format!("{name}{COUNTER}")).unwrap();
            let named = kind.info().gives.is_some() || (kind.may_give_error() && counts);
            let bind = named.then(|| if times > 1 { counting(&bind) } else { bind });
            let on = if kind.is_freestanding() {
                Name::none()
            } else if times > 1 && counts {
                counting(&on)
            } else {
                on
            };
            let [may_first, may_second] = op.may_observe();
            let takes_bytes =
                matches!(kind, OpKind::Write | OpKind::StreamWrite | OpKind::BlockingWriteAndFlush);
            let first = first.filter(|_| may_first).map(|first| {
                let marked = takes_bytes.then_some((b'Q', times.into()));
                Observed { marked, ..first }
            });
            let observed = [first, second.filter(|_| may_second)];
            op = op.placeholding(observed);
            Step { comments, action: Action::Call { bind, on, op, manner }, pinned, times, observed }
        },
    )
}

/// A number that is seen later, now and then.
fn any_observed() -> impl Strategy<Value = Option<Observed>> {
    let plus = prop_oneof![Just(0i64), -3..=3i64, any::<i64>()];
    let number = (select(Quantity::TABLE), plus);
    prop_oneof![
        2 => Just(None),
        1 => number.prop_map(|((_, quantity), plus)| Some(Observed::number(quantity, plus))),
    ]
}

/// A step that makes this call, with a name for the handle that it gives.
pub(super) fn step_of(op: Op, number: usize) -> Step {
    let name = |letter: &str| Name::new(&format!("{letter}{number}")).unwrap();
    match op.kind().info().gives {
        Some(_) => Step::binding(name("f"), name("on"), op),
        None if op.kind().is_freestanding() => Step::new(Name::none(), op),
        None => Step::new(name("on"), op),
    }
}

fn any_timestamp() -> impl Strategy<Value = NewTimestamp> {
    let moment = (any::<u64>(), any::<u32>())
        .prop_map(|(seconds, nanoseconds)| NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }));
    prop_oneof![Just(NewTimestamp::NoChange), Just(NewTimestamp::Now), moment]
}

/// Any call of this operation.
pub(super) fn any_op(kind: OpKind) -> impl Strategy<Value = Op> {
    let number = || prop_oneof![0u64..100, any::<u64>(), Just(u64::MAX)];
    let data = any_bytes().prop_map(Data::new);
    let path = prop_oneof![Just("log".to_owned()), Just("a => b".to_owned()), any::<String>()];
    let flags = (any_flags(), any_flags(), any_flags());
    let second_path = any::<String>();
    let times = (any_timestamp(), any_timestamp());
    let extra = (second_path, times, select(Advice::ALL));
    (number(), number(), data, path, any_name(), flags, extra).prop_map(
        move |(len, offset, contents, path, src, (path_flags, open_flags, flags), extra)| {
            let path: Arc<str> = path.into();
            let (new_path, (access, modification), advice) = extra;
            let (old_path, new_path, new_descriptor): (_, Arc<str>, _) =
                (Arc::clone(&path), new_path.into(), src.clone());
            match kind {
                OpKind::Advise => Op::Descriptor(DescriptorOp::Advise { offset, length: len, advice }),
                OpKind::SyncData => Op::Descriptor(DescriptorOp::SyncData),
                OpKind::Sync => Op::Descriptor(DescriptorOp::Sync),
                OpKind::SetTimes => Op::Descriptor(DescriptorOp::SetTimes {
                    data_access_timestamp: access,
                    data_modification_timestamp: modification,
                }),
                OpKind::StatAt => Op::Descriptor(DescriptorOp::StatAt { path_flags, path }),
                OpKind::SetTimesAt => Op::Descriptor(DescriptorOp::SetTimesAt {
                    path_flags,
                    path,
                    data_access_timestamp: access,
                    data_modification_timestamp: modification,
                }),
                OpKind::LinkAt => Op::Descriptor(DescriptorOp::LinkAt {
                    old_path_flags: path_flags,
                    old_path,
                    new_descriptor,
                    new_path,
                }),
                OpKind::ReadlinkAt => Op::Descriptor(DescriptorOp::ReadlinkAt { path }),
                OpKind::RenameAt => {
                    Op::Descriptor(DescriptorOp::RenameAt { old_path, new_descriptor, new_path })
                }
                OpKind::SymlinkAt => Op::Descriptor(DescriptorOp::SymlinkAt { old_path, new_path }),
                OpKind::IsSameObject => Op::Descriptor(DescriptorOp::IsSameObject { other: src }),
                OpKind::MetadataHash => Op::Descriptor(DescriptorOp::MetadataHash),
                OpKind::MetadataHashAt => Op::Descriptor(DescriptorOp::MetadataHashAt { path_flags, path }),
                OpKind::ReadViaStream => Op::Descriptor(DescriptorOp::ReadViaStream { offset }),
                OpKind::WriteViaStream => Op::Descriptor(DescriptorOp::WriteViaStream { offset }),
                OpKind::AppendViaStream => Op::Descriptor(DescriptorOp::AppendViaStream),
                OpKind::GetFlags => Op::Descriptor(DescriptorOp::GetFlags),
                OpKind::GetType => Op::Descriptor(DescriptorOp::GetType),
                OpKind::SetSize => Op::Descriptor(DescriptorOp::SetSize { size: len }),
                OpKind::Read => Op::Descriptor(DescriptorOp::Read { length: len, offset }),
                OpKind::Write => Op::Descriptor(DescriptorOp::Write { buffer: contents, offset }),
                OpKind::ReadDirectory => Op::Descriptor(DescriptorOp::ReadDirectory),
                OpKind::CreateDirectoryAt => Op::Descriptor(DescriptorOp::CreateDirectoryAt { path }),
                OpKind::Stat => Op::Descriptor(DescriptorOp::Stat),
                OpKind::OpenAt => {
                    Op::Descriptor(DescriptorOp::OpenAt { path, path_flags, open_flags, flags })
                }
                OpKind::RemoveDirectoryAt => Op::Descriptor(DescriptorOp::RemoveDirectoryAt { path }),
                OpKind::UnlinkFileAt => Op::Descriptor(DescriptorOp::UnlinkFileAt { path }),
                OpKind::ReadDirectoryEntry => Op::Listing(ListingOp::ReadDirectoryEntry),
                OpKind::StreamRead => Op::Input(InputOp::StreamRead { len }),
                OpKind::BlockingRead => Op::Input(InputOp::BlockingRead { len }),
                OpKind::Skip => Op::Input(InputOp::Skip { len }),
                OpKind::BlockingSkip => Op::Input(InputOp::BlockingSkip { len }),
                OpKind::CheckWrite => Op::Output(OutputOp::CheckWrite),
                OpKind::StreamWrite => Op::Output(OutputOp::StreamWrite { contents }),
                OpKind::BlockingWriteAndFlush => Op::Output(OutputOp::BlockingWriteAndFlush { contents }),
                OpKind::Flush => Op::Output(OutputOp::Flush),
                OpKind::BlockingFlush => Op::Output(OutputOp::BlockingFlush),
                OpKind::WriteZeroes => Op::Output(OutputOp::WriteZeroes { len }),
                OpKind::BlockingWriteZeroesAndFlush => {
                    Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len })
                }
                OpKind::Splice => Op::Output(OutputOp::Splice { src, len }),
                OpKind::BlockingSplice => Op::Output(OutputOp::BlockingSplice { src, len }),
                OpKind::Ready => Op::Pollable(PollableOp::Ready),
                OpKind::Block => Op::Pollable(PollableOp::Block),
                OpKind::FilesystemErrorCode => Op::Error(ErrorOp::FilesystemErrorCode),
                OpKind::ToDebugString => Op::Error(ErrorOp::ToDebugString),
                OpKind::Subscribe => Op::Stream(StreamOp::Subscribe),
                OpKind::Poll => Op::Freestanding(FreestandingOp::Poll {
                    r#in: vec![src; usize::from(offset % 2 == 0) * 2],
                }),
                OpKind::Cancel => Op::Stream(StreamOp::Cancel),
                OpKind::Drop => Op::Drop,
            }
        },
    )
}
