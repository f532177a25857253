//! How a hunt comes to its end: what diverged is confirmed and made smaller as long as there is time for that, and else told
//! as it was. Nothing that was seen to diverge is dropped.

use std::path::PathBuf;
use std::time::Instant;

use super::autopsy::Autopsied;
use super::ends::End;
use super::message::Order;
use super::place::At;
use super::{Number, Open, Run, Shelf};
use crate::hunt::search::WANT_OF_TIME;
use crate::hunt::{HuntError, Progress};
use crate::report::Finding;

impl Run<'_> {
    /// What is due now and then: is it over, does a worker not get on?
    pub(super) fn look(&mut self) -> Result<(), HuntError> {
        self.looked = Instant::now();
        let Self { coverage, findings, watcher, limits, .. } = self;
        let elapsed = limits.elapsed();
        watcher.progress(Progress { coverage, findings: findings.len(), elapsed });
        if self.limits.is_over() {
            self.end();
        }
        if self.pack.hunt.stop.is_asked() && !std::mem::replace(&mut self.was_stopped, true) {
            // There is less time for it than was said.
            self.tell_to_stop();
        }
        if self.pack.hunt.stop.is_at_once() {
            return self.end_at_once();
        }
        if self.limits.is_past() {
            self.tell_as_it_was()?;
        }
        let patience = self.pack.launch.patience();
        let still: Vec<_> = self
            .workers
            .iter_mut()
            .filter_map(|(number, worker)| Some((*number, worker.process.standstill(patience)?)))
            .collect();
        still.into_iter().try_for_each(|(number, standstill)| {
            let Some(worker) = self.workers.remove(&number) else { return Ok(()) };
            self.died(worker, Some(End::of_standstill(standstill)))
        })
    }

    /// Tells all workers to come to an end: no script begins, and what diverged is told in time.
    pub(super) fn end(&mut self) {
        if !std::mem::replace(&mut self.is_ending, true) {
            self.tell_to_stop();
        }
    }

    /// Ends a hunt that has what it is for: what others have not confirmed by now is not waited for.
    pub(super) fn has_found(&mut self) -> Result<(), HuntError> {
        if self.pack.hunt.keep_going {
            return Ok(());
        }
        self.end();
        self.tell_as_it_was()
    }

    fn tell_to_stop(&mut self) {
        let within = self.limits.left();
        for worker in self.workers.values_mut() {
            worker.process.tell(&Order::Stop { within });
        }
    }

    /// What was laid down is told as it was, since nobody waits any longer for somebody to confirm it.
    pub(super) fn tell_as_it_was(&mut self) -> Result<(), HuntError> {
        let late: Vec<Number> = self
            .workers
            .iter()
            .filter_map(|(number, worker)| worker.laid_down.is_some().then_some(*number))
            .collect();
        for number in late {
            let worker = self.workers.remove(&number);
            if let Some((suspect, kept)) = worker.and_then(|mut worker| worker.laid_down.take()) {
                self.found_once(suspect, kept, WANT_OF_TIME)?;
            }
        }
        for (_, Open { suspect, laid_down, from_outside }) in std::mem::take(&mut self.autopsies.open) {
            if from_outside {
                self.lost(suspect, laid_down);
            } else {
                self.found_once(suspect, laid_down, WANT_OF_TIME)?;
            }
        }
        Ok(())
    }

    /// A worker has gone as it was to. What it was asked to confirm and has not said is told as it was.
    pub(super) fn gone(&mut self, number: Number) -> Result<(), HuntError> {
        let worker = self.workers.remove(&number);
        match worker.and_then(|mut worker| worker.laid_down.take()) {
            Some((suspect, kept)) => {
                self.found_once(suspect, kept, "since its worker ended")?;
                self.has_found()
            }
            None => Ok(()),
        }
    }

    /// Ends all workers where they are.
    fn end_at_once(&mut self) -> Result<(), HuntError> {
        self.tell_as_it_was()?;
        let is_at_one = |at: At| matches!(at, At::Script(_) | At::Case(_) | At::Candidate(_));
        for worker in std::mem::take(&mut self.workers).into_values() {
            self.unfinished += u64::from(is_at_one(worker.process.last_place()));
        }
        Ok(())
    }

    /// What came of an autopsy.
    pub(super) fn autopsied(&mut self, number: u64, autopsied: Autopsied) -> Result<(), HuntError> {
        // One that was waited for too long has been told as it was.
        let Some(Open { suspect, laid_down, .. }) = self.autopsies.open.remove(&number) else {
            return Ok(());
        };
        match autopsied {
            Autopsied::Explained(finding) => {
                self.found(finding, laid_down)?;
                self.has_found()?;
            }
            Autopsied::FromOutside(suspect) => self.lost(suspect, laid_down),
            Autopsied::ForWant(error) => {
                self.lost(suspect, laid_down);
                return Err(error);
            }
            Autopsied::NotRepeated => {
                self.coverage.script();
                self.coverage.not_repeated(suspect.rule());
                self.known.forget(&suspect);
                Shelf::take_away(laid_down);
            }
        }
        Ok(())
    }

    /// A script at which somebody else has ended a worker, it seems.
    fn lost(&mut self, mut suspect: Finding, laid_down: Option<PathBuf>) {
        self.known.forget(&suspect);
        suspect.file = laid_down;
        self.lost.push(suspect);
    }

    /// What was seen once and is told so, for this reason.
    pub(super) fn found_once(
        &mut self,
        mut suspect: Finding,
        laid_down: Option<PathBuf>,
        why: &str,
    ) -> Result<(), HuntError> {
        suspect.origin = suspect.origin.map(|origin| origin.seen_once(why));
        self.found(suspect, laid_down)
    }

    /// Keeps a finding and tells it, if nothing of its shape was told.
    pub(super) fn found(
        &mut self,
        mut finding: Finding,
        laid_down: Option<PathBuf>,
    ) -> Result<(), HuntError> {
        let is_sure = finding.origin.as_ref().is_none_or(|origin| origin.unconfirmed.is_none());
        if !self.pack.hunt.keep_going && !self.findings.is_empty() && !is_sure {
            // The hunt is over with a finding, and this one had no time to become one.
            self.known.pass_over();
            Shelf::take_away(laid_down);
            return Ok(());
        }
        let kept = self.shelf.keep(&mut finding, laid_down);
        if self.known.is_new(&finding) {
            self.watcher.found(&finding);
            self.findings.push(finding);
        }
        kept
    }
}
