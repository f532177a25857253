//! What is told of scripts that are replayed.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Format, Output};
use crate::check::{Bound, Checked, DivergedSchedule, Explored, MissedPin, Scheduled, Verdict};
use crate::report::{
    Answer, Case, CaseVerdict, Finding, InVain, Line, PinLine, Received, Replayed, Schedules, Undecided,
    Verdict as Told, asked_text, grouped, left_out_text,
};
use crate::script::{CHANGES_OF_PRIORITY, Script};
use crate::tree::Capability;

/// What a script came to; a pin that did not hold was seen, whatever it came to.
fn or_missed(told: Told, reason: Option<&'static str>, missed: &[MissedPin]) -> (Told, Option<&'static str>) {
    match told {
        Told::Conforms | Told::NotExercised | Told::Inconclusive if missed.iter().any(MissedPin::is_told) => {
            (Told::PinMissed, None)
        }
        told @ (Told::Conforms
        | Told::Diverged
        | Told::PinMissed
        | Told::NotExercised
        | Told::Skipped
        | Told::Inconclusive) => (told, reason),
    }
}

impl Output {
    /// Tells what came of a script.
    pub(in crate::cli) fn replayed(
        &mut self,
        file: &Path,
        script: &Script,
        backend: &str,
        left_out: &BTreeMap<Capability, u64>,
        checked: Checked,
        missed: &[MissedPin],
    ) {
        let answers: Vec<Answer> = checked.trace.iter().map(Answer::from).collect();
        let name = file.display().to_string();
        let (told, reason, finding) = match &checked.verdict {
            Verdict::Conforms => (Told::Conforms, None, None),
            Verdict::NotExercised(reason) => (Told::NotExercised, Some(*reason), None),
            Verdict::Skipped(missing) => (Told::Skipped, Some(missing.name()), None),
            Verdict::Inconclusive(reason) => (Told::Inconclusive, Some(*reason), None),
            Verdict::Diverged(divergence) => {
                let finding = Finding::new(backend, script.clone(), &checked.trace, divergence);
                (Told::Diverged, None, Some(finding.kept_at(file)))
            }
        };
        let (told, reason) = or_missed(told, reason, missed);
        let because = reason.unwrap_or_default();
        let verdict = match (told, &finding) {
            (Told::Skipped, _) => CaseVerdict::Skipped(format!("the backend declares to lack {because}")),
            (Told::NotExercised, _) => CaseVerdict::Skipped(format!("not exercised: {because}")),
            (Told::Inconclusive, _) => CaseVerdict::Skipped(format!("inconclusive: {because}")),
            (_, Some(finding)) => CaseVerdict::of(finding, &self.commands),
            (Told::PinMissed, None) => CaseVerdict::Failed {
                kind: "pin-missed",
                headline: missed
                    .iter()
                    .find(|missed| missed.is_told())
                    .map_or_else(String::new, ToString::to_string),
                text: pins_text(missed),
            },
            (Told::Conforms | Told::Diverged, None) => CaseVerdict::Passed,
        };
        self.junit.add(backend, Case { name: name.clone(), verdict });
        self.found.extend(finding.clone());
        if self.format == Format::Json {
            let (verdict, answers, finding) = (told, &*answers, finding.as_ref());
            let left_out = &named(left_out);
            let (receipts, in_vain) = (Received::of(&checked.receipts), InVain::of(&checked.receipts));
            self.tell(&Line::Replayed {
                file,
                backend,
                verdict,
                reason,
                left_out,
                answers,
                receipts,
                in_vain,
                pins: missed.iter().map(PinLine::from).collect(),
                finding,
            });
            return;
        }
        let page = self.page;
        let replayed = || {
            let steps = Replayed { script, answers: &answers, wrong: None }.on(page);
            format!("{steps}{}", asked_text(&checked.receipts, page))
        };
        match (told, finding) {
            (_, Some(finding)) => {
                self.report(&finding);
                if !missed.is_empty() {
                    self.say(&format!("{}\n", pins_text(missed)));
                }
            }
            (Told::PinMissed, None) => {
                let pins = pins_text(missed);
                self.say(&format!(
                    "PIN   {name} on {backend}: a pin did not hold\n\n{}\n{pins}\n",
                    replayed()
                ));
            }
            (Told::Skipped, None) => {
                self.say(&format!("{name} on {backend}: skipped: the backend declares to lack {because}\n"));
            }
            (Told::NotExercised, None) => {
                self.say(&format!("{name} on {backend}: not exercised: {because}\n\n{}\n", replayed()));
            }
            (Told::Inconclusive, None) => {
                let undecided =
                    Undecided { backend, script, answers: &answers, reason: because, file: Some(file) };
                self.say(&format!("{}\n", undecided.on(page)));
            }
            (Told::Conforms | Told::Diverged, None) => {
                let but = if left_out.is_empty() {
                    String::new()
                } else {
                    format!(", {}", left_out_text(left_out))
                };
                // What was pinned on another way is no claim about this one, and is told all the same.
                let pins = pins_text(missed);
                self.say(&format!("{name} on {backend}: conforms{but}\n\n{}{pins}\n", replayed()));
            }
        }
    }

