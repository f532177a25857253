//! Pins as they are read, printed, and compared with answers and with each other.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::outcome::OutcomeKind;
use crate::tree::quote::quoted;
use crate::wasi::{DescriptorStat, DirectoryEntry};

fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

fn stat(size: u64, modified: Option<u64>) -> Outcome {
    let moment = |seconds| Datetime { seconds, nanoseconds: 0 };
    Outcome::Stat(DescriptorStat {
        r#type: DescriptorType::RegularFile,
        link_count: 1,
        size,
        data_access_timestamp: Some(moment(9)),
        data_modification_timestamp: modified.map(moment),
        status_change_timestamp: None,
    })
}

fn bytes(text: &str, end: Option<bool>) -> Outcome {
    Outcome::Bytes { bytes: text.into(), end }
}

fn entry(name: &str) -> Outcome {
    Outcome::Entry(Some(DirectoryEntry { r#type: DescriptorType::RegularFile, name: name.into() }))
}

fn hash(lower: u64) -> Outcome {
    Outcome::Hash(MetadataHashValue { lower, upper: 7 })
}

/// A pin, answers that it takes, and answers that it does not; before them step 1 got `stat 4 bytes, modified at 5 s`, step 2
/// no answer, step 3 a hash.
fn rows() -> Vec<(&'static str, Vec<Outcome>, Vec<Outcome>)> {
    use Outcome::{Closed, Count, Done, Error, Failed, Flags, Ready, Same, Target, Type};
    let (io, busy) = (ErrorCode::Io, ErrorCode::Busy);
    let flags = DescriptorFlags::READ | DescriptorFlags::FILE_INTEGRITY_SYNC;
    vec![
        ("ok", vec![Done], vec![Closed, Error(io)]),
        ("ok | busy", vec![Done, Error(busy)], vec![Error(io), Failed(Some(busy))]),
        ("_", vec![Done, Count(3), Error(io)], vec![Outcome::Trap("x".into()), Outcome::Hang]),
        ("any failure", vec![Error(io), Failed(None), Failed(Some(io))], vec![Done, Closed]),
        ("failed(io)", vec![Failed(Some(io)), Failed(None)], vec![Failed(Some(busy)), Error(io)]),
        ("failed()", vec![Failed(None)], vec![Failed(Some(io))]),
        ("failed(..)", vec![Failed(None), Failed(Some(io))], vec![Closed]),
        ("not (ok | io)", vec![Error(busy), Closed], vec![Done, Error(io), Outcome::Panic(String::new())]),
        ("not closed", vec![Done], vec![Closed]),
        ("1..4", vec![Count(1), Count(4)], vec![Count(0), Count(5), Done]),
        ("1..=4", vec![Count(4)], vec![Count(5)]),
        (">= 4096", vec![Count(4096), Count(u64::MAX)], vec![Count(4095)]),
        ("<= 4", vec![Count(0), Count(4)], vec![Count(5)]),
        ("ready", vec![Ready(true)], vec![Ready(false)]),
        ("not ready", vec![Ready(false), Same(false)], vec![Ready(true), Done]),
        ("trap (the why is free)", vec![Outcome::Trap("another".into())], vec![Done]),
        (
            "\"base\"",
            vec![bytes("b", None), bytes("base", None)],
            vec![bytes("", None), bytes("basement", None)],
        ),
        (
            "\"base\"",
            vec![Target("base".into()), bytes("base", Some(false))],
            vec![bytes("base", Some(true))],
        ),
        ("\"base\"?", vec![bytes("", None)], vec![bytes("c", None)]),
        (
            "\"base\" eof",
            vec![bytes("base", Some(true))],
            vec![bytes("base", Some(false)), bytes("bas", Some(true))],
        ),
        ("exactly \"base\" eof?", vec![bytes("base", Some(false))], vec![bytes("bas", Some(false))]),
        ("starting \"ba\"", vec![bytes("basement", None)], vec![bytes("b", None), bytes("bb", None)]),
        ("2..4 bytes", vec![bytes("xy", None)], vec![bytes("x", None), Count(2)]),
        (
            "\"ab\" and more, 4 bytes in all",
            vec![bytes("abcd", None)],
            vec![bytes("abcde", None), bytes("b", None)],
        ),
        ("\"aa\" with \"b\" in flight", vec![bytes("ab", None), bytes("aab", None)], vec![bytes("ac", None)]),
        ("\"aa\" or as read ahead", vec![bytes("xy", None)], vec![Count(2)]),
        (
            "A[0..64]",
            vec![Outcome::Bytes { bytes: Data::marked(b'A', 0..9).to_vec(), end: None }],
            vec![Outcome::Bytes { bytes: Data::marked(b'A', 1..9).to_vec(), end: None }],
        ),
        ("\"\u{e9}\"", vec![Target("\u{e9}".into())], vec![Target("e".into())]),
        (
            "read (file-integrity-sync or not)",
            vec![Flags(flags), Flags(DescriptorFlags::READ)],
            vec![Flags(DescriptorFlags::WRITE)],
        ),
        ("{}", vec![Flags(DescriptorFlags::empty())], vec![Flags(flags)]),
        (
            "regular-file",
            vec![Type(DescriptorType::RegularFile), stat(4, None)],
            vec![Type(DescriptorType::Directory)],
        ),
        ("regular-file size=4", vec![stat(4, None), stat(4, Some(5))], vec![stat(5, None)]),
        ("size=4.. links=1", vec![stat(4, None), stat(9, None)], vec![stat(3, None), Done]),
        (
            "modified=5s",
            vec![stat(0, Some(5)), stat(0, Some(4)), stat(0, None)],
            vec![stat(0, Some(6)), stat(0, Some(2))],
        ),
        ("modified=after 5s", vec![stat(0, Some(6))], vec![stat(0, Some(5))]),
        ("modified=absent", vec![stat(0, None)], vec![stat(0, Some(5))]),
        ("modified=as before", vec![stat(9, Some(5))], vec![stat(9, Some(6)), stat(9, None)]),
        ("modified=of step 1", vec![stat(9, Some(5))], vec![stat(9, Some(6))]),
        ("modified=of step 2", vec![], vec![stat(9, Some(5)), stat(9, None)]),
        ("none", vec![Outcome::Entry(None)], vec![entry("a")]),
        ("regular-file \"a\" | _ \"b\"", vec![entry("a"), entry("b")], vec![entry("c")]),
        ("directory \"a\"", vec![], vec![entry("a")]),
        (
            "regular-file many[20] \"f{}\"",
            vec![entry("f0"), entry("f19")],
            vec![entry("f20"), entry("f01"), entry("f")],
        ),
        ("a hash", vec![hash(1)], vec![Done]),
        ("the hash as before", vec![hash(3)], vec![hash(4)]),
        ("another hash", vec![hash(4)], vec![hash(3)]),
        ("00000000000000070000000000000009", vec![hash(9)], vec![hash(3)]),
        ("that of step 3", vec![hash(3)], vec![hash(4)]),
        ("not that of step 3", vec![hash(4)], vec![hash(3)]),
        ("that of step 2", vec![], vec![Done, hash(3)]),
    ]
}

#[test]
fn every_form_takes_what_it_says_and_nothing_else() {
    let earlier = [stat(4, Some(5)), hash(3)];
    let before = [Some(&earlier[0]), None, Some(&earlier[1])];
    for (text, taken, refused) in rows() {
        for outcome in &taken {
            assert!(pin(text).takes(outcome, &before), "{text} takes {outcome}");
        }
        for outcome in &refused {
            assert!(!pin(text).takes(outcome, &before), "{text} does not take {outcome}");
        }
    }
}

/// Names and targets stand in an answer as in a script, whatever is in them, and are read back by the same words.
#[test]
fn a_name_in_an_answer_is_quoted_as_in_a_script() {
    let name = "it's \t\0\r\n\"\\\u{e4}\u{301}\u{202e}\u{1f600}";
    let quoted = quoted(name);
    for (answer, text) in
        [(entry(name), format!("regular-file {quoted}")), (Outcome::Target(name.into()), quoted.clone())]
    {
        assert_eq!(answer.to_string(), text);
        assert_eq!(pin(&text).to_string(), text);
        assert!(pin(&text).takes(&answer, &[]), "{text}");
    }
}

#[test]
fn what_is_no_pin_is_refused_at_its_place() {
    for (text, at, part) in [
        ("no-entyr", 0, "did you mean `no-entry`?"),
        ("ok |", 4, "found the end of the line"),
        ("ok closed", 3, "expected `|` or the end of the line"),
        ("4..2", 0, "write the lower one first"),
        ("..", 2, "the last number of a range"),
        ("99999999999999999999", 0, "of at most"),
        ("failed io", 7, "as in `failed(io)`"),
        ("failed(oi)", 7, "an error code"),
        ("not (ok", 7, "`)`"),
        ("\"base", 0, "no closing quote"),
        ("ok | regular-file \"a\\q\"", 20, "\\u{N}"),
        ("size=4 size=5", 7, "a second `size=`"),
        ("size=4 colour=5", 7, "`links=`"),
        ("modified=soon", 9, "`as before`"),
        ("that of step 0", 13, "counted from 1"),
        ("regular-file many[3] \"f\"", 21, "one `{}`"),
        ("\"a\" with \"b\" flying", 13, "`in flight`"),
        ("12px", 2, "behind a number"),
    ] {
        let error = Pin::parse(text).unwrap_err();
        assert!(error.at == at && error.problem.contains(part), "{text}: {error:?}");
    }
}

#[test]
fn what_a_pin_means_beside_another_one() {
    use Meaning::{Apart, Narrower, Other, Same, Wider};
    for (mine, other, meaning) in [
        ("ok | busy", "busy | ok", Same),
        ("only 1..4", "1..=4", Same),
        ("1..2 | 3..4", "1..4", Same),
        (">= 4", "4..", Same),
        ("true | false", "not ready | ready", Same),
        ("_", "any answer", Same),
        ("not (io | busy)", "not (busy | io)", Same),
        ("not io | io", "_", Same),
        ("4", "1..4", Narrower),
        ("exactly \"base\"", "\"base\"", Narrower),
        ("\"base\" eof", "\"base\" eof?", Narrower),
        ("\"ba\"", "\"base\"", Narrower),
        ("\"base\"", "\"base\"?", Narrower),
        ("regular-file size=4", "regular-file", Narrower),
        ("io", "any failure", Narrower),
        ("io", "not ok", Narrower),
        ("regular-file size=4 links=1", "size=1..4", Narrower),
        // That may have been a trap.
        ("that of step 1", "_", Other),
        ("a hash", "the hash as before", Wider),
        ("ok | io", "ok", Wider),
        ("failed(..)", "failed(io)", Wider),
        ("2..5", "1..4", Other),
        ("ok | io", "ok | busy", Other),
        ("that of step 1", "ok", Other),
        ("ok", "io", Apart),
        ("5", "1..4", Apart),
        ("exactly \"bat\"", "\"base\"", Apart),
        ("size=5", "regular-file size=4", Apart),
    ] {
        let [mine, other] = [mine, other].map(|text| pin(text).of(OpKind::Read));
        assert_eq!(mine.meaning(&other), meaning, "{mine} beside {other}");
    }
}

#[test]
fn a_text_in_quotes_is_what_its_operation_answers() {
    let [short, long] = ["\"ba\"", "\"base\""].map(pin);
    let as_of = |op| short.clone().of(op).meaning(&long.clone().of(op));
    assert_eq!((as_of(OpKind::Read), as_of(OpKind::ReadlinkAt)), (Meaning::Narrower, Meaning::Apart));
    assert_eq!(short.meaning(&long), Meaning::Other);
}

/// Any pin that a script can have.
pub(crate) fn any_pin() -> impl Strategy<Value = Pin> {
    let leaf = any_form().boxed();
    let negated = vec(any_form(), 1..3).prop_map(Form::Not);
    let form = prop_oneof![6 => leaf, 1 => negated];
    (any::<bool>(), vec(form, 1..4)).prop_map(|(only, forms)| Pin { only, forms })
}

fn any_range() -> impl Strategy<Value = RangeInclusive<u64>> {
    let number = prop_oneof![0_u64..9, Just(u64::MAX), any::<u64>()];
    (number.clone(), number).prop_map(|(a, b)| a.min(b)..=a.max(b))
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let at = (0_u64..9, 0_u32..3).prop_map(|(seconds, nanoseconds)| Datetime { seconds, nanoseconds });
    prop_oneof![
        3 => Just(Moment::Free),
        1 => select(&[Moment::Absent, Moment::AsBefore, Moment::OfStep(1), Moment::OfStep(3)][..]),
        1 => at.clone().prop_map(Moment::At),
        1 => at.prop_map(Moment::After),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,3}", ".{0,4}", "[|=>\"\\\\() \n\t]{0,5}"]
}

fn any_given() -> impl Strategy<Value = Form> {
    let content = prop_oneof![
        "[ab]{0,4}".prop_map(|text| Content::from(text.into_bytes())),
        vec(any::<u8>(), 0..5).prop_map(Content::from),
        (0_u64..99).prop_map(|from| Content::from(Data::marked(b'A', from..from + 30).to_vec())),
    ];
    let extent = prop_oneof![
        4 => Just(Extent::Beginning),
        1 => Just(Extent::All),
        1 => Just(Extent::More),
        1 => (0_u64..9).prop_map(Extent::OfAll),
        1 => any_range().prop_map(Extent::Many),
    ];
    let eof = select(&[Eof::Never, Eof::May, Eof::Must][..]);
    let flying = vec("[cd]{1,2}".prop_map(|text| Data::new(text.into_bytes())), 0..2);
    (content, extent, any::<bool>(), eof, flying, prop::bool::weighted(0.2)).prop_map(
        |(content, extent, or_nothing, eof, in_flight, read_ahead)| {
            let content = (!matches!(extent, Extent::Many(_))).then_some(content);
            let target = None;
            let given = Given { content, extent, or_nothing, eof, in_flight, read_ahead, target };
            // What stands alone in quotes may be a link's target too, and is when it is read.
            let text = Form::Bytes(Box::new(given)).to_string();
            Pin::parse(&text).unwrap_or_else(|error| panic!("{text}: {error:?}")).forms.remove(0)
        },
    )
}

fn any_form() -> impl Strategy<Value = Form> {
    let r#type = select(DescriptorType::ALL);
    let flags = (0_u8..64, 0_u8..64).prop_map(|(set, free)| {
        let free = DescriptorFlags::from_bits_truncate(free);
        Form::Flags { set: DescriptorFlags::from_bits_truncate(set).difference(free), free }
    });
    let times = [any_moment(), any_moment(), any_moment()];
    let attributes = (option::of(r#type.clone()), option::of(any_range()), option::of(any_range()), times);
    let attributes = attributes.prop_map(|(r#type, size, links, times)| {
        let attributes = Attributes { r#type, size, links, times };
        let named = attributes.size.is_some()
            || attributes.links.is_some()
            || attributes.times != <[Moment; 3]>::default();
        match r#type {
            _ if named => Form::Stat(Box::new(attributes)),
            Some(r#type) => Form::Type(r#type),
            None => Form::Any,
        }
    });
    let many = (1_u64..30).prop_map(|count| Names::Many(Pattern::new("f{}").unwrap(), count));
    let names = prop_oneof![any_text().prop_map(Names::One), many];
    let entry = (option::of(r#type.clone()), names).prop_map(|(r#type, names)| Form::Entry { r#type, names });
    let plain = select(vec![
        Form::Any,
        Form::AnyFailure,
        Form::Done,
        Form::Truth(true),
        Form::Truth(false),
        Form::Polled { places: vec![0, 2], some: false },
        Form::Polled { places: vec![0, 2], some: true },
        Form::Polled { places: vec![1], some: true },
        Form::MoreEntries(3),
        Form::EndOfEntries,
        Form::Hash(Hash::Any),
        Form::Hash(Hash::AsBefore),
        Form::Hash(Hash::Another),
        Form::Failed(Code::Any),
        Form::Failed(Code::None),
        Form::Closed,
        Form::Trap,
        Form::Abandoned,
        Form::That(1),
        Form::That(2),
    ]);
    let hash = any::<(u64, u64)>();
    let hash = hash.prop_map(|(lower, upper)| Form::Hash(Hash::Is(MetadataHashValue { lower, upper })));
    let code = select(ErrorCode::ALL);
    prop_oneof![
        3 => plain,
        3 => any_given(),
        2 => any_range().prop_map(Form::Count),
        1 => flags,
        1 => r#type.prop_map(Form::Type),
        2 => attributes,
        2 => entry,
        1 => any_text().prop_map(|text| Pin::parse(&quoted(&text)).unwrap().forms.remove(0)),
        1 => hash,
        2 => code.clone().prop_map(Form::Error),
        1 => code.prop_map(|code| Form::Failed(Code::Or(code))),
    ]
}

/// Any answer, from few enough values that pins meet them.
fn any_outcome() -> impl Strategy<Value = Outcome> {
    let moment = option::of((0_u64..9).prop_map(|seconds| Datetime { seconds, nanoseconds: 0 }));
    let stat = (select(DescriptorType::ALL), 0_u64..9, 0_u64..9, [moment.clone(), moment.clone(), moment]);
    let stat = stat.prop_map(|(r#type, size, link_count, [access, modified, changed])| {
        Outcome::Stat(DescriptorStat {
            r#type,
            link_count,
            size,
            data_access_timestamp: access,
            data_modification_timestamp: modified,
            status_change_timestamp: changed,
        })
    });
    let bytes = (vec(select(&b"abcd\0"[..]), 0..6), option::of(any::<bool>()));
    let entry = (select(DescriptorType::ALL), prop_oneof![any_text(), "f[0-9]{1,2}"]);
    prop_oneof![
        Just(Outcome::Done),
        Just(Outcome::Closed),
        Just(Outcome::Abandoned),
        Just(Outcome::Entry(None)),
        any_text().prop_map(Outcome::Trap),
        bytes.prop_map(|(bytes, end)| Outcome::Bytes { bytes, end }),
        prop_oneof![0_u64..9, any::<u64>()].prop_map(Outcome::Count),
        any::<bool>().prop_map(Outcome::Ready),
        any::<bool>().prop_map(Outcome::Same),
        (0_u8..64).prop_map(|bits| Outcome::Flags(DescriptorFlags::from_bits_truncate(bits))),
        select(DescriptorType::ALL).prop_map(Outcome::Type),
        stat,
        entry.prop_map(|(r#type, name)| Outcome::Entry(Some(DirectoryEntry { r#type, name }))),
        any_text().prop_map(Outcome::Target),
        (0_u64..9).prop_map(hash),
        select(ErrorCode::ALL).prop_map(Outcome::Error),
        option::of(select(ErrorCode::ALL)).prop_map(Outcome::Failed),
    ]
}

proptest! {
    #[test]
    fn a_pin_comes_back_from_its_text(pin in any_pin()) {
        let text = pin.to_string();
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(Pin::parse(&text), Ok(pin), "{}", text);
    }

    /// Whoever copies what a report shows behind `got` has a pin of it.
    #[test]
    fn the_text_of_an_answer_is_a_pin_that_takes_it(outcome in any_outcome()) {
        let text = outcome.to_string();
        let pin = Pin::parse(&text);
        prop_assert!(pin.as_ref().is_ok_and(|pin| pin.takes(&outcome, &[])), "{} is read as {:?}", text, pin);
    }

    #[test]
    fn what_a_pin_covers_it_takes_and_what_is_apart_it_does_not(
        mine in any_pin(),
        other in any_pin(),
        answers in vec(any_outcome(), 40),
    ) {
        let before = [Some(&answers[0]), Some(&answers[1]), None];
        let meaning = mine.meaning(&other);
        for answer in &answers {
            let (here, there) = (mine.takes(answer, &before), other.takes(answer, &before));
            let fits = match meaning {
                Meaning::Same => here == there,
                Meaning::Narrower => !here || there,
                Meaning::Wider => here || !there,
                Meaning::Apart => !(here && there),
                Meaning::Other => true,
            };
            prop_assert!(fits, "{} is {:?} beside {}, and {}", mine, meaning, other, answer);
        }
        prop_assert_eq!(mine.meaning(&mine), Meaning::Same);
    }
}

#[test]
fn the_words_of_answers_are_pins() {
    for kind in OutcomeKind::all() {
        let OutcomeKind::Error(code) = kind else { continue };
        assert!(pin(code.name()).takes(&Outcome::Error(code), &[]), "{}", code.name());
    }
}
