//! The hand: a thread that no gate reaches and that does what the judge's own can't, and lets go what the judge waits for.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::of;
use super::supervisor::Shared;
use crate::op::Name;

/// How often a thread that does not come back from a call is looked at, and after how many looks in a row in which it
/// slept it counts as waiting for work that is held. Looks are counted instead of time, which goes on while a whole
/// machine is held, and a thread that only waits for a processor does not sleep.
const WATCH: Duration = Duration::from_millis(20);
const WATCHES_MAX: u32 = 50;

/// What the hand is to do.
pub(super) enum Order {
    /// Let go what this stream has waiting, or the first of all, and say when that is done.
    Release(Option<Name>, Sender<()>),
    /// Start a thread of this name that does this, and that no gate reaches.
    Start(String, Box<dyn FnOnce() + Send>),
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

/// Looks after the judge's thread while it is in a call.
#[derive(Default)]
struct Watch {
    /// Which call.
    call: u64,
    /// For how many looks in a row it has slept there.
    asleep: u32,
}

impl Watch {
    /// Looks once: if the judge's thread sleeps and sleeps while work is held, that is let go.
    fn look(&mut self, shared: &Shared) {
        let call = shared.watched.load(Ordering::SeqCst);
        let holds = call != 0 && shared.plan().held() > 0;
        let waits = holds && shared.judge.is_asleep() && !shared.is_to_decide();
        self.asleep = if waits && call == self.call { self.asleep + 1 } else { 0 };
        self.call = call;
        if self.asleep != WATCHES_MAX {
            return;
        }
        // A judge that comes back now waits until this is done.
        let _letting_go = of(&shared.letting_go);
        if shared.watched.load(Ordering::SeqCst) != call {
            return;
        }
        let mut plan = shared.plan();
        (plan.holding, plan.let_go) = (false, true);
        drop(plan);
        while shared.plan().held() > 0 {
            shared.release(None);
        }
    }
}

/// The hand: does what it is ordered until nobody is left to order.
pub(super) fn obey(shared: &Shared, orders: &Receiver<Order>) {
    let _losing = Losing(shared);
    let mut watch = Watch::default();
    loop {
        match orders.recv_timeout(WATCH) {
            Ok(Order::Release(stream, done)) => {
                shared.release(stream.as_ref());
                _ = done.send(());
            }
            // Without a thread to spare it is not done.
            Ok(Order::Start(name, work)) => drop(thread::Builder::new().name(name).spawn(work)),
            Err(RecvTimeoutError::Timeout) => watch.look(shared),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
