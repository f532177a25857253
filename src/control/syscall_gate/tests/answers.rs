//! What callers are told in place of the system.

use std::io::{IoSlice, Read as _, Seek as _, Write as _};

use rustix::io::{Errno, preadv};

use super::*;

#[test]
fn an_interruption_is_told_once_and_in_its_direction_only() {
    gated("hello", async |lab| {
        lab.inject("r", CallClass::Read, SystemAnswer::Interrupted, 0);
        assert_eq!(lab.done("r", |file| write(file, "j")).await, Ok(1));
        assert_eq!(lab.done("r", |file| read(file, 9)).await, Err(Some(libc::EINTR)));
        assert_eq!(lab.done("r", |file| read(file, 9)).await, Ok("jello".into()));
        lab.inject("r", CallClass::Write, SystemAnswer::Interrupted, 0);
        assert_eq!(lab.done("r", |file| read(file, 2)).await, Ok("je".into()));
        assert_eq!(lab.done("r", |file| append(file, "!")).await, Err(Errno::INTR));
        assert_eq!(lab.done("r", |file| append(file, "!")).await, Ok(1));
        assert_eq!(lab.contents(), "jello!");
    });
}

#[test]
fn an_error_is_told_again_and_again_and_nothing_is_done() {
    gated("hello", async |lab| {
        let errors = [
            (SystemAnswer::Error(ErrorCode::Io), libc::EIO),
            (SystemAnswer::Error(ErrorCode::InsufficientSpace), libc::ENOSPC),
            (SystemAnswer::Error(ErrorCode::Quota), libc::EDQUOT),
        ];
        for (answer, errno) in errors {
            // The later one takes the place of the earlier.
            lab.inject("v", CallClass::Write, answer, 0);
            lab.inject("v", CallClass::Read, answer, 0);
            for _ in 0..2 {
                assert_eq!(lab.done("v", |file| write(file, "xx")).await, Err(Some(errno)));
                assert_eq!(
                    lab.done("v", |file| append(file, "xx")).await,
                    Err(Errno::from_raw_os_error(errno))
                );
                assert_eq!(lab.done("v", |file| read(file, 9)).await, Err(Some(errno)));
            }
        }
        assert_eq!(lab.contents(), "hello");
    });
}

#[test]
fn work_that_never_takes_nothing_for_an_answer_is_let_go_and_told() {
    gated("hello", async |lab| {
        lab.inject("v", CallClass::Write, SystemAnswer::Zero, 0);
        assert_eq!(lab.done("v", |file| write(file, "j")).await, Ok(0));
        assert!(!lab.gate.spins());
        let again_and_again =
            |file: &File| std::iter::repeat_with(|| write(file, "j")).find(|count| *count != Ok(0));
        assert_eq!(lab.done("v", again_and_again).await, Some(Ok(1)));
        assert!(lab.gate.spins());
        lab.gate.begin(&[]);
        assert!(!lab.gate.spins());
        assert_eq!(lab.contents(), "jello");
    });
}

#[test]
fn a_short_call_does_a_piece() {
    gated("0123456789", async |lab| {
        lab.inject("v", CallClass::Read, SystemAnswer::Short(3), 0);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok("012".into()));
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok("012345678".into()));
        lab.inject("v", CallClass::Write, SystemAnswer::Short(2), 0);
        assert_eq!(lab.done("v", |file| write(file, "abcd")).await, Ok(2));
        lab.inject("v", CallClass::Write, SystemAnswer::Short(1), 0);
        assert_eq!(lab.done("v", |file| append(file, "!?")).await, Ok(1));
        assert_eq!(lab.contents(), "ab23456789!");
        // More than it asks for, and more than there is.
        lab.inject("v", CallClass::Read, SystemAnswer::Short(5), 0);
        assert_eq!(lab.done("v", |file| read(file, 2)).await, Ok("ab".into()));
        lab.inject("v", CallClass::Read, SystemAnswer::Short(50), 0);
        assert_eq!(lab.done("v", |file| read(file, 60)).await, Ok("ab23456789!".into()));
    });
}

