//! `explain`.

use std::collections::BTreeMap;

use clap::Args;

use super::{Exit, Failure, Outcome};
use crate::backends::Fault;
use crate::corpus::{self, Case};
use crate::rule::{Rule, nearest};

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The rule, as a report names it; without one all are listed.
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub(super) fn run(arguments: &ExplainArguments) -> Outcome {
    let text = match &arguments.rule {
        Some(id) => explained(known(id)?),
        None => listed(),
    };
    anstream::print!("{text}");
    Ok(Exit::Conforms)
}

fn known(id: &str) -> Result<Rule, Failure> {
    Rule::from_id(id).map_err(|_| {
        let meant = nearest(id, Rule::ALL.iter().map(|rule| rule.id()));
        let hint = meant.map_or_else(String::new, |meant| format!(", did you mean `{meant}`?"));
        Failure::usage(format!("{id:?} is no rule{hint} (`explain` without a rule lists all)"))
    })
}

/// All rules, by their areas.
fn listed() -> String {
    let mut areas: BTreeMap<&str, Vec<Rule>> = BTreeMap::new();
    for rule in Rule::ALL {
        areas.entry(rule.area()).or_default().push(*rule);
    }
    let row = |rule: &Rule| {
        let info = rule.info();
        format!("  {}  ({})\n      {}\n", info.id, info.strength.name(), info.sentence)
    };
    let area =
        |(area, rules): (&str, Vec<Rule>)| format!("{area}\n{}", rules.iter().map(row).collect::<String>());
    areas.into_iter().map(area).collect::<Vec<_>>().join("\n")
}

/// What is known of a rule, with the shortest of its scripts.
fn explained(rule: Rule) -> String {
    let info = rule.info();
    let cases: Vec<Case> =
        corpus::built_in().into_iter().filter(|case| case.script.rule == Some(rule)).collect();
    let files: Vec<String> = cases.iter().map(|case| format!("corpus/{}.fs", case.name)).collect();
    let broken = Fault::ALL.iter().filter(|fault| fault.rule() == rule).map(|fault| {
        let half = fault.half().map_or_else(String::new, |half| format!(" ({half})"));
        format!("faulty:{}{half}\n          {}", fault.name(), fault.sentence())
    });
    let example = cases.iter().min_by_key(|case| (case.script.steps.len(), case.script.to_string().len()));
    let example = example.map_or_else(String::new, |case| {
        format!("\nexample   corpus/{}.fs\n\n{}", case.name, indented(&case.script.to_string()))
    });
    format!(
        "{rule} ({})\n\n  {}\n\nsource    {}\n{}{}{example}",
        info.strength.name(),
        info.sentence,
        info.source,
        column("corpus", &files),
        column("faults", &broken.collect::<Vec<_>>()),
    )
}

/// Lines with a word in front of the first.
fn column(word: &str, lines: &[String]) -> String {
    let words = std::iter::once(word).chain(std::iter::repeat(""));
    let rows: Vec<String> =
        lines.iter().zip(words).map(|(line, word)| format!("{word:<10}{line}\n")).collect();
    rows.concat()
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.lines().map(line).collect()
}
