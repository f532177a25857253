//! Listings of more entries than any is given at once, read to their end, also while they change.

use super::pick::Pick;
use crate::tree::{Entries, Node};

/// The names of entries, with their number for `{}`: short ones, and such that few fit into a buffer.
const PATTERNS: &[&str] =
    &["f{}", "{}", "an entry of a listing that takes more room than most, number {}", "\u{1f600}{}"];

/// What the entries are: a row reads: node, the call that takes one away, weight. An empty file costs least.
type Kind = (fn() -> Node, &'static str);
const KINDS: &[(Kind, u32)] = &[
    ((|| Node::file(""), "unlink-file-at"), 6),
    ((|| Node::file("x"), "unlink-file-at"), 2),
    ((|| Node::Symlink("log".into()), "unlink-file-at"), 1),
    ((|| Node::Directory(Entries::new()), "remove-directory-at"), 1),
];

/// More entries than this no listing gives at once, as far as is known.
const AT_ONCE: usize = 1000;

impl Pick<'_> {
    /// How many entries: planting them takes long, so mostly little more than a long listing has.
    fn entries_of_a_long_listing(&mut self) -> usize {
        let more = if self.chance(92) { self.below(100) } else { 2000 + self.below(2001) };
        AT_ONCE + 1 + more
    }

    /// A directory of many entries, and the lines that list it.
    pub(super) fn long_listing(&mut self) -> (Entries, Vec<String>) {
        let count = self.entries_of_a_long_listing();
        let (node, away) = self.weighted(KINDS);
        let pattern = *self.one(PATTERNS);
        let name = |number: usize| pattern.replace("{}", &number.to_string());
        let entries = (0..count).map(|number| (name(number), node())).collect();
        let mut lines = vec![
            "d = root.open-at \"sub\" directory read mutate-directory".to_owned(),
            "e = d.read-directory".into(),
        ];
        if self.chance(60) {
            let first = 1 + self.up_to(AT_ONCE as u64);
            lines.push(format!("repeat {first}: e.read-directory-entry"));
            let some = 2 + self.below(20);
            lines.push(match self.below(4) {
                0 => format!("repeat {some}: d.{away} \"{pattern}\""),
                1 => format!("repeat {some}: d.create-directory-at \"new {{}}\""),
                2 => format!("repeat {some}: d.rename-at \"{pattern}\" to d \"new {{}}\""),
                _ => format!("repeat {some}: d.rename-at \"{pattern}\" to root \"new {{}}\""),
            });
        }
        lines.push(format!("repeat {}: e.read-directory-entry", count + 30));
        (entries, lines)
    }
}
