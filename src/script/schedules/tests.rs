//! Schedules are every order once, and of equal ones one.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn script(steps: &str) -> Script {
    let lines = steps.replace("; ", "\n  ");
    let tree = "tree\n  a    \"base\"\n  log  \"base\"\n";
    Script::parse("schedules", &format!("{tree}\nrun\n  {lines}\n")).unwrap()
}

fn line(script: &Script) -> String {
    script.steps.iter().map(Step::to_string).collect::<Vec<_>>().join("; ")
}

/// The steps of each schedule, on one line each.
fn schedules(steps: &str) -> Vec<String> {
    script(steps).race().unwrap().every().map(|script| line(&script)).collect()
}

/// Two files, and streams of each.
const STREAMS: &str = "f = root.open-at \"log\" read write; g = root.open-at \"a\" read write; v = f.write-via-stream 0; \
    w = f.write-via-stream 2; x = f.append-via-stream; y = g.append-via-stream; r = g.read-via-stream 0";

#[test]
fn every_order_and_every_cut_comes_once() {
    for (racers, count) in [(1, 5), (2, 24), (3, 132)] {
        let issues = ["v", "w", "x"].map(|name| format!("{name}.write \"A\"; "));
        let text = format!("hold; {}quiesce; f.read 64 0", issues[..racers].concat());
        let race = script(&text).race().unwrap();
        // Nobody knows what these streams are, so that they are not given up, and nothing commutes.
        assert_eq!((race.count(), race.racers().len()), (count, racers));
        let all: Vec<Script> = race.every().collect();
        let printed: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!((all.len() as u64, printed.len() as u64), (count, count), "all are distinct");
        for schedule in &all {
            let text = schedule.to_string();
            assert_eq!(Script::parse("schedules", &text).as_ref(), Ok(schedule), "{text}");
        }
        assert_eq!(
            race.reduced(usize::try_from(count).unwrap()).as_ref(),
            Some(&all),
            "and so are the reduced"
        );
        assert_eq!(race.reduced(all.len() - 1), None);
    }
}

#[test]
fn one_stream_is_let_go_or_cut_before_or_after() {
    let before = "f = root.open-at \"log\" write; v = f.append-via-stream; hold; v.write \"A\"";
    let expected = [
        "release v",
        "v.cancel",
        "release v; v.cancel",
        "v.drop; release v",
        "release v; v.drop",
        "v.blocking-flush, abandon after 1 poll; release v",
        "release v; v.blocking-flush, abandon after 1 poll",
    ];
    let expected: Vec<String> = expected.iter().map(|steps| format!("{before}; {steps}; quiesce")).collect();
    assert_eq!(schedules(&format!("{before}; quiesce")), expected);
}

#[test]
fn lines_that_let_go_make_way_where_the_first_of_them_stood() {
    let all = schedules(
        "hold; v.write \"A\"; w.write \"B\"; f.stat; release w; f.read 9 0; v.cancel; v.blocking-flush; quiesce; release v",
    );
    let at = |first: &str, second: &str| {
        format!(
            "hold; v.write \"A\"; w.write \"B\"; f.stat; release {first}; release {second}; f.read 9 0; v.blocking-flush; quiesce; release v"
        )
    };
    assert_eq!(all[..2], [at("v", "w"), at("w", "v")]);
}

#[test]
fn nothing_is_let_go_before_all_of_it_waits_nor_behind_what_waits_for_it() {
    let first = |steps: &str| schedules(steps).swap_remove(0);
    assert_eq!(
        first("hold; v.write \"A\"; release v; w.flush; f.stat; release w; quiesce"),
        "hold; v.write \"A\"; w.flush; f.stat; release v; release w; quiesce"
    );
    assert_eq!(
        first("hold; v.write \"A\"; release v; w.flush; f.stat; quiesce"),
        "hold; v.write \"A\"; w.flush; release v; release w; f.stat; quiesce"
    );
    assert_eq!(
        first("hold; v.write \"A\"; r.blocking-read 5, abandon after 1 poll; f.stat; v.blocking-flush"),
        "hold; v.write \"A\"; r.blocking-read 5, abandon after 1 poll; f.stat; release v; release r; v.blocking-flush"
    );
    assert_eq!(first("hold; v.splice r 5; f.stat"), "hold; v.splice r 5; f.stat; release v; release r");
}

#[test]
fn pieces_faults_and_changes_come_at_each_point() {
    let text = "hold; v.write \"A\"; fault v write io; host append \"log\" \"B\"; quiesce";
    let race = script(text).race().unwrap().in_pieces(&[2]);
    let whole: Vec<String> = race.every().map(|script| line(&script)).take(12).collect();
    let steps = ["release v; release v", "fault v write io", "host append \"log\" \"B\""];
    assert_eq!(whole[0], format!("hold; v.write \"A\"; {}; quiesce", steps.join("; ")));
    // A line of four, of which two keep their order, with the fault behind both, before both and between.
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 12);
    assert!(whole.contains(&"hold; v.write \"A\"; release v; host append \"log\" \"B\"; fault v write io; release v; quiesce".to_owned()));
    assert_eq!(race.in_pieces(&[PIECES_MAX + 1]).probe(1).1.steps.len(), 4);
}

