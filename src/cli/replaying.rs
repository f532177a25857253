//! `replay`.

use std::path::Path;

use super::arguments::ReplayArguments;
use super::{Exit, Failure, Outcome, print_report};
use crate::backend::Backend;
use crate::check::{Checked, Verdict};
use crate::report::{Finding, Replayed, Text};
use crate::script::Script;

pub(super) fn run<B: Backend>(arguments: &ReplayArguments, program: &str, backends: &[B]) -> Outcome {
    let files = &arguments.files;
    // All are read before the first is run: a malformed one is found at once.
    let scripts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = super::judge(arguments.judge)?.explaining();
    let (mut diverged, mut ran) = (false, false);
    for (file, script) in files.iter().zip(&scripts) {
        for backend in backends {
            let checked = judge.check(script, backend).map_err(Failure::own)?;
            ran |= !matches!(checked.verdict, Verdict::Skipped(_));
            diverged |= matches!(checked.verdict, Verdict::Diverged(_));
            print_replay(file, script, backend.name(), program, checked);
        }
    }
    Ok(match (diverged, ran) {
        (true, _) => Exit::Diverged,
        (false, true) => Exit::Conforms,
        (false, false) => Exit::NothingRan,
    })
}

fn read(file: &Path) -> Result<Script, Failure> {
    let shown = file.display().to_string();
    let bytes =
        std::fs::read(file).map_err(|error| Failure::usage(format!("{shown}: can't be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let column = 1 + good.iter().rev().take_while(|byte| **byte != b'\n').count();
        Failure::usage(format!("{shown}:{line}:{column}: expected UTF-8 text; write other bytes as \\xNN"))
    })?;
    Script::parse(&shown, &text).map_err(Failure::usage)
}

fn print_replay(file: &Path, script: &Script, backend: &str, program: &str, checked: Checked) {
    let shown = file.display();
    let verdict = match checked.verdict {
        Verdict::Diverged(divergence) => {
            let (backend, script, file) = (backend.to_owned(), script.clone(), Some(file.to_owned()));
            let finding = Finding {
                backend,
                script,
                trace: checked.trace,
                divergence: *divergence,
                origin: None,
                file,
            };
            print_report(&Text { finding: &finding, program: &format!("{program} replay") }.to_string());
            return;
        }
        Verdict::Conforms => "conforms".to_owned(),
        Verdict::Skipped(missing) => format!("skipped: the backend declares to lack {}", missing.name()),
        Verdict::Inconclusive(reason) => format!("inconclusive: {reason}"),
    };
    anstream::println!("{shown} on {backend}: {verdict}\n");
    anstream::println!("{}", Replayed { script, trace: &checked.trace, divergence: None });
}
