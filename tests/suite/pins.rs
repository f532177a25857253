//! What scripts pin behind `=>`: judged by `replay`, kept by `bless` where it means the same.

use std::fs;

use serde_json::Value;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::OpKind;
use wasi_fs_conformance::outcome::{Outcome, Pin, Seen};
use wasi_fs_conformance::script::Script;

use crate::tool::{self, path, text};

/// How many generated scripts are walked.
const SCRIPTS: u64 = 1500;

fn tool(arguments: &[&str]) -> (i32, String) {
    let output = tool::tool(arguments);
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

/// A script with pins of its steps, with `=>` or without.
fn script(pins: [&str; 4]) -> String {
    let calls =
        ["f = root.open-at \"log\" read write", "f.read 64 0", "w = f.write-via-stream 4", "w.check-write"];
    let lines = calls.iter().zip(pins).map(|(call, pin)| match pin {
        "" => format!("  {call}\n"),
        pin => format!("  {call}  => {pin}\n"),
    });
    format!("tree\n  log  \"base\"\n\nrun\n{}", lines.collect::<String>())
}

/// What is pinned, the exit code of a replay, and what its text says.
const REPLAYED: &[([&str; 4], i32, &str)] = &[
    (["", "", "", ""], 0, "conforms"),
    (["ok", "\"base\" eof?", "ok", "1.."], 0, "conforms"),
    (["not busy", "exactly \"base\" eof?", "_", ">= 1 | closed"], 0, "conforms"),
    (["ok", "\"base\" eof?", "ok", "..1"], 2, "step 4: the model allows this answer, and the pin does not"),
    (["ok", "\"base\" eof?", "ok", "only >= 999999999"], 2, "pinned    only >= 999999999"),
    (["ok", "exactly \"bas\"", "ok", ""], 2, "step 2: the model allows this answer"),
    (["any failure", "", "", ""], 2, "step 1: the model does not allow what is pinned; `bless`"),
    // What stands behind a pin that did not hold is judged all the same.
    (["ok", "1 bytes", "io", "closed"], 2, "pins that did not hold: 3"),
    (["that of step 2", "", "that of step 1", ""], 2, "pins that did not hold: 1"),
];

#[test]
fn a_replay_tells_a_pin_that_did_not_hold_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (number, (pins, code, part)) in REPLAYED.iter().enumerate() {
        let file = folder.path().join(format!("{number}.fs"));
        fs::write(&file, script(*pins)).unwrap();
        let (found, shown) = tool(&["--backend", "host-inline", "replay", path(&file)]);
        assert!(found == *code && shown.contains(part), "{pins:?}: {found}\n{shown}");
    }
}

#[test]
fn a_pin_that_did_not_hold_is_in_every_report() {
    let folder = tempfile::tempdir().unwrap();
    let (file, junit) = (folder.path().join("s.fs"), folder.path().join("junit.xml"));
    fs::write(&file, script(["ok", "", "io", "..1"])).unwrap();
    let replay =
        ["--backend", "host-inline", "replay", "--format", "json", "--junit", path(&junit), path(&file)];
    let (code, shown) = tool(&replay);
    let lines: Vec<Value> = shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().for_each(crate::formats::assert_is_a_line);
    assert_eq!((code, &lines[1]["verdict"]), (2, &"pin-missed".into()), "{shown}");
    let misses: Vec<(&Value, &Value)> =
        lines[1]["pins"].as_array().unwrap().iter().map(|pin| (&pin["step"], &pin["miss"])).collect();
    let [out_of_step, sharper] = ["out-of-step-with-the-model", "sharper-than-the-model"].map(Value::from);
    assert_eq!(misses, [(&2.into(), &out_of_step), (&3.into(), &sharper)]);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["pins_missed"], &summary["exit_code"]), (&2.into(), &2.into()));
    assert!(fs::read_to_string(junit).unwrap().contains("type=\"pin-missed\""));
}

/// A backend that gives fewer bytes than it could leaves the way that the corpus pins, and nothing is wrong with that.
#[test]
fn a_pin_of_the_models_own_is_no_claim_about_another_way() {
    let script = |pin: &str| {
        let text = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read write\n  r = f.read-via-stream 0\n";
        let text = format!("{text}  r.blocking-read 2  => \"ba\"\n  r.blocking-read 2  => {pin}\n");
        Script::parse("s", &text).unwrap()
    };
    let blessed = script("\"se\"");
    let checked = one_byte_a_read(&blessed);
    let told = |script: &Script| {
        let missed = script.missed_pins(&checked, || Ok::<_, ()>(blessed.clone())).unwrap();
        missed.iter().map(|pin| (pin.step, pin.is_told())).collect::<Vec<_>>()
    };
    assert_eq!(told(&blessed), [(Some(3), false)]);
    assert_eq!(told(&script("only \"se\"")), [(Some(3), true)]);
    assert_eq!(told(&script("exactly \"as\"")), [(Some(3), true)]);
    assert_eq!(told(&script("1 bytes")), []);
}

