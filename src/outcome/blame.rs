//! Whose bytes are wrong, and so which rule is broken.

use std::ops::Range;

use super::history::{Bystander, Gone, History, Landing, Origin, WrongSize, byte_at, covers, line_of};
use super::{Patch, appends};
use crate::op::Data;
use crate::rule::Rule;

/// A rule that an answer breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The rule.
    pub rule: Rule,
    /// What can be said beyond the rule's sentence.
    pub note: Option<String>,
}

impl Breach {
    /// What is wrong in one world, unless what is wrong in another is about work that was cut off. What is neither nothing of it, nor
    /// a prefix, nor all, is hardly anything else's fault, since whoever makes the script smaller has left the call there
    /// that cut it off.
    pub(crate) fn or_of_cut(self, others: impl IntoIterator<Item = Self>) -> Self {
        let is_of_cut = |rule: Rule| matches!(rule, Rule::CancelPrefix | Rule::CancelLate);
        let is_of_failure = tells_of_failure(self.rule);
        if is_of_cut(self.rule) || (self.rule.area() == "fault" && !is_of_failure) {
            return self;
        }
        let names_it = |rule: Rule| if is_of_failure { rule == Rule::FaultPrefix } else { is_of_cut(rule) };
        let Some(Self { rule, .. }) = others.into_iter().find(|breach| names_it(breach.rule)) else {
            return self;
        };
        let note = Some("what was cut off there is neither nothing, nor a prefix, nor all".to_owned());
        Self { rule, note }
    }
}

/// Whether a rule is about what a stream tells of a failure of the system, which also ends what it was writing.
fn tells_of_failure(rule: Rule) -> bool {
    matches!(rule, Rule::FaultOnce | Rule::FaultZero)
}

/// A byte that no version of a file has at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrongByte<'r> {
    /// The bytes that were read.
    pub(super) read: &'r [u8],
    /// Where the read starts.
    pub(super) offset: u64,
    /// Which of them is wrong.
    pub(super) index: usize,
    /// What is in flight.
    pub(super) patches: &'r [Patch],
}

impl WrongByte<'_> {
    fn at(&self) -> u64 {
        self.offset + self.index as u64
    }

    fn byte(&self) -> u8 {
        self.read[self.index]
    }

    /// The rule of a write that is under way and goes over the place, if there is one.
    fn rule_being_written(&self) -> Option<Rule> {
        let patch = self.patches.iter().rev().find(|patch| patch.covers(self.at()))?;
        let rule = patch.odd.and_then(unless_abandoned).unwrap_or(Rule::StreamOldOrNew);
        // Where a fault of the system has ended it, and bytes of it stand behind a hole, that is no prefix.
        let has_failed = patch.odd.is_some_and(tells_of_failure);
        let is_prefix = !(has_failed && self.has_behind(patch.offset, &patch.bytes));
        Some(if is_prefix { rule } else { Rule::FaultPrefix })
    }

    /// Whether the wrong byte is one of these without those before it, or they stand in pieces.
    fn is_part_of(&self, bytes: &[u8]) -> bool {
        let behind = &self.read[..=self.index];
        let alone = |place: usize| {
            let both = bytes[..=place].iter().rev().zip(behind.iter().rev());
            let stand = both.take_while(|(one, other)| one == other).count();
            stand <= place && (stand < behind.len() || self.offset == 0)
        };
        let mut places = (0..bytes.len()).filter(|place| bytes[*place] == self.byte());
        appends::is_torn(bytes, self.read) || places.all(alone)
    }

    /// Whether bytes stand at their place, as far as was read.
    fn has(&self, offset: u64, bytes: &[u8]) -> bool {
        Self::stand(self.read, self.offset, offset, bytes)
    }

    /// Whether bytes stand at their place behind the wrong one.
    fn has_behind(&self, offset: u64, bytes: &[u8]) -> bool {
        Self::stand(&self.read[self.index..], self.at(), offset, bytes)
    }

    fn stand(read: &[u8], start: u64, offset: u64, bytes: &[u8]) -> bool {
        let mut there = read.iter().zip(start..);
        // Zeros are everywhere.
        there.any(|(byte, at)| *byte != 0 && byte_at(offset, bytes, at) == Some(*byte))
    }
}

