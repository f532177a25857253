//! What can have been fetched, against all ways in which it can have been.

use super::*;

/// How many histories are tried.
const HISTORIES: u64 = 3_000;

/// A source of small numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A file that is changed a few times, at moments that are 10 apart, by writes that may have been under way for longer.
fn history(numbers: &mut Numbers) -> ExpectedBytes {
    let mut content = Content::from(vec![b'a'; 4]);
    let mut versions: Vec<Older> = Vec::new();
    for change in 1..=1 + numbers.below(3) {
        let until = usize::try_from(change * 10).unwrap();
        let before = Arc::new(content.clone());
        let (next_from, changed) = if numbers.below(3) == 0 {
            let (size, was) = (numbers.below(6), content.len());
            content.set_len(size);
            (until, Places::from(was.min(size)..was.max(size)))
        } else {
            // Now and then in two pieces, with something of others between them.
            let (at, length) = (numbers.below(4), 1 + numbers.below(3));
            let second = (numbers.below(2) == 0).then_some(at + length + 1..at + length + 2);
            let changed: Places = iter::once(at..at + length).chain(second).collect();
            let letter = b'a' + u8::try_from(change).unwrap();
            for piece in changed.ranges() {
                content.write(piece.start, &vec![letter; usize::try_from(piece.end - piece.start).unwrap()]);
            }
            (until - usize::try_from(numbers.below(15)).unwrap().min(until), changed)
        };
        versions.push(Older { content: before, until, next_from, changed });
    }
    let now = versions.len() * 10 + 10;
    let since = usize::try_from(numbers.below(now as u64)).unwrap();
    let reach = vec![(0, numbers.below(4)), (since.max(5), 2 + numbers.below(4)), (now, u64::MAX)];
    let fetching = Fetching { opened: Some(0), shown: 0, since, reach };
    ExpectedBytes {
        current: Arc::new(content),
        versions,
        fetching,
        most: u64::MAX,
        asked: u64::MAX,
        flagged: false,
        ..ExpectedBytes::nothing(Rule::StreamRead)
    }
}

/// Whether a state of the file had a byte at a place at a moment, by the words of the rows alone; of none it is asked whether it
/// reached so far.
fn stood(expected: &ExpectedBytes, moment: usize, at: u64, byte: Option<u8>) -> bool {
    let fits =
        |content: &Content| content.byte(at).is_some_and(|there| byte.is_none_or(|byte| byte == there));
    let contents = expected.versions.iter().map(|older| &*older.content).chain([&*expected.current]);
    contents.enumerate().any(|(index, content)| {
        let over = expected.versions.get(index).is_some_and(|older| moment > older.until);
        let begun = index.checked_sub(1).is_none_or(|before| {
            let before = &expected.versions[before];
            let is_its = before.changed.ranges().iter().any(|range| range.contains(&at)) || byte.is_none();
            moment >= if is_its { before.next_from } else { before.until }
        });
        begun && !over && fits(content)
    })
}

/// The earliest moment at which the last of some bytes can have been fetched, found by trying every moment for each.
fn tried(expected: &ExpectedBytes, length: u64, byte: impl Fn(u64) -> Option<u8>) -> Option<usize> {
    let now = expected.fetching.reach.last().map_or(0, |(now, _)| *now);
    (0..length).try_fold(expected.fetching.since, |from, at| {
        let can =
            |moment: &usize| at < expected.fetching.limit(*moment) && stood(expected, *moment, at, byte(at));
        (from..=now).find(can)
    })
}

#[test]
fn what_can_have_been_fetched_is_what_some_way_of_fetching_gives() {
    let (mut numbers, mut taken, mut refused) = (Numbers(7), 0, 0);
    for _ in 0..HISTORIES {
        let expected = history(&mut numbers);
        for _ in 0..8 {
            let length = 1 + numbers.below(6);
            let bytes: Vec<u8> = (0..length)
                .map(|_| [b'a', b'b', b'c', 0][usize::try_from(numbers.below(4)).unwrap()])
                .collect();
            // Mostly what one state has, with another byte in it.
            let mut mixed = expected.versions[0].content.read(0..length);
            let other = expected.current.read(0..length);
            mixed.iter_mut().zip(&other).for_each(|(mine, theirs)| {
                if numbers.below(2) == 0 {
                    *mine = *theirs;
                }
            });
            for given in [&bytes, &mixed, &other] {
                let length = given.len() as u64;
                let byte = |at: u64| given.get(usize::try_from(at).unwrap()).copied();
                let by = tried(&expected, length, byte);
                assert_eq!(expected.fetched_by(Given::Bytes(given)).ok(), by, "{given:?} of {expected:#?}");
                taken += u64::from(by.is_some());
                refused += u64::from(by.is_none());
            }
            let by = tried(&expected, length, |_| None);
            assert_eq!(expected.fetched_by(Given::Count(length)).ok(), by, "{length} of {expected:#?}");
        }
    }
    assert!(taken > 1000 && refused > 1000, "{taken} were taken and {refused} refused");
}
