//! Steps of workflows as real processes under a real worker.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod deaths;
mod ends;
mod faults;
mod requests;
mod users;
mod world;
