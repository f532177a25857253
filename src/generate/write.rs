//! A script, step by step, against the model's live handles.

use std::sync::Arc;

use super::Scripts;
use super::choice::{Aim, Handles};
use super::flight::Flight;
use super::focus::Focus;
use super::lean::Lean;
use super::pick::Pick;
use super::swarm::Swarm;
use super::weights::WEIGHTS;
use crate::model::{Handle, Model, Permit};
use crate::op::{
    Control, DescriptorOp, HandleKind, Manner, Name, Observations, Observed, Op, OpKind, OutputOp,
    PollableOp, Quantity, StreamOp,
};
use crate::outcome::{Allowed, Answer, Outcome, Seen};
use crate::rule::Rule;
use crate::script::{Action, Script, Step};
use crate::tree::{Capability, Lacks, Node, is_raw};
use crate::wasi::ErrorCode;

/// How many steps there is room for at the end, to wait for what the model can't leave in flight.
const SPARE: usize = 8;

/// A script ends where so many steps were given up, since the backend lacks what they need, or nothing is left to ask.
const GIVEN_UP_MAX: usize = 1000;

/// Of a hundred numbers that are what was seen so many are said to be, if they are not so small that they may be anything.
const OBSERVED_PERCENT: usize = 50;

/// How many splices of a hundred have their source waited for.
const SOURCE_WAITED_FOR_PERCENT: usize = 85;
const TELLING_LEAST: u64 = 3;

/// How many failures of a hundred have their error kept.
const ERROR_KEPT_PERCENT: usize = 80;

/// Writes one script.
pub(super) struct Writer<'r> {
    pub(super) pick: Pick<'r>,
    /// What the script dwells on.
    pub(super) focus: Focus,
    /// Each operation with its own weight, and how often it is asked with this focus, in this script.
    pub(super) weights: Vec<((OpKind, u32), u32)>,
    /// Which operations it leans to.
    pub(super) lean: Lean,
    pub(super) model: Model,
    /// The handles that calls are made on.
    pub(super) handles: Handles,
    pub(super) script: Script,
    /// What may be in flight.
    flight: Flight,
    /// How many writes there were; the next writer's number.
    pub(super) writers: usize,
    /// How many names were given to handles.
    named: usize,
    /// Paths at which a directory is or was.
    pub(super) directories: Vec<Arc<str>>,
    /// What the backend lacks.
    lacks: Lacks,
    /// How many steps were given up for what they need.
    given_up: usize,
    /// Whether files are cut off before the streams that read them.
    pub(super) cuts: bool,
    /// What a guest has seen of the numbers that only a backend knows, as the plain answers tell them.
    pub(super) seen: Seen,
}

impl<'r> Writer<'r> {
    pub(super) fn new(mut pick: Pick<'r>, scripts: &Scripts) -> Self {
        let Scripts { focus, lacks, lean, .. } = *scripts;
        let whole = Script { fixture: pick.fixture(focus), ..Script::default() };
        let fixture = if lacks.is_empty() { whole.fixture } else { whole.without(lacks).script.fixture };
        let model = Model::new(&fixture);
        let leads = |(path, node): &(String, &Node)| matches!(node, Node::Directory(_)) && !is_raw(path);
        let planted = fixture.tree.walk().into_iter().filter(leads);
        let directories = planted.map(|(path, _)| path.into()).collect();
        let script = Script { fixture, ..Script::default() };
        let flight = Flight::careful();
        let swarm = Swarm::draw(&mut pick);
        let factor = |kind: OpKind| match focus.factor(kind) {
            1 => swarm.of(kind),
            // A stream in focus is to be called, more than others are to be made.
            dwells if focus.dwells_on_streams() && kind.info().gives.is_some() => dwells,
            // What a script is to dwell on it does not do without.
            dwells => dwells * swarm.of(kind).max(1),
        };
        let weights = WEIGHTS.iter().map(|(kind, own)| (*kind, own * lean.factor(*kind)));
        let weights = weights.map(|(kind, own)| ((kind, own), own * factor(kind))).collect();
        Self {
            pick,
            focus,
            weights,
            lean,
            model,
            handles: Handles::default(),
            script,
            flight,
            writers: 0,
            named: 0,
            directories,
            lacks,
            given_up: 0,
            cuts: swarm.cuts,
            seen: Seen::default(),
        }
    }

    pub(super) fn script(mut self, ops_max: usize) -> Script {
        let ops = 1 + self.pick.below(ops_max.saturating_sub(SPARE).max(1));
        self.script.steps.reserve(ops + SPARE);
        while self.script.steps.len() < ops
            && self.given_up < GIVEN_UP_MAX
            && self.model.inconclusive().is_none()
            && self.model.handles().next().is_some()
        {
            let before = self.script.steps.len();
            self.step();
            self.given_up += usize::from(self.script.steps.len() == before);
        }
        let left = if self.flight.may_be_left() { self.flight.long() } else { self.flight.streams() };
        self.settle(left);
        self.script.steps.truncate(ops_max);
        self.script
    }

