//! What generated scripts do: how often they get on, and in how many of them something happens that is rare.
//!
//! It is counted from what was answered, so it says what happened, not what was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use super::{Checked, Coverage};
use crate::op::{Call, DescriptorOp, HandleKind, Name, Op, OpKind};
use crate::outcome::{CELLS, OutcomeKind};
use crate::script::{Script, Step};

/// Data from here on lies beyond one large buffer.
const FAR: u64 = 64 << 10;

/// Data from here on lies beyond what 32 bits count.
const BEYOND_32_BITS: u64 = 4 << 30;

/// A listing of more entries than this is long.
const LONG_LISTING: u64 = 1000;

/// Something that is asked of a part of the scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    /// There was an input stream.
    InputStream,
    /// There was an output stream.
    OutputStream,
    /// A splice moved a byte.
    SpliceMoves,
    /// A rename between two descriptors was done.
    RenameBetween,
    /// A link between two descriptors was made.
    LinkBetween,
    /// Data at or beyond 64 KiB was read.
    ReadsFar,
    /// Data at or beyond 4 GiB was read.
    ReadsBeyond32Bits,
    /// A listing gave more than 1,000 entries.
    ListsLong,
}

impl Happening {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::InputStream,
        Self::OutputStream,
        Self::SpliceMoves,
        Self::RenameBetween,
        Self::LinkBetween,
        Self::ReadsFar,
        Self::ReadsBeyond32Bits,
        Self::ListsLong,
    ];

    /// What it is, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::InputStream => "an input stream exists",
            Self::OutputStream => "an output stream exists",
            Self::SpliceMoves => "a splice moves a byte",
            Self::RenameBetween => "a rename between two descriptors succeeds",
            Self::LinkBetween => "a link between two descriptors succeeds",
            Self::ReadsFar => "data at or beyond 64 KiB is read",
            Self::ReadsBeyond32Bits => "data at or beyond 4 GiB is read",
            Self::ListsLong => "a listing has more than 1,000 entries",
        }
    }
}

/// What scripts have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Scripts that were run to their end.
    pub scripts: u64,
    /// Their steps.
    pub steps: u64,
    /// Calls that were answered.
    pub calls: u64,
    /// Calls that were refused: an error of a descriptor, a trap, or a stream that had told its end before.
    pub refused: u64,
    /// Calls on a stream.
    pub stream_calls: u64,
    /// Calls that make a stream, and how many of them were refused.
    pub making_streams: (u64, u64),
    /// In how many scripts each thing happened.
    pub happened: BTreeMap<Happening, u64>,
    /// How often each operation was asked, and refused.
    pub ops: BTreeMap<OpKind, (u64, u64)>,
    /// After how many scripts each cell of the table of rights was witnessed; none where some are left.
    pub cells_after: Option<u64>,
    /// How many cells were witnessed.
    pub cells: usize,
}

/// A handle of the script that is looked at.
struct Held {
    kind: HandleKind,
    /// Where an input stream stands.
    position: u64,
    /// How many entries a listing has given.
    entries: u64,
    ended: bool,
}

/// What one script has done.
#[derive(Default)]
struct Look<'s> {
    held: BTreeMap<&'s Name, Held>,
    happened: BTreeSet<Happening>,
}

