//! The agents' decisions, one file each, pure: told what happened, they propose. `runtime::actors` gives each a mailbox,
//! a thread, a heartbeat, and a new life after a panic.

pub mod analytics;
mod anomalies;
mod causes;
mod foresight;
pub mod monitoring;
mod patterns;
pub mod roster;

pub use roster::{Agent, create};
