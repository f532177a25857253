//! The crate's own tests in one binary, a module for each question.

mod conformance;
mod laws;
mod replay;
