//! Reports as lines of JSON, one value a line. [`SCHEMA`] says what stands in each.
//!
//! A run of `--format json` prints one `begin`, then a `finding`, `replayed` or `schedules` for each thing that came out,
//! as it comes, and at last a `summary`, or an `error` where it could not go on. Every line has the `version` of the form:
//! within one version members are added, never taken away or given another meaning, so a reader passes over what it does
//! not know. Steps are counted from 0, scripts and answers are the texts that people see, seeds are texts of digits since
//! not every reader has integers of 64 bits, and times are in seconds.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::path::Path;

use serde::Serialize;

use super::{Answer, Cause, Causes, Finding};
use crate::check::{Coverage, MissedPin, Receipt, Receipts, Severity};
use crate::rule::Rule;

/// The version of the form of all lines.
pub const VERSION: u32 = 1;

/// The JSON Schema (draft 2020-12) of one line.
pub const SCHEMA: &str = include_str!("../../schema/report.schema.json");

/// One line. It is displayed as its JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Line<'l> {
    /// What begins; the first line.
    Begin {
        /// The version of the tool.
        tool: &'l str,
        /// Which command.
        command: &'l str,
        /// The names of the backends.
        backends: &'l [String],
        /// What is hunted, if it is a hunt.
        hunt: Option<Hunting<'l>>,
    },
    /// A hunt has found something.
    Finding {
        /// What is wrong, in one sentence.
        headline: String,
        /// The rule that is broken.
        rule: RuleText,
        /// All of it.
        finding: &'l Finding,
    },
    /// A script was replayed on a backend.
    Replayed {
        /// The script's file.
        file: &'l Path,
        /// The backend.
        backend: &'l str,
        /// What came of it.
        verdict: Verdict,
        /// Why it was skipped, not exercised, or could not be followed: what the backend lacks, what did not come about, or
        /// what the model can't follow.
        reason: Option<&'l str>,
        /// How many of its steps and objects were left out, by what is lacking.
        left_out: &'l BTreeMap<&'static str, u64>,
        /// The answers to its steps, as far as it got.
        answers: &'l [Answer],
        /// What happened around its calls, in its order.
        receipts: Vec<Received>,
        /// The steps, counted from 0, of which nothing came about that they ask for, and what did not.
        in_vain: Vec<InVain>,
        /// The pins that did not hold.
        pins: Vec<PinLine>,
        /// What is wrong, where it diverged.
        finding: Option<&'l Finding>,
    },
    /// A script was replayed in all its schedules on a backend.
    Schedules(Schedules<'l>),
    /// What came of all; the last line.
    Summary {
        /// The exit code of the process.
        exit_code: u8,
        /// How many findings there were.
        findings: usize,
        /// What they have in common, the worst first.
        causes: Vec<CauseLine>,
        /// How many scripts diverged beside those, of rules of which enough was told, or in a shape that was told.
        more: u64,
        /// How many workers ended and were replaced.
        deaths: u64,
        /// How each worker ended that somebody else has ended, it seems.
        lost: Vec<String>,
        /// Scripts that were running when somebody ended the hunt at once.
        unfinished: u64,
        /// Scripts of the corpus that a hunt has not come to before it ended.
        corpus_not_run: u64,
        /// Whether somebody has ended it before its time.
        interrupted: bool,
        /// How many pins did not hold, of a replay.
        pins_missed: usize,
        /// How many pins were of another way than the one that the answers led.
        pins_led_elsewhere: usize,
        /// Entries of the ledger that the corpus no longer shows.
        stale: &'l [String],
        /// Why it is not known whether the ledger is stale, where one was given.
        not_judged: Option<String>,
        /// How long a hunt took, in seconds.
        seconds: Option<f64>,
        /// How many workers a hunt had.
        workers: Option<u32>,
        /// How many rules there are to be reached.
        rules: usize,
        /// What was reached.
        coverage: &'l Coverage,
    },
    /// The command can't go on; the last line instead of a summary.
    Error {
        /// Why, and what helps.
        message: &'l str,
        /// The exit code of the process.
        exit_code: u8,
    },
}

/// What several findings have in common.
#[derive(Clone, Debug, Serialize)]
pub struct CauseLine {
    /// How bad the worst of them is.
    pub severity: Severity,
    /// The backend.
    pub backend: String,
    /// The rule that is broken.
    #[serde(with = "super::wire::rule")]
    pub rule: Rule,
    /// What explains each of them, if one thing does.
    pub relaxation: Option<&'static str>,
    /// What is so where that holds, or what the rule says.
    pub sentence: &'static str,
    /// How many findings.
    pub findings: usize,
}

impl CauseLine {
    /// Those of some findings.
    pub fn all(findings: &[Finding]) -> Vec<Self> {
        let Causes(causes) = Causes::of(findings);
        causes.into_iter().map(|cause| Self::from(&cause)).collect()
    }
}

