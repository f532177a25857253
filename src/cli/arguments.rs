//! What the command line takes.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use super::blessing::BlessArguments;
use super::calibrating::CalibrateArguments;
use super::comparing::MatrixArguments;
use super::covering::CoverArguments;
use super::explaining::ExplainArguments;
use super::output::OutputArguments;
use super::shell::{CompletionsArguments, ManArguments};
use super::{Exit, Failure};
use crate::check::{SCHEDULES, STEP_DEADLINE_MIN};
use crate::generate::{Focus, Lean, MIXED, OPS_MAX};
use crate::hunt::Share;
use crate::tree::Platform;

/// Exit codes, for `--help`.
const EXIT_CODES: &str = "Exit codes: 0 conforms, 1 usage, 2 diverged, 3 the ledger is stale, 4 nothing ran, 5 interrupted, 70 our own fault";

/// Property-based conformance tests for implementations of the WASI filesystem.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub(super) struct BuiltinArguments {
    /// The backend: host, host-inline, host-pool, faulty:NAME, or process:COMMAND for one behind a driver, as PROTOCOL.md has
    /// it; without it all three of the host. `matrix` takes several.
    #[arg(long = "backend", global = true, value_name = "NAME")]
    pub(super) backends: Vec<String>,

    /// The folder in which the throw-away folders are made; by default one in memory, where there is one.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,

    #[command(subcommand)]
    pub(super) command: BuiltinCommand,
}

/// What the built-in backends can be asked.
#[derive(Debug, Subcommand)]
pub(super) enum BuiltinCommand {
    /// Hunt each backend that is wrong on purpose, and tell how soon and in how short scripts it is found.
    Calibrate(CalibrateArguments),
    /// Test a driver by itself, against the protocol: --backend process:COMMAND.
    ConformProtocol,
    /// Run the corpus and a hunt on several backends, and write a page that has them side by side, rule by rule.
    Matrix(MatrixArguments),
    /// What any backend can be asked.
    #[command(flatten)]
    Any(Command),
}

/// Property-based conformance tests of one backend.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub(super) struct OwnArguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Search for divergences with generated scripts, until the time is over or one is found.
    Hunt(HuntArguments),
    /// Work for a hunt that has started this process.
    #[command(hide = true)]
    Work(WorkArguments),
    /// Run scripts from files and print every step with its answer.
    Replay(ReplayArguments),
    /// Tell what the corpus and generated scripts reach, and what tests each rule.
    Cover(CoverArguments),
    /// Tell what a rule asks, where it comes from, and what tests it.
    Explain(ExplainArguments),
    /// Rewrite what scripts pin behind their steps by what the model allows.
    Bless(BlessArguments),
    /// Write completions for a shell.
    Completions(CompletionsArguments),
    /// Write the manual, for `man`.
    Man(ManArguments),
}

/// What all commands take that judge scripts.
#[derive(Clone, Debug, Args)]
pub(super) struct JudgeArguments {
    #[command(flatten)]
    pub(super) conditions: Conditions,

    /// The ledger of filed deviations, which are tolerated and counted; one that a whole corpus no longer shows ends the run
    /// with exit code 3.
    #[arg(long, value_name = "FILE")]
    pub(super) known: Option<PathBuf>,
}

/// Under which conditions scripts are run.
#[derive(Clone, Debug, Args)]
pub(super) struct Conditions {
    /// Do without the gate in the kernel, as on a platform that has none.
    #[arg(long)]
    pub(super) no_syscall_gate: bool,

    /// How long one call may take before it counts as hanging, as in `500ms` or `10s`; 10ms at least.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = step_deadline)]
    pub(super) step_deadline: Duration,

    /// Let the system refuse openat2, so that a backend on cap-std resolves paths in its second way; needs the gate in the
    /// kernel.
    #[arg(long, conflicts_with = "no_syscall_gate")]
    pub(super) refuse_openat2: bool,

    /// The platform of the files that the backend serves, where that is no POSIX system: its limits, and what it lacks, are
    /// declared. The list is in the page on writing a backend.
    #[arg(long, value_name = "NAME", value_parser = platform)]
    pub(super) platform: Option<Platform>,
}

fn platform(name: &str) -> Result<Platform, String> {
    Platform::from_name(name).map_err(|error| error.to_string())
}

impl JudgeArguments {
    /// The same once more, for a worker; the deadline comes with its orders.
    pub(super) fn again(&self) -> Vec<OsString> {
        let Conditions { no_syscall_gate, refuse_openat2, platform, .. } = self.conditions;
        let flags = [("--no-syscall-gate", no_syscall_gate), ("--refuse-openat2", refuse_openat2)];
        let flags = flags.into_iter().filter(|(_, given)| *given).map(|(flag, _)| flag.into());
        let known = self.known.iter().flat_map(|file| ["--known".into(), file.clone().into_os_string()]);
        let platform =
            platform.into_iter().flat_map(|platform| ["--platform", platform.name()].map(Into::into));
        flags.chain(platform).chain(known).collect()
    }
}

#[derive(Debug, Args)]
pub(super) struct WorkArguments {
    #[command(flatten)]
    pub(super) judge: JudgeArguments,
}

#[derive(Debug, Args)]
pub(super) struct ReplayArguments {
    /// The scripts; a folder stands for all that are in it, and is a corpus that can show a ledger to be stale.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Instead of each script itself run it with its held work let go call by call in every order, and with each of its streams
    /// cancelled, dropped or given up, its faults and what other processes do at every point; of equal orders one.
    #[arg(long)]
    pub(super) all_schedules: bool,

