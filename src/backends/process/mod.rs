//! A backend in a process of its own, in any language, behind the line protocol that PROTOCOL.md describes.

mod driver;
mod error;
mod handles;
mod launcher;
mod protocol;
mod session;
mod start;
#[cfg(feature = "cli")]
mod talk;
#[cfg(test)]
mod tests;

pub use error::ProcessError;
pub use handles::{ProcessDescriptor, ProcessDirectoryEntryStream, ProcessInputStream, ProcessOutputStream};

#[cfg(feature = "cli")]
pub(crate) use talk::{Reply, is_of_form};

use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use crate::backend::{Backend, Breakdown, Folder, Ground, Instance, SourceOf, StartError};
use crate::tree::{Capability, Fixture, Lacks, Platform, Traits};
use driver::{Driver, Event};
use error::Problem;
use launcher::Launcher;
use protocol::{Answer, Garbled, Request, Wire as _};
use session::{Line, Session};
use start::{Hello, Serves};

/// How long an answer is waited for that has to come at once: the process may not have the processor.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a driver may take until it has answered `hello`: some languages are slow to start.
const STARTS_WITHIN: Duration = Duration::from_secs(15);

/// How often one is started, at most, that ends before it has answered `hello`, though another one did answer.
const STARTS_MAX: u32 = 3;

