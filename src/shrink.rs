//! A smaller script with the same divergence.
//!
//! [`Shrinker`] proposes candidates and is told of each whether it still fails; its choices depend on nothing else, so
//! that it serves the hunt and proptest's `ValueTree` alike. Chunks of lines are deleted to a fixpoint (halving their
//! size), then arguments and the fixture are made simpler, and if that helped, all over again. The last round deletes
//! nothing, so no single line of the result can be left out.

mod minimiser;
mod simpler;

pub use minimiser::{Ended, Minimised, Minimiser, Rate};

use crate::script::Script;

/// Proposes smaller scripts until none of them fails any more.
#[derive(Clone, Debug)]
pub struct Shrinker {
    best: Script,
    candidate: Option<Script>,
    phase: Phase,
    /// Whether something became smaller since the round began.
    progressed: bool,
    /// How many rounds are over.
    rounds: usize,
}

/// Where in a round the shrinker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Leave out `size` steps from `at` on.
    Delete { size: usize, at: usize },
    /// Try the `variant`-th simpler form of the step `at`.
    Simplify { at: usize, variant: usize },
    /// Try the `variant`-th simpler fixture.
    Fixture { variant: usize },
    /// Nothing is left to try.
    Done,
}

impl Shrinker {
    /// Starts with a script that fails.
    pub fn new(failing: Script) -> Self {
        let phase = Self::first_phase(&failing);
        Self { best: failing, candidate: None, phase, progressed: false, rounds: 0 }
    }

    fn first_phase(script: &Script) -> Phase {
        Phase::Delete { size: (script.steps.len() / 2).max(1), at: 0 }
    }

    /// The smallest script so far that is known to fail.
    pub fn best(&self) -> &Script {
        &self.best
    }

    /// The candidate that waits for its verdict, else the best.
    pub fn current(&self) -> &Script {
        self.candidate.as_ref().unwrap_or(&self.best)
    }

    /// How many rounds are over; each goes through everything that could be smaller, and the last one found nothing.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// Proposes the next candidate; none when there is nothing left to try.
    pub fn propose(&mut self) -> Option<&Script> {
        self.candidate = loop {
            match self.phase {
                Phase::Delete { size, at } if at < self.best.steps.len() => {
                    let mut smaller = self.best.clone();
                    let end = (at + size).min(smaller.steps.len());
                    smaller.steps.drain(at..end);
                    break Some(smaller);
                }
                Phase::Simplify { at, variant } if at < self.best.steps.len() => {
                    match simpler::steps(&self.best.steps[at]).into_iter().nth(variant) {
                        Some(step) => {
                            let mut simpler = self.best.clone();
                            simpler.steps[at] = step;
                            break Some(simpler);
                        }
                        None => self.phase = Phase::Simplify { at: at + 1, variant: 0 },
                    }
                }
                Phase::Fixture { variant } => {
                    match simpler::fixtures(&self.best.fixture).into_iter().nth(variant) {
                        Some(fixture) => break Some(Script { fixture, ..self.best.clone() }),
                        None => self.next_phase(),
                    }
                }
                Phase::Done => break None,
                Phase::Delete { .. } | Phase::Simplify { .. } => self.next_phase(),
            }
        };
        self.candidate.as_ref()
    }

    /// Moves on when a phase has nothing left to try.
    fn next_phase(&mut self) {
        self.phase = match self.phase {
            Phase::Delete { size: 2.., at: _ } => {
                let Phase::Delete { size, .. } = self.phase else { return };
                Phase::Delete { size: size / 2, at: 0 }
            }
            Phase::Delete { .. } => Phase::Simplify { at: 0, variant: 0 },
            Phase::Simplify { .. } => Phase::Fixture { variant: 0 },
            Phase::Fixture { .. } | Phase::Done if std::mem::take(&mut self.progressed) => {
                self.rounds += 1;
                Self::first_phase(&self.best)
            }
            Phase::Fixture { .. } | Phase::Done => Phase::Done,
        };
    }

    /// Says whether the last candidate still fails.
    pub fn judge(&mut self, still_fails: bool) {
        let Some(candidate) = self.candidate.take() else { return };
        if still_fails {
            self.best = candidate;
            self.progressed = true;
        }
        self.phase = match (self.phase, still_fails) {
            // What was behind the deleted chunk, or the next simpler form, now stands at the same place.
            (Phase::Simplify { at, .. }, true) => Phase::Simplify { at, variant: 0 },
            (Phase::Fixture { .. }, true) => Phase::Fixture { variant: 0 },
            (phase, true) => phase,
            (Phase::Delete { size, at }, false) => Phase::Delete { size, at: at + size },
            (Phase::Simplify { at, variant }, false) => Phase::Simplify { at, variant: variant + 1 },
            (Phase::Fixture { variant }, false) => Phase::Fixture { variant: variant + 1 },
            (Phase::Done, false) => Phase::Done,
        };
    }

