//! Every file of the corpus is a test of its own name, in each blocking mode of the real implementation.
//!
//! `BLESS=1 cargo test --test corpus` rewrites what the model allows behind each step, and the tree at the end. The
//! difference is reviewed like a change of the API.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use pretty_assertions::StrComparison;
use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Checked, Judge, Verdict};
use wasi_fs_conformance::corpus::{self, bless};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::report::{Finding, Text};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = corpus::files(&folder).expect("the corpus can be read");
    if std::env::var_os("BLESS").is_some() {
        return bless_all(&files);
    }
    let mut trials = Vec::new();
    for (name, path) in &files {
        for (mode, blocking) in Builtin::HOSTS {
            let (case, path, mode, blocking) = (name.clone(), path.clone(), *mode, *blocking);
            trials.push(Trial::test(format!("{name}::{mode}"), move || {
                judge_case(&case, &path, mode, blocking)
            }));
        }
    }
    trials.push(Trial::test("every_rule_has_a_script", move || every_rule_has_a_script(&files)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn read(path: &Path) -> Result<(String, Script), Failed> {
    let text = fs::read_to_string(path)?;
    let script = Script::parse(&path.display().to_string(), &text)?;
    Ok((text, script))
}

fn fail<T>(text: impl Into<String>) -> Result<T, Failed> {
    Err(Failed::from(text.into()))
}

fn judge_case(name: &str, path: &Path, mode: &str, blocking: Blocking) -> Result<(), Failed> {
    let (text, script) = read(path)?;
    let Some(rule) = script.rule else { return fail("the script names no rule: add a line `rule  ...`") };
    if !name.starts_with(&format!("{}/", rule.area())) {
        return fail(format!("a script about {rule} belongs in corpus/{}/", rule.area()));
    }
    if script.comments.is_empty() {
        return fail("the script makes no claim: say in a comment at its top what holds for every backend");
    }
    let backend = host(mode, blocking);
    let mut judge = Judge::new()?.explaining();
    let checked = judge.check(&script, &backend)?;
    match &checked.verdict {
        Verdict::Conforms => {}
        Verdict::Diverged(divergence) => {
            let finding = Finding {
                backend: mode.to_owned(),
                script,
                trace: checked.trace.clone(),
                divergence: (**divergence).clone(),
                origin: None,
                file: Some(path.to_owned()),
            };
            let program = &format!("cargo run --release -- --backend {mode} replay");
            return fail(Text { finding: &finding, program }.to_string());
        }
        other @ (Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
            return fail(format!("a committed script has to come to its end: {other:?}"));
        }
    }
    if let Some(skipped) = checked.trace.iter().position(|answered| answered.outcome.is_none()) {
        return fail(format!("step {} is skipped: its handle is not bound", skipped + 1));
    }
    // On the current thread nothing goes on in the background, so that nothing of it can be given up or let go.
    let has_background = blocking != Blocking::CurrentThread;
    if (has_background || !script.is_controlled()) && !judge.coverage.reached(rule) {
        return fail(format!("no step is judged under {rule}"));
    }
    let blessed = bless(&script, &checked).to_string();
    if blessed != text {
        let difference = StrComparison::new(&text, &blessed);
        return fail(format!("the model does not say what the file pins; BLESS=1 rewrites it\n{difference}"));
    }
    same_again(&mut judge, &script, &checked, mode, blocking)
}

/// Run a second time, the script is answered alike.
fn same_again(
    judge: &mut Judge<'_>,
    script: &Script,
    first: &Checked,
    mode: &str,
    blocking: Blocking,
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
    let second = judge.check(script, &host(mode, blocking))?;
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
