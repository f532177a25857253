//! Every schedule of a script: its held work let go in each order, and each of its streams cancelled at each point.
//!
//! A schedule is a script like any other. What is pinned in the original holds for one order only, so schedules pin
//! nothing, and the model says what conforms.

use std::ops::Range;

use super::{Script, Step};
use crate::op::{Call, Control, Manner, Name, Op, OpKind, StreamOp};

/// More streams than this have too many orders: 4 make 504 schedules, 5 would make 3720.
const RACERS_MAX: usize = 4;

/// Why a script has no schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSchedules {
    /// Nothing is held in it.
    #[error("nothing is held in this script: without a line `hold` there is only one schedule")]
    NoHold,
    /// Work would be held, but there is none.
    #[error("no stream has work waiting after the first `hold`: there is only one schedule")]
    NoRacers,
    /// There are more orders than anybody waits for.
    #[error(
        "{0} streams have work waiting after the first `hold`: at most {RACERS_MAX} can be let go in every order"
    )]
    TooManyRacers(usize),
}

/// The schedules of a script, one after the other: see [`Script::schedules`].
#[derive(Clone, Debug)]
pub struct Schedules {
    /// The script without the lines that let go or cancel.
    base: Script,
    /// Where in its steps those go.
    at: usize,
    /// The streams, in the order in which they first have work waiting.
    racers: Vec<Name>,
    /// The numbers of the schedules that are still to come.
    left: Range<usize>,
}

impl Script {
    /// Every schedule of what is held by the first `hold`, up to the next `hold` or `quiesce`.
    ///
    /// The streams that write, read, flush or are given up there are let go in every order; and for each order and each of
    /// these streams once more with that stream cancelled before, between or after those steps. Lines of the script that
    /// let go or cancel one of the streams there make way for them.
    ///
    /// # Errors
    /// When nothing is held, or by too many streams.
    pub fn schedules(&self) -> Result<Schedules, NoSchedules> {
        let start = 1 + self.steps.iter().position(is_hold).ok_or(NoSchedules::NoHold)?;
        let ends = |step: &Step| is_hold(step) || matches!(step.control(), Some(Control::Quiesce));
        let length = self.steps[start..].iter().position(ends).unwrap_or(self.steps.len() - start);
        let (segment, after) = self.steps[start..].split_at(length);
        let mut racers: Vec<Name> = Vec::new();
        let mut last_issue = 0;
        for (index, step) in segment.iter().enumerate() {
            for name in issuers(step) {
                last_issue = index + 1;
                if !racers.contains(name) {
                    racers.push(name.clone());
                }
            }
        }
        match racers.len() {
            0 => return Err(NoSchedules::NoRacers),
            1..=RACERS_MAX => {}
            more => return Err(NoSchedules::TooManyRacers(more)),
        }
        let lets_go = |step: &Step| lets_go(step, &racers);
        // Not before all of it waits, or there would be nothing to let go.
        let rest = &segment[last_issue..];
        let place = if segment.iter().any(lets_go) {
            rest.iter().position(lets_go).unwrap_or(0)
        } else {
            rest.iter().position(waits).unwrap_or(rest.len())
        };
        let kept = |steps: &[Step]| -> Vec<Step> {
            steps.iter().filter(|step| !lets_go(step)).map(Step::unpinned).collect()
        };
        let (before, behind) = segment.split_at(last_issue + place);
        let mut steps: Vec<Step> = self.steps[..start].iter().map(Step::unpinned).collect();
        steps.extend(kept(before));
        let at = steps.len();
        steps.extend(kept(behind));
        steps.extend(after.iter().map(Step::unpinned));
        let base = Script { steps, end: None, ..self.clone() };
        let count = orders(racers.len()) * with_cancels(racers.len());
        Ok(Schedules { base, at, racers, left: 0..count })
    }
}

impl Step {
    fn unpinned(&self) -> Self {
        Self { pinned: None, ..self.clone() }
    }
}

