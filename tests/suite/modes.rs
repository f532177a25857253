//! Modes of what a fixture plants: the system holds a host to them, whoever runs the judge, and they are as they were at the end.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Builtin, host, preopen};
use wasi_fs_conformance::check::{Checked, Judge, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::on_disk;
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Access, Capability};
use wasi_fs_conformance::wasi::ErrorCode;

use crate::tool;

fn checked(judge: &mut Judge<'_>, backend: &impl Backend, script: &str) -> Checked {
    judge.check(&Script::parse("script", script).unwrap(), backend).unwrap()
}

/// Whether this machine holds anybody to modes; else its scripts are skipped, which is counted.
fn has_modes() -> bool {
    let has = !host("host", Blocking::default()).lacks().contains(Capability::Modes);
    if !has {
        println!("skipped: nobody is held to modes here");
    }
    has
}

/// In each mode of blocking, on whatever thread the call is made: before such a script, in it, and behind it.
#[test]
fn the_system_refuses_what_a_mode_forbids_for_as_long_as_a_script_lasts() {
    if !has_modes() {
        return;
    }
    let moded = "mode \"log\" 0000\nmode \"sub\" 0555\n\ntree\n  log  \"base\"\n  sub/\n\nrun\n  \
                 f = root.open-at \"log\" read\n  root.create-directory-at \"sub/new\"\n";
    let free = moded.split_once("\n\n").unwrap().1;
    for blocking in [Blocking::CurrentThread, Blocking::NowaitThenPool, Blocking::Pool] {
        let (mut judge, backend) = (tool::judge(), host("host", blocking));
        for (script, expected) in [
            (free, Outcome::Done),
            (moded, Outcome::Error(ErrorCode::Access)),
            (free, Outcome::Done),
            (moded, Outcome::Error(ErrorCode::Access)),
        ] {
            let Checked { trace, verdict, .. } = checked(&mut judge, &backend, script);
            assert_eq!(verdict, Verdict::Conforms);
            let answers: Vec<_> = trace.into_iter().filter_map(|answered| answered.outcome).collect();
            assert_eq!(answers, [expected.clone(), expected], "{blocking:?}");
        }
        assert!(judge.coverage.reached(Rule::AccessMode));
    }
}

#[test]
fn a_mode_that_a_backend_has_changed_is_told() {
    if !has_modes() {
        return;
    }
    let lifts = |root: &Path, access: Access| {
        fs::set_permissions(root.join("log"), fs::Permissions::from_mode(0o644)).unwrap();
        preopen(root, access, Blocking::CurrentThread)
    };
    let script = "mode \"log\" 0444\n\ntree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" write\n";
    match checked(&mut tool::judge(), &on_disk("lifts", lifts), script).verdict {
        Verdict::Diverged(found) => {
            let texts = (found.rule(), &*found.allowed, &*found.got);
            assert_eq!(texts, (Rule::DirTree, "log  mode 444", "log  mode 644"));
        }
        other @ (Verdict::Conforms
        | Verdict::NotExercised(_)
        | Verdict::Skipped(_)
        | Verdict::Inconclusive(_)) => panic!("{other:?}"),
    }
}

#[test]
fn a_script_about_refusals_in_which_none_came_is_not_exercised() {
    if !has_modes() {
        return;
    }
    let script = "rule   access/modes-refuse-with-access\nmode \"log\" 0444\n\ntree\n  log  \"base\"\n\nrun\n  \
                  f = root.open-at \"log\" read\n";
    let (mut judge, backend) = (tool::judge(), host("host", Blocking::CurrentThread));
    let verdict = checked(&mut judge, &backend, script).verdict;
    assert_eq!(verdict, Verdict::NotExercised("no call was refused for a mode"));
    let refused = script.replace("read\n", "write\n");
    assert_eq!(checked(&mut judge, &backend, &refused).verdict, Verdict::Conforms);
}

/// What others may do to a tree is a matter of its modes as well, and they may change those.
#[test]
fn others_change_modes_and_keep_to_them() {
    if !has_modes() {
        return;
    }
    let script = "mode \"log\" 0444\n\ntree\n  log  \"base\"\n  sub/\n\nrun\n  host truncate \"log\" 2\n  \
                  f = root.open-at \"log\" write\n  host chmod \"log\" 0644\n  host truncate \"log\" 2\n  \
                  g = root.open-at \"log\" write\n  host chmod \"sub\" 0000\n  host touch \"sub/a\"\n  \
                  root.stat-at \"sub/a\"\n";
    for (name, blocking) in Builtin::HOSTS {
        let (mut judge, backend) = (tool::judge(), host(name, *blocking));
        let checked = checked(&mut judge, &backend, script);
        assert_eq!(checked.verdict, Verdict::Conforms);
        let answers: Vec<_> = checked.trace.iter().map(|answered| answered.outcome.as_ref()).collect();
        let refused = Outcome::Error(ErrorCode::Access);
        let done = Some(&Outcome::Done);
        assert_eq!(answers, [None, Some(&refused), done, done, done, done, None, Some(&refused)], "{name}");
    }
}

#[test]
fn where_something_happens_around_the_calls_no_modes_are_planted() {
    let script = "mode \"log\" 0444\n\ntree\n  log  \"base\"\n\nrun\n  quiesce\n  root.stat-at \"log\"\n";
    let backend = host("host", Blocking::CurrentThread);
    let script = Script::parse("script", script).unwrap();
    let mut judge = tool::judge();
    assert_eq!(judge.check(&script, &backend).unwrap().verdict, Verdict::Skipped(Capability::Modes));
    let fitted = judge.check_what_is_left(&script, &backend).unwrap();
    assert_eq!(fitted.checked.verdict, Verdict::Conforms);
    assert_eq!(fitted.left_out.into_iter().collect::<Vec<_>>(), [(Capability::Modes, 1)]);
}
