//! Counts of what has a place in a table.

use std::marker::PhantomData;

use crate::model::{EffectKind, StreamState};
use crate::op::OpKind;
use crate::outcome::OutcomeKind;
use crate::rule::Rule;
use crate::wasi::ErrorCode;

/// What is counted: each has a place of its own, from 0 on, and a name that stays.
pub trait Countable: Copy + 'static {
    /// How many there are.
    const PLACES: usize;

    /// The place.
    fn place(self) -> usize;

    /// All, in the order of their places.
    fn all() -> impl Iterator<Item = Self>;

    /// The name in files.
    fn text(self) -> String;

    /// The one of this name.
    fn from_text(text: &str) -> Option<Self>;
}

/// How often each of a kind of things occurred.
#[derive(Clone, Debug)]
pub struct Counts<K> {
    /// By place; empty while there are none.
    counts: Vec<u64>,
    keys: PhantomData<K>,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self { counts: Vec::new(), keys: PhantomData }
    }
}

impl<K: Countable> Counts<K> {
    /// Counts one.
    pub(crate) fn count(&mut self, key: K) {
        self.add(key, 1);
    }

    /// Counts several.
    pub(super) fn add(&mut self, key: K, count: u64) {
        if self.counts.is_empty() {
            self.counts.resize(K::PLACES, 0);
        }
        self.counts[key.place()] += count;
    }

    /// Those of some keys.
    #[cfg(test)]
    pub(super) fn only(&self, which: impl Fn(K) -> bool) -> Self {
        let mut counts = Self::default();
        self.iter().filter(|(key, _)| which(*key)).for_each(|(key, count)| counts.add(key, count));
        counts
    }

    /// Also those of another run.
    pub(super) fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
        } else {
            self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// How often it occurred.
    pub fn of(&self, key: K) -> u64 {
        self.counts.get(key.place()).copied().unwrap_or(0)
    }

    /// All that occurred, with how often.
    pub fn iter(&self) -> impl Iterator<Item = (K, u64)> {
        K::all().zip(&self.counts).filter(|(_, count)| **count > 0).map(|(key, count)| (key, *count))
    }

    /// All that never occurred.
    pub fn never(&self) -> impl Iterator<Item = K> {
        K::all().filter(|key| self.of(*key) == 0)
    }

    /// How often any of them occurred.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many of them occurred.
    pub fn reached(&self) -> usize {
        self.counts.iter().filter(|count| **count > 0).count()
    }
}

impl<K: Countable> PartialEq for Counts<K> {
    fn eq(&self, other: &Self) -> bool {
        // Counted and found to be none is the same as not counted.
        K::all().all(|key| self.of(key) == other.of(key))
    }
}

impl<K: Countable> Eq for Counts<K> {}

/// What is between the names of a pair.
const BETWEEN: &str = ": ";

/// Types whose values stand in a list of theirs, in its order. A row reads: type, its name in files, and the way back.
macro_rules! listed {
    ($($listed:ty: $text:expr, $from_text:expr;)*) => {$(
        impl Countable for $listed {
            const PLACES: usize = Self::ALL.len();

            fn place(self) -> usize {
                self as usize
            }

            fn all() -> impl Iterator<Item = Self> {
                Self::ALL.iter().copied()
            }

            fn text(self) -> String {
                $text(self).into()
            }

            fn from_text(text: &str) -> Option<Self> {
                $from_text(text)
            }
        }
    )*};
}

listed! {
    Rule: Self::id, |text| Self::from_id(text).ok();
    EffectKind: Self::name, |text| Self::all().find(|kind| kind.name() == text);
    OpKind: Self::full_name, Self::from_full_name;
    ErrorCode: Self::name, Self::from_name;
    StreamState: Self::name, Self::from_name;
}

impl Countable for OutcomeKind {
    const PLACES: usize = Self::COUNT;

    fn place(self) -> usize {
        Self::place(self)
    }

    fn all() -> impl Iterator<Item = Self> {
        Self::all()
    }

    fn text(self) -> String {
        self.name().to_owned()
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::from_name(text)
    }
}

impl<A: Countable, B: Countable> Countable for (A, B) {
    const PLACES: usize = A::PLACES * B::PLACES;

    fn place(self) -> usize {
        self.0.place() * B::PLACES + self.1.place()
    }

    fn all() -> impl Iterator<Item = Self> {
        A::all().flat_map(|a| B::all().map(move |b| (a, b)))
    }

    fn text(self) -> String {
        format!("{}{BETWEEN}{}", self.0.text(), self.1.text())
    }

    fn from_text(text: &str) -> Option<Self> {
        let (a, b) = text.split_once(BETWEEN)?;
        Some((A::from_text(a)?, B::from_text(b)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_place_has_a_name<K: Countable + PartialEq + std::fmt::Debug>() {
        for (place, key) in K::all().enumerate() {
            assert_eq!((key.place(), K::from_text(&key.text())), (place, Some(key)));
        }
        assert_eq!(K::all().count(), K::PLACES);
    }

    #[test]
    fn names_lead_back_to_their_places() {
        every_place_has_a_name::<Rule>();
        every_place_has_a_name::<EffectKind>();
        every_place_has_a_name::<(OpKind, OutcomeKind)>();
        every_place_has_a_name::<(OpKind, ErrorCode)>();
        every_place_has_a_name::<(StreamState, OpKind)>();
        every_place_has_a_name::<(OpKind, Rule)>();
    }

    #[test]
    fn what_occurred_is_counted_and_what_did_not_is_known() {
        let mut counts: Counts<Rule> = Counts::default();
        assert_eq!(counts.never().count(), Rule::ALL.len());
        counts.add(Rule::FileRead, 2);
        let mut other = Counts::default();
        other.count(Rule::FileRead);
        other.count(Rule::NoHang);
        counts.merge(&other);
        assert_eq!(counts.iter().collect::<Vec<_>>(), [(Rule::FileRead, 3), (Rule::NoHang, 1)]);
        assert_eq!((counts.reached(), counts.never().count()), (2, Rule::ALL.len() - 2));
    }
}
