//! What a script asked for around its calls, and what of that came about. A rule of time or of faults is kept only where its
//! situation was there: where nothing was held, nothing was in flight, and where no fault has fired, none was met.

use std::fmt;

use crate::model::{EffectKind, Struck};
use crate::op::{
    Call, CallClass, Control, HandleKind, Happening, HostChange, Injection, Manner, Name, Op, StreamOp,
    SystemAnswer, Timing,
};
use crate::outcome::Outcome;
use crate::rule::Rule;
use crate::script::{Script, Step};

/// What happened around a script's calls, in its order, and what was asked for in vain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// What came about.
    pub seen: Vec<Receipt>,
    /// What the script asked for.
    pub asked: Vec<Asked>,
    /// Which of these rules are shown by what came about.
    shown: Vec<Rule>,
    /// The output streams whose work is held.
    held: Vec<Name>,
    /// The calls in whose middle the tree was changed, and whether in one of the orders a path of theirs leads outside.
    raced: Vec<(usize, bool)>,
}

/// Something that came about around a stream's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The step in which it came about, counted from 0.
    pub step: usize,
    /// The stream whose work it is.
    pub stream: Name,
    /// What came about.
    pub happening: Happening,
}

/// Something that a script asks for around its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The step, counted from 0.
    pub step: usize,
    /// What.
    pub what: Ask,
    /// Whether it came about.
    pub met: bool,
}

/// What a script may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An answer of the system in place of its own.
    Fault(Injection),
    /// The same, of calls that are never answered so.
    FaultInVain,
    /// A change of the tree in the middle of a call.
    Change(HostChange),
    /// Work that waits.
    Hold,
    /// A call that is given up before it is over.
    GiveUp,
}

/// Why a script was not exercised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacking {
    Answerable,
    Fault,
    Changed,
    Held,
    GivenUp,
    Cut,
    Beside,
}

impl Lacking {
    fn text(self) -> &'static str {
        match self {
            Self::Answerable => "its faults are of calls that are never answered so",
            Self::Fault => "no fault has fired",
            Self::Changed => "nothing was changed in the middle of a call",
            Self::Held => "nothing was held",
            Self::GivenUp => "no call was given up before it was over",
            Self::Cut => "nothing was in flight when its stream was let go",
            Self::Beside => "nothing was in flight beside it",
        }
    }
}

/// A row reads: rule, what is lacking where none of its situations came about, and whether something that came about to a
/// stream of this kind is one of them. Rules that are not listed need nothing around the calls.
type Row = (Rule, Lacking, fn(Happening, HandleKind) -> bool);

const NEEDS: &[Row] = &[
    (Rule::FaultInterrupted, Lacking::Fault, |what, on| {
        on.is_stream() && answered(what, &[SystemAnswer::Interrupted])
    }),
    (Rule::FaultShort, Lacking::Fault, |what, on| {
        on.is_stream() && matches!(what, Happening::Answered(_, SystemAnswer::Short(_)))
    }),
    (Rule::FaultZero, Lacking::Fault, |what, _| answered(what, &[SystemAnswer::Zero])),
    (Rule::FaultTold, Lacking::Fault, of_a_call),
    (Rule::FaultCode, Lacking::Fault, of_a_call),
    (Rule::FaultUndone, Lacking::Fault, of_a_call),
    (Rule::SyncAsks, Lacking::Fault, |what, _| matches!(what, Happening::Answered(CallClass::Sync, _))),
    (Rule::RaceOrder, Lacking::Changed, |what, _| matches!(what, Happening::Changed { .. })),
    (Rule::RaceInside, Lacking::Changed, |what, _| matches!(what, Happening::Changed { .. })),
    // A failure that came without our help is one as well.
    (Rule::FaultOnce, Lacking::Fault, |what, on| {
        what == Happening::Failed || (failed(what) && on.is_stream())
    }),
    (Rule::FaultPrefix, Lacking::Fault, |what, on| {
        on == HandleKind::OutputStream
            && (what == Happening::Failed || failed(what) || answered(what, &[SystemAnswer::Zero]))
    }),
    (Rule::CancelBeside, Lacking::Cut, |what, on| {
        on == HandleKind::InputStream
            && matches!(what, Happening::Cancelled | Happening::Dropped | Happening::Parted)
    }),
    (Rule::CancelPrefix, Lacking::Cut, |what, on| {
        on == HandleKind::OutputStream && matches!(what, Happening::Cancelled | Happening::Dropped)
    }),
    (Rule::CancelLate, Lacking::Cut, |what, on| {
        on == HandleKind::OutputStream && matches!(what, Happening::Cancelled | Happening::Dropped)
    }),
    (Rule::AbandonRead, Lacking::GivenUp, |what, on| {
        on == HandleKind::InputStream && what == Happening::GivenUp
    }),
    (Rule::AbandonWrite, Lacking::GivenUp, |what, on| {
        on == HandleKind::OutputStream && what == Happening::GivenUp
    }),
    (Rule::StreamOldOrNew, Lacking::Beside, |what, on| {
        on == HandleKind::OutputStream && what == Happening::Held
    }),
    // Shown by two streams whose work is held at a time, see `Receipts::happened`.
    (Rule::AppendWhole, Lacking::Beside, |_, _| false),
];

