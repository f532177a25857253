//! Legal hosts that are no POSIX systems: each conforms where it says what it is, is found where it does not, and is found in
//! either case where something beyond that is wrong with it.

use wasi_fs_conformance::Suite;
use wasi_fs_conformance::backends::{Fault, emulated};
use wasi_fs_conformance::check::Verdict;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::suite::SuiteReport;
use wasi_fs_conformance::tree::{Capability, Platform};

use crate::tool;

/// Generated scripts of a run.
const CASES: u32 = 400;

/// Generated scripts until a fault shows, at most.
const SCRIPTS_MAX: u64 = 12_000;

/// How to read a row: a platform, and faults that lie close beside what it declares.
const TWINS: &[(Platform, &[Fault])] = &[
    (Platform::Fat, &[Fault::MinutesRounded]),
    (Platform::Nfs, &[Fault::LostNameFails]),
    (Platform::Windows, &[Fault::UnlinkIsBusy]),
    (Platform::Macos, &[Fault::NotEmptyIsNotPermitted]),
    (Platform::Browser, &[Fault::ClockBehind]),
];

fn suite(platform: Platform) -> Suite {
    Suite::new().platform(platform.name()).cases(CASES)
}

/// After how many generated scripts a fault shows on a platform that is declared, under its own rule.
fn found_within(platform: Platform, fault: Fault) -> Option<u64> {
    let backend = emulated(platform, Some(fault));
    let mut judge = tool::judge().on_platform(platform);
    let (lacks, focus) = (judge.lacks_to_generate(&backend), Focus::from_name(fault.profile()).unwrap());
    (1..=SCRIPTS_MAX).find(|number| {
        let script = Scripts { focus, lacks, ..Scripts::default() }.script(*number).without(lacks).script;
        match judge.check(&script, &backend).unwrap().verdict {
            Verdict::Diverged(divergence) => divergence.rule() == fault.rule(),
            Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => {
                false
            }
        }
    })
}

fn breaks(report: &SuiteReport, fault: Fault) -> bool {
    report.findings.iter().any(|finding| finding.rule() == fault.rule())
}

#[test]
fn each_platform_conforms_where_it_is_declared() {
    for platform in Platform::ALL {
        let report = suite(*platform).run(emulated(*platform, None));
        println!("{report}");
        assert!(report.conforms(), "{report}");
        // What it lacks is told, and nothing else.
        let declared = platform.lacks();
        // As root nobody is held to modes where something happens around the calls.
        let others = [Capability::Background, Capability::Modes];
        let told = || report.coverage.left_out.keys().chain(report.coverage.skipped.keys());
        assert!(told().count() > 0, "{report}");
        assert!(told().all(|lack| declared.contains(*lack) || others.contains(lack)), "{report}");
    }
}

#[test]
fn each_platform_is_found_by_the_corpus_where_it_is_not_declared() {
    for platform in Platform::ALL {
        let (mut judge, backend) = (tool::judge(), emulated(*platform, None));
        let found = corpus::built_in().into_iter().find(|case| {
            let verdict = judge.check(&case.script, &backend).unwrap().verdict;
            matches!(verdict, Verdict::Diverged(_))
        });
        println!("{platform:?}: {:?}", found.map(|case| case.name).unwrap());
    }
}

#[test]
fn a_fault_beside_what_is_declared_is_found_by_the_corpus_and_by_a_hunt() {
    assert_eq!(TWINS.iter().map(|(platform, _)| *platform).collect::<Vec<_>>(), Platform::ALL);
    for (platform, faults) in TWINS {
        for fault in *faults {
            let backend = || emulated(*platform, Some(*fault));
            let area = fault.rule().id().split('/').next().unwrap();
            let corpus = suite(*platform).areas(&[area]).cases(0).run(backend());
            assert!(breaks(&corpus, *fault), "{platform:?} {}\n{corpus}", fault.name());
            let (scripts, name) = (found_within(*platform, *fault), fault.name());
            println!("{platform:?}: {name} in {scripts:?} generated scripts");
            assert!(scripts.is_some(), "{platform:?} {name}");
        }
    }
}