/// A backend behind a driver: the program that these words name, the first, with the arguments behind it. It is started
/// here, and asked who it is.
///
/// Make it before any [`Judge`](crate::check::Judge) on the same thread: a judge may have the system look at the calls of
/// its threads, and what they start inherits that.
///
/// ```no_run
/// use wasi_fs_conformance::{Suite, backends};
///
/// let backend = backends::process(["node", "driver.mjs"]).unwrap();
/// Suite::new().run(backend).assert_conforms();
/// ```
///
/// # Errors
/// When the program can't be started, or does not answer as a driver has to.
pub fn process(command: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Process, ProcessError> {
    let mut words = command.into_iter().map(Into::into);
    let program: OsString = words.next().unwrap_or_default();
    let arguments: Vec<OsString> = words.collect();
    let shown =
        shell_words::join([&program].into_iter().chain(&arguments).map(|word| word.to_string_lossy()));
    let fails = |problem: Problem| ProcessError::new(&shown, problem);
    if program.is_empty() {
        return Err(fails(Problem::NoProgram));
    }
    let launcher = Launcher::new(program, arguments).map_err(|error| fails(error.into()))?;
    let (driver, hello) = launched(&launcher, STARTS_WITHIN).map_err(fails)?;
    // This one was only asked who it is. A process may be allowed less when it comes to the first script, and what works
    // for it is held to that.
    drop(driver);
    let lacks = hello.lacks().map_err(|error| fails(error.into()))?;
    let platform = hello.platform().map_err(|error| fails(error.into()))?;
    let lacks = platform.map_or(lacks, |platform| lacks.and(&platform.lacks()));
    let traits = platform.map_or(Traits::NONE, Platform::traits);
    let ground = Ground::default();
    let ground = if lacks.contains(Capability::Symlinks) { ground.without_links() } else { ground };
    let lacks = if hello.devices > 1 { lacks } else { lacks.with(Capability::TwoDevices) };
    let lacks = if hello.pollables { lacks } else { lacks.with(Capability::Pollables) };
    let lacks = if hello.errors { lacks } else { lacks.with(Capability::Errors) };
    Ok(Process { command: shown, launcher, hello, lacks, traits, ground, line: Rc::new(Line::new(PATIENCE)) })
}

/// A driver that has said who it is, within a time.
fn launched(launcher: &Launcher, within: Duration) -> Result<(Driver, Hello), Problem> {
    let mut driver = launcher.launch()?;
    driver.ask(&Hello::request());
    let garbled =
        |driver: Driver, Garbled(what): Garbled| Problem::Garbled { what, last_words: driver.kill() };
    match driver.event_within(within) {
        None => Err(Problem::Silent { seconds: within.as_secs(), last_words: driver.kill() }),
        Some(Event::Closed) => {
            let (how, last_words) = driver.end();
            Err(Problem::Ended { how, last_words })
        }
        Some(Event::Flood(what)) => Err(garbled(driver, Garbled(what.to_owned()))),
        Some(Event::Answer(Err(what))) => Err(garbled(driver, what)),
        Some(Event::Answer(Ok((number, Answer::Ok(value))))) if driver.answers(number) => {
            match Hello::read(&value) {
                Ok(hello) if hello.protocol == protocol::VERSION => Ok((driver, hello)),
                Ok(hello) => Err(Problem::Version(hello.protocol)),
                Err(what) => Err(garbled(driver, what)),
            }
        }
        Some(Event::Answer(Ok((_, answer)))) => {
            Err(garbled(driver, answer.instead_of(r#""ok" to request 1"#)))
        }
    }
}

/// What [`process()`] gives.
#[derive(Debug)]
pub struct Process {
    command: String,
    launcher: Launcher,
    hello: Hello,
    lacks: Lacks,
    traits: Traits,
    ground: Ground,
    line: Rc<Line>,
}

impl Process {
    /// Chooses the folder in which the throw-away folders are made; by default one in memory, where there is one. Of no
    /// consequence to a driver that serves its memory.
    #[must_use]
    pub fn within(mut self, parent: impl Into<PathBuf>) -> Self {
        self.ground = self.ground.within(parent);
        self
    }

    /// Sets how long an answer is waited for that has to come at once, and at the begin and the end of a script; 5 s unless
    /// it is set. Calls that may block are given as long as the judge has patience, and no call more than that.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        self.line.patience.set(patience);
        self
    }

    /// A place for a script, where the driver needs one, and the request that begins it.
    fn prepare(&self, fixture: &Fixture) -> Result<(Option<Folder>, Request), StartError> {
        let folder = match self.hello.serves {
            Serves::Folder => Some(self.ground.plant(fixture)?),
            Serves::Memory => None,
        };
        let request = start::start(fixture, folder.as_ref());
        Ok((folder, request))
    }

    /// Another driver in the place of one that is gone.
    fn restart(&self) -> Result<(), StartError> {
        let fails = |problem: Problem| StartError::Backend(ProcessError::new(&self.command, problem).into());
        // One that mostly starts is no reason to end a long hunt.
        let is_early = |problem: &Problem| matches!(problem, Problem::Unstartable(_) | Problem::Ended { .. });
        let mut started = launched(&self.launcher, STARTS_WITHIN);
        for _ in 1..STARTS_MAX {
            if !started.as_ref().is_err_and(is_early) {
                break;
            }
            started = launched(&self.launcher, STARTS_WITHIN);
        }
        let (driver, hello) = started.map_err(fails)?;
        if hello != self.hello {
            return Err(fails(Problem::Changed));
        }
        self.line.reopen(driver);
        Ok(())
    }
}

impl Backend for Process {
    type Descriptor = ProcessDescriptor;

    fn name(&self) -> &str {
        &self.hello.name
    }

    fn lacks(&self) -> Lacks {
        self.lacks.and(&self.ground.lacks())
    }

    fn traits(&self) -> Traits {
        self.traits
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<ProcessDescriptor>, StartError> {
        let (folder, request) = self.prepare(fixture)?;
        // What became of the driver of another script is none of this one's business.
        drop(self.line.take_breakdown());
        let was_open = self.line.is_open();
        if !was_open {
            self.restart()?;
        }
        if !self.line.begin(request.clone()) && was_open {
            // It may have ended of what the script before has left. If the next one does as well, that is its answer to
            // this script: the judge is told at the first call.
            drop(self.line.take_breakdown());
            self.restart()?;
            self.line.begin(request);
        }
        let preopens = fixture.preopens.len() as u64;
        let session = Rc::new(Session::begin(&self.line, preopens));
        let preopens = (0..preopens).map(|number| ProcessDescriptor::new(&session, number)).collect();
        Ok(Instance { preopens, folder })
    }

    async fn poll(
        &self,
        sources: &mut [SourceOf<'_, ProcessDescriptor>],
        pollables: &[usize],
    ) -> Result<Vec<u32>, String> {
        handles::poll(&self.line, sources, pollables).await
    }

    fn deadline(&self, deadline: Duration) {
        self.line.deadline.set(deadline);
    }

    fn processes(&self) -> Vec<u32> {
        self.line.processes()
    }

    fn breakdown(&self) -> Option<Breakdown> {
        self.line.take_breakdown()
    }
}
