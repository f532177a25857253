//! What is outside of a directory changes no answer to a path that leaves it: non-interference.
//!
//! The model says what such a path may be answered, and where that is more than one thing, a host can choose by what it has
//! found outside: it then tells a guest what is there. So a script in which a path leaves is run once more, where nothing is
//! outside that was there before, and something that was not. What such a path is answered has to be the same.

use super::{Checked, Divergence, Judge, Left, Reach, Trouble, Verdict};
use crate::backend::{Backend, Folder, Surroundings};
use crate::op::{Control, HostChange};
use crate::outcome::{Allowed, Answer, Breach, Outcome, Refusal};
use crate::rule::{Leeway, Rule};
use crate::script::{Script, Step};
use crate::tree::{Entries, Fixture, Node};

/// What stands outside of a script's folder when it is run once more.
#[derive(Clone, Debug, Default)]
pub(super) struct Elsewhere {
    /// What is there, beside the script's own folder: nothing else is.
    there: Entries,
}

impl Elsewhere {
    /// What these steps name that has no canary stands there, and none of the canaries does.
    fn of<'s>(steps: impl Iterator<Item = &'s Step>) -> Self {
        let mut there = Entries::new();
        for mut op in steps.filter_map(Step::call).map(|call| call.op.clone()) {
            let names = op.paths_mut().into_iter().filter_map(|path| name_outside(path));
            there.extend(names.map(|(name, node)| (name.to_owned(), node)));
        }
        Self { there }
    }

    /// Puts it around a script's folder.
    pub(super) fn take_place(&self, folder: Option<&Folder>) -> Result<(), Trouble> {
        each_around(folder, |around| around.exchange(&self.there))
    }

    /// Puts the canaries back.
    pub(super) fn leave(&self, folder: Option<&Folder>) -> Result<(), Trouble> {
        each_around(folder, Surroundings::restore)
    }
}

fn each_around(
    folder: Option<&Folder>,
    change: impl Fn(&Surroundings) -> std::io::Result<()>,
) -> Result<(), Trouble> {
    for (folder, around) in folder
        .into_iter()
        .flat_map(Folder::all)
        .filter_map(|folder| folder.surroundings().map(|around| (folder, around)))
    {
        change(around)
            .map_err(|source| Trouble::Audit { folder: folder.path().display().to_string(), source })?;
    }
    Ok(())
}

/// The first name that a path has behind the last step up, and what may stand there.
fn name_outside(path: &str) -> Option<(&str, Node)> {
    let behind = path.rsplit_once("../").map_or(path.strip_prefix('/'), |(_, behind)| Some(behind))?;
    let (name, rest) = behind.split_once('/').unwrap_or((behind, ""));
    let is_name = !name.is_empty() && name != "." && name != ".." && name.len() < 256 && !name.contains('\0');
    let is_directory = behind.contains('/') || !rest.is_empty();
    let node = if is_directory { Node::Directory(Entries::new()) } else { Node::file("") };
    is_name.then_some((name, node))
}

/// Whether a call may be refused for where a path leads: it leaves its directory, or would by its text.
pub(super) fn leaves(allowed: &Allowed) -> bool {
    let by_text = Answer::Error(Refusal::OneOf(Leeway::LeavesByText));
    allowed.answers().iter().any(|(answer, rule)| *rule == Rule::PathInside || *answer == by_text)
}

/// What a script starts from, without all that neither a preopen nor a change by another process is above or below of.
fn without_outside(script: &Script) -> Fixture {
    fn keep(entries: &mut Entries, prefix: &str, kept: &[&str]) {
        entries.retain(|name, node| {
            let path = format!("{prefix}{name}");
            let (below, is_inside) = (format!("{path}/"), |kept: &str| {
                kept.is_empty() || path == kept || path.starts_with(&format!("{kept}/"))
            });
            if kept.iter().any(|kept| is_inside(kept)) {
                return true;
            }
            let is_above = kept.iter().any(|kept| kept.starts_with(&below));
            if let Node::Directory(inner) = node {
                keep(inner, &below, kept);
            }
            is_above
        });
    }
    let changed = script.steps.iter().filter_map(Step::control).filter_map(Control::host);
    let changed = changed.flat_map(HostChange::paths).map(|path| &**path);
    let preopened = script.fixture.preopens.iter().map(|preopen| &*preopen.path);
    let kept: Vec<&str> = preopened.chain(changed).collect();
    let mut there = script.fixture.clone();
    keep(&mut there.tree.entries, "", &kept);
    there.mend();
    there
}

impl Judge<'_> {
    /// Runs a script once more, elsewhere; what is answered otherwise at a step whose path leaves. `leaving` has these steps.
    pub(super) fn seen_from_elsewhere<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        reach: Reach,
        (checked, leaving): (&Checked, &[usize]),
    ) -> Result<Option<Divergence>, Trouble> {
        let elsewhere = Elsewhere::of(leaving.iter().map(|step| &script.steps[*step]));
        let moved = Script { fixture: without_outside(script), ..script.clone() };
        let there = self.drive_aside(&moved, backend, reach, Some(&elsewhere))?;
        let Some((step, here, other)) = first_differing(leaving, checked, &there) else {
            self.coverage.kept(&[Rule::PathUnseen]);
            return Ok(None);
        };
        // One that answers as it likes says nothing of what is outside.
        let again = self.drive_aside(script, backend, reach, None)?;
        if first_differing(leaving, checked, &again).is_some() {
            self.coverage.not_repeated(Rule::PathUnseen);
            return Ok(None);
        }
        let op = script.steps[step].call().map(|call| call.op.kind());
        // Where the other answer is wrong by itself, it is that which is told.
        if let Verdict::Diverged(wrong) = there.verdict
            && wrong.step == step
        {
            let breach = Breach { rule: wrong.rule(), note: Some("where something else is outside".into()) };
            return Ok(Some(Divergence { breach, ..*wrong }));
        }
        let breach = Breach { rule: Rule::PathUnseen, note: None };
        let allowed = format!("{other}, as where something else is outside");
        let wrong = Divergence::new(step, breach, allowed, here.to_string());
        Ok(Some(Divergence { op, outcome: Some(here), ..wrong }))
    }

    /// Runs a script, and neither counts what it has reached nor tells anybody.
    fn drive_aside<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        reach: Reach,
        elsewhere: Option<&Elsewhere>,
    ) -> Result<Checked, Trouble> {
        let coverage = std::mem::take(&mut self.coverage);
        let listener = self.listener.take();
        let checked = self.drive(script, backend, reach, &mut Left::default(), elsewhere);
        (self.coverage, self.listener) = (coverage, listener);
        checked
    }
}

/// The first of these steps that two runs have answered otherwise, with both answers. What a step of only one of them was is no
/// answer.
fn first_differing(steps: &[usize], one: &Checked, other: &Checked) -> Option<(usize, Outcome, Outcome)> {
    let answer = |of: &Checked, step: usize| of.trace.get(step)?.outcome.clone();
    steps.iter().find_map(|step| {
        let (one, other) = (answer(one, *step)?, answer(other, *step)?);
        (one != other).then_some((*step, one, other))
    })
}
