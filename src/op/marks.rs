//! Marked bytes: each tells, with those beside it, who wrote it and where in the writer's data it stands.
//!
//! They come in cells of four. Marks of *letters* have the writer's letter and the number of the cell in three digits of
//! base 36. *Binary* marks run over all values of a byte: one that is special to some text, which tells the writer where
//! the number of the cell is known, and the number in three bytes that are mixed so that any value turns up soon. The
//! first cell of every writer has a carriage return, a line feed and an end-of-file mark, since most writes are short.

use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;

/// How many bytes there are in a cell.
const CELL: u64 = 4;

/// So many marked bytes of each writer are made once and kept, since generated scripts have hardly any others.
const KEPT: u64 = 160_000;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The letters of writers.
const WRITERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Bytes that mean something to a text, all different: line ends, NUL, ends of files, what is no UTF-8 or begins it, marks
/// of byte orders, quotes and escapes, and control characters.
const SPECIAL: &[u8; 52] = &[
    0x0a, 0x00, 0xff, 0x0d, 0x1a, 0xfe, 0xef, 0xc3, 0x80, 0xe2, 0xf0, 0xc0, 0xed, 0x5c, 0x22, 0x27, 0x09,
    0x0b, 0x0c, 0x1b, 0x04, 0x03, 0x08, 0x7f, 0x25, 0x24, 0x81, 0x85, 0xa0, 0xad, 0xbf, 0xc1, 0xc2, 0xe0,
    0xe1, 0xee, 0xf4, 0xf5, 0xf8, 0xfd, 0x01, 0x02, 0x05, 0x06, 0x07, 0x0e, 0x0f, 0x10, 0x11, 0x13, 0x1c,
    0x1f,
];

/// How many cells binary marks can number: what fits in three bytes.
const NUMBERS: u64 = 1 << 24;

/// Mixes the numbers of cells: odd, so that no two come to the same.
const MIX: u64 = 0x9e_3779;

/// What takes [`MIX`] back.
const UNMIX: u64 = inverse(MIX);

/// The last three bytes of each writer's first cell.
const FIRST: u64 = 0x0d_0a1a;

/// What an odd number has to be multiplied by to get 1, in three bytes.
const fn inverse(odd: u64) -> u64 {
    // Each round doubles the number of bits that are right, and three are right at the start.
    let (mut found, mut round) = (odd, 0);
    while round < 4 {
        found = found.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(found))) % NUMBERS;
        round += 1;
    }
    found
}

/// The alphabet of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// Letters and digits.
    Letters,
    /// All values of a byte.
    Binary,
}

static LETTERS_KEPT: [OnceLock<Bytes>; 128] = [const { OnceLock::new() }; 128];
static BINARY_KEPT: [OnceLock<Bytes>; 128] = [const { OnceLock::new() }; 128];

impl Marks {
    pub(super) const ALL: [Self; 2] = [Self::Letters, Self::Binary];

    /// What stands in front of the writer in the text of bytes.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Letters => "",
            Self::Binary => "binary-",
        }
    }

    /// A stretch of the bytes of a writer, who is an ASCII letter.
    pub(super) fn bytes(self, writer: u8, range: Range<u64>) -> Bytes {
        let index = |offset: u64| usize::try_from(offset).unwrap_or(0);
        let kept = match self {
            Self::Letters => &LETTERS_KEPT,
            Self::Binary => &BINARY_KEPT,
        };
        if let Some(kept) = kept.get(usize::from(writer)).filter(|_| range.end <= KEPT) {
            let kept = kept.get_or_init(|| self.cells(writer, 0..KEPT / CELL));
            return kept.slice(index(range.start)..index(range.end));
        }
        let skip = index(range.start % CELL);
        let bytes = self.cells(writer, range.start / CELL..range.end.div_ceil(CELL));
        bytes.slice(skip..skip + index(range.end - range.start))
    }

    fn cells(self, writer: u8, numbers: Range<u64>) -> Bytes {
        numbers.flat_map(|number| self.cell(writer, number)).collect::<Vec<u8>>().into()
    }

    fn cell(self, writer: u8, number: u64) -> [u8; 4] {
        match self {
            Self::Letters => {
                let digit = |unit: u64| DIGITS[usize::try_from(number / unit % 36).unwrap_or(0)];
                [writer, digit(36 * 36), digit(36), digit(1)]
            }
            Self::Binary => {
                let number = number % NUMBERS;
                let place = WRITERS.iter().position(|known| *known == writer).unwrap_or(0) as u64;
                let special = SPECIAL[usize::try_from((place + number) % 52).unwrap_or(0)];
                let [.., high, middle, low] = ((number.wrapping_mul(MIX) % NUMBERS) ^ FIRST).to_be_bytes();
                [special, high, middle, low]
            }
        }
    }

    /// The writer and the number of a cell, if it is one.
    fn told_by(self, cell: [u8; 4]) -> Option<(u8, u64)> {
        match self {
            Self::Letters => {
                let value = |digit: u8| DIGITS.iter().position(|known| *known == digit).map(|at| at as u64);
                let number = (value(cell[1])? * 36 + value(cell[2])?) * 36 + value(cell[3])?;
                cell[0].is_ascii_alphabetic().then_some((cell[0], number))
            }
            Self::Binary => {
                let special = SPECIAL.iter().position(|known| *known == cell[0])? as u64;
                let mixed = u64::from_be_bytes([0, 0, 0, 0, 0, cell[1], cell[2], cell[3]]);
                let number = (mixed ^ FIRST).wrapping_mul(UNMIX) % NUMBERS;
                let place = (special + 52 - number % 52) % 52;
                Some((WRITERS[usize::try_from(place).unwrap_or(0)], number))
            }
        }
    }

    fn byte(self, writer: u8, offset: u64) -> u8 {
        self.cell(writer, offset / CELL)[usize::try_from(offset % CELL).unwrap_or(0)]
    }

    /// If bytes start with a stretch of such marks that is at least so long: writer, offset, length.
    pub(super) fn prefix_of(self, bytes: &[u8], least: usize) -> Option<(u8, u64, usize)> {
        // The first whole cell is within the first seven bytes; it tells the rest.
        (0..4usize).find_map(|skip| {
            let (writer, number) = self.told_by(bytes.get(skip..skip + 4)?.try_into().ok()?)?;
            let from = (number * CELL).checked_sub(skip as u64)?;
            let matches = |(index, byte): (usize, &u8)| *byte == self.byte(writer, from + index as u64);
            let length =
                bytes.iter().enumerate().take_while(|(index, byte)| matches((*index, *byte))).count();
            (length >= least).then_some((writer, from, length))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_cell_tells_its_writer_and_its_number() {
        for marks in Marks::ALL {
            for (writer, number) in
                WRITERS.iter().flat_map(|writer| (0..300).map(move |number| (*writer, number)))
            {
                assert_eq!(marks.told_by(marks.cell(writer, number)), Some((writer, number)), "{marks:?}");
            }
        }
        let far = NUMBERS - 1;
        assert_eq!(Marks::Binary.told_by(Marks::Binary.cell(b'q', far)), Some((b'q', far)));
    }

    #[test]
    fn binary_marks_have_every_value_and_begin_with_line_ends() {
        for writer in WRITERS {
            let bytes = Marks::Binary.bytes(*writer, 0..4096);
            assert_eq!(bytes[1..4], *b"\r\n\x1a");
            assert_eq!(bytes.iter().collect::<BTreeSet<_>>().len(), 256);
        }
        assert_eq!(SPECIAL.iter().collect::<BTreeSet<_>>().len(), SPECIAL.len());
    }
}
