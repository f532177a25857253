//! The names of handles.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The name of a handle in a script: a letter, then letters, digits and `-`.
#[derive(Clone, Debug, Eq)]
pub struct Name {
    text: Arc<str>,
    /// The text itself where it is short, as most are: its bytes, and zeros, which are in no name.
    short: Option<[u8; SHORT_MAX]>,
}

/// Names of up to so many bytes are compared in one go.
const SHORT_MAX: usize = 7;

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.short == other.short && (self.short.is_some() || self.text == other.text)
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Name {
    /// The name with this text, if it is one.
    pub fn new(text: &str) -> Option<Self> {
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        let goes_on = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let mut short = [0; SHORT_MAX];
        let first = short.get_mut(..text.len()).map(|first| first.copy_from_slice(text.as_bytes()));
        (starts && goes_on).then(|| Self { text: text.into(), short: first.map(|()| short) })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_handles_are_lower_case_words() {
        for good in ["f", "v2", "read-only"] {
            assert!(Name::new(good).is_some(), "{good}");
        }
        for bad in ["", "2v", "F", "a b", "ä"] {
            assert!(Name::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn names_are_the_same_where_their_texts_are() {
        let texts = ["a", "b", "a1", "abcdefg", "abcdefh", "abcdefgh", "abcdefgi", "abcdefg-h"];
        for (one, other) in texts.iter().flat_map(|one| texts.map(|other| (*one, other))) {
            assert_eq!(Name::new(one) == Name::new(other), one == other, "{one} {other}");
        }
    }
}
