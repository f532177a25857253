//! Scripts whose failure is decided by their lines.

use super::*;
use crate::op::Control;
use crate::script::Step;
use crate::tree::Fixture;

const FULL: &str = "\
tree
  a    \"zzzz\"
  log  \"base\"

run
  f = root.open-at \"log\" read write
  v = f.append-via-stream
  w = f.append-via-stream
  v.check-write
  fault v write short 3 after 6 bytes
  fault gone read io
  hold
  v.write \"AAAAAAAA\"
  host truncate \"log\" 4
  host append \"log\" \"BBBB\"
  w.blocking-write-and-flush \"CCCC\", abandon after 3 polls
  w.blocking-flush, abandon after 2 polls
  release gone
  release w
  host write \"log\" \"DDDD\" 2
  host replace \"log\" \"EEEE\"
  release v
  v.cancel
  host remove \"log\"
  hold queued
  quiesce
  f.read 64 0
";

/// Shrinks a script by what its lines say, and makes sure that no single one can be left out.
fn shrunk(fails: impl Fn(&[String]) -> bool) -> Vec<String> {
    let lines = |script: &Script| script.steps.iter().map(Step::to_string).collect::<Vec<_>>();
    let fails = |script: &Script| fails(&lines(script));
    let mut shrinker = Shrinker::new(Script::parse("full", FULL).unwrap());
    let mut tries = 0;
    while let Some(candidate) = shrinker.propose() {
        let still_fails = fails(candidate);
        shrinker.judge(still_fails);
        tries += 1;
        assert!(tries < 20_000, "it does not end");
    }
    let best = shrinker.best();
    assert!(fails(best));
    for index in 0..best.steps.len() {
        let mut fewer = best.clone();
        fewer.steps.remove(index);
        assert!(!fails(&fewer), "`{}` can be left out", best.steps[index]);
    }
    assert_eq!(Script::parse("small", &best.to_string()).as_ref(), Ok(best));
    lines(best)
}

#[test]
fn lines_about_time_are_left_out_like_any_other() {
    let with = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
    assert_eq!(shrunk(|lines| with(lines, "f.read")), ["f.read 0 0"]);
    assert_eq!(
        shrunk(|lines| with(lines, "hold") && with(lines, "release v") && with(lines, "v.")),
        ["release v", "v.cancel", "hold queued"]
    );
}

#[test]
fn what_happens_around_the_guest_becomes_simpler() {
    let with = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
    let kept = ["fault v write short", "host append", "host write", "host truncate", "host replace"];
    assert_eq!(
        shrunk(|lines| kept.iter().all(|part| with(lines, part))),
        [
            "fault v write short 1",
            "host truncate \"a\" 0",
            "host append \"a\" \"\"",
            "host write \"a\" \"\" 0",
            "host replace \"a\" \"\"",
        ]
    );
}

#[test]
fn a_call_is_given_up_after_fewer_polls_or_not_at_all() {
    let abandoned = |lines: &[String]| lines.iter().filter(|line| line.contains("abandon")).count();
    assert_eq!(
        shrunk(|lines| abandoned(lines) == 2),
        ["w.blocking-write-and-flush \"\", abandon after 1 poll", "w.blocking-flush, abandon after 1 poll"]
    );
    let flushes = |lines: &[String]| lines.iter().any(|line| line.contains("w.blocking-flush"));
    assert_eq!(shrunk(flushes), ["w.blocking-flush"]);
}

#[test]
fn no_simpler_form_of_a_control_is_that_control() {
    let script = Script::parse("full", FULL).unwrap();
    for step in &script.steps {
        assert!(!simpler::steps(step).contains(step), "{step}");
    }
    let kernel = Step::from(Control::Hold { queued: false });
    assert_eq!(simpler::steps(&kernel), [Step::from(Control::Hold { queued: true })]);
    assert!(simpler::steps(&simpler::steps(&kernel)[0]).is_empty());
}

fn script(text: &str) -> Script {
    Script::parse("small", text).unwrap()
}

fn texts(scripts: Vec<Script>) -> Vec<String> {
    scripts.iter().map(Script::to_string).collect()
}

