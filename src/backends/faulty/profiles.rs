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
            Fault::EndStays,
            Fault::SnapshotWhenMade,
            Fault::ReadsAheadAll,
            Fault::OldBesideNew,
            Fault::ReadStuck,
            Fault::ReadsLeaveOut,
            Fault::SkipCountsMore,
            Fault::BlockingSkipNothing,
            Fault::EmptyReadGives,
            Fault::EndNeverCloses,
            Fault::EndsAt128KiB,
            Fault::EndsAt1MiB,
            Fault::StreamWraps,
        ],
    ),
    (
        "output-streams",
        &[
            Fault::PositionStays,
            Fault::PermitIsIgnored,
            Fault::CheckWriteStuck,
            Fault::NoPermitAfterBlock,
            Fault::OutputDiesWithDescriptor,
            Fault::OutputWraps,
            Fault::WritesLeaveGap,
            Fault::LongWriteTraps,
            Fault::HugeWriteTraps,
            Fault::WriteWithoutPermit,
            Fault::WriteAndFlushCuts,
            Fault::FarFailuresHaveNoCode,
            Fault::FarFailuresAreIo,
            Fault::FailuresBlock,
            Fault::FailureIsClosed,
            Fault::OpenAfterFailure,
            Fault::SourceStays,
            Fault::SpliceAtStart,
            Fault::SpliceTakesMore,
        ],
    ),
    (
        "directories",
        &[
            Fault::EntryTwice,
            Fault::RemovalOnlyCached,
            Fault::DirectoryOnlyCached,
            Fault::RefusedTooLate,
            Fault::UnlinkWithoutMutate,
            Fault::RemovedIsAccess,
            Fault::RemoveFileIsNoEntry,
            Fault::ListingHidesDots,
            Fault::ListingSmall,
            Fault::ListingCutAt64,
            Fault::ListingCutAt1000,
            Fault::ListingInvents,
            Fault::ListsDotDot,
            Fault::CreateDoesNothing,
            Fault::RemoveDoesNothing,
            Fault::RemoveTakesAll,
            Fault::UnlinkTakesDirectories,
            Fault::RemovedLooksIsAccess,
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
            Fault::TakenOutside,
            Fault::LinkOutTells,
            Fault::DirectoryIsItsPath,
            Fault::RenameOntoEntries,
            Fault::MoveOnlyCached,
            Fault::LinkOnlyCached,
            Fault::TargetOnlyCached,
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
            Fault::RenameLoses,
            Fault::RenameNeverReplacesDirectories,
            Fault::RenameOntoFileIsAccess,
            Fault::RenameSameFails,
            Fault::LinkAlwaysFollows,
            Fault::SymlinkFindsTaken,
            Fault::SymlinkTakesAbsolute,
            Fault::SlashRefused,
            Fault::AbsoluteIsBelow,
            Fault::NulEndsPath,
            Fault::LongNameCut,
            Fault::StatNeverFollows,
            Fault::OpenNeverFollows,
            Fault::StatOfLinkIsFile,
            Fault::SameNever,
            Fault::LostNameFails,
        ],
    ),
    (
        "metadata",
        &[
            Fault::TimesWithoutGrant,
            Fault::TimesForgotten,
            Fault::TimeOnlyCached,
            Fault::NoChangeIsNow,
            Fault::ChangeIsModification,
            Fault::NanosecondsOverflow,
            Fault::HashMoves,
            Fault::HashWithoutSize,
            Fault::HashWithoutTime,
            Fault::HashWithoutObject,
            Fault::SyncFails,
            Fault::AccessForgotten,
            Fault::TimesSwapped,
            Fault::AccessNoChangeIsNow,
            Fault::SizeKeepsTime,
            Fault::ClockBehind,
            Fault::ClockFarAhead,
            Fault::NowIsYesterday,
            Fault::NowIsUptime,
            Fault::WrittenTomorrow,
            Fault::TimeVanishes,
            Fault::TimeAppears,
            Fault::TimesNeverTold,
            Fault::NanosecondsDropped,
            Fault::SecondsRounded,
            Fault::MinutesRounded,
            Fault::SyncIsAccess,
            Fault::HashOfPathDiffers,
            Fault::StatOfDirectoryIsFile,
            Fault::DirectoryFlips,
            Fault::DirectoryByPathDiffers,
            Fault::SizeIsStale,
            Fault::AdviceRefused,
            Fault::Aborts,
            Fault::HoldsTheThread,
        ],
    ),
    (
        "files",
        &[
            Fault::Killed,
            Fault::DataOnlyCached,
            Fault::SizeOnlyCached,
            Fault::AllocatesWithoutEnd,
            Fault::WriteWithoutRight,
            Fault::ReadWraps,
            Fault::ReadRepeatsAtPage,
            Fault::EndTooSoon,
            Fault::FarWritesLand,
            Fault::WriteWraps,
            Fault::WriteCountsNothing,
            Fault::SizeFilled,
            Fault::SizeNeverGrows,
            Fault::SizeEmpties,
            Fault::AdviceDrops,
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
            Fault::CancelledKeepsTail,
            Fault::CancelLeaks,
        ],
    ),
    ("append-races", &[Fault::AppendSeeks, Fault::AppendReorders, Fault::AppendTorn]),
    (
        "overlap",
        &[
            Fault::ReadyEarly,
            Fault::WriteAndFlushReturns,
            Fault::PanicSwallowed,
            Fault::PageRewritten,
            Fault::EmptiesFirst,
        ],
    ),
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
            Fault::ReadErrorIsEnd,
            Fault::ReadErrorIsZeros,
            Fault::ErrorsBlock,
            Fault::ZeroSpins,
            Fault::ErrorsHaveNoCode,
            Fault::ErrorsAreBusy,
            Fault::ErrorReopens,
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
