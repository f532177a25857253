//! The schedules of a race: what waits behind a `hold` is let go call by call in each order, with all that can come between.
//!
//! A schedule is a script like any other. What is pinned in the original holds for one order only, so schedules pin
//! nothing, and the model says what conforms.
//!
//! Each stream, each fault and each file that somebody else changes gives a *row* of steps that keep their order; a schedule
//! is one way to put the rows into one line. Two steps whose streams reach different bytes commute ([`reach`]), so of the
//! schedules that differ in nothing but the order of such neighbours one is run ([`orders`]). Where there are more than
//! anybody waits for, some are drawn ([`walk`]).

mod orders;
mod reach;
mod walk;

#[cfg(test)]
mod tests;

pub use walk::{CHANGES_OF_PRIORITY, Walk};

use super::{Script, Step};
use crate::op::{Call, Control, InputOp, Manner, Name, Op, OpKind, OutputOp, StreamOp};
use orders::Orders;
use reach::{Reach, Reaches};

/// More pieces than this are not let go one by one: what is left goes on when all does.
pub const PIECES_MAX: usize = 8;

/// How much a stream asks for that gives up a read.
const GIVEN_UP: u64 = 4;

/// Why a script has no schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSchedules {
    /// Nothing is held in it.
    #[error("nothing is held in this script: without a line `hold` there is only one schedule")]
    NoHold,
    /// Work would be held, but there is none.
    #[error("no stream has work waiting after the first `hold`: there is only one schedule")]
    NoRacers,
}

/// What of a script can come in another order: see [`Script::race`].
#[derive(Clone, Debug)]
pub struct Race {
    /// The script without the lines that are moved.
    base: Script,
    /// Where in its steps those go.
    at: usize,
    /// The streams, in the order in which they first have work waiting.
    racers: Vec<Racer>,
    /// The faults of a stream, or the changes of a file, that the script has there.
    others: Vec<(Reach, Vec<Step>)>,
}

#[derive(Clone, Debug)]
struct Racer {
    name: Name,
    /// Whether it is read; none where the script does not say.
    is_read: Option<bool>,
    reach: Reach,
    /// In how many pieces its work is let go.
    pieces: usize,
}

/// The end of a stream, or of a call on it, that is put at each point.
#[derive(Clone, Copy)]
enum Cut {
    Cancel,
    Drop,
    Abandon,
}

