//! Worker processes: what ends one of them is a finding, and the hunt goes on.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use wasi_fs_conformance::backends::Fault;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use crate::reports::APPEND;
use crate::tool::{command, path, text, tool};

fn hunt(arguments: &[&str]) -> Output {
    tool(&[&["hunt"], arguments].concat())
}

/// The scripts that a folder of findings holds.
fn kept(folder: &Path) -> Vec<Script> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        Script::parse(&path.display().to_string(), &fs::read_to_string(&path).unwrap()).unwrap()
    };
    fs::read_dir(folder).map_or_else(|_| Vec::new(), |files| files.map(read).collect())
}

/// How long a call may take that a fault is met by: it is short only where each meeting takes as long, since on a busy machine
/// others need their time.
fn deadline(rule: Rule) -> &'static str {
    if rule == Rule::NoHang { "400ms" } else { "10s" }
}

/// Replays each script of a folder: what ends a process ends one of its own there, and the same is told as when it was kept.
fn replays_alike(folder: &Path, backend: &str, rule: Rule) {
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let script = fs::read_to_string(&file).unwrap();
        let got = script.lines().find_map(|line| line.strip_prefix("# got     ")).unwrap();
        let output = tool(&["--backend", backend, "replay", "--step-deadline", deadline(rule), path(&file)]);
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{shown}");
        assert!(shown.contains(&format!("FAIL  {backend}  {rule}  at step ")), "{shown}");
        assert!(shown.contains(&format!("got       {got}\n")), "{script}\n{shown}");
    }
}

/// No step of a script that is kept can be left out: without it the process does not end.
fn each_step_is_needed(script: &Script, backend: &str, rule: Rule) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shorter.fs");
    for left_out in 0..script.steps.len() {
        let mut shorter = script.clone();
        shorter.steps.remove(left_out);
        fs::write(&file, shorter.to_string()).unwrap();
        let output = tool(&["--backend", backend, "replay", "--step-deadline", deadline(rule), path(&file)]);
        // Without any step nothing is judged.
        let survives = matches!(output.status.code(), Some(0 | 4));
        assert!(survives, "step {} can be left out\n{script}", left_out + 1);
    }
}

/// A number of the summary: the one before these words.
fn number_before(text: &str, words: &str) -> u64 {
    let (before, _) = text.split_once(words).unwrap_or_else(|| panic!("no {words:?} in\n{text}"));
    let number = before.rsplit(' ').next().unwrap();
    number.replace(',', "").parse().unwrap_or_else(|_| panic!("no number before {words:?} in\n{text}"))
}

/// A number of the summary: the one behind these words.
fn number_after(text: &str, words: &str) -> u64 {
    let (_, after) = text.split_once(words).unwrap_or_else(|| panic!("no {words:?} in\n{text}"));
    after.lines().next().unwrap().parse().unwrap()
}

/// A fault that a process does not survive costs workers. Its script is made smaller, and all others are run. There are to be so
/// many scripts that a few of them meet the fault: a rare call needs more of them.
fn costs_workers(fault: Fault, scripts: u64) {
    let found = tempfile::tempdir().unwrap();
    let (backend, count) = (format!("faulty:{}", fault.name()), scripts.to_string());
    let hunted = ["--backend", &backend, "--seed", "5", "--scripts", &count, "--for", "10m", "--keep-going"];
    let workers = ["--jobs", "2", "--step-deadline", deadline(fault.rule()), "--worker-memory", "512"];
    let kept_in = ["--profile", "everything", "--found", found.path().to_str().unwrap()];
    let output = hunt(&[&hunted[..], &workers, &kept_in].concat());
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{shown}{}", text(&output.stderr));
    let rule = fault.rule();
    assert!(shown.contains(&format!("FAIL  {backend}  {rule}  at step ")), "{shown}");
    let scripts_kept = kept(found.path());
    assert!(!scripts_kept.is_empty(), "{shown}");
    for script in &scripts_kept {
        assert_eq!(script.rule, Some(rule), "{script}");
        assert!(script.steps.len() <= 3, "{script}");
        each_step_is_needed(script, &backend, rule);
    }
    replays_alike(found.path(), &backend, rule);
    // Whatever was not counted has ended its worker; a worker that got far may have had a few scripts to tell of yet.
    let ran = number_before(&shown, " generated scripts");
    let ended: u64 = number_after(&shown, "workers that ended and were replaced: ");
    assert!(ended > 1 && ran + ended <= scripts, "{ran} ran, {ended} workers ended\n{shown}");
    assert!(ran + ended > scripts * 3 / 4, "{ran} ran, {ended} workers ended\n{shown}");
}

