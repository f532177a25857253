//! The places of a judge: what breaks them, and what is left when they are gone.

use std::thread;

use super::*;
use crate::backends::host;
use crate::check::{Judge, Verdict};
use crate::control::syscall_gate_to_test;
use crate::filesystem::Blocking;

/// A script that works in each place: nowhere held, held in the queue, held in its calls.
fn script(hold: &str) -> Script {
    let text = format!(
        r#"tree
  log  "base"

run
  f = root.open-at "log" read write
  v = f.append-via-stream
  v.check-write
{hold}  v.write "AA"
  v.blocking-flush
  f.read 64 0
"#
    );
    Script::parse("test", &text).unwrap()
}

const HOLDS: [&str; 3] = ["", "  hold queued\n", "  hold\n"];

#[test]
fn a_gate_that_broke_gives_no_verdict() {
    if !syscall_gate_to_test() {
        return;
    }
    // On a thread of its own, which is armed for good.
    let judged = thread::spawn(|| {
        let (script, backend) = (script(HOLDS[2]), host("host", Blocking::default()));
        let mut judge = Judge::new().unwrap();
        judge.check(&script, &backend).unwrap();
        judge.gates.calls().unwrap().gate.break_at_next_call();
        judge.check(&script, &backend).map(|checked| checked.verdict)
    });
    let trouble = judged.join().unwrap().unwrap_err();
    assert!(matches!(trouble, Trouble::Gate), "{trouble}");
    assert!(trouble.to_string().contains("SYSCALL_GATE=off"), "{trouble}");
}

/// The threads of this process that bear a name.
#[cfg(target_os = "linux")]
fn threads_called(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|found| found.trim_end() == name).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_judge_that_is_dropped_leaves_no_thread_behind() {
    let backend = host("host-pool", Blocking::Pool);
    let mut judge = Judge::new().unwrap();
    for hold in HOLDS {
        assert_eq!(judge.check(&script(hold), &backend).unwrap().verdict, Verdict::Conforms);
    }
    let gates = &judge.gates;
    let places = [
        Some(gates.plain.background.name()),
        gates.queue.as_ref().map(|place| place.background.name()),
        gates.calls.as_ref().map(|place| place.background.name()),
    ];
    let names: Vec<String> = places.into_iter().flatten().map(ToOwned::to_owned).collect();
    assert!(names.len() >= 2, "{names:?}");
    assert!(names.iter().all(|name| threads_called(name) > 0), "{names:?}");
    drop(judge);
    assert_eq!(names.iter().map(|name| threads_called(name)).sum::<usize>(), 0);
}
