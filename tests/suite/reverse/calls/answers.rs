//! What the calls do when they succeed, and those with two paths or other arguments.

use std::fs;

use super::{AS_IT_IS, FOLLOWED, Ground, NOTHING_ELSE, PLAIN, code_of, now};
use wasi_fs_conformance::backend::{Descriptor, DirectoryEntryStream};
use wasi_fs_conformance::wasi::{
    Advice, Datetime, DescriptorFlags, DescriptorType,
    ErrorCode::{
        self, BadDescriptor, Invalid, IsDirectory, NoEntry, NoSuchDevice, NotDirectory, NotEmpty,
        NotPermitted, Overflow, ReadOnly,
    },
    NewTimestamp, OpenFlags,
};

const READ_WRITE: DescriptorFlags = DescriptorFlags::READ.union(DescriptorFlags::WRITE);

/// A row reads: what is moved, over what, and the answer; none is a success.
const MOVES: &[(&str, &str, Option<ErrorCode>)] = &[
    ("log", "way", None),
    ("sub", "empty", None),
    ("sub", "new/", None),
    ("sub/", "empty/", None),
    ("empty", "empty", None),
    ("empty", "sub", Some(NotEmpty)),
    ("empty", "log", Some(NotDirectory)),
    ("sub", "door", Some(NotDirectory)),
    ("sub", "nowhere/", Some(NotDirectory)),
    ("log", "empty", Some(IsDirectory)),
    ("door", "new/", Some(NotDirectory)),
    ("sub", "sub/inner", Some(Invalid)),
    ("sub", "door/inner", Some(Invalid)),
    // The directory that a name is in is in use by its being in it, before anyone looks at what the name stands for.
    ("sub/leaf", "sub", Some(NotEmpty)),
];

#[test]
fn a_move_replaces_only_what_is_of_its_own_kind() {
    for (from, to, expected) in MOVES {
        let ground = Ground::new();
        let before = ground.tree();
        let got = code_of(now(ground.root.rename_at(from, &ground.root, to)));
        assert_eq!(got, *expected, "{from} to {to}");
        assert!(got.is_none() || ground.tree() == before, "{from} to {to} is refused, and changed something");
    }
}

#[test]
fn a_move_over_another_name_of_the_same_file_does_nothing() {
    let ground = Ground::new();
    now(ground.root.link_at(AS_IT_IS, "log", &ground.root, "twin")).unwrap();
    let before = ground.tree();
    now(ground.root.rename_at("log", &ground.root, "twin")).unwrap();
    assert_eq!(ground.tree(), before);
    assert_eq!(now(ground.root.stat_at(AS_IT_IS, "twin")).unwrap().link_count, 2);
}

#[test]
fn a_link_is_to_the_file_or_to_the_link_as_it_was_asked_for() {
    let ground = Ground::new();
    now(ground.root.link_at(AS_IT_IS, "way", &ground.root, "same-way")).unwrap();
    assert_eq!(now(ground.root.readlink_at("same-way")), Ok("sub/leaf".to_owned()));
    now(ground.root.link_at(FOLLOWED, "way", &ground.root, "same-leaf")).unwrap();
    let (leaf, same) = (ground.open("sub/leaf", PLAIN), ground.open("same-leaf", PLAIN));
    assert_eq!(now(leaf.is_same_object(&same)), Ok(true));
    assert_eq!(now(leaf.is_same_object(&ground.open("log", PLAIN))), Ok(false));
}

/// A row reads: target of a new link, the answer. What a target leads to, nobody asks before it is followed.
const TARGETS: &[(&str, Option<ErrorCode>)] = &[
    ("log", None),
    ("missing", None),
    ("../vault/secret", None),
    ("/wasi-fs-conformance-nowhere", Some(NotPermitted)),
    ("/", Some(NotPermitted)),
    ("", Some(NoEntry)),
    ("a\0b", Some(Invalid)),
];

