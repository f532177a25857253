//! `calibrate`: the tester tested. Each backend that is wrong on purpose is hunted several times.

use std::path::Path;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::hunting::stop_on_ctrl_c;
use super::{Exit, Failure, Outcome};
use crate::backends::{Fault, faulty};
use crate::check::{Judge, syscall_gate};
use crate::generate::Focus;
use crate::hunt::calibration::{Sighting, Tally, Totals};
use crate::hunt::workers::{Launch, Pack};
use crate::hunt::{Hunt, Hunted, Progress, Stop, Watcher};
use crate::report::Finding;
use crate::rule::Rule;

/// How much memory a worker may take that meets a fatal fault, in bytes.
const WORKER_MEMORY: u64 = 1 << 30;

/// How long a call may take, a row for each rule whose breach takes as long each time it is tried.
const DEADLINES: &[(Rule, Duration)] =
    &[(Rule::LoopProgress, Duration::from_millis(250)), (Rule::NoHang, Duration::from_millis(200))];

/// How long it may take for all others.
const DEADLINE: Duration = Duration::from_secs(4);

#[derive(Debug, Args)]
pub(super) struct CalibrateArguments {
    /// Only faults whose names have one of these in them.
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// How many hunts there are for each fault, with a seed each.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    hunts: u32,

    /// How many scripts a hunt runs, at most.
    #[arg(long, value_name = "MAX", default_value_t = 20_000)]
    scripts: u64,

    /// How long a hunt goes on, at most, as in `90s` or `10m`.
    #[arg(long = "for", value_name = "TIME", default_value = "60s", value_parser = humantime::parse_duration)]
    time: Duration,

    /// The seed of the first hunt; each one after it has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Hunt with the mixed profile instead of the one that suits the fault.
    #[arg(long)]
    mixed: bool,

    /// How the numbers are told.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// A line of JSON for each fault, and one for all.
    Json,
}

pub(super) fn run(arguments: &CalibrateArguments, folder: &Path) -> Outcome {
    let faults = chosen(&arguments.names)?;
    let found = tempfile::tempdir().map_err(Failure::own)?;
    let place = Place { folder, found: found.path(), stop: stop_on_ctrl_c()? };
    let (mut tallies, mut skipped, mut not_begun, mut judged) = (Vec::new(), Vec::new(), Vec::new(), 0);
    if arguments.format == Format::Text {
        anstream::println!("{}", head());
    }
    for fault in faults {
        if fault.needs_control() && syscall_gate().is_err() {
            skipped.push(fault);
            continue;
        }
        let (tally, ops) = calibrated(arguments, &place, fault)?;
        judged += ops;
        if tally.hunts == 0 {
            not_begun.push(fault);
            continue;
        }
        match arguments.format {
            Format::Text => anstream::println!("{}", row(&tally)),
            Format::Json => print_json(&FaultLine::of(&tally))?,
        }
        tallies.push(tally);
    }
    let totals = Totals::of(&tallies);
    let complaints: Vec<String> =
        tallies.iter().filter_map(Tally::complaint).chain(totals.complaint()).collect();
    match arguments.format {
        Format::Text => print_totals(&totals, &complaints, &skipped),
        Format::Json => {
            let interrupted = place.stop.is_asked();
            let not_begun = not_begun.iter().map(|fault| fault.name()).collect();
            let line = TotalsLine::of(&totals, &complaints, &skipped);
            print_json(&TotalsLine { interrupted, not_begun, ..line })?;
        }
    }
    if place.stop.is_asked() {
        let names: Vec<&str> = not_begun.iter().map(|fault| fault.name()).collect();
        if arguments.format == Format::Text {
            anstream::println!("INTERRUPTED  {} faults without a hunt: {}", names.len(), names.join(", "));
        }
    }
    Ok(if judged == 0 && !place.stop.is_asked() {
        Exit::NothingRan
    } else if !complaints.is_empty() {
        Exit::Diverged
    } else if place.stop.is_asked() {
        Exit::Interrupted
    } else {
        Exit::Conforms
    })
}

/// The faults that are asked for.
fn chosen(names: &[String]) -> Result<Vec<Fault>, Failure> {
    let known = |name: &str| Fault::ALL.iter().any(|fault| fault.name().contains(name));
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let all: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
        return Err(Failure::usage(format!(
            "no fault has {unknown:?} in its name; there are\n  {}",
            all.join("\n  ")
        )));
    }
    let asked =
        |fault: &Fault| names.is_empty() || names.iter().any(|name| fault.name().contains(name.as_str()));
    Ok(Fault::ALL.iter().copied().filter(asked).collect())
}

