//! Which operations a script leans to: by what its weights are multiplied besides all else.
//!
//! A search chooses it by what it has covered, and a script is made again from its seed and this.

use std::fmt::{self, Display};
use std::str::FromStr;

use crate::op::OpKind;

/// The digit of an operation that is asked as often as its weight says.
const NEUTRAL: u8 = 4;

/// By what the weight of an operation is multiplied for its digit, in sixteenths: from a quarter to four times, and twice as
/// much for two more.
const SIXTEENTHS: [u32; 9] = [4, 6, 8, 11, 16, 23, 32, 45, 64];

/// A digit for each operation, and the last for calls that are to lack a right.
const LENGTH: usize = OpKind::ALL.len() + 1;
const RIGHTS: usize = LENGTH - 1;

/// A digit from 0 to 8 for each operation, and one for calls that are to be refused for want of a right: 4 asks as often as the
/// table of weights says, 8 four times as often, 0 a quarter.
///
/// It is written as a line of these digits, in the order of [`OpKind::ALL`], and that of rights behind them.
///
/// ```
/// use wasi_fs_conformance::generate::Lean;
/// let lean = Lean::default();
/// assert!(lean.is_neutral());
/// assert_eq!(lean.to_string().parse(), Ok(lean));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "cli", serde(into = "String", try_from = "String"))]
pub struct Lean([u8; LENGTH]);

impl Default for Lean {
    /// None: all operations are asked as often as the table of weights says.
    fn default() -> Self {
        Self([NEUTRAL; LENGTH])
    }
}

impl Lean {
    /// With so many steps up or down for each operation, of which two make twice or half; as far as digits go.
    pub fn by(steps: impl Fn(OpKind) -> i8) -> Self {
        let mut digits = [NEUTRAL; LENGTH];
        for kind in OpKind::ALL {
            digits[*kind as usize] = digit(steps(*kind));
        }
        Self(digits)
    }

    /// The same, with so many steps for calls that are to lack a right.
    #[must_use]
    pub fn and_rights(mut self, steps: i8) -> Self {
        self.0[RIGHTS] = digit(steps);
        self
    }

    /// Whether it leans to nothing.
    pub fn is_neutral(&self) -> bool {
        self.0.iter().all(|digit| *digit == NEUTRAL)
    }

    /// By what the weight of an operation is multiplied: the same for all where it leans to nothing.
    pub(super) fn factor(&self, kind: OpKind) -> u32 {
        // What leans to nothing makes the very scripts that the table of weights makes.
        if self.is_neutral() { 1 } else { SIXTEENTHS[usize::from(self.0[kind as usize])] }
    }

    /// By what the weight of calls that are to lack a right is multiplied, and that of all others.
    pub(super) fn of_rights(&self) -> (u32, u32) {
        let digit = self.0[RIGHTS];
        if digit == NEUTRAL {
            (1, 1)
        } else {
            (SIXTEENTHS[usize::from(digit)], SIXTEENTHS[usize::from(NEUTRAL)])
        }
    }
}

/// The digit that is so many steps up or down, as far as digits go.
fn digit(steps: i8) -> u8 {
    let most = i8::try_from(SIXTEENTHS.len() - 1).unwrap_or(i8::MAX);
    NEUTRAL.cast_signed().saturating_add(steps).clamp(0, most).cast_unsigned()
}

impl Display for Lean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

/// A text that is no [`Lean`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected {LENGTH} digits from 0 to {most}, one for each operation and one for rights, found {0:?}; a finding's origin has them behind `lean`",
    most = SIXTEENTHS.len() - 1
)]
pub struct NoLean(String);

impl FromStr for Lean {
    type Err = NoLean;

    fn from_str(text: &str) -> Result<Self, NoLean> {
        let digit =
            |letter: u8| letter.checked_sub(b'0').filter(|digit| usize::from(*digit) < SIXTEENTHS.len());
        let digits: Option<Vec<u8>> = text.bytes().map(digit).collect();
        let digits = digits.and_then(|digits| digits.try_into().ok());
        digits.map(Self).ok_or_else(|| NoLean(text.to_owned()))
    }
}

impl From<Lean> for String {
    fn from(lean: Lean) -> Self {
        lean.to_string()
    }
}

impl TryFrom<String> for Lean {
    type Error = NoLean;

