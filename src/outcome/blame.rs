//! Whose bytes are wrong, and so which rule is broken.

use super::{Breach, Patch};
use crate::op::Data;
use crate::rule::Rule;

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
    /// An appending stream's write
    Append,
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
        }
    }

    /// The rule that is broken when the bytes are nowhere.
    pub fn rule_of_loss(self) -> Rule {
        match self {
            Self::Write => Rule::FileWrite,
            Self::Size(rule) => rule,
            Self::StreamFirst | Self::StreamNext => Rule::StreamFlushed,
            Self::Append => Rule::AppendNoLoss,
        }
    }
}

/// A change of a file that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// The step that made it, counted from 0.
    pub step: usize,
    /// Where it starts.
    pub offset: u64,
    /// What it wrote; nothing for a change of size.
    pub bytes: Data,
    /// How it came about.
    pub origin: Origin,
    /// The size it gave the file, if it changed it.
    pub new_size: Option<u64>,
    /// The size before, where that lies before the offset: from there on a gap was filled with zeros.
    pub gap_from: Option<u64>,
}

/// The breach of a wrong byte at a place. If it is somebody's byte, it stands in the wrong place; else somebody's is
/// missing there. Zeros are everywhere, so one is taken for somebody's only where it came after what is missing.
pub(super) fn blame(landings: &[Landing], patches: &[Patch], at: u64, byte: u8, otherwise: Rule) -> Breach {
    let covers = |landing: &&Landing| {
        let index = at.checked_sub(landing.offset).and_then(|index| usize::try_from(index).ok());
        index.is_some_and(|index| index < landing.bytes.len())
    };
    let missing = landings.iter().rev().find(covers);
    let after_missing = |step: usize| missing.is_some_and(|missing| step > missing.step);
    let landed = landings.iter().rev().map(|landing| (landing.step, landing.origin, &landing.bytes));
    let in_flight = patches.iter().rev().map(|patch| (patch.step, patch.origin, &patch.bytes));
    let mut owners = in_flight.chain(landed).filter(|(_, _, bytes)| bytes.contains(&byte));
    let owner = owners.find(|(step, _, _)| byte != 0 || after_missing(*step));
    match (owner, missing) {
        (Some((step, origin, _)), _) => {
            let note = Some(format!("a byte of step {} stands at offset {at}", step + 1));
            Breach { rule: origin.rule_of_place(), note }
        }
        (None, Some(missing)) => {
            let note =
                Some(format!("the byte that step {} wrote at offset {at} is missing", missing.step + 1));
            Breach { rule: missing.origin.rule_of_loss(), note }
        }
        (None, None) => Breach { rule: gap_or(landings, at, otherwise), note: None },
    }
}

/// The rule of zeros, if the place is one that a write or a size beyond the end left empty.
fn gap_or(landings: &[Landing], at: u64, otherwise: Rule) -> Rule {
    let in_gap =
        |landing: &Landing| landing.gap_from.is_some_and(|from| (from..landing.offset).contains(&at));
    if landings.iter().any(in_gap) { Rule::FileGap } else { otherwise }
}

/// The landing that gave the file its size.
fn size_landing(landings: &[Landing]) -> Option<&Landing> {
    landings.iter().rev().find(|landing| landing.new_size.is_some())
}

/// The rule of whoever gave the file its size.
pub(super) fn size_rule(landings: &[Landing]) -> Option<Rule> {
    size_landing(landings).map(|landing| landing.origin.rule_of_place())
}

/// The breach of a file with another size than it can have. One that is too large was made so by a write that landed
/// too far, and appends are the writes whose place is not given; else it is whoever set the size.
pub(crate) fn size_breach(landings: &[Landing], larger: bool, otherwise: Rule) -> Breach {
    let append = landings.iter().rev().find(|landing| larger && landing.origin == Origin::Append);
    let landing = append.or_else(|| size_landing(landings));
    let note = landing.map(|landing| format!("step {} gave the file its size", landing.step + 1));
    Breach { rule: landing.map_or(otherwise, |landing| landing.origin.rule_of_place()), note }
}
