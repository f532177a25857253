//! The law that the model is no wider than the standard: what it takes, some backend that conforms can answer.
//!
//! The dual of the law that it never loses the true state. A short script is followed through *every* state that the simulated
//! backend can be in, by every choice it has; at each step the answers that some of them give are all that there may be. Each
//! has to be taken by the model, and one of them goes on. Then that one is *perturbed* in one thing, and what the model
//! takes of that without any state that gives it is *wide*: it stands in the table below, with the sentence of the standard that
//! leaves it open, or the law is broken.
//!
//! `PERTURBED_ANSWERS` sets how many perturbed answers are judged, and `SIMULATED_SEED` the first script's seed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::Call;
use wasi_fs_conformance::outcome::{Allowed, Outcome};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

use super::dice::Dice;
use super::explore::{Left, States, alike};
use super::machine::Simulated;
use super::perturb::{PERMIT, perturbed};
use super::writer::Writer;
use super::{FAILURES_MAX, number, prefixes_of};

/// Perturbed answers that are judged unless told otherwise.
const ANSWERS: u64 = 100_000;

/// From so many on every row of the table lets something pass.
const ANSWERS_FOR_ALL_ROWS: u64 = 4_000_000;

/// Candidates of the shrinker that are tried at most.
const CANDIDATES_MAX: usize = 60;

/// States in which the machine may be at once, at most, where a script is still followed.
const STATES_MAX: usize = 1_500;

/// What the machine does not choose, and the standard leaves open.
struct Open {
    /// The perturbation.
    what: &'static str,
    /// The rule under which the model takes it; none for any.
    rule: Option<Rule>,
    /// The sentence that leaves it open, or why there is none.
    sentence: &'static str,
}

const OPEN: &[Open] = &[
    Open {
        what: PERMIT,
        rule: None,
        sentence: "\"This function returns the number of bytes permitted for the next call to write\": how many is the stream's own.",
    },
    Open {
        what: "given up",
        rule: None,
        sentence: "A call that blocks is over when it is over: how soon, whatever it answers then, is said nowhere.",
    },
    Open {
        what: "a failure",
        rule: Some(Rule::FaultZero),
        sentence: "A count of zero is no error of the system, so no sentence names a code for it.",
    },
    Open {
        what: "a failure without a code",
        rule: Some(Rule::FaultZero),
        sentence: "A count of zero is no error of the system, so no sentence names a code for it.",
    },
];

/// What came of the scripts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) scripts: u64,
    steps: u64,
    /// Answers of the machine, each of which the model has to take.
    right: u64,
    /// Perturbed answers.
    perturbed: u64,
    /// Those that the model takes.
    taken: u64,
    /// Scripts that were not followed to their end, by reason.
    pub(super) left: BTreeMap<&'static str, u64>,
    /// How often a row of the table was what let an answer pass.
    open: BTreeMap<usize, u64>,
}

impl Tally {
    /// A few lines for a person to read.
    pub(super) fn shown(&self) -> String {
        let Self { scripts, steps, right, perturbed, taken, left, open } = self;
        let mut text = format!(
            "{scripts} scripts, {steps} steps: {right} answers of the machine, {perturbed} perturbed ones, \
             {taken} of them taken\n"
        );
        for (why, count) in left {
            _ = writeln!(text, "{count:>10} not followed to the end: {why}");
        }
        for (row, count) in open {
            let Open { what, rule, sentence } = &OPEN[*row];
            let rule = rule.map_or_else(String::new, |rule| format!(" under {rule}"));
            _ = writeln!(text, "{count:>10} {what}{rule}: {sentence}");
        }
        text
    }
}

/// Where the law is broken.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    pub(super) key: String,
    pub(super) text: String,
}

/// A script on its way.
struct Follower<'t> {
    states: States,
    model: Model,
    dice: Dice,
    tally: &'t mut Tally,
    log: String,
    broken: Vec<Broken>,
}

