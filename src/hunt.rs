//! Search against the clock: generated scripts on one or several backends, until something diverges.
//!
//! [`Hunt::run`] searches in this process, as a test does. A hunt of the command line sends out [workers]: what a backend
//! does to its process costs one of them, and the script that was running is the finding.

pub mod calibration;
mod feedback;
mod kept;
mod limits;
mod search;
#[cfg(feature = "cli")]
pub mod survey;
mod watch;
#[cfg(feature = "cli")]
pub mod workers;

pub use limits::{Lenience, Stop};
pub use search::Share;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::backend::Backend;
use crate::check::{Coverage, Judge, Trouble};
use crate::corpus::CorpusError;
use crate::generate::{Focus, Lean, OPS_MAX, Scripts, mixed};
use crate::report::Finding;
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::{Capability, Lacks};
use feedback::Feedback;
use kept::{Known, Shelf};
use limits::Limits;
use search::{Doing, Search};

/// How many scripts are run between two looks at the clock and two reports of progress.
const SCRIPTS_AT_ONCE: u64 = 16;

/// What to hunt, and for how long.
#[derive(Clone, Debug)]
pub struct Hunt {
    /// When to stop, if at all.
    pub time: Option<Duration>,
    /// The number of the first script that is not run any more, if there is one.
    pub scripts_max: Option<u64>,
    /// Decides every script.
    pub seed: u64,
    /// Which of the seed's scripts are run.
    pub share: Share,
    /// Steps of a script, at most.
    pub ops_max: usize,
    /// What the scripts dwell on; none for a mix of everything and of each kind of race ([`Focus::mixed`]).
    pub focus: Option<Focus>,
    /// Which operations all scripts lean to; none where each search leans to what it has rarely seen, in half of its scripts.
    pub lean: Option<Lean>,
    /// Whether to go on after the first finding; then a few are shrunk of each rule for each backend, and those told that
    /// differ in their shape.
    pub keep_going: bool,
    /// The folder that keeps findings.
    pub found: PathBuf,
    /// The date for the origin of findings, in UTC, from somebody with a clock.
    pub when: Option<String>,
    /// How much longer what diverged may be confirmed and made smaller when the time is over.
    pub lenience: Lenience,
    /// Ends the hunt from outside, with what it has.
    pub stop: Stop,
}

impl Default for Hunt {
    fn default() -> Self {
        Self {
            time: Some(Duration::from_secs(30)),
            scripts_max: None,
            seed: 0,
            share: Share::default(),
            ops_max: OPS_MAX,
            focus: None,
            lean: Some(Lean::default()),
            keep_going: false,
            found: PathBuf::from("target/found"),
            when: None,
            lenience: Lenience::default(),
            stop: Stop::default(),
        }
    }
}

/// How far a hunt is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'h> {
    /// What was reached so far.
    pub coverage: &'h Coverage,
    /// How many findings there are.
    pub findings: usize,
    /// For how long the hunt goes on.
    pub elapsed: Duration,
}

