//! Whether a script about modes has shown something of them.

use super::{Answered, Receipts};
use crate::outcome::Outcome;
use crate::rule::{Leeway, Rule};

/// What a script lacks that is about a rule, if it lacks something: its receipts, or where it is about refusals for modes one of
/// those, since a host may pass over modes.
pub(super) fn lacking(about: Option<Rule>, receipts: &Receipts, trace: &[Answered]) -> Option<&'static str> {
    let refused = |answered: &Answered| match &answered.outcome {
        Some(Outcome::Error(code)) => Leeway::Mode.codes().contains(code),
        _ => false,
    };
    let passed_over = about == Some(Rule::AccessMode) && !trace.iter().any(refused);
    receipts.lacking(about).or_else(|| passed_over.then_some("no call was refused for a mode"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::ErrorCode;

    #[test]
    fn a_script_about_refusals_for_modes_lacks_one_where_none_came() {
        let lacks = |about, outcome| {
            let answered = Answered { outcome: Some(outcome), allowed: None, made: None };
            lacking(about, &Receipts::default(), &[answered]).is_some()
        };
        let refused = |code| Outcome::Error(code);
        assert!(lacks(Some(Rule::AccessMode), Outcome::Done));
        assert!(lacks(Some(Rule::AccessMode), refused(ErrorCode::NoEntry)));
        assert!(!lacks(Some(Rule::AccessMode), refused(ErrorCode::Access)));
        assert!(!lacks(Some(Rule::AccessMode), refused(ErrorCode::NotPermitted)));
        assert!(!lacks(Some(Rule::AccessModeFree), Outcome::Done) && !lacks(None, Outcome::Done));
    }
}
