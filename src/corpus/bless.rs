//! Blessing: what a script pins is rewritten by what the model allows, and nobody widens a pin without saying so.

use super::bless;
use crate::check::Checked;
use crate::script::Script;

/// A script with what it pins and what it is to pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blessing {
    /// The file as it is.
    pub before: String,
    /// The file as it is to be.
    pub after: String,
    /// Where more is allowed than was pinned.
    pub widened: Vec<Widened>,
}

/// A pin that allows more than it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widened {
    /// The step, counted from 0; none for the tree at the end.
    pub step: Option<usize>,
    /// What is allowed that was not.
    pub more: Vec<String>,
}

impl Blessing {
    /// What becomes of a file that holds a script, of which an [explaining](crate::check::Judge::explaining) judge said this.
    pub fn new(before: &str, script: &Script, checked: &Checked) -> Self {
        let blessed = bless(script, checked);
        let pins = script.steps.iter().zip(&blessed.steps).enumerate();
        let mut widened: Vec<Widened> = pins
            .filter_map(|(step, (old, new))| {
                // What was not pinned is pinned now, which is no widening.
                let more = more(old.pinned.as_deref()?, new.pinned.as_deref());
                (!more.is_empty()).then_some(Widened { step: Some(step), more })
            })
            .collect();
        if script.end.is_some() && blessed.end != script.end {
            let more = vec!["another tree".to_owned()];
            widened.push(Widened { step: None, more });
        }
        Self { before: before.to_owned(), after: blessed.to_string(), widened }
    }

    /// Whether the file is to change.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// The alternatives of a new pin that the old one did not have. A step that is not pinned any more allows anything.
///
/// A pin is taken apart at its ` | `. An alternative was there before if it is one of the old ones, lies within a range of
/// counts that is, or says for certain what an old one left open with `?`. Where that can't be told it is new: whoever
/// blesses looks at it.
fn more(old: &str, new: Option<&str>) -> Vec<String> {
    let Some(new) = new else { return vec!["anything".to_owned()] };
    let old = alternatives(old);
    let is_new = |text: &&str| !old.iter().any(|known| covers(known, text));
    alternatives(new).into_iter().filter(is_new).map(str::to_owned).collect()
}

/// The parts between ` | `, but for those in quotes.
fn alternatives(pin: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in pin.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            '|' if !quoted => {
                parts.push(pin[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(pin[start..].trim());
    parts
}

/// Whether an alternative that was pinned takes all that another one takes.
fn covers(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    if let (Some((least, most)), Some((from, to))) = (range(old), range(new)) {
        return least <= from && to <= most;
    }
    // Both with and without the flag.
    let flagged = old.strip_suffix(" eof?").is_some_and(|bare| new == bare || new == format!("{bare} eof"));
    // Nothing as well.
    let or_nothing = old.strip_suffix('?').is_some_and(|bare| new == bare);
    flagged || (or_nothing && !old.ends_with(" eof?"))
}

/// A count, or a range of counts: `3`, `1..4`, `1..`.
fn range(text: &str) -> Option<(u64, u64)> {
    let Some((least, most)) = text.split_once("..") else {
        let count = text.parse().ok()?;
        return Some((count, count));
    };
    let most = if most.is_empty() { u64::MAX } else { most.parse().ok()? };
    Some((least.parse().ok()?, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An old pin, a new one, and what the new one allows that the old one did not.
    const PINS: &[(&str, Option<&str>, &[&str])] = &[
        ("ok", Some("ok"), &[]),
        ("ok | no-entry", Some("no-entry"), &[]),
        ("no-entry", Some("no-entry | io"), &["io"]),
        ("ok", Some("io"), &["io"]),
        ("ok", None, &["anything"]),
        ("0..", Some("1..4"), &[]),
        ("1..4", Some("1..5"), &["1..5"]),
        ("1..4 | closed", Some("3"), &[]),
        ("\"a\" eof?", Some("\"a\" eof"), &[]),
        ("\"a\"", Some("\"a\" eof?"), &["\"a\" eof?"]),
        ("\"a\"?", Some("\"a\""), &[]),
        ("\"a | b\"", Some("\"a"), &["\"a"]),
        ("\"a\\\" | b\"", Some("b\""), &["b\""]),
    ];

    #[test]
    fn a_pin_widens_where_it_takes_what_it_did_not() {
        for (old, new, expected) in PINS {
            assert_eq!(more(old, *new), *expected, "{old} => {new:?}");
        }
    }
}