/// Which rows of a race meet.
fn meets(issues: &str) -> Vec<(usize, usize)> {
    let race = script(&format!("{STREAMS}; hold; {issues}; quiesce")).race().unwrap();
    let meets = race.meets();
    let pairs = (0..meets.len()).flat_map(|one| (one + 1..meets.len()).map(move |other| (one, other)));
    pairs.filter(|(one, other)| meets[*one][*other]).collect()
}

#[test]
fn what_reaches_other_bytes_commutes() {
    for (issues, expected) in [
        // The write before ends where the one behind it begins.
        ("v.write \"AA\"; w.write \"B\"", &[][..]),
        ("v.write \"AAA\"; w.write \"B\"", &[(0, 1)]),
        ("v.write \"AA\"; v.flush; v.write-zeroes 1; w.write \"B\"", &[(0, 1)]),
        // An append is wherever the end is.
        ("v.write \"A\"; x.write \"B\"; y.write \"C\"", &[(0, 1)]),
        ("y.write \"A\"; r.read 1; v.write \"B\"", &[(0, 1)]),
        // What is spliced is read from the other file.
        ("v.splice r 1; y.write \"A\"", &[(0, 1), (0, 2), (1, 2)]),
        ("v.write \"A\"; y.write \"B\"; host truncate \"log\" 0", &[(0, 2)]),
        ("v.write \"A\"; w.write \"B\"; fault v write io", &[(0, 2)]),
        // Nobody knows how much that is, nor what that is.
        ("v.write A[0..permit]; w.write \"B\"", &[(0, 1)]),
        ("z.write \"A\"; y.write \"B\"", &[(0, 1)]),
    ] {
        assert_eq!(meets(issues), expected, "{issues}");
    }
}

#[test]
fn a_file_with_two_paths_is_two_files_for_nobody() {
    for step in ["root.link-at \"log\" to root \"a\"", "root.rename-at \"a\" to root \"b\""] {
        assert_eq!(meets(&format!("{step}; v.write \"A\"; y.write \"B\"")), [(0, 1)], "{step}");
    }
}

/// A line of which nobody sees more than that steps came before others which they meet.
fn seen(form: &Orders, order: &[usize]) -> orders::Order {
    form.canonical(order)
}

#[test]
fn the_reduced_orders_are_one_of_each_that_are_equal() {
    let issues = "v.write \"AA\"; w.write \"B\"; y.write \"C\"; host append \"log\" \"D\"; fault v write io";
    let race = script(&format!("{STREAMS}; hold; {issues}; quiesce")).race().unwrap().in_pieces(&[2, 1, 2]);
    let (mut all, mut left) = (0, 0);
    for form in race.forms() {
        let every = form.every();
        assert_eq!(every.len() as u64, form.count());
        let mut classes: BTreeMap<_, usize> = BTreeMap::new();
        for order in &every {
            *classes.entry(seen(&form, order)).or_default() += 1;
        }
        let reduced = form.reduced(usize::MAX).unwrap();
        let once: BTreeSet<_> = reduced.iter().map(|order| seen(&form, order)).collect();
        assert_eq!((once.len(), &once), (reduced.len(), &classes.into_keys().collect()));
        all += every.len();
        left += reduced.len();
    }
    assert_eq!(all as u64, race.count());
    assert!(left * 10 < all, "{left} of {all}");
}

#[test]
fn a_walk_is_the_same_for_a_seed_and_draws_nothing_twice() {
    let issues = "v.write \"AA\"; w.write \"BB\"; x.write \"CC\"; y.write \"D\"";
    let race =
        script(&format!("{STREAMS}; hold; {issues}; quiesce")).race().unwrap().in_pieces(&[3, 3, 3, 1]);
    assert!(race.reduced(1000).is_none());
    let drawn = |seed| race.walk(seed).take(100).map(|script| line(&script)).collect::<Vec<_>>();
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert_eq!(drawn(1).into_iter().collect::<BTreeSet<_>>().len(), 100);
    // A small race ends a walk.
    let small = script("hold; v.write \"A\"; quiesce").race().unwrap();
    assert_eq!(small.walk(1).count(), 5);
}

#[test]
fn only_the_first_hold_counts_and_nothing_is_pinned() {
    let text =
        "run\n  hold queued\n  v.flush         => ok\n  hold\n  w.write \"A\"     => ok\n\nend\n  nothing\n";
    let race = Script::parse("schedules", text).unwrap().race().unwrap();
    assert_eq!(race.count(), 5);
    for schedule in race.every() {
        assert!(schedule.end.is_none() && schedule.steps.iter().all(|step| step.pinned.is_none()));
    }
}

#[test]
fn a_script_without_schedules_says_why() {
    let error = |steps: &str| script(steps).race().unwrap_err();
    assert_eq!(error("v.write \"A\""), NoSchedules::NoHold);
    assert_eq!(error("hold; f.stat; v.blocking-flush; quiesce; v.flush"), NoSchedules::NoRacers);
}
