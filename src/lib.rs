//! Conformance tests for implementations of the WASI filesystem.

pub mod backend;
pub mod backends;
pub mod check;
#[cfg(feature = "cli")]
mod cli;
mod drive;
pub mod filesystem;
pub mod generate;
pub mod hunt;
pub mod model;
pub mod op;
pub mod outcome;
pub mod report;
pub mod rule;
pub mod script;
pub mod shrink;
pub mod tree;
pub mod wasi;

pub use backend::on_disk;
#[cfg(feature = "cli")]
pub use cli::{Exit, built_in, cli};
