//! `hunt`.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::arguments::{HuntArguments, JudgeArguments};
use super::output::Output;
use super::{Exit, Failure, Outcome, Tool, judge_under, ledger};
use crate::backend::Backend;
use crate::check::Coverage;
use crate::corpus::Staleness;
use crate::generate::Lean;
use crate::hunt::workers::{Launch, Pack};
use crate::hunt::{Hunt, HuntError, Lenience, Stop};
use crate::tree::Lacks;

/// Signals that come so soon behind each other are one.
const TOLD_TWICE: Duration = Duration::from_millis(100);

/// Who was asked to end and has not come to it after this time stands still, and is ended. It is more than the last script, the
/// last finding and the last answer of a worker take together.
const OVERDUE: Duration = Duration::from_secs(20);

/// The exit code of a third Ctrl-C (128 + SIGINT, as shells have it).
const INTERRUPTED: i32 = 130;

pub(super) fn run<B: Backend>(arguments: HuntArguments, tool: &Tool, backends: &[B]) -> Outcome {
    let names: Vec<String> = backends.iter().map(|backend| backend.name().to_owned()).collect();
    let written_to = arguments.coverage.clone();
    let mut output = Output::new(&arguments.output, tool, &names)?;
    let judge = judge_under(&arguments.judge.conditions)?;
    let lacks = backends.iter().map(|backend| judge.lacks_to_generate(backend)).collect();
    let pack = pack(arguments, tool, names, lacks)?;
    output.begin_hunt(&pack);
    let (hunted, coverage) = pack.run(&mut output).map_err(|error| {
        output.failed(match error {
            HuntError::Corpus(error) => Failure::usage(error),
            HuntError::Trouble(_)
            | HuntError::Keep { .. }
            | HuntError::Folder { .. }
            | HuntError::Worker(_)
            | HuntError::Process(_) => Failure::own(error),
        })
    })?;
    if let Some(file) = &written_to {
        write_coverage(file, &coverage).map_err(|failure| output.failed(failure))?;
    }
    let (of, corpus) = &hunted.corpus;
    let staleness = Staleness::of(pack.known.as_ref(), corpus, *of);
    let exit = match (hunted.has_diverged(), coverage.has_judged()) {
        (true, _) => Exit::Diverged,
        (false, false) => Exit::NothingRan,
        (false, true) if staleness.is_stale() => Exit::Stale,
        (false, true) => Exit::Conforms,
    };
    output.end_hunt(&pack, &hunted, &coverage, &staleness, exit);
    output.checked()?;
    Ok(exit)
}

/// What was reached, as data for `cover`.
fn write_coverage(file: &Path, coverage: &Coverage) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(coverage).map_err(Failure::own)?;
    std::fs::write(file, text + "\n").map_err(|error| {
        Failure::own(format!("can't write {}: {error}; --coverage names it", file.display()))
    })
}

/// The hunt that a command line asks for.
fn pack(
    arguments: HuntArguments,
    tool: &Tool,
    backends: Vec<String>,
    lacks: Vec<Lacks>,
) -> Result<Pack, Failure> {
    let jobs = arguments.jobs.unwrap_or_else(processors);
    let hunt = Hunt {
        // No time is none for generated scripts: the clock would cut off the corpus, and a worker begins one before it looks.
        time: (!arguments.time.is_zero()).then_some(arguments.time),
        scripts_max: if arguments.time.is_zero() { Some(0) } else { arguments.scripts },
        seed: arguments.seed.unwrap_or_else(random_seed),
        share: arguments.shard.unwrap_or_default(),
        ops_max: arguments.max_ops,
        focus: arguments.profile.0,
        lean: arguments.lean.or_else(|| arguments.no_feedback.then(Lean::default)),
        keep_going: arguments.keep_going,
        found: arguments.found,
        when: Some(now()),
        lenience: Lenience::default(),
        stop: stop_on_ctrl_c()?,
    };
    let launch = launch(&arguments.judge, arguments.worker_memory, tool)?;
    let known = ledger(&arguments.judge)?;
    Ok(Pack { hunt, jobs, launch, backends, lacks, corpus: arguments.corpus, known })
}

/// How workers are started that judge as a command line asks for, with so much memory in MiB, or all there is.
pub(super) fn launch(judge: &JudgeArguments, memory: u64, tool: &Tool) -> Result<Launch, Failure> {
    let program = std::env::current_exe();
    let again = tool.backend.iter().cloned().chain(["work".into()]).chain(judge.again());
    Ok(Launch {
        program: program
            .map_err(|error| Failure::own(format!("can't tell which program this is: {error}")))?,
        arguments: again.collect(),
        folder: tool.folder.clone(),
        memory_max: (memory > 0).then_some(memory << 20),
        step_deadline: judge.conditions.step_deadline,
        backtraces: false,
    })
}

/// The date and time in UTC.
pub(super) fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// How many processors there are.
pub(super) fn processors() -> u32 {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(processors).unwrap_or(1)
}

pub(super) fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The first Ctrl-C ends the hunt with its summary when what is running is over, the second with what there is, and the third
/// ends the process.
pub(super) fn stop_on_ctrl_c() -> Result<Stop, Failure> {
    let stop = Stop::default();
    let asked = stop.clone();
    let mut heard: Option<Instant> = None;
    ctrlc::set_handler(move || {
        // Who ends a group of processes, as `timeout` does, often tells each of it twice.
        if heard.is_some_and(|heard| heard.elapsed() < TOLD_TWICE) {
            return;
        }
        heard = Some(Instant::now());
        if asked.end() {
            // Without a thread to spare a third one does it.
            drop(std::thread::Builder::new().name("overdue".into()).spawn(end_when_overdue));
        } else if !asked.end_at_once() {
            std::process::exit(INTERRUPTED);
        }
    })
    .map_err(|error| Failure::own(format!("can't listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Ends a process that was asked to come to an end and does not.
fn end_when_overdue() {
    std::thread::sleep(OVERDUE);
    // To the stream itself: what a macro prints may wait for whoever stands still.
    drop(writeln!(
        std::io::stderr(),
        "not over {} s after it was asked to end: ended as it is",
        OVERDUE.as_secs()
    ));
    std::process::exit(INTERRUPTED);
}
