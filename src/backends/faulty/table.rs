//! The table of the faults.

use crate::rule::Rule;

macro_rules! faults {
    ($($section:ident { $($variant:ident $name:literal $rule:ident $([$half:literal])? $sentence:literal)* })*) => {
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

            /// Which half of its rule it breaks, where that says more than one thing.
            pub fn half(self) -> Option<&'static str> {
                match self { $($(Self::$variant => part(Rule::$rule, &[$($half)?]),)*)* }
            }

            pub(super) fn section(self) -> Section {
                match self { $($(Self::$variant)|* => Section::$section,)* }
            }
        }
    };
}

fn part(rule: Rule, half: &[usize]) -> Option<&'static str> {
    half.first().and_then(|half| rule.halves().get(*half)).copied()
}

/// The sections of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// About what a call does.
    Inline,
    /// As before; found by the scripts of the corpus that are about its rule. Generated ones come upon some of them seldom.
    Plain,
    /// About when it is done, and a guest's calls show it.
    Background,
    /// About when it is done, and only a script shows it that has a say in that: it holds work back, lets the operating
    /// system fail, or gives a call up.
    Controlled,
    /// Fatal to the process, or to the thread, in which it is asked: only worker processes may meet it.
    Fatal,
}

// How to read a row: variant, name, the rule it has to be found under, behind it in brackets which of the rule's halves it
// breaks (from 0, as `Rule::halves` has them) where it has some, what it does. The sections are those of `Section`.
faults! {
    Inline {
        PositionStays "position-stays-after-a-stream-write" StreamWritePosition[0] "Every write of a positional stream lands where the stream began."
        AppendAtOpeningSize "append-goes-to-opening-size" AppendEnd "An appending stream writes at the size that the file had when the stream was made."
        EmptyReadCloses "blocking-read-of-nothing-closes" StreamZeroRead "A blocking-read of length 0 closes the stream."
        EndIsNotSticky "end-of-file-is-not-sticky" StreamClosedFinal "A stream that has ended goes on when its file has grown."
        PermitIsIgnored "write-past-the-permit-is-taken" StreamPastPermit[0] "A write past the permit of check-write, or without one, is taken."
        WriteWithoutRight "write-without-the-right" AccessWrite[0] "A descriptor that was opened without write can write."
        TruncateWithoutMutate "truncate-without-mutate-directory" AccessMutate[1] "open-at truncates a file through a directory that was opened without mutate-directory."
        UnlinkWithoutMutate "unlink-without-mutate-directory" AccessMutate[0] "unlink-file-at removes a name through a directory that was opened without mutate-directory."
        TimesWithoutGrant "set-times-without-the-grant" AccessGranted "set-times changes timestamps without the embedder's right to."
        LinksWiden "links-and-moves-widen-rights" AccessWiden "link-at and rename-at hand an object on between preopens that grant different things."
        DotDotOnText "dotdot-goes-back-along-the-text" PathDotDot "stat-at and open-at take a name and the `..` behind it off the text of a path."
        SlashDroppedAtSource "slash-dropped-at-the-source" PathTrailingSlash[1] "link-at and rename-at take a file by a path with a slash behind it."
        SlashDroppedAtDestination "slash-dropped-at-the-destination" PathTrailingSlash[1] "link-at and rename-at give a file a name that was asked for with a slash behind it."
        StatFollows "stat-at-always-follows" PathSymlink[1] "stat-at follows a link at the end of a path without symlink-follow."
        OpenFollows "open-at-always-follows" PathSymlink[1] "open-at follows a link at the end of a path without symlink-follow."
        StatLeavesSandbox "stat-at-leaves-its-directory" PathInside[1] "stat-at follows a path that leads outside."
        PrefixOnText "prefix-is-checked-as-text" PathInside[1] "stat-at and open-at follow a path that leads outside, where its text begins like the preopen's own name."
        TakenOutside "what-is-outside-is-taken" PathInside[1] "create-directory-at and symlink-at of a path that leads outside and has a slash behind it fail with exist where something is there."
        LinkOutTells "links-out-tell-what-is-there" PathUnseen "symlink-at and create-directory-at of the name of a link that leads outside, with a slash behind it, fail with exist where something is there and with not-permitted where not."
        LineEndsRead "read-drops-carriage-returns" FileRead "read leaves out each carriage return."
        TextEndsAtNul "written-text-ends-at-a-nul" FileWrite "write puts only the bytes before a NUL into the file, and counts all."
        RefusedTooLate "refused-when-it-is-done" PathOutside "create-directory-at and unlink-file-at follow a path that leads outside, and refuse it then."
        DirectoryIsItsPath "directory-is-its-path" DirObject "A call with a path starts at the directory that has the path now by which the descriptor's was opened."
        EntryTwice "listing-repeats-an-entry" DirLists[1] "A listing gives its first entry twice."
        RenameOntoEntries "rename-replaces-directories-with-entries" DirRenameNotEmpty "rename-at takes the place of a directory that has entries, and removes those."
        RenameSameRemoves "rename-to-the-same-object-removes-a-name" DirRenameSame[1] "rename-at between two names of one file removes the old one."
        RenameLeavesName "rename-leaves-the-old-name" DirRename[1] "rename-at of a file leaves an empty file where it was."
        RenameNeverReplaces "rename-refuses-to-replace" DirRenameReplaces[0] "rename-at of a file onto another fails with exist."
        SameBySize "same-object-is-same-size" LinkSame[1] "is-same-object takes objects of one type and size for one."
        LinkCountIsOne "link-count-is-one" LinkCount "stat and stat-at report one link, however many there are."
        LinkFollowIgnored "link-at-never-follows" LinkFollow[1] "link-at of a link to a file names the link, also with symlink-follow."
        ReadlinkCut "readlink-cuts-the-target" LinkRead "readlink-at leaves out the last character of a target."
        ReadlinkAbsolute "readlink-gives-absolute-targets" LinkAbsolute[1] "readlink-at gives absolute targets to the guest."
        TimesForgotten "set-times-forgets-the-modification" TimeSet[1] "set-times and set-times-at leave the modification timestamp as it was when they are given a moment."
        NoChangeIsNow "no-change-is-now" TimeKept[1] "set-times and set-times-at set the modification timestamp to now for no-change."
        ChangeIsModification "status-change-is-the-modification" TimeChanged "The status-change timestamp is that of the modification."
        ChangeIsTheStart "status-change-is-the-start" TimeOrder "The status-change timestamp is the moment at which the backend was started."
        NanosecondsOverflow "nanoseconds-overflow" TimeNanoseconds "The last second of a modification timestamp is told in nanoseconds."
        WriteKeepsTime "write-keeps-the-modification-time" TimeModified "A write puts the modification timestamp back to what it was."
        EarlyPanics "stat-panics-before-1970" NoPanic "stat and stat-at panic for a modification before 1970."
        EarlyFails "stat-fails-before-1970" TimeEarly "stat and stat-at fail with overflow for a modification before 1970."
        HashMoves "hash-changes-by-itself" HashStays[0] "A metadata-hash is another each time."
        HashWithoutSize "hash-without-the-size" HashSize "A metadata-hash is one of the object and its modification timestamp alone."
        HashWithoutTime "hash-without-the-time" HashTime "A metadata-hash is one of the object and its size alone."
        HashWithoutObject "hash-without-the-object" HashObject "A metadata-hash is one of size and modification timestamp alone."
        DataOnlyCached "data-is-written-back-wrong" FileWrite "The guest sees what write has put into a file, and when it is gone the last byte of it is another one on the disk."
        SizeOnlyCached "sizes-are-written-back-wrong" FileSetSize[0] "The guest sees the size that set-size has given a file, and when it is gone the file is one byte longer on the disk."
        MoveOnlyCached "moves-are-not-written-back" DirRename[0] "The guest sees what rename-at has moved, and when it is gone the old name is the one on the disk."
        LinkOnlyCached "links-are-written-back-as-copies" LinkMakes "The guest sees what link-at has named, and when it is gone the new name is a file of its own on the disk."
        TargetOnlyCached "targets-are-written-back-wrong" LinkSymlink[0] "The guest sees what symlink-at has made, and when it is gone the link leads elsewhere on the disk."
        RemovalOnlyCached "removals-are-not-written-back" DirUnlink "The guest sees no name that unlink-file-at has removed, and when it is gone a file of that name is on the disk."
        DirectoryOnlyCached "directories-are-not-written-back" DirCreate[0] "The guest sees what create-directory-at has made, and when it is gone an empty one is not on the disk."
        TimeOnlyCached "times-are-written-back-wrong" TimeSet[1] "The guest sees the modification that set-times has set, and when it is gone that is an hour later on the disk."
        ModeOnlyCached "modes-are-written-back-wrong" DirTree "The guest is told of no modes, and when it is gone a file that rename-at has moved can only be read on the disk."
        SyncFails "sync-fails" FileAdvice[0] "sync-data fails with io."
    }
    Plain {
        ReadFlips "read-inverts-a-byte" FileRead "read gives the last of its bytes with all bits inverted."
        ReadGivesMore "read-gives-one-byte-more" FileReadBound "read gives one byte more than it was asked for, where there is one."
        ReadGivesNothing "read-gives-nothing-at-first" FileReadProgress "read gives no byte, and no end of the file, when a byte is there."
        EndForgotten "end-of-file-flag-is-never-set" FileEnd[0] "read never sets the end-of-file flag."
        FarWritesForgotten "far-writes-are-forgotten" FileFarOffset "write at an offset that no file reaches reports its bytes as written."
        WriteShifted "write-lands-one-byte-further" FileWrite "write puts its bytes one byte behind its offset."
        WriteCountsMore "write-counts-one-byte-more" FileWriteCount[1] "write reports one byte more than it wrote."
        GapFilled "gaps-are-not-zeros" FileGap[0] "A write beyond the end of a file leaves other bytes than zeros before it."
        SizeNeverShrinks "set-size-never-shrinks" FileSetSize[0] "set-size leaves a file alone that is larger."
        SizeInBlocks "stat-counts-blocks" FileStat[1] "stat reports the size of a file in whole blocks of 512 bytes."
        TypeIsFile "get-type-is-always-a-file" FileType "get-type reports a regular file for every object."
        FlagsForgotten "get-flags-forgets-write" FileFlags[0] "get-flags leaves out write."
        LostNameFails "read-fails-once-a-name-is-gone" FileRead "read fails with io through a descriptor of a file that has lost one of its names since, and has another."
        NamelessFails "nameless-files-fail" FileOutlivesName "read and stat of a file whose last name is gone fail with no-entry."
        ReadWithoutRight "read-without-the-right" AccessRead[0] "A descriptor that was opened without read can be read."
        TimeCreeps "modification-creeps" TimeStays "stat reports modification and status change one second later each time."
        LateTimesFail "moments-after-2106-fail" TimeArgument "set-times fails with io for a moment that 32 bits of seconds don't hold."
        EmptyReadTraps "read-of-nothing-traps" NoTrap "read of length 0 traps."
        TypeUnsupported "get-type-is-unsupported" Supported "get-type answers unsupported, which nobody declares."
        StreamStartsLate "input-stream-starts-one-byte-late" StreamRead "An input stream starts one byte behind its offset, where there are more."
        ReadsStay "position-stays-after-a-read" StreamReadPosition[0] "Every read of a stream starts where the stream began."
        StreamGivesMore "stream-read-gives-one-byte-more" StreamReadBound[0] "A read of a stream gives one byte more than it was asked for, where there is one."
        BlockingReadEmpty "blocking-read-gives-nothing" StreamBlockingRead[0] "A blocking-read gives no byte the first time."
        NotReadyAfterBlock "block-proves-nothing" StreamReady[0] "An input stream is not ready when it was just waited for."
        DiesWithDescriptor "stream-closes-with-its-descriptor" StreamOutlives[0] "An input stream is closed when its descriptor was dropped."
        WriteStartsEarly "output-stream-starts-one-byte-early" StreamWrite "An output stream starts one byte before its offset."
        PermitTraps "write-within-the-permit-traps" StreamPermit "A write of two bytes or more traps, whatever check-write has permitted."
        LimitIsLess "write-and-flush-takes-4095-bytes" StreamWriteFlushLimit[0] "blocking-write-and-flush of 4096 bytes traps."
        ClosesAfterFlush "flush-closes" StreamOpenForWriting "After a blocking-flush the stream answers closed."
        FailureForgotten "failed-writes-succeed" StreamFailure[0] "A write that can't be done is reported as done."
        SpliceCountsMore "splice-counts-one-byte-more" StreamSplice "A splice that moves less than it was asked for reports one byte more."
        ListsDots "listing-gives-the-dot" DirDots[0] "A listing gives the directory itself as its first entry."
        ListingStartsAgain "listing-starts-again" DirEnd "After its end a listing gives its first entry again."
        EntryFollowed "listing-takes-links-for-files" DirEntryType "A listed link has the type of a regular file."
        CreateTakesExisting "create-directory-takes-what-is-there" DirCreate[1] "create-directory-at succeeds where a directory is already."
        NotEmptyIsNotPermitted "not-empty-is-not-permitted" DirRemove[1] "remove-directory-at of a directory with entries fails with not-permitted."
        RemoveFileIsNoEntry "remove-of-a-file-is-no-entry" DirRemoveKind "remove-directory-at of a file fails with no-entry."
        UnlinkIsBusy "unlink-is-busy" DirUnlink "unlink-file-at of a file fails with busy."
        EmptyIsInvalid "empty-path-is-invalid" PathMissing "stat-at of an empty path fails with invalid."
        DotsMadeInvalid "dots-can-not-be-made" DirCreate[1] "create-directory-at of a path that ends in dots fails with invalid."
        DotsUnlinkedInvalid "dots-are-no-directory" DirUnlinkKind "unlink-file-at of a path that ends in dots fails with invalid."
        UnlinkSlashIsKind "unlink-of-a-directory-with-a-slash" DirUnlinkKind "unlink-file-at of a directory with a slash behind it fails with not-directory."
        FreeSlashExists "free-names-with-a-slash-are-taken" PathTrailingSlash[1] "symlink-at of a free name with a slash behind it fails with exist."
        CreateSlashInvalid "create-with-a-slash-is-invalid" PathTrailingSlash[1] "open-at with create of a free name with a slash behind it fails with invalid."
        UnlinkDirectoryNotPermitted "unlink-of-a-directory-is-not-permitted" DirUnlinkKind "unlink-file-at of a directory fails with not-permitted, as some systems have it."
        RemovedIsAccess "removed-directory-is-access" DirRemoved[1] "create-directory-at in a directory that was removed fails with access."
        UnlinkLeavesWhiteout "unlink-leaves-a-whiteout" DirTree "unlink-file-at leaves an empty file with .wh. before its name, as layered file systems do."
        ListFileIsInvalid "read-directory-of-a-file-is-invalid" AccessKind[1] "read-directory of a file fails with invalid."
        ExclusiveAlone "exclusive-alone-refuses" OpenExisting "open-at with exclusive and without create fails with exist."
        CreateIgnored "create-is-ignored" OpenCreate "open-at ignores create without exclusive."
        ExclusiveIgnored "exclusive-is-ignored" OpenExclusive "open-at ignores exclusive."
        TruncateIgnored "truncate-is-ignored" OpenTruncate "open-at ignores truncate where the file is opened for writing."
        DirectoryIgnored "directory-is-ignored" OpenDirectory "open-at ignores directory where nothing is to be made or cut."
        DirectoryForWriting "directories-open-for-writing" OpenDirectoryWrite[0] "open-at of a directory with write or truncate opens it without them."
        DirectoryCreates "directory-with-create-makes-a-file" OpenFlagMix[0] "open-at with directory and create makes a file."
        RenameKindIsAccess "rename-onto-a-directory-is-access" DirRenameKind[0] "rename-at of a file onto a directory fails with access."
        RenameInsideIsLoop "rename-into-itself-is-loop" DirRenameInside "rename-at of a directory into itself fails with loop."
        LinkRefused "link-at-has-too-many-links" LinkMakes "link-at fails with too-many-links."
        LinkReplaces "link-at-replaces" LinkTaken "link-at takes the place of a file."
        RenameKindExists "rename-onto-a-directory-exists" DirRenameKind[0] "rename-at of a file onto a directory fails with exist."
        LinkDirectoryIsDirectory "link-of-a-directory-is-is-directory" LinkDirectory "link-at of a directory fails with is-directory."
        LinkFollowRefused "link-at-refuses-to-follow" LinkFollow[1] "link-at with symlink-follow fails with invalid."
        LinkDirectoryIsNoEntry "link-of-a-directory-is-no-entry" LinkDirectory "link-at of a directory fails with no-entry."
        SymlinkTakenIsDone "symlink-at-ignores-what-is-there" LinkSymlink[1] "symlink-at succeeds, and does nothing, where something is."
        ReadlinkOfFileIsNoEntry "readlink-of-a-file-is-no-entry" LinkReadKind "readlink-at of something that is no link fails with no-entry."
        MissingIsIo "missing-is-io" PathMissing "stat-at of something that is not there fails with io."
        ThroughFileIsNoEntry "through-a-file-is-no-entry" PathThroughFile "stat-at of a path that goes on after a file fails with no-entry."
        EmptyPathIsHere "empty-path-is-here" PathName[0] "stat-at takes an empty path for the directory itself."
        WayNotFollowed "links-on-the-way-are-loops" PathWay "stat-at fails with loop where a path begins with a link and leads on to something."
        ListingLeaks "listing-leaks-a-descriptor" NoLeak "Each listing leaves a descriptor of its directory open."
        ListingLeaksElsewhere "listing-leaks-something-else" NoLeak "Each listing leaves a descriptor open that is none of the script's files."
        ListingLeavesThread "listing-leaves-a-thread" NoLeak "Each listing leaves a thread that waits for ever."
        ReadWraps "read-wraps-at-4-gib" FileRead "read takes an offset of 4 GiB or more modulo 4 GiB."
        ReadRepeatsAtPage "read-repeats-a-byte-behind-4096" FileRead "read gives the 4096th of its bytes twice, in the place of the next."
        EndTooSoon "end-of-file-flag-comes-with-every-byte" FileEnd[1] "read sets the end-of-file flag whenever it gives a byte."
        FarWritesLand "far-writes-are-appended" FileFarOffset "write at an offset that no file reaches fails, and leaves its bytes at the end of the file."
        WriteWraps "write-wraps-at-4-gib" FileWrite "write takes an offset of 4 GiB or more modulo 4 GiB."
        WriteCountsNothing "write-counts-nothing" FileWriteCount[0] "write reports that it wrote nothing when it wrote all."
        SizeFilled "set-size-fills-with-other-bytes" FileGap[1] "set-size to more than a file has leaves other bytes than zeros behind its old end."
        SizeNeverGrows "set-size-never-grows" FileSetSize[0] "set-size leaves a file alone that is smaller."
        SizeEmpties "set-size-empties-what-stays" FileSetSize[1] "set-size makes zeros of what stays in the file."
        StatOfLinkIsFile "stat-at-takes-links-for-files" PathSymlink[1] "stat-at reports a symbolic link as a regular file."
        StatOfDirectoryIsFile "stat-takes-directories-for-files" FileStat[0] "stat reports a directory as a regular file."
        SizeIsStale "stat-keeps-the-first-size" FileStat[1] "stat of a descriptor goes on to report the size that it reported first."
        FlagsSync "get-flags-adds-a-request" FileFlags[1] "get-flags adds a sync flag that nobody has asked for."
        FlagsMutateFile "get-flags-of-a-file-mutates" FileFlags[1] "get-flags of a file adds mutate-directory."
        FlagsMore "get-flags-adds-write" FileFlags[1] "get-flags of a file that was opened for reading adds write."
        FlagsForgetMutate "get-flags-forgets-mutate-directory" FileFlags[0] "get-flags leaves out mutate-directory."
        AdviceDrops "advice-drops-what-was-written" FileAdvice[1] "advise that data is not needed makes it zeros."
        AdviceRefused "advice-is-refused" FileAdvice[0] "advise that data will be needed fails with invalid."
        StreamWraps "input-stream-wraps-at-4-gib" StreamRead "An input stream takes an offset of 4 GiB or more modulo 4 GiB."
        ReadsLeaveOut "reads-leave-a-byte-out" StreamReadPosition[1] "After a read of two bytes or more a stream goes on one byte further."
        SkipCountsMore "skip-counts-one-byte-more" StreamReadBound[1] "A skip that takes all it was asked for reports one byte more."
        SpliceTakesMore "splice-takes-one-byte-more" StreamReadBound[2] "A splice moves one byte more than it was asked for, where there is one."
        EmptyReadGives "read-of-nothing-gives-a-byte" StreamReadBound[0] "A read of length 0 of a stream gives a byte, where there is one."
        BlockingSkipNothing "blocking-skip-takes-nothing" StreamBlockingRead[1] "A blocking-skip takes no byte the first time."
        EndNeverCloses "end-of-file-never-closes" StreamEnd[0] "A stream at its end gives empty lists for ever."
        SnapshotWhenMade "a-stream-gives-the-file-as-it-was-when-it-was-made" StreamRead "An input stream gives the file as it was when the stream was made, for ever."
        ReadsAheadAll "the-first-read-fetches-the-whole-file" StreamAhead "The first read of a stream fetches all that the file has, and the stream gives that, for ever."
        OldBesideNew "old-and-new-bytes-alternate" StreamForward "Every other byte that a stream reads is the one which the file had when the stream was first read."
        EndStays "a-stream-ends-where-the-file-once-did" StreamEnd[1] "A stream that has gone over the end which the file had when it was first read is closed, whatever was written there."
        EndsAt1MiB "stream-ends-at-1-mib" StreamEnd[1] "An input stream is closed when it has given 1 MiB."
        EndsAt128KiB "stream-ends-at-128-kib" StreamEnd[1] "An input stream is closed when it has given 128 KiB."
        NoPermitAfterBlock "no-permit-when-it-was-waited-for" StreamReady[1] "check-write permits nothing when the stream was just waited for."
        OutputDiesWithDescriptor "output-stream-closes-with-its-descriptor" StreamOutlives[1] "An output stream is closed when its descriptor was dropped."
        OutputWraps "output-stream-wraps-at-4-gib" StreamWrite "An output stream takes an offset of 4 GiB or more modulo 4 GiB."
        WritesLeaveGap "writes-leave-a-gap" StreamWritePosition[1] "Every write of a positional stream but the first lands one byte further."
        LongWriteTraps "write-of-more-than-4096-bytes-traps" StreamPermit "A write of more than 4096 bytes traps, whatever check-write has permitted."
        HugeWriteTraps "write-of-more-than-64-kib-traps" StreamPermit "A write of more than 64 KiB traps, whatever check-write has permitted."
        WriteWithoutPermit "write-without-a-permit-is-taken" StreamPastPermit[1] "A write that check-write was not asked about is taken."
        WriteAndFlushCuts "write-and-flush-cuts-at-4096-bytes" StreamWriteFlushLimit[1] "blocking-write-and-flush of more than 4096 bytes writes 4096 and reports success."
        FailureIsClosed "failures-are-closed" StreamOpenForWriting "A write that can't be done is reported as closed."
        OpenAfterFailure "a-stream-that-failed-takes-writes" StreamClosedFinal "A stream that has reported an error is open again, and writes."
        SourceStays "splice-leaves-its-source" StreamSplice "A splice leaves the position of its source where it was."
        SpliceAtStart "splice-goes-to-the-start" StreamSplice "A splice goes to where its sink began, whatever was written since."
        ListingCutAt64 "listing-ends-after-64" DirLists[0] "A listing ends after 64 entries."
        ListingCutAt1000 "listing-ends-after-1000" DirLists[0] "A listing ends after 1000 entries."
        ListingSmall "listing-gives-small-letters" DirLists[2] "A listing gives names in small letters."
        ListingHidesDots "listing-hides-names-with-a-dot" DirLists[0] "A listing leaves out entries whose names begin with a dot."
        EntriesUnknown "entries-are-unknown" DirEntryUnknown "Each entry of a listing has the type unknown."
        HashShowsSize "hash-shows-the-size" HashClear "One half of a metadata-hash is the size."
        ListingInvents "listing-gives-what-is-not-there" DirLists[2] "A listing gives lost+found at its end."
        ListsDotDot "listing-gives-the-parent" DirDots[1] "A listing gives the parent as its first entry."
        CreateDoesNothing "create-directory-does-nothing" DirCreate[0] "create-directory-at succeeds and makes nothing."
        RemoveDoesNothing "remove-directory-does-nothing" DirRemove[0] "remove-directory-at of an empty directory succeeds and leaves it."
        RemoveTakesAll "remove-directory-takes-all-below" DirRemove[1] "remove-directory-at removes a directory with all its entries."
        UnlinkDoesNothing "unlink-does-nothing" DirUnlink "unlink-file-at of a file succeeds and leaves it."
        UnlinkTakesDirectories "unlink-takes-empty-directories" DirUnlinkKind "unlink-file-at removes an empty directory."
        RemovedLooksIsAccess "removed-directory-is-not-looked-into" DirRemoved[0] "stat-at of a name in a directory that was removed fails with access."
        OpensTwelve "thirteenth-handle-is-refused" OpenExisting "open-at fails with insufficient-memory while twelve descriptors are open."
        NonBmpRefused "names-beyond-the-bmp-are-refused" OpenCreate "open-at with create of a name with a character beyond U+FFFF fails with illegal-byte-sequence."
        TruncateOpensDirectory "truncate-opens-directories" OpenDirectoryWrite[1] "open-at of a directory with truncate and without write opens it."
        DirectoryTruncates "directory-with-truncate-cuts" OpenFlagMix[2] "open-at of a file with directory and truncate cuts it, and fails with not-directory."
        DirectoryMixGives "directory-with-create-gives-files" OpenFlagMix[1] "open-at with directory and create opens a file that is there."
        RenameLoses "rename-loses-the-object" DirRename[0] "rename-at of a file to a free name takes the old name away and gives no new one."
        RenameNeverReplacesDirectories "rename-refuses-empty-directories" DirRenameReplaces[1] "rename-at of a directory onto another fails with exist, also onto an empty one."
        RenameOntoFileIsAccess "rename-of-a-directory-onto-a-file-is-access" DirRenameKind[1] "rename-at of a directory onto a file fails with access."
        RenameSameFails "rename-to-the-same-object-fails" DirRenameSame[0] "rename-at between two names of one file fails with exist."
        LinkAlwaysFollows "link-at-always-follows" LinkFollow[0] "link-at of a link to a file names the file, also without symlink-follow."
        RenameCopies "rename-copies-to-another-device" DirRenameDevice[0] "rename-at of a file to another device copies it there and removes it here."
        RenameDeviceIsIo "rename-to-another-device-is-io" DirRenameDevice[1] "rename-at to another device fails with io."
        LinkCopies "link-copies-to-another-device" LinkDevice[0] "link-at of a file to another device makes a copy of it."
        LinkDeviceIsNotPermitted "link-to-another-device-is-not-permitted" LinkDevice[1] "link-at to another device fails with not-permitted."
        SameNumber "same-object-is-same-number" LinkSame[1] "is-same-object takes objects for one that have the same number, each on a device of its own."
        HashOfNumber "hash-without-the-device" HashObject "A metadata-hash is one of the object's number on its device, its size and its modification timestamp."
        SameNever "same-object-is-same-handle" LinkSame[0] "is-same-object takes two openings of one object for two."
        SymlinkFindsTaken "symlink-at-finds-names-taken" LinkSymlink[0] "symlink-at fails with exist where nothing is."
        SymlinkTakesAbsolute "symlink-at-takes-absolute-targets" LinkAbsolute[0] "symlink-at of an absolute target succeeds."
        AccessForgotten "set-times-forgets-the-access" TimeSet[0] "set-times and set-times-at leave the access timestamp as it was when they are given a moment."
        TimesSwapped "set-times-swaps-the-timestamps" TimeSet[1] "set-times sets the access to what the modification was to be, and the other way round."
        AccessNoChangeIsNow "no-change-of-the-access-is-now" TimeKept[0] "set-times and set-times-at set the access timestamp to now for no-change."
        SizeKeepsTime "set-size-keeps-the-modification-time" TimeModified "set-size puts the modification timestamp back to what it was."
        ClockBehind "clock-is-a-second-behind" TimeNow[0] "stat and stat-at tell moments of the clock one second early."
        ClockFarAhead "clock-is-seventy-years-ahead" TimeNow[1] "stat and stat-at tell moments of the clock seventy years late."
        NowIsYesterday "now-is-yesterday" TimeNow[0] "set-times and set-times-at set a timestamp to the same time yesterday for now."
        NowIsUptime "now-is-the-time-since-boot" TimeNow[0] "set-times and set-times-at set a timestamp to how long the machine is up, 35 days, for now."
        WrittenTomorrow "a-write-is-made-tomorrow" TimeNow[1] "A write moves the modification timestamp to the same time tomorrow."
        TimeVanishes "modification-vanishes" TimeMaintained[0] "stat and stat-at tell the modification timestamp once through each descriptor, and none then."
        TimeAppears "modification-appears" TimeMaintained[1] "stat and stat-at tell no modification timestamp at first through each descriptor, and one then."
        TimesNeverTold "timestamps-are-never-told" TimeSet[1] "stat and stat-at tell no timestamp, also none that was set."
        NanosecondsDropped "set-times-drops-nanoseconds" TimeSet[1] "set-times and set-times-at take the nanoseconds off a moment."
        SecondsRounded "set-times-takes-even-seconds" TimeSet[1] "set-times and set-times-at take a second off a moment at an odd one."
        MinutesRounded "set-times-takes-whole-minutes" TimeSet[1] "set-times and set-times-at take the seconds off a moment."
        SyncIsAccess "sync-is-an-access" TimeSet[0] "sync moves the access timestamp to now."
        HashOfPathDiffers "hash-by-path-is-another" HashStays[1] "metadata-hash-at gives another hash than metadata-hash for the same object."
        SlashRefused "slash-behind-a-directory-is-no-entry" PathTrailingSlash[0] "stat-at and open-at of a directory with a slash behind it fail with no-entry."
        AbsoluteIsBelow "absolute-paths-start-below" PathInside[0] "stat-at and open-at take an absolute path for one from their directory."
        NulEndsPath "nul-ends-the-path" PathName[1] "stat-at and open-at take the part of a path that stands before a NUL."
        LongNameCut "long-names-are-cut" PathName[2] "stat-at and open-at cut a name at 255 bytes."
        StatNeverFollows "stat-at-never-follows" PathSymlink[0] "stat-at ignores symlink-follow."
        OpenNeverFollows "open-at-never-follows" PathSymlink[0] "open-at ignores symlink-follow."
        FarFailuresHaveNoCode "far-failures-have-no-code" StreamFailure[2] "A write to where no file reaches fails without a code."
        FarFailuresAreIo "far-failures-are-io" StreamFailure[2] "A write to where no file reaches fails with io."
        FailuresBlock "failures-are-told-by-blocking-calls-alone" StreamFailure[1] "A write that can't be done is told by calls that wait, and check-write, write, flush and splice go on as if there were none."
        DeniedBlocks "denied-writes-are-told-by-blocking-calls-alone" AccessWrite[1] "An output stream of a file that was not opened for writing takes what is written to it and loses it, and says so to calls that wait."
        DeniedOutputIsClosed "denied-output-streams-are-closed" AccessWrite[1] "An output stream of a file that was not opened for writing is closed from the start."
        DeniedInputIsClosed "denied-input-streams-are-closed" AccessRead[1] "An input stream of a file that was not opened for reading is closed from the start."
        ReadsFlip "every-second-read-is-refused" AccessRead[0] "Of a file that was opened for nothing the first read is refused and the second is not, and so on."
        FlagsFlip "get-flags-flips" FileFlags[0] "get-flags of a file that was opened for nothing leaves out read every second time."
        FlagsHide "get-flags-hides-what-works" FileFlags[0] "get-flags of a file that was opened for nothing leaves out read, and it can be read."
        DirectoryFlips "directory-sizes-flip" DirStill[0] "stat and stat-at report one byte more of a directory every second time."
        DirectoryByPathDiffers "directories-by-path-are-others" DirStill[1] "stat reports one link more of a directory than stat-at."
        DirectoryReads "directories-read-as-empty-files" AccessKind[0] "read of a directory gives no byte and the end of the file."
        EmptyFlushFails "flush-of-nothing-fails" StreamOpenForWriting "flush and blocking-flush of a stream to which nothing was written fail with io."
        ReadyWaits "ready-waits" NeverBlocks "ready of a stream is not over when it is polled for the first time."
        SpliceTakesOn "a-splice-that-fails-takes-more" StreamReadPosition[1] "A splice whose sink fails at once takes one byte more from its source than it was asked for, where there are more."
        HashShowsTime "hash-shows-the-time" HashClear "One half of a metadata-hash is the modification timestamp in seconds."
        RemovalOutTells "removals-tell-what-links-lead-out-to" PathUnseen "unlink-file-at and remove-directory-at of the name of a link that leads outside, with a slash behind it, fail with not-directory where a file is there and with not-permitted where not."
        MoveOutTells "moves-tell-what-links-lead-out-to" PathUnseen "rename-at and link-at to the name of a link that leads outside, with a slash behind it, fail with not-directory where a file is there and with not-permitted where not."
        CreateOutTells "openings-tell-what-links-lead-out-to" PathUnseen "open-at with create of the name of a link that leads outside, with a slash behind it, fails with is-directory where a directory is there and with not-permitted where not."
        MissingOutside "what-is-missing-outside-is-no-entry" PathInside[1] "stat-at and open-at of a path that leads outside fail with no-entry where nothing is there."
        DeepPathsFail "paths-of-nine-names-are-too-long" OpenExisting "open-at of a path of nine names or more fails with name-too-long."
        ChainsFail "chains-of-five-links-are-loops" PathSymlink[0] "stat-at fails with loop where it is to follow five links or more one after the other."
        RefusedOpenCuts "refused-openings-cut" OpenExclusive "open-at with create, exclusive and truncate of a file that is there fails with exist, and cuts it."
        RefusedOpenMakes "refused-openings-make-files" AccessMutate[1] "open-at with create through a directory that was opened without mutate-directory is refused, and makes the file."
        RefusedUnlinkTakes "refused-unlinks-take-names" AccessMutate[0] "unlink-file-at through a directory that was opened without mutate-directory is refused, and removes the name."
        RefusedMoveTakes "refused-moves-take-names" DirRenameKind[0] "rename-at of a file onto a directory fails with is-directory, and removes the file's name."
        RefusedMoveEmpties "refused-moves-empty-directories" DirRenameNotEmpty "rename-at of a directory onto one that has entries fails with not-empty, and removes those."
        RefusedLinkReplaces "refused-links-replace" LinkTaken "link-at to a name that is taken fails with exist, and takes the place of a file there."
        RefusedRemovalEmpties "refused-removals-empty-directories" DirRemove[1] "remove-directory-at of a directory with entries fails with not-empty, and removes those."
        RefusedTimesSet "refused-times-are-set" TimeNow[0] "set-times without the embedder's right to is refused, and sets them."
        RefusedSizeSet "refused-sizes-are-set" AccessWrite[0] "set-size of a descriptor that was opened without write is refused, and sets it."
        RefusedWriteLands "refused-writes-land" AccessWrite[0] "write of a descriptor that was opened without write is refused, and lands."
        OpenLeaks "open-at-leaks" NoLeak "open-at of a file leaves a second descriptor of it open for ever."
    }
    Background {
        CheckWriteStuck "check-write-never-recovers" LoopProgress[1] "After a write check-write gives a permit only when ready or block has noticed that it is over."
        ReadStuck "read-never-recovers" LoopProgress[0] "read gives a byte only when ready, block or a blocking call has noticed that it is there."
    }
    Controlled {
        CancelTooEarly "cancel-returns-before-the-write" CancelLate "cancel returns without waiting for the write that is under way."
        CancelledLandsLater "cancelled-write-lands-later" CancelLate "cancel waits for the write that is under way, and what was queued behind it is written afterwards."
        CancelledTwice "cancelled-write-is-made-again" CancelPrefix[1] "cancel waits for the write that is under way, and makes it again behind itself."
        AppendSeeks "append-seeks-then-writes" AppendNoLoss "An append asks for the size of the file and then writes there."
        AppendReorders "newer-appends-go-first" AppendOrder "Appends that queue up are written newest first."
        AppendTorn "appends-are-written-in-halves" AppendWhole "An append is made in two calls, half of the bytes each."
        InterruptedFails "interrupted-is-an-error" FaultInterrupted[0] "A write that was interrupted fails."
        InterruptedEnds "interrupted-read-is-the-end" FaultInterrupted[1] "A read that was interrupted is taken for the end of the file."
        ShortIsAll "short-write-is-taken-for-all" FaultShort "A write that took fewer bytes than it was given is taken for whole."
        PositionByAsked "position-moves-by-what-was-asked" FaultShort "After a write that took fewer bytes than it was given the rest goes to where all would have ended."
        AbandonedRewrites "abandoned-write-is-written-over" AbandonWrite "blocking-write-and-flush moves the position when it is over, so after one that was given up the next write goes over it."
        AbandonedReadLoses "abandoned-read-loses-its-bytes" AbandonRead "A blocking-read or block that is given up takes its bytes with it."
        ErrorTwice "error-is-delivered-twice" FaultOnce[1] "The error of the device is delivered a second time before the stream is closed."
        ErrorNever "error-is-never-delivered" FaultOnce[0] "A write that fails for the device is taken for done."
        ErrorSkips "error-skips-a-piece" FaultPrefix "The second half of a write is written before the first, so it stays when that fails."
        ZeroIsDone "writing-nothing-is-taken-for-done" FaultZero "A write that took no bytes is taken for whole."
        ReadyEarly "ready-before-the-flush" StreamFlushed[0] "After a flush ready, block and check-write say that it is over while the write is under way."
        DropWaits "drop-waits-for-its-work" NeverBlocks "The drop of a stream holds the thread until its work is over."
        PanicSwallowed "panic-in-the-background-is-swallowed" NoPanic "A write of 3 bytes or more behind the start of a file panics in the background when it is done, and that is taken for success."
        CancelMovesOthers "cancelled-read-moves-the-others" CancelBeside "A read that is cancelled while it is under way moves all other input streams of its descriptor by what it got."
        PageRewritten "write-puts-back-what-is-around" StreamRange "A write reads the aligned blocks of 16 bytes that it touches, and writes them back with its own bytes in them."
        EmptiesFirst "write-zeroes-its-range-first" StreamOldOrNew "A write over bytes of the file makes them zeros first."
        CancelLeaks "cancel-leaks-its-file" NoLeak "cancel of a stream with work under way leaves its file open for ever."
        WriteAndFlushReturns "write-and-flush-does-not-wait" StreamFlushed[1] "blocking-write-and-flush returns while the write is under way."
        CancelledKeepsTail "cancelled-write-keeps-its-tail" CancelPrefix[0] "cancel has the second half of a queued write written, without the first."
        ReadErrorIsEnd "read-error-is-the-end" StreamEnd[1] "A read that fails for the device is taken for the end of the file."
        ReadErrorIsZeros "read-error-is-zeros" StreamRead "A read that fails for the device gives zeros."
        ErrorsBlock "errors-are-told-by-blocking-calls-alone" FaultOnce[0] "The error of the device is told by calls that wait, and check-write, write and flush go on as if there were none."
        ZeroSpins "writing-nothing-is-tried-for-ever" FaultZero "A write that took no bytes is made again and again."
        ErrorsHaveNoCode "errors-have-no-code" FaultOnce[2] "The error of the device is told without a code."
        ErrorsAreBusy "errors-have-another-code" FaultOnce[2] "The error of the device is told as busy."
        GapMadeFirst "gaps-are-made-first" StreamRange "A stream's write behind the end of its file makes that longer first, up to where it begins, with a call of its own."
        SpliceForgets "failed-splices-succeed" FaultOnce[0] "What a splice writes is taken for done when the device fails."
        ErrorSpreads "errors-are-told-to-other-streams" StreamOpenForWriting "The error of the device is told by all output streams of its descriptor."
        FlushWaits "flush-waits" NeverBlocks "flush is over when the work before it is."
        GivenUpWaitDeafens "an-abandoned-wait-is-never-ready" StreamReady[0] "An input stream that has a byte and was ready is so no more when a block was given up, until somebody waits for it."
        GivenUpWaitDenies "an-abandoned-wait-ends-permits" StreamReady[1] "An output stream that was ready is so no more when a block was given up, until somebody waits for it."
        ErrorReopens "a-stream-that-failed-goes-on" FaultOnce[1] "When the error of the device was delivered the stream is open again."
    }
    Fatal {
        Aborts "advise-aborts" NoAbort "advise aborts the process."
        Killed "truncation-kills" NoAbort "set-size to 0 has the system kill the process."
        AllocatesWithoutEnd "read-takes-memory-without-end" BoundedMemory "A read of more than a file can hold takes memory until there is none."
        HoldsTheThread "sync-holds-its-thread" NoHang "sync never returns, and holds its thread."
    }
}
