//! What would have conformed and what was seen, below the step that shows it: as answers, and in parts.

use super::{Page, Wrong, one_line};
use crate::check::{PathDiffers, Side, Stretch, Writer};

/// The most characters of one side of a stretch.
const SIDE_MAX: usize = 40;

/// The lines below a step, from this column on.
pub(super) fn lines(wrong: &Wrong, margin: usize, page: Page) -> Vec<String> {
    let margin = " ".repeat(margin);
    let pair = |allowed: &str, got: &str| {
        let allowed = page.folded(&format!("{margin}allowed   "), &one_line(allowed));
        [allowed, page.folded(&format!("{margin}got       "), &one_line(got))].concat()
    };
    let mut lines = pair(&wrong.allowed, &wrong.got);
    lines.extend(rows(&wrong.differing.bytes, &margin, page));
    for (number, PathDiffers { path, allowed, got, bytes }) in wrong.differing.paths.iter().enumerate() {
        // The first is what the verdict is about, and stands there already.
        if number > 0 {
            lines.extend(pair(&format!("{path}  {allowed}"), &format!("{path}  {got}")));
        }
        lines.extend(rows(bytes, &margin, page));
    }
    lines
}

/// Stretches as rows whose columns are aligned.
fn rows(stretches: &[Stretch], margin: &str, page: Page) -> Vec<String> {
    let row = |stretch: &Stretch| {
        let length = if stretch.length > 1 { format!(", {} bytes", stretch.length) } else { String::new() };
        let side = |name: &str, side: &Option<Side>| format!("{name} {}", side_text(side.as_ref()));
        [
            format!("offset {}{length}", stretch.offset),
            side("allowed", &stretch.allowed),
            side("got", &stretch.got),
        ]
    };
    let rows: Vec<[String; 3]> = stretches.iter().map(row).collect();
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (widest(0), widest(1));
    let line = |[place, allowed, got]: &[String; 3]| {
        page.parts_at(margin, &[format!("{place:first$}"), format!("{allowed:second$}"), got.clone()])
    };
    rows.iter().flat_map(line).collect()
}

pub(super) fn side_text(side: Option<&Side>) -> String {
    let Some(Side { bytes, writers }) = side else { return "nothing".to_owned() };
    let names: Vec<String> = writers.iter().map(|writer| name(*writer)).collect();
    let names = if names.is_empty() { "nobody's".to_owned() } else { names.join(" or ") };
    format!("{} ({names})", super::cut(bytes, SIDE_MAX))
}

fn name(writer: Writer) -> String {
    match writer {
        Writer::Step(step) => format!("step {}", step + 1),
        Writer::Tree => "tree".to_owned(),
        Writer::Gap => "gap".to_owned(),
    }
}
