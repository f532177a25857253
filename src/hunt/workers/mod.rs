//! A hunt in worker processes: this program, started again, each with a runtime, folders and a part of the scripts of its
//! own.
//!
//! A backend that aborts, is killed, takes all memory or holds its thread for ever costs one worker. The script that was
//! running is the finding; it is made smaller in workers of its own, and another one goes on behind it.

mod autopsy;
mod deaths;
mod ends;
mod message;
mod place;
mod process;
mod work;

pub use autopsy::{end_of, is_ending};
pub use process::Launch;
pub use work::work;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::kept::{Known, Shelf};
use super::{Hunt, HuntError, Hunted, Progress, Share, Watcher};
use crate::check::{self, Coverage};
use crate::corpus::{Case, Ledger};
use crate::report::Finding;
use crate::tree::Lacks;
use autopsy::Autopsied;
use ends::End;
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

/// For how long scripts that have ended a worker may be made smaller when the hunt is over.
const AUTOPSIES_AFTER: Duration = Duration::from_mins(2);

/// The number of a worker. Each has its own, also one that takes over from another: what an ended worker's threads still
/// tell is not taken for news of the next.
type Number = u32;

/// Who an event is from, and the event.
type Tagged = (Number, Event);

/// How an autopsy came out, and where its suspect was laid down at its begin.
type Report = (Result<Autopsied, HuntError>, Option<PathBuf>);

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
        let mut run = Run {
            pack: self,
            cases,
            sender,
            autopsies: channel(),
            lost: Vec::new(),
            autopsies_open: 0,
            deaths: 0,
            stop_autopsies: Arc::default(),
            workers: BTreeMap::new(),
            started_workers: 0,
            known: Known::new(self.hunt.keep_going),
            shelf: Shelf::new(&self.hunt.found),
            findings: Vec::new(),
            coverage: Coverage::default(),
            corpus: Coverage::default(),
            started: Instant::now(),
            looked: Instant::now(),
            ending: None,
            watcher,
        };
        for part in 0..self.jobs.max(1) {
            run.start(self.first_job(part))?;
        }
        run.work_off(&events)?;
        let took = run.started.elapsed();
        let of = (run.cases.len() * self.backends.len()) as u64;
        let Run { findings, lost, deaths, coverage, corpus, known, .. } = run;
        let (more, diverged) = (known.more(), known.diverged().clone());
        let hunted = Hunted { findings, more, diverged, lost, deaths, corpus: (of, corpus), took };
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
    autopsies: (Sender<Report>, Receiver<Report>),
    lost: Vec<Finding>,
    autopsies_open: usize,
    /// How many workers have ended in the middle of their work.
    deaths: u64,
    stop_autopsies: Arc<AtomicBool>,
    workers: BTreeMap<Number, Worker>,
    started_workers: Number,
    known: Known,
    shelf: Shelf,
    findings: Vec<Finding>,
    coverage: Coverage,
    /// The part of it that comes from the corpus.
    corpus: Coverage,
    started: Instant,
    looked: Instant,
    /// Since when the workers are told to come to an end.
    ending: Option<Instant>,
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
        while !self.workers.is_empty() || self.autopsies_open > 0 {
            match events.recv_timeout(LOOK) {
                Ok((number, event)) => self.event(number, event)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            while let Ok((autopsied, laid_down)) = self.autopsies.1.try_recv() {
                self.autopsies_open -= 1;
                match autopsied? {
                    Autopsied::Explained(finding) => {
                        if !self.pack.hunt.keep_going {
                            self.end(None);
                        }
                        self.found(finding, laid_down)?;
                    }
                    Autopsied::FromOutside(mut suspect) => {
                        suspect.file = laid_down;
                        self.lost.push(suspect);
                    }
                }
            }
            if self.looked.elapsed() >= LOOK {
                self.look()?;
            }
        }
        Ok(())
    }

    /// What is due now and then: is it over, does a worker not get on?
    fn look(&mut self) -> Result<(), HuntError> {
        self.looked = Instant::now();
        let Self { coverage, findings, watcher, started, .. } = self;
        watcher.progress(Progress { coverage, findings: findings.len(), elapsed: started.elapsed() });
        let time_is_over = self.pack.hunt.time.is_some_and(|time| self.started.elapsed() >= time);
        let is_stopped = self.pack.hunt.stop.load(Ordering::Relaxed);
        if time_is_over || is_stopped {
            self.end(None);
        }
        if is_stopped || self.ending.is_some_and(|since| since.elapsed() > AUTOPSIES_AFTER) {
            self.stop_autopsies.store(true, Ordering::Relaxed);
        }
        let patience = self.pack.launch.patience();
        let stuck: Vec<Number> = self
            .workers
            .iter_mut()
            .filter_map(|(number, worker)| worker.process.is_stuck(patience).then_some(*number))
            .collect();
        stuck.into_iter().try_for_each(|number| {
            let Some(worker) = self.workers.remove(&number) else { return Ok(()) };
            self.died(worker, Some(End::stuck()))
        })
    }

    /// Tells all workers, but one, to come to an end.
    fn end(&mut self, but: Option<Number>) {
        if self.ending.is_some() {
            return;
        }
        self.ending = Some(Instant::now());
        for (number, worker) in &mut self.workers {
            if Some(*number) != but {
                worker.process.order(&Order::Stop);
            }
        }
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
                let wanted = self.known.wants(&finding);
                worker.process.order(if wanted { &Order::Shrink } else { &Order::Pass });
                if wanted {
                    let kept = self.shelf.lay_down(&finding);
                    worker.laid_down = Some((finding, kept));
                }
                if wanted && !self.pack.hunt.keep_going {
                    self.end(Some(number));
                    // It has a finding to make smaller first.
                    if let Some(worker) = self.workers.get_mut(&number) {
                        worker.job.scripts_max = Some(0);
                    }
                }
            }
            News::Found { finding } => {
                let laid_down = worker.laid_down.take().and_then(|(_, kept)| kept);
                if self.ending.is_some() {
                    worker.process.order(&Order::Stop);
                }
                self.found(finding, laid_down)?;
            }
            News::Case { finding } => {
                self.watcher.found(&finding);
                self.findings.push(finding);
                if !self.pack.hunt.keep_going {
                    self.end(None);
                }
            }
            News::Retires { index } => {
                let job = worker.job.behind_script(index);
                self.workers.remove(&number);
                if self.ending.is_none() {
                    self.start(job)?;
                }
            }
            News::Done => drop(self.workers.remove(&number)),
            News::Trouble { text } => return Err(HuntError::Worker(text)),
            News::Step { .. } | News::Checked { .. } => {}
        }
        Ok(())
    }

    fn found(&mut self, mut finding: Finding, laid_down: Option<PathBuf>) -> Result<(), HuntError> {
        let kept = self.shelf.keep(&mut finding, laid_down);
        if self.known.is_new(&finding) {
            self.watcher.found(&finding);
            self.findings.push(finding);
        }
        kept
    }
}
