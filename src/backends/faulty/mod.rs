//! Wrong on purpose: the real implementation with exactly one fault each, to test the tester.
//!
//! A fault is a row of the table below and a deviation in one method of the file of its topic. Each has to be found under
//! its own rule. None can reach a place outside of the throw-away folder: whatever a fault does on disk goes through a
//! handle of that folder, which no path leaves.

mod attributes;
mod descriptor;
mod hashes;
mod listing;
mod means;
mod moves;
mod paths;
mod rights;
mod streams;

pub use descriptor::FaultyDescriptor;
pub use listing::FaultyDirectoryEntryStream;
pub use streams::{FaultyInputStream, FaultyOutputStream};

use std::cell::RefCell;
use std::path::Path;
use std::rc::{Rc, Weak};
use std::time::{Duration, SystemTime};

use super::host::preopen;
use crate::backend::{OnDisk, on_disk};
use crate::filesystem::Blocking;
use crate::rule::Rule;
use crate::tree::Access;
use crate::wasi::Datetime;
use hashes::Objects;
use means::Means;

macro_rules! faults {
    ($($variant:ident $name:literal $rule:ident $sentence:literal)*) => {
        /// What a faulty backend does wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $(#[doc = $sentence] $variant,)* }

        impl Fault {
            /// Every fault, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The rule that it breaks.
            pub fn rule(self) -> Rule {
                match self { $(Self::$variant => Rule::$rule,)* }
            }

            /// What it does, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

// How to read a row: variant, name, the rule it has to be found under, what it does.
faults! {
    PositionStays "position-stays-after-a-stream-write" StreamWritePosition
        "Every write of a positional stream lands where the stream began."
    AppendAtOpeningSize "append-goes-to-opening-size" AppendEnd
        "An appending stream writes at the size that the file had when the stream was made."
    EmptyReadCloses "blocking-read-of-nothing-closes" StreamZeroRead
        "A blocking-read of length 0 closes the stream."
    EndIsNotSticky "end-of-file-is-not-sticky" StreamClosedFinal
        "A stream that has ended goes on when its file has grown."
    PermitIsIgnored "write-past-the-permit-is-taken" StreamPastPermit
        "A write past the permit of check-write, or without one, is taken."
    WriteWithoutRight "write-without-the-right" AccessWrite
        "A descriptor that was opened without write can write."
    TruncateWithoutMutate "truncate-without-mutate-directory" AccessMutate
        "open-at truncates a file through a directory that was opened without mutate-directory."
    UnlinkWithoutMutate "unlink-without-mutate-directory" AccessMutate
        "unlink-file-at removes a name through a directory that was opened without mutate-directory."
    TimesWithoutGrant "set-times-without-the-grant" AccessGranted
        "set-times changes timestamps without the embedder's right to."
    LinksWiden "links-and-moves-widen-rights" AccessWiden
        "link-at and rename-at hand an object on between preopens that grant different things."
    DotDotOnText "dotdot-goes-back-along-the-text" PathDotDot
        "stat-at and open-at take a name and the `..` behind it off the text of a path."
    SlashDroppedAtSource "slash-dropped-at-the-source" PathTrailingSlash
        "link-at and rename-at take a file by a path with a slash behind it."
    SlashDroppedAtDestination "slash-dropped-at-the-destination" PathTrailingSlash
        "link-at and rename-at give a file a name that was asked for with a slash behind it."
    StatFollows "stat-at-always-follows" PathSymlink
        "stat-at follows a link at the end of a path without symlink-follow."
    OpenFollows "open-at-always-follows" PathSymlink
        "open-at follows a link at the end of a path without symlink-follow."
    StatLeavesSandbox "stat-at-leaves-its-directory" PathInside
        "stat-at follows a path that leads outside."
    RefusedTooLate "refused-when-it-is-done" PathOutside
        "create-directory-at and unlink-file-at follow a path that leads outside, and refuse it then."
    DirectoryIsItsPath "directory-is-its-path" DirObject
        "A call with a path starts at the directory that has the path now by which the descriptor's was opened."
    EntryTwice "listing-repeats-an-entry" DirLists
        "A listing gives its first entry twice."
    RenameOntoEntries "rename-replaces-directories-with-entries" DirRenameNotEmpty
        "rename-at takes the place of a directory that has entries, and removes those."
    RenameSameRemoves "rename-to-the-same-object-removes-a-name" DirRenameSame
        "rename-at between two names of one file removes the old one."
    RenameLeavesName "rename-leaves-the-old-name" DirRename
        "rename-at of a file leaves an empty file where it was."
    RenameNeverReplaces "rename-refuses-to-replace" DirRenameReplaces
        "rename-at of a file onto another fails with exist."
    SameBySize "same-object-is-same-size" LinkSame
        "is-same-object takes objects of one type and size for one."
    LinkCountIsOne "link-count-is-one" LinkCount
        "stat and stat-at report one link, however many there are."
    LinkFollowIgnored "link-at-never-follows" LinkFollow
        "link-at of a link to a file names the link, also with symlink-follow."
    ReadlinkCut "readlink-cuts-the-target" LinkRead
        "readlink-at leaves out the last character of a target."
    ReadlinkAbsolute "readlink-gives-absolute-targets" LinkAbsolute
        "readlink-at gives absolute targets to the guest."
    TimesForgotten "set-times-forgets-the-modification" TimeSet
        "set-times and set-times-at leave the modification timestamp as it was when they are given a moment."
    NoChangeIsNow "no-change-is-now" TimeKept
        "set-times and set-times-at set the modification timestamp to now for no-change."
    ChangeIsModification "status-change-is-the-modification" TimeChanged
        "The status-change timestamp is that of the modification."
    ChangeIsTheStart "status-change-is-the-start" TimeOrder
        "The status-change timestamp is the moment at which the backend was started."
    NanosecondsOverflow "nanoseconds-overflow" TimeNanoseconds
        "The last second of a modification timestamp is told in nanoseconds."
    WriteKeepsTime "write-keeps-the-modification-time" TimeModified
        "A write puts the modification timestamp back to what it was."
    EarlyPanics "stat-panics-before-1970" NoPanic
        "stat and stat-at panic for a modification before 1970."
    EarlyFails "stat-fails-before-1970" TimeEarly
        "stat and stat-at fail with overflow for a modification before 1970."
    HashMoves "hash-changes-by-itself" HashStays
        "A metadata-hash is another each time."
    HashWithoutSize "hash-without-the-size" HashSize
        "A metadata-hash is one of the object and its modification timestamp alone."
    HashWithoutTime "hash-without-the-time" HashTime
        "A metadata-hash is one of the object and its size alone."
    HashWithoutObject "hash-without-the-object" HashObject
        "A metadata-hash is one of size and modification timestamp alone."
    SyncFails "sync-fails" FileAdvice
        "sync-data fails with io."
}

impl Fault {
    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }
}

/// The real implementation, inline, with this fault.
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// use wasi_fs_conformance::backends::{Fault, faulty};
/// assert_eq!(faulty(Fault::AppendAtOpeningSize).name(), "faulty:append-goes-to-opening-size");
/// ```
pub fn faulty(fault: Fault) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    wrapped(&format!("faulty:{}", fault.name()), Some(fault))
}

/// How far the clock that a file system stamps with may lag behind the one that is asked here.
const CLOCK_LAG: Duration = Duration::from_millis(100);

/// The wrapper, also without a fault, in which case it must conform.
fn wrapped(name: &str, fault: Option<Fault>) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    // Before anything is planted, so that all that a script meets was changed later than this.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let began = Datetime { seconds: now.saturating_sub(CLOCK_LAG).as_secs(), nanoseconds: 0 };
    // The preopens of one script know the same objects; with the last of its handles they are forgotten.
    let shared: RefCell<Weak<Objects>> = RefCell::default();
    on_disk(name, move |root: &Path, access: Access| {
        let objects = shared.borrow().upgrade().unwrap_or_default();
        *shared.borrow_mut() = Rc::downgrade(&objects);
        let real = preopen(root, access, Blocking::CurrentThread);
        FaultyDescriptor::new(real, fault, Means::of_preopen(fault, root, access, began, objects))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Backend as _;
    use crate::check::{Judge, Verdict};
    use crate::generate::Scripts;

    #[test]
    fn names_are_unique_and_come_back() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_name(fault.name()), Some(*fault));
            assert!(faulty(*fault).name().ends_with(fault.name()));
            assert!(fault.sentence().ends_with('.'));
        }
        assert_eq!(Fault::from_name("none"), None);
    }

    #[test]
    fn the_wrapper_without_a_fault_conforms() {
        let backend = wrapped("faultless", None);
        let mut judge = Judge::new().unwrap();
        for seed in 0..400 {
            let script = Scripts::default().script(seed);
            let verdict = judge.check(&script, &backend).unwrap().verdict;
            assert!(!matches!(verdict, Verdict::Diverged(_)), "{verdict:?}\n{script}");
        }
    }
}
