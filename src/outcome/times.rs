//! Timestamps of an object, with what is open about them.
//!
//! A timestamp is what it was, or the clock has moved it. When that can have been is told by the judge, who looks at a clock of
//! its own before and after each call; where nobody tells, a moment that the clock has set may be any.

use std::time::Duration;

use super::Breach;
use crate::rule::Rule;
use crate::tree::{Grain, Grains};
use crate::wasi::{Datetime, DescriptorStat};

/// How far what a file system stamps by the clock that the judge reads may lie beside what the judge has read: it may take the
/// time of the last tick, which comes late on a machine with much to do, and a clock may be set a bit while nobody notices.
const SLACK: Duration = Duration::from_millis(300);

/// What a plain implementation tells where anything may be told.
const PLAIN: Datetime = Datetime { seconds: 1_500_000_000, nanoseconds: 0 };

/// When something came about, by the judge's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Not before.
    pub from: Datetime,
    /// Not after; none where it may still come about.
    pub to: Option<Datetime>,
}

impl Span {
    /// The same, and all that comes after it.
    #[must_use]
    pub fn open(self) -> Self {
        Self { to: None, ..self }
    }

    /// This and another, with all between them.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let to = self.to.zip(other.to).map(|(to, other)| to.max(other));
        Self { from: self.from.min(other.from), to }
    }

    /// All of some spans, with all between them; none where one is not known.
    pub fn all_of(spans: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        spans.into_iter().reduce(|one, other| Some(one?.and(other?))).flatten()
    }
}

/// What a timestamp is as long as nothing has moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Still {
    /// What was seen before, under a rule.
    Seen(Option<Datetime>, Rule),
    /// A moment that was set, as far as the file system can tell it, under a rule.
    Set(Datetime, Rule),
}

/// What a timestamp is when the clock has moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Anything.
    Anyhow,
    /// Any moment later than this one, which is long ago, under a rule.
    After(Datetime, Rule),
    /// A moment within this span; where it is the other one, which is far from it, or before that, it has not moved, under a rule.
    Within(Span, Option<(Datetime, Rule)>),
}

/// A timestamp that an object may have: what it was, or what the clock has moved it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedTime {
    /// What it is where nothing has moved it; none where something has, or nothing is known.
    pub still: Option<Still>,
    /// What it is where something has moved it; none where nothing has.
    pub moved: Option<Moves>,
}

/// How a timestamp is none of those that it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Misfit {
    /// It breaks this rule.
    Of(Rule),
    /// It is none of a span: before it, or after it.
    OfClock { early: bool, within: Span },
}

impl ExpectedTime {
    /// Anything.
    pub const FREE: Self = Self { still: None, moved: Some(Moves::Anyhow) };

    /// A moment that was set, under a rule.
    pub const fn set(moment: Datetime, rule: Rule) -> Self {
        Self { still: Some(Still::Set(moment, rule)), moved: None }
    }

    /// Any moment later than one that is long ago, under a rule.
    pub const fn after(moment: Datetime, rule: Rule) -> Self {
        Self { still: None, moved: Some(Moves::After(moment, rule)) }
    }

    /// Whether a timestamp can be this one, where the file system keeps it by this grain, and it is not yet later than `now`.
    pub(crate) fn fits(self, found: Option<Datetime>, grain: Grain, now: Option<Datetime>) -> bool {
        self.misfit(found, grain, now).is_none()
    }

    /// The rule that a timestamp breaks, if it breaks one, and what it should be.
    pub(crate) fn wrong(
        self,
        found: Option<Datetime>,
        grain: Grain,
        now: Option<Datetime>,
    ) -> Option<(Rule, String)> {
        let misfit = self.misfit(found, grain, now)?;
        Some(match (misfit, self.still, self.moved) {
            (Misfit::OfClock { within: Span { from, to }, .. }, ..) => {
                let until = to.map_or_else(String::new, |to| format!(" until {to}"));
                (Rule::TimeNow, format!("from {from}{until}"))
            }
            (Misfit::Of(rule), Some(Still::Seen(seen, _)), _) => {
                (rule, seen.map_or_else(|| "none".to_owned(), |seen| format!("about {seen}")))
            }
            (Misfit::Of(rule), Some(Still::Set(moment, _)), _) => (rule, moment.to_string()),
            (Misfit::Of(rule), None, Some(Moves::After(moment, _))) => (rule, format!("after {moment}")),
            (Misfit::Of(rule), None, Some(Moves::Within(Span { from, .. }, _))) => {
                (rule, format!("from {from}"))
            }
            (Misfit::Of(rule), None, Some(Moves::Anyhow) | None) => (rule, "another".to_owned()),
        })
    }

