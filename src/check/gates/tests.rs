//! The places of a judge: what breaks them, and what is left when they are gone.

use std::thread;
use std::time::Duration;

use super::*;
use crate::backend::{Descriptor, on_disk};
use crate::backends::{
    HostDescriptor, HostDirectoryEntryStream, HostInputStream, HostOutputStream, host, preopen,
};
use crate::check::{Judge, STEP_DEADLINE, Verdict};
use crate::control::syscall_gate_to_test;
use crate::filesystem::Blocking;
use crate::op::OpKind;
use crate::rule::Rule;
use crate::wasi::{DescriptorFlags, FsError, FsResult, OpenFlags, PathFlags};

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

/// A descriptor of the real implementation whose `sync` never gives its thread of the pool back.
struct Stuck(HostDescriptor);

impl Descriptor for Stuck {
    type InputStream = HostInputStream;
    type OutputStream = HostOutputStream;
    type DirectoryEntryStream = HostDirectoryEntryStream;

    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        self.0.open_at(path_flags, path, open_flags, flags).await.map(Self)
    }
    async fn append_via_stream(&self) -> FsResult<HostOutputStream> {
        self.0.append_via_stream().await
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.0.read(length, offset).await
    }
    async fn sync(&self) -> FsResult<()> {
        let forever = || loop {
            thread::park();
        };
        tokio::task::spawn_blocking(forever).await.map_err(|error| FsError::trap(error.to_string()))
    }
}

/// How often a script gets stuck in each place: more often than that has threads.
const TIMES: [usize; 3] = [5, 2, 17];

#[test]
fn what_a_script_has_stuck_is_not_laid_to_the_next() {
    let backend = on_disk("stuck", |root, access| Stuck(preopen(root, access, Blocking::Pool)));
    for (hold, times) in HOLDS.into_iter().zip(TIMES) {
        let mut judge = Judge::new().unwrap().with_deadline(Duration::from_millis(200));
        let mut stuck = script(hold);
        stuck.steps.extend(Script::parse("test", "run\n  f.sync\n").unwrap().steps);
        for _ in 0..times {
            let Verdict::Diverged(divergence) = judge.check(&stuck, &backend).unwrap().verdict else {
                panic!("the script is not stuck");
            };
            assert_eq!((divergence.rule(), divergence.op), (Rule::NoHang, Some(OpKind::Sync)), "{hold}");
        }
        let mut judge = judge.with_deadline(STEP_DEADLINE);
        assert_eq!(judge.check(&script(hold), &backend).unwrap().verdict, Verdict::Conforms, "{hold}");
    }
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
        gates.plain.as_ref().map(|place| place.background.name()),
        gates.queue.as_ref().map(|place| place.background.name()),
        gates.calls.as_ref().map(|place| place.background.name()),
    ];
    let names: Vec<String> = places.into_iter().flatten().map(ToOwned::to_owned).collect();
    assert!(names.len() >= 2, "{names:?}");
    assert!(names.iter().all(|name| threads_called(name) > 0), "{names:?}");
    drop(judge);
    assert_eq!(names.iter().map(|name| threads_called(name)).sum::<usize>(), 0);
}
