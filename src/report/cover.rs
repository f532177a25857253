//! What a run has reached of all that can be reached, and for each rule what tests it. It says what is a gap; whether a gap
//! is a failure is for others.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use crate::check::{Countable, Counts, Coverage, is_of_the_machine, needs_receipt, universe};
use crate::op::OpKind;
use crate::outcome::{CELLS, OutcomeKind};
use crate::rule::Rule;
use crate::tree::Capability;
use crate::wasi::ErrorCode;

/// What a run has reached, with what tests each rule.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Cover {
    /// The rules, in the order of the index.
    pub rules: Vec<Tested>,
    /// All else that is counted.
    pub sections: Vec<Section>,
    /// How many scripts were run.
    pub scripts: u64,
    /// How many of a corpus or generated were skipped, by what was lacking.
    pub skipped: Vec<(String, u64)>,
    /// How many steps and objects of scripts were left out, by what was lacking.
    pub left_out: Vec<(String, u64)>,
    /// How many showed nothing of what they are about, by the reason.
    pub not_exercised: Vec<(String, u64)>,
}

/// A rule and what tests it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Tested {
    /// Its name.
    pub rule: String,
    /// How often it was kept. A rule of what happens around calls counts only where that came about.
    pub reached: u64,
    /// How many scripts are about it and showed nothing of it.
    pub not_exercised: u64,
    /// The scripts of the corpus that are about it.
    pub corpus: Vec<String>,
    /// The faulty backends that break it.
    pub faults: Vec<String>,
    /// What it says, claim by claim, where that is more than one thing, each with the faulty backends that break it.
    pub halves: Vec<Half>,
}

/// One kind of thing that can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Section {
    /// What it is.
    pub what: &'static str,
    /// Whether what was never reached is a gap. Where it is not, a backend may conform without ever reaching it.
    pub demanded: bool,
    /// What was reached, and how often; cells of the table of rights are witnessed or not, and count as 1.
    pub reached: Vec<(String, u64)>,
    /// What never was.
    pub never: Vec<String>,
}

impl Section {
    fn new(what: &'static str, demanded: bool, counted: impl IntoIterator<Item = (String, u64)>) -> Self {
        let (reached, never): (Vec<_>, Vec<_>) = counted.into_iter().partition(|(_, count)| *count > 0);
        let never = never.into_iter().map(|(name, _)| name).collect();
        Self { what, demanded, reached, never }
    }

    /// What is counted and can be at all.
    fn of<K: Countable>(what: &'static str, demanded: bool, counts: &Counts<K>, can: fn(K) -> bool) -> Self {
        Self::new(what, demanded, K::all().filter(|key| can(*key)).map(|key| (key.text(), counts.of(key))))
    }
}

/// One of the claims of a rule that makes several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize))]
pub struct Half {
    /// What it says.
    pub claim: String,
    /// The faulty backends that break it.
    pub faults: Vec<String>,
}

/// What a faulty backend breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule.
    pub rule: Rule,
    /// Which of its claims, where it makes several.
    pub half: Option<&'static str>,
    /// The name of the backend.
    pub name: String,
}

impl Cover {
    /// Joins what was reached with the scripts of a corpus, by the rules they are about, and with the faulty backends, by the
    /// rules and the halves of rules that they break.
    pub fn new(coverage: &Coverage, corpus: &[(Rule, String)], faults: &[Broken]) -> Self {
        let of = |rule: Rule, named: &[(Rule, String)]| {
            named.iter().filter(|(about, _)| *about == rule).map(|(_, name)| name.clone()).collect()
        };
        let halves = |rule: Rule| {
            let half = |claim: &&str| {
                let breaks = faults.iter().filter(|fault| fault.rule == rule && fault.half == Some(*claim));
                Half { claim: (*claim).to_owned(), faults: breaks.map(|fault| fault.name.clone()).collect() }
            };
            rule.halves().iter().map(half).collect()
        };
        let broken = |rule: Rule| {
            faults.iter().filter(|fault| fault.rule == rule).map(|fault| fault.name.clone()).collect()
        };
        let tested = |rule: &Rule| Tested {
            rule: rule.id().to_owned(),
            reached: coverage.rules.of(*rule),
            not_exercised: coverage.rules_not_exercised.of(*rule),
            corpus: of(*rule, corpus),
            faults: broken(*rule),
            halves: halves(*rule),
        };
        let named = |counts: &BTreeMap<Capability, u64>| {
            counts.iter().map(|(lack, count)| (lack.name().to_owned(), *count)).collect()
        };
        Self {
            rules: Rule::ALL.iter().map(tested).collect(),
            sections: sections(coverage),
            scripts: coverage.scripts,
            skipped: named(&coverage.skipped),
            left_out: named(&coverage.left_out),
            not_exercised: coverage.not_exercised.clone().into_iter().collect(),
        }
    }

