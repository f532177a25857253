//! What the machine may be short of: then what a backend answers says nothing about the backend.
//!
//! The limits of the process are looked at when a judge is made. What may run out later is asked of the system before a
//! verdict for which it may be to blame, and only then: an answer that a script has injected, or that a backend has made
//! up, stays what it is while the machine has enough.

use std::io;
use std::path::Path;

use super::Trouble;
use crate::backend::Folder;
use crate::outcome::Outcome;
use crate::wasi::ErrorCode::{self, FileTooLarge, InsufficientMemory, InsufficientSpace, Io, Quota};

/// Less free space than this, in bytes, is none.
#[cfg(unix)]
const FREE_SPACE_MIN: u64 = 16 << 20;

/// Fewer objects that can still be made than this are none.
#[cfg(unix)]
const FREE_INODES_MIN: u64 = 256;

/// Less memory than this, in bytes, is none.
#[cfg(target_os = "linux")]
const FREE_MEMORY_MIN: u64 = 64 << 20;

/// So many open files a process of this suite has to be allowed.
#[cfg(unix)]
const OPEN_FILES_MIN: u64 = 256;

/// So much address space, in bytes.
#[cfg(unix)]
const ADDRESS_SPACE_MIN: u64 = 1 << 30;

/// So many more open files, or threads, have to be there to be had.
const MORE: usize = 8;

/// What is short where there is no memory.
const MEMORY: &str = "memory";

/// Something that a machine may be short of.
struct Resource {
    /// What it is, behind "short of".
    what: &'static str,
    /// What helps.
    remedy: &'static str,
    /// The codes by which a backend may tell it.
    codes: &'static [ErrorCode],
    /// Words by which it may tell it where there is no code.
    words: &'static [&'static str],
    /// Whether there is none left now, for what is in this folder.
    is_short: fn(Option<&Path>) -> bool,
}

/// How to read a row: what is short, the remedy, by which answers it may show, and how the system is asked.
const RESOURCES: &[Resource] = &[
    Resource {
        what: "space on the disk",
        remedy: "free some space, or choose another folder with --dir",
        codes: &[InsufficientSpace, Quota, Io],
        words: &["No space left", "StorageFull", "os error 28"],
        is_short: |folder| free_of_disk(folder).is_some_and(|(space, _)| space < FREE_SPACE_MIN),
    },
    Resource {
        what: "inodes on the disk",
        remedy: "remove some files there, or choose another folder with --dir",
        codes: &[InsufficientSpace, Quota, Io],
        words: &["No space left", "StorageFull", "os error 28"],
        is_short: |folder| free_of_disk(folder).is_some_and(|(_, inodes)| inodes < FREE_INODES_MIN),
    },
    Resource {
        what: "open files",
        remedy: "raise the limit (ulimit -n), close what else is open, or use fewer workers (--jobs)",
        codes: &[Io, InsufficientMemory, InsufficientSpace, Quota],
        words: &["open files", "os error 24", "os error 23"],
        is_short: |_| !has_open_files(),
    },
    Resource {
        what: "the size that a file may have",
        remedy: "lift the limit (ulimit -f unlimited)",
        codes: &[FileTooLarge, Io, InsufficientSpace, Quota],
        words: &["File too large", "os error 27"],
        is_short: |_| limits::file_size_max().is_some(),
    },
    Resource {
        what: "threads",
        remedy: "raise the limit (ulimit -u, or that of the container), or use fewer workers (--jobs)",
        codes: &[Io, InsufficientMemory, ErrorCode::WouldBlock],
        words: &["thread", "temporarily unavailable", "os error 11"],
        is_short: |_| !has_threads(),
    },
    Resource {
        what: MEMORY,
        remedy: "end what takes it, raise the limit (ulimit -v), or use fewer workers (--jobs)",
        codes: &[InsufficientMemory, Io],
        words: &["memory", "os error 12"],
        is_short: |_| !has_memory(),
    },
];

/// What is short, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    what: &'static str,
    remedy: &'static str,
}

impl std::fmt::Display for Shortage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the machine is short of {}: {}", self.what, self.remedy)
    }
}

