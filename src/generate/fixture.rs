//! What a generated script starts from.

use super::focus::Focus;
use super::pick::{NAMES, Pick};
use crate::tree::raw::char_of;
use crate::tree::{
    Access, Content, DirPerms, Entries, FilePerms, Fixture, Mode, Modified, Node, Preopen, Tree,
};
use crate::wasi::DescriptorType;

/// How many links lead to each other in a chain: what every system follows, one more, and around the limit of some.
const CHAINS: &[usize] = &[3, 7, 8, 9, 39, 40, 41];

/// Where input streams are in focus so many files of a hundred last for many calls.
const LASTS_PERCENT: usize = 60;

/// How deep a deep tree is, in directories.
const DEEP: usize = 12;

/// Names of which one begins another: of two folders side by side, each may be a preopen.
const ALIKE: &[(&str, &str)] = &[("sub", "sub2"), ("sub", "sub-2"), ("a", "a."), ("b", "b2")];

/// An absolute target, and how many links of a hundred have it besides: no guest can make such a link, so all are planted.
const ABSOLUTE: &str = "/wasi-fs-conformance-nowhere/log";
const ABSOLUTE_PERCENT: usize = 20;

/// Where symbolic links lead: to a file, a directory, nothing, round in a circle, and out, also to the canaries there; some with a
/// slash at the end.
pub(super) const TARGETS: &[&str] = &[
    "log",
    "sub",
    "a",
    "sub/b",
    "none",
    ".",
    "..",
    "../log",
    ABSOLUTE,
    "../secret",
    "../private/inner",
    "../farm/inner",
    "../../secret",
    "../root-secret/key",
    "../sub2/log",
    "sub/",
    "../",
];

/// Times that objects have before a guest comes, in seconds since 1970: on both sides of it, and where 32 bits end.
const SECONDS: &[i64] = &[-1, -86_400, -2_147_483_648, 0, 1, 1_000_000_000, 2_147_483_647];

/// How many trees of a hundred have names that are no text,
const RAW_PERCENT: usize = 4;

/// and what these have in them: bytes that begin a character, go on with one, and are in none.
const RAW_BYTES: &[u8] = &[0xc3, 0xe2, 0x80, 0xbf, 0xff, 0xc0];

/// Modes that stand in the way of something: for a file that is mostly writing, or reading, for a directory listing, making and
/// removing names, or all that is below.
const MODES: &[u16] =
    &[0o444, 0o444, 0o555, 0o555, 0o000, 0o111, 0o222, 0o333, 0o666, 0o400, 0o500, 0o300, 0o711, 0o764];

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
    /// As before, and the name of one begins that of the other.
    ApartAlike,
    /// One of two such folders alone: nothing reaches the other one.
    BesideAlike,
    /// Two folders side by side, each on a device of its own.
    TwoDevices,
    /// The root and three of its folders, with grants of their own.
    Four,
}

/// A row reads: layout, weight. Rights meet each other only where there are two preopens, and they can be laundered only
/// where no single one reaches everything, so both are frequent.
const LAYOUTS: &[(Layout, u32)] = &[
    (Layout::Free, 52),
    (Layout::Overlapping, 20),
    (Layout::FreeWithin, 9),
    (Layout::Apart, 11),
    // A text that begins like the preopen's leads out of it.
    (Layout::ApartAlike, 3),
    (Layout::BesideAlike, 2),
    (Layout::Four, 3),
    // Most calls are the same there, and the second device may be slow.
    (Layout::TwoDevices, 2),
];

