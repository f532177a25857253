//! Blessing: what a script pins is rewritten by what the model allows, and nobody widens a pin without saying so.

use super::bless;
use crate::check::Checked;
use crate::outcome::{Meaning, Pin};
use crate::script::{Script, Step};

/// A script with what it pins and what it is to pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blessing {
    /// The file as it is.
    pub before: String,
    /// The file as it is to be.
    pub after: String,
    /// The pins that mean something else than the model.
    pub changed: Vec<Changed>,
    /// Where more is allowed than was pinned.
    pub widened: Vec<Widened>,
}

/// A pin that means something else than the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The step, counted from 0.
    pub step: usize,
    /// What is pinned; none where nothing is.
    pub pinned: Option<String>,
    /// What the model allows.
    pub allowed: String,
    /// What the pin means beside that.
    pub meaning: Meaning,
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
    /// A pin that means what the model allows stays as it is written, and so does one that means less and says `only`.
    pub fn new(before: &str, script: &Script, checked: &Checked) -> Self {
        let mut blessed = bless(script, checked);
        let (mut changed, mut widened) = (Vec::new(), Vec::new());
        for (index, (old, new)) in script.steps.iter().zip(&mut blessed.steps).enumerate() {
            match compared(old, new) {
                Compared::Stays => new.pinned.clone_from(&old.pinned),
                Compared::Changes { allowed, meaning, more } => {
                    let pinned = old.pinned.clone();
                    changed.push(Changed { step: index, pinned, allowed, meaning });
                    widened.extend((!more.is_empty()).then_some(Widened { step: Some(index), more }));
                }
            }
        }
        if script.end.is_some() && blessed.end != script.end {
            let more = vec!["another tree".to_owned()];
            widened.push(Widened { step: None, more });
        }
        // Where all means the same, how it is written does not matter.
        let after = if blessed == *script { before.to_owned() } else { blessed.to_string() };
        Self { before: before.to_owned(), after, changed, widened }
    }

    /// Whether the file is to change.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// What a pin is beside what it would be.
enum Compared {
    Stays,
    Changes { allowed: String, meaning: Meaning, more: Vec<String> },
}

fn compared(old: &Step, new: &Step) -> Compared {
    let read = |step: &Step| Some(Pin::parse(step.pinned.as_deref()?).ok()?.of(step.call()?.op.kind()));
    let allowed = new.pinned.clone().unwrap_or_else(|| "anything".to_owned());
    match (read(old), read(new)) {
        (None, None) => Compared::Stays,
        // What was not pinned is pinned now, which is no widening.
        (None, Some(_)) => Compared::Changes { allowed, meaning: Meaning::Wider, more: Vec::new() },
        // A step that is not pinned any more allows anything.
        (Some(_), None) => {
            Compared::Changes { meaning: Meaning::Narrower, more: vec![allowed.clone()], allowed }
        }
        (Some(old), Some(new)) => match old.meaning(&new) {
            Meaning::Same => Compared::Stays,
            Meaning::Narrower if old.only => Compared::Stays,
            meaning @ (Meaning::Narrower | Meaning::Wider | Meaning::Other | Meaning::Apart) => {
                Compared::Changes { allowed, meaning, more: new.beyond(&old) }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Answered, Receipts, Verdict};

    /// A pin, what the model allows, what becomes of the pin, and what that allows that the pin did not.
    const PINS: &[(&str, &str, &str, &[&str])] = &[
        ("ok", "ok", "ok", &[]),
        ("ok | no-entry", "no-entry", "no-entry", &[]),
        ("no-entry", "no-entry | io", "no-entry | io", &["io"]),
        ("ok", "io", "io", &["io"]),
        ("0..", "1..4", "1..4", &[]),
        ("1..4", "1..5", "1..5", &["1..5"]),
        ("1..4 | closed", "3", "3", &[]),
        ("\"a\" eof?", "\"a\" eof", "\"a\" eof", &[]),
        ("\"a\"", "\"a\" eof?", "\"a\" eof?", &["\"a\" eof?"]),
        ("\"a\"?", "\"a\"", "\"a\"", &[]),
        ("\"a | b\"", "\"a\"", "\"a\"", &[]),
        ("\"b | a\"", "\"a\"", "\"a\"", &["\"a\""]),
        // Another way to write the same.
        ("io | no-entry", "no-entry | io", "io | no-entry", &[]),
        (">= 4", "4..", ">= 4", &[]),
        ("1 | 2..4", "1..4", "1 | 2..4", &[]),
        // Less on purpose, and what is no less.
        ("only 2", "1..4", "only 2", &[]),
        ("only 1..4", "1..4", "only 1..4", &[]),
        ("only 1..9", "1..4", "1..4", &[]),
        ("only io", "ok", "ok", &["ok"]),
    ];

    #[test]
    fn a_pin_changes_where_it_means_something_else_and_widens_where_it_takes_what_it_did_not() {
        for (pinned, allowed, becomes, more) in PINS {
            let text = format!("run\n  root.get-type  => {pinned}\n");
            let script = Script::parse("s", &text).unwrap();
            let answered = Answered { outcome: None, allowed: Some((*allowed).into()), made: None };
            let (trace, receipts) = (vec![answered], Receipts::default());
            let checked = Checked { trace, verdict: Verdict::Conforms, tree: None, receipts };
            let blessing = Blessing::new(&text, &script, &checked);
            let after = Script::parse("s", &blessing.after).unwrap();
            assert_eq!(after.steps[0].pinned.as_deref(), Some(*becomes), "{pinned}");
            let widened: Vec<String> =
                blessing.widened.iter().flat_map(|widened| widened.more.clone()).collect();
            assert_eq!(widened, *more, "{pinned}");
            assert_eq!(
                (blessing.changes(), blessing.changed.len()),
                (pinned != becomes, usize::from(pinned != becomes))
            );
        }
    }
}
