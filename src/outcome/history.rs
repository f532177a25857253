//! How the bytes of a file came about. It explains what is wrong, and is no part of what is allowed.

use std::ops::Range;
use std::sync::Arc;

use crate::op::Data;
use crate::rule::Rule;
use crate::tree::Content;

/// How bytes came into a file; decides which rule their absence breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// `descriptor.write`
    Write,
    /// `set-size`, or `open-at` with truncate
    Size(Rule),
    /// A stream's first write
    StreamFirst,
    /// A later write of a stream
    StreamNext,
    /// An appending stream's write, or another process's
    Append,
    /// Another process
    Host,
}

impl Origin {
    /// The rule that is broken when the bytes are somewhere else, or the size they gave the file is another.
    pub fn rule_of_place(self) -> Rule {
        match self {
            Self::Write => Rule::FileWrite,
            Self::Size(rule) => rule,
            Self::StreamFirst => Rule::StreamWrite,
            Self::StreamNext => Rule::StreamWritePosition,
            Self::Append => Rule::AppendEnd,
            Self::Host => Rule::FileRead,
        }
    }

    /// The rule that is broken when the bytes are nowhere.
    pub fn rule_of_loss(self) -> Rule {
        match self {
            Self::Write => Rule::FileWrite,
            Self::Size(rule) => rule,
            Self::StreamFirst | Self::StreamNext => Rule::StreamFlushed,
            Self::Append => Rule::AppendNoLoss,
            Self::Host => Rule::FileRead,
        }
    }
}

/// So many moments a line of a script has: a line that repeats has one for each time, and what is later has a larger one.
pub(crate) const MOMENTS: usize = 1 << 16;

/// The line that a moment is in, counted from 0.
pub(crate) fn line_of(moment: usize) -> usize {
    moment / MOMENTS
}

/// A change of a file that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// When it was made, as the model counts moments.
    pub step: usize,
    /// Where it starts.
    pub offset: u64,
    /// What it wrote; nothing for a change of size.
    pub bytes: Data,
    /// How it came about.
    pub origin: Origin,
    /// The stream that made it.
    pub stream: Option<usize>,
    /// The rule that it is there to show, where it came about in an odd way: by a call that was given up, on a stream
    /// that the operating system gave odd answers.
    pub odd: Option<Rule>,
    /// The size it gave the file, if it changed it.
    pub new_size: Option<u64>,
    /// The size before; where that lies before the offset a gap was filled with zeros.
    pub size_before: u64,
    /// Of what a change of size has taken away the first bytes, from its offset on.
    pub taken: Data,
    /// The step by which it was over; until then it may have been under way.
    pub landed: usize,
}

impl Landing {
    /// The rule that is broken when it is somewhere else.
    pub(super) fn rule_of_place(&self) -> Rule {
        self.odd.unwrap_or(self.origin.rule_of_place())
    }

    /// The rule that is broken when it is missing.
    pub(super) fn rule_of_loss(&self) -> Rule {
        self.odd.unwrap_or(self.origin.rule_of_loss())
    }

    /// The rule that is broken by a file of another size than it gave it. What is missing behind all else is missing, of an
    /// append in any case; a write at an offset has come to nothing if what there is of the file is as it was before.
    pub(super) fn rule_of_size(&self, wrong: WrongSize) -> Rule {
        let at_its_place = wrong.seen || self.origin == Origin::StreamFirst;
        let nothing_came = at_its_place && self.stream.is_some() && wrong.size <= self.size_before;
        let lost = self.origin == Origin::Append || nothing_came;
        if !wrong.larger && lost { self.rule_of_loss() } else { self.rule_of_place() }
    }

    /// The rule that it is there to show, where the system answered one of its calls otherwise than it would.
    pub(super) fn fault(&self) -> Option<Rule> {
        self.odd.filter(|odd| odd.area() == "fault")
    }

    /// Whether it is a change of size that takes a place away.
    pub(super) fn cuts(&self, at: u64) -> bool {
        matches!(self.origin, Origin::Size(_)) && self.offset <= at
    }

