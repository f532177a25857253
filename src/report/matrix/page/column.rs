//! A backend: its counts, and all that a reader has to know of its run.

use maud::{Markup, html};

use super::{STANDINGS, counted};
use crate::report::matrix::{Column, End, LeftOut, Matrix, Pace, Skipped};
use crate::report::summary::{grouped, percent};
use crate::report::{not_judged_text, stale_text};

/// The card of a backend.
pub(super) fn card(column: &Column, anchor: &str, matrix: &Matrix) -> Markup {
    let Column { label, backend, name, .. } = column;
    html! {
        article.card id={ "backend-" (anchor) } aria-labelledby={ "name-" (anchor) } {
            h3 id={ "name-" (anchor) } { (label) }
            @if name != label { p.name { (name) } }
            @if backend != label && backend != name { p.name { code { (backend) } } }
            (end(&column.end))
            div.bar aria-hidden="true" {
                @for (standing, class, ..) in STANDINGS {
                    @let count = column.count(*standing);
                    @if count > 0 { span class=(class) style={ "flex-grow:" (count) } { } }
                }
            }
            ul.counts {
                @for (standing, class, sign, _) in STANDINGS {
                    @let count = column.count(*standing);
                    @if count > 0 {
                        li class={ "standing " (class) } {
                            span.sign aria-hidden="true" { (sign) } " " strong { (count) } " " (standing.counted(count))
                        }
                    }
                }
            }
            (facts(column, matrix))
        }
    }
}

fn end(end: &End) -> Markup {
    html! {
        @match end {
            End::Complete => {},
            End::Stopped => { p.trouble { "The run was ended before this backend was through." } },
            End::Waiting => { p.trouble { "Not run yet when this page was written." } },
            End::Failed { message } => { p.trouble { "Ended before its time: " (message) } },
        }
    }
}

fn facts(column: &Column, matrix: &Matrix) -> Markup {
    let Column {
        corpus,
        generated,
        ops,
        skipped,
        left_out,
        share_left_out,
        not_exercised,
        inconclusive,
        not_repeated,
        not_audited,
        tolerated,
        ledger,
        stale,
        ..
    } = column;
    let times: u64 = tolerated.iter().map(|tolerated| tolerated.times).sum();
    html! {
        dl.facts-of {
            dt { "Scripts" }
            dd { (grouped(*corpus)) " of " (grouped(matrix.corpus)) " of the corpus, " (grouped(*generated)) " generated" }
            dt { "Calls" }
            dd { (grouped(*ops)) (pace(column.pace)) }
            dt { "Skipped" }
            dd { (skipped_text(skipped)) }
            @if !left_out.is_empty() {
                dt { "Left out" }
                dd { (left_out_of(left_out, *share_left_out)) }
            }
            @if !not_exercised.is_empty() {
                dt { "Not exercised" }
                dd {
                    @for part in not_exercised { (counted(part.scripts, "script")) ": " (part.reason) br; }
                }
            }
            @if !inconclusive.is_empty() {
                dt { "Inconclusive" }
                dd {
                    @for part in inconclusive { (counted(part.scripts, "script")) ": " (part.reason) br; }
                }
            }
            @if !not_repeated.is_empty() {
                dt { "Not repeated" }
                dd {
                    @for part in not_repeated { (counted(part.scripts, "script")) ": " (part.rule) br; }
                }
            }
            @if !not_audited.is_empty() {
                dt { "Not audited in whole" }
                dd {
                    @for part in not_audited { (counted(part.scripts, "script")) ": " (part.reason) br; }
                }
            }
            @if let Some(from) = ledger {
                dt { "Ledger" }
                dd {
                    (from)
                    @if let Some(why) = &column.not_judged { br; (not_judged_text(why)) }
                    @for entry in stale { br; strong { (stale_text(entry)) } }
                }
                dt { "Tolerated" }
                dd {
                    @if times == 0 { "nothing" } @else {
                        (counted(times, "time")) ", in " (counted(tolerated.len() as u64, "known way"))
                    }
                }
            }
            @if column.deaths > 0 {
                dt { "Workers" }
                dd { (grouped(column.deaths)) " ended, and another took over" }
            }
            @if !column.lost.is_empty() {
                dt { "Ended by others" }
                dd { @for how in &column.lost { "a worker: " (how) br; } }
            }
        }
    }
}

fn pace(pace: Option<Pace>) -> Markup {
    html! {
        @if let Some(Pace { seconds, ops, workers }) = pace {
            @let rate = ops as f64 / seconds.max(1e-9);
            "; " (format!("{rate:.0}")) "/s for " (format!("{seconds:.0}")) " s on " (counted(workers.into(), "worker"))
        }
    }
}

/// What was left out of scripts, in words.
fn left_out_of(left_out: &[LeftOut], share: f64) -> String {
    let each: Vec<String> =
        left_out.iter().map(|part| format!("{} {}", grouped(part.steps), part.lacks)).collect();
    let all: u64 = left_out.iter().map(|part| part.steps).sum();
    format!("{} ({}), for want of: {}", counted(all, "step"), percent(share), each.join(", "))
}

/// What was skipped, in words.
pub(super) fn skipped_text(skipped: &[Skipped]) -> String {
    let each: Vec<String> =
        skipped.iter().map(|part| format!("{} {}", grouped(part.scripts), part.lacks)).collect();
    let all: u64 = skipped.iter().map(|part| part.scripts).sum();
    match each.len() {
        0 => "nothing".into(),
        _ => format!("{}, for want of: {}", counted(all, "script"), each.join(", ")),
    }
}
