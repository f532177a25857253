//! The texts of reports are golden files: `BLESS=1 cargo test` rewrites them, and the difference is reviewed.

use std::fs;
use std::path::Path;

use pretty_assertions::StrComparison;
use wasi_fs_conformance::backend::Backend as _;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::report::{Finding, Origin, Text};
use wasi_fs_conformance::script::Script;

fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == text, "{}\n{}", path.display(), StrComparison::new(&golden, text));
}

/// The report of a script on a faulty backend, as a hunt prints it.
fn report(fault: Fault, script: &str) -> String {
    let script = Script::parse("script", script).unwrap();
    let backend = faulty(fault);
    let checked = Judge::new().unwrap().explaining().check(&script, &backend).unwrap();
    let Verdict::Diverged(divergence) = checked.verdict else { panic!("it conforms\n{script}") };
    let origin =
        Origin { when: None, hunt: None, seed: 7, steps_before: 46, repeats: 20, tries: 20, minimal: true };
    let finding = Finding::new(backend.name(), script, &checked.trace, &divergence).found_by(origin);
    let file = Path::new("target/found").join(finding.file_name());
    let finding = finding.kept_at(file);
    let program = format!("wasi-fs-conformance --backend {} replay", finding.backend);
    Text { finding: &finding, program: &program }.to_string()
}

#[test]
fn a_wrong_answer() {
    let script = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  a = f.append-via-stream
  f.write "MORE" 4
  a.blocking-write-and-flush "A"
  f.read 64 0
"#;
    assert_golden("wrong-answer.txt", &report(Fault::AppendAtOpeningSize, script));
}

#[test]
fn a_wrong_tree() {
    let script = r#"
run
  f = root.open-at "new" create write
  w = f.write-via-stream 0
  w.blocking-write-and-flush "A"
  w.blocking-write-and-flush "B"
"#;
    assert_golden("wrong-tree.txt", &report(Fault::PositionStays, script));
}

#[test]
fn a_wrong_kind_of_answer() {
    let script = r#"
tree
  log  "base"

run
  f = root.open-at "log" read
  r = f.read-via-stream 0
  r.blocking-read 0
"#;
    assert_golden("wrong-kind.txt", &report(Fault::EmptyReadCloses, script));
}
