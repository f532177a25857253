//! The calls among the lines of `run`: a name for the handle, the handle it is made on, the call, and the pinned answer.

use std::sync::Arc;

use super::ScriptError;
use super::control;
use super::cursor::Cursor;
use crate::op::{
    COUNTER, Data, DescriptorOp, ErrorOp, FreestandingOp, InputOp, ListingOp, Manner, Name, Observations,
    Observed, Op, OpKind, OutputOp, Pieces, PollableOp, StreamOp,
};
use crate::script::{Action, REPEAT_MAX, Step};
use crate::wasi::{Advice, Datetime, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags, flag_words};

/// A call that was polled so often and is not over waits for something that polls don't bring.
const POLLS_MAX: u32 = 1000;

/// Reads a step; its name is not looked up, since only the script knows which are taken.
pub(super) fn step(mut line: Cursor<'_>) -> Result<Step, ScriptError> {
    let start = line.after_spaces();
    if let Some(control) = control::control(&mut line)? {
        line.end()?;
        return Ok(control.into());
    }
    let times = times(&mut line)?;
    let start = if times > 1 { line.after_spaces() } else { start };
    let mut place = line;
    let first = line.handle()?;
    let (bind, on) = if !line.after_spaces().rest().starts_with("=>") && line.eat("=") {
        place = line;
        (Some(first), line.handle()?)
    } else {
        (None, first)
    };
    let (on, op, observed) = if is_freestanding(&on) && !line.rest().starts_with('.') {
        line = place;
        let (op, observed) = call(&mut line, OpKind::is_freestanding)?;
        (Name::none(), op, observed)
    } else if line.eat(".") {
        let (op, observed) = call(&mut line, |kind| !kind.is_freestanding())?;
        (on, op, observed)
    } else if bind.is_some() {
        return Err(line.expected("`.` and a call"));
    } else {
        let error = line.expected("`.` and a call, or `=`");
        return Err(ScriptError { problem: error.problem + &control::hint(&on), ..error });
    };
    check_bind(start, bind.as_ref(), op.kind())?;
    let manner = manner(&mut line, op.kind())?;
    let pinned = pinned(&mut line)?;
    let step = Step { pinned, times, observed, ..Step::of(Action::Call { bind, on, op, manner }) };
    check_counting(start, &step)?;
    Ok(step)
}

/// Whether a word is the name of a function that is called on no handle.
fn is_freestanding(word: &Name) -> bool {
    OpKind::ALL.iter().any(|kind| kind.is_freestanding() && kind.name() == word.as_str())
}

/// Reads `repeat N:`, which may stand in front of a call.
fn times(line: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let mut ahead = *line;
    if ahead.word() != "repeat" || !ahead.after_spaces().rest().starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(1);
    }
    let place = ahead;
    let digits = {
        ahead = ahead.after_spaces();
        ahead.take(|c| c.is_ascii_digit())
    };
    let times = digits.parse().ok().filter(|times| (2..=REPEAT_MAX).contains(times));
    let Some(times) = times else {
        return Err(place.expected(&format!("a number of times from 2 to {REPEAT_MAX}")));
    };
    if !ahead.eat(":") {
        return Err(ahead.expected("`:` and a call"));
    }
    *line = ahead;
    Ok(times)
}

/// Names count in lines that repeat, and what such a line binds has to.
fn check_counting(start: Cursor<'_>, step: &Step) -> Result<(), ScriptError> {
    let Some(call) = step.call() else { return Ok(()) };
    let others = call.op.others().map(|(other, _)| other);
    let mut names = call.bind.into_iter().chain([call.on]).chain(others);
    if let Some(name) = names.find(|name| name.counts() && step.times == 1) {
        return Err(
            start.error(format!("`{name}` counts, so it stands in a line that repeats: `repeat 2: ..`"))
        );
    }
    match call.bind {
        Some(bind) if step.times > 1 && !bind.counts() => Err(start.error(format!(
            "each time gives a handle: expected a name that counts, such as `{bind}{COUNTER}`"
        ))),
        _ => Ok(()),
    }
}

/// A handle that is given has a name, the error of a failure may have one, and nothing else has.
fn check_bind(start: Cursor<'_>, bind: Option<&Name>, kind: OpKind) -> Result<(), ScriptError> {
    let call = kind.full_name();
    match (bind, kind.info().gives) {
        (Some(_), None) if kind.may_give_error() => Ok(()),
        (Some(bind), None) => {
            Err(start.error(format!("`{call}` gives no handle, so there is nothing to call `{bind}`")))
        }
        (None, Some(_)) => {
            Err(start.error(format!("`{call}` gives a handle: expected a name for it and `=` in front")))
        }
        (Some(_), Some(_)) | (None, None) => Ok(()),
    }
}

