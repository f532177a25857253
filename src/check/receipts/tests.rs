//! Which rules are shown by what came about, and why a script shows nothing of what it is about.

use super::*;
use crate::wasi::ErrorCode;

const SCRIPT: &str = r#"
run
  f = root.open-at "log" read write
  r = f.read-via-stream 0
  v = f.append-via-stream
  w = f.write-via-stream 0
  fault w write short 1
  fault f read io
  hold
  r.blocking-read 4, abandon after 1 poll
"#;

fn script() -> Script {
    Script::parse("script", SCRIPT).unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// A script of which this came about, in its order.
fn after(happenings: &[(&str, Happening)]) -> Receipts {
    let (script, mut receipts) = (script(), Receipts::default());
    for (stream, happening) in happenings {
        receipts.happened(&script, 7, name(stream), *happening);
    }
    receipts
}

/// What came about, and all rules that it shows of those that need it.
type Row = (&'static [(&'static str, Happening)], &'static [Rule]);

const ROWS: &[Row] = {
    use CallClass::{Open, Read, Sync, Write};
    use Happening::{Answered, Cancelled, Changed, Dropped, Failed, GivenUp, Held, Parted, Released};
    &[
        (&[], &[]),
        (&[("w", Released)], &[]),
        (&[("w", Answered(Write, SystemAnswer::Interrupted))], &[Rule::FaultInterrupted]),
        (&[("r", Answered(Read, SystemAnswer::Short(3)))], &[Rule::FaultShort]),
        (&[("w", Answered(Write, SystemAnswer::Zero))], &[Rule::FaultPrefix, Rule::FaultZero]),
        (&[("r", Answered(Read, SystemAnswer::Zero))], &[Rule::FaultZero]),
        (
            &[("w", Answered(Write, SystemAnswer::Error(ErrorCode::InsufficientSpace)))],
            &[Rule::FaultPrefix, Rule::FaultOnce],
        ),
        (&[("r", Answered(Read, SystemAnswer::Error(ErrorCode::Io)))], &[Rule::FaultOnce]),
        (&[("w", Failed)], &[Rule::FaultPrefix, Rule::FaultOnce]),
        (
            &[("f", Answered(Sync, SystemAnswer::Error(ErrorCode::Io)))],
            &[Rule::SyncAsks, Rule::FaultTold, Rule::FaultCode, Rule::FaultUndone],
        ),
        (
            &[("root", Answered(Open, SystemAnswer::Interrupted))],
            &[Rule::FaultTold, Rule::FaultCode, Rule::FaultUndone],
        ),
        (&[("f", Changed { by: 0 })], &[Rule::RaceOrder, Rule::RaceInside]),
        (&[("w", Parted)], &[]),
        (&[("w", Cancelled)], &[Rule::CancelPrefix, Rule::CancelLate]),
        (&[("v", Dropped)], &[Rule::CancelPrefix, Rule::CancelLate]),
        (&[("r", Parted)], &[Rule::CancelBeside]),
        (&[("r", Dropped)], &[Rule::CancelBeside]),
        (&[("r", GivenUp)], &[Rule::AbandonRead]),
        (&[("w", GivenUp)], &[Rule::AbandonWrite]),
        (&[("r", Held)], &[]),
        (&[("w", Held)], &[Rule::StreamOldOrNew]),
        (&[("w", Held), ("w", Held)], &[Rule::StreamOldOrNew]),
        // One after the other is no race.
        (&[("w", Held), ("w", Released), ("v", Held)], &[Rule::StreamOldOrNew]),
        (&[("w", Held), ("v", Held)], &[Rule::StreamOldOrNew, Rule::AppendWhole]),
        // Not a stream of the script at all.
        (&[("f", Held), ("x", Cancelled)], &[]),
    ]
};

