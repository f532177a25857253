//! Whom a wrong answer is laid to: the call that has left it so, not the one that shows it, and not one that came between.

use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Divergence, Verdict};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::wasi::ErrorCode;

use crate::tool;

/// How to read a row: on a backend with this fault a script breaks this rule. Where no call asks for what is wrong the disk shows it
/// at the end.
const ROWS: &[(Fault, &str, Rule)] = &[
    // A directory that was moved, by what is at the path that it had, whatever else the path has in it.
    (
        Fault::DirectoryIsItsPath,
        "tree\n  b/\n    b/\n      b  \"\"\n\nrun\n  f = root.open-at \"b/b\" mutate-directory\n  root.rename-at \"b\" to root \"a\"\n  f.rename-at \"b/../a\" to root \"b\"\n",
        Rule::DirObject,
    ),
    (
        Fault::DirectoryIsItsPath,
        "tree\n  a/\n\nrun\n  f = root.open-at \"a\" mutate-directory\n  root.rename-at \"a\" to root \"b\"\n  root.rename-at \"b\" to f \"b\"\n",
        Rule::DirObject,
    ),
    (
        Fault::DirectoryIsItsPath,
        "tree\n  b/\n    a/\n\nrun\n  f = root.open-at \"b/a\"\n  root.rename-at \"b\" to root \"a\"\n  root.rename-at \"a/a\" to root \"b\"\n  root.symlink-at \"a\" \"b/b\"\n  f.stat-at \"b\"\n",
        Rule::DirObject,
    ),
    (
        Fault::DirectoryIsItsPath,
        "tree\n  a/\n\nrun\n  f = root.open-at \"a\"\n  root.rename-at \"a\" to root \"b\"\n  f.metadata-hash-at \"../a\"\n",
        Rule::DirObject,
    ),
    // Calls that had to leave the file as it was, by what its bytes are, its size, and its end.
    (
        Fault::AdviceDrops,
        "tree\n  a  \"aa\"\n\nrun\n  f = root.open-at \"a\" write\n  f.advise 0 2 dont-need\n",
        Rule::FileAdvice,
    ),
    (
        Fault::AdviceDrops,
        "tree\n  a  \"aa\"\n\nrun\n  f = root.open-at \"a\" read write\n  f.write \"AA\" 0\n  f.advise 0 2 dont-need\n  f.read 2 0\n",
        Rule::FileAdvice,
    ),
    (
        Fault::FarWritesLand,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  f.write \"A\" 9223372036854775807\n",
        Rule::FileFarOffset,
    ),
    (
        Fault::FarWritesLand,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 0\n  f.write \"A\" 9223372036854775807\n  f.stat\n",
        Rule::FileFarOffset,
    ),
    (
        Fault::DirectoryTruncates,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" directory truncate\n",
        Rule::OpenFlagMix,
    ),
    (
        Fault::DirectoryTruncates,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  f.write \"A\" 0\n  g = root.open-at \"a\" directory truncate\n  root.stat-at \"a\"\n",
        Rule::OpenFlagMix,
    ),
    // What a change of size spares.
    (
        Fault::SizeEmpties,
        "tree\n  a  \"aa\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 1\n",
        Rule::FileSetSize,
    ),
    (
        Fault::SizeEmpties,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  f.write \"AA\" 0\n  f.set-size 1\n  f.read 1 0\n",
        Rule::FileSetSize,
    ),
    // What was written behind a change of size is not what that has left.
    (
        Fault::DataOnlyCached,
        "tree\n  a  \"aaa\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 0\n  f.write \"AAA\" 0\n",
        Rule::FileWrite,
    ),
    // An append that is elsewhere is not lost, where the file has grown by it.
    (
        Fault::AppendAtOpeningSize,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  f.set-size 0\n  v.blocking-write-and-flush \"A\"\n  f.read 1 0\n",
        Rule::AppendEnd,
    ),
    // A size that was told before and is not any more.
    (
        Fault::SizeIsStale,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" write\n  f.stat\n  f.set-size 0\n  f.stat\n",
        Rule::FileStat,
    ),
    // Bytes that come about in a way of their own.
    (
        Fault::SourceStays,
        "tree\n  a  \"a0\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  v = f.append-via-stream\n  v.blocking-splice r 1\n  v.blocking-splice r 1\n",
        Rule::StreamSplice,
    ),
    (
        Fault::WriteAndFlushCuts,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  v.blocking-write-and-flush A[0..4097]\n",
        Rule::StreamWriteFlushLimit,
    ),
    // Calls that a small script has for no other reason: splices, a directory's removal. And names that the disk has.
    (
        Fault::SpliceAtStart,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  v = f.write-via-stream 0\n  v.blocking-write-and-flush \"A\"\n  v.blocking-splice r 1\n  v.blocking-write-and-flush \"B\"\n",
        Rule::StreamSplice,
    ),
    (
        Fault::SpliceAtStart,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  v = f.write-via-stream 0\n  v.blocking-write-and-flush \"A\"\n  v.blocking-splice r 1\n  v.blocking-write-zeroes-and-flush 1\n",
        Rule::StreamSplice,
    ),
    (
        Fault::LinkCountIsOne,
        "tree\n  b -> \"a\"\n\nrun\n  root.link-at \"b\" to root \"a\"\n  root.stat-at \"b\"\n",
        Rule::LinkCount,
    ),
    (
        Fault::RemovedLooksIsAccess,
        "tree\n  a/\n\nrun\n  f = root.open-at \"a\"\n  root.remove-directory-at \"a\"\n  f.stat-at \"a/../a\"\n",
        Rule::DirRemoved,
    ),
    (
        Fault::RemovedLooksIsAccess,
        "tree\n  a/\n\nrun\n  f = root.open-at \"a\"\n  root.remove-directory-at \"a\"\n  f.stat-at \"\"\n",
        Rule::DirRemoved,
    ),
    // Links that are followed, and those that are not.
    (
        Fault::LinkAlwaysFollows,
        "tree\n  a  \"\"\n  b -> \"a\"\n\nrun\n  root.link-at \"b\" to root \"c\"\n",
        Rule::LinkFollow,
    ),
    (
        Fault::OpenNeverFollows,
        "tree\n  a -> \"..\"\n\nrun\n  f = root.open-at \"a\" symlink-follow\n",
        Rule::PathSymlink,
    ),
    (
        Fault::StatNeverFollows,
        "tree\n  a -> \"..\"\n\nrun\n  root.stat-at \"a\" symlink-follow\n",
        Rule::PathSymlink,
    ),
    (
        Fault::StatLeavesSandbox,
        "tree\n  a -> \"..\"\n\nrun\n  root.stat-at \"a\" symlink-follow\n",
        Rule::PathInside,
    ),
    // What was made is something else, and what was closed too early.
    (
        Fault::DirectoryCreates,
        "run\n  f = root.open-at \"a\" create directory\n  root.stat-at \"a\"\n",
        Rule::OpenFlagMix,
    ),
    (
        Fault::DiesWithDescriptor,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  f.drop\n  r.read 0\n",
        Rule::StreamOutlives,
    ),
    // A refusal of another kind is not what goes along the text gives, nor what following a link does.
    (Fault::MissingIsIo, "run\n  root.stat-at \"a/..\"\n", Rule::PathMissing),
    (Fault::ThroughFileIsNoEntry, "tree\n  a  \"\"\n\nrun\n  root.stat-at \"a/..\"\n", Rule::PathThroughFile),
    (Fault::LinkRefused, "tree\n  a -> \"b\"\n\nrun\n  root.link-at \"a\" to root \"b\"\n", Rule::LinkMakes),
    // A link that is told of as one was not followed, and a name that was moved is one as before.
    (
        Fault::LinkAlwaysFollows,
        "tree\n  b -> \"c\"\n  c  \"\"\n\nrun\n  root.link-at \"b\" to root \"a\"\n  root.stat-at \"b\"\n",
        Rule::LinkFollow,
    ),
    (
        Fault::RenameLoses,
        "tree\n  b  \"\"\n\nrun\n  root.link-at \"b\" to root \"c\"\n  root.rename-at \"c\" to root \"a\"\n  root.stat-at \"b\"\n",
        Rule::DirRename,
    ),
    // What a directory still holds was to be taken from it.
    (
        Fault::UnlinkDoesNothing,
        "tree\n  a/\n    a  \"\"\n\nrun\n  root.unlink-file-at \"a/a\"\n  root.remove-directory-at \"a\"\n",
        Rule::DirUnlink,
    ),
    // What stands in a gap is not what was cut off there.
    (
        Fault::GapFilled,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" truncate\n  f.write \"A\" 1\n",
        Rule::FileGap,
    ),
    // What is on the disk as it was written is read wrongly.
    (
        Fault::ReadWraps,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  f.write \"A\" 4294967296\n  f.read 1 4294967297\n",
        Rule::FileRead,
    ),
    // Over what came later only what has landed later can stand.
    (
        Fault::CancelTooEarly,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  hold\n  v.blocking-write-and-flush \"A\", abandon after 1 poll\n  v.cancel\n  f.write \"B\" 0\n",
        Rule::CancelLate,
    ),
    // A stream is closed for the error that it has told; and an error that nobody came to is not one that was kept back.
    (
        Fault::ErrorReopens,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  fault v write io\n  v.blocking-write-and-flush \"A\"\n  v.blocking-flush\n",
        Rule::FaultOnce,
    ),
    (
        Fault::ShortIsAll,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  fault v write insufficient-space after 1 byte\n  v.blocking-write-and-flush \"A0\"\n",
        Rule::FaultShort,
    ),
    // What stands where a stream was cancelled is no prefix, whichever of the worlds is looked at.
    (
        Fault::CancelledKeepsTail,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  v.check-write\n  hold queued\n  v.write \"A0\"\n  v.cancel\n",
        Rule::CancelPrefix,
    ),
    // A listing of nothing at all.
    (Fault::ListsDotDot, "run\n  d = root.read-directory\n  d.read-directory-entry\n", Rule::DirDots),
    // One who tells an end tells the truth where the file has not become as long as it had to.
    (
        Fault::SizeNeverGrows,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  f.set-size 1\n  r = f.read-via-stream 0\n  r.blocking-read 1\n",
        Rule::FileSetSize,
    ),
    // A byte from before what was shown is no byte of whoever changed it, nor is one that was too far away.
    (
        Fault::OldBesideNew,
        "tree\n  a  \"aaaa\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  r.read 1\n  f.write \"cc\" 2\n  f.write \"bb\" 1\n  r.read 3\n",
        Rule::StreamForward,
    ),
    (
        Fault::OldBesideNew,
        "tree\n  a  \"aaaa\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  r.read 1\n  f.write \"c\" 3\n  f.write \"b\" 2\n  r.skip 1\n  r.read 1\n  r.read 1\n",
        Rule::StreamForward,
    ),
    (
        Fault::ReadsAheadAll,
        "tree\n  a  a[0..1100000]\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  r.read 1\n  f.set-size 1\n  r.skip 1100000\n",
        Rule::StreamAhead,
    ),
    (
        Fault::ReadsAheadAll,
        "tree\n  a  a[0..1100000]\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  r.skip 1\n  f.write \"b\" 1099999\n  r.skip 1099998\n  r.read 1\n",
        Rule::StreamAhead,
    ),
    // An end is one of the file as it was when the last byte was fetched, or later.
    (
        Fault::EndStays,
        "tree\n  a  \"a0\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  r.read 1\n  f.write \"bbb\" 2\n  f.write \"1\" 1\n  r.read 2\n  r.read 1\n",
        Rule::StreamEnd,
    ),
    // A hole in what was cut off is none of its prefixes, also to one who reads it.
    (
        Fault::CancelledKeepsTail,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 0\n  v.check-write\n  hold queued\n  v.write \"A0\"\n  v.cancel\n  f.read 1 0\n",
        Rule::CancelPrefix,
    ),
    // Nor is one in a long write, of which it is left in doubt how much has landed.
    (
        Fault::LongKeepsTail,
        "tree\n  a  \"base\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 2\n  v.check-write\n  hold queued\n  v.write A[0..5000]\n  v.cancel\n  f.read 9000 0\n",
        Rule::CancelPrefix,
    ),
    // What is no moment of the clock, and what it was before the call, has not moved: also where not every file system can
    // tell it.
    (
        Fault::SizeKeepsTime,
        "modified \"a\" 2147483647\n\ntree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 0\n",
        Rule::TimeModified,
    ),
    (
        Fault::SizeKeepsTime,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" write\n  root.set-times-at \"a\" no-change 1073741823s\n  f.set-size 0\n",
        Rule::TimeModified,
    ),
    // Who tells the other timestamps just does not tell this one.
    (Fault::TimeAppears, "run\n  root.set-times no-change 0s\n  root.stat\n", Rule::TimeMaintained),
    (Fault::TimesNeverTold, "run\n  root.set-times no-change 0s\n  root.stat\n", Rule::TimeSet),
    // Who goes another way to an object tells the hash of another one.
    (
        Fault::DotDotOnText,
        "tree\n  a/\n    b/\n  l -> \"a/b\"\n\nrun\n  f = root.open-at \"l/..\"\n  f.metadata-hash\n  root.metadata-hash-at \"a\"\n",
        Rule::PathDotDot,
    ),
    // A hash does not change where nothing was set.
    (
        Fault::TimesForgotten,
        "tree\n  a  \"\"\n\nrun\n  root.stat-at \"a\"\n  root.metadata-hash-at \"a\"\n  root.set-times-at \"a\" no-change 0s\n  root.metadata-hash-at \"a\"\n",
        Rule::TimeSet,
    ),
    // What a refused call has made outside of its directory is there, and may be in the tree of another preopen.
    (
        Fault::RefusedTooLate,
        "preopen root \"\" dir=read,mutate file=read,write\npreopen other \"b\" dir=read,mutate file=read,write\n\ntree\n  b/\n\nrun\n  other.create-directory-at \"../a\"\n",
        Rule::PathOutside,
    ),
    // A name that is taken is linked all the same: what is told of it then is true.
    (
        Fault::RefusedLinkReplaces,
        "tree\n  a  \"\"\n  b  \"\"\n\nrun\n  root.link-at \"a\" to root \"b\"\n  root.stat-at \"b\"\n",
        Rule::LinkTaken,
    ),
    // A stream that gives what the file was when it was made, and its end.
    (
        Fault::SnapshotWhenMade,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  f.write \"a\" 0\n  r.blocking-read 1\n",
        Rule::StreamRead,
    ),
    // What a call has changed beside a write that is under way is undone by that.
    (
        Fault::PageRewritten,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 1\n  v.check-write\n  hold\n  v.write \"A\"\n  release v\n  f.set-size 0\n",
        Rule::StreamRange,
    ),
    // What is no prefix began where it had to, though it would be all of what began elsewhere.
    (
        Fault::CancelledKeepsTail,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  hold queued\n  v.blocking-write-and-flush \"AA\", abandon after 1 poll\n  v.cancel\n",
        Rule::CancelPrefix,
    ),
    // What has failed leaves a prefix, whatever it tells.
    (
        Fault::ErrorSkips,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  fault v write io after 1 byte\n  v.blocking-write-and-flush \"A0\"\n",
        Rule::FaultPrefix,
    ),
    (
        Fault::LongErrorSkips,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  fault v write zero after 1 byte\n  v.check-write\n  v.write A[0..4097]\n",
        Rule::FaultPrefix,
    ),
    // An append of which others stand behind the first bytes can't be whole any more.
    (
        Fault::LongTorn,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  w = f.append-via-stream\n  w.check-write\n  hold\n  v.check-write\n  v.write A[0..4097]\n  w.write \"B\"\n  release v\n  release w\n  f.read 4097 0\n",
        Rule::AppendWhole,
    ),
    // What else is told of such a file is no matter of that.
    (
        Fault::ChangeIsTheStart,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 0\n  v.check-write\n  hold queued\n  v.write \"A0\"\n  v.cancel\n  f.stat\n",
        Rule::TimeOrder,
    ),
    // What a fault of the system ended, or a cancel, has not begun elsewhere, and is no stale size.
    (
        Fault::ErrorSkips,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  fault v write io after 1 byte\n  v.blocking-write-and-flush \"AA\"\n",
        Rule::FaultPrefix,
    ),
    (
        Fault::SpliceForgets,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 1\n  r = f.read-via-stream 0\n  fault v write io\n  r.block\n  v.splice r 1\n  v.blocking-flush\n",
        Rule::FaultOnce,
    ),
    (
        Fault::SpliceForgets,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  r = f.read-via-stream 0\n  fault v write insufficient-space\n  r.block\n  v.splice r 1\n  root.stat-at \"a\"\n  v.blocking-flush\n  root.stat-at \"a\"\n",
        Rule::FaultOnce,
    ),
    (
        Fault::InterruptedEnds,
        "tree\n  a  \"a000a001a\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 8\n  fault r read interrupted\n  r.blocking-read 1\n",
        Rule::FaultInterrupted,
    ),
    (
        Fault::CancelledKeepsTail,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  hold queued\n  v.blocking-write-and-flush \"A0\", abandon after 1 poll\n  v.cancel\n",
        Rule::CancelPrefix,
    ),
    (
        Fault::LongKeepsTail,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  v.check-write\n  hold queued\n  v.write A[0..2049]\n  v.cancel\n  f.stat\n",
        Rule::CancelPrefix,
    ),
    (
        Fault::AbandonedReadLoses,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  hold\n  r.blocking-read 1, abandon after 1 poll\n  release r\n  r.blocking-read 1\n",
        Rule::AbandonRead,
    ),
    (
        Fault::AbandonedReadLoses,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  hold\n  r.block, abandon after 1 poll\n  release r\n  r.blocking-read 1\n",
        Rule::AbandonRead,
    ),
    // A call that has failed is there for what it has done all the same.
    (
        Fault::SpliceTakesOn,
        "tree\n  a  \"a000a\"\n  b  \"\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  g = root.open-at \"b\" write\n  v = g.write-via-stream 9223372036854775808\n  v.blocking-splice r 1\n  w = g.write-via-stream 0\n  w.blocking-splice r 3\n",
        Rule::StreamReadPosition,
    ),
    (
        Fault::SpliceTakesOn,
        "tree\n  a  \"a000a\"\n  b  \"\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  g = root.open-at \"b\" write\n  v = g.write-via-stream 9223372036854775808\n  v.blocking-splice r 1\n  w = g.write-via-stream 0\n  w.blocking-splice r 1\n  w.blocking-splice r 2\n",
        Rule::StreamReadPosition,
    ),
    // What would be wrong with something else outside is so by itself.
    (Fault::MissingOutside, "run\n  root.stat-at \"../root-secret\"\n", Rule::PathInside),
    (Fault::TakenOutside, "run\n  root.create-directory-at \"../a/\"\n", Rule::PathInside),
    // A status change that is told as another moment is that one.
    (
        Fault::ChangeIsModification,
        "tree\n  a  \"\"\n\nrun\n  root.set-times-at \"a\" no-change 1073741823s\n  root.stat-at \"a\"\n",
        Rule::TimeChanged,
    ),
    (
        Fault::ChangeIsModification,
        "tree\n  a  \"\"\n\nrun\n  root.set-times-at \"a\" no-change 2147483647s\n  root.stat-at \"a\"\n",
        Rule::TimeChanged,
    ),
    // A name that is to be another name of itself is taken all the same.
    (Fault::LinkReplaces, "tree\n  a -> \"a\"\n\nrun\n  root.link-at \"a\" to root \"a\"\n", Rule::LinkTaken),
    // A right that was shown and is refused comes and goes.
    (
        Fault::ReadsFlip,
        "run\n  f = root.open-at \"a\" create\n  r = f.read-via-stream 0\n  r.blocking-read 1\n  f.read 1 0\n",
        Rule::AccessRead,
    ),
    // Of an append the end alone is there, or others stand within it.
    (
        Fault::AppendTorn,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  v.check-write\n  hold\n  v.write \"A0\"\n  release v\n  f.set-size 0\n",
        Rule::AppendWhole,
    ),
    (
        Fault::AppendTorn,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  v.check-write\n  hold\n  v.write \"A0\"\n  release v\n  f.write \"B\" 1\n",
        Rule::AppendWhole,
    ),
    // An error that was to be told, and is none.
    (
        Fault::ReadErrorIsEnd,
        "tree\n  a  \"a\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 0\n  fault r read io\n  r.blocking-read 1\n",
        Rule::FaultOnce,
    ),
    (
        Fault::ReadErrorIsZeros,
        "tree\n  a  \"a0\"\n\nrun\n  f = root.open-at \"a\"\n  r = f.read-via-stream 1\n  fault r read io\n  r.blocking-read 1, abandon after 1 poll\n  r.blocking-read 1\n",
        Rule::FaultOnce,
    ),
    // Who was never told of the interruption had only a short count to go on from.
    (
        Fault::ShortIsAll,
        "tree\n  a  \"\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  fault v write interrupted after 1 byte\n  v.blocking-write-and-flush \"A0\"\n",
        Rule::FaultShort,
    ),
    // Who says that nothing is there may be right about it.
    (
        Fault::CreateDoesNothing,
        "run\n  root.create-directory-at \"a\"\n  root.unlink-file-at \"a\"\n",
        Rule::DirCreate,
    ),
    // What a refused call has changed all the same shows in what is counted of it.
    (
        Fault::RefusedOpenMakes,
        "tree\n  a/\n\nrun\n  f = root.open-at \"a\"\n  root.stat-at \"a\"\n  g = f.open-at \"a\" create\n  root.stat-at \"a\"\n",
        Rule::AccessMutate,
    ),
    (
        Fault::RefusedUnlinkTakes,
        "tree\n  a/\n    a  \"\"\n\nrun\n  f = root.open-at \"a\"\n  g = root.open-at \"a/a\"\n  f.unlink-file-at \"a\"\n  g.stat\n",
        Rule::AccessMutate,
    ),
    // A refusal of an empty path with another code is that of a path that leads to nothing.
    (Fault::MissingIsIo, "run\n  root.stat-at \"\"\n", Rule::PathMissing),
    // A hash that another object has is no link's.
    (
        Fault::HashWithoutObject,
        "tree\n  a  \"a\"\n  b  \"b\"\n  l -> \"b\"\n\nrun\n  root.metadata-hash-at \"a\"\n  root.metadata-hash-at \"l\" symlink-follow\n",
        Rule::HashObject,
    ),
];