    /// Adds one step, and in front of it what it needs.
    fn step(&mut self) {
        self.handles.update(&self.model);
        if self.beneath() {
            return;
        }
        let Some((on, op)) = self.crossing().or_else(|| self.choose()) else { return };
        let kind = op.kind();
        let loops = kind.can_loop() && self.pick.chance(20);
        let manner = if loops { Manner::UntilProgress } else { Manner::Once };
        if let Some((bind, answer)) = self.call(on.clone(), op, manner) {
            self.behind(kind, on, bind, &answer);
        }
    }

    /// Adds a call, and in front of it what has to be waited for; gives what it binds, and its plain answer, if it has one.
    pub(super) fn call(
        &mut self,
        on: Name,
        op: impl Into<Op>,
        manner: Manner,
    ) -> Option<(Option<Name>, Outcome)> {
        let op = op.into();
        let on = if op.kind().is_freestanding() { Name::none() } else { on };
        let bind = op.kind().info().gives.map(|gives| self.name(gives));
        self.settle_before(&op, &on);
        if !self.flight.admits(&on, &op, manner) {
            self.settle(self.flight.streams());
            if !self.flight.admits(&on, &op, manner) {
                return None;
            }
        }
        self.wait_for_source(&op);
        self.strike(&on, &op);
        self.chmod();
        self.attack(&on, &op);
        self.note(&op);
        let observed = self.observed(&on, &op);
        let placeholding = op.clone().placeholding(observed);
        let before = self.script.steps.len();
        let answer = self.add(Step::of(Action::Call { bind: bind.clone(), on, op, manner }));
        let error = self.keep_error(before, answer.as_ref());
        // The model went on by the numbers as they are here; the script says whose they are.
        if let Some(step) = self.script.steps.get_mut(before)
            && let Action::Call { op, .. } = &mut step.action
        {
            (step.observed, *op) = (observed, placeholding);
        }
        Some((bind.or(error), answer?))
    }

    /// Has the call of a step keep the error of its failure, mostly.
    fn keep_error(&mut self, step: usize, answer: Option<&Outcome>) -> Option<Name> {
        let Some(failed @ Outcome::Failed(_)) = answer else { return None };
        if self.lacks.contains(Capability::Errors) || !self.pick.chance(ERROR_KEPT_PERCENT) {
            return None;
        }
        let name = self.name(HandleKind::Error);
        let step = self.script.steps.get_mut(step)?;
        let Action::Call { bind, .. } = &mut step.action else { return None };
        bind.get_or_insert(name.clone());
        self.model.keep_error(step.call()?, failed);
        Some(name)
    }

    /// Which numbers of a call are said to be what was seen, since they are, or one beside it: a backend may have shown
    /// another one.
    fn observed(&mut self, on: &Name, op: &Op) -> Observations {
        let Self { seen, pick, .. } = self;
        op.numbers().map(|number| {
            let number = number.filter(|number| *number >= TELLING_LEAST && pick.chance(OBSERVED_PERCENT))?;
            let is =
                |(_, quantity): &(&str, Quantity)| Some((*quantity, beside(number, seen.of(*quantity, on))?));
            let (quantity, plus) = Quantity::TABLE.iter().find_map(is)?;
            Some(Observed::number(quantity, plus))
        })
    }

    /// What a write or a splice needs in front of it, mostly: a permit.
    pub(super) fn prepare(&mut self, kind: OpKind, on: &Name, aim: Aim) {
        let writes = matches!(kind, OpKind::StreamWrite | OpKind::WriteZeroes | OpKind::Splice);
        let needs = writes && matches!(self.permit(on), Some(Permit::None | Permit::Stale(_)));
        if needs && (aim == Aim::Success || self.pick.chance(85)) {
            let manner = if self.pick.chance(50) { Manner::UntilProgress } else { Manner::Once };
            self.add(Step::new(on.clone(), OutputOp::CheckWrite).in_manner(manner));
        }
    }

    /// A splice that does not wait finds nothing where the host reads ahead and has not got there yet: so its source is
    /// waited for, mostly.
    fn wait_for_source(&mut self, op: &Op) {
        if let Op::Output(OutputOp::Splice { src, .. }) = op
            && self.pick.chance(SOURCE_WAITED_FOR_PERCENT)
        {
            self.add(Step::new(src.clone(), PollableOp::Block));
        }
    }

    /// Where a long write is in flight, nothing else may change the file, and its stream may not go, or the model would
    /// have to follow every point in which it may end: so it is waited for.
    fn settle_before(&mut self, op: &Op, on: &Name) {
        if self.flight.is_empty() {
            return;
        }
        let mut streams = self.flight.long();
        let goes = matches!(op, Op::Stream(StreamOp::Cancel) | Op::Drop);
        streams.retain(|stream| if stream == on { goes } else { changes_files(op) });
        self.settle(streams);
        let mut streams = self.flight.streams();
        streams.retain(|stream| stream == on);
        if !streams.is_empty() && self.may_trap(op, on) && self.pick.chance(60) {
            // The next write joins what is in flight.
            self.add(Step::new(on.clone(), OutputOp::CheckWrite));
        }
        if self.may_trap(op, on) {
            self.settle(streams);
        }
    }

