//! A gate that every platform has: a runtime whose only blocking thread is occupied, so that work stays in its queue.
//!
//! A *plug* is a job that waits until it is opened. While work is held a plug stands behind every piece of work that was
//! queued, so that they can be let go one by one, first in, first out. *Sentries* count what was queued.

mod dog;
mod sentries;

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::receipt::Seen;
use super::{Acting, Control};
use crate::op::{Happening, Injection, Name};
use dog::Dog;
pub(crate) use sentries::pool_threads;
use sentries::{Sentries, THREADS_MAX};

/// How often a call that has not come back is looked at while work is held, and work that was let go.
const LOOK: Duration = Duration::from_millis(50);

/// For how many looks work that was let go is waited for: a disk may be slow, and then it is the disk's fault alone.
const WAITS_MAX: u32 = 400;

/// A job that occupies the thread until it is opened.
struct Plug {
    /// Dropped to open it.
    _open: Sender<()>,
    /// Resolves when it has the thread.
    started: oneshot::Receiver<()>,
    /// Whose work may stand in the queue before it.
    before: Vec<Name>,
    /// Whether there is any.
    has_work: bool,
}

/// Holds work in the queue of a runtime's pool.
pub(crate) struct PoolGate {
    /// The plugs that are not open, in the order of the queue. The first has the thread.
    plugs: Arc<Mutex<VecDeque<Plug>>>,
    /// The streams of the step that is taken.
    acting: Vec<Name>,
    holding: bool,
    /// For how many looks work that was let go is waited for: one once it has been waited for in vain.
    waits_max: Cell<u32>,
    sentries: Sentries,
    /// How many pieces of work were counted before the step that is taken.
    queued_before: usize,
    seen: Seen,
    /// Watches calls that may wait for what is held.
    dog: Dog,
}

/// How long a thread of the pool waits for work; starting one costs more than all that a script does.
const KEEP_ALIVE: Duration = Duration::from_mins(10);

impl std::fmt::Debug for PoolGate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PoolGate").field("holding", &self.holding).finish_non_exhaustive()
    }
}

impl PoolGate {
    /// A gate for work on the runtime that it is driven in.
    pub(crate) fn new() -> Self {
        let plugs = Arc::<Mutex<VecDeque<Plug>>>::default();
        let held = Arc::clone(&plugs);
        Self {
            dog: Dog::start(move || held.lock().unwrap_or_else(PoisonError::into_inner).clear()),
            plugs,
            acting: Vec::new(),
            holding: false,
            waits_max: Cell::new(WAITS_MAX),
            sentries: Sentries::default(),
            queued_before: 0,
            seen: Seen::default(),
        }
    }

    /// The runtime that such a gate needs; its threads bear this name.
    pub(crate) fn runtime(&self, name: &str) -> io::Result<Runtime> {
        let [named, started, stopped] = [(); 3].map(|()| Arc::clone(&self.sentries.0));
        let name = name.to_owned();
        let thread_name = move || {
            named.is_named();
            name.clone()
        };
        Builder::new_current_thread()
            .enable_time()
            .thread_name_fn(thread_name)
            .thread_keep_alive(KEEP_ALIVE)
            .on_thread_start(move || started.started())
            .on_thread_stop(move || stopped.stopped())
            .max_blocking_threads(THREADS_MAX)
            .build()
    }

