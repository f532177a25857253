//! The answers that leave something open: bytes that may be in flux, and attributes.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{Breach, Outcome};
use crate::op::Data;
use crate::rule::Rule;
use crate::tree::Content;
use crate::wasi::{DescriptorStat, DescriptorType};

/// The most that a plain implementation gives in one read, in bytes.
const PLAIN_READ: u64 = 1 << 16;

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

/// Bytes that may stand at a place instead of those of the current content: a write in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// Where it would start.
    pub offset: u64,
    /// What it would write.
    pub bytes: Data,
    /// How it would count.
    pub origin: Origin,
    /// The step that made it, counted from 0.
    pub step: usize,
}

/// When the end-of-file flag of `descriptor.read` may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndFlag {
    /// The length that was asked for.
    pub asked: u64,
}

/// Bytes that a read may give: a prefix of what the file has there, byte by byte in any version of its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBytes {
    /// Where the read starts.
    pub offset: u64,
    /// The file as it is when all that is known to be over is in it.
    pub current: Arc<Content>,
    /// Earlier versions that a read-ahead may have seen.
    pub versions: Vec<Arc<Content>>,
    /// Writes that may have landed in part.
    pub patches: Vec<Patch>,
    /// How many bytes may be given; more breaks `bound`.
    pub most: u64,
    /// How many must be given; fewer break `progress`.
    pub least: u64,
    /// The size that the file may have, over all versions.
    pub sizes: RangeInclusive<u64>,
    /// For `descriptor.read`.
    pub end: Option<EndFlag>,
    /// The rule of the bytes themselves.
    pub rule: Rule,
    /// The rule of the most.
    pub bound: Rule,
    /// The rule of the least.
    pub progress: Rule,
    /// Who wrote what, oldest first, to tell whose bytes are wrong.
    pub landings: Arc<Vec<Landing>>,
}

impl ExpectedBytes {
    /// Whether these bytes conform.
    ///
    /// # Errors
    /// With the first thing that is wrong about them.
    pub fn judge(&self, bytes: &[u8], end: Option<bool>) -> Result<Rule, Breach> {
        let given = bytes.len() as u64;
        if given > self.most {
            let rule = self.rule_when_too_many(given);
            return Err(Breach {
                rule,
                note: Some(format!("{given} bytes where at most {} can be", self.most)),
            });
        }
        if let Some(index) = self.first_wrong(bytes) {
            return Err(blame(
                &self.landings,
                &self.patches,
                self.offset + index as u64,
                bytes[index],
                self.rule,
            ));
        }
        if given < self.least {
            return Err(Breach { rule: self.progress, note: None });
        }
        match (self.end, end) {
            (Some(flag), Some(set)) if !self.end_fits(flag, given, set) => {
                let rule = self.size_rule().unwrap_or(Rule::FileEnd);
                Err(Breach { rule, note: None })
            }
            _ => Ok(self.rule),
        }
    }

    /// More than was asked breaks the bound; more than the file has breaks the rule of whoever set its size.
    fn rule_when_too_many(&self, given: u64) -> Rule {
        let beyond_file = self.offset.saturating_add(given) > *self.sizes.end();
        let asked_less = self.end.is_some_and(|flag| given > flag.asked);
        if beyond_file && !asked_less { self.size_rule().unwrap_or(self.bound) } else { self.bound }
    }

    /// The answer of a plain implementation: everything, from what is known to be over.
    pub(super) fn plain(&self) -> Outcome {
        let most = self.most.min(self.current.len().saturating_sub(self.offset)).min(PLAIN_READ);
        let bytes = self.current.read(self.offset..self.offset.saturating_add(most));
        let at_end = self.offset.saturating_add(most) >= self.current.len();
        Outcome::Bytes { bytes, end: self.end.map(|flag| at_end && flag.asked > 0) }
    }

    /// The rules that bytes kept which they could have broken.
    pub(super) fn rules_kept(&self, given: u64, kept: &mut Vec<Rule>) {
        let read = self.offset..self.offset.saturating_add(given);
        let overlaps = |from: u64, to: u64| from < read.end && to > read.start;
        for landing in self.landings.iter() {
            if overlaps(landing.offset, landing.offset + landing.bytes.len() as u64) {
                kept.extend([landing.origin.rule_of_place(), landing.origin.rule_of_loss()]);
            }
            if landing.gap_from.is_some_and(|from| overlaps(from, landing.offset)) {
                kept.push(Rule::FileGap);
            }
        }
        kept.extend([self.rule, self.bound]);
        kept.extend((self.least > 0).then_some(self.progress));
        if self.end.is_some() {
            kept.push(Rule::FileEnd);
            kept.extend(self.size_rule());
        }
    }