/// How many orders so many streams can be let go in.
fn orders(racers: usize) -> usize {
    (1..=racers).product()
}

/// In how many forms each order comes: as it is, and with each stream cancelled at each point.
fn with_cancels(racers: usize) -> usize {
    1 + racers * (racers + 1)
}

fn is_hold(step: &Step) -> bool {
    matches!(step.control(), Some(Control::Hold { .. }))
}

/// The streams whose work a step has go on in the background.
fn issuers(step: &Step) -> impl Iterator<Item = &Name> {
    let call = step.call().filter(|call| issues(*call));
    let names = call.into_iter().flat_map(|call| [Some(call.on), call.op.source()].into_iter().flatten());
    names.filter(|name| !name.counts())
}

/// Whether a call leaves work behind: one that does not wait, or that is given up.
fn issues(call: Call<'_>) -> bool {
    let starts = matches!(
        call.op.kind(),
        OpKind::StreamRead
            | OpKind::Skip
            | OpKind::StreamWrite
            | OpKind::WriteZeroes
            | OpKind::Splice
            | OpKind::Flush
    );
    match call.manner {
        Manner::Once => starts,
        Manner::UntilProgress => false,
        Manner::Abandon { .. } => true,
    }
}

/// Whether a step lets go of what a racer has waiting, or ends it.
fn lets_go(step: &Step, racers: &[Name]) -> bool {
    let cancels = |call: Call<'_>| *call.op == Op::Stream(StreamOp::Cancel) && racers.contains(call.on);
    step.call().is_some_and(cancels) || matches!(step.control(), Some(Control::Release(_)))
}

/// Whether a step waits for work that is held, so that the judge has to let it go by itself.
fn waits(step: &Step) -> bool {
    let waits = |call: Call<'_>| match call.manner {
        Manner::Once => call.op.kind().can_be_abandoned() && call.op.kind() != OpKind::Ready,
        Manner::UntilProgress => true,
        Manner::Abandon { .. } => false,
    };
    step.call().is_some_and(waits)
}

impl Schedules {
    /// The streams whose work is let go, in the order in which they first have some waiting.
    pub fn racers(&self) -> &[Name] {
        &self.racers
    }

    /// The schedule of a number.
    fn schedule(&self, number: usize) -> Script {
        let count = self.racers.len();
        let (order, cancelled) = (number / with_cancels(count), number % with_cancels(count));
        let mut steps: Vec<Step> =
            self.order(order).into_iter().map(|name| Control::Release(name).into()).collect();
        if let Some(cancelled) = cancelled.checked_sub(1) {
            let (racer, point) = (cancelled / (count + 1), cancelled % (count + 1));
            steps.insert(point, Step::new(self.racers[racer].clone(), StreamOp::Cancel));
        }
        let mut script = self.base.clone();
        script.steps.splice(self.at..self.at, steps);
        script
    }

    /// The order of a number: its digits in the factorial system say which of the streams that are left comes next.
    fn order(&self, number: usize) -> Vec<Name> {
        let mut left = self.racers.clone();
        let mut rest = number;
        let mut order = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let orders_of_others = orders(left.len() - 1);
            order.push(left.remove(rest / orders_of_others));
            rest %= orders_of_others;
        }
        order
    }
}

impl Iterator for Schedules {
    type Item = Script;

