//! What is known of metadata, with the judge's clock and without.

use std::time::Duration;

use super::*;
use crate::outcome::ExpectedTime;
use crate::tree::Grain;

fn at(seconds: u64) -> NewTimestamp {
    NewTimestamp::Timestamp(Datetime { seconds, nanoseconds: 0 })
}

#[test]
fn a_moment_that_was_set_is_expected_until_the_data_changes() {
    let moment = Datetime { seconds: 5, nanoseconds: 0 };
    let mut metadata = Metadata::new(None);
    metadata.set([NewTimestamp::Now, at(5)], &Host::default(), 0, None);
    assert_eq!(metadata.expected(Grains::default()).modification, ExpectedTime::set(moment, Rule::TimeSet));
    metadata.set([at(7), NewTimestamp::NoChange], &Host::default(), 0, None);
    assert_eq!(metadata.expected(Grains::default()).modification, ExpectedTime::set(moment, Rule::TimeKept));
    metadata.data_changed(None);
    assert_eq!(
        metadata.expected(Grains::default()).modification,
        ExpectedTime::after(moment, Rule::TimeModified)
    );
    assert!(metadata.expected(Grains::default()).ordered);
}

#[test]
fn a_moment_that_no_file_system_has_to_tell_is_free() {
    let carried = NewTimestamp::Timestamp(Datetime { seconds: 1, nanoseconds: 1_000_000_005 });
    let expected = ExpectedTime::set(Datetime { seconds: 2, nanoseconds: 5 }, Rule::TimeSet);
    let mut metadata = Metadata::new(None);
    metadata.set([carried, carried], &Host::default(), 0, None);
    assert_eq!(metadata.expected(Grains::default()).modification, expected);
    for moment in [at(u64::MAX), at(1 << 40)] {
        let mut metadata = Metadata::new(None);
        metadata.set([moment, moment], &Host::default(), 0, None);
        assert_eq!(metadata.expected(Grains::default()).modification, ExpectedTime::FREE);
    }
}

#[test]
fn a_status_change_is_later_than_what_was_set_long_ago() {
    let mut metadata = Metadata::new(None);
    metadata.set([at(7), at(5)], &Host::default(), 0, None);
    let expected = ExpectedTime::after(Datetime { seconds: 7, nanoseconds: 0 }, Rule::TimeChanged);
    assert_eq!(metadata.expected(Grains::default()).change, expected);
    metadata.set([NewTimestamp::NoChange, NewTimestamp::NoChange], &Host::default(), 0, None);
    assert_eq!(metadata.expected(Grains::default()).change, expected);
}

#[test]
fn a_hash_stays_until_something_happens_and_then_differs_by_size() {
    let (mut metadata, hash) = (Metadata::new(None), MetadataHashValue { lower: 1, upper: 2 });
    metadata.seen_hash(hash, 4);
    assert_eq!(metadata.expected_hash(Some(4), [].into_iter()).still, Some(hash));
    metadata.data_changed(None);
    let expected = metadata.expected_hash(Some(4), [].into_iter());
    assert_eq!((expected.still, expected.never), (None, Vec::new()));
    assert_eq!(metadata.expected_hash(Some(5), [].into_iter()).never, [(hash, Rule::HashSize)]);
}

#[test]
fn a_hash_was_seen_under_the_moment_that_is_told_behind_it() {
    let mut metadata = Metadata::new(None);
    metadata.set([NewTimestamp::NoChange, at(3)], &Host::default(), 0, None);
    let hash = MetadataHashValue { lower: 1, upper: 1 };
    metadata.seen_hash(hash, 0);
    metadata.seen(&stat_at(0), 0);
    let untouched = metadata.expected_hash(Some(0), std::iter::empty());
    assert_eq!((untouched.still, untouched.never), (Some(hash), Vec::new()));
    metadata.set([NewTimestamp::NoChange, at(3)], &Host::default(), 1, None);
    let set = metadata.expected_hash(Some(0), std::iter::empty());
    assert_eq!((set.still, set.never), (None, vec![(hash, Rule::HashTime)]));
}

