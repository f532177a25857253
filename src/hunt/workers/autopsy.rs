//! What a worker has died of: the script that was running made smaller, each candidate in a worker that may die of it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::ends::End;
use super::message::{News, Order};
use super::process::{Event, LOOK, Launch, Process};
use crate::check::Divergence;
use crate::hunt::HuntError;
use crate::hunt::limits::Limits;
use crate::hunt::search::{HASTE, WANT_OF_TIME};
use crate::report::{Answer, Finding, Origin};
use crate::rule::Rule;
use crate::script::Script;
use crate::shrink::{Ended, Minimised, Minimiser, Rate};

/// In how much memory scripts are made smaller that take all there is, in bytes: a death is the sooner.
const LITTLE_MEMORY: u64 = 96 << 20;

/// How hard scripts are made smaller, by what a death costs.
const EFFORTS: &[(Rule, Minimiser)] = &[
    (Rule::NoAbort, Minimiser { runs_max: 1000, repeats: 10 }),
    (Rule::BoundedMemory, Minimiser { runs_max: 1000, repeats: 3 }),
    (Rule::NoHang, Minimiser { runs_max: 400, repeats: 2 }),
];

/// Whether a breach of a rule may end the process: its scripts are replayed in one of their own.
pub fn is_ending(rule: Rule) -> bool {
    EFFORTS.iter().any(|(known, _)| *known == rule)
}

/// How long a worker is left alone that has run a script and lets nothing be asked of it, to see whether it ends by itself.
const LINGERS: Duration = Duration::from_millis(600);

/// By how many runs it is told whether an end comes by itself.
const PLACED_BY: u32 = 3;

/// What comes of a script in a worker of its own on the backend of this number and name, if it ends that worker; where that
/// is known to come, also when it lingers behind the script.
///
/// # Errors
/// When no worker can be started, or it could not judge for no fault of a backend.
pub fn end_of(
    launch: &Launch,
    number: usize,
    backend: &str,
    script: &Script,
    lingers: bool,
) -> Result<EndOf, HuntError> {
    let launch = &Launch { backtraces: true, ..launch.clone() };
    let mut prober = Prober { lingers: lingers.then_some(LINGERS), ..Prober::new(launch, number) };
    let mut seen = || prober.check(script, launch.patience()).map_err(Halt::error);
    let first = seen()?;
    // What only time tells is no finding before it is seen again.
    let (of_time, last) = match &first.end {
        Some(end) if end.rule == Rule::NoHang => (true, seen()?),
        _ => (false, first),
    };
    let last = prober.placed(script, last);
    Ok(match &last.end {
        Some(_) => EndOf::Found(Box::new(finding(backend, script.clone(), last))),
        None if of_time => EndOf::NotRepeated,
        None => EndOf::Survived,
    })
}

/// What became of the process that ran a script.
#[derive(Clone, Debug)]
pub enum EndOf {
    /// It came to the script's end.
    Survived,
    /// It ended in the middle.
    Found(Box<Finding>),
    /// It did not get on, but the next one did.
    NotRepeated,
}

/// What is told of a script that has ended its process, as it was seen.
///
/// # Panics
/// When it has not, which is our fault.
fn finding(backend: &str, script: Script, Seen { answers, end, when }: Seen) -> Finding {
    let end = end.expect("our fault: no end of what has ended its process");
    // The step behind the last answer is the one that gave none; behind all of them it was the end, and what comes by itself
    // is no step's.
    let step = if when == When::ByItself { script.steps.len() } else { answers.len() };
    let mut divergence = Divergence::process_ended(step, end.rule, &end.how);
    let said = when.note().map(str::to_owned).into_iter().chain(end.note).collect::<Vec<_>>();
    divergence.breach.note = (!said.is_empty()).then(|| said.join("; "));
    Finding { answers, ..Finding::new(backend, script, &[], &divergence) }
}

/// What is told of a script during which its process has ended, in this way, and which alone does not end it.
pub fn ended_beside(backend: &str, script: &Script, how: &str) -> Finding {
    let mut divergence = Divergence::process_ended(script.steps.len(), Rule::NoAbort, how);
    let note = "in the background: it came while this script ran, and does not come when that runs alone";
    divergence.breach.note = Some(note.to_owned());
    Finding::new(backend, script.clone(), &[], &divergence)
}

/// When a process has ended that ran a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// While the preopens were made.
    AtStart,
    /// At a step that gave no answer, or when all was let go.
    AtStep,
    /// Where no call was made that could have brought it about.
    ByItself,
}

impl When {
    fn note(self) -> Option<&'static str> {
        match self {
            Self::AtStart => Some("it came before the first step, when the preopens were made"),
            Self::AtStep => None,
            Self::ByItself => Some("in the background: it comes where no call is made"),
        }
    }
}

/// A script that has ended its worker.
pub(super) struct Autopsy {
    pub(super) launch: Launch,
    pub(super) limits: Limits,
    /// Which of the backends it was.
    pub(super) number: usize,
    pub(super) backend: String,
    pub(super) script: Script,
    pub(super) origin: Option<Origin>,
    pub(super) end: End,
}

