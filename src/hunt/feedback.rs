//! What a search has covered steers what it asks next.
//!
//! What is counted anyway says where something new is to be expected: of a kind of call whose answers, states, rights, rules and
//! worlds were mostly seen once or twice the next one is likely to show another one (the estimator of Good and Turing;
//! Böhme, "STADS", 2018, for testing). Such operations are asked more often, and others less. Half of the scripts stay as
//! they were, so that nothing is starved, and so do the first, so that what is quick to find stays so.

use crate::check::{Coverage, universe};
use crate::generate::Lean;
use crate::op::OpKind;

/// After so many scripts of a search it is looked anew at what they have covered.
const EPOCH: u64 = 256;

/// Answers and the like that were seen as often as this are rare.
const RARE: u64 = 2;

/// A right that no call has shown counts as so many rare answers: it takes a call that lacks it and nothing else.
const CELL: u32 = 4;

/// So many calls of an operation are taken for made beside those that were: few say little.
const CALLS_BEFORE: f64 = 4.0;

/// How far an operation is asked more often, and less: two steps are twice as often, or half.
const STEPS_UP: f64 = 4.0;
const STEPS_DOWN: f64 = 2.0;

/// How far it is asked more often for what is refused for want of a right, while rights are left that no call has shown.
const STEPS_FOR_RIGHTS: i8 = 3;

/// What a search has covered, and how its scripts lean for that.
#[derive(Debug)]
pub(super) struct Feedback {
    /// The lean of all scripts, where it is not by what they cover.
    fixed: Option<Lean>,
    /// What was covered and is not with the judge any more.
    taken: Coverage,
    scripts: u64,
    lean: Lean,
}

impl Feedback {
    /// With nothing covered yet.
    pub(super) fn new(fixed: Option<Lean>) -> Self {
        Self { fixed, taken: Coverage::default(), scripts: 0, lean: Lean::default() }
    }

    /// How the next script leans, by what was covered and not taken yet, and all that was.
    pub(super) fn next(&mut self, covered: &Coverage) -> Lean {
        if let Some(fixed) = self.fixed {
            return fixed;
        }
        if self.scripts > 0 && self.scripts.is_multiple_of(EPOCH) {
            let mut all = self.taken.clone();
            all.merge(covered);
            self.lean = towards_the_rare(&all);
        }
        self.scripts += 1;
        if self.scripts.is_multiple_of(2) { self.lean } else { Lean::default() }
    }

    /// What was covered is taken away from the judge.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn takes(&mut self, covered: &Coverage) {
        if self.fixed.is_none() {
            self.taken.merge(covered);
        }
    }
}

/// How likely the next call of each operation shows something new, by what was seen.
fn newness(covered: &Coverage) -> Vec<(OpKind, f64)> {
    let (mut rare, mut calls) = (vec![0_u32; OpKind::ALL.len()], vec![0_u64; OpKind::ALL.len()]);
    let mut note = |op: OpKind, count: u64| rare[op as usize] += u32::from((1..=RARE).contains(&count));
    for ((op, _), count) in covered.answers.iter() {
        note(op, count);
        calls[op as usize] += count;
    }
    covered.failures.iter().for_each(|((op, _), count)| note(op, count));
    covered.stream_states.iter().for_each(|((_, op), count)| note(op, count));
    // By receipt: a rule that an operation has kept in earnest once, and a call that was judged in several worlds.
    covered.rules_of_ops.iter().for_each(|((op, _), count)| note(op, count));
    covered.forked.iter().for_each(|(op, count)| note(op, count));
    // A right that no call has shown yet is to be shown, and so is a call in a state of its stream.
    covered.cells_witnessed().missing().for_each(|cell| (0..CELL).for_each(|_| note(cell.op, 1)));
    let unasked = covered.stream_states.never().filter(|pair| universe::has_call(*pair));
    unasked.for_each(|(_, op)| note(op, 1));
    let new = |op: &OpKind| {
        let (rare, calls) = (f64::from(rare[*op as usize]), calls[*op as usize] as f64);
        (*op, (rare + 1.0) / (calls + CALLS_BEFORE))
    };
    OpKind::ALL.iter().map(new).collect()
}

