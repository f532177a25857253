//! PROTOCOL.md is what the tool speaks: its examples and its table of calls are held against what goes over the line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
#[cfg(unix)]
use std::sync::LazyLock;

use serde_json::Value;
use wasi_fs_conformance::op::{HandleKind, OpKind};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::tree::Capability;

#[cfg(unix)]
use super::DRIVER;
use crate::tool::tool;

type Names = BTreeSet<String>;

fn page() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/PROTOCOL.md")).unwrap()
}

fn resource(kind: HandleKind) -> &'static str {
    match kind {
        HandleKind::Descriptor => "descriptor",
        HandleKind::InputStream => "input-stream",
        HandleKind::OutputStream => "output-stream",
        HandleKind::DirectoryEntryStream => "directory-entry-stream",
        HandleKind::Pollable => "pollable",
        HandleKind::Error => "error",
    }
}

/// Every operation as a request names it.
fn calls() -> Names {
    let of =
        |op: &'static OpKind| op.info().on.iter().map(|kind| format!("{}.{}", resource(*kind), op.name()));
    let freestanding = OpKind::ALL.iter().filter(|op| op.is_freestanding()).map(|op| op.name().to_owned());
    // A guest gets its error with the failure, and a driver is asked for it.
    let beside = ["input-stream.last-error", "output-stream.last-error"].map(str::to_owned);
    OpKind::ALL.iter().flat_map(of).chain(freestanding).chain(beside).collect()
}

/// The words in backticks.
fn words(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The calls that the page has, with the names of their arguments.
fn written_calls(page: &str) -> BTreeMap<String, Names> {
    let mut written = BTreeMap::new();
    let mut of = |resource: &str, name: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect::<Names>();
        written.insert(format!("{resource}.{name}"), arguments);
    };
    let (_, descriptors) = page.split_once("On a `descriptor`, as `descriptor.NAME`:").unwrap();
    let (descriptors, inputs) =
        descriptors.split_once("On an `input-stream`, as `input-stream.NAME`:").unwrap();
    let (inputs, outputs) = inputs.split_once("On an `output-stream`, as `output-stream.NAME`:").unwrap();
    let (outputs, others) = outputs.split_once("On either stream:").unwrap();
    for (resource, table) in [("descriptor", descriptors), ("output-stream", outputs)] {
        for row in table.lines().filter(|line| line.starts_with("| `")) {
            let columns: Vec<&str> = row.split('|').map(str::trim).collect();
            let times = ["data-access-timestamp", "data-modification-timestamp"];
            let mut arguments = words(columns[2]);
            if let Some(at) = arguments.iter().position(|word| *word == "set-times") {
                arguments.splice(at..=at, times);
            }
            for name in words(columns[1]) {
                of(resource, name, &arguments);
            }
        }
    }
    // `a`, `b` (`len`; the bytes), `c`, `d` (`len`; the count)
    for group in inputs.split(')').filter(|group| group.contains('(')) {
        let (names, arguments) = group.split_once('(').unwrap();
        for name in words(names) {
            of("input-stream", name, &words(arguments));
        }
    }
    let streams = ["input-stream", "output-stream"];
    let (either, rest) = others.split_once("On a `directory-entry-stream`").unwrap();
    for name in ["ready", "block", "cancel"] {
        assert!(words(either).contains(&name), "{either}");
        for resource in streams {
            of(resource, name, &[]);
        }
    }
    let (rest, any) = rest.split_once("On any of the six:").unwrap();
    let (listing, rest) = rest.split_once("On either stream, of a driver that says").unwrap();
    let (pollables, errors) = rest.split_once("On either stream, of one that says").unwrap();
    for (resource, name, argument) in [
        ("input-stream.", "last-error", Some("new")),
        ("output-stream.", "last-error", Some("new")),
        ("error.", "filesystem-error-code", None),
        ("error.", "to-debug-string", None),
    ] {
        let words = words(errors);
        assert!(
            words.contains(&name) && argument.is_none_or(|argument| words.contains(&argument)),
            "{errors}"
        );
        written.insert(format!("{resource}{name}"), argument.into_iter().map(str::to_owned).collect());
    }
    for (resource, name, argument) in [
        ("input-stream.", "subscribe", Some("new")),
        ("output-stream.", "subscribe", Some("new")),
        ("pollable.", "ready", None),
        ("pollable.", "block", None),
        ("", "poll", Some("in")),
    ] {
        let words = words(pollables);
        assert!(
            words.contains(&name) && argument.is_none_or(|argument| words.contains(&argument)),
            "{pollables}"
        );
        written.insert(format!("{resource}{name}"), argument.into_iter().map(str::to_owned).collect());
    }
    let mut of = |resource: &str, name: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect::<Names>();
        written.insert(format!("{resource}.{name}"), arguments);
    };
    assert!(words(listing).contains(&"read-directory-entry"), "{listing}");
    of("directory-entry-stream", "read-directory-entry", &[]);
    assert_eq!(words(any)[0], "drop");
    for resource in ["descriptor", "directory-entry-stream", "pollable", "error"].into_iter().chain(streams) {
        of(resource, "drop", &[]);
    }
    written
}

