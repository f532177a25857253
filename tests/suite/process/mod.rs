//! Backends in a process of their own: what the protocol carries, and what a driver that fails comes to.

mod conformance;
mod failing;
mod protocol;
mod starting;

use std::process::Output;

use wasi_fs_conformance::backends::{self, Process};

use crate::tool::{text, tool};

/// The driver in Rust.
pub(crate) const DRIVER: &str = env!("CARGO_BIN_EXE_wasi-fs-conformance-driver");

/// The backend behind the driver with these arguments.
pub(crate) fn driver(arguments: &[&str]) -> Process {
    backends::process([DRIVER].iter().chain(arguments)).unwrap()
}

/// The name of that backend for the command line.
fn named(arguments: &str) -> String {
    format!("process:'{DRIVER}' {arguments}")
}

/// What comes of the tool on that backend.
fn tool_on(arguments: &str, rest: &[&str]) -> Output {
    let backend = named(arguments);
    tool(&[&["--backend", &backend], rest].concat())
}

/// The exit code, and all that was said.
fn said(output: &Output) -> (i32, String) {
    let code = output.status.code().expect("the tool ends by itself");
    (code, text(&output.stdout) + &text(&output.stderr))
}

/// Fails unless the tool ended with this code and said all of these, over however many lines.
#[track_caller]
fn assert_said(output: &Output, code: i32, texts: &[&str]) {
    // Long ones are broken in the middle of a word.
    let in_one_line = |text: &str| text.split_whitespace().collect::<String>();
    let (ended, said) = said(output);
    assert_eq!(ended, code, "{said}");
    let line = in_one_line(&said);
    for text in texts {
        assert!(line.contains(&in_one_line(text)), "{text:?} is not in\n{said}");
    }
}
