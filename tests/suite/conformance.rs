//! Generated conformance of the real implementation: every focus of the generator in every blocking mode.

use std::cell::RefCell;

use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};
use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::report::{Finding, Text};

/// Scripts of each test.
const CASES: u32 = 150;

/// Runs generated scripts of a focus on a mode of the host; a failure is shrunk by our own shrinker, through proptest.
fn conforms(mode: &str, focus: Focus) {
    let blocking = Builtin::HOSTS.iter().find(|(name, _)| *name == mode).unwrap().1;
    let backend = host(mode, blocking);
    let judge = RefCell::new(Judge::new().unwrap().explaining());
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/conformance.txt",
        ))),
        ..Config::default()
    });
    let result = runner.run(&Scripts { focus, ..Scripts::default() }, |script| {
        let checked = judge.borrow_mut().check(&script, &backend).unwrap();
        let Verdict::Diverged(divergence) = checked.verdict else { return Ok(()) };
        let (backend, trace) = (mode.to_owned(), checked.trace);
        let finding = Finding { backend, script, trace, divergence: *divergence, origin: None, file: None };
        Err(TestCaseError::fail(Text { finding: &finding, program: "" }.to_string()))
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(report, script)) => panic!("{report}\nthe script\n\n{script}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

macro_rules! conformance {
    ($($module:ident $mode:literal)*) => {$(
        mod $module {
            use super::*;

            #[test]
            fn everything() {
                conforms($mode, Focus::Everything);
            }

            #[test]
            fn files() {
                conforms($mode, Focus::Files);
            }

            #[test]
            fn input_streams() {
                conforms($mode, Focus::InputStreams);
            }

            #[test]
            fn output_streams() {
                conforms($mode, Focus::OutputStreams);
            }

            #[test]
            fn directories() {
                conforms($mode, Focus::Directories);
            }

            #[test]
            fn paths() {
                conforms($mode, Focus::Paths);
            }

            #[test]
            fn metadata() {
                conforms($mode, Focus::Metadata);
            }
        }
    )*};
}

conformance! {
    host "host"
    host_inline "host-inline"
    host_pool "host-pool"
}

#[test]
fn every_focus_is_tested_in_every_mode() {
    assert_eq!(Focus::ALL.len(), 7, "a new focus needs a test in the macro above");
    assert_eq!(Builtin::HOSTS.len(), 3, "a new mode needs a line below it");
}
