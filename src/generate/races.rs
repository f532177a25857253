//! Scripts of races: a small file, a few streams on it, and segments in which their work is held, issued, let go in some
//! order, and looked at.
//!
//! Most of it is small on purpose. The model follows every landing and every prefix of what is in flight, and a reader
//! has to do the same. Some scripts move what a host splits, or hands on in several calls of the system; of what ends in its
//! middle there the model leaves in doubt how much has landed, until a look tells.

mod ground;
mod happenings;
mod lengths;
mod pollables;
mod weights;

use std::sync::Arc;

use super::flight::Flight;
use super::focus::Focus;
use super::pick::Pick;
use crate::model::{Handle, Model, Permit};
use crate::op::{Call, Control, Data, HandleKind, InputOp, Manner, Name, Op, OutputOp, PollableOp};
use crate::script::{Action, Script, Step};
use crate::tree::{Entries, Fixture, Node, Tree};
use weights::Profile;

/// Once there are so many steps, no further segment is begun.
const STEPS_BEFORE_LAST: usize = 11;

/// Of so many scripts in one as much is in flight as the model can follow; in the others what few worlds tell apart.
const ONE_IS_WILD_IN: usize = 1000;

/// In so many small races of 100 there is a second file, and in so many somebody else changes one.
const SECOND_FILES_OF_SMALL_PERCENT: usize = 50;
const CHANGES_OF_SMALL_PERCENT: usize = 35;

/// So many streams of 100 are on the first file, and of a small race.
pub(super) const ON_FIRST_FILE_PERCENT: usize = 85;
pub(super) const ON_FIRST_FILE_OF_SMALL_PERCENT: usize = 65;

/// So many streams of a hundred are waited for before work is held, so that they are known to be ready then.
const WAITED_FOR_PERCENT: usize = 8;

/// In how many segments of a hundred with a fault errors are kept.
const ERRORS_KEPT_PERCENT: usize = 25;

/// More polls than this tell nothing new about a call that is given up.
const POLLS_MAX: usize = 3;

/// Whether scripts with this focus are races.
pub(super) fn is_of_races(focus: Focus) -> bool {
    focus == Focus::Schedules || Profile::of(focus).is_some()
}

/// Writes one script of a race.
pub(super) struct Writer<'r> {
    pick: Pick<'r>,
    profile: Profile,
    model: Model,
    script: Script,
    /// How many writes there were; the next writer's number.
    writers: usize,
    /// How many names were given to handles.
    named: usize,
    /// The files, each with a path and the descriptors that were opened on it.
    files: Vec<(Arc<str>, Vec<Name>)>,
    /// The streams that were made, with the file of each.
    streams: Vec<(Name, usize)>,
    /// What may be in flight.
    flight: Flight,
    /// Whether nothing can be in flight or held, since nothing but looks came after the last `quiesce`.
    quiet: bool,
    /// Where the last positional stream started.
    last_start: u64,
    /// Whether work is held.
    holding: bool,
    /// How many bytes the next piece of work moves at least, so that the fault before it fires.
    least: usize,
    /// Whether there are long writes among the others.
    long: bool,
    /// Whether a call that may fail keeps its error, and under which names that was.
    keeps_errors: bool,
    errors: Vec<Name>,
    /// Whether it is one segment, with little in it, that comes in many orders.
    small: bool,
}

