//! One thread's search: script after script, and what diverges made smaller.

use std::cell::RefCell;
use std::time::Duration;

use super::feedback::Feedback;
use super::{Hunt, HuntError, Planned};
use crate::backend::Backend;
use crate::check::{Agenda, Bound, Checked, Coverage, Fitted, Judge, STEP_DEADLINE_MIN, Verdict, in_pieces};
use crate::generate::{Focus, Lean};
use crate::report::{Finding, Origin, Place};
use crate::script::Script;
use crate::shrink::{Ended, Minimised, Minimiser, Rate, is_plainer};
use crate::tree::Lacks;
use crate::wasi::ErrorCode;

/// How a call is shrunk that hangs, or blocks where it must not: each run that shows it takes as long as somebody is
/// ready to wait.
const MINIMISER_OF_HANGS: Minimiser = Minimiser { runs_max: 1000, repeats: 3 };

/// Which part of its deadline a step is given while a call that hangs is made smaller. Whether the smallest hangs as long
/// as the first is seen at the end.
pub(super) const HASTE: u32 = 20;

/// How many times longer than at first a call is waited for before it counts as one that hangs.
pub(super) const LONGER: u32 = 2;

/// How often it is run then, unless it hangs: at least, and at most.
const LOOKS_MIN: u32 = 3;
const LOOKS_MAX: u32 = 200;

/// How many schedules of one race are run: of more some are drawn, since the next race shows more.
const SCHEDULES_OF_ONE: usize = 96;

/// Why what diverged was not repeated when a hunt was over.
pub(super) const WANT_OF_TIME: &str = "for want of time";