    /// Puts a plug behind all that is queued.
    fn plug(&mut self, before: Vec<Name>) {
        // While a plug has the thread, whatever is queued finds no idle one.
        let has_work = self.holding && self.sentries.0.named() > self.queued_before;
        if has_work {
            for stream in &before {
                self.seen.add(stream, Happening::Held);
            }
        }
        let (open, opened): (Sender<()>, Receiver<()>) = channel();
        let (start, started) = oneshot::channel();
        drop(spawn_blocking(move || {
            // Nobody may be waiting for it to start, and it is opened by dropping the other end.
            _ = start.send(());
            _ = opened.recv();
        }));
        self.queue().push_back(Plug { _open: open, started, before, has_work });
        self.queued_before = self.sentries.0.named();
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<Plug>> {
        self.plugs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the first plug and waits until the next one has the thread: what stood between them is over.
    async fn open_one(&mut self) {
        let opened = self.queue().pop_front();
        drop(opened);
        let next = self.queue().pop_front();
        if let Some(mut next) = next {
            let released = next.before.iter().filter(|_| next.has_work);
            released.for_each(|stream| self.seen.add(stream, Happening::Released));
            self.waited_for(&mut next.started).await;
            self.queue().push_front(next);
        }
    }

    /// Waits until all that is queued is over; whether it is. One thread takes one piece of work after the other.
    async fn drained(&self) -> bool {
        self.waited_for(&mut spawn_blocking(|| ())).await
    }

    /// Waits for work of the pool, unless it is stuck; whether it is over.
    async fn waited_for(&self, work: &mut (impl Future + Unpin)) -> bool {
        for _ in 0..self.waits_max.get() {
            if tokio::time::timeout(LOOK, &mut *work).await.is_ok() {
                return true;
            }
        }
        self.waits_max.set(1);
        false
    }
}

impl Control for PoolGate {
    fn begin(&mut self, _: &[&Path]) {
        self.queue().clear();
        (self.acting, self.holding) = (Vec::new(), false);
        self.waits_max.set(WAITS_MAX);
        self.seen.take();
    }

    fn hangs(&mut self) {
        // There is one thread, and it has been waited for.
        self.waits_max.set(1);
    }

    fn acting(&mut self, acting: Option<Acting<'_>>) {
        self.acting.clear();
        self.queued_before = self.sentries.0.named();
        if let Some(Acting { reads, writes, is_of_streams: true }) = acting {
            self.acting.extend([reads.clone(), writes.clone()]);
        }
    }

    fn is_holding(&self) -> bool {
        self.holding
    }

    async fn hold(&mut self) {
        if self.holding {
            return;
        }
        self.plug(Vec::new());
        self.holding = true;
        let first = self.queue().pop_back();
        if let Some(mut first) = first {
            self.waited_for(&mut first.started).await;
            self.queue().push_back(first);
        }
    }

    async fn settle(&mut self) {
        if self.holding {
            // A plug behind nothing does no harm, but takes a thread. Work is not counted where there are too many.
            let named = self.sentries.0.named();
            let may_have_queued = named > self.queued_before || named >= THREADS_MAX;
            if may_have_queued && !self.acting.is_empty() {
                self.plug(self.acting.clone());
            }
        } else {
            _ = self.drained().await;
        }
    }

    async fn release(&mut self, stream: &Name) {
        let last = self.queue().iter().rposition(|plug| plug.before.contains(stream));
        for _ in 0..last.unwrap_or(0) {
            self.open_one().await;
        }
    }

    async fn release_all(&mut self) {
        self.holding = false;
        let released: Vec<Name> =
            self.queue().drain(..).filter(|plug| plug.has_work).flat_map(|plug| plug.before).collect();
        for stream in &released {
            self.seen.add(stream, Happening::Released);
        }
        _ = self.drained().await;
    }

    fn inject(&mut self, _: &Injection, _: bool) {}

    fn waits(&self, stream: &Name) -> bool {
        // The first plug has the thread: what stood before it is over.
        self.queue().iter().skip(1).any(|plug| plug.has_work && plug.before.contains(stream))
    }

    fn take_seen(&mut self) -> Vec<(Name, Happening)> {
        self.seen.take()
    }

    fn is_worn(&self) -> bool {
        self.sentries.0.is_worn()
    }

    async fn quiesce(&mut self) -> bool {
        self.release_all().await;
        // Work that was let go may have queued more.
        self.drained().await
    }

    fn watched<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool) {
        if !self.holding {
            return (run(), false);
        }
        let (value, blocked) = self.dog.watched(run);
        self.holding &= !blocked;
        (value, blocked)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::op::Name;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    /// Runs a test's body on a runtime with a gate.
    fn gated(body: impl AsyncFnOnce(&mut PoolGate, &Arc<Mutex<Vec<&'static str>>>)) {
        let mut gate = PoolGate::new();
        let done = Arc::default();
        let runtime = gate.runtime("gated").unwrap();
        runtime.block_on(body(&mut gate, &done));
        // The runtime waits for its thread when it goes, so what occupies that goes first.
        drop(gate);
    }

    async fn work(gate: &mut PoolGate, done: &Arc<Mutex<Vec<&'static str>>>, stream: &'static str) {
        let (stream_name, done) = (name(stream), Arc::clone(done));
        gate.acting(Some(Acting { reads: &stream_name, writes: &stream_name, is_of_streams: true }));
        drop(spawn_blocking(move || done.lock().unwrap().push(stream)));
        gate.settle().await;
    }

    fn over(done: &Arc<Mutex<Vec<&'static str>>>) -> Vec<&'static str> {
        done.lock().unwrap().clone()
    }

    #[test]
    fn held_work_waits_and_goes_first_in_first_out() {
        gated(async |gate, done| {
            gate.hold().await;
            for stream in ["v", "w", "x"] {
                work(gate, done, stream).await;
            }
            assert_eq!(over(done), [""; 0]);
            gate.release(&name("v")).await;
            assert_eq!(over(done), ["v"]);
            gate.release(&name("x")).await;
            assert_eq!(over(done), ["v", "w", "x"]);
        });
    }

    #[test]
    fn what_comes_after_a_release_waits_again_until_all_is_let_go() {
        gated(async |gate, done| {
            gate.hold().await;
            work(gate, done, "v").await;
            gate.release(&name("v")).await;
            work(gate, done, "v").await;
            assert_eq!(over(done), ["v"]);
            assert!(gate.quiesce().await && !gate.is_holding());
            assert_eq!(over(done), ["v", "v"]);
        });
    }

    #[test]
    fn a_call_that_waits_for_held_work_lets_it_go_and_says_so() {
        gated(async |gate, done| {
            gate.hold().await;
            work(gate, done, "v").await;
            let seen = Arc::clone(done);
            let waits = || {
                while seen.lock().unwrap().is_empty() {
                    thread::yield_now();
                }
            };
            let ((), blocked) = gate.watched(waits);
            assert!(blocked);
            assert!(!gate.watched(|| ()).1);
        });
    }

    #[test]
    fn work_that_is_never_over_is_waited_for_in_vain_and_told() {
        let (_open, opened) = channel::<()>();
        let mut gate = PoolGate { waits_max: Cell::new(2), ..PoolGate::new() };
        let runtime = gate.runtime("stuck").unwrap();
        runtime.block_on(async {
            drop(spawn_blocking(move || opened.recv()));
            assert!(!gate.quiesce().await);
        });
        runtime.shutdown_background();
    }

    #[test]
    fn what_was_queued_is_seen_and_what_was_not_is_not() {
        gated(async |gate, done| {
            let (v, w) = (name("v"), name("w"));
            work(gate, done, "v").await;
            assert_eq!(gate.take_seen(), [], "nothing is held yet");
            gate.hold().await;
            // A step that queues nothing.
            gate.acting(Some(Acting { reads: &w, writes: &w, is_of_streams: true }));
            gate.settle().await;
            assert!(gate.take_seen().is_empty() && !gate.waits(&w));
            work(gate, done, "v").await;
            assert_eq!(gate.take_seen()[0], (v.clone(), Happening::Held));
            assert!(gate.waits(&v) && !gate.waits(&w));
            gate.release(&v).await;
            assert!(!gate.waits(&v));
            assert_eq!(gate.take_seen()[0], (v.clone(), Happening::Released));
            work(gate, done, "w").await;
            assert!(gate.waits(&w));
            assert!(gate.quiesce().await && !gate.waits(&w));
        });
    }

    #[test]
    fn however_much_is_queued_one_thread_takes_it_in_its_order() {
        gated(async |gate, done| {
            for round in 0..4 {
                gate.hold().await;
                for _ in 0..THREADS_MAX / 2 {
                    work(gate, done, "v").await;
                    work(gate, done, "w").await;
                }
                assert_eq!(over(done).len(), round * THREADS_MAX);
                gate.release_all().await;
                assert_eq!(over(done).len(), (round + 1) * THREADS_MAX);
            }
            assert!(gate.is_worn());
            let in_turn = over(done).chunks(2).all(|pair| pair == ["v", "w"]);
            assert!(in_turn, "{:?}", over(done));
        });
    }

    #[test]
    fn a_gate_that_is_dropped_holds_nothing() {
        gated(async |gate, done| {
            gate.hold().await;
            work(gate, done, "v").await;
        });
    }
}
