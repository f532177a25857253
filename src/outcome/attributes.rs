//! Attributes and hashes of an object, with what is open about them.

use super::{Breach, ExpectedTimes, History, Sizes, WrongSize};
use crate::rule::Rule;
use crate::wasi::{DescriptorStat, DescriptorType, MetadataHashValue};

/// Attributes that an object may have; what is not here is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedStat {
    /// What it is.
    pub r#type: DescriptorType,
    /// Its size in bytes; for other objects than files and links free.
    pub size: Option<Sizes>,
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
        let [access, modification, change] = self.times.plain();
        DescriptorStat {
            r#type: self.r#type,
            link_count: self.link_count.or(self.still.map(|(_, links)| links)).unwrap_or(1),
            size: self.size.as_ref().map_or(self.still.map_or(0, |(size, _)| size), Sizes::least),
            data_access_timestamp: access,
            data_modification_timestamp: modification,
            status_change_timestamp: change,
        }
    }

    /// The rules that the attributes kept which they could have broken.
    pub(super) fn rules_kept(&self, kept: &mut Vec<Rule>) {
        let has_gaps = self.size.as_ref().is_some_and(Sizes::have_gaps);
        kept.extend(has_gaps.then_some(Rule::StreamRange));
        kept.extend(self.history.size_rule());
        kept.extend(self.link_count.map(|_| Rule::LinkCount));
        kept.extend(self.still.map(|_| Rule::DirStill));
        kept.push(Rule::FileStat);
        self.times.rules_kept(kept);
    }

    /// The rule of the call that made a name of the object in an odd way, where these are its attributes but for how many names it has.
    pub(crate) fn rule_of_miscounted(&self, stat: &DescriptorStat) -> Option<Rule> {
        let link_count = self.link_count.filter(|links| *links != stat.link_count)?;
        self.naming.filter(|_| self.is_of(&DescriptorStat { link_count, ..*stat }))
    }

    /// Whether these attributes may be those of this object, whatever their times are.
    pub(super) fn is_of(&self, stat: &DescriptorStat) -> bool {
        stat.r#type == self.r#type
            && self.size.as_ref().is_none_or(|sizes| sizes.contains(stat.size))
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
            && !sizes.contains(stat.size)
        {
            let wrong = WrongSize { size: stat.size, larger: stat.size > sizes.most(), seen: false };
            let breach = self.history.size_breach(wrong, &[], Rule::FileStat);
            // What the system has answered otherwise than it would explains more.
            if !by_the_way && self.told == Some(stat.size) && breach.rule.area() != "fault" {
                // What changed it is known to have happened, unless nobody has looked before.
                let note = Some("it is the size that was told before".into());
                return Err(Breach { rule: Rule::FileStat, note });
            }
            if sizes.is_in_gap(stat.size) {
                // It is told as it is; whoever writes has made it so.
                let note = Some("it lies in the gap before a write that is under way".into());
                return Err(Breach { rule: Rule::StreamRange, note });
            }
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
