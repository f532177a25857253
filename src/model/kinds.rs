//! What kinds of effects there are, as far as coverage tells them apart.

use super::Model;
use super::handles::{Handle, Input, Output};
use crate::op::{Call, Op, OutputOp, PollableOp, StreamOp};
use crate::outcome::{Outcome, OutcomeKind};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// Something that goes on behind a call, or is ended in its middle.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum EffectKind { $($(#[$doc])* $variant,)* }

        impl EffectKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const NAMES: &'static [&'static str] = &[$($name,)*];
        }
    };
}

// How to read a row: variant, name.
kinds! {
    /// A write at an offset that may land later.
    Write "write in flight",
    /// An append that may land later.
    Append "append in flight",
    /// A splice whose bytes may land later.
    Splice "splice in flight",
    /// A read that may have fetched more than was given.
    ReadAhead "read ahead",
    /// A write or flush that was given up.
    AbandonedWrite "abandoned write",
    /// A read or wait that was given up.
    AbandonedRead "abandoned read",
    /// A stream that was cancelled while its writes were in flight.
    CancelledWrite "cancelled write",
    /// A stream that was cancelled when it may have read ahead.
    CancelledRead "cancelled read",
    /// A stream that was dropped while its writes were in flight.
    DroppedWrite "dropped write",
    /// A stream that was dropped when it may have read ahead.
    DroppedRead "dropped read",
    /// A stream that failed while its writes were in flight.
    FailedWrite "failed write",
}

impl EffectKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of_input(input: &Input, op: &Op, outcome: &Outcome) -> Option<Self> {
        let ahead = input.ahead.is_some() && !input.closed;
        match (op, outcome.kind()) {
            (_, OutcomeKind::Abandoned) => Some(Self::AbandonedRead),
            (Op::Stream(StreamOp::Cancel), _) => ahead.then_some(Self::CancelledRead),
            (Op::Drop, _) => ahead.then_some(Self::DroppedRead),
            (Op::Pollable(PollableOp::Block), _) | (_, OutcomeKind::NotReady) => {
                (!input.closed).then_some(Self::ReadAhead)
            }
            (_, OutcomeKind::NoBytes | OutcomeKind::Zero) => {
                (op.length() != Some(0)).then_some(Self::ReadAhead)
            }
            _ => None,
        }
    }

    fn of_output(output: &Output, in_flight: bool, op: &Op, outcome: &Outcome) -> Option<Self> {
        let wrote = if output.offset.is_some() { Self::Write } else { Self::Append };
        let wrote_some = |length: u64| (length > 0 && output.denied.is_none()).then_some(wrote);
        match (op, outcome) {
            (_, Outcome::Abandoned) => Some(Self::AbandonedWrite),
            (Op::Stream(StreamOp::Cancel), _) => in_flight.then_some(Self::CancelledWrite),
            (Op::Drop, _) => in_flight.then_some(Self::DroppedWrite),
            (_, Outcome::Failed(_)) => in_flight.then_some(Self::FailedWrite),
            (Op::Output(OutputOp::StreamWrite { contents }), Outcome::Done) => {
                wrote_some(contents.len() as u64)
            }
            (Op::Output(OutputOp::WriteZeroes { len }), Outcome::Done) => wrote_some(*len),
            (Op::Output(OutputOp::Splice { .. } | OutputOp::BlockingSplice { .. }), Outcome::Count(1..)) => {
                Some(Self::Splice)
            }
            _ => None,
        }
    }
}

impl Model {
    /// What kind of effect an answer opens or ends; to be asked before it is taken.
    pub fn effect_kind(&self, call: Call<'_>, outcome: &Outcome) -> Option<EffectKind> {
        let world = self.worlds.first()?;
        match world.handle(call.on)? {
            Handle::Input(input) => EffectKind::of_input(input, call.op, outcome),
            Handle::Output(output) => {
                let in_flight = world.effects.iter().any(|effect| effect.stream == output.id);
                EffectKind::of_output(output, in_flight, call.op, outcome)
            }
            Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_) => None,
        }
    }
}