impl Resource {
    fn shortage(&self) -> Shortage {
        Shortage { what: self.what, remedy: self.remedy }
    }

    /// Whether an answer may come from the want of it.
    fn may_show_in(&self, outcome: &Outcome) -> bool {
        match outcome {
            // Something failed, and nobody says why.
            Outcome::Failed(None) => true,
            Outcome::Error(code) | Outcome::Failed(Some(code)) => self.codes.contains(code),
            Outcome::Panic(text) | Outcome::Trap(text) => self.may_be_meant_by(text),
            Outcome::Done
            | Outcome::Closed
            | Outcome::Count(_)
            | Outcome::Bytes { .. }
            | Outcome::Entry(_)
            | Outcome::Stat(_)
            | Outcome::Hash(_)
            | Outcome::Flags(_)
            | Outcome::Type(_)
            | Outcome::Same(_)
            | Outcome::Target(_)
            | Outcome::Ready(_)
            | Outcome::Polled(_)
            | Outcome::Code(_)
            | Outcome::Text(_)
            | Outcome::Abandoned
            | Outcome::Blocked
            | Outcome::Hang => false,
        }
    }

    fn may_be_meant_by(&self, text: &str) -> bool {
        self.words.iter().any(|words| text.contains(words))
    }
}

/// What the machine is short of, if that may be the reason for an answer.
pub(super) fn behind(outcome: &Outcome, folder: Option<&Path>) -> Option<Shortage> {
    let mut resources = RESOURCES.iter();
    let short = resources.find(|resource| resource.may_show_in(outcome) && (resource.is_short)(folder));
    short.map(Resource::shortage)
}

/// What the machine is short of, if that may be the reason why a process, or the begin of a script, ended with these words.
pub(crate) fn behind_words(text: &str, folder: Option<&Path>) -> Option<Shortage> {
    let mut resources = RESOURCES.iter();
    let short = resources.find(|resource| resource.may_be_meant_by(text) && (resource.is_short)(folder));
    short.map(Resource::shortage)
}

/// What words of a process that ended say that it wanted, whether or not there is enough now that it is gone. Memory is none of
/// that: what a worker may take is limited on purpose.
#[cfg(feature = "cli")]
pub(crate) fn wanted(text: &str) -> Option<Shortage> {
    let mut resources = RESOURCES.iter().filter(|resource| resource.what != MEMORY);
    // What is said of threads is said of too much else where the system gives no number.
    let is_meant = |resource: &&Resource| resource.may_be_meant_by(text) && text.contains("os error");
    resources.find(is_meant).map(Resource::shortage)
}

/// That there is no memory.
#[cfg(feature = "cli")]
pub(crate) fn of_memory() -> Option<Shortage> {
    RESOURCES.iter().find(|resource| resource.what == MEMORY).map(Resource::shortage)
}

/// How many processes this system has ended so far for want of memory, where it counts them.
#[cfg(feature = "cli")]
pub(crate) fn ended_for_memory() -> u64 {
    let told = if cfg!(target_os = "linux") { std::fs::read_to_string("/proc/vmstat").ok() } else { None };
    let count =
        |told: String| told.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok());
    told.and_then(count).unwrap_or(0)
}

/// Asks whether the machine is short of something where a script's folders are; for a backend that has none, without one.
///
/// # Errors
/// With what it is short of.
pub(super) fn ask(
    folder: Option<&Folder>,
    mut short: impl FnMut(Option<&Path>) -> Option<Shortage>,
) -> Result<(), Trouble> {
    let places = folder.into_iter().flat_map(Folder::all).map(|folder| Some(folder.path()));
    for place in places.chain(folder.is_none().then_some(None)) {
        if let Some(shortage) = short(place) {
            return Err(Trouble::short(shortage, place));
        }
    }
    Ok(())
}

/// What the machine is short of, whatever it is, if it is short of something.
pub(crate) fn of_anything(folder: Option<&Path>) -> Option<Shortage> {
    RESOURCES.iter().find(|resource| (resource.is_short)(folder)).map(Resource::shortage)
}

