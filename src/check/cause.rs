//! What explains a run in which something is wrong.
//!
//! A *relaxation* of the model lets one rule be broken in one way: slashes are dropped, a stream starts one byte late. The
//! recorded answers are judged again under each, and where all of them conform then, with what is on the disk, that is a
//! cause. It names the rule where the answer alone does not: whatever is wrong shows where somebody looks, which may be a
//! few calls later. All of it is pure: nothing is run again.

mod instead;
mod relaxations;

use super::audit::OnDisk;
use super::forgiving::forgive;
use super::struck::Came;
use super::whose::OnceLook;
use super::{Answered, Divergence, Why};
use crate::model::Model;
use crate::op::{Call, Control, OpKind};
use crate::outcome::{Breach, Outcome, Span};
use crate::rule::Rule;
use crate::script::Script;
use crate::wasi::ErrorCode;
use instead::{Act, Moment};
pub use relaxations::Relaxation;

/// States that are followed at once, at most; those with the fewest departures from the plain model are.
const BRANCHES_MAX: usize = 128;

/// The most worlds that all of them may have together.
const WORLDS_MAX: usize = 1024;

/// What was seen from the host's side.
pub(super) enum Sight<'e> {
    /// What is on disk while the script is on its way.
    Meanwhile(&'e OnceLook<'e>),
    /// What is on disk when all is over, and what time it is then.
    End(&'e OnDisk, Option<Span>),
}

/// A run as it was recorded.
pub(super) struct Record<'r> {
    /// The model as it was before the first step.
    pub(super) first: Model,
    pub(super) script: &'r Script,
    pub(super) trace: &'r [Answered],
    /// How each answer came about.
    pub(super) moments: &'r [Came],
    /// The last call as it was made, where the script may show another.
    pub(super) last: Option<Call<'r>>,
}

/// What happens in a step, as it was made.
#[derive(Clone, Copy, Debug)]
enum Made<'r> {
    Call(Call<'r>),
    Control(&'r Control),
}

/// What happened in a step.
#[derive(Clone, Copy, Debug)]
struct Recorded<'r> {
    made: Made<'r>,
    /// Its answer; none where it was skipped.
    outcome: Option<&'r Outcome>,
    came: &'r Came,
    /// Whether it was wrong, and a ledger knew of it.
    tolerated: bool,
}

/// Rules that are about the form of an answer, about what a clock or a machine tells, or about what a call had to leave as it was: who is
/// blamed for breaking one has done so, whatever was done before.
const EVIDENT: &[Rule] = &[
    Rule::FileReadBound,
    Rule::FileReadProgress,
    Rule::FileEnd,
    Rule::FileType,
    Rule::FileFlags,
    Rule::FileAdvice,
    Rule::FileGap,
    Rule::FileFarOffset,
    Rule::FileWriteCount,
    Rule::FileOutlivesName,
    Rule::StreamOutlives,
    Rule::StreamForward,
    Rule::StreamAhead,
    Rule::StreamReadBound,
    Rule::StreamZeroRead,
    Rule::StreamBlockingRead,
    Rule::StreamReady,
    Rule::StreamPermit,
    Rule::StreamPastPermit,
    Rule::DirDots,
    Rule::DirEntryType,
    Rule::DirEntryUnknown,
    Rule::DirStill,
    Rule::OpenFlagMix,
    Rule::OpenDirectoryWrite,
    Rule::DirRemoveKind,
    Rule::DirUnlinkKind,
    Rule::DirRenameSame,
    Rule::DirRenameNotEmpty,
    Rule::DirRenameKind,
    Rule::DirRenameInside,
    Rule::DirRenameDevice,
    Rule::LinkDevice,
    Rule::LinkTaken,
    Rule::LinkDirectory,
    Rule::LinkReadKind,
    Rule::TimeMaintained,
    Rule::TimeOrder,
    // What is outside is worse than all that explains it.
    Rule::PathInside,
    Rule::PathOutside,
    Rule::PathUnseen,
];

/// Rules among them that are about what kind of object something is.
const ABOUT_KINDS: &[Rule] = &[
    Rule::DirRemoveKind,
    Rule::DirUnlinkKind,
    Rule::DirRenameKind,
    Rule::DirRenameNotEmpty,
    Rule::LinkReadKind,
    Rule::LinkTaken,
];

/// Areas all of whose rules are such, but where a rule of one of these others explains what is wrong: the disk tells what was set, where
/// it can be looked at, and who has gone to another object tells another hash.
const EVIDENT_AREAS: &[(&str, &[&str])] = &[
    ("access", &[]),
    ("quality", &[]),
    ("race", &[]),
    ("time", &[OF_TIMES]),
    ("hash", &[OF_TIMES, OF_PATHS]),
];

