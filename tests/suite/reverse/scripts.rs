//! Scripts on the kernel: those of the corpus, and generated ones with fixed seeds.

use std::cell::RefCell;
use std::path::Path;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use wasi_fs_conformance::backend::{OnDisk, on_disk};
use wasi_fs_conformance::check::{Checked, Judge, Verdict};
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::report::{Finding, Text};
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Access, Capability, Lacks};

use super::descriptor::OsDescriptor;

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

/// The report of a script that diverged, if it did.
fn report(script: &Script, checked: Checked) -> Option<String> {
    let Verdict::Diverged(divergence) = checked.verdict else { return None };
    let finding = Finding {
        backend: NAME.to_owned(),
        script: script.clone(),
        trace: checked.trace,
        divergence: *divergence,
        origin: None,
        file: None,
    };
    Some(Text { finding: &finding, program: "" }.to_string())
}

#[test]
fn the_kernel_conforms_to_the_corpus() {
    let (backend, mut judge) = (kernel(), Judge::new().unwrap().explaining());
    let mut wrong = Vec::new();
    for case in corpus::built_in() {
        let checked = judge.check(&case.script, &backend).unwrap();
        match &checked.verdict {
            Verdict::Conforms | Verdict::Skipped(Capability::Permissions) => {}
            Verdict::Diverged(_) => wrong.extend(report(&case.script, checked)),
            other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                wrong.push(format!("{} does not come to its end: {other:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(judge.coverage.scripts > 0, "nothing ran");
}

/// Runs generated scripts of a focus; a failure is shrunk by our own shrinker, through proptest.
fn conforms(focus: Focus, seed: u64) {
    let (backend, judge) = (kernel(), RefCell::new(Judge::new().unwrap().explaining()));
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let scripts = Scripts { focus, ..Scripts::default() };
    let result = TestRunner::new(config).run(&scripts, |script| {
        let checked = judge.borrow_mut().check(&script, &backend).unwrap();
        report(&script, checked).map_or(Ok(()), |report| Err(TestCaseError::fail(report)))
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(report, script)) => panic!("{report}\nthe script\n\n{script}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
    let coverage = &judge.borrow().coverage;
    let judged = coverage.scripts - coverage.inconclusive;
    assert!(
        judged * JUDGED_ONE_IN >= u64::from(CASES),
        "of {CASES} scripts only {judged} were judged: {} were inconclusive, and were skipped: {:?}",
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