    /// Of a script with more schedules than so many run so many that are drawn.
    #[arg(long, value_name = "N", default_value_t = SCHEDULES, requires = "all_schedules")]
    pub(super) schedules: usize,

    /// Decides which schedules are drawn.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "all_schedules")]
    pub(super) seed: u64,

    #[command(flatten)]
    pub(super) output: OutputArguments,

    #[command(flatten)]
    pub(super) judge: JudgeArguments,
}

fn step_deadline(text: &str) -> Result<Duration, String> {
    let deadline = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if deadline < STEP_DEADLINE_MIN {
        let least = humantime::format_duration(STEP_DEADLINE_MIN);
        return Err(format!("expected {least} or more: less tells more of the machine than of a backend"));
    }
    Ok(deadline)
}

/// How much memory a worker may take unless told otherwise, in MiB.
pub(super) const WORKER_MEMORY: u64 = 2048;

/// What a hunt dwells on, as the command line takes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile(pub(super) Option<Focus>);

impl Profile {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.0.map_or(MIXED, Focus::name)
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Focus::profile(text).map(Self).map_err(|error| error.to_string())
    }
}

/// Every profile with what its scripts are, for `hunt --help`.
fn profiles() -> String {
    let row = |name: &str, what: &str| format!("\n  {name:15} {what}");
    let each = Focus::ALL.iter().map(|focus| row(focus.name(), focus.sentence()));
    let mixed = row(MIXED, "everything, and of ten scripts one each of the last four");
    format!("Profiles:{}{mixed}\n\n{EXIT_CODES}", each.collect::<String>())
}

#[derive(Debug, Args)]
#[command(after_help = profiles())]
pub(super) struct HuntArguments {
    /// How long, as in `90s`, `10m` or `8h`; with `0s` a corpus is all.
    #[arg(long = "for", value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    pub(super) time: Duration,

    /// Decides every script; without it a random one, which is printed.
    #[arg(long)]
    pub(super) seed: Option<u64>,

    /// What the scripts dwell on; the list is below.
    #[arg(long, value_name = "NAME", default_value = MIXED, value_parser = Profile::parse)]
    pub(super) profile: Profile,

    /// Don't let what was covered steer which operations are asked more often: each script is then made from its seed alone.
    #[arg(long)]
    pub(super) no_feedback: bool,

    /// Weigh the operations of all scripts by this line of digits, as the origin of a finding has it: its script is then made
    /// again from the seed.
    #[arg(long, value_name = "DIGITS", requires = "seed", conflicts_with = "no_feedback")]
    pub(super) lean: Option<Lean>,

    /// Steps of a script, at most.
    #[arg(long, value_name = "N", default_value_t = OPS_MAX, value_parser = ops_max)]
    pub(super) max_ops: usize,

    /// Stop after so many scripts.
    #[arg(long, value_name = "N")]
    pub(super) scripts: Option<u64>,

    /// How many worker processes hunt; by default as many as there are processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(super) jobs: Option<u32>,

    /// Hunt the K-th of N parts of the seed's scripts, which have nothing in common: for several machines.
    #[arg(long, value_name = "K/N", requires = "seed", value_parser = shard)]
    pub(super) shard: Option<Share>,

    /// How much memory a worker may take, in MiB, where the system can be told; 0 for no limit.
    #[arg(long, value_name = "MIB", default_value_t = WORKER_MEMORY)]
    pub(super) worker_memory: u64,

    /// Replay the scripts of this folder first.
    #[arg(long, value_name = "DIR")]
    pub(super) corpus: Option<PathBuf>,

    /// Go on after the first finding; a few are then made smaller of each rule for each backend, and those reported that
    /// differ in more than names and numbers.
    #[arg(long)]
    pub(super) keep_going: bool,

    /// Write what was reached to this file, for `cover --from`.
    #[arg(long, value_name = "FILE")]
    pub(super) coverage: Option<PathBuf>,

    /// The folder that keeps findings.
    #[arg(long, value_name = "DIR", default_value = "target/found")]
    pub(super) found: PathBuf,

    #[command(flatten)]
    pub(super) output: OutputArguments,

    #[command(flatten)]
    pub(super) judge: JudgeArguments,
}

/// The most steps that are of any use in one script.
const STEPS_MAX: usize = 10_000;

fn ops_max(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=STEPS_MAX) => Ok(number),
        _ => Err(format!("expected a number from 1 to {STEPS_MAX}")),
    }
}

/// `K/N` as the K-th of N parts.
fn shard(text: &str) -> Result<Share, String> {
    let numbers = text.split_once('/').and_then(|(k, n)| Some((k.parse::<u64>().ok()?, n.parse().ok()?)));
    match numbers {
        Some((k, n)) if (1..=n).contains(&k) => Ok(Share::default().part(k - 1, n)),
        _ => Err("expected K/N with 1 <= K <= N, as in 2/8".into()),
    }
}

/// How often a backend is chosen. clap keeps those on one side of the command alone.
pub(super) fn backends_of(arguments: &[OsString]) -> usize {
    let is_choice = |argument: &&OsString| {
        let argument = argument.to_string_lossy();
        argument == "--backend" || argument.starts_with("--backend=")
    };
    arguments.iter().filter(is_choice).count()
}

/// Reads the arguments; `Ok(Err(..))` where help or a version was asked for and printed.
pub(super) fn parse<A: Parser>(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Result<A, Exit>, Failure> {
    let error = match A::try_parse_from(arguments) {
        Ok(arguments) => return Ok(Ok(arguments)),
        Err(error) => error,
    };
    // clap's own exit code for a usage error is 2, which here means something else.
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let exit = if asked_for { Exit::Conforms } else { Exit::Usage };
    error.print().map_err(Failure::own)?;
    Ok(Err(exit))
}
