//! The index: every rule a backend is judged by, with its strength, one sentence, and its source.
//!
//! A row of the table reads: variant, id (`area/claim`), strength, the sentence, where it comes from. The area is
//! also the folder of the corpus that holds the rule's scripts.

mod halves;
mod leeway;

use std::collections::BTreeSet;
use std::fmt;

pub use leeway::{Leeway, LeewayInfo};

/// How binding a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// The WIT text says so.
    Must,
    /// The WIT says that the function is similar to one of POSIX, and POSIX says so.
    Posix,
    /// What any host owes its embedder: no panic, no hang, no trap out of contract, progress.
    Quality,
}

impl Strength {
    /// The word in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Posix => "posix",
            Self::Quality => "quality",
        }
    }
}

/// What the index says of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo {
    /// Its name: area and claim.
    pub id: &'static str,
    /// How binding it is.
    pub strength: Strength,
    /// What it asks of a backend, in one sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! rules {
    ($($variant:ident $id:literal $strength:ident $sentence:literal $source:literal)*) => {
        /// A rule of the index. The sentence of each stands in its documentation and in [`Rule::info`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Rule { $(#[doc = $sentence] $variant,)* }

        impl Rule {
            /// Every rule, in the order of the index.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const INDEX: &'static [RuleInfo] = &[$(RuleInfo {
                id: $id, strength: Strength::$strength, sentence: $sentence, source: $source,
            },)*];
        }
    };
}