/// A call that was given up explains that its bytes are elsewhere or nowhere, not what others make of them.
pub(super) fn unless_abandoned(odd: Rule) -> Option<Rule> {
    Some(odd).filter(|odd| *odd != Rule::AbandonWrite)
}

/// Who wrote a byte that stands in the wrong place.
#[derive(Clone, Copy)]
struct Owner<'h> {
    step: usize,
    stream: Option<usize>,
    origin: Origin,
    bytes: &'h Data,
    /// The landing, unless it is in flight.
    landing: Option<&'h Landing>,
    /// The rule that is broken by its place.
    rule: Rule,
}

impl<'h> Owner<'h> {
    fn of_landing(landing: &'h Landing) -> Self {
        let Landing { step, stream, origin, ref bytes, .. } = *landing;
        Self { step, stream, origin, bytes, landing: Some(landing), rule: landing.rule_of_place() }
    }

    fn of_patch(patch: &'h Patch) -> Self {
        let Patch { step, stream, origin, ref bytes, odd, .. } = *patch;
        let rule = odd.unwrap_or(origin.rule_of_place());
        Self { step, stream: Some(stream), origin, bytes, landing: None, rule }
    }

    /// Whether it is an append over another's that was made beside it and has gone by that: of two ends of the file one was
    /// no longer the end.
    fn goes_over_append(self, missing: &Landing, read: &[u8]) -> bool {
        let appends = [self.origin, missing.origin].iter().all(|origin| *origin == Origin::Append);
        let beside = self.landing.is_none_or(|landing| landing.is_beside(missing));
        appends && beside && self.stream != missing.stream && !appends::is_whole(&missing.bytes, read)
    }
}

impl Bystander {
    /// The breach of what had to stay and did not.
    fn breach(self) -> Breach {
        let note = format!("step {} came last, and had to leave that as it was", line_of(self.step) + 1);
        Breach { rule: self.rule, note: Some(note) }
    }
}

