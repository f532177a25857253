//! What is said of answers beside which ones conform. It stands apart, as few calls have any of it and what is allowed is
//! handed on at each step.

use std::ops::{Deref, DerefMut};

use super::Answer;
use crate::rule::Rule;
use crate::tree::Capability;

/// What few calls have more to say; none is as good as an empty one.
#[derive(Clone, Debug, Default)]
pub(super) struct Aside(pub(super) Option<Box<Said>>);

/// What is said of answers beside which ones conform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Answers that are not allowed, each with the rule that it breaks.
    pub(super) wrong: Vec<(Answer, Rule)>,
    /// Answers that tell nothing of the files where they are allowed, since nothing was asked for.
    pub(super) untelling: Vec<Answer>,
    /// Answers that hosts alone may give which lack something, by their places, with what that is.
    pub(super) excused: Vec<(usize, Capability)>,
}

impl Deref for Aside {
    type Target = Said;

    fn deref(&self) -> &Said {
        const NOTHING: &Said = &Said { wrong: Vec::new(), untelling: Vec::new(), excused: Vec::new() };
        self.0.as_deref().unwrap_or(NOTHING)
    }
}

impl DerefMut for Aside {
    fn deref_mut(&mut self) -> &mut Said {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for Aside {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Aside {}
