//! The tests that the macro makes are those that there are areas and profiles, and say what they have to.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::Focus;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::{Suite, conformance_tests, corpus, suite};

conformance_tests! {
    mod whole;
    suite = Suite::new().cases(24);
    backend = host("host-inline", Blocking::CurrentThread);
}

conformance_tests! {
    mod without_appends;
    suite = Suite::new().cases(12).lacks(&["append"]);
    backend = faulty(Fault::AppendAtOpeningSize);
}

/// The tests of this binary below a module.
fn tests_below(module: &str) -> BTreeSet<String> {
    let listed = Command::new(env::current_exe().unwrap()).arg("--list").output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let prefix = format!("front_door::{module}::");
    listed
        .lines()
        .filter_map(|line| Some(line.strip_prefix(&prefix)?.strip_suffix(": test")?.to_owned()))
        .collect()
}

#[test]
fn the_macro_has_a_test_for_each_area_and_each_profile() {
    let areas = Rule::areas().into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let folders = corpus::built_in().iter().map(|case| case.area().to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(areas, folders, "the corpus has a folder for each area");
    assert_eq!(tests_below("whole::corpus"), areas);
    let profiles = Focus::ALL.iter().map(|focus| focus.name().replace('-', "_")).collect();
    assert_eq!(tests_below("whole::generated"), profiles);
}

#[test]
#[should_panic(expected = "append/goes-to-the-end-of-the-file")]
fn a_part_in_which_something_diverges_fails() {
    let suite = Suite::new().cases(0).areas(&["append"]);
    suite::assert_part(&suite, faulty(Fault::AppendAtOpeningSize));
}

#[test]
#[should_panic(expected = "nothing ran")]
fn a_part_in_which_nothing_ran_fails() {
    suite::assert_part(&Suite::new().cases(0).areas(&[]), host("host", Blocking::default()));
}
