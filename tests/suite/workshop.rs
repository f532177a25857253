//! The commands around a hunt: ledgers, coverage, explanations, blessing, and what a shell wants to know.

use std::fs;
use std::process::Output;

use wasi_fs_conformance::check::universe;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::OpKind;
use wasi_fs_conformance::outcome::{Allowed, Answer, OutcomeKind, Seen};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use crate::tool::{self, path, text};

fn tool(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = tool::tool(arguments);
    (status.code().unwrap(), text(&stdout), text(&stderr))
}

/// A script that shows that a read of nothing closes a stream, where that is the fault, and goes on behind it.
const CLOSES: &str = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read\n  r = f.read-via-stream 0\n  r.blocking-read 0\n";

/// A script that shows that something that is not there is io, where that is the fault, and what stands behind it.
const MISSING: &str = "tree\n  log  \"base\"\n\nrun\n  root.stat-at \"none\"\n  root.stat-at \"gone\"\n  root.stat-at \"log\"\n";

/// A folder with a corpus of some scripts, and a ledger.
struct Place(tempfile::TempDir);

impl Place {
    fn new(scripts: &[&str]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.corpus()).unwrap();
        for (number, script) in scripts.iter().enumerate() {
            fs::write(place.corpus().join(format!("s{number}.fs")), script).unwrap();
        }
        place
    }

    fn corpus(&self) -> std::path::PathBuf {
        self.0.path().join("corpus")
    }

    fn ledger(&self, text: &str) -> String {
        let file = self.0.path().join("known.txt");
        fs::write(&file, text).unwrap();
        path(&file).to_owned()
    }
}

const FILED: &str = "path/missing-is-no-entry  io  their table has a hole\n";

#[test]
fn a_hunt_tolerates_in_its_workers_what_is_filed_and_tells_how_often() {
    let place = Place::new(&[MISSING, CLOSES]);
    let (known, corpus) = (place.ledger(FILED), place.corpus());
    let hunted = ["--backend", "faulty:missing-is-io", "hunt", "--corpus", path(&corpus), "--scripts", "0"];
    let (code, shown, _) = tool(&[&hunted[..], &["--jobs", "2", "--known", &known]].concat());
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("conforms: 2 corpus + 0 generated scripts"), "{shown}");
    assert!(shown.contains("tolerated 2 x path/missing-is-no-entry  io\n"), "{shown}");
    let (code, ..) = tool(&hunted);
    assert_eq!(code, 2, "what is not filed is found");
}

#[test]
fn an_entry_that_a_whole_corpus_no_longer_shows_is_stale() {
    let place = Place::new(&[MISSING]);
    let known = place.ledger(&format!("{FILED}quality/no-panic  panic  long gone\n"));
    let corpus = place.corpus();
    let backend = ["--backend", "faulty:missing-is-io"];
    let stale = "STALE  the ledger's entry `quality/no-panic  \"panic\"  long gone`";
    let hunt = ["hunt", "--corpus", path(&corpus), "--scripts", "0", "--known", &known];
    let replay = ["replay", "--known", &known, path(&corpus)];
    for command in [&hunt[..], &replay] {
        let (code, shown, _) = tool(&[&backend, command].concat());
        assert_eq!(code, 3, "{shown}");
        assert!(shown.contains(stale), "{shown}");
    }
    // One file is no corpus, and so is nothing at all.
    let file = corpus.join("s0.fs");
    for command in [
        &["replay", "--known", &known, path(&file)][..],
        &["hunt", "--profile", "everything", "--scripts", "3", "--seed", "1", "--known", &known],
    ] {
        let (code, shown, _) = tool(&[&backend, command].concat());
        assert_eq!(code, 0, "{shown}");
        assert!(shown.contains("was not judged: no corpus was run"), "{shown}");
    }
}

#[test]
fn what_is_wrong_beyond_a_code_is_filed_by_its_kind_and_ends_the_script() {
    let place = Place::new(&["tree\n  log  \"base\"\n\nrun\n  root.unlink-file-at \"log\"\n"]);
    let known = place.ledger("dir/tree-is-as-the-calls-left-it  wrong-tree  they leave whiteouts\n");
    let corpus = place.corpus();
    let (code, shown, _) =
        tool(&["--backend", "faulty:unlink-leaves-a-whiteout", "replay", "--known", &known, path(&corpus)]);
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.contains("tolerated by the ledger: 1 x dir/tree-is-as-the-calls-left-it  wrong-tree"),
        "{shown}"
    );
}