impl History {
    /// The breach of a wrong byte. If it is somebody's byte, it stands in the wrong place; else somebody's is missing
    /// there. Zeros are everywhere, so one is taken for somebody's only where it came after what is missing. Where a call
    /// came later that had to leave the place as it was, it did not: whoever makes the script smaller takes it away if it has
    /// nothing to do with it.
    pub(super) fn blame(&self, wrong: WrongByte<'_>, otherwise: Rule) -> Breach {
        let (at, byte) = (wrong.at(), wrong.byte());
        if let Some(rule) = self.appends_breach(&wrong) {
            return Breach { rule, note: None };
        }
        let stands_behind = |offset: u64, bytes: &Data| wrong.has_behind(offset, bytes);
        let gone_there = |gone: &&Gone| {
            if byte != 0 { gone.bytes.contains(&byte) } else { gone.leaves_hole(at, stands_behind) }
        };
        if let Some(gone) = self.gone.iter().find(gone_there) {
            let note = "bytes of a stream that was let go or has failed stand where they can't be";
            let late = gone.seen || self.was_cut_since(gone, at) || self.was_written_since(gone, at);
            let rule = gone.rule_if(late);
            return Breach { rule, note: Some(note.into()) };
        }
        let missing = self.landings.iter().rev().find(|landing| landing.byte(at).is_some());
        let after_missing = |step: usize| missing.is_none_or(|missing| step > missing.step);
        let disturber = self.disturber(missing, at, byte);
        let landed = self.landings.iter().rev();
        // What it was before is there again, not somewhere else.
        let landed = landed.filter(|landing| landing.byte(at) != Some(byte));
        let landed = landed.map(Owner::of_landing);
        let in_flight = wrong.patches.iter().rev().map(Owner::of_patch);
        let mut owners = in_flight.chain(landed).filter(|owner| owner.bytes.contains(&byte));
        let owner = owners.find(|owner| byte != 0 || after_missing(owner.step));
        match (owner, missing) {
            _ if let Some((rule, lost)) = self.lost_to_a_fault(&wrong, missing) => {
                let note = Some(format!("what step {} wrote is gone", line_of(lost.step) + 1));
                Breach { rule, note }
            }
            (None, _)
                if let Some(rule) = wrong.rule_being_written()
                    && (byte == 0 || missing.is_none()) =>
            {
                let note = Some("it is neither what was there nor what is being written".into());
                Breach { rule, note }
            }
            (Some(owner), Some(missing)) if owner.goes_over_append(missing, wrong.read) => {
                let (lost, over) = (line_of(missing.step) + 1, line_of(owner.step) + 1);
                let note = Some(format!("what step {lost} appended is gone, and step {over} stands there"));
                let rule = missing.odd.and_then(unless_abandoned).unwrap_or(missing.origin.rule_of_loss());
                Breach { rule, note }
            }
            (Some(Owner { step, rule, origin, bytes, .. }), _) => {
                let note = Some(format!("a byte of step {} stands at offset {at}", line_of(step) + 1));
                // One that is only misplaced stands there whole.
                let is_parted = origin == Origin::Append && wrong.is_part_of(bytes);
                let odd = unless_abandoned(rule).filter(|rule| *rule != Rule::AppendEnd);
                let rule = if is_parted { odd.unwrap_or(Rule::AppendWhole) } else { rule };
                Breach { rule, note }
            }
            (None, Some(missing)) => {
                let note = Some(format!(
                    "the byte that step {} wrote at offset {at} is missing",
                    line_of(missing.step) + 1
                ));
                // What stands whole in another place is not lost.
                let has_a_place = missing.origin == Origin::Append || missing.stream.is_some();
                let elsewhere = has_a_place && appends::is_whole(&missing.bytes, wrong.read);
                let rule = match () {
                    () if self.is_beside_another(missing, &wrong) => Rule::StreamRange,
                    () if let Some(cut) = self.cut_off(at, byte)
                        && cut.step > missing.step =>
                    {
                        cut.rule_of_place()
                    }
                    () if elsewhere || self.was_left_out(missing, at, byte) => missing.rule_of_place(),
                    () if let Some(disturber) = disturber => return disturber.breach(),
                    () if let Some(late) = self.late_over(missing, at, byte) => late.rule_of_loss(),
                    () => missing.rule_of_loss(),
                };
                Breach { rule, note }
            }
            (None, None) if let Some(disturber) = disturber => disturber.breach(),
            (None, None) => {
                let cut = self.cut_off(at, byte).map(Landing::rule_of_place);
                Breach { rule: cut.unwrap_or_else(|| self.gap_or(at, otherwise)), note: None }
            }
        }
    }

