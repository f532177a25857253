//! Calls in the middle of which the system has answered what a script says, in place of its own answer.

use std::sync::Arc;

use super::cause::{Record, Sight};
use super::trial::{Stage, Trial};
use super::whose::OnceLook;
use super::{Divergence, Receipts, Verdict, Why, audit, elsewhere};
use crate::backend::Descriptor;
use crate::control::Control as Gate;
use crate::model::{Model, Struck};
use crate::op::{Call, DescriptorOp, Name, Op};
use crate::outcome::{Allowed, Breach, Outcome, Span};
use crate::rule::Rule;
use crate::tree::Tree;

/// When an answer came about, and what its call has met.
#[derive(Clone, Debug, Default)]
pub(super) struct Came {
    /// When.
    pub(super) at: Option<Span>,
    /// What the system has answered in the middle of it.
    pub(super) struck: Struck,
    /// What was on disk behind it, where that was looked at to find out whether it was done.
    pub(super) left: Option<Arc<Tree>>,
}

impl Came {
    /// Says what it has left; whether a model may have come to that.
    pub(super) fn settles(&self, model: &mut Model) -> bool {
        self.left.as_ref().is_none_or(|left| model.settle_on(left))
    }
}

/// Whether a rule is broken by who has come to another object than it should, or finds something else there.
fn is_of_objects(rule: Rule) -> bool {
    const AREAS: &[&str] = &["dir", "link", "open", "path"];
    AREAS.contains(&rule.area()) && !matches!(rule, Rule::PathOutside | Rule::PathUnseen)
        || matches!(rule, Rule::FileRead | Rule::FileStat | Rule::FileWrite)
}

impl<D: Descriptor, G: Gate> Stage<'_, D, G> {
    /// What a call on a descriptor or a listing has met, by what was received `behind` so much else, and whether it was to synchronise
    /// and nobody has asked the system.
    pub(super) fn struck(&self, behind: usize, call: Call<'_>, outcome: &Outcome) -> Struck {
        // What a stream has met is known to it from the step that asked for it.
        if self.model.stream_state(call.on).is_some() {
            return Struck::default();
        }
        let struck = self.receipts.struck(behind, call.on);
        let asks = matches!(call.op, Op::Descriptor(DescriptorOp::Sync | DescriptorOp::SyncData));
        let is_done_without = asks && *outcome == Outcome::Done && self.gate.is_unsynchronised(call.on);
        if is_done_without { struck.unsynchronised() } else { struck }
    }

    /// What conforms now that it is known what a call has met.
    ///
    /// # Errors
    /// With the reason, where the model can't follow that.
    pub(super) fn behind(
        &mut self,
        step: usize,
        call: Call<'_>,
        struck: &Struck,
        allowed: Allowed,
    ) -> Result<Allowed, &'static str> {
        if struck.is_nothing() {
            return Ok(allowed);
        }
        self.model.strike(call, struck);
        if let Some(reason) = self.model.inconclusive() {
            return Err(reason);
        }
        let allowed = self.model.allowed(call).unwrap_or(allowed);
        if struck.is_changed() {
            self.receipts.raced(step, elsewhere::leaves(&allowed));
        }
        Ok(allowed)
    }
}

impl Trial<'_> {
    /// A verdict under the rule of the race that has led to it, where there was one, and it is about which object is which, or what is
    /// there. What a ledger knows without one is no race's.
    pub(super) fn of_race(
        &mut self,
        receipts: &Receipts,
        step: usize,
        on: &Name,
        verdict: Verdict,
    ) -> Verdict {
        let Some(race) = receipts.race_behind(self.script, step, on) else { return verdict };
        let Verdict::Diverged(wrong) = verdict else { return verdict };
        if !is_of_objects(wrong.rule()) {
            return Verdict::Diverged(wrong);
        }
        let breach = Breach { rule: race, ..wrong.breach };
        self.wrong(Divergence { breach, why: Why { causes: Vec::new(), ..wrong.why }, ..*wrong })
    }

    /// Looks at the disk whether a call that told an error which it has met was done all the same; a verdict where something else is
    /// there.
    pub(super) fn is_done_all_the_same<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        index: usize,
    ) -> Option<Verdict> {
        stage.moments.last().filter(|came| !came.struck.is_nothing())?;
        let disk = OnceLook::at(stage.folder.as_ref());
        let found = disk.found()?;
        if stage.model.settle_on(&found.tree) {
            if let Some(came) = stage.moments.last_mut() {
                came.left = Some(Arc::new(found.tree.clone()));
            }
            let kept = stage.receipts.race_at(index).unwrap_or(Rule::FaultUndone);
            self.coverage.kept(&[kept]);
            return None;
        }
        let mut wrong = audit::against(&stage.model, found)?;
        if let Some(race) = stage.receipts.race_at(index) {
            wrong = wrong.of(race);
        }
        let Stage { planted, folder, trace, moments, model, .. } = &*stage;
        let first = self.first(*planted, folder.as_ref());
        let record = Record { first, script: self.script, trace, moments, last: None };
        let explained = record.explained(wrong.diverged(index), &Sight::End(found, model.now()));
        Some(self.wrong(explained))
    }
}
