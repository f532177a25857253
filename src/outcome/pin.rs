//! What a script pins behind `=>`: a set of answers, on one line.
//!
//! | form | the answers it takes |
//! |---|---|
//! | `ok`, `closed`, `abandoned`, `trap`, `none` | themselves; `none` is the end of a listing, or no code |
//! | `_`, `any answer` | every answer, but no trap |
//! | `any failure` | every error code, and `failed` with every code |
//! | `no-entry`, `failed(io)`, `failed()`, `failed(..)` | an error code, of a refusal or of an `error`; a stream's failure with this code or none; with none; with any |
//! | `4`, `1..4`, `4..`, `..4`, `>= 4`, `<= 4` | counts and permits; both bounds are part of a range |
//! | `true`, `false`, `ready`, `not ready` | of a pollable, or whether two descriptors are of one object |
//! | `"base"`, `A[0..64]`, `"a"+zeros[9]` | these bytes, or a beginning of them that is not empty; a quoted text also as a link's target, or as what an `error` says |
//! | `a text` | what an `error` says of itself |
//! | `"base"?` | nothing as well |
//! | `exactly "base"`, `starting "ba"` | all of these bytes; these and any behind them |
//! | `4 bytes`, `1..4 bytes` | any bytes, so many of them |
//! | bytes, then `eof`, `eof?` | with the end of the file told, or told or not; without either it must not be told |
//! | `read write (file-integrity-sync or not)`, `{}` | flags, with those that are free in brackets |
//! | `regular-file`, `regular-file size=4 links=1..2`, `size=4` | a type; attributes: what is not named is free |
//! | `modified=5s`, `=after 5s`, `=absent`, `=as before`, `=of step 2` | a moment, as far as a file system keeps it; one that was told before, by any step or by this one |
//! | `regular-file "log"`, `_ "log"`, `directory many[20] "d{}"` | an entry of a listing, or of so many names counted from 0 |
//! | `a hash`, `another hash`, `the hash as before` | any; one that differs from one that was told; one that was told |
//! | `that of step 2` | the same answer as step 2 got |
//! | `not no-entry`, `not (ok \| busy)` | every answer but these, and no trap |
//! | `[0 2]`, `some of [0 1 2]` | the places of the pollables that are ready, by `poll`; of some of those, one at least |
//! | `a \| b` | what one of them takes |
//!
//! Steps count from 1, as in reports; a pin that names no step before its own does not hold. `only` in front of all says that a pin allows less than the model on purpose.

mod parse;
mod print;
mod sets;
#[cfg(test)]
pub(crate) mod tests;

use std::ops::RangeInclusive;

use super::{ExpectedTime, Outcome};
use crate::op::{Data, OpKind};
use crate::rule::Rule;
use crate::tree::{Content, Grain, Pattern};
use crate::wasi::{Datetime, DescriptorFlags, DescriptorType, ErrorCode, MetadataHashValue};

pub use sets::Meaning;

/// A set of answers, as a script pins it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Whether it is marked as one that allows less than the model on purpose.
    pub only: bool,
    forms: Vec<Form>,
}

/// What is wrong with the text of a pin, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinError {
    /// The place, in bytes from the start of the text.
    pub at: usize,
    /// What was expected there, and what helps.
    pub problem: String,
}

/// One of the alternatives of a pin.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Any,
    AnyFailure,
    Done,
    Bytes(Box<Given>),
    Count(RangeInclusive<u64>),
    /// Whether a pollable is ready, or whether two objects are one.
    Truth(bool),
    /// Which pollables of a list are ready.
    Polled {
        places: Vec<u32>,
        /// Whether it may be some of them.
        some: bool,
    },
    Flags {
        set: DescriptorFlags,
        free: DescriptorFlags,
    },
    Type(DescriptorType),
    Stat(Box<Attributes>),
    Entry {
        r#type: Option<DescriptorType>,
        names: Names,
    },
    /// Any other entry of a listing that was too long to be printed: so many.
    MoreEntries(u64),
    EndOfEntries,
    Target(String),
    /// What an error says of itself.
    Text,
    Hash(Hash),
    /// The answer that an earlier step got, counted from 1.
    That(usize),
    Error(ErrorCode),
    Failed(Code),
    Closed,
    Trap,
    Abandoned,
    Not(Vec<Form>),
}

/// Bytes that are pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    /// Which; none where any will do.
    content: Option<Content>,
    extent: Extent,
    /// Whether no bytes will do as well.
    or_nothing: bool,
    eof: Eof,
    /// What may stand in their place, written meanwhile; then their number is open as well.
    in_flight: Vec<Data>,
    /// Whether they may have been read ahead, from what was there before.
    read_ahead: bool,
    /// The same in quotes as the target of a link, where they are that alone.
    target: Option<String>,
}

