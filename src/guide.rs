//! Pages to read, from the first line of a backend to the last line of a report.

#[doc = include_str!("../docs/write-a-backend.md")]
pub mod write_a_backend {}

#[doc = include_str!("../docs/read-a-failure.md")]
pub mod read_a_failure {}
