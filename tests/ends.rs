//! A backend that ends its process, however and wherever: each command says so, with its own exit code and not the backend's.
//!
//! This program is its own tool: where the environment says how and where to end, it is the command line of a backend that
//! does.

use std::cell::Cell;
use std::path::Path;
use std::process::{Command, ExitCode, Output};
use std::sync::Once;
use std::thread;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use wasi_fs_conformance::backend::{Backend, Breakdown, Instance, StartError};
use wasi_fs_conformance::backends::{HostDescriptor, host};
use wasi_fs_conformance::cli;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::tree::Fixture;

/// The variable of the environment that says how and where this process is to end.
const VARIABLE: &str = "ENDS_OF_A_BACKEND";

/// How long a thread of the backend waits before it ends the process: until a script is under way, and not until it is over.
const THREAD_WAITS: Duration = Duration::from_millis(5);

/// How to read a row: the word, and how a report tells that end.
const WAYS: &[(&str, &str)] = &[
    ("abort", "signal 6 (SIGABRT)"),
    ("exit-0", "exit code 0"),
    ("exit-7", "exit code 7"),
    ("kill", "signal 9 (SIGKILL)"),
];

/// How to read a row: the word, and what a report of one script says of the place.
const PLACES: &[(&str, &[&str])] = &[
    ("call", &["at step 1 of 1"]),
    ("thread", &["at the end of 1 step", "The backend ended the process", "in the background"]),
    ("drop", &["at the end of 1 step"]),
    ("start", &["The backend ended the process", "when the preopens were made"]),
];

/// Long enough for a thread to come in between.
const SCRIPT: &str = "run\n  repeat 6000: root.stat\n";

fn end(way: &str) -> ! {
    match way {
        "exit-0" => std::process::exit(0),
        "exit-7" => std::process::exit(7),
        #[cfg(unix)]
        "kill" => {
            let this = rustix::process::getpid();
            _ = rustix::process::kill_process(this, rustix::process::Signal::KILL);
            loop {
                thread::park();
            }
        }
        _ => std::process::abort(),
    }
}

/// The real implementation in a process that ends.
struct Ends<B> {
    inner: B,
    way: String,
    place: String,
    /// How often it was asked for its processes: before a script, and when all its handles are gone.
    asked: Cell<u32>,
}

impl<B: Backend<Descriptor = HostDescriptor>> Backend for Ends<B> {
    type Descriptor = HostDescriptor;

    fn name(&self) -> &'static str {
        "ends"
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<HostDescriptor>, StartError> {
        if self.place == "start" {
            end(&self.way);
        }
        let started = self.inner.start(fixture).await;
        if self.place == "thread" {
            static BEGAN: Once = Once::new();
            let way = self.way.clone();
            BEGAN.call_once(|| {
                thread::spawn(move || {
                    thread::sleep(THREAD_WAITS);
                    end(&way)
                });
            });
        }
        started
    }

    fn processes(&self) -> Vec<u32> {
        let asked = self.asked.replace(self.asked.get() + 1);
        if self.place == "drop" && asked % 2 == 1 {
            end(&self.way);
        }
        Vec::new()
    }

    fn breakdown(&self) -> Option<Breakdown> {
        if self.place == "call" {
            end(&self.way);
        }
        None
    }
}

fn tool((way, place): (&str, &str), arguments: &[&str]) -> Result<Output, Failed> {
    let this = std::env::current_exe()?;
    Ok(Command::new(this).args(arguments).env(VARIABLE, format!("{way} {place}")).output()?)
}

/// What was said, where the exit code is that of a backend that diverged.
fn diverged(output: &Output) -> Result<String, Failed> {
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    match output.status.code() {
        Some(2) => Ok(said),
        code => Err(format!("exit code {code:?}\n{said}").into()),
    }
}

/// Whether all of these are said, on however many lines.
fn has(said: &str, all: &[&str]) -> Result<(), Failed> {
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = &flat;
    match all.iter().find(|text| !said.contains(**text)) {
        Some(missing) => Err(format!("no {missing:?} in\n{said}").into()),
        None => Ok(()),
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

fn replays(way: (&str, &str), place: (&str, &[&str])) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let (file, junit) = (folder.path().join("one.fs"), folder.path().join("junit.xml"));
    std::fs::write(&file, SCRIPT)?;
    let output = tool((way.0, place.0), &["replay", path(&file), "--junit", path(&junit)])?;
    let said = diverged(&output)?;
    has(&said, place.1)?;
    has(&said, &["FAIL ends quality/no-abort", way.1])?;
    has(&std::fs::read_to_string(&junit)?, &["<failure"])?;
    let output = tool((way.0, place.0), &["replay", path(&file), "--format", "json"])?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    has(&diverged(&output)?, &["\"verdict\":\"diverged\"", "\"exit_code\":2"])?;
    let begins = lines.lines().filter(|line| line.contains("\"type\":\"begin\"")).count();
    if begins == 1 { Ok(()) } else { Err(format!("it begins {begins} times\n{lines}").into()) }
}

/// All scripts of a folder are told of, each once, though the process ends at each.
fn replays_a_folder() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    for name in ["a", "b", "c"] {
        std::fs::create_dir(folder.path().join(name))?;
        std::fs::write(folder.path().join(name).join("one.fs"), SCRIPT)?;
    }
    let said = diverged(&tool(("exit-0", "call"), &["replay", path(folder.path())])?)?;
    let fails = said.matches("FAIL  ends  quality/no-abort").count();
    if fails == 3 { Ok(()) } else { Err(format!("{fails} fail\n{said}").into()) }
}

fn hunts(way: (&str, &str), place: &str) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let found = path(folder.path());
    let limits = ["--for", "20s", "--scripts", "8", "--jobs", "1", "--seed", "3", "--found", found];
    let said = diverged(&tool((way.0, place), &[&["hunt"], &limits[..]].concat())?)?;
    has(&said, &["FAIL ends quality/no-abort", way.1])?;
    if place == "thread" { has(&said, &["in the background"]) } else { Ok(()) }
}

fn main() -> ExitCode {
    if let Ok(ends) = std::env::var(VARIABLE) {
        let (way, place) = ends.split_once(' ').unwrap_or(("abort", "call"));
        let inner = host("host-inline", Blocking::CurrentThread);
        return cli(Ends { inner, way: way.to_owned(), place: place.to_owned(), asked: Cell::new(0) });
    }
    let mut trials = vec![Trial::test("every_script_of_a_folder_is_told_of", replays_a_folder)];
    if cfg!(unix) {
        for way in WAYS {
            for place in PLACES {
                let name = format!("replay::{}::{}", way.0, place.0);
                trials.push(Trial::test(name, || replays(*way, *place)));
                let name = format!("hunt::{}::{}", way.0, place.0);
                trials.push(Trial::test(name, || hunts(*way, place.0)));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
