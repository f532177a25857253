//! The spec: what a guest may observe. Pure: no I/O, no clock, no async, no randomness.
//!
//! [`Model::allowed`] says which answers conform; [`Model::take`] moves on from the one that was seen. The model is a
//! set of *possible worlds*, the states that the backend may be in. Mostly there is one, changed in place. A stream's
//! write is an *effect*: it lands between the call that made it and the one that proves it over, so where
//! the order of landings matters the set forks, and worlds that could not have given an answer are dropped.

mod able;
mod access;
mod ahead;
mod amid;
mod asked;
mod attributes;
mod audited;
mod begun;
mod clock;
mod components;
mod control;
mod crowd;
mod cuts;
mod descriptor;
mod directory;
mod effects;
mod faults;
mod file;
mod grasp;
mod handles;
mod host;
mod input;
mod kinds;
mod landings;
mod link;
mod looks;
mod metadata;
mod modes;
mod nodes;
mod open;
mod others;
mod output;
mod path;
mod plain;
mod pollable;
mod regular;
mod relaxed;
mod rename;
mod splice;
mod stamp;
mod states;
mod struck;
mod taken;
mod times;
mod tree;
mod vague;
mod versions;

pub use able::{Able, OpSet};
pub use ahead::READ_AHEAD;
pub use attributes::Wrong;
pub(crate) use audited::Planted;
pub(crate) use cuts::prefixes_in;
pub(crate) use grasp::{Grasp, Grip};
pub use handles::{Handle, Permit, Right};
pub use kinds::EffectKind;
pub use landings::PREFIXES_MAX;
pub(crate) use path::NAME_SAFE;
pub use states::StreamState;
pub use struck::Struck;

use std::sync::Arc;

use crate::op::{Call, Control, FreestandingOp, HandleKind, HostChange, Injection, Name, Op};
use crate::outcome::{Allowed, Breach, ExpectedBytes, MOMENTS, Outcome, line_of};
use crate::rule::Rule;
use crate::tree::{Access, Attributes, Fixture, Tree};

use crowd::Crowd;
use landings::Aftermath;
use nodes::NodeId;

/// How many names the paths have at most that [`Model::path_from`] gives.
const PATHS_DEPTH_MAX: usize = 3;

/// The reference model of one script's run.
#[derive(Clone, Debug)]
pub struct Model {
    worlds: Vec<World>,
    /// Why the model can't tell any more, if it can't.
    inconclusive: Option<&'static str>,
    /// The names of all streams there were.
    streams: Vec<Name>,
    /// What the system is to answer in calls on descriptors and listings that are still to come.
    planned: Vec<Injection>,
    /// What other processes are to change in the middle of calls that are still to come.
    interventions: Vec<HostChange>,
    /// Of how many bytes that end in their middle every prefix is followed as a world of its own, while there is but one.
    prefixes_max: usize,
}

/// One state that the backend may be in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct World {
    /// When the step that is being judged is made: see [`MOMENTS`].
    step: usize,
    /// How many bytes an input stream may keep ahead of its guest.
    read_ahead: u64,
    /// Of how many bytes in flight every prefix is followed as a world of its own.
    prefixes_max: usize,
    /// The guest is gone, and all its streams with it.
    over: bool,
    /// What the call has met that was just made, where that is known.
    struck: Option<Arc<Struck>>,
    /// What that call has seen of changes that other processes made meanwhile, where they made some.
    amid: Option<Arc<amid::Amid>>,
    // Worlds are compared in the order of the fields, and mostly differ in what is in flight.
    effects: Vec<effects::Effect>,
    nodes: nodes::Nodes,
    /// Streams that were dropped without a wait, and may be at work until no background work is left.
    dropped: Vec<usize>,
    /// What handles were of whose call has trapped: it may be open still.
    in_doubt: Vec<NodeId>,
    /// How many objects there were before the guest: those have the lowest numbers.
    planted: usize,
    /// Shared by worlds, as most of them hold the same.
    handles: Arc<handles::Handles>,
    /// What the embedder granted on which directories; it stays granted when the guest lets go of them.
    preopens: Arc<[(NodeId, Access)]>,
}

