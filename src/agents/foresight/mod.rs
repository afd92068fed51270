//! What can be foreseen from what is measured: growth that comes to a limit, restarts that become too many.
//!
//! ```text
//! failure ─ every service, and whether it fails, by a model that has learned from failures
//! growth ─ every series with a limit, and what is expected of it
//! limits ─ which limits a series has, and whose they are
//! questions ─ what the model is asked to be judged by, and a simple rule beside it
//! restarts ─ restarts of a service by its policy
//! ```

mod failure;
mod growth;
mod limits;
mod questions;
mod restarts;

pub(super) use failure::Failures;
pub(super) use growth::Foresight;
