//! One script in all its schedules on one backend.

use super::{Answered, Divergence, Judge, Trouble, Verdict};
use crate::backend::Backend;
use crate::script::{Schedules, Script};
use crate::tree::Capability;

/// What came of the schedules of a script.
#[derive(Clone, Debug)]
pub struct Scheduled {
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
    /// Which of them, counted from 1.
    pub number: usize,
    /// The script.
    pub script: Script,
    /// Its answers.
    pub trace: Vec<Answered>,
    /// What is wrong.
    pub divergence: Divergence,
}

/// Runs schedules on a backend, until one diverges.
///
/// # Errors
/// When one could not be judged, for no fault of the backend.
pub fn run_schedules<B: Backend>(
    judge: &mut Judge<'_>,
    schedules: Schedules,
    backend: &B,
) -> Result<Scheduled, Trouble> {
    let mut seen =
        Scheduled { conforming: 0, skipped: None, not_exercised: 0, inconclusive: 0, diverged: None };
    for (script, number) in schedules.zip(1..) {
        let checked = judge.check(&script, backend)?;
        let checked = judge.seen_twice(&script, backend, checked)?;
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
    Ok(seen)
}
