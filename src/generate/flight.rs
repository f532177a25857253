//! How many worlds what is in flight may lead to, estimated from above: whatever a backend answers, the model should be
//! able to follow. A script that it can't follow to its end says nothing.

use crate::model::{PREFIXES_MAX, prefixes_in};
use crate::op::{Manner, Name, Op, OutputOp, StreamOp};

/// More worlds than this are not risked where a script is to be as wild as can be followed.
const WORLDS_RISKED: usize = 500;

/// Likewise in most races: what many worlds show a few do as well, in a fraction of the time. An estimate may be too low, where what
/// has landed is told apart by more than is counted here.
const WORLDS_RISKED_MOSTLY: usize = 16;

/// Likewise in scripts that are not about what is in flight.
const WORLDS_RISKED_BESIDE: usize = 5;

/// Who reads ahead tells the versions of a file apart that several pieces of work make: about so many for each order.
const VERSIONS_TOLD_APART: usize = 3;

/// In more pieces than this a write may land in too many ways.
const PIECES_MAX: usize = 16;

/// What may be in flight.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    /// Who has issued how many bytes, each time; none where it was counted that their landing may end within.
    pieces: Vec<(Name, usize)>,
    /// How many pieces of work are over that came among others in an order which nobody has seen.
    passed: usize,
    /// Streams whose calls the system may cut short or end.
    faulty: Vec<Name>,
    /// Streams that write to the end of their file, wherever that is.
    appending: Vec<Name>,
    /// Whether something long has ended in its middle, so that nobody knows where its file ends.
    doubted: bool,
    /// Whether somebody reads ahead: then each piece in which a write lands makes a version of the file.
    watched: bool,
    /// In how many ways all that may end within can end.
    spread: usize,
    /// Whether somebody else has changed a file since, so that a look does not tell what has landed.
    hidden: bool,
    /// How many worlds are risked.
    risk: usize,
    /// Likewise where the guest goes as it is.
    risk_left: usize,
}

/// How an operation changes what is in flight.
enum Change {
    Nothing,
    /// So many bytes more.
    More(usize),
    /// So many bytes more, of which any number may have been taken.
    Perhaps(usize),
    /// What the stream has issued is over.
    Settled,
    /// What the stream has issued may end within.
    LetGo,
}

impl Default for Flight {
    fn default() -> Self {
        let risk = WORLDS_RISKED;
        Self {
            pieces: Vec::new(),
            passed: 0,
            faulty: Vec::new(),
            appending: Vec::new(),
            doubted: false,
            watched: false,
            spread: 1,
            hidden: false,
            risk,
            risk_left: risk,
        }
    }
}

impl Flight {
    /// Nothing in flight, where what is in flight is to be followed in few worlds.
    pub(super) fn narrow() -> Self {
        Self { risk: WORLDS_RISKED_MOSTLY, risk_left: WORLDS_RISKED_MOSTLY, ..Self::default() }
    }

    /// Nothing in flight, where little is risked: what is in flight makes each step dearer, and is not what the script is about.
    pub(super) fn careful() -> Self {
        Self { risk: WORLDS_RISKED_BESIDE, ..Self::default() }
    }

    /// Whether the model should be able to follow whatever comes of this call; then it counts as made.
    pub(super) fn admits(&mut self, on: &Name, op: &Op, manner: Manner) -> bool {
        let change = change(op, manner);
        if matches!(change, Change::Nothing) {
            return true;
        }
        let is_work =
            !matches!(op, Op::Output(OutputOp::BlockingFlush) | Op::Stream(StreamOp::Cancel) | Op::Drop);
        if is_work && self.doubted && self.appending.contains(on) {
            // Where it goes is told by the end of what is in doubt.
            return false;
        }
        let mut after = self.clone();
        match change {
            Change::Nothing => {}
            Change::More(bytes) => after.add(on, bytes),
            Change::Perhaps(bytes) => {
                after.add(on, bytes);
                // What a call that was given up has taken is not left in doubt.
                after.spread = after.spread.saturating_mul(bytes.saturating_add(1));
            }
            Change::Settled => {
                let before = after.pieces.len();
                after.pieces.retain(|(stream, _)| stream != on);
                after.passed += if after.pieces.is_empty() { 0 } else { before - after.pieces.len() };
                after.hidden &= !after.pieces.is_empty();
            }
            Change::LetGo => after.may_end(on),
        }
        let admitted = after.worlds() <= self.worlds().max(self.risk);
        if admitted {
            *self = after;
        }
        admitted
    }

