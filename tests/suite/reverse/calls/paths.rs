//! The tables of calls and paths, each cell asked on a sandbox of its own.

use super::{CALLS, Ground, PLAIN, code_of, now};
use wasi_fs_conformance::backend::Descriptor;
use wasi_fs_conformance::wasi::{
    DescriptorFlags,
    ErrorCode::{
        self, Busy, Exist, Invalid, IsDirectory, Loop, NameTooLong, NoEntry, NotDirectory, NotEmpty,
        NotPermitted, ReadOnly,
    },
};

/// A row reads: what every call says of these paths.
const ALWAYS: &[(ErrorCode, &[&str])] = &[
    // Beside the sandbox, above it, out of it and back in again; by dots and by links. What is absolute is the root, which
    // no call can change, or not there at all.
    (
        NotPermitted,
        &[
            "/",
            "//",
            "/wasi-fs-conformance-nowhere/x",
            "/.",
            "..",
            "../",
            "../.",
            "../vault/secret",
            "../sandbox/log",
        ],
    ),
    (NotPermitted, &["sub/../..", "sub/../../vault/secret", "sub/up/..", "sub/up/../vault/secret"]),
    (NotPermitted, &["abs/x", "out/secret", "out/deep/x", "out/..", "escape/x", "out/../sandbox/log"]),
    (NoEntry, &["", "missing/x", "missing/..", "nowhere/x"]),
    (NotDirectory, &["log/x", "log/.", "log/..", "way/x", "pipe/x"]),
    (Loop, &["round/x"]),
    (Invalid, &["\0", "a\0b", "sub\0/x", "log\0"]),
];

/// The calls that look at what is there, without and with following the link at the end.
const LOOKS: &[&str] = &["stat-at", "metadata-hash-at", "set-times-at"];
const LOOKS_FOLLOWING: &[&str] = &["stat-at follow", "metadata-hash-at follow", "set-times-at follow"];

