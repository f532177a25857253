//! What a backend may have done instead of a call.

use std::sync::Arc;

use crate::model::{Model, NAME_SAFE};
use crate::op::{Call, DescriptorOp, Name, Op};
use crate::outcome::Outcome;
use crate::wasi::{NewTimestamp, OpenFlags, PathFlags};

/// A call of a recorded run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'m> {
    /// The model before it.
    pub(super) model: &'m Model,
    pub(super) call: Call<'m>,
    /// What was answered.
    pub(super) outcome: &'m Outcome,
}

/// One thing that it may have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Another call, whose answer it gave.
    Instead(Op),
    /// Another call on another handle, whose answer it gave.
    Elsewhere(Name, Op),
    /// Nothing, and it said that it was done.
    Nothing,
    /// The call, behind which this stream stands at another offset.
    Stands(Name, u64),
    /// The call, before which this stream stood at another offset.
    Stood(Name, u64),
    /// The call, with its bytes going to another offset, and the stream standing behind where they belong.
    Went(Name, u64),
    /// The call, with its bytes going where the end of the file is when it is made.
    Fixed,
    /// The call, and the stream that it makes has begun to fetch then.
    Fetched,
    /// The call, although it tells an error that it has met.
    AllTheSame,
    /// Other calls, on these handles, and then this one.
    Behind(Vec<(Name, Op)>),
}

/// Below here an offset is the same in 32 bits.
const WRAPS_AT: u64 = 1 << 32;

/// The call with one of its paths, or all of them, as another text, where that is another one.
pub(super) fn paths(op: &Op, other: impl Fn(&str) -> Option<String>) -> Vec<Act> {
    // What a symbolic link holds is no path of this call.
    let first = usize::from(matches!(op, Op::Descriptor(DescriptorOp::SymlinkAt { .. })));
    let count = op.clone().paths_mut().len();
    let with = |places: &[usize]| {
        let mut op = op.clone();
        let mut changed = false;
        for (place, path) in op.paths_mut().into_iter().enumerate() {
            if let Some(text) = other(path).filter(|text| places.contains(&place) && **text != **path) {
                *path = Arc::from(text);
                changed = true;
            }
        }
        changed.then_some(Act::Instead(op))
    };
    let places: Vec<usize> = (first..count).collect();
    let all = (places.len() > 1).then(|| with(&places)).flatten();
    places.iter().filter_map(|place| with(&[*place])).chain(all).collect()
}

/// The call by the paths that the directories of its descriptors had when they were opened, where they are elsewhere now.
pub(super) fn by_former_paths(moment: &Moment<'_>) -> Vec<Act> {
    let mut op = moment.call.op.clone();
    let mut on = moment.call.on.clone();
    let second = op.second().cloned().filter(|name| *name != on);
    let mut changed = false;
    for directory in [Some(on.clone()), second].into_iter().flatten() {
        let Some((below, former)) = moment.model.formerly(&directory) else { continue };
        for path in op.paths_from(directory == on, &directory) {
            if !path.is_empty() && !path.starts_with('/') {
                *path = format!("{former}/{path}").into();
                changed = true;
            }
        }
        for other in op.others_mut().iter_mut().filter(|other| **other == directory) {
            other.clone_from(&below);
        }
        if directory == on {
            on = below;
        }
    }
    if changed { vec![Act::Elsewhere(on, op)] } else { Vec::new() }
}

/// Without the slashes at its end.
pub(super) fn without_slash(path: &str) -> Option<String> {
    let bare = path.trim_end_matches('/');
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// With a name and the `..` behind it taken off the text.
pub(super) fn along_the_text(path: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match (name, names.last()) {
            ("..", Some(last)) if !["", ".", ".."].contains(last) => _ = names.pop(),
            _ => names.push(name),
        }
    }
    let text = names.join("/");
    if text == path {
        return None;
    }
    Some(if text.is_empty() { ".".to_owned() } else { text })
}

/// As far as a NUL.
pub(super) fn to_the_nul(path: &str) -> Option<String> {
    path.split_once('\0').map(|(before, _)| before.to_owned())
}

/// Nothing is the directory itself.
pub(super) fn here(path: &str) -> Option<String> {
    path.is_empty().then(|| ".".to_owned())
}

/// With long names cut.
pub(super) fn with_short_names(path: &str) -> Option<String> {
    let short = |name: &str| name[..name.floor_char_boundary(NAME_SAFE)].to_owned();
    let is_long = path.split('/').any(|name| name.len() > NAME_SAFE);
    is_long.then(|| path.split('/').map(short).collect::<Vec<String>>().join("/"))
}

