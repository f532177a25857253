//! The sandbox under attack: in the middle of every call with a path another process changes the names on its way, before each call of
//! the system that the host makes for it, with `openat2` and without. The built-in implementation does what some order of the steps
//! gives, and nothing outside of its directory, in all of its modes.

use std::collections::BTreeMap;

use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Verdict, syscall_gate};
use wasi_fs_conformance::script::Script;

use crate::tool;

/// Calls on paths of the tree below, and what looks at what they gave.
const CALLS: &[&str] = &[
    "x = root.open-at \"a/secret\" read write\n  x.read 64 0\n  x.write \"Z\" 0",
    "x = root.open-at \"a/secret\" symlink-follow read\n  x.stat\n  x.read 64 0",
    "x = root.open-at \"a/b/g\" truncate write\n  x.stat",
    "x = root.open-at \"a/n\" create write\n  x.write \"Z\" 0",
    "x = root.open-at \"a/n\" create exclusive write\n  x.stat",
    "x = root.open-at \"a/b\" directory read\n  y = x.open-at \"g\" read\n  y.read 64 0",
    "x = root.open-at \"a/b/../secret\" read\n  x.read 64 0",
    "x = root.open-at \"a/b/../../t\" read\n  x.read 64 0",
    "x = root.open-at \"l\" symlink-follow read\n  x.read 64 0",
    "x = root.open-at \"l/secret\" read\n  x.read 64 0",
    "root.stat-at \"a/secret\"",
    "root.stat-at \"l/secret\" symlink-follow",
    "root.stat-at \"a/b/../../t\"",
    "root.metadata-hash-at \"a/secret\"",
    "root.set-times-at \"a/secret\" 5s 5s",
    "root.readlink-at \"a/w\"",
    "root.create-directory-at \"a/n\"",
    "root.symlink-at \"secret\" \"a/n\"",
    "root.link-at \"a/secret\" to root \"a/b/n\"",
    "root.rename-at \"a/secret\" to root \"c/secret\"",
    "root.rename-at \"a/b\" to root \"c/b\"",
    "root.unlink-file-at \"a/secret\"",
    "root.remove-directory-at \"a/e\"",
    // With a slash at the end, which may be looked at before the name is acted on.
    "root.rename-at \"a/b\" to root \"t/\"",
    "root.rename-at \"a/b\" to root \"a/e/\"",
    "root.rename-at \"t\" to root \"a/e/\"",
    "root.create-directory-at \"a/n/\"",
    "root.remove-directory-at \"a/e/\"",
    // Up at the end, and along a link that may be none by then.
    "root.stat-at \"a/b/..\"\n  root.stat-at \"a\"",
    "x = root.open-at \"a/w\" symlink-follow create write\n  x.stat",
    "root.link-at \"l/w\" to root \"a/n\" symlink-follow",
];

/// What another process does meanwhile.
const CHANGES: &[&[&str]] = &[
    &["swap \"a\" \"out\""],
    &["swap \"a\" \"c\""],
    &["swap \"a\" \"l\""],
    &["swap \"a/secret\" \"away\""],
    &["swap \"a/secret\" \"a/b\""],
    &["swap \"a/b\" \"out\""],
    &["swap \"a/e\" \"a/secret\""],
    &["rename \"a/b\" \"b\""],
    &["rename \"a\" \"c/a\""],
    &["rename \"a/secret\" \"s\""],
    &["remove \"a/secret\""],
    &["replace \"a/secret\" \"new\""],
    &["symlink \"a/n\" -> \"../../secret\""],
    &["mkdir \"a/n\""],
    &["touch \"a/n\""],
    &["touch \"a/e/x\""],
    &["truncate \"a/secret\" 1"],
    &["swap \"a\" \"out\"", "swap \"a\" \"out\""],
    &["swap \"a\" \"c\"", "swap \"a\" \"c\""],
    &["swap \"a/secret\" \"away\"", "swap \"a/secret\" \"away\""],
    &["rename \"a/b\" \"b\"", "rename \"b\" \"a/b\""],
    &["swap \"a/b\" \"t\""],
    &["swap \"a/e\" \"t\""],
    &["swap \"a/w\" \"a/secret\"", "swap \"a/w\" \"a/secret\""],
];

