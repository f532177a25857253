//! A survey of one backend: the whole corpus, then a hunt, and how the backend stands to each rule in the end.
//!
//! A backend with a ledger runs the corpus twice. As it is, each deviation is seen with the script that shows it, also one
//! that is filed. With what is filed tolerated, scripts go on behind it, and so does the hunt: what a known deviation would
//! hide is found, and how often each occurs is counted.

mod cells;

use std::collections::BTreeMap;
use std::time::Duration;

use super::workers::{Launch, Pack};
use super::{Hunt, HuntError, Hunted, Progress, Watcher};
use crate::check::Coverage;
use crate::corpus::{Ledger, Staleness};
use crate::report::{Cell, Commands, End, Finding};
use crate::rule::Rule;
use crate::tree::Capability;

/// What is to be run on one backend.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The hunt behind the corpus, on one backend, in workers that tolerate what its ledger lists. Where it has no time, there
    /// is none.
    pub pack: Pack,
    /// How workers are started that tolerate nothing.
    pub strict: Launch,
    /// The scripts of the corpus that are skipped: the rules they are about, and what is missing for them.
    pub skipped: Vec<(Rule, Capability)>,
    /// How a reader of the report goes on with a script.
    pub commands: Commands,
}

/// What a survey came to.
#[derive(Debug)]
pub struct Surveyed {
    /// Whether all was run.
    pub end: End,
    /// How the backend stands to each rule, in the order of the index.
    pub cells: Vec<Cell>,
    /// What was reached, with what is filed tolerated.
    pub coverage: Coverage,
    /// The part of it that comes from the corpus.
    pub corpus: Coverage,
    /// Which entries of the ledger the corpus no longer shows.
    pub staleness: Staleness,
    /// How many workers have ended in the middle of their work.
    pub deaths: u64,
    /// How each worker ended that somebody else has ended, it seems.
    pub lost: Vec<String>,
    /// For how long it was hunted, and how many calls were judged in that time.
    pub hunted: Option<(Duration, u64)>,
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    findings: Vec<Finding>,
    coverage: Coverage,
    corpus: Coverage,
    /// How many scripts of the corpus there are to be run.
    of: u64,
    /// How many generated scripts have broken each rule in a way that is not filed.
    diverged: BTreeMap<Rule, u64>,
    deaths: u64,
    lost: Vec<String>,
    hunted: Option<(Duration, u64)>,
}

impl Survey {
    /// Runs it. Where it can't go on, that is its end, with all that was seen until then.
    pub fn run(&self, watcher: &mut dyn Watcher) -> Surveyed {
        let mut seen = Seen::default();
        let ran = self.run_all(&mut seen, watcher);
        let (cells, kept) = self.cells(&seen);
        let end = match ran.and(kept) {
            Err(error) => End::Failed { message: error.to_string() },
            Ok(()) if self.is_stopped() => End::Stopped,
            Ok(()) => End::Complete,
        };
        let staleness = Staleness::of(self.pack.known.as_ref(), &seen.corpus, seen.of);
        let Seen { coverage, corpus, deaths, lost, hunted, .. } = seen;
        Surveyed { end, cells, coverage, corpus, staleness, deaths, lost, hunted }
    }

    fn run_all(&self, seen: &mut Seen, watcher: &mut dyn Watcher) -> Result<(), HuntError> {
        if self.pack.known.as_ref().is_some_and(|ledger: &Ledger| !ledger.is_empty()) {
            self.corpus_as_it_is(seen, watcher)?;
        }
        self.corpus(seen, watcher)?;
        if self.pack.hunt.time.is_some_and(|time| !time.is_zero()) {
            self.hunt(seen, watcher)?;
        }
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.pack.hunt.stop.is_asked()
    }

    /// The corpus alone, to its end, however long that takes.
    fn corpus_alone(&self) -> Pack {
        let hunt = Hunt { time: None, scripts_max: Some(0), keep_going: true, ..self.pack.hunt.clone() };
        Pack { hunt, ..self.pack.clone() }
    }

    /// What shows here is counted when it is tolerated or found once more.
    fn corpus_as_it_is(&self, seen: &mut Seen, watcher: &mut dyn Watcher) -> Result<(), HuntError> {
        let folder = &self.strict.folder;
        let found = tempfile::tempdir_in(folder)
            .map_err(|source| HuntError::Folder { folder: folder.clone(), source })?;
        let alone = self.corpus_alone();
        let hunt = Hunt { found: found.path().to_owned(), ..alone.hunt };
        let pack = Pack { hunt, known: None, launch: self.strict.clone(), ..alone };
        let mut listener = Listener { watcher, findings: &mut seen.findings, tells: false };
        let (hunted, _) = pack.run(&mut listener)?;
        seen.add_ends(hunted.deaths, &hunted.lost);
        Ok(())
    }

    fn corpus(&self, seen: &mut Seen, watcher: &mut dyn Watcher) -> Result<(), HuntError> {
        if self.is_stopped() {
            return Ok(());
        }
        let mut listener = Listener { watcher, findings: &mut seen.findings, tells: true };
        let (Hunted { deaths, lost, corpus: (of, corpus), .. }, coverage) =
            self.corpus_alone().run(&mut listener)?;
        seen.add_ends(deaths, &lost);
        seen.coverage.merge(&coverage);
        (seen.of, seen.corpus) = (of, corpus);
        Ok(())
    }

    fn hunt(&self, seen: &mut Seen, watcher: &mut dyn Watcher) -> Result<(), HuntError> {
        if self.is_stopped() {
            return Ok(());
        }
        let hunt = Hunt { keep_going: true, ..self.pack.hunt.clone() };
        let pack = Pack { hunt, corpus: None, ..self.pack.clone() };
        let mut listener = Listener { watcher, findings: &mut seen.findings, tells: true };
        let (Hunted { diverged, deaths, lost, took, .. }, coverage) = pack.run(&mut listener)?;
        seen.add_ends(deaths, &lost);
        seen.coverage.merge(&coverage);
        seen.diverged = diverged.into_iter().map(|((_, rule), count)| (rule, count)).collect();
        seen.hunted = Some((took, coverage.ops));
        Ok(())
    }
}

impl Seen {
    fn add_ends(&mut self, deaths: u64, lost: &[Finding]) {
        self.deaths += deaths;
        self.lost.extend(lost.iter().map(|finding| finding.wrong.got.clone()));
    }
}

/// Keeps what is found, also where the hunt can't go on later.
struct Listener<'l> {
    watcher: &'l mut dyn Watcher,
    findings: &'l mut Vec<Finding>,
    /// Whether others are told.
    tells: bool,
}

impl Watcher for Listener<'_> {
    fn progress(&mut self, progress: Progress<'_>) {
        self.watcher.progress(progress);
    }

    fn found(&mut self, finding: &Finding) {
        if self.tells {
            self.watcher.found(finding);
        }
        self.findings.push(finding.clone());
    }
}
