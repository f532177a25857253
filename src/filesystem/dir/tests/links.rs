//! The tests of links, and of the rights that links and moves need. What is refused has to leave the tree as it was, so
//! every row compares it.

use std::os::unix::ffi::OsStrExt as _;

use super::attributes::linked;
use super::*;
use crate::filesystem::open_preopen;
use crate::filesystem::testing::MODES;
use crate::tree::Tree;

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const STAY: PathFlags = PathFlags::empty();

pub(super) const DONE: Option<ErrorCode> = None;
pub(super) const NOWHERE: Option<ErrorCode> = Some(ErrorCode::NoEntry);
pub(super) const NO_DIR: Option<ErrorCode> = Some(ErrorCode::NotDirectory);
pub(super) const OUTSIDE: Option<ErrorCode> = Some(ErrorCode::NotPermitted);
const EXISTS: Option<ErrorCode> = Some(ErrorCode::Exist);
pub(super) const INVALID: Option<ErrorCode> = Some(ErrorCode::Invalid);
pub(super) const LOOP: Option<ErrorCode> = Some(ErrorCode::Loop);

/// `linked` with an empty directory `e`, a full one `d/deep/x`, and a second name `g` of `f`.
pub(super) fn furnished() -> Root {
    let root = linked();
    let path = |name: &str| root.folder.path().join(name);
    fs::create_dir(path("e")).unwrap();
    fs::create_dir_all(path("d/deep/x")).unwrap();
    fs::hard_link(path("f"), path("g")).unwrap();
    root
}

pub(super) fn tree(root: &Root) -> Tree {
    Tree::read_from(root.folder.path()).unwrap()
}

/// Walks rows of two paths and an answer in a root of their own each, in one mode after the other.
pub(super) fn walk(
    rows: &[(&str, &str, Option<ErrorCode>)],
    call: impl AsyncFn(&Descriptor, &str, &str) -> FsResult<()>,
    done: impl Fn(&Root, &str, &str),
) {
    for (row, (one, other, expected)) in rows.iter().enumerate() {
        let root = furnished();
        let blocking = MODES[row % MODES.len()];
        let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
        let before = tree(&root);
        let answer = code(run(call(&dir, one, other)));
        assert_eq!(answer, *expected, "{one:?}, {other:?}, {blocking:?}");
        if expected.is_some() {
            assert_eq!(tree(&root).diff(&before), [], "{one:?}, {other:?}");
        } else {
            done(&root, one, other);
        }
    }
}

/// The object, the new name, and the answer; the same whether a final link is followed.
const LINKS: &[(&str, &str, Option<ErrorCode>)] = &[
    ("f", "new", DONE),
    ("./d/../f", "d/new", DONE),
    ("to-d/f", "to-d/new", DONE),
    ("f", "f", EXISTS),
    ("f", "d", EXISTS),
    ("f", "dangling", EXISTS),
    ("f", "d/missing/new", NOWHERE),
    ("f", "f/new", NO_DIR),
    ("f", "", NOWHERE),
    ("", "new", NOWHERE),
    ("missing", "new", NOWHERE),
    ("missing/", "new", NOWHERE),
    ("f/", "new", NO_DIR),
    ("f/.", "new", NO_DIR),
    ("f", "new/", NOWHERE),
    ("f", "new/.", NOWHERE),
    ("f", "f/", NO_DIR),
    ("f", "d/", EXISTS),
    ("f", "to-d/", EXISTS),
    ("f", "to-f/", NO_DIR),
    ("f", "dangling/", NOWHERE),
    ("f", ".", EXISTS),
    ("f", "d/..", EXISTS),
    ("d", "new", OUTSIDE),
    ("d/", "new", OUTSIDE),
    ("d/.", "new/", OUTSIDE),
    (".", "new", OUTSIDE),
    ("to-d/", "new", OUTSIDE),
    ("to-f/", "new", NO_DIR),
    ("../f", "new", OUTSIDE),
    ("/f", "new", OUTSIDE),
    ("..", "new", OUTSIDE),
    ("out/f", "new", OUTSIDE),
    ("out/", "new", OUTSIDE),
    ("f", "../new", OUTSIDE),
    ("f", "..", OUTSIDE),
    ("f", "/new", OUTSIDE),
    ("f", "/", OUTSIDE),
    ("f", "out/new", OUTSIDE),
    ("f", "out/", OUTSIDE),
    ("f", "absolute/new", OUTSIDE),
    ("loop/f", "new", LOOP),
    ("f", "loop/new", LOOP),
    ("f\0", "new", INVALID),
    ("f", "new\0", INVALID),
];

#[test]
fn every_row_of_the_link_table_makes_a_name_or_leaves_all_as_it_was() {
    for flags in [STAY, FOLLOW] {
        walk(
            LINKS,
            async |dir, old, new| dir.link_at(flags, old, dir, new).await,
            |root, old, new| {
                let hash = |path: &str| run(root.dir.metadata_hash_at(STAY, path)).unwrap();
                assert_eq!(hash(old), hash(new), "{old} is not {new}");
            },
        );
    }
}