impl<'r> Writer<'r> {
    /// A writer for this focus; none where it is not one of races.
    pub(super) fn new(mut pick: Pick<'r>, focus: Focus) -> Result<Self, Pick<'r>> {
        let small = focus == Focus::Schedules;
        let profile = if small { Some(*pick.one(Profile::ALL)) } else { Profile::of(focus) };
        let Some(profile) = profile else { return Err(pick) };
        let mut entries: Entries = [("log".to_owned(), base(&mut pick, b'z'))].into();
        if pick.chance(if small { SECOND_FILES_OF_SMALL_PERCENT } else { 20 }) {
            entries.insert("a".to_owned(), base(&mut pick, b'y'));
        }
        let files = entries.keys().rev().map(|path| (path.as_str().into(), Vec::new())).collect();
        let fixture = Fixture::with_tree(Tree { entries });
        let long = pick.chance(profile.long());
        let flight =
            if !small && pick.below(ONE_IS_WILD_IN) == 0 { Flight::default() } else { Flight::narrow() };
        Ok(Self {
            pick,
            profile,
            model: Model::new(&fixture),
            script: Script { fixture, ..Script::default() },
            writers: 0,
            named: 0,
            files,
            streams: Vec::new(),
            flight,
            quiet: true,
            last_start: 0,
            holding: false,
            least: 0,
            long,
            keeps_errors: false,
            errors: Vec::new(),
            small,
        })
    }

    pub(super) fn script(mut self, ops_max: usize) -> Script {
        self.open();
        self.make_streams();
        if self.small {
            self.small_segment();
        } else {
            self.segment();
        }
        while !self.small
            && self.script.steps.len() < STEPS_BEFORE_LAST
            && !self.live_streams().is_empty()
            && self.pick.chance(50)
        {
            self.segment();
        }
        if !self.quiet && self.pick.chance(90) {
            self.quiesce();
        }
        if !self.flight.may_be_left() {
            for stream in self.flight.streams() {
                self.call(&stream, OutputOp::BlockingFlush, Manner::Once);
            }
        }
        for file in 0..self.files.len() {
            self.look_at(file);
        }
        self.script.steps.truncate(ops_max);
        self.script
    }

    /// Work is issued while it can't go on, and let go.
    fn segment(&mut self) {
        if self.quiet {
            // What was in flight before has landed; a look says how.
            self.look_at(0);
        }
        self.ask_for_permits();
        let calm = self.calm();
        if self.pick.chance(self.profile.holds()) {
            let queued = self.pick.chance(self.profile.holds_queued());
            self.control(Control::Hold { queued });
        }
        let faulty = if self.profile == Profile::Faults { self.fault() } else { None };
        let mut racers = self.issue(faulty.as_ref());
        if let Some(calm) = calm.filter(|_| self.holding) {
            self.poll_beside(&calm, &racers);
        }
        if let Some(stream) = &faulty {
            self.keeps_errors = self.pick.chance(ERRORS_KEPT_PERCENT);
            self.meet(stream, &racers);
            self.consequences(stream);
            self.ask_errors();
        } else if self.holding && racers.is_empty() {
            racers.extend(self.issue_one());
        }
        self.least = 0;
        if self.pick.chance(40) {
            self.look();
        }
        // What was issued is let go in some order, with whatever else happens meanwhile.
        for _ in 0..1 + racers.len() + self.pick.below(2) {
            self.meanwhile(&mut racers);
        }
        if self.pick.chance(85) {
            self.quiesce();
        }
        if self.pick.chance(self.profile.goes_on()) {
            self.go_on();
        }
        self.look();
    }

    /// Work of a few streams waits, and goes on in the order in which it was begun. Whoever runs it lets it go in every other
    /// order as well, and ends each stream at each point; so no more happens here.
    fn small_segment(&mut self) {
        self.ask_for_permits();
        let queued = self.pick.chance(self.profile.holds_queued());
        self.control(Control::Hold { queued });
        let faulty = if self.profile == Profile::Faults { self.fault() } else { None };
        let mut racers = self.issue(faulty.as_ref());
        if racers.is_empty() {
            racers.extend(self.issue_one());
        }
        self.least = 0;
        if self.pick.chance(CHANGES_OF_SMALL_PERCENT) {
            self.change();
        }
        for racer in racers {
            self.control(Control::Release(racer));
        }
        self.quiesce();
        if self.pick.chance(self.profile.goes_on()) {
            self.go_on();
        }
        self.look();
    }

    /// While work is held no permit can be waited for, so some are asked for before that, and some streams waited for.
    fn ask_for_permits(&mut self) {
        for name in self.live(HandleKind::OutputStream) {
            if self.permit(&name) == Some(Permit::None) && self.pick.chance(70) {
                self.call(&name, OutputOp::CheckWrite, Manner::Once);
            }
        }
        for name in self.live_streams() {
            if self.pick.chance(WAITED_FOR_PERCENT) {
                self.call(&name, PollableOp::Block, Manner::Once);
            }
        }
    }

    /// Issues work of several streams; those of them that have work waiting. A stream with a fault comes first.
    fn issue(&mut self, first: Option<&Name>) -> Vec<Name> {
        let mut racers: Vec<Name> = Vec::new();
        let (least, most) = self.profile.issues();
        let count = least + self.pick.below(most - least + 1);
        for turn in 0..count {
            if !self.flight.has_room() {
                break;
            }
            let live = self.live_streams();
            if live.is_empty() {
                break;
            }
            // Mostly one whose turn did not come yet: what one stream has in flight its next call waits for.
            let idle: Vec<Name> = live.iter().filter(|name| !racers.contains(name)).cloned().collect();
            let from = if idle.is_empty() || self.pick.chance(15) { &live } else { &idle };
            let stream = match first.filter(|_| turn == 0) {
                Some(first) => first.clone(),
                None => self.pick.one(from).clone(),
            };
            let again = racers.contains(&stream);
            let issued = if self.kind(&stream) == Some(HandleKind::InputStream) {
                self.fetch(&stream)
            } else {
                self.write(&stream, again)
            };
            self.may_subscribe_meanwhile(&stream);
            if issued && !again {
                racers.push(stream);
            }
            if self.pick.chance(12) {
                self.look();
            }
        }
        racers
    }

    /// A hold that holds nothing shows nothing: a write of any stream, if there is one that writes.
    fn issue_one(&mut self) -> Option<Name> {
        let outputs = self.live(HandleKind::OutputStream);
        let stream = (!outputs.is_empty()).then(|| self.pick.one(&outputs).clone())?;
        self.call(&stream, OutputOp::CheckWrite, Manner::Once);
        let contents = self.data();
        self.call(&stream, OutputOp::StreamWrite { contents }, Manner::Once);
        Some(stream)
    }

    /// A stream whose fault has met no work yet does some.
    fn meet(&mut self, stream: &Name, racers: &[Name]) {
        if racers.contains(stream) {
            return;
        }
        let op = match self.kind(stream) {
            Some(HandleKind::OutputStream) => {
                Op::Output(OutputOp::BlockingWriteAndFlush { contents: self.data_for(Manner::Once) })
            }
            Some(HandleKind::InputStream) => Op::Input(InputOp::BlockingRead { len: self.length() as u64 }),
            Some(
                HandleKind::Descriptor
                | HandleKind::DirectoryEntryStream
                | HandleKind::Pollable
                | HandleKind::Error,
            )
            | None => {
                return;
            }
        };
        self.call(stream, op, Manner::Once);
    }

    fn quiesce(&mut self) {
        self.control(Control::Quiesce);
        self.quiet = true;
    }

    fn control(&mut self, control: Control) {
        self.quiet = false;
        self.holding = match control {
            Control::Hold { .. } => true,
            Control::Quiesce => false,
            Control::Release(_) | Control::Fault(_) | Control::Host(_) => self.holding,
        };
        if self.model.inconclusive().is_none() {
            self.model.control(&control);
            self.push(control.into());
        }
    }

    /// Adds a call, unless too much could come of it.
    fn call(&mut self, on: &Name, op: impl Into<Op>, manner: Manner) {
        let op = op.into();
        if !self.flight.admits(on, &op, manner) {
            return;
        }
        self.quiet &= self.kind(on) == Some(HandleKind::Descriptor);
        let on = self.through(on, &op);
        let call = Call { bind: None, on: &on, op: &op, manner };
        // Where there is nothing to wait for nobody gives up.
        let manner =
            if self.model.returns_at_once(call) && self.pick.chance(75) { Manner::Once } else { manner };
        let keeps = self.keeps_errors && op.kind().may_give_error();
        let bind = keeps.then(|| self.name(HandleKind::Error));
        self.errors.extend(bind.clone());
        self.add(Step::of(Action::Call { bind, on, op, manner }));
    }

    /// Adds a call, unless its handle is gone, and lets the model take a plain answer to it.
    fn add(&mut self, step: Step) {
        if self.model.inconclusive().is_none()
            && let Some(call) = step.call()
            && let Some(allowed) = self.model.allowed(call)
        {
            self.model.take(call, &allowed.plain());
            self.push(step);
        }
    }

    /// A step that the model can't follow is left out, and all that would come after it: what came before is then judged.
    fn push(&mut self, step: Step) {
        if self.model.inconclusive().is_none() {
            self.script.steps.push(step);
        }
    }

    fn name(&mut self, kind: HandleKind) -> Name {
        self.named += 1;
        super::handle_name(kind, self.named)
    }

    fn handle(&self, name: &Name) -> Option<&Handle> {
        self.model.handles().find(|(bound, _)| *bound == name).map(|(_, handle)| handle)
    }

    fn kind(&self, name: &Name) -> Option<HandleKind> {
        self.handle(name).map(Handle::kind)
    }

    fn permit(&self, name: &Name) -> Option<Permit> {
        match self.handle(name)? {
            Handle::Output(output) => Some(output.permit()),
            Handle::Descriptor(_)
            | Handle::Input(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        }
    }

    fn live_streams(&self) -> Vec<Name> {
        let live = self.streams.iter().filter(|(name, _)| self.handle(name).is_some());
        live.map(|(name, _)| name.clone()).collect()
    }

    fn live(&self, kind: HandleKind) -> Vec<Name> {
        self.live_streams().into_iter().filter(|name| self.kind(name) == Some(kind)).collect()
    }

    fn source(&mut self) -> Option<Name> {
        // What is spliced has to be known: bytes in flux would be in flux in two places.
        let file =
            |name: &Name| self.streams.iter().find(|(stream, _)| stream == name).map(|(_, file)| *file);
        let in_flux: Vec<_> = self.flight.streams().iter().map(file).collect();
        let settled = |name: &Name| {
            !in_flux.contains(&file(name))
                && self.handle(name).is_some_and(|handle| self.model.is_settled(handle))
        };
        let inputs: Vec<Name> = self.live(HandleKind::InputStream).into_iter().filter(settled).collect();
        (!inputs.is_empty()).then(|| self.pick.one(&inputs).clone())
    }

    /// Given up, where the call has to wait.
    fn abandon(&mut self) -> Manner {
        if !self.holding {
            return Manner::Once;
        }
        let polls = 1 + self.pick.below(POLLS_MAX);
        Manner::Abandon { polls: u32::try_from(polls).unwrap_or(1) }
    }
}

/// What a file holds at the start.
fn base(pick: &mut Pick<'_>, letter: u8) -> Node {
    match pick.below(100) {
        0..50 => Node::file("base"),
        50..90 => Node::file(Data::marked(letter, 0..8 + pick.below(17) as u64).to_vec()),
        _ => Node::file(""),
    }
}
