//! The judge: one script, one backend, and the verdict: it conforms, it was skipped, or it diverged at a step.

mod around;
mod audit;
mod beneath;
mod broken;
mod cause;
mod coverage;
mod differing;
mod divergence;
mod elsewhere;
mod fitting;
mod forgiving;
mod gates;
mod growth;
mod host;
mod kind;
mod leaks;
mod made;
mod modes;
mod pins;
mod receipts;
mod schedules;
mod severity;
mod shortage;
mod standing;
mod statistics;
mod struck;
mod trial;
mod trouble;
mod twice;
mod walk;
mod watch;
mod whose;

#[cfg(feature = "cli")]
pub(crate) use self::broken::{last_words, rule_of_end};
#[cfg(feature = "cli")]
pub(crate) use crate::drive::caught;
pub use cause::Relaxation;
pub use coverage::{Changes, Countable, Counts, Coverage, universe};
pub use differing::{Differing, PathDiffers, Side, Stretch, Writer};
pub use divergence::{Divergence, Why};
pub use fitting::Fitted;
pub(crate) use fitting::is_of_the_machine;
#[cfg(feature = "cli")]
pub(crate) use fitting::what_is_left;
pub use kind::Kind;
pub use made::{Earlier, Made};
pub use pins::{Miss, MissedPin};
pub use receipts::{Ask, Asked, Receipt, Receipts, needs_receipt};
pub use schedules::{
    Agenda, Bound, DivergedSchedule, Explored, SCHEDULES, Scheduled, in_pieces, run_schedules,
};
pub use severity::Severity;
pub use shortage::Shortage;
#[cfg(feature = "cli")]
pub(crate) use shortage::{ended_for_memory, of_anything as short_of, of_memory, wanted};
pub use standing::{Evidence, Standing};
pub use statistics::{Happening, Statistics};
pub use trouble::Trouble;

use std::rc::Rc;
use std::time::Duration;

use crate::backend::Backend;
use crate::clock;
use crate::control::syscall_gate_available;
use crate::drive::Patience;
use crate::op::OpKind;
use crate::outcome::Outcome;
use crate::privilege::is_above_modes;
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::{Capability, Lacks, Traits, Tree};
use elsewhere::Elsewhere;
use gates::{Gates, Reach};
use growth::Growth;
use leaks::Held;
use trial::Trial;

/// How long one call may take before it counts as hanging.
pub const STEP_DEADLINE: Duration = Duration::from_secs(10);

/// The shortest time that a call can be given: below that it would tell more of the machine than of a backend.
pub const STEP_DEADLINE_MIN: Duration = Duration::from_millis(10);

/// Whether calls of the operating system can be held and answered here, which some scripts need; tried once.
///
/// # Errors
/// With the reason why not: the platform, the kernel, a sandbox around this process, or `SYSCALL_GATE=off` in its
/// environment.
pub fn syscall_gate() -> Result<(), String> {
    syscall_gate_available().map_err(|why| why.to_string())
}

/// Raises the limits of this process that are too low for scripts, as far as it may.
///
/// # Errors
/// When it is not allowed what scripts need.
pub fn limits() -> Result<(), Trouble> {
    shortage::at_the_start().map_or(Ok(()), |shortage| Err(Trouble::short(shortage, None)))
}

/// What came of one script.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was answered, step by step, as far as the script got.
    pub trace: Vec<Answered>,
    /// The verdict.
    pub verdict: Verdict,
    /// The tree at the end as the model has it, if the script got there.
    pub tree: Option<Tree>,
    /// What happened around the calls.
    pub receipts: Receipts,
}

/// One step's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What was seen; none where the step was skipped for want of a handle.
    pub outcome: Option<Outcome>,
    /// What the model allows, as it prints it; only where asked for.
    pub allowed: Option<String>,
    /// How it was made, where the script does not say it: how often, and with which numbers.
    pub made: Option<Made>,
}

