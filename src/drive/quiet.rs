//! A backend's panic is an answer in the report, so it is not printed on its way there.
//!
//! Those of calls are caught where they are made. Those of a runtime's other threads, which nobody may ever hear of, are
//! kept by the runtime's name until the judge asks for them.

use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::task::Poll;
use std::thread;

/// How the text of a panic begins that is no backend's.
const OURS: &str = "our fault:";

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// How many panics are kept, so that whoever asks where there are none, as after each call, needs no lock.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// The first panic of each runtime's threads since it was asked for last.
static BACKGROUND: Mutex<BTreeMap<String, Option<String>>> = Mutex::new(BTreeMap::new());

/// Runs a closure whose panics on this thread the panic hook passes over. Other threads, and other panics of this one, print as ever.
pub(super) fn without_noise<T>(run: impl FnOnce() -> T) -> T {
    install();
    let before = QUIET.replace(true);
    let result = run();
    QUIET.set(before);
    result
}

/// Runs code of a backend.
///
/// # Errors
/// With the text of its panic.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    without_noise(|| panic::catch_unwind(AssertUnwindSafe(run))).map_err(|payload| {
        let text = panic_text(&*payload);
        if text.starts_with(OURS) {
            // It was not printed on its way here.
            eprintln!("{text}");
            panic::resume_unwind(payload);
        }
        text
    })
}

/// Waits for a future of a backend, which is dropped here as well.
///
/// # Errors
/// With the text of its panic.
pub(crate) async fn caught_while<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let mut future = Box::pin(future);
    let polled = poll_fn(|context| match caught(|| future.as_mut().poll(context)) {
        Ok(polled) => polled.map(Ok),
        Err(text) => Poll::Ready(Err(text)),
    });
    let awaited = pin!(polled).await;
    let dropped = caught(move || drop(future));
    awaited.and_then(|value| dropped.map(|()| value))
}

fn install() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() && !keep(&panic_text(info.payload())) {
                before(info);
            }
        }));
    });
}

fn background() -> MutexGuard<'static, BTreeMap<String, Option<String>>> {
    // Whole between any two statements under this lock.
    BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the panic of a thread that belongs to a runtime of a judge; whether it does.
fn keep(text: &str) -> bool {
    let thread = thread::current();
    let mut panics = background();
    let Some(first) = thread.name().and_then(|name| panics.get_mut(name)) else { return false };
    if first.is_none() {
        *first = Some(text.to_owned());
        KEPT.fetch_add(1, Ordering::Release);
    }
    true
}

/// The text of a panic.
pub(super) fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is no text".into())
}

/// The threads of a runtime, which bear its name.
#[derive(Debug)]
pub(crate) struct Background {
    name: String,
}

impl Background {
    /// A name that no other runtime has.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        install();
        // The system keeps 15 bytes of a thread's name; the standard library keeps all.
        let name = format!("judged-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        background().insert(name.clone(), None);
        Self { name }
    }

    /// What its threads are called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The first panic on them since this was asked last.
    pub(crate) fn take_panic(&self) -> Option<String> {
        if KEPT.load(Ordering::Acquire) == 0 {
            return None;
        }
        let kept = background().get_mut(&self.name).and_then(Option::take);
        KEPT.fetch_sub(usize::from(kept.is_some()), Ordering::Release);
        kept
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.take_panic();
        background().remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_named_thread_is_kept_and_not_that_of_another() {
        let (mine, other) = (Background::new(), Background::new());
        let named = thread::Builder::new().name(mine.name().to_owned());
        named.spawn(|| panic!("in the background")).unwrap().join().unwrap_err();
        assert_eq!(mine.take_panic().as_deref(), Some("in the background"));
        assert_eq!((mine.take_panic(), other.take_panic()), (None, None));
    }
}
