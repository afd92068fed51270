//! The `autoagents` binary.

fn main() {}
