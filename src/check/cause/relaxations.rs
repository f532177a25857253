//! The table of relaxations: how each rule may be broken so that it shows elsewhere than in the answer of the call that breaks it.
//!
//! A rule without a row is one about an answer alone: what it breaks is what the judge sees.

use super::instead::{
    Act, Moment, along_the_text, by_former_paths, follow_toggled, from_here, here, offsets_beside,
    open_flags, open_without, paths, positions, times, to_the_nul, with_open_flags, with_short_names,
    without_slash,
};
use crate::op::{DescriptorOp, FreestandingOp, InputOp, Op, OutputOp, StreamOp};
use crate::outcome::Outcome;
use crate::rule::Rule;
use crate::wasi::{ErrorCode, NewTimestamp, OpenFlags};

/// One way to break a rule.
#[derive(Debug)]
pub struct Relaxation {
    /// Its name in reports.
    pub name: &'static str,
    /// The rule that it breaks.
    pub rule: Rule,
    /// What is so where it holds.
    pub sentence: &'static str,
    /// What may have been done instead of a call.
    pub(super) acts: fn(&Moment<'_>) -> Vec<Act>,
}

impl PartialEq for Relaxation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Relaxation {}

impl Relaxation {
    /// The one with this name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|relaxation| relaxation.name == name)
    }
}

impl std::fmt::Display for Relaxation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name)
    }
}

macro_rules! relaxations {
    ($($name:literal $rule:ident $sentence:literal $acts:expr;)*) => {
        impl Relaxation {
            /// Every relaxation. Of those that explain a run alike the first is the one that is named.
            pub const ALL: &'static [Self] = &[$(Self {
                name: $name,
                rule: Rule::$rule,
                sentence: $sentence,
                acts: $acts,
            },)*];
        }
    };
}

