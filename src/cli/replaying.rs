//! `replay`.

use std::path::{Path, PathBuf};

use super::arguments::{ReplayArguments, WORKER_MEMORY};
use super::hunting::launch;
use super::output::{Output, Pins};
use super::watching::{Ended, Notes, watched};
use super::{Exit, Failure, Outcome, Tool};
use crate::backend::Backend;
use crate::backends::host;
use crate::check::{Bound, Coverage, Fitted, Judge, Verdict, run_schedules, what_is_left};
use crate::corpus::{self, Entry, Ledger, Staleness};
use crate::filesystem::Blocking;
use crate::hunt::workers::{EndOf, end_of, ended_beside, is_ending};
use crate::report::Finding;
use crate::script::{Race, Script};

pub(super) fn run<B: Backend>(arguments: &ReplayArguments, tool: &Tool, backends: &[B]) -> Outcome {
    watched(|notes| replays(arguments, tool, backends, notes))
}

fn replays<B: Backend>(
    arguments: &ReplayArguments,
    tool: &Tool,
    backends: &[B],
    notes: &mut Notes,
) -> Outcome {
    let names: Vec<String> = backends.iter().map(|backend| backend.name().to_owned()).collect();
    let mut output = Output::new(&arguments.output, tool, &names)?;
    output.mute(notes.has_begun());
    output.begin_replay(&names);
    let exit = replay(arguments, (tool, notes), &mut output, backends);
    let exit = exit.map_err(|failure| output.failed(failure))?;
    output.checked()?;
    Ok(exit)
}

fn replay<B: Backend>(
    arguments: &ReplayArguments,
    (tool, notes): (&Tool, &mut Notes),
    output: &mut Output,
    backends: &[B],
) -> Outcome {
    let is_corpus = arguments.files.iter().any(|path| path.is_dir());
    let files = &expanded(&arguments.files)?;
    let ledger = super::ledger(&arguments.judge)?;
    // All are read before the first is run: a malformed one is found at once.
    let scripts = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = super::judge(arguments.judge.clone())?.explaining();
    let (mut diverged, mut ran, mut pins) = (0, false, Pins::default());
    if arguments.all_schedules {
        let races = files.iter().zip(&scripts).map(|(file, script)| race(file, script));
        let races = races.collect::<Result<Vec<_>, _>>()?;
        let bound = Bound { most: arguments.schedules, seed: arguments.seed };
        for ((file, script), race) in files.iter().zip(&scripts).zip(&races) {
            for backend in backends {
                let (is_told, before) = notes.begins();
                output.mute(is_told);
                if let Some(before) = before {
                    diverged += 1;
                    ran = true;
                    output.ended(file, &beside(backend.name(), script, &before)?.kept_at(file), false);
                    continue;
                }
                let seen = run_schedules(&mut judge, race, backend, bound).map_err(Failure::own)?;
                diverged += usize::from(seen.diverged.is_some());
                ran |= seen.diverged.is_some() || seen.conforming + seen.inconclusive > 0;
                output.scheduled(file, bound, backend.name(), &seen);
            }
        }
    } else {
        for (file, script) in files.iter().zip(&scripts) {
            for (number, backend) in backends.iter().enumerate() {
                let left = what_is_left(script, judge.lacks_of(backend));
                let (is_told, before) = notes.begins();
                output.mute(is_told);
                let ended = ended(arguments, tool, &left, (number, backend.name()), before.as_ref())?;
                if let (EndOf::NotRepeated, Some(rule)) = (&ended, script.rule) {
                    judge.coverage.not_repeated(rule);
                }
                if let EndOf::Found(finding) = ended {
                    ran = true;
                    let known = ledger.as_ref().and_then(|ledger| filed(ledger, &finding));
                    output.ended(file, &finding.clone().kept_at(file), known.is_some());
                    if let Some(name) = known {
                        judge.coverage.script();
                        judge.coverage.tolerated(finding.rule(), name);
                    } else {
                        diverged += 1;
                    }
                    continue;
                }
                let fitted = if arguments.files.contains(file) {
                    judge.check_by_itself(script, backend)
                } else {
                    judge.check_what_is_left(script, backend)
                };
                let Fitted { script, left_out, checked } = fitted.map_err(Failure::own)?;
                ran |= !matches!(checked.verdict, Verdict::Skipped(_) | Verdict::NotExercised(_));
                let checked = judge.seen_twice(&script, backend, checked).map_err(Failure::own)?;
                diverged += usize::from(matches!(checked.verdict, Verdict::Diverged(_)));
                let missed = script.missed_pins(&checked, || blessed(&judge, &script))?;
                pins.count(&missed);
                output.replayed(file, &script, backend.name(), &left_out, checked, &missed);
            }
        }
    }
    output.mute(false);
    // Schedules are not the scripts that stand in the corpus.
    let staleness = if is_corpus && !arguments.all_schedules {
        Staleness::of(ledger.as_ref(), &judge.coverage, (scripts.len() * backends.len()) as u64)
    } else {
        Staleness::of(ledger.as_ref(), &Coverage::default(), 0)
    };
    let exit = match (diverged + pins.missed, ran && judge.coverage.has_judged()) {
        (1.., _) => Exit::Diverged,
        (0, false) => Exit::NothingRan,
        (0, true) if staleness.is_stale() => Exit::Stale,
        (0, true) => Exit::Conforms,
    };
    output.end_replay(&judge.coverage, (diverged, pins), &staleness, exit);
    Ok(exit)
}

