//! The front door for a backend's own `cargo test`: the corpus, then generated scripts, and one verdict.
//!
//! [`Suite`] says what to run, [`Suite::run`] runs it, and a [`SuiteReport`] is what it came to. Where a test for each area
//! of rules and each profile of the generator is wanted, so that `cargo test` shows their names,
//! [`conformance_tests!`](crate::conformance_tests) makes them.

mod report;
mod tests_of;

pub use report::SuiteReport;
#[doc(hidden)]
pub use tests_of::assert_part;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::backend::Backend;
use crate::check::{Coverage, Fitted, Judge, STEP_DEADLINE, STEP_DEADLINE_MIN, Verdict};
use crate::corpus::{self, Case, Ledger, Staleness};
use crate::generate::Focus;
use crate::hunt::{Hunt, Progress, Watcher};
use crate::report::{Answer, Commands, Finding, Page, REPLAY_VARIABLE, Replayed, asked_text};
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::{Lacks, Platform};

/// Generated scripts of each profile unless told otherwise.
const CASES: u32 = 256;

/// A small race has about so many schedules, each of which is run: so many cases are one race.
const CASES_PER_RACE: u64 = 32;

/// What to run against a backend, and what to pass over.
///
/// ```
/// use wasi_fs_conformance::{Suite, backends, filesystem::Blocking};
/// Suite::new().cases(32).run(backends::host("ours", Blocking::default())).assert_conforms();
/// ```
#[derive(Clone, Debug)]
pub struct Suite {
    lacks: Lacks,
    platform: Option<Platform>,
    known: Option<PathBuf>,
    areas: Option<Vec<String>>,
    corpora: Vec<PathBuf>,
    profiles: Vec<Option<Focus>>,
    cases: u32,
    seed: u64,
    step_deadline: Duration,
    found: PathBuf,
    syscall_gate: bool,
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

impl Suite {
    /// The whole corpus, and 256 generated scripts of the mixed profile, the same ones in every run.
    pub fn new() -> Self {
        Self {
            lacks: Lacks::default(),
            platform: None,
            known: None,
            areas: None,
            corpora: Vec::new(),
            profiles: vec![None],
            cases: CASES,
            seed: 0,
            step_deadline: STEP_DEADLINE,
            found: Hunt::default().found,
            syscall_gate: true,
        }
    }

    /// Declares what the backend does not have: scripts that need it are skipped and counted, never passed.
    ///
    /// # Panics
    /// When a name is no capability's; the text lists the known ones.
    #[must_use]
    pub fn lacks(mut self, names: &[&str]) -> Self {
        match Lacks::of(names) {
            Ok(lacks) => self.lacks = self.lacks.and(&lacks),
            Err(error) => panic!("{error}"),
        }
        self
    }

    /// Says that the backend serves files of this platform, as in `"fat"`: what such hosts lack, and are like, is declared.
    ///
    /// # Panics
    /// When the name is no platform's; the text lists the known ones.
    #[must_use]
    pub fn platform(mut self, name: &str) -> Self {
        self.platform = Some(Platform::from_name(name).unwrap_or_else(|error| panic!("{error}")));
        self
    }

    /// Names the ledger of the backend's filed deviations. They are tolerated and counted; one that no longer occurs
    /// fails the run.
    #[must_use]
    pub fn known(mut self, ledger: impl Into<PathBuf>) -> Self {
        self.known = Some(ledger.into());
        self
    }

