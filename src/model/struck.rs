//! What the system has answered in the middle of a call on a descriptor or a listing, in place of its own answers. Unlike with a
//! stream, whose work goes on when its calls are over, it is known of each call what it has met.

use std::sync::Arc;

use super::World;
use super::handles::{Handle, ListingError};
use super::landings::{PREFIXES_MAX, Worlds};
use crate::op::{Call, CallClass, DescriptorOp, HostChange, Injection, Op, SystemAnswer};
use crate::outcome::{Allowed, Answer, Outcome, OutcomeKind, Span};
use crate::rule::{Leeway, Rule};
use crate::tree::Tree;
use crate::wasi::{DescriptorType, ErrorCode, OpenFlags, PathFlags};

/// What the calls of the system met that were made in one call of the guest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Struck {
    answers: Vec<Injection>,
    is_unsynchronised: bool,
    /// What other processes have changed meanwhile.
    pub(crate) changes: Vec<HostChange>,
}

impl Struck {
    /// Also this answer.
    #[must_use]
    pub fn by(mut self, injection: &Injection) -> Self {
        self.answers.push(injection.clone());
        self
    }

    /// Another process has changed the tree meanwhile, behind the changes that were told before.
    #[must_use]
    pub fn amid(mut self, host: &HostChange) -> Self {
        self.changes.push(host.clone());
        self
    }

    /// Whether other processes have changed the tree meanwhile.
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// The guest has written, then asked to synchronise, and the system was not asked for it.
    #[must_use]
    pub fn unsynchronised(mut self) -> Self {
        self.is_unsynchronised = true;
        self
    }

    /// Whether nothing was met.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The codes that a call may tell of what it has met.
    fn codes(&self, op: &Op) -> Vec<ErrorCode> {
        let told = |injection: &Injection| match injection.answer {
            SystemAnswer::Interrupted => vec![ErrorCode::Interrupted],
            SystemAnswer::Short(_) | SystemAnswer::Zero => Vec::new(),
            SystemAnswer::Error(code) => codes(op, injection.calls, code),
        };
        self.answers.iter().flat_map(told).collect()
    }

    /// Whether nothing can be done without calls of the system that have failed, so that it has to be told; else it may be, or the call
    /// is done without them.
    fn has_to_be_told(&self, op: &Op) -> bool {
        self.answers.iter().any(|met| {
            let code = met.answer.code().filter(|_| !met.answer.is_once());
            let for_that = op.purpose() == Some(met.calls);
            for_that && code.is_some_and(|code| !may_be_passed_over(met.calls, code))
        })
    }

    /// Whether a call that tells one of these errors may have done what it is for.
    fn may_have_done(&self, op: &Op) -> bool {
        self.is_behind() || !self.has_to_be_told(op)
    }

    /// Whether the system has done something before it told its error.
    fn is_behind(&self) -> bool {
        self.answers.iter().any(|met| met.behind)
    }

