//! Real processes under a real supervisor.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod adoption;
mod flood;
mod life;
mod world;
