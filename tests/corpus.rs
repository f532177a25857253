//! Every file of the corpus is a test of its own name, in each blocking mode of the real implementation; those with
//! paths also where the system refuses the first of cap-std's two ways to resolve them, and those that hold work in every
//! order in which it can be let go.
//!
//! What a script asks for around its calls may not come about in a mode: where calls are made on the current thread nothing
//! is ever held. Then it is not exercised there, which is counted by mode and printed; each has to be in one of them.
//!
//! Where calls of the system can't be held and answered, what needs that is counted as ignored; `SYSCALL_GATE=off` makes
//! it so anywhere, and with `SYSCALL_GATE=require` that is a failure.
//!
//! `BLESS=1 cargo test --test corpus` rewrites what the model allows behind each step, and the tree at the end. The
//! difference is reviewed like a change of the API.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use pretty_assertions::StrComparison;
use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{self, Bound, Checked, DivergedSchedule, Judge, Verdict, run_schedules};
use wasi_fs_conformance::corpus::{self, bless};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::op::Control;
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::report::{Commands, Finding, Text};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::tree::Capability;

/// Schedules of a script that are run, at most; of more some are drawn.
const SCHEDULES_MAX: usize = 200;

/// Areas whose scripts are about paths more than about bytes.
const PATHS: &[&str] = &["path", "link", "dir", "open", "access", "race"];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = corpus::files(&folder).expect("the corpus can be read");
    if std::env::var_os("BLESS").is_some() {
        return bless_all(&files);
    }
    let gate = check::syscall_gate();
    if let Err(why) = &gate {
        eprintln!("what needs the syscall gate is ignored: {why}");
        if std::env::var_os("SYSCALL_GATE").is_some_and(|switch| switch == "require") {
            return ExitCode::FAILURE;
        }
    }
    let needing = |trial: Trial, needs: bool| {
        let kind = if needs { "syscall gate" } else { "" };
        trial.with_kind(kind).with_ignored_flag(needs && gate.is_err())
    };
    let is_held = !host("host", Blocking::default()).lacks().contains(Capability::Modes);
    if !is_held {
        eprintln!("what needs modes is ignored: nobody is held to them here");
    }
    let mut trials = Vec::new();
    for (name, path) in &files {
        // What can't be read fails in the trials of its own name.
        let read_script = read(path).map(|(_, script)| script);
        let scheduled = read_script.as_ref().is_ok_and(is_scheduled);
        let faulted = read_script.as_ref().is_ok_and(has_faults);
        let moded = read_script.as_ref().is_ok_and(|script| !script.fixture.modes.is_empty());
        if PATHS.contains(&name.split('/').next().unwrap_or_default()) {
            let path = path.clone();
            let trial = Trial::test(format!("{name}::without-openat2"), move || judge_without_openat2(&path));
            trials.push(needing(trial, true));
        }
        for (mode, blocking) in Builtin::HOSTS {
            let (case, path, mode, blocking) = (name.clone(), path.clone(), *mode, *blocking);
            if scheduled {
                let path = path.clone();
                let trial = Trial::test(format!("{name}::{mode}::all-schedules"), move || {
                    judge_schedules(&path, mode, blocking)
                });
                trials.push(needing(trial, faulted));
            }
            let trial =
                Trial::test(format!("{name}::{mode}"), move || judge_case(&case, &path, mode, blocking));
            let trial = needing(trial, faulted);
            trials.push(if moded && !is_held { trial.with_ignored_flag(true) } else { trial });
        }
    }
    trials.push(Trial::test("every_rule_has_a_script", move || every_rule_has_a_script(&files)));
    let conclusion = libtest_mimic::run(&arguments, trials);
    if conclusion.has_failed() || !all_are_exercised() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Whether each script was exercised, by its name and the mode it was run in.
static EXERCISED: Mutex<BTreeMap<String, BTreeMap<&'static str, bool>>> = Mutex::new(BTreeMap::new());

/// Tells in which mode how many scripts were not exercised, and which that were run in all modes were in none; whether none
/// is of these.
fn all_are_exercised() -> bool {
    let cases = EXERCISED.lock().unwrap_or_else(PoisonError::into_inner);
    for (mode, _) in Builtin::HOSTS {
        let in_vain = cases.values().filter(|modes| modes.get(mode) == Some(&false)).count();
        println!("not exercised on {mode}: {in_vain} scripts");
    }
    let in_all = cases.iter().filter(|(_, modes)| modes.len() == Builtin::HOSTS.len());
    let never: Vec<&str> =
        in_all.filter(|(_, modes)| modes.values().all(|is| !is)).map(|(name, _)| &**name).collect();
    for name in &never {
        println!("{name} is exercised in no mode");
    }
    never.is_empty()
}