    /// What may be answered to a call that has met this, and may be answered that without it.
    fn allowed(&self, op: &Op, usual: Allowed) -> Allowed {
        let may_look_twice = self.is_changed() && !op.clone().paths_mut().is_empty();
        // Only a link that is followed leads on from where a name was looked for.
        let makes = OpenFlags::CREATE;
        let creates = matches!(op, Op::Descriptor(DescriptorOp::OpenAt { path_flags, open_flags, .. })
            if may_look_twice
                && path_flags.contains(PathFlags::SYMLINK_FOLLOW)
                && *open_flags & (makes | OpenFlags::EXCLUSIVE) == makes);
        let leeways = [(may_look_twice, Leeway::LooksTwice), (creates, Leeway::CreatesTwice)];
        let usual = leeways.into_iter().fold(usual, |usual, (may, leeway)| {
            usual.or_if(may, Answer::Error(leeway.into()), Rule::RaceOrder)
        });
        if self.is_unsynchronised {
            let asks = Allowed::error(ErrorCode::Io, Rule::SyncAsks);
            return usual
                .only_refusals()
                .map_or(asks, |refusals| refusals.breach(OutcomeKind::Done, Rule::SyncAsks));
        }
        let codes = self.codes(op);
        let Some((first, others)) = codes.split_first() else { return usual };
        // Who tells that a file could not be synchronised has asked for it.
        let is_of_sync = self.answers.iter().any(|met| met.calls == CallClass::Sync);
        let asks = is_of_sync && op.purpose() == Some(CallClass::Sync);
        let rule = if asks { Rule::SyncAsks } else { Rule::FaultTold };
        let told = Allowed::error(*first, rule)
            .breach(OutcomeKind::Done, Rule::FaultTold)
            .refusals_break(Some(Rule::FaultCode));
        let mut told = others.iter().fold(told, |told, code| told.or(Answer::Error((*code).into()), rule));
        if self.has_to_be_told(op) {
            if let Some(refusals) = usual.only_refusals() {
                told.merge(refusals);
            }
            return told;
        }
        let mut allowed = usual;
        allowed.merge(told);
        // "is-same-object: func(other: borrow<descriptor>) -> bool" has no way to tell an error, so whoever can't find out says either,
        // or ends the guest.
        let says = matches!(op, Op::Descriptor(DescriptorOp::IsSameObject { .. }));
        let any = [Answer::Same(true), Answer::Same(false), Answer::Trap];
        any.into_iter().fold(allowed, |allowed, answer| allowed.or_if(says, answer, Rule::FaultTold))
    }
}

/// Errors by which the system says that there is nothing to do, so that they may be passed over.
const NOTHING_TO_DO: &[(CallClass, &[ErrorCode])] = &[
    // POSIX, fsync: "[EINVAL] The fildes argument does not refer to a file on which this operation is possible"; systems say the same
    // in other words of what was not opened for writing.
    (
        CallClass::Sync,
        &[
            ErrorCode::Invalid,
            ErrorCode::Unsupported,
            ErrorCode::ReadOnly,
            ErrorCode::Access,
            ErrorCode::NotPermitted,
            ErrorCode::BadDescriptor,
        ],
    ),
    // Linux says so of a directory that was removed, which has no entries.
    (CallClass::List, &[ErrorCode::NoEntry]),
];

fn may_be_passed_over(calls: CallClass, code: ErrorCode) -> bool {
    NOTHING_TO_DO.iter().any(|(class, codes)| *class == calls && codes.contains(&code))
}

/// Errors by which a host that resolves paths itself knows what stands on the way, so that it goes on, and may end with another one.
const ON_THE_WAY: &[(CallClass, &[ErrorCode])] = &[
    (
        CallClass::Open,
        &[
            ErrorCode::Loop,
            ErrorCode::NotDirectory,
            ErrorCode::TooManyLinks,
            ErrorCode::Exist,
            // Linux says so of a path that leads outside, to a host that asks it not to go there,
            ErrorCode::CrossDevice,
            // and of flags that it has not for such an object, or not at all.
            ErrorCode::Invalid,
        ],
    ),
    // "[EINVAL] The path argument names a file that is not a symbolic link" (POSIX, readlink), so it is something else.
    (CallClass::Readlink, &[ErrorCode::Invalid, ErrorCode::Loop, ErrorCode::NotDirectory]),
];

/// How to read a row: the class of calls, errors of which POSIX leaves open which one of them is told.
const ALIKE: &[(CallClass, [ErrorCode; 2])] = &[
    // rmdir and rename: "[EEXIST] or [ENOTEMPTY]".
    (CallClass::Remove, [ErrorCode::Exist, ErrorCode::NotEmpty]),
    (CallClass::Rename, [ErrorCode::Exist, ErrorCode::NotEmpty]),
    // unlink of a directory: "[EPERM]", which the WIT has as is-directory.
    (CallClass::Remove, [ErrorCode::NotPermitted, ErrorCode::IsDirectory]),
];

/// The codes under which an error of the system may be told.
fn codes(op: &Op, calls: CallClass, code: ErrorCode) -> Vec<ErrorCode> {
    let tells_the_way = |(class, codes): &(CallClass, &[ErrorCode])| *class == calls && codes.contains(&code);
    let resolves = calls == CallClass::Open || op.purpose() != Some(calls);
    if resolves && ON_THE_WAY.iter().any(tells_the_way) {
        return ErrorCode::ALL.to_vec();
    }
    let rows = ALIKE.iter().filter(|(class, alike)| *class == calls && alike.contains(&code));
    let mut told = vec![code];
    told.extend(rows.flat_map(|(_, alike)| *alike).filter(|alike| *alike != code));
    told
}

