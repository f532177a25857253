//! The command line, on the built-in backends or on any other: hunts, replays, and what there is to know about rules and
//! scripts.

mod arguments;
mod blessing;
mod calibrating;
mod comparing;
mod conforming;
mod covering;
mod explaining;
mod hunting;
mod output;
mod replaying;
mod shell;
mod watching;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::backend::{Backend, default_folder};
use crate::backends::{Builtin, Process, emulated, faulty, host, process};
use crate::check::{Judge, caught};
use crate::corpus::Ledger;
use crate::hunt::workers::work;
use crate::rule::Rule;
use arguments::{
    BuiltinArguments, BuiltinCommand, Command, Conditions, JudgeArguments, OwnArguments, WorkArguments,
};

/// The exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything that ran conforms.
    Conforms = 0,
    /// The command line, a script, or another input is not what it has to be.
    Usage = 1,
    /// A backend diverged.
    Diverged = 2,
    /// A ledger has entries that no longer occur.
    Stale = 3,
    /// Nothing ran: every script was skipped.
    NothingRan = 4,
    /// Somebody ended a comparison or a calibration before it was through, and nothing was wrong until then.
    Interrupted = 5,
    /// Our own fault, or the machine's: no folder, or a want of space, inodes, open files, threads, memory.
    OwnFault = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What a command can't go on with: a text for whoever gave it, and the exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    text: String,
}

impl Failure {
    fn usage(text: impl ToString) -> Self {
        Self { exit: Exit::Usage, text: text.to_string() }
    }

    fn own(text: impl ToString) -> Self {
        Self { exit: Exit::OwnFault, text: text.to_string() }
    }
}

/// What a command comes to.
type Outcome = Result<Exit, Failure>;

/// A hunting tool for one backend, to be called from its `main`. The arguments are those of the process.
///
/// ```no_run
/// use std::process::ExitCode;
/// use wasi_fs_conformance::{backends, filesystem::Blocking};
///
/// fn main() -> ExitCode {
///     wasi_fs_conformance::cli(backends::host("ours", Blocking::default()))
/// }
/// ```
pub fn cli<B: Backend>(backend: B) -> ExitCode {
    let program = program_name();
    finish(arguments::parse::<OwnArguments>(std::env::args_os()).and_then(|arguments| match arguments {
        Ok(OwnArguments { command }) => {
            let definition = OwnArguments::command();
            let tool = Tool {
                called: program,
                chosen: String::new(),
                definition,
                backend: Vec::new(),
                folder: default_folder(),
            };
            run_and_let_go(command, &tool, vec![backend])
        }
        Err(exit) => Ok(exit),
    }))
}

/// The tool on the built-in backends. The arguments are those of the process.
pub fn built_in() -> ExitCode {
    finish(run_built_in(std::env::args_os()))
}

fn run_built_in(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let BuiltinArguments { backends, dir, command } = match arguments::parse(given.clone())? {
        Ok(arguments) => arguments,
        Err(exit) => return Ok(exit),
    };
    if arguments::backends_of(&given) > backends.len() {
        return Err(Failure::usage(
            "a --backend in front of the command and one behind it: put all behind it",
        ));
    }
    let folder = dir.unwrap_or_else(default_folder);
    let command = match command {
        BuiltinCommand::Calibrate(_) if !backends.is_empty() => {
            return Err(Failure::usage("calibrate takes the names of faults instead of a --backend"));
        }
        BuiltinCommand::Calibrate(arguments) => return calibrating::run(&arguments, &folder),
        BuiltinCommand::ConformProtocol => {
            let builtins = backends.iter().map(|name| Builtin::from_name(name).map_err(Failure::usage));
            let [Builtin::Process(words)] = &builtins.collect::<Result<Vec<_>, _>>()?[..] else {
                return Err(Failure::usage(
                    "conform-protocol needs a driver: --backend process:\"COMMAND ARGUMENTS\"",
                ));
            };
            return conforming::run(&driver(words.clone(), &folder)?);
        }
        BuiltinCommand::Matrix(arguments) => return comparing::run(arguments, &backends, folder),
        BuiltinCommand::Any(command) => command,
    };
    if matches!(command, Command::Replay(_))
        && let Some(outcome) = watching::apart()
    {
        return outcome;
    }
    let (called, definition) = (program_name(), BuiltinArguments::command());
    match &backends[..] {
        [] => {
            let hosts: Vec<_> =
                Builtin::HOSTS.iter().map(|(name, blocking)| host(name, *blocking).within(&folder)).collect();
            let tool = Tool { called, chosen: String::new(), definition, backend: Vec::new(), folder };
            run_and_let_go(command, &tool, hosts)
        }
        [name] => {
            let backend = ["--backend".into(), name.into()].into();
            let tool = Tool { called, chosen: choice_of(name), definition, backend, folder: folder.clone() };
            on_backend(name, &folder, Ordered { command, tool })?
        }
        [..] => Err(Failure::usage("this command takes one --backend, or none for all three of the host")),
    }
}

/// Something to be done with a backend, whichever it is.
trait Task {
    /// What comes of it.
    type Output;

