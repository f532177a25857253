//! What another process does to the tree, between two calls of the guest or in the middle of one.

use std::sync::Arc;

use super::{Data, Name};

/// What another process does to an object of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostChange {
    /// Which object: a plain path from the root of the tree.
    pub path: Arc<str>,
    /// What it does.
    pub change: Change,
    /// In the middle of which call; none where it is done between two.
    pub amid: Option<Amid>,
}

/// What may be done to an object. None of it goes through a symbolic link at the end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "size, offset, bytes, paths and mode are what they are everywhere")]
pub enum Change {
    /// Sets a file's size.
    Truncate { size: u64 },
    /// Writes behind its end.
    Append { bytes: Data },
    /// Writes over it.
    Write { bytes: Data, offset: u64 },
    /// Puts another file in its place (`rename`).
    Replace { bytes: Data },
    /// Takes its name away.
    Remove,
    /// Has two objects change places in one step (`renameat2` with `RENAME_EXCHANGE`).
    Swap { other: Arc<str> },
    /// Gives an object another name, which is free.
    Rename { to: Arc<str> },
    /// Makes a symbolic link under a free name.
    Symlink { target: Arc<str> },
    /// Makes a directory under a free name.
    MakeDirectory,
    /// Makes an empty file under a free name.
    Touch,
    /// Says who may read, write and search it.
    Chmod { mode: u16 },
}

/// A moment in the middle of a call of the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amid {
    /// The next call on this handle.
    pub on: Name,
    /// Before the call of the system that it makes as its so-manieth, counted from 1.
    pub before: u64,
}

impl HostChange {
    /// A change that is made between two calls.
    pub fn new(path: impl Into<Arc<str>>, change: Change) -> Self {
        Self { path: path.into(), change, amid: None }
    }

    /// The paths that it is about.
    pub fn paths(&self) -> impl Iterator<Item = &Arc<str>> {
        [Some(&self.path), self.change.other()].into_iter().flatten()
    }

    /// The same, to be changed.
    pub fn paths_mut(&mut self) -> impl Iterator<Item = &mut Arc<str>> {
        [Some(&mut self.path), self.change.other_mut()].into_iter().flatten()
    }
}

impl Change {
    /// Its word in scripts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Truncate { .. } => "truncate",
            Self::Append { .. } => "append",
            Self::Write { .. } => "write",
            Self::Replace { .. } => "replace",
            Self::Remove => "remove",
            Self::Swap { .. } => "swap",
            Self::Rename { .. } => "rename",
            Self::Symlink { .. } => "symlink",
            Self::MakeDirectory => "mkdir",
            Self::Touch => "touch",
            Self::Chmod { .. } => "chmod",
        }
    }

    /// The bytes that it writes.
    pub fn bytes(&self) -> Option<&Data> {
        if let Self::Append { bytes } | Self::Write { bytes, .. } | Self::Replace { bytes } = self {
            Some(bytes)
        } else {
            None
        }
    }

    /// The same, to be changed.
    pub fn bytes_mut(&mut self) -> Option<&mut Data> {
        if let Self::Append { bytes } | Self::Write { bytes, .. } | Self::Replace { bytes } = self {
            Some(bytes)
        } else {
            None
        }
    }

    /// The size or the offset that it is about.
    pub fn number(&self) -> Option<u64> {
        if let Self::Truncate { size: number } | Self::Write { offset: number, .. } = self {
            Some(*number)
        } else {
            None
        }
    }

    /// The other path that it is about.
    pub fn other(&self) -> Option<&Arc<str>> {
        if let Self::Swap { other } | Self::Rename { to: other } = self { Some(other) } else { None }
    }

    /// The same, to be changed.
    pub fn other_mut(&mut self) -> Option<&mut Arc<str>> {
        if let Self::Swap { other } | Self::Rename { to: other } = self { Some(other) } else { None }
    }

    /// Whether it is about a file, its bytes or its name, and about nothing else.
    pub fn is_of_file(&self) -> bool {
        match self {
            Self::Truncate { .. }
            | Self::Append { .. }
            | Self::Write { .. }
            | Self::Replace { .. }
            | Self::Remove => true,
            Self::Swap { .. }
            | Self::Rename { .. }
            | Self::Symlink { .. }
            | Self::MakeDirectory
            | Self::Touch
            | Self::Chmod { .. } => false,
        }
    }
}
