//! Which answers conform, and which rule each other one breaks.

mod altered;
mod aside;
mod entries;
mod excused;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use aside::Aside;
use entries::{is_dots, judge_entry};

use super::{Breach, Cells, ExpectedBytes, ExpectedHash, ExpectedStat, Outcome, OutcomeKind, Refusal};
use crate::rule::{Leeway, Rule};
use crate::wasi::{Datetime, DescriptorFlags, DescriptorType, DirectoryEntry, ErrorCode};

/// The entries that a listing has not given yet, by their names, with the types that each may have.
pub type Listed = BTreeMap<Arc<str>, Vec<DescriptorType>>;

/// The permit that a plain implementation gives, in bytes.
const PLAIN_PERMIT: u64 = 1 << 20;

/// Error codes; those that stand in a table are not copied.
pub type Codes = Cow<'static, [ErrorCode]>;

/// One answer that conforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Success, with nothing or a handle.
    Done,
    /// Bytes of a file.
    Bytes(Box<ExpectedBytes>),
    /// A count of bytes within these bounds; fewer break `progress`, more break `bound`.
    Count {
        /// At least.
        least: u64,
        /// At most.
        most: u64,
        /// The rule of the least.
        progress: Rule,
        /// The rule of the most.
        bound: Rule,
    },
    /// Whether a pollable is ready: this, or either.
    Ready(Option<bool>),
    /// Which pollables of so many are ready: one at least.
    Polled {
        /// How many there are.
        count: u32,
    },
    /// The code of a stream's error, or that it has none.
    Code(Option<ErrorCode>),
    /// What an error says of itself, whatever that is.
    Text,
    /// Flags: these at least, and of the others only the free ones.
    Flags {
        /// Must be set.
        set: DescriptorFlags,
        /// May be set or not.
        free: DescriptorFlags,
    },
    /// The type of an object.
    Type(DescriptorType),
    /// The attributes of an object.
    Stat(Box<ExpectedStat>),
    /// One of these entries of a listing, none of them seen before.
    Entry(Arc<Listed>),
    /// The end of a listing.
    EndOfEntries,
    /// What a symbolic link holds.
    Target(Arc<str>),
    /// Whether two descriptors refer to the same object.
    Same(bool),
    /// The hash of an object's metadata.
    Hash(Box<ExpectedHash>),
    /// A descriptor's call fails with one of these.
    Error(Refusal),
    /// A stream's call fails with one of these; where there are none with any, or without one.
    Failed(Codes),
    /// The stream has ended.
    Closed,
    /// The guest is ended.
    Trap,
    /// The guest gives the call up before it is over.
    Abandoned,
    /// Any answer at all, but a trap, with so many bytes at most.
    Anything {
        /// At most so many bytes, given or counted; more break `bound`.
        most: u64,
        /// The rule of the most.
        bound: Rule,
    },
}

/// The answers that conform, each under a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The answers; mostly one.
    answers: SmallVec<[(Answer, Rule); 1]>,
    /// For refusals with another code: which rule they break, where it is not that of the first answer.
    refusals: Option<Rule>,
    /// For answers of other kinds: which rule they break, where it is not that of the first answer.
    breaches: SmallVec<[(OutcomeKind, Rule); 8]>,
    /// Which rights the call needs and which of them are missing.
    pub cells: Cells,
    aside: Aside,
}

impl Allowed {
    /// One answer.
    pub fn only(answer: Answer, rule: Rule) -> Self {
        Self {
            answers: smallvec![(answer, rule)],
            refusals: None,
            breaches: SmallVec::new(),
            cells: Cells::default(),
            aside: Aside::default(),
        }
    }

    /// The answers that conform, each with its rule; the first is the one that a plain implementation gives.
    pub fn answers(&self) -> &[(Answer, Rule)] {
        &self.answers
    }

    /// A refusal of a descriptor's call.
    pub fn error(refusal: impl Into<Refusal>, rule: Rule) -> Self {
        Self::only(Answer::Error(refusal.into()), rule)
    }

    /// Also this answer.
    #[must_use]
    pub fn or(mut self, answer: Answer, rule: Rule) -> Self {
        self.answers.push((answer, rule));
        self
    }

    /// Also these refusals.
    #[must_use]
    pub fn or_refused(mut self, refusals: &[(Refusal, Rule)]) -> Self {
        self.answers.extend(refusals.iter().map(|(says, rule)| (Answer::Error(*says), *rule)));
        self
    }

    /// Also this answer, under a condition.
    #[must_use]
    pub fn or_if(self, condition: bool, answer: Answer, rule: Rule) -> Self {
        if condition { self.or(answer, rule) } else { self }
    }

