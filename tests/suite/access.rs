//! The table of rights, walked: every call that needs a right is made with every combination of what an embedder can
//! grant and what a descriptor can be opened for. A cell counts only where a refusal has a twin that succeeds.

use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::Verdict;
use wasi_fs_conformance::outcome::CELLS;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Access, DirPerms, FilePerms};

use crate::tool;

/// Calls on a file that was opened as `f`.
const ON_FILE: &[&str] = &[
    "r = f.read-via-stream 0",
    "v = f.write-via-stream 0",
    "w = f.append-via-stream",
    "f.read 4 0",
    "f.write \"A\" 0",
    "f.set-size 2",
    "f.set-times now 5s",
    "f.sync",
    "f.sync-data",
    "f.advise 0 1 normal",
    "f.stat",
    "f.metadata-hash",
];

/// What a file is opened for.
const OPENINGS: &[&str] = &["read", "write", "read write"];

/// Calls on a directory `d`.
const ON_DIRECTORY: &[&str] = &[
    "e = d.read-directory",
    "d.stat-at \"log\"",
    "d.readlink-at \"way\"",
    "d.metadata-hash-at \"log\"",
    "g = d.open-at \"log\" read",
    "g = d.open-at \"new\" create",
    "g = d.open-at \"log\" truncate",
    "g = d.open-at \"log\" write",
    "g = d.open-at \"sub\" mutate-directory",
    "d.create-directory-at \"new\"",
    "d.remove-directory-at \"sub\"",
    "d.unlink-file-at \"log\"",
    "d.symlink-at \"log\" \"new\"",
    "d.set-times-at \"log\" now 5s",
    "d.set-times now 5s",
    "d.stat",
];

/// Calls between two directories.
const BETWEEN: &[&str] = &["link-at \"log\" to", "rename-at \"log\" to"];

/// The directories that are asked: the free preopen, the one with the grants at hand, and both opened only for reading.
const DIRECTORIES: &[(&str, &str)] = &[
    ("free", ""),
    ("some", ""),
    ("d", "  d = free.open-at \".\" directory read\n"),
    ("d", "  d = some.open-at \".\" directory read\n"),
];

fn grants() -> impl Iterator<Item = Access> {
    let dirs = (0..4).map(DirPerms::from_bits_truncate);
    dirs.flat_map(|dir| (0..4).map(move |file| Access { dir, file: FilePerms::from_bits_truncate(file) }))
}

/// What is opened first, and the call that is looked at.
fn calls() -> Vec<(String, String)> {
    let mut calls = Vec::new();
    for opening in OPENINGS {
        let open = format!("  f = some.open-at \"log\" {opening}\n");
        calls.extend(ON_FILE.iter().map(|call| (open.clone(), (*call).to_owned())));
    }
    for (on, open) in DIRECTORIES {
        let on_it = |call: &&str| call.replace("d.", &format!("{on}."));
        calls.extend(ON_DIRECTORY.iter().map(|call| ((*open).to_owned(), on_it(call))));
        for (to, open_to) in DIRECTORIES {
            let (to, open_to) = (to.replace('d', "t"), open_to.replace("d = ", "t = "));
            let between = |call: &&str| (format!("{open}{open_to}"), format!("{on}.{call} {to} \"new\""));
            calls.extend(BETWEEN.iter().map(between));
        }
    }
    calls
}

fn words(bits: &[(bool, &str)]) -> String {
    let set: Vec<&str> = bits.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
    if set.is_empty() { "none".into() } else { set.join(",") }
}

fn script(access: Access, open: &str, call: &str) -> Script {
    let dir = words(&[
        (access.dir.contains(DirPerms::READ), "read"),
        (access.dir.contains(DirPerms::MUTATE), "mutate"),
    ]);
    let file = words(&[
        (access.file.contains(FilePerms::READ), "read"),
        (access.file.contains(FilePerms::WRITE), "write"),
    ]);
    let text = format!(
        "preopen free \"\" dir=read,mutate file=read,write\npreopen some \"\" dir={dir} file={file}\n\n\
         tree\n  log  \"base\"\n  sub/\n  way -> \"log\"\n\nrun\n{open}  {call}\n"
    );
    Script::parse("walked", &text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn every_cell_of_the_table_of_rights_is_witnessed() {
    let calls = calls();
    for (mode, blocking) in Builtin::HOSTS {
        let (backend, mut judge) = (host(mode, *blocking), tool::judge());
        for access in grants() {
            for (open, call) in &calls {
                let script = script(access, open, call);
                let verdict = judge.check(&script, &backend).unwrap().verdict;
                assert_eq!(verdict, Verdict::Conforms, "{mode}\n{script}");
            }
        }
        let missing: Vec<String> =
            judge.coverage.cells_witnessed().missing().map(ToString::to_string).collect();
        assert!(missing.is_empty(), "{mode}: {} of {}\n{missing:#?}", missing.len(), CELLS.len());
    }
}
