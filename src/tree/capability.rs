//! What a backend may lack, by name.

use std::fmt;

/// Something a backend may declare to lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Capability {
    /// Hard links.
    HardLinks,
    /// Symbolic links.
    Symlinks,
    /// Hard links to what a symbolic link leads to (`link-at` with `symlink-follow`).
    LinkFollow,
    /// What an embedder grants a preopen: the backend opens every preopen with all rights.
    Permissions,
    /// What an embedder grants a preopen beyond all rights or to read alone: to make files and not to read them, say.
    SplitPermissions,
    /// Streams that append.
    Append,
    /// Changing the size of a file.
    SetSize,
    /// Setting timestamps.
    SetTimes,
    /// Hashes of metadata.
    MetadataHash,
    /// Names are told apart byte by byte, not by how they look or sound.
    ExactNames,
    /// Names of any characters: who lacks it refuses some, or names of devices.
    FreeNames,
    /// Holes: files far larger than the space they take.
    SparseFiles,
    /// Fifos and sockets among the files of the host.
    SpecialFiles,
    /// Files of the host whose names are no text. A matter of the file system as well.
    RawNames,
    /// Times that files of the host have before a guest comes, back to before 1970.
    HostTimes,
    /// Modes of files of the host that its system holds the backend to. A matter of the machine as well: of whether the judge may put down
    /// what lets it pass over modes.
    Modes,
    /// The clock of the host, by which files get their times: a backend whose files have a clock of their own lacks it, and
    /// nothing is judged by the judge's.
    HostClock,
    /// Names that are taken away while somebody has the object open.
    RemoveOpen,
    /// Names that are moved, or taken over, while somebody has the object open, or something in it.
    RenameOpen,
    /// Files that an opening can empty while somebody has them open.
    TruncateOpen,
    /// Empty directories whose place a rename can take.
    ReplaceDirectories,
    /// Files that outlive their last name, for whoever has them open.
    NamelessFiles,
    /// The sizes of symbolic links: who lacks them tells 0.
    LinkSizes,
    /// Timestamps of symbolic links that can be set, and are kept.
    LinkTimes,
    /// Counts of links: who lacks them tells 1.
    LinkCounts,
    /// Refusals in the words of POSIX, where another system has others.
    PosixCodes,
    /// Files that another process can change while a guest has them open: a folder of the host.
    HostChanges,
    /// Preopens on two devices (file systems), between which nothing can be linked or moved. A matter of the machine as well.
    TwoDevices,
    /// Pollables that live across calls, by themselves and in the list of a `poll`.
    Pollables,
    /// Errors of failed streams that can be asked by themselves.
    Errors,
    /// Calls that can be given up before they are over: the backend is still good for the next one then.
    Abandon,
    /// Work in the background that the judge can wait for: it is done by threads of its runtime.
    Quiesce,
    /// Work of streams that goes on behind their calls, on threads of the judge's runtime, so that it can be held. Where it is
    /// lacking, generated scripts hold nothing; others are run, and are not exercised.
    Background,
    /// Calls of the operating system by threads of this process, so that the judge can answer them in its place.
    Faults,
    /// The means to do that; a matter of the platform, not of the backend.
    SyscallGate,
}

