//! Scripts with the same bytes for the same place in them: the first that a guest writes are marked with `A`, the next with
//! `B`, those of files that are there before with `a`, `b` and so on.

use crate::op::{Control, Data, DescriptorOp, Op, OutputOp};
use crate::script::{Action, Script, Step};
use crate::tree::{Content, Entries, Node, names_of_many};

/// Contents longer than this stay as they are, in bytes.
const CONTENT_MAX: u64 = 1 << 20;

/// The bytes of a step, if it has some.
fn data_of(step: &mut Step) -> Option<&mut Data> {
    let data = match &mut step.action {
        Action::Call { op, .. } => {
            if let Op::Descriptor(DescriptorOp::Write { buffer: data, .. })
            | Op::Output(
                OutputOp::StreamWrite { contents: data } | OutputOp::BlockingWriteAndFlush { contents: data },
            ) = op
            {
                Some(data)
            } else {
                None
            }
        }
        Action::Control(Control::Host(host)) => host.change.bytes_mut(),
        Action::Control(
            Control::Hold { .. } | Control::Release(_) | Control::Quiesce | Control::Fault(_),
        ) => None,
    };
    data.filter(|data| !data.is_empty())
}

/// The files of a tree that have bytes, and no holes. Many that are alike stay so.
fn contents_of(entries: &mut Entries) -> Vec<&mut Content> {
    let mut contents = Vec::new();
    let many = names_of_many(entries);
    for (_, node) in entries.iter_mut().filter(|(name, _)| !many.contains(*name)) {
        match node {
            Node::File(content) => {
                let bytes: u64 = content.extents().map(|(_, bytes)| bytes.len() as u64).sum();
                if (1..=CONTENT_MAX).contains(&content.len()) && bytes == content.len() {
                    contents.push(content);
                }
            }
            Node::Directory(inner) => contents.extend(contents_of(inner)),
            Node::Symlink(_) | Node::Other(_) => {}
        }
    }
    contents
}

/// The letter of this number.
fn letter(first: u8, number: usize) -> u8 {
    first + u8::try_from(number % 26).unwrap_or(0)
}

/// Gives the bytes of a script their letters where `changes` says so, asked with the number of each; how many had others.
fn lettered_where(script: &mut Script, changes: impl Fn(usize) -> bool) -> usize {
    let (mut others, mut number) = (0, 0);
    let mut change = |is_other: bool| {
        others += usize::from(is_other);
        number += 1;
        is_other && changes(number - 1)
    };
    for (index, content) in contents_of(&mut script.fixture.tree.entries).into_iter().enumerate() {
        let data = Data::marked(letter(b'a', index), 0..content.len());
        if change(content.read(0..content.len()) != data[..]) {
            content.write(0, &data);
        }
    }
    for (index, data) in script.steps.iter_mut().filter_map(data_of).enumerate() {
        let marked = Data::marked(letter(b'A', index), 0..data.len() as u64);
        if change(*data != marked) {
            *data = marked;
        }
    }
    others
}

/// How many stretches of bytes have other letters than those of their place.
pub(super) fn others(script: &Script) -> usize {
    lettered_where(&mut script.clone(), |_| false)
}

/// The script with the letters of their places for all of its bytes, or for one stretch of them.
pub(super) fn lettered(script: &Script) -> Vec<Script> {
    let mut all = script.clone();
    let count = lettered_where(&mut all, |_| true);
    if count == 0 {
        return Vec::new();
    }
    let stretches =
        contents_of(&mut all.fixture.tree.entries).len() + all.steps.iter_mut().filter_map(data_of).count();
    let one = |number: usize| {
        let mut one = script.clone();
        lettered_where(&mut one, |other| other == number);
        one
    };
    let each: Vec<Script> = (0..stretches).map(one).filter(|one| one != script && *one != all).collect();
    [vec![all], each].concat()
}
