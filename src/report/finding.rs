//! A finding as data: texts, so that it can cross from one process to another and be read by programs.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::headline::headline;
use super::one_line;
use crate::check::{Answered, Differing, Divergence, Kind, Relaxation, Severity};
use crate::op::OpKind;
use crate::rule::Rule;
use crate::script::Script;

#[cfg(feature = "cli")]
use super::wire;

/// A divergence with the script that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    /// The backend's name.
    pub backend: String,
    /// What kind of thing is wrong, as the judge has it.
    pub kind: Kind,
    /// How bad it is, as the judge has it.
    pub severity: Severity,
    /// What is wrong about an answer by its form, as in `stat-at io`, where it is that.
    #[cfg_attr(feature = "cli", serde(default))]
    pub form: Option<String>,
    /// Rules that plainer scripts break in which the same is wrong.
    #[cfg_attr(feature = "cli", serde(default, with = "wire::rules"))]
    pub suspects: Vec<Rule>,
    /// The script; it travels as its text.
    #[cfg_attr(feature = "cli", serde(with = "wire::script"))]
    pub script: Script,
    /// The answers to its steps, as far as it got.
    pub answers: Vec<Answer>,
    /// What is wrong.
    pub wrong: Wrong,
    /// How the script came about, if it was generated.
    pub origin: Option<Origin>,
    /// Where it is kept, if it is.
    pub file: Option<PathBuf>,
}

/// The answer to one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// What was seen; none where the step was skipped for want of a handle.
    pub outcome: Option<String>,
    /// What would have conformed, where the judge was asked to say.
    pub allowed: Option<String>,
    /// How the step was made, where the script does not say it: which time it was, and with which numbers.
    #[cfg_attr(feature = "cli", serde(default, skip_serializing_if = "Option::is_none"))]
    pub made: Option<String>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Wrong {
    /// The step, counted from 0; as many as there are steps for what was seen when all were over.
    pub step: usize,
    /// The rule that was broken; it travels as its id.
    #[cfg_attr(feature = "cli", serde(with = "wire::rule"))]
    pub rule: Rule,
    /// What can be said beyond the rule's sentence.
    pub note: Option<String>,
    /// What would have conformed.
    pub allowed: String,
    /// What was seen.
    pub got: String,
    /// What differs, in parts, where the judge was asked to say.
    #[cfg_attr(feature = "cli", serde(default))]
    pub differing: Differing,
    /// What explains all that was seen, the least first; they travel by their names.
    #[cfg_attr(feature = "cli", serde(default, with = "wire::relaxations"))]
    pub causes: Vec<&'static Relaxation>,
}

/// How a generated script was found, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Origin {
    /// When, as whoever has a clock says it: a date in UTC.
    pub when: Option<String>,
    /// The hunt that it is one of.
    pub hunt: Option<Place>,
    /// The seed of the generated script; it travels as a text, since not every reader has integers of 64 bits.
    #[cfg_attr(feature = "cli", serde(with = "wire::seed"))]
    pub seed: u64,
    /// Which operations it leans to, as a line of digits, if to any: it is made again from the seed and this.
    #[cfg_attr(feature = "cli", serde(default))]
    pub lean: Option<String>,
    /// How many steps it had before it was shrunk.
    pub steps_before: usize,
    /// How often the small script showed the divergence when it was repeated.
    pub repeats: u32,
    /// How often it was repeated.
    pub tries: u32,
    /// Whether it was shrunk until nothing smaller showed it; if not, shrinking was ended before.
    pub minimal: bool,
    /// Why it was seen once and not again, as in `for want of time`; none where it was repeated, with whatever result.
    #[cfg_attr(feature = "cli", serde(default))]
    pub unconfirmed: Option<String>,
}

impl Origin {
    /// The same, of a script that was seen to diverge once and, for this reason, not run again.
    #[must_use]
    pub fn seen_once(self, why: &str) -> Self {
        Self { repeats: 0, tries: 0, minimal: false, unconfirmed: Some(why.to_owned()), ..self }
    }

    /// How sure it is, and whether it is as small as it gets: `17 of 20 repeat`, or why nobody knows.
    pub fn certainty(&self) -> String {
        if let Some(why) = &self.unconfirmed {
            return format!("seen once, not confirmed {why}");
        }
        let shrunk = if self.minimal { "" } else { ", not fully shrunk" };
        format!("{} of {} repeat{shrunk}", self.repeats, self.tries)
    }
}

