//! The text: a script is a fixture and steps, the one form for printing, storing, diffing, shrinking and replaying.
//!
//! ```text
//! # A comment that says what is claimed.
//! rule   append/goes-to-the-end-of-the-file
//! needs  append symlinks
//! preopen root "" dir=read,mutate file=read,write
//! preopen ro "sub" dir=read file=none
//! modified "sub/leaf" -86400
//!
//! tree
//!   link -> "sub/leaf"
//!   log  "base"
//!   sub/
//!     leaf  A[0..400]+zeros[1000000]
//!     pipe is a fifo
//!
//! run
//!   f = root.open-at "log" read write  => ok
//!   v = f.append-via-stream            => ok
//!   # A comment on the step below it.
//!   v.blocking-write-and-flush "AAAA"  => ok
//!   r = f.read-via-stream 4            => ok
//!   r.read 8, until progress           => "AAAA"
//!
//! end
//!   link -> "sub/leaf"
//!   log  "baseAAAA"
//!   sub/
//!     leaf  A[0..400]+zeros[1000000]
//!     pipe is a fifo
//! ```
//!
//! All above `run` may be missing, and so may `end`. Without a `preopen`, there is one, called `root`, that grants
//! everything at the root of the tree. `modified` gives an object of the tree the time at which it was modified and
//! accessed last, in seconds since 1970. Names of operations and flags are the WIT's; two functions are called `read` and
//! two `write`, told apart by the number of arguments. Handles are single-assignment names; a step on a name that is
//! not bound is skipped on both sides, so that every subset of the steps is a script. Behind `=>` stands the pinned
//! answer. Spaces between words and blank lines mean nothing, but the depth of an entry in a tree does.
//!
//! `print(parse(text)) == text` for every text that [`Script`]'s `Display` made, and `parse(print(script)) == script`
//! for every script that keeps to what its fields say.

mod parse;
mod print;
mod quote;

pub use parse::ScriptError;

use crate::op::{Call, Name, Op};
use crate::rule::Rule;
use crate::tree::{Capability, Fixture, Tree};

/// A fixture, and the steps that a guest takes on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The lines of the comment at the top, without `#`.
    pub comments: Vec<String>,
    /// The rule that the script is about.
    pub rule: Option<Rule>,
    /// What a backend must have for the script to make sense.
    pub needs: Vec<Capability>,
    /// What it starts from.
    pub fixture: Fixture,
    /// What the guest does.
    pub steps: Vec<Step>,
    /// The tree at the end, where the script pins it.
    pub end: Option<Tree>,
}

/// One line of a script: a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Comment lines above it, without `#`.
    pub comments: Vec<String>,
    /// The name that the handle it gives is bound to; only for operations that give one.
    pub bind: Option<Name>,
    /// The handle it is made on.
    pub on: Name,
    /// The call.
    pub op: Op,
    /// Whether the call is repeated until it gets on (`, until progress`), as by a guest that polls in a loop.
    pub until_progress: bool,
    /// The pinned answer of the model, as it prints it; only in committed scripts.
    pub pinned: Option<String>,
}

impl Step {
    /// A plain call.
    pub fn new(on: Name, op: Op) -> Self {
        Self { comments: Vec::new(), bind: None, on, op, until_progress: false, pinned: None }
    }

    /// The call, for the model and the driver.
    pub fn call(&self) -> Call<'_> {
        Call { bind: self.bind.as_ref(), on: &self.on, op: &self.op, until_progress: self.until_progress }
    }

    /// A call whose handle gets a name.
    pub fn binding(bind: Name, on: Name, op: Op) -> Self {
        Self { bind: Some(bind), ..Self::new(on, op) }
    }
}

impl Script {
    /// Reads a script from its text; `file` is for the errors.
    ///
    /// # Errors
    /// The first thing that is no script, with its place, what was expected there, and the nearest known word.
    pub fn parse(file: &str, text: &str) -> Result<Self, ScriptError> {
        parse::script(file, text)
    }
}

#[cfg(test)]
mod tests;
