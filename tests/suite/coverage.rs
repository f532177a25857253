//! Coverage is data: what parts of a run have reached, sent as text and merged elsewhere, is what the whole has reached.

use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::check::Coverage;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::outcome::CELLS;
use wasi_fs_conformance::rule::Rule;

use crate::tool;

/// What two judges have covered by the same scripts: one in parts that were sent and merged, and one in whole.
fn in_parts_and_whole() -> [Coverage; 2] {
    let backend = host("host-inline", Blocking::CurrentThread);
    let (mut judge, mut parted) = (tool::judge(), tool::judge());
    let mut merged = Coverage::default();
    // Every third: of all areas, and also such as need what this machine may not have.
    for (number, case) in corpus::built_in().iter().step_by(3).enumerate() {
        judge.check(&case.script, &backend).unwrap();
        parted.check(&case.script, &backend).unwrap();
        if number % 20 == 0 {
            let sent = serde_json::to_string(&parted.coverage.take()).unwrap();
            merged.merge(&serde_json::from_str(&sent).unwrap());
        }
    }
    merged.merge(&parted.coverage);
    [merged, judge.coverage]
}

#[test]
fn parts_that_are_sent_and_merged_are_the_whole() {
    // In how many worlds an answer is judged hangs on how long calls take, which on a busy machine may differ once.
    let mut tries = std::iter::repeat_with(in_parts_and_whole).take(2);
    let alike = tries.find(|[merged, whole]| merged == whole);
    let [merged, whole] = &alike.unwrap_or_else(in_parts_and_whole);
    assert!(merged.scripts > 100 && merged.rules.reached() > 60 && merged.worlds_max > 1, "{merged:?}");
    assert!(merged.cells_witnessed().len() > CELLS.len() / 4, "{merged:?}");
    assert_eq!(merged, whole);
    assert_eq!(serde_json::to_value(merged).unwrap(), serde_json::to_value(whole).unwrap());
}

#[test]
fn coverage_is_written_under_names_that_a_person_reads() {
    let mut judge = tool::judge();
    let script =
        corpus::built_in().into_iter().find(|case| case.name == "append/an-append-goes-to-the-end").unwrap();
    judge.check(&script.script, &host("host-inline", Blocking::CurrentThread)).unwrap();
    let written = serde_json::to_value(&judge.coverage).unwrap();
    assert_eq!(written["answers"]["open-at: ok"], 1);
    assert_eq!(written["stream_states"]["idle output: blocking-write-and-flush"], 2);
    assert_eq!(written["rules"][Rule::NoPanic.id()], judge.coverage.ops);
    assert!(written["rules"].get(Rule::PathDotDot.id()).is_none(), "{written}");
}

#[test]
fn a_name_of_another_version_is_refused() {
    let mut written = serde_json::to_value(Coverage::default()).unwrap();
    written["rules"]["append/lands-somewhere"] = 1.into();
    let error = serde_json::from_value::<Coverage>(written).unwrap_err().to_string();
    assert_eq!(error, "\"append/lands-somewhere\" is no rule of this version");
}
