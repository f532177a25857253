//! The front door for a backend's own `cargo test`: the whole corpus, then generated scripts, and one verdict.

use std::path::PathBuf;

use crate::backend::Backend;
use crate::check::{Coverage, Judge, Verdict};
use crate::corpus::{self, Case, Ledger, NotJudged, Staleness};
use crate::hunt::{Hunt, Progress, Watcher};
use crate::report::{Finding, Summary, Text, not_judged_text, stale_text};
use crate::tree::Lacks;

/// Generated scripts after the corpus unless told otherwise.
const CASES: u32 = 256;

/// What to run against a backend, and what to pass over.
///
/// ```
/// use wasi_fs_conformance::{Suite, backends, filesystem::Blocking};
/// Suite::new().cases(32).run(backends::host("ours", Blocking::default())).assert_conforms();
/// ```
#[derive(Clone, Debug)]
pub struct Suite {
    lacks: Lacks,
    known: Option<PathBuf>,
    cases: u32,
    seed: u64,
    syscall_gate: bool,
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

impl Suite {
    /// The whole corpus, and 256 generated scripts, the same ones in every run.
    pub fn new() -> Self {
        Self { lacks: Lacks::default(), known: None, cases: CASES, seed: 0, syscall_gate: true }
    }

    /// Declares what the backend does not have: scripts that need it are skipped and counted, never passed.
    ///
    /// # Panics
    /// When a name is no capability's; the text lists the known ones.
    #[must_use]
    pub fn lacks(mut self, names: &[&str]) -> Self {
        match Lacks::of(names) {
            Ok(lacks) => self.lacks = self.lacks.and(&lacks),
            Err(error) => panic!("{error}"),
        }
        self
    }

    /// Names the ledger of the backend's filed deviations. They are tolerated and counted; one that no longer occurs
    /// fails the run.
    #[must_use]
    pub fn known(mut self, ledger: impl Into<PathBuf>) -> Self {
        self.known = Some(ledger.into());
        self
    }

    /// Sets how many generated scripts run after the corpus.
    #[must_use]
    pub fn cases(mut self, cases: u32) -> Self {
        self.cases = cases;
        self
    }

    /// Sets the seed of the generated scripts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Leaves the calls of the operating system alone: scripts that need more are skipped and counted. Otherwise the thread
    /// that runs the suite, and those that it starts, have their calls on the scripts' files looked at from then on, which a
    /// backend that starts processes may not like.
    #[must_use]
    pub fn without_syscall_gate(mut self) -> Self {
        self.syscall_gate = false;
        self
    }

    /// Runs all of it.
    ///
    /// # Panics
    /// When the ledger can't be read, or a script could not be judged for no fault of the backend; the text says why.
    pub fn run<B: Backend>(&self, backend: B) -> SuiteReport {
        let ledger =
            self.known.as_ref().map(|path| Ledger::load(path).unwrap_or_else(|error| panic!("{error}")));
        let judge = Judge::new().unwrap_or_else(|error| panic!("{error}"));
        let judge = if self.syscall_gate { judge } else { judge.without_syscall_gate() };
        let mut judge = judge.explaining().lacking(&self.lacks);
        if let Some(ledger) = &ledger {
            judge = judge.tolerating(ledger.tolerance()).waiting_shortly_for(ledger.hanging());
        }
        let cases = corpus::built_in();
        let mut findings = corpus_findings(&mut judge, &backend, &cases);
        let corpus = judge.coverage.scripts;
        let Staleness { stale, not_judged } =
            Staleness::of(ledger.as_ref(), &judge.coverage, cases.len() as u64);
        let hunt = Hunt {
            time: None,
            scripts_max: Some(u64::from(self.cases)),
            seed: self.seed,
            keep_going: true,
            ..Hunt::default()
        };
        let backends = [backend];
        let hunted = hunt.run(&mut judge, &backends, &mut Silent).unwrap_or_else(|error| panic!("{error}"));
        findings.extend(hunted.findings);
        let [backend] = backends;
        let (backend, coverage) = (backend.name().to_owned(), judge.coverage);
        SuiteReport { backend, corpus, coverage, findings, stale, not_judged }
    }
}

/// Every script of the corpus on the backend.
fn corpus_findings<B: Backend>(judge: &mut Judge<'_>, backend: &B, cases: &[Case]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Case { script, .. } in cases {
        let checked = judge.check(script, backend).unwrap_or_else(|error| panic!("{error}"));
        if let Verdict::Diverged(divergence) = checked.verdict {
            findings.push(Finding::new(backend.name(), script.clone(), &checked.trace, &divergence));
        }
    }
    findings
}

/// Nobody looks on while a test runs.
struct Silent;

impl Watcher for Silent {
    fn progress(&mut self, _: Progress<'_>) {}
    fn found(&mut self, _: &Finding) {}
}

/// What a suite came to.
#[derive(Debug)]
pub struct SuiteReport {
    /// The backend's name.
    pub backend: String,
    /// Scripts of the corpus that ran.
    pub corpus: u64,
    /// What was reached.
    pub coverage: Coverage,
    /// What diverged: first the corpus, then what generated scripts found, shrunk.
    pub findings: Vec<Finding>,
    /// Entries of the ledger that did not occur over the corpus.
    pub stale: Vec<String>,
    /// Why nobody can say which entries are stale, where that is so.
    pub not_judged: Option<NotJudged>,
}

impl SuiteReport {
    /// Whether something ran, nothing diverged, and the ledger is not stale.
    pub fn conforms(&self) -> bool {
        self.findings.is_empty() && self.stale.is_empty() && self.coverage.scripts > 0
    }

    /// Prints what was covered.
    ///
    /// # Panics
    /// When the backend does not conform, with every finding; when the ledger is stale; when nothing ran.
    pub fn assert_conforms(&self) {
        if let Some(why) = &self.not_judged {
            println!("{}", not_judged_text(why));
        }
        println!("{}", self.summary());
        assert!(self.conforms(), "{self}");
    }

    fn summary(&self) -> String {
        let backends = vec![self.backend.clone()];
        let findings = self.findings.len();
        Summary { backends, coverage: &self.coverage, findings, corpus: self.corpus, took: None }.to_string()
    }
}

impl std::fmt::Display for SuiteReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let program = "cargo run --release -- replay";
        for finding in &self.findings {
            writeln!(f, "{}", Text { finding, program })?;
        }
        for entry in &self.stale {
            writeln!(f, "{}", stale_text(entry))?;
        }
        if let Some(why) = &self.not_judged {
            writeln!(f, "{}", not_judged_text(why))?;
        }
        f.write_str(&self.summary())
    }
}