const TREE: &str = "tree\n  a/\n    secret  \"inside\"\n    b/\n      g  \"deep\"\n    e/\n    w -> \"secret\"\n  away -> \"../secret\"\n  c/\n    \
                    t  \"other\"\n  l -> \"a\"\n  out -> \"..\"\n  t  \"top\"\n";

/// Before no later call of the system of one of the guest's is anything changed; none makes so many.
const STOPS_MAX: usize = 40;

/// A script in which these changes are made before this call of the system and behind it.
fn script(call: &str, changes: &[&str], before: usize) -> Script {
    let plan = |(at, change): (usize, &&str)| {
        format!("  host {change}, before system call {} of root\n", before + at)
    };
    let changes: String = changes.iter().enumerate().map(plan).collect();
    Script::parse("script", &format!("{TREE}\nrun\n{changes}  {call}\n")).unwrap()
}

#[test]
fn no_change_in_the_middle_of_a_call_leads_it_astray() {
    if let Err(why) = syscall_gate() {
        println!("skipped: {why}");
        return;
    }
    let mut judges = [tool::judge(), tool::judge().refusing_openat2()];
    let modes: Vec<_> = Builtin::HOSTS.iter().map(|(name, blocking)| host(name, *blocking)).collect();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let (mut scripts, mut changed) = (0, 0);
    for (call, changes) in CALLS.iter().flat_map(|call| CHANGES.iter().map(move |changes| (call, changes))) {
        for (judge, mode) in
            judges.iter_mut().flat_map(|judge| [judge]).zip(modes.iter().cycle().skip(scripts))
        {
            for before in 1..=STOPS_MAX {
                let script = script(call, changes, before);
                scripts += 1;
                let checked = judge.check(&script, mode).unwrap();
                match checked.verdict {
                    Verdict::Conforms => changed += 1,
                    Verdict::NotExercised(_) => break,
                    verdict @ (Verdict::Diverged(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                        let entry = format!("{call} | {changes:?} ");
                        wrong.entry(entry).or_insert(format!("{verdict:#?}\n{script}"));
                    }
                }
            }
        }
    }
    println!("{scripts} scripts, in {changed} of which the tree was changed");
    for (entry, text) in &wrong {
        println!("WRONG {entry}\n{text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.len());
}

/// Which of two objects was opened in a race may show only in what can be changed behind it: a change that can't be made tells so.
#[test]
fn what_others_can_change_tells_which_of_two_was_opened() {
    if let Err(why) = syscall_gate() {
        println!("skipped: {why}");
        return;
    }
    for mut judge in [tool::judge(), tool::judge().refusing_openat2()] {
        for (name, blocking) in Builtin::HOSTS {
            for before in 1..=STOPS_MAX {
                let text = format!(
                    "tree\n  a/\n  b/\n  c  \"\"\n\nrun\n  host swap \"b\" \"a\", before system call {before} of root\n  \
                     f = root.open-at \"b\" mutate-directory\n  root.link-at \"c\" to f \"a\"\n  host rename \"b/a\" \"d\"\n  \
                     host rename \"a/a\" \"d\"\n  root.stat-at \"d\"\n"
                );
                let script = Script::parse("script", &text).unwrap();
                let verdict = judge.check(&script, &host(name, *blocking)).unwrap().verdict;
                match verdict {
                    Verdict::Conforms => {}
                    Verdict::NotExercised(_) => break,
                    other @ (Verdict::Diverged(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                        panic!("{other:#?}\n{script}");
                    }
                }
            }
        }
    }
}
