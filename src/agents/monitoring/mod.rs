//! The monitoring agent: schedules probes, judges services by them, and watches thresholds.

mod agent;
mod ceiling;
mod flap;
mod gauge;
mod rhythm;
mod watch;

pub use agent::Monitoring;
