//! Backends that come with the crate: what the judge is pointed at when there is nothing else, and what it is
//! calibrated on.

mod host;

pub use host::{HostDescriptor, HostDirectoryEntryStream, HostInputStream, HostOutputStream, host, preopen};