#[test]
fn a_backend_that_aborts_costs_a_worker() {
    costs_workers(Fault::Aborts, 100);
}

#[test]
fn a_backend_that_is_killed_costs_a_worker() {
    if cfg!(unix) {
        costs_workers(Fault::Killed, 60);
    } else {
        println!("skipped: no process kills itself on this platform");
    }
}

#[test]
fn a_backend_that_takes_all_memory_costs_a_worker() {
    if cfg!(target_os = "linux") {
        costs_workers(Fault::AllocatesWithoutEnd, 200);
    } else {
        println!("skipped: only on Linux is the memory of a process held down");
    }
}

#[test]
fn a_backend_that_holds_its_thread_costs_a_worker() {
    costs_workers(Fault::HoldsTheThread, 80);
}

#[test]
fn every_fatal_fault_has_a_test() {
    let fatal: Vec<Fault> = Fault::ALL.iter().copied().filter(|fault| fault.is_fatal()).collect();
    assert_eq!(fatal, [Fault::Aborts, Fault::Killed, Fault::AllocatesWithoutEnd, Fault::HoldsTheThread]);
}

/// A hunt that was started, with its first line read.
#[cfg(unix)]
fn started(arguments: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut child = command(&[&["hunt"], arguments].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut String::new()).unwrap();
    (child, output)
}

#[cfg(unix)]
fn signal(name: &str, process: &str, times: usize) {
    let kill = Command::new("kill").args(["-s", name]).args(vec![process; times]).status();
    assert!(kill.unwrap().success());
}

