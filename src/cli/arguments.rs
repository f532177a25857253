//! What the command line takes.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use super::{Exit, Failure};
use crate::generate::OPS_MAX;

/// Exit codes, for `--help`.
const EXIT_CODES: &str =
    "Exit codes: 0 conforms, 1 usage, 2 diverged, 3 the ledger is stale, 4 nothing ran, 70 our own fault";

/// Property-based conformance tests for implementations of the WASI filesystem.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub(super) struct BuiltinArguments {
    /// The backend: host, host-inline, host-pool, or faulty:NAME; without it all three of the host.
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) backend: Option<String>,

    /// The folder in which the throw-away folders are made; by default one in memory, where there is one.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,

    #[command(subcommand)]
    pub(super) command: Command,
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
    /// Run scripts from files and print every step with its answer.
    Replay {
        /// The scripts.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct HuntArguments {
    /// How long, as in `90s`, `10m` or `8h`.
    #[arg(long = "for", value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    pub(super) time: Duration,

    /// Decides every script; without it a random one, which is printed.
    #[arg(long)]
    pub(super) seed: Option<u64>,

    /// Steps of a script, at most.
    #[arg(long, value_name = "N", default_value_t = OPS_MAX, value_parser = ops_max)]
    pub(super) max_ops: usize,

    /// Stop after so many scripts.
    #[arg(long, value_name = "N")]
    pub(super) scripts: Option<u64>,

    /// Go on after the first finding; each rule is then reported once for each backend.
    #[arg(long)]
    pub(super) keep_going: bool,

    /// The folder that keeps findings.
    #[arg(long, value_name = "DIR", default_value = "target/found")]
    pub(super) found: PathBuf,
}

/// The most steps that are of any use in one script.
const STEPS_MAX: usize = 10_000;

fn ops_max(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=STEPS_MAX) => Ok(number),
        _ => Err(format!("expected a number from 1 to {STEPS_MAX}")),
    }
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
