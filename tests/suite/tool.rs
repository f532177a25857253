//! The tool as a process of its own, for the tests of its command line.

use std::path::Path;
use std::process::{Command, Output};

use wasi_fs_conformance::check::Judge;

/// The seed of a hunt that says none: a test asks whether a change broke something, and new ground is for hunts that somebody
/// reads.
const SEED: &str = "12";

/// The tool with these arguments.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-fs-conformance"));
    command.args(arguments);
    // A shard of no seed is one of nothing, and is refused.
    if arguments.contains(&"hunt") && !["--seed", "--shard"].iter().any(|option| arguments.contains(option)) {
        command.args(["--seed", SEED]);
    }
    command
}

/// What comes of it.
pub(crate) fn tool(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// A judge that counts nothing of this process, in which other tests are at work.
pub(crate) fn judge() -> Judge<'static> {
    Judge::new().unwrap().ignoring_growth()
}

/// What it has written.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Skips a test for what is not here, with the reason; a variable of this name that says `require` makes that a failure.
pub(crate) fn skip(variable: &str, why: &str) {
    assert!(
        std::env::var_os(variable).is_none_or(|switch| switch != "require"),
        "{variable}=require, but {why}"
    );
    println!("skipped: {why}");
}

/// A path as an argument.
pub(crate) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
