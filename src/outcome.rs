//! What a backend can answer, and which answers conform.
//!
//! [`Outcome`] is an answer as it was seen. [`Allowed`] is what the model takes: a list of [`Answer`]s, each under the
//! rule it conforms to, and for every kind of answer that is not among them the rule that it breaks.

mod allowed;
mod appends;
mod attributes;
mod blame;
mod expected;
mod fetched;
mod history;
mod needs;
pub mod pin;
mod print;
mod refusal;
mod seen;
mod shown;
mod sizes;
mod spans;
mod times;

pub use allowed::{Allowed, Answer, Codes, Listed};
pub use attributes::{ExpectedHash, ExpectedStat};
pub use blame::Breach;
pub use expected::{ExpectedBytes, Patch};
pub(crate) use fetched::Given;
pub use fetched::{Fetching, Older, Places};
pub use history::{Bystander, Gone, GoneBy, History, Landing, Origin};
pub(crate) use history::{MOMENTS, WrongSize, line_of};
pub use needs::{CELLS, Cell, CellSet, Cells, Need, When};
pub use pin::{Meaning, Pin};
pub use refusal::Refusal;
pub use seen::Seen;
pub(crate) use shown::{Traces, pieces};
pub use sizes::Sizes;
pub use spans::Spans;
pub use times::{ExpectedTime, ExpectedTimes, Moves, Span, Still};

use crate::wasi::{
    DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, FsError, MetadataHashValue,
    StreamError,
};

/// An answer of a backend, or what happened instead of one. Handles are not in it: they can't be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The call succeeded and gave nothing, or a handle.
    Done,
    /// Bytes; from a descriptor also whether the end of the file was reached.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
        /// The end-of-file flag of `descriptor.read`.
        end: Option<bool>,
    },
    /// A count of bytes, or a permit.
    Count(u64),
    /// Whether a pollable is ready.
    Ready(bool),
    /// Which pollables of a list are ready, by their places in it.
    Polled(Vec<u32>),
    /// The code of a stream's error, if it has one.
    Code(Option<ErrorCode>),
    /// What an error says of itself.
    Text(String),
    /// The flags of a descriptor.
    Flags(DescriptorFlags),
    /// The type of an object.
    Type(DescriptorType),
    /// The attributes of an object.
    Stat(DescriptorStat),
    /// The next entry of a listing, or its end.
    Entry(Option<DirectoryEntry>),
    /// What a symbolic link holds.
    Target(String),
    /// Whether two descriptors refer to the same object.
    Same(bool),
    /// The hash of an object's metadata.
    Hash(MetadataHashValue),
    /// A call of a descriptor failed with this code.
    Error(ErrorCode),
    /// A call of a stream failed: last-operation-failed, with the code of its error.
    Failed(Option<ErrorCode>),
    /// The stream has ended.
    Closed,
    /// The guest was ended for a broken contract.
    Trap(String),
    /// The backend panicked, with this message.
    Panic(String),
    /// The call was not over at the deadline.
    Hang,
    /// A call that never blocks was not over when it was polled once.
    Blocked,
    /// The guest gave the call up, as the step says, before it was over.
    Abandoned,
}

/// What kind of answer an [`Outcome`] is; the pairs of these with operations are what coverage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the kinds are the variants of Outcome, with the empty answers apart")]
pub enum OutcomeKind {
    Done,
    Bytes,
    NoBytes,
    Count,
    Zero,
    Ready,
    NotReady,
    Polled,
    Code,
    NoCode,
    Text,
    Flags,
    Type,
    Stat,
    Entry,
    EndOfEntries,
    Target,
    Same,
    NotSame,
    Hash,
    Error(ErrorCode),
    Failed,
    Closed,
    Trap,
    Panic,
    Hang,
    Blocked,
    Abandoned,
}

