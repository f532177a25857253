//! A test for each area and each profile, by a macro.

use super::Suite;
use crate::backend::Backend;

/// Runs a part of a suite. That a backend declares to lack all that the part needs is no failure: the parts where something
/// ran would show it, and the reasons are printed.
///
/// # Panics
/// As [`SuiteReport::assert_conforms`](super::SuiteReport::assert_conforms), but for that.
#[doc(hidden)]
pub fn assert_part<B: Backend>(suite: &Suite, backend: B) {
    let report = suite.run(backend);
    if report.is_lacking() {
        println!("skipped: {}", report.summary());
    } else {
        report.assert_conforms();
    }
}

/// Makes a module of tests for a backend, so that `cargo test` shows what it conforms to by name: one test for each area of
/// the corpus (`corpus::append`), one for each profile of the generator (`generated::cancel`), and one that holds that the
/// suite's ledger is not stale.
///
/// `suite` and `backend` are expressions, evaluated anew for each test. The suite's own areas and profiles are replaced; its
/// number of cases is that of each profile.
///
/// ```
/// use wasi_fs_conformance::{Suite, backends, conformance_tests, filesystem::Blocking};
///
/// conformance_tests! {
///     mod my_backend;
///     suite = Suite::new().cases(64);
///     backend = backends::host("my-backend 1.4", Blocking::default());
/// }
/// ```
#[macro_export]
macro_rules! conformance_tests {
    (mod $module:ident; suite = $suite:expr; backend = $backend:expr;) => {
        // Out here, where the two expressions mean what they say.
        #[cfg(test)]
        impl $module::Parts {
            fn suite() -> $crate::Suite {
                $suite
            }

            fn backend() -> impl $crate::backend::Backend {
                $backend
            }
        }

        #[cfg(test)]
        mod $module {
            pub(super) struct Parts;

            #[test]
            fn the_ledger_is_not_stale() {
                Parts::suite().profiles(&[]).run(Parts::backend()).assert_conforms();
            }

            $crate::conformance_tests! { @each corpus, areas, |suite| suite.cases(0),
                access = "access", append = "append", cancel = "cancel", dir = "dir", error = "error", fault = "fault", file = "file",
                hash = "hash", link = "link", open = "open", path = "path", poll = "poll", quality = "quality",
                race = "race", stream = "stream", time = "time",
            }
            $crate::conformance_tests! { @each generated, profiles, |suite| suite.areas(&[]),
                everything = "everything", files = "files", input_streams = "input-streams",
                output_streams = "output-streams", directories = "directories", paths = "paths", metadata = "metadata",
                modes = "modes",
                cancel = "cancel", append_races = "append-races", overlap = "overlap", faults = "faults",
                system = "system", attack = "attack", schedules = "schedules",
            }
        }
    };
    (@each $kind:ident, $choose:ident, |$suite:ident| $rest:expr, $($test:ident = $name:literal,)*) => {
        mod $kind {
            use super::Parts;

            $(#[test]
            fn $test() {
                let $suite = Parts::suite();
                $crate::suite::assert_part(&$rest.$choose(&[$name]), Parts::backend());
            })*
        }
    };
}
