//! A backend that has no folder is walked through its preopens when a script is over.

use std::cell::RefCell;

use wasi_fs_conformance::Suite;
use wasi_fs_conformance::backend::{Backend, Folder, Instance, StartError};
use wasi_fs_conformance::backends::{Fault, faulty, host};
use wasi_fs_conformance::check::{Checked, Coverage, Verdict};
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::Fixture;

use crate::tool;

/// A backend that tells of no folder, as one in memory has none.
pub(crate) struct Closed<B>(B, RefCell<Vec<Folder>>);

impl<B> Closed<B> {
    pub(crate) fn new(backend: B) -> Self {
        Self(backend, RefCell::default())
    }
}

impl<B: Backend> Backend for Closed<B> {
    type Descriptor = B::Descriptor;

    fn name(&self) -> &str {
        self.0.name()
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<Self::Descriptor>, StartError> {
        let Instance { preopens, folder } = self.0.start(fixture).await?;
        self.1.borrow_mut().extend(folder);
        Ok(Instance { preopens, folder: None })
    }
}

fn check<B: Backend>(text: &str, backend: B) -> (Checked, Coverage) {
    let script = Script::parse("walk.fs", text).unwrap();
    let mut judge = tool::judge();
    let checked = judge.check(&script, &Closed::new(backend)).unwrap();
    (checked, judge.coverage)
}

/// How to read a row: a fault that no step of the script asks for, the script, the rule and the call and path that show it.
const WALKED: &[(Fault, &str, Rule, &str)] = &[
    (
        Fault::WriteShifted,
        "tree\n  sub/\n    log  \"base\"\n\nrun\n  f = root.open-at \"sub/log\" write\n  f.write \"AB\" 1\n",
        Rule::FileWrite,
        "`read` of `sub/log`",
    ),
    (
        Fault::UnlinkDoesNothing,
        "tree\n  a  \"x\"\n\nrun\n  root.unlink-file-at \"a\"\n",
        Rule::DirUnlink,
        "`read-directory-entry` of ``",
    ),
    (
        Fault::UnlinkLeavesWhiteout,
        "tree\n  d/\n    e/\n      a  \"x\"\n\nrun\n  d = root.open-at \"d/e\" read mutate-directory\n  d.unlink-file-at \"a\"\n",
        Rule::DirLists,
        "`read-directory-entry` of `d/e`",
    ),
    (
        Fault::SizeNeverShrinks,
        "tree\n  a  \"xyz\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 1\n",
        Rule::FileSetSize,
        "of `a`",
    ),
    (
        Fault::RenameLoses,
        "tree\n  a  \"x\"\n\nrun\n  root.rename-at \"a\" to root \"b\"\n",
        Rule::DirRename,
        "`read-directory-entry` of ``",
    ),
    (
        Fault::CreateDoesNothing,
        "run\n  root.create-directory-at \"d\"\n",
        Rule::DirCreate,
        "`read-directory-entry` of ``",
    ),
    (
        Fault::SizeFilled,
        "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" write\n  f.set-size 9\n",
        Rule::FileGap,
        "`read` of `a`",
    ),
];

#[test]
fn what_no_step_asks_the_walk_at_the_end_does() {
    for (fault, text, rule, asks) in WALKED {
        let (checked, _) = check(text, faulty(*fault));
        let Verdict::Diverged(wrong) = &checked.verdict else { panic!("{fault:?}: {:?}", checked.verdict) };
        let note = wrong.breach.note.as_deref().unwrap_or_default();
        assert_eq!(wrong.step, text.split("run\n").nth(1).unwrap().lines().count(), "{fault:?}");
        assert!(note.starts_with("the audit at the end asks") && note.contains(asks), "{fault:?}: {note}");
        assert_eq!(wrong.rule(), *rule, "{fault:?}: {note}");
    }
}

/// What can't be walked is counted with its reason; what can leaves nothing.
#[test]
fn what_is_not_walked_is_counted() {
    let rows: &[(&str, &[&str])] = &[
        ("tree\n  a  \"x\"\n\nrun\n  root.stat-at \"a\"\n", &[]),
        ("tree\n  a  \"x\"\n\nrun\n  root.drop\n", &["let go"]),
        (
            "preopen root \"sub\" dir=mutate file=write\n\ntree\n  sub/\n    a  \"x\"\n\nrun\n  root.stat-at \"a\"\n",
            &["does not grant"],
        ),
        // Another preopen leads there.
        (
            "preopen root \"\" dir=read,mutate file=read,write\npreopen in \"sub\" dir=read,mutate file=read,write\n\ntree\n  sub/\n    a  \"x\"\n\nrun\n  in.drop\n",
            &[],
        ),
        // What is gone has nothing to look at.
        (
            "preopen root \"\" dir=read,mutate file=read,write\npreopen in \"sub\" dir=read,mutate file=read,write\n\ntree\n  sub/\n\nrun\n  root.remove-directory-at \"sub\"\n",
            &[],
        ),
    ];
    for (text, reasons) in rows {
        let (checked, coverage) = check(text, host("host", Blocking::CurrentThread));
        assert_eq!(checked.verdict, Verdict::Conforms, "{text}");
        let told: Vec<&String> = coverage.not_audited.keys().collect();
        assert_eq!(told.len(), reasons.len(), "{text}: {told:?}");
        assert!(told.iter().zip(*reasons).all(|(told, reason)| told.contains(reason)), "{text}: {told:?}");
        assert_eq!(coverage.reached(Rule::DirTree), reasons.is_empty(), "{text}");
    }
}

/// The walk is no part of the script: it raises no alarm on a host that conforms, and its calls are not counted.
#[test]
fn a_host_that_conforms_does_so_without_its_folder() {
    for blocking in [Blocking::CurrentThread, Blocking::Pool] {
        let suite = || Suite::new().areas(&["path", "dir", "link", "stream", "time"]).seed(8).cases(60);
        let report = suite().run(Closed::new(host("closed", blocking)));
        assert!(report.conforms(), "{report}");
        assert!(report.coverage.inconclusive.is_empty(), "{report}");
    }
    for case in corpus::built_in().iter().filter(|case| case.name.starts_with("dir/")) {
        let mut judge = tool::judge();
        judge.check(&case.script, &host("open", Blocking::CurrentThread)).unwrap();
        let mut other = tool::judge();
        let checked =
            other.check(&case.script, &Closed::new(host("closed", Blocking::CurrentThread))).unwrap();
        if matches!(checked.verdict, Verdict::Skipped(_)) {
            continue;
        }
        assert_eq!(judge.coverage.ops, other.coverage.ops, "{}", case.name);
    }
}