    /// What a calibrated suite must not have: a rule that was not reached, has no script or no faulty backend, and whatever
    /// else was demanded and never reached.
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for Tested { rule, reached, corpus, faults, halves, .. } in &self.rules {
            let missing = [
                (*reached == 0, unreached(rule)),
                (corpus.is_empty(), "has no script in the corpus"),
                (faults.is_empty(), "is broken by no faulty backend"),
            ];
            let missing = missing.into_iter().filter(|(is_missing, _)| *is_missing);
            gaps.extend(missing.map(|(_, what)| format!("rule {rule} {what}")));
            let unbroken = halves.iter().filter(|half| half.faults.is_empty());
            gaps.extend(unbroken.map(|Half { claim, .. }| {
                format!("rule {rule}, \"{claim}\", is broken by no faulty backend")
            }));
        }
        for section in self.sections.iter().filter(|section| section.demanded) {
            gaps.extend(section.never.iter().map(|name| format!("{}: {name}: never reached", section.what)));
        }
        gaps
    }

    /// What this machine lacks for some of the scripts, which explains gaps.
    pub fn lacks_of_the_machine(&self) -> Vec<&'static str> {
        let is_skipped = |name: &str| self.skipped.iter().any(|(lack, _)| lack == name);
        let lacks =
            Capability::TABLE.iter().filter(|(lack, name)| is_skipped(name) && is_of_the_machine(*lack));
        lacks.map(|(_, name)| *name).collect()
    }
}

/// What is missing of a rule that was never reached.
fn unreached(rule: &str) -> &'static str {
    match Rule::from_id(rule) {
        Ok(rule) if needs_receipt(rule) => "was never reached: no receipt says that its situation came about",
        Ok(_) | Err(_) => "was never reached",
    }
}

fn sections(coverage: &Coverage) -> Vec<Section> {
    let asked = |op: OpKind| OutcomeKind::all().map(|kind| coverage.answers.of((op, kind))).sum();
    let told = |code: ErrorCode| {
        let of = |op: &OpKind| {
            coverage.answers.of((*op, OutcomeKind::Error(code))) + coverage.failures.of((*op, code))
        };
        OpKind::ALL.iter().map(of).sum()
    };
    let witnessed = coverage.cells_witnessed();
    let cell = |cell: &crate::outcome::Cell| {
        (cell.to_string(), u64::from(witnessed.cells().any(|seen| seen == cell)))
    };
    let codes = ErrorCode::ALL.iter().filter(|code| universe::has_code(**code));
    vec![
        Section::new("operations", true, OpKind::ALL.iter().map(|op| (op.full_name(), asked(*op)))),
        Section::of("stream state x call", true, &coverage.stream_states, universe::has_call),
        Section::new("access cells", true, CELLS.iter().map(cell)),
        Section::of("effects", true, &coverage.effects, |_| true),
        Section::of("operation x answer", false, &coverage.answers, universe::can_answer),
        Section::of("failure of a stream", false, &coverage.failures, universe::can_fail),
        Section::new("error codes", false, codes.map(|code| (code.name().to_owned(), told(*code)))),
    ]
}

/// A list of names, or a dash.
fn names(names: &[String]) -> String {
    if names.is_empty() { "-".into() } else { names.join(" ") }
}

impl Display for Cover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} scripts", self.scripts)?;
        for (lack, count) in &self.skipped {
            writeln!(f, "{count} scripts skipped: they lack {lack}")?;
        }
        for (lack, count) in &self.left_out {
            writeln!(f, "{count} steps and objects left out: they lack {lack}")?;
        }
        for (reason, count) in &self.not_exercised {
            writeln!(f, "{count} scripts not exercised: {reason}")?;
        }
        let reached = self.rules.iter().filter(|tested| tested.reached > 0).count();
        writeln!(f, "\nrules: {reached} of {} reached", self.rules.len())?;
        for Tested { rule, reached, not_exercised, corpus, faults, halves } in &self.rules {
            let times = if *reached == 0 { "never".to_owned() } else { format!("{reached} times") };
            let in_vain = match not_exercised {
                0 => String::new(),
                scripts => format!(", {scripts} scripts not exercised"),
            };
            writeln!(f, "  {rule}  {times}{in_vain}")?;
            writeln!(f, "    corpus  {}", names(corpus))?;
            if halves.is_empty() {
                writeln!(f, "    faults  {}", names(faults))?;
            }
            for Half { claim, faults } in halves {
                writeln!(f, "    faults  {claim}: {}", names(faults))?;
            }
        }
        for Section { what, demanded, reached, never } in &self.sections {
            writeln!(f, "\n{what}: {} of {} reached", reached.len(), reached.len() + never.len())?;
            reached.iter().try_for_each(|(name, times)| writeln!(f, "  {times:>9}  {name}"))?;
            let word = if *demanded { "never" } else { "none" };
            never.iter().try_for_each(|name| writeln!(f, "  {word:>9}  {name}"))?;
            if !demanded && !never.is_empty() {
                writeln!(f, "  What was given to none may be given, and need not be.")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_everything_is_a_gap_and_each_is_named_once() {
        let cover = Cover::new(&Coverage::default(), &[], &[]);
        let gaps = cover.gaps();
        let demanded: usize =
            cover.sections.iter().filter(|section| section.demanded).map(|section| section.never.len()).sum();
        let halves: usize = Rule::ALL.iter().map(|rule| rule.halves().len()).sum();
        assert_eq!(gaps.len(), 3 * Rule::ALL.len() + halves + demanded);
        assert!(gaps.contains(
            &"rule file/gaps-are-zeros, \"before a size\", is broken by no faulty backend".to_owned()
        ));
        assert!(gaps.contains(&"rule file/gaps-are-zeros is broken by no faulty backend".to_owned()));
        assert!(gaps.contains(&"stream state x call: idle input: skip: never reached".to_owned()));
        assert!(!gaps.iter().any(|gap| gap.contains("idle input: flush")), "{gaps:?}");
    }
}
