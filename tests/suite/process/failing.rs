//! A driver that dies, stalls, talks rubbish or floods is a finding, and the hunt goes on.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use super::{assert_said, driver, said, tool_on};
use crate::tool::path;

/// Makes one call of each kind that may break down: of a descriptor, of a stream that may wait, of one that may not, and
/// those that can't fail.
const SCRIPT: &str = "\
tree
  log  \"base\"

run
  f = root.open-at \"log\" write
  f.get-type
  v = f.write-via-stream 0
  v.block
  v.check-write
  v.blocking-flush
  v.cancel
  w = f.write-via-stream 0
  w.drop
  f.sync
";

/// The script in a file, and another one that makes none of its calls.
fn files() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (script, other) = (folder.path().join("script.fs"), folder.path().join("the-other.fs"));
    fs::write(&script, SCRIPT).unwrap();
    fs::write(&other, "run\n  root.stat\n").unwrap();
    (folder, script, other)
}

/// What a driver does in a call, and what the replay of a script says of it.
const FAILURES: &[(&str, &str, &[&str])] = &[
    // Its end, with the step, the rule, and its last words.
    (
        "exit@descriptor.get-type",
        "quality/no-abort  at step 2 of 10",
        &[
            "the process ended: exit code 3",
            "its last words were \"the disk is on fire / and so is the house\"",
        ],
    ),
    ("exit@descriptor.open-at", "quality/no-abort  at step 1 of 10", &["exit code 3"]),
    ("exit@output-stream.check-write", "quality/no-abort  at step 5 of 10", &["exit code 3"]),
    ("exit@output-stream.block", "quality/no-abort  at step 4 of 10", &["exit code 3"]),
    ("exit@output-stream.cancel", "quality/no-abort  at step 7 of 10", &["exit code 3"]),
    ("exit@output-stream.drop", "quality/no-abort  at step 9 of 10", &["exit code 3"]),
    ("exit@descriptor.drop", "quality/no-abort  at the end of 10 steps", &["exit code 3"]),
    ("exit@end", "quality/no-abort  at the end of 10 steps", &["exit code 3"]),
    ("exit@start", "quality/no-abort  at step 1 of 10", &["exit code 3"]),
    ("mute@descriptor.sync", "quality/no-abort  at step 10 of 10", &["its output closed"]),
    (
        "starve@descriptor.get-type",
        "quality/bounded-memory  at step 2 of 10",
        &["took all the memory that there was", "exit code 134"],
    ),
    // What it says is no answer.
    (
        "garble@descriptor.get-type",
        "quality/no-abort  at step 2 of 10",
        &["an answer of {\"surprise\":[1,2,3]}, where the word of a descriptor type is expected"],
    ),
    (
        "garble@output-stream.check-write",
        "quality/no-abort  at step 5 of 10",
        &["a string of decimal digits"],
    ),
    ("garble@output-stream.block", "quality/no-abort  at step 4 of 10", &["where null is expected"]),
    ("garble@end", "quality/no-abort  at the end of 10 steps", &["where null is expected"]),
    (
        "renumber@descriptor.get-type",
        "quality/no-abort  at step 2 of 10",
        &["an answer to a request that is not open"],
    ),
    // The second of two answers is met by the next call.
    (
        "repeat@descriptor.get-type",
        "quality/no-abort  at step 3 of 10",
        &["an answer to a request that is not open"],
    ),
    // It writes more than there is any need for.
    ("long-line@descriptor.sync", "quality/no-abort  at step 10 of 10", &["a line of more than 64 MiB"]),
    ("flood@descriptor.sync", "quality/no-abort  at step 10 of 10", &["more than 64 MiB beside its answers"]),
    // A trap in a call that has no words for it.
    ("trap@descriptor.get-type", "quality/no-trap-within-the-contract  at step 2 of 10", &["trap (a mouse)"]),
    ("trap@output-stream.block", "quality/no-trap-within-the-contract  at step 4 of 10", &["trap (a mouse)"]),
    (
        "trap@output-stream.cancel",
        "quality/no-trap-within-the-contract  at step 7 of 10",
        &["trap (a mouse)"],
    ),
    ("trap@output-stream.drop", "quality/no-trap-within-the-contract  at step 9 of 10", &["trap (a mouse)"]),
    ("trap@end", "quality/no-trap-within-the-contract  at the end of 10 steps", &["trap (a mouse)"]),
    ("trap@start", "quality/no-trap-within-the-contract  at step 1 of 10", &["trap (a mouse)"]),
    // It does not answer in time.
    ("stall@descriptor.sync", "quality/no-hang  at step 10 of 10", &["no answer before the deadline"]),
    ("stall@output-stream.cancel", "quality/no-hang  at step 7 of 10", &["no answer before the deadline"]),
];

