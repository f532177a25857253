//! A finding as text, in the order of the questions a maintainer asks; the last lines are commands.

use std::fmt::{self, Display};

use super::headline::headline;
use super::lanes::Lanes;
use super::{Answer, Commands, Finding, Page, Wrong, differences, one_line};
use crate::check::Kind;
use crate::op::Control;
use crate::script::{Script, Step};

/// A finding as text.
#[derive(Debug)]
pub struct Text<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// What its last lines say.
    pub commands: &'f Commands,
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

/// Causes that a report names, at most; those that explain less than others come last.
const CAUSES_MAX: usize = 3;

/// The column in which answers stand, at most.
const ANSWERS_AT_MAX: usize = 64;

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Lines as one text.
pub(super) fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.on(Page::default()))
    }
}

impl Text<'_> {
    /// The text on a page. Lines of scripts and commands are never broken.
    pub fn on(&self, page: Page) -> String {
        let Finding { script, answers, wrong, file, .. } = self.finding;
        let mut lines = self.head(page);
        lines.push(String::new());
        lines.extend(page.prose("  ", &headline(self.finding)));
        lines.push(String::new());
        lines.extend(Replayed { script, answers, wrong: Some(wrong) }.lines(page));
        lines.push(String::new());
        let info = wrong.rule.info();
        lines.extend(page.prose("why     ", info.sentence));
        let rule = format!("{} ({})    {}", wrong.rule, info.strength.name(), info.source);
        lines.extend(page.prose("rule    ", &rule));
        let words = std::iter::once("cause   ").chain(std::iter::repeat("or      "));
        for (word, cause) in words.zip(wrong.causes.iter().take(CAUSES_MAX)) {
            lines.extend(page.prose(word, &format!("{}: {}", cause.name, cause.sentence)));
        }
        if let Some(file) = file {
            lines.extend(self.commands.lines(file, wrong.rule.area()));
        }
        joined(&lines)
    }

    fn head(&self, page: Page) -> Vec<String> {
        let Finding { backend, kind, script, wrong, origin, .. } = self.finding;
        let place = match (kind, script.steps.len()) {
            (_, count) if wrong.step < count => format!("at step {} of {count}", wrong.step + 1),
            (Kind::Escape, count) => format!("outside after {count} step{}", plural(count)),
            (Kind::WrongTree, count) => format!("in the tree after {count} step{}", plural(count)),
            (
                Kind::WrongAnswer
                | Kind::WrongData
                | Kind::Hang
                | Kind::Panic
                | Kind::Abort
                | Kind::OutOfMemory
                | Kind::Leak
                | Kind::LateLanding,
                count,
            ) => format!("at the end of {count} step{}", plural(count)),
        };
        let mut parts = vec!["FAIL".to_owned(), backend.clone(), wrong.rule.to_string(), place];
        parts.extend(
            origin
                .as_ref()
                .map(|origin| format!("({} before shrinking, {})", origin.steps_before, origin.certainty())),
        );
        page.parts(&parts)
    }
}

impl Display for Replayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.on(Page::default()))
    }
}

impl Replayed<'_> {
    /// The script with its answers on a page.
    pub fn on(&self, page: Page) -> String {
        joined(&self.lines(page))
    }

    pub(super) fn lines(&self, page: Page) -> Vec<String> {
        let steps = &self.script.steps;
        let flights = Lanes::of(steps, self.answers);
        let texts: Vec<String> = steps.iter().map(Step::to_string).collect();
        let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).min(ANSWERS_AT_MAX);
        let digits = texts.len().to_string().len();
        let mut lines: Vec<String> = fixture_text(self.script).lines().map(str::to_owned).collect();
        lines.push("run".to_owned());
        for (index, text) in texts.iter().enumerate() {
            let beside = flights.as_ref().map_or_else(String::new, |lanes| lanes.beside(index, page));
            let wrong = self.wrong.filter(|wrong| wrong.step == index);
            if let Some(wrong) = wrong {
                lines.push(format!("> {:>digits$}  {beside}{text}", index + 1));
                lines.extend(differences::lines(wrong, digits + 6, page));
                continue;
            }
            let step = format!("  {:>digits$}  {beside}{text:widest$}  ", index + 1);
            let answer = match self.answers.get(index) {
                Some(Answer { outcome: Some(outcome), made: Some(made), .. }) => {
                    format!("=> {}  ({made})", one_line(outcome))
                }
                Some(Answer { outcome: Some(outcome), .. }) => format!("=> {}", one_line(outcome)),
                Some(Answer { outcome: None, .. }) => format!("-- skipped: {}", why_skipped(&steps[index])),
                None => "-- not reached".to_owned(),
            };
            lines.push(format!("{step}{}", page.cut(&answer, step.chars().count())));
        }
        if let Some(wrong) = self.wrong.filter(|wrong| wrong.step >= texts.len()) {
            lines.push("> end".to_owned());
            lines.extend(differences::lines(wrong, digits + 6, page));
        }
        if let Some(lanes) = flights {
            lines.push(String::new());
            lines.extend(page.prose("lanes   ", &lanes.legend(page)));
        }
        lines
    }
}

/// Why a step was skipped.
pub(super) fn why_skipped(step: &Step) -> &'static str {
    match step.control() {
        Some(Control::Fault(_) | Control::Release(_)) => "no such stream",
        Some(Control::Host(_)) => "nothing was there to be changed so",
        Some(Control::Hold { .. } | Control::Quiesce) | None => "no such handle",
    }
}

/// The lines above `run`: preopens and the tree.
pub(super) fn fixture_text(script: &Script) -> String {
    let bare = Script { fixture: script.fixture.clone(), ..Script::default() };
    let text = bare.to_string();
    text.strip_suffix("run\n").map_or_else(String::new, str::to_owned)
}