#[test]
fn what_is_wrong_is_laid_to_the_call_that_has_left_it_so() {
    let mut judge = tool::judge();
    let mut wrong = Vec::new();
    for (fault, text, rule) in ROWS {
        let script = Script::parse("row", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        match judge.check(&script, &faulty(*fault)).unwrap().verdict {
            Verdict::Diverged(divergence) if divergence.rule() == *rule => {}
            Verdict::Diverged(divergence) => {
                wrong.push(format!("{} breaks {}, not {rule}\n{text}", fault.name(), divergence.rule()));
            }
            other @ (Verdict::Conforms
            | Verdict::NotExercised(_)
            | Verdict::Skipped(_)
            | Verdict::Inconclusive(_)) => wrong.push(format!("{}: {other:?}\n{text}", fault.name())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_wrong_behind_a_tolerated_answer_is_laid_to_its_cause_as_well() {
    const TEXT: &str = "tree\n  a/\n    b/\n  l -> \"a/b\"\n\nrun\n  root.stat-at \"l/../b\"\n  f = root.open-at \"l/..\"\n  f.metadata-hash\n  root.metadata-hash-at \"a\"\n";
    let missing = Outcome::Error(ErrorCode::NoEntry);
    let known =
        |divergence: &Divergence| (divergence.outcome.as_ref() == Some(&missing)).then(|| "known".into());
    let mut judge = tool::judge().tolerating(known);
    let verdict =
        judge.check(&Script::parse("a test", TEXT).unwrap(), &faulty(Fault::DotDotOnText)).unwrap().verdict;
    let Verdict::Diverged(divergence) = verdict else { panic!("{verdict:?}") };
    assert!(matches!(divergence.outcome, Some(Outcome::Hash(_))), "{divergence:?}");
    assert_eq!(divergence.rule(), Rule::PathDotDot);
}
