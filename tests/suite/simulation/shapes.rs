//! Longer scripts that the law of `tight.rs` follows beside its random ones: two streams or two writes, and looks behind each
//! other, which short scripts have no room for.

use std::collections::BTreeMap;

use wasi_fs_conformance::script::Script;

use super::PREFIXES;
use super::tight::{Broken, Tally, follow};

/// How often each is followed, each time with other answers.
const TIMES: u64 = 8;

/// The file that all of them have.
const FILE: &str = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read write\n";

/// How to read a row: what they show, and the steps of each, parted by semicolons.
const SHAPES: &[(&str, &[&str])] = &[
    (
        "what was seen of one write stays, and grows",
        &[
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; f.read 9 0; f.read 9 0"#,
            r#"w = f.append-via-stream; w.check-write; w.write "ABC"; f.read 9 0; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; f.stat; f.stat; f.read 9 0"#,
            r#"w = f.write-via-stream 6; w.check-write; w.write "ABC"; f.stat; f.read 9 0; f.stat"#,
        ],
    ),
    (
        "what cuts it off, or comes over it, finds that there",
        &[
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; w.cancel; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; w.drop; f.read 9 0; quiesce; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; f.write "X" 2; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; f.set-size 3; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; f.write "X" 0; f.read 9 0"#,
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; f.read 9 0; host append "log" "X"; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 9 0; w.cancel; f.write "X" 2; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; f.read 2 1; w.cancel; f.read 9 0; f.read 9 0"#,
        ],
    ),
    (
        "the writes of one stream show in their order",
        &[
            r#"w = f.write-via-stream 0; w.check-write; w.write "AB"; w.check-write; w.write "CD"; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 0; w.check-write; w.write "AB"; w.check-write; w.write "CD"; f.read 2 2; f.read 2 0"#,
        ],
    ),
    (
        "of two streams' writes that meet one is over before the other begins",
        &[
            r#"v = f.write-via-stream 0; w = f.write-via-stream 1; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; f.read 9 0"#,
            r#"v = f.write-via-stream 0; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; f.read 9 0"#,
            r#"v = f.append-via-stream; w = f.append-via-stream; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; f.read 9 0"#,
            r#"v = f.append-via-stream; w = f.write-via-stream 3; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; f.read 9 0"#,
            r#"v = f.write-via-stream 1; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; v.cancel; f.read 9 0"#,
            r#"v = f.append-via-stream; w = f.append-via-stream; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.stat; f.read 9 0; f.stat"#,
            r#"v = f.write-via-stream 3; w = f.write-via-stream 4; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.stat; f.read 9 0; f.read 9 0"#,
            r#"v = f.write-via-stream 1; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; v.blocking-flush; f.read 9 0"#,
            r#"v = f.write-via-stream 1; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; f.read 9 0; f.set-size 3; f.read 9 0"#,
        ],
    ),
    (
        "an error keeps a prefix, and no hole",
        &[
            r#"w = f.write-via-stream 1; fault w write io; w.check-write; w.write "ABC"; f.read 9 0; w.blocking-flush; f.read 9 0"#,
            r#"w = f.write-via-stream 1; fault w write insufficient-space after 1 byte; w.check-write; w.write "ABC"; f.read 9 0; w.blocking-flush; f.read 9 0; f.read 9 0"#,
        ],
    ),
    (
        "a short count tears a write once",
        &[
            r#"w = f.write-via-stream 1; fault w write short 1; w.check-write; w.write "ABC"; f.read 9 0; f.read 9 0; w.blocking-flush; f.read 9 0"#,
            r#"w = f.append-via-stream; fault w write short 1; w.check-write; w.write "ABC"; f.read 9 0; f.read 9 0; host append "log" "X"; f.read 9 0"#,
        ],
    ),
    (
        "a stream that reads ahead is behind",
        &[
            r#"w = f.write-via-stream 1; r = f.read-via-stream 0; w.check-write; w.write "ABC"; r.read 4; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 1; r = f.read-via-stream 0; r.read 1; w.check-write; w.write "ABC"; f.read 9 0; r.read 4; f.read 9 0"#,
        ],
    ),
    (
        "what was cut off is a prefix, whatever comes over it, goes behind it or takes it away",
        &[
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; w.cancel; f.set-size 5; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; w.cancel; host append "log" "X"; f.read 9 0; f.read 9 0"#,
            r#"v = f.write-via-stream 1; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; v.cancel; f.read 9 0; f.read 9 0"#,
            r#"v = f.append-via-stream; w = f.append-via-stream; v.check-write; w.check-write; v.write "AB"; w.write "CD"; v.cancel; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 0; w.check-write; w.write "AB"; w.check-write; w.write "CD"; w.cancel; f.write "X" 1; f.read 9 0; f.read 9 0"#,
            r#"w = f.append-via-stream; w.check-write; w.write "AB"; w.check-write; w.write "CD"; f.read 9 0; w.cancel; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; w.cancel; v = f.write-via-stream 2; v.check-write; v.write "XY"; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; w.cancel; v = f.append-via-stream; v.check-write; v.write "XY"; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 3; w.check-write; w.write "ABC"; w.cancel; f.stat; f.read 9 0; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; w.drop; f.read 9 0; f.write "X" 2; f.read 9 0; quiesce; f.read 9 0"#,
            r#"w = f.append-via-stream; w.check-write; w.write "ABC"; w.drop; host append "log" "X"; f.read 9 0; quiesce; f.read 9 0"#,
            r#"w = f.write-via-stream 1; w.check-write; w.write "ABC"; w.cancel; f.set-size 3; f.set-size 5; f.read 9 0; f.read 9 0"#,
            r#"v = f.write-via-stream 1; w = f.write-via-stream 2; v.check-write; w.check-write; v.write "AB"; w.write "CD"; v.cancel; w.cancel; f.read 9 0; f.read 9 0"#,
        ],
    ),
];

fn script(steps: &str) -> Script {
    let lines: Vec<&str> = steps.split(';').map(str::trim).collect();
    Script::parse("a shape", &format!("{FILE}  {}\n", lines.join("\n  ")))
        .expect("our fault: a shape is a script")
}

#[test]
fn what_the_model_takes_in_longer_scripts_some_backend_can_answer() {
    let mut tally = Tally::default();
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for (shows, steps) in SHAPES.iter().flat_map(|(shows, all)| all.iter().map(move |steps| (shows, steps))) {
        let script = script(steps);
        for (prefixes_max, seed) in
            PREFIXES.iter().flat_map(|most| (1..=TIMES).map(move |seed| (*most, seed)))
        {
            for Broken { key, text } in follow(&script, seed, prefixes_max, &mut tally) {
                failures.entry(format!("{key}: {shows}")).or_insert(text);
            }
        }
    }
    println!("{}", tally.shown());
    let left: u64 = tally.left.values().sum();
    assert!(left * 20 < tally.scripts, "many shapes were not followed to their end");
    let shown: Vec<String> = failures.iter().map(|(key, text)| format!("=== {key}\n{text}\n")).collect();
    let shown = shown.join("\n");
    assert!(failures.is_empty(), "the model takes what no backend that conforms can answer:\n{shown}");
}
