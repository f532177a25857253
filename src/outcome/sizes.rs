//! Sizes that a file may have while something is in flight to it.

use std::ops::Range;

/// Sizes that a file may have, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    least: u64,
    most: u64,
    /// Sizes between those that it does not have: a write behind its end makes it longer by the whole gap and a byte at least.
    gaps: Vec<Range<u64>>,
}

impl Sizes {
    /// This one.
    pub fn exactly(size: u64) -> Self {
        Self::between(size, size)
    }

    /// All of these.
    pub fn between(least: u64, most: u64) -> Self {
        Self { least, most, gaps: Vec::new() }
    }

    /// Those of a file of a size to which writes are in flight, each to a range: POSIX has "the size of the file" follow what was
    /// written, and nothing else.
    pub fn behind(size: u64, writes: impl Iterator<Item = Range<u64>>) -> Self {
        let mut sizes = Self::exactly(size);
        let mut writes: Vec<Range<u64>> = writes.filter(|write| !write.is_empty()).collect();
        writes.sort_by_key(|write| write.start);
        for write in writes {
            if write.start > sizes.most {
                sizes.gaps.push(sizes.most + 1..write.start + 1);
            }
            sizes.most = sizes.most.max(write.end);
        }
        sizes
    }

    /// The smallest.
    pub fn least(&self) -> u64 {
        self.least
    }

    /// The largest.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// The stretches without a gap that they are, from the smallest on: each from its least to its most.
    pub fn stretches(&self) -> impl Iterator<Item = (u64, u64)> {
        let begins = std::iter::once(self.least).chain(self.gaps.iter().map(|gap| gap.end));
        let ends = self.gaps.iter().map(|gap| gap.start - 1).chain(std::iter::once(self.most));
        begins.zip(ends)
    }

    /// Whether it is one of them.
    pub fn contains(&self, size: u64) -> bool {
        (self.least..=self.most).contains(&size) && !self.is_in_gap(size)
    }

    /// Whether there are sizes between those that it does not have.
    pub fn have_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Whether it lies between the end of the file and a write behind that.
    pub fn is_in_gap(&self, size: u64) -> bool {
        self.gaps.iter().any(|gap| gap.contains(&size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_no_size_within_a_gap() {
        // How to read a row: the size, the writes, every size that there may be.
        type Row = (u64, &'static [(u64, u64)], &'static [u64]);
        let rows: &[Row] = &[
            (3, &[], &[3]),
            (3, &[(3, 5)], &[3, 4, 5]),
            (3, &[(0, 2)], &[3]),
            (3, &[(1, 5)], &[3, 4, 5]),
            (3, &[(6, 8)], &[3, 7, 8]),
            (3, &[(9, 10), (5, 6)], &[3, 6, 10]),
            (0, &[(2, 2)], &[0]),
        ];
        for (size, writes, all) in rows {
            let sizes = Sizes::behind(*size, writes.iter().map(|(from, to)| *from..*to));
            let had: Vec<u64> = (0..12).filter(|size| sizes.contains(*size)).collect();
            assert_eq!(had, *all, "{size} {writes:?}");
            let told: Vec<u64> = sizes.stretches().flat_map(|(least, most)| least..=most).collect();
            assert_eq!(told, *all, "{size} {writes:?}");
        }
    }
}
