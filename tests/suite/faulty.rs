//! The tester tested: each faulty backend is found, under its own rule, in a script that can't be shorter, and the file
//! that is kept of it shows the same again.

use std::fs;
use std::time::Duration;

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Divergence, Judge, Verdict};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::report::Finding;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

use crate::tool;

/// Generated scripts until a fault shows, at most; a directory has to be opened, moved and used for the slowest.
const SCRIPTS_MAX: u64 = 12_000;

/// Steps of the script that shows it, at most.
const STEPS_MAX: usize = 8;

/// Steps of one about a poll of two streams, each of which needs a handle and a pollable, and one of them work under way.
const STEPS_OF_POLLS_MAX: usize = 11;

/// Of so many scripts that show it one has to shrink to that.
const LONG_MAX: usize = 3;

/// How long a guest loops that gets on nowhere; each try of the shrinker takes as long.
const STUCK_AFTER: Duration = Duration::from_millis(250);

/// How long a call of a race may take; whatever is held is let go sooner.
const HANGS_AFTER: Duration = Duration::from_secs(4);

/// Smaller scripts that are tried, at most.
const CANDIDATES_MAX: u32 = 3_000;

/// What is asked of the script that is kept.
struct Search<B> {
    fault: Fault,
    backend: B,
    judge: Judge<'static>,
    /// How often a script has to show the fault: what goes on in the background may happen to come in another order.
    times: u32,
}

/// None where the machine does not let a script have a say in what happens around the guest.
fn search(fault: Fault) -> Option<Search<impl Backend>> {
    let stuck = [Rule::LoopProgress, Rule::PollFollows].contains(&fault.rule());
    let judge = tool::judge().with_deadline(if stuck { STUCK_AFTER } else { HANGS_AFTER });
    if fault.needs_control() && !judge.has_syscall_gate() {
        println!("skipped: {} shows where calls of the system can be held and answered", fault.name());
        return None;
    }
    // A drop that holds the thread, and a write that is never given up, take nearly half a second each time, and can't be
    // overlooked.
    let is_slow = [Fault::DropWaits, Fault::ZeroSpins].contains(&fault);
    let times = if fault.needs_control() && !is_slow { 12 } else { 1 };
    Some(Search { fault, backend: faulty(fault), judge, times })
}

impl<B: Backend> Search<B> {
    fn check(&mut self, script: &Script) -> Option<Box<Divergence>> {
        match self.judge.check(script, &self.backend).unwrap().verdict {
            Verdict::Diverged(divergence) if divergence.rule() == self.fault.rule() => Some(divergence),
            Verdict::Diverged(_)
            | Verdict::Conforms
            | Verdict::NotExercised(_)
            | Verdict::Skipped(_)
            | Verdict::Inconclusive(_) => None,
        }
    }

    fn fails(&mut self, script: &Script, times: u32) -> bool {
        (0..times).all(|_| self.check(script).is_some())
    }

    fn finds(mut self) {
        let (fault, times) = (self.fault, self.times);
        let focus = Focus::from_name(fault.profile()).unwrap();
        let scripts = (1..=SCRIPTS_MAX).map(|seed| Scripts { focus, ..Scripts::default() }.script(seed));
        let rule = fault.rule();
        // Of some scripts each smaller one breaks another rule first, so that the shrinker gets no further: then the next one counts.
        let mut long = Vec::new();
        for (before, script) in scripts.enumerate() {
            if !self.fails(&script, times) {
                continue;
            }
            let steps_before = script.steps.len();
            let (small, candidates) = self.smallest(script);
            println!(
                "{} in {} scripts, {steps_before} steps shrunk to {} by {candidates} candidates\n{small}",
                fault.name(),
                before + 1,
                small.steps.len()
            );
            assert!(candidates < CANDIDATES_MAX, "{candidates} candidates are too many\n{small}");
            let polls = [Rule::PollReturns, Rule::PollIndices, Rule::PollFollows].contains(&rule);
            let is_small = small.steps.len() <= if polls { STEPS_OF_POLLS_MAX } else { STEPS_MAX };
            if is_small && self.replays(&small) {
                return;
            }
            // On a busy machine a race may come out the same for long, also without what holds it up, and then no more.
            assert!(!is_small || times > 1, "the file that is kept does not show the same\n{small}");
            long.push(small.steps.len());
            assert!(long.len() < LONG_MAX, "{long:?} steps are too many, or show nothing any more\n{small}");
        }
        panic!("{SCRIPTS_MAX} scripts don't show that {rule} is broken, or in too many steps: {long:?}");
    }

