//! How a backend stands to a rule when all that was to be run has been.

/// What was seen of one rule on one backend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// It was broken in a way that no ledger lists.
    pub broken: bool,
    /// It was broken in a way that the backend's ledger lists.
    pub broken_as_filed: bool,
    /// Some answer could have broken it, and kept it.
    pub kept: bool,
    /// A script that is about it was run, and showed nothing of it.
    pub not_exercised: bool,
    /// A script that is about it was skipped.
    pub skipped: bool,
}

/// How a backend stands to a rule. The worse one counts, and what was seen counts before what was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Standing {
    /// It breaks the rule.
    Deviates,
    /// It breaks the rule, in no other way than its ledger lists.
    Known,
    /// It was seen to keep the rule, and never to break it.
    Conforms,
    /// Nobody has seen it keep or break the rule: what the scripts about that ask for did not come about.
    NotExercised,
    /// Nobody has seen it keep or break the rule, and scripts about that were skipped for what it lacks.
    Skipped,
    /// Nothing that was run has come to the rule.
    NotReached,
}

impl Standing {
    /// Every one, the worst first.
    pub const ALL: &'static [Self] =
        &[Self::Deviates, Self::Known, Self::Conforms, Self::NotExercised, Self::Skipped, Self::NotReached];

    /// What the evidence comes to.
    pub fn of(evidence: Evidence) -> Self {
        let Evidence { broken, broken_as_filed, kept, not_exercised, skipped } = evidence;
        let rows = [
            (broken, Self::Deviates),
            (broken_as_filed, Self::Known),
            (kept, Self::Conforms),
            (not_exercised, Self::NotExercised),
            (skipped, Self::Skipped),
        ];
        rows.into_iter().find(|(seen, _)| *seen).map_or(Self::NotReached, |(_, standing)| standing)
    }

    /// Its words behind a count of rules, as in `1 deviates` and `2 deviate`.
    pub fn counted(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Deviates, 1) => "deviates",
            (Self::Deviates, _) => "deviate",
            (Self::Conforms, 1) => "conforms",
            (Self::Conforms, _) => "conform",
            (Self::Known | Self::NotExercised | Self::Skipped | Self::NotReached, _) => self.name(),
        }
    }

    /// Its words in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deviates => "deviates",
            Self::Known => "known",
            Self::Conforms => "conforms",
            Self::NotExercised => "not exercised",
            Self::Skipped => "skipped",
            Self::NotReached => "not reached",
        }
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_that_was_seen_counts_and_nothing_passes_unseen() {
        let all =
            Evidence { broken: true, broken_as_filed: true, kept: true, not_exercised: true, skipped: true };
        let rows = [
            (all, Standing::Deviates),
            (Evidence { broken: false, ..all }, Standing::Known),
            (Evidence { broken: false, broken_as_filed: false, ..all }, Standing::Conforms),
            (Evidence { not_exercised: true, skipped: true, ..Evidence::default() }, Standing::NotExercised),
            (Evidence { skipped: true, ..Evidence::default() }, Standing::Skipped),
            (Evidence::default(), Standing::NotReached),
        ];
        for ((evidence, expected), named) in rows.into_iter().zip(Standing::ALL) {
            assert_eq!((Standing::of(evidence), *named), (expected, expected), "{evidence:?}");
        }
    }
}
