//! `calibrate` tells how soon faults are found, as a table and as data.

use std::process::Output;

use crate::tool::{text, tool};

fn calibrate(arguments: &[&str]) -> Output {
    tool(&[&["calibrate"], arguments].concat())
}

#[test]
fn a_table_has_a_row_for_each_fault_and_totals() {
    let output = calibrate(&["--hunts", "3", "sync-fails", "rename-leaves", "advise-aborts"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    for fault in ["sync-fails ", "rename-leaves-the-old-name ", "advise-aborts "] {
        let row = shown.lines().find(|line| line.starts_with(fault)).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(row.matches("3 of 3").count(), 3, "found, under its own rule, and minimal\n{row}");
    }
    assert!(
        shown.contains("3 faults, 9 hunts: found in 9, 9 of these under the fault's own rule"),
        "{shown}"
    );
}

#[test]
fn data_has_a_line_for_each_fault_and_one_for_all() {
    let output = calibrate(&["--format", "json", "--hunts", "1", "--mixed", "rename-leaves"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    let lines: Vec<serde_json::Value> =
        shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert_eq!(lines[0]["fault"], "rename-leaves-the-old-name");
    assert_eq!((&lines[0]["type"], &lines[0]["found"]), (&"fault".into(), &1.into()));
    assert!(lines[0]["scripts_median"].as_u64().is_some() && lines[0]["complaint"].is_null());
    assert_eq!((&lines[1]["type"], &lines[1]["steps_median"]), (&"totals".into(), &lines[0]["steps_median"]));
}

#[test]
fn what_is_not_found_is_told_by_the_exit_code() {
    let output = calibrate(&["--hunts", "1", "--scripts", "1", "directory-is-its-path"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{shown}");
    assert!(shown.contains("NOT REACHED  directory-is-its-path is found in 0 of 1 hunts"), "{shown}");
    let output = calibrate(&["no-such-fault"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no fault has \"no-such-fault\" in its name"));
    let output = calibrate(&["--backend", "host"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn hunts_that_judge_nothing_have_missed_nothing() {
    let output = calibrate(&["--hunts", "1", "--scripts", "0", "directory-is-its-path"]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[test]
fn one_that_is_interrupted_says_so() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let mut child = crate::tool::command(&["calibrate", "--hunts", "1000", "--scripts", "20", "read-"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(told.next().unwrap().starts_with("fault "));
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &process]).status().unwrap().success());
    let rest: Vec<String> = told.collect();
    // A fault of which some hunts were through may have been missed by them.
    assert!(matches!(child.wait().unwrap().code(), Some(2 | 5)), "{rest:?}");
    assert!(rest.iter().any(|line| line.starts_with("INTERRUPTED  ")), "{rest:?}");
}

/// How many processes stand in each other's way, and how many hunts each of them has. What they may stand still at comes once in
/// a process.
#[cfg(unix)]
const PROCESSES: usize = 4;
#[cfg(unix)]
const HUNTS: &str = "8";

/// After that a process stands still. One takes a few seconds where nobody else works.
#[cfg(unix)]
const STANDS_STILL: std::time::Duration = std::time::Duration::from_mins(2);

/// Waits until a process ends; its exit code, or nothing where it stands still, and is ended.
#[cfg(unix)]
fn ends(child: &mut std::process::Child) -> Option<std::process::ExitStatus> {
    const LOOK: std::time::Duration = std::time::Duration::from_millis(100);
    for _ in 0..STANDS_STILL.as_millis() / LOOK.as_millis() {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(LOOK);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[cfg(unix)]
#[test]
fn hunts_whose_calls_wait_for_held_work_come_to_their_end() {
    use std::process::Stdio;

    // A call that must never wait, and does, for the work before it.
    let start = |seed: usize| {
        let seed = seed.to_string();
        let arguments = ["calibrate", "flush-waits", "--hunts", HUNTS, "--for", "1s", "--seed", &seed];
        crate::tool::command(&arguments).stdout(Stdio::null()).spawn().unwrap()
    };
    let mut children: Vec<_> = (1..=PROCESSES).map(|number| start(100 * number)).collect();
    let ends: Vec<_> = children.iter_mut().map(ends).collect();
    // Where a hunt finds nothing in its second, on a busy machine, that is told.
    let ended = ends.iter().flatten().filter(|end| matches!(end.code(), Some(0 | 2 | 4))).count();
    assert_eq!(ended, PROCESSES, "{ends:?}");
}

#[cfg(unix)]
#[test]
fn one_that_is_told_to_terminate_in_the_middle_of_held_work_ends() {
    use std::process::{Command, Stdio};

    let mut child = crate::tool::command(&["calibrate", "flush-waits", "--hunts", "1000"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "TERM", &process]).status().unwrap().success());
    assert!(ends(&mut child).is_some(), "it stands still");
}
