//! The errors that only a machine with more than one file system has. What is missing here is said and skipped.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::*;
use crate::filesystem::open_preopen;
use crate::filesystem::testing::MODES;
use crate::wasi::NewTimestamp;

const STAY: PathFlags = PathFlags::empty();
const NOW: NewTimestamp = NewTimestamp::Now;

#[test]
fn links_and_moves_across_file_systems_are_refused_by_their_name() {
    let one = tempfile::tempdir().unwrap();
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else {
        eprintln!("skipped: no second file system to write to at /dev/shm");
        return;
    };
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    if device(one.path()) == device(other.path()) {
        eprintln!("skipped: /dev/shm is on the file system of {}", one.path().display());
        return;
    }
    fs::write(one.path().join("f"), "x").unwrap();
    fs::create_dir(one.path().join("d")).unwrap();
    for blocking in MODES {
        let opened = |path: &Path| open_preopen(path, Access::default(), blocking).unwrap();
        let (here, there) = (opened(one.path()), opened(other.path()));
        run(async {
            let crossed = Some(ErrorCode::CrossDevice);
            assert_eq!(code(here.link_at(STAY, "f", &there, "f").await), crossed, "{blocking:?}");
            assert_eq!(code(here.rename_at("f", &there, "f").await), crossed, "{blocking:?}");
            assert_eq!(code(here.rename_at("d/", &there, "d/").await), crossed, "{blocking:?}");
            // Not taken for the system's refusal of the way out.
            assert_eq!(code(here.rename_at("../f", &there, "f").await), Some(ErrorCode::NotPermitted));
        });
    }
    assert!(one.path().join("f").is_file() && fs::read_dir(other.path()).unwrap().next().is_none());
}

/// A directory on a file system that is mounted read-only. Those in memory are left out: they were made to be written,
/// and one that isn't belongs to somebody who hands it over.
#[cfg(target_os = "linux")]
fn read_only_folder() -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let mut found = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (folder, r#type, options) = (words.next()?, words.next()?, words.next()?);
        let suits = r#type != "tmpfs" && options.split(',').any(|option| option == "ro");
        (suits && Path::new(folder).is_dir()).then(|| PathBuf::from(folder))
    });
    found.find(|folder| {
        // What is mounted over it may be another.
        let says = fs::File::open(folder).ok().and_then(|folder| rustix::fs::fstatvfs(folder).ok());
        says.is_some_and(|says| says.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
    })
}

#[cfg(target_os = "linux")]
#[test]
fn changes_on_a_read_only_file_system_are_refused_by_their_name() {
    let Some(folder) = read_only_folder() else {
        eprintln!("skipped: nothing is mounted read-only here");
        return;
    };
    for blocking in MODES {
        let dir = open_preopen(&folder, Access::default(), blocking).unwrap();
        run(async {
            let name = "not-there-and-never-made";
            let new_file = dir.open_at(STAY, name, OpenFlags::CREATE, DescriptorFlags::WRITE);
            let answers = [
                ("create-directory-at", code(dir.create_directory_at(name).await)),
                ("open-at", code(new_file.await)),
                ("symlink-at", code(dir.symlink_at("target", name).await)),
                ("set-times", code(dir.set_times(NOW, NOW).await)),
                ("set-times-at", code(dir.set_times_at(STAY, ".", NOW, NOW).await)),
            ];
            for (call, answer) in answers {
                assert_eq!(answer, Some(ErrorCode::ReadOnly), "{call}, {blocking:?}");
            }
            dir.stat_at(STAY, ".").await.unwrap();
        });
    }
}
