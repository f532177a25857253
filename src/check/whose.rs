//! Whose fault a wrong answer is, by what the judge sees beside it: what came about around the call, and the disk.

use super::Receipts;
use crate::backend::Folder;
use crate::model::Model;
use crate::outcome::{Allowed, Breach, Outcome};
use crate::rule::Rule;
use crate::tree::Tree;

/// Rules of calls that change a file and are over when they have answered: what was written is there then, whoever does not
/// read it.
const OF_WRITERS: &[Rule] = &[Rule::FileWrite, Rule::FileSetSize, Rule::OpenTruncate, Rule::FileGap];

/// The breach of an answer that is wrong by what the model knows alone.
pub(super) fn by_what_is_seen(
    breach: Breach,
    allowed: &Allowed,
    outcome: &Outcome,
    receipts: &Receipts,
    model: &Model,
    folder: Option<&Folder>,
) -> Breach {
    let breach = Breach { rule: receipts.rule_met(breach.rule), ..breach };
    let reader = allowed.rule_of_reader(outcome).filter(|_| OF_WRITERS.contains(&breach.rule));
    let is_end = breach.rule == Rule::StreamEnd && *outcome == Outcome::Closed;
    if reader.is_none() && !is_end {
        return breach;
    }
    let Some(found) = on_disk(folder) else { return breach };
    match reader {
        Some(rule) if model.may_be(&found) => {
            Breach { rule, note: Some("on the disk the file is as the calls left it".into()) }
        }
        // Who tells an end has told no byte that would say whose is missing; the disk does.
        None => model.clone().judge_tree(&found).map_or_else(|(breach, _)| breach, |()| breach),
        Some(_) => breach,
    }
}

/// What is on the disk now, where that is all there is.
fn on_disk(folder: Option<&Folder>) -> Option<Tree> {
    let whole = folder.filter(|folder| folder.apart().is_none())?;
    Tree::read_from(whole.path()).ok()
}
