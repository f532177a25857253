//! The command line as a shell sees it: exit codes, errors with their place, files that are kept.

use std::fs;
use std::process::Output;

use wasi_fs_conformance::backends::Fault;
use wasi_fs_conformance::check;
use wasi_fs_conformance::rule::Rule;

use crate::tool::{command, path, text, tool};

fn code(output: &Output) -> i32 {
    output.status.code().expect("the tool ends by itself")
}

fn stderr(output: &Output) -> String {
    text(&output.stderr)
}

fn stdout(output: &Output) -> String {
    text(&output.stdout)
}

#[test]
fn a_hunt_on_the_host_conforms_and_says_what_it_covered() {
    let output = tool(&["hunt", "--scripts", "60", "--seed", "1"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let text = stdout(&output);
    assert!(
        text.starts_with("hunting host, host-inline, host-pool for 30s with --profile mixed --seed 1, "),
        "{text}"
    );
    let counted = match check::syscall_gate() {
        Ok(()) => text.contains("conform: 60 generated scripts"),
        Err(_) => text.contains("lack syscall-gate"),
    };
    assert!(counted && text.contains("rules reached") && text.contains("ops/s"), "{text}");
}

#[test]
fn a_finding_is_kept_and_its_replay_breaks_the_same_rule() {
    // Nobody waits here for guests that loop for ever, as many times as it takes to shrink that.
    let is_quick = |fault: &&Fault| {
        let is_found = !fault.needs_control() && !fault.is_for_the_corpus() && !fault.is_fatal();
        is_found && fault.rule() != Rule::LoopProgress
    };
    for fault in Fault::ALL.iter().filter(is_quick) {
        let found = tempfile::tempdir().unwrap();
        let backend = format!("faulty:{}", fault.name());
        // Scripts end the hunt, not the clock: how many there are of them in 30 s is up to the machine.
        let most = ["--scripts", "20000", "--for", "1h"];
        let profile = ["--profile", fault.profile(), "--seed", "3"];
        let hunted =
            [&["hunt", "--backend", &backend], &profile[..], &["--found", path(found.path())]].concat();
        let output = tool(&[&hunted[..], &most].concat());
        assert_eq!(code(&output), 2, "{}", stdout(&output));
        let kept: Vec<_> = fs::read_dir(found.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(kept.len(), 1, "{kept:?}");
        let rule = stdout(&output)
            .lines()
            .find_map(|line| line.strip_prefix("rule    ").map(str::to_owned))
            .unwrap();
        let replayed = tool(&["replay", "--backend", &backend, path(&kept[0])]);
        assert_eq!(code(&replayed), 2, "{}", stdout(&replayed));
        assert!(stdout(&replayed).contains(&rule), "{rule} is not what broke\n{}", stdout(&replayed));
        let sound = tool(&["replay", path(&kept[0])]);
        assert_eq!(code(&sound), 0, "{}", stdout(&sound));
    }
}

#[test]
fn a_replay_prints_every_step_with_its_answer() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/append/an-append-goes-to-the-end.fs");
    let output = tool(&["replay", "--backend", "host-inline", script]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(text.contains("  3  a.blocking-write-and-flush \"A\"    "), "{text}");
    assert!(text.contains("=> \"baseAB\""), "{text}");
}

/// The variable that names a script for a backend's own tests is none of the tool's, and what it names is not written to.
#[test]
fn a_replay_leaves_what_a_suite_is_told_to_replay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one.fs");
    let script = "run\n  root.stat\n";
    fs::write(&file, script).unwrap();
    let output = command(&["replay", path(&file)]).env("WASI_FS_CONFORMANCE_REPLAY", &file).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(stdout(&output).matches("conforms").count(), 3, "{}", stdout(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), script);
}

#[test]
fn a_replay_of_all_schedules_counts_them() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("race.fs");
    let steps = [
        "f = root.open-at \"log\" create read write",
        "v = f.append-via-stream",
        "w = f.append-via-stream",
        "v.check-write",
        "w.check-write",
        "hold",
        "v.write \"AAAA\"",
        "w.write \"BBBB\"",
        "quiesce",
        "f.read 64 0",
    ];
    fs::write(&script, format!("run\n  {}\n", steps.join("\n  "))).unwrap();
    let output = tool(&["replay", "--all-schedules", "--backend", "host-pool", path(&script)]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let line =
        format!("{} on host-pool: 36 schedules, 0 pruned as equal, 36 run: all conform\n", path(&script));
    assert_eq!(stdout(&output), line);
    // Calls that are made on the current thread are over when they return: nothing of them can be held.
    let output = tool(&["replay", "--all-schedules", "--backend", "host-inline", path(&script)]);
    assert_eq!(code(&output), 4, "{}", stdout(&output));
    let line = format!(
        "{} on host-inline: 36 schedules, 0 pruned as equal, 36 run: 0 conform, 36 not exercised\n",
        path(&script)
    );
    assert_eq!(stdout(&output), line);
    fs::write(&script, "run\n  root.stat\n").unwrap();
    let output = tool(&["replay", "--all-schedules", path(&script)]);
    assert_eq!((code(&output), stderr(&output).contains("race.fs: nothing is held")), (1, true));
}

#[test]
fn a_schedule_that_diverges_is_printed_as_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("race.fs");
    let text = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read write\n  a = f.append-via-stream\n  b = f.append-via-stream\n  hold\n  f.write \"MORE\" 4\n  b.flush\n  a.blocking-write-and-flush \"A\"\n  f.read 64 0\n";
    fs::write(&script, text).unwrap();
    let backend = "faulty:append-goes-to-opening-size";
    let output = tool(&["replay", "--all-schedules", "--backend", backend, path(&script)]);
    assert_eq!(code(&output), 2, "{}", stdout(&output));
    let shown = stdout(&output);
    assert!(
        shown.contains(&format!("on {backend}: 7 schedules, 0 pruned as equal, 1 run, number 1 diverges")),
        "{shown}"
    );
    let (_, kept) = shown.split_once("the script\n\n").unwrap();
    fs::write(&script, kept).unwrap();
    assert_eq!(code(&tool(&["replay", "--backend", backend, path(&script)])), 2, "{shown}");
}

#[test]
fn a_malformed_script_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("bad.fs");
    fs::write(&script, "run\n  f = root.open-att \"log\"\n").unwrap();
    let output = tool(&["replay", path(&script)]);
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    assert!(text.contains("bad.fs:2:12: ") && text.contains("`open-at`"), "{text}");
    fs::write(&script, b"run\n  # \xff\n").unwrap();
    let output = tool(&["replay", path(&script)]);
    assert_eq!((code(&output), stderr(&output).contains("bad.fs:2:5: ")), (1, true), "{}", stderr(&output));
    let output = tool(&["replay", path(&folder.path().join("none.fs"))]);
    assert_eq!(
        (code(&output), stderr(&output).contains("none.fs: can't be read")),
        (1, true),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_unknown_backend_is_answered_with_the_known_ones() {
    let output = tool(&["hunt", "--backend", "hots"]);
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    assert!(
        ["\n  host-pool\n", "\n  emulated:fat\n", "\n  faulty:NAME", "did you mean `host`?"]
            .iter()
            .all(|known| text.contains(known)),
        "{text}"
    );
    // Of hundreds of faulty backends no list is printed that nobody reads.
    assert!(text.lines().count() < 20, "{text}");
    let output = tool(&["hunt", "--backend", "faulty:opens-by-paths"]);
    assert!(stderr(&output).contains("did you mean `faulty:opens-by-path`?"));
}

#[test]
fn more_backends_than_a_command_takes_are_refused_and_none_is_passed_over() {
    for (arguments, said) in [
        (["hunt", "--backend", "host", "--backend=host-pool"], "takes one --backend"),
        (["--backend", "host", "hunt", "--backend=host-pool"], "put all behind it"),
    ] {
        let output = tool(&[&arguments[..], &["--scripts", "1"]].concat());
        assert_eq!((code(&output), output.stdout.len()), (1, 0), "{}", stdout(&output));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn an_unknown_profile_is_answered_with_the_known_ones() {
    let output = tool(&["hunt", "--profile", "cancle"]);
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    assert!(
        text.contains("did you mean `cancel`?")
            && text.contains("overlap, faults, system, attack, schedules, mixed"),
        "{text}"
    );
}

#[test]
fn a_hunt_says_its_profile() {
    for profile in ["everything", "cancel", "append-races", "overlap", "faults", "system"] {
        let output = tool(&["hunt", "--profile", profile, "--seed", "1", "--scripts", "0"]);
        let first = format!("with --profile {profile} --seed 1, ");
        assert!(stdout(&output).contains(&first), "{}", stdout(&output));
    }
}

#[test]
fn a_usage_error_is_exit_code_1_and_help_is_0() {
    assert_eq!(code(&tool(&["hunt", "--for", "soon"])), 1);
    assert_eq!(code(&tool(&["hunt", "--max-ops", "0"])), 1);
    assert_eq!(code(&tool(&["chase"])), 1);
    assert_eq!(code(&tool(&["--help"])), 0);
}

#[test]
fn a_folder_that_can_not_be_made_is_our_own_trouble() {
    let output = tool(&["hunt", "--scripts", "1", "--dir", "/proc/none"]);
    assert_eq!(code(&output), 70);
    assert!(stderr(&output).contains("--dir"), "{}", stderr(&output));
}

#[test]
fn a_finding_that_can_not_be_kept_is_printed_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let output = tool(&["hunt", "--backend", "faulty:write-without-the-right", "--found", path(&file)]);
    assert_eq!(code(&output), 70);
    assert!(stdout(&output).contains("FAIL  faulty:write-without-the-right"), "{}", stdout(&output));
    assert!(stderr(&output).contains("can't keep the finding"), "{}", stderr(&output));
}

#[test]
fn a_hunt_without_scripts_ran_nothing() {
    assert_eq!(code(&tool(&["hunt", "--scripts", "0"])), 4);
}
