//! The tests of what holds for all functions or all kinds of objects: ways out, slashes, the pool, FIFOs and the like.

use super::attributes::{in_mode, linked};
use super::links::tree;
use super::times::at;
use super::*;
use crate::filesystem::open_preopen;
use crate::filesystem::testing::{Hold, MODES, once};
use crate::wasi::{Advice, NewTimestamp};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const STAY: PathFlags = PathFlags::empty();
const NOW: NewTimestamp = NewTimestamp::Now;

#[test]
fn advice_of_any_extent_is_taken_by_files_and_refused_by_directories() {
    let root = everything();
    let extents = [0, 1, 4096, i64::MAX as u64 - 1, i64::MAX as u64, 1 << 63, u64::MAX];
    for blocking in MODES {
        let dir = in_mode(&root, blocking);
        run(async {
            let f = dir.open_at(STAY, "f", NONE, READ).await.unwrap();
            for advice in Advice::ALL {
                for (offset, length) in extents.iter().flat_map(|offset| extents.map(|len| (*offset, len))) {
                    let answer = f.advise(offset, length, *advice).await;
                    assert_eq!(answer, Ok(()), "{offset}, {length}, {advice}, {blocking:?}");
                }
                assert_eq!(code(dir.advise(0, 0, *advice).await), Some(ErrorCode::BadDescriptor));
            }
        });
    }
}

