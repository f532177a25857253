//! What the standard leaves open about refusals: the table of choices.
//!
//! A refusal whose sentence names one code allows that code alone. Where a call may be refused or not, or with more than one
//! code, the row says which, and quotes the sentence that leaves it open. There is no other way for the model to take more
//! than one code, so what is not in this table is not allowed. The last rows hold for hosts alone that declare to lack what
//! stands there.

use crate::wasi::ErrorCode;

/// What the table says of a choice.
#[derive(Clone, Copy, Debug)]
pub struct LeewayInfo {
    /// Its name.
    pub id: &'static str,
    /// The codes that may be told.
    pub codes: &'static [ErrorCode],
    /// The sentence that leaves it open, or why there is none.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! leeways {
    ($($variant:ident $id:literal [$($code:ident)*] $sentence:literal $source:literal)*) => {
        /// A choice that a host has about a refusal. The sentence of each stands in its documentation and in
        /// [`Leeway::info`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[expect(clippy::doc_markdown, reason = "the sentences are printed as they are")]
        pub enum Leeway { $(#[doc = $sentence] $variant,)* }

        impl Leeway {
            /// Every choice, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const TABLE: &'static [LeewayInfo] = &[$(LeewayInfo {
                id: $id, codes: &[$(ErrorCode::$code,)*], sentence: $sentence, source: $source,
            },)*];
        }
    };
}