// How to read a row: its name, the rule that it breaks, what is so where it holds, what may have been done.
relaxations! {
    "descriptor-is-its-path" DirObject "a directory's descriptor stands for the path that it had when it was opened"
        by_former_paths;
    "slash-dropped" PathTrailingSlash "a slash at the end of a path is dropped"
        |moment| paths(moment.call.op, without_slash);
    "dotdot-on-text" PathDotDot "`..` goes back along the text of a path"
        |moment| paths(moment.call.op, along_the_text);
    "nul-ends-path" PathName "a path ends at a NUL"
        |moment| paths(moment.call.op, to_the_nul);
    "empty-path-is-here" PathName "an empty path is the directory itself"
        |moment| paths(moment.call.op, here);
    "long-names-cut" PathName "a long name is cut at 255 bytes"
        |moment| paths(moment.call.op, with_short_names);
    "starts-here" PathInside "a path that leaves its directory starts in it"
        |moment| paths(moment.call.op, from_here);
    "link-followed-or-not" PathSymlink "a link at the end of a path is followed without symlink-follow, or not with it"
        |moment| if is_link_at(moment) { Vec::new() } else { follow_toggled(moment.call.op) };
    "linked-link-followed-or-not" LinkFollow "link-at follows a link without symlink-follow, or not with it"
        |moment| if is_link_at(moment) { follow_toggled(moment.call.op) } else { Vec::new() };
    "directory-mix-ignored" OpenFlagMix "of directory and the flags that make or cut a file some are ignored"
        |moment| directory_ignored(moment.call.op, true);
    "exclusive-ignored" OpenExclusive "exclusive is ignored"
        |moment| open_without(moment.call.op, OpenFlags::EXCLUSIVE);
    "create-ignored" OpenCreate "create is ignored"
        |moment| open_without(moment.call.op, OpenFlags::CREATE);
    "truncate-ignored" OpenTruncate "truncate is ignored"
        |moment| open_without(moment.call.op, OpenFlags::TRUNCATE);
    "directory-ignored" OpenDirectory "directory is ignored where nothing is to be made or cut"
        |moment| directory_ignored(moment.call.op, false);
    "refused-and-done" FaultUndone "what the system has refused is done in another way, and its error is told"
        |moment| if let Outcome::Error(_) = moment.outcome { vec![Act::AllTheSame] } else { Vec::new() };
    "directory-not-made" DirCreate "create-directory-at makes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::CreateDirectoryAt { .. })));
    "directory-not-removed" DirRemove "remove-directory-at removes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::RemoveDirectoryAt { .. })));
    "name-not-removed" DirUnlink "unlink-file-at removes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::UnlinkFileAt { .. })));
    "link-not-made" LinkMakes "link-at makes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::LinkAt { .. })));
    "taken-name-linked" LinkTaken "link-at to a name that is taken makes it another name of what it is to link all the same"
        |moment| links_taken(moment);
    "symlink-not-made" LinkSymlink "symlink-at makes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::SymlinkAt { .. })));
    "not-renamed" DirRename "rename-at moves nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::RenameAt { .. })));
    "old-name-removed" DirRename "rename-at takes the old name away and gives no new one"
        |moment| removes_old_name(moment.call.op);
    "times-not-set" TimeSet "a timestamp is not set, or each to what the other was to be"
        |moment| times(moment.call.op, &[
            |[_, modification]| [NewTimestamp::NoChange, modification],
            |[access, _]| [access, NewTimestamp::NoChange],
            |_| [NewTimestamp::NoChange; 2],
            |[access, modification]| [modification, access],
        ]);
    "no-change-is-now" TimeKept "a timestamp is set to now for no-change"
        |moment| times(moment.call.op, &[|times| times.map(or_now)]);
    "writes-put-back" StreamRange "a stream's write puts back what a call has changed around it meanwhile"
        |moment| nothing(changes_file(moment.call.op) && is_being_written(moment));
    "size-not-set" FileSetSize "set-size changes nothing"
        |moment| nothing(matches!(moment.call.op, Op::Descriptor(DescriptorOp::SetSize { .. })) && !is_being_written(moment));
    "size-empties" FileSetSize "set-size makes zeros of what stays in the file"
        |moment| empties(moment);
    "write-elsewhere" FileWrite "write puts its bytes at another offset, or nowhere"
        |moment| writes_elsewhere(moment);
    "read-elsewhere" FileRead "read gives what stands at another offset"
        |moment| reads_elsewhere(moment.call.op);
    "appends-at-opening-size" AppendEnd "an appending stream writes where the end was when it was made"
        |moment| appends_at_opening_size(moment);
    "appends-at-a-former-end" AppendNoLoss "an append lands where the end was when it was made"
        |moment| if is_write(moment.call.op) { vec![Act::Fixed] } else { Vec::new() };
    "splice-moves-not" StreamSplice "a splice puts its bytes elsewhere, or behind it its source or its sink does not stand where that ended"
        |moment| splice_stands_elsewhere(moment);
    "reads-start-elsewhere" StreamRead "an input stream starts at another offset"
        |moment| starts_elsewhere(moment.call.op);
    "reads-as-it-was-when-made" StreamRead "an input stream gives the file as it was when the stream was made"
        |moment| if matches!(moment.call.op, Op::Descriptor(DescriptorOp::ReadViaStream { .. })) { vec![Act::Fetched] } else { Vec::new() };
    "writes-start-elsewhere" StreamWrite "an output stream starts at another offset"
        |moment| starts_writing_elsewhere(moment.call.op);
    "reads-stand-elsewhere" StreamReadPosition "behind a read or skip a stream does not stand where that ended"
        |moment| stands_elsewhere(moment, is_read).into_iter().chain(source_stands_elsewhere(moment)).collect();
    "writes-stand-elsewhere" StreamWritePosition "behind a write a stream does not stand where that ended"
        |moment| stands_elsewhere(moment, is_write);
    "cancelled-goes-on" CancelLate "cancel lets go of a stream whose work goes on"
        |moment| if *moment.call.op == Op::Stream(StreamOp::Cancel) { vec![Act::Instead(Op::Drop)] } else { Vec::new() };
    "pollable-is-ready-too-early" PollFollows "a pollable says that it is ready when its stream is not"
        |moment| nothing(asks_one(moment) && matches!(moment.outcome, Outcome::Ready(true) | Outcome::Done | Outcome::Polled(_)));
    "poll-names-others" PollIndices "poll names a pollable that is not ready"
        |moment| nothing(!asks_one(moment) && matches!(moment.outcome, Outcome::Polled(_)));
    "create-truncates" OpenTruncate "a file is cut that is opened with create"
        |moment| create_truncates(moment.call.op);
}

