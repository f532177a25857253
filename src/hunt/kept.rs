//! Which findings are worth shrinking, telling and keeping: one smallest script for each rule and shape.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::HuntError;
use crate::report::Finding;
use crate::rule::Rule;
use crate::script::Script;

/// How many scripts that break one rule of one backend are shrunk: enough to see different shapes of a fault, and few
/// enough that one that shows in each script does not hold up the rest.
const SHRUNK_MAX: u64 = 4;

/// What a hunt knows already.
#[derive(Debug)]
pub(super) struct Known {
    keep_going: bool,
    /// How many diverged, by backend and rule.
    diverged: BTreeMap<(String, Rule), u64>,
    /// Of which of them at least one is sure to be a finding.
    sure: BTreeSet<(String, Rule)>,
    /// Those that were told: backend, rule and shape.
    told: BTreeSet<(String, Rule, String)>,
    more: u64,
}

impl Known {
    pub(super) fn new(keep_going: bool) -> Self {
        Self { keep_going, diverged: BTreeMap::new(), sure: BTreeSet::new(), told: BTreeSet::new(), more: 0 }
    }

    /// Whether a script that diverged is worth shrinking: the first of all is, or the first few of each rule. While those may
    /// turn out to be no findings the next one is as well.
    pub(super) fn wants(&mut self, suspect: &Finding, is_sure: bool) -> bool {
        let key = key(suspect);
        let nothing_sure = if self.keep_going { !self.sure.contains(&key) } else { self.sure.is_empty() };
        let before = self.diverged.entry(key.clone()).or_default();
        let wanted = nothing_sure || (self.keep_going && *before < SHRUNK_MAX);
        *before += 1;
        self.more += u64::from(!wanted);
        if is_sure {
            self.sure.insert(key);
        }
        wanted
    }

    /// What was wanted has turned out to be no finding.
    pub(super) fn forget(&mut self, suspect: &Finding) {
        let key = key(suspect);
        if let Some(count) = self.diverged.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                self.diverged.remove(&key);
            }
        }
    }

    /// What was wanted is one too many: it is counted, and not told.
    #[cfg(feature = "cli")]
    pub(super) fn pass_over(&mut self) {
        self.more += 1;
    }

    /// Whether nothing of this shape was told; then it counts as told.
    pub(super) fn is_new(&mut self, finding: &Finding) -> bool {
        let (backend, rule) = key(finding);
        self.sure.insert((backend.clone(), rule));
        let new = self.told.insert((backend, rule, finding.script.shape()));
        self.more += u64::from(!new);
        new
    }

    /// How many diverged, by backend and rule.
    pub(super) fn diverged(&self) -> &BTreeMap<(String, Rule), u64> {
        &self.diverged
    }

    /// How many diverged that were not wanted or not new.
    pub(super) fn more(&self) -> u64 {
        self.more
    }
}

fn key(finding: &Finding) -> (String, Rule) {
    (finding.backend.clone(), finding.rule())
}

/// The folder of findings: one smallest script for each rule and shape.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Keeps a suspect until it is smaller: whatever happens from here on, it is not lost. Where that fails, keeping the
    /// finding will say so.
    pub(super) fn lay_down(&self, suspect: &Finding) -> Option<PathBuf> {
        let mut suspect = suspect.clone();
        let there = self.folder.join(suspect.file_name()).exists();
        suspect.keep_in(&self.folder).ok().filter(|()| !there).and(suspect.file)
    }

    /// Keeps a finding, unless the folder has a script of its shape that is no longer. What was laid down for it goes.
    ///
    /// # Errors
    /// What the operating system says; the finding itself is not lost, it can still be printed.
    pub(super) fn keep(&self, finding: &mut Finding, laid_down: Option<PathBuf>) -> Result<(), HuntError> {
        let file = self.folder.join(finding.file_name());
        let there = fs::read_to_string(&file).ok().and_then(|text| Script::parse("", &text).ok());
        match there {
            Some(kept) if size(&kept) <= size(&finding.script) => finding.file = Some(file),
            _ => finding
                .keep_in(&self.folder)
                .map_err(|source| HuntError::Keep { folder: self.folder.clone(), source })?,
        }
        Self::take_away(laid_down.filter(|before| finding.file.as_ref() != Some(before)));
        Ok(())
    }

    /// Takes away what was laid down for something that is no finding.
    pub(super) fn take_away(laid_down: Option<PathBuf>) {
        if let Some(file) = laid_down {
            // A leftover does no harm.
            drop(fs::remove_file(file));
        }
    }
}

/// How long a script is: in steps, and in letters without what is said about it.
fn size(script: &Script) -> (usize, usize) {
    let bare = Script { comments: Vec::new(), rule: None, ..script.clone() };
    (script.steps.len(), bare.to_string().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Divergence;
    use crate::outcome::Breach;

    fn finding(script: &str) -> Finding {
        let script = Script::parse("", script).unwrap();
        let breach = Breach { rule: Rule::FileRead, note: None };
        let divergence = Divergence::new(0, breach, "a", "b");
        Finding::new("x", script, &[], &divergence)
    }

    const LONG: &str = "run\n  f = root.open-at \"log\" read write\n  f.read 10 0\n";
    const SHORT: &str = "run\n  f = root.open-at \"a\" read\n  f.read 1 0\n";

    #[test]
    fn of_one_shape_the_smallest_script_is_kept_also_across_hunts() {
        let folder = tempfile::tempdir().unwrap();
        for (script, kept) in [(LONG, LONG), (SHORT, SHORT), (LONG, SHORT)] {
            let mut found = finding(script);
            Shelf::new(folder.path()).keep(&mut found, None).unwrap();
            let text = fs::read_to_string(found.file.unwrap()).unwrap();
            let steps = kept.strip_prefix("run\n").unwrap();
            assert!(text.ends_with(steps), "{text}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_laid_down_goes_when_something_smaller_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path());
        let laid_down = shelf.lay_down(&finding("run\n  root.stat\n  root.sync\n"));
        assert!(laid_down.as_ref().is_some_and(|file| file.exists()));
        shelf.keep(&mut finding("run\n  root.stat\n"), laid_down.clone()).unwrap();
        assert!(!laid_down.unwrap().exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn few_of_one_rule_are_wanted_and_each_shape_is_told_once() {
        let mut known = Known::new(true);
        let wanted = (0..9).filter(|_| known.wants(&finding(LONG), true)).count();
        assert_eq!((wanted, known.diverged().values().copied().collect::<Vec<_>>()), (4, vec![9]));
        assert!(known.is_new(&finding(LONG)) && !known.is_new(&finding(SHORT)));
        assert_eq!(known.more(), 6);
        let mut known = Known::new(false);
        assert!(known.wants(&finding(LONG), true) && !known.wants(&finding(LONG), true));
    }

    #[test]
    fn while_nothing_is_sure_to_be_a_finding_everything_is_wanted() {
        for keep_going in [false, true] {
            let mut known = Known::new(keep_going);
            assert!((0..9).all(|_| known.wants(&finding(LONG), false)));
            (0..9).for_each(|_| known.forget(&finding(LONG)));
            assert_eq!((known.diverged().len(), known.more()), (0, 0));
            assert!((0..9).all(|_| known.wants(&finding(LONG), false)));
            assert!(known.is_new(&finding(SHORT)));
            assert!(!known.wants(&finding(LONG), false), "one is sure by now");
        }
    }
}
