//! Conformance tests for implementations of the WASI filesystem.

pub mod backend;
pub mod backends;
pub mod filesystem;
pub mod model;
pub mod op;
pub mod outcome;
pub mod rule;
pub mod script;
pub mod tree;
pub mod wasi;

pub use backend::on_disk;
