//! What is left of a script needs nothing of what is lacking, and all else is left as it was.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::*;
use crate::generate::{Focus, Scripts};
use crate::tree::Fixture;

/// A script for each capability that needs it, and what is left without it.
const EXAMPLES: &[(Capability, &str, &str)] = &[
    (Capability::HardLinks, "run\n  root.link-at \"a\" to root \"b\"\n  root.stat\n", "run\n  root.stat\n"),
    (
        Capability::Symlinks,
        "modified \"sub/l\" 5\n\ntree\n  sub/\n    f  \"x\"\n    l -> \"f\"\n\nrun\n  root.symlink-at \"a\" \"b\"\n  root.readlink-at \"b\"\n  root.stat\n",
        "tree\n  sub/\n    f  \"x\"\n\nrun\n  root.stat\n",
    ),
    (
        Capability::LinkFollow,
        "run\n  root.link-at \"a\" to root \"b\" symlink-follow\n  root.link-at \"a\" to root \"c\"\n",
        "run\n  root.link-at \"a\" to root \"b\"\n  root.link-at \"a\" to root \"c\"\n",
    ),
    (
        Capability::Permissions,
        "preopen ro \"\" dir=read file=read\npreopen all \"\" dir=read,mutate file=read,write\n\nrun\n  ro.stat\n",
        "preopen ro \"\" dir=read,mutate file=read,write\npreopen all \"\" dir=read,mutate file=read,write\n\nrun\n  ro.stat\n",
    ),
    (
        Capability::SplitPermissions,
        "preopen ro \"\" dir=read file=read\npreopen wo \"\" dir=read file=write\npreopen none \"\" dir=none file=read\n\nrun\n  ro.stat\n",
        "preopen ro \"\" dir=read file=read\npreopen wo \"\" dir=read,mutate file=read,write\npreopen none \"\" dir=read file=read\n\nrun\n  ro.stat\n",
    ),
    (
        Capability::Append,
        "run\n  f = root.open-at \"a\" create write\n  v = f.append-via-stream\n  v.blocking-write-and-flush \"x\"\n",
        "run\n  f = root.open-at \"a\" create write\n  v = f.write-via-stream 0\n  v.blocking-write-and-flush \"x\"\n",
    ),
    (Capability::SetSize, "run\n  f.set-size 4\n  f.stat\n", "run\n  f.stat\n"),
    (
        Capability::SetTimes,
        "run\n  f.set-times now now\n  root.set-times-at \"a\" now no-change\n  f.stat\n",
        "run\n  f.stat\n",
    ),
    (
        Capability::MetadataHash,
        "run\n  f.metadata-hash\n  root.metadata-hash-at \"a\"\n  f.stat\n",
        "run\n  f.stat\n",
    ),
    (
        Capability::ExactNames,
        "preopen up \"D\" dir=read,mutate file=read,write\n\ntree\n  D/\n  Log  \"x\"\n  One  \"y\"\n  d/\n  \"e\\u{301}\"  \"\"\n\nrun\n  up.stat-at \"log\"\n  up.stat-at \"sub/Log\"\n  up.stat-at \"One\"\n",
        "preopen up \"\" dir=read,mutate file=read,write\n\ntree\n  One  \"y\"\n  d/\n\nrun\n  up.stat-at \"log\"\n  up.stat-at \"One\"\n",
    ),
    (
        Capability::FreeNames,
        "tree\n  \"a:b\"  \"\"\n  d/\n    nul  \"\"\n  l -> \"a?\"\n\nrun\n  root.stat-at \"a:b\"\n",
        "tree\n  d/\n\nrun\n  root.stat-at \"a:b\"\n",
    ),
    (
        Capability::SparseFiles,
        "tree\n  big    zeros[67108864]\n  small  zeros[67108863]\n\nrun\n  f.set-size 4294967296\n  f.write \"a\" 67108864\n  v = f.write-via-stream 67108864\n  host truncate \"small\" 67108864\n  f.set-size 67108863\n  f.set-size 9223372036854775808\n",
        "tree\n  small  zeros[67108863]\n\nrun\n  f.set-size 67108863\n  f.set-size 9223372036854775808\n",
    ),
    (Capability::SpecialFiles, "tree\n  f is a fifo\n\nrun\n  root.stat\n", "run\n  root.stat\n"),
    (
        Capability::RawNames,
        "tree\n  \"a\\xff\"  \"\"\n  b  \"\"\n\nrun\n  root.stat\n",
        "tree\n  b  \"\"\n\nrun\n  root.stat\n",
    ),
    (
        Capability::HostTimes,
        "modified \"a\" -1\n\ntree\n  a  \"\"\n\nrun\n  root.stat\n",
        "tree\n  a  \"\"\n\nrun\n  root.stat\n",
    ),
    (
        Capability::Modes,
        "mode \"a\" 0444\n\ntree\n  a  \"\"\n\nrun\n  root.stat\n",
        "tree\n  a  \"\"\n\nrun\n  root.stat\n",
    ),
    // No call needs it, and what is judged by it is not.
    (
        Capability::HostClock,
        "needs  host-clock\n\nrun\n  root.stat\n",
        "needs  host-clock\n\nrun\n  root.stat\n",
    ),
    // Nor these, of which the model takes other answers as well.
    (
        Capability::RemoveOpen,
        "needs  remove-open\n\nrun\n  root.stat\n",
        "needs  remove-open\n\nrun\n  root.stat\n",
    ),
    (
        Capability::RenameOpen,
        "needs  rename-open\n\nrun\n  root.stat\n",
        "needs  rename-open\n\nrun\n  root.stat\n",
    ),
    (
        Capability::TruncateOpen,
        "needs  truncate-open\n\nrun\n  root.stat\n",
        "needs  truncate-open\n\nrun\n  root.stat\n",
    ),
    (
        Capability::ReplaceDirectories,
        "needs  replace-directories\n\nrun\n  root.stat\n",
        "needs  replace-directories\n\nrun\n  root.stat\n",
    ),
    (
        Capability::NamelessFiles,
        "needs  nameless-files\n\nrun\n  root.stat\n",
        "needs  nameless-files\n\nrun\n  root.stat\n",
    ),
    (
        Capability::LinkSizes,
        "needs  link-sizes\n\nrun\n  root.stat\n",
        "needs  link-sizes\n\nrun\n  root.stat\n",
    ),
    (
        Capability::LinkTimes,
        "needs  link-times\n\nrun\n  root.stat\n",
        "needs  link-times\n\nrun\n  root.stat\n",
    ),
    (
        Capability::LinkCounts,
        "needs  link-counts\n\nrun\n  root.stat\n",
        "needs  link-counts\n\nrun\n  root.stat\n",
    ),
    (
        Capability::PosixCodes,
        "needs  posix-codes\n\nrun\n  root.stat\n",
        "needs  posix-codes\n\nrun\n  root.stat\n",
    ),
    (
        Capability::HostChanges,
        "run\n  host remove \"a\"\n  host truncate \"a\" 4\n  root.stat\n",
        "run\n  root.stat\n",
    ),
    (
        Capability::TwoDevices,
        "preopen root \"a\" dir=read,mutate file=read,write\ndevice \"a\"\n\ntree\n  a/\n\nrun\n  root.stat\n",
        "preopen root \"a\" dir=read,mutate file=read,write\n\ntree\n  a/\n\nrun\n  root.stat\n",
    ),
    (
        Capability::Pollables,
        "run\n  p = v.subscribe\n  p.block\n  poll [p]\n  p.drop\n  v.drop\n",
        "run\n  v.block\n  v.drop\n",
    ),
    (
        Capability::Errors,
        "run\n  e = v.flush\n  e.filesystem-error-code\n  e.to-debug-string\n  e.drop\n  v.drop\n",
        "run\n  v.flush\n  v.drop\n",
    ),
    (
        Capability::Abandon,
        "run\n  v.block, abandon after 2 polls\n  v.blocking-read 4, abandon after 1 poll\n",
        "run\n  v.block\n  v.blocking-read 4\n",
    ),
    (Capability::Quiesce, "run\n  hold\n  quiesce\n  root.stat\n", "run\n  hold\n  root.stat\n"),
    (
        Capability::Background,
        "run\n  hold\n  v.block, abandon after 2 polls\n  release v\n  quiesce\n",
        "run\n  v.block\n  quiesce\n",
    ),
    (Capability::Faults, "run\n  fault v write io\n  root.stat\n", "run\n  root.stat\n"),
    (Capability::SyscallGate, "run\n  fault v write io\n  root.stat\n", "run\n  root.stat\n"),
];

