//! What a script starts from.

use bitflags::bitflags;

use super::{Node, Tree};

bitflags! {
    /// What the embedder grants for directories through a preopen.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct DirPerms: u8 {
        /// Entries can be listed, looked up and opened.
        const READ = 1;
        /// Entries can be made, replaced and removed.
        const MUTATE = 1 << 1;
    }

    /// What the embedder grants for files through a preopen.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct FilePerms: u8 {
        /// Data can be read.
        const READ = 1;
        /// Data can be written.
        const WRITE = 1 << 1;
    }
}

/// What the embedder grants through a preopen, to it and to all that is opened below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Access {
    /// For directories.
    pub dir: DirPerms,
    /// For files.
    pub file: FilePerms,
}

impl Default for Access {
    /// Everything.
    fn default() -> Self {
        Self { dir: DirPerms::all(), file: FilePerms::all() }
    }
}

impl Access {
    /// To read, and nothing else.
    pub const READ_ONLY: Self = Self { dir: DirPerms::READ, file: FilePerms::READ };
}

/// A directory handed to the guest before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preopen {
    /// The name scripts call it by.
    pub name: String,
    /// The directory within the fixture's tree; empty for its root.
    pub path: String,
    /// What it grants.
    pub access: Access,
}

/// A time that an object of the tree has when the script starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modified {
    /// The object's path within the fixture's tree.
    pub path: String,
    /// When it was modified and accessed last, in seconds since 1970; before that, negative.
    pub seconds: i64,
}

/// Who may do what with an object of the tree: the bits of POSIX `mode_t` for that. All others may be read, written and searched by
/// whoever planted them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The path of a file or directory within the fixture's tree.
    pub path: String,
    /// The bits, [`Mode::MAX`] at most.
    pub bits: u16,
}

impl Mode {
    /// All that a mode can have: to read, write and run or search, for the owner, the group and all others.
    pub const MAX: u16 = 0o777;
    /// The right to read, of the owner.
    pub const READ: u16 = 0o400;
    /// The right to write.
    pub const WRITE: u16 = 0o200;
    /// The right to search a directory, or to run a file.
    pub const SEARCH: u16 = 0o100;
}

/// What a script starts from: a tree on disk, the times of its objects, and the preopens into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// The files and directories there are.
    pub tree: Tree,
    /// At least one; the first is called `root` and stands for the tree's root unless the script says otherwise.
    pub preopens: Vec<Preopen>,
    /// Times that objects of the tree have, each object at most once; all others were made just now.
    pub modified: Vec<Modified>,
    /// Modes of files and directories, each at most once. A preopen, and what is above it, can be read and searched.
    pub modes: Vec<Mode>,
    /// The directory in the tree's root that lies on a device of its own, with all below it, if one does. No preopen is the
    /// root then, so that nothing leads from one device to the other.
    pub apart: Option<String>,
}

impl Default for Fixture {
    /// An empty tree under one preopen, `root`, that grants everything.
    fn default() -> Self {
        Self::with_tree(Tree::default())
    }
}

impl Fixture {
    /// This tree under one preopen, `root`, that grants everything.
    pub fn with_tree(tree: Tree) -> Self {
        let root = Preopen { name: "root".into(), path: String::new(), access: Access::default() };
        Self { tree, preopens: vec![root], modified: Vec::new(), modes: Vec::new(), apart: None }
    }

    /// Whether a path of the tree leads to the device of its own.
    pub fn is_apart(&self, path: &str) -> bool {
        self.apart.as_deref().is_some_and(|apart| path.split('/').next() == Some(apart))
    }

    /// Whether the devices can be as they are said to be: what lies apart is a directory in the root, and no preopen is that
    /// root.
    pub fn has_possible_devices(&self) -> bool {
        let Some(apart) = &self.apart else { return true };
        let is_there = matches!(self.tree.entries.get(apart), Some(Node::Directory(_)));
        is_there && self.preopens.iter().all(|preopen| !preopen.path.is_empty())
    }

    /// Whether the modes can be as they are said to be: those of files and directories that are there, and none stands between a
    /// preopen and whoever opens it.
    pub fn has_possible_modes(&self) -> bool {
        self.modes.iter().all(|mode| self.can_have(mode))
    }

    fn can_have(&self, Mode { path, bits }: &Mode) -> bool {
        let is_there = matches!(self.tree.get(path), Some(Node::File(_) | Node::Directory(_)));
        let open = Mode::READ | Mode::SEARCH;
        let leads_to = |preopen: &str| {
            preopen.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let bars = bits & open != open && self.preopens.iter().any(|preopen| leads_to(&preopen.path));
        is_there && *bits <= Mode::MAX && !bars
    }

    /// Takes away what is said of objects that are no more.
    pub(crate) fn mend_objects(&mut self) {
        let Self { tree, modified, modes, .. } = self;
        modified.retain(|modified| tree.get(&modified.path).is_some());
        modes.retain(|mode| matches!(tree.get(&mode.path), Some(Node::File(_) | Node::Directory(_))));
    }

    /// Likewise, and what can't be so any more.
    pub(crate) fn mend(&mut self) {
        self.mend_objects();
        let mut modes = std::mem::take(&mut self.modes);
        modes.retain(|mode| self.can_have(mode));
        self.modes = modes;
        if !self.has_possible_devices() {
            self.apart = None;
        }
    }

    /// Whether a preopen's path names a directory of the tree.
    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || matches!(self.tree.get(path), Some(Node::Directory(_)))
    }
}
