//! `replay`.

use std::path::Path;

use super::arguments::ReplayArguments;
use super::output::Output;
use super::{Exit, Failure, Outcome};
use crate::backend::Backend;
use crate::check::{Verdict, run_schedules};
use crate::script::{Schedules, Script};

pub(super) fn run<B: Backend>(arguments: &ReplayArguments, called: &str, backends: &[B]) -> Outcome {
    let names: Vec<String> = backends.iter().map(|backend| backend.name().to_owned()).collect();
    let mut output = Output::new(&arguments.output, called, &names)?;
    output.begin_replay(&names);
    let exit = replay(arguments, &mut output, backends).map_err(|failure| output.failed(failure))?;
    output.checked()?;
    Ok(exit)
}

fn replay<B: Backend>(arguments: &ReplayArguments, output: &mut Output, backends: &[B]) -> Outcome {
    let files = &arguments.files;
    // All are read before the first is run: a malformed one is found at once.
    let scripts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = super::judge(arguments.judge)?.explaining();
    let (mut diverged, mut ran) = (0, false);
    if arguments.all_schedules {
        let schedules = files.iter().zip(&scripts).map(|(file, script)| schedules(file, script));
        let schedules = schedules.collect::<Result<Vec<_>, _>>()?;
        for (file, schedules) in files.iter().zip(&schedules) {
            for backend in backends {
                let seen = run_schedules(&mut judge, schedules.clone(), backend).map_err(Failure::own)?;
                diverged += usize::from(seen.diverged.is_some());
                ran |= seen.diverged.is_some() || seen.conforming + seen.inconclusive > 0;
                output.scheduled(file, schedules.len(), backend.name(), &seen);
            }
        }
    } else {
        for (file, script) in files.iter().zip(&scripts) {
            for backend in backends {
                let checked = judge.check(script, backend).map_err(Failure::own)?;
                ran |= !matches!(checked.verdict, Verdict::Skipped(_));
                diverged += usize::from(matches!(checked.verdict, Verdict::Diverged(_)));
                output.replayed(file, script, backend.name(), checked);
            }
        }
    }
    let exit = exit(diverged > 0, ran);
    output.end_replay(&judge.coverage, diverged, exit);
    Ok(exit)
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