    fn next(&mut self) -> Option<Script> {
        self.left.next().map(|number| self.schedule(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl ExactSizeIterator for Schedules {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn script(steps: &str) -> Script {
        let lines = steps.replace("; ", "\n  ");
        Script::parse("schedules", &format!("run\n  {lines}\n")).unwrap()
    }

    /// The steps of each schedule, on one line each.
    fn schedules(steps: &str) -> Vec<String> {
        let line = |script: Script| script.steps.iter().map(Step::to_string).collect::<Vec<_>>().join("; ");
        script(steps).schedules().unwrap().map(line).collect()
    }

    #[test]
    fn every_order_and_every_cut_comes_once() {
        for (racers, count) in [(1, 3), (2, 14), (3, 78), (4, 504)] {
            let issues = ["v", "w", "x", "y"].map(|name| format!("{name}.write \"A\"; "));
            let text = format!("hold; {}quiesce; f.read 64 0", issues[..racers].concat());
            let all = script(&text).schedules().unwrap();
            assert_eq!(all.len(), count);
            assert_eq!(all.racers().len(), racers);
            let printed: BTreeSet<String> = all.clone().map(|script| script.to_string()).collect();
            assert_eq!(printed.len(), count, "all are distinct");
            for schedule in all {
                let text = schedule.to_string();
                assert_eq!(Script::parse("schedules", &text).as_ref(), Ok(&schedule), "{text}");
            }
        }
    }

    #[test]
    fn one_stream_is_let_go_or_cut_before_or_after() {
        assert_eq!(
            schedules("hold; v.write \"A\"; quiesce"),
            [
                "hold; v.write \"A\"; release v; quiesce",
                "hold; v.write \"A\"; v.cancel; release v; quiesce",
                "hold; v.write \"A\"; release v; v.cancel; quiesce",
            ]
        );
    }

    #[test]
    fn lines_that_let_go_make_way_where_the_first_of_them_stood() {
        let all = schedules(
            "hold; v.write \"A\"; w.write \"B\"; f.stat; release w; f.read 9 0; v.cancel; v.blocking-flush; quiesce; release v",
        );
        assert_eq!(
            all[0],
            "hold; v.write \"A\"; w.write \"B\"; f.stat; release v; release w; f.read 9 0; v.blocking-flush; quiesce; release v"
        );
        assert_eq!(
            all[7],
            "hold; v.write \"A\"; w.write \"B\"; f.stat; release w; release v; f.read 9 0; v.blocking-flush; quiesce; release v"
        );
    }

    #[test]
    fn nothing_is_let_go_before_all_of_it_waits() {
        let all = schedules("hold; v.write \"A\"; release v; w.flush; f.stat; release w; quiesce");
        assert_eq!(all[0], "hold; v.write \"A\"; w.flush; f.stat; release v; release w; quiesce");
        let all = schedules("hold; v.write \"A\"; release v; w.flush; f.stat; quiesce");
        assert_eq!(all[0], "hold; v.write \"A\"; w.flush; release v; release w; f.stat; quiesce");
    }

    #[test]
    fn without_such_lines_it_is_before_the_first_step_that_waits() {
        let all = schedules(
            "hold; v.write \"A\"; r.blocking-read 5, abandon after 1 poll; f.stat; v.blocking-flush",
        );
        let expected = "hold; v.write \"A\"; r.blocking-read 5, abandon after 1 poll; f.stat; release v; release r; v.blocking-flush";
        assert_eq!(all[0], expected);
        let all = schedules("hold; v.splice r 5; f.stat");
        assert_eq!(all[0], "hold; v.splice r 5; f.stat; release v; release r");
    }

    #[test]
    fn only_the_first_hold_counts_and_nothing_is_pinned() {
        let text = "run\n  hold queued\n  v.flush         => ok\n  hold\n  w.write \"A\"     => ok\n\nend\n  nothing\n";
        let all: Vec<Script> = Script::parse("schedules", text).unwrap().schedules().unwrap().collect();
        assert_eq!(all.len(), 3);
        for schedule in all {
            assert!(schedule.end.is_none() && schedule.steps.iter().all(|step| step.pinned.is_none()));
        }
    }

    #[test]
    fn a_script_without_schedules_says_why() {
        let error = |steps: &str| script(steps).schedules().unwrap_err();
        assert_eq!(error("v.write \"A\""), NoSchedules::NoHold);
        assert_eq!(error("hold; f.stat; v.blocking-flush; quiesce; v.flush"), NoSchedules::NoRacers);
        let five = "hold; a.flush; b.flush; c.flush; d.flush; e.flush";
        assert_eq!(error(five), NoSchedules::TooManyRacers(5));
        assert!(error(five).to_string().contains("at most 4"));
    }
}
