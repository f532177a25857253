//! What is wrong about answers, and the rules that they break.

use super::*;

#[test]
fn an_error_outside_of_the_set_breaks_the_first_rule() {
    let allowed = Allowed::only(Answer::Done, Rule::OpenExisting)
        .or(Answer::Error(ErrorCode::Loop.into()), Rule::PathSymlink);
    assert_eq!(allowed.judge(&Outcome::Done), Ok(Rule::OpenExisting));
    assert_eq!(allowed.judge(&Outcome::Error(ErrorCode::Loop)), Ok(Rule::PathSymlink));
    assert_eq!(allowed.judge(&Outcome::Error(ErrorCode::Io)).unwrap_err().rule, Rule::OpenExisting);
    assert_eq!(allowed.judge(&Outcome::Error(ErrorCode::Unsupported)).unwrap_err().rule, Rule::Supported);
    assert_eq!(allowed.judge(&Outcome::Hang).unwrap_err().rule, Rule::NoHang);
}

#[test]
fn an_answer_that_is_known_to_be_wrong_breaks_its_own_rule() {
    let same = |same| Allowed::only(Answer::Same(same), Rule::PathTrailingSlash);
    let allowed = Allowed::error(ErrorCode::NotPermitted, Rule::PathInside).but_not(same(true));
    let rule = |outcome| allowed.judge(&outcome).unwrap_err().rule;
    assert_eq!(rule(Outcome::Same(true)), Rule::PathTrailingSlash);
    assert_eq!(rule(Outcome::Same(false)), Rule::PathInside);
    assert!(same(true).but_not(same(true)).judge(&Outcome::Same(true)).is_ok());
}

#[test]
fn a_count_below_the_least_breaks_the_rule_of_progress_and_one_above_the_most_that_of_the_bound() {
    let (progress, bound) = (Rule::StreamBlockingRead, Rule::StreamReadBound);
    let count = Answer::Count { least: 1, most: 4, progress, bound };
    let allowed = Allowed::only(count, Rule::StreamReadPosition);
    assert!(allowed.judge(&Outcome::Count(4)).is_ok());
    assert_eq!(allowed.judge(&Outcome::Count(0)).unwrap_err().rule, Rule::StreamBlockingRead);
    assert_eq!(allowed.judge(&Outcome::Count(5)).unwrap_err().rule, Rule::StreamReadBound);
}
