//! One script's conversation with a driver.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use serde_json::value::RawValue;

use super::driver::{Driver, Event};
use super::protocol::{Answer, Garbled, Request, Wire};
use crate::backend::Breakdown;
use crate::wasi::{ErrorCode, FsResult, StreamError, StreamResult};

/// The driver of a backend, while there is one, and what became of it.
#[derive(Debug)]
pub(super) struct Line {
    driver: RefCell<Option<Driver>>,
    breakdown: RefCell<Option<Breakdown>>,
    /// The number of the script that it serves; sessions of others are over.
    script: Cell<u64>,
    /// How long an answer is waited for that has to come at once.
    pub(super) patience: Cell<Duration>,
    /// How long the judge waits for any answer.
    pub(super) deadline: Cell<Duration>,
}

/// Whether a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// It may, until the judge has waited long enough.
    Maybe,
    /// It has to be over when it is polled once.
    Never,
}

impl Line {
    /// A line without a driver.
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            driver: RefCell::default(),
            breakdown: RefCell::default(),
            script: Cell::default(),
            patience: Cell::new(patience),
            deadline: Cell::new(Duration::MAX),
        }
    }

    /// Whether there is a driver that can be asked.
    pub(super) fn is_open(&self) -> bool {
        self.driver.borrow().as_ref().is_some_and(|driver| !driver.is_asked())
    }

    /// Whether there is no driver any more.
    fn is_lost(&self) -> bool {
        self.driver.borrow().is_none()
    }

    /// The numbers of the driver's processes.
    pub(super) fn processes(&self) -> Vec<u32> {
        self.driver.borrow().as_ref().map(Driver::processes).unwrap_or_default()
    }

    /// Takes the driver away.
    pub(super) fn close(&self) -> Option<Driver> {
        self.driver.take()
    }

    /// Puts another driver in the place of one that is gone.
    pub(super) fn reopen(&self, driver: Driver) {
        *self.driver.borrow_mut() = Some(driver);
    }

    /// What became of the driver since this was asked last.
    pub(super) fn take_breakdown(&self) -> Option<Breakdown> {
        self.end_if_silent();
        self.breakdown.take()
    }

    /// Ends a driver that still has to answer though nobody waits for it any more.
    fn end_if_silent(&self) {
        let is_silent = self.driver.borrow().as_ref().is_some_and(Driver::is_asked);
        if is_silent && let Some(driver) = self.driver.take() {
            self.broke(Breakdown::Silent { last_words: driver.kill() });
        }
    }

    /// Keeps the first thing that went wrong.
    fn broke(&self, breakdown: Breakdown) {
        self.breakdown.borrow_mut().get_or_insert(breakdown);
    }

    /// Sends a request; whether there is a driver to hear it.
    fn ask(&self, request: Request) -> bool {
        self.end_if_silent();
        match &mut *self.driver.borrow_mut() {
            Some(driver) => {
                driver.ask(&request);
                true
            }
            None => false,
        }
    }

    /// The answer that an event is. None where it is none; then the driver is ended.
    fn heard(&self, event: Event) -> Option<Answer> {
        match event {
            Event::Closed => {
                let (how, last_words) = self.driver.take()?.end();
                self.broke(Breakdown::Ended { how, last_words });
                None
            }
            Event::Flood(what) => self.refuse(what.to_owned()),
            Event::Answer(Err(Garbled(what))) => self.refuse(what),
            Event::Answer(Ok((number, answer))) => {
                let is_asked = self.driver.borrow_mut().as_mut().is_some_and(|driver| driver.answers(number));
                if is_asked {
                    return Some(answer);
                }
                self.refuse("an answer to a request that is not open".to_owned())
            }
        }
    }

    /// Ends a driver for what it said.
    fn refuse<T>(&self, what: String) -> Option<T> {
        let last_words = self.driver.take()?.kill();
        self.broke(Breakdown::Ended { how: what, last_words });
        None
    }

    /// Waits for the answer on this thread. None where there is none in time, or none at all.
    fn answer_within(&self, patience: Duration) -> Option<Answer> {
        let event = self.driver.borrow().as_ref()?.event_within(patience);
        event.and_then(|event| self.heard(event))
    }

    /// Waits for the answer. None where there is none.
    async fn answer(&self) -> Option<Answer> {
        loop {
            let (event, bell) = {
                let driver = self.driver.borrow();
                let driver = driver.as_ref()?;
                (driver.event(), driver.bell())
            };
            match event {
                Some(event) => return self.heard(event),
                None => bell.notified().await,
            }
        }
    }

    /// A poll. Where there is no answer the judge is told what became of the driver.
    ///
    /// # Errors
    /// With the text of the trap that it ended with.
    pub(super) async fn poll(&self, request: Request) -> Result<Vec<u32>, String> {
        let answer = if self.ask(request) { self.answer().await } else { None };
        match answer {
            Some(Answer::Trap(text)) => Err(text),
            Some(answer) => Ok(self.plain(answer).unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    /// Begins a script; whether the driver did.
    pub(super) fn begin(&self, start: Request) -> bool {
        if let Some(driver) = &*self.driver.borrow() {
            driver.forget_words();
        }
        self.reply(start, self.patience.get()).and_then(|answer| self.plain::<()>(answer)).is_some()
    }

    /// Makes a request that gives nothing and can't fail. What is wrong with it is kept.
    fn order(&self, request: Request, within: Duration) {
        let answer = self.reply(request, within);
        answer.and_then(|answer| self.plain::<()>(answer));
    }

    /// How long a call that never blocks is waited for.
    fn at_once(&self) -> Duration {
        self.patience.get().min(self.deadline.get())
    }

    /// Asks the driver and waits for its answer on this thread. None where there is none in time, or none at all; what
    /// became of the driver is kept.
    pub(super) fn reply(&self, request: Request, within: Duration) -> Option<Answer> {
        if !self.ask(request) {
            return None;
        }
        let answer = self.answer_within(within);
        if answer.is_none() {
            self.end_if_silent();
        }
        answer
    }

    /// The value that was answered. None where it is none; then the driver is ended.
    fn value<T: Wire>(&self, value: &RawValue) -> Option<T> {
        T::read(value).map_or_else(|Garbled(what)| self.refuse(what), Some)
    }

    /// The value of an answer to a request that can't fail.
    fn plain<T: Wire>(&self, answer: Answer) -> Option<T> {
        match answer {
            Answer::Ok(value) => self.value(&value),
            Answer::Trap(text) => {
                self.broke(Breakdown::Trap(text));
                None
            }
            Answer::Error(_) | Answer::Failed(_) | Answer::Closed => {
                let Garbled(what) = answer.instead_of(r#""ok" or "trap""#);
                self.refuse(what)
            }
        }
    }
}

/// One script's part of a line. When the last handle of the script is gone it tells the driver that the script is over.
#[derive(Debug)]
pub(super) struct Session {
    line: Rc<Line>,
    script: u64,
    /// The number of the next handle.
    next: Cell<u64>,
}

impl Session {
    /// The session of the next script, in which so many handles are given.
    pub(super) fn begin(line: &Rc<Line>, preopens: u64) -> Self {
        let script = line.script.get() + 1;
        line.script.set(script);
        Self { line: Rc::clone(line), script, next: Cell::new(preopens) }
    }

    /// A number for a handle.
    pub(super) fn number(&self) -> u64 {
        let number = self.next.get();
        self.next.set(number + 1);
        number
    }

    fn is_over(&self) -> bool {
        self.line.script.get() != self.script
    }

    /// The answer to a call.
    async fn ask(&self, request: Request, waits: Waits) -> Option<Answer> {
        if self.is_over() || !self.line.ask(request) {
            return None;
        }
        match waits {
            Waits::Maybe => self.line.answer().await,
            Waits::Never => {
                let answer = self.line.answer_within(self.line.at_once());
                if answer.is_none() && !self.line.is_lost() {
                    // The judge takes that for what it is.
                    pending::<()>().await;
                }
                answer
            }
        }
    }

    /// A call of a descriptor or listing.
    pub(super) async fn call<T: Wire>(&self, request: Request) -> FsResult<T> {
        // Where there is no answer the judge is told what became of the driver, and takes no notice of this.
        let none = Err(ErrorCode::Io.into());
        match self.ask(request, Waits::Maybe).await {
            None => none,
            Some(Answer::Error(code)) => Err(code.into()),
            Some(Answer::Trap(text)) => Err(crate::wasi::FsError::Trap(text)),
            Some(Answer::Ok(value)) => self.line.value(&value).map_or(none, Ok),
            Some(answer @ (Answer::Failed(_) | Answer::Closed)) => {
                let Garbled(what) = answer.instead_of(r#""ok", "error" or "trap""#);
                self.line.refuse(what).map_or(none, Ok)
            }
        }
    }

    /// A call of a stream.
    pub(super) async fn call_stream<T: Wire>(&self, request: Request, waits: Waits) -> StreamResult<T> {
        let none = Err(StreamError::Closed);
        match self.ask(request, waits).await {
            None => none,
            Some(Answer::Failed(code)) => Err(StreamError::LastOperationFailed(code)),
            Some(Answer::Closed) => Err(StreamError::Closed),
            Some(Answer::Trap(text)) => Err(StreamError::Trap(text)),
            Some(Answer::Ok(value)) => self.line.value(&value).map_or(none, Ok),
            Some(answer @ Answer::Error(_)) => {
                let Garbled(what) = answer.instead_of(r#""ok", "failed", "closed" or "trap""#);
                self.line.refuse(what).map_or(none, Ok)
            }
        }
    }

    /// A call that can't fail. None where it did all the same; then the judge is told how.
    pub(super) async fn call_plain<T: Wire>(&self, request: Request, waits: Waits) -> Option<T> {
        let answer = self.ask(request, waits).await?;
        self.line.plain(answer)
    }

    /// A call that fails by a trap alone.
    ///
    /// # Errors
    /// With its text.
    pub(super) async fn call_or_trap<T: Wire + Default>(&self, request: Request) -> Result<T, String> {
        match self.ask(request, Waits::Maybe).await {
            Some(Answer::Trap(text)) => Err(text),
            // Where there is no answer the judge takes no notice of this one.
            answer => Ok(answer.and_then(|answer| self.line.plain(answer)).unwrap_or_default()),
        }
    }

    /// Lets go of a handle.
    pub(super) fn let_go(&self, request: Request) {
        if !self.is_over() {
            self.line.order(request, self.line.at_once());
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.is_over() {
            self.line.order(Request::new("end"), self.line.patience.get());
        }
    }
}