/// Where hunts work.
struct Place<'p> {
    /// In which folder the throw-away folders are made.
    folder: &'p Path,
    /// The folder that keeps findings.
    found: &'p Path,
    /// Ends them from outside.
    stop: Stop,
}

/// What hunts for a fault came to, as many as were begun and not interrupted, and how many calls they have judged.
fn calibrated(
    arguments: &CalibrateArguments,
    place: &Place<'_>,
    fault: Fault,
) -> Result<(Tally, u64), Failure> {
    let focus = Focus::from_name(fault.profile()).map_err(Failure::own)?;
    let (mut sightings, mut hunts, mut judged) = (Vec::new(), 0, 0);
    for number in 0..arguments.hunts {
        if place.stop.is_asked() {
            break;
        }
        let hunt = Hunt {
            time: Some(arguments.time),
            scripts_max: Some(arguments.scripts),
            seed: arguments.seed.wrapping_add(number.into()),
            lean: None,
            focus: (!arguments.mixed).then_some(focus),
            found: place.found.to_owned(),
            stop: place.stop.clone(),
            ..Hunt::default()
        };
        let (hunted, ops) = if fault.is_fatal() {
            in_a_worker(hunt, place, fault)?
        } else {
            let mut judge = Judge::new().map_err(Failure::own)?.with_deadline(deadline(fault));
            let backend = faulty(fault).within(place.folder);
            let hunted = hunt.run(&mut judge, &[backend], &mut Silent).map_err(Failure::own)?;
            (hunted, judge.coverage.ops)
        };
        judged += ops;
        let sighting = Sighting::of(&hunted);
        // One that was interrupted has not missed anything.
        hunts += usize::from(sighting.is_some() || !hunted.interrupted);
        sightings.extend(sighting);
    }
    let rule = fault.rule();
    Ok((Tally { fault: fault.name().to_owned(), rule, hunts, sightings }, judged))
}

/// The hunt in a process that the fault may end.
fn in_a_worker(hunt: Hunt, place: &Place<'_>, fault: Fault) -> Result<(Hunted, u64), Failure> {
    let backend = faulty_name(fault);
    let launch = Launch {
        program: std::env::current_exe()
            .map_err(|error| Failure::own(format!("can't tell which program this is: {error}")))?,
        arguments: ["--backend".into(), backend.clone().into(), "work".into()].into(),
        folder: place.folder.to_owned(),
        memory_max: Some(WORKER_MEMORY),
        step_deadline: deadline(fault),
        backtraces: false,
    };
    let lacks = vec![Judge::new().map_err(Failure::own)?.lacks_to_generate(&faulty(fault))];
    let pack = Pack { hunt, jobs: 1, launch, backends: vec![backend], lacks, corpus: None, known: None };
    let (hunted, coverage) = pack.run(&mut Silent).map_err(Failure::own)?;
    // A call that has ended its worker was judged, if by nobody who could count it.
    let ops = coverage.ops + hunted.deaths;
    Ok((hunted, ops))
}

fn faulty_name(fault: Fault) -> String {
    format!("faulty:{}", fault.name())
}

fn deadline(fault: Fault) -> Duration {
    let row = DEADLINES.iter().find(|(rule, _)| *rule == fault.rule());
    row.map_or(DEADLINE, |(_, deadline)| *deadline)
}

/// Nobody looks on: what counts is told when all hunts for a fault are over.
struct Silent;