/// How many bytes there are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Extent {
    /// A beginning that is not empty, or all.
    Beginning,
    /// All.
    All,
    /// All, and any behind them.
    More,
    /// Those that are shown begin so many.
    OfAll(u64),
    /// So many.
    Many(RangeInclusive<u64>),
}

/// What is said of the end of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eof {
    Never,
    May,
    Must,
}

/// Attributes of an object; what is not named is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Attributes {
    r#type: Option<DescriptorType>,
    size: Option<RangeInclusive<u64>>,
    links: Option<RangeInclusive<u64>>,
    /// Of the last access, of the data, of the status.
    times: [Moment; 3],
}

/// What is pinned of a timestamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Moment {
    #[default]
    Free,
    Absent,
    AsBefore,
    OfStep(usize),
    At(Datetime),
    After(Datetime),
}

/// The names of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    One(String),
    Many(Pattern, u64),
}

/// What is pinned of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Any,
    AsBefore,
    Another,
    Is(MetadataHashValue),
}

/// What is pinned of the code of a stream's failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    Any,
    None,
    Or(ErrorCode),
}

/// The answers of the steps before one, in their order; none where a step had none.
pub type Before<'a> = [Option<&'a Outcome>];

impl Pin {
    /// Reads a pin.
    ///
    /// # Errors
    /// With the place of the first thing that is no part of one, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, PinError> {
        parse::pin(text)
    }

    /// The pin as one of this operation, which decides whether a text in quotes is the target of a link or bytes.
    #[must_use]
    pub fn of(mut self, op: OpKind) -> Self {
        self.forms
            .iter_mut()
            .for_each(|form| form.decide(matches!(op, OpKind::ReadlinkAt | OpKind::ToDebugString)));
        self
    }

    /// Whether it takes an answer, behind these.
    pub fn takes(&self, outcome: &Outcome, before: &Before<'_>) -> bool {
        self.forms.iter().any(|form| form.takes(outcome, before))
    }
}

impl Form {
    fn decide(&mut self, is_link: bool) {
        if let Self::Not(forms) = self {
            for form in forms.iter_mut() {
                form.decide(is_link);
            }
        }
        let Self::Bytes(given) = self else { return };
        if let Some(target) = given.target.take()
            && is_link
        {
            *self = Self::Target(target);
        }
    }

    fn takes(&self, outcome: &Outcome, before: &Before<'_>) -> bool {
        match (self, outcome) {
            (Self::Any, outcome) => !outcome.is_a_breakdown(),
            (Self::Not(forms), outcome) => {
                !outcome.is_a_breakdown() && !forms.iter().any(|form| form.takes(outcome, before))
            }
            (Self::That(step), outcome) => answer_of(*step, before) == Some(outcome),
            (Self::AnyFailure, Outcome::Error(_) | Outcome::Failed(_))
            | (Self::Done, Outcome::Done)
            | (Self::EndOfEntries, Outcome::Entry(None) | Outcome::Code(None))
            | (Self::Text, Outcome::Text(_))
            | (Self::MoreEntries(_), Outcome::Entry(Some(_)))
            | (Self::Hash(Hash::Any), Outcome::Hash(_))
            | (Self::Closed, Outcome::Closed)
            | (Self::Trap, Outcome::Trap(_))
            | (Self::Abandoned, Outcome::Abandoned)
            | (Self::Failed(Code::Any), Outcome::Failed(_))
            | (Self::Failed(Code::Or(_) | Code::None), Outcome::Failed(None)) => true,
            (Self::Bytes(given), Outcome::Bytes { bytes, end }) => given.takes(bytes, *end),
            (Self::Bytes(given), Outcome::Target(target) | Outcome::Text(target)) => {
                given.target.as_ref() == Some(target)
            }
            (Self::Target(pinned), Outcome::Target(target) | Outcome::Text(target)) => pinned == target,
            (Self::Count(range), Outcome::Count(count)) => range.contains(count),
            (Self::Truth(pinned), Outcome::Ready(found) | Outcome::Same(found)) => pinned == found,
            (Self::Polled { places, some: false }, Outcome::Polled(found)) => places == found,
            (Self::Polled { places, some: true }, Outcome::Polled(found)) => {
                !found.is_empty() && found.iter().all(|place| places.contains(place))
            }
            (Self::Flags { set, free }, Outcome::Flags(flags)) => {
                flags.difference(*free) == set.difference(*free)
            }
            (Self::Type(pinned), Outcome::Type(found)) => pinned == found,
            (Self::Type(pinned), Outcome::Stat(stat)) => *pinned == stat.r#type,
            (Self::Stat(attributes), Outcome::Stat(stat)) => attributes.take(stat, before),
            (Self::Entry { r#type, names }, Outcome::Entry(Some(entry))) => {
                let typed = r#type.is_none_or(|r#type| r#type == entry.r#type);
                (typed || entry.r#type == DescriptorType::Unknown) && names.have(&entry.name)
            }
            (Self::Hash(hash), Outcome::Hash(found)) => hash.takes(*found, before),
            (Self::Error(code), Outcome::Error(found) | Outcome::Code(Some(found)))
            | (Self::Failed(Code::Or(code)), Outcome::Failed(Some(found))) => code == found,
            _ => false,
        }
    }
}

/// The answer that a step got, counted from 1.
fn answer_of<'a>(step: usize, before: &Before<'a>) -> Option<&'a Outcome> {
    before.get(step.checked_sub(1)?).copied().flatten()
}

