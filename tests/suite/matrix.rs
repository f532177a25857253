//! `matrix`: what it writes, what it says, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use wasi_fs_conformance::check;
use wasi_fs_conformance::report::MATRIX_SCHEMA;
use wasi_fs_conformance::rule::Rule;

use crate::formats::Schema;
use crate::process::DRIVER;
use crate::tool::{path, text, tool};

/// The ledger of the backend that takes what is missing for trouble with the disk.
const LEDGER: &str =
    "path/missing-is-no-entry  io  their table has a hole; filed as https://example.org/issues/1 <script>\n";

/// Its deviations under other rules, which nobody has filed.
const UNFILED: &str = "path/dotdot-is-the-real-parent";

/// A page with a standing of every kind, and the data beside it.
pub(crate) struct Page {
    pub(crate) file: PathBuf,
    pub(crate) data: Value,
    /// What the tool has said.
    said: String,
    code: Option<i32>,
}

/// It is made once; without the syscall gate, so that it is the same everywhere.
pub(crate) fn page() -> &'static Page {
    static PAGE: OnceLock<Page> = OnceLock::new();
    PAGE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix");
        fs::create_dir_all(&folder).unwrap();
        let (file, known, found) =
            (folder.join("report.html"), folder.join("known.txt"), folder.join("found"));
        fs::write(&known, LEDGER).unwrap();
        let output = tool(&[
            "matrix",
            "--backend",
            "host-inline",
            "--backend",
            "missing=faulty:missing-is-io",
            "--backend",
            "faulty:append-goes-to-opening-size",
            "--known",
            &format!("missing={}", path(&known)),
            "--for",
            "0s",
            "--seed",
            "12",
            "--no-syscall-gate",
            "--found",
            path(&found),
            "--output",
            path(&file),
        ]);
        let data = fs::read_to_string(folder.join("report.json")).unwrap();
        let said = text(&output.stdout) + &text(&output.stderr);
        Page { file, data: serde_json::from_str(&data).unwrap(), said, code: output.status.code() }
    })
}

/// The cell of a column and a rule.
fn cell<'d>(data: &'d Value, column: usize, rule: &str) -> &'d Value {
    let cells = data["backends"][column]["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["rule"] == rule).unwrap()
}

#[test]
fn the_data_beside_the_page_is_as_its_schema_says() {
    let page = page();
    assert_eq!(Schema::parse(MATRIX_SCHEMA).fault(&page.data), None);
    assert_eq!(page.data["rules"].as_array().unwrap().len(), Rule::ALL.len());
    let labels: Vec<_> = page.data["backends"].as_array().unwrap().iter().map(|one| &one["label"]).collect();
    assert_eq!(labels, ["host-inline", "missing", "faulty:append-goes-to-opening-size"]);
    assert_eq!(page.data["backends"][1]["backend"], "faulty:missing-is-io");
    let standings = ["deviates", "known", "conforms", "not-exercised", "skipped"];
    let all =
        page.data["backends"].as_array().unwrap().iter().flat_map(|one| one["cells"].as_array().unwrap());
    let seen: Vec<&Value> = all.map(|cell| &cell["standing"]).collect();
    for standing in standings {
        assert!(seen.contains(&&standing.into()), "no cell is {standing}");
    }
}

#[test]
fn a_cell_says_what_was_seen() {
    let data = &page().data;
    let known = cell(data, 1, "path/missing-is-no-entry");
    assert_eq!((&known["standing"], known["deviations"].as_array().unwrap().len()), (&"known".into(), 1));
    let way = &known["deviations"][0];
    assert_eq!(way["answer"], "io");
    assert!(way["filed"]["times"].as_u64() > Some(20), "{way:#}");
    assert!(way["shown"]["finding"]["script"].as_str().unwrap().contains("\nrun\n"), "{way:#}");

    let unfiled = cell(data, 1, UNFILED);
    assert_eq!(
        (&unfiled["standing"], &unfiled["deviations"][0]["filed"]),
        (&"deviates".into(), &Value::Null)
    );
    let replay = unfiled["deviations"][0]["shown"]["replay"].as_str().unwrap();
    assert!(replay.starts_with("wasi-fs-conformance --backend faulty:missing-is-io replay "), "{replay}");
    // The command of the page, run again, shows the same.
    let arguments: Vec<&str> = replay.split(' ').skip(1).collect();
    let replayed = tool(&arguments);
    assert_eq!(replayed.status.code(), Some(2));
    assert!(text(&replayed.stdout).contains(UNFILED), "{}", text(&replayed.stdout));

    let skipped = cell(data, 0, "fault/interruption-is-invisible");
    assert_eq!(skipped["standing"], "skipped");
    assert_eq!(skipped["skipped"][0]["lacks"], "syscall-gate");
    assert!(skipped["skipped"][0]["scripts"].as_u64() > Some(0), "{skipped:#}");
    let race = cell(data, 2, "append/no-lost-bytes");
    let lanes = |way: &Value| way["shown"]["lanes"].as_array().unwrap().clone();
    let lanes = race["deviations"].as_array().unwrap().iter().map(lanes).find(|lanes| lanes.len() > 1);
    let begins = |lane: &Value| lane["marks"].to_string().contains("begins");
    assert!(lanes.is_some_and(|lanes| lanes.iter().all(begins)), "{race:#}");
}

