//! What the calls left on disk is judged beside the data: which names are one object, and the times.

use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::check::{Divergence, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Attribute, Attributes};
use wasi_fs_conformance::wasi::Datetime;

use crate::tool;

fn attribute(object: u64, seconds: u64) -> Attribute {
    let moment = Some(Datetime { seconds, nanoseconds: 0 });
    Attribute { object: (1, object), access: moment, modification: moment, mode: 0o644 }
}

/// The model behind a script whose calls all are done.
fn behind(text: &str) -> Model {
    let script = Script::parse("done", text).unwrap();
    let mut model = Model::new(&script.fixture);
    for step in &script.steps {
        let call = step.call().unwrap();
        assert!(model.allowed(call).is_some());
        model.take(call, &Outcome::Done);
    }
    model
}

const LINKED: &str = "tree\n  log  \"base\"\n  other  \"base\"\n\nrun\n  root.link-at \"log\" to root \"twin\"\n  \
                      root.set-times-at \"log\" 5s 5s\n";

/// An object on disk: its number, and the second that it was changed.
type OnDisk = (u64, u64);

/// How to read a row: what is on disk as `log`, `other` and `twin`, and the rule that is broken.
const DISKS: &[([OnDisk; 3], Option<Rule>)] = &[
    ([(1, 5), (2, 90), (1, 5)], None),
    // A coarse disk tells an earlier moment.
    ([(1, 4), (2, 90), (1, 4)], None),
    ([(1, 5), (2, 90), (3, 5)], Some(Rule::LinkMakes)),
    ([(1, 5), (1, 5), (1, 5)], Some(Rule::DirTree)),
    ([(1, 1_700_000_000), (2, 90), (1, 1_700_000_000)], Some(Rule::TimeSet)),
];

#[test]
fn names_that_are_one_object_and_times_that_were_set_are_so_on_disk() {
    for (objects, broken) in DISKS {
        let mut model = behind(LINKED);
        let names = ["log", "other", "twin"].map(str::to_owned);
        let found: Attributes =
            names.into_iter().zip(objects.map(|(object, seconds)| attribute(object, seconds))).collect();
        let judged = model.judge_disk(&model.tree(), &found);
        assert_eq!(judged.err().map(|wrong| wrong.breach.rule), *broken, "{objects:?}");
    }
}

fn diverged(fault: Option<Fault>, steps: &str) -> Option<Box<Divergence>> {
    let script = Script::parse("disk", &format!("tree\n  log  \"base\"\n\nrun\n{steps}")).unwrap();
    let mut judge = tool::judge();
    let checked = match fault {
        Some(fault) => judge.check(&script, &faulty(fault)),
        None => judge.check(&script, &host("host", Blocking::CurrentThread)),
    };
    match checked.unwrap().verdict {
        Verdict::Diverged(divergence) => Some(divergence),
        Verdict::Conforms | Verdict::Skipped(_) | Verdict::Inconclusive(_) | Verdict::NotExercised(_) => None,
    }
}

/// The guest never looks: what it was told is not what another process sees.
#[test]
fn a_time_that_is_not_on_the_disk_is_found_though_no_call_tells_it() {
    let steps = "  f = root.open-at \"log\" read write\n  f.set-times no-change 5s\n";
    assert_eq!(diverged(None, steps), None);
    let found = diverged(Some(Fault::TimesForgotten), steps).unwrap();
    assert_eq!((found.rule(), found.step), (Rule::TimeSet, 2), "{found:?}");
    assert!(found.allowed.contains("modification=5s"), "{found:?}");
}
