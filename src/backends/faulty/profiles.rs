//! What scripts dwell on that show a fault soon.

use super::Fault;

/// A row reads: the name of a profile of the generator, the faults that its scripts show soonest. All others show in
/// scripts of everything.
const PROFILES: &[(&str, &[Fault])] = &[
    (
        "input-streams",
        &[
            Fault::EmptyReadCloses,
            Fault::ReadsStay,
            Fault::BlockingReadEmpty,
            Fault::DiesWithDescriptor,
            Fault::EndIsNotSticky,
            Fault::ReadAheadSurvives,
        ],
    ),
    ("output-streams", &[Fault::PositionStays, Fault::PermitIsIgnored, Fault::CheckWriteStuck]),
    (
        "directories",
        &[
            Fault::EntryTwice,
            Fault::RefusedTooLate,
            Fault::UnlinkWithoutMutate,
            Fault::RemovedIsAccess,
            Fault::RemoveFileIsNoEntry,
        ],
    ),
    (
        "paths",
        &[
            Fault::LinksWiden,
            Fault::DotDotOnText,
            Fault::SlashDroppedAtSource,
            Fault::SlashDroppedAtDestination,
            Fault::StatFollows,
            Fault::StatLeavesSandbox,
            Fault::PrefixOnText,
            Fault::DirectoryIsItsPath,
            Fault::RenameOntoEntries,
            Fault::RenameSameRemoves,
            Fault::RenameLeavesName,
            Fault::RenameNeverReplaces,
            Fault::SameBySize,
            Fault::LinkCountIsOne,
            Fault::LinkFollowIgnored,
            Fault::ReadlinkCut,
            Fault::ReadlinkAbsolute,
            Fault::ThroughFileIsNoEntry,
            Fault::WayNotFollowed,
            Fault::EmptyPathIsHere,
        ],
    ),
    (
        "metadata",
        &[
            Fault::TimesWithoutGrant,
            Fault::TimesForgotten,
            Fault::NoChangeIsNow,
            Fault::ChangeIsModification,
            Fault::NanosecondsOverflow,
            Fault::HashMoves,
            Fault::HashWithoutSize,
            Fault::HashWithoutTime,
            Fault::HashWithoutObject,
            Fault::SyncFails,
            Fault::Aborts,
            Fault::HoldsTheThread,
        ],
    ),
    (
        "files",
        &[
            Fault::Killed,
            Fault::AllocatesWithoutEnd,
            Fault::WriteWithoutRight,
            Fault::LineEndsRead,
            Fault::TextEndsAtNul,
        ],
    ),
    (
        "cancel",
        &[
            Fault::CancelTooEarly,
            Fault::CancelledLandsLater,
            Fault::CancelledTwice,
            Fault::AbandonedRewrites,
            Fault::AbandonedReadLoses,
            Fault::DropWaits,
            Fault::CancelMovesOthers,
            Fault::CancelLeaks,
        ],
    ),
    ("append-races", &[Fault::AppendSeeks, Fault::AppendReorders, Fault::AppendTorn]),
    ("overlap", &[Fault::ReadyEarly, Fault::PanicSwallowed, Fault::PageRewritten, Fault::EmptiesFirst]),
    (
        "faults",
        &[
            Fault::InterruptedFails,
            Fault::InterruptedEnds,
            Fault::ShortIsAll,
            Fault::PositionByAsked,
            Fault::ErrorTwice,
            Fault::ErrorNever,
            Fault::ErrorSkips,
            Fault::ZeroIsDone,
        ],
    ),
];

impl Fault {
    /// The name of the profile of the generator whose scripts show it soonest.
    pub fn profile(self) -> &'static str {
        let row = PROFILES.iter().find(|(_, faults)| faults.contains(&self));
        row.map_or("everything", |(profile, _)| profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::Focus;

    #[test]
    fn every_profile_is_one_of_the_generator_and_no_fault_has_two() {
        for fault in Fault::ALL {
            assert!(Focus::from_name(fault.profile()).is_ok(), "{}", fault.profile());
            let rows = PROFILES.iter().filter(|(_, faults)| faults.contains(fault)).count();
            assert!(rows <= 1, "{}", fault.name());
            let races = ["cancel", "append-races", "overlap", "faults"].contains(&fault.profile());
            assert!(!races || fault.needs_control(), "{}", fault.name());
        }
    }
}