#[test]
fn files_and_directories_are_synced_whatever_they_were_opened_for() {
    let root = everything();
    for blocking in MODES {
        let dir = in_mode(&root, blocking);
        run(async {
            for (path, flags) in [("f", READ), ("f", DescriptorFlags::WRITE), ("d", READ), (".", READ)] {
                let opened = dir.open_at(STAY, path, NONE, flags).await.unwrap();
                opened.sync().await.unwrap();
                opened.sync_data().await.unwrap();
            }
            dir.sync().await.unwrap();
            dir.sync_data().await.unwrap();
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn objects_that_would_block_are_looked_at_and_touched_without_being_opened() {
    let root = Root::new();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let folder = fs::File::open(root.folder.path()).unwrap();
    rustix::fs::mknodat(&folder, "pipe", rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.folder.path().join("socket")).unwrap();
    symlink("pipe", root.folder.path().join("to-pipe")).unwrap();
    for blocking in MODES {
        let dir = in_mode(&root, blocking);
        run(async {
            let rows = [
                ("pipe", DescriptorType::Fifo),
                ("to-pipe", DescriptorType::Fifo),
                ("socket", DescriptorType::Socket),
            ];
            for (path, r#type) in rows {
                assert_eq!(dir.stat_at(FOLLOW, path).await.unwrap().r#type, r#type);
                dir.set_times_at(FOLLOW, path, at(1, 0), at(1, 0)).await.unwrap();
                dir.metadata_hash_at(FOLLOW, path).await.unwrap();
                let name = format!("{path} once more");
                dir.link_at(FOLLOW, path, &dir, &name).await.unwrap();
                assert_eq!(dir.stat_at(STAY, &name).await.unwrap().r#type, r#type);
                dir.rename_at(&name, &dir, "moved").await.unwrap();
                dir.unlink_file_at("moved").await.unwrap();
            }
            let refused = Some(ErrorCode::NoSuchDevice);
            for flags in [READ, DescriptorFlags::WRITE, READ | DescriptorFlags::WRITE] {
                assert_eq!(code(dir.open_at(STAY, "socket", NONE, flags).await), refused, "{flags:?}");
            }
            assert_eq!(code(dir.open_at(STAY, "pipe", NONE, DescriptorFlags::WRITE).await), refused);
            let pipe = dir.open_at(FOLLOW, "to-pipe", NONE, READ).await.unwrap();
            assert_eq!(pipe.stat().await.unwrap().r#type, DescriptorType::Fifo);
            pipe.set_times(at(2, 0), at(2, 0)).await.unwrap();
            // Whatever a pipe makes of these, it comes back.
            let (_, _) = (pipe.sync().await, pipe.advise(0, 0, Advice::Normal).await);
            let mut stream = pipe.read_via_stream(0).unwrap();
            assert!(stream.blocking_read(1).await.is_err(), "a pipe has no positions");
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_told_by_its_type() {
    let root = open_preopen("/dev".as_ref(), Access::default(), Blocking::CurrentThread).unwrap();
    let stat = run(root.stat_at(STAY, "null")).unwrap();
    assert_eq!(stat.r#type, DescriptorType::CharacterDevice);
    let null = open(&root, "null", NONE, READ).unwrap();
    assert_eq!(null.get_type(), DescriptorType::CharacterDevice);
}

#[test]
fn the_kind_of_descriptor_is_judged_before_arguments_and_rights() {
    let nothing = sample(Access { dir: DirPerms::READ, file: FilePerms::empty() });
    let f = nothing.open("f", NONE, READ).unwrap();
    let dir = &nothing.dir;
    run(async {
        let no_dir = Some(ErrorCode::NotDirectory);
        assert_eq!(code(f.stat_at(STAY, "\0").await), no_dir);
        assert_eq!(code(f.metadata_hash_at(STAY, "\0").await), no_dir);
        assert_eq!(code(f.set_times_at(STAY, "\0", NOW, at(0, u32::MAX)).await), no_dir);
        assert_eq!(code(f.readlink_at("\0").await), no_dir);
        assert_eq!(code(f.symlink_at("\0", "\0").await), no_dir);
        for (old, new) in [(&f, dir), (dir, &f), (&f, &f)] {
            assert_eq!(code(old.link_at(STAY, "\0", new, "\0").await), no_dir);
            assert_eq!(code(old.rename_at("\0", new, "\0").await), no_dir);
        }
        assert_eq!(
            code(dir.advise(u64::MAX, u64::MAX, Advice::Normal).await),
            Some(ErrorCode::BadDescriptor)
        );
    });
}

/// Every way out: at once, up and out, behind a directory, through a link, through a link of a link, and out and back in.
const WAYS_OUT: &[&str] = &[
    "..",
    "../",
    "../x",
    "../d",
    "/",
    "/x",
    "d/../..",
    "d/../../x",
    "to-d/../../x",
    "out/x",
    "to-out/x",
    "absolute/x",
    "back/x",
];

/// Every function by path, at each of its ends.
async fn answers(dir: &Descriptor, path: &str) -> Vec<(&'static str, Option<ErrorCode>)> {
    vec![
        ("stat-at", code(dir.stat_at(FOLLOW, path).await)),
        ("metadata-hash-at", code(dir.metadata_hash_at(STAY, path).await)),
        ("set-times-at", code(dir.set_times_at(STAY, path, NOW, NOW).await)),
        ("open-at", code(dir.open_at(STAY, path, NONE, READ).await)),
        ("open-at to create", code(dir.open_at(STAY, path, CREATE, WRITE).await)),
        ("readlink-at", code(dir.readlink_at(path).await)),
        ("symlink-at", code(dir.symlink_at("f", path).await)),
        ("create-directory-at", code(dir.create_directory_at(path).await)),
        ("remove-directory-at", code(dir.remove_directory_at(path).await)),
        ("unlink-file-at", code(dir.unlink_file_at(path).await)),
        ("link-at from", code(dir.link_at(FOLLOW, path, dir, "new").await)),
        ("link-at to", code(dir.link_at(STAY, "f", dir, path).await)),
        ("rename-at from", code(dir.rename_at(path, dir, "new").await)),
        ("rename-at to", code(dir.rename_at("d", dir, path).await)),
    ]
}

#[test]
fn no_function_finds_a_way_out_at_either_of_its_ends() {
    for blocking in MODES {
        let root = linked();
        let dir = in_mode(&root, blocking);
        let before = tree(&root);
        for path in WAYS_OUT {
            for (call, answer) in run(answers(&dir, path)) {
                assert_eq!(answer, Some(ErrorCode::NotPermitted), "{call} {path:?}, {blocking:?}");
            }
        }
        assert_eq!(tree(&root).diff(&before), []);
    }
}

/// A path with a slash behind what is no directory itself; what removing it as a directory, unlinking it and making it
/// a directory answer. Linux calls any path with a slash a directory when a file is to be created.
#[cfg(target_os = "linux")]
const SLASHES: &[(&str, [ErrorCode; 3])] = &[
    ("f/", [ErrorCode::NotDirectory, ErrorCode::NotDirectory, ErrorCode::Exist]),
    ("to-f/", [ErrorCode::NotDirectory, ErrorCode::NotDirectory, ErrorCode::Exist]),
    ("to-d/", [ErrorCode::NotDirectory, ErrorCode::IsDirectory, ErrorCode::Exist]),
    ("dangling/", [ErrorCode::NotDirectory, ErrorCode::NoEntry, ErrorCode::Exist]),
];

#[cfg(target_os = "linux")]
#[test]
fn a_slash_behind_a_link_is_no_way_to_remove_or_replace_it() {
    let root = linked();
    let before = tree(&root);
    for (path, expected) in SLASHES {
        let got = run(async {
            [
                code(root.dir.remove_directory_at(path).await),
                code(root.dir.unlink_file_at(path).await),
                code(root.dir.create_directory_at(path).await),
            ]
        });
        assert_eq!(got, expected.map(Some), "{path}");
        let created = root.open(path, CREATE, WRITE);
        assert_eq!(code(created), Some(ErrorCode::IsDirectory), "{path}");
    }
    assert_eq!(tree(&root).diff(&before), []);
}

/// Whether each of these calls comes back at once: all that change or write something, or read a link.
fn at_once(dir: &Descriptor, file: &Descriptor) -> Vec<bool> {
    let opening = |path, open_flags| once(dir.open_at(STAY, path, open_flags, READ | WRITE));
    vec![
        opening("f", CREATE).is_some(),
        opening("f", TRUNCATE).is_some(),
        opening("new", CREATE).is_some(),
        once(dir.set_times_at(STAY, "f", NOW, NOW)).is_some(),
        once(dir.set_times(NOW, NOW)).is_some(),
        once(dir.readlink_at("to-f")).is_some(),
        once(dir.symlink_at("f", "new-link")).is_some(),
        once(dir.link_at(STAY, "f", dir, "new-name")).is_some(),
        once(dir.rename_at("d", dir, "new-place")).is_some(),
        once(dir.sync()).is_some(),
        once(file.sync()).is_some(),
        once(file.sync_data()).is_some(),
        once(file.set_times(NOW, NOW)).is_some(),
        once(file.advise(0, 0, Advice::Normal)).is_some(),
    ]
}

#[test]
fn calls_that_may_sleep_are_left_to_the_pool_unless_the_thread_may_block() {
    for blocking in MODES {
        let root = everything();
        let dir = in_mode(&root, blocking);
        run(async {
            let file = dir.open_at(STAY, "f", NONE, READ).await.unwrap();
            let hold = Hold::new();
            let inline = blocking == Blocking::CurrentThread;
            assert!(at_once(&dir, &file).iter().all(|at_once| *at_once == inline), "{blocking:?}");
            hold.release().await;
        });
        // What was dropped before the pool came round to it has not happened, and will not.
        assert_eq!(root.folder.path().join("new-name").exists(), blocking == Blocking::CurrentThread);
    }
}
