//! `matrix`: backends side by side, on a page.

mod chosen;
mod columns;
mod files;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::arguments::{Conditions, Profile, WORKER_MEMORY};
use super::hunting::{now, processors, random_seed, stop_on_ctrl_c};
use super::output::ProgressLine;
use super::{Exit, Failure, Outcome};
use crate::check::{self, Standing};
use crate::corpus::{self, Case};
use crate::generate::{MIXED, OPS_MAX};
use crate::hunt::{Hunt, Progress, Watcher};
use crate::report::{Column, End, Finding, Matrix, Row, VERSION, cut, stale_text};
use crate::rule::Rule;
use columns::Place;
use files::Files;

/// What stands below the help.
const AFTER_HELP: &str = "\
Each --backend is a column; without one there are three, the modes of the host. Where a column is to be called otherwise it
is given as NAME=BACKEND, with letters, digits, `.`, `_` and `-` in the name. A ledger that comes with this tool for a
backend of that name is the column's ledger:

  wasi-fs-conformance matrix --backend host --backend mine=host-pool --known mine=known.txt -o report.html

Exit codes: 0 every deviation is known, 1 usage, 2 a backend deviates otherwise, 3 a ledger is stale, 4 nothing ran, 5
interrupted, 70 our own fault. Ctrl-C ends it with what there is until then, and the page says so; where nothing has run
yet, a former page stays.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct MatrixArguments {
    /// The page: one file that needs nothing else. The same as data goes beside it, in a file that ends in `.json`. Both are
    /// written when a backend is through, and when all are.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// How long each backend is hunted when the corpus is through, as in `90s` or `10m`; with `0s` the corpus is all.
    #[arg(long = "for", value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration)]
    time: Duration,

    /// Decides every generated script; without it a random one, which is printed.
    #[arg(long)]
    seed: Option<u64>,

    /// What the generated scripts dwell on; `hunt --help` has the list.
    #[arg(long, value_name = "NAME", default_value = MIXED, value_parser = Profile::parse)]
    profile: Profile,

    /// How many worker processes there are; by default as many as there are processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    jobs: Option<u32>,

    /// How much memory a worker may take, in MiB, where the system can be told; 0 for no limit.
    #[arg(long, value_name = "MIB", default_value_t = WORKER_MEMORY)]
    worker_memory: u64,

    /// The ledger of a column's known deviations, instead of the one that comes with this tool, if there is one.
    #[arg(long, value_name = "NAME=FILE")]
    known: Vec<String>,

    /// The folder that keeps the scripts of deviations.
    #[arg(long, value_name = "DIR", default_value = "target/found")]
    found: PathBuf,

    #[command(flatten)]
    conditions: Conditions,
}

pub(super) fn run(arguments: MatrixArguments, backends: &[String], folder: PathBuf) -> Outcome {
    // Before anything is written: a limit on the size of files would end this process.
    check::limits().map_err(Failure::own)?;
    let cases = corpus::built_in();
    let place = Place::create(folder, arguments.conditions, arguments.worker_memory)?;
    let columns = chosen::all(backends, &arguments.known, place.corpus())?;
    let columns: Vec<_> =
        columns.into_iter().map(|chosen| place.ask(chosen, &cases)).collect::<Result<_, _>>()?;
    let files = Files::at(&arguments.output)?;
    let hunt = Hunt {
        time: Some(arguments.time),
        seed: arguments.seed.unwrap_or_else(random_seed),
        ops_max: OPS_MAX,
        focus: arguments.profile.0,
        lean: None,
        found: arguments.found,
        when: Some(now()),
        stop: stop_on_ctrl_c()?,
        ..Hunt::default()
    };
    let jobs = arguments.jobs.unwrap_or_else(processors);
    let mut matrix = Matrix {
        version: VERSION,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        when: hunt.when.clone().unwrap_or_default(),
        seed: hunt.seed,
        profile: arguments.profile.name().to_owned(),
        seconds: arguments.time.as_secs_f64(),
        corpus: cases.len() as u64,
        interrupted: false,
        rules: Rule::ALL.iter().map(|rule| row(*rule, &cases)).collect(),
        backends: columns.iter().map(columns::Asked::waiting).collect(),
    };
    say_begin(&matrix, arguments.time, jobs);
    for (number, asked) in columns.iter().enumerate() {
        if hunt.stop.is_asked() {
            break;
        }
        let mut teller = Teller { label: &asked.chosen.label, line: ProgressLine::default() };
        let column = place.survey(asked, &hunt, jobs, &mut teller)?;
        teller.line.clear();
        say_column(&column);
        matrix.backends[number] = column;
        if !hunt.stop.is_asked() {
            files.write(&matrix)?;
        }
    }
    matrix.interrupted =
        matrix.backends.iter().any(|column| matches!(column.end, End::Stopped | End::Waiting));
    for column in matrix.backends.iter().filter(|column| column.end == End::Waiting) {
        anstream::println!("{}: not begun, since the run was interrupted", column.label);
    }
    if matrix.interrupted && !matrix.backends.iter().any(ran) {
        anstream::println!("nothing was judged until then, so nothing is written");
        return Ok(Exit::Interrupted);
    }
    files.write(&matrix)?;
    anstream::println!("{files}");
    exit(&matrix)
}

