//! The crate's own tests in one binary, a module for each question.

#![expect(clippy::unwrap_used, reason = "in a test a value that is not there is a failure")]

mod access;
mod alike;
mod attack;
mod blame;
#[cfg(feature = "cli")]
#[cfg(feature = "cli")]
mod browser;
mod calibrate;
mod calibration;
mod candidates;
mod causes;
mod claims;
#[cfg(feature = "cli")]
mod cli;
mod conformance;
#[cfg(feature = "cli")]
mod coverage;
mod cuts;
#[cfg(all(feature = "cli", unix))]
mod devices;
mod faulty;
mod forks;
#[cfg(feature = "cli")]
mod formats;
mod front_door;
#[cfg(all(feature = "cli", feature = "process"))]
mod jco;
mod lacks;
mod laws;
#[cfg(target_os = "linux")]
mod leaks;
mod leans;
mod links;
mod listings;
#[cfg(feature = "cli")]
mod matrix;
mod meetings;
#[cfg(unix)]
mod modes;
mod on_disk;
mod outside;
mod panics;
#[cfg(feature = "cli")]
mod pins;
mod platforms;
#[cfg(feature = "cli")]
mod process;
#[rustfmt::skip] // the README's example is kept byte for byte
mod readme;
mod reach;
mod read_ahead;
mod receipts;
mod regressions;
mod replay;
mod reports;
mod reverse;
#[cfg(feature = "cli")]
mod schedules;
mod shards;
#[cfg(all(feature = "cli", unix))]
mod shortages;
mod simulation;
mod system;
mod tidy;
#[cfg(feature = "cli")]
mod tool;
mod walks;
#[cfg(feature = "cli")]
mod workers;
#[cfg(feature = "cli")]
mod workshop;
