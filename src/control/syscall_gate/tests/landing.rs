//! Where calls land that change something.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::SystemTime;

use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, ResolveFlags, Timespec, Timestamps, UTIME_NOW, openat2, utimensat,
};

use super::super::super::{Touch, Touched};
use super::*;

/// What is changed, where, and whether that is in the tree.
type Landed = (Touch, &'static str, bool);

const NAMES: Touch = Touch::Names;
const DATA: Touch = Touch::Data;
const TIMES: Touch = Touch::Times;

/// Something that is done with a tree and the folder around it.
type Act = fn(&Path, &Path);

fn set_times(path: &Path, flags: AtFlags) {
    let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
    _ = utimensat(CWD, path, &Timestamps { last_access: now, last_modification: now }, flags);
}

/// Makes a file as one does who stays beneath a directory.
fn make_beneath(directory: &Path, path: &str) {
    let directory = File::open(directory).unwrap();
    let flags = OFlags::CREATE | OFlags::WRONLY;
    _ = openat2(directory, path, flags, Mode::RWXU, ResolveFlags::BENEATH);
}

/// How to read a row: what is done, one after the other with one tree, and where it lands.
const ROWS: &[(&str, Act, &[Landed])] = &[
    ("make a directory", |tree, _| _ = fs::create_dir(tree.join("d")), &[(NAMES, "", true)]),
    ("make it again", |tree, _| _ = fs::create_dir(tree.join("d")), &[]),
    (
        "make a file",
        |tree, _| _ = fs::write(tree.join("d/f"), "x"),
        &[(NAMES, "d", true), (DATA, "d/f", true)],
    ),
    ("cut it", |tree, _| _ = File::create(tree.join("d/f")), &[(DATA, "d/f", true)]),
    ("make it where it is", |tree, _| _ = File::create_new(tree.join("d/f")), &[]),
    ("read it", |tree, _| _ = fs::read(tree.join("d/f")), &[]),
    ("a link", |tree, _| _ = symlink("d", tree.join("l")), &[(NAMES, "", true)]),
    ("make a file along it", |tree, _| _ = File::create_new(tree.join("l/g")), &[(NAMES, "d", true)]),
    ("another name", |tree, _| _ = fs::hard_link(tree.join("d/g"), tree.join("h")), &[(NAMES, "", true)]),
    (
        "times by descriptor",
        |tree, _| _ = File::open(tree.join("h")).unwrap().set_modified(SystemTime::now()),
        &[(TIMES, "h", true)],
    ),
    (
        "times of a link",
        |tree, _| set_times(&tree.join("l"), AtFlags::SYMLINK_NOFOLLOW),
        &[(TIMES, "l", true)],
    ),
    ("times along it", |tree, _| set_times(&tree.join("l"), AtFlags::empty()), &[(TIMES, "d", true)]),
    (
        "a size",
        |tree, _| _ = OpenOptions::new().write(true).open(tree.join("h")).unwrap().set_len(9),
        &[(DATA, "h", true)],
    ),
    (
        "move it out",
        |tree, around| _ = fs::rename(tree.join("d/g"), around.join("g")),
        &[(NAMES, "d", true), (NAMES, "", false)],
    ),
    ("move what is not there", |tree, around| _ = fs::rename(tree.join("d/g"), around.join("g")), &[]),
    ("make one beneath", |tree, _| make_beneath(tree, "l/b"), &[(NAMES, "d", true)]),
    ("make none that is not", |tree, _| make_beneath(tree, "../b"), &[]),
    ("make one outside", |_, around| _ = fs::create_dir(around.join("o")), &[(NAMES, "", false)]),
    ("take a name away", |tree, _| _ = fs::remove_file(tree.join("h")), &[(NAMES, "", true)]),
    ("take it away again", |tree, _| _ = fs::remove_file(tree.join("h")), &[]),
    ("take a directory away", |_, around| _ = fs::remove_dir(around.join("o")), &[(NAMES, "", false)]),
];

#[test]
fn whoever_changes_something_is_noted_with_the_place() {
    in_time(|| {
        let mut gate = SyscallGate::new().unwrap();
        let around = TempDir::new().unwrap();
        let tree = around.path().join("tree");
        fs::create_dir(&tree).unwrap();
        gate.begin(&[&tree]);
        let on = name("d");
        for (what, act, landed) in ROWS {
            gate.acting(Some(Acting { reads: &on, writes: &on, is_of_streams: false }));
            act(&tree, around.path());
            gate.acting(None);
            let seen = gate.take_touched();
            let seen: Vec<_> = seen
                .iter()
                .map(|Touched { what, place, is_within, .. }| (*what, place.to_str().unwrap(), *is_within))
                .collect();
            assert_eq!(seen, *landed, "{what}");
        }
        // What the judge itself does is none of the guest's.
        fs::create_dir(tree.join("own")).unwrap();
        assert_eq!(gate.take_touched(), []);
    });
}
