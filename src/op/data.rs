//! The bytes that a guest writes, and their text.
//!
//! A text is pieces joined by `+`: a quoted string, `zeros[N]`, or `A[from..to]`, a stretch of *marked* bytes: any seven of
//! them in a row, and mostly fewer, tell who wrote them and at which offset of the writer's data. Those are letters and
//! digits; `binary-A[from..to]` has marks that run over all values of a byte.

use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};

use bytes::Bytes;

use super::marks::Marks;
use crate::tree::{Content, Piece};

/// The most bytes that a script may write in one call, in bytes.
pub const DATA_MAX: u64 = 16 << 20;

/// Stretches shorter than this are printed as a quoted string, in bytes.
const COMPACT_MIN: usize = 24;

/// Bytes in a call; cheap to clone.
#[derive(Clone, Debug, Default, Eq)]
pub struct Data(Bytes);

impl Data {
    /// These bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }

    /// A stretch of the marked bytes of a writer, who is an ASCII letter.
    pub fn marked(writer: u8, range: Range<u64>) -> Self {
        Self(Marks::Letters.bytes(writer, range))
    }

    /// A stretch of the marked bytes of a writer, likewise, that run over all values of a byte.
    pub fn binary(writer: u8, range: Range<u64>) -> Self {
        Self(Marks::Binary.bytes(writer, range))
    }

    /// Zeros.
    pub fn zeros(len: usize) -> Self {
        Self(vec![0; len].into())
    }

    /// A part of these bytes, sharing their memory.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        Self(self.0.slice(range))
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        // Worlds that are compared hold the same bytes in the same place.
        (self.0.as_ptr() == other.0.as_ptr() && self.0.len() == other.0.len()) || self.0 == other.0
    }
}

impl Hash for Data {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Deref for Data {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Pieces::of_bytes(self).fmt(f)
    }
}

/// If the bytes start with a stretch of marked ones that is worth a piece of its own: their alphabet, writer, offset, length.
fn marked_prefix(bytes: &[u8]) -> Option<(Marks, u8, u64, usize)> {
    Marks::ALL.into_iter().find_map(|marks| {
        let (writer, from, length) = marks.prefix_of(bytes, COMPACT_MIN)?;
        Some((marks, writer, from, length))
    })
}

/// Bytes as the pieces of their text; holes stay holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces(Vec<TextPiece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum TextPiece {
    Quoted(Vec<u8>),
    Zeros(u64),
    Marked { marks: Marks, writer: u8, range: Range<u64> },
}

/// What is wrong with the text of bytes, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The place, in bytes from the start of the text.
    pub at: usize,
    /// What was expected there, or what is wrong.
    pub problem: String,
}

