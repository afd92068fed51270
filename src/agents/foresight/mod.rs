//! What can be foreseen from what is measured: growth that comes to a limit, restarts that become too many.
//!
//! ```text
//! dates ─ certificates, which say when they are over
//! drives ─ every drive, and whether it fails, by a model of the operator's own
//! dates ─ certificates, which say when they are over
//! failure ─ every service, and whether it fails, by a model that has learned from failures
//! growth ─ every series with a limit, and what is expected of it
//! held ─ services that wait for what they need
//! limits ─ which limits a series has, and whose they are
//! outlook/ ─ when limits are reached, hours ahead, as a distribution
//! questions ─ what the model is asked to be judged by, and a simple rule beside it
//! teeth ─ what is emptied by itself again and again
//! restarts ─ restarts of a service by its policy
//! ```

mod dates;
mod drives;
mod failure;
mod growth;
mod held;
mod limits;
mod outlook;
mod questions;
mod restarts;
mod teeth;

pub(super) use dates::Certificates;
pub(super) use drives::Drives;
pub(super) use failure::Failures;
pub(super) use growth::Foresight;
pub(super) use outlook::Outlooks;
