//! What the system tells of a thread: whether it sleeps, and in which call.

use std::borrow::Cow;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

/// More than the system tells of a thread in either of its files, in bytes.
const TOLD_MAX: usize = 1024;

/// How a thread rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// It does not.
    None,
    /// It sleeps, and may go on by itself.
    Unsure,
    /// It has no work, or is gone.
    Sure,
}

/// A thread of this process that is looked at often, so the files that tell of it are kept open.
#[derive(Debug)]
pub(super) struct Watched {
    number: u32,
    stat: Option<File>,
    call: Option<File>,
}

impl Watched {
    /// The thread of this number. What is not told of it counts as that of one that is gone.
    pub(super) fn new(number: u32) -> Self {
        let file = |name: &str| File::open(format!("/proc/self/task/{number}/{name}")).ok();
        Self { number, stat: file("stat"), call: file("syscall") }
    }

    /// Its number.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Whether it sleeps, or is gone.
    pub(super) fn is_asleep(&self) -> bool {
        let mut told = [0; TOLD_MAX];
        let Some(stat) = now(self.stat.as_ref(), &mut told) else { return true };
        // The state stands behind the name, which may hold anything.
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        matches!(state, Some('S' | 'Z' | 'X') | None)
    }

    /// How it rests, as a thread of the pool.
    pub(super) fn rest(&self) -> Rest {
        if !self.is_asleep() {
            return Rest::None;
        }
        // The call that it sleeps in, and what it was called with.
        let mut told = [0; TOLD_MAX];
        let Some(call) = now(self.call.as_ref(), &mut told) else { return Rest::Unsure };
        let mut words = call.split_whitespace();
        let waits = words.next().and_then(|number| number.parse().ok()) == Some(libc::SYS_futex);
        // A thread of the pool waits for work no longer than it is kept, but for a lock as long as it takes.
        let has_end = words.nth(3).is_some_and(|timeout| timeout != "0x0");
        if waits && has_end { Rest::Sure } else { Rest::Unsure }
    }
}

/// What a file says at this moment; nothing once its thread is gone.
fn now<'t>(file: Option<&File>, told: &'t mut [u8; TOLD_MAX]) -> Option<Cow<'t, str>> {
    let length = file?.read_at(told, 0).ok()?;
    Some(String::from_utf8_lossy(&told[..length]))
}
