//! What became of appends that were made beside each other: torn, or out of their order.

use super::blame::unless_abandoned;
use super::{Landing, Origin, Patch};
use crate::op::Data;
use crate::rule::Rule;

/// An append, landed or in flight.
#[derive(Clone, Copy)]
struct Append<'a> {
    step: usize,
    stream: Option<usize>,
    bytes: &'a Data,
    odd: Option<Rule>,
    state: State,
}

/// How far an append has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Landed,
    InFlight,
    /// Others of its stream come first.
    Waiting,
}

/// The rule that appends break by how their bytes stand in what was read, if it is one of order and wholeness.
pub(super) fn breach(landings: &[Landing], patches: &[Patch], read: &[u8]) -> Option<Rule> {
    let landed = landings.iter().filter(|landing| landing.origin == Origin::Append).map(|landing| Append {
        step: landing.step,
        stream: landing.stream,
        bytes: &landing.bytes,
        odd: landing.odd,
        state: State::Landed,
    });
    let in_flight = patches.iter().filter(|patch| patch.origin == Origin::Append).map(|patch| Append {
        step: patch.step,
        stream: Some(patch.stream),
        bytes: if patch.waiting.is_empty() { &patch.bytes } else { &patch.waiting },
        odd: patch.odd,
        state: if patch.waiting.is_empty() { State::InFlight } else { State::Waiting },
    });
    let mut appends: Vec<Append<'_>> = landed.chain(in_flight).collect();
    if appends.len() < 2 {
        return None;
    }
    appends.sort_by_key(|append| append.step);
    let may_be_torn = |append: &&Append<'_>| append.state != State::Waiting;
    let torn = |append: &&Append<'_>| {
        let others = appends.iter().filter(|other| other.stream != append.stream);
        is_torn(append.bytes, read)
            || append.state == State::InFlight
                && breaks_off(append.bytes, others.map(|other| &**other.bytes), read)
    };
    if let Some(torn) = appends.iter().filter(may_be_torn).find(torn) {
        return Some(torn.odd.and_then(unless_abandoned).unwrap_or(Rule::AppendWhole));
    }
    let place = |append: &Append<'_>| position(append.bytes, read);
    let late = |(index, append): (usize, &Append<'_>)| {
        let earlier = appends[..index].iter().filter(|earlier| earlier.stream == append.stream);
        let mut earlier = earlier.filter(|earlier| earlier.bytes != append.bytes);
        // What is not there, and not known to have landed, comes later.
        let comes_later = |earlier: &Append<'_>, then: usize| match place(earlier) {
            Some(first) => first > then,
            None => earlier.state != State::Landed,
        };
        append.stream.is_some()
            && place(append).is_some_and(|then| earlier.any(|earlier| comes_later(earlier, then)))
    };
    let overtaken = appends.iter().enumerate().any(late);
    overtaken.then_some(Rule::AppendOrder)
}

/// Where bytes stand as a whole, if they do.
fn position(bytes: &[u8], read: &[u8]) -> Option<usize> {
    if bytes.is_empty() {
        return None;
    }
    read.windows(bytes.len()).position(|window| window == bytes)
}

/// Whether all of the bytes are there, in one piece.
pub(super) fn is_whole(bytes: &[u8], read: &[u8]) -> bool {
    position(bytes, read).is_some()
}

/// Pieces that are shorter than this stand somewhere by chance, where there may be many.
const PIECE_LEAST: usize = 16;

/// Whether all of the bytes are there, in two pieces, or in more long ones. In one pass over each: a file may be long, and so
/// may an append.
pub(super) fn is_torn(bytes: &[u8], read: &[u8]) -> bool {
    if bytes.len() < 2 {
        return false;
    }
    let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
    let heads = ends_of_beginnings(bytes, read.iter());
    let tails = ends_of_beginnings(&reversed(bytes), read.iter().rev());
    if heads[bytes.len()].is_some() {
        return false;
    }
    // The head that ends first, and the tail that begins last.
    let in_two = |cut: usize| {
        heads[cut].zip(tails[bytes.len() - cut]).is_some_and(|(head, tail)| head + tail <= read.len())
    };
    (1..bytes.len()).any(in_two) || are_there_in_pieces(bytes, read)
}

