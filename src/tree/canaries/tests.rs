//! Whatever is done to a canary is seen, and told in the right words.

#![cfg(unix)]

use std::os::unix::fs::symlink;

use pretty_assertions::assert_eq;

use super::*;

/// A ground with canaries and the folder of one script.
struct Ground {
    folder: tempfile::TempDir,
    canaries: Canaries,
    guests: BTreeSet<OsString>,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let canaries = Canaries::plant(folder.path(), canaries()).unwrap();
        fs::create_dir(folder.path().join("0")).unwrap();
        fs::write(folder.path().join("0/log"), "base").unwrap();
        Self { folder, canaries, guests: [OsString::from("0")].into() }
    }

    fn touched(&self) -> Option<Touched> {
        self.canaries.touched(&self.guests).unwrap()
    }
}

type Deed = fn(&Path) -> io::Result<()>;

/// What is done in the folder around the script's, then the path, the note, what was expected and what found.
const ROWS: &[(Deed, [&str; 4])] = &[
    (
        |ground| fs::write(ground.join("secret"), "A CANARY"),
        ["../secret", "its bytes were changed", r#""a canary""#, r#""A CANARY""#],
    ),
    (
        |ground| fs::write(ground.join("private/inner"), ""),
        ["../private/inner", "its bytes were changed", r#""a canary in a directory""#, r#""""#],
    ),
    (
        |ground| fs::write(ground.join("secret"), format!("a canary{}", "n".repeat(99))),
        [
            "../secret",
            "its bytes were changed",
            r#""a canary""#,
            r#""a canarynnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" ..."#,
        ],
    ),
    (
        |ground| fs::remove_file(ground.join("secret")),
        ["../secret", "it is gone", r#""a canary""#, "nothing"],
    ),
    (|ground| fs::remove_dir(ground.join("empty")), ["../empty", "it is gone", "a directory", "nothing"]),
    (
        |ground| fs::write(ground.join("new"), "\0new"),
        ["../new", "it is there, and was not before", "nothing", r#""\x00new""#],
    ),
    (
        |ground| fs::create_dir(ground.join("empty/new")),
        ["../empty/new", "it is there, and was not before", "nothing", "a directory"],
    ),
    (
        |ground| symlink("log", ground.join("farm/new")),
        ["../farm/new", "it is there, and was not before", "nothing", r#"-> "log""#],
    ),
    (
        |ground| {
            fs::remove_file(ground.join("secret"))?;
            symlink("private/inner", ground.join("secret"))
        },
        ["../secret", "a symbolic-link is there instead", r#""a canary""#, "a symbolic-link"],
    ),
    (
        |ground| {
            fs::remove_file(ground.join("farm/gone"))?;
            symlink("../secret", ground.join("farm/gone"))
        },
        ["../farm/gone", "it leads elsewhere", r#"-> "../none""#, r#"-> "../secret""#],
    ),
    (
        |ground| fs::hard_link(ground.join("secret"), ground.join("0/mine")),
        ["../secret", "it was given another name", "1 name", "2 names"],
    ),
    (
        |ground| fs::rename(ground.join("0"), ground.join("1")),
        ["../0", "it is gone", "the script's own directory", "nothing"],
    ),
    (
        |ground| fs::remove_dir_all(ground.join("0")).and_then(|()| fs::write(ground.join("0"), "")),
        ["../0", "a regular-file is there instead", "the script's own directory", "a regular-file"],
    ),
    (|ground| fs::remove_dir_all(ground), ["..", "it is gone", "a directory", "nothing"]),
];

#[test]
fn whatever_is_done_outside_is_told_and_repaired() {
    for (deed, expected) in ROWS {
        let mut ground = Ground::new();
        deed(ground.folder.path()).unwrap();
        let Touched { path, note, expected: wanted, found } = ground.touched().unwrap();
        assert_eq!([path.as_str(), &note, &wanted, &found], *expected);
        ground.canaries.replant(&ground.guests).unwrap();
        // The deed may have taken the script's folder; the canaries stand again in any case.
        fs::remove_dir_all(ground.folder.path().join("0")).ok();
        assert_eq!(ground.canaries.touched(&BTreeSet::new()).unwrap(), None, "after {path}: {note}");
    }
}

#[test]
fn what_was_made_and_removed_again_is_seen_on_its_directory() {
    let ground = Ground::new();
    fs::write(ground.folder.path().join("empty/new"), "").unwrap();
    fs::remove_file(ground.folder.path().join("empty/new")).unwrap();
    let touched = ground.touched().unwrap();
    assert_eq!((touched.path.as_str(), touched.note.as_str()), ("../empty", "it was modified"));
    assert_eq!(touched.expected, "modified 1000000000.000000000");
}

#[test]
fn a_file_that_was_written_with_the_same_bytes_was_modified() {
    let ground = Ground::new();
    fs::write(ground.folder.path().join("secret"), "a canary").unwrap();
    assert_eq!(ground.touched().unwrap().note, "it was modified");
}

#[test]
fn what_a_script_does_in_its_own_folder_touches_nothing() {
    let ground = Ground::new();
    assert_eq!(ground.touched(), None);
    fs::write(ground.folder.path().join("0/new"), "").unwrap();
    fs::remove_file(ground.folder.path().join("0/log")).unwrap();
    // Looking is no change.
    fs::read(ground.folder.path().join("secret")).unwrap();
    assert_eq!(ground.touched(), None);
}