    fn on<B: Backend>(self, backend: B) -> Self::Output;
}

/// Does it with the backend of this name, which makes its throw-away folders in this folder.
fn on_backend<T: Task>(name: &str, folder: &Path, task: T) -> Result<T::Output, Failure> {
    Ok(match Builtin::from_name(name).map_err(Failure::usage)? {
        Builtin::Host(blocking) => task.on(host(name, blocking).within(folder)),
        #[cfg(feature = "wasmtime")]
        Builtin::Wasmtime { may_block } => task.on(crate::backends::wasmtime(name, may_block).within(folder)),
        Builtin::Faulty(fault) => task.on(faulty(fault).within(folder)),
        Builtin::Emulated(platform, fault) => task.on(emulated(platform, fault).within(folder)),
        Builtin::Process(words) => task.on(driver(words, folder)?),
    })
}

/// Runs a command on backends, and lets go of these: one that panics at that has diverged.
fn run_and_let_go<B: Backend>(command: Command, tool: &Tool, backends: Vec<B>) -> Outcome {
    let mut outcome = command.run(tool, &backends);
    for backend in backends {
        let name = backend.name().to_owned();
        if let Err(text) = caught(move || drop(backend)) {
            let rule = Rule::NoPanic;
            anstream::eprintln!(
                "FAIL  {name}  {rule}  behind all scripts, when the backend was dropped: {text}"
            );
            outcome = outcome.map(|_| Exit::Diverged);
        }
    }
    outcome
}

/// The arguments that choose a backend, as they are typed.
fn choice_of(name: &str) -> String {
    format!("--backend {}", shell_words::quote(name))
}

/// A command that was given on the command line.
struct Ordered {
    command: Command,
    tool: Tool,
}

impl Task for Ordered {
    type Output = Outcome;

    fn on<B: Backend>(self, backend: B) -> Outcome {
        run_and_let_go(self.command, &self.tool, vec![backend])
    }
}

/// The backend behind a driver, which makes its throw-away folders in this folder.
fn driver(words: Vec<String>, folder: &Path) -> Result<Process, Failure> {
    process(words).map(|backend| backend.within(folder)).map_err(Failure::own)
}

/// This program, as commands have to know it.
struct Tool {
    /// How it was called, for the commands in reports.
    called: String,
    /// The arguments that choose the same backend, as they are typed.
    chosen: String,
    /// What its command line takes.
    definition: clap::Command,
    /// The arguments that choose the backend.
    backend: Vec<OsString>,
    /// Where throw-away folders are to be made.
    folder: PathBuf,
}

impl Command {
    fn run<B: Backend>(self, tool: &Tool, backends: &[B]) -> Outcome {
        match self {
            Self::Hunt(arguments) => hunting::run(arguments, tool, backends),
            Self::Work(WorkArguments { judge: arguments }) => {
                let worked = work(judge(arguments)?, backends);
                // The hunt was told why, and says it.
                Ok(worked.map_or(Exit::OwnFault, |()| Exit::Conforms))
            }
            Self::Replay(arguments) => replaying::run(&arguments, tool, backends),
            Self::Cover(arguments) => covering::run(arguments, backends),
            Self::Explain(arguments) => explaining::run(&arguments),
            Self::Bless(arguments) => blessing::run(&arguments),
            Self::Completions(arguments) => Ok(shell::complete(&arguments, &tool.definition)),
            Self::Man(arguments) => shell::man(&arguments, &tool.definition),
        }
    }
}

/// The judge that a command line asks for.
fn judge(arguments: JudgeArguments) -> Result<Judge<'static>, Failure> {
    let ledger = ledger(&arguments)?;
    let judge = judge_under(&arguments.conditions)?;
    Ok(match ledger {
        Some(ledger) => ledger.told_to(judge),
        None => judge,
    })
}

/// A judge under these conditions that knows no ledger.
fn judge_under(conditions: &Conditions) -> Result<Judge<'static>, Failure> {
    let Conditions { no_syscall_gate, refuse_openat2, step_deadline, platform } = *conditions;
    let judge = Judge::new().map_err(Failure::own)?.with_deadline(step_deadline);
    let judge = if no_syscall_gate { judge.without_syscall_gate() } else { judge };
    let judge = platform.into_iter().fold(judge, Judge::on_platform);
    Ok(if refuse_openat2 { judge.refusing_openat2() } else { judge })
}

/// The ledger that a command line names, if it names one.
fn ledger(arguments: &JudgeArguments) -> Result<Option<Ledger>, Failure> {
    arguments.known.as_deref().map(Ledger::load).transpose().map_err(Failure::usage)
}

/// Prints what went wrong, if something did, and gives the exit code.
fn finish(outcome: Outcome) -> ExitCode {
    outcome
        .unwrap_or_else(|failure| {
            anstream::eprintln!("error: {}", failure.text);
            failure.exit
        })
        .into()
}

/// How this process was called, for the commands in reports.
fn program_name() -> String {
    let called = std::env::args_os().next().unwrap_or_else(|| "wasi-fs-conformance".into());
    called.to_string_lossy().into_owned()
}
