//! Which operation on which handle: chosen together, mostly from the pairs that can succeed.
//!
//! Most calls at random are refused for a trivial reason: bytes of a directory, a name that is not there. So a step has an
//! aim, and what is proposed is put to the model until it meets it.

use std::sync::LazyLock;

use super::pick::Pick;
use super::write::Writer;
use crate::model::{Able, Handle, Model, OpSet};
use crate::op::{Call, DescriptorOp, HandleKind, Manner, Name, Op, OpInfo, OpKind};
use crate::outcome::{Allowed, Outcome};

/// More handles than this are not opened: scripts with many are no better and hard to read.
const HANDLES_MAX: usize = 9;

/// How much more often a handle is let go of when there are so many.
const FULL_FACTOR: u32 = 4;

/// How much more often a stream is made that is in focus, and of which there is none.
const FIRST_FACTOR: u32 = 16;

/// How much more often is opened while there are so few handles.
const FEW_HANDLES: usize = 2;
const FEW_FACTOR: u32 = 3;

/// How much more often is spliced where there is something to splice, and a place for it: that is rare.
const CHANCE_FACTOR: u32 = 13;

/// How many steps of a hundred cut a file off before a stream, where the script is about that.
const CUT_PERCENT: usize = 20;

/// What a step is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// It gets on.
    Success,
    /// It is refused for want of a right, and for nothing else.
    Right,
    /// It names what is there, and is refused for what that is.
    Refusal,
    /// Whatever comes.
    Any,
}

/// A row reads: aim, weight.
const AIMS: &[(Aim, u32)] = &[
    // What changes the state makes all that comes after it worth asking.
    (Aim::Success, 71),
    // A right is witnessed by a call that lacks it alone; at random something else is mostly wrong with the call as well.
    (Aim::Right, 6),
    // Other refusals are rules as well, each of few objects: a link that leads out, a directory that is not empty.
    (Aim::Refusal, 16),
    // And so is what comes of calls that nobody would make.
    (Aim::Any, 7),
];

/// The same where streams are in focus: what is refused for a right or an object is so by descriptors.
const AIMS_OF_STREAMS: &[(Aim, u32)] =
    &[(Aim::Success, 82), (Aim::Right, 3), (Aim::Refusal, 2), (Aim::Any, 13)];

/// With how many operations, and each with how many arguments, it is tried to meet an aim.
const OPERATIONS_TRIED: usize = 3;
const ARGUMENTS_TRIED: usize = 5;

/// A handle as it is chosen from.
#[derive(Clone, Debug)]
pub(super) struct Live {
    name: Name,
    kind: HandleKind,
    ended: bool,
    able: Able,
}

/// The handles that there are.
#[derive(Debug, Default)]
pub(super) struct Handles(Vec<Live>);

impl Handles {
    /// Whether one of this kind has not ended.
    fn has(&self, kind: HandleKind) -> bool {
        self.0.iter().any(|live| live.kind == kind && !live.ended)
    }

    /// Those of the model now. What a descriptor is good for stays, so it is asked for once.
    pub(super) fn update(&mut self, model: &Model) {
        let mut before = std::mem::take(&mut self.0).into_iter().peekable();
        for (name, handle) in model.handles() {
            while before.next_if(|live| live.name != *name && !is_bound(model, &live.name)).is_some() {}
            let known = before.next_if(|live| live.name == *name);
            let ended = handle.is_closed();
            self.0.push(match known {
                Some(known) if known.ended == ended => known,
                _ => Live { name: name.clone(), kind: handle.kind(), ended, able: model.able(handle) },
            });
        }
    }

    /// The operations that suit some handle with this aim.
    fn suited(&self, aim: Aim) -> OpSet {
        self.0.iter().fold(OpSet::default(), |all, live| all.or(live.suited(aim)))
    }
}

fn is_bound(model: &Model, name: &Name) -> bool {
    model.handles().any(|(bound, _)| bound == name)
}

/// What can be called on a handle of this kind.
fn callable(kind: HandleKind) -> OpSet {
    static CALLABLE: LazyLock<Vec<OpSet>> =
        LazyLock::new(|| HandleKind::ALL.iter().map(|kind| OpSet::of(|op| op.is_asked_of(*kind))).collect());
    CALLABLE[kind as usize]
}