/// The area of what is set, which the disk shows.
const OF_TIMES: &str = "time";

/// The area of the way to an object.
const OF_PATHS: &str = "path";

/// The area of pollables, and of what is said of several at once.
const OF_POLLABLES: &str = "poll";

/// Areas of what was cut off, given up or failed by the system: whoever makes the script smaller has left the cancel or the fault
/// there, so that has not begun elsewhere, or gone on as if nothing had been.
const OF_ENDS: &[&str] = &["cancel", "fault"];
const OF_BEGINNINGS: &[Rule] = &[Rule::StreamRead, Rule::StreamWrite, Rule::CancelLate];

/// Rules of the way of a path that who goes another way breaks in what it tells of a wrong object: relaxations have all such ways.
const OF_THE_WAY: &[Rule] = &[Rule::PathDotDot, Rule::PathTrailingSlash];

/// A state in which the backend may be, and how it has departed from the plain model on the way there.
struct Branch {
    model: Model,
    /// How often.
    departures: u32,
    /// In the plainest of which calls: of one that is not plain a script that was made small has no other reason to have it.
    plainness: Plainness,
}

/// How plain a call is. One that does no more than another does only stands in a small script for what is odd about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    /// It was refused, or has failed.
    Fails,
    /// It asks pollables, and does nothing.
    Asks,
    /// It reads and writes in one.
    Splices,
    /// All others.
    Plain,
}

/// How well something explains what was seen: how often it departs from the plain model, and in how plain calls. Of two the
/// lesser one is named.
type Rank = (u32, Plainness);

impl Branch {
    fn rank(&self) -> Rank {
        (self.departures, self.plainness)
    }
}

impl Sight<'_> {
    /// Whether the rule that is blamed stays so, whatever the breach of another one explains.
    fn is_evident(&self, blamed: Rule, other: Rule, answer: Option<&Outcome>) -> bool {
        let is_blind = || matches!(self, Self::Meanwhile(disk) if disk.found().is_none());
        let is_seen = || other.area() != OF_TIMES || !is_blind();
        // Who says that nothing is there may be right, if a call has not made it.
        let is_missing = answer == Some(&Outcome::Error(ErrorCode::NoEntry));
        // A stream is as little ready as it says itself, where it was a pollable that has said more.
        let is_told_by_another = blamed == Rule::StreamReady && other.area() == OF_POLLABLES;
        // A hash that stays with another time is mostly one that is not made of that, whatever the way to its object.
        let is_of_no_time = blamed == Rule::HashTime && other.area() == OF_PATHS;
        is_of_no_time
            || EVIDENT.contains(&blamed)
                && !(is_missing && ABOUT_KINDS.contains(&blamed))
                && !is_told_by_another
            || EVIDENT_AREAS
                .iter()
                .any(|(area, but)| *area == blamed.area() && !(but.contains(&other.area()) && is_seen()))
            || OF_ENDS.contains(&blamed.area()) && OF_BEGINNINGS.contains(&other)
    }
}

