//! A place in a pin, and what is read at it.

use std::ops::RangeInclusive;

use super::Read;
use crate::outcome::pin::PinError;
use crate::tree::quote::unquoted;

/// A place in a pin.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

impl<'t> Line<'t> {
    /// What is left behind spaces.
    pub(super) fn rest(&self) -> &'t str {
        self.text[self.at..].trim_start_matches(is_space)
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest().is_empty()
    }

    /// The place behind spaces.
    pub(super) fn place(&self) -> usize {
        self.text.len() - self.rest().len()
    }

    pub(super) fn error<T>(&self, problem: impl Into<String>) -> Read<T> {
        Err(PinError { at: self.place(), problem: problem.into() })
    }

    pub(super) fn expected(&self, what: &str) -> PinError {
        let found = self.rest().split(is_space).next().unwrap_or_default();
        let found = if found.is_empty() { "the end of the line".to_owned() } else { format!("`{found}`") };
        PinError { at: self.place(), problem: format!("expected {what}, found {found}") }
    }

    /// Reads these characters, if they come next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at = self.place() + token.len();
        }
        found
    }

    /// The next word: what ends before a space, a bar, a bracket or a question mark.
    pub(super) fn word(&self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| is_space(c) || matches!(c, '|' | '(' | ')' | '"' | '?'));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Reads this word, if it comes next.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.word() == word && self.eat(word)
    }

    /// Reads these words, if they come next.
    pub(super) fn eat_words(&mut self, words: &str) -> bool {
        let mut ahead = *self;
        let found = words.split(' ').all(|word| ahead.eat_word(word));
        if found {
            *self = ahead;
        }
        found
    }

    pub(super) fn need_words(&mut self, words: &str) -> Read<()> {
        if self.eat_words(words) { Ok(()) } else { Err(self.expected(&format!("`{words}`"))) }
    }

    pub(super) fn number(&mut self, what: &str) -> Read<u64> {
        let rest = self.rest();
        let digits = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
        match digits.parse() {
            Ok(number) => {
                self.eat(digits);
                Ok(number)
            }
            Err(_) if digits.is_empty() => Err(self.expected(what)),
            Err(_) => Err(self.expected(&format!("{what} of at most {}", u64::MAX))),
        }
    }

    /// Reads the number of a step.
    pub(super) fn step(&mut self) -> Read<usize> {
        let place = *self;
        let step = self.number("the number of an earlier step, counted from 1")?;
        match usize::try_from(step) {
            Ok(step) if step > 0 => Ok(step),
            _ => Err(place.expected("the number of an earlier step, counted from 1")),
        }
    }

    /// Reads a number, or a range of them that has its last: `4`, `1..4`, `1..=4`, `4..`, `..4`, `>= 4`, `<= 4`.
    pub(super) fn range(&mut self) -> Read<RangeInclusive<u64>> {
        let place = *self;
        if self.eat(">=") {
            return Ok(self.number("a number")?..=u64::MAX);
        }
        if self.eat("<=") {
            return Ok(0..=self.number("a number")?);
        }
        let least = if self.rest().starts_with("..") { None } else { Some(self.number("a number")?) };
        if !self.text[self.at..].starts_with("..") && least.is_some() {
            let least = least.unwrap_or_default();
            return Ok(least..=least);
        }
        let closed = self.eat("..=") || !self.eat("..");
        let digit = self.text[self.at..].starts_with(|c: char| c.is_ascii_digit());
        let most = if digit {
            self.number("a number")?
        } else if closed || least.is_none() {
            return Err(self.expected("the last number of a range"));
        } else {
            u64::MAX
        };
        let least = least.unwrap_or(0);
        if least > most {
            return place.error(format!("no number is in {least}..{most}; write the lower one first"));
        }
        Ok(least..=most)
    }

    /// Reads a text in quotes, as in scripts.
    pub(super) fn quoted(&mut self) -> Read<String> {
        let rest = self.rest();
        if !rest.starts_with('"') {
            return Err(self.expected("a text in quotes"));
        }
        let place = self.place();
        let (text, length) =
            unquoted(rest).map_err(|(at, problem)| PinError { at: place + at, problem: problem.into() })?;
        self.at = place + length;
        Ok(text)
    }
}
