//! What kind of thing is wrong: the judge says so, for reports to sort by.

use super::Divergence;
use crate::outcome::Outcome;
use crate::rule::Rule;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal)*) => {
        /// What kind of thing is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its word in reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

kinds! {
    /// An answer that does not conform.
    WrongAnswer "wrong-answer"
    /// Bytes that no version of the file has there, or too many or too few of them.
    WrongData "wrong-data"
    /// A tree on disk that is not what the calls left.
    WrongTree "wrong-tree"
    /// Something outside of the preopens was reached.
    Escape "escape"
    /// A call that was not over when it had to be, or a loop that gets nowhere.
    Hang "hang"
    /// A panic, in a call or in the background.
    Panic "panic"
    /// The process that ran the script ended.
    Abort "abort"
    /// The process that ran the script used up its memory.
    OutOfMemory "out-of-memory"
    /// Something of a guest that is gone is still there.
    Leak "leak"
    /// Bytes of a stream landed after it was cancelled.
    LateLanding "late-landing"
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Rules that tell the kind by themselves, whatever shows that they are broken.
const BY_RULE: &[(Rule, Kind)] = &[
    (Rule::NoPanic, Kind::Panic),
    (Rule::NoAbort, Kind::Abort),
    (Rule::BoundedMemory, Kind::OutOfMemory),
    (Rule::NoHang, Kind::Hang),
    (Rule::NeverBlocks, Kind::Hang),
    (Rule::LoopProgress, Kind::Hang),
    (Rule::NoLeak, Kind::Leak),
    (Rule::PathOutside, Kind::Escape),
    (Rule::AccessBeneath, Kind::Escape),
    (Rule::CancelLate, Kind::LateLanding),
];

impl Divergence {
    /// What kind of thing is wrong.
    pub fn kind(&self) -> Kind {
        let rule = self.rule();
        if let Some((_, kind)) = BY_RULE.iter().find(|(known, _)| *known == rule) {
            return *kind;
        }
        match &self.outcome {
            None => Kind::WrongTree,
            Some(Outcome::Bytes { .. }) => Kind::WrongData,
            Some(Outcome::Panic(_)) => Kind::Panic,
            Some(Outcome::Hang | Outcome::Blocked) => Kind::Hang,
            // An error is a refusal, if the wrong one.
            Some(Outcome::Error(_)) => Kind::WrongAnswer,
            Some(_) if rule == Rule::PathInside => Kind::Escape,
            Some(
                Outcome::Done
                | Outcome::Count(_)
                | Outcome::Ready(_)
                | Outcome::Polled(_)
                | Outcome::Code(_)
                | Outcome::Text(_)
                | Outcome::Flags(_)
                | Outcome::Type(_)
                | Outcome::Stat(_)
                | Outcome::Entry(_)
                | Outcome::Target(_)
                | Outcome::Same(_)
                | Outcome::Hash(_)
                | Outcome::Failed(_)
                | Outcome::Closed
                | Outcome::Trap(_)
                | Outcome::Abandoned,
            ) => Kind::WrongAnswer,
        }
    }
}