    /// An answer of this kind, where it is not allowed, breaks this rule.
    #[must_use]
    pub fn breach(mut self, kind: OutcomeKind, rule: Rule) -> Self {
        self.breaches.push((kind, rule));
        self
    }

    /// A refusal with a code that is not allowed breaks this rule, where none was named for it.
    #[must_use]
    pub fn refusals_break(mut self, rule: Option<Rule>) -> Self {
        self.refusals = rule;
        self
    }

    /// What `other` takes is wrong, where it is not allowed, and breaks the rules it has there.
    #[must_use]
    pub fn but_not(mut self, other: Self) -> Self {
        self.aside.wrong.extend(other.answers);
        self
    }

    /// Such an answer tells nothing of the files, where it is allowed: whatever they are, it may be given.
    #[must_use]
    pub fn untelling(mut self, answer: Answer) -> Self {
        self.aside.untelling.push(answer);
        self
    }

    /// The call needs these rights.
    #[must_use]
    pub fn needing(mut self, cells: Cells) -> Self {
        self.cells = cells;
        self
    }

    /// Says what time it is behind the call, by the judge's clock: nothing is stamped later than that.
    pub fn until(&mut self, now: Datetime) {
        for (answer, _) in &mut self.answers {
            if let Answer::Stat(expected) = answer {
                expected.times.now = Some(now);
            }
        }
    }

    /// Whether an answer conforms, and under which rule.
    ///
    /// # Errors
    /// With the rule that it breaks.
    pub fn judge(&self, outcome: &Outcome) -> Result<Rule, Breach> {
        if let Some(rule) = self.answers.iter().find_map(|(answer, rule)| answer.takes(outcome, *rule)) {
            return Ok(rule);
        }
        // A hash that other objects have says more than whose it would be.
        let is_said = |(answer, rule): &&(Answer, Rule)| {
            if matches!(answer, Answer::Hash(_)) {
                answer.takes(outcome, *rule).is_some() && !self.stays_with_another_time(outcome)
            } else {
                answer.may_tell(outcome, *rule)
            }
        };
        if let Some((_, rule)) = self.aside.wrong.iter().find(is_said) {
            return Err(Breach { rule: *rule, note: None });
        }
        // What is wrong about an answer is told of the file that it is nearest to.
        let (near, far) =
            self.answers.iter().partition::<Vec<_>, _>(|(answer, rule)| answer.may_tell(outcome, *rule));
        let is_near = !near.is_empty();
        let candidates = near.into_iter().chain(far);
        let mut breaches = candidates.filter_map(|(answer, rule)| answer.judge(outcome, *rule)?.err());
        Err(match breaches.next() {
            // Of the files as they are in that world nothing is wrong.
            Some(nearest) if is_near => nearest,
            Some(nearest) => nearest.or_of_cut(breaches),
            None => Breach { rule: self.rule_against(outcome), note: None },
        })
    }

    /// Whether an answer conforms; unlike [`Allowed::judge`] it does not find out what is wrong with one that does not.
    pub fn takes(&self, outcome: &Outcome) -> bool {
        self.answers.iter().any(|(answer, rule)| answer.takes(outcome, *rule).is_some())
    }

    /// Whether an answer may be one of the files as they are here. Times and hashes tell nothing of that, nor does an end
    /// where nothing was asked for: whoever is wrong about those says nothing about bytes that are in flight.
    pub fn may_tell(&self, outcome: &Outcome) -> bool {
        self.answers.iter().any(|(answer, rule)| answer.may_tell(outcome, *rule))
            || self.aside.untelling.iter().any(|answer| answer.takes(outcome, Rule::NoHang).is_some())
    }

    /// The choices that the standard leaves open about its refusals, each with the rule that they keep.
    pub(crate) fn leeways(&self) -> impl Iterator<Item = (Leeway, Rule)> {
        self.answers.iter().filter_map(|(answer, rule)| {
            if let Answer::Error(Refusal::OneOf(leeway)) = answer { Some((*leeway, *rule)) } else { None }
        })
    }

    /// The answer that a plain implementation gives: the first, taken in full, unless it hangs on what is in flight.
    pub fn plain(&self) -> Outcome {
        let conforming =
            self.answers.iter().map(|(answer, _)| answer.plain()).find(|plain| self.takes(plain));
        conforming.unwrap_or(Outcome::Closed)
    }

