//! One thread's search: script after script, and what diverges made smaller.

use super::{Hunt, HuntError, Planned};
use crate::backend::Backend;
use crate::check::{Coverage, Fitted, Judge, Verdict};
use crate::report::{Finding, Origin, Place};
use crate::rule::Rule;
use crate::script::Script;
use crate::shrink::{Minimiser, Rate};
use crate::tree::Lacks;

/// How a call is shrunk that hangs, or blocks where it must not: each run that shows it takes as long as somebody is
/// ready to wait.
const MINIMISER_OF_HANGS: Minimiser = Minimiser { runs_max: 1000, repeats: 3 };

/// Which part of its deadline a step is given while a call that hangs is made smaller. Whether the smallest hangs as long
/// as the first is seen at the end.
pub(super) const HASTE: u32 = 20;

/// Which of the scripts of a seed are run: every `stride`-th, from number `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Share {
    /// The number of the first script.
    pub first: u64,
    /// From one script to the next; at least 1.
    pub stride: u64,
}

impl Default for Share {
    /// All of them.
    fn default() -> Self {
        Self { first: 0, stride: 1 }
    }
}

impl Share {
    /// The part of the share with this number, counted from 0, of so many that have nothing in common.
    ///
    /// ```
    /// use wasi_fs_conformance::hunt::Share;
    /// let second_of_three = Share::default().part(1, 3);
    /// assert_eq!(second_of_three.part(1, 2), Share { first: 4, stride: 6 });
    /// ```
    #[must_use]
    pub fn part(self, number: u64, of: u64) -> Self {
        Self { first: self.first + number * self.stride, stride: self.stride * of.max(1) }
    }

    /// The numbers of its scripts, below a most.
    pub(super) fn numbers(self, most: u64) -> impl Iterator<Item = u64> {
        std::iter::successors(Some(self.first), move |number| number.checked_add(self.stride))
            .take_while(move |number| *number < most)
    }

    /// What is left behind a script of the share.
    #[must_use]
    pub fn after(self, index: u64) -> Self {
        Self { first: index + self.stride, ..self }
    }
}

/// What a search is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// The script of this number is made up.
    #[cfg(feature = "cli")]
    Writing(u64),
    /// The script of this number.
    Script(u64),
    /// The script of a corpus with this number, counted over all backends.
    #[cfg(feature = "cli")]
    Case(u64),
    /// A candidate for a smaller one.
    Candidate,
}

/// Where a search reports, and what it is told there.
pub(super) trait Desk {
    /// Between two scripts: whether to go on. What was reached may be taken away.
    fn goes_on(&mut self, coverage: &mut Coverage) -> bool;
    /// The script of this number is about to be made up.
    fn writes(&mut self, _index: u64) {}
    /// A script begins.
    fn begins(&mut self, backend: &str, doing: Doing, script: &Script);
    /// It is over.
    fn is_over(&mut self);
    /// Something diverged: whether it is worth shrinking.
    fn wants(&mut self, suspect: &Finding) -> bool;
    /// It is as small as it gets.
    fn found(&mut self, finding: Finding) -> Result<(), HuntError>;
    /// Whether to come to an end with what there is.
    fn is_stopped(&self) -> bool;
}

/// A search.
pub(super) struct Search<'s, B> {
    pub(super) hunt: &'s Hunt,
    pub(super) backends: &'s [B],
}