fn read(path: &Path) -> Result<(String, Script), Failed> {
    let text = fs::read_to_string(path)?;
    let script = Script::parse(&path.display().to_string(), &text)?;
    Ok((text, script))
}

fn fail<T>(text: impl Into<String>) -> Result<T, Failed> {
    Err(Failed::from(text.into()))
}

/// A judge of a script: what this process has, in which others are judged meanwhile, is counted where it is about that alone.
fn judge(script: &Script) -> Result<Judge<'static>, Failed> {
    let judge = Judge::new()?.explaining();
    Ok(if script.rule == Some(Rule::NoLeak) { judge } else { judge.ignoring_growth() })
}

fn judge_case(name: &str, path: &Path, mode: &'static str, blocking: Blocking) -> Result<(), Failed> {
    let (text, script) = read(path)?;
    let Some(rule) = script.rule else { return fail("the script names no rule: add a line `rule  ...`") };
    if !name.starts_with(&format!("{}/", rule.area())) {
        return fail(format!("a script about {rule} belongs in corpus/{}/", rule.area()));
    }
    if script.comments.is_empty() {
        return fail("the script makes no claim: say in a comment at its top what holds for every backend");
    }
    let backend = host(mode, blocking);
    let mut judge = judge(&script)?;
    let checked = judge.check(&script, &backend)?;
    let is_exercised = checked.verdict == Verdict::Conforms;
    match &checked.verdict {
        Verdict::Conforms | Verdict::NotExercised(_) => {}
        Verdict::Diverged(divergence) => {
            let finding = Finding::new(mode, script, &checked.trace, divergence).kept_at(path);
            let commands = &Commands::of_tool("cargo run --release --", &format!("--backend {mode}"));
            return fail(Text { finding: &finding, commands }.to_string());
        }
        other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
            return fail(format!("a committed script has to come to its end: {other:?}"));
        }
    }
    if let Some(skipped) = skipped(&script, &checked) {
        return fail(format!("step {} is skipped: its handle is not bound", skipped + 1));
    }
    let mut exercised = EXERCISED.lock().unwrap_or_else(PoisonError::into_inner);
    exercised.entry(name.to_owned()).or_default().insert(mode, is_exercised);
    drop(exercised);
    if is_exercised && !judge.coverage.reached(rule) {
        let reached: Vec<String> = judge.coverage.rules_reached().iter().map(ToString::to_string).collect();
        return fail(format!("no step is judged under {rule}, but under {}", reached.join(", ")));
    }
    let blessed = bless(&script, &checked).to_string();
    if blessed != text {
        let difference = StrComparison::new(&text, &blessed);
        return fail(format!("the model does not say what the file pins; BLESS=1 rewrites it\n{difference}"));
    }
    same_again(&mut judge, &script, &checked, &backend)
}

/// Whether the system answers otherwise in a script than it would by itself.
fn has_faults(script: &Script) -> bool {
    script.steps.iter().filter_map(Step::control).any(Control::needs_calls)
}

/// Resolved in cap-std's second way, paths lead where they led.
fn judge_without_openat2(path: &Path) -> Result<(), Failed> {
    let (_, script) = read(path)?;
    let mut judge = judge(&script)?.refusing_openat2();
    let checked = judge.check(&script, &host("host-inline", Blocking::CurrentThread))?;
    match checked.verdict {
        Verdict::Conforms | Verdict::NotExercised(_) => Ok(()),
        Verdict::Diverged(divergence) => {
            let finding = Finding::new("host-inline", script, &checked.trace, &divergence).kept_at(path);
            let commands = &Commands::of_tool("cargo run --release --", "--backend host-inline");
            fail(format!("with --refuse-openat2\n{}", Text { finding: &finding, commands }))
        }
        Verdict::Skipped(Capability::Modes) => {
            println!("skipped: {} has modes, and the gate's threads pass over them here", path.display());
            Ok(())
        }
        other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => fail(format!("{other:?}")),
    }
}

/// Whether there is more than one order in which a script's held work can be let go.
fn is_scheduled(script: &Script) -> bool {
    script.race().is_ok()
}

