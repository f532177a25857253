//! Rules, scripts and faults belong together: each rule has a fault that breaks it, and a script of the corpus that shows it.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::corpus::{self, Case};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

use crate::tool;

/// Steps of the smallest script that shows a fault, at most.
const STEPS_MAX: usize = 8;

/// How to read a row: a fault that counts, and the steps that it takes until it is there.
const COUNTING: &[(Fault, usize)] = &[(Fault::OpensTwelve, 12)];

/// Faults that show after so many calls that no script of them is small; that the corpus finds them is held all the same.
const LARGE: &[Fault] = &[Fault::ListingCutAt64, Fault::ListingCutAt1000, Fault::EndsAt1MiB];

/// A judge of a fault: only where that is about what is left is this process counted, in which other tests are at work.
fn judge_of(fault: Fault) -> Judge<'static> {
    if fault.rule() == Rule::NoLeak { Judge::new().unwrap() } else { tool::judge() }
}

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

/// The first script that shows a fault under its own rule: of those about that rule, or else of all others. Without one, what
/// they show instead.
fn shown_by(fault: Fault, corpus: &[Case]) -> Result<&Case, Vec<(Rule, &Case)>> {
    let (mut judge, backend) = (judge_of(fault), faulty(fault));
    let (about, others) = corpus.iter().partition::<Vec<_>, _>(|case| case.script.rule == Some(fault.rule()));
    let mut broken = Vec::new();
    for case in about.into_iter().chain(others) {
        match shown(&mut judge, &backend, &case.script) {
            Some((rule, ..)) if rule == fault.rule() => return Ok(case),
            Some((rule, ..)) => broken.push((rule, case)),
            None => {}
        }
    }
    Err(broken)
}

/// A fault's script, as small as it gets and kept as text, shows the same again, and none of its steps can be left out.
fn is_shown_by_a_small_script(fault: Fault, script: &Script) {
    let (mut judge, backend) = (judge_of(fault), faulty(fault));
    // What grows in this process is looked for while other tests open and close things in it, which may hide it for once.
    let looks = if fault.rule() == Rule::NoLeak { 5 } else { 1 };
    let mut fails = |script: &Script| {
        let mut look = || shown(&mut judge, &backend, script).filter(|(rule, ..)| *rule == fault.rule());
        (0..looks).find_map(|_| look())
    };
    let small = Shrinker::new(script.clone()).run(10_000, |script| Ok::<_, ()>(fails(script).is_some()));
    let small = small.unwrap();
    let name = fault.name();
    let counting = COUNTING.iter().find(|(counts, _)| *counts == fault);
    let steps_max = counting.map_or(STEPS_MAX, |(_, steps)| *steps);
    assert!(small.steps.len() <= steps_max, "{name} takes {} steps\n{small}", small.steps.len());
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
fn a_fault_for_the_corpus_is_found_by_a_script_of_it_which_gets_small() {
    let corpus = corpus::built_in();
    let mut missed = Vec::new();
    for fault in Fault::ALL.iter().copied().filter(|fault| fault.is_for_the_corpus()) {
        match shown_by(fault, &corpus) {
            Ok(_) if LARGE.contains(&fault) => {}
            Ok(case) => is_shown_by_a_small_script(fault, &case.script),
            Err(broken) => {
                let broken: Vec<_> = broken.iter().map(|(rule, case)| (rule, &case.name)).collect();
                missed.push(format!("{} ({}): {broken:?}", fault.name(), fault.rule()));
            }
        }
    }
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}

#[test]
fn every_half_of_a_rule_has_a_fault() {
    let without = |rule: &Rule| {
        let faults = Fault::ALL.iter().filter(|fault| fault.rule() == *rule);
        let broken: Vec<_> = faults.map(|fault| fault.half()).collect();
        // A fault of a rule that has halves says which one it breaks.
        let halves =
            rule.halves().iter().map(|half| Some(*half)).chain(rule.halves().is_empty().then_some(None));
        let missing = halves.filter(|half| !broken.contains(half)).collect::<Vec<_>>();
        let vague = !rule.halves().is_empty() && broken.contains(&None);
        (!missing.is_empty() || vague).then(|| format!("{rule}: {missing:?}, vague: {vague}"))
    };
    let without: Vec<_> = Rule::ALL.iter().filter_map(without).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_rule_has_a_fault() {
    let without: Vec<_> =
        Rule::ALL.iter().filter(|rule| !Fault::ALL.iter().any(|fault| fault.rule() == **rule)).collect();
    assert!(without.is_empty(), "{without:?}");
}
