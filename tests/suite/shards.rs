//! The examples of hunts on several machines work as they stand: their commands are run as a scheduler would run them.

use std::fs;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = "wasi-fs-conformance ";

/// A row reads: example, what the scheduler puts in place of its own signs, the variables that it sets for the second
/// shard, and how many shards there are.
type Row =
    (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)], u64);

const EXAMPLES: &[Row] = &[
    ("ci-matrix.yml", &[("${{ github.run_number }}", "20"), ("${{ matrix.shard }}", "2")], &[], 4),
    (
        "batch-array.sh",
        &[],
        &[
            ("SLURM_ARRAY_TASK_ID", "2"),
            ("SLURM_ARRAY_TASK_COUNT", "16"),
            ("SLURM_CPUS_PER_TASK", "2"),
            ("HUNT_FOR", "5m"),
        ],
        16,
    ),
    ("indexed-job.yaml", &[], &[("JOB_COMPLETION_INDEX", "1"), ("HUNT_FOR", "5m")], 8),
];

/// The commands of an example that call the tool.
fn commands(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter_map(|line| line.find(PROGRAM).map(|at| &line[at..])).collect()
}

#[test]
#[cfg(unix)]
fn the_examples_of_shards_hunt_their_share() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shards");
    let tool = env!("CARGO_BIN_EXE_wasi-fs-conformance");
    for (name, signs, variables, shards) in EXAMPLES {
        let text = fs::read_to_string(examples.join(name)).unwrap();
        let hunts: Vec<&str> = commands(&text).into_iter().filter(|line| line.contains(" hunt ")).collect();
        let [hunt] = hunts[..] else { panic!("{name}: one hunt was expected, found {hunts:?}") };
        let command = signs.iter().fold(hunt.to_owned(), |line, (sign, value)| line.replace(sign, value));
        let folder = tempfile::tempdir().unwrap();
        // So many scripts that each shard has two.
        let most = format!("{tool} --backend host-inline hunt --scripts {} ", shards * 2);
        let command = command.replacen(&format!("{PROGRAM}hunt "), &most, 1);
        let output = Command::new("sh")
            .args(["-c", &command])
            .envs(variables.iter().copied())
            .current_dir(folder.path())
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {command}\n{shown}");
        let ran = if shown.starts_with('{') { "\"scripts\":2," } else { ": 2 generated scripts" };
        assert!(shown.contains(ran), "{name}: {command}\n{shown}");
    }
}

#[test]
fn every_example_of_shards_is_run() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shards");
    let mut names: Vec<String> = fs::read_dir(examples)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut known: Vec<&str> = EXAMPLES.iter().map(|(name, ..)| *name).collect();
    known.sort_unstable();
    assert_eq!(names, known);
}

/// What several shards have reached is put together by `cover`, as the examples say.
#[test]
fn the_coverage_of_shards_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let tool = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_wasi-fs-conformance");
        let output = Command::new(program).args(arguments).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let files = ["coverage-1.json", "coverage-2.json"];
    for (shard, file) in ["1/2", "2/2"].into_iter().zip(files) {
        tool(&["hunt", "--seed", "20", "--shard", shard, "--scripts", "40", "--coverage", file]);
    }
    let shown = tool(&["cover", "--from", files[0], "--from", files[1], "--format", "json"]);
    let covered: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let scripts = |file: &str| {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["scripts"].as_u64().unwrap()
    };
    assert_eq!(covered["scripts"].as_u64(), Some(scripts(files[0]) + scripts(files[1])), "{shown}");
}