rules! {
    // Files through a descriptor.
    FileRead "file/read-returns-what-was-written" Must "A read gives the bytes that are in the file." "types.wit, read"
    FileReadBound "file/read-gives-at-most-the-length" Must "A read gives no more bytes than it was asked for." "types.wit, read"
    FileReadProgress "file/read-gives-a-byte-before-the-end" Posix "A read of at least one byte before the end gives at least one." "types.wit, read; POSIX pread"
    FileEnd "file/end-of-file-flag" Must "The end-of-file flag is set when nothing is left at the offset, and never while bytes are left after what was given." "types.wit, read"
    FileFarOffset "file/offset-beyond-any-file" Posix "A call at an offset that no file reaches finds the end of the file or fails; nothing else happens." "types.wit, read and write; POSIX pread, pwrite"
    FileWrite "file/write-lands-at-its-offset" Must "A write puts its bytes at the offset it was given." "types.wit, write"
    FileWriteCount "file/write-counts-what-it-wrote" Must "A write of at least one byte reports how many bytes it wrote: at least one, at most all." "types.wit, write"
    FileGap "file/gaps-are-zeros" Must "Bytes between the old end of a file and a write or size beyond it are zeros." "types.wit, write and set-size"
    FileSetSize "file/set-size-sets-the-size" Must "After set-size the file has this size; what was before it stays." "types.wit, set-size"
    FileStat "file/stat-tells-type-size-and-links" Must "stat reports the type of the object, the size of a file, and its links." "types.wit, stat"
    FileType "file/get-type-tells-the-type" Must "get-type reports what the descriptor refers to." "types.wit, get-type"
    FileFlags "file/get-flags-tells-the-flags" Must "get-flags reports what the descriptor was opened for." "types.wit, get-flags and open-at"
    FileAdvice "file/advice-and-sync-change-nothing" Must "advise, sync and sync-data succeed and change nothing that can be observed." "types.wit, advise, sync and sync-data"
    SyncAsks "file/sync-asks-the-system" Must "sync and sync-data ask the system to synchronise what was written through their descriptor." "types.wit, sync and sync-data: similar to fsync and fdatasync in POSIX"
    FileOutlivesName "file/outlives-its-name" Posix "A descriptor goes on to work when the name of its object is gone." "types.wit, unlink-file-at; POSIX unlink"

    // Input streams.
    StreamRead "stream/read-returns-what-was-written" Must "A stream gives the bytes of the file from the offset it was made with." "types.wit, read-via-stream; streams.wit, read"
    StreamReadPosition "stream/reads-follow-each-other" Must "Each read or skip starts where the one before it ended: no byte twice, none left out." "streams.wit, read and skip"
    StreamReadBound "stream/read-gives-at-most-the-length" Must "A read, skip or splice takes no more bytes than it was asked for." "streams.wit, read"
    StreamZeroRead "stream/zero-length-read-is-empty" Must "A read of length 0 on an open stream gives an empty list and leaves the stream open." "streams.wit, read"
    StreamBlockingRead "stream/blocking-read-gives-a-byte" Must "A blocking read or skip of at least one byte gives at least one, unless the stream has ended." "streams.wit, blocking-read"
    StreamEnd "stream/end-of-file-closes" Must "A stream is closed when its end was reached, and not before." "streams.wit, read and stream-error"
    StreamClosedFinal "stream/closed-is-final" Must "A stream that has answered closed stays closed, whatever happens to the file." "streams.wit, stream-error"
    StreamReady "stream/ready-means-progress" Must "When a pollable was ready, the next call makes progress: a read gives a byte or an end, check-write a permit or an error." "streams.wit, subscribe"
    StreamOutlives "stream/outlives-its-descriptor" Must "A stream goes on to work when the descriptor it came from was dropped." "types.wit, read-via-stream and write-via-stream; streams are no children of descriptors"
    StreamOldOrNew "stream/read-beside-a-write-is-old-or-new" Posix "A read while a write is under way sees, byte by byte, what was there before or what is written." "types.wit, read and write; POSIX read"

    StreamForward "stream/later-bytes-are-no-older" Posix "Behind a byte that shows a change of the file a stream gives none from before that change." "types.wit, read-via-stream: similar to read in POSIX"
    StreamAhead "stream/reads-ahead-within-bounds" Quality "A stream keeps no more than its host's buffer ahead of the guest, 1 MiB unless more is declared: it gives what the file has beyond that." "types.wit, read-via-stream: similar to read in POSIX; what a host owes: a buffer has an end"

    // Output streams.
    StreamWrite "stream/write-starts-at-its-offset" Must "The first write of a stream lands at the offset the stream was made with." "types.wit, write-via-stream"
    StreamWritePosition "stream/writes-follow-each-other" Must "Each write of a stream lands where the one before it ended." "types.wit, write-via-stream; streams.wit, write"
    StreamFlushed "stream/flushed-bytes-have-landed" Must "When a flush has completed, all that was written before it is in the file." "streams.wit, flush and blocking-write-and-flush"
    StreamPermit "stream/write-within-permit-is-taken" Must "A write within the permit of check-write is taken." "streams.wit, check-write and write"
    StreamPastPermit "stream/write-past-permit-traps" Must "A write past the permit of check-write, or without one, traps." "streams.wit, write"
    StreamWriteFlushLimit "stream/write-and-flush-takes-4096-bytes" Must "blocking-write-and-flush takes up to 4096 bytes; more it refuses with a trap or writes whole." "streams.wit, blocking-write-and-flush"
    StreamOpenForWriting "stream/output-stays-open" Must "An output stream takes writes and flushes until it has reported an error." "streams.wit, output-stream"
    StreamFailure "stream/failure-is-reported-as-one" Must "A write that can't be done is reported as last-operation-failed with a code that says why, to whoever asks; then the stream is closed." "streams.wit, stream-error"
    StreamSplice "stream/splice-moves-what-it-counts" Must "A splice moves as many bytes as it reports, from the source's position to the sink's." "streams.wit, splice"
    StreamRange "stream/writes-change-their-range-alone" Must "A write changes the bytes of its own range and no others, whoever else writes." "types.wit, write-via-stream; POSIX pwrite"

    // Appending streams.
    AppendEnd "append/goes-to-the-end-of-the-file" Must "Each write of an appending stream lands at the end of the file as it is then." "types.wit, append-via-stream; POSIX write with O_APPEND"
    AppendNoLoss "append/no-lost-bytes" Must "No byte that was appended and flushed is lost." "types.wit, append-via-stream; POSIX write with O_APPEND"
    AppendOrder "append/keeps-the-order-of-a-stream" Posix "What one stream appends stands in the order in which it was written." "types.wit, append-via-stream; POSIX write with O_APPEND"
    AppendWhole "append/tears-nothing" Posix "The bytes of one append stand together, whoever else appends." "types.wit, append-via-stream; POSIX write with O_APPEND"

    // Streams that are let go, and calls that are given up, in the middle of what they do.
    CancelBeside "cancel/other-streams-go-on" Quality "A read that is cancelled or dropped takes no byte from another stream and moves none." "streams.wit, input-stream is a resource of its own"
    CancelPrefix "cancel/write-lands-as-a-prefix" Quality "Of what a cancelled or dropped stream had under way all has landed, or a prefix, or nothing, and nothing twice." "streams.wit, output-stream; POSIX write"
    CancelLate "cancel/nothing-lands-later" Quality "When cancel has returned no byte of its stream lands any more." "streams.wit, output-stream; what a host owes"
    AbandonRead "cancel/abandoned-read-loses-nothing" Quality "After a blocking read, skip or wait that was given up the next one goes on where the last one ended." "what a host owes: a dropped future is no call"
    AbandonWrite "cancel/abandoned-write-is-accounted-for" Quality "After a blocking write or flush that was given up the stream goes on behind as much of it as was taken." "what a host owes: a dropped future is no call"

    // Pollables, which live across calls.
    PollFollows "poll/pollable-follows-its-stream" Must "A pollable that lives across calls is ready when its stream is, whatever was done since it was made." "streams.wit, subscribe; poll.wit, pollable"
    PollReturns "poll/returns-once-one-is-ready" Must "block and poll return at once where a pollable is ready, whatever else is under way." "poll.wit, block and poll"
    PollIndices "poll/names-what-is-ready" Must "poll gives the places in its list of one pollable or more, all of them ready." "poll.wit, poll"
    PollEmpty "poll/empty-list-traps" Must "poll of an empty list traps." "poll.wit, poll"

    // What the error of a failed stream says.
    ErrorCode "error/keeps-its-code" Must "filesystem-error-code tells the code of an error each time it is asked, whatever has become of the stream since." "types.wit, filesystem-error-code; streams.wit, stream-error"
    ErrorOutlives "error/outlives-its-stream" Must "The error of a failed stream can be asked for as long as the guest holds it." "streams.wit, last-operation-failed: the error is a resource of the guest's own; error.wit, to-debug-string"

    // What the operating system answers in the middle of a stream's work.
    FaultPrefix "fault/error-keeps-a-prefix" Must "When a write fails in its middle a prefix of it is in the file, and nothing behind that." "streams.wit, stream-error; POSIX write"
    FaultOnce "fault/error-is-delivered-once" Must "The error of a write or a read is delivered once, by its code, and then the stream is closed." "streams.wit, stream-error"
    FaultInterrupted "fault/interruption-is-invisible" Quality "A call of the system that was interrupted is made again." "POSIX read and write, EINTR; types.wit, error-code interrupted is for calls that can't be"
    FaultShort "fault/short-counts-are-continued" Must "When the system takes fewer bytes than it was given the stream goes on with the rest." "streams.wit, write; POSIX write"
    FaultZero "fault/writing-nothing-is-an-error" Quality "When the system takes none of the bytes that it was given the stream fails or tries again, and loses none." "streams.wit, write; POSIX write"
    FaultTold "fault/error-is-told" Posix "When the calls of the system fail without which a call can't be done, it fails; a listing tells the error before its end." "types.wit: each function is similar to one of POSIX; POSIX, the errors of each"
    FaultCode "fault/error-has-its-code" Must "An error of the system is told under the code that is similar to it." "types.wit, error-code"
    FaultUndone "fault/failure-changes-nothing" Posix "What the system refused to do is not done in another way by the call that tells its error." "types.wit: each function is similar to one of POSIX; POSIX, open, rename and others: nothing is changed where they fail"

    // Other processes, which change the tree in the middle of a call.
    RaceOrder "race/in-some-order" Posix "A call in whose middle another process changes the tree does and answers what it would in some order of its steps and that change." "POSIX, Pathname Resolution: each filename is located in the directory specified by its predecessor; the WIT says of no call that it is one step"
    RaceInside "race/stays-inside" Must "However another process changes the names on the way of a path, it leads nowhere outside of its directory." "types.wit: a path that leads out of its base by .. or a symbolic link fails with not-permitted"

    // Directories.
    DirLists "dir/lists-every-entry-once" Must "A listing gives every entry of the directory once, and no other." "types.wit, read-directory"
    DirRawNames "dir/names-that-are-no-text-end-no-listing" Must "An entry whose name is no text is an error in its place, or left out: it is told under no other name, and does not end the listing." "types.wit, read-directory-entry and directory-entry, name: a string"
    DirDots "dir/lists-no-dots" Must "A listing gives neither itself nor the parent as an entry." "types.wit, read-directory"
    DirEnd "dir/end-of-listing-is-final" Must "After the last entry a listing gives none, for ever." "types.wit, read-directory-entry"
    DirEntryType "dir/entries-have-their-type" Must "A listed entry has the type of its object." "types.wit, directory-entry"
    DirEntryUnknown "dir/entry-types-are-told" Quality "A listed entry of a kind that has a type of its own is not of the type unknown." "types.wit, directory-entry and descriptor-type"
    DirStill "dir/stat-stays-while-nothing-changes" Quality "While nothing is done to a directory or below it, stat and stat-at report the same size and links of it." "types.wit, stat and stat-at; POSIX fstat"
    DirCreate "dir/create-makes-an-empty-directory" Posix "create-directory-at makes a directory where nothing was, and fails with exist where something is." "types.wit, create-directory-at; POSIX mkdir"
    DirRemove "dir/remove-takes-empty-directories" Must "remove-directory-at removes an empty directory and fails with not-empty for another." "types.wit, remove-directory-at"
    DirRemoveKind "dir/remove-refuses-files" Posix "remove-directory-at of something that is no directory fails with not-directory." "types.wit, remove-directory-at; POSIX rmdir"
    DirUnlink "dir/unlink-takes-the-name" Posix "unlink-file-at removes the name of a file." "types.wit, unlink-file-at; POSIX unlink"
    DirUnlinkKind "dir/unlink-refuses-directories" Must "unlink-file-at of a directory fails with is-directory." "types.wit, unlink-file-at"
    DirRemoved "dir/removed-directory-takes-nothing" Posix "In a directory that was removed nothing is found and nothing can be made." "POSIX rmdir and openat"
    DirTree "dir/tree-is-as-the-calls-left-it" Must "At the end the tree holds exactly the objects that the calls made and left." "types.wit, all calls that change a directory"

    // Opening.
    OpenExisting "open/opens-what-is-there" Posix "open-at of an object that is there, with rights that are there, succeeds." "types.wit, open-at; POSIX openat"
    OpenCreate "open/create-makes-a-file" Posix "open-at with create makes an empty file where nothing was." "types.wit, open-flags; POSIX O_CREAT"
    OpenExclusive "open/exclusive-refuses-what-is-there" Posix "open-at with create and exclusive fails with exist when the name is taken." "types.wit, open-flags; POSIX O_EXCL"
    OpenTruncate "open/truncate-empties-the-file" Posix "open-at with truncate cuts the file to size 0." "types.wit, open-flags; POSIX O_TRUNC"
    OpenDirectory "open/directory-refuses-files" Posix "open-at with directory fails with not-directory for anything else." "types.wit, open-flags; POSIX O_DIRECTORY"
    OpenDirectoryWrite "open/directories-are-not-written" Posix "open-at of a directory for writing, or with truncate, fails with is-directory." "types.wit, open-at; POSIX openat EISDIR"
    OpenFlagMix "open/directory-with-create-makes-no-file" Posix "open-at with directory and create, exclusive or truncate makes no file, cuts none and gives none; it may make a directory where nothing is written." "types.wit, open-flags; POSIX leaves it open"

    // Renaming.
    DirRename "dir/rename-moves-the-object" Posix "After rename-at the object has the new name and no longer the old one." "types.wit, rename-at; POSIX renameat"
    DirRenameReplaces "dir/rename-replaces-its-like" Posix "rename-at onto a file, or of a directory onto an empty one, takes its place." "types.wit, rename-at; POSIX renameat"
    DirRenameNotEmpty "dir/rename-keeps-directories-with-entries" Posix "rename-at onto a directory that has entries fails with not-empty or exist." "types.wit, rename-at; POSIX renameat"
    DirRenameKind "dir/rename-mixes-no-kinds" Posix "rename-at of a file onto a directory fails with is-directory, the other way round with not-directory." "types.wit, rename-at; POSIX renameat"
    DirRenameInside "dir/rename-not-into-itself" Posix "rename-at of a directory to a place inside of it fails with invalid." "types.wit, rename-at; POSIX renameat"
    DirRenameDevice "dir/rename-stays-on-its-device" Posix "rename-at to a directory on another device fails with cross-device; nothing is copied instead." "types.wit, rename-at and error-code; POSIX renameat EXDEV"
    DirRenameSame "dir/rename-to-the-same-object-does-nothing" Posix "rename-at between two names of one object succeeds and changes nothing." "types.wit, rename-at; POSIX renameat"
    DirObject "dir/descriptor-stands-for-its-object" Posix "A directory's descriptor goes on to refer to its object when a directory above it was renamed or removed." "types.wit, descriptor; POSIX openat"

    // Links.
    LinkDevice "link/link-at-stays-on-its-device" Posix "link-at to a directory on another device fails with cross-device; nothing is copied instead." "types.wit, link-at and error-code; POSIX linkat EXDEV"
    LinkMakes "link/link-at-names-the-same-object" Posix "link-at gives the object another name where none was." "types.wit, link-at; POSIX linkat"
    LinkTaken "link/link-at-needs-a-free-name" Posix "link-at to a name that is taken fails with exist." "types.wit, link-at; POSIX linkat"
    LinkDirectory "link/directories-are-not-linked" Posix "link-at of a directory fails with not-permitted." "types.wit, link-at; POSIX linkat EPERM"
    LinkFollow "link/link-at-follows-on-request" Must "link-at of a symbolic link names the link itself, with symlink-follow the object it leads to." "types.wit, link-at and path-flags; POSIX linkat"
    LinkCount "link/stat-counts-the-names" Must "stat reports as many links as the object has names." "types.wit, descriptor-stat"
    LinkSame "link/is-same-object-tells-objects-apart" Must "is-same-object is true for two descriptors of one object, by whatever name, and false for all others." "types.wit, is-same-object"
    LinkSymlink "link/symlink-at-makes-a-link" Posix "symlink-at makes a symbolic link where nothing was, and fails with exist where something is." "types.wit, symlink-at; POSIX symlinkat"
    LinkAbsolute "link/absolute-targets-are-refused" Must "symlink-at of an absolute target, and readlink-at of a link that has one, fail with not-permitted." "types.wit, symlink-at and readlink-at"
    LinkRead "link/readlink-at-gives-the-target" Must "readlink-at gives what the symbolic link holds." "types.wit, readlink-at"
    LinkReadKind "link/readlink-at-wants-a-link" Posix "readlink-at of something that is no symbolic link fails with invalid." "types.wit, readlink-at; POSIX readlinkat"

    // Timestamps.
    TimeSet "time/set-times-sets" Must "A timestamp that was set to a moment is reported as that moment, as far as the file system can tell it." "types.wit, set-times; POSIX futimens"
    TimeKept "time/no-change-keeps" Must "A timestamp that was set to no-change stays as it was." "types.wit, new-timestamp"
    TimeStays "time/nothing-changes-by-itself" Posix "While nothing is done to an object, stat reports the same modification and status-change timestamps." "types.wit, descriptor-stat; POSIX file times update"
    TimeModified "time/a-write-is-a-modification" Posix "A change of the data moves the modification timestamp." "types.wit, descriptor-stat; POSIX write and ftruncate"
    TimeChanged "time/status-change-can-not-be-set" Must "The status-change timestamp is the moment of the last change, not one that was set." "types.wit, descriptor-stat; POSIX st_ctim"
    TimeOrder "time/status-change-is-not-before-modification" Posix "A change of the data changes the status as well, so the status-change timestamp is not the earlier one." "types.wit, descriptor-stat; POSIX file times update"
    TimeNanoseconds "time/nanoseconds-stay-below-a-second" Must "The nanoseconds of a reported timestamp are below 1000000000." "wall-clock.wit, datetime"
    TimeNow "time/now-is-the-time-of-the-call" Posix "What a call makes, changes or sets to now has the time of that call, by the clock of the file system." "types.wit, new-timestamp, now; POSIX file times update"
    TimeMaintained "time/none-is-never-maintained" Must "A timestamp that was told of an object is told from then on, and one that was none stays none: none means that the platform doesn't maintain it." "types.wit, descriptor-stat"
    TimeArgument "time/any-moment-is-answered" Quality "Any moment can be asked for: it is set, or refused with an error." "types.wit, set-times"
    TimeEarly "time/moments-before-1970-fail-no-stat" Quality "stat of an object whose timestamps can't be told in a datetime succeeds." "types.wit, descriptor-stat; wall-clock.wit, datetime"

    // Hashes of metadata.
    HashStays "hash/stays-while-nothing-changes" Quality "While nothing is done to an object its metadata-hash stays the same, by descriptor and by path." "types.wit, metadata-hash"
    HashSize "hash/changes-with-the-size" Quality "The metadata-hash of a file of another size is another." "types.wit, metadata-hash"
    HashTime "hash/changes-with-the-modification-time" Quality "The metadata-hash of an object with another modification timestamp is another." "types.wit, metadata-hash"
    HashObject "hash/tells-objects-apart" Quality "Two objects that exist have different metadata-hashes." "types.wit, metadata-hash"
    HashClear "hash/hides-its-inputs" Quality "Neither half of a metadata-hash is the size or the modification time in the clear." "types.wit, metadata-hash"

    // Paths.
    PathMissing "path/missing-is-no-entry" Posix "A path to something that is not there fails with no-entry." "types.wit, error-code; POSIX path resolution"
    PathThroughFile "path/through-a-file-is-not-directory" Posix "A path that goes on after a file fails with not-directory." "types.wit, error-code; POSIX path resolution"
    PathTrailingSlash "path/trailing-slash-needs-a-directory" Posix "A path that ends in a slash names a directory or fails." "POSIX path resolution"
    PathInside "path/stays-below-its-directory" Must "A path that is absolute, or leaves the directory it starts from at any step, fails with not-permitted." "types.wit, the first paragraphs"
    PathOutside "path/outside-stays-untouched" Must "Nothing outside of the preopens is made, changed or removed." "types.wit, the first paragraphs"
    PathUnseen "path/outside-stays-unseen" Must "What a path that leaves its directory is answered does not hang on what is outside." "types.wit, the first paragraphs: such a call \"fails with error-code::not-permitted\""
    PathName "path/impossible-names-are-refused" Posix "An empty path, a NUL in it, and a name longer than any file system takes are refused." "types.wit, error-code; POSIX path resolution"
    PathDotDot "path/dotdot-is-the-real-parent" Posix "`..` leads to the parent of the directory that was reached, after symbolic links, never back along the text." "types.wit, the first paragraphs; POSIX path resolution"
    PathWay "path/links-on-the-way-are-followed" Posix "A symbolic link within a path is followed from where it stands." "types.wit, the first paragraphs; POSIX path resolution"
    PathSymlink "path/final-link-is-followed-on-request" Must "A symbolic link at the end of a path is followed with symlink-follow and not opened without it." "types.wit, path-flags; POSIX O_NOFOLLOW"

    // Access.
    AccessKind "access/calls-need-their-kind-of-descriptor" Must "A call for files fails on a directory, a call for directories fails on a file." "types.wit, error-code"
    AccessRead "access/reading-needs-read" Must "A descriptor that was not opened with read can't be read; a stream of it fails with a code that says so." "types.wit, descriptor-flags"
    AccessWrite "access/writing-needs-write" Must "A descriptor that was not opened with write can't change its file; a stream of it fails with a code that says so." "types.wit, descriptor-flags"
    AccessMutate "access/mutation-needs-mutate-directory" Must "Through a directory descriptor without mutate-directory nothing is made, removed, or opened for change: read-only." "types.wit, descriptor-flags and open-at"
    AccessWiden "access/links-and-moves-widen-no-rights" Quality "An object is not linked or moved to where more of it is granted than where it is." "the embedder's permissions of a preopen"
    AccessGranted "access/only-what-the-embedder-granted" Quality "What the embedder did not grant a preopen is refused to it and to all that is opened below it." "the embedder's permissions of a preopen"
    AccessBeneath "access/nothing-else-is-changed" Quality "Below what it answers a host changes nothing that no descriptor of the guest lets it change, also where it puts that back." "types.wit, descriptor-flags: without mutate-directory nothing is created, renamed, deleted or modified; the embedder's permissions of a preopen"
    AccessMode "access/modes-refuse-with-access" Posix "A call that is refused for the mode of a file or directory fails with access or not-permitted, and changes nothing." "types.wit, error-code: access is similar to EACCES in POSIX; POSIX file access permissions"
    AccessModeFree "access/modes-refuse-no-more" Posix "What the modes of files and directories allow is not refused for their sake: a name is its directory's, and a directory that can be searched leads on." "types.wit, error-code: access is similar to EACCES in POSIX; POSIX file access permissions and path resolution"

    // What any host owes.
    NoPanic "quality/no-panic" Quality "No call panics." "what a host owes"
    NoAbort "quality/no-abort" Quality "No call ends the process that it is made in." "what a host owes"
    BoundedMemory "quality/bounded-memory" Quality "A call takes memory for what it moves, whatever length it was asked for." "what a host owes; types.wit, read: fewer bytes may be given"
    NoHang "quality/no-hang" Quality "Every call returns." "what a host owes"
    NoTrap "quality/no-trap-within-the-contract" Quality "A call that keeps its contract does not trap." "what a host owes"
    NeverBlocks "quality/non-blocking-calls-return-at-once" Quality "A call that never blocks is over when it was polled once." "streams.wit, \"this function never blocks\""
    LoopProgress "quality/loops-make-progress" Quality "A guest that only calls read, or only check-write, in a loop gets on." "streams.wit, read and check-write"
    NoLeak "quality/nothing-is-left-behind" Quality "When all handles of a guest are gone no file is still open for it and no work goes on." "what a host owes"
    Supported "quality/lacks-are-declared" Quality "A function that answers unsupported is declared to be lacking." "what a suite needs to be honest"
}

