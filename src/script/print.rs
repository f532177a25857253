//! The way from the values to the text, in its one canonical form.

use std::fmt::{self, Display, Write};

use bitflags::Flags;

use super::{Action, Script, Step};
use crate::op::{
    Amid, Change, Control, DescriptorOp, ErrorOp, FreestandingOp, HostChange, Injection, InputOp, ListingOp,
    Manner, Name, Op, OutputOp, Pieces, PollableOp, StreamOp, SystemAnswer,
};
use crate::tree::quote::{NOTHING, is_bare, quoted, quoted_name};
use crate::tree::{Content, Entries, Fixture, Group, Mode, Modified, Node, Preopen, Tree, groups};
use crate::wasi::{DescriptorFlags, NewTimestamp, OpenFlags, PathFlags, flag_words};

/// In front of each line of a section, and once more for each directory.
const INDENT: &str = "  ";

/// The column, counted from 1, beyond which `=>` is not moved for the sake of a wide step.
const ARROW_COLUMN_MAX: usize = 60;

impl Display for Script {
    /// The canonical text, which [`Script::parse`] makes the same script of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut header = String::new();
        write_header(&mut header, self)?;
        if !header.is_empty() {
            writeln!(f, "{header}")?;
        }
        if !self.fixture.tree.entries.is_empty() {
            write_tree(f, "tree", &self.fixture.tree)?;
            writeln!(f)?;
        }
        write_steps(f, &self.steps)?;
        if let Some(end) = &self.end {
            writeln!(f)?;
            write_tree(f, "end", end)?;
        }
        Ok(())
    }
}

impl Display for Step {
    /// The call as it stands in a script, without its comments and its pinned answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.action {
            Action::Call { bind, on, op, manner } => {
                if self.times > 1 {
                    write!(f, "repeat {}: ", self.times)?;
                }
                if let Some(bind) = bind {
                    write!(f, "{bind} = ")?;
                }
                if !on.is_none() {
                    write!(f, "{on}.")?;
                }
                f.write_str(op.kind().name())?;
                // The stream that a splice reads from stands in front of its number.
                let first = usize::from(op.source().is_some());
                for (index, argument) in arguments(op).into_iter().enumerate() {
                    let observed = index.checked_sub(first).and_then(|index| *self.observed.get(index)?);
                    match observed {
                        Some(observed) => write!(f, " {observed}")?,
                        None => write!(f, " {argument}")?,
                    }
                }
                write_manner(f, *manner)
            }
            Action::Control(control) => write_control(f, control),
        }
    }
}

fn write_manner(f: &mut fmt::Formatter<'_>, manner: Manner) -> fmt::Result {
    match manner {
        Manner::Once => Ok(()),
        Manner::UntilProgress => f.write_str(", until progress"),
        Manner::Abandon { polls: 1 } => f.write_str(", abandon after 1 poll"),
        Manner::Abandon { polls } => write!(f, ", abandon after {polls} polls"),
    }
}

fn write_control(f: &mut fmt::Formatter<'_>, control: &Control) -> fmt::Result {
    match control {
        Control::Hold { queued } => f.write_str(if *queued { "hold queued" } else { "hold" }),
        Control::Release(stream) => write!(f, "release {stream}"),
        Control::Quiesce => f.write_str("quiesce"),
        Control::Fault(injection) => write_injection(f, injection),
        Control::Host(change) => write_change(f, change),
    }
}

fn write_change(f: &mut fmt::Formatter<'_>, HostChange { path, change, amid }: &HostChange) -> fmt::Result {
    write!(f, "host {} {}", change.word(), quoted(path))?;
    match change {
        Change::Truncate { size } => write!(f, " {size}")?,
        Change::Append { bytes } | Change::Replace { bytes } => write!(f, " {bytes}")?,
        Change::Write { bytes, offset } => write!(f, " {bytes} {offset}")?,
        Change::Swap { other } | Change::Rename { to: other } => write!(f, " {}", quoted(other))?,
        Change::Symlink { target } => write!(f, " -> {}", quoted(target))?,
        Change::Chmod { mode } => write!(f, " {mode:04o}")?,
        Change::Remove | Change::MakeDirectory | Change::Touch => {}
    }
    match amid {
        Some(Amid { on, before }) => write!(f, ", before system call {before} of {on}"),
        None => Ok(()),
    }
}

fn write_injection(f: &mut fmt::Formatter<'_>, injection: &Injection) -> fmt::Result {
    let Injection { on, calls, answer, after, behind } = injection;
    write!(f, "fault {on} {} {}", calls.word(), answer.word())?;
    if let SystemAnswer::Short(count) = answer {
        write!(f, " {count}")?;
    }
    match after {
        0 if *behind => f.write_str(" behind"),
        0 => Ok(()),
        1 => f.write_str(" after 1 byte"),
        _ => write!(f, " after {after} bytes"),
    }
}

