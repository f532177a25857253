//! A place in a line, and what can be read from there.

use super::ScriptError;
use crate::op::{DataError, Name, Observed, Pieces, Quantity};
use crate::outcome::Pin;
use crate::outcome::pin::PinError;
use crate::rule::nearest;
use crate::tree::quote::{unquoted, unquoted_name, visible};
use crate::tree::raw::is_written_right;

/// The most characters of a faulty word that an error shows.
const SHOWN_MAX: usize = 40;

/// Up to so many known words are listed when none of them is near to what was found.
const LISTED_MAX: usize = 40;

/// A place in a line of a script. What can't be read leaves it where it was, and the error names that place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    file: &'t str,
    line: usize,
    text: &'t str,
    /// How many bytes of the line are read.
    at: usize,
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// The word of a quantity with what is added to it.
fn observed(word: &str) -> Option<Observed> {
    let at = word.find(['+', '-']).unwrap_or(word.len());
    let (quantity, plus) = word.split_at(at);
    let (_, quantity) = Quantity::TABLE.iter().find(|(known, _)| *known == quantity)?;
    let plus = match plus.get(1..) {
        None => 0,
        Some(digits) if is_digits(digits) => plus.parse().ok().filter(|plus| *plus != 0)?,
        Some(_) => return None,
    };
    Some(Observed::number(*quantity, plus))
}

impl<'t> Cursor<'t> {
    /// The start of a line, whose number counts from 1.
    pub(super) fn new(file: &'t str, line: usize, text: &'t str) -> Self {
        Self { file, line, text, at: 0 }
    }

    /// The number of the line, from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// What is left of the line.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The end of the line.
    pub(super) fn at_end(self) -> Self {
        Self { at: self.text.len(), ..self }
    }

    /// The place that is so many bytes on.
    fn forward(self, bytes: usize) -> Self {
        Self { at: self.at + bytes, ..self }
    }

    /// The place after any spaces.
    pub(super) fn after_spaces(self) -> Self {
        self.forward(self.rest().len() - self.rest().trim_start_matches(is_space).len())
    }

    /// Whether nothing but spaces is left.
    pub(super) fn is_over(self) -> bool {
        self.after_spaces().rest().is_empty()
    }

    /// Whether the arguments of a call end here.
    pub(super) fn is_call_over(self) -> bool {
        let rest = self.after_spaces().rest();
        rest.is_empty() || rest.starts_with(',') || rest.starts_with("=>")
    }

    /// The comment that the line is, if it is one.
    pub(super) fn comment(&self) -> Option<String> {
        let text = self.text.trim_start_matches(is_space).strip_prefix('#')?;
        Some(text.strip_prefix(' ').unwrap_or(text).to_owned())
    }

    /// Whether the line starts with a space.
    pub(super) fn is_indented(&self) -> bool {
        self.text.starts_with(is_space)
    }

    /// An error at this place.
    pub(super) fn error(self, problem: impl Into<String>) -> ScriptError {
        let column = self.text[..self.at].chars().count() + 1;
        ScriptError { file: self.file.to_owned(), line: self.line, column, problem: problem.into() }
    }

    /// The error that something else stands behind the spaces here.
    pub(super) fn expected(self, what: &str) -> ScriptError {
        let place = self.after_spaces();
        place.error(format!("expected {what}, found {}", place.found()))
    }

    /// The next word, as errors name it.
    fn found(self) -> String {
        let word = self.rest().split(is_space).next().unwrap_or_default();
        let shown = visible(&word.chars().take(SHOWN_MAX).collect::<String>());
        match word.chars().count() {
            0 => "the end of the line".to_owned(),
            1..=SHOWN_MAX => format!("`{shown}`"),
            _ => format!("`{shown}..`"),
        }
    }

