//! A smaller script with the same divergence.
//!
//! [`Shrinker`] proposes candidates and is told of each whether it still fails; its choices depend on nothing else, so
//! that it serves the hunt and proptest's `ValueTree` alike. Chunks of lines are deleted to a fixpoint (halving their
//! size), then arguments and the fixture are made simpler, and if that helped, all over again. The last round deletes
//! nothing, so no single line of the result can be left out.

mod simpler;

use crate::script::Script;

/// Proposes smaller scripts until none of them fails any more.
#[derive(Clone, Debug)]
pub struct Shrinker {
    best: Script,
    candidate: Option<Script>,
    phase: Phase,
    /// Whether something became smaller since the round began.
    progressed: bool,
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
        Self { best: failing, candidate: None, phase, progressed: false }
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
