//! The tests of moves.

use super::links::{DONE, INVALID, LOOP, NO_DIR, NOWHERE, OUTSIDE, furnished, tree, walk};
use super::*;

const IS_DIR: Option<ErrorCode> = Some(ErrorCode::IsDirectory);
const FULL: Option<ErrorCode> = Some(ErrorCode::NotEmpty);
const BUSY: Option<ErrorCode> = Some(ErrorCode::Busy);

/// From, to, and the answer.
const MOVES: &[(&str, &str, Option<ErrorCode>)] = &[
    ("f", "new", DONE),
    ("f", "d/new", DONE),
    ("d/f", "to-d/../new", DONE),
    ("f", "to-d", DONE),
    ("f", "dangling", DONE),
    ("f", "d/f", DONE),
    ("d", "new", DONE),
    ("d", "new/", DONE),
    ("d/", "new", DONE),
    ("d/", "new///", DONE),
    ("d", "e", DONE),
    ("d/", "e/", DONE),
    ("to-f", "new", DONE),
    ("to-d", "new", DONE),
    ("dangling", "new", DONE),
    ("out", "new", DONE),
    ("absolute", "new", DONE),
    ("e", "d", FULL),
    ("e", "d/", FULL),
    ("f", "d", IS_DIR),
    ("d", "f", NO_DIR),
    ("d", "f/", NO_DIR),
    ("d", "to-d", NO_DIR),
    ("d", "to-d/", NO_DIR),
    ("d", "dangling/", NO_DIR),
    ("d", "out/", NO_DIR),
    ("f", "new/", NO_DIR),
    ("f", "new/.", NOWHERE),
    ("f", "e/", NO_DIR),
    ("f", "f/", NO_DIR),
    ("f/", "new", NO_DIR),
    ("f/", "f", NO_DIR),
    ("f/.", "new", NO_DIR),
    ("to-f/", "new", NO_DIR),
    ("to-d/", "new", NO_DIR),
    ("out/", "new", NO_DIR),
    ("to-f", "new/", NO_DIR),
    ("d", "d/deep/new", INVALID),
    ("d", "d/new", INVALID),
    ("d/deep", "d", FULL),
    ("missing", "new", NOWHERE),
    ("missing/", "new", NOWHERE),
    ("f", "missing/new", NOWHERE),
    ("f", "d/f/new", NO_DIR),
    ("", "new", NOWHERE),
    ("f", "", NOWHERE),
    (".", "new", BUSY),
    ("d/.", "new", BUSY),
    ("d/..", "new", BUSY),
    ("d/./", "new/", BUSY),
    ("d", ".", BUSY),
    ("d", "e/.", BUSY),
    ("d", "e/..", BUSY),
    ("f", ".", NO_DIR),
    ("..", "new", OUTSIDE),
    ("../f", "new", OUTSIDE),
    ("/f", "new", OUTSIDE),
    ("/", "new", OUTSIDE),
    ("out/f", "new", OUTSIDE),
    ("f", "..", OUTSIDE),
    ("f", "../new", OUTSIDE),
    ("f", "/new", OUTSIDE),
    ("f", "out/new", OUTSIDE),
    ("d", "d/../../new", OUTSIDE),
    ("f", "back/new", OUTSIDE),
    ("loop/f", "new", LOOP),
    ("f", "loop/new", LOOP),
    ("f\0", "new", INVALID),
    ("f", "new\0", INVALID),
];

#[test]
fn every_row_of_the_table_of_moves_moves_one_thing_or_leaves_all_as_it_was() {
    let root = furnished();
    let before = tree(&root);
    walk(
        MOVES,
        async |dir, old, new| dir.rename_at(old, dir, new).await,
        |root, old, new| {
            let after = tree(root);
            let (old, new) = (old.trim_end_matches('/'), new.trim_end_matches('/'));
            let moved = new.replace("to-d/..", ".").replace("./", "");
            assert_eq!((after.get(old), after.get(&moved)), (None, before.get(old)), "{old}, {new}");
        },
    );
}

#[test]
fn a_move_to_a_name_of_the_same_object_does_nothing() {
    for (old, new) in [("f", "f"), ("f", "g"), ("d", "d"), ("d/", "d"), ("d", "to-d/../d/"), ("loop", "loop")]
    {
        let root = furnished();
        let before = tree(&root);
        run(root.dir.rename_at(old, &root.dir, new)).unwrap();
        assert_eq!(tree(&root).diff(&before), [], "{old}, {new}");
    }
}