impl Watcher for Silent {
    fn progress(&mut self, _: Progress<'_>) {}
    fn found(&mut self, _: &Finding) {}
}

/// How wide the first two columns are.
const WIDTHS: (usize, usize) = (41, 44);

fn head() -> String {
    let (fault, rule) = WIDTHS;
    format!(
        "{:fault$}  {:rule$}  {:>7}  {:>8}  {:>8}  {:>8}  {:>5}  {:>4}  {:>7}",
        "fault", "its rule", "found", "own rule", "scripts", "time", "steps", "most", "minimal"
    )
}

fn row(tally: &Tally) -> String {
    let (fault, rule) = WIDTHS;
    let found = tally.sightings.len();
    format!(
        "{:fault$}  {:rule$}  {:>7}  {:>8}  {:>8}  {:>8}  {:>5}  {:>4}  {:>7}",
        tally.fault,
        tally.rule.id(),
        format!("{found} of {}", tally.hunts),
        format!("{} of {found}", tally.under_its_rule()),
        shown(tally.scripts()),
        shown(tally.took().map(seconds)),
        shown(tally.steps()),
        shown(tally.steps_max()),
        format!("{} of {found}", tally.minimal()),
    )
}

/// A number, or a dash where there is none.
fn shown(number: Option<impl ToString>) -> String {
    number.map_or_else(|| "-".into(), |number| number.to_string())
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn print_totals(totals: &Totals, complaints: &[String], skipped: &[Fault]) {
    let Totals { faults, hunts, found, under_their_rules, minimal, scripts, took, steps } = *totals;
    anstream::println!(
        "\n{faults} faults, {hunts} hunts: found in {found}, {under_their_rules} of these under the fault's own rule, \
         {minimal} shrunk to the end"
    );
    if let (Some(scripts), Some(took), Some(steps)) = (scripts, took, steps) {
        anstream::println!(
            "median of the medians: {} scripts, {}, {} steps; the worst: {} scripts, {}, {} steps",
            scripts.0,
            seconds(took.0),
            steps.0,
            scripts.1,
            seconds(took.1),
            steps.1
        );
    }
    if !skipped.is_empty() {
        let names: Vec<&str> = skipped.iter().map(|fault| fault.name()).collect();
        anstream::println!(
            "skipped, since calls of the system can't be held and answered here: {}",
            names.join(", ")
        );
    }
    for complaint in complaints {
        anstream::println!("NOT REACHED  {complaint}");
    }
}

fn print_json(line: &impl Serialize) -> Result<(), Failure> {
    anstream::println!("{}", serde_json::to_string(line).map_err(Failure::own)?);
    Ok(())
}

/// A fault in JSON. Times are in seconds; what was not found has no numbers.
#[derive(Serialize)]
#[serde(tag = "type", rename = "fault")]
struct FaultLine<'t> {
    fault: &'t str,
    rule: &'static str,
    hunts: usize,
    found: usize,
    under_its_rule: usize,
    minimal: usize,
    scripts_median: Option<u64>,
    time_median: Option<f64>,
    steps_median: Option<usize>,
    steps_max: Option<usize>,
    complaint: Option<String>,
}

impl<'t> FaultLine<'t> {
    fn of(tally: &'t Tally) -> Self {
        Self {
            fault: &tally.fault,
            rule: tally.rule.id(),
            hunts: tally.hunts,
            found: tally.sightings.len(),
            under_its_rule: tally.under_its_rule(),
            minimal: tally.minimal(),
            scripts_median: tally.scripts(),
            time_median: tally.took().map(|time| time.as_secs_f64()),
            steps_median: tally.steps(),
            steps_max: tally.steps_max(),
            complaint: tally.complaint(),
        }
    }
}

/// All faults in JSON: of the medians the median and the worst.
#[derive(Serialize)]
#[serde(tag = "type", rename = "totals")]
struct TotalsLine<'t> {
    faults: usize,
    hunts: usize,
    found: usize,
    under_their_rules: usize,
    minimal: usize,
    scripts_median: Option<u64>,
    scripts_worst: Option<u64>,
    time_median: Option<f64>,
    time_worst: Option<f64>,
    steps_median: Option<usize>,
    steps_worst: Option<usize>,
    skipped: Vec<&'static str>,
    complaints: &'t [String],
    /// Whether somebody has ended it, and the faults that were not hunted then.
    interrupted: bool,
    not_begun: Vec<&'static str>,
}

impl<'t> TotalsLine<'t> {
    fn of(totals: &Totals, complaints: &'t [String], skipped: &[Fault]) -> Self {
        let Totals { faults, hunts, found, under_their_rules, minimal, scripts, took, steps } = *totals;
        Self {
            faults,
            hunts,
            found,
            under_their_rules,
            minimal,
            scripts_median: scripts.map(|(median, _)| median),
            scripts_worst: scripts.map(|(_, worst)| worst),
            time_median: took.map(|(median, _)| median.as_secs_f64()),
            time_worst: took.map(|(_, worst)| worst.as_secs_f64()),
            steps_median: steps.map(|(median, _)| median),
            steps_worst: steps.map(|(_, worst)| worst),
            skipped: skipped.iter().map(|fault| fault.name()).collect(),
            complaints,
            interrupted: false,
            not_begun: Vec::new(),
        }
    }
}