fn answered(what: Happening, answers: &[SystemAnswer]) -> bool {
    matches!(what, Happening::Answered(_, answer) if answers.contains(&answer))
}

/// Whether a call on something else than a stream met an answer that is not the system's own.
fn of_a_call(what: Happening, on: HandleKind) -> bool {
    matches!(what, Happening::Answered(..)) && !on.is_stream()
}

fn failed(what: Happening) -> bool {
    matches!(what, Happening::Answered(_, SystemAnswer::Error(_)))
}

fn row(rule: Rule) -> Option<&'static Row> {
    NEEDS.iter().find(|(needs, ..)| *needs == rule)
}

/// Whether a rule is about what happens around calls, so that it is kept only where that came about.
pub fn needs_receipt(rule: Rule) -> bool {
    row(rule).is_some()
}

impl Receipts {
    /// As if whatever a script may ask for had come about.
    pub(super) fn of_everything() -> Self {
        Self { shown: NEEDS.iter().map(|(rule, ..)| *rule).collect(), ..Self::default() }
    }

    /// Something happens around the guest at a step, or, of a handle that is there, can't.
    pub(super) fn controlled(&mut self, step: usize, control: &Control, happens: bool, is_bound: bool) {
        let what = match control {
            Control::Hold { .. } => Ask::Hold,
            Control::Fault(injection) if happens => Ask::Fault(injection.clone()),
            Control::Fault(_) if is_bound => Ask::FaultInVain,
            Control::Host(host) if host.amid.is_some() && is_bound => Ask::Change(host.clone()),
            Control::Fault(_) | Control::Release(_) | Control::Quiesce | Control::Host(_) => return,
        };
        self.asked.push(Asked { step, what, met: false });
    }

    /// A call was answered at a step.
    pub(super) fn called(&mut self, script: &Script, step: usize, call: Call<'_>, outcome: &Outcome) {
        let is_given_up = *outcome == Outcome::Abandoned;
        // A call that never blocks is over by its first poll, or else wrong: there is no moment to give it up in.
        let may_wait = call.op.kind().info().timing != Timing::NeverBlocks;
        if may_wait && matches!(call.manner, Manner::Abandon { .. }) {
            self.asked.push(Asked { step, what: Ask::GiveUp, met: is_given_up });
        }
        if is_given_up {
            self.happened(script, step, call.on.clone(), Happening::GivenUp);
        } else if matches!(outcome, Outcome::Failed(_)) {
            self.happened(script, step, call.on.clone(), Happening::Failed);
        }
    }

    /// A stream is let go at a step; whether work of it is held.
    pub(super) fn cut(&mut self, script: &Script, step: usize, call: Call<'_>, is_held: bool) {
        let happening = match (is_held, *call.op == Op::Stream(StreamOp::Cancel)) {
            (false, _) => Happening::Parted,
            (true, true) => Happening::Cancelled,
            (true, false) => Happening::Dropped,
        };
        self.happened(script, step, call.on.clone(), happening);
    }

