//! How a script goes on behind something wrong that a ledger knows.

use crate::model::Model;
use crate::op::{Call, Manner};
use crate::outcome::{Allowed, Outcome};
use crate::rule::Rule;

/// Goes on behind an answer that broke a rule and was tolerated, if it is known all the same what the guest's files and
/// handles are now; whether it is.
pub(super) fn forgive(model: &mut Model, call: Call<'_>, rule: Rule, outcome: &Outcome) -> bool {
    let met = model.struck_code(call);
    let mut take_if = |call: Call<'_>, outcome: &Outcome, fits: fn(&Allowed, &Outcome) -> bool| {
        let takes = model.allowed(call).is_some_and(|allowed| fits(&allowed, outcome));
        if takes {
            model.take(call, outcome);
        }
        takes
    };
    match (rule, outcome) {
        // "Nothing yet" is what a guest may get that asks once.
        (Rule::LoopProgress, _) => take_if(Call { manner: Manner::Once, ..call }, outcome, Allowed::takes),
        // The bytes are what they are, whatever was said of the end.
        (Rule::FileEnd, Outcome::Bytes { bytes, end: Some(_) }) => {
            take_if(call, &Outcome::Bytes { bytes: bytes.clone(), end: None }, Allowed::takes)
        }
        // A stream that has failed is closed, whatever code was given for it.
        (_, Outcome::Failed(Some(_))) => take_if(call, &Outcome::Failed(None), Allowed::takes),
        // Whatever code it tells: what the system has done before its error may stand.
        (_, Outcome::Error(_)) if let Some(code) = met => {
            take_if(call, &Outcome::Error(code), Allowed::takes)
        }
        // Neither a refusal changes anything, nor a look at what is not data.
        (_, Outcome::Error(_)) => {
            model.skip();
            true
        }
        _ if call.op.kind().only_looks() && !outcome.is_a_breakdown() => {
            if !take_if(call, outcome, Allowed::may_tell) {
                model.skip();
            }
            true
        }
        _ => false,
    }
}
