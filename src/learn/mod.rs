//! PURE learning: what was measured changes what is believed. No IO, no clock; the same input gives the same answer,
//! and the only randomness is seeded.
//!
//! ```text
//! bandit ─ how likely an action heals, and which to try
//! cause ─ which subject is the root of an incident, from series, dependencies and changes
//! failure ─ whether something happens to a subject within a horizon, from rows of any columns
//! runs ─ whether a run of a workflow will fail or be late, and what such forecasts were worth
//! schedule ─ which task of a graph goes next, how long tasks take, and all of it
//! trend ─ whether something grows steadily, and when it is at its limit
//! ```

pub mod bandit;
pub mod cause;
pub mod failure;
pub mod runs;
pub mod schedule;
pub mod trend;