impl Pick<'_> {
    /// A small tree whose names are those that calls use, under one preopen or two.
    pub(super) fn fixture(&mut self, focus: Focus) -> Fixture {
        let mut fixture = Fixture::with_tree(Tree { entries: self.entries(2) });
        // Every script has a file to begin with, or most calls would find nothing.
        let lasts = focus == Focus::InputStreams && self.chance(LASTS_PERCENT);
        let size = if lasts { self.scaled(7, 12) } else { self.size() };
        let log = Node::File(self.content_of(b'z', size));
        fixture.tree.entries.insert("log".into(), log);
        match self.below(1000) {
            10..20 => _ = fixture.tree.entries.insert("sub".into(), self.deep()),
            20..40 => self.chain(&mut fixture.tree.entries),
            _ => {}
        }
        if self.chance(4) {
            let special = *self.one(&[DescriptorType::Fifo, DescriptorType::Socket]);
            fixture.tree.entries.insert((*self.one(NAMES)).into(), Node::Other(special));
        }
        self.preopens(&mut fixture);
        let names = self.chance(RAW_PERCENT);
        match self.below(100) {
            0..8 => fixture.modified = self.modified(&fixture.tree),
            8..10 if !matches!(focus, Focus::Modes | Focus::Attack) => self.modes(&mut fixture),
            _ => {}
        }
        if focus == Focus::Attack {
            self.links_out(&mut fixture);
        }
        if focus == Focus::Modes {
            self.modes(&mut fixture);
        }
        if names {
            self.raw_names(&mut fixture.tree.entries);
        }
        fixture
    }

    /// Links that lead out, to stand in for what a path comes by; and something behind a path of more than one name.
    fn links_out(&mut self, fixture: &mut Fixture) {
        let entries = &mut fixture.tree.entries;
        for (name, target) in
            [("out", ".."), ("out-2", "../.."), ("to-secret", "../secret"), ("to-log", "log")]
        {
            entries.insert(name.into(), Node::Symlink(target.into()));
        }
        if !matches!(entries.get("sub"), Some(Node::Directory(_))) {
            // The canary outside has this name as well.
            let inner = [("secret".to_owned(), Node::File(self.content(b'x')))].into();
            let sub = [
                ("log".to_owned(), Node::File(self.content(b'y'))),
                ("b".to_owned(), Node::Directory(inner)),
            ];
            entries.insert("sub".into(), Node::Directory(sub.into()));
        }
    }

    /// One of the modes that stand in the way of something.
    pub(super) fn mode(&mut self) -> u16 {
        *self.one(MODES)
    }

    /// A name or two that are no text, in the root or in one of its folders.
    fn raw_names(&mut self, entries: &mut Entries) {
        for _ in 0..=self.below(2) {
            let name = self.raw_name();
            let node = if self.chance(20) {
                Node::Directory(Entries::new())
            } else {
                Node::File(self.content(b'x'))
            };
            let folders = entries.values_mut().filter_map(|node| match node {
                Node::Directory(inner) => Some(inner),
                Node::File(_) | Node::Symlink(_) | Node::Other(_) => None,
            });
            let mut folders: Vec<&mut Entries> = folders.collect();
            let within = !folders.is_empty() && self.chance(35);
            let place = if within { folders.swap_remove(self.below(folders.len())) } else { &mut *entries };
            place.insert(name, node);
        }
    }

    fn raw_name(&mut self) -> String {
        let byte = char_of(*self.one(RAW_BYTES)).unwrap_or('a');
        let (before, behind) = (*self.one(&["", "a", "log", ".", "\u{e9}"]), *self.one(&["", "", "b"]));
        format!("{before}{byte}{behind}")
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
            Layout::Apart | Layout::ApartAlike | Layout::BesideAlike => {
                let pair = self.one(ALIKE);
                let (left, right) = if matches!(layout, Layout::Apart) { ("sub", "b") } else { *pair };
                self.folders(fixture, &[left, right]);
                let free = if self.chance(60) { Access::default() } else { *self.one(GRANTS) };
                fixture.preopens = if matches!(layout, Layout::BesideAlike) {
                    vec![preopen("root", left, free)]
                } else {
                    vec![preopen("left", left, *self.one(GRANTS)), preopen("right", right, free)]
                };
            }
            Layout::TwoDevices => {
                self.folders(fixture, &["sub", "b"]);
                fixture.preopens =
                    vec![preopen("near", "sub", Access::default()), preopen("far", "b", Access::default())];
                fixture.apart = Some("b".into());
            }
            Layout::Four => {
                let folders = ["sub", "sub2", "b"];
                self.folders(fixture, &folders);
                for (name, folder) in ["one", "two", "three"].into_iter().zip(folders) {
                    let access = if self.chance(50) { Access::default() } else { *self.one(GRANTS) };
                    fixture.preopens.push(preopen(name, folder, access));
                }
            }
        }
    }

    /// Folders in the root that have a file each, at least.
    fn folders(&mut self, fixture: &mut Fixture, names: &[&str]) {
        for name in names {
            let mut entries = self.entries(1);
            entries.insert("log".into(), Node::File(self.content(b'y')));
            fixture.tree.entries.insert((*name).into(), Node::Directory(entries));
        }
    }

    /// A directory in a directory, and so on.
    fn deep(&mut self) -> Node {
        let innermost = Node::Directory(self.entries(0));
        (1..DEEP).fold(innermost, |inner, _| {
            let name = *self.one(&NAMES[..3]);
            Node::Directory([(name.to_owned(), inner)].into())
        })
    }

    /// Links each of which leads to the next, and the last to a usual name; the first one has a usual name as well.
    fn chain(&mut self, entries: &mut Entries) {
        let length = *self.one(CHAINS);
        let name = |number: usize| if number == 0 { "a".to_owned() } else { format!("way-{number}") };
        for number in 0..length {
            let last = number + 1 == length;
            let target =
                if last { (*self.one(&["log", "sub", "none"])).to_owned() } else { name(number + 1) };
            entries.insert(name(number), Node::Symlink(target));
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

    /// Modes for some of a tree's files and directories, as far as the preopens let them.
    fn modes(&mut self, fixture: &mut Fixture) {
        let walk = fixture.tree.walk();
        let can_have = |node: &Node| matches!(node, Node::File(_) | Node::Directory(_));
        let mut paths: Vec<String> =
            walk.into_iter().filter(|(_, node)| can_have(node)).map(|(path, _)| path).collect();
        let count = (1 + self.below(3)).min(paths.len());
        for _ in 0..count {
            let path = paths.swap_remove(self.below(paths.len()));
            fixture.modes.push(Mode { path, bits: *self.one(MODES) });
        }
        fixture.mend();
    }

    fn entries(&mut self, depth: usize) -> Entries {
        let mut entries = Entries::new();
        for letter in b'a'..b'a' + u8::try_from(self.below(4)).unwrap_or(0) {
            let name = if self.chance(85) { *self.one(&NAMES[..5]) } else { *self.one(NAMES) };
            let node = if depth > 0 && (name == "sub" || self.chance(20)) {
                Node::Directory(self.entries(depth - 1))
            } else if self.chance(16) {
                let target = if self.chance(ABSOLUTE_PERCENT) { ABSOLUTE } else { *self.one(TARGETS) };
                Node::Symlink(target.into())
            } else {
                Node::File(self.content(letter))
            };
            entries.insert(name.into(), node);
        }
        entries
    }

    fn content(&mut self, letter: u8) -> Content {
        let size = self.size();
        self.content_of(letter, size)
    }

    fn content_of(&mut self, letter: u8, size: u64) -> Content {
        let mut content = Content::default();
        content.write(0, &self.marked(letter, 0..size));
        content
    }
}