/// What a hunt tells while it runs.
pub trait Watcher {
    /// So many scripts later.
    fn progress(&mut self, progress: Progress<'_>);
    /// Something diverged; it is shrunk, and kept if that was possible.
    fn found(&mut self, finding: &Finding);
}

/// What a hunt came to.
#[derive(Debug)]
pub struct Hunted {
    /// What diverged.
    pub findings: Vec<Finding>,
    /// How many scripts diverged beside these, of rules of which enough was shrunk, or in a shape that was told.
    pub more: u64,
    /// How many scripts diverged in all, by the backend and the rule.
    pub diverged: BTreeMap<(String, Rule), u64>,
    /// Scripts at which a worker was ended that do no harm when they are alone: somebody else will have ended it.
    pub lost: Vec<Finding>,
    /// Scripts that were running when somebody ended the hunt at once: nobody knows what would have come of them.
    pub unfinished: u64,
    /// Whether somebody has ended it before its time.
    pub interrupted: bool,
    /// How many workers have ended in the middle of their work, and another took over.
    pub deaths: u64,
    /// How many scripts of a corpus there were, counted over all backends, and what those that were run have reached; it is
    /// part of what the whole hunt has.
    pub corpus: (u64, Coverage),
    /// How long it took.
    pub took: Duration,
}

/// Why a hunt ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// A script could not be judged.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// A finding could not be kept; it was told to the watcher all the same.
    #[error("can't keep the finding in {}: {source}; it is printed above, or choose another folder with --found", folder.display())]
    Keep {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// No folder can be made for a worker.
    #[error("can't make a folder in {}: {source}; choose another one with --dir", folder.display())]
    Folder {
        /// In which folder.
        folder: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The corpus can't be used.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A worker can't go on; the text says why and what helps.
    #[error("{0}")]
    Worker(String),
    /// A worker can't be started or heard.
    #[error("can't work with another process: {0}; free some memory or disk, or use fewer workers (--jobs)")]
    Process(#[from] std::io::Error),
}

/// A script of a hunt.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) seed: u64,
    /// Which operations it leans to; a race to none.
    pub(crate) lean: Lean,
    /// Which of the backends it is for.
    pub(crate) backend: usize,
    pub(crate) script: Script,
    /// How many of its steps and objects were left out, by what is lacking for them.
    pub(crate) left_out: BTreeMap<Capability, u64>,
}

/// How many scripts are made up for one number until one has something left.
const SEEDS_OF_ONE: u32 = 16;

impl Hunted {
    /// Whether something diverged, told or counted.
    pub fn has_diverged(&self) -> bool {
        !self.findings.is_empty() || self.more > 0
    }
}

impl Hunt {
    /// The script of this number that leans so, for one of the backends that lack this each: what is left of it without that. Where nothing
    /// is, another script takes its place.
    pub(crate) fn planned(&self, index: u64, lacks: &[Lacks], lean: Lean) -> Planned {
        let mut seed = script_seed(self.seed, index);
        // By the upper half of the seed, since the lower one chooses the focus.
        let backend = usize::try_from(seed >> 32).unwrap_or(0) % lacks.len().max(1);
        let mut left_out = BTreeMap::new();
        for _ in 0..SEEDS_OF_ONE {
            let focus = self.focus.unwrap_or_else(|| Focus::mixed(seed));
            let lean = if focus.is_of_races() { Lean::default() } else { lean };
            let lacks = lacks.get(backend).copied().unwrap_or_default();
            let whole = Scripts { ops_max: self.ops_max, focus, lacks, lean }.script(seed);
            if whole.needs_of(lacks).is_none() {
                return Planned { seed, lean, backend, script: whole, left_out };
            }
            let left = whole.without(lacks);
            for (lack, count) in left.left_out {
                *left_out.entry(lack).or_default() += count;
            }
            if !left.script.steps.is_empty() {
                return Planned { seed, lean, backend, script: left.script, left_out };
            }
            seed = script_seed(seed, index);
        }
        Planned { seed, lean, backend, script: Script::default(), left_out }
    }

    /// Hunts on these backends. What is reached is counted by the judge.
    ///
    /// # Errors
    /// When a script could not be judged or a finding not be kept, for no fault of a backend.
    pub fn run<B: Backend>(
        &self,
        judge: &mut Judge<'_>,
        backends: &[B],
        watcher: &mut dyn Watcher,
    ) -> Result<Hunted, HuntError> {
        let mut desk = Here {
            hunt: self,
            watcher,
            dog: watch::Dog::start(&self.found),
            limits: Limits::of(self),
            known: Known::new(self.keep_going),
            shelf: Shelf::new(&self.found),
            laid_down: None,
            findings: Vec::new(),
            rounds: 0,
        };
        Search { hunt: self, backends }.run(judge, &mut desk)?;
        Ok(Hunted {
            more: desk.known.more(),
            diverged: desk.known.diverged().clone(),
            findings: desk.findings,
            lost: Vec::new(),
            unfinished: 0,
            interrupted: self.stop.is_asked(),
            deaths: 0,
            corpus: (0, Coverage::default()),
            took: desk.limits.elapsed(),
        })
    }
}

/// The desk of a search in this very process.
struct Here<'h> {
    hunt: &'h Hunt,
    watcher: &'h mut dyn Watcher,
    dog: watch::Dog,
    limits: Limits,
    known: Known,
    shelf: Shelf,
    /// Where the suspect is kept that is made smaller.
    laid_down: Option<PathBuf>,
    findings: Vec<Finding>,
    rounds: u64,
}

impl search::Desk for Here<'_> {
    fn goes_on(&mut self, coverage: &mut Coverage, _: &mut Feedback) -> bool {
        let due = self.rounds.is_multiple_of(SCRIPTS_AT_ONCE);
        self.rounds += 1;
        let elapsed = self.limits.elapsed();
        if due {
            let findings = self.findings.len();
            self.watcher.progress(Progress { coverage, findings, elapsed });
        }
        !self.limits.is_over() && (self.hunt.keep_going || self.findings.is_empty())
    }

    fn begins(&mut self, backend: &str, _: Doing, script: &Script) {
        self.dog.watch(backend, script);
    }

    fn is_over(&mut self) {
        self.dog.rest();
    }

    fn wants(&mut self, suspect: &Finding) -> bool {
        let wanted = self.known.wants(suspect, !suspect.is_of_time());
        if wanted {
            self.laid_down = self.shelf.lay_down(suspect);
        }
        wanted
    }

    fn found(&mut self, mut finding: Finding) -> Result<(), HuntError> {
        let kept = self.shelf.keep(&mut finding, self.laid_down.take());
        if self.known.is_new(&finding) {
            self.watcher.found(&finding);
            self.findings.push(finding);
        }
        kept
    }

    fn not_repeated(&mut self, suspect: &Finding) {
        self.known.forget(suspect);
        Shelf::take_away(self.laid_down.take());
    }

    fn left(&self) -> Option<Duration> {
        self.limits.left()
    }
}

/// The seed of a script of a hunt: neighbouring hunts share no scripts (splitmix64).
fn script_seed(seed: u64, index: u64) -> u64 {
    mixed(seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}