#[cfg(unix)]
fn rest(output: BufReader<ChildStdout>) -> String {
    output.lines().map(|line| line.unwrap() + "\n").collect()
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_somebody_else_kills_is_replaced() {
    let found = tempfile::tempdir().unwrap();
    let hunted = ["--backend", "host-inline", "--for", "6s", "--jobs", "1", "--profile", "everything"];
    let (mut child, output) = started(&[&hunted[..], &["--found", found.path().to_str().unwrap()]].concat());
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let worker = || fs::read_to_string(&children).unwrap().split(' ').next().unwrap().to_owned();
    while worker().is_empty() {
        std::thread::sleep(Duration::from_millis(50));
    }
    // It has to be at a script.
    std::thread::sleep(Duration::from_secs(2));
    signal("KILL", &worker(), 1);
    let shown = rest(output);
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown}");
    assert!(shown.contains("a worker was ended from outside, it seems"), "{shown}");
    assert!(shown.contains("signal 9 (SIGKILL)"), "{shown}");
    // The hunt did not end with it.
    let seconds: f64 = shown.split_once("\n  ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    assert!(seconds >= 6.0, "{shown}");
}

#[test]
#[cfg(unix)]
fn a_hunt_that_is_interrupted_ends_with_its_summary() {
    // Who ends a group of processes often tells each of it twice at once, and means once.
    for (name, times) in [("INT", 1), ("TERM", 1), ("INT", 2), ("TERM", 2)] {
        let (mut child, output) = started(&["--backend", "host-inline", "--for", "10m", "--jobs", "2"]);
        std::thread::sleep(Duration::from_secs(1));
        signal(name, &child.id().to_string(), times);
        let shown = rest(output);
        assert!(matches!(child.wait().unwrap().code(), Some(0 | 4)), "{shown}");
        assert!(shown.contains(" generated scripts, "), "{shown}");
        assert!(!shown.contains("cut off"), "{name} x {times}: {shown}");
    }
}

/// What a hunt prints whose only call that can be wrong hangs in its last second, and how it ends.
#[test]
fn a_hang_that_begins_before_the_end_is_waited_for_and_told() {
    let found = tempfile::tempdir().unwrap();
    let output = hunt(&[
        "--backend",
        "faulty:check-write-never-recovers",
        "--for",
        "1ms",
        "--scripts",
        "40",
        "--seed",
        "5",
        "--jobs",
        "1",
        "--step-deadline",
        "2s",
        "--found",
        path(found.path()),
    ]);
    let shown = text(&output.stdout);
    let files: Vec<_> = fs::read_dir(found.path()).unwrap().map(|file| file.unwrap().path()).collect();
    if files.is_empty() {
        // The time was over before a script with a loop began.
        assert!(matches!(output.status.code(), Some(0 | 4)), "{shown}");
    } else {
        assert_eq!(output.status.code(), Some(2), "{shown}");
        assert!(files.iter().all(|file| shown.contains(path(file))), "{files:?}\n{shown}");
    }
}

#[test]
#[cfg(unix)]
fn a_hang_that_is_there_when_a_hunt_is_interrupted_is_told() {
    for signals in [&["INT"][..], &["TERM"], &["INT", "INT"]] {
        // On a busy machine the first suspect may be a call that was only slow: told as one that was not repeated, it is none.
        assert!((0..4).any(|_| is_told_when_interrupted(signals)), "{signals:?}: no suspect was one");
    }
}

/// Interrupts a hunt as soon as a suspect lies there. Whether it was a hang.
#[cfg(unix)]
fn is_told_when_interrupted(signals: &[&str]) -> bool {
    let found = tempfile::tempdir().unwrap();
    let hunted =
        ["--backend", "faulty:check-write-never-recovers", "--for", "10m", "--seed", "5", "--jobs", "1"];
    let kept_in = ["--step-deadline", "4s", "--found", path(found.path())];
    let (mut child, output) = started(&[&hunted[..], &kept_in].concat());
    // A suspect lies there as soon as there is one.
    while fs::read_dir(found.path()).unwrap().count() == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    for name in signals {
        signal(name, &child.id().to_string(), 1);
        std::thread::sleep(Duration::from_millis(400));
    }
    let shown = rest(output);
    let code = child.wait().unwrap().code();
    if code == Some(0) && number_before(&shown, " not repeated") > 0 {
        return false;
    }
    assert_eq!(code, Some(2), "{signals:?}\n{shown}");
    let kept = fs::read_dir(found.path()).unwrap().map(|file| file.unwrap().path());
    assert!(kept.into_iter().all(|file| shown.contains(path(&file))), "{signals:?}\n{shown}");
    true
}

/// Hunts on a host that does nothing wrong, and stops what is chosen for much longer than a call may take.
#[cfg(target_os = "linux")]
fn goes_on_behind_a_stop(chosen: impl FnOnce(u32) -> String) {
    let found = tempfile::tempdir().unwrap();
    let hunted = ["--backend", "host-inline", "--for", "9s", "--jobs", "2", "--step-deadline", "300ms"];
    let mut hunting = command(&[&["hunt"], &hunted[..], &["--found", path(found.path())]].concat());
    std::os::unix::process::CommandExt::process_group(&mut hunting, 0);
    let mut child = hunting.stdout(Stdio::piped()).spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    std::thread::sleep(Duration::from_secs(2));
    let stopped = chosen(child.id());
    for name in ["STOP", "CONT"] {
        assert!(Command::new("kill").args(["-s", name, "--", &stopped]).status().unwrap().success());
        std::thread::sleep(Duration::from_secs(2));
    }
    let shown = rest(output);
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown}");
    assert!(!shown.contains("FAIL") && shown.contains("host-inline conforms"), "{shown}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_hunt_that_was_paused_blames_nobody() {
    goes_on_behind_a_stop(|hunt| format!("-{hunt}"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_was_paused_blames_nobody() {
    goes_on_behind_a_stop(|hunt| {
        let children = fs::read_to_string(format!("/proc/{hunt}/task/{hunt}/children")).unwrap();
        children.split(' ').next().unwrap().to_owned()
    });
}

#[test]
fn a_deadline_that_nobody_can_keep_is_a_usage_error() {
    for deadline in ["0s", "1us", "9ms"] {
        for command in ["hunt", "replay"] {
            let output = tool(&[command, "--step-deadline", deadline, "corpus"]);
            assert_eq!(output.status.code(), Some(1));
            let said = text(&output.stderr);
            assert!(said.contains("expected 10ms or more") || command == "hunt", "{said}");
        }
        let output = hunt(&["--step-deadline", deadline]);
        assert!(text(&output.stderr).contains("expected 10ms or more"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_hunt_that_judges_nothing_says_so() {
    for nothing in [["--scripts", "0"], ["--for", "0s"], ["--for", "0ms"]] {
        let output = hunt(&[&["--backend", "host-inline"], &nothing[..]].concat());
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(4), "{nothing:?}\n{shown}");
        assert!(shown.contains("nothing ran"), "{nothing:?}\n{shown}");
    }
}

#[test]
fn in_no_time_a_corpus_is_all() {
    let output = hunt(&["--backend", "host-inline", "--for", "0s", "--corpus", "corpus/open"]);
    let shown = text(&output.stdout);
    let scripts = fs::read_dir("corpus/open").unwrap().count();
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains(&format!("{scripts} corpus + 0 generated scripts")), "{shown}");
}

#[test]
fn a_corpus_that_was_cut_off_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let junit = folder.path().join("junit.xml");
    let hunted = ["--backend", "host-inline", "--jobs", "1", "--for", "1ms", "--scripts", "0"];
    let hunted = [&hunted[..], &["--corpus", "corpus", "--junit", path(&junit)]].concat();
    let shown = text(&hunt(&hunted).stdout);
    let (_, not_run) = shown.split_once("scripts of the corpus that were not run before it ended: ").unwrap();
    assert!(number_before(&format!(" {not_run}"), " of ") > 0, "{shown}");
    let junit = fs::read_to_string(&junit).unwrap();
    assert!(junit.contains("the corpus was run in part"), "{junit}");
    let shown = text(&hunt(&[&hunted[..], &["--format", "json"]].concat()).stdout);
    let summary: serde_json::Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    assert!(summary["corpus_not_run"].as_u64() > Some(0), "{shown}");
    // A shard has its share of the corpus, and runs that in whole.
    let shard = ["--backend", "host-inline", "--for", "0s", "--corpus", "corpus/open", "--seed", "1"];
    let shown = text(&hunt(&[&shard[..], &["--shard", "1/3"]].concat()).stdout);
    let third = fs::read_dir("corpus/open").unwrap().count().div_ceil(3);
    assert!(shown.contains(&format!(" {third} corpus")) && !shown.contains("not run before"), "{shown}");
}

#[test]
fn a_seed_is_the_same_hunt_on_any_number_of_workers_and_shards() {
    let counts = |more: &[&str]| {
        let hunted = ["--backend", "host-inline", "--profile", "everything", "--seed", "8"];
        let shown = text(&hunt(&[&hunted[..], &["--scripts", "90", "--for", "10m"], more].concat()).stdout);
        (number_before(&shown, " generated scripts"), number_before(&shown, " ops,"))
    };
    let one = counts(&["--jobs", "1"]);
    assert_eq!(one.0, 90);
    assert_eq!(one, counts(&["--jobs", "3"]));
    let shards = ["1/3", "2/3", "3/3"].map(|shard| counts(&["--shard", shard, "--jobs", "2"]));
    assert_eq!(shards.map(|(scripts, _)| scripts), [30; 3]);
    assert_eq!(one.1, shards.iter().map(|(_, ops)| ops).sum::<u64>());
}

#[test]
fn a_shard_that_is_none_is_a_usage_error() {
    for shard in ["0/3", "4/3", "1", "a/b"] {
        let output = hunt(&["--seed", "1", "--shard", shard]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("1 <= K <= N"), "{}", text(&output.stderr));
    }
    let output = hunt(&["--shard", "1/3"]);
    assert!(text(&output.stderr).contains("--seed"), "shards of a random seed are shards of nothing");
}

#[test]
fn a_corpus_is_replayed_before_anything_is_generated() {
    let corpus = tempfile::tempdir().unwrap();
    let case = corpus.path().join("append").join("one.fs");
    fs::create_dir(case.parent().unwrap()).unwrap();
    fs::write(&case, APPEND).unwrap();
    let arguments = ["--corpus", corpus.path().to_str().unwrap(), "--scripts", "0", "--jobs", "2"];
    let output = hunt(&[&arguments[..], &["--backend", "faulty:append-goes-to-opening-size"]].concat());
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{shown}");
    let first = "FAIL  faulty:append-goes-to-opening-size  append/goes-to-the-end-of-the-file";
    assert!(shown.contains(first), "{shown}");
    assert!(shown.contains("offset 4  allowed \"M\" (step 3)  got \"A\" (step 4)"), "{shown}");
    assert!(shown.contains(&format!("replay {}", case.display())), "{shown}");
    assert_eq!(hunt(&arguments).status.code(), Some(0));
    fs::write(&case, "run\n  x\n").unwrap();
    let output = hunt(&arguments);
    assert_eq!((output.status.code(), text(&output.stderr).contains("one.fs:2:")), (Some(1), true));
}
