//! What a listing reads, where, and when.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::testing::{Hold, MODES, Root, once, run};
use super::super::{Access, open_preopen};
use super::*;

/// More than two pieces.
const MANY: usize = 2 * PIECE + 7;

fn entry(number: usize) -> Entry {
    if number % 5 == 3 {
        return Err(ErrorCode::IllegalByteSequence.into());
    }
    Ok(DirectoryEntry { r#type: DescriptorType::RegularFile, name: number.to_string() })
}

/// A listing of so many entries and errors, as of a directory; and how many of them were read.
fn listing(count: usize, blocking: Blocking) -> (ReaddirIterator, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let source = (0..count).map(move |number| {
        counted.fetch_add(1, Ordering::SeqCst);
        entry(number)
    });
    let (piece, rest) = next_piece(Box::new(source));
    let rest = rest.map_or(Rest::Nothing, Rest::At);
    (ReaddirIterator { piece: piece.into_iter(), rest, blocking }, read)
}

#[test]
fn every_entry_and_error_is_given_once_and_in_its_place_whatever_the_mode_and_however_it_is_asked_for() {
    for count in [0, 1, 5, PIECE - 1, PIECE, PIECE + 1, MANY] {
        let expected: Vec<_> = (0..count).map(entry).collect();
        for blocking in MODES {
            let (iterated, _) = listing(count, blocking);
            assert_eq!(iterated.collect::<Vec<_>>(), expected, "{count}, {blocking:?}");
            run(async {
                let (mut asked, read) = listing(count, blocking);
                let mut given = Vec::new();
                while let Some(entry) = asked.next_entry().await.transpose() {
                    given.push(entry);
                }
                assert_eq!(given, expected, "{count}, {blocking:?}");
                assert_eq!(read.load(Ordering::SeqCst), count);
                for _ in 0..3 {
                    assert_eq!(asked.next_entry().await, Ok(None));
                    assert_eq!(asked.next(), None);
                }
            });
        }
        let mut own = ReaddirIterator::new(expected.clone());
        assert_eq!(own.by_ref().collect::<Vec<_>>(), expected);
        assert_eq!(own.next(), None);
    }
}

#[test]
fn no_more_than_a_piece_is_read_ahead() {
    for blocking in MODES {
        run(async {
            let (mut listing, read) = listing(MANY, blocking);
            for given in 1..=MANY {
                _ = listing.next_entry().await;
                let ahead = read.load(Ordering::SeqCst) - given;
                assert!(ahead < PIECE, "{ahead} at {given}, {blocking:?}");
            }
        });
    }
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let mut own = ReaddirIterator::new(
        (0..MANY).inspect(move |_| _ = counted.fetch_add(1, Ordering::SeqCst)).map(entry),
    );
    assert_eq!(taken.load(Ordering::SeqCst), 0);
    _ = own.next();
    assert_eq!(taken.load(Ordering::SeqCst), 1);
}

#[test]
fn a_piece_that_is_waited_for_is_not_lost_with_who_waits() {
    for blocking in [Blocking::Pool, Blocking::NowaitThenPool] {
        for by_iterator in [false, true] {
            run(async {
                let (mut listing, _) = listing(MANY, blocking);
                for number in 0..PIECE {
                    assert_eq!(
                        once(listing.next_entry()).map(Result::transpose),
                        Some(entry(number).map(Some).transpose())
                    );
                }
                let hold = Hold::new();
                assert!(once(listing.next_entry()).is_none(), "the pool reads the second piece");
                assert!(once(listing.next_entry()).is_none());
                if by_iterator {
                    let waits = thread::spawn(move || listing.map(|entry| entry.is_ok()).collect::<Vec<_>>());
                    hold.release().await;
                    let expected: Vec<_> = (PIECE..MANY).map(|number| entry(number).is_ok()).collect();
                    assert_eq!(waits.join().unwrap(), expected);
                } else {
                    hold.release().await;
                    assert_eq!(listing.next_entry().await.ok(), entry(PIECE).ok().map(Some));
                }
            });
        }
    }
}

#[test]
fn a_directory_of_more_than_a_piece_is_listed_whole() {
    let root = Root::new();
    for number in 0..PIECE + 10 {
        std::fs::write(root.folder.path().join(number.to_string()), "").unwrap();
    }
    let expected: BTreeSet<_> = (0..PIECE + 10).map(|number| number.to_string()).collect();
    for blocking in MODES {
        let dir = open_preopen(root.folder.path(), Access::default(), blocking).unwrap();
        run(async {
            let mut listing = dir.read_directory().await.unwrap();
            let mut names = BTreeSet::new();
            while let Some(entry) = listing.next_entry().await.unwrap() {
                assert!(names.insert(entry.name.clone()), "{} comes twice", entry.name);
            }
            assert_eq!(names, expected, "{blocking:?}");
        });
    }
}
