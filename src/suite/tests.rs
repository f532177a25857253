//! The front door opens on what it says.

use std::fs;

use super::*;
use crate::backends::{Fault, faulty, host};
use crate::filesystem::Blocking;

const SCRIPT: &str = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read\n  r = f.read-via-stream 0\n  r.blocking-read 0\n  r.read 4, until progress\n";

#[test]
fn a_script_is_replayed_in_place_of_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.fs");
    fs::write(&file, SCRIPT).unwrap();
    let replay = |suite: Suite, fault| suite.run_or_replay(faulty(fault), Some(&file)).unwrap();
    let report = replay(Suite::new(), Fault::EmptyReadCloses);
    assert_eq!((report.coverage.scripts, report.findings.len()), (1, 1), "{report}");
    let shown = format!("WASI_FS_CONFORMANCE_REPLAY={} cargo test ", file.display());
    assert!(report.to_string().contains(&shown), "{report}");
    let report = replay(Suite::new(), Fault::AppendAtOpeningSize);
    assert!(report.conforms() && report.coverage.scripts == 1, "{report}");
}

#[test]
fn a_script_that_can_t_be_replayed_is_named_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.fs");
    let replay = || Suite::new().run_or_replay(host("host", Blocking::default()), Some(&file)).unwrap_err();
    assert!(replay().contains("bad.fs: can't be read"), "{}", replay());
    fs::write(&file, "run\n  root.sing\n").unwrap();
    assert!(replay().contains("bad.fs:2:"), "{}", replay());
}

#[test]
fn a_part_of_the_corpus_can_be_run_and_scripts_of_one_s_own_are_added() {
    let (own, found) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(own.path().join("stream")).unwrap();
    fs::write(own.path().join("stream/mine.fs"), SCRIPT).unwrap();
    let suite = Suite::new().cases(0).found(found.path());
    let ran = |suite: Suite| suite.run(host("host", Blocking::default())).coverage.scripts;
    let streams = ran(suite.clone().areas(&["stream"]));
    assert!(streams > 20);
    assert_eq!(ran(suite.clone().areas(&["stream"]).corpus(own.path())), streams + 1);
    assert_eq!(ran(suite.clone().areas(&["append"]).corpus(own.path())), ran(suite.areas(&["append"])));
}

#[test]
fn what_the_corpus_shows_is_kept_in_files_that_can_be_replayed() {
    let (own, found) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(own.path().join("stream")).unwrap();
    fs::write(own.path().join("stream/mine.fs"), SCRIPT).unwrap();
    let suite = Suite::new().cases(0).areas(&["stream"]).corpus(own.path()).found(found.path());
    let report = suite.run(faulty(Fault::EmptyReadCloses));
    let files: Vec<_> = report.findings.iter().map(|finding| finding.file.clone().unwrap()).collect();
    assert!(files.len() > 1 && files.contains(&own.path().join("stream").join("mine.fs")), "{report}");
    for (finding, file) in report.findings.iter().zip(&files) {
        assert_eq!(finding.script.to_string(), fs::read_to_string(file).unwrap());
    }
}

#[test]
fn each_profile_has_its_own_scripts() {
    let suite = Suite::new().areas(&[]).cases(20);
    let ran = |suite: Suite| suite.run(host("host", Blocking::default())).coverage;
    assert_eq!(ran(suite.clone().profiles(&["files", "mixed"])).scripts, 40);
    assert_ne!(ran(suite.clone().profiles(&["files"])).ops, ran(suite.profiles(&["paths"])).ops);
}

#[test]
#[should_panic(expected = "known are access, ")]
fn an_unknown_area_is_answered_with_the_known_ones() {
    let _ = Suite::new().areas(&["streams"]);
}

#[test]
#[should_panic(expected = "did you mean `append-races`?")]
fn an_unknown_profile_is_answered_with_the_nearest() {
    let _ = Suite::new().profiles(&["append-race"]);
}

#[test]
fn what_the_backend_lacks_altogether_is_told_from_a_run_of_nothing() {
    let suite = Suite::new().areas(&["hash"]).cases(0);
    let report = suite.clone().lacks(&["metadata-hash"]).run(host("host", Blocking::default()));
    assert!(report.is_lacking() && !report.conforms(), "{report}");
    let report = suite.areas(&[]).run(host("host", Blocking::default()));
    assert!(!report.is_lacking() && !report.conforms(), "{report}");
}
