//! Scripts that start from what one of their steps makes.

use crate::op::{Call, Data, DescriptorOp, Name, Op, OutputOp};
use crate::script::{Script, Step};
use crate::tree::{Content, Entries, Node};
use crate::wasi::OpenFlags;

/// Up to here a file of the fixture is made longer, in bytes.
const CONTENT_MAX: u64 = 1 << 16;

/// Longer paths and targets may be more than a file system takes, in bytes.
const PATH_MAX: usize = 200;

/// The script without a step, on a tree in which that was done already: what the step makes, moves, writes, cuts or
/// removes.
pub(super) fn planted(script: &Script, at: usize) -> Vec<Script> {
    let mut without = script.clone();
    without.steps.remove(at);
    let entries = &mut without.fixture.tree.entries;
    plant(script, at, entries).map(|()| without).into_iter().collect()
}

fn plant(script: &Script, at: usize, entries: &mut Entries) -> Option<()> {
    let call = script.steps[at].call().filter(|_| script.steps[at].is_plain())?;
    let on = || path_of(script, call.on, at);
    if let Op::Descriptor(DescriptorOp::CreateDirectoryAt { path }) = call.op {
        put(entries, &below(&on()?, path)?, Node::Directory(Entries::new()))
    } else if let Op::Descriptor(DescriptorOp::SymlinkAt { old_path, new_path }) = call.op {
        let can_be = |target: &str| (1..=PATH_MAX).contains(&target.len()) && !target.contains('\0');
        let target = Some(old_path).filter(|target| can_be(target))?;
        put(entries, &below(&on()?, new_path)?, Node::Symlink(target.to_string()))
    } else if let Op::Descriptor(DescriptorOp::RenameAt { old_path, new_descriptor, new_path }) = call.op {
        let moved = take(entries, &below(&on()?, old_path)?)?;
        put(entries, &below(&path_of(script, new_descriptor, at)?, new_path)?, moved)
    } else if let Op::Descriptor(DescriptorOp::Write { buffer, offset }) = call.op {
        write(entries, &on()?, buffer, Some(*offset))
    } else if let Op::Output(OutputOp::BlockingWriteAndFlush { contents }) = call.op {
        stream(script, call.on, at, entries, contents)
    } else if let Op::Output(OutputOp::BlockingWriteZeroesAndFlush { len }) = call.op {
        let zeros = vec![0; usize::try_from((*len).min(CONTENT_MAX)).ok()?];
        stream(script, call.on, at, entries, &Data::new(zeros))
    } else if let Op::Output(OutputOp::Splice { src, len } | OutputOp::BlockingSplice { src, len }) = call.op
    {
        let source = binding(script, src, at)?;
        let Op::Descriptor(DescriptorOp::ReadViaStream { offset }) = source.op else { return None };
        let path = path_of(script, source.on, at)?;
        let (directory, name) = parent(entries, &path)?;
        let Node::File(content) = directory.get(name)? else { return None };
        let bytes = content.read(*offset..offset.saturating_add((*len).min(CONTENT_MAX)));
        stream(script, call.on, at, entries, &Data::new(bytes))
    } else if let Op::Descriptor(DescriptorOp::SetSize { size }) = call.op {
        resize(entries, &on()?, *size)
    } else if let Op::Descriptor(DescriptorOp::OpenAt { path, open_flags, .. }) = call.op {
        open(entries, &below(&on()?, path)?, *open_flags)
    } else if let Op::Descriptor(DescriptorOp::LinkAt { old_path, new_descriptor, new_path, .. }) = call.op {
        // Two objects where there was one: whoever needs one sees a difference.
        let old = below(&on()?, old_path)?;
        let (directory, name) = parent(entries, &old)?;
        let named = directory.get(name)?.clone();
        put(entries, &below(&path_of(script, new_descriptor, at)?, new_path)?, named)
    } else if let Op::Descriptor(
        DescriptorOp::UnlinkFileAt { path } | DescriptorOp::RemoveDirectoryAt { path },
    ) = call.op
    {
        take(entries, &below(&on()?, path)?).map(|_| ())
    } else {
        None
    }
}

