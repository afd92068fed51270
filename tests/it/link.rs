//! The runtime's socket, and clients of every kind on it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in what it is helped by too")]

mod client;
mod hostile;
mod place;
mod proxy;
mod refusal;
