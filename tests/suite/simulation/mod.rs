//! The law that the model never loses the true state: whatever a backend may choose, the model takes its answers.
//!
//! A *simulated backend* answers scripts from memory, without the seam, and makes every choice that an implementation
//! may make by dice: when a write lands, in how many parts, what a read-ahead saw, what is left of a stream that was let
//! go. Each answer, and the tree at the end, is given to the model, which must take it: the true state is then among
//! its worlds. The machine knows nothing of the model.
//!
//! `SIMULATED_SCRIPTS` sets how many scripts are run, and `SIMULATED_SEED` the first one's seed.

mod dice;
mod explore;
mod input;
mod landing;
mod machine;
mod names;
mod output;
mod perturb;
mod pollables;
mod shapes;
mod tight;
mod writer;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;

use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::model::{Model, PREFIXES_MAX};
use wasi_fs_conformance::op::Control;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

use dice::Counts;
use machine::Simulated;
use writer::Writer;

/// The ways in which the model follows what ends in its middle: as lengths that are in doubt, and each length by itself.
const PREFIXES: [usize; 2] = [0, PREFIXES_MAX];

/// Scripts that are run unless told otherwise.
const SCRIPTS: u64 = 20_000;

/// In a thousand races all but one need no more worlds than this.
const WORLDS_IN_RACES: usize = 64;

/// How many dice a smaller script is tried with before it counts as one that passes.
const DICE_PER_CANDIDATE: u64 = 300;

/// Candidates of the shrinker that are tried at most.
const CANDIDATES_MAX: usize = 3000;

/// Different failures that are shown at most.
const FAILURES_MAX: usize = 60;

/// What the runs came to.
#[derive(Debug, Default)]
struct Tally {
    scripts: u64,
    /// Answers that were judged.
    answers: u64,
    /// Answers that were judged in more than one world.
    in_worlds: u64,
    /// The most worlds of each script.
    worlds: Vec<usize>,
    /// Scripts that the model can't follow, by reason.
    inconclusive: BTreeMap<&'static str, u64>,
    /// Scripts with a call that the machine does not know.
    given_up: u64,
    counts: Counts,
}