    /// The smallest script, and how many candidates it took.
    fn smallest(&mut self, script: Script) -> (Script, u32) {
        let mut candidates = 0;
        let mut small = self.shrunk(script, &mut candidates);
        // No step can be left out. How often a race comes out hangs on what else the machine does, though: a step that was needed
        // for the fault to show each time may not be any more. Then it goes on from there.
        while let Some((left_out, shorter)) = self.shorter(&small) {
            assert!(self.times > 1, "step {} can be left out\n{small}", left_out + 1);
            small = self.shrunk(shorter, &mut candidates);
        }
        (small, candidates)
    }

    fn shrunk(&mut self, script: Script, candidates: &mut u32) -> Script {
        let times = self.times;
        let small = Shrinker::new(script).run(10_000, |script| {
            *candidates += 1;
            Ok::<_, ()>(self.fails(script, times))
        });
        small.unwrap()
    }

    /// The script without a step that can be left out, and which that is; none where it has no such step.
    fn shorter(&mut self, small: &Script) -> Option<(usize, Script)> {
        // Far more often than before: the shrinker leaves alone what shows the fault most times but not each time.
        let times = if self.times == 1 { 1 } else { 40 };
        (0..small.steps.len()).find_map(|left_out| {
            let mut shorter = small.clone();
            shorter.steps.remove(left_out);
            self.fails(&shorter, times).then_some((left_out, shorter))
        })
    }

    /// Whether the file that is kept shows the same divergence: at the same step, under the same rule, by the same answer.
    fn replays(&mut self, small: &Script) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let name = self.backend.name().to_owned();
        let shown = |divergence: &Divergence| {
            let answer = divergence.outcome.clone().map(|outcome| outcome.repeatable().to_string());
            (divergence.step, answer.unwrap_or_else(|| without_moments(&divergence.got)))
        };
        let mut tries = 0..self.times;
        // What is answered in the background may come in another order, but not each time.
        tries.any(|_| {
            let Some(first) = self.check(small) else { return false };
            let mut finding = Finding::new(name.as_str(), small.clone(), &[], &first);
            finding.keep_in(folder.path()).unwrap();
            let text = fs::read_to_string(finding.file.unwrap()).unwrap();
            let kept = Script::parse("kept", &text).unwrap();
            assert_eq!(kept.rule, Some(self.fault.rule()), "{text}");
            self.check(&kept).is_some_and(|second| shown(&second) == shown(&first))
        })
    }
}

/// What was seen on the disk, but for the moments that it tells: where the fault sets none they are those of the run.
fn without_moments(got: &str) -> String {
    let is_moment = |what: &str| ["modification", "access"].contains(&what);
    let without = |word: &str| match word.split_once('=') {
        Some((what, _)) if is_moment(what) => format!("{what}="),
        _ => word.to_owned(),
    };
    got.split(' ').map(without).collect::<Vec<_>>().join(" ")
}

macro_rules! faults {
    ($every:ident, $known:expr; $($test:ident $fault:ident)*) => {
        $(
            #[test]
            fn $test() {
                if let Some(search) = search(Fault::$fault) {
                    search.finds();
                }
            }
        )*

        #[test]
        fn $every() {
            let known: Vec<Fault> = Fault::ALL.iter().copied().filter($known).collect();
            assert_eq!(known, [$(Fault::$fault),*]);
        }
    };
}

