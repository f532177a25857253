//! How often each thing happens in a race, and why.

use crate::generate::Focus;
use crate::op::SystemAnswer;
use crate::wasi::ErrorCode;

/// Which races a script is about. Their order is that of the columns of every table below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Cancel,
    AppendRaces,
    Overlap,
    Faults,
}

/// A row reads: what, then its weight in cancel, append-races, overlap, faults; the reason stands above it.
pub(super) type Row<T> = (T, [u32; 4]);

impl Profile {
    /// What small races are about, one as often as the other.
    pub(super) const ALL: &'static [Self] = &[Self::Cancel, Self::AppendRaces, Self::Overlap, Self::Faults];

    /// The races of a focus, if it is about any.
    pub(super) fn of(focus: Focus) -> Option<Self> {
        match focus {
            Focus::Cancel => Some(Self::Cancel),
            Focus::AppendRaces => Some(Self::AppendRaces),
            Focus::Overlap => Some(Self::Overlap),
            Focus::Faults => Some(Self::Faults),
            Focus::Everything
            | Focus::Schedules
            | Focus::System
            | Focus::Attack
            | Focus::Files
            | Focus::InputStreams
            | Focus::OutputStreams
            | Focus::Directories
            | Focus::Paths
            | Focus::Metadata
            | Focus::Modes => None,
        }
    }

    /// Its column of a table.
    pub(super) fn column<T: Copy>(self, rows: &[Row<T>]) -> Vec<(T, u32)> {
        rows.iter().map(|(what, weights)| (*what, weights[self as usize])).collect()
    }

    /// How many streams there are: at least and at most. One alone does not race, but it can be cut off or fail.
    pub(super) fn streams(self) -> (usize, usize) {
        match self {
            Self::Cancel => (1, 3),
            Self::AppendRaces | Self::Overlap => (2, 4),
            Self::Faults => (1, 2),
        }
    }

    /// How many pieces of work a segment issues: at least and at most.
    pub(super) fn issues(self) -> (usize, usize) {
        match self {
            Self::Cancel | Self::Faults => (1, 3),
            Self::AppendRaces | Self::Overlap => (2, 4),
        }
    }

    /// In how many segments of 100 work is held. A fault shows without that as well.
    pub(super) fn holds(self) -> usize {
        match self {
            Self::Cancel | Self::AppendRaces | Self::Overlap => 90,
            Self::Faults => 45,
        }
    }

    /// In how many of these, of 100, also what has not begun is held. It never does where its stream is cancelled.
    pub(super) fn holds_queued(self) -> usize {
        match self {
            Self::Cancel => 45,
            Self::AppendRaces | Self::Overlap | Self::Faults => 20,
        }
    }

    /// In how many scripts of 100 there are long writes. Most that are cancelled are short all the same: of those that wait
    /// for their end few may be long.
    pub(super) fn long(self) -> usize {
        match self {
            Self::Cancel => 35,
            Self::AppendRaces | Self::Overlap | Self::Faults => 20,
        }
    }

    /// In how many segments of 100 a stream that is left goes on in the end. What became of a call that was given up, and of
    /// the streams beside one that was cancelled, shows in nothing else.
    pub(super) fn goes_on(self) -> usize {
        match self {
            Self::Cancel => 60,
            Self::AppendRaces | Self::Overlap | Self::Faults => 15,
        }
    }

    /// In how many scripts of 100 the file is opened twice: what appends promise holds across descriptors.
    pub(super) fn twice(self) -> usize {
        match self {
            Self::AppendRaces => 50,
            Self::Cancel | Self::Overlap | Self::Faults => 20,
        }
    }
}

/// What a stream does.
#[derive(Clone, Copy)]
pub(super) enum StreamKind {
    Append,
    Write,
    Read,
}

pub(super) const STREAMS: &[Row<StreamKind>] = &[
    // All of an append race is where the end of the file is when a write lands.
    (StreamKind::Append, [30, 120, 5, 30]),
    // Bytes are written twice only through positions.
    (StreamKind::Write, [35, 8, 60, 40]),
    // Readers see what is on its way.
    (StreamKind::Read, [35, 12, 35, 30]),
];

/// What an output stream does that goes on in the background. Those that wait are given up.
#[derive(Clone, Copy)]
pub(super) enum Issue {
    Write,
    Zeroes,
    Flush,
    Splice,
    WriteAndFlush,
    ZeroesAndFlush,
    BlockingFlush,
    BlockingSplice,
    Ready,
    Block,
}

pub(super) const ISSUES: &[Row<Issue>] = &[
    // The plain case: the call is over at once, its bytes are not.
    (Issue::Write, [40, 70, 70, 75]),
    (Issue::Zeroes, [4, 5, 8, 5]),
    // Two streams at once.
    (Issue::Splice, [4, 3, 4, 4]),
    // Given up in its middle, a call leaves work behind that nobody has asked for any more.
    (Issue::WriteAndFlush, [26, 14, 10, 8]),
    (Issue::ZeroesAndFlush, [5, 2, 2, 2]),
    (Issue::BlockingSplice, [8, 2, 2, 2]),
    // With nothing in flight these are over at once.
    (Issue::Flush, [2, 1, 1, 1]),
    (Issue::BlockingFlush, [5, 1, 1, 1]),
    (Issue::Ready, [3, 1, 1, 1]),
    (Issue::Block, [3, 1, 1, 1]),
];