/// What an autopsy came to.
pub(super) enum Autopsied {
    /// The script ends its process, or may have: no other script has been seen to.
    Explained(Finding),
    /// The script does no harm when it is alone, and the end was one that comes from others.
    FromOutside(Finding),
    /// The script does no harm when it is alone, and the worker had wanted something that it did not get.
    ForWant(HuntError),
    /// A call did not come back in time, and each time that it was tried again it did.
    NotRepeated,
}

/// What became of a script in a worker of its own.
#[derive(Clone)]
struct Seen {
    answers: Vec<Answer>,
    /// None where it came to its end.
    end: Option<End>,
    when: When,
}

impl Autopsy {
    /// What is known before anything was made smaller.
    pub(super) fn suspect(&self) -> Finding {
        let seen = Seen { answers: Vec::new(), end: None, when: When::AtStep };
        self.finding(self.script.clone(), seen)
    }

    fn finding(&self, script: Script, seen: Seen) -> Finding {
        let seen = Seen { end: Some(seen.end.unwrap_or_else(|| self.end.clone())), ..seen };
        Finding { origin: self.origin.clone(), ..finding(&self.backend, script, seen) }
    }

    /// Makes the script smaller. One that does no harm when it is alone stays as it is.
    ///
    /// # Errors
    /// When no worker can be started.
    pub(super) fn run(&self) -> Result<Autopsied, HuntError> {
        let effort = EFFORTS.iter().find(|(rule, _)| *rule == self.end.rule);
        let minimiser = effort.map_or_else(Minimiser::default, |(_, minimiser)| *minimiser);
        let launch = self.starved()?;
        let limits = Some(self.limits.clone());
        let mut prober = Prober { limits, ..Prober::new(&launch, self.number) };
        // What does not come while the script runs may come a moment later, by itself.
        let survives = |seen: Result<Seen, Halt>| seen.is_ok_and(|seen| seen.end.is_none());
        if self.end.rule == Rule::NoAbort && survives(prober.check(&self.script, self.launch.patience())) {
            prober.lingers = Some(LINGERS);
        }
        // All patience is for the script as it was, and as it is in the end. In between a worker is given up sooner.
        let mut first: Option<Seen> = None;
        let mut fails = |script: &Script, patience: Duration| {
            // Whatever the machine has for a reason: what was reached is told.
            let seen = prober.check(script, patience)?;
            Ok(seen.end.as_ref().is_some_and(|end| self.end.is_like(end)).then_some(seen))
        };
        let mut small = minimiser.run(self.script.clone(), |script| {
            let hasty = self.launch.step_deadline / HASTE + LOOK * 5;
            let seen = fails(script, if first.is_some() { hasty } else { self.launch.patience() })?;
            first = first.take().or_else(|| seen.clone());
            Ok(seen)
        });
        if self.end.rule == Rule::NoHang {
            small.confirm(|script| fails(script, self.launch.patience()));
        }
        let minimal = small.is_minimal();
        if let (None, Some(seen)) = (&small.evidence, first) {
            // What was shrunk in haste may only have been slow. The script as it was has been waited for.
            let (script, rate) = (self.script.clone(), Rate { failed: 1, of: 1 });
            small = Minimised { script, rate, evidence: Some(seen), ..small };
        }
        let repeated = small.evidence.is_some();
        let stopped = match small.ended {
            Ended::Stopped(Halt::Failed(_) | Halt::Stopped) => true,
            Ended::Minimal | Ended::NotRepeated | Ended::RunsUsedUp => false,
        };
        if let (false, Some(want)) = (repeated || stopped, self.end.want) {
            return Ok(Autopsied::ForWant(self.end.is_the_machines(want)));
        }
        if !repeated && self.end.from_outside {
            return Ok(Autopsied::FromOutside(self.suspect()));
        }
        if !repeated && !stopped && self.end.rule == Rule::NoHang {
            return Ok(Autopsied::NotRepeated);
        }
        let mut finding = match small.evidence {
            Some(seen) => {
                let seen = prober.placed(&small.script, seen);
                self.finding(small.script, seen)
            }
            None => self.suspect(),
        };
        let Rate { failed: repeats, of: tries } = small.rate;
        finding.origin = finding.origin.map(|origin| match tries {
            0 => origin.seen_once(WANT_OF_TIME),
            _ => Origin { repeats, tries, minimal, unconfirmed: None, ..origin },
        });
        Ok(Autopsied::Explained(finding))
    }

    /// How workers are started for candidates: with little memory where the lack of it is what ends them, if that is
    /// enough for a script that does nothing.
    fn starved(&self) -> Result<Launch, HuntError> {
        if self.end.rule != Rule::BoundedMemory {
            return Ok(self.launch.clone());
        }
        let memory_max = self.launch.memory_max.map(|most| most.min(LITTLE_MEMORY));
        let starved = Launch { memory_max, ..self.launch.clone() };
        let idle = Script { fixture: self.script.fixture.clone(), ..Script::default() };
        let mut prober = Prober::new(&starved, self.number);
        let survives = prober.check(&idle, starved.patience()).map_err(Halt::error)?.end.is_none();
        Ok(if survives { starved } else { self.launch.clone() })
    }
}

