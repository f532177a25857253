//! Which of the bytes of a write: places counted from its first byte, in ranges that don't touch.

use std::ops::Range;

use smallvec::SmallVec;

/// Some of the bytes of a write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spans(SmallVec<[Range<usize>; 1]>);

impl Spans {
    /// Those of a range.
    pub fn of(range: Range<usize>) -> Self {
        let mut spans = Self::default();
        spans.add(range);
        spans
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Behind the last of them.
    pub fn end(&self) -> usize {
        self.0.last().map_or(0, |last| last.end)
    }

    /// Whether one is among them.
    pub fn contains(&self, index: usize) -> bool {
        let at = self.0.partition_point(|range| range.end <= index);
        self.0.get(at).is_some_and(|range| range.start <= index)
    }

    /// The ranges, in order.
    pub fn ranges(&self) -> impl DoubleEndedIterator<Item = Range<usize>> {
        self.0.iter().cloned()
    }

    /// Adds those of a range.
    pub fn add(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let from = self.0.partition_point(|other| other.end < range.start);
        let upto = self.0.partition_point(|other| other.start <= range.end);
        let met = &self.0[from..upto];
        let start = met.first().map_or(range.start, |first| first.start.min(range.start));
        let end = met.last().map_or(range.end, |last| last.end.max(range.end));
        self.0.drain(from..upto);
        self.0.insert(from, start..end);
    }

    /// Those of a length that are not among these.
    #[must_use]
    pub fn others(&self, length: usize) -> Self {
        let starts = [0].into_iter().chain(self.0.iter().map(|range| range.end));
        let ends = self.0.iter().map(|range| range.start).chain([length]);
        let between = starts.zip(ends).map(|(start, end)| start..end.min(length));
        Self(between.filter(|range| !range.is_empty()).collect())
    }

    /// Those that are among a range as well.
    #[must_use]
    pub fn within(&self, range: &Range<usize>) -> Self {
        let met = self.0.partition_point(|own| own.end <= range.start);
        let met = self.0[met..].iter().take_while(|own| own.start < range.end);
        let both = met.map(|own| own.start.max(range.start)..own.end.min(range.end));
        Self(both.filter(|both| !both.is_empty()).collect())
    }

    /// Those that are not among others.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let left = others.others(self.end());
        Self(self.0.iter().flat_map(|own| left.within(own).0).collect())
    }

    /// The same bytes where the first so many are gone.
    #[must_use]
    pub fn behind(&self, gone: usize) -> Self {
        let moved = self.0.iter().map(|own| own.start.saturating_sub(gone)..own.end.saturating_sub(gone));
        Self(moved.filter(|moved| !moved.is_empty()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(spans: &Spans) -> Vec<usize> {
        spans.ranges().flatten().collect()
    }

    #[test]
    fn spans_are_the_sets_that_they_stand_for() {
        let sets = |number: u32| (0..8).filter(move |index| number >> index & 1 == 1);
        for number in 0..1 << 8 {
            let mut spans = Spans::default();
            sets(number).rev().for_each(|index| spans.add(index..index + 1));
            let own: Vec<usize> = sets(number).collect();
            assert_eq!(listed(&spans), own);
            assert_eq!(listed(&spans.others(8)), sets(!number).collect::<Vec<_>>());
            assert_eq!(
                listed(&spans.behind(3)),
                own.iter().filter_map(|own| own.checked_sub(3)).collect::<Vec<_>>()
            );
            let some = [1, 2, 5];
            let part = own.iter().copied().filter(|own| !some.contains(own)).collect::<Vec<_>>();
            let mut others = Spans::of(1..3);
            others.add(5..6);
            assert_eq!(listed(&spans.without(&others)), part);
            let inner = own.iter().copied().filter(|own| (2..6).contains(own)).collect::<Vec<_>>();
            assert_eq!(listed(&spans.within(&(2..6))), inner);
            assert_eq!(spans.end(), own.last().map_or(0, |last| last + 1));
            assert!((0..9).all(|index| spans.contains(index) == own.contains(&index)));
        }
    }
}
