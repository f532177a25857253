//! The alphabet: everything a guest can ask.

mod control;
mod data;
mod handles;
mod happening;
mod host;
mod marks;
mod name;
mod observed;
mod purpose;

pub use control::{CallClass, Control, Injection, SystemAnswer};
pub use data::{DATA_MAX, Data, DataError, Pieces};
pub use happening::Happening;
pub use host::{Amid, Change, HostChange};
pub use name::{COUNTER, Name};
pub use observed::{Observations, Observed, Quantity};

use std::sync::Arc;

use crate::wasi::{Advice, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags};

/// What a handle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandleKind {
    /// `descriptor`
    Descriptor,
    /// `input-stream`
    InputStream,
    /// `output-stream`
    OutputStream,
    /// `directory-entry-stream`
    DirectoryEntryStream,
    /// `pollable`
    Pollable,
    /// `error`
    Error,
}

impl HandleKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Descriptor,
        Self::InputStream,
        Self::OutputStream,
        Self::DirectoryEntryStream,
        Self::Pollable,
        Self::Error,
    ];

    /// Whether it is a stream of bytes.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::InputStream | Self::OutputStream)
    }
}

/// Whether a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// The WIT says that it never blocks: polled once, it is over.
    NeverBlocks,
    /// It may take its time.
    MayBlock,
}

/// What the table of operations says of one.
#[derive(Clone, Copy, Debug)]
pub struct OpInfo {
    /// The function's name in the WIT.
    pub name: &'static str,
    /// What it is called on; any of these. None for a function of an interface, which is called on no handle.
    pub on: &'static [HandleKind],
    /// The handle it gives, if it gives one.
    pub gives: Option<HandleKind>,
    /// Whether it may wait.
    pub timing: Timing,
}

