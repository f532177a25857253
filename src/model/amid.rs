//! Other processes change the tree in the middle of a call.
//!
//! A path is followed name by name ("each filename in the pathname is located in the directory specified by its predecessor",
//! POSIX, Pathname Resolution), and nothing says that all of that is one step. So a change may be seen from any of the names on,
//! and what the call is for comes behind the last of them, before or behind each further change. Each such order is a world of
//! its own; which of them it was the answer tells, and the disk.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use smallvec::SmallVec;

use super::handles::Handle;
use super::landings::Worlds;
use super::nodes::{NodeId, Nodes};
use super::others::Made;
use super::path::{self, Dots, Ends, Trace, Views};
use super::{Model, World};
use crate::op::{Call, DescriptorOp, HandleKind, HostChange, Name, Op};
use crate::outcome::Allowed;

/// A change that is seen from no name of a way on.
const UNSEEN: usize = usize::MAX;

/// In so many orders at most a call and the changes in its middle are followed from one world,
const ORDERS_MAX: usize = 1024;

/// and so many names at most are looked up for that in all worlds. An order counts as so many.
const LOOKUPS_MAX: usize = 1 << 18;
const LOOKUPS_OF_ORDER: usize = 32;

/// Said where that is not enough.
const TOO_MANY: &str = "a call meets changes in more orders than the model follows";

/// How many names may still be looked up.
struct Budget(Cell<usize>);

impl Budget {
    fn spend(&self, lookups: usize) -> Result<(), &'static str> {
        self.0.set(self.0.get().checked_sub(lookups).ok_or(TOO_MANY)?);
        Ok(())
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(LOOKUPS_MAX))
    }
}

/// From which name on each change is seen, counted from 0.
type Seen = SmallVec<[usize; 4]>;

/// What a call has seen of the changes that came in its middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amid {
    /// The tree as it was, and behind each change,
    trees: Arc<[Nodes]>,
    /// of which so many came before what the call is for.
    done: usize,
    /// How each path of the call was followed.
    ways: Vec<Way>,
    /// The changes that came behind what the call is for.
    later: Vec<(HostChange, Made)>,
    /// Whether those can come where the call is refused, and where it is not.
    can_follow: [bool; 2],
}

/// How a path was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Way {
    base: NodeId,
    path: String,
    seen: Seen,
    dots: Dots,
    ends: Ends,
}

impl Amid {
    /// The trees that the call may have seen.
    pub(super) fn trees(&self) -> &[Nodes] {
        &self.trees[..=self.done]
    }

    /// Of what may be answered that behind which the other changes can come; none where that is nothing.
    fn fitting(&self, allowed: Allowed) -> Option<Allowed> {
        match self.can_follow {
            [true, true] => Some(allowed),
            [true, false] => allowed.only_refusals(),
            [false, true] => allowed.without_refusals(),
            [false, false] => None,
        }
    }

    /// What it looks like from afar: the same for equals.
    pub(super) fn glance(&self, hasher: &mut impl Hasher) {
        (self.done, self.later.len(), self.can_follow).hash(hasher);
        for way in &self.ways {
            (&way.seen, way.dots, way.ends).hash(hasher);
        }
    }

    /// A path as it is followed: where the slash behind it was looked at before, without that.
    pub(super) fn text<'p>(&self, base: NodeId, path: &'p str) -> &'p str {
        let is_it = |way: &Way| way.base == base && way.path == path && way.ends == Ends::NamedWithoutSlash;
        if self.ways.iter().any(is_it) { path.trim_end_matches('/') } else { path }
    }

    /// The trees that a path is followed in. Those who follow a part of one see as much of it.
    pub(super) fn views<'a>(&'a self, base: NodeId, path: &str) -> Views<'a> {
        let from_there = || self.ways.iter().filter(|way| way.base == base);
        let is_it = from_there().find(|way| way.path == path);
        let trees = self.trees();
        match is_it.or_else(|| from_there().find(|way| way.path.starts_with(path))) {
            Some(way) => Views::new(trees, &way.seen, way.dots, way.ends),
            None => Views::of(&trees[self.done]),
        }
    }
}

/// A path that a call follows.
struct Asked<'c> {
    base: NodeId,
    path: &'c str,
    ends: &'static [Ends],
}

const OBJECT: &[Ends] = &[Ends::Found];
const NAME: &[Ends] = &[Ends::Named, Ends::NamedWithoutSlash];
const EITHER: &[Ends] = &[Ends::Found, Ends::Named, Ends::NamedWithoutSlash];