impl Capability {
    /// Every capability with its name in scripts and declarations.
    pub const TABLE: &'static [(Self, &'static str)] = &[
        (Self::HardLinks, "hard-links"),
        (Self::Symlinks, "symlinks"),
        (Self::LinkFollow, "link-follow"),
        (Self::Permissions, "permissions"),
        (Self::SplitPermissions, "split-permissions"),
        (Self::Append, "append"),
        (Self::SetSize, "set-size"),
        (Self::SetTimes, "set-times"),
        (Self::MetadataHash, "metadata-hash"),
        (Self::ExactNames, "exact-names"),
        (Self::FreeNames, "free-names"),
        (Self::SparseFiles, "sparse-files"),
        (Self::SpecialFiles, "special-files"),
        (Self::RawNames, "raw-names"),
        (Self::HostTimes, "host-times"),
        (Self::Modes, "modes"),
        (Self::HostClock, "host-clock"),
        (Self::RemoveOpen, "remove-open"),
        (Self::RenameOpen, "rename-open"),
        (Self::TruncateOpen, "truncate-open"),
        (Self::ReplaceDirectories, "replace-directories"),
        (Self::NamelessFiles, "nameless-files"),
        (Self::LinkSizes, "link-sizes"),
        (Self::LinkTimes, "link-times"),
        (Self::LinkCounts, "link-counts"),
        (Self::PosixCodes, "posix-codes"),
        (Self::HostChanges, "host-changes"),
        (Self::TwoDevices, "two-devices"),
        (Self::Pollables, "pollables"),
        (Self::Errors, "errors"),
        (Self::Abandon, "abandon"),
        (Self::Quiesce, "quiesce"),
        (Self::Background, "background"),
        (Self::Faults, "faults"),
        (Self::SyscallGate, "syscall-gate"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The capability of this name.
    ///
    /// # Errors
    /// For any other name, with the list of known ones.
    pub fn from_name(name: &str) -> Result<Self, UnknownCapability> {
        let found = Self::TABLE.iter().find(|(_, known)| *known == name);
        found.map(|(capability, _)| *capability).ok_or_else(|| UnknownCapability(name.to_owned()))
    }
}

/// A name that is no capability's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no capability; known are {known}", known = Capability::TABLE.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", "))]
pub struct UnknownCapability(String);

/// The capabilities a backend declares to lack.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Lacks {
    /// A bit for each capability, at its place in the table.
    bits: u64,
}

// One bit is left for each.
const _: () = assert!(Capability::TABLE.len() < u64::BITS as usize);

impl fmt::Debug for Lacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<Capability> for Lacks {
    fn from_iter<I: IntoIterator<Item = Capability>>(each: I) -> Self {
        each.into_iter().fold(Self::default(), Self::with)
    }
}

impl Lacks {
    /// The declaration with these names.
    ///
    /// # Errors
    /// When one of them is no capability's.
    pub fn of(names: &[&str]) -> Result<Self, UnknownCapability> {
        names.iter().map(|name| Capability::from_name(name)).collect()
    }

    /// What no backend can have here, since the trees of such scripts can't be planted on this platform.
    pub fn of_platform() -> Self {
        let mut missing = Self::default();
        if !cfg!(unix) {
            missing = missing.with(Capability::Symlinks).with(Capability::HostTimes).with(Capability::Modes);
        }
        if cfg!(windows) || cfg!(target_vendor = "apple") {
            missing = missing.with(Capability::ExactNames);
        }
        if !cfg!(unix) || cfg!(target_vendor = "apple") {
            missing = missing.with(Capability::SpecialFiles).with(Capability::RawNames);
        }
        missing
    }

    /// These and the other ones.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self { bits: self.bits | other.bits }
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, capability: Capability) -> Self {
        Self { bits: self.bits | 1 << (capability as u32) }
    }

    /// Whether nothing is missing.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Each that is missing, once, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        let all = Capability::TABLE.iter().map(|(capability, _)| *capability);
        all.filter(move |each| self.contains(*each))
    }

    /// These without one.
    #[must_use]
    pub fn without(self, capability: Capability) -> Self {
        Self { bits: self.bits & !Self::default().with(capability).bits }
    }

    /// Whether this capability is declared to be missing.
    pub fn contains(self, capability: Capability) -> bool {
        self.bits & 1 << (capability as u32) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, (capability, name)) in Capability::TABLE.iter().enumerate() {
            assert_eq!(*capability as usize, index);
            assert_eq!(Capability::from_name(name), Ok(*capability));
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = Lacks::of(&["hardlinks"]).unwrap_err().to_string();
        assert!(error.contains("hard-links") && error.contains("\"hardlinks\""), "{error}");
    }
}
