//! A hunt in worker processes: this program, started again, each with a runtime, folders and a part of the scripts of its
//! own.
//!
//! A backend that aborts, is killed, takes all memory or holds its thread for ever costs one worker. The script that was
//! running is the finding; it is made smaller in workers of its own, and another one goes on behind it.

mod autopsy;
mod deaths;
mod ending;
mod ends;
mod message;
mod place;
mod process;
mod work;

#[cfg(test)]
#[cfg(unix)]
mod tests;

pub use autopsy::{EndOf, end_of, ended_beside, is_ending};
pub use process::Launch;
pub use work::work;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::kept::{Known, Shelf};
use super::limits::Limits;
use super::{Hunt, HuntError, Hunted, Share, Watcher};
use crate::check::{self, Coverage};
use crate::corpus::{Case, Ledger};
use crate::report::Finding;
use crate::tree::Lacks;
use autopsy::Autopsied;
use message::{CorpusPart, Job, News, Order};
use process::{Event, LOOK, Process};

/// A hunt in worker processes.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What to hunt; its share is divided among the workers.
    pub hunt: Hunt,
    /// How many workers there are; at least 1.
    pub jobs: u32,
    /// How they are started.
    pub launch: Launch,
    /// The names of the backends, in the order in which a worker has them.
    pub backends: Vec<String>,
    /// What each of them lacks under the judge of a worker.
    pub lacks: Vec<Lacks>,
    /// A folder of scripts that are run before any is generated.
    pub corpus: Option<PathBuf>,
    /// Deviations that are filed. The workers know them as well; what ends a worker is looked up here.
    pub known: Option<Ledger>,
}

/// The number of a worker. Each has its own, also one that takes over from another: what an ended worker's threads still
/// tell is not taken for news of the next.
type Number = u32;

/// Who an event is from, and the event.
type Tagged = (Number, Event);

/// How the autopsy of this number came out.
type Report = (u64, Result<Autopsied, HuntError>);

/// Autopsies that are under way.
struct Autopsies {
    sender: Sender<Report>,
    reports: Receiver<Report>,
    /// How many were opened.
    opened: u64,
    open: BTreeMap<u64, Open>,
}

/// What an autopsy is about.
struct Open {
    suspect: Finding,
    /// Where the suspect is kept meanwhile.
    laid_down: Option<PathBuf>,
    /// Whether somebody else may have ended the worker.
    from_outside: bool,
}

impl Launch {
    /// For how long a worker may be at one place.
    fn patience(&self) -> Duration {
        // A script that does not hang by itself is over at the first call that reaches its deadline.
        self.step_deadline * 3 + LOOK * 20
    }
}

impl Pack {
    /// Hunts until the time is over, the scripts are, or, unless it goes on, something diverges.
    ///
    /// # Errors
    /// When no worker can work, or a finding can't be kept.
    pub fn run(&self, watcher: &mut dyn Watcher) -> Result<(Hunted, Coverage), HuntError> {
        // Every worker would say the same, one after the other.
        check::limits()?;
        // Read here as well: a script that is none is told before anything is started.
        let cases = self.corpus.as_deref().map_or(Ok(Vec::new()), work::cases)?;
        let (sender, events) = channel();
        let (reporter, reports) = channel();
        let mut run = Run {
            pack: self,
            cases,
            sender,
            autopsies: Autopsies { sender: reporter, reports, opened: 0, open: BTreeMap::new() },
            lost: Vec::new(),
            unfinished: 0,
            deaths: 0,
            workers: BTreeMap::new(),
            started_workers: 0,
            known: Known::new(self.hunt.keep_going),
            shelf: Shelf::new(&self.hunt.found),
            findings: Vec::new(),
            coverage: Coverage::default(),
            corpus: Coverage::default(),
            limits: Limits::of(&self.hunt),
            ended_for_memory: check::ended_for_memory(),
            looked: Instant::now(),
            is_ending: false,
            was_stopped: false,
            watcher,
        };
        for part in 0..self.jobs.max(1) {
            run.start(self.first_job(part))?;
        }
        if let Err(error) = run.work_off(&events) {
            // Whatever it is that can't go on, what has diverged until then is told.
            run.tell_as_it_was()?;
            return Err(error);
        }
        let took = run.limits.elapsed();
        let of = (run.cases.len() * self.backends.len()) as u64;
        let Run { findings, lost, unfinished, deaths, coverage, corpus, known, .. } = run;
        let (more, diverged) = (known.more(), known.diverged().clone());
        let corpus = (of, corpus);
        let interrupted = self.hunt.stop.is_asked();
        let hunted = Hunted { findings, more, diverged, lost, unfinished, interrupted, deaths, corpus, took };
        Ok((hunted, coverage))
    }

