//! The tests of directories: here what opens, makes, lists and removes; the rest by topic below.

#[cfg(unix)]
mod attributes;
#[cfg(target_os = "linux")]
mod cached;
#[cfg(unix)]
mod kinds;
#[cfg(unix)]
mod links;
#[cfg(unix)]
mod machine;
#[cfg(unix)]
mod moves;
#[cfg(unix)]
mod times;

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;

use super::super::testing::{Root, code, open, run};
use super::*;
use crate::wasi::DirectoryEntry;

const NONE: OpenFlags = OpenFlags::empty();
const CREATE: OpenFlags = OpenFlags::CREATE;
const DIRECTORY: OpenFlags = OpenFlags::DIRECTORY;
const EXCLUSIVE: OpenFlags = OpenFlags::EXCLUSIVE;
const TRUNCATE: OpenFlags = OpenFlags::TRUNCATE;
const READ: DescriptorFlags = DescriptorFlags::READ;
const WRITE: DescriptorFlags = DescriptorFlags::WRITE;
const MUTATE: DescriptorFlags = DescriptorFlags::MUTATE_DIRECTORY;
const NOTHING: DescriptorFlags = DescriptorFlags::empty();

/// A root with a file `f`, a directory `d` with a file `d/f`, and links: `to-f`, `to-d`, `out` (outside), `loop`.
fn sample(access: Access) -> Root {
    let root = Root::granting(access.dir, access.file);
    let path = |name: &str| root.folder.path().join(name);
    fs::write(path("f"), "contents").unwrap();
    fs::create_dir(path("d")).unwrap();
    fs::write(path("d/f"), "inner").unwrap();
    #[cfg(unix)]
    for (link, target) in [("to-f", "f"), ("to-d", "d"), ("out", "../outside"), ("loop", "loop")] {
        symlink(target, path(link)).unwrap();
    }
    root
}

fn everything() -> Root {
    sample(Access::default())
}

/// Open-flags, flags, and what get-flags says of a file and of a directory opened so; an error where it can't be.
type FlagsRow =
    (OpenFlags, DescriptorFlags, Result<DescriptorFlags, ErrorCode>, Result<DescriptorFlags, ErrorCode>);

#[test]
fn get_flags_tells_what_was_opened_for() {
    let is_dir = Err(ErrorCode::IsDirectory);
    let rows: [FlagsRow; 10] = [
        (NONE, NOTHING, Ok(READ), Ok(READ)),
        (NONE, READ, Ok(READ), Ok(READ)),
        (NONE, WRITE, Ok(WRITE), is_dir),
        (NONE, READ.union(WRITE), Ok(READ.union(WRITE)), is_dir),
        (NONE, MUTATE, Ok(READ), Ok(READ.union(MUTATE))),
        (NONE, READ.union(MUTATE), Ok(READ), Ok(READ.union(MUTATE))),
        (EXCLUSIVE, READ, Ok(READ), Ok(READ)),
        (CREATE, READ, Ok(READ.union(WRITE)), is_dir),
        (CREATE, NOTHING, Ok(READ.union(WRITE)), is_dir),
        (TRUNCATE, WRITE, Ok(WRITE), is_dir),
    ];
    for (open_flags, flags, of_file, of_dir) in rows {
        let root = everything();
        let got = |path: &str| {
            root.open(path, open_flags, flags).map(|opened| opened.get_flags()).map_err(|e| e.code().unwrap())
        };
        assert_eq!((got("f"), got("d")), (of_file, of_dir), "{open_flags:?}, {flags:?}");
    }
}

#[test]
fn open_flags_that_make_no_sense_together_are_invalid_before_any_right_is_asked_for() {
    let nothing = sample(Access { dir: DirPerms::empty(), file: FilePerms::empty() });
    for other in [CREATE, EXCLUSIVE, TRUNCATE] {
        assert_eq!(code(nothing.open("d", DIRECTORY | other, READ)), Some(ErrorCode::Invalid));
    }
    assert_eq!(code(nothing.open("f\0", NONE, READ)), Some(ErrorCode::Invalid));
    assert_eq!(code(nothing.open("f", NONE, READ)), Some(ErrorCode::NotPermitted));
}

