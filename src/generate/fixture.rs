//! What a generated script starts from.

use super::pick::{NAMES, Pick};
use crate::op::Data;
use crate::tree::{Access, Content, DirPerms, Entries, FilePerms, Fixture, Modified, Node, Preopen, Tree};

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
    Access { dir: DirPerms::empty(), file: FilePerms::empty() },
];

impl Pick<'_> {
    /// A small tree whose names are those that calls use, under a free preopen and sometimes one that is not.
    pub(super) fn fixture(&mut self) -> Fixture {
        let mut fixture = Fixture::with_tree(Tree { entries: self.entries(2) });
        // Every script has a file to begin with, or most calls would find nothing.
        let log = Node::File(self.content(b'z'));
        fixture.tree.entries.insert("log".into(), log);
        if self.chance(15) {
            let path = if fixture.is_directory("sub") && self.chance(50) { "sub" } else { "" };
            let access = *self.one(GRANTS);
            fixture.preopens.push(Preopen { name: "other".into(), path: path.into(), access });
        }
        if self.chance(8) {
            fixture.modified = self.modified(&fixture.tree);
        }
        fixture
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
        Content::from(Data::marked(letter, 0..size as u64).to_vec())
    }
}
