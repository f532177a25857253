//! Answers that conform for want of something alone, which a host declares to lack.

use smallvec::SmallVec;

use super::aside::Aside;
use super::{Allowed, Answer};
use crate::outcome::Outcome;
use crate::rule::Rule;
use crate::tree::Capability;

impl Allowed {
    /// Also this answer, which a host alone may give that lacks something.
    #[must_use]
    pub fn or_without(mut self, lack: Capability, answer: Answer, rule: Rule) -> Self {
        self.aside.excused.push((self.answers.len(), lack));
        self.or(answer, rule)
    }

    /// What a host has to lack to be allowed an answer, where others are not allowed it.
    pub fn excuse(&self, outcome: &Outcome) -> Option<Capability> {
        let mut excuse = None;
        for (place, (answer, rule)) in self.answers.iter().enumerate() {
            if answer.takes(outcome, *rule).is_none() {
                continue;
            }
            let of_refusal = if let Answer::Error(refusal) = answer { refusal.without() } else { None };
            let excused = || self.aside.excused.iter().find(|(excused, _)| *excused == place);
            excuse = excuse.or(Some(of_refusal.or_else(|| excused().map(|(_, lack)| *lack))?));
        }
        excuse
    }

    /// Its refusals alone; none where it has none.
    #[must_use]
    pub fn only_refusals(self) -> Option<Self> {
        self.those(|answer| matches!(answer, Answer::Error(_)))
    }

    /// All but its refusals; none where it has nothing else.
    #[must_use]
    pub fn without_refusals(self) -> Option<Self> {
        self.those(|answer| !matches!(answer, Answer::Error(_)))
    }

    fn those(self, is: impl Fn(&Answer) -> bool) -> Option<Self> {
        let Self { answers, refusals, cells, aside, .. } = self;
        let mut only = Self {
            answers: SmallVec::new(),
            refusals,
            breaches: SmallVec::new(),
            cells,
            aside: Aside::default(),
        };
        for (place, answer) in answers.into_iter().enumerate() {
            if is(&answer.0) {
                let excused = aside.excused.iter().filter(|(excused, _)| *excused == place);
                let excused: Vec<_> = excused.map(|(_, lack)| (0, *lack)).collect();
                only.merge_answers([answer], &excused);
            }
        }
        (!only.answers.is_empty()).then_some(only)
    }

    /// Also what `other` takes.
    pub fn merge(&mut self, other: Self) {
        self.merge_answers(other.answers, &other.aside.excused);
        self.refusals = self.refusals.or(other.refusals);
        self.breaches.extend(other.breaches);
        if let Some(said) = other.aside.0 {
            self.aside.wrong.extend(said.wrong);
            self.aside.untelling.extend(said.untelling);
        }
    }

    /// Also these answers, with the places of those among them that are excused.
    fn merge_answers(
        &mut self,
        answers: impl IntoIterator<Item = (Answer, Rule)>,
        excused: &[(usize, Capability)],
    ) {
        for (place, answer) in answers.into_iter().enumerate() {
            if !self.answers.contains(&answer) {
                let here = self.answers.len();
                let excused = excused.iter().filter(|(excused, _)| *excused == place);
                self.aside.excused.extend(excused.map(|(_, lack)| (here, *lack)));
                self.answers.push(answer);
            }
        }
    }
}
