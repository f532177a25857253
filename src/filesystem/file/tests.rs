//! The tests of files.

use super::super::testing::{MODES, Root, Scratch, code, file, open, run};
use super::*;
use crate::filesystem::DirPerms;
use crate::wasi::OpenFlags;

#[test]
fn reads_say_end_of_file_only_when_nothing_is_left() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"0123456789");
            let read = |length, offset| scratch.file.read(length, offset);
            assert_eq!(read(4, 2).await.unwrap(), (b"2345".to_vec(), false), "{blocking:?}");
            assert_eq!(read(100, 8).await.unwrap().0, b"89");
            assert_eq!(read(0, 2).await.unwrap(), (vec![], false));
            for offset in [10, 11, i64::MAX as u64 - 1, i64::MAX as u64, 1 << 63, u64::MAX] {
                assert_eq!(read(1, offset).await.unwrap(), (vec![], true), "{offset}, {blocking:?}");
            }
        });
    }
}

#[test]
fn a_length_of_any_size_reserves_no_more_than_there_is() {
    for blocking in MODES {
        run(async {
            let small = Scratch::new(blocking, b"abc");
            let (bytes, _) = small.file.read(u64::MAX, 0).await.unwrap();
            assert!(bytes == b"abc" && bytes.capacity() < 100, "{}, {blocking:?}", bytes.capacity());
            let large = Scratch::new(blocking, &vec![7; 3 << 20]);
            let (bytes, end) = large.file.read(u64::MAX, 1).await.unwrap();
            assert!(!end && bytes.len() >= READ_FIRST && bytes.len() <= READ_MAX, "{blocking:?}");
        });
    }
}

#[test]
fn a_write_is_whole_and_counted() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"abc");
            assert_eq!(scratch.file.write(b"", 9).await, Ok(0));
            assert_eq!(scratch.file.write(b"XY", 5).await, Ok(2));
            assert_eq!(scratch.contents(), b"abc\0\0XY", "{blocking:?}");
            let large = vec![1; 2 << 20];
            assert_eq!(scratch.file.write(&large, 1).await, Ok(2 << 20));
            assert_eq!(scratch.contents().len(), (2 << 20) + 1);
        });
    }
}

#[test]
fn a_write_that_no_file_can_hold_is_an_error_and_no_panic() {
    for blocking in MODES {
        for offset in [i64::MAX as u64 - 1, i64::MAX as u64, 1 << 63, u64::MAX] {
            let scratch = Scratch::new(blocking, b"");
            let answer = code(run(scratch.file.write(b"abc", offset)));
            let allowed = [ErrorCode::Invalid, ErrorCode::FileTooLarge, ErrorCode::Overflow];
            assert!(answer.is_some_and(|code| allowed.contains(&code)), "{offset}: {answer:?}");
            assert_eq!(scratch.contents(), b"");
        }
    }
}

#[test]
fn set_size_cuts_and_extends() {
    for blocking in MODES {
        run(async {
            let scratch = Scratch::new(blocking, b"abc");
            scratch.file.set_size(5).await.unwrap();
            assert_eq!(scratch.contents(), b"abc\0\0");
            scratch.file.set_size(1).await.unwrap();
            assert_eq!(scratch.contents(), b"a", "{blocking:?}");
            assert!(scratch.file.set_size(u64::MAX).await.is_err());
        });
    }
}

/// One row a call: what it answers a file that is not granted, and one that was not opened, for it; and whether it
/// reads or writes.
const ACCESS: &[(&str, FilePerms)] = &[
    ("read", FilePerms::READ),
    ("read nothing", FilePerms::READ),
    ("read-via-stream", FilePerms::READ),
    ("write", FilePerms::WRITE),
    ("write nothing", FilePerms::WRITE),
    ("set-size", FilePerms::WRITE),
    ("write-via-stream", FilePerms::WRITE),
    ("append-via-stream", FilePerms::WRITE),
];