    /// The rules that an answer kept which it could have broken, for coverage.
    pub fn rules_kept(&self, outcome: &Outcome) -> Vec<Rule> {
        let mut kept: Vec<Rule> = self.breaches.iter().map(|(_, rule)| *rule).collect();
        kept.extend(self.refusals.filter(|_| matches!(outcome, Outcome::Error(_))));
        for (answer, rule) in &self.answers {
            if answer.takes(outcome, *rule).is_some() {
                kept.push(*rule);
                answer.rules_within(outcome, &mut kept);
            }
        }
        kept
    }

    /// The rule that an answer of a kind that is not allowed breaks.
    fn rule_against(&self, outcome: &Outcome) -> Rule {
        let kind = outcome.kind();
        match outcome {
            Outcome::Panic(_) => Rule::NoPanic,
            Outcome::Hang => self.known_breach(kind).unwrap_or(Rule::NoHang),
            Outcome::Blocked => self.known_breach(kind).unwrap_or(Rule::NeverBlocks),
            Outcome::Trap(_) => self.known_breach(kind).unwrap_or(Rule::NoTrap),
            Outcome::Error(ErrorCode::Unsupported) => Rule::Supported,
            Outcome::Done
            | Outcome::Bytes { .. }
            | Outcome::Count(_)
            | Outcome::Ready(_)
            | Outcome::Polled(_)
            | Outcome::Code(_)
            | Outcome::Text(_)
            | Outcome::Flags(_)
            | Outcome::Type(_)
            | Outcome::Stat(_)
            | Outcome::Entry(_)
            | Outcome::Target(_)
            | Outcome::Same(_)
            | Outcome::Hash(_)
            | Outcome::Error(_)
            | Outcome::Failed(_)
            | Outcome::Closed
            | Outcome::Abandoned => {
                let refused = self.refusals.filter(|_| matches!(outcome, Outcome::Error(_)));
                let known = self.known_breach(kind).or(refused);
                known.or_else(|| self.answers.first().map(|(_, rule)| *rule)).unwrap_or(Rule::NoTrap)
            }
        }
    }

    /// The rule that was named for answers of a kind.
    fn known_breach(&self, kind: OutcomeKind) -> Option<Rule> {
        self.breaches.iter().find(|(breach, _)| *breach == kind).map(|(_, rule)| *rule)
    }
}