#[test]
fn every_form_finds_something_smaller_somewhere() {
    use crate::generate::{Focus, Scripts};
    let focuses = [Focus::Everything, Focus::Paths, Focus::Cancel, Focus::Faults, Focus::OutputStreams];
    let scripts: Vec<Script> = focuses
        .into_iter()
        .flat_map(|focus| {
            (1..12).map(move |number| Scripts { focus, ops_max: 14, ..Scripts::default() }.script(number))
        })
        .collect();
    for (row, forms) in FORMS.iter().enumerate().skip(1) {
        let smaller = scripts.iter().any(|script| {
            let found = match forms {
                Forms::Whole(forms) => forms(script),
                Forms::Step(forms) => (0..script.steps.len()).flat_map(|at| forms(script, at)).collect(),
            };
            found.iter().any(|form| Measure::of(form) < Measure::of(script))
        });
        assert!(smaller, "row {row} of the forms is of no use");
    }
}

#[test]
fn what_is_said_about_a_script_is_left_out() {
    let said = "# A claim.\nrun\n  # A word.\n  root.stat  => ok\n\nend\n  a  \"\"\n";
    assert_eq!(texts(bare(&script(said))), ["run\n  root.stat\n"]);
}

#[test]
fn a_handle_gives_way_to_an_earlier_one_of_its_kind() {
    let two = script(
        "run\n  f = root.open-at \"a\" read\n  g = f.open-at \"b\"\n  v = g.append-via-stream\n  release v\n  \
         w = g.append-via-stream\n  w.splice v 1\n",
    );
    assert!(handles::merged(&two, 3).is_empty());
    let merged = texts(handles::merged(&two, 4));
    assert_eq!(merged.len(), 1);
    assert!(merged[0].ends_with("  release v\n  v.splice v 1\n"), "{}", merged[0]);
    let through: Vec<Step> =
        handles::retargeted(&two, 2).into_iter().map(|script| script.steps[2].clone()).collect();
    let on = |name: &str| format!("v = {name}.append-via-stream");
    // The last one is about the directory that `g` was opened through, which is no longer path here.
    assert_eq!(through.iter().map(Step::to_string).collect::<Vec<_>>(), [on("root"), on("f"), on("f")]);
    let step = handles::retargeted(&two, 1)[1].steps[1].to_string();
    assert_eq!(step, "g = root.open-at \"a/b\"");
}

#[test]
fn handles_get_short_names_that_nothing_else_has() {
    let long = script(
        "preopen left \"\" dir=read,mutate file=read,write\n\nrun\n  d1 = left.open-at \"a\" read\n  \
         d12 = left.open-at \"a\" read\n  w3 = d12.append-via-stream\n  g.stat\n  fault w3 write io\n",
    );
    let renamed = texts(handles::renamed(&long));
    let expected = "run\n  f = root.open-at \"a\" read\n  h = root.open-at \"a\" read\n  \
                    v = h.append-via-stream\n  g.stat\n  fault v write io\n";
    assert_eq!(renamed, [expected]);
}

#[test]
fn a_name_is_replaced_wherever_it_occurs() {
    let odd = script(
        "modified \"sub/x y\" 1\n\ntree\n  link -> \"sub/x y\"\n  sub/\n    \"x y\"  \"1\"\n\nrun\n  \
         f = root.open-at \"sub\"\n  f.stat-at \"x y\"\n  host truncate \"sub/x y\" 0\n",
    );
    let renamed = texts(paths::renamed(&odd));
    let plain = odd.to_string().replace("\"x y\"  ", "a  ").replace("x y", "a");
    assert!(renamed.contains(&plain), "{renamed:#?}");
    let hoisted = "modified a 1\n".replace(" a ", " \"a\" ");
    assert!(renamed.iter().any(|text| text.starts_with(&hoisted)), "{renamed:#?}");
}