/// Why it ends early.
enum Halt {
    /// The hunt is over.
    Stopped,
    /// A worker could not do its work.
    Failed(HuntError),
}

impl Halt {
    /// As an error, where there is no end to the time.
    fn error(self) -> HuntError {
        match self {
            Self::Stopped => HuntError::Worker("our fault: what has no end was ended".into()),
            Self::Failed(error) => error,
        }
    }
}

/// Runs scripts in a worker, and in another one when that has ended.
struct Prober<'l> {
    launch: &'l Launch,
    number: usize,
    /// When it has to be over, if it has.
    limits: Option<Limits>,
    running: Option<(Process, Receiver<((), Event)>)>,
    /// How long it is looked whether a process that has survived a script ends by itself.
    lingers: Option<Duration>,
}

impl<'l> Prober<'l> {
    /// One of the backend of this number that has all time.
    fn new(launch: &'l Launch, number: usize) -> Self {
        Self { launch, number, limits: None, running: None, lingers: None }
    }

    fn check(&mut self, script: &Script, patience: Duration) -> Result<Seen, Halt> {
        self.goes_on()?;
        let (mut process, events) = if let Some(running) = self.running.take() {
            running
        } else {
            let (sender, events) = channel();
            (Process::start(self.launch, (), &sender).map_err(Halt::Failed)?, events)
        };
        let order = Order::Check { backend: self.number, script: script.to_string() };
        process.order(&order);
        let (mut answers, mut when) = (Vec::new(), When::AtStart);
        let end = loop {
            match events.recv_timeout(LOOK) {
                Ok(((), Event::News(news))) => match *news {
                    News::Began => {
                        when = When::AtStep;
                        process.gets_on();
                    }
                    News::Step { answer } => {
                        answers.push(answer);
                        process.gets_on();
                    }
                    News::Checked { .. } => {
                        when = When::ByItself;
                        let Some(lingers) = self.lingers else {
                            self.running = Some((process, events));
                            break None;
                        };
                        // It has nothing to tell before it is asked again, but its end.
                        let ended = events.recv_timeout(lingers).is_ok();
                        break if ended { Some(ending(&mut process)?) } else { None };
                    }
                    News::Trouble { text } => return Err(Halt::Failed(HuntError::Worker(text))),
                    News::Progress { .. }
                    | News::Corpus { .. }
                    | News::Suspect { .. }
                    | News::Found { .. }
                    | News::NotRepeated
                    | News::Case { .. }
                    | News::Retires { .. }
                    | News::Done => {}
                },
                Ok(((), Event::Closed)) | Err(RecvTimeoutError::Disconnected) => {
                    break Some(ending(&mut process)?);
                }
                Err(RecvTimeoutError::Timeout) => {
                    // A process that starts may be slow: that is no call's fault, and no reason to give it up sooner.
                    let patience =
                        if when == When::AtStart { self.launch.patience().max(patience) } else { patience };
                    match process.standstill(patience) {
                        Some(standstill) => break Some(End::of_standstill(standstill)),
                        None => self.goes_on()?,
                    }
                }
            }
        };
        Ok(Seen { answers, end, when })
    }

    /// What was seen of a script, with the step at which it ended its process told from what comes by itself: that comes also
    /// where the step is not made, or once here and once there.
    fn placed(&mut self, script: &Script, seen: Seen) -> Seen {
        let is_abort = seen.end.as_ref().is_some_and(|end| end.rule == Rule::NoAbort);
        if !is_abort || seen.when == When::ByItself {
            return seen;
        }
        let before = seen.answers.len();
        self.lingers = Some(LINGERS);
        for _ in 0..PLACED_BY {
            // Without the step; and where it ends all the same, perhaps while all is let go, without any.
            for steps in [before, 0] {
                let shorter = Script { steps: script.steps[..steps].to_vec(), end: None, ..script.clone() };
                // What a script before has begun in the process is not to come in between.
                self.running = None;
                let Ok(alone) = self.check(&shorter, self.launch.patience()) else { return seen };
                if alone.end.is_none() {
                    break;
                }
                // With all its answers it may be that what the step lets go is let go at the end.
                let is_apart = match alone.when {
                    When::AtStart => seen.when != When::AtStart,
                    When::AtStep => alone.answers.len() < steps || seen.when == When::AtStart,
                    When::ByItself => true,
                };
                if is_apart {
                    return Seen { when: When::ByItself, ..seen };
                }
            }
        }
        seen
    }

    fn goes_on(&self) -> Result<(), Halt> {
        let left = self.limits.as_ref().and_then(Limits::left);
        if left.is_some_and(|left| left.is_zero()) { Err(Halt::Stopped) } else { Ok(()) }
    }
}

/// How a process has ended that has closed its output.
fn ending(process: &mut Process) -> Result<End, Halt> {
    let (status, last_words) = process.end().map_err(|error| Halt::Failed(error.into()))?;
    Ok(End::of(status, &last_words))
}
