//! `bless`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use similar::TextDiff;

use super::replaying::{expanded, read_text};
use super::{Exit, Failure, Outcome};
use crate::backends::host;
use crate::check::{Judge, Verdict};
use crate::corpus::{Blessing, Changed, Widened, left_open};
use crate::filesystem::Blocking;
use crate::outcome::Meaning;
use crate::rule::Leeway;
use crate::script::Script;

#[derive(Debug, Args)]
pub(super) struct BlessArguments {
    /// The scripts; a folder stands for all that are in it.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Also rewrite what then allows more than it did.
    #[arg(long)]
    widen: bool,

    /// Rewrite nothing; say what would change, and end with exit code 2 if something would.
    #[arg(long)]
    check: bool,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    /// It pins what the model says.
    Same,
    /// It was rewritten, or would be.
    Changed,
    /// It was left alone, for a reason that was told.
    Refused,
}

pub(super) fn run(arguments: &BlessArguments) -> Outcome {
    let files = expanded(&arguments.files)?;
    // All are read before the first is written.
    let scripts = files.iter().map(|file| read_text(file)).collect::<Result<Vec<_>, _>>()?;
    let mut judge = Judge::new().map_err(Failure::own)?.explaining();
    let mut became = Vec::new();
    for (file, (text, script)) in files.iter().zip(&scripts) {
        became.push(one(arguments, &mut judge, file, (text, script))?);
    }
    let count = |what: Became| became.iter().filter(|one| **one == what).count();
    let (changed, refused) = (count(Became::Changed), count(Became::Refused));
    let word = if arguments.check { "would be rewritten" } else { "rewritten" };
    anstream::println!("{} scripts: {changed} {word}, {refused} refused", files.len());
    print_left_open(scripts.iter().map(|(_, script)| script));
    let unblessed = refused > 0 || (arguments.check && changed > 0);
    Ok(if unblessed { Exit::Diverged } else { Exit::Conforms })
}

fn one(
    arguments: &BlessArguments,
    judge: &mut Judge<'_>,
    file: &Path,
    (text, script): (&str, &Script),
) -> Result<Became, Failure> {
    let shown = file.display();
    // The model's own reference, in the mode in which a script is answered alike each time.
    let backend = host("host-inline", Blocking::CurrentThread);
    let checked = judge.check(script, &backend).map_err(Failure::own)?;
    let why_not = match &checked.verdict {
        // What it pins is the model's, and holds in a mode in which it is exercised.
        Verdict::Conforms | Verdict::NotExercised(_) => None,
        Verdict::Diverged(wrong) => Some(format!(
            "step {} breaks {}: allowed {}, got {}",
            wrong.step + 1,
            wrong.rule(),
            wrong.allowed,
            wrong.got
        )),
        Verdict::Skipped(missing) => Some(format!("it needs {}, which is not here", missing.name())),
        Verdict::Inconclusive(reason) => Some(format!("it is inconclusive: {reason}")),
    };
    if let Some(why) = why_not {
        anstream::println!("{shown}: not blessed, {why}");
        return Ok(Became::Refused);
    }
    let blessing = Blessing::new(text, script, &checked);
    if !blessing.changes() {
        return Ok(Became::Same);
    }
    print_difference(file, &blessing);
    blessing.changed.iter().for_each(|changed| print_changed(file, changed));
    if !blessing.widened.is_empty() && !arguments.widen {
        blessing.widened.iter().for_each(|widened| print_widened(file, widened));
        anstream::println!("{shown}: not blessed, since it would allow more than it did; --widen does it");
        return Ok(Became::Refused);
    }
    if !arguments.check {
        let written = std::fs::write(file, &blessing.after);
        written.map_err(|error| Failure::own(format!("{shown}: can't be written: {error}")))?;
    }
    Ok(Became::Changed)
}

/// Says how often the standard leaves open what a step is refused with, by the choices that it leaves.
fn print_left_open<'s>(scripts: impl Iterator<Item = &'s Script>) {
    let mut open: BTreeMap<Leeway, usize> = BTreeMap::new();
    for ((leeway, _), steps) in scripts.flat_map(left_open) {
        *open.entry(leeway).or_default() += steps;
    }
    if open.is_empty() {
        return;
    }
    let rows: Vec<String> = open.iter().map(|(leeway, steps)| format!("{} {steps}", leeway.id())).collect();
    let steps: usize = open.values().sum();
    anstream::println!(
        "left open by the standard at {steps} steps (`explain` has the sentences): {}",
        rows.join(", ")
    );
}

fn print_difference(file: &Path, blessing: &Blessing) {
    let shown = file.display().to_string();
    let difference = TextDiff::from_lines(blessing.before.as_str(), blessing.after.as_str());
    anstream::print!("{}", difference.unified_diff().context_radius(2).header(&shown, &shown));
}

fn print_changed(file: &Path, Changed { step, pinned, allowed, meaning }: &Changed) {
    let (shown, step) = (file.display(), step + 1);
    let Some(pinned) = pinned else {
        anstream::println!("{shown}: step {step} pins nothing");
        return;
    };
    let how = match meaning {
        Meaning::Same => "the same as",
        Meaning::Narrower => "less than",
        Meaning::Wider => "more than",
        Meaning::Other => "partly something else than",
        Meaning::Apart => "something else than",
    };
    let hint = if *meaning == Meaning::Narrower { "; `only` in front of it keeps it" } else { "" };
    anstream::println!(
        "{shown}: step {step} pins {pinned}, which is {how} the model allows: {allowed}{hint}"
    );
}

fn print_widened(file: &Path, Widened { step, more }: &Widened) {
    let place = step.map_or_else(|| "at the end".to_owned(), |step| format!("step {}", step + 1));
    anstream::println!("{}: {place} would also allow {}", file.display(), more.join(" | "));
}
