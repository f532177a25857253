//! Reports for programs: lines of JSON that are as their schema says, and JUnit files.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Map, Value};
use wasi_fs_conformance::report::SCHEMA;

use crate::reports::APPEND;
use crate::tool::{command, path, tool};

const FAULTY: &str = "faulty:append-goes-to-opening-size";

/// A validator of what our schema uses of JSON Schema, and stricter: a member that the schema does not name is a fault, and
/// so is a keyword that is not known here.
pub(crate) struct Schema(Value);

impl Schema {
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap())
    }

    pub(crate) fn fault(&self, value: &Value) -> Option<String> {
        self.fault_of(&self.0, value, "line")
    }

    fn fault_of(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let keywords = schema.as_object().unwrap_or_else(|| panic!("{at}: {schema} is no schema"));
        keywords
            .iter()
            .find_map(|(keyword, wanted)| match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "additionalProperties" => None,
                "$ref" => {
                    let (file, name) = wanted.as_str().unwrap().split_once("#/$defs/").unwrap();
                    let other = match file {
                        "" => None,
                        "report.schema.json" => Some(Self::parse(SCHEMA)),
                        other => panic!("{at}: the schema {other} is not known here"),
                    };
                    let schema = other.as_ref().unwrap_or(self);
                    schema.fault_of(&schema.0["$defs"][name], value, at)
                }
                "const" => (wanted != value).then(|| format!("{at}: {value} is not {wanted}")),
                "enum" => (!wanted.as_array().unwrap().contains(value))
                    .then(|| format!("{at}: {value} is none of {wanted}")),
                "oneOf" => {
                    let schemas = wanted.as_array().unwrap();
                    let faults: Vec<_> = schemas.iter().map(|one| self.fault_of(one, value, at)).collect();
                    let fit = faults.iter().filter(|fault| fault.is_none()).count();
                    (fit != 1).then(|| format!("{at}: {fit} of {} fit: {faults:?}", schemas.len()))
                }
                "minimum" => (value.as_f64() < wanted.as_f64() && !value.is_null())
                    .then(|| format!("{at}: {value} is below {wanted}")),
                "type" => {
                    let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                    let fits = types.iter().any(|name| is_of(name.as_str().unwrap(), value));
                    (!fits).then(|| format!("{at}: {value} is no {wanted}"))
                }
                "required" => {
                    let mut names = wanted.as_array().unwrap().iter();
                    names
                        .find(|name| value.get(name.as_str().unwrap()).is_none())
                        .map(|name| format!("{at}: no {name}"))
                }
                "properties" => self.fault_of_members(wanted, value.as_object()?, at),
                "items" => {
                    let mut items = value.as_array()?.iter().enumerate();
                    items.find_map(|(index, item)| self.fault_of(wanted, item, &format!("{at}[{index}]")))
                }
                other => panic!("{at}: the keyword {other} is not known here"),
            })
            .or_else(|| {
                let others = keywords.get("additionalProperties")?;
                let mut members = value.as_object()?.iter();
                members.find_map(|(name, member)| self.fault_of(others, member, &format!("{at}.{name}")))
            })
    }

    fn fault_of_members(&self, schemas: &Value, members: &Map<String, Value>, at: &str) -> Option<String> {
        members.iter().find_map(|(name, member)| match schemas.get(name) {
            Some(schema) => self.fault_of(schema, member, &format!("{at}.{name}")),
            None => Some(format!("{at}.{name}: the schema does not name it")),
        })
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}

/// The lines of a run, each as the schema says.
fn lines(output: &Output) -> Vec<Value> {
    let schema = Schema::parse(SCHEMA);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    for line in &lines {
        assert_eq!(schema.fault(line), None, "{line:#}");
    }
    let exit = lines.last().map(|last| last["exit_code"].clone());
    assert_eq!(exit, output.status.code().map(Value::from), "{text}");
    lines
}

/// A line is as the schema says.
pub(crate) fn assert_is_a_line(line: &Value) {
    assert_eq!(Schema::parse(SCHEMA).fault(line), None, "{line:#}");
}

fn types(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["type"].as_str().unwrap()).collect()
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let schema = Schema::parse(SCHEMA);
    let line = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let good = r#"{"version":1,"type":"error","message":"no","exit_code":70}"#;
    assert_eq!(schema.fault(&line(good)), None);
    for (from, to) in [
        (":1,", ":2,"),
        ("error", "terror"),
        ("70", "71"),
        ("\"no\"", "7"),
        ("\"message\":\"no\",", ""),
        ("{", "{\"x\":1,"),
    ] {
        let bad = line(&good.replacen(from, to, 1));
        assert!(schema.fault(&bad).is_some(), "{bad}");
    }
}

#[test]
fn a_hunt_tells_lines_that_are_as_the_schema_says() {
    let found = tempfile::tempdir().unwrap();
    let arguments =
        ["hunt", "--backend", FAULTY, "--seed", "3", "--jobs", "1", "--format", "json", "--found"];
    let output = tool(&[&arguments[..], &[found.path().to_str().unwrap()]].concat());
    let lines = lines(&output);
    assert_eq!((types(&lines), output.status.code()), (vec!["begin", "finding", "summary"], Some(2)));
    assert_eq!(lines[0]["hunt"]["seed"], "3");
    let finding = &lines[1]["finding"];
    let differing = &finding["wrong"]["differing"];
    let parts = ["bytes", "paths"].map(|parts| differing[parts].as_array().unwrap().len());
    assert_ne!(parts, [0, 0], "{finding:#}");
    assert!(Path::new(finding["file"].as_str().unwrap()).exists());
    assert!(lines[2]["coverage"]["ops"].as_u64() > Some(0) && lines[2]["findings"] == 1);
}