/// The call before this step that binds a name.
fn binding<'s>(script: &'s Script, name: &Name, before: usize) -> Option<Call<'s>> {
    let calls = script.steps[..before].iter().rev().filter_map(Step::call);
    calls.into_iter().find(|call| call.bind == Some(name))
}

/// The path in the tree by which what is behind a descriptor was opened, if all of its names are plain.
fn path_of(script: &Script, name: &Name, before: usize) -> Option<String> {
    if let Some(preopen) = script.fixture.preopens.iter().find(|preopen| preopen.name == name.as_str()) {
        return Some(preopen.path.clone());
    }
    let call = binding(script, name, before)?;
    let Op::Descriptor(DescriptorOp::OpenAt { path, .. }) = call.op else { return None };
    below(&path_of(script, call.on, before)?, path)
}

/// A path below another one, if it has plain names alone.
fn below(directory: &str, path: &str) -> Option<String> {
    let is_plain = path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    let path = if directory.is_empty() { path.to_owned() } else { format!("{directory}/{path}") };
    (is_plain && path.len() <= PATH_MAX && !path.contains('\0')).then_some(path)
}

/// The entries of the directory that a path leads to, and the name behind it; the root itself has none.
fn parent<'e, 'p>(mut entries: &'e mut Entries, path: &'p str) -> Option<(&'e mut Entries, &'p str)> {
    let mut rest = path;
    while let Some((first, behind)) = rest.split_once('/') {
        let Some(Node::Directory(inner)) = entries.get_mut(first) else { return None };
        (entries, rest) = (inner, behind);
    }
    (!rest.is_empty()).then_some((entries, rest))
}

/// Puts an object where none is.
fn put(entries: &mut Entries, path: &str, node: Node) -> Option<()> {
    let (entries, name) = parent(entries, path)?;
    if entries.contains_key(name) {
        return None;
    }
    entries.insert(name.to_owned(), node);
    Some(())
}

fn take(entries: &mut Entries, path: &str) -> Option<Node> {
    let (entries, name) = parent(entries, path)?;
    entries.remove(name)
}

/// Writes to the file of a stream, where that begins.
fn stream(script: &Script, on: &Name, at: usize, entries: &mut Entries, bytes: &Data) -> Option<()> {
    let made = binding(script, on, at)?;
    let offset = if let Op::Descriptor(DescriptorOp::WriteViaStream { offset }) = made.op {
        Some(*offset)
    } else {
        None
    };
    write(entries, &path_of(script, made.on, at)?, bytes, offset)
}

/// Makes a file as open-at does, or empties it.
fn open(entries: &mut Entries, path: &str, flags: OpenFlags) -> Option<()> {
    if flags.contains(OpenFlags::TRUNCATE) && resize(entries, path, 0).is_some() {
        return Some(());
    }
    flags.contains(OpenFlags::CREATE).then_some(())?;
    put(entries, path, Node::File(Content::default()))
}

/// Gives a file another size.
fn resize(entries: &mut Entries, path: &str, size: u64) -> Option<()> {
    let (entries, name) = parent(entries, path)?;
    let Some(Node::File(content)) = entries.get_mut(name) else { return None };
    if size > CONTENT_MAX || size == content.len() {
        return None;
    }
    content.set_len(size);
    Some(())
}

/// Writes to a file, which is made where none is; without an offset at its end.
fn write(entries: &mut Entries, path: &str, bytes: &Data, offset: Option<u64>) -> Option<()> {
    let (entries, name) = parent(entries, path)?;
    let node = entries.entry(name.to_owned()).or_insert_with(|| Node::File(Content::default()));
    let Node::File(content) = node else { return None };
    let offset = offset.unwrap_or(content.len());
    if bytes.is_empty() || offset.saturating_add(bytes.len() as u64) > CONTENT_MAX {
        return None;
    }
    content.write(offset, bytes);
    Some(())
}
