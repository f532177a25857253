//! Backends that come with the crate: what the judge is pointed at when there is nothing else, and what it is
//! calibrated on.

mod builtin;
mod emulated;
mod faulty;
mod host;
#[cfg(feature = "process")]
mod process;
#[cfg(feature = "wasmtime")]
mod wasmtime;

pub use builtin::{Builtin, UnknownBackend};
pub use emulated::{EmulatedDescriptor, EmulatedInputStream, EmulatedOutputStream, emulated};
pub use faulty::{
    Fault, FaultyDescriptor, FaultyDirectoryEntryStream, FaultyInputStream, FaultyOutputStream, faulty,
};
pub use host::{HostDescriptor, HostDirectoryEntryStream, HostInputStream, HostOutputStream, host, preopen};
#[cfg(feature = "process")]
pub use process::{
    Process, ProcessDescriptor, ProcessDirectoryEntryStream, ProcessError, ProcessInputStream,
    ProcessOutputStream, process,
};
#[cfg(feature = "cli")]
pub(crate) use process::{Reply, is_of_form};
#[cfg(feature = "wasmtime")]
pub use wasmtime::{
    Wasmtime, WasmtimeDescriptor, WasmtimeDirectoryEntryStream, WasmtimeInputStream, WasmtimeOutputStream,
    wasmtime,
};
