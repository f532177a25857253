//! Random choices: names that collide, bytes that tell who wrote them.

use std::ops::Range;
use std::sync::Arc;

use super::fixture::TARGETS;
use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;

use crate::op::Data;
use crate::wasi::{Datetime, NewTimestamp, PathFlags};

/// A source of choices.
#[derive(Debug)]
pub(super) struct Pick<'r>(pub(super) &'r mut TestRng);

/// Names that files and directories get, in the fixture and in calls; few, so that calls meet what others left. The first
/// ones are the usual ones.
pub(super) const NAMES: &[&str] = &[
    "log",
    "a",
    "sub",
    "b",
    "x y",
    // Those of which another one is the beginning.
    "sub2",
    "sub-2",
    "log.txt",
    // What differs in case, or in how letters are put together.
    "LOG",
    "\u{e9}",
    "e\u{301}",
    // Letters of two, three and four bytes, from right to left, and of several parts.
    "\u{e4}\u{f6}",
    "\u{65e5}\u{672c}",
    "\u{5e9}\u{5dc}",
    "\u{1f600}",
    "\u{20000}\u{10ffff}",
    "\u{1f468}\u{200d}\u{1f469}",
    // Dots and spaces at the edges.
    "...",
    ".a",
    "a.",
    " a",
    "a ",
    // What some platform or language takes for something else.
    "con",
    "back\\slash",
    "__proto__",
    "a:b",
    "a*?",
    "%2e%2e",
    "\u{ff0e}\u{ff0e}",
    "line\nend",
];

/// Lengths of names and paths: the longest name of one byte a letter, one byte more, and what no system takes.
const LONG: &[usize] = &[255, 255, 256, 4100];

/// How many of a hundred writes have bytes of all values. The others are easier to read.
const BINARY_PERCENT: usize = 15;

/// The longest name of letters of four bytes, three of one, and how many bytes of those there may be more.
const LONG_LETTERS: usize = 63;

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
    // What begins with the name of the directory that a path starts from.
    "../root-secret/key",
    "../root-secret",
    "../root2",
    "../sub2/log",
    "../sub-2/a",
    "../sub2",
    "sub/../../root-secret/key",
    "sub/../sub2/log",
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

    /// Another path to the same object.
    pub(super) fn long_way(&mut self, path: &str) -> Arc<str> {
        match (self.below(4), path.split_once('/')) {
            (0, Some((first, _))) => format!("{first}/../{path}").into(),
            (1, _) => format!("{path}/").into(),
            (2, Some((first, rest))) => format!("{first}//{rest}").into(),
            _ => format!("./{path}").into(),
        }
    }

    /// This many bytes of a writer, who is counted from 0; where in its bytes they start tells writers with one letter apart.
    pub(super) fn data(&mut self, writer: usize, length: usize) -> Data {
        let letter = b'A' + u8::try_from(writer % 26).unwrap_or(0);
        let from = (writer / 26) as u64 * 40_000;
        self.marked(letter, from..from + length as u64)
    }

    /// A stretch of a writer's bytes: letters mostly, and sometimes what shows whether they are taken for text.
    pub(super) fn marked(&mut self, letter: u8, range: Range<u64>) -> Data {
        if self.chance(BINARY_PERCENT) { Data::binary(letter, range) } else { Data::marked(letter, range) }
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

    /// A name that is longer than any.
    pub(super) fn too_long(&mut self) -> Arc<str> {
        "n".repeat(*self.one(&LONG[2..])).into()
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
            98 => "n".repeat(*self.one(LONG)).into(),
            _ => ("\u{1f600}".repeat(LONG_LETTERS) + &"n".repeat(3 + self.below(2))).into(),
        }
    }
}