impl Rule {
    /// What the index says of it.
    pub fn info(self) -> &'static RuleInfo {
        &Self::INDEX[self as usize]
    }

    /// Its name: area and claim.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The part of the name before the slash.
    pub fn area(self) -> &'static str {
        self.id().split_once('/').map_or("", |(area, _)| area)
    }

    /// Every area that rules belong to, by name.
    pub fn areas() -> BTreeSet<&'static str> {
        Self::ALL.iter().map(|rule| rule.area()).collect()
    }

    /// The rule of this name.
    ///
    /// # Errors
    /// For any other name, with the nearest known one.
    pub fn from_id(id: &str) -> Result<Self, UnknownRule> {
        let found = Self::ALL.iter().find(|rule| rule.id() == id);
        found.copied().ok_or_else(|| UnknownRule(id.to_owned()))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A name that is no rule's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rule; known are:\n  {list}", list = Rule::ALL.iter().map(|rule| rule.id()).collect::<Vec<_>>().join("\n  "))]
pub struct UnknownRule(String);

/// The nearest of some known words, if one is near enough to be meant.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let scored = known.into_iter().map(|candidate| (edit_distance(word, candidate), candidate));
    scored
        .min()
        .filter(|(distance, _)| *distance <= 1 + word.chars().count() / 3)
        .map(|(_, candidate)| candidate)
}

/// What is said behind a word that is not known: which one may be meant, if one is near enough.
pub(crate) fn did_you_mean<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    nearest(word, known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// How many letters have to be put in, taken out or replaced to make one word of the other (Levenshtein).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_an_id_of_its_own_and_one_sentence() {
        let ids: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            let info = rule.info();
            assert_eq!(Rule::from_id(info.id), Ok(*rule));
            assert!(info.sentence.ends_with('.') && !info.source.is_empty(), "{}", info.id);
            assert!(
                info.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c)),
                "{}",
                info.id
            );
        }
    }

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("wirte", ["read", "write", "stat"]), Some("write"));
        assert_eq!(nearest("xyzzy", ["read", "write", "stat"]), None);
    }
}
