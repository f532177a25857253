//! Lanes: which writes are in flight beside which steps, as far as the script and its answers show.
//!
//! A lane is a stream's. It begins with a write that returns before its bytes have landed, and ends with the answer that
//! shows that they have: a flush that was waited for, a cancel, the stream's error, for a dropped stream a quiesce. Whether
//! and when anything has really landed nobody can tell from here.

use std::collections::BTreeSet;

use super::{Answer, Page};
use crate::op::{Call, Control, Name, OpKind};
use crate::script::Step;

/// What a lane has beside a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "cli", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Mark {
    /// A write begins that may land later.
    Begins,
    /// Another one begins while one is in flight.
    Another,
    /// What was written may land.
    Flies,
    /// The stream was dropped, and what was written may land.
    LetGo,
    /// An answer shows that all has landed, or failed.
    Over,
    /// The stream was cancelled.
    Cancelled,
}

/// The writes of one stream that are in flight beside the steps of a script, as far as the answers show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Flight {
    /// The stream's name in the script.
    pub stream: String,
    /// What is there beside each step that was looked at; none where nothing is in flight.
    pub marks: Vec<Option<Mark>>,
}

/// How to read a row: mark, sign, sign in ASCII, what it means.
const SIGNS: &[(Mark, char, char, &str)] = &[
    (Mark::Begins, '┌', ',', "a write begins"),
    (Mark::Another, '├', '+', "another begins"),
    (Mark::Flies, '│', '|', "may land"),
    (Mark::LetGo, '┆', ':', "dropped, and may land"),
    (Mark::Over, '└', '\'', "is over"),
    (Mark::Cancelled, '×', 'x', "was cancelled"),
];

/// Calls that return when what they wrote has landed; what they leave behind when they are given up may land.
const WRITING_AND_FLUSHING: &[OpKind] = &[OpKind::BlockingWriteAndFlush, OpKind::BlockingWriteZeroesAndFlush];

/// Calls that may return before what they wrote has landed.
const WRITING: &[OpKind] =
    &[OpKind::StreamWrite, OpKind::WriteZeroes, OpKind::Splice, OpKind::BlockingSplice];

/// Calls whose success after a flush shows that it is complete.
const TELLING: &[OpKind] = &[OpKind::Ready, OpKind::Block, OpKind::CheckWrite];

/// The lanes of a script, one for each stream that had something in flight.
#[derive(Debug, Default)]
pub(super) struct Lanes<'s> {
    lanes: Vec<Lane<'s>>,
    /// How many steps were looked at; each lane has a mark for every one.
    steps: usize,
}

#[derive(Debug)]
struct Lane<'s> {
    stream: &'s Name,
    /// For each step; none where nothing was in flight.
    marks: Vec<Option<Mark>>,
    state: State,
    /// Whether a flush was asked for and nothing was written since.
    flushing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Flying,
    LetGo,
}

impl State {
    /// What a lane has beside a step that is not about it.
    fn mark(self) -> Option<Mark> {
        match self {
            Self::Idle => None,
            Self::Flying => Some(Mark::Flies),
            Self::LetGo => Some(Mark::LetGo),
        }
    }
}

impl<'s> Lanes<'s> {
    /// The lanes of a script, if something overlaps in it: a call on another handle while a write is in flight.
    pub(super) fn of(steps: &'s [Step], answers: &[Answer]) -> Option<Self> {
        let mut lanes = Self::default();
        for (step, answer) in steps.iter().zip(answers) {
            lanes.pass();
            let Some(outcome) = &answer.outcome else { continue };
            match (step.call(), step.control()) {
                (Some(call), _) => lanes.call(call, outcome),
                // Streams that are still held may keep what was not flushed.
                (None, Some(Control::Quiesce)) => {
                    let dropped = lanes.lanes.iter_mut().filter(|lane| lane.state == State::LetGo);
                    dropped.for_each(|lane| lane.end(Mark::Over));
                }
                (None, _) => {}
            }
        }
        let overlaps = |lane: &Lane<'_>| {
            let calls =
                steps.iter().zip(&lane.marks).filter_map(|(step, mark)| Some((step.call()?, (*mark)?)));
            let mut beside = calls.filter(|(call, _)| call.on != lane.stream);
            beside.any(|(_, mark)| matches!(mark, Mark::Flies | Mark::LetGo))
        };
        lanes.lanes.iter().any(overlaps).then_some(lanes)
    }

    /// One step more, which may be about none of them.
    fn pass(&mut self) {
        self.steps += 1;
        self.lanes.iter_mut().for_each(|lane| lane.marks.push(lane.state.mark()));
    }

    fn call(&mut self, call: Call<'s>, outcome: &str) {
        let kind = call.op.kind();
        let begins = (WRITING.contains(&kind) && !is_failure(outcome) && outcome != "0")
            || (WRITING_AND_FLUSHING.contains(&kind) && outcome == GIVEN_UP);
        let there = self.lanes.iter().any(|lane| lane.stream == call.on);
        if begins && !there {
            let marks = vec![None; self.steps];
            self.lanes.push(Lane { stream: call.on, marks, state: State::Idle, flushing: false });
        }
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.stream == call.on) {
            lane.call(kind, outcome, begins);
        }
    }

    /// The lanes beside a step.
    pub(super) fn beside(&self, step: usize, page: Page) -> String {
        let sign =
            |lane: &Lane<'_>| lane.marks.get(step).copied().flatten().map_or(' ', |mark| mark.sign(page));
        self.lanes.iter().flat_map(|lane| [sign(lane), ' ']).chain([' ']).collect()
    }

    /// The lanes as data.
    #[cfg(feature = "cli")]
    pub(super) fn flights(&self) -> Vec<Flight> {
        let flight =
            |lane: &Lane<'_>| Flight { stream: lane.stream.as_str().to_owned(), marks: lane.marks.clone() };
        self.lanes.iter().map(flight).collect()
    }

    /// What the columns are and what the signs in them mean.
    pub(super) fn legend(&self, page: Page) -> String {
        let streams: Vec<&str> = self.lanes.iter().map(|lane| lane.stream.as_str()).collect();
        let seen: BTreeSet<Mark> =
            self.lanes.iter().flat_map(|lane| lane.marks.iter().copied().flatten()).collect();
        let signs: Vec<String> =
            seen.into_iter().map(|mark| format!("{} {}", mark.sign(page), mark.meaning())).collect();
        format!("writes of {}, as far as the answers show: {}", streams.join(", "), signs.join(", "))
    }
}