#[test]
fn a_rule_is_shown_by_its_own_situation_alone() {
    for (happenings, rules) in ROWS {
        let receipts = after(happenings);
        let mut shown: Vec<Rule> =
            Rule::ALL.iter().copied().filter(|rule| needs_receipt(*rule) && receipts.show(*rule)).collect();
        let mut expected = rules.to_vec();
        shown.sort_unstable();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{happenings:?}");
    }
}

#[test]
fn every_rule_that_needs_a_receipt_has_a_row_in_which_it_is_shown() {
    for rule in Rule::ALL.iter().filter(|rule| needs_receipt(**rule)) {
        assert!(ROWS.iter().any(|(_, rules)| rules.contains(rule)), "{rule}");
    }
    for rule in Rule::ALL.iter().filter(|rule| ["fault", "cancel", "race"].contains(&rule.area())) {
        assert!(needs_receipt(*rule), "{rule} counts as kept whatever happens");
    }
}

/// What a script has asked for of which nothing came about, its rule, and why it is not exercised.
#[test]
fn a_script_of_which_nothing_came_about_says_what_was_lacking() {
    let script = script();
    let control = |step: usize| script.steps[step].control().unwrap();
    let mut receipts = Receipts::default();
    assert_eq!(receipts.lacking(None), None, "it asks for nothing");
    assert_eq!(receipts.lacking(Some(Rule::FileRead)), None);
    assert_eq!(receipts.lacking(Some(Rule::CancelLate)), Some(Lacking::Cut.text()));
    // A step that was skipped for want of its stream asks for nothing.
    receipts.controlled(4, control(4), false, false);
    assert_eq!(receipts.lacking(None), None);
    receipts.controlled(5, control(5), false, true);
    assert_eq!(receipts.lacking(None), Some(Lacking::Answerable.text()));
    assert_eq!(receipts.lacking(Some(Rule::FaultOnce)), Some(Lacking::Answerable.text()));
    receipts.controlled(4, control(4), true, true);
    receipts.controlled(6, control(6), true, false);
    assert_eq!(receipts.lacking(None), Some(Lacking::Fault.text()));
    receipts.happened(&script, 7, name("w"), Happening::Held);
    assert_eq!(receipts.met(), (1, 3));
    assert_eq!(receipts.lacking(None), None, "one of its things is enough");
    assert_eq!(receipts.lacking(Some(Rule::FaultShort)), Some(Lacking::Answerable.text()));
    // An answer to another stream, in the other direction, or another one is not the one that was asked for.
    let answered = Happening::Answered(CallClass::Write, SystemAnswer::Short(1));
    receipts.happened(&script, 7, name("v"), answered);
    let interrupted = Happening::Answered(CallClass::Write, SystemAnswer::Interrupted);
    receipts.happened(&script, 7, name("w"), interrupted);
    assert_eq!(receipts.met().0, 1);
    receipts.happened(&script, 7, name("w"), answered);
    assert_eq!(receipts.met().0, 2);
    assert_eq!(receipts.lacking(Some(Rule::FaultShort)), None);
}

#[test]
fn a_call_that_never_blocks_is_not_asked_to_be_given_up() {
    let script = Script::parse(
        "test",
        "tree\n  log  \"base\"\n\nrun\n  f = root.open-at \"log\" read\n  r = f.read-via-stream 0\n  r.ready, abandon after 1 poll\n",
    )
    .unwrap();
    let (mut receipts, call) = (Receipts::default(), script.steps[2].call().unwrap());
    receipts.called(&script, 2, call, &Outcome::Ready(true));
    assert_eq!((receipts.met(), receipts.lacking(None)), ((0, 0), None));
}

#[test]
fn a_call_that_was_over_was_not_given_up() {
    let (script, mut receipts) = (script(), Receipts::default());
    let call = script.steps[7].call().unwrap();
    receipts.called(&script, 7, call, &Outcome::Closed);
    assert_eq!(receipts.lacking(None), Some(Lacking::GivenUp.text()));
    receipts.called(&script, 7, call, &Outcome::Abandoned);
    assert_eq!((receipts.lacking(None), receipts.show(Rule::AbandonRead)), (None, true));
}
