//! All schedules of a race: what is pruned hides nothing, and what is wrong in one order alone is found.

use std::collections::BTreeSet;

use wasi_fs_conformance::Suite;
use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::check::{Bound, Judge, Verdict, in_pieces, run_schedules, syscall_gate};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use crate::tool;

/// Small races until a fault shows, at most.
const RACES_MAX: u32 = 48;

/// Streams on two files, what is issued while they are held, and a look behind all.
fn race(streams: &str, issues: &str) -> Script {
    let lines = |steps: &str| format!("  {}\n", steps.replace("; ", "\n  "));
    let text = format!(
        "tree\n  a    \"base\"\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read write\n  g = root.open-at \"a\" read write\n{}  hold\n{}  quiesce\n  f.read 64 0\n  g.read 64 0\n",
        lines(streams),
        lines(issues)
    );
    Script::parse("race", &text).unwrap()
}

fn appends() -> Script {
    race(
        "v = f.append-via-stream; w = f.append-via-stream; v.check-write; w.check-write",
        "v.write \"AA\"; w.write \"BB\"; release v; release w",
    )
}

fn grows_between() -> Script {
    race("v = f.write-via-stream 0; v.check-write", "v.write \"AB\"; host append \"log\" \"C\"; release v")
}

/// What can be told of a script on a backend: the rule that is broken, and what the looks at its end and the tree came to.
fn told<B: Backend>(judge: &mut Judge<'_>, script: &Script, backend: &B) -> String {
    let checked = judge.check(script, backend).unwrap();
    let verdict = match &checked.verdict {
        Verdict::Diverged(divergence) => return divergence.rule().id().to_owned(),
        Verdict::Conforms | Verdict::NotExercised(_) => "conforms".to_owned(),
        other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => format!("{other:?}"),
    };
    let looks: Vec<_> = checked.trace.iter().rev().take(2).map(|answered| &answered.outcome).collect();
    format!("{verdict} {looks:?} {:?}", checked.tree)
}

#[test]
fn what_is_pruned_shows_nothing_that_is_not_shown_by_what_is_run() {
    let mut judge = tool::judge();
    if !judge.has_syscall_gate() {
        println!("skipped: pieces can't be let go one by one here");
        return;
    }
    let beside = race(
        "v = f.write-via-stream 0; w = f.write-via-stream 1; y = g.append-via-stream; v.check-write; w.check-write; y.check-write",
        "v.write \"AA\"; w.write \"BB\"; y.write \"CC\"",
    );
    let changed = race(
        "v = f.append-via-stream; y = g.append-via-stream; v.check-write; y.check-write",
        "v.write \"AA\"; y.write \"CC\"; host append \"log\" \"DD\"",
    );
    let (late, cut) = (Some(Fault::LateAppendsOverwrite), Some(Fault::SizePutBack));
    for (script, fault, is_less) in [
        (beside, None, true),
        (changed, None, true),
        (appends(), None, false),
        (appends(), late, false),
        (grows_between(), cut, false),
    ] {
        let (host, faulty) = (host("host-pool", Blocking::Pool), fault.map(faulty));
        let told = |judge: &mut Judge<'_>, script: &Script| match &faulty {
            Some(faulty) => told(judge, script, faulty),
            None => told(judge, script, &host),
        };
        let race = script.race().unwrap();
        let race = match &faulty {
            Some(faulty) => in_pieces(&mut judge, race, faulty),
            None => in_pieces(&mut judge, race, &host),
        };
        let race = race.unwrap();
        let (every, reduced) = (race.every().collect::<Vec<_>>(), race.reduced(usize::MAX).unwrap());
        println!("{} schedules, {} of them run", every.len(), reduced.len());
        assert_eq!(reduced.len() < every.len() / 2, is_less);
        let mut all = |scripts: &[Script]| -> BTreeSet<String> {
            scripts.iter().map(|script| told(&mut judge, script)).collect()
        };
        let (every, reduced) = (all(&every), all(&reduced));
        assert_eq!(every, reduced);
        assert!(every.len() > 1, "{every:?}");
    }
}

#[test]
fn what_is_wrong_in_one_order_alone_is_found_by_all_and_missed_by_its_own() {
    let mut judge = tool::judge();
    if !judge.has_syscall_gate() {
        println!("skipped: pieces can't be let go one by one here");
        return;
    }
    for (fault, script, rule) in [
        (Fault::LateAppendsOverwrite, appends(), Rule::AppendNoLoss),
        (Fault::SizePutBack, grows_between(), Rule::AppendNoLoss),
    ] {
        let backend = faulty(fault);
        for _ in 0..5 {
            assert_eq!(
                judge.check(&script, &backend).unwrap().verdict,
                Verdict::Conforms,
                "{}",
                fault.name()
            );
        }
        let race = script.race().unwrap();
        let seen = run_schedules(&mut judge, &race, &backend, Bound::default()).unwrap();
        let diverged = seen.diverged.expect("one order shows it");
        assert_eq!(diverged.divergence.rule(), rule, "{}", diverged.script);
        let bound = Bound { most: 5, seed: 0 };
        let drawn = run_schedules(&mut judge, &race, &host("host-pool", Blocking::Pool), bound).unwrap();
        assert_eq!((drawn.explored.ran, drawn.explored.walked, drawn.conforming), (5, 5, 5));
    }
}

#[test]
fn a_suite_finds_what_is_wrong_in_one_order_alone_and_makes_it_small() {
    if let Err(why) = syscall_gate() {
        println!("skipped: {why}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let suite = Suite::new().areas(&[]).profiles(&["schedules"]).cases(32 * RACES_MAX).found(folder.path());
    let report = suite.run(faulty(Fault::LateAppendsOverwrite));
    let found = report.findings.iter().find(|finding| finding.rule() == Rule::AppendNoLoss);
    let found = found.unwrap_or_else(|| panic!("{report}"));
    assert!(found.script.steps.len() <= 10, "{}", found.script);
    assert!(found.file.as_ref().is_some_and(|file| file.exists()), "what is kept is the schedule");
}

#[test]
fn a_suite_counts_the_schedules_of_its_races() {
    let suite = Suite::new().areas(&[]).profiles(&["schedules"]).cases(96);
    let report = suite.run(host("host-pool", Blocking::Pool));
    report.assert_conforms();
    let explored = report.coverage.explored;
    assert!(explored.races > 0 && explored.races <= 3 && explored.ran > 0, "{explored:?}");
    assert!(explored.walked > 0 || explored.left() == 0, "{explored:?}");
    let races = format!(" schedules of {} races: ", explored.races);
    assert!(report.to_string().contains(&races), "{report}");
}