/// What this process is allowed less of than scripts need. Limits that it may raise itself are raised.
pub(super) fn at_the_start() -> Option<Shortage> {
    let of = |what: &str| RESOURCES.iter().find(|resource| resource.what == what).map(Resource::shortage);
    if !limits::has_open_files() {
        return of("open files");
    }
    if limits::file_size_max().is_some() {
        return of("the size that a file may have");
    }
    if !limits::has_address_space() {
        return of("memory");
    }
    if !has_threads() {
        return of("threads");
    }
    None
}

/// Whether the system gives this error for want of something.
pub(super) fn is_shortage(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, OutOfMemory, QuotaExceeded, StorageFull, WouldBlock};
    if [FileTooLarge, OutOfMemory, QuotaExceeded, StorageFull, WouldBlock].contains(&error.kind()) {
        return true;
    }
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let errno = Errno::from_io_error(error);
        errno.is_some_and(|errno| [Errno::MFILE, Errno::NFILE, Errno::NOBUFS].contains(&errno))
    }
    #[cfg(not(unix))]
    false
}

/// The free space of a folder's disk in bytes, and how many objects can still be made there, where it counts them.
#[cfg(unix)]
fn free_of_disk(folder: Option<&Path>) -> Option<(u64, u64)> {
    let stat = rustix::fs::statvfs(folder?).ok()?;
    // Some file systems make objects as long as there is space, and say that there are none.
    let inodes = if stat.f_files == 0 { u64::MAX } else { stat.f_favail };
    Some((stat.f_bavail.saturating_mul(stat.f_frsize), inodes))
}

#[cfg(not(unix))]
fn free_of_disk(_folder: Option<&Path>) -> Option<(u64, u64)> {
    None
}

/// Whether a few more files can be opened.
fn has_open_files() -> bool {
    let mut open = Vec::with_capacity(MORE);
    (0..MORE).all(|_| match std::fs::File::open("/") {
        Ok(file) => {
            open.push(file);
            true
        }
        // What can't be opened for another reason is no want of anything.
        Err(error) => !is_shortage(&error),
    })
}

/// Whether a few more threads can be started.
fn has_threads() -> bool {
    let (open, opened) = std::sync::mpsc::channel::<()>();
    let opened = std::sync::Arc::new(std::sync::Mutex::new(opened));
    let mut threads = Vec::with_capacity(MORE);
    for _ in 0..MORE {
        let opened = std::sync::Arc::clone(&opened);
        // All of them at once: each waits until the last was started.
        let waits = move || _ = opened.lock().is_ok_and(|opened| opened.recv().is_ok());
        match std::thread::Builder::new().name("probe".into()).stack_size(1 << 16).spawn(waits) {
            Ok(thread) => threads.push(thread),
            Err(_) => break,
        }
    }
    drop(open);
    let started = threads.len();
    for thread in threads {
        drop(thread.join());
    }
    started == MORE
}

/// Whether there is memory left for more than a little.
#[cfg(target_os = "linux")]
fn has_memory() -> bool {
    let Ok(told) = std::fs::read_to_string("/proc/meminfo") else { return true };
    let available = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib = available.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.is_none_or(|kib| kib.saturating_mul(1024) >= FREE_MEMORY_MIN)
}

#[cfg(not(target_os = "linux"))]
fn has_memory() -> bool {
    true
}

#[cfg(unix)]
mod limits {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::{ADDRESS_SPACE_MIN, OPEN_FILES_MIN};

    /// Raises a limit to what the process is allowed at most; the limit then, if there is one.
    fn raised(resource: Resource) -> Option<u64> {
        let Rlimit { current, maximum } = getrlimit(resource);
        current?;
        match setrlimit(resource, Rlimit { current: maximum, maximum }) {
            Ok(()) => maximum,
            Err(_) => current,
        }
    }

    pub(super) fn has_open_files() -> bool {
        // Where enough is allowed it is left alone: a backend that leaks files is found by its leaks.
        let is_enough = |limit: Option<u64>| limit.is_none_or(|most| most >= OPEN_FILES_MIN);
        is_enough(getrlimit(Resource::Nofile).current) || is_enough(raised(Resource::Nofile))
    }

