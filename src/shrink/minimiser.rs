//! Shrinking from start to end, also of what fails only sometimes.
//!
//! A script that failed each time it was repeated is trusted: one run decides about a candidate, and after each round
//! the best is repeated to see whether that trust was right. Otherwise a candidate is run until it fails once, so often
//! that one which fails as often as the original is hardly ever missed; and one that did fail takes the place of the best
//! only when more runs say that it fails about as often. So the result is not flakier than the start.

use super::Shrinker;
use crate::script::Script;

/// How seldom a candidate that fails as often as the original may be missed.
const MISSED: f64 = 0.02;

/// Which part of the original's rate a smaller script has to keep: what chance alone may take off it, and a little more.
const KEPT: f64 = 0.5;

/// How often the original has to have failed before its rate is taken for known.
const FAILURES_WANTED: u32 = 20;

/// How many times longer than usual it is repeated until it has.
const PATIENCE: u32 = 10;

/// How many failures the runs are meant to bring that say how often a candidate fails.
const FAILURES_EXPECTED: f64 = 16.0;

/// The most runs that one question is worth.
const RUNS_OF_ONE_MAX: f64 = 400.0;

/// Shrinks a script as far as it goes.
///
/// ```
/// use wasi_fs_conformance::script::Script;
/// use wasi_fs_conformance::shrink::Minimiser;
/// let script = Script::parse("long", "run\n  root.stat\n  root.sync\n  root.get-flags\n").unwrap();
/// let syncs = |script: &Script| Ok::<_, ()>(script.to_string().contains("sync").then_some("it syncs"));
/// let small = Minimiser::default().run(script, syncs);
/// assert!(small.ended.is_minimal());
/// assert_eq!(small.script.to_string(), "run\n  root.sync\n");
/// assert_eq!((small.rate.to_string().as_str(), small.evidence), ("20 of 20", Some("it syncs")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimiser {
    /// How often scripts are run, at most, repeats included.
    pub runs_max: usize,
    /// How often a script is repeated to see how often it fails; at least 1.
    pub repeats: u32,
}

impl Default for Minimiser {
    fn default() -> Self {
        Self { runs_max: 20_000, repeats: 20 }
    }
}

/// How often a script failed when it was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// So many times it failed,
    pub failed: u32,
    /// of so many.
    pub of: u32,
}

/// What shrinking came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Minimised<T, E> {
    /// The smallest script.
    pub script: Script,
    /// How often it failed when it was repeated.
    pub rate: Rate,
    /// What its last failure showed; none when the original did not fail again.
    pub evidence: Option<T>,
    /// Why it ended.
    pub ended: Ended<E>,
    /// How often scripts were run.
    pub runs: usize,
}

/// Why shrinking ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended<E> {
    /// Nothing that is smaller fails, or not as often.
    Minimal,
    /// The original did not fail once more, however often it was repeated.
    NotRepeated,
    /// The runs were used up.
    RunsUsedUp,
    /// Whoever runs the scripts did not go on.
    Stopped(E),
}

impl<T, E> Minimised<T, E> {
    /// Runs the smallest script once more, as the original was run: what was shrunk in haste may only have been slow. Where it
    /// does not fail, or can't be run any more, there is no evidence from then on, and the original has to do.
    pub fn confirm(&mut self, fails: impl FnOnce(&Script) -> Result<Option<T>, E>) {
        if self.evidence.is_none() {
            return;
        }
        match fails(&self.script) {
            Ok(shown) => self.evidence = shown,
            Err(stopped) => (self.evidence, self.ended) = (None, Ended::Stopped(stopped)),
        }
    }

    /// Whether nothing smaller fails, and this does.
    pub fn is_minimal(&self) -> bool {
        self.ended.is_minimal() && self.evidence.is_some()
    }
}

impl<E> Ended<E> {
    /// Whether there is nothing left to try.
    pub fn is_minimal(&self) -> bool {
        matches!(self, Self::Minimal)
    }
}

impl Rate {
    /// Whether it failed each time.
    pub fn is_each_time(self) -> bool {
        self.of > 0 && self.failed == self.of
    }

    fn fraction(self) -> f64 {
        f64::from(self.failed) / f64::from(self.of.max(1))
    }

    /// Whether it is far below another one.
    fn is_far_below(self, other: Self) -> bool {
        self.fraction() < KEPT * other.fraction()
    }

    fn count(&mut self, failed: bool) {
        self.failed += u32::from(failed);
        self.of += 1;
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.failed, self.of)
    }
}

impl Minimiser {
    /// Shrinks a script that has failed. `fails` runs a candidate and gives what its failure showed, if it failed in the
    /// same way; an error ends it there. In any case the smallest so far is what comes back.
    pub fn run<T: Clone, E>(
        self,
        failing: Script,
        fails: impl FnMut(&Script) -> Result<Option<T>, E>,
    ) -> Minimised<T, E> {
        let best = Best { script: failing, rate: Rate::default(), evidence: None };
        let mut search = Search { settings: self, fails, runs: 0, best };
        let ended = search.shrink().err().unwrap_or(Ended::Minimal);
        let Search { best: Best { script, rate, evidence }, runs, .. } = search;
        Minimised { script, rate, evidence, ended, runs }
    }
}

/// The smallest script so far, and what is known of it.
#[derive(Clone, Debug)]
struct Best<T> {
    script: Script,
    rate: Rate,
    evidence: Option<T>,
}

struct Search<T, F> {
    settings: Minimiser,
    fails: F,
    runs: usize,
    best: Best<T>,
}

