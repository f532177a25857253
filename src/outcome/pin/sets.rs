//! Pins as sets: whether one takes all that another one takes, and whether they have nothing in common.
//!
//! Both are said only where they are certain from the forms; what can't be told is taken for another meaning, which somebody
//! then looks at.

use std::ops::RangeInclusive;

use super::{Attributes, Code, Eof, Extent, Form, Given, Hash, Moment, Names, Pin};
use crate::tree::Content;
use crate::wasi::{DescriptorType, ErrorCode};

/// What a pin means beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// They take the same answers, however they are written.
    Same,
    /// It takes less.
    Narrower,
    /// It takes more.
    Wider,
    /// Each takes something that the other one does not.
    Other,
    /// No answer is taken by both.
    Apart,
}

impl Meaning {
    /// Its word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Other => "other",
            Self::Apart => "apart",
        }
    }
}

impl Pin {
    /// What it means beside another one; marks make no difference.
    pub fn meaning(&self, other: &Self) -> Meaning {
        match (self.covers(other), other.covers(self)) {
            (true, true) => Meaning::Same,
            (false, true) => Meaning::Narrower,
            (true, false) => Meaning::Wider,
            (false, false) if self.is_apart_from(other) => Meaning::Apart,
            (false, false) => Meaning::Other,
        }
    }

    /// Whether it takes all that another one takes, for certain.
    pub fn covers(&self, other: &Self) -> bool {
        other.forms.iter().all(|form| covered(&self.forms, form))
    }

    /// Its alternatives that another pin does not cover, as texts.
    pub fn beyond(&self, other: &Self) -> Vec<String> {
        let more = self.forms.iter().filter(|form| !covered(&other.forms, form));
        more.map(ToString::to_string).collect()
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        self.forms.iter().all(|mine| other.forms.iter().all(|other| disjoint(mine, other)))
    }
}

/// Whether some forms together take all that one takes.
fn covered(by: &[Form], form: &Form) -> bool {
    if by.iter().any(|one| one.covers(form)) {
        return true;
    }
    match form {
        Form::Count(range) => counts_covered(by, range),
        Form::AnyFailure => {
            let code = |code: &ErrorCode| covered(by, &Form::Error(*code));
            by.contains(&Form::Failed(Code::Any)) && ErrorCode::ALL.iter().all(code)
        }
        // All that is not in it has to be covered by what is not covered there.
        Form::Not(_) | Form::Any => {
            let excepted: &[Form] = if let Form::Not(forms) = form { forms } else { &[] };
            by.iter().any(|one| {
                let Form::Not(forms) = one else { return false };
                let others = by.iter().filter(|other| *other != one).chain(excepted);
                let others: Vec<Form> = others.cloned().collect();
                forms.iter().all(|form| covered(&others, form))
            })
        }
        Form::Done
        | Form::Bytes(_)
        | Form::Truth(_)
        | Form::Polled { .. }
        | Form::Flags { .. }
        | Form::Type(_)
        | Form::Stat(_)
        | Form::Entry { .. }
        | Form::MoreEntries(_)
        | Form::EndOfEntries
        | Form::Target(_)
        | Form::Text
        | Form::Hash(_)
        | Form::That(_)
        | Form::Error(_)
        | Form::Failed(_)
        | Form::Closed
        | Form::Trap
        | Form::Abandoned => false,
    }
}

/// Whether ranges together have all numbers of one.
fn counts_covered(by: &[Form], range: &RangeInclusive<u64>) -> bool {
    let mut from = *range.start();
    let ranges =
        || by.iter().filter_map(|form| if let Form::Count(range) = form { Some(range) } else { None });
    while let Some(most) = ranges().filter(|range| range.contains(&from)).map(|range| *range.end()).max() {
        match most.checked_add(1).filter(|_| most < *range.end()) {
            Some(next) => from = next,
            None => return true,
        }
    }
    false
}

fn within(inner: &RangeInclusive<u64>, outer: &RangeInclusive<u64>) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end()
}

fn overlap(a: &RangeInclusive<u64>, b: &RangeInclusive<u64>) -> bool {
    a.start() <= b.end() && b.start() <= a.end()
}