    /// What is wrong with a timestamp, if something is. That there is none is taken wherever it was not seen.
    fn misfit(self, found: Option<Datetime>, grain: Grain, now: Option<Datetime>) -> Option<Misfit> {
        let still = match (self.still, found) {
            (Some(Still::Seen(seen, rule)), found) => (seen != found).then_some(rule),
            (Some(Still::Set(..)), None) => None,
            (Some(Still::Set(moment, rule)), Some(found)) => (!grain.tells(moment, found)).then_some(rule),
            (None, _) => return self.moved.and_then(|moved| moved.misfit(found, grain, now)),
        };
        let rule = still?;
        match self.moved.map(|moved| moved.misfit(found, grain, now)) {
            Some(None) => None,
            // It is not what it was, and not what it was before that either.
            Some(Some(late @ Misfit::OfClock { early: false, .. })) => Some(late),
            Some(Some(Misfit::OfClock { early: true, .. } | Misfit::Of(_))) | None => Some(Misfit::Of(rule)),
        }
    }

    /// The moment that a plain implementation tells.
    fn plain(self) -> Option<Datetime> {
        let later = |moment: Datetime| Datetime { seconds: moment.seconds.saturating_add(1), ..moment };
        match (self.still, self.moved) {
            (Some(Still::Seen(seen, _)), _) => seen,
            (Some(Still::Set(moment, _)), _) => Some(moment),
            (None, Some(Moves::After(moment, _))) => Some(later(moment)),
            (None, Some(Moves::Within(span, _))) => Some(span.from),
            (None, Some(Moves::Anyhow) | None) => Some(PLAIN),
        }
    }

    fn rules(self) -> impl Iterator<Item = Rule> {
        // What is free of one of the two may break neither.
        let still = self.still.filter(|_| self.moved != Some(Moves::Anyhow)).map(|still| match still {
            Still::Seen(_, rule) | Still::Set(_, rule) => rule,
        });
        let (not_moved, clock) = match self.moved {
            Some(Moves::After(_, rule)) => (Some(rule), None),
            Some(Moves::Within(_, after)) => (after.map(|(_, rule)| rule), Some(Rule::TimeNow)),
            Some(Moves::Anyhow) | None => (None, None),
        };
        [still, not_moved, clock].into_iter().flatten()
    }
}