/// Let go in any other order, a script conforms as well.
fn judge_schedules(path: &Path, mode: &str, blocking: Blocking) -> Result<(), Failed> {
    let (_, script) = read(path)?;
    let race = script.race()?;
    let mut judge = judge(&script)?;
    let seen =
        run_schedules(&mut judge, &race, &host(mode, blocking), Bound { most: SCHEDULES_MAX, seed: 0 })?;
    let ran = seen.explored.ran;
    if let Some(diverged) = seen.diverged {
        let DivergedSchedule { number, script, trace, divergence } = *diverged;
        let finding = Finding::new(mode, script, &trace, &divergence);
        let report = Text { finding: &finding, commands: &Commands::of_tool("", "") };
        return fail(format!("schedule {number} of {ran}\n{report}\nthe script\n\n{}", finding.script));
    }
    if seen.conforming + seen.not_exercised == 0 {
        return fail(format!("none of {ran} schedules came to its end: {seen:?}"));
    }
    Ok(())
}

/// The first step that is skipped; those are left out that are on a handle which the model lets a backend give, and this one has
/// refused: another may give it.
fn skipped(script: &Script, checked: &Checked) -> Option<usize> {
    let is_open = |step: &Step| {
        let on = step.call().map(|call| call.on);
        script.steps.iter().zip(&checked.trace).any(|(made, answered)| {
            // Where nothing is pinned, as behind a call in whose middle others change the tree, it may be either.
            let may_give =
                made.pinned.as_ref().is_none_or(|pinned| pinned.split(" | ").any(|pin| pin == "ok"));
            made.call().is_some_and(|call| call.bind.is_some() && call.bind == on)
                && may_give
                && matches!(answered.outcome, Some(Outcome::Error(_)))
        })
    };
    let mut steps = script.steps.iter().zip(&checked.trace);
    steps.position(|(step, answered)| answered.outcome.is_none() && !is_open(step))
}

/// Run a second time, the script is answered alike.
fn same_again(
    judge: &mut Judge<'_>,
    script: &Script,
    first: &Checked,
    backend: &impl Backend,
) -> Result<(), Failed> {
    let answers = |checked: &Checked| {
        checked
            .trace
            .iter()
            .map(|answered| {
                answered.outcome.clone().map_or_else(String::new, |outcome| outcome.repeatable().to_string())
            })
            .collect::<Vec<_>>()
    };
    let second = judge.check(script, backend)?;
    if answers(first) == answers(&second) {
        Ok(())
    } else {
        fail(format!("two runs differ\n{:#?}\n{:#?}", answers(first), answers(&second)))
    }
}

fn every_rule_has_a_script(files: &[(String, PathBuf)]) -> Result<(), Failed> {
    let rules = files.iter().map(|(_, path)| Ok(read(path)?.1.rule)).collect::<Result<Vec<_>, Failed>>()?;
    let without: Vec<_> =
        Rule::ALL.iter().filter(|rule| !rules.contains(&Some(**rule))).map(|rule| rule.id()).collect();
    if without.is_empty() {
        Ok(())
    } else {
        fail(format!("rules without a script:\n  {}", without.join("\n  ")))
    }
}

/// Rewrites every file whose pins are not what the model says, and names it.
fn bless_all(files: &[(String, PathBuf)]) -> ExitCode {
    let mut judge = Judge::new().expect("a runtime").explaining();
    let backend = host("host-inline", Blocking::CurrentThread);
    let mut exit = ExitCode::SUCCESS;
    for (name, path) in files {
        let (text, script) = match read(path) {
            Ok(read) => read,
            Err(error) => {
                eprintln!("{name}: {}", error.message().unwrap_or("can't be read"));
                exit = ExitCode::FAILURE;
                continue;
            }
        };
        let checked = judge.check(&script, &backend).expect("the script can be judged");
        if let Verdict::Diverged(divergence) = &checked.verdict {
            eprintln!(
                "{name}: not blessed, step {} breaks {}: allowed {}, got {}",
                divergence.step + 1,
                divergence.rule(),
                divergence.allowed,
                divergence.got
            );
            exit = ExitCode::FAILURE;
            continue;
        }
        let blessed = bless(&script, &checked).to_string();
        if blessed != text {
            println!("{name}: rewritten");
            fs::write(path, blessed).expect("the file can be written");
        }
    }
    exit
}