/// A link, whether it is followed, and what the new name is of; or the answer.
const LINKS_OF_LINKS: &[(&str, PathFlags, Result<&str, ErrorCode>)] = &[
    ("to-f", STAY, Ok("to-f")),
    ("to-f", FOLLOW, Ok("f")),
    ("d/up", STAY, Ok("d/up")),
    ("d/up", FOLLOW, Ok("f")),
    ("to-d", STAY, Ok("to-d")),
    ("to-d", FOLLOW, Err(ErrorCode::NotPermitted)),
    ("dangling", STAY, Ok("dangling")),
    ("dangling", FOLLOW, Err(ErrorCode::NoEntry)),
    ("out", STAY, Ok("out")),
    ("out", FOLLOW, Err(ErrorCode::NotPermitted)),
    ("to-out", FOLLOW, Err(ErrorCode::NotPermitted)),
    ("back", FOLLOW, Err(ErrorCode::NotPermitted)),
    ("absolute", STAY, Ok("absolute")),
    ("absolute", FOLLOW, Err(ErrorCode::NotPermitted)),
    ("loop", STAY, Ok("loop")),
    ("loop", FOLLOW, Err(ErrorCode::Loop)),
];

#[test]
fn a_link_is_given_a_name_itself_or_what_it_leads_to_is() {
    for blocking in MODES {
        for (old, flags, expected) in LINKS_OF_LINKS {
            let root = linked();
            let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
            let answer = run(dir.link_at(*flags, old, &dir, "new")).map_err(|error| error.code().unwrap());
            assert_eq!(answer, expected.map(|_| ()), "{old}, {flags:?}");
            let hash = |path: &str| run(root.dir.metadata_hash_at(STAY, path)).ok();
            assert_eq!(hash("new"), expected.ok().and_then(hash), "{old}, {flags:?}");
        }
    }
}

#[test]
fn links_and_moves_go_from_one_directory_to_another() {
    for blocking in MODES {
        let root = furnished();
        let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
        run(async {
            let d = dir.open_at(STAY, "d", NONE, READ | MUTATE).await.unwrap();
            dir.link_at(STAY, "f", &d, "linked").await.unwrap();
            d.rename_at("linked", &dir, "back-again").await.unwrap();
            // Each path stays below its own descriptor, though both descriptors are below one preopen.
            assert_eq!(code(d.link_at(FOLLOW, "up", &dir, "new").await), OUTSIDE);
            assert_eq!(code(dir.link_at(STAY, "f", &d, "../new").await), OUTSIDE);
            assert_eq!(code(d.rename_at("../f", &dir, "new").await), OUTSIDE);
            assert_eq!(code(dir.rename_at("f", &d, "../new").await), OUTSIDE);
            assert_eq!(code(dir.rename_at("d", &d, "new").await), INVALID);
        });
        assert_eq!(fs::read_to_string(root.folder.path().join("back-again")).unwrap(), "contents");
    }
}

/// The target, the path, and the answer.
const SYMLINKS: &[(&str, &str, Option<ErrorCode>)] = &[
    ("f", "new", DONE),
    ("missing", "d/new", DONE),
    ("../out/of/here", "to-d/new", DONE),
    ("d/", "new", DONE),
    (".", "new", DONE),
    ("with \\ and \u{fc}", "new", DONE),
    ("f", "f", EXISTS),
    ("f", "d", EXISTS),
    ("f", "dangling", EXISTS),
    ("f", "new/", NOWHERE),
    ("d", "new/", NOWHERE),
    ("d", "new/.", NOWHERE),
    ("f", "f/", NO_DIR),
    ("f", "d/", EXISTS),
    ("f", "to-d/", EXISTS),
    ("f", "dangling/", NOWHERE),
    ("f", ".", EXISTS),
    ("f", "missing/new", NOWHERE),
    ("f", "", NOWHERE),
    ("", "new", NOWHERE),
    ("/", "new", OUTSIDE),
    ("/f", "new", OUTSIDE),
    ("//f", "f", OUTSIDE),
    ("f", "/new", OUTSIDE),
    ("f", "../new", OUTSIDE),
    ("f", "..", OUTSIDE),
    ("f", "out/new", OUTSIDE),
    ("f", "out/", OUTSIDE),
    ("f", "loop/new", LOOP),
    ("f\0", "new", INVALID),
    ("f", "new\0", INVALID),
];

#[test]
fn every_row_of_the_table_of_symbolic_links_makes_one_or_leaves_all_as_it_was() {
    walk(
        SYMLINKS,
        async |dir, target, path| dir.symlink_at(target, path).await,
        |root, target, path| {
            assert_eq!(run(root.dir.readlink_at(path)).as_deref(), Ok(target));
        },
    );
}

