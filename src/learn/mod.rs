//! PURE learning: what was measured changes what is believed. No IO, no clock; the same input gives the same answer,
//! and the only randomness is seeded.
//!
//! ```text
//! anomaly ─ how unusual a sample is for its series, and when that is an event
//! bandit ─ how likely an action heals, and which to try
//! cause ─ which subject is the root of an incident, from series, dependencies and changes
//! cluster ─ which hours of a host, and which incidents, are alike
//! drives ─ how drives fare, as rows that `failure` is asked about
//! failure ─ whether something happens to a subject within a horizon, from rows of any columns
//! exhaust ─ when a resource is at its limit, as a distribution
//! forest ─ boosted trees, on which both go
//! forecast ─ the values of series to come, and what holds them
//! kpi ─ goals measured from what was written down
//! median ─ the middle of some values
//! patterns ─ which lines of a log say the same, and what changed in how often they come
//! runs ─ whether a run of a workflow will fail or be late, and what such forecasts were worth
//! schedule ─ which task of a graph goes next, how long tasks take, and all of it
//! track ─ what predictions were worth, beside a simple rule, and what that allows
//! trend ─ whether something grows steadily, and when it is at its limit
//! trends ─ how any series goes: level, slope, seasons, steps, and what is new
//! vitals ─ how services fare, as rows that `failure` learns from and is asked about
//! ```

pub mod anomaly;
pub mod bandit;
pub mod cause;
pub mod cluster;
pub mod drives;
pub mod exhaust;
pub mod failure;
pub mod forecast;
mod forest;
pub mod kpi;
mod median;
pub mod patterns;
pub mod runs;
pub mod schedule;
pub mod track;
pub mod trend;
pub mod trends;
pub mod vitals;
