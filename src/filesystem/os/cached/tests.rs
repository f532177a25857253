//! What lookups that never sleep find is what a walk finds, and what they leave to it.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::super::{attributes_at, attributes_file};
use super::*;
use crate::filesystem::Blocking;

/// A medium of which everything is at hand that was looked for before, whatever the one of the tests is.
const ALL: Medium = Medium { names: false, ..Medium::MEMORY };

/// A tree with one object of each kind, and links within and out; and the tree's root opened. None where the system has no
/// such lookups.
fn tree() -> Option<(TempDir, Dir)> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join("root").join(name);
    fs::create_dir_all(path("d/e")).unwrap();
    for file in ["f", "d/f", "../outside"] {
        fs::write(path(file), file).unwrap();
    }
    rustix::fs::mknodat(rustix::fs::CWD, path("fifo"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let absolute = folder.path().join("root/f");
    let links = [
        ("to-f", Path::new("f")),
        ("to-d", Path::new("d")),
        ("d/up", Path::new("../f")),
        ("out", Path::new("../outside")),
        ("absolute", &absolute),
        ("dangling", Path::new("missing")),
        ("loop", Path::new("loop")),
        ("to-fifo", Path::new("fifo")),
    ];
    for (link, target) in links {
        symlink(target, path(link)).unwrap();
    }
    let root = Dir::open_ambient_dir(folder.path().join("root"), cap_std::ambient_authority()).unwrap();
    if matches!(find(&root, ".", false, OFlags::PATH, ALL), Nowait::WouldSleep) {
        eprintln!("skipped: this system has no lookups that don't sleep");
        return None;
    }
    // The times at which links were read last are written down only once, when they are older than the links.
    sleep(Duration::from_millis(30));
    Some((folder, root))
}

/// What is at once: an object, that there is none, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Found,
    Missing,
    Left,
}

use Told::{Found, Left, Missing};

/// A path, and what a lookup that does not sleep tells when a final link is not followed, and when it is.
const PATHS: &[(&str, Told, Told)] = &[
    ("f", Found, Found),
    (".", Found, Found),
    ("d", Found, Found),
    ("d/", Found, Found),
    ("d/f", Found, Found),
    ("d/../f", Found, Found),
    ("d/e/..", Found, Found),
    ("d//./e/", Found, Found),
    ("fifo", Found, Found),
    ("to-f", Found, Found),
    ("to-d", Found, Found),
    ("to-d/", Found, Found),
    ("to-d/f", Found, Found),
    ("to-d/../f", Found, Found),
    ("d/up", Found, Found),
    ("dangling", Found, Missing),
    ("missing", Missing, Missing),
    ("d/missing", Missing, Missing),
    ("missing/f", Missing, Missing),
    ("", Missing, Missing),
    ("f/", Left, Left),
    ("f/.", Left, Left),
    ("to-f/", Left, Left),
    ("loop", Found, Left),
    ("loop/f", Left, Left),
    ("out", Found, Left),
    ("absolute", Found, Left),
    ("..", Left, Left),
    ("../outside", Left, Left),
    ("../root/f", Left, Left),
    ("d/../../outside", Left, Left),
    ("/", Left, Left),
    ("/f", Left, Left),
    ("f\0", Left, Left),
];

#[test]
fn what_is_told_at_once_is_what_a_walk_tells() {
    let Some((_folder, root)) = tree() else { return };
    for (path, stays, follows) in PATHS {
        for (follow, told) in [(false, *stays), (true, *follows)] {
            let walked = attributes_at(&root, path.as_ref(), follow);
            let (is, walked) = match (attributes_cached(&root, path, follow, ALL), walked) {
                (Nowait::Done(Ok(found)), walked) => {
                    let walked = walked.unwrap();
                    assert_eq!(found.hash(), walked.hash(), "{path:?}, follow: {follow}");
                    assert_eq!(found.stat, walked.stat, "{path:?}, follow: {follow}");
                    (Found, None)
                }
                (Nowait::Done(Err(error)), walked) => {
                    assert_eq!(error.kind(), ErrorKind::NotFound, "{path:?}, follow: {follow}");
                    (Missing, walked.err().map(|error| error.kind()))
                }
                (Nowait::WouldSleep, _) => (Left, None),
            };
            assert_eq!(is, told, "{path:?}, follow: {follow}");
            assert_eq!(walked, (told == Missing).then_some(ErrorKind::NotFound), "{path:?}, {follow}");
        }
    }
}

#[test]
fn a_path_to_another_mount_is_left_to_the_walk() {
    let root = Dir::open_ambient_dir("/", cap_std::ambient_authority()).unwrap();
    attributes_at(&root, "proc/version".as_ref(), true).unwrap();
    for medium in [ALL, Medium::MEMORY] {
        for path in ["proc", "proc/", "proc/version"] {
            assert!(matches!(attributes_cached(&root, path, true, medium), Nowait::WouldSleep), "{path}");
        }
        assert!(matches!(
            open_cached(&root, "proc/version", true, OpenMode::READ, medium),
            Nowait::WouldSleep
        ));
    }
}

