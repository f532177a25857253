//! Lookups of what is in memory wait for no thread of the pool where the mode is to try; the others do, and all tell the same.

use super::*;
use crate::filesystem::os::Medium;
use crate::filesystem::testing::{Hold, on_medium, once};
use crate::filesystem::{FsError, open_preopen};
use crate::wasi::{DescriptorStat, MetadataHashValue};

const STAY: PathFlags = PathFlags::empty();
const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;

/// What a call tells, in one type for all of them. The time of access is left out: a call before may have moved it.
#[derive(Debug, PartialEq)]
enum Told {
    Stat(DescriptorStat),
    Hash(MetadataHashValue),
    Is(bool),
    Opened(DescriptorType, DescriptorFlags),
    Refused(Option<ErrorCode>),
}

fn told<T>(result: FsResult<T>, tell: impl FnOnce(T) -> Told) -> Told {
    result.map_or_else(|error: FsError| Told::Refused(error.code()), tell)
}

fn stat(result: FsResult<DescriptorStat>) -> Told {
    told(result, |stat| Told::Stat(DescriptorStat { data_access_timestamp: None, ..stat }))
}

fn opened(result: FsResult<Descriptor>) -> Told {
    told(result, |opened| Told::Opened(opened.get_type(), opened.get_flags()))
}

/// A directory in which calls are made, and a file in it that is open.
struct Subject {
    dir: Descriptor,
    file: Descriptor,
}

/// Makes a call, to its end or to where it waits first; what it tells if it has come to its end.
type Call = fn(&Subject, bool) -> Option<Told>;

/// To the end on a runtime of its own, or one poll.
macro_rules! call {
    ($subject:ident => $future:expr, $tell:expr) => {
        |$subject: &Subject, to_the_end: bool| {
            let future = async { $tell($future.await) };
            if to_the_end { Some(run(future)) } else { once(future) }
        }
    };
}

/// What a call is, the call, and whether it comes at once: where everything that is known to be in memory is tried first.
const CALLS: &[(&str, Call, bool)] = &[
    ("stat-at", call!(on => on.dir.stat_at(STAY, "f"), stat), true),
    ("stat-at below", call!(on => on.dir.stat_at(STAY, "d/f"), stat), true),
    ("stat-at of a link", call!(on => on.dir.stat_at(STAY, "to-f"), stat), true),
    ("stat-at through a link", call!(on => on.dir.stat_at(FOLLOW, "to-f"), stat), true),
    ("stat-at of nothing", call!(on => on.dir.stat_at(STAY, "missing"), stat), true),
    ("stat-at outside", call!(on => on.dir.stat_at(FOLLOW, "out"), stat), false),
    ("stat-at in a loop", call!(on => on.dir.stat_at(FOLLOW, "loop"), stat), false),
    ("stat-at of a file as a directory", call!(on => on.dir.stat_at(STAY, "f/"), stat), false),
    (
        "metadata-hash-at",
        call!(on => on.dir.metadata_hash_at(STAY, "f"), |hash| told(hash, Told::Hash)),
        true,
    ),
    ("stat of a directory", call!(on => on.dir.stat(), stat), true),
    ("stat of a file", call!(on => on.file.stat(), stat), true),
    ("metadata-hash", call!(on => on.file.metadata_hash(), |hash| told(hash, Told::Hash)), true),
    ("is-same-object", call!(on => on.dir.is_same_object(&on.file), |same| told(same, Told::Is)), true),
    ("open-at", call!(on => on.dir.open_at(STAY, "f", NONE, READ), opened), true),
    ("open-at to write", call!(on => on.dir.open_at(STAY, "f", NONE, READ | WRITE), opened), true),
    (
        "open-at of a directory",
        call!(on => on.dir.open_at(STAY, "d", DIRECTORY, READ | MUTATE), opened),
        true,
    ),
    ("open-at of no directory", call!(on => on.dir.open_at(STAY, "f", DIRECTORY, READ), opened), true),
    ("open-at of nothing", call!(on => on.dir.open_at(STAY, "missing", NONE, READ), opened), true),
    ("open-at of a link", call!(on => on.dir.open_at(STAY, "to-f", NONE, READ), opened), false),
    ("open-at of a directory to write", call!(on => on.dir.open_at(STAY, "d", NONE, WRITE), opened), false),
    ("open-at to make", call!(on => on.dir.open_at(STAY, "f", CREATE, READ), opened), false),
    ("open-at to truncate", call!(on => on.dir.open_at(STAY, "d/f", TRUNCATE, READ), opened), false),
];

