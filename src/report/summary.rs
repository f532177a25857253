//! What a run covered, on a line that can't hide anything, and below it what it did not reach.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::time::Duration;

use super::one_line;
use crate::check::{Changes, Coverage, Explored};
use crate::op::OpKind;
use crate::outcome::CELLS;
use crate::rule::Rule;
use crate::tree::Capability;

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
    /// Whether somebody has ended it before its time.
    pub interrupted: bool,
    /// How long it took on how many workers, where that is worth saying.
    pub took: Option<(Duration, u32)>,
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let parts: Vec<String> = (!head.is_empty()).then(|| head.to_owned()).into_iter().chain(groups).collect();
    parts.join(",")
}

/// From here on more was left out than run.
const HALF: f64 = 0.5;

/// A share as a whole number of hundredths; what is there is not told as nothing, and what is missing not as all.
pub(super) fn percent(share: f64) -> String {
    let hundredths = (share * 100.0).round();
    if share > 0.0 && hundredths < 1.0 {
        return "less than 1 %".to_owned();
    }
    let hundredths = if share < 1.0 { hundredths.min(99.0) } else { hundredths };
    format!("{hundredths:.0} %")
}

/// How much was left out, and for want of what.
pub(crate) fn left_out_text(left_out: &BTreeMap<Capability, u64>) -> String {
    let mut text = format!("{} left out", grouped(left_out.values().sum()));
    for (capability, count) in left_out {
        _ = write!(text, " ({} lack {})", grouped(*count), capability.name());
    }
    text
}

/// How many schedules races have, and what became of them.
fn explored_text(explored: &Explored) -> String {
    let Explored { races, schedules, pruned, ran, walked } = *explored;
    let mut text = format!(
        "{} schedules of {} races: {} pruned as equal, {} run",
        grouped(schedules),
        grouped(races),
        grouped(pruned),
        grouped(ran)
    );
    if walked > 0 {
        _ = write!(text, " ({} of them drawn)", grouped(walked));
    }
    if explored.left() > 0 {
        _ = write!(text, ", {} neither pruned nor run", grouped(explored.left()));
    }
    text
}

impl Summary<'_> {
    fn skipped(&self) -> u64 {
        self.coverage.skipped.values().sum()
    }

    /// Where more was left out than run, the verdict is about the smaller part, and says so.
    fn verdict(&self) -> String {
        let share = self.coverage.share_left_out();
        let left_out = if share > HALF && self.coverage.scripts > 0 {
            format!(", but {} was left out for what is lacking", percent(share))
        } else {
            String::new()
        };
        format!("{}{left_out}", self.verdict_of_what_ran())
    }

    fn verdict_of_what_ran(&self) -> String {
        let names = self.backends.join(", ");
        let conforms = if self.backends.len() == 1 { "conforms" } else { "conform" };
        match (self.findings, self.coverage.has_judged(), self.interrupted) {
            (1, _, _) => format!("{names}: 1 finding"),
            (2.., _, _) => format!("{names}: {} findings", self.findings),
            (0, false, false) => format!("{names}: nothing ran"),
            (0, false, true) => format!("{names}: nothing ran, it was interrupted"),
            (0, true, false) => format!("{names} {conforms}"),
            (0, true, true) => format!("{names}, interrupted, {conforms} as far as it came"),
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
        write!(f, ", {}", left_out_text(&coverage.left_out))?;
        if !coverage.left_out.is_empty() {
            write!(f, ", {} of all", percent(coverage.share_left_out()))?;
        }
        write!(f, ", {} not exercised", grouped(coverage.scripts_not_exercised()))?;
        for (reason, count) in &coverage.not_exercised {
            write!(f, " ({count}: {reason})")?;
        }
        write!(f, ", {} inconclusive", grouped(coverage.inconclusive.values().sum()))?;
        for (reason, count) in &coverage.inconclusive {
            write!(f, " ({count}: {reason})")?;
        }
        let not_repeated: u64 = coverage.not_repeated.values().sum();
        if not_repeated > 0 {
            write!(f, ", {} not repeated", grouped(not_repeated))?;
        }
        for (rule, count) in &coverage.not_repeated {
            write!(f, " ({count}: {rule})")?;
        }
        let not_audited: u64 = coverage.not_audited.values().sum();
        if not_audited > 0 {
            write!(f, ", {} not audited in whole", grouped(not_audited))?;
        }
        for (reason, count) in &coverage.not_audited {
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
            grouped(coverage.forked.total())
        )?;
        if coverage.changes != Changes::default() {
            let Changes { between, amid } = coverage.changes;
            let [between, amid] = [between, amid].map(grouped);
            writeln!(f, "  {between} changes by others between calls, {amid} in the middle of one")?;
        }
        if coverage.leaning > 0 {
            let leaning = grouped(coverage.leaning);
            writeln!(f, "  {leaning} scripts leaned to operations of which little was covered")?;
        }
        if coverage.explored.races > 0 {
            writeln!(f, "  {}", explored_text(&coverage.explored))?;
        }
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
    fn shares_are_told_whole_and_none_as_nothing_or_all() {
        let shares = [0.0, 0.001, 0.124, 0.5, 0.999, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "less than 1 %", "12 %", "50 %", "99 %", "100 %"]);
    }

    #[test]
    fn schedules_are_told_with_those_that_were_not_run() {
        let all = Explored { races: 2, schedules: 1064, pruned: 4, ran: 1060, walked: 0 };
        assert_eq!(explored_text(&all), "1,064 schedules of 2 races: 4 pruned as equal, 1,060 run");
        let some = Explored { walked: 60, ran: 160, ..all };
        let expected = "1,064 schedules of 2 races: 4 pruned as equal, 160 run (60 of them drawn), 900 neither pruned nor run";
        assert_eq!(explored_text(&some), expected);
    }

    #[test]
    fn a_run_that_left_out_more_than_half_says_so_first() {
        let summary = |ops, left_out| {
            let mut coverage = Coverage::default();
            (coverage.scripts, coverage.ops) = (1, ops);
            coverage.left_out = [(Capability::HardLinks, left_out)].into();
            let backends = vec!["host".into()];
            Summary { backends, coverage: &coverage, findings: 0, corpus: 0, interrupted: false, took: None }
                .to_string()
        };
        let more = summary(40, 60);
        assert!(more.starts_with("host conforms, but 60 % was left out for what is lacking: "), "{more}");
        assert!(
            more.contains("; 0 skipped, 60 left out (60 lack hard-links), 60 % of all, 0 not exercised"),
            "{more}"
        );
        let less = summary(50, 50);
        assert!(less.starts_with("host conforms: ") && less.contains(", 50 % of all,"), "{less}");
    }

    #[test]
    fn a_run_of_nothing_says_so() {
        let summary = Summary {
            backends: vec!["host".into()],
            coverage: &Coverage::default(),
            findings: 0,
            corpus: 0,
            interrupted: false,
            took: None,
        };
        assert!(summary.to_string().starts_with("host: nothing ran"), "{summary}");
    }
}
