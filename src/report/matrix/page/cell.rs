//! What a cell opens: the rule, and all that was seen of it on the backend.

use maud::{Markup, html};

use super::column::skipped_text;
use super::steps::{replayed, script_text};
use super::{areas, counted, standing};
use crate::check::Standing;
use crate::report::matrix::{Cell, Column, Deviation, End, Filed, Matrix, Row, Shown, Smallest};

/// How many names of scripts are listed before the others are only counted.
const NAMES_MAX: usize = 12;

/// What an address leads to that closes a cell: nothing.
const CLOSED: &str = "#closed";

/// Every rule with its cells, in the order of the table.
pub(super) fn rules(matrix: &Matrix, anchors: &[String]) -> Markup {
    let areas = areas(&matrix.rules);
    let order: Vec<(usize, &Row)> = areas.iter().flat_map(|area| area.rows.iter().copied()).collect();
    let worth_reading: Vec<String> = order
        .iter()
        .flat_map(|(index, row)| {
            let cells = matrix.backends.iter().zip(anchors);
            let shown = cells.filter(|(column, _)| !column.cells[*index].deviations.is_empty());
            shown.map(|(_, anchor)| format!("{}/{anchor}", row.rule.id))
        })
        .collect();
    html! {
        @for (index, row) in order { (rule(index, row, matrix, anchors, &worth_reading)) }
    }
}

fn rule(index: usize, row: &Row, matrix: &Matrix, anchors: &[String], worth_reading: &[String]) -> Markup {
    let id = row.rule.id;
    let cells =
        || matrix.backends.iter().zip(anchors).map(|(column, anchor)| (column, anchor, &column.cells[index]));
    let is_quiet = cells().all(|(_, _, cell)| cell.deviations.is_empty());
    html! {
        article class={ "rule" @if is_quiet { " quiet" } } id=(id) aria-labelledby={ "title:" (id) } {
            header {
                p.close { a href=(CLOSED) aria-label="Close" { "×" } }
                h3 id={ "title:" (id) } tabindex="-1" { (row.area()) "/" wbr; (row.claim()) }
                p.sentence { (row.rule.sentence) }
                p.source { span.strength { (row.rule.strength) } " " (row.rule.source) }
                nav aria-label="Backends" {
                    @for (column, anchor, cell) in cells() {
                        a href={ "#" (id) "/" (anchor) } { (standing(cell.standing)) " " (column.label) }
                    }
                }
            }
            @for (column, anchor, cell) in cells() {
                @let place = format!("{id}/{anchor}");
                @let quiet = if cell.deviations.is_empty() { "cell quiet" } else { "cell" };
                section class=(quiet) id=(place) aria-labelledby={ "title:" (place) } {
                    h4 id={ "title:" (place) } { (column.label) ": " (standing(cell.standing)) }
                    (seen(column, cell))
                    (neighbours(&place, worth_reading))
                }
            }
            (scripts(row))
        }
    }
}

/// The cells before and behind this one that show a deviation.
fn neighbours(place: &str, worth_reading: &[String]) -> Markup {
    let at = worth_reading.iter().position(|other| other == place);
    let before = at.and_then(|at| worth_reading.get(at.checked_sub(1)?));
    let behind = at.and_then(|at| worth_reading.get(at + 1));
    html! {
        @if before.is_some() || behind.is_some() {
            nav.neighbours aria-label="Other deviations" {
                @if let Some(place) = before { a href={ "#" (place) } rel="prev" { "‹ " (place) } }
                @if let Some(place) = behind { a href={ "#" (place) } rel="next" { (place) " ›" } }
            }
        }
    }
}

/// All that was seen.
fn seen(column: &Column, cell: &Cell) -> Markup {
    html! {
        p.seen {
            @match cell.standing {
                Standing::NotReached => {
                    @if column.end == End::Complete { "Nothing that was run has come to this rule." }
                    @else { "Nothing that was run until then has come to this rule." }
                },
                Standing::Skipped | Standing::NotExercised => { "Nothing that was run has come to this rule." },
                Standing::Conforms => { "Kept " (counted(cell.kept, "time")) ", and never seen to be broken." },
                Standing::Deviates | Standing::Known => {
                    @if cell.kept > 0 { "Kept " (counted(cell.kept, "time")) " elsewhere. " }
                    @if cell.diverged > 0 {
                        (counted(cell.diverged, "generated script")) " broke it in a way that is not known."
                    }
                },
            }
        }
        @if cell.not_exercised > 0 {
            p.seen {
                "Not exercised, since what they ask for did not come about: "
                (counted(cell.not_exercised, "script")) " about this rule."
            }
        }
        @if !cell.skipped.is_empty() {
            p.seen { "Skipped of the corpus about this rule: " (skipped_text(&cell.skipped)) "." }
        }
        @for (number, deviation) in cell.deviations.iter().enumerate() {
            (way(column, cell, number, deviation))
        }
    }
}