impl Follower<'_> {
    /// Goes through a script; where it can't be followed to its end, why.
    fn follow(&mut self, script: &Script) -> Result<(), &'static str> {
        for step in &script.steps {
            self.states.let_time_pass().map_err(Left::text)?;
            if let Some(control) = step.control() {
                if self.model.control(control) {
                    _ = writeln!(self.log, "  {step}");
                    self.states = self.states.control(control).map_err(Left::text)?;
                }
            } else if let Some(call) = step.call() {
                self.step(call, &step.to_string())?;
            }
            if self.states.count() > STATES_MAX {
                return Err(Left::TooMany.text());
            }
            if !self.broken.is_empty() {
                return Ok(());
            }
        }
        self.end()
    }

    /// Judges all trees that there may be at the end.
    fn end(&mut self) -> Result<(), &'static str> {
        self.states.let_time_pass().map_err(Left::text)?;
        let trees = self.states.trees().map_err(Left::text)?;
        for tree in trees.values() {
            self.tally.right += 1;
            if let Err((breach, path)) = self.model.clone().judge_tree(tree) {
                self.wrong("narrow: a tree".into(), format!("{tree:?}: {} at {path}", breach.rule));
            }
        }
        Ok(())
    }

    fn step(&mut self, call: Call<'_>, text: &str) -> Result<(), &'static str> {
        let Some(allowed) = self.model.allowed(call) else {
            self.model.skip();
            return Ok(());
        };
        self.model.inconclusive().map_or(Ok(()), Err)?;
        let answers = self.states.answers(call).map_err(Left::text)?;
        self.tally.steps += 1;
        for (outcome, _) in answers.values() {
            self.tally.right += 1;
            if let Err(rule) = self.takes(call, &allowed, outcome) {
                let key = format!("narrow: an answer to {}", call.op.kind().full_name());
                self.wrong(key, format!("  {text} => {outcome}: {rule}"));
            }
        }
        let chosen = self.dice.below(answers.len());
        let Some((outcome, states)) = answers.values().nth(chosen) else { return Ok(()) };
        for (what, other) in perturbed(call.op.kind(), call.manner, outcome) {
            self.tally.perturbed += 1;
            let Ok(rule) = self.takes(call, &allowed, &other) else { continue };
            self.tally.taken += 1;
            if answers.contains_key(&format!("{:?}", alike(other.clone()))) {
                continue;
            }
            let permits = answers.values().any(|(right, _)| matches!(right, Outcome::Count(1..)));
            let fits =
                |row: &Open| row.rule.is_none_or(|needed| needed == rule) && (row.what != PERMIT || permits);
            let row = OPEN.iter().position(|row| row.what == what && fits(row));
            if let Some(row) = row {
                *self.tally.open.entry(row).or_default() += 1;
                continue;
            }
            let worlds = self.model.worlds();
            let text =
                format!("  {text} => {other}\n({outcome} is right; {rule}, {worlds} worlds: {allowed})");
            self.wrong(format!("wide: {what} of {}", call.op.kind().full_name()), text);
        }
        _ = writeln!(self.log, "  {text} => {outcome}");
        self.model.take(call, outcome);
        self.states = states.clone();
        self.model.inconclusive().map_or(Ok(()), Err)
    }

    /// The rule under which the model takes an answer, also when it has heard of it; or what the answer breaks.
    fn takes(&self, call: Call<'_>, allowed: &Allowed, outcome: &Outcome) -> Result<Rule, String> {
        let rule = allowed.judge(outcome).map_err(|breach| breach.rule.to_string())?;
        let mut model = self.model.clone();
        model.take(call, outcome);
        let is_lost = model.worlds() == 0 && model.inconclusive().is_none();
        if is_lost { Err("no world is left".into()) } else { Ok(rule) }
    }

    fn wrong(&mut self, key: String, text: String) {
        if self.broken.iter().all(|broken| broken.key != key) {
            self.broken.push(Broken { key, text: format!("{}{text}", self.log) });
        }
    }
}

/// Follows a script, and tells where the law is broken.
pub(super) fn follow(script: &Script, seed: u64, prefixes_max: usize, tally: &mut Tally) -> Vec<Broken> {
    tally.scripts += 1;
    let Some(machine) = Simulated::new(&script.fixture, seed, false) else {
        *tally.left.entry(Left::Unknown.text()).or_default() += 1;
        return Vec::new();
    };
    let model =
        Model::new(&script.fixture).with_read_ahead(machine.ahead as u64).with_prefixes_up_to(prefixes_max);
    let (states, dice) = (States::of(machine), Dice::new(seed));
    let mut follower = Follower { states, model, dice, tally, log: String::new(), broken: Vec::new() };
    let left = follower.follow(script).err();
    let Follower { broken, tally, .. } = follower;
    if let Some(why) = left {
        *tally.left.entry(why).or_default() += 1;
    }
    broken
}

/// A place where the law is broken, in the smallest script that has it.
fn shrunk(script: &Script, seed: u64, broken: &Broken) -> String {
    let again = |candidate: &Script| {
        let all = follow(candidate, seed, prefixes_of(seed), &mut Tally::default());
        all.into_iter().find(|other| other.key == broken.key)
    };
    let smallest = Shrinker::new(script.clone())
        .run(CANDIDATES_MAX, |candidate| Ok::<_, ()>(again(candidate).is_some()))
        .unwrap_or_else(|()| script.clone());
    let text = again(&smallest).map_or_else(|| broken.text.clone(), |broken| broken.text);
    format!("=== {}\n{text}\n", broken.key)
}

#[test]
fn what_the_model_takes_some_backend_can_answer() {
    let mut tally = Tally::default();
    let mut failures = BTreeMap::new();
    let answers = number("PERTURBED_ANSWERS", ANSWERS);
    let mut seed = number("SIMULATED_SEED", 1);
    while tally.perturbed < answers && failures.len() < FAILURES_MAX {
        let script = Writer::short(seed);
        for broken in follow(&script, seed, prefixes_of(seed), &mut tally) {
            failures.entry(broken.key.clone()).or_insert((script.clone(), seed, broken));
        }
        seed += 1;
    }
    println!("{}", tally.shown());
    let idle = (0..OPEN.len()).filter(|row| !tally.open.contains_key(row)).map(|row| OPEN[row].what);
    // Some of them are for what is rare.
    let idle: Vec<_> = idle.filter(|_| answers >= ANSWERS_FOR_ALL_ROWS).collect();
    assert_eq!(idle, [""; 0], "rows of the table that let nothing pass");
    let left: u64 = tally.left.values().sum();
    assert!(left * 20 < tally.scripts, "many scripts were not followed to their end");
    let shown: String =
        failures.values().map(|(script, seed, broken)| shrunk(script, *seed, broken)).collect();
    assert!(failures.is_empty(), "the model takes what no backend that conforms can answer:\n{shown}");
}
