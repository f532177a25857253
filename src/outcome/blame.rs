//! Whose bytes are wrong, and so which rule is broken.

use std::ops::Range;
use std::sync::Arc;

use super::{Breach, Patch, appends};
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
    /// The stream that made it.
    pub stream: Option<usize>,
    /// The rule that it is there to show, where it came about in an odd way: by a call that was given up, on a stream
    /// that the operating system gave odd answers.
    pub odd: Option<Rule>,
    /// The size it gave the file, if it changed it.
    pub new_size: Option<u64>,
    /// The size before, where that lies before the offset: from there on a gap was filled with zeros.
    pub gap_from: Option<u64>,
}

impl Landing {
    /// The rule that is broken when it is somewhere else.
    fn rule_of_place(&self) -> Rule {
        self.odd.unwrap_or(self.origin.rule_of_place())
    }

    /// The rule that is broken when it is missing.
    fn rule_of_loss(&self) -> Rule {
        self.odd.unwrap_or(self.origin.rule_of_loss())
    }

    /// The rule that is broken by a file of another size than it gave it: what is missing behind all else is missing.
    fn rule_of_size(&self, larger: bool) -> Rule {
        if !larger && self.origin == Origin::Append { self.rule_of_loss() } else { self.rule_of_place() }
    }

    fn range(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.bytes.len() as u64)
    }

    /// The byte that it has at a place of the file.
    fn byte(&self, at: u64) -> Option<u8> {
        let index = usize::try_from(at.checked_sub(self.offset)?).ok()?;
        self.bytes.get(index).copied()
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
    /// The rule that is broken when more or other than a prefix of it is there.
    fn rule(&self) -> Rule {
        match (self.by, self.seen) {
            (GoneBy::Failure, _) => Rule::FaultPrefix,
            (GoneBy::Cancel, true) => Rule::CancelLate,
            (GoneBy::Cancel, false) => Rule::CancelPrefix,
        }
    }
}

/// How a file's bytes came about. It explains what is allowed and is no part of it: all histories are equal.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What has landed, oldest first.
    pub landings: Arc<Vec<Landing>>,
    /// What lands no more.
    pub gone: Arc<Vec<Gone>>,
}

impl PartialEq for History {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for History {}

/// A byte that no version of a file has at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrongByte<'r> {
    /// The bytes that were read.
    pub(super) read: &'r [u8],
    /// Where the read starts.
    pub(super) offset: u64,
    /// Which of them is wrong.
    pub(super) index: usize,
    /// What is in flight.
    pub(super) patches: &'r [Patch],
    /// The size that the file has when nothing in flight has landed.
    pub(super) size: u64,
}

impl WrongByte<'_> {
    fn at(&self) -> u64 {
        self.offset + self.index as u64
    }

    fn byte(&self) -> u8 {
        self.read[self.index]
    }

    /// Whether a write that is under way goes over the place.
    fn is_being_written(&self) -> bool {
        let covers = |patch: &Patch| {
            let index = self.at().checked_sub(patch.offset);
            index.is_some_and(|index| index < patch.bytes.len() as u64)
        };
        self.at() < self.size && self.patches.iter().any(covers)
    }
}

/// Who wrote a byte that stands in the wrong place.
#[derive(Clone, Copy)]
struct Owner<'h> {
    step: usize,
    stream: Option<usize>,
    origin: Origin,
    bytes: &'h Data,
    /// The rule that is broken by its place.
    rule: Rule,
}

impl<'h> Owner<'h> {
    fn of_landing(landing: &'h Landing) -> Self {
        let Landing { step, stream, origin, ref bytes, .. } = *landing;
        Self { step, stream, origin, bytes, rule: landing.rule_of_place() }
    }

    fn of_patch(patch: &'h Patch) -> Self {
        let Patch { step, stream, origin, ref bytes, odd, .. } = *patch;
        Self { step, stream: Some(stream), origin, bytes, rule: odd.unwrap_or(origin.rule_of_place()) }
    }

    /// Whether it is an append over another's that has gone by that: of two ends of the file one was no longer the end.
    fn goes_over_append(self, missing: &Landing, read: &[u8]) -> bool {
        let appends = [self.origin, missing.origin].iter().all(|origin| *origin == Origin::Append);
        appends && self.stream != missing.stream && !appends::is_whole(&missing.bytes, read)
    }
}