/// One way in which the rule is broken.
fn way(column: &Column, cell: &Cell, number: usize, deviation: &Deviation) -> Markup {
    let Deviation { answer, filed, scripts, shown, withheld } = deviation;
    let class = if filed.is_some() { "way known" } else { "way deviates" };
    html! {
        div class=(class) {
            @if let Some(shown) = shown {
                p.headline {
                    @if cell.deviations.len() > 1 { (number + 1) ". " }
                    (worded(&shown.headline))
                }
            } @else if withheld.is_some() {
                p.headline { "What breaks it may lead out of a preopen, or to a right that was not granted." }
            } @else {
                p.headline { "Answered " code { (answer) } ", as its ledger lists." }
            }
            (told(filed.as_ref()))
            @if let Some(shown) = shown { (replayed(shown)) }
            @else if let Some(file) = withheld {
                p { "The maintainers of the backend are told of it first, so its script is not here but at " code { (file.display()) } "." }
            }
            @else { p { "No script of the corpus shows it by itself." } }
            dl.facts-of {
                @if !scripts.is_empty() { dt { "In the corpus" } dd { (names(scripts)) } }
                @if let Some(shown) = shown { (origin(shown)) }
                @if filed.is_none() {
                    dt { "To file it" }
                    dd { "in the ledger of " (column.label) ": " code { (cell.rule) "  " (answer) "  " } em { "reason, with a link" } }
                }
            }
            @if let Some(shown) = shown { (file(shown)) }
        }
    }
}

/// What the ledger says.
fn told(filed: Option<&Filed>) -> Markup {
    html! {
        @if let Some(Filed { reason, times }) = filed {
            p.reason {
                strong { "Known" } @if *times > 0 { ", tolerated " (counted(*times, "time")) } ": "
                (linked(reason))
            }
        }
    }
}

/// A sentence with what stands in backticks as code.
fn worded(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    html! {
        // An odd one out is nobody's pair, and stays as it is.
        @if parts.len().is_multiple_of(2) { (text) } @else {
            @for (number, part) in parts.iter().enumerate() {
                @if number.is_multiple_of(2) { (part) } @else { code { (part) } }
            }
        }
    }
}

/// A text with what looks like an address of the web made one.
fn linked(text: &str) -> Markup {
    html! {
        @for (number, word) in text.split(' ').enumerate() {
            @if number > 0 { " " }
            @let address = word.trim_start_matches('(').trim_end_matches(['.', ',', ';', ')']);
            @if address.starts_with("https://") || address.starts_with("http://") {
                @let (before, behind) = word.split_once(address).unwrap_or(("", ""));
                (before) a href=(address) rel="noreferrer" { (address) } (behind)
            } @else { (word) }
        }
    }
}

fn origin(shown: &Shown) -> Markup {
    let Shown { finding, replay, .. } = shown;
    html! {
        @if let Some(origin) = &finding.origin {
            dt { "Generated" }
            dd {
                (origin.steps_before) " steps before shrinking, " (origin.certainty())
                @if let Some(place) = origin.hunt { "; script " (place.index) " of seed " (place.seed) }
            }
        }
        @if let Some(replay) = replay {
            dt { "Replay" }
            dd.command { code { (replay) } }
        }
    }
}

/// The script as a file, to be taken elsewhere.
fn file(Shown { finding, .. }: &Shown) -> Markup {
    html! {
        details.file {
            summary { "The script as a file" }
            pre { code { (finding.kept_script().to_string()) } }
        }
    }
}

/// The scripts of the corpus that are about a rule, and the smallest of them.
fn scripts(row: &Row) -> Markup {
    html! {
        footer {
            @if row.scripts.is_empty() {
                p { "No script of the corpus is about this rule." }
            } @else {
                p { "The corpus about this rule: " (names(&row.scripts)) "." }
            }
            @if let Some(Smallest { name, script }) = &row.smallest {
                details {
                    summary { "The smallest, with what is allowed: " (name) }
                    pre { code { (script_text(script)) } }
                }
            }
        }
    }
}

fn names(names: &[String]) -> Markup {
    let shown = &names[..names.len().min(NAMES_MAX)];
    html! {
        @for (number, name) in shown.iter().enumerate() {
            @if number > 0 { ", " }
            code { (name) }
        }
        @if names.len() > shown.len() { ", and " (names.len() - shown.len()) " more" }
    }
}
