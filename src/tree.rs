//! A directory tree as a value: write it to disk, read it back, tell the difference.
//!
//! [`Fixture`] is what a script starts from: a tree, and the preopens with what the embedder grants through each.

mod canaries;
mod capability;
mod content;
mod disk;
mod fixture;
mod grain;
mod many;
mod names;
mod own;
mod platform;
pub(crate) mod quote;
pub(crate) mod raw;
mod read;
mod traits;

pub use canaries::{Canaries, SCRIPT_FOLDER, Touched, canaries};
pub use capability::{Capability, Lacks, UnknownCapability};
pub use content::{Content, Piece};
pub use fixture::{Access, DirPerms, FilePerms, Fixture, Mode, Modified, Preopen};
pub use grain::{Grain, Grains, Timekeeping};
pub use many::{Group, MANY_MAX, MANY_MIN, Pattern, groups, names_of_many};
pub use names::may_be_refused;
#[cfg(feature = "cli")]
pub(crate) use own::write_all_at;
pub use platform::{Platform, PlatformInfo, UnknownPlatform};
pub use raw::is_raw;
#[cfg(unix)]
pub(crate) use read::MODE;
pub use read::{Attribute, Attributes};
pub use traits::{Dialect, Traits};

use std::collections::BTreeMap;
use std::fmt;

use crate::wasi::DescriptorType;

/// The entries of a directory by name; for one that is no text see [`is_raw`].
pub type Entries = BTreeMap<String, Node>;

/// The types of [`Node::Other`] that a script can plant: those that any user can make, and that lead to no device.
pub const PLANTABLE: [DescriptorType; 2] = [DescriptorType::Fifo, DescriptorType::Socket];

/// One object of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A regular file.
    File(Content),
    /// A directory.
    Directory(Entries),
    /// A symbolic link with its target.
    Symlink(String),
    /// Anything else, by its type; every type can be read back from a disk, [`PLANTABLE`] ones written to it.
    Other(DescriptorType),
}

impl Node {
    /// A file with these bytes.
    pub fn file(bytes: impl Into<Vec<u8>>) -> Self {
        Self::File(Content::from(bytes.into()))
    }

    /// What the WIT calls this kind of object.
    pub fn descriptor_type(&self) -> DescriptorType {
        match self {
            Self::File(_) => DescriptorType::RegularFile,
            Self::Directory(_) => DescriptorType::Directory,
            Self::Symlink(_) => DescriptorType::SymbolicLink,
            Self::Other(other) => *other,
        }
    }
}

/// A directory tree, without its root's own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// What the root holds.
    pub entries: Entries,
}

impl Tree {
    /// The object at a path of plain names joined by `/`; the empty path is no object of a tree.
    pub fn get(&self, path: &str) -> Option<&Node> {
        let mut entries = &self.entries;
        let (parents, name) = path.rsplit_once('/').map_or(("", path), |(parents, name)| (parents, name));
        for part in parents.split('/').filter(|part| !part.is_empty()) {
            match entries.get(part)? {
                Node::Directory(inner) => entries = inner,
                Node::File(_) | Node::Symlink(_) | Node::Other(_) => return None,
            }
        }
        entries.get(name)
    }

    /// Every object with its path, parents before their entries, in the order of names.
    pub fn walk(&self) -> Vec<(String, &Node)> {
        fn visit<'t>(prefix: &str, entries: &'t Entries, found: &mut Vec<(String, &'t Node)>) {
            for (name, node) in entries {
                let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
                found.push((path.clone(), node));
                if let Node::Directory(inner) = node {
                    visit(&path, inner, found);
                }
            }
        }
        let mut found = Vec::new();
        visit("", &self.entries, &mut found);
        found
    }

