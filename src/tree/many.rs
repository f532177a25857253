//! Entries of a directory that differ in a number alone, such as `f0`, `f1`, `f2` and so on: a script has one line for all.

use std::collections::HashSet;
use std::fmt;

use super::{Entries, Node};

/// Fewer entries than this stand on lines of their own.
pub const MANY_MIN: usize = 16;

/// More entries than this are not planted for a script.
pub const MANY_MAX: usize = 100_000;

/// Where the number stands in the text of a pattern.
const NUMBER: &str = "{}";

/// Names that differ in a number alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    after: String,
}

impl Pattern {
    /// The pattern of a text with `{}` where the number stands. A digit beside it would make names that can be read in two
    /// ways.
    pub fn new(text: &str) -> Option<Self> {
        let (before, after) = text.split_once(NUMBER)?;
        let is_digit = |c: char| c.is_ascii_digit();
        let clear = !before.ends_with(is_digit) && !after.starts_with(is_digit) && !after.contains(NUMBER);
        clear.then(|| Self { before: before.into(), after: after.into() })
    }

    /// The name with this number.
    pub fn name(&self, number: usize) -> String {
        format!("{}{number}{}", self.before, self.after)
    }

    /// The number of a name, if it is one of these.
    pub fn number(&self, name: &str) -> Option<u64> {
        let digits = name.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        let number = digits.parse::<u64>().ok()?;
        // Neither a sign nor zeros in front stand in a name.
        (number.to_string() == digits).then_some(number)
    }

    /// The patterns whose first name this is.
    fn beginning_with(name: &str) -> impl Iterator<Item = Self> {
        let zeros = name.match_indices('0');
        zeros.filter_map(move |(at, _)| Self::new(&format!("{}{NUMBER}{}", &name[..at], &name[at + 1..])))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{NUMBER}{}", self.before, self.after)
    }
}

/// An entry, or many that differ in a number alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group<'t> {
    /// An entry by its name.
    One(&'t str, &'t Node),
    /// So many entries that are alike, numbered from 0: [`MANY_MIN`] or more.
    Many(Pattern, usize, &'t Node),
}

/// The entries of a directory in the order of their names; many that are alike stand where the first one does.
pub fn groups(entries: &Entries) -> Vec<Group<'_>> {
    let mut grouped: HashSet<String> = HashSet::new();
    let mut groups = Vec::new();
    for (name, node) in entries {
        if grouped.contains(name) {
            continue;
        }
        let many = Pattern::beginning_with(name).filter(|_| entries.len() >= MANY_MIN && can_be_many(node));
        let counted = many.map(|pattern| {
            let alike = |name: &String| entries.get(name) == Some(node) && !grouped.contains(name);
            let count = (0..MANY_MAX).take_while(|number| alike(&pattern.name(*number))).count();
            (pattern, count)
        });
        match counted.into_iter().find(|(_, count)| *count >= MANY_MIN) {
            Some((pattern, count)) => {
                grouped.extend((0..count).map(|number| pattern.name(number)));
                groups.push(Group::Many(pattern, count, node));
            }
            None => groups.push(Group::One(name, node)),
        }
    }
    groups
}

/// The names of all entries that belong to many.
pub fn names_of_many(entries: &Entries) -> HashSet<String> {
    let many = groups(entries).into_iter().filter_map(|group| match group {
        Group::Many(pattern, count, _) => Some((0..count).map(move |number| pattern.name(number))),
        Group::One(..) => None,
    });
    many.flatten().collect()
}

/// Whether one line can stand for many of these: a directory would need lines for what is in it.
fn can_be_many(node: &Node) -> bool {
    match node {
        Node::Directory(entries) => entries.is_empty(),
        Node::File(_) | Node::Symlink(_) | Node::Other(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(text: &str, count: usize, node: &Node) -> Entries {
        let pattern = Pattern::new(text).unwrap();
        (0..count).map(|number| (pattern.name(number), node.clone())).collect()
    }

    #[test]
    fn entries_that_are_alike_are_one_group_and_others_stay() {
        let file = Node::file("x");
        let mut entries = many("f{}", 40, &file);
        entries.extend(many("0-{}.log", 20, &Node::Directory(Entries::new())));
        entries.extend(many("few{}", MANY_MIN - 1, &file));
        entries.insert("f40".into(), Node::file("another"));
        entries.insert("f05".into(), file.clone());
        let groups = groups(&entries);
        let counts = |text: &str| {
            groups.iter().find_map(|group| match group {
                Group::Many(pattern, count, _) if pattern.to_string() == text => Some(*count),
                Group::Many(..) | Group::One(..) => None,
            })
        };
        assert_eq!((counts("f{}"), counts("0-{}.log"), counts("few{}")), (Some(40), Some(20), None));
        assert_eq!(groups.len(), 2 + MANY_MIN - 1 + 2);
    }

    #[test]
    fn a_pattern_has_one_number_and_no_digit_beside_it() {
        for good in ["f{}", "{}", "{}.log", "a{}b", "{{}}"] {
            assert_eq!(Pattern::new(good).map(|pattern| pattern.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "f", "f1{}", "{}2", "{}{}", "a{}b{}"] {
            assert_eq!(Pattern::new(bad), None, "{bad}");
        }
    }
}
