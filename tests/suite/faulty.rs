//! The tester tested: each faulty backend is found, under its own rule, in a script that can't be shorter.

use std::time::Duration;

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

/// Generated scripts until a fault shows, at most; a directory has to be opened, moved and used for the slowest.
const SCRIPTS_MAX: u64 = 12_000;

/// Steps of the script that shows it, at most.
const STEPS_MAX: usize = 8;

/// How long a guest loops that gets on nowhere; each try of the shrinker takes as long.
const STUCK_AFTER: Duration = Duration::from_millis(250);

/// How long a call of a race may take; whatever is held is let go sooner.
const HANGS_AFTER: Duration = Duration::from_secs(4);

/// The rule that a script breaks, if it breaks one.
fn broken(judge: &mut Judge<'_>, backend: &impl Backend, script: &Script) -> Option<Rule> {
    match judge.check(script, backend).unwrap().verdict {
        Verdict::Diverged(divergence) => Some(divergence.rule()),
        Verdict::Conforms | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    }
}

/// What is asked of the script that is kept.
struct Search {
    judge: Judge<'static>,
    focus: Focus,
    /// How often a script has to show the fault: what goes on in the background may happen to come in another order.
    times: u32,
}

impl Search {
    /// By the calls of a guest alone.
    fn of_calls(fault: Fault) -> Self {
        let mut judge = Judge::new().unwrap();
        if fault.rule() == Rule::LoopProgress {
            judge = judge.with_deadline(STUCK_AFTER);
        }
        Self { judge, focus: Focus::Everything, times: 1 }
    }

    /// By scripts that have a say in what happens around the guest; none where the machine does not let them.
    fn of_races(fault: Fault, focus: Focus) -> Option<Self> {
        let judge = Judge::new().unwrap().with_deadline(HANGS_AFTER);
        if !judge.has_syscall_gate() {
            println!("skipped: {} shows where calls of the system can be held and answered", fault.name());
            return None;
        }
        // A drop that holds the thread takes a second each time, and can't be overlooked.
        let times = if fault.rule() == Rule::NeverBlocks { 1 } else { 12 };
        Some(Self { judge, focus, times })
    }

    fn finds(mut self, fault: Fault) {
        let backend = faulty(fault);
        let (rule, focus) = (fault.rule(), self.focus);
        let mut fails = |script: &Script, times: u32| {
            (0..times).all(|_| broken(&mut self.judge, &backend, script) == Some(rule))
        };
        // Far apart, as in a hunt: scripts of neighbouring seeds begin alike.
        let seeds = (1..=SCRIPTS_MAX).map(|seed| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let scripts = seeds.map(|seed| Scripts { focus, ..Scripts::default() }.script(seed));
        let found = scripts.enumerate().find(|(_, script)| fails(script, self.times));
        let (before, script) =
            found.unwrap_or_else(|| panic!("{SCRIPTS_MAX} scripts don't show that {rule} is broken"));
        let small =
            Shrinker::new(script).run(10_000, |script| Ok::<_, ()>(fails(script, self.times))).unwrap();
        println!(
            "{} in {} scripts, shrunk to {} steps\n{small}",
            fault.name(),
            before + 1,
            small.steps.len()
        );
        assert!(small.steps.len() <= STEPS_MAX, "{} steps are too many\n{small}", small.steps.len());
        let replayed = Script::parse("kept", &small.to_string()).unwrap();
        let mut tries = 0..self.times;
        assert!(tries.any(|_| fails(&replayed, 1)), "the printed script does not show it\n{small}");
        for left_out in 0..small.steps.len() {
            let mut shorter = small.clone();
            shorter.steps.remove(left_out);
            // Far more often than before: the shrinker leaves alone what shows the fault most times but not each time.
            let times = if self.times == 1 { 1 } else { 40 };
            assert!(!fails(&shorter, times), "step {} can be left out\n{small}", left_out + 1);
        }
    }
}

macro_rules! faults {
    ($every:ident, $known:expr; $($test:ident $fault:ident $(: $focus:ident)?)*) => {
        $(
            #[test]
            fn $test() {
                faults!(@search Fault::$fault $(, $focus)?);
            }
        )*

        #[test]
        fn $every() {
            let known: Vec<Fault> = Fault::ALL.iter().copied().filter($known).collect();
            assert_eq!(known, [$(Fault::$fault),*]);
        }
    };
    (@search $fault:expr) => { Search::of_calls($fault).finds($fault) };
    (@search $fault:expr, $focus:ident) => {
        if let Some(search) = Search::of_races($fault, Focus::$focus) {
            search.finds($fault);
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
    links_that_widen_rights_are_found LinksWiden
    a_dotdot_on_the_text_is_found DotDotOnText
    a_slash_dropped_at_the_source_is_found SlashDroppedAtSource
    a_slash_dropped_at_the_destination_is_found SlashDroppedAtDestination
    a_stat_at_that_follows_is_found StatFollows
    an_open_at_that_follows_is_found OpenFollows
    a_stat_at_that_leaves_its_directory_is_found StatLeavesSandbox
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
    a_sync_that_fails_is_found SyncFails
    a_check_write_that_is_stuck_is_found CheckWriteStuck
}

// Faults that show where a script has a say in what happens around the guest, with what such scripts dwell on.
faults! {
    every_fault_that_control_shows_has_a_test, |fault| fault.needs_control();
    a_read_ahead_that_survives_is_found ReadAheadSurvives: Cancel
    a_cancel_that_returns_too_early_is_found CancelTooEarly: Cancel
    a_cancelled_write_that_lands_later_is_found CancelledLandsLater: Cancel
    a_cancelled_write_that_is_made_again_is_found CancelledTwice: Cancel
    an_append_that_seeks_is_found AppendSeeks: AppendRaces
    appends_in_another_order_are_found AppendReorders: AppendRaces
    a_torn_append_is_found AppendTorn: AppendRaces
    an_interruption_that_fails_is_found InterruptedFails: Faults
    an_interruption_that_ends_a_stream_is_found InterruptedEnds: Faults
    a_short_write_taken_for_all_is_found ShortIsAll: Faults
    a_rest_in_the_wrong_place_is_found PositionByAsked: Faults
    an_abandoned_write_that_is_written_over_is_found AbandonedRewrites: Cancel
    an_abandoned_read_that_loses_is_found AbandonedReadLoses: Cancel
    an_error_that_comes_twice_is_found ErrorTwice: Faults
    an_error_that_never_comes_is_found ErrorNever: Faults
    an_error_that_skips_a_piece_is_found ErrorSkips: Faults
    a_write_of_nothing_taken_for_done_is_found ZeroIsDone: Faults
    a_ready_before_the_flush_is_found ReadyEarly: Overlap
    a_drop_that_waits_is_found DropWaits: Cancel
    a_panic_that_is_swallowed_is_found PanicSwallowed: Overlap
    a_cancelled_read_that_moves_others_is_found CancelMovesOthers: Cancel
    a_rewritten_block_is_found PageRewritten: Overlap
    a_range_made_zeros_first_is_found EmptiesFirst: Overlap
    a_cancel_that_leaks_is_found CancelLeaks: Cancel
}
