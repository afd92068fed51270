//! PURE decisions: `handle(event, now) -> effects`. No IO, no clock; the only randomness is seeded.
//!
//! ```text
//! core ─ the one owner of all state; routes events
//! supervision ─ services and their graph      service ─ one service's life      pace ─ how fast it is restarted
//! begin ─ how a service begins with a runtime         turns ─ orders about several services, stops in order
//! alerts ─ firing alerts, silences            board ─ newest value of each series
//! verdict ─ a probe's k-of-n judgement        rule ─ a threshold over time      outage ─ availability
//! ```
//!
//! The last line is used by the agents, which decide with the same purity and propose; `core` disposes.

pub mod alerts;
mod begin;
pub mod board;
pub mod core;
pub mod outage;
pub mod pace;
pub mod rule;
pub mod service;
pub mod supervision;
mod turns;
pub mod verdict;

pub use core::Engine;
