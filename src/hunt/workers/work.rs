//! What a worker does: its orders, until there are no more.

use std::io::{self, BufRead};
use std::path::Path;
use std::process;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::message::{CorpusPart, Job, News, Order, Setup, received, send};
use super::place::{self, Place};
use crate::backend::{Backend, Breakdown, Instance, StartError};
use crate::check::{Coverage, Fitted, Judge, Verdict};
use crate::corpus;
use crate::generate::Lean;
use crate::hunt::HuntError;
use crate::hunt::feedback::Feedback;
use crate::hunt::search::{Desk, Doing, Search};
use crate::report::{Answer, Finding};
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::{Fixture, Lacks};

/// How often what was reached is told.
const TELLS_EVERY: Duration = Duration::from_millis(250);

/// Behind how many of its first scripts a worker tells each time: where a backend ends one worker after the other, what
/// they have reached until then is not lost.
const TELLS_EACH_OF: u32 = 64;

/// How long a worker whose hunt is gone may take to come to its own end.
const ORPHANED_FOR: Duration = Duration::from_secs(5);

/// The rules whose breach may leave something in the process that spoils what comes: work, open files, a lock.
const LEAVES_TRACES: &[Rule] = &[Rule::NoHang, Rule::NoLeak, Rule::NoPanic];

/// Works off what a hunt orders, on the standard streams of this process. Every backend has the number under which the hunt
/// knows it.
///
/// # Errors
/// When it can't go on, for no fault of a backend; the hunt was told.
pub fn work<B: Backend>(judge: Judge<'_>, backends: &[B]) -> Result<(), HuntError> {
    let stop = Told::default();
    // A terminal sends Ctrl-C to all; it is the hunt that decides what becomes of its workers.
    drop(ctrlc::set_handler(|| {}));
    let mut worker = Worker { orders: orders(stop.clone()), stop, place: None, hunted_last: 0 };
    let result = worker.work(judge, backends);
    if let Err(error) = &result {
        tell(&News::Trouble { text: error.to_string() });
    }
    result
}

/// The orders as they come. When the hunt is gone, so is the worker soon.
fn orders(stop: Told) -> Receiver<Order> {
    let (sender, orders) = channel();
    thread::spawn(move || {
        for order in io::stdin().lock().lines().map_while(Result::ok).filter_map(|line| received(&line)) {
            // It is not put behind others: whoever waits to hear what becomes of a suspect is not to hear this instead.
            match order {
                Order::Stop { within } => stop.stop(within),
                Order::Setup(_) | Order::Hunt(_) | Order::Check { .. } | Order::Shrink | Order::Pass => {
                    _ = sender.send(order);
                }
            }
        }
        stop.stop(Some(Duration::ZERO));
        drop(sender);
        thread::sleep(ORPHANED_FOR);
        process::exit(0);
    });
    orders
}

/// What the hunt has said of the end.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Ends>>);

#[derive(Clone, Copy, Default)]
struct Ends {
    /// No script is to begin.
    is_over: bool,
    /// When shrinking has to be over, if it has.
    by: Option<Instant>,
}

impl Told {
    fn stop(&self, within: Option<Duration>) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ends.is_over = true;
        ends.by = within.and_then(|within| Instant::now().checked_add(within)).or(ends.by);
    }

    fn ends(&self) -> Ends {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        self.ends().is_over
    }

    fn left(&self) -> Option<Duration> {
        Some(self.ends().by?.saturating_duration_since(Instant::now()))
    }
}

fn tell(news: &News) {
    // A hunt that does not listen any more has ended, and so will this.
    drop(send(&mut io::stdout().lock(), news));
}

struct Worker {
    orders: Receiver<Order>,
    stop: Told,
    place: Option<Place>,
    /// The number of the script that was run last.
    hunted_last: u64,
}

impl Worker {
    fn work<B: Backend>(&mut self, mut judge: Judge<'_>, backends: &[B]) -> Result<(), HuntError> {
        while let Ok(order) = self.orders.recv() {
            match order {
                Order::Setup(setup) => {
                    self.place = Place::create(&setup.place).ok();
                    place::beat(&setup.beats);
                    judge = judge.with_deadline(setup.step_deadline);
                    limits::set(&setup);
                }
                Order::Hunt(job) => return self.hunt(judge, backends, &job),
                Order::Check { backend, script } => {
                    let script = Script::parse("an order", &script);
                    let script = script.map_err(|error| HuntError::Worker(error.to_string()))?;
                    judge = check_stepwise(judge, &backends[backend], &script)?;
                }
                Order::Shrink | Order::Pass => {}
                Order::Stop { .. } => break,
            }
        }
        Ok(())
    }

    fn hunt<B: Backend>(&mut self, mut judge: Judge<'_>, backends: &[B], job: &Job) -> Result<(), HuntError> {
        if let Some(part) = &job.corpus {
            // What diverges there is told as it stands, so the judge says all that it can.
            self.corpus(judge.fresh()?.explaining(), backends, part)?;
        }
        let mut desk = Remote { worker: self, told: Instant::now(), tellings: 0, retires: false };
        let searched = Search { hunt: &job.hunt(), backends }.run(&mut judge, &mut desk);
        let retires = desk.retires;
        tell(&News::Progress { coverage: std::mem::take(&mut judge.coverage) });
        searched?;
        tell(&if retires { News::Retires { index: self.hunted_last } } else { News::Done });
        Ok(())
    }

