//! A finding as text, in the order of the questions a maintainer asks; the last lines are commands.

use std::fmt::{self, Display};

use super::{Answer, Finding, Wrong, one_line};
use crate::rule::Rule;
use crate::script::{Script, Step};

/// A finding as text.
#[derive(Debug)]
pub struct Text<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// The command that runs this tool on the same backend, for the line `replay`.
    pub program: &'f str,
}

/// A script with its answers, as `replay` prints it.
#[derive(Debug)]
pub struct Replayed<'f> {
    /// The script.
    pub script: &'f Script,
    /// Its answers.
    pub answers: &'f [Answer],
    /// What is wrong, if something is.
    pub wrong: Option<&'f Wrong>,
}

/// The column in which answers stand, at most.
const ANSWERS_AT_MAX: usize = 64;

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { backend, script, answers, wrong, origin, file, .. } = self.finding;
        let rule = wrong.rule;
        let place = match wrong.step {
            step if step < script.steps.len() => format!("at step {} of {}", step + 1, script.steps.len()),
            _ if rule == Rule::PathOutside => format!("outside after {} steps", script.steps.len()),
            _ => format!("in the tree after {} steps", script.steps.len()),
        };
        write!(f, "FAIL  {backend}  {rule}  {place}")?;
        if let Some(origin) = origin {
            let (before, repeats, tries) = (origin.steps_before, origin.repeats, origin.tries);
            let shrunk = if origin.minimal { "" } else { ", not fully shrunk" };
            write!(f, "  ({before} before shrinking, {repeats} of {tries} repeat{shrunk})")?;
        }
        writeln!(f, "\n\n  {}\n", headline(wrong, script))?;
        Replayed { script, answers, wrong: Some(wrong) }.fmt(f)?;
        let info = rule.info();
        writeln!(f, "\nwhy     {}", info.sentence)?;
        writeln!(f, "rule    {rule} ({})    {}", info.strength.name(), info.source)?;
        if let Some(file) = file {
            let file = file.display();
            writeln!(f, "replay  {} {file}", self.program)?;
            writeln!(
                f,
                "keep    mv {file} corpus/{}/    then BLESS=1 cargo test --test corpus",
                rule.area()
            )?;
        }
        Ok(())
    }
}

/// What is wrong, in one sentence.
fn headline(wrong: &Wrong, script: &Script) -> String {
    let what = match script.steps.get(wrong.step) {
        Some(step) => match step.call() {
            Some(call) => {
                format!("`{}` on `{}` gave an answer that does not conform", call.op.kind().name(), call.on)
            }
            None => format!("`{step}` shows what does not conform"),
        },
        None if wrong.rule == Rule::PathOutside => "Something outside was touched".to_owned(),
        None => "The tree on disk is not what the calls left".to_owned(),
    };
    match &wrong.note {
        Some(note) => format!("{what}: {note}."),
        None => format!("{what}."),
    }
}

impl Display for Replayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixture_text(self.script))?;
        writeln!(f, "run")?;
        let texts: Vec<String> = self.script.steps.iter().map(Step::to_string).collect();
        let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).min(ANSWERS_AT_MAX);
        let digits = texts.len().to_string().len();
        for (index, text) in texts.iter().enumerate() {
            let wrong = self.wrong.filter(|wrong| wrong.step == index);
            let mark = if wrong.is_some() { '>' } else { ' ' };
            let width = if wrong.is_some() { 0 } else { widest };
            write!(f, "{mark} {:>digits$}  {text:width$}", index + 1)?;
            match (wrong, self.answers.get(index)) {
                (Some(wrong), _) => write_answers(f, wrong, digits)?,
                (None, Some(Answer { outcome: Some(outcome), .. })) => {
                    writeln!(f, "  => {}", one_line(outcome))?;
                }
                (None, Some(Answer { outcome: None, .. })) => writeln!(f, "  -- skipped: no such handle")?,
                (None, None) => writeln!(f, "  -- not reached")?,
            }
        }
        match self.wrong.filter(|wrong| wrong.step >= texts.len()) {
            Some(wrong) => {
                write!(f, "> end")?;
                write_answers(f, wrong, digits)
            }
            None => Ok(()),
        }
    }
}

fn write_answers(f: &mut fmt::Formatter<'_>, wrong: &Wrong, digits: usize) -> fmt::Result {
    let margin = digits + 6;
    write!(f, "\n{:margin$}allowed   {}", "", one_line(&wrong.allowed))?;
    writeln!(f, "\n{:margin$}got       {}", "", one_line(&wrong.got))
}

/// The lines above `run`: preopens and the tree.
fn fixture_text(script: &Script) -> String {
    let bare = Script { fixture: script.fixture.clone(), ..Script::default() };
    let text = bare.to_string();
    text.strip_suffix("run\n").map_or_else(String::new, str::to_owned)
}
