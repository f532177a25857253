//! Backends side by side: how each stands to every rule, with the scripts that show where it deviates, as data. It is JSON
//! as it is, and [a page](Matrix::page) for browsers. [`MATRIX_SCHEMA`] says what stands in the JSON.
//!
//! How a backend stands to a rule, and what is filed, was said before; nothing is judged here.

mod page;

use std::path::PathBuf;

use serde::Serialize;

use super::lanes::{Flight, Lanes};
use super::{Commands, Finding, RuleText};
use crate::check::Standing;
use crate::rule::Rule;
use crate::script::Script;

/// The JSON Schema (draft 2020-12) of a matrix.
pub const MATRIX_SCHEMA: &str = include_str!("../../../schema/matrix.schema.json");

/// Backends side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// The version of the form, which is that of all reports: within one version members are added only.
    pub version: u32,
    /// The version of the tool.
    pub tool: String,
    /// When it was made, in UTC.
    pub when: String,
    /// Decides the generated scripts, which are the same for each backend as far as it gets; it travels as a text.
    #[serde(with = "super::wire::seed")]
    pub seed: u64,
    /// What the generated scripts dwell on.
    pub profile: String,
    /// For how long each backend is hunted behind the corpus, in seconds.
    pub seconds: f64,
    /// How many scripts the corpus has.
    pub corpus: u64,
    /// Whether somebody has ended the run before all of it was through.
    pub interrupted: bool,
    /// The rules, in the order of the index.
    pub rules: Vec<Row>,
    /// The backends, in the order in which they were named.
    pub backends: Vec<Column>,
}

/// A rule with the scripts that are about it.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The rule.
    pub rule: RuleText,
    /// The names of its scripts in the corpus.
    pub scripts: Vec<String>,
    /// The smallest of them.
    pub smallest: Option<Smallest>,
}

/// The smallest script of a rule.
#[derive(Clone, Debug, Serialize)]
pub struct Smallest {
    /// Its name in the corpus.
    pub name: String,
    /// Its text.
    pub script: String,
}

/// What a run has shown of one backend.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// What it is called here; no other column is.
    pub label: String,
    /// What the command line calls it.
    pub backend: String,
    /// What it calls itself.
    pub name: String,
    /// Where the ledger of its known deviations is from, if it has one.
    pub ledger: Option<String>,
    /// Whether all was run that was to be.
    pub end: End,
    /// How many scripts of the corpus were run.
    pub corpus: u64,
    /// How many generated ones.
    pub generated: u64,
    /// How many calls were judged.
    pub ops: u64,
    /// How fast it was hunted, if it was.
    pub pace: Option<Pace>,
    /// Scripts that were skipped, by what is lacking.
    pub skipped: Vec<Skipped>,
    /// Steps and objects of scripts that were left out, by what is lacking.
    pub left_out: Vec<LeftOut>,
    /// Which part of all that was to be run that is, from 0 to 1.
    pub share_left_out: f64,
    /// Scripts of which nothing came about that they are about, by the reason.
    pub not_exercised: Vec<Inconclusive>,
    /// Scripts that prove nothing, by the reason.
    pub inconclusive: Vec<Inconclusive>,
    /// Scripts of which a deadline told once that they break a rule, and not again, by the rule.
    pub not_repeated: Vec<NotRepeated>,
    /// Scripts whose tree at the end was not looked at in whole, by the reason.
    pub not_audited: Vec<Inconclusive>,
    /// What its ledger has tolerated.
    pub tolerated: Vec<Tolerated>,
    /// Entries of its ledger that the corpus no longer shows.
    pub stale: Vec<String>,
    /// Why it is not known whether its ledger is stale, where it has one.
    pub not_judged: Option<String>,
    /// How many worker processes ended and were replaced.
    pub deaths: u64,
    /// How each worker ended that somebody else has ended, it seems.
    pub lost: Vec<String>,
    /// How it stands to each rule, in the order of the index.
    pub cells: Vec<Cell>,
}

/// Whether all was run that was to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum End {
    /// It was.
    Complete,
    /// It was its turn when somebody ended the run.
    Stopped,
    /// It has not been its turn.
    Waiting,
    /// It could not go on, for no fault of the backend.
    Failed {
        /// Why, and what helps.
        message: String,
    },
}

/// How fast a backend was hunted.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pace {
    /// For how long, in seconds.
    pub seconds: f64,
    /// How many calls were judged in that time.
    pub ops: u64,
    /// How many workers there were.
    pub workers: u32,
}

/// Scripts that were skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What is lacking.
    pub lacks: &'static str,
    /// How many.
    pub scripts: u64,
}

/// Steps and objects of scripts that were left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What is lacking.
    pub lacks: &'static str,
    /// How many.
    pub steps: u64,
}