/// The arguments of a call, each as its text.
fn arguments(op: &Op) -> Vec<String> {
    match op {
        Op::Descriptor(op) => descriptor_arguments(op),
        Op::Input(
            InputOp::StreamRead { len }
            | InputOp::BlockingRead { len }
            | InputOp::Skip { len }
            | InputOp::BlockingSkip { len },
        )
        | Op::Output(OutputOp::WriteZeroes { len } | OutputOp::BlockingWriteZeroesAndFlush { len }) => {
            vec![len.to_string()]
        }
        Op::Output(OutputOp::StreamWrite { contents } | OutputOp::BlockingWriteAndFlush { contents }) => {
            vec![contents.to_string()]
        }
        Op::Output(OutputOp::Splice { src, len } | OutputOp::BlockingSplice { src, len }) => {
            vec![src.to_string(), len.to_string()]
        }
        Op::Output(OutputOp::CheckWrite | OutputOp::Flush | OutputOp::BlockingFlush)
        | Op::Listing(ListingOp::ReadDirectoryEntry)
        | Op::Pollable(PollableOp::Ready | PollableOp::Block)
        | Op::Error(ErrorOp::FilesystemErrorCode | ErrorOp::ToDebugString)
        | Op::Stream(StreamOp::Subscribe | StreamOp::Cancel)
        | Op::Drop => Vec::new(),
        Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) => {
            let names: Vec<&str> = pollables.iter().map(Name::as_str).collect();
            vec![format!("[{}]", names.join(" "))]
        }
    }
}

fn descriptor_arguments(op: &DescriptorOp) -> Vec<String> {
    match op {
        DescriptorOp::ReadViaStream { offset } | DescriptorOp::WriteViaStream { offset } => {
            vec![offset.to_string()]
        }
        DescriptorOp::SetSize { size } => vec![size.to_string()],
        DescriptorOp::Read { length, offset } => vec![length.to_string(), offset.to_string()],
        DescriptorOp::Write { buffer, offset } => {
            vec![buffer.to_string(), offset.to_string()]
        }
        DescriptorOp::Advise { offset, length, advice } => {
            vec![offset.to_string(), length.to_string(), advice.to_string()]
        }
        DescriptorOp::SetTimes { data_access_timestamp, data_modification_timestamp } => {
            vec![timestamp(*data_access_timestamp), timestamp(*data_modification_timestamp)]
        }
        DescriptorOp::CreateDirectoryAt { path }
        | DescriptorOp::ReadlinkAt { path }
        | DescriptorOp::RemoveDirectoryAt { path }
        | DescriptorOp::UnlinkFileAt { path } => vec![quoted(path)],
        DescriptorOp::StatAt { path_flags, path } | DescriptorOp::MetadataHashAt { path_flags, path } => {
            with_flags(vec![quoted(path)], *path_flags)
        }
        DescriptorOp::SetTimesAt { path_flags, path, data_access_timestamp, data_modification_timestamp } => {
            let times = [*data_access_timestamp, *data_modification_timestamp].map(timestamp);
            with_flags([vec![quoted(path)], times.to_vec()].concat(), *path_flags)
        }
        DescriptorOp::LinkAt { old_path_flags, old_path, new_descriptor, new_path } => {
            with_flags(from_to(old_path, new_descriptor, new_path), *old_path_flags)
        }
        DescriptorOp::RenameAt { old_path, new_descriptor, new_path } => {
            from_to(old_path, new_descriptor, new_path)
        }
        DescriptorOp::SymlinkAt { old_path, new_path } => {
            vec![quoted(old_path), quoted(new_path)]
        }
        DescriptorOp::IsSameObject { other } => vec![other.to_string()],
        DescriptorOp::OpenAt { path, path_flags, open_flags, flags } => {
            open_at_arguments(path, *path_flags, *open_flags, *flags)
        }
        DescriptorOp::AppendViaStream
        | DescriptorOp::SyncData
        | DescriptorOp::Sync
        | DescriptorOp::MetadataHash
        | DescriptorOp::GetFlags
        | DescriptorOp::GetType
        | DescriptorOp::ReadDirectory
        | DescriptorOp::Stat => Vec::new(),
    }
}

/// The arguments with the flags of a path behind them.
fn with_flags(mut arguments: Vec<String>, flags: PathFlags) -> Vec<String> {
    arguments.extend(words_of(flags));
    arguments
}

/// The two ends of a link or a move.
fn from_to(old_path: &str, new_descriptor: &Name, new_path: &str) -> Vec<String> {
    vec![quoted(old_path), "to".into(), new_descriptor.to_string(), quoted(new_path)]
}

/// What a timestamp is set to: `no-change`, `now`, or a moment as `5s` or `5s+3ns`.
fn timestamp(new: NewTimestamp) -> String {
    match new {
        NewTimestamp::NoChange => "no-change".into(),
        NewTimestamp::Now => "now".into(),
        NewTimestamp::Timestamp(moment) => moment.to_string(),
    }
}

