//! The tester tested: each faulty backend is found, under its own rule, in a script that can't be shorter.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::Scripts;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

/// Generated scripts until a fault shows, at most; the slowest takes about 300.
const SCRIPTS_MAX: u64 = 3000;

/// Steps of the script that shows it, at most.
const STEPS_MAX: usize = 8;

/// The rule that a script breaks, if it breaks one.
fn broken(judge: &mut Judge<'_>, backend: &impl Backend, script: &Script) -> Option<Rule> {
    match judge.check(script, backend).unwrap().verdict {
        Verdict::Diverged(divergence) => Some(divergence.rule()),
        Verdict::Conforms | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    }
}

fn is_found(fault: Fault) {
    let backend = faulty(fault);
    let mut judge = Judge::new().unwrap();
    let rule = fault.rule();
    let seeds = 0..SCRIPTS_MAX;
    let found = seeds
        .map(|seed| Scripts::default().script(seed))
        .find(|script| broken(&mut judge, &backend, script) == Some(rule));
    let script = found.unwrap_or_else(|| panic!("{SCRIPTS_MAX} scripts don't show that {rule} is broken"));
    let mut fails = |script: &Script| broken(&mut judge, &backend, script) == Some(rule);
    let small = Shrinker::new(script).run(10_000, |script| Ok::<_, ()>(fails(script))).unwrap();
    assert!(small.steps.len() <= STEPS_MAX, "{} steps are too many\n{small}", small.steps.len());
    let replayed = Script::parse("kept", &small.to_string()).unwrap();
    assert!(fails(&replayed), "the printed script does not show it\n{small}");
    for left_out in 0..small.steps.len() {
        let mut shorter = small.clone();
        shorter.steps.remove(left_out);
        assert!(!fails(&shorter), "step {} can be left out\n{small}", left_out + 1);
    }
}

macro_rules! faults {
    ($($test:ident $fault:ident)*) => {
        $(
            #[test]
            fn $test() {
                is_found(Fault::$fault);
            }
        )*

        #[test]
        fn every_fault_has_a_test() {
            assert_eq!(Fault::ALL, [$(Fault::$fault),*]);
        }
    };
}

faults! {
    a_position_that_stays_is_found PositionStays
    an_append_at_the_opening_size_is_found AppendAtOpeningSize
    an_empty_read_that_closes_is_found EmptyReadCloses
    an_end_that_is_not_sticky_is_found EndIsNotSticky
    a_permit_that_is_ignored_is_found PermitIsIgnored
    a_write_without_the_right_is_found WriteWithoutRight
}
