//! Generated conformance of the real implementation: every focus of the generator in every blocking mode.

use std::cell::RefCell;

use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};
use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{self, Checked, Coverage, Fitted, Judge, Verdict};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::report::{Commands, Finding, Text};
use wasi_fs_conformance::script::Script;

use crate::tool;

/// The file of the seeds that once failed, from the root of the package, in which tests run.
pub(crate) const SEEDS: &str = "proptest-regressions/conformance.txt";

/// Scripts of each test.
const CASES: u32 = 150;

/// Runs generated scripts of a focus on a mode of the host.
fn conforms(mode: &str, focus: Focus) {
    let blocking = Builtin::HOSTS.iter().find(|(name, _)| *name == mode).unwrap().1;
    let config = Config {
        cases: CASES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(SEEDS))),
        ..Config::default()
    };
    run_generated(&host(mode, blocking), focus, config);
}

/// Runs generated scripts of a focus on a backend, and gives what they covered; a failure is shrunk by our own shrinker,
/// through proptest.
pub(crate) fn run_generated(backend: &impl Backend, focus: Focus, config: Config) -> Coverage {
    let judge = RefCell::new(Judge::new().unwrap().explaining());
    let result = TestRunner::new(config).run(&Scripts { focus, ..Scripts::default() }, |script| {
        let mut judge = judge.borrow_mut();
        let Fitted { script, checked, .. } = judge.check_what_is_left(&script, backend).unwrap();
        report(backend.name(), &script, checked).map_or(Ok(()), |report| Err(TestCaseError::fail(report)))
    });
    match result {
        Ok(()) => judge.into_inner().coverage,
        Err(TestError::Fail(report, script)) => panic!("{report}\nthe script\n\n{script}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

/// The report of a script that diverged, if it did.
pub(crate) fn report(backend: &str, script: &Script, checked: Checked) -> Option<String> {
    let Verdict::Diverged(divergence) = checked.verdict else { return None };
    let finding = Finding::new(backend, script.clone(), &checked.trace, &divergence);
    Some(Text { finding: &finding, commands: &Commands::of_tool("", "") }.to_string())
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

            #[test]
            fn modes() {
                conforms($mode, Focus::Modes);
            }

            #[test]
            fn cancel() {
                conforms($mode, Focus::Cancel);
            }

            #[test]
            fn append_races() {
                conforms($mode, Focus::AppendRaces);
            }

            #[test]
            fn overlap() {
                conforms($mode, Focus::Overlap);
            }

            #[test]
            fn faults() {
                conforms($mode, Focus::Faults);
            }

            #[test]
            fn system() {
                conforms($mode, Focus::System);
            }

            #[test]
            fn attack() {
                conforms($mode, Focus::Attack);
            }

            #[test]
            fn schedules() {
                conforms($mode, Focus::Schedules);
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
fn paths_lead_where_they_led_when_openat2_is_refused() {
    if let Err(why) = check::syscall_gate() {
        println!("skipped: {why}");
        return;
    }
    let mut judge = tool::judge().explaining().refusing_openat2();
    let backend = host("host-inline", Builtin::HOSTS[1].1);
    let scripts = Scripts { focus: Focus::Paths, ..Scripts::default() };
    for number in 0..u64::from(CASES) {
        let script = scripts.script(number);
        let checked = judge.check(&script, &backend).unwrap();
        if let Some(report) = report(backend.name(), &script, checked) {
            panic!("{report}");
        }
    }
}

#[test]
fn every_focus_is_tested_in_every_mode() {
    assert_eq!(Focus::ALL.len(), 15, "a new focus needs a test in the macro above");
    assert_eq!(Builtin::HOSTS.len(), 3, "a new mode needs a line below it");
}
