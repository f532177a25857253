//! Ends that a process, or a thread, does not survive.

use std::hint::black_box;
use std::process;
use std::thread;

/// More bytes than any file has.
pub(super) const FILE_MAX: u64 = i64::MAX as u64;

/// How much memory is taken first, in bytes.
const PIECE: usize = 16 << 20;

pub(super) fn abort() -> ! {
    process::abort()
}

/// What the system does to a process when there is no memory left for all.
pub(super) fn be_killed() -> ! {
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    process::abort()
}

/// Takes memory, and uses it, until the system has no more to give.
pub(super) fn take_memory() -> ! {
    let mut taken = Vec::new();
    for piece in std::iter::successors(Some(PIECE), |piece| Some(piece.saturating_mul(2))) {
        taken.push(vec![1_u8; piece]);
        black_box(&taken);
    }
    unreachable!("our fault: there is no end of pieces")
}

pub(super) fn hold_the_thread() -> ! {
    loop {
        thread::park();
    }
}