/// What an answer of the system is to a listing that is made, or goes on. What a host asks of each entry it may tell in the entry's
/// place, whenever it has asked.
fn in_listing(met: &Injection) -> Option<ListingError> {
    let code = match met.answer {
        SystemAnswer::Interrupted => ErrorCode::Interrupted,
        SystemAnswer::Error(code) => code,
        SystemAnswer::Short(_) | SystemAnswer::Zero => return None,
    };
    Some(if met.calls != CallClass::List || met.answer.is_once() {
        ListingError::Possible(code)
    } else if may_be_passed_over(met.calls, code) {
        ListingError::Told(code)
    } else {
        ListingError::Owed(code)
    })
}

impl World {
    /// What may be answered, with what the call has met.
    pub(super) fn with_struck(&self, call: Call<'_>, usual: Allowed) -> Allowed {
        match &self.struck {
            Some(struck) => self.in_this_order(struck.allowed(call.op, usual)),
            None => usual,
        }
    }

    /// Whether a call tells an error that it has met.
    pub(super) fn tells_struck(&self, call: Call<'_>, outcome: &Outcome) -> bool {
        let Outcome::Error(code) = outcome else { return false };
        self.struck.as_ref().is_some_and(|struck| struck.codes(call.op).contains(code))
    }

    /// The error that a call has met in the middle of a listing, and whether it is to be told before its end.
    pub(super) fn struck_listing(&self) -> ListingError {
        let met = || self.struck.iter().flat_map(|struck| &struck.answers).filter_map(in_listing);
        let owed = met().find(|error| matches!(error, ListingError::Owed(_)));
        owed.or_else(|| met().next()).unwrap_or(ListingError::None)
    }

    /// The worlds in which a call that tells an error has done what it is for all the same, where that may be.
    pub(super) fn done_all_the_same(&self, call: Call<'_>, outcome: &Outcome) -> Worlds {
        let may_be = self.struck.as_ref().is_some_and(|struck| struck.may_have_done(call.op));
        if may_be && self.tells_struck(call, outcome) { self.done(call) } else { Ok(Vec::new()) }
    }

    /// Somebody has looked from outside where each symbolic link leads; all else can be looked at without a trace.
    fn was_looked_through(&mut self) {
        let now = self.nodes.now.map(Span::open);
        for node in self.nodes.ids() {
            if self.nodes.descriptor_type(node) == DescriptorType::SymbolicLink {
                self.nodes.metadata_mut(node).read(now);
            }
        }
    }

    /// The worlds in which a call that tells an error has done what it is for.
    fn done(&self, call: Call<'_>) -> Worlds {
        if call.op.kind().only_looks() {
            return Ok(Vec::new());
        }
        let plain = World { struck: None, ..self.clone() };
        let answers = match (plain.allowed(call).plain(), call.op) {
            (Outcome::Error(_) | Outcome::Trap(_), _) => return Ok(Vec::new()),
            // A host may write piece by piece.
            (Outcome::Count(count), Op::Descriptor(DescriptorOp::Write { .. })) => {
                if count > PREFIXES_MAX as u64 {
                    return Err(
                        "a longer write has failed behind its calls of the system than the model follows",
                    );
                }
                (1..=count).map(Outcome::Count).collect()
            }
            (done, _) => vec![done],
        };
        Ok(answers
            .into_iter()
            .map(|done| {
                let mut world = plain.clone();
                _ = world.take(call, &done);
                if let Some(name) = call.bind {
                    world.unbind(name);
                }
                world.struck.clone_from(&self.struck);
                world
            })
            .collect())
    }
}

impl super::Model {
    /// The worlds in which a call that tells an error has done what it is for all the same.
    pub(super) fn done_all_the_same(&mut self, call: Call<'_>, outcome: &Outcome) -> Vec<World> {
        let mut done = Vec::new();
        for world in &self.worlds {
            match world.done_all_the_same(call, outcome) {
                Ok(worlds) => done.extend(worlds),
                Err(reason) => self.inconclusive = Some(reason),
            }
        }
        done
    }

