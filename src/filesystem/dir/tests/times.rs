//! The tests of times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::attributes::in_mode;
use super::*;
use crate::filesystem::testing::MODES;
use crate::wasi::{Datetime, DescriptorStat, NewTimestamp};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const STAY: PathFlags = PathFlags::empty();
const OMIT: NewTimestamp = NewTimestamp::NoChange;
const NOW: NewTimestamp = NewTimestamp::Now;

pub(super) const fn at(seconds: u64, nanoseconds: u32) -> NewTimestamp {
    NewTimestamp::Timestamp(Datetime { seconds, nanoseconds })
}

/// A time; whether each file system can tell it, or an error is due. The others are set or answered with an error.
const TIMES: &[(NewTimestamp, Option<Result<(), ErrorCode>>)] = &[
    (at(0, 0), Some(Ok(()))),
    (at(0, 1), Some(Ok(()))),
    (at(1, 999_999_999), Some(Ok(()))),
    (at(1_700_000_000, 123_456_789), Some(Ok(()))),
    (at(i32::MAX as u64, 999_999_999), Some(Ok(()))),
    (at(1 << 31, 0), None),
    (at(1 << 34, 0), None),
    (at(1 << 40, 999_999_999), None),
    (at(i64::MAX as u64 / 1_000_000_000, 0), None),
    (at(i64::MAX as u64, 0), None),
    (at(i64::MAX as u64, 999_999_999), None),
    (at(1 << 63, 0), Some(Err(ErrorCode::Overflow))),
    (at(u64::MAX, 999_999_999), Some(Err(ErrorCode::Overflow))),
    (at(0, 1_000_000_000), Some(Err(ErrorCode::Invalid))),
    (at(5, u32::MAX), Some(Err(ErrorCode::Invalid))),
    // What unix means by "now" and "no change".
    (at(5, (1 << 30) - 1), Some(Err(ErrorCode::Invalid))),
    (at(5, (1 << 30) - 2), Some(Err(ErrorCode::Invalid))),
    (at(u64::MAX, 1_000_000_000), Some(Err(ErrorCode::Invalid))),
];

/// Sets times on `f` or `d` by one of the three ways.
async fn set(
    dir: &Descriptor,
    way: &str,
    access: NewTimestamp,
    modification: NewTimestamp,
) -> Result<DescriptorStat, ErrorCode> {
    let (path, by_path) = match way {
        "file" => ("f", false),
        "directory" => ("d", false),
        "path" => ("f", true),
        "path of a directory" => ("d", true),
        "path of a link" => ("to-f", true),
        other => panic!("no such way: {other}"),
    };
    let result = if by_path {
        dir.set_times_at(STAY, path, access, modification).await
    } else {
        dir.open_at(STAY, path, NONE, READ).await.unwrap().set_times(access, modification).await
    };
    // Also after a refusal: whatever was set, `stat` must bear it.
    let stat = dir.stat_at(STAY, path).await.unwrap();
    result.map(|()| stat).map_err(|error| error.code().unwrap())
}

const WAYS: [&str; 5] = ["file", "directory", "path", "path of a directory", "path of a link"];

#[test]
fn every_time_is_set_or_answered_with_an_error() {
    for blocking in MODES {
        let root = everything();
        let dir = in_mode(&root, blocking);
        for way in WAYS {
            for (time, expected) in TIMES {
                let row = format!("{way}, {time:?}, {blocking:?}");
                let (access, modification) =
                    run(async { (set(&dir, way, *time, OMIT).await, set(&dir, way, OMIT, *time).await) });
                for (result, field) in [
                    (access, DescriptorStat::clone as fn(&_) -> _),
                    (modification, |stat: &DescriptorStat| DescriptorStat {
                        data_access_timestamp: stat.data_modification_timestamp,
                        ..*stat
                    }),
                ] {
                    match (result, expected) {
                        (Ok(stat), Some(Ok(()))) => {
                            let NewTimestamp::Timestamp(time) = *time else { panic!("{row}") };
                            assert_eq!(field(&stat).data_access_timestamp, Some(time), "{row}");
                        }
                        (Err(code), Some(Err(expected))) => assert_eq!(code, *expected, "{row}"),
                        (Ok(_) | Err(ErrorCode::Invalid | ErrorCode::Overflow), None) => {}
                        (result, _) => panic!("{row}: {result:?}"),
                    }
                }
            }
        }
    }
}