impl<T: Clone, E, F: FnMut(&Script) -> Result<Option<T>, E>> Search<T, F> {
    fn shrink(&mut self) -> Result<(), Ended<E>> {
        let original = self.measure_original()?;
        if original.is_each_time() && self.shrink_trusting()? {
            return Ok(());
        }
        // It is flaky, if only after all.
        self.shrink_with_care(original)?;
        self.measure()
    }

    /// One run of a script.
    fn once(&mut self, script: &Script) -> Result<Option<T>, Ended<E>> {
        if self.runs >= self.settings.runs_max {
            return Err(Ended::RunsUsedUp);
        }
        self.runs += 1;
        (self.fails)(script).map_err(Ended::Stopped)
    }

    /// One run of the best, which is counted.
    fn repeat(&mut self) -> Result<(), Ended<E>> {
        let script = self.best.script.clone();
        let shown = self.once(&script)?;
        self.best.rate.count(shown.is_some());
        self.best.evidence = shown.or(self.best.evidence.take());
        Ok(())
    }

    /// Repeats the best to see how often it fails.
    fn measure(&mut self) -> Result<(), Ended<E>> {
        self.best.rate = Rate::default();
        (0..self.settings.repeats.max(1)).try_for_each(|_| self.repeat())
    }

    /// How often the original fails; what fails seldom is repeated more often to know it.
    fn measure_original(&mut self) -> Result<Rate, Ended<E>> {
        self.measure()?;
        let repeats_max = self.settings.repeats.saturating_mul(PATIENCE);
        while !self.best.rate.is_each_time()
            && self.best.rate.failed < FAILURES_WANTED
            && self.best.rate.of < repeats_max
        {
            self.repeat()?;
        }
        if self.best.rate.failed == 0 { Err(Ended::NotRepeated) } else { Ok(self.best.rate) }
    }

    /// Shrinks with one run a candidate. Says whether that trust was right: if not, what is best is the last script that was
    /// seen to fail often enough.
    fn shrink_trusting(&mut self) -> Result<bool, Ended<E>> {
        let mut sure = self.best.clone();
        let mut shrinker = Shrinker::new(self.best.script.clone());
        let mut rounds = shrinker.rounds();
        loop {
            let candidate = shrinker.propose().cloned();
            if candidate.is_none() || shrinker.rounds() > rounds {
                rounds = shrinker.rounds();
                if self.best.script != sure.script {
                    self.measure()?;
                }
                if !self.best.rate.is_each_time() {
                    if self.best.rate.is_far_below(sure.rate) {
                        self.best = sure;
                    }
                    return Ok(false);
                }
                sure = self.best.clone();
            }
            let Some(candidate) = candidate else { return Ok(true) };
            let shown = self.once(&candidate)?;
            shrinker.judge(shown.is_some());
            if shown.is_some() {
                self.best = Best { script: candidate, rate: Rate { failed: 1, of: 1 }, evidence: shown };
            }
        }
    }

    /// Shrinks with as many runs a candidate as it takes. One that was missed by chance is tried again, since it ends only
    /// when all that is smaller was tried and nothing stood.
    fn shrink_with_care(&mut self, original: Rate) -> Result<(), Ended<E>> {
        loop {
            let begun_with = self.best.script.clone();
            let mut shrinker = Shrinker::new(begun_with.clone());
            while let Some(candidate) = shrinker.propose().cloned() {
                let smaller = self.stands(candidate, original)?;
                shrinker.judge(smaller.is_some());
                self.best = smaller.unwrap_or_else(|| self.best.clone());
            }
            if self.best.script == begun_with {
                return Ok(());
            }
        }
    }

    /// The candidate with what is known of it, if it fails about as often as the original.
    fn stands(&mut self, script: Script, original: Rate) -> Result<Option<Best<T>>, Ended<E>> {
        for _ in 0..runs_to_fail_once(original) {
            if let Some(shown) = self.once(&script)? {
                let best = Best { script, rate: Rate::default(), evidence: Some(shown) };
                return self.confirmed(best, original);
            }
        }
        Ok(None)
    }

    /// A candidate that has failed once, if it goes on failing. Only what comes after that first failure counts, which
    /// would otherwise make it look better than it is.
    fn confirmed(&mut self, mut best: Best<T>, original: Rate) -> Result<Option<Best<T>>, Ended<E>> {
        let runs = runs_to_tell(original).max(self.settings.repeats);
        let enough = KEPT * original.fraction() * f64::from(runs);
        while best.rate.of < runs {
            let left = runs - best.rate.of;
            if f64::from(best.rate.failed + left) < enough {
                return Ok(None);
            }
            let shown = self.once(&best.script)?;
            best.rate.count(shown.is_some());
            best.evidence = shown.or(best.evidence);
        }
        Ok(Some(best).filter(|best| !best.rate.is_far_below(original)))
    }
}

/// How many runs it takes until a script of this rate has failed once, in all but a few cases.
fn runs_to_fail_once(rate: Rate) -> u32 {
    // As if it had been run once more, and had half failed then: nothing is known so well that it is certain.
    let fraction = (f64::from(rate.failed) + 0.5) / (f64::from(rate.of) + 1.0);
    whole(MISSED.ln() / (1.0 - fraction).ln())
}

/// How many runs it takes to tell this rate from one far below it.
fn runs_to_tell(rate: Rate) -> u32 {
    whole(FAILURES_EXPECTED / rate.fraction())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 1 and 400")]
fn whole(runs: f64) -> u32 {
    runs.ceil().clamp(1.0, RUNS_OF_ONE_MAX) as u32
}

#[cfg(test)]
mod tests;