async fn access(file: &File, call: &str) -> Option<ErrorCode> {
    match call {
        "read" => code(file.read(1, 0).await),
        "read nothing" => code(file.read(0, 0).await),
        "read-via-stream" => code(file.read_via_stream(0)),
        "write" => code(file.write(b"x", 0).await),
        "write nothing" => code(file.write(b"", 0).await),
        "set-size" => code(file.set_size(0).await),
        "write-via-stream" => code(file.write_via_stream(0)),
        "append-via-stream" => code(file.append_via_stream()),
        other => panic!("no such call: {other}"),
    }
}

#[test]
fn every_row_of_the_access_table_is_refused_by_the_right_layer() {
    for (call, needs) in ACCESS {
        let scratch = Scratch::new(Blocking::CurrentThread, b"x");
        let whole = |perms, mode| File { perms, mode, ..scratch.file.clone() };
        let mode = OpenMode::from_bits_retain(needs.bits());
        run(async {
            let granted = whole(*needs, mode);
            assert_eq!(access(&granted, call).await, None, "{call}: the witness");
            let not_granted = whole(FilePerms::all() - *needs, OpenMode::all());
            assert_eq!(access(&not_granted, call).await, Some(ErrorCode::NotPermitted), "{call}");
            let not_opened = whole(FilePerms::all(), OpenMode::all() - mode);
            assert_eq!(access(&not_opened, call).await, Some(ErrorCode::BadDescriptor), "{call}");
            let neither = whole(FilePerms::all() - *needs, OpenMode::all() - mode);
            assert_eq!(access(&neither, call).await, Some(ErrorCode::NotPermitted), "{call}");
        });
    }
}

#[test]
fn attributes_need_no_right() {
    let root = Root::granting(DirPerms::READ, FilePerms::empty());
    std::fs::write(root.folder.path().join("f"), "12345").unwrap();
    std::fs::hard_link(root.folder.path().join("f"), root.folder.path().join("g")).unwrap();
    let opened = open(&root.dir, "f", OpenFlags::empty(), DescriptorFlags::empty()).unwrap();
    let stat = run(opened.stat()).unwrap();
    assert_eq!((stat.r#type, stat.size, stat.link_count), (DescriptorType::RegularFile, 5, 2));
    assert!(stat.data_modification_timestamp.is_some_and(|time| time.seconds > 1_600_000_000));
    assert_eq!(opened.get_flags(), DescriptorFlags::READ);
    assert_eq!(opened.get_type(), DescriptorType::RegularFile);
    assert_eq!(run(root.dir.stat()).unwrap().r#type, DescriptorType::Directory);
}

#[test]
fn a_time_before_1970_is_absent_and_the_rest_is_there() {
    let scratch = Scratch::new(Blocking::CurrentThread, b"x");
    let early = std::time::UNIX_EPOCH - std::time::Duration::from_millis(1_500);
    let times = std::fs::FileTimes::new().set_modified(early);
    let path = scratch.folder.path().join("f");
    std::fs::File::options().write(true).open(path).unwrap().set_times(times).unwrap();
    let stat = run(scratch.file.stat()).unwrap();
    assert_eq!((stat.size, stat.data_modification_timestamp), (1, None));
    assert!(stat.data_access_timestamp.is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_refuses_a_write_by_its_name() {
    for blocking in MODES {
        let Ok(handle) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
            eprintln!("skipped: no /dev/full here");
            return;
        };
        let full = file(handle, OpenMode::WRITE, blocking);
        assert_eq!(code(run(full.write(b"x", 0))), Some(ErrorCode::InsufficientSpace));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn data_that_is_never_anywhere_but_in_memory_is_read_at_once_and_all_else_by_the_pool() {
    use super::super::testing::{Hold, once, uncached};

    for (medium, at_once) in [(Medium::MEMORY, true), (Medium::UNKNOWN, false)] {
        let file = uncached(Blocking::NowaitThenPool).on_medium(medium);
        run(async {
            let hold = Hold::new();
            let read = once(file.read(64, 0));
            assert_eq!(read, at_once.then(|| Ok((b"Linux\n".to_vec(), false))), "{medium:?}");
            hold.release().await;
            assert_eq!(file.read(64, 0).await, Ok((b"Linux\n".to_vec(), false)), "{medium:?}");
        });
    }
}
