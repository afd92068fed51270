//! The tokio side of the decisions: one select loop owns the engine, effects leave through `ports`, agents live on
//! threads of their own, and a snapshot is published at most four times a second.
//!
//! ```text
//! inlets ─ where events, samples and requests come in      dispatcher ─ the loop
//! effects ─ what the engine wants, done                    publish ─ the snapshot
//! actors ─ mailboxes, heartbeats, panics of the agents     log ─ the runtime's own lines
//! ```

pub mod actors;
pub mod dispatcher;
mod effects;
pub mod inlets;
pub mod log;
mod publish;
mod work;

pub use dispatcher::{Dispatcher, Parts};
pub use inlets::{Inlets, Outlets, inlets};
