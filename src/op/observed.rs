//! Numbers that a script can't know when it is written: what the backend gave, counted or told last.

use std::fmt;

use super::{DATA_MAX, Data, DescriptorOp, InputOp, Op, OutputOp};

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// What the last `check-write` on the same stream gave.
    Permit,
    /// How many bytes the last call that tells it has read, written, skipped or spliced, on any handle.
    Count,
    /// The size that the last `stat` or `stat-at` told.
    Size,
}

impl Quantity {
    /// All of them, with their words in scripts.
    pub const TABLE: &'static [(&'static str, Self)] =
        &[("permit", Self::Permit), ("count", Self::Count), ("size", Self::Size)];

    /// Its word in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Count => "count",
            Self::Size => "size",
        }
    }
}

/// An argument that stands for a number which is seen only when the script is run: `permit`, `size-1`, `A[0..count+1]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Observed {
    /// What was seen.
    pub quantity: Quantity,
    /// What is added to it.
    pub plus: i64,
    /// Where the argument is marked bytes up to there: their writer and where they start.
    pub marked: Option<(u8, u64)>,
}

/// The arguments of one call that stand for what was seen: its first number or its bytes, and its second number. The op
/// beside them holds 0, or no bytes, in their place.
pub type Observations = [Option<Observed>; 2];

impl Observed {
    /// A number as it was seen.
    pub fn number(quantity: Quantity, plus: i64) -> Self {
        Self { quantity, plus, marked: None }
    }

    /// The argument's number where this was seen.
    pub fn of(self, seen: u64) -> u64 {
        seen.saturating_add_signed(self.plus)
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((writer, from)) = self.marked {
            write!(f, "{}[{from}..", char::from(writer))?;
        }
        f.write_str(self.quantity.word())?;
        if self.plus != 0 {
            write!(f, "{:+}", self.plus)?;
        }
        f.write_str(if self.marked.is_some() { "]" } else { "" })
    }
}

impl Op {
    /// Its numbers, those that may stand for what was seen; none in the place of bytes.
    fn numbers_mut(&mut self) -> [Option<&mut u64>; 2] {
        if let Self::Descriptor(
            DescriptorOp::Read { length, offset }
            | DescriptorOp::Advise { offset: length, length: offset, .. },
        ) = self
        {
            [Some(length), Some(offset)]
        } else if let Self::Descriptor(DescriptorOp::Write { offset, .. }) = self {
            [None, Some(offset)]
        } else if let Self::Descriptor(
            DescriptorOp::ReadViaStream { offset: number }
            | DescriptorOp::WriteViaStream { offset: number }
            | DescriptorOp::SetSize { size: number },
        )
        | Self::Input(
            InputOp::StreamRead { len: number }
            | InputOp::BlockingRead { len: number }
            | InputOp::Skip { len: number }
            | InputOp::BlockingSkip { len: number },
        )
        | Self::Output(
            OutputOp::WriteZeroes { len: number }
            | OutputOp::BlockingWriteZeroesAndFlush { len: number }
            | OutputOp::Splice { len: number, .. }
            | OutputOp::BlockingSplice { len: number, .. },
        ) = self
        {
            [Some(number), None]
        } else {
            [None, None]
        }
    }

    /// The bytes that it writes, to be replaced.
    fn bytes_mut(&mut self) -> Option<&mut Data> {
        if let Self::Descriptor(DescriptorOp::Write { buffer: bytes, .. })
        | Self::Output(
            OutputOp::StreamWrite { contents: bytes } | OutputOp::BlockingWriteAndFlush { contents: bytes },
        ) = self
        {
            Some(bytes)
        } else {
            None
        }
    }

    /// Its numbers, in the places in which they may stand for what was seen.
    pub fn numbers(&self) -> [Option<u64>; 2] {
        self.clone().numbers_mut().map(Option::<&mut u64>::copied)
    }

    /// Which of its arguments may stand for what was seen.
    pub fn may_observe(&self) -> [bool; 2] {
        let mut op = self.clone();
        let bytes = op.bytes_mut().is_some();
        let [first, second] = op.numbers_mut().map(|number| number.is_some());
        [first || bytes, second]
    }

    /// The same call with 0, or no bytes, in the place of what is seen only later, as a step holds it.
    #[must_use]
    pub fn placeholding(mut self, observed: Observations) -> Self {
        if let (Some(_), Some(bytes)) = (observed[0], self.bytes_mut()) {
            *bytes = Data::default();
        }
        for (number, _) in
            self.numbers_mut().into_iter().zip(observed).filter(|(_, observed)| observed.is_some())
        {
            if let Some(number) = number {
                *number = 0;
            }
        }
        self
    }

    /// The same call with what was seen in place of some of its arguments. No more bytes are written than a script may.
    #[must_use]
    pub fn observing(mut self, observed: Observations, seen: impl Fn(Quantity) -> u64) -> Self {
        if let (Some(observed), Some(bytes)) = (observed[0], self.bytes_mut())
            && let Some((writer, from)) = observed.marked
        {
            let to = observed.of(seen(observed.quantity));
            *bytes = Data::marked(writer, from..to.clamp(from, from.saturating_add(DATA_MAX)));
        }
        for (number, observed) in self.numbers_mut().into_iter().zip(observed) {
            if let (Some(number), Some(observed)) = (number, observed) {
                *number = observed.of(seen(observed.quantity));
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_takes_the_place_of_a_number_or_of_bytes() {
        let seen = |quantity| match quantity {
            Quantity::Permit => 10,
            Quantity::Count => u64::MAX,
            Quantity::Size => 0,
        };
        let number = |quantity, plus| Some(Observed::number(quantity, plus));
        let zeroes =
            Op::Output(OutputOp::WriteZeroes { len: 0 }).observing([number(Quantity::Permit, 1), None], seen);
        assert_eq!(zeroes, Op::Output(OutputOp::WriteZeroes { len: 11 }));
        let both = [number(Quantity::Size, -1), number(Quantity::Count, 1)];
        let read = Op::Descriptor(DescriptorOp::Read { length: 7, offset: 7 }).observing(both, seen);
        assert_eq!(
            read,
            Op::Descriptor(DescriptorOp::Read { length: 0, offset: u64::MAX }),
            "no number wraps"
        );
        for (plus, length) in [(0, 8), (-9, 0), (i64::MAX, DATA_MAX)] {
            let observed = Observed { quantity: Quantity::Permit, plus, marked: Some((b'A', 2)) };
            let write = Op::Output(OutputOp::StreamWrite { contents: Data::default() })
                .observing([Some(observed), None], seen);
            assert_eq!(
                write,
                Op::Output(OutputOp::StreamWrite { contents: Data::marked(b'A', 2..2 + length) })
            );
        }
    }

    #[test]
    fn every_call_with_a_number_can_have_it_observed() {
        assert_eq!(Op::Descriptor(DescriptorOp::Stat).may_observe(), [false, false]);
        assert_eq!(
            Op::Descriptor(DescriptorOp::Write { buffer: Data::default(), offset: 0 }).may_observe(),
            [true, true]
        );
        assert_eq!(Op::Descriptor(DescriptorOp::SetSize { size: 0 }).may_observe(), [true, false]);
    }
}
