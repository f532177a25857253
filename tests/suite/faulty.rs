//! The tester tested: each faulty backend is found, under its own rule, in a script that can't be shorter.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::Scripts;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Shrinker;

/// Generated scripts until a fault shows, at most; a directory has to be opened, moved and used for the slowest.
const SCRIPTS_MAX: u64 = 12_000;

/// Steps of the script that shows it, at most.
const STEPS_MAX: usize = 8;

/// The rule that a script breaks, if it breaks one.
fn broken(judge: &mut Judge<'_>, backend: &impl Backend, script: &Script) -> Option<Rule> {
    match judge.check(script, backend).unwrap().verdict {
        Verdict::Diverged(divergence) => Some(divergence.rule()),
        Verdict::Conforms | Verdict::Skipped(_) | Verdict::Inconclusive(_) => None,
    }
}

fn is_found(fault: Fault) {
    let backend = faulty(fault);
    let mut judge = Judge::new().unwrap();
    let rule = fault.rule();
    // Far apart, as in a hunt: scripts of neighbouring seeds begin alike.
    let seeds = (1..=SCRIPTS_MAX).map(|seed| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let found = seeds
        .map(|seed| Scripts::default().script(seed))
        .find(|script| broken(&mut judge, &backend, script) == Some(rule));
    let script = found.unwrap_or_else(|| panic!("{SCRIPTS_MAX} scripts don't show that {rule} is broken"));
    let mut fails = |script: &Script| broken(&mut judge, &backend, script) == Some(rule);
    let small = Shrinker::new(script).run(10_000, |script| Ok::<_, ()>(fails(script))).unwrap();
    assert!(small.steps.len() <= STEPS_MAX, "{} steps are too many\n{small}", small.steps.len());
    let replayed = Script::parse("kept", &small.to_string()).unwrap();
    assert!(fails(&replayed), "the printed script does not show it\n{small}");
    for left_out in 0..small.steps.len() {
        let mut shorter = small.clone();
        shorter.steps.remove(left_out);
        assert!(!fails(&shorter), "step {} can be left out\n{small}", left_out + 1);
    }
}

macro_rules! faults {
    ($every:ident, $known:expr; $($test:ident $fault:ident)*) => {
        $(
            #[test]
            fn $test() {
                is_found(Fault::$fault);
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
    every_fault_that_calls_show_has_a_test, |fault| !fault.needs_control();
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
    a_read_ahead_that_survives_is_found ReadAheadSurvives
    a_check_write_that_is_stuck_is_found CheckWriteStuck
}
