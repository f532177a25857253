//! A gate in the kernel: calls on a script's files are stopped when they are made, and held, let go in any order, or
//! answered in place of the system. Linux has it as seccomp user notification; it takes no privilege.
//!
//! The judge's thread is *armed*: from then on it and the threads that it starts (those of its runtime's pool) stop at every
//! call that moves a file's bytes, until the supervisor, a thread of the same process that is not armed, has decided. No
//! other thread is touched. A thread is armed for good and once, so all gates of a thread share what is behind it.
//!
//! Whose call it is that was stopped is known without a hook in the backend: the judge waits after each step until all
//! background work is over or held, so at any moment only one stream is at work.

mod calls;
mod errno;
mod file;
mod hand;
mod kernel;
mod landing;
mod plan;
mod supervisor;
mod watched;

use std::cell::RefCell;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::{Acting, Control, Intervention, Touched, Unavailable};
use crate::beside::{self, Helper};
use crate::op::{Happening, Injection, Name};
use hand::{let_go, obey};
use plan::{Planned, Work};
use supervisor::{Shared, rescue, supervise};
use watched::{Bed, Watched};

/// Threads of the pool: more than work that is held at once, and one for the sentinel of [`Control::settle`].
const POOL_MAX: usize = 16;

/// How long a thread of the pool waits for work; starting one costs more than all that a script does.
const KEEP_ALIVE: Duration = Duration::from_mins(10);

/// How often somebody looks where the first thread of a runtime waits for work, and how long it is given each time. What was not
/// learnt then is done without.
const LESSONS_MAX: u32 = 1000;
const LESSON: Duration = Duration::from_micros(20);

/// How often work that has to be over is waited for: a disk may be slow, and then it is the disk's fault alone.
const PATIENCE: u32 = 100;

/// How long the sentinel may take. It comes at once unless the whole pool is held.
const SENTINEL: Duration = Duration::from_secs(2);

thread_local! {
    /// What is behind the gates of this thread, once it is armed.
    static ARMED: RefCell<Option<Armed>> = const { RefCell::new(None) };
}

/// The way to the threads behind a gate.
#[derive(Clone)]
struct Armed {
    shared: Arc<Shared>,
    hand: Helper,
}

/// Whether calls can be held and answered here: tried once, on a thread of its own.
pub(crate) fn available() -> Result<(), Unavailable> {
    static TRIED: OnceLock<Result<(), Unavailable>> = OnceLock::new();
    let try_it = || {
        let tried = thread::spawn(|| {
            let mut gate = SyscallGate::new()?;
            gate.can_answer().then_some(()).ok_or_else(|| Unavailable("the kernel stops no calls".into()))
        });
        tried.join().unwrap_or_else(|_| Err(Unavailable("the try panicked".into())))
    };
    TRIED.get_or_init(try_it).clone()
}

/// A gate on the thread that it was made on.
pub(crate) struct SyscallGate {
    armed: Armed,
    /// The threads of its runtime's pool.
    threads: Arc<Mutex<Vec<u32>>>,
    /// Whether openat2 is refused in its scripts.
    refuse_openat2: bool,
    /// The folders of the last script, and where they are.
    folders: (Vec<PathBuf>, Vec<PathBuf>),
    /// How many calls were watched.
    watches: u64,
    /// Gates answer for the thread they were made on.
    _this_thread_only: std::marker::PhantomData<*const ()>,
}

impl std::fmt::Debug for SyscallGate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SyscallGate").field("holding", &self.is_holding()).finish_non_exhaustive()
    }
}

impl SyscallGate {
    /// A gate on this thread, which is armed if it is not yet.
    pub(crate) fn new() -> Result<Self, Unavailable> {
        let armed = ARMED.with_borrow_mut(|armed| match armed {
            Some(armed) => Ok(armed.clone()),
            none => Ok(none.insert(arm()?).clone()),
        })?;
        Ok(Self {
            armed,
            threads: Arc::default(),
            refuse_openat2: false,
            folders: Default::default(),
            watches: 0,
            _this_thread_only: std::marker::PhantomData,
        })
    }

    /// The runtime for work behind this gate, driven by its thread; the pool's threads bear this name.
    pub(crate) fn runtime(&self, name: &str) -> io::Result<Runtime> {
        let bed = Arc::new(Bed::default());
        let (shared, name) = (Arc::clone(&self.armed.shared), name.to_owned());
        // Asked by whoever wants a thread, before there is one.
        let named = move || {
            shared.awaited.fetch_add(1, Ordering::SeqCst);
            name.clone()
        };
        let (shared, threads) = (Arc::clone(&self.armed.shared), Arc::clone(&self.threads));
        let slept_in = Arc::clone(&bed);
        let started = move || {
            let number = kernel::this_thread();
            let watched = Arc::new(Watched::new(number, Arc::clone(&slept_in)));
            of(&threads).push(number);
            of(&shared.pool).push(watched);
            let one_less = |awaited: usize| awaited.checked_sub(1);
            _ = shared.awaited.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
        };
        let (shared, threads) = (Arc::clone(&self.armed.shared), Arc::clone(&self.threads));
        // The system gives the number of a thread that has ended to another, which would not be one to wait for.
        let stopped = move || {
            let number = kernel::this_thread();
            of(&threads).retain(|thread| *thread != number);
            of(&shared.pool).retain(|thread| thread.number() != number);
        };
        let runtime = Builder::new_current_thread()
            .enable_time()
            .thread_name_fn(named)
            .max_blocking_threads(POOL_MAX)
            .thread_keep_alive(KEEP_ALIVE)
            .on_thread_start(started)
            .on_thread_stop(stopped)
            .build()?;
        self.learn(&bed, &runtime);
        Ok(runtime)
    }

