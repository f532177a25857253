//! A script of the corpus stops where it first diverges, so it holds one claim: what it hides behind that nobody sees.

use std::collections::BTreeSet;

use wasi_fs_conformance::corpus;
use wasi_fs_conformance::op::{DescriptorOp, Op, OpKind};
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::wasi::{ErrorCode, OpenFlags};

/// From here on a length is one that nobody has memory for.
const LONG: u64 = 1 << 32;

/// Whether all that a step pins is a refusal.
fn is_refused(step: &Step) -> bool {
    let is_code = |word: &str| ErrorCode::from_name(word).is_some();
    step.pinned.as_deref().is_some_and(|pinned| pinned.split(" | ").all(is_code))
}

/// Whether a step only opens what others are asked of.
fn only_opens(step: &Step) -> bool {
    let changes = OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let opens = step.call().is_some_and(
        |call| matches!(call.op, Op::Descriptor(DescriptorOp::OpenAt { open_flags, .. }) if !open_flags.intersects(changes)),
    );
    opens && step.pinned.as_deref() == Some("ok")
}

/// The calls of which each is refused by itself, in a script of nothing else; a look behind them belongs to its claim.
fn refused(script: &Script) -> BTreeSet<OpKind> {
    if !script.steps.iter().all(|step| is_refused(step) || only_opens(step)) {
        return BTreeSet::new();
    }
    let refused = script.steps.iter().filter(|step| is_refused(step)).filter_map(Step::call);
    let mut kinds: BTreeSet<OpKind> = refused.map(|call| call.op.kind()).collect();
    if kinds.len() > 1 {
        kinds.remove(&OpKind::StatAt);
    }
    kinds
}

/// The calls that are asked for nothing, and those that are asked for more than there is memory for.
fn extreme(script: &Script) -> [BTreeSet<OpKind>; 2] {
    let asked = |fits: fn(u64) -> bool| {
        let calls = script.steps.iter().filter_map(Step::call);
        let extreme = calls.filter(|call| call.op.length().is_some_and(fits));
        extreme.map(|call| call.op.kind()).collect()
    };
    [asked(|length| length == 0), asked(|length| length >= LONG)]
}

fn hidden(script: &Script) -> Option<BTreeSet<OpKind>> {
    let [nothing, much] = extreme(script);
    [refused(script), nothing, much].into_iter().find(|kinds| kinds.len() > 1)
}

#[test]
fn no_script_of_the_corpus_hides_a_call_behind_another() {
    let cases = corpus::built_in();
    let hiding: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {:?}; split it", case.name, hidden(&case.script)?)))
        .collect();
    assert!(hiding.is_empty(), "{}", hiding.join("\n"));
}

#[test]
fn what_hides_behind_another_call_is_seen() {
    let rows = [
        ("run\n  root.unlink-file-at \"a\"  => no-entry\n  root.stat-at \"a\"  => no-entry\n", false),
        (
            "run\n  root.unlink-file-at \"a\"  => no-entry\n  root.readlink-at \"a\"  => no-entry | invalid\n",
            true,
        ),
        ("run\n  r.read 0\n  r.blocking-read 0\n", true),
        ("run\n  r.read 0\n  r.blocking-read 9\n  r.read 0\n", false),
        ("run\n  r.blocking-read 18446744073709551615\n  r.skip 18446744073709551615\n", true),
    ];
    for (text, hides) in rows {
        assert_eq!(hidden(&Script::parse("", text).unwrap()).is_some(), hides, "{text}");
    }
}