/// A script with what the model allows, on the way on which the built-in implementation goes.
fn blessed(judge: &Judge<'_>, script: &Script) -> Result<Script, Failure> {
    let backend = host("host-inline", Blocking::CurrentThread);
    // Scripts pin what the model allows where nobody declares anything.
    let plain = judge.fresh().map(Judge::on_no_platform);
    let checked = plain.and_then(|mut judge| judge.check(script, &backend)).map_err(Failure::own)?;
    Ok(corpus::bless(script, &checked))
}

/// What comes of a script in a process of its own, if it is about what ends one, or one has ended at it before, and it does
/// end it.
fn ended(
    arguments: &ReplayArguments,
    tool: &Tool,
    script: &Script,
    (number, backend): (usize, &str),
    before: Option<&Ended>,
) -> Result<EndOf, Failure> {
    if before.is_none() && !script.rule.is_some_and(is_ending) {
        return Ok(EndOf::Survived);
    }
    let launch = launch(&arguments.judge, WORKER_MEMORY, tool)?;
    let ended = end_of(&launch, number, backend, script, before.is_some()).map_err(Failure::own)?;
    match (&ended, before) {
        (EndOf::Survived | EndOf::NotRepeated, Some(before)) => {
            Ok(EndOf::Found(Box::new(beside(backend, script, before)?)))
        }
        (EndOf::Survived | EndOf::NotRepeated | EndOf::Found(_), _) => Ok(ended),
    }
}

/// What is told of a script at which a process has ended, and which alone does not end one.
///
/// # Errors
/// Where somebody else has ended it, it seems.
fn beside(backend: &str, script: &Script, before: &Ended) -> Result<Finding, Failure> {
    let how = &before.how;
    if before.from_outside {
        return Err(Failure::own(format!("somebody has ended the process that replays, it seems: {how}")));
    }
    Ok(ended_beside(backend, script, how))
}

/// The name under which a ledger knows of a script that has ended its process, if it does.
fn filed(ledger: &Ledger, finding: &Finding) -> Option<String> {
    ledger.find(finding.rule(), finding.op(), finding.kind, &finding.wrong.got).map(Entry::name)
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

fn race(file: &Path, script: &Script) -> Result<Race, Failure> {
    script.race().map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
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
