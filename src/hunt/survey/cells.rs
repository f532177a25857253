//! How a backend stands to each rule, and in which ways it breaks it: as its ledger files them, or would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Seen, Survey};
use crate::check::{Evidence, Standing};
use crate::corpus::{self, Entry, Ledger, answer_to_file};
use crate::hunt::HuntError;
use crate::report::{Cell, Deviation, Filed, Finding, Shown, Skipped};
use crate::rule::Rule;
use crate::tree::Capability;

/// All that one entry of a ledger lists, or would.
#[derive(Default)]
struct Way<'s> {
    /// The reason, if it is filed.
    reason: Option<&'s str>,
    /// The scripts of the corpus that show it.
    scripts: BTreeSet<String>,
    smallest: Option<&'s Finding>,
}

impl<'s> Way<'s> {
    fn add(&mut self, finding: &'s Finding, corpus: Option<&Path>) {
        self.scripts.extend(shown_by(finding, corpus));
        let size = |finding: &Finding| (finding.script.steps.len(), finding.script.to_string().len());
        if self.smallest.is_none_or(|smallest| size(finding) < size(smallest)) {
            self.smallest = Some(finding);
        }
    }
}

/// The ways in which a rule is broken, by what an entry lists: those that are not filed first.
type Ways<'s> = BTreeMap<(bool, String), Way<'s>>;

/// The name of the script of a corpus that a finding has shown.
fn shown_by(finding: &Finding, folder: Option<&Path>) -> Option<String> {
    finding.file.as_deref()?.strip_prefix(folder?).ok().map(corpus::case_name)
}

/// Sorts what was seen of one rule by what a ledger lists.
fn ways<'s>(rule: Rule, seen: &'s Seen, ledger: &'s Ledger, corpus: Option<&Path>) -> Ways<'s> {
    let mut ways = Ways::new();
    for finding in seen.findings.iter().filter(|finding| finding.rule() == rule) {
        let (kind, got) = (finding.kind, &finding.wrong.got);
        let entry = ledger.find(rule, finding.op(), kind, got);
        let name = entry.map_or_else(|| answer_to_file(kind, got).to_owned(), Entry::name);
        let way = ways.entry((entry.is_some(), name)).or_default();
        way.reason = entry.map(|entry| entry.reason.as_str());
        way.add(finding, corpus);
    }
    for entry in ledger.entries().iter().filter(|entry| entry.rule == rule) {
        let name = entry.name();
        if seen.coverage.tolerated.contains_key(&(rule, name.clone())) {
            ways.entry((true, name)).or_default().reason = Some(&entry.reason);
        }
    }
    ways
}

/// How many steps show it; what nothing shows comes last.
fn steps(deviation: &Deviation) -> usize {
    deviation.shown.as_ref().map_or(usize::MAX, |shown| shown.finding.script.steps.len())
}

impl Survey {
    /// The cells, and whether all scripts in them could be kept.
    pub(super) fn cells(&self, seen: &Seen) -> (Vec<Cell>, Result<(), HuntError>) {
        let nothing_filed = Ledger::default();
        let ledger = self.pack.known.as_ref().unwrap_or(&nothing_filed);
        let mut kept = Ok(());
        let mut cell = |rule: Rule| {
            let ways = ways(rule, seen, ledger, self.pack.corpus.as_deref());
            let skipped = self.skipped_of(rule);
            let not_exercised = seen.coverage.rules_not_exercised.of(rule);
            let evidence = Evidence {
                broken: ways.keys().any(|(filed, _)| !filed),
                broken_as_filed: ways.keys().any(|(filed, _)| *filed),
                kept: seen.coverage.reached(rule),
                not_exercised: not_exercised > 0,
                skipped: !skipped.is_empty(),
            };
            let deviation = |((_, answer), way)| {
                let (deviation, told) = self.deviation(rule, answer, way, seen);
                if kept.is_ok() {
                    kept = told;
                }
                deviation
            };
            let mut deviations: Vec<Deviation> = ways.into_iter().map(deviation).collect();
            deviations.sort_by_key(|deviation| (deviation.filed.is_some(), steps(deviation)));
            Cell {
                rule,
                standing: Standing::of(evidence),
                kept: seen.coverage.rules.of(rule),
                not_exercised,
                skipped,
                diverged: seen.diverged.get(&rule).copied().unwrap_or(0),
                deviations,
            }
        };
        let cells = Rule::ALL.iter().map(|rule| cell(*rule)).collect();
        (cells, kept)
    }

