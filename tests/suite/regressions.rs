//! The seeds of what once failed are read: they run before anything new.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{
    Config, FileFailurePersistence, RngAlgorithm, TestCaseError, TestRng, TestRunner,
};
use wasi_fs_conformance::generate::{Focus, Scripts};

use crate::conformance::SEEDS;

/// What a property meets that runs one new case, with the seeds of a file; it fails where it is told to.
fn met(seeds: &'static str, fails: bool) -> Vec<String> {
    let config = Config {
        cases: 1,
        max_shrink_iters: 0,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(seeds))),
        ..Config::default()
    };
    let met = RefCell::new(Vec::new());
    let result = TestRunner::new(config).run(&scripts(), |script| {
        met.borrow_mut().push(script.to_string());
        if fails { Err(TestCaseError::fail("it was told to")) } else { Ok(()) }
    });
    assert_eq!(result.is_err(), fails);
    met.into_inner()
}

fn scripts() -> Scripts {
    Scripts { focus: Focus::Files, ..Scripts::default() }
}

/// The scripts of the seeds of a file, in its order: proptest writes `cc`, then the seed of the case in hexadecimal.
fn scripts_of(seeds: &str) -> Vec<String> {
    let seeds = fs::read_to_string(seeds).unwrap();
    let seeds = seeds.lines().filter_map(|line| line.strip_prefix("cc ")?.split(' ').next());
    let script = |seed: &str| {
        let bytes: Vec<u8> =
            (0..seed.len()).step_by(2).map(|at| u8::from_str_radix(&seed[at..at + 2], 16).unwrap()).collect();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        scripts().new_tree(&mut runner).unwrap().current().to_string()
    };
    seeds.map(script).collect()
}

#[test]
fn the_seeds_in_the_repository_run_before_a_new_case() {
    let kept = scripts_of(SEEDS);
    assert!(!kept.is_empty(), "{SEEDS} holds no seed");
    let met = met(SEEDS, false);
    assert_eq!((&met[..kept.len()], met.len()), (&kept[..], kept.len() + 1));
}

#[test]
fn what_fails_is_written_down_and_runs_first_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seeds.txt");
    let seeds: &'static str = Box::leak(file.display().to_string().into_boxed_str());
    let failed = met(seeds, true);
    assert_eq!(scripts_of(seeds), failed[..1]);
    assert_eq!(met(seeds, false)[0], failed[0]);
}

#[test]
fn the_folder_says_what_it_is_for() {
    let folder = Path::new(SEEDS).parent().unwrap();
    assert!(fs::read_to_string(folder.join("README.md")).unwrap().contains("corpus/"));
}