impl Given {
    fn takes(&self, bytes: &[u8], end: Option<bool>) -> bool {
        let given = bytes.len() as u64;
        let is_loose = !self.in_flight.is_empty() || self.read_ahead;
        let enough = is_loose || (given == 0 && self.or_nothing) || self.extent.takes(given, self.length());
        let whole = is_loose || self.content.is_none() || given >= self.length();
        let ended = match self.eof {
            Eof::Never => end != Some(true),
            Eof::May => true,
            Eof::Must => end != Some(false) && whole,
        };
        enough && ended && (self.read_ahead || self.has(bytes))
    }

    /// How many bytes are shown.
    fn length(&self) -> u64 {
        self.content.as_ref().map_or(0, Content::len)
    }

    /// Whether each byte is the one that stands at its place, or one of those in flight, or the gap before such.
    fn has(&self, bytes: &[u8]) -> bool {
        let Some(content) = &self.content else { return true };
        if self.in_flight.is_empty() {
            let shown = usize::try_from(content.len()).map_or(bytes.len(), |shown| shown.min(bytes.len()));
            return content.mismatch(0, &bytes[..shown]).is_none();
        }
        (0_u64..).zip(bytes).all(|(at, byte)| {
            *byte == 0
                || content.byte(at) == Some(*byte)
                || self.in_flight.iter().any(|data| data.contains(byte))
        })
    }
}

impl Extent {
    /// Whether so many bytes are as many as there have to be, where so many are shown.
    fn takes(&self, given: u64, shown: u64) -> bool {
        match self {
            Self::Beginning => given <= shown && (given > 0 || shown == 0),
            Self::All => given == shown,
            Self::More => given >= shown,
            Self::OfAll(all) => given <= *all && given > 0,
            Self::Many(range) => range.contains(&given),
        }
    }
}

impl Attributes {
    fn take(&self, stat: &crate::wasi::DescriptorStat, before: &Before<'_>) -> bool {
        let fits = |range: &Option<RangeInclusive<u64>>, found| {
            range.as_ref().is_none_or(|range| range.contains(&found))
        };
        let times = times_of(stat);
        self.r#type.is_none_or(|r#type| r#type == stat.r#type)
            && fits(&self.size, stat.size)
            && fits(&self.links, stat.link_count)
            && (0..3).all(|which| self.times[which].takes(times[which], which, before))
    }
}

fn times_of(stat: &crate::wasi::DescriptorStat) -> [Option<Datetime>; 3] {
    [stat.data_access_timestamp, stat.data_modification_timestamp, stat.status_change_timestamp]
}

/// Whether an answer told attributes, and this one of its timestamps.
fn told(outcome: Option<&Outcome>, which: usize, moment: Option<Datetime>) -> bool {
    matches!(outcome, Some(Outcome::Stat(stat)) if times_of(stat)[which] == moment)
}

impl Moment {
    fn takes(self, found: Option<Datetime>, which: usize, before: &Before<'_>) -> bool {
        match self {
            Self::Free => true,
            Self::Absent => found.is_none(),
            Self::AsBefore => before.iter().any(|answer| told(*answer, which, found)),
            Self::OfStep(step) => told(answer_of(step, before), which, found),
            // As the model has it, so as to take what it takes.
            Self::At(moment) => ExpectedTime::set(moment, Rule::TimeSet).fits(found, Grain::WIDE, None),
            Self::After(moment) => {
                ExpectedTime::after(moment, Rule::TimeChanged).fits(found, Grain::WIDE, None)
            }
        }
    }
}

impl Names {
    fn have(&self, name: &str) -> bool {
        match self {
            Self::One(pinned) => pinned == name,
            Self::Many(pattern, count) => pattern.number(name).is_some_and(|number| number < *count),
        }
    }
}

impl Hash {
    fn takes(self, found: MetadataHashValue, before: &Before<'_>) -> bool {
        let mut told = before
            .iter()
            .filter_map(|answer| if let Some(Outcome::Hash(hash)) = answer { Some(*hash) } else { None });
        match self {
            Self::Any => true,
            Self::AsBefore => told.any(|hash| hash == found),
            Self::Another => told.any(|hash| hash != found),
            Self::Is(hash) => hash == found,
        }
    }
}