fn is_link_at(moment: &Moment<'_>) -> bool {
    matches!(moment.call.op, Op::Descriptor(DescriptorOp::LinkAt { .. }))
}

/// Whether a call asks one pollable alone: "this function is equivalent to calling `poll.poll` on a list containing only this
/// pollable" (`pollable.block`).
fn asks_one(moment: &Moment<'_>) -> bool {
    if let Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) = moment.call.op {
        pollables.len() == 1
    } else {
        moment.model.is_pollable(moment.call.on)
    }
}

fn empties(moment: &Moment<'_>) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::SetSize { .. }) = moment.call.op else { return Vec::new() };
    vec![Act::Behind(vec![(moment.call.on.clone(), Op::Descriptor(DescriptorOp::SetSize { size: 0 }))])]
}

/// A link to a name that is taken, though it was refused for that.
fn links_taken(moment: &Moment<'_>) -> Vec<Act> {
    let op = moment.call.op;
    let allowed = moment.model.clone().allowed(moment.call);
    if allowed.is_none_or(|allowed| !allowed.takes(moment.outcome)) {
        return Vec::new();
    }
    match (op, moment.outcome) {
        (
            Op::Descriptor(DescriptorOp::LinkAt { new_descriptor, new_path, .. }),
            Outcome::Error(ErrorCode::Exist),
        ) => {
            let taken = (
                new_descriptor.clone(),
                Op::Descriptor(DescriptorOp::UnlinkFileAt { path: new_path.clone() }),
            );
            vec![Act::Behind(vec![taken, (moment.call.on.clone(), op.clone())])]
        }
        _ => Vec::new(),
    }
}

fn nothing(is_so: bool) -> Vec<Act> {
    if is_so { vec![Act::Nothing] } else { Vec::new() }
}

/// Whether a stream's write is under way to the file of a call: that may have undone what is not there.
fn is_being_written(moment: &Moment<'_>) -> bool {
    moment.model.is_being_written(moment.call.on)
}

/// Whether a call of a descriptor changes the bytes of its file.
fn changes_file(op: &Op) -> bool {
    matches!(op, Op::Descriptor(DescriptorOp::SetSize { .. } | DescriptorOp::Write { .. }))
}

fn or_now(time: NewTimestamp) -> NewTimestamp {
    if time == NewTimestamp::NoChange { NewTimestamp::Now } else { time }
}

fn create_truncates(op: &Op) -> Vec<Act> {
    let creates = open_flags(op).filter(|flags| flags.contains(OpenFlags::CREATE));
    let other = creates.filter(|flags| !flags.contains(OpenFlags::TRUNCATE));
    other.map(|flags| with_open_flags(op, flags.union(OpenFlags::TRUNCATE))).into_iter().collect()
}

/// An opening with directory, alone or `mixed` with the flags that make or cut a file, without some of them.
fn directory_ignored(op: &Op, mixed: bool) -> Vec<Act> {
    let is_so =
        |flags: &OpenFlags| flags.contains(OpenFlags::DIRECTORY) && mixed == (*flags != OpenFlags::DIRECTORY);
    if open_flags(op).as_ref().is_some_and(is_so) { open_without(op, OpenFlags::all()) } else { Vec::new() }
}

fn removes_old_name(op: &Op) -> Vec<Act> {
    if let Op::Descriptor(DescriptorOp::RenameAt { old_path, .. }) = op {
        let path = old_path.clone();
        vec![
            Act::Instead(Op::Descriptor(DescriptorOp::UnlinkFileAt { path: path.clone() })),
            Act::Instead(Op::Descriptor(DescriptorOp::RemoveDirectoryAt { path })),
        ]
    } else {
        Vec::new()
    }
}