impl History {
    /// The breach of a wrong byte. If it is somebody's byte, it stands in the wrong place; else somebody's is missing
    /// there. Zeros are everywhere, so one is taken for somebody's only where it came after what is missing.
    pub(super) fn blame(&self, wrong: WrongByte<'_>, otherwise: Rule) -> Breach {
        let (at, byte) = (wrong.at(), wrong.byte());
        if let Some(rule) = appends::breach(&self.landings, wrong.patches, wrong.read) {
            return Breach { rule, note: None };
        }
        if let Some(gone) = self.gone.iter().find(|gone| byte != 0 && gone.bytes.contains(&byte)) {
            let note = "bytes of a stream that was let go or has failed stand where they can't be";
            return Breach { rule: gone.rule(), note: Some(note.into()) };
        }
        let missing = self.landings.iter().rev().find(|landing| landing.byte(at).is_some());
        let after_missing = |step: usize| missing.is_some_and(|missing| step > missing.step);
        let landed = self.landings.iter().rev();
        // What it was before is there again, not somewhere else.
        let landed = landed.filter(|landing| landing.byte(at) != Some(byte));
        let landed = landed.map(Owner::of_landing);
        let in_flight = wrong.patches.iter().rev().map(Owner::of_patch);
        let mut owners = in_flight.chain(landed).filter(|owner| owner.bytes.contains(&byte));
        let owner = owners.find(|owner| byte != 0 || after_missing(owner.step));
        match (owner, missing) {
            (None, _) if wrong.is_being_written() => {
                let note = Some("it is neither what was there nor what is being written".into());
                Breach { rule: Rule::StreamOldOrNew, note }
            }
            (Some(owner), Some(missing)) if owner.goes_over_append(missing, wrong.read) => {
                let (lost, over) = (missing.step + 1, owner.step + 1);
                let note = Some(format!("what step {lost} appended is gone, and step {over} stands there"));
                Breach { rule: missing.rule_of_loss(), note }
            }
            (Some(Owner { step, rule, .. }), _) => {
                let note = Some(format!("a byte of step {} stands at offset {at}", step + 1));
                Breach { rule, note }
            }
            (None, Some(missing)) => {
                let note =
                    Some(format!("the byte that step {} wrote at offset {at} is missing", missing.step + 1));
                let beside = missing.odd.is_none() && self.is_beside_another(missing, wrong.patches);
                Breach { rule: if beside { Rule::StreamRange } else { missing.rule_of_loss() }, note }
            }
            (None, None) => Breach { rule: self.gap_or(at, otherwise), note: None },
        }
    }

    /// Whether another stream has written elsewhere in the file since, or is about to.
    fn is_beside_another(&self, missing: &Landing, patches: &[Patch]) -> bool {
        let other = |stream: Option<usize>, origin: Origin| {
            stream.is_some() && stream != missing.stream && origin != Origin::Append
        };
        let landed = self
            .landings
            .iter()
            .any(|landing| landing.step > missing.step && other(landing.stream, landing.origin));
        landed || patches.iter().any(|patch| other(Some(patch.stream), patch.origin))
    }

    /// The rule of zeros, if the place is one that a write or a size beyond the end left empty.
    fn gap_or(&self, at: u64, otherwise: Rule) -> Rule {
        if self.is_in_gap(at) { Rule::FileGap } else { otherwise }
    }

    /// Whether a place is one that a write or a size beyond the end left empty.
    pub(crate) fn is_in_gap(&self, at: u64) -> bool {
        let in_gap =
            |landing: &Landing| landing.gap_from.is_some_and(|from| (from..landing.offset).contains(&at));
        self.landings.iter().any(in_gap)
    }

    /// The step that wrote what stands at a place, if one did.
    pub(crate) fn writer_at(&self, at: u64) -> Option<usize> {
        let landing = self.landings.iter().rev().find(|landing| landing.byte(at).is_some());
        landing.map(|landing| landing.step)
    }

    /// The landing that gave the file its size.
    fn size_landing(&self) -> Option<&Landing> {
        self.landings.iter().rev().find(|landing| landing.new_size.is_some())
    }

    /// The rule of whoever gave the file its size.
    pub(super) fn size_rule(&self) -> Option<Rule> {
        self.size_landing().map(Landing::rule_of_place)
    }

    /// The breach of a file with another size than it can have. One that is too large was made so by bytes that should
    /// have gone, or by a write that landed too far, and appends are the writes whose place is not given; else it is
    /// whoever set the size.
    pub(crate) fn size_breach(&self, larger: bool, otherwise: Rule) -> Breach {
        if let Some(gone) = self.gone.iter().rev().find(|_| larger) {
            return Breach { rule: gone.rule(), note: Some("more has landed than a prefix".into()) };
        }
        let append = self.landings.iter().rev().find(|landing| larger && landing.origin == Origin::Append);
        let landing = append.or_else(|| self.size_landing());
        let note = landing.map(|landing| format!("step {} gave the file its size", landing.step + 1));
        Breach { rule: landing.map_or(otherwise, |landing| landing.rule_of_size(larger)), note }
    }

    /// The rules that bytes kept which they could have broken.
    pub(super) fn rules_kept(&self, read: &Range<u64>, patches: &[Patch], kept: &mut Vec<Rule>) {
        let overlaps = |range: Range<u64>| range.start < read.end && range.end > read.start;
        let seen = || self.landings.iter().filter(|landing| overlaps(landing.range()));
        for landing in seen() {
            kept.extend([landing.rule_of_place(), landing.rule_of_loss()]);
            if landing.gap_from.is_some_and(|from| overlaps(from..landing.offset)) {
                kept.push(Rule::FileGap);
            }
        }
        kept.extend(self.gone.iter().map(Gone::rule));
        let being_written = |patch: &Patch| overlaps(patch.offset..patch.offset + patch.bytes.len() as u64);
        kept.extend(patches.iter().any(being_written).then_some(Rule::StreamOldOrNew));
        let positional =
            seen().filter(|landing| landing.origin != Origin::Append && landing.stream.is_some());
        kept.extend((several(positional.map(|landing| landing.stream))).then_some(Rule::StreamRange));
        appends::rules_kept(seen(), kept);
    }
}

/// Whether there are two different ones among these.
fn several<T: PartialEq>(mut items: impl Iterator<Item = T>) -> bool {
    items.next().is_some_and(|first| items.any(|other| other != first))
}