/// A script's place in a hunt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// The hunt's seed.
    #[cfg_attr(feature = "cli", serde(with = "wire::seed"))]
    pub seed: u64,
    /// The script's number in it, from 0.
    pub index: u64,
}

impl From<&Answered> for Answer {
    fn from(answered: &Answered) -> Self {
        let outcome = answered.outcome.as_ref().map(ToString::to_string);
        let made = answered.made.as_ref().map(ToString::to_string);
        Self { outcome, allowed: answered.allowed.clone(), made }
    }
}

impl From<&Divergence> for Wrong {
    fn from(divergence: &Divergence) -> Self {
        let Divergence { step, breach, allowed, got, differing, why, .. } = divergence;
        let (allowed, got, differing) = (allowed.clone(), got.clone(), differing.clone());
        let causes = why.causes.clone();
        Self { step: *step, rule: breach.rule, note: breach.note.clone(), allowed, got, differing, causes }
    }
}

impl Finding {
    /// What the judge said of a script on a backend. Nobody has generated it and nothing keeps it yet.
    pub fn new(
        backend: impl Into<String>,
        script: Script,
        trace: &[Answered],
        divergence: &Divergence,
    ) -> Self {
        Self {
            backend: backend.into(),
            kind: divergence.kind(),
            severity: divergence.severity(),
            form: divergence.why.form.clone(),
            suspects: Vec::new(),
            script,
            answers: trace.iter().map(Answer::from).collect(),
            wrong: Wrong::from(divergence),
            origin: None,
            file: None,
        }
    }

    /// The same, with how its script came about.
    #[must_use]
    pub fn found_by(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// The same, with where it is kept.
    #[must_use]
    pub fn kept_at(self, file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    /// What is wrong, in one sentence.
    pub fn headline(&self) -> String {
        headline(self)
    }

    /// The operation that showed it; none for what was seen when all were over, or around the guest.
    pub fn op(&self) -> Option<OpKind> {
        Some(self.script.steps.get(self.wrong.step)?.call()?.op.kind())
    }

    /// Whether it may show a way out of a preopen, or to a right that was not granted: the maintainers are told of it first.
    /// Whoever gives a wrong answer there has looked where nobody may.
    pub fn may_be_a_way_out(&self) -> bool {
        [Rule::PathInside, Rule::PathOutside, Rule::AccessGranted].contains(&self.rule())
    }

    /// The rule that was broken.
    pub fn rule(&self) -> Rule {
        self.wrong.rule
    }

    /// Whether only a deadline tells it, which a machine that had no time for it passes as well: seen once, it is no finding
    /// yet.
    pub fn is_of_time(&self) -> bool {
        self.kind == Kind::Hang
    }

    /// The name of the file that keeps it: the rule, and a hash of the backend and of the script's shape.
    pub fn file_name(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.backend, self.script.shape()).hash(&mut hasher);
        format!("{}-{:08x}.fs", self.rule().id().replace('/', "-"), hasher.finish() & 0xffff_ffff)
    }

    /// The script as it is kept: with its rule, and above it what a reader wants to know first.
    pub fn kept_script(&self) -> Script {
        let mut script = self.script.clone();
        let rule = self.rule();
        script.rule = Some(rule);
        let when = self.origin.as_ref().and_then(|origin| origin.when.as_ref());
        let when = when.map_or_else(String::new, |when| format!(", {when}"));
        script.comments = vec![rule.info().sentence.to_owned(), format!("found on {}{when}", self.backend)];
        script.comments.extend(self.origin.as_ref().map(ToString::to_string));
        script.comments.push(format!("allowed {}", one_line(&self.wrong.allowed)));
        script.comments.push(format!("got     {}", one_line(&self.wrong.got)));
        script
    }

    /// Writes the script into a folder, which is made if it is missing, and remembers where.
    ///
    /// # Errors
    /// What the operating system says; the finding itself is not lost, it can still be printed.
    pub fn keep_in(&mut self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(self.file_name());
        std::fs::write(&path, self.kept_script().to_string())?;
        self.file = Some(path);
        Ok(())
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hunt, seed, lean, steps_before, .. } = self;
        if let Some(Place { seed, index }) = hunt {
            write!(f, "hunt seed {seed}, script {index}, ")?;
        }
        write!(f, "script seed {seed}, ")?;
        if let Some(lean) = lean {
            write!(f, "lean {lean}, ")?;
        }
        write!(f, "{steps_before} steps before shrinking, {}", self.certainty())
    }
}
