//! Rules, scripts and faults belong together: each rule has a fault that breaks it, and a script of the corpus that shows it.

use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::corpus::{self, Case};
use wasi_fs_conformance::rule::Rule;

/// The rules that the scripts about a fault's rule break on it, with the names of the scripts; none of those that conform.
fn broken_by(fault: Fault, corpus: &[Case]) -> Vec<(Rule, String)> {
    let (mut judge, backend) = (Judge::new().unwrap(), faulty(fault));
    let about = corpus.iter().filter(|case| case.script.rule == Some(fault.rule()));
    let broken = |case: &Case| match judge.check(&case.script, &backend).unwrap().verdict {
        Verdict::Diverged(divergence) => Some((divergence.rule(), case.name.clone())),
        Verdict::Conforms | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    };
    about.filter_map(broken).collect()
}

#[test]
fn a_fault_for_the_corpus_is_found_by_a_script_about_its_rule() {
    let corpus = corpus::built_in();
    let mut missed = Vec::new();
    for fault in Fault::ALL.iter().filter(|fault| fault.is_for_the_corpus()) {
        let broken = broken_by(*fault, &corpus);
        if !broken.iter().any(|(rule, _)| *rule == fault.rule()) {
            missed.push(format!("{} ({}): {broken:?}", fault.name(), fault.rule()));
        }
    }
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}

#[test]
fn every_rule_has_a_fault() {
    let without: Vec<_> =
        Rule::ALL.iter().filter(|rule| !Fault::ALL.iter().any(|fault| fault.rule() == **rule)).collect();
    assert!(without.is_empty(), "{without:?}");
}
