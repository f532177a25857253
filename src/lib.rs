//! Conformance tests for implementations of the WASI filesystem.

pub mod backend;
pub mod backends;
pub mod check;
mod drive;
pub mod filesystem;
pub mod generate;
pub mod model;
pub mod op;
pub mod outcome;
pub mod rule;
pub mod script;
pub mod shrink;
pub mod tree;
pub mod wasi;

pub use backend::on_disk;
