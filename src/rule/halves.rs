//! Rules that say more than one thing. A backend may keep one half and break another, so each half needs a faulty backend
//! of its own: `cover` joins rules and faults by half, and `cover --gate` fails on a half without one.

use super::Rule;

/// How to read a row: the rule, and what it says, one claim after the other. A fault names a half by its place here.
const HALVES: &[(Rule, &[&str])] = &[
    (Rule::FileEnd, &["set when nothing is left", "not set while bytes are left"]),
    (Rule::FileWriteCount, &["at least one byte", "at most what was written"]),
    (Rule::FileGap, &["before a write", "before a size"]),
    (Rule::FileSetSize, &["the size", "what was before it stays"]),
    (Rule::FileStat, &["the type", "the size"]),
    (Rule::FileFlags, &["all that it was opened for", "nothing more"]),
    (Rule::FileAdvice, &["succeed", "change nothing"]),
    (Rule::StreamReadPosition, &["no byte twice", "none left out"]),
    (Rule::StreamReadBound, &["a read", "a skip", "a splice"]),
    (Rule::StreamBlockingRead, &["a read", "a skip"]),
    (Rule::StreamEnd, &["closed at its end", "not closed before"]),
    (Rule::StreamReady, &["an input stream", "an output stream"]),
    (Rule::StreamOutlives, &["an input stream", "an output stream"]),
    (Rule::StreamWritePosition, &["not before that", "not behind it"]),
    (Rule::StreamFlushed, &["flush", "write-and-flush"]),
    (Rule::StreamWriteFlushLimit, &["up to 4096 bytes", "more is refused or written whole"]),
    (Rule::StreamPastPermit, &["past a permit", "without one"]),
    (Rule::ErrorCode, &["each time it is asked", "whatever has become of the stream"]),
    (Rule::PollFollows, &["an input stream", "an output stream"]),
    (Rule::PollReturns, &["block", "poll"]),
    (Rule::PollIndices, &["one at least", "none beyond its list", "none that is not ready"]),
    (Rule::CancelPrefix, &["all, a prefix or nothing", "nothing twice"]),
    (Rule::StreamFailure, &["to calls that wait", "to calls that don't wait", "with a code that says why"]),
    (Rule::FaultOnce, &["the error is delivered", "once, then the stream is closed", "by its code"]),
    (Rule::FaultInterrupted, &["a write", "a read"]),
    (Rule::FaultTold, &["by a call", "by a listing before its end"]),
    (Rule::RaceOrder, &["what it answers", "what it does"]),
    (Rule::RaceInside, &["what is opened or told", "what is changed"]),
    (Rule::AccessBeneath, &["names in a directory", "an object"]),
    (Rule::SyncAsks, &["sync", "sync-data"]),
    (Rule::DirLists, &["every entry", "once", "no other"]),
    (Rule::DirRawNames, &["does not end the listing", "is told under no other name"]),
    (Rule::DirDots, &["itself", "the parent"]),
    (Rule::DirStill, &["each time", "by descriptor and by path"]),
    (Rule::DirCreate, &["makes a directory", "refuses what is there"]),
    (Rule::DirRemove, &["removes an empty directory", "refuses one that has entries"]),
    (Rule::DirRemoved, &["nothing is found", "nothing can be made"]),
    (Rule::OpenDirectoryWrite, &["for writing", "with truncate"]),
    (Rule::OpenFlagMix, &["makes no file", "gives none", "cuts none"]),
    (Rule::DirRename, &["the new name", "no longer the old one"]),
    (Rule::DirRenameReplaces, &["a file", "an empty directory"]),
    (Rule::DirRenameKind, &["a file onto a directory", "a directory onto a file"]),
    (Rule::DirRenameDevice, &["moves and copies nothing", "says cross-device"]),
    (Rule::DirRenameSame, &["succeeds", "changes nothing"]),
    (Rule::LinkFollow, &["the link itself", "what it leads to with symlink-follow"]),
    (Rule::LinkDevice, &["copies nothing", "says cross-device"]),
    (Rule::LinkSame, &["true for one object", "false for two"]),
    (Rule::LinkSymlink, &["makes a link", "refuses what is there"]),
    (Rule::LinkAbsolute, &["symlink-at", "readlink-at"]),
    (Rule::TimeSet, &["the access", "the modification"]),
    (Rule::TimeKept, &["the access", "the modification"]),
    (Rule::TimeNow, &["not before the call", "not after it"]),
    (Rule::TimeMaintained, &["told from then on", "none from then on"]),
    (Rule::HashStays, &["by descriptor", "by path"]),
    (Rule::PathTrailingSlash, &["names a directory", "or fails"]),
    (Rule::PathInside, &["no absolute path", "no way out"]),
    (Rule::PathName, &["an empty path", "a NUL", "a long name"]),
    (Rule::PathSymlink, &["followed with symlink-follow", "not opened without it"]),
    (Rule::AccessKind, &["a call for files on a directory", "a call for directories on a file"]),
    (Rule::AccessRead, &["it can't be read", "its streams say why"]),
    (Rule::AccessWrite, &["its file can't be changed", "its streams say why"]),
    (Rule::AccessMutate, &["nothing is made or removed", "nothing is opened for change"]),
    (Rule::AccessMode, &["says so", "changes nothing"]),
    (Rule::AccessModeFree, &["of a file", "of a directory"]),
    (Rule::LoopProgress, &["read", "check-write"]),
];

impl Rule {
    /// What it says, claim by claim, where that is more than one thing.
    pub fn halves(self) -> &'static [&'static str] {
        HALVES.iter().find(|(rule, _)| *rule == self).map_or(&[], |(_, halves)| halves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_one_row_at_most_and_its_halves_differ() {
        for (at, (rule, halves)) in HALVES.iter().enumerate() {
            assert!(!HALVES[..at].iter().any(|(other, _)| other == rule), "{rule} has two rows");
            assert!(halves.len() > 1, "{rule}: one claim is the rule itself");
            assert!((1..halves.len()).all(|at| !halves[..at].contains(&halves[at])), "{rule}: {halves:?}");
        }
    }
}