// Faults that a guest's calls show.
faults! {
    every_fault_that_calls_show_has_a_test, |fault| {
        !fault.needs_control() && !fault.is_fatal() && !fault.is_for_the_corpus()
    };
    a_position_that_stays_is_found PositionStays
    an_append_at_the_opening_size_is_found AppendAtOpeningSize
    an_empty_read_that_closes_is_found EmptyReadCloses
    an_end_that_is_not_sticky_is_found EndIsNotSticky
    a_permit_that_is_ignored_is_found PermitIsIgnored
    a_write_without_the_right_is_found WriteWithoutRight
    a_truncate_without_mutate_directory_is_found TruncateWithoutMutate
    an_unlink_without_mutate_directory_is_found UnlinkWithoutMutate
    timestamps_set_without_the_grant_are_found TimesWithoutGrant
    a_poll_that_names_none_is_found PollNamesNone
    a_poll_that_counts_from_one_is_found PollCountsFromOne
    a_poll_of_nothing_that_returns_is_found PollOfNothing
    links_that_widen_rights_are_found LinksWiden
    a_dotdot_on_the_text_is_found DotDotOnText
    a_slash_dropped_at_the_source_is_found SlashDroppedAtSource
    a_slash_dropped_at_the_destination_is_found SlashDroppedAtDestination
    a_stat_at_that_follows_is_found StatFollows
    an_open_at_that_follows_is_found OpenFollows
    a_stat_at_that_leaves_its_directory_is_found StatLeavesSandbox
    a_prefix_that_is_checked_as_text_is_found PrefixOnText
    names_that_are_taken_outside_are_found TakenOutside
    links_that_tell_what_is_outside_are_found LinkOutTells
    a_slash_in_a_link_that_comes_first_is_found LinkSlashFirst
    line_ends_that_are_changed_are_found LineEndsRead
    a_text_that_ends_at_a_nul_is_found TextEndsAtNul
    a_refusal_that_comes_too_late_is_found RefusedTooLate
    a_directory_that_is_its_path_is_found DirectoryIsItsPath
    an_entry_listed_twice_is_found EntryTwice
    a_rename_onto_entries_is_found RenameOntoEntries
    a_rename_that_removes_a_name_is_found RenameSameRemoves
    a_rename_that_leaves_the_old_name_is_found RenameLeavesName
    a_rename_that_never_replaces_is_found RenameNeverReplaces
    objects_told_apart_by_size_are_found SameBySize
    a_link_count_of_one_is_found LinkCountIsOne
    a_link_at_that_never_follows_is_found LinkFollowIgnored
    a_target_cut_short_is_found ReadlinkCut
    an_absolute_target_given_away_is_found ReadlinkAbsolute
    a_modification_that_is_not_set_is_found TimesForgotten
    a_no_change_that_is_now_is_found NoChangeIsNow
    a_status_change_that_can_be_set_is_found ChangeIsModification
    a_status_change_that_never_moves_is_found ChangeIsTheStart
    nanoseconds_that_overflow_are_found NanosecondsOverflow
    a_write_that_keeps_the_time_is_found WriteKeepsTime
    a_panic_before_1970_is_found EarlyPanics
    a_stat_that_fails_before_1970_is_found EarlyFails
    a_hash_that_moves_is_found HashMoves
    a_hash_without_the_size_is_found HashWithoutSize
    a_hash_without_the_time_is_found HashWithoutTime
    a_hash_without_the_object_is_found HashWithoutObject
    data_that_is_written_back_wrong_is_found DataOnlyCached
    sizes_that_are_written_back_wrong_are_found SizeOnlyCached
    moves_that_are_not_written_back_are_found MoveOnlyCached
    links_that_are_written_back_as_copies_are_found LinkOnlyCached
    targets_that_are_written_back_wrong_are_found TargetOnlyCached
    removals_that_are_not_written_back_are_found RemovalOnlyCached
    directories_that_are_not_written_back_are_found DirectoryOnlyCached
    times_that_are_written_back_wrong_are_found TimeOnlyCached
    modes_that_are_written_back_wrong_are_found ModeOnlyCached
    a_refusal_for_a_mode_that_is_io_is_found ModeIsIo
    names_that_read_only_files_keep_are_found ReadOnlyKeepsName
    a_sync_that_fails_is_found SyncFails
    a_listing_that_ends_at_a_name_that_is_no_text_is_found ListingEndsAtRaw
    a_name_that_is_no_text_and_is_mended_is_found ListingTellsRaw
    an_error_whose_code_is_told_once_is_found ErrorCodeOnce
    an_error_whose_code_goes_with_its_stream_is_found ErrorCodeOfStream
    a_to_debug_string_that_panics_is_found ErrorTextPanics
    an_error_that_dies_with_its_stream_is_found ErrorDiesWithStream
    a_check_write_that_is_stuck_is_found CheckWriteStuck
    a_read_that_is_stuck_is_found ReadStuck
}

