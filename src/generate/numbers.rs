//! Numbers: each order of magnitude is as likely, and so are the edges of whatever has some.

use proptest::prelude::RngExt;

use super::pick::Pick;

/// Sizes of likely buffers, in bytes; numbers are so many, one fewer or one more.
const BUFFERS: &[u64] = &[256, 512, 1024, 4096, 8192, 65_536];

/// What no file holds: the edges of 31 to 33 bits and beyond, where sums overflow.
const BEYOND: &[u64] = &[
    1 << 31,
    1 << 32,
    1 << 33,
    1 << 40,
    i64::MAX as u64 - 1,
    i64::MAX as u64,
    i64::MAX as u64 + 1,
    u64::MAX - 8,
    u64::MAX - 1,
    u64::MAX,
];

/// From this one on they are too far for all files.
const FAR_FROM: usize = 5;

/// The largest of those that a file can be as long as everywhere, in bits.
const FAR_BITS: u32 = 33;

impl Pick<'_> {
    /// A number around a power of two, from `2^least` to `2^most`: each is as likely, and so is the very edge and what is
    /// far from one.
    pub(super) fn scaled(&mut self, least: u32, most: u32) -> u64 {
        let bits = least + u32::try_from(self.below((most - least) as usize + 1)).unwrap_or(0);
        let edge = 1u64 << bits;
        match self.below(6) {
            0 | 1 => edge,
            2 => edge - 1,
            3 => edge + 1,
            _ if bits == most => edge,
            _ => edge + self.below(usize::try_from(edge).unwrap_or(usize::MAX)) as u64,
        }
    }

    /// From 1 to `most`, small ones as often as large ones.
    pub(super) fn up_to(&mut self, most: u64) -> u64 {
        self.scaled(0, most.max(1).ilog2()).clamp(1, most.max(1))
    }

    /// A whole buffer, a byte less or a byte more.
    pub(super) fn buffer(&mut self) -> u64 {
        self.one(BUFFERS) - 1 + self.below(3) as u64
    }

    /// A number itself, one less or one more.
    pub(super) fn beside(&mut self, number: u64) -> u64 {
        match self.below(4) {
            0 => number.saturating_sub(1),
            1 => number.saturating_add(1),
            _ => number,
        }
    }

    /// A length to read: mostly small, on the edges of buffers, and without bound.
    pub(super) fn length(&mut self) -> u64 {
        match self.below(100) {
            0..9 => 0,
            9..55 => self.scaled(0, 4),
            55..65 => 1 + self.below(12) as u64,
            65..82 => self.scaled(4, 20),
            82..93 => self.buffer(),
            _ => *self.one(BEYOND),
        }
    }

    /// An offset into a file of `size` bytes: its edges, within, behind, and beyond any file.
    pub(super) fn offset(&mut self, size: u64) -> u64 {
        match self.below(100) {
            0..32 => 0,
            32..45 => self.up_to(size),
            45..57 => self.0.random_range(0..=size.min(1 << FAR_BITS)),
            57..77 => self.beside(size),
            77..86 => size.saturating_add(self.scaled(0, 3)),
            86..92 => size.saturating_add(self.scaled(4, 13)),
            92..95 => self.buffer(),
            95..97 => self.scaled(0, FAR_BITS),
            _ => *self.one(BEYOND),
        }
    }

    /// An offset that no file reaches.
    pub(super) fn beyond_all(&mut self) -> u64 {
        *self.one(&BEYOND[FAR_FROM..])
    }

    /// An offset at which a file of `size` bytes has something.
    pub(super) fn within(&mut self, size: u64) -> u64 {
        match self.below(100) {
            0..50 => 0,
            50..65 => self.0.random_range(0..size.max(1)),
            65..80 => self.up_to(size) - 1,
            _ => size.saturating_sub(self.up_to(9)),
        }
    }

    /// How many bytes to write: mostly so few that a report shows them all.
    pub(super) fn amount(&mut self) -> usize {
        let bytes = match self.below(100) {
            0..4 => 0,
            4..45 => 1 + self.below(12) as u64,
            45..75 => self.scaled(0, 3),
            75..91 => self.scaled(4, 7),
            91..97 => self.buffer(),
            _ => self.scaled(8, 16),
        };
        usize::try_from(bytes).unwrap_or(0)
    }

    /// How long a file is at the start: mostly so that a report shows it whole.
    pub(super) fn size(&mut self) -> u64 {
        match self.below(100) {
            0..12 => 0,
            12..40 => self.scaled(0, 4),
            40..64 => 30,
            64..75 => self.buffer(),
            75..87 => self.scaled(5, 15),
            _ => self.scaled(16, 17),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::test_runner::{RngAlgorithm, TestRng};

    use super::*;

    const NUMBERS: usize = 40_000;

    /// Numbers as one of the choices gives them.
    fn drawn(choice: impl Fn(&mut Pick<'_>) -> u64) -> Vec<u64> {
        let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &[9; 16]);
        let mut pick = Pick(&mut rng);
        (0..NUMBERS).map(|_| choice(&mut pick)).collect()
    }

    #[test]
    fn every_choice_meets_whole_buffers_and_every_order_of_magnitude() {
        // A row reads: choice, up to how many bits it goes.
        type Choice = fn(&mut Pick<'_>) -> u64;
        let rows: &[(&str, Choice, u32)] = &[
            ("length", |pick| pick.length(), 20),
            ("offset", |pick| pick.offset(30), 33),
            ("amount", |pick| pick.amount() as u64, 16),
            ("size", |pick| pick.size(), 17),
        ];
        for (name, choice, bits) in rows {
            let all: BTreeSet<u64> = drawn(*choice).into_iter().collect();
            for edge in BUFFERS.iter().flat_map(|size| [size - 1, *size, size + 1]) {
                assert!(all.contains(&edge), "{name} is never {edge}");
            }
            for bit in 0..*bits {
                assert!(all.range(1 << bit..2 << bit).next().is_some(), "{name} has none of {bit} bits");
            }
            assert!(all.contains(&0), "{name} is never 0");
        }
    }

    #[test]
    fn what_is_read_and_where_goes_to_the_end_of_64_bits() {
        for choice in [|pick: &mut Pick<'_>| pick.length(), |pick: &mut Pick<'_>| pick.offset(30)] {
            let all: BTreeSet<u64> = drawn(choice).into_iter().collect();
            assert!(BEYOND.iter().all(|edge| all.contains(edge)));
        }
    }

    #[test]
    fn an_offset_within_a_file_is_there_and_its_edges_are_met() {
        for size in [1, 2, 30, 4097, 1 << 33] {
            assert!(drawn(|pick| pick.within(size)).iter().all(|offset| *offset < size));
            assert!(drawn(|pick| pick.up_to(size)).iter().all(|number| (1..=size).contains(number)));
            let offsets: BTreeSet<u64> = drawn(|pick| pick.offset(size)).into_iter().collect();
            assert!([size - 1, size, size + 1].iter().all(|edge| offsets.contains(edge)), "{size}");
        }
    }
}