macro_rules! ops {
    (
        $(#[$drop_doc:meta])* $drop:ident = $drop_name:literal on [$($any:ident)*], $drop_timing:ident;
        $($(#[$group_doc:meta])* $group:ident($(#[$of_attribute:meta])* $of:ident) on [$($on:ident)*] {
            $($(#[$doc:meta])* $variant:ident $({ $($field:ident: $type:ty),* })? = $name:literal $(gives $gives:ident)?, $timing:ident;)*
        })*
    ) => {
        /// A call of the guest, without the handle it is made on, by what that is. Names and arguments are the WIT's.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Op {
            $($(#[$group_doc])* $group($of),)*
            $(#[$drop_doc])* $drop,
        }

        $(
            $(#[$group_doc])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            $(#[$of_attribute])*
            pub enum $of { $($(#[$doc])* $variant $({ $($field: $type),* })?,)* }

            impl $of {
                /// What they are called on; any of these.
                const ON: &'static [HandleKind] = &[$(HandleKind::$on),*];

                /// Which operation it is.
                pub fn kind(&self) -> OpKind {
                    match self { $(Self::$variant { .. } => OpKind::$variant,)* }
                }
            }

            impl From<$of> for Op {
                fn from(op: $of) -> Self {
                    Self::$group(op)
                }
            }
        )*

        /// Which operation an [`Op`] is, without its arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum OpKind { $($($(#[$doc])* $variant,)*)* $(#[$drop_doc])* $drop }

        impl Op {
            /// Which operation it is.
            pub fn kind(&self) -> OpKind {
                match self {
                    $(Self::$group(op) => op.kind(),)*
                    Self::$drop => OpKind::$drop,
                }
            }
        }

        impl OpKind {
            /// Every operation, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)* Self::$drop];

            const TABLE: &'static [OpInfo] = &[
                $($(OpInfo {
                    name: $name,
                    on: $of::ON,
                    gives: ops!(@gives $($gives)?),
                    timing: Timing::$timing,
                },)*)*
                OpInfo { name: $drop_name, on: &[$(HandleKind::$any),*], gives: None, timing: Timing::$drop_timing },
            ];
        }
    };
    (@gives) => { None };
    (@gives $gives:ident) => { Some(HandleKind::$gives) };
}

// How to read it: calls stand with the others on handles of the same kinds; in a row, variant and arguments = name in the WIT,
// which handle it gives, may it wait.
ops! {
    /// The embedder lets go of a handle without waiting.
    Drop = "drop" on [Descriptor InputStream OutputStream DirectoryEntryStream Pollable Error], NeverBlocks;
    /// A call on a `descriptor`.
    Descriptor(#[expect(missing_docs, reason = "the fields are the WIT's arguments, under their names")] DescriptorOp) on [Descriptor] {
        /// `descriptor.read-via-stream`
        ReadViaStream { offset: u64 } = "read-via-stream" gives InputStream, MayBlock;
        /// `descriptor.write-via-stream`
        WriteViaStream { offset: u64 } = "write-via-stream" gives OutputStream, MayBlock;
        /// `descriptor.append-via-stream`
        AppendViaStream = "append-via-stream" gives OutputStream, MayBlock;
        /// `descriptor.advise`
        Advise { offset: u64, length: u64, advice: Advice } = "advise", MayBlock;
        /// `descriptor.sync-data`
        SyncData = "sync-data", MayBlock;
        /// `descriptor.get-flags`
        GetFlags = "get-flags", MayBlock;
        /// `descriptor.get-type`
        GetType = "get-type", MayBlock;
        /// `descriptor.set-size`
        SetSize { size: u64 } = "set-size", MayBlock;
        /// `descriptor.set-times`
        SetTimes { data_access_timestamp: NewTimestamp, data_modification_timestamp: NewTimestamp } = "set-times", MayBlock;
        /// `descriptor.read`
        Read { length: u64, offset: u64 } = "read", MayBlock;
        /// `descriptor.write`
        Write { buffer: Data, offset: u64 } = "write", MayBlock;
        /// `descriptor.read-directory`
        ReadDirectory = "read-directory" gives DirectoryEntryStream, MayBlock;
        /// `descriptor.sync`
        Sync = "sync", MayBlock;
        /// `descriptor.create-directory-at`
        CreateDirectoryAt { path: Arc<str> } = "create-directory-at", MayBlock;
        /// `descriptor.stat`
        Stat = "stat", MayBlock;
        /// `descriptor.stat-at`
        StatAt { path_flags: PathFlags, path: Arc<str> } = "stat-at", MayBlock;
        /// `descriptor.set-times-at`
        SetTimesAt { path_flags: PathFlags, path: Arc<str>, data_access_timestamp: NewTimestamp, data_modification_timestamp: NewTimestamp } = "set-times-at", MayBlock;
        /// `descriptor.link-at`
        LinkAt { old_path_flags: PathFlags, old_path: Arc<str>, new_descriptor: Name, new_path: Arc<str> } = "link-at", MayBlock;
        /// `descriptor.open-at`
        OpenAt { path: Arc<str>, path_flags: PathFlags, open_flags: OpenFlags, flags: DescriptorFlags } = "open-at" gives Descriptor, MayBlock;
        /// `descriptor.readlink-at`
        ReadlinkAt { path: Arc<str> } = "readlink-at", MayBlock;
        /// `descriptor.remove-directory-at`
        RemoveDirectoryAt { path: Arc<str> } = "remove-directory-at", MayBlock;
        /// `descriptor.rename-at`
        RenameAt { old_path: Arc<str>, new_descriptor: Name, new_path: Arc<str> } = "rename-at", MayBlock;
        /// `descriptor.symlink-at`
        SymlinkAt { old_path: Arc<str>, new_path: Arc<str> } = "symlink-at", MayBlock;
        /// `descriptor.unlink-file-at`
        UnlinkFileAt { path: Arc<str> } = "unlink-file-at", MayBlock;
        /// `descriptor.is-same-object`
        IsSameObject { other: Name } = "is-same-object", MayBlock;
        /// `descriptor.metadata-hash`
        MetadataHash = "metadata-hash", MayBlock;
        /// `descriptor.metadata-hash-at`
        MetadataHashAt { path_flags: PathFlags, path: Arc<str> } = "metadata-hash-at", MayBlock;
    }
    /// A call on a `directory-entry-stream`.
    Listing(ListingOp) on [DirectoryEntryStream] {
        /// `directory-entry-stream.read-directory-entry`
        ReadDirectoryEntry = "read-directory-entry", MayBlock;
    }
    /// A call on an `input-stream`.
    Input(#[expect(missing_docs, reason = "the fields are the WIT's arguments, under their names")] InputOp) on [InputStream] {
        /// `input-stream.read`
        StreamRead { len: u64 } = "read", NeverBlocks;
        /// `input-stream.blocking-read`
        BlockingRead { len: u64 } = "blocking-read", MayBlock;
        /// `input-stream.skip`
        Skip { len: u64 } = "skip", NeverBlocks;
        /// `input-stream.blocking-skip`
        BlockingSkip { len: u64 } = "blocking-skip", MayBlock;
    }
    /// A call on an `output-stream`.
    Output(#[expect(missing_docs, reason = "the fields are the WIT's arguments, under their names")] OutputOp) on [OutputStream] {
        /// `output-stream.check-write`
        CheckWrite = "check-write", NeverBlocks;
        /// `output-stream.write`
        StreamWrite { contents: Data } = "write", NeverBlocks;
        /// `output-stream.blocking-write-and-flush`
        BlockingWriteAndFlush { contents: Data } = "blocking-write-and-flush", MayBlock;
        /// `output-stream.flush`
        Flush = "flush", NeverBlocks;
        /// `output-stream.blocking-flush`
        BlockingFlush = "blocking-flush", MayBlock;
        /// `output-stream.write-zeroes`
        WriteZeroes { len: u64 } = "write-zeroes", NeverBlocks;
        /// `output-stream.blocking-write-zeroes-and-flush`
        BlockingWriteZeroesAndFlush { len: u64 } = "blocking-write-zeroes-and-flush", MayBlock;
        /// `output-stream.splice`
        Splice { src: Name, len: u64 } = "splice", NeverBlocks;
        /// `output-stream.blocking-splice`
        BlockingSplice { src: Name, len: u64 } = "blocking-splice", MayBlock;
    }
    /// A call on a `pollable`; on a stream it is `subscribe`, that call, and the drop of what `subscribe` gave.
    Pollable(PollableOp) on [Pollable InputStream OutputStream] {
        /// `pollable.ready`
        Ready = "ready", NeverBlocks;
        /// `pollable.block`
        Block = "block", MayBlock;
    }
    /// A call on an `error`, which a call of a stream has given that failed.
    Error(ErrorOp) on [Error] {
        /// `filesystem-error-code` of `wasi:filesystem/types`, which borrows the error
        FilesystemErrorCode = "filesystem-error-code", MayBlock;
        /// `error.to-debug-string`
        ToDebugString = "to-debug-string", MayBlock;
    }
    /// A function of an interface, which is called on no handle.
    Freestanding(#[expect(missing_docs, reason = "the fields are the WIT's arguments, under their names")] FreestandingOp) on [] {
        /// `poll` of `wasi:io/poll`
        Poll { r#in: Vec<Name> } = "poll", MayBlock;
    }
    /// What a guest does with a stream of either kind.
    Stream(StreamOp) on [InputStream OutputStream] {
        /// `input-stream.subscribe`, `output-stream.subscribe`
        Subscribe = "subscribe" gives Pollable, NeverBlocks;
        /// The guest drops a stream; the backend may wait for what is in flight.
        Cancel = "cancel", MayBlock;
    }
}

impl Op {
    /// How many bytes it asks for, in calls that ask for some.
    pub fn length(&self) -> Option<u64> {
        if let Self::Descriptor(DescriptorOp::Read { length: len, .. })
        | Self::Input(
            InputOp::StreamRead { len }
            | InputOp::BlockingRead { len }
            | InputOp::Skip { len }
            | InputOp::BlockingSkip { len },
        )
        | Self::Output(
            OutputOp::WriteZeroes { len }
            | OutputOp::Splice { len, .. }
            | OutputOp::BlockingSplice { len, .. },
        ) = self
        {
            Some(*len)
        } else {
            None
        }
    }
}

impl OpKind {
    /// What the table says of it.
    pub fn info(self) -> &'static OpInfo {
        &Self::TABLE[self as usize]
    }

    /// Its name in the WIT; `read` and `write` are two functions each.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Its name where two functions share one, with the resource in front.
    pub fn full_name(self) -> String {
        match (self.name(), self.info().on) {
            (name @ ("read" | "write"), [HandleKind::Descriptor]) => format!("descriptor.{name}"),
            (name @ ("read" | "write"), _) => format!("stream.{name}"),
            (name, _) => name.to_owned(),
        }
    }

    /// The operation with this full name.
    pub fn from_full_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.full_name() == name)
    }

    /// Whether it can be repeated until it gets on: the calls that a guest polls in a loop.
    pub fn can_loop(self) -> bool {
        matches!(self, Self::StreamRead | Self::Skip | Self::CheckWrite | Self::Ready)
    }

    /// Whether it is a function of an interface, which is called on no handle.
    pub fn is_freestanding(self) -> bool {
        self.info().on.is_empty()
    }

    /// Whether its failure is a `stream-error`, so that a name in front of it is one for the `error` of that.
    pub fn may_give_error(self) -> bool {
        matches!(self.info(), OpInfo { on: [HandleKind::InputStream | HandleKind::OutputStream], .. })
    }

    /// What a name in front of it stands for: the handle that it gives, or the error of its failure.
    pub fn names(self) -> Option<HandleKind> {
        self.info().gives.or(self.may_give_error().then_some(HandleKind::Error))
    }

    /// Whether it can be asked of a handle of this kind: called on it, or on a list of such.
    pub fn is_asked_of(self, kind: HandleKind) -> bool {
        self.info().on.contains(&kind) || (self == Self::Poll && kind == HandleKind::Pollable)
    }

    /// Whether it only tells something about an object, and nothing of its data: whatever it answers, all is as it was.
    pub fn only_looks(self) -> bool {
        matches!(
            self,
            Self::GetFlags
                | Self::GetType
                | Self::Stat
                | Self::StatAt
                | Self::ReadlinkAt
                | Self::IsSameObject
                | Self::MetadataHash
                | Self::MetadataHashAt
        )
    }

    /// Whether it can be given up in its middle: the calls of streams and pollables that wait.
    pub fn can_be_abandoned(self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::Block
                | Self::Poll
                | Self::BlockingRead
                | Self::BlockingSkip
                | Self::BlockingWriteAndFlush
                | Self::BlockingWriteZeroesAndFlush
                | Self::BlockingFlush
                | Self::BlockingSplice
        )
    }
}

/// One call of a script, as the model and the driver see it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The name for the handle that it gives.
    pub bind: Option<&'c Name>,
    /// The handle it is made on; [`Name::none`] for a function of an interface.
    pub on: &'c Name,
    /// What is asked.
    pub op: &'c Op,
    /// How long the guest stays with it.
    pub manner: Manner,
}

/// How long a guest stays with a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Manner {
    /// It makes the call and waits for its answer.
    #[default]
    Once,
    /// It repeats the call until it gets on, as a guest does that polls in a loop (`, until progress`).
    UntilProgress,
    /// It gives the call up when it is not over after so many polls (`, abandon after N polls`): the future is dropped.
    Abandon {
        /// At least 1.
        polls: u32,
    },
}

impl Call<'_> {
    /// Whether an answer of "nothing yet" has to be followed by another call: asked for, and more than nothing was asked for.
    pub fn loops(&self) -> bool {
        let asks_nothing =
            matches!(self.op, Op::Input(InputOp::StreamRead { len: 0 } | InputOp::Skip { len: 0 }));
        self.manner == Manner::UntilProgress && self.op.kind().can_loop() && !asks_nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_read_and_write_are_the_names_of_two_functions() {
        let mut names: Vec<_> = OpKind::ALL.iter().map(|kind| kind.full_name()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), OpKind::ALL.len());
    }
}