/// Whether anything was judged on a backend.
fn ran(column: &Column) -> bool {
    column.ops > 0 || !column.tolerated.is_empty()
}

/// A rule with the scripts of the corpus that are about it.
fn row(rule: Rule, cases: &[Case]) -> Row {
    let about = cases.iter().filter(|case| case.script.rule == Some(rule));
    Row::new(rule, about.map(|case| (case.name.as_str(), &case.script)))
}

/// What all columns come to.
fn exit(matrix: &Matrix) -> Outcome {
    let columns = &matrix.backends;
    let failed = columns.iter().find_map(|column| match &column.end {
        End::Failed { message } => Some(format!("{}: {message}", column.label)),
        End::Complete | End::Stopped | End::Waiting => None,
    });
    if let Some(text) = failed {
        return Err(Failure::own(text));
    }
    let is_idle = |column: &Column| column.end == End::Complete && !ran(column);
    Ok(if columns.iter().any(|column| column.count(Standing::Deviates) > 0) {
        Exit::Diverged
    } else if matrix.interrupted {
        Exit::Interrupted
    } else if columns.iter().any(|column| !column.stale.is_empty()) {
        Exit::Stale
    } else if columns.iter().any(is_idle) || !columns.iter().any(ran) {
        Exit::NothingRan
    } else {
        Exit::Conforms
    })
}

/// Shows how far the survey of a column is.
struct Teller<'t> {
    label: &'t str,
    line: ProgressLine,
}

impl Watcher for Teller<'_> {
    fn progress(&mut self, progress: Progress<'_>) {
        self.line.show(&format!("{}: ", self.label), progress);
    }

    // All of them are told when the backend is through.
    fn found(&mut self, _: &Finding) {}
}

fn say_begin(matrix: &Matrix, time: Duration, jobs: u32) {
    let Matrix { seed, profile, corpus, backends, .. } = matrix;
    let labels: Vec<&str> = backends.iter().map(|column| column.label.as_str()).collect();
    anstream::println!(
        "comparing {}: {corpus} scripts of the corpus and a hunt for {} each, with --profile {profile} --seed {seed}, \
         {jobs} worker{}",
        labels.join(", "),
        humantime::format_duration(time),
        if jobs == 1 { "" } else { "s" },
    );
}

/// The most characters of a sentence about a deviation; the page has all of it.
const HEADLINE_MAX: usize = 200;

/// What came of a column, and on a line each what deviates.
fn say_column(column: &Column) {
    let counts = Standing::ALL.iter().map(|standing| (column.count(*standing), standing));
    let counts = counts.filter(|(count, _)| *count > 0);
    let counts: Vec<String> =
        counts.map(|(count, standing)| format!("{count} {}", standing.counted(count))).collect();
    anstream::println!(
        "{}: {}; {} corpus + {} generated scripts, {} calls",
        column.label,
        counts.join(", "),
        column.corpus,
        column.generated,
        column.ops,
    );
    if column.end == End::Stopped {
        anstream::println!("  INTERRUPTED  before this backend was through");
    }
    for part in &column.not_repeated {
        anstream::println!("  not repeated: {} x {}", part.scripts, part.rule);
    }
    for part in &column.not_audited {
        anstream::println!("  not audited in whole: {} x {}", part.scripts, part.reason);
    }
    for cell in column.cells.iter().filter(|cell| cell.standing == Standing::Deviates) {
        let first = cell.deviations.first().and_then(|deviation| deviation.shown.as_ref());
        let headline = first.map_or_else(String::new, |shown| cut(&shown.headline, HEADLINE_MAX));
        anstream::println!("  DEVIATES  {}  {headline}", cell.rule);
    }
    for entry in &column.stale {
        anstream::println!("  {}", stale_text(entry));
    }
}