/// The paths that a call follows, with the descriptors that they start from.
fn paths(call: Call<'_>) -> SmallVec<[(&Name, &str, &'static [Ends]); 2]> {
    let mut paths = SmallVec::new();
    let Op::Descriptor(op) = call.op else { return paths };
    // What may have lost the name since, or what has it by then, or both.
    if let DescriptorOp::StatAt { path, .. }
    | DescriptorOp::OpenAt { path, .. }
    | DescriptorOp::ReadlinkAt { path }
    | DescriptorOp::MetadataHashAt { path, .. } = op
    {
        paths.push((call.on, &**path, OBJECT));
    }
    if let DescriptorOp::SetTimesAt { path, .. } = op {
        paths.push((call.on, path, EITHER));
    }
    if let DescriptorOp::CreateDirectoryAt { path }
    | DescriptorOp::RemoveDirectoryAt { path }
    | DescriptorOp::UnlinkFileAt { path }
    | DescriptorOp::SymlinkAt { new_path: path, .. } = op
    {
        paths.push((call.on, path, NAME));
    }
    if let DescriptorOp::LinkAt { old_path, new_descriptor, new_path, .. }
    | DescriptorOp::RenameAt { old_path, new_descriptor, new_path } = op
    {
        let links = matches!(op, DescriptorOp::LinkAt { .. });
        paths.push((call.on, old_path, if links { EITHER } else { NAME }));
        paths.push((new_descriptor, new_path, NAME));
    }
    paths
}

impl Model {
    /// Other processes have changed the tree in the middle of a call: follows each order in which that can have been.
    pub(super) fn intervene(&mut self, call: Call<'_>, changes: &[HostChange]) {
        let (before, budget) = (self.worlds.clone(), Budget::default());
        self.each(|world| world.orders(call, changes, &budget));
        if self.worlds.is_empty() && self.inconclusive.is_none() {
            // There is no such order: the disk will tell.
            self.worlds = before;
        }
    }

    /// Likewise, also where the call was over before any of them came, and none did.
    pub(super) fn intervene_or_not(&mut self, call: Call<'_>, changes: &[HostChange]) {
        let mut without = self.worlds.clone();
        for world in &mut without {
            // What they would have made has its number.
            _ = world.make_for_all(changes);
        }
        self.intervene(call, changes);
        self.worlds.append(&mut without);
    }

    /// Likewise as a plain host has it, which makes one call of the system, and makes that last: in the first of all orders.
    pub(super) fn intervene_first(&mut self, call: Call<'_>, changes: &[HostChange]) {
        self.each(|world| {
            let mut first = world.clone();
            let made = first.make_for_all(changes);
            if changes.iter().zip(made).all(|(host, made)| first.change_by_others(host, made)) {
                return world.names_no_path_twice(call).map(|()| vec![first]);
            }
            let first = world.clone().orders(call, changes, &Budget::default())?.into_iter().next();
            Ok(vec![first.unwrap_or(world)])
        });
    }
}

impl Model {
    /// Which of two objects a descriptor is may be open, where others changed the tree while it was opened; then its streams, and
    /// what is in flight beside it, can't be followed.
    pub(super) fn lose_what_may_be_two(&mut self, call: Call<'_>) {
        let [first, others @ ..] = &*self.worlds else { return };
        let node = |world: &World| world.handle(call.on).map(Handle::node);
        let makes_stream = call.op.kind().info().gives.is_some_and(HandleKind::is_stream);
        if (makes_stream || !first.effects.is_empty())
            && others.iter().any(|world| node(world) != node(first))
        {
            self.inconclusive =
                Some("which of two objects a descriptor is was not told before work on it was begun");
        }
    }
}

impl World {
    /// The worlds of each order in which changes came in the middle of a call. In the first all of them came before it.
    fn orders(mut self, call: Call<'_>, changes: &[HostChange], budget: &Budget) -> Worlds {
        self.names_no_path_twice(call)?;
        let later: Vec<(HostChange, Made)> =
            changes.iter().cloned().zip(self.make_for_all(changes)).collect();
        // Behind so many changes as can be made without what the call is for.
        let mut stages = vec![self];
        for (host, made) in &later {
            let Some(mut next) = stages.last().cloned() else { break };
            if !next.change_by_others(host, *made) {
                break;
            }
            stages.push(next);
        }
        let trees: Arc<[Nodes]> = stages.iter().map(|stage| stage.nodes.clone()).collect();
        let mut orders = Vec::new();
        for (done, stage) in stages.into_iter().enumerate().rev() {
            let asked = stage.asked(call);
            for ways in ways(&trees[..=done], &asked, budget)? {
                budget.spend(LOOKUPS_OF_ORDER)?;
                // What no way has seen is as if it had come later.
                let is_seen = |change| ways.is_empty() || ways.iter().any(|way| way.seen[change] != UNSEEN);
                if (0..done).all(is_seen) {
                    let (trees, later) = (Arc::clone(&trees), later[done..].to_vec());
                    let amid = Amid { trees, done, ways, later, can_follow: [true; 2] };
                    orders.extend(Self { amid: Some(amid.into()), ..stage.clone() }.order_that_can_be(call));
                }
            }
        }
        Ok(orders)
    }

    /// This order, if it is one in which all changes can have come.
    fn order_that_can_be(mut self, call: Call<'_>) -> Option<Self> {
        let allowed = self.allowed(call);
        let follows = |done: Option<Allowed>| {
            let mut world = self.clone();
            if let Some(done) = done {
                _ = world.take(call, &done.plain());
            }
            world.goes_on_amid()
        };
        let refused = follows(None);
        let can_follow =
            [refused, allowed.clone().without_refusals().map_or(refused, |done| follows(Some(done)))];
        let amid = Arc::make_mut(self.amid.as_mut()?);
        amid.can_follow = can_follow;
        amid.fitting(allowed).is_some().then_some(self)
    }