#[test]
fn only_that_nothing_is_there_is_refused_at_once() {
    assert!(
        matches!(answer(Err(Errno::NOENT)), Nowait::Done(Err(error)) if error.kind() == ErrorKind::NotFound)
    );
    // Not in memory; older kernels; a sandbox around us; a way out; and what a walk refuses in its own words.
    let left = [
        Errno::AGAIN,
        Errno::INVAL,
        Errno::NOSYS,
        Errno::TOOBIG,
        Errno::PERM,
        Errno::XDEV,
        Errno::ACCESS,
        Errno::ISDIR,
        Errno::LOOP,
        Errno::NAMETOOLONG,
        Errno::NOTDIR,
        Errno::MFILE,
    ];
    for errno in left {
        assert!(matches!(answer(Err(errno)), Nowait::WouldSleep), "{errno:?}");
    }
}

#[test]
fn where_all_names_are_in_memory_one_that_was_never_looked_for_is_found_out_as_well() {
    let Some((folder, root)) = tree() else { return };
    assert!(matches!(attributes_cached(&root, "never-made", false, Medium::MEMORY), Nowait::Done(Err(_))));
    fs::create_dir(folder.path().join("root/made")).unwrap();
    let found = attributes_cached(&root, "made/.", false, Medium::MEMORY);
    assert!(matches!(found, Nowait::Done(Ok(_))), "{found:?}");
}

/// A path, what it is opened for, what is known of the medium, and whether it is opened at once.
type OpenRow = (&'static str, OpenMode, Medium, bool);

#[test]
fn what_is_opened_at_once_is_what_the_path_leads_to() {
    let Some((folder, root)) = tree() else { return };
    let disk = Medium { directories: false, writing: false, ..ALL };
    let (read, write, both) = (OpenMode::READ, OpenMode::WRITE, OpenMode::all());
    let rows: [OpenRow; 17] = [
        ("f", read, ALL, true),
        ("f", write, ALL, true),
        ("f", both, ALL, true),
        ("f", read, disk, true),
        ("f", write, disk, false),
        ("f", both, disk, false),
        ("f", read, Medium::UNKNOWN, false),
        ("d", read, ALL, true),
        ("d", write, ALL, false),
        ("d", read, disk, false),
        ("to-d/../d/up", read, ALL, true),
        ("fifo", read, ALL, false),
        ("to-fifo", read, ALL, false),
        ("fifo", write, ALL, false),
        ("f/", read, ALL, false),
        ("out", read, ALL, false),
        ("../root/f", read, ALL, false),
    ];
    for (path, mode, medium, at_once) in rows {
        // Once the way that may sleep, for the times of links.
        drop(fs::metadata(folder.path().join("root").join(path)));
        match open_cached(&root, path, true, mode, medium) {
            Nowait::Done(opened) => {
                let (file, r#type) = opened.unwrap();
                let found = attributes_at(&root, path.as_ref(), true).unwrap();
                assert!(attributes_file(&file).unwrap().is_same_object(&found), "{path}");
                assert_eq!(r#type, found.stat.r#type, "{path}");
                let flags = rustix::fs::fcntl_getfl(&file).unwrap();
                let access = [(read, OFlags::RDONLY), (write, OFlags::WRONLY), (both, OFlags::RDWR)];
                assert!(access.contains(&(mode, flags & OFlags::RWMODE)), "{path}: {flags:?}");
                assert!(at_once, "{path}, {mode:?}, {medium:?}");
            }
            Nowait::WouldSleep => assert!(!at_once, "{path}, {mode:?}, {medium:?}"),
        }
    }
    let stays = open_cached(&root, "to-f", false, read, ALL);
    assert!(matches!(stays, Nowait::WouldSleep), "a link is not opened: {stays:?}");
    // Looked for once, so that its absence is in memory.
    fs::metadata(folder.path().join("root/missing")).unwrap_err();
    let missing = open_cached(&root, "missing", false, read, ALL);
    assert!(matches!(missing, Nowait::Done(Err(_))), "{missing:?}");
}

#[test]
fn a_fifo_is_not_opened_to_find_out_that_it_is_one() {
    let Some((folder, root)) = tree() else { return };
    let open = |how| {
        let flags = how | OFlags::NONBLOCK;
        rustix::fs::openat(rustix::fs::CWD, folder.path().join("root/fifo"), flags, Mode::empty())
    };
    let reader = open(OFlags::RDONLY).unwrap();
    let writer = open(OFlags::WRONLY).unwrap();
    rustix::io::write(&writer, b"x").unwrap();
    for mode in [OpenMode::READ, OpenMode::WRITE, OpenMode::all()] {
        assert!(matches!(open_cached(&root, "fifo", false, mode, ALL), Nowait::WouldSleep), "{mode:?}");
    }
    assert_eq!(rustix::io::read(&reader, &mut [0; 2]), Ok(1));
}

#[test]
fn an_object_of_somebody_else_is_left_to_the_walk() {
    let Some((folder, root)) = tree() else { return };
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can give a file away");
        return;
    }
    assert!(matches!(open_cached(&root, "f", false, OpenMode::READ, ALL), Nowait::Done(Ok(_))));
    std::os::unix::fs::chown(folder.path().join("root/f"), Some(1), None).unwrap();
    assert!(matches!(open_cached(&root, "f", false, OpenMode::READ, ALL), Nowait::WouldSleep));
}

#[test]
fn a_medium_is_asked_for_only_where_it_is_of_use() {
    let Some((_folder, root)) = tree() else { return };
    for blocking in [Blocking::CurrentThread, Blocking::Pool] {
        assert_eq!(Medium::of(&root, blocking), Medium::UNKNOWN, "{blocking:?}");
    }
}