#[test]
fn a_driver_that_fails_is_a_finding_and_the_next_script_gets_another() {
    let (_folder, script, other) = files();
    for (wrong, finding, texts) in FAILURES {
        // Only one that stalls has to wait for its deadline.
        let deadline = if wrong.starts_with("stall") { "300ms" } else { "1m" };
        let replay = ["replay", "--step-deadline", deadline, path(&script), path(&other)];
        let output = tool_on(&format!("--wrong {wrong}"), &replay);
        let (_, text) = said(&output);
        assert_said(&output, 2, &[&[*finding][..], texts].concat());
        // Whatever fails at the begin or the end of scripts fails there in each of them.
        let fails_always =
            ["start", "end", "descriptor.drop"].iter().any(|call| wrong.ends_with(&format!("@{call}")));
        assert_eq!(
            text.contains("the-other.fs on driver in Rust 0.1.0: conforms"),
            !fails_always,
            "{wrong}\n{text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_driver_that_a_signal_ends_is_told_by_its_signal() {
    let (_folder, script, _) = files();
    let output = tool_on("--wrong abort@descriptor.get-type", &["replay", path(&script)]);
    assert_said(&output, 2, &["quality/no-abort  at step 2 of 10", "the process ended: signal 6 (SIGABRT)"]);
}

#[test]
fn a_call_that_never_blocks_is_waited_for_only_so_long() {
    let script = Script::parse("script", SCRIPT).unwrap();
    let calls = [("output-stream.check-write", 4), ("output-stream.drop", 8)];
    for (call, step) in calls {
        let backend =
            driver(&["--wrong", &format!("stall@{call}")]).with_patience(Duration::from_millis(300));
        let checked = Judge::new().unwrap().check(&script, &backend).unwrap();
        let Verdict::Diverged(divergence) = checked.verdict else { panic!("{call}: {:?}", checked.verdict) };
        assert_eq!((divergence.rule(), divergence.step), (Rule::NeverBlocks, step), "{call}: {divergence:?}");
    }
    let backend = driver(&["--wrong", "stall@end"]).with_patience(Duration::from_millis(300));
    let checked = Judge::new().unwrap().check(&script, &backend).unwrap();
    let Verdict::Diverged(divergence) = checked.verdict else { panic!("{:?}", checked.verdict) };
    assert_eq!((divergence.rule(), divergence.step), (Rule::NoHang, 10), "{divergence:?}");
}

#[test]
fn a_hunt_goes_on_behind_a_driver_that_dies_and_makes_the_script_smaller() {
    for (wrong, steps) in
        [("exit@descriptor.set-size", "at step 1 of 1"), ("exit@start", "at the end of 0 steps")]
    {
        let found = tempfile::tempdir().unwrap();
        let hunt = ["hunt", "--keep-going", "--scripts", "60", "--for", "1h", "--seed", "1", "--jobs", "2"];
        let hunt = [&hunt[..], &["--profile", "everything", "--found", path(found.path())]].concat();
        let output = tool_on(&format!("--wrong {wrong}"), &hunt);
        assert_said(&output, 2, &["quality/no-abort", steps, "20 of 20 repeat", "60 generated scripts"]);
        let (_, text) = said(&output);
        assert!(!text.contains("ended in the middle"), "no worker is lost for it\n{text}");
    }
}

#[test]
fn a_hunt_gets_on_with_a_driver_that_never_returns() {
    let cases = [
        ("stall@output-stream.check-write", "quality/non-blocking-calls-return-at-once"),
        ("stall@descriptor.set-size", "quality/no-hang"),
    ];
    for (wrong, rule) in cases {
        let found = tempfile::tempdir().unwrap();
        let hunt = ["hunt", "--keep-going", "--scripts", "40", "--for", "1h", "--seed", "1", "--jobs", "2"];
        let hunt = [&hunt[..], &["--step-deadline", "400ms", "--found", path(found.path())]].concat();
        let output = tool_on(&format!("--wrong {wrong}"), &hunt);
        assert_said(&output, 2, &[rule, "ops/s on 2 workers"]);
    }
}

#[test]
fn a_ledger_tolerates_the_end_of_a_driver() {
    let (folder, script, _) = files();
    let ledger = folder.path().join("known.txt");
    fs::write(
        &ledger,
        "quality/no-abort  \"the process ended: exit code 3\"  the disk burns: https://example.org/1\n",
    )
    .unwrap();
    let output =
        tool_on("--wrong exit@descriptor.get-type", &["replay", "--known", path(&ledger), path(&script)]);
    assert_said(&output, 0, &[]);
}