    /// Tells what came of a script that has ended its process, which a ledger may know.
    pub(in crate::cli) fn ended(&mut self, file: &Path, finding: &Finding, known: bool) {
        let Finding { backend, answers, wrong, .. } = finding;
        let name = file.display().to_string();
        let (case, verdict, told) = if known {
            (CaseVerdict::Passed, Told::Conforms, None)
        } else {
            (CaseVerdict::of(finding, &self.commands), Told::Diverged, Some(finding))
        };
        self.junit.add(backend, Case { name: name.clone(), verdict: case });
        self.found.extend(told.cloned());
        match (self.format, told) {
            (Format::Json, finding) => {
                let left_out = &BTreeMap::new();
                let (reason, receipts, in_vain) = (None, Vec::new(), Vec::new());
                self.tell(&Line::Replayed {
                    file,
                    backend,
                    verdict,
                    reason,
                    left_out,
                    answers,
                    receipts,
                    in_vain,
                    pins: Vec::new(),
                    finding,
                });
            }
            (Format::Text, Some(finding)) => self.report(finding),
            (Format::Text, None) => {
                let how = &wrong.got;
                self.say(&format!("{name} on {backend}: ended its process as the ledger knows: {how}\n"));
            }
        }
    }

    /// Tells what came of the schedules of a script.
    pub(in crate::cli) fn scheduled(&mut self, file: &Path, bound: Bound, backend: &str, seen: &Scheduled) {
        let found = seen.diverged.as_ref().map(|diverged| {
            let DivergedSchedule { number, script, trace, divergence } = &**diverged;
            (*number, Finding::new(backend, script.clone(), trace, divergence))
        });
        let name = file.display().to_string();
        let Explored { schedules, pruned, ran, walked, .. } = seen.explored;
        let is_drawn = walked > 0;
        let head = format!("{name} on {backend}: {}", explored_text(&seen.explored, bound));
        let counts = counts(seen);
        let verdict = match &found {
            Some((_, finding)) => CaseVerdict::of(finding, &self.commands),
            None if seen.conforming == 0 => CaseVerdict::Skipped(counts.clone()),
            None => CaseVerdict::Passed,
        };
        self.junit.add(backend, Case { name, verdict });
        match (self.format, found) {
            (Format::Json, found) => self.tell(&Line::Schedules(Schedules {
                file,
                backend,
                schedules,
                pruned: (!is_drawn).then_some(pruned),
                ran,
                drawn_by: is_drawn.then_some(bound.seed),
                conforming: seen.conforming,
                not_exercised: seen.not_exercised,
                skipped: seen.skipped.map_or(0, |(_, skipped)| skipped),
                inconclusive: seen.inconclusive,
                number: found.as_ref().map(|(number, _)| *number),
                finding: found.as_ref().map(|(_, finding)| finding),
            })),
            (Format::Text, Some((number, finding))) => {
                self.say(&format!("{head}, number {number} diverges\n\n"));
                self.report(&finding);
                // No file holds this schedule yet.
                self.say(&format!("the script\n\n{}\n", finding.script));
            }
            (Format::Text, None) => self.say(&format!("{head}: {counts}\n")),
        }
    }
}

/// The pins that did not hold, as people read them.
fn pins_text(missed: &[MissedPin]) -> String {
    let text = |missed: &MissedPin| {
        let MissedPin { pinned, allowed, got, .. } = missed;
        format!("  {missed}\n    pinned    {pinned}\n    allowed   {allowed}\n    got       {got}\n")
    };
    missed.iter().map(text).collect()
}

/// By name, as data has it.
fn named(left_out: &BTreeMap<Capability, u64>) -> BTreeMap<&'static str, u64> {
    left_out.iter().map(|(lack, count)| (lack.name(), *count)).collect()
}

/// How many schedules there are, and which were run.
fn explored_text(explored: &Explored, Bound { seed, .. }: Bound) -> String {
    let Explored { schedules, pruned, ran, walked, .. } = *explored;
    let count =
        if schedules == 1 { "1 schedule".to_owned() } else { format!("{} schedules", grouped(schedules)) };
    let ran = grouped(ran);
    if walked == 0 {
        return format!("{count}, {} pruned as equal, {ran} run", grouped(pruned));
    }
    let changes = CHANGES_OF_PRIORITY;
    format!("{count}, not all run, but {ran} drawn by priorities with {changes} changes (seed {seed})")
}

/// What came of schedules of which none diverged.
fn counts(seen: &Scheduled) -> String {
    if seen.conforming as u64 == seen.explored.ran {
        return "all conform".to_owned();
    }
    let mut parts = vec![format!("{} conform", seen.conforming)];
    if let Some((missing, skipped)) = seen.skipped {
        parts.push(format!("{skipped} skipped (they lack {})", missing.name()));
    }
    if seen.not_exercised > 0 {
        parts.push(format!("{} not exercised", seen.not_exercised));
    }
    if seen.inconclusive > 0 {
        parts.push(format!("{} inconclusive", seen.inconclusive));
    }
    parts.join(", ")
}