/// The same for a stream that has a write in flight: most of what it can do is wait for that.
pub(super) const ISSUES_AGAIN: &[Row<Issue>] = &[
    (Issue::Flush, [15, 20, 20, 20]),
    (Issue::BlockingFlush, [30, 20, 20, 20]),
    (Issue::Ready, [12, 10, 10, 10]),
    (Issue::Block, [12, 10, 10, 10]),
    // Queued behind it, or refused for want of a permit.
    (Issue::WriteAndFlush, [22, 20, 20, 20]),
    (Issue::ZeroesAndFlush, [4, 4, 4, 4]),
    (Issue::BlockingSplice, [4, 4, 4, 4]),
    (Issue::Write, [3, 3, 3, 3]),
];

/// What an input stream does that goes on in the background.
#[derive(Clone, Copy)]
pub(super) enum Fetch {
    Read,
    Skip,
    Ready,
    BlockingRead,
    BlockingSkip,
    AbandonedReady,
    Block,
}

pub(super) const FETCHES: &[Row<Fetch>] = &[
    // Asks, finds nothing yet, and leaves the fetching to the background.
    (Fetch::Read, [25, 40, 45, 40]),
    (Fetch::Skip, [5, 5, 5, 5]),
    (Fetch::Ready, [8, 15, 15, 10]),
    // Given up: whatever was fetched must not be lost, nor come twice.
    (Fetch::BlockingRead, [38, 25, 25, 30]),
    (Fetch::BlockingSkip, [8, 5, 5, 5]),
    (Fetch::AbandonedReady, [6, 3, 3, 3]),
    (Fetch::Block, [10, 7, 7, 7]),
];

/// What happens to a stream whose work is held, or around it.
#[derive(Clone, Copy)]
pub(super) enum Meanwhile {
    Release,
    Cancel,
    Drop,
    Wait,
    Poll,
    PollSeveral,
    Change,
    Look,
}

pub(super) const MEANWHILE: &[Row<Meanwhile>] = &[
    // The order of these is the race.
    (Meanwhile::Release, [18, 55, 50, 40]),
    // A stream that is cancelled is over; one that is dropped goes on unseen.
    (Meanwhile::Cancel, [28, 6, 6, 8]),
    (Meanwhile::Drop, [20, 4, 4, 5]),
    // The guest waits, so the judge lets go by itself.
    (Meanwhile::Wait, [10, 12, 12, 20]),
    (Meanwhile::Poll, [8, 8, 10, 12]),
    (Meanwhile::PollSeveral, [12, 12, 12, 12]),
    (Meanwhile::Change, [8, 10, 10, 8]),
    (Meanwhile::Look, [8, 5, 8, 7]),
];

/// Who else changes a file under its streams.
#[derive(Clone, Copy)]
pub(super) enum Change {
    Append,
    Truncate,
    Overwrite,
    Replace,
    Remove,
    OwnWrite,
    OwnResize,
}

pub(super) const CHANGES: &[Row<Change>] = &[
    // Moves the end that appends go to, from without and from within.
    (Change::Append, [15, 35, 10, 15]),
    (Change::Truncate, [25, 25, 20, 25]),
    (Change::OwnResize, [15, 15, 15, 15]),
    // Bytes that streams write or read as well.
    (Change::Overwrite, [20, 5, 30, 20]),
    (Change::OwnWrite, [15, 10, 20, 15]),
    // The descriptor stays on the file that has lost its name.
    (Change::Replace, [8, 8, 4, 8]),
    (Change::Remove, [2, 2, 1, 2]),
];

/// A row reads: answer of the system to a write, weight.
pub(super) const WRITE_ANSWERS: &[(SystemAnswer, u32)] = &[
    // The guest must not notice these two: the backend goes on with the rest.
    (SystemAnswer::Interrupted, 20),
    (SystemAnswer::Short(1), 26),
    // No error, and no progress either: a backend must not spin.
    (SystemAnswer::Zero, 8),
    // Errors that reach the guest once.
    (SystemAnswer::Error(ErrorCode::Io), 20),
    (SystemAnswer::Error(ErrorCode::InsufficientSpace), 16),
    (SystemAnswer::Error(ErrorCode::Quota), 10),
];

/// The same to a read; for it zero is the end of the file, and no space is needed.
pub(super) const READ_ANSWERS: &[(SystemAnswer, u32)] = &[
    (SystemAnswer::Interrupted, 28),
    (SystemAnswer::Short(1), 28),
    (SystemAnswer::Zero, 18),
    (SystemAnswer::Error(ErrorCode::Io), 26),
];

/// How often of 100 an answer comes to the very next call, and not in the middle of what is written. There a short count
/// comes before it, and two things happen at once; an error that keeps a prefix can't be had without.
pub(super) fn at_once(answer: SystemAnswer) -> usize {
    match answer {
        SystemAnswer::Interrupted => 90,
        SystemAnswer::Short(_) => 50,
        SystemAnswer::Zero | SystemAnswer::Error(_) => 75,
    }
}

/// What shows the consequences of a fault.
#[derive(Clone, Copy)]
pub(super) enum Consequence {
    BlockingFlush,
    FlushReady,
    Write,
    WriteAndFlush,
    CheckWrite,
    Look,
}

/// A row reads: call, weight.
pub(super) const CONSEQUENCES: &[(Consequence, u32)] = &[
    // Here an error comes out; the second time the stream has to be at its end.
    (Consequence::BlockingFlush, 32),
    (Consequence::FlushReady, 10),
    (Consequence::CheckWrite, 12),
    // Whether the stream goes on where it should.
    (Consequence::Write, 14),
    (Consequence::WriteAndFlush, 12),
    // How much of the write has landed.
    (Consequence::Look, 20),
];