impl Script {
    /// What is held by the first `hold`, up to the next `hold` or `quiesce`.
    ///
    /// The streams that write, read, flush or are given up there race. Lines there that let go, cancel or drop one of these
    /// make way for all orders of such lines; faults of these streams, and what other processes do, are moved.
    ///
    /// # Errors
    /// When nothing is held.
    pub fn race(&self) -> Result<Race, NoSchedules> {
        let start = 1 + self.steps.iter().position(is_hold).ok_or(NoSchedules::NoHold)?;
        let ends = |step: &Step| is_hold(step) || matches!(step.control(), Some(Control::Quiesce));
        let length = self.steps[start..].iter().position(ends).unwrap_or(self.steps.len() - start);
        let (segment, after) = self.steps[start..].split_at(length);
        let mut names: Vec<&Name> = Vec::new();
        let mut last_issue = 0;
        for (index, step) in segment.iter().enumerate() {
            for name in issuers(step) {
                last_issue = index + 1;
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if names.is_empty() {
            return Err(NoSchedules::NoRacers);
        }
        let is_moved = |step: &Step| lets_go(step, &names) || is_other(step, &names);
        // Not before all of it waits, or there would be nothing to let go.
        let rest = &segment[last_issue..];
        let place = if segment.iter().any(is_moved) {
            rest.iter().position(is_moved).unwrap_or(0)
        } else {
            rest.iter().position(waits).unwrap_or(rest.len())
        };
        let kept = |steps: &[Step]| -> Vec<Step> {
            steps.iter().filter(|step| !is_moved(step)).map(Step::unpinned).collect()
        };
        let (before, behind) = segment.split_at(last_issue + place);
        let mut steps: Vec<Step> = self.steps[..start].iter().map(Step::unpinned).collect();
        steps.extend(kept(before));
        let at = steps.len();
        steps.extend(kept(behind));
        steps.extend(after.iter().map(Step::unpinned));
        let base = Script { steps, end: None, ..self.clone() };
        let reaches = Reaches::of(self);
        let racer = |name: &&Name| Racer {
            name: (*name).clone(),
            is_read: reaches.is_read(name),
            reach: reaches.of_stream(name),
            pieces: 1,
        };
        let racers = names.iter().map(racer).collect();
        let mut others: Vec<(Reach, Vec<Step>)> = Vec::new();
        for step in segment.iter().filter(|step| is_other(step, &names)) {
            let reach = reaches.of_other(step);
            match others.iter_mut().find(|(known, _)| *known == reach) {
                Some((_, row)) => row.push(step.unpinned()),
                None => others.push((reach, vec![step.unpinned()])),
            }
        }
        Ok(Race { base, at, racers, others })
    }
}

impl Step {
    fn unpinned(&self) -> Self {
        Self { pinned: None, ..self.clone() }
    }
}

fn is_hold(step: &Step) -> bool {
    matches!(step.control(), Some(Control::Hold { .. }))
}

/// The streams whose work a step has go on in the background.
fn issuers(step: &Step) -> impl Iterator<Item = &Name> {
    let call = step.call().filter(|call| issues(*call));
    let names = call.into_iter().flat_map(|call| [Some(call.on), call.op.source()].into_iter().flatten());
    names.filter(|name| !name.counts())
}

/// Whether a call leaves work behind: one that does not wait, or that is given up.
fn issues(call: Call<'_>) -> bool {
    let starts = matches!(
        call.op.kind(),
        OpKind::StreamRead
            | OpKind::Skip
            | OpKind::StreamWrite
            | OpKind::WriteZeroes
            | OpKind::Splice
            | OpKind::Flush
    );
    match call.manner {
        Manner::Once => starts,
        Manner::UntilProgress => false,
        Manner::Abandon { .. } => true,
    }
}

/// Whether a step lets go of what a racer has waiting, or ends it.
fn lets_go(step: &Step, racers: &[&Name]) -> bool {
    let ends = |call: Call<'_>| {
        matches!(call.op, Op::Stream(StreamOp::Cancel) | Op::Drop) && racers.contains(&call.on)
    };
    step.call().is_some_and(ends) || matches!(step.control(), Some(Control::Release(_)))
}

/// Whether a step is a fault of a racer, or what another process does.
fn is_other(step: &Step, racers: &[&Name]) -> bool {
    match step.control() {
        Some(Control::Fault(injection)) => racers.contains(&&injection.on),
        Some(Control::Host(_)) => true,
        Some(Control::Hold { .. } | Control::Release(_) | Control::Quiesce) | None => false,
    }
}

/// Whether a step waits for work that is held, so that the judge has to let it go by itself.
fn waits(step: &Step) -> bool {
    let waits = |call: Call<'_>| match call.manner {
        Manner::Once => call.op.kind().can_be_abandoned() && call.op.kind() != OpKind::Ready,
        Manner::UntilProgress => true,
        Manner::Abandon { .. } => false,
    };
    step.call().is_some_and(waits)
}

impl Racer {
    /// Its row: its pieces, with a cut behind so many of them.
    fn row(&self, cut: Option<(Cut, usize)>) -> Vec<Step> {
        let release = || Step::from(Control::Release(self.name.clone()));
        let mut row: Vec<Step> = (0..self.pieces).map(|_| release()).collect();
        let Some((cut, behind)) = cut else { return row };
        let step = match cut {
            Cut::Cancel => {
                // It is over with that, and nothing is left to be let go.
                row.truncate(behind);
                Step::new(self.name.clone(), StreamOp::Cancel)
            }
            Cut::Drop => Step::new(self.name.clone(), Op::Drop),
            Cut::Abandon => {
                let op: Op = if self.is_read == Some(true) {
                    InputOp::BlockingRead { len: GIVEN_UP }.into()
                } else {
                    OutputOp::BlockingFlush.into()
                };
                Step::new(self.name.clone(), op).in_manner(Manner::Abandon { polls: 1 })
            }
        };
        row.insert(behind.min(row.len()), step);
        row
    }

