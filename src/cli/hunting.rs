//! `hunt`.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::HuntArguments;
use super::{Exit, Failure, Outcome, print_report};
use crate::backend::Backend;
use crate::hunt::{Hunt, Progress, Share, Watcher};
use crate::report::{Finding, Summary, Text};
use crate::rule::Rule;

/// How often the progress line is drawn, at most.
const REDRAW: Duration = Duration::from_millis(200);

/// The exit code of a second Ctrl-C (128 + SIGINT, as shells have it).
const INTERRUPTED: i32 = 130;

pub(super) fn run<B: Backend>(arguments: HuntArguments, program: &str, backends: &[B]) -> Outcome {
    let seed = arguments.seed.unwrap_or_else(random_seed);
    let names: Vec<String> = backends.iter().map(|backend| backend.name().to_owned()).collect();
    anstream::println!(
        "hunting {} for {} with --profile {} --seed {seed}",
        names.join(", "),
        humantime::format_duration(arguments.time),
        arguments.profile.name()
    );
    let stop = stop_on_ctrl_c()?;
    let hunt = Hunt {
        share: Share::default(),
        when: None,
        time: Some(arguments.time),
        scripts_max: arguments.scripts,
        seed,
        ops_max: arguments.max_ops,
        focus: arguments.profile.0,
        keep_going: arguments.keep_going,
        found: arguments.found,
        stop,
    };
    let mut screen = Screen::new(program);
    let mut judge = super::judge(arguments.judge)?;
    let hunted = hunt.run(&mut judge, backends, &mut screen);
    screen.line.finish_and_clear();
    let hunted = hunted.map_err(Failure::own)?;
    let findings = hunted.findings.len();
    let (coverage, took) = (&judge.coverage, Some(hunted.took));
    anstream::print!("{}", Summary { backends: names, coverage, findings, corpus: 0, took });
    anstream::print!("{}", coverage.answers_table());
    Ok(match (findings, coverage.scripts) {
        (1.., _) => Exit::Diverged,
        (0, 0) => Exit::NothingRan,
        (0, _) => Exit::Conforms,
    })
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
