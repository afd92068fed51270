//! The demo: a platform that works, faults that really break it, and nothing that is left of either.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in what it is helped by too")]

mod faults;
mod healing;
mod life;
mod menu;
mod platform;
mod prevention;