impl Tally {
    /// The most worlds that so many of 1000 scripts need.
    fn worlds_of(&self, per_mille: usize) -> usize {
        let mut worlds = self.worlds.clone();
        worlds.sort_unstable();
        worlds
            .get((worlds.len() * per_mille / 1000).min(worlds.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0)
    }

    /// A few lines for a person to read.
    fn shown(&self) -> String {
        let Self { scripts, answers, in_worlds, given_up, .. } = self;
        let inconclusive: u64 = self.inconclusive.values().sum();
        let mut text = format!(
            "{scripts} scripts: {given_up} given up, {inconclusive} inconclusive; \
             {answers} answers, {in_worlds} of them in more than one world\n"
        );
        for (reason, count) in &self.inconclusive {
            _ = writeln!(text, "{count:>10} {reason}");
        }
        let [half, most, nearly, all] = [500, 990, 999, 1000].map(|share| self.worlds_of(share));
        _ = writeln!(
            text,
            "worlds: {half} in half of the scripts, {most} in 99 %, {nearly} in 99.9 %, {all} at most"
        );
        text + &self.counts.table()
    }
}

/// An answer, or an end, that the model does not take.
#[derive(Clone, Debug)]
struct Failure {
    /// What tells it from other failures.
    key: String,
    /// What happened, for a person to read.
    text: String,
}

/// Whether nothing depends on a control step: work that is held goes on later all the same.
fn is_unfelt(control: &Control) -> bool {
    matches!(control, Control::Hold { .. } | Control::Release(_))
}

/// Of how many bytes that end in their middle the model follows every prefix by itself: by seed, so that both ways are tried.
fn prefixes_of(seed: u64) -> usize {
    if seed.is_multiple_of(3) { PREFIXES[0] } else { PREFIXES[1] }
}

/// Runs a script on the machine of a seed.
fn run(script: &Script, seed: u64, tally: &mut Tally, traces: bool) -> Result<(), Failure> {
    tally.scripts += 1;
    let Some(mut machine) = Simulated::new(&script.fixture, seed, traces) else {
        tally.given_up += 1;
        return Ok(());
    };
    let mut model = Model::new(&script.fixture)
        .with_read_ahead(machine.ahead as u64)
        .with_prefixes_up_to(prefixes_of(seed));
    tally.worlds.push(1);
    let mut log = String::new();
    for step in &script.steps {
        let Some(call) = step.call() else {
            let Some(control) = step.control() else { continue };
            if model.control(control) && !machine.control(control) && !is_unfelt(control) {
                return Err(Failure { key: "a control step that can't happen".into(), text: log });
            }
            continue;
        };
        let Some(allowed) = model.allowed(call) else {
            model.skip();
            continue;
        };
        if let Some(reason) = model.inconclusive() {
            *tally.inconclusive.entry(reason).or_default() += 1;
            tally.counts.add(&machine.dice.counts);
            return Ok(());
        }
        let Some(outcome) = machine.call(call) else {
            tally.given_up += 1;
            return Ok(());
        };
        if traces {
            for unseen in machine.trace.drain(..) {
                _ = writeln!(log, "    # {unseen}");
            }
            _ = writeln!(log, "  {step} => {outcome}");
        }
        tally.answers += 1;
        tally.in_worlds += u64::from(model.worlds() > 1);
        if let Some(worlds) = tally.worlds.last_mut() {
            *worlds = model.worlds().max(*worlds);
        }
        if let Err(breach) = allowed.judge(&outcome) {
            let key = format!("{} {}", call.op.kind().full_name(), breach.rule.id());
            let text =
                format!("{log}allowed: {allowed}\ngot: {outcome}\nin {} worlds; {breach:?}", model.worlds());
            return Err(Failure { key, text });
        }
        model.take(call, &outcome);
        if model.worlds() == 0 && model.inconclusive().is_none() {
            let key = format!("{} no world", call.op.kind().full_name());
            return Err(Failure { key, text: format!("{log}got: {outcome}\nno world is left") });
        }
    }
    if let Some(reason) = model.inconclusive() {
        *tally.inconclusive.entry(reason).or_default() += 1;
        tally.counts.add(&machine.dice.counts);
        return Ok(());
    }
    machine.end();
    let (tree, trace) = (machine.tree(), machine.trace);
    tally.counts.add(&machine.dice.counts);
    let judged = model.judge_tree(&tree);
    if let Some(reason) = model.inconclusive() {
        *tally.inconclusive.entry(reason).or_default() += 1;
        return Ok(());
    }
    judged.map_err(|(breach, path)| {
        for unseen in trace {
            _ = writeln!(log, "    # {unseen}");
        }
        let key = format!("tree {}", breach.rule.id());
        Failure { key, text: format!("{log}tree: {tree:?}\n{path}: {breach:?} in {} worlds", model.worlds()) }
    })
}

/// The first failure of a script with one of many dice that has this key.
fn fails(script: &Script, seed: u64, key: &str) -> Option<Failure> {
    (0..DICE_PER_CANDIDATE).find_map(|dice| {
        let failure = run(script, seed ^ dice, &mut Tally::default(), true).err()?;
        (failure.key == key).then_some(failure)
    })
}

/// A failure of the smallest script that has it.
fn shrunk(script: &Script, seed: u64, key: &str) -> String {
    let smaller = Shrinker::new(script.clone());
    let fails_still = |candidate: &Script| Ok::<_, ()>(fails(candidate, seed, key).is_some());
    let smallest = smaller.run(CANDIDATES_MAX, fails_still).unwrap_or_else(|()| script.clone());
    let failure = fails(&smallest, seed, key).map_or_else(String::new, |failure| failure.text);
    format!("=== {key}\n{smallest}\n{failure}\n")
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).ok().map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Runs scripts of a source, and panics with those that fail.
fn run_all(source: impl Fn(u64) -> Script) -> Tally {
    let mut tally = Tally::default();
    let mut failures = BTreeMap::new();
    let first = number("SIMULATED_SEED", 1);
    for seed in first..first + number("SIMULATED_SCRIPTS", SCRIPTS) {
        let script = source(seed);
        if let Err(failure) = run(&script, seed, &mut tally, false) {
            let has = |what: &str| script.to_string().contains(what);
            let means: String = [" fault", " abandon", " host", " drop", "quiesce", " cancel"]
                .into_iter()
                .filter(|what| has(what))
                .collect();
            failures.entry((failure.key.clone(), means)).or_insert((script, seed));
            if failures.len() == FAILURES_MAX {
                break;
            }
        }
    }
    println!("{}", tally.shown());
    let shown: String =
        failures.iter().map(|((key, _), (script, seed))| shrunk(script, *seed, key)).collect();
    assert!(failures.is_empty(), "the model does not take what a backend may do:\n{shown}");
    tally
}

#[test]
fn the_model_never_loses_the_true_state() {
    let tally = run_all(Writer::script);
    assert_eq!(tally.given_up, 0, "a script has a call that the machine does not know");
    assert!(tally.in_worlds * 10 > tally.answers, "few answers are judged in more than one world");
    assert_eq!(tally.counts.one_sided(), [""; 0], "choices that were never taken, or always");
}

#[test]
fn the_model_never_loses_the_true_state_of_a_race() {
    const RACES: [Focus; 4] = [Focus::Cancel, Focus::AppendRaces, Focus::Overlap, Focus::Faults];
    let source = |seed: u64| {
        let focus = RACES[usize::try_from(seed % 4).expect("it is below 4")];
        Scripts { focus, ..Scripts::default() }.script(seed)
    };
    let tally = run_all(source);
    assert!(tally.given_up * 10 < tally.scripts, "the machine does not know what races do");
    assert!(tally.worlds_of(999) <= WORLDS_IN_RACES, "races are followed in more worlds than that");
}