fn stat_at(seconds: u64) -> DescriptorStat {
    let moment = Some(Datetime { seconds, nanoseconds: 0 });
    DescriptorStat {
        r#type: crate::wasi::DescriptorType::RegularFile,
        link_count: 1,
        size: 0,
        data_access_timestamp: moment,
        data_modification_timestamp: moment,
        status_change_timestamp: moment,
    }
}

/// A second of a day of 2027, which the clock shows.
const CLOCK: u64 = 1_800_000_000;

fn clock(seconds: u64) -> Datetime {
    Datetime { seconds: CLOCK + seconds, nanoseconds: 0 }
}

fn span(from: u64, to: u64) -> Span {
    Span { from: clock(from), to: Some(clock(to)) }
}

fn fits(expected: ExpectedTime, found: Option<Datetime>) -> bool {
    expected.fits(found, Grain::of(Duration::from_nanos(1)), None)
}

type Row<'r> = (&'r dyn Fn(&mut Metadata), &'r [u64]);

#[test]
fn what_a_call_moves_has_the_time_of_the_call() {
    let mut metadata = Metadata::new(Some(span(10, 11)));
    // How to read a row: what is done, and at which seconds of the clock the modification may be then.
    let rows: [Row<'_>; 5] = [
        (&|_| {}, &[10, 11]),
        (&|metadata| metadata.data_changed(Some(span(20, 21))), &[20, 21]),
        (&|metadata| metadata.forget(Some(span(30, 31))), &[20, 21, 30, 31]),
        (
            &|metadata| {
                metadata.set(
                    [NewTimestamp::NoChange, NewTimestamp::Now],
                    &Host::default(),
                    3,
                    Some(span(40, 41)),
                );
            },
            &[40, 41],
        ),
        (&|metadata| metadata.names_changed(Some(span(50, 51))), &[40, 41]),
    ];
    for (at, (done, may_be)) in rows.into_iter().enumerate() {
        done(&mut metadata);
        let expected = metadata.expected(Grains::default()).modification;
        let between = may_be[0]..=may_be[may_be.len() - 1];
        for seconds in 0..60 {
            let fits = fits(expected, Some(clock(seconds)));
            assert_eq!(fits, between.contains(&seconds), "row {at}, second {seconds}");
        }
    }
}

#[test]
fn what_was_set_close_to_now_is_told_from_now() {
    let mut metadata = Metadata::new(Some(span(1, 1)));
    metadata.set([at(CLOCK + 5), at(CLOCK + 5)], &Host::default(), 0, Some(span(5, 5)));
    let expected = metadata.expected(Grains::default());
    assert!(fits(expected.modification, Some(clock(5))));
    let now = Some(Datetime { nanoseconds: 1, ..clock(5) });
    assert!(!fits(expected.modification, now) && !fits(expected.access, now));
    // A month of uptime is later than what was set, and no time of the clock.
    metadata.set([at(5), at(5)], &Host::default(), 1, Some(span(6, 6)));
    metadata.set([NewTimestamp::Now, NewTimestamp::Now], &Host::default(), 2, Some(span(7, 8)));
    let expected = metadata.expected(Grains::default());
    let uptime = Some(Datetime { seconds: 35 * 86_400, nanoseconds: 0 });
    assert!(!fits(expected.modification, uptime) && !fits(expected.access, uptime));
    assert!(fits(expected.modification, Some(clock(8))));
}

#[test]
fn a_write_in_flight_lands_from_the_call_that_made_it_on() {
    let mut metadata = Metadata::new(Some(span(1, 1)));
    metadata.landed(1, Some(span(10, 11)));
    let modification = |metadata: &Metadata| metadata.expected(Grains::default()).modification;
    assert!(!fits(modification(&metadata), Some(clock(5))));
    assert!(fits(modification(&metadata), Some(clock(500))));
    // Another that was made before it has landed later, or before.
    metadata.landed(0, Some(span(5, 6)));
    assert!(!fits(modification(&metadata), Some(clock(6))));
    // What was set behind the call may stand, if it had landed before.
    metadata.set([at(5), at(5)], &Host::default(), 2, Some(span(20, 20)));
    metadata.landed(1, Some(span(10, 11)));
    for (found, may_be) in [(Some(Datetime { seconds: 5, nanoseconds: 0 }), true), (Some(clock(9)), false)] {
        assert_eq!(fits(modification(&metadata), found), may_be, "{found:?}");
    }
}