fn subject(root: &Root, blocking: Blocking, medium: Option<Medium>) -> Subject {
    let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
    let file = run(dir.open_at(STAY, "f", NONE, READ)).unwrap();
    let on = |object| medium.map_or_else(|| Descriptor::clone(&object), |medium| on_medium(&object, medium));
    Subject { dir: on(dir), file: on(file) }
}

#[test]
fn what_is_in_memory_comes_at_once_where_that_is_tried_and_is_the_same_everywhere() {
    let root = everything();
    // The times at which links were read last are written down only once, when they are older than the links.
    std::thread::sleep(std::time::Duration::from_millis(30));
    // What the mode with that medium does at once: all, what is in memory, or nothing.
    let modes = [
        (Blocking::CurrentThread, None, [true, true]),
        (Blocking::NowaitThenPool, Some(Medium::MEMORY), [true, false]),
        (Blocking::NowaitThenPool, Some(Medium::UNKNOWN), [false, false]),
        (Blocking::Pool, None, [false, false]),
    ];
    let subjects = modes.map(|(blocking, medium, at_once)| (subject(&root, blocking, medium), at_once));
    if once_only(&subjects[1].0).is_none() {
        eprintln!("skipped: this system has no lookups that don't sleep");
        return;
    }
    for (name, call, in_memory) in CALLS {
        // To the end in each mode first, so that names, also those of nothing, and times of links are in memory.
        for (subject, _) in &subjects {
            call(subject, true);
        }
        let expected = call(&subjects[0].0, true);
        for (subject, [of_memory, of_others]) in &subjects {
            let at_once = run(async {
                let hold = Hold::new();
                let at_once = call(subject, false);
                hold.release().await;
                at_once
            });
            let comes = if *in_memory { *of_memory } else { *of_others };
            assert_eq!(at_once.is_some(), comes, "{name}, {:?}", subject.dir.dir().unwrap().blocking());
            assert!(at_once.is_none() || at_once == expected, "{name}: {at_once:?}, not {expected:?}");
            assert_eq!(call(subject, true), expected, "{name}");
        }
    }
}

/// A lookup of what is surely in memory, if it comes at once.
fn once_only(subject: &Subject) -> Option<FsResult<DescriptorStat>> {
    run(async { once(subject.dir.stat_at(STAY, ".")) })
}

#[test]
fn what_is_opened_at_once_has_the_rights_of_its_directory() {
    let root = everything();
    let access = Access { dir: DirPerms::READ, file: FilePerms::READ };
    let dir = open_preopen(root.folder.path(), access, Blocking::NowaitThenPool).unwrap();
    for medium in [Medium::MEMORY, Medium::UNKNOWN] {
        let dir = on_medium(&dir, medium);
        run(async {
            let file = dir.open_at(STAY, "f", NONE, READ).await.unwrap();
            assert_eq!(file.file().unwrap().perms(), FilePerms::READ);
            let below = dir.open_at(STAY, "d", NONE, READ).await.unwrap();
            let below = below.dir().unwrap();
            assert_eq!((below.perms(), below.file_perms()), (DirPerms::READ, FilePerms::READ));
            for (path, flags) in [("f", WRITE), ("d", MUTATE)] {
                let refused = dir.open_at(STAY, path, NONE, flags).await;
                assert_eq!(code(refused), Some(ErrorCode::ReadOnly), "{path}, {medium:?}");
            }
            assert_eq!(code(dir.stat_at(FOLLOW, "out").await), Some(ErrorCode::NotPermitted), "{medium:?}");
            assert_eq!(code(dir.stat_at(STAY, "f\0").await), Some(ErrorCode::Invalid), "{medium:?}");
        });
    }
    let blind = Access { dir: DirPerms::empty(), file: FilePerms::READ };
    let dir = open_preopen(root.folder.path(), blind, Blocking::NowaitThenPool).unwrap();
    let dir = on_medium(&dir, Medium::MEMORY);
    run(async {
        assert_eq!(code(dir.stat_at(STAY, "f").await), Some(ErrorCode::NotPermitted));
        assert_eq!(code(dir.open_at(STAY, "f", NONE, READ).await), Some(ErrorCode::NotPermitted));
    });
}
