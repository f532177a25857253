//! The tests of attributes and identity, and of the paths that lead to them.

use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::filesystem::open_preopen;
use crate::filesystem::testing::MODES;
use crate::wasi::{DescriptorStat, MetadataHashValue, NewTimestamp};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const STAY: PathFlags = PathFlags::empty();
const OMIT: NewTimestamp = NewTimestamp::NoChange;
const NOW: NewTimestamp = NewTimestamp::Now;

const FILE: Result<DescriptorType, ErrorCode> = Ok(DescriptorType::RegularFile);
const DIR: Result<DescriptorType, ErrorCode> = Ok(DescriptorType::Directory);
const LINK: Result<DescriptorType, ErrorCode> = Ok(DescriptorType::SymbolicLink);
const NOWHERE: Result<DescriptorType, ErrorCode> = Err(ErrorCode::NoEntry);
const NO_DIR: Result<DescriptorType, ErrorCode> = Err(ErrorCode::NotDirectory);
const OUTSIDE: Result<DescriptorType, ErrorCode> = Err(ErrorCode::NotPermitted);
const LOOP: Result<DescriptorType, ErrorCode> = Err(ErrorCode::Loop);

/// A path; what it leads to when a final link is not followed, and when it is.
type PathRow = (&'static str, Result<DescriptorType, ErrorCode>, Result<DescriptorType, ErrorCode>);

const PATHS: &[PathRow] = &[
    ("", NOWHERE, NOWHERE),
    ("f", FILE, FILE),
    ("./f", FILE, FILE),
    ("d//f", FILE, FILE),
    ("d/../f", FILE, FILE),
    (".", DIR, DIR),
    ("./", DIR, DIR),
    ("d", DIR, DIR),
    ("d/", DIR, DIR),
    ("d///", DIR, DIR),
    ("d/.", DIR, DIR),
    ("d/..", DIR, DIR),
    ("d/../", DIR, DIR),
    ("f/", NO_DIR, NO_DIR),
    ("f/.", NO_DIR, NO_DIR),
    ("f/..", NO_DIR, NO_DIR),
    ("f/x", NO_DIR, NO_DIR),
    ("missing", NOWHERE, NOWHERE),
    ("missing/", NOWHERE, NOWHERE),
    ("missing/..", NOWHERE, NOWHERE),
    ("..", OUTSIDE, OUTSIDE),
    ("../", OUTSIDE, OUTSIDE),
    ("../f", OUTSIDE, OUTSIDE),
    ("d/../..", OUTSIDE, OUTSIDE),
    ("d/../../f", OUTSIDE, OUTSIDE),
    ("/", OUTSIDE, OUTSIDE),
    ("//", OUTSIDE, OUTSIDE),
    ("/f", OUTSIDE, OUTSIDE),
    ("to-f", LINK, FILE),
    ("to-f/", NO_DIR, NO_DIR),
    ("to-f/.", NO_DIR, NO_DIR),
    ("to-d", LINK, DIR),
    ("to-d/", DIR, DIR),
    ("to-d/.", DIR, DIR),
    ("to-d/..", DIR, DIR),
    ("to-d/f", FILE, FILE),
    ("d/up", LINK, FILE),
    ("to-d/up", LINK, FILE),
    ("d/up/", NO_DIR, NO_DIR),
    ("to-slash", LINK, NO_DIR),
    ("to-to-d", LINK, DIR),
    ("to-to-d/", DIR, DIR),
    ("dangling", LINK, NOWHERE),
    ("dangling/", NOWHERE, NOWHERE),
    ("out", LINK, OUTSIDE),
    ("out/", OUTSIDE, OUTSIDE),
    ("out/x", OUTSIDE, OUTSIDE),
    ("to-out", LINK, OUTSIDE),
    ("back", LINK, OUTSIDE),
    ("absolute", LINK, OUTSIDE),
    ("absolute/", OUTSIDE, OUTSIDE),
    ("absolute/x", OUTSIDE, OUTSIDE),
    ("loop", LINK, LOOP),
    ("loop/", LOOP, LOOP),
    ("loop/x", LOOP, LOOP),
    ("d\\f", NOWHERE, NOWHERE),
    ("f\0", Err(ErrorCode::Invalid), Err(ErrorCode::Invalid)),
];

/// The sample with more links: one up and one twice, with a slash, dangling, absolute, out, and out and back in.
pub(super) fn linked() -> Root {
    let root = everything();
    let back = format!("../{}/f", root.folder.path().file_name().unwrap().to_str().unwrap());
    let links = [
        ("d/up", "../f"),
        ("to-slash", "f/"),
        ("to-to-d", "to-d"),
        ("dangling", "missing"),
        ("absolute", "/"),
        ("to-out", "out"),
        ("back", &back),
    ];
    for (link, target) in links {
        symlink(target, root.folder.path().join(link)).unwrap();
    }
    root
}

/// The same folder as a preopen of another mode.
pub(super) fn in_mode(root: &Root, blocking: Blocking) -> Descriptor {
    open_preopen(root.folder.path(), Access::default(), blocking).unwrap()
}

#[test]
fn every_row_of_the_path_table_is_what_functions_by_path_look_at() {
    for blocking in MODES {
        let root = linked();
        let dir = in_mode(&root, blocking);
        for (path, staying, following) in PATHS {
            for (flags, expected) in [(STAY, *staying), (FOLLOW, *following)] {
                run(async {
                    let row = format!("{path:?}, {flags:?}, {blocking:?}");
                    let stat = dir.stat_at(flags, path).await;
                    let got = stat.map(|stat| stat.r#type).map_err(|error| error.code().unwrap());
                    assert_eq!(got, expected, "stat-at {row}");
                    let hash = dir.metadata_hash_at(flags, path).await;
                    assert_eq!(code(hash), expected.err(), "metadata-hash-at {row}");
                    for times in [(OMIT, NOW), (OMIT, OMIT)] {
                        let set = dir.set_times_at(flags, path, times.0, times.1).await;
                        assert_eq!(code(set), expected.err(), "set-times-at {times:?} {row}");
                    }
                });
            }
        }
    }
}

#[test]
fn a_chain_of_links_is_followed_as_far_as_the_system_follows_it() {
    let root = everything();
    symlink("f", root.folder.path().join("0")).unwrap();
    for link in 1..=40 {
        symlink((link - 1).to_string(), root.folder.path().join(link.to_string())).unwrap();
    }
    let stat = |path: &'static str| run(root.dir.stat_at(FOLLOW, path));
    let opened = |path: &'static str| run(root.dir.open_at(FOLLOW, path, NONE, READ));
    assert_eq!(stat("39").unwrap().r#type, DescriptorType::RegularFile);
    assert_eq!(code(opened("39")), None);
    assert_eq!((code(stat("40")), code(opened("40"))), (Some(ErrorCode::Loop), Some(ErrorCode::Loop)));
}

/// What a descriptor and its path are told to be.
async fn both_ways(dir: &Descriptor, path: &str) -> [(DescriptorStat, MetadataHashValue); 2] {
    let opened = dir.open_at(STAY, path, NONE, READ).await.unwrap();
    let by_handle = (opened.stat().await.unwrap(), opened.metadata_hash().await.unwrap());
    let by_path = dir.stat_at(STAY, path).await.unwrap();
    [by_handle, (by_path, dir.metadata_hash_at(STAY, path).await.unwrap())]
}

#[test]
fn a_descriptor_and_its_path_are_one_object() {
    for blocking in MODES {
        let root = linked();
        let dir = in_mode(&root, blocking);
        run(async {
            for path in ["f", "d", "d/f", "."] {
                let [by_handle, by_path] = both_ways(&dir, path).await;
                assert_eq!(by_handle, by_path, "{path}, {blocking:?}");
            }
            let followed = dir.metadata_hash_at(FOLLOW, "to-f").await.unwrap();
            assert_eq!(followed, both_ways(&dir, "f").await[0].1);
            assert_ne!(followed, dir.metadata_hash_at(STAY, "to-f").await.unwrap());
            assert_ne!(followed, dir.metadata_hash_at(STAY, "d/f").await.unwrap());
            assert_eq!(dir.metadata_hash().await, dir.metadata_hash_at(STAY, ".").await);
        });
    }
}

#[test]
fn stat_at_counts_bytes_and_names() {
    let root = linked();
    fs::hard_link(root.folder.path().join("f"), root.folder.path().join("g")).unwrap();
    let stat = run(root.dir.stat_at(STAY, "g")).unwrap();
    assert_eq!((stat.size, stat.link_count), (8, 2));
    assert!(stat.status_change_timestamp.is_some_and(|time| time.seconds > 1_600_000_000));
    assert_eq!(run(root.dir.stat_at(STAY, "to-f")).unwrap().size, 1);
}

#[test]
fn the_hash_changes_with_size_and_modification_and_with_nothing_else() {
    let root = everything();
    let path = |name: &str| root.folder.path().join(name);
    let hash = || run(root.dir.metadata_hash_at(STAY, "f")).unwrap();
    let modified =
        |time| fs::File::options().write(true).open(path("f")).unwrap().set_modified(time).unwrap();
    let early = UNIX_EPOCH - Duration::from_secs(7);
    modified(early);
    let first = hash();
    fs::hard_link(path("f"), path("g")).unwrap();
    run(root.dir.set_times_at(STAY, "f", NOW, OMIT)).unwrap();
    assert_eq!(hash(), first, "links and access");
    modified(early - Duration::from_secs(1));
    assert_ne!(hash(), first, "modification before 1970");
    let size = |size| fs::File::options().write(true).open(path("f")).unwrap().set_len(size).unwrap();
    size(3);
    modified(early);
    assert_ne!(hash(), first, "size");
    size(8);
    modified(early);
    assert_eq!(hash(), first, "back as it was");
}

#[test]
fn same_objects_are_told_whatever_their_names_and_kinds() {
    for blocking in MODES {
        let root = linked();
        fs::hard_link(root.folder.path().join("f"), root.folder.path().join("g")).unwrap();
        let dir = in_mode(&root, blocking);
        run(async {
            let opened = async |path| dir.open_at(FOLLOW, path, NONE, READ).await.unwrap();
            let rows = [
                ("f", "f", true),
                ("f", "g", true),
                ("f", "to-f", true),
                ("f", "d/f", false),
                ("f", "d", false),
                ("d", "f", false),
                ("d", "to-d", true),
                ("d", ".", false),
                (".", "d/..", true),
            ];
            for (one, other, same) in rows {
                let answer = opened(one).await.is_same_object(&opened(other).await).await;
                assert_eq!(answer, Ok(same), "{one}, {other}, {blocking:?}");
            }
            let gone = opened("f").await;
            dir.unlink_file_at("f").await.unwrap();
            assert_eq!(gone.is_same_object(&opened("g").await).await, Ok(true));
        });
    }
}

#[test]
fn looking_by_path_needs_the_right_to_look() {
    let blind = sample(Access { dir: DirPerms::MUTATE, file: FilePerms::all() });
    run(async {
        let refused = Some(ErrorCode::NotPermitted);
        assert_eq!(code(blind.dir.stat_at(STAY, "f").await), refused);
        assert_eq!(code(blind.dir.metadata_hash_at(STAY, "f").await), refused);
        assert_eq!(code(blind.dir.readlink_at("to-f").await), refused);
        assert_eq!(code(blind.dir.stat_at(STAY, "f\0").await), Some(ErrorCode::Invalid));
        // What is told of a descriptor itself needs no right.
        blind.dir.stat().await.unwrap();
        blind.dir.metadata_hash().await.unwrap();
        blind.dir.sync().await.unwrap();
        blind.dir.sync_data().await.unwrap();
        assert_eq!(blind.dir.is_same_object(&blind.dir).await, Ok(true));
    });
}