    /// Runs this worker's part of a corpus.
    fn corpus<B: Backend>(
        &mut self,
        mut judge: Judge<'_>,
        backends: &[B],
        CorpusPart { folder, share }: &CorpusPart,
    ) -> Result<(), HuntError> {
        let files = cases(folder)?;
        for number in share.numbers(files.len() as u64 * backends.len() as u64) {
            if self.stop.is_over() {
                break;
            }
            let (case, backend) = case_of(number, backends.len());
            let (case, backend) = (&files[case], &backends[backend]);
            self.note(Doing::Case(number));
            let Fitted { script, checked, .. } = judge.check_what_is_left(&case.script, backend)?;
            let checked = judge.seen_twice(&script, backend, checked)?;
            // One by one: whoever ends at the next one takes nothing along.
            tell(&News::Corpus { coverage: judge.coverage.take() });
            if let Verdict::Diverged(divergence) = checked.verdict {
                let finding = Finding::new(backend.name(), script.into_owned(), &checked.trace, &divergence);
                tell(&News::Case { finding: finding.kept_at(case.file(folder)) });
            }
        }
        Ok(())
    }

    fn note(&mut self, doing: Doing) {
        if let Some(place) = &mut self.place {
            place.note(doing);
        }
    }
}

/// The scripts of a corpus, in the order of their names.
pub(super) fn cases(folder: &Path) -> Result<Vec<corpus::Case>, HuntError> {
    Ok(corpus::load(folder)?)
}

/// The case, and the backend, of a number that counts cases over all backends.
pub(super) fn case_of(number: u64, backends: usize) -> (usize, usize) {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    (number / backends.max(1), number % backends.max(1))
}

/// A backend that tells when it has begun.
struct Telling<'b, B>(&'b B);

impl<B: Backend> Backend for Telling<'_, B> {
    type Descriptor = B::Descriptor;

    fn name(&self) -> &str {
        self.0.name()
    }

    fn lacks(&self) -> Lacks {
        self.0.lacks()
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<B::Descriptor>, StartError> {
        let started = self.0.start(fixture).await;
        tell(&News::Began);
        started
    }

    fn deadline(&self, deadline: Duration) {
        self.0.deadline(deadline);
    }

    fn processes(&self) -> Vec<u32> {
        self.0.processes()
    }

    fn breakdown(&self) -> Option<Breakdown> {
        self.0.breakdown()
    }
}

/// Runs a script, and tells each answer as it comes: what ends the process leaves at least these.
fn check_stepwise<'t, B: Backend>(
    judge: Judge<'t>,
    backend: &B,
    script: &Script,
) -> Result<Judge<'t>, HuntError> {
    let mut judge =
        judge.explaining().telling(|answered| tell(&News::Step { answer: Answer::from(answered) }));
    let checked = judge.check(script, &Telling(backend))?;
    let rule = match checked.verdict {
        Verdict::Diverged(divergence) => Some(divergence.rule().id().to_owned()),
        Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    };
    tell(&News::Checked { rule });
    Ok(judge)
}

/// The desk of a search whose hunt is another process.
struct Remote<'w> {
    worker: &'w mut Worker,
    told: Instant,
    /// How often it has told.
    tellings: u32,
    retires: bool,
}

impl Desk for Remote<'_> {
    fn goes_on(&mut self, coverage: &mut Coverage, feedback: &mut Feedback) -> bool {
        if self.tellings < TELLS_EACH_OF || self.told.elapsed() >= TELLS_EVERY {
            self.tellings += 1;
            feedback.takes(coverage);
            tell(&News::Progress { coverage: std::mem::take(coverage) });
            self.told = Instant::now();
        }
        !self.worker.stop.is_over() && !self.retires
    }

    fn writes(&mut self, index: u64, lean: Lean) {
        if let Some(place) = &mut self.worker.place {
            place.note_lean(index, lean);
        }
        self.worker.note(Doing::Writing(index));
    }

    fn begins(&mut self, _: &str, doing: Doing, _: &Script) {
        if let Doing::Script(index) = doing {
            self.worker.hunted_last = index;
        }
        self.worker.note(doing);
    }

    fn is_over(&mut self) {}

    fn wants(&mut self, suspect: &Finding) -> bool {
        self.retires |= LEAVES_TRACES.contains(&suspect.rule());
        tell(&News::Suspect { finding: suspect.clone() });
        // Whoever says something else, or nothing any more, wants no finding.
        self.worker.orders.recv().is_ok_and(|order| matches!(order, Order::Shrink))
    }

    fn found(&mut self, finding: Finding) -> Result<(), HuntError> {
        tell(&News::Found { finding });
        Ok(())
    }

    fn not_repeated(&mut self, _: &Finding) {
        tell(&News::NotRepeated);
    }

    fn left(&self) -> Option<Duration> {
        self.worker.stop.left()
    }
}

#[cfg(unix)]
mod limits {
    use super::Setup;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// Sets what this process may take. What can't be set is done without.
    pub(super) fn set(setup: &Setup) {
        if let Some(most) = setup.memory_max {
            // Not the address space: a runtime may reserve far more of that than it uses.
            let maximum = getrlimit(Resource::Data).maximum;
            _ = setrlimit(Resource::Data, Rlimit { current: Some(most), maximum });
        }
        // A backend that leaks files is to be found by its leaks, not by running out of them.
        let maximum = getrlimit(Resource::Nofile).maximum;
        _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

#[cfg(not(unix))]
mod limits {
    use super::Setup;

    /// There is nothing that can be set.
    pub(super) fn set(_setup: &Setup) {}
}