/// Whether the first of the bytes stand there, and others begin right behind them: the rest can't be whole any more.
fn breaks_off<'b>(bytes: &[u8], others: impl Iterator<Item = &'b [u8]> + Clone, read: &[u8]) -> bool {
    let ends = ends_of_beginnings(bytes, read.iter());
    let begins = |behind: &[u8], other: &[u8]| {
        let length = behind.len().min(other.len());
        length > 0 && behind[..length] == other[..length]
    };
    let mut behind = ends.iter().skip(1).flatten().map(|end| &read[*end..]);
    ends[bytes.len()].is_none() && behind.any(|behind| others.clone().any(|other| begins(behind, other)))
}

/// Whether long pieces of the bytes stand behind each other, with or without others between, that are all of them.
fn are_there_in_pieces(mut bytes: &[u8], mut read: &[u8]) -> bool {
    while !bytes.is_empty() {
        let ends = ends_of_beginnings(bytes, read.iter());
        let longest = (1..ends.len()).rev().find_map(|length| Some((length, ends[length]?)));
        let Some((length, end)) = longest.filter(|(length, _)| *length >= bytes.len().min(PIECE_LEAST))
        else {
            return false;
        };
        (bytes, read) = (&bytes[length..], &read[end..]);
    }
    true
}

/// Behind how many bytes of what was read the first so many of these bytes stand for the first time, for each number of them
/// (Knuth, Morris and Pratt).
fn ends_of_beginnings<'r>(bytes: &[u8], read: impl Iterator<Item = &'r u8>) -> Vec<Option<usize>> {
    // How many of the first bytes stand at the end of so many of them, but for all.
    let mut borders = vec![0; bytes.len() + 1];
    let longer = |borders: &[usize], mut known: usize, byte: u8| {
        while known > 0 && bytes.get(known) != Some(&byte) {
            known = borders[known];
        }
        if bytes.get(known) == Some(&byte) { known + 1 } else { 0 }
    };
    for length in 2..=bytes.len() {
        borders[length] = longer(&borders, borders[length - 1], bytes[length - 1]);
    }
    let mut ends = vec![None; bytes.len() + 1];
    let mut known = 0;
    for (behind, byte) in (1..).zip(read) {
        known = longer(&borders, known, *byte);
        ends[known].get_or_insert(behind);
    }
    ends
}