    /// Learns where the threads of a new runtime wait for work, from its first.
    fn learn(&self, bed: &Bed, runtime: &Runtime) {
        let (tell, told) = channel();
        drop(runtime.spawn_blocking(move || tell.send(kernel::this_thread())));
        let Ok(number) = told.recv() else { return };
        let first = of(&self.armed.shared.pool).iter().find(|thread| thread.number() == number).cloned();
        let Some(first) = first else { return };
        for _ in 0..LESSONS_MAX {
            if bed.learn(&first) {
                return;
            }
            thread::sleep(LESSON);
        }
    }

    /// Whether openat2 is answered as by a system that does not permit it, from here on and whenever a script begins:
    /// other gates of this thread may want it otherwise.
    pub(crate) fn refuse_openat2(&mut self, refuse: bool) {
        self.refuse_openat2 = refuse;
        self.armed.shared.plan().refuse_openat2 = refuse;
    }

    /// Whether the threads behind it have failed; then nothing is held any more, and calls may have failed with it.
    pub(crate) fn is_broken(&self) -> bool {
        self.armed.shared.is_broken()
    }

    /// Whether a call of this thread is really stopped and answered.
    fn can_answer(&mut self) -> bool {
        self.refuse_openat2(true);
        let how = rustix::fs::ResolveFlags::empty();
        let (flags, mode) = (rustix::fs::OFlags::PATH, rustix::fs::Mode::empty());
        // On a descriptor of its own: those of the standard streams are never stopped.
        let refused = std::fs::File::open("/").is_ok_and(|root| {
            rustix::fs::openat2(&root, ".", flags, mode, how).err() == Some(rustix::io::Errno::PERM)
        });
        self.refuse_openat2(false);
        refused
    }

    /// For tests: the supervisor ends at the next call, which gets no answer.
    #[cfg(test)]
    pub(crate) fn break_at_next_call(&self) {
        self.armed.shared.sabotage.ends.store(true, Ordering::SeqCst);
    }

    /// Lets go what a stream has waiting, or the first of all.
    fn let_go(&self, stream: Option<&Name>) {
        // What is answered in place of the system may be made by whoever answers it, and this thread's calls are stopped.
        if self.armed.shared.plan().injections.is_empty() {
            return self.armed.shared.release(stream);
        }
        let (shared, stream) = (Arc::clone(&self.armed.shared), stream.cloned());
        // Without a hand nothing is held.
        _ = self.armed.hand.run(move || let_go(&shared, stream.as_ref()));
    }

    /// Waits until background work is at rest, and says whether it is.
    async fn rest(&self) -> bool {
        // Tasks of the runtime go on only while it is driven, which it is until a job of the pool is over.
        let has_tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0;
        if has_tasks && self.armed.shared.plan().held() < POOL_MAX {
            _ = tokio::time::timeout(SENTINEL, tokio::task::spawn_blocking(|| ())).await;
        }
        self.armed.shared.settle()
    }
}

/// What a lock holds, which is whole between any two statements under it.
fn of<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So much is asked of the allocator and given back, in so many pieces: each too small to be the system's own affair, all of
/// them more than it keeps.
const PIECE: usize = 100_000;
const PIECES: usize = 32;

/// Lets the allocator of the C library ask now what it asks once in a process: when it first gives memory back, it reads how
/// freely the system promises memory, and has one of its locks meanwhile. A filtered thread would be stopped at that read, and
/// the supervisor, which needs memory for its decision, might wait for that very lock: for ever.
fn let_the_allocator_ask() {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| {
        // On a thread of its own, since the first thread's memory is given back in another way.
        let asks = || drop(black_box((0..PIECES).map(|_| vec![0_u8; PIECE]).collect::<Vec<_>>()));
        // Without a thread to spare there is no gate either.
        _ = thread::spawn(asks).join();
    });
}

/// Arms the calling thread.
fn arm() -> Result<Armed, Unavailable> {
    let unavailable = |error: io::Error| {
        Unavailable(match error.raw_os_error() {
            Some(libc::EBUSY) => "this thread was started by one that has a gate".into(),
            _ => format!("the kernel or the sandbox around it gives no listener: {error}"),
        })
    };
    let_the_allocator_ask();
    let shared = Arc::new(Shared::new(kernel::this_thread()));
    let (listener, listens) = channel();
    let (hand, orders) = beside::helper();
    // Started before the thread is armed, so that none of them is.
    let [supervised, obeyed, rescued] = [(); 3].map(|()| Arc::clone(&shared));
    let named = |name: &str| thread::Builder::new().name(name.into());
    named("gate").spawn(move || supervise(supervised, &listens)).map_err(unavailable)?;
    named("gate-hand").spawn(move || obey(&obeyed, orders)).map_err(unavailable)?;
    named("gate-rescuer").spawn(move || rescue(&rescued)).map_err(unavailable)?;
    let filter = kernel::filter_this_thread().map_err(unavailable)?;
    listener.send(filter).map_err(|_| Unavailable("the supervisor has ended".into()))?;
    beside::lend(hand.clone());
    Ok(Armed { shared, hand })
}