#[test]
fn a_replay_tells_lines_that_are_as_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one.fs");
    let path = file.to_str().unwrap();
    fs::write(&file, APPEND).unwrap();
    let output = tool(&["replay", "--backend", FAULTY, "--format", "json", path]);
    let told = lines(&output);
    assert_eq!(types(&told), ["begin", "replayed", "summary"]);
    assert_eq!((&told[1]["verdict"], &told[2]["findings"]), (&"diverged".into(), &1.into()));
    let expected = serde_json::json!([{
        "offset": 4,
        "length": 1,
        "allowed": { "bytes": "\"M\"", "writers": [{ "step": 2 }] },
        "got": { "bytes": "\"A\"", "writers": [{ "step": 3 }] },
    }]);
    assert_eq!(told[1]["finding"]["wrong"]["differing"]["bytes"], expected);

    let told = lines(&tool(&["replay", "--format", "json", path, path]));
    assert_eq!(types(&told).len(), 8, "two files on three backends");
    assert!(told[1..7].iter().all(|line| line["verdict"] == "conforms" && line["finding"].is_null()));

    let steps = "  hold\n  a.write \"B\"\n  quiesce\n  f.read 64 0\n";
    fs::write(&file, format!("{}{steps}", APPEND.replace("  f.read 64 0\n", "  a.check-write\n"))).unwrap();
    let told = lines(&tool(&["replay", "--all-schedules", "--backend", FAULTY, "--format", "json", path]));
    assert_eq!(types(&told), ["begin", "schedules", "summary"]);
    assert!(told[1]["number"] == 1 && told[1]["finding"].is_object(), "{:#}", told[1]);

    fs::write(&file, "run\n  x\n").unwrap();
    let told = lines(&tool(&["replay", "--format", "json", path]));
    assert_eq!(types(&told), ["begin", "error"]);
    assert!(told[1]["message"].as_str().unwrap().contains("one.fs:2:"));
}

#[test]
fn a_hunt_writes_a_case_for_each_rule_and_finding() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hunt.xml");
    let (junit, found) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    let hunted = ["hunt", "--backend", FAULTY, "--seed", "3", "--jobs", "1", "--found", found];
    let output = tool(&[&hunted[..], &["--junit", junit, "--no-syscall-gate"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(&format!("<testsuite name=\"{FAULTY}\"")), "{text}");
    let failed = text.split("<testcase ").find(|case| case.contains("<failure ")).unwrap();
    assert!(failed.starts_with("name=\"append/") && failed.contains("type=\"wrong-"), "{failed}");
    assert!(text.contains("FAIL  faulty:append-goes-to-opening-size"), "the report is not in it\n{text}");
    assert!(text.matches("<testcase ").count() > 5, "{text}");
    assert!(text.contains("failures=\"1\""), "{text}");
}

#[test]
fn a_replay_writes_a_case_for_each_script() {
    let folder = tempfile::tempdir().unwrap();
    let (script, file) = (folder.path().join("one.fs"), folder.path().join("replay.xml"));
    fs::write(&script, APPEND).unwrap();
    let (path, junit) = (script.to_str().unwrap(), file.to_str().unwrap());
    assert_eq!(tool(&["replay", "--junit", junit, path]).status.code(), Some(0));
    let text = fs::read_to_string(&file).unwrap();
    for backend in ["host", "host-inline", "host-pool"] {
        assert!(text.contains(&format!("<testcase name=\"{path}\" classname=\"{backend}\"")), "{text}");
    }
    fs::write(&script, "run\n  f = root.open-at \"log\" create write\n  fault f write io\n").unwrap();
    assert_eq!(tool(&["replay", "--no-syscall-gate", "--junit", junit, path]).status.code(), Some(4));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("<skipped message=\"the backend declares to lack syscall-gate\""), "{text}");
}

#[test]
fn a_junit_file_that_can_not_be_written_is_told_before_anything_runs() {
    let mut files = vec!["/no-such-folder/hunt.xml"];
    if Path::new("/dev/full").exists() {
        files.push("/dev/full");
    }
    for file in files {
        let output = tool(&["hunt", "--for", "10m", "--junit", file]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(70), 0), "{told}");
        assert!(told.contains(file) && told.contains("choose another one with --junit"), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn a_hunt_that_is_interrupted_tells_what_it_has() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hunt.xml");
    let hunted = ["hunt", "--backend", "host-inline", "--for", "10m", "--jobs", "1", "--format", "json"];
    let mut child =
        command(&[&hunted[..], &["--junit", path(&file)]].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(told.next().unwrap().contains("\"type\":\"begin\""));
    assert!(fs::read_to_string(&file).unwrap().contains("<testsuite name=\"host-inline\""));
    // What it reaches until then does not matter.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &process]).status().unwrap().success());
    let last = told.last().unwrap();
    assert!(last.contains("\"type\":\"summary\""), "{last}");
    assert!(matches!(child.wait().unwrap().code(), Some(0 | 4)), "{last}");
    assert!(fs::read_to_string(&file).unwrap().contains("</testsuites>"));
}
