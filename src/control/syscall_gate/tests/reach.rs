//! Whose calls are looked at, and whose are not.

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::*;

#[test]
fn files_outside_of_the_folder_are_nobody_s() {
    gated("hello", async |lab| {
        let outside = TempDir::new().unwrap();
        // A name that begins like the folder's is not below it.
        let beside = lab.folder.path().with_extension("beside");
        for path in [outside.path().join("file"), beside] {
            fs::write(&path, "other").unwrap();
            let other = File::open(&path).unwrap();
            lab.gate.hold().await;
            lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
            assert_eq!(lab.done("v", move |_| read(&other, 9)).await, Ok("other".into()));
            fs::remove_file(path).unwrap();
        }
    });
}

#[test]
fn a_file_that_has_lost_its_name_is_still_the_script_s() {
    gated("hello", async |lab| {
        fs::remove_file(&lab.path).unwrap();
        lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Err(Some(libc::EIO)));
    });
}

#[test]
fn a_folder_is_known_by_any_of_its_names() {
    gated("hello", async |lab| {
        let elsewhere = TempDir::new().unwrap();
        let alias = elsewhere.path().join("alias");
        std::os::unix::fs::symlink(lab.folder.path(), &alias).unwrap();
        lab.gate.begin(&[&alias]);
        lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Err(Some(libc::EIO)));
    });
}

#[test]
fn between_steps_and_scripts_nothing_is_touched() {
    gated("hello", async |lab| {
        lab.gate.hold().await;
        lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
        lab.gate.acting(None);
        let file = Arc::clone(&lab.file);
        let job = spawn_blocking(move || read(&file, 9));
        assert_eq!(job.await.unwrap(), Ok("hello".into()));
        // A new script knows nothing of the last.
        lab.gate.begin(&[lab.folder.path()]);
        assert!(!lab.gate.is_holding());
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok("hello".into()));
        lab.gate.begin(&[]);
        lab.inject("v", CallClass::Read, SystemAnswer::Error(ErrorCode::Io), 0);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok("hello".into()));
    });
}

#[test]
fn only_the_judge_s_thread_and_what_it_starts_are_filtered() {
    let (ask, asked) = channel::<()>();
    let (tell, told) = channel();
    // Started before there is a gate, as any other test's thread.
    let outside = thread::spawn(move || {
        asked.recv().unwrap_or_default();
        tell.send(filtered())
    });
    gated("", async move |lab| {
        assert!(filtered());
        assert!(lab.done("v", |_| filtered()).await);
        ask.send(()).unwrap();
        assert!(!told.recv().unwrap());
    });
    assert!(!filtered());
    // Where there is no gate nobody hears its answer.
    _ = outside.join().unwrap();
}

#[test]
fn gates_of_one_thread_share() {
    gated("hello", async |lab| {
        let mut second = SyscallGate::new().unwrap();
        lab.gate.hold().await;
        assert!(second.is_holding());
        let job = lab.step("v", |file| read(file, 9)).await;
        second.release(&name("v")).await;
        assert_eq!(job.await.unwrap(), Ok("hello".into()));
        assert!(second.quiesce().await && !lab.gate.is_holding());
        // One that goes leaves the other usable.
        drop(second);
        lab.inject("v", CallClass::Read, SystemAnswer::Zero, 0);
        assert_eq!(lab.done("v", |file| read(file, 9)).await, Ok(String::new()));
    });
}

#[test]
fn a_thread_of_an_armed_one_is_told_why_it_gets_no_gate() {
    gated("", async |_| {
        let refused = thread::spawn(|| SyscallGate::new().map(|_| ()).unwrap_err().to_string());
        assert_eq!(refused.join().unwrap(), "this thread was started by one that has a gate");
    });
}

/// Whether the system refuses the call that cap-std resolves paths with first.
fn openat2_is_refused(lab: &Lab) -> bool {
    let (flags, mode) = (rustix::fs::OFlags::PATH, rustix::fs::Mode::empty());
    let root = File::open(lab.folder.path()).unwrap();
    let opened = rustix::fs::openat2(&root, "file", flags, mode, rustix::fs::ResolveFlags::BENEATH);
    opened.err() == Some(rustix::io::Errno::PERM)
}

#[test]
fn without_openat2_paths_are_resolved_in_the_other_way() {
    gated("hello", async |lab| {
        assert!(!openat2_is_refused(lab));
        lab.gate.refuse_openat2(true);
        assert!(openat2_is_refused(lab));
        let folder = Dir::open_ambient_dir(lab.folder.path(), ambient_authority()).unwrap();
        assert_eq!(folder.read_to_string("file").unwrap(), "hello");
        assert!(folder.read_to_string("../file").is_err());
        lab.gate.refuse_openat2(false);
        assert!(!openat2_is_refused(lab));
        assert_eq!(folder.read_to_string("file").unwrap(), "hello");
    });
}

#[test]
fn each_gate_of_a_thread_refuses_openat2_in_its_own_scripts() {
    gated("hello", async |lab| {
        lab.gate.refuse_openat2(true);
        let mut second = SyscallGate::new().unwrap();
        second.begin(&[]);
        assert!(!openat2_is_refused(lab));
        drop(second);
        lab.gate.begin(&[lab.folder.path()]);
        assert!(openat2_is_refused(lab));
    });
}

#[test]
fn ended_threads_of_a_pool_are_forgotten() {
    gated("hello", async |lab| {
        let before = lab.gate.armed.shared.pool.lock().unwrap().len();
        let runtime = lab.gate.runtime("other").unwrap();
        let job = runtime.spawn_blocking(|| ());
        job.await.unwrap();
        assert_eq!(lab.gate.armed.shared.pool.lock().unwrap().len(), before + 1);
        // On a thread where a runtime may be waited for.
        thread::spawn(move || drop(runtime)).join().unwrap();
        assert_eq!(lab.gate.armed.shared.pool.lock().unwrap().len(), before);
    });
}

#[test]
fn what_the_judge_itself_reads_and_writes_is_not_stopped() {
    gated("hello", async |lab| {
        lab.gate.hold().await;
        let own = |file: &File| {
            let mut bytes = [0; 5];
            let written = pwritev2(file, &[IoSlice::new(b"j")], 0, ReadWriteFlags::HIPRI);
            let read = preadv2(file, &mut [IoSliceMut::new(&mut bytes)], 0, ReadWriteFlags::HIPRI);
            (written, read, bytes)
        };
        let job = lab.step("v", own).await;
        assert_eq!(job.await.unwrap(), (Ok(1), Ok(5), *b"jello"));
        // The same calls without the flag, or with another one, are.
        let others =
            |file: &File| preadv2(file, &mut [IoSliceMut::new(&mut [0; 5])], 0, ReadWriteFlags::NOWAIT);
        let job = lab.step("v", others).await;
        assert!(lab.gate.waits(&name("v")) && !job.is_finished());
        lab.gate.release_all().await;
        _ = job.await.unwrap();
    });
}

#[test]
fn a_thread_has_run_for_longer_and_longer_until_it_is_gone() {
    let own = kernel::this_thread();
    let before = kernel::ran(own).unwrap();
    while kernel::ran(own).unwrap() == before {}
    assert!(kernel::is_ours(own));
    let gone = thread::spawn(kernel::this_thread).join().unwrap();
    // The system may take a moment to forget it.
    while kernel::ran(gone).is_some() {
        thread::yield_now();
    }
    assert!(!kernel::is_ours(gone));
    // The first process of the machine is another one.
    assert!(std::process::id() == 1 || !kernel::is_ours(1));
}
