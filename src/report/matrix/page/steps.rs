//! A script with its answers: step by step, what is in flight beside it, and what is wrong.

use maud::{Markup, html};

use crate::check::{Differing, PathDiffers, Side, Stretch};
use crate::report::differences::side_text;
use crate::report::lanes::{Flight, Mark};
use crate::report::matrix::Shown;
use crate::report::summary::grouped;
use crate::report::text::fixture_text;
use crate::report::{Answer, Wrong, one_line};

/// How many hues lanes have.
const HUES: usize = 5;

/// The class of a mark on the page.
const MARKS: &[(Mark, &str)] = &[
    (Mark::Begins, "begins"),
    (Mark::Another, "another"),
    (Mark::Flies, "flies"),
    (Mark::LetGo, "let-go"),
    (Mark::Over, "over"),
    (Mark::Cancelled, "cancelled"),
];

fn class_of(mark: Mark) -> &'static str {
    let row = MARKS.iter().find(|(known, _)| *known == mark);
    row.expect("our fault: a mark of lanes without its class").1
}

/// A script's own text without spaces at its end.
pub(super) fn script_text(text: &str) -> &str {
    text.trim_end()
}

/// The script that shows a deviation.
pub(super) fn replayed(shown: &Shown) -> Markup {
    let Shown { finding, lanes, .. } = shown;
    let fixture = fixture_text(&finding.script);
    let steps = finding.script.steps.iter().enumerate();
    let wrong = &finding.wrong;
    html! {
        div.run {
            @if !fixture.trim().is_empty() { pre.fixture { code { (fixture.trim_end()) } } }
            (legend(lanes))
            ol.steps {
                @for (index, step) in steps {
                    @let is_wrong = index == wrong.step;
                    li class=[is_wrong.then_some("wrong")] {
                        (beside(lanes, index))
                        span.number { (index + 1) }
                        code.call { @if is_wrong { span.hidden { "Here it diverges: " } } (step) }
                        @if is_wrong { (differing(wrong)) } @else { (answer(finding.answers.get(index))) }
                    }
                }
                @if wrong.step >= finding.script.steps.len() {
                    li.wrong {
                        (beside(lanes, usize::MAX))
                        span.number { "end" }
                        span.call { "what is there when all steps are over" }
                        (differing(wrong))
                    }
                }
            }
        }
    }
}

fn answer(answer: Option<&Answer>) -> Markup {
    html! {
        span.answer {
            @match answer {
                Some(Answer { outcome: Some(outcome), made, .. }) => {
                    span aria-hidden="true" { "⇒ " } code { (one_line(outcome)) }
                    @if let Some(made) = made { " (" (made) ")" }
                },
                Some(Answer { outcome: None, .. }) => em { "skipped: no such handle, stream or file" },
                None => em { "not reached" },
            }
        }
    }
}

/// Which stream each lane is, and what the marks mean.
fn legend(lanes: &[Flight]) -> Markup {
    let is_seen = |mark: Mark| lanes.iter().any(|lane| lane.marks.contains(&Some(mark)));
    html! {
        @if !lanes.is_empty() {
            div.lanes-legend {
                p {
                    "In flight, as far as the answers show: "
                    @for (number, lane) in lanes.iter().enumerate() {
                        @if number > 0 { ", " }
                        span class={ "stream hue-" (number % HUES) } { "writes of " code { (lane.stream) } }
                    }
                }
                ul {
                    @for (mark, class) in MARKS.iter().filter(|(mark, _)| is_seen(*mark)) {
                        li { span class={ "lane " (class) } aria-hidden="true" { } " " (mark.meaning()) }
                    }
                }
            }
        }
    }
}

/// What is in flight beside a step, drawn, and in words for those who do not see it.
fn beside(lanes: &[Flight], step: usize) -> Markup {
    let mark = |lane: &Flight| lane.marks.get(step).copied().flatten();
    html! {
        @if !lanes.is_empty() {
            span.lanes aria-hidden="true" {
                @for (number, lane) in lanes.iter().enumerate() {
                    span class={ "lane hue-" (number % HUES) @if let Some(mark) = mark(lane) { " " (class_of(mark)) } } { }
                }
            }
            @if lanes.iter().any(|lane| mark(lane).is_some()) {
                span.hidden {
                    "In flight: "
                    @for lane in lanes {
                        @if let Some(mark) = mark(lane) { (lane.stream) " " (mark.meaning()) "; " }
                    }
                }
            }
        }
    }
}

/// What would have conformed and what was seen: as answers, and in parts.
fn differing(wrong: &Wrong) -> Markup {
    let Wrong { allowed, got, differing: Differing { bytes, paths }, .. } = wrong;
    html! {
        div.differing {
            (pair(allowed, got))
            (stretches(bytes))
            @for (number, PathDiffers { path, allowed, got, bytes }) in paths.iter().enumerate() {
                // The first is what the verdict is about, and stands there already.
                @if number > 0 { (pair(&format!("{path}  {allowed}"), &format!("{path}  {got}"))) }
                (stretches(bytes))
            }
        }
    }
}

fn pair(allowed: &str, got: &str) -> Markup {
    html! {
        dl.pair {
            dt.allowed { "allowed" } dd { code { (one_line(allowed)) } }
            dt.got { "got" } dd { code { (one_line(got)) } }
        }
    }
}

fn stretches(stretches: &[Stretch]) -> Markup {
    let side = |side: &Option<Side>| side_text(side.as_ref());
    html! {
        @if !stretches.is_empty() {
            table.bytes {
                caption.hidden { "The bytes that differ" }
                thead { tr { th scope="col" { "offset" } th scope="col" { "bytes" } th scope="col" { "allowed" } th scope="col" { "got" } } }
                tbody {
                    @for stretch in stretches {
                        tr {
                            td { (grouped(stretch.offset)) }
                            td { (grouped(stretch.length)) }
                            td { code { (side(&stretch.allowed)) } }
                            td { code { (side(&stretch.got)) } }
                        }
                    }
                }
            }
        }
    }
}
