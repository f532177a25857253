//! A run as a JUnit file: a suite for each backend, a case for each rule of a hunt or each script of a replay.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Commands, Finding, Text};
use crate::check::Coverage;

/// What came of a run, for JUnit.
#[derive(Clone, Debug, Default)]
pub struct JUnit {
    suites: BTreeMap<String, Vec<Case>>,
    took: Option<Duration>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name within its suite.
    pub name: String,
    /// What came of it.
    pub verdict: CaseVerdict,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub enum CaseVerdict {
    /// It passed.
    Passed,
    /// A backend diverged.
    Failed {
        /// What kind of thing is wrong.
        kind: &'static str,
        /// In one sentence.
        headline: String,
        /// The report.
        text: String,
    },
    /// It was not run, or proves nothing.
    Skipped(String),
    /// We could not go on.
    Error(String),
}

impl CaseVerdict {
    /// Of a finding, with what the last lines of its report say.
    pub fn of(finding: &Finding, commands: &Commands) -> Self {
        let text = Text { finding, commands }.to_string();
        Self::Failed { kind: finding.kind.name(), headline: finding.headline(), text }
    }
}

impl JUnit {
    /// A run on these backends of which nothing is known yet.
    pub fn new(backends: &[String]) -> Self {
        Self { suites: backends.iter().map(|name| (name.clone(), Vec::new())).collect(), took: None }
    }

    /// Adds a case to a suite. The second of a name gets a number, since viewers take names for what they tell cases by.
    pub fn add(&mut self, suite: &str, Case { name, verdict }: Case) {
        let cases = self.suites.entry(suite.to_owned()).or_default();
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let is_free = |name: &String| cases.iter().all(|case| case.name != *name);
        let free = std::iter::once(name.clone()).chain(numbered).find(is_free);
        cases.push(Case { name: free.unwrap_or(name), verdict });
    }

    /// Adds a finding, as the case of its rule.
    pub fn add_finding(&mut self, finding: &Finding, commands: &Commands) {
        let name = finding.rule().id().to_owned();
        self.add(&finding.backend, Case { name, verdict: CaseVerdict::of(finding, commands) });
    }

    /// Adds what a run has covered: a case for each rule that was kept and for what was passed over. What several backends
    /// have covered together is a suite of its own, since it says nothing of each of them.
    pub fn add_coverage(&mut self, coverage: &Coverage, took: Duration) {
        self.took = Some(took);
        let names: Vec<&str> = self.suites.keys().map(String::as_str).collect();
        let suite = names.join(", ");
        let broken: Vec<&str> = self.suites.values().flatten().map(|case| &*case.name).collect();
        let kept = coverage.rules_reached().into_iter().map(crate::rule::Rule::id);
        let kept = kept.filter(|rule| !broken.contains(rule));
        let mut cases: Vec<Case> =
            kept.map(|rule| Case { name: rule.to_owned(), verdict: CaseVerdict::Passed }).collect();
        let mut skip = |name: String, reason: String| {
            cases.push(Case { name, verdict: CaseVerdict::Skipped(reason) });
        };
        for (missing, count) in &coverage.skipped {
            let missing = missing.name();
            skip(format!("scripts that need {missing}"), format!("{count} scripts: {missing} is lacking"));
        }
        for (missing, count) in &coverage.left_out {
            let missing = missing.name();
            skip(
                format!("steps that need {missing}"),
                format!("{count} steps and objects left out: {missing} is lacking"),
            );
        }
        for (reason, count) in &coverage.not_exercised {
            skip(format!("not exercised: {reason}"), format!("{count} scripts, which prove nothing"));
        }
        for (rule, _) in coverage.rules_not_exercised.iter().filter(|(rule, _)| !coverage.reached(*rule)) {
            skip(
                rule.id().to_owned(),
                "not exercised: what its scripts ask for did not come about".to_owned(),
            );
        }
        for (reason, count) in &coverage.inconclusive {
            skip(format!("inconclusive: {reason}"), format!("{count} scripts, which prove nothing"));
        }
        for (rule, count) in &coverage.not_repeated {
            let why =
                format!("{count} scripts, which did not show it again when they were waited for longer");
            skip(format!("{rule}: not repeated"), why);
        }
        for (reason, count) in &coverage.not_audited {
            let why = format!("{count} scripts, whose tree at the end was not looked at in whole");
            skip(format!("not audited: {reason}"), why);
        }
        for ((rule, answer), count) in &coverage.tolerated {
            skip(
                format!("{rule}: filed deviation {answer}"),
                format!("{count} answers that the ledger tolerates"),
            );
        }
        for case in cases {
            self.add(&suite, case);
        }
    }

    /// Adds what was passed over beside that, with the reason.
    pub fn add_skipped(&mut self, name: &str, reason: String) {
        let suite = self.suites.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.add(&suite, Case { name: name.to_owned(), verdict: CaseVerdict::Skipped(reason) });
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, to: impl io::Write) -> io::Result<()> {
        let mut report = Report::new("wasi-fs-conformance");
        if let Some(took) = self.took {
            report.set_time(took);
        }
        for (name, cases) in &self.suites {
            let mut suite = TestSuite::new(name.as_str());
            suite.add_test_cases(cases.iter().map(|case| test_case(name, case)));
            report.add_test_suite(suite);
        }
        report.serialize(to).map_err(io::Error::other)
    }
}

fn test_case(suite: &str, Case { name, verdict }: &Case) -> TestCase {
    let status = match verdict {
        CaseVerdict::Passed => TestCaseStatus::success(),
        CaseVerdict::Failed { kind, headline, text } => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(*kind).set_message(headline.as_str()).set_description(text.as_str());
            status
        }
        CaseVerdict::Skipped(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason.as_str());
            status
        }
        CaseVerdict::Error(text) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(text.as_str());
            status
        }
    };
    let mut case = TestCase::new(name.as_str(), status);
    case.set_classname(suite);
    case
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_once_in_its_suite() {
        let mut junit = JUnit::new(&["a".to_owned()]);
        let case = |name: &str| Case { name: name.to_owned(), verdict: CaseVerdict::Passed };
        for name in ["x", "x", "y", "x"] {
            junit.add("a", case(name));
        }
        let names: Vec<&str> = junit.suites["a"].iter().map(|case| &*case.name).collect();
        assert_eq!(names, ["x", "x (2)", "y", "x (3)"]);
    }
}
