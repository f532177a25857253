//! What a stream may keep ahead of its guest: how far it reaches, that it was fetched forward, and which calls begin.

use wasi_fs_conformance::model::{Model, READ_AHEAD};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

/// An answer of a row.
#[derive(Clone, Copy, Debug)]
enum Told {
    Done,
    Bytes(&'static str),
    Count(u64),
    Ready,
    Closed,
}

use Told::{Bytes, Closed, Count, Done, Ready};

impl Told {
    fn outcome(self) -> Outcome {
        match self {
            Done => Outcome::Done,
            Bytes(text) => Outcome::Bytes { bytes: text.into(), end: None },
            Count(count) => Outcome::Count(count),
            Ready => Outcome::Ready(true),
            Closed => Outcome::Closed,
        }
    }
}

/// Runs steps on the file `log`, open as `f` and read from its start as `r`, and judges the last answer; those before conform.
fn judged(ahead: u64, content: &str, steps: &[(&str, Told)]) -> Result<Rule, Rule> {
    let opening = [("f = root.open-at \"log\" read write", Done), ("r = f.read-via-stream 0", Done)];
    let all = [&opening[..], steps].concat();
    let lines = all.iter().map(|(step, _)| *step).collect::<Vec<_>>().join("\n  ");
    let text = format!("tree\n  log  {content}\n\nrun\n  {lines}\n");
    let script = Script::parse("row", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut model = Model::new(&script.fixture).with_read_ahead(ahead);
    let mut last = Err(Rule::NoTrap);
    for (at, (step, (_, told))) in script.steps.iter().zip(&all).enumerate() {
        let call = step.call().unwrap();
        let outcome = told.outcome();
        let judged = model.allowed(call).unwrap().judge(&outcome);
        assert!(judged.is_ok() || at + 1 == all.len(), "step {at} of\n{text}{judged:?}");
        model.take(call, &outcome);
        last = judged.map_err(|breach| breach.rule);
    }
    last
}

fn conforms(ahead: u64, content: &str, steps: &[(&str, Told)]) {
    assert!(judged(ahead, content, steps).is_ok(), "{ahead} {content} {steps:?}");
}

fn breaks(rule: Rule, ahead: u64, content: &str, steps: &[(&str, Told)]) {
    assert_eq!(judged(ahead, content, steps), Err(rule), "{ahead} {content} {steps:?}");
}

#[test]
fn whatever_asks_for_bytes_may_fetch_more_than_it_gives() {
    // What stands at 2 is read there after the file was written; a row reads: the call before the write, its answer, and how much it
    // took.
    let rows = [
        ("r.read 1", Bytes("a"), 1),
        ("r.read 1", Bytes(""), 0),
        ("r.blocking-read 1", Bytes("a"), 1),
        ("r.skip 1", Count(1), 1),
        ("r.blocking-skip 1", Count(1), 1),
        ("r.ready", Ready, 0),
        ("r.block", Done, 0),
        ("r.blocking-read 0", Bytes(""), 0),
    ];
    for (call, told, took) in rows {
        let old = &"aaaa"[took..];
        let steps = [(call, told), ("f.write \"BBB\" 1", Count(3)), ("r.blocking-read 4", Bytes(old))];
        conforms(READ_AHEAD, "\"aaaa\"", &steps);
        let steps = [(call, told), ("f.set-size 1", Done), ("r.blocking-read 4", Bytes(old))];
        conforms(READ_AHEAD, "\"aaaa\"", &steps);
        let grown = [(call, told), ("f.write \"BBB\" 4", Count(3)), ("r.blocking-read 4", Bytes(old))];
        conforms(READ_AHEAD, "\"aaaa\"", &[&grown[..], &[("r.blocking-read 1", Closed)]].concat());
    }
}

#[test]
fn a_stream_that_was_asked_for_nothing_has_fetched_nothing() {
    let (write, old) = (("f.write \"B\" 0", Count(1)), ("r.blocking-read 4", Bytes("aaaa")));
    for before in [&[][..], &[("r.read 0", Bytes(""))], &[("r.skip 0", Count(0))]] {
        assert!(judged(READ_AHEAD, "\"aaaa\"", &[before, &[write, old]].concat()).is_err(), "{before:?}");
    }
}

#[test]
fn what_was_fetched_later_is_no_older() {
    let writes = [("r.ready", Ready), ("f.write \"CC\" 2", Count(2)), ("f.write \"BB\" 0", Count(2))];
    let then = |told| [&writes[..], &[("r.blocking-read 4", Bytes(told))]].concat();
    // Of a write that was under way when it was fetched each byte may be there or not.
    for told in ["aaaa", "aaCC", "BBCC", "BaCC", "aBCC", "aaCa", "aaaC", "aaaa"] {
        conforms(READ_AHEAD, "\"aaaa\"", &then(told));
    }
    for told in ["BBaa", "BBCa", "aBaC", "BaaC"] {
        breaks(Rule::StreamForward, READ_AHEAD, "\"aaaa\"", &then(told));
    }
    // Nor over calls.
    let shown = [&writes[..], &[("r.blocking-read 2", Bytes("BB")), ("r.read 1", Bytes("a"))]].concat();
    breaks(Rule::StreamForward, READ_AHEAD, "\"aaaa\"", &shown);
    let skipped = [("r.blocking-read 1", Bytes("B")), ("r.skip 1", Count(1)), ("r.read 1", Bytes("a"))];
    breaks(Rule::StreamForward, READ_AHEAD, "\"aaaa\"", &[&writes[..], &skipped].concat());
    let hidden = [("r.skip 2", Count(2)), ("r.read 2", Bytes("aa"))];
    conforms(READ_AHEAD, "\"aaaa\"", &[&writes[..], &hidden].concat());
}

#[test]
fn a_count_shows_that_the_file_was_as_long() {
    let steps = [
        ("r.read 1", Bytes("a")),
        ("f.write \"bcd\" 1", Count(3)),
        ("f.write \"B\" 1", Count(1)),
        ("f.set-size 2", Done),
        ("r.skip 4", Count(3)),
    ];
    conforms(READ_AHEAD, "\"a\"", &steps);
    // Whichever length it shows, the file may have ended there when that was fetched.
    let steps = [&steps[..2], &[("f.write \"e\" 4", Count(1)), ("f.write \"f\" 5", Count(1))]].concat();
    let closed = |count| [&steps[..], &[("r.skip 8", Count(count)), ("r.read 1", Closed)]].concat();
    conforms(READ_AHEAD, "\"a\"", &closed(3));
    conforms(READ_AHEAD, "\"a\"", &closed(4));
    conforms(READ_AHEAD, "\"a\"", &closed(5));
}

#[test]
fn an_end_counts_if_nothing_was_shown_that_came_later() {
    let steps =
        [("r.blocking-read 1", Bytes("a")), ("f.write \"bb\" 2", Count(2)), ("f.write \"1\" 1", Count(1))];
    let then =
        |told| [&steps[..], &[("r.blocking-read 1", Bytes(told)), ("r.blocking-read 1", Closed)]].concat();
    conforms(READ_AHEAD, "\"a0\"", &then("0"));
    breaks(Rule::StreamEnd, READ_AHEAD, "\"a0\"", &then("1"));
}

#[test]
fn no_more_is_kept_than_is_declared() {
    let with = |ahead: u64, told| {
        let before = [("r.blocking-read 1", Bytes("a")), ("f.write \"XXXXX\" 1", Count(5))];
        judged(ahead, "\"abcdef\"", &[&before[..], &[("r.blocking-read 5", Bytes(told))]].concat())
    };
    for (ahead, told) in [(0, "XXXXX"), (1, "bXXXX"), (3, "bcdXX"), (3, "bXdXX"), (5, "bcdef")] {
        assert!(with(ahead, told).is_ok(), "{ahead} {told}");
    }
    for (ahead, told) in [(0, "bXXXX"), (1, "bcXXX"), (3, "bcdeX"), (3, "XXXXf"), (4, "bcdef")] {
        assert_eq!(with(ahead, told), Err(Rule::StreamAhead), "{ahead} {told}");
    }
}

#[test]
fn a_buffer_moves_on_with_its_stream() {
    let steps = |told| {
        [
            ("r.blocking-read 1", Bytes("a")),
            ("f.write \"Y\" 0", Count(1)),
            ("r.blocking-read 2", Bytes("bc")),
            ("f.write \"XXXXX\" 1", Count(5)),
            ("r.blocking-read 3", Bytes(told)),
        ]
    };
    conforms(2, "\"abcdef\"", &steps("deX"));
    breaks(Rule::StreamAhead, 2, "\"abcdef\"", &steps("def"));
    breaks(Rule::StreamAhead, 2, "\"abcdef\"", &steps("dXf"));
}

#[test]
fn what_was_cut_off_is_counted_as_far_as_it_can_be_kept() {
    let steps = |count| [("r.read 1", Bytes("a")), ("f.set-size 1", Done), ("r.skip 5", Count(count))];
    conforms(3, "\"abcdef\"", &steps(3));
    breaks(Rule::StreamAhead, 3, "\"abcdef\"", &steps(4));
    // How much that is the host says.
    let steps = [("r.skip 1", Count(1)), ("f.set-size 1", Done), ("r.skip 1200000", Count(1_199_999))];
    breaks(Rule::StreamAhead, READ_AHEAD, "a[0..1200000]", &steps);
    conforms(2 << 20, "a[0..1200000]", &steps);
}

#[test]
fn an_end_is_found_where_the_buffer_reaches() {
    let steps = [
        ("r.read 1", Bytes("a")),
        ("f.write \"XX\" 3", Count(2)),
        ("r.skip 2", Count(2)),
        ("r.read 1", Closed),
    ];
    conforms(2, "\"abc\"", &steps);
    breaks(Rule::StreamEnd, 1, "\"abc\"", &steps);
}

#[test]
fn a_gap_that_something_has_filled_since_may_have_been_fetched() {
    // A row reads: the last call but one, and what is read then where that was fetched before the gap was filled.
    let steps = |last: &'static str, read: Told| {
        [
            ("s = f.read-via-stream 4", Done),
            ("v = f.write-via-stream 2", Done),
            ("w = f.write-via-stream 5", Done),
            ("v.check-write", Count(8)),
            ("w.check-write", Count(8)),
            ("w.write \"A\"", Done),
            ("s.ready", Ready),
            ("v.blocking-write-and-flush \"B00\"", Done),
            (last, Done),
            ("s.blocking-read 2", read),
        ]
    };
    for last in ["w.cancel", "w.blocking-flush"] {
        conforms(READ_AHEAD, "\"\"", &steps(last, Bytes("\0A")));
        conforms(READ_AHEAD, "\"\"", &steps(last, Bytes("0A")));
        breaks(Rule::StreamRange, READ_AHEAD, "\"\"", &steps(last, Bytes("xA")));
    }
    // Where the file was read for the first time behind that, the gap was gone.
    let late = steps("w.blocking-flush", Bytes("\0A"));
    let late: Vec<(&str, Told)> = late.into_iter().filter(|(step, _)| *step != "s.ready").collect();
    breaks(Rule::StreamRange, READ_AHEAD, "\"\"", &late);
}
