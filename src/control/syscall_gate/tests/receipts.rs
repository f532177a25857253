//! What was stopped, let go and answered is told, and nothing else is.

use super::*;
use crate::op::Happening;

#[test]
fn what_is_held_and_let_go_is_told_in_its_order() {
    gated("", async |lab| {
        let (v, w) = (name("v"), name("w"));
        lab.gate.hold().await;
        let first = lab.step("v", |file| append(file, "v")).await;
        let second = lab.step("w", |file| append(file, "w")).await;
        assert!(lab.gate.waits(&v) && lab.gate.waits(&w) && !lab.gate.waits(&name("x")));
        lab.gate.release(&w).await;
        assert!(lab.gate.waits(&v) && !lab.gate.waits(&w));
        lab.gate.release_all().await;
        let expected = [
            (v.clone(), Happening::Held),
            (w.clone(), Happening::Held),
            (w, Happening::Released),
            (v, Happening::Released),
        ];
        assert_eq!(lab.gate.take_seen(), expected);
        assert_eq!(lab.gate.take_seen(), []);
        assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
    });
}

#[test]
fn a_fault_is_told_when_it_fires_and_not_before() {
    gated("hello", async |lab| {
        let short = SystemAnswer::Short(1);
        lab.inject("w", CallClass::Write, short, 4);
        assert_eq!(lab.done("w", |file| append(file, "AAAA")).await, Ok(4));
        assert_eq!(lab.done("v", |file| append(file, "BB")).await, Ok(2));
        assert_eq!(lab.done("w", |file| read(file, 2)).await, Ok("he".into()));
        assert_eq!(lab.gate.take_seen(), []);
        assert_eq!(lab.done("w", |file| append(file, "CC")).await, Ok(1));
        let expected = [(name("w"), Happening::Answered(CallClass::Write, short))];
        assert_eq!(lab.gate.take_seen(), expected);
        assert_eq!(lab.done("w", |file| append(file, "CC")).await, Ok(2));
        assert_eq!(lab.gate.take_seen(), [], "it fires once");
    });
}

#[test]
fn an_answer_that_comes_again_and_again_is_told_once_and_the_next_script_begins_with_none() {
    gated("", async |lab| {
        lab.inject("w", CallClass::Write, SystemAnswer::Zero, 0);
        for _ in 0..3 {
            assert_eq!(lab.done("w", |file| append(file, "AA")).await, Ok(0));
        }
        assert_eq!(lab.gate.take_seen().len(), 1);
        assert_eq!(lab.done("w", |file| append(file, "AA")).await, Ok(0));
        lab.gate.begin(&[]);
        assert_eq!(lab.gate.take_seen(), []);
    });
}
