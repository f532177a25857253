//! Leaks are laid to the script that left them.

use std::cell::RefCell;
use std::fs::File;
use std::path::PathBuf;
use std::rc::Rc;

use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::{backends, on_disk};

/// What a script had that is still open when the next one begins, and the folders that there were.
#[derive(Default)]
struct Left {
    open: Option<File>,
    roots: Vec<PathBuf>,
}

/// A driver that takes memory behind each script is told over many of them, and another one never. Where a script is run again,
/// to see what else grows, each run counts.
#[cfg(all(feature = "cli", feature = "process"))]
#[test]
fn a_driver_whose_memory_grows_is_told_behind_many_scripts() {
    const SCRIPTS: u64 = 1400;
    let text = "tree\n  log  \"base\"\n\nrun\n  root.stat-at \"log\"\n";
    let once = Script::parse("", text).unwrap();
    let again = Script { rule: Some(Rule::NoLeak), ..once.clone() };
    let first_found = |script: &Script, arguments: &[&str]| {
        let backend = crate::process::driver(arguments);
        let mut judge = Judge::new().unwrap().without_syscall_gate();
        (1..=SCRIPTS).find_map(|number| match judge.check(script, &backend).unwrap().verdict {
            Verdict::Diverged(divergence) => Some((number, divergence)),
            Verdict::Conforms => None,
            other @ (Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_)) => {
                panic!("{other:?}")
            }
        })
    };
    let (_, divergence) = first_found(&once, &["--wrong", "leak@start"]).unwrap();
    assert_eq!(divergence.rule(), Rule::NoLeak);
    assert!(divergence.got.contains("MiB more memory behind"), "{}", divergence.got);
    // Of a thousand runs, of which the first quarter is for what is taken once. Beside other tests some scripts are run again.
    let mut words = divergence.got.split(' ').skip_while(|word| *word != "behind").skip(1);
    let runs: u64 = words.next().unwrap().parse().unwrap();
    assert!(runs >= 700, "{}", divergence.got);
    let (scripts, _) = first_found(&again, &["--wrong", "leak@start"]).unwrap();
    assert!(scripts <= 700, "told behind {scripts} scripts that are run again");
    assert_eq!(first_found(&once, &[]), None);
}

#[test]
fn what_a_script_before_has_left_open_is_not_laid_to_the_next_one() {
    let left = Rc::new(RefCell::new(Left::default()));
    let opens = Rc::clone(&left);
    let backend = on_disk("leaks-once", move |root, access| {
        let mut left = opens.borrow_mut();
        left.roots.push(root.to_owned());
        if left.open.is_none() {
            left.open = File::open(root.join("log")).ok();
        }
        backends::preopen(root, access, Blocking::default())
    });
    // Whoever has a say in the background is asked what is left of it.
    let script = Script::parse("", "tree\n  log  \"base\"\n\nrun\n  root.stat\n  quiesce\n").unwrap();
    let told = RefCell::new(Vec::new());
    let known = |divergence: &wasi_fs_conformance::check::Divergence| {
        told.borrow_mut().push(divergence.rule());
        Some("known".to_owned())
    };
    let first = Judge::new().unwrap().tolerating(known).check(&script, &backend).unwrap();
    assert_eq!(first.verdict, Verdict::Conforms);
    assert_eq!(*told.borrow(), [Rule::NoLeak]);
    let second = Judge::new().unwrap().check(&script, &backend).unwrap();
    assert_eq!(second.verdict, Verdict::Conforms);
    // The folder of the second has the path of the first, below which the system still tells of an open file.
    let left = left.borrow();
    assert_eq!(left.roots.first(), left.roots.last());
    assert!(left.open.is_some());
}