    fn first_job(&self, number: u32) -> Job {
        let part = |share: Share| share.part(number.into(), self.jobs.max(1).into());
        let corpus = self.corpus.clone();
        // A shard has its share of the corpus as well.
        let corpus = corpus.map(|folder| CorpusPart { folder, share: part(self.hunt.share) });
        Job::of(&self.hunt, part(self.hunt.share), corpus)
    }
}

/// A worker, and what it was given to do.
struct Worker {
    process: Process,
    job: Job,
    /// Where its suspect is kept while it makes that smaller.
    laid_down: Option<(Finding, Option<PathBuf>)>,
}

/// A hunt that is under way.
struct Run<'p> {
    pack: &'p Pack,
    cases: Vec<Case>,
    sender: Sender<Tagged>,
    autopsies: Autopsies,
    lost: Vec<Finding>,
    /// How many scripts were running when somebody ended the hunt at once.
    unfinished: u64,
    /// How many workers have ended in the middle of their work.
    deaths: u64,
    workers: BTreeMap<Number, Worker>,
    started_workers: Number,
    known: Known,
    shelf: Shelf,
    findings: Vec<Finding>,
    coverage: Coverage,
    /// The part of it that comes from the corpus.
    corpus: Coverage,
    limits: Limits,
    /// How many processes the system had ended for want of memory when the hunt began.
    ended_for_memory: u64,
    looked: Instant,
    /// Whether the workers are told to come to an end.
    is_ending: bool,
    /// Whether they know that somebody waits for it.
    was_stopped: bool,
    watcher: &'p mut dyn Watcher,
}

impl Run<'_> {
    fn start(&mut self, job: Job) -> Result<(), HuntError> {
        let number = self.started_workers;
        self.started_workers += 1;
        let mut process = Process::start(&self.pack.launch, number, &self.sender)?;
        process.order(&Order::Hunt(job.clone()));
        self.workers.insert(number, Worker { process, job, laid_down: None });
        Ok(())
    }

    fn work_off(&mut self, events: &Receiver<Tagged>) -> Result<(), HuntError> {
        while !self.workers.is_empty() || !self.autopsies.open.is_empty() {
            match events.recv_timeout(LOOK) {
                Ok((number, event)) => self.event(number, event)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            while let Ok((number, autopsied)) = self.autopsies.reports.try_recv() {
                self.autopsied(number, autopsied?)?;
            }
            if self.looked.elapsed() >= LOOK {
                self.look()?;
            }
        }
        Ok(())
    }

    fn event(&mut self, number: Number, event: Event) -> Result<(), HuntError> {
        // What an ended worker has left to say was heard before its end.
        let Some(worker) = self.workers.get_mut(&number) else { return Ok(()) };
        let news = match event {
            Event::News(news) => *news,
            Event::Closed => {
                let Some(worker) = self.workers.remove(&number) else { return Ok(()) };
                return self.died(worker, None);
            }
        };
        match news {
            News::Progress { coverage } => self.coverage.merge(&coverage),
            News::Corpus { coverage } => {
                self.corpus.merge(&coverage);
                self.coverage.merge(&coverage);
            }
            News::Suspect { finding } => {
                let is_sure = !finding.is_of_time();
                let wanted = self.known.wants(&finding, is_sure);
                worker.process.order(if wanted { &Order::Shrink } else { &Order::Pass });
                if wanted {
                    let kept = self.shelf.lay_down(&finding);
                    worker.laid_down = Some((finding, kept));
                }
                if wanted && is_sure && !self.pack.hunt.keep_going {
                    // It has a finding to make smaller first.
                    if let Some(worker) = self.workers.get_mut(&number) {
                        worker.job.scripts_max = Some(0);
                    }
                    self.end();
                }
            }
            News::Found { finding } => {
                let laid_down = worker.laid_down.take().and_then(|(_, kept)| kept);
                self.found(finding, laid_down)?;
                self.has_found()?;
            }
            News::NotRepeated => {
                if let Some((suspect, kept)) = worker.laid_down.take() {
                    self.known.forget(&suspect);
                    Shelf::take_away(kept);
                }
            }
            News::Case { finding } => {
                self.watcher.found(&finding);
                self.findings.push(finding);
                self.has_found()?;
            }
            News::Retires { index } => {
                let job = worker.job.behind_script(index);
                self.gone(number)?;
                if !self.is_ending {
                    self.start(job)?;
                }
            }
            News::Done => self.gone(number)?,
            News::Trouble { text } => return Err(HuntError::Worker(text)),
            News::Began | News::Step { .. } | News::Checked { .. } => {}
        }
        Ok(())
    }
}