impl Outcome {
    /// What kind of answer it is.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Done => OutcomeKind::Done,
            Self::Bytes { bytes, .. } if bytes.is_empty() => OutcomeKind::NoBytes,
            Self::Bytes { .. } => OutcomeKind::Bytes,
            Self::Count(0) => OutcomeKind::Zero,
            Self::Count(_) => OutcomeKind::Count,
            Self::Ready(true) => OutcomeKind::Ready,
            Self::Ready(false) => OutcomeKind::NotReady,
            Self::Polled(_) => OutcomeKind::Polled,
            Self::Code(Some(_)) => OutcomeKind::Code,
            Self::Code(None) => OutcomeKind::NoCode,
            Self::Text(_) => OutcomeKind::Text,
            Self::Flags(_) => OutcomeKind::Flags,
            Self::Type(_) => OutcomeKind::Type,
            Self::Stat(_) => OutcomeKind::Stat,
            Self::Entry(Some(_)) => OutcomeKind::Entry,
            Self::Entry(None) => OutcomeKind::EndOfEntries,
            Self::Target(_) => OutcomeKind::Target,
            Self::Same(true) => OutcomeKind::Same,
            Self::Same(false) => OutcomeKind::NotSame,
            Self::Hash(_) => OutcomeKind::Hash,
            Self::Error(code) => OutcomeKind::Error(*code),
            Self::Failed(_) => OutcomeKind::Failed,
            Self::Closed => OutcomeKind::Closed,
            Self::Trap(_) => OutcomeKind::Trap,
            Self::Panic(_) => OutcomeKind::Panic,
            Self::Hang => OutcomeKind::Hang,
            Self::Blocked => OutcomeKind::Blocked,
            Self::Abandoned => OutcomeKind::Abandoned,
        }
    }

    /// How many bytes it gives or counts.
    pub fn amount(&self) -> u64 {
        if let Self::Bytes { bytes, .. } = self {
            bytes.len() as u64
        } else if let Self::Count(count) = self {
            *count
        } else {
            0
        }
    }

    /// The answer without what differs from run to run: the moments of a clock, hashes of where an object is, and what an error
    /// says of itself.
    #[must_use]
    pub fn repeatable(self) -> Self {
        if let Self::Stat(stat) = self {
            Self::Stat(DescriptorStat {
                data_access_timestamp: None,
                data_modification_timestamp: None,
                status_change_timestamp: None,
                ..stat
            })
        } else if let Self::Hash(_) = self {
            Self::Hash(MetadataHashValue { lower: 0, upper: 0 })
        } else if let Self::Text(_) = self {
            Self::Text(String::new())
        } else {
            self
        }
    }

    /// Whether it is no answer at all.
    pub fn is_a_breakdown(&self) -> bool {
        matches!(self, Self::Trap(_) | Self::Panic(_) | Self::Hang | Self::Blocked)
    }

    /// Whether a call that is repeated until it gets on would be called again: nothing yet, and no error.
    pub fn is_nothing_yet(&self) -> bool {
        matches!(self.kind(), OutcomeKind::NoBytes | OutcomeKind::Zero | OutcomeKind::NotReady)
    }
}

impl OutcomeKind {
    /// Every kind but the errors of descriptors, which are one for each code.
    const PLAIN: &'static [Self] = &[
        Self::Done,
        Self::Bytes,
        Self::NoBytes,
        Self::Count,
        Self::Zero,
        Self::Ready,
        Self::NotReady,
        Self::Polled,
        Self::Flags,
        Self::Type,
        Self::Stat,
        Self::Entry,
        Self::EndOfEntries,
        Self::Target,
        Self::Same,
        Self::NotSame,
        Self::Hash,
        Self::Failed,
        Self::Closed,
        Self::Trap,
        Self::Panic,
        Self::Hang,
        Self::Blocked,
        Self::Abandoned,
        Self::Code,
        Self::NoCode,
        Self::Text,
    ];

    /// How many kinds there are.
    pub const COUNT: usize = Self::PLAIN.len() + ErrorCode::ALL.len();

    /// Every kind, errors last.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::PLAIN.iter().copied().chain(ErrorCode::ALL.iter().map(|code| Self::Error(*code)))
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    /// Its place among all.
    pub fn place(self) -> usize {
        match self {
            Self::Error(code) => Self::PLAIN.len() + code as usize,
            Self::Done => 0,
            Self::Bytes => 1,
            Self::NoBytes => 2,
            Self::Count => 3,
            Self::Zero => 4,
            Self::Ready => 5,
            Self::NotReady => 6,
            Self::Polled => 7,
            Self::Flags => 8,
            Self::Type => 9,
            Self::Stat => 10,
            Self::Entry => 11,
            Self::EndOfEntries => 12,
            Self::Target => 13,
            Self::Same => 14,
            Self::NotSame => 15,
            Self::Hash => 16,
            Self::Failed => 17,
            Self::Closed => 18,
            Self::Trap => 19,
            Self::Panic => 20,
            Self::Hang => 21,
            Self::Blocked => 22,
            Self::Abandoned => 23,
            Self::Code => 24,
            Self::NoCode => 25,
            Self::Text => 26,
        }
    }

    /// Its word in the summary of a run.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Bytes => "bytes",
            Self::NoBytes => "no bytes",
            Self::Count => "count",
            Self::Zero => "zero",
            Self::Ready => "ready",
            Self::NotReady => "not ready",
            Self::Polled => "polled",
            Self::Code => "code",
            Self::NoCode => "no code",
            Self::Text => "text",
            Self::Flags => "flags",
            Self::Type => "type",
            Self::Stat => "stat",
            Self::Entry => "entry",
            Self::EndOfEntries => "end of entries",
            Self::Target => "target",
            Self::Same => "same",
            Self::NotSame => "not the same",
            Self::Hash => "hash",
            Self::Error(code) => code.name(),
            Self::Failed => "last-operation-failed",
            Self::Closed => "closed",
            Self::Trap => "trap",
            Self::Panic => "panic",
            Self::Hang => "hang",
            Self::Blocked => "blocked",
            Self::Abandoned => "abandoned",
        }
    }
}

impl From<FsError> for Outcome {
    fn from(error: FsError) -> Self {
        match error {
            FsError::Code(code) => Self::Error(code),
            FsError::Trap(text) => Self::Trap(text),
        }
    }
}

impl From<StreamError> for Outcome {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::LastOperationFailed(code) => Self::Failed(code),
            StreamError::Closed => Self::Closed,
            StreamError::Trap(text) => Self::Trap(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_a_place_and_a_name_of_its_own() {
        for (place, kind) in OutcomeKind::all().enumerate() {
            assert_eq!((kind.place(), OutcomeKind::from_name(kind.name())), (place, Some(kind)));
        }
        assert_eq!(OutcomeKind::all().count(), OutcomeKind::COUNT);
    }
}