/// Reads the name of a function of one kind and its arguments. Where two functions share a name, their arguments tell.
fn call(line: &mut Cursor<'_>, of: fn(OpKind) -> bool) -> Result<(Op, Observations), ScriptError> {
    let kinds = || OpKind::ALL.iter().filter(|kind| of(**kind));
    let names: Vec<(&str, &str)> = kinds().map(|kind| (kind.name(), kind.name())).collect();
    let place = *line;
    let name = line.known("a call", &names)?;
    let mut furthest = place.error("expected a call");
    for kind in kinds().filter(|kind| kind.name() == name) {
        let (mut ahead, mut observed) = (*line, [None; 2]);
        let op = arguments(*kind, &mut ahead, &mut observed);
        match op.and_then(|op| call_over(ahead).map(|()| op)) {
            Ok(op) => {
                *line = ahead;
                return Ok((op, observed));
            }
            Err(error) if error.column > furthest.column => furthest = error,
            Err(_) => {}
        }
    }
    Err(furthest)
}

fn call_over(line: Cursor<'_>) -> Result<(), ScriptError> {
    if line.is_call_over() { Ok(()) } else { Err(line.expected("`=>` or the end of the line")) }
}

/// Reads the arguments of an operation, in the order of the WIT.
fn arguments(kind: OpKind, line: &mut Cursor<'_>, observed: &mut Observations) -> Result<Op, ScriptError> {
    let [first, second] = observed;
    Ok(match kind {
        OpKind::ReadViaStream => DescriptorOp::ReadViaStream { offset: place(line, first)? }.into(),
        OpKind::WriteViaStream => DescriptorOp::WriteViaStream { offset: place(line, first)? }.into(),
        OpKind::AppendViaStream => DescriptorOp::AppendViaStream.into(),
        OpKind::Advise => DescriptorOp::Advise {
            offset: place(line, first)?,
            length: length(line, second)?,
            advice: advice(line)?,
        }
        .into(),
        OpKind::SyncData => DescriptorOp::SyncData.into(),
        OpKind::GetFlags => DescriptorOp::GetFlags.into(),
        OpKind::GetType => DescriptorOp::GetType.into(),
        OpKind::SetSize => DescriptorOp::SetSize { size: number(line, first, "a size")? }.into(),
        OpKind::SetTimes => DescriptorOp::SetTimes {
            data_access_timestamp: timestamp(line)?,
            data_modification_timestamp: timestamp(line)?,
        }
        .into(),
        OpKind::Read => {
            DescriptorOp::Read { length: length(line, first)?, offset: place(line, second)? }.into()
        }
        OpKind::Write => {
            DescriptorOp::Write { buffer: buffer(line, first)?, offset: place(line, second)? }.into()
        }
        OpKind::ReadDirectory => DescriptorOp::ReadDirectory.into(),
        OpKind::Sync => DescriptorOp::Sync.into(),
        OpKind::CreateDirectoryAt => DescriptorOp::CreateDirectoryAt { path: path(line)?.into() }.into(),
        OpKind::Stat => DescriptorOp::Stat.into(),
        OpKind::StatAt => {
            let path = path(line)?.into();
            DescriptorOp::StatAt { path, path_flags: path_flags(line)? }.into()
        }
        OpKind::SetTimesAt => DescriptorOp::SetTimesAt {
            path: path(line)?.into(),
            data_access_timestamp: timestamp(line)?,
            data_modification_timestamp: timestamp(line)?,
            path_flags: path_flags(line)?,
        }
        .into(),
        OpKind::LinkAt => {
            let (old_path, new_descriptor, new_path) = from_to(line)?;
            DescriptorOp::LinkAt { old_path, new_descriptor, new_path, old_path_flags: path_flags(line)? }
                .into()
        }
        OpKind::OpenAt => open_at(line)?,
        OpKind::ReadlinkAt => DescriptorOp::ReadlinkAt { path: path(line)?.into() }.into(),
        OpKind::RemoveDirectoryAt => DescriptorOp::RemoveDirectoryAt { path: path(line)?.into() }.into(),
        OpKind::RenameAt => {
            let (old_path, new_descriptor, new_path) = from_to(line)?;
            DescriptorOp::RenameAt { old_path, new_descriptor, new_path }.into()
        }
        OpKind::SymlinkAt => {
            DescriptorOp::SymlinkAt { old_path: path(line)?.into(), new_path: path(line)?.into() }.into()
        }
        OpKind::UnlinkFileAt => DescriptorOp::UnlinkFileAt { path: path(line)?.into() }.into(),
        OpKind::IsSameObject => DescriptorOp::IsSameObject { other: line.handle()? }.into(),
        OpKind::MetadataHash => DescriptorOp::MetadataHash.into(),
        OpKind::MetadataHashAt => {
            let path = path(line)?.into();
            DescriptorOp::MetadataHashAt { path, path_flags: path_flags(line)? }.into()
        }
        OpKind::ReadDirectoryEntry => ListingOp::ReadDirectoryEntry.into(),
        OpKind::StreamRead => InputOp::StreamRead { len: length(line, first)? }.into(),
        OpKind::BlockingRead => InputOp::BlockingRead { len: length(line, first)? }.into(),
        OpKind::Skip => InputOp::Skip { len: length(line, first)? }.into(),
        OpKind::BlockingSkip => InputOp::BlockingSkip { len: length(line, first)? }.into(),
        OpKind::CheckWrite => OutputOp::CheckWrite.into(),
        OpKind::StreamWrite => OutputOp::StreamWrite { contents: buffer(line, first)? }.into(),
        OpKind::BlockingWriteAndFlush => {
            OutputOp::BlockingWriteAndFlush { contents: buffer(line, first)? }.into()
        }
        OpKind::Flush => OutputOp::Flush.into(),
        OpKind::BlockingFlush => OutputOp::BlockingFlush.into(),
        OpKind::WriteZeroes => OutputOp::WriteZeroes { len: length(line, first)? }.into(),
        OpKind::BlockingWriteZeroesAndFlush => {
            OutputOp::BlockingWriteZeroesAndFlush { len: length(line, first)? }.into()
        }
        OpKind::Splice => OutputOp::Splice { src: line.handle()?, len: length(line, first)? }.into(),
        OpKind::BlockingSplice => {
            OutputOp::BlockingSplice { src: line.handle()?, len: length(line, first)? }.into()
        }
        OpKind::Ready => PollableOp::Ready.into(),
        OpKind::Block => PollableOp::Block.into(),
        OpKind::Poll => FreestandingOp::Poll { r#in: handles(line)? }.into(),
        OpKind::FilesystemErrorCode => ErrorOp::FilesystemErrorCode.into(),
        OpKind::ToDebugString => ErrorOp::ToDebugString.into(),
        OpKind::Subscribe => StreamOp::Subscribe.into(),
        OpKind::Cancel => StreamOp::Cancel.into(),
        OpKind::Drop => Op::Drop,
    })
}

/// Reads a list of handles: `[p q]`.
fn handles(line: &mut Cursor<'_>) -> Result<Vec<Name>, ScriptError> {
    if !line.eat("[") {
        return Err(line.expected("`[` and the names of pollables"));
    }
    let mut handles = Vec::new();
    while !line.eat("]") {
        if line.after_spaces().is_over() {
            return Err(line.expected("`]`"));
        }
        handles.push(line.handle()?);
    }
    line.gap().map(|()| handles)
}

pub(super) fn offset(line: &mut Cursor<'_>) -> Result<u64, ScriptError> {
    line.number("an offset")
}

/// Reads a number, or what stands for one that is seen later; for that it gives 0.
fn number(line: &mut Cursor<'_>, observed: &mut Option<Observed>, what: &str) -> Result<u64, ScriptError> {
    *observed = line.observed();
    if observed.is_some() { Ok(0) } else { line.number(what) }
}

fn place(line: &mut Cursor<'_>, observed: &mut Option<Observed>) -> Result<u64, ScriptError> {
    number(line, observed, "an offset")
}

fn length(line: &mut Cursor<'_>, observed: &mut Option<Observed>) -> Result<u64, ScriptError> {
    number(line, observed, "a length")
}

/// Reads bytes, or marked ones up to a number that is seen later; for those it gives none.
fn buffer(line: &mut Cursor<'_>, observed: &mut Option<Observed>) -> Result<Data, ScriptError> {
    *observed = line.observed_bytes();
    if observed.is_some() { Ok(Data::default()) } else { data(line) }
}

pub(super) fn path(line: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let path = line.quoted("a path")?;
    line.gap().map(|()| path)
}

pub(super) fn data(line: &mut Cursor<'_>) -> Result<Data, ScriptError> {
    let data = line.bytes(Pieces::to_data)?;
    line.gap().map(|()| data)
}

/// Reads the two ends of a link or a move: a path, `to`, a descriptor, a path.
fn from_to(line: &mut Cursor<'_>) -> Result<(Arc<str>, Name, Arc<str>), ScriptError> {
    let old_path = path(line)?.into();
    line.literal("to")?;
    Ok((old_path, line.handle()?, path(line)?.into()))
}

/// Reads the flags of a path, which stand at the end of a call.
fn path_flags(line: &mut Cursor<'_>) -> Result<PathFlags, ScriptError> {
    let table: Vec<(String, PathFlags)> = flag_words().collect();
    Ok(line.several("a flag of a path", &table)?.into_iter().collect())
}

fn advice(line: &mut Cursor<'_>) -> Result<Advice, ScriptError> {
    let table: Vec<(&str, Advice)> = Advice::ALL.iter().map(|advice| (advice.name(), *advice)).collect();
    line.known("an advice", &table)
}

/// Reads what a timestamp is set to: `no-change`, `now`, or a moment as `5s` or `5s+3ns`.
fn timestamp(line: &mut Cursor<'_>) -> Result<NewTimestamp, ScriptError> {
    let mut ahead = *line;
    if let Some(moment) = Datetime::from_text(ahead.word()) {
        *line = ahead;
        return Ok(NewTimestamp::Timestamp(moment));
    }
    let words = [("no-change", NewTimestamp::NoChange), ("now", NewTimestamp::Now)];
    line.known("a moment such as `5s` or `5s+3ns`,", &words)
}

/// A flag of any of the three sets of `open-at`.
#[derive(Clone, Copy)]
enum OpenAtFlag {
    Path(PathFlags),
    Open(OpenFlags),
    Descriptor(DescriptorFlags),
}

/// The words of all three sets; no two are the same.
fn open_at_flags() -> Vec<(String, OpenAtFlag)> {
    let path = flag_words().map(|(word, flag)| (word, OpenAtFlag::Path(flag)));
    let open = flag_words().map(|(word, flag)| (word, OpenAtFlag::Open(flag)));
    let descriptor = flag_words().map(|(word, flag)| (word, OpenAtFlag::Descriptor(flag)));
    path.chain(open).chain(descriptor).collect()
}

fn open_at(line: &mut Cursor<'_>) -> Result<Op, ScriptError> {
    let path = path(line)?;
    let (mut path_flags, mut open_flags, mut flags) =
        (PathFlags::empty(), OpenFlags::empty(), DescriptorFlags::empty());
    for flag in line.several("a flag of `open-at`", &open_at_flags())? {
        match flag {
            OpenAtFlag::Path(flag) => path_flags |= flag,
            OpenAtFlag::Open(flag) => open_flags |= flag,
            OpenAtFlag::Descriptor(flag) => flags |= flag,
        }
    }
    Ok(Op::Descriptor(DescriptorOp::OpenAt { path: path.into(), path_flags, open_flags, flags }))
}

/// Reads how long the guest stays with a call: `, until progress` or `, abandon after N polls`.
fn manner(line: &mut Cursor<'_>, kind: OpKind) -> Result<Manner, ScriptError> {
    if !line.eat(",") {
        return Ok(Manner::Once);
    }
    let place = line.after_spaces();
    let (manner, can, what): (_, fn(OpKind) -> bool, _) = if place.rest().starts_with("abandon") {
        line.literal("abandon")?;
        line.literal("after")?;
        (abandon(line)?, OpKind::can_be_abandoned, "given up")
    } else {
        line.literal("until")?;
        line.literal("progress")?;
        (Manner::UntilProgress, OpKind::can_loop, "repeated until progress")
    };
    if can(kind) {
        return Ok(manner);
    }
    let able = OpKind::ALL.iter().filter(|kind| can(**kind));
    let able: Vec<String> = able.map(|kind| format!("`{}`", kind.full_name())).collect();
    let call = kind.full_name();
    Err(place.error(format!("`{call}` can't be {what}; those that can are {}", able.join(", "))))
}

fn abandon(line: &mut Cursor<'_>) -> Result<Manner, ScriptError> {
    let place = *line;
    let polls = u32::try_from(line.number("a number of polls")?).unwrap_or(u32::MAX);
    if !(1..=POLLS_MAX).contains(&polls) {
        return Err(place.expected(&format!("a number of polls from 1 to {POLLS_MAX}")));
    }
    line.literal(if polls == 1 { "poll" } else { "polls" })?;
    Ok(Manner::Abandon { polls })
}

fn pinned(line: &mut Cursor<'_>) -> Result<Option<String>, ScriptError> {
    if !line.eat("=>") {
        line.end()?;
        return Ok(None);
    }
    if line.is_over() {
        return Err(line.expected("an answer after `=>`"));
    }
    line.pin().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_word_is_a_flag_of_two_sets() {
        let words: BTreeSet<String> = open_at_flags().into_iter().map(|(word, _)| word).collect();
        assert_eq!(words.len(), open_at_flags().len());
    }
}