impl Live {
    fn suited(&self, aim: Aim) -> OpSet {
        match aim {
            Aim::Success | Aim::Refusal => self.able.succeeds,
            Aim::Right => self.able.lacks_right,
            Aim::Any => callable(self.kind),
        }
    }
}

impl Writer<'_> {
    /// Chooses a call; what it needs before it is added.
    pub(super) fn choose(&mut self) -> Option<(Name, Op)> {
        if self.cuts
            && self.pick.chance(CUT_PERCENT)
            && let Some(cut) = self.cut()
        {
            return Some(cut);
        }
        let aims = if self.focus.dwells_on_streams() { AIMS_OF_STREAMS } else { AIMS };
        let (rights, others) = self.lean.of_rights();
        let now = |aim, weight| weight * if aim == Aim::Right { rights } else { others };
        let aim = self.pick.weighted_by(aims, now);
        if aim == Aim::Refusal
            && let Some(refused) = self.refusal()
        {
            return Some(refused);
        }
        if matches!(aim, Aim::Success | Aim::Right) {
            for _ in 0..OPERATIONS_TRIED {
                let Some(kind) = self.kind(aim) else { break };
                for _ in 0..ARGUMENTS_TRIED {
                    let Some(on) = self.handle_for(kind, aim) else { break };
                    self.prepare(kind, &on, aim);
                    if let Some(op) = self.op(kind, &on, aim)
                        && self.meets(&on, &op, aim)
                    {
                        return Some((on, op));
                    }
                }
            }
        }
        let kind = self.kind(Aim::Any)?;
        let on = self.handle_for(kind, Aim::Any)?;
        self.prepare(kind, &on, Aim::Any);
        let op = self.op(kind, &on, Aim::Any)?;
        Some((on, op))
    }

    /// A call that cuts a file off in front of where a stream stands that has read of it.
    fn cut(&mut self) -> Option<(Name, Op)> {
        let Self { pick, model, .. } = self;
        let cuts: Vec<(Name, u64)> = model
            .handles()
            .filter(|(_, handle)| model.able(handle).succeeds.has(OpKind::SetSize))
            .filter_map(|(name, file)| {
                let farthest = model.readers_of(file).map(|(_, stands)| stands).max()?;
                Some((name.clone(), farthest))
            })
            .collect();
        let (name, stands) = (!cuts.is_empty()).then(|| pick.one(&cuts).clone())?;
        let size = if pick.chance(30) { 0 } else { pick.up_to(stands) - 1 };
        Some((name, Op::Descriptor(DescriptorOp::SetSize { size })))
    }

    /// Whether a call comes to what it is to come to, by the model.
    pub(super) fn meets(&self, on: &Name, op: &Op, aim: Aim) -> bool {
        let Some(allowed) = self.foreseen(on, op) else { return false };
        match aim {
            Aim::Success => gets_on(op, &allowed) && !self.may_trap(op, on),
            Aim::Right => !allowed.cells.denied().is_empty(),
            Aim::Refusal | Aim::Any => true,
        }
    }

    /// What a call would be answered.
    pub(super) fn foreseen(&self, on: &Name, op: &Op) -> Option<Allowed> {
        let spare = op.kind().info().gives.map(|gives| super::handle_name(gives, usize::MAX));
        self.model.foresee(Call { bind: spare.as_ref(), on, op, manner: Manner::Once })
    }

    /// An operation that suits a handle, by weight; with many handles, rather one that lets go of some.
    fn kind(&mut self, aim: Aim) -> Option<OpKind> {
        let Self { pick, weights, handles, model, .. } = self;
        let full = handles.0.len() >= HANDLES_MAX;
        let suited = handles.suited(aim);
        let can_splice = suited.has(OpKind::Splice)
            && (aim != Aim::Success || model.handles().any(|(_, handle)| gives_more(model, handle)));
        let is_first = |gives: HandleKind| gives != HandleKind::Descriptor && !handles.has(gives);
        let on_descriptors = |kind: OpKind| kind.info().on == [HandleKind::Descriptor];
        let wanting = |((kind, own), weight): &((OpKind, u32), u32)| {
            weight > own && on_descriptors(*kind) && !suited.has(*kind)
        };
        // Without handles there is nothing to do, and no less where there is none for what is in focus.
        let opens = if weights.iter().any(wanting) { FIRST_FACTOR } else { 1 };
        let opens = if handles.0.len() <= FEW_HANDLES { opens * FEW_FACTOR } else { opens };
        pick.weighted_if_any(weights, |(kind, own), weight| {
            let OpInfo { gives, .. } = kind.info();
            let is_last = kind == OpKind::Drop && handles.0.len() == 1;
            if is_last || full && gives.is_some() || !suited.has(kind) {
                return 0;
            }
            let is_splice = matches!(kind, OpKind::Splice | OpKind::BlockingSplice);
            let lets_go = matches!(kind, OpKind::Drop | OpKind::Cancel);
            if is_splice && !can_splice {
                0
            } else if is_splice && aim == Aim::Success {
                weight * CHANCE_FACTOR
            } else if full && lets_go {
                own * FULL_FACTOR
            } else if kind == OpKind::OpenAt {
                weight * opens
            } else if weight > own && gives.is_some_and(is_first) {
                weight * FIRST_FACTOR
            } else {
                weight
            }
        })
        .map(|(kind, _)| kind)
    }

    /// A handle for an operation: the newest often, one that has ended seldom.
    pub(super) fn handle_for(&mut self, kind: OpKind, aim: Aim) -> Option<Name> {
        let Self { pick, handles, .. } = self;
        // The first handle opens all others, so it is let go of seldom.
        let first = usize::from(kind == OpKind::Drop && pick.chance(95)).min(handles.0.len());
        // Where anything may come, half the time it is the arguments that are anything.
        let suits_better = |live: &Live| live.suited(Aim::Success).has(kind);
        let better = aim == Aim::Any && handles.0.iter().any(suits_better) && pick.chance(50);
        let aim = if better { Aim::Success } else { aim };
        let suits = |live: &&Live| live.suited(aim).has(kind);
        let open = handles.0[first..].iter().filter(|live| suits(live) && !live.ended).count();
        let any = open == 0 || pick.chance(8);
        let mut from = handles.0[first..].iter().filter(|live| suits(live) && (any || !live.ended));
        let count = from.clone().count();
        if count == 0 {
            return None;
        }
        let index = if pick.chance(40) { count - 1 } else { pick.below(count) };
        from.nth(index).map(|live| live.name.clone())
    }
}

