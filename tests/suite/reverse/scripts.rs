//! Scripts on the kernel: those of the corpus, and generated ones with fixed seeds.

use std::path::Path;

use proptest::test_runner::{Config, RngSeed};
use wasi_fs_conformance::backend::{Backend, OnDisk, on_disk};
use wasi_fs_conformance::check::Verdict;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::Focus;
use wasi_fs_conformance::tree::{Access, Capability, Lacks};

use super::descriptor::OsDescriptor;
use super::streams::CHUNK;
use crate::conformance::{report, run_generated};

use crate::tool;

/// What reports call it.
const NAME: &str = "os";

/// Scripts of each focus.
const CASES: u32 = 1500;

/// Of so many scripts one has to be judged to its end; the others need what the kernel has not, or end in the open.
const JUDGED_ONE_IN: u64 = 2;

/// What a stream asks a file for in one call, and keeps what its guest did not ask for, in bytes.
const KEPT: u64 = CHUNK as u64;

/// The kernel as a backend. It has no layer of an embedder. Its streams ask files for so many bytes at least.
fn kernel(least: u64) -> OnDisk<impl Fn(&Path, Access) -> OsDescriptor> {
    let backend = on_disk(NAME, move |root: &Path, _: Access| OsDescriptor::preopen(root, least));
    backend.lacking(&Lacks::of(&[Capability::Permissions.name()]).unwrap())
}

/// Runs the scripts of the corpus.
fn conforms_to_the_corpus(backend: &impl Backend) {
    let mut judge = tool::judge().explaining();
    let mut wrong = Vec::new();
    for case in corpus::built_in() {
        let checked = judge.check(&case.script, backend).unwrap();
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

#[test]
fn the_kernel_conforms_to_the_corpus() {
    conforms_to_the_corpus(&kernel(0));
}

/// Streams keep what a read that need not wait has fetched beyond its length.
#[test]
fn the_kernel_behind_a_buffer_conforms_to_the_corpus() {
    conforms_to_the_corpus(&kernel(KEPT));
}

/// Runs generated scripts of a focus.
fn conforms(least: u64, focus: Focus, seed: u64) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let coverage = run_generated(&kernel(least), focus, config);
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
    conforms(0, Focus::Directories, 1);
}

#[test]
fn the_kernel_conforms_with_everything() {
    conforms(0, Focus::Everything, 2);
}

#[test]
fn the_kernel_conforms_with_paths() {
    conforms(0, Focus::Paths, 3);
}

#[test]
fn the_kernel_conforms_with_metadata() {
    conforms(0, Focus::Metadata, 4);
}

#[test]
fn the_kernel_behind_a_buffer_conforms_with_input_streams() {
    conforms(KEPT, Focus::InputStreams, 5);
}

#[test]
fn the_kernel_behind_a_buffer_conforms_with_overlaps() {
    conforms(KEPT, Focus::Overlap, 6);
}

#[test]
fn the_kernel_behind_a_buffer_conforms_with_cancels() {
    conforms(KEPT, Focus::Cancel, 7);
}
