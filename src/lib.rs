//! Property-based conformance tests for implementations of the WASI filesystem (`wasi:filesystem@0.2` with its
//! `wasi:io` streams).
//!
//! A *reference model* says what a guest may observe. A *script*, generated or written by hand, is run on a *backend*,
//! step by step; each answer is judged by the model, and the tree on disk at the end. What diverges is shrunk to the
//! few steps that show it, and printed as a report whose last lines are commands.
//!
//! # The house
//!
//! | room | what belongs there |
//! |---|---|
//! | [`wasi`] | words of the WIT as Rust types, no behaviour |
//! | [`tree`] | a directory tree as a value; fixtures and what an embedder grants |
//! | [`rule`] | **the index**: every rule with its strength, sentence and source |
//! | [`op`] | **the alphabet**: everything a guest can ask |
//! | [`outcome`] | what a backend can answer, and which answers conform under which rule |
//! | [`script`] | **the text**: a fixture and steps; parse and print |
//! | [`model`] | **the spec**: pure; possible worlds, paths, access, streams, effects |
//! | `clock` | the time in which this process has run, which deadlines are counted in |
//! | `privilege` | what a thread may do to files whatever their modes say, and how it does without |
//! | `beside` | work of the judge's own, on a thread that no gate looks at |
//! | [`backend`] | **the seam**: the traits of a backend, in the WIT's words |
//! | [`filesystem`] | **the real one**: on cap-std and tokio; does not know that it is tested |
//! | [`backends`] | adapters: the real one as `host`, the faulty ones and the emulated platforms that test the tester, `wasmtime` with its feature, any other behind a driver |
//! | `control` | **when**: background work held, let go, and answered by the system as a script says |
//! | `drive` | from an op to calls on the seam to an outcome; the only file that knows both sides |
//! | [`generate`] | where scripts come from: a proptest `Strategy` against the model's live handles |
//! | [`shrink`] | a smaller script with the same divergence |
//! | [`check`] | **the judge**: one script, one backend, one verdict; coverage |
//! | [`corpus`] | the committed scripts, and the ledger of known deviations |
//! | [`report`] | a finding as data, and its readers |
//! | [`hunt`] | search against the clock, in worker processes |
//! | [`guide`] | pages to read: [write a backend](guide::write_a_backend), [read a failure](guide::read_a_failure) |
//! | [`suite`] | the front door for a backend's own `cargo test` |
//! | `cli` | the commands, their output, exit codes |
//!
//! Four invariants hold it together, and a test reads the imports: *the spec never knows a backend; a backend never
//! knows the spec; the generator never runs anything; the report never decides anything.* A room imports only from
//! rooms above it.
//!
//! # A backend's own tests
//!
//! Implement the traits of [`backend`] ([how](guide::write_a_backend)), then:
//!
//! ```
//! use wasi_fs_conformance::{Suite, backends, filesystem::Blocking, on_disk};
//!
//! let backend = on_disk("my-backend 1.4", |root, access| backends::preopen(root, access, Blocking::default()));
//! Suite::new().cases(16).run(backend).assert_conforms();
//! ```

pub mod backend;
pub mod backends;
mod beside;
pub mod check;
#[cfg(feature = "cli")]
mod cli;
mod clock;
mod control;
pub mod corpus;

mod drive;
pub mod filesystem;
pub mod generate;
pub mod guide;
pub mod hunt;
pub mod model;
pub mod op;
pub mod outcome;
mod privilege;
pub mod report;
pub mod rule;
pub mod script;
pub mod shrink;
pub mod suite;

pub mod tree;
pub mod wasi;

pub use backend::on_disk;
#[cfg(feature = "cli")]
pub use cli::{Exit, built_in, cli};
pub use suite::Suite;
