//! The page of a matrix: one file for browsers that needs nothing else. It is read without its script; that only filters,
//! and moves the keyboard's focus.

mod cell;
mod column;
mod steps;
mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Column, Matrix, Row};
use crate::check::Standing;
use crate::report::summary::grouped;

/// How it looks.
const STYLE: &str = include_str!("page/page.css");

/// What it does beyond being read.
const SCRIPT: &str = include_str!("page/page.js");

/// Nothing is loaded from anywhere: browsers hold the page to that.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
     form-action 'none'";

/// How to read a row: standing, its class on the page, its sign, and what it means.
const STANDINGS: &[(Standing, &str, &str, &str)] = &[
    (Standing::Deviates, "deviates", "✗", "breaks the rule in a way that its ledger does not list"),
    (Standing::Known, "known", "≈", "breaks the rule, in no other way than its ledger lists"),
    (Standing::Conforms, "conforms", "✓", "was seen to keep the rule, and never to break it"),
    (
        Standing::NotExercised,
        "not-exercised",
        "○",
        "not judged: what the rule's scripts ask for did not come about",
    ),
    (Standing::Skipped, "skipped", "–", "not judged: it lacks what the rule's scripts need"),
    (Standing::NotReached, "not-reached", "·", "nothing that was run has come to the rule"),
];

/// A row of the table of standings, by its standing.
fn row_of(standing: Standing) -> (&'static str, &'static str) {
    let row = STANDINGS.iter().find(|(known, ..)| *known == standing);
    let (_, class, sign, _) = row.expect("our fault: a standing of the page without its row");
    (class, sign)
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A count of things, as in `1 script` or `2,000 scripts`.
fn counted(count: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(count), plural(count))
}

impl Matrix {
    /// The page.
    pub fn page(&self) -> String {
        let anchors = anchors(&self.backends);
        let before = if self.interrupted { "Interrupted: " } else { "" };
        let title = format!("{before}WASI filesystem conformance: {}", labels(&self.backends));
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content={ "wasi-fs-conformance " (self.tool) };
                    link rel="icon" href="data:,";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#rules" { "Skip to the rules" }
                    (self.head())
                    main {
                        section aria-labelledby="backends" {
                            h2 #backends { "Backends" }
                            div.cards {
                                @for (column, anchor) in self.backends.iter().zip(&anchors) {
                                    (column::card(column, anchor, self))
                                }
                            }
                        }
                        section aria-labelledby="rules" {
                            h2 #rules { "Rules" }
                            (legend())
                            (self.filters())
                            (table::table(self, &anchors))
                        }
                        section.details aria-labelledby="details" {
                            h2 #details { "Rule by rule" }
                            (cell::rules(self, &anchors))
                        }
                    }
                    (foot())
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
        .into_string()
    }

    fn head(&self) -> Markup {
        let Self { tool, when, seed, profile, corpus, seconds, backends, .. } = self;
        let when = when.replace('T', " ").replace('Z', " UTC");
        let deviating = backends.iter().filter(|column| column.count(Standing::Deviates) > 0).count();
        let waiting = backends.iter().filter(|column| column.end != super::End::Complete).count();
        html! {
            header.top {
                h1 { "WASI filesystem conformance" }
                @if self.interrupted {
                    p.trouble role="alert" {
                        strong { "The run was interrupted." } " What stands here was seen until then; the rest is open."
                    }
                }
                p.verdict {
                    @match deviating {
                        0 => { "No backend deviates in a way that is not known." },
                        1 => { "One of " (backends.len()) " backends deviates in ways that are not known." },
                        _ => { (deviating) " of " (backends.len()) " backends deviate in ways that are not known." },
                    }
                    @if waiting > 0 { " " strong { "Not all was run: see the backends." } }
                }
                ul.facts {
                    li { "wasi-fs-conformance " (tool) }
                    li { time datetime=(self.when) { (when) } }
                    li {
                        (counted(*corpus, "script")) " of the corpus"
                        @if *seconds > 0.0 {
                            ", then " (seconds) " s of generated ones: profile " (profile) ", seed " (seed)
                        }
                    }
                }
            }
        }
    }

    /// What the script of the page makes of itself; nothing is there without it.
    fn filters(&self) -> Markup {
        html! {
            form.filters hidden role="search" aria-label="Filter the rules" {
                label.field {
                    span { "Search" }
                    input type="search" name="q" autocomplete="off" placeholder="rule, sentence, what is wrong";
                }
                label.field {
                    span { "Area" }
                    select name="area" {
                        option value="" { "all areas" }
                        @for area in areas(&self.rules) { option value=(area.name) { (area.name) } }
                    }
                }
                fieldset.states {
                    legend { "Some backend" }
                    @for (standing, class, sign, _) in STANDINGS {
                        label class={ "state " (class) } {
                            input type="checkbox" name="state" value=(class);
                            span aria-hidden="true" { (sign) } " " (standing.name())
                        }
                    }
                }
                button type="reset" { "Show all" }
                output.count aria-live="polite" { }
            }
        }
    }
}

/// The rules of an area, each with its place in the index.
struct Area<'m> {
    name: &'m str,
    rows: Vec<(usize, &'m Row)>,
}

/// The areas, in the order in which the index comes to them.
fn areas(rows: &[Row]) -> Vec<Area<'_>> {
    let mut areas: Vec<Area<'_>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let name = row.area();
        match areas.iter_mut().find(|area| area.name == name) {
            Some(area) => area.rows.push((index, row)),
            None => areas.push(Area { name, rows: vec![(index, row)] }),
        }
    }
    areas
}

/// What the signs mean.
fn legend() -> Markup {
    html! {
        dl.legend aria-label="What the signs mean" {
            @for (standing, class, sign, meaning) in STANDINGS {
                div {
                    dt class={ "standing " (class) } {
                        span.sign aria-hidden="true" { (sign) } " " (standing.name())
                    }
                    dd { (meaning) }
                }
            }
        }
    }
}

fn foot() -> Markup {
    html! {
        footer.bottom {
            p {
                "A rule is " em { "must" } " where the WIT says so, " em { "posix" }
                " where the WIT says “similar to” and POSIX says so, and " em { "quality" }
                " for what any host owes its embedder. “Kept” counts answers that could have broken a rule and did not."
            }
            p {
                "A cell opens what was seen. Its address is this page's with the rule and the backend behind the "
                code { "#" } ". Replay commands are for the machine and the folder in which the page was made; the script of "
                "each deviation stands below it, for any other."
            }
        }
    }
}

/// A sign with its word.
fn standing(standing: Standing) -> Markup {
    let (class, sign) = row_of(standing);
    html! {
        span class={ "standing " (class) } {
            span.sign aria-hidden="true" { (sign) } " " span.word { (standing.name()) }
        }
    }
}

/// The labels of columns in a sentence.
fn labels(columns: &[Column]) -> String {
    let labels: Vec<&str> = columns.iter().map(|column| column.label.as_str()).collect();
    labels.join(", ")
}

/// What the address of a column's cells ends in: its label without signs that an address or an id can't have. Of two that
/// are the same then, the second has a number.
fn anchors(columns: &[Column]) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for column in columns {
        let sound = |c: char| if c.is_ascii_alphanumeric() || ".-_:".contains(c) { c } else { '-' };
        let anchor: String = column.label.chars().map(sound).collect();
        let numbered = (2..).map(|number| format!("{anchor}-{number}"));
        let mut free = std::iter::once(anchor.clone()).chain(numbered).filter(|name| !anchors.contains(name));
        anchors.extend(free.next());
    }
    anchors
}
