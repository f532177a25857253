//! The three threads behind a gate, none of which is filtered: the *supervisor* decides about each call as it comes, the
//! *hand* does later what the judge orders, the *rescuer* looks after the supervisor.

use std::fs;
use std::os::fd::{AsFd as _, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::receipt::Seen;
use super::kernel::{self, Answer, Call};
use super::watched::{Rest, Watched};
use crate::op::{Direction, Happening, Injection, Name, SystemAnswer};

/// How often the hand looks whether background work has come to rest before it gives up: then a step is not as repeatable.
const LOOKS_MAX: u32 = 2000;

/// How many looks in a row have to find rest: two where every thread is held or has no work, and more where one sleeps for
/// another reason. That may be a lock of the allocator, which somebody will give back at once, or one that held work has.
const LOOKS_SURE: u32 = 2;
const LOOKS_UNSURE: u32 = 100;

/// A pause between two looks, after the first few, which come at once.
const PAUSE: Duration = Duration::from_micros(50);
const LOOKS_AT_ONCE: u32 = 20;

/// How often work is told that none of its bytes were taken. What asks again so often never gives up, and would hold its
/// thread for ever, which may be the judge's.
const ZEROS_MAX: u32 = 10_000;

/// How often a thread that does not come back from a call is looked at, and after how many looks in a row in which it
/// slept it counts as waiting for work that is held. Looks are counted instead of time, which goes on while a whole
/// machine is held, and a thread that only waits for a processor does not sleep.
const WATCH: Duration = Duration::from_millis(20);
const WATCHES_MAX: u32 = 50;

/// How often the rescuer looks at the supervisor, and after how many looks that find it at the same call that call is let go.
const RESCUE: Duration = Duration::from_millis(100);
const RESCUES_MAX: u32 = 50;

/// No call is called so.
const NO_CALL: u64 = 0;

/// What is to become of calls.
#[derive(Default)]
pub(super) struct Plan {
    /// Only calls on files below them are looked at.
    pub(super) folders: Vec<PathBuf>,
    /// The streams whose calls come now: those that read and those that write.
    pub(super) acting: Option<(Name, Name)>,
    pub(super) holding: bool,
    pub(super) refuse_openat2: bool,
    pub(super) injections: Vec<Injection>,
    /// How often work was told that none of its bytes were taken.
    pub(super) zeros: u32,
    /// Work was told so too often, and is let go on.
    pub(super) spins: bool,
    /// Calls that wait, in the order in which they came.
    held: Vec<(Name, Call)>,
    /// Held work was let go because the judge's thread waited for it.
    pub(super) let_go: bool,
    /// What came about.
    pub(super) seen: Seen,
}

impl Plan {
    /// Whether any call has to be looked at.
    fn is_idle(&self) -> bool {
        !self.refuse_openat2 && (self.acting.is_none() || (!self.holding && self.injections.is_empty()))
    }

    /// How many calls wait.
    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    /// Whether a call of this stream waits.
    pub(super) fn holds(&self, stream: &Name) -> bool {
        self.held.iter().any(|(held, _)| held == stream)
    }
}

/// What the threads of a gate share with the judge.
pub(super) struct Shared {
    plan: Mutex<Plan>,
    /// Closed when the supervisor ends: then every call that waits fails instead of waiting for ever.
    listener: RwLock<Option<OwnedFd>>,
    /// The judge's own thread.
    judge: Watched,
    /// The threads of the pool.
    pub(super) pool: Mutex<Vec<Arc<Watched>>>,
    /// The supervisor has a call that it has not decided about.
    deciding: AtomicBool,
    /// What the kernel calls that call, until somebody has taken it on to answer or to hold it; zero where there is none.
    untaken: AtomicU64,
    /// The supervisor has ended.
    over: AtomicBool,
    /// How many calls were stopped or answered.
    moves: AtomicU64,
    /// A thread behind the gate has panicked, or ended.
    pub(super) broken: AtomicBool,
    /// How tests break it.
    #[cfg(test)]
    pub(super) sabotage: Sabotage,
}

/// What the supervisor does to itself at the next call.
#[cfg(test)]
#[derive(Default)]
pub(super) struct Sabotage {
    /// It panics while it decides, once.
    pub(super) panics: AtomicBool,
    /// It ends without an answer.
    pub(super) ends: AtomicBool,
    /// It waits for this lock before it decides.
    pub(super) waits_for: Mutex<()>,
}

/// What the hand is to do.
pub(super) enum Order {
    /// Let go what this stream has waiting, or the first of all.
    Release(Option<Name>),
    /// Wait until all background work is over or held, and say whether it is.
    Settle(Sender<bool>),
    /// Look after the judge's thread until told otherwise.
    Watch,
    /// The judge's thread has come back; say when that has been heard.
    Unwatch(Sender<()>),
    /// Start a thread of this name that does this, and that no gate reaches.
    Start(String, Box<dyn FnOnce() + Send>),
}

impl Shared {
    pub(super) fn new(judge: u32) -> Self {
        Self {
            plan: Mutex::default(),
            listener: RwLock::new(None),
            judge: Watched::new(judge),
            pool: Mutex::default(),
            deciding: AtomicBool::new(false),
            untaken: AtomicU64::new(NO_CALL),
            over: AtomicBool::new(false),
            moves: AtomicU64::new(0),
            broken: AtomicBool::new(false),
            #[cfg(test)]
            sabotage: Sabotage::default(),
        }
    }

    pub(super) fn plan(&self) -> MutexGuard<'_, Plan> {
        // A plan is whole between any two statements under this lock.
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    fn set_listener(&self, listener: Option<OwnedFd>) {
        *self.listener.write().unwrap_or_else(PoisonError::into_inner) = listener;
    }

    fn with_listener<T>(&self, with: impl FnOnce(&OwnedFd) -> T) -> Option<T> {
        self.listener.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(with)
    }

    fn answer(&self, call: &Call, answer: Answer) {
        self.answer_to(call.id, answer);
    }

    fn answer_to(&self, id: u64, answer: Answer) {
        self.moves.fetch_add(1, Ordering::SeqCst);
        // A caller that is gone needs no answer.
        _ = self.with_listener(|listener| kernel::answer(listener.as_fd(), id, answer));
    }

    /// Takes on the call that was not decided about; whether it is still there to be taken.
    fn takes(&self, id: u64) -> bool {
        self.untaken.compare_exchange(id, NO_CALL, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// Decides about a call as it comes; a call that is held is not answered.
    fn decide(&self, call: Call) {
        #[cfg(test)]
        assert!(!self.sabotage.panics.swap(false, Ordering::SeqCst), "a test wants the supervisor to panic");
        #[cfg(test)]
        drop(self.sabotage.waits_for.lock());
        let mut plan = self.plan();
        let is_idle = plan.is_idle();
        let stream = if is_idle || call.is_openat2() { None } else { self.stream_of(&plan, &call) };
        // All that may wait for anybody is over. Whom this has lasted too long has let the call go.
        if !self.takes(call.id) {
            return;
        }
        if is_idle {
            drop(plan);
            return self.answer(&call, Answer::Continue);
        }
        if call.is_openat2() {
            // Not ENOSYS: that an old kernel has no such call cap-std remembers for the whole process. EPERM it takes for
            // a sandbox that knows none, and asks again at the next path.
            let refused = if plan.refuse_openat2 { Answer::Error(libc::EPERM) } else { Answer::Continue };
            drop(plan);
            return self.answer(&call, refused);
        }
        match stream {
            // What is broken might never let it go.
            Some(stream) if plan.holding && call.thread != self.judge.number() && !self.is_broken() => {
                plan.seen.add(&stream, Happening::Held);
                plan.held.push((stream, call));
                self.moves.fetch_add(1, Ordering::SeqCst);
            }
            Some(stream) => self.answer_for(&mut plan, &stream, &call),
            None => self.answer(&call, Answer::Continue),
        }
    }

    /// The stream that a call is made for, if it is one that is looked at.
    fn stream_of(&self, plan: &Plan, call: &Call) -> Option<Name> {
        let (reads, writes) = plan.acting.as_ref()?;
        let stream = match call.direction()? {
            Direction::Read => reads,
            Direction::Write => writes,
        };
        // A process that such a thread has started is filtered as well, and its descriptors are others.
        let is_ours = || fs::exists(format!("/proc/self/task/{}", call.thread)).unwrap_or(false);
        let descriptor = format!("/proc/self/fd/{}", call.descriptor());
        let file = fs::read_link(&descriptor).ok()?;
        let is_below = plan.folders.iter().any(|folder| file.starts_with(folder));
        // A fifo would make the supervisor wait where the caller is to.
        let is_file = || fs::metadata(&descriptor).is_ok_and(|found| found.is_file());
        (is_below && is_ours() && is_file()).then(|| stream.clone())
    }

    /// Answers a call of a stream as the plan says.
    fn answer_for(&self, plan: &mut Plan, stream: &Name, call: &Call) {
        let mine = |injection: &Injection| {
            injection.stream == *stream && Some(injection.direction) == call.direction()
        };
        let Some(at) = plan.injections.iter().position(mine) else {
            return self.answer(call, Answer::Continue);
        };
        let injection = &mut plan.injections[at];
        if injection.after > 0 {
            let answer = self.perform(call, injection.after);
            if let Answer::Count(done) = answer {
                injection.after -= done.min(injection.after);
            }
            return self.answer(call, answer);
        }
        let answer = match injection.answer {
            SystemAnswer::Interrupted => Answer::Error(libc::EINTR),
            SystemAnswer::Short(most) => self.perform(call, most),
            SystemAnswer::Zero => Answer::Count(0),
            SystemAnswer::Io => Answer::Error(libc::EIO),
            SystemAnswer::NoSpace => Answer::Error(libc::ENOSPC),
            SystemAnswer::Quota => Answer::Error(libc::EDQUOT),
        };
        let (direction, answered) = (injection.direction, injection.answer);
        plan.seen.add(stream, Happening::Answered(direction, answered));
        plan.zeros += u32::from(answered == SystemAnswer::Zero);
        plan.spins |= plan.zeros == ZEROS_MAX;
        if answered.is_once() || plan.spins {
            plan.injections.remove(at);
        }
        self.answer(call, answer);
    }

    /// Makes a call in its caller's place. The listener can't be closed meanwhile: then the caller would go on, and its
    /// buffers with it. Where it is closed already there is nothing to make any more.
    fn perform(&self, call: &Call, most: u64) -> Answer {
        let done = self.with_listener(|_| call.perform(most));
        done.map_or(Answer::Continue, |done| {
            done.map_or_else(|error| Answer::Error(error.raw_os_error().unwrap_or(libc::EIO)), Answer::Count)
        })
    }

    /// Lets go what a stream has waiting, or the first of all that wait. What it asks for next waits again, so this looks
    /// once: its next call may come while this is still at the last one.
    fn release(&self, stream: Option<&Name>) {
        let mut released = 0;
        let mine = |(held, _): &mut (Name, Call)| {
            let mine = stream.map_or(released == 0, |stream| stream == held);
            released += usize::from(mine);
            mine
        };
        let held: Vec<(Name, Call)> = self.plan().held.extract_if(.., mine).collect();
        for (at, (owner, call)) in held.iter().enumerate() {
            if at > 0 {
                // In the order in which they came.
                self.settle();
            }
            let mut plan = self.plan();
            plan.seen.add(owner, Happening::Released);
            // What it asks for next is its stream's as well.
            plan.acting = Some((owner.clone(), owner.clone()));
            self.answer_for(&mut plan, owner, call);
        }
    }

    /// Lets everything go that waits, from any thread: the last means where something is broken.
    pub(super) fn give_up(&self) {
        let held = std::mem::take(&mut self.plan().held);
        for (_, call) in held {
            self.answer(&call, Answer::Continue);
        }
    }

    /// Whether all background work is over or held, as far as can be seen. Between the two counts nothing has moved, so
    /// what slept did so all the time.
    fn rest(&self) -> Rest {
        let before = self.moves.load(Ordering::SeqCst);
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A thread that is held does not always sleep as others do: after a signal it only listens to deadly ones.
        let held: Vec<u32> = self.plan().held.iter().map(|(_, call)| call.thread).collect();
        let rest =
            pool.iter().filter(|thread| !held.contains(&thread.number())).map(|thread| thread.rest()).min();
        let moves = self.has_stopped_calls()
            || self.deciding.load(Ordering::SeqCst)
            || before != self.moves.load(Ordering::SeqCst);
        if moves { Rest::None } else { rest.unwrap_or(Rest::Sure) }
    }

    /// Whether calls were stopped that the supervisor has not seen.
    fn has_stopped_calls(&self) -> bool {
        self.with_listener(|listener| readable(listener, Some(Duration::ZERO)).unwrap_or(false))
            .unwrap_or(false)
    }

    fn settle(&self) -> bool {
        let (mut sure, mut at_rest) = (0, 0);
        for look in 0..LOOKS_MAX {
            let rest = self.rest();
            sure = if rest == Rest::Sure { sure + 1 } else { 0 };
            at_rest = if rest == Rest::None { 0 } else { at_rest + 1 };
            if sure == LOOKS_SURE || at_rest == LOOKS_UNSURE || self.is_broken() {
                return true;
            }
            if look < LOOKS_AT_ONCE { thread::yield_now() } else { thread::sleep(PAUSE) }
        }
        false
    }

    /// Looks after the judge's thread: if it sleeps and sleeps while work is held, that is let go.
    fn watch(&self, orders: &Receiver<Order>) {
        let mut asleep = 0;
        // Any order ends it: the judge gives none while its thread is in a call.
        loop {
            match orders.recv_timeout(WATCH) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Order::Unwatch(heard)) => {
                    _ = heard.send(());
                    return;
                }
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let waits_for_us = self.has_stopped_calls() || self.deciding.load(Ordering::SeqCst);
            asleep = if self.judge.is_asleep() && !waits_for_us { asleep + 1 } else { 0 };
            if asleep == WATCHES_MAX {
                let mut plan = self.plan();
                (plan.holding, plan.let_go) = (false, true);
                drop(plan);
                while self.plan().held() > 0 {
                    self.release(None);
                }
            }
        }
    }
}

/// Whether a call comes within a time; none when no filtered thread is left.
fn readable(listener: &OwnedFd, within: Option<Duration>) -> Option<bool> {
    let timeout = within.and_then(|within| Timespec::try_from(within).ok());
    let mut wanted = [PollFd::new(listener, PollFlags::IN)];
    match poll(&mut wanted, timeout.as_ref()) {
        Ok(_) if wanted[0].revents().contains(PollFlags::IN) => Some(true),
        Ok(_) if wanted[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => None,
        Ok(_) | Err(_) => Some(false),
    }
}

/// Closes the listener when the supervisor ends, however it does.
struct Closing(Arc<Shared>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.broken.store(true, Ordering::SeqCst);
        self.0.over.store(true, Ordering::SeqCst);
        self.0.set_listener(None);
    }
}

/// Says that a gate is broken when its hand panics, and lets go what only the hand would have.
struct Losing<'s>(&'s Shared);

impl Drop for Losing<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.broken.store(true, Ordering::SeqCst);
            self.0.give_up();
        }
    }
}