    /// Where `other` is not as this tree, one line a path.
    pub fn diff(&self, other: &Self) -> Vec<Difference> {
        let (mine, theirs): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (self.walk().into_iter().collect(), other.walk().into_iter().collect());
        let mut paths: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
        paths.sort();
        paths.dedup();
        let shallow_equal = |a: &Node, b: &Node| match (a, b) {
            (Node::Directory(_), Node::Directory(_)) => true,
            _ => a == b,
        };
        paths
            .into_iter()
            .filter(|path| match (mine.get(*path), theirs.get(*path)) {
                (Some(a), Some(b)) => !shallow_equal(a, b),
                _ => true,
            })
            .map(|path| Difference {
                path: path.clone(),
                expected: mine.get(path).map(|node| (*node).clone()),
                found: theirs.get(path).map(|node| (*node).clone()),
            })
            .collect()
    }
}

/// One path at which two trees differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path, from the root.
    pub path: String,
    /// What should be there.
    pub expected: Option<Node>,
    /// What is there.
    pub found: Option<Node>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |node: &Option<Node>| match node {
            None => "nothing".to_owned(),
            Some(Node::File(content)) => format!("a file of {} bytes", content.len()),
            Some(Node::Symlink(target)) => format!("a symbolic link to {target:?}"),
            Some(other) => other.descriptor_type().to_string(),
        };
        write!(f, "{}: expected {}, found {}", self.path, name(&self.expected), name(&self.found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Tree {
        let sub = Node::Directory([("leaf".to_owned(), Node::file("x"))].into());
        Tree { entries: [("log".to_owned(), Node::file("base")), ("sub".to_owned(), sub)].into() }
    }

    #[test]
    fn a_tree_written_to_disk_reads_back_equal() {
        let folder = tempfile::tempdir().unwrap();
        let mut tree = sample();
        let mut sparse = Content::default();
        sparse.write(5 << 20, b"far");
        tree.entries.insert("sparse".into(), Node::File(sparse));
        tree.entries.insert("link".into(), Node::Symlink("sub/leaf".into()));
        if !cfg!(target_vendor = "apple") {
            tree.entries.insert("pipe".into(), Node::Other(DescriptorType::Fifo));
            tree.entries.insert("plug".into(), Node::Other(DescriptorType::Socket));
        }
        tree.write_to(folder.path()).unwrap();
        let back = Tree::read_from(folder.path()).unwrap();
        assert_eq!(tree.diff(&back), []);
        assert_eq!(tree, back);
    }

    #[test]
    fn a_device_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let device = Node::Other(DescriptorType::BlockDevice);
        let error =
            Tree { entries: [("disk".to_owned(), device)].into() }.write_to(folder.path()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert_eq!(error.to_string(), "a block-device can't be made; only a fifo and a socket can");
    }

    #[cfg(unix)]
    #[test]
    fn planted_objects_have_their_times() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let mut fixture = Fixture::with_tree(sample());
        fixture.tree.entries.insert("link".into(), Node::Symlink("none".into()));
        let dated = [("sub", -86_400), ("link", -1), ("sub/leaf", 0), ("log", 2_147_483_647)];
        let modified = |(path, seconds): (&str, i64)| Modified { path: path.into(), seconds };
        fixture.modified = dated.map(modified).into();
        fixture.plant(folder.path()).unwrap();
        for (path, seconds) in dated {
            let found = std::fs::symlink_metadata(folder.path().join(path)).unwrap();
            assert_eq!((found.mtime(), found.mtime_nsec(), found.atime()), (seconds, 0, seconds), "{path}");
        }
        assert_eq!(Tree::read_from(folder.path()).unwrap(), fixture.tree);
    }

    #[test]
    fn a_difference_names_the_path_and_both_sides() {
        let (before, mut after) = (sample(), sample());
        after.entries.insert("new".into(), Node::file("12"));
        after.entries.remove("log");
        let lines: Vec<_> = before.diff(&after).iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "log: expected a file of 4 bytes, found nothing",
                "new: expected nothing, found a file of 2 bytes"
            ]
        );
    }

    #[test]
    fn get_walks_directories_only() {
        let tree = sample();
        assert_eq!(tree.get("sub/leaf"), Some(&Node::file("x")));
        assert_eq!(tree.get("log/leaf"), None);
        assert_eq!(tree.get(""), None);
    }
}