    /// Something came about at a step.
    pub(super) fn happened(&mut self, script: &Script, step: usize, stream: Name, happening: Happening) {
        let kind = kind_of(script, &stream, step);
        let met = match happening {
            Happening::Held => self.asked.iter_mut().rfind(|asked| asked.what == Ask::Hold),
            Happening::Answered(calls, answer) => {
                let mine = (&stream, calls, answer);
                self.asked.iter_mut().rfind(|asked| asked.is_answered(mine))
            }
            Happening::Changed { by } => self.asked.iter_mut().find(|asked| asked.step == by),
            Happening::Released
            | Happening::Cancelled
            | Happening::Dropped
            | Happening::Parted
            | Happening::GivenUp
            | Happening::Failed => None,
        };
        if let Some(asked) = met {
            asked.met = true;
        }
        if kind == Some(HandleKind::OutputStream) {
            self.held.retain(|held| *held != stream);
            self.held.extend((happening == Happening::Held).then(|| stream.clone()));
        }
        if let Some(kind) = kind {
            let shown = NEEDS.iter().filter(|(_, _, shows)| shows(happening, kind)).map(|(rule, ..)| *rule);
            self.shown.extend(shown);
        }
        self.shown.extend((self.held.len() > 1).then_some(Rule::AppendWhole));
        self.shown.sort_unstable();
        self.shown.dedup();
        self.seen.push(Receipt { step, stream, happening });
    }

    /// What a call on a descriptor or a listing has met of what was asked for, by what came about behind so many other things.
    pub(super) fn struck(&self, behind: usize, on: &Name) -> Struck {
        let mine = self.seen.iter().skip(behind).filter(|seen| seen.stream == *on);
        mine.fold(Struck::default(), |struck, seen| {
            let asked = self.asked.iter().rfind(|asked| match seen.happening {
                Happening::Answered(calls, answer) => asked.is_answered((on, calls, answer)),
                Happening::Changed { by } => asked.step == by,
                Happening::Held
                | Happening::Released
                | Happening::Cancelled
                | Happening::Dropped
                | Happening::Parted
                | Happening::GivenUp
                | Happening::Failed => false,
            });
            match asked.map(|asked| &asked.what) {
                Some(Ask::Fault(injection)) => struck.by(injection),
                Some(Ask::Change(host)) => struck.amid(host),
                Some(Ask::FaultInVain | Ask::Hold | Ask::GiveUp) | None => struck,
            }
        })
    }

    /// The tree was changed in the middle of a call; whether in one of the orders a path of it leads outside.
    pub(super) fn raced(&mut self, step: usize, leaves: bool) {
        self.raced.push((step, leaves));
    }

    /// The rule that a call breaks which does what it would in no order of its steps and a change in its middle, if there was one.
    pub(super) fn race_at(&self, step: usize) -> Option<Rule> {
        let (_, leaves) = self.raced.iter().find(|(raced, _)| *raced == step)?;
        Some(if *leaves { Rule::RaceInside } else { Rule::RaceOrder })
    }

    /// The same of a call on a handle that such a call gave, or one on what it gave: it is of another object than it should be.
    pub(super) fn race_behind(&self, script: &Script, step: usize, on: &Name) -> Option<Rule> {
        let (mut step, mut on) = (step, on);
        loop {
            if let Some(race) = self.race_at(step) {
                return Some(race);
            }
            step = script.steps[..step].iter().rposition(|earlier| earlier.bind() == Some(on))?;
            on = script.steps[step].call()?.on;
        }
    }

    /// Whether an answer that keeps a rule shows it: the rule's situation came about, or it needs none.
    pub fn show(&self, rule: Rule) -> bool {
        !needs_receipt(rule) || self.shown.contains(&rule)
    }

    /// Which rule is broken where this one seems to be: where the system took fewer bytes and was not asked for the rest, nobody came
    /// to the other answer that it had for that.
    pub(super) fn rule_met(&self, rule: Rule) -> Rule {
        let cut_short = |asked: &Asked| matches!(&asked.what, Ask::Fault(fault) if fault.after > 0);
        let of_an_answer = matches!(rule, Rule::FaultOnce | Rule::FaultInterrupted | Rule::FaultZero);
        let was_met = !of_an_answer || self.show(rule) || !self.in_vain().any(cut_short);
        if was_met { rule } else { Rule::FaultShort }
    }