#[test]
fn absolute_paths_and_ways_back_lead_nowhere_else() {
    let absolute = script("run\n  root.stat-at \"/nowhere/log\"\n  root.stat-at \"c/../sub/x\"\n");
    let renamed = texts(paths::renamed(&absolute));
    assert_eq!(renamed.len(), 3, "`c`, `sub` and `x` are replaced");
    assert!(renamed.iter().chain(&texts(paths::unified(&absolute))).all(|text| text.contains("/../")));
    assert!(renamed.iter().all(|text| text.contains("/nowhere/log")));
    let steps = simpler::steps(&absolute.steps[0]);
    assert_eq!(steps.iter().map(Step::to_string).collect::<Vec<_>>(), ["root.stat-at \"nowhere/log\""]);
}

#[test]
fn two_names_become_one_and_a_path_becomes_its_alias() {
    let two = script(
        "tree\n  a  \"1\"\n  l -> \"a\"\n  sub/\n    b  \"2\"\n\nrun\n  root.stat-at \"l\" symlink-follow\n  root.stat-at \"sub/b\"\n",
    );
    let unified = paths::unified(&two);
    let smaller: Vec<&Script> = unified.iter().filter(|form| Measure::of(form) < Measure::of(&two)).collect();
    let has = |text: &str| smaller.iter().any(|form| form.to_string() == text);
    // `b` is called `a`, and nothing meets it there.
    assert!(has(&two.to_string().replace("b ", "a ").replace("/b", "/a")), "{:#?}", texts(unified.clone()));
    // The link is asked for by what it leads to.
    assert!(has(&two.to_string().replace("\"l\"", "\"a\"")), "{:#?}", texts(unified.clone()));
    // Of a link and a file that meet the first stays.
    assert!(unified.iter().any(|form| form.fixture.tree.entries.len() == 2));
    let mut both = Shrinker::new(two);
    while let Some(candidate) = both.propose() {
        let fails = candidate.steps.len() == 2;
        both.judge(fails);
    }
    assert_eq!(both.best().to_string(), "run\n  root.stat-at \"a\"\n  root.stat-at \"a\"\n");
}

#[test]
fn what_was_opened_is_asked_for_by_its_path_and_a_directory_by_itself() {
    let opened = script(
        "run\n  f = root.open-at \"log\" symlink-follow read\n  f.stat\n  f.metadata-hash\n  f.set-times now no-change\n  \
         root.stat-at \".\"\n  root.sync\n",
    );
    let twins: Vec<Vec<String>> = (0..opened.steps.len())
        .map(|at| handles::twinned(&opened, at).iter().map(|script| script.steps[at].to_string()).collect())
        .collect();
    let expected: [&[&str]; 6] = [
        &[],
        &["root.stat-at \"log\" symlink-follow"],
        &["root.metadata-hash-at \"log\" symlink-follow"],
        &["root.set-times-at \"log\" now no-change symlink-follow"],
        &["root.stat"],
        &[],
    ];
    assert_eq!(twins, expected);
    for at in 0..opened.steps.len() {
        let forms = handles::twinned(&opened, at);
        assert!(forms.iter().all(|form| Measure::of(form) < Measure::of(&opened)), "step {at}");
    }
}

#[test]
fn bytes_get_the_letters_of_their_places() {
    let odd = script(
        "tree\n  a    \"base\"\n  gap  \"x\"+zeros[100]\n  log  z[0..30]\n\nrun\n  f.write \"QQ\" 0\n  f.write \"\" 0\n  v.write Q[400..430]\n  host append \"log\" \"\\xff\"\n",
    );
    let all = "tree\n  a  \"a000\"\n  gap  \"x\"+zeros[100]\n  log  b[0..30]\n\nrun\n  f.write \"A0\" 0\n  f.write \"\" 0\n  v.write B[0..30]\n  host append \"log\" \"C\"\n";
    let lettered = letters::lettered(&odd);
    assert_eq!(lettered[0].to_string(), all);
    assert_eq!(lettered.len(), 6, "{:#?}", texts(lettered.clone()));
    assert!(lettered.iter().all(|form| Measure::of(form) < Measure::of(&odd)));
    assert!(letters::lettered(&lettered[0]).is_empty());
}