/// What a judge says of a backend that reads one byte at a time.
fn one_byte_a_read(script: &Script) -> wasi_fs_conformance::check::Checked {
    use wasi_fs_conformance::check::{Answered, Checked, Receipts, Verdict};
    let (mut model, mut trace) = (Model::new(&script.fixture), Vec::new());
    for step in &script.steps {
        let call = step.call().unwrap();
        let allowed = model.allowed(call).unwrap();
        let mut answer = allowed.plain();
        if let Outcome::Bytes { bytes, .. } = &mut answer {
            bytes.truncate(1);
        }
        assert!(allowed.takes(&answer), "{allowed}");
        model.take(call, &answer);
        trace.push(Answered { outcome: Some(answer), allowed: Some(allowed.to_string()), made: None });
    }
    Checked { trace, verdict: Verdict::Conforms, tree: Some(model.tree()), receipts: Receipts::default() }
}

/// Another way to pin what the model allows: it passes, and stays as it is written.
const REWRITTEN: &[(&str, &str)] = &[
    ("=> 1..", "=> >= 1"),
    ("=> \"base\" eof?", "=>    \"base\" eof?"),
    ("=> no-entry", "=> no-entry|no-entry"),
    ("=> ok", "=> ok | ok"),
    ("=> ok", "=> only ok"),
    ("=> regular-file size=4 links=1", "=> regular-file links=1 size=4..4"),
    ("=> \"base\" eof?", "=> only exactly \"base\" eof?"),
    ("=> regular-file size=4 links=1", "=> only regular-file size=4 links=1 modified=after 5s"),
];

#[test]
fn a_pin_that_means_the_same_is_blessed_as_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.fs");
    let plain = script(["", "", "", ""]) + "  root.stat-at \"none\"\n  root.stat-at \"log\"\n";
    fs::write(&file, plain).unwrap();
    assert_eq!(tool(&["bless", path(&file)]).0, 0);
    let blessed = fs::read_to_string(&file).unwrap();
    for (pin, other) in REWRITTEN.iter().filter(|(pin, _)| blessed.contains(pin)) {
        let rewritten = blessed.replacen(pin, other, 1);
        fs::write(&file, &rewritten).unwrap();
        let (code, shown) = tool(&["bless", "--check", path(&file)]);
        assert_eq!(code, 0, "{other}\n{shown}");
        assert_eq!((tool(&["bless", path(&file)]).0, fs::read_to_string(&file).unwrap()), (0, rewritten));
    }
    for (other, how) in [
        ("=> no-entry | io", "is more than"),
        ("=> io", "is something else than"),
        ("=> not no-entry", "is something else than"),
    ] {
        fs::write(&file, blessed.replacen("=> no-entry", other, 1)).unwrap();
        let (code, shown) = tool(&["bless", "--check", path(&file)]);
        assert!(
            code == 2 && shown.contains("step 5 pins") && shown.contains(how),
            "{other}: {code}\n{shown}"
        );
    }
}

/// In every state there is an answer that conforms, and the text of what is allowed is a pin that takes it.
#[test]
fn what_the_model_allows_is_a_pin_of_an_answer_that_conforms() {
    let walk = |name: &str, script: &Script| {
        let (mut model, mut seen, mut before) = (Model::new(&script.fixture), Seen::default(), Vec::new());
        for step in &script.steps {
            model.go_plainly(step, &mut seen, |call, allowed, answer| {
                let shown = || format!("{name}: `{step}` allows {allowed}, plainly {answer}\n{script}");
                assert!(allowed.takes(answer), "{}", shown());
                let pin = Pin::parse(&allowed.to_string());
                let pin = pin.unwrap_or_else(|error| panic!("{}: {error:?}", shown())).of(call.op.kind());
                let told: Vec<Option<&Outcome>> = before.iter().map(Some).collect();
                // A moment or a hash that a line which repeats has told before is not among what stands before it.
                assert!(
                    pin.takes(answer, &told) || looks_at_clock(call.op.kind()) && step.times > 1,
                    "{}",
                    shown()
                );
                before.push(answer.clone());
            });
            if model.inconclusive().is_some() {
                return;
            }
        }
    };
    for case in corpus::built_in() {
        walk(&case.name, &case.script);
    }
    for (number, focus) in (0..SCRIPTS).zip(Focus::ALL.iter().cycle()) {
        walk(&format!("seed {number}"), &Scripts { focus: *focus, ..Scripts::default() }.script(number));
    }
}

fn looks_at_clock(kind: OpKind) -> bool {
    matches!(kind, OpKind::Stat | OpKind::StatAt | OpKind::MetadataHash | OpKind::MetadataHashAt)
}