    /// The system may cut short what a stream does, or end it; whether the model should be able to follow that.
    pub(super) fn admits_fault(&mut self, stream: &Name) -> bool {
        let mut after = self.clone();
        after.may_end(stream);
        after.faulty.push(stream.clone());
        let admitted = after.worlds() <= self.risk;
        if admitted {
            *self = after;
        }
        admitted
    }

    /// Everything has landed, and it is looked at how.
    pub(super) fn is_seen(&mut self) {
        if !self.hidden {
            (self.pieces, self.passed, self.spread, self.doubted) = (Vec::new(), 0, 1, false);
        }
    }

    /// A stream writes to the end of its file.
    pub(super) fn appends(&mut self, stream: Name) {
        self.appending.push(stream);
    }

    /// Somebody else changes a file.
    pub(super) fn is_hidden(&mut self) {
        self.hidden |= !self.pieces.is_empty();
        self.passed += usize::from(!self.pieces.is_empty());
    }

    /// Whether the guest may go as it is: then each write may end within.
    pub(super) fn may_be_left(&self) -> bool {
        let ends = |worlds: usize, (on, bytes): &(Name, usize)| worlds.saturating_mul(self.ends(on, *bytes));
        self.pieces.iter().fold(self.worlds(), ends) <= self.risk_left
    }

    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether nobody knows where a file ends, since something long has ended in its middle.
    pub(super) fn is_doubted(&self) -> bool {
        self.doubted
    }

    /// Whether one more plain write is admitted.
    pub(super) fn has_room(&self) -> bool {
        self.worlds_with(1) <= self.risk
    }

    /// The streams of whose writes in flight the model can't follow every end.
    pub(super) fn long(&self) -> Vec<Name> {
        self.streams_with(|bytes| bytes > PREFIXES_MAX)
    }

    /// The streams that have writes in flight.
    pub(super) fn streams(&self) -> Vec<Name> {
        self.streams_with(|_| true)
    }

    fn streams_with(&self, counts: impl Fn(usize) -> bool) -> Vec<Name> {
        let pieces = self.pieces.iter().filter(|(_, bytes)| counts(*bytes));
        let mut streams: Vec<Name> = pieces.map(|(stream, _)| stream.clone()).collect();
        streams.dedup();
        streams
    }

    fn add(&mut self, on: &Name, bytes: usize) {
        self.pieces.push((on.clone(), bytes));
        if self.is_faulty(on) {
            let is_followed = bytes <= PREFIXES_MAX && self.watched;
            self.doubted |= !is_followed && self.leaves_doubt(on, bytes);
            let pieces = if is_followed { 1 << bytes.min(PIECES_MAX) } else { self.ends(on, bytes) };
            self.spread = self.spread.saturating_mul(pieces);
        }
    }

    /// Whether the system may cut short what a stream does, or end it.
    pub(super) fn is_faulty(&self, stream: &Name) -> bool {
        self.faulty.contains(stream)
    }

    /// Somebody reads ahead from here on.
    pub(super) fn is_watched(&mut self) {
        self.watched = true;
    }

    fn may_end(&mut self, on: &Name) {
        let mine: Vec<usize> =
            self.pieces.iter().filter(|(stream, _)| stream == on).map(|(_, bytes)| *bytes).collect();
        let ends: Vec<usize> = mine.iter().map(|bytes| self.ends(on, *bytes)).collect();
        self.doubted |= mine.iter().any(|bytes| self.leaves_doubt(on, *bytes));
        self.spread = ends.into_iter().fold(self.spread, usize::saturating_mul);
        for (_, bytes) in self.pieces.iter_mut().filter(|(stream, _)| stream == on) {
            *bytes = 0;
        }
    }

    /// In how many ways so many bytes of a stream can end in their middle.
    fn ends(&self, on: &Name, bytes: usize) -> usize {
        if self.is_left_in_doubt(on, bytes) { 1 } else { bytes.saturating_add(1) }
    }

    /// Whether it is left in doubt, in one world, how many of so many bytes have landed that end in their middle: where they
    /// are many, or worlds are, unless others go to the end that they make.
    fn is_left_in_doubt(&self, on: &Name, bytes: usize) -> bool {
        let goes_behind = |(other, _): &(Name, usize)| other != on && self.appending.contains(other);
        bytes > prefixes_in(self.worlds(), PREFIXES_MAX) && !self.pieces.iter().any(goes_behind)
    }

    /// Whether nobody knows where a file ends when so many bytes may have ended in their middle.
    fn leaves_doubt(&self, on: &Name, bytes: usize) -> bool {
        bytes > PREFIXES_MAX || self.is_left_in_doubt(on, bytes)
    }

