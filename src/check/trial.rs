//! One script on its way through one backend, step by step.

use std::path::Path;

use super::around::control_step;
use super::cause::{Record, Sight};
use super::differing::Sources;
use super::elsewhere::{self, Elsewhere};
use super::forgiving::forgive;
use super::leaks::Held;
use super::struck::Came;
use super::watch::Watch;
use super::whose::OnceLook;
use super::{
    Answered, Checked, Coverage, Divergence, Earlier, Left, Made, Receipts, Tolerance, Trouble, Verdict,
    audit, broken, modes, shortage, whose,
};
use crate::backend::{Backend, Breakdown, Descriptor, Folder, Instance};
use crate::control::Control as Gate;
use crate::drive::{Background, Guest, Patience, caught, caught_while};
use crate::model::{Grasp, Model};
use crate::op::{Call, CallClass, Control, Name, Op, StreamOp};
use crate::outcome::{Outcome, Seen, Span};
use crate::rule::Rule;
use crate::script::{Script, Step};
use crate::tree::{Capability, Lacks, Preopen, Traits};

/// One script on its way through one backend.
pub(super) struct Trial<'a> {
    /// Who hears each answer as it comes.
    pub(super) listener: Option<&'a mut dyn FnMut(&Answered)>,
    pub(super) script: &'a Script,
    pub(super) coverage: &'a mut Coverage,
    pub(super) explain: bool,
    pub(super) tolerance: Option<&'a Tolerance<'a>>,
    pub(super) patience: &'a Patience,
    pub(super) left: &'a mut Left,
    /// What is outside, where that is not as usual: then only the answers are asked for.
    pub(super) elsewhere: Option<&'a Elsewhere>,
    /// What the backend lacks and is like, as far as anybody says.
    pub(super) host: (Lacks, Traits),
}

/// What came of a trial, and what it has left.
pub(super) struct Tried {
    pub(super) checked: Checked,
    /// Whether nothing of it is at work any more, as far as can be seen.
    pub(super) quiet: bool,
}

/// What is going on while a script is run.
pub(super) struct Stage<'s, D: Descriptor, G: Gate> {
    pub(super) guest: Guest<'s, D>,
    pub(super) model: Model,
    pub(super) gate: &'s mut G,
    pub(super) background: &'s Background,
    /// What has broken down in the backend.
    pub(super) breakdown: &'s dyn Fn() -> Result<Option<Breakdown>, String>,
    pub(super) trace: Vec<Answered>,
    /// When the fixture was planted, where that counts.
    pub(super) planted: Option<Span>,
    /// When each answer of the trace came about, by the judge's clock.
    pub(super) moments: Vec<Came>,
    /// The numbers that the guest has seen.
    seen: Seen,
    pub(super) folder: Option<Folder>,
    pub(super) receipts: Receipts,
    /// What the guest can have changed.
    pub(super) grasp: Grasp,
    pub(super) watch: Watch,
}

/// The verdict of a step that ends the script, if it does.
type Ended = Result<Option<Verdict>, Trouble>;

