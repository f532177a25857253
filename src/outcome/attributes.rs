//! Attributes and hashes of an object, with what is open about them.

use std::ops::RangeInclusive;

use super::{Breach, History, WrongSize};
use crate::rule::Rule;
use crate::wasi::{Datetime, DescriptorStat, DescriptorType, MetadataHashValue};

/// How far below a moment that was set a file system may report it, in seconds (the coarsest in use count by two).
const GRANULARITY: u64 = 2;

/// A timestamp that an object may have. Absent is always taken, but where it was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedTime {
    /// Anything.
    Free,
    /// What was seen before, under a rule.
    Still(Option<Datetime>, Rule),
    /// A moment that was set, as far as the file system can tell it, under a rule.
    Set(Datetime, Rule),
    /// Any later moment, under a rule.
    After(Datetime, Rule),
}

impl ExpectedTime {
    /// Whether a timestamp can be this one.
    pub(crate) fn fits(self, found: Option<Datetime>) -> bool {
        match (self, found) {
            (Self::Free, _) | (Self::Set(..) | Self::After(..), None) => true,
            (Self::Still(wanted, _), found) => wanted == found,
            (Self::Set(moment, _), Some(found)) => {
                found <= moment && found.seconds.saturating_add(GRANULARITY) >= moment.seconds
            }
            (Self::After(moment, _), Some(found)) => found > moment,
        }
    }

    fn plain(self) -> Option<Datetime> {
        match self {
            Self::Still(seen, _) => seen,
            Self::Free | Self::Set(..) | Self::After(..) => None,
        }
    }

    fn rule(self) -> Option<Rule> {
        match self {
            Self::Free => None,
            Self::Still(_, rule) | Self::Set(_, rule) | Self::After(_, rule) => Some(rule),
        }
    }
}

/// The timestamps that an object may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedTimes {
    /// Of the last access.
    pub access: ExpectedTime,
    /// Of the last change of the data.
    pub modification: ExpectedTime,
    /// Of the last change of the status.
    pub change: ExpectedTime,
    /// Whether the data was last changed by a call that changed the status as well.
    pub ordered: bool,
    /// Whether a timestamp may be one that can't be told, and stat has to succeed all the same.
    pub early: bool,
}

impl ExpectedTimes {
    /// Nothing is known.
    pub const FREE: Self = Self {
        access: ExpectedTime::Free,
        modification: ExpectedTime::Free,
        change: ExpectedTime::Free,
        ordered: false,
        early: false,
    };

    fn judge(&self, stat: &DescriptorStat) -> Result<(), Breach> {
        let found =
            [stat.data_access_timestamp, stat.data_modification_timestamp, stat.status_change_timestamp];
        let breach = |rule, note: String| Err(Breach { rule, note: Some(note) });
        if let Some(odd) = found.into_iter().flatten().find(|moment| moment.nanoseconds >= Datetime::SECOND) {
            return breach(Rule::TimeNanoseconds, format!("{odd} has more nanoseconds than a second"));
        }
        let names = ["data-access", "data-modification", "status-change"];
        for ((expected, found), name) in self.each().into_iter().zip(found).zip(names) {
            if let Some(rule) = expected.rule().filter(|_| !expected.fits(found)) {
                let found = found.map_or("absent".into(), |found| found.to_string());
                return breach(rule, format!("the {name} timestamp is {found}"));
            }
        }
        match (stat.data_modification_timestamp, stat.status_change_timestamp) {
            (Some(modified), Some(changed)) if self.ordered && changed < modified => {
                breach(Rule::TimeOrder, format!("modified at {modified}, status changed at {changed}"))
            }
            _ => Ok(()),
        }
    }

    fn each(&self) -> [ExpectedTime; 3] {
        [self.access, self.modification, self.change]
    }

    fn rules_kept(&self, kept: &mut Vec<Rule>) {
        kept.push(Rule::TimeNanoseconds);
        kept.extend(self.each().into_iter().filter_map(ExpectedTime::rule));
        kept.extend(self.ordered.then_some(Rule::TimeOrder));
        kept.extend(self.early.then_some(Rule::TimeEarly));
    }
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
    /// Its timestamps.
    pub times: ExpectedTimes,
    /// Who wrote what, oldest first, to tell who set the size.
    pub history: History,
    /// The rule by which the object has its names, where it is an odd one: it is broken when there is another object, or
    /// there are more names or fewer.
    pub naming: Option<Rule>,
    /// The size that was told of it last.
    pub told: Option<u64>,
    /// The size and the links of a directory, where they were told and nothing was done since.
    pub still: Option<(u64, u64)>,
}

impl ExpectedStat {
    /// The answer of a plain implementation.
    pub(super) fn plain(&self) -> DescriptorStat {
        DescriptorStat {
            r#type: self.r#type,
            link_count: self.link_count.or(self.still.map(|(_, links)| links)).unwrap_or(1),
            size: self.size.as_ref().map_or(self.still.map_or(0, |(size, _)| size), |sizes| *sizes.start()),
            data_access_timestamp: self.times.access.plain(),
            data_modification_timestamp: self.times.modification.plain(),
            status_change_timestamp: self.times.change.plain(),
        }
    }

