//! The names of handles.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::Arc;

/// What stands for the number of the time in the names and paths of a line that repeats.
pub const COUNTER: &str = "{}";

/// The name of a handle in a script: a letter, then letters, digits and `-`. In a line that repeats it may count: `f{}` is
/// `f1` the first time, `f2` the second.
#[derive(Clone, Debug, Eq)]
pub struct Name {
    text: Arc<str>,
    /// The text itself where it is short, as most are: its bytes, and zeros, which are in no name, as one number.
    short: Option<NonZeroU64>,
}

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
        (starts && goes_on).then(|| Self { text: text.into(), short: Self::short(text) })
    }

    /// What stands for a handle where a call is made on none. It is no name, so nothing is bound to it.
    pub fn none() -> Self {
        Self { text: "".into(), short: None }
    }

    /// Whether it is what stands for a handle where there is none.
    pub fn is_none(&self) -> bool {
        self.text.is_empty()
    }

    /// The name with this text, which may count.
    pub fn counting(text: &str) -> Option<Self> {
        let Some((before, after)) = text.split_once(COUNTER) else { return Self::new(text) };
        // What it is called any time is a name.
        Self::new(&format!("{before}1{after}")).map(|_| Self { text: text.into(), short: Self::short(text) })
    }

    /// Whether it is another name each time.
    pub fn counts(&self) -> bool {
        self.text.contains(COUNTER)
    }

    /// What it is the `time`th time; a name that does not count is what it is.
    #[must_use]
    pub fn at(&self, time: u32) -> Self {
        if !self.counts() {
            return self.clone();
        }
        let text = self.text.replacen(COUNTER, &time.to_string(), 1);
        let short = Self::short(&text);
        Self { text: text.into(), short }
    }

    fn short(text: &str) -> Option<NonZeroU64> {
        let mut short = [0; size_of::<u64>()];
        short.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        NonZeroU64::new(u64::from_ne_bytes(short))
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
    fn a_name_that_counts_is_another_each_time() {
        let name = Name::counting("f{}-x").unwrap();
        assert_eq!(
            (name.counts(), name.at(1), name.at(120)),
            (true, Name::new("f1-x").unwrap(), Name::new("f120-x").unwrap())
        );
        assert_eq!(Name::counting("f"), Name::new("f"));
        for bad in ["{}", "f{}{}", "f{", "F{}"] {
            assert!(Name::counting(bad).is_none(), "{bad}");
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