impl Form {
    /// Whether it takes all that another form takes.
    fn covers(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        match (self, other) {
            // The answer of another step may have been a trap.
            (Self::Any, other) => !matches!(other, Self::Trap | Self::That(_)),
            (Self::Not(forms), other) if !matches!(other, Self::Not(_) | Self::Any | Self::That(_)) => {
                *other != Self::Trap && forms.iter().all(|form| disjoint(form, other))
            }
            (Self::AnyFailure, Self::Error(_) | Self::Failed(_))
            | (Self::Failed(Code::Any), Self::Failed(_))
            | (Self::Failed(Code::Or(_)), Self::Failed(Code::None))
            | (Self::MoreEntries(_), Self::MoreEntries(_))
            | (Self::Hash(Hash::Any), Self::Hash(_)) => true,
            (Self::Count(mine), Self::Count(other)) => within(other, mine),
            (Self::Polled { places, some: true }, Self::Polled { places: others, .. }) => {
                !others.is_empty() && others.iter().all(|place| places.contains(place))
            }
            (Self::Bytes(mine), Self::Bytes(other)) => mine.covers(other),
            (Self::Bytes(mine), Self::Target(target)) => mine.target.as_ref() == Some(target),
            (Self::Type(mine), Self::Stat(other)) => other.r#type == Some(*mine),
            (Self::Stat(mine), Self::Stat(other)) => mine.cover(other),
            (Self::Entry { r#type, names }, Self::Entry { r#type: other, names: others }) => {
                let typed = r#type.is_none() || r#type == other || *other == Some(DescriptorType::Unknown);
                typed && names.cover(others)
            }
            (Self::Flags { set, free }, Self::Flags { set: other, free: others }) => {
                free.contains(*others) && other.difference(*free) == set.difference(*free)
            }
            _ => false,
        }
    }
}

impl Names {
    fn cover(&self, other: &Self) -> bool {
        match (self, other) {
            (mine, Self::One(name)) => mine.have(name),
            (Self::Many(mine, count), Self::Many(other, others)) => mine == other && others <= count,
            (Self::One(_), Self::Many(..)) => false,
        }
    }
}

impl Attributes {
    fn cover(&self, other: &Self) -> bool {
        let ranges = |mine: &Option<_>, other: &Option<_>| match (mine, other) {
            (None, _) => true,
            (Some(mine), Some(other)) => within(other, mine),
            (Some(_), None) => false,
        };
        let typed = self.r#type.is_none() || self.r#type == other.r#type;
        let times = self.times.iter().zip(other.times);
        typed
            && ranges(&self.size, &other.size)
            && ranges(&self.links, &other.links)
            && times.into_iter().all(|(mine, other)| *mine == Moment::Free || *mine == other)
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        let apart = |mine: &Option<_>, other: &Option<_>| {
            mine.as_ref().zip(other.as_ref()).is_some_and(|(mine, other)| !overlap(mine, other))
        };
        let typed = self.r#type.zip(other.r#type).is_some_and(|(mine, other)| mine != other);
        typed || apart(&self.size, &other.size) || apart(&self.links, &other.links)
    }
}

/// Whether a content is how another one begins.
fn begins(content: &Content, other: &Content) -> bool {
    if content.len() > other.len() {
        return false;
    }
    let mut head = other.clone();
    head.set_len(content.len());
    head == *content
}

impl Given {
    fn is_loose(&self) -> bool {
        !self.in_flight.is_empty() || self.read_ahead
    }

    /// Whether no bytes are taken.
    fn takes_nothing(&self) -> bool {
        self.is_loose() || self.or_nothing || self.extent.takes(0, self.length())
    }