    /// The code that a call is to tell of what it has met, where it is known to have met something.
    pub(crate) fn struck_code(&self, call: Call<'_>) -> Option<ErrorCode> {
        self.worlds.first()?.struck.as_ref()?.codes(call.op).first().copied()
    }

    /// Says what is on disk behind a call that told an error which it has met, and so whether it was done all the same; whether the
    /// tree may be that. From here on all worlds have the same objects.
    pub(crate) fn settle_on(&mut self, found: &Tree) -> bool {
        let may_be = self.may_be(found);
        if may_be {
            self.worlds.retain(|world| world.has_tree(found));
            self.worlds.iter_mut().for_each(World::was_looked_through);
        }
        may_be
    }

    /// Takes a call as done that tells an error which it has met.
    pub(crate) fn take_as_done(&mut self, call: Call<'_>) {
        let done: Vec<World> =
            self.worlds.iter().filter_map(|world| world.done(call).ok()).flatten().collect();
        // What would have been refused anyway was not done.
        if !done.is_empty() {
            self.worlds = done;
        }
        self.skip();
    }

    /// Has a call meet what was planned for it: a plain host makes the calls of the system that a call is for, and no others that fail.
    /// Which changes it meets in which order is open, and whether it meets any.
    pub(crate) fn strike_as_planned(&mut self, call: Call<'_>) {
        self.strike_plainly(call, Self::intervene_or_not);
    }

    /// The same of a host that makes one call of the system, before which all changes come.
    pub(crate) fn strike_at_once(&mut self, call: Call<'_>) {
        self.strike_plainly(call, Self::intervene_first);
    }

    fn strike_plainly(&mut self, call: Call<'_>, intervene: impl Fn(&mut Self, Call<'_>, &[HostChange])) {
        let lists = matches!(call.op, Op::Descriptor(DescriptorOp::ReadDirectory) | Op::Listing(_));
        let calls = if lists { Some(CallClass::List) } else { call.op.purpose() };
        let meets = |planned: &Injection| planned.on == *call.on && Some(planned.calls) == calls;
        let mut struck = Struck::default();
        if let Some(at) = self.planned.iter().position(meets) {
            struck = struck.by(&self.planned.remove(at));
        }
        let is_amid = |host: &mut HostChange| host.amid.as_ref().is_some_and(|amid| amid.on == *call.on);
        struck.changes = self.interventions.extract_if(.., is_amid).collect();
        struck.changes.sort_by_key(|host| host.amid.as_ref().map(|amid| amid.before));
        if struck.is_changed() {
            intervene(self, call, &struck.changes);
        }
        if !struck.is_nothing() {
            self.note_struck(call, &struck);
        }
    }

    /// Takes the answer of a plain host, which has done what the system does before it tells an error, and nothing of what it refuses.
    pub(crate) fn take_plainly(&mut self, call: Call<'_>, answer: &Outcome) {
        let struck = self.worlds.first().filter(|world| world.tells_struck(call, answer));
        match struck.and_then(|world| world.struck.as_ref()) {
            Some(struck) if struck.is_behind() && !call.op.kind().only_looks() => self.take_as_done(call),
            _ => self.take(call, answer),
        }
    }

    /// Says what a call has met that was just made, before its answer is judged.
    pub fn strike(&mut self, call: Call<'_>, struck: &Struck) {
        if struck.is_nothing() {
            return;
        }
        if struck.is_changed() {
            self.intervene(call, &struck.changes);
        }
        self.note_struck(call, struck);
    }

    fn note_struck(&mut self, call: Call<'_>, struck: &Struck) {
        let struck = Arc::new(struck.clone());
        for world in &mut self.worlds {
            world.struck = Some(Arc::clone(&struck));
            let error = world.struck_listing();
            let Some(Handle::Listing(listing)) = world.handle_mut(call.on) else { continue };
            // What is only possible says less than what was met before.
            if listing.error == ListingError::None
                || matches!(error, ListingError::Owed(_) | ListingError::Told(_))
            {
                listing.error = error;
            }
        }
    }
}