/// Why it was not repeated where the machine had no memory, threads or files for that.
const WANT_OF_MACHINE: &str = "since the machine could not run it again";

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
    pub(crate) fn numbers(self, most: u64) -> impl Iterator<Item = u64> {
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
    /// Between two scripts: whether to go on. What was reached may be taken away, and is shown to the feedback then.
    fn goes_on(&mut self, coverage: &mut Coverage, feedback: &mut Feedback) -> bool;
    /// The script of this number is about to be made up, and leans so.
    fn writes(&mut self, _index: u64, _lean: Lean) {}
    /// A script begins.
    fn begins(&mut self, backend: &str, doing: Doing, script: &Script);
    /// It is over.
    fn is_over(&mut self);
    /// Something diverged: whether it is worth shrinking.
    fn wants(&mut self, suspect: &Finding) -> bool;
    /// It is as small as it gets.
    fn found(&mut self, finding: Finding) -> Result<(), HuntError>;
    /// It did not show again when it was waited for longer, so it is no finding.
    fn not_repeated(&mut self, suspect: &Finding);
    /// How much time is left to confirm what diverged and to make it smaller; none where there is no end to it.
    fn left(&self) -> Option<Duration>;
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
        let lacks: Vec<Lacks> =
            self.backends.iter().map(|backend| judge.lacks_to_generate(backend)).collect();
        let mut feedback = Feedback::new(self.hunt.lean);
        for index in self.hunt.share.numbers(most) {
            if !desk.goes_on(&mut judge.coverage, &mut feedback) {
                break;
            }
            let lean = feedback.next(&judge.coverage);
            self.one((index, lean), &lacks, judge, desk)?;
        }
        Ok(())
    }

    fn one(
        &self,
        (index, lean): (u64, Lean),
        lacks: &[Lacks],
        judge: &mut Judge<'_>,
        desk: &mut impl Desk,
    ) -> Result<(), HuntError> {
        desk.writes(index, lean);
        let Planned { seed, lean, backend, script, left_out } = self.hunt.planned(index, lacks, lean);
        judge.coverage.leave_out(&left_out);
        judge.coverage.leans(!lean.is_neutral());
        let backend = &self.backends[backend];
        desk.begins(backend.name(), Doing::Script(index), &script);
        let Fitted { script, checked, .. } = judge.check_what_is_left(&script, backend)?;
        let mut script = script.into_owned();
        let mut checked = checked;
        desk.is_over();
        if self.hunt.focus == Some(Focus::Schedules)
            && matches!(checked.verdict, Verdict::Conforms | Verdict::Inconclusive(_))
            && let Some(diverged) = self.schedules((index, seed), &script, judge, backend, desk)?
        {
            (script, checked) = diverged;
        }
        let Verdict::Diverged(divergence) = checked.verdict else { return Ok(()) };
        let origin = self.hunt.origin((index, lean), seed, script.steps.len());
        let mut finding = Finding::new(backend.name(), script, &checked.trace, &divergence).found_by(origin);
        if !desk.wants(&finding) {
            return Ok(());
        }
        if self.shrink(&mut finding, judge, backend, desk) {
            return desk.found(finding);
        }
        judge.coverage.not_repeated(finding.rule());
        desk.not_repeated(&finding);
        Ok(())
    }

    /// Runs the schedules of a race; the first that diverges.
    fn schedules(
        &self,
        (index, seed): (u64, u64),
        script: &Script,
        judge: &mut Judge<'_>,
        backend: &B,
        desk: &mut impl Desk,
    ) -> Result<Option<(Script, Checked)>, HuntError> {
        let Ok(race) = script.race() else { return Ok(None) };
        desk.begins(backend.name(), Doing::Script(index), script);
        let race = in_pieces(judge, race, backend);
        desk.is_over();
        let Agenda { scripts, mut explored } = Agenda::of(&race?, Bound { most: SCHEDULES_OF_ONE, seed });
        let is_drawn = explored.walked > 0;
        let mut diverged = None;
        for schedule in scripts {
            desk.begins(backend.name(), Doing::Script(index), &schedule);
            let checked = judge.check(&schedule, backend)?;
            desk.is_over();
            explored.ran += 1;
            if matches!(checked.verdict, Verdict::Diverged(_)) {
                diverged = Some((schedule, checked));
                break;
            }
        }
        explored.walked = if is_drawn { explored.ran } else { 0 };
        judge.coverage.explored.add(&explored);
        Ok(diverged)
    }

    /// Makes a finding's script smaller, keeps its rule, and counts how often it repeats. Where the time or the machine does
    /// not let it go on, what was reached is the finding. Whether it is one: what only time tells and does not show again is
    /// none.
    fn shrink(&self, finding: &mut Finding, judge: &Judge<'_>, backend: &B, desk: &mut impl Desk) -> bool {
        let shrunk = if finding.is_of_time() {
            self.in_haste(finding, judge, backend, desk)
        } else {
            self.patiently(finding, judge, backend, desk)
        };
        let origin = finding.origin.take();
        match shrunk {
            Shrunk::To(smallest, Rate { failed: repeats, of: tries }, minimal) => {
                let origin =
                    origin.map(|origin| Origin { repeats, tries, minimal, unconfirmed: None, ..origin });
                *finding = Finding { origin, ..*smallest };
                true
            }
            Shrunk::NotAtAll(Rate { failed: repeats, of: tries }) => {
                finding.origin = origin.map(|origin| Origin {
                    repeats,
                    tries,
                    minimal: false,
                    unconfirmed: None,
                    ..origin
                });
                true
            }
            Shrunk::SeenOnce(why) => {
                finding.origin = origin.map(|origin| origin.seen_once(why));
                true
            }
            Shrunk::NotRepeated => {
                finding.origin = origin;
                false
            }
        }
    }

    /// What any run shows as well as another one.
    fn patiently(&self, finding: &Finding, judge: &Judge<'_>, backend: &B, desk: &mut impl Desk) -> Shrunk {
        // A judge of its own: what shrinking reaches is no coverage.
        let Ok(patient) = judge.fresh() else { return Shrunk::SeenOnce(WANT_OF_MACHINE) };
        let (mut patient, rule) = (patient.explaining(), finding.rule());
        let mut smaller = |script: Script, fails: &dyn Fn(&Finding) -> bool| {
            Minimiser::default().run(script, |script| {
                let shown = self.once(script, &mut patient, backend, desk, Duration::ZERO)?;
                Ok(shown.filter(fails))
            })
        };
        let mut small = smaller(finding.script.clone(), &|shown| shown.rule() == rule);
        // A rule about what one call leaves is blamed for what another one tells of it, and holds on to both; and one about an odd
        // case is blamed for what is wrong with the plain ones as well. Where a smaller script shows the same, its rule is the
        // one. A hunt that goes on finds that script by itself, and is told that the two have something in common.
        let mut suspect = None;
        if let Some(smallest) = &small.evidence {
            let told = RefCell::new(smallest.clone());
            let plainer = smaller(small.script.clone(), &|shown| {
                let mut told = told.borrow_mut();
                // Another number is no reason for another rule.
                let same = shown.rule() == told.rule() || is_plainer(&shown.script, &told.script);
                let shows = same && is_alike(shown, smallest);
                if shows {
                    *told = shown.clone();
                }
                shows
            });
            match plainer.evidence.as_ref().filter(|_| plainer.script != small.script) {
                Some(shown) if self.hunt.keep_going => suspect = Some(shown.rule()),
                Some(_) => small = plainer,
                None => {}
            }
        }
        let (rate, minimal) = (small.rate, small.is_minimal());
        if let Some(smallest) = &mut small.evidence {
            smallest.suspects.extend(suspect.filter(|suspect| *suspect != rule));
        }
        match (small.evidence, small.ended) {
            (Some(smallest), _) => Shrunk::To(Box::new(smallest), rate, minimal),
            (None, Ended::Stopped(Halt(why))) if rate.of == 0 => Shrunk::SeenOnce(why),
            (None, _) => Shrunk::NotAtAll(rate),
        }
    }

    /// What only a deadline tells: with short deadlines. What is smallest, or else the script as it was, has to show it once
    /// more when it is waited for longer than at first.
    fn in_haste(&self, finding: &Finding, judge: &Judge<'_>, backend: &B, desk: &mut impl Desk) -> Shrunk {
        let (rule, deadline) = (finding.rule(), judge.deadline());
        let Ok(hasty) = judge.fresh() else { return Shrunk::SeenOnce(WANT_OF_MACHINE) };
        let mut hasty = hasty.explaining().with_deadline((deadline / HASTE).max(STEP_DEADLINE_MIN));
        // Of what time there is the half is kept for the last look, which is a long one.
        let longer = deadline * LONGER;
        let kept = desk.left().map_or(longer, |left| longer.min(left / 2));
        let small: Minimised<_, Halt> = MINIMISER_OF_HANGS.run(finding.script.clone(), |script| {
            let shown = self.once(script, &mut hasty, backend, desk, kept)?;
            Ok(shown.filter(|shown| shown.rule() == rule))
        });
        let (rate, minimal) = (small.rate, small.is_minimal());
        if small.evidence.is_some() {
            match self.once_more(&small.script, rate, judge, backend, desk) {
                Look::Shown(smallest) if smallest.rule() == rule => {
                    return Shrunk::To(smallest, rate, minimal);
                }
                Look::Shown(_) | Look::NotShown => {}
                Look::NotSeen(why) => return Shrunk::SeenOnce(why),
            }
        }
        match self.once_more(&finding.script, rate, judge, backend, desk) {
            Look::Shown(again) => Shrunk::To(again, Rate { failed: 1, of: 1 }, false),
            Look::NotShown => Shrunk::NotRepeated,
            Look::NotSeen(why) => Shrunk::SeenOnce(why),
        }
    }

    /// Runs a script once more, and waits longer for it than at first, as far as there is time. One that failed now and then in
    /// haste is given as many runs as that asks for.
    fn once_more(
        &self,
        script: &Script,
        in_haste: Rate,
        judge: &Judge<'_>,
        backend: &B,
        desk: &mut impl Desk,
    ) -> Look {
        for _ in 0..looks(in_haste) {
            let deadline = judge.deadline() * LONGER;
            let deadline = desk.left().map_or(deadline, |left| left.min(deadline));
            let Ok(patient) = judge.fresh() else { return Look::NotSeen(WANT_OF_MACHINE) };
            let mut patient = patient.explaining().with_deadline(deadline);
            match self.once(script, &mut patient, backend, desk, Duration::ZERO) {
                // It was hardly waited for.
                Ok(Some(shown)) if shown.is_of_time() && deadline < judge.deadline() / 2 => {
                    return Look::NotSeen(WANT_OF_TIME);
                }
                Ok(Some(shown)) => return Look::Shown(Box::new(shown)),
                Ok(None) => {}
                Err(Halt(why)) => return Look::NotSeen(why),
            }
        }
        Look::NotShown
    }

    /// What a candidate shows, unless no more time is left than is kept for something else.
    fn once(
        &self,
        script: &Script,
        judge: &mut Judge<'_>,
        backend: &B,
        desk: &mut impl Desk,
        kept: Duration,
    ) -> Result<Option<Finding>, Halt> {
        if desk.left().is_some_and(|left| left <= kept) {
            return Err(Halt(WANT_OF_TIME));
        }
        desk.begins(backend.name(), Doing::Candidate, script);
        let checked = judge.check(script, backend);
        desk.is_over();
        let checked = match checked {
            Ok(checked) => checked,
            // What can't be set up shows nothing.
            Err(trouble) if trouble.is_of_the_script() => return Ok(None),
            // The next script will say why, if that lasts.
            Err(_) => return Err(Halt(WANT_OF_MACHINE)),
        };
        let Verdict::Diverged(divergence) = &checked.verdict else { return Ok(None) };
        Ok(Some(Finding::new(backend.name(), script.clone(), &checked.trace, divergence)))
    }
}