    fn covers(&self, other: &Self) -> bool {
        let flag = self.eof == Eof::May || self.eof == other.eof;
        if !flag || (other.takes_nothing() && !self.takes_nothing()) {
            return false;
        }
        if self.content == other.content && self.extent == other.extent {
            let flying = other.in_flight.iter().all(|data| self.in_flight.contains(data));
            let target = other.target.is_none() || self.target == other.target;
            return flying && target && (self.read_ahead || !other.read_ahead);
        }
        if self.is_loose()
            || other.is_loose()
            || other.target.as_ref().is_some_and(|_| self.target != other.target)
        {
            return false;
        }
        let length = other.length();
        // How many bytes the other one may have.
        let counts = match &other.extent {
            Extent::Beginning => length.min(1)..=length,
            Extent::All => length..=length,
            Extent::More => length..=u64::MAX,
            Extent::OfAll(all) => 1..=*all,
            Extent::Many(range) => range.clone(),
        };
        if let Extent::Many(range) = &self.extent {
            return within(&counts, range) && self.eof != Eof::Must;
        }
        let (Some(mine), Some(content)) = (&self.content, &other.content) else { return false };
        let whole = self.eof != Eof::Must || mine.len() == content.len();
        let is_known = matches!(other.extent, Extent::Beginning | Extent::All);
        match &self.extent {
            Extent::Beginning | Extent::OfAll(_) => is_known && whole && begins(content, mine),
            Extent::All => other.extent == Extent::All && mine == content,
            Extent::More => !matches!(other.extent, Extent::Beginning) && whole && begins(mine, content),
            Extent::Many(_) => false,
        }
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        let (Some(mine), Some(content)) = (&self.content, &other.content) else { return false };
        let target = self.target.is_some() && self.target == other.target;
        if target || self.is_loose() || other.is_loose() || self.takes_nothing() || other.takes_nothing() {
            return false;
        }
        match (&self.extent, &other.extent) {
            (Extent::All, Extent::Beginning) => !begins(mine, content),
            (Extent::Beginning, Extent::All) => !begins(content, mine),
            _ => mine.byte(0) != content.byte(0),
        }
    }
}

/// Whether no answer is taken by both.
fn disjoint(a: &Form, b: &Form) -> bool {
    match (a, b) {
        (Form::That(_), _) | (_, Form::That(_)) => false,
        (Form::Any, other) | (other, Form::Any) => *other == Form::Trap,
        (Form::Not(forms), other) | (other, Form::Not(forms)) => {
            *other == Form::Trap || (!matches!(other, Form::Not(_)) && covered(forms, other))
        }
        (Form::AnyFailure, other) | (other, Form::AnyFailure) => {
            !matches!(other, Form::AnyFailure | Form::Error(_) | Form::Failed(_))
        }
        (Form::Count(a), Form::Count(b)) => !overlap(a, b),
        (Form::Truth(a), Form::Truth(b)) => a != b,
        (Form::Polled { places: a, some: false }, Form::Polled { places: b, some: false }) => a != b,
        (Form::Polled { places: a, .. }, Form::Polled { places: b, .. }) => {
            !a.iter().any(|place| b.contains(place))
        }
        (Form::Error(a), Form::Error(b)) => a != b,
        (Form::Bytes(given), Form::Target(target)) | (Form::Target(target), Form::Bytes(given)) => {
            given.target.as_ref() != Some(target)
        }
        (Form::Bytes(a), Form::Bytes(b)) => a.is_apart_from(b),
        (Form::Hash(Hash::Is(a)), Form::Hash(Hash::Is(b))) => a != b,
        (Form::Type(a), Form::Type(b)) => a != b,
        (Form::Type(a), Form::Stat(b)) | (Form::Stat(b), Form::Type(a)) => b.r#type.is_some_and(|b| b != *a),
        (Form::Stat(a), Form::Stat(b)) => a.is_apart_from(b),
        (Form::Flags { set: a, free }, Form::Flags { set: b, free: others }) => {
            let open = *free | *others;
            a.difference(open) != b.difference(open)
        }
        (Form::Target(a), Form::Target(b))
        | (Form::Entry { names: Names::One(a), .. }, Form::Entry { names: Names::One(b), .. }) => a != b,
        (Form::Entry { .. } | Form::MoreEntries(_), Form::Entry { .. } | Form::MoreEntries(_))
        | (Form::Failed(_), Form::Failed(_))
        | (Form::Hash(_), Form::Hash(_)) => false,
        _ => std::mem::discriminant(a) != std::mem::discriminant(b),
    }
}
