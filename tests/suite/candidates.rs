//! What the shrinker proposes: a candidate is a script like any other, or shrinking could end what it is part of.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

use crate::tool;

/// How many generated scripts are shrunk of each focus, and how many candidates of each are looked at.
const SCRIPTS: u64 = 6;
const CANDIDATES: u32 = 60;

/// Whether a candidate is said to fail: as good as chance, and the same each time.
fn seems_to_fail(text: &str) -> bool {
    let mixed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |mixed, byte| {
        (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (mixed >> 32).is_multiple_of(3)
}

fn look_at(candidate: &Script, judge: &mut Judge<'_>, backend: &impl Backend) {
    let text = candidate.to_string();
    assert_eq!(Script::parse("candidate", &text).as_ref(), Ok(candidate), "{text}");
    let checked = judge.check(candidate, backend);
    let checked = checked.unwrap_or_else(|trouble| panic!("it can't be set up: {trouble}\n{text}"));
    assert!(!matches!(checked.verdict, Verdict::Diverged(_)), "{checked:?}\n{text}");
}

#[test]
fn every_candidate_can_be_printed_parsed_planted_and_run() {
    let mut judge = tool::judge();
    let backend = host("host", Blocking::CurrentThread);
    for focus in Focus::ALL {
        for seed in 0..SCRIPTS {
            let script = Scripts { focus: *focus, ..Scripts::default() }.script(seed);
            let mut shrinker = Shrinker::new(script);
            for number in 0..CANDIDATES {
                let Some(candidate) = shrinker.propose() else { break };
                let fails = seems_to_fail(&candidate.to_string());
                // The first ones are long, and alike.
                if number.is_multiple_of(6) || number > CANDIDATES / 2 {
                    look_at(candidate, &mut judge, &backend);
                }
                shrinker.judge(fails);
            }
        }
    }
}

/// What a step has made moves into the fixture: also where a preopen itself, which has no name, was taken for a file.
#[test]
fn every_candidate_of_small_scripts_can_be_planted() {
    let scripts = [
        "run\n  root.write \"A\" 0\n  root.read 1 0\n",
        "preopen p \"sub\" dir=read,mutate file=read,write\n\ntree\n  sub/\n\nrun\n  p.write \"A\" 0\n  p.stat\n",
        "run\n  v = root.append-via-stream\n  v.blocking-write-and-flush \"A\"\n",
        "run\n  v = root.write-via-stream 0\n  v.blocking-write-and-flush \"A\"\n",
        "run\n  d = root.open-at \".\" read\n  d.write \"A\" 0\n  d.stat\n",
        "run\n  root.create-directory-at \"\"\n  root.create-directory-at \".\"\n  root.stat\n",
        "run\n  root.symlink-at \"a\" \"\"\n  root.symlink-at \"\" \"a\"\n  root.symlink-at \"a\" \"b/\"\n",
        "tree\n  a  \"x\"\n\nrun\n  root.rename-at \"a\" to root \"\"\n  root.rename-at \"\" to root \"b\"\n",
        "tree\n  a/\n    b  \"x\"\n\nrun\n  root.rename-at \"a\" to root \"a/b\"\n  root.rename-at \"a/b\" to root \"a\"\n",
    ];
    let mut judge = tool::judge();
    let backend = host("host", Blocking::CurrentThread);
    for text in scripts {
        let script = Script::parse("small", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        for keeps in 0..4 {
            let mut shrinker = Shrinker::new(script.clone());
            let mut tried = 0;
            while let Some(candidate) = shrinker.propose() {
                look_at(candidate, &mut judge, &backend);
                tried += 1;
                let fails = candidate.steps.len() > keeps;
                shrinker.judge(fails);
            }
            assert!(tried > 0, "{text}");
        }
    }
}
