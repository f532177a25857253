//! What a suite came to.

use std::fmt;

use crate::check::Coverage;
use crate::corpus::NotJudged;
use crate::report::{Causes, Commands, Finding, Summary, Text, not_judged_text, stale_text};
use crate::tree::Capability;

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
    /// How whoever reads it goes on with a script.
    pub(super) commands: Commands,
}

impl SuiteReport {
    /// Whether something ran, nothing diverged, and the ledger is not stale.
    pub fn conforms(&self) -> bool {
        self.findings.is_empty() && self.stale.is_empty() && self.coverage.has_judged()
    }

    /// Whether nothing ran because the backend, and not the machine, lacks what each of the scripts needs.
    pub fn is_lacking(&self) -> bool {
        let of_machine = self.coverage.skipped.contains_key(&Capability::SyscallGate);
        self.coverage.scripts == 0 && !self.coverage.skipped.is_empty() && !of_machine
    }

    /// Which part of all that was to be run was left out for what the backend lacks, from 0 to 1:
    /// [`coverage.left_out`](Coverage::left_out) says for want of what.
    pub fn share_left_out(&self) -> f64 {
        self.coverage.share_left_out()
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

    pub(super) fn summary(&self) -> String {
        let backends = vec![self.backend.clone()];
        let findings = self.findings.len();
        let (coverage, corpus) = (&self.coverage, self.corpus);
        let summary = Summary { backends, coverage, findings, corpus, interrupted: false, took: None };
        format!("{summary}{}", Causes::of(&self.findings))
    }
}

impl fmt::Display for SuiteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{}", Text { finding, commands: &self.commands })?;
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