#[test]
fn what_deviates_is_said_and_is_exit_code_2() {
    let Page { said, code, .. } = page();
    assert_eq!(*code, Some(2), "{said}");
    for part in [
        "comparing host-inline, missing, faulty:append-goes-to-opening-size: ",
        "--profile mixed --seed 12",
        "\nhost-inline: ",
        "1 known",
        &format!("  DEVIATES  {UNFILED}  `stat-at` on `root` answered io"),
        "report.html\n",
        "report.json\n",
    ] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert!(!said.contains("DEVIATES  path/missing-is-no-entry"), "{said}");
}

#[test]
fn the_page_has_a_cell_for_each_rule_and_backend_and_no_markup_but_its_own() {
    let html = fs::read_to_string(&page().file).unwrap();
    let cells = 3 * Rule::ALL.len();
    for rule in Rule::ALL {
        for anchor in ["host-inline", "missing", "faulty:append-goes-to-opening-size"] {
            let place = format!("{rule}/{anchor}");
            assert_eq!(html.matches(&format!(" id=\"{place}\"")).count(), 1, "{place}");
            assert!(html.contains(&format!("<td><a href=\"#{place}\">")), "{place}");
        }
    }
    assert_eq!(html.matches("<th scope=\"row\">").count(), Rule::ALL.len());
    assert_eq!(html.matches("<section class=\"cell").count(), cells);
    // What others say is text.
    assert!(html.contains("issues/1</a> &lt;script&gt;"));
    assert_eq!((html.matches("<script").count(), html.matches("</script>").count()), (1, 1));
    // Nothing is loaded: what leads elsewhere is a link that somebody has to follow.
    for sign in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!html.contains(sign), "{sign}");
    }
    assert_eq!(html.matches("<link ").count(), 1, "the icon, which is none");
}

/// `matrix` of one backend, whose page goes into a folder; what it said, and its exit code.
fn matrix(folder: &Path, backend: &str, more: &[&str]) -> (Option<i32>, String) {
    let (file, found) = (folder.join("report.html"), folder.join("found"));
    let usual = [["--for", "0s"], ["--found", path(&found)], ["--output", path(&file)]];
    let usual = usual.iter().filter(|[name, _]| !more.contains(name)).flatten().copied();
    let arguments: Vec<&str> = ["matrix", "--backend", backend].into_iter().chain(usual).collect();
    let output = tool(&[&arguments[..], more].concat());
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn data(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap()
}

#[test]
fn what_is_filed_is_no_failure_and_what_is_stale_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let known = folder.path().join("known.txt");
    let given = "zero=faulty:blocking-read-of-nothing-closes";
    let named = format!("zero={}", path(&known));
    let filed = "stream/zero-length-read-is-empty  closed  their reads of nothing close the stream\n";
    fs::write(&known, filed).unwrap();
    let (code, said) = matrix(folder.path(), given, &["--known", &named]);
    assert_eq!(code, Some(0), "{said}");
    let seen = &data(folder.path())["backends"][0];
    assert_eq!(seen["tolerated"][0]["answer"], "closed");
    let gate = check::syscall_gate().is_ok();
    assert_eq!(seen["not_judged"].is_null(), gate, "{}", seen["not_judged"]);

    fs::write(&known, format!("{filed}quality/no-panic  panic  long gone\n")).unwrap();
    let (code, said) = matrix(folder.path(), given, &["--known", &named]);
    assert_eq!(code, Some(if gate { 3 } else { 0 }), "{said}");
    assert_eq!(
        said.contains("STALE  the ledger's entry `quality/no-panic  \"panic\"  long gone`"),
        gate,
        "{said}"
    );
}