#[test]
fn what_open_at_does_besides_opening() {
    let root = everything();
    let contents = |name: &str| fs::read_to_string(root.folder.path().join(name)).unwrap();
    root.open("new", CREATE, WRITE).unwrap();
    assert_eq!(contents("new"), "");
    assert_eq!(code(root.open("f", CREATE | EXCLUSIVE, WRITE)), Some(ErrorCode::Exist));
    root.open("f", EXCLUSIVE, WRITE).unwrap();
    assert_eq!(contents("f"), "contents");
    root.open("f", TRUNCATE, READ).unwrap();
    assert_eq!(contents("f"), "");
    assert_eq!(code(root.open("f", DIRECTORY, READ)), Some(ErrorCode::NotDirectory));
    assert!(root.open("d", DIRECTORY, READ).unwrap().is_dir());
    assert_eq!(code(root.open("missing", NONE, READ)), Some(ErrorCode::NoEntry));
}

/// A path, whether a final link is followed, and what opening it for reading gives.
#[cfg(unix)]
const PATHS: &[(&str, bool, Result<DescriptorType, ErrorCode>)] = &[
    ("", false, Err(ErrorCode::NoEntry)),
    ("f", false, Ok(DescriptorType::RegularFile)),
    ("./f", false, Ok(DescriptorType::RegularFile)),
    (".", false, Ok(DescriptorType::Directory)),
    ("d/..", false, Ok(DescriptorType::Directory)),
    ("d/../f", false, Ok(DescriptorType::RegularFile)),
    ("d/", false, Ok(DescriptorType::Directory)),
    ("d/.", false, Ok(DescriptorType::Directory)),
    ("f/", false, Err(ErrorCode::NotDirectory)),
    ("f/.", false, Err(ErrorCode::NotDirectory)),
    ("f/x", false, Err(ErrorCode::NotDirectory)),
    ("missing/../f", false, Err(ErrorCode::NoEntry)),
    ("..", false, Err(ErrorCode::NotPermitted)),
    ("d/../..", false, Err(ErrorCode::NotPermitted)),
    ("/", false, Err(ErrorCode::NotPermitted)),
    ("/f", false, Err(ErrorCode::NotPermitted)),
    ("to-f", false, Err(ErrorCode::Loop)),
    ("to-f", true, Ok(DescriptorType::RegularFile)),
    ("to-d", false, Err(ErrorCode::Loop)),
    ("to-d/", false, Ok(DescriptorType::Directory)),
    ("to-d/f", false, Ok(DescriptorType::RegularFile)),
    ("out", true, Err(ErrorCode::NotPermitted)),
    ("out/x", false, Err(ErrorCode::NotPermitted)),
    ("loop", true, Err(ErrorCode::Loop)),
    ("d\\f", false, Err(ErrorCode::NoEntry)),
    ("f\0", false, Err(ErrorCode::Invalid)),
];

#[cfg(unix)]
#[test]
fn paths_stay_below_their_directory() {
    let root = everything();
    for (path, follow, expected) in PATHS {
        let path_flags = if *follow { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() };
        let opened = run(root.dir.open_at(path_flags, path, NONE, READ));
        let got = opened.map(|opened| opened.get_type()).map_err(|error| error.code().unwrap());
        assert_eq!(got, *expected, "{path:?}, follow: {follow}");
    }
}

#[test]
fn opening_to_change_something_needs_rights_of_both_layers() {
    let files_only = sample(Access { dir: DirPerms::READ, file: FilePerms::all() });
    let dirs_only = sample(Access { dir: DirPerms::all(), file: FilePerms::READ });
    for (open_flags, flags) in [(NONE, WRITE), (CREATE, READ), (TRUNCATE, READ)] {
        let row = format!("{open_flags:?}, {flags:?}");
        assert_eq!(code(files_only.open("f", open_flags, flags)), Some(ErrorCode::ReadOnly), "{row}");
        assert_eq!(code(dirs_only.open("f", open_flags, flags)), Some(ErrorCode::NotPermitted), "{row}");
        everything().open("f", open_flags, flags).unwrap();
    }
    assert_eq!(code(files_only.open("d", NONE, MUTATE)), Some(ErrorCode::ReadOnly));
    dirs_only.open("d", NONE, MUTATE).unwrap();
    files_only.open("f", NONE, READ).unwrap();
    for root in [&files_only, &dirs_only] {
        assert_eq!(fs::read_to_string(root.folder.path().join("f")).unwrap(), "contents");
    }
}

