//! One script in its schedules on one backend.

use super::receipts::Receipts;
use super::{Answered, Divergence, Judge, Trouble, Verdict};
use crate::backend::Backend;
use crate::op::Happening;
use crate::script::{PIECES_MAX, Race, Script};
use crate::tree::Capability;

/// How many schedules of a script are run unless told otherwise.
pub const SCHEDULES: usize = 1000;

/// How many schedules are run, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// So many. Where more are left when equal ones are pruned, so many are drawn.
    pub most: usize,
    /// Decides what is drawn.
    pub seed: u64,
}

impl Default for Bound {
    fn default() -> Self {
        Self { most: SCHEDULES, seed: 0 }
    }
}

/// What there was to be run of the schedules of scripts, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Explored {
    /// Of so many scripts.
    pub races: u64,
    /// How many schedules they have.
    pub schedules: u64,
    /// How many of these were not run, since they are equal to others. Nobody has counted those of a race of which some were
    /// drawn.
    pub pruned: u64,
    /// How many were run.
    pub ran: u64,
    /// How many of these were drawn, where a race has more than are run.
    pub walked: u64,
}

impl Explored {
    /// How many were neither pruned nor run.
    pub fn left(&self) -> u64 {
        self.schedules.saturating_sub(self.pruned.saturating_add(self.ran))
    }

    /// Adds what others have run.
    pub fn add(&mut self, other: &Self) {
        self.races += other.races;
        self.schedules = self.schedules.saturating_add(other.schedules);
        self.pruned = self.pruned.saturating_add(other.pruned);
        self.ran += other.ran;
        self.walked += other.walked;
    }
}

/// What came of the schedules of a script.
#[derive(Clone, Debug, Default)]
pub struct Scheduled {
    /// How many there are, and how many were run.
    pub explored: Explored,
    /// How many conformed.
    pub conforming: usize,
    /// How many were skipped, and for want of what.
    pub skipped: Option<(Capability, usize)>,
    /// How many showed nothing of what they are about.
    pub not_exercised: usize,
    /// How many the model could not follow to their end.
    pub inconclusive: usize,
    /// The first that diverged, behind which none is run.
    pub diverged: Option<Box<DivergedSchedule>>,
}

/// A schedule that diverged.
#[derive(Clone, Debug)]
pub struct DivergedSchedule {
    /// Which of those that were run, counted from 1.
    pub number: usize,
    /// The script.
    pub script: Script,
    /// Its answers.
    pub trace: Vec<Answered>,
    /// What is wrong.
    pub divergence: Divergence,
}

/// The schedules of a race that are to be run, and what they are of.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The schedules.
    pub scripts: Vec<Script>,
    /// How many there are in all, and how many were pruned.
    pub explored: Explored,
}

impl Agenda {
    /// All schedules of a race of which no two are equal; where these are too many, as many as may be, drawn.
    pub fn of(race: &Race, bound: Bound) -> Self {
        let schedules = race.count();
        let all = Explored { races: 1, schedules, ..Explored::default() };
        if let Some(scripts) = race.reduced(bound.most) {
            let explored = Explored { pruned: schedules - scripts.len() as u64, ..all };
            return Self { scripts, explored };
        }
        let scripts: Vec<Script> = race.walk(bound.seed).take(bound.most).collect();
        Self { explored: Explored { walked: scripts.len() as u64, ..all }, scripts }
    }
}

/// The race with as many pieces of each stream as the backend's work goes in, when one is let go after the other; of what is
/// not held, or not run, one.
///
/// # Errors
/// When it could not be judged, for no fault of the backend.
pub fn in_pieces<B: Backend>(judge: &mut Judge<'_>, race: Race, backend: &B) -> Result<Race, Trouble> {
    let mut pieces: Vec<usize> = vec![1; race.racers().len()];
    let mut tried = 2;
    loop {
        let (at, probe) = race.probe(tried);
        // What is only tried is not covered.
        let covered = judge.coverage.take();
        let checked = judge.check(&probe, backend);
        judge.coverage = covered;
        let receipts = checked?.receipts;
        for (number, pieces) in pieces.iter_mut().enumerate() {
            let first = at + number * tried;
            *pieces = released(&receipts, first..first + tried).max(1);
        }
        if pieces.iter().all(|pieces| *pieces < tried) || tried >= PIECES_MAX {
            return Ok(race.in_pieces(&pieces));
        }
        tried = PIECES_MAX;
    }
}

/// In how many of these steps something was let go.
fn released(receipts: &Receipts, steps: std::ops::Range<usize>) -> usize {
    let lets_go = |step: &usize| {
        receipts.seen.iter().any(|seen| seen.step == *step && seen.happening == Happening::Released)
    };
    steps.filter(lets_go).count()
}

/// Runs the schedules of a race on a backend, until one diverges.
///
/// # Errors
/// When one could not be judged, for no fault of the backend.
pub fn run_schedules<B: Backend>(
    judge: &mut Judge<'_>,
    race: &Race,
    backend: &B,
    bound: Bound,
) -> Result<Scheduled, Trouble> {
    let race = in_pieces(judge, race.clone(), backend)?;
    let Agenda { scripts, explored } = Agenda::of(&race, bound);
    let mut seen = Scheduled { explored, ..Scheduled::default() };
    for (script, number) in scripts.into_iter().zip(1..) {
        let checked = judge.check(&script, backend)?;
        let checked = judge.seen_twice(&script, backend, checked)?;
        seen.explored.ran += 1;
        match checked.verdict {
            Verdict::Conforms => seen.conforming += 1,
            // All of them need the same.
            Verdict::Skipped(missing) => {
                seen.skipped = Some((missing, seen.skipped.map_or(1, |(_, count)| count + 1)));
            }
            Verdict::NotExercised(_) => seen.not_exercised += 1,
            Verdict::Inconclusive(_) => seen.inconclusive += 1,
            Verdict::Diverged(divergence) => {
                let (trace, divergence) = (checked.trace, *divergence);
                seen.diverged = Some(Box::new(DivergedSchedule { number, script, trace, divergence }));
                break;
            }
        }
    }
    // Of those that were drawn, as many as were run.
    seen.explored.walked = seen.explored.walked.min(seen.explored.ran);
    judge.coverage.explored.add(&seen.explored);
    Ok(seen)
}