impl Control for SyscallGate {
    fn begin(&mut self, folders: &[&Path]) {
        let folders: Vec<PathBuf> = folders.iter().map(|folder| PathBuf::from(*folder)).collect();
        // Those of one script after the other have the same names, and stand in the same place.
        if folders != self.folders.0 {
            let asked = folders.clone();
            // As the system tells it of an open file.
            let found =
                beside::run(move || asked.iter().filter_map(|folder| folder.canonicalize().ok()).collect());
            self.folders = (folders, found);
        }
        let folders = self.folders.1.clone();
        // What was asked for and never came does not come any more.
        self.armed.shared.awaited.store(0, Ordering::SeqCst);
        let mut plan = self.armed.shared.plan();
        plan.around = folders.iter().filter_map(|folder| folder.parent()).map(Path::to_owned).collect();
        plan.touched.clear();
        (plan.folders, plan.acting, plan.holding, plan.let_go) = (folders, None, false, false);
        (plan.zeros, plan.spins) = (0, false);
        plan.refuse_openat2 = self.refuse_openat2;
        plan.injections.clear();
        plan.interventions.clear();
        plan.seen.take();
    }

    fn acting(&mut self, acting: Option<Acting<'_>>) {
        let work = |acting: Acting<'_>| Work {
            reads: acting.reads.clone(),
            writes: acting.writes.clone(),
            is_of_streams: acting.is_of_streams,
        };
        let work = acting.map(work);
        self.armed.shared.plan().acts(work);
    }

    fn spins(&self) -> bool {
        self.armed.shared.plan().spins
    }

    fn is_holding(&self) -> bool {
        self.armed.shared.plan().holding
    }

    async fn hold(&mut self) {
        self.armed.shared.plan().holding = true;
    }

    async fn settle(&mut self) {
        self.rest().await;
    }

    async fn release(&mut self, stream: &Name) {
        self.let_go(Some(stream));
        self.rest().await;
    }

    async fn release_all(&mut self) {
        self.armed.shared.plan().holding = false;
        while self.armed.shared.plan().held() > 0 {
            self.let_go(None);
            self.rest().await;
            if self.is_broken() {
                self.armed.shared.give_up();
            }
        }
    }

    fn inject(&mut self, injection: &Injection, lasts: bool) {
        let mut plan = self.armed.shared.plan();
        let same = |other: &Injection| (&other.on, other.calls) == (&injection.on, injection.calls);
        plan.injections.retain(|other| !same(&other.injection));
        plan.injections.push(Planned { injection: injection.clone(), lasts, fired: false, wrote: false });
        plan.zeros = 0;
    }

    fn intervene(&mut self, intervention: Intervention) {
        self.armed.shared.plan().interventions.push(intervention);
    }

    async fn quiesce(&mut self) -> bool {
        self.release_all().await;
        self.rest().await;
        // What goes on only because of the answers it gets ends now.
        self.armed.shared.plan().injections.clear();
        for _ in 0..PATIENCE {
            if self.rest().await {
                return true;
            }
        }
        false
    }

    fn waits(&self, stream: &Name) -> bool {
        self.armed.shared.plan().holds(stream)
    }

    fn is_unsynchronised(&self, name: &Name) -> bool {
        self.armed.shared.plan().is_unsynchronised(name)
    }

    fn take_seen(&mut self) -> Vec<(Name, Happening)> {
        self.armed.shared.plan().seen.take()
    }

    fn take_touched(&mut self) -> Vec<Touched> {
        std::mem::take(&mut self.armed.shared.plan().touched)
    }

    fn watched<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool) {
        if !self.is_holding() {
            return (run(), false);
        }
        let shared = &self.armed.shared;
        self.watches += 1;
        shared.watched.store(self.watches, Ordering::SeqCst);
        let value = run();
        shared.watched.store(0, Ordering::SeqCst);
        // The hand may be letting go at this very moment.
        drop(of(&shared.letting_go));
        (value, std::mem::take(&mut shared.plan().let_go))
    }
}

impl Drop for SyscallGate {
    fn drop(&mut self) {
        let mut plan = self.armed.shared.plan();
        (plan.holding, plan.refuse_openat2, plan.acting) = (false, false, None);
        plan.injections.clear();
        plan.interventions.clear();
        drop(plan);
        self.armed.shared.give_up();
        // One that never comes back is not to be waited for by other gates.
        let threads = of(&self.threads);
        of(&self.armed.shared.pool).retain(|thread| !threads.contains(&thread.number()));
    }
}

#[cfg(test)]
mod tests;