/// Whether it gets on: it is no refusal, and a splice moves something.
fn gets_on(op: &Op, allowed: &Allowed) -> bool {
    match allowed.plain() {
        Outcome::Error(_) | Outcome::Trap(_) => false,
        Outcome::Count(count) => count > 0 || op.source().is_none(),
        Outcome::Done
        | Outcome::Bytes { .. }
        | Outcome::Ready(_)
            | Outcome::Polled(_)
        | Outcome::Code(_)
        | Outcome::Text(_)
        | Outcome::Flags(_)
        | Outcome::Type(_)
        | Outcome::Stat(_)
        | Outcome::Entry(_)
        | Outcome::Target(_)
        | Outcome::Same(_)
        | Outcome::Hash(_)
        // A stream tells its end, or its failure, once; one that has told it is no choice any more.
        | Outcome::Closed
        | Outcome::Failed(_)
        | Outcome::Panic(_)
        | Outcome::Hang
        | Outcome::Blocked
        | Outcome::Abandoned => true,
    }
}

/// Whether something can be spliced from a handle.
pub(super) fn gives_more(model: &Model, handle: &Handle) -> bool {
    model.left_of(handle).is_some_and(|left| left > 0) && model.is_settled(handle)
}

impl Pick<'_> {
    /// One of these by what becomes of its weight now; none where nothing is left of any.
    fn weighted_if_any<T: Copy>(&mut self, items: &[(T, u32)], now: impl Fn(T, u32) -> u32) -> Option<T> {
        let left: Vec<(T, u32)> = items.iter().map(|(item, weight)| (*item, now(*item, *weight))).collect();
        left.iter().any(|(_, weight)| *weight > 0).then(|| self.weighted(&left))
    }
}