    /// Whether a byte may be the one that it had to take from a place, as far as those are known.
    pub(super) fn may_have_left(&self, at: u64, byte: u8) -> bool {
        let taken = byte_at(self.offset, &self.taken, at);
        self.cuts(at) && at < self.size_before && taken.is_none_or(|taken| taken == byte)
    }

    /// Whether it is a change of size that had to leave a place as it was.
    pub(super) fn spares(&self, at: u64) -> bool {
        matches!(self.origin, Origin::Size(_)) && self.offset > at && at < self.size_before
    }

    /// What it left empty before itself.
    pub(super) fn gap(&self) -> Range<u64> {
        self.size_before.min(self.offset)..self.offset
    }

    /// Whether both were under way at a time.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.landed >= other.step && other.landed >= self.step
    }

    pub(super) fn range(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.bytes.len() as u64)
    }

    /// The byte that it has at a place of the file.
    pub(super) fn byte(&self, at: u64) -> Option<u8> {
        byte_at(self.offset, &self.bytes, at)
    }
}

/// What was under way when its stream was let go or failed: a prefix of it has landed, the rest never will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Where it was to go; none for the end of the file.
    pub offset: Option<u64>,
    /// All of it.
    pub bytes: Data,
    /// What ended it.
    pub by: GoneBy,
    /// The step at which it ended.
    pub step: usize,
    /// Whether the file was looked at since.
    pub seen: bool,
}

/// What ended a stream's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoneBy {
    /// The stream was cancelled, or dropped and all background work is over.
    Cancel,
    /// The stream has failed.
    Failure,
}

impl Gone {
    /// Whether a zero at this place, where none may be, would be one of its own or stands in the middle of its bytes, of which some
    /// stand behind that; or it has failed: what has landed is no prefix.
    pub(super) fn leaves_hole(&self, at: u64, stands_behind: impl Fn(u64, &Data) -> bool) -> bool {
        let Some((offset, own)) =
            self.offset.and_then(|offset| Some((offset, byte_at(offset, &self.bytes, at)?)))
        else {
            return false;
        };
        self.by == GoneBy::Failure || own == 0 || stands_behind(offset, &self.bytes)
    }

    /// The rule that is broken when more or other than a prefix of it is there.
    pub(super) fn rule(&self) -> Rule {
        self.rule_if(self.seen)
    }

    pub(super) fn rule_if(&self, late: bool) -> Rule {
        match (self.by, late) {
            (GoneBy::Failure, _) => Rule::FaultPrefix,
            (GoneBy::Cancel, true) => Rule::CancelLate,
            (GoneBy::Cancel, false) => Rule::CancelPrefix,
        }
    }
}

/// A call on a file that had to leave it as it was: advice, or what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bystander {
    /// When it was made.
    pub step: usize,
    /// The rule that says so.
    pub rule: Rule,
}

/// How a file's bytes came about. It explains what is allowed and is no part of it: all histories are equal.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What has landed, oldest first.
    pub landings: Arc<Vec<Landing>>,
    /// What lands no more.
    pub gone: Arc<Vec<Gone>>,
    /// The last call that had nothing to do with it.
    pub bystander: Option<Bystander>,
    /// States of the file that no stream can have fetched any more, oldest first, each with the moment at which it was over.
    pub passed: Arc<Vec<(usize, Arc<Content>)>>,
}

impl PartialEq for History {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for History {}

/// A size that a file can't have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrongSize {
    /// The size, or the least that it can be by what was seen.
    pub(crate) size: u64,
    /// Whether it is too large, else too small.
    pub(crate) larger: bool,
    /// Whether the bytes before that were seen as well, and are right.
    pub(crate) seen: bool,
}

/// The byte that bytes at an offset have at a place.
pub(super) fn byte_at(offset: u64, bytes: &[u8], at: u64) -> Option<u8> {
    bytes.get(usize::try_from(at.checked_sub(offset)?).ok()?).copied()
}

/// Whether bytes at an offset go over a place.
pub(super) fn covers(offset: u64, bytes: &[u8], at: u64) -> bool {
    (offset..offset.saturating_add(bytes.len() as u64)).contains(&at)
}
