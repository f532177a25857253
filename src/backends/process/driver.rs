//! A driver: a process that is asked, and the threads that write to it and listen to it.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{ChildStdin, ChildStdout, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::Notify;

use super::launcher::Group;
use super::protocol::{Answer, Garbled, Request};
use crate::backend::end_text;
use crate::clock::Stretch;

/// The longest line that is read, in bytes: what a call may give in base64, and more.
const LINE_MAX: usize = 64 << 20;

/// How much a driver may write beside its answers to one request, in bytes.
const NOISE_MAX: usize = 64 << 20;

/// How much of what it says otherwise is kept, in bytes.
const WORDS_MAX: usize = 4096;

/// How many processes of one driver are looked at.
const PROCESSES_MAX: usize = 16;

/// How often, and how long each time, something is waited for that is about to end.
const LOOKS_MAX: u32 = 100;
const LOOK: Duration = Duration::from_millis(5);

/// What is heard from a driver.
#[derive(Debug)]
pub(super) enum Event {
    /// An object on a line: an answer with the number of its request, or none.
    Answer(Result<(u64, Answer), Garbled>),
    /// It wrote too much; the text says what.
    Flood(&'static str),
    /// It has closed its output, as all do in the end.
    Closed,
}

/// A running driver; dropped, it is ended.
#[derive(Debug)]
pub(super) struct Driver {
    group: Group,
    /// The lines that are to be written; dropped, its input ends.
    lines: Option<Sender<String>>,
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
    /// The driver that was started, with its threads.
    ///
    /// # Errors
    /// When there are no threads to be had.
    pub(super) fn of(mut group: Group) -> io::Result<Self> {
        let child = &mut group.first;
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
        Ok(Self { group, lines: Some(lines), events, bell, words, listener, asked: 0, is_asked: false })
    }

    /// Its number, and those of what it has started, as far as the system tells.
    pub(super) fn processes(&self) -> Vec<u32> {
        let mut all = vec![self.group.first.id()];
        let mut asked = 0;
        while let Some(number) = all.get(asked).copied().filter(|_| asked < PROCESSES_MAX) {
            asked += 1;
            let children = std::fs::read_to_string(format!("/proc/{number}/task/{number}/children"));
            all.extend(
                children.unwrap_or_default().split_whitespace().filter_map(|child| child.parse::<u32>().ok()),
            );
        }
        all
    }

    /// Sends a request. One that has ended does not hear it, and tells that by its end.
    pub(super) fn ask(&mut self, request: &Request) {
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

    /// Takes the open request for answered, if there is one and it has this number.
    pub(super) fn answers(&mut self, number: u64) -> bool {
        let is_open = std::mem::take(&mut self.is_asked);
        is_open && number == self.asked
    }

    /// What it says within a time, if anything.
    pub(super) fn event_within(&self, patience: Duration) -> Option<Event> {
        let stretch = Stretch::begin();
        // Only time in which this process ran counts: a driver is stopped and goes on together with it.
        while let Some(left) = stretch.left(patience) {
            match self.events.recv_timeout(left) {
                Ok(event) => return Some(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Some(Event::Closed),
            }
        }
        self.event()
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

    /// Ends its input; whether it ends of that.
    pub(super) fn ends_with_its_input(mut self) -> bool {
        self.lines = None;
        self.ended_soon().is_some()
    }

    /// Ends it; what it said last beside its answers.
    pub(super) fn kill(mut self) -> String {
        self.kill_now();
        self.last_words()
    }

    /// Waits for the end of one that has closed its output; how it ended, and what it said last.
    pub(super) fn end(mut self) -> (String, String) {
        self.lines = None;
        let how = self.ended_soon().map_or_else(|| "its output closed".to_owned(), end_text);
        self.kill_now();
        (how, self.last_words())
    }

    fn last_words(&self) -> String {
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&words).into_owned()
    }

    fn ended_soon(&mut self) -> Option<ExitStatus> {
        for _ in 0..LOOKS_MAX {
            if let Ok(Some(status)) = self.group.first.try_wait() {
                return Some(status);
            }
            thread::sleep(LOOK);
        }
        None
    }

    fn kill_now(&mut self) {
        self.lines = None;
        self.is_asked = true;
        self.group.kill();
        // Whoever has left the group may hold its streams open.
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
        if !self.is_asked {
            // It has nothing to do but to notice that its input has ended.
            self.ended_soon();
        }
        self.group.kill();
    }
}

/// Writes what is to be written, until there is no more, or nobody who reads it.
fn write(input: Option<ChildStdin>, lines: &Receiver<String>) {
    let Some(mut input) = input else { return };
    for line in lines {
        if input.write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads lines until the end, or until it is too much.
fn read(output: ChildStdout, words: &Mutex<Vec<u8>>, tell: impl Fn(Event) -> bool) {
    let mut output = BufReader::with_capacity(1 << 16, output);
    let (mut line, mut noise) = (Vec::new(), 0);
    loop {
        line.clear();
        let length = output.by_ref().take(LINE_MAX as u64 + 1).read_until(b'\n', &mut line).unwrap_or(0);
        if length == 0 {
            break;
        }
        if length > LINE_MAX {
            tell(Event::Flood("a line of more than 64 MiB"));
            return;
        }
        if let Some(answer) = Answer::of(&line) {
            noise = 0;
            if !tell(Event::Answer(answer)) {
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
