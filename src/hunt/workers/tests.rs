//! Every moment at which the end of a hunt can come, with workers that do as they are told here.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::autopsy::{Autopsied, Autopsy};
use super::ends::End as Ended;
use super::message::{News, send};
use super::{EndOf, Launch, Pack, end_of};
use crate::check::{Coverage, Divergence};
use crate::generate::Lean;
use crate::hunt::limits::Limits;
use crate::hunt::{Hunt, Hunted, Lenience, Progress, Stop, Watcher};
use crate::outcome::Breach;
use crate::report::{Answer, Finding};
use crate::rule::Rule;
use crate::script::Script;
use crate::tree::Lacks;

/// How far a worker comes with a suspect until the end is brought about, and what it does then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// It runs a script of which nobody knows anything yet, and which then diverges.
    BeforeTheSuspect,
    /// It is asked to confirm what diverged, and does not come to that.
    Confirming,
    /// It comes to it when it is told to stop.
    Shrinking,
    /// It has made it as small as it gets.
    Found,
    /// It has seen that it was nothing.
    NotRepeated,
    /// It forgets what it was asked to confirm.
    Forgotten,
}

const MOMENTS: &[Moment] = &[
    Moment::BeforeTheSuspect,
    Moment::Confirming,
    Moment::Shrinking,
    Moment::Found,
    Moment::NotRepeated,
    Moment::Forgotten,
];

/// How the end comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Time,
    Stopped,
    StoppedAtOnce,
    TheWorkersDeath,
}

const ENDS: &[End] = &[End::Time, End::Stopped, End::StoppedAtOnce, End::TheWorkersDeath];

/// What a worker does, in the words of a shell. `$1` is the folder of the test. The moment has come when there is `moment`.
fn does(moment: Moment, end: End) -> String {
    let suspect = "cat $1/suspect; wait_for shrink;";
    let dies = if end == End::TheWorkersDeath { "touch $1/moment; kill -ABRT $$;" } else { "" };
    let what = match moment {
        Moment::BeforeTheSuspect => format!("touch $1/moment; {dies} wait_for stop; {suspect} sleep 60"),
        Moment::Confirming => format!("{suspect} touch $1/moment; {dies} sleep 60"),
        Moment::Shrinking => {
            format!("{suspect} touch $1/moment; {dies} wait_for stop; cat $1/found $1/done")
        }
        Moment::Found => {
            format!("{suspect} cat $1/found; touch $1/moment; {dies} wait_for stop; cat $1/done")
        }
        Moment::NotRepeated => {
            format!("{suspect} cat $1/not-repeated; touch $1/moment; {dies} wait_for stop; cat $1/done")
        }
        Moment::Forgotten => format!("{suspect} touch $1/moment; {dies} wait_for stop; cat $1/done"),
    };
    // Place 1 is the script with number 0.
    let at_script = r#"printf '\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000' > "$(dirname "$2")/place""#;
    format!(
        "wait_for() {{ while read -r line; do case \"$line\" in *'\"type\":\"'$1'\"'*) return;; esac; done; }}\n\
         read -r empty; read -r setup; set -- \"$1\" \"$(echo \"$setup\" | sed 's/.*\"beats\":\"\\([^\"]*\\)\".*/\\1/')\"\n\
         {at_script}\n{what}\n"
    )
}

/// Brings the end about when the moment has come.
struct Ending<'e> {
    folder: &'e Path,
    end: End,
    stop: Stop,
    told: Vec<PathBuf>,
}

impl Watcher for Ending<'_> {
    fn progress(&mut self, _: Progress<'_>) {
        if self.folder.join("moment").exists() {
            match self.end {
                End::Stopped => _ = self.stop.end(),
                End::StoppedAtOnce => _ = self.stop.end_at_once(),
                End::Time | End::TheWorkersDeath => {}
            }
        }
    }

    fn found(&mut self, finding: &Finding) {
        self.told.extend(finding.file.clone());
    }
}

fn suspect(rule: Rule, hunt: &Hunt) -> Finding {
    let script = Script::parse("", "run\n  root.stat\n  root.sync\n").unwrap();
    let breach = Breach { rule, note: None };
    let divergence = Divergence::new(0, breach, "ok", "hang");
    Finding::new("b", script, &[], &divergence).found_by(hunt.origin((0, Lean::default()), 7, 9))
}

/// What becomes of a hunt that ends so, and the files that it has told and that there are.
fn hunted(moment: Moment, end: End, rule: Rule, keep_going: bool) -> (Hunted, Vec<PathBuf>, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let found = folder.path().join("found-scripts");
    let short = Duration::from_millis(300);
    let hunt = Hunt {
        time: Some(if end == End::Time { short } else { Duration::from_mins(2) }),
        lenience: Lenience { part: 10, at_least: short, stopped: short, grace: short },
        found: found.clone(),
        keep_going,
        ..Hunt::default()
    };
    let finding = suspect(rule, &hunt);
    let smaller = Finding { script: Script::parse("", "run\n  root.stat\n").unwrap(), ..finding.clone() };
    write_news(
        folder.path(),
        [
            ("suspect", News::Suspect { finding }),
            ("found", News::Found { finding: smaller }),
            ("not-repeated", News::NotRepeated),
            ("done", News::Done),
        ],
    );
    let program = folder.path().join("worker.sh");
    fs::write(&program, does(moment, end)).unwrap();
    let launch = Launch {
        program: "sh".into(),
        arguments: vec![program.into(), folder.path().into()],
        folder: folder.path().to_owned(),
        memory_max: None,
        step_deadline: Duration::from_secs(10),
        backtraces: false,
    };
    let mut watcher = Ending { folder: folder.path(), end, stop: hunt.stop.clone(), told: Vec::new() };
    let (backends, lacks) = (vec!["b".into()], vec![Lacks::default()]);
    let pack = Pack { hunt, jobs: 1, launch, backends, lacks, corpus: None, known: None };
    let (hunted, _): (_, Coverage) = pack.run(&mut watcher).unwrap();
    let there = fs::read_dir(&found)
        .map_or_else(|_| Vec::new(), |files| files.map(|file| file.unwrap().path()).collect());
    (hunted, watcher.told, there)
}

