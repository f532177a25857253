//! The command line on the built-in backends.

use std::process::ExitCode;

fn main() -> ExitCode {
    wasi_fs_conformance::built_in()
}
