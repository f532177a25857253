//! `replay`.

use std::path::{Path, PathBuf};

use super::arguments::ReplayArguments;
use super::{Exit, Failure, Outcome, is_stale, print_report};
use crate::backend::Backend;
use crate::check::{Checked, Coverage, DivergedSchedule, Judge, Scheduled, Verdict, run_schedules};
use crate::corpus;
use crate::report::{Answer, Finding, Replayed, Text};
use crate::script::{Schedules, Script};

pub(super) fn run<B: Backend>(arguments: &ReplayArguments, program: &str, backends: &[B]) -> Outcome {
    let is_corpus = arguments.files.iter().any(|path| path.is_dir());
    let files = &expanded(&arguments.files)?;
    let ledger = super::ledger(&arguments.judge)?;
    // All are read before the first is run: a malformed one is found at once.
    let scripts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = super::judge(arguments.judge.clone())?.explaining();
    if arguments.all_schedules {
        let schedules = files.iter().zip(&scripts).map(|(file, script)| schedules(file, script));
        let schedules = schedules.collect::<Result<Vec<_>, _>>()?;
        let exit = run_all_schedules(files, &schedules, &mut judge, backends)?;
        print_tolerated(&judge.coverage);
        // Schedules are not the scripts that stand in the corpus.
        ledger.map(|ledger| is_stale(&ledger, &Coverage::default(), 0));
        return Ok(exit);
    }
    let (mut diverged, mut ran) = (false, false);
    for (file, script) in files.iter().zip(&scripts) {
        for backend in backends {
            let checked = judge.check(script, backend).map_err(Failure::own)?;
            ran |= !matches!(checked.verdict, Verdict::Skipped(_));
            diverged |= matches!(checked.verdict, Verdict::Diverged(_));
            print_replay(file, script, backend.name(), program, checked);
        }
    }
    print_tolerated(&judge.coverage);
    let of = if is_corpus { scripts.len() * backends.len() } else { 0 };
    let stale = ledger.is_some_and(|ledger| is_stale(&ledger, &judge.coverage, of as u64));
    let exit = exit(diverged, ran);
    Ok(if stale && exit == Exit::Conforms { Exit::Stale } else { exit })
}

/// The files, with those of a corpus in place of its folder.
pub(super) fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found = corpus::files(path).map_err(Failure::usage)?;
            files.extend(found.into_iter().map(|(_, file)| file));
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn print_tolerated(coverage: &Coverage) {
    for ((rule, name), count) in &coverage.tolerated {
        anstream::println!("tolerated by the ledger: {count} x {rule}  {name}");
    }
}

fn exit(diverged: bool, ran: bool) -> Exit {
    match (diverged, ran) {
        (true, _) => Exit::Diverged,
        (false, true) => Exit::Conforms,
        (false, false) => Exit::NothingRan,
    }
}

fn schedules(file: &Path, script: &Script) -> Result<Schedules, Failure> {
    script.schedules().map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}

/// Runs every schedule of every file on every backend, and prints a line for each of these, or the first divergence.
fn run_all_schedules<B: Backend>(
    files: &[PathBuf],
    schedules: &[Schedules],
    judge: &mut Judge<'_>,
    backends: &[B],
) -> Outcome {
    let (mut diverged, mut ran) = (false, false);
    for (file, schedules) in files.iter().zip(schedules) {
        for backend in backends {
            let seen = run_schedules(judge, schedules.clone(), backend).map_err(Failure::own)?;
            diverged |= seen.diverged.is_some();
            ran |= seen.diverged.is_some() || seen.conforming + seen.inconclusive > 0;
            print_schedules(file, schedules.len(), backend.name(), seen);
        }
    }
    Ok(exit(diverged, ran))
}

fn print_schedules(file: &Path, count: usize, backend: &str, seen: Scheduled) {
    let head = format!("{} on {backend}: {count} schedules", file.display());
    if let Some(diverged) = seen.diverged {
        anstream::println!("{head}, number {} diverges\n", diverged.number);
        let DivergedSchedule { script, trace, divergence, .. } = *diverged;
        let finding = Finding::new(backend, script, &trace, &divergence);
        print_report(&Text { finding: &finding, program: "" }.to_string());
        // No file holds this schedule yet.
        anstream::println!("the script\n\n{}", finding.script);
        return;
    }
    if seen.conforming == count {
        anstream::println!("{head}, all conform");
        return;
    }
    let mut parts = vec![format!("{} conform", seen.conforming)];
    if let Some((missing, skipped)) = seen.skipped {
        parts.push(format!("{skipped} skipped (they lack {})", missing.name()));
    }
    if seen.inconclusive > 0 {
        parts.push(format!("{} inconclusive", seen.inconclusive));
    }
    anstream::println!("{head}, {}", parts.join(", "));
}

fn read(file: &Path) -> Result<Script, Failure> {
    read_text(file).map(|(_, script)| script)
}

/// A file's text and the script that it is.
pub(super) fn read_text(file: &Path) -> Result<(String, Script), Failure> {
    let shown = file.display().to_string();
    let bytes =
        std::fs::read(file).map_err(|error| Failure::usage(format!("{shown}: can't be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let column = 1 + good.iter().rev().take_while(|byte| **byte != b'\n').count();
        Failure::usage(format!("{shown}:{line}:{column}: expected UTF-8 text; write other bytes as \\xNN"))
    })?;
    let script = Script::parse(&shown, &text).map_err(Failure::usage)?;
    Ok((text, script))
}

fn print_replay(file: &Path, script: &Script, backend: &str, program: &str, checked: Checked) {
    let shown = file.display();
    let verdict = match checked.verdict {
        Verdict::Diverged(divergence) => {
            let finding = Finding::new(backend, script.clone(), &checked.trace, &divergence).kept_at(file);
            print_report(&Text { finding: &finding, program: &format!("{program} replay") }.to_string());
            return;
        }
        Verdict::Conforms => "conforms".to_owned(),
        Verdict::Skipped(missing) => format!("skipped: the backend declares to lack {}", missing.name()),
        Verdict::Inconclusive(reason) => format!("inconclusive: {reason}"),
    };
    anstream::println!("{shown} on {backend}: {verdict}\n");
    let answers: Vec<Answer> = checked.trace.iter().map(Answer::from).collect();
    anstream::println!("{}", Replayed { script, answers: &answers, wrong: None });
}