/// How scripts lean to what is rare in what was covered.
fn towards_the_rare(covered: &Coverage) -> Lean {
    let new = newness(covered);
    let mut sorted: Vec<f64> = new.iter().map(|(_, new)| *new).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted[sorted.len() / 2];
    let rights = if covered.cells_witnessed().missing().next().is_some() { STEPS_FOR_RIGHTS } else { 0 };
    let by = Lean::by(|kind| {
        let (_, new) = new[kind as usize];
        // What gives handles is never asked less: everything else hangs on it.
        let least = if kind.info().gives.is_some() { 0.0 } else { -STEPS_DOWN };
        let steps = (new / middle).log2().clamp(least, STEPS_UP).round();
        #[expect(clippy::cast_possible_truncation, reason = "it lies between the two bounds")]
        let steps = steps as i8;
        steps
    });
    by.and_rights(rights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::host;
    use crate::check::{Happening, Judge, Statistics, Verdict};
    use crate::filesystem::Blocking;
    use crate::generate::Scripts;
    use crate::rule::Rule;

    /// What a few hundred scripts cover on the built-in backend, and how it leans then.
    fn covered(scripts: u64) -> Coverage {
        let backend = host("host-inline", Blocking::CurrentThread);
        let mut judge = Judge::new().unwrap();
        for index in 1..=scripts {
            let script = Scripts::default().script(index);
            assert!(!matches!(judge.check(&script, &backend).unwrap().verdict, Verdict::Diverged(_)));
        }
        judge.coverage
    }

    /// Up or down, by the lean of an operation alone.
    fn steps(lean: Lean, kind: OpKind) -> i32 {
        i32::from(lean.to_string().as_bytes()[kind as usize]) - i32::from(b'4')
    }

    #[test]
    fn scripts_lean_to_an_operation_of_which_nothing_was_covered() {
        let all = covered(120);
        for kind in OpKind::ALL {
            let mut lacking = all.clone();
            lacking.forget(*kind);
            assert!(steps(towards_the_rare(&lacking), *kind) > 0, "{kind:?}");
        }
    }

    #[test]
    fn a_rule_that_an_operation_kept_once_and_several_worlds_make_it_newer() {
        let all = covered(120);
        let newness_of = |covered: &Coverage, kind: OpKind| newness(covered)[kind as usize].1;
        for kind in OpKind::ALL {
            let mut rule = all.clone();
            let unkept = Rule::ALL.iter().find(|rule| all.rules_of_ops.of((*kind, **rule)) == 0);
            rule.rules_of_ops.count((*kind, *unkept.expect("no operation keeps all rules")));
            assert!(newness_of(&rule, *kind) > newness_of(&all, *kind), "{kind:?}");
            let mut worlds = all.clone();
            worlds.forked.count(*kind);
            let is_new = all.forked.of(*kind) == 0;
            assert_eq!(newness_of(&worlds, *kind) > newness_of(&all, *kind), is_new, "{kind:?}");
        }
        assert!(all.forked.total() > 0 && all.rules_of_ops.total() > all.ops / 2);
    }

    #[test]
    fn rights_that_no_call_has_shown_are_asked_for() {
        let all = covered(120);
        let last = |lean: Lean| lean.to_string().pop();
        assert!(all.cells_witnessed().missing().next().is_some());
        assert_eq!((last(towards_the_rare(&all)), last(Lean::default())), (Some('7'), Some('4')));
    }

    #[test]
    fn what_gives_handles_is_never_asked_less() {
        let lean = towards_the_rare(&covered(120));
        assert!(!lean.is_neutral());
        for kind in OpKind::ALL.iter().filter(|kind| kind.info().gives.is_some()) {
            assert!(steps(lean, *kind) >= 0, "{kind:?}: {lean}");
        }
    }

    #[test]
    fn a_search_that_leans_goes_where_faults_are_as_well() {
        let backend = host("host-inline", Blocking::CurrentThread);
        let (mut judge, mut statistics) = (Judge::new().unwrap(), Statistics::default());
        let by_itself = towards_the_rare(&covered(120));
        for index in 1..=400_u64 {
            let lean = if index.is_multiple_of(2) { by_itself } else { Lean::default() };
            let script = Scripts { lean, ..Scripts::default() }.script(index);
            let checked = judge.check(&script, &backend).unwrap();
            statistics.count(&script, &checked, &judge.coverage);
        }
        assert!((12.0..=30.0).contains(&statistics.refused_share()), "{statistics}");
        // A row reads: what has to happen, in how many scripts of 100 at least; a little less than is held of a thousand scripts.
        for (happening, least) in [
            (Happening::InputStream, 32.0),
            (Happening::OutputStream, 40.0),
            (Happening::SpliceMoves, 8.0),
            (Happening::RenameBetween, 3.5),
            (Happening::LinkBetween, 2.0),
            (Happening::ReadsFar, 2.0),
        ] {
            assert!(statistics.share(happening) >= least, "{}: {statistics}", happening.name());
        }
    }

    #[test]
    fn the_first_scripts_and_half_of_the_others_lean_to_nothing() {
        let (covered, mut feedback) = (covered(40), Feedback::new(None));
        let mut leaning = Vec::new();
        for number in 0..3 * EPOCH {
            if number == 10 {
                feedback.takes(&covered);
            }
            if !feedback.next(&Coverage::default()).is_neutral() {
                leaning.push(number);
            }
        }
        assert_eq!(leaning.len() as u64, EPOCH);
        assert!(leaning.iter().all(|number| *number >= EPOCH));
        let fixed = Lean::by(|_| 1);
        let mut feedback = Feedback::new(Some(fixed));
        assert!((0..2 * EPOCH).all(|_| feedback.next(&covered) == fixed));
    }

    #[test]
    fn what_was_covered_counts_alike_whoever_has_it() {
        let (none, some, more) = (Coverage::default(), covered(30), covered(60));
        let mut both = some.clone();
        both.merge(&more);
        let lean = |taken: &Coverage, kept: &Coverage| {
            let mut feedback = Feedback::new(None);
            feedback.takes(taken);
            (0..EPOCH + 2).map(|_| feedback.next(kept)).last()
        };
        assert_eq!(lean(&both, &none), lean(&none, &both));
        assert_eq!(lean(&both, &none), lean(&some, &more));
        assert_ne!(lean(&both, &none), lean(&none, &none));
    }
}