impl Record<'_> {
    /// What is wrong, under the rule whose relaxation explains all that was seen, with all relaxations that do, the least first:
    /// the one that departs from the model least often. One of the rule that was blamed already is as good as any, but where
    /// another one alone says why the script has a call that has failed.
    pub(super) fn explained(self, divergence: Divergence, sight: &Sight<'_>) -> Divergence {
        let causes = self.causes(sight);
        let mut breach = divergence.breach.clone();
        let Some(((_, plainness), least)) = causes.first() else {
            // Whoever tells a wrong size of an object has gone no other way to it.
            if OF_THE_WAY.contains(&breach.rule) && matches!(divergence.outcome, Some(Outcome::Stat(_))) {
                breach.rule = Rule::FileStat;
            }
            return Divergence { breach, ..divergence };
        };
        let is_as_good =
            |((_, calls), cause): &(Rank, &Relaxation)| cause.rule == breach.rule && calls == plainness;
        let blamed = causes.iter().position(is_as_good);
        if blamed.is_none() {
            if sight.is_evident(breach.rule, least.rule, divergence.outcome.as_ref()) {
                return divergence;
            }
            let note = format!("all that was seen conforms where {}", least.sentence);
            breach = Breach { rule: least.rule, note: Some(note) };
        }
        let mut causes: Vec<&Relaxation> = causes.into_iter().map(|(_, cause)| cause).collect();
        causes[..=blamed.unwrap_or(0)].rotate_right(1);
        Divergence { breach, why: Why { causes, ..divergence.why }, ..divergence }
    }

    /// The relaxations under which all conforms that was seen, the best first.
    fn causes(&self, sight: &Sight<'_>) -> Vec<(Rank, &'static Relaxation)> {
        let Some(mut steps) = self.steps() else { return Vec::new() };
        let Some(plain) = self.plain(&mut steps, matches!(sight, Sight::End(..))) else {
            return Vec::new();
        };
        let fits = |model: &Model| match sight {
            Sight::Meanwhile(disk) => {
                disk.found().is_none_or(|found| model.may_be_with(&found.tree, &found.attributes))
            }
            Sight::End(found, now) => {
                let mut model = model.clone();
                if let Some(now) = now {
                    model.at(*now);
                }
                model.judge_disk(&found.tree, &found.attributes).is_ok()
            }
        };
        if matches!(sight, Sight::End(..)) && plain.last().is_some_and(fits) {
            // What is wrong is nothing that the model knows of.
            return Vec::new();
        }
        // Where the disk has what the calls have set, or it can't be told from there, that they have set it is not in doubt.
        let is_set = matches!(sight, Sight::Meanwhile(disk) if disk.found().is_some())
            && plain.last().is_some_and(fits);
        let mut causes: Vec<(Rank, &Relaxation)> = Vec::new();
        for relaxation in Relaxation::ALL.iter().filter(|cause| !is_set || cause.rule.area() != OF_TIMES) {
            let branches = relaxation.followed(&steps, &plain);
            let least = branches.iter().filter(|branch| fits(&branch.model)).map(Branch::rank);
            causes.extend(least.min().map(|least| (least, relaxation)));
        }
        causes.sort_by_key(|(rank, _)| *rank);
        causes
    }

    /// The steps as they were made, with their answers; none where one stands for many.
    fn steps(&self) -> Option<Vec<Recorded<'_>>> {
        let last = self.trace.len().checked_sub(1);
        let mut steps = Vec::new();
        for (at, (step, answered)) in self.script.steps.iter().zip(self.trace).enumerate() {
            let made = answered.made.as_ref().and_then(|made| made.step.as_deref()).unwrap_or(step);
            let call = self.last.filter(|_| Some(at) == last).or(made.call()).map(Made::Call);
            let made = call.or(made.control().map(Made::Control)).filter(|_| step.times == 1)?;
            let (outcome, came) = (answered.outcome.as_ref(), self.moments.get(at)?);
            steps.push(Recorded { made, outcome, came, tolerated: false });
        }
        Some(steps)
    }

    /// The plain model before each step, of which it is noted whether it was tolerated; none where it does not take what it took
    /// before, or where it takes all.
    fn plain(&self, steps: &mut [Recorded<'_>], to_the_end: bool) -> Option<Vec<Model>> {
        let taken = if to_the_end { steps.len() } else { steps.len().checked_sub(1)? };
        let mut models = vec![self.first.clone()];
        for step in &mut steps[..taken] {
            let before = models.last()?;
            let taken = step.taken(before.clone());
            step.tolerated = taken.is_none();
            models.push(taken.or_else(|| step.taken(before.clone()))?);
        }
        let takes_all =
            |step: &Recorded<'_>| models.last().is_some_and(|model| step.taken(model.clone()).is_some());
        (!steps[taken..].iter().any(takes_all)).then_some(models)
    }
}

