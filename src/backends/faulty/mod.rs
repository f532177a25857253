//! Wrong on purpose: the real implementation with exactly one fault each, to test the tester.
//!
//! A fault is a row of the table below and a deviation in one method of `descriptor.rs` or `streams.rs`. Each has to be
//! found under its own rule.

mod descriptor;
mod streams;

pub use descriptor::FaultyDescriptor;
pub use streams::{FaultyInputStream, FaultyOutputStream};

use std::path::Path;

use super::host::preopen;
use crate::backend::{OnDisk, on_disk};
use crate::filesystem::Blocking;
use crate::rule::Rule;
use crate::tree::Access;

macro_rules! faults {
    ($($variant:ident $name:literal $rule:ident $sentence:literal)*) => {
        /// What a faulty backend does wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $(#[doc = $sentence] $variant,)* }

        impl Fault {
            /// Every fault, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The rule that it breaks.
            pub fn rule(self) -> Rule {
                match self { $(Self::$variant => Rule::$rule,)* }
            }

            /// What it does, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

// How to read a row: variant, name, the rule it has to be found under, what it does.
faults! {
    PositionStays "position-stays-after-a-stream-write" StreamWritePosition
        "Every write of a positional stream lands where the stream began."
    AppendAtOpeningSize "append-goes-to-opening-size" AppendEnd
        "An appending stream writes at the size that the file had when the stream was made."
    EmptyReadCloses "blocking-read-of-nothing-closes" StreamZeroRead
        "A blocking-read of length 0 closes the stream."
    EndIsNotSticky "end-of-file-is-not-sticky" StreamClosedFinal
        "A stream that has ended goes on when its file has grown."
    PermitIsIgnored "write-past-the-permit-is-taken" StreamPastPermit
        "A write past the permit of check-write, or without one, is taken."
    WriteWithoutRight "write-without-the-right" AccessWrite
        "A descriptor that was opened without write can write."
}

impl Fault {
    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }
}

/// The real implementation, inline, with this fault.
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// use wasi_fs_conformance::backends::{Fault, faulty};
/// assert_eq!(faulty(Fault::AppendAtOpeningSize).name(), "faulty:append-goes-to-opening-size");
/// ```
pub fn faulty(fault: Fault) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    wrapped(&format!("faulty:{}", fault.name()), Some(fault))
}

/// The wrapper, also without a fault, in which case it must conform.
fn wrapped(name: &str, fault: Option<Fault>) -> OnDisk<impl Fn(&Path, Access) -> FaultyDescriptor + use<>> {
    on_disk(name, move |root: &Path, access: Access| {
        FaultyDescriptor::new(preopen(root, access, Blocking::CurrentThread), fault)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Backend as _;

    #[test]
    fn names_are_unique_and_come_back() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_name(fault.name()), Some(*fault));
            assert!(faulty(*fault).name().ends_with(fault.name()));
            assert!(fault.sentence().ends_with('.'));
        }
        assert_eq!(Fault::from_name("none"), None);
    }
}
