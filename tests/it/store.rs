//! Storage on real files: what survives, what is refused, what stays bounded.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed expectation of a test is a failed test")]

mod bad;
mod crash;
mod history;
mod journal;
pub(crate) mod kit;
pub(crate) mod workflow;