/// Whether the same is wrong with the same operation, whatever rule is blamed for it: the same error, or none.
fn is_alike(a: &Finding, b: &Finding) -> bool {
    let error = |finding: &Finding| ErrorCode::from_name(&finding.wrong.got);
    (a.kind, a.op(), error(a)) == (b.kind, b.op(), error(b))
}

/// How often something is run that failed so often in haste, until nobody expects any more to see it fail.
fn looks(Rate { failed, of }: Rate) -> u32 {
    // What fails in one of n runs is missed by 4 n of them in one of fifty cases.
    (of * 4).checked_div(failed).map_or(LOOKS_MIN, |looks| looks.clamp(LOOKS_MIN, LOOKS_MAX))
}

/// What shrinking came to.
enum Shrunk {
    /// This, with how often it repeats, and whether nothing smaller shows it.
    To(Box<Finding>, Rate, bool),
    /// It did not show again so often as was tried, so it stays as it was.
    NotAtAll(Rate),
    /// For this reason nobody has tried.
    SeenOnce(&'static str),
    /// It does not show again when it is waited for longer, so it is no finding.
    NotRepeated,
}

/// What a last look at a script came to.
enum Look {
    /// It diverged again.
    Shown(Box<Finding>),
    /// It did not.
    NotShown,
    /// For this reason nobody could see.
    NotSeen(&'static str),
}

/// Why shrinking ends early: the time is over, or the machine has nothing to run a candidate with.
struct Halt(&'static str);

impl Hunt {
    /// How the script of this number came about, before anything was made smaller.
    pub(super) fn origin(&self, (index, lean): (u64, Lean), seed: u64, steps_before: usize) -> Origin {
        let hunt = Some(Place { seed: self.seed, index });
        let origin = Origin {
            when: self.when.clone(),
            hunt,
            seed,
            lean: (!lean.is_neutral()).then(|| lean.to_string()),
            steps_before,
            repeats: 0,
            tries: 0,
            minimal: false,
            unconfirmed: None,
        };
        // Until it was repeated.
        origin.seen_once("yet")
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
