//! PURE decisions: `handle(event, now) -> effects`. No IO, no clock; the only randomness is seeded.
//!
//! ```text
//! core ─ the one owner of all state; routes events
//! supervision ─ services and their graph      service ─ one service's life      pace ─ how fast it is restarted
//! begin ─ how a service begins with a runtime
//! fault ─ faults that are put into a demo
//! recovery ─ incidents, layers, attempts, what was learned
//! alerts ─ firing alerts, silences            board ─ newest value of each series
//! hold ─ who is held back while a dependency is down
//! verdict ─ a probe's k-of-n judgement        rule ─ a threshold over time      outage ─ availability
//! ```
//!
//! The last line is used by the agents, which decide with the same purity and propose; `core` disposes.

mod accounts;
pub mod alerts;
mod begin;
pub mod board;
pub mod core;
mod fault;
mod hold;
mod managed;
pub mod outage;
pub mod pace;
pub mod recovery;
pub mod rule;
pub mod service;
pub mod supervision;
pub mod verdict;

pub use core::Engine;
