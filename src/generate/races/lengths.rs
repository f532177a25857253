//! How much the calls of a race move, and what.

use super::Writer;
use crate::model::PREFIXES_MAX;
use crate::op::{Data, Manner};

/// Where there are long writes, so many calls of 100 are long.
const LONG_CALLS_PERCENT: usize = 50;

/// How long they are: about what one call of `wasi:io` may write and wait for, and about what hosts move at a time.
const LONG: &[usize] = &[4095, 4096, 4096, 4096, 4097, 8192, 65_535, 65_536, 65_536, 65_537];

/// The most that a call may write and wait for.
const AT_ONCE_MAX: usize = 4096;

impl Writer<'_> {
    /// How many bytes: mostly so few that every prefix can be followed.
    pub(super) fn length(&mut self) -> usize {
        self.length_up_to(usize::MAX)
    }

    pub(super) fn length_up_to(&mut self, most: usize) -> usize {
        let is_long = self.long && self.pick.chance(LONG_CALLS_PERCENT);
        let length = match self.pick.below(100) {
            _ if is_long => *self.pick.one(LONG),
            0..10 => 1,
            10..90 => 2 + self.pick.below(7),
            _ => 9 + self.pick.below(4),
        };
        length.max(std::mem::take(&mut self.least)).min(most)
    }

    /// How many bytes for a call that waits. Of one that is given up nobody knows how many it has taken, so they are few.
    pub(super) fn length_for(&mut self, manner: Manner) -> usize {
        let is_given_up = matches!(manner, Manner::Abandon { .. });
        self.length_up_to(if is_given_up { PREFIXES_MAX } else { AT_ONCE_MAX })
    }

    pub(super) fn data(&mut self) -> Data {
        let length = self.length();
        self.data_of(length)
    }

    pub(super) fn data_for(&mut self, manner: Manner) -> Data {
        let length = self.length_for(manner);
        self.data_of(length)
    }

    pub(super) fn data_of(&mut self, length: usize) -> Data {
        let writer = self.writers;
        self.writers += 1;
        if length > PREFIXES_MAX || self.pick.chance(50) {
            return self.pick.data(writer, length);
        }
        // Each byte tells its writer, though not its place: what overlaps can be told apart to the byte.
        let letter = b'A' + u8::try_from(writer % 26).unwrap_or(0);
        Data::new(vec![letter; length])
    }
}