#[test]
fn a_backend_is_hunted_behind_the_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = matrix(folder.path(), "host-inline", &["--for", "3s", "--jobs", "2"]);
    assert_eq!(code, Some(0), "{said}");
    let seen = &data(folder.path())["backends"][0];
    assert!(seen["generated"].as_u64() > Some(0), "{seen:#}");
    assert!(seen["pace"]["ops"].as_u64() > Some(0) && seen["pace"]["workers"] == 2, "{seen:#}");
    assert_eq!(seen["end"]["type"], "complete");
}

#[test]
fn a_backend_behind_a_driver_is_a_column_of_the_name_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = matrix(folder.path(), &format!("driver=process:'{DRIVER}'"), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\ndriver: "), "{said}");
    let seen = &data(folder.path())["backends"][0];
    assert_eq!((&seen["label"], &seen["backend"]), (&"driver".into(), &format!("process:'{DRIVER}'").into()));
    assert!(seen["name"].as_str().unwrap().starts_with("driver in Rust"), "{}", seen["name"]);
    assert!(seen["corpus"].as_u64() > Some(300) && seen["ops"].as_u64() > Some(1000), "{seen:#}");
}

#[test]
fn a_backend_that_can_not_be_gone_on_with_leaves_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let (code, said) = matrix(folder.path(), "faulty:append-goes-to-opening-size", &["--found", path(&file)]);
    assert_eq!(code, Some(70), "{said}");
    assert!(said.contains("can't keep the finding"), "{said}");
    let seen = &data(folder.path())["backends"][0];
    assert_eq!(seen["end"]["type"], "failed");
    let cells = seen["cells"].as_array().unwrap();
    assert!(cells.iter().any(|cell| cell["standing"] == "deviates"), "{seen:#}");
    let html = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(html.contains("Ended before its time: can't keep the finding"), "the page does not say so");
}

#[test]
fn what_can_not_be_meant_is_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let data = folder.path().join("report.json");
    let to = ["--output", path(&page)];
    for (arguments, code, said) in [
        (&["--backend", "hots"][..], 1, "\"hots\" is no backend"),
        (&["--backend", "host", "--backend", "host"], 1, "give one of them a name of its own"),
        (&["--backend", "host", "--known", "hots=x"], 1, "no column is called \"hots\""),
        (&["--output", path(&data)], 1, "the data goes beside it"),
        (&["--output", path(folder.path())], 1, "expected the file of the page"),
        (&["--output", "/no-such-folder/report.html"], 70, "choose another place with --output"),
        (&["--dir", "/proc/none"], 70, "--dir"),
    ] {
        let to = if arguments.contains(&"--output") { &[][..] } else { &to[..] };
        let output = tool(&[&["matrix"], arguments, to].concat());
        let told = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something was left");
    assert_eq!(tool(&["matrix"]).status.code(), Some(1), "a page has to be named");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_writes_what_it_has() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let backends = ["--backend", "host-inline", "--backend", "host"];
    let rest = ["--for", "1h", "--output", path(&page)];
    let mut child = crate::tool::command(&[&["matrix"], &backends[..], &rest].concat())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(told.next().unwrap().starts_with("comparing host-inline, host: "));
    // What it reaches until then does not matter.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &process]).status().unwrap().success());
    let rest: Vec<String> = told.collect();
    assert_eq!(child.wait().unwrap().code(), Some(5), "{rest:?}");
    assert!(rest.iter().any(|line| line == "host: not begun, since the run was interrupted"), "{rest:?}");
    if !page.exists() {
        // Nothing was judged yet.
        assert!(rest.iter().any(|line| line.starts_with("nothing was judged")), "{rest:?}");
        return;
    }
    let data = data(folder.path());
    assert_eq!(data["interrupted"], true);
    assert!(fs::read_to_string(&page).unwrap().contains("<title>Interrupted: "));
    let ends: Vec<&Value> =
        data["backends"].as_array().unwrap().iter().map(|column| &column["end"]["type"]).collect();
    assert_eq!(ends, ["stopped", "waiting"]);
    assert!(fs::read_to_string(&page).unwrap().contains("Not all was run"));
}