impl<B: Backend> Search<'_, B> {
    /// Runs the scripts of the hunt's share, until the desk says that it is enough.
    pub(super) fn run(&self, judge: &mut Judge<'_>, desk: &mut impl Desk) -> Result<(), HuntError> {
        let most = if self.backends.is_empty() { 0 } else { self.hunt.scripts_max.unwrap_or(u64::MAX) };
        let lacks: Vec<Lacks> = self.backends.iter().map(|backend| judge.lacks_of(backend)).collect();
        for index in self.hunt.share.numbers(most) {
            if !desk.goes_on(&mut judge.coverage) {
                break;
            }
            self.one(index, &lacks, judge, desk)?;
        }
        Ok(())
    }

    fn one(
        &self,
        index: u64,
        lacks: &[Lacks],
        judge: &mut Judge<'_>,
        desk: &mut impl Desk,
    ) -> Result<(), HuntError> {
        desk.writes(index);
        let Planned { seed, backend, script, left_out } = self.hunt.planned(index, lacks);
        judge.coverage.leave_out(&left_out);
        let backend = &self.backends[backend];
        desk.begins(backend.name(), Doing::Script(index), &script);
        let Fitted { script, checked, .. } = judge.check_what_is_left(&script, backend)?;
        let script = script.into_owned();
        desk.is_over();
        let Verdict::Diverged(divergence) = checked.verdict else { return Ok(()) };
        let origin = self.hunt.origin(index, seed, script.steps.len());
        let mut finding = Finding::new(backend.name(), script, &checked.trace, &divergence).found_by(origin);
        if !desk.wants(&finding) {
            return Ok(());
        }
        self.shrink(&mut finding, judge, backend, desk);
        desk.found(finding)
    }

    /// Makes a finding's script smaller, keeps its rule, and counts how often it repeats. Where the machine does not let it
    /// go on, what was reached is the finding.
    fn shrink(&self, finding: &mut Finding, judge: &Judge<'_>, backend: &B, desk: &mut impl Desk) {
        // A judge of its own: what shrinking reaches is no coverage.
        let Ok(patient) = judge.fresh() else { return };
        let mut patient = patient.explaining();
        let rule = finding.rule();
        // Also of a call that must not wait somebody may wait to see whether it does: in another process, or for a thread that is
        // held in a drop until what it waits for is let go.
        let slow = [Rule::NoHang, Rule::LoopProgress, Rule::NeverBlocks].contains(&rule);
        let minimiser = if slow { MINIMISER_OF_HANGS } else { Minimiser::default() };
        let hasty = slow.then(|| patient.fresh().ok()).flatten();
        let mut hasty = hasty.map(|hasty| hasty.with_deadline(patient.deadline() / HASTE));
        let mut fails = |judge: &mut Judge<'_>, script: &Script| {
            if desk.is_stopped() {
                return Err(Halt::Stopped);
            }
            desk.begins(backend.name(), Doing::Candidate, script);
            let checked = judge.check(script, backend);
            desk.is_over();
            let checked = match checked {
                Ok(checked) => checked,
                // What can't be set up shows nothing.
                Err(trouble) if trouble.is_of_the_script() => return Ok(None),
                Err(_) => return Err(Halt::Trouble),
            };
            let Verdict::Diverged(divergence) = &checked.verdict else { return Ok(None) };
            let same = divergence.rule() == rule;
            Ok(same.then(|| Finding::new(backend.name(), script.clone(), &checked.trace, divergence)))
        };
        let quick = hasty.as_mut().unwrap_or(&mut patient);
        let mut small = minimiser.run(finding.script.clone(), |script| fails(quick, script));
        if slow {
            small.confirm(|script| fails(&mut patient, script));
        }
        let Rate { failed: repeats, of: tries } = small.rate;
        let minimal = small.is_minimal();
        let origin = finding.origin.take().map(|origin| Origin { repeats, tries, minimal, ..origin });
        if let Some(smallest) = small.evidence {
            *finding = smallest;
        }
        finding.origin = origin;
    }
}

/// Why shrinking ends early.
enum Halt {
    /// The hunt is over.
    Stopped,
    /// A candidate could not be judged: the next script will say why, if that lasts.
    Trouble,
}

impl Hunt {
    /// How the script of this number came about, before anything was made smaller.
    pub(super) fn origin(&self, index: u64, seed: u64, steps_before: usize) -> Origin {
        let hunt = Some(Place { seed: self.seed, index });
        Origin { when: self.when.clone(), hunt, seed, steps_before, repeats: 1, tries: 1, minimal: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_shards_and_workers_are_every_script_once() {
        let parts =
            (0..3).flat_map(|shard| (0..2).map(move |job| Share::default().part(shard, 3).part(job, 2)));
        let mut all: Vec<u64> = parts.flat_map(|part| part.numbers(60)).collect();
        all.sort_unstable();
        assert_eq!(all, (0..60).collect::<Vec<_>>());
        assert_eq!(Share { first: 4, stride: 6 }.after(10), Share { first: 16, stride: 6 });
    }
}