#[test]
fn a_directory_opened_without_mutate_directory_is_read_only_and_so_is_all_below_it() {
    let root = everything();
    let d = root.open("d", NONE, READ).unwrap();
    assert_eq!(code(run(d.create_directory_at("x"))), Some(ErrorCode::ReadOnly));
    assert_eq!(code(run(d.unlink_file_at("f"))), Some(ErrorCode::ReadOnly));
    assert_eq!(code(run(d.remove_directory_at("."))), Some(ErrorCode::ReadOnly));
    assert_eq!(code(open(&d, "f", NONE, WRITE)), Some(ErrorCode::ReadOnly));
    let again = open(&d, ".", NONE, READ).unwrap();
    assert_eq!(code(open(&again, ".", NONE, MUTATE)), Some(ErrorCode::ReadOnly));
}

#[test]
fn directories_are_made_and_removed_by_path() {
    let root = everything();
    let dir = &root.dir;
    run(async {
        dir.create_directory_at("new").await.unwrap();
        dir.create_directory_at("new/inner/").await.unwrap();
        assert_eq!(code(dir.create_directory_at("new").await), Some(ErrorCode::Exist));
        assert_eq!(code(dir.create_directory_at("f/x").await), Some(ErrorCode::NotDirectory));
        assert_eq!(code(dir.create_directory_at("../x").await), Some(ErrorCode::NotPermitted));
        assert_eq!(code(dir.create_directory_at("").await), Some(ErrorCode::NoEntry));
        assert_eq!(code(dir.remove_directory_at("new").await), Some(ErrorCode::NotEmpty));
        dir.remove_directory_at("new/inner/").await.unwrap();
        dir.remove_directory_at("new").await.unwrap();
        assert_eq!(code(dir.remove_directory_at("f").await), Some(ErrorCode::NotDirectory));
        assert_eq!(code(dir.remove_directory_at("").await), Some(ErrorCode::NoEntry));
        assert_eq!(code(dir.remove_directory_at("/").await), Some(ErrorCode::NotPermitted));
        for path in [".", "./", "d/.", "d/..", ".."] {
            assert!(dir.remove_directory_at(path).await.is_err(), "{path}");
        }
    });
    assert!(root.folder.path().join("d/f").is_file());
}

#[test]
fn files_are_unlinked_and_directories_are_not() {
    let root = everything();
    run(async {
        for path in ["d", "d/", ".", "d/."] {
            let answer = code(root.dir.unlink_file_at(path).await);
            assert_eq!(answer, Some(ErrorCode::IsDirectory), "{path}");
        }
        assert_eq!(code(root.dir.unlink_file_at("f/").await), Some(ErrorCode::NotDirectory));
        assert_eq!(code(root.dir.unlink_file_at("../f").await), Some(ErrorCode::NotPermitted));
        root.dir.unlink_file_at("d/f").await.unwrap();
        assert_eq!(code(root.dir.unlink_file_at("d/f").await), Some(ErrorCode::NoEntry));
    });
}

#[cfg(unix)]
#[test]
fn unlinking_a_link_leaves_its_target() {
    let root = everything();
    run(root.dir.unlink_file_at("to-d")).unwrap();
    assert!(root.folder.path().join("d/f").is_file());
}

