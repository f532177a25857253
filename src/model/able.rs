//! What a handle is good for, as far as it can be told from the handle alone, and what a call would be answered: for whoever
//! chooses calls.

use super::handles::{Descriptor, Handle, Right};
use super::nodes::{NodeId, Nodes};
use super::{Model, World};
use crate::op::{Call, HandleKind, Name, OpKind};
use crate::outcome::{Allowed, CELLS, Need, When};
use crate::tree::is_raw;

/// Operations as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpSet(u64);

impl OpSet {
    const _HAS_ROOM: () = assert!(OpKind::ALL.len() <= 64, "a set of operations has 64 places");

    /// Those for which this holds.
    pub fn of(holds: impl Fn(OpKind) -> bool) -> Self {
        OpKind::ALL.iter().filter(|op| holds(**op)).fold(Self::default(), |set, op| set.with(*op))
    }

    /// Also this one.
    #[must_use]
    pub fn with(self, op: OpKind) -> Self {
        Self(self.0 | 1 << op as u32)
    }

    /// All that are in one of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of this set that are not in the other.
    #[must_use]
    pub fn but(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether it is one of them.
    pub fn has(self, op: OpKind) -> bool {
        self.0 & 1 << op as u32 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a handle is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Able {
    /// What may succeed on it.
    pub succeeds: OpSet,
    /// What is refused on it for want of a right, or may be with some arguments, and suits it otherwise.
    pub lacks_right: OpSet,
}

/// What an operation of a descriptor suits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suits {
    File,
    Directory,
    Anything,
}

/// How to read a row: what these operations suit. The others suit anything, or are of other handles.
const SUITS: &[(&[OpKind], Suits)] = &[
    (
        &[
            OpKind::ReadViaStream,
            OpKind::WriteViaStream,
            OpKind::AppendViaStream,
            OpKind::Advise,
            OpKind::SetSize,
            OpKind::Read,
            OpKind::Write,
        ],
        Suits::File,
    ),
    (
        &[
            OpKind::ReadDirectory,
            OpKind::CreateDirectoryAt,
            OpKind::StatAt,
            OpKind::SetTimesAt,
            OpKind::LinkAt,
            OpKind::OpenAt,
            OpKind::ReadlinkAt,
            OpKind::RemoveDirectoryAt,
            OpKind::RenameAt,
            OpKind::SymlinkAt,
            OpKind::UnlinkFileAt,
            OpKind::MetadataHashAt,
        ],
        Suits::Directory,
    ),
];

fn suits(op: OpKind) -> Suits {
    SUITS.iter().find(|(ops, _)| ops.contains(&op)).map_or(Suits::Anything, |(_, suits)| *suits)
}

/// Whether a call needs the right on such an object, whatever its arguments are.
fn is_needed(when: When, of: Suits) -> bool {
    match when {
        When::Always | When::Source => true,
        When::OnFile => of == Suits::File,
        When::OnDirectory => of == Suits::Directory,
        When::Create | When::Truncate | When::Write | When::Mutate | When::Destination => false,
    }
}

/// What is done with a stream that has ended, or gives nothing but failure.
fn ends(op: OpKind) -> bool {
    matches!(op, OpKind::Ready | OpKind::Block | OpKind::Subscribe | OpKind::Cancel | OpKind::Drop)
}

impl World {
    fn able_descriptor(&self, descriptor: &Descriptor) -> Able {
        let is = if self.nodes.file(descriptor.node).is_some() {
            Suits::File
        } else if self.nodes.directory(descriptor.node).is_some() {
            Suits::Directory
        } else {
            Suits::Anything
        };
        let fits = OpSet::of(|op| {
            op.is_asked_of(HandleKind::Descriptor) && [Suits::Anything, is].contains(&suits(op))
        });
        let (mut lacks_always, mut lacks_right) = (OpSet::default(), OpSet::default());
        for cell in CELLS.iter().filter(|cell| fits.has(cell.op)) {
            if descriptor.has(cell.need) == Right::No {
                lacks_right = lacks_right.with(cell.op);
                if is_needed(cell.when, is) {
                    lacks_always = lacks_always.with(cell.op);
                }
            }
        }
        Able { succeeds: fits.but(lacks_always), lacks_right }
    }
}

impl Model {
    /// What a handle is good for: what it is, its rights, and whether it has ended. Paths and other arguments decide the rest.
    pub fn able(&self, handle: &Handle) -> Able {
        let of = |kind, ended: bool| {
            let succeeds = OpSet::of(|op| op.is_asked_of(kind) && (!ended || ends(op)));
            Able { succeeds, lacks_right: OpSet::default() }
        };
        match handle {
            Handle::Descriptor(descriptor) => {
                self.worlds.first().map_or_else(Able::default, |world| world.able_descriptor(descriptor))
            }
            Handle::Input(input) => of(HandleKind::InputStream, input.closed || input.denied.is_some()),
            Handle::Output(output) => of(HandleKind::OutputStream, output.closed || output.denied.is_some()),
            Handle::Listing(listing) => of(HandleKind::DirectoryEntryStream, listing.ended),
            Handle::Pollable(pollable) => of(HandleKind::Pollable, pollable.stream.is_none()),
            Handle::Error(_) => of(HandleKind::Error, false),
        }
    }

    /// Whether names can be made and taken away in the directory behind a handle, through it.
    pub fn can_change_names(&self, handle: &Handle) -> bool {
        let Handle::Descriptor(descriptor) = handle else { return false };
        let rights = [Need::DirMutate, Need::OpenedMutate].map(|need| descriptor.has(need));
        self.worlds.first().is_some_and(|world| world.is_directory(descriptor)) && rights == [Right::Yes; 2]
    }

    /// Whether what is behind a handle is a directory that was removed.
    pub fn is_removed(&self, handle: &Handle) -> bool {
        let directory = self.worlds.first().and_then(|world| world.nodes.directory(handle.node()));
        directory.is_some_and(|directory| directory.removed)
    }

    /// How many bytes an input stream still has in front of it; none for other handles.
    pub fn left_of(&self, handle: &Handle) -> Option<u64> {
        let Handle::Input(input) = handle else { return None };
        let ended = input.closed || input.denied.is_some();
        let size = self.size_behind(handle).filter(|_| !ended).unwrap_or(0);
        Some(size.saturating_sub(input.offset))
    }

    /// The streams that have read of the file behind a handle and still have something before them, and how far each has come.
    pub fn readers_of<'m>(&'m self, file: &'m Handle) -> impl Iterator<Item = (&'m Name, u64)> {
        self.handles().filter_map(|(name, handle)| match handle {
            Handle::Input(input) if input.node == file.node() && self.left_of(handle) > Some(0) => {
                Some((name, input.offset)).filter(|(_, offset)| *offset > 0)
            }
            Handle::Input(_)
            | Handle::Descriptor(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        })
    }

    /// What a call would be answered in the first of the worlds, if it were made; none where it would be skipped.
    pub fn foresee(&self, call: Call<'_>) -> Option<Allowed> {
        let world = self.worlds.first()?;
        world.is_bound(call).then(|| world.allowed(call))
    }
}

impl Nodes {
    /// How many paths there are to what is below a directory, up to so many names deep.
    pub(super) fn count_below(&self, directory: NodeId, depth: usize) -> usize {
        let Some(directory) = self.directory(directory).filter(|_| depth > 0) else { return 0 };
        // Nobody can ask for what has a name that is no text, or for what is in it.
        let nodes = directory.entries.iter().filter(|(name, _)| !is_raw(name));
        nodes.map(|(_, node)| 1 + self.count_below(*node, depth - 1)).sum()
    }

    /// One of these paths, by its number. What is in a directory comes before it.
    pub(super) fn path_below(&self, directory: NodeId, depth: usize, number: usize) -> Option<String> {
        let (directory, mut number) = (self.directory(directory)?, number);
        for (name, node) in directory.entries.iter().filter(|(name, _)| !is_raw(name)) {
            let within = self.count_below(*node, depth - 1);
            if number < within {
                let rest = self.path_below(*node, depth - 1, number)?;
                return Some(format!("{name}/{rest}"));
            }
            if number == within {
                return Some(name.to_string());
            }
            number -= within + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::{DescriptorOp, Op};
    use crate::script::Script;

    /// The model behind steps, with plain answers.
    fn behind(steps: &str) -> Model {
        let text = format!("tree\n  log  \"base\"\n  sub/\n\nrun\n{steps}");
        let script = Script::parse("a test", &text).unwrap();
        let mut model = Model::new(&script.fixture);
        for call in script.steps.iter().filter_map(crate::script::Step::call) {
            let plain = model.allowed(call).unwrap().plain();
            model.take(call, &plain);
        }
        model
    }

    fn able(model: &Model, name: &str) -> Able {
        let name = Name::new(name).unwrap();
        model.able(model.handles().find(|(bound, _)| **bound == name).unwrap().1)
    }

    #[test]
    fn a_handle_is_good_for_what_it_is_and_has_the_right_to() {
        let model = behind(
            "  f = root.open-at \"log\" read\n  d = root.open-at \"sub\" directory read\n  r = f.read-via-stream 4\n  \
             r.blocking-read 1\n",
        );
        // A row reads: handle, operation, may it succeed, is it refused for want of a right.
        for (name, op, succeeds, lacks_right) in [
            ("f", OpKind::Read, true, false),
            ("f", OpKind::Write, false, true),
            ("f", OpKind::OpenAt, false, false),
            ("f", OpKind::Stat, true, false),
            ("d", OpKind::Read, false, false),
            ("d", OpKind::OpenAt, true, true),
            ("d", OpKind::UnlinkFileAt, false, true),
            ("d", OpKind::RenameAt, false, true),
            ("root", OpKind::RenameAt, true, false),
            ("r", OpKind::StreamRead, false, false),
            ("r", OpKind::Drop, true, false),
        ] {
            let able = able(&model, name);
            let found = (able.succeeds.has(op), able.lacks_right.has(op));
            assert_eq!(found, (succeeds, lacks_right), "{name} {op:?}");
        }
        let changes = |name: &str| {
            let name = Name::new(name).unwrap();
            model.can_change_names(model.handles().find(|(bound, _)| **bound == name).unwrap().1)
        };
        assert_eq!(["root", "d", "f"].map(changes), [true, false, false]);
    }

    #[test]
    fn what_is_foreseen_moves_nothing_on() {
        let model = behind("  f = root.open-at \"log\" read write\n");
        let before = format!("{model:?}");
        let name = Name::new("f").unwrap();
        let op = Op::Descriptor(DescriptorOp::SetSize { size: 1 });
        let call = Call { bind: None, on: &name, op: &op, manner: crate::op::Manner::Once };
        assert!(model.foresee(call).is_some());
        assert_eq!(format!("{model:?}"), before);
    }
}