impl Statistics {
    /// Counts what came of a script; `coverage` is what all scripts have reached so far.
    pub fn count<'s>(&mut self, script: &'s Script, checked: &'s Checked, coverage: &Coverage) {
        self.scripts += 1;
        self.steps += script.steps.len() as u64;
        let mut look = Look::default();
        for (step, answered) in script.steps.iter().zip(&checked.trace) {
            let (Some(call), Some(outcome)) = (Step::call(step), &answered.outcome) else { continue };
            let as_made =
                |made: &'s Option<Box<Step>>| made.as_ref().and_then(|step| step.call()).unwrap_or(call);
            let made = answered.made.as_ref();
            for earlier in made.into_iter().flat_map(|made| &made.earlier) {
                self.call(&mut look, as_made(&earlier.step), earlier.kind, earlier.amount);
            }
            let call = made.map_or(call, |made| as_made(&made.step));
            self.call(&mut look, call, outcome.kind(), outcome.amount());
        }
        for happening in look.happened {
            *self.happened.entry(happening).or_default() += 1;
        }
        if self.cells_after.is_none() {
            self.cells = coverage.cells_witnessed().len();
            self.cells_after = (self.cells == CELLS.len()).then_some(self.scripts);
        }
    }

    fn call<'s>(&mut self, look: &mut Look<'s>, call: Call<'s>, outcome: OutcomeKind, amount: u64) {
        let kind = call.op.kind();
        let ended = look.held.get(call.on).is_some_and(|held| held.ended);
        let refused = match outcome {
            OutcomeKind::Error(_) | OutcomeKind::Trap => true,
            OutcomeKind::Closed | OutcomeKind::Failed => ended,
            OutcomeKind::Done
            | OutcomeKind::Bytes
            | OutcomeKind::NoBytes
            | OutcomeKind::Count
            | OutcomeKind::Zero
            | OutcomeKind::Ready
            | OutcomeKind::NotReady
            | OutcomeKind::Polled
            | OutcomeKind::Code
            | OutcomeKind::NoCode
            | OutcomeKind::Text
            | OutcomeKind::Flags
            | OutcomeKind::Type
            | OutcomeKind::Stat
            | OutcomeKind::Entry
            | OutcomeKind::EndOfEntries
            | OutcomeKind::Target
            | OutcomeKind::Same
            | OutcomeKind::NotSame
            | OutcomeKind::Hash
            | OutcomeKind::Panic
            | OutcomeKind::Hang
            | OutcomeKind::Blocked
            | OutcomeKind::Abandoned => false,
        };
        let once = u64::from(refused);
        self.calls += 1;
        self.refused += once;
        let (asked, refusals) = self.ops.entry(kind).or_default();
        (*asked, *refusals) = (*asked + 1, *refusals + once);
        // What is asked of a pollable is asked of its stream.
        let is_asked = |kind: HandleKind| kind.is_stream() || kind == HandleKind::Pollable;
        let on_stream = look.held.get(call.on).is_some_and(|held| is_asked(held.kind));
        self.stream_calls += u64::from(on_stream);
        if kind.info().gives.is_some_and(HandleKind::is_stream) {
            self.making_streams.0 += 1;
            self.making_streams.1 += once;
        }
        look.take(call, outcome, amount);
    }

    /// Which part of the calls was refused, in percent.
    pub fn refused_share(&self) -> f64 {
        percent(self.refused, self.calls)
    }

    /// Which part of the calls was made on a stream, in percent.
    pub fn stream_share(&self) -> f64 {
        percent(self.stream_calls, self.calls)
    }

    /// In which part of the scripts something happened, in percent.
    pub fn share(&self, happening: Happening) -> f64 {
        percent(self.happened.get(&happening).copied().unwrap_or(0), self.scripts)
    }

    /// Steps of a script, on average.
    pub fn steps_mean(&self) -> f64 {
        ratio(self.steps, self.scripts)
    }
}

impl<'s> Look<'s> {
    fn take(&mut self, call: Call<'s>, outcome: OutcomeKind, amount: u64) {
        use Happening as H;
        let done = outcome == OutcomeKind::Done;
        if let (Some(bind), Some(kind), true) = (call.bind, call.op.kind().info().gives, done) {
            let position = if let Op::Descriptor(DescriptorOp::ReadViaStream { offset }) = call.op {
                *offset
            } else {
                0
            };
            self.held.insert(bind, Held { kind, position, entries: 0, ended: false });
            match kind {
                HandleKind::InputStream => _ = self.happened.insert(H::InputStream),
                HandleKind::OutputStream => _ = self.happened.insert(H::OutputStream),
                HandleKind::Descriptor
                | HandleKind::DirectoryEntryStream
                | HandleKind::Pollable
                | HandleKind::Error => {}
            }
        }
        if let Op::Descriptor(DescriptorOp::RenameAt { new_descriptor, .. }) = call.op
            && (done && new_descriptor != call.on)
        {
            self.happened.insert(H::RenameBetween);
        }
        if let Op::Descriptor(DescriptorOp::LinkAt { new_descriptor, .. }) = call.op
            && (done && new_descriptor != call.on)
        {
            self.happened.insert(H::LinkBetween);
        }
        match (amount, call.op.source()) {
            (1.., Some(source)) => {
                self.happened.insert(H::SpliceMoves);
                self.moved(source, amount);
            }
            (1.., None) => {
                if let (Op::Descriptor(DescriptorOp::Read { offset, .. }), OutcomeKind::Bytes) =
                    (call.op, outcome)
                {
                    self.read_to(offset.saturating_add(amount));
                } else {
                    self.moved(call.on, amount);
                }
            }
            (0, _) => {}
        }
        if let Some(held) = self.held.get_mut(call.on) {
            held.ended |= matches!(outcome, OutcomeKind::Closed | OutcomeKind::Failed);
            held.entries += u64::from(outcome == OutcomeKind::Entry);
            if held.entries > LONG_LISTING {
                self.happened.insert(H::ListsLong);
            }
        }
    }

    /// An input stream has given so many bytes.
    fn moved(&mut self, stream: &Name, count: u64) {
        if let Some(held) = self.held.get_mut(stream).filter(|held| held.kind == HandleKind::InputStream)
            && count > 0
        {
            held.position = held.position.saturating_add(count);
            let end = held.position;
            self.read_to(end);
        }
    }

