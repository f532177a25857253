//! Scripts whose steps are about other handles: earlier ones, fewer, under shorter names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::op::{COUNTER, DescriptorOp, HandleKind, Name, Op, StreamOp};
use crate::script::{Action, Script, Step};
use crate::wasi::PathFlags;

/// The names that handles get in the end, by what they are. Where there are more, a number tells them apart.
const LETTERS: &[(HandleKind, &[&str])] = &[
    (HandleKind::Descriptor, &["f", "g", "h", "i", "j", "k"]),
    (HandleKind::InputStream, &["r", "s", "t", "u"]),
    (HandleKind::OutputStream, &["v", "w", "x", "y", "z"]),
    (HandleKind::DirectoryEntryStream, &["d", "e"]),
    (HandleKind::Pollable, &["p", "q"]),
    (HandleKind::Error, &["c", "m"]),
];

/// A handle that a step can be about.
struct Bound<'s> {
    name: Name,
    kind: HandleKind,
    /// By which call; none for a preopen.
    by: Option<&'s Step>,
}

/// The handles that are bound when the step of this number is taken, in the order in which they were.
fn bound_before(script: &Script, at: usize) -> Vec<Bound<'_>> {
    let preopens = script.fixture.preopens.iter().filter_map(|preopen| Name::new(&preopen.name));
    let preopens = preopens.map(|name| Bound { name, kind: HandleKind::Descriptor, by: None });
    // Of those that a line binds again and again the first and the last stand for all.
    let binds = script.steps[..at].iter().flat_map(|step| {
        let kind = step.call().and_then(|call| call.op.kind().names());
        let times = if step.times > 1 { vec![1, step.times] } else { vec![1] };
        let names =
            step.bind().into_iter().flat_map(move |bind| times.clone().into_iter().map(|time| bind.at(time)));
        names.filter_map(move |name| Some(Bound { name, kind: kind?, by: Some(step) }))
    });
    preopens.chain(binds).collect()
}

/// A step with all handles that it is about, and the one that it binds, replaced as this says.
fn replaced(step: &Step, with: &impl Fn(&Name) -> Name) -> Step {
    let mut step = step.clone();
    match &mut step.action {
        Action::Call { bind, on, op, .. } => {
            for name in [on].into_iter().chain(op.others_mut()).chain(bind) {
                *name = with(name);
            }
        }
        Action::Control(control) => {
            if let Some(on) = control.handle_mut() {
                *on = with(on);
            }
        }
    }
    step
}

/// The script without a call that binds a handle: an earlier one of its kind takes the place of that.
pub(super) fn merged(script: &Script, at: usize) -> Vec<Script> {
    let Some((bind, kind)) =
        script.steps[at].call().and_then(|call| Some((call.bind?, call.op.kind().names()?)))
    else {
        return Vec::new();
    };
    let earlier = bound_before(script, at).into_iter().filter(|bound| bound.kind == kind);
    let without = earlier.map(|earlier| {
        let bound: BTreeSet<Name> = script.steps[at].binds().chain([bind.clone()]).collect();
        let with = |name: &Name| if bound.contains(name) { earlier.name.clone() } else { name.clone() };
        let mut fewer = script.clone();
        fewer.steps.remove(at);
        for step in &mut fewer.steps[at..] {
            *step = replaced(step, &with);
        }
        fewer
    });
    without.collect()
}

/// The script with one of its steps about an earlier handle, or about the one through which its handle was opened and a
/// longer path.
pub(super) fn retargeted(script: &Script, at: usize) -> Vec<Script> {
    let step = &script.steps[at];
    let bound = bound_before(script, at);
    let mut found = Vec::new();
    let mut mentions: Vec<&Name> = step.mentions().collect();
    mentions.dedup();
    for name in mentions {
        let Some(place) = bound.iter().rposition(|bound| bound.name == *name) else { continue };
        let others = bound[..place].iter().filter(|other| other.kind == bound[place].kind);
        for other in others {
            let with =
                |mentioned: &Name| if mentioned == name { other.name.clone() } else { mentioned.clone() };
            found.push(replaced(step, &with));
        }
        found.extend(bound[place].by.and_then(|by| through_opener(step, name, by)));
    }
    let with = |step| {
        let mut changed = script.clone();
        changed.steps[at] = step;
        changed
    };
    found.into_iter().map(with).collect()
}

