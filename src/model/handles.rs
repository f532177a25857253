//! What a guest holds: descriptors, streams, listings.

use std::collections::BTreeSet;
use std::iter::zip;
use std::slice;
use std::sync::Arc;

use super::ahead::Ahead;
use super::faults::Faults;
use super::nodes::NodeId;
use crate::op::{DescriptorOp, HandleKind, Name, Op};
use crate::outcome::Listed;
use crate::tree::{Access, DirPerms};
use crate::wasi::{DescriptorFlags, ErrorCode};

/// A handle of the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handle {
    /// `descriptor`
    Descriptor(Descriptor),
    /// `input-stream`
    Input(Input),
    /// `output-stream`
    Output(Output),
    /// `directory-entry-stream`
    Listing(Listing),
    /// `pollable`
    Pollable(Pollable),
    /// `error`
    Error(Failure),
}

/// Whether a descriptor has a right; vague where the WIT leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// It has.
    Yes,
    /// It has not.
    No,
    /// Either conforms, until an answer has decided it.
    Vague,
}

/// A place that something once had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Former {
    /// The directory of the preopen below which it was; none where it was below none.
    pub(super) below: Option<NodeId>,
    /// Its path from there.
    pub(super) path: Arc<str>,
}

/// An open file or directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    pub(super) node: NodeId,
    pub(super) read: Right,
    pub(super) write: Right,
    pub(super) mutate: bool,
    /// Where it was before its directory, or one above, was moved or removed; none as long as it was not.
    pub(super) displaced: Option<Former>,
    pub(super) access: Access,
    /// The step that opened it; none for a preopen.
    pub(super) opened: Option<usize>,
    /// The flags that get-flags must report.
    pub(super) set: DescriptorFlags,
    /// The flags that it may report, until it has.
    pub(super) free: DescriptorFlags,
    /// The rights that an answer has shown, of those that its opening left open.
    pub(super) shown: DescriptorFlags,
}

/// The sync flags: requests that a backend may ignore, and says so by not reporting them.
pub(super) const REQUESTS: DescriptorFlags = DescriptorFlags::FILE_INTEGRITY_SYNC
    .union(DescriptorFlags::DATA_INTEGRITY_SYNC)
    .union(DescriptorFlags::REQUESTED_WRITE_SYNC);

impl Descriptor {
    pub(super) fn preopen(node: NodeId, access: Access) -> Self {
        let mutate = access.dir.contains(DirPerms::MUTATE);
        let mut set = DescriptorFlags::empty();
        set.set(DescriptorFlags::READ, access.dir.contains(DirPerms::READ));
        set.set(DescriptorFlags::MUTATE_DIRECTORY, mutate);
        let read = if access.dir.contains(DirPerms::READ) { Right::Yes } else { Right::No };
        let (write, displaced, opened) = (Right::No, None, None);
        let (free, shown) = (DescriptorFlags::empty(), DescriptorFlags::empty());
        Self { node, read, write, mutate, displaced, access, opened, set, free, shown }
    }

    /// Whether its directory can be changed through it.
    pub fn mutates(&self) -> bool {
        self.mutate
    }
}

/// A stream of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub(super) node: NodeId,
    pub(super) offset: u64,
    pub(super) closed: bool,
    /// Made through a descriptor that may not read: nothing but failure comes from it, with one of these codes.
    pub(super) denied: Option<&'static [ErrorCode]>,
    /// Made through one of which it is open whether it may read, and not seen to do it.
    pub(super) unsure: bool,
    /// The opening of that.
    pub(super) opened: Option<usize>,
    /// It was seen to be ready and nothing was taken since.
    pub(super) ready: bool,
    /// What it may have fetched, once it was asked for bytes.
    pub(super) ahead: Option<Ahead>,
    /// Whether bytes were taken from it.
    pub(super) taken: bool,
    /// What the operating system may have answered to its reads.
    pub(super) faults: Faults,
    /// A call of it was given up.
    pub(super) abandoned: bool,
    /// Another stream on the file was let go.
    pub(super) beside_cancel: bool,
}