impl Answer {
    /// This answer in full, as a plain implementation gives it.
    fn plain(&self) -> Outcome {
        match self {
            Self::Done => Outcome::Done,
            Self::Bytes(expected) => expected.plain(),
            Self::Count { most, .. } => Outcome::Count((*most).min(PLAIN_PERMIT)),
            Self::Ready(ready) => Outcome::Ready(ready.unwrap_or(true)),
            Self::Polled { count } => Outcome::Polled((0..*count).collect()),
            Self::Code(code) => Outcome::Code(*code),
            Self::Text => Outcome::Text(String::new()),
            Self::Flags { set, .. } => Outcome::Flags(*set),
            Self::Type(r#type) => Outcome::Type(*r#type),
            Self::Stat(expected) => Outcome::Stat(expected.plain()),
            Self::Entry(entries) => {
                Outcome::Entry(entries.first_key_value().map(|(name, types)| DirectoryEntry {
                    r#type: types.first().copied().unwrap_or(DescriptorType::Unknown),
                    name: name.to_string(),
                }))
            }
            Self::EndOfEntries => Outcome::Entry(None),
            Self::Target(target) => Outcome::Target(target.to_string()),
            Self::Same(same) => Outcome::Same(*same),
            Self::Hash(expected) => Outcome::Hash(expected.plain()),
            Self::Error(refusal) => Outcome::Error(refusal.codes()[0]),
            Self::Failed(codes) => Outcome::Failed(codes.first().copied()),
            Self::Closed => Outcome::Closed,
            Self::Trap => Outcome::Trap(String::new()),
            Self::Abandoned => Outcome::Abandoned,
            Self::Anything { .. } => Outcome::Error(ErrorCode::Unsupported),
        }
    }

    /// The rules about parts of an answer.
    fn rules_within(&self, outcome: &Outcome, kept: &mut Vec<Rule>) {
        match (self, outcome) {
            (Self::Bytes(expected), Outcome::Bytes { bytes, .. }) => {
                expected.rules_kept(bytes.len() as u64, kept);
            }
            (Self::Stat(expected), _) => expected.rules_kept(kept),
            (Self::Hash(expected), _) => expected.rules_kept(kept),
            (Self::Count { progress, bound, .. }, _) => kept.extend([*progress, *bound]),
            (Self::Entry(_), _) => kept.extend([Rule::DirDots, Rule::DirEntryType, Rule::DirEntryUnknown]),
            _ => {}
        }
    }

    /// The rule under which an outcome conforms, if it does. Nobody is blamed where it does not.
    fn takes(&self, outcome: &Outcome, rule: Rule) -> Option<Rule> {
        if let (Self::Bytes(expected), Outcome::Bytes { bytes, end }) = (self, outcome) {
            return expected.takes(bytes, *end).then_some(expected.rule);
        }
        self.judge(outcome, rule)?.ok()
    }

    /// Whether an outcome may be one of the files as this answer has them.
    fn may_tell(&self, outcome: &Outcome, rule: Rule) -> bool {
        match (self, outcome) {
            (Self::Bytes(expected), Outcome::Bytes { bytes, end }) => expected.may_give(bytes, *end),
            (Self::Stat(expected), Outcome::Stat(stat)) => expected.is_of(stat),
            (Self::Hash(_), Outcome::Hash(_)) => true,
            _ => self.takes(outcome, rule).is_some(),
        }
    }

    /// None where the outcome is of another kind, else whether it conforms.
    fn judge(&self, outcome: &Outcome, rule: Rule) -> Option<Result<Rule, Breach>> {
        let verdict = |fits: bool| if fits { Ok(rule) } else { Err(Breach { rule, note: None }) };
        match (self, outcome) {
            (Self::Anything { most, bound }, outcome) => {
                let moved = if let Outcome::Bytes { bytes, .. } = outcome {
                    bytes.len() as u64
                } else if let Outcome::Count(count) = outcome {
                    *count
                } else {
                    0
                };
                let verdict = if moved > *most { Err(Breach { rule: *bound, note: None }) } else { Ok(rule) };
                (!outcome.is_a_breakdown()).then_some(verdict)
            }
            (Self::Done, Outcome::Done)
            | (Self::EndOfEntries, Outcome::Entry(None))
            | (Self::Closed, Outcome::Closed)
            | (Self::Abandoned, Outcome::Abandoned)
            | (Self::Text, Outcome::Text(_))
            | (Self::Trap, Outcome::Trap(_)) => Some(Ok(rule)),
            (Self::Bytes(expected), Outcome::Bytes { bytes, end }) => Some(expected.judge(bytes, *end)),
            (Self::Count { least, most, progress, bound, .. }, Outcome::Count(count)) => {
                let broken = [(count < least, *progress), (count > most, *bound)];
                let broken = broken.into_iter().find(|(broken, _)| *broken);
                Some(broken.map_or(Ok(rule), |(_, rule)| Err(Breach { rule, note: None })))
            }
            (Self::Ready(wanted), Outcome::Ready(ready)) => {
                Some(verdict(wanted.is_none_or(|wanted| wanted == *ready)))
            }
            (Self::Polled { count }, Outcome::Polled(ready)) => {
                Some(verdict(!ready.is_empty() && ready.iter().all(|index| index < count)))
            }
            (Self::Code(wanted), Outcome::Code(code)) => Some(verdict(wanted == code)),
            (Self::Flags { set, free }, Outcome::Flags(flags)) => {
                Some(verdict(flags.difference(*free) == set.difference(*free)))
            }
            (Self::Type(wanted), Outcome::Type(r#type)) => Some(verdict(wanted == r#type)),
            (Self::Stat(expected), Outcome::Stat(stat)) => Some(expected.judge(stat, rule)),
            (Self::Entry(entries), Outcome::Entry(Some(entry))) => Some(judge_entry(entries, entry, rule)),
            (Self::EndOfEntries, Outcome::Entry(Some(entry))) if is_dots(&entry.name) => {
                Some(Err(Breach { rule: Rule::DirDots, note: None }))
            }
            (Self::Target(wanted), Outcome::Target(target)) => Some(verdict(**wanted == *target)),
            (Self::Same(wanted), Outcome::Same(same)) => Some(verdict(wanted == same)),
            (Self::Hash(expected), Outcome::Hash(hash)) => Some(expected.judge(*hash, rule)),
            (Self::Error(refusal), Outcome::Error(code)) => {
                refusal.codes().contains(code).then_some(Ok(rule))
            }
            (Self::Failed(codes), Outcome::Failed(code)) => {
                // "Note that this function is fallible because not all stream-related errors are filesystem-related errors"
                // (`filesystem-error-code`): what the file system has refused, or an offset in it, is one, and has its code.
                let fits = codes.is_empty() || code.is_some_and(|code| codes.contains(&code));
                Some(verdict(fits))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