    /// The write that the system answered otherwise than it would and that is nowhere in what was read, with its rule: the one
    /// that is missing at the place, or one that would have left it empty.
    fn lost_to_a_fault<'h>(
        &'h self,
        wrong: &WrongByte<'_>,
        missing: Option<&'h Landing>,
    ) -> Option<(Rule, &'h Landing)> {
        let before_it = || self.landings.iter().rev().find(|landing| landing.gap().contains(&wrong.at()));
        let lost = missing.or_else(before_it)?;
        let rule = lost.fault()?;
        (!appends::is_whole(&lost.bytes, wrong.read)).then_some((rule, lost))
    }

    /// Whether the file was cut off before a place since a stream's work was over: what stands there has landed later.
    fn was_cut_since(&self, gone: &Gone, at: u64) -> bool {
        let cuts = |landing: &Landing| landing.step > gone.step && landing.cuts(at);
        self.landings.iter().any(cuts)
    }

    /// Whether somebody wrote over a place since a stream's work was over, which stands over that now.
    fn was_written_since(&self, gone: &Gone, at: u64) -> bool {
        self.landings.iter().any(|landing| landing.step > gone.step && landing.byte(at).is_some())
    }

    /// Who has cut the file off before a place at which a byte that nobody wrote since stands all the same.
    fn cut_off(&self, at: u64, byte: u8) -> Option<&Landing> {
        self.landings.iter().rev().find(|landing| byte != 0 && landing.may_have_left(at, byte))
    }

    /// The last call since a place was written that had to leave it as it was: a bystander, or where zeros stand there a change of
    /// size that ended behind it.
    fn disturber(&self, missing: Option<&Landing>, at: u64, byte: u8) -> Option<Bystander> {
        if missing.is_some_and(|missing| missing.odd.is_some()) || self.is_in_gap(at) {
            return None;
        }
        let resized = self.landings.iter().filter(|landing| byte == 0 && landing.spares(at));
        let resized = resized.map(|landing| Bystander { step: landing.step, rule: landing.rule_of_place() });
        let since = |bystander: &Bystander| missing.is_none_or(|missing| bystander.step > missing.step);
        resized.chain(self.bystander).filter(since).max_by_key(|bystander| bystander.step)
    }

    /// Whether an append that made the file longer is not where it had to begin, and something is behind that: it is not lost.
    fn was_left_out(&self, missing: &Landing, at: u64, byte: u8) -> bool {
        let is_last = self.size_landing().is_some_and(|last| last.step == missing.step);
        missing.origin == Origin::Append && byte == 0 && is_last && at >= missing.size_before
    }

    /// The stream's write that has landed over a call's that came after it, when it was said to be over.
    fn late_over(&self, missing: &Landing, at: u64, byte: u8) -> Option<&Landing> {
        let earlier = |landing: &&Landing| landing.stream.is_some() && landing.byte(at) == Some(byte);
        self.landings.iter().rev().filter(|_| missing.stream.is_none()).find(earlier)
    }

    /// The rule that appends break by how their bytes stand in what was read, if it is one of order and wholeness.
    pub(super) fn appends_breach(&self, wrong: &WrongByte<'_>) -> Option<Rule> {
        appends::breach(&self.landings, wrong.patches, wrong.read)
    }

    /// Whether another stream's bytes stand there that were written elsewhere in the file later, or at the same time.
    fn is_beside_another(&self, missing: &Landing, wrong: &WrongByte<'_>) -> bool {
        if missing.odd.and_then(unless_abandoned).is_some() {
            return false;
        }
        let other = |stream: Option<usize>, origin: Origin| {
            stream.is_some() && stream != missing.stream && origin != Origin::Append
        };
        let stands =
            |offset: u64, bytes: &[u8]| !covers(offset, bytes, wrong.at()) && wrong.has(offset, bytes);
        let landed = self.landings.iter().any(|landing| {
            other(landing.stream, landing.origin)
                && landing.landed >= missing.step
                && stands(landing.offset, &landing.bytes)
        });
        let in_flight =
            |patch: &Patch| other(Some(patch.stream), patch.origin) && stands(patch.offset, &patch.bytes);
        landed || wrong.patches.iter().any(in_flight)
    }

    /// The rule of zeros, if the place is one that a write or a size beyond the end left empty.
    fn gap_or(&self, at: u64, otherwise: Rule) -> Rule {
        if self.is_in_gap(at) { Rule::FileGap } else { otherwise }
    }

    /// Whether a place is one that a write or a size beyond the end left empty.
    pub(crate) fn is_in_gap(&self, at: u64) -> bool {
        self.landings.iter().any(|landing| landing.gap().contains(&at))
    }

    /// The step that wrote what stands at a place, if one did.
    pub(crate) fn writer_at(&self, at: u64) -> Option<usize> {
        let landing = self.landings.iter().rev().find(|landing| landing.byte(at).is_some());
        landing.map(|landing| landing.step)
    }

    /// The last write that the system answered otherwise than it would, since the size was set: it explains best what is
    /// missing.
    fn faulted_since_sized(&self) -> Option<&Landing> {
        let sizes = |landing: &&Landing| matches!(landing.origin, Origin::Size(_));
        self.landings
            .iter()
            .rev()
            .take_while(|landing| !sizes(landing))
            .find(|landing| landing.fault().is_some())
    }

    /// The landing that gave the file its size.
    fn size_landing(&self) -> Option<&Landing> {
        self.landings.iter().rev().find(|landing| landing.new_size.is_some())
    }

    /// The rule of whoever gave the file its size.
    pub(super) fn size_rule(&self) -> Option<Rule> {
        self.size_landing().map(Landing::rule_of_place)
    }

    /// The breach of a file with another size than it can have. One that is too large was made so by bytes that should
    /// have gone, or by a write that landed too far, and appends are the writes whose place is not given; else it is
    /// whoever set the size.
    pub(crate) fn size_breach(&self, wrong: WrongSize, patches: &[Patch], otherwise: Rule) -> Breach {
        let larger = wrong.larger;
        if let Some(gone) = self.gone.iter().rev().find(|_| larger) {
            let late = gone.seen || self.was_cut_since(gone, wrong.size.saturating_sub(1));
            let note = Some("more has landed than a prefix".into());
            return Breach { rule: gone.rule_if(late), note };
        }
        let mut in_flight = patches.iter().rev().filter(|_| larger);
        if let Some(patch) = in_flight.find(|patch| patch.odd.is_some() || patch.origin == Origin::Append) {
            let note = Some(format!("step {} writes to the file", line_of(patch.step) + 1));
            return Breach { rule: patch.odd.unwrap_or(patch.origin.rule_of_place()), note };
        }
        let append = self.landings.iter().rev().find(|landing| larger && landing.origin == Origin::Append);
        let lost = || self.faulted_since_sized().filter(|_| !larger);
        let landing = append.or_else(lost).or_else(|| self.size_landing());
        let since = |bystander: &Bystander| landing.is_none_or(|landing| bystander.step > landing.step);
        if let Some(bystander) = self.bystander.filter(since) {
            return bystander.breach();
        }
        let note =
            landing.map(|landing| format!("step {} gave the file its size", line_of(landing.step) + 1));
        Breach { rule: landing.map_or(otherwise, |landing| landing.rule_of_size(wrong)), note }
    }

    /// The rules that bytes kept which they could have broken.
    pub(super) fn rules_kept(&self, read: &Range<u64>, patches: &[Patch], kept: &mut Vec<Rule>) {
        let overlaps = |range: Range<u64>| range.start < read.end && range.end > read.start;
        let seen = || self.landings.iter().filter(|landing| overlaps(landing.range()));
        for landing in seen() {
            kept.extend([landing.rule_of_place(), landing.rule_of_loss()]);
        }
        // Also of a size that was set: no byte of it is where its gap is.
        let mut gaps = self.landings.iter().map(Landing::gap).filter(|gap| !gap.is_empty());
        kept.extend(gaps.any(overlaps).then_some(Rule::FileGap));
        kept.extend(self.gone.iter().map(Gone::rule));
        let being_written = |patch: &Patch| overlaps(patch.offset..patch.offset + patch.bytes.len() as u64);
        kept.extend(patches.iter().any(being_written).then_some(Rule::StreamOldOrNew));
        let positional =
            seen().filter(|landing| landing.origin != Origin::Append && landing.stream.is_some());
        kept.extend((several(positional.map(|landing| landing.stream))).then_some(Rule::StreamRange));
        appends::rules_kept(seen(), kept);
    }
}

/// Whether there are two different ones among these.
fn several<T: PartialEq>(mut items: impl Iterator<Item = T>) -> bool {
    items.next().is_some_and(|first| items.any(|other| other != first))
}