/// The script with a call on what was opened as the call by path on the directory that it was opened through; and with a call
/// by the path `.` as the one on the directory itself, and one on a pollable as that on its stream.
pub(super) fn twinned(script: &Script, at: usize) -> Vec<Script> {
    let Action::Call { on, op, .. } = &script.steps[at].action else { return Vec::new() };
    let bound = bound_before(script, at);
    let by = bound.iter().rev().find(|bound| bound.name == *on);
    let by = by.and_then(|bound| bound.by.filter(|by| by.is_plain())?.call());
    let opened = by.and_then(|by| {
        let Op::Descriptor(DescriptorOp::OpenAt { path, path_flags, .. }) = by.op else { return None };
        Some((by.on.clone(), by_path(op, path, *path_flags)?))
    });
    // A pollable of a stream is asked what the stream is, which subscribes one for that call alone.
    let asked = by.filter(|by| *by.op == Op::Stream(StreamOp::Subscribe) && matches!(op, Op::Pollable(_)));
    let asked = asked.map(|by| (by.on.clone(), op.clone()));
    let twins = opened.into_iter().chain(asked).chain(of_itself(op).map(|op| (on.clone(), op)));
    let with = |(on, op): (Name, Op)| {
        let mut changed = script.clone();
        if let Action::Call { on: old_on, op: old_op, .. } = &mut changed.steps[at].action {
            (*old_on, *old_op) = (on, op);
        }
        changed
    };
    twins.map(with).collect()
}

/// The call by path that asks the same of an object.
fn by_path(op: &Op, path: &Arc<str>, path_flags: PathFlags) -> Option<Op> {
    let path = Arc::clone(path);
    if let Op::Descriptor(DescriptorOp::Stat) = op {
        Some(Op::Descriptor(DescriptorOp::StatAt { path, path_flags }))
    } else if let Op::Descriptor(DescriptorOp::MetadataHash) = op {
        Some(Op::Descriptor(DescriptorOp::MetadataHashAt { path, path_flags }))
    } else if let Op::Descriptor(DescriptorOp::SetTimes {
        data_access_timestamp,
        data_modification_timestamp,
    }) = op
    {
        let (data_access_timestamp, data_modification_timestamp) =
            (*data_access_timestamp, *data_modification_timestamp);
        Some(Op::Descriptor(DescriptorOp::SetTimesAt {
            path,
            path_flags,
            data_access_timestamp,
            data_modification_timestamp,
        }))
    } else {
        None
    }
}

/// The call on a directory that asks the same as one by the path of the directory itself.
fn of_itself(op: &Op) -> Option<Op> {
    if op.clone().paths_mut().iter().any(|path| path.as_ref() != ".") {
        return None;
    }
    if let Op::Descriptor(DescriptorOp::StatAt { .. }) = op {
        Some(Op::Descriptor(DescriptorOp::Stat))
    } else if let Op::Descriptor(DescriptorOp::MetadataHashAt { .. }) = op {
        Some(Op::Descriptor(DescriptorOp::MetadataHash))
    } else if let Op::Descriptor(DescriptorOp::SetTimesAt {
        data_access_timestamp,
        data_modification_timestamp,
        ..
    }) = op
    {
        let (data_access_timestamp, data_modification_timestamp) =
            (*data_access_timestamp, *data_modification_timestamp);
        Some(Op::Descriptor(DescriptorOp::SetTimes { data_access_timestamp, data_modification_timestamp }))
    } else {
        None
    }
}

