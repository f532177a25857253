//! The tests of what is neither a regular file nor a directory, of what works on all kinds, and of what minds the kind.

use super::attributes::in_mode;
use super::times::at;
use super::*;
use crate::filesystem::open_preopen;
use crate::filesystem::testing::MODES;
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
