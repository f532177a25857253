//! What the text of a path says by itself, before anyone looks where it leads.

use crate::model::access::Refusals;
use crate::outcome::Refusal;
use crate::rule::{Leeway, Rule};
use crate::wasi::ErrorCode::{NoEntry, NotPermitted};

/// The longest name that every file system takes, in bytes (POSIX `NAME_MAX` of the common ones).
pub(crate) const NAME_SAFE: usize = 255;

/// The longest path that every system takes, in bytes (POSIX `_POSIX_PATH_MAX` is 256, common are 1024 and more).
const PATH_SAFE: usize = 1023;

/// What an implementation that looks at the text first may say before it looks at the files.
pub(super) fn early_refusals(path: &str, refusals: &mut Refusals) {
    refusals.may_if(is_long(path), Leeway::LongName, Rule::PathName);
    refusals.may_if(leaves_by_its_text(path), Leeway::LeavesByText, Rule::PathName);
}

/// Refusals that an implementation which looks at the text first may give before it looks at what the path starts from.
pub(in crate::model) fn may_refuse_text(path: &str, refusals: &mut Refusals) {
    early_refusals(path, refusals);
    if let Err((says, rule)) = check_text(path) {
        refusals.may_first(says, rule);
    }
}

/// Whether a path ends in `.` or `..`, which are no names that can be made or taken.
pub(in crate::model) fn ends_in_dots(path: &str) -> bool {
    matches!(path.trim_end_matches('/').rsplit('/').next(), Some("." | ".."))
}

/// Whether only a directory can be at the end of a path.
pub(super) fn demands_directory(path: &str) -> bool {
    path.ends_with('/') || path.ends_with("/.")
}

/// Whether a path, or a name in it, is longer than every system takes.
pub(super) fn is_long(path: &str) -> bool {
    path.len() > PATH_SAFE || (path.len() > NAME_SAFE && path.split('/').any(|name| name.len() > NAME_SAFE))
}

/// Whether the names of a path alone lead above its start, at any step.
pub(super) fn leaves_by_its_text(path: &str) -> bool {
    let mut depth = 0i32;
    // Most paths have no two dots at all, which is the quickest to see.
    path.as_bytes().windows(2).any(|two| two == b"..")
        && path.split('/').any(|part| {
            depth += match part {
                "" | "." => 0,
                ".." => -1,
                _ => 1,
            };
            depth < 0
        })
}

/// A path without its `..` and the names before them, as a resolver has it that goes by the text.
pub(super) fn along_the_text(path: &str) -> String {
    let mut names = Vec::new();
    for name in path.split('/').filter(|name| !matches!(*name, "" | ".")) {
        if name == ".." { _ = names.pop() } else { names.push(name) }
    }
    if names.is_empty() { ".".to_owned() } else { names.join("/") }
}

/// Why a path leads nowhere, and the rule for it.
pub(super) type Dead = (Refusal, Rule);

pub(super) fn check_text(path: &str) -> Result<(), Dead> {
    // Of something so short a look at each byte is the quickest.
    if path.bytes().any(|byte| byte == 0) {
        return Err((Leeway::NulInPath.into(), Rule::PathName));
    }
    if path.is_empty() {
        return Err((NoEntry.into(), Rule::PathName));
    }
    if path.starts_with('/') { Err((NotPermitted.into(), Rule::PathInside)) } else { Ok(()) }
}

/// The names of a path that are still ahead, and behind them those of the paths that led over links to it.
#[derive(Clone)]
pub(super) struct Ahead<'p> {
    now: &'p str,
    later: Vec<&'p str>,
}

impl<'p> Ahead<'p> {
    pub(super) fn of(path: &'p str) -> Self {
        Self { now: path.trim_matches('/'), later: Vec::new() }
    }

    /// The next name.
    pub(super) fn pop(&mut self) -> Option<&'p str> {
        while self.now.is_empty() {
            self.now = self.later.pop()?;
        }
        // As of a text, so short, a look at each byte is the quickest.
        let end = self.now.bytes().position(|byte| byte == b'/').unwrap_or(self.now.len());
        let (name, rest) = self.now.split_at(end);
        self.now = rest.trim_start_matches('/');
        Some(name)
    }

    /// Goes by what a link leads to first.
    pub(super) fn by_way_of(&mut self, target: &'p str) {
        let before = std::mem::replace(&mut self.now, target.trim_matches('/'));
        if !before.is_empty() {
            self.later.push(before);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.now.is_empty() && self.later.is_empty()
    }

    /// All the names that are still ahead, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &'p str> {
        let paths = std::iter::once(self.now).chain(self.later.iter().copied());
        paths.flat_map(|path| path.split('/')).filter(|name| !name.is_empty())
    }
}