    /// The rules that the attributes kept which they could have broken.
    pub(super) fn rules_kept(&self, kept: &mut Vec<Rule>) {
        kept.extend(self.history.size_rule());
        kept.extend(self.link_count.map(|_| Rule::LinkCount));
        kept.extend(self.still.map(|_| Rule::DirStill));
        kept.push(Rule::FileStat);
        self.times.rules_kept(kept);
    }

    /// Whether these attributes may be those of this object, whatever their times are.
    pub(super) fn is_of(&self, stat: &DescriptorStat) -> bool {
        stat.r#type == self.r#type
            && self.size.as_ref().is_none_or(|sizes| sizes.contains(&stat.size))
            && self.link_count.is_none_or(|links| links == stat.link_count)
    }

    /// Whether these attributes conform, as those of an object that was found under a rule.
    ///
    /// # Errors
    /// With the rule of the attribute that does not. Of another object than the one that was meant, most are wrong, so
    /// what is wrong about the way to it is told first.
    pub fn judge(&self, stat: &DescriptorStat, rule: Rule) -> Result<Rule, Breach> {
        // A link that is told of as one was not followed.
        let is_link = stat.r#type == DescriptorType::SymbolicLink && stat.r#type == self.r#type;
        let is_own = matches!(rule, Rule::FileStat | Rule::FileOutlivesName);
        let by_the_way = !(is_own || (is_link && rule == Rule::PathSymlink));
        if stat.r#type == DescriptorType::Unknown && self.r#type != stat.r#type {
            // It is hardly another object than the one that was meant: its type is not told.
            return Err(Breach { rule: Rule::FileStat, note: None });
        }
        if stat.r#type != self.r#type {
            let own = self.naming.unwrap_or(rule);
            return Err(Breach { rule: if by_the_way { rule } else { own }, note: None });
        }
        if let Some(sizes) = &self.size
            && !sizes.contains(&stat.size)
        {
            if !by_the_way && self.told == Some(stat.size) {
                // What changed it is known to have happened, unless nobody has looked before.
                let note = Some("it is the size that was told before".into());
                return Err(Breach { rule: Rule::FileStat, note });
            }
            let wrong = WrongSize { size: stat.size, larger: stat.size > *sizes.end(), seen: false };
            let breach = self.history.size_breach(wrong, &[], Rule::FileStat);
            return Err(if by_the_way { Breach { rule, ..breach } } else { breach });
        }
        if self.link_count.is_some_and(|links| links != stat.link_count) {
            let own = self.naming.unwrap_or(Rule::LinkCount);
            return Err(Breach { rule: if by_the_way { rule } else { own }, note: None });
        }
        if let Some((size, links)) = self.still.filter(|still| *still != (stat.size, stat.link_count)) {
            let note = format!("it had size={size} links={links} when that was told last");
            let rule = if by_the_way { rule } else { Rule::DirStill };
            return Err(Breach { rule, note: Some(note) });
        }
        self.times.judge(stat).map(|()| rule)
    }
}

/// A hash of metadata as it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedHash {
    /// What it has to be, where it was seen and nothing was done since.
    pub still: Option<MetadataHashValue>,
    /// What it can't be, each under a rule.
    pub never: Vec<(MetadataHashValue, Rule)>,
    /// Numbers that go into it: neither half is one.
    pub inputs: Vec<u64>,
}

impl ExpectedHash {
    pub(super) fn plain(&self) -> MetadataHashValue {
        // The first number that nothing else has.
        let free = |lower: &u64| {
            let is_never =
                self.never.iter().any(|(hash, _)| *hash == MetadataHashValue { lower: *lower, upper: 0 });
            !is_never && !self.inputs.contains(lower)
        };
        let tried = (self.never.len() + self.inputs.len()) as u64;
        let lower = (0..=tried).find(free).unwrap_or(0);
        self.still.unwrap_or(MetadataHashValue { lower, upper: 0 })
    }

    pub(super) fn rules_kept(&self, kept: &mut Vec<Rule>) {
        kept.extend(self.still.map(|_| Rule::HashStays));
        kept.extend(self.never.iter().map(|(_, rule)| *rule));
        kept.extend((!self.inputs.is_empty()).then_some(Rule::HashClear));
    }

    /// Whether a hash conforms.
    ///
    /// # Errors
    /// With the rule that it breaks.
    pub fn judge(&self, hash: MetadataHashValue, rule: Rule) -> Result<Rule, Breach> {
        if self.still.is_some_and(|still| still != hash) {
            return Err(Breach { rule: Rule::HashStays, note: None });
        }
        match self.never.iter().find(|(never, _)| *never == hash) {
            Some((_, broken)) => Err(Breach { rule: *broken, note: None }),
            None if self.inputs.iter().any(|input| [hash.lower, hash.upper].contains(input)) => {
                Err(Breach { rule: Rule::HashClear, note: None })
            }
            None => Ok(rule),
        }
    }
}
