//! The table of errors: in the middle of every call on a descriptor or a listing the system fails in every class of calls, with the
//! error of every code, before the call and behind it. The built-in implementation conforms in all of its modes, with `openat2` and
//! without; and where what a call is for has failed, that fires.

use std::collections::BTreeSet;

use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Verdict, syscall_gate};
use wasi_fs_conformance::model::{Model, Struck};
use wasi_fs_conformance::op::{CallClass, Injection, SystemAnswer};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::wasi::ErrorCode;

use crate::tool;

/// How to read a row: the handle whose call it is, the call, and the class of calls of the system that it can't do without.
const CALLS: &[(&str, &str, Option<CallClass>)] = &[
    ("f", "f.sync", Some(CallClass::Sync)),
    ("f", "f.sync-data", Some(CallClass::Sync)),
    ("f", "f.set-size 1", Some(CallClass::Size)),
    ("f", "f.set-times now now", Some(CallClass::Times)),
    ("f", "f.read 3 0", Some(CallClass::Read)),
    ("f", "f.write \"ZZ\" 1", Some(CallClass::Write)),
    ("f", "f.stat", Some(CallClass::Metadata)),
    ("f", "f.metadata-hash", Some(CallClass::Metadata)),
    ("f", "f.get-type", None),
    ("f", "f.get-flags", None),
    ("f", "f.is-same-object g", None),
    ("f", "f.advise 0 3 normal", None),
    ("f", "r = f.read-via-stream 0", None),
    ("f", "v = f.write-via-stream 0", None),
    ("f", "v = f.append-via-stream", None),
    ("root", "x = root.open-at \"a\" read", Some(CallClass::Open)),
    ("root", "x = root.open-at \"n\" create write", Some(CallClass::Open)),
    ("root", "x = root.open-at \"a\" truncate write", Some(CallClass::Open)),
    ("root", "x = root.open-at \"d\" directory read", Some(CallClass::Open)),
    ("root", "x = root.open-at \"l\" symlink-follow read", Some(CallClass::Open)),
    ("root", "x = root.open-at \"d/b\" read", Some(CallClass::Open)),
    ("root", "root.stat-at \"d/b\"", Some(CallClass::Metadata)),
    ("root", "root.stat-at \"l\" symlink-follow", Some(CallClass::Metadata)),
    ("root", "root.metadata-hash-at \"a\"", Some(CallClass::Metadata)),
    ("root", "root.set-times-at \"a\" now now", Some(CallClass::Times)),
    ("root", "root.readlink-at \"l\"", Some(CallClass::Readlink)),
    ("root", "root.create-directory-at \"n\"", Some(CallClass::Create)),
    ("root", "root.symlink-at \"a\" \"n\"", Some(CallClass::Create)),
    ("root", "root.link-at \"a\" to root \"n\"", Some(CallClass::Create)),
    ("root", "root.rename-at \"a\" to root \"n\"", Some(CallClass::Rename)),
    ("root", "root.rename-at \"d\" to root \"e/d\"", Some(CallClass::Rename)),
    ("root", "root.unlink-file-at \"d/b\"", Some(CallClass::Remove)),
    ("root", "root.remove-directory-at \"e\"", Some(CallClass::Remove)),
    ("root", "root.sync", Some(CallClass::Sync)),
    ("root", "k = root.read-directory\n  repeat 6: k.read-directory-entry", None),
    ("k", "k.read-directory-entry\n  repeat 6: k.read-directory-entry", None),
];

/// Codes that are asked of classes which a call can do without; of the others all are.
const ELSEWHERE: &[ErrorCode] =
    &[ErrorCode::Io, ErrorCode::Access, ErrorCode::NoEntry, ErrorCode::Invalid, ErrorCode::WouldBlock];

