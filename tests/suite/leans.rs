//! A script that leans to some operations is made again from what its finding's origin says, whether a worker lived through it
//! or not.

use serde_json::Value;
use wasi_fs_conformance::generate::Lean;
use wasi_fs_conformance::op::OpKind;

use crate::tool::{path, text, tool};

/// The first finding of a hunt, with its origin.
fn found(arguments: &[&str]) -> Value {
    let output = tool(arguments);
    let lines = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{lines}{}", text(&output.stderr));
    let mut lines = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.find(|line| line["type"] == "finding").unwrap()["finding"].clone()
}

#[test]
fn a_script_that_leans_is_made_again_from_its_origin() {
    // A row reads: faulty backend, the operation that shows it. The second ends its process.
    for (fault, kind) in
        [("readlink-of-a-file-is-no-entry", OpKind::ReadlinkAt), ("advise-aborts", OpKind::Advise)]
    {
        let folder = tempfile::tempdir().unwrap();
        let backend = format!("faulty:{fault}");
        let lean = Lean::by(|other| if other == kind { 4 } else { -1 }).and_rights(-2).to_string();
        let common =
            ["--backend", &backend, "hunt", "--seed", "9", "--lean", &lean, "--profile", "everything"];
        let rest = ["--jobs", "1", "--format", "json", "--found", path(folder.path())];
        let common = [&common[..], &rest[..]].concat();
        let first = found(&[&common[..], &["--scripts", "400"]].concat());
        assert_eq!(first["origin"]["lean"], Value::from(lean.as_str()), "{first}");
        let kept = std::fs::read_to_string(first["file"].as_str().unwrap()).unwrap();
        assert!(kept.contains(&format!("lean {lean}, ")), "{kept}");
        let number = (first["origin"]["hunt"]["index"].as_u64().unwrap() + 1).to_string();
        let alone = format!("{number}/{number}");
        let again = found(&[&common[..], &["--shard", &alone, "--scripts", &number]].concat());
        for part in ["hunt", "seed", "lean", "steps_before"] {
            assert_eq!(again["origin"][part], first["origin"][part], "{fault}: {part}");
        }
        assert_eq!(again["script"], first["script"], "{fault}");
    }
}

#[test]
fn what_is_no_lean_is_refused_with_what_helps() {
    for (lean, told) in [("4", "behind `lean`"), ("four", "from 0 to 8")] {
        let output = tool(&["hunt", "--scripts", "1", "--seed", "1", "--lean", lean]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(told) && said.contains("--lean"), "{said}");
    }
}

/// The first scripts of a hunt lean to nothing, so that what is quick to find stays so, and without feedback none does.
#[test]
fn a_hunt_says_how_many_scripts_leaned() {
    let leaned = |more: &[&str]| {
        let common = ["--backend", "host-inline", "hunt", "--seed", "4", "--jobs", "1", "--scripts", "300"];
        let output = tool(&[&common[..], more].concat());
        let text = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        text.lines().any(|line| line.contains(" scripts leaned to operations "))
    };
    assert!(leaned(&[]) && !leaned(&["--no-feedback"]));
}
