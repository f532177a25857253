//! Wrong on purpose: the real implementation with exactly one fault each, to test the tester.
//!
//! A fault is a row of the table below and a deviation in one method of the file of its topic. Each has to be found under
//! its own rule. None can reach a place outside of the throw-away folder: whatever a fault does on disk goes through a
//! handle of that folder, which no path leaves.
//!
//! Most faults are about what a call does, and stand in front of the real implementation in its inline mode. Others are
//! about when: what goes on in the background while a stream is let go, a call is given up, or the operating system
//! answers with less than was asked for. Those have streams of their own, which do without a fault what the real ones do.

mod answers;
mod attributes;
mod background;
mod bytes;
mod descriptor;
mod fatal;
mod hashes;
mod leaks;
mod listing;
mod means;
mod moves;
mod opening;
mod paths;
mod profiles;
mod rights;
mod streams;
mod text;
mod wrapped;

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
    ($($section:ident { $($variant:ident $name:literal $rule:ident $sentence:literal)* })*) => {
        /// What a faulty backend does wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $($(#[doc = $sentence] $variant,)*)* }

        impl Fault {
            /// Every fault, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)*)* }
            }

            /// The rule that it breaks.
            pub fn rule(self) -> Rule {
                match self { $($(Self::$variant => Rule::$rule,)*)* }
            }

            /// What it does, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $($(Self::$variant => $sentence,)*)* }
            }

            fn section(self) -> Section {
                match self { $($(Self::$variant)|* => Section::$section,)* }
            }
        }
    };
}

/// The sections of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// About what a call does.
    Inline,
    /// As before; found by the scripts of the corpus that are about its rule. Generated ones come upon some of them seldom.
    Plain,
    /// As before, where a file changes between two calls; a guest alone comes by that too seldom.
    Outside,
    /// About when it is done, and a guest's calls show it.
    Background,
    /// About when it is done, and only a script shows it that has a say in that: it holds work back, lets the operating
    /// system fail, or gives a call up.
    Controlled,
    /// Fatal to the process, or to the thread, in which it is asked: only worker processes may meet it.
    Fatal,
}

