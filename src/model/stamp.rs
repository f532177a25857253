//! What is known of one timestamp: what it was, and how the clock has moved it since.

use crate::outcome::{ExpectedTime, Moves, Span, Still};
use crate::rule::Rule;
use crate::wasi::{Datetime, NewTimestamp};

use super::host::Host;
use super::times::LONG_AGO;

/// What a timestamp was that nothing may have moved since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Was {
    /// It was seen.
    Seen(Option<Datetime>),
    /// It was set to this moment; whether it was told to stay since then decides the rule.
    Set(Datetime, Rule),
}

/// How the clock has moved a timestamp, or may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moved {
    /// Nobody knows when, or what else has moved it.
    Anyhow,
    /// It was set to this moment, of which nobody knows whether the file system can tell it.
    To(Datetime),
    /// Since it was this moment, which is long ago.
    After(Datetime),
    /// Within this span; and since it was that moment, if there is one, which is far from it.
    Within(Span, Option<Datetime>),
}

/// What is known of one timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// What it is if nothing has moved it; none where something has.
    was: Option<Was>,
    /// How it has been moved; none where nothing has.
    moved: Option<Moved>,
}

/// A moment so many seconds from one of the judge's clock is another one, in whatever grain it is kept.
const APART: u64 = 10 * 24 * 60 * 60;

/// Whether a moment lies before every script that is run.
fn is_long_ago(moment: Datetime) -> bool {
    moment.seconds < LONG_AGO
}

impl Default for Stamp {
    /// Nothing is known.
    fn default() -> Self {
        Self { was: None, moved: Some(Moved::Anyhow) }
    }
}

impl Stamp {
    pub(super) fn seen(moment: Option<Datetime>) -> Self {
        Self { was: Some(Was::Seen(moment)), moved: None }
    }

    /// The moment that it was before something has moved it.
    fn before(self) -> Option<Datetime> {
        match (self.was, self.moved) {
            (Some(Was::Seen(seen)), _) => seen,
            (Some(Was::Set(moment, _)), _) | (None, Some(Moved::After(moment) | Moved::To(moment))) => {
                Some(moment)
            }
            (None, Some(Moved::Within(_, after))) => after,
            (None, Some(Moved::Anyhow) | None) => None,
        }
    }

    /// The file system moves it to now, which is within a span of the judge's clock, where that was told.
    pub(super) fn touched(self, now: Option<Span>) -> Self {
        let is_far =
            |moment: Datetime| now.is_some_and(|now| moment.seconds.abs_diff(now.from.seconds) > APART);
        self.moved_from(now, self.before().filter(|moment| is_long_ago(*moment) || is_far(*moment)))
    }

    pub(super) fn moved_from(self, now: Option<Span>, after: Option<Datetime>) -> Self {
        let moved = match (now, after) {
            (Some(now), after) => Moved::Within(now, after),
            (None, Some(after)) => Moved::After(after),
            (None, None) => Moved::Anyhow,
        };
        Self { was: None, moved: Some(moved) }
    }

    /// The file system may move it to now, and need not.
    pub(super) fn may_be_touched(self, now: Option<Span>) -> Self {
        let moved = match (now, self.moved) {
            (Some(now), None) => Moved::Within(now, None),
            (Some(now), Some(Moved::Within(span, after))) => Moved::Within(span.and(now), after),
            // Later it was before, and is now.
            (_, Some(after @ Moved::After(_))) => after,
            (None, Some(Moved::Within(_, Some(after)))) if self.was.is_none() && is_long_ago(after) => {
                Moved::After(after)
            }
            (None, Some(Moved::Within(..)) | None) | (_, Some(Moved::Anyhow | Moved::To(_))) => Moved::Anyhow,
        };
        if moved == Moved::Anyhow { Self::default() } else { Self { moved: Some(moved), ..self } }
    }

    /// A change has come about at some time since the one of a span, and it may be the last one.
    pub(super) fn landed(self, since: Option<Span>) -> Self {
        let last = match self.moved {
            // It was moved before, and whichever came last has left its time.
            Some(Moved::Within(span, _)) if self.was.is_none() => Some(span.from),
            Some(Moved::Within(..) | Moved::After(_) | Moved::To(_) | Moved::Anyhow) | None => None,
        };
        let from = |since: Span| last.map_or(since.from, |last| last.max(since.from));
        self.touched(since.map(|since| Span { from: from(since), to: None }))
    }

    pub(super) fn set(self, new: NewTimestamp, host: &Host, now: Option<Span>) -> Self {
        match (new, self.was) {
            (NewTimestamp::Timestamp(moment), _) if host.can_tell(moment) => {
                // More nanoseconds than a second has are refused, or carried.
                let seconds = moment.seconds + u64::from(moment.nanoseconds / Datetime::SECOND);
                let nanoseconds = moment.nanoseconds % Datetime::SECOND;
                let was = Was::Set(Datetime { seconds, nanoseconds }, Rule::TimeSet);
                Self { was: Some(was), moved: None }
            }
            (NewTimestamp::NoChange, Some(Was::Set(moment, _))) => {
                Self { was: Some(Was::Set(moment, Rule::TimeKept)), ..self }
            }
            (NewTimestamp::NoChange, Some(Was::Seen(_)) | None) => self,
            (NewTimestamp::Now, _) => self.touched(now),
            (NewTimestamp::Timestamp(moment), _) => Self { was: None, moved: Some(Moved::To(moment)) },
        }
    }

    pub(super) fn expected(self, moved: Rule, still: Rule) -> ExpectedTime {
        ExpectedTime {
            still: self.was.map(|was| match was {
                Was::Seen(seen) => Still::Seen(seen, still),
                Was::Set(moment, rule) => Still::Set(moment, rule),
            }),
            moved: self.moved.map(|how| match how {
                Moved::Anyhow | Moved::To(_) => Moves::Anyhow,
                Moved::After(moment) => Moves::After(moment, moved),
                Moved::Within(span, after) => Moves::Within(span, after.map(|moment| (moment, moved))),
            }),
        }
    }

    /// The moment, if it is known.
    pub(super) fn moment(self) -> Option<Datetime> {
        match (self.was, self.moved) {
            (Some(Was::Seen(seen)), None) => seen,
            (Some(Was::Set(moment, _)), None) => Some(moment),
            (Some(_) | None, Some(_)) | (None, None) => None,
        }
    }

    /// Without what the judge's clock has told.
    pub(super) fn without_clock(self) -> Self {
        let moved = match self.moved {
            Some(Moved::Within(_, Some(after))) if self.was.is_none() && is_long_ago(after) => {
                Some(Moved::After(after))
            }
            Some(Moved::Within(..)) => return Self::default(),
            Some(Moved::After(_) | Moved::To(_) | Moved::Anyhow) | None => self.moved,
        };
        Self { moved, ..self }
    }
}
