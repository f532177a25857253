//! A script is the whole of what happens: run twice, it is answered twice alike.

use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::check::Answered;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::Scripts;
use wasi_fs_conformance::op::{ListingOp, Op};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::script::Script;

use crate::tool;

/// A trace without what may differ: the order of a listing is the file system's.
fn comparable(script: &Script, trace: Vec<Answered>) -> Vec<Option<Outcome>> {
    let listed = |index: usize| {
        matches!(script.steps[index].call().unwrap().op, Op::Listing(ListingOp::ReadDirectoryEntry))
    };
    let answers = trace.into_iter().enumerate();
    let kept = |(index, answered): (usize, Answered)| answered.outcome.filter(|_| !listed(index));
    answers.map(|answer| kept(answer).map(Outcome::repeatable)).collect()
}

#[test]
fn a_script_that_is_run_twice_gives_the_same_trace() {
    // Inline, nothing is left to the order of threads.
    let backend = host("host-inline", Blocking::CurrentThread);
    let mut judge = tool::judge();
    for seed in 0..400 {
        let script = Scripts::default().script(seed);
        let mut run = || comparable(&script, judge.check(&script, &backend).unwrap().trace);
        assert_eq!(run(), run(), "seed {seed}\n{script}");
    }
}

#[test]
fn a_generated_script_comes_back_from_its_text_and_a_seed_gives_it_again() {
    for seed in 0..400 {
        let script = Scripts::default().script(seed);
        let text = script.to_string();
        let parsed = Script::parse("generated", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(parsed, script);
        assert_eq!(parsed.to_string(), text);
        assert_eq!(Scripts::default().script(seed), script);
    }
}
