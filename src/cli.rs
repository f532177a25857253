//! The command line, on the built-in backends or on any other: hunts, replays, and what there is to know about rules and
//! scripts.

mod arguments;
mod blessing;
mod calibrating;
mod covering;
mod explaining;
mod hunting;
mod output;
mod replaying;
mod shell;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::backend::{Backend, OnDisk};
use crate::backends::{Builtin, faulty, host};
use crate::check::Judge;
use crate::corpus::Ledger;
use crate::hunt::workers::work;
use arguments::{BuiltinArguments, BuiltinCommand, Command, JudgeArguments, OwnArguments, WorkArguments};

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
    /// Our own fault, or the machine's: no folder, a full disk.
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
            let tool = Tool { called: program, definition, backend: Vec::new(), folder: None };
            command.run(&tool, &[backend])
        }
        Err(exit) => Ok(exit),
    }))
}

/// The tool on the built-in backends. The arguments are those of the process.
pub fn built_in() -> ExitCode {
    finish(run_built_in(std::env::args_os()))
}

fn run_built_in(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let BuiltinArguments { backend, dir, command } = match arguments::parse(arguments)? {
        Ok(arguments) => arguments,
        Err(exit) => return Ok(exit),
    };
    let command = match command {
        BuiltinCommand::Calibrate(_) if backend.is_some() => {
            return Err(Failure::usage("calibrate takes the names of faults instead of a --backend"));
        }
        BuiltinCommand::Calibrate(arguments) => return calibrating::run(&arguments, dir.as_deref()),
        BuiltinCommand::Any(command) => command,
    };
    let (called, definition) = (program_name(), BuiltinArguments::command());
    let Some(name) = backend else {
        let hosts: Vec<_> = Builtin::HOSTS
            .iter()
            .map(|(name, blocking)| within(host(name, *blocking), dir.as_deref()))
            .collect();
        return command.run(&Tool { called, definition, backend: Vec::new(), folder: dir }, &hosts);
    };
    let arguments = ["--backend".into(), name.clone().into()].into();
    let called = format!("{called} --backend {name}");
    let tool = Tool { called, definition, backend: arguments, folder: dir.clone() };
    match Builtin::from_name(&name).map_err(Failure::usage)? {
        Builtin::Host(blocking) => command.run(&tool, &[within(host(&name, blocking), dir.as_deref())]),
        #[cfg(feature = "wasmtime")]
        Builtin::Wasmtime { may_block } => {
            let backend = crate::backends::wasmtime(&name, may_block);
            command.run(
                &tool,
                &[match dir {
                    Some(parent) => backend.within(parent),
                    None => backend,
                }],
            )
        }
        Builtin::Faulty(fault) => command.run(&tool, &[within(faulty(fault), dir.as_deref())]),
    }
}

/// This program, as commands have to know it.
struct Tool {
    /// How to call it again on the same backend, for the commands in reports.
    called: String,
    /// What its command line takes.
    definition: clap::Command,
    /// The arguments that choose the backend.
    backend: Vec<OsString>,
    /// Where throw-away folders are to be made, if somewhere else than usual.
    folder: Option<PathBuf>,
}

/// The backend with its throw-away folders in another place, if one is named.
fn within<O>(backend: OnDisk<O>, parent: Option<&Path>) -> OnDisk<O> {
    match parent {
        Some(parent) => backend.within(parent),
        None => backend,
    }
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
    let JudgeArguments { no_syscall_gate, refuse_openat2, step_deadline, .. } = arguments;
    let judge = Judge::new().map_err(Failure::own)?.with_deadline(step_deadline);
    let judge = match ledger {
        Some(ledger) => judge.tolerating(ledger.tolerance()).waiting_shortly_for(ledger.hanging()),
        None => judge,
    };
    let judge = if no_syscall_gate { judge.without_syscall_gate() } else { judge };
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