/// Whether a backend conformed on one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every answer conformed, and so did the tree at the end and what is around it.
    Conforms,
    /// Nothing was wrong, and nothing of what the script is about came about, for this reason: no fault of it has fired, or
    /// nothing was held.
    NotExercised(&'static str),
    /// The script needs what the backend declares to lack.
    Skipped(Capability),
    /// The model could not follow, for this reason; nothing was wrong until then.
    Inconclusive(&'static str),
    /// A rule was broken.
    Diverged(Box<Divergence>),
}

impl Verdict {
    /// Whether the script was run, and nothing was wrong.
    fn is_no_finding(&self) -> bool {
        match self {
            Self::Conforms | Self::NotExercised(_) | Self::Inconclusive(_) => true,
            Self::Skipped(_) | Self::Diverged(_) => false,
        }
    }
}

/// Says under which name something wrong is known, if it is: see [`Judge::tolerating`].
pub type Tolerance<'t> = dyn Fn(&Divergence) -> Option<String> + 't;

/// What a run shows beside what came of it.
#[derive(Debug, Default)]
struct Left {
    /// Whether what is there is counted around the script,
    counts: bool,
    /// and what was there before it and behind it, where that can be told.
    held: Option<(Held, Held)>,
    /// The steps whose paths leave their directory.
    leaving: Vec<usize>,
}

/// Who hears each answer as it comes: see [`Judge::telling`].
type Listener<'t> = dyn FnMut(&Answered) + 't;

/// Runs scripts on backends, and counts what was covered.
pub struct Judge<'t> {
    gates: Gates,
    patience: Patience,
    explain: bool,
    /// Whether what this process has open and at work is counted around scripts, and how many were run.
    counts: bool,
    ran: u32,
    lacks: Lacks,
    traits: Traits,
    tolerance: Option<Rc<Tolerance<'t>>>,
    listener: Option<Box<Listener<'t>>>,
    /// The memory of a backend's own processes.
    growth: Growth,
    /// What was covered since the judge was made.
    pub coverage: Coverage,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge")
            .field("patience", &self.patience)
            .field("coverage", &self.coverage)
            .finish_non_exhaustive()
    }
}

impl<'t> Judge<'t> {
    /// A judge with a runtime of its own. Limits of this process that are too low for scripts and that it may raise itself
    /// are raised.
    ///
    /// # Errors
    /// When the operating system has no runtime to give, or does not allow this process what scripts need.
    pub fn new() -> Result<Self, Trouble> {
        limits()?;
        // Before anything is held, and before anybody counts threads.
        clock::start();
        Ok(Self {
            gates: Gates::new(true, false)?,
            patience: Patience::new(STEP_DEADLINE),
            explain: false,
            counts: true,
            ran: 0,
            lacks: Lacks::default(),
            traits: Traits::NONE,
            tolerance: None,
            listener: None,
            growth: Growth::default(),
            coverage: Coverage::default(),
        })
    }

    /// A judge of the same mind that has covered nothing yet.
    ///
    /// # Errors
    /// When the operating system has no runtime to give.
    pub fn fresh(&self) -> Result<Self, Trouble> {
        Ok(Self {
            gates: Gates::new(self.gates.syscalls, self.gates.refuse_openat2)?,
            patience: self.patience.clone(),
            explain: self.explain,
            counts: self.counts,
            ran: 0,
            lacks: self.lacks,
            traits: self.traits,
            tolerance: self.tolerance.clone(),
            listener: None,
            growth: Growth::default(),
            coverage: Coverage::default(),
        })
    }

    /// Skips scripts that need one of these, as if the backend declared to lack them.
    #[must_use]
    pub fn lacking(mut self, lacks: &Lacks) -> Self {
        self.lacks = self.lacks.and(lacks);
        self
    }

