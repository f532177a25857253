//! The judge: one script, one backend, and the verdict: it conforms, it was skipped, or it diverged at a step.

mod audit;
mod coverage;
mod requirements;

pub use coverage::Coverage;

use std::path::Path;
use std::time::Duration;

use crate::backend::{Backend, Descriptor, Folder, Instance, StartError};
use crate::drive::Guest;
use crate::model::Model;
use crate::op::Name;
use crate::outcome::{Allowed, Breach, Outcome};
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::{Capability, Lacks, Preopen, Tree};

/// How long one call may take before it counts as hanging.
pub const STEP_DEADLINE: Duration = Duration::from_secs(10);

/// What came of one script.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was answered, step by step, as far as the script got.
    pub trace: Vec<Answered>,
    /// The verdict.
    pub verdict: Verdict,
    /// The tree at the end as the model has it, if the script got there.
    pub tree: Option<Tree>,
}

/// One step's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What was seen; none where the step was skipped for want of a handle.
    pub outcome: Option<Outcome>,
    /// What the model allows, as it prints it; only where asked for.
    pub allowed: Option<String>,
}

/// Whether a backend conformed on one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every answer conformed, and so did the tree at the end and what is around it.
    Conforms,
    /// The script needs what the backend declares to lack.
    Skipped(Capability),
    /// The model could not follow, for this reason; nothing was wrong until then.
    Inconclusive(&'static str),
    /// A rule was broken.
    Diverged(Box<Divergence>),
}

/// The first answer that no world of the model allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The step, counted from 0; one past the last for what is on disk at the end.
    pub step: usize,
    /// The rule that was broken, and what more can be said.
    pub breach: Breach,
    /// What would have conformed.
    pub allowed: String,
    /// What was seen.
    pub got: String,
    /// The answer itself; none for what is on disk at the end.
    pub outcome: Option<Outcome>,
}

impl Divergence {
    /// The rule that was broken.
    pub fn rule(&self) -> Rule {
        self.breach.rule
    }
}

/// Why a script could not be judged at all: our own or the machine's fault.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The backend's place could not be made.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The disk is full, so what a backend answers says nothing about it.
    #[error("the disk that holds {folder} is full: free some space, or choose another folder with --dir")]
    DiskFull {
        /// A folder on it.
        folder: String,
    },
    /// The tree at the end, or what is around it, could not be read.
    #[error("can't read back the tree in {folder}: {source}")]
    Audit {
        /// The folder.
        folder: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// No runtime could be made.
    #[error("can't start a runtime: {0}")]
    Runtime(std::io::Error),
}

/// Whether a ledger knows an answer that breaks a rule: see [`Judge::tolerating`].
pub type Tolerance<'t> = &'t dyn Fn(Rule, &Outcome) -> bool;

/// Runs scripts on backends, and counts what was covered.
pub struct Judge<'t> {
    runtime: tokio::runtime::Runtime,
    deadline: Duration,
    explain: bool,
    lacks: Lacks,
    tolerance: Option<Tolerance<'t>>,
    /// What was covered since the judge was made.
    pub coverage: Coverage,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge")
            .field("deadline", &self.deadline)
            .field("coverage", &self.coverage)
            .finish_non_exhaustive()
    }
}

impl<'t> Judge<'t> {
    /// A judge with a runtime of its own.
    ///
    /// # Errors
    /// When the operating system has no runtime to give.
    pub fn new() -> Result<Self, Trouble> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(4).build();
        let runtime = runtime.map_err(Trouble::Runtime)?;
        Ok(Self {
            runtime,
            deadline: STEP_DEADLINE,
            explain: false,
            lacks: Lacks::default(),
            tolerance: None,
            coverage: Coverage::default(),
        })
    }

    /// A judge of the same mind that has covered nothing yet.
    ///
    /// # Errors
    /// When the operating system has no runtime to give.
    pub fn fresh(&self) -> Result<Self, Trouble> {
        let Self { deadline, explain, tolerance, .. } = *self;
        Ok(Self { deadline, explain, tolerance, lacks: self.lacks.clone(), ..Self::new()? })
    }

    /// Skips scripts that need one of these, as if the backend declared to lack them.
    #[must_use]
    pub fn lacking(mut self, lacks: &Lacks) -> Self {
        self.lacks = self.lacks.and(lacks);
        self
    }

    /// Sets how long one call may take.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Keeps in every trace what the model allowed, as text.
    #[must_use]
    pub fn explaining(mut self) -> Self {
        self.explain = true;
        self
    }

    /// Lets answers pass that a ledger knows. After a wrong error code the script goes on, since nothing was changed by
    /// it; after any other answer it ends there. Both are counted.
    #[must_use]
    pub fn tolerating(mut self, tolerance: Tolerance<'t>) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Runs one script on one backend.
    ///
    /// # Errors
    /// When the script could not be judged, for no fault of the backend.
    pub fn check<B: Backend>(&mut self, script: &Script, backend: &B) -> Result<Checked, Trouble> {
        let lacks = backend.lacks().and(&self.lacks);
        if let Some(missing) = requirements::of(script).into_iter().find(|needed| lacks.contains(*needed)) {
            self.coverage.skipped(missing);
            return Ok(Checked { trace: Vec::new(), verdict: Verdict::Skipped(missing), tree: None });
        }
        let Self { runtime, coverage, deadline, explain, tolerance, .. } = self;
        let trial = Trial { script, coverage, explain: *explain, tolerance: *tolerance, deadline: *deadline };
        runtime.block_on(trial.run(backend))
    }
}

