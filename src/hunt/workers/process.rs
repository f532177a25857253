//! A worker as its hunt sees it: a process that is given orders, tells news, and may end at any moment.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::message::{News, Order, Setup, received, send};
use super::place::{self, At};
use crate::backend::{DEVICE_VARIABLE, FOLDER_VARIABLE, OFF, beside};
use crate::generate::Lean;
use crate::hunt::HuntError;
use crate::tree::Tree;

/// How much of what a worker says on its way out is kept, in bytes: more than a backtrace, since what tells why stands above it.
const LAST_WORDS_MAX: usize = 64 << 10;

/// How often a worker is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(100);

/// How long to wait for what is about to happen, at a time.
const SOON: Duration = Duration::from_millis(2);

/// How often.
const ENDS_WITHIN: u32 = 500;

/// How to start a worker.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program, which is this one.
    pub program: PathBuf,
    /// Its arguments, which make it [a worker](super::work).
    pub arguments: Vec<OsString>,
    /// In which folder the workers' throw-away folders are made.
    pub folder: PathBuf,
    /// How much memory a worker may take, in bytes, where the system can be told.
    pub memory_max: Option<u64>,
    /// How long a call may take.
    pub step_deadline: Duration,
    /// Whether a worker that ends in a Rust program says by which calls, if the environment asks for that. To look the names
    /// up takes a second, which is too long for each candidate of a script that is made smaller.
    pub backtraces: bool,
}

/// How many times longer a worker is waited for that does not run at all.
const SILENT_FOR: u32 = 2;

/// How long a script may take to be made up, at least: no backend has a part in that, only a machine with much to do.
const MADE_UP_WITHIN: Duration = Duration::from_mins(1);

/// How a worker stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standstill {
    /// It runs, and is at the same call all the time.
    AtACall,
    /// It does not run: it was stopped, or has no processor.
    Altogether,
}

/// What comes from a worker.
#[derive(Debug)]
pub(super) enum Event {
    /// It tells something.
    News(Box<News>),
    /// It has closed its output, as all do in the end.
    Closed,
}

/// A running worker; dropped, it is ended, and its folder goes with it.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    orders: Option<ChildStdin>,
    last_words: Arc<Mutex<Vec<u8>>>,
    listener: thread::JoinHandle<()>,
    place: PathBuf,
    at: At,
    /// How often it was seen at the same place, and had run since.
    looks: u32,
    beats: PathBuf,
    /// How often it has said that it runs.
    beat: u64,
    /// How often it was seen not to have run since.
    silent: u32,
    /// That of its scripts, and the one on another device, where there is one.
    folders: Vec<tempfile::TempDir>,
}

