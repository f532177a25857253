//! `cargo test` shrinks as a hunt does: through proptest, also in processes of its own and against its clock.

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::{ScriptTree, Scripts};
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Minimiser;

use crate::tool;

/// How long a case may take where none hangs that should not, in milliseconds: far longer than any takes.
const HANGS_AFTER: u32 = 2_000;

/// A strategy of one script, which is made smaller when it fails.
#[derive(Clone, Debug)]
struct Only(Script);

impl Strategy for Only {
    type Tree = ScriptTree;
    type Value = Script;

    fn new_tree(&self, _: &mut TestRunner) -> NewTree<Self> {
        Ok(ScriptTree::new(self.0.clone()))
    }
}

/// Whether a faulty backend breaks its own rule in a script.
fn breaks(judge: &mut Judge<'_>, fault: Fault, script: &Script) -> bool {
    match judge.check(script, &faulty(fault)).unwrap().verdict {
        Verdict::Diverged(divergence) => divergence.rule() == fault.rule(),
        Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => {
            false
        }
    }
}

/// The first generated script that shows a fault.
fn first_failing(fault: Fault) -> Script {
    let mut judge = tool::judge();
    let mut scripts = (1_u64..).take(10_000).map(|seed| Scripts::default().script(seed));
    scripts.find(|script| breaks(&mut judge, fault, script)).unwrap()
}

/// What proptest makes of a script, in the process of its own that the test of this name runs in once more.
fn shrunk_by_proptest(start: Script, fault: Fault, config: Config) -> Script {
    let config = Config { cases: 1, max_shrink_iters: 100_000, failure_persistence: None, ..config };
    let result = TestRunner::new(config).run(&Only(start), |script| {
        let mut judge = tool::judge();
        if breaks(&mut judge, fault, &script) { Err(TestCaseError::fail("it diverges")) } else { Ok(()) }
    });
    failed(result)
}

fn failed(result: Result<(), TestError<Script>>) -> Script {
    match result {
        Err(TestError::Fail(_, script)) => script,
        other @ (Ok(()) | Err(TestError::Abort(_))) => panic!("{other:?}"),
    }
}

/// The config of the test of this name in this file.
fn forking(test: &'static str) -> Config {
    Config { fork: true, test_name: Some(test), source_file: Some(file!()), ..Config::default() }
}

#[test]
fn in_a_process_of_its_own_a_script_becomes_as_small_as_in_a_hunt() {
    let fault = Fault::AppendAtOpeningSize;
    let start = first_failing(fault);
    let mut judge = tool::judge();
    let hunted = Minimiser::default()
        .run(start.clone(), |script| Ok::<_, ()>(breaks(&mut judge, fault, script).then_some(())));
    assert!(hunted.ended.is_minimal());
    assert_eq!(shrunk_by_proptest(start.clone(), fault, Config::default()), hunted.script);
    let name = concat!(module_path!(), "::in_a_process_of_its_own_a_script_becomes_as_small_as_in_a_hunt");
    assert_eq!(shrunk_by_proptest(start, fault, forking(name)), hunted.script);
}

/// A script whose `sync` takes the thread for ever on a backend that does so.
const HOLDS: &str = "\
tree
  log  \"base\"

run
  f = root.open-at \"log\" read
  root.sync
  f.stat
";

#[test]
fn what_holds_its_thread_is_made_smaller_against_the_clock() {
    let name = concat!(module_path!(), "::what_holds_its_thread_is_made_smaller_against_the_clock");
    let config = Config { timeout: HANGS_AFTER, ..forking(name) };
    let small = shrunk_by_proptest(Script::parse("holds", HOLDS).unwrap(), Fault::HoldsTheThread, config);
    assert_eq!(small.to_string(), "run\n  root.sync\n");
}
