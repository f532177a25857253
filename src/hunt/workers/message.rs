//! What a hunt and its workers tell each other: a line of JSON each, on the worker's standard streams.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::check::Coverage;
use crate::generate::{Focus, Lean};
use crate::hunt::{Hunt, Share};
use crate::report::{Answer, Finding};

/// What the line of a message begins with. A backend may print to the same stream: other lines are passed over.
const MARK: &str = "wasi-fs-conformance: ";

/// What a worker is to be, before all else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    /// The file in which it notes what it is at.
    pub(super) place: PathBuf,
    /// The file in which it counts while it runs.
    pub(super) beats: PathBuf,
    /// How much memory it may take, in bytes.
    pub(super) memory_max: Option<u64>,
    /// How long a call may take.
    pub(super) step_deadline: Duration,
}

/// A worker's part of a hunt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) scripts_max: Option<u64>,
    pub(super) seed: u64,
    pub(super) share: Share,
    pub(super) ops_max: usize,
    /// The focus by its name.
    pub(super) focus: Option<String>,
    /// Which operations all scripts lean to; none where it is by what the worker has covered.
    pub(super) lean: Option<Lean>,
    pub(super) when: Option<String>,
    /// Whether the whole hunt goes on after a finding, so that each rule has findings of its own.
    pub(super) keep_going: bool,
    /// A corpus to begin with.
    pub(super) corpus: Option<CorpusPart>,
    /// The number of a script at whose making up a worker has ended before.
    pub(super) again: Option<u64>,
}

/// A worker's part of a corpus.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CorpusPart {
    pub(super) folder: PathBuf,
    /// Of its scripts on each backend, in the order of names.
    pub(super) share: Share,
}

impl Job {
    /// The part of a hunt with this share.
    pub(super) fn of(hunt: &Hunt, share: Share, corpus: Option<CorpusPart>) -> Self {
        let Hunt { scripts_max, seed, ops_max, focus, lean, when, keep_going, .. } = hunt;
        let focus = focus.map(|focus| focus.name().to_owned());
        let (scripts_max, seed, ops_max, when) = (*scripts_max, *seed, *ops_max, when.clone());
        let (lean, keep_going) = (*lean, *keep_going);
        Self { scripts_max, seed, share, ops_max, focus, lean, when, keep_going, corpus, again: None }
    }

    /// What is left of it behind the script of this number.
    pub(super) fn behind_script(&self, index: u64) -> Self {
        Self { share: self.share.after(index), corpus: None, ..self.clone() }
    }

    /// What is left of it from the script of this number on, where a worker has ended before it was run.
    pub(super) fn at_script(&self, index: u64) -> Self {
        let share = Share { first: index, ..self.share };
        Self { share, corpus: None, again: Some(index), ..self.clone() }
    }

    /// What is left of it behind the script of its corpus with this number.
    pub(super) fn behind_case(&self, number: u64) -> Self {
        let behind = |part: CorpusPart| CorpusPart { share: part.share.after(number), ..part };
        Self { corpus: self.corpus.clone().map(behind), ..self.clone() }
    }

    /// The hunt as a worker sees it: it keeps nothing, and ends when it is told.
    pub(super) fn hunt(&self) -> Hunt {
        let focus = self.focus.as_deref().and_then(|name| Focus::from_name(name).ok());
        let Self { scripts_max, seed, share, ops_max, lean, when, keep_going, .. } = self.clone();
        Hunt {
            time: None,
            scripts_max,
            seed,
            share,
            ops_max,
            focus,
            lean,
            when,
            keep_going,
            ..Hunt::default()
        }
    }
}

/// What a worker is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum Order {
    /// The first line.
    Setup(Setup),
    /// Hunt.
    Hunt(Job),
    /// Run one script on the backend of this number, step by step.
    Check {
        /// Which of the backends.
        backend: usize,
        /// The script as text.
        script: String,
    },
    /// The suspect is worth being made smaller.
    Shrink,
    /// It is not.
    Pass,
    /// Begin no new script. What diverges may be confirmed and made smaller for a time.
    Stop {
        /// For so long; none where nobody has said.
        within: Option<Duration>,
    },
}

/// What a worker tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum News {
    /// What was reached since it last told.
    Progress {
        /// That.
        coverage: Coverage,
    },
    /// A script of the corpus is over.
    Corpus {
        /// What it has reached.
        coverage: Coverage,
    },
    /// A script diverged; is it worth being made smaller?
    Suspect {
        /// As it was generated.
        finding: Finding,
    },
    /// It is as small as it gets.
    Found {
        /// That.
        finding: Finding,
    },
    /// It did not show again when it was waited for longer, so it is no finding.
    NotRepeated,
    /// A script of the corpus diverged.
    Case {
        /// As it stands in the corpus.
        finding: Finding,
    },
    /// The preopens of the script that it was told to check are there.
    Began,
    /// A step of the script that it was told to check was taken.
    Step {
        /// The answer.
        answer: Answer,
    },
    /// That script is over.
    Checked {
        /// The rule that was broken, if one was, by its id.
        rule: Option<String>,
    },
    /// It goes, since a guest has left something in it that may spoil what comes; another one may take over behind this
    /// script.
    Retires {
        /// Its number.
        index: u64,
    },
    /// It can't go on, for no fault of a backend.
    Trouble {
        /// Why, and what helps.
        text: String,
    },
    /// Its part is over.
    Done,
}

/// Writes a message as a line of its own, whatever a backend has printed before.
pub(super) fn send(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let line = serde_json::to_string(message).map_err(io::Error::other)?;
    // In one go, so that it stays one line beside a backend that prints.
    to.write_all(format!("\n{MARK}{line}\n").as_bytes())?;
    to.flush()
}

/// The message of a line, if it is one.
pub(super) fn received<M: DeserializeOwned>(line: &str) -> Option<M> {
    serde_json::from_str(line.strip_prefix(MARK)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_through_between_what_a_backend_prints() {
        let mut line = b"half a line".to_vec();
        send(&mut line, &Order::Check { backend: 2, script: "run\n  root.stat\n".into() }).unwrap();
        line.extend(b"another\n");
        let text = String::from_utf8(line).unwrap();
        let messages: Vec<Order> = text.lines().filter_map(received).collect();
        assert!(matches!(&messages[..], [Order::Check { backend: 2, script }] if script.ends_with("stat\n")));
    }
}