#[test]
fn whenever_the_end_comes_what_diverged_is_told_and_kept() {
    for &moment in MOMENTS {
        for &end in ENDS {
            for rule in [Rule::FileRead, Rule::NoHang] {
                // Each end is short, but for a worker's death: without more to do the hunt goes on then.
                if end == End::TheWorkersDeath && moment != Moment::Confirming {
                    continue;
                }
                let keep_going = moment == Moment::Found && end == End::Time;
                let (hunted, told, there) = hunted(moment, end, rule, keep_going);
                let case = format!("{moment:?}, {end:?}, {rule}: {hunted:?}");
                let is_cut_off = moment == Moment::BeforeTheSuspect && end == End::StoppedAtOnce;
                if moment == Moment::NotRepeated || is_cut_off {
                    assert!(!hunted.has_diverged() && there.is_empty(), "{case}");
                    assert!(!is_cut_off || hunted.unfinished == 1, "{case}");
                    continue;
                }
                assert!(hunted.has_diverged(), "{case}");
                assert_eq!((told.len(), &told), (1, &there), "{case}");
                let origin = hunted.findings[0].origin.as_ref().unwrap();
                if moment == Moment::Found {
                    assert_eq!(hunted.findings[0].script.steps.len(), 1, "{case}");
                }
                assert!(origin.unconfirmed.is_some(), "nobody has run it again: {case}");
            }
        }
    }
}

/// Lays news down for a worker that is a shell, each in a file of its name.
fn write_news<const N: usize>(folder: &Path, all: [(&str, News); N]) {
    for (name, news) in all {
        let mut line = Vec::new();
        send(&mut line, &news).unwrap();
        fs::write(folder.join(name), line).unwrap();
    }
}

/// A worker that does this with each script, in the words of a shell. `$1` is the folder of the test, and `$starts` tells the how
/// manieth worker it is.
fn that_does(folder: &Path, what: &str) -> Launch {
    write_news(
        folder,
        [
            ("began", News::Began),
            ("step", News::Step { answer: Answer::default() }),
            ("checked", News::Checked { rule: None }),
        ],
    );
    let program = folder.join("worker.sh");
    let does = format!(
        "read -r empty; read -r setup; beats=$(echo \"$setup\" | sed 's/.*\"beats\":\"\\([^\"]*\\)\".*/\\1/')\n\
         echo >> $1/starts; starts=$(wc -l < $1/starts)\n\
         (while kill -0 $$ 2>&-; do beat=x$beat; printf '%-8.8s' ${{#beat}} > $beats; sleep 0.02; done) > $1/null 2>&1 &\n\
         while read -r line; do case \"$line\" in *check*) {what};; esac; done\n"
    );
    fs::write(&program, does).unwrap();
    Launch {
        program: "sh".into(),
        arguments: vec![program.into(), folder.into()],
        folder: folder.to_owned(),
        memory_max: None,
        step_deadline: Duration::from_millis(10),
        backtraces: false,
    }
}

fn four_steps() -> Script {
    Script::parse("", "run\n  root.stat\n  root.sync\n  root.get-type\n  root.get-flags\n").unwrap()
}

#[test]
fn a_worker_that_gets_on_is_waited_for_however_slow_it_is() {
    let folder = tempfile::tempdir().unwrap();
    // Longer than a call may take, but each of them shorter.
    let slow = "cat $1/began; for at in 0 1 2 3; do sleep 0.8; cat $1/step; done; cat $1/checked";
    let launch = that_does(folder.path(), slow);
    let end = end_of(&launch, 0, "b", &four_steps(), false).unwrap();
    assert!(matches!(end, EndOf::Survived), "{end:?}");
}

#[test]
fn what_is_only_slow_makes_nothing_smaller() {
    let folder = tempfile::tempdir().unwrap();
    // The first of them hangs once, and all behind it take longer to start than a call is waited for in haste.
    let hangs = "if [ $starts = 1 ]; then cat $1/began; exec sleep 60; fi";
    let is_slow = "[ $late ] || sleep 0.9; late=once; cat $1/began $1/checked";
    let launch = that_does(folder.path(), &format!("{hangs}; {is_slow}"));
    let hunt = Hunt { time: Some(Duration::from_secs(20)), ..Hunt::default() };
    let autopsy = Autopsy {
        launch,
        limits: Limits::of(&hunt),
        number: 0,
        backend: "b".into(),
        script: four_steps(),
        origin: Some(hunt.origin((0, Lean::default()), 7, 4)),
        end: Ended::stuck(),
    };
    let Autopsied::Explained(finding) = autopsy.run().unwrap() else { panic!("it was seen to hang again") };
    assert_eq!(finding.script, four_steps());
    let origin = finding.origin.unwrap();
    assert_eq!((origin.repeats, origin.tries, origin.minimal), (1, 1, false));
}
