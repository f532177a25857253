//! The hand: a thread that no gate reaches. It does what the judge's own can't, or would have looked at, and lets go what the judge
//! waits for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use super::of;
use super::supervisor::Shared;
use crate::beside::Orders;
use crate::op::Name;

/// How often a thread that does not come back from a call is looked at, and after how many looks in a row in which it
/// slept it counts as waiting for work that is held. Looks are counted instead of time, which goes on while a whole
/// machine is held, and a thread that only waits for a processor does not sleep.
const WATCH: Duration = Duration::from_millis(20);
const WATCHES_MAX: u32 = 50;

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

/// Lets go what a stream has waiting, or the first of all. A fault of ours in that is the gate's, and not that of whoever has ordered it.
pub(super) fn let_go(shared: &Shared, stream: Option<&Name>) {
    _ = catch_unwind(AssertUnwindSafe(|| {
        let _losing = Losing(shared);
        shared.release(stream);
    }));
}

/// The hand: does what it is ordered until nobody is left to order.
pub(super) fn obey(shared: &Shared, orders: Orders) {
    let _losing = Losing(shared);
    let mut watch = Watch::default();
    orders.follow(WATCH, || watch.look(shared));
}
