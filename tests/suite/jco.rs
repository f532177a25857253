//! The driver for jco's preview2-shim, with Node: the whole corpus on both of its filesystems, each with its ledger.

use std::path::Path;
use std::process::Command;

use crate::tool::{command, skip, text};

/// What a test of the driver needs to be told to fail without Node, as `SYSCALL_GATE=require` does for the gate.
const VARIABLE: &str = "NODE";

/// The oldest version of Node that serves.
const NODE_MIN: u32 = 20;

/// Where the driver is.
fn driver() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("drivers/jco")
}

/// Why the driver can't run here, with the remedy.
fn missing() -> Option<String> {
    let Ok(output) = Command::new("node").arg("--version").output() else {
        return Some(format!("there is no Node here; install version {NODE_MIN} or later"));
    };
    let version = text(&output.stdout);
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|part| part.parse().ok());
    if major.is_none_or(|major: u32| major < NODE_MIN) {
        return Some(format!("Node here is {}; install version {NODE_MIN} or later", version.trim()));
    }
    let installed = driver().join("node_modules").is_dir();
    (!installed).then(|| format!("the shim is not installed; run `npm ci` in {}", driver().display()))
}

/// Whether the driver can run here. Where it can't the reason is printed, or with `NODE=require` it is a failure.
fn is_here() -> bool {
    let missing = missing();
    if let Some(why) = &missing {
        skip(VARIABLE, why);
    }
    missing.is_none()
}

/// The corpus on one of the two shows what its ledger lists, and nothing else.
fn deviates_as_filed(which: &str, step_deadline: &str) {
    if !is_here() {
        return;
    }
    let (backend, ledger) =
        (format!("process:node drivers/jco/driver.mjs {which}"), format!("corpus/known/jco-{which}.txt"));
    let replay =
        ["replay", "corpus", "--backend", &backend, "--known", &ledger, "--step-deadline", step_deadline];
    let output = command(&replay).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let (found, said) = (text(&output.stdout), text(&output.stderr));
    let is_told = |line: &&str| line.starts_with("FAIL") || line.starts_with("STALE");
    let told: Vec<_> = found.lines().filter(is_told).collect();
    assert_eq!(output.status.code(), Some(0), "{}\n{said}\n{replay:?}", told.join("\n"));
    // An entry that nobody looked for would stay for ever.
    assert!(!found.contains("the ledger is stale was not judged"), "{said}\n{replay:?}");
}

#[test]
fn the_corpus_shows_what_the_ledger_of_jco_node_lists() {
    // Calls that never return are filed, and are waited for.
    deviates_as_filed("node", "2s");
}

#[test]
fn the_corpus_shows_what_the_ledger_of_jco_browser_lists() {
    // None are filed, so a machine that is busy must not look like one.
    deviates_as_filed("browser", "10s");
}

#[test]
fn the_values_of_the_driver_are_those_of_the_protocol() {
    if !is_here() {
        return;
    }
    let output = Command::new("node").arg("--test").current_dir(driver()).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stdout));
}
