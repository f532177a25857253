//! The law that a relaxation explains itself: where a machine departs from the model in one way, and a trace shows it, that way is
//! among the causes, and mostly the first.

use std::collections::BTreeMap;

use super::*;
use crate::check::struck::Came;
use crate::generate::{Focus, Scripts};
use crate::model::Struck;
use crate::op::{Injection, SystemAnswer};

/// Scripts that are written, at most, and traces of one relaxation that are enough.
const SCRIPTS_MAX: u64 = 20_000;
const TRACES: usize = 10;

/// The most worlds of a trace of which every departure is followed.
const FOLLOWED: usize = 4;

/// Of a hundred traces so many name the rule that was broken, at least. Two relaxations may look the same from outside, as where a
/// link leads to where the text does.
const NAMED: usize = 90;

/// What the traces of one relaxation came to.
#[derive(Debug, Default)]
struct Tally {
    traces: usize,
    explained: usize,
    named: usize,
}

/// A trace of a machine that departs from the model once, at the `nth` call at which it can, as far as the model takes it; none where
/// nobody sees that.
fn trace(relaxation: &Relaxation, script: &Script, nth: usize) -> Option<(Vec<Answered>, Vec<Came>)> {
    let (mut plain, mut machine) = (Some(Model::new(&script.fixture)), Model::new(&script.fixture));
    let (mut trace, mut moments, mut left) = (Vec::new(), Vec::new(), Some(nth));
    if !script.steps.iter().all(|step| step.control().is_some() || step.is_plain()) {
        // Of a line that repeats the trace has the last answer alone.
        return None;
    }
    for step in &script.steps {
        let mut came = Came::default();
        let outcome = match (step.control(), step.call()) {
            (Some(control), _) => machine.control(control).then_some(Outcome::Done),
            (None, Some(call)) => answer(relaxation, &mut machine, call, &mut left, &mut came),
            (None, None) => return None,
        };
        let made = step.control().map(Made::Control).or(step.call().map(Made::Call))?;
        plain = plain.and_then(|plain| {
            Recorded { made, outcome: outcome.as_ref(), came: &came, tolerated: false }.taken(plain)
        });
        trace.push(Answered { outcome, allowed: None, made: None });
        moments.push(came);
        let worlds = plain.as_ref().map_or(0, Model::worlds).max(machine.worlds());
        if machine.inconclusive().is_some() || worlds > FOLLOWED {
            return None;
        }
        if plain.is_none() {
            return left.is_none().then_some((trace, moments));
        }
    }
    None
}

/// What a call meets whose purpose the system refuses; none where it has none, or would fail anyway.
fn refused(call: Call<'_>, plain: &Outcome) -> Option<Struck> {
    let calls = call.op.purpose().filter(|_| !matches!(plain, Outcome::Error(_)))?;
    let answer = SystemAnswer::Error(ErrorCode::Io);
    Some(Struck::default().by(&Injection { on: call.on.clone(), calls, answer, after: 0, behind: false }))
}

/// What the machine answers, as a plain implementation does, but for the one departure.
fn answer(
    relaxation: &Relaxation,
    machine: &mut Model,
    call: Call<'_>,
    left: &mut Option<usize>,
    came: &mut Came,
) -> Option<Outcome> {
    let mut outcome = machine.allowed(call)?.plain();
    if let (Rule::FaultUndone, Some(struck)) = (relaxation.rule, refused(call, &outcome)) {
        // The system refuses what the call is for, each time.
        (outcome, came.struck) = (Outcome::Error(ErrorCode::Io), struck);
        machine.strike(call, &came.struck);
    }
    let acts = (relaxation.acts)(&Moment { model: machine, call, outcome: &outcome });
    if let (Some(nth), false) = (*left, acts.is_empty()) {
        *left = nth.checked_sub(1);
        if nth == 0 {
            for act in acts {
                let told = match &act {
                    Act::Instead(op) => machine.allowed(Call { op, ..call })?.plain(),
                    Act::Elsewhere(on, op) => machine.allowed(Call { on, op, ..call })?.plain(),
                    Act::Nothing
                    | Act::AllTheSame
                    | Act::Stands(..)
                    | Act::Stood(..)
                    | Act::Went(..)
                    | Act::Fixed
                    | Act::Fetched
                    | Act::Behind(_) => outcome.clone(),
                };
                let step = Recorded { made: Made::Call(call), outcome: Some(&told), came, tolerated: false };
                if let Some(departed) = step.departed(act, machine.clone()) {
                    *machine = departed;
                    return Some(told);
                }
            }
        }
    }
    machine.take(call, &outcome);
    Some(outcome)
}

#[test]
fn a_relaxation_explains_what_comes_of_it() {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for seed in 0..SCRIPTS_MAX {
        let wanted: Vec<&Relaxation> = Relaxation::ALL
            .iter()
            .filter(|relaxation| tallies.entry(relaxation.name).or_default().traces < TRACES)
            .collect();
        if wanted.is_empty() {
            break;
        }
        let focus = [Focus::Everything, Focus::Metadata, Focus::Cancel, Focus::OutputStreams];
        let focus = focus[usize::try_from(seed).unwrap() % focus.len()];
        let script = Scripts { focus, ..Scripts::default() }.script(seed);
        for relaxation in wanted {
            let tally = tallies.entry(relaxation.name).or_default();
            let Some((trace, moments)) = trace(relaxation, &script, usize::try_from(seed / 4 % 3).unwrap())
            else {
                continue;
            };
            let first = Model::new(&script.fixture);
            let record = Record { first, script: &script, trace: &trace, moments: &moments, last: None };
            let causes = record.causes(&Sight::Meanwhile(&OnceLook::at(None)));
            tally.traces += 1;
            tally.explained += usize::from(causes.iter().any(|(_, cause)| *cause == relaxation));
            tally.named +=
                usize::from(causes.first().is_some_and(|(_, cause)| cause.rule == relaxation.rule));
        }
    }
    let sum = |count: fn(&Tally) -> usize| tallies.values().map(count).sum::<usize>();
    let (traces, explained, named) =
        (sum(|tally| tally.traces), sum(|tally| tally.explained), sum(|tally| tally.named));
    println!("{traces} traces, {explained} explained, {named} under the rule: {tallies:#?}");
    assert_eq!(explained, traces, "{tallies:#?}");
    assert!(named * 100 >= traces * NAMED, "{named} of {traces}: {tallies:#?}");
    let unseen: Vec<&&str> =
        tallies.iter().filter(|(_, tally)| tally.traces == 0).map(|(name, _)| name).collect();
    assert!(unseen.is_empty(), "no script shows {unseen:?}");
}
