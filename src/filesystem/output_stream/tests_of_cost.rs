//! What output streams cost: hand-offs between threads, and memory while nobody uses them.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;
use std::thread;
use std::time::{Duration, Instant};

use super::super::testing::{MODES, Scratch, run};
use super::*;

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Woken {
    fn times(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Waits for something that other threads bring about.
fn until(mut come: impl FnMut() -> bool) {
    let start = Instant::now();
    while !come() {
        assert!(start.elapsed() < Duration::from_secs(20), "it does not come about");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_blocking_write_is_handed_over_once_and_comes_back_once() {
    for blocking in [Blocking::Pool, Blocking::NowaitThenPool] {
        let scratch = Scratch::new(blocking, b"");
        run(async {
            let mut stream = FileOutputStream::write_at(&scratch.file, 0);
            for count in 1..=3 {
                let woken = Arc::new(Woken::default());
                let waker = Waker::from(Arc::clone(&woken));
                let mut context = Context::from_waker(&waker);
                let mut write = pin!(stream.blocking_write_and_flush(b"four"));
                let first = write.as_mut().poll(&mut context);
                assert_eq!(woken.times(), 0, "nothing but its end is waited for");
                if first.is_pending() {
                    until(|| woken.times() > 0);
                    assert_eq!(write.as_mut().poll(&mut context), Poll::Ready(Ok(())), "{blocking:?}");
                    assert_eq!(woken.times(), 1, "{blocking:?}");
                }
                assert_eq!(scratch.contents().len(), 4 * count);
            }
        });
    }
}

#[test]
fn a_guest_that_asks_whether_it_is_ready_wakes_nobody() {
    for blocking in MODES {
        let scratch = Scratch::new(blocking, b"");
        // The thread of the runtime is not let go on: what comes back must not need it.
        run(async {
            let mut stream = FileOutputStream::write_at(&scratch.file, 0);
            assert!(stream.check_write().unwrap() > 4);
            stream.write(b"four").unwrap();
            stream.flush().unwrap();
            until(|| stream.ready());
            assert!(stream.check_write().unwrap() > 4);
            assert_eq!(scratch.contents(), b"four", "{blocking:?}");
        });
    }
}

#[test]
fn a_stream_that_nobody_uses_keeps_no_memory_for_what_it_has_written() {
    for blocking in MODES {
        let scratch = Scratch::new(blocking, b"");
        run(async {
            let mut stream = FileOutputStream::append(&scratch.file);
            for _ in 0..8 {
                assert!(stream.check_write().unwrap() >= 1 << 16);
                stream.write(&vec![b'x'; 1 << 16]).unwrap();
            }
            stream.blocking_flush().await.unwrap();
            assert_eq!(scratch.contents().len(), 8 << 16);
            // The last bytes land a moment before the background work is over.
            until(|| stream.pipe.lock().memory() == 0);
        });
    }
}