impl Process {
    /// Starts a worker. Its events are sent with this tag.
    pub(super) fn start<T: Copy + Send + 'static>(
        launch: &Launch,
        tag: T,
        events: &Sender<(T, Event)>,
    ) -> Result<Self, HuntError> {
        let folder_in =
            |parent: &Path| tempfile::Builder::new().prefix("wasi-fs-conformance-worker-").tempdir_in(parent);
        let apart = beside(&launch.folder).iter().find_map(|parent| folder_in(parent).ok());
        let folder = folder_in(&launch.folder);
        let folder = folder.map_err(|source| HuntError::Folder { folder: launch.folder.clone(), source })?;
        let mut command = Command::new(&launch.program);
        if !launch.backtraces {
            command.env("RUST_BACKTRACE", "0");
        }
        let mut child = command
            .args(&launch.arguments)
            .env(FOLDER_VARIABLE, folder.path())
            .env(DEVICE_VARIABLE, apart.as_ref().map_or(OsStr::new(OFF), |apart| apart.path().as_os_str()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let (events, last_words) = (events.clone(), Arc::new(Mutex::new(Vec::new())));
        let heard = Arc::clone(&last_words);
        thread::Builder::new().name("news".into()).spawn(move || {
            for line in output.into_iter().flat_map(|output| BufReader::new(output).split(b'\n')) {
                let Ok(line) = line else { break };
                if let Some(news) = received(&String::from_utf8_lossy(&line)) {
                    _ = events.send((tag, Event::News(Box::new(news))));
                }
            }
            _ = events.send((tag, Event::Closed));
        })?;
        let listener = thread::Builder::new().name("last words".into()).spawn(move || {
            if let Some(errors) = errors {
                listen(errors, &heard);
            }
        })?;
        let place = folder.path().join("place");
        let beats = folder.path().join("beats");
        let setup = Setup {
            place: place.clone(),
            beats: beats.clone(),
            memory_max: launch.memory_max,
            step_deadline: launch.step_deadline,
        };
        let mut process = Self {
            orders: child.stdin.take(),
            child,
            last_words,
            listener,
            place,
            at: At::Nothing,
            looks: 0,
            beats,
            beat: 0,
            silent: 0,
            folders: [folder].into_iter().chain(apart).collect(),
        };
        process.order(&Order::Setup(setup));
        Ok(process)
    }

    /// Gives an order. One that has ended does not hear it, and tells that by its end.
    pub(super) fn order(&mut self, order: &Order) {
        if let Some(orders) = &mut self.orders {
            drop(send(orders, order));
        }
        self.gets_on();
    }

    /// Says that it has told how far it is: it does not stand still.
    pub(super) fn gets_on(&mut self) {
        (self.looks, self.silent) = (0, 0);
    }

    /// Tells something that it need not begin anew for: what it is at goes on.
    pub(super) fn tell(&mut self, order: &Order) {
        if let Some(orders) = &mut self.orders {
            drop(send(orders, order));
        }
    }

    /// Looks where it is; whether it has been there for so long, in which it ran, or has not run for even longer.
    pub(super) fn standstill(&mut self, patience: Duration) -> Option<Standstill> {
        let (at, beat) = (place::read(&self.place), place::beats(&self.beats));
        if beat == self.beat {
            self.silent += 1;
            return (LOOK * self.silent > patience * SILENT_FOR).then_some(Standstill::Altogether);
        }
        self.looks = if at == self.at { self.looks + 1 } else { 0 };
        (self.at, self.beat, self.silent) = (at, beat, 0);
        let patience = if matches!(at, At::Writing(_)) { patience.max(MADE_UP_WITHIN) } else { patience };
        (LOOK * self.looks > patience).then_some(Standstill::AtACall)
    }

    /// How its script of this number leans, of the last ones.
    pub(super) fn lean_of(&self, index: u64) -> Lean {
        place::lean_of(&self.place, index)
    }

    /// Where it was last.
    pub(super) fn last_place(&self) -> At {
        place::read(&self.place)
    }

    /// How it ended, and what it said on its way out. One that has closed its output is about to end; one that does not
    /// is ended.
    pub(super) fn end(&mut self) -> io::Result<(ExitStatus, String)> {
        self.orders = None;
        let mut status = None;
        for _ in 0..ENDS_WITHIN {
            status = self.child.try_wait()?;
            if status.is_some() {
                break;
            }
            thread::sleep(SOON);
        }
        let Some(status) = status else {
            self.kill();
            return self.end();
        };
        // What it has started may hold its streams open for longer than it lives.
        for _ in 0..ENDS_WITHIN {
            if self.listener.is_finished() {
                break;
            }
            thread::sleep(SOON);
        }
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((status, String::from_utf8_lossy(&words).into_owned()))
    }

    /// Ends it here and now.
    pub(super) fn kill(&mut self) {
        // Nothing is wrong when it has ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        for folder in self.folders.drain(..) {
            let path = folder.path().to_owned();
            if folder.close().is_err() {
                // A worker that died has left the modes that its script began with, which may bar the way.
                _ = Tree::take_from(&path).map(|_| fs::remove_dir(&path));
            }
        }
    }
}

/// Keeps the end of what is said.
fn listen(mut errors: impl Read, heard: &Mutex<Vec<u8>>) {
    let mut piece = [0; 1024];
    while let Ok(count @ 1..) = errors.read(&mut piece) {
        let mut words = heard.lock().unwrap_or_else(PoisonError::into_inner);
        words.extend_from_slice(&piece[..count]);
        let before = words.len().saturating_sub(LAST_WORDS_MAX);
        words.drain(..before);
    }
}