impl Pieces {
    /// The canonical pieces of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut pieces = Self(Vec::new());
        pieces.push_bytes(bytes);
        pieces
    }

    /// The canonical pieces of a content's range.
    pub fn of_content(content: &Content, range: Range<u64>) -> Self {
        let mut pieces = Self(Vec::new());
        // How the content keeps its bytes makes no difference, so those beside each other are put together.
        let mut together = Vec::new();
        for piece in content.pieces(range) {
            match piece {
                Piece::Bytes(bytes) => together.extend_from_slice(bytes),
                Piece::Zeros(count) if count < COMPACT_MIN as u64 => {
                    together.resize(together.len() + usize::try_from(count).unwrap_or(0), 0);
                }
                Piece::Zeros(count) => {
                    pieces.push_bytes(&std::mem::take(&mut together));
                    pieces.push_zeros(count);
                }
            }
        }
        pieces.push_bytes(&together);
        pieces
    }

    fn push_zeros(&mut self, count: u64) {
        match self.0.last_mut() {
            Some(TextPiece::Zeros(before)) => *before += count,
            _ => self.0.push(TextPiece::Zeros(count)),
        }
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            if zeros >= COMPACT_MIN || (zeros > 0 && matches!(self.0.last(), Some(TextPiece::Zeros(_)))) {
                self.push_zeros(zeros as u64);
                at += zeros;
            } else if let Some((marks, writer, from, length)) = marked_prefix(rest) {
                self.0.push(TextPiece::Marked { marks, writer, range: from..from + length as u64 });
                at += length;
            } else {
                match self.0.last_mut() {
                    Some(TextPiece::Quoted(bytes)) => bytes.push(rest[0]),
                    _ => self.0.push(TextPiece::Quoted(vec![rest[0]])),
                }
                at += 1;
            }
        }
    }

    /// How many bytes these are.
    pub fn len(&self) -> u64 {
        self.0.iter().fold(0, |sum: u64, piece| {
            sum.saturating_add(match piece {
                TextPiece::Quoted(bytes) => bytes.len() as u64,
                TextPiece::Zeros(count) => *count,
                TextPiece::Marked { range, .. } => range.end - range.start,
            })
        })
    }

    /// Whether these are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes as a file's content, holes and all.
    pub fn to_content(&self) -> Content {
        let mut content = Content::default();
        for piece in &self.0 {
            let at = content.len();
            match piece {
                TextPiece::Quoted(bytes) => content.write(at, bytes),
                TextPiece::Zeros(count) => content.set_len(at + count),
                TextPiece::Marked { marks, writer, range } => {
                    content.write(at, &marks.bytes(*writer, range.clone()));
                }
            }
        }
        content
    }

    /// The bytes themselves.
    ///
    /// # Errors
    /// When there are more than [`DATA_MAX`].
    pub fn to_data(&self) -> Result<Data, DataError> {
        if self.len() > DATA_MAX {
            return Err(DataError {
                at: 0,
                problem: format!("at most {DATA_MAX} bytes in one call, found {}", self.len()),
            });
        }
        Ok(Data::new(self.to_content().read(0..u64::MAX)))
    }

    /// Reads the pieces that a text starts with, and how long their text is.
    ///
    /// # Errors
    /// With the place and what was expected there.
    pub fn parse(text: &str) -> Result<(Self, usize), DataError> {
        let (mut pieces, mut at) = (Vec::new(), 0);
        loop {
            let (piece, length) =
                parse_piece(&text[at..]).map_err(|error| DataError { at: at + error.at, ..error })?;
            pieces.push(piece);
            at += length;
            if !text[at..].starts_with('+') {
                break;
            }
            at += 1;
        }
        let pieces = Self(pieces);
        if pieces.len() > 1 << 62 {
            return Err(DataError { at: 0, problem: "more bytes than any file has".into() });
        }
        Ok((pieces, at))
    }
}

fn error<T>(at: usize, problem: impl Into<String>) -> Result<T, DataError> {
    Err(DataError { at, problem: problem.into() })
}

fn parse_piece(text: &str) -> Result<(TextPiece, usize), DataError> {
    if text.starts_with('"') {
        return parse_quoted(text).map(|(bytes, length)| (TextPiece::Quoted(bytes), length));
    }
    let Some((word, rest)) = text.split_once('[') else {
        return error(0, "expected bytes: \"text\", zeros[N], A[from..to] or binary-A[from..to]");
    };
    let Some((inside, _)) = rest.split_once(']') else {
        return error(word.len() + 1, "expected ] after the numbers");
    };
    let length = word.len() + inside.len() + 2;
    let number = |digits: &str, at: usize| match digits.parse::<u64>() {
        Ok(number) => Ok(number),
        Err(_) => error(at, format!("expected a number, found {digits:?}")),
    };
    let first = word.len() + 1;
    let (marks, writer) = match word.strip_prefix(Marks::Binary.prefix()) {
        Some(writer) => (Marks::Binary, writer),
        None => (Marks::Letters, word),
    };
    match writer.as_bytes() {
        b"zeros" if marks == Marks::Letters => Ok((TextPiece::Zeros(number(inside, first)?), length)),
        [writer] if writer.is_ascii_alphabetic() => {
            let Some((from, to)) = inside.split_once("..") else { return error(first, "expected from..to") };
            let range = number(from, first)?..number(to, first + from.len() + 2)?;
            if range.start > range.end || range.end - range.start > DATA_MAX {
                return error(first, format!("expected a range of at most {DATA_MAX} bytes"));
            }
            Ok((TextPiece::Marked { marks, writer: *writer, range }, length))
        }
        _ => error(0, format!("expected zeros, a letter, or binary- and a letter before [, found {word:?}")),
    }
}

