//! A smaller script with the same divergence.
//!
//! [`Shrinker`] proposes candidates and is told of each whether it still fails; its choices depend on nothing else, so
//! that it serves the hunt and proptest's `ValueTree` alike. Chunks of lines are deleted to a fixpoint (halving their
//! size), then come other forms of what is left: a line fewer that the fixture can stand for, two lines fewer, calls on
//! earlier handles, simpler arguments, a simpler fixture, fewer and simpler names, bytes with the letters of their places; and if
//! one of these helped, all over again. Each
//! candidate is smaller than the best by a measure, and none is proposed twice. The last round finds nothing, so no single
//! line of the result can be left out.

mod handles;
mod letters;
mod measure;
mod minimiser;
mod planted;
mod simpler;

pub use minimiser::{Ended, Minimised, Minimiser, Rate};

use std::collections::{HashSet, VecDeque};

use crate::script::Script;
use measure::Measure;
use simpler::paths;

/// Whether a script is smaller than another by what is done in it and what is there, whatever its numbers, bytes and names are.
pub(crate) fn is_plainer(script: &Script, other: &Script) -> bool {
    Measure::of(script).is_plainer(&Measure::of(other))
}

/// Proposes smaller scripts until none of them fails any more.
#[derive(Clone, Debug)]
pub struct Shrinker {
    best: Script,
    measure: Measure,
    candidate: Option<(Script, Measure)>,
    phase: Phase,
    /// Other forms of the best at the place of the phase that were not looked at yet.
    forms: VecDeque<Script>,
    /// The fingerprints of all candidates so far.
    seen: HashSet<u64>,
    /// Whether something became smaller since the round began.
    progressed: bool,
    /// How many rounds are over.
    rounds: usize,
}

/// Where in a round the shrinker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Leave out `size` steps before the one of number `end`; `again` when this pass over all steps has left out some.
    Delete { size: usize, end: usize, again: bool },
    /// Try what the row of [`FORMS`] gives for the step `at`.
    Form { row: usize, at: usize },
    /// Nothing is left to try.
    Done,
}

/// Other forms of a script, the boldest first.
enum Forms {
    /// Of the whole of it.
    Whole(fn(&Script) -> Vec<Script>),
    /// With its step of this number changed.
    Step(fn(&Script, usize) -> Vec<Script>),
}

/// What is tried in a round when no line can be left out any more, in this order.
const FORMS: &[Forms] = &[
    Forms::Whole(bare),
    Forms::Step(planted::planted),
    Forms::Step(without_two),
    Forms::Step(handles::merged),
    Forms::Step(handles::retargeted),
    Forms::Step(handles::twinned),
    Forms::Step(with_simpler_step),
    Forms::Whole(with_simpler_fixture),
    Forms::Whole(paths::unified),
    Forms::Whole(paths::renamed),
    Forms::Whole(letters::lettered),
    Forms::Whole(handles::renamed),
];

/// Up to so many steps each two of them are left out together.
const PAIRS_MAX: usize = 14;

impl Shrinker {
    /// Starts with a script that fails.
    pub fn new(failing: Script) -> Self {
        Self {
            measure: Measure::of(&failing),
            phase: Self::first_phase(&failing),
            best: failing,
            candidate: None,
            forms: VecDeque::new(),
            seen: HashSet::new(),
            progressed: false,
            rounds: 0,
        }
    }

    fn first_phase(script: &Script) -> Phase {
        let steps = script.steps.len();
        Phase::Delete { size: (steps / 2).max(1), end: steps, again: false }
    }

    /// The smallest script so far that is known to fail.
    pub fn best(&self) -> &Script {
        &self.best
    }

    /// The candidate that waits for its verdict, else the best.
    pub fn current(&self) -> &Script {
        self.candidate.as_ref().map_or(&self.best, |(script, _)| script)
    }

