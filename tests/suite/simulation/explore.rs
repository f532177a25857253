//! Every state that the simulated backend can be in behind the answers it has given, and all that it can answer next.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use wasi_fs_conformance::op::{Call, Control};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Leeway;
use wasi_fs_conformance::tree::Tree;

use super::dice::{Dice, Tape};
use super::machine::Simulated;

/// Runs of one step that are made at most, over all states.
const RUNS_MAX: usize = 20_000;

/// Why a step was not followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Left {
    /// The machine does not know a call.
    Unknown,
    /// There are more ways than are tried.
    TooMany,
}

impl Left {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Unknown => "a call that the machine does not know",
            Self::TooMany => "more ways than are tried",
        }
    }
}

/// All states that are possible, once each.
#[derive(Clone, Debug)]
pub(super) struct States {
    each: Vec<Simulated>,
    seen: HashSet<u64>,
}

/// What the machine can answer, by its text, with the states in which it is then.
pub(super) type Answers = BTreeMap<String, (Outcome, States)>;

impl States {
    pub(super) fn of(machine: Simulated) -> Self {
        let mut states = Self::none();
        states.add(machine);
        states
    }

    fn none() -> Self {
        Self { each: Vec::new(), seen: HashSet::new() }
    }

    fn add(&mut self, machine: Simulated) -> bool {
        let mut hasher = DefaultHasher::new();
        machine.state().hash(&mut hasher);
        let is_new = self.seen.insert(hasher.finish());
        if is_new {
            self.each.push(machine);
        }
        is_new
    }

    pub(super) fn count(&self) -> usize {
        self.each.len()
    }

    /// Adds every state that comes about by itself.
    pub(super) fn let_time_pass(&mut self) -> Result<(), Left> {
        let mut runs = Runs::default();
        let mut at = 0;
        while at < self.each.len() {
            let from = self.each[at].clone();
            for machine in runs.of(&from, Simulated::happens)? {
                if let (machine, true) = machine {
                    self.add(machine);
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Everything that may be answered to a call.
    pub(super) fn answers(&self, call: Call<'_>) -> Result<Answers, Left> {
        let mut runs = Runs::default();
        let mut answers = Answers::new();
        for from in &self.each {
            for (machine, outcome) in runs.of(from, |machine| machine.call(call))? {
                let outcome = alike(outcome.ok_or(Left::Unknown)?);
                let entry = answers.entry(format!("{outcome:?}"));
                let (_, states) = entry.or_insert_with(|| (outcome, Self::none()));
                states.add(machine);
            }
        }
        Ok(answers)
    }

    /// Every state behind a control step.
    pub(super) fn control(&self, control: &Control) -> Result<Self, Left> {
        let mut runs = Runs::default();
        let mut states = Self::none();
        for from in &self.each {
            for (machine, _) in runs.of(from, |machine| machine.control(control))? {
                states.add(machine);
            }
        }
        Ok(states)
    }

    /// Every tree that there may be at the end, by how it is printed.
    pub(super) fn trees(&self) -> Result<BTreeMap<String, Tree>, Left> {
        let mut runs = Runs::default();
        let mut trees = BTreeMap::new();
        for from in &self.each {
            for (machine, ()) in runs.of(from, Simulated::end)? {
                let tree = machine.tree();
                trees.entry(format!("{tree:?}")).or_insert(tree);
            }
        }
        Ok(trees)
    }
}

/// How many runs were made.
#[derive(Debug, Default)]
struct Runs(usize);

impl Runs {
    /// Does something from a state in every way there is.
    fn of<T>(
        &mut self,
        from: &Simulated,
        mut act: impl FnMut(&mut Simulated) -> T,
    ) -> Result<Vec<(Simulated, T)>, Left> {
        let (mut tape, mut all) = (Tape::default(), Vec::new());
        loop {
            self.0 += 1;
            if self.0 > RUNS_MAX {
                return Err(Left::TooMany);
            }
            let mut machine = from.clone();
            machine.dice = Dice::of_tape(tape);
            let result = act(&mut machine);
            tape = std::mem::replace(&mut machine.dice, Dice::new(0)).into_tape();
            all.push((machine, result));
            if !tape.turn() {
                return Ok(all);
            }
        }
    }
}

/// One answer for all that differ only in what is open by a row of a table: which of the codes of a choice is told, and
/// what a trap says.
pub(super) fn alike(outcome: Outcome) -> Outcome {
    let first = |code| {
        let row = Leeway::NotOpenedFor.codes();
        if row.contains(&code) { row[0] } else { code }
    };
    if let Outcome::Error(code) = outcome {
        Outcome::Error(first(code))
    } else if let Outcome::Failed(Some(code)) = outcome {
        Outcome::Failed(Some(first(code)))
    } else if let Outcome::Trap(_) = outcome {
        Outcome::Trap(String::new())
    } else {
        outcome
    }
}