/// A row reads: what these calls say of these paths; none is a success.
const ANSWERS: &[(&[&str], Option<ErrorCode>, &[&str])] = &[
    (LOOKS, None, &["log", "sub", "sub/", "sub/.", ".", "./", "sub/..", "sub/../log", "sub/up/log", "pipe"]),
    (LOOKS, None, &["way", "door", "door/", "door/leaf", "nowhere", "round", "abs", "out", "escape"]),
    (LOOKS, Some(NotDirectory), &["log/", "way/"]),
    (LOOKS, Some(NoEntry), &["missing", "missing/", "nowhere/"]),
    (LOOKS, Some(NotPermitted), &["abs/", "out/", "escape/"]),
    (LOOKS, Some(Loop), &["round/"]),
    (LOOKS_FOLLOWING, None, &["log", "sub/", ".", "way", "door", "door/", "sub/up"]),
    (LOOKS_FOLLOWING, Some(NotDirectory), &["log/", "way/"]),
    (LOOKS_FOLLOWING, Some(NoEntry), &["missing", "nowhere", "nowhere/"]),
    (LOOKS_FOLLOWING, Some(NotPermitted), &["abs", "abs/", "out", "out/", "escape"]),
    (LOOKS_FOLLOWING, Some(Loop), &["round", "round/"]),
    (&["readlink-at"], None, &["way", "door", "nowhere", "round", "out", "escape", "sub/up"]),
    (&["readlink-at"], Some(NotPermitted), &["abs", "out/"]),
    (&["readlink-at"], Some(Invalid), &["log", "sub", "sub/", ".", "door/", "pipe"]),
    (&["readlink-at"], Some(NoEntry), &["missing", "nowhere/"]),
    (&["readlink-at"], Some(NotDirectory), &["log/", "way/"]),
    (&["open-at"], None, &["log", "sub", "sub/", ".", "sub/..", "door/", "sub/up/log", "pipe"]),
    (&["open-at"], Some(Loop), &["way", "door", "nowhere", "round", "abs", "out", "escape", "round/"]),
    (&["open-at"], Some(NotPermitted), &["abs/", "out/"]),
    (&["open-at"], Some(NoEntry), &["missing", "missing/", "nowhere/"]),
    (&["open-at"], Some(NotDirectory), &["log/", "way/"]),
    (&["open-at follow"], None, &["log", "sub", "way", "door"]),
    (&["open-at follow"], Some(NotPermitted), &["abs", "out", "escape"]),
    (&["open-at follow"], Some(NoEntry), &["missing", "nowhere"]),
    (&["open-at follow"], Some(Loop), &["round"]),
    (&["open-at create"], None, &["log", "new", "sub/new", "door/new", "pipe"]),
    (
        &["open-at create"],
        Some(IsDirectory),
        &["sub", "sub/", ".", "sub/..", "new/", "log/", "door/", "nowhere/"],
    ),
    (&["open-at create"], Some(Loop), &["way", "door", "nowhere", "round", "abs", "out", "escape"]),
    (&["open-at create follow"], None, &["log", "new", "way", "nowhere"]),
    (&["open-at create follow"], Some(IsDirectory), &["sub", "door"]),
    (&["open-at create follow"], Some(NotPermitted), &["abs", "out", "escape"]),
    (&["open-at create follow"], Some(Loop), &["round"]),
    (&["open-at create exclusive"], None, &["new", "sub/new"]),
    (&["open-at create exclusive"], Some(Exist), &["log", "sub", "way", "nowhere", "round", "abs", "escape"]),
    (&["open-at create exclusive"], Some(IsDirectory), &["sub/", "new/"]),
    (&["create-directory-at"], None, &["new", "new/", "new//", "sub/new", "door/new", "sub/up/new/"]),
    (&["create-directory-at"], Some(Exist), &["log", "log/", "sub", "sub/", ".", "sub/.", "sub/..", "pipe"]),
    (&["create-directory-at"], Some(Exist), &["way", "door", "door/", "nowhere", "nowhere/", "round/"]),
    (&["create-directory-at"], Some(Exist), &["abs", "abs/", "out", "out/", "escape/"]),
    (&["create-directory-at"], Some(NoEntry), &["missing/new/"]),
    (&["remove-directory-at"], None, &["empty", "empty/", "sub/../empty", "sub/up/empty//"]),
    (&["remove-directory-at"], Some(NotEmpty), &["sub", "sub/", "sub/.."]),
    (&["remove-directory-at"], Some(Invalid), &[".", "./", "sub/."]),
    (&["remove-directory-at"], Some(NotDirectory), &["log", "log/", "way", "door", "door/", "out/", "abs/"]),
    (&["remove-directory-at"], Some(NotDirectory), &["nowhere", "nowhere/", "round/", "pipe"]),
    (&["remove-directory-at"], Some(NoEntry), &["missing", "missing/"]),
    (&["unlink-file-at"], None, &["log", "sub/leaf", "door/leaf", "sub/up/log", "pipe"]),
    (&["unlink-file-at"], None, &["way", "door", "nowhere", "round", "abs", "out", "escape"]),
    (&["unlink-file-at"], Some(IsDirectory), &["sub", "sub/", "empty", ".", "sub/.", "sub/.."]),
    (&["unlink-file-at"], Some(NotDirectory), &["log/", "way/", "door/", "out/", "abs/", "nowhere/"]),
    (&["unlink-file-at"], Some(NoEntry), &["missing", "missing/"]),
    (&["symlink-at"], None, &["new", "sub/new", "door/new"]),
    (
        &["symlink-at", "link-at to"],
        Some(Exist),
        &["log", "log/", "sub", "sub/", ".", "sub/..", "way", "door"],
    ),
    (&["symlink-at", "link-at to"], Some(Exist), &["door/", "nowhere", "nowhere/", "abs/", "out/", "escape"]),
    (&["symlink-at", "link-at to"], Some(NoEntry), &["new/", "sub/new/"]),
    (&["link-at to"], None, &["new", "sub/new", "door/new"]),
    (
        &["link-at from"],
        None,
        &["log", "sub/up/log", "pipe", "way", "door", "nowhere", "round", "abs", "escape"],
    ),
    (&["link-at from"], Some(NotPermitted), &["sub", "sub/", ".", "sub/..", "door/", "abs/", "out/"]),
    (&["link-at from"], Some(NotDirectory), &["log/", "way/"]),
    (&["link-at from"], Some(NoEntry), &["missing", "nowhere/"]),
    (&["link-at from follow"], None, &["log", "way"]),
    (&["link-at from follow"], Some(NotPermitted), &["sub", "door", "abs", "out", "escape"]),
    (&["link-at from follow"], Some(NoEntry), &["nowhere"]),
    (&["link-at from follow"], Some(Loop), &["round"]),
    (&["rename-at from"], None, &["log", "sub", "sub/", "empty/", "pipe", "sub/up/log"]),
    (&["rename-at from"], None, &["way", "door", "nowhere", "round", "abs", "out", "escape"]),
    (&["rename-at from"], Some(Busy), &[".", "sub/.", "sub/.."]),
    (&["rename-at from"], Some(NotDirectory), &["log/", "way/", "door/", "out/", "nowhere/"]),
    (&["rename-at from"], Some(NoEntry), &["missing", "missing/"]),
    (
        &["rename-at to"],
        None,
        &["new", "log", "sub/leaf", "door/leaf", "way", "door", "nowhere", "escape", "pipe"],
    ),
    (&["rename-at to"], Some(IsDirectory), &["sub", "empty"]),
    (&["rename-at to"], Some(NotDirectory), &["new/", "log/", "sub/", "door/", "out/", "nowhere/"]),
    (&["rename-at to"], Some(Busy), &[".", "sub/.."]),
];

