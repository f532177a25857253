//! The table: rules by area down, backends across.

use maud::{Markup, html};

use super::{Area, STANDINGS, areas, standing};
use crate::check::Standing;
use crate::report::matrix::{Column, Matrix, Row};

/// Where there are more columns, their cells have signs without words.
const WORDS_MAX: usize = 6;

pub(super) fn table(matrix: &Matrix, anchors: &[String]) -> Markup {
    let columns = &matrix.backends;
    let class = if columns.len() > WORDS_MAX { "matrix compact" } else { "matrix" };
    html! {
        div.scroller role="region" aria-labelledby="rules" tabindex="0" {
            table class=(class) {
                caption { "How each backend stands to each rule" }
                thead {
                    tr {
                        th.corner scope="col" { "Rule" }
                        th.asks scope="col" { "What it asks" }
                        @for (column, anchor) in columns.iter().zip(anchors) {
                            th scope="col" { a href={ "#backend-" (anchor) } { (breakable(&column.label)) } }
                        }
                    }
                }
                @for Area { name, rows } in areas(&matrix.rules) {
                    tbody data-area=(name) {
                        tr.area {
                            th scope="rowgroup" id={ "area-" (name) } {
                                (name) " " span.size { (rows.len()) }
                            }
                            td.asks { }
                            @for column in columns { td { (counts(column, &rows)) } }
                        }
                        @for (index, row) in &rows { (rule(*index, row, columns, anchors)) }
                    }
                }
                tbody.none hidden { tr { td colspan=(columns.len() + 2) { "No rule is like that." } } }
            }
        }
    }
}

/// A label that may go on in the next line behind a sign within it.
fn breakable(label: &str) -> Markup {
    html! {
        @for part in label.split_inclusive([':', '_', '/', '.']) { (part) wbr; }
    }
}

/// How a column stands to the rules of an area.
fn counts(column: &Column, rows: &[(usize, &Row)]) -> Markup {
    let count = |standing: Standing| {
        rows.iter().filter(|(index, _)| column.cells[*index].standing == standing).count()
    };
    html! {
        @for (standing, class, sign, _) in STANDINGS {
            @let count = count(*standing);
            @if count > 0 {
                span class={ "standing " (class) } title={ (count) " " (standing.counted(count)) } {
                    span.sign aria-hidden="true" { (sign) } (count) span.hidden { " " (standing.counted(count)) " " }
                } " "
            }
        }
    }
}

/// A rule and its cells.
fn rule(index: usize, row: &Row, columns: &[Column], anchors: &[String]) -> Markup {
    let id = row.rule.id;
    html! {
        tr.rule-row data-rule=(id) {
            th scope="row" {
                a href={ "#" (id) } { (row.claim()) }
                " " span.strength { (row.rule.strength) }
            }
            td.asks { span title=(row.rule.sentence) { (row.rule.sentence) } }
            @for (column, anchor) in columns.iter().zip(anchors) {
                @let cell = &column.cells[index];
                td { a href={ "#" (id) "/" (anchor) } { (standing(cell.standing)) } }
            }
        }
    }
}
