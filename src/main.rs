//! The command line on the built-in backends.

fn main() {}
