//! A driver: a process that is asked, and the threads that write to it and listen to it.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::Notify;

use super::protocol::Request;
use crate::backend::end_text;

/// The longest line that is read, in bytes: what a call may give in base64, and more.
const LINE_MAX: usize = 64 << 20;

/// How much a driver may write beside its answers to one request, in bytes.
const NOISE_MAX: usize = 64 << 20;

/// How much of what it says otherwise is kept, in bytes.
const WORDS_MAX: usize = 4096;

/// How often, and how long each time, one is waited for that is about to end.
const LOOKS_MAX: u32 = 100;
const LOOK: Duration = Duration::from_millis(5);

/// What is heard from a driver.
#[derive(Debug)]
pub(super) enum Event {
    /// An object on a line.
    Object(Map<String, Value>),
    /// It wrote too much; the text says what.
    Flood(&'static str),
    /// It has closed its output, as all do in the end.
    Closed,
}

/// A thread that starts drivers. It is made before any judge, whose threads may carry a filter of system calls that
/// processes inherit.
#[derive(Debug)]
pub(super) struct Launcher {
    orders: Sender<Sender<io::Result<Driver>>>,
}

impl Launcher {
    /// A launcher of drivers by this program with these arguments.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(super) fn new(program: OsString, arguments: Vec<OsString>) -> io::Result<Self> {
        let (orders, ordered) = channel::<Sender<io::Result<Driver>>>();
        thread::Builder::new().name("launcher".into()).spawn(move || {
            for order in ordered {
                // Whoever has ordered one is waiting for it.
                _ = order.send(Driver::start(&program, &arguments));
            }
        })?;
        Ok(Self { orders })
    }

    /// Starts a driver.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn launch(&self) -> io::Result<Driver> {
        let gone = || io::Error::other("the thread that starts drivers is gone");
        let (sender, receiver) = channel();
        self.orders.send(sender).map_err(|_| gone())?;
        receiver.recv().map_err(|_| gone())?
    }
}

/// A running driver; dropped, it is ended.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    /// The lines that are to be written; dropped, its input ends.
    lines: Option<Sender<Vec<u8>>>,
    events: Receiver<Event>,
    /// Rung at each event.
    bell: Arc<Notify>,
    words: Arc<Mutex<Vec<u8>>>,
    listener: JoinHandle<()>,
    /// The number of the last request.
    asked: u64,
    /// Whether that was not answered yet.
    is_asked: bool,
}

impl Driver {
    fn start(program: &OsString, arguments: &[OsString]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that what it starts can be ended with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (lines, written) = channel();
        // One place, so that whoever floods has to wait.
        let (sender, events) = sync_channel(1);
        let (bell, words) = (Arc::<Notify>::default(), Arc::<Mutex<Vec<u8>>>::default());
        let (rings, heard, said) = (Arc::clone(&bell), Arc::clone(&words), Arc::clone(&words));
        let listener = thread::Builder::new().name("driver's words".into()).spawn(move || {
            if let Some(errors) = errors {
                listen(errors, &heard);
            }
        })?;
        thread::Builder::new().name("driver's input".into()).spawn(move || write(input, &written))?;
        thread::Builder::new().name("driver's output".into()).spawn(move || {
            let tell = |event: Event| {
                let told = sender.send(event);
                rings.notify_one();
                told.is_ok()
            };
            if let Some(output) = output {
                read(output, &said, tell);
            }
        })?;
        Ok(Self { child, lines: Some(lines), events, bell, words, listener, asked: 0, is_asked: false })
    }

    /// Sends a request. One that has ended does not hear it, and tells that by its end.
    pub(super) fn ask(&mut self, request: Request) {
        self.asked += 1;
        self.is_asked = true;
        if let Some(lines) = &self.lines {
            _ = lines.send(request.line(self.asked));
        }
    }

