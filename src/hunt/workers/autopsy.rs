//! What a worker has died of: the script that was running made smaller, each candidate in a worker that may die of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::ends::End;
use super::message::{News, Order};
use super::process::{Event, LOOK, Launch, Process};
use crate::check::Divergence;
use crate::hunt::HuntError;
use crate::outcome::Breach;
use crate::report::{Answer, Finding, Origin};
use crate::rule::Rule;
use crate::script::Script;
use crate::shrink::Shrinker;

/// Candidates that are tried at most, and how often the smallest is repeated: by what a death costs.
const PRICES: &[(Rule, usize, u32)] =
    &[(Rule::NoAbort, 1000, 10), (Rule::BoundedMemory, 200, 5), (Rule::NoHang, 120, 3)];

/// A script that has ended its worker.
pub(super) struct Autopsy {
    pub(super) launch: Launch,
    pub(super) stop: Arc<AtomicBool>,
    /// Which of the backends it was.
    pub(super) number: usize,
    pub(super) backend: String,
    pub(super) script: Script,
    pub(super) origin: Option<Origin>,
    pub(super) end: End,
}

/// What became of a script in a worker of its own.
struct Seen {
    answers: Vec<Answer>,
    /// None where it came to its end.
    end: Option<End>,
}

impl Autopsy {
    /// What is known before anything was made smaller.
    pub(super) fn suspect(&self) -> Finding {
        self.finding(self.script.clone(), Seen { answers: Vec::new(), end: None })
    }

    fn finding(&self, script: Script, seen: Seen) -> Finding {
        let end = seen.end.unwrap_or_else(|| self.end.clone());
        // The step behind the last answer is the one that gave none.
        let step = seen.answers.len().min(script.steps.len().saturating_sub(1));
        let breach = Breach { rule: end.rule, note: end.note };
        let divergence =
            Divergence { step, breach, allowed: "any answer".into(), got: end.got, outcome: None };
        let mut finding = Finding::new(&self.backend, script, &[], &divergence);
        finding.answers = seen.answers;
        finding.origin.clone_from(&self.origin);
        finding
    }

    /// Makes the script smaller. One that does no harm when it is alone stays as it is.
    ///
    /// # Errors
    /// When no worker can be started.
    pub(super) fn run(&self) -> Result<Finding, HuntError> {
        let (_, tries_max, tries) =
            PRICES.iter().find(|(rule, ..)| *rule == self.end.rule).copied().unwrap_or((self.end.rule, 1, 1));
        let mut prober = Prober { launch: &self.launch, number: self.number, running: None };
        let mut last = None;
        let mut fails = |script: &Script, patience| -> Result<bool, HuntError> {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let seen = prober.check(script, patience)?;
            let same = seen.end.as_ref().is_some_and(|end| end.rule == self.end.rule);
            if same {
                last = Some((script.clone(), seen));
            }
            Ok(same)
        };
        // While it is made smaller a worker is given up sooner; what is left is repeated with all patience.
        let (full, short) = (self.launch.patience(), self.launch.step_deadline / 2 + LOOK * 5);
        let mut repeats = 0;
        let mut small = self.script.clone();
        if fails(&small, full)? {
            small = Shrinker::new(small).run(tries_max, |script| fails(script, short))?;
            for _ in 0..tries {
                repeats += u32::from(fails(&small, full)?);
            }
        }
        let mut finding = match last {
            Some((script, seen)) => self.finding(script, seen),
            None => self.suspect(),
        };
        finding.origin = finding.origin.map(|origin| Origin { repeats, tries, ..origin });
        Ok(finding)
    }
}

/// Runs scripts in a worker, and in another one when that has ended.
struct Prober<'l> {
    launch: &'l Launch,
    number: usize,
    running: Option<(Process, Receiver<((), Event)>)>,
}

impl Prober<'_> {
    fn check(&mut self, script: &Script, patience: Duration) -> Result<Seen, HuntError> {
        let (mut process, events) = match self.running.take() {
            Some(running) => running,
            None => {
                let (sender, events) = channel();
                (Process::start(self.launch, (), &sender)?, events)
            }
        };
        let order = Order::Check { backend: self.number, script: script.to_string() };
        process.order(&order);
        let mut answers = Vec::new();
        let end = loop {
            match events.recv_timeout(LOOK) {
                Ok(((), Event::News(News::Step { answer }))) => answers.push(answer),
                Ok(((), Event::News(News::Checked { .. }))) => {
                    self.running = Some((process, events));
                    break None;
                }
                Ok(((), Event::News(News::Trouble { text }))) => return Err(HuntError::Worker(text)),
                Ok(((), Event::News(_))) => {}
                Ok(((), Event::Closed)) | Err(RecvTimeoutError::Disconnected) => {
                    let (status, last_words) = process.end()?;
                    break Some(End::of(status, &last_words));
                }
                Err(RecvTimeoutError::Timeout) if process.is_stuck(patience) => break Some(End::stuck()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        Ok(Seen { answers, end })
    }
}