#[test]
fn a_process_that_ends_as_filed_costs_a_worker_and_is_no_finding() {
    let advise = "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read\n  f.advise 0 4 normal\n";
    let place = Place::new(&[CLOSES, advise, MISSING]);
    let known = place.ledger("quality/no-abort  abort  advise aborts\n");
    let corpus = place.corpus();
    let hunt = ["hunt", "--corpus", path(&corpus), "--scripts", "0", "--jobs", "1", "--known", &known];
    let (code, shown, errors) = tool(&[&["--backend", "faulty:advise-aborts"], &hunt[..]].concat());
    assert_eq!(code, 0, "{shown}{errors}");
    assert!(shown.contains("tolerated 1 x quality/no-abort  abort\n"), "{shown}");
}

#[test]
fn a_malformed_ledger_is_refused_with_its_place() {
    let place = Place::new(&[]);
    let known = place.ledger("# ours\npath/missing-is-no-entri  io  why\n");
    for command in
        [&["hunt", "--scripts", "0", "--known", &known][..], &["replay", "--known", &known, "x.fs"]]
    {
        let (code, _, errors) = tool(command);
        if command[0] == "hunt" {
            let expected = "known.txt:2:1: expected a rule, found \"path/missing-is-no-entri\"; did you mean";
            assert!(errors.contains(expected), "{errors}");
        }
        assert_eq!(code, 1, "{errors}");
    }
}

#[test]
fn what_a_hunt_has_reached_is_written_and_told_by_cover() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coverage.json");
    let hunted =
        ["--backend", "host-inline", "hunt", "--scripts", "40", "--seed", "1", "--coverage", path(&file)];
    assert_eq!(tool(&hunted).0, 0);
    let (code, shown, _) = tool(&["cover", "--from", path(&file), "--from", path(&file)]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.starts_with("80 scripts\n") && shown.contains("\nstream state x call: "), "{shown}");
    let row = "  dir/lists-no-dots  ";
    assert!(shown.contains(row) && shown.contains(": faulty:listing-gives-the-dot\n"), "{shown}");
    // Forty scripts don't reach it all.
    let (code, shown, errors) = tool(&["cover", "--gate", "--format", "json", "--from", path(&file)]);
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("GAP  rule ") && errors.contains("gate: "), "{errors}");
    let json: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(json["scripts"], 40);
    assert!(json["rules"][0]["corpus"][0].is_string() && json["sections"][0]["demanded"] == true, "{json}");
    fs::write(&file, "{}").unwrap();
    let (code, _, errors) = tool(&["cover", "--from", path(&file)]);
    assert_eq!((code, errors.contains("coverage.json: missing field")), (1, true), "{errors}");
}

/// Holds that nothing that is allowed is called impossible.
fn is_possible(op: OpKind, allowed: &Allowed) {
    // Whatever the system says may be told, whoever looks twice may find what fits no more, and a directory may get another mode
    // while it is listed.
    let of_system = [Rule::FaultTold, Rule::SyncAsks, Rule::RaceOrder, Rule::AccessMode];
    for (answer, rule) in allowed.answers().iter().filter(|(_, rule)| !of_system.contains(rule)) {
        let op_name = op.full_name();
        if let Answer::Error(refusal) = answer {
            let other =
                refusal.codes().iter().find(|code| !universe::can_answer((op, OutcomeKind::Error(**code))));
            assert!(other.is_none(), "{op_name}: {other:?} is allowed under {rule}");
            continue;
        }
        if let Answer::Failed(codes) = answer {
            let other = codes.iter().find(|code| !universe::can_fail((op, **code)));
            assert!(other.is_none(), "{op_name}: a failure with {other:?} is allowed under {rule}");
        }
        let alone = Allowed::only(answer.clone(), *rule);
        let plain = alone.plain();
        // Where anything goes nothing is said of the answer, nor where none is as it is expected in one world alone.
        if !matches!(answer, Answer::Anything { .. }) && alone.takes(&plain) {
            let kind = plain.kind();
            assert!(universe::can_answer((op, kind)), "{op_name}: {} under {rule}", kind.name());
        }
    }
}

/// Walks through a script as a plain backend answers it.
fn walk(script: &Script) {
    let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
    for step in &script.steps {
        model.go_plainly(step, &mut seen, |call, allowed, _| is_possible(call.op.kind(), allowed));
    }
}

