//! The text: a script is a fixture and steps, the one form for printing, storing, diffing, shrinking and replaying.
//!
//! ```text
//! # A comment that says what is claimed.
//! rule   append/goes-to-the-end-of-the-file
//! needs  append symlinks
//! preopen root "" dir=read,mutate file=read,write
//! preopen ro "sub" dir=read file=none
//! modified "sub/leaf" -86400
//! mode "log" 0444
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
//!   repeat 300: r.blocking-read 4096   => closed
//!   repeat 12: g{} = f.open-at "{}"    => not-directory
//!   v.write A[0..permit]               => ok
//!   hold
//!   r.block, abandon after 2 polls     => ok | abandoned
//!   fault v write insufficient-space after 3 bytes
//!   release r
//!   host truncate "log" 2
//!   quiesce
//!
//! end
//!   link -> "sub/leaf"
//!   log  "baseAAAA"
//!   sub/
//!     leaf  A[0..400]+zeros[1000000]
//!     pipe is a fifo
//! ```
//!
//! `many[N] "f{}"` stands for N entries that differ in a number alone, counted from 0; 16 or more such entries are printed so.
//! All above `run` may be missing, and so may `end`. Without a `preopen`, there is one, called `root`, that grants
//! everything at the root of the tree. `modified` gives an object of the tree the time at which it was modified and
//! accessed last, in seconds since 1970; `mode`, in octal digits, says who may read, write and search a file or directory; below these, `device "far"` puts a directory in the root of
//! the tree on a device of its own, where no preopen is that root. Names of operations and flags are the WIT's; two functions are called `read` and
//! two `write`, told apart by the number of arguments. Lines without a handle in front, `hold`, `hold queued`,
//! `release STREAM`, `quiesce`, `fault STREAM read|write ANSWER after N bytes` and `host CHANGE PATH`, say what happens
//! around the calls ([`Control`]). Handles are single-assignment names; a step on a name that is
//! not bound is skipped on both sides, so that every subset of the steps is a script. Behind `=>` stands the pinned
//! answer, a [`Pin`](crate::outcome::pin); of a line that repeats the last one. Such a line has the number of the time, from 1, in place of `{}` in its
//! names and paths, and ends early where nothing more can come: [`Step::goes_on`]. A number may be one that is seen when
//! the script is run, [`Observed`](crate::op::Observed). Spaces between words and blank lines mean nothing, but the depth of an entry in a tree does.
//!
//! `print(parse(text)) == text` for every text that [`Script`]'s `Display` made, and `parse(print(script)) == script`
//! for every script that keeps to what its fields say.

mod parse;
mod print;
mod projection;
mod repeat;
mod schedules;
mod shape;

pub use parse::ScriptError;
pub use projection::Projection;
pub use repeat::REPEAT_MAX;
pub use schedules::{CHANGES_OF_PRIORITY, NoSchedules, PIECES_MAX, Race, Walk};

use crate::op::{Call, Control, Manner, Name, Observations, Op};
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

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Comment lines above it, without `#`.
    pub comments: Vec<String>,
    /// What happens.
    pub action: Action,
    /// The answers that are pinned, as the text of a [`Pin`](crate::outcome::Pin); only in committed scripts, and only for
    /// calls.
    pub pinned: Option<String>,
    /// How often it is gone through; 1 for a line that does not repeat.
    pub times: u32,
    /// Which arguments of the call stand for what is seen when the script is run.
    pub observed: Observations,
}

/// What happens in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The guest makes a call.
    Call {
        /// The name that the handle it gives is bound to; only for operations that give one.
        bind: Option<Name>,
        /// The handle it is made on.
        on: Name,
        /// The call.
        op: Op,
        /// How long the guest stays with it.
        manner: Manner,
    },
    /// Something happens around the guest.
    Control(Control),
}

impl Step {
    /// A step without comments and pins.
    pub fn of(action: Action) -> Self {
        Self { comments: Vec::new(), action, pinned: None, times: 1, observed: [None; 2] }
    }

    /// A plain call.
    pub fn new(on: Name, op: impl Into<Op>) -> Self {
        Self::of(Action::Call { bind: None, on, op: op.into(), manner: Manner::Once })
    }

    /// A call whose handle gets a name.
    pub fn binding(bind: Name, on: Name, op: impl Into<Op>) -> Self {
        Self::of(Action::Call { bind: Some(bind), on, op: op.into(), manner: Manner::Once })
    }

    /// The same call, in another manner; other steps as they are.
    #[must_use]
    pub fn in_manner(mut self, new: Manner) -> Self {
        if let Action::Call { manner, .. } = &mut self.action {
            *manner = new;
        }
        self
    }

    /// The call, for the model and the driver, if it is one; of a line that repeats or observes, see [`made`](Self::made).
    pub fn call(&self) -> Option<Call<'_>> {
        match &self.action {
            Action::Call { bind, on, op, manner } => {
                Some(Call { bind: bind.as_ref(), on, op, manner: *manner })
            }
            Action::Control(_) => None,
        }
    }

    /// What happens around the guest, if it is that.
    pub fn control(&self) -> Option<&Control> {
        match &self.action {
            Action::Control(control) => Some(control),
            Action::Call { .. } => None,
        }
    }

    /// The name that it binds, if it binds one.
    pub fn bind(&self) -> Option<&Name> {
        self.call().and_then(|call| call.bind)
    }
}

impl From<Control> for Step {
    fn from(control: Control) -> Self {
        Self::of(Action::Control(control))
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

    /// Whether modes of files and directories are set in it.
    pub fn has_modes(&self) -> bool {
        let sets = |control: &Control| matches!(control, Control::Host(host) if matches!(host.change, crate::op::Change::Chmod { .. }));
        !self.fixture.modes.is_empty() || self.steps.iter().filter_map(Step::control).any(sets)
    }

    /// Whether nothing happens around the guest but changes by other processes, each between two calls.
    pub fn is_only_changed(&self) -> bool {
        self.steps.iter().all(|step| match (step.control(), step.call()) {
            (Some(control), _) => matches!(control, Control::Host(_)) && !control.needs_calls(),
            (None, Some(call)) => !matches!(call.manner, Manner::Abandon { .. }),
            (None, None) => true,
        })
    }

    /// Whether something in it happens around the guest, or a call is given up.
    pub fn is_controlled(&self) -> bool {
        let abandoned = |call: Call<'_>| matches!(call.manner, Manner::Abandon { .. });
        self.steps.iter().any(|step| step.control().is_some() || step.call().is_some_and(abandoned))
    }
}

#[cfg(test)]
mod tests;
