//! What a backend lacks costs it the calls that need it, and not the scripts.

use wasi_fs_conformance::Suite;
use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::check::{Coverage, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::outcome::Refusal;
use wasi_fs_conformance::rule::Leeway;
use wasi_fs_conformance::suite::SuiteReport;
use wasi_fs_conformance::tree::{Capability, Lacks};

use crate::tool;
use crate::walks::Closed;

/// Generated scripts of a run.
const CASES: u32 = 600;

/// The guide tells each answer that a lack excuses: who lacks what, the codes, and the name for `explain`.
#[test]
fn the_guide_has_every_answer_that_a_lack_excuses() {
    let guide = include_str!("../../docs/write-a-backend.md");
    let rows: Vec<Vec<&str>> = guide
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect())
        .collect();
    let declared = Leeway::ALL.iter().filter(|leeway| leeway.is_declared());
    for leeway in declared {
        let lack = Refusal::from(*leeway).without().unwrap();
        let named = |row: &&Vec<&str>| row.last() == Some(&&*format!("`{}`", leeway.id()));
        let row = rows.iter().find(named).unwrap_or_else(|| panic!("the guide has no `{}`", leeway.id()));
        assert_eq!(row[0], format!("`{}`", lack.name()));
        let told: Vec<&str> = row[1].split('`').skip(1).step_by(2).collect();
        let codes: Vec<&str> = leeway.codes().iter().map(|code| code.name()).collect();
        assert_eq!(told, codes, "{}", leeway.id());
    }
    for lack in [Capability::LinkSizes, Capability::LinkTimes, Capability::LinkCounts] {
        assert!(rows.iter().any(|row| row[0] == format!("`{}`", lack.name())), "{}", lack.name());
    }
}

/// A full run: the whole corpus, and generated scripts of a fixed seed.
fn run(lacks: &[&str]) -> SuiteReport {
    let report =
        Suite::new().lacks(lacks).seed(14).cases(CASES).run(host("host-inline", Blocking::CurrentThread));
    println!("{report}");
    report
}

/// What the backend lacks in any case: calls on the current thread are over when they return.
const OF_THE_MODE: Capability = Capability::Background;

/// What is lacking to whoever is root, where something happens around the calls.
const OF_ROOT: Capability = Capability::Modes;

/// What may be lacking together, and the least share of the calls of a whole run that are judged all the same.
const LACKS: &[(&[&str], f64)] = &[
    (&["hard-links"], 0.95),
    (&["hard-links", "symlinks", "set-times", "metadata-hash"], 0.85),
    (&["abandon", "quiesce", "faults"], 0.85),
    (&["syscall-gate"], 0.85),
];

#[test]
fn the_usual_lacks_leave_most_calls_to_be_judged() {
    let whole = run(&[]);
    for (lacks, least) in LACKS {
        let report = run(lacks);
        let share = report.coverage.ops as f64 / whole.coverage.ops as f64;
        println!(
            "lacking {lacks:?}: {share:.3} of the calls are judged, {:.3} left out",
            report.share_left_out()
        );
        assert!(
            share >= *least,
            "lacking {lacks:?}: {share:.3} of the calls are judged, not {least}\n{report}"
        );
        assert!(report.conforms(), "{report}");
        // As many generated scripts as without a lack.
        let generated = |report: &SuiteReport| report.coverage.scripts - report.corpus;
        assert_eq!((generated(&report), generated(&whole)), (CASES.into(), CASES.into()), "{report}");
        // What is lacking is told, and what is left out has a reason that was declared.
        let told = report.coverage.left_out.keys().chain(report.coverage.skipped.keys());
        assert!(
            told.clone().count() > 0
                && told
                    .clone()
                    .all(|lack| lacks.contains(&lack.name()) || [OF_THE_MODE, OF_ROOT].contains(lack)),
            "{report}"
        );
    }
}

/// A lack that has no script of its own to fall back on still leaves scripts that are judged aright.
#[test]
fn each_lack_alone_leaves_generated_scripts_that_conform() {
    for (capability, name) in Capability::TABLE {
        let suite = Suite::new().areas(&[]).lacks(&[name]).seed(3).cases(120);
        let report = suite.run(host("host-inline", Blocking::CurrentThread));
        assert!(report.conforms(), "{report}");
        let Coverage { scripts, skipped, left_out, .. } = &report.coverage;
        assert_eq!((*scripts, skipped.len()), (120, 0), "{report}");
        assert!(left_out.keys().all(|lack| lack == capability || *lack == OF_THE_MODE), "{report}");
    }
}

/// Files that have a clock of their own are not judged by the judge's, and that is counted.
#[test]
fn a_clock_of_its_own_is_declared_and_counted() {
    let suite = || Suite::new().areas(&["time"]).cases(0);
    let found = suite().run(faulty(Fault::ClockBehind));
    assert!(!found.conforms(), "{found}");
    let report = suite().lacks(&["host-clock"]).run(faulty(Fault::ClockBehind));
    assert!(report.conforms(), "{report}");
    assert!(report.coverage.skipped.get(&Capability::HostClock) > Some(&3), "{report}");
    // What was set is judged all the same.
    let set = suite().lacks(&["host-clock"]).run(faulty(Fault::SecondsRounded));
    assert!(!set.conforms(), "{set}");
}

#[test]
fn what_shows_to_be_lacking_only_when_a_script_runs_costs_no_script_either() {
    let backend = || Closed::new(host("closed", Blocking::default()));
    let suite = Suite::new().areas(&["append"]).profiles(&["append-races", "overlap"]).cases(40);
    let report = suite.run(backend());
    assert!(report.conforms(), "{report}");
    assert_eq!(report.coverage.scripts - report.corpus, 80, "{report}");
    assert_eq!(report.coverage.left_out.keys().collect::<Vec<_>>(), [&Capability::HostChanges], "{report}");
}

#[test]
fn a_run_that_left_out_more_than_half_says_so_in_its_first_line() {
    let suite = Suite::new().areas(&["link"]).cases(0).lacks(&["hard-links", "symlinks"]);
    let report = suite.run(host("host", Blocking::CurrentThread));
    assert!(report.share_left_out() > 0.5, "{report}");
    let first = report.to_string().lines().next().unwrap_or_default().to_owned();
    assert!(first.starts_with("host conforms, but ") && first.contains("% was left out"), "{report}");
}

/// What a finding shows is what was run: it needs nothing that is lacking, and shows the same when it is run again.
#[test]
fn a_finding_is_the_script_that_was_left() {
    let found = tempfile::tempdir().unwrap();
    let lacks = ["symlinks", "hard-links", "abandon", "quiesce", "faults"];
    let suite = Suite::new().lacks(&lacks).found(found.path()).cases(200).areas(&["append", "stream"]);
    let report = suite.run(faulty(Fault::AppendAtOpeningSize));
    assert!(!report.findings.is_empty(), "{report}");
    let mut judge = tool::judge().lacking(&Lacks::of(&lacks).unwrap());
    for finding in &report.findings {
        assert_eq!(finding.script.needs_of(Lacks::of(&lacks).unwrap()), None, "{}", finding.script);
        let checked = judge.check(&finding.script, &faulty(Fault::AppendAtOpeningSize)).unwrap();
        let Verdict::Diverged(divergence) = checked.verdict else { panic!("{}", finding.script) };
        assert_eq!(divergence.rule(), finding.rule());
    }
}
