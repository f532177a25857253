//! Backends that come with the crate: what the judge is pointed at when there is nothing else, and what it is
//! calibrated on.

mod builtin;
mod faulty;
mod host;
#[cfg(feature = "wasmtime")]
mod wasmtime;

pub use builtin::{Builtin, UnknownBackend};
pub use faulty::{
    Fault, FaultyDescriptor, FaultyDirectoryEntryStream, FaultyInputStream, FaultyOutputStream, faulty,
};
pub use host::{HostDescriptor, HostDirectoryEntryStream, HostInputStream, HostOutputStream, host, preopen};
#[cfg(feature = "wasmtime")]
pub use wasmtime::{
    Wasmtime, WasmtimeDescriptor, WasmtimeDirectoryEntryStream, WasmtimeInputStream, WasmtimeOutputStream,
    wasmtime,
};
