//! Scripts that fail by chance, with a chance that is known.

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::*;
use crate::script::Step;

const LONG: &str = "\
tree
  log  \"base\"

run
  f = root.open-at \"log\" read write
  f.stat
  f.write \"AAAA\" 2
  root.sync
  f.sync-data
  f.get-type
  f.set-size 3
  root.metadata-hash
  f.read 64 0
  f.get-flags
";

fn long() -> Script {
    Script::parse("long", LONG).unwrap()
}

fn lines(script: &Script) -> Vec<String> {
    script.steps.iter().map(Step::to_string).collect()
}

fn with(lines: &[String], part: &str) -> bool {
    lines.iter().any(|line| line.contains(part))
}

/// Runs scripts that fail by chance: in so many cases of 100, which is said of each by its lines.
fn flaky(
    seed: u8,
    percent: impl Fn(&[String]) -> u32,
) -> impl FnMut(&Script) -> Result<Option<()>, std::convert::Infallible> {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    move |script| Ok((rng.next_u32() % 100 < percent(&lines(script))).then_some(()))
}

/// A fault that needs two lines.
fn both(lines: &[String]) -> bool {
    with(lines, "f.set-size") && with(lines, "f.read")
}

const SMALL: [&str; 2] = ["f.set-size 0", "f.read 0 0"];

#[test]
fn what_fails_each_time_costs_one_run_a_candidate() {
    let small = Minimiser::default().run(long(), flaky(1, |lines| 100 * u32::from(both(lines))));
    assert_eq!(lines(&small.script), SMALL);
    assert_eq!((small.rate, small.ended), (Rate { failed: 20, of: 20 }, Ended::Minimal));
    let mut shrinker = Shrinker::new(long());
    let mut candidates = 0;
    while let Some(candidate) = shrinker.propose() {
        let fails = both(&lines(candidate));
        shrinker.judge(fails);
        candidates += 1;
    }
    // The original is repeated, and the best after each round.
    let rounds = shrinker.rounds();
    assert!(small.runs <= candidates + 20 * (1 + rounds), "{} for {candidates}", small.runs);
}

#[test]
fn what_fails_sometimes_becomes_as_small_and_its_rate_is_honest() {
    for percent in [95, 80, 50, 30, 15] {
        for seed in 0..8 {
            let settings = Minimiser { runs_max: 1_000_000, ..Minimiser::default() };
            let small = settings.run(long(), flaky(seed, |lines| percent * u32::from(both(lines))));
            assert_eq!(lines(&small.script), SMALL, "{percent} % with seed {seed}");
            assert_eq!((small.ended, small.rate.of), (Ended::Minimal, 20));
            let expected = f64::from(percent) / 100.0;
            // Five standard deviations of 20 throws.
            let slack = 5.0 * (expected * (1.0 - expected) / 20.0).sqrt();
            assert!((small.rate.fraction() - expected).abs() < slack, "{percent} %: {}", small.rate);
        }
    }
}

#[test]
fn what_fails_far_more_seldom_does_not_take_its_place() {
    // Without `f.stat` it fails too, but seldom.
    let percent = |often: u32, seldom: u32| {
        move |lines: &[String]| match (both(lines), with(lines, "f.stat")) {
            (true, true) => often,
            (true, false) => seldom,
            (false, _) => 0,
        }
    };
    for (often, seldom) in [(100, 20), (90, 20), (60, 10)] {
        for seed in 0..8 {
            let settings = Minimiser { runs_max: 1_000_000, ..Minimiser::default() };
            let small = settings.run(long(), flaky(seed, percent(often, seldom)));
            let expected = ["f.stat", SMALL[0], SMALL[1]];
            assert_eq!(lines(&small.script), expected, "{often} %, seed {seed}: {}", small.rate);
        }
    }
}

#[test]
fn what_does_not_fail_again_is_left_as_it_is() {
    let never = Minimiser::default().run(long(), flaky(1, |_| 0));
    assert_eq!((never.script, never.ended), (long(), Ended::NotRepeated));
    assert_eq!((never.rate.failed, never.evidence), (0, None));
}

#[test]
fn when_the_runs_are_used_up_the_smallest_so_far_is_given() {
    let settings = Minimiser { runs_max: 50, ..Minimiser::default() };
    let small = settings.run(long(), flaky(1, |lines| 100 * u32::from(both(lines))));
    assert_eq!((small.ended, small.runs), (Ended::RunsUsedUp, 50));
    assert!(both(&lines(&small.script)) && small.script.steps.len() < long().steps.len());
    assert!(small.rate.is_each_time());
}

#[test]
fn whoever_does_not_go_on_gets_the_smallest_so_far() {
    let mut left = 40;
    let small = Minimiser::default().run(long(), |script| {
        left -= 1;
        if left == 0 { Err("enough") } else { Ok(both(&lines(script)).then(|| lines(script))) }
    });
    assert_eq!((small.ended, small.runs), (Ended::Stopped("enough"), 40));
    assert_eq!(small.evidence, Some(lines(&small.script)), "the evidence is that of the best");
}
