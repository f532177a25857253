//! wasmtime-wasi in both of its modes, with its ledger: the corpus, and generated scripts of every profile.
//!
//! This is a test target of its own, so that not all other tests have to be built once more for the feature.

use std::path::Path;

use wasi_fs_conformance::backends::wasmtime;
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::corpus::{self, Ledger};
use wasi_fs_conformance::{Suite, conformance_tests};

/// What both modes are known to get wrong.
const LEDGER: &str = "corpus/known/wasmtime.txt";

/// The suite with that. Few scripts a profile: hangs that are tolerated are waited for, if shortly.
fn suite() -> Suite {
    Suite::new().known(LEDGER).cases(128)
}

conformance_tests! {
    mod on_the_pool;
    suite = suite();
    backend = wasmtime("wasmtime", false);
}

/// Some of what is filed only shows with special files, which the mode on the current thread declares to lack: by itself it
/// would find those entries stale, so here one judge counts what either of the two shows.
#[test]
fn the_corpus_shows_what_the_ledger_lists_in_one_mode_or_the_other() {
    let ledger = Ledger::load(Path::new(LEDGER)).unwrap();
    let mut judge = ledger.told_to(Judge::new().unwrap());
    let cases = corpus::built_in();
    let modes = [wasmtime("wasmtime", false), wasmtime("wasmtime-inline", true)];
    for case in &cases {
        for mode in &modes {
            let verdict = judge.check(&case.script, mode).unwrap().verdict;
            assert!(!matches!(verdict, Verdict::Diverged(_)), "{}: {verdict:?}", case.name);
        }
    }
    let stale = ledger.stale(&judge.coverage, (cases.len() * modes.len()) as u64);
    let filed_in_vain = stale.map(|entries| entries.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(filed_in_vain, Ok(Vec::new()));
}

#[test]
fn generated_scripts_show_nothing_else_on_the_current_thread() {
    suite().areas(&[]).run(wasmtime("wasmtime-inline", true)).assert_conforms();
}
