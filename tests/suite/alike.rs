//! One fault, found by many hunts, is told in few scripts.

use std::collections::BTreeMap;

use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::generate::Focus;
use wasi_fs_conformance::hunt::{Hunt, Progress, Watcher};
use wasi_fs_conformance::report::Finding;

use crate::tool;

struct Silent;

impl Watcher for Silent {
    fn progress(&mut self, _: Progress<'_>) {}
    fn found(&mut self, _: &Finding) {}
}

/// Hunts for each fault.
const SEEDS: u64 = 20;

/// The smallest scripts that hunts of these seeds find of the fault's own rule, with how often each. What breaks another rule is
/// another finding.
fn told(fault: Fault, focus: Focus) -> BTreeMap<String, u64> {
    let found = tempfile::tempdir().unwrap();
    let mut told = BTreeMap::new();
    for seed in 0..SEEDS {
        let hunt = Hunt {
            time: None,
            scripts_max: Some(2000),
            seed,
            focus: Some(focus),
            found: found.path().to_owned(),
            ..Hunt::default()
        };
        let mut judge = tool::judge();
        let hunted = hunt.run(&mut judge, &[faulty(fault)], &mut Silent).unwrap();
        let finding = hunted.findings.first().unwrap_or_else(|| panic!("{fault:?} is missed by seed {seed}"));
        if finding.rule() == fault.rule() {
            *told.entry(finding.script.to_string()).or_default() += 1;
        }
    }
    assert!(told.values().sum::<u64>() > SEEDS / 2, "{told:#?}");
    told
}

/// In how many texts each of these faults is told at most.
const FAULTS: &[(Fault, Focus, usize)] =
    &[(Fault::MissingIsIo, Focus::Paths, 2), (Fault::EmptyReadCloses, Focus::InputStreams, 3)];

#[test]
fn the_same_fault_found_from_twenty_seeds_prints_as_a_few_scripts() {
    for (fault, focus, most) in FAULTS {
        let told = told(*fault, *focus);
        assert!(told.len() <= *most, "{fault:?} is told in {} scripts: {told:#?}", told.len());
    }
}
