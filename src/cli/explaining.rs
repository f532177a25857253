//! `explain`.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use super::{Exit, Failure, Outcome};
use crate::backends::Fault;
use crate::check::Relaxation;
use crate::corpus::{self, Case};
use crate::rule::{Leeway, LeewayInfo, Rule, nearest};

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The rule, as a report names it, a choice that the standard leaves open, or a cause that a report names; without one all
    /// rules are listed.
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub(super) fn run(arguments: &ExplainArguments) -> Outcome {
    let text = match &arguments.rule {
        Some(id) => match (Leeway::from_id(id), Relaxation::from_name(id)) {
            (Some(leeway), _) => choice(leeway),
            (None, Some(relaxation)) => cause(relaxation),
            (None, None) => explained(known(id)?),
        },
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
    let relaxed = Relaxation::ALL.iter().filter(|relaxation| relaxation.rule == rule);
    let relaxed = relaxed.map(|Relaxation { name, sentence, .. }| format!("{name}: {sentence}"));
    format!(
        "{rule} ({})\n\n  {}\n\nsource    {}\n{}{}{}{}{example}",
        info.strength.name(),
        info.sentence,
        info.source,
        column("open", &left_open(rule, &cases)),
        column("corpus", &files),
        column("faults", &broken.collect::<Vec<_>>()),
        column("causes", &relaxed.collect::<Vec<_>>()),
    )
}

/// What is known of a cause: a relaxation of the model.
fn cause(Relaxation { name, rule, sentence, .. }: &Relaxation) -> String {
    let info = rule.info();
    format!(
        "{name} (a cause)\n\n  All that was seen conforms where {sentence}.\n\nbreaks    {rule} ({})\n          {}\n",
        info.strength.name(),
        info.sentence,
    )
}

/// What is known of a choice that the standard leaves open.
fn choice(leeway: Leeway) -> String {
    let LeewayInfo { id, codes, sentence, source } = leeway.info();
    let codes: Vec<&str> = codes.iter().map(|code| code.name()).collect();
    let cases = corpus::built_in();
    let shows = |case: &&Case| corpus::left_open(&case.script).keys().any(|(shown, _)| *shown == leeway);
    let files: Vec<String> =
        cases.iter().filter(shows).map(|case| format!("corpus/{}.fs", case.name)).collect();
    let codes = codes.join(" | ");
    format!("{id} ({codes})\n\n  {sentence}\n\nsource    {source}\n{}", column("corpus", &files))
}

/// The choices that hosts have where this rule is kept, as far as its own scripts show them.
fn left_open(rule: Rule, cases: &[Case]) -> Vec<String> {
    let shown = cases.iter().flat_map(|case| corpus::left_open(&case.script).into_keys());
    let own: BTreeSet<Leeway> = shown.filter(|(_, kept)| *kept == rule).map(|(leeway, _)| leeway).collect();
    let row = |leeway: Leeway| {
        let LeewayInfo { id, sentence, source, .. } = leeway.info();
        format!("{id}: {sentence} ({source})")
    };
    own.into_iter().map(row).collect()
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