    /// Reads this token, if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let place = self.after_spaces();
        let found = place.rest().starts_with(token);
        if found {
            *self = place.forward(token.len());
        }
        found
    }

    /// Reads the characters that are of this kind; no spaces before them.
    pub(super) fn take(&mut self, of_kind: fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(of_kind).len();
        *self = self.forward(length);
        &rest[..length]
    }

    /// Reads to the next space, comma or `=`, of which no word has one.
    pub(super) fn word(&mut self) -> &'t str {
        *self = self.after_spaces();
        self.take(|c| !is_space(c) && c != ',' && c != '=')
    }

    /// Makes sure that what was read last is not grown together with what follows.
    pub(super) fn gap(self) -> Result<(), ScriptError> {
        if self.is_call_over() || self.rest().starts_with(is_space) {
            Ok(())
        } else {
            Err(self.expected("a space"))
        }
    }

    /// Makes sure that nothing is left.
    pub(super) fn end(self) -> Result<(), ScriptError> {
        if self.is_over() { Ok(()) } else { Err(self.expected("the end of the line")) }
    }

    /// Reads this word.
    pub(super) fn literal(&mut self, word: &str) -> Result<(), ScriptError> {
        let mut ahead = *self;
        if ahead.word() != word {
            return Err(self.expected(&format!("`{word}`")));
        }
        *self = ahead;
        Ok(())
    }

    /// Reads one of the words of a table; for any other the error names the nearest.
    pub(super) fn known<T: Clone>(
        &mut self,
        what: &str,
        table: &[(impl AsRef<str>, T)],
    ) -> Result<T, ScriptError> {
        let mut ahead = *self;
        let word = ahead.word();
        if let Some((_, value)) = table.iter().find(|(known, _)| known.as_ref() == word) {
            *self = ahead;
            return Ok(value.clone());
        }
        let words = || table.iter().map(|(known, _)| known.as_ref());
        let hint = match nearest(word, words()).filter(|_| !word.is_empty()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if table.len() > LISTED_MAX => String::new(),
            None => format!("; known are {}", words().collect::<Vec<_>>().join(", ")),
        };
        let error = self.expected(what);
        Err(ScriptError { problem: error.problem + &hint, ..error })
    }

    /// Reads words of a table, each at most once, up to the end of the call.
    pub(super) fn several<T: Clone>(
        &mut self,
        what: &str,
        table: &[(impl AsRef<str>, T)],
    ) -> Result<Vec<T>, ScriptError> {
        let (mut seen, mut values) = (Vec::new(), Vec::new());
        while !self.is_call_over() {
            let place = self.after_spaces();
            values.push(self.known(what, table)?);
            let word = place.clone().word();
            if seen.contains(&word) {
                return Err(place.error(format!("a second `{word}`")));
            }
            seen.push(word);
        }
        Ok(values)
    }

    /// Reads a number in decimal digits.
    pub(super) fn number(&mut self, what: &str) -> Result<u64, ScriptError> {
        let mut ahead = *self;
        let word = ahead.word();
        if word.is_empty() || !word.chars().all(|c| c.is_ascii_digit()) {
            return Err(self.expected(what));
        }
        let number = word.parse().map_err(|_| self.expected(&format!("{what} of at most {}", u64::MAX)))?;
        *self = ahead;
        Ok(number)
    }

    /// Reads a number in decimal digits, behind `-` where it is negative.
    pub(super) fn signed(&mut self, what: &str) -> Result<i64, ScriptError> {
        let mut ahead = *self;
        let word = ahead.word();
        let digits = word.strip_prefix('-').unwrap_or(word);
        if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
            return Err(self.expected(what));
        }
        let bounds = || self.expected(&format!("{what} from {} to {}", i64::MIN, i64::MAX));
        let number = word.parse().map_err(|_| bounds())?;
        *self = ahead;
        Ok(number)
    }

    /// Reads the name of a handle in a call, which may count.
    pub(super) fn handle(&mut self) -> Result<Name, ScriptError> {
        let mut ahead = self.after_spaces();
        let word = ahead.take(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '{' | '}'));
        match Name::counting(word).filter(Name::counts) {
            Some(name) => {
                *self = ahead;
                Ok(name)
            }
            None => self.name(),
        }
    }

    /// Reads what stands for a number that is seen when the script is run: `permit`, `size-1`.
    pub(super) fn observed(&mut self) -> Option<Observed> {
        let mut ahead = *self;
        let observed = observed(ahead.word())?;
        *self = ahead;
        Some(observed)
    }

    /// Reads marked bytes up to such a number: `A[0..permit]`.
    pub(super) fn observed_bytes(&mut self) -> Option<Observed> {
        let mut ahead = *self;
        let (writer, range) = ahead.word().strip_suffix(']')?.split_once('[')?;
        let (from, to) = range.split_once("..")?;
        let ([writer @ (b'a'..=b'z' | b'A'..=b'Z')], true) = (writer.as_bytes(), is_digits(from)) else {
            return None;
        };
        let observed = Observed { marked: Some((*writer, from.parse().ok()?)), ..observed(to)? };
        *self = ahead;
        Some(observed)
    }

    /// Reads the name of a handle.
    pub(super) fn name(&mut self) -> Result<Name, ScriptError> {
        let mut ahead = self.after_spaces();
        let word = ahead.take(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let name = Name::new(word).ok_or_else(|| {
            self.expected("a handle's name (a lower-case letter, then letters, digits and `-`)")
        })?;
        *self = ahead;
        Ok(name)
    }

    /// Reads a text in quotes.
    pub(super) fn quoted(&mut self, what: &str) -> Result<String, ScriptError> {
        let place = self.after_spaces();
        if !place.rest().starts_with('"') {
            return Err(self.expected(&format!("{what} in quotes")));
        }
        let (text, length) =
            unquoted(place.rest()).map_err(|(at, problem)| place.forward(at).error(problem))?;
        *self = place.forward(length);
        Ok(text)
    }

    /// Reads the name of an object of a tree in quotes, which may have bytes that are no text.
    pub(super) fn quoted_name(&mut self) -> Result<String, ScriptError> {
        let place = self.after_spaces();
        let (name, length) =
            unquoted_name(place.rest()).map_err(|(at, problem)| place.forward(at).error(problem))?;
        if !is_written_right(&name) {
            return Err(place.error("these bytes are a character together: expected that one"));
        }
        *self = place.forward(length);
        Ok(name)
    }

    /// Reads the pinned answer, which the line ends with.
    pub(super) fn pin(self) -> Result<String, ScriptError> {
        let place = self.after_spaces();
        let refuse = |error: PinError| place.forward(error.at).error(error.problem);
        Pin::parse(place.rest()).map_err(refuse)?;
        Ok(place.rest().trim_end().to_owned())
    }

    /// Reads bytes, and turns them into what is needed.
    pub(super) fn bytes<T>(
        &mut self,
        convert: impl FnOnce(&Pieces) -> Result<T, DataError>,
    ) -> Result<T, ScriptError> {
        let place = self.after_spaces();
        if !place.rest().starts_with('"') && !place.clone().word().contains('[') {
            return Err(self.expected("bytes (\"text\", zeros[N] or A[from..to])"));
        }
        let refuse = |error: DataError| place.forward(error.at).error(error.problem);
        let (pieces, length) = Pieces::parse(place.rest()).map_err(refuse)?;
        let value = convert(&pieces).map_err(refuse)?;
        *self = place.forward(length);
        Ok(value)
    }
}