#[test]
fn links_are_made_to_relative_paths_and_read_back() {
    for (target, expected) in TARGETS {
        let ground = Ground::new();
        assert_eq!(code_of(now(ground.root.symlink_at(target, "new"))), *expected, "{target:?}");
        let read = now(ground.root.readlink_at("new"));
        assert!(expected.is_some() || read.as_deref() == Ok(*target), "{target:?} is read as {read:?}");
        let stat = now(ground.root.stat_at(AS_IT_IS, "new"));
        assert!(expected.is_some() || stat.unwrap().size == target.len() as u64, "{target:?}");
    }
}

fn moment(seconds: u64, nanoseconds: u32) -> NewTimestamp {
    NewTimestamp::Timestamp(Datetime { seconds, nanoseconds })
}

/// A row reads: seconds, nanoseconds, the answer. The numbers in base 16 stand for more than time to the kernel.
const MOMENTS: &[(u64, u32, Option<ErrorCode>)] = &[
    (0, 0, None),
    (1_000_000_000, 999_999_999, None),
    (1, 1_000_000_000, Some(Invalid)),
    (1, u32::MAX, Some(Invalid)),
    (1, 0x3fff_ffff, Some(Invalid)),
    (1, 0x3fff_fffe, Some(Invalid)),
    (u64::MAX, 0, Some(Overflow)),
];

#[test]
fn times_are_set_as_given_or_not_at_all() {
    let ground = Ground::new();
    let log = ground.open("log", PLAIN);
    for (seconds, nanoseconds, expected) in MOMENTS {
        let time = moment(*seconds, *nanoseconds);
        let before = now(log.stat()).unwrap();
        assert_eq!(code_of(now(log.set_times(NewTimestamp::NoChange, time))), *expected, "{time:?}");
        let after = now(log.stat()).unwrap();
        assert_eq!(after.data_access_timestamp, before.data_access_timestamp, "{time:?}");
        let set = match expected {
            None => Some(Datetime { seconds: *seconds, nanoseconds: *nanoseconds }),
            Some(_) => before.data_modification_timestamp,
        };
        assert_eq!(after.data_modification_timestamp, set, "{time:?}");
    }
}

#[test]
fn times_are_set_on_the_link_or_on_what_it_leads_to() {
    let ground = Ground::new();
    let seconds = |flags| {
        let stat = now(ground.root.stat_at(flags, "way")).unwrap();
        stat.data_modification_timestamp.unwrap().seconds
    };
    now(ground.root.set_times_at(AS_IT_IS, "way", moment(5, 0), moment(5, 0))).unwrap();
    now(ground.root.set_times_at(FOLLOWED, "way", moment(7, 0), moment(7, 0))).unwrap();
    assert_eq!((seconds(AS_IT_IS), seconds(FOLLOWED)), (5, 7));
    let read_only = ground.open("sub", PLAIN);
    assert_eq!(code_of(now(read_only.set_times(NewTimestamp::Now, NewTimestamp::Now))), Some(ReadOnly));
}

#[test]
fn attributes_and_hashes_agree_between_descriptor_and_path() {
    let ground = Ground::new();
    let leaf = ground.open("sub/leaf", READ_WRITE);
    assert_eq!(now(leaf.stat()), now(ground.root.stat_at(FOLLOWED, "way")));
    let hash = now(leaf.metadata_hash()).unwrap();
    assert_eq!(now(ground.root.metadata_hash_at(FOLLOWED, "way")), Ok(hash));
    assert_ne!(now(ground.root.metadata_hash_at(AS_IT_IS, "way")), Ok(hash));
    now(leaf.set_size(100)).unwrap();
    assert_ne!(now(leaf.metadata_hash()), Ok(hash));
}

#[test]
fn a_pipe_that_nobody_writes_is_opened_and_not_waited_for() {
    let ground = Ground::new();
    assert_eq!(now(ground.open("pipe", PLAIN).get_type()), Ok(DescriptorType::Fifo));
    let writing = now(ground.root.open_at(AS_IT_IS, "pipe", NOTHING_ELSE, DescriptorFlags::WRITE));
    assert_eq!(code_of(writing), Some(NoSuchDevice));
}