/// One script on its way through one backend.
struct Trial<'a> {
    script: &'a Script,
    coverage: &'a mut Coverage,
    explain: bool,
    tolerance: Option<Tolerance<'a>>,
    deadline: Duration,
}

impl Trial<'_> {
    async fn run<B: Backend>(mut self, backend: &B) -> Result<Checked, Trouble> {
        let Instance { preopens, folder } = backend.start(&self.script.fixture).await?;
        let name = |preopen: &Preopen| Name::new(&preopen.name).expect("our fault: a preopen without a name");
        let names = self.script.fixture.preopens.iter().map(name);
        let mut guest = Guest::new(names.zip(preopens), self.deadline);
        let mut model = Model::new(&self.script.fixture);
        let mut trace = Vec::with_capacity(self.script.steps.len());
        self.coverage.script();
        let folder = folder.as_ref();
        let early = self.steps(&mut guest, &mut model, &mut trace, folder.map(Folder::path)).await?;
        drop(guest);
        if let Some(verdict @ Verdict::Diverged(_)) = early {
            return Ok(Checked { trace, verdict, tree: None });
        }
        let tree = early.is_none().then(|| model.tree());
        // Before the tree: a script that took its own folder away has left none to look at.
        if let Some((folder, around)) = folder.and_then(|folder| Some((folder, folder.surroundings()?))) {
            if let Some(wrong) = audit::surroundings(around, folder.path())? {
                return Ok(Checked { trace, verdict: self.diverged_at_end(wrong), tree });
            }
            self.coverage.kept(&[Rule::PathOutside]);
        }
        if let Some(verdict) = early {
            return Ok(Checked { trace, verdict, tree });
        }
        let audited = folder.map(|folder| audit::tree(&mut model, folder.path())).transpose()?;
        let verdict = if let Some(wrong) = audited.flatten() {
            self.diverged_at_end(wrong)
        } else {
            self.coverage.kept(&[Rule::DirTree]);
            Verdict::Conforms
        };
        Ok(Checked { trace, verdict, tree })
    }

    /// Takes the steps; a verdict if the script did not come to its end.
    async fn steps<D: Descriptor>(
        &mut self,
        guest: &mut Guest<D>,
        model: &mut Model,
        trace: &mut Vec<Answered>,
        folder: Option<&Path>,
    ) -> Result<Option<Verdict>, Trouble> {
        for (index, step) in self.script.steps.iter().enumerate() {
            let call = step.call();
            let state = model.stream_state(call.on);
            let allowed = model.allowed(call);
            if let Some(reason) = model.inconclusive() {
                return Ok(Some(self.inconclusive(reason)));
            }
            let Some(allowed) = allowed else {
                trace.push(Answered { outcome: None, allowed: None });
                model.skip();
                continue;
            };
            let outcome = guest.call(call).await;
            let explained = self.explain.then(|| allowed.to_string());
            let judged = allowed.judge(&outcome);
            trace.push(Answered { outcome: Some(outcome.clone()), allowed: explained });
            match judged {
                Ok(_) => self.coverage.answer(call, &allowed, &outcome, state, model.worlds()),
                Err(breach) if self.tolerance.is_some_and(|tolerates| tolerates(breach.rule, &outcome)) => {
                    self.coverage.tolerated(breach.rule);
                    if !matches!(outcome, Outcome::Error(_)) {
                        return Ok(Some(Verdict::Conforms));
                    }
                    model.skip();
                    continue;
                }
                Err(breach) => {
                    if let Some(folder) = folder {
                        audit::refuse_full_disk(&outcome, folder)?;
                    }
                    return Ok(Some(diverged(index, breach, &allowed, outcome)));
                }
            }
            model.take(call, &outcome);
        }
        let inconclusive = model.inconclusive();
        Ok(inconclusive.map(|reason| self.inconclusive(reason)))
    }

    fn inconclusive(&mut self, reason: &'static str) -> Verdict {
        self.coverage.inconclusive();
        Verdict::Inconclusive(reason)
    }

    fn diverged_at_end(&self, wrong: audit::Wrong) -> Verdict {
        Verdict::Diverged(Box::new(wrong.at_step(self.script.steps.len())))
    }
}

fn diverged(step: usize, breach: Breach, allowed: &Allowed, outcome: Outcome) -> Verdict {
    let (allowed, got) = (allowed.to_string(), outcome.to_string());
    Verdict::Diverged(Box::new(Divergence { step, breach, allowed, got, outcome: Some(outcome) }))
}
