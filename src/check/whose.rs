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
    let Breach { rule, note } = breach;
    let rule = receipts.rule_met(rule);
    match allowed.rule_of_reader(outcome) {
        Some(reader) if OF_WRITERS.contains(&rule) && is_on_disk(model, folder) => {
            Breach { rule: reader, note: Some("on the disk the file is as the calls left it".into()) }
        }
        _ => Breach { rule, note },
    }
}

/// Whether all is on the disk as the calls have left it.
fn is_on_disk(model: &Model, folder: Option<&Folder>) -> bool {
    let whole = folder.filter(|folder| folder.apart().is_none());
    whole.and_then(|folder| Tree::read_from(folder.path()).ok()).is_some_and(|found| model.may_be(&found))
}
