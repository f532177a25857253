//! The protocol loses nothing: behind it the real implementation is judged as without it.

use std::collections::BTreeSet;

use wasi_fs_conformance::Suite;
use wasi_fs_conformance::backend::Backend as _;
use wasi_fs_conformance::backends::{Process, host};
use wasi_fs_conformance::check::{Checked, Judge, Verdict, needs_receipt};
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::op::OpKind;
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::tree::Capability;

use super::driver;

/// What is lacking behind the protocol, whoever serves.
const LACKING: [Capability; 3] = [Capability::Abandon, Capability::Faults, Capability::Quiesce];

/// The answers, without what differs from run to run.
fn answers(checked: &Checked) -> Vec<Option<String>> {
    let text = |outcome: &wasi_fs_conformance::outcome::Outcome| outcome.clone().repeatable().to_string();
    checked.trace.iter().map(|answered| answered.outcome.as_ref().map(text)).collect()
}

/// Whether a script is answered alike each time, since nothing of it goes on in the background.
fn is_steady(script: &Script) -> bool {
    let is_stream =
        |step: &Step| step.call().is_some_and(|call| call.op.kind().info().name.contains("via-stream"));
    !script.is_controlled() && !script.steps.iter().any(is_stream)
}

/// Whether a script is about what happens around its calls. Behind the protocol nothing of that can be brought about.
fn asks_around_calls(script: &Script, checked: &Checked) -> bool {
    !checked.receipts.asked.is_empty() || script.rule.is_some_and(needs_receipt)
}

/// Judges the whole corpus on both sides of the protocol.
fn assert_same_verdicts(behind: &Process, lacking: &[Capability]) {
    let before = host("host", Blocking::default());
    let mut judge = Judge::new().unwrap().without_syscall_gate();
    let (mut ran, mut steady, mut unheld) = (0, 0, 0);
    let (mut skipped, mut ops) = (BTreeSet::new(), BTreeSet::new());
    for case in corpus::built_in() {
        let there = judge.check(&case.script, behind).unwrap();
        if let Verdict::Skipped(missing) = there.verdict {
            skipped.insert(missing);
            continue;
        }
        ran += 1;
        ops.extend(case.script.steps.iter().filter_map(Step::call).map(|call| call.op.kind()));
        let here = judge.check(&case.script, &before).unwrap();
        if asks_around_calls(&case.script, &there)
            && let (Verdict::NotExercised(_), Verdict::Conforms) = (&there.verdict, &here.verdict)
        {
            unheld += 1;
        } else {
            assert_eq!(there.verdict, here.verdict, "{}", case.name);
        }
        if is_steady(&case.script) {
            steady += 1;
            assert_eq!(answers(&there), answers(&here), "{}", case.name);
        }
    }
    assert!(
        ran > 400 && steady > 200,
        "{ran} scripts ran, {steady} of them without anything in the background"
    );
    // Here all of it is exercised, so that what is not is counted for the other side.
    assert_eq!(unheld, judge.coverage.scripts_not_exercised(), "scripts not exercised");
    assert!(unheld > 0 && unheld < ran / 10, "{unheld} of {ran} scripts are not exercised");
    let unseen: Vec<_> = OpKind::ALL.iter().filter(|op| !ops.contains(op)).collect();
    assert!(unseen.is_empty(), "no script makes {unseen:?}");
    // What hangs on the machine, and on who runs this.
    let of_machine = [Capability::SyscallGate, Capability::Modes];
    let allowed = |missing: &&Capability| of_machine.contains(missing) || lacking.contains(missing);
    let strange: Vec<_> = skipped.iter().filter(|missing| !allowed(missing)).collect();
    assert!(strange.is_empty(), "skipped for want of {strange:?}");
}

#[test]
fn the_corpus_is_judged_behind_the_protocol_as_before_it() {
    assert_same_verdicts(&driver(&[]), &LACKING);
}

#[test]
fn the_corpus_is_judged_as_well_on_trees_that_are_sent() {
    let lacking =
        [&LACKING[..], &[Capability::HostChanges, Capability::TwoDevices, Capability::RawNames]].concat();
    assert_same_verdicts(&driver(&["memory"]), &lacking);
}

#[test]
fn generated_scripts_conform_behind_the_protocol() {
    for arguments in [&[][..], &["memory"]] {
        Suite::new().cases(256).without_syscall_gate().run(driver(arguments)).assert_conforms();
    }
}

#[test]
fn what_a_driver_says_beside_its_answers_does_no_harm() {
    let output = super::tool_on("--wrong chatter@descriptor.open-at", &["replay", "corpus/open"]);
    super::assert_said(&output, 0, &[]);
}

#[test]
fn a_driver_that_ends_between_two_scripts_is_started_again() {
    let backend = driver(&["--wrong", "exit-after@end"]);
    let mut judge = Judge::new().unwrap().without_syscall_gate();
    for case in corpus::built_in().iter().filter(|case| case.name.starts_with("open/")) {
        let verdict = judge.check(&case.script, &backend).unwrap().verdict;
        assert!(!matches!(verdict, Verdict::Diverged(_)), "{}: {verdict:?}", case.name);
    }
    assert!(judge.coverage.scripts > 5);
}

#[test]
fn a_backend_behind_the_protocol_is_called_what_its_driver_says() {
    assert_eq!(driver(&[]).name(), concat!("driver in Rust ", env!("CARGO_PKG_VERSION")));
}
