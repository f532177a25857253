//! What becomes of a worker's work, and of the script it was at, when it ends before its time.

use std::thread;

use super::autopsy::Autopsy;
use super::ends::End;
use super::place::At;
use super::process::Process;
use super::{Open, Run, Worker, work};
use crate::backend::ending_signal;
use crate::check::{ended_for_memory, of_memory, short_of, what_is_left};
use crate::corpus::Ledger;
use crate::hunt::HuntError;

/// The signal that a system ends processes with where it has no memory for all.
const KILLED: i32 = 9;

impl Run<'_> {
    /// A worker has ended in the middle of its work, or is to be ended. Another one goes on behind what it was at.
    pub(super) fn died(&mut self, mut worker: Worker, stuck: Option<End>) -> Result<(), HuntError> {
        self.deaths += 1;
        let at = worker.process.last_place();
        // Before its folder goes, and with it what it has filled.
        let short = stuck.is_none().then(|| short_of(Some(&self.pack.launch.folder))).flatten();
        let end = if let Some(end) = stuck {
            worker.process.kill();
            end
        } else {
            let (status, last_words) = worker.process.end()?;
            let killed = ending_signal(status) == Some(KILLED);
            let end = End::of(status, &last_words);
            let for_memory = || of_memory().filter(|_| killed && ended_for_memory() > self.ended_for_memory);
            End { want: end.want.or_else(for_memory), ..end }
        };
        if let Some(shortage) = short {
            if let Some((finding, kept)) = worker.laid_down.take() {
                self.found_once(finding, kept, "since its worker ended")?;
            }
            return Err(end.is_the_machines(shortage));
        }
        let job = worker.job;
        let left = if let Some((finding, kept)) = worker.laid_down.take() {
            // It died while it made a script smaller: the script as it was must do.
            let place = finding.origin.as_ref().and_then(|origin| origin.hunt);
            self.found_once(finding, kept, "since its worker ended")?;
            self.has_found()?;
            place.map(|place| job.behind_script(place.index))
        } else {
            self.ask_why(at, &end, &worker.process)?;
            match at {
                At::Script(index) => Some(job.behind_script(index)),
                At::Case(number) => Some(job.behind_case(number)),
                At::Writing(index) if job.again != Some(index) => Some(job.at_script(index)),
                At::Writing(index) => {
                    let what = format!("each time it made up script {index} of seed {}", job.seed);
                    return Err(end.is_ours(&what));
                }
                At::Candidate(_) | At::Nothing => return Err(end.is_ours("before it had run anything")),
            }
        };
        match left {
            Some(job) if !self.is_ending => self.start(job),
            _ => Ok(()),
        }
    }

    /// Has it found out why a worker has ended. Between two scripts it may be of what the one before has left.
    fn ask_why(&mut self, at: At, end: &End, worker: &Process) -> Result<(), HuntError> {
        let (asked, from_outside) = match at {
            At::Writing(index) => {
                (index.checked_sub(self.pack.hunt.share.stride * u64::from(self.pack.jobs)), true)
            }
            At::Script(index) => (Some(index), end.from_outside),
            At::Case(_) | At::Candidate(_) | At::Nothing => (None, end.from_outside),
        };
        let at = asked.map_or(at, At::Script);
        match self.autopsy(at, worker, End { from_outside, ..end.clone() }) {
            Some(autopsy) => self.open(autopsy, matches!(at, At::Case(_))),
            None => Ok(()),
        }
    }

    /// What is to be found out about a worker's end; none where there is no script that it was at.
    fn autopsy(&self, at: At, worker: &Process, end: End) -> Option<Autopsy> {
        let (number, script, origin) = match at {
            At::Script(index) => {
                let lean = worker.lean_of(index);
                let planned = self.pack.hunt.planned(index, &self.pack.lacks, lean);
                let origin =
                    self.pack.hunt.origin((index, planned.lean), planned.seed, planned.script.steps.len());
                (planned.backend, planned.script, Some(origin))
            }
            At::Case(number) => {
                let (case, backend) = work::case_of(number, self.pack.backends.len());
                let left = what_is_left(&self.cases.get(case)?.script, *self.pack.lacks.get(backend)?);
                (backend, left.into_owned(), None)
            }
            At::Writing(_) | At::Candidate(_) | At::Nothing => return None,
        };
        let launch = self.pack.launch.clone();
        let (backend, limits) = (self.pack.backends[number].clone(), self.limits.clone());
        Some(Autopsy { launch, limits, number, backend, script, origin, end })
    }

    /// Lets an autopsy run beside the hunt, if its suspect is wanted.
    fn open(&mut self, autopsy: Autopsy, in_corpus: bool) -> Result<(), HuntError> {
        let suspect = autopsy.suspect();
        // At which step it was nobody knows yet, so what is filed of one operation alone is not meant.
        let filed = |ledger: &Ledger| {
            Some(ledger.find(suspect.rule(), None, suspect.kind, &suspect.wrong.got)?.name())
        };
        if let Some(name) = self.pack.known.as_ref().and_then(filed) {
            // The script was run, if not to its end; whoever ran it can't say so any more.
            for coverage in [&mut self.coverage].into_iter().chain(in_corpus.then_some(&mut self.corpus)) {
                coverage.script();
                coverage.tolerated(suspect.rule(), name.clone());
            }
            return Ok(());
        }
        // One that somebody else may have ended is no finding yet, nor is one that only time tells.
        let is_sure = !autopsy.end.from_outside && !suspect.is_of_time();
        if !self.known.wants(&suspect, is_sure) {
            return Ok(());
        }
        let from_outside = autopsy.end.from_outside;
        let number = self.autopsies.opened;
        self.autopsies.opened += 1;
        let laid_down = self.shelf.lay_down(&suspect);
        self.autopsies.open.insert(number, Open { suspect, laid_down, from_outside });
        if !self.pack.hunt.keep_going && is_sure {
            self.end();
        }
        let sender = self.autopsies.sender.clone();
        thread::Builder::new()
            .name("autopsy".into())
            .spawn(move || _ = sender.send((number, autopsy.run())))?;
        Ok(())
    }
}