// How to read a row: variant, name, codes, the sentence, its source.
leeways! {
    // Rights.
    NotOpenedFor "not-opened-for" [BadDescriptor NotPermitted Access] "A flag says that data \"can be read\" or \"can be written to\", and what comes of doing it without one is said nowhere; POSIX has EBADF, hosts that check rights by themselves say so as for any other." "types.wit, descriptor-flags; POSIX read and write"
    NotGranted "not-granted" [NotPermitted Access ReadOnly BadDescriptor] "What an embedder grants a preopen is no matter of the WIT, so any code of a refusal will do." "the embedder's permissions of a preopen"
    Widens "would-widen" [NotPermitted Access ReadOnly CrossDevice BadDescriptor] "What an embedder grants is no matter of the WIT: a host may keep what is granted differently apart as if it lay on two devices." "the embedder's permissions of a preopen"
    Mode "mode" [Access NotPermitted] "access is \"permission denied, similar to EACCES in POSIX\", not-permitted \"operation not permitted, similar to EPERM in POSIX\"; whether a host goes by the modes of its files at all, and as which user, is not said." "types.wit, error-code; POSIX file access permissions"
    OwnDirectory "own-directory" [ReadOnly] "Without mutate-directory what would \"modify the data or metadata of filesystem objects\" fails with read-only; whether the directory itself is one of the objects is not said." "types.wit, descriptor-flags"
    TruncateUnopened "set-size-of-what-is-not-written" [Invalid] "ftruncate fails with EBADF or EINVAL where the file is not open for writing." "POSIX ftruncate"

    // Kinds of objects.
    DataOfDirectory "data-of-a-directory" [BadDescriptor IsDirectory] "read of a directory may be EISDIR, and a directory's descriptor is none \"open for reading\" or for writing (EBADF)." "POSIX read and write"
    FileCallOnDirectory "file-call-on-a-directory" [Invalid] "ftruncate has EINVAL for what is no regular file; a stream \"may fail with an error-code describing why\"." "types.wit, read-via-stream and write-via-stream; POSIX ftruncate"
    Advice "advice-of-no-file" [BadDescriptor Invalid InvalidSeek] "advise is of a file; posix_fadvise has EBADF, EINVAL and ESPIPE." "types.wit, advise; POSIX posix_fadvise"
    SyncOfNoFile "sync-of-no-file" [BadDescriptor Invalid] "\"Synchronize the data of a file to disk\": of other objects nothing is said; fsync has EBADF, and EINVAL for what can't be synchronized." "types.wit, sync and sync-data; POSIX fsync"
    SpecialAsDirectory "special-file-as-a-directory" [NotDirectory NoSuchDevice Unsupported] "What is no directory is ENOTDIR; what can't be opened at all may say so first (ENXIO, EOPNOTSUPP)." "POSIX open"
    LinkAsDirectory "link-as-a-directory" [Loop NotDirectory] "O_NOFOLLOW makes it ELOOP, O_DIRECTORY makes it ENOTDIR, and which comes first is not said." "POSIX open"
    MutateFile "mutate-directory-of-a-file" [Invalid NotDirectory] "\"This may only be set on directories\": whether a file is opened without it or refused is not said." "types.wit, descriptor-flags"
    LinkOfNoFile "link-of-what-is-no-regular-file" [NotPermitted] "link-at fails with not-permitted \"if the old path is not a file\"; whether a link or a fifo is one is not said." "types.wit, link-at"

    // Paths by their text.
    LongName "long-name" [NameTooLong] "The limits NAME_MAX and PATH_MAX are the system's own." "POSIX path resolution"
    LeavesByText "leaves-by-its-text" [NotPermitted] "\"If any step of resolving a path, including `..` and symbolic link steps, reaches a directory outside\": whether a step behind one that fails is looked at is not said." "types.wit, the first paragraphs"
    NulInPath "nul-in-a-path" [Invalid IllegalByteSequence NoEntry] "Paths are \"a sequence of Unicode Scalar Values\", NUL among them, and no system has a name with it." "types.wit, the first paragraphs"
    ManyLinks "many-links" [Loop] "More than SYMLOOP_MAX links may be ELOOP, and that is 8 at least." "POSIX path resolution"
    EmptyTarget "empty-target" [NoEntry] "Of a link that holds nothing POSIX does not say whether it can be made; systems answer ENOENT." "POSIX symlink"
    LongTarget "long-target" [NameTooLong] "How much a link holds is the system's own (SYMLINK_MAX)." "POSIX symlink"
    TargetLeaves "target-leaves" [NotPermitted] "A link that leads out may be made, as it is judged when it is followed; a host may refuse to make it." "types.wit, the first paragraphs"

    // Dots at the end of a path.
    DotsRemoved "dots-are-removed" [Invalid Busy] "rmdir has EINVAL for a last component that is dot, and EBUSY for a directory in use." "POSIX rmdir"
    DotsRenamed "dots-are-renamed" [Invalid Busy] "rename has EINVAL for a last component that is dot or dot-dot, and EBUSY for a directory in use." "POSIX rename"
    DotsNotEmpty "dots-are-not-empty" [NotEmpty Exist] "Which of several reasons is told is open: the directory that dots lead to is not empty." "POSIX rmdir and rename"
    DotsFirst "dots-before-the-way" [Invalid] "Which of several reasons is told is open: that a path ends in dots its text says before it shows that they are not reached." "POSIX rmdir and rename"
    DotsExclusive "dots-are-taken" [IsDirectory] "O_EXCL makes it EEXIST, and O_CREAT of a directory may be EISDIR." "POSIX open"
    DotsOfFile "file-onto-dots" [IsDirectory NotDirectory] "Which of several reasons is told is open: what dots lead to is a directory, what is moved is none." "POSIX rename"

    // A slash at the end of a path.
    CreateWithSlash "create-with-a-slash" [IsDirectory NotDirectory NoEntry] "O_CREAT of a path with a slash at its end is ENOENT or ENOTDIR, and systems say EISDIR." "POSIX open"
    CreateSlashFirst "create-slash-first" [IsDirectory] "Which of several reasons is told is open: systems say EISDIR for O_CREAT of a path with a slash at its end before they look what is there." "POSIX open"
    FreeWithSlash "free-name-with-a-slash" [NotDirectory NoEntry] "A path with a slash at its end is resolved only to a directory, or to the name of one to be made; else it is ENOENT or ENOTDIR." "POSIX path resolution"
    TakenWithSlash "taken-name-with-a-slash" [Exist] "Which of several reasons is told is open: that the name is taken (EEXIST), or that it is no directory's." "POSIX mkdir, link and symlink"
    KindWithSlash "no-directory-with-a-slash" [NotDirectory] "Which of several reasons is told is open: the slash demands a directory." "POSIX path resolution"
    LinkWithSlash "link-with-a-slash" [NotDirectory] "Whether a slash behind the name of a link stands for what it leads to differs by call and system; where it does not it is the slash behind what is no directory." "POSIX path resolution"
    LinkOutWithSlash "link-out-with-a-slash" [NotDirectory Loop] "Which of several reasons is told is open: that there is a link where a directory is demanded may come before where it leads." "POSIX path resolution"

    LooksTwice "looked-at-twice" [NoEntry NotDirectory Invalid Loop WouldBlock] "A host may look at a name more than once, and says what it has found where that fits no more: another process has put something else there meanwhile." "POSIX, Pathname Resolution: nothing says that following a path is one step; Linux openat2, EAGAIN"
    CreatesTwice "created-where-it-looked-twice" [IsDirectory] "Likewise of O_CREAT: who goes on where a link led that is none any more, and finds no name to make there, says what it says of a directory." "POSIX open: EISDIR is also for O_CREAT without O_DIRECTORY"

    // What is there.
    InUse "directory-in-use" [Busy] "A directory \"in use by the system or another process\" may be EBUSY where the system considers that an error." "POSIX rmdir and rename"
    KindOrNotEmpty "not-empty-either" [NotEmpty Exist] "Which of several reasons is told is open: a directory that is not empty is EEXIST or ENOTEMPTY, and one that a file can't replace is EISDIR." "POSIX rename"
    NotEmpty "not-empty-or-exist" [NotEmpty Exist] "rename onto a directory that has entries is EEXIST or ENOTEMPTY." "POSIX rename"
    RemovedDirectory "removed-directory" [NoEntry] "Whether a directory that was removed can still be opened or listed is not said." "POSIX rmdir"
    Inside "inside-first" [Invalid] "Which of several reasons is told is open: that a directory would move into itself may show before the way ends." "POSIX rename"
    CreateOnDirectory "create-of-a-directory" [IsDirectory] "O_CREAT has no effect where the file exists; systems say EISDIR of a directory." "POSIX open"

    // open-at with directory and create, exclusive or truncate.
    MixedFlags "mixed-open-flags" [Invalid] "What O_DIRECTORY does together with O_CREAT is not specified; EINVAL is for flags that are not valid." "POSIX open"
    MixedFlagsVacant "mixed-open-flags-of-a-free-name" [NoEntry NotDirectory IsDirectory] "What O_DIRECTORY does together with O_CREAT is not specified: the flags may be taken one by one, and there is no directory." "POSIX open"

    RawName "name-that-is-no-text" [IllegalByteSequence Invalid] "illegal-byte-sequence is \"illegal byte sequence, similar to EILSEQ in POSIX\"; that a name which is no text is one is not said." "types.wit, error-code"

    // Numbers.
    TooFar "too-far" [FileTooLarge Invalid Overflow InsufficientSpace InsufficientMemory Quota] "The largest offset and size are the system's own: EFBIG, EINVAL, EOVERFLOW, and whatever it runs out of." "POSIX pwrite and ftruncate"
    NoSuchOffset "no-such-offset" [Invalid Overflow FileTooLarge] "Whether a read looks at an offset that no file reaches is not said; pread has EINVAL, EOVERFLOW." "POSIX pread"
    NoSuchMoment "no-such-moment" [Invalid Overflow] "Which moments a file system can tell is its own; utimensat has EINVAL." "types.wit, set-times; POSIX futimens"
    TimesOfLink "times-of-a-link" [Unsupported] "Not every file system keeps times for a symbolic link that can be set." "POSIX utimensat"

    // What a host does without.
    OddName "odd-name" [Invalid IllegalByteSequence NoEntry] "\"The following reserved characters\" are in no name, nor is the name of a device; other systems have no names that are no text." "Microsoft, Naming Files, Paths, and Namespaces; Apple, File system details"
    OpenRemoved "removed-while-open" [Busy Access] "unlink has EBUSY where the file \"is being used by the system or another process and the implementation considers this an error\"; DeleteFile fails with ERROR_SHARING_VIOLATION." "POSIX unlink; Microsoft DeleteFile"
    OpenRenamed "renamed-while-open" [Busy Access] "What is open, or has something in it that is, can't be moved or replaced there: MoveFileEx fails with ERROR_SHARING_VIOLATION or ERROR_ACCESS_DENIED; rename has EBUSY for directories." "POSIX rename; Microsoft MoveFileEx"
    OpenTruncated "truncated-while-open" [Busy Access] "A file that is open can't be opened to be emptied there: CreateFile fails with ERROR_SHARING_VIOLATION, and ERROR_USER_MAPPED_FILE." "Microsoft CreateFile"
    DirectoryReplaced "directory-replaced" [Access Exist NotEmpty] "MOVEFILE_REPLACE_EXISTING: \"this value cannot be used if lpNewFileName or lpExistingFileName names a directory\"." "Microsoft MoveFileEx"
    Nameless "nameless-file" [Io NoEntry BadDescriptor] "A server that keeps no state has no file any more when its last name is gone: NFS3ERR_STALE, \"the file referred to by that file handle no longer exists\", for which the WIT has no code of its own." "RFC 1813, section 2.6"

    // What other systems say for it.
    WindowsDirectory "windows-directory" [Access] "ERROR_ACCESS_DENIED is what DeleteFile, CreateFile for writing and MoveFileEx onto a directory say of one." "Microsoft DeleteFile, CreateFile and MoveFileEx; wasi-testsuite, unlink_file_trailing_slashes and path_rename"
    WindowsNotEmpty "windows-not-empty" [Access] "MoveFileEx onto a directory says ERROR_ACCESS_DENIED, whatever is in it." "Microsoft MoveFileEx; wasi-testsuite, path_rename"
    WindowsSlash "windows-slash" [NoEntry Invalid] "A path with a slash behind what is no directory is ERROR_PATH_NOT_FOUND or ERROR_INVALID_NAME." "wasi-testsuite, unlink_file_trailing_slashes, remove_directory_trailing_slashes and symlink_create"
    WindowsWay "windows-way" [NoEntry] "A path that goes on behind what is no directory is ERROR_PATH_NOT_FOUND." "Microsoft, System error codes"
    WindowsLink "windows-link-of-a-directory" [Access] "CreateHardLink of a directory says ERROR_ACCESS_DENIED: \"this function can only be used for files\"." "Microsoft CreateHardLink; wasi-testsuite, path_link"
    MacosDirectory "macos-unlink-of-a-directory" [NotPermitted] "unlink has EPERM: \"the named file is a directory\"." "Apple unlink(2); POSIX unlink"
}

impl Leeway {
    /// What the table says of it.
    pub fn info(self) -> &'static LeewayInfo {
        &Self::TABLE[self as usize]
    }

    /// Its name.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// Whether it holds for hosts alone that declare to lack what stands there.
    pub fn is_declared(self) -> bool {
        self >= Self::OddName
    }

    /// The choice of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|leeway| leeway.id() == id)
    }

    /// The codes that may be told.
    pub const fn codes(self) -> &'static [ErrorCode] {
        Self::TABLE[self as usize].codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_choice_has_a_name_of_its_own_codes_and_a_sentence() {
        let ids: BTreeSet<_> = Leeway::ALL.iter().map(|leeway| leeway.id()).collect();
        assert_eq!(ids.len(), Leeway::ALL.len());
        for leeway in Leeway::ALL {
            let LeewayInfo { id, codes, sentence, source } = leeway.info();
            assert!(sentence.ends_with('.') && !source.is_empty(), "{id}");
            let each: BTreeSet<_> = codes.iter().collect();
            assert!(!codes.is_empty() && each.len() == codes.len(), "{id}");
        }
    }
}