/// The examples of the page.
fn examples(page: &str) -> Vec<Value> {
    let blocks = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks
        .map(|block| serde_json::from_str(block).unwrap_or_else(|error| panic!("{error} in\n{block}")))
        .collect()
}

fn members(value: &Value) -> Names {
    value.as_object().unwrap().keys().cloned().collect()
}

/// What goes over the line while the corpus runs: the members of each request, and of what is in those that have a tree.
#[cfg(unix)]
fn spoken(serves: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    // A file for each driver: some scripts are run in a worker of their own.
    let file = folder.path().join("requests");
    let backend = format!("process:sh -c \"tee '{}'.$$ | '{DRIVER}' {serves}\"", file.display());
    let output = tool(&["--backend", &backend, "replay", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", crate::tool::text(&output.stdout));
    let files =
        fs::read_dir(folder.path()).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let lines: Vec<String> =
        files.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The same on trees that are sent, which two tests look at.
#[cfg(unix)]
static ON_SENT_TREES: LazyLock<Vec<Value>> = LazyLock::new(|| spoken("memory"));

#[test]
fn the_page_has_every_call() {
    let written = written_calls(&page());
    assert_eq!(written.keys().cloned().collect::<Names>(), calls());
}

#[test]
fn the_page_names_rules_and_capabilities_that_there_are() {
    let page = page();
    let rules: Vec<&str> = words(&page).into_iter().filter(|word| word.starts_with("quality/")).collect();
    assert!(rules.iter().all(|rule| Rule::from_id(rule).is_ok()), "{rules:?}");
    let (_, known) = page.split_once("Known are ").unwrap();
    let (declared, added) = known.split_once("What no driver can have is added").unwrap();
    let named = |text: &str| {
        words(text).into_iter().filter_map(|word| Capability::from_name(word).ok()).collect::<Vec<_>>()
    };
    let mut all = named(declared.split_once(". Scripts").unwrap().0);
    all.extend(named(added.split_once("A driver that does not speak").unwrap().0));
    all.push(Capability::SyscallGate);
    all.sort();
    let table: Vec<_> = Capability::TABLE.iter().map(|(capability, _)| *capability).collect();
    assert_eq!((all, rules.len()), (table, 6));
}

#[cfg(unix)]
#[test]
fn requests_have_the_members_that_the_page_says() {
    let mut written = written_calls(&page());
    for (call, members) in &mut written {
        let on = (call != "poll").then_some("on");
        members.extend(["id", "call"].into_iter().chain(on).map(str::to_owned));
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Names>();
    written.insert("hello".into(), names(&["id", "call", "protocol", "tool"]));
    written.insert("end".into(), names(&["id", "call"]));
    let mut starts = BTreeSet::new();
    let mut seen = Names::new();
    for request in spoken("").iter().chain(&*ON_SENT_TREES) {
        let call = request["call"].as_str().unwrap();
        if call == "start" {
            starts.insert(members(request));
        } else {
            assert_eq!(members(request), written[call], "{request}");
        }
        seen.insert(call.to_owned());
    }
    let mut expected = calls();
    // No read fails where nobody has the system fail.
    expected.remove("input-stream.last-error");
    expected.extend(["hello", "start", "end"].map(str::to_owned));
    assert_eq!(seen, expected);
    let on_page = examples(&page()).into_iter().filter(|example| example["call"] == "start");
    assert_eq!(starts, on_page.map(|example| members(&example)).collect());
}

#[cfg(unix)]
#[test]
fn examples_have_the_members_of_what_goes_over_the_line() {
    // The members of the objects in a list, each with its type if it has one.
    let objects = |list: &Value| {
        let of = |object: &Value| (object["type"].as_str().map(str::to_owned), members(object));
        list.as_array().into_iter().flatten().map(of).collect::<BTreeSet<_>>()
    };
    let (mut requests, mut others) = (0, 0);
    for example in examples(&page()) {
        let Some(call) = example["call"].as_str() else {
            others += 1;
            let stat = [
                "type",
                "link-count",
                "size",
                "data-access-timestamp",
                "data-modification-timestamp",
                "status-change-timestamp",
            ];
            assert_eq!(members(&example), stat.map(str::to_owned).into());
            continue;
        };
        requests += 1;
        let alike: Vec<&Value> = ON_SENT_TREES.iter().filter(|request| request["call"] == call).collect();
        for part in ["preopens", "tree", "modified"] {
            let known: BTreeSet<_> = alike.iter().flat_map(|request| objects(&request[part])).collect();
            let unknown: Vec<_> = objects(&example[part]).difference(&known).cloned().collect();
            assert!(unknown.is_empty(), "no {call} has {unknown:?} in its {part}, as the page has");
        }
        let arguments = |request: &&&Value| members(request) == members(&example);
        assert!(call == "start" || alike.iter().any(|request| arguments(&request)), "{example}");
    }
    assert_eq!((requests, others), (3, 1));
}

#[test]
fn a_driver_is_tested_by_itself() {
    use super::{assert_said, tool_on};
    for serves in ["", "memory"] {
        assert_said(&tool_on(serves, &["conform-protocol"]), 0, &["driver in Rust", "0 failed, 0 skipped"]);
    }
    // What is wrong with a driver, and the transcript that shows it with the first difference.
    let cases: [(&str, &[&str]); 7] = [
        (
            "garble@descriptor.get-flags",
            &[
                "FAIL  calls-of-descriptors",
                "expected  {\"ok\":\"<flags>\"}",
                "got       {\"ok\":{\"surprise\"",
            ],
        ),
        (
            "exit@descriptor.sync",
            &["FAIL  calls-of-descriptors", "got       exit code 3; its last words were \"the disk"],
        ),
        (
            "trap@end",
            &["sent      {\"call\":\"end\"}", "got       {\"trap\":\"a mouse\"}", "ok    end-of-input"],
        ),
        ("renumber@descriptor.write", &["FAIL  bytes", "got       an answer to a request that is not open"]),
        ("trap@descriptor.readlink-at", &["FAIL  links", "FAIL  errors", "ok    traps"]),
        ("repeat@descriptor.stat", &["FAIL  attributes"]),
        ("mute@start", &["got       its output closed", "ok    end-of-input"]),
    ];
    for (wrong, texts) in cases {
        assert_said(&tool_on(&format!("--wrong {wrong}"), &["conform-protocol"]), 2, texts);
    }
}