    /// Shrinks to the end, or until `tries_max` candidates were tried.
    ///
    /// # Errors
    /// What `fails` gives instead of a verdict.
    pub fn run<E>(
        mut self,
        tries_max: usize,
        mut fails: impl FnMut(&Script) -> Result<bool, E>,
    ) -> Result<Script, E> {
        for _ in 0..tries_max {
            let Some(candidate) = self.propose() else { break };
            let still_fails = fails(candidate)?;
            self.judge(still_fails);
        }
        Ok(self.best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Control;
    use crate::script::Step;

    const FULL: &str = "\
tree
  a    \"zzzz\"
  log  \"base\"

run
  f = root.open-at \"log\" read write
  v = f.append-via-stream
  w = f.append-via-stream
  v.check-write
  fault v write short 3 after 6 bytes
  fault gone read io
  hold
  v.write \"AAAAAAAA\"
  host truncate \"log\" 4
  host append \"log\" \"BBBB\"
  w.blocking-write-and-flush \"CCCC\", abandon after 3 polls
  w.blocking-flush, abandon after 2 polls
  release gone
  release w
  host write \"log\" \"DDDD\" 2
  host replace \"log\" \"EEEE\"
  release v
  v.cancel
  host remove \"log\"
  hold queued
  quiesce
  f.read 64 0
";

    /// Shrinks a script by what its lines say, and makes sure that no single one can be left out.
    fn shrunk(fails: impl Fn(&[String]) -> bool) -> Vec<String> {
        let lines = |script: &Script| script.steps.iter().map(Step::to_string).collect::<Vec<_>>();
        let fails = |script: &Script| fails(&lines(script));
        let mut shrinker = Shrinker::new(Script::parse("full", FULL).unwrap());
        let mut tries = 0;
        while let Some(candidate) = shrinker.propose() {
            let still_fails = fails(candidate);
            shrinker.judge(still_fails);
            tries += 1;
            assert!(tries < 20_000, "it does not end");
        }
        let best = shrinker.best();
        assert!(fails(best));
        for index in 0..best.steps.len() {
            let mut fewer = best.clone();
            fewer.steps.remove(index);
            assert!(!fails(&fewer), "`{}` can be left out", best.steps[index]);
        }
        assert_eq!(Script::parse("small", &best.to_string()).as_ref(), Ok(best));
        lines(best)
    }

    #[test]
    fn lines_about_time_are_left_out_like_any_other() {
        let with = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
        assert_eq!(shrunk(|lines| with(lines, "f.read")), ["f.read 0 0"]);
        assert_eq!(
            shrunk(|lines| with(lines, "hold") && with(lines, "release v") && with(lines, "v.")),
            ["release v", "v.cancel", "hold queued"]
        );
    }

    #[test]
    fn what_happens_around_the_guest_becomes_simpler() {
        let with = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
        let kept = ["fault v write short", "host append", "host write", "host truncate", "host replace"];
        assert_eq!(
            shrunk(|lines| kept.iter().all(|part| with(lines, part))),
            [
                "fault v write short 1",
                "host truncate \"log\" 0",
                "host append \"log\" \"\"",
                "host write \"log\" \"\" 0",
                "host replace \"log\" \"\"",
            ]
        );
    }

    #[test]
    fn a_call_is_given_up_after_fewer_polls_or_not_at_all() {
        let abandoned = |lines: &[String]| lines.iter().filter(|line| line.contains("abandon")).count();
        assert_eq!(
            shrunk(|lines| abandoned(lines) == 2),
            [
                "w.blocking-write-and-flush \"\", abandon after 1 poll",
                "w.blocking-flush, abandon after 1 poll"
            ]
        );
        assert_eq!(shrunk(|lines| lines.iter().any(|line| line.contains("flush"))), ["w.blocking-flush"]);
    }

    #[test]
    fn no_simpler_form_of_a_control_is_that_control() {
        let script = Script::parse("full", FULL).unwrap();
        for step in &script.steps {
            assert!(!simpler::steps(step).contains(step), "{step}");
        }
        let kernel = Step::from(Control::Hold { queued: false });
        assert_eq!(simpler::steps(&kernel), [Step::from(Control::Hold { queued: true })]);
        assert!(simpler::steps(&simpler::steps(&kernel)[0]).is_empty());
    }
}