#[test]
fn a_short_call_is_cut_inside_of_any_of_its_vectors() {
    gated("0123456789", async |lab| {
        for (short, expected) in [(2, "01-- ----"), (3, "012- ----"), (4, "0123 ----"), (6, "0123 45--")] {
            lab.inject("v", CallClass::Read, SystemAnswer::Short(short), 0);
            let vectors = |file: &File| {
                let (mut a, mut b) = ([b'-'; 4], [b'-'; 4]);
                let mut both = [IoSliceMut::new(&mut a), IoSliceMut::new(&mut b)];
                let count = preadv(file, &mut both, 0).unwrap();
                (count as u64, [&a[..], b" ", &b[..]].concat())
            };
            assert_eq!(lab.done("v", vectors).await, (short, expected.as_bytes().to_vec()));
        }
        lab.inject("v", CallClass::Write, SystemAnswer::Short(3), 0);
        let gathered =
            |mut file: &File| file.write_vectored(&[IoSlice::new(b"ab"), IoSlice::new(b"cd")]).unwrap();
        assert_eq!(lab.done("v", gathered).await, 3);
        assert_eq!(lab.contents(), "abc3456789");
    });
}

#[test]
fn a_short_call_moves_the_cursor_of_its_descriptor() {
    gated("0123456789", async |lab| {
        lab.inject("v", CallClass::Read, SystemAnswer::Short(3), 0);
        let two_reads = |mut file: &File| {
            let mut buffer = [0; 4];
            let counts = [file.read(&mut buffer).unwrap(), file.read(&mut buffer).unwrap()];
            (counts, buffer, file.stream_position().unwrap())
        };
        assert_eq!(lab.done("v", two_reads).await, ([3, 4], *b"3456", 7));
    });
}

#[test]
fn a_zero_is_the_end_of_a_file_and_a_write_of_nothing() {
    gated("hello", async |lab| {
        lab.inject("v", CallClass::Read, SystemAnswer::Zero, 0);
        lab.inject("v", CallClass::Write, SystemAnswer::Zero, 0);
        for _ in 0..2 {
            assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok(String::new()));
            assert_eq!(lab.done("v", |file| write(file, "xx")).await, Ok(0));
            assert_eq!(lab.done("v", |file| append(file, "xx")).await, Ok(0));
        }
        assert_eq!(lab.contents(), "hello");
    });
}

#[test]
fn so_many_bytes_go_through_before_the_answer() {
    gated("", async |lab| {
        lab.inject("v", CallClass::Write, SystemAnswer::Error(ErrorCode::InsufficientSpace), 5);
        assert_eq!(lab.done("v", |file| append(file, "abc")).await, Ok(3));
        // The one that crosses the line is cut at it.
        assert_eq!(lab.done("v", |file| append(file, "defg")).await, Ok(2));
        assert_eq!(lab.done("v", |file| append(file, "fg")).await, Err(Errno::NOSPC));
        assert_eq!(lab.done("v", |file| write(file, "A")).await, Err(Some(libc::ENOSPC)));
        assert_eq!(lab.contents(), "abcde");
        lab.inject("v", CallClass::Read, SystemAnswer::Zero, 2);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok("ab".into()));
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok(String::new()));
    });
}

#[test]
fn an_interruption_comes_after_so_many_bytes_and_once() {
    gated("", async |lab| {
        lab.inject("v", CallClass::Write, SystemAnswer::Interrupted, 3);
        // As a loop of the standard library sees it, which makes an interrupted call again.
        let counts = |file: &File| ["abcd", "d", "d"].map(|text| append(file, text));
        assert_eq!(lab.done("v", counts).await, [Ok(3), Err(Errno::INTR), Ok(1)]);
        assert_eq!(lab.contents(), "abcd");
    });
}

#[test]
fn what_really_happens_to_a_call_that_is_made_in_its_caller_s_place_is_told() {
    gated("hello", async |lab| {
        let read_only = File::open(&lab.path).unwrap();
        lab.inject("v", CallClass::Write, SystemAnswer::Short(1), 0);
        assert_eq!(lab.done("v", move |_| write(&read_only, "xx")).await, Err(Some(libc::EBADF)));
        // It was an answer all the same.
        assert_eq!(lab.done("v", |file| write(file, "jj")).await, Ok(2));
    });
}

#[test]
fn other_streams_are_not_answered() {
    gated("hello", async |lab| {
        lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
        assert_eq!(lab.done("w", |file| read(file, 9)).await, Ok("hello".into()));
        let (reads, writes) = (name("w"), name("v"));
        lab.gate.acting(Some(Acting { reads: &reads, writes: &writes, is_of_streams: true }));
        assert_eq!(read(&lab.file, 9), Ok("hello".into()));
        lab.gate.acting(Some(Acting { reads: &writes, writes: &reads, is_of_streams: true }));
        assert_eq!(read(&lab.file, 9), Err(Some(libc::EIO)));
    });
}