/// The step with the directory behind a handle named by a path from where it was opened.
fn through_opener(step: &Step, name: &Name, by: &Step) -> Option<Step> {
    let opener = by.call().filter(|_| by.is_plain())?;
    let Op::Descriptor(DescriptorOp::OpenAt { path: directory, .. }) = opener.op else { return None };
    let mut step = step.clone();
    let Action::Call { on, op, .. } = &mut step.action else { return None };
    for path in op.paths_from(on == name, name) {
        *path = Arc::from(format!("{directory}/{path}"));
    }
    let with = |mentioned: &Name| if mentioned == name { opener.on.clone() } else { mentioned.clone() };
    let changed = replaced(&step, &with);
    Some(changed)
}

/// The script with short names for its handles, in the order in which they are bound.
pub(super) fn renamed(script: &Script) -> Vec<Script> {
    let mut names: BTreeMap<Name, Name> = BTreeMap::new();
    let handles = bound_before(script, script.steps.len());
    // Names that nothing binds stay, and are not given to others.
    let mentioned = script.steps.iter().flat_map(Step::mentions);
    let mut taken: Vec<Name> =
        mentioned.filter(|name| !handles.iter().any(|bound| bound.name == **name)).cloned().collect();
    let preopens = handles.iter().filter(|bound| bound.by.is_none()).map(|bound| bound.name.clone());
    taken.extend(preopens);
    taken.extend(script.steps.iter().filter(|step| step.times > 1).flat_map(Step::binds));
    for step in script.steps.iter().filter(|step| step.times > 1) {
        rename_counting(step, &mut names, &mut taken);
    }
    for bound in handles.iter().filter(|bound| bound.by.is_some_and(|by| by.times == 1)) {
        let Some(name) = free_name(bound.kind, &taken) else { return Vec::new() };
        taken.push(name.clone());
        names.insert(bound.name.clone(), name);
    }
    let mut renamed = script.clone();
    if let ([preopen], Some(root)) = (&mut renamed.fixture.preopens[..], Name::new("root"))
        && preopen.path.is_empty()
        && let Some(before) = Name::new(&std::mem::replace(&mut preopen.name, "root".into()))
    {
        names.insert(before, root);
    }
    let with = |name: &Name| names.get(name).unwrap_or(name).clone();
    for step in &mut renamed.steps {
        *step = replaced(step, &with);
    }
    vec![renamed]
}

/// Gives a short name that counts to what a line binds again and again, if there is one.
fn rename_counting(step: &Step, names: &mut BTreeMap<Name, Name>, taken: &mut Vec<Name>) {
    let (Some(bind), Some(kind)) = (step.bind(), step.call().and_then(|call| call.op.kind().names())) else {
        return;
    };
    let Some((_, letters)) = LETTERS.iter().find(|(of, _)| *of == kind) else { return };
    let before: Vec<Name> = step.binds().collect();
    let others: BTreeSet<&Name> = taken.iter().filter(|name| !before.contains(name)).collect();
    let counting = letters.iter().filter_map(|letter| Name::counting(&format!("{letter}{COUNTER}")));
    let free = |name: &Name| (1..=step.times).all(|time| !others.contains(&name.at(time)));
    let Some(name) = counting.into_iter().find(free) else { return };
    let after: Vec<Name> = (1..=step.times).map(|time| name.at(time)).collect();
    taken.extend(after.clone());
    names.extend(before.into_iter().zip(after).chain([(bind.clone(), name)]));
}

fn free_name(kind: HandleKind, taken: &[Name]) -> Option<Name> {
    let (_, letters) = LETTERS.iter().find(|(of, _)| *of == kind)?;
    let letters = letters.iter().copied();
    let numbered = (2..).map(|number: u32| format!("{}{number}", letters.clone().next().unwrap_or("h")));
    let names = letters.clone().map(str::to_owned).chain(numbered).filter_map(|text| Name::new(&text));
    names.into_iter().find(|name| !taken.contains(name))
}