impl From<&Cause<'_>> for CauseLine {
    fn from(cause: &Cause<'_>) -> Self {
        Self {
            severity: cause.severity,
            backend: cause.findings.first().map_or_else(String::new, |finding| finding.backend.clone()),
            rule: cause.rule,
            relaxation: cause.relaxation.map(|relaxation| relaxation.name),
            sentence: cause.sentence(),
            findings: cause.findings.len(),
        }
    }
}

/// What a hunt begins with: all that it takes to do it again.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Hunting<'l> {
    /// Decides every script; it travels as a text.
    #[serde(with = "super::wire::seed")]
    pub seed: u64,
    /// What the scripts dwell on.
    pub profile: &'l str,
    /// For how long, in seconds.
    pub seconds: f64,
    /// The number of the first script that is not run any more, if there is one.
    pub scripts_max: Option<u64>,
    /// Steps of a script, at most.
    pub ops_max: usize,
    /// How many workers there are.
    pub workers: u32,
}

/// A rule as the index has it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RuleText {
    /// Its name: area and claim.
    pub id: &'static str,
    /// How binding it is: must, posix or quality.
    pub strength: &'static str,
    /// What it asks of a backend.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// What came of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything conformed.
    Conforms,
    /// A rule was broken.
    Diverged,
    /// The model allows all answers, and the script pins another one somewhere.
    PinMissed,
    /// Nothing came about that it is about.
    NotExercised,
    /// It needs what the backend lacks.
    Skipped,
    /// The model could not follow.
    Inconclusive,
}

/// Something that came about around a call.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// The step in which it did, counted from 0.
    pub step: usize,
    /// The stream.
    pub stream: String,
    /// What.
    pub what: String,
}

/// Something that a step asked for and that did not come about.
#[derive(Clone, Debug, Serialize)]
pub struct InVain {
    /// The step, counted from 0.
    pub step: usize,
    /// What did not.
    pub what: String,
}

/// A pin that did not hold.
#[derive(Clone, Debug, Serialize)]
pub struct PinLine {
    /// The step, counted from 0; none for the tree at the end.
    pub step: Option<usize>,
    /// What is pinned.
    pub pinned: String,
    /// What the model allows.
    pub allowed: String,
    /// What came.
    pub got: String,
    /// What that says.
    pub miss: &'static str,
}

impl From<&MissedPin> for PinLine {
    fn from(missed: &MissedPin) -> Self {
        let MissedPin { step, pinned, allowed, got, miss } = missed;
        let (pinned, allowed, got) = (pinned.clone(), allowed.clone(), got.clone());
        Self { step: *step, pinned, allowed, got, miss: miss.name() }
    }
}

impl Received {
    /// All that came about.
    pub fn of(receipts: &Receipts) -> Vec<Self> {
        let received = |receipt: &Receipt| Self {
            step: receipt.step,
            stream: receipt.stream.to_string(),
            what: receipt.happening.to_string(),
        };
        receipts.seen.iter().map(received).collect()
    }
}

impl InVain {
    /// All that was asked for in vain.
    pub fn of(receipts: &Receipts) -> Vec<Self> {
        receipts.in_vain().map(|asked| Self { step: asked.step, what: asked.what.to_string() }).collect()
    }
}

/// What came of the schedules of a script.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Schedules<'l> {
    /// The script's file.
    pub file: &'l Path,
    /// The backend.
    pub backend: &'l str,
    /// How many there are.
    pub schedules: u64,
    /// How many were not run, since they are equal to others; none where nobody has counted them, since some were drawn.
    pub pruned: Option<u64>,
    /// How many were run.
    pub ran: u64,
    /// The seed by which those were drawn that were run, where they are not all.
    pub drawn_by: Option<u64>,
    /// How many conformed.
    pub conforming: usize,
    /// How many were skipped.
    pub skipped: usize,
    /// How many showed nothing of what they are about.
    pub not_exercised: usize,
    /// How many the model could not follow.
    pub inconclusive: usize,
    /// Which one diverged, counted from 1; none is run behind it.
    pub number: Option<usize>,
    /// What is wrong with that; its script is the schedule.
    pub finding: Option<&'l Finding>,
}

impl From<Rule> for RuleText {
    fn from(rule: Rule) -> Self {
        let info = rule.info();
        Self { id: info.id, strength: info.strength.name(), sentence: info.sentence, source: info.source }
    }
}

impl<'l> Line<'l> {
    /// The line of a finding.
    pub fn of_finding(finding: &'l Finding) -> Self {
        Self::Finding { headline: finding.headline(), rule: finding.rule().into(), finding }
    }
}

/// A line with what every line has.
#[derive(Serialize)]
struct Versioned<'l> {
    version: u32,
    #[serde(flatten)]
    line: &'l Line<'l>,
}

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = Versioned { version: VERSION, line: self };
        f.write_str(&serde_json::to_string(&line).map_err(|_| fmt::Error)?)
    }
}