impl Recorded<'_> {
    fn plainness(&self, model: &Model) -> Plainness {
        let asks = |call: Call<'_>| call.op.kind() == OpKind::Poll || model.is_pollable(call.on);
        match (self.made, self.outcome) {
            (_, Some(Outcome::Error(_) | Outcome::Failed(_))) => Plainness::Fails,
            (Made::Call(call), _) if asks(call) => Plainness::Asks,
            (Made::Call(call), _) if call.op.source().is_some() => Plainness::Splices,
            _ => Plainness::Plain,
        }
    }

    /// The model behind the step, if it takes its answer.
    fn taken(&self, mut model: Model) -> Option<Model> {
        match (self.made, self.outcome) {
            (Made::Control(control), outcome) => {
                if let Some(now) = self.came.at {
                    model.at(now);
                }
                model.tell_whether(control, outcome.is_some());
                (model.control(control) == outcome.is_some()).then_some(model)
            }
            (Made::Call(call), Some(outcome)) if self.tolerated => {
                self.called(model.clone(), call, outcome).or_else(|| self.forgiven(model, call, outcome))
            }
            (Made::Call(call), Some(outcome)) => self.called(model, call, outcome),
            (Made::Call(call), None) => {
                let skipped = model.allowed(call).is_none();
                model.skip();
                skipped.then_some(model)
            }
        }
    }

    /// The model behind a call that was made then, if it takes the answer.
    fn called(&self, mut model: Model, call: Call<'_>, outcome: &Outcome) -> Option<Model> {
        let takes = self.takes(&mut model, call, outcome)?;
        takes.then(|| model.take(call, outcome));
        (takes && self.came.settles(&mut model)).then_some(model)
    }

    /// The model behind a call whose wrong answer was tolerated, if it goes on there.
    fn forgiven(&self, mut model: Model, call: Call<'_>, outcome: &Outcome) -> Option<Model> {
        model.strike(call, &self.came.struck);
        if let Some(now) = self.came.at {
            model.at(now);
        }
        let breach = model.allowed(call)?.judge(outcome).err()?;
        let goes_on = forgive(&mut model, call, breach.rule, outcome);
        (goes_on && self.came.settles(&mut model)).then_some(model)
    }

    /// Whether the model takes an answer to a call that was made then; none where it skips that.
    fn takes(&self, model: &mut Model, call: Call<'_>, outcome: &Outcome) -> Option<bool> {
        model.strike(call, &self.came.struck);
        let mut allowed = model.allowed(call)?;
        if let Some(now) = self.came.at {
            model.at(now);
            if let Some(to) = now.to {
                allowed.until(to);
            }
        }
        Some(model.inconclusive().is_none() && allowed.takes(outcome))
    }

    /// The model behind the step if something else was done in it, and it takes the answer to that.
    fn departed(&self, act: Act, mut model: Model) -> Option<Model> {
        let (Made::Call(call), Some(outcome)) = (self.made, self.outcome) else { return None };
        match act {
            Act::Instead(op) => self.called(model, Call { op: &op, ..call }, outcome),
            Act::Elsewhere(on, op) => self.called(model, Call { on: &on, op: &op, ..call }, outcome),
            Act::Nothing => {
                let done = !matches!(outcome, Outcome::Error(_));
                let takes = done && self.takes(&mut model, call, outcome)?;
                model.skip();
                takes.then_some(model)
            }
            Act::AllTheSame => {
                let tells = !self.came.struck.is_nothing() && self.takes(&mut model, call, outcome)?;
                model.take_as_done(call);
                (tells && self.came.settles(&mut model)).then_some(model)
            }
            Act::Stands(stream, position) => {
                let mut model = self.called(model, call, outcome)?;
                model.stand(&stream, position);
                Some(model)
            }
            Act::Fixed => {
                let mut model = self.called(model, call, outcome)?;
                model.fix_end(call.on);
                Some(model)
            }
            Act::Fetched => {
                let mut model = self.called(model, call, outcome)?;
                model.fetch_unasked(call.bind?);
                Some(model)
            }
            Act::Behind(calls) => {
                for (on, op) in &calls {
                    let before = Call { bind: None, on, op, ..call };
                    let plain = model.allowed(before)?.plain();
                    model.take(before, &plain);
                }
                self.called(model, call, outcome)
            }
            Act::Stood(stream, position) => {
                model.stand(&stream, position);
                self.called(model, call, outcome)
            }
            Act::Went(stream, position) => {
                let behind = model.position(&stream)?.saturating_add(outcome.amount());
                model.stand(&stream, position);
                let mut model = self.called(model, call, outcome)?;
                model.stand(&stream, behind);
                Some(model)
            }
        }
    }
}

impl Relaxation {
    /// The states in which all answers conform, where at least one call was another one than the script shows.
    fn followed(&self, steps: &[Recorded<'_>], plain: &[Model]) -> Vec<Branch> {
        let acts = |model: &Model, step: &Recorded<'_>| match (step.made, step.outcome) {
            (Made::Call(call), Some(outcome)) => (self.acts)(&Moment { model, call, outcome }),
            (Made::Call(_), None) | (Made::Control(_), _) => Vec::new(),
        };
        let departs = |at: &usize| plain.get(*at).is_some_and(|model| !acts(model, &steps[*at]).is_empty());
        let Some(first) = (0..steps.len()).find(departs) else { return Vec::new() };
        let mut branches =
            vec![Branch { model: plain[first].clone(), departures: 0, plainness: Plainness::Fails }];
        for step in &steps[first..] {
            let mut next: Vec<Branch> = Vec::new();
            for Branch { model, departures, plainness } in branches {
                for act in acts(&model, step) {
                    let departed = step.departed(act, model.clone());
                    let of_step = step.plainness(&model);
                    let (departures, plainness) = (departures + 1, plainness.max(of_step));
                    next.extend(departed.map(|model| Branch { model, departures, plainness }));
                }
                let plain = step.taken(model);
                next.extend(plain.map(|model| Branch { model, departures, plainness }));
            }
            next.sort_by_key(Branch::rank);
            next.truncate(BRANCHES_MAX);
            let mut worlds = 0;
            next.retain(|branch| {
                worlds += branch.model.worlds();
                worlds <= WORLDS_MAX
            });
            branches = next;
        }
        branches.retain(|branch| branch.departures > 0);
        branches
    }
}

#[cfg(test)]
mod tests;
