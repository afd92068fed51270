//! Workflows: decisions about runs and their steps.

mod book;
mod triggers;

pub use book::Workflows;
pub use triggers::{Fired, Triggers};
