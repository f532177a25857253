//! What a run has reached.

use std::collections::{BTreeMap, BTreeSet};

use crate::op::{Call, OpKind, Timing};
use crate::outcome::{Allowed, CellSet, Outcome, OutcomeKind};
use crate::rule::Rule;
use crate::tree::Capability;

/// A length in bytes for which nobody has memory, or ought to take it.
const HUGE: u64 = 1 << 40;

/// What a run has reached, and what it passed over.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Scripts that were run.
    pub scripts: u64,
    /// Calls that were judged.
    pub ops: u64,
    /// Scripts that the model could not follow to their end, by the reason.
    pub inconclusive: BTreeMap<String, u64>,
    /// Scripts that were skipped, by what the backend declares to lack.
    pub skipped: BTreeMap<Capability, u64>,
    /// Answers that a ledger tolerated, by rule.
    pub tolerated: BTreeMap<Rule, u64>,
    /// How often each rule was kept, in the order of the index.
    rules: Vec<u64>,
    /// Which kinds of answers each operation gave.
    pub answers: BTreeSet<(OpKind, OutcomeKind)>,
    /// Which calls were made on a stream in which state.
    pub stream_states: BTreeSet<(&'static str, OpKind)>,
    /// Cells of the table of rights for want of which a call was refused.
    denied: CellSet,
    /// Cells of the table of rights whose call succeeded with the right.
    granted: CellSet,
    /// Calls that were judged in more than one world.
    pub forked: u64,
}

impl Coverage {
    pub(super) fn script(&mut self) {
        self.scripts += 1;
    }

    pub(super) fn inconclusive(&mut self, reason: &str) {
        match self.inconclusive.get_mut(reason) {
            Some(count) => *count += 1,
            None => _ = self.inconclusive.insert(reason.to_owned(), 1),
        }
    }

    pub(super) fn skipped(&mut self, missing: Capability) {
        *self.skipped.entry(missing).or_default() += 1;
    }

    pub(super) fn tolerated(&mut self, rule: Rule) {
        *self.tolerated.entry(rule).or_default() += 1;
    }

    /// Counts an answer that conformed, and every rule that it could have broken instead.
    pub(super) fn answer(
        &mut self,
        call: Call<'_>,
        allowed: &Allowed,
        outcome: &Outcome,
        state: Option<&'static str>,
        worlds: usize,
    ) {
        let op = call.op.kind();
        self.ops += 1;
        self.answers.insert((op, outcome.kind()));
        self.kept(&[Rule::NoPanic, Rule::NoAbort, Rule::NoHang, Rule::NoTrap, Rule::Supported]);
        if call.op.length().is_some_and(|length| length >= HUGE) {
            self.kept(&[Rule::BoundedMemory]);
        }
        if op.info().timing == Timing::NeverBlocks {
            self.kept(&[Rule::NeverBlocks]);
        }
        if call.loops() {
            self.kept(&[Rule::LoopProgress]);
        }
        self.kept(&allowed.rules_kept(outcome));
        if matches!(outcome, Outcome::Error(_)) {
            self.denied.extend(allowed.cells.denied());
        } else {
            self.granted.extend(allowed.cells.granted());
        }
        if let Some(state) = state {
            self.stream_states.insert((state, op));
        }
        self.forked += u64::from(worlds > 1);
    }

    /// Counts rules that were kept.
    pub(super) fn kept(&mut self, rules: &[Rule]) {
        self.rules.resize(Rule::ALL.len(), 0);
        for rule in rules {
            self.rules[*rule as usize] += 1;
        }
    }

    /// Whether an answer was judged to keep this rule.
    pub fn reached(&self, rule: Rule) -> bool {
        self.rules.get(rule as usize).is_some_and(|count| *count > 0)
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
        self.ops += other.ops;
        self.forked += other.forked;
        for (reason, count) in &other.inconclusive {
            *self.inconclusive.entry(reason.clone()).or_default() += count;
        }
        other.skipped.iter().for_each(|(key, count)| *self.skipped.entry(*key).or_default() += count);
        other.tolerated.iter().for_each(|(key, count)| *self.tolerated.entry(*key).or_default() += count);
        self.rules.resize(Rule::ALL.len(), 0);
        self.rules.iter_mut().zip(&other.rules).for_each(|(mine, theirs)| *mine += theirs);
        self.answers.extend(&other.answers);
        self.stream_states.extend(&other.stream_states);
        self.denied.extend(other.denied);
        self.granted.extend(other.granted);
    }
}