/// A script in which the system fails once.
fn script((on, call, _): &(&str, &str, Option<CallClass>), fault: &str) -> Script {
    let opened = if *on == "k" { "  k = root.read-directory\n" } else { "" };
    let text = format!(
        "tree\n  a  \"abc\"\n  d/\n    b  \"x\"\n  e/\n  l -> \"a\"\n\nrun\n  f = root.open-at \"a\" read write\n  \
         g = root.open-at \"d/b\" read\n{opened}  fault {on} {fault}\n  {call}\n  root.stat-at \"a\"\n  f.stat\n  f.read 9 0\n"
    );
    Script::parse("script", &text).unwrap()
}

/// Every fault that is asked for of a call: the class and the words.
fn faults(purpose: Option<CallClass>) -> impl Iterator<Item = (CallClass, String)> {
    let answers = || SystemAnswer::table().filter(|(_, answer)| answer.code().is_some());
    let all = CallClass::TABLE.iter().flat_map(move |(word, class)| {
        let is_asked = move |answer: &SystemAnswer| {
            purpose == Some(*class) || answer.code().is_some_and(|code| ELSEWHERE.contains(&code))
        };
        let behind = move |answer: &SystemAnswer| *class != CallClass::Open && !answer.is_once();
        answers().filter(move |(_, answer)| is_asked(answer)).flat_map(move |(code, answer)| {
            let before = (*class, format!("{word} {code}"));
            let behind = behind(&answer).then(|| (*class, format!("{word} {code} behind")));
            [before].into_iter().chain(behind)
        })
    });
    all.chain([(CallClass::List, "list short 1".into()), (CallClass::Open, "open interrupted".into())])
}

#[test]
fn whatever_error_the_system_has_is_told_as_what_it_is() {
    if let Err(why) = syscall_gate() {
        println!("skipped: {why}");
        return;
    }
    let mut judges = [tool::judge(), tool::judge().refusing_openat2()];
    let modes: Vec<_> = Builtin::HOSTS.iter().map(|(name, blocking)| host(name, *blocking)).collect();
    let (mut unfired, mut scripts) = (BTreeSet::new(), 0);
    for row in CALLS {
        for (class, fault) in faults(row.2) {
            let script = script(row, &fault);
            // Each combination of mode and way comes about as often, for each call.
            let mode = &modes[scripts % modes.len()];
            let judge = &mut judges[scripts / modes.len() % 2];
            scripts += 1;
            match judge.check(&script, mode).unwrap().verdict {
                Verdict::Conforms => {}
                Verdict::NotExercised(_) if row.2 != Some(class) => {}
                Verdict::NotExercised(_) => _ = unfired.insert((row.1, fault)),
                verdict @ (Verdict::Diverged(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                    panic!("{verdict:#?}\n{script}")
                }
            }
        }
    }
    assert_eq!(unfired, BTreeSet::new(), "the system is not asked for what the call is for");
    println!("{scripts} scripts");
}

/// A host may ask of each entry when a listing is made, and tell what it met in the entry's place.
#[test]
fn a_listing_may_tell_later_whatever_it_met_when_it_was_made() {
    let script = Script::parse(
        "script",
        "tree\n  a  \"\"\n\nrun\n  k = root.read-directory\n  k.read-directory-entry\n",
    );
    let script = script.unwrap();
    let calls: Vec<_> = script.steps.iter().filter_map(Step::call).collect();
    let answers = || SystemAnswer::table().filter(|(_, answer)| answer.code().is_some());
    for ((class_word, class), (word, answer)) in
        CallClass::TABLE.iter().flat_map(|class| answers().map(move |answer| (class, answer)))
    {
        let mut model = Model::new(&script.fixture);
        let injection = Injection { on: calls[0].on.clone(), calls: *class, answer, after: 0, behind: false };
        model.strike(calls[0], &Struck::default().by(&injection));
        model.take(calls[0], &Outcome::Done);
        let allowed = model.allowed(calls[1]).unwrap();
        let told = Outcome::Error(answer.code().unwrap());
        assert!(allowed.takes(&told), "{class_word} {word}: {allowed}");
        // It is over before its entries came where it can't go on alone.
        let may_end = *class == CallClass::List && answer.code() == Some(ErrorCode::NoEntry);
        assert_eq!(allowed.takes(&Outcome::Entry(None)), may_end, "{class_word} {word}: {allowed}");
    }
}