    /// How many rounds are over; each goes through everything that could be smaller, and the last one found nothing.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// Proposes the next candidate; none when there is nothing left to try.
    pub fn propose(&mut self) -> Option<&Script> {
        self.candidate = None;
        while self.candidate.is_none() {
            if let Some(form) = self.forms.pop_front() {
                self.consider(form);
                continue;
            }
            match self.phase {
                Phase::Delete { size, end: end @ 1.., again } => {
                    let start = end.saturating_sub(size);
                    let mut smaller = self.best.clone();
                    smaller.steps.drain(start..end.min(smaller.steps.len()));
                    self.phase = Phase::Delete { size, end: start, again };
                    self.consider(smaller);
                }
                Phase::Delete { size, end: 0, again } => {
                    let end = self.best.steps.len();
                    match (size, again) {
                        (2.., _) => self.phase = Phase::Delete { size: size / 2, end, again: false },
                        (_, true) => self.phase = Phase::Delete { size: 1, end, again: false },
                        (_, false) => self.enter(0, 0),
                    }
                }
                Phase::Form { row, at } => {
                    let places = match FORMS[row] {
                        Forms::Whole(_) => 1,
                        Forms::Step(_) => self.best.steps.len(),
                    };
                    if at + 1 < places { self.enter(row, at + 1) } else { self.enter(row + 1, 0) }
                }
                Phase::Done => break,
            }
        }
        self.candidate.as_ref().map(|(script, _)| script)
    }

    /// Goes to the forms of a row; behind the last one the round is over.
    fn enter(&mut self, row: usize, at: usize) {
        self.phase = Phase::Form { row, at };
        self.forms = match FORMS.get(row) {
            Some(Forms::Whole(forms)) => forms(&self.best).into(),
            Some(Forms::Step(forms)) if at < self.best.steps.len() => forms(&self.best, at).into(),
            Some(Forms::Step(_)) => VecDeque::new(),
            None => {
                self.rounds += 1;
                let progressed = std::mem::take(&mut self.progressed);
                self.phase = if progressed { Self::first_phase(&self.best) } else { Phase::Done };
                VecDeque::new()
            }
        };
    }

    /// Makes a script the candidate, if it is a smaller one that was not tried. What it starts from has to be possible.
    fn consider(&mut self, script: Script) {
        let measure = Measure::of(&script);
        if script.fixture.is_possible() && measure < self.measure && self.seen.insert(measure.fingerprint()) {
            self.candidate = Some((script, measure));
        }
    }

    /// Says whether the last candidate still fails.
    pub fn judge(&mut self, still_fails: bool) {
        let Some((script, measure)) = self.candidate.take() else { return };
        if !still_fails {
            return;
        }
        (self.best, self.measure, self.progressed) = (script, measure, true);
        match self.phase {
            Phase::Delete { size, end, .. } => self.phase = Phase::Delete { size, end, again: true },
            // What it has become may have other forms.
            Phase::Form { row, at } => self.enter(row, at),
            Phase::Done => {}
        }
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

/// The script without what is said about it.
fn bare(script: &Script) -> Vec<Script> {
    let mut bare = Script { comments: Vec::new(), end: None, ..script.clone() };
    for step in &mut bare.steps {
        step.comments.clear();
        step.pinned = None;
    }
    vec![bare]
}

/// The script without a step and one behind it.
fn without_two(script: &Script, first: usize) -> Vec<Script> {
    if script.steps.len() > PAIRS_MAX {
        return Vec::new();
    }
    let without = |second: usize| {
        let mut fewer = script.clone();
        fewer.steps.remove(second);
        fewer.steps.remove(first);
        fewer
    };
    (first + 1..script.steps.len()).map(without).collect()
}

fn with_simpler_step(script: &Script, at: usize) -> Vec<Script> {
    let with = |step| {
        let mut simpler = script.clone();
        simpler.steps[at] = step;
        simpler
    };
    simpler::steps(&script.steps[at]).into_iter().map(with).collect()
}

fn with_simpler_fixture(script: &Script) -> Vec<Script> {
    let with = |fixture| Script { fixture, ..script.clone() };
    simpler::fixtures(&script.fixture).into_iter().map(with).collect()
}

#[cfg(test)]
mod tests;