impl Model {
    /// The one world in which nothing has happened yet.
    ///
    /// # Panics
    /// When a preopen names no directory of the tree; whoever made the fixture checks that.
    pub fn new(fixture: &Fixture) -> Self {
        let mut nodes = nodes::Nodes::of_tree(&fixture.tree);
        if let Some(apart) = fixture.apart.as_ref().and_then(|name| nodes.at_path(name)) {
            nodes.put_apart(apart);
        }
        for planted in &fixture.modified {
            let node =
                nodes.at_path(&planted.path).expect("our fault: a time of an object that is not there");
            *nodes.metadata_mut(node) = times::Metadata::planted(planted.seconds);
        }
        for planted in &fixture.modes {
            let node =
                nodes.at_path(&planted.path).expect("our fault: a mode of an object that is not there");
            nodes.set_mode(node, planted.bits);
        }
        let open = |preopen: &crate::tree::Preopen| {
            let node = nodes.at_path(&preopen.path).expect("our fault: a preopen without a directory");
            let name = Name::new(&preopen.name).expect("our fault: a preopen without a name");
            (name, handles::Descriptor::preopen(node, preopen.access))
        };
        let opened: Vec<(Name, handles::Descriptor)> = fixture.preopens.iter().map(open).collect();
        let preopens = opened.iter().map(|(_, preopen)| (preopen.node, preopen.access)).collect();
        let held = |(name, preopen)| (name, Handle::Descriptor(preopen));
        let handles = Arc::new(opened.into_iter().map(held).collect());
        let world = World {
            planted: nodes.ids().count(),
            nodes,
            handles,
            preopens,
            effects: Vec::new(),
            dropped: Vec::new(),
            in_doubt: Vec::new(),
            over: false,
            struck: None,
            amid: None,
            step: 0,
            read_ahead: READ_AHEAD,
            prefixes_max: PREFIXES_MAX,
        };
        Self {
            worlds: vec![world],
            inconclusive: None,
            streams: Vec::new(),
            planned: Vec::new(),
            interventions: Vec::new(),
            prefixes_max: PREFIXES_MAX,
        }
    }

    /// Which answers to a call conform; none when the call is skipped, because a handle it needs is not bound (any more).
    pub fn allowed(&mut self, call: Call<'_>) -> Option<Allowed> {
        self.worlds.first()?.is_bound(call).then_some(())?;
        self.fork_before(call);
        let mut worlds = self.worlds.iter();
        let mut allowed = worlds.next()?.allowed(call);
        for world in worlds {
            allowed.merge(world.allowed(call));
        }
        Some(allowed)
    }

    /// Moves on from an answer that conforms. Worlds that could not have given it are dropped.
    pub fn take(&mut self, call: Call<'_>, outcome: &Outcome) {
        self.take_under(call, outcome, None);
    }

