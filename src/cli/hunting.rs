//! `hunt`.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{HuntArguments, Profile};
use super::{Exit, Failure, Outcome, Tool, is_stale, ledger, print_report};
use crate::backend::{Backend, default_folder};
use crate::check::Coverage;
use crate::hunt::workers::{Launch, Pack};
use crate::hunt::{Hunt, HuntError, Progress, Watcher};
use crate::report::{Finding, Summary, Text};
use crate::rule::Rule;

/// How often the progress line is drawn, at most.
const REDRAW: Duration = Duration::from_millis(200);

/// The exit code of a second Ctrl-C (128 + SIGINT, as shells have it).
const INTERRUPTED: i32 = 130;

pub(super) fn run<B: Backend>(arguments: HuntArguments, tool: &Tool, backends: &[B]) -> Outcome {
    let names: Vec<String> = backends.iter().map(|backend| backend.name().to_owned()).collect();
    let written_to = arguments.coverage.clone();
    let pack = pack(arguments, tool, names.clone())?;
    announce(&pack);
    let mut screen = Screen::new(&tool.called);
    let hunted = pack.run(&mut screen);
    screen.line.finish_and_clear();
    let (hunted, coverage) = hunted.map_err(|error| match error {
        HuntError::Corpus(error) => Failure::usage(error),
        HuntError::Trouble(_)
        | HuntError::Keep { .. }
        | HuntError::Folder { .. }
        | HuntError::Worker(_)
        | HuntError::Process(_) => Failure::own(error),
    })?;
    if let Some(file) = &written_to {
        write_coverage(file, &coverage)?;
    }
    let findings = hunted.findings.len();
    let time = Some((hunted.took, pack.jobs));
    let (of, corpus) = &hunted.corpus;
    let ran = corpus.scripts;
    anstream::print!(
        "{}",
        Summary { backends: names, coverage: &coverage, findings, corpus: ran, took: time }
    );
    let stale = pack.known.as_ref().is_some_and(|ledger| is_stale(ledger, corpus, *of));
    if hunted.more > 0 {
        anstream::println!("  scripts that diverged beside these: {}", hunted.more);
    }
    if hunted.deaths > 0 {
        anstream::println!("  workers that ended and were replaced: {}", hunted.deaths);
    }
    for Finding { wrong, file, .. } in &hunted.lost {
        let kept =
            file.as_ref().map_or_else(String::new, |file| format!("; its script is in {}", file.display()));
        anstream::println!(
            "  a worker was ended from outside, it seems ({}), and another took over{kept}",
            wrong.got
        );
    }
    Ok(match (findings, coverage.scripts) {
        (1.., _) => Exit::Diverged,
        (0, 0) => Exit::NothingRan,
        (0, _) if stale => Exit::Stale,
        (0, _) => Exit::Conforms,
    })
}

/// What was reached, as data for `cover`.
fn write_coverage(file: &Path, coverage: &Coverage) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(coverage).map_err(Failure::own)?;
    std::fs::write(file, text + "\n").map_err(|error| {
        Failure::own(format!("can't write {}: {error}; --coverage names it", file.display()))
    })
}

/// The hunt that a command line asks for.
fn pack(arguments: HuntArguments, tool: &Tool, backends: Vec<String>) -> Result<Pack, Failure> {
    let jobs = arguments.jobs.unwrap_or_else(|| {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        u32::try_from(processors).unwrap_or(1)
    });
    let hunt = Hunt {
        time: Some(arguments.time),
        scripts_max: arguments.scripts,
        seed: arguments.seed.unwrap_or_else(random_seed),
        share: arguments.shard.unwrap_or_default(),
        ops_max: arguments.max_ops,
        focus: arguments.profile.0,
        keep_going: arguments.keep_going,
        found: arguments.found,
        when: Some(humantime::format_rfc3339_seconds(SystemTime::now()).to_string()),
        stop: stop_on_ctrl_c()?,
    };
    let launch = Launch {
        program: std::env::current_exe()
            .map_err(|error| Failure::own(format!("can't tell which program this is: {error}")))?,
        arguments: tool
            .backend
            .iter()
            .cloned()
            .chain(["work".into()])
            .chain(arguments.judge.again())
            .collect(),
        folder: tool.folder.clone().unwrap_or_else(default_folder),
        memory_max: (arguments.worker_memory > 0).then_some(arguments.worker_memory << 20),
        step_deadline: arguments.judge.step_deadline,
    };
    let known = ledger(&arguments.judge)?;
    Ok(Pack { hunt, jobs, launch, backends, corpus: arguments.corpus, known })
}

/// Says what begins, with all that it takes to do it again.
fn announce(pack: &Pack) {
    let Pack { hunt, jobs, backends, .. } = pack;
    let time = hunt.time.unwrap_or_default();
    anstream::println!(
        "hunting {} for {} with --profile {} --seed {}, {jobs} worker{}",
        backends.join(", "),
        humantime::format_duration(time),
        Profile(hunt.focus).name(),
        hunt.seed,
        if *jobs == 1 { "" } else { "s" },
    );
}

fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The first Ctrl-C ends the hunt with its summary, the second ends the process.
fn stop_on_ctrl_c() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    })
    .map_err(|error| Failure::own(format!("can't listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// The progress line, drawn to stderr and only on a terminal; findings go to stdout as they come.
struct Screen<'p> {
    program: &'p str,
    line: ProgressBar,
    drawn: Duration,
}

impl<'p> Screen<'p> {
    fn new(program: &'p str) -> Self {
        let line = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            line.set_style(style);
        }
        Self { program, line, drawn: Duration::ZERO }
    }
}

impl Watcher for Screen<'_> {
    fn progress(&mut self, Progress { coverage, findings, elapsed }: Progress<'_>) {
        if elapsed < self.drawn + REDRAW {
            return;
        }
        self.drawn = elapsed;
        let rate = coverage.ops as f64 / elapsed.as_secs_f64().max(1e-9);
        let rules = coverage.rules_reached().len();
        self.line.set_message(format!(
            "{:.0} s  {} scripts  {} ops  {rate:.0} ops/s  {rules}/{} rules reached  {findings} findings",
            elapsed.as_secs_f64(),
            coverage.scripts,
            coverage.ops,
            Rule::ALL.len(),
        ));
        self.line.tick();
    }

    fn found(&mut self, finding: &Finding) {
        self.line.suspend(|| {
            print_report(&Text { finding, program: &format!("{} replay", self.program) }.to_string());
        });
    }
}