fn writes_elsewhere(moment: &Moment<'_>) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::Write { buffer, offset }) = moment.call.op else { return Vec::new() };
    let at =
        |offset: u64| Act::Instead(Op::Descriptor(DescriptorOp::Write { buffer: buffer.clone(), offset }));
    offsets_beside(*offset).into_iter().map(at).chain(nothing(!is_being_written(moment))).collect()
}

fn reads_elsewhere(op: &Op) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::Read { length, offset }) = op else { return Vec::new() };
    let at = |offset: u64| Act::Instead(Op::Descriptor(DescriptorOp::Read { length: *length, offset }));
    offsets_beside(*offset).into_iter().map(at).collect()
}

fn appends_at_opening_size(moment: &Moment<'_>) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::AppendViaStream) = moment.call.op else { return Vec::new() };
    let handle = moment.model.handles().find(|(name, _)| *name == moment.call.on);
    let size = handle.and_then(|(_, handle)| moment.model.size_behind(handle));
    size.map(|offset| Act::Instead(Op::Descriptor(DescriptorOp::WriteViaStream { offset })))
        .into_iter()
        .collect()
}

fn starts_elsewhere(op: &Op) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::ReadViaStream { offset }) = op else { return Vec::new() };
    let at = |offset: u64| Act::Instead(Op::Descriptor(DescriptorOp::ReadViaStream { offset }));
    offsets_beside(*offset).into_iter().map(at).collect()
}

fn starts_writing_elsewhere(op: &Op) -> Vec<Act> {
    let Op::Descriptor(DescriptorOp::WriteViaStream { offset }) = op else { return Vec::new() };
    let at = |offset: u64| Act::Instead(Op::Descriptor(DescriptorOp::WriteViaStream { offset }));
    offsets_beside(*offset)
        .into_iter()
        .map(at)
        .chain([Act::Instead(Op::Descriptor(DescriptorOp::AppendViaStream))])
        .collect()
}

fn is_read(op: &Op) -> bool {
    matches!(
        op,
        Op::Input(
            InputOp::StreamRead { .. }
                | InputOp::BlockingRead { .. }
                | InputOp::Skip { .. }
                | InputOp::BlockingSkip { .. }
        )
    )
}

fn is_write(op: &Op) -> bool {
    written(op).is_some()
}

/// How many bytes a stream's call writes.
fn written(op: &Op) -> Option<u64> {
    if let Op::Output(OutputOp::StreamWrite { contents } | OutputOp::BlockingWriteAndFlush { contents }) = op
    {
        Some(contents.len() as u64)
    } else if let Op::Output(OutputOp::WriteZeroes { len } | OutputOp::BlockingWriteZeroesAndFlush { len }) =
        op
    {
        Some(*len)
    } else {
        None
    }
}

fn stands_elsewhere(moment: &Moment<'_>, is_meant: fn(&Op) -> bool) -> Vec<Act> {
    let op = moment.call.op;
    let wrote = written(op).filter(|_| *moment.outcome == Outcome::Done);
    let count = wrote.unwrap_or(moment.outcome.amount());
    if count > 0 && is_meant(op) { positions(moment, moment.call.on, count) } else { Vec::new() }
}

/// The source of a splice that has failed, which may have taken what was asked for, and no more.
fn source_stands_elsewhere(moment: &Moment<'_>) -> Vec<Act> {
    let (source, failed) = (moment.call.op.source(), matches!(moment.outcome, Outcome::Failed(_)));
    let asked = moment.call.op.length().filter(|_| failed);
    source.zip(asked).map_or_else(Vec::new, |(source, asked)| positions(moment, source, asked))
}

fn splice_stands_elsewhere(moment: &Moment<'_>) -> Vec<Act> {
    let moved = moment.outcome.amount();
    match moment.call.op.source().filter(|_| moved > 0) {
        Some(source) => {
            let on = moment.call.on;
            let stood = moment
                .model
                .began(on)
                .into_iter()
                .flat_map(|began| [Act::Stood(on.clone(), began), Act::Went(on.clone(), began)]);
            let sink = positions(moment, on, moved).into_iter().chain(stood);
            positions(moment, source, moved).into_iter().chain(sink).collect()
        }
        None => Vec::new(),
    }
}
