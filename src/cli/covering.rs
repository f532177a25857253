//! `cover`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::JudgeArguments;
use super::{Exit, Failure, Outcome, judge};
use crate::backend::Backend;
use crate::backends::Fault;
use crate::check::{Coverage, Judge, Verdict};
use crate::corpus::{self, Case};
use crate::generate::{Focus, Scripts};
use crate::report::Cover;
use crate::rule::Rule;

/// From the seed of one generated script to the next: scripts of neighbouring seeds begin alike.
const SEED_STEP: u64 = 0x9e37_79b9_7f4a_7c15;

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

/// Says what the gate found, beside the data, which may be read by a program.
fn tell(gaps: &[String], cover: &Cover) {
    for gap in gaps {
        anstream::eprintln!("GAP  {gap}");
    }
    let hint = match (gaps.is_empty(), cover.lacks_syscall_gate()) {
        (true, _) => ": everything that has to be is covered",
        (false, true) => "; scripts were skipped, since there is no syscall gate here",
        (false, false) => "",
    };
    let (rules, faults) = (cover.rules.len(), Fault::ALL.len());
    let scripts: usize = cover.rules.iter().map(|tested| tested.corpus.len()).sum();
    anstream::eprintln!(
        "gate: {} gaps over {rules} rules, {scripts} scripts of the corpus and {faults} faulty backends{hint}",
        gaps.len()
    );
}

/// The faulty backends of this crate, by the rules they break.
pub(super) fn faults() -> Vec<(Rule, String)> {
    Fault::ALL.iter().map(|fault| (fault.rule(), format!("faulty:{}", fault.name()))).collect()
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
        let lacks = judge.lacks_of(&backends[turn]);
        let scripts = Scripts { focus: *focus, lacks, ..Scripts::default() };
        let script = scripts.script(number.wrapping_mul(SEED_STEP));
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