/// Asks one call of one path; what is wrong with the answer.
fn fault(call: &str, path: &str, expected: Option<ErrorCode>) -> Option<String> {
    let (_, _, ask) = CALLS.iter().find(|(name, ..)| *name == call).expect("a call of the table");
    let ground = Ground::new();
    let (before, outside) = (ground.tree(), ground.outside());
    let got = code_of(ask(&ground.root, path));
    let said = |code: Option<ErrorCode>| code.map_or("ok", ErrorCode::name);
    if got != expected {
        return Some(format!("{call} {path:?}: expected {}, got {}", said(expected), said(got)));
    }
    if got.is_some() && ground.tree() != before {
        return Some(format!("{call} {path:?}: refused with {}, and changed something", said(got)));
    }
    (ground.outside() != outside).then(|| format!("{call} {path:?}: changed what is outside"))
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn some_paths_lead_nowhere_for_every_call() {
    let rows = ALWAYS.iter().flat_map(|(code, paths)| paths.iter().map(|path| (*code, *path)));
    let cells = rows.flat_map(|(code, path)| CALLS.iter().map(move |(call, ..)| (*call, path, code)));
    let faults = cells.filter_map(|(call, path, code)| fault(call, path, Some(code)));
    assert_none(&faults.collect::<Vec<_>>());
}

#[test]
fn each_call_answers_as_its_rows_say() {
    let mut faults = Vec::new();
    for (calls, expected, paths) in ANSWERS {
        for call in *calls {
            faults.extend(paths.iter().filter_map(|path| fault(call, path, *expected)));
        }
    }
    assert_none(&faults);
}

#[test]
fn a_name_longer_than_any_is_refused_by_every_call() {
    let name = "n".repeat(256);
    let faults = CALLS.iter().filter_map(|(call, ..)| fault(call, &name, Some(NameTooLong)));
    assert_none(&faults.collect::<Vec<_>>());
}

#[test]
fn every_call_has_rows_of_its_own() {
    for (call, ..) in CALLS {
        let has = |wanted_success: bool| {
            ANSWERS.iter().any(|(calls, code, _)| calls.contains(call) && code.is_none() == wanted_success)
        };
        assert!(has(true) && has(false), "{call} has no success or no refusal in the table");
    }
}

#[test]
fn a_directory_without_mutate_directory_is_only_looked_at() {
    for (call, mutates, ask) in CALLS {
        let ground = Ground::new();
        let read_only = ground.open("sub", PLAIN);
        let before = ground.tree();
        let path = if *call == "readlink-at" { "up" } else { "leaf" };
        assert_eq!(code_of(ask(&read_only, path)), mutates.then_some(ReadOnly), "{call}");
        assert_eq!(ground.tree(), before, "{call}");
    }
}

#[test]
fn both_directories_of_a_link_or_a_move_must_be_open_for_changes() {
    let ground = Ground::new();
    let (root, read_only) = (&ground.root, ground.open("sub", PLAIN));
    assert_eq!(code_of(now(root.link_at(super::AS_IT_IS, "log", &read_only, "new"))), Some(ReadOnly));
    assert_eq!(code_of(now(root.rename_at("log", &read_only, "new"))), Some(ReadOnly));
    assert_eq!(code_of(now(read_only.link_at(super::AS_IT_IS, "leaf", root, "new"))), Some(ReadOnly));
    assert_eq!(code_of(now(read_only.rename_at("leaf", root, "new"))), Some(ReadOnly));
    let sub = ground.open("sub", DescriptorFlags::MUTATE_DIRECTORY);
    assert_eq!(code_of(now(sub.rename_at("leaf", root, "new"))), None);
    assert_eq!(std::fs::read(ground.host_path("new")).unwrap(), b"x");
}

#[test]
fn no_path_begins_at_a_file() {
    for (call, _, ask) in CALLS {
        let ground = Ground::new();
        let file = ground.open("log", PLAIN);
        assert_eq!(code_of(ask(&file, "x")), Some(NotDirectory), "{call}");
    }
}
