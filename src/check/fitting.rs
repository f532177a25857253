//! What of a script is run on a backend that lacks something: what is left of it without that.
//!
//! A script that is about a rule is run only where what is left is still about that. Whether it is, the model tells.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::coverage::OF_EVERY_CALL;
use super::{Checked, Coverage, Judge, Receipts, Trouble, Verdict};
use crate::backend::{Backend, Ground};
use crate::model::Model;
use crate::outcome::Seen;
use crate::rule::Rule;
use crate::script::{Projection, Script};
use crate::tree::{Capability, Lacks, Platform, Traits};

/// Lacks that change what all calls of a script may do: a claim about one of them says something else then.
const OF_ALL_CALLS: &[Capability] = &[Capability::Permissions, Capability::SplitPermissions];

/// What was run of a script, and what came of that.
#[derive(Clone, Debug)]
pub struct Fitted<'s> {
    /// What is left of it without what is lacking; all of it where it was skipped.
    pub script: Cow<'s, Script>,
    /// How many steps and objects were left out, by what they need.
    pub left_out: BTreeMap<Capability, u64>,
    /// What came of it.
    pub checked: Checked,
}

/// Whether what scripts were skipped for is no lack of the backend, but of the machine, or of the judge that does without.
pub(crate) fn is_of_the_machine(lack: Capability) -> bool {
    // To look for a second device makes a folder there, so nobody looks who need not.
    lack == Capability::SyscallGate
        || [Capability::TwoDevices, Capability::Modes].contains(&lack)
            && Ground::default().lacks().contains(lack)
}

impl Judge<'_> {
    /// Takes the backend for a host of this platform, as if it declared what such lack and are like.
    #[must_use]
    pub fn on_platform(mut self, platform: Platform) -> Self {
        self.traits = self.traits.and(platform.traits());
        self.lacking(&platform.lacks())
    }

    /// Forgets what was said of the backend's host.
    #[cfg(feature = "cli")]
    pub(crate) fn on_no_platform(mut self) -> Self {
        (self.lacks, self.traits) = (Lacks::default(), Traits::NONE);
        self
    }

    /// What a backend lacks and is like, as far as anybody says.
    pub(super) fn host_of<B: Backend>(&self, backend: &B) -> (Lacks, Traits) {
        (self.lacks_of(backend), self.traits.and(backend.traits()))
    }

    /// What is lacking for scripts on a backend: what it declares, what this judge was told, and what the machine does not
    /// have.
    pub fn lacks_of<B: Backend>(&self, backend: &B) -> Lacks {
        // What can't be held is told by its receipts, whatever is declared.
        let lacks = backend.lacks().and(&self.lacks).without(Capability::Background);
        if self.gates.has_syscall_gate() { lacks } else { lacks.with(Capability::SyscallGate) }
    }

    /// What scripts that are made up for a backend do without: also holds, where nothing can be held. Work that the judge can't
    /// wait for is not done on threads of its runtime, and so can't be held either.
    pub fn lacks_to_generate<B: Backend>(&self, backend: &B) -> Lacks {
        let lacks = self.lacks_of(backend);
        let declared = backend.lacks().and(&self.lacks).contains(Capability::Background);
        let is_unheld = declared || lacks.contains(Capability::Quiesce);
        if is_unheld { lacks.with(Capability::Background) } else { lacks }
    }

    /// What is missing for a script on a backend without which nothing is left that is worth running; then it is skipped.
    pub fn missing<B: Backend>(&self, script: &Script, backend: &B) -> Option<Capability> {
        let lacks = self.lacks_of(backend);
        match fit(script, lacks) {
            Ok(fitted) => self.reach(&fitted.script, lacks).err(),
            Err(missing) => Some(missing),
        }
    }

    /// Runs on a backend what its lacks leave of a script, and counts what was left out.
    ///
    /// # Errors
    /// As for [`check`](Self::check).
    pub fn check_what_is_left<'s, B: Backend>(
        &mut self,
        script: &'s Script,
        backend: &B,
    ) -> Result<Fitted<'s>, Trouble> {
        let mut lacks = self.lacks_of(backend);
        loop {
            let Fit { script: left, left_out } = match fit(script, lacks) {
                Ok(fit) => fit,
                Err(missing) => return Ok(self.skip(script, missing)),
            };
            let checked = self.check_uncounted(&left, backend, lacks)?;
            match checked.verdict {
                // What a backend turns out to lack only when it runs.
                Verdict::Skipped(missing) if !lacks.contains(missing) => lacks = lacks.with(missing),
                Verdict::Skipped(missing) => return Ok(self.skip(script, missing)),
                Verdict::Conforms
                | Verdict::NotExercised(_)
                | Verdict::Inconclusive(_)
                | Verdict::Diverged(_) => {
                    self.coverage.leave_out(&left_out);
                    return Ok(Fitted { script: left, left_out, checked });
                }
            }
        }
    }

    /// Runs what is left of a script that somebody asks for by itself. Only where that diverges it tells something of the script:
    /// else it is skipped, and counts as that.
    ///
    /// # Errors
    /// As for [`check`](Self::check).
    pub fn check_by_itself<'s, B: Backend>(
        &mut self,
        script: &'s Script,
        backend: &B,
    ) -> Result<Fitted<'s>, Trouble> {
        let before = self.coverage.clone();
        let fitted = self.check_what_is_left(script, backend)?;
        match (&fitted.checked.verdict, fitted.left_out.keys().next()) {
            (Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Inconclusive(_), Some(missing)) => {
                self.coverage = before;
                Ok(self.skip(script, *missing))
            }
            (Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Inconclusive(_), None)
            | (Verdict::Skipped(_) | Verdict::Diverged(_), _) => Ok(fitted),
        }
    }

    fn skip<'s>(&mut self, script: &'s Script, missing: Capability) -> Fitted<'s> {
        self.coverage.skipped(missing);
        let left_out = [(missing, script.steps.len() as u64)].into();
        self.coverage.leave_out(&left_out);
        Fitted { script: Cow::Borrowed(script), left_out, checked: Checked::skipped(missing) }
    }
}

