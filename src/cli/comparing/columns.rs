//! The survey of a column, from what was chosen to what stands in the report.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::chosen::Chosen;
use crate::backend::Backend;
use crate::cli::arguments::{Conditions, JudgeArguments};
use crate::cli::hunting::launch;
use crate::cli::{Failure, Task, Tool, choice_of, judge_under, on_backend, program_name};
use crate::corpus::{self, Case};
use crate::hunt::survey::{Survey, Surveyed};
use crate::hunt::workers::{Launch, Pack};
use crate::hunt::{Hunt, Watcher};
use crate::report::{
    Cell, Column, Commands, End, Inconclusive, LeftOut, NotRepeated, Pace, Skipped, Tolerated,
};
use crate::rule::Rule;
use crate::tree::{Capability, Lacks};

/// Where surveys work, and how.
pub(super) struct Place {
    /// In which folder throw-away folders are made.
    folder: PathBuf,
    /// The corpus, for workers to read.
    corpus: TempDir,
    conditions: Conditions,
    /// How much memory a worker may take, in MiB; 0 for no limit.
    memory: u64,
}

/// A backend that was chosen, and has been asked what it is.
pub(super) struct Asked {
    pub(super) chosen: Chosen,
    /// What it calls itself.
    name: String,
    /// What is lacking for scripts on it.
    lacks: Lacks,
    /// The scripts of the corpus that are skipped: the rules they are about, and what is missing for them.
    skipped: Vec<(Rule, Capability)>,
}

/// Asks a backend what it is called, and what it lacks for which scripts.
struct Ask<'a> {
    cases: &'a [Case],
    conditions: &'a Conditions,
}

impl Task for Ask<'_> {
    type Output = Result<(String, Lacks, Vec<(Rule, Capability)>), Failure>;

    fn on<B: Backend>(self, backend: B) -> Self::Output {
        let judge = judge_under(self.conditions)?;
        let missing = |case: &Case| Some((case.script.rule?, judge.missing(&case.script, &backend)?));
        let skipped = self.cases.iter().filter_map(missing).collect();
        Ok((backend.name().to_owned(), judge.lacks_to_generate(&backend), skipped))
    }
}

impl Place {
    pub(super) fn create(folder: PathBuf, conditions: Conditions, memory: u64) -> Result<Self, Failure> {
        let made = tempfile::Builder::new().prefix("wasi-fs-conformance-corpus-").tempdir_in(&folder);
        let made = made.and_then(|corpus| corpus::write_built_in(corpus.path()).map(|()| corpus));
        let corpus = made.map_err(|error| {
            let parent = folder.display();
            Failure::own(format!(
                "can't write the corpus to a folder in {parent}: {error}; choose another one with --dir"
            ))
        })?;
        Ok(Self { folder, corpus, conditions, memory })
    }

    /// The folder of the corpus.
    pub(super) fn corpus(&self) -> &Path {
        self.corpus.path()
    }

    /// Asks a backend what has to be known before anything is run.
    pub(super) fn ask(&self, chosen: Chosen, cases: &[Case]) -> Result<Asked, Failure> {
        let ask = Ask { cases, conditions: &self.conditions };
        let (name, lacks, skipped) = on_backend(&chosen.backend, &self.folder, ask)??;
        Ok(Asked { chosen, name, lacks, skipped })
    }

    /// How workers are started on a backend, with this ledger.
    fn launch(&self, backend: &str, known: Option<PathBuf>) -> Result<Launch, Failure> {
        let tool = Tool {
            called: program_name(),
            chosen: choice_of(backend),
            definition: clap::Command::default(),
            backend: ["--backend".into(), backend.into()].into(),
            folder: self.folder.clone(),
        };
        let arguments = JudgeArguments { conditions: self.conditions.clone(), known };
        launch(&arguments, self.memory, &tool)
    }

    /// Surveys a backend.
    pub(super) fn survey(
        &self,
        asked: &Asked,
        hunt: &Hunt,
        jobs: u32,
        watcher: &mut dyn Watcher,
    ) -> Result<Column, Failure> {
        let Chosen { backend, ledger, .. } = &asked.chosen;
        let file = ledger.as_ref().map(|filed| filed.file.clone());
        let survey = Survey {
            pack: Pack {
                hunt: hunt.clone(),
                jobs,
                launch: self.launch(backend, file)?,
                backends: vec![asked.name.clone()],
                lacks: vec![asked.lacks],
                corpus: Some(self.corpus().to_owned()),
                known: ledger.as_ref().map(|filed| filed.ledger.clone()),
            },
            strict: self.launch(backend, None)?,
            skipped: asked.skipped.clone(),
            commands: Commands::of_tool(env!("CARGO_PKG_NAME"), &choice_of(backend)),
        };
        Ok(asked.column(survey.run(watcher), jobs))
    }
}

impl Asked {
    /// Its column before anything has run.
    pub(super) fn waiting(&self) -> Column {
        let Chosen { label, backend, ledger } = &self.chosen;
        let cells = Rule::ALL.iter().map(|rule| Cell::empty(*rule)).collect();
        Column {
            label: label.clone(),
            backend: backend.clone(),
            name: self.name.clone(),
            ledger: ledger.as_ref().map(|filed| filed.from.clone()),
            end: End::Waiting,
            corpus: 0,
            generated: 0,
            ops: 0,
            pace: None,
            skipped: Vec::new(),
            left_out: Vec::new(),
            share_left_out: 0.0,
            not_exercised: Vec::new(),
            inconclusive: Vec::new(),
            not_repeated: Vec::new(),
            not_audited: Vec::new(),
            tolerated: Vec::new(),
            stale: Vec::new(),
            not_judged: None,
            deaths: 0,
            lost: Vec::new(),
            cells,
        }
    }

    fn column(&self, surveyed: Surveyed, jobs: u32) -> Column {
        let Surveyed { end, cells, coverage, corpus, staleness, deaths, lost, hunted } = surveyed;
        let (skipped, left_out) = (coverage.skipped.iter(), coverage.left_out.iter());
        let share_left_out = coverage.share_left_out();
        let by_reason = |(reason, scripts)| Inconclusive { reason, scripts };
        let tolerated = coverage.tolerated.into_iter();
        Column {
            end,
            corpus: corpus.scripts,
            generated: coverage.scripts - corpus.scripts,
            ops: coverage.ops,
            pace: hunted.map(|(took, ops)| Pace { seconds: took.as_secs_f64(), ops, workers: jobs }),
            skipped: skipped
                .map(|(lacks, scripts)| Skipped { lacks: lacks.name(), scripts: *scripts })
                .collect(),
            left_out: left_out.map(|(lacks, steps)| LeftOut { lacks: lacks.name(), steps: *steps }).collect(),
            share_left_out,
            not_exercised: coverage.not_exercised.into_iter().map(by_reason).collect(),
            inconclusive: coverage.inconclusive.into_iter().map(by_reason).collect(),
            not_audited: coverage.not_audited.into_iter().map(by_reason).collect(),
            not_repeated: coverage
                .not_repeated
                .into_iter()
                .map(|(rule, scripts)| NotRepeated { rule: rule.id(), scripts })
                .collect(),
            tolerated: tolerated
                .map(|((rule, answer), times)| Tolerated { rule: rule.id(), answer, times })
                .collect(),
            stale: staleness.stale,
            not_judged: staleness.not_judged.as_ref().map(ToString::to_string),
            deaths,
            lost,
            cells,
            ..self.waiting()
        }
    }
}
