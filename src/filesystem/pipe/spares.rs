//! Memory that no stream uses now, for the next one that writes: a stream that writes again and again is not made to ask the
//! system for it each time, and one that is idle keeps none.

use std::sync::PoisonError;

use super::super::sync::{Mutex, MutexGuard};

/// Buffers that are kept, all streams of the process together, and the most that each has, in bytes.
pub(super) const KEPT: usize = 4;
const LEN_MAX: usize = 128 << 10;

#[cfg(not(all(test, shuttle)))]
static SPARES: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

#[cfg(all(test, shuttle))]
shuttle::lazy_static! {
    /// For each interleaving anew.
    static ref SPARES: Mutex<Vec<Vec<u8>>> = Mutex::default();
}

fn lock() -> MutexGuard<'static, Vec<Vec<u8>>> {
    // No code of others runs under this lock, so a poisoned one is whole.
    SPARES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An empty buffer, with memory if there is some.
pub(super) fn take() -> Vec<u8> {
    lock().pop().unwrap_or_default()
}

/// Keeps the memory of a buffer, or gives it back where it is too much.
pub(super) fn give(mut buffer: Vec<u8>) {
    buffer.clear();
    if buffer.capacity() == 0 || buffer.capacity() > LEN_MAX {
        return;
    }
    let mut spares = lock();
    if spares.len() < KEPT {
        spares.push(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_empty_and_bounded_whatever_is_given() {
        for len in [0, 1, 4096, LEN_MAX, LEN_MAX + 1, 1 << 20] {
            for _ in 0..2 * KEPT {
                give(vec![b'x'; len]);
            }
            let spares = lock();
            assert!(spares.len() <= KEPT);
            let fit = |spare: &Vec<u8>| spare.is_empty() && (1..=LEN_MAX).contains(&spare.capacity());
            assert!(spares.iter().all(fit));
        }
        assert!(take().is_empty());
    }
}