/// From its directory on, whatever it begins with.
pub(super) fn from_here(path: &str) -> Option<String> {
    if !path.starts_with('/') && path.split('/').next() != Some("..") {
        return None;
    }
    let mut rest = path.trim_start_matches('/');
    while let Some(below) = rest.strip_prefix("../") {
        rest = below.trim_start_matches('/');
    }
    Some(if ["", ".."].contains(&rest) { ".".to_owned() } else { rest.to_owned() })
}

/// The call with its link at the end followed where it was not to be, or the other way round.
pub(super) fn follow_toggled(op: &Op) -> Vec<Act> {
    let mut op = op.clone();
    if let Op::Descriptor(
        DescriptorOp::StatAt { path_flags, .. }
        | DescriptorOp::SetTimesAt { path_flags, .. }
        | DescriptorOp::OpenAt { path_flags, .. }
        | DescriptorOp::MetadataHashAt { path_flags, .. }
        | DescriptorOp::LinkAt { old_path_flags: path_flags, .. },
    ) = &mut op
    {
        path_flags.toggle(PathFlags::SYMLINK_FOLLOW);
        vec![Act::Instead(op)]
    } else {
        Vec::new()
    }
}

/// The flags with which something is opened.
pub(super) fn open_flags(op: &Op) -> Option<OpenFlags> {
    if let Op::Descriptor(DescriptorOp::OpenAt { open_flags, .. }) = op { Some(*open_flags) } else { None }
}

/// An opening without some of these flags: all that it has of them, or one of them.
pub(super) fn open_without(op: &Op, without: OpenFlags) -> Vec<Act> {
    let Some(open_flags) = open_flags(op) else { return Vec::new() };
    let has = open_flags.intersection(without);
    let mut drops: Vec<OpenFlags> = has.iter().collect();
    if drops.len() > 1 {
        drops.push(has);
    }
    drops.into_iter().map(|dropped| with_open_flags(op, open_flags.difference(dropped))).collect()
}

/// An opening with other flags.
pub(super) fn with_open_flags(op: &Op, flags: OpenFlags) -> Act {
    let mut op = op.clone();
    if let Op::Descriptor(DescriptorOp::OpenAt { open_flags, .. }) = &mut op {
        *open_flags = flags;
    }
    Act::Instead(op)
}

/// What becomes of the timestamps that a call sets, for access and modification.
pub(super) type TimesChange = fn([NewTimestamp; 2]) -> [NewTimestamp; 2];

/// The call with other timestamps.
pub(super) fn times(op: &Op, other: &[TimesChange]) -> Vec<Act> {
    let with = |change: &TimesChange| {
        let mut new = op.clone();
        if let Op::Descriptor(
            DescriptorOp::SetTimes {
                data_access_timestamp: access,
                data_modification_timestamp: modification,
            }
            | DescriptorOp::SetTimesAt {
                data_access_timestamp: access,
                data_modification_timestamp: modification,
                ..
            },
        ) = &mut new
        {
            [*access, *modification] = change([*access, *modification]);
        }
        (new != *op).then_some(Act::Instead(new))
    };
    other.iter().filter_map(with).collect()
}

/// Offsets that a host may take for another one: one byte beside it, at the start, in 32 bits.
pub(super) fn offsets_beside(offset: u64) -> Vec<u64> {
    let mut beside = vec![offset.saturating_add(1), offset.saturating_sub(1), 0, offset % WRAPS_AT];
    beside.sort_unstable();
    beside.dedup();
    beside.retain(|other| *other != offset);
    beside
}

/// Where a stream may stand behind a call instead of behind the bytes that have moved: where it stood, where it
/// began, one byte beside, or at the start of the file.
pub(super) fn positions(moment: &Moment<'_>, stream: &Name, moved: u64) -> Vec<Act> {
    let Some(stood) = moment.model.position(stream) else { return Vec::new() };
    let behind = stood.saturating_add(moved);
    let beside = [stood, behind.saturating_add(1), behind.saturating_sub(1), 0];
    let beside = beside.into_iter().chain(moment.model.began(stream));
    let mut beside: Vec<u64> = beside.filter(|other| *other != behind).collect();
    beside.sort_unstable();
    beside.dedup();
    beside.into_iter().map(|position| Act::Stands(stream.clone(), position)).collect()
}