#[test]
fn now_and_no_change_mean_each_time_by_itself() {
    let root = everything();
    for way in WAYS {
        run(async {
            let before = set(&root.dir, way, at(10, 1), at(20, 2)).await.unwrap();
            let stat = set(&root.dir, way, OMIT, OMIT).await.unwrap();
            assert_eq!(stat.data_access_timestamp, before.data_access_timestamp, "{way}");
            assert_eq!(stat.data_modification_timestamp, before.data_modification_timestamp, "{way}");
            let stat = set(&root.dir, way, NOW, OMIT).await.unwrap();
            assert!(stat.data_access_timestamp.unwrap().seconds > 1_600_000_000, "{way}");
            assert_eq!(stat.data_modification_timestamp, before.data_modification_timestamp, "{way}");
            let stat = set(&root.dir, way, at(10, 1), NOW).await.unwrap();
            assert_eq!(stat.data_access_timestamp, before.data_access_timestamp, "{way}");
            assert!(stat.data_modification_timestamp.unwrap().seconds > 1_600_000_000, "{way}");
        });
    }
}

#[test]
fn times_go_to_a_link_or_through_it() {
    let root = everything();
    let modified =
        |path: &str| run(root.dir.stat_at(STAY, path)).unwrap().data_modification_timestamp.unwrap().seconds;
    run(root.dir.set_times_at(STAY, "f", at(1, 0), at(1, 0))).unwrap();
    run(root.dir.set_times_at(STAY, "to-f", at(2, 0), at(2, 0))).unwrap();
    assert_eq!((modified("f"), modified("to-f")), (1, 2));
    run(root.dir.set_times_at(FOLLOW, "to-f", at(3, 0), at(3, 0))).unwrap();
    assert_eq!((modified("f"), modified("to-f")), (3, 2));
    run(root.dir.set_times_at(STAY, "to-d/", at(4, 0), at(4, 0))).unwrap();
    assert_eq!((modified("d"), modified("to-d") > 4), (4, true));
}

#[test]
fn a_time_before_1970_is_absent_by_path_too() {
    let root = everything();
    let early: SystemTime = UNIX_EPOCH - Duration::from_millis(1_500);
    let times = fs::FileTimes::new().set_modified(early).set_accessed(early);
    fs::File::options().write(true).open(root.folder.path().join("f")).unwrap().set_times(times).unwrap();
    let stat = run(root.dir.stat_at(STAY, "f")).unwrap();
    assert_eq!((stat.data_access_timestamp, stat.data_modification_timestamp), (None, None));
    assert_eq!(stat.size, 8);
    run(root.dir.metadata_hash_at(STAY, "f")).unwrap();
}

#[test]
fn setting_times_asks_for_the_right_to_change_and_by_path_for_the_descriptor_too() {
    let granting = |dir, file| sample(Access { dir, file });
    let (all, read) = (everything(), granting(DirPerms::READ, FilePerms::READ));
    let f = |root: &Root| root.open("f", NONE, READ).unwrap();
    let d = |root: &Root| root.open("d", NONE, READ).unwrap();
    run(async {
        // Opened for reading only, and that will do.
        f(&all).set_times(NOW, NOW).await.unwrap();
        d(&all).set_times(NOW, NOW).await.unwrap();
        let refused = Some(ErrorCode::NotPermitted);
        assert_eq!(code(f(&read).set_times(NOW, NOW).await), refused);
        assert_eq!(code(d(&read).set_times(NOW, NOW).await), refused);
        assert_eq!(code(f(&granting(DirPerms::all(), FilePerms::READ)).set_times(NOW, NOW).await), refused);
        assert_eq!(code(d(&granting(DirPerms::READ, FilePerms::all())).set_times(NOW, NOW).await), refused);
        for root in [&all, &read] {
            assert_eq!(code(d(root).set_times_at(STAY, "f", NOW, NOW).await), Some(ErrorCode::ReadOnly));
        }
        // No rights are asked for before the arguments make sense.
        let wrong = at(0, 1_000_000_000);
        let invalid = Some(ErrorCode::Invalid);
        assert_eq!(code(f(&read).set_times(wrong, NOW).await), invalid);
        assert_eq!(code(d(&read).set_times(NOW, wrong).await), invalid);
        assert_eq!(code(d(&read).set_times_at(STAY, "f", NOW, wrong).await), invalid);
        assert_eq!(code(d(&read).set_times_at(STAY, "f\0", NOW, NOW).await), invalid);
    });
}

#[test]
fn a_descriptor_that_mutates_does_not_stand_in_for_the_embedders_right() {
    let Descriptor::Dir(dir) = everything().dir else { panic!("a root is a directory") };
    let access = Access { dir: DirPerms::READ, file: FilePerms::all() };
    let dir = Dir { access, mode: OpenMode::all(), ..dir };
    assert_eq!(code(run(dir.set_times_at(STAY, "f", NOW, NOW))), Some(ErrorCode::NotPermitted));
    assert_eq!(code(run(dir.symlink_at("f", "new"))), Some(ErrorCode::NotPermitted));
    assert_eq!(code(run(dir.link_at(STAY, "f", &dir, "new"))), Some(ErrorCode::NotPermitted));
    assert_eq!(code(run(dir.rename_at("f", &dir, "new"))), Some(ErrorCode::NotPermitted));
}
