//! Listings of thousands of entries, read to their end.

use std::fmt::Write as _;

use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::check::Verdict;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::script::Script;

use crate::tool;

/// A script that lists a directory of so many entries to its end; what is in between happens when a third was given.
fn listing(entries: usize, between: &str, more: usize) -> Script {
    let mut text = format!(
        "tree\n  sub/\n    many[{entries}] \"f{{}}\"  \"\"\n\nrun\n  s = root.open-at \"sub\" directory read\n  l = s.read-directory\n"
    );
    for place in 0..=entries + more {
        if place == entries / 3 {
            text += between;
        }
        writeln!(text, "  l.read-directory-entry").unwrap();
    }
    Script::parse("listing", &text).unwrap()
}

#[test]
fn a_listing_of_thousands_of_entries_gives_each_once() {
    let checked = tool::judge().check(&listing(5000, "", 0), &host("host", Blocking::CurrentThread)).unwrap();
    assert_eq!(checked.verdict, Verdict::Conforms);
}

#[test]
fn a_listing_of_thousands_of_entries_goes_on_while_they_change() {
    let between = "  root.unlink-file-at \"sub/f1199\"\n  root.rename-at \"sub/f7\" to root \"sub/g\"\n  root.create-directory-at \"sub/new\"\n";
    let script = listing(1200, between, 2);
    let checked = tool::judge().check(&script, &host("host", Blocking::CurrentThread)).unwrap();
    assert_eq!(checked.verdict, Verdict::Conforms);
}