    /// Runs the scripts of these areas of the corpus alone, as in `["append", "stream"]`; of none with `[]`. Nobody can say
    /// then which entries of a ledger are stale.
    ///
    /// # Panics
    /// When there is no area of such a name; the text lists the known ones.
    #[must_use]
    pub fn areas(mut self, names: &[&str]) -> Self {
        let known = Rule::areas();
        for name in names {
            let list = || known.iter().copied().collect::<Vec<_>>().join(", ");
            assert!(known.contains(name), "{name:?} is no area; known are {}", list());
        }
        self.areas = Some(names.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// Adds a folder of scripts to the corpus: those that hunts of this backend have found, say. It holds them in a folder
    /// for each area.
    #[must_use]
    pub fn corpus(mut self, folder: impl Into<PathBuf>) -> Self {
        self.corpora.push(folder.into());
        self
    }

    /// Sets what generated scripts dwell on, by the names that `hunt --help` lists; `["mixed"]` unless told otherwise.
    ///
    /// # Panics
    /// When a name is no profile's; the text lists the known ones.
    #[must_use]
    pub fn profiles(mut self, names: &[&str]) -> Self {
        let profile = |name: &&str| Focus::profile(name).unwrap_or_else(|error| panic!("{error}"));
        self.profiles = names.iter().map(profile).collect();
        self
    }

    /// Sets how many generated scripts of each profile run after the corpus. Of the profile `schedules` it is a race for each 32
    /// of them, since each is run in all its schedules, or in some that are drawn where they are too many.
    #[must_use]
    pub fn cases(mut self, cases: u32) -> Self {
        self.cases = cases;
        self
    }

    /// Sets the seed of the generated scripts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how long one call may take before it counts as hanging; 10 s unless told otherwise.
    ///
    /// # Panics
    /// When it is less than [10 ms](crate::check::STEP_DEADLINE_MIN), which tells more of the machine than of a backend.
    #[must_use]
    pub fn step_deadline(mut self, deadline: Duration) -> Self {
        assert!(
            deadline >= STEP_DEADLINE_MIN,
            "a step deadline of {deadline:?} tells more of the machine than of a backend; give at least {STEP_DEADLINE_MIN:?}"
        );
        self.step_deadline = deadline;
        self
    }

    /// Sets the folder that keeps the scripts of findings; `target/found` unless told otherwise.
    #[must_use]
    pub fn found(mut self, folder: impl Into<PathBuf>) -> Self {
        self.found = folder.into();
        self
    }

    /// Leaves the calls of the operating system alone: scripts that need more are skipped and counted. Otherwise the thread
    /// that runs the suite, and those that it starts, have their calls on the scripts' files looked at from then on, which a
    /// backend that starts processes may not like.
    #[must_use]
    pub fn without_syscall_gate(mut self) -> Self {
        self.syscall_gate = false;
        self
    }

    /// Runs all of it; or, where `WASI_FS_CONFORMANCE_REPLAY` in the environment names the file of a script, that alone, and
    /// prints its steps with their answers.
    ///
    /// # Panics
    /// When the ledger, a corpus or the script can't be read, a finding can't be kept, or a script could not be judged for no
    /// fault of the backend; the text says why.
    pub fn run<B: Backend>(&self, backend: B) -> SuiteReport {
        let replayed = std::env::var_os(REPLAY_VARIABLE).map(PathBuf::from);
        self.run_or_replay(backend, replayed.as_deref()).unwrap_or_else(|why| panic!("{why}"))
    }

    fn run_or_replay<B: Backend>(&self, backend: B, replayed: Option<&Path>) -> Result<SuiteReport, String> {
        let ledger = self.known.as_deref().map(Ledger::load).transpose().map_err(text)?;
        let mut judge = self.judge(ledger.as_ref())?;
        if let Some(file) = replayed {
            let findings = replay(&mut judge, &backend, file)?;
            let report = self.report(backend.name(), judge.coverage, findings);
            return Ok(SuiteReport { corpus: report.coverage.scripts, ..report });
        }
        let mut cases = self.cases_of_corpus()?;
        let all = cases.len() as u64;
        if let Some(areas) = &self.areas {
            cases.retain(|(case, _)| areas.iter().any(|area| area == case.area()));
        }
        let mut findings = self.corpus_findings(&mut judge, &backend, &cases)?;
        let corpus = judge.coverage.scripts;
        let Staleness { stale, not_judged } = Staleness::of(ledger.as_ref(), &judge.coverage, all);
        let backends = [backend];
        for focus in &self.profiles {
            let hunted = self.hunt(*focus).run(&mut judge, &backends, &mut Silent).map_err(text)?;
            findings.extend(hunted.findings);
        }
        let [backend] = backends;
        let report = self.report(backend.name(), judge.coverage, findings);
        Ok(SuiteReport { corpus, stale, not_judged, ..report })
    }

    fn judge(&self, ledger: Option<&Ledger>) -> Result<Judge<'static>, String> {
        let judge = Judge::new().map_err(text)?.with_deadline(self.step_deadline);
        let judge = if self.syscall_gate { judge } else { judge.without_syscall_gate() };
        let judge = judge.explaining().lacking(&self.lacks);
        let judge = self.platform.into_iter().fold(judge, Judge::on_platform);
        Ok(match ledger {
            Some(ledger) => ledger.told_to(judge),
            None => judge,
        })
    }

    /// The hunt for generated scripts with this focus.
    fn hunt(&self, focus: Option<Focus>) -> Hunt {
        let cases = u64::from(self.cases);
        let is_of_schedules = focus == Some(Focus::Schedules);
        Hunt {
            time: None,
            scripts_max: Some(if is_of_schedules { cases.div_ceil(CASES_PER_RACE) } else { cases }),
            seed: self.seed,
            focus,
            keep_going: true,
            found: self.found.clone(),
            ..Hunt::default()
        }
    }

    /// The scripts of the corpora, each with the file that holds it, if one does.
    fn cases_of_corpus(&self) -> Result<Vec<(Case, Option<PathBuf>)>, String> {
        let mut cases: Vec<_> = corpus::built_in().into_iter().map(|case| (case, None)).collect();
        for folder in &self.corpora {
            let own = corpus::load(folder).map_err(text)?;
            cases.extend(own.into_iter().map(|case| {
                let file = case.file(folder);
                (case, Some(file))
            }));
        }
        Ok(cases)
    }

    /// What every script of the corpora shows on the backend.
    fn corpus_findings<B: Backend>(
        &self,
        judge: &mut Judge<'_>,
        backend: &B,
        cases: &[(Case, Option<PathBuf>)],
    ) -> Result<Vec<Finding>, String> {
        let mut findings = Vec::new();
        for (case, file) in cases {
            let fitted = judge.check_what_is_left(&case.script, backend).map_err(text)?;
            let Fitted { script, checked, .. } = fitted;
            let checked = judge.seen_twice(&script, backend, checked).map_err(text)?;
            if let Verdict::Diverged(divergence) = checked.verdict {
                let file = file.clone().map_or_else(|| self.keep(case, &script), Ok)?;
                let script = script.into_owned();
                let found = Finding::new(backend.name(), script, &checked.trace, &divergence);
                findings.push(found.kept_at(file));
            }
        }
        Ok(findings)
    }

    /// Writes a script of the built-in corpus to a file, so that it can be run by itself.
    fn keep(&self, case: &Case, script: &Script) -> Result<PathBuf, String> {
        let file = case.file(&self.found);
        let written = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = written.and_then(|()| std::fs::write(&file, script.to_string()));
        written.map_err(|error| {
            format!("can't write {}: {error}; choose another folder with Suite::found", file.display())
        })?;
        Ok(file)
    }

    fn report(&self, backend: &str, coverage: Coverage, findings: Vec<Finding>) -> SuiteReport {
        // libtest calls a test's thread as the test.
        let thread = std::thread::current();
        let test = thread.name().filter(|name| *name != "main");
        let commands = Commands::of_test(test, self.corpora.first().map(PathBuf::as_path));
        let backend = backend.to_owned();
        SuiteReport { backend, corpus: 0, coverage, findings, stale: Vec::new(), not_judged: None, commands }
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Runs the script of a file, and prints what came of it.
fn replay<B: Backend>(judge: &mut Judge<'_>, backend: &B, file: &Path) -> Result<Vec<Finding>, String> {
    let shown = file.display().to_string();
    let read = std::fs::read_to_string(file);
    let read =
        read.map_err(|error| format!("{shown}: can't be read: {error}; {REPLAY_VARIABLE} names it"))?;
    let script = Script::parse(&shown, &read).map_err(text)?;
    let Fitted { script, checked, .. } = judge.check_by_itself(&script, backend).map_err(text)?;
    let checked = judge.seen_twice(&script, backend, checked).map_err(text)?;
    let answers: Vec<Answer> = checked.trace.iter().map(Answer::from).collect();
    let verdict = match checked.verdict {
        Verdict::Conforms => "conforms".to_owned(),
        Verdict::NotExercised(reason) => format!("not exercised: {reason}"),
        Verdict::Skipped(capability) => format!("skipped: it needs {}", capability.name()),
        Verdict::Inconclusive(reason) => format!("inconclusive: {reason}"),
        Verdict::Diverged(divergence) => {
            let finding = Finding::new(backend.name(), script.into_owned(), &checked.trace, &divergence);
            return Ok(vec![finding.kept_at(file)]);
        }
    };
    let steps = Replayed { script: &script, answers: &answers, wrong: None };
    let asked = asked_text(&checked.receipts, Page::default());
    println!("{shown} on {}: {verdict}\n\n{steps}{asked}", backend.name());
    Ok(Vec::new())
}

/// Nobody looks on while a test runs.
struct Silent;

impl Watcher for Silent {
    fn progress(&mut self, _: Progress<'_>) {}
    fn found(&mut self, _: &Finding) {}
}

#[cfg(test)]
mod tests;
