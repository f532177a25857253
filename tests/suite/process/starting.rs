//! Drivers that can't be had, and what is left of those that could.

use std::fs;

use super::{DRIVER, assert_said, named, tool_on};
use crate::tool::{path, tool};

#[test]
fn a_driver_that_does_not_get_through_hello_ends_the_run_with_what_helps() {
    let cases = [
        ("exit@hello", "ended before it had answered hello, with exit code 3; it said:\nthe disk is on fire"),
        (
            "garble@hello",
            "answered hello wrongly: an answer of {\"surprise\":[1,2,3]}, where {\"protocol\": NUMBER",
        ),
        (
            "renumber@hello",
            "answered hello wrongly: an answer of \"ok\", where \"ok\" to request 1 is expected",
        ),
        ("trap@hello", "answered hello wrongly: an answer of \"trap\""),
        ("flood@hello", "answered hello wrongly: more than 64 MiB beside its answers"),
        ("version@hello", "speaks version 2 of the protocol, and this tool version 1: use versions of both"),
        ("no-such-deed@hello", "with exit code 1; it said:\nexpected DEED@CALL"),
    ];
    for (wrong, text) in cases {
        for command in [&["hunt", "--for", "1s"][..], &["cover", "--scripts", "1"], &["conform-protocol"]] {
            assert_said(&tool_on(&format!("--wrong {wrong}"), command), 70, &["error: the driver `", text]);
        }
    }
}

#[test]
fn a_command_that_starts_nothing_says_what_it_should_be() {
    let run = |backend: &str| tool(&["--backend", backend, "hunt", "--for", "1s"]);
    assert_said(
        &run("process:no-such-program-anywhere x"),
        70,
        &["`no-such-program-anywhere x` can't be started", "PATH"],
    );
    assert_said(&run("process:"), 70, &["is no command: name a program"]);
    assert_said(&run("process:node 'driver"), 1, &["a quote of the command \"node 'driver\" is not closed"]);
    assert_said(&run("proces:node"), 1, &["is no backend", "process:COMMAND"]);
    let without = tool(&["--backend", "host", "conform-protocol"]);
    assert_said(&without, 1, &["conform-protocol needs a driver"]);
}

#[test]
fn the_folders_of_scripts_are_made_where_dir_says() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("none");
    let script = ["replay", "corpus/open"];
    let output = tool_on("", &[&["--dir", path(folder.path())][..], &script].concat());
    assert_said(&output, 0, &[]);
    let output = tool_on("", &[&["--dir", path(&nowhere)][..], &script].concat());
    assert_said(&output, 70, &["can't make a folder in", "choose another folder with --dir"]);
}

#[test]
fn a_report_says_how_to_replay_it_on_the_same_driver() {
    let found = tempfile::tempdir().unwrap();
    let hunt = ["hunt", "--scripts", "400", "--for", "1h", "--seed", "1", "--found", path(found.path())];
    let output = tool_on("--wrong exit@descriptor.sync", &hunt);
    // As a shell reads it.
    let backend = named("--wrong exit@descriptor.sync").replace('\'', "'\\''");
    assert_said(&output, 2, &["quality/no-abort", &format!("--backend '{backend}' replay")]);
}

#[cfg(unix)]
#[test]
fn a_driver_that_is_gone_for_good_ends_the_hunt() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("once.sh");
    // Each process gets one that says who it is, and one for its scripts; there is no third.
    fs::write(
        &script,
        format!("for i in 1 2; do mkdir \"$0.$PPID.$i\" 2>/dev/null && exec '{DRIVER}' --wrong exit@descriptor.stat; done\nexit 9\n"),
    )
    .unwrap();
    let backend = format!("process:sh '{}'", path(&script));
    let hunt = |more: &[&str]| {
        let hunted =
            ["--backend", &backend, "hunt", "--for", "1h", "--seed", "1", "--found", path(folder.path())];
        tool(&[&hunted[..], more].concat())
    };
    // What diverged before is told, as something that could not be run again.
    assert_said(&hunt(&[]), 2, &["quality/no-abort", "seen once, not confirmed"]);
    let mut kept = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    assert!(kept.any(|path| path.extension().is_some_and(|ending| ending == "fs")));
    // Where the hunt is to go on behind it, there is nothing to go on with.
    let gone = ["quality/no-abort", "ended before it had answered hello, with exit code 9"];
    assert_said(&hunt(&["--keep-going"]), 70, &gone);
}

#[cfg(unix)]
#[test]
fn a_driver_that_declares_what_there_is_not_is_refused() {
    let hello = |members: &str| {
        let answer = format!(r#"{{"id": 1, "ok": {{"protocol": 1, {members}}}}}"#);
        let backend = format!("process:sh -c 'read -r _; echo '\\''{answer}'\\''; cat >/dev/null'");
        tool(&["--backend", &backend, "conform-protocol"])
    };
    assert_said(
        &hello(r#""name": "x", "serves": "memory", "lacks": ["hardlinks"]"#),
        70,
        &["declares what it lacks: \"hardlinks\" is no capability; known are hard-links"],
    );
    assert_said(
        &hello(r#""name": "x", "serves": "memory", "lacks": [], "platform": "dos""#),
        70,
        &["says what its files are of: \"dos\" is no platform; known are fat, nfs"],
    );
    assert_said(
        &hello(r#""name": " ", "serves": "memory", "lacks": []"#),
        70,
        &["answered hello wrongly", "\"name\": \"...\""],
    );
}

#[cfg(target_os = "linux")]
mod ended {
    use std::fs;
    use std::thread;
    use std::time::Duration;

    use super::super::DRIVER;
    use crate::tool::{command, path};

    /// Waits until something is so.
    fn wait_until(what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..6000 {
            if is_so() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("{what} in a minute");
    }

    #[test]
    fn no_driver_outlives_a_tool_that_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let (numbers, script) = (folder.path().join("numbers"), folder.path().join("script.fs"));
        fs::write(&script, "run\n  root.stat\n").unwrap();
        // A shell that waits for a driver which never returns: both are to go.
        let inner = format!("echo $$ >\"$1\"; '{DRIVER}' --wrong stall@descriptor.stat; true");
        let backend = format!(
            "process:sh -c \"{}\" sh '{}'",
            inner.replace('"', "\\\"").replace('$', "\\$"),
            path(&numbers)
        );
        let mut tool = command(&["--backend", &backend, "replay", "--step-deadline", "1h", path(&script)])
            .spawn()
            .unwrap();
        let read = || fs::read_to_string(&numbers).unwrap_or_default().trim().to_owned();
        wait_until("no driver was started", || !read().is_empty());
        let members = || {
            // Read anew: a driver that was too slow for its first line is started again.
            let group = read();
            let stats = fs::read_dir("/proc")
                .unwrap()
                .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok());
            // Behind the name in parentheses: state, parent, group.
            let group_of = |stat: &str| stat.rsplit_once(')')?.1.split_whitespace().nth(2).map(str::to_owned);
            stats.filter(|stat| group_of(stat).as_ref() == Some(&group)).count()
        };
        // The shell, the driver, and what ends them.
        wait_until("the driver was not started", || members() >= 3);
        tool.kill().unwrap();
        tool.wait().unwrap();
        wait_until("the driver is still there", || members() == 0);
    }
}