#[test]
fn a_listing_is_a_snapshot_without_the_directory_and_its_parent() {
    let root = Root::new();
    fs::create_dir(root.folder.path().join("d")).unwrap();
    fs::write(root.folder.path().join("f"), "").unwrap();
    let mut listing = run(root.dir.read_directory()).unwrap();
    fs::write(root.folder.path().join("later"), "").unwrap();
    let mut entries: Vec<_> = listing.by_ref().map(Result::unwrap).collect();
    entries.sort();
    let entry = |r#type, name: &str| DirectoryEntry { r#type, name: name.to_owned() };
    let mut expected = [entry(DescriptorType::Directory, "d"), entry(DescriptorType::RegularFile, "f")];
    expected.sort();
    assert_eq!(entries, expected);
    assert!(listing.next().is_none() && listing.next().is_none());
    assert_eq!(run(root.dir.read_directory()).unwrap().count(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_an_error_in_its_place() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = Root::new();
    fs::write(root.folder.path().join(std::ffi::OsStr::from_bytes(b"\xff")), "").unwrap();
    fs::write(root.folder.path().join("f"), "").unwrap();
    let listing: Vec<_> = run(root.dir.read_directory()).unwrap().collect();
    let bad = listing.iter().filter(|entry| code((*entry).clone()) == Some(ErrorCode::IllegalByteSequence));
    assert_eq!((listing.len(), bad.count()), (2, 1));
}

#[test]
fn listing_and_opening_need_the_right_to_look() {
    let blind = sample(Access { dir: DirPerms::MUTATE, file: FilePerms::all() });
    assert_eq!(code(run(blind.dir.read_directory())), Some(ErrorCode::NotPermitted));
    assert_eq!(code(blind.open("f", NONE, READ)), Some(ErrorCode::NotPermitted));
    run(blind.dir.create_directory_at("new")).unwrap();
    assert_eq!(blind.dir.get_flags(), MUTATE);
}

#[test]
fn a_removed_directory_can_be_listed_or_says_that_it_is_gone() {
    let root = Root::new();
    run(root.dir.create_directory_at("d")).unwrap();
    let d = root.open("d", NONE, READ).unwrap();
    run(root.dir.remove_directory_at("d")).unwrap();
    match run(d.read_directory()) {
        Ok(entries) => assert_eq!(entries.count(), 0),
        Err(error) => assert_eq!(error.code(), Some(ErrorCode::NoEntry)),
    }
}

#[test]
fn the_kind_of_descriptor_is_judged_first() {
    let nothing = sample(Access { dir: DirPerms::READ, file: FilePerms::empty() });
    let f = nothing.open("f", NONE, READ).unwrap();
    run(async {
        assert_eq!(code(nothing.dir.read_via_stream(0)), Some(ErrorCode::IsDirectory));
        assert_eq!(code(nothing.dir.write_via_stream(0)), Some(ErrorCode::BadDescriptor));
        assert_eq!(code(nothing.dir.read(1, 0).await), Some(ErrorCode::BadDescriptor));
        assert_eq!(code(nothing.dir.set_size(1).await), Some(ErrorCode::BadDescriptor));
        assert_eq!(code(f.read_directory().await), Some(ErrorCode::NotDirectory));
        assert_eq!(code(f.create_directory_at("\0").await), Some(ErrorCode::NotDirectory));
    });
}

#[cfg(target_os = "linux")]
#[test]
fn opening_a_fifo_that_nobody_holds_comes_back() {
    let root = Root::new();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let folder = fs::File::open(root.folder.path()).unwrap();
    rustix::fs::mknodat(&folder, "pipe", rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let opened = root.open("pipe", NONE, READ).unwrap();
    assert_eq!(opened.get_type(), DescriptorType::Fifo);
    assert_eq!(code(run(opened.read(1, 0))), Some(ErrorCode::InvalidSeek));
    drop(opened);
    assert_eq!(code(root.open("pipe", NONE, WRITE)), Some(ErrorCode::NoSuchDevice));
}

#[test]
fn a_descriptor_stands_for_its_object_and_a_stream_outlives_it() {
    let root = everything();
    let f = root.open("f", NONE, READ).unwrap();
    let mut stream = f.read_via_stream(0).unwrap();
    run(root.dir.unlink_file_at("f")).unwrap();
    assert_eq!(run(f.read(3, 0)).unwrap().0, b"con");
    drop(f);
    assert_eq!(stream.read(3).unwrap(), b"con");
}
