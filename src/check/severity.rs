//! How bad it is what is wrong: the judge says so, for reports to sort by.

use super::{Divergence, Kind};
use crate::outcome::Outcome;
use crate::rule::Rule;

macro_rules! severities {
    ($($(#[$doc:meta])* $variant:ident $name:literal)*) => {
        /// How bad it is what is wrong, the worst first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
        pub enum Severity { $($(#[$doc])* $variant,)* }

        impl Severity {
            /// All, the worst first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its words in reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

severities! {
    /// A guest reaches or sees what is outside of its preopens, or does what was not granted.
    Escape "escape"
    /// Bytes or names are lost, or somebody else's, or where they were not put.
    Data "lost or foreign data"
    /// The backend panics, ends, hangs, or takes more and more of its machine.
    Breakdown "breakdown"
    /// An answer is wrong.
    Answer "wrong answer"
    /// A refusal that is due has another code.
    Code "wrong code only"
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Rules that keep a guest where it belongs.
const OF_THE_SANDBOX: &[Rule] = &[
    Rule::PathInside,
    Rule::PathOutside,
    Rule::PathUnseen,
    Rule::AccessGranted,
    Rule::AccessWiden,
    Rule::AccessBeneath,
    Rule::AccessMutate,
    Rule::AccessWrite,
    Rule::AccessRead,
];

/// Rules by which what was written is there, and nothing else: whatever call shows that they are broken, data is not what it has
/// to be.
const OF_DATA: &[Rule] = &[
    Rule::FileWrite,
    Rule::FileSetSize,
    Rule::FileGap,
    Rule::FileFarOffset,
    Rule::FileAdvice,
    Rule::StreamWrite,
    Rule::StreamWritePosition,
    Rule::StreamFlushed,
    Rule::StreamRange,
    Rule::AppendEnd,
    Rule::AppendNoLoss,
    Rule::AppendOrder,
    Rule::AppendWhole,
    Rule::CancelPrefix,
    Rule::CancelLate,
    Rule::AbandonRead,
    Rule::AbandonWrite,
    Rule::FaultPrefix,
    Rule::FaultShort,
];

impl Divergence {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        let rule = self.rule();
        let refused = matches!(self.outcome, Some(Outcome::Error(_) | Outcome::Failed(_)));
        if refused && self.why.refusal_is_due && rule != Rule::PathUnseen {
            return Severity::Code;
        }
        if OF_THE_SANDBOX.contains(&rule) && (!refused || rule == Rule::PathUnseen) {
            return Severity::Escape;
        }
        match self.kind() {
            Kind::Escape => Severity::Escape,
            Kind::Hang | Kind::Panic | Kind::Abort | Kind::OutOfMemory | Kind::Leak => Severity::Breakdown,
            Kind::WrongTree if rule.area() == "time" => Severity::Answer,
            Kind::WrongData | Kind::WrongTree | Kind::LateLanding => Severity::Data,
            Kind::WrongAnswer if OF_DATA.contains(&rule) && !refused => Severity::Data,
            Kind::WrongAnswer => Severity::Answer,
        }
    }
}
