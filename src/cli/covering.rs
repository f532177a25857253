//! `cover`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::{JudgeArguments, Profile};
use super::{Exit, Failure, Outcome, judge};
use crate::backend::Backend;
use crate::backends::Fault;
use crate::check::{Coverage, Judge, Statistics, Verdict};
use crate::corpus::{self, Case};
use crate::generate::{Focus, Lean, Scripts};
use crate::hunt::Hunt;
use crate::report::{Broken, Cover};
use crate::rule::Rule;

#[derive(Debug, Args)]
pub(super) struct CoverArguments {
    /// Instead of running anything take what a hunt has reached, as it was written by `hunt --coverage FILE`; several files are
    /// added up.
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,

    /// How many generated scripts are run after the corpus, the same ones each time.
    #[arg(long, value_name = "N", default_value_t = 6000)]
    scripts: u64,

    /// End with exit code 2 where something is not covered that has to be.
    #[arg(long)]
    gate: bool,

    /// Instead of the corpus run generated scripts alone, on the first backend, and tell what they do: how many calls are
    /// refused, in how many scripts something rare happens.
    #[arg(long, conflicts_with_all = ["from", "gate"])]
    statistics: bool,

    /// What the scripts of --statistics dwell on, by the name that `hunt --profile` takes.
    #[arg(long, value_name = "NAME", requires = "statistics", default_value = "everything", value_parser = Profile::parse)]
    profile: Profile,

    /// Decides the scripts of --statistics.
    #[arg(long, value_name = "N", requires = "statistics", default_value_t = 0)]
    seed: u64,

    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    judge: JudgeArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON value.
    Json,
}

pub(super) fn run<B: Backend>(arguments: CoverArguments, backends: &[B]) -> Outcome {
    if arguments.statistics {
        return statistics(arguments, backends);
    }
    let cases = corpus::built_in();
    let (coverage, diverged) = if arguments.from.is_empty() {
        let mut judge = judge(arguments.judge)?;
        let diverged = run_scripts(&mut judge, &cases, arguments.scripts, backends)?;
        (judge.coverage, diverged)
    } else {
        (read(&arguments.from)?, 0)
    };
    let about = |case: &Case| Some((case.script.rule?, case.name.clone()));
    let scripts: Vec<(Rule, String)> = cases.iter().filter_map(about).collect();
    let cover = Cover::new(&coverage, &scripts, &faults());
    match arguments.format {
        Format::Text => anstream::print!("{cover}"),
        Format::Json => {
            let text = serde_json::to_string_pretty(&cover).map_err(Failure::own)?;
            anstream::println!("{text}");
        }
    }
    let gaps = if arguments.gate { cover.gaps() } else { Vec::new() };
    if arguments.gate {
        tell(&gaps, &cover);
    }
    if diverged > 0 {
        anstream::eprintln!("{diverged} scripts diverged: `hunt` and `replay` show them");
    }
    Ok(match (gaps.len() as u64 + diverged, cover.scripts) {
        (1.., _) => Exit::Diverged,
        (0, 0) => Exit::NothingRan,
        (0, _) => Exit::Conforms,
    })
}

/// Runs the scripts of a profile on the first backend, and tells what they do.
fn statistics<B: Backend>(arguments: CoverArguments, backends: &[B]) -> Outcome {
    let Some(backend) = backends.first() else { return Ok(Exit::NothingRan) };
    let hunt = Hunt { seed: arguments.seed, focus: arguments.profile.0, ..Hunt::default() };
    let mut judge = judge(arguments.judge)?;
    let lacks = [judge.lacks_to_generate(backend)];
    let mut statistics = Statistics::default();
    let mut diverged = 0_u64;
    for index in 0..arguments.scripts {
        let script = hunt.planned(index, &lacks, Lean::default()).script;
        let checked = judge.check(&script, backend).map_err(Failure::own)?;
        match checked.verdict {
            Verdict::Conforms => statistics.count(&script, &checked, &judge.coverage),
            Verdict::Diverged(_) => diverged += 1,
            Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => {}
        }
    }
    match arguments.format {
        Format::Text => {
            anstream::print!("{statistics}");
            let left = arguments.scripts - statistics.scripts;
            anstream::println!(
                "\n{left} scripts are not in these figures: skipped, not exercised, inconclusive or diverged"
            );
        }
        Format::Json => {
            let text = serde_json::to_string_pretty(&statistics).map_err(Failure::own)?;
            anstream::println!("{text}");
        }
    }
    Ok(match (diverged, statistics.scripts) {
        (1.., _) => Exit::Diverged,
        (0, 0) => Exit::NothingRan,
        (0, _) => Exit::Conforms,
    })
}

/// Says what the gate found, beside the data, which may be read by a program.
fn tell(gaps: &[String], cover: &Cover) {
    for gap in gaps {
        anstream::eprintln!("GAP  {gap}");
    }
    let lacks = cover.lacks_of_the_machine();
    let hint = match (gaps.is_empty(), lacks.is_empty()) {
        (true, _) => ": everything that has to be is covered".to_owned(),
        (false, false) => format!("; scripts were skipped, since this machine lacks {}", lacks.join(", ")),
        (false, true) => String::new(),
    };
    let (rules, faults) = (cover.rules.len(), Fault::ALL.len());
    let scripts: usize = cover.rules.iter().map(|tested| tested.corpus.len()).sum();
    anstream::eprintln!(
        "gate: {} gaps over {rules} rules, {scripts} scripts of the corpus and {faults} faulty backends{hint}",
        gaps.len()
    );
}

/// The faulty backends of this crate, by the rules they break.
fn faults() -> Vec<Broken> {
    let broken = |fault: &Fault| Broken {
        rule: fault.rule(),
        half: fault.half(),
        name: format!("faulty:{}", fault.name()),
    };
    Fault::ALL.iter().map(broken).collect()
}

/// Runs the corpus on every backend, and generated scripts on each in turn, with every focus; how many diverged.
fn run_scripts<B: Backend>(
    judge: &mut Judge<'_>,
    cases: &[Case],
    generated: u64,
    backends: &[B],
) -> Result<u64, Failure> {
    let mut diverged = 0;
    for case in cases {
        for backend in backends {
            let checked = judge.check_what_is_left(&case.script, backend).map_err(Failure::own)?.checked;
            diverged += u64::from(matches!(checked.verdict, Verdict::Diverged(_)));
        }
    }
    let foci = Focus::ALL.iter().cycle();
    for (number, focus) in (0..generated).zip(foci) {
        let turn = usize::try_from(number).unwrap_or(0) / Focus::ALL.len() % backends.len().max(1);
        let lacks = judge.lacks_to_generate(&backends[turn]);
        let scripts = Scripts { focus: *focus, lacks, ..Scripts::default() };
        let script = scripts.script(number);
        let checked = judge.check_what_is_left(&script, &backends[turn]).map_err(Failure::own)?.checked;
        diverged += u64::from(matches!(checked.verdict, Verdict::Diverged(_)));
    }
    Ok(diverged)
}

fn read(files: &[PathBuf]) -> Result<Coverage, Failure> {
    let mut coverage = Coverage::default();
    for file in files {
        let usage = |error: &dyn std::fmt::Display| {
            let remedy = "name a file that `hunt --coverage FILE` of this version has written";
            Failure::usage(format!("{}: {error}; {remedy}", file.display()))
        };
        let text = std::fs::read_to_string(file).map_err(|error| usage(&error))?;
        coverage.merge(&serde_json::from_str(&text).map_err(|error| usage(&error))?);
    }
    Ok(coverage)
}
