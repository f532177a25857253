//! Conformance tests for implementations of the WASI filesystem.

pub mod backend;
pub mod backends;
pub mod filesystem;
pub mod tree;
pub mod wasi;

pub use backend::on_disk;
