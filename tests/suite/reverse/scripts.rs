//! Scripts on the kernel: those of the corpus, and generated ones with fixed seeds.

use std::path::Path;

use proptest::test_runner::{Config, RngSeed};
use wasi_fs_conformance::backend::{OnDisk, on_disk};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::Focus;
use wasi_fs_conformance::tree::{Access, Capability, Lacks};

use super::descriptor::OsDescriptor;
use crate::conformance::{report, run_generated};

/// What reports call it.
const NAME: &str = "os";

/// Scripts of each focus.
const CASES: u32 = 1500;

/// Of so many scripts one has to be judged to its end; the others need what the kernel has not, or end in the open.
const JUDGED_ONE_IN: u64 = 2;

/// The kernel as a backend. It has no layer of an embedder.
fn kernel() -> OnDisk<impl Fn(&Path, Access) -> OsDescriptor> {
    let backend = on_disk(NAME, |root: &Path, _: Access| OsDescriptor::preopen(root));
    backend.lacking(&Lacks::of(&[Capability::Permissions.name()]).unwrap())
}

#[test]
fn the_kernel_conforms_to_the_corpus() {
    let (backend, mut judge) = (kernel(), Judge::new().unwrap().explaining());
    let mut wrong = Vec::new();
    for case in corpus::built_in() {
        let checked = judge.check(&case.script, &backend).unwrap();
        match &checked.verdict {
            Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(Capability::Permissions) => {}
            Verdict::Skipped(Capability::SyscallGate) if !judge.has_syscall_gate() => {}
            Verdict::Diverged(_) => wrong.extend(report(NAME, &case.script, checked)),
            other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                wrong.push(format!("{} does not come to its end: {other:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(judge.coverage.scripts > 0, "nothing ran");
}

/// Runs generated scripts of a focus.
fn conforms(focus: Focus, seed: u64) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let coverage = run_generated(&kernel(), focus, config);
    let judged = coverage.scripts - coverage.inconclusive.values().sum::<u64>();
    assert!(
        judged * JUDGED_ONE_IN >= u64::from(CASES),
        "of {CASES} scripts only {judged} were judged: {:?} were inconclusive, and were skipped: {:?}",
        coverage.inconclusive,
        coverage.skipped
    );
}

#[test]
fn the_kernel_conforms_with_directories() {
    conforms(Focus::Directories, 1);
}

#[test]
fn the_kernel_conforms_with_everything() {
    conforms(Focus::Everything, 2);
}

#[test]
fn the_kernel_conforms_with_paths() {
    conforms(Focus::Paths, 3);
}

#[test]
fn the_kernel_conforms_with_metadata() {
    conforms(Focus::Metadata, 4);
}