// Faults that show where a script has a say in what happens around the guest.
faults! {
    every_fault_that_control_shows_has_a_test, |fault| fault.needs_control();
    a_sync_that_does_nothing_is_found SyncIdle
    a_sync_data_that_does_nothing_is_found SyncDataIdle
    a_sync_that_forgets_its_error_is_found SyncSwallows
    a_set_size_that_forgets_its_error_is_found SizeSwallows
    a_listing_that_ends_at_an_error_is_found ListingSwallows
    a_read_only_that_is_not_permitted_is_found ReadOnlyNotPermitted
    a_quota_that_is_a_full_disk_is_found QuotaIsSpace
    a_busy_that_is_io_is_found BusyIsIo
    a_memory_that_is_a_full_disk_is_found MemoryIsSpace
    an_open_by_path_is_found OpensByPath
    an_unlink_by_path_is_found UnlinksByPath
    a_directory_that_is_made_outside_is_found MadeOutside
    a_timestamp_that_is_put_back_is_found TimesPutBack
    a_move_in_two_steps_is_found RenameInTwoSteps
    a_stat_that_looks_twice_is_found StatLooksTwice
    an_exclusive_that_looks_first_is_found ExclusiveLooksFirst
    a_directory_that_is_made_or_found_is_found MakesOrFinds
    a_removal_of_what_came_late_is_found RemovesWhatCameLate
    a_refused_move_that_copies_is_found RefusedMoveCopies
    a_refused_unlink_that_empties_is_found RefusedUnlinkEmpties
    a_refused_directory_that_is_a_file_is_found RefusedDirectoryIsFile
    a_cancel_that_returns_too_early_is_found CancelTooEarly
    a_cancelled_write_that_lands_later_is_found CancelledLandsLater
    a_cancelled_write_that_is_made_again_is_found CancelledTwice
    an_append_that_seeks_is_found AppendSeeks
    appends_in_another_order_are_found AppendReorders
    a_torn_append_is_found AppendTorn
    an_interruption_that_fails_is_found InterruptedFails
    an_interruption_that_ends_a_stream_is_found InterruptedEnds
    a_short_write_taken_for_all_is_found ShortIsAll
    a_rest_in_the_wrong_place_is_found PositionByAsked
    an_abandoned_write_that_is_written_over_is_found AbandonedRewrites
    an_abandoned_read_that_loses_is_found AbandonedReadLoses
    an_error_that_comes_twice_is_found ErrorTwice
    an_error_that_never_comes_is_found ErrorNever
    an_error_that_skips_a_piece_is_found ErrorSkips
    a_write_of_nothing_taken_for_done_is_found ZeroIsDone
    a_ready_before_the_flush_is_found ReadyEarly
    a_drop_that_waits_is_found DropWaits
    a_panic_that_is_swallowed_is_found PanicSwallowed
    a_cancelled_read_that_moves_others_is_found CancelMovesOthers
    a_rewritten_block_is_found PageRewritten
    a_range_made_zeros_first_is_found EmptiesFirst
    a_cancel_that_leaks_is_found CancelLeaks
    a_write_and_flush_that_does_not_wait_is_found WriteAndFlushReturns
    a_cancelled_write_that_keeps_its_tail_is_found CancelledKeepsTail
    a_read_error_taken_for_the_end_is_found ReadErrorIsEnd
    a_read_error_taken_for_zeros_is_found ReadErrorIsZeros
    errors_that_only_blocking_calls_tell_are_found ErrorsBlock
    a_write_of_nothing_that_spins_is_found ZeroSpins
    errors_without_a_code_are_found ErrorsHaveNoCode
    errors_with_another_code_are_found ErrorsAreBusy
    a_gap_that_is_made_first_is_found GapMadeFirst
    failed_splices_taken_for_done_are_found SpliceForgets
    an_error_that_is_told_to_others_is_found ErrorSpreads
    a_flush_that_waits_is_found FlushWaits
    an_abandoned_wait_that_is_never_ready_is_found GivenUpWaitDeafens
    an_abandoned_wait_that_ends_permits_is_found GivenUpWaitDenies
    a_cancelled_long_write_that_keeps_its_tail_is_found LongKeepsTail
    a_torn_long_append_is_found LongTorn
    an_error_that_skips_a_page_is_found LongErrorSkips
    a_stream_that_goes_on_after_its_error_is_found ErrorReopens
    a_frozen_pollable_of_an_input_is_found FrozenInput
    a_frozen_pollable_of_an_output_is_found FrozenOutput
    a_pollable_that_stays_ready_is_found ReadyForEver
    a_block_that_reads_anew_is_found BlockReadsAnew
    a_poll_that_waits_for_all_is_found PollWaitsForAll
    a_poll_that_forgets_is_found PollForgets
    a_poll_that_names_all_is_found PollNamesAll
    a_late_append_that_overwrites_is_found LateAppendsOverwrite
    a_size_that_is_put_back_is_found SizePutBack
}