/// Scripts that prove nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Inconclusive {
    /// Why.
    pub reason: String,
    /// How many.
    pub scripts: u64,
}

/// Scripts that did not show again what a deadline told of them.
#[derive(Clone, Debug, Serialize)]
pub struct NotRepeated {
    /// The rule.
    pub rule: &'static str,
    /// How many.
    pub scripts: u64,
}

/// A known deviation that was tolerated.
#[derive(Clone, Debug, Serialize)]
pub struct Tolerated {
    /// The rule that is broken.
    pub rule: &'static str,
    /// The answer, or the word of its kind, as the ledger has it; behind its operation where it is filed of one alone.
    pub answer: String,
    /// How often.
    pub times: u64,
}

/// How one backend stands to one rule.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// The rule; it travels as its id.
    #[serde(with = "super::wire::rule")]
    pub rule: Rule,
    /// How it stands.
    pub standing: Standing,
    /// How often it was seen to keep the rule.
    pub kept: u64,
    /// Scripts of the corpus that are about the rule and showed nothing of it.
    pub not_exercised: u64,
    /// Scripts of the corpus that are about the rule and were skipped.
    pub skipped: Vec<Skipped>,
    /// How many generated scripts have broken the rule in a way that is not filed.
    pub diverged: u64,
    /// In which ways it breaks the rule; those that are not filed come first.
    pub deviations: Vec<Deviation>,
}

/// One way in which a rule is broken: everything that one entry of a ledger lists, or would.
#[derive(Clone, Debug, Serialize)]
pub struct Deviation {
    /// The answer, or the word of its kind, as a ledger has it; behind its operation where it is filed of one alone.
    pub answer: String,
    /// What the ledger says of it, if it is filed.
    pub filed: Option<Filed>,
    /// The names of the scripts in the corpus that show it.
    pub scripts: Vec<String>,
    /// The smallest script that shows it; none where only generated ones did, and it was tolerated.
    pub shown: Option<Shown>,
    /// Where that script is kept, if it may show a way out of a preopen or to a right that was not granted: then it is not told.
    pub withheld: Option<PathBuf>,
}

/// What a ledger says of a deviation.
#[derive(Clone, Debug, Serialize)]
pub struct Filed {
    /// The reason, with a link where there is one.
    pub reason: String,
    /// How often it was tolerated.
    pub times: u64,
}

/// A script that shows a deviation, with what was answered.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// What is wrong, in one sentence.
    pub headline: String,
    /// All of it.
    pub finding: Finding,
    /// Which writes are in flight beside its steps, if something overlaps in it.
    pub lanes: Vec<Flight>,
    /// The command that runs it again, where it is kept.
    pub replay: Option<String>,
}

impl Cell {
    /// Of a rule of which nothing is known.
    pub fn empty(rule: Rule) -> Self {
        let (skipped, deviations) = (Vec::new(), Vec::new());
        Self {
            rule,
            standing: Standing::NotReached,
            kept: 0,
            not_exercised: 0,
            skipped,
            diverged: 0,
            deviations,
        }
    }
}

impl Shown {
    /// Of a finding, with how a reader goes on with its script.
    pub fn new(finding: Finding, commands: &Commands) -> Self {
        let lanes = Lanes::of(&finding.script.steps, &finding.answers);
        let replay = finding.file.as_deref().map(|file| commands.replay(file));
        let lanes = lanes.map_or_else(Vec::new, |lanes| lanes.flights());
        Self { headline: finding.headline(), lanes, replay, finding }
    }
}

impl Row {
    /// Of a rule and the scripts of a corpus that are about it.
    pub fn new<'s>(rule: Rule, scripts: impl IntoIterator<Item = (&'s str, &'s Script)>) -> Self {
        let scripts: Vec<_> = scripts.into_iter().collect();
        let smallest = scripts.iter().min_by_key(|(name, script)| (script.steps.len(), *name));
        let smallest =
            smallest.map(|(name, script)| Smallest { name: (*name).to_owned(), script: script.to_string() });
        Self {
            rule: rule.into(),
            scripts: scripts.into_iter().map(|(name, _)| name.to_owned()).collect(),
            smallest,
        }
    }

    /// The area of its rule: what stands in front of the slash.
    pub fn area(&self) -> &'static str {
        self.rule.id.split_once('/').map_or("", |(area, _)| area)
    }

    /// What its rule claims: what stands behind the slash.
    pub fn claim(&self) -> &'static str {
        self.rule.id.split_once('/').map_or(self.rule.id, |(_, claim)| claim)
    }
}

impl Column {
    /// How many rules it stands to in this way.
    pub fn count(&self, standing: Standing) -> usize {
        self.cells.iter().filter(|cell| cell.standing == standing).count()
    }
}
