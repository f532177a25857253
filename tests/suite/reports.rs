//! The texts of reports are golden files, one for each kind of finding: `BLESS=1 cargo test` rewrites them, and the
//! difference is reviewed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use pretty_assertions::StrComparison;
use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::check::{self, Answered, Divergence, Kind, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::report::{Answer, Commands, Finding, Origin, Page, Text, Undecided};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use crate::tool;

/// How long a guest loops that gets on nowhere.
const STUCK_AFTER: Duration = Duration::from_millis(250);

fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == text, "{}\n{}", path.display(), StrComparison::new(&golden, text));
}

fn script(text: &str) -> Script {
    Script::parse("script", text).unwrap()
}

/// A finding as a hunt tells it.
fn as_hunted(finding: Finding) -> Finding {
    let origin = Origin {
        when: None,
        hunt: None,
        seed: 7,
        lean: None,
        steps_before: 46,
        repeats: 20,
        tries: 20,
        minimal: true,
        unconfirmed: None,
    };
    let finding = finding.found_by(origin);
    let file = Path::new("target/found").join(finding.file_name());
    finding.kept_at(file)
}

/// What a script shows of a fault.
fn finding(fault: Fault, text: &str) -> Finding {
    let (script, backend) = (script(text), faulty(fault));
    let mut judge = tool::judge().explaining().with_deadline(STUCK_AFTER);
    let checked = judge.check(&script, &backend).unwrap();
    let Verdict::Diverged(divergence) = checked.verdict else { panic!("it conforms\n{script}") };
    as_hunted(Finding::new(backend.name(), script, &checked.trace, &divergence))
}

fn report(finding: &Finding, page: Page) -> String {
    let commands = Commands::of_tool("wasi-fs-conformance", &format!("--backend {}", finding.backend));
    Text { finding, commands: &commands }.on(page)
}

fn assert_report(name: &str, kind: Kind, finding: &Finding) {
    assert_eq!(finding.kind, kind);
    assert_golden(name, &report(finding, Page::default()));
}

/// Whether work can be held inside its calls of the system here; without that it is held elsewhere, or nowhere.
fn holds_calls() -> bool {
    let gate = check::syscall_gate();
    if let Err(why) = &gate {
        println!("skipped: {why}");
    }
    gate.is_ok()
}

/// A script that shows an append at the wrong place.
pub(crate) const APPEND: &str = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  a = f.append-via-stream
  f.write "MORE" 4
  a.blocking-write-and-flush "A"
  f.read 64 0
"#;

#[test]
fn a_wrong_answer() {
    let text = r#"
tree
  log  "base"

run
  f = root.open-at "log" read
  r = f.read-via-stream 0
  r.blocking-read 0
"#;
    assert_report("wrong-answer.txt", Kind::WrongAnswer, &finding(Fault::EmptyReadCloses, text));
}

#[test]
fn wrong_data() {
    assert_report("wrong-data.txt", Kind::WrongData, &finding(Fault::AppendAtOpeningSize, APPEND));
}

#[test]
fn wrong_data_on_a_narrow_page_in_ascii() {
    let finding = finding(Fault::AppendAtOpeningSize, APPEND);
    let text = report(&finding, Page::default().wide(60).ascii());
    assert!(text.is_ascii());
    assert_golden("wrong-data-narrow.txt", &text);
}

#[test]
fn wrong_data_that_is_long_and_not_printable() {
    let text = r#"
run
  f = root.open-at "log" create read write
  w = f.write-via-stream 0
  w.blocking-write-and-flush A[0..400]
  w.blocking-write-and-flush "\x00\xff\n"+B[0..40]
  f.read 1000 0
"#;
    assert_report("wrong-data-long.txt", Kind::WrongData, &finding(Fault::PositionStays, text));
}

#[test]
fn a_wrong_tree() {
    let text = r#"
run
  f = root.open-at "new" create write
  w = f.write-via-stream 0
  w.blocking-write-and-flush "A"
  w.blocking-write-and-flush "B"
"#;
    assert_report("wrong-tree.txt", Kind::WrongTree, &finding(Fault::PositionStays, text));
}

#[test]
fn a_wrong_tree_at_several_paths() {
    let text = r#"
tree
  a  "1"
  b  "2"
  sub/
    same  "3"

run
  root.rename-at "a" to root "c"
  root.rename-at "b" to root "sub/d"
"#;
    assert_report("wrong-tree-paths.txt", Kind::WrongTree, &finding(Fault::RenameLeavesName, text));
}

#[test]
fn an_escape() {
    let text = "run\n  root.create-directory-at \"../mine\"\n";
    assert_report("escape.txt", Kind::Escape, &finding(Fault::RefusedTooLate, text));
}

#[test]
fn an_escape_by_a_call() {
    // No golden file, since its answer has times.
    let finding = finding(Fault::StatLeavesSandbox, "run\n  root.stat-at \"../secret\"\n");
    assert_eq!(finding.kind, Kind::Escape);
    assert_eq!(finding.headline(), "`stat-at` on `root` reached what lies outside of its preopen.");
}

#[test]
fn a_hang() {
    let text = r#"
run
  f = root.open-at "new" create write
  w = f.write-via-stream 0
  w.check-write, until progress
  w.write "A"
  w.check-write, until progress
"#;
    assert_report("hang.txt", Kind::Hang, &finding(Fault::CheckWriteStuck, text));
}

#[test]
fn a_panic() {
    let text = r#"
modified "log" -1

tree
  log  ""

run
  root.stat-at "log"
"#;
    assert_report("panic.txt", Kind::Panic, &finding(Fault::EarlyPanics, text));
}

