//! Rules, scripts and faults belong together: each rule has a fault that breaks it, and a script of the corpus that shows it.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::corpus::{self, Case};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

/// Steps of the smallest script that shows a fault, at most.
const STEPS_MAX: usize = 8;

/// What a script shows of a backend that is wrong: the rule, the step, and of the answer what comes again.
fn shown(
    judge: &mut Judge<'_>,
    backend: &impl Backend,
    script: &Script,
) -> Option<(Rule, usize, Option<Outcome>)> {
    match judge.check(script, backend).unwrap().verdict {
        Verdict::Diverged(divergence) => {
            Some((divergence.rule(), divergence.step, divergence.outcome.map(Outcome::repeatable)))
        }
        Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    }
}

/// What the scripts about a fault's rule show of it; nothing of those that conform.
fn broken_by(fault: Fault, corpus: &[Case]) -> Vec<(Rule, &Case)> {
    let (mut judge, backend) = (Judge::new().unwrap(), faulty(fault));
    let about = corpus.iter().filter(|case| case.script.rule == Some(fault.rule()));
    about.filter_map(|case| Some((shown(&mut judge, &backend, &case.script)?.0, case))).collect()
}

#[test]
fn a_fault_for_the_corpus_is_found_by_a_script_about_its_rule() {
    let corpus = corpus::built_in();
    let mut missed = Vec::new();
    for fault in Fault::ALL.iter().filter(|fault| fault.is_for_the_corpus()) {
        let broken = broken_by(*fault, &corpus);
        if !broken.iter().any(|(rule, _)| *rule == fault.rule()) {
            let broken: Vec<_> = broken.iter().map(|(rule, case)| (rule, &case.name)).collect();
            missed.push(format!("{} ({}): {broken:?}", fault.name(), fault.rule()));
        }
    }
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}

/// A fault's script, as small as it gets and kept as text, shows the same again, and none of its steps can be left out.
fn is_shown_by_a_small_script(fault: Fault, script: &Script) {
    let (mut judge, backend) = (Judge::new().unwrap(), faulty(fault));
    let mut fails =
        |script: &Script| shown(&mut judge, &backend, script).filter(|(rule, ..)| *rule == fault.rule());
    let small = Shrinker::new(script.clone()).run(10_000, |script| Ok::<_, ()>(fails(script).is_some()));
    let small = small.unwrap();
    let name = fault.name();
    assert!(small.steps.len() <= STEPS_MAX, "{name} takes {} steps\n{small}", small.steps.len());
    let seen = fails(&small);
    assert!(seen.is_some(), "{name} is not shown\n{small}");
    assert_eq!(fails(&Script::parse("kept", &small.to_string()).unwrap()), seen, "{name}\n{small}");
    for left_out in 0..small.steps.len() {
        let mut shorter = small.clone();
        shorter.steps.remove(left_out);
        assert_eq!(fails(&shorter), None, "{name}: step {} can be left out\n{small}", left_out + 1);
    }
}

#[test]
fn a_fault_for_the_corpus_is_shown_by_a_small_script() {
    let corpus = corpus::built_in();
    for fault in Fault::ALL.iter().copied().filter(|fault| fault.is_for_the_corpus()) {
        let broken = broken_by(fault, &corpus);
        let about = broken.iter().find(|(rule, _)| *rule == fault.rule());
        // Without one the test above fails.
        if let Some((_, case)) = about {
            is_shown_by_a_small_script(fault, &case.script);
        }
    }
}

#[test]
fn every_rule_has_a_fault() {
    let without: Vec<_> =
        Rule::ALL.iter().filter(|rule| !Fault::ALL.iter().any(|fault| fault.rule() == **rule)).collect();
    assert!(without.is_empty(), "{without:?}");
}