    /// The breach of a file with another size than it can have.
    pub(crate) fn size_breach(landings: &[Landing], otherwise: Rule) -> Breach {
        let landing = size_landing(landings);
        let note = landing.map(|landing| format!("step {} gave the file its size", landing.step + 1));
        Breach { rule: landing.map_or(otherwise, |landing| landing.origin.rule_of_place()), note }
    }

    fn size_rule(&self) -> Option<Rule> {
        size_landing(&self.landings).map(|landing| landing.origin.rule_of_place())
    }

    /// The index of the first byte that no version of the file has there.
    fn first_wrong(&self, bytes: &[u8]) -> Option<usize> {
        let mut from = self.current.mismatch(self.offset, bytes)?;
        if self.versions.is_empty() && self.patches.is_empty() {
            return Some(from);
        }
        while from < bytes.len() {
            if !self.may_be(self.offset + from as u64, bytes[from]) {
                return Some(from);
            }
            from += 1;
        }
        None
    }

    fn may_be(&self, at: u64, byte: u8) -> bool {
        let patched = self.patches.iter().any(|patch| {
            let inside = at.checked_sub(patch.offset).and_then(|index| usize::try_from(index).ok());
            inside.is_some_and(|index| patch.bytes.get(index) == Some(&byte))
        });
        let gap = byte == 0 && at >= self.current.len() && self.patches.iter().any(|patch| at < patch.offset);
        let version = |content: &Arc<Content>| content.byte(at) == Some(byte);
        patched || gap || version(&self.current) || self.versions.iter().any(version)
    }

    /// The flag may be set when the bytes reach the end in some version, and may be clear unless nothing was left.
    fn end_fits(&self, flag: EndFlag, given: u64, set: bool) -> bool {
        let reached = self.offset.saturating_add(given);
        if set {
            reached >= *self.sizes.start()
        } else {
            given > 0 || flag.asked == 0 || self.offset < *self.sizes.end()
        }
    }
}

/// The breach of a wrong byte at a place. If it is somebody's byte, it stands in the wrong place; else somebody's is
/// missing there. Zeros are everywhere, so one is taken for somebody's only where it came after what is missing.
fn blame(landings: &[Landing], patches: &[Patch], at: u64, byte: u8, otherwise: Rule) -> Breach {
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
pub(super) fn size_landing(landings: &[Landing]) -> Option<&Landing> {
    landings.iter().rev().find(|landing| landing.new_size.is_some())
}

/// Attributes that an object may have; what is not here is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedStat {
    /// What it is.
    pub r#type: DescriptorType,
    /// Its size in bytes; for other objects than files and links free.
    pub size: Option<RangeInclusive<u64>>,
    /// Its links; for directories free.
    pub link_count: Option<u64>,
    /// Who wrote what, oldest first, to tell who set the size.
    pub landings: Arc<Vec<Landing>>,
}

impl ExpectedStat {
    /// The answer of a plain implementation.
    pub(super) fn plain(&self) -> DescriptorStat {
        DescriptorStat {
            r#type: self.r#type,
            link_count: self.link_count.unwrap_or(1),
            size: self.size.as_ref().map_or(0, |sizes| *sizes.start()),
            data_access_timestamp: None,
            data_modification_timestamp: None,
            status_change_timestamp: None,
        }
    }

    /// The rule of whoever set the size.
    pub(super) fn size_rule(&self) -> Option<Rule> {
        size_landing(&self.landings).map(|landing| landing.origin.rule_of_place())
    }

    /// Whether these attributes conform.
    ///
    /// # Errors
    /// With the rule of the attribute that does not.
    pub fn judge(&self, stat: &DescriptorStat) -> Result<Rule, Breach> {
        let size_fits = self.size.as_ref().is_none_or(|sizes| sizes.contains(&stat.size));
        let links_fit = self.link_count.is_none_or(|links| links == stat.link_count);
        if !size_fits {
            let rule =
                size_landing(&self.landings).map_or(Rule::FileStat, |landing| landing.origin.rule_of_place());
            return Err(Breach { rule, note: None });
        }
        if stat.r#type == self.r#type && links_fit {
            Ok(Rule::FileStat)
        } else {
            Err(Breach { rule: Rule::FileStat, note: None })
        }
    }
}
