//! What a listing leaves behind that nobody will ever let go.

use std::fs::File;
use std::thread;

use super::Fault;
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, OpenFlags, PathFlags};

/// Leaves something behind, if the fault is to do so.
pub(super) async fn leave(fault: Option<Fault>, directory: &HostDescriptor) {
    if fault == Some(Fault::ListingLeaks) {
        let (open_flags, flags) = (OpenFlags::DIRECTORY, DescriptorFlags::READ);
        let again = directory.open_at(PathFlags::empty(), ".", open_flags, flags).await;
        _ = again.map(std::mem::forget);
    }
    if fault == Some(Fault::ListingLeaksElsewhere) {
        _ = File::open("/dev/null").map(std::mem::forget);
    }
    if fault == Some(Fault::ListingLeavesThread) {
        // Where there are none left there is nothing to leave.
        _ = thread::Builder::new().stack_size(1 << 16).spawn(|| {
            loop {
                thread::park();
            }
        });
    }
}