impl Checked {
    /// Of a script that was not run for want of this.
    pub(super) fn skipped(missing: Capability) -> Self {
        let verdict = Verdict::Skipped(missing);
        Self { trace: Vec::new(), verdict, tree: None, receipts: Receipts::default() }
    }
}

/// What is left of a script that is worth running; all of it where nothing is.
#[cfg(feature = "cli")]
pub(crate) fn what_is_left(script: &Script, lacks: Lacks) -> Cow<'_, Script> {
    fit(script, lacks).map_or(Cow::Borrowed(script), |fit| fit.script)
}

/// What is left of a script that is worth running.
struct Fit<'s> {
    script: Cow<'s, Script>,
    left_out: BTreeMap<Capability, u64>,
}

/// What is left of a script, or what is missing for it.
fn fit(script: &Script, lacks: Lacks) -> Result<Fit<'_>, Capability> {
    let Some(missing) = script.needs_of(lacks) else {
        return Ok(Fit { script: Cow::Borrowed(script), left_out: BTreeMap::new() });
    };
    // What it says that it needs, it is about.
    if let Some(said) = script.needs.iter().find(|said| lacks.contains(**said)) {
        return Err(*said);
    }
    let left = script.without(lacks);
    let is_about_its_rule = script.rule.is_none_or(|rule| is_still_about(rule, script, &left));
    if left.script.steps.is_empty() || !is_about_its_rule {
        return Err(missing);
    }
    Ok(Fit { script: Cow::Owned(left.script), left_out: left.left_out })
}

/// Whether what is left of a script is still about a rule: the last step that has to do with it is there, has to do with it,
/// and, where the script starts from something else now, has to be answered as before.
fn is_still_about(rule: Rule, whole: &Script, left: &Projection) -> bool {
    if left.left_out.keys().any(|lack| OF_ALL_CALLS.contains(lack)) {
        return false;
    }
    let Some((step, allowed)) = last_about(rule, whole) else { return false };
    let there = last_about(rule, &left.script);
    there.is_some_and(|(at, now)| left.places[at] == step && (left.same_ground || now == allowed))
}

/// The last step of a script whose answer has to do with a rule, where all is answered plainly, and what it may be answered.
fn last_about(rule: Rule, script: &Script) -> Option<(usize, String)> {
    // Such a rule does not tell which of the calls the script is about.
    if OF_EVERY_CALL.contains(&rule) {
        return None;
    }
    // Whatever it asks for may come about.
    let all = Receipts::of_everything();
    let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
    let mut last = None;
    for (index, step) in script.steps.iter().enumerate() {
        model.go_plainly(step, &mut seen, |call, allowed, answer| {
            let mut reached = Coverage::default();
            reached.answer(call, allowed, answer, (None, 1), &all);
            if reached.reached(rule) {
                last = Some((index, allowed.to_string()));
            }
        });
    }
    // Where the model can't follow, nobody knows.
    last.filter(|_| model.inconclusive().is_none())
}