/// The supervisor: decides about calls until no filtered thread is left.
pub(super) fn supervise(shared: Arc<Shared>, listener: &Receiver<OwnedFd>) {
    let Ok(listener) = listener.recv() else { return };
    let closing = Closing(shared);
    let shared = &closing.0;
    let Ok(own) = listener.try_clone() else { return };
    shared.set_listener(Some(listener));
    while let Some(ready) = readable(&own, None) {
        if !ready {
            continue;
        }
        #[cfg(test)]
        if shared.sabotage.ends.load(Ordering::SeqCst) {
            return;
        }
        shared.deciding.store(true, Ordering::SeqCst);
        // Interrupted before it was received: there is no call any more.
        if let Ok(call) = kernel::receive(own.as_fd()) {
            shared.untaken.store(call.id, Ordering::SeqCst);
            // A fault of ours must not leave a caller waiting.
            if catch_unwind(AssertUnwindSafe(|| shared.decide(call))).is_err() {
                shared.takes(call.id);
                shared.broken.store(true, Ordering::SeqCst);
                shared.answer(&call, Answer::Continue);
            }
        }
        shared.deciding.store(false, Ordering::SeqCst);
    }
}

/// The rescuer: lets a call go that the supervisor does not decide about, for good. Its caller may have what the supervisor
/// waits for, as the lock of an allocator that asks the system something; then both would wait for ever. What was to be held
/// is not, so the gate counts as broken. This asks no allocator for anything, and takes no lock that others have for long.
pub(super) fn rescue(shared: &Shared) {
    let (mut seen, mut looks) = (NO_CALL, 0);
    while !shared.over.load(Ordering::SeqCst) {
        thread::sleep(RESCUE);
        let untaken = shared.untaken.load(Ordering::SeqCst);
        looks = if untaken == seen && untaken != NO_CALL { looks + 1 } else { 0 };
        seen = untaken;
        if looks >= RESCUES_MAX && shared.takes(untaken) {
            shared.broken.store(true, Ordering::SeqCst);
            shared.answer_to(untaken, Answer::Continue);
        }
    }
}

/// The hand: does what it is ordered until nobody is left to order.
pub(super) fn obey(shared: &Shared, orders: &Receiver<Order>) {
    let _losing = Losing(shared);
    while let Ok(order) = orders.recv() {
        match order {
            Order::Release(stream) => shared.release(stream.as_ref()),
            Order::Settle(reply) => _ = reply.send(shared.settle()),
            Order::Watch => shared.watch(orders),
            Order::Unwatch(heard) => _ = heard.send(()),
            // Without a thread to spare it is not done.
            Order::Start(name, work) => drop(thread::Builder::new().name(name).spawn(work)),
        }
    }
}