fn open_at_arguments(
    path: &str,
    path_flags: PathFlags,
    open_flags: OpenFlags,
    flags: DescriptorFlags,
) -> Vec<String> {
    let mut arguments = vec![quoted(path)];
    arguments.extend(words_of(path_flags));
    arguments.extend(words_of(open_flags));
    arguments.extend(words_of(flags));
    arguments
}

fn words_of<F: Flags + Copy>(set: F) -> impl Iterator<Item = String> {
    flag_words::<F>().filter(move |(_, flag)| set.contains(*flag)).map(|(word, _)| word)
}

/// All that stands above the sections.
fn write_header(out: &mut impl Write, script: &Script) -> fmt::Result {
    write_comments(out, "", &script.comments)?;
    if let Some(rule) = script.rule {
        writeln!(out, "rule   {rule}")?;
    }
    if !script.needs.is_empty() {
        let names: Vec<&str> = script.needs.iter().map(|capability| capability.name()).collect();
        writeln!(out, "needs  {}", names.join(" "))?;
    }
    if script.fixture.preopens != Fixture::default().preopens {
        for Preopen { name, path, access } in &script.fixture.preopens {
            let (dir, file) = (perms(access.dir), perms(access.file));
            writeln!(out, "preopen {name} {} dir={dir} file={file}", quoted(path))?;
        }
    }
    for Modified { path, seconds } in &script.fixture.modified {
        writeln!(out, "modified {} {seconds}", quoted(path))?;
    }
    for Mode { path, bits } in &script.fixture.modes {
        writeln!(out, "mode {} {bits:04o}", quoted(path))?;
    }
    if let Some(name) = &script.fixture.apart {
        writeln!(out, "device {}", quoted(name))?;
    }
    Ok(())
}

fn perms<F: Flags + Copy>(set: F) -> String {
    if set.is_empty() { "none".into() } else { words_of(set).collect::<Vec<_>>().join(",") }
}

/// Comments, each on lines of its own.
fn write_comments(out: &mut impl Write, indent: &str, comments: &[String]) -> fmt::Result {
    for line in comments.iter().flat_map(|comment| comment.split('\n')) {
        writeln!(out, "{indent}#{}{line}", if line.is_empty() { "" } else { " " })?;
    }
    Ok(())
}

fn write_tree(out: &mut impl Write, head: &str, tree: &Tree) -> fmt::Result {
    writeln!(out, "{head}")?;
    if tree.entries.is_empty() {
        writeln!(out, "{INDENT}{NOTHING}")?;
    }
    write_entries(out, &tree.entries, INDENT)
}

fn write_entries(out: &mut impl Write, entries: &Entries, indent: &str) -> fmt::Result {
    for group in groups(entries) {
        let (name, node) = match group {
            Group::One(name, node) => (if is_bare(name) { name.into() } else { quoted_name(name) }, node),
            Group::Many(pattern, count, node) => {
                (format!("many[{count}] {}", quoted(&pattern.to_string())), node)
            }
        };
        match node {
            Node::File(content) => writeln!(out, "{indent}{name}  {}", content_text(content))?,
            Node::Symlink(target) => writeln!(out, "{indent}{name} -> {}", quoted(target))?,
            Node::Directory(inner) => {
                writeln!(out, "{indent}{name}/")?;
                write_entries(out, inner, &format!("{indent}{INDENT}"))?;
            }
            // A tree that was read from a disk may have types that no script plants; these texts are not parsed.
            Node::Other(other) => writeln!(out, "{indent}{name} is a {other}")?,
        }
    }
    Ok(())
}

/// The text of a file's bytes; contents that read equal have the same, however they were written.
fn content_text(content: &Content) -> Pieces {
    let mut canonical = Content::default();
    for (start, bytes) in content.extents() {
        let leading = bytes.iter().take_while(|byte| **byte == 0).count();
        let trailing = bytes.iter().rev().take_while(|byte| **byte == 0).count();
        if leading < bytes.len() {
            canonical.write(start + leading as u64, &bytes[leading..bytes.len() - trailing]);
        }
    }
    canonical.set_len(content.len());
    Pieces::of_content(&canonical, 0..u64::MAX)
}

fn write_steps(out: &mut impl Write, steps: &[Step]) -> fmt::Result {
    let calls: Vec<String> = steps.iter().map(|step| format!("{INDENT}{step}")).collect();
    let pinned = steps.iter().zip(&calls).filter(|(step, _)| step.pinned.is_some());
    let widest = pinned.map(|(_, call)| call.chars().count()).max().unwrap_or(0);
    // Up to where a call is filled with spaces; two more stand before `=>` in any case.
    let width = widest.min(ARROW_COLUMN_MAX - 3);
    writeln!(out, "run")?;
    for (step, call) in steps.iter().zip(&calls) {
        write_comments(out, INDENT, &step.comments)?;
        match &step.pinned {
            Some(answer) => writeln!(out, "{call:width$}  => {answer}")?,
            None => writeln!(out, "{call}")?,
        }
    }
    Ok(())
}