    fn worlds(&self) -> usize {
        self.worlds_with(0)
    }

    /// With so many pieces more.
    fn worlds_with(&self, more: usize) -> usize {
        let pieces = self.pieces.len() + self.passed + more;
        let versions = if self.watched && pieces > 1 { VERSIONS_TOLD_APART } else { 1 };
        orders(pieces).saturating_mul(self.spread).saturating_mul(versions)
    }
}

/// In how many ways some of so many pieces of work can have landed, one after the other: 1, 2, 5, 16, 65 and so on.
fn orders(pieces: usize) -> usize {
    (1..=pieces).fold(1, |orders, more| orders.saturating_mul(more).saturating_add(1))
}

fn change(op: &Op, manner: Manner) -> Change {
    let given_up = matches!(manner, Manner::Abandon { .. });
    let count = |len: u64| usize::try_from(len).unwrap_or(usize::MAX - 1);
    if let Op::Output(OutputOp::StreamWrite { contents }) = op {
        Change::More(contents.len())
    } else if let Op::Output(OutputOp::WriteZeroes { len } | OutputOp::Splice { len, .. }) = op {
        Change::More(count(*len))
    } else if let Op::Output(OutputOp::BlockingWriteAndFlush { contents }) = op {
        if given_up { Change::Perhaps(contents.len()) } else { Change::Settled }
    } else if let Op::Output(
        OutputOp::BlockingWriteZeroesAndFlush { len } | OutputOp::BlockingSplice { len, .. },
    ) = op
    {
        let settles = !given_up && !matches!(op, Op::Output(OutputOp::BlockingSplice { .. }));
        if settles { Change::Settled } else { Change::Perhaps(count(*len)) }
    } else if matches!(op, Op::Output(OutputOp::BlockingFlush)) && !given_up {
        Change::Settled
    } else if matches!(op, Op::Stream(StreamOp::Cancel) | Op::Drop) {
        Change::LetGo
    } else {
        Change::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Data;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn write(bytes: usize) -> Op {
        Op::Output(OutputOp::StreamWrite { contents: Data::zeros(bytes) })
    }

    #[test]
    fn some_of_the_pieces_have_landed_in_some_order() {
        assert_eq!([0, 1, 2, 3, 4].map(orders), [1, 2, 5, 16, 65]);
    }

    #[test]
    fn more_is_admitted_until_too_much_may_come_of_it() {
        let mut flight = Flight::default();
        let given_up = Manner::Abandon { polls: 1 };
        for (stream, admitted) in [("a", true), ("b", true), ("c", false)] {
            let op = Op::Output(OutputOp::BlockingWriteAndFlush { contents: Data::zeros(9) });
            assert_eq!(flight.admits(&name(stream), &op, given_up), admitted, "{stream}");
        }
        assert!(flight.admits(&name("a"), &Op::Output(OutputOp::BlockingFlush), Manner::Once));
        flight.is_seen();
        // Of a long one it is left in doubt how much has landed, and of two short ones every prefix of each is followed.
        assert!(flight.admits(&name("a"), &write(PREFIXES_MAX + 1), Manner::Once) && flight.has_room());
        assert_eq!((flight.long(), flight.streams()), (vec![name("a")], vec![name("a")]));
        assert!(flight.admits(&name("a"), &Op::Drop, Manner::Once));
        let (mut beside, long) = (flight.clone(), write(600));
        beside.appends(name("b"));
        assert!(!beside.admits(&name("b"), &write(1), Manner::Once), "its place is in doubt");
        beside.is_seen();
        assert!([("b", write(1)), ("a", long)].iter().all(|(on, op)| beside.admits(
            &name(on),
            op,
            Manner::Once
        )));
        assert!(
            !beside.admits(&name("a"), &Op::Drop, Manner::Once),
            "so would be that of what goes behind it"
        );
        // Of two short ones every prefix of each is followed where an append goes behind them, and else of the first alone.
        for (beside, second) in [(false, true), (true, false)] {
            let mut flight = Flight::default();
            if beside {
                flight.appends(name("z"));
                assert!(flight.admits(&name("z"), &write(1), Manner::Once));
            }
            let mut cut = |stream: &str| {
                let stream = name(stream);
                flight.admits(&stream, &write(16), Manner::Once) && flight.admits_fault(&stream)
            };
            assert_eq!((cut("b"), cut("c")), (true, second), "{beside}");
        }
    }
}
