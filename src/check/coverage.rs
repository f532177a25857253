//! What a run has reached.

mod counts;
pub mod universe;
#[cfg(feature = "cli")]
mod written;

pub use counts::{Countable, Counts};

use std::collections::BTreeMap;

use super::{Explored, Receipts};
use crate::model::{EffectKind, StreamState};
use crate::op::{Call, OpKind, Timing};
use crate::outcome::{Allowed, CellSet, Outcome, OutcomeKind};
use crate::rule::Rule;
use crate::tree::Capability;
use crate::wasi::ErrorCode;

/// A length in bytes for which nobody has memory, or ought to take it.
const HUGE: u64 = 1 << 40;

/// Rules that every answered call keeps.
pub(super) const OF_EVERY_CALL: &[Rule] =
    &[Rule::NoPanic, Rule::NoAbort, Rule::NoHang, Rule::NoTrap, Rule::Supported];

/// What a run has reached, and what it passed over. Parts of a run that are counted apart, sent elsewhere as data and
/// [merged](Coverage::merge) there are the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "cli", serde(into = "written::Written", try_from = "written::Written"))]
pub struct Coverage {
    /// Scripts that were run.
    pub scripts: u64,
    /// Scripts of these whose operations were weighted by what was covered before, or by a line of numbers.
    pub leaning: u64,
    /// Calls that were judged.
    pub ops: u64,
    /// Scripts that the model could not follow to their end, by the reason.
    pub inconclusive: BTreeMap<String, u64>,
    /// Scripts of which nothing came about that they are about, by the reason.
    pub not_exercised: BTreeMap<String, u64>,
    /// The same, by the rule that the script is about, if it is about one.
    pub rules_not_exercised: Counts<Rule>,
    /// Scripts of which a deadline told once that they break a rule, and which did not show it again when they were waited
    /// for longer, by the rule.
    pub not_repeated: BTreeMap<Rule, u64>,
    /// Scripts whose tree at the end was not looked at in whole, of a backend that has no folder and is walked through its
    /// preopens, by the reason.
    pub not_audited: BTreeMap<String, u64>,
    /// Scripts that were skipped, by what the backend declares to lack.
    pub skipped: BTreeMap<Capability, u64>,
    /// Steps and objects of scripts that were left out, by what the backend declares to lack; of a script that was skipped all
    /// steps. An answer that conforms for what is lacking alone counts as well.
    pub left_out: BTreeMap<Capability, u64>,
    /// What a ledger tolerated: by the rule that was broken, and by the name that the ledger has for it.
    pub tolerated: BTreeMap<(Rule, String), u64>,
    /// How often each rule was kept.
    pub rules: Counts<Rule>,
    /// Which kinds of answers each operation gave.
    pub answers: Counts<(OpKind, OutcomeKind)>,
    /// Which codes streams told of their failures.
    pub failures: Counts<(OpKind, ErrorCode)>,
    /// Which calls were made on a stream in which state.
    pub stream_states: Counts<(StreamState, OpKind)>,
    /// What went on behind calls, or was ended in its middle.
    pub effects: Counts<EffectKind>,
    /// Cells of the table of rights for want of which a call was refused.
    denied: CellSet,
    /// Cells of the table of rights whose call succeeded with the right.
    granted: CellSet,
    /// Which rules the answers of each operation kept, of those that are counted in `rules`.
    pub rules_of_ops: Counts<(OpKind, Rule)>,
    /// Which calls were judged in more than one world.
    pub forked: Counts<OpKind>,
    /// The most worlds that a call was judged in.
    pub worlds_max: u64,
    /// How many schedules races have, and how many were run.
    pub explored: Explored,
    /// What other processes have changed.
    pub changes: Changes,
}

/// How often other processes have changed a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Changes {
    /// Between two calls.
    pub between: u64,
    /// In the middle of a call.
    pub amid: u64,
}

/// Counts a script under a reason.
fn count(by_reason: &mut BTreeMap<String, u64>, reason: &str) {
    match by_reason.get_mut(reason) {
        Some(count) => *count += 1,
        None => _ = by_reason.insert(reason.to_owned(), 1),
    }
}

impl Coverage {
    /// Counts a script that began.
    pub(crate) fn script(&mut self) {
        self.scripts += 1;
    }

    /// Counts whether a script leans to some operations.
    pub(crate) fn leans(&mut self, leans: bool) {
        self.leaning += u64::from(leans);
    }

    pub(super) fn inconclusive(&mut self, reason: &str) {
        count(&mut self.inconclusive, reason);
    }

    pub(super) fn not_exercised(&mut self, rule: Option<Rule>, reason: &str) {
        count(&mut self.not_exercised, reason);
        if let Some(rule) = rule {
            self.rules_not_exercised.count(rule);
        }
    }

    pub(super) fn not_audited(&mut self, reason: &str) {
        count(&mut self.not_audited, reason);
    }

    pub(super) fn skipped(&mut self, missing: Capability) {
        *self.skipped.entry(missing).or_default() += 1;
    }

    /// Counts what was left out of a script.
    pub(crate) fn leave_out(&mut self, left_out: &BTreeMap<Capability, u64>) {
        for (key, count) in left_out {
            *self.left_out.entry(*key).or_default() += count;
        }
    }

    /// Which part of all that was to be run was left out for what is lacking: from 0 to 1.
    pub fn share_left_out(&self) -> f64 {
        let left_out: u64 = self.left_out.values().sum();
        left_out as f64 / (self.ops + left_out).max(1) as f64
    }

