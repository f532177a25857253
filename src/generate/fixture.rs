//! What a generated script starts from.

use super::pick::{NAMES, Pick};
use crate::op::Data;
use crate::tree::{Access, Content, DirPerms, Entries, FilePerms, Fixture, Modified, Node, Preopen, Tree};
use crate::wasi::DescriptorType;

/// Sizes of files at the start, in bytes: empty, small, and around the sizes of buffers.
const SIZES: &[(usize, u32)] = &[(0, 2), (1, 1), (4, 4), (30, 4), (4096, 1), (4100, 1), (66_000, 1)];

/// Where symbolic links lead: to a file, a directory, nothing, round in a circle, and out, also to the canaries there.
pub(super) const TARGETS: &[&str] = &[
    "log",
    "sub",
    "a",
    "sub/b",
    "none",
    ".",
    "..",
    "../log",
    "/wasi-fs-conformance-nowhere/log",
    "../secret",
    "../private/inner",
    "../farm/inner",
    "../../secret",
];

/// Times that objects have before a guest comes, in seconds since 1970: on both sides of it, and where 32 bits end.
const SECONDS: &[i64] = &[-1, -86_400, -2_147_483_648, 0, 1, 1_000_000_000, 2_147_483_647];

/// What the embedder grants through a preopen that is not free.
const GRANTS: &[Access] = &[
    Access { dir: DirPerms::READ, file: FilePerms::READ },
    Access { dir: DirPerms::READ, file: FilePerms::all() },
    Access { dir: DirPerms::all(), file: FilePerms::READ },
    Access { dir: DirPerms::all(), file: FilePerms::WRITE },
    Access { dir: DirPerms::MUTATE, file: FilePerms::all() },
    Access { dir: DirPerms::empty(), file: FilePerms::empty() },
];

/// Which folders the preopens are on, and which of them grant everything.
#[derive(Clone, Copy)]
enum Layout {
    /// The root, freely.
    Free,
    /// The root, freely, and one that is not free on the same or on a part of it.
    Overlapping,
    /// The root, not freely, and a part of it, freely.
    FreeWithin,
    /// Two folders side by side, each with grants of its own: nothing reaches both.
    Apart,
}

/// A row reads: layout, weight. Rights meet each other only where there are two preopens, and they can be laundered only
/// where no single one reaches everything, so both are frequent.
const LAYOUTS: &[(Layout, u32)] =
    &[(Layout::Free, 56), (Layout::Overlapping, 20), (Layout::FreeWithin, 9), (Layout::Apart, 15)];

impl Pick<'_> {
    /// A small tree whose names are those that calls use, under one preopen or two.
    pub(super) fn fixture(&mut self) -> Fixture {
        let mut fixture = Fixture::with_tree(Tree { entries: self.entries(2) });
        // Every script has a file to begin with, or most calls would find nothing.
        let log = Node::File(self.content(b'z'));
        fixture.tree.entries.insert("log".into(), log);
        if self.chance(4) {
            let special = *self.one(&[DescriptorType::Fifo, DescriptorType::Socket]);
            fixture.tree.entries.insert((*self.one(NAMES)).into(), Node::Other(special));
        }
        self.preopens(&mut fixture);
        if self.chance(8) {
            fixture.modified = self.modified(&fixture.tree);
        }
        fixture
    }

    fn preopens(&mut self, fixture: &mut Fixture) {
        let layout = self.weighted(LAYOUTS);
        let preopen =
            |name: &str, path: &str, access| Preopen { name: name.into(), path: path.into(), access };
        match layout {
            Layout::Free => {}
            Layout::Overlapping => {
                let path = if fixture.is_directory("sub") && self.chance(50) { "sub" } else { "" };
                fixture.preopens.push(preopen("other", path, *self.one(GRANTS)));
            }
            Layout::FreeWithin => {
                fixture.tree.entries.insert("sub".into(), Node::Directory(self.entries(1)));
                fixture.preopens[0].access = *self.one(GRANTS);
                fixture.preopens.push(preopen("other", "sub", Access::default()));
            }
            Layout::Apart => {
                for name in ["sub", "b"] {
                    let mut entries = self.entries(1);
                    entries.insert("log".into(), Node::File(self.content(b'y')));
                    fixture.tree.entries.insert(name.into(), Node::Directory(entries));
                }
                let free = if self.chance(60) { Access::default() } else { *self.one(GRANTS) };
                fixture.preopens =
                    vec![preopen("left", "sub", *self.one(GRANTS)), preopen("right", "b", free)];
            }
        }
    }

    /// A time for one or two objects of a tree that has some.
    fn modified(&mut self, tree: &Tree) -> Vec<Modified> {
        let mut paths: Vec<String> = tree.walk().into_iter().map(|(path, _)| path).collect();
        let count = (1 + self.below(2)).min(paths.len());
        let mut dated = || {
            let path = paths.swap_remove(self.below(paths.len()));
            Modified { path, seconds: *self.one(SECONDS) }
        };
        (0..count).map(|_| dated()).collect()
    }

    fn entries(&mut self, depth: usize) -> Entries {
        let mut entries = Entries::new();
        for letter in b'a'..b'a' + u8::try_from(self.below(4)).unwrap_or(0) {
            let name = *self.one(&NAMES[..5]);
            let node = if depth > 0 && (name == "sub" || self.chance(20)) {
                Node::Directory(self.entries(depth - 1))
            } else if self.chance(12) {
                Node::Symlink((*self.one(TARGETS)).into())
            } else {
                Node::File(self.content(letter))
            };
            entries.insert(name.into(), node);
        }
        entries
    }

    fn content(&mut self, letter: u8) -> Content {
        let size = self.weighted(SIZES);
        let mut content = Content::default();
        content.write(0, &Data::marked(letter, 0..size as u64));
        content
    }
}