    /// Whether a request was not answered.
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked
    }

    /// Takes the request for answered, if it is the one of this number.
    pub(super) fn answers(&mut self, number: u64) -> bool {
        self.is_asked = false;
        number == self.asked
    }

    /// What it says within a time, if anything.
    pub(super) fn event_within(&self, patience: Duration) -> Option<Event> {
        match self.events.recv_timeout(patience) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Closed),
        }
    }

    /// What it has said by now, if anything.
    pub(super) fn event(&self) -> Option<Event> {
        match self.events.try_recv() {
            Ok(event) => Some(event),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Event::Closed),
        }
    }

    /// What is rung when it says something.
    pub(super) fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.bell)
    }

    /// Forgets what it has said beside its answers.
    pub(super) fn forget_words(&self) {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What it has said last beside its answers.
    pub(super) fn last_words(&self) -> String {
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&words).into_owned()
    }

    /// Waits for the end of one that has closed its output; how it ended, and what it said last.
    pub(super) fn end(&mut self) -> (String, String) {
        self.lines = None;
        let how = match self.ended_soon() {
            Some(status) => end_text(status),
            None => "its output closed".to_owned(),
        };
        self.kill();
        (how, self.last_words())
    }

    fn ended_soon(&mut self) -> Option<std::process::ExitStatus> {
        for _ in 0..LOOKS_MAX {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            thread::sleep(LOOK);
        }
        None
    }

    /// Ends it here and now, and what it has started with it.
    pub(super) fn kill(&mut self) {
        self.lines = None;
        if matches!(self.child.try_wait(), Ok(None)) {
            kill_group(&self.child);
            // Nothing is wrong when it has ended already.
            _ = self.child.kill();
            _ = self.child.wait();
        }
        // What it has started may hold its streams open for longer than it lives.
        for _ in 0..LOOKS_MAX {
            if self.listener.is_finished() {
                break;
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.lines = None;
        if self.is_asked || self.ended_soon().is_none() {
            self.kill();
        }
    }
}

/// Ends the group of a process that has one, and was not waited for yet.
#[cfg(unix)]
fn kill_group(child: &Child) {
    // Nothing is wrong when there is none left.
    _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
}

#[cfg(not(unix))]
fn kill_group(_child: &Child) {}

/// Writes what is to be written, until there is no more, or nobody who reads it.
fn write(input: Option<ChildStdin>, lines: &Receiver<Vec<u8>>) {
    let Some(mut input) = input else { return };
    for line in lines {
        if input.write_all(&line).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

/// Reads lines until the end, or until it is too much.
fn read(output: ChildStdout, words: &Mutex<Vec<u8>>, tell: impl Fn(Event) -> bool) {
    let mut output = BufReader::with_capacity(1 << 16, output);
    let (mut line, mut noise) = (Vec::new(), 0_usize);
    loop {
        line.clear();
        let most = LINE_MAX as u64 + 1;
        let length = output.by_ref().take(most).read_until(b'\n', &mut line).unwrap_or(0);
        if length == 0 {
            break;
        }
        if length > LINE_MAX {
            tell(Event::Flood("a line of more than 64 MiB"));
            return;
        }
        if let Ok(object) = serde_json::from_slice(&line) {
            noise = 0;
            if !tell(Event::Object(object)) {
                return;
            }
            continue;
        }
        keep(&line, words);
        noise += length;
        if noise > NOISE_MAX {
            tell(Event::Flood("more than 64 MiB beside its answers"));
            return;
        }
    }
    tell(Event::Closed);
}

/// Keeps the end of what is said.
fn listen(mut errors: impl Read, words: &Mutex<Vec<u8>>) {
    let mut piece = [0; 1024];
    while let Ok(count @ 1..) = errors.read(&mut piece) {
        keep(&piece[..count], words);
    }
}

fn keep(said: &[u8], words: &Mutex<Vec<u8>>) {
    let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
    words.extend_from_slice(&said[said.len().saturating_sub(WORDS_MAX)..]);
    let before = words.len().saturating_sub(WORDS_MAX);
    words.drain(..before);
}
