//! Where the simulated backend's choices come from, and how often each was taken.

/// Defines the choices, each with what it means when it is taken.
macro_rules! choices {
    ($($variant:ident = $text:literal,)*) => {
        /// A freedom that a conforming implementation has, as a question that is answered by yes or no.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub(super) enum Choice { $(#[doc = $text] $variant,)* }

        impl Choice {
            /// All of them, in the order of the table.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What it means when it is taken.
            pub(super) fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

choices! {
    LandsNow = "a write in flight gets on before a step",
    LandsTorn = "a positional write lands byte by byte, in any order",
    AppendsTorn = "an append can be seen when only its beginning is there",
    TornGoesOn = "a write that is half there goes on, but not to its end",
    WaitLands = "a call that proves a flush waits for it, though it may say `not yet`",
    PermitNothing = "check-write permits nothing yet",
    ClosedTraps = "a closed stream traps a write past its permit",
    PermitKept = "a permit outlives what used it",
    PermitShrinks = "a permit goes down by what was written",
    PermitAfterBlocking = "a blocking call or a splice leaves a permit behind",
    EmptyNeedsPermit = "an empty write without a permit is a trap",
    NotReadyYet = "an output stream is not ready yet",
    CancelLandsAll = "a cancelled write lands whole",
    CancelLandsPrefix = "a cancelled write lands in part",
    DroppedIsLost = "what a dropped stream had in flight is given up at some moment",
    LostInPart = "what is given up lands in part",
    EndLands = "at the end what is in flight lands",
    ReadShort = "a read gives less than it could",
    ReadNotYet = "a read that need not wait gives nothing at first",
    ReadHeldBack = "a read that need not wait keeps back what was read ahead",
    ReadOn = "a read that finds less in store than it asks for reads on",
    ReadAhead = "bytes are read ahead before a step",
    ReadsBeside = "bytes are read ahead while a call changes the file",
    FetchesLess = "less is read than was asked for",
    ReadsFar = "more is read ahead than was asked for",
    ReadsOldByte = "of a byte that is being changed the one before is read",
    ReadsOldEnd = "of an end that is being changed the one before is found",
    EmptyReadFails = "an empty read tells a failure",
    EmptyReadEnds = "an empty read finds the end",
    ReadyUnasked = "an input stream says that it is ready before anything was read",
    ReadySpurious = "an input stream with bytes in store is not ready yet",
    SubscribeReads = "a stream reads ahead when a pollable is made of it",
    PollableOld = "a pollable of an input stream that was ready once is so again",
    PollNamesSome = "poll names one of several that are ready",
    DropTraps = "the drop of a stream that has a pollable is a trap",
    OrphanTraps = "to ask a pollable whose stream is gone is a trap",
    WriteShort = "a positional write of a descriptor writes less than it was given",
    EndFlagClear = "a read that reaches the end does not say so",
    SpliceNotYet = "a splice that need not wait moves nothing at first",
    TruncateFirst = "an opening call truncates before what is in flight lands",
    AbandonedIsOver = "a call that is given up was over before",
    AbandonedTakesAll = "a write that is given up was taken whole",
    AbandonedTakesNothing = "a write that is given up was not begun",
    AbandonedUnready = "a read that is given up leaves a stream that is not ready",
    AbandonedMoves = "a splice that is given up has moved bytes",
    AbandonedAsksFlush = "a call that is given up has asked for a flush",
    FaultStays = "of two faults the earlier one is met",
    FaultFires = "a fault hits a write",
    FaultReadFires = "a fault hits a read",
    ErrorNotYet = "an error is not told at the first occasion",
    WritesAtOnce = "a write lands before its call is over",
    ErrorTakesWrite = "a stream with an untold error takes a write",
    RightGiven = "a right that was not asked for is given",
    DeniedStreamMade = "a stream that may not be used is made, and fails",
    ShortSplits = "a short count makes two landings of one write",
}

const COUNT: usize = Choice::ALL.len();

/// How often each choice was taken, and how often it was not.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    /// Yes and no by choice.
    pub(super) by_choice: [[u64; 2]; COUNT],
}

impl Default for Counts {
    fn default() -> Self {
        Self { by_choice: [[0; 2]; COUNT] }
    }
}

impl Counts {
    /// Adds what another run counted.
    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.by_choice.iter_mut().zip(&other.by_choice) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
    }

    /// The choices that were never taken, or never refused.
    pub(super) fn one_sided(&self) -> Vec<&'static str> {
        let one_sided = |choice: &&Choice| self.by_choice[**choice as usize].contains(&0);
        Choice::ALL.iter().filter(one_sided).map(|choice| choice.text()).collect()
    }

    /// A line for each choice.
    pub(super) fn table(&self) -> String {
        let line = |choice: &Choice| {
            let [yes, no] = self.by_choice[*choice as usize];
            format!("{yes:>10} yes {no:>10} no  {}", choice.text())
        };
        Choice::ALL.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Where numbers come from.
#[derive(Clone, Debug)]
enum Source {
    /// From a generator in this state (splitmix64).
    Random(u64),
    /// From a tape.
    Tape(Tape),
}

/// Every number that was asked for in one run, so that the next run differs in one of them.
///
/// Who begins with an empty tape, runs, and goes on while [`Tape::turn`] is true, has run once with every sequence of numbers
/// that can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Tape {
    /// Each number with the bound below which it had to be.
    taken: Vec<(usize, usize)>,
    at: usize,
}

impl Tape {
    fn below(&mut self, bound: usize) -> usize {
        if self.at == self.taken.len() {
            self.taken.push((0, bound));
        }
        let (number, _) = self.taken[self.at];
        self.at += 1;
        number
    }

    /// Makes it that of the next run; false where there is none.
    pub(super) fn turn(&mut self) -> bool {
        self.at = 0;
        while let Some((number, bound)) = self.taken.pop() {
            if number + 1 < bound {
                self.taken.push((number + 1, bound));
                return true;
            }
        }
        false
    }
}

/// A source of numbers that counts what it is asked.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    source: Source,
    pub(super) counts: Counts,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { source: Source::Random(seed), counts: Counts::default() }
    }

    /// Those of a tape.
    pub(super) fn of_tape(tape: Tape) -> Self {
        Self { source: Source::Tape(tape), counts: Counts::default() }
    }

    /// The tape, back from a run.
    pub(super) fn into_tape(self) -> Tape {
        match self.source {
            Source::Tape(tape) => tape,
            Source::Random(_) => Tape::default(),
        }
    }

    /// Whether every number that can be is asked for in turn.
    pub(super) fn is_exhaustive(&self) -> bool {
        matches!(self.source, Source::Tape(_))
    }

    /// A number below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        match &mut self.source {
            Source::Random(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut mixed = *state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                mixed ^= mixed >> 31;
                usize::try_from((mixed >> 32) % bound as u64).expect("our fault: it is below a usize")
            }
            Source::Tape(tape) => tape.below(bound),
        }
    }

    /// A number from 0 to `most`.
    pub(super) fn up_to(&mut self, most: usize) -> usize {
        self.below(most + 1)
    }

    /// True in so many of 100 cases; where all numbers are asked for, once, and false once.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        if self.is_exhaustive() { self.below(2) == 1 } else { self.below(100) < percent }
    }

    /// One of these.
    pub(super) fn one<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// Takes a choice in so many of 100 cases.
    pub(super) fn takes(&mut self, choice: Choice, percent: usize) -> bool {
        let taken = self.percent(percent);
        self.counts.by_choice[choice as usize][usize::from(!taken)] += 1;
        taken
    }
}
