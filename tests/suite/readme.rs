//! The first example of the README, byte for byte, with a backend for it to run on.

#![expect(clippy::redundant_closure, reason = "the example shows what the closure gets")]

mod my_backend {
    use std::path::Path;
    use wasi_fs_conformance::backends::{self, HostDescriptor};
    use wasi_fs_conformance::filesystem::Blocking;
    use wasi_fs_conformance::tree::Access;

    /// Stands for the reader's own backend.
    pub(super) fn preopen(root: &Path, access: Access) -> HostDescriptor {
        backends::preopen(root, access, Blocking::default())
    }
}

use wasi_fs_conformance::{Suite, on_disk};

#[test]
fn my_backend_conforms() {
    let backend = on_disk("my-backend 1.4", |root, access| my_backend::preopen(root, access));
    Suite::new()
        .lacks(&["hard-links"])                  // skipped and counted, never passed
        .known("corpus/known/my-backend.txt")    // filed deviations; one that stops occurring fails the test
        .cases(512)                              // generated scripts, after the whole corpus
        .run(backend)
        .assert_conforms();                      // prints the smallest diverging script
}

mod ledger {
    //! What the ledger does to a suite.

    use std::fs;

    use wasi_fs_conformance::Suite;
    use wasi_fs_conformance::backends::{Fault, faulty, host};
    use wasi_fs_conformance::filesystem::Blocking;
    use wasi_fs_conformance::tree::Capability;

    #[test]
    fn a_filed_deviation_is_tolerated_and_a_stale_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("known.txt");
        let suite = Suite::new().cases(0).known(&ledger);
        let filed = "stream/zero-length-read-is-empty  closed  their reads of nothing close the stream\n";
        fs::write(&ledger, filed).unwrap();
        let report = suite.run(faulty(Fault::EmptyReadCloses));
        assert!(report.conforms(), "{report}");
        assert!(report.coverage.tolerated.values().sum::<u64>() > 0);

        fs::write(&ledger, format!("{filed}quality/no-panic  \"panic: boo\"  long gone\n")).unwrap();
        let report = suite.run(faulty(Fault::EmptyReadCloses));
        assert_eq!((report.conforms(), report.findings.len(), report.stale.len()), (false, 0, 1), "{report}");
    }

    #[test]
    #[should_panic(expected = "stream/zero-length-read-is-empty")]
    fn a_deviation_that_is_not_filed_fails() {
        Suite::new().cases(0).run(faulty(Fault::EmptyReadCloses)).assert_conforms();
    }

    #[test]
    fn what_is_lacking_is_skipped_and_counted() {
        let report = Suite::new().cases(0).lacks(&["append"]).run(faulty(Fault::AppendAtOpeningSize));
        assert!(report.conforms() && report.coverage.skipped.values().sum::<u64>() > 5, "{report}");
    }

    #[test]
    fn without_the_syscall_gate_what_needs_it_is_skipped_and_counted() {
        let backend = host("host", Blocking::default());
        let report = Suite::new().cases(64).without_syscall_gate().run(backend);
        assert!(report.conforms(), "{report}");
        assert!(report.coverage.skipped[&Capability::SyscallGate] > 20, "{report}");
        assert!(report.to_string().contains("lack syscall-gate"), "{report}");
    }

    #[test]
    #[should_panic(expected = "known are hard-links")]
    fn an_unknown_lack_is_answered_with_the_known_ones() {
        let _ = Suite::new().lacks(&["hardlinks"]);
    }
}