    /// Data was read that ends before this place.
    fn read_to(&mut self, end: u64) {
        for (from, happening) in [(FAR, Happening::ReadsFar), (BEYOND_32_BITS, Happening::ReadsBeyond32Bits)]
        {
            if end > from {
                self.happened.insert(happening);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^52")]
fn ratio(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

fn percent(part: u64, of: u64) -> f64 {
    100.0 * ratio(part, of)
}

impl Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} scripts of {:.1} steps, {} calls", self.scripts, self.steps_mean(), self.calls)?;
        let mut row = |what: &str, share: f64| writeln!(f, "{share:7.2} %  {what}");
        row("of the calls are refused", self.refused_share())?;
        row("of the calls are made on a stream", self.stream_share())?;
        let (asked, refused) = self.making_streams;
        row("of the calls that make a stream are refused", percent(refused, asked))?;
        for happening in Happening::ALL {
            row(&format!("of the scripts: {}", happening.name()), self.share(*happening))?;
        }
        let after = self.cells_after.map_or_else(String::new, |scripts| format!(", after {scripts} scripts"));
        writeln!(f, "{} of {} access cells are witnessed{after}", self.cells, CELLS.len())?;
        writeln!(f, "\ncalls      refused")?;
        for (op, (asked, refused)) in &self.ops {
            writeln!(f, "{asked:8} {:7.2} %  {}", percent(*refused, *asked), op.full_name())?;
        }
        Ok(())
    }
}

#[cfg(feature = "cli")]
impl serde::Serialize for Statistics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let happened: BTreeMap<_, _> =
            Happening::ALL.iter().map(|happening| (happening.name(), self.share(*happening))).collect();
        let op = |(op, (asked, refused)): (&OpKind, &(u64, u64))| {
            (op.full_name(), serde_json::json!({ "asked": asked, "refused": refused }))
        };
        serde_json::json!({
            "scripts": self.scripts,
            "steps_mean": self.steps_mean(),
            "calls": self.calls,
            "refused_percent": self.refused_share(),
            "stream_calls_percent": self.stream_share(),
            "making_streams": { "asked": self.making_streams.0, "refused": self.making_streams.1 },
            "scripts_percent": happened,
            "access_cells": { "witnessed": self.cells, "of": CELLS.len(), "after_scripts": self.cells_after },
            "operations": self.ops.iter().map(op).collect::<BTreeMap<_, _>>(),
        })
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::host;
    use crate::check::Judge;
    use crate::filesystem::Blocking;

    fn of(text: &str) -> Statistics {
        let script = Script::parse("a test", text).unwrap();
        let mut judge = Judge::new().unwrap();
        let checked = judge.check(&script, &host("host-inline", Blocking::CurrentThread)).unwrap();
        let mut statistics = Statistics::default();
        statistics.count(&script, &checked, &judge.coverage);
        statistics
    }

    #[test]
    fn what_happened_is_counted_and_what_was_refused_is_not() {
        let fixture = "tree\n  log  \"bytes\"\n  sub/\n\nrun\n";
        let open = "  f = root.open-at \"log\" read write\n  d = root.open-at \"sub\" directory read mutate-directory\n";
        // A row reads: what follows, what happened by it, calls on a stream, calls that were refused.
        let rows: &[(&str, &[Happening], u64, u64)] = &[
            ("  root.rename-at \"log\" to d \"a\"\n", &[Happening::RenameBetween], 0, 0),
            ("  root.rename-at \"log\" to root \"a\"\n", &[], 0, 0),
            ("  root.rename-at \"none\" to d \"a\"\n", &[], 0, 1),
            ("  root.link-at \"log\" to d \"a\"\n", &[Happening::LinkBetween], 0, 0),
            ("  r = d.read-via-stream 0\n", &[], 0, 1),
            (
                "  r = f.read-via-stream 0\n  w = f.append-via-stream\n  w.check-write\n  w.blocking-splice r 3\n",
                &[Happening::InputStream, Happening::OutputStream, Happening::SpliceMoves],
                2,
                0,
            ),
            (
                "  r = f.read-via-stream 5\n  r.blocking-read 3\n  r.blocking-read 3\n",
                &[Happening::InputStream],
                2,
                1,
            ),
            ("  f.set-size 65536\n  f.read 9 65530\n", &[], 0, 0),
            ("  f.set-size 65537\n  f.read 9 65530\n", &[Happening::ReadsFar], 0, 0),
            (
                "  f.set-size 4294967297\n  r = f.read-via-stream 4294967290\n  r.blocking-read 9\n",
                &[Happening::InputStream, Happening::ReadsFar, Happening::ReadsBeyond32Bits],
                1,
                0,
            ),
        ];
        for (steps, happened, stream_calls, refused) in rows {
            let statistics = of(&format!("{fixture}{open}{steps}"));
            let found: Vec<_> = statistics.happened.keys().copied().collect();
            assert_eq!(
                (&found[..], statistics.stream_calls, statistics.refused),
                (*happened, *stream_calls, *refused),
                "{steps}"
            );
        }
    }

    #[test]
    fn shares_are_of_what_there_was() {
        let statistics = Statistics { scripts: 4, steps: 10, calls: 8, refused: 2, ..Statistics::default() };
        assert!(Statistics::default().refused_share().abs() < f64::EPSILON);
        assert!(
            statistics
                .to_string()
                .starts_with("4 scripts of 2.5 steps, 8 calls\n  25.00 %  of the calls are refused\n")
        );
    }
}
