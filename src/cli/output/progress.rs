//! How far a hunt is, on a line that is drawn over and over.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::hunt::Progress;
use crate::rule::Rule;

/// How often it is drawn, at most.
const REDRAW: Duration = Duration::from_millis(200);

/// The line; it is drawn to stderr, and only on a terminal.
#[derive(Clone)]
pub(crate) struct ProgressLine {
    line: ProgressBar,
    drawn: Duration,
}

impl Default for ProgressLine {
    fn default() -> Self {
        let line = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            line.set_style(style);
        }
        Self { line, drawn: Duration::ZERO }
    }
}

impl ProgressLine {
    /// Draws it, if it is due; `whose` stands in front.
    pub(crate) fn show(&mut self, whose: &str, Progress { coverage, findings, elapsed }: Progress<'_>) {
        // Another hunt begins at nought.
        if elapsed >= self.drawn && elapsed < self.drawn + REDRAW {
            return;
        }
        self.drawn = elapsed;
        let rate = coverage.ops as f64 / elapsed.as_secs_f64().max(1e-9);
        let rules = coverage.rules_reached().len();
        self.line.set_message(format!(
            "{whose}{:.0} s  {} scripts  {} ops  {rate:.0} ops/s  {rules}/{} rules reached  {findings} findings",
            elapsed.as_secs_f64(),
            coverage.scripts,
            coverage.ops,
            Rule::ALL.len(),
        ));
        self.line.tick();
    }

    /// Takes it away while something else is written.
    pub(crate) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        self.line.suspend(write)
    }

    /// Takes it away.
    pub(crate) fn clear(&self) {
        self.line.finish_and_clear();
    }
}