    pub(super) fn file_size_max() -> Option<u64> {
        raised(Resource::Fsize)
    }

    pub(super) fn has_address_space() -> bool {
        raised(Resource::As).is_none_or(|most| most >= ADDRESS_SPACE_MIN)
    }
}

#[cfg(not(unix))]
mod limits {
    pub(super) fn has_open_files() -> bool {
        true
    }

    pub(super) fn file_size_max() -> Option<u64> {
        None
    }

    pub(super) fn has_address_space() -> bool {
        true
    }
}

impl Trouble {
    /// Whether it is this script alone that can't be set up or looked at, so that another one may well be judged.
    pub fn is_of_the_script(&self) -> bool {
        match self {
            Self::Start(crate::backend::StartError::Place { source, .. }) | Self::Audit { source, .. } => {
                !is_shortage(source)
            }
            Self::Start(crate::backend::StartError::Backend(_))
            | Self::Short { .. }
            | Self::Gate
            | Self::Runtime(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_has_enough_is_short_of_nothing_whatever_is_answered() {
        let folder = std::env::temp_dir();
        let folder = Some(folder.as_path());
        assert_eq!(at_the_start(), None);
        assert_eq!(of_anything(folder), None);
        for code in ErrorCode::ALL {
            for outcome in [Outcome::Error(*code), Outcome::Failed(Some(*code))] {
                assert_eq!(behind(&outcome, folder), None, "{outcome}");
            }
        }
        assert_eq!(behind(&Outcome::Panic("Too many open files (os error 24)".into()), folder), None);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn last_words_tell_what_was_wanted_though_it_may_be_there_again() {
        let what = |text: &str| wanted(text).map(|shortage| shortage.what);
        for (words, wants) in [
            ("OS can't spawn worker thread: Resource temporarily unavailable (os error 11)", Some("threads")),
            ("Too many open files (os error 24)", Some("open files")),
            ("No space left on device (os error 28)", Some("space on the disk")),
            ("thread 'main' panicked at src/lib.rs", None),
            ("memory allocation of 16 bytes failed", None),
            ("Cannot allocate memory (os error 12)", None),
            ("", None),
        ] {
            assert_eq!(what(words), wants, "{words}");
        }
        assert_eq!(of_memory().map(|shortage| shortage.what), Some(MEMORY));
    }

    /// Also where there is no folder there may be no threads.
    #[test]
    fn each_folder_of_a_script_is_asked_for_and_the_machine_where_there_is_none() {
        let near = || Folder::adopt("near".into());
        let rows = [
            (None, vec![None]),
            (Some(near()), vec![Some("near")]),
            (Some(near().and_apart("b", Folder::adopt("far".into()))), vec![Some("near"), Some("far")]),
        ];
        for (folder, places) in rows {
            let mut asked = Vec::new();
            let none = ask(folder.as_ref(), |place| {
                asked.push(place.map(|place| place.display().to_string()));
                None
            });
            assert!(none.is_ok());
            assert_eq!(asked, places.into_iter().map(|place| place.map(str::to_owned)).collect::<Vec<_>>());
            let short = ask(folder.as_ref(), |_| RESOURCES.first().map(Resource::shortage));
            assert!(short.unwrap_err().to_string().contains(RESOURCES[0].what));
        }
    }

    #[test]
    fn each_resource_can_be_told_by_a_code_and_in_words_and_has_a_remedy() {
        for resource in RESOURCES {
            let Resource { what, remedy, codes, words, .. } = resource;
            assert!(codes.iter().all(|code| resource.may_show_in(&Outcome::Error(*code))), "{what}");
            assert!(words.iter().all(|word| resource.may_show_in(&Outcome::Panic((*word).into()))), "{what}");
            assert!(resource.may_show_in(&Outcome::Failed(None)) && !remedy.is_empty());
            for other in [Outcome::Done, Outcome::Closed, Outcome::Hang, Outcome::Error(ErrorCode::NoEntry)] {
                assert!(!resource.may_show_in(&other), "{what} does not show in {other}");
            }
        }
    }
}