    /// What may be answered in this order of a call and the changes that came in its middle.
    pub(super) fn in_this_order(&self, allowed: Allowed) -> Allowed {
        match &self.amid {
            Some(amid) => amid.fitting(allowed.clone()).unwrap_or(allowed),
            None => allowed,
        }
    }

    /// What each change makes, in their order, has its number before any of them comes: in each order the same.
    fn make_for_all(&mut self, changes: &[HostChange]) -> Vec<Made> {
        changes.iter().map(|host| self.make_for(&host.change)).collect()
    }

    /// The paths that a call follows from descriptors that it has.
    fn asked<'c>(&self, call: Call<'c>) -> SmallVec<[Asked<'c>; 2]> {
        let asked = |(on, path, ends)| Some(Asked { base: self.base_of(on)?, path, ends });
        paths(call).into_iter().filter_map(asked).collect()
    }

    /// A path that is named twice may be followed in two ways at once, which the model can't.
    fn names_no_path_twice(&self, call: Call<'_>) -> Result<(), &'static str> {
        match &*self.asked(call) {
            [one, other] if (one.base, one.path) == (other.base, other.path) => {
                Err("a call that names one path twice meets changes in its middle")
            }
            _ => Ok(()),
        }
    }

    fn base_of(&self, on: &Name) -> Option<NodeId> {
        self.handle(on).filter(|handle| handle.kind() == HandleKind::Descriptor).map(Handle::node)
    }

    /// The changes come that came behind what the call is for; whether they can, as they did.
    pub(super) fn goes_on_amid(&mut self) -> bool {
        let Some(amid) = self.amid.take() else { return true };
        amid.later.iter().all(|(host, made)| self.change_by_others(host, *made))
    }
}

/// Each way in which all paths can have been followed while the trees came one after the other.
fn ways(trees: &[Nodes], asked: &[Asked<'_>], budget: &Budget) -> Result<Vec<Vec<Way>>, &'static str> {
    let mut all = vec![Vec::new()];
    for asked in asked {
        // Who goes up goes to where it came from, or to where the directory is now.
        let dots: &[Dots] = if trees.len() == 1 { &[Dots::Kept] } else { &[Dots::Kept, Dots::Found] };
        // Without a change nothing was looked at before, and without a slash there is none.
        let slashed = trees.len() > 1 && asked.path.len() > 1 && asked.path.ends_with('/');
        let ends = || asked.ends.iter().filter(|ends| slashed || **ends != Ends::NamedWithoutSlash);
        let kinds = dots.iter().flat_map(|dots| ends().map(move |ends| (*dots, *ends)));
        let mut of_path = BTreeMap::new();
        for (dots, ends) in kinds {
            of_path.extend(ways_of(trees, asked, (dots, ends), budget)?);
        }
        if all.len().saturating_mul(of_path.len()) > ORDERS_MAX {
            return Err(TOO_MANY);
        }
        let with = |ways: &Vec<Way>, way: &Way| ways.iter().chain([way]).cloned().collect();
        all = all.iter().flat_map(|ways| of_path.values().map(move |way| with(ways, way))).collect();
    }
    Ok(all)
}

/// What a way comes by, which changes it has seen at all, and whether it was followed without its slash: those in which this is the
/// same come to the same.
type Comes = (Trace, Vec<bool>, bool);

/// Each way in which one path can have been followed, by what it comes by.
fn ways_of(
    trees: &[Nodes],
    asked: &Asked<'_>,
    (dots, ends): (Dots, Ends),
    budget: &Budget,
) -> Result<BTreeMap<Comes, Way>, &'static str> {
    let Asked { base, path, .. } = *asked;
    let is_bare = ends == Ends::NamedWithoutSlash;
    let text = if is_bare { path.trim_end_matches('/') } else { path };
    let traced = |seen: &Seen| {
        let trace = path::trace(Views::new(&trees[..=seen.len()], seen, dots, ends), base, text);
        budget.spend(trace.len() + 1).map(|()| trace)
    };
    let first = Seen::new();
    let mut chosen = BTreeMap::from([((traced(&first)?, Vec::new()), first)]);
    // Change by change, each from a name on that is not before that of the one before it.
    for _ in 1..trees.len() {
        let mut next = BTreeMap::new();
        for ((trace, _), seen) in chosen {
            let least = seen.last().copied().unwrap_or(0);
            // The last step of a trace is what is acted on.
            for from in (least..=trace.len()).chain([UNSEEN]) {
                let seen: Seen = seen.iter().copied().chain([from]).collect();
                // Whether it was seen at all says whether it came before what the call is for.
                let is_seen = seen.iter().map(|from| *from != UNSEEN).collect();
                next.entry((traced(&seen)?, is_seen)).or_insert(seen);
            }
        }
        chosen = next;
    }
    let way = |seen| Way { base, path: path.into(), seen, dots, ends };
    Ok(chosen.into_iter().map(|((trace, is_seen), seen)| ((trace, is_seen, is_bare), way(seen))).collect())
}