    /// The same for who knows under which rule it does, by [`Allowed::judge`].
    pub fn take_under(&mut self, call: Call<'_>, outcome: &Outcome, rule: Option<Rule>) {
        let stream = self.worlds.first().and_then(|world| world.stream_asked(call)).cloned();
        match (call.op, stream) {
            (Op::Freestanding(FreestandingOp::Poll { r#in: pollables }), _) => {
                self.take_poll(pollables, outcome);
            }
            (_, Some(stream)) => self.take_of_pollable(call, &stream, outcome),
            (_, None) => self.take_alone(call, outcome, rule),
        }
        self.skip();
    }

    /// Keeps the error of a failure that was taken for who gives it a name afterwards.
    pub(crate) fn keep_error(&mut self, call: Call<'_>, outcome: &Outcome) {
        self.worlds.iter_mut().for_each(|world| world.keep_error(call, outcome));
    }

    /// Takes an answer to one call, which may be one of several that a step comes to.
    fn take_alone(&mut self, call: Call<'_>, outcome: &Outcome, rule: Option<Rule>) {
        let gives = call.op.kind().info().gives.filter(|gives| gives.is_stream());
        self.streams.extend(gives.and(call.bind).cloned());
        let done = self.done_all_the_same(call, outcome);
        if let [world] = &mut *self.worlds {
            let judge = |world: &World| rule.or_else(|| world.allowed(call).judge(outcome).ok());
            world.note_bystander(call, outcome, judge);
            let aftermath = world.take(call, outcome);
            if aftermath != Aftermath::Nothing {
                self.follow(call, vec![aftermath]);
            }
        } else {
            self.worlds.retain_mut(|world| {
                let allowed = world.allowed(call);
                let stays = allowed.may_tell(outcome);
                if stays {
                    world.note_bystander(call, outcome, |_| allowed.judge(outcome).ok());
                }
                stays
            });
            let aftermaths = self.worlds.iter_mut().map(|world| world.take(call, outcome)).collect();
            self.follow(call, aftermaths);
        }
        self.worlds.extend(done);
        self.worlds.retain_mut(World::goes_on_amid);
        self.keep_error(call, outcome);
        if self.worlds.len() > 1 {
            // Some may have become equal.
            self.worlds = Crowd::of(std::mem::take(&mut self.worlds)).into_worlds();
        }
    }

    /// Lets something happen around the guest; whether it does: what it names may not be there (any more).
    pub fn control(&mut self, control: &Control) -> bool {
        let happens = self.happens(control);
        if happens {
            self.take_control(control);
        }
        self.skip();
        happens
    }

    /// Counts a step that was skipped.
    pub fn skip(&mut self) {
        let prefixes_max = self.prefixes_now();
        for world in &mut self.worlds {
            world.prefixes_max = prefixes_max;
            world.step = (line_of(world.step) + 1) * MOMENTS;
            world.struck = None;
            world.nodes.now = None;
        }
    }

    /// Says that the next call is made by the line of the last one, for the `time`th time, counted from 1.
    pub fn again(&mut self, time: u32) {
        let times =
            usize::try_from(time.saturating_sub(1)).map_or(MOMENTS - 1, |times| times.min(MOMENTS - 1));
        for world in &mut self.worlds {
            world.step = line_of(world.step).saturating_sub(1) * MOMENTS + times;
        }
    }

    /// Why the model can't tell any more what conforms, if it can't.
    pub fn inconclusive(&self) -> Option<&'static str> {
        self.inconclusive
    }

    /// How many worlds are followed now.
    pub fn worlds(&self) -> usize {
        self.worlds.len()
    }

    /// Whether the tree on disk can be what the calls left, now that the guest is gone. Where that can't be told it may.
    ///
    /// # Errors
    /// With the rule that is broken, in the world that comes nearest, and the path.
    pub fn judge_tree(&mut self, found: &Tree) -> Result<(), (Breach, String)> {
        self.judge_disk(found, &Attributes::new()).map_err(|Wrong { breach, path, .. }| (breach, path))
    }

    /// The same, also of what the system says of the objects beside their data: which names are one object, and the times
    /// that are known.
    ///
    /// # Errors
    /// With what is wrong in the world that comes nearest.
    pub fn judge_disk(&mut self, found: &Tree, attributes: &Attributes) -> Result<(), Wrong> {
        let is_cut = self.worlds.iter().any(World::has_cut_work);
        self.worlds.iter_mut().for_each(|world| world.over = true);
        self.close_all();
        if self.inconclusive.is_some() {
            return Ok(());
        }
        let mut wrong = None;
        for (at, world) in self.worlds.iter().enumerate().filter(|(_, world)| world.has_tree(found)) {
            match world.judge_attributes(attributes) {
                Ok(()) => {
                    // Whatever else is asked about the end is asked of the world that it is the end of.
                    self.worlds.swap(0, at);
                    return Ok(());
                }
                Err(told) => _ = wrong.get_or_insert(told),
            }
        }
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        let mut trees = self.worlds.iter().filter_map(|world| world.judge_tree(found).err());
        let Some((first, path)) = trees.next() else { return Ok(()) };
        let others = trees.filter(|_| is_cut).map(|(breach, _)| breach);
        Err(Wrong { breach: first.or_of_cut(others), path, told: None })
    }

    /// Whether a tree may be the one that there is now.
    pub(crate) fn may_be(&self, found: &Tree) -> bool {
        self.worlds.iter().any(|world| world.has_tree(found))
    }

    /// The file at a path as the first world has it, from its start: all that can be found there. None for other objects.
    pub(crate) fn expected_file(&self, path: &str) -> Option<ExpectedBytes> {
        self.worlds.first()?.expected_file(path)
    }

    /// The tree as the first world has it, for scripts that pin their end.
    pub fn tree(&self) -> Tree {
        self.worlds.first().map(World::to_tree).unwrap_or_default()
    }

    /// The handles that are bound, oldest first.
    pub fn handles(&self) -> impl Iterator<Item = (&Name, &Handle)> {
        self.worlds.iter().take(1).flat_map(|world| world.handles.named())
    }

    /// Whether a name stands for a handle now.
    pub fn is_live(&self, name: &Name) -> bool {
        self.worlds.first().is_some_and(|world| world.handle(name).is_some())
    }

    /// Whether a handle is an input stream with nothing in doubt about its bytes: what is spliced from it is known.
    pub fn is_settled(&self, handle: &Handle) -> bool {
        let Handle::Input(input) = handle else { return false };
        self.worlds.len() == 1 && self.worlds[0].view_of(input).is_settled()
    }

    /// Whether what is behind a handle is neither file nor directory, so that little is known of its data.
    pub fn is_special(&self, handle: &Handle) -> bool {
        self.worlds.first().is_some_and(|world| world.is_special(handle.node()))
    }

    /// The size of the file behind a handle, in bytes; none for other objects.
    pub fn size_behind(&self, handle: &Handle) -> Option<u64> {
        self.worlds.first()?.nodes.file(handle.node()).map(|file| file.content.len())
    }

    /// How many paths of objects that are there [`Model::path_from`] knows.
    pub fn paths_from(&self, name: &Name) -> usize {
        let directory = self.directory_behind(name);
        directory.map_or(0, |(nodes, directory)| nodes.count_below(directory, PATHS_DEPTH_MAX))
    }

    /// A path of an object that is there, from a descriptor of a directory, by its number; others have none.
    pub fn path_from(&self, name: &Name, number: usize) -> Option<String> {
        let (nodes, directory) = self.directory_behind(name)?;
        nodes.path_below(directory, PATHS_DEPTH_MAX, number)
    }

    fn directory_behind(&self, name: &Name) -> Option<(&nodes::Nodes, NodeId)> {
        let world = self.worlds.first()?;
        match world.handle(name)? {
            Handle::Descriptor(descriptor) => Some((&world.nodes, descriptor.node)),
            Handle::Input(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        }
    }
}

impl World {
    fn handle(&self, name: &Name) -> Option<&Handle> {
        self.handles.get(name)
    }

    fn handle_mut(&mut self, name: &Name) -> Option<&mut Handle> {
        Arc::make_mut(&mut self.handles).get_mut(name)
    }

    /// All handles, to be changed; those that other worlds have as well are copied first.
    fn handles_mut(&mut self) -> impl Iterator<Item = &mut Handle> {
        Arc::make_mut(&mut self.handles).iter_mut()
    }

    /// The second descriptor of a call that takes two.
    fn second(&self, op: &Op) -> Option<&handles::Descriptor> {
        match self.handle(op.second()?)? {
            Handle::Descriptor(descriptor) => Some(descriptor),
            Handle::Input(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        }
    }

    fn bind(&mut self, name: Option<&Name>, handle: Handle) {
        let name = name.expect("our fault: a call that gives a handle without a name for it");
        Arc::make_mut(&mut self.handles).bind(name.clone(), handle);
    }

    fn unbind(&mut self, name: &Name) {
        self.leaves_pollables(name, true);
        Arc::make_mut(&mut self.handles).unbind(name);
    }

    /// Whether every handle that a call needs is bound to something of the right kind, and the name it gives is free.
    fn is_bound(&self, call: Call<'_>) -> bool {
        let kind = call.op.kind();
        let fits = |handle: &Handle| kind.info().on.contains(&handle.kind());
        let is_bound =
            |(name, kind): (&Name, HandleKind)| self.handle(name).is_some_and(|other| other.kind() == kind);
        (kind.is_freestanding() || self.handle(call.on).is_some_and(fits))
            && call.op.others().all(is_bound)
            && self.can_be_waited_for(call)
            && call.bind.is_none_or(|name| self.handle(name).is_none())
    }

    /// The file that a call observes or changes, if its handle is one of a file.
    fn file_of(&self, call: Call<'_>) -> Option<NodeId> {
        let node = self.handle(call.on)?.node();
        self.nodes.file(node).map(|_| node)
    }
}
