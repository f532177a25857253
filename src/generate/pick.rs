//! Random choices: numbers that sit on edges, names that collide, bytes that tell who wrote them.

use std::sync::Arc;

use super::fixture::TARGETS;
use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;

use crate::op::Data;
use crate::wasi::{Datetime, NewTimestamp, PathFlags};

/// A source of choices.
#[derive(Debug)]
pub(super) struct Pick<'r>(pub(super) &'r mut TestRng);

/// Names that files and directories get, in the fixture and in calls; few, so that calls meet what others left.
pub(super) const NAMES: &[&str] =
    &["log", "a", "sub", "b", "x y", "\u{e4}\u{f6}", "con", "back\\slash", "__proto__"];

/// Paths that have something about them: where they lead, to a canary at worst, or whether they lead anywhere.
const ODD_PATHS: &[&str] = &[
    "",
    ".",
    "..",
    "/",
    "/wasi-fs-conformance-nowhere/log",
    "./log",
    "log/",
    "log/.",
    "log/a",
    "sub/",
    "sub/.",
    "sub/..",
    "sub/../log",
    "sub/../..",
    "../log",
    "sub//a",
    "a\0b",
    "none/../log",
    "none/a",
    "sub/a/../../log",
    "...",
    "../secret",
    "../private/inner",
    "../private/new",
    "../empty",
    "../farm/inner",
    "../farm/gone",
    "sub/../../secret",
];

impl Pick<'_> {
    /// A number below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(super) fn one<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// One of these by weight, of which some are above 0.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        self.weighted_by(items, |_, weight| weight)
    }

    /// One of these by what becomes of its weight now.
    pub(super) fn weighted_by<T: Copy>(&mut self, items: &[(T, u32)], now: impl Fn(T, u32) -> u32) -> T {
        let weighed = || items.iter().map(|(item, weight)| (*item, now(*item, *weight)));
        let total: u32 = weighed().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..total);
        for (item, weight) in weighed() {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        unreachable!("our fault: the weights don't add up")
    }

    /// A length to read: mostly small, on the edges of buffers, and without bound.
    pub(super) fn length(&mut self) -> u64 {
        match self.below(100) {
            0..10 => 0,
            10..65 => 1 + self.below(12) as u64,
            65..80 => 16 + self.below(100) as u64,
            80..88 => *self.one(&[4095, 4096, 4097]),
            88..94 => *self.one(&[65_535, 65_536, 65_537, 1 << 20]),
            _ => *self.one(&[1 << 32, i64::MAX as u64, u64::MAX - 1, u64::MAX]),
        }
    }

    /// An offset into a file of `size` bytes: its edges, within, behind, and beyond any file.
    pub(super) fn offset(&mut self, size: u64) -> u64 {
        match self.below(100) {
            0..35 => 0,
            35..60 => self.below(usize::try_from(size.min(5000)).unwrap_or(0) + 1) as u64,
            60..80 => size,
            80..90 => size.saturating_add(1 + self.below(9) as u64),
            90..97 => size.saturating_add(4000 + self.below(200) as u64),
            97 => *self.one(&[1 << 31, 1 << 40]),
            _ => *self.one(&[
                i64::MAX as u64 - 1,
                i64::MAX as u64,
                i64::MAX as u64 + 1,
                u64::MAX - 8,
                u64::MAX,
            ]),
        }
    }

    /// How many bytes to write: mostly so few that a report shows them all.
    pub(super) fn amount(&mut self) -> usize {
        match self.below(100) {
            0..4 => 0,
            4..75 => 1 + self.below(12),
            75..92 => 13 + self.below(120),
            92..98 => *self.one(&[4095, 4096, 4097]),
            _ => 5000 + self.below(70_000),
        }
    }

    /// This many bytes of a writer, who is counted from 0; where in its bytes they start tells writers with one letter apart.
    pub(super) fn data(&mut self, writer: usize, length: usize) -> Data {
        let letter = b'A' + u8::try_from(writer % 26).unwrap_or(0);
        let from = (writer / 26) as u64 * 40_000;
        Data::marked(letter, from..from + length as u64)
    }

    /// Whether a link at the end is followed.
    pub(super) fn path_flags(&mut self) -> PathFlags {
        if self.chance(50) { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() }
    }

    /// What a timestamp is set to: long ago mostly, since that is told apart from the clock; then the edges.
    pub(super) fn timestamp(&mut self) -> NewTimestamp {
        let (seconds, nanoseconds) = match self.below(100) {
            0..25 => return NewTimestamp::NoChange,
            25..45 => return NewTimestamp::Now,
            45..85 => (self.below(1 << 29) as u64, self.below(1_000_000_000)),
            85..92 => (*self.one(&[0, 1, i32::MAX as u64, 1 << 31, u64::from(u32::MAX)]), 0),
            92..97 => (*self.one(&[1 << 34, 1 << 40, i64::MAX as u64, 1 << 63, u64::MAX]), 0),
            _ => (5, *self.one(&[999_999_999, 1_000_000_000, u32::MAX as usize])),
        };
        let nanoseconds = u32::try_from(nanoseconds).unwrap_or(u32::MAX);
        NewTimestamp::Timestamp(Datetime { seconds, nanoseconds })
    }

    /// What a symbolic link leads to.
    pub(super) fn target(&mut self) -> Arc<str> {
        if self.chance(60) { (*self.one(TARGETS)).into() } else { self.path() }
    }

    /// A path: a name, a name in a directory, or something odd.
    pub(super) fn path(&mut self) -> Arc<str> {
        match self.below(100) {
            0..62 => (*self.one(&NAMES[..4])).into(),
            62..70 => (*self.one(NAMES)).into(),
            70..86 => format!("{}/{}", self.one(&NAMES[1..4]), self.one(&NAMES[..4])).into(),
            86..98 => (*self.one(ODD_PATHS)).into(),
            _ => "n".repeat(*self.one(&[255, 256, 4100])).into(),
        }
    }
}