    /// Whether an effect that the model follows came about at a step.
    pub(super) fn show_effect(&self, kind: EffectKind, step: usize, on: &Name) -> bool {
        let mut mine = self.seen.iter().filter(|seen| seen.step == step && seen.stream == *on);
        match kind {
            EffectKind::Write | EffectKind::Append | EffectKind::Splice => {
                mine.any(|seen| seen.happening == Happening::Held)
            }
            EffectKind::CancelledWrite | EffectKind::CancelledRead => {
                mine.any(|seen| seen.happening == Happening::Cancelled)
            }
            EffectKind::DroppedWrite | EffectKind::DroppedRead => {
                mine.any(|seen| seen.happening == Happening::Dropped)
            }
            // Their answers say it: nothing yet, given up, failed.
            EffectKind::ReadAhead
            | EffectKind::AbandonedWrite
            | EffectKind::AbandonedRead
            | EffectKind::FailedWrite => true,
        }
    }

    /// Why a script that came to its end shows nothing of what it is about, if it does not: its rule needs a situation that
    /// did not come about; or, of a script without such a rule, nothing came about that it asked for.
    pub(super) fn lacking(&self, rule: Option<Rule>) -> Option<&'static str> {
        let in_vain = self.asked.iter().any(|asked| asked.what == Ask::FaultInVain);
        if let Some((rule, lacking, _)) = rule.and_then(row) {
            let lacking = if in_vain && *lacking == Lacking::Fault { Lacking::Answerable } else { *lacking };
            return (!self.show(*rule)).then(|| lacking.text());
        }
        if self.asked.is_empty() || self.asked.iter().any(|asked| asked.met) {
            return None;
        }
        let asks = |is: fn(&Ask) -> bool| self.asked.iter().any(|asked| is(&asked.what));
        let rows = [
            (asks(|ask| matches!(ask, Ask::Fault(_))), Lacking::Fault),
            (asks(|ask| matches!(ask, Ask::Change(_))), Lacking::Changed),
            (in_vain, Lacking::Answerable),
            (asks(|ask| *ask == Ask::Hold), Lacking::Held),
        ];
        let lacking =
            rows.into_iter().find(|(asked, _)| *asked).map_or(Lacking::GivenUp, |(_, lacking)| lacking);
        Some(lacking.text())
    }

    /// How many of the things that the script asked for came about, and how many there are.
    pub fn met(&self) -> (usize, usize) {
        (self.asked.iter().filter(|asked| asked.met).count(), self.asked.len())
    }

    /// What was asked for in vain.
    pub fn in_vain(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| !asked.met)
    }
}

impl Asked {
    fn is_answered(&self, (on, calls, answer): (&Name, CallClass, SystemAnswer)) -> bool {
        match &self.what {
            Ask::Fault(asked) => (&asked.on, asked.calls, asked.answer) == (on, calls, answer),
            Ask::FaultInVain | Ask::Change(_) | Ask::Hold | Ask::GiveUp => false,
        }
    }
}

impl fmt::Display for Ask {
    /// What did not come about.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fault(_) => "the fault has not fired",
            Self::Change(_) => "the call was over before that, or nothing was there to be changed",
            Self::FaultInVain => "no call of this handle is answered so",
            Self::Hold => "nothing was held",
            Self::GiveUp => "the call was over before it was given up",
        })
    }
}

/// What a name stands for at a step: the kind of handle that the last call up to then gave it.
fn kind_of(script: &Script, name: &Name, step: usize) -> Option<HandleKind> {
    let gives = |call: Call<'_>| call.op.kind().info().gives.filter(|_| call.bind == Some(name));
    let is_preopen = || script.fixture.preopens.iter().any(|preopen| preopen.name == name.as_str());
    let last = script.steps.iter().take(step + 1).rev().filter_map(Step::call).find_map(gives);
    last.or_else(|| is_preopen().then_some(HandleKind::Descriptor))
}

#[cfg(test)]
mod tests;