    fn skipped_of(&self, rule: Rule) -> Vec<Skipped> {
        let mut counts: BTreeMap<Capability, u64> = BTreeMap::new();
        for (_, missing) in self.skipped.iter().filter(|(about, _)| *about == rule) {
            *counts.entry(*missing).or_default() += 1;
        }
        counts.into_iter().map(|(lacks, scripts)| Skipped { lacks: lacks.name(), scripts }).collect()
    }

    /// A way as data, its script kept where other findings are.
    fn deviation(
        &self,
        rule: Rule,
        answer: String,
        Way { reason, scripts, smallest }: Way<'_>,
        seen: &Seen,
    ) -> (Deviation, Result<(), HuntError>) {
        let tolerated = seen.coverage.tolerated.get(&(rule, answer.clone()));
        let times = tolerated.copied().unwrap_or(0);
        let filed = reason.map(|reason| Filed { reason: reason.to_owned(), times });
        let mut finding = smallest.cloned();
        let may_be_a_way_out = finding.as_ref().is_some_and(Finding::may_be_a_way_out);
        let kept = finding.as_mut().map_or(Ok(()), |finding| self.keep(finding));
        let untold = Deviation { answer, filed, scripts: Vec::new(), shown: None, withheld: None };
        let deviation = match finding {
            // Pages are handed on. Whoever may know of it has the folder of findings.
            Some(Finding { file, .. }) if may_be_a_way_out => Deviation { withheld: file, ..untold },
            finding => Deviation {
                scripts: scripts.into_iter().collect(),
                shown: finding.map(|finding| Shown::new(finding, &self.commands)),
                ..untold
            },
        };
        (deviation, kept)
    }