#[test]
fn an_access_that_was_set_is_free_only_within_the_clock_of_who_read() {
    let mut metadata = Metadata::new(Some(span(1, 1)));
    metadata.set([at(5), NewTimestamp::NoChange], &Host::default(), 0, Some(span(2, 2)));
    let (set, access) = (Some(Datetime { seconds: 5, nanoseconds: 0 }), |metadata: &Metadata| {
        metadata.expected(Grains::default()).access
    });
    assert!(fits(access(&metadata), set) && !fits(access(&metadata), Some(clock(2))));
    metadata.read(Some(span(10, 11)));
    assert!(fits(access(&metadata), set) && fits(access(&metadata), Some(clock(10))));
    assert!(!fits(access(&metadata), Some(clock(2))) && !fits(access(&metadata), Some(clock(20))));
    metadata.set([at(5), NewTimestamp::NoChange], &Host::default(), 1, Some(span(20, 20)));
    assert!(!fits(access(&metadata), Some(clock(20))));
    // Nobody tells when it was read.
    metadata.read(None);
    assert_eq!(access(&metadata), ExpectedTime::FREE);
}

#[test]
fn what_the_fixture_has_set_is_not_of_the_clock() {
    for seconds in [-1, 5, i64::from(i32::MAX), 1 << 40] {
        let mut metadata = Metadata::planted(seconds);
        let before = metadata.expected(Grains::default());
        metadata.planted_within(span(1, 2));
        let expected = metadata.expected(Grains::default());
        assert_eq!((expected.access, expected.modification), (before.access, before.modification));
        assert!(!fits(expected.change, Some(clock(9))), "{seconds}");
    }
    let mut made = Metadata::new(None);
    made.planted_within(span(1, 2));
    assert!(!fits(made.expected(Grains::default()).modification, Some(clock(3))));
}

#[test]
fn without_a_clock_orders_are_left() {
    let mut metadata = Metadata::new(Some(span(1, 1)));
    metadata.set([at(5), at(5)], &Host::default(), 0, Some(span(2, 2)));
    metadata.data_changed(Some(span(3, 3)));
    metadata.lose_clock();
    let expected = metadata.expected(Grains::default());
    let moment = Datetime { seconds: 5, nanoseconds: 0 };
    assert_eq!(expected.modification, ExpectedTime::after(moment, Rule::TimeModified));
    assert_eq!(expected.access, ExpectedTime::FREE);
}

#[test]
fn what_was_told_of_once_is_told_of_later() {
    let mut metadata = Metadata::new(None);
    assert_eq!(metadata.expected(Grains::default()).told, [None; 3]);
    let seen = DescriptorStat { data_access_timestamp: None, ..stat_at(5) };
    metadata.seen(&seen, 0);
    metadata.data_changed(None);
    metadata.forget(None);
    assert_eq!(metadata.expected(Grains::default()).told, [Some(false), Some(true), Some(true)]);
    // Of what no file system has to tell nothing is known.
    metadata.set([NewTimestamp::NoChange, at(1 << 40)], &Host::default(), 1, None);
    metadata.seen(&seen, 1);
    assert_eq!(metadata.expected(Grains::default()).told, [None; 3]);
    let mut early = Metadata::planted(-5);
    early.seen(&seen, 0);
    assert_eq!(early.expected(Grains::default()).told, [None; 3]);
}

#[test]
fn a_moment_was_adjusted_where_a_call_has_set_one() {
    let mut metadata = Metadata::new(None);
    let adjusted = |metadata: &Metadata| metadata.expected(Grains::default()).adjusted;
    metadata.set([NewTimestamp::Now, NewTimestamp::Now], &Host::default(), 0, None);
    assert_eq!(adjusted(&metadata), [false, false]);
    metadata.set([NewTimestamp::NoChange, at(5)], &Host::default(), 1, None);
    assert_eq!(adjusted(&metadata), [false, true]);
    metadata.set([at(5), at(1 << 40)], &Host::default(), 2, None);
    assert_eq!(adjusted(&metadata), [false, false]);
}