    /// Sets how long one call may take; less than [`STEP_DEADLINE_MIN`] is taken for that.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.patience = self.patience.with_deadline(deadline.max(STEP_DEADLINE_MIN));
        self
    }

    /// How long one call may take.
    pub fn deadline(&self) -> Duration {
        self.patience.deadline()
    }

    /// Does without the gate that holds and answers calls of the system, as where there is none: scripts that need it are
    /// skipped and counted, and what can be held in a queue is held there.
    #[must_use]
    pub fn without_syscall_gate(mut self) -> Self {
        self.gates.syscalls = false;
        self
    }

    /// Whether calls of the system can be held and answered here; without that, scripts that need it are skipped.
    pub fn has_syscall_gate(&self) -> bool {
        self.gates.has_syscall_gate()
    }

    /// Lets the system refuse the first of the two ways in which cap-std resolves a path (`openat2`), so that a backend
    /// built on it takes the second. Scripts are skipped where that can't be had.
    #[must_use]
    pub fn refusing_openat2(mut self) -> Self {
        self.gates.refuse_openat2 = true;
        self
    }

    /// Keeps in every trace what the model allowed, as text, and in a divergence what differs, in parts.
    #[must_use]
    pub fn explaining(mut self) -> Self {
        self.explain = true;
        self
    }

    /// Counts no descriptors and threads of this process around scripts. Else that is done around each, and where other judges
    /// run scripts in this process at the same time around one in eight, since what those open is counted as well: a script
    /// behind which there was more is run again while they all wait. What a script that is controlled leaves open of its own
    /// files is looked for in any case.
    #[must_use]
    pub fn ignoring_growth(mut self) -> Self {
        self.counts = false;
        self
    }

    /// Tells each answer as soon as it was judged, also of a script that never comes to its end.
    #[must_use]
    pub fn telling(mut self, listener: impl FnMut(&Answered) + 't) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// Lets pass what a ledger knows, and counts it, by the rule and the name that the ledger has for it. Where it is known
    /// what the guest's files and handles are all the same, the script goes on: after a refusal, or a look at an object, of
    /// the wrong kind; after a loop that got nowhere; after a failure with the wrong code. After anything else it ends there.
    #[must_use]
    pub fn tolerating(mut self, tolerance: impl Fn(&Divergence) -> Option<String> + 't) -> Self {
        self.tolerance = Some(Rc::new(tolerance));
        self
    }

    /// Waits only shortly for operations that are known to hang, or to get nowhere when they are repeated, so that whoever
    /// tolerates that is not kept waiting over and over. Whatever else such an operation does is judged as before.
    #[must_use]
    pub fn waiting_shortly_for(mut self, ops: impl IntoIterator<Item = OpKind>) -> Self {
        self.patience = self.patience.lost_with(ops);
        self
    }

    /// Where the work of a script's streams is held, or what is missing for it.
    fn reach(&self, script: &Script, lacks: Lacks) -> Result<Reach, Capability> {
        if let Some(missing) = script.needs_of(lacks) {
            return Err(missing);
        }
        let reach = self.gates.reach(script, lacks);
        // The threads of a gate are as privileged as this process is.
        if script.has_modes() && (!script.is_only_changed() || reach != Reach::Nothing && is_above_modes()) {
            return Err(Capability::Modes);
        }
        let stops: &[Capability] =
            if reach == Reach::Calls { &[Capability::Faults, Capability::SyscallGate] } else { &[] };
        stops.iter().find(|stop| lacks.contains(**stop)).map_or(Ok(reach), |stop| Err(*stop))
    }

    /// Runs one script on one backend, as it is. Where it needs what is lacking it is skipped: see
    /// [`check_what_is_left`](Self::check_what_is_left).
    ///
    /// # Errors
    /// When the script could not be judged, for no fault of the backend.
    pub fn check<B: Backend>(&mut self, script: &Script, backend: &B) -> Result<Checked, Trouble> {
        let checked = self.check_uncounted(script, backend, self.lacks_of(backend))?;
        if let Verdict::Skipped(missing) = checked.verdict {
            self.coverage.skipped(missing);
        }
        Ok(checked)
    }

    /// Runs one script; one that is skipped is not counted.
    fn check_uncounted<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        lacks: Lacks,
    ) -> Result<Checked, Trouble> {
        let reach = match self.reach(script, lacks) {
            Ok(reach) => reach,
            Err(missing) => return Ok(Checked::skipped(missing)),
        };
        let mut left = Left::default();
        let mut checked = {
            let running = leaks::running();
            left.counts = self.counts && (running.counts(self.ran) || script.rule == Some(Rule::NoLeak));
            self.ran = self.ran.wrapping_add(1);
            self.drive(script, backend, reach, &mut left, None)?
        };
        let Left { held, leaving, .. } = left;
        // What a call holds that never returned is no more than the hang, which was told.
        let held = held.filter(|_| !checked.trace.iter().any(Answered::hangs));
        let may_leak = held.is_some_and(|(before, after)| after.is_more_than(before))
            || script.rule == Some(Rule::NoLeak) && held.is_some();
        if may_leak
            && checked.verdict.is_no_finding()
            && let Some(grown) = self.grown(script, backend, reach)?
        {
            let divergence = audit::grows(grown).diverged(script.steps.len());
            checked.verdict = self.judged(divergence);
        }
        if checked.verdict.is_no_finding()
            && !leaving.is_empty()
            && let Some(told) = self.seen_from_elsewhere(script, backend, reach, (&checked, &leaving))?
        {
            checked.verdict = self.judged(told);
        }
        // Of a script that diverged something else is told, and it may have been cut short.
        if checked.verdict.is_no_finding()
            && let Some(grown) = self.growth.take()
        {
            let divergence = audit::takes_ever_more(grown).diverged(script.steps.len());
            checked.verdict = self.judged(divergence);
        }
        Ok(checked)
    }

    /// The verdict where something is wrong behind a whole script: what a ledger knows is counted, and passes.
    fn judged(&mut self, divergence: Divergence) -> Verdict {
        match self.tolerance.as_deref().and_then(|known| known(&divergence)) {
            Some(name) => {
                self.coverage.tolerated(divergence.rule(), name);
                Verdict::Conforms
            }
            None => Verdict::Diverged(Box::new(divergence)),
        }
    }

    /// Drives a script to its end.
    fn drive<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        reach: Reach,
        left: &mut Left,
        elsewhere: Option<&Elsewhere>,
    ) -> Result<Checked, Trouble> {
        let host = self.host_of(backend);
        let Self { gates, coverage, patience, explain, tolerance, listener, growth, .. } = self;
        let trial = Trial {
            script,
            coverage,
            explain: *explain,
            tolerance: tolerance.as_deref(),
            listener: listener.as_mut().map(|listener| &mut **listener as &mut dyn FnMut(&Answered)),
            patience,
            left,
            elsewhere,
            host,
        };
        let checked = gates.drive(reach, trial, backend)?;
        // Behind each run, also of one that is run again: what grows alike behind each is told.
        growth.look(&backend.processes());
        Ok(checked)
    }
}
