//! What a script asks for around its calls counts where it came about: on a backend whose calls no gate looks at no rule of
//! faults or of time is ever kept, however right its answers are.

use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Verdict, needs_receipt, syscall_gate};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::Capability;

use crate::tool;

fn checked(mode: (&str, Blocking), text: &str) -> (Verdict, Vec<Rule>) {
    let script = Script::parse("script", text).unwrap();
    let mut judge = tool::judge();
    let verdict = judge.check(&script, &host(mode.0, mode.1)).unwrap().verdict;
    let kept = Rule::ALL.iter().copied().filter(|rule| needs_receipt(*rule) && judge.coverage.reached(*rule));
    assert_eq!(
        matches!(verdict, Verdict::NotExercised(_)),
        judge.coverage.scripts_not_exercised() == 1,
        "it is counted as what it is"
    );
    (verdict, kept.collect())
}

const FAULT_BEYOND_THE_WRITE: &str = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  w = f.write-via-stream 0
  fault w write short 1 after 1000 bytes
  w.blocking-write-and-flush "AAAA"
  f.read 4 0
"#;

const FAULT_OF_A_DESCRIPTOR_IN_VAIN: &str = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  fault f read zero
  f.read 4 0
"#;

const CANCEL_IN_FLIGHT: &str = r#"
tree
  log  "base"

run
  f = root.open-at "log" read write
  w = f.write-via-stream 0
  w.check-write
  hold
  w.write "AAAA"
  w.cancel
  f.read 4 0
"#;

#[test]
fn a_fault_that_never_fires_is_not_exercised() {
    if syscall_gate().is_err() {
        return;
    }
    for (name, blocking) in Builtin::HOSTS {
        for (script, why) in [
            (FAULT_BEYOND_THE_WRITE, "no fault has fired"),
            (FAULT_OF_A_DESCRIPTOR_IN_VAIN, "its faults are of calls that are never answered so"),
        ] {
            assert_eq!(
                checked((*name, *blocking), script),
                (Verdict::NotExercised(why), Vec::new()),
                "{name}"
            );
        }
    }
}

#[test]
fn a_cancelled_write_counts_where_it_was_in_flight() {
    for (name, blocking) in Builtin::HOSTS {
        let (verdict, kept) = checked((*name, *blocking), CANCEL_IN_FLIGHT);
        if *blocking == Blocking::CurrentThread {
            assert_eq!((verdict, kept), (Verdict::NotExercised("nothing was held"), Vec::new()), "{name}");
        } else {
            assert_eq!(verdict, Verdict::Conforms, "{name}");
            assert!(kept.contains(&Rule::CancelPrefix), "{name}: {kept:?}");
        }
    }
}

#[test]
fn what_is_held_in_the_queue_counts_as_well_as_what_is_held_in_a_call() {
    let queued = CANCEL_IN_FLIGHT.replace("hold\n", "hold queued\n");
    let (verdict, kept) = checked(("host", Blocking::default()), &queued);
    assert_eq!(verdict, Verdict::Conforms);
    assert!(kept.contains(&Rule::CancelPrefix), "{kept:?}");
    let idle = queued.replace("  w.write \"AAAA\"\n", "");
    let (verdict, kept) = checked(("host", Blocking::default()), &idle);
    assert_eq!((verdict, kept), (Verdict::NotExercised("nothing was held"), Vec::new()));
}

/// Of so many scripts of each focus in each mode, at most this part is in vain.
const SCRIPTS: u64 = 60;
const IN_VAIN_MAX: f64 = 0.05;

/// The same of calls on descriptors, in which the system is asked for some things that they can do without.
const IN_VAIN_OF_SYSTEM_MAX: f64 = 0.2;

#[test]
fn what_is_generated_for_a_mode_is_exercised_in_it() {
    if syscall_gate().is_err() {
        return;
    }
    for (name, blocking) in Builtin::HOSTS {
        let backend = host(name, *blocking);
        let mut judge = tool::judge();
        let lacks = judge.lacks_to_generate(&backend);
        assert_eq!(lacks.contains(Capability::Background), *blocking == Blocking::CurrentThread, "{name}");
        let races = [Focus::Cancel, Focus::AppendRaces, Focus::Overlap, Focus::Faults];
        for (focuses, most) in [(&races[..], IN_VAIN_MAX), (&[Focus::System], IN_VAIN_OF_SYSTEM_MAX)] {
            for (focus, seed) in focuses.iter().flat_map(|focus| (0..SCRIPTS).map(move |seed| (focus, seed)))
            {
                let scripts = Scripts { focus: *focus, lacks, ..Scripts::default() };
                judge.check(&scripts.script(seed).without(lacks).script, &backend).unwrap();
            }
            let coverage = judge.coverage.take();
            let in_vain = coverage.scripts_not_exercised() as f64 / coverage.scripts as f64;
            assert!(in_vain <= most, "{name}: {:?}", coverage.not_exercised);
        }
    }
}

#[cfg(target_os = "linux")]
mod unseen;