    pub(crate) fn not_repeated(&mut self, rule: Rule) {
        *self.not_repeated.entry(rule).or_default() += 1;
    }

    /// Whether anything was judged: an answer, or what a ledger knows.
    pub fn has_judged(&self) -> bool {
        self.ops > 0 || !self.tolerated.is_empty()
    }

    /// Counts something wrong that a ledger knows by this name.
    pub(crate) fn tolerated(&mut self, rule: Rule, name: String) {
        *self.tolerated.entry((rule, name)).or_default() += 1;
    }

    /// Counts an answer that conformed, and every rule that it could have broken instead: those that are about what happens
    /// around calls where that came about.
    pub(super) fn answer(
        &mut self,
        call: Call<'_>,
        allowed: &Allowed,
        outcome: &Outcome,
        (state, worlds): (Option<StreamState>, usize),
        receipts: &Receipts,
    ) {
        let op = call.op.kind();
        self.ops += 1;
        if let Some(lack) = allowed.excuse(outcome) {
            *self.left_out.entry(lack).or_default() += 1;
        }
        self.answers.count((op, outcome.kind()));
        if let Outcome::Failed(Some(code)) = outcome {
            self.failures.count((op, *code));
        }
        self.kept(OF_EVERY_CALL);
        if call.op.length().is_some_and(|length| length >= HUGE) {
            self.kept(&[Rule::BoundedMemory]);
        }
        if op.info().timing == Timing::NeverBlocks {
            self.kept(&[Rule::NeverBlocks]);
        }
        if call.loops() {
            self.kept(&[Rule::LoopProgress]);
        }
        let mut kept = allowed.rules_kept(outcome);
        kept.retain(|rule| receipts.show(*rule));
        self.kept(&kept);
        for rule in kept {
            self.rules_of_ops.count((op, rule));
        }
        if matches!(outcome, Outcome::Error(_)) {
            self.denied.extend(allowed.cells.denied());
        } else {
            self.granted.extend(allowed.cells.granted());
        }
        if let Some(state) = state {
            self.stream_states.count((state, op));
        }
        if worlds > 1 {
            self.forked.count(op);
        }
        self.worlds_max = self.worlds_max.max(worlds as u64);
    }

    /// Counts what went on behind a call.
    pub(super) fn effect(&mut self, kind: EffectKind) {
        self.effects.count(kind);
    }

    /// Forgets all answers and states of an operation.
    #[cfg(test)]
    pub(crate) fn forget(&mut self, op: OpKind) {
        self.answers = self.answers.only(|(of, _)| of != op);
        self.failures = self.failures.only(|(of, _)| of != op);
        self.stream_states = self.stream_states.only(|(_, of)| of != op);
        self.rules_of_ops = self.rules_of_ops.only(|(of, _)| of != op);
        self.forked = self.forked.only(|of| of != op);
    }

    /// Counts rules that were kept.
    pub(super) fn kept(&mut self, rules: &[Rule]) {
        for rule in rules {
            self.rules.count(*rule);
        }
    }

    /// What was counted since this was asked last; nothing is left.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// How many scripts showed nothing of what they are about.
    pub fn scripts_not_exercised(&self) -> u64 {
        self.not_exercised.values().sum()
    }

    /// Whether an answer was judged to keep this rule.
    pub fn reached(&self, rule: Rule) -> bool {
        self.rules.of(rule) > 0
    }

    /// The rules under which some answer was judged, in the order of the index.
    pub fn rules_reached(&self) -> Vec<Rule> {
        Rule::ALL.iter().copied().filter(|rule| self.reached(*rule)).collect()
    }

    /// The cells of the table of rights that were witnessed: refused without the right, and done with it.
    pub fn cells_witnessed(&self) -> CellSet {
        self.denied.and(self.granted)
    }

    /// Also what another run has reached.
    pub fn merge(&mut self, other: &Self) {
        self.scripts += other.scripts;
        self.leaning += other.leaning;
        self.ops += other.ops;
        let reasons = [
            (&mut self.inconclusive, &other.inconclusive),
            (&mut self.not_exercised, &other.not_exercised),
            (&mut self.not_audited, &other.not_audited),
        ];
        for (mine, theirs) in reasons {
            for (reason, count) in theirs {
                *mine.entry(reason.clone()).or_default() += count;
            }
        }
        other
            .not_repeated
            .iter()
            .for_each(|(key, count)| *self.not_repeated.entry(*key).or_default() += count);
        other.skipped.iter().for_each(|(key, count)| *self.skipped.entry(*key).or_default() += count);
        self.leave_out(&other.left_out);
        for (key, count) in &other.tolerated {
            *self.tolerated.entry(key.clone()).or_default() += count;
        }
        self.rules.merge(&other.rules);
        self.rules_not_exercised.merge(&other.rules_not_exercised);
        self.answers.merge(&other.answers);
        self.failures.merge(&other.failures);
        self.stream_states.merge(&other.stream_states);
        self.effects.merge(&other.effects);
        self.rules_of_ops.merge(&other.rules_of_ops);
        self.forked.merge(&other.forked);
        self.worlds_max = self.worlds_max.max(other.worlds_max);
        self.explored.add(&other.explored);
        self.changes.between += other.changes.between;
        self.changes.amid += other.changes.amid;
        self.denied.extend(other.denied);
        self.granted.extend(other.granted);
    }
}