impl Input {
    pub(super) fn new(node: NodeId, offset: u64, denied: Option<&'static [ErrorCode]>) -> Self {
        Self {
            node,
            offset,
            closed: false,
            denied,
            unsure: false,
            opened: None,
            ready: false,
            ahead: None,
            taken: false,
            faults: Faults::default(),
            abandoned: false,
            beside_cancel: false,
        }
    }
}

/// What `check-write` permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Nothing was permitted since the last write.
    None,
    /// The next write may have this many bytes.
    Fresh(u64),
    /// This was permitted, then came a flush, a blocking write or a splice; whether it still holds is open.
    Stale(u64),
}

/// A stream of bytes to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The same number in every world.
    pub(super) id: usize,
    pub(super) node: NodeId,
    /// Where the next write goes; none for the end of the file.
    pub(super) offset: Option<u64>,
    pub(super) closed: bool,
    /// Made through a descriptor that may not write: nothing lands, and what is said of it is one of these.
    pub(super) denied: Option<&'static [ErrorCode]>,
    /// Made through one of which it is open whether it may write, and not seen to do it.
    pub(super) unsure: bool,
    /// The opening of that.
    pub(super) opened: Option<usize>,
    pub(super) permit: Permit,
    /// The step that asked for a flush, while it was not seen to be complete.
    pub(super) flushing: Option<usize>,
    /// It was seen to be ready and nothing was written or flushed since.
    pub(super) ready: bool,
    /// A write went so far that it may fail.
    pub(super) may_fail: bool,
    /// The step of the first write that went beyond any file, or that nobody may make: it must fail.
    pub(super) must_fail: Option<usize>,
    /// The step of the first write to it.
    pub(super) written: Option<usize>,
    /// The step of the last one, while no flush has shown that it is over.
    pub(super) unproven: Option<usize>,
    /// What the operating system may have answered to its writes.
    pub(super) faults: Faults,
    /// The step of the first write that has lost bytes by that, so an error has to come.
    pub(super) doomed: Option<usize>,
    /// The operating system may take its writes in pieces.
    pub(super) tears: bool,
    /// A call of it was given up.
    pub(super) abandoned: bool,
}

impl Output {
    pub(super) fn new(
        id: usize,
        node: NodeId,
        offset: Option<u64>,
        denied: Option<&'static [ErrorCode]>,
    ) -> Self {
        Self {
            id,
            node,
            offset,
            closed: false,
            denied,
            unsure: false,
            opened: None,
            permit: Permit::None,
            flushing: None,
            ready: false,
            may_fail: false,
            must_fail: None,
            written: None,
            unproven: None,
            faults: Faults::default(),
            doomed: None,
            tears: false,
            abandoned: false,
        }
    }

    /// What check-write permitted.
    pub fn permit(&self) -> Permit {
        self.permit
    }
}

/// The entries of a directory, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub(super) node: NodeId,
    /// Names that were not given yet, with the types they may have. Shared with what is allowed, since there may be
    /// thousands.
    pub(super) entries: Arc<Listed>,
    /// Those of them that may come and need not.
    pub(super) optional: BTreeSet<Arc<str>>,
    /// How many there are whose name is no text, and of which nothing was told yet; each is an error, or left out.
    pub(super) untold: usize,
    /// The names that those would have in disguise.
    pub(super) disguised: Arc<Listed>,
    /// Whether the end was seen.
    pub(super) ended: bool,
    pub(super) error: ListingError,
}

/// An error of the system in the middle of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListingError {
    /// There was none.
    None,
    /// The listing has to tell it before its end.
    Owed(ErrorCode),
    /// The listing may tell it, or ask again.
    Possible(ErrorCode),
    /// It has told it, or need not; nothing is said of what comes behind that.
    Told(ErrorCode),
}