/// A quoted string: printable ASCII as it is, `\"`, `\\`, `\n`, and `\xNN` for all else.
fn parse_quoted(text: &str) -> Result<(Vec<u8>, usize), DataError> {
    let (source, mut bytes, mut at) = (text.as_bytes(), Vec::new(), 1);
    loop {
        match source.get(at) {
            None => return error(0, "this string has no closing quote"),
            Some(b'"') => return Ok((bytes, at + 1)),
            Some(b'\\') => {
                let (byte, length) = parse_escape(&source[at..])
                    .map_or_else(|| error(at, "expected \\\", \\\\, \\n or \\xNN"), Ok)?;
                bytes.push(byte);
                at += length;
            }
            Some(byte) => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
}

fn parse_escape(source: &[u8]) -> Option<(u8, usize)> {
    match source.get(1)? {
        b'"' => Some((b'"', 2)),
        b'\\' => Some((b'\\', 2)),
        b'n' => Some((b'\n', 2)),
        b'x' => {
            let digits = std::str::from_utf8(source.get(2..4)?).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, 4))
        }
        _ => None,
    }
}

fn write_quoted(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for byte in bytes {
        match byte {
            b'"' => f.write_str("\\\"")?,
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b' '..=b'~' => f.write_char(char::from(*byte))?,
            other => write!(f, "\\x{other:02x}")?,
        }
    }
    f.write_char('"')
}

impl fmt::Display for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("\"\"");
        }
        for (index, piece) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_char('+')?;
            }
            match piece {
                TextPiece::Quoted(bytes) => write_quoted(bytes, f)?,
                TextPiece::Zeros(count) => write!(f, "zeros[{count}]")?,
                TextPiece::Marked { marks, writer, range } => {
                    let (prefix, writer) = (marks.prefix(), char::from(*writer));
                    write!(f, "{prefix}{writer}[{}..{}]", range.start, range.end)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            (0usize..80).prop_map(|count| vec![0; count]),
            (b'A'..=b'Z', 0u64..5000, 0u64..80).prop_map(|(writer, from, length)| Data::marked(
                writer,
                from..from + length
            )
            .to_vec()),
            (b'A'..=b'Z', 0u64..5000, 0u64..80).prop_map(|(writer, from, length)| Data::binary(
                writer,
                from..from + length
            )
            .to_vec()),
        ]
    }

    proptest! {
        #[test]
        fn bytes_come_back_from_their_text(pieces in proptest::collection::vec(piece(), 0..5)) {
            let bytes = pieces.concat();
            let text = Data::new(bytes.clone()).to_string();
            let (parsed, length) = Pieces::parse(&text).unwrap();
            prop_assert_eq!(length, text.len());
            prop_assert_eq!(&*parsed.to_data().unwrap(), &bytes[..]);
            prop_assert_eq!(Pieces::of_content(&Content::from(bytes), 0..u64::MAX).to_string(), text);
        }
    }

    #[test]
    fn a_text_with_a_fault_is_refused_at_its_place() {
        for (text, at) in
            [("\"abc", 0), ("\"a\\q\"", 2), ("zeros[x]", 6), ("A[5..2]", 2), ("12", 0), ("\"a\"+", 4)]
        {
            assert_eq!(Pieces::parse(text).unwrap_err().at, at, "{text}");
        }
    }

    #[test]
    fn binary_marks_are_printed_in_short() {
        assert_eq!(Data::binary(b'C', 6..46).to_string(), "binary-C[6..46]");
        assert_eq!(Data::binary(b'B', 0..4).to_string(), r#""\x00\x0d\n\x1a""#);
        let (pieces, length) = Pieces::parse("binary-C[6..46]").unwrap();
        assert_eq!((pieces.to_data().unwrap(), length), (Data::binary(b'C', 6..46), 15));
        assert!(Pieces::parse("binary-zeros[4]").is_err());
    }

    #[test]
    fn seven_marked_bytes_tell_writer_and_offset() {
        assert_eq!(&*Data::marked(b'C', 6..13), b"01C002C");
        assert_eq!(Data::marked(b'C', 6..46).to_string(), "C[6..46]");
    }
}