    fn keep(&self, finding: &mut Finding) -> Result<(), HuntError> {
        let folder = &self.pack.hunt.found;
        if finding.file.as_ref().is_some_and(|file| file.starts_with(folder)) {
            return Ok(());
        }
        finding.file = None;
        finding.keep_in(folder).map_err(|source| HuntError::Keep { folder: folder.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;
    use crate::check::Divergence;
    use crate::hunt::Hunt;
    use crate::hunt::workers::{Launch, Pack};
    use crate::outcome::Breach;
    use crate::report::Commands;
    use crate::script::Script;
    use crate::tree::Lacks;

    /// A survey that starts nothing, with its folder of findings.
    fn survey(ledger: &str) -> (tempfile::TempDir, Survey) {
        let found = tempfile::tempdir().unwrap();
        let strict = Launch {
            program: PathBuf::new(),
            arguments: Vec::new(),
            folder: PathBuf::new(),
            memory_max: None,
            step_deadline: Duration::ZERO,
            backtraces: false,
        };
        let hunt = Hunt { found: found.path().to_owned(), ..Hunt::default() };
        let known = Some(Ledger::parse("x", ledger).unwrap());
        let (launch, corpus) = (strict.clone(), Some(PathBuf::from("corpus")));
        let pack = Pack {
            hunt,
            jobs: 1,
            launch,
            backends: vec!["b".into()],
            lacks: vec![Lacks::default()],
            corpus,
            known,
        };
        let skipped = vec![
            (Rule::AppendEnd, Capability::Append),
            (Rule::AppendEnd, Capability::Append),
            (Rule::FileRead, Capability::HardLinks),
        ];
        (found, Survey { pack, strict, skipped, commands: Commands::of_tool("tool", "") })
    }

    fn finding(rule: Rule, got: &str, steps: usize, file: Option<&str>) -> Finding {
        let lines = "  root.stat\n".repeat(steps);
        let script = Script::parse("x", &format!("run\n{lines}")).unwrap();
        let outcome = Some(crate::outcome::Outcome::Done);
        let wrong = Divergence::new(0, Breach { rule, note: None }, "ok", got);
        let divergence = Divergence { outcome, ..wrong };
        let finding = Finding::new("b", script, &[], &divergence);
        match file {
            Some(file) => finding.kept_at(file),
            None => finding,
        }
    }

    fn cell(cells: &[Cell], rule: Rule) -> &Cell {
        let cell = cells.iter().find(|cell| cell.rule == rule);
        cell.unwrap()
    }

    const FILED: &str =
        "path/missing-is-no-entry  io  their hole\npath/missing-is-no-entry  access  another\n";

    #[test]
    fn what_a_ledger_lists_is_known_and_what_it_does_not_list_deviates() {
        let (found, survey) = survey(FILED);
        let mut seen = Seen::default();
        seen.coverage.tolerated(Rule::PathMissing, "io".into());
        seen.coverage.tolerated(Rule::PathMissing, "access".into());
        seen.findings = vec![
            finding(Rule::PathMissing, "io", 3, Some("corpus/path/b.fs")),
            finding(Rule::PathMissing, "io", 2, Some("corpus/path/a.fs")),
        ];
        let (cells, kept) = survey.cells(&seen);
        assert!(kept.is_ok());
        assert_eq!(cells.len(), Rule::ALL.len());
        let known = cell(&cells, Rule::PathMissing);
        assert_eq!((known.standing, known.deviations.len()), (Standing::Known, 2));
        let [first, unseen] = &known.deviations[..] else { panic!("{known:#?}") };
        assert_eq!(
            (&*first.answer, &first.scripts[..]),
            ("io", &["path/a".to_owned(), "path/b".to_owned()][..])
        );
        let filed = first.filed.as_ref().unwrap();
        assert_eq!((&*filed.reason, filed.times), ("their hole", 1));
        let shown = first.shown.as_ref().unwrap();
        assert_eq!(shown.finding.script.steps.len(), 2, "the smallest is shown");
        let file = shown.finding.file.as_deref().unwrap();
        assert!(file.starts_with(found.path()) && file.exists(), "{}", file.display());
        assert_eq!(shown.replay, Some(format!("tool replay {}", file.display())));
        assert_eq!((&*unseen.answer, unseen.shown.is_some()), ("access", false));

        seen.findings.push(finding(Rule::PathMissing, "busy", 9, None));
        let (cells, _) = survey.cells(&seen);
        let both = cell(&cells, Rule::PathMissing);
        let filed: Vec<bool> = both.deviations.iter().map(|way| way.filed.is_some()).collect();
        assert_eq!((both.standing, filed), (Standing::Deviates, vec![false, true, true]));
        assert_eq!(both.deviations[0].answer, "busy");
    }

    #[test]
    fn a_way_out_is_kept_and_not_told() {
        let (found, survey) = survey("path/outside-stays-untouched  escape  filed in private\n");
        let mut seen = Seen::default();
        seen.coverage.tolerated(Rule::PathOutside, "escape".into());
        let corpus = [Some("corpus/path/a.fs"), None, None];
        let rules = [Rule::PathOutside, Rule::AccessGranted, Rule::PathInside];
        seen.findings = rules.iter().zip(corpus).map(|(rule, file)| finding(*rule, "ok", 2, file)).collect();
        let (cells, kept) = survey.cells(&seen);
        assert!(kept.is_ok());
        for rule in rules {
            let [way] = &cell(&cells, rule).deviations[..] else { panic!("{rule}") };
            assert!(way.scripts.is_empty() && way.shown.is_none(), "{way:#?}");
            let file = way.withheld.as_deref().unwrap();
            assert!(file.starts_with(found.path()) && file.exists(), "{}", file.display());
        }
    }

    #[test]
    fn what_was_not_seen_is_skipped_for_a_reason_or_not_reached() {
        let (_found, survey) = survey("");
        let mut seen = Seen::default();
        seen.coverage.rules.count(Rule::FileRead);
        (0..2).for_each(|_| seen.coverage.rules_not_exercised.count(Rule::FaultShort));
        let (cells, _) = survey.cells(&seen);
        let skipped = cell(&cells, Rule::AppendEnd);
        assert_eq!(skipped.standing, Standing::Skipped);
        assert_eq!(skipped.skipped, [Skipped { lacks: "append", scripts: 2 }]);
        let kept = cell(&cells, Rule::FileRead);
        assert_eq!((kept.standing, kept.skipped.len(), kept.kept), (Standing::Conforms, 1, 1));
        let in_vain = cell(&cells, Rule::FaultShort);
        assert_eq!((in_vain.standing, in_vain.not_exercised), (Standing::NotExercised, 2));
        assert_eq!(cell(&cells, Rule::NoPanic).standing, Standing::NotReached);
    }

    #[test]
    fn a_script_that_can_not_be_kept_is_shown_all_the_same() {
        let (found, mut survey) = survey("");
        survey.pack.hunt.found = found.path().join("file");
        std::fs::write(&survey.pack.hunt.found, "").unwrap();
        let findings = vec![finding(Rule::FileRead, "io", 1, None)];
        let (cells, kept) = survey.cells(&Seen { findings, ..Seen::default() });
        assert!(kept.unwrap_err().to_string().contains("can't keep the finding"));
        let shown = cell(&cells, Rule::FileRead).deviations[0].shown.as_ref().unwrap();
        assert_eq!(shown.replay, None);
    }
}
