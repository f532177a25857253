//! Two of the threads behind a gate, neither of which is filtered: the *supervisor* decides about each call as it comes, the
//! *rescuer* looks after the supervisor.
//!
//! The supervisor asks no allocator for anything: a thread that it has stopped may have the allocator's lock.

use std::iter::repeat;
use std::os::fd::{AsFd as _, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::errno::errno;
use super::file::{is_of_script, is_synchronous};
use super::kernel::{self, Answer, Call};
use super::of;
use super::plan::{Plan, Planned, Work};
use super::watched::{Bed, Rest, Watched};
use crate::op::{CallClass, Happening, Name, SystemAnswer};

/// How often somebody looks whether background work has come to rest before it gives up: then a step is not as repeatable.
const LOOKS_MAX: u32 = 2000;

/// How many looks in a row have to find rest: one where every thread is held or is sure to have no work, two where that is
/// likely, and more where one sleeps for another reason. That may be a lock of the allocator, which somebody will give back at
/// once, or one that held work has.
const LOOKS_LIKELY: u32 = 2;
const LOOKS_UNSURE: u32 = 100;

/// A pause between two looks, after the first few, which come at once.
const PAUSE: Duration = Duration::from_micros(50);
const LOOKS_AT_ONCE: u32 = 20;

/// How often work is told that none of its bytes were taken. What asks again so often never gives up, and would hold its
/// thread for ever, which may be the judge's.
const ZEROS_MAX: u32 = 10_000;

/// How often the rescuer looks at the supervisor, and after how many looks that find it at the same call that call is let go.
const RESCUE: Duration = Duration::from_millis(100);
const RESCUES_MAX: u32 = 50;

/// For so many threads it is told at one look that none has run meanwhile.
const THREADS_AT_ONCE: usize = 64;

/// No call is called so.
const NO_CALL: u64 = 0;

/// What the threads of a gate share with the judge.
pub(super) struct Shared {
    plan: Mutex<Plan>,
    /// Closed when the supervisor ends: then every call that waits fails instead of waiting for ever.
    listener: RwLock<Option<OwnedFd>>,
    /// The judge's own thread.
    pub(super) judge: Watched,
    /// The number of the call that it is in and may wait in for held work, counted from one; zero where there is none.
    pub(super) watched: AtomicU64,
    /// Held by whoever lets go what the judge waits for.
    pub(super) letting_go: Mutex<()>,
    /// How many threads of pools were asked for and have not begun.
    pub(super) awaited: AtomicUsize,
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

impl Shared {
    pub(super) fn new(judge: u32) -> Self {
        Self {
            plan: Mutex::default(),
            listener: RwLock::new(None),
            judge: Watched::new(judge, Arc::new(Bed::default())),
            watched: AtomicU64::new(0),
            letting_go: Mutex::default(),
            awaited: AtomicUsize::new(0),
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
        of(&self.plan)
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
        let owner = if is_idle { None } else { self.owner_of(&plan, &call) };
        // All that may wait for anybody is over. Whom this has lasted too long has let the call go.
        if !self.takes(call.id) {
            return;
        }
        if is_idle {
            plan.note_changes(&call);
            drop(plan);
            return self.answer(&call, Answer::Continue);
        }
        if call.is_openat2() && plan.refuse_openat2 {
            drop(plan);
            // Not ENOSYS: that an old kernel has no such call cap-std remembers for the whole process. EPERM it takes for
            // a sandbox that knows none, and asks again at the next path.
            return self.answer(&call, Answer::Error(libc::EPERM));
        }
        if let Some(owner) = &owner {
            // The thread that is stopped is at work on the script's files, and has nothing of the allocator's.
            plan.count(owner);
        }
        plan.note_changes(&call);
        let may_wait = plan.holding && plan.acting.as_ref().is_some_and(|work| work.is_of_streams);
        match owner {
            // What is broken might never let it go.
            Some(owner) if may_wait && call.thread != self.judge.number() && !self.is_broken() => {
                plan.seen.add(&owner, Happening::Held);
                plan.held.push((owner, call));
                self.moves.fetch_add(1, Ordering::SeqCst);
            }
            Some(owner) => self.answer_for(&mut plan, &owner, &call),
            None => self.answer(&call, Answer::Continue),
        }
    }

    /// The handle that a call is made for, if it is one that is looked at.
    fn owner_of(&self, plan: &Plan, call: &Call) -> Option<Name> {
        let owner = plan.acting.as_ref()?.owner(call.class()?)?;
        is_of_script(call, &plan.folders).then(|| owner.clone())
    }

    /// Answers a call of a handle's work as the plan says.
    fn answer_for(&self, plan: &mut Plan, owner: &Name, call: &Call) {
        let mine = |planned: &Planned| {
            planned.injection.on == *owner && Some(planned.injection.calls) == call.class()
        };
        let Some(at) = plan.injections.iter().position(mine) else {
            // Without a plan for it this may be the judge's own thread, which must ask the system nothing here.
            let writes = call.class() == Some(CallClass::Write) && plan.of_sync(owner).is_some();
            if writes && !call.syncs_itself() && !is_synchronous(call) {
                plan.note_write(owner);
            }
            return self.answer(call, Answer::Continue);
        };
        let planned = &mut plan.injections[at];
        let injection = &mut planned.injection;
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
            SystemAnswer::Error(code) => {
                let done = injection.behind.then(|| self.perform(call, u64::MAX));
                if let Some(failed @ Answer::Error(_)) = done {
                    // The system has an error of its own to tell.
                    return self.answer(call, failed);
                }
                Answer::Error(errno(code))
            }
        };
        let (calls, answered) = (injection.calls, injection.answer);
        planned.fired = true;
        plan.seen.add(owner, Happening::Answered(calls, answered));
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
    pub(super) fn release(&self, stream: Option<&Name>) {
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
            let (reads, writes) = (owner.clone(), owner.clone());
            plan.acting = Some(Work { reads, writes, is_of_streams: true });
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

    /// Whether all background work is over or held, as far as can be seen.
    fn rest(&self) -> Rest {
        let before = self.moves.load(Ordering::SeqCst);
        // Asked for by somebody who has run, and not yet among those that are looked at.
        if self.awaited.load(Ordering::SeqCst) > 0 {
            return Rest::None;
        }
        let pool = of(&self.pool);
        // A thread that is held does not always sleep as others do: after a signal it only listens to deadly ones.
        let held = self.plan().held_threads();
        let others = || pool.iter().filter(|thread| !held.contains(&thread.number()));
        let mut ran = [None; THREADS_AT_ONCE];
        for (thread, ran) in others().zip(&mut ran) {
            *ran = thread.ran();
        }
        let mut rest = if others().count() > ran.len() { Rest::Likely } else { Rest::Sure };
        for (thread, ran) in others().zip(ran.iter().chain(repeat(&None))) {
            rest = rest.min(thread.rest(*ran));
            if rest == Rest::None {
                return rest;
            }
        }
        // Each was asleep at its look. Where none has run from before the first look to behind the last, all were asleep at
        // once, and nobody was there to wake another.
        let has_run = others().zip(&ran).any(|(thread, ran)| thread.ran() != *ran);
        // A thread whose call was stopped and not seen yet does not sleep where one does that has no work.
        let moves = has_run
            || before != self.moves.load(Ordering::SeqCst)
            || (rest != Rest::Sure && self.is_to_decide());
        if moves {
            return Rest::None;
        }
        if rest == Rest::Sure {
            for (thread, ran) in others().zip(ran.iter().flatten()) {
                thread.was_idle(*ran);
            }
        }
        rest
    }

    /// Whether the supervisor has calls that it has not decided about.
    pub(super) fn is_to_decide(&self) -> bool {
        self.deciding.load(Ordering::SeqCst) || self.has_stopped_calls()
    }

    /// Whether calls were stopped that the supervisor has not seen.
    fn has_stopped_calls(&self) -> bool {
        self.with_listener(|listener| readable(listener, Some(Duration::ZERO)).unwrap_or(false))
            .unwrap_or(false)
    }

    /// Waits until all background work is over or held, and says whether it is.
    pub(super) fn settle(&self) -> bool {
        let (mut likely, mut at_rest) = (0, 0);
        for look in 0..LOOKS_MAX {
            let rest = self.rest();
            likely = if rest >= Rest::Likely { likely + 1 } else { 0 };
            at_rest = if rest == Rest::None { 0 } else { at_rest + 1 };
            let is_over = rest == Rest::Sure || likely == LOOKS_LIKELY || at_rest == LOOKS_UNSURE;
            if is_over || self.is_broken() {
                return true;
            }
            if look < LOOKS_AT_ONCE { thread::yield_now() } else { thread::sleep(PAUSE) }
        }
        false
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