// How to read a row: variant, name, the rule it has to be found under, what it does. The sections are those of `Section`.
faults! {
    Inline {
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
        PrefixOnText "prefix-is-checked-as-text" PathInside
            "stat-at and open-at follow a path that leads outside, where its text begins like the preopen's own name."
        LineEndsRead "read-drops-carriage-returns" FileRead
            "read leaves out each carriage return."
        TextEndsAtNul "written-text-ends-at-a-nul" FileWrite
            "write puts only the bytes before a NUL into the file, and counts all."
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
    Plain {
        ReadFlips "read-inverts-a-byte" FileRead
            "read gives the last of its bytes with all bits inverted."
        ReadGivesMore "read-gives-one-byte-more" FileReadBound
            "read gives one byte more than it was asked for, where there is one."
        ReadGivesNothing "read-gives-nothing-at-first" FileReadProgress
            "read gives no byte, and no end of the file, when a byte is there."
        EndForgotten "end-of-file-flag-is-never-set" FileEnd
            "read never sets the end-of-file flag."
        FarWritesForgotten "far-writes-are-forgotten" FileFarOffset
            "write at an offset that no file reaches reports its bytes as written."
        WriteShifted "write-lands-one-byte-further" FileWrite
            "write puts its bytes one byte behind its offset."
        WriteCountsMore "write-counts-one-byte-more" FileWriteCount
            "write reports one byte more than it wrote."
        GapFilled "gaps-are-not-zeros" FileGap
            "A write beyond the end of a file leaves other bytes than zeros before it."
        SizeNeverShrinks "set-size-never-shrinks" FileSetSize
            "set-size leaves a file alone that is larger."
        SizeInBlocks "stat-counts-blocks" FileStat
            "stat reports the size of a file in whole blocks of 512 bytes."
        TypeIsFile "get-type-is-always-a-file" FileType
            "get-type reports a regular file for every object."
        FlagsForgotten "get-flags-forgets-write" FileFlags
            "get-flags leaves out write."
        NamelessFails "nameless-files-fail" FileOutlivesName
            "read and stat of a file whose last name is gone fail with no-entry."
        ReadWithoutRight "read-without-the-right" AccessRead
            "A descriptor that was opened without read can be read."
        TimeCreeps "modification-creeps" TimeStays
            "stat reports modification and status change one second later each time."
        LateTimesFail "moments-after-2106-fail" TimeArgument
            "set-times fails with io for a moment that 32 bits of seconds don't hold."
        EmptyReadTraps "read-of-nothing-traps" NoTrap
            "read of length 0 traps."
        TypeUnsupported "get-type-is-unsupported" Supported
            "get-type answers unsupported, which nobody declares."
        StreamStartsLate "input-stream-starts-one-byte-late" StreamRead
            "An input stream starts one byte behind its offset."
        ReadsStay "position-stays-after-a-read" StreamReadPosition
            "Every read of a stream starts where the stream began."
        StreamGivesMore "stream-read-gives-one-byte-more" StreamReadBound
            "A read of a stream gives one byte more than it was asked for, where there is one."
        BlockingReadEmpty "blocking-read-gives-nothing" StreamBlockingRead
            "A blocking-read gives no byte the first time."
        NotReadyAfterBlock "block-proves-nothing" StreamReady
            "An input stream is not ready when it was just waited for."
        DiesWithDescriptor "stream-closes-with-its-descriptor" StreamOutlives
            "An input stream is closed when its descriptor was dropped."
        WriteStartsEarly "output-stream-starts-one-byte-early" StreamWrite
            "An output stream starts one byte before its offset."
        PermitTraps "write-within-the-permit-traps" StreamPermit
            "A write of two bytes or more traps, whatever check-write has permitted."
        LimitIsLess "write-and-flush-takes-4095-bytes" StreamWriteFlushLimit
            "blocking-write-and-flush of 4096 bytes traps."
        ClosesAfterFlush "flush-closes" StreamOpenForWriting
            "After a blocking-flush the stream answers closed."
        FailureForgotten "failed-writes-succeed" StreamFailure
            "A write that can't be done is reported as done."
        SpliceCountsMore "splice-counts-one-byte-more" StreamSplice
            "A splice reports one byte more than it has moved."
        ListsDots "listing-gives-the-dot" DirDots
            "A listing gives the directory itself as its first entry."
        ListingStartsAgain "listing-starts-again" DirEnd
            "After its end a listing gives its first entry again."
        EntryFollowed "listing-takes-links-for-files" DirEntryType
            "A listed link has the type of a regular file."
        CreateTakesExisting "create-directory-takes-what-is-there" DirCreate
            "create-directory-at succeeds where a directory is already."
        NotEmptyIsNotPermitted "not-empty-is-not-permitted" DirRemove
            "remove-directory-at of a directory with entries fails with not-permitted."
        RemoveFileIsNoEntry "remove-of-a-file-is-no-entry" DirRemoveKind
            "remove-directory-at of a file fails with no-entry."
        UnlinkIsBusy "unlink-is-busy" DirUnlink
            "unlink-file-at of a file fails with busy."
        UnlinkDirectoryNotPermitted "unlink-of-a-directory-is-not-permitted" DirUnlinkKind
            "unlink-file-at of a directory fails with not-permitted, as some systems have it."
        RemovedIsAccess "removed-directory-is-access" DirRemoved
            "create-directory-at in a directory that was removed fails with access."
        UnlinkLeavesWhiteout "unlink-leaves-a-whiteout" DirTree
            "unlink-file-at leaves an empty file with .wh. before its name, as layered file systems do."
        ListFileIsInvalid "read-directory-of-a-file-is-invalid" AccessKind
            "read-directory of a file fails with invalid."
        ExclusiveAlone "exclusive-alone-refuses" OpenExisting
            "open-at with exclusive and without create fails with exist."
        CreateIgnored "create-is-ignored" OpenCreate
            "open-at ignores create."
        ExclusiveIgnored "exclusive-is-ignored" OpenExclusive
            "open-at ignores exclusive."
        TruncateIgnored "truncate-is-ignored" OpenTruncate
            "open-at ignores truncate where the file is opened for writing."
        DirectoryIgnored "directory-is-ignored" OpenDirectory
            "open-at ignores directory."
        DirectoryForWriting "directories-open-for-writing" OpenDirectoryWrite
            "open-at of a directory with write or truncate opens it without them."
        DirectoryCreates "directory-with-create-makes-a-file" OpenFlagMix
            "open-at with directory and create makes a file."
        RenameKindIsAccess "rename-onto-a-directory-is-access" DirRenameKind
            "rename-at of a file onto a directory fails with access."
        RenameInsideIsLoop "rename-into-itself-is-loop" DirRenameInside
            "rename-at of a directory into itself fails with loop."
        LinkRefused "link-at-has-too-many-links" LinkMakes
            "link-at fails with too-many-links."
        LinkReplaces "link-at-replaces" LinkTaken
            "link-at takes the place of a file."
        LinkDirectoryIsNoEntry "link-of-a-directory-is-no-entry" LinkDirectory
            "link-at of a directory fails with no-entry."
        SymlinkTakenIsDone "symlink-at-ignores-what-is-there" LinkSymlink
            "symlink-at succeeds, and does nothing, where something is."
        ReadlinkOfFileIsNoEntry "readlink-of-a-file-is-no-entry" LinkReadKind
            "readlink-at of something that is no link fails with no-entry."
        MissingIsIo "missing-is-io" PathMissing
            "stat-at of something that is not there fails with io."
        ThroughFileIsNoEntry "through-a-file-is-no-entry" PathThroughFile
            "stat-at of a path that goes on after a file fails with no-entry."
        EmptyPathIsHere "empty-path-is-here" PathName
            "stat-at takes an empty path for the directory itself."
        WayNotFollowed "links-on-the-way-are-loops" PathWay
            "stat-at fails with loop where a path begins with a link and leads on to something."
        ListingLeaks "listing-leaks-a-descriptor" NoLeak
            "Each listing leaves a descriptor of its directory open."
        ListingLeaksElsewhere "listing-leaks-something-else" NoLeak
            "Each listing leaves a descriptor open that is none of the script's files."
        ListingLeavesThread "listing-leaves-a-thread" NoLeak
            "Each listing leaves a thread that waits for ever."
    }
    Outside {
        ReadAheadSurvives "read-ahead-survives-a-truncation" StreamEnd
            "A read keeps more than it was asked for, and a skip counts that though the file was cut off before it."
    }
    Background {
        CheckWriteStuck "check-write-never-recovers" LoopProgress
            "After a write check-write gives a permit only when ready or block has noticed that it is over."
    }
    Controlled {
        CancelTooEarly "cancel-returns-before-the-write" CancelLate
            "cancel returns without waiting for the write that is under way."
        CancelledLandsLater "cancelled-write-lands-later" CancelLate
            "cancel waits for the write that is under way, and what was queued behind it is written afterwards."
        CancelledTwice "cancelled-write-is-made-again" CancelPrefix
            "cancel waits for the write that is under way, and makes it again behind itself."
        AppendSeeks "append-seeks-then-writes" AppendNoLoss
            "An append asks for the size of the file and then writes there."
        AppendReorders "newer-appends-go-first" AppendOrder
            "Appends that queue up are written newest first."
        AppendTorn "appends-are-written-in-halves" AppendWhole
            "An append is made in two calls, half of the bytes each."
        InterruptedFails "interrupted-is-an-error" FaultInterrupted
            "A write that was interrupted fails."
        InterruptedEnds "interrupted-read-is-the-end" FaultInterrupted
            "A read that was interrupted is taken for the end of the file."
        ShortIsAll "short-write-is-taken-for-all" FaultShort
            "A write that took fewer bytes than it was given is taken for whole."
        PositionByAsked "position-moves-by-what-was-asked" FaultShort
            "After a write that took fewer bytes than it was given the rest goes to where all would have ended."
        AbandonedRewrites "abandoned-write-is-written-over" AbandonWrite
            "blocking-write-and-flush moves the position when it is over, so after one that was given up the next write goes over it."
        AbandonedReadLoses "abandoned-read-loses-its-bytes" AbandonRead
            "A blocking-read or block that is given up takes its bytes with it."
        ErrorTwice "error-is-delivered-twice" FaultOnce
            "The error of the device is delivered a second time before the stream is closed."
        ErrorNever "error-is-never-delivered" FaultOnce
            "A write that fails for the device is taken for done."
        ErrorSkips "error-skips-a-piece" FaultPrefix
            "The second half of a write is written before the first, so it stays when that fails."
        ZeroIsDone "writing-nothing-is-taken-for-done" FaultZero
            "A write that took no bytes is taken for whole."
        ReadyEarly "ready-before-the-flush" StreamFlushed
            "After a flush ready, block and check-write say that it is over while the write is under way."
        DropWaits "drop-waits-for-its-work" NeverBlocks
            "The drop of a stream holds the thread until its work is over."
        PanicSwallowed "panic-in-the-background-is-swallowed" NoPanic
            "A write of 3 bytes or more behind the start of a file panics in the background when it is done, and that is taken for success."
        CancelMovesOthers "cancelled-read-moves-the-others" CancelBeside
            "A read that is cancelled while it is under way moves all other input streams of its descriptor by what it got."
        PageRewritten "write-puts-back-what-is-around" StreamRange
            "A write reads the aligned blocks of 16 bytes that it touches, and writes them back with its own bytes in them."
        EmptiesFirst "write-zeroes-its-range-first" StreamOldOrNew
            "A write over bytes of the file makes them zeros first."
        CancelLeaks "cancel-leaks-its-file" NoLeak
            "cancel of a stream with work under way leaves its file open for ever."
    }
    Fatal {
        Aborts "advise-aborts" NoAbort
            "advise aborts the process."
        Killed "truncation-kills" NoAbort
            "set-size to 0 has the system kill the process."
        AllocatesWithoutEnd "read-takes-memory-without-end" BoundedMemory
            "A read of more than a file can hold takes memory until there is none."
        HoldsTheThread "sync-holds-its-thread" NoHang
            "sync never returns, and holds its thread."
    }
}

impl Fault {
    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// Whether a guest's calls alone don't show it: work has to be held back, the operating system has to fail, a call has
    /// to be given up, or somebody else has to change the file.
    pub fn needs_control(self) -> bool {
        matches!(self.section(), Section::Outside | Section::Controlled)
    }

    /// Whether it was made for the scripts of the corpus to find: generated ones may take long to.
    pub fn is_for_the_corpus(self) -> bool {
        self.section() == Section::Plain
    }

    /// Whether the process, or the thread, in which it shows does not survive that: no hunt but one in worker processes
    /// may meet it.
    pub fn is_fatal(self) -> bool {
        self.section() == Section::Fatal
    }

    /// How the calls of its backend are made; those of streams go through the pool or not at all.
    fn blocking(self) -> Blocking {
        match self.section() {
            Section::Inline | Section::Plain | Section::Outside | Section::Fatal => Blocking::CurrentThread,
            Section::Background | Section::Controlled => Blocking::Pool,
        }
    }
}

/// The real implementation with this fault: inline, or with streams of its own that work in the background.
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// use wasi_fs_conformance::backends::{Fault, faulty};
/// assert_eq!(faulty(Fault::AppendAtOpeningSize).name(), "faulty:append-goes-to-opening-size");
/// ```
pub fn faulty(fault: Fault) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    wrapped(&format!("faulty:{}", fault.name()), Some(fault), fault.blocking())
}

/// How far the clock that a file system stamps with may lag behind the one that is asked here.
const CLOCK_LAG: Duration = Duration::from_millis(100);

/// The wrapper, also without a fault, in which case it must conform.
fn wrapped(
    name: &str,
    fault: Option<Fault>,
    blocking: Blocking,
) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    // Before anything is planted, so that all that a script meets was changed later than this.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let began = Datetime { seconds: now.saturating_sub(CLOCK_LAG).as_secs(), nanoseconds: 0 };
    // The preopens of one script know the same objects; with the last of its handles they are forgotten.
    let shared: RefCell<Weak<Objects>> = RefCell::default();
    on_disk(name, move |root: &Path, access: Access| {
        let objects = shared.borrow().upgrade().unwrap_or_default();
        *shared.borrow_mut() = Rc::downgrade(&objects);
        let real = preopen(root, access, blocking);
        FaultyDescriptor::new(real, fault, Means::of_preopen(fault, root, access, began, objects))
    })
}

#[cfg(test)]
mod tests;