#[test]
fn what_a_step_makes_can_be_there_before() {
    let made = script(
        "tree\n  log  \"base\"\n\nrun\n  root.create-directory-at \"a\"\n  f = root.open-at \"a\"\n  \
         f.symlink-at \"log\" \"b\"\n  root.rename-at \"log\" to f \"c\"\n  root.create-directory-at \"log\"\n  \
         g = root.open-at \"log\" write\n  v = g.append-via-stream\n  v.blocking-write-and-flush \"AB\"\n  \
         g.write \"C\" 1\n",
    );
    let planted = |at: usize| planted::planted(&made, at).into_iter().next();
    let tree =
        |at: usize| planted(at).map(|script| script.to_string().split("\nrun").next().unwrap().to_owned());
    assert_eq!(tree(0).unwrap(), "tree\n  a/\n  log  \"base\"\n");
    assert_eq!(planted(0).unwrap().steps, made.steps[1..]);
    // There is no `a` in the tree yet, and there is a `log`.
    assert_eq!([2, 3, 4].map(planted), [None, None, None]);
    assert_eq!(tree(7).unwrap(), "tree\n  log  \"baseAB\"\n");
    assert_eq!(tree(8).unwrap(), "tree\n  log  \"bCse\"\n");
    assert_eq!([1, 5, 6].map(planted), [None, None, None]);
}

#[test]
fn what_two_lines_do_only_together_goes_together() {
    let both = |lines: &[String]| {
        let held = lines.iter().any(|line| line == "hold");
        let quiet = lines.iter().any(|line| line == "quiesce");
        held == quiet && lines.iter().any(|line| line.starts_with("f.read"))
    };
    assert_eq!(shrunk(both), ["f.read 0 0"]);
}

#[test]
fn what_a_candidate_starts_from_is_possible() {
    let text = "preopen root \"\" dir=read,mutate file=read,write\npreopen other \"sub\" dir=read file=none\n\
                modified \"log\" 1\n\ntree\n  log  \"\"\n  sub/\n\nrun\n  root.rename-at \"log\" to root \"a\"\n  \
                root.rename-at \"sub\" to root \"b\"\n  root.stat-at \"a\"\n";
    let mut shrinker = Shrinker::new(script(text));
    while let Some(candidate) = shrinker.propose() {
        let Fixture { tree, preopens, modified, .. } = candidate.fixture.clone();
        assert!(modified.iter().all(|modified| tree.get(&modified.path).is_some()), "{candidate}");
        assert!(preopens.iter().all(|preopen| candidate.fixture.is_directory(&preopen.path)), "{candidate}");
        let fails = candidate.to_string().contains("stat-at");
        shrinker.judge(fails);
    }
    assert_eq!(shrinker.best().steps.len(), 1);
}

/// How often the first line that repeats does.
fn times(text: &str) -> Option<u32> {
    text.split_once("repeat ")?.1.split(':').next()?.parse().ok()
}

#[test]
fn a_line_that_repeats_shrinks_to_the_times_that_are_needed() {
    let text = "run\n  repeat 300: m{} = root.open-at \"log\" write\n  w = m17.append-via-stream\n  \
                repeat 50: w.write A[0..permit+2]\n  w.write-zeroes permit-9\n";
    let shrunk = |fails: fn(&str) -> bool| {
        let shrinker = Shrinker::new(script(text));
        let best = shrinker.run(5000, |script| Ok::<_, ()>(fails(&script.to_string()))).unwrap();
        assert_eq!(Script::parse("small", &best.to_string()).as_ref(), Ok(&best));
        best.steps.iter().map(Step::to_string).collect::<Vec<_>>()
    };
    assert_eq!(shrunk(|text| text.contains(".write")), ["w.write \"\""]);
    assert_eq!(shrunk(|text| text.contains("write-zeroes permit")), ["w.write-zeroes permit"]);
    let opened = shrunk(|text| text.contains(" = root") && times(text).is_some_and(|times| times >= 13));
    let is_fewest = |line: &str| line.starts_with("repeat 13: f{} = root.open-at ");
    assert!(matches!(opened.as_slice(), [line] if is_fewest(line)), "{opened:?}");
}