/// The answer to a call that was given up.
const GIVEN_UP: &str = "abandoned";

fn is_failure(outcome: &str) -> bool {
    ["failed(", "closed", "trap", "panic", "no answer", "not over"]
        .iter()
        .any(|start| outcome.starts_with(start))
}

impl Lane<'_> {
    fn call(&mut self, kind: OpKind, outcome: &str, begins: bool) {
        let told = outcome != GIVEN_UP && outcome != "false" && outcome != "0";
        if begins {
            let again = self.state != State::Idle;
            self.mark(if again { Mark::Another } else { Mark::Begins });
            (self.state, self.flushing) = (State::Flying, false);
        } else if kind == OpKind::Cancel {
            self.end(Mark::Cancelled);
        } else if is_failure(outcome) {
            self.end(Mark::Over);
        } else if kind == OpKind::Drop && self.state == State::Flying {
            self.state = State::LetGo;
            self.mark(Mark::LetGo);
        } else if kind == OpKind::Flush {
            self.flushing = true;
        } else if WRITING_AND_FLUSHING.contains(&kind) || kind == OpKind::BlockingFlush {
            // What was begun before is over as well.
            if told {
                self.end(Mark::Over);
            }
        } else if TELLING.contains(&kind) && self.flushing && told {
            self.end(Mark::Over);
        }
    }

    fn end(&mut self, mark: Mark) {
        if self.state != State::Idle {
            self.mark(mark);
        }
        (self.state, self.flushing) = (State::Idle, false);
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(last) = self.marks.last_mut() {
            *last = Some(mark);
        }
    }
}

impl Mark {
    fn row(self) -> &'static (Self, char, char, &'static str) {
        let row = SIGNS.iter().find(|(mark, ..)| *mark == self);
        row.expect("our fault: a mark of lanes without its row")
    }

    /// What it means, in a few words.
    pub fn meaning(self) -> &'static str {
        self.row().3
    }

    fn sign(self, page: Page) -> char {
        if page.ascii { self.row().2 } else { self.row().1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Script;

    /// The lanes of steps with their answers.
    fn drawn(steps: &[(&str, &str)]) -> Option<Vec<String>> {
        let texts: Vec<&str> = steps.iter().map(|(step, _)| *step).collect();
        let script = Script::parse("", &format!("run\n  {}\n", texts.join("\n  "))).unwrap();
        let answer = |(_, outcome): &(&str, &str)| Answer {
            outcome: (*outcome != "skipped").then(|| (*outcome).to_owned()),
            ..Answer::default()
        };
        let answers: Vec<Answer> = steps.iter().map(answer).collect();
        let lanes = Lanes::of(&script.steps, &answers)?;
        let page = Page::default().ascii();
        Some((0..steps.len()).map(|step| lanes.beside(step, page).trim_end().to_owned()).collect())
    }

    const OPENED: [(&str, &str); 3] = [
        ("f = root.open-at \"log\" write", "ok"),
        ("v = f.append-via-stream", "ok"),
        ("w = f.append-via-stream", "ok"),
    ];

    #[test]
    fn a_write_is_in_flight_until_an_answer_shows_that_it_is_over() {
        let steps = [
            ("hold", "ok"),
            ("v.write \"AA\"", "ok"),
            ("w.write \"BB\"", "ok"),
            ("v.write \"CC\"", "ok"),
            ("v.ready", "true"),
            ("v.flush", "ok"),
            ("v.ready", "false"),
            ("v.ready", "true"),
            ("w.cancel", "ok"),
            ("f.stat", "ok"),
        ];
        let lanes = drawn(&[&OPENED[..], &steps].concat()).unwrap();
        assert_eq!(lanes[..4], [""; 4]);
        assert_eq!(lanes[4..], [",", "| ,", "+ |", "| |", "| |", "| |", "' |", "  x", ""]);
    }

    #[test]
    fn what_was_dropped_or_given_up_may_land_until_all_is_quiet() {
        let steps = [
            ("v.blocking-write-and-flush \"AA\", abandon after 1 poll", "abandoned"),
            ("v.drop", "ok"),
            ("w.blocking-write-and-flush \"BB\"", "ok"),
            ("v.write \"CC\"", "skipped"),
            ("quiesce", "ok"),
            ("f.stat", "ok"),
        ];
        let lanes = drawn(&[&OPENED[..], &steps].concat()).unwrap();
        assert_eq!(lanes[3..], [",", ":", ":", ":", "'", ""]);
    }

    #[test]
    fn there_are_no_lanes_where_nothing_overlaps() {
        let steps = [("v.write \"AA\"", "ok"), ("v.blocking-flush", "ok"), ("f.stat", "ok")];
        assert_eq!(drawn(&[&OPENED[..], &steps].concat()), None);
        let failed = [("v.write \"AA\"", "failed(io)"), ("f.stat", "ok")];
        assert_eq!(drawn(&[&OPENED[..], &failed].concat()), None);
    }
}
