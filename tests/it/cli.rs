//! Every command of `autoagents`, as text and as JSON, and every exit code.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in what it is helped by too")]

mod contract;
mod definition;
mod detect;
mod diagnose;
mod exits;
mod forecast;
mod logs;
mod model;
mod offline;
mod online;
mod optimize;
mod patterns;
mod reasons;
mod simulate;
mod trends;
mod workflow;