/// A row reads: what open-at does besides opening, for what, and what get-flags says then.
const OPENINGS: &[(OpenFlags, DescriptorFlags, DescriptorFlags)] = &[
    (OpenFlags::empty(), DescriptorFlags::empty(), DescriptorFlags::READ),
    (OpenFlags::empty(), DescriptorFlags::WRITE, DescriptorFlags::WRITE),
    (OpenFlags::empty(), READ_WRITE, READ_WRITE),
    (OpenFlags::CREATE, DescriptorFlags::empty(), READ_WRITE),
    (OpenFlags::CREATE, DescriptorFlags::WRITE, DescriptorFlags::WRITE),
    (OpenFlags::TRUNCATE, DescriptorFlags::READ, READ_WRITE),
    (OpenFlags::EXCLUSIVE, DescriptorFlags::READ, DescriptorFlags::READ),
];

#[test]
fn a_file_is_open_for_what_was_asked_and_for_what_it_took() {
    for (open_flags, flags, expected) in OPENINGS {
        let ground = Ground::new();
        let opened = now(ground.root.open_at(AS_IT_IS, "log", *open_flags, *flags)).unwrap();
        assert_eq!(now(opened.get_flags()), Ok(*expected), "{open_flags:?} {flags:?}");
        let (read, write) =
            (expected.contains(DescriptorFlags::READ), expected.contains(DescriptorFlags::WRITE));
        let refused = |allowed: bool| (!allowed).then_some(BadDescriptor);
        assert_eq!(code_of(now(opened.read(1, 0))), refused(read), "{open_flags:?} {flags:?}");
        assert_eq!(code_of(now(opened.write(b"y", 0))), refused(write), "{open_flags:?} {flags:?}");
        assert_eq!(code_of(now(opened.set_size(1))), refused(write), "{open_flags:?} {flags:?}");
        assert_eq!(code_of(now(opened.sync())), None);
        assert_eq!(code_of(now(opened.sync_data())), None);
        for advice in Advice::ALL {
            assert_eq!(code_of(now(opened.advise(0, 1, *advice))), None, "{advice}");
        }
    }
}

#[test]
fn a_directory_is_not_made_cut_or_written() {
    let ground = Ground::new();
    let open = |path, open_flags, flags| code_of(now(ground.root.open_at(AS_IT_IS, path, open_flags, flags)));
    for mixed in [OpenFlags::CREATE, OpenFlags::EXCLUSIVE, OpenFlags::TRUNCATE] {
        assert_eq!(open("sub", OpenFlags::DIRECTORY | mixed, PLAIN), Some(Invalid), "{mixed:?}");
    }
    assert_eq!(open("log", OpenFlags::DIRECTORY, PLAIN), Some(NotDirectory));
    assert_eq!(open("door", OpenFlags::DIRECTORY, PLAIN), Some(NotDirectory));
    assert_eq!(open("sub", OpenFlags::TRUNCATE, PLAIN), Some(IsDirectory));
    assert_eq!(open("sub", NOTHING_ELSE, DescriptorFlags::WRITE), Some(IsDirectory));
    let sub = ground.open("sub", PLAIN);
    assert_eq!(code_of(now(sub.read(1, 0))), Some(IsDirectory));
    assert_eq!(code_of(now(sub.write(b"y", 0))), Some(BadDescriptor));
    assert_eq!(code_of(now(sub.set_size(0))), Some(BadDescriptor));
}

#[test]
fn a_listing_gives_kinds_without_following_and_an_error_in_the_place_of_a_bad_name() {
    use std::os::unix::ffi::OsStrExt;
    let ground = Ground::new();
    fs::write(ground.host_path("sub").join(std::ffi::OsStr::from_bytes(b"\xff")), "").unwrap();
    let mut listing = now(ground.open("sub", PLAIN).read_directory()).unwrap();
    let mut found: Vec<_> = std::iter::from_fn(|| now(listing.read_directory_entry()).transpose())
        .map(|entry| entry.map(|entry| (entry.name, entry.r#type)))
        .map(|entry| entry.map_err(|error| error.code()))
        .collect();
    found.sort();
    let expected = [
        Ok(("leaf".to_owned(), DescriptorType::RegularFile)),
        Ok(("up".to_owned(), DescriptorType::SymbolicLink)),
        Err(Some(ErrorCode::IllegalByteSequence)),
    ];
    assert_eq!(found, expected);
    assert_eq!(now(listing.read_directory_entry()), Ok(None));
}