    /// All its rows with a cut.
    fn cuts(&self) -> impl Iterator<Item = (Cut, usize)> + use<'_> {
        let may_abandon = self.is_read.is_some();
        let kinds = [Cut::Cancel, Cut::Drop, Cut::Abandon].into_iter();
        let kinds = kinds.filter(move |cut| may_abandon || !matches!(cut, Cut::Abandon));
        kinds.flat_map(|cut| (0..=self.pieces).map(move |behind| (cut, behind)))
    }
}

impl Race {
    /// The streams whose work is let go, in the order in which they first have some waiting.
    pub fn racers(&self) -> impl ExactSizeIterator<Item = &Name> {
        self.racers.iter().map(|racer| &racer.name)
    }

    /// Has the work of each stream let go in so many pieces, at least one and at most [`PIECES_MAX`]; in one where nothing is
    /// said.
    #[must_use]
    pub fn in_pieces(mut self, pieces: &[usize]) -> Self {
        for (racer, pieces) in self.racers.iter_mut().zip(pieces) {
            racer.pieces = (*pieces).clamp(1, PIECES_MAX);
        }
        self
    }

    /// A script that shows in how many pieces the work of each stream goes: it is let go so often, one stream after the other.
    /// The first of these steps has the number that is given.
    pub fn probe(&self, pieces: usize) -> (usize, Script) {
        let release = |racer: &Racer| Step::from(Control::Release(racer.name.clone()));
        let steps = self.racers.iter().flat_map(|racer| (0..pieces).map(move |_| release(racer)));
        (self.at, self.with(steps))
    }

    fn with(&self, steps: impl IntoIterator<Item = Step>) -> Script {
        let mut script = self.base.clone();
        script.steps.splice(self.at..self.at, steps);
        script
    }

    /// What can be put into one line, and in how many ways: without a cut, and with each.
    fn forms(&self) -> Vec<Orders> {
        let mut cuts = vec![None];
        for (number, racer) in self.racers.iter().enumerate() {
            cuts.extend(racer.cuts().map(|cut| Some((number, cut))));
        }
        let meets = self.meets();
        let form = |cut: Option<(usize, (Cut, usize))>| {
            let of = |number: usize| cut.filter(|(of, _)| *of == number).map(|(_, cut)| cut);
            let mut rows: Vec<Vec<Step>> =
                self.racers.iter().enumerate().map(|(number, racer)| racer.row(of(number))).collect();
            rows.extend(self.others.iter().map(|(_, row)| row.clone()));
            Orders::new(rows, meets.clone())
        };
        cuts.into_iter().map(form).collect()
    }

    /// Which rows may not be put in another order without a difference.
    fn meets(&self) -> Vec<Vec<bool>> {
        let reaches = || {
            let racers = self.racers.iter().map(|racer| &racer.reach);
            racers.chain(self.others.iter().map(|(reach, _)| reach))
        };
        reaches().map(|one| reaches().map(|other| one.meets(other)).collect()).collect()
    }

    /// How many schedules there are.
    pub fn count(&self) -> u64 {
        self.forms().iter().fold(0, |sum: u64, form| sum.saturating_add(form.count()))
    }

    /// Every schedule, also those that are equal.
    pub fn every(&self) -> impl Iterator<Item = Script> + use<'_> {
        self.forms().into_iter().flat_map(move |form| {
            let lines: Vec<Script> = form.every().iter().map(|order| self.with(form.line(order))).collect();
            lines
        })
    }

    /// One schedule of those that are equal each, if there are not more than so many.
    pub fn reduced(&self, most: usize) -> Option<Vec<Script>> {
        let mut scripts = Vec::new();
        for form in self.forms() {
            let orders = form.reduced(most - scripts.len())?;
            scripts.extend(orders.iter().map(|order| self.with(form.line(order))));
        }
        Some(scripts)
    }

    /// Schedules by priorities that are drawn; the same for a seed. No two of them are equal.
    pub fn walk(&self, seed: u64) -> Walk<'_> {
        Walk::new(self, seed)
    }
}