    /// Whether the guest may end of a call, and its stream with it.
    pub(super) fn may_trap(&self, op: &Op, on: &Name) -> bool {
        let within = |length: u64| matches!(self.permit(on), Some(Permit::Fresh(permit)) if length <= permit);
        if let Op::Output(OutputOp::StreamWrite { contents }) = op {
            !within(contents.len() as u64)
        } else if let Op::Output(OutputOp::WriteZeroes { len }) = op {
            !within(*len)
        } else {
            false
        }
    }

    /// Waits for the writes of streams.
    fn settle(&mut self, streams: Vec<Name>) {
        for stream in streams {
            self.flight.admits(&stream, &Op::Output(OutputOp::BlockingFlush), Manner::Once);
            if self.handle(&stream).is_some() {
                self.add(Step::new(stream, OutputOp::BlockingFlush));
            }
        }
    }

    /// Adds a step and lets the model take a plain answer to it, which it gives if there is one.
    pub(super) fn add(&mut self, step: Step) -> Option<Outcome> {
        if !self.lacks.is_empty() && needs_of(&step, self.lacks) {
            self.given_up += 1;
            return None;
        }
        let mut plain = None;
        let call = step.call().inspect(|call| self.model.strike_at_once(*call));
        if let Some(call) = call
            && let Some(allowed) = self.model.allowed(call)
        {
            // Where a mode stands in the way most hosts are refused.
            let refused = Outcome::Error(ErrorCode::Access);
            let is_moded =
                !self.script.fixture.modes.is_empty() && allowed.judge(&refused) == Ok(Rule::AccessMode);
            let answer = if is_moded { refused } else { allowed.plain() };
            // In some world its own answer may be none, as where two hashes of objects are told apart too late.
            let has_answer = |(answer, rule): &(Answer, Rule)| {
                let alone = Allowed::only(answer.clone(), *rule);
                !matches!(answer, Answer::Hash(_)) || alone.takes(&alone.plain())
            };
            if !allowed.takes(&answer) || !allowed.answers().iter().all(has_answer) {
                // What a plain implementation answers to it the model can't say, so it can't go on from it.
                self.given_up += 1;
                return None;
            }
            self.model.take_plainly(call, &answer);
            self.seen.note(call, &answer);
            plain = Some(answer);
        }
        // What can't be followed is left out, and ends the script: what came before is judged.
        if self.model.inconclusive().is_none() {
            self.script.steps.push(step);
        }
        plain
    }

    /// Adds what happens around the guest.
    pub(super) fn happens(&mut self, control: Control) {
        let step = Step::from(control);
        if needs_of(&step, self.lacks) {
            self.given_up += 1;
        } else if let Some(control) = step.control()
            && self.model.control(control)
        {
            self.script.steps.push(step);
        }
    }

    /// Remembers what a call will have done.
    pub(super) fn note(&mut self, op: &Op) {
        if let Op::Descriptor(DescriptorOp::CreateDirectoryAt { path }) = op {
            self.directories.push(Arc::clone(path));
        }
        let writes = matches!(
            op,
            Op::Descriptor(DescriptorOp::Write { .. })
                | Op::Output(OutputOp::StreamWrite { .. } | OutputOp::BlockingWriteAndFlush { .. })
        );
        self.writers += usize::from(writes);
    }

    pub(super) fn name(&mut self, kind: HandleKind) -> Name {
        self.named += 1;
        super::handle_name(kind, self.named)
    }

    pub(super) fn handle(&self, name: &Name) -> Option<&Handle> {
        self.model.handles().find(|(bound, _)| *bound == name).map(|(_, handle)| handle)
    }

    pub(super) fn permit(&self, name: &Name) -> Option<Permit> {
        match self.handle(name)? {
            Handle::Output(output) => Some(output.permit()),
            Handle::Descriptor(_)
            | Handle::Input(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        }
    }
}

/// How much a number is more than another one, where it is that or one beside it.
fn beside(number: u64, seen: u64) -> Option<i64> {
    [-1, 0, 1].into_iter().find(|plus| seen > 0 && seen.checked_add_signed(*plus) == Some(number))
}

/// Whether a step needs something of what is lacking.
fn needs_of(step: &Step, lacks: Lacks) -> bool {
    Script { steps: vec![step.clone()], ..Script::default() }.needs_of(lacks).is_some()
}

/// Whether an operation may change the bytes of a file.
fn changes_files(op: &Op) -> bool {
    op.is_stream_write()
        || matches!(
            op,
            Op::Descriptor(
                DescriptorOp::Write { .. } | DescriptorOp::SetSize { .. } | DescriptorOp::OpenAt { .. }
            )
        )
}