impl Trial<'_> {
    /// What the script needs that there is not, where its tree lies.
    fn lacks_of(&self, folder: Option<&Folder>) -> Option<Capability> {
        let is_host = |step: &Step| matches!(step.control(), Some(Control::Host(_)));
        let is_apart = || folder.is_some_and(|folder| folder.apart().is_some());
        if folder.is_none() && self.script.steps.iter().any(is_host) {
            Some(Capability::HostChanges)
        } else if self.script.fixture.apart.is_some() && !is_apart() {
            Some(Capability::TwoDevices)
        } else if folder.is_none() && self.script.needs(Capability::RawNames) {
            Some(Capability::RawNames)
        } else {
            None
        }
    }

    pub(super) async fn run<B: Backend, G: Gate>(
        mut self,
        backend: &B,
        gate: &mut G,
        background: &Background,
    ) -> Result<Tried, Trouble> {
        let before = self.left.counts.then(|| Held::now(&backend.processes())).flatten();
        let mut watch = Watch::new(self.reads_clock());
        watch.begin();
        let began = match caught(|| backend.deadline(self.patience.deadline())) {
            Ok(()) => caught_while(backend.start(&self.script.fixture)).await,
            Err(text) => Err(text),
        };
        let Instance { preopens, folder } = match began {
            Ok(started) => started.map_err(Trouble::of_start)?,
            Err(text) => {
                let wrong = broken::at_start(text).map_err(|shortage| Trouble::short(shortage, None))?;
                let checked =
                    Checked { verdict: self.wrong(wrong), ..Checked::skipped(Capability::HostChanges) };
                return Ok(Tried { checked, quiet: true });
            }
        };
        let name = |preopen: &Preopen| Name::new(&preopen.name).expect("our fault: a preopen without a name");
        let names = self.script.fixture.preopens.iter().map(name);
        if let Some(lacking) = self.lacks_of(folder.as_ref()) {
            return Ok(Tried { checked: Checked::skipped(lacking), quiet: true });
        }
        let Some((model, planted)) = self.planted(&mut watch, folder.as_ref()) else {
            return Ok(Tried { checked: Checked::skipped(Capability::HostClock), quiet: true });
        };
        let mut stage = Stage {
            guest: Guest::new(backend, names.zip(preopens), self.patience.clone()),
            planted,
            moments: Vec::with_capacity(self.script.steps.len()),
            model,
            gate,
            background,
            breakdown: &|| caught(|| backend.breakdown()),
            trace: Vec::with_capacity(self.script.steps.len()),
            seen: Seen::default(),
            folder,
            receipts: Receipts::default(),
            grasp: Grasp::default(),
            watch,
        };
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.take_place(stage.folder.as_ref())?;
        }
        self.coverage.script();
        let folders: Vec<&Path> = stage.folder.iter().flat_map(Folder::all).map(Folder::path).collect();
        stage.gate.begin(&folders);
        let early = self.steps(&mut stage).await?;
        let came_to_its_end = early.is_none();
        let early = match early {
            None if stage.folder.is_none() => self.walk(&mut stage).await?,
            early => early,
        };
        let Stage { mut guest, model, gate, trace, folder, receipts, watch, planted, moments, .. } = stage;
        gate.acting(None);
        // Whoever waits in a drop must not wait for what is held.
        gate.release_all().await;
        let let_go = guest.let_go();
        drop(guest);
        let quiet = gate.quiesce().await;
        self.left.held = before.zip(self.left.counts.then(|| Held::now(&backend.processes())).flatten());
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.leave(folder.as_ref())?;
            let verdict = early.unwrap_or(Verdict::Conforms);
            let checked = Checked { trace, receipts, verdict, tree: None };
            return Ok(Tried { checked, quiet });
        }
        let (panicked, broke) = (background.take_panic(), caught(|| backend.breakdown()));
        let (broke, panicked) = match broke {
            Ok(broke) => (broke, panicked),
            Err(text) => (None, panicked.or(Some(text))),
        };
        let (verdict, tree) = match (early, broke) {
            (Some(diverged @ Verdict::Diverged(_)), _) => (diverged, None),
            (None, Some(breakdown)) => (self.wrong(broken::at_end(breakdown, self.script.steps.len())), None),
            (early, _) => {
                let tree = early.is_none().then(|| model.tree());
                let panicked = let_go.map(audit::panicked_at_end).or_else(|| panicked.map(audit::panicked));
                let left = panicked.or_else(|| {
                    self.looks_for_leaks().then(|| audit::left_behind(folder.as_ref(), quiet)).flatten()
                });
                let verdict = self.end(
                    early,
                    (model, watch),
                    folder.as_ref(),
                    left,
                    (&trace, planted, &moments),
                    &receipts,
                )?;
                let lacking = came_to_its_end.then(|| modes::lacking(self.script.rule, &receipts, &trace));
                (self.exercised(verdict, lacking.flatten()), tree)
            }
        };
        Ok(Tried { checked: Checked { trace, verdict, tree, receipts }, quiet })
    }

    /// The verdict of a script that was found to conform and lacks, it may be, what it is about.
    fn exercised(&mut self, verdict: Verdict, lacking: Option<&'static str>) -> Verdict {
        match lacking.filter(|_| verdict == Verdict::Conforms) {
            Some(reason) => {
                self.coverage.not_exercised(self.script.rule, reason);
                Verdict::NotExercised(reason)
            }
            None => verdict,
        }
    }

    /// Whether something may be open or at work that was not before; what can't be counted is looked for.
    fn looks_for_leaks(&self) -> bool {
        self.script.is_controlled()
            || self.left.held.is_some_and(|(before, after)| after.is_more_than(before))
    }

    /// What is left when the guest has gone: around the folder, in the folder, and open.
    fn end(
        &mut self,
        early: Option<Verdict>,
        (mut model, mut watch): (Model, Watch),
        folder: Option<&Folder>,
        left: Option<audit::Wrong>,
        (trace, planted, moments): (&[Answered], Option<Span>, &[Came]),
        receipts: &Receipts,
    ) -> Result<Verdict, Trouble> {
        // Before the tree: a script that took its own folder away has left none to look at.
        let folders = folder.into_iter().flat_map(Folder::all);
        for (folder, around) in folders.filter_map(|folder| Some((folder, folder.surroundings()?))) {
            if let Some(wrong) = audit::surroundings(around, folder.path())? {
                return Ok(self.wrong_at_end(wrong));
            }
            self.coverage.kept(&[Rule::PathOutside]);
        }
        match (early, left) {
            // What is wrong in any case does not hang on whether the model could follow.
            (None | Some(Verdict::Inconclusive(_)), Some(wrong)) => return Ok(self.wrong_at_end(wrong)),
            (Some(verdict), _) => return Ok(verdict),
            (None, None) => {}
        }
        if self.script.is_controlled() || self.left.held.is_some() {
            self.coverage.kept(&[Rule::NoLeak]);
        }
        let sources = self.explain.then(|| Sources::of(self.script, trace));
        // Whatever was done by now is not later than now.
        watch.begin();
        _ = self.tell_time(&mut watch, &mut model);
        let audited = folder.map(|folder| audit::tree(&mut model, folder, sources.as_ref())).transpose()?;
        if let Some((wrong, found)) = audited.flatten() {
            let wrong = wrong.with(receipts).diverged(self.script.steps.len());
            let first = self.first(planted, folder);
            let record = Record { first, script: self.script, trace, moments, last: None };
            let sight = Sight::End(&found, model.now());
            return Ok(self.wrong(record.explained(wrong, &sight)));
        }
        if let Some(reason) = model.inconclusive() {
            return Ok(self.inconclusive(reason));
        }
        if folder.is_some() {
            self.coverage.kept(&[Rule::DirTree]);
        }
        Ok(Verdict::Conforms)
    }

    /// Takes the steps; a verdict if the script did not come to its end.
    async fn steps<D: Descriptor, G: Gate>(&mut self, stage: &mut Stage<'_, D, G>) -> Ended {
        for (index, step) in self.script.steps.iter().enumerate() {
            let answers = stage.trace.len();
            let ended = match (step.call(), step.control()) {
                (Some(call), _) if step.is_plain() => self.call(stage, index, call).await?,
                (Some(_), _) => self.repeated(stage, index, step).await?,
                (None, Some(control)) => {
                    Self::tell_begin(&mut stage.watch, &mut stage.model);
                    let wrong = control_step(stage, index, control).await?;
                    receive(stage, self.script, index);
                    let touched = stage.gate.take_touched();
                    let is_done = stage.trace.last().is_some_and(|answered| answered.outcome.is_some());
                    let is_between = matches!(control, Control::Host(host) if host.amid.is_none());
                    self.coverage.changes.between += u64::from(is_between && is_done && wrong.is_none());
                    let wrong = wrong.map(|wrong| self.wrong(wrong.diverged(index)));
                    wrong.or_else(|| self.beneath(stage, (index, None), touched))
                }
                (None, None) => None,
            };
            if let (Some(listener), Some(answered)) = (&mut self.listener, stage.trace.get(answers)) {
                listener(answered);
            }
            if ended.is_some() {
                return Ok(ended);
            }
        }
        let inconclusive = stage.model.inconclusive();
        Ok(inconclusive.map(|reason| self.inconclusive(reason)))
    }

    /// Makes a call as often as a line says, with what was seen in its place; the trace holds the last answer.
    async fn repeated<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        index: usize,
        step: &Step,
    ) -> Ended {
        for time in 1..=step.times {
            if time > 1 {
                stage.model.again(time);
            }
            let made = step.made(time, &stage.seen).into_owned();
            let Some(call) = made.call() else { return Ok(None) };
            let answers = stage.trace.len();
            let ended = self.call(stage, index, call).await?;
            let answered = (stage.trace.len() > answers).then(|| stage.trace.pop()).flatten();
            let goes_on = step.goes_on(answered.as_ref().and_then(|answered| answered.outcome.as_ref()));
            let other = step.counts() || step.observed != [None; 2];
            let step_made = other.then(|| Box::new(made));
            let mut made = Made { time, times: step.times, step: step_made, earlier: Vec::new() };
            let ended = ended.map(|verdict| verdict.made(&made));
            // Where nothing was there to be asked, the answer before that stands.
            if let Some(answered) = answered.filter(|answered| answered.outcome.is_some() || answers == index)
            {
                made.earlier = stage.trace.drain(index..).next().map_or_else(Vec::new, Earlier::with);
                stage.trace.push(Answered { made: Some(made), ..answered });
            }
            if ended.is_some() || !goes_on {
                return Ok(ended);
            }
        }
        Ok(None)
    }

    /// Makes a call and judges its answer.
    async fn call<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        index: usize,
        call: Call<'_>,
    ) -> Ended {
        let before = stage.model.stream_state(call.on);
        let allowed = stage.model.allowed(call);
        if let Some(reason) = stage.model.inconclusive() {
            return Ok(Some(self.inconclusive(reason)));
        }
        let Some(allowed) = allowed else {
            stage.trace.push(Answered { outcome: None, allowed: None, made: None });
            stage.moments.push(Came::default());
            stage.model.skip();
            return Ok(None);
        };
        if matches!(call.op, Op::Stream(StreamOp::Cancel) | Op::Drop) && before.is_some() {
            stage.receipts.cut(self.script, index, call, stage.gate.waits(call.on));
        }
        if elsewhere::leaves(&allowed) {
            self.left.leaving.push(index);
        }
        stage.watch.begin();
        // Of work that can't be waited for nobody knows when it is at rest.
        let at_once = !self.host.0.contains(Capability::Quiesce) && stage.model.returns_at_once(call);
        let outcome = stage.guest.call(call, at_once, stage.gate).await;
        let seen = stage.receipts.seen.len();
        receive(stage, self.script, index);
        let struck = stage.struck(seen, call, &outcome);
        let touched = stage.gate.take_touched();
        // Of work in the background nobody knows beside which call it is seen.
        let is_to_change = call.op.purpose().is_some_and(|class| class.changes() && class != CallClass::Open);
        let has_changed = is_to_change && !touched.is_empty();
        self.coverage.changes.amid += struck.changes.len() as u64;
        let allowed = match stage.behind(index, call, &struck, allowed) {
            Ok(allowed) => allowed,
            Err(reason) => return Ok(Some(self.inconclusive(reason))),
        };
        // What is in somebody's power now may not be behind it, and the other way round.
        let touched = stage.out_of_reach(touched);
        let allowed = self.by_the_clock(stage, call, allowed);
        stage.moments.push(Came { at: stage.model.now(), struck, left: None });
        let (outcome, note) = match broken::told(stage, call, outcome) {
            Ok(told) => told,
            Err(ended) => {
                shortage::ask(stage.folder.as_ref(), shortage::of_anything)?;
                let op = Some(call.op.kind());
                return Ok(Some(self.wrong(Divergence { op, ..ended.diverged(index) })));
            }
        };
        let explained = self.explain.then(|| allowed.to_string());
        let answered = stage.trace.push_mut(Answered { outcome: None, allowed: explained, made: None });
        let outcome: &Outcome = answered.outcome.insert(outcome);
        stage.receipts.called(self.script, index, call, outcome);
        let rule = match allowed.judge(outcome) {
            Ok(rule) => {
                let worlds = stage.model.worlds();
                self.coverage.answer(call, &allowed, outcome, (before, worlds), &stage.receipts);
                rule
            }
            Err(mut breach) => {
                breach.note = breach.note.or(note);
                if *outcome == Outcome::Hang && stage.gate.spins() {
                    breach.rule = Rule::FaultZero;
                }
                shortage::ask(stage.folder.as_ref(), |folder| shortage::behind(outcome, folder))?;
                let outcome = outcome.clone();
                let Stage { model, folder, planted, trace, moments, receipts, .. } = &*stage;
                let folder = folder.as_ref();
                let disk = OnceLook::at(folder);
                let breach = whose::by_what_is_seen(breach, &allowed, &outcome, receipts, model, &disk);
                let sources =
                    self.explain.then(|| Sources::of(self.script, &stage.trace[..stage.trace.len() - 1]));
                let divergence =
                    Divergence::of_answer((index, call), breach, &allowed, outcome.clone(), sources.as_ref());
                let first = self.first(*planted, folder);
                let record = Record { first, script: self.script, trace, moments, last: Some(call) };
                let divergence = record.explained(divergence, &Sight::Meanwhile(&disk));
                let rule = divergence.rule();
                let verdict = self.wrong(divergence);
                let verdict = self.of_race(&stage.receipts, index, call.on, verdict);
                let goes_on = verdict == Verdict::Conforms && forgive(&mut stage.model, call, rule, &outcome);
                return Ok(if goes_on { self.is_done_all_the_same(stage, index) } else { Some(verdict) });
            }
        };
        if let Some(kind) = stage.model.effect_kind(call, outcome)
            && stage.receipts.show_effect(kind, index, call.on)
        {
            self.coverage.effect(kind);
        }
        // What was allowed shares the entries of a listing with the model, which takes one away.
        drop(allowed);
        stage.model.take_under(call, outcome, Some(rule));
        stage.seen.note(call, outcome);
        let failed = matches!(outcome, Outcome::Error(_));
        let raced = stage.moments.last().is_some_and(|came| came.struck.is_changed());
        let ended = if failed || raced { self.is_done_all_the_same(stage, index) } else { None };
        if has_changed {
            self.coverage.kept(&[Rule::AccessBeneath]);
        }
        Ok(ended.or_else(|| self.beneath(stage, (index, Some(call.op.kind())), touched)))
    }

    fn inconclusive(&mut self, reason: &'static str) -> Verdict {
        self.coverage.inconclusive(reason);
        Verdict::Inconclusive(reason)
    }

    fn wrong_at_end(&mut self, wrong: audit::Wrong) -> Verdict {
        let steps = self.script.steps.len();
        self.wrong(wrong.diverged(steps))
    }

    /// The verdict where something is wrong: what a ledger knows is counted, and passes.
    pub(super) fn wrong(&mut self, divergence: Divergence) -> Verdict {
        match self.tolerance.and_then(|known| known(&divergence)) {
            Some(name) => {
                self.coverage.tolerated(divergence.rule(), name);
                Verdict::Conforms
            }
            None => Verdict::Diverged(Box::new(divergence)),
        }
    }
}

/// Takes in what the gate has seen in a step.
fn receive<D: Descriptor, G: Gate>(stage: &mut Stage<'_, D, G>, script: &Script, step: usize) {
    for (stream, happening) in stage.gate.take_seen() {
        stage.receipts.happened(script, step, stream, happening);
    }
}