/// The report of the end of a process, which nobody survives to tell: the steps before are run for what they answer.
fn ended(fault: Fault, text: &str, how: &str, note: Option<&str>) -> Finding {
    let whole = script(text);
    let mut before = whole.clone();
    before.steps.pop();
    let backend = faulty(fault);
    let checked = tool::judge().check(&before, &backend).unwrap();
    assert_eq!(checked.verdict, Verdict::Conforms);
    let mut divergence = Divergence::process_ended(before.steps.len(), fault.rule(), how);
    divergence.breach.note = note.map(str::to_owned);
    as_hunted(Finding::new(backend.name(), whole, &checked.trace, &divergence))
}

#[test]
fn an_abort() {
    let text = "run\n  f = root.open-at \"log\" create write\n  f.advise 0 0 normal\n";
    let finding =
        ended(Fault::Aborts, text, "signal 6 (SIGABRT)", Some("its last words were \"double free\""));
    assert_report("abort.txt", Kind::Abort, &finding);
}

#[test]
fn out_of_memory() {
    let text = "run\n  f = root.open-at \"log\" create read\n  f.read 18446744073709551615 0\n";
    let note = "its last words were \"memory allocation of 16777216 bytes failed\"";
    let finding = ended(Fault::AllocatesWithoutEnd, text, "signal 6 (SIGABRT)", Some(note));
    assert_report("out-of-memory.txt", Kind::OutOfMemory, &finding);
}

#[test]
fn a_held_thread() {
    let text = "run\n  f = root.open-at \"log\" create write\n  f.sync\n";
    let note = "a call held its thread and could not be ended";
    let finding = ended(Fault::HoldsTheThread, text, "ended from outside, for want of an answer", Some(note));
    assert_report("hang-of-a-thread.txt", Kind::Hang, &finding);
}

#[test]
fn a_leak() {
    if !holds_calls() {
        return;
    }
    let text = r#"
run
  f = root.open-at "log" create write
  w = f.write-via-stream 0
  w.check-write
  hold
  w.write "AAAA"
  w.cancel
  f.drop
"#;
    assert_report("leak.txt", Kind::Leak, &finding(Fault::CancelLeaks, text));
}

#[test]
fn a_late_landing_beside_other_writes() {
    if !holds_calls() {
        return;
    }
    let text = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  v = f.write-via-stream 0
  w = f.write-via-stream 8
  v.check-write
  w.check-write
  hold
  w.write "WWWW"
  v.write "AAAA"
  v.cancel
  f.read 4 0
  quiesce
  w.blocking-flush
  f.read 4 0
"#;
    let finding = finding(Fault::CancelTooEarly, text);
    assert_report("late-landing.txt", Kind::LateLanding, &finding);
    assert_golden("late-landing-ascii.txt", &report(&finding, Page::default().ascii()));
}

#[test]
fn what_the_model_can_not_follow() {
    if !holds_calls() {
        return;
    }
    let streams = ["a", "b", "c", "d"];
    let each = |line: &dyn Fn(&str) -> String| streams.iter().map(|name| line(name)).collect::<String>();
    let text = format!(
        "run\n  f = root.open-at \"log\" create read write\n{}{}  hold\n{}  f.read 64 0\n",
        each(&|name| format!("  {name} = f.append-via-stream\n")),
        each(&|name| format!("  {name}.check-write\n")),
        each(&|name| format!(
            "  {name}.blocking-write-and-flush \"{0}{0}{0}{0}\", abandon after 1 poll\n",
            name.to_uppercase()
        )),
    );
    let (script, backend) = (script(&text), host("host-pool", Blocking::Pool));
    let checked = tool::judge().check(&script, &backend).unwrap();
    let Verdict::Inconclusive(reason) = checked.verdict else { panic!("{:?}", checked.verdict) };
    let answers: Vec<Answer> = checked.trace.iter().map(Answer::from).collect();
    let file = Some(Path::new("race.fs"));
    let undecided = Undecided { backend: backend.name(), script: &script, answers: &answers, reason, file };
    assert_golden("inconclusive.txt", &undecided.on(Page::default()));
}

#[test]
fn every_kind_has_a_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for kind in Kind::ALL {
        assert!(folder.join(format!("{kind}.txt")).exists(), "{kind} has none");
    }
}

#[test]
fn no_line_is_wider_than_the_page_but_those_that_are_pasted() {
    let finding = finding(Fault::AppendAtOpeningSize, APPEND);
    for width in [60, 72, 100, 200] {
        let text = report(&finding, Page::default().wide(width));
        // Commands and steps of the script; beside them a word that is wider stands alone behind its head.
        let is_pasted = |line: &str| {
            ["replay  ", "keep    ", "  1", "  2", "  3", "  4"].iter().any(|head| line.starts_with(head))
        };
        let too_wide = text.lines().filter(|line| line.chars().count() > width && !is_pasted(line));
        let too_wide: Vec<&str> = too_wide.filter(|line| line.split_whitespace().count() > 2).collect();
        assert_eq!(too_wide, [""; 0], "{width}\n{text}");
    }
}

/// A judge that was not asked to explain says less, and its report is one all the same.
#[test]
fn a_finding_without_its_parts_is_told() {
    let (script, backend) = (script(APPEND), faulty(Fault::AppendAtOpeningSize));
    let checked = tool::judge().check(&script, &backend).unwrap();
    let Verdict::Diverged(divergence) = checked.verdict else { panic!("it conforms") };
    assert_eq!(divergence.differing, check::Differing::default());
    let none: [Answered; 0] = [];
    let finding = Finding::new(backend.name(), script, &none, &divergence);
    let text = report(&finding, Page::default());
    assert_eq!(finding.rule(), Rule::AppendEnd);
    assert!(text.contains("-- not reached") && text.contains("got       \"baseAORE\""), "{text}");
}
