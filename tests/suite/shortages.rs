//! What the machine is short of is not the backend's fault: exit code 70, with what is short and what helps.

use std::process::{Command, Output};

use crate::tool::{skip, text};

/// The exit code of our own fault, or the machine's.
const OWN_FAULT: i32 = 70;

/// What the shell does in front of the tool.
fn under(before: &str, arguments: &str) -> Output {
    let tool = env!("CARGO_BIN_EXE_wasi-fs-conformance");
    let line = format!("{before} exec '{tool}' {arguments}");
    Command::new("sh").args(["-c", &line]).output().unwrap()
}

/// Commands that judge scripts, each in its own way.
const COMMANDS: &[&str] = &[
    "hunt --for 5s --jobs 1 --seed 3 --found /nonexistent",
    "replay corpus/access",
    "cover",
    "calibrate read-inverts-a-byte",
    "matrix --backend host --for 1s -o /nonexistent/page.html",
];

fn is_told(before: &str, arguments: &str, short_of: &str, remedy: &str) {
    let output = under(before, arguments);
    let shown = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(OWN_FAULT), "{before} {arguments}\n{shown}");
    assert!(shown.contains(&format!("short of {short_of}")), "{before} {arguments}\n{shown}");
    assert!(shown.contains(remedy), "{before} {arguments}\n{shown}");
    assert!(!shown.contains("FAIL"), "{before} {arguments}\n{shown}");
}

/// How to read a row: what the shell limits, what is told to be short, and the remedy.
const LIMITS: &[(&str, &str, &str)] = &[
    ("ulimit -n 60;", "open files", "ulimit -n"),
    ("ulimit -f 64;", "the size that a file may have", "ulimit -f unlimited"),
    ("ulimit -v 900000;", "memory", "ulimit -v"),
];

#[test]
fn a_limit_below_what_scripts_need_is_told_by_each_command_before_it_judges() {
    for (before, short_of, remedy) in LIMITS {
        for arguments in COMMANDS {
            is_told(before, arguments, short_of, remedy);
        }
    }
}

#[test]
fn a_limit_that_the_process_may_raise_itself_is_raised() {
    for before in ["ulimit -Sn 60;", "ulimit -Sf 64;", "ulimit -Sv 900000;"] {
        let output = under(before, "replay corpus/access");
        assert_eq!(output.status.code(), Some(0), "{before}\n{}", text(&output.stderr));
    }
}

/// Threads are counted for each user, and a superuser may have any number.
#[test]
fn a_machine_without_threads_to_spare_is_told() {
    let other = "setpriv --reuid=54321 --regid=54321 --clear-groups";
    let tool = env!("CARGO_BIN_EXE_wasi-fs-conformance");
    let runs = Command::new("sh")
        .args(["-c", &format!("{other} prlimit --nproc=400 '{tool}' --version")])
        .output()
        .unwrap();
    if !runs.status.success() {
        return skip("SHORTAGES", "no other user can be had to be limited");
    }
    let line = format!("exec {other} prlimit --nproc=4 '{tool}' --dir /dev/shm replay corpus/access");
    let output = Command::new("sh").args(["-c", &line]).output().unwrap();
    let shown = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(OWN_FAULT), "{shown}");
    assert!(shown.contains("short of threads") && shown.contains("ulimit -u"), "{shown}");
}

/// A disk of its own that is full, or has room for a few objects.
#[test]
fn a_disk_without_inodes_or_space_is_told() {
    let hunt = "hunt --for 20s --jobs 1 --seed 3 --found /nonexistent";
    let disks = [
        ("nr_inodes=24,size=64m", "replay corpus", "inodes on the disk", "remove some files"),
        ("nr_inodes=24,size=64m", hunt, "inodes on the disk", "remove some files"),
        ("nr_inodes=100000,size=100k", hunt, "space on the disk", "free some space"),
    ];
    for (options, arguments, short_of, remedy) in disks {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display();
        let mounts = format!("mount -t tmpfs -o {options} tmpfs '{place}' &&");
        let can = Command::new("unshare").args(["-m", "sh", "-c", &format!("{mounts} true")]).output();
        if !can.is_ok_and(|output| output.status.success()) {
            return skip("SHORTAGES", "no disk of its own can be mounted");
        }
        let tool = env!("CARGO_BIN_EXE_wasi-fs-conformance");
        let line = format!("{mounts} exec '{tool}' --dir '{place}' {arguments}");
        let output = Command::new("unshare").args(["-m", "sh", "-c", &line]).output().unwrap();
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(OWN_FAULT), "{options} {arguments}\n{shown}");
        assert!(shown.contains(&format!("short of {short_of}")), "{options} {arguments}\n{shown}");
        assert!(shown.contains(remedy) && !shown.contains("FAIL"), "{options} {arguments}\n{shown}");
    }
}

/// A disk that has room for the scripts, and less than what counts as none: whoever dies there may have died of that.
#[test]
fn a_worker_that_dies_on_a_full_disk_is_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let mounts = format!("mount -t tmpfs -o nr_inodes=100000,size=12m tmpfs '{place}' &&");
    let can = Command::new("unshare").args(["-m", "sh", "-c", &format!("{mounts} true")]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        return skip("SHORTAGES", "no disk of its own can be mounted");
    }
    let tool = env!("CARGO_BIN_EXE_wasi-fs-conformance");
    let hunt = "--backend faulty:advise-aborts hunt --scripts 400 --jobs 1 --seed 3 --found /nonexistent";
    let line = format!("{mounts} exec '{tool}' --dir '{place}' {hunt}");
    let output = Command::new("unshare").args(["-m", "sh", "-c", &line]).output().unwrap();
    let shown = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(OWN_FAULT), "{shown}");
    assert!(shown.contains("short of space on the disk") && shown.contains("free some space"), "{shown}");
    assert!(shown.contains("a worker ended") && !shown.contains("FAIL"), "{shown}");
}