/// The readiness of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pollable {
    /// The stream; none when it is gone.
    pub(super) stream: Option<Name>,
    pub(super) node: NodeId,
    /// Whether bytes may have been taken from the stream since it was made, or was seen not to be ready.
    pub(super) is_stale: bool,
}

impl Pollable {
    pub(super) fn new(stream: Name, node: NodeId) -> Self {
        Self { stream: Some(stream), node, is_stale: false }
    }
}

/// What a call of a stream has failed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub(super) node: NodeId,
    /// What its call has told of it.
    pub(super) code: Option<ErrorCode>,
}

/// The handles that are bound, oldest first. Their names lie beside each other, since every call looks for some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handles {
    names: Vec<Name>,
    held: Vec<Handle>,
}

impl FromIterator<(Name, Handle)> for Handles {
    fn from_iter<I: IntoIterator<Item = (Name, Handle)>>(bound: I) -> Self {
        let (names, held) = bound.into_iter().unzip();
        Self { names, held }
    }
}

impl Handles {
    fn at(&self, name: &Name) -> Option<usize> {
        self.names.iter().position(|bound| bound == name)
    }

    /// The handle of a name.
    pub(super) fn get(&self, name: &Name) -> Option<&Handle> {
        self.at(name).map(|at| &self.held[at])
    }

    /// The handle of a name.
    pub(super) fn get_mut(&mut self, name: &Name) -> Option<&mut Handle> {
        self.at(name).map(|at| &mut self.held[at])
    }

    /// Each with its name.
    pub(super) fn named(&self) -> impl Iterator<Item = (&Name, &Handle)> {
        zip(&self.names, &self.held)
    }

    /// Each of them.
    pub(super) fn iter(&self) -> slice::Iter<'_, Handle> {
        self.held.iter()
    }

    /// Each of them.
    pub(super) fn iter_mut(&mut self) -> slice::IterMut<'_, Handle> {
        self.held.iter_mut()
    }

    /// Binds a name that is free.
    pub(super) fn bind(&mut self, name: Name, handle: Handle) {
        self.names.push(name);
        self.held.push(handle);
    }

    /// Frees a name.
    pub(super) fn unbind(&mut self, name: &Name) {
        if let Some(at) = self.at(name) {
            self.names.remove(at);
            self.held.remove(at);
        }
    }
}

impl Handle {
    /// What the WIT calls it.
    pub fn kind(&self) -> HandleKind {
        match self {
            Self::Descriptor(_) => HandleKind::Descriptor,
            Self::Input(_) => HandleKind::InputStream,
            Self::Output(_) => HandleKind::OutputStream,
            Self::Listing(_) => HandleKind::DirectoryEntryStream,
            Self::Pollable(_) => HandleKind::Pollable,
            Self::Error(_) => HandleKind::Error,
        }
    }

    /// Whether it is a stream that has ended.
    pub fn is_closed(&self) -> bool {
        match self {
            Self::Input(input) => input.closed,
            Self::Output(output) => output.closed,
            Self::Listing(listing) => listing.ended,
            Self::Descriptor(_) | Self::Pollable(_) | Self::Error(_) => false,
        }
    }

    /// Whether an answer to this call may decide a right that is open.
    pub(super) fn is_open_about_rights(&self, op: &Op) -> bool {
        match self {
            Self::Descriptor(descriptor) => {
                [descriptor.read, descriptor.write].contains(&Right::Vague)
                    || matches!(op, Op::Descriptor(DescriptorOp::GetFlags))
            }
            Self::Input(input) => input.unsure,
            Self::Output(output) => output.unsure || op.source().is_some(),
            Self::Listing(_) | Self::Pollable(_) | Self::Error(_) => false,
        }
    }

    pub(super) fn node(&self) -> NodeId {
        match self {
            Self::Descriptor(descriptor) => descriptor.node,
            Self::Input(input) => input.node,
            Self::Output(output) => output.node,
            Self::Listing(listing) => listing.node,
            Self::Pollable(pollable) => pollable.node,
            Self::Error(failure) => failure.node,
        }
    }
}
