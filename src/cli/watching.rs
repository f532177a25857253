//! A replay runs in a process of its own, so that a backend that ends it does not end who tells of that.
//!
//! The one that replays notes what it is at. Where it ends at a script, another one says what the first has not said yet: it
//! runs that script apart, and all others as before.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitStatus};
#[cfg(unix)]
use std::time::Duration;

use super::{Exit, Failure, Outcome};
use crate::backend::{end_text, is_from_outside};

/// The variable of the environment that names the file with the notes of the process that replays.
const VARIABLE: &str = "WASI_FS_CONFORMANCE_NOTES";

/// The variable that names the process that watches it, by its number.
const WATCHER: &str = "WASI_FS_CONFORMANCE_WATCHER";

/// How many times a replay is begun anew.
const ENDS_MAX: usize = 16;

/// How often the process that replays looks whether it is still watched.
#[cfg(unix)]
const LOOKS_EVERY: Duration = Duration::from_millis(200);

/// What the process that replays notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    file: Option<File>,
    /// How many scripts were begun.
    begun: usize,
    ends: Vec<Ended>,
}

/// How a process has ended before this one, and at which script on which backend, counted over all of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    at: usize,
    /// In words.
    pub(super) how: String,
    /// Whether somebody else may have ended it.
    pub(super) from_outside: bool,
}

impl Notes {
    /// Those of this process, if it is one that replays and is watched.
    fn of_this_process() -> Option<Self> {
        let path = std::env::var_os(VARIABLE)?;
        let text = fs::read_to_string(&path).ok()?;
        let file = OpenOptions::new().append(true).open(&path).ok()?;
        Some(Self { file: Some(file), begun: 0, ends: text.lines().filter_map(Ended::read).collect() })
    }

    /// The next script on the next backend is begun: whether another process has told of it, and how one has ended at it.
    pub(super) fn begins(&mut self) -> (bool, Option<Ended>) {
        let at = self.begun;
        self.begun += 1;
        self.write(&format!("at {at}"));
        let is_told = self.ends.iter().any(|ended| ended.at > at);
        (is_told, self.ends.iter().find(|ended| ended.at == at).cloned())
    }

    /// Whether another process has begun to tell.
    pub(super) fn has_begun(&self) -> bool {
        !self.ends.is_empty()
    }

    fn write(&mut self, line: &str) {
        if let Some(file) = &mut self.file {
            // Without its notes nobody can tell more than that it has ended.
            drop(writeln!(file, "{line}"));
        }
    }
}

impl Ended {
    fn line(&self) -> String {
        format!("ended {} {} {}", self.at, u8::from(self.from_outside), self.how)
    }

    fn read(line: &str) -> Option<Self> {
        let (at, rest) = line.strip_prefix("ended ")?.split_once(' ')?;
        let (from_outside, how) = rest.split_once(' ')?;
        Some(Self { at: at.parse().ok()?, from_outside: from_outside == "1", how: how.to_owned() })
    }
}

/// What the last notes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    At(usize),
    Over(i32),
}

fn last_of(text: &str) -> Last {
    let word = |line: &str| {
        let (word, number) = line.split_once(' ')?;
        match word {
            "at" => number.parse().ok().map(Last::At),
            "over" => number.parse().ok().map(Last::Over),
            _ => None,
        }
    };
    text.lines().rev().find_map(word).unwrap_or(Last::Nothing)
}

/// Replays in a process of its own, or in this one where it is that process, or where there is none to be had.
pub(super) fn watched(mut replays: impl FnMut(&mut Notes) -> Outcome) -> Outcome {
    if let Some(mut notes) = Notes::of_this_process() {
        goes_with_its_watcher();
        let outcome = replays(&mut notes);
        let exit = outcome.as_ref().map_or_else(|failure| failure.exit, |exit| *exit);
        notes.write(&format!("over {}", exit as u8));
        return outcome;
    }
    apart().unwrap_or_else(|| replays(&mut Notes::default()))
}