impl Moves {
    fn misfit(self, found: Option<Datetime>, grain: Grain, now: Option<Datetime>) -> Option<Misfit> {
        let found = found?;
        match self {
            Self::Anyhow => None,
            Self::After(moment, rule) => (found <= moment).then_some(Misfit::Of(rule)),
            Self::Within(within, Some((before, rule)))
                if grain.tells(before, found) || found <= before && before < within.from =>
            {
                Some(Misfit::Of(rule))
            }
            Self::Within(within, _) => {
                let slack = (SLACK + grain.step()).as_nanos();
                let to = within.to.into_iter().chain(now).min();
                let early = found.nanos() + slack < within.from.nanos();
                let late = to.is_some_and(|to| found.nanos() > to.nanos() + slack);
                (early || late).then_some(Misfit::OfClock { early, within: Span { to, ..within } })
            }
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
    /// For each of the three, where it was told before, whether it was there.
    pub told: [Option<bool>; 3],
    /// Which of access and modification a call was given moments for that has succeeded: one of them is there.
    pub adjusted: [bool; 2],
    /// How exactly they are kept.
    pub grains: Grains,
    /// The judge's clock behind the call that tells them.
    pub now: Option<Datetime>,
}

impl ExpectedTimes {
    /// Whether these attributes have timestamps that they may have.
    ///
    /// # Errors
    /// With the rule of the first that is wrong.
    pub(super) fn judge(&self, stat: &DescriptorStat) -> Result<(), Breach> {
        let found =
            [stat.data_access_timestamp, stat.data_modification_timestamp, stat.status_change_timestamp];
        let breach = |rule, note: String| Err(Breach { rule, note: Some(note) });
        if let Some(odd) = found.into_iter().flatten().find(|moment| moment.nanoseconds >= Datetime::SECOND) {
            return breach(Rule::TimeNanoseconds, format!("{odd} has more nanoseconds than a second"));
        }
        let names = ["data-access", "data-modification", "status-change"];
        for ((told, found), name) in self.told.into_iter().zip(found).zip(names) {
            if told.is_some_and(|told| told != found.is_some()) {
                let (found, before) = if found.is_some() { ("there", "absent") } else { ("absent", "there") };
                return breach(
                    Rule::TimeMaintained,
                    format!("the {name} timestamp is {found}, and was {before}"),
                );
            }
        }
        let is_out_of_order = self.ordered
            && stat
                .data_modification_timestamp
                .zip(stat.status_change_timestamp)
                .is_some_and(|(modified, changed)| changed < modified);
        for ((kept, found), name) in self.each().into_iter().zip(found).zip(names) {
            let (expected, grain, is_change) = kept;
            let Some(misfit) = expected.misfit(found, grain, self.now) else { continue };
            let told = found.map_or("absent".into(), |found| found.to_string());
            let note = format!("the {name} timestamp is {told}");
            match misfit {
                Misfit::Of(rule) => return breach(rule, note),
                Misfit::OfClock { .. } if is_change && is_another(found, stat) => {
                    return breach(Rule::TimeChanged, note);
                }
                // What is said below says more.
                Misfit::OfClock { .. } if is_change && is_out_of_order => {}
                Misfit::OfClock { within: Span { from, to }, .. } => {
                    let until = to.map_or_else(String::new, |to| format!(", and not after {to}"));
                    let clock = format!("by the judge's clock it was moved not before {from}{until}");
                    return breach(Rule::TimeNow, format!("{note}; {clock}"));
                }
            }
        }
        if let (true, Some(modified), Some(changed)) =
            (is_out_of_order, stat.data_modification_timestamp, stat.status_change_timestamp)
        {
            return breach(Rule::TimeOrder, format!("modified at {modified}, status changed at {changed}"));
        }
        let adjusted = self.adjusted.into_iter().zip(found).filter(|(adjusted, _)| *adjusted);
        if self.adjusted.contains(&true) && adjusted.map(|(_, found)| found).all(|found| found.is_none()) {
            // Who maintains the others maintains this one, and has just not told it.
            let rule = if found == [None; 3] { Rule::TimeSet } else { Rule::TimeMaintained };
            return breach(rule, "what was set to a moment is absent".into());
        }
        Ok(())
    }

    /// Those that a plain implementation tells, which maintains all three.
    pub(super) fn plain(&self) -> [Option<Datetime>; 3] {
        let [access, modification, change] =
            [self.access, self.modification, self.change].map(ExpectedTime::plain);
        let change = if self.ordered { change.max(modification) } else { change };
        let mut told = [access, modification, change];
        for (plain, was_there) in told.iter_mut().zip(self.told) {
            *plain = plain.or(was_there.and_then(|there| there.then_some(PLAIN)));
            *plain = plain.filter(|_| was_there != Some(false));
        }
        told
    }

    /// Each with its grain, and whether it is that of the status change.
    fn each(&self) -> [(ExpectedTime, Grain, bool); 3] {
        let Grains { access, modification } = self.grains;
        [
            (self.access, access, false),
            (self.modification, modification, false),
            (self.change, modification, true),
        ]
    }

    pub(super) fn rules_kept(&self, kept: &mut Vec<Rule>) {
        kept.push(Rule::TimeNanoseconds);
        kept.extend(self.each().into_iter().flat_map(|(expected, ..)| expected.rules()));
        kept.extend(self.told.iter().any(Option::is_some).then_some(Rule::TimeMaintained));
        kept.extend(self.ordered.then_some(Rule::TimeOrder));
        kept.extend(self.early.then_some(Rule::TimeEarly));
    }
}

/// Whether the moment of a status change, which is none of the clock's, is told as that of the data as well.
fn is_another(change: Option<Datetime>, stat: &DescriptorStat) -> bool {
    change.is_some() && [stat.data_access_timestamp, stat.data_modification_timestamp].contains(&change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::DescriptorType;

    const FINE: Grain = Grain::of(Duration::from_nanos(1));

    fn at(seconds: u64) -> Datetime {
        Datetime { seconds: 1_800_000_000 + seconds, nanoseconds: 0 }
    }

    fn stat(access: Option<Datetime>, modification: Option<Datetime>) -> DescriptorStat {
        DescriptorStat {
            r#type: DescriptorType::RegularFile,
            link_count: 1,
            size: 0,
            data_access_timestamp: access,
            data_modification_timestamp: modification,
            status_change_timestamp: None,
        }
    }

    fn expected(access: ExpectedTime, modification: ExpectedTime) -> ExpectedTimes {
        ExpectedTimes {
            access,
            modification,
            change: ExpectedTime::FREE,
            ordered: false,
            early: false,
            told: [None; 3],
            adjusted: [false; 2],
            grains: Grains { access: FINE, modification: FINE },
            now: None,
        }
    }

    fn broken(
        expected: &ExpectedTimes,
        access: Option<Datetime>,
        modification: Option<Datetime>,
    ) -> Option<Rule> {
        expected.judge(&stat(access, modification)).err().map(|breach| breach.rule)
    }

    #[test]
    fn a_timestamp_is_what_it_was_or_of_the_clock() {
        let span = Span { from: at(10), to: Some(at(20)) };
        let still = Some(Still::Set(at(3), Rule::TimeSet));
        let both = ExpectedTime { still, moved: Some(Moves::Within(span, None)) };
        let moved =
            ExpectedTime { still: None, moved: Some(Moves::Within(span, Some((at(1), Rule::TimeModified)))) };
        // How to read a row: what was found, what it breaks where it may have been moved, and where it must have been.
        for (found, may, must) in [
            (3, None, Some(Rule::TimeNow)),
            (10, None, None),
            (20, None, None),
            // Who did not set it has broken that.
            (5, Some(Rule::TimeSet), Some(Rule::TimeNow)),
            (1, Some(Rule::TimeSet), Some(Rule::TimeModified)),
            (21, Some(Rule::TimeNow), Some(Rule::TimeNow)),
        ] {
            assert_eq!(broken(&expected(ExpectedTime::FREE, both), None, Some(at(found))), may, "{found}");
            assert_eq!(broken(&expected(ExpectedTime::FREE, moved), None, Some(at(found))), must, "{found}");
            assert_eq!(broken(&expected(both, ExpectedTime::FREE), Some(at(found)), None), may, "{found}");
        }
        assert_eq!(broken(&expected(both, moved), None, None), None);
    }

    #[test]
    fn nothing_was_stamped_later_than_it_is_now() {
        let moved =
            ExpectedTime { still: None, moved: Some(Moves::Within(Span { from: at(10), to: None }, None)) };
        let mut times = expected(ExpectedTime::FREE, moved);
        assert_eq!(broken(&times, None, Some(at(99))), None);
        times.now = Some(at(50));
        assert_eq!(broken(&times, None, Some(at(99))), Some(Rule::TimeNow));
        assert_eq!(broken(&times, None, Some(at(50))), None);
        // Where the file system keeps seconds alone, or days, what is early by as much is not.
        times.grains.modification = Grain::of(Duration::from_secs(5));
        assert_eq!(broken(&times, None, Some(at(5))), None);
        assert_eq!(broken(&times, None, Some(at(4))), Some(Rule::TimeNow));
    }

    #[test]
    fn one_of_those_that_were_set_is_there() {
        let set = ExpectedTime::set(at(3), Rule::TimeSet);
        let mut times = expected(set, set);
        assert_eq!(broken(&times, None, None), None);
        for (adjusted, access, modification, rule) in [
            ([true, true], None, None, Some(Rule::TimeSet)),
            ([true, true], None, Some(at(3)), None),
            ([true, true], Some(at(3)), None, None),
            ([true, false], None, Some(at(3)), Some(Rule::TimeMaintained)),
            ([false, true], None, Some(at(3)), None),
        ] {
            times.adjusted = adjusted;
            assert_eq!(
                broken(&times, access, modification),
                rule,
                "{adjusted:?} {access:?} {modification:?}"
            );
        }
    }

    #[test]
    fn what_was_told_is_told_and_what_was_none_is_none() {
        let mut times = expected(ExpectedTime::FREE, ExpectedTime::FREE);
        times.told = [Some(true), Some(false), None];
        let maintained = Some(Rule::TimeMaintained);
        assert_eq!(broken(&times, Some(at(1)), None), None);
        assert_eq!(broken(&times, None, None), maintained);
        assert_eq!(broken(&times, Some(at(1)), Some(at(1))), maintained);
    }
}
