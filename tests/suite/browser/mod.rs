//! The page of a matrix in a real browser: Chromium without a window, with real clicks and keys.
//!
//! Where there is no Chromium these tests are skipped with the reason; with `BROWSER=require` in the environment they fail
//! instead, which is for CI.

mod devtools;
mod page;

use devtools::Browser;

use crate::tool::skip;

/// What Chromium is called, by who packs it.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser, if there is one here.
fn browser() -> Option<Browser> {
    let why = if cfg!(unix) {
        let is_there = |name: &&&str| {
            std::process::Command::new(name)
                .arg("--version")
                .output()
                .is_ok_and(|output| output.status.success())
        };
        match NAMES.iter().find(is_there) {
            Some(name) => return Some(Browser::start(name)),
            None => format!("none of {} is installed", NAMES.join(", ")),
        }
    } else {
        "it is talked to by the file descriptors that it inherits, which only Unix has".to_owned()
    };
    skip("BROWSER", &why);
    None
}