/// What comes of this command line in processes that are watched; none where this is one of them, or there is none to be had.
/// Whoever asks before it has a backend needs none.
pub(super) fn apart() -> Option<Outcome> {
    if std::env::var_os(VARIABLE).is_some() {
        return None;
    }
    watch(tempfile::NamedTempFile::new().ok()?.path())
}

/// What comes of the processes that replay; none where none can be started.
fn watch(notes: &Path) -> Option<Outcome> {
    let program = std::env::current_exe().ok()?;
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let watcher = std::process::id().to_string();
    for _ in 0..ENDS_MAX {
        let mut command = Command::new(&program);
        let status = command.args(&arguments).env(VARIABLE, notes).env(WATCHER, &watcher).status().ok()?;
        let last = last_of(&fs::read_to_string(notes).ok()?);
        match last {
            Last::Over(code) => return Some(Ok(over(code, status))),
            // It has said why it did not begin.
            Last::Nothing if status.code() == Some(Exit::Usage as i32) => return Some(Ok(Exit::Usage)),
            Last::Nothing if status.code() == Some(Exit::OwnFault as i32) => return Some(Ok(Exit::OwnFault)),
            Last::Nothing => {
                let how = end_text(status);
                return Some(Err(Failure::own(format!(
                    "the process that replays ended before it began: {how}"
                ))));
            }
            Last::At(at) => {
                let from_outside = is_from_outside(status);
                let ended = Ended { at, how: end_text(status), from_outside };
                let mut file = OpenOptions::new().append(true).open(notes).ok()?;
                writeln!(file, "{}", ended.line()).ok()?;
            }
        }
    }
    anstream::eprintln!("the backend has ended {ENDS_MAX} processes; what is left was not run");
    Some(Ok(Exit::Diverged))
}

/// What a process came to that was through; it may have ended otherwise when it let go of its backends.
fn over(code: i32, status: ExitStatus) -> Exit {
    let exits = [
        Exit::Conforms,
        Exit::Usage,
        Exit::Diverged,
        Exit::Stale,
        Exit::NothingRan,
        Exit::Interrupted,
        Exit::OwnFault,
    ];
    let known = |code: Option<i32>| exits.into_iter().find(|exit| Some(*exit as i32) == code);
    let diverged = Some(Exit::Diverged as i32);
    let told = known(status.code()).filter(|_| [Some(code), diverged].contains(&status.code()));
    told.unwrap_or_else(|| {
        let how = end_text(status);
        anstream::eprintln!(
            "FAIL  quality/no-abort  behind all scripts, when the backend was dropped: the process ended: {how}"
        );
        Exit::Diverged
    })
}

/// Ends this process soon after the one that watches it.
#[cfg(unix)]
fn goes_with_its_watcher() {
    let watcher = std::env::var(WATCHER).ok();
    let is_there = move || {
        let parent = rustix::process::getppid().map(|parent| parent.as_raw_nonzero().to_string());
        parent == watcher
    };
    let look = move || {
        while is_there() {
            std::thread::sleep(LOOKS_EVERY);
        }
        std::process::exit(i32::from(Exit::OwnFault as u8));
    };
    // Without that thread a process may stay that nobody waits for, until it is through.
    drop(std::thread::Builder::new().name("watched".into()).spawn(look));
}

/// A process is not told here of which one it was started.
#[cfg(not(unix))]
fn goes_with_its_watcher() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back() {
        let ended = Ended { at: 3, how: "exit code 7".into(), from_outside: false };
        let text = format!("at 0\nat 3\n{}\n", ended.line());
        assert_eq!(Ended::read(&ended.line()), Some(ended));
        assert_eq!(last_of(&text), Last::At(3));
        assert_eq!(last_of(&format!("{text}over 2\n")), Last::Over(2));
        assert_eq!(last_of(""), Last::Nothing);
    }
}
