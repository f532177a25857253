//! What a run covered, on a line that can't hide anything, and below it what it did not reach.

use std::fmt::{self, Display};
use std::time::Duration;

use super::one_line;
use crate::check::Coverage;
use crate::op::OpKind;
use crate::outcome::CELLS;
use crate::rule::Rule;

/// What a run covered.
#[derive(Debug)]
pub struct Summary<'c> {
    /// The names of the backends.
    pub backends: Vec<String>,
    /// What was reached.
    pub coverage: &'c Coverage,
    /// How many findings there were.
    pub findings: usize,
    /// How many scripts of the corpus are among them.
    pub corpus: u64,
    /// How long it took on how many workers, where that is worth saying.
    pub took: Option<(Duration, u32)>,
}

/// A number with its thousands apart.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let parts: Vec<String> = (!head.is_empty()).then(|| head.to_owned()).into_iter().chain(groups).collect();
    parts.join(",")
}

impl Summary<'_> {
    fn skipped(&self) -> u64 {
        self.coverage.skipped.values().sum()
    }

    fn verdict(&self) -> String {
        let names = self.backends.join(", ");
        match (self.coverage.scripts, self.findings) {
            (0, _) => format!("{names}: nothing ran"),
            (_, 0) if self.backends.len() == 1 => format!("{names} conforms"),
            (_, 0) => format!("{names} conform"),
            (_, 1) => format!("{names}: 1 finding"),
            (_, findings) => format!("{names}: {findings} findings"),
        }
    }
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coverage = self.coverage;
        let reached = coverage.rules_reached();
        write!(f, "{}: ", self.verdict())?;
        if self.corpus > 0 {
            write!(f, "{} corpus + ", grouped(self.corpus))?;
        }
        write!(f, "{} generated scripts", grouped(coverage.scripts.saturating_sub(self.corpus)))?;
        write!(f, ", {} ops, {}/{} rules reached", grouped(coverage.ops), reached.len(), Rule::ALL.len())?;
        let cells = coverage.cells_witnessed();
        write!(f, ", {}/{} access cells witnessed; ", cells.len(), CELLS.len())?;
        write!(f, "{} skipped", self.skipped())?;
        for (capability, count) in &coverage.skipped {
            write!(f, " ({count} lack {})", capability.name())?;
        }
        write!(f, ", {} inconclusive", grouped(coverage.inconclusive.values().sum()))?;
        for (reason, count) in &coverage.inconclusive {
            write!(f, " ({count}: {reason})")?;
        }
        let tolerated: u64 = coverage.tolerated.values().sum();
        if tolerated > 0 {
            write!(f, ", {} tolerated by the ledger", grouped(tolerated))?;
        }
        writeln!(f)?;
        if let Some((took, workers)) = self.took {
            let seconds = took.as_secs_f64();
            let rate = coverage.ops as f64 / seconds.max(1e-9);
            writeln!(
                f,
                "  {seconds:.1} s, {rate:.0} ops/s on {workers} worker{}",
                if workers == 1 { "" } else { "s" }
            )?;
        }
        let (answers, states) = (coverage.answers.reached(), coverage.stream_states.reached());
        writeln!(
            f,
            "  {answers} op x answer pairs, {states} stream state x call pairs, {} answers judged in more than one world",
            grouped(coverage.forked)
        )?;
        for ((rule, name), count) in &coverage.tolerated {
            writeln!(f, "  tolerated {} x {rule}  {}", grouped(*count), one_line(name))?;
        }
        write_list(
            f,
            "rules never reached",
            Rule::ALL.iter().filter(|rule| !coverage.reached(**rule)).map(|rule| rule.id().to_owned()),
        )?;
        write_list(f, "access cells not witnessed", cells.missing().map(ToString::to_string))?;
        let unasked = |kind: &&OpKind| !coverage.answers.iter().any(|((asked, _), _)| asked == **kind);
        write_list(
            f,
            "operations never asked",
            OpKind::ALL.iter().filter(unasked).map(|kind| kind.full_name()),
        )
    }
}

/// How many names a list has at most; `cover` tells all.
const NAMES_MAX: usize = 6;

fn write_list(f: &mut fmt::Formatter<'_>, what: &str, items: impl Iterator<Item = String>) -> fmt::Result {
    let items: Vec<String> = items.collect();
    let shown = items.len().min(NAMES_MAX);
    let more = items.len() - shown;
    match (shown, more) {
        (0, _) => Ok(()),
        (_, 0) => writeln!(f, "  {what}: {}", items.join(", ")),
        _ => writeln!(f, "  {what}: {} and {more} more", items[..shown].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_run_of_nothing_says_so() {
        let summary = Summary {
            backends: vec!["host".into()],
            coverage: &Coverage::default(),
            findings: 0,
            corpus: 0,
            took: None,
        };
        assert!(summary.to_string().starts_with("host: nothing ran"), "{summary}");
    }
}
