//! A dog that barks when a backend blocks the very thread it is judged on.
//!
//! A call whose future is pending is ended by its deadline. One that never gives the thread back can't be ended from
//! within, so a thread beside it keeps the script that was running and ends the process, with the exit code of a
//! divergence.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use crate::beside;
use crate::rule::Rule;
use crate::script::Script;

/// How often the dog looks.
const LOOK: Duration = Duration::from_millis(500);

/// How often it may see the same script: for the time of several steps that end themselves at their deadline. Looks are
/// counted instead of time, which goes on while a whole machine is held.
const LOOKS_MAX: u32 = 120;

/// The exit code of a divergence.
const DIVERGED: i32 = 2;

/// Watches the thread that runs scripts.
pub(super) struct Dog(Arc<Watched>);

struct Watched {
    found: PathBuf,
    running: Mutex<Option<Running>>,
}

struct Running {
    looks: u32,
    backend: String,
    script: Script,
}

impl Dog {
    /// A dog that keeps what it finds in this folder.
    pub(super) fn start(found: &Path) -> Self {
        let watched = Arc::new(Watched { found: found.to_owned(), running: Mutex::new(None) });
        let weak = Arc::downgrade(&watched);
        // Out of reach of the gate that it may have to end. Without a thread to spare the hunt goes on unwatched.
        beside::start("watch", move || look(&weak));
        Self(watched)
    }

    /// Says that a script begins.
    pub(super) fn watch(&self, backend: &str, script: &Script) {
        let running = Running { looks: 0, backend: backend.to_owned(), script: script.clone() };
        *self.0.running() = Some(running);
    }

    /// Says that it is over.
    pub(super) fn rest(&self) {
        *self.0.running() = None;
    }
}

impl Watched {
    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look(watched: &Weak<Watched>) {
    while let Some(watched) = watched.upgrade() {
        let late = watched.running().take_if(|running| {
            running.looks += 1;
            running.looks > LOOKS_MAX
        });
        if let Some(running) = late {
            watched.bark(running);
        }
        drop(watched);
        thread::sleep(LOOK);
    }
}

impl Watched {
    fn bark(&self, Running { backend, mut script, .. }: Running) -> ! {
        let rule = Rule::NoHang;
        script.rule = Some(rule);
        script.comments =
            vec![rule.info().sentence.to_owned(), format!("found on {backend}; a call held the thread")];
        let path = self.found.join(format!("{}-held-thread.fs", rule.id().replace('/', "-")));
        let kept =
            std::fs::create_dir_all(&self.found).and_then(|()| std::fs::write(&path, script.to_string()));
        let place = match kept {
            Ok(()) => format!("the script is kept in {}, not shrunk", path.display()),
            Err(error) => format!("can't keep the script in {}: {error}; it was\n{script}", path.display()),
        };
        // To the stream itself: what a macro prints in a test is held back, and this process has no later.
        let told = writeln!(
            std::io::stderr(),
            "FAIL  {backend}  {rule}  a call held its thread for {} s and can't be ended\n{place}",
            (LOOK * LOOKS_MAX).as_secs()
        );
        drop(told);
        std::process::exit(DIVERGED);
    }
}