fn script(text: &str) -> Script {
    Script::parse("an example", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn lacking(capabilities: &[Capability]) -> Lacks {
    capabilities.iter().fold(Lacks::default(), |lacks, capability| lacks.with(*capability))
}

#[test]
fn the_table_is_in_the_order_of_the_enum_and_each_row_has_an_example() {
    for (index, (capability, _)) in Capability::TABLE.iter().enumerate() {
        assert_eq!(ROWS[index].capability, *capability);
        assert_eq!(EXAMPLES[index].0, *capability);
    }
    assert_eq!(ROWS.len(), Capability::TABLE.len());
    assert_eq!(EXAMPLES.len(), ROWS.len());
}

#[test]
fn each_lack_leaves_what_does_not_need_it() {
    for (capability, whole, left) in EXAMPLES {
        let whole = script(whole);
        assert_eq!(whole.to_string(), script(&whole.to_string()).to_string());
        assert!(whole.needs(*capability), "{}\n{whole}", capability.name());
        let projection = whole.without(lacking(&[*capability]));
        assert_eq!(projection.script.to_string(), *left, "{}", capability.name());
        let left_out: Vec<_> = projection.left_out.keys().collect();
        assert_eq!(left_out, if *left == whole.to_string() { Vec::new() } else { vec![capability] });
    }
}

#[test]
fn what_a_script_says_it_needs_it_needs() {
    let says = script("needs  append\n\nrun\n  root.stat\n");
    assert!(says.needs(Capability::Append) && !says.needs(Capability::Quiesce));
    assert_eq!(says.needs_of(lacking(&[Capability::Quiesce, Capability::Append])), Some(Capability::Append));
    assert!(says.without(lacking(&[Capability::Append])).is_whole());
}

#[test]
fn pins_and_the_end_are_gone_where_something_was_left_out_and_stay_else() {
    let pinned = script(
        "tree\n  a  \"\"\n\nrun\n  root.link-at \"a\" to root \"b\"  => ok\n  root.stat  => directory\n\nend\n  a  \"\"\n  b  \"\"\n",
    );
    let left = pinned.without(lacking(&[Capability::HardLinks])).script;
    assert_eq!(left.to_string(), "tree\n  a  \"\"\n\nrun\n  root.stat\n");
    assert_eq!(pinned.without(lacking(&[Capability::Symlinks])).script, pinned);
}

/// The law of all of them: see the name of the test.
fn holds(whole: &Script, lacks: Lacks) {
    let Projection { script: left, places, left_out, same_ground } = whole.without(lacks);
    let context = || format!("lacking {lacks:?}\n{whole}\nleft\n{left}");
    // What a script says that it needs it needs, whatever is in it.
    let unsaid = whole.needs.iter().fold(lacks, |lacks, said| lacks.without(*said));
    // (a) It needs nothing that is lacking, and starts from something that can be.
    assert_eq!(left.needs_of(unsaid), None, "{}", context());
    let Fixture { tree, preopens, modified, .. } = &left.fixture;
    assert!(left.fixture.has_possible_devices(), "{}", context());
    assert!(preopens.iter().all(|preopen| left.fixture.is_directory(&preopen.path)), "{}", context());
    assert!(modified.iter().all(|modified| tree.get(&modified.path).is_some()), "{}", context());
    // (b) Once more leaves it as it is.
    assert!(left.without(lacks).is_whole(), "{}", context());
    // (c) What needs nothing of it is kept, in its order.
    assert_eq!(places.len(), left.steps.len());
    assert!(places.is_sorted());
    // With what binds its handles, since that tells what it is called on.
    let alone = |step: &Step| {
        let binds = |other: &&Step| other.bind().is_some_and(|bind| step.mentions().any(|name| name == bind));
        let steps = whole.steps.iter().filter(binds).chain([step]).cloned().collect();
        Script { steps, ..Script::default() }
    };
    for (place, step) in whole.steps.iter().enumerate() {
        if !lacks.contains(Capability::ExactNames) && alone(step).needs_of(lacks).is_none() {
            let at = places.iter().position(|kept| *kept == place);
            let kept = at.map(|at| &left.steps[at].action);
            assert_eq!(kept, Some(&step.action), "{}", context());
        }
    }
    assert_eq!(left_out.is_empty(), whole.needs_of(unsaid).is_none(), "{}", context());
    assert!(!left_out.is_empty() || left == *whole, "{}", context());
    assert!(!same_ground || left.fixture == whole.fixture, "{}", context());
    // (d) It can be kept.
    assert_eq!(Script::parse("left", &left.to_string()).unwrap(), left, "{}", context());
}

#[test]
fn what_is_left_needs_nothing_lacking_and_keeps_all_else_and_prints_as_it_parses() {
    let mut runner = TestRunner::deterministic();
    let all: Vec<Capability> = Capability::TABLE.iter().map(|(capability, _)| *capability).collect();
    let usual = [Capability::HardLinks, Capability::Symlinks, Capability::SetTimes, Capability::MetadataHash];
    let mut together: Vec<Lacks> = all.iter().map(|capability| lacking(&[*capability])).collect();
    together.extend([lacking(&all), lacking(&usual), Lacks::default()]);
    for focus in Focus::ALL {
        for _ in 0..12 {
            let whole =
                Scripts { focus: *focus, ..Scripts::default() }.new_tree(&mut runner).unwrap().current();
            for lacks in &together {
                holds(&whole, *lacks);
            }
        }
    }
    for (_, text, _) in EXAMPLES {
        for lacks in &together {
            holds(&script(text), *lacks);
        }
    }
}
