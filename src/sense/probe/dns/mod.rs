//! Resolving names: `message` is what goes over the wire, `query` asks a server, `resolve` decides whom to ask and whether
//! the answer is right.
//!
//! One question and its answer are 150 lines; a resolver crate would bring its own runtime, caches and some thirty crates,
//! and a cache is what a probe must not have.

mod message;
mod query;
mod resolve;

pub(super) use resolve::check;