#[test]
fn the_tables_of_what_can_be_reached_hold_all_that_is_allowed() {
    for case in corpus::built_in() {
        walk(&case.script);
    }
    for (number, focus) in (0..3300_u64).zip(Focus::ALL.iter().cycle()) {
        walk(&Scripts { focus: *focus, ..Scripts::default() }.script(number));
    }
}

#[test]
fn a_rule_is_explained_with_all_that_tests_it() {
    let (code, shown, _) = tool(&["explain", "stream/splice-moves-what-it-counts"]);
    assert_eq!(code, 0);
    for part in [
        "(must)",
        "source    streams.wit, splice",
        "corpus    corpus/stream/",
        "faulty:splice-counts",
        "causes    splice-moves-not",
        "  run\n",
    ] {
        assert!(shown.contains(part), "{part:?} is not in\n{shown}");
    }
    let (code, shown, _) = tool(&["explain", "splice-moves-not"]);
    assert_eq!(
        (code, shown.contains("breaks    stream/splice-moves-what-it-counts (must)")),
        (0, true),
        "{shown}"
    );
    let (code, _, errors) = tool(&["explain", "stream/splice-moves-what-it-count"]);
    assert_eq!(
        (code, errors.contains("did you mean `stream/splice-moves-what-it-counts`?")),
        (1, true),
        "{errors}"
    );
    let (code, shown, _) = tool(&["explain"]);
    assert_eq!(
        (code, shown.lines().filter(|line| line.ends_with(')')).count()),
        (0, Rule::ALL.len()),
        "{shown}"
    );
}

#[test]
fn a_script_is_blessed_and_never_widened_unasked() {
    let place = Place::new(&[MISSING]);
    let corpus = place.corpus();
    let file = corpus.join("s0.fs");
    let read = || fs::read_to_string(&file).unwrap();
    assert_eq!(tool(&["bless", "--check", path(&corpus)]).0, 2);
    assert_eq!(read(), MISSING, "a check writes nothing");
    let (code, shown, _) = tool(&["bless", path(&file)]);
    assert_eq!((code, shown.contains("\n+  root.stat-at \"none\"  => no-entry\n")), (0, true), "{shown}");
    let blessed = read();
    assert_eq!(tool(&["bless", "--check", path(&corpus)]).0, 0);
    // What allows less than was pinned is narrowed; what allows more is refused.
    fs::write(&file, blessed.replacen("=> no-entry", "=> no-entry | io", 1)).unwrap();
    assert_eq!((tool(&["bless", path(&file)]).0, read()), (0, blessed.clone()));
    let narrow = blessed.replacen("=> no-entry", "=> io", 1);
    fs::write(&file, &narrow).unwrap();
    let (code, shown, _) = tool(&["bless", path(&file)]);
    assert_eq!((code, read()), (2, narrow), "{shown}");
    assert!(
        shown.contains("step 1 would also allow no-entry\n") && shown.contains("--widen does it"),
        "{shown}"
    );
    assert_eq!((tool(&["bless", "--widen", path(&file)]).0, read()), (0, blessed));
}

/// The commands of the help.
fn commands() -> Vec<String> {
    let (_, help, _) = tool(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let list = list.split("\n\n").next().unwrap();
    // What is said of a command may go on in the next line, which is indented further.
    let is_first = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let named = list.lines().filter(is_first).filter_map(|line| line.split_whitespace().next());
    named
        .filter(|name| *name != "help" && name.chars().all(|c| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn completions_and_manual_mention_every_command_and_no_hidden_one() {
    let commands = commands();
    assert!(commands.len() >= 7 && commands.contains(&"hunt".to_owned()), "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(tool(&["man", "--pages", path(folder.path())]).0, 0);
    let mut texts = vec![tool(&["man"]).1];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, text, _) = tool(&["completions", shell]);
        assert_eq!(code, 0);
        texts.push(text);
    }
    for command in &commands {
        for text in &texts {
            assert!(text.contains(command.as_str()), "{command} is not in\n{text}");
        }
        let page = folder.path().join(format!("wasi-fs-conformance-{command}.1"));
        assert!(fs::read_to_string(&page).unwrap().contains(".SH NAME"), "{}", page.display());
    }
    for text in &texts {
        assert!(!text.contains("Work for a hunt that has started this process"), "{text}");
    }
    assert_eq!(tool(&["completions", "tcsh"]).0, 1);
}