/// A path, and what it says or the answer.
const TARGETS: &[(&str, Result<&str, ErrorCode>)] = &[
    ("to-f", Ok("f")),
    ("./to-f", Ok("f")),
    ("to-d/up", Ok("../f")),
    ("out", Ok("../outside")),
    ("dangling", Ok("missing")),
    ("to-slash", Ok("f/")),
    ("loop", Ok("loop")),
    ("absolute", Err(ErrorCode::NotPermitted)),
    ("f", Err(ErrorCode::Invalid)),
    ("d", Err(ErrorCode::Invalid)),
    ("d/", Err(ErrorCode::Invalid)),
    (".", Err(ErrorCode::Invalid)),
    ("to-d/", Err(ErrorCode::Invalid)),
    ("to-d/.", Err(ErrorCode::Invalid)),
    ("to-f/", Err(ErrorCode::NotDirectory)),
    ("f/", Err(ErrorCode::NotDirectory)),
    ("dangling/", Err(ErrorCode::NoEntry)),
    ("missing", Err(ErrorCode::NoEntry)),
    ("", Err(ErrorCode::NoEntry)),
    ("loop/", Err(ErrorCode::Loop)),
    ("out/", Err(ErrorCode::NotPermitted)),
    ("out/x", Err(ErrorCode::NotPermitted)),
    ("..", Err(ErrorCode::NotPermitted)),
    ("../to-f", Err(ErrorCode::NotPermitted)),
    ("/to-f", Err(ErrorCode::NotPermitted)),
    ("to-f\0", Err(ErrorCode::Invalid)),
];

#[test]
fn every_row_of_the_table_of_targets_is_what_a_link_says() {
    let root = linked();
    for blocking in MODES {
        let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
        for (path, expected) in TARGETS {
            let answer = run(dir.readlink_at(path)).map_err(|error| error.code().unwrap());
            assert_eq!(answer.as_deref(), expected.as_ref().map(|text| *text), "{path:?}, {blocking:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_target_that_is_no_text_is_an_error_to_read_and_no_obstacle_on_the_way() {
    let root = everything();
    let name = std::ffi::OsStr::from_bytes(b"\xff");
    fs::write(root.folder.path().join(name), "x").unwrap();
    symlink(name, root.folder.path().join("to-no-text")).unwrap();
    assert_eq!(code(run(root.dir.readlink_at("to-no-text"))), Some(ErrorCode::IllegalByteSequence));
    assert_eq!(run(root.dir.stat_at(FOLLOW, "to-no-text")).unwrap().size, 1);
}

/// What one layer or the other refuses, on either end.
async fn answers(old: &Descriptor, new: &Descriptor) -> [Option<ErrorCode>; 2] {
    [code(old.link_at(STAY, "f", new, "from-link").await), code(old.rename_at("f", new, "from-move").await)]
}

#[test]
fn both_layers_of_both_ends_have_to_grant_a_link_and_a_move() {
    let root = everything();
    let granting =
        |dir, file| open_preopen(root.folder.path(), Access { dir, file }, Blocking::CurrentThread).unwrap();
    let all = granting(DirPerms::all(), FilePerms::all());
    let looks = granting(DirPerms::READ, FilePerms::all());
    let opened_to_look = open(&all, ".", NONE, READ).unwrap();
    let read_only = [Some(ErrorCode::ReadOnly); 2];
    let refused = [Some(ErrorCode::NotPermitted); 2];
    let before = tree(&root);
    run(async {
        for other in [&looks, &opened_to_look] {
            assert_eq!(answers(&all, other).await, read_only);
            assert_eq!(answers(other, &all).await, read_only);
            assert_eq!(answers(other, other).await, read_only);
            assert_eq!(code(other.symlink_at("f", "new").await), Some(ErrorCode::ReadOnly));
        }
        // Rights that differ in whatever way: a name must not give an object others than it has.
        for other in [
            granting(DirPerms::all(), FilePerms::READ),
            granting(DirPerms::all(), FilePerms::empty()),
            granting(DirPerms::MUTATE, FilePerms::all()),
        ] {
            assert_eq!(answers(&all, &other).await, refused);
            assert_eq!(answers(&other, &all).await, refused);
        }
        // Arguments first.
        assert_eq!(code(looks.link_at(STAY, "f\0", &all, "x").await), INVALID);
        assert_eq!(code(looks.rename_at("f", &all, "x\0").await), INVALID);
        assert_eq!(code(looks.symlink_at("f\0", "x").await), INVALID);
    });
    assert_eq!(tree(&root).diff(&before), []);
    let same = granting(DirPerms::all(), FilePerms::all());
    assert_eq!(run(answers(&all, &same)), [None; 2]);
}

#[test]
fn names_are_changed_without_the_right_to_look() {
    let blind = sample(Access { dir: DirPerms::MUTATE, file: FilePerms::empty() });
    run(async {
        blind.dir.link_at(STAY, "f", &blind.dir, "g").await.unwrap();
        blind.dir.rename_at("g", &blind.dir, "h").await.unwrap();
        blind.dir.symlink_at("h", "new").await.unwrap();
    });
    assert_eq!(fs::read_to_string(blind.folder.path().join("new")).unwrap(), "contents");
}