/// The rules that landed appends kept which they could have broken.
pub(super) fn rules_kept<'l>(landings: impl Iterator<Item = &'l Landing>, kept: &mut Vec<Rule>) {
    let appends: Vec<&Landing> = landings.filter(|landing| landing.origin == Origin::Append).collect();
    let of_one = |landing: &&Landing| {
        let same = appends.iter().filter(|other| other.stream == landing.stream && other.stream.is_some());
        same.count() > 1
    };
    kept.extend(appends.iter().any(of_one).then_some(Rule::AppendOrder));
    kept.extend((appends.len() > 1).then_some(Rule::AppendWhole));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Spans;

    fn patch(step: usize, stream: usize, bytes: &str) -> Patch {
        let bytes = Data::new(bytes.as_bytes().to_vec());
        let (hidden, origin, waiting) = (Spans::default(), Origin::Append, Data::default());
        let (odd, cut, has_begun, is_whole, waits_for_end) = (None, false, false, true, true);
        let (offset, gap, reach) = (4, 4, 4..u64::MAX);
        Patch {
            offset,
            bytes,
            origin,
            step,
            stream,
            odd,
            cut,
            waiting,
            hidden,
            has_begun,
            is_whole,
            waits_for_end,
            reach,
            gap,
        }
    }

    fn waiting(step: usize, stream: usize, bytes: &str) -> Patch {
        let whole = patch(step, stream, bytes);
        Patch { waiting: whole.bytes, bytes: Data::default(), ..whole }
    }

    #[test]
    fn what_stands_in_two_pieces_is_found_as_by_trying_all_cuts() {
        let slow = |bytes: &[u8], read: &[u8]| {
            let in_two = |cut: usize| {
                let (head, tail) = bytes.split_at(cut);
                position(head, read).is_some_and(|at| position(tail, &read[at + cut..]).is_some())
            };
            position(bytes, read).is_none() && (1..bytes.len()).any(in_two)
        };
        let letters = |mut number: usize, length: usize| {
            let letter = |_| (b'a' + u8::from(number % 2 == 1), number /= 2).0;
            (0..length).map(letter).collect::<Vec<u8>>()
        };
        for length in 2..6 {
            for bytes in (0..1 << length).map(|number| letters(number, length)) {
                for read in (0..1 << 8).map(|number| letters(number, 8)) {
                    assert_eq!(is_torn(&bytes, &read), slow(&bytes, &read), "{bytes:?} in {read:?}");
                }
            }
        }
    }

    #[test]
    fn long_appends_may_be_torn_in_many_pieces() {
        let (long, other) = (Data::marked(b'A', 0..9000).to_vec(), Data::marked(b'B', 0..9000).to_vec());
        let read = |piece: usize| {
            let pieces = long.chunks(piece).zip(other.chunks(piece));
            pieces.flat_map(|(mine, theirs)| [mine, theirs].concat()).collect::<Vec<u8>>()
        };
        for (piece, torn) in [(4096, true), (PIECE_LEAST, true), (PIECE_LEAST - 1, false), (9000, false)] {
            assert_eq!(is_torn(&long, &read(piece)), torn, "{piece}");
        }
        assert!(!is_torn(&long, &read(4096)[..17_000]), "its end is not there");
    }

    #[test]
    fn an_append_breaks_off_where_another_one_stands_behind_its_beginning() {
        let others = [&b"CD"[..]];
        let rows: [(&[u8], &[u8], bool); 7] = [
            (b"AB", b"baseACD", true),
            (b"AB", b"baseAC", true),
            (b"AB", b"baseA", false),
            (b"AB", b"baseABCD", false),
            (b"AB", b"baseCDA", false),
            (b"AB", b"baseAxCD", false),
            (b"", b"baseCD", false),
        ];
        for (bytes, read, breaks) in rows {
            assert_eq!(breaks_off(bytes, others.into_iter(), read), breaks, "{bytes:?} in {read:?}");
        }
    }

    #[test]
    fn torn_and_overtaken_appends_are_told_apart() {
        let two = [patch(1, 1, "AB"), patch(2, 2, "CD")];
        assert_eq!(breach(&[], &two, b"baseACDB"), Some(Rule::AppendWhole));
        assert_eq!(breach(&[], &two, b"baseCDAB"), None);
        let one = [patch(1, 1, "AB"), patch(2, 1, "CD")];
        assert_eq!(breach(&[], &one, b"baseCDAB"), Some(Rule::AppendOrder));
        assert_eq!(breach(&[], &one, b"baseABCD"), None);
        assert_eq!(breach(&[], &one[..1], b"baseA.B"), None);
    }

    #[test]
    fn an_append_that_is_there_before_one_that_it_waits_for_has_overtaken_it() {
        let three = [patch(1, 1, "AB"), waiting(2, 1, "CD"), waiting(3, 1, "EF")];
        assert_eq!(breach(&[], &three, b"baseABEF"), Some(Rule::AppendOrder));
        assert_eq!(breach(&[], &three, b"baseCD"), Some(Rule::AppendOrder));
        assert_eq!(breach(&[], &three, b"baseABC.D"), None);
        let of_two = [patch(1, 1, "AB"), patch(2, 2, "CD")];
        assert_eq!(breach(&[], &of_two, b"baseCD"), None);
    }
}
