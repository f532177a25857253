//! Whose fault a wrong answer is, by what the judge sees beside it: what came about around the call, and the disk.

use std::cell::OnceCell;

use super::Receipts;
use super::audit::OnDisk;
use crate::backend::Folder;
use crate::beside;
use crate::model::Model;
use crate::outcome::{Allowed, Answer, Breach, Outcome};
use crate::rule::Rule;
use crate::tree::Tree;

/// Rules of calls that change a file and are over when they have answered: what was written is there then, whoever does not
/// read it.
const OF_WRITERS: &[Rule] = &[Rule::FileWrite, Rule::FileSetSize, Rule::OpenTruncate, Rule::FileGap];

/// Rules of work that goes on in the background: once it is over, what it had to write is there.
const OF_WORK: &[Rule] = &[
    Rule::StreamWrite,
    Rule::StreamWritePosition,
    Rule::StreamFlushed,
    Rule::StreamRange,
    Rule::StreamSplice,
    Rule::StreamOldOrNew,
    Rule::AppendEnd,
    Rule::AppendNoLoss,
    Rule::AppendOrder,
    Rule::AppendWhole,
    Rule::CancelPrefix,
    Rule::CancelLate,
    Rule::AbandonWrite,
    Rule::FaultPrefix,
    Rule::FaultShort,
    Rule::FaultInterrupted,
    Rule::FaultZero,
    Rule::FileAdvice,
    Rule::FileFarOffset,
];

/// The breach of an answer that is wrong by what the model knows alone.
pub(super) fn by_what_is_seen(
    breach: Breach,
    allowed: &Allowed,
    outcome: &Outcome,
    receipts: &Receipts,
    model: &Model,
    disk: &OnceLook<'_>,
) -> Breach {
    let breach = Breach { rule: receipts.rule_met(breach.rule), ..breach };
    let at_rest = OF_WORK.contains(&breach.rule) && model.is_at_rest();
    let reader = rule_of_reader(allowed, outcome).filter(|_| at_rest || OF_WRITERS.contains(&breach.rule));
    let is_end = breach.rule == Rule::StreamEnd && *outcome == Outcome::Closed;
    let counts_names = matches!(breach.rule, Rule::DirStill | Rule::LinkCount);
    let miscounts = miscounts(allowed, outcome, breach.rule);
    if reader.is_none() && !is_end && !counts_names && !miscounts {
        return breach;
    }
    let Some(found) = disk.found() else { return breach };
    match reader {
        None if miscounts && !model.may_be_with(&found.tree, &found.attributes) => breach,
        None if miscounts => Breach {
            rule: Rule::LinkCount,
            note: Some("on the disk it has the names that the calls gave it".into()),
        },
        Some(rule) if model.may_be(&found.tree) => {
            Breach { rule, note: Some("on the disk the file is as the calls left it".into()) }
        }
        // Who tells an end has told no byte that would say whose is missing, and who counts names none of them; the disk does.
        None => model.clone().judge_tree(&found.tree).map_or_else(|(breach, _)| breach, |()| breach),
        Some(_) => breach,
    }
}

/// The rule of whoever tells what is in a file, or of it, where an answer does: it is broken by one who tells something else than
/// is there.
fn rule_of_reader(allowed: &Allowed, outcome: &Outcome) -> Option<Rule> {
    allowed.answers().iter().find_map(|(answer, rule)| match (answer, outcome) {
        (Answer::Bytes(expected), Outcome::Bytes { .. }) => Some(expected.rule),
        (Answer::Stat(_), Outcome::Stat(_)) => Some(*rule),
        _ => None,
    })
}

/// Whether an answer is wrong by a rule about how a name came about, and just in how many names there are.
fn miscounts(allowed: &Allowed, outcome: &Outcome, blamed: Rule) -> bool {
    allowed.answers().iter().any(|(answer, _)| match (answer, outcome) {
        (Answer::Stat(expected), Outcome::Stat(stat)) => expected.rule_of_miscounted(stat) == Some(blamed),
        _ => false,
    })
}

/// What is on the disk now, also on the other device. Whoever asks first looks.
pub(super) struct OnceLook<'f> {
    folder: Option<&'f Folder>,
    found: OnceCell<Option<OnDisk>>,
}

impl<'f> OnceLook<'f> {
    /// At this folder.
    pub(super) fn at(folder: Option<&'f Folder>) -> Self {
        Self { folder, found: OnceCell::new() }
    }

    /// What was seen; none where there is no folder, or it can't be read.
    pub(super) fn found(&self) -> Option<&OnDisk> {
        let read = |folder: &Folder| {
            let path = folder.path().to_owned();
            beside::run(move || Tree::read_with_attributes(&path)).ok().map(OnDisk::from)
        };
        let look =
            || self.folder?.all().try_fold(OnDisk::default(), |found, folder| Some(found.and(read(folder)?)));
        self.found.get_or_init(look).as_ref()
    }
}
