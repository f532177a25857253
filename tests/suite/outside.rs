//! What is around a script's tree is audited, and what a fixture plants is there.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{host, preopen};
use wasi_fs_conformance::check::{Divergence, Judge, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::on_disk;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Access, Capability, Lacks};

use crate::tool;

const SCRIPT: &str = r#"
tree
  log  "base"

run
  f = root.open-at "log" read
  f.read 8 0
"#;

/// The real implementation, which does this to each script's folder before it is opened, as often as it is asked to.
fn clumsy(times: u32, deed: fn(&Path) -> std::io::Result<()>) -> impl Backend {
    let left = Cell::new(times);
    on_disk("clumsy", move |root: &Path, access: Access| {
        if let Some(less) = left.get().checked_sub(1) {
            left.set(less);
            deed(root).unwrap();
        }
        preopen(root, access, Blocking::CurrentThread)
    })
}

fn verdict(judge: &mut Judge<'_>, backend: &impl Backend, script: &str) -> Verdict {
    judge.check(&Script::parse("script", script).unwrap(), backend).unwrap().verdict
}

fn divergence(judge: &mut Judge<'_>, backend: &impl Backend, script: &str) -> Divergence {
    match verdict(judge, backend, script) {
        Verdict::Diverged(divergence) => *divergence,
        other @ (Verdict::Conforms
        | Verdict::NotExercised(_)
        | Verdict::Skipped(_)
        | Verdict::Inconclusive(_)) => panic!("{other:?}"),
    }
}

#[test]
fn a_backend_that_changes_what_is_outside_is_found_once() {
    let backend = clumsy(1, |root| fs::write(root.join("../secret"), "mine"));
    let mut judge = tool::judge();
    let found = divergence(&mut judge, &backend, SCRIPT);
    assert_eq!((found.rule(), found.step), (Rule::PathOutside, 2));
    assert_eq!(found.breach.note.as_deref(), Some("../secret: its bytes were changed"));
    assert_eq!((&*found.allowed, &*found.got), (r#"../secret  "a canary""#, r#"../secret  "mine""#));
    assert!(!judge.coverage.reached(Rule::PathOutside));
    assert_eq!(verdict(&mut judge, &backend, SCRIPT), Verdict::Conforms, "the canaries are not repaired");
    assert!(judge.coverage.reached(Rule::PathOutside));
}

#[test]
fn a_backend_that_moves_the_folder_of_a_script_is_found() {
    let backend = clumsy(1, |root| {
        fs::rename(root, root.with_file_name("elsewhere"))?;
        // The script's steps find all they need in its place.
        fs::create_dir(root)?;
        fs::write(root.join("log"), "base")
    });
    let mut judge = tool::judge();
    let found = divergence(&mut judge, &backend, SCRIPT);
    assert_eq!(found.rule(), Rule::PathOutside);
    assert_eq!(found.got, "../elsewhere  a directory");
    assert_eq!(verdict(&mut judge, &backend, SCRIPT), Verdict::Conforms);
}

#[test]
fn what_a_script_that_diverged_early_did_outside_is_not_laid_to_the_next() {
    let backend = clumsy(1, |root| {
        fs::write(root.join("../private/new"), "mine")?;
        fs::remove_file(root.join("log"))
    });
    let mut judge = tool::judge();
    assert_eq!(divergence(&mut judge, &backend, SCRIPT).rule(), Rule::OpenExisting);
    assert_eq!(verdict(&mut judge, &backend, SCRIPT), Verdict::Conforms);
}

#[test]
fn a_backend_without_links_has_canaries_too() {
    let lacks = Lacks::of(&["symlinks"]).unwrap();
    let backend = host("host-inline", Blocking::CurrentThread).lacking(&lacks);
    let mut judge = tool::judge();
    assert_eq!(verdict(&mut judge, &backend, SCRIPT), Verdict::Conforms);
    assert!(judge.coverage.reached(Rule::PathOutside));
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn what_a_fixture_plants_is_there_at_the_end() {
    let script = r#"
modified "sub" -86400
modified "sub/pipe" 0

tree
  plug is a socket
  sub/
    pipe is a fifo

run
  root.unlink-file-at "plug"
  root.create-directory-at "sub/pipe"
"#;
    let backend = host("host-inline", Blocking::CurrentThread);
    let script = Script::parse("script", script).unwrap();
    let checked = tool::judge().explaining().check(&script, &backend).unwrap();
    assert_eq!(checked.verdict, Verdict::Conforms);
    let answers = checked.trace.into_iter().map(|answered| answered.outcome.unwrap().to_string());
    assert_eq!(answers.collect::<Vec<_>>(), ["ok", "exist"]);
    let lost = clumsy(1, |root| {
        fs::remove_file(root.join("sub/pipe")).and_then(|()| fs::write(root.join("sub/pipe"), ""))
    });
    let script = "tree\n  sub/\n    pipe is a fifo\n\nrun\n";
    let found = divergence(&mut tool::judge(), &lost, script);
    assert_eq!(
        (found.rule(), &*found.allowed, &*found.got),
        (Rule::DirTree, "sub/pipe  a fifo", "sub/pipe  \"\"")
    );
}

#[test]
fn scripts_need_what_their_fixture_plants() {
    let backend = host("host-inline", Blocking::CurrentThread);
    for (name, capability, script) in [
        ("special-files", Capability::SpecialFiles, "tree\n  a is a fifo\nrun\n"),
        ("host-times", Capability::HostTimes, "modified \"a\" -1\ntree\n  a  \"\"\nrun\n"),
        ("modes", Capability::Modes, "mode \"a\" 0444\ntree\n  a  \"\"\nrun\n"),
    ] {
        let mut judge = tool::judge().lacking(&Lacks::of(&[name]).unwrap());
        assert_eq!(verdict(&mut judge, &backend, script), Verdict::Skipped(capability));
    }
}