    fn try_from(text: String) -> Result<Self, NoLean> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Focus, Scripts};
    use crate::model::Model;
    use crate::outcome::{Allowed, Seen};
    use crate::script::{Script, Step};

    /// Scripts that are looked at in one round, and in how many rounds at most an operation has to show.
    const SCRIPTS: u64 = 50;
    const ROUNDS: usize = 10;

    fn scripts(lean: Lean, round: usize) -> Vec<Script> {
        let round = round as u64;
        let indices = round * SCRIPTS + 1..=(round + 1) * SCRIPTS;
        indices.map(|index| Scripts { lean, ..Scripts::default() }.script(index)).collect()
    }

    /// A number from 0 to 10 for each operation.
    fn up_and_down(kind: OpKind) -> i8 {
        i8::try_from(kind as usize % 11).unwrap()
    }

    /// How often an operation is asked, and in how many calls.
    fn asked(scripts: &[Script], kind: OpKind) -> (u64, u64) {
        let calls = || scripts.iter().flat_map(|script| &script.steps).filter_map(Step::call);
        (calls().filter(|call| call.op.kind() == kind).count() as u64, calls().count() as u64)
    }

    #[test]
    fn every_operation_is_asked_more_often_where_scripts_lean_to_it() {
        let mut neutral: Vec<Vec<Script>> = Vec::new();
        for kind in OpKind::ALL {
            let lean = Lean::by(|other| if other == *kind { 4 } else { 0 });
            let (mut before, mut now) = ((0, 0), (0, 0));
            let shows = (0..ROUNDS).any(|round| {
                if neutral.len() == round {
                    neutral.push(scripts(Lean::default(), round));
                }
                let (plain, leaning) = (asked(&neutral[round], *kind), asked(&scripts(lean, round), *kind));
                before = (before.0 + plain.0, before.1 + plain.1);
                now = (now.0 + leaning.0, now.1 + leaning.1);
                // By a fifth at least, and not of a few.
                now.0 >= 20 && now.0 * before.1 * 5 > before.0 * now.1 * 6
            });
            assert!(shows, "{kind:?}: {now:?} instead of {before:?}");
        }
    }

    #[test]
    fn more_calls_lack_a_right_where_scripts_lean_to_that() {
        let lacking = |lean: Lean| {
            let mut lacking = 0;
            for script in scripts(lean, 0) {
                let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
                for step in &script.steps {
                    let mut count =
                        |allowed: &Allowed| lacking += u32::from(!allowed.cells.denied().is_empty());
                    model.go_plainly(step, &mut seen, |_, allowed, _| count(allowed));
                }
            }
            lacking
        };
        let (few, plain, many) = (
            lacking(Lean::default().and_rights(-4)),
            lacking(Lean::default()),
            lacking(Lean::default().and_rights(4)),
        );
        assert!(few < plain && plain * 3 / 2 < many, "{few}, {plain}, {many}");
    }

    #[test]
    fn a_seed_and_a_lean_are_a_script_and_no_lean_is_the_script_of_the_seed() {
        let lean = Lean::by(|kind| up_and_down(kind) - 4);
        assert_eq!(scripts(lean, 0), scripts(lean, 0));
        assert_ne!(scripts(lean, 0), scripts(Lean::default(), 0));
        assert_eq!(scripts(Lean::by(|_| 0), 0), scripts(Lean::default(), 0));
        let plain = |seed: u64| Scripts::default().script(seed);
        assert_eq!(Scripts { lean: Lean::default(), ..Scripts::default() }.script(7), plain(7));
    }

    #[test]
    fn a_line_of_digits_is_read_and_everything_else_refused_with_what_helps() {
        let lean = Lean::by(|kind| up_and_down(kind) - 5);
        assert_eq!(lean.to_string().parse(), Ok(lean));
        assert_eq!((lean.to_string().len(), lean.is_neutral()), (LENGTH, false));
        let neutral = Lean::default().to_string();
        for wrong in [
            "",
            "4",
            &neutral[1..],
            &format!("{neutral}4"),
            &neutral.replacen('4', "9", 1),
            &neutral.replacen('4', "x", 1),
        ] {
            let error = wrong.parse::<Lean>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("expected {LENGTH} digits from 0 to 8")), "{error}");
            assert!(error.ends_with("a finding's origin has them behind `lean`"), "{error}");
        }
    }

    #[test]
    fn whatever_scripts_lean_to_they_are_made() {
        for index in 1..=200_u64 {
            let seed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let lean = Lean::by(|kind| (seed.rotate_left(kind as u32) % 9) as i8 - 4)
                .and_rights((index % 9) as i8 - 4);
            for focus in Focus::ALL {
                drop(Scripts { lean, focus: *focus, ..Scripts::default() }.script(seed));
            }
        }
    }
}
